//! `demo`: the sample plant in a fresh folder, its five worst answers, and its pages.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use include_dir::{Dir, include_dir};
use sekisho_app::register::{self};
use sekisho_app::scan::File;
use sekisho_app::{App, feeds, impact, observe, sboms};
use sekisho_assess::Impact;
use sekisho_exchange::ImportOptions;
use sekisho_model::{SbomSubject, text};
use serde::Deserialize;

use super::{Place, done, serve};
use crate::args::Format;
use crate::exit::Failure;
use crate::terminal::Terminal;

/// The sample plant, carried in the program.
static SAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../sample");
/// Answers shown.
const SHOWN: usize = 5;

/// `sample/load.toml`: what to load, in order.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Load {
    plant: Vec<String>,
    advisories: String,
    /// What public lists say of the advisories' vulnerabilities.
    signals: String,
    sbom: Vec<LoadSbom>,
    capture: Vec<LoadCapture>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LoadSbom {
    file: String,
    product: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LoadCapture {
    file: String,
    watch: String,
}

pub(super) async fn run(
    data_dir: Option<PathBuf>,
    store: Option<String>,
    no_serve: bool,
    listen: SocketAddr,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let path =
        data_dir.unwrap_or_else(|| std::env::temp_dir().join(format!("sekisho-demo-{}", std::process::id())));
    let place = Place::new(Some(path), store)?;
    let app = App::init(&place.folder, &place.caller).await?;
    load(&app, &place, terminal).await?;
    answer(&app, &place, terminal).await?;
    observed(&app, &place, terminal).await?;
    let folder = place.folder.path.display();
    terminal.say(&text!(
        ja: "サンプル工場の台帳は {folder} にあります。続けて試すには --data-dir {folder} を付けてください。",
        en: "The sample plant's register is in {folder}. To go on with it, add --data-dir {folder}."
    ));
    if no_serve {
        return Ok(done());
    }
    let options = serve::Options { listen, behind_tls_proxy: false, hosts: Vec::new(), any_port: true };
    serve::serve(app, &place, options, terminal).await
}

/// Loads everything that `load.toml` names. A sample that does not load is a bug of ours, named as such.
async fn load(app: &App, place: &Place, terminal: &Terminal) -> Result<(), Failure> {
    let load: Load = toml::from_str(&String::from_utf8_lossy(&sample("load.toml")?.bytes))
        .map_err(|error| broken(&format!("load.toml: {error}")))?;
    let plant: Vec<File> = load.plant.iter().map(|name| sample(name)).collect::<Result<_, _>>()?;
    let proposal = register::propose(app, &place.caller, &plant, ImportOptions::default()).await?;
    terminal.say_problems(&proposal.problems);
    let records = register::accept(app, &place.caller, &proposal).await?;
    for LoadSbom { file, product } in &load.sbom {
        let subject =
            SbomSubject::Product(product.parse().map_err(|error| broken(&format!("{product}: {error}")))?);
        let file = sample(file)?;
        sboms::add(app, &place.caller, &file.name, &file.bytes, subject).await?;
    }
    for LoadCapture { file, watch } in &load.capture {
        let watch = watch.parse().map_err(|error| broken(&format!("{watch}: {error}")))?;
        let wanted = observe::Wanted { watch: Some(watch), ..observe::Wanted::default() };
        let captured = observe::capture(file, sample(file)?.bytes.as_slice(), &wanted)?;
        terminal.say_problems(&captured.problems);
        observe::keep(app, &place.caller, &captured, false).await?;
    }
    let mut counts = feeds::FeedCounts::default();
    for folder in [&load.advisories, &load.signals] {
        for file in SAMPLE.get_dir(folder).ok_or_else(|| broken(folder))?.files() {
            let name = file.path().display().to_string();
            let (of_file, problems) = feeds::import(app, &place.caller, &name, file.contents()).await?;
            terminal.say_problems(&problems);
            counts = counts.and(of_file);
        }
    }
    let (sboms, advisories) = (load.sbom.len(), counts.added);
    terminal.say(&text!(
        ja: "サンプル工場を読み込みました：台帳 {records} 件、SBOM {sboms} 件、アドバイザリ {advisories} 件。\n",
        en: "Loaded the sample plant: {records} records, {sboms} SBOMs, {advisories} advisories.\n"
    ));
    Ok(())
}

async fn answer(app: &App, place: &Place, terminal: &Terminal) -> Result<(), Failure> {
    let impacts = impact::all(app, &place.caller).await?;
    let open: Vec<Impact> = impacts.iter().filter(|impact| impact.is_open()).cloned().collect();
    let worst = &open[..open.len().min(SHOWN)];
    if terminal.format == Format::Json {
        return terminal.print_json(&sekisho_report::impact::document(worst));
    }
    for impact in worst {
        terminal.print(&sekisho_report::impact::heading(impact, terminal.lang));
        terminal.print("");
    }
    let rest = open.len() - worst.len();
    terminal.say(&text!(
        ja: "影響がある、または判定できないアドバイザリは、ほかに {rest} 件あります。詳しくは：sekisho impact ID",
        en: "{rest} more advisories affect something or leave it undecided. For the details: sekisho impact ID"
    ));
    Ok(())
}

/// What the captures brought: a look like any other, so it stands in the ledger with its purpose.
async fn observed(app: &App, place: &Place, terminal: &Terminal) -> Result<(), Failure> {
    if terminal.format == Format::Json {
        return Ok(());
    }
    let purpose =
        observe::Purpose::new(terminal.lang.pick("サンプル工場の表示", "showing the sample plant"))?;
    terminal.print("");
    super::observe::brief(&observe::judged(app, &place.caller, None, "map", &purpose).await?, terminal);
    terminal.say(&text!(
        ja: "詳しくは：sekisho observe matrix --purpose 目的（目的は記録に残ります）",
        en: "For the details: sekisho observe matrix --purpose WHY (the purpose stays in the ledger)"
    ));
    Ok(())
}

fn sample(name: &str) -> Result<File, Failure> {
    let file = SAMPLE.get_file(name).ok_or_else(|| broken(name))?;
    Ok(File { name: name.to_owned(), bytes: file.contents().to_vec() })
}

fn broken(what: &str) -> Failure {
    Failure::bug(text!(
        ja: "組み込みのサンプルが読めません（{what}）。",
        en: "The built-in sample cannot be read ({what})."
    ))
}
