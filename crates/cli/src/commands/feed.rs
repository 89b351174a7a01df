//! `feed import | list | show`; `watch` and `sync` bring the same through a folder and the network.

mod show;

use std::path::PathBuf;
use std::process::ExitCode;

use sekisho_app::App;
use sekisho_app::feeds::{self, FeedCounts};
use sekisho_app::notices::Notice;
use sekisho_model::{Problem, Text, text};
use sekisho_report::words;
use serde::Serialize;

use super::{Place, done, notices, sync, watch};
use crate::args::{FeedCommand, Format};
use crate::exit::{Failure, INPUT};
use crate::files;
use crate::terminal::Terminal;

pub(super) async fn run(
    place: &Place,
    command: FeedCommand,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    match command {
        FeedCommand::Import { paths, each } => {
            let app = place.write().await?;
            let from = notices::next_entry(&app, place).await?;
            let mut brought = import(&app, place, &files::under(&paths)?, each, terminal).await?;
            if brought.counts.files == 0 {
                brought.problems.extend(paths.iter().map(|path| files::nothing_in(path)));
            }
            brought.notices = notices::since(&app, place, from).await?;
            brought.show(terminal)?;
            Ok(brought.ending())
        }
        FeedCommand::Watch { folder, once, seconds } => {
            watch::run(place, &watch::Wanted { folder, once, seconds }, terminal).await
        }
        FeedCommand::Sync { url, allow_http, tlp, timeout, anew, signatures, trust_key, drop_key } => {
            let keys = sync::Keys { signatures, trusted: trust_key, dropped: drop_key };
            sync::run(place, &sync::Wanted { url, allow_http, tlp, timeout, anew, keys }, terminal).await
        }
        FeedCommand::List => list(place, terminal).await,
        FeedCommand::Show { id } => show::run(place, &id, terminal).await,
    }
}

/// What an import brought and what follows from it.
#[derive(Debug, Default)]
pub(super) struct Brought {
    pub(super) counts: FeedCounts,
    pub(super) problems: Vec<Problem>,
    pub(super) notices: Vec<Notice>,
}

impl Brought {
    /// The counts, then the notices; problems beside.
    pub(super) fn show(&self, terminal: &Terminal) -> Result<(), Failure> {
        terminal.say_problems(&self.problems);
        if terminal.format == Format::Json {
            return terminal.print_json(&self.document());
        }
        terminal.print(in_words(self.counts).in_lang(terminal.lang));
        notices::print(&self.notices, terminal);
        Ok(())
    }

    /// Something that could not be read, or nothing at all, is no clean end.
    pub(super) fn ending(&self) -> ExitCode {
        let unread = self.counts.files_unreadable > 0 || self.counts.files == 0;
        if unread { ExitCode::from(INPUT) } else { done() }
    }

    pub(super) fn document(&self) -> Document<'_> {
        document(self.counts, &self.problems, notices::rows(&self.notices))
    }
}

/// Imports files, each in a transaction of its own, so that a stopped import can be run again and goes on where it
/// was. What follows from them is not asked yet.
pub(super) async fn import(
    app: &App,
    place: &Place,
    files: &[PathBuf],
    each: bool,
    terminal: &Terminal,
) -> Result<Brought, Failure> {
    let progress = terminal.progress(files.len(), terminal.lang.pick("取り込み中", "importing"));
    let mut brought = Brought::default();
    for path in files {
        let (of_file, found) = match files::read(path) {
            Ok(file) => feeds::import(app, &place.caller, &file.name, &file.bytes).await?,
            Err(problem) => {
                (FeedCounts { files: 1, files_unreadable: 1, ..FeedCounts::default() }, vec![*problem])
            }
        };
        brought.counts = brought.counts.and(of_file);
        brought.problems.extend(found);
        if each && of_file.files_unreadable == 0 {
            terminal.print(&format!("stored {}", path.display()));
        }
        progress.inc(1);
    }
    progress.finish_and_clear();
    Ok(brought)
}

/// Counts in = counts out, in words.
fn in_words(counts: FeedCounts) -> Text {
    let FeedCounts { files, files_known, files_unreadable, read, added, updated, unchanged, older } = counts;
    text!(
        ja: "{files} ファイル（取り込み済み {files_known}、読めない {files_unreadable}）、アドバイザリ {read} 件：新規 {added}、更新 {updated}、変更なし {unchanged}、古い版 {older}。",
        en: "{files} files ({files_known} imported before, {files_unreadable} unreadable), {read} advisories: {added} new, {updated} updated, {unchanged} unchanged, {older} older."
    )
}

/// The JSON form of an import.
#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    format: u32,
    files: usize,
    files_known: usize,
    files_unreadable: usize,
    read: usize,
    added: usize,
    updated: usize,
    unchanged: usize,
    older: usize,
    problems: &'a [Problem],
    /// Most urgent first.
    notices: Vec<notices::Row>,
}

const fn document(counts: FeedCounts, problems: &[Problem], notices: Vec<notices::Row>) -> Document<'_> {
    let FeedCounts { files, files_known, files_unreadable, read, added, updated, unchanged, older } = counts;
    Document {
        format: 1,
        files,
        files_known,
        files_unreadable,
        read,
        added,
        updated,
        unchanged,
        older,
        problems,
        notices,
    }
}

#[derive(Serialize)]
struct List<'a> {
    format: u32,
    advisories: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    id: String,
    title: &'a str,
    /// CVSS base score in tenths, where one is stated.
    cvss_tenths: Option<u8>,
    modified: Option<String>,
}

async fn list(place: &Place, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let app = place.read().await?;
    let heads = feeds::list(&app, &place.caller).await?;
    if terminal.format == Format::Json {
        let rows = heads.iter().map(|head| Row {
            id: head.id.to_string(),
            title: &head.title,
            cvss_tenths: head.cvss.as_ref().map(|cvss| cvss.score_tenths),
            modified: head.modified.map(|at| at.to_string()),
        });
        terminal.print_json(&List { format: 1, advisories: rows.collect() })?;
        return Ok(done());
    }
    for head in heads {
        let score = head.cvss.as_ref().map(|cvss| words::score(cvss.score_tenths)).unwrap_or_default();
        let modified = head.modified.map(|at| at.to_string()).unwrap_or_default();
        terminal.print(&format!("{}\t{score}\t{modified}\t{}", head.id, head.title));
    }
    Ok(done())
}
