//! Incidents: a case with its timeline, what it touches, and the clocks that run from it.
//!
//! Invariants: a case is a record of the register; its timeline is added to and never changed. Which deadlines follow
//! is worked out anew each time. A case merged into another keeps its entries, and they count for the other's clocks.
//! Nothing is sent.

mod reading;
mod telling;

use std::collections::BTreeSet;

use jiff::Timestamp;
use sekisho_catalog::Confirmed;
use sekisho_exchange::table::next_id;
use sekisho_model::{
    AssetId, Case, CaseId, CaseKind, Change, IncidentEntry, IncidentFact, Problem, Record, RecordKind,
    Source, Stated, Text, text,
};
use sekisho_respond::Duties;

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
    /// What it touches.
    pub touched: Vec<Touched>,
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
        IncidentFact::Done { duty, .. } => {
            let found = duties.duties.values().find(|known| known.id.as_str() == duty);
            found.map_or_else(|| id(duty), |it| it.title.clone())
        }
        IncidentFact::Named { name } => id(name),
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
        source: vulnerability.unwrap_or_default(),
        supersedes: None,
    };
    let entry = entry(app, caller, &id, addition);
    write(app, caller, &[Change::Added(Record::Case(case))], entry).await?;
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
    write(app, caller, &[], entry(app, caller, case, addition)).await
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
    Ok(Cases::read(app).await?.named(case)?.clone())
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
    entry: IncidentEntry,
) -> Result<u32, AppError> {
    let origin = app.origin(caller, Source::Person);
    let numbers = app.store().write_incident(changes, &[entry], &origin).await.map_err(overtaken)?;
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
