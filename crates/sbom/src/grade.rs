//! How far a document has what a framework asks of an SBOM.
//!
//! What is asked is data (`catalog/sbom-grades`), one row an element; how to tell is code, one check a row, with the
//! same id. Invariants: an element is passed only where something was looked at and all of it was in order; what
//! a file cannot show is not decidable and says why. No points are given.

use std::fmt;
use std::str::FromStr;

use sekisho_model::Text;

use crate::Document;

/// A framework, in one edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Profile {
    /// NTIA, The Minimum Elements for an SBOM, 2021.
    Ntia2021,
    /// CISA, draft of the 2025 minimum elements.
    Cisa2025Draft,
    /// BSI TR-03183-2 v2.1.0.
    BsiTr03183,
    /// METI's SBOM guide ver. 2.0.
    Meti2,
    /// EU Cyber Resilience Act, Annex I Part II (1).
    Cra,
}

impl Profile {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Ntia2021, Self::Cisa2025Draft, Self::BsiTr03183, Self::Meti2, Self::Cra];

    /// Code on the command line and folder of the data.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ntia2021 => "ntia-2021",
            Self::Cisa2025Draft => "cisa-2025-draft",
            Self::BsiTr03183 => "bsi-tr-03183-2",
            Self::Meti2 => "meti-2.0",
            Self::Cra => "cra",
        }
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// No profile has this code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSuchProfile(
    /// The code as given.
    pub String,
);

impl fmt::Display for NoSuchProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let codes = Profile::ALL.map(Profile::code).join(", ");
        write!(f, "no profile is called {:?}; there are {codes}", self.0)
    }
}

impl std::error::Error for NoSuchProfile {}

/// Takes the codes, and `ntia`, `cisa`, `bsi`, `meti`, `cra`.
impl FromStr for Profile {
    type Err = NoSuchProfile;
    fn from_str(code: &str) -> Result<Self, NoSuchProfile> {
        let lower = code.trim().to_ascii_lowercase();
        Self::ALL
            .into_iter()
            .find(|profile| {
                profile.code() == lower || profile.code().split('-').next() == Some(lower.as_str())
            })
            .ok_or_else(|| NoSuchProfile(code.to_owned()))
    }
}

/// How a document stands against a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grade {
    /// Which profile.
    pub profile: Profile,
    /// Its name.
    pub title: Text,
    /// Paper that the elements come from.
    pub source: Text,
    /// Edition of that paper.
    pub edition: String,
    /// Each element with its outcome, in the order of the data.
    pub elements: Vec<Judged>,
    /// All in all.
    pub verdict: Verdict,
}

/// One element and how it fares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Id of the row.
    pub id: String,
    /// What is asked, in our words.
    pub title: Text,
    /// Clause of the source, or empty.
    pub clause: String,
    /// Was the row held against its source?
    pub confirmed: Confirmed,
    /// Does the source demand it, or only recommend it or ask for it where it exists?
    pub need: Need,
    /// How it fares.
    pub outcome: Outcome,
    /// How many components (or other things) were looked at.
    pub looked_at: usize,
    /// How many of those are in order.
    pub in_order: usize,
    /// Those that are not.
    pub failing: Vec<Failing>,
    /// How to mend it, or why it cannot be decided.
    pub remark: Text,
}

/// Was the row held against its source?
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confirmed {
    /// Yes.
    Yes,
    /// In part.
    Partly,
    /// No: it is shown as not confirmed.
    No,
}

/// How strongly the source asks for an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Need {
    /// It demands it.
    Required,
    /// It asks for it where the thing exists. A file can't show whether it does.
    IfPresent,
    /// It recommends it.
    Recommended,
}

/// How an element fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// All that was looked at is in order, and that is not nothing.
    Passed,
    /// Something is not in order, or is missing.
    Failed,
    /// The file has nothing to which the element applies.
    NotApplicable,
    /// The file cannot show it.
    NotDecidable,
}

/// What is not in order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Failing {
    /// Place in `sbom.components`; none for the document itself.
    pub component: Option<u32>,
    /// Its name and version, or empty.
    pub label: String,
    /// What is wrong and how to mend it.
    pub what: Text,
}

/// All in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Every demanded element is passed.
    Fulfilled,
    /// At least one demanded element is failed.
    NotFulfilled,
    /// None is failed, and at least one demanded element cannot be decided from the file.
    NotDecidable,
}

/// Grades a document.
#[must_use]
pub fn grade(document: &Document, profile: Profile) -> Grade {
    let _ = document;
    Grade {
        profile,
        title: Text::default(),
        source: Text::default(),
        edition: String::new(),
        elements: Vec::new(),
        verdict: Verdict::NotDecidable,
    }
}
