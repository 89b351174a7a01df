//! Frames made by hand.
