//! A firm's own declaration of a framework: what it needs, what of it stands, and what was declared when.
//!
//! Invariant: that something was declared says nothing of whether it is met; both are told beside each other.

use jiff::civil::Date;
use sekisho_catalog::{Catalog, Framework};
use sekisho_model::{Paper, PaperState, Register, Stated, Text, text};

use super::{Answered, Answers, Score, Whose, score};

/// How a paper stands today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperStanding {
    /// It is being prepared or was applied for.
    OnTheWay,
    /// It holds.
    Holds,
    /// It is said to be issued, and nobody entered when.
    NoDay,
    /// It was issued on a day to come.
    Ahead(Date),
    /// It ended on this day.
    Ended(Date),
    /// It was taken back.
    Withdrawn,
}

impl PaperStanding {
    fn of(paper: &Paper, today: Date) -> Self {
        match (paper.state, &paper.issued, paper.until.known()) {
            (PaperState::Withdrawn, ..) => Self::Withdrawn,
            (PaperState::Preparing | PaperState::Applied, ..) => Self::OnTheWay,
            (PaperState::Issued, _, Some(until)) if *until < today => Self::Ended(*until),
            (PaperState::Issued, Stated::Known(issued), _) if *issued > today => Self::Ahead(*issued),
            (PaperState::Issued, Stated::Known(_), _) => Self::Holds,
            (PaperState::Issued, ..) => Self::NoDay,
        }
    }

    /// In words.
    #[must_use]
    pub fn words(&self) -> Text {
        match self {
            Self::OnTheWay => {
                text!(ja: "準備中・申込中（まだ宣言していません）", en: "on the way, not declared yet")
            }
            Self::Holds => text!(ja: "宣言しています", en: "declared"),
            Self::NoDay => {
                text!(ja: "宣言済みとされていますが、宣言した日がありません", en: "said to be declared, without a day")
            }
            Self::Ahead(day) => {
                text!(ja: "宣言の日が先の日付です（{day}）", en: "declared on a day to come ({day})")
            }
            Self::Ended(day) => text!(ja: "{day} で終わっています", en: "ended on {day}"),
            Self::Withdrawn => text!(ja: "取り下げています", en: "withdrawn"),
        }
    }
}

/// A declaration.
#[derive(Clone, Debug)]
pub struct Declaration<'a> {
    /// What it is, and what it is not.
    pub how: &'a Text,
    /// What was declared, the newest first, and how each stands.
    pub papers: Vec<(&'a Paper, PaperStanding)>,
    /// Criteria that stand.
    pub stands: usize,
    /// Criteria that do not, the least work first.
    pub missing: Vec<&'a Answered<'a>>,
    /// Self-checks that must have been run before, and how far each is.
    pub checks: Vec<(&'a Framework, Score)>,
}

impl Declaration<'_> {
    /// Are all criteria met, and all self-checks answered?
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.missing.is_empty() && self.checks.iter().all(|(_, score)| score.answered == score.asked)
    }

    /// Does one hold today?
    #[must_use]
    pub fn is_declared(&self) -> bool {
        self.papers.iter().any(|(_, standing)| *standing == PaperStanding::Holds)
    }

    /// In one sentence.
    #[must_use]
    pub fn sentence(&self) -> Text {
        let (stands, left) = (self.stands, self.missing.len());
        match (self.is_declared(), self.is_ready()) {
            (true, true) => {
                text!(ja: "宣言していて、宣言に要るものはすべてそろっています。", en: "It is declared, and all that it needs stands.")
            }
            (true, false) => text!(
                ja: "宣言していますが、要るもののうち {left} 件がそろっていないか、自己診断が終わっていません。宣言を続けてよいか確かめてください。",
                en: "It is declared, but {left} of what it needs do not stand, or the self-check is not finished. Look whether the declaration still holds."
            ),
            (false, true) => {
                text!(ja: "まだ宣言していません。要るものはすべてそろっています。", en: "It is not declared yet. All that it needs stands.")
            }
            (false, false) => text!(
                ja: "まだ宣言していません。要るもののうち {stands} 件がそろい、{left} 件が残っています。",
                en: "It is not declared yet. {stands} of what it needs stand, {left} are left."
            ),
        }
    }
}

/// The declaration of a framework; None where nobody declares it themselves.
#[must_use]
pub fn declaration<'a>(
    catalog: &'a Catalog,
    register: &'a Register,
    answers: &'a Answers<'a>,
    (framework, whose): (&'a Framework, &Whose),
    today: Date,
) -> Option<Declaration<'a>> {
    let how = framework.declared.as_ref()?;
    let is_whose = |paper: &&Paper| match whose {
        Whose::Company => paper.products.is_empty(),
        Whose::Product(id) => paper.products.contains(id),
    };
    let papers = register.papers.values().filter(|paper| paper.framework == framework.id).filter(is_whose);
    let mut papers: Vec<_> = papers.map(|paper| (paper, PaperStanding::of(paper, today))).collect();
    papers.sort_by_key(|(paper, _)| std::cmp::Reverse((paper.issued.known().copied(), &paper.id)));
    let missing = answers.missing(&framework.id);
    let checks =
        framework.checks.iter().filter_map(|id| Some((catalog.framework(id)?, score(catalog, answers, id)?)));
    Some(Declaration {
        how,
        papers,
        stands: answers.of(&framework.id).len() - missing.len(),
        missing,
        checks: checks.collect(),
    })
}
