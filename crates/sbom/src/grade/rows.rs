//! The data: what each framework asks of an SBOM, one row an element.
//!
//! Invariant: every pack is read once and whole; a test reads them all, so that a fault in one cannot reach a user.

use std::sync::LazyLock;

use sekisho_model::{Text, text};
use serde::Deserialize;

use super::{Confirmed, Need, Profile};

/// A framework's list.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pack {
    /// What it is.
    pub(super) pack: Head,
    /// What is asked.
    #[serde(rename = "element")]
    pub(super) elements: Vec<Element>,
}

/// What a list is.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Head {
    /// Code of the profile.
    pub(super) id: String,
    /// Edition of the source.
    pub(super) edition: String,
    /// Name of the framework.
    pub(super) title: Text,
    /// Paper that the rows come from.
    pub(super) source: String,
    /// How the rows were held against it.
    pub(super) note: Text,
}

impl Head {
    /// The paper, and how the rows were held against it.
    pub(super) fn source(&self) -> Text {
        let Self { source, note: Text { ja, en }, .. } = self;
        text!(ja: "{source}（{ja}）", en: "{source} ({en})")
    }
}

/// One thing that is asked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Element {
    /// Permanent; the check has the same.
    pub(super) id: String,
    pub(super) title: Text,
    /// Clause, section or heading of the source; empty where none is known.
    pub(super) clause: String,
    pub(super) need: Need,
    pub(super) confirmed: Confirmed,
    /// How to mend it; of a practice, why a file cannot show it.
    pub(super) remedy: Text,
}

macro_rules! pack {
    ($name:literal) => {
        include_str!(concat!("../../../../catalog/sbom-grades/2026-11/", $name, ".toml"))
    };
}

const FILES: [&str; 5] =
    [pack!("ntia-2021"), pack!("cisa-2025-draft"), pack!("bsi-tr-03183-2"), pack!("meti-2.0"), pack!("cra")];

static PACKS: LazyLock<Vec<Pack>> =
    LazyLock::new(|| FILES.iter().map(|file| toml::from_str(file).unwrap_or_default()).collect());

static NOTHING: LazyLock<Pack> = LazyLock::new(Pack::default);

/// The pack of a profile.
pub(super) fn pack(profile: Profile) -> &'static Pack {
    PACKS.iter().find(|pack| pack.pack.id == profile.code()).unwrap_or(&NOTHING)
}

#[cfg(test)]
pub(super) fn files() -> [&'static str; 5] {
    FILES
}
