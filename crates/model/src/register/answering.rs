//! The records of answers: what a company or its products answer to a framework's criteria, what shows it, which
//! labels and declarations follow from it, and for whom.
//!
//! Invariant: facts only. Whether a criterion is met as a whole, whether a label still holds, and which answer carries
//! to which other criterion is judged anew each time.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    AnswerId, BusinessId, CriterionRef, CustomerId, EvidenceId, PaperId, ProductId, Stated, Text, text,
};

/// What somebody answers to a criterion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnswerState {
    /// All of it is done.
    Met,
    /// Part of it is done.
    Partly,
    /// It is not done.
    NotMet,
    /// It does not apply, for the reason given in the answer.
    NotApplicable,
    /// Whoever was asked does not know (分からない); it is an answer, and counts as one where answers are counted.
    DontKnow,
}

/// A person's answer (回答) to a criterion, for the company or for some of its products.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Id.
    pub id: AnswerId,
    /// What was asked, in words.
    pub name: String,
    /// The criterion, `framework/number`.
    pub criterion: CriterionRef,
    /// Products that it is about; empty where it is about the company.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub products: BTreeSet<ProductId>,
    /// What is answered.
    pub state: AnswerState,
    /// The answer in words, such as one hands it to a customer or an evaluator.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub answer: String,
    /// The same in English, for documents in English.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub answer_en: String,
    /// What shows it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub evidence: BTreeSet<EvidenceId>,
    /// Who answers.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub by: Stated<String>,
    /// When.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub answered: Stated<Date>,
    /// Last day on which it holds. Unknown: as long as the criterion's own interval lets it.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub until: Stated<Date>,
    /// SHA-256 over the rows that the register showed for the criterion when it was answered. When they change, the
    /// question is open again. Not applicable: the register shows nothing for it.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub rests_on: Stated<String>,
    /// Free words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Answer {
    /// The answer in words, in both languages as far as they were given.
    #[must_use]
    pub fn words(&self) -> Text {
        Text::entered(&self.answer, &self.answer_en)
    }

    /// Why it holds for nothing as it stands, each with what to do.
    #[must_use]
    pub fn faults(&self) -> Vec<(Text, Text)> {
        let name = &self.name;
        let mut faults = Vec::new();
        if self.state == AnswerState::NotApplicable && self.answer.trim().is_empty() {
            faults.push((
                text!(ja: "回答「{name}」は「該当しない」ですが、理由がありません。", en: "Answer \"{name}\" says \"not applicable\" without a reason."),
                text!(ja: "該当しない理由を回答の文に書いてください。", en: "Write the reason into the answer's words."),
            ));
        }
        if self.by.known().is_none() {
            faults.push((
                text!(ja: "回答「{name}」に回答者がありません。", en: "Answer \"{name}\" does not say who answers."),
                text!(ja: "誰の回答かを入れてください。", en: "Enter whose answer it is."),
            ));
        }
        faults
    }
}

/// Something that shows an answer (証跡): a file by its digest, or a paper by its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceItem {
    /// Id.
    pub id: EvidenceId,
    /// What it is.
    pub name: String,
    /// The file's name as it was handed in.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub file: String,
    /// SHA-256 of the file, hexadecimal. Not applicable: there is no file.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub sha256: Stated<String>,
    /// Where the original is kept.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// Day that it shows the state of.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub date: Stated<Date>,
    /// Last day on which it shows anything.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub until: Stated<Date>,
    /// When it is looked at again.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub next: Stated<Date>,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub owner: Stated<String>,
    /// Free words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// What sort of paper it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaperKind {
    /// A label that a scheme gives (適合ラベル).
    Label,
    /// A declaration by the maker (自己宣言・適合宣言).
    Declaration,
    /// A certificate by somebody else (認証).
    Certificate,
}

/// How far a paper is. Whether it has ended is judged by its last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaperState {
    /// It is being prepared.
    Preparing,
    /// It was applied for.
    Applied,
    /// It was issued.
    Issued,
    /// It was taken back.
    Withdrawn,
}

/// A label or declaration (ラベル・宣言) of products, or of the company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// Id.
    pub id: PaperId,
    /// Name.
    pub name: String,
    /// What sort.
    pub kind: PaperKind,
    /// Id of the framework that it says something of, such as `jc-star-1`.
    pub framework: String,
    /// Products that it covers; empty where it is the company's own.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub products: BTreeSet<ProductId>,
    /// How far it is.
    pub state: PaperState,
    /// Registration number.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub number: Stated<String>,
    /// Who issued it.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub issuer: Stated<String>,
    /// Day of issue.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub issued: Stated<Date>,
    /// Last day. Not applicable: it has no end.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub until: Stated<Date>,
    /// When somebody last looked whether it still holds.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub checked: Stated<Date>,
    /// What shows it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub evidence: BTreeSet<EvidenceId>,
    /// Free words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A customer (顧客).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Customer {
    /// Id.
    pub id: CustomerId,
    /// Name.
    pub name: String,
    /// Own products that it uses.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub products: BTreeSet<ProductId>,
    /// Businesses of ours that it depends on.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub businesses: BTreeSet<BusinessId>,
    /// Whom to tell: person, address, telephone.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub contact: Stated<String>,
    /// Contract that says what it must be told.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub contract: Stated<String>,
    /// Hours within which the contract has it told of an incident. Not applicable: it has no such clause.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub notice_hours_max: Stated<u32>,
    /// Free words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_answer_that_nothing_applies_needs_its_reason_and_its_author() {
        let bare =
            json!({ "id": "AN-1", "name": "x", "criterion": "scs-3/4-4-4-2", "state": "not-applicable" });
        let mut answer: Answer = serde_json::from_value(bare).unwrap();
        assert_eq!(answer.faults().len(), 2);
        answer.answer = "対象の端末がありません。".into();
        answer.by = Stated::Known("榛名".into());
        assert_eq!(answer.faults(), []);
    }
}
