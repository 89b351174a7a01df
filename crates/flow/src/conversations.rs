//! Open connections: to which one a packet belongs, and where in its stream the next PDU begins.
//!
//! Invariants: a connection takes 124 bytes and a place in an index; of its payload it holds nothing, save at most 16
//! bytes for each direction while the head of a PDU is torn between two segments, in a place that is wiped after.
//! What comes of a run of packets is the same whatever the seed, and whenever parts of it are asked for.
//!
//! Deliberately not here: reassembly. A PDU is found at its head, and the rest of it is passed over by its length.

pub(crate) mod carried;
pub(crate) mod entry;
pub(crate) mod hash;
pub(crate) mod index;
pub(crate) mod key;
pub(crate) mod open;
pub(crate) mod queue;
pub(crate) mod reading;
pub(crate) mod recogniser;
pub(crate) mod seen;
pub(crate) mod slab;
pub(crate) mod table;
pub(crate) mod trace;
