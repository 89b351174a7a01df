//! What live watches handed over, taken into the register: once by `observe take-in`, again and again by `serve`.
//!
//! Invariant: what is taken in is judged as a watch that opens the register itself would, and what cannot be taken in is
//! said once.

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use sekisho_app::observe::{self, Purpose, TakenIn};
use sekisho_app::{App, AppError, Caller};
use sekisho_model::{Gravity, WatchId, counted, text};
use serde_json::json;

use super::judged;
use crate::args::Format;
use crate::commands::{Place, done};
use crate::exit::{Failure, INPUT};
use crate::terminal::Terminal;

/// How often `serve` looks into the folder.
const EVERY: Duration = Duration::from_secs(2);
/// Judging takes at most this part of the time.
pub(super) const REST: u32 = 20;

/// Takes in what is there, and says so.
pub(super) async fn run(place: &Place, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let app = place.write().await?;
    let taken = observe::take_in(&app, &place.caller).await?;
    if terminal.format == Format::Json {
        let TakenIn { files, packets, before, set_aside, watches } = &taken;
        terminal.say_problems(set_aside);
        terminal.print_json(&json!({
            "format": 1,
            "files": files,
            "packets": packets,
            "taken_in_before": before,
            "set_aside": set_aside,
            "watches": watches,
        }))?;
    } else if taken == TakenIn::default() {
        terminal
            .print(terminal.lang.pick("取り込み待ちのものはありません。", "Nothing waits to be taken in."));
    } else {
        say(&taken, terminal);
    }
    let is_whole = taken.set_aside.is_empty();
    Ok(if is_whole { done() } else { ExitCode::from(INPUT) })
}

/// Says what was taken in, where there was something.
pub(super) fn say(taken: &TakenIn, terminal: &Terminal) {
    let TakenIn { files, packets, set_aside, .. } = taken;
    if *files > 0 {
        let counted = counted(*files, "part", "parts");
        terminal.say(&text!(
            ja: "監視中の処理が渡した {files} 個（{packets} パケット分）を取り込みました。",
            en: "Took in {counted} that live watches handed over ({packets} packets)."
        ));
    }
    terminal.say_problems(set_aside);
}

/// What waits is taken in for as long as the register is served.
#[derive(Debug)]
pub(crate) struct Taking {
    app: App,
    caller: Caller,
    terminal: Terminal,
    /// Alerts that were shown, or were open before, by watch.
    known: BTreeMap<Option<WatchId>, BTreeSet<String>>,
    /// Watches of which something new is there that was not judged.
    due: BTreeSet<Option<WatchId>>,
    judge_after: Instant,
    /// Files and troubles that were told.
    told: BTreeSet<String>,
}

impl Taking {
    pub(crate) fn new(app: App, place: &Place, terminal: &Terminal) -> Self {
        Self {
            app,
            caller: place.caller.clone(),
            terminal: *terminal,
            known: BTreeMap::new(),
            due: BTreeSet::new(),
            judge_after: Instant::now(),
            told: BTreeSet::new(),
        }
    }

    /// Takes in again and again.
    pub(crate) async fn for_ever(mut self) {
        loop {
            match self.once().await {
                Ok(()) => {}
                Err(error) => self.tell(&format!("{error}"), |terminal| terminal.say(&error.text())),
            }
            tokio::time::sleep(EVERY).await;
        }
    }

    async fn once(&mut self) -> Result<(), AppError> {
        let taken = observe::take_in(&self.app, &self.caller).await?;
        for problem in taken.set_aside {
            self.tell(&problem.place.file.clone(), |terminal| {
                if problem.gravity == Gravity::Error {
                    terminal.say_problems(std::slice::from_ref(&problem));
                }
            });
        }
        self.due.extend(taken.watches);
        if Instant::now() < self.judge_after {
            return Ok(());
        }
        let begun = Instant::now();
        while let Some(watch) = self.due.pop_first() {
            self.judge(watch).await?;
        }
        self.judge_after = Instant::now() + begun.elapsed() * REST;
        Ok(())
    }

    /// Shows alerts that are new. Those that are open when a watch is first heard of are counted.
    async fn judge(&mut self, watch: Option<WatchId>) -> Result<(), AppError> {
        let purpose = purpose(&self.terminal)?;
        let is_first = !self.known.contains_key(&watch);
        let known = self.known.entry(watch.clone()).or_default();
        let new = observe::new_alerts(&self.app, &self.caller, watch.as_ref(), known, &purpose).await?;
        if is_first {
            open_already(new.len(), &self.terminal);
            return Ok(());
        }
        for alert in &new {
            // Words cannot fail; a document of ours always serialises.
            let _ = judged::new_alert(alert, &self.terminal);
        }
        Ok(())
    }

    /// Says a thing once.
    fn tell(&mut self, what: &str, say: impl FnOnce(&Terminal)) {
        if self.told.len() < 10_000 && self.told.insert(what.to_owned()) {
            say(&self.terminal);
        }
    }
}

/// Says how many alerts there are that are not shown one by one.
pub(super) fn open_already(n: usize, terminal: &Terminal) {
    if n > 0 {
        terminal.say(&text!(
            ja: "すでに出ている警報が {n} 件あります（sekisho observe alerts で見られます）。ここには新しいものだけを出します。",
            en: "{n} alerts are open already (see `sekisho observe alerts`); only new ones are shown here."
        ));
    }
}

pub(super) fn purpose(terminal: &Terminal) -> Result<Purpose, AppError> {
    Purpose::new(terminal.lang.pick("常時の監視で新しい警報の確認", "a live watch that tells what is new"))
}
