//! Judgements of what was seen, worked out anew each time: devices, the matrix, zones, alerts.

use std::sync::Arc;

use jiff::Timestamp;
use sekisho_assess::observed::{
    self, Alert, FieldMeaning, Learning, Observed, Question, Standing, Summed, Throng, Watched,
};
use sekisho_model::{Asset, AssetId, CaseId, Observation, Register, Text, WatchId};
use sekisho_store::{Noted, ObservationFilter};

use super::dealing::{Opening, open, take_in};
use super::{Kept, Purpose, filter_detail, note};
use crate::app::JST;
use crate::guard::permit;
use crate::{Act, App, AppError, Caller};

/// First line of the signed field dictionary.
const DICTIONARY: &str = "sekisho field dictionary";

/// Conversations and pairings of addresses that are judged record by record: so many devices and paths fit into the
/// memory of a small computer. Of more, hosts that stand out are judged so, and all others together.
pub(super) const JUDGED_MAX: usize = 350_000;

/// What was judged, and of what.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The judgements.
    pub observed: Observed,
    /// The register they were held against.
    pub register: Arc<Register>,
    /// What was seen. Where it was put together, of the hosts that stand apart alone, without conversations.
    pub observation: Observation,
}

/// What is to be judged.
#[derive(Clone, Debug)]
pub enum Seen {
    /// Record by record.
    Each(Observation),
    /// Put together, as it is too much for that.
    Summed(Summed),
}

impl From<Observation> for Seen {
    fn from(observation: Observation) -> Self {
        Self::Each(observation)
    }
}

/// Judges all that was seen at a watch, or at all of them. `what` says in a word what is looked at: `devices`,
/// `matrix`, `alerts`, `zones`, `map`. The look is noted first.
///
/// # Errors
/// [`AppError::Forbidden`]; trouble in the store.
pub async fn judged(
    app: &App,
    caller: &Caller,
    watch: Option<&WatchId>,
    what: &str,
    purpose: &Purpose,
) -> Result<Judged, AppError> {
    permit(caller, Act::Look)?;
    let filter = ObservationFilter { watch: watch.cloned(), ..ObservationFilter::default() };
    let mut detail = filter_detail(&filter);
    detail["what"] = what.into();
    note(app, caller, Noted::ObserveLook, "observation", detail, purpose).await?;
    now(app, &filter).await
}

/// Judges all that was seen, as [`judged`] does, where it may be more than what the runs brought that were just kept;
/// `None` where nothing was ever kept beside them, so that who judged them alone has the answer. The look is noted
/// either way.
///
/// # Errors
/// [`AppError::Forbidden`]; trouble in the store.
pub async fn judged_beyond(
    app: &App,
    caller: &Caller,
    watch: Option<&WatchId>,
    kept: &[Kept],
    purpose: &Purpose,
) -> Result<Option<Judged>, AppError> {
    permit(caller, Act::Look)?;
    let filter = ObservationFilter { watch: watch.cloned(), ..ObservationFilter::default() };
    let mut detail = filter_detail(&filter);
    detail["what"] = "alerts".into();
    note(app, caller, Noted::ObserveLook, "observation", detail, purpose).await?;
    if is_all(app, kept).await? { Ok(None) } else { now(app, &filter).await.map(Some) }
}

/// Are these runs all that there ever were? Their numbers begin at 1 and are never given twice, so a run that was
/// forgotten is known by its gap.
pub(super) async fn is_all(app: &App, kept: &[Kept]) -> Result<bool, AppError> {
    let runs = app.store().observation_runs().await?;
    let there = runs.iter().map(|run| run.no);
    Ok(there.eq(kept.iter().map(|kept| kept.run))
        && kept.iter().map(|kept| kept.run).eq((1..).take(kept.len())))
}

/// Judges what captures brought, without storing them; against the register where there is one.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn judged_alone(
    app: Option<(&App, &Caller)>,
    seen: impl Into<Seen>,
    watch: Option<&WatchId>,
) -> Result<Judged, AppError> {
    let register = match app {
        Some((app, caller)) => {
            permit(caller, Act::Read)?;
            app.register().await?.1
        }
        None => Arc::new(Register::default()),
    };
    Ok(match seen.into() {
        Seen::Each(observation) => judge_at(register, vec![(watch.cloned(), observation)], Timestamp::now()),
        Seen::Summed(summed) => judge_summed(register, &summed, watch, Timestamp::now()),
    })
}

/// Takes proposed devices into the register, all of them where none is named. Gives the new assets' ids.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`] where a device is none, or is none that was proposed; trouble in the
/// store.
pub async fn accept(
    app: &App,
    caller: &Caller,
    watch: Option<&WatchId>,
    devices: &[String],
) -> Result<Vec<AssetId>, AppError> {
    permit(caller, Act::Enter)?;
    let filter = ObservationFilter { watch: watch.cloned(), ..ObservationFilter::default() };
    let judged = now(app, &filter).await?;
    let proposed = |id: &str| -> Option<Asset> { proposal(&judged.observed, id) };
    let assets: Vec<Asset> = if devices.is_empty() {
        let all = judged.observed.inventory.devices.iter();
        all.filter_map(|device| proposed(device.id.as_str())).collect()
    } else {
        let none = |id: &String| AppError::NotFound {
            kind: Text::new("候補の機器", "proposed device"),
            id: id.clone(),
        };
        devices.iter().map(|id| proposed(id).ok_or_else(|| none(id))).collect::<Result<_, _>>()?
    };
    take_in(app, caller, assets).await
}

/// The asset that a device could be, with what it rests on as its note.
pub(super) fn proposal(observed: &Observed, id: &str) -> Option<Asset> {
    let Standing::Proposed { asset, reasons } = &observed.inventory.device(id)?.standing else { return None };
    let mut asset = Asset::clone(asset);
    if asset.note.is_empty() {
        asset.note = reasons.iter().map(|reason| reason.ja.as_str()).collect::<Vec<_>>().join(" ");
    }
    Some(asset)
}

/// Opens a case for an alert that is raised now; what the alert says becomes what was seen. An exercise may be about
/// any alert.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`] where there is no such alert; [`AppError::Invalid`] where it has an
/// open case already; trouble in the store.
pub async fn open_case(app: &App, caller: &Caller, alert: &str, exercise: bool) -> Result<CaseId, AppError> {
    permit(caller, Act::Enter)?;
    let judged = now(app, &ObservationFilter::default()).await?;
    let alerts = &judged.observed.alerts;
    let all = alerts.open.iter().chain(alerts.expected.iter().map(|expected| &expected.alert));
    let found = all.into_iter().find(|known| known.id == alert);
    if found.is_none() && !exercise {
        return Err(AppError::NotFound { kind: Text::new("警報", "alert"), id: alert.to_owned() });
    }
    let opening = found.map(opening).unwrap_or_default();
    open(app, caller, alert, Opening { exercise, ..opening }).await
}

fn opening(alert: &Alert) -> Opening {
    Opening {
        name: alert.what.ja.clone(),
        seen: alert.what.ja.clone(),
        meaning: alert.effect.text().ja,
        assets: alert.assets.iter().map(|asset| asset.id.clone()).collect(),
        exercise: false,
    }
}

/// Every field that an observation can hold, with its meaning.
#[must_use]
pub fn dictionary() -> &'static [FieldMeaning] {
    observed::dictionary()
}

/// The field dictionary as it is signed with the ledger's key: a signed note.
///
/// # Errors
/// [`AppError::Forbidden`]; the register is open for reading alone.
pub fn signed_dictionary(app: &App, caller: &Caller) -> Result<String, AppError> {
    permit(caller, Act::Read)?;
    Ok(app.store().sign_text(DICTIONARY, observed::dictionary_source())?)
}

/// Where nothing narrows the question, each watch is judged for itself and what they tell is put together. What is too
/// much to be judged record by record is judged as one watch saw it.
pub(super) async fn now(app: &App, filter: &ObservationFilter) -> Result<Judged, AppError> {
    let records = app.store().observation_size(filter).await?;
    let register = app.register().await?.1;
    if records > JUDGED_MAX {
        let summed = summed(app, filter, &register).await?;
        return Ok(judge_summed(register, &summed, filter.watch.as_ref(), app.now()));
    }
    let parts = if *filter == ObservationFilter::default() {
        app.store().observations_by_watch().await?
    } else {
        vec![(filter.watch.clone(), app.store().observation(filter).await?)]
    };
    Ok(judge_at(register, parts, app.now()))
}

/// What is held, put together part by part.
async fn summed(app: &App, filter: &ObservationFilter, register: &Register) -> Result<Summed, AppError> {
    let learning = learning_at(register, filter.watch.as_ref());
    let seen = app.store().observation_standing_out(filter, Throng::SEEN_MAX).await?;
    let mut throng = Throng::new(register, learning, &seen);
    app.store().observation_in_parts(filter, |part| throng.add(&part)).await?;
    Ok(throng.summed())
}

fn judge_summed(register: Arc<Register>, summed: &Summed, watch: Option<&WatchId>, now: Timestamp) -> Judged {
    let (learning, today) = (learning_at(&register, watch), JST.to_datetime(now).date());
    let question = Question {
        learning,
        summed: Some(summed),
        ..Question::new(&register, summed.observation(), None, now, today)
    };
    let watched = Watched { watch: watch.cloned(), learning, observation: summed.observation() };
    let observed = observed::observed_at(&question, &[watched]);
    Judged { observed, register, observation: summed.observation().clone() }
}

/// When a watch learns. What was read for no watch goes by that of the only one that there is.
pub(super) fn learning_at(register: &Register, watch: Option<&WatchId>) -> Learning {
    let mut watches = register.watches.values();
    let only = watches.next().filter(|_| watches.next().is_none());
    watch.and_then(|id| register.watches.get(id)).or(only).map(Learning::of).unwrap_or_default()
}

/// Each watch by its own learning time.
fn judge_at(
    register: Arc<Register>,
    mut parts: Vec<(Option<WatchId>, Observation)>,
    now: Timestamp,
) -> Judged {
    if parts.is_empty() {
        parts.push((None, Observation::default()));
    }
    let mut whole = Observation::default();
    if parts.len() > 1 {
        parts.iter().for_each(|(_, observation)| whole.join(observation.clone()));
    }
    let all = if let [(_, only)] = parts.as_slice() { only } else { &whole };
    let today = JST.to_datetime(now).date();
    let question = Question::new(&register, all, None, now, today);
    let watched: Vec<Watched<'_>> = parts
        .iter()
        .map(|(watch, observation)| Watched {
            watch: watch.clone(),
            learning: learning_at(&register, watch.as_ref()),
            observation,
        })
        .collect();
    let observed = observed::observed_at(&question, &watched);
    let observation = if parts.len() == 1 { parts.remove(0).1 } else { whole };
    Judged { observed, register, observation }
}
