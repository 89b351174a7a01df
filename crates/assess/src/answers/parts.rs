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
    /// How many are known and which are missing; and, where they are not the whole, that more is asked.
    #[must_use]
    pub fn sentence(&self) -> Text {
        let (known, missing): (Vec<&Part<'_>>, Vec<&Part<'_>>) =
            self.rows.iter().partition(|part| part.is_known());
        let (known, all) = (known.len(), self.rows.len());
        let name = |part: &&Part<'_>, ja: bool| {
            let (id, title) = (&part.question.id, &part.question.title);
            if ja { format!("{}（{id}）", title.ja) } else { format!("{} ({id})", title.en) }
        };
        let named = |ja| missing.iter().map(|part| name(part, ja)).collect::<Vec<_>>();
        let (ja, en) = (named(true).join("、"), named(false).join("; "));
        let counted = match missing.is_empty() {
            true => text!(ja: "部分 {all} 件をすべて満たしています。", en: "{all} of {all} parts known."),
            false => {
                text!(ja: "部分 {all} 件のうち {known} 件を満たしています。足りないもの：{ja}。", en: "{known} of {all} parts known; missing: {en}.")
            }
        };
        let rest = match (self.made.outdated, self.made.whole) {
            (true, _) => {
                text!(ja: "別の版の文に対する部分なので、引き継ぎません。", en: " They were made for another edition, so nothing carries.")
            }
            (false, true) => Text::default(),
            (false, false) => {
                text!(ja: "この基準は、ほかのことも求めます。", en: " The criterion asks for more besides.")
            }
        };
        Text { ja: counted.ja + &rest.ja, en: counted.en + &rest.en }
    }
}
