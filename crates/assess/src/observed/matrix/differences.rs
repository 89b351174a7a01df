//! From cells to differences: one for each cause, not one for each conversation.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{Conduit, ConduitId, ConduitKind, Register, Text, ZoneId, counted, text};

use super::super::effect::Effect;
use super::super::inventory::{DeviceId, Inventory};
use super::super::paths::Talk;
use super::super::places::Place;
use super::{Cell, Difference, DifferenceKind, Flowing, Named, Ruled, Rules};

const DEVICES_MAX: usize = 20;

/// What is put together to one difference.
type Cause<'c> = (DifferenceKind, &'c Place, &'c Place, Option<&'c ConduitId>);

pub(super) fn differences(
    register: &Register,
    inventory: &Inventory,
    rules: &Rules<'_>,
    cells: &[Cell],
) -> Vec<Difference> {
    let mut causes: BTreeMap<Cause<'_>, Vec<&Flowing>> = BTreeMap::new();
    for cell in cells {
        for flowing in &cell.flowing {
            if let Some((kind, conduit)) = kind(cell, flowing) {
                causes.entry((kind, &cell.from, &cell.to, conduit)).or_default().push(flowing);
            }
        }
    }
    let mut all: Vec<Difference> = causes
        .into_iter()
        .map(|((kind, from, to, conduit), flowing)| {
            difference(register, kind, (from, to), conduit.and_then(|id| register.conduits.get(id)), &flowing)
        })
        .collect();
    all.extend(never_seen(register, inventory, rules, cells));
    all.sort_by(|a, b| (a.kind, &a.id).cmp(&(b.kind, &b.id)));
    all
}

fn kind<'c>(cell: &Cell, flowing: &'c Flowing) -> Option<(DifferenceKind, Option<&'c ConduitId>)> {
    let with_internet = cell.from == Place::Internet || cell.to == Place::Internet;
    match &flowing.ruled {
        Ruled::Within | Ruled::Allowed(_) => None,
        Ruled::NoConduit => Some((DifferenceKind::UndeclaredConduit, None)),
        Ruled::NotItsProtocol(id) => Some((DifferenceKind::UndeclaredProtocol, Some(id))),
        Ruled::NotItsDirection(id) => Some((DifferenceKind::WrongDirection, Some(id))),
        Ruled::Internet => Some((DifferenceKind::InternetContact, None)),
        Ruled::Undecided { conduit, .. } if with_internet => {
            Some((DifferenceKind::InternetContact, conduit.as_ref()))
        }
        Ruled::Undecided { conduit: Some(id), .. } => Some((DifferenceKind::ProtocolsUnclear, Some(id))),
        Ruled::Undecided { conduit: None, .. } => Some((DifferenceKind::UnknownZone, None)),
    }
}

fn difference(
    register: &Register,
    kind: DifferenceKind,
    (from, to): (&Place, &Place),
    conduit: Option<&Conduit>,
    flowing: &[&Flowing],
) -> Difference {
    let talks: BTreeSet<Talk> = flowing.iter().map(|flowing| flowing.talk).collect();
    let devices: BTreeSet<&DeviceId> =
        flowing.iter().flat_map(|flowing| flowing.clients.iter().chain(&flowing.servers)).collect();
    let undecided = flowing.iter().find_map(|flowing| match &flowing.ruled {
        Ruled::Undecided { why, .. } => Some(why.clone()),
        _ => None,
    });
    let (what, remedy) = words(register, kind, (from, to), conduit, &talks, devices.len());
    let suffix = conduit.map(|conduit| format!("/{}", conduit.id)).unwrap_or_default();
    Difference {
        id: format!("{}@{}>{}{suffix}", kind.code(), from.code(), to.code()),
        kind,
        from: from.clone(),
        to: to.clone(),
        conduit: conduit.map(|conduit| Named { id: conduit.id.clone(), name: conduit.name.clone() }),
        talks: talks.into_iter().collect(),
        undecided,
        what,
        remedy,
        effect: Effect::of(register, [], [from, to].into_iter().filter_map(Place::zone)),
        devices: devices.into_iter().take(DEVICES_MAX).cloned().collect(),
    }
}

fn talk_names(talks: &BTreeSet<Talk>) -> Text {
    let names: Vec<Text> = talks.iter().take(4).map(Talk::name).collect();
    let more = talks.len() - names.len();
    let join = |of: fn(&Text) -> &str, between: &str| names.iter().map(of).collect::<Vec<_>>().join(between);
    let mut text = Text::new(join(|text| &text.ja, "・"), join(|text| &text.en, ", "));
    if more > 0 {
        text.ja.push_str(&format!(" ほか {more} 種類"));
        text.en.push_str(&format!(" and {more} more"));
    }
    text
}

fn words(
    register: &Register,
    kind: DifferenceKind,
    (from, to): (&Place, &Place),
    conduit: Option<&Conduit>,
    talks: &BTreeSet<Talk>,
    devices: usize,
) -> (Text, Text) {
    let (from, to) = (from.name(register), to.name(register));
    let (fj, fe, tj, te) = (&from.ja, &from.en, &to.ja, &to.en);
    let talk = talk_names(talks);
    let (kj, ke) = (&talk.ja, &talk.en);
    let conduit = conduit.map_or("", |conduit| conduit.name.as_str());
    let of = counted(devices, "device", "devices");
    match kind {
        DifferenceKind::UndeclaredConduit => (
            text!(ja: "「{fj}」から「{tj}」への通信（{kj}、関わる機器 {devices} 台）がありますが、台帳にコンジットがありません。", en: "{ke} flows from {fe} to {te} ({of}), and the register has no conduit there."),
            text!(ja: "必要な通信ならコンジットを台帳に加え、不要なら止める方法を決めてください。", en: "Add the conduit if it is needed; else decide how to stop it."),
        ),
        DifferenceKind::InternetContact => (
            text!(ja: "「{fj}」から「{tj}」への通信（{kj}、関わる機器 {devices} 台）があります。", en: "{ke} flows from {fe} to {te} ({of})."),
            text!(ja: "相手と目的を確かめてください。必要なら、相手を外部のゾーンの保護対象としてアドレスとともに登録します。", en: "Find out with whom and what for. If it is needed, register the partner with its address in an outside zone."),
        ),
        DifferenceKind::WrongDirection => (
            text!(ja: "コンジット「{conduit}」は逆向きだけを許していますが、「{fj}」から「{tj}」へ接続（{kj}）しています。", en: "Conduit \"{conduit}\" allows the other direction only, and {fe} opens {ke} to {te}."),
            text!(ja: "接続を始める側を確かめ、コンジットの向きを直すか、この向きの接続を止めてください。", en: "Find out who opens it; correct the conduit's direction, or stop this one."),
        ),
        DifferenceKind::UndeclaredProtocol => (
            text!(ja: "コンジット「{conduit}」にないプロトコル（{kj}）が「{fj}」から「{tj}」へ流れています。", en: "{ke} flows from {fe} to {te} over conduit \"{conduit}\", which does not name it."),
            text!(ja: "必要ならコンジットのプロトコルに加え、不要なら境界の機器で止めてください。", en: "Add it to the conduit if it is needed; else stop it at the boundary."),
        ),
        DifferenceKind::UnknownZone => (
            text!(ja: "ゾーンの分からない機器との通信（{kj}、関わる機器 {devices} 台）が「{fj}」から「{tj}」へあります。", en: "{ke} flows from {fe} to {te} ({of}); one side is in no known zone."),
            text!(ja: "機器一覧の提案から保護対象を登録し、ゾーンを決めてください。", en: "Register the devices from the proposals of the device list, and give them a zone."),
        ),
        DifferenceKind::ProtocolsUnclear => (
            text!(ja: "コンジット「{conduit}」を {kj} が流れていますが、許されているか判定できません。", en: "{ke} flows over conduit \"{conduit}\"; whether that is allowed cannot be told."),
            text!(ja: "コンジットのプロトコルを「Modbus/TCP」のような名前かポート番号で書いてください。", en: "Write the conduit's protocols by names such as Modbus/TCP, or by ports."),
        ),
        DifferenceKind::NeverSeen => (Text::default(), Text::default()),
    }
}

/// Conduits of the network over which nothing was seen. Where neither end was watched, that says nothing.
fn never_seen<'r>(
    register: &'r Register,
    inventory: &Inventory,
    rules: &Rules<'_>,
    cells: &[Cell],
) -> Vec<Difference> {
    let mut used: BTreeSet<(&ZoneId, &ZoneId)> = BTreeSet::new();
    let mut chains: BTreeMap<&ZoneId, Vec<&ZoneId>> = BTreeMap::new();
    let mut with_internet: BTreeSet<&ZoneId> = BTreeSet::new();
    let mut around = |zone: &'r ZoneId| -> Vec<&'r ZoneId> {
        let chain = || register.zone_chain(zone).into_iter().map(|zone| &zone.id).collect();
        chains.entry(zone).or_insert_with(chain).clone()
    };
    let own = |zone: &ZoneId| register.zones.get(zone).map(|zone| &zone.id);
    for cell in cells {
        match (cell.from.zone().and_then(own), cell.to.zone().and_then(own)) {
            (Some(from), Some(to)) => {
                let (a, b) = (around(from), around(to));
                used.extend(
                    a.iter().flat_map(|from| b.iter().map(move |to| ((*from).min(*to), (*from).max(*to)))),
                );
            }
            (Some(zone), None) | (None, Some(zone))
                if cell.from == Place::Internet || cell.to == Place::Internet =>
            {
                with_internet.extend(around(zone));
            }
            _ => {}
        }
    }
    let watched: BTreeSet<&ZoneId> = inventory
        .devices
        .iter()
        .filter_map(|device| device.place.zone().and_then(own))
        .flat_map(&mut around)
        .collect();
    let unused = register.conduits.values().filter(|conduit| {
        !used.contains(&((&conduit.from).min(&conduit.to), (&conduit.from).max(&conduit.to)))
    });
    unused
        .map(|conduit| {
            let outside = rules.is_outside(&conduit.from) || rules.is_outside(&conduit.to);
            let inner = if rules.is_outside(&conduit.from) { &conduit.to } else { &conduit.from };
            let maybe = outside && with_internet.contains(inner);
            let seen = watched.contains(&conduit.from) || watched.contains(&conduit.to);
            unseen(register, conduit, seen, maybe)
        })
        .collect()
}

fn unseen(register: &Register, conduit: &Conduit, watched: bool, maybe_internet: bool) -> Difference {
    let name = &conduit.name;
    let undecided = if conduit.kind == ConduitKind::Media {
        Some(text!(ja: "持込み媒体は通信に現れません。", en: "Carried media are not seen on the wire."))
    } else if !watched {
        Some(text!(ja: "両端のゾーンとも観測されていません。", en: "Neither of its zones was watched."))
    } else if maybe_internet {
        Some(
            text!(ja: "インターネットとの通信のどれかかもしれません。", en: "It may be one of the contacts with the internet."),
        )
    } else {
        None
    };
    let (from, to) = (Place::Zone(conduit.from.clone()), Place::Zone(conduit.to.clone()));
    Difference {
        id: format!("{}@{}", DifferenceKind::NeverSeen.code(), conduit.id),
        kind: DifferenceKind::NeverSeen,
        effect: Effect::of(register, [], [&conduit.from, &conduit.to]),
        from,
        to,
        conduit: Some(Named { id: conduit.id.clone(), name: conduit.name.clone() }),
        talks: Vec::new(),
        undecided,
        what: text!(ja: "コンジット「{name}」の通信は観測されていません。", en: "Nothing was seen on conduit \"{name}\"."),
        remedy: text!(ja: "使われていないなら閉じ、使われているなら観測点を見直してください。", en: "Close it if it is not used; if it is, look again at where traffic is watched."),
        devices: Vec::new(),
    }
}
