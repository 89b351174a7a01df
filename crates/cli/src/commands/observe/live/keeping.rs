//! What a live watch saw, put into the register part by part, and judged for what is new.
//!
//! Invariant: the register is open for writing only while a part is put in, so that others can look and enter
//! meanwhile. Where another process keeps it open, parts are handed over through a folder, from which that one takes
//! them. A part that finds no way now waits for the next time, within bounds, and what is beyond them is counted.

use std::collections::BTreeSet;
use std::process::ExitCode;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use sekisho_app::observe::{self, HandedOver, Handing, Listening, Wanted};
use sekisho_app::{App, AppError, Opening};
use sekisho_mirror::memory;
use sekisho_model::{Observation, Problem, Text, text};
use tokio::runtime::{Builder, Runtime};

use super::super::summary::{LiveRow, Summary};
use super::super::taking_in::{self, REST, open_already, purpose};
use super::super::{Place, judged};
use super::Way;
use crate::args::Format;
use crate::args::observe::{FailOnAlert, ObserveArguments};
use crate::exit::Failure;
use crate::terminal::Terminal;

/// Records of a kind that wait at most.
const WAITING_MAX: usize = 200_000;
/// How often a register that another process has open is asked for, once a second, before a part is handed over.
const HELD_TRIES: u32 = 10;
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
    /// The run in the register; none where everything is handed over.
    run: Option<i64>,
    begun: Instant,
    handing: Handing,
    /// Is there something in the folder that was not taken in by this process?
    handed: bool,
    handed_at: Instant,
    /// Alerts that were shown, or were open before.
    known: BTreeSet<String>,
    /// What could not be put in yet.
    waiting: Observation,
    refused: bool,
    judge_after: Instant,
}

/// A runtime on the thread that asks, with no thread of its own.
fn runtime() -> Result<Runtime, Failure> {
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
        way: Way,
        arguments: &ObserveArguments,
        terminal: Terminal,
    ) -> Result<Self, Failure> {
        let runtime = runtime()?;
        let purpose = purpose(&terminal)?;
        let every = arguments.listen.every.as_secs();
        let Way { handed_over, is_register } = way;
        let handing = Handing::new(&handed_over, &place.caller, &wanted, &listening, (every, &purpose))?;
        let now = Instant::now();
        let mut keeper = Self {
            runtime,
            place,
            wanted,
            listening,
            terminal,
            register: arguments.register,
            fail_on: arguments.fail_on,
            run: None,
            begun: now,
            handing,
            handed: false,
            handed_at: now,
            known: BTreeSet::new(),
            waiting: Observation::default(),
            refused: false,
            judge_after: now,
        };
        if is_register {
            keeper.begin_run()?;
        } else {
            let folder = handed_over.display();
            terminal.say(&text!(
                ja: "台帳は開きません。見えたものはフォルダ {folder} に渡し、serve か sekisho observe take-in が取り込みます。",
                en: "No register is opened. What is seen goes to the folder {folder}, from which `serve` or `sekisho observe take-in` takes it."
            ));
            keeper.hand_over()?;
        }
        Ok(keeper)
    }

    fn begin_run(&mut self) -> Result<(), Failure> {
        let Self { runtime, place, wanted, listening, terminal, known, .. } = self;
        let run = runtime.block_on(async {
            let app = place.write().await?;
            let run = observe::begin(&app, &place.caller, wanted, listening).await?;
            let purpose = purpose(terminal)?;
            let of = wanted.watch.as_ref();
            observe::new_alerts(&app, &place.caller, of, known, &purpose).await?;
            Ok::<_, Failure>(run)
        })?;
        open_already(known.len(), terminal);
        self.run = Some(run);
        Ok(())
    }

    /// Keeps part after part until no more come.
    pub(super) fn keep_all(&mut self, parts: &Receiver<Observation>) {
        loop {
            // Until the next part little is done, and most of what storing needed lies idle.
            memory::give_back();
            let Ok(part) = parts.recv() else { return };
            // Where nothing came, the register is left alone; who hands over says that it is there.
            if part.is_nothing() && self.waiting.is_nothing() && self.run.is_some() && !self.handed {
                continue;
            }
            join_within(&mut self.waiting, part);
            let kept = if self.run.is_some() { self.keep_or_hand_over() } else { self.hand_over() };
            match kept {
                Ok(()) => self.refused = false,
                Err(failure) => self.say_once(&failure),
            }
            if self.handing.is_set_aside() {
                // Nothing of it can be taken in any more.
                return;
            }
        }
    }

    fn say_once(&mut self, error: &AppError) {
        if !std::mem::replace(&mut self.refused, true) {
            self.terminal.say(&waits(&error.text()));
        }
    }

    /// Puts in what waits. Where another process has the register open and does not let it go, it is handed over.
    fn keep_or_hand_over(&mut self) -> Result<(), AppError> {
        let mut tries = if self.handed { 0 } else { HELD_TRIES };
        loop {
            match self.keep() {
                Err(error) if error.is_held() && tries > 0 => {
                    self.say_once(&error);
                    tries -= 1;
                    std::thread::sleep(Duration::from_secs(1));
                }
                Err(error) if error.is_held() => return self.hand_over(),
                kept => return kept,
            }
        }
    }

    /// Writes what waits into the folder.
    fn hand_over(&mut self) -> Result<(), AppError> {
        let seconds = self.handed_at.elapsed().as_secs();
        match self.handing.hand(&mut self.waiting, seconds)? {
            HandedOver::Whole => {
                self.handed_at = Instant::now();
                if !std::mem::replace(&mut self.handed, true) && self.run.is_some() {
                    self.terminal.say(&text!(
                        ja: "ほかの処理が台帳を開いているため、見えたものをフォルダ経由で渡します。",
                        en: "Another process has the register open, so what is seen is handed over through a folder."
                    ));
                }
                Ok(())
            }
            HandedOver::Full => Err(full()),
        }
    }

    /// Puts in what waits, and shows alerts that are new.
    fn keep(&mut self) -> Result<(), AppError> {
        let Self { runtime, place, wanted, terminal, known, waiting, .. } = self;
        let judge = Instant::now() >= self.judge_after;
        runtime.block_on(async {
            let app = App::open(&place.folder, Opening::Write).await?;
            if std::mem::take(&mut self.handed) {
                taking_in::say(&observe::take_in(&app, &place.caller).await?, terminal);
            }
            // Who hands over everything has no run here, and does not come this way.
            let Some(run) = self.run else { return Ok(()) };
            observe::add(&app, &place.caller, run, waiting).await?;
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
        if self.handing.is_set_aside() {
            return Err(set_aside());
        }
        let Some(run) = self.run else {
            self.end_handing()?;
            return self.say_handed(seconds);
        };
        self.keep_last()?;
        if self.handed {
            return self.say_handed(seconds);
        }
        let Self { runtime, place, wanted, listening, terminal, .. } = self;
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
        let mut tries = if self.handed { LAST_TRIES } else { 0 };
        while self.handed || !self.waiting.is_nothing() {
            match self.keep() {
                Ok(()) => break,
                Err(_) if tries < LAST_TRIES => std::thread::sleep(Duration::from_secs(1)),
                Err(error) if error.is_held() => return self.end_handing(),
                Err(error) => return Err(self.not_stored(error)),
            }
            tries += 1;
        }
        Ok(())
    }

    /// Hands over the last part and the end.
    fn end_handing(&mut self) -> Result<(), Failure> {
        let last = self.hand_over();
        let ended = self.handing.end(self.waiting.health.seen.packets);
        match (last, ended) {
            (Ok(()), Ok(_)) => Ok(()),
            (Err(error), _) | (_, Err(error)) => Err(self.not_stored(error)),
        }
    }

    fn not_stored(&self, error: AppError) -> Failure {
        let (n, packets) = (self.waiting.conversations.len(), self.waiting.health.seen.packets);
        self.terminal.say(&text!(
            ja: "最後に見えたもの（会話 {n} 件、{packets} パケット）は保存できませんでした。",
            en: "What was seen last ({n} conversations, {packets} packets) could not be stored."
        ));
        error.into()
    }

    /// Says what became of it where the register is another process's: what is not judged here is not called clean.
    fn say_handed(&self, seconds: u64) -> Result<ExitCode, Failure> {
        let (interface, files) = (&self.listening.interface, self.handing.files());
        if self.terminal.format == Format::Json {
            let live = serde_json::json!({
                "format": 1,
                "live": { "interface": interface, "seconds": seconds, "shortfalls": self.listening.shortfalls },
                "handed_over": { "files": files },
                "not_judged": true,
            });
            self.terminal.print_json_line(&live)?;
        } else {
            let answer = text!(
                ja: "「{interface}」を {seconds} 秒監視し、見えたものをフォルダ経由で {files} 個に分けて渡しました。ここでは判定していません。",
                en: "Listened to {interface:?} for {seconds} s and handed over what was seen in {files} files. It was not judged here."
            );
            self.terminal.print(answer.in_lang(self.terminal.lang));
        }
        Ok(judged::unjudged(self.fail_on))
    }
}

fn full() -> AppError {
    AppError::Invalid(vec![Problem::error(
        sekisho_model::Place::default(),
        text!(ja: "受け渡しのフォルダが一杯です。", en: "The folder through which parts are handed over is full."),
        text!(
            ja: "sekisho serve を起動するか、sekisho observe take-in で取り込んでください。",
            en: "Start `sekisho serve`, or take in what is there with `sekisho observe take-in`."
        ),
    )])
}

fn set_aside() -> Failure {
    Failure::input(
        text!(
            ja: "この監視が渡した開始のファイルが取り込まれず、set-aside フォルダに移されました。",
            en: "The file that opens this watch was not taken in, and lies in the folder \"set-aside\"."
        ),
        text!(
            ja: "取り込む側（serve か sekisho observe take-in）の表示で理由を確かめ、監視をやり直してください。",
            en: "Read the reason where it was to be taken in (`serve` or `sekisho observe take-in`), and begin the watch anew."
        ),
    )
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
