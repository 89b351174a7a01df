//! What an advisory states: which target, in which versions, has which status for which vulnerabilities.
//!
//! One shape for OSV, RustSec and CSAF. Whether a given component *is* affected is a judgement and lives
//! in `supply`.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{AdvisoryId, PackageKey, VulnerabilityId};

/// The form an advisory came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AdvisoryForm {
    /// OSV record, JSON or YAML.
    Osv,
    /// RustSec advisory, Markdown with a TOML head.
    RustSec,
    /// CSAF 2.0 document.
    Csaf20,
}

/// Qualitative severity, CVSS v3 bands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// 0.0
    None,
    /// 0.1 to 3.9
    Low,
    /// 4.0 to 6.9
    Medium,
    /// 7.0 to 8.9
    High,
    /// 9.0 to 10.0
    Critical,
}

/// A CVSS vector with its base score.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cvss {
    /// Vector text, such as `CVSS:3.1/AV:N/…`; empty where the source gives a score only.
    pub vector: String,
    /// Score times ten, 0 to 100.
    pub score_tenths: u8,
}

impl Cvss {
    /// The band the score falls in.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        match self.score_tenths {
            0 => Severity::None,
            1..=39 => Severity::Low,
            40..=69 => Severity::Medium,
            70..=89 => Severity::High,
            _ => Severity::Critical,
        }
    }
}

/// One published advisory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Advisory {
    /// Its own id.
    pub id: AdvisoryId,
    /// Form it came in.
    pub form: AdvisoryForm,
    /// Who published it, as written; empty where the form does not say.
    pub publisher: String,
    /// Title, or the first line of the summary.
    pub title: String,
    /// Other names of the same record, such as CVE or GHSA ids.
    pub aliases: BTreeSet<String>,
    /// First publication.
    pub published: Option<Timestamp>,
    /// Last change: the newer of two revisions wins.
    pub modified: Option<Timestamp>,
    /// Withdrawn by its publisher: it then affects nothing.
    pub withdrawn: Option<Timestamp>,
    /// Informational notices (unmaintained, notice) carry their kind; empty for vulnerabilities.
    pub informational: String,
    /// The highest score it states.
    pub cvss: Option<Cvss>,
    /// Its statements, in document order.
    pub statements: Vec<Statement>,
    /// Links, as written.
    pub references: Vec<String>,
}

/// One statement: this target, in these versions, has this status for these vulnerabilities.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// What it speaks of.
    pub target: Target,
    /// In which versions.
    pub versions: Versions,
    /// With which status.
    pub status: Status,
    /// For which vulnerabilities; empty means the advisory as a whole.
    pub vulnerabilities: BTreeSet<VulnerabilityId>,
    /// What the publisher says to do.
    pub remedies: Vec<Remedy>,
}

/// What a statement speaks of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// A package of an ecosystem.
    Package {
        /// Type, namespace and name.
        key: PackageKey,
        /// Release of a distribution the statement is limited to, such as `12`; empty where it is not.
        release: String,
    },
    /// A device, firmware or plant software known by words only.
    Device(DeviceTarget),
}

/// A device as an advisory's words describe it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceTarget {
    /// Vendor as written, such as `Mitsubishi Electric`.
    pub vendor: String,
    /// Product name as written, such as `SIMATIC S7-1500 CPU 1515-2 PN (6ES7515-2AM01-0AB0)`.
    pub product: String,
    /// Model or order numbers that the document lists or the product name carries.
    pub models: BTreeSet<String>,
    /// CPE or purl, where a publisher gives one after all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<String>,
}

/// Versions a statement speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Versions {
    /// Every version.
    All,
    /// A union of intervals and of listed versions, in the order of a scheme.
    Ranges {
        /// The order.
        scheme: VersionScheme,
        /// Intervals; a version in any of them counts.
        ranges: Vec<VersionRange>,
        /// Versions listed by name.
        listed: BTreeSet<String>,
    },
    /// Words of a maker, such as `< V4.33` or `All versions prior to 9.2c`: `supply` reads them.
    Text(String),
}

/// An order of versions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VersionScheme {
    /// Semantic Versioning 2.0, as Cargo orders it.
    SemVer,
    /// npm's SemVer.
    Npm,
    /// PEP 440.
    PyPi,
    /// Debian policy.
    Debian,
    /// Git commits: not an order that a version text can be placed in.
    Git,
    /// An ecosystem whose order is not built in; its name.
    Other(String),
}

/// One interval of versions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VersionRange {
    /// Lower end.
    pub from: Bound,
    /// Upper end.
    pub to: Bound,
}

/// One end of an interval.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bound {
    /// No end on this side.
    Open,
    /// The version itself belongs to the interval.
    Including(String),
    /// The version itself does not belong to it.
    Excluding(String),
}

/// Status of a target for a vulnerability (CSAF `product_status`, OSV `affected`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Known to be affected.
    Affected,
    /// The fault is mended in these versions.
    Fixed,
    /// Known not to be affected.
    NotAffected,
    /// The publisher does not know yet.
    UnderInvestigation,
    /// The version the publisher recommends; says nothing about being affected.
    Recommended,
    /// The publisher lists the product and says nothing of it.
    Unstated,
}

/// What a publisher says to do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remedy {
    /// Sort of remedy.
    pub kind: RemedyKind,
    /// The publisher's words.
    pub words: String,
    /// Where to get it; empty where not said.
    pub url: String,
}

/// Sort of remedy (CSAF `remediations.category`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RemedyKind {
    /// An update by the vendor.
    VendorFix,
    /// Lowers the risk.
    Mitigation,
    /// Avoids the fault.
    Workaround,
    /// Nothing yet.
    NoneAvailable,
    /// Nothing will come.
    NoFixPlanned,
}
