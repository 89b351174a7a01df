//! What live watches handed over, taken into the register by whoever has it open.
//!
//! Invariant: a file is taken in whole, once and with its entry in the ledger, or it is set aside and named; none is lost
//! silently. A part is believed only where the run that it belongs to was opened before, and where it holds nothing
//! that this run was not to keep. What is known of a watch that runs is kept in memory alone: how it is at the moment
//! is no fact.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sekisho_exchange::{
    Handed, HandedContent, HandedEnding, HandedLimits, HandedOpening, HandedPart, read_handed,
};
use sekisho_model::{CaptureHealth, Observation, Origin, Problem, Source, Text, WatchId, text};
use sekisho_store::{ObservationRun, RunSettings};
use serde_json::json;

use super::handing::{FILES_MAX, dictionary_digest, file_name, folder_of, run_digest, trouble};
use crate::feeds::sha256_hex;
use crate::guard::permit;
use crate::{Act, App, AppError, Caller};

/// Files that are set aside at most. What is more stays where it is until a person has looked.
const ASIDE_MAX: usize = 1_000;
/// Watches that are remembered.
const WATCHES_MAX: usize = 64;
/// The reader that read it, as origins name it.
const READER: &str = "observe-live";

/// What this process knows of live watches, and of those who look at them.
#[derive(Debug, Default)]
pub(crate) struct Live {
    /// Watches that hand over, the longest known first.
    pub(super) watches: Vec<LiveWatch>,
    /// Looks that go on: who, at which watch, what for, and since when.
    pub(super) looks: Vec<(Caller, Option<WatchId>, super::Purpose, Timestamp)>,
}

/// What became of the files that were there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TakenIn {
    /// Files that were taken in.
    pub files: usize,
    /// Packets that they told of.
    pub packets: u64,
    /// Files that had been taken in before, as after the power failed.
    pub before: usize,
    /// Files that could not be taken in, each with the reason. They lie in the folder `set-aside` of that of the parts.
    pub set_aside: Vec<Problem>,
    /// Watches of which something new is in the register.
    pub watches: Vec<Option<WatchId>>,
}

/// How a live watch is that hands over what it sees, as far as this process knows since it has the register open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveWatch {
    /// Which run of a watch.
    pub(crate) mark: String,
    /// The number of its run in the register.
    pub run: i64,
    /// At which watch of the register.
    pub watch: Option<WatchId>,
    /// The network interface.
    pub interface: String,
    /// How often a part is due, in seconds, where its beginning was seen.
    pub every_seconds: Option<u64>,
    /// When its last file was written, by the watching machine's clock.
    pub told: Timestamp,
    /// When that file was taken in.
    pub taken: Timestamp,
    /// The time that its last part covers, in seconds.
    pub seconds: u64,
    /// How well its last part could be read.
    pub last: CaptureHealth,
    /// How often it found no room to hand over.
    pub refused: u64,
    /// It ended as it was asked to; with so many packets that it could not hand over.
    pub ended: Option<u64>,
}

/// How a watch stands at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LiveState {
    /// It tells what it sees.
    Telling,
    /// Nothing came when it was due. What goes on meanwhile is not known.
    Silent,
    /// It fell silent, and another watches in its place.
    Replaced,
    /// It ended as it was asked to.
    Ended,
}

impl LiveWatch {
    /// How it stands at a moment, among all that are known: it is silent when nothing came for [`SILENT_SECONDS`], or
    /// half as long again as its parts are apart where that is longer.
    #[must_use]
    pub fn state(&self, all: &[Self], at: Timestamp) -> LiveState {
        if self.ended.is_some() {
            return LiveState::Ended;
        }
        if self.age_seconds(at) <= self.silent_seconds() {
            return LiveState::Telling;
        }
        let takes_over = |other: &&Self| {
            other.run > self.run && (&other.watch, &other.interface) == (&self.watch, &self.interface)
        };
        if all.iter().any(|other| takes_over(&other)) { LiveState::Replaced } else { LiveState::Silent }
    }

    /// Seconds since something of it was taken in.
    #[must_use]
    pub fn age_seconds(&self, at: Timestamp) -> u64 {
        u64::try_from(at.duration_since(self.taken).as_secs()).unwrap_or(0)
    }

    /// After how many seconds without a part it counts as silent.
    #[must_use]
    pub fn silent_seconds(&self) -> u64 {
        self.every_seconds.map_or(SILENT_SECONDS, |every| SILENT_SECONDS.max(every.saturating_mul(3) / 2))
    }
}

/// After so many seconds without a part a watch is silent; longer where its parts are further apart.
pub const SILENT_SECONDS: u64 = 90;

/// Where files lie that could not be taken in.
pub(super) fn set_aside_folder(folder: &Path) -> PathBuf {
    folder.join("set-aside")
}

/// Takes in what live watches handed over, each file with its entry in the ledger. A part in which nothing was seen says
/// that the watch is there, and leaves no entry.
///
/// # Errors
/// [`AppError::Forbidden`]; the folder cannot be read or written; trouble in the store. What was taken in before that
/// stays taken in.
pub async fn take_in(app: &App, caller: &Caller) -> Result<TakenIn, AppError> {
    permit(caller, Act::Capture)?;
    let folder = folder_of(app.store().folder());
    let mut taken = TakenIn::default();
    for name in names_in(&folder)? {
        let path = folder.join(&name);
        let Some(bytes) = bytes_of(&path)? else { continue };
        let reading = read_handed(&name, &bytes, &HandedLimits::default());
        let refused = match reading.facts {
            Some(handed) => one(app, caller, (&name, &bytes), handed, &mut taken).await?,
            None => reading.problems.into_iter().next(),
        };
        match refused {
            None => fs::remove_file(&path).map_err(|error| trouble(&path, error))?,
            Some(problem) => taken.set_aside.push(set_aside(&folder, &name, problem)?),
        }
    }
    taken.watches.sort();
    taken.watches.dedup();
    Ok(taken)
}

/// How the live watches are that hand over what they see. What is known of them was never more than how they are now;
/// nothing that was seen is told.
///
/// # Errors
/// [`AppError::Forbidden`].
pub fn live_watches(app: &App, caller: &Caller) -> Result<Vec<LiveWatch>, AppError> {
    permit(caller, Act::Look)?;
    Ok(app.live(|live| live.watches.clone()))
}

/// Files of watches in the folder, in the order in which they are taken in: each watch's own in the order of their
/// numbers.
fn names_in(folder: &Path) -> Result<Vec<String>, AppError> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(|error| trouble(folder, error))?,
    };
    let mut names = Vec::new();
    // A folder that holds more than its bound is looked at in pieces.
    for entry in entries.take(2 * FILES_MAX) {
        let entry = entry.map_err(|error| trouble(folder, error))?;
        if let Ok(name) = entry.file_name().into_string()
            && name.ends_with(".json")
        {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// The bytes of a file, one more than is read at most where it is longer. Nothing that is not a plain file is opened.
fn bytes_of(path: &Path) -> Result<Option<Vec<u8>>, AppError> {
    let about = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        about => about.map_err(|error| trouble(path, error))?,
    };
    let mut bytes = Vec::new();
    if about.is_file() {
        let max = HandedLimits::default().bytes_max as u64;
        let file = fs::File::open(path).map_err(|error| trouble(path, error))?;
        file.take(max + 1).read_to_end(&mut bytes).map_err(|error| trouble(path, error))?;
    }
    Ok(Some(bytes))
}

/// Takes in one file. Gives the reason why it does not belong here, where there is one.
async fn one(
    app: &App,
    caller: &Caller,
    (name, bytes): (&str, &[u8]),
    handed: Handed,
    taken: &mut TakenIn,
) -> Result<Option<Problem>, AppError> {
    let Handed { format: _, mark, seq, dictionary, at, content } = handed;
    if name != file_name(&mark, seq) {
        return Ok(Some(refusal(name, misnamed())));
    }
    if dictionary != dictionary_digest() {
        return Ok(Some(refusal(name, other_dictionary())));
    }
    let known = app.store().observation_run_of(&run_digest(&mark)).await?;
    let stamp = Stamp { mark: &mark, at };
    match (content, known) {
        (HandedContent::Opening(opening), None) => {
            if let Some(why) = begin(app, caller, &stamp, &opening).await? {
                return Ok(Some(refusal(name, why)));
            }
        }
        (HandedContent::Opening(opening), Some(run)) => {
            remember(app, &stamp, &run, |it| it.every_seconds = Some(opening.every_seconds));
            taken.before += 1;
        }
        (_, None) => return Ok(Some(refusal(name, never_opened()))),
        (HandedContent::Part(part), Some(run)) => {
            if let Some(why) = not_to_be_kept(&part.observation, &run.settings) {
                return Ok(Some(refusal(name, why)));
            }
            take_part(app, caller, (name, bytes), &stamp, (part, run), taken).await?;
        }
        (HandedContent::Ending(HandedEnding { refused, packets_left }), Some(run)) => {
            remember(app, &stamp, &run, |it| (it.refused, it.ended) = (refused, Some(packets_left)));
        }
    }
    taken.files += 1;
    Ok(None)
}

/// Which run a file belongs to, and when it was written.
struct Stamp<'h> {
    mark: &'h str,
    at: Timestamp,
}

/// Begins a run, and notes what `begin` notes of a watch that opens the register itself.
async fn begin(
    app: &App,
    caller: &Caller,
    stamp: &Stamp<'_>,
    opening: &HandedOpening,
) -> Result<Option<Text>, AppError> {
    let HandedOpening { who, purpose, interface, snap_bytes, watch, headers_only, identities, .. } = opening;
    if let Some(id) = watch
        && !app.register().await?.1.watches.contains_key(id)
    {
        return Ok(Some(no_watch(id)));
    }
    let settings =
        RunSettings { watch: watch.clone(), headers_only: *headers_only, identities: identities.clone() };
    let source =
        Source::File { name: interface.clone(), sha256: run_digest(stamp.mark), importer: READER.to_owned() };
    let origin = app.origin(caller, source);
    let shortfalls: Vec<&str> = opening.shortfalls.iter().map(|it| it.en.as_str()).collect();
    let detail = json!({
        "interface": interface,
        "snap_bytes": snap_bytes,
        "headers_only": headers_only,
        "confined": shortfalls.is_empty(),
        "shortfalls": shortfalls,
        "handed_over": {
            "mark": stamp.mark,
            "begun_by": who,
            "begun_at": stamp.at.to_string(),
            "purpose": purpose,
            "dictionary": dictionary_digest(),
        },
    });
    let no = app.store().begin_watch(&settings, &detail, &origin).await?;
    let health = CaptureHealth { headers_only: *headers_only, ..CaptureHealth::default() };
    let run = ObservationRun { no, settings, first: None, last: None, health, origin };
    remember(app, stamp, &run, |it| it.every_seconds = Some(opening.every_seconds));
    Ok(None)
}

async fn take_part(
    app: &App,
    caller: &Caller,
    (name, bytes): (&str, &[u8]),
    stamp: &Stamp<'_>,
    (part, run): (HandedPart, ObservationRun),
    taken: &mut TakenIn,
) -> Result<(), AppError> {
    let HandedPart { seconds, refused, observation } = part;
    if !observation.is_nothing() {
        let (name, sha256) = (name.to_owned(), sha256_hex(bytes));
        let source = Source::File { name, sha256, importer: READER.to_owned() };
        let origin: Origin = app.origin(caller, source);
        if app.store().extend_observation_once(run.no, &observation, &origin).await? {
            taken.packets += observation.health.seen.packets;
            taken.watches.push(run.settings.watch.clone());
        } else {
            taken.before += 1;
        }
    }
    remember(app, stamp, &run, |it| {
        // One long part comes in several files, of which the first has the health.
        if it.told != stamp.at || observation.health.seen.packets > 0 {
            (it.seconds, it.last) = (seconds, observation.health);
        }
        it.refused = refused;
    });
    Ok(())
}

/// Notes in memory how a watch is.
fn remember(app: &App, stamp: &Stamp<'_>, run: &ObservationRun, change: impl FnOnce(&mut LiveWatch)) {
    let taken = app.now();
    app.live(|live| {
        let watches = &mut live.watches;
        if !watches.iter().any(|it| it.mark == stamp.mark) {
            if watches.len() >= WATCHES_MAX {
                watches.remove(0);
            }
            watches.push(LiveWatch {
                mark: stamp.mark.to_owned(),
                run: run.no,
                watch: run.settings.watch.clone(),
                interface: match &run.origin.source {
                    Source::File { name, .. } => name.clone(),
                    Source::Person => String::new(),
                },
                every_seconds: None,
                told: stamp.at,
                taken,
                seconds: 0,
                last: CaptureHealth::default(),
                refused: 0,
                ended: None,
            });
        }
        if let Some(it) = watches.iter_mut().find(|it| it.mark == stamp.mark) {
            change(it);
            (it.told, it.taken) = (stamp.at, taken);
        }
    });
}

/// Why a part holds what its run was not to keep.
fn not_to_be_kept(seen: &Observation, settings: &RunSettings) -> Option<Text> {
    let Observation { conversations, sightings: _, identities, health } = seen;
    let classes = settings.headers_only && conversations.iter().any(|it| !it.commands.is_empty());
    let kinds = identities.iter().any(|it| !settings.identities.contains(&it.kind));
    (classes || kinds || health.headers_only != settings.headers_only).then(|| {
        text!(
            ja: "この監視では残さないと決めた種類の記録（命令の種別か名乗り）が入っています。",
            en: "It holds records of a kind that this watch was not to keep: classes of command or identities."
        )
    })
}

/// Moves a file to where a person finds it. Where too many lie there already it stays where it is.
fn set_aside(folder: &Path, name: &str, problem: Problem) -> Result<Problem, AppError> {
    let aside = set_aside_folder(folder);
    fs::create_dir_all(&aside).map_err(|error| trouble(&aside, error))?;
    let there = fs::read_dir(&aside).map_err(|error| trouble(&aside, error))?.take(ASIDE_MAX).count();
    let to = aside.join(name);
    if there < ASIDE_MAX && !to.exists() {
        fs::rename(folder.join(name), &to).map_err(|error| trouble(&to, error))?;
    }
    Ok(problem)
}

fn refusal(name: &str, what: Text) -> Problem {
    Problem::error(
        sekisho_model::Place::file(name.to_owned()),
        what,
        text!(
            ja: "ファイルは「set-aside」フォルダに移しました。原因を確かめてから削除してください。",
            en: "The file lies in the folder \"set-aside\" now. Find out why, then delete it."
        ),
    )
}

fn misnamed() -> Text {
    text!(
        ja: "受け渡しファイルの名前が、中に書かれた監視の印と番号に一致しません。",
        en: "The name of the part is not that of the watch and number written in it."
    )
}

fn other_dictionary() -> Text {
    text!(
        ja: "監視側の sekisho の項目の辞書が、この台帳を開いている sekisho と異なります。両方を同じ版にしてください。",
        en: "The sekisho that watches keeps to another field dictionary than the one that has the register open. Use the same version for both."
    )
}

fn never_opened() -> Text {
    text!(
        ja: "この監視の開始のファイルが取り込まれていません。",
        en: "The file that opens this watch was never taken in."
    )
}

fn no_watch(id: &WatchId) -> Text {
    text!(
        ja: "見張り「{id}」は台帳に登録されていません。台帳の見張りに加えて、監視をやり直してください。",
        en: "There is no watch \"{id}\" in the register. Add it there and begin the watch anew."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_watch_that_says_nothing_is_silent_until_another_takes_its_place() {
        let at = |second: i64| Timestamp::from_second(1_763_000_000 + second).unwrap_or_default();
        let watch = |run, every_seconds, ended| LiveWatch {
            mark: String::new(),
            run,
            watch: None,
            interface: "eth1".to_owned(),
            every_seconds,
            told: at(0),
            taken: at(0),
            seconds: 60,
            last: CaptureHealth::default(),
            refused: 0,
            ended,
        };
        let one = watch(1, Some(60), None);
        let alone = [one.clone()];
        for (second, state) in [(0, LiveState::Telling), (90, LiveState::Telling), (91, LiveState::Silent)] {
            assert_eq!(one.state(&alone, at(second)), state, "{second}");
        }
        assert_eq!(watch(1, Some(600), None).state(&alone, at(899)), LiveState::Telling);
        assert_eq!(watch(1, Some(600), None).state(&alone, at(901)), LiveState::Silent);
        assert_eq!(watch(1, None, None).state(&alone, at(91)), LiveState::Silent);
        assert_eq!(watch(1, None, Some(0)).state(&alone, at(9_999)), LiveState::Ended);
        let elsewhere = LiveWatch { interface: "eth2".to_owned(), ..watch(2, None, None) };
        assert_eq!(one.state(&[one.clone(), elsewhere], at(91)), LiveState::Silent);
        assert_eq!(one.state(&[one.clone(), watch(2, None, None)], at(91)), LiveState::Replaced);
    }
}
