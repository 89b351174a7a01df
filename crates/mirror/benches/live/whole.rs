//! The same measurement of the whole program: `sekisho observe --live` with its register, all of its threads on one
//! core, and the sender on the other.

#![allow(clippy::expect_used, reason = "a tool for measurements")]

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::live::{Wish, pin, send};
use super::net::{FAR, NEAR, Train, cable, transmitted};

/// What came of it.
#[derive(Debug)]
pub(crate) struct Measured {
    sent: u64,
    took: Duration,
    kept: u64,
    lost: u64,
    transmitted: u64,
    busy: Duration,
    idle: Memory,
    end: Memory,
    database_bytes: u64,
}

/// Memory of a process, in KiB.
#[derive(Debug)]
struct Memory {
    resident: u64,
    own: u64,
}

impl std::fmt::Display for Measured {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { sent, took, kept, lost, transmitted, busy, idle, end, database_bytes } = self;
        let (seconds, busy) = (took.as_secs_f64(), busy.as_secs_f64());
        write!(
            f,
            "{seconds:.0} s | {:.0} frames/s | sent {sent} | kept {kept} | lost {lost} | {:.1} % of a core | \
             idle {} KiB, of these {} of its own | at the end {} KiB, of these {} of its own | database {} KiB | \
             transmitted {transmitted}",
            *sent as f64 / seconds,
            100.0 * busy / seconds,
            idle.resident,
            idle.own,
            end.resident,
            end.own,
            database_bytes / 1024,
        )
    }
}

/// Measures. `None`, and a line that says why, where no network of its own can be made.
pub(crate) fn measure(program: &Path, wish: Wish) -> Option<Measured> {
    cable()?;
    let folder = tempfile::tempdir().expect("a folder of its own");
    let data = folder.path().join("data");
    let sekisho = |arguments: &[&str]| {
        let mut command = Command::new(program);
        command.args(["--lang", "en", "--data-dir"]).arg(&data).args(arguments);
        command
    };
    assert!(sekisho(&["init"]).stdout(Stdio::null()).status().expect("the program runs").success());
    pin(0);
    let mut watching = begin(sekisho(&["observe", "--live", NEAR, "--every", "10s"]));
    std::thread::sleep(Duration::from_secs(15));
    let (idle, before) = (memory(&watching), computed(&watching));
    let sender = Train::open(FAR).expect("the far end can send");
    let (sent, took) = std::thread::spawn(move || send(sender, wish)).join().expect("the sender ends");
    std::thread::sleep(Duration::from_secs(2));
    let (end, busy) = (memory(&watching), computed(&watching).saturating_sub(before));
    let id = watching.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().expect("`kill` runs").success());
    assert!(watching.wait().expect("it ends").success());
    let transmitted = transmitted(NEAR);
    let output = sekisho(&["observe", "runs", "--format", "json"]).output().expect("the program runs");
    let runs = String::from_utf8_lossy(&output.stdout).into_owned();
    let (kept, lost) = (number(&runs, "\"packets\":"), number(&runs, "\"lost\":"));
    let database_bytes = ["sekisho.db", "sekisho.db-wal"].iter().map(|name| length(data.join(name))).sum();
    Some(Measured { sent, took, kept, lost, transmitted, busy, idle, end, database_bytes })
}

/// Begins, and waits until it listens.
fn begin(mut command: Command) -> Child {
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program runs");
    let mut words = BufReader::new(child.stderr.take().expect("its words are read")).lines();
    let listens = words.any(|line| line.is_ok_and(|line| line.contains("Listening")));
    assert!(listens, "it listens");
    // Words that come later go nowhere, and must not end it.
    std::thread::spawn(move || words.for_each(drop));
    child
}

fn memory(process: &Child) -> Memory {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.id())).unwrap_or_default();
    Memory { resident: number(&status, "VmRSS:"), own: number(&status, "RssAnon:") }
}

/// What all its threads have computed.
fn computed(process: &Child) -> Duration {
    let state = std::fs::read_to_string(format!("/proc/{}/stat", process.id())).unwrap_or_default();
    let fields = state.rsplit(')').next().unwrap_or_default().split_whitespace();
    // Fields 14 and 15, counted behind the name; in hundredths of a second.
    let ticks: u64 = fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

/// The number that follows a word.
fn number(text: &str, word: &str) -> u64 {
    let rest = text.split_once(word).map_or("", |(_, rest)| rest).trim_start();
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    rest.get(..end).and_then(|digits| digits.parse().ok()).unwrap_or(u64::MAX)
}

fn length(path: PathBuf) -> u64 {
    std::fs::metadata(path).map_or(0, |file| file.len())
}
