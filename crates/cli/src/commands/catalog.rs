//! `catalog check | list | load | unload`.

mod official;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use sekisho_app::{App, Opening, catalog};
use sekisho_catalog::{Catalog, Pack};
use sekisho_model::{Gravity, Lang, Problem, Text, text};
use sekisho_respond::{Form, Forms};
use serde::Serialize;

use super::{Place, done};
use crate::args::{CatalogCommand, Format};
use crate::exit::{FOUND, Failure};
use crate::files;
use crate::terminal::Terminal;

pub(super) async fn run(
    place: &Place,
    command: CatalogCommand,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    match command {
        CatalogCommand::Check { files } => check(place, &files, terminal).await,
        CatalogCommand::List => list(place, terminal).await,
        CatalogCommand::Load(wanted) => match wanted.framework.clone() {
            Some(framework) => official::load(place, wanted, framework, terminal).await,
            None => load(place, &wanted.file, terminal).await,
        },
        CatalogCommand::Unload { name } => {
            let app = place.write().await?;
            catalog::unload(&app, &place.caller, &name).await?;
            terminal.say(&text!(ja: "パック「{name}」を外しました。", en: "Took out the pack \"{name}\"."));
            Ok(done())
        }
    }
}

async fn check(place: &Place, packs: &[PathBuf], terminal: &Terminal) -> Result<ExitCode, Failure> {
    let problems = match (packs, App::open_existing(&place.folder, Opening::Read).await?) {
        ([], Some(app)) => catalog::problems(&app, &place.caller).await?,
        ([], None) => catalog::check_files(&[]),
        (packs, _) => {
            let mut contents = Vec::new();
            for path in files::under(packs)? {
                contents.push(files::read(&path)?);
            }
            catalog::check_files(&contents)
        }
    };
    tell(&problems, terminal)?;
    let failed = problems.iter().any(|problem| problem.gravity == Gravity::Error);
    Ok(if failed { ExitCode::from(FOUND) } else { done() })
}

fn tell(problems: &[Problem], terminal: &Terminal) -> Result<(), Failure> {
    if terminal.format == Format::Json {
        terminal.print_json(&problems)?;
    } else {
        problems.iter().for_each(|problem| terminal.print(&problem.in_lang(terminal.lang)));
    }
    let n = problems.len();
    terminal.say(&text!(ja: "問題は {n} 件です。", en: "{n} problems."));
    Ok(())
}

#[derive(Serialize)]
struct Document<'a> {
    format: u32,
    digest: String,
    packs: Vec<PackForm<'a>>,
    report_forms: Vec<ReportFormForm<'a>>,
}

/// A form of reports in the edition that is used.
#[derive(Serialize)]
struct ReportFormForm<'a> {
    id: &'a str,
    edition: &'a str,
    title: &'a Text,
    source: &'a str,
    fields: usize,
}

#[derive(Serialize)]
struct PackForm<'a> {
    id: &'a str,
    edition: &'a str,
    title: &'a Text,
    source: &'a str,
    notice: &'a str,
    rows: usize,
    unconfirmed: usize,
}

fn form(pack: &Pack) -> PackForm<'_> {
    PackForm {
        id: &pack.id,
        edition: &pack.edition,
        title: &pack.title,
        source: &pack.source.en,
        notice: &pack.notice,
        rows: pack.rows,
        unconfirmed: pack.unconfirmed,
    }
}

async fn list(place: &Place, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let of_register = match App::open_existing(&place.folder, Opening::Read).await? {
        Some(app) => Some(catalog::loaded(&app, &place.caller)?),
        None => None,
    };
    let (catalog, forms) = match &of_register {
        Some(loaded) => (&*loaded.catalog, loaded.forms()),
        None => (Catalog::built_in(), Forms::built_in()),
    };
    if terminal.format == Format::Json {
        let packs = catalog.packs.iter().map(form).collect();
        let report_forms = forms.forms.values().map(report_form).collect();
        terminal.print_json(&Document { format: 2, digest: catalog.digest(), packs, report_forms })?;
    } else {
        catalog.packs.iter().for_each(|pack| terminal.print(&line(pack, terminal.lang)));
        forms.forms.values().for_each(|form| terminal.print(form_line(form).in_lang(terminal.lang)));
    }
    let (n, rows) = (catalog.packs.len(), catalog.packs.iter().map(|pack| pack.rows).sum::<usize>());
    let unconfirmed = catalog.packs.iter().map(|pack| pack.unconfirmed).sum::<usize>();
    terminal.say(&text!(
        ja: "パック {n} 個、{rows} 行。原典と照合していない行は {unconfirmed} 行です。",
        en: "{n} packs, {rows} rows; not confirmed against their source: {unconfirmed}."
    ));
    Ok(done())
}

fn report_form(form: &Form) -> ReportFormForm<'_> {
    ReportFormForm {
        id: form.id.as_str(),
        edition: &form.basis.edition,
        title: &form.title,
        source: &form.basis.source.en,
        fields: form.fields.len(),
    }
}

fn form_line(form: &Form) -> Text {
    let (id, edition, fields) = (&form.id, &form.basis.edition, form.fields.len());
    let (Text { ja, en }, Text { ja: from_ja, en: from }) = (&form.title, &form.basis.source);
    text!(
        ja: "報告様式 {id}　{edition}　{ja}　{fields} 項目　{from_ja}",
        en: "report form {id}  {edition}  {en}  {fields} fields  {from}"
    )
}

fn line(pack: &Pack, lang: Lang) -> String {
    let Pack { id, edition, rows, unconfirmed, source, .. } = pack;
    let Text { ja, en } = &pack.title;
    let Text { ja: from_ja, en: from } = source;
    text!(
        ja: "{id}　{edition}　{ja}　{rows} 行（未照合 {unconfirmed}）　{from_ja}",
        en: "{id}  {edition}  {en}  {rows} rows ({unconfirmed} unconfirmed)  {from}"
    )
    .in_lang(lang)
    .to_owned()
}

async fn load(place: &Place, file: &Path, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let name = file.display().to_string();
    if official::is_table(&name) {
        return Err(official::no_framework(&name));
    }
    let app = place.write().await?;
    let file = files::read(file)?;
    let problems = catalog::load(&app, &place.caller, &file).await?;
    terminal.say_problems(&problems);
    let name = &file.name;
    terminal.say(&text!(ja: "パック「{name}」を読み込みました。", en: "Loaded the pack \"{name}\"."));
    Ok(done())
}
