//! What an advisory states: which target, in which versions, has which status for which vulnerabilities.
//!
//! One shape for every form. Facts that only help to put vulnerabilities in order are signals (`signal`). Whether a given component *is* affected is a judgement and lives
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
    /// CSAF 2.1 document.
    Csaf21,
    /// CVE record, format 5.
    Cve5,
    /// NVD's answer in its JSON interface 2.0.
    Nvd,
    /// JVN iPedia by MyJVN: 3.2 in XML (list or detail), or the announced 4.0.
    MyJvn,
}

impl AdvisoryForm {
    /// Every form.
    pub const ALL: [Self; 7] =
        [Self::Osv, Self::RustSec, Self::Csaf20, Self::Csaf21, Self::Cve5, Self::Nvd, Self::MyJvn];
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
    /// Which edition of the document this is, and how it stands to other documents.
    #[serde(default, skip_serializing_if = "Edition::is_empty")]
    pub edition: Edition,
    /// What it says of the vulnerabilities themselves, whatever the target.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vulnerabilities: Vec<VulnerabilityFacts>,
}

impl Advisory {
    /// An advisory that says nothing yet.
    #[must_use]
    pub const fn new(id: AdvisoryId, form: AdvisoryForm) -> Self {
        Self {
            id,
            form,
            publisher: String::new(),
            title: String::new(),
            aliases: BTreeSet::new(),
            published: None,
            modified: None,
            withdrawn: None,
            informational: String::new(),
            cvss: None,
            statements: Vec::new(),
            references: Vec::new(),
            edition: Edition::NONE,
            vulnerabilities: Vec::new(),
        }
    }
}

/// An edition of a document, and its ties to other documents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Edition {
    /// Revision as written, such as `1.2.0` or `7`; empty where the form has none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub version: String,
    /// The document's own state as written, such as `interim`, `REJECTED`, `Awaiting Analysis`; empty where
    /// the form has none or it is the usual one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub state: String,
    /// How far it may be passed on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tlp: Option<Tlp>,
    /// Ids of the documents that take its place.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub replaced_by: BTreeSet<String>,
    /// Ids of records that are close to it and not the same.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub related: BTreeSet<String>,
    /// Ids of the records it rests on: it speaks of them for its own packages.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub upstream: BTreeSet<String>,
}

impl Edition {
    /// Nothing said.
    pub const NONE: Self = Self {
        version: String::new(),
        state: String::new(),
        tlp: None,
        replaced_by: BTreeSet::new(),
        related: BTreeSet::new(),
        upstream: BTreeSet::new(),
    };

    /// Is nothing said?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::NONE
    }
}

/// How far a document may be passed on (FIRST TLP 2.0). TLP 1 `WHITE` is `Clear`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tlp {
    /// To anybody.
    Clear,
    /// Within the community.
    Green,
    /// Within the organisation and its clients.
    Amber,
    /// Within the organisation only.
    AmberStrict,
    /// To those named only.
    Red,
}

/// What a document says of one vulnerability, whatever the target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VulnerabilityFacts {
    /// Its id.
    pub id: VulnerabilityId,
    /// Its other names in the same document.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub aliases: BTreeSet<String>,
    /// Its title there; empty where it has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Weaknesses, such as `CWE-79`.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub weaknesses: BTreeSet<String>,
    /// The publisher's own word for its severity, such as `CRITICAL`; empty where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub severity: String,
    /// Every score stated, of every CVSS generation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scores: Vec<StatedScore>,
}

impl VulnerabilityFacts {
    /// A vulnerability of which nothing is said yet.
    #[must_use]
    pub const fn new(id: VulnerabilityId) -> Self {
        Self {
            id,
            aliases: BTreeSet::new(),
            title: String::new(),
            weaknesses: BTreeSet::new(),
            severity: String::new(),
            scores: Vec::new(),
        }
    }
}

/// A score and who gave it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatedScore {
    /// Who, as written; empty where the document's publisher did.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// The score.
    pub cvss: Cvss,
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
    /// Why it has that status, and what must hold besides.
    #[serde(default, skip_serializing_if = "Ground::is_empty")]
    pub ground: Ground,
}

impl Statement {
    /// A statement for the advisory as a whole, without remedies.
    #[must_use]
    pub const fn new(target: Target, versions: Versions, status: Status) -> Self {
        Self {
            target,
            versions,
            status,
            vulnerabilities: BTreeSet::new(),
            remedies: Vec::new(),
            ground: Ground::NONE,
        }
    }
}

/// Why a status was given, and what must hold besides for it to count.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Ground {
    /// Justification of *not affected*, in CSAF's words, such as `vulnerable_code_not_present`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub justification: String,
    /// What the publisher says of the effect on this target.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub impact: String,
    /// What must hold besides: all of them. A statement with a condition that nobody has checked is no more
    /// than possible.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
}

impl Ground {
    /// Nothing said.
    pub const NONE: Self =
        Self { justification: String::new(), impact: String::new(), conditions: Vec::new() };

    /// Is nothing said?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::NONE
    }
}

/// Something that must hold besides, such as "running on this platform" (NVD's AND of nodes).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Condition {
    /// It must *not* hold.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub negated: bool,
    /// Things of which one suffices.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub any_of: Vec<Platform>,
    /// A condition in words: for a person to read.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub words: String,
}

/// A thing that a condition asks for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Platform {
    /// What.
    pub target: Target,
    /// In which versions.
    pub versions: Versions,
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
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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

/// An order of versions. What each one compares is `supply`'s to know.
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
    /// A scheme by its name: one whose order is not built in, or one stored before it was.
    Other(String),
    /// Apache Maven.
    Maven,
    /// Go modules, pseudo-versions and toolchain releases.
    Go,
    /// RubyGems.
    RubyGems,
    /// NuGet.
    NuGet,
    /// Composer and Packagist.
    Composer,
    /// Hex.
    Hex,
    /// Dart's Pub, in which build metadata counts.
    Pub,
    /// Swift packages.
    Swift,
    /// R packages.
    Cran,
    /// Haskell packages.
    Hackage,
    /// Perl distributions.
    Cpan,
    /// OCaml packages.
    Opam,
    /// Conan.
    Conan,
    /// RPM.
    Rpm,
    /// Alpine's apk.
    Alpine,
    /// Arch Linux's pacman.
    Alpm,
    /// Gentoo's ebuilds.
    Gentoo,
    /// OpenSSL, with the patch letters of its releases before 3.0.
    OpenSsl,
    /// nginx.
    Nginx,
    /// Mattermost.
    Mattermost,
    /// Whole numbers between dots.
    IntDot,
    /// Bytes.
    Lexicographic,
    /// Points in time, RFC 3339.
    DateTime,
    /// No scheme stated: numbers and words as people read them.
    Generic,
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
    /// A fix is being made (CSAF 2.1).
    FixPlanned,
    /// May be left open after thought; the publisher says why (CSAF 2.1).
    OptionalPatch,
}
