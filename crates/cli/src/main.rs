//! The command `sekisho`.

fn main() {}
