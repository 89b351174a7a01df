//! A customer's mapping, kept for the next edition of the customer's questionnaire.
//!
//! Invariant: it is a file among the evidence, by its digest, with one record for each customer's sheets about the company and one
//! for those about its products, which each product of ours uses; so it is in backups,
//! `ledger verify` holds it against its digest, and each change of it is a ledger entry. What was settled for questions
//! that a later edition does not ask is kept for the one after it.

use sekisho_catalog::{Catalog, CriterionId, Subject};
use sekisho_exchange::{MappedQuestion, Mapping, read_mapping};
use sekisho_model::{
    Change, Customer, CustomerId, EvidenceId, EvidenceItem, Place, Problem, Record, RecordKind, Register,
    Source, Stated, Text, text,
};
use sekisho_store::ReadFile;

use super::{of_other_side, other_side};
use crate::guard::permit;
use crate::tables::overtaken;
use crate::{Act, App, AppError, Caller};

/// Largest mapping that is kept.
const MAPPING_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// What is kept for a customer.
#[derive(Clone, Debug)]
pub struct KeptMapping {
    /// The customer.
    pub customer: Customer,
    /// Of what its sheets ask.
    pub about: Subject,
    /// The mapping; an empty one where none is kept.
    pub mapping: Mapping,
    /// The record under which it is kept; None where none is.
    pub record: Option<EvidenceItem>,
    /// Why a mapping that is kept could not be read.
    pub problems: Vec<Problem>,
}

/// What was settled so far for a customer's questionnaires about the company, or about products.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`] where there is no such customer; trouble in the store.
pub async fn kept_mapping(
    app: &App,
    caller: &Caller,
    customer: &str,
    about: Subject,
) -> Result<KeptMapping, AppError> {
    permit(caller, Act::Read)?;
    let (_, register) = app.register().await?;
    read(app, &register, customer, about)
}

/// Keeps what a person settled. Questions and sheets that are kept and not named now stay.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`] where there is no such customer; [`AppError::Invalid`] where a
/// criterion is not in the catalog or is of the other side, the mapping that is kept cannot be read, or it is too large; trouble in the store.
pub async fn keep_mapping(
    app: &App,
    caller: &Caller,
    customer: &str,
    about: Subject,
    now: Mapping,
) -> Result<KeptMapping, AppError> {
    permit(caller, Act::Enter)?;
    let (_, register) = app.register().await?;
    let kept = read(app, &register, customer, about)?;
    // What cannot be read is not overwritten: it may be mended from a backup.
    if !kept.problems.is_empty() {
        return Err(AppError::Invalid(kept.problems));
    }
    let refused = refused(&now, &app.catalog().catalog, about);
    if !refused.is_empty() {
        return Err(AppError::Invalid(refused));
    }
    let mapping = now.over(kept.mapping);
    let written =
        mapping.written().map_err(|error| AppError::Invalid(vec![unwritable(&error.to_string())]))?;
    let file = app.store().keep_evidence(written.as_bytes(), MAPPING_BYTES_MAX)?;
    let file = file.ok_or_else(|| AppError::Invalid(vec![unwritable("> 16 MiB")]))?;
    let (before, after) = (kept.record, record(app, caller, &kept.customer, about, file.sha256)?);
    let change = match before {
        Some(before) if before.sha256 == after.sha256 => None,
        Some(before) => Some(Change::Altered {
            before: Record::EvidenceItem(before.clone()).into(),
            // What people wrote beside it stays.
            after: Record::EvidenceItem(EvidenceItem {
                sha256: after.sha256.clone(),
                date: after.date,
                ..before
            })
            .into(),
        }),
        None => Some(Change::Added(Record::EvidenceItem(after.clone()))),
    };
    if let Some(change) = change {
        app.store().apply_changes(&[change], &app.origin(caller, Source::Person)).await.map_err(overtaken)?;
    }
    Ok(KeptMapping { customer: kept.customer, about, mapping, record: Some(after), problems: Vec::new() })
}

fn read(app: &App, register: &Register, customer: &str, about: Subject) -> Result<KeptMapping, AppError> {
    let none = || AppError::NotFound { kind: RecordKind::Customer.word(), id: customer.to_owned() };
    let id: CustomerId = customer.parse().map_err(|_| none())?;
    let customer = register.customers.get(&id).ok_or_else(none)?.clone();
    let record = register.evidence.get(&evidence_id(&id, about)?).cloned();
    let mut kept = KeptMapping {
        customer,
        about,
        mapping: Mapping::new(Vec::new(), Vec::new()),
        record,
        problems: Vec::new(),
    };
    let Some(Stated::Known(sha256)) = kept.record.as_ref().map(|record| &record.sha256) else {
        return Ok(kept);
    };
    match app.store().read_evidence(sha256, MAPPING_BYTES_MAX)? {
        ReadFile::Whole(bytes) => {
            let reading = read_mapping(&kept.customer.name, &bytes);
            kept.mapping = reading.facts.unwrap_or(kept.mapping);
            kept.problems = reading.problems;
        }
        ReadFile::Missing | ReadFile::Changed | ReadFile::TooLarge => {
            kept.problems.push(lost(&kept.customer))
        }
    }
    Ok(kept)
}

/// The record of a customer's mapping has an id that follows from the customer's.
fn evidence_id(customer: &CustomerId, about: Subject) -> Result<EvidenceId, AppError> {
    let ending = match about {
        Subject::Company => "",
        Subject::Product => "-product",
    };
    let id = format!("EV-{customer}-questionnaire{ending}");
    id.parse().map_err(|_| AppError::NotFound { kind: RecordKind::EvidenceItem.word(), id: id.clone() })
}

fn record(
    app: &App,
    caller: &Caller,
    customer: &Customer,
    about: Subject,
    sha256: String,
) -> Result<EvidenceItem, AppError> {
    let name = &customer.name;
    // One name in a record, whichever language it is read in.
    let sheets = match about {
        Subject::Company => "調査票の対応付け / questionnaire mapping",
        Subject::Product => "製品の調査票の対応付け / product questionnaire mapping",
    };
    Ok(EvidenceItem {
        id: evidence_id(&customer.id, about)?,
        name: format!("{name} {sheets}"),
        file: "mapping.toml".to_owned(),
        sha256: Stated::Known(sha256),
        place: String::new(),
        date: Stated::Known(app.today()),
        until: Stated::Unknown,
        next: Stated::Unknown,
        owner: Stated::Known(caller.name.clone()),
        note: String::new(),
    })
}

/// Criteria that nobody can answer, or not on such a sheet, each named with its question.
fn refused(mapping: &Mapping, catalog: &Catalog, about: Subject) -> Vec<Problem> {
    let rows = mapping.question.iter().filter(|row| !row.criterion.is_empty());
    rows.filter_map(|row| refusal(row, catalog, about)).collect()
}

fn refusal(row: &MappedQuestion, catalog: &Catalog, about: Subject) -> Option<Problem> {
    let MappedQuestion { criterion, question, .. } = row;
    let id = criterion.parse::<CriterionId>().ok();
    let known =
        id.as_ref().and_then(|id| catalog.criterion(id)).is_some_and(|row| row.answered.wants_answer());
    if !known {
        return Some(Problem::error(
            Place::default(),
            text!(ja: "質問「{question}」の基準「{criterion}」はカタログにないか、答えるものではありません。", en: "Criterion \"{criterion}\" of the question \"{question}\" is not in the catalog, or wants no answer."),
            text!(ja: "scs-3/4-4-4-2 のような ID を入れるか、空にしてください。", en: "Enter an id such as scs-3/4-4-4-2, or leave it empty."),
        ));
    }
    let subject = other_side(catalog, &id?, about)?;
    let (Text { ja, en }, remedy) = of_other_side(criterion, subject);
    let what = text!(ja: "質問「{question}」：{ja}", en: "Question \"{question}\": {en}");
    Some(Problem::error(Place::default(), what, remedy))
}

fn lost(customer: &Customer) -> Problem {
    let name = &customer.name;
    Problem::error(
        Place::default(),
        text!(ja: "{name} の対応付けのファイルが、失われたか変わっています。", en: "The file with the mapping of {name} is gone or has changed."),
        text!(ja: "バックアップから戻すか、証跡の表からその行を外して、対応付けをやり直してください。", en: "Restore it from a backup, or take its row out of the table of evidence and map anew."),
    )
}

fn unwritable(why: &str) -> Problem {
    Problem::error(
        Place::default(),
        text!(ja: "対応付けを保存できません（{why}）。", en: "The mapping cannot be kept ({why})."),
        text!(ja: "質問の数を減らし、シートごとに分けてください。", en: "Map fewer questions, sheet by sheet."),
    )
}
