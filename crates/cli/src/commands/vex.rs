//! `vex import | export`: statements of others become decisions of the register, and decisions go out.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use sekisho_app::vex;
use sekisho_model::text;
use sekisho_supply::vex::VexForm;

use super::{Place, done, plant};
use crate::args::{VexCommand, VexFormName};
use crate::exit::Failure;
use crate::files;
use crate::terminal::Terminal;

pub(super) async fn run(
    place: &Place,
    command: VexCommand,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    match command {
        VexCommand::Import { paths, yes } => import(place, &paths, yes, terminal).await,
        VexCommand::Export { form, output } => export(place, form, output.as_deref(), terminal).await,
    }
}

async fn import(
    place: &Place,
    paths: &[PathBuf],
    yes: bool,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let app = place.write().await?;
    let mut contents = Vec::new();
    for path in files::under(paths)? {
        contents.push(files::read(&path)?);
    }
    let proposal = vex::propose(&app, &place.caller, &contents).await?;
    plant::show(&proposal, terminal)?;
    plant::accept(&app, place, &proposal, yes, terminal).await
}

async fn export(
    place: &Place,
    form: VexFormName,
    output: Option<&Path>,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let form = match form {
        VexFormName::Openvex => VexForm::OpenVex,
        VexFormName::Csaf => VexForm::Csaf,
        VexFormName::Cyclonedx => VexForm::CycloneDx,
    };
    let written = vex::export(&place.read().await?, &place.caller, form).await?;
    match output {
        Some(output) => files::write(output, written.document.as_bytes())?,
        None => terminal.print(&written.document),
    }
    let (n, losses) = (written.statements, written.losses.len());
    terminal.say(&text!(ja: "{n} 件を書き出しました。表せないもの・書き出さないもの：{losses} 件。", en: "{n} statements were written. Not held, or not handed out: {losses}."));
    for loss in &written.losses {
        terminal.say(loss);
    }
    Ok(done())
}
