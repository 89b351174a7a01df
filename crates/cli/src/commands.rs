//! Commands, one file each: arguments → `app` → print.

mod assess;
mod catalog;
mod demo;
mod documents;
mod feed;
mod folder;
mod framework;
mod generate;
mod handover;
mod impact;
mod incident;
mod ledger;
mod notices;
mod observe;
mod order;
mod plant;
mod plant_form;
mod product;
mod recovery;
mod report;
mod review;
mod sbom;
mod scan;
mod serve;
mod supplier;
mod sync;
mod user;
mod validate;
mod vex;
mod watch;
mod what_if_form;

use std::path::PathBuf;
use std::process::ExitCode;

use sekisho_app::{App, Caller, Database, Folder, Opening};
use sekisho_model::text;

use crate::args::{Arguments, Command, CsafCommand};
use crate::exit::{DONE, Failure};
use crate::terminal::Terminal;

/// Where the register is, and who asks.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The data folder.
    pub(crate) folder: Folder,
    /// The person at the command line.
    pub(crate) caller: Caller,
}

impl Place {
    fn new(data_dir: Option<PathBuf>, store: Option<String>) -> Result<Self, Failure> {
        let path = data_dir.or_else(default_folder).ok_or_else(|| {
            Failure::usage(
                text!(ja: "台帳を置くフォルダが決まりません。", en: "There is no folder for the register."),
                text!(ja: "--data-dir で指定してください。", en: "Name one with --data-dir."),
            )
        })?;
        let name = ["USER", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
        let caller = Caller::local(&name.unwrap_or_else(|| "unknown".to_owned()));
        let database = store.map_or(Database::Embedded, |url| Database::Postgres { url });
        Ok(Self { folder: Folder { path, database }, caller })
    }

    /// Tells this register from others that the same folder may serve.
    pub(crate) fn register_name(&self) -> String {
        match &self.folder.database {
            Database::Embedded => String::new(),
            Database::Postgres { url } => url.clone(),
        }
    }

    /// Opens the register for reading.
    pub(crate) async fn read(&self) -> Result<App, Failure> {
        Ok(App::open(&self.folder, Opening::Read).await?)
    }

    /// Opens the register for writing, and takes its lock.
    pub(crate) async fn write(&self) -> Result<App, Failure> {
        Ok(App::open(&self.folder, Opening::Write).await?)
    }
}

/// The usual place for a user's data on this system.
fn default_folder() -> Option<PathBuf> {
    let under = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    under("XDG_DATA_HOME")
        .or_else(|| under("LOCALAPPDATA"))
        .or_else(|| under("HOME").map(|home| home.join(".local/share")))
        .map(|base| base.join("sekisho"))
}

/// Runs a command that must be alone in its process, with no thread beside it: listening to a mirror port.
pub(crate) fn run_alone(arguments: &Arguments, terminal: &Terminal) -> Option<Result<ExitCode, Failure>> {
    let Command::Observe(asked) = &arguments.command else { return None };
    let place = || Place::new(arguments.data_dir.clone(), arguments.store.clone());
    observe::listen(place, asked, terminal)
}

/// Runs a command.
pub(crate) async fn run(arguments: Arguments, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let Arguments { data_dir, store, lang: _, format: _, command } = arguments;
    let place = || Place::new(data_dir.clone(), store.clone());
    match command {
        Command::Demo { no_serve, listen } => demo::run(data_dir, store, no_serve, listen, terminal).await,
        Command::Serve { listen, behind_tls_proxy, host } => {
            let options = serve::Options { listen, behind_tls_proxy, hosts: host, any_port: false };
            serve::run(&place()?, options, terminal).await
        }
        Command::Init => folder::init(&place()?, terminal).await,
        Command::Backup { folder } => folder::backup(&place()?, &folder, terminal).await,
        Command::Restore { folder } => folder::restore(&place()?, &folder, terminal).await,
        Command::Plant { command } => plant::run(&place()?, command, terminal).await,
        Command::Sbom { command } => sbom::run(&place()?, command, terminal).await,
        Command::Feed { command } => feed::run(&place()?, command, terminal).await,
        Command::Scan { feed, devices, fail_on, inputs } => {
            scan::run(place, scan::Wanted { feed, devices, fail_on, inputs }, terminal).await
        }
        Command::Impact { question, asset, product, fail_on } => {
            let wanted = impact::Wanted { questions: question, assets: asset, products: product };
            impact::run(&place()?, &wanted, fail_on, terminal).await
        }
        Command::Product { command } => product::run(&place()?, command, terminal).await,
        Command::Recovery { fail_on } => recovery::run(&place()?, fail_on, terminal).await,
        Command::Assess { command } => assess::run(&place()?, command, terminal).await,
        Command::Report { command } => report::run(&place()?, command, terminal).await,
        Command::Observe(arguments) => observe::run(place, arguments, terminal).await,
        Command::Incident { command } => incident::run(&place()?, command, terminal).await,
        Command::Clocks(asked) => incident::clocks(&place()?, asked, terminal).await,
        Command::Supplier { command } => supplier::run(&place()?, command, terminal).await,
        Command::Handover(arguments) => handover::run(&place()?, arguments, terminal).await,
        Command::Questionnaire { command } => supplier::run_questionnaire(&place()?, command, terminal).await,
        Command::Catalog { command } => catalog::run(&place()?, command, terminal).await,
        Command::Framework { command } => framework::run(&place()?, command, terminal).await,
        Command::Ledger { command } => ledger::run(&place()?, command, terminal).await,
        Command::User { command } => user::run(&place()?, command, terminal).await,
        Command::Vex { command } => vex::run(&place()?, command, terminal).await,
        Command::Csaf { command: CsafCommand::Validate { paths, fail_on } } => {
            validate::csafs(&paths, fail_on, terminal)
        }
        Command::Purl { command } => order::purl(&command, terminal),
        Command::Vers { command } => order::vers(&command, terminal),
        Command::Version { command } => order::version(&command, terminal),
    }
}

/// Everything went well.
fn done() -> ExitCode {
    ExitCode::from(DONE)
}
