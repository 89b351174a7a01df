//! Which threats of a zone are countered by which measures, step 2-2.
