//! What a person makes of what was seen: alerts expected, cases opened, devices taken into the register.
//!
//! Invariant: each is a record of the register, written as any other row is, to be seen in its table and taken back.

use jiff::civil::Date;
use sekisho_exchange::table::next_id;
use sekisho_model::{
    Asset, AssetId, Case, CaseId, CaseKind, Change, Expectation, ExpectationId, Place, Problem, Record,
    RecordKind, Register, Source, Stated, Text, text,
};
use std::collections::BTreeSet;

use crate::guard::permit;
use crate::incident::blank;
use crate::tables::overtaken;
use crate::{Act, App, AppError, Caller};

/// What a case begins with: what is known of the alert that opens it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Opening {
    /// What it is about, in words.
    pub(super) name: String,
    /// What was seen.
    pub(super) seen: String,
    /// What it means for the plant.
    pub(super) meaning: String,
    /// Assets that it touches.
    pub(super) assets: BTreeSet<AssetId>,
    /// An exercise, and no alert of a real plant.
    pub(super) exercise: bool,
}

/// Says of an alert that it is in order, for a reason and up to a day. Without a day it holds with no end.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::Invalid`] where the alert is none, or the reason is empty; trouble in the
/// store.
pub async fn expect(
    app: &App,
    caller: &Caller,
    alert: &str,
    reason: &str,
    until: Option<Date>,
) -> Result<ExpectationId, AppError> {
    permit(caller, Act::Enter)?;
    let (_, register) = app.register().await?;
    let id: ExpectationId = new_id(&register, RecordKind::Expectation)?;
    let expectation = Expectation {
        id: id.clone(),
        name: cut(reason.trim()),
        alert: alert.trim().to_owned(),
        reason: reason.trim().to_owned(),
        until: until.map_or(Stated::NotApplicable, Stated::Known),
        decider: Stated::Known(caller.name.clone()),
        decided: Stated::Known(app.today()),
        note: String::new(),
    };
    let faults: Vec<Problem> = expectation
        .faults()
        .into_iter()
        .map(|(what, remedy)| Problem::error(Place::default(), what, remedy))
        .collect();
    if !faults.is_empty() {
        return Err(AppError::Invalid(faults));
    }
    save(app, caller, [Record::Expectation(expectation)]).await?;
    Ok(id)
}

/// Opens a case for an alert: it is observed now.
pub(super) async fn open(
    app: &App,
    caller: &Caller,
    alert: &str,
    opening: Opening,
) -> Result<CaseId, AppError> {
    let alert = alert.trim();
    if !alert.contains('@') {
        return Err(AppError::Invalid(vec![no_alert(alert)]));
    }
    let (_, register) = app.register().await?;
    let is_open_for =
        |case: &&Case| case.alert.known().is_some_and(|id| id == alert) && case.acted_at.is_unknown();
    if let Some(case) = register.cases.values().find(is_open_for) {
        return Err(AppError::Invalid(vec![is_open(alert, &case.id)]));
    }
    let id: CaseId = new_id(&register, RecordKind::Case)?;
    let Opening { name, seen, meaning, assets, exercise } = opening;
    let case = Case {
        name: if name.is_empty() { alert.to_owned() } else { name },
        kind: if exercise { CaseKind::Exercise } else { CaseKind::Real },
        alert: Stated::Known(alert.to_owned()),
        assets,
        observed_at: Stated::Known(app.now()),
        seen,
        meaning,
        owner: Stated::Known(caller.name.clone()),
        ..blank(&id)
    };
    save(app, caller, [Record::Case(case)]).await?;
    Ok(id)
}

/// Takes assets that were proposed into the register, each under the next free id.
pub(super) async fn take_in(
    app: &App,
    caller: &Caller,
    assets: Vec<Asset>,
) -> Result<Vec<AssetId>, AppError> {
    let (_, register) = app.register().await?;
    let mut target = Register::clone(&register);
    let mut ids = Vec::new();
    for mut asset in assets {
        asset.id = new_id(&target, RecordKind::Asset)?;
        ids.push(asset.id.clone());
        target.put(Record::Asset(asset));
    }
    write(app, caller, &register.diff(&target)).await?;
    Ok(ids)
}

async fn save(app: &App, caller: &Caller, records: [Record; 1]) -> Result<(), AppError> {
    let changes: Vec<Change> = records.into_iter().map(Change::Added).collect();
    write(app, caller, &changes).await
}

pub(super) async fn write(app: &App, caller: &Caller, changes: &[Change]) -> Result<(), AppError> {
    if !changes.is_empty() {
        app.store().apply_changes(changes, &app.origin(caller, Source::Person)).await.map_err(overtaken)?;
    }
    Ok(())
}

pub(super) fn new_id<T: std::str::FromStr>(register: &Register, kind: RecordKind) -> Result<T, AppError> {
    let id = next_id(register, kind);
    id.parse().map_err(|_| AppError::NotFound { kind: kind.word(), id })
}

/// Words short enough for a name.
fn cut(words: &str) -> String {
    const NAME_CHARS_MAX: usize = 40;
    let line = words.lines().next().unwrap_or_default();
    line.chars().take(NAME_CHARS_MAX).collect()
}

fn no_alert(alert: &str) -> Problem {
    Problem::error(
        Place::default(),
        text!(ja: "「{alert}」は警報の ID ではありません。", en: "\"{alert}\" is not the id of an alert."),
        text!(ja: "種類@対象 の形の ID を指定してください。", en: "Name an id of the form kind@subject."),
    )
}

fn is_open(alert: &str, case: &CaseId) -> Problem {
    let what: Text = text!(
        ja: "警報「{alert}」の事案 {case} がすでに開いています。",
        en: "Case {case} of the alert \"{alert}\" is open already."
    );
    Problem::error(
        Place::default(),
        what,
        text!(ja: "その事案に書き足してください。", en: "Go on with that case."),
    )
}
