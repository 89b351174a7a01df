//! How a criterion stands for the product, as words of a document.
//!
//! Invariant: whether an answer holds is judged in [`crate::answers`] and nowhere here. A criterion that is open says
//! why, so that whoever closes the gap knows whether to answer, or to confirm again.

use sekisho_catalog::{Confirmed, Criterion};
use sekisho_model::{Answer, AnswerState, RecordKind, Text, text};

use super::ground::{formed, same};
use super::{Field, Gap, Ground, Origin, Value};
use crate::answers::{self, Answered, OpenWhy, Standing, state_word};

impl<'a> Ground<'a> {
    fn stands(&self, id: &str) -> Option<&'a Answered<'a>> {
        self.answers.get(&id.parse().ok()?)
    }

    /// How a criterion is answered; None while it is open.
    pub(super) fn state(&self, id: &str) -> Option<AnswerState> {
        answered(self.stands(id)?).map(|(state, _)| state)
    }

    /// The people's answers behind a criterion's standing: its own, or those that carry to it.
    fn said(&self, row: &'a Answered<'a>) -> Vec<&'a Answer> {
        let behind = self.answers.behind(row).into_iter();
        behind.filter_map(Answered::by_person).map(|given| given.answer).collect()
    }

    /// The words answered to a criterion, where there are any and it is not denied.
    pub(super) fn words(&self, id: &str) -> Option<(Text, Origin)> {
        let row = self.stands(id)?;
        let denied = matches!(answered(row)?.0, AnswerState::NotMet | AnswerState::DontKnow);
        let said = self.said(row);
        let first = said.first().filter(|_| !denied)?;
        let words = joined(&said);
        (!words.ja.is_empty()).then(|| (words, Origin::record(RecordKind::Answer, &first.id)))
    }

    /// What to enter so that a criterion is answered. An answer that holds no more says why.
    pub(super) fn answer_gap(&self, id: &str, what: &Text) -> Gap {
        let product = &self.product.id;
        let Text { ja, en } = what;
        let spent = self.stands(id).and_then(|row| match &row.standing {
            Standing::Open(OpenWhy::NothingRecorded | OpenWhy::PartShown) | Standing::Answered { .. } => None,
            Standing::Open(why) => Some(why.words()),
        });
        let add = || {
            text!(
                ja: "「回答」の表に、基準 {id}、製品 {product} の行を足し、「{ja}」の内容と回答者を入れてください。",
                en: "Add a row to the table of answers: criterion {id}, product {product}, with the words for \"{en}\" and who answers."
            )
        };
        Gap { key: format!("answer.{id}"), what: what.clone(), enter: spent.unwrap_or_else(add) }
    }

    /// A field whose words a person gives.
    pub(super) fn told(&self, id: &str) -> Value {
        let what = self.title(id);
        match self.words(id) {
            Some((words, origin)) => Value::Given { words, origin },
            None if self.state(id) == Some(AnswerState::NotApplicable) => {
                Value::NotNeeded(Text::new("該当しないと回答されています。", "Answered as not applicable."))
            }
            None => Value::Missing(self.answer_gap(id, &what)),
        }
    }

    /// The title of a criterion.
    pub(super) fn title(&self, id: &str) -> Text {
        let row = id.parse().ok().and_then(|id| self.catalog.criterion(&id));
        row.map_or_else(|| same(id), |row| row.title.clone())
    }

    /// How far a row of the catalog is confirmed.
    pub(super) fn confirmed(&self, id: &str) -> Confirmed {
        let row = id.parse().ok().and_then(|id| self.catalog.criterion(&id));
        row.map_or(Confirmed::No, |row| row.basis.confirmed)
    }

    /// A criterion with how it is answered, the answer's words and its evidence.
    pub(super) fn criterion(&self, row: &Criterion) -> Field {
        let id = row.id.to_string();
        let stands = self.answers.get(&row.id);
        let Some((stands, (state, origin))) = stands.and_then(|stands| Some((stands, answered(stands)?)))
        else {
            return formed(row, Value::Missing(self.answer_gap(&id, &row.title)));
        };
        let said = self.said(stands);
        let value = match state {
            AnswerState::NotMet | AnswerState::DontKnow => {
                Value::Missing(self.unmet(row, state, said.first()))
            }
            state => {
                let Text { ja, en } = state_word(state);
                let said_words = joined(&said);
                let words = match (said_words.ja.as_str(), said_words.en.as_str()) {
                    ("", _) => Text { ja, en },
                    (said_ja, said_en) => text!(ja: "{ja}：{said_ja}", en: "{en}: {said_en}"),
                };
                Value::Given { words, origin: self.origin_of(said.first()) }
            }
        };
        let mut field = formed(row, value);
        let from = match origin {
            answers::Origin::Carried(carried) => {
                Some(carried.sources().map(ToString::to_string).collect::<Vec<_>>())
            }
            _ => None,
        };
        field.note = self.shown(stands, &said, from);
        field
    }

    /// Whence an answer is: the person's row, or the product's own where the register shows it.
    fn origin_of(&self, said: Option<&&Answer>) -> Origin {
        said.map_or_else(|| self.origin(), |answer| Origin::record(RecordKind::Answer, &answer.id))
    }

    fn unmet(&self, row: &Criterion, state: AnswerState, said: Option<&&Answer>) -> Gap {
        let Text { ja, en } = state_word(state);
        let Text { ja: title_ja, en: title_en } = &row.title;
        let Text { ja: of_ja, en: of_en } = said.map_or_else(
            || Text::new("台帳の行", "the rows of the register"),
            |answer| {
                let id = &answer.id;
                text!(ja: "回答 {id}", en: "answer {id}")
            },
        );
        Gap {
            key: format!("answer.{}", row.id),
            what: text!(ja: "{title_ja}（{ja}）", en: "{title_en} ({en})"),
            enter: text!(
                ja: "実現した後、または調べた後に、{of_ja} を改めてください。",
                en: "Once it is done or found out, change {of_en}."
            ),
        }
    }

    /// What shows the answer, whence it carries, and what stands against it.
    fn shown(&self, stands: &Answered<'a>, said: &[&Answer], from: Option<Vec<String>>) -> Text {
        let evidence = said.iter().flat_map(|answer| &answer.evidence);
        let named = evidence.map(|id| match self.register.evidence.get(id) {
            Some(item) => format!("{id} {}", item.name),
            None => id.to_string(),
        });
        let names: Vec<String> = named.collect();
        let (ja, en) = (names.join("、"), names.join("; "));
        let mut note = match names.is_empty() {
            true => Text::new("証跡なし", "no evidence"),
            false => text!(ja: "証跡：{ja}", en: "evidence: {en}"),
        };
        let mut add = |Text { ja, en }: Text| {
            note.ja.push_str(&format!("。{ja}"));
            note.en.push_str(&format!("; {en}"));
        };
        self.answers.ended_evidence(stands).into_iter().for_each(&mut add);
        if let Some(from) = from {
            let (ja, en) = (from.join("、"), from.join(", "));
            add(text!(ja: "{ja} への回答を引き継いでいます", en: "carried over from {en}"));
        }
        if stands.contradicts() {
            add(answers::contradiction());
        }
        note
    }
}

/// The words of several answers, in their order; each once.
fn joined(said: &[&Answer]) -> Text {
    let mut words: Vec<Text> = Vec::new();
    for answer in said {
        let told = answer.words();
        if !told.ja.is_empty() && !words.contains(&told) {
            words.push(told);
        }
    }
    let (ja, en): (Vec<String>, Vec<String>) = words.into_iter().map(|Text { ja, en }| (ja, en)).unzip();
    Text { ja: ja.join(" ／ "), en: en.join(" / ") }
}

fn answered<'b, 'a>(row: &'b Answered<'a>) -> Option<(AnswerState, &'b answers::Origin<'a>)> {
    match &row.standing {
        Standing::Answered { state, origin } => Some((*state, origin)),
        Standing::Open(_) => None,
    }
}
