//! Starting other programs, and saying how each ended and how long it took.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::say;

/// How one step of a check ended.
pub(crate) struct Ended {
    /// Its name.
    pub(crate) name: String,
    /// Did it pass?
    pub(crate) passed: bool,
    /// How long it took.
    pub(crate) took: Duration,
}

impl Ended {
    /// `fmt        ok      1.2 s`
    pub(crate) fn line(&self) -> String {
        let word = if self.passed { "ok" } else { "FAILED" };
        format!("{:<10} {word:<7} {:>7.1} s", self.name, self.took.as_secs_f64())
    }
}

/// Announces a step, carries it out, and says how it ended.
pub(crate) fn timed(name: &str, words: &str, work: impl FnOnce() -> bool) -> Ended {
    say::line(&format!("── {name}: {words}"));
    let start = Instant::now();
    let passed = work();
    let ended = Ended { name: name.to_owned(), passed, took: start.elapsed() };
    say::line(&format!("   {}", ended.line()));
    ended
}

/// The cargo that started us, in the workspace's root.
pub(crate) fn cargo(root: &Path, arguments: &[&str]) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(root).args(arguments);
    command
}

/// Runs a program whose output goes straight to the terminal.
pub(crate) fn passes(command: &mut Command) -> bool {
    match command.status() {
        Ok(status) => status.success(),
        Err(error) => {
            say::line(&format!("   {command:?} could not be started: {error}"));
            false
        }
    }
}

/// Runs a program, hands each line of one of its streams to `each` as it comes, and lets the other stream
/// go straight to the terminal.
pub(crate) fn passes_with_lines(command: &mut Command, stream: Stream, mut each: impl FnMut(&str)) -> bool {
    match stream {
        Stream::Out => command.stdout(Stdio::piped()),
        Stream::Err => command.stderr(Stdio::piped()),
    };
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => {
            say::line(&format!("   {command:?} could not be started: {error}"));
            return false;
        }
    };
    match stream {
        Stream::Out => read_lines(child.stdout.take(), &mut each),
        Stream::Err => read_lines(child.stderr.take(), &mut each),
    }
    child.wait().is_ok_and(|status| status.success())
}

/// Which stream of a program is read line by line.
#[derive(Clone, Copy)]
pub(crate) enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

fn read_lines(stream: Option<impl std::io::Read>, each: &mut impl FnMut(&str)) {
    let Some(stream) = stream else { return };
    let mut reader = BufReader::new(stream);
    let mut line = Vec::new();
    // Bytes, not `lines()`: a test may print what is not UTF-8.
    while reader.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
        each(String::from_utf8_lossy(&line).trim_end_matches(['\n', '\r']));
        line.clear();
    }
}
