//! What is checked of a document before anybody reads it: its digest, and whom it may be given to.

mod digests;
mod label;

use sekisho_intake::{Limits, unpack};
use sha2::{Digest, Sha256, Sha512};
use url::Url;

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

    /// The strictest label that a file gives to any document in it: packed or not, one, a list, or one a line.
    pub(crate) fn of_file(bytes: &[u8]) -> Self {
        let documents = unpack("", bytes, &Limits::default()).facts;
        documents.iter().map(|document| label::strictest(&document.bytes)).max().unwrap_or_default()
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

    const fn digits(self) -> usize {
        match self {
            Self::Sha512 => 128,
            Self::Sha256 => 64,
        }
    }

    /// The kind that the address of a digest names by its ending, in either case.
    pub(crate) fn of_url(url: &Url) -> Option<Self> {
        let path = url.path().to_ascii_lowercase();
        Self::ALL.into_iter().find(|sum| path.ends_with(sum.ending()))
    }

    /// Holds some bytes against a file of digests; `None` where it states none for them.
    pub(crate) fn agrees(self, file: &[u8], name: &str, bytes: &[u8]) -> Option<bool> {
        let file = String::from_utf8_lossy(file);
        let stated = digests::stated(&file, name, self.digits())?;
        let digest = match self {
            Self::Sha512 => hex::encode(Sha512::digest(bytes)),
            Self::Sha256 => hex::encode(Sha256::digest(bytes)),
        };
        Some(stated.eq_ignore_ascii_case(&digest))
    }
}
