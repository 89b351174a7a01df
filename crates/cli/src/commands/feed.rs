//! `feed import | list`.

use std::path::PathBuf;
use std::process::ExitCode;

use sekisho_app::App;
use sekisho_app::feeds::{self, FeedCounts};
use sekisho_model::{Problem, Text, text};
use sekisho_report::words;
use serde::Serialize;

use super::{Place, done};
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
            let (counts, problems) = import(&app, place, &paths, each, terminal).await?;
            terminal.say_problems(&problems);
            if terminal.format == Format::Json {
                terminal.print_json(&document(counts, &problems))?;
            } else {
                terminal.print(in_words(counts).in_lang(terminal.lang));
            }
            let unread = counts.files_unreadable > 0 || counts.files == 0;
            Ok(if unread { ExitCode::from(INPUT) } else { done() })
        }
        FeedCommand::List => list(place, terminal).await,
    }
}

/// Imports every file under the paths, each in a transaction of its own, so that a stopped import can be
/// run again and goes on where it was.
async fn import(
    app: &App,
    place: &Place,
    paths: &[PathBuf],
    each: bool,
    terminal: &Terminal,
) -> Result<(FeedCounts, Vec<Problem>), Failure> {
    let files = files::under(paths)?;
    let progress = terminal.progress(files.len(), terminal.lang.pick("取り込み中", "importing"));
    let (mut counts, mut problems) = (FeedCounts::default(), Vec::new());
    for path in &files {
        let (of_file, found) = match files::read(path) {
            Ok(file) => feeds::import(app, &place.caller, &file.name, &file.bytes).await?,
            Err(problem) => {
                (FeedCounts { files: 1, files_unreadable: 1, ..FeedCounts::default() }, vec![*problem])
            }
        };
        counts = counts.and(of_file);
        problems.extend(found);
        if each && of_file.files_unreadable == 0 {
            terminal.print(&format!("stored {}", path.display()));
        }
        progress.inc(1);
    }
    progress.finish_and_clear();
    if files.is_empty() {
        problems.extend(paths.iter().map(|path| files::nothing_in(path)));
    }
    Ok((counts, problems))
}

/// Counts in = counts out, in words.
fn in_words(counts: FeedCounts) -> Text {
    let FeedCounts { files, files_known, files_unreadable, read, added, updated, unchanged, older } = counts;
    text!(
        ja: "{files} ファイル（取り込み済み {files_known}、読めない {files_unreadable}）、アドバイザリ {read} 件：新規 {added}、更新 {updated}、変更なし {unchanged}、古い版 {older}。",
        en: "{files} files ({files_known} imported before, {files_unreadable} unreadable), {read} advisories: {added} new, {updated} updated, {unchanged} unchanged, {older} older."
    )
}

#[derive(Serialize)]
struct Document<'a> {
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
}

const fn document(counts: FeedCounts, problems: &[Problem]) -> Document<'_> {
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
