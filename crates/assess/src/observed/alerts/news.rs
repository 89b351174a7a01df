//! What is new since the usual was learned: devices, ways between zones, partners, classes of command, the internet,
//! remote access.
//!
//! One cause, one alert: what a new device does is part of its alert, save where it commands, leaves the plant or opens
//! remote access; all paths between two zones are one; classes that come on one path within two minutes are one, the
//! gravest naming it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use jiff::Timestamp;
use sekisho_model::{
    AssetId, AssetRole, Certainty, CommandClass, ConversationKey, Protocol, ProtocolFamily, Text, Transport,
    ZoneId, ZoneLevel, text,
};

use super::super::paths::{End, Path, Talk};
use super::super::{Evidence, Trust};
use super::{AlertKind, Draft, Found, Ground, Place, Quiet, Severity};

/// Classes that come on one path within so many seconds have one cause.
const TOGETHER_SECONDS: i64 = 120;

/// IP protocols that keep a network running: ICMP, IGMP, ICMPv6, OSPF, PIM, VRRP.
const NETWORK_NUMBERS: [u16; 6] = [1, 2, 58, 89, 103, 112];

/// Does it keep a network running, whoever does it?
pub(super) fn is_noise(path: &Path) -> bool {
    match path.talk.protocol {
        Some(Protocol::Snmp) => false,
        Some(Protocol::Nbns) => true,
        Some(Protocol::ProfinetDcp) => grave(path).next().is_none(),
        Some(protocol) => protocol.family() == ProtocolFamily::Network,
        None => path.talk.transport == Transport::Ip && NETWORK_NUMBERS.contains(&path.talk.port),
    }
}

/// The classes that an alert is raised for.
fn grave(path: &Path) -> impl Iterator<Item = (CommandClass, Timestamp)> + '_ {
    let is_grave = |class: CommandClass| {
        matches!(class, CommandClass::Write | CommandClass::Program | CommandClass::Control)
    };
    path.commands.iter().copied().filter(move |(class, _)| is_grave(*class))
}

/// What was learned, ready to be asked.
struct Usual<'a> {
    paths: HashMap<(End, End, Talk), &'a Path>,
    pairs: HashSet<(End, End)>,
    places: BTreeSet<(Place, Place)>,
    internet: HashSet<(usize, bool, String)>,
    /// Tunnels, new ones too.
    tunnels: HashMap<(End, End, Talk), &'a Path>,
}

/// What is new, by its cause.
#[derive(Default)]
struct News<'a> {
    devices: BTreeMap<usize, Vec<&'a Path>>,
    conduits: BTreeMap<(ZoneId, ZoneId), Vec<&'a Path>>,
    internet: BTreeMap<(usize, bool, String), Vec<&'a Path>>,
}

pub(super) fn find(ground: &Ground<'_>, scanning: &BTreeSet<End>, found: &mut Found) {
    let usual = Usual::of(ground);
    let declared = declared(ground);
    let mut news = News { devices: new_devices(ground, found), ..News::default() };
    for path in ground.paths.iter().filter(|path| !path.is_with_itself()) {
        let other_side = usual.paths.get(&(path.server, path.client, path.talk)).copied();
        if ground.baseline.knows(path.first) {
            commands(ground, path, other_side, found);
        } else if other_side.is_some() {
            commands(ground, path, other_side, found);
            found.pass(Quiet::OtherSide);
        } else {
            new_path(ground, path, &usual, (scanning, &declared), &mut news, found);
        }
    }
    let News { devices, conduits, internet } = news;
    found.alerts.extend(devices.into_iter().map(|(index, paths)| new_device(ground, index, &paths)));
    found
        .alerts
        .extend(conduits.into_iter().filter_map(|(zones, paths)| new_conduit(ground, &zones, &paths)));
    found.alerts.extend(internet.into_iter().filter_map(|(key, paths)| contact(ground, &key, &paths)));
}

impl<'a> Usual<'a> {
    fn of(ground: &Ground<'a>) -> Self {
        let mut usual = Self {
            paths: HashMap::new(),
            pairs: HashSet::new(),
            places: BTreeSet::new(),
            internet: HashSet::new(),
            tunnels: HashMap::new(),
        };
        let tunnels = ground.paths.iter().filter(|path| path.talk.protocol.is_some_and(is_tunnel));
        usual.tunnels.extend(tunnels.map(|path| ((path.client, path.server, path.talk), path)));
        for path in ground.all.iter().filter(|path| ground.baseline.knows(path.first)) {
            usual.paths.insert((path.client, path.server, path.talk), path);
            if let Some(key) = internet_key(path) {
                usual.internet.insert(key);
            }
            if is_noise(path) {
                continue;
            }
            usual.pairs.extend([(path.client, path.server), (path.server, path.client)]);
            if let (Some(from), Some(to)) =
                (ground.inventory.place(path.client), ground.inventory.place(path.server))
            {
                usual.places.insert((from, to));
            }
        }
        usual
    }
}

/// Device, whether it opened it, and a word for what was spoken: the web is one thing.
fn internet_key(path: &Path) -> Option<(usize, bool, String)> {
    let (device, outward) = match (path.client, path.server) {
        (End::Device(device), End::Outside(_)) => (device, true),
        (End::Outside(_), End::Device(device)) => (device, false),
        _ => return None,
    };
    let web = match path.talk.protocol {
        Some(protocol) => matches!(protocol, Protocol::Http | Protocol::Tls),
        None => matches!(path.talk.port, 80 | 443),
    };
    Some((device, outward, if web { "web".to_owned() } else { path.talk.code() }))
}

/// Pairs of assets between which the register has a flow.
fn declared<'a>(ground: &Ground<'a>) -> HashSet<(&'a AssetId, &'a AssetId)> {
    ground.register.flows.values().flat_map(|flow| [(&flow.from, &flow.to), (&flow.to, &flow.from)]).collect()
}

fn new_devices<'a>(ground: &Ground<'_>, found: &mut Found) -> BTreeMap<usize, Vec<&'a Path>> {
    let mut new = BTreeMap::new();
    for (index, device) in ground.inventory.devices.iter().enumerate() {
        if !ground.baseline.saw(index) || ground.baseline.knows(device.first) || !device.heard {
            continue;
        }
        if device.asset().is_some() {
            found.pass(Quiet::Registered);
        } else {
            new.insert(index, Vec::new());
        }
    }
    new
}

fn new_path<'a>(
    ground: &Ground<'_>,
    path: &'a Path,
    usual: &Usual<'_>,
    (scanning, declared): (&BTreeSet<End>, &HashSet<(&AssetId, &AssetId)>),
    news: &mut News<'a>,
    found: &mut Found,
) {
    if matches!(path.server, End::Group(_)) || is_noise(path) {
        return found.pass(Quiet::NetworkNoise);
    }
    if is_named_since(path, usual) {
        return found.pass(Quiet::NamedSince);
    }
    let commanded = commands(ground, path, None, found);
    if scanning.contains(&path.client) {
        return found.pass(Quiet::PartOfAnother);
    }
    if is_tunnels_other_side(path, usual) {
        return found.pass(Quiet::OtherSide);
    }
    if let Some(key) = internet_key(path) {
        if path.talk.family() == Some(ProtocolFamily::RemoteAccess) {
            found.alerts.push(remote_access(ground, path));
        }
        if usual.internet.contains(&key) {
            return found.pass(Quiet::MoreOfTheSame);
        }
        return news.internet.entry(key).or_default().push(path);
    }
    let (Some(client), Some(server)) = (path.client_device(), path.server_device()) else {
        return found.pass(Quiet::Unanswered);
    };
    if super::scans::is_barren(path) {
        return found.pass(Quiet::Unanswered);
    }
    if path.talk.family() == Some(ProtocolFamily::RemoteAccess) {
        return found.alerts.push(remote_access(ground, path));
    }
    let places = (ground.device(client).place.clone(), ground.device(server).place.clone());
    if let (Place::Zone(from), Place::Zone(to)) = &places
        && from != to
        && !usual.places.contains(&places)
    {
        return news.conduits.entry((from.clone(), to.clone())).or_default().push(path);
    }
    let of_new = [client, server].into_iter().find(|index| news.devices.contains_key(index));
    if let Some(paths) = of_new.and_then(|index| news.devices.get_mut(&index)) {
        paths.push(path);
        return found.pass(Quiet::PartOfAnother);
    }
    if commanded {
        return found.pass(Quiet::PartOfAnother);
    }
    if is_declared(ground, (client, server), declared) {
        return found.pass(Quiet::Declared);
    }
    if !matters(ground, path, (client, server), usual) {
        return found.pass(Quiet::Office);
    }
    found.alerts.push(new_conversation(ground, path, (client, server)));
}

/// Was it usual without a name, and that no longer since it has one? A newer program recognises more. Not so a session
/// by which a person works on a machine: it always showed itself at its begin.
fn is_named_since(path: &Path, usual: &Usual<'_>) -> bool {
    let is_session = path.talk.family() == Some(ProtocolFamily::RemoteAccess)
        && !path.talk.protocol.is_some_and(is_tunnel);
    let unnamed = Talk::of(&ConversationKey { protocol: None, ..path.key });
    let ends = [(path.client, path.server), (path.server, path.client)];
    let before = ends.iter().filter_map(|(client, server)| usual.paths.get(&(*client, *server, unnamed)));
    !is_session && path.talk.protocol.is_some() && before.into_iter().any(|before| before.last < path.first)
}

/// Is it a tunnel that both its ends keep open? The side that was seen first stands for it; of two at once the lesser.
fn is_tunnels_other_side(path: &Path, usual: &Usual<'_>) -> bool {
    let other = usual.tunnels.get(&(path.server, path.client, path.talk));
    other.is_some_and(|other| (other.first, other.client) < (path.first, path.client))
}

/// A tunnel between two hosts, by which others may come; the others are sessions on the machine itself.
const fn is_tunnel(protocol: Protocol) -> bool {
    matches!(protocol, Protocol::Ipsec | Protocol::Wireguard | Protocol::Openvpn)
}

fn is_declared(
    ground: &Ground<'_>,
    (client, server): (usize, usize),
    declared: &HashSet<(&AssetId, &AssetId)>,
) -> bool {
    let (client, server) = (ground.device(client).asset(), ground.device(server).asset());
    client.zip(server).is_some_and(|(client, server)| declared.contains(&(&client.id, &server.id)))
}

/// Does a new path touch what controls the plant?
fn matters(ground: &Ground<'_>, path: &Path, (client, server): (usize, usize), usual: &Usual<'_>) -> bool {
    if path.talk.is_industrial() {
        return true;
    }
    let controls = |role| {
        matches!(role, Some(AssetRole::Controller | AssetRole::SafetyController | AssetRole::FieldDevice))
    };
    let (client, server) = (ground.role(client), ground.role(server));
    // Partners that spoke before open more connections, as data beside commands: on a passing port that says little.
    if usual.pairs.contains(&(path.client, path.server)) {
        return controls(server) && (path.talk.protocol.is_some() || path.talk.port != 0);
    }
    controls(client) || controls(server) || server == Some(AssetRole::Hmi)
}

/// Alerts for the grave classes that are new on a path. True if there is one.
fn commands(ground: &Ground<'_>, path: &Path, other_side: Option<&Path>, found: &mut Found) -> bool {
    let (Some(server), true) = (path.server_device(), !matches!(path.client, End::Group(_))) else {
        return false;
    };
    let usual = |class| {
        let first = other_side.and_then(|other| other.first_of(class));
        first.is_some_and(|at| ground.baseline.knows(at))
    };
    let mut new: Vec<(Timestamp, CommandClass)> = grave(path)
        .filter(|(class, at)| !ground.baseline.knows(*at) && !usual(*class))
        .map(|(class, at)| (at, class))
        .collect();
    new.sort_unstable();
    let together = |a: &(Timestamp, CommandClass), b: &(Timestamp, CommandClass)| {
        b.0.duration_since(a.0).as_secs() <= TOGETHER_SECONDS
    };
    for classes in new.chunk_by(together) {
        found.alerts.push(first_command(ground, path, server, classes));
    }
    !new.is_empty()
}

fn first_command(
    ground: &Ground<'_>,
    path: &Path,
    server: usize,
    classes: &[(Timestamp, CommandClass)],
) -> Draft {
    let has = |class| classes.iter().any(|(_, other)| *other == class);
    let (kind, did) = if has(CommandClass::Program) {
        (
            AlertKind::FirstProgram,
            Text::new("プログラムまたは設定を転送しました", "transferred a program or settings with"),
        )
    } else if has(CommandClass::Control) {
        (
            AlertKind::FirstControl,
            Text::new("運転・停止などを命じました", "ordered start, stop or the like of"),
        )
    } else {
        (AlertKind::FirstWrite, Text::new("値を書き込みました", "wrote values to"))
    };
    let (client, target, talk) = (end_name(ground, path.client), ground.name(server), path.talk.name());
    let (did_ja, did_en, talk_ja, talk_en) = (&did.ja, &did.en, &talk.ja, &talk.en);
    let safety = ground.role(server) == Some(AssetRole::SafetyController);
    Draft {
        kind,
        subject: subject(ground, path),
        severity: if kind == AlertKind::FirstWrite && !safety { Severity::Medium } else { Severity::High },
        trust: trust(ground, path),
        moment: classes.first().map_or(path.first, |(at, _)| *at),
        what: text!(
            ja: "「{client}」が {talk_ja} で「{target}」に初めて{did_ja}。",
            en: "{client} for the first time {did_en} {target} by {talk_en}."
        ),
        devices: path.client_device().into_iter().chain([server]).collect(),
        places: outside(path),
        evidence: vec![Evidence::Conversation(path.key)],
        paths: 1,
    }
}

fn end_name(ground: &Ground<'_>, end: End) -> String {
    match end {
        End::Device(index) => ground.name(index),
        End::Outside(ip) => ip.to_string(),
        End::Group(address) | End::Nobody(address) => address.to_string(),
    }
}

fn end_id(ground: &Ground<'_>, end: End) -> String {
    match end {
        End::Device(index) => ground.device(index).id.to_string(),
        End::Outside(ip) => ip.to_string(),
        End::Group(address) | End::Nobody(address) => address.to_string(),
    }
}

fn subject(ground: &Ground<'_>, path: &Path) -> String {
    format!("{}>{}:{}", end_id(ground, path.client), end_id(ground, path.server), path.talk.code())
}

fn outside(path: &Path) -> Vec<Place> {
    let is_outside = |end| matches!(end, End::Outside(_));
    if is_outside(path.client) || is_outside(path.server) { vec![Place::Internet] } else { Vec::new() }
}

/// No further than the baseline, and not far where the protocol is only probable or nothing was answered.
fn trust(ground: &Ground<'_>, path: &Path) -> Trust {
    let slight = path.certainty == Certainty::Probable || path.answered.packets == 0;
    if slight { Trust::Low } else { ground.baseline.trust }
}

fn remote_access(ground: &Ground<'_>, path: &Path) -> Draft {
    let (client, server, talk) =
        (end_name(ground, path.client), end_name(ground, path.server), path.talk.name());
    let (talk_ja, talk_en) = (&talk.ja, &talk.en);
    let of_control = path.server_device().and_then(|index| ground.role(index)).is_some_and(is_of_control);
    let places = (ground.inventory.place(path.client), ground.inventory.place(path.server));
    let crosses = places.0 != places.1;
    let what = if path.talk.protocol.is_some_and(is_tunnel) {
        text!(
            ja: "「{client}」が {talk_ja} で「{server}」とのトンネル（VPN）を始めました。",
            en: "{client} opened a tunnel (VPN) to {server} by {talk_en}."
        )
    } else {
        text!(
            ja: "「{client}」が {talk_ja} で「{server}」の遠隔操作を始めました。",
            en: "{client} opened remote access to {server} by {talk_en}."
        )
    };
    Draft {
        kind: AlertKind::RemoteAccess,
        subject: subject(ground, path),
        severity: if of_control || crosses { Severity::High } else { Severity::Medium },
        trust: trust(ground, path),
        moment: path.first,
        what,
        devices: path.client_device().into_iter().chain(path.server_device()).collect(),
        places: outside(path),
        evidence: vec![Evidence::Conversation(path.key)],
        paths: 1,
    }
}

const fn is_of_control(role: AssetRole) -> bool {
    matches!(
        role,
        AssetRole::Controller
            | AssetRole::SafetyController
            | AssetRole::FieldDevice
            | AssetRole::Hmi
            | AssetRole::ControlServer
            | AssetRole::EngineeringStation
    )
}

fn new_conversation(ground: &Ground<'_>, path: &Path, (client, server): (usize, usize)) -> Draft {
    let (from, to, talk) = (ground.name(client), ground.name(server), path.talk.name());
    let (talk_ja, talk_en) = (&talk.ja, &talk.en);
    Draft {
        kind: AlertKind::NewConversation,
        subject: subject(ground, path),
        severity: if path.talk.is_industrial() { Severity::Medium } else { Severity::Low },
        trust: trust(ground, path),
        moment: path.first,
        what: text!(
            ja: "「{from}」が「{to}」と {talk_ja} の通信を始めました。",
            en: "{from} began to speak {talk_en} with {to}."
        ),
        devices: vec![client, server],
        places: Vec::new(),
        evidence: vec![Evidence::Conversation(path.key)],
        paths: 1,
    }
}

fn new_device(ground: &Ground<'_>, index: usize, paths: &[&Path]) -> Draft {
    let device = ground.device(index);
    let (name, id) = (device.name(), device.id.as_str());
    let maker = device.maker.as_ref();
    let ja = maker.map_or("不明", |maker| maker.ja.as_deref().unwrap_or(&maker.name));
    let en = maker.map_or("unknown", |maker| maker.name.as_str());
    let place = device.place.name(ground.register);
    let (place_ja, place_en) = (&place.ja, &place.en);
    let industrial = paths.iter().any(|path| path.talk.is_industrial());
    let by_chance = device.stations.iter().all(|mac| mac.is_local()) && !device.stations.is_empty();
    let severity = match (industrial, by_chance) {
        (true, _) => Severity::High,
        (false, true) => Severity::Low,
        (false, false) => Severity::Medium,
    };
    Draft {
        kind: AlertKind::NewDevice,
        subject: id.to_owned(),
        severity,
        trust: ground.baseline.trust,
        moment: device.first,
        what: text!(
            ja: "新しい機器「{name}」（{id}、通信部品のメーカー：{ja}、{place_ja}）が通信を始めました。",
            en: "A new device, {name} ({id}, network part by: {en}, {place_en}), began to speak."
        ),
        devices: vec![index],
        places: Vec::new(),
        evidence: device
            .evidence
            .iter()
            .take(3)
            .cloned()
            .chain(paths.iter().map(|path| Evidence::Conversation(path.key)))
            .collect(),
        paths: paths.len(),
    }
}

/// From a path's ends, each device once, those that ask first.
fn devices_of(paths: &[&Path]) -> Vec<usize> {
    let clients: BTreeSet<usize> = paths.iter().filter_map(|path| path.client_device()).collect();
    let servers: BTreeSet<usize> = paths.iter().filter_map(|path| path.server_device()).collect();
    clients.iter().copied().chain(servers.difference(&clients).copied()).collect()
}

fn first_of<'p>(paths: &[&'p Path]) -> Option<&'p Path> {
    paths.iter().copied().min_by_key(|path| (path.first, path.key))
}

fn new_conduit(ground: &Ground<'_>, (from, to): &(ZoneId, ZoneId), paths: &[&Path]) -> Option<Draft> {
    let first = first_of(paths)?;
    let declared = ground.rules.joined(from, to);
    let (from_place, to_place) = (Place::Zone(from.clone()), Place::Zone(to.clone()));
    let (a, b) = (from_place.name(ground.register), to_place.name(ground.register));
    let (from_ja, from_en, to_ja, to_en) = (&a.ja, &a.en, &b.ja, &b.en);
    let talk = first.talk.name();
    let (talk_ja, talk_en) = (&talk.ja, &talk.en);
    let (client, server) = (end_name(ground, first.client), end_name(ground, first.server));
    let what = if declared {
        text!(
            ja: "台帳にあるコンジットで初めて通信がありました：「{from_ja}」の「{client}」から「{to_ja}」の「{server}」へ {talk_ja}。",
            en: "A conduit of the register is used for the first time: {talk_en} from {client} in {from_en} to {server} in {to_en}."
        )
    } else {
        text!(
            ja: "台帳にコンジットのないゾーン間で通信が始まりました：「{from_ja}」の「{client}」から「{to_ja}」の「{server}」へ {talk_ja}。",
            en: "Two zones without a conduit in the register began to speak: {talk_en} from {client} in {from_en} to {server} in {to_en}."
        )
    };
    Some(Draft {
        kind: AlertKind::NewConduit,
        subject: format!("{from}>{to}"),
        severity: conduit_severity(ground, (from, to), declared),
        trust: trust(ground, first),
        moment: first.first,
        what,
        devices: devices_of(paths),
        places: Vec::new(),
        evidence: paths.iter().map(|path| Evidence::Conversation(path.key)).collect(),
        paths: paths.len(),
    })
}

/// From offices or outside down to control is grave; what the register declares is not.
fn conduit_severity(ground: &Ground<'_>, (from, to): (&ZoneId, &ZoneId), declared: bool) -> Severity {
    let level = |zone| ground.register.zones.get(zone).and_then(|zone| zone.level.known().copied());
    let high = |level| level <= ZoneLevel::Boundary;
    match (declared, level(from), level(to)) {
        (true, ..) => Severity::Low,
        (false, Some(from), Some(to)) if high(from) != high(to) => Severity::High,
        (false, ..) => Severity::Medium,
    }
}

fn contact(
    ground: &Ground<'_>,
    (device, outward, talk): &(usize, bool, String),
    paths: &[&Path],
) -> Option<Draft> {
    let first = first_of(paths)?;
    let (id, name) = (ground.device(*device).id.as_str(), ground.name(*device));
    let ip = end_name(ground, if *outward { first.server } else { first.client });
    let spoken = first.talk.name();
    let (spoken_ja, spoken_en) = (&spoken.ja, &spoken.en);
    let what = if *outward {
        text!(ja: "「{name}」がインターネット上の {ip} と {spoken_ja} で通信を始めました。", en: "{name} began to speak {spoken_en} with {ip} on the internet.")
    } else {
        text!(ja: "インターネット上の {ip} から「{name}」へ {spoken_ja} の接続がありました。", en: "{ip} on the internet opened {spoken_en} to {name}.")
    };
    let of_control = ground.role(*device).is_some_and(is_of_control);
    let answered = paths.iter().any(|path| path.answered.packets > 0);
    Some(Draft {
        kind: AlertKind::InternetContact,
        subject: if *outward { format!("{id}>internet:{talk}") } else { format!("internet>{id}:{talk}") },
        severity: if of_control || (!outward && answered) { Severity::High } else { Severity::Medium },
        trust: if answered { ground.baseline.trust } else { Trust::Low },
        moment: first.first,
        what,
        devices: vec![*device],
        places: vec![Place::Internet],
        evidence: paths.iter().map(|path| Evidence::Conversation(path.key)).collect(),
        paths: paths.len(),
    })
}
