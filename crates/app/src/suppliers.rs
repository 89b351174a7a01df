//! Suppliers: which star to ask of whom, how far requests are, the papers of a request, and the answers that come back.
//!
//! Invariant: nothing is sent. A letter and a sheet are handed to a person; what comes back is looked at before it is
//! kept, and kept as one change with its ledger entries.

use std::collections::BTreeSet;
use std::sync::Arc;

use sekisho_assess::Verdict;
use sekisho_assess::suppliers::{self, BusinessOnSuppliers, Open, State};
use sekisho_catalog::{Catalog, CriterionId};
use sekisho_exchange::{AnswerSheet, AskedRow, GivenSheet, Reading, read_answer_sheet, write_answer_sheet};
use sekisho_model::{
    EvidenceId, EvidenceItem, Lang, Place, Problem, Record, RequestState, SbomSubject, Source, Stated,
    SupplierRequest, SupplierRequestId, Text, text,
};
use sha2::{Digest, Sha256};

use crate::answers::EVIDENCE_BYTES_MAX;
use crate::feeds::sha256_hex;
use crate::guard::permit;
use crate::guideline::Judgements;
use crate::register::{self, Proposal};
use crate::scan::File;
use crate::{Act, App, AppError, Caller};

/// Every supplier's state.
#[derive(Clone, Debug)]
pub struct Overview {
    /// What it was judged from.
    pub judgements: Arc<Judgements>,
    /// The suppliers.
    pub states: Vec<State>,
    /// The businesses that depend on them.
    pub businesses: Vec<BusinessOnSuppliers>,
}

/// Every supplier's state, and what it means for the businesses.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn overview(app: &App, caller: &Caller) -> Result<Overview, AppError> {
    permit(caller, Act::Read)?;
    let judgements = app.judgements().await?;
    let mut open = Open::default();
    for head in app.sbom_heads().await?.values() {
        if let SbomSubject::Product(product) = &head.subject {
            open.sboms.insert(product.clone());
        }
    }
    for supplier in app.impacts().await?.iter().flat_map(|impact| &impact.suppliers) {
        let (affected, undecided) = open.vulnerabilities.entry(supplier.supplier.id.clone()).or_default();
        match supplier.verdict {
            Verdict::Affected => *affected += 1,
            Verdict::Undecided => *undecided += 1,
            Verdict::NotAffected => {}
        }
    }
    let facts = judgements.facts();
    let states = suppliers::states(&facts, &open);
    let businesses = suppliers::by_business(&facts, &states);
    Ok(Overview { judgements, states, businesses })
}

/// The letter of a request, as a page to print.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`]; trouble in the store.
pub async fn letter(app: &App, caller: &Caller, id: &str, lang: Lang) -> Result<String, AppError> {
    permit(caller, Act::Read)?;
    let judgements = app.judgements().await?;
    let facts = judgements.facts();
    Ok(sekisho_report::suppliers::letter(&facts, request(&judgements, id)?, lang))
}

/// The answer sheet of a request, for the supplier to fill in.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`]; [`AppError::Invalid`] where it asks no criterion or cannot be
/// written; trouble in the store.
pub async fn sheet(app: &App, caller: &Caller, id: &str, lang: Lang) -> Result<Vec<u8>, AppError> {
    permit(caller, Act::Read)?;
    let judgements = app.judgements().await?;
    let request = request(&judgements, id)?;
    if request.criteria.is_empty() {
        return Err(AppError::Invalid(vec![no_criteria(request)]));
    }
    let asked = asked(&judgements, request, lang);
    write_answer_sheet(&asked, lang).map_err(|error| AppError::Invalid(vec![unwritable(&error.to_string())]))
}

/// A sheet that came back, and what keeping it would do.
#[derive(Clone, Debug)]
pub struct Returned {
    /// The request.
    pub request: SupplierRequestId,
    /// What was read.
    pub given: GivenSheet,
    /// What is wrong with it, cell by cell.
    pub problems: Vec<Problem>,
    /// In one sentence.
    pub summary: Text,
    file: File,
    sha256: String,
}

impl Returned {
    /// SHA-256 of the file, hexadecimal: whoever keeps it later says by this which file was looked at.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }
}

/// Reads a sheet that came back. Nothing is kept.
///
/// # Errors
/// As [`sheet`].
pub async fn read(app: &App, caller: &Caller, id: &str, file: &File) -> Result<Returned, AppError> {
    permit(caller, Act::Read)?;
    let judgements = app.judgements().await?;
    let request = request(&judgements, id)?;
    let mut readings: Vec<Reading<GivenSheet>> = Lang::ALL
        .iter()
        .map(|lang| read_answer_sheet(&file.name, &file.bytes, &asked(&judgements, request, *lang)))
        .collect();
    // It was sent in one language: the one whose questions it has.
    readings.sort_by_key(|reading| reading.problems.len());
    let Reading { facts: given, problems } = readings.swap_remove(0);
    Ok(Returned {
        request: request.id.clone(),
        summary: summary(&given, request.criteria.len()),
        given,
        problems,
        sha256: sha256_hex(&file.bytes),
        file: file.clone(),
    })
}

/// Keeps a sheet that came back: the request is answered, and the file is its evidence.
///
/// # Errors
/// As [`register::accept`]; [`AppError::Invalid`] where nothing of the sheet could be read.
pub async fn keep(app: &App, caller: &Caller, returned: &Returned) -> Result<usize, AppError> {
    permit(caller, Act::Enter)?;
    if returned.given.rows.is_empty() {
        return Err(AppError::Invalid(returned.problems.clone()));
    }
    let (state, base) = app.register().await?;
    let Some(request) = base.requests.get(&returned.request) else {
        return Err(missing(returned.request.as_str()));
    };
    let (mut request, mut draft) = (request.clone(), base.as_ref().clone());
    // The file goes before its record: a record without its file would be told as a loss.
    app.store().keep_evidence(returned.file.bytes.as_slice(), EVIDENCE_BYTES_MAX)?;
    let evidence = evidence(app, returned)?;
    request.evidence.insert(evidence.id.clone());
    request.answered = Stated::Known(app.today());
    request.answer.clone_from(&returned.summary.ja);
    if !matches!(request.state, RequestState::Confirmed) {
        request.state = RequestState::Answered;
    }
    draft.put(Record::EvidenceItem(evidence));
    draft.put(Record::SupplierRequest(request));
    let source = Source::File {
        name: returned.file.name.clone(),
        sha256: returned.sha256.clone(),
        importer: "answer-sheet".to_owned(),
    };
    let proposal = Proposal::new(returned.file.name.clone(), base.diff(&draft), Vec::new(), source, state);
    register::accept(app, caller, &proposal).await
}

/// A sheet of which nothing came.
#[cfg(test)]
pub(crate) fn nothing_returned() -> Returned {
    Returned {
        request: "RQ-99".parse().unwrap(),
        given: GivenSheet::default(),
        problems: Vec::new(),
        summary: Text::default(),
        file: File { name: String::new(), bytes: Vec::new() },
        sha256: String::new(),
    }
}

fn evidence(app: &App, returned: &Returned) -> Result<EvidenceItem, AppError> {
    let short: String = returned.sha256.chars().take(8).collect();
    let id = format!("EV-{}-{short}", returned.request);
    let id: EvidenceId = id.parse().map_err(|_| missing(&id))?;
    let request = &returned.request;
    Ok(EvidenceItem {
        id,
        name: format!("{request} 回答票"),
        file: returned.file.name.clone(),
        sha256: Stated::Known(returned.sha256.clone()),
        place: String::new(),
        date: Stated::Known(app.today()),
        until: Stated::Unknown,
        next: Stated::Unknown,
        owner: Stated::Unknown,
        note: String::new(),
    })
}

fn request<'a>(judgements: &'a Judgements, id: &str) -> Result<&'a SupplierRequest, AppError> {
    let parsed: Result<SupplierRequestId, _> = id.parse();
    let found = parsed.ok().and_then(|id| judgements.register().requests.get(&id));
    found.ok_or_else(|| missing(id))
}

fn missing(id: &str) -> AppError {
    AppError::NotFound { kind: Text::new("取引先への要請", "supplier request"), id: id.to_owned() }
}

fn asked(judgements: &Judgements, request: &SupplierRequest, lang: Lang) -> AnswerSheet {
    let facts = judgements.facts();
    let supplier = facts.register.suppliers.get(&request.supplier);
    let rows: Vec<AskedRow> = request
        .criteria
        .iter()
        .map(|id| AskedRow { id: id.to_string(), question: question(facts.catalog, id.as_str(), lang) })
        .collect();
    AnswerSheet {
        request: request.id.to_string(),
        name: request.name.clone(),
        supplier: supplier.map(|supplier| supplier.name.clone()).unwrap_or_default(),
        due: request.due.known().map(ToString::to_string).unwrap_or_default(),
        edition: edition(&rows),
        rows,
    }
}

fn question(catalog: &Catalog, id: &str, lang: Lang) -> String {
    let found = id.parse::<CriterionId>().ok().and_then(|id| catalog.criterion(&id));
    found.map_or_else(|| id.to_owned(), |row| row.title.in_lang(lang).to_owned())
}

/// Changes with the questions, and with nothing else.
fn edition(rows: &[AskedRow]) -> String {
    let mut digest = Sha256::new();
    for row in rows {
        digest.update(row.id.as_bytes());
        digest.update([0]);
        digest.update(row.question.as_bytes());
        digest.update([0]);
    }
    hex::encode(&digest.finalize()[..4])
}

fn summary(given: &GivenSheet, asked: usize) -> Text {
    let answered = given.rows.iter().filter(|row| row.state.is_some()).count();
    let states: BTreeSet<_> = given.rows.iter().filter_map(|row| row.state).collect();
    let counts = |lang: Lang| {
        let parts = states.iter().map(|state| {
            let n = given.rows.iter().filter(|row| row.state == Some(*state)).count();
            format!("{} {n}", sekisho_assess::answers::state_word(*state).in_lang(lang))
        });
        parts.collect::<Vec<_>>().join(lang.pick("、", ", "))
    };
    if answered == 0 {
        return text!(ja: "{asked} 問のどれにも回答がありません。", en: "None of the {asked} questions is answered.");
    }
    let (ja, en) = (counts(Lang::Ja), counts(Lang::En));
    text!(ja: "{asked} 問のうち {answered} 問に回答（{ja}）", en: "{answered} of {asked} questions answered ({en})")
}

fn no_criteria(request: &SupplierRequest) -> Problem {
    let (id, name) = (&request.id, &request.name);
    Problem::error(
        Place::default(),
        text!(ja: "要請 {id}「{name}」には、答えてもらう基準がありません。", en: "Request {id} \"{name}\" asks no criterion."),
        text!(ja: "取引先への要請シートの「求める基準」に、scs-3/4-4-4-2 のような番号を入れてください。", en: "Enter numbers such as scs-3/4-4-4-2 under \"Criteria asked\" of the request."),
    )
}

fn unwritable(why: &str) -> Problem {
    Problem::error(
        Place::default(),
        text!(ja: "回答票を作れません（{why}）。", en: "The answer sheet cannot be made ({why})."),
        text!(ja: "求める基準を減らしてください。", en: "Ask fewer criteria."),
    )
}
