//! How far a plant has come, step by step.
