//! VEX in and out: OpenVEX 0.0.1 and 0.2.0, the VEX profile of CSAF 2.0 and 2.1, and CycloneDX, to one shape.
//!
//! Invariants: *not affected* without a justification or an impact statement is refused by name, reading and
//! writing. Status and justification survive the way through any of the three: where a format has no word for a
//! justification, its nearest word is written, the exact one is kept beside it, and the loss is listed. Whatever
//! else a format cannot hold is listed too.
//!
//! Deliberately not here: whether a statement is to be believed, and for which findings it counts.

mod csaf;
mod cyclonedx;
mod justification;
mod openvex;
mod subject;

use std::collections::BTreeSet;

use jiff::Timestamp;
use sekisho_intake::unpack;
use sekisho_model::{RemedyKind, Text, Versions, VulnerabilityId, text};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::advisory::trouble::{Trouble, ask_the_publisher};
use crate::advisory::xml;
use crate::{Limits, Reading, advisory};

pub use csaf::write as write_csaf;
pub use cyclonedx::write as write_cyclonedx;
pub use justification::VexJustification;
pub use openvex::write as write_openvex;
pub use subject::VexSubject;

/// The form a VEX document came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VexForm {
    /// OpenVEX.
    OpenVex,
    /// CSAF.
    Csaf,
    /// CycloneDX.
    CycloneDx,
}

/// One document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VexDocument {
    /// Form it came in.
    pub form: VexForm,
    /// Its own id, as written.
    pub id: String,
    /// Who says it.
    pub author: String,
    /// Revision, as written.
    pub version: String,
    /// First issue.
    pub issued: Option<Timestamp>,
    /// Last change.
    pub updated: Option<Timestamp>,
    /// What it says, in document order: one statement for each vulnerability, product and component.
    pub statements: Vec<VexStatement>,
}

/// One vulnerability, one product, one status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VexStatement {
    /// The vulnerability.
    pub vulnerability: VulnerabilityId,
    /// Its other names.
    pub aliases: BTreeSet<String>,
    /// The product.
    pub product: VexSubject,
    /// The component of the product in which the vulnerability is, where it is named apart.
    pub component: Option<VexSubject>,
    /// Versions of the component, or of the product where no component is named apart.
    pub versions: Versions,
    /// The status.
    pub status: VexStatus,
    /// Why it is not affected.
    pub justification: Option<VexJustification>,
    /// Why it is not affected, or what the effect is, in words.
    pub impact_statement: String,
    /// What to do, in words.
    pub action: String,
    /// Sort of what to do, where the form says.
    pub action_kind: Option<RemedyKind>,
    /// Further words on the status.
    pub notes: String,
    /// When it was said; the document's time where it says no other.
    pub at: Option<Timestamp>,
    /// Who said it; the document's author where nobody else is named.
    pub author: String,
}

/// The four statuses that the forms share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VexStatus {
    /// Nothing needs to be done.
    NotAffected,
    /// Something should be done.
    Affected,
    /// These versions have the fix.
    Fixed,
    /// Nobody knows yet.
    UnderInvestigation,
}

impl VexStatement {
    /// The part that the vulnerability is in.
    #[must_use]
    pub fn innermost(&self) -> &VexSubject {
        self.component.as_ref().unwrap_or(&self.product)
    }

    /// May it be said? *Not affected* needs its reason.
    #[must_use]
    pub fn is_reasoned(&self) -> bool {
        self.status != VexStatus::NotAffected
            || self.justification.is_some()
            || !self.impact_statement.trim().is_empty()
    }
}

/// Reads every VEX document of one file, packed or not.
#[must_use]
pub fn read(file_name: &str, bytes: &[u8], limits: &Limits) -> Reading<Vec<VexDocument>> {
    let Reading { facts: documents, mut problems } = unpack(file_name, bytes, limits);
    let mut facts = Vec::new();
    for document in documents {
        let mut trouble = Trouble::new(&document.name);
        if let Some(text) = advisory::admit(&document.bytes, limits, &mut trouble) {
            facts.extend(of_text(text, limits, &mut trouble));
        }
        problems.extend(trouble.into_problems());
    }
    Reading { facts, problems }
}

fn of_text(text: &str, limits: &Limits, trouble: &mut Trouble) -> Option<VexDocument> {
    if !text.trim_start().starts_with('<') {
        let value = serde_json::from_str::<Value>(text);
        return value
            .map_err(|error| trouble.unreadable_json("", &error))
            .ok()
            .and_then(|value| one(value, limits, trouble));
    }
    let (root, error) = xml::read(text, limits);
    if let Some(error) = error {
        trouble.malformed("", "CycloneDX", &error);
        return None;
    }
    match root.filter(cyclonedx::xml::is_bom) {
        Some(bom) => cyclonedx::read(cyclonedx::xml::as_json(&bom), limits, trouble),
        None => {
            no_vex(trouble);
            None
        }
    }
}

fn one(value: Value, limits: &Limits, trouble: &mut Trouble) -> Option<VexDocument> {
    let has = |key: &str| value.get(key).is_some();
    // Drafts of OpenVEX before its context name their media type instead.
    if has("@context") || value.get("format").and_then(Value::as_str) == Some("text/vex+json") {
        return openvex::read(value, limits, trouble);
    }
    if has("bomFormat") {
        return cyclonedx::read(value, limits, trouble);
    }
    if has("document") {
        return csaf::read(value, limits, trouble);
    }
    no_vex(trouble);
    None
}

fn no_vex(trouble: &mut Trouble) {
    trouble.error(
        "",
        text!(ja: "VEX の文書ではありません。", en: "This is no VEX document."),
        text!(ja: "OpenVEX、CSAF、CycloneDX のいずれかを指定してください。", en: "Give one in OpenVEX, CSAF or CycloneDX."),
    );
}

/// Does a list name anything, readable or not?
fn names_some(list: Option<&Value>) -> bool {
    list.is_some_and(|list| !list.is_null() && list.as_array().is_none_or(|list| !list.is_empty()))
}

/// Takes a statement over, or refuses it by name.
fn admit(
    path: &str,
    statement: VexStatement,
    limits: &Limits,
    into: &mut Vec<VexStatement>,
    trouble: &mut Trouble,
) {
    if !statement.is_reasoned() {
        let Text { ja, en } = unreasoned(&statement);
        trouble.error(path, Text { ja, en }, ask_the_publisher());
    } else if into.len() >= limits.entries_max {
        trouble.too_many(path, limits.entries_max);
    } else {
        into.push(statement);
    }
}

fn unreasoned(statement: &VexStatement) -> Text {
    let (id, product) = (&statement.vulnerability, statement.product.label());
    text!(
        ja: "{product} の {id} は「影響なし」とありますが、理由も説明もないため採用しません。",
        en: "{id} of {product} is said to be not affected, with neither a justification nor an impact statement; it is refused."
    )
}

/// What one writer could not say, each once.
#[derive(Debug, Default)]
struct Losses(Vec<Text>);

impl Losses {
    fn tell(&mut self, loss: Text) {
        if !self.0.contains(&loss) {
            self.0.push(loss);
        }
    }

    /// The statements that may be written; the others are told.
    fn reasoned<'d>(&mut self, document: &'d VexDocument) -> Vec<&'d VexStatement> {
        let (may, may_not): (Vec<_>, Vec<_>) =
            document.statements.iter().partition(|statement| statement.is_reasoned());
        may_not.into_iter().for_each(|statement| self.tell(unreasoned(statement)));
        may
    }

    /// A statement that would hold for more than it should is not written.
    fn wider(&mut self, statement: &VexStatement) {
        let (id, label) = (&statement.vulnerability, statement.product.label());
        self.tell(text!(
            ja: "{label} の {id} は版を限った記述で、この形式では版を表せません。すべての版に及ぶことになるため書きませんでした。",
            en: "{id} of {label} holds for some versions only, which this form cannot say; it was not written, as it would hold for every version."
        ));
    }

    fn nearest(&mut self, exact: VexJustification, nearest: VexJustification) {
        let (exact, nearest) = (exact.word(), nearest.word());
        self.tell(text!(
            ja: "理由「{exact}」に当たる語がないため、最も近い「{nearest}」とし、元の語を添えました。",
            en: "There is no word for the justification {exact}; the nearest, {nearest}, was written, and the exact word beside it."
        ));
    }

    fn author(&mut self, document: &VexDocument, statement: &VexStatement) {
        if statement.author != document.author {
            let author = &statement.author;
            self.tell(text!(
                ja: "記述ごとの作成者（{author}）は書けません。文書の作成者だけを書きました。",
                en: "The author of a single statement ({author}) cannot be written; only the document's is."
            ));
        }
    }

    fn field(&mut self, ja: &str, en: &str, value: &str) {
        self.tell(text!(ja: "{ja}（{value}）は書けません。", en: "The {en} ({value}) cannot be written."));
    }
}

#[cfg(test)]
mod tests;
