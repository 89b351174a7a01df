//! What a person settled about somebody else's questionnaire, kept as a file for the next time it comes.
//!
//! Invariant: a question is tied to a criterion only where a person wrote it there; proposals stand beside it and tie
//! nothing. Questions are found again by their words, wherever they have moved.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{Place, Problem, text};
use serde::{Deserialize, Serialize};

use super::{Question, SheetColumns};
use crate::columns::folded_header;
use crate::{Limits, Reading};

/// The form that is written.
const FORMAT: u32 = 1;

/// A question with its criterion.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappedQuestion {
    /// The sheet's name.
    pub sheet: String,
    /// Its number, as written.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// What is asked.
    pub question: String,
    /// The criterion that answers it, settled by a person; empty where none is.
    #[serde(default)]
    pub criterion: String,
    /// What is proposed, each with its score; for reading only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proposed: Vec<String>,
}

/// A mapping.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Number of this form.
    pub format: u32,
    /// Columns by sheet.
    #[serde(default)]
    pub sheet: Vec<SheetColumns>,
    /// Questions.
    #[serde(default)]
    pub question: Vec<MappedQuestion>,
}

impl Mapping {
    /// A mapping in the present form.
    #[must_use]
    pub const fn new(sheet: Vec<SheetColumns>, question: Vec<MappedQuestion>) -> Self {
        Self { format: FORMAT, sheet, question }
    }

    /// The criteria that a person settled, by the words of the question, made comparable.
    #[must_use]
    pub fn settled(&self) -> BTreeMap<String, &str> {
        let settled = self.question.iter().filter(|row| !row.criterion.trim().is_empty());
        settled.map(|row| (folded_header(&row.question), row.criterion.trim())).collect()
    }

    /// This mapping, and of a former one what this does not name: other sheets, and what was settled for other questions.
    #[must_use]
    pub fn over(self, before: Self) -> Self {
        let named: BTreeSet<String> = self.question.iter().map(|row| folded_header(&row.question)).collect();
        let sheets: BTreeSet<String> = self.sheet.iter().map(|columns| columns.sheet.clone()).collect();
        let (mut sheet, mut question) = (self.sheet, self.question);
        sheet.extend(before.sheet.into_iter().filter(|columns| !sheets.contains(&columns.sheet)));
        question.extend(before.question.into_iter().filter(|row| {
            !row.criterion.trim().is_empty() && !named.contains(&folded_header(&row.question))
        }));
        Self::new(sheet, question)
    }

    /// The words of a question as [`Self::settled`] has them.
    #[must_use]
    pub fn key(question: &Question) -> String {
        folded_header(&question.text)
    }

    /// As a file to be looked at, completed and kept.
    ///
    /// # Errors
    /// What keeps it from being written.
    pub fn written(&self) -> Result<String, toml::ser::Error> {
        let head = "# 質問と基準の対応付けです。criterion に基準の ID（scs-3/4-4-4-2 など）を書くと、その答えが入ります。\n\
                    # 空のままの質問には何も書き込みません。proposed は候補で、それだけでは使われません。\n\
                    # Which criterion answers which question. Write the id of a criterion under `criterion`; where it is\n\
                    # empty, nothing is filled in. `proposed` is a proposal and is never taken by itself.\n\n";
        Ok(format!("{head}{}", toml::to_string(self)?))
    }
}

/// Reads a mapping.
#[must_use]
pub fn read_mapping(file_name: &str, bytes: &[u8]) -> Reading<Option<Mapping>> {
    let refused = |why: String| Reading {
        facts: None,
        problems: vec![Problem::error(
            Place::file(file_name),
            text!(ja: "対応付けとして読めません（{why}）。", en: "It cannot be read as a mapping ({why})."),
            text!(ja: "sekisho questionnaire map で作り直すか、示された所を直してください。", en: "Make it again with sekisho questionnaire map, or correct what is named."),
        )],
    };
    if let Some(problem) = Limits::default().refuse_long(file_name, bytes) {
        return Reading { facts: None, problems: vec![problem] };
    }
    let Ok(words) = std::str::from_utf8(bytes) else { return refused("UTF-8 ?".to_owned()) };
    match toml::from_str::<Mapping>(words) {
        Ok(mapping) if mapping.format != FORMAT => refused(format!("format = {}", mapping.format)),
        Ok(mapping) => Reading { facts: Some(mapping), problems: Vec::new() },
        Err(error) => refused(error.message().to_owned()),
    }
}
