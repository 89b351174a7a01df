//! Acts that belong in the ledger and change no fact of the store.
//!
//! Invariant: the acts are named here, none like those by which facts change, so that nobody reads a fact out of
//! them.

use sekisho_model::Origin;
use serde_json::Value;

use crate::store::one_write;
use crate::{Store, StoreError};

/// An act that changes no fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Noted {
    /// A catalog pack was put into the data folder.
    CatalogLoad,
    /// A catalog pack was taken out of it.
    CatalogUnload,
    /// Somebody looked into observations. Written before anything is shown.
    ObserveLook,
    /// Observations were given out. Written before they are.
    ObserveExport,
    /// A live watch began: on which interface, and how far the process is confined.
    ObserveLive,
    /// A file of the register was made for somebody outside: to whom, what for, and what is in it.
    HandOver,
    /// An end of support that was entered wrongly was corrected: from when to when, and why. Written with the change.
    SupportCorrect,
    /// The program runs, and says how often it says so: an entry that tells silence from nothing having happened.
    Heartbeat,
    /// A checkpoint that a witness co-signed was taken in.
    LedgerWitness,
}

impl Noted {
    /// Its name in the ledger.
    #[must_use]
    pub const fn action(self) -> &'static str {
        match self {
            Self::CatalogLoad => "catalog-load",
            Self::CatalogUnload => "catalog-unload",
            Self::ObserveLook => "observe-look",
            Self::ObserveExport => "observe-export",
            Self::ObserveLive => "observe-live",
            Self::HandOver => "hand-over",
            Self::SupportCorrect => "support-correct",
            Self::Heartbeat => "heartbeat",
            Self::LedgerWitness => "ledger-witness",
        }
    }
}

impl Store {
    /// Writes one entry: what was done to which thing, with which particulars. Gives its number.
    ///
    /// # Errors
    /// [`StoreError::Unrecordable`] where the subject or the particulars are too long; trouble in the database.
    pub async fn note(
        &self,
        act: Noted,
        subject: &str,
        detail: &Value,
        origin: &Origin,
    ) -> Result<u64, StoreError> {
        one_write!(self, origin, writing => async {
            writing.act(act.action(), subject, detail.clone())
        })
    }
}
