//! What to do next in a self-check that counts its answers, and why in that order.
//!
//! Invariant: the order rests on what packs and the register say, never on a framework's name: what a declaration also
//! asks, the order of the self-check's own parts, and the work that is left. Each row says which of these placed it.

use std::cmp::Reverse;

use sekisho_catalog::{Catalog, Criterion, CriterionId, Framework};
use sekisho_model::{AnswerState, Text, text};

use super::{Answered, Answers, OpenWhy, Standing};

/// A question to go on with.
#[derive(Clone, Debug)]
pub struct Next<'a> {
    /// The question.
    pub row: &'a Answered<'a>,
    /// Points that it would bring beyond those that it brings now, once it is done.
    pub gain: i16,
    /// Why it stands here, the weightiest first.
    pub why: Vec<Text>,
}

/// What is left of a self-check, in the order to go on with; nothing where the framework counts no answers.
#[must_use]
pub fn next<'a>(catalog: &'a Catalog, answers: &'a Answers<'a>, framework: &'a Framework) -> Vec<Next<'a>> {
    let Some(scoring) = &framework.scoring else { return Vec::new() };
    let best = scoring.points.first().map_or(0, |points| points.points);
    let mut rows: Vec<(bool, u32, Next<'a>)> = Vec::new();
    for row in answers.missing(&framework.id) {
        let declared = declarations(catalog, answers, row.criterion);
        let part = part(catalog, row.criterion);
        let mut why = Vec::new();
        why.extend(declared.iter().map(|criterion| asked_too(catalog, criterion)));
        why.extend(part.map(of_part));
        why.extend(by_register(row));
        let gain = best - super::scoring::points(scoring, &row.standing).unwrap_or(0);
        let place = part.map_or(u32::MAX, |part| part.place);
        rows.push((!declared.is_empty(), place, Next { row, gain, why }));
    }
    rows.sort_by_key(|(declared, place, next)| {
        (Reverse(*declared), *place, next.row.effort(), next.row.criterion.place)
    });
    rows.into_iter().map(|(.., next)| next).collect()
}

/// Criteria of frameworks that a firm declares itself, which share something with a question and are not settled.
fn declarations<'a>(
    catalog: &'a Catalog,
    answers: &Answers<'a>,
    criterion: &Criterion,
) -> Vec<&'a Criterion> {
    let open = |id: &CriterionId| answers.get(id).is_some_and(|row| !row.standing.is_settled());
    let declares = |row: &&Criterion| {
        catalog.framework(row.id.framework()).is_some_and(|framework| framework.declared.is_some())
    };
    let tied = catalog.ties_of(&criterion.id).into_iter().filter_map(|tied| catalog.criterion(tied.other));
    tied.filter(declares).filter(|row| open(&row.id)).collect()
}

fn part<'a>(catalog: &'a Catalog, criterion: &Criterion) -> Option<&'a Criterion> {
    let id = CriterionId::new(criterion.id.framework(), &criterion.parent).ok()?;
    catalog.criterion(&id)
}

fn asked_too(catalog: &Catalog, criterion: &Criterion) -> Text {
    let id = &criterion.id;
    let title = catalog.framework(id.framework()).map(|row| row.title.clone()).unwrap_or_default();
    let (Text { ja: whose_ja, en: whose_en }, Text { ja, en }) = (title, &criterion.title);
    text!(
        ja: "{whose_ja} の「{ja}」（{id}）とも重なり、まだ満たしていません。",
        en: "It shares something with \"{en}\" of {whose_en} ({id}), which is not met yet."
    )
}

fn of_part(part: &Criterion) -> Text {
    let Text { ja, en } = &part.title;
    text!(
        ja: "「{ja}」の設問です（自己診断の区分の順に取り組みます）。",
        en: "It belongs to \"{en}\"; the parts of the self-check are taken in their order."
    )
}

/// What the register or an earlier answer has done of it already.
fn by_register(row: &Answered<'_>) -> Option<Text> {
    match &row.standing {
        Standing::Open(OpenWhy::PartShown) => {
            Some(text!(ja: "台帳がすでに一部を示しています。", en: "The register shows part of it already."))
        }
        Standing::Open(OpenWhy::Reopened(_) | OpenWhy::Ended(..) | OpenWhy::EvidenceEnded(_)) => Some(
            text!(ja: "前の回答を確かめ直すだけです。", en: "An earlier answer only has to be confirmed."),
        ),
        Standing::Answered { state: AnswerState::Partly, .. } => {
            Some(text!(ja: "一部は実施しています。", en: "Part of it is done."))
        }
        Standing::Answered { .. } | Standing::Open(_) => None,
    }
}
