//! What an observation keeps, and how much memory it may take.

use std::collections::BTreeSet;

use sekisho_model::IdentityKind;

/// What is looked at and kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Only addresses, amounts and protocols: neither class of command nor identity is kept.
    pub headers_only: bool,
    /// Identity strings that are kept.
    pub identities: BTreeSet<IdentityKind>,
    /// Limits.
    pub limits: Limits,
}

impl Default for Settings {
    /// Classes of command, and every identity but the name that a TLS client asks for.
    fn default() -> Self {
        let identities = IdentityKind::ALL.into_iter().filter(|kind| *kind != IdentityKind::ServerName);
        Self { headers_only: false, identities: identities.collect(), limits: Limits::default() }
    }
}

/// Bounds on memory. What does not fit is counted in the capture's health, never dropped silently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most connections open at a time; beyond it the one silent for longest is given up.
    pub connections_max: usize,
    /// Most conversations kept.
    pub conversations_max: usize,
    /// Most pairings of addresses kept.
    pub sightings_max: usize,
    /// Most identities kept.
    pub identities_max: usize,
    /// Longest frame that is read, in bytes; a longer one is counted and passed over.
    pub frame_bytes_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections_max: 1 << 21,
            conversations_max: 250_000,
            sightings_max: 100_000,
            identities_max: 100_000,
            frame_bytes_max: 1 << 18,
        }
    }
}
