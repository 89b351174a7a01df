//! `observe`: captures in, and questions about what they brought.

mod held;
mod reading;
mod summary;

use std::collections::BTreeSet;
use std::process::ExitCode;

use sekisho_app::observe::{self, About, ObservationFilter, Purpose, Wanted};
use sekisho_model::{Address, IdentityKind, Text, WatchId, text};

use super::{Place, done};
use crate::args::observe::{LookedAt, ObserveArguments, ObserveCommand};
use crate::exit::Failure;
use crate::files;
use crate::terminal::Terminal;

/// Runs the command, or reads captures where none is given.
pub(super) async fn run(
    place: impl FnOnce() -> Result<Place, Failure>,
    arguments: ObserveArguments,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    match arguments.command {
        None => reading::run(place, &arguments, terminal).await,
        Some(ObserveCommand::Prove { file, runs, looked_at }) => {
            reading::prove(&file, runs, &wanted(&looked_at, None)?, terminal)
        }
        Some(command) => ask(&place()?, command, terminal).await,
    }
}

/// Questions and acts that need the register.
async fn ask(place: &Place, command: ObserveCommand, terminal: &Terminal) -> Result<ExitCode, Failure> {
    match command {
        ObserveCommand::Show { address, other, purpose } => {
            let (one, other) = (end(&address)?, other.as_deref().map(end).transpose()?);
            let about = other.map_or(About::Address(one), |other| About::Conversation(one, other));
            let purpose = Purpose::new(&purpose)?;
            let app = place.write().await?;
            held::show(&observe::show(&app, &place.caller, about, &purpose).await?, terminal)?;
        }
        ObserveCommand::Export { look, output } => {
            let purpose = Purpose::new(&look.purpose)?;
            let filter = filter(look.watch.as_deref())?;
            let app = place.write().await?;
            let text = held::export(&observe::export(&app, &place.caller, &filter, &purpose).await?)?;
            match output {
                Some(path) => files::write(&path, text.as_bytes())?,
                None => terminal.print_bytes(text.as_bytes()),
            }
        }
        ObserveCommand::Runs => {
            let app = place.read().await?;
            held::runs(&observe::runs(&app, &place.caller).await?, terminal)?;
        }
        ObserveCommand::Forget { days, watch } => forget(place, days, watch.as_deref(), terminal).await?,
        ObserveCommand::Expect { alert, reason, until } => {
            let app = place.write().await?;
            let id = observe::expect(&app, &place.caller, &alert, &reason, until).await?;
            entered(
                id.as_str(),
                "expectation",
                &text!(ja: "想定内 {id} を登録しました。", en: "Expectation {id} is entered."),
                terminal,
            )?;
        }
        ObserveCommand::Case { alert, exercise } => {
            let app = place.write().await?;
            let opening = observe::Opening { exercise, ..observe::Opening::default() };
            let id = observe::open_case(&app, &place.caller, &alert, opening).await?;
            entered(
                id.as_str(),
                "case",
                &text!(ja: "事案 {id} を開きました。", en: "Case {id} is open."),
                terminal,
            )?;
        }
        ObserveCommand::Devices { .. }
        | ObserveCommand::Matrix { .. }
        | ObserveCommand::Alerts { .. }
        | ObserveCommand::Zones { .. }
        | ObserveCommand::Dictionary
        | ObserveCommand::Prove { .. } => {}
    }
    Ok(done())
}

/// Says which record there is now.
fn entered(id: &str, kind: &str, words: &Text, terminal: &Terminal) -> Result<(), Failure> {
    if terminal.format == crate::args::Format::Json {
        return terminal.print_json(&serde_json::json!({ "format": 1, "kind": kind, "id": id }));
    }
    terminal.print(words.in_lang(terminal.lang));
    Ok(())
}

async fn forget(
    place: &Place,
    days: Option<u32>,
    of: Option<&str>,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let of = watch(of)?;
    let app = place.write().await?;
    let gone = match days {
        Some(days) => vec![(of.clone(), observe::forget(&app, &place.caller, days, of.as_ref()).await?)],
        None => {
            let due = observe::forget_due(&app, &place.caller).await?;
            due.into_iter().map(|(watch, gone)| (Some(watch), gone)).collect()
        }
    };
    held::forgotten(&gone, terminal)
}

fn filter(of: Option<&str>) -> Result<ObservationFilter, Failure> {
    Ok(ObservationFilter { watch: watch(of)?, ..ObservationFilter::default() })
}

fn watch(id: Option<&str>) -> Result<Option<WatchId>, Failure> {
    let Some(id) = id else { return Ok(None) };
    id.parse().map(Some).map_err(|_| {
        Failure::usage(
            text!(ja: "「{id}」は見張りの ID ではありません。", en: "\"{id}\" is not the id of a watch."),
            text!(ja: "台帳の見張りの ID を指定してください。", en: "Name the id of a watch of the register."),
        )
    })
}

fn end(address: &str) -> Result<Address, Failure> {
    address.parse().map_err(|_| {
        Failure::usage(
            text!(ja: "「{address}」は IP アドレスでも MAC アドレスでもありません。", en: "\"{address}\" is neither an IP nor a MAC address."),
            text!(ja: "192.0.2.1 や 00:11:22:aa:bb:cc の形で指定してください。", en: "Write it as 192.0.2.1 or 00:11:22:aa:bb:cc."),
        )
    })
}

/// What is to be looked at and kept.
fn wanted(looked_at: &LookedAt, of: Option<&str>) -> Result<Wanted, Failure> {
    let LookedAt { headers_only, without, with } = looked_at;
    let mut wanted = Wanted { headers_only: *headers_only, watch: watch(of)?, ..Wanted::default() };
    wanted.identities.extend(with.iter().map(|kind| IdentityKind::from(*kind)));
    let without: BTreeSet<IdentityKind> = without.iter().map(|kind| IdentityKind::from(*kind)).collect();
    wanted.identities.retain(|kind| !without.contains(kind));
    Ok(wanted)
}
