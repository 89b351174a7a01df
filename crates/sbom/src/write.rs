//! A document to bytes, in any form that we write: CycloneDX JSON, XML and protobuf, SPDX 2.3 JSON and tag-value,
//! SPDX 3.0.1 JSON-LD.
//!
//! Invariants: the same document and time give the same bytes; what is written obeys the published schema; and
//! each field for which the form has no place, or only a coarser one, is in the losses. Nothing is looked up.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use sekisho_model::Text;

use crate::Document;
use losses::Losses;

pub(crate) use cyclonedx::FILE_NAME;
pub(crate) use cyclonedx::is_link_kind;
pub(crate) use words::{LicenceWords, is_cpe, is_digest, is_web, licence_words, plain_purpose};

mod cyclonedx;
mod graph;
mod losses;
mod names;
mod spdx2;
mod spdx3;
mod words;

/// A form that can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// CycloneDX in JSON.
    CycloneDxJson(Edition),
    /// CycloneDX in XML.
    CycloneDxXml(Edition),
    /// CycloneDX in protobuf.
    CycloneDxProtobuf(Edition),
    /// SPDX 2.3 in JSON.
    Spdx2Json,
    /// SPDX 2.3 as tag-value text.
    Spdx2TagValue,
    /// SPDX 3.0.1 in JSON-LD.
    Spdx3JsonLd,
}

/// An edition of CycloneDX (ECMA-424).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Edition {
    /// 1.4.
    V1_4,
    /// 1.5.
    V1_5,
    /// 1.6.
    V1_6,
    /// 1.7.
    V1_7,
}

impl Edition {
    /// All of them, oldest first.
    pub const ALL: [Self; 4] = [Self::V1_4, Self::V1_5, Self::V1_6, Self::V1_7];

    /// As `specVersion` has it.
    #[must_use]
    pub const fn number(self) -> &'static str {
        match self {
            Self::V1_4 => "1.4",
            Self::V1_5 => "1.5",
            Self::V1_6 => "1.6",
            Self::V1_7 => "1.7",
        }
    }
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::CycloneDxJson(Edition::V1_4),
        Self::CycloneDxJson(Edition::V1_5),
        Self::CycloneDxJson(Edition::V1_6),
        Self::CycloneDxJson(Edition::V1_7),
        Self::CycloneDxXml(Edition::V1_4),
        Self::CycloneDxXml(Edition::V1_5),
        Self::CycloneDxXml(Edition::V1_6),
        Self::CycloneDxXml(Edition::V1_7),
        Self::CycloneDxProtobuf(Edition::V1_4),
        Self::CycloneDxProtobuf(Edition::V1_5),
        Self::CycloneDxProtobuf(Edition::V1_6),
        Self::CycloneDxProtobuf(Edition::V1_7),
        Self::Spdx2Json,
        Self::Spdx2TagValue,
        Self::Spdx3JsonLd,
    ];

    /// Name for people, the same in both languages.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::CycloneDxJson(edition) => format!("CycloneDX {} JSON", edition.number()),
            Self::CycloneDxXml(edition) => format!("CycloneDX {} XML", edition.number()),
            Self::CycloneDxProtobuf(edition) => format!("CycloneDX {} protobuf", edition.number()),
            Self::Spdx2Json => "SPDX 2.3 JSON".to_owned(),
            Self::Spdx2TagValue => "SPDX 2.3 tag-value".to_owned(),
            Self::Spdx3JsonLd => "SPDX 3.0.1 JSON-LD".to_owned(),
        }
    }

    /// Usual ending of such a file's name.
    #[must_use]
    pub const fn file_ending(self) -> &'static str {
        match self {
            Self::CycloneDxJson(_) => "cdx.json",
            Self::CycloneDxXml(_) => "cdx.xml",
            Self::CycloneDxProtobuf(_) => "cdx.pb",
            Self::Spdx2Json => "spdx.json",
            Self::Spdx2TagValue => "spdx",
            Self::Spdx3JsonLd => "spdx3.json",
        }
    }
}

/// The code used on the command line, such as `cyclonedx-1.6-xml` or `spdx-2.3-json`.
impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CycloneDxJson(edition) => write!(f, "cyclonedx-{}-json", edition.number()),
            Self::CycloneDxXml(edition) => write!(f, "cyclonedx-{}-xml", edition.number()),
            Self::CycloneDxProtobuf(edition) => write!(f, "cyclonedx-{}-protobuf", edition.number()),
            Self::Spdx2Json => f.write_str("spdx-2.3-json"),
            Self::Spdx2TagValue => f.write_str("spdx-2.3-tag-value"),
            Self::Spdx3JsonLd => f.write_str("spdx-3.0.1-json"),
        }
    }
}

/// No form has this code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSuchFormat(
    /// The code as given.
    pub String,
);

impl fmt::Display for NoSuchFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let codes: Vec<String> = Format::ALL.iter().map(ToString::to_string).collect();
        write!(f, "no form of SBOM is called {:?}; there are {}", self.0, codes.join(", "))
    }
}

impl std::error::Error for NoSuchFormat {}

/// Takes the codes of [`Format`], and without a number the newest edition: `cyclonedx`, `cyclonedx-json`,
/// `cyclonedx-xml`, `cyclonedx-protobuf`, `spdx`, `spdx-json`, `spdx-tag-value`, `spdx3`.
impl FromStr for Format {
    type Err = NoSuchFormat;
    fn from_str(code: &str) -> Result<Self, NoSuchFormat> {
        let lower = code.trim().to_ascii_lowercase();
        let short = match lower.as_str() {
            "cyclonedx" | "cyclonedx-json" => Some(Self::CycloneDxJson(Edition::V1_7)),
            "cyclonedx-xml" => Some(Self::CycloneDxXml(Edition::V1_7)),
            "cyclonedx-protobuf" => Some(Self::CycloneDxProtobuf(Edition::V1_7)),
            "spdx" | "spdx-json" | "spdx2" => Some(Self::Spdx2Json),
            "spdx-tag-value" | "spdx-tv" => Some(Self::Spdx2TagValue),
            "spdx3" | "spdx-3" | "spdx-3.0.1" => Some(Self::Spdx3JsonLd),
            _ => None,
        };
        short
            .or_else(|| Self::ALL.into_iter().find(|format| format.to_string() == lower))
            .ok_or_else(|| NoSuchFormat(code.to_owned()))
    }
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The file.
    pub bytes: Vec<u8>,
    /// What it does not say, or says otherwise than the document did.
    pub losses: Vec<Loss>,
}

/// How a field fared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LossKind {
    /// It is not in the new file.
    Dropped,
    /// It is there, less exactly than before or in another place.
    Coarsened,
    /// The form demands it, the document does not state it, and so the writer put it in.
    Added,
}

/// One field that is not carried over as it was.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Loss {
    /// Place of the component in `sbom.components`; none for the document itself and for what is told only once.
    pub component: Option<u32>,
    /// The component's name and version, or empty.
    pub label: String,
    /// Field, in the words of [`Document`], or the path in the file read for what the reader had no place for.
    pub path: String,
    /// How it fared.
    pub kind: LossKind,
    /// How many values.
    pub count: usize,
    /// Why, for people.
    pub why: Text,
}

/// Writes in the given form. `now` is used only where the form demands a time and the document has none.
#[must_use]
pub fn write(document: &Document, format: Format, now: Timestamp) -> Written {
    let mut losses = Losses::new(document, format);
    let bytes = match format {
        Format::CycloneDxJson(edition) => cyclonedx::json(document, edition, &mut losses),
        Format::CycloneDxXml(edition) => cyclonedx::xml(document, edition, &mut losses),
        Format::CycloneDxProtobuf(edition) => cyclonedx::protobuf(document, edition, &mut losses),
        Format::Spdx2Json => spdx2::json(document, now, &mut losses),
        Format::Spdx2TagValue => spdx2::tag_value(document, now, &mut losses),
        Format::Spdx3JsonLd => spdx3::json_ld(document, now, &mut losses),
    };
    Written { bytes, losses: losses.finish() }
}

#[cfg(test)]
pub(crate) mod tests;
