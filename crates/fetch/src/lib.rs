//! Fetches advisories that publishers offer, when a person asks for it, and never otherwise.
//!
//! Invariants: nothing is asked of the network but the address given, for a bare domain the places that CSAF names for
//! it (7.1.8 to 7.1.10), and what their lists name; never from https to
//! http; plain http only on this machine itself, unless allowed; every answer has limits of bytes, time and
//! redirects. A document whose digest is offered and does not agree is refused by name. A publisher's key counts only
//! after a person accepted its fingerprint; each document says how its signature ended, and one that does not hold
//! refuses it. Documents offered = fetched + unchanged + withheld + refused + not tried.
//!
//! Deliberately not here: what a document means (`supply`), storing it (`app`), signing in to publishers.

mod checks;
mod door;
mod kept;
mod lists;
mod openpgp;
mod pins;
mod signing;
mod sync;

pub use checks::Tlp;
pub use door::{Door, FetchError, Options};
pub use kept::Kept;
pub use pins::{Fingerprint, Pins};
pub use signing::{Signature, Strictness, Unchecked};
pub use sync::{Counts, Document, Step, Sync, Terms};

#[cfg(test)]
mod tests;
