//! `observe`: captures in, and questions about what they brought.

mod brief;
mod held;
mod judged;
mod live;
mod reading;
mod summary;
mod taking_in;

use std::collections::BTreeSet;
use std::process::ExitCode;

use sekisho_app::observe::{self, About, Judged, ObservationFilter, Purpose, Wanted};
use sekisho_app::{App, Opening};
use sekisho_model::{Address, IdentityKind, Text, WatchId, text};

use super::{Place, done};
use crate::args::Format;
use crate::args::observe::{Look, LookedAt, ObserveArguments, ObserveCommand};
use crate::exit::Failure;
use crate::files;
use crate::terminal::Terminal;
pub(super) use brief::brief;
pub(super) use taking_in::Taking;

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
        Some(ObserveCommand::Dictionary) => dictionary(place, terminal).await,
        Some(command) => ask(&place()?, command, terminal).await,
    }
}

/// Listens to a mirror port, where that is asked for. It is no part of [`run`]: a process that listens is shut in before
/// it has a second thread, so before there is a runtime.
pub(super) fn listen(
    place: impl FnOnce() -> Result<Place, Failure>,
    arguments: &ObserveArguments,
    terminal: &Terminal,
) -> Option<Result<ExitCode, Failure>> {
    let interface = arguments.listen.live.as_deref()?;
    Some(place().and_then(|place| live::run(place, interface, arguments, terminal)))
}

/// Questions and acts that need the register.
async fn ask(place: &Place, command: ObserveCommand, terminal: &Terminal) -> Result<ExitCode, Failure> {
    match command {
        ObserveCommand::Show { address, other, purpose, approver } => {
            let (one, other) = (end(&address)?, other.as_deref().map(end).transpose()?);
            let about = other.map_or(About::Address(one), |other| About::Conversation(one, other));
            let purpose = purpose_of(&purpose, approver.as_deref())?;
            let app = place.write().await?;
            held::show(&observe::show(&app, &place.caller, about, &purpose).await?, terminal)?;
        }
        ObserveCommand::Export { look, output } => {
            let purpose = purpose_of(&look.purpose, look.approver.as_deref())?;
            let filter = filter(look.watch.as_deref())?;
            let app = place.write().await?;
            let text = held::export(&observe::export(&app, &place.caller, &filter, &purpose).await?)?;
            match output {
                Some(path) => files::write(&path, text.as_bytes())?,
                None => terminal.print_bytes(text.as_bytes()),
            }
        }
        ObserveCommand::TakeIn => return taking_in::run(place, terminal).await,
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
            let id = observe::open_case(&app, &place.caller, &alert, exercise).await?;
            entered(
                id.as_str(),
                "case",
                &text!(ja: "事案 {id} を開きました。", en: "Case {id} is open."),
                terminal,
            )?;
        }
        ObserveCommand::Devices { look, accept, accept_all } => {
            devices(place, &look, (accept_all, &accept), terminal).await?;
        }
        ObserveCommand::Matrix { look } => {
            judged::matrix(&look_at(place, &look, "matrix", terminal).await?.1, terminal)?;
        }
        ObserveCommand::Alerts { look, fail_on } => {
            let (_, judged) = look_at(place, &look, "alerts", terminal).await?;
            judged::alerts(&judged, terminal)?;
            return Ok(judged::code(&judged.observed, fail_on));
        }
        ObserveCommand::Zones { look, accept, accept_all } => {
            zones(place, &look, (accept_all, &accept), terminal).await?;
        }
        // Answered before a register was asked for.
        ObserveCommand::Dictionary | ObserveCommand::Prove { .. } => {}
    }
    Ok(done())
}

/// Devices; those that are accepted become assets.
async fn devices(
    place: &Place,
    look: &Look,
    (all, accepted): (bool, &[String]),
    terminal: &Terminal,
) -> Result<(), Failure> {
    let (app, judged) = look_at(place, look, "devices", terminal).await?;
    judged::devices(&judged, terminal)?;
    if all || !accepted.is_empty() {
        let of = watch(look.watch.as_deref())?;
        let ids = observe::accept(&app, &place.caller, of.as_ref(), accepted).await?;
        let (n, ids) = (ids.len(), ids.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(" "));
        terminal.say(&text!(ja: "{n} 台を台帳に入れました：{ids}", en: "{n} devices are now assets: {ids}"));
    }
    Ok(())
}

/// Zones that could be; those that are accepted become zones of the register.
async fn zones(
    place: &Place,
    look: &Look,
    (all, accepted): (bool, &[usize]),
    terminal: &Terminal,
) -> Result<(), Failure> {
    let (app, judged) = look_at(place, look, "zones", terminal).await?;
    judged::zones(&judged, terminal)?;
    if all || !accepted.is_empty() {
        let of = watch(look.watch.as_deref())?;
        let taken = observe::accept_zones(&app, &place.caller, of.as_ref(), accepted).await?;
        let ids: Vec<&str> = taken.zones.iter().map(|id| id.as_str()).collect();
        let (n, ids, conduits) = (taken.zones.len(), ids.join(" "), taken.conduits.len());
        let (assets, others) = (taken.assets.len(), taken.not_assets);
        terminal.say(&text!(
            ja: "ゾーン {n} 個（{ids}）とコンジット {conduits} 件を台帳に入れ、保護対象 {assets} 件のゾーンを決めました。台帳にない機器が {others} 台あります。",
            en: "{n} zones ({ids}) and {conduits} conduits are now in the register, and {assets} assets have their zone; {others} devices are no assets yet."
        ));
    }
    Ok(())
}

/// Judges what is held, for a purpose.
async fn look_at(
    place: &Place,
    look: &Look,
    what: &str,
    terminal: &Terminal,
) -> Result<(App, Judged), Failure> {
    let purpose = purpose_of(&look.purpose, look.approver.as_deref())?;
    let of = watch(look.watch.as_deref())?;
    let app = place.write().await?;
    // What waits in the folder was seen too.
    taking_in::say(&observe::take_in(&app, &place.caller).await?, terminal);
    let judged = observe::judged(&app, &place.caller, of.as_ref(), what, &purpose).await?;
    judged.observed.summed.iter().for_each(|summed| terminal.say(summed));
    Ok((app, judged))
}

/// Why, and who agreed, where somebody did.
fn purpose_of(words: &str, approver: Option<&str>) -> Result<Purpose, Failure> {
    let purpose = Purpose::new(words)?;
    Ok(match approver {
        Some(name) => purpose.approved_by(name)?,
        None => purpose,
    })
}

/// Every field that can be held. Signed where there is a register; the dictionary itself needs none.
async fn dictionary(
    place: impl FnOnce() -> Result<Place, Failure>,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    if terminal.format == Format::Json {
        judged::fields(terminal)?;
        return Ok(done());
    }
    let place = place()?;
    match App::open_existing(&place.folder, Opening::Read).await? {
        Some(read) => {
            drop(read);
            let app = place.write().await?;
            terminal.print(&observe::signed_dictionary(&app, &place.caller)?);
        }
        None => {
            judged::fields(terminal)?;
            terminal.say(&text!(
                ja: "台帳がないため、署名はありません。",
                en: "There is no register, so this is not signed."
            ));
        }
    }
    Ok(done())
}

/// Says which record there is now.
fn entered(id: &str, kind: &str, words: &Text, terminal: &Terminal) -> Result<(), Failure> {
    if terminal.format == Format::Json {
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
