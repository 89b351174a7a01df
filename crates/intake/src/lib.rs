//! Bytes from outside, made ready for readers: limits, text, depth of nesting, keys that stand twice.
//!
//! Invariants: nothing is guessed, nothing grows beyond its [`Limits`], and what a reader gets is UTF-8. What a
//! document means is for the rooms above: `sbom`, `supply`, `validate`.

pub mod duplicates;
pub mod encoding;
pub mod nesting;
pub mod unpacking;

mod limits;
mod reading;
#[cfg(test)]
#[expect(dead_code, reason = "the public test data is for the readers above")]
mod testing;

pub use limits::Limits;
pub use reading::Reading;
pub use unpacking::unpack;
