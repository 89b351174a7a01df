//! The small firm's path as data: templates by trade, plain questions, what to do first, and the words that need
//! explaining. The texts are in `catalog/starter/`.
//!
//! Invariant: what was read can be drafted: every record of a template has its form, and every condition names a
//! question and an answer of it. A broken row costs that row and is named. It does not draft or judge: that is
//! `sekisho_assess::start`.

mod form;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use sekisho_model::{AssetId, AssetRole, ConduitKind, Lang, PracticeId, Problem, Record, Text, ThreatId};
use serde::Deserialize;

use crate::{Catalog, Confirmed};

/// The files in the program: questions first, since templates point at them.
const FILES: [(&str, &str); 2] = [
    ("starter/2026-11/questions.toml", include_str!("../../../catalog/starter/2026-11/questions.toml")),
    ("starter/2026-11/templates.toml", include_str!("../../../catalog/starter/2026-11/templates.toml")),
];

// That neither has a problem is a test, not a user's trouble.
static STARTER: LazyLock<Starter> = LazyLock::new(|| Starter::read(FILES).0);

/// What a question was answered with: question → choice. A question that is not in it is not answered, which
/// counts as [`Question::UNKNOWN`].
pub type Answers = BTreeMap<String, String>;

/// Everything that the small firm's path is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Starter {
    /// Edition of the packs.
    pub edition: String,
    /// Whence it comes, and how sure it is: all of it is our own.
    pub confirmed: Confirmed,
    /// Templates, in the order they are offered.
    pub templates: Vec<Template>,
    /// Questions, in the order they are asked.
    pub questions: Vec<Question>,
    /// What may be proposed.
    pub actions: Vec<Action>,
    /// Words that need explaining.
    pub words: Vec<Word>,
}

/// A question in plain words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Id.
    pub id: String,
    /// The question.
    pub asks: Text,
    /// Why it is asked.
    pub why: Text,
    /// How to find out.
    pub find: Text,
    /// The answers, the last one always "I don't know".
    pub choices: Vec<Choice>,
}

impl Question {
    /// The answer that every question has.
    pub const UNKNOWN: &'static str = "unknown";

    /// The choice with an id; "I don't know" for anything else.
    #[must_use]
    pub fn choice(&self, id: &str) -> Option<&Choice> {
        self.choices.iter().find(|choice| choice.id == id)
    }
}

/// An answer that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Id.
    pub id: String,
    /// Its words.
    pub label: Text,
    /// It says within how many hours important business must run again.
    pub recovery_hours: Option<u32>,
}

/// A condition on the answers.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// The question.
    pub question: String,
    /// It is answered with one of these.
    pub is: BTreeSet<String>,
}

impl When {
    /// Does it hold?
    #[must_use]
    pub fn holds(&self, answers: &Answers) -> bool {
        self.is.contains(answer(answers, &self.question))
    }

    /// Does it hold only because nobody knows?
    #[must_use]
    pub fn unsure(&self, answers: &Answers) -> bool {
        self.holds(answers) && answer(answers, &self.question) == Question::UNKNOWN
    }
}

/// What a question was answered with.
#[must_use]
pub fn answer<'a>(answers: &'a Answers, question: &str) -> &'a str {
    answers.get(question).map_or(Question::UNKNOWN, String::as_str)
}

/// A trade, with what such a plant usually consists of.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    /// Id.
    pub id: String,
    /// Name of the trade.
    pub name: Text,
    /// Whom it fits.
    pub about: Text,
    /// Its records and those that all templates share.
    pub seeds: Vec<Seed>,
}

/// A record that is drafted where its conditions hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Seed {
    /// All of them must hold.
    pub when: Vec<When>,
    /// By language, then sure and not sure.
    records: [[Record; 2]; 2],
}

impl Seed {
    /// The record in the words of a language, where the answers ask for it; marked where it is there only because
    /// nobody knows.
    #[must_use]
    pub fn record(&self, answers: &Answers, lang: Lang) -> Option<&Record> {
        let unsure = self.when.iter().any(|when| when.unsure(answers));
        let [ja, en] = &self.records;
        let [sure, marked] = if lang == Lang::Ja { ja } else { en };
        self.when.iter().all(|when| when.holds(answers)).then_some(if unsure { marked } else { sure })
    }
}

/// What may be proposed to a small firm, in plain words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// Id.
    pub id: String,
    /// The measure of the catalog that it carries out: what it does to which threats is taken from there.
    pub practice: PracticeId,
    /// What to do.
    pub name: Text,
    /// How it is written down once it is done.
    pub measure: Text,
    /// Why.
    pub why: Text,
    /// What it costs in effort.
    pub effort: Text,
    /// The first step, to be done this week.
    pub first_step: Text,
    /// It is proposed only where all of these hold.
    #[serde(default)]
    pub needs: Vec<When>,
    /// It is in place where one of these holds.
    #[serde(default)]
    pub done: Vec<When>,
    /// It looks after what is already in place: proposed only where nothing better is left.
    #[serde(default)]
    pub upkeep: bool,
    /// What it is put on has known weaknesses as long as it is not done.
    #[serde(default)]
    pub weak_without: bool,
    /// Threats it is meant for, where it does less than its practice; where empty, all that the practice counters.
    #[serde(default)]
    pub threats: BTreeSet<ThreatId>,
    /// Zones of the office are left out.
    #[serde(default)]
    pub floor_only: bool,
    /// What it is put on, where its practice is for conduits.
    #[serde(default)]
    pub conduits: BTreeSet<ConduitKind>,
    /// What it is put on, where its practice is for assets: those with one of these roles. Where neither roles nor
    /// assets are given, all devices and data.
    #[serde(default)]
    pub roles: BTreeSet<AssetRole>,
    /// What it is put on, where its practice is for assets: these.
    #[serde(default)]
    pub assets: BTreeSet<AssetId>,
}

/// A word that needs explaining.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Word {
    /// The word.
    pub word: Text,
    /// What it means.
    pub means: Text,
}

impl Starter {
    /// What is in the program.
    #[must_use]
    pub fn built_in() -> &'static Self {
        &STARTER
    }

    /// Reads the files in the order given: questions before the templates that point at them.
    fn read<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> (Self, Vec<Problem>) {
        form::read(files)
    }

    /// The template with an id.
    #[must_use]
    pub fn template(&self, id: &str) -> Option<&Template> {
        self.templates.iter().find(|template| template.id == id)
    }

    /// The question with an id.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.id == id)
    }

    /// The words that occur in a text and need explaining, in the order of the list.
    pub fn explained<'a>(&'a self, text: &'a str, lang: Lang) -> impl Iterator<Item = &'a Word> {
        self.words.iter().filter(move |word| occurs(word.word.in_lang(lang), text))
    }

    /// Ids that point at nothing: practices that the catalog has not, and threats that the practice does not counter.
    #[must_use]
    pub fn strays(&self, catalog: &Catalog) -> Vec<String> {
        let stray = |action: &Action| match catalog.practices.get(&action.practice) {
            None => vec![action.practice.to_string()],
            Some(practice) => {
                let strays = action.threats.iter().filter(|id| !practice.counters.contains_key(*id));
                strays.map(ToString::to_string).collect()
            }
        };
        self.actions.iter().flat_map(stray).collect()
    }
}

/// Does a word occur in a text, whatever its case? English words count as wholes, with an ending of the plural.
#[must_use]
pub fn occurs(word: &str, text: &str) -> bool {
    let (word, text) = (word.to_lowercase(), text.to_lowercase());
    let ends = |rest: &str| !rest.starts_with(|next: char| next.is_ascii_alphanumeric());
    text.match_indices(&word).any(|(at, found)| {
        let (before, after) = (&text[..at], &text[at + found.len()..]);
        let plural = after.strip_prefix('s').unwrap_or(after);
        !word.is_ascii()
            || (!before.ends_with(|last: char| last.is_ascii_alphanumeric()) && (ends(after) || ends(plural)))
    })
}

#[cfg(test)]
mod tests;
