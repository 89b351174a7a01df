//! `scan`: SBOMs, lock files and device lists against advisories, without a register.

use std::path::PathBuf;
use std::process::ExitCode;

use sekisho_app::scan::{self, File};
use sekisho_app::{App, Opening};
use sekisho_assess::{Inventory, Scan};
use sekisho_model::{Advisory, Gravity, Problem, text};
use sekisho_supply::Verdict;

use super::{Place, done};
use crate::args::{FailOn, Format};
use crate::exit::{FOUND, Failure, INPUT};
use crate::files;
use crate::terminal::Terminal;

/// What is wanted.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) feed: Vec<PathBuf>,
    pub(super) devices: Vec<PathBuf>,
    pub(super) fail_on: FailOn,
    pub(super) inputs: Vec<PathBuf>,
}

pub(super) async fn run(
    place: impl FnOnce() -> Result<Place, Failure>,
    wanted: Wanted,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let (advisories, mut problems) = if wanted.feed.is_empty() {
        (from_register(place).await?, Vec::new())
    } else {
        from_feeds(&wanted.feed, terminal)?
    };
    let (inventories, unread, found) = inventories(&wanted);
    problems.extend(found);
    // An advisory that could not be read is one that nothing was held against.
    let unread = unread > 0 || has_errors(&problems);
    let answer = scan::scan(&advisories, &inventories);
    if terminal.format == Format::Json {
        terminal.print_json(&sekisho_report::scan::document(&answer, &problems))?;
    } else {
        terminal.say_problems(&problems);
        terminal.print(&sekisho_report::scan::table_text(&answer, terminal.lang, terminal.width()));
    }
    Ok(if unread {
        ExitCode::from(INPUT)
    } else if fails(&answer, wanted.fail_on) {
        ExitCode::from(FOUND)
    } else {
        done()
    })
}

async fn from_register(place: impl FnOnce() -> Result<Place, Failure>) -> Result<Vec<Advisory>, Failure> {
    let place = place()?;
    let app = App::open_existing(&place.folder, Opening::Read).await?.ok_or_else(|| {
        Failure::usage(
            text!(ja: "照合するアドバイザリがありません。", en: "There are no advisories to hold it against."),
            text!(ja: "--feed でアドバイザリのフォルダを指定してください。", en: "Name a folder of advisories with --feed."),
        )
    })?;
    Ok(sekisho_app::feeds::all(&app, &place.caller).await?)
}

fn from_feeds(paths: &[PathBuf], terminal: &Terminal) -> Result<(Vec<Advisory>, Vec<Problem>), Failure> {
    let files = files::under(paths)?;
    let progress = terminal.progress(files.len(), terminal.lang.pick("アドバイザリ", "advisories"));
    let (mut advisories, mut problems) = (Vec::new(), Vec::new());
    for path in &files {
        match files::read(path).map(|file| scan::read_feed(&file)) {
            Ok((read, found)) => {
                advisories.extend(read);
                problems.extend(found);
            }
            Err(problem) => problems.push(*problem),
        }
        progress.inc(1);
    }
    progress.finish_and_clear();
    if files.is_empty() {
        problems.extend(paths.iter().map(|path| files::nothing_in(path)));
    }
    Ok((advisories, problems))
}

/// Everything to scan, how many inputs gave nothing, and what was wrong.
fn inventories(wanted: &Wanted) -> (Vec<Inventory>, usize, Vec<Problem>) {
    type Reader = fn(&File) -> (Option<Inventory>, Vec<Problem>);
    let (mut inventories, mut unread, mut problems) = (Vec::new(), 0, Vec::new());
    let jobs: [(&[PathBuf], Reader); 2] =
        [(&wanted.inputs, scan::read_sbom as Reader), (&wanted.devices, scan::read_devices)];
    for (paths, reader) in jobs {
        for path in paths {
            let (inventory, found) = match files::read(path) {
                Ok(file) => reader(&file),
                Err(problem) => (None, vec![*problem]),
            };
            unread += usize::from(inventory.is_none());
            inventories.extend(inventory);
            problems.extend(found);
        }
    }
    (inventories, unread, problems)
}

/// Was a part of the input not read?
pub(super) fn has_errors(problems: &[Problem]) -> bool {
    problems.iter().any(|problem| problem.gravity == Gravity::Error)
}

/// Was something at least this bad found? Informational notices alone never fail on a score.
fn fails(answer: &Scan, fail_on: FailOn) -> bool {
    answer.items.iter().any(|item| reached(fail_on, item.verdict, item.score()))
}

/// Does a verdict with a score reach the level?
pub(super) fn reached(fail_on: FailOn, verdict: Verdict, score_tenths: u8) -> bool {
    let affected = verdict == Verdict::Affected;
    match fail_on {
        FailOn::Never => false,
        FailOn::Critical => affected && score_tenths >= 90,
        FailOn::High => affected && score_tenths >= 70,
        FailOn::Medium => affected && score_tenths >= 40,
        FailOn::Affected => affected,
        FailOn::Undecided => verdict > Verdict::NotAffected,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undecided_fails_only_when_asked_for() {
        assert!(!reached(FailOn::Affected, Verdict::Undecided, 98));
        assert!(reached(FailOn::Undecided, Verdict::Undecided, 0));
        assert!(reached(FailOn::High, Verdict::Affected, 70));
        assert!(!reached(FailOn::High, Verdict::Affected, 69));
        assert!(!reached(FailOn::Never, Verdict::Affected, 100));
    }
}
