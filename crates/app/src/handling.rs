//! Vulnerability handling: how long things stay open, marks on what an advisory matches, and what a person found out
//! about a device.
//!
//! Invariant: every mark is a record of the register, written as any other row is: with its ledger entry, to be
//! seen in its table, exported and taken back.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use sekisho_assess::recovery::{self, Dates, Recovery};
use sekisho_assess::{Impact, Verdict};
use sekisho_exchange::table::next_id;
use sekisho_model::{
    AssetId, Change, DeviceIdentity, Place, Problem, ProductId, Record, RecordKind, Register, Remediation,
    RemediationState, Ruling, Sameness, Source, Stated, VulnerabilityId, text,
};

use crate::app::JST;
use crate::guard::permit;
use crate::tables::overtaken;
use crate::{Act, App, AppError, Caller};

/// What a mark is put on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Marked {
    /// An asset.
    Asset(AssetId),
    /// A product.
    Product(ProductId),
}

/// How long vulnerabilities stay open, case by case and over time.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn recovery(app: &App, caller: &Caller) -> Result<Recovery, AppError> {
    permit(caller, Act::Read)?;
    let (_, register) = app.register().await?;
    let impacts = app.impacts().await?;
    let dates = dates(app).await?;
    Ok(recovery::recovery(&impacts, &register, &dates, app.today()))
}

/// When each advisory was published and became known here, by every name that it answers to; of several under one
/// name, the earliest.
pub(crate) async fn dates(app: &App) -> Result<BTreeMap<String, Dates>, AppError> {
    let since = app.store().advisories_known_since().await?;
    let mut dates: BTreeMap<String, Dates> = BTreeMap::new();
    for advisory in app.advisories().await?.iter() {
        let of = Dates {
            disclosed: advisory.published.or(advisory.modified).map(day),
            known: since.get(&advisory.id).copied().map(day),
        };
        let named = advisory.statements.iter().flat_map(|statement| &statement.vulnerabilities);
        let names = std::iter::once(advisory.id.as_str())
            .chain(advisory.aliases.iter().map(String::as_str))
            .chain(named.map(|id| id.as_str()));
        for name in names {
            let known = dates.entry(name.to_owned()).or_default();
            known.disclosed = earlier(known.disclosed, of.disclosed);
            known.known = earlier(known.known, of.known);
        }
    }
    Ok(dates)
}

fn day(at: Timestamp) -> Date {
    JST.to_datetime(at).date()
}

fn earlier(a: Option<Date>, b: Option<Date>) -> Option<Date> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// Marks vulnerabilities on assets and products as not remediated, in progress or done: a new remediation for each
/// of them, or the newest one that speaks of the same. What is done carries today's day.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::Invalid`] where nothing is named or the register has no such thing; trouble
/// in the store.
pub async fn mark(
    app: &App,
    caller: &Caller,
    vulnerabilities: &[VulnerabilityId],
    marked: &[Marked],
    state: RemediationState,
) -> Result<usize, AppError> {
    permit(caller, Act::Enter)?;
    let (_, register) = app.register().await?;
    if vulnerabilities.is_empty() || marked.is_empty() {
        return Err(AppError::Invalid(vec![nothing_named()]));
    }
    let mut target = Register::clone(&register);
    for one in marked {
        let record = marked_record(&target, vulnerabilities, one, state, app.today())?;
        target.put(Record::Remediation(record));
    }
    save(app, caller, &register, &target).await
}

/// How many of what an advisory matches are marked how; the three add up to `matched`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Matched at all, surely or possibly.
    pub matched: usize,
    /// Nothing is done yet, or nobody has said so.
    pub not_remediated: usize,
    /// Under way.
    pub in_progress: usize,
    /// Done.
    pub done: usize,
}

/// The marks on the assets and products that an advisory matches: of each, the least advanced of its vulnerabilities.
#[must_use]
pub fn marks(impact: &Impact, register: &Register) -> Marks {
    let states = states(impact, register);
    let count = |wanted| states.iter().filter(|(_, state)| *state == wanted).count();
    Marks {
        matched: states.len(),
        not_remediated: count(RemediationState::NotStarted),
        in_progress: count(RemediationState::InProgress),
        done: count(RemediationState::Done),
    }
}

/// The same, thing by thing, in the order of the impact; `None` stands for what belongs to neither asset nor product
/// yet and cannot be marked.
#[must_use]
pub fn states(impact: &Impact, register: &Register) -> Vec<(Option<Marked>, RemediationState)> {
    let mut places: BTreeMap<(Option<&AssetId>, Option<&ProductId>), usize> = BTreeMap::new();
    let mut of_thing: Vec<(Option<Marked>, RemediationState)> = Vec::new();
    for chain in &impact.chains {
        let asset = chain.asset.as_ref().map(|asset| &asset.id);
        let product = chain.product.as_ref().map(|product| &product.id).filter(|_| asset.is_none());
        let open = chain.finding.each.iter().filter(|answer| answer.verdict > Verdict::NotAffected);
        let states =
            open.map(|answer| state_of(register, answer.vulnerability.as_ref(), impact, asset, product));
        let Some(least) = states.min() else { continue };
        let place = *places.entry((asset, product)).or_insert(of_thing.len());
        match of_thing.get_mut(place) {
            Some((_, state)) => *state = least.min(*state),
            None => {
                let marked = asset.cloned().map(Marked::Asset);
                of_thing.push((marked.or_else(|| product.cloned().map(Marked::Product)), least));
            }
        }
    }
    of_thing
}

/// The most advanced mark on one vulnerability of one thing.
fn state_of(
    register: &Register,
    vulnerability: Option<&VulnerabilityId>,
    impact: &Impact,
    asset: Option<&AssetId>,
    product: Option<&ProductId>,
) -> RemediationState {
    let speaks = |record: &&Remediation| {
        let of_thing = asset.is_some_and(|id| record.assets.contains(id))
            || product.is_some_and(|id| record.products.contains(id));
        let of_it = record
            .vulnerabilities
            .iter()
            .any(|id| vulnerability == Some(id) || id.as_str() == impact.advisory.id.as_str());
        of_thing && of_it
    };
    let states = register.remediations.values().filter(speaks).map(|record| record.state);
    states.max().unwrap_or(RemediationState::NotStarted)
}

fn marked_record(
    register: &Register,
    vulnerabilities: &[VulnerabilityId],
    marked: &Marked,
    state: RemediationState,
    today: Date,
) -> Result<Remediation, AppError> {
    let speaks = |record: &&Remediation| {
        let of_thing = match marked {
            Marked::Asset(id) => {
                record.assets.len() == 1 && record.assets.contains(id) && record.products.is_empty()
            }
            Marked::Product(id) => {
                record.products.len() == 1 && record.products.contains(id) && record.assets.is_empty()
            }
        };
        of_thing && record.vulnerabilities.iter().eq(vulnerabilities.iter())
    };
    let mut record = match register.remediations.values().rev().find(speaks) {
        Some(record) => record.clone(),
        None => new_record(register, vulnerabilities, marked)?,
    };
    record.state = state;
    match state {
        RemediationState::Done if record.done.known().is_none() => record.done = Stated::Known(today),
        RemediationState::Done => {}
        RemediationState::InProgress => {
            (record.done, record.verified) = (Stated::Unknown, Stated::Unknown);
            if record.decided.known().is_none() {
                record.decided = Stated::Known(today);
            }
        }
        RemediationState::NotStarted => (record.done, record.verified) = (Stated::Unknown, Stated::Unknown),
    }
    Ok(record)
}

fn new_record(
    register: &Register,
    vulnerabilities: &[VulnerabilityId],
    marked: &Marked,
) -> Result<Remediation, AppError> {
    let names: Vec<&str> = vulnerabilities.iter().map(|id| id.as_str()).collect();
    let (assets, products) = match marked {
        Marked::Asset(id) => (register.assets.get(id).map(|asset| asset.name.clone()), None),
        Marked::Product(id) => (None, register.products.get(id).map(|product| product.name.clone())),
    };
    let Some(name) = assets.or(products) else {
        let (kind, id) = match marked {
            Marked::Asset(id) => (RecordKind::Asset, id.to_string()),
            Marked::Product(id) => (RecordKind::Product, id.to_string()),
        };
        return Err(AppError::NotFound { kind: kind.word(), id });
    };
    let id = next_id(register, RecordKind::Remediation);
    Ok(Remediation {
        id: id.parse().map_err(|_| AppError::NotFound { kind: RecordKind::Remediation.word(), id })?,
        name: format!("{} {name}", names.join(" ")),
        vulnerabilities: vulnerabilities.iter().cloned().collect(),
        assets: match marked {
            Marked::Asset(id) => [id.clone()].into(),
            Marked::Product(_) => [].into(),
        },
        products: match marked {
            Marked::Product(id) => [id.clone()].into(),
            Marked::Asset(_) => [].into(),
        },
        state: RemediationState::NotStarted,
        kind: Stated::Unknown,
        owner: Stated::Unknown,
        known: Stated::Unknown,
        decided: Stated::Unknown,
        due: Stated::Unknown,
        done: Stated::Unknown,
        verified: Stated::Unknown,
        note: String::new(),
    })
}

/// What a person found out: a device is, or is not, the product that advisories name with these words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The device, as the register has it.
    pub device: DeviceIdentity,
    /// Vendor, as advisories write it.
    pub vendor: String,
    /// Product, as advisories write it.
    pub product: String,
    /// Is it that product?
    pub same: Sameness,
    /// What it rests on.
    pub evidence: String,
}

/// Keeps what a person found out; it teaches later matches of the same device.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::Invalid`] where the device has neither family nor model, so that it would
/// speak of everything that its maker makes; trouble in the store.
pub async fn rule(app: &App, caller: &Caller, found: Found) -> Result<usize, AppError> {
    permit(caller, Act::Enter)?;
    let (_, register) = app.register().await?;
    let Found { mut device, vendor, product, same, evidence } = found;
    if device.family.known().is_none() && device.model.known().is_none() {
        return Err(AppError::Invalid(vec![unnamed_device()]));
    }
    device.firmware = Stated::Unknown;
    let id = next_id(&register, RecordKind::Ruling);
    let words =
        [&device.vendor, &device.family, &device.model].map(|part| part.known().map_or("", String::as_str));
    let mut target = Register::clone(&register);
    target.put(Record::Ruling(Ruling {
        id: id.parse().map_err(|_| AppError::NotFound { kind: RecordKind::Ruling.word(), id })?,
        name: format!(
            "{} — {product}",
            words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
        ),
        device: Stated::Known(device),
        advisory_vendor: vendor,
        advisory_product: product,
        same,
        evidence,
        decider: Stated::Known(caller.name.clone()),
        decided: Stated::Known(app.today()),
        note: String::new(),
    }));
    save(app, caller, &register, &target).await
}

/// Writes what changed; gives how many records that was.
async fn save(app: &App, caller: &Caller, base: &Register, target: &Register) -> Result<usize, AppError> {
    let changes: Vec<Change> = base.diff(target);
    if changes.is_empty() {
        return Ok(0);
    }
    app.store().apply_changes(&changes, &app.origin(caller, Source::Person)).await.map_err(overtaken)?;
    Ok(changes.len())
}

fn nothing_named() -> Problem {
    Problem::error(
        Place::default(),
        text!(ja: "脆弱性か対象が選ばれていません。", en: "No vulnerability, or nothing to mark, was chosen."),
        text!(ja: "行を選んでから、もう一度押してください。", en: "Choose rows and try again."),
    )
}

fn unnamed_device() -> Problem {
    Problem::error(
        Place::default(),
        text!(
            ja: "この機器にはシリーズも型式もないため、照合の確認を残せません。",
            en: "This device has neither family nor model, so nothing can be kept about it."
        ),
        text!(ja: "先に台帳に型式を入れてください。", en: "Enter its model in the register first."),
    )
}
