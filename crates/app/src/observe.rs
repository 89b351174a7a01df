//! Observation: captures in, looks at what they brought, and what a person makes of it.
//!
//! Invariants: every look and every handing out is a ledger entry with its purpose and who it was, written before
//! anything is shown; a reading is stored whole with one entry, or not at all; what is judged is never stored. What a
//! person accepts, expects or opens a case for are records of the register, written as any other row is.

mod dealing;
mod handing;
mod judging;
mod live;
mod offering;
mod reading;
mod receiving;
mod taking;
mod telling;
mod zoning;

use jiff::{Timestamp, ToSpan as _};
use sekisho_model::{Address, Gravity, Observation, Place, Problem, Source, Text, WatchId, text};
use sekisho_store::{Noted, RunSettings};
use serde_json::{Value, json};

use crate::guard::permit;
use crate::{Act, App, AppError, Caller};

pub use dealing::expect;
pub use handing::{HandedOver, Handing, handed_over_folder};
pub use judging::{
    Judged, Seen, accept, dictionary, judged, judged_alone, judged_beyond, open_case, signed_dictionary,
};
pub use live::{Listening, LiveView, RECENT_MINUTES, Watched, add, begin, live_view, new_alerts, watched};
pub(crate) use offering::proposed;
pub use offering::sheet;
pub use reading::{Captured, Wanted, capture, prove, watcher};
pub(crate) use receiving::Live;
pub use receiving::{LiveState, LiveWatch, SILENT_SECONDS, TakenIn, live_watches, take_in};
pub use sekisho_flow::prove::Report as Proof;
pub use sekisho_store::{Forgotten, ObservationFilter, ObservationRun};
#[cfg(test)]
pub(crate) use taking::Bounds;
pub use taking::{Reading, Taken, take};
pub use telling::is_capture;
pub use zoning::{Zoned, accept_marked_zones, accept_zones, zone_mark};

/// Longest purpose, in characters.
pub const PURPOSE_CHARS_MAX: usize = 400;
/// Longest name of an approver, in characters.
pub const APPROVER_CHARS_MAX: usize = 100;

/// Why somebody looks, and who agreed to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purpose {
    words: String,
    approver: Option<String>,
}

impl Purpose {
    /// A purpose in words.
    ///
    /// # Errors
    /// [`AppError::Invalid`] where there are none, or more than [`PURPOSE_CHARS_MAX`] characters.
    pub fn new(words: &str) -> Result<Self, AppError> {
        let words = words.trim();
        let chars = words.chars().count();
        if (1..=PURPOSE_CHARS_MAX).contains(&chars) {
            return Ok(Self { words: words.to_owned(), approver: None });
        }
        Err(AppError::Invalid(vec![Problem::error(
            sekisho_model::Place::default(),
            match chars {
                0 => text!(ja: "目的が書かれていません。", en: "No purpose is given."),
                _ => text!(
                    ja: "目的が {chars} 文字あり、上限の {PURPOSE_CHARS_MAX} 文字を超えています。",
                    en: "The purpose has {chars} characters, more than the limit of {PURPOSE_CHARS_MAX}."
                ),
            },
            text!(
                ja: "何のために見るのかを書いてください。目的は記録に残ります。",
                en: "Write what you look for. The purpose stays in the ledger."
            ),
        )]))
    }

    /// The words, without what surrounds them.
    #[must_use]
    pub fn words(&self) -> &str {
        &self.words
    }

    /// The same, with the name of the person who agreed, as it will stand in the ledger. Nobody agrees to a look of
    /// one's own: that is refused when the look is noted. That the person did agree is not proven by it.
    ///
    /// # Errors
    /// [`AppError::Invalid`] where there is no name, or one of more than [`APPROVER_CHARS_MAX`] characters.
    pub fn approved_by(self, name: &str) -> Result<Self, AppError> {
        let name = name.trim();
        let chars = name.chars().count();
        if (1..=APPROVER_CHARS_MAX).contains(&chars) {
            return Ok(Self { approver: Some(name.to_owned()), ..self });
        }
        Err(AppError::Invalid(vec![Problem::error(
            sekisho_model::Place::default(),
            text!(
                ja: "承認者の名前が {chars} 文字です。1 文字以上 {APPROVER_CHARS_MAX} 文字以下にしてください。",
                en: "The approver's name has {chars} characters; it needs 1 to {APPROVER_CHARS_MAX}."
            ),
            text!(ja: "承認した人の名前を指定してください。", en: "Name the person who approved."),
        )]))
    }
}

/// What became of a reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The number of the run.
    pub run: i64,
}

/// Stores what a capture file brought. The same file a second time is refused unless `again` is asked for: it would
/// count everything twice.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::Invalid`] where it was read before, or the watch is none of the register;
/// trouble in the store.
pub async fn keep(app: &App, caller: &Caller, captured: &Captured, again: bool) -> Result<Kept, AppError> {
    permit(caller, Act::Capture)?;
    watch_is_there(app, captured.wanted.watch.as_ref()).await?;
    if !again && let Some(run) = app.store().observation_run_of(&captured.sha256).await? {
        return Err(AppError::Invalid(vec![read_before(&captured.name, &run)]));
    }
    let settings = run_settings(&captured.wanted);
    let origin = app.origin(caller, captured.source());
    let run = app.store().add_observation(&captured.observation, &settings, &origin).await?;
    Ok(Kept { run })
}

/// How was looked, as the store keeps it.
fn run_settings(wanted: &Wanted) -> RunSettings {
    RunSettings {
        watch: wanted.watch.clone(),
        headers_only: wanted.headers_only,
        identities: wanted.kept_identities().into_iter().collect(),
    }
}

/// Every reading and live watch: who, when, how, and what was lost. Nothing that was seen, so no look.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn runs(app: &App, caller: &Caller) -> Result<Vec<ObservationRun>, AppError> {
    permit(caller, Act::Look)?;
    Ok(app.store().observation_runs().await?)
}

/// What a look is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// An address: all that it took part in, and all that it said of itself.
    Address(Address),
    /// All that two addresses spoke with each other.
    Conversation(Address, Address),
}

impl About {
    fn subject(self) -> String {
        match self {
            Self::Address(address) => format!("observation:{address}"),
            Self::Conversation(one, other) => format!("observation:{one}-{other}"),
        }
    }
}

/// All that is held about an address or a conversation, to the last field. The look is noted first.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn show(
    app: &App,
    caller: &Caller,
    about: About,
    purpose: &Purpose,
) -> Result<Observation, AppError> {
    permit(caller, Act::Look)?;
    note(app, caller, Noted::ObserveLook, &about.subject(), json!({ "what": "show" }), purpose).await?;
    let address = match about {
        About::Address(address) | About::Conversation(address, _) => address,
    };
    let filter = ObservationFilter { address: Some(address), ..ObservationFilter::default() };
    let mut found = app.store().observation(&filter).await?;
    // Health belongs to whole runs, not to an address.
    found.health = sekisho_model::CaptureHealth::default();
    if let About::Conversation(one, other) = about {
        found.conversations.retain(|it| {
            let ends = (it.key.client, it.key.server);
            ends == (one, other) || ends == (other, one)
        });
        found.sightings.clear();
        found.identities.clear();
    }
    Ok(found)
}

/// Everything that a filter lets through, to be handed out. Noted first.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn export(
    app: &App,
    caller: &Caller,
    filter: &ObservationFilter,
    purpose: &Purpose,
) -> Result<Observation, AppError> {
    permit(caller, Act::HandOut)?;
    note(app, caller, Noted::ObserveExport, "observation", filter_detail(filter), purpose).await?;
    Ok(app.store().observation(filter).await?)
}

/// Forgets what was not seen again for so many days: of one watch, or of all.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn forget(
    app: &App,
    caller: &Caller,
    days: u32,
    watch: Option<&WatchId>,
) -> Result<Forgotten, AppError> {
    permit(caller, Act::Forget)?;
    let before = days_ago(app.now(), days);
    let origin = app.origin(caller, Source::Person);
    Ok(app.store().forget_observations(watch, before, &origin).await?)
}

/// Forgets what each watch of the register says that it keeps no longer. Gives what went, watch by watch.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn forget_due(app: &App, caller: &Caller) -> Result<Vec<(WatchId, Forgotten)>, AppError> {
    permit(caller, Act::Forget)?;
    let (_, register) = app.register().await?;
    let mut all = Vec::new();
    for watch in register.watches.values() {
        let Some(days) = watch.retention_days.known() else { continue };
        let (before, origin) = (days_ago(app.now(), *days), app.origin(caller, Source::Person));
        let forgotten = app.store().forget_observations(Some(&watch.id), before, &origin).await?;
        if !forgotten.is_empty() {
            all.push((watch.id.clone(), forgotten));
        }
    }
    Ok(all)
}

/// All of a watch, or of all of them.
fn of_watch(watch: Option<&WatchId>) -> ObservationFilter {
    ObservationFilter { watch: watch.cloned(), ..ObservationFilter::default() }
}

fn days_ago(now: Timestamp, days: u32) -> Timestamp {
    now.checked_sub((i64::from(days) * 24).hours()).unwrap_or(Timestamp::MIN)
}

/// Notes a look, and that it changed no fact.
async fn note(
    app: &App,
    caller: &Caller,
    act: Noted,
    subject: &str,
    mut detail: Value,
    purpose: &Purpose,
) -> Result<(), AppError> {
    detail["purpose"] = purpose.words.as_str().into();
    if let Some(approver) = &purpose.approver {
        if *approver == caller.name {
            return Err(AppError::Invalid(vec![approved_by_oneself(approver)]));
        }
        detail["approver"] = approver.as_str().into();
    }
    let seq = app.store().note(act, subject, &detail, &app.origin(caller, Source::Person)).await?;
    app.unchanged_by(seq);
    Ok(())
}

pub(crate) fn approved_by_oneself(name: &str) -> Problem {
    Problem::error(
        Place::default(),
        text!(
            ja: "承認者「{name}」は、閲覧・持ち出しをする本人です。",
            en: "The approver \"{name}\" is the person who looks or hands out."
        ),
        text!(ja: "別の人の承認を受け、その人の名前を指定してください。", en: "Have another person approve, and name that person."),
    )
}

fn filter_detail(filter: &ObservationFilter) -> Value {
    let ObservationFilter { watch, from, until, address } = filter;
    let mut detail = json!({});
    for (name, value) in [
        ("watch", watch.as_ref().map(|watch| watch.as_str().to_owned())),
        ("from", from.map(|at| at.to_string())),
        ("until", until.map(|at| at.to_string())),
        ("address", address.map(|address| address.to_string())),
    ] {
        if let Some(value) = value {
            detail[name] = value.into();
        }
    }
    detail
}

async fn watch_is_there(app: &App, watch: Option<&WatchId>) -> Result<(), AppError> {
    let Some(watch) = watch else { return Ok(()) };
    let there = app.register().await?.1.watches.contains_key(watch);
    let kind = Text::new("見張り", "watch");
    if there { Ok(()) } else { Err(AppError::NotFound { kind, id: watch.to_string() }) }
}

fn read_before(name: &str, run: &ObservationRun) -> Problem {
    let at = crate::app::JST.to_datetime(run.origin.at).strftime("%Y-%m-%d %H:%M JST");
    let (actor, no) = (&run.origin.actor, run.no);
    Problem {
        gravity: Gravity::Error,
        ..Problem::error(
            Place::file(name.to_owned()),
            text!(
                ja: "同じ内容のファイルを {at} に {actor} が読み込み済みです（読み込み番号 {no}）。",
                en: "A file with the same content was read on {at} by {actor} (run {no})."
            ),
            text!(
                ja: "もう一度数える場合は --again を付けてください。",
                en: "Give --again to count it a second time."
            ),
        )
    }
}
