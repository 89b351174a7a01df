//! Facts to findings: what an advisory means for the plant.
