//! What is held, as it is held: for the person it is about, for an overseer, for other programs.

use sekisho_app::observe::{Forgotten, ObservationRun};
use sekisho_model::{
    CaptureHealth, CommandClasses, Conversation, Observation, Protocol, Source, Text, WatchId, text,
};
use sekisho_report::observed::{classes_words, health, identity_kind, moment};
use serde::Serialize;

use crate::args::Format;
use crate::exit::Failure;
use crate::terminal::Terminal;

#[derive(Debug, Serialize)]
struct Held<'a> {
    format: u32,
    observation: &'a Observation,
}

/// All that is held of something, field by field.
pub(super) fn show(found: &Observation, terminal: &Terminal) -> Result<(), Failure> {
    if terminal.format == Format::Json {
        return terminal.print_json(&Held { format: 1, observation: found });
    }
    let Observation { conversations, sightings, identities, health: _ } = found;
    let (n, seen, said) = (conversations.len(), sightings.len(), identities.len());
    let answer = text!(
        ja: "会話 {n} 件、アドレスの組 {seen} 件、名乗り {said} 件。これで全部です。内容は残していません。",
        en: "{n} conversations, {seen} pairings of addresses, {said} identities: this is all. No content is kept."
    );
    terminal.print(answer.in_lang(terminal.lang));
    if !conversations.is_empty() {
        let header = Text::new(
            "聞く側\t答える側\tVLAN\tポート\tプロトコル\t最初\t最後\t送信 パケット/バイト\t応答 パケット/バイト\t接続\t命令の種別",
            "client\tserver\tvlan\tport\tprotocol\tfirst\tlast\tsent packets/bytes\tanswered packets/bytes\tconnections\tclasses of command",
        );
        terminal.print(header.in_lang(terminal.lang));
        conversations.iter().for_each(|it| terminal.print(&conversation(it, terminal)));
    }
    if !sightings.is_empty() {
        let header = Text::new(
            "MAC\tIP\tVLAN\t最初\t最後\tパケット/バイト\t自分のものと言った回数\t最長の沈黙（秒）",
            "mac\tip\tvlan\tfirst\tlast\tpackets/bytes\tclaims\tlongest silence (s)",
        );
        terminal.print(header.in_lang(terminal.lang));
        for it in sightings {
            let mac = it.key.mac.map_or_else(|| "–".to_owned(), |mac| mac.to_string());
            let ip = it.key.ip.map_or_else(|| "–".to_owned(), |ip| ip.to_string());
            let (vlan, first, last, sent) = (it.key.vlan, moment(it.first), moment(it.last), it.sent);
            let (packets, bytes, claims, silence) =
                (sent.packets, sent.bytes, it.claims, it.silence_seconds_max);
            terminal.print(&format!(
                "{mac}\t{ip}\t{vlan}\t{first}\t{last}\t{packets}/{bytes}\t{claims}\t{silence}"
            ));
        }
    }
    if !identities.is_empty() {
        let header =
            Text::new("名乗った機器\tプロトコル\t項目\t値\t最初", "holder\tprotocol\tkind\tvalue\tfirst");
        terminal.print(header.in_lang(terminal.lang));
        for it in identities {
            let kind = identity_kind(it.kind);
            let (holder, protocol, value, first) =
                (it.holder, it.protocol.name(), &it.value, moment(it.first));
            terminal
                .print(&format!("{holder}\t{protocol}\t{}\t{value}\t{first}", kind.in_lang(terminal.lang)));
        }
    }
    Ok(())
}

fn conversation(it: &Conversation, terminal: &Terminal) -> String {
    let Conversation { key, certainty: _, first, last, sent, answered, connections, commands } = it;
    let classes =
        commands.keys().fold(CommandClasses::NONE, |all, class| all.and(CommandClasses::of(*class)));
    let protocol =
        key.protocol.map_or(terminal.lang.pick("（判別できない）", "(not recognised)"), Protocol::name);
    [
        key.client.to_string(),
        key.server.to_string(),
        key.vlan.to_string(),
        key.port.to_string(),
        protocol.to_owned(),
        moment(*first),
        moment(*last),
        format!("{}/{}", sent.packets, sent.bytes),
        format!("{}/{}", answered.packets, answered.bytes),
        connections.to_string(),
        classes_words(classes).in_lang(terminal.lang).to_owned(),
    ]
    .join("\t")
}

/// Everything, as a document.
pub(super) fn export(found: &Observation) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(&Held { format: 1, observation: found });
    text.map(|text| text + "\n")
        .map_err(|error| Failure::bug(Text::new(error.to_string(), error.to_string())))
}

#[derive(Debug, Serialize)]
struct RunRow<'a> {
    run: i64,
    watch: Option<&'a str>,
    by: &'a str,
    at: jiff::Timestamp,
    file: Option<&'a str>,
    sha256: Option<&'a str>,
    first: Option<String>,
    last: Option<String>,
    headers_only: bool,
    identities: &'a [sekisho_model::IdentityKind],
    health: &'a CaptureHealth,
}

/// Readings and live watches.
pub(super) fn runs(runs: &[ObservationRun], terminal: &Terminal) -> Result<(), Failure> {
    let rows: Vec<RunRow<'_>> = runs.iter().map(run_row).collect();
    if terminal.format == Format::Json {
        return terminal.print_json(&serde_json::json!({ "format": 1, "runs": rows }));
    }
    for row in &rows {
        let words = health(row.health);
        let source = row.file.unwrap_or(terminal.lang.pick("（常時）", "(live)"));
        let (run, at, by, watch) = (row.run, moment(row.at), row.by, row.watch.unwrap_or("–"));
        let packets = row.health.seen.packets;
        terminal.print(&format!(
            "{run}\t{at}\t{by}\t{watch}\t{source}\t{packets}\t{}",
            words.in_lang(terminal.lang)
        ));
    }
    let n = rows.len();
    terminal.print(text!(ja: "読み込みは {n} 件です。", en: "{n} readings.").in_lang(terminal.lang));
    Ok(())
}

fn run_row(run: &ObservationRun) -> RunRow<'_> {
    let (file, sha256) = match &run.origin.source {
        Source::File { name, sha256, importer: _ } => (Some(name.as_str()), Some(sha256.as_str())),
        Source::Person => (None, None),
    };
    RunRow {
        run: run.no,
        watch: run.settings.watch.as_ref().map(WatchId::as_str),
        by: &run.origin.actor,
        at: run.origin.at,
        file,
        sha256,
        first: run.first.map(|at| at.to_string()),
        last: run.last.map(|at| at.to_string()),
        headers_only: run.settings.headers_only,
        identities: &run.settings.identities,
        health: &run.health,
    }
}

/// What was forgotten, watch by watch.
pub(super) fn forgotten(gone: &[(Option<WatchId>, Forgotten)], terminal: &Terminal) -> Result<(), Failure> {
    if terminal.format == Format::Json {
        let rows: Vec<serde_json::Value> = gone
            .iter()
            .map(|(watch, gone)| serde_json::json!({ "watch": watch, "forgotten": gone }))
            .collect();
        return terminal.print_json(&serde_json::json!({ "format": 1, "watches": rows }));
    }
    let rows: u64 = gone.iter().map(|(_, gone)| gone.conversations + gone.sightings + gone.identities).sum();
    if rows == 0 {
        terminal.print(
            text!(ja: "消すものはありませんでした。", en: "There was nothing to delete.")
                .in_lang(terminal.lang),
        );
    }
    for (watch, gone) in gone.iter().filter(|(_, gone)| !gone.is_empty()) {
        let watch = watch.as_ref().map_or("–", WatchId::as_str);
        let Forgotten { conversations, sightings, identities, runs, sha256 } = gone;
        let words = text!(
            ja: "見張り {watch}：会話 {conversations} 件、アドレスの組 {sightings} 件、名乗り {identities} 件、読み込み {runs} 件を消しました。消した行の SHA-256 は {sha256} で、記録に残っています。",
            en: "Watch {watch}: {conversations} conversations, {sightings} pairings of addresses, {identities} identities and {runs} readings are deleted. The SHA-256 of the deleted rows is {sha256}; it stays in the ledger."
        );
        terminal.print(words.in_lang(terminal.lang));
    }
    Ok(())
}
