//! Judging a large observation: `cargo bench -p sekisho-assess --bench observed`. Prints, never judges.
fn main() {}
