//! What people answered for the product, as words of a document.
//!
//! Invariant: an answer counts while it holds — its author is named, it has not ended, and no evidence of it has
//! ended. An answer to a criterion that equals or covers another carries to that, never back.

use sekisho_catalog::{Confirmed, Criterion, CriterionId};
use sekisho_model::{Answer, AnswerState, RecordKind, Text, text};

use super::ground::{formed, same};
use super::{Field, Gap, Ground, Origin, Value};

impl<'a> Ground<'a> {
    /// The newest answer about the product that holds for a criterion, and the criterion it carries from, where it
    /// does.
    pub(super) fn answer(&self, id: &CriterionId) -> Option<(&'a Answer, Option<CriterionId>)> {
        let held = || {
            let of_it = |answer: &&Answer| answer.products.contains(&self.product.id) && self.holds(answer);
            self.register.answers.values().filter(of_it)
        };
        let asked = |answer: &Answer| answer.criterion.as_str().parse::<CriterionId>().ok();
        let direct = held().filter(|answer| answer.criterion.as_str() == id.to_string());
        if let Some(answer) = direct.max_by_key(|answer| answer.answered) {
            return Some((answer, None));
        }
        let crosswalk = self.catalog.crosswalk();
        held().filter(|answer| answer.state == AnswerState::Met).find_map(|answer| {
            let from = asked(answer)?;
            crosswalk.carried(&from).contains_key(id).then_some((answer, Some(from)))
        })
    }

    fn holds(&self, answer: &Answer) -> bool {
        let ended = |id| {
            let item = self.register.evidence.get(id);
            item.is_none_or(|item| item.until.known().is_some_and(|until| *until < self.today))
        };
        answer.faults().is_empty()
            && answer.until.known().is_none_or(|until| *until >= self.today)
            && !answer.evidence.iter().any(ended)
    }

    /// How a criterion is answered.
    pub(super) fn state(&self, id: &str) -> Option<AnswerState> {
        let id = id.parse().ok()?;
        self.answer(&id).map(|(answer, _)| answer.state)
    }

    /// The words answered to a criterion, where there are any and it is not denied.
    pub(super) fn words(&self, id: &str) -> Option<(Text, Origin)> {
        let (answer, _) = self.answer(&id.parse().ok()?)?;
        let denied = matches!(answer.state, AnswerState::NotMet | AnswerState::DontKnow);
        (!denied && !answer.answer.trim().is_empty())
            .then(|| (same(answer.answer.trim()), Origin::record(RecordKind::Answer, &answer.id)))
    }

    /// What to enter so that a criterion is answered.
    pub(super) fn answer_gap(&self, id: &str, what: &Text) -> Gap {
        let product = &self.product.id;
        let Text { ja, en } = what;
        Gap {
            key: format!("answer.{id}"),
            what: what.clone(),
            enter: text!(
                ja: "「回答」の表に、基準 {id}、製品 {product} の行を足し、「{ja}」の内容と回答者を入れてください。",
                en: "Add a row to the table of answers: criterion {id}, product {product}, with the words for \"{en}\" and who answers."
            ),
        }
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
        let Some((answer, from)) = self.answer(&row.id) else {
            return formed(row, Value::Missing(self.answer_gap(&id, &row.title)));
        };
        let value = match answer.state {
            AnswerState::NotMet | AnswerState::DontKnow => Value::Missing(self.unmet(row, answer)),
            state => {
                let Text { ja, en } = state_word(state);
                let words = answer.answer.trim();
                let words = match words {
                    "" => Text { ja, en },
                    _ => text!(ja: "{ja}：{words}", en: "{en}: {words}"),
                };
                Value::Given { words, origin: Origin::record(RecordKind::Answer, &answer.id) }
            }
        };
        let mut field = formed(row, value);
        field.note = self.shown(answer, from.as_ref());
        field
    }

    fn unmet(&self, row: &Criterion, answer: &Answer) -> Gap {
        let Text { ja, en } = state_word(answer.state);
        let Text { ja: title_ja, en: title_en } = &row.title;
        let id = &answer.id;
        Gap {
            key: format!("answer.{}", row.id),
            what: text!(ja: "{title_ja}（{ja}）", en: "{title_en} ({en})"),
            enter: text!(
                ja: "実現した後、または調べた後に、回答 {id} を改めてください。",
                en: "Once it is done or found out, change answer {id}."
            ),
        }
    }

    /// What shows the answer, and whence it carries.
    fn shown(&self, answer: &Answer, from: Option<&CriterionId>) -> Text {
        let names: Vec<String> = answer
            .evidence
            .iter()
            .map(|id| match self.register.evidence.get(id) {
                Some(item) => format!("{id} {}", item.name),
                None => id.to_string(),
            })
            .collect();
        let (ja, en) = (names.join("、"), names.join("; "));
        let mut note = match names.is_empty() {
            true => Text::new("証跡なし", "no evidence"),
            false => text!(ja: "証跡：{ja}", en: "evidence: {en}"),
        };
        if let Some(from) = from {
            note.ja.push_str(&format!("。{from} への回答を引き継いでいます"));
            note.en.push_str(&format!("; carried over from {from}"));
        }
        note
    }
}

/// How a criterion is answered, in words.
pub(super) fn state_word(state: AnswerState) -> Text {
    match state {
        AnswerState::Met => Text::new("満たす", "met"),
        AnswerState::Partly => Text::new("一部を満たす", "met in part"),
        AnswerState::NotMet => Text::new("満たさない", "not met"),
        AnswerState::NotApplicable => Text::new("該当しない", "not applicable"),
        AnswerState::DontKnow => Text::new("分からない", "not known"),
    }
}
