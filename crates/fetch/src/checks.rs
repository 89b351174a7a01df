//! What is checked of a document before anybody reads it: its digest, and whom it may be given to.

use serde::Deserialize;
use sha2::{Digest, Sha256, Sha512};

/// Largest document whose label is looked for.
pub(crate) const LABEL_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Traffic Light Protocol, the freest first. WHITE of TLP 1 is CLEAR, and so is what has no label.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tlp {
    /// For everybody.
    #[default]
    Clear,
    /// For the community.
    Green,
    /// For the organisation and its customers.
    Amber,
    /// For the organisation.
    AmberStrict,
    /// For named people. A label that is not known counts as this.
    Red,
}

impl Tlp {
    pub(crate) fn of_label(label: &str) -> Self {
        let label = label.trim().to_ascii_uppercase();
        match label.strip_prefix("TLP:").unwrap_or(&label) {
            "" | "UNLABELED" | "WHITE" | "CLEAR" => Self::Clear,
            "GREEN" => Self::Green,
            "AMBER" => Self::Amber,
            "AMBER+STRICT" => Self::AmberStrict,
            _ => Self::Red,
        }
    }

    /// As it is written.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Clear => "TLP:CLEAR",
            Self::Green => "TLP:GREEN",
            Self::Amber => "TLP:AMBER",
            Self::AmberStrict => "TLP:AMBER+STRICT",
            Self::Red => "TLP:RED",
        }
    }

    /// The label that a CSAF document gives itself.
    pub(crate) fn of_document(bytes: &[u8]) -> Self {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Csaf {
            document: Head,
        }
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Head {
            distribution: Distribution,
        }
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Distribution {
            tlp: Label,
        }
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Label {
            label: String,
        }
        if bytes.len() > LABEL_BYTES_MAX {
            return Self::Clear;
        }
        serde_json::from_slice::<Csaf>(bytes)
            .map_or(Self::Clear, |csaf| Self::of_label(&csaf.document.distribution.tlp.label))
    }
}

/// A way of digesting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sum {
    Sha512,
    Sha256,
}

impl Sum {
    pub(crate) const ALL: [Self; 2] = [Self::Sha512, Self::Sha256];

    pub(crate) const fn ending(self) -> &'static str {
        match self {
            Self::Sha512 => ".sha512",
            Self::Sha256 => ".sha256",
        }
    }

    /// Does a file of the form `digest  name` agree with some bytes?
    pub(crate) fn agrees(self, file: &[u8], bytes: &[u8]) -> bool {
        let stated = String::from_utf8_lossy(file);
        let stated = stated.split_ascii_whitespace().next().unwrap_or_default();
        let digest: String = match self {
            Self::Sha512 => Sha512::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect(),
            Self::Sha256 => Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect(),
        };
        stated.eq_ignore_ascii_case(&digest)
    }
}
