//! The signs of a role: what a device serves, asks for, says of itself, and who made it.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{AssetRole, CommandClass, IdentityKind, Protocol, ProtocolFamily, Text, counted, text};

use super::super::inventory::Device;
use super::super::makers::Trade;
use super::super::paths::{End, Path, Paths};
use super::{Evidence, Sign};

/// Controllers from which on a client that writes to them is a server and no panel.
const PANEL_SERVERS_MAX: usize = 3;

/// How one device speaks.
#[derive(Default)]
struct Habits<'p> {
    /// Industrial requests: whom it asks.
    asks: BTreeMap<usize, BTreeSet<CommandClass>>,
    /// Industrial requests: who asks it.
    asked_by: BTreeSet<usize>,
    asked: Vec<&'p Path>,
    asking: Vec<&'p Path>,
    /// Whom it exchanges cyclic data with.
    cyclic: BTreeSet<End>,
    cyclic_paths: Vec<&'p Path>,
    /// Whom it serves with services of offices and servers, and by which.
    serves: BTreeSet<End>,
    services: BTreeMap<Protocol, &'p Path>,
    /// Services that it uses.
    uses: BTreeSet<Protocol>,
    /// Clients of the engineering tool's protocol.
    engineers: Vec<&'p Path>,
    publishes: Vec<&'p Path>,
    lldp: Option<&'p Path>,
}

/// Sent at a fixed pace, without question and answer.
const fn is_cyclic(protocol: Protocol) -> bool {
    matches!(
        protocol,
        Protocol::ProfinetRt
            | Protocol::EtherCat
            | Protocol::CcLinkIeFieldBasic
            | Protocol::CcLinkIeTsn
            | Protocol::SampledValues
            | Protocol::Goose
            | Protocol::FlNet
    )
}

/// Discovery alone says nothing of a role.
const fn is_discovery(protocol: Protocol) -> bool {
    matches!(protocol, Protocol::ProfinetDcp)
}

/// Handed on by a server that controls nothing: neither it nor who puts in or takes out is told by that alone.
const fn is_brokered(protocol: Protocol) -> bool {
    matches!(protocol, Protocol::Mqtt)
}

pub(super) fn signs(devices: &[Device], paths: &Paths, headers_only: bool) -> Vec<Vec<Sign>> {
    let mut habits: Vec<Habits<'_>> = devices.iter().map(|_| Habits::default()).collect();
    for path in paths.iter() {
        note(&mut habits, path);
    }
    let controls: Vec<bool> = habits.iter().map(|own| !own.asked_by.is_empty()).collect();
    devices
        .iter()
        .zip(&habits)
        .map(|(device, own)| {
            let mut signs = Vec::new();
            of_serving(own, &controls, &mut signs);
            of_cycles(own, &mut signs);
            of_asking(own, headers_only, &mut signs);
            of_services(own, &mut signs);
            of_words(device, &mut signs);
            of_network(device, own, &mut signs);
            of_maker(device, own, &mut signs);
            signs
        })
        .collect()
}

fn note<'p>(habits: &mut [Habits<'p>], path: &'p Path) {
    let Some(protocol) = path.talk.protocol else { return };
    let (client, server) = (path.client_device(), path.server_device());
    if client.is_some() && client == server {
        return;
    }
    match protocol.family() {
        ProtocolFamily::Industrial if is_cyclic(protocol) => {
            for (own, other) in [(client, path.server), (server, path.client)] {
                let Some(own) = own.and_then(|own| habits.get_mut(own)) else { continue };
                own.cyclic_paths.push(path);
                if matches!(other, End::Group(_)) {
                    own.publishes.push(path);
                } else {
                    own.cyclic.insert(other);
                }
            }
        }
        ProtocolFamily::Industrial if is_discovery(protocol) => {}
        ProtocolFamily::Industrial if is_brokered(protocol) => note_broker(habits, path, server, protocol),
        ProtocolFamily::Industrial => note_request(habits, path, client, server, protocol),
        ProtocolFamily::Office | ProtocolFamily::Network | ProtocolFamily::RemoteAccess => {
            note_service(habits, path, client, server, protocol);
        }
    }
}

fn note_request<'p>(
    habits: &mut [Habits<'p>],
    path: &'p Path,
    client: Option<usize>,
    server: Option<usize>,
    protocol: Protocol,
) {
    let classes = path.commands.iter().map(|(class, _)| *class);
    if let (Some(client), Some(server)) = (client, server) {
        habits[client].asks.entry(server).or_default().extend(classes);
        habits[client].asking.push(path);
        if protocol == Protocol::Melsoft {
            habits[client].engineers.push(path);
        }
        // What never answered serves nothing.
        if path.answered.packets > 0 || path.sent.packets > 4 {
            habits[server].asked_by.insert(client);
            habits[server].asked.push(path);
        }
    }
}

fn note_broker<'p>(habits: &mut [Habits<'p>], path: &'p Path, server: Option<usize>, protocol: Protocol) {
    if let Some(server) = server
        && path.answered.packets > 0
    {
        habits[server].serves.insert(path.client);
        habits[server].services.entry(protocol).or_insert(path);
    }
}

fn note_service<'p>(
    habits: &mut [Habits<'p>],
    path: &'p Path,
    client: Option<usize>,
    server: Option<usize>,
    protocol: Protocol,
) {
    if protocol == Protocol::Lldp
        && let Some(client) = client
    {
        habits[client].lldp = Some(path);
        return;
    }
    if matches!(protocol, Protocol::Arp | Protocol::Icmp | Protocol::Mdns | Protocol::Nbns | Protocol::Ptp) {
        return;
    }
    if let Some(server) = server
        && path.answered.packets > 0
    {
        habits[server].serves.insert(path.client);
        habits[server].services.entry(protocol).or_insert(path);
    }
    if let Some(client) = client {
        habits[client].uses.insert(protocol);
    }
}

fn shown(paths: &[&Path]) -> Vec<Evidence> {
    paths.iter().take(super::EVIDENCE_MAX).map(|path| Evidence::Conversation(path.key)).collect()
}

fn names(paths: &[&Path]) -> String {
    let names: BTreeSet<&str> =
        paths.iter().filter_map(|path| path.talk.protocol).map(Protocol::name).collect();
    names.into_iter().collect::<Vec<_>>().join(", ")
}

fn of_serving(own: &Habits<'_>, controls: &[bool], signs: &mut Vec<Sign>) {
    if own.asked.is_empty() {
        return;
    }
    let (clients, protocols) = (own.asked_by.len(), names(&own.asked));
    let only_controllers = own.asks.is_empty() && own.asked_by.iter().all(|client| controls[*client]);
    if only_controllers {
        signs.push(Sign {
            role: AssetRole::FieldDevice,
            points: 4,
            reason: text!(ja: "{protocols} の要求に答え、要求するのは制御装置だけです。", en: "It answers {protocols}, and only controllers ask it."),
            evidence: shown(&own.asked),
        });
        return;
    }
    let points = if clients > 1 { 5 } else { 4 };
    let counted = counted(clients, "device asks", "devices ask");
    signs.push(Sign {
        role: AssetRole::Controller,
        points,
        reason: text!(ja: "{protocols} の要求に答えます（要求元 {clients} 台）。", en: "It answers {protocols}; {counted}."),
        evidence: shown(&own.asked),
    });
}

fn of_cycles(own: &Habits<'_>, signs: &mut Vec<Sign>) {
    if own.cyclic_paths.is_empty() {
        return;
    }
    let (partners, protocols) = (own.cyclic.len(), names(&own.cyclic_paths));
    let speaks = |protocol| own.publishes.iter().any(|path| path.talk.protocol == Some(protocol));
    let evidence = shown(&own.cyclic_paths);
    let (role, points, reason) = if speaks(Protocol::FlNet) || partners > 1 {
        (
            AssetRole::Controller,
            4,
            text!(ja: "{protocols} の周期通信を {partners} 台と行います。", en: "It exchanges cyclic data by {protocols} with {partners} others."),
        )
    } else if own.asked.is_empty() && own.asks.is_empty() {
        (
            AssetRole::FieldDevice,
            5,
            text!(ja: "{protocols} の周期通信だけを行います。", en: "All that it does is to exchange cyclic data by {protocols}."),
        )
    } else {
        (
            AssetRole::Controller,
            1,
            text!(ja: "{protocols} の周期通信も行います。", en: "It exchanges cyclic data by {protocols} as well."),
        )
    };
    signs.push(Sign { role, points, reason, evidence });
}

fn of_asking(own: &Habits<'_>, headers_only: bool, signs: &mut Vec<Sign>) {
    let n = own.asks.len();
    if n == 0 {
        return;
    }
    let with = |class| own.asks.values().filter(|classes| classes.contains(&class)).count();
    let (reads, writes, programs) =
        (with(CommandClass::Read), with(CommandClass::Write), with(CommandClass::Program));
    let controls = with(CommandClass::Control);
    let serves_people = !own.services.is_empty();
    let evidence = || shown(&own.asking);
    let mut sign = |role, points, reason| signs.push(Sign { role, points, reason, evidence: evidence() });
    if programs > 0 {
        sign(
            AssetRole::EngineeringStation,
            7,
            text!(ja: "{programs} 台にプログラムや設定を転送しました。", en: "It transferred programs or settings with {programs} others."),
        );
    } else if !own.engineers.is_empty() {
        sign(
            AssetRole::EngineeringStation,
            5,
            text!(ja: "エンジニアリングツールのプロトコルで要求します。", en: "It asks by an engineering tool's protocol."),
        );
    } else if controls > 0 && own.asked.is_empty() {
        sign(
            AssetRole::EngineeringStation,
            1,
            text!(ja: "{controls} 台に運転・停止などを命じました。", en: "It ordered start, stop or the like of {controls} others."),
        );
    }
    if !own.asked.is_empty() {
        return sign(
            AssetRole::Controller,
            1,
            text!(ja: "要求に答えるほか、{n} 台に要求します。", en: "Besides answering, it asks {n} others."),
        );
    }
    match (writes > 0, reads > 0) {
        _ if headers_only => sign(
            AssetRole::Hmi,
            2,
            text!(ja: "{n} 台に要求します（命令の種類は記録していません）。", en: "It asks {n} others; classes of command are not kept."),
        ),
        (true, _) if n > PANEL_SERVERS_MAX || serves_people => sign(
            AssetRole::ControlServer,
            4,
            text!(ja: "{n} 台を読み書きします。", en: "It reads and writes {n} others."),
        ),
        (true, _) => sign(
            AssetRole::Hmi,
            4,
            text!(ja: "{n} 台を読み書きします。", en: "It reads and writes {n} others."),
        ),
        (false, true) if n > PANEL_SERVERS_MAX || serves_people => sign(
            AssetRole::Historian,
            4,
            text!(ja: "{n} 台から読むだけで、書きません。", en: "It reads {n} others and writes to none."),
        ),
        (false, true) => sign(
            AssetRole::Hmi,
            2,
            text!(ja: "{n} 台から読むだけで、書きません。", en: "It reads {n} others and writes to none."),
        ),
        (false, false) => {
            sign(AssetRole::Hmi, 1, text!(ja: "{n} 台に要求します。", en: "It asks {n} others."))
        }
    }
}

fn of_services(own: &Habits<'_>, signs: &mut Vec<Sign>) {
    let clients = own.serves.len();
    let services: Vec<&Path> = own.services.values().copied().collect();
    let names = names(&services);
    let industrial = !own.asked.is_empty() || !own.asks.is_empty() || !own.cyclic_paths.is_empty();
    if clients > 0 && !industrial {
        let points = if clients > 2 { 5 } else { 2 };
        signs.push(Sign {
            role: AssetRole::ApplicationServer,
            points,
            reason: text!(ja: "{names} のサービスを {clients} 台に提供します。", en: "It serves {clients} others with {names}."),
            evidence: shown(&services),
        });
    }
    if services.iter().any(|path| path.talk.protocol == Some(Protocol::Sql)) && !own.asks.is_empty() {
        signs.push(Sign {
            role: AssetRole::Historian,
            points: 2,
            reason: Text::new(
                "制御装置に要求し、データベースを提供します。",
                "It asks controllers, and serves a database.",
            ),
            evidence: shown(&services),
        });
    }
    if !industrial && !own.uses.is_empty() && clients <= 2 {
        let points = if own.uses.len() > 2 { 4 } else { 3 };
        let n = own.uses.len();
        signs.push(Sign {
            role: AssetRole::Workstation,
            points,
            reason: text!(ja: "事務系・ネットワーク系のサービスを {n} 種類使い、制御の通信はありません。", en: "It uses {n} sorts of office and network services, and none of plants."),
            evidence: Vec::new(),
        });
    }
}

/// Words that devices use for what they are, in lower case.
const WORDS: &[(AssetRole, &[&str])] = &[
    (AssetRole::EngineeringStation, &["io-supervisor", "io supervisor", "engineering station"]),
    (
        AssetRole::Hmi,
        &["human-machine", "human machine", "hmi", "operator panel", "operator interface", "touch panel"],
    ),
    (AssetRole::Camera, &["camera", "webcam"]),
    (AssetRole::Firewall, &["firewall"]),
    (AssetRole::NetworkDevice, &["bridge", "switch", "router", "access point", "wlan"]),
    (
        AssetRole::FieldDevice,
        &[
            "io-device",
            "io device",
            "communications adapter",
            "drive",
            "inverter",
            "discrete i/o",
            "remote i/o",
            "valve",
            "encoder",
            "sensor",
            "flow meter",
            "servo",
            "safety discrete i/o",
        ],
    ),
    (
        AssetRole::Controller,
        &[
            "programmable logic controller",
            "plc",
            "io-controller",
            "io controller",
            "programmable controller",
            "controller",
            "cpu ",
        ],
    ),
];

fn of_words(device: &Device, signs: &mut Vec<Sign>) {
    let kinds = [(IdentityKind::DeviceType, 6), (IdentityKind::Product, 2)];
    for (kind, points) in kinds {
        for identity in device.identities.iter().filter(|identity| identity.kind == kind) {
            let said = identity.value.as_str().to_lowercase();
            let Some((role, _)) =
                WORDS.iter().find(|(_, words)| words.iter().any(|word| said.contains(word)))
            else {
                continue;
            };
            let (value, name) = (identity.value.as_str(), identity.protocol.name());
            signs.push(Sign {
                role: *role,
                points,
                reason: text!(ja: "{name} で「{value}」と名乗りました。", en: "It says \"{value}\" of itself by {name}."),
                evidence: vec![Evidence::Identity {
                    holder: identity.holder,
                    protocol: identity.protocol,
                    kind,
                    value: identity.value.clone(),
                }],
            });
        }
    }
}

fn of_network(device: &Device, own: &Habits<'_>, signs: &mut Vec<Sign>) {
    let n = device.forwards;
    if n > 0 {
        let points = if n > 1 { 6 } else { 3 };
        signs.push(Sign {
            role: AssetRole::NetworkDevice,
            points,
            reason: text!(ja: "自分のものと名乗らない {n} 個のアドレスの通信を中継します。", en: "It passes on for {n} addresses that it never claims."),
            evidence: device.evidence.iter().take(2).cloned().collect(),
        });
    }
    // Devices of PROFINET speak LLDP as well: alone it says little.
    if let (Some(path), true) =
        (own.lldp, own.asked.is_empty() && own.asks.is_empty() && own.cyclic_paths.is_empty())
    {
        signs.push(Sign {
            role: AssetRole::NetworkDevice,
            points: 3,
            reason: Text::new(
                "LLDPを送り、制御の通信はありません。",
                "It sends LLDP, and speaks no protocol of plants.",
            ),
            evidence: vec![Evidence::Conversation(path.key)],
        });
    }
}

fn of_maker(device: &Device, own: &Habits<'_>, signs: &mut Vec<Sign>) {
    let Some(maker) = &device.maker else { return };
    let (role, points) = match maker.trade {
        Some(Trade::Network) => (AssetRole::NetworkDevice, 2),
        Some(Trade::Cameras) => (AssetRole::Camera, 5),
        Some(Trade::Office) => (AssetRole::Other, 5),
        Some(Trade::Panels) => (AssetRole::Hmi, 2),
        Some(Trade::Automation) if !own.asked.is_empty() => (AssetRole::Controller, 1),
        Some(Trade::Automation) if own.asks.is_empty() && own.uses.is_empty() => (AssetRole::Controller, 1),
        _ => return,
    };
    let (ja, en) = (maker.ja.as_ref().unwrap_or(&maker.name), &maker.name);
    signs.push(Sign {
        role,
        points,
        reason: text!(ja: "通信部品のメーカーは{ja}です。", en: "Its network part was made by {en}."),
        evidence: Vec::new(),
    });
}
