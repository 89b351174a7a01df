//! Cases with their timelines, and the clocks that follow.
//!
//! Invariant: every entry belongs to one case that is shown, also where its record was removed or it was merged.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sekisho_model::{
    AssetId, BusinessId, Case, CaseId, CaseKind, Customer, IncidentEntry, IncidentFact, ProductId,
    RecordKind, Register, Stated, Text,
};
use sekisho_respond::{Clock, Event, EventId, Happening, State, clocks};

use super::{AffectedCustomer, Incident, Phase, Task, Touched, duties};
use crate::{App, AppError};

/// Every case, by id.
pub(super) struct Cases {
    pub(super) all: Vec<Incident>,
    pub(super) entries: Vec<IncidentEntry>,
}

impl Cases {
    pub(super) async fn read(app: &App) -> Result<Self, AppError> {
        let (_, register) = app.register().await?;
        let entries = app.store().incident_entries().await?;
        let merges = merges(&entries);
        let events: Vec<Event> = entries.iter().filter_map(|entry| event(entry, &merges)).collect();
        let mut by_case: BTreeMap<CaseId, Vec<Clock>> = BTreeMap::new();
        for clock in clocks(duties(), &events, app.now()) {
            by_case.entry(clock.case.clone()).or_default().push(clock);
        }
        let ids: BTreeSet<&CaseId> =
            register.cases.keys().chain(entries.iter().map(|entry| &entry.case)).collect();
        let all = ids
            .into_iter()
            .map(|id| {
                let clocks = by_case.remove(id).unwrap_or_default();
                incident(id, &register, &entries, &merges, clocks)
            })
            .collect();
        Ok(Self { all, entries })
    }

    pub(super) fn named(&self, id: &CaseId) -> Result<&Incident, AppError> {
        let found = self.all.iter().find(|incident| &incident.case.id == id);
        found.ok_or_else(|| AppError::NotFound { kind: RecordKind::Case.word(), id: id.to_string() })
    }
}

/// Which case was merged into which. A merge that was taken back is none.
fn merges(entries: &[IncidentEntry]) -> BTreeMap<CaseId, CaseId> {
    let standing = entries.iter().filter(|entry| !is_replaced(entry, entries));
    standing
        .filter_map(|entry| match &entry.what {
            IncidentFact::Merged { into } => Some((entry.case.clone(), into.clone())),
            _ => None,
        })
        .collect()
}

/// Does a later entry that stands take its place? An entry can be corrected by later ones only, so this ends.
pub(super) fn is_replaced(entry: &IncidentEntry, entries: &[IncidentEntry]) -> bool {
    entries.iter().any(|later| {
        later.case == entry.case
            && later.no > entry.no
            && later.supersedes == Some(entry.no)
            && !is_replaced(later, entries)
    })
}

/// The case that a case goes on in: itself where it was not merged. A circle of merges ends where it closes.
fn last<'a>(mut case: &'a CaseId, merges: &'a BTreeMap<CaseId, CaseId>) -> &'a CaseId {
    for _ in 0..merges.len() {
        match merges.get(case) {
            Some(into) => case = into,
            None => break,
        }
    }
    case
}

fn incident(
    id: &CaseId,
    register: &Register,
    entries: &[IncidentEntry],
    merges: &BTreeMap<CaseId, CaseId>,
    mut clocks: Vec<Clock>,
) -> Incident {
    let known = register.cases.get(id);
    let mut case = known.cloned().unwrap_or_else(|| blank(id));
    let merged: BTreeSet<CaseId> =
        merges.keys().filter(|from| *from != id && last(from, merges) == id).cloned().collect();
    for from in &merged {
        case.assets.extend(register.cases.get(from).into_iter().flat_map(|from| from.assets.clone()));
    }
    let mut own: Vec<IncidentEntry> =
        entries.iter().filter(|entry| &entry.case == id || merged.contains(&entry.case)).cloned().collect();
    own.sort_by(|a, b| (a.at, &a.case, a.no).cmp(&(b.at, &b.case, b.no)));
    let closes = |entry: &&IncidentEntry| &entry.case == id && entry.what == IncidentFact::Closed;
    let closed = own.iter().filter(closes).any(|entry| !is_replaced(entry, entries));
    clocks.sort_by_key(|clock| (rank(clock), clock.deadline.as_ref().map(|deadline| deadline.at)));
    let touched = case.assets.iter().map(|asset| touched(asset, register)).collect();
    let stands: Vec<&IncidentEntry> = own.iter().filter(|entry| !is_replaced(entry, entries)).collect();
    let about = stands.iter().filter_map(|entry| match &entry.what {
        IncidentFact::Concerns { vulnerability } => Some(vulnerability.clone()),
        _ => None,
    });
    let about = about.collect();
    let tasks = tasks(&stands);
    let customers = customers(&case, &BTreeSet::new(), register);
    Incident {
        about,
        tasks,
        customers,
        removed: known.is_none(),
        entries: own,
        merged_into: merges.get(id).cloned(),
        merged,
        closed,
        touched,
        clocks,
        case,
    }
}

fn tasks(stands: &[&IncidentEntry]) -> Vec<Task> {
    let tasks = stands.iter().filter(|entry| entry.what == IncidentFact::Task);
    let mut all: Vec<Task> = tasks
        .map(|entry| {
            let is_end = |end: &&&IncidentEntry| {
                end.case == entry.case && end.what == (IncidentFact::TaskDone { task: entry.no })
            };
            let done = stands.iter().find(is_end).map(|end| (end.by.clone(), end.at));
            Task { case: entry.case.clone(), no: entry.no, words: entry.words.clone(), done }
        })
        .collect();
    all.sort_by(|a, b| (&a.case, a.no).cmp(&(&b.case, b.no)));
    all
}

/// What the case's own fields say comes first; else the first entry of the sort that shows it.
pub(super) fn phases(it: &Incident) -> Vec<Phase> {
    let first = |is: fn(&IncidentFact) -> bool| {
        let stands = it.entries.iter().filter(|entry| !is_replaced(entry, &it.entries));
        stands.filter(|entry| is(&entry.what)).map(|entry| entry.at).min()
    };
    let row = |step: Text, function: Text, field: Option<Timestamp>, entry: Option<Timestamp>| {
        let by = match (field, entry) {
            (Some(_), _) => Text::new("事案の欄", "the case's field"),
            (None, Some(_)) => Text::new("経過", "the timeline"),
            (None, None) => Text::default(),
        };
        Phase { step, function, reached: field.or(entry), by }
    };
    let case = &it.case;
    let aware = first(|what| matches!(what, IncidentFact::Aware { .. } | IncidentFact::Excluded { .. }));
    let decided = first(|what| matches!(what, IncidentFact::Decision));
    let acted =
        first(|what| matches!(what, IncidentFact::TaskDone { .. } | IncidentFact::MeasureAvailable { .. }));
    let told = first(|what| matches!(what, IncidentFact::Submitted { .. } | IncidentFact::Done { .. }));
    let over = first(|what| matches!(what, IncidentFact::Closed));
    vec![
        row(
            Text::new("観察", "Observe"),
            Text::new("検知", "Detect"),
            case.observed_at.known().copied(),
            it.entries.iter().map(|entry| entry.at).min(),
        ),
        row(
            Text::new("状況判断", "Orient"),
            Text::new("対応：分析", "Respond: analysis"),
            case.oriented_at.known().copied(),
            aware,
        ),
        row(
            Text::new("意思決定", "Decide"),
            Text::new("対応：管理", "Respond: management"),
            case.decided_at.known().copied(),
            decided,
        ),
        row(
            Text::new("実行", "Act"),
            Text::new("対応：緩和", "Respond: mitigation"),
            case.acted_at.known().copied(),
            acted,
        ),
        row(Text::default(), Text::new("対応：報告・連絡", "Respond: reporting"), None, told),
        row(Text::default(), Text::new("復旧", "Recover"), None, over),
    ]
}

/// Customers that a case reaches through what it touches, and through products of ours that it endangers.
pub(super) fn customers(
    case: &Case,
    endangered: &BTreeSet<ProductId>,
    register: &Register,
) -> Vec<AffectedCustomer> {
    let assets = case.assets.iter().filter_map(|id| register.assets.get(id));
    let mut businesses: BTreeSet<&BusinessId> =
        assets.flat_map(|asset| register.businesses_of(asset)).collect();
    let products: Vec<_> = endangered.iter().filter_map(|id| register.products.get(id)).collect();
    businesses.extend(products.iter().flat_map(|product| &product.businesses));
    let through = |customer: &Customer| -> BTreeSet<String> {
        let of_businesses = customer.businesses.iter().filter(|id| businesses.contains(id));
        let named = of_businesses.filter_map(|id| register.businesses.get(id)).map(|it| it.name.clone());
        let of_products = products.iter().filter(|product| customer.products.contains(&product.id));
        named.chain(of_products.map(|product| product.name.clone())).collect()
    };
    let all = register.customers.values().map(|customer| (customer, through(customer)));
    all.filter(|(_, through)| !through.is_empty())
        .map(|(it, through)| AffectedCustomer {
            id: it.id.clone(),
            name: it.name.clone(),
            contact: it.contact.clone(),
            notice_hours_max: it.notice_hours_max,
            through,
        })
        .collect()
}

/// What runs first, then what was missed, is done, waits and does not apply.
fn rank(clock: &Clock) -> u8 {
    match clock.state {
        State::Missed => 0,
        State::Running => 1,
        State::Waiting { .. } => 2,
        State::Met { .. } => 3,
        State::NotApplicable(_) => 4,
    }
}

fn touched(id: &AssetId, register: &Register) -> Touched {
    let Some(asset) = register.assets.get(id) else {
        return Touched { asset: id.clone(), name: String::new(), zones: Vec::new(), businesses: Vec::new() };
    };
    let zones = asset.zone.known().map(|zone| register.zone_chain(zone)).unwrap_or_default();
    let businesses = register.businesses_of(asset);
    Touched {
        asset: id.clone(),
        name: asset.name.clone(),
        zones: zones.iter().map(|zone| zone.name.clone()).collect(),
        businesses: businesses
            .into_iter()
            .filter_map(|id| register.businesses.get(id))
            .map(|business| business.name.clone())
            .collect(),
    }
}

/// An entry as the clocks see it; none where no clock asks for it.
pub(super) fn event(entry: &IncidentEntry, merges: &BTreeMap<CaseId, CaseId>) -> Option<Event> {
    let IncidentEntry { case, no, at, recorded_at, by, words, source: _, supersedes, what } = entry;
    Some(Event {
        id: event_id(case, *no)?,
        case: last(case, merges).clone(),
        what: happening(what)?,
        at: *at,
        recorded_at: *recorded_at,
        by: by.clone(),
        reason: words.clone(),
        supersedes: supersedes.and_then(|no| event_id(case, no)),
    })
}

fn event_id(case: &CaseId, no: u32) -> Option<EventId> {
    format!("{case}#{no}").parse().ok()
}

/// What happened, as the clocks see it.
pub(super) fn happening(what: &IncidentFact) -> Option<Happening> {
    Some(match what {
        IncidentFact::Note
        | IncidentFact::Decision
        | IncidentFact::Task
        | IncidentFact::Contact
        | IncidentFact::Concerns { .. }
        | IncidentFact::Written { .. }
        | IncidentFact::Receipt { .. }
        | IncidentFact::TaskDone { .. }
        | IncidentFact::Merged { .. }
        | IncidentFact::Closed => return None,
        IncidentFact::Started => Happening::Started,
        IncidentFact::Aware { matter } => Happening::Aware { matter: matter.parse().ok()? },
        IncidentFact::Excluded { matter } => Happening::Excluded { matter: matter.parse().ok()? },
        IncidentFact::MeasureAvailable { matter } => {
            Happening::MeasureAvailable { matter: matter.parse().ok()? }
        }
        IncidentFact::Done { duty, means } => {
            Happening::Done { duty: duty.parse().ok()?, means: means.clone() }
        }
        IncidentFact::Submitted { duty, .. } => {
            Happening::Done { duty: duty.parse().ok()?, means: String::new() }
        }
        IncidentFact::Named { name } => Happening::Named { name: name.clone() },
        IncidentFact::Void => Happening::Void,
    })
}

/// A case of which only the id is known: how a new one begins, and what is left of one that was removed.
pub(crate) fn blank(id: &CaseId) -> Case {
    Case {
        id: id.clone(),
        name: String::new(),
        kind: CaseKind::Real,
        alert: Stated::Unknown,
        assets: BTreeSet::new(),
        observed_at: Stated::Unknown,
        seen: String::new(),
        oriented_at: Stated::Unknown,
        meaning: String::new(),
        decided_at: Stated::Unknown,
        decision: String::new(),
        acted_at: Stated::Unknown,
        action: String::new(),
        owner: Stated::Unknown,
        note: String::new(),
    }
}
