//! Incidents: a case with its timeline, what it touches, and the clocks that run from it.
//!
//! Invariants: a case is a record of the register; its timeline is added to and never changed. Which deadlines follow
//! is worked out anew each time. A case merged into another keeps its entries, and they count for the other's clocks.
//! Nothing is sent.

mod reading;
pub mod report;
mod telling;

use std::collections::BTreeSet;

use jiff::Timestamp;
use sekisho_catalog::Confirmed;
use sekisho_exchange::table::next_id;
use sekisho_model::{
    AssetId, Case, CaseId, CaseKind, Change, CustomerId, IncidentEntry, IncidentFact, Lang, Problem, Record,
    RecordKind, Source, Stated, Text, text,
};
use sekisho_respond::{Duties, calendar, reminders};

use crate::guard::permit;
use crate::tables::overtaken;
use crate::{Act, App, AppError, Caller, observe};
use reading::Cases;
pub(crate) use reading::blank;
pub use sekisho_respond::{Clock, Duty, State};

/// Most characters of one entry's words.
pub const WORDS_CHARS_MAX: usize = 20_000;

/// What an incident begins with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opening {
    /// What it is about, in words.
    pub name: String,
    /// What was seen.
    pub seen: String,
    /// The vulnerability or advisory that it is about: the assets that it affects are taken over.
    pub vulnerability: Option<String>,
    /// Assets that it touches.
    pub assets: BTreeSet<AssetId>,
    /// An exercise.
    pub exercise: bool,
}

/// What is added to a timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addition {
    /// What sort.
    pub what: IncidentFact,
    /// When it happened. None: now.
    pub at: Option<Timestamp>,
    /// What, or why.
    pub words: String,
    /// Whence it is known.
    pub source: String,
    /// The entry that it corrects.
    pub supersedes: Option<u32>,
}

/// An asset that an incident touches, with what depends on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// The asset.
    pub asset: AssetId,
    /// Its name; empty where it is no longer registered.
    pub name: String,
    /// Its zone and those around it, innermost first.
    pub zones: Vec<String>,
    /// The businesses that it serves.
    pub businesses: Vec<String>,
}

/// Something to do, or done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// The case in whose timeline it stands.
    pub case: CaseId,
    /// The number of its entry.
    pub no: u32,
    /// What.
    pub words: String,
    /// By whom it was done, and when.
    pub done: Option<(String, Timestamp)>,
}

/// A customer that an incident reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AffectedCustomer {
    /// Who.
    pub id: CustomerId,
    /// Name.
    pub name: String,
    /// Whom to tell.
    pub contact: Stated<String>,
    /// Hours within which the contract has it told.
    pub notice_hours_max: Stated<u32>,
    /// The businesses and products through which it is reached.
    pub through: BTreeSet<String>,
}

/// An incident as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Incident {
    /// The case. Of one whose record was removed from the register only the id is known.
    pub case: Case,
    /// Its record was removed; its timeline stays.
    pub removed: bool,
    /// The timeline by time, with the entries of cases merged into it.
    pub entries: Vec<IncidentEntry>,
    /// The case that it was merged into.
    pub merged_into: Option<CaseId>,
    /// Cases merged into it.
    pub merged: BTreeSet<CaseId>,
    /// Is it over?
    pub closed: bool,
    /// Vulnerabilities and advisories that it is about.
    pub about: BTreeSet<String>,
    /// What is to be done, in the order it was written.
    pub tasks: Vec<Task>,
    /// What it touches.
    pub touched: Vec<Touched>,
    /// Customers that depend on what it touches: a business, or a product of ours.
    pub customers: Vec<AffectedCustomer>,
    /// Its clocks, those with a deadline first. None where it was merged: the other case has them.
    pub clocks: Vec<Clock>,
}

impl Incident {
    /// The mark of an exercise, on every line that names one.
    #[must_use]
    pub fn mark(&self) -> Text {
        match self.case.kind {
            CaseKind::Exercise => Text::new("【訓練】", "[EXERCISE] "),
            CaseKind::Real => Text::default(),
        }
    }

    /// How it stands, in a word.
    #[must_use]
    pub fn standing(&self) -> Text {
        match (&self.merged_into, self.closed, self.removed) {
            (Some(into), _, _) => text!(ja: "{into} に統合", en: "merged into {into}"),
            (None, true, _) => Text::new("終了", "closed"),
            (None, false, true) => Text::new("台帳から削除済み", "removed from the register"),
            (None, false, false) => Text::new("対応中", "open"),
        }
    }
}

/// Is something still to be done on this clock?
#[must_use]
pub fn is_owed(clock: &Clock) -> bool {
    matches!(clock.state, State::Running | State::Missed)
}

/// A clock that is near its deadline or past it, in the case it belongs to.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    /// The case.
    pub case: CaseId,
    /// The mark of an exercise.
    pub mark: Text,
    /// The clock.
    pub clock: Clock,
}

/// Clocks of which a reminder has come and that are not met, the nearest deadline first.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn due(app: &App, caller: &Caller) -> Result<Vec<Due>, AppError> {
    permit(caller, Act::Read)?;
    let now = app.now();
    let is_due = |clock: &Clock| {
        is_owed(clock) && !reminders(std::slice::from_ref(clock), Timestamp::MIN, now).is_empty()
    };
    let mut all: Vec<Due> = Cases::read(app)
        .await?
        .all
        .iter()
        .flat_map(|it| it.clocks.iter().filter(|clock| is_due(clock)).map(move |clock| (it, clock)))
        .map(|(it, clock)| Due { case: it.case.id.clone(), mark: it.mark(), clock: clock.clone() })
        .collect();
    all.sort_by_key(|due| due.clock.deadline.as_ref().map(|deadline| deadline.at));
    Ok(all)
}

/// The deadlines as a calendar that other programs read; of one case, or of all. An exercise says so in every entry.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`]; trouble in the store.
pub async fn calendar_file(
    app: &App,
    caller: &Caller,
    case: Option<&CaseId>,
    lang: Lang,
) -> Result<String, AppError> {
    permit(caller, Act::Read)?;
    let cases = Cases::read(app).await?;
    let wanted = match case {
        Some(case) => vec![cases.named(case)?],
        None => cases.all.iter().collect(),
    };
    let clocks: Vec<Clock> = wanted.into_iter().flat_map(marked_clocks).collect();
    Ok(calendar(&clocks, lang))
}

/// The clocks of a case, their titles with the mark of an exercise.
fn marked_clocks(it: &Incident) -> Vec<Clock> {
    let mark = it.mark();
    let mut clocks = it.clocks.clone();
    for clock in &mut clocks {
        let Text { ja, en } = std::mem::take(&mut clock.duty.title);
        clock.duty.title = Text::new(format!("{}{ja}", mark.ja), format!("{}{en}", mark.en));
    }
    clocks
}

/// One step of a case: by OODA, beside the function of the cybersecurity framework that it is part of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phase {
    /// The OODA step; empty after the last.
    pub step: Text,
    /// The function of NIST's cybersecurity framework (CSF 2.0).
    pub function: Text,
    /// When it was reached, as the case or its timeline says.
    pub reached: Option<Timestamp>,
    /// What says so.
    pub by: Text,
}

/// How far a case has come.
#[must_use]
pub fn phases(it: &Incident) -> Vec<Phase> {
    reading::phases(it)
}

/// Was the whole row of a duty held against its source?
#[must_use]
pub fn is_confirmed(duty: &Duty) -> bool {
    matches!(duty.basis.confirmed, Confirmed::Yes | Confirmed::Own)
}

/// What an entry names, in words: a matter, a duty, a case; its id where the pack no longer has it.
#[must_use]
pub fn named(what: &IncidentFact) -> Option<Text> {
    let duties = duties();
    let id = |id: &str| Text::new(id, id);
    Some(match what {
        IncidentFact::Aware { matter }
        | IncidentFact::Excluded { matter }
        | IncidentFact::MeasureAvailable { matter } => {
            let found = duties.matters.iter().find(|(known, _)| known.as_str() == matter);
            found.map_or_else(|| id(matter), |(_, it)| it.title.clone())
        }
        IncidentFact::Done { duty, .. }
        | IncidentFact::Written { duty, .. }
        | IncidentFact::Submitted { duty, .. } => {
            let found = duties.duties.values().find(|known| known.id.as_str() == duty);
            found.map_or_else(|| id(duty), |it| it.title.clone())
        }
        IncidentFact::Named { name } => id(name),
        IncidentFact::Concerns { vulnerability } => id(vulnerability),
        IncidentFact::TaskDone { task } => text!(ja: "作業 #{task}", en: "task #{task}"),
        IncidentFact::Receipt { submitted, evidence } => {
            text!(ja: "提出 #{submitted} の控え {evidence}", en: "{evidence}, for the report submitted in #{submitted}")
        }
        IncidentFact::Merged { into } => id(into.as_str()),
        _ => return None,
    })
}

/// Opens an incident by hand or for a vulnerability: it is observed now.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::Invalid`] where it has no name; [`AppError::NotFound`] for an asset or a
/// vulnerability that is not there; trouble in the store.
pub async fn open(app: &App, caller: &Caller, opening: Opening) -> Result<CaseId, AppError> {
    permit(caller, Act::Enter)?;
    let Opening { name, seen, vulnerability, mut assets, exercise } = opening;
    let name = name.trim().to_owned();
    if name.is_empty() {
        return Err(telling::no_name());
    }
    let (_, register) = app.register().await?;
    if let Some(unknown) = assets.iter().find(|id| !register.assets.contains_key(*id)) {
        return Err(AppError::NotFound { kind: RecordKind::Asset.word(), id: unknown.to_string() });
    }
    if let Some(id) = &vulnerability {
        let impacts = crate::impact::of(app, caller, id).await?;
        let chains = impacts.iter().flat_map(|impact| &impact.chains);
        assets.extend(chains.filter_map(|chain| chain.asset.as_ref().map(|asset| asset.id.clone())));
    }
    // An id whose record was removed still names a timeline.
    let used = app.store().incident_entries().await?;
    let id = free_id(&register, &used)?;
    let case = Case {
        name,
        kind: if exercise { CaseKind::Exercise } else { CaseKind::Real },
        alert: Stated::NotApplicable,
        assets,
        observed_at: Stated::Known(app.now()),
        seen: seen.trim().to_owned(),
        owner: Stated::Known(caller.name.clone()),
        ..blank(&id)
    };
    let addition = Addition {
        what: IncidentFact::Note,
        at: None,
        words: if seen.trim().is_empty() { case.name.clone() } else { seen.trim().to_owned() },
        source: vulnerability.clone().unwrap_or_default(),
        supersedes: None,
    };
    let mut entries = vec![entry(app, caller, &id, addition)];
    if let Some(vulnerability) = vulnerability {
        let what = IncidentFact::Concerns { vulnerability };
        let addition =
            Addition { what, at: None, words: String::new(), source: String::new(), supersedes: None };
        entries.push(entry(app, caller, &id, addition));
    }
    write(app, caller, &[Change::Added(Record::Case(case))], entries).await?;
    Ok(id)
}

/// Opens an incident for an alert that is raised now.
///
/// # Errors
/// As [`observe::open_case`].
pub async fn open_for_alert(
    app: &App,
    caller: &Caller,
    alert: &str,
    exercise: bool,
) -> Result<CaseId, AppError> {
    observe::open_case(app, caller, alert, exercise).await
}

/// Adds an entry to a timeline and gives its number. An awareness, a correction and a decision that a matter is none
/// here need a reason.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`] where there is no such case, matter, duty or entry;
/// [`AppError::Invalid`] where words are missing or a correction is about something else; trouble in the store.
pub async fn add(app: &App, caller: &Caller, case: &CaseId, addition: Addition) -> Result<u32, AppError> {
    permit(caller, Act::Enter)?;
    let cases = Cases::read(app).await?;
    let of = cases.named(case)?;
    if let Some(into) = &of.merged_into
        && addition.what != IncidentFact::Void
    {
        return Err(telling::is_merged(case, into));
    }
    telling::sound(case, &addition, &cases.entries)?;
    if let IncidentFact::Merged { into } = &addition.what {
        mergeable(&cases, case, into)?;
    }
    write(app, caller, &[], vec![entry(app, caller, case, addition)]).await
}

/// Merges a case into another: its entries stay and count for the other's clocks.
///
/// # Errors
/// As [`add`]; [`AppError::Invalid`] where the other is the case itself, was merged itself, or one of them is an
/// exercise and the other is not.
pub async fn merge(
    app: &App,
    caller: &Caller,
    case: &CaseId,
    into: &CaseId,
    reason: &str,
) -> Result<u32, AppError> {
    let what = IncidentFact::Merged { into: into.clone() };
    let words = reason.to_owned();
    add(app, caller, case, Addition { what, at: None, words, source: String::new(), supersedes: None }).await
}

/// Every incident, the newest first, with its clocks.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn list(app: &App, caller: &Caller) -> Result<Vec<Incident>, AppError> {
    permit(caller, Act::Read)?;
    let mut all = Cases::read(app).await?.all;
    all.reverse();
    Ok(all)
}

/// One incident.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`]; trouble in the store.
pub async fn show(app: &App, caller: &Caller, case: &CaseId) -> Result<Incident, AppError> {
    permit(caller, Act::Read)?;
    let mut shown = Cases::read(app).await?.named(case)?.clone();
    let products = report::endangered(app, caller, &shown).await?.products;
    let (_, register) = app.register().await?;
    shown.customers = reading::customers(&shown.case, &products, &register);
    Ok(shown)
}

/// The duties that clocks follow.
#[must_use]
pub fn duties() -> &'static Duties {
    Duties::built_in()
}

fn mergeable(cases: &Cases, case: &CaseId, into: &CaseId) -> Result<(), AppError> {
    let (from, other) = (cases.named(case)?, cases.named(into)?);
    if case == into {
        return Err(telling::into_itself(case));
    }
    if let Some(onward) = &other.merged_into {
        return Err(telling::is_merged(into, onward));
    }
    if from.case.kind == other.case.kind { Ok(()) } else { Err(telling::exercise_and_real(case, into)) }
}

fn entry(app: &App, caller: &Caller, case: &CaseId, addition: Addition) -> IncidentEntry {
    let Addition { what, at, words, source, supersedes } = addition;
    let now = app.now();
    IncidentEntry {
        case: case.clone(),
        no: 0,
        at: at.unwrap_or(now),
        recorded_at: now,
        by: caller.name.clone(),
        words: words.trim().to_owned(),
        source: source.trim().to_owned(),
        supersedes,
        what,
    }
}

async fn write(
    app: &App,
    caller: &Caller,
    changes: &[Change],
    entries: Vec<IncidentEntry>,
) -> Result<u32, AppError> {
    let origin = app.origin(caller, Source::Person);
    let numbers = app.store().write_incident(changes, &entries, &origin).await.map_err(overtaken)?;
    Ok(numbers.first().copied().unwrap_or_default())
}

fn free_id(register: &sekisho_model::Register, used: &[IncidentEntry]) -> Result<CaseId, AppError> {
    let kind = RecordKind::Case;
    let mut taken = register.clone();
    loop {
        let id = next_id(&taken, kind);
        let parsed: CaseId =
            id.parse().map_err(|_| AppError::NotFound { kind: kind.word(), id: id.clone() })?;
        if used.iter().all(|entry| entry.case != parsed) {
            return Ok(parsed);
        }
        taken.cases.insert(parsed.clone(), blank(&parsed));
    }
}

/// The word for a sort of entry.
#[must_use]
pub fn word(what: &IncidentFact) -> Text {
    telling::word(what)
}

/// A refusal with one problem.
fn refused(what: Text, remedy: Text) -> AppError {
    AppError::Invalid(vec![Problem::error(sekisho_model::Place::default(), what, remedy)])
}
