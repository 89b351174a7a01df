//! Answers to what frameworks ask: how each criterion stands, a person's answer, and the files that show it.
//!
//! Invariant: an answer is a record of the register like any other, with its ledger entry. It keeps the digest of the
//! rows that the register showed for its criterion when it was given, so that a change of these reopens it.

mod evidence;
mod sheet;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use sekisho_assess::Verdict;
use sekisho_assess::answers::{self, Answers, Beside, Due, Ground, Whose};
use sekisho_assess::recovery;
use sekisho_catalog::{Catalog, Criterion, CriterionId, Subject};
use sekisho_exchange::table::next_id;
use sekisho_model::{
    Answer, AnswerId, AnswerState, Change, EvidenceId, Place, Problem, ProductId, Record, RecordKind,
    Register, SbomSubject, Source, Stated, Text, text,
};

use crate::guard::permit;
use crate::guideline::Judgements;
use crate::tables::overtaken;
use crate::{Act, App, AppError, Caller};

pub(crate) use evidence::evidence_of;
pub use evidence::{
    EVIDENCE_BYTES_MAX, EvidenceFault, EvidenceFields, TakenFile, add_evidence, check_evidence,
    evidence_file, review_evidence, take_evidence,
};
pub use sheet::{ReadSheet, read_sheet, sheet, sheet_workbook};

/// Everything from which the answers of the company or of one product are worked out.
#[derive(Debug)]
pub struct Standings {
    judgements: Arc<Judgements>,
    beside: Beside,
    whose: Whose,
}

impl Standings {
    /// Works the answers out and looks at them.
    pub fn look<T>(&self, at: impl FnOnce(&Catalog, &Answers<'_>) -> T) -> T {
        let facts = self.judgements.facts();
        let ground = Ground { facts: &facts, beside: &self.beside };
        at(self.judgements.catalog(), &Answers::new(ground, &self.whose))
    }

    /// Whose answers they are.
    #[must_use]
    pub const fn whose(&self) -> &Whose {
        &self.whose
    }

    /// The register that they rest on.
    #[must_use]
    pub fn register(&self) -> &Register {
        self.judgements.register()
    }
}

/// How every criterion stands, for the company or one product.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`] where there is no such product; trouble in the store.
pub async fn standings(app: &App, caller: &Caller, whose: Whose) -> Result<Standings, AppError> {
    permit(caller, Act::Read)?;
    let judgements = app.judgements().await?;
    known(judgements.register(), &whose)?;
    let beside = beside(app, judgements.register()).await?;
    Ok(Standings { judgements, beside, whose })
}

pub(crate) fn known(register: &Register, whose: &Whose) -> Result<(), AppError> {
    match whose {
        Whose::Product(id) if !register.products.contains_key(id) => {
            Err(AppError::NotFound { kind: RecordKind::Product.word(), id: id.to_string() })
        }
        Whose::Product(_) | Whose::Company => Ok(()),
    }
}

/// What is known beside the register. Alerts are not looked at here: each look at observations needs its purpose.
async fn beside(app: &App, register: &Register) -> Result<Beside, AppError> {
    let impacts = app.impacts().await?;
    let looked = !app.advisories().await?.is_empty();
    let dates = crate::handling::dates(app).await?;
    let mut beside = Beside::default();
    if looked {
        beside.recovery = Some(recovery::recovery(&impacts, register, &dates, app.today()));
    }
    for head in app.sbom_heads().await?.values() {
        if let SbomSubject::Product(product) = &head.subject {
            let n = usize::try_from(head.components).unwrap_or(usize::MAX);
            *beside.components.entry(product.clone()).or_default() += n;
        }
    }
    let held = beside.components.keys().filter(|_| looked);
    beside.exposed = held.map(|product| (product.clone(), (0, 0))).collect();
    let mut open: BTreeMap<&ProductId, (BTreeSet<&str>, BTreeSet<&str>)> = BTreeMap::new();
    for impact in impacts.iter() {
        for own in &impact.own_products {
            let (affected, undecided) = open.entry(&own.product.id).or_default();
            let kept = if own.verdict == Verdict::Affected { affected } else { undecided };
            kept.insert(impact.advisory.id.as_str());
        }
    }
    beside.exposed.extend(open.into_iter().map(|(id, (a, u))| (id.clone(), (a.len(), u.len()))));
    Ok(beside)
}

/// What has to be looked at again, earliest first.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn reviews(app: &App, caller: &Caller) -> Result<Vec<Due>, AppError> {
    permit(caller, Act::Read)?;
    let judgements = app.judgements().await?;
    Ok(answers::reviews(&judgements.facts()))
}

/// What somebody answers to a criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The criterion.
    pub criterion: CriterionId,
    /// What is answered.
    pub state: AnswerState,
    /// In words.
    pub words: String,
    /// The same in English, for documents in English; where empty, the earlier answer's English stays while its words do.
    pub words_en: String,
    /// Who answers; where empty, the caller.
    pub by: String,
    /// Last day on which it holds; None: as long as the criterion's interval lets it.
    pub until: Option<Date>,
    /// What shows it.
    pub evidence: BTreeSet<EvidenceId>,
}

/// Keeps answers, all of them or none. An earlier answer of the same company or product to the same criterion gives way;
/// the ledger has it. Gives the answers' ids.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`] where a criterion, product or evidence is not there;
/// [`AppError::Invalid`] where an answer lacks its reason; trouble in the store.
pub async fn answer(
    app: &App,
    caller: &Caller,
    whose: &Whose,
    replies: &[Reply],
) -> Result<Vec<AnswerId>, AppError> {
    permit(caller, Act::Enter)?;
    let now = standings(app, caller, whose.clone()).await?;
    let register = now.register();
    let mut target = Register::clone(register);
    let mut ids = Vec::new();
    for reply in replies {
        let row =
            now.look(|catalog, answers| record(app, caller, catalog, answers, &target, whose, reply))?;
        ids.push(row.id.clone());
        target.put(Record::Answer(row));
    }
    let changes: Vec<Change> = register.diff(&target);
    if !changes.is_empty() {
        app.store().apply_changes(&changes, &app.origin(caller, Source::Person)).await.map_err(overtaken)?;
    }
    Ok(ids)
}

fn record(
    app: &App,
    caller: &Caller,
    catalog: &Catalog,
    answers: &Answers<'_>,
    target: &Register,
    whose: &Whose,
    reply: &Reply,
) -> Result<Answer, AppError> {
    let criterion = catalog.criterion(&reply.criterion).ok_or_else(|| no_criterion(&reply.criterion))?;
    if let Some(subject) = catalog.subject_of(&criterion.id).filter(|subject| *subject != whose.subject()) {
        return Err(asked_of(&criterion.id, subject));
    }
    let row = answers.get(&reply.criterion).ok_or_else(|| no_criterion(&reply.criterion))?;
    if let Some(id) = reply.evidence.iter().find(|id| !target.evidence.contains_key(*id)) {
        return Err(AppError::NotFound { kind: RecordKind::EvidenceItem.word(), id: id.to_string() });
    }
    let by = if reply.by.trim().is_empty() { &caller.name } else { reply.by.trim() };
    let id = answer_id(target, criterion, whose)?;
    let same_words = target.answers.get(&id).filter(|earlier| earlier.answer == reply.words.trim());
    let english = match reply.words_en.trim() {
        "" => same_words.map_or("", |earlier| earlier.answer_en.as_str()),
        english => english,
    };
    let answer = Answer {
        id,
        name: criterion.title.ja.clone(),
        criterion: criterion.id.to_string().parse().map_err(|_| no_criterion(&criterion.id))?,
        products: match whose {
            Whose::Company => BTreeSet::new(),
            Whose::Product(product) => [product.clone()].into(),
        },
        state: reply.state,
        answer: reply.words.trim().to_owned(),
        answer_en: english.to_owned(),
        evidence: reply.evidence.clone(),
        by: Stated::Known(by.to_owned()),
        answered: Stated::Known(app.today()),
        until: reply.until.map_or(Stated::Unknown, Stated::Known),
        rests_on: row.rests_on.clone().map_or(Stated::NotApplicable, Stated::Known),
        note: String::new(),
    };
    let faults = answer.faults();
    let problem = |(what, remedy): (Text, Text)| Problem::error(Place::default(), what, remedy);
    if faults.is_empty() {
        Ok(answer)
    } else {
        Err(AppError::Invalid(faults.into_iter().map(problem).collect()))
    }
}

/// The id of the answer that gives way, or a new one.
fn answer_id(target: &Register, criterion: &Criterion, whose: &Whose) -> Result<AnswerId, AppError> {
    let number = criterion.id.to_string();
    let alone = |answer: &&Answer| {
        answer.criterion.as_str() == number && whose.is_answered_by(answer) && answer.products.len() <= 1
    };
    if let Some(answer) = target.answers.values().rev().find(alone) {
        return Ok(answer.id.clone());
    }
    let id = next_id(target, RecordKind::Answer);
    id.parse().map_err(|_| AppError::NotFound { kind: RecordKind::Answer.word(), id })
}

/// An answer about the company never stands for a product, nor the other way round.
fn asked_of(id: &CriterionId, subject: Subject) -> AppError {
    let (what, remedy) = match subject {
        Subject::Product => (
            text!(ja: "基準 {id} は製品についてのもので、会社としては答えられません。", en: "Criterion {id} is about a product, and is not answered for the company."),
            text!(ja: "どの自社製品についての回答かを選んでください（コマンドでは --product）。", en: "Say for which own product it is answered (--product on the command line)."),
        ),
        Subject::Company => (
            text!(ja: "基準 {id} は会社についてのもので、製品としては答えられません。", en: "Criterion {id} is about the company, and is not answered for a product."),
            text!(ja: "製品を選ばずに、会社として回答してください。", en: "Answer it for the company, without a product."),
        ),
    };
    AppError::Invalid(vec![Problem::error(Place::default(), what, remedy)])
}

fn no_criterion(id: &CriterionId) -> AppError {
    AppError::NotFound {
        kind: text!(ja: "答えられる基準", en: "criterion that wants an answer,"),
        id: id.to_string(),
    }
}
