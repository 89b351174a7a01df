//! What to answer next: what closes most.
//!
//! Invariant: an answer closes what would be met if the answer were "met", judged by the same rules as answers carry; a
//! common question never counts as closed itself, because nobody asks it. It knows no framework by name.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use sekisho_catalog::{Catalog, CriterionId};
use sekisho_model::{AnswerState, Text, text};

use super::standing::{is_open, may_follow};
use super::{Answered, Answers, Standing};

/// An open criterion or common question, and what becomes of others once it is met.
#[derive(Clone, Debug)]
pub struct Closing<'a> {
    /// What to answer.
    pub row: &'a Answered<'a>,
    /// Criteria that are met then, itself among them where it is one; no common questions.
    pub closes: BTreeSet<CriterionId>,
    /// Other open criteria of which a part is known then, and more is left.
    pub nearer: BTreeSet<CriterionId>,
}

impl Closing<'_> {
    /// Frameworks of the criteria that are met then.
    #[must_use]
    pub fn frameworks(&self) -> BTreeSet<&str> {
        self.closes.iter().map(CriterionId::framework).collect()
    }

    /// Does it help a criterion of a framework?
    #[must_use]
    pub fn helps(&self, framework: &str) -> bool {
        self.closes.iter().chain(&self.nearer).any(|id| id.framework() == framework)
    }

    /// Does it help more than itself?
    #[must_use]
    pub fn helps_others(&self) -> bool {
        !self.nearer.is_empty() || self.closes.iter().any(|id| *id != self.row.criterion.id)
    }

    /// What it closes, in words.
    #[must_use]
    pub fn sentence(&self) -> Text {
        let (closes, frameworks, nearer) = (self.closes.len(), self.frameworks().len(), self.nearer.len());
        let (of_closed, of_frameworks) =
            (criteria(closes), if frameworks == 1 { "framework" } else { "frameworks" });
        let of_nearer = criteria(nearer);
        let alone = closes == 1 && self.closes.contains(&self.row.criterion.id);
        match (closes, nearer) {
            (0, 0) => text!(ja: "ほかの基準には関わりません。", en: "It bears on no other criterion."),
            (1, 0) if alone => {
                text!(ja: "満たすと、この基準だけが片付きます。", en: "When met, it closes itself only.")
            }
            (0, _) => text!(
                ja: "満たすと、基準 {nearer} 件の一部が分かります（それだけで片付く基準はありません）。",
                en: "When met, {nearer} {of_nearer} become known in part; it closes none by itself."
            ),
            (1, _) if alone => text!(
                ja: "満たすと、この基準が片付き、ほかの基準 {nearer} 件の一部が分かります。",
                en: "When met, it closes itself, and {nearer} other {of_nearer} become known in part."
            ),
            (_, 0) => text!(
                ja: "満たすと、枠組み {frameworks} 件の基準 {closes} 件が片付きます。",
                en: "When met, it closes {closes} {of_closed} in {frameworks} {of_frameworks}."
            ),
            (..) => text!(
                ja: "満たすと、枠組み {frameworks} 件の基準 {closes} 件が片付き、ほかの基準 {nearer} 件の一部が分かります。",
                en: "When met, it closes {closes} {of_closed} in {frameworks} {of_frameworks}, and {nearer} other {of_nearer} become known in part."
            ),
        }
    }
}

const fn criteria(n: usize) -> &'static str {
    if n == 1 { "criterion" } else { "criteria" }
}

/// What is open, whatever closes most first: by criteria, by their frameworks, by criteria known in part, and then by the
/// work that is left.
#[must_use]
pub fn closing<'a>(catalog: &'a Catalog, answers: &'a Answers<'a>) -> Vec<Closing<'a>> {
    let crosswalk = catalog.crosswalk();
    let met: BTreeSet<CriterionId> =
        answers.rows.values().filter(|row| is_met(row)).map(|row| row.criterion.id.clone()).collect();
    let open = |id: &CriterionId| is_open(answers.get(id));
    let may = |id: &CriterionId| may_follow(catalog, &met, open, id);
    let rows = answers.rows.values().filter(|row| matches!(row.standing, Standing::Open(_)));
    let mut closing: Vec<Closing<'a>> = rows
        .map(|row| {
            let mut then: BTreeSet<CriterionId> =
                crosswalk.adds(&met, &row.criterion.id, may).into_keys().collect();
            then.insert(row.criterion.id.clone());
            let helped = then.iter().flat_map(|id| catalog.asked_by(id)).filter(|made| !made.outdated);
            let nearer = helped.map(|made| &made.criterion).filter(|id| may(id) && !then.contains(*id));
            let nearer = nearer.cloned().collect();
            Closing { row, nearer, closes: then.into_iter().filter(|id| !catalog.is_common(id)).collect() }
        })
        .collect();
    closing.sort_by_key(|it| {
        let weight = (it.closes.len(), it.frameworks().len(), it.nearer.len());
        (Reverse(weight), it.row.effort(), it.row.criterion.place, &it.row.criterion.id)
    });
    closing
}

fn is_met(row: &Answered<'_>) -> bool {
    matches!(row.standing, Standing::Answered { state: AnswerState::Met, .. })
}
