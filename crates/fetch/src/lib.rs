//! Fetches advisories that publishers offer, when a person asks for it, and never otherwise.
//!
//! Invariants: nothing is asked of the network but the address given and what its lists name; never from https to
//! http; plain http only on this machine itself, unless allowed; every answer has limits of bytes, time and
//! redirects. A document whose digest is offered and does not agree is refused by name. Documents offered = fetched
//! + unchanged + withheld + refused + not tried.
//!
//! Deliberately not here: what a document means (`supply`), storing it (`app`), signing in to publishers, and OpenPGP
//! signatures: that they are offered and were not checked is told.

mod checks;
mod door;
mod kept;
mod lists;
mod sync;

pub use checks::Tlp;
pub use door::{Door, FetchError, Options};
pub use kept::Kept;
pub use sync::{Counts, Document, Step, Sync};

#[cfg(test)]
mod tests;
