//! Which criteria of the frameworks are met, by what, and which are open.
//!
//! Invariants: a criterion is answered by rows of the register, by a person whose answer holds today, or by an answer
//! that carries to it; otherwise it is open, and says why. Nothing is met because nothing speaks against it. An answer
//! that rests on rows which have changed, on evidence that has ended, or on nobody, answers nothing. It knows no
//! framework by name.

mod closing;
mod declaration;
mod digest;
mod given;
mod next;
mod parts;
mod queries;
mod reviews;
mod scoring;
mod showing;
mod standing;

use std::collections::BTreeMap;

use sekisho_catalog::{Answered as By, Catalog, Criterion, CriterionId, Subject};
use sekisho_model::{Answer, AnswerState, ProductId, Text, text};

pub use closing::{Closing, closing};
pub use declaration::{Declaration, PaperStanding, declaration};
pub use digest::digest;
pub use given::{Given, NotUsed};
pub use next::{Next, next};
pub use parts::{Part, Parts, parts};
pub use reviews::{Due, DueKind, reviews};
pub use scoring::{Score, score};
pub use showing::{Lack, Row, Showing};
pub use standing::{Carried, OpenWhy, Origin, Standing, state_code, state_word};

use crate::facts::Facts;
use crate::recovery::Recovery;

/// What an answer is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whose {
    /// The company.
    Company,
    /// One of its own products.
    Product(ProductId),
}

impl Whose {
    /// Is an answer about it?
    #[must_use]
    pub fn is_answered_by(&self, answer: &Answer) -> bool {
        match self {
            Self::Company => answer.products.is_empty(),
            Self::Product(product) => answer.products.contains(product),
        }
    }

    /// The product, where it is about one.
    #[must_use]
    pub const fn product(&self) -> Option<&ProductId> {
        match self {
            Self::Company => None,
            Self::Product(product) => Some(product),
        }
    }

    /// As frameworks name it.
    #[must_use]
    pub const fn subject(&self) -> Subject {
        match self {
            Self::Company => Subject::Company,
            Self::Product(_) => Subject::Product,
        }
    }
}

/// What is known beside the register. None or absent: nobody has looked, which is not the same as nothing found.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// Vulnerability cases; None where no advisory was read.
    pub recovery: Option<Recovery>,
    /// Components by product, for products with an SBOM.
    pub components: BTreeMap<ProductId, usize>,
    /// Open vulnerability findings by product, for products that advisories were held against: affected, undecided.
    pub exposed: BTreeMap<ProductId, (usize, usize)>,
    /// Alerts that nobody has judged; None where nothing was observed.
    pub open_alerts: Option<usize>,
}

/// All that answers are made from.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// Register, catalog and day.
    pub facts: &'a Facts<'a>,
    /// What is known beside it.
    pub beside: &'a Beside,
}

/// One criterion and how it stands.
#[derive(Clone, Debug)]
pub struct Answered<'a> {
    /// The criterion.
    pub criterion: &'a Criterion,
    /// What the register shows; None where it is not asked.
    pub register: Option<Showing>,
    /// Digest of the rows that the register shows today; None where it shows none.
    pub rests_on: Option<String>,
    /// What people answered, newest first, and what became of each.
    pub given: Vec<Given<'a>>,
    /// How it stands.
    pub standing: Standing<'a>,
}

impl<'a> Answered<'a> {
    /// A person says that it is met, and the register shows that it is not: told, not settled.
    #[must_use]
    pub fn contradicts(&self) -> bool {
        let says = self.given.iter().any(|given| given.holds() && given.answer.state == AnswerState::Met);
        says && matches!(self.register, Some(Showing::NotMet { .. }))
    }

    /// The person's answer by which it stands as it does, where one does.
    #[must_use]
    pub fn by_person(&self) -> Option<&Given<'a>> {
        let by =
            matches!(self.standing, Standing::Answered { origin: Origin::Person(_) | Origin::Both(_), .. });
        self.held().filter(|_| by)
    }

    /// What of the answer's evidence shows nothing any more, though other evidence does; None where all is good.
    fn ended_evidence(&self) -> Option<Text> {
        let ended: Vec<&str> = self.by_person()?.evidence_ended.iter().map(|id| id.as_str()).collect();
        (!ended.is_empty()).then(|| {
            let (ja, en) = (ended.join("、"), ended.join(", "));
            text!(
                ja: "証跡 {ja} は期限切れか未登録です（残りの証跡で回答は有効です）。",
                en: "Evidence {en} has ended or is not registered; the rest still shows the answer."
            )
        })
    }

    /// Do rows of the register answer it, so that a person may only say that it does not apply?
    #[must_use]
    pub fn is_for_the_register(&self) -> bool {
        let By::Register = self.criterion.answered else { return false };
        match &self.register {
            None | Some(Showing::Nothing(_)) => false,
            Some(Showing::Met(_) | Showing::NotMet { .. }) => true,
            Some(showing @ Showing::Partly { .. }) => !showing.is_whole_but_for_words(),
        }
    }

    /// What a person answered, where it holds today.
    #[must_use]
    pub fn held(&self) -> Option<&Given<'a>> {
        self.given.iter().find(|given| given.holds())
    }

    /// Work until it is answered or met, roughly: confirming again before adding rows before asking a person.
    fn effort(&self) -> usize {
        match &self.standing {
            Standing::Open(OpenWhy::Reopened(_) | OpenWhy::Ended(..)) => 0,
            Standing::Open(OpenWhy::PartShown) => 1,
            Standing::Open(OpenWhy::EvidenceEnded(_) | OpenWhy::Faulty(_)) => 2,
            Standing::Answered { state: AnswerState::Partly, .. } => 3 + self.lacks(),
            Standing::Answered { .. } => 10 + self.lacks(),
            Standing::Open(OpenWhy::NothingRecorded) => 1_000 + self.lacks(),
        }
    }

    fn lacks(&self) -> usize {
        self.register.as_ref().map_or(0, |showing| showing.lacks().len())
    }
}

/// What is said where [`Answered::contradicts`].
#[must_use]
pub fn contradiction() -> Text {
    text!(
        ja: "人の回答は「満たす」ですが、台帳の行は満たしていないことを示しています",
        en: "a person says that it is met; the register's rows show that it is not"
    )
}

/// How many criteria stand how. All but the first add up to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Criteria that want an answer.
    pub criteria: usize,
    /// Met.
    pub met: usize,
    /// Met in part.
    pub partly: usize,
    /// Not met.
    pub not_met: usize,
    /// Not applicable, with a reason.
    pub not_applicable: usize,
    /// Somebody was asked and does not know.
    pub dont_know: usize,
    /// Open.
    pub open: usize,
}

impl Totals {
    fn add(&mut self, standing: &Standing<'_>) {
        self.criteria += 1;
        *match standing {
            Standing::Answered { state: AnswerState::Met, .. } => &mut self.met,
            Standing::Answered { state: AnswerState::Partly, .. } => &mut self.partly,
            Standing::Answered { state: AnswerState::NotMet, .. } => &mut self.not_met,
            Standing::Answered { state: AnswerState::NotApplicable, .. } => &mut self.not_applicable,
            Standing::Answered { state: AnswerState::DontKnow, .. } => &mut self.dont_know,
            Standing::Open(_) => &mut self.open,
        } += 1;
    }

    /// Whether the whole framework is met, in words.
    #[must_use]
    pub fn sentence(&self) -> Text {
        let Self { criteria, met, partly, not_met, not_applicable, dont_know, open } = self;
        text!(
            ja: "基準 {criteria} 件のうち、満たす {met}、一部 {partly}、満たさない {not_met}、該当しない {not_applicable}、分からない {dont_know}、未回答 {open}。",
            en: "Of {criteria} criteria: {met} met, {partly} in part, {not_met} not met, {not_applicable} not applicable, {dont_know} not known, {open} open."
        )
    }
}

/// The answers of one company, or of one product, to every criterion that is asked of such.
#[derive(Clone, Debug)]
pub struct Answers<'a> {
    catalog: &'a Catalog,
    rows: BTreeMap<&'a CriterionId, Answered<'a>>,
}

impl<'a> Answers<'a> {
    /// Works them out.
    #[must_use]
    pub fn new(ground: Ground<'a>, whose: &Whose) -> Self {
        let catalog = ground.facts.catalog;
        let about = |row: &&Criterion| catalog.subject_of(&row.id) == Some(whose.subject());
        let asked = catalog.criteria.values().filter(|row| row.answered.wants_answer()).filter(about);
        let mut rows: BTreeMap<&CriterionId, Answered<'a>> =
            asked.map(|criterion| (&criterion.id, one(ground, whose, criterion))).collect();
        standing::carry(catalog, &mut rows);
        Self { catalog, rows }
    }

    /// How a criterion stands; None where it wants no answer, is asked of something else, or is not in the catalog.
    #[must_use]
    pub fn get(&self, id: &CriterionId) -> Option<&Answered<'a>> {
        self.rows.get(id)
    }

    /// The criteria by whose own answers another stands: those that it is carried from, or itself.
    #[must_use]
    pub fn behind<'b>(&'b self, row: &'b Answered<'a>) -> Vec<&'b Answered<'a>> {
        match &row.standing {
            Standing::Answered { origin: Origin::Carried(carried), .. } => {
                carried.sources().filter_map(|id| self.get(id)).collect()
            }
            Standing::Answered { .. } | Standing::Open(_) => vec![row],
        }
    }

    /// What of the evidence behind a criterion shows nothing any more, though other evidence does.
    #[must_use]
    pub fn ended_evidence(&self, row: &Answered<'a>) -> Vec<Text> {
        self.behind(row).into_iter().filter_map(Answered::ended_evidence).collect()
    }

    /// A framework's criteria that want an answer, with those of the levels that it includes, in its order.
    #[must_use]
    pub fn of(&self, framework: &str) -> Vec<&Answered<'a>> {
        let rows = self.catalog.criteria_with_included(framework);
        rows.into_iter().filter_map(|row| self.rows.get(&row.id)).collect()
    }

    /// How many stand how.
    #[must_use]
    pub fn totals(&self, framework: &str) -> Totals {
        let mut totals = Totals::default();
        self.of(framework).into_iter().for_each(|row| totals.add(&row.standing));
        totals
    }

    /// What is not met or open, the least work first.
    #[must_use]
    pub fn missing(&self, framework: &str) -> Vec<&Answered<'a>> {
        let mut rows = self.of(framework);
        rows.retain(|row| !row.standing.is_settled());
        rows.sort_by_key(|row| (row.effort(), row.criterion.place));
        rows
    }
}

fn one<'a>(ground: Ground<'a>, whose: &Whose, criterion: &'a Criterion) -> Answered<'a> {
    let register = criterion.query.map(|query| queries::ask(ground, whose, criterion, query));
    let rests_on = register.as_ref().and_then(|showing| digest(ground.facts.register, showing));
    let given = given::given(ground.facts, whose, criterion, rests_on.as_deref());
    let standing = standing::standing(criterion, register.as_ref(), &given);
    Answered { criterion, register, rests_on, given, standing }
}

#[cfg(test)]
mod tests;
