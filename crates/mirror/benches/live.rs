//! How many frames a second are received without loss.
fn main() {}
