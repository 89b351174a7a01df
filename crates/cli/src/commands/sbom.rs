//! `sbom add | show`; the others of `sbom` need no register and are in `documents` and `validate`.

use std::path::Path;
use std::process::ExitCode;

use sekisho_app::{App, sboms};
use sekisho_intake::Limits;
use sekisho_model::{IdError, Problem, Sbom, SbomSubject, Stated, text};
use serde::Serialize;

use super::scan::has_errors;
use super::{Place, documents, done, generate, validate};
use crate::args::{Format, SbomCommand};
use crate::exit::{Failure, INPUT};
use crate::files;
use crate::terminal::Terminal;

pub(super) async fn run(
    place: &Place,
    command: SbomCommand,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    match command {
        SbomCommand::Add { file, product, asset } => {
            let subject = subject(product, asset).map_err(|error| {
                Failure::usage(error.text(), text!(ja: "ID を確かめてください。", en: "Check the id."))
            })?;
            let app = place.write().await?;
            add(&app, place, &file, subject, terminal).await
        }
        SbomCommand::Validate { paths } => validate::sboms(&paths, terminal),
        SbomCommand::Convert { file, to, output, fail_on_loss } => {
            documents::convert_file(&file, &to, output.as_deref(), fail_on_loss, terminal)
        }
        SbomCommand::Generate { path, to, output, name, version, supplier, author, kind } => {
            let wanted = generate::Wanted { path, to, output, name, version, supplier, author, kind };
            generate::run(&wanted, terminal)
        }
        SbomCommand::Diff { old, new } => documents::diff_files(&old, &new, terminal),
        SbomCommand::Grade { file, profile } => documents::grade_file(&file, &profile, terminal),
        SbomCommand::Show { sbom: None } => list(place, terminal).await,
        SbomCommand::Show { sbom: Some(name) } => show(place, &name, terminal).await,
    }
}

fn subject(product: Option<String>, asset: Option<String>) -> Result<SbomSubject, IdError> {
    Ok(match (product, asset) {
        (Some(id), _) => SbomSubject::Product(id.try_into()?),
        (None, Some(id)) => SbomSubject::Asset(id.try_into()?),
        (None, None) => SbomSubject::Unattached,
    })
}

async fn add(
    app: &App,
    place: &Place,
    path: &Path,
    subject: SbomSubject,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let file = files::read(path)?;
    let added = sboms::add(app, &place.caller, &file.name, &file.bytes, subject).await?;
    terminal.say_problems(&added.problems);
    let (format, name, n, id) = (&added.format, &added.name, added.components, &added.id);
    terminal.say(&if added.new {
        text!(ja: "{format}「{name}」の部品 {n} 件を登録しました（{id}）。", en: "Stored {n} components of {format} \"{name}\" ({id}).")
    } else {
        text!(ja: "{format}「{name}」は登録済みです（{id}）。", en: "{format} \"{name}\" was there already ({id}).")
    });
    Ok(done())
}

#[derive(Serialize)]
struct List<'a> {
    format: u32,
    sboms: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    id: String,
    form: &'a str,
    name: &'a str,
    components: u64,
    subject: &'a SbomSubject,
}

async fn list(place: &Place, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let app = place.read().await?;
    let heads = sboms::list(&app, &place.caller).await?;
    if terminal.format == Format::Json {
        let rows = heads.iter().map(|head| Row {
            id: head.id.to_string(),
            form: &head.format,
            name: &head.name,
            components: head.components,
            subject: &head.subject,
        });
        terminal.print_json(&List { format: 1, sboms: rows.collect() })?;
        return Ok(done());
    }
    for head in heads {
        let subject = match &head.subject {
            SbomSubject::Product(id) => format!("product {id}"),
            SbomSubject::Asset(id) => format!("asset {id}"),
            SbomSubject::Unattached => "-".to_owned(),
        };
        terminal
            .print(&format!("{}\t{}\t{}\t{subject}\t{}", head.id, head.format, head.components, head.name));
    }
    Ok(done())
}

async fn show(place: &Place, name: &str, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let path = Path::new(name);
    let mut problems = Vec::new();
    // An id is a digest: what has an ending or a folder is meant as a file, even where it is not there.
    let sbom = if name == "-" || path.exists() || path.extension().is_some() || path.components().count() > 1
    {
        let file = files::read(path)?;
        let reading = sekisho_sbom::read_document(&file.name, &file.bytes, &Limits::default());
        let Some(document) = reading.facts else { return terminal.refuse(&reading.problems) };
        terminal.say_problems(&reading.problems);
        problems = reading.problems;
        if terminal.format == Format::Table {
            documents::print_summary(&document, terminal);
        }
        document.sbom
    } else {
        let id = name.parse().map_err(|error: IdError| {
            Failure::usage(
                error.text(),
                text!(ja: "ファイルか ID を指定してください。", en: "Give a file or an id."),
            )
        })?;
        sboms::show(&place.read().await?, &place.caller, &id).await?
    };
    print(&sbom, &problems, terminal)?;
    Ok(if has_errors(&problems) { ExitCode::from(INPUT) } else { done() })
}

#[derive(Serialize)]
struct Document<'a> {
    format: u32,
    sbom: &'a Sbom,
    problems: &'a [Problem],
}

fn print(sbom: &Sbom, problems: &[Problem], terminal: &Terminal) -> Result<(), Failure> {
    if terminal.format == Format::Json {
        return terminal.print_json(&Document { format: 1, sbom, problems });
    }
    let version = match &sbom.version {
        Stated::Known(version) => version.as_str(),
        Stated::Unknown | Stated::NotApplicable => "",
    };
    terminal.print(&format!(
        "{} {version} ({}, {} components)",
        sbom.name,
        sbom.format,
        sbom.components.len()
    ));
    for component in &sbom.components {
        let purl = component.purl.as_ref().map(ToString::to_string).unwrap_or_default();
        terminal.print(&format!("{}\t{purl}", component.label()));
    }
    Ok(())
}
