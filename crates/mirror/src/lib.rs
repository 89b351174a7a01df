//! Frames from a mirror port on Linux, and a process that can do nothing else meanwhile.
//!
//! Invariants: nothing is ever sent; the kernel hands over at most 256 bytes of a frame; what was read is wiped before
//! the kernel gets its memory back. What a frame means is `flow`'s matter.
