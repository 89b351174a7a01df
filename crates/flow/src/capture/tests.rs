//! Hand-made files from the formats' definitions, the public captures, and any bytes.

mod hand_made;
mod public;
