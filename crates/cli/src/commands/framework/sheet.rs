//! `framework sheet | read`: a self-assessment out as a workbook or a page, and a person's answers back in.

use std::path::Path;
use std::process::ExitCode;

use sekisho_app::answers::{self, ReadSheet};
use sekisho_model::text;

use super::super::{Place, done, plant};
use super::answers::whose;
use crate::exit::Failure;
use crate::files;
use crate::terminal::Terminal;

/// Writes a framework's self-assessment; the ending of the file's name says in which form.
pub(super) async fn write(
    place: &Place,
    id: &str,
    product: Option<String>,
    out: &Path,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let whose = whose(product)?;
    let app = place.read().await?;
    let ending = out.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let bytes = match ending {
        "xlsx" => answers::sheet_workbook(&app, &place.caller, whose, id, terminal.lang).await?,
        "html" => {
            let sheet = answers::sheet(&app, &place.caller, whose, id, terminal.lang).await?;
            sekisho_report::self_assessment::page(&sheet, terminal.lang).into_bytes()
        }
        other => return Err(no_form(other)),
    };
    files::write(out, &bytes)?;
    terminal.print(&out.display().to_string());
    Ok(done())
}

fn no_form(ending: &str) -> Failure {
    Failure::usage(
        text!(ja: "「.{ending}」の形式では書き出せません。", en: "It cannot be written as \".{ending}\"."),
        text!(ja: "ファイル名の末尾を .xlsx（記入用）か .html（印刷用）にしてください。", en: "End the file's name in .xlsx to fill it in, or .html to print it."),
    )
}

/// Shows what a filled-in sheet would change, and takes it in where a person says so.
pub(super) async fn read(
    place: &Place,
    path: &Path,
    by: &str,
    yes: bool,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let file = files::read(path)?;
    let app = place.write().await?;
    let read = answers::read_sheet(&app, &place.caller, &file, by).await?;
    plant::show(&read.proposal, terminal)?;
    let ReadSheet { framework, untouched, .. } = &read;
    terminal.say(&text!(
        ja: "枠組み {framework}：記入が変わっていない行は {untouched} 行です。",
        en: "Framework {framework}: {untouched} rows were not touched."
    ));
    plant::accept(&app, place, &read.proposal, yes, terminal).await
}
