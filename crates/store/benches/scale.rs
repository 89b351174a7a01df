//! Figures at scale.
fn main() {}
