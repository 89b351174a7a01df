//! Where a fact came from.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Who brought a fact, when, and from what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// Signed-in user, or the operating system's user for the command line.
    pub actor: String,
    /// When it was brought, UTC.
    pub at: Timestamp,
    /// What it was brought from.
    pub source: Source,
}

/// What a fact was brought from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Source {
    /// Entered by hand.
    Person,
    /// Read from a file.
    File {
        /// The file's name without its folder.
        name: String,
        /// SHA-256 of its bytes, hexadecimal.
        sha256: String,
        /// The reader that read it, such as `csaf-2.0`.
        importer: String,
    },
}
