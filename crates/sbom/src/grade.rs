//! How far a document has what a framework asks of an SBOM.
//!
//! What is asked is data (`catalog/sbom-grades`), one row an element; how to tell is code, one check a row, with the
//! same id. Invariants: an element is passed only where something was looked at and all of it was in order; what
//! a file cannot show is not decidable and says why. No points are given.

use std::fmt;
use std::str::FromStr;

mod checks;
mod rows;

use sekisho_model::{Component, Text, text};
use serde::Deserialize;

use crate::Document;
use checks::Found;
use rows::{Element, Pack};

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
    /// Those that are not. Of what is asked for only where it exists: those that do not state it.
    pub failing: Vec<Failing>,
    /// How to mend it, or why it cannot be decided.
    pub remark: Text,
}

/// Was the row held against its source?
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confirmed {
    /// Yes.
    Yes,
    /// In part.
    Partly,
    /// No: it is shown as not confirmed.
    No,
}

/// How strongly the source asks for an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// It demands it.
    Required,
    /// It asks for it where the thing exists. A file can't show whether it does.
    IfPresent,
    /// It allows it and does not ask for it.
    Optional,
    /// It asks for a practice of people, which no file shows. The verdict is on the file and leaves it out.
    Process,
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

/// All in all, of what a file can show: elements that ask for a practice of people have no part in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Every demanded element is passed.
    Fulfilled,
    /// At least one demanded element is failed.
    NotFulfilled,
    /// None is failed, and at least one demanded element cannot be decided from the file or has nothing to apply to.
    NotDecidable,
}

impl Grade {
    /// Demanded elements that are passed, and all demanded ones. For information: no framework knows such a share.
    #[must_use]
    pub fn share(&self) -> (usize, usize) {
        let demanded = || self.elements.iter().filter(|element| element.need == Need::Required);
        (demanded().filter(|element| element.outcome == Outcome::Passed).count(), demanded().count())
    }

    /// The answer in one sentence.
    #[must_use]
    pub fn answer(&self) -> Text {
        let Text { ja, en } = &self.title;
        let (passed, demanded) = self.share();
        let outside = self.elements.iter().filter(|element| element.need == Need::Process).count();
        match self.verdict {
            Verdict::Fulfilled => text!(
                ja: "{ja}：ファイルで分かる必須要素 {demanded} 件をすべて満たします。ファイルでは分からない要素が {outside} 件あります。",
                en: "{en}: all {demanded} demanded elements that a file can show are fulfilled. Elements that no file shows: {outside}."
            ),
            Verdict::NotFulfilled => text!(
                ja: "{ja}：満たしません（必須要素 {demanded} 件のうち {passed} 件）。",
                en: "{en}: not fulfilled ({passed} of {demanded} demanded elements)."
            ),
            Verdict::NotDecidable => text!(
                ja: "{ja}：判定できません（必須要素 {demanded} 件のうち満たすもの {passed} 件、満たさないもの 0 件）。",
                en: "{en}: cannot be decided ({passed} of {demanded} demanded elements are fulfilled, none is failed)."
            ),
        }
    }
}

/// Grades a document.
#[must_use]
pub fn grade(document: &Document, profile: Profile) -> Grade {
    let Pack { pack, elements } = rows::pack(profile);
    let elements: Vec<Judged> = elements.iter().map(|row| judged(document, row)).collect();
    let verdict = verdict(&elements);
    let (title, edition) = (pack.title.clone(), pack.edition.clone());
    Grade { profile, title, source: pack.source(), edition, elements, verdict }
}

fn verdict(elements: &[Judged]) -> Verdict {
    let mut outcomes =
        elements.iter().filter(|row| row.need == Need::Required).map(|row| row.outcome).peekable();
    if outcomes.peek().is_none() {
        return Verdict::NotDecidable;
    }
    outcomes.fold(Verdict::Fulfilled, |so_far, outcome| match (so_far, outcome) {
        (Verdict::NotFulfilled, _) | (_, Outcome::Failed) => Verdict::NotFulfilled,
        (so_far, Outcome::Passed) => so_far,
        (_, Outcome::NotApplicable | Outcome::NotDecidable) => Verdict::NotDecidable,
    })
}

/// What a check found, seen by how strongly the source asks.
fn judged(document: &Document, row: &Element) -> Judged {
    let found = match (row.need, checks::check(&row.id)) {
        (Need::Process, _) | (_, None) => Found::NotDecidable(row.remedy.clone()),
        (_, Some(check)) => check(document),
    };
    let mut judged = Judged {
        id: row.id.clone(),
        title: row.title.clone(),
        clause: row.clause.clone(),
        confirmed: row.confirmed,
        need: row.need,
        outcome: Outcome::NotDecidable,
        looked_at: 0,
        in_order: 0,
        failing: Vec::new(),
        remark: row.remedy.clone(),
    };
    match found {
        Found::NotDecidable(why) => judged.remark = why,
        Found::NotApplicable(why) => (judged.outcome, judged.remark) = (Outcome::NotApplicable, why),
        Found::Looked { at, failing } => {
            judged.failing =
                failing.into_iter().map(|(place, what)| failing_of(document, row, place, what)).collect();
            judged.looked_at = at;
            judged.in_order = at.saturating_sub(judged.failing.len());
            judged.outcome = outcome(row.need, at, judged.in_order);
        }
    }
    judged
}

/// What need not be there is not failed where it is missing: whether it exists cannot be seen.
const fn outcome(need: Need, at: usize, in_order: usize) -> Outcome {
    match need {
        _ if at == 0 => Outcome::NotApplicable,
        _ if in_order == at => Outcome::Passed,
        Need::Required => Outcome::Failed,
        Need::Optional if in_order == 0 => Outcome::NotApplicable,
        Need::Optional | Need::IfPresent | Need::Process => Outcome::NotDecidable,
    }
}

fn failing_of(document: &Document, row: &Element, component: Option<u32>, what: Option<Text>) -> Failing {
    let of = component.and_then(|place| document.sbom.components.get(place as usize));
    let label = of.map(Component::label).unwrap_or_default();
    Failing { component, label, what: what.unwrap_or_else(|| row.remedy.clone()) }
}

#[cfg(test)]
mod tests;
