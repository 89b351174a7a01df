//! `feed sync`: the one command that fetches from the network, and only from the address given and what it names.

use std::process::ExitCode;
use std::time::Duration;

use sekisho_app::{App, feeds};
use sekisho_fetch::{Counts, Door, Fingerprint, Kept, Options, Pins, Signature, Step, Sync, Terms};
use sekisho_intake::Limits;
use sekisho_model::{Gravity, Text, text};
use serde::Serialize;

use super::feed::{self, Brought};
use super::{Place, done, notices};
use crate::args::{Format, SignaturesName, TlpName};
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
    pub(super) keys: Keys,
}

/// Whose signatures are accepted, and what is asked of them.
#[derive(Debug)]
pub(super) struct Keys {
    pub(super) signatures: SignaturesName,
    pub(super) trusted: Vec<Fingerprint>,
    pub(super) dropped: Vec<Fingerprint>,
}

/// Documents named one by one when their signature was not verified; the rest is counted.
const NAMED_MAX: usize = 20;

/// What a sync fetched: the counts, and how the signature of each document ended.
#[derive(Debug, Default)]
struct Fetched {
    counts: Counts,
    signatures: Vec<(String, Signature)>,
}

pub(super) async fn run(place: &Place, wanted: &Wanted, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let app = place.write().await?;
    let folder = place.folder.path.join("sync");
    let kept = Kept::open(&folder, &wanted.url, &place.register_name(), wanted.anew)
        .map_err(|error| exit::unwritable(&folder, &error))?;
    let door = Door::new(options(wanted));
    let from = notices::next_entry(&app, place).await?;
    let terms = terms(place, wanted).map_err(|error| exit::unwritable(&folder, &error))?;
    let (mut brought, fetched) = fetch(&app, place, (&door, kept, terms), wanted).await?;
    brought.notices = notices::since(&app, place, from).await?;
    show(&brought, &fetched, terminal)?;
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

/// The accepted keys, with what the person says of them now.
fn terms(place: &Place, wanted: &Wanted) -> std::io::Result<Terms> {
    let folder = place.folder.path.join("sync");
    let mut pins = Pins::open(&folder, &wanted.url, &place.register_name())?;
    let at = jiff::Timestamp::now().to_string();
    let by = &place.caller.name;
    for key in &wanted.keys.dropped {
        pins.set(key, false, by, &at)?;
    }
    for key in &wanted.keys.trusted {
        pins.set(key, true, by, &at)?;
    }
    Ok(Terms { tlp: wanted.tlp.into(), signatures: wanted.keys.signatures.into(), pins })
}

/// Fetches and stores one document after the other, so that a stopped sync goes on where it was.
async fn fetch(
    app: &App,
    place: &Place,
    (door, kept, terms): (&Door, Kept, Terms),
    wanted: &Wanted,
) -> Result<(Brought, Fetched), Failure> {
    let folder = place.folder.path.join("sync");
    let unwritable = |error: std::io::Error| exit::unwritable(&folder, &error);
    let mut brought = Brought::default();
    let mut fetched = Fetched::default();
    let mut sync = match Sync::begin(door, kept, &wanted.url, terms) {
        Ok(sync) => sync,
        Err(problem) => {
            brought.problems.push(*problem);
            return Ok((brought, fetched));
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
                fetched.signatures.push((document.url.clone(), document.signature.clone()));
                if counts.files_unreadable == 0 {
                    sync.stored(document).map_err(unwritable)?;
                }
            }
        }
    }
    let is_clean = brought.problems.iter().all(|problem| problem.gravity != Gravity::Error);
    fetched.counts = sync.end(is_clean).map_err(unwritable)?;
    Ok((brought, fetched))
}

fn show(brought: &Brought, fetched: &Fetched, terminal: &Terminal) -> Result<(), Failure> {
    if terminal.format == Format::Json {
        terminal.say_problems(&brought.problems);
        return terminal.print_json(&document(brought, fetched));
    }
    terminal.print(in_words(fetched.counts).in_lang(terminal.lang));
    show_signatures(fetched, terminal);
    brought.show(terminal)
}

/// How the signatures ended: the counts, then each document whose signature was not verified.
fn show_signatures(fetched: &Fetched, terminal: &Terminal) {
    let Counts { signature_verified, signature_missing, signature_unchecked, .. } = fetched.counts;
    terminal.print(
        text!(
            ja: "OpenPGP 署名：確認済み {signature_verified}、署名なし {signature_missing}、未確認 {signature_unchecked}。",
            en: "OpenPGP signatures: {signature_verified} verified, {signature_missing} missing, {signature_unchecked} not checked."
        )
        .in_lang(terminal.lang),
    );
    let open =
        || fetched.signatures.iter().filter_map(|(url, signature)| Some((url, unverified(signature)?)));
    for (url, Text { ja, en }) in open().take(NAMED_MAX) {
        terminal.say(&text!(ja: "注意：{url}：{ja}。", en: "warning: {url}: {en}."));
    }
    let more = open().count().saturating_sub(NAMED_MAX);
    if more > 0 {
        terminal.say(&text!(
            ja: "注意：ほかに {more} 文書の署名を確かめていません（--format json ですべて表示）。",
            en: "warning: {more} more documents without a verified signature (all of them with --format json)."
        ));
    }
}

/// Why a signature is not verified; `None` where it is.
fn unverified(signature: &Signature) -> Option<Text> {
    match signature {
        Signature::Verified(_) => None,
        Signature::Missing => Some(text!(ja: "OpenPGP 署名がありません", en: "it has no OpenPGP signature")),
        Signature::Unchecked(why) => {
            let Text { ja, en } = why.text();
            Some(
                text!(ja: "OpenPGP 署名を確かめていません（{ja}）", en: "its OpenPGP signature was not checked ({en})"),
            )
        }
    }
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
    signature_verified: usize,
    signature_missing: usize,
    signature_unchecked: usize,
    signatures: Vec<Signed<'a>>,
    import: feed::Document<'a>,
}

/// How the signature of one document ended.
#[derive(Serialize)]
struct Signed<'a> {
    url: &'a str,
    signature: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'a str>,
}

impl<'a> Signed<'a> {
    fn new((url, signature): &'a (String, Signature)) -> Self {
        let key = match signature {
            Signature::Verified(key) => Some(key.as_str()),
            Signature::Missing | Signature::Unchecked(_) => None,
        };
        Self { url, signature: signature.code(), key }
    }
}

fn document<'a>(brought: &'a Brought, fetched: &'a Fetched) -> Document<'a> {
    let signatures = fetched.signatures.iter().map(Signed::new).collect();
    let Counts {
        offered,
        fetched,
        unchanged,
        withheld,
        refused,
        not_tried,
        addresses_unchanged,
        digest_agrees,
        signature_verified,
        signature_missing,
        signature_unchecked,
    } = fetched.counts;
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
        signature_verified,
        signature_missing,
        signature_unchecked,
        signatures,
        import: brought.document(),
    }
}
