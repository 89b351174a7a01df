//! Recovery time: how long vulnerabilities stay open here, from the day they were published to the day on which
//! somebody verified that they are dealt with.
//!
//! Invariants: a case is one advisory on one asset or product; each day of it is told with nothing put in its place
//! where it is missing. The clock of SCS criterion 4-4-4-2 runs for fourteen days from publication where the score is
//! 7.0 or more, or not told. That a case is late is judged for a day that is given.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;
use sekisho_model::{
    Asset, AssetId, AssetNature, AssetRole, ProductId, Register, Remediation, RemediationKind,
    RemediationState, Stated,
};
use sekisho_supply::Verdict;

use crate::impact::{Impact, Named, Urgency};

/// Days within which SCS 4-4-4-2 asks for an update or one of its four mitigations.
pub const SCS_DAYS: i64 = 14;

/// What a case is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// An asset.
    Asset(Named<AssetId>),
    /// A product that no asset runs.
    Product(Named<ProductId>),
}

impl Subject {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Asset(asset) => &asset.name,
            Self::Product(product) => &product.name,
        }
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Asset(asset) => asset.id.as_str(),
            Self::Product(product) => product.id.as_str(),
        }
    }
}

/// How far a case is, from the first to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Known here; nothing is decided.
    Known,
    /// Decided what to do.
    Decided,
    /// Mended or mitigated.
    Done,
    /// Somebody checked that it works.
    Verified,
}

/// Does SCS 4-4-4-2 speak of this asset?
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InScope {
    /// It does: a company PC, a server, or a device at the border to the Internet.
    Yes,
    /// It does not name such things; the days are a guide.
    No,
    /// Nobody has said what the asset is.
    Unknown,
}

/// One advisory on one asset or product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The advisory's id.
    pub advisory: String,
    /// Its vulnerabilities that are open here, or that were dealt with.
    pub vulnerabilities: BTreeSet<String>,
    /// What it is about.
    pub subject: Subject,
    /// Affected or undecided; not affected once an update took it away.
    pub verdict: Verdict,
    /// How soon.
    pub urgency: Urgency,
    /// Published.
    pub disclosed: Option<Date>,
    /// Known here.
    pub known: Option<Date>,
    /// Decided what to do.
    pub decided: Option<Date>,
    /// Mended or mitigated.
    pub done: Option<Date>,
    /// Checked.
    pub verified: Option<Date>,
    /// How it is or was dealt with.
    pub means: Option<RemediationKind>,
    /// How far.
    pub stage: Stage,
    /// Does SCS 4-4-4-2 speak of it?
    pub in_scope: InScope,
    /// By when: as planned, or by SCS's fourteen days. None where neither says.
    pub due: Option<Date>,
    /// Done by an update although what is installed is still affected: the register may be behind.
    pub contradicts: bool,
}

impl Case {
    /// Is it still to be dealt with?
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.stage < Stage::Done || self.contradicts
    }

    /// Open after its day, or done after it.
    #[must_use]
    pub fn is_late(&self, today: Date) -> bool {
        let ended = if self.is_open() { today } else { self.done.unwrap_or(today) };
        self.due.is_some_and(|due| ended > due)
    }

    /// Days from the day it was known here to the day it was done.
    #[must_use]
    pub fn days_to_done(&self) -> Option<i64> {
        days(self.known?, self.done?)
    }
}

fn days(from: Date, to: Date) -> Option<i64> {
    from.until(to).ok().map(|span| i64::from(span.get_days()))
}

/// One week of the trend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Week {
    /// Its first day.
    pub from: Date,
    /// Cases that became known in it.
    pub known: usize,
    /// Cases that were done in it.
    pub done: usize,
    /// Cases open at its end.
    pub open: usize,
}

/// All cases, and what they come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// Late ones first, then by day due, then the most urgent.
    pub cases: Vec<Case>,
    /// Cases to be dealt with.
    pub open: usize,
    /// Of these, past their day.
    pub late: usize,
    /// Middle number of days from known to done, over the last 90 days; none where nothing was done.
    pub median_days: Option<i64>,
    /// The same over the 90 days before.
    pub median_days_before: Option<i64>,
    /// Twelve weeks, the newest last.
    pub weeks: Vec<Week>,
}

/// When an advisory was published, and when it became known here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dates {
    /// Published.
    pub disclosed: Option<Date>,
    /// First read in here.
    pub known: Option<Date>,
}

/// Works out the cases. `dates` holds each advisory's by its id, and by every name that a remediation may use.
#[must_use]
pub fn recovery(
    impacts: &[Impact],
    register: &Register,
    dates: &BTreeMap<String, Dates>,
    today: Date,
) -> Recovery {
    let mut cases: Vec<Case> =
        impacts.iter().flat_map(|impact| open_cases(impact, register, dates)).collect();
    let covered: BTreeSet<(String, String)> = cases
        .iter()
        .flat_map(|case| {
            let names = case.vulnerabilities.iter().chain(std::iter::once(&case.advisory));
            names.map(|name| (name.clone(), case.subject.id().to_owned())).collect::<Vec<_>>()
        })
        .collect();
    cases.extend(ended_cases(register, dates, &covered));
    cases.sort_by_key(|case| {
        (
            !case.is_open(),
            !case.is_late(today),
            case.due.unwrap_or(Date::MAX),
            case.urgency,
            case.subject.clone(),
        )
    });
    summed(cases, today)
}

fn summed(cases: Vec<Case>, today: Date) -> Recovery {
    let open = cases.iter().filter(|case| case.is_open()).count();
    let late = cases.iter().filter(|case| case.is_open() && case.is_late(today)).count();
    let quarter = |back: i32| {
        let to = today.saturating_sub((90 * back).days());
        median(&cases, to.saturating_sub(90.days()), to)
    };
    let (median_days, median_days_before) = (quarter(0), quarter(1));
    let weeks =
        (0..12).rev().map(|back: i32| week(&cases, today.saturating_sub((7 * back + 6).days()))).collect();
    Recovery { open, late, median_days, median_days_before, weeks, cases }
}

/// The middle of the days to done, of what was done after one day and until another.
fn median(cases: &[Case], after: Date, until: Date) -> Option<i64> {
    let in_time = |case: &&Case| case.done.is_some_and(|done| done > after && done <= until);
    let mut took: Vec<i64> = cases.iter().filter(in_time).filter_map(Case::days_to_done).collect();
    took.sort_unstable();
    took.get(took.len() / 2).copied()
}

fn week(cases: &[Case], from: Date) -> Week {
    let to = from.saturating_add(6.days());
    let within = |day: Option<Date>| day.is_some_and(|day| day >= from && day <= to);
    let by_then = |day: Option<Date>| day.is_some_and(|day| day <= to);
    Week {
        from,
        known: cases.iter().filter(|case| within(case.known)).count(),
        done: cases.iter().filter(|case| within(case.done)).count(),
        open: cases
            .iter()
            .filter(|case| by_then(case.known) && (case.contradicts || !by_then(case.done)))
            .count(),
    }
}

/// The open chains of an advisory, one case for each asset, or product without one.
fn open_cases(impact: &Impact, register: &Register, dates: &BTreeMap<String, Dates>) -> Vec<Case> {
    let mut by_subject: BTreeMap<Subject, (Verdict, BTreeSet<String>)> = BTreeMap::new();
    for chain in &impact.chains {
        let asset = chain.asset.clone().map(Subject::Asset);
        let Some(subject) = asset.or_else(|| chain.product.clone().map(Subject::Product)) else { continue };
        let found = by_subject.entry(subject).or_insert((Verdict::NotAffected, BTreeSet::new()));
        found.0 = found.0.max(chain.finding.verdict);
        let open = chain.finding.each.iter().filter(|answer| answer.verdict > Verdict::NotAffected);
        found.1.extend(open.filter_map(|answer| Some(answer.vulnerability.as_ref()?.to_string())));
    }
    let of = dates.get(impact.advisory.id.as_str()).copied().unwrap_or_default();
    let is_grave =
        impact.advisory.cvss.as_ref().is_none_or(|cvss| cvss.score_tenths >= crate::impact::GRAVE_TENTHS);
    let names: BTreeSet<&str> = std::iter::once(impact.advisory.id.as_str())
        .chain(impact.advisory.aliases.iter().map(String::as_str))
        .collect();
    let cases = by_subject.into_iter().map(|(subject, (verdict, vulnerabilities))| {
        let named =
            |record: &&Remediation| record.vulnerabilities.iter().any(|id| names.contains(id.as_str()));
        let records: Vec<&Remediation> = register
            .remediations
            .values()
            .filter(|record| concerns(record, &subject))
            .filter(named)
            .collect();
        let due =
            of.disclosed.or(of.known).filter(|_| is_grave).map(|day| day.saturating_add(SCS_DAYS.days()));
        let case = Case {
            advisory: impact.advisory.id.to_string(),
            vulnerabilities,
            in_scope: in_scope(register, &subject),
            subject,
            verdict,
            urgency: impact.priority.urgency,
            disclosed: of.disclosed,
            known: of.known,
            decided: None,
            done: None,
            verified: None,
            means: None,
            stage: Stage::Known,
            due,
            contradicts: false,
        };
        with_records(case, &records)
    });
    cases.collect()
}

/// What was dealt with and is no longer found: the register has moved on, the record has not.
fn ended_cases<'a>(
    register: &'a Register,
    dates: &'a BTreeMap<String, Dates>,
    covered: &'a BTreeSet<(String, String)>,
) -> impl Iterator<Item = Case> + 'a {
    register.remediations.values().filter(|record| record.state == RemediationState::Done).flat_map(
        move |record| {
            let open = |subject: &Subject| {
                !record
                    .vulnerabilities
                    .iter()
                    .any(|id| covered.contains(&(id.to_string(), subject.id().to_owned())))
            };
            subjects(record, register)
                .into_iter()
                .filter(open)
                .map(move |subject| ended(record, subject, register, dates))
        },
    )
}

fn ended(
    record: &Remediation,
    subject: Subject,
    register: &Register,
    dates: &BTreeMap<String, Dates>,
) -> Case {
    let names: BTreeSet<String> = record.vulnerabilities.iter().map(ToString::to_string).collect();
    let of = names.iter().find_map(|name| dates.get(name)).copied().unwrap_or_default();
    let case = Case {
        advisory: names.first().cloned().unwrap_or_default(),
        vulnerabilities: names,
        in_scope: in_scope(register, &subject),
        subject,
        verdict: Verdict::NotAffected,
        urgency: Urgency::Watch,
        disclosed: of.disclosed,
        known: of.known,
        decided: None,
        done: None,
        verified: None,
        means: None,
        stage: Stage::Known,
        due: None,
        contradicts: false,
    };
    with_records(case, &[record])
}

fn subjects(record: &Remediation, register: &Register) -> Vec<Subject> {
    let assets = record.assets.iter().filter_map(|id| register.assets.get(id));
    let assets = assets.map(|asset| Subject::Asset(Named { id: asset.id.clone(), name: asset.name.clone() }));
    let products = record.products.iter().filter_map(|id| register.products.get(id));
    let products = products
        .map(|product| Subject::Product(Named { id: product.id.clone(), name: product.name.clone() }));
    assets.chain(products).collect()
}

fn concerns(record: &Remediation, subject: &Subject) -> bool {
    match subject {
        Subject::Asset(asset) => record.assets.contains(&asset.id),
        Subject::Product(product) => record.products.contains(&product.id),
    }
}

/// The case with what its records say; of several, the one that is furthest.
fn with_records(mut case: Case, records: &[&Remediation]) -> Case {
    let Some(record) = records.iter().max_by_key(|record| (record.state, record.done.known().copied()))
    else {
        return case;
    };
    case.known = record.known.known().copied().or(case.known);
    case.decided = record.decided.known().copied();
    case.due = record.due.known().copied().or(case.due);
    case.means = record.kind.known().copied();
    let is_done = record.state == RemediationState::Done;
    if is_done {
        (case.done, case.verified) = (record.done.known().copied(), record.verified.known().copied());
    }
    case.stage = match (is_done, case.verified, case.decided) {
        (true, Some(_), _) => Stage::Verified,
        (true, None, _) => Stage::Done,
        (false, _, Some(_)) => Stage::Decided,
        (false, _, None) if record.state == RemediationState::InProgress => Stage::Decided,
        (false, _, None) => Stage::Known,
    };
    let mends = case.means.is_none_or(RemediationKind::mends);
    case.contradicts = is_done && mends && case.verdict == Verdict::Affected;
    case
}

fn in_scope(register: &Register, subject: &Subject) -> InScope {
    match subject {
        Subject::Asset(asset) => register.assets.get(&asset.id).map_or(InScope::Unknown, scope_of),
        Subject::Product(_) => InScope::No,
    }
}

/// Company PCs, servers, and devices at the border to the Internet, by the role that the register gives.
fn scope_of(asset: &Asset) -> InScope {
    match asset.role {
        Stated::Known(
            AssetRole::Workstation
            | AssetRole::ApplicationServer
            | AssetRole::Firewall
            | AssetRole::RemoteAccess
            | AssetRole::Gateway,
        ) => InScope::Yes,
        Stated::Known(AssetRole::ControlServer | AssetRole::Historian | AssetRole::NetworkDevice) => {
            match asset.nature {
                Stated::Known(AssetNature::GeneralPurpose) => InScope::Yes,
                Stated::Known(_) => InScope::No,
                Stated::Unknown | Stated::NotApplicable => InScope::Unknown,
            }
        }
        Stated::Known(_) | Stated::NotApplicable => InScope::No,
        Stated::Unknown => InScope::Unknown,
    }
}

#[cfg(test)]
mod tests;
