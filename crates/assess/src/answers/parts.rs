//! The parts of a criterion: which are known, by whom, and who else asks them.
//!
//! Invariant: a part counts as known only where it is met. What the criterion asks beside its parts is never counted: where
//! they are not the whole of it, that is said.

use sekisho_catalog::{Catalog, Composition, Criterion, CriterionId};
use sekisho_model::{AnswerState, Text, text};

use super::{Answered, Answers, Standing};

/// A common question that is a part of a criterion.
#[derive(Clone, Debug)]
pub struct Part<'a> {
    /// The question.
    pub question: &'a Criterion,
    /// How it stands; None where it is asked of something else than the answers are about.
    pub row: Option<&'a Answered<'a>>,
    /// The other criteria that it is a part of.
    pub with: Vec<&'a CriterionId>,
}

impl Part<'_> {
    /// Is it met?
    #[must_use]
    pub fn is_known(&self) -> bool {
        let standing = self.row.map(|row| &row.standing);
        matches!(standing, Some(Standing::Answered { state: AnswerState::Met, .. }))
    }

    /// How it stands and by what, in words.
    #[must_use]
    pub fn standing(&self) -> Text {
        match self.row.map(|row| &row.standing) {
            Some(standing @ Standing::Answered { origin, .. }) => {
                let (Text { ja, en }, Text { ja: by_ja, en: by_en }) = (standing.word(), origin.words());
                text!(ja: "{ja}（{by_ja}）", en: "{en} ({by_en})")
            }
            Some(Standing::Open(_)) | None => text!(ja: "未回答", en: "open"),
        }
    }

    /// Who else asks it, in words; None where nobody does.
    #[must_use]
    pub fn shared(&self) -> Option<Text> {
        let with = self.with.iter().map(ToString::to_string).collect::<Vec<_>>();
        let (ja, en) = (with.join("、"), with.join(", "));
        (!with.is_empty()).then(|| text!(ja: "共有する基準：{ja}", en: "shares with {en}"))
    }
}

/// What a criterion is made of.
#[derive(Clone, Debug)]
pub struct Parts<'a> {
    /// Its parts, as they were written down.
    pub rows: Vec<Part<'a>>,
    /// Who said so, and why.
    pub made: &'a Composition,
}

/// The parts of a criterion and how they stand; None where nobody has said any. Those made for another wording of the
/// criterion are among them, marked so.
#[must_use]
pub fn parts<'a>(catalog: &'a Catalog, answers: &'a Answers<'a>, id: &CriterionId) -> Option<Parts<'a>> {
    let made = catalog.composition_of(id)?;
    let part = |question: &CriterionId| {
        let asked = catalog.asked_by(question).into_iter().map(|row| &row.criterion);
        Some(Part {
            question: catalog.criterion(question)?,
            row: answers.get(question),
            with: asked.filter(|other| *other != id).collect(),
        })
    };
    Some(Parts { rows: made.parts.iter().filter_map(part).collect(), made })
}

impl Parts<'_> {
    /// How many are known.
    #[must_use]
    pub fn known(&self) -> usize {
        self.rows.iter().filter(|part| part.is_known()).count()
    }

    /// How many are known; and, where they are not the whole, that more is asked.
    #[must_use]
    pub fn count(&self) -> Text {
        let (known, all) = (self.known(), self.rows.len());
        let counted = text!(ja: "部分 {all} 件のうち {known} 件を満たしています。", en: "{known} of {all} parts known.");
        joined(counted, self.rest())
    }

    /// The same, with those that are missing by name.
    #[must_use]
    pub fn sentence(&self) -> Text {
        let missing: Vec<&Part<'_>> = self.rows.iter().filter(|part| !part.is_known()).collect();
        if missing.is_empty() {
            return self.count();
        }
        let ja = missing.iter().map(|part| format!("{}（{}）", part.question.title.ja, part.question.id));
        let en = missing.iter().map(|part| format!("{} ({})", part.question.title.en, part.question.id));
        let (ja, en) = (ja.collect::<Vec<_>>().join("、"), en.collect::<Vec<_>>().join("; "));
        let (known, all) = (self.known(), self.rows.len());
        let named = text!(
            ja: "部分 {all} 件のうち {known} 件を満たしています。足りないもの：{ja}。",
            en: "{known} of {all} parts known; missing: {en}."
        );
        joined(named, self.rest())
    }

    /// What is asked beside the parts.
    fn rest(&self) -> Text {
        match (self.made.outdated, self.made.whole) {
            (true, _) => {
                text!(ja: "別の版の文に対する部分なので、引き継ぎません。", en: "They were made for another edition, so nothing carries.")
            }
            (false, true) => Text::default(),
            (false, false) => {
                text!(ja: "この基準は、ほかのことも求めます。", en: "The criterion asks for more besides.")
            }
        }
    }
}

fn joined(one: Text, other: Text) -> Text {
    let en = [one.en, other.en].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" ");
    Text { ja: one.ja + &other.ja, en }
}
