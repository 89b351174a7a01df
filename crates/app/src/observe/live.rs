//! A live watch: begun, added to while it runs, and looked at when something is new.
//!
//! Invariant: how it listens, and what of its confinement could not be had, stands in the ledger before its first
//! packet is kept. An alert is shown only after the look at it was noted. It does not listen itself.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use sekisho_assess::observed::Alert;
use sekisho_model::{Observation, Source, Text, WatchId};
use sekisho_store::{Noted, ObservationFilter, ObservationRun};
use serde_json::json;

use super::judging::{Judged, now};
use super::receiving::LiveWatch;
use super::{Purpose, Wanted, filter_detail, note, of_watch, run_settings, watch_is_there};
use crate::guard::permit;
use crate::{Act, App, AppError, Caller};

/// How a live watch listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listening {
    /// The network interface.
    pub interface: String,
    /// Most bytes of a frame that the kernel hands over.
    pub snap_bytes: u16,
    /// What of the confinement could not be had on this machine, in words; nothing where it is whole.
    pub shortfalls: Vec<Text>,
}

/// Begins a live watch: what follows is added to its run with [`add`]. How it listens is noted in the ledger.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::Invalid`] where the watch is none of the register; trouble in the store.
pub async fn begin(
    app: &App,
    caller: &Caller,
    wanted: &Wanted,
    listening: &Listening,
) -> Result<i64, AppError> {
    permit(caller, Act::Capture)?;
    watch_is_there(app, wanted.watch.as_ref()).await?;
    let Listening { interface, snap_bytes, shortfalls } = listening;
    let detail = json!({
        "interface": interface,
        "snap_bytes": snap_bytes,
        "headers_only": wanted.headers_only,
        "confined": shortfalls.is_empty(),
        "shortfalls": shortfalls.iter().map(|it| it.en.as_str()).collect::<Vec<_>>(),
    });
    let origin = app.origin(caller, Source::Person);
    Ok(app.store().begin_watch(&run_settings(wanted), &detail, &origin).await?)
}

/// Adds what a live watch has seen since the last time.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store, also where there is no such run.
pub async fn add(app: &App, caller: &Caller, run: i64, seen: &Observation) -> Result<(), AppError> {
    permit(caller, Act::Capture)?;
    Ok(app.store().extend_observation(run, seen, &app.origin(caller, Source::Person)).await?)
}

/// Alerts that are open now and not among those that are known, which they join. Where there is one, the look is
/// noted; where there is none, nothing is shown, and nothing noted.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn new_alerts(
    app: &App,
    caller: &Caller,
    watch: Option<&WatchId>,
    known: &mut BTreeSet<String>,
    purpose: &Purpose,
) -> Result<Vec<Alert>, AppError> {
    permit(caller, Act::Look)?;
    let filter = of_watch(watch);
    let open = now(app, &filter).await?.observed.alerts.open;
    let new: Vec<Alert> = open.into_iter().filter(|alert| !known.contains(&alert.id)).collect();
    if !new.is_empty() {
        let mut detail = filter_detail(&filter);
        detail["what"] = "alerts".into();
        note(app, caller, Noted::ObserveLook, "observation", detail, purpose).await?;
        known.extend(new.iter().map(|alert| alert.id.clone()));
    }
    Ok(new)
}

/// What was judged of a live watch at its end.
#[derive(Clone, Debug)]
pub struct Watched {
    /// Its run: settings, and what was lost.
    pub run: ObservationRun,
    /// All that was seen at its watch, of which the alerts come.
    pub whole: Judged,
    /// Of that, what was seen since the run's first packet. Amounts are those of the whole time that each
    /// conversation is held; the health is the run's own.
    pub since: Judged,
}

/// Judges what a live watch has seen. The look is noted first.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`] where there is no such run; trouble in the store.
pub async fn watched(app: &App, caller: &Caller, run: i64, purpose: &Purpose) -> Result<Watched, AppError> {
    permit(caller, Act::Look)?;
    let runs = app.store().observation_runs().await?;
    let run =
        runs.into_iter().find(|known| known.no == run).ok_or_else(|| AppError::NotFound {
            kind: Text::new("見張りの回", "run"),
            id: run.to_string(),
        })?;
    let whole = of_watch(run.settings.watch.as_ref());
    let mut detail = filter_detail(&whole);
    detail["what"] = "alerts".into();
    detail["run"] = run.no.into();
    note(app, caller, Noted::ObserveLook, "observation", detail, purpose).await?;
    let since = ObservationFilter { from: Some(run.first.unwrap_or(run.origin.at)), ..whole.clone() };
    let (whole, mut since) = (now(app, &whole).await?, now(app, &since).await?);
    since.observation.health = run.health;
    Ok(Watched { run, whole, since })
}

/// What a look at what is going on covers: so many minutes up to now.
pub const RECENT_MINUTES: i64 = 10;
/// A look that goes on is one entry for so many minutes.
const LOOK_MINUTES: i64 = 10;
/// Looks that are remembered to go on.
const LOOKS_MAX: usize = 256;

/// What is going on.
#[derive(Clone, Debug)]
pub struct LiveView {
    /// All that was seen at the watch, of which the alerts come.
    pub whole: Judged,
    /// Of that, what was seen in the last [`RECENT_MINUTES`]. Amounts and classes of command are those of the whole time
    /// that each conversation is held.
    pub recent: Judged,
    /// From when on that is.
    pub from: Timestamp,
    /// When it was looked.
    pub at: Timestamp,
    /// How the watches are that hand over what they see.
    pub watches: Vec<LiveWatch>,
}

/// Judges what is going on at a watch, or at all of them. The look is noted first. A page that is looked at again and
/// again by the same person for the same purpose is one look, noted anew every ten minutes: its entry says so.
///
/// # Errors
/// [`AppError::Forbidden`]; trouble in the store.
pub async fn live_view(
    app: &App,
    caller: &Caller,
    watch: Option<&WatchId>,
    purpose: &Purpose,
) -> Result<LiveView, AppError> {
    permit(caller, Act::Look)?;
    let at = app.now();
    let all = of_watch(watch);
    if !goes_on(app, caller, watch, purpose, at) {
        let mut detail = filter_detail(&all);
        detail["what"] = "live".into();
        detail["minutes"] = LOOK_MINUTES.into();
        note(app, caller, Noted::ObserveLook, "observation", detail, purpose).await?;
        app.live(|live| {
            live.looks.retain(|(.., since)| is_within(*since, at, LOOK_MINUTES));
            if live.looks.len() < LOOKS_MAX {
                live.looks.push((caller.clone(), watch.cloned(), purpose.clone(), at));
            }
        });
    }
    let from = at.checked_sub(SignedDuration::from_mins(RECENT_MINUTES)).unwrap_or(Timestamp::MIN);
    let recent = ObservationFilter { from: Some(from), ..all.clone() };
    let (whole, recent) = (now(app, &all).await?, now(app, &recent).await?);
    let mut watches = app.live(|live| live.watches.clone());
    watches.retain(|it| watch.is_none() || it.watch.as_ref() == watch);
    Ok(LiveView { whole, recent, from, at, watches })
}

/// Is this look one that was noted and goes on?
fn goes_on(app: &App, caller: &Caller, watch: Option<&WatchId>, purpose: &Purpose, now: Timestamp) -> bool {
    app.live(|live| {
        live.looks.iter().any(|(who, of, why, since)| {
            who == caller && of.as_ref() == watch && why == purpose && is_within(*since, now, LOOK_MINUTES)
        })
    })
}

fn is_within(since: Timestamp, now: Timestamp, minutes: i64) -> bool {
    let gone = now.duration_since(since);
    !gone.is_negative() && gone < SignedDuration::from_mins(minutes)
}
