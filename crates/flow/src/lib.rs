//! A capture, or what a mirror port brings, made into observations: metadata only.
//!
//! Invariants: no public type can carry content (what comes out is `model`'s observation, a closed record); the
//! recognisers see at most the first [`WINDOW_MAX`] bytes of a payload; between two packets at most 16 bytes of a
//! payload are carried for each direction of a connection, and wiped after; memory is bounded, and what had to be
//! given up is counted. Nothing here sends, opens, writes or asks the time.
//!
//! The way through: [`capture`] (bytes → frames) → [`layers`] (frame → packet) → `conversations` (packet → its
//! connection, PDU by PDU) → `protocols` (PDU → protocol and class of command) → [`Observer`] (all of it → records).

pub mod capture;
pub mod layers;
pub mod promises;
pub mod prove;

#[cfg(test)]
mod conformance;
mod conversations;
mod observer;
mod protocols;
mod settings;
mod window;

pub use observer::{Ending, Observer};
pub use settings::{Limits, Settings};
pub use window::WINDOW_MAX;
