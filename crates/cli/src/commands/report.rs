//! `report guideline`.

use std::path::Path;
use std::process::ExitCode;

use jiff::civil::Date;
use sekisho_app::guideline::{self, GuidelineFiles, Wanted};
use sekisho_app::observe::Purpose;
use sekisho_app::snapshots::SHOWN;
use sekisho_model::{Lang, text};

use super::{Place, done};
use crate::args::ReportCommand;
use crate::exit::{self, Failure};
use crate::files;
use crate::terminal::Terminal;

pub(super) async fn run(
    place: &Place,
    command: ReportCommand,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let ReportCommand::Guideline { as_of, out, both, pdf, proposals } = command;
    if pdf {
        return Err(no_pdf());
    }
    let langs = if both { Lang::ALL.to_vec() } else { vec![terminal.lang] };
    let purpose = proposals.map(|words| Purpose::new(&words)).transpose()?;
    write(place, as_of, &out, (&langs, purpose.as_ref()), terminal).await
}

async fn write(
    place: &Place,
    as_of: Option<Date>,
    out: &Path,
    (langs, purpose): (&[Lang], Option<&Purpose>),
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    // A look at what was seen is an entry in the ledger.
    let app = if purpose.is_some() { place.write().await? } else { place.read().await? };
    let mut documents: Vec<(Lang, GuidelineFiles)> = Vec::new();
    for lang in langs {
        let wanted = Wanted { as_of, lang: *lang };
        let made = match purpose {
            Some(purpose) => guideline::document_with_proposals(&app, &place.caller, wanted, purpose).await?,
            None => guideline::document(&app, &place.caller, wanted).await?,
        };
        documents.push((*lang, made));
    }
    std::fs::create_dir_all(out).map_err(|error| exit::unwritable(out, &error))?;
    for (lang, document) in &documents {
        let stem = document.stem(*lang);
        for (ending, bytes) in [("xlsx", document.xlsx.as_slice()), ("html", document.html.as_bytes())] {
            let path = out.join(format!("{stem}.{ending}"));
            files::write(&path, bytes)?;
            terminal.print(&path.display().to_string());
        }
    }
    let Some((_, document)) = documents.first() else { return Ok(done()) };
    document.notes.iter().for_each(|note| terminal.say(note));
    let state: String = document.state_hash.chars().take(SHOWN).collect();
    let as_of = document.as_of;
    terminal.say(&text!(
        ja: "{as_of} の文書一式を書き出しました（台帳の状態 {state}）。",
        en: "Wrote the documents of {as_of} (state of the register: {state})."
    ));
    Ok(done())
}

fn no_pdf() -> Failure {
    Failure::usage(
        text!(
            ja: "このプログラムには PDF の作成機能が組み込まれていません。",
            en: "No PDF renderer is compiled into this program."
        ),
        text!(
            ja: "--pdf を外して書き出した HTML をブラウザで開き、印刷から「PDF に保存」を選んでください。用紙と改ページは設定済みです。",
            en: "Leave --pdf out, open the HTML in a browser, and print it to PDF. Paper size and page breaks are set."
        ),
    )
}
