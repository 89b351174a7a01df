//! Automation: `cargo xtask check` and its parts.

fn main() {}
