//! How a label or declaration stands on a day.
//!
//! Invariant: a paper holds only while it is issued, has begun and has an end that has not come; one whose end nobody
//! entered takes the longest that its framework allows, and holds for nothing where that is not known.

use jiff::ToSpan as _;
use jiff::civil::Date;
use sekisho_catalog::Catalog;
use sekisho_model::{Paper, PaperState, Stated, Text, text};

use super::{Ground, Origin};
use sekisho_model::RecordKind;

/// How a label or declaration stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelState {
    /// It holds, until this day where it has an end.
    Valid(Option<Date>),
    /// It ended on this day.
    Ended(Date),
    /// It was taken back.
    Withdrawn,
    /// It is prepared or applied for: nothing may be claimed from it.
    NotIssued,
    /// Issued, but its days are not known.
    Unknown,
}

impl LabelState {
    /// In words.
    #[must_use]
    pub fn words(self) -> Text {
        match self {
            Self::Valid(Some(until)) => text!(ja: "有効（{until} まで）", en: "valid until {until}"),
            Self::Valid(None) => Text::new("有効（期限なし）", "valid, without an end"),
            Self::Ended(day) => text!(ja: "{day} に期限切れ", en: "ended on {day}"),
            Self::Withdrawn => Text::new("取り消し", "withdrawn"),
            Self::NotIssued => {
                Text::new("未発行（取得予定とは表示できません）", "not issued: no claim may be made from it")
            }
            Self::Unknown => Text::new("発行日または期限が不明", "day of issue or end not known"),
        }
    }
}

/// How a paper stands on a day.
#[must_use]
pub fn label_state(paper: &Paper, catalog: &Catalog, today: Date) -> LabelState {
    match paper.state {
        PaperState::Withdrawn => return LabelState::Withdrawn,
        PaperState::Preparing | PaperState::Applied => return LabelState::NotIssued,
        PaperState::Issued => {}
    }
    let Some(issued) = paper.issued.known() else { return LabelState::Unknown };
    if *issued > today {
        return LabelState::NotIssued;
    }
    let longest = catalog.framework(&paper.framework).and_then(|framework| framework.valid_months);
    let limit = longest.and_then(|months| issued.checked_add(i32::from(months).months()).ok());
    let end = match (paper.until, limit) {
        (Stated::Known(until), Some(limit)) => Some(until.min(limit)),
        (Stated::Known(until), None) => Some(until),
        (_, Some(limit)) => Some(limit),
        (Stated::NotApplicable, None) => return LabelState::Valid(None),
        (Stated::Unknown, None) => return LabelState::Unknown,
    };
    match end {
        Some(end) if end < today => LabelState::Ended(end),
        end => LabelState::Valid(end),
    }
}

impl<'a> Ground<'a> {
    /// Labels and declarations of the product, with how each stands.
    pub(super) fn papers(&self) -> Vec<(&'a Paper, LabelState)> {
        let of_it = |paper: &&Paper| paper.products.contains(&self.product.id);
        let papers = self.register.papers.values().filter(of_it);
        papers.map(|paper| (paper, label_state(paper, self.catalog, self.today))).collect()
    }

    /// A paper that holds today and speaks of a framework.
    pub(super) fn valid_paper(&self, framework: &str) -> Option<(&'a Paper, LabelState)> {
        let holds = |state| matches!(state, LabelState::Valid(_));
        self.papers().into_iter().find(|(paper, state)| paper.framework == framework && holds(*state))
    }

    pub(super) fn paper_words(paper: &Paper, state: LabelState) -> Text {
        let name = &paper.name;
        let Text { ja, en } = state.words();
        match paper.number.known() {
            Some(number) => text!(ja: "{name}、番号 {number}、{ja}", en: "{name}, number {number}, {en}"),
            None => text!(ja: "{name}、{ja}", en: "{name}, {en}"),
        }
    }

    pub(super) fn paper_origin(paper: &Paper) -> Origin {
        Origin::record(RecordKind::Paper, &paper.id)
    }
}
