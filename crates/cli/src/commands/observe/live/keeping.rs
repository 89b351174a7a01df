//! What a live watch saw, put into the register part by part, and judged for what is new.
//!
//! Invariant: the register is open for writing only while a part is put in, so that others can look and enter
//! meanwhile. A part that cannot be put in now waits for the next time, within bounds, and what is beyond them is
//! counted.

use std::collections::BTreeSet;
use std::process::ExitCode;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use sekisho_app::observe::{self, Listening, Purpose, Wanted};
use sekisho_app::{App, AppError, Opening};
use sekisho_model::{Observation, Text, text};
use tokio::runtime::{Builder, Runtime};

use super::super::summary::{LiveRow, Summary};
use super::super::{Place, judged};
use crate::args::observe::{FailOnAlert, ObserveArguments};
use crate::exit::Failure;
use crate::terminal::Terminal;

/// Records of a kind that wait at most.
const WAITING_MAX: usize = 200_000;
/// Judging takes at most this part of the time.
const REST: u32 = 20;
/// How often the last part is tried, once a second.
const LAST_TRIES: u32 = 15;

/// Keeps what a live watch sees.
pub(super) struct Keeper {
    runtime: Runtime,
    place: Place,
    wanted: Wanted,
    listening: Listening,
    terminal: Terminal,
    register: bool,
    fail_on: FailOnAlert,
    run: i64,
    begun: Instant,
    /// Alerts that were shown, or were open before.
    known: BTreeSet<String>,
    /// What could not be put in yet.
    waiting: Observation,
    refused: bool,
    judge_after: Instant,
}

/// A runtime on the thread that asks, with no thread of its own.
pub(super) fn runtime() -> Result<Runtime, Failure> {
    Builder::new_current_thread().enable_all().build().map_err(|error| {
        Failure::bug(text!(ja: "実行環境を用意できません（{error}）。", en: "The runtime cannot be made ready ({error})."))
    })
}

impl Keeper {
    /// Begins the run. Alerts that are open already are counted, not shown.
    pub(super) fn begin(
        place: Place,
        wanted: Wanted,
        listening: Listening,
        arguments: &ObserveArguments,
        terminal: Terminal,
    ) -> Result<Self, Failure> {
        let runtime = runtime()?;
        let (run, known) = runtime.block_on(async {
            let app = place.write().await?;
            let run = observe::begin(&app, &place.caller, &wanted, &listening).await?;
            let mut known = BTreeSet::new();
            let purpose = purpose(&terminal)?;
            let of = wanted.watch.as_ref();
            observe::new_alerts(&app, &place.caller, of, &mut known, &purpose).await?;
            Ok::<_, Failure>((run, known))
        })?;
        if !known.is_empty() {
            let n = known.len();
            terminal.say(&text!(
                ja: "すでに出ている警報が {n} 件あります（sekisho observe alerts で見られます）。ここには新しいものだけを出します。",
                en: "{n} alerts are open already (see `sekisho observe alerts`); only new ones are shown here."
            ));
        }
        let (now, waiting) = (Instant::now(), Observation::default());
        let (register, fail_on) = (arguments.register, arguments.fail_on);
        Ok(Self {
            runtime,
            place,
            wanted,
            listening,
            terminal,
            register,
            fail_on,
            run,
            begun: now,
            known,
            waiting,
            refused: false,
            judge_after: now,
        })
    }

    /// Keeps part after part until no more come.
    pub(super) fn keep_all(&mut self, parts: &Receiver<Observation>) {
        while let Ok(part) = parts.recv() {
            // Where nothing came, the register is left alone.
            if part.is_nothing() && self.waiting.is_nothing() {
                continue;
            }
            join_within(&mut self.waiting, part);
            match self.keep() {
                Ok(()) => self.refused = false,
                Err(failure) if !self.refused => {
                    self.refused = true;
                    self.terminal.say(&waits(&failure.text()));
                }
                Err(_) => {}
            }
        }
    }

    /// Puts in what waits, and shows alerts that are new.
    fn keep(&mut self) -> Result<(), AppError> {
        let Self { runtime, place, wanted, terminal, known, waiting, .. } = self;
        let judge = Instant::now() >= self.judge_after;
        runtime.block_on(async {
            let app = App::open(&place.folder, Opening::Write).await?;
            observe::add(&app, &place.caller, self.run, waiting).await?;
            *waiting = Observation::default();
            if !judge {
                return Ok(());
            }
            let begun = Instant::now();
            let purpose = purpose(terminal)?;
            let of = wanted.watch.as_ref();
            let new = observe::new_alerts(&app, &place.caller, of, known, &purpose).await?;
            for alert in &new {
                // Words cannot fail; a document of ours always serialises.
                let _ = judged::new_alert(alert, terminal);
            }
            self.judge_after = Instant::now() + begun.elapsed() * REST;
            Ok(())
        })
    }

    /// Puts in the last part, and says what was seen, as after reading files.
    pub(super) fn finish(mut self) -> Result<ExitCode, Failure> {
        let seconds = self.begun.elapsed().as_secs();
        self.keep_last()?;
        let Self { runtime, place, wanted, listening, terminal, run, .. } = self;
        let (watched, amounts_of_before) = runtime.block_on(async {
            let app = place.write().await?;
            let runs = observe::runs(&app, &place.caller).await?;
            let before = runs.iter().any(|other| other.no < run && other.settings.watch == wanted.watch);
            let purpose = purpose(&terminal)?;
            let watched = observe::watched(&app, &place.caller, run, &purpose).await?;
            Ok::<_, Failure>((watched, before))
        })?;
        let Listening { interface, snap_bytes: _, shortfalls } = listening;
        let summary = Summary::of_live(LiveRow { interface, run, seconds, shortfalls, amounts_of_before });
        let alerts = &watched.whole.observed.alerts;
        summary.print(&watched.since, alerts, self.register, &terminal)?;
        Ok(judged::code(&watched.whole.observed, self.fail_on))
    }

    fn keep_last(&mut self) -> Result<(), Failure> {
        // The summary judges anyway.
        self.judge_after = Instant::now() + Duration::from_secs(3_600);
        let mut tries = 0;
        while !self.waiting.is_nothing() {
            match self.keep() {
                Ok(()) => break,
                Err(_) if tries < LAST_TRIES => std::thread::sleep(Duration::from_secs(1)),
                Err(error) => {
                    let (n, packets) = (self.waiting.conversations.len(), self.waiting.health.seen.packets);
                    self.terminal.say(&text!(
                        ja: "最後に見えたもの（会話 {n} 件、{packets} パケット）は保存できませんでした。",
                        en: "What was seen last ({n} conversations, {packets} packets) could not be stored."
                    ));
                    return Err(error.into());
                }
            }
            tries += 1;
        }
        Ok(())
    }
}

fn purpose(terminal: &Terminal) -> Result<Purpose, AppError> {
    Purpose::new(terminal.lang.pick("常時の監視で新しい警報の確認", "a live watch that tells what is new"))
}

fn waits(Text { ja, en }: &Text) -> Text {
    text!(
        ja: "今は保存できないため、次の機会に保存します：{ja}",
        en: "This cannot be stored now and waits for the next time: {en}"
    )
}

/// Joins a part to what waits. What is beyond the bound is given up, and counted.
fn join_within(waiting: &mut Observation, part: Observation) {
    waiting.join(part);
    let Observation { conversations, sightings, identities, health } = waiting;
    let lengths = [conversations.len(), sightings.len(), identities.len()];
    let beyond: usize = lengths.into_iter().map(|length| length.saturating_sub(WAITING_MAX)).sum();
    conversations.truncate(WAITING_MAX);
    sightings.truncate(WAITING_MAX);
    identities.truncate(WAITING_MAX);
    health.not_kept += u64::try_from(beyond).unwrap_or(u64::MAX);
}
