//! Judgements of what was seen, printed: devices, what flows from zone to zone, alerts, zones that could be.

use std::process::ExitCode;

use sekisho_app::observe::{Judged, dictionary};
use sekisho_assess::observed::{
    Alert, Alerts, Cell, Device, Difference, Expected, Flowing, Observed, Severity, Standing, Unseen,
    UnseenWhy, role_word,
};
use sekisho_model::{Lang, Register, Text, text};
use sekisho_report::observed::{self, classes_words, moment, ruled, standing};
use serde_json::{Value, json};

use super::done;
use crate::args::Format;
use crate::args::observe::FailOnAlert;
use crate::exit::{FOUND, Failure};
use crate::terminal::Terminal;

/// How a program wants texts: in both languages.
fn both(text: &Text) -> Value {
    json!({ "ja": text.ja, "en": text.en })
}

/// Devices, and how they stand to the register.
pub(super) fn devices(judged: &Judged, terminal: &Terminal) -> Result<(), Failure> {
    let inventory = &judged.observed.inventory;
    if terminal.format == Format::Json {
        return terminal.print_json(&with_summed(devices_document(judged), judged));
    }
    let lang = terminal.lang;
    let counts = &inventory.counts;
    let (n, registered, contradicting) = (inventory.devices.len(), counts.registered, counts.contradicting);
    let (undecided, proposed, never) = (counts.undecided, counts.proposed, counts.never_seen);
    let answer = text!(
        ja: "機器 {n} 台。台帳にあるもの {registered}（うち食い違い {contradicting}）、台帳にないもの {proposed}、決められないもの {undecided}。台帳にあって見えないもの {never}。",
        en: "{n} devices: {registered} are in the register ({contradicting} contradict it), {proposed} are not, {undecided} are undecided; {never} of the register were never seen."
    );
    terminal.print(answer.in_lang(lang));
    let header = Text::new(
        "機器\t名前\t役割\t場所\tアドレス\tメーカー\t台帳",
        "device\tname\trole\tplace\taddresses\tmaker\tregister",
    );
    terminal.print(header.in_lang(lang));
    inventory.devices.iter().for_each(|device| terminal.print(&device_line(device, &judged.register, lang)));
    for unseen in &inventory.unseen {
        terminal.print(observed::unseen(unseen).in_lang(lang));
    }
    Ok(())
}

fn device_line(device: &Device, register: &Register, lang: Lang) -> String {
    let role = device.role.role.map_or_else(
        || lang.pick("不明", "unknown").to_owned(),
        |role| role_word(role).in_lang(lang).to_owned(),
    );
    let maker = device.maker.as_ref().map_or("–", |maker| match lang {
        Lang::Ja => maker.ja.as_deref().unwrap_or(&maker.name),
        Lang::En => &maker.name,
    });
    let addresses: Vec<String> = device.addresses.iter().map(ToString::to_string).collect();
    [
        device.id.to_string(),
        device.name(),
        role,
        device.place.name(register).in_lang(lang).to_owned(),
        addresses.join(" "),
        maker.to_owned(),
        standing(&device.standing, register).in_lang(lang).to_owned(),
    ]
    .join("\t")
}

/// Devices as a document.
pub(super) fn devices_document(judged: &Judged) -> Value {
    let inventory = &judged.observed.inventory;
    let devices: Vec<Value> =
        inventory.devices.iter().map(|it| device_document(it, &judged.register)).collect();
    let unseen: Vec<Value> = inventory
        .unseen
        .iter()
        .map(|Unseen { asset, why }| match why {
            UnseenWhy::NeverSeen => json!({ "asset": asset.id, "name": asset.name, "undecided": null }),
            UnseenWhy::Undecided(why) => {
                json!({ "asset": asset.id, "name": asset.name, "undecided": both(why) })
            }
        })
        .collect();
    let outside: Vec<Value> = inventory
        .outside
        .iter()
        .map(|host| json!({ "ip": host.ip, "first": host.first, "last": host.last, "packets": host.sent.packets }))
        .collect();
    json!({ "format": 1, "devices": devices, "unseen": unseen, "outside": outside })
}

fn device_document(device: &Device, register: &Register) -> Value {
    let texts = |texts: &[Text]| texts.iter().map(both).collect::<Vec<_>>();
    let register_says = match &device.standing {
        Standing::Registered { asset, contradictions, .. } => json!({
            "standing": "registered", "asset": asset.id,
            "contradictions": contradictions.iter().map(|it| json!({
                "what": both(&it.what), "remedy": both(&it.remedy), "registered": it.registered, "seen": it.seen,
            })).collect::<Vec<_>>(),
        }),
        Standing::Undecided { assets, why } => json!({
            "standing": "undecided", "assets": assets.iter().map(|it| &it.id).collect::<Vec<_>>(), "why": both(why),
        }),
        Standing::Proposed { reasons, .. } => json!({ "standing": "proposed", "reasons": texts(reasons) }),
    };
    json!({
        "id": device.id.as_str(),
        "name": device.name(),
        "stations": device.stations,
        "addresses": device.addresses,
        "vlans": device.vlans,
        "behind": device.behind,
        "first": device.first,
        "last": device.last,
        "packets": device.sent.packets,
        "maker": device.maker.as_ref().map(|maker| &maker.name),
        "identities": device.identities,
        "role": device.role.role,
        "role_trust": device.role.trust.code(),
        "role_reasons": texts(&device.role.reasons),
        "place": device.place.code(),
        "place_name": both(&device.place.name(register)),
        "register": register_says,
    })
}

/// What flows from zone to zone, and how that differs from the register.
pub(super) fn matrix(judged: &Judged, terminal: &Terminal) -> Result<(), Failure> {
    if terminal.format == Format::Json {
        return terminal.print_json(&with_summed(matrix_document(judged), judged));
    }
    let (matrix, lang) = (&judged.observed.matrix, terminal.lang);
    let flows: usize = matrix.cells.iter().map(|cell| cell.flowing.len()).sum();
    let (cells, differing) = (matrix.cells.len(), matrix.differences.len());
    let answer = text!(
        ja: "ゾーンの組 {cells}、流れ {flows}。台帳との違い {differing} 件。",
        en: "{cells} pairs of zones, {flows} flows; {differing} differences to the register."
    );
    terminal.print(answer.in_lang(lang));
    let header = Text::new(
        "から\tへ\tプロトコル\t会話\tパケット\t命令の種別\t台帳",
        "from\tto\tprotocol\tconversations\tpackets\tclasses of command\tregister",
    );
    terminal.print(header.in_lang(lang));
    for cell in &matrix.cells {
        cell.flowing.iter().for_each(|flowing| terminal.print(&flow_line(cell, flowing, judged, terminal)));
    }
    differences(&matrix.differences, terminal);
    Ok(())
}

/// Differences to the register in words.
pub(super) fn differences(all: &[Difference], terminal: &Terminal) {
    for Difference { id, kind, what, remedy, undecided, .. } in all {
        let lang = terminal.lang;
        let (kind, what, remedy) = (kind.word(), what.in_lang(lang), remedy.in_lang(lang));
        terminal.print(&format!("[{}] {what} {remedy} ({id})", kind.in_lang(lang)));
        if let Some(why) = undecided {
            let words = lang.pick("  確かではありません：", "  Not certain: ");
            terminal.print(&format!("{words}{}", why.in_lang(lang)));
        }
    }
}

fn flow_line(cell: &Cell, flowing: &Flowing, judged: &Judged, terminal: &Terminal) -> String {
    let lang = terminal.lang;
    [
        cell.from.name(&judged.register).in_lang(lang).to_owned(),
        cell.to.name(&judged.register).in_lang(lang).to_owned(),
        flowing.talk.name().in_lang(lang).to_owned(),
        flowing.conversations.to_string(),
        (flowing.sent.packets + flowing.answered.packets).to_string(),
        classes_words(flowing.classes()).in_lang(lang).to_owned(),
        ruled(&flowing.ruled).1.in_lang(lang).to_owned(),
    ]
    .join("\t")
}

/// The matrix as a document.
pub(super) fn matrix_document(judged: &Judged) -> Value {
    let matrix = &judged.observed.matrix;
    let flows = matrix.cells.iter().flat_map(|cell| {
        cell.flowing.iter().map(move |flowing| {
            json!({
                "from": cell.from.code(), "to": cell.to.code(), "talk": flowing.talk.code(),
                "classes": flowing.classes().iter().collect::<Vec<_>>(),
                "conversations": flowing.conversations,
                "packets": flowing.sent.packets + flowing.answered.packets,
                "bytes": flowing.sent.bytes + flowing.answered.bytes,
                "first": flowing.first, "last": flowing.last,
                "register": ruled(&flowing.ruled).0, "register_words": both(&ruled(&flowing.ruled).1),
            })
        })
    });
    let flows: Vec<Value> = flows.collect();
    json!({ "format": 1, "flows": flows, "differences": differences_document(&matrix.differences) })
}

/// Differences to the register as a document.
pub(super) fn differences_document(all: &[Difference]) -> Vec<Value> {
    all.iter()
        .map(|it| {
            json!({
                "id": it.id, "kind": it.kind.code(), "from": it.from.code(), "to": it.to.code(),
                "conduit": it.conduit.as_ref().map(|conduit| &conduit.id),
                "talks": it.talks.iter().map(|talk| talk.code()).collect::<Vec<_>>(),
                "undecided": it.undecided.as_ref().map(both),
                "what": both(&it.what), "remedy": both(&it.remedy), "effect": both(&it.effect.text()),
                "devices": it.devices.iter().map(|id| id.as_str()).collect::<Vec<_>>(),
            })
        })
        .collect()
}

/// What is new or wrong, gravest first.
pub(super) fn alerts(judged: &Judged, terminal: &Terminal) -> Result<(), Failure> {
    let alerts = &judged.observed.alerts;
    if terminal.format == Format::Json {
        return terminal.print_json(&with_summed(alerts_document(alerts), judged));
    }
    print_alerts(alerts, terminal);
    Ok(())
}

/// A document, with what was judged together and not one by one, if anything was.
fn with_summed(mut document: Value, judged: &Judged) -> Value {
    if let Some(summed) = &judged.observed.summed {
        document["summed"] = both(summed);
    }
    document
}

/// Alerts in words.
pub(super) fn print_alerts(alerts: &Alerts, terminal: &Terminal) {
    let lang = terminal.lang;
    let (open, expected) = (alerts.open.len(), alerts.expected.len());
    if let Some(learning) = &alerts.learning {
        terminal.print(learning.in_lang(lang));
    }
    if alerts.learning.is_none() || open + expected > 0 {
        let answer =
            text!(ja: "警報 {open} 件、想定内 {expected} 件。", en: "{open} alerts, {expected} expected.");
        terminal.print(answer.in_lang(lang));
    }
    alerts.open.iter().for_each(|alert| print_alert(alert, terminal));
    for Expected { alert, by, reason, .. } in &alerts.expected {
        let (what, id) = (alert.what.in_lang(lang), &alert.id);
        let words = lang.pick("想定内", "expected");
        terminal.print(&format!("[{words} {by}] {what} {reason} ({id})"));
    }
    let lost: Vec<&str> = alerts.lost.iter().map(|kind| kind.words().name.in_lang(lang)).collect();
    if !lost.is_empty() {
        let lost = lost.join(lang.pick("、", ", "));
        let words = text!(
            ja: "命令の種別を見ていないため、出せない警報：{lost}。",
            en: "Alerts that cannot be raised, because classes of command were not looked at: {lost}."
        );
        terminal.print(words.in_lang(lang));
    }
}

/// An alert that a live watch has just found: in words, or as a line for programs.
pub(super) fn new_alert(alert: &Alert, terminal: &Terminal) -> Result<(), Failure> {
    if terminal.format == Format::Json {
        return terminal.print_json_line(&json!({ "format": 1, "alert": alert_document(alert) }));
    }
    print_alert(alert, terminal);
    Ok(())
}

/// An alert in words: what, what the plant may lose, and what to do first.
pub(super) fn print_alert(alert: &Alert, terminal: &Terminal) {
    let lang = terminal.lang;
    let (weight, trust) = (alert.severity.word(), alert.trust.word());
    let (what, at, id) = (alert.what.in_lang(lang), moment(alert.moment), &alert.id);
    terminal.print(&format!("[{} / {}] {at} {what}", weight.in_lang(lang), trust.in_lang(lang)));
    terminal.print(&format!("  {}", alert.effect.text().in_lang(lang)));
    let first = lang.pick("  まず：", "  First: ");
    terminal.print(&format!("{first}{} ({id})", alert.first_action.in_lang(lang)));
}

/// Alerts as a document.
pub(super) fn alerts_document(alerts: &Alerts) -> Value {
    let expected: Vec<Value> = alerts
        .expected
        .iter()
        .map(|it| {
            json!({
                "alert": alert_document(&it.alert), "expectation": it.by, "reason": it.reason, "until": it.until,
            })
        })
        .collect();
    json!({
        "format": 1,
        "learning": alerts.learning.as_ref().map(both),
        "alerts": alerts.open.iter().map(alert_document).collect::<Vec<_>>(),
        "expected": expected,
        "lost": alerts.lost.iter().map(|kind| kind.code()).collect::<Vec<_>>(),
    })
}

fn alert_document(alert: &Alert) -> Value {
    json!({
        "id": alert.id,
        "kind": alert.kind.code(),
        "severity": alert.severity.code(),
        "trust": alert.trust.code(),
        "moment": alert.moment,
        "what": both(&alert.what),
        "effect": both(&alert.effect.text()),
        "first_action": both(&alert.first_action),
        "devices": alert.devices.iter().map(|id| id.as_str()).collect::<Vec<_>>(),
        "assets": alert.assets.iter().map(|asset| &asset.id).collect::<Vec<_>>(),
        "places": alert.places.iter().map(|place| place.code()).collect::<Vec<_>>(),
    })
}

/// The exit code that alerts make. What was not judged one by one is not clean: whoever asks by the exit code is told.
pub(super) fn code(observed: &Observed, fail_on: FailOnAlert) -> ExitCode {
    let least = match fail_on {
        FailOnAlert::Never => return done(),
        FailOnAlert::High => Severity::High,
        FailOnAlert::Medium => Severity::Medium,
        FailOnAlert::Low => Severity::Low,
    };
    let found = observed.alerts.open.iter().any(|alert| alert.severity >= least);
    if found || observed.summed.is_some() { ExitCode::from(FOUND) } else { done() }
}

/// What was not judged is not clean: whoever asks for alerts by the exit code is told.
pub(super) fn unjudged(fail_on: FailOnAlert) -> ExitCode {
    if fail_on == FailOnAlert::Never { done() } else { ExitCode::from(FOUND) }
}

/// Zones that could be.
pub(super) fn zones(judged: &Judged, terminal: &Terminal) -> Result<(), Failure> {
    let proposal = &judged.observed.proposal;
    let lang = terminal.lang;
    if terminal.format == Format::Json {
        let zones = proposal.zones.iter().map(|zone| {
            json!({
                "name": both(&zone.name), "level": zone.level,
                "devices": zone.devices.iter().map(|id| id.as_str()).collect::<Vec<_>>(),
                "subnets": zone.subnets, "vlans": zone.vlans,
                "reasons": zone.reasons.iter().map(both).collect::<Vec<_>>(),
            })
        });
        let conduits = proposal.conduits.iter().map(|conduit| {
            json!({
                "from": conduit.from, "to": conduit.to, "direction": conduit.direction,
                "protocols": conduit.protocols, "unrecognised": conduit.unrecognised,
            })
        });
        let undecided =
            proposal.undecided.iter().map(|(id, why)| json!({ "device": id.as_str(), "why": both(why) }));
        return terminal.print_json(&json!({
            "format": 1,
            "zones": zones.collect::<Vec<_>>(),
            "conduits": conduits.collect::<Vec<_>>(),
            "undecided": undecided.collect::<Vec<_>>(),
        }));
    }
    let (zones, conduits, undecided) =
        (proposal.zones.len(), proposal.conduits.len(), proposal.undecided.len());
    let answer = text!(
        ja: "ゾーン案 {zones}、コンジット案 {conduits}。どこにも入らない機器 {undecided} 台。",
        en: "{zones} zones and {conduits} conduits are proposed; {undecided} devices fit nowhere."
    );
    terminal.print(answer.in_lang(lang));
    for (n, zone) in (1..).zip(&proposal.zones) {
        let devices: Vec<&str> = zone.devices.iter().map(|id| id.as_str()).collect();
        let reasons: Vec<&str> = zone.reasons.iter().map(|reason| reason.in_lang(lang)).collect();
        let level = sekisho_exchange::table::word("zone-level", level_code(zone.level));
        let (name, level) = (zone.name.in_lang(lang), level.in_lang(lang).to_owned());
        terminal.print(&format!("{n}\t{name}\t{level}\t{}\t{}", devices.join(" "), reasons.join(" ")));
    }
    for conduit in &proposal.conduits {
        let protocols: Vec<&str> = conduit.protocols.iter().map(|protocol| protocol.name()).collect();
        let (from, to) = (conduit.from + 1, conduit.to + 1);
        terminal.print(&format!("{from} → {to}\t{}", protocols.join(lang.pick("、", ", "))));
    }
    for (id, why) in &proposal.undecided {
        terminal.print(&format!("–\t{id}\t{}", why.in_lang(lang)));
    }
    Ok(())
}

const fn level_code(level: sekisho_model::ZoneLevel) -> &'static str {
    use sekisho_model::ZoneLevel as L;
    match level {
        L::Outside => "outside",
        L::Enterprise => "enterprise",
        L::Boundary => "boundary",
        L::Operations => "operations",
        L::Supervision => "supervision",
        L::Control => "control",
        L::Process => "process",
    }
}

/// The field dictionary in words.
pub(super) fn fields(terminal: &Terminal) -> Result<(), Failure> {
    let lang = terminal.lang;
    if terminal.format == Format::Json {
        let fields: Vec<Value> = dictionary()
            .iter()
            .map(|field| {
                json!({
                    "path": field.path, "shape": format!("{:?}", field.shape), "name": both(&field.name),
                    "meaning": both(&field.meaning), "why": both(&field.why), "kept": both(&field.kept.word()),
                    "stays": both(&field.stays.word()),
                })
            })
            .collect();
        return terminal.print_json(&json!({ "format": 1, "fields": fields }));
    }
    for field in dictionary() {
        let (path, name, meaning) = (&field.path, field.name.in_lang(lang), field.meaning.in_lang(lang));
        let (why, kept, stays) = (field.why.in_lang(lang), field.kept.word(), field.stays.word());
        terminal.print(&format!(
            "{path}\t{name}\t{meaning}\t{why}\t{}\t{}",
            kept.in_lang(lang),
            stays.in_lang(lang)
        ));
    }
    Ok(())
}
