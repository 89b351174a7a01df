//! `feed sync`: the one command that fetches from the network, and only from the address given and what it names.

use std::process::ExitCode;
use std::time::Duration;

use sekisho_app::{App, feeds};
use sekisho_fetch::{Counts, Door, Kept, Options, Step, Sync};
use sekisho_intake::Limits;
use sekisho_model::{Gravity, Text, text};
use serde::Serialize;

use super::feed::{self, Brought};
use super::{Place, done, notices};
use crate::args::{Format, TlpName};
use crate::exit::{self, Failure, INPUT};
use crate::terminal::Terminal;

/// What to fetch, and how far it may go.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) url: String,
    pub(super) allow_http: bool,
    pub(super) tlp: TlpName,
    pub(super) timeout: u64,
    pub(super) anew: bool,
}

pub(super) async fn run(place: &Place, wanted: &Wanted, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let app = place.write().await?;
    let folder = place.folder.path.join("sync");
    let kept = Kept::open(&folder, &wanted.url, &place.register_name(), wanted.anew)
        .map_err(|error| exit::unwritable(&folder, &error))?;
    let door = Door::new(options(wanted));
    let from = notices::next_entry(&app, place).await?;
    let (mut brought, counts) = fetch(&app, place, &door, kept, wanted).await?;
    brought.notices = notices::since(&app, place, from).await?;
    show(&brought, counts, terminal)?;
    let is_whole = brought.problems.iter().all(|problem| problem.gravity != Gravity::Error);
    Ok(if is_whole { done() } else { ExitCode::from(INPUT) })
}

fn options(wanted: &Wanted) -> Options {
    Options {
        allow_http: wanted.allow_http,
        bytes_max: Limits::default().bytes_max as u64,
        timeout: Duration::from_secs(wanted.timeout),
        agent: concat!("sekisho/", env!("CARGO_PKG_VERSION")).to_owned(),
    }
}

/// Fetches and stores one document after the other, so that a stopped sync goes on where it was.
async fn fetch(
    app: &App,
    place: &Place,
    door: &Door,
    kept: Kept,
    wanted: &Wanted,
) -> Result<(Brought, Counts), Failure> {
    let folder = place.folder.path.join("sync");
    let unwritable = |error: std::io::Error| exit::unwritable(&folder, &error);
    let mut brought = Brought::default();
    let mut sync = match Sync::begin(door, kept, &wanted.url, wanted.tlp.into()) {
        Ok(sync) => sync,
        Err(problem) => {
            brought.problems.push(*problem);
            return Ok((brought, Counts::default()));
        }
    };
    while let Some(step) = sync.step() {
        match step {
            Step::Problem(problem) => brought.problems.push(problem),
            Step::Document(document) => {
                let (counts, found) =
                    feeds::import(app, &place.caller, &document.url, &document.bytes).await?;
                brought.counts = brought.counts.and(counts);
                brought.problems.extend(found);
                if counts.files_unreadable == 0 {
                    sync.stored(document).map_err(unwritable)?;
                }
            }
        }
    }
    let is_clean = brought.problems.iter().all(|problem| problem.gravity != Gravity::Error);
    let counts = sync.end(is_clean).map_err(unwritable)?;
    Ok((brought, counts))
}

fn show(brought: &Brought, counts: Counts, terminal: &Terminal) -> Result<(), Failure> {
    if terminal.format == Format::Json {
        terminal.say_problems(&brought.problems);
        return terminal.print_json(&document(brought, counts));
    }
    terminal.print(in_words(counts).in_lang(terminal.lang));
    if counts.signature_unchecked > 0 {
        let n = counts.signature_unchecked;
        terminal.say(&text!(
            ja: "注意：{n} 文書の OpenPGP 署名は確かめていません。",
            en: "warning: the OpenPGP signatures of {n} documents were not checked."
        ));
    }
    brought.show(terminal)
}

/// What was offered = how it ended.
fn in_words(counts: Counts) -> Text {
    let Counts {
        offered,
        fetched,
        unchanged,
        withheld,
        refused,
        not_tried,
        addresses_unchanged,
        digest_agrees,
        ..
    } = counts;
    text!(
        ja: "提供されている {offered} 文書：取得 {fetched}（ハッシュ一致 {digest_agrees}）、変更なし {unchanged}、TLP により見送り {withheld}、取得できず {refused}、未着手 {not_tried}。前回から変わらない一覧 {addresses_unchanged}。",
        en: "{offered} documents on offer: {fetched} fetched ({digest_agrees} with a digest that agrees), {unchanged} unchanged, {withheld} withheld by TLP, {refused} refused, {not_tried} not tried. {addresses_unchanged} lists unchanged since the last time."
    )
}

#[derive(Serialize)]
struct Document<'a> {
    format: u32,
    offered: usize,
    fetched: usize,
    unchanged: usize,
    withheld: usize,
    refused: usize,
    not_tried: usize,
    addresses_unchanged: usize,
    digest_agrees: usize,
    signature_unchecked: usize,
    import: feed::Document<'a>,
}

fn document(brought: &Brought, counts: Counts) -> Document<'_> {
    let Counts {
        offered,
        fetched,
        unchanged,
        withheld,
        refused,
        not_tried,
        addresses_unchanged,
        digest_agrees,
        signature_unchecked,
    } = counts;
    Document {
        format: 1,
        offered,
        fetched,
        unchanged,
        withheld,
        refused,
        not_tried,
        addresses_unchanged,
        digest_agrees,
        signature_unchecked,
        import: brought.document(),
    }
}
