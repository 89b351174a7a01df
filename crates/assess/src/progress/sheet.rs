//! Takes answers one by one and counts them.
//!
//! Invariant: every question is counted exactly once, as answered, not applicable or open.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{RecordKind, Stated, Text, counted, text};

use super::{Gap, State};

/// What a question came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Given,
    NotApplicable,
    Wanting,
}

impl From<bool> for Answer {
    fn from(given: bool) -> Self {
        if given { Self::Given } else { Self::Wanting }
    }
}

impl From<&str> for Answer {
    fn from(words: &str) -> Self {
        Self::from(!words.trim().is_empty())
    }
}

impl From<&String> for Answer {
    fn from(words: &String) -> Self {
        Self::from(words.as_str())
    }
}

impl<T> From<&Stated<T>> for Answer {
    fn from(stated: &Stated<T>) -> Self {
        match stated {
            Stated::Known(_) => Self::Given,
            Stated::NotApplicable => Self::NotApplicable,
            Stated::Unknown => Self::Wanting,
        }
    }
}

impl<T> From<&BTreeSet<T>> for Answer {
    fn from(set: &BTreeSet<T>) -> Self {
        Self::from(!set.is_empty())
    }
}

/// A field and its words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    pub(super) code: &'static str,
    pub(super) ja: &'static str,
    pub(super) en: &'static str,
}

/// The questions of one step or one addition.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    records: BTreeMap<RecordKind, usize>,
    done: usize,
    not_applicable: usize,
    open: Vec<Gap>,
}

/// A record that is asked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'r> {
    kind: RecordKind,
    id: &'r str,
    name: &'r str,
}

impl<'r> Asked<'r> {
    pub(super) const fn new(kind: RecordKind, id: &'r str, name: &'r str) -> Self {
        Self { kind, id, name }
    }
}

impl Sheet {
    /// Counts a record that the step works on.
    pub(super) fn record<'r>(&mut self, kind: RecordKind, id: &'r str, name: &'r str) -> Asked<'r> {
        *self.records.entry(kind).or_default() += 1;
        Asked::new(kind, id, name)
    }

    /// Asks a record one question.
    pub(super) fn ask(&mut self, of: Asked<'_>, field: Field, answer: impl Into<Answer>) {
        match answer.into() {
            Answer::Given => self.done += 1,
            Answer::NotApplicable => self.not_applicable += 1,
            Answer::Wanting => self.open.push(gap(of, field)),
        }
    }

    pub(super) fn figures(self) -> (usize, usize, usize, Vec<Gap>) {
        (self.done, self.not_applicable, self.done + self.not_applicable + self.open.len(), self.open)
    }

    /// Records that the step works on.
    pub(super) fn count(&self) -> usize {
        self.records.values().sum()
    }

    pub(super) fn state(&self) -> State {
        let begun = self.count() > 0 || self.done > 0;
        match (begun, self.open.is_empty()) {
            (false, _) => State::NotBegun,
            (true, false) => State::Underway,
            (true, true) => State::Filled,
        }
    }

    /// The answer in one sentence.
    pub(super) fn says(&self, title: &Text) -> Text {
        let Text { ja, en } = title;
        match self.state() {
            State::NotBegun => text!(ja: "「{ja}」は、まだ始まっていません。", en: "\"{en}\" has not begun."),
            State::Filled => {
                let n = self.count();
                let things = counted(n, "record has", "records have");
                text!(ja: "{n} 件すべてに答えがそろっています。", en: "All {things} every answer.")
            }
            State::Underway => self.says_open(),
        }
    }

    fn says_open(&self) -> Text {
        let mut by_field: BTreeMap<(RecordKind, &str), (usize, &Text)> = BTreeMap::new();
        for gap in &self.open {
            by_field.entry((gap.kind, gap.field)).or_insert((0, &gap.word)).0 += 1;
        }
        // Of several fields with as many gaps, the first one in the order of kinds.
        let Some(((kind, _), (n, word))) =
            by_field.iter().max_by_key(|(key, (n, _))| (*n, std::cmp::Reverse(**key)))
        else {
            return Text::default();
        };
        let Text { ja, en } = kind.word();
        let (en, of, all) =
            (en.to_lowercase(), self.records.get(kind).copied().unwrap_or(*n), self.open.len());
        let (word_ja, word_en) = (&word.ja, word.en.to_lowercase());
        if by_field.len() == 1 {
            let records = counted(of, "record", "records");
            text!(
                ja: "{ja} {of} 件のうち {n} 件の{word_ja}が未定です。",
                en: "{n} of {records} ({en}) lack: {word_en}."
            )
        } else {
            let answers = counted(all, "answer is", "answers are");
            text!(
                ja: "未定の項目が {all} 個あります。最も多いのは{ja}の{word_ja}で、{of} 件のうち {n} 件です。",
                en: "{answers} missing. Most often it is {word_en} ({en}): {n} of {of}."
            )
        }
    }
}

fn gap(of: Asked<'_>, field: Field) -> Gap {
    let (name, Field { code, ja, en }) = (of.name, field);
    let kind = of.kind.word();
    let (kind_ja, kind_en) = (kind.ja, kind.en.to_lowercase());
    Gap {
        kind: of.kind,
        id: of.id.to_owned(),
        name: name.to_owned(),
        field: code,
        word: Text::new(ja, en),
        what: text!(
            ja: "{kind_ja}「{name}」の{ja}が未定です。",
            en: "{kind_en} \"{name}\" lacks: {en}."
        ),
    }
}
