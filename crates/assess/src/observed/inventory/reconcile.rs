//! The inventory held against the register.
//!
//! Invariant: nothing is merged by a guess. A device is an asset by an address that the asset has, or because it says
//! what fits one asset alone and that asset has no address by which it could be told. Everything else is proposed, and
//! where several fit, undecided.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{
    Address, Asset, AssetId, AssetKind, AssetNature, AssetRole, IdentityKind, Mac, Register, Stated, Text,
    ZoneId, text,
};

use super::super::Trust;
use super::super::makers::Trade;
use super::super::places::{Known, Place, Subnet};
use super::super::roles::role_word;
use super::{Contradiction, Device, Inventory, MatchedBy, Named, Said, Standing, Unseen, UnseenWhy};

pub(super) fn reconcile(register: &Register, known: &Known<'_>, inventory: &mut Inventory) {
    let by_address: Vec<_> = inventory.devices.iter().map(|device| assets_of(device, known)).collect();
    let taken: BTreeSet<&AssetId> = by_address.iter().flat_map(|(assets, _)| assets).copied().collect();
    let by_identity = by_identity(register, &inventory.devices, &by_address, &taken);
    for (index, device) in inventory.devices.iter_mut().enumerate() {
        let (assets, by) = &by_address[index];
        let found = match (assets.len(), by_identity.get(&index)) {
            (0, Some(id)) => register.assets.get(*id).map(|asset| (asset, MatchedBy::Identity)),
            (1, _) => assets.first().and_then(|id| register.assets.get(*id)).map(|asset| (asset, *by)),
            _ => None,
        };
        device.place = place(device, found.map(|(asset, _)| asset), known);
        device.standing = match found {
            Some((asset, by)) => Standing::Registered {
                asset: named(asset),
                by,
                contradictions: contradictions(device, asset, by, known),
            },
            None if assets.len() > 1 => undecided(register, assets),
            None => router(register, device, &taken).unwrap_or_else(|| propose(register, device, known)),
        };
    }
    inventory.unseen = unseen(register, inventory);
    count(register, inventory);
}

fn named(asset: &Asset) -> Named<AssetId> {
    Named { id: asset.id.clone(), name: asset.name.clone() }
}

/// Assets that have one of its addresses: those of its stations before those of its IP addresses.
fn assets_of<'r>(device: &Device, known: &Known<'r>) -> (BTreeSet<&'r AssetId>, MatchedBy) {
    let stations: BTreeSet<&AssetId> =
        device.stations.iter().flat_map(|mac| known.assets(Address::Mac(*mac))).collect();
    if !stations.is_empty() {
        return (stations, MatchedBy::Station);
    }
    (device.addresses.iter().flat_map(|ip| known.assets(Address::Ip(*ip))).collect(), MatchedBy::Ip)
}

fn undecided(register: &Register, assets: &BTreeSet<&AssetId>) -> Standing {
    let assets: Vec<_> = assets.iter().filter_map(|id| register.assets.get(*id)).map(named).collect();
    let n = assets.len();
    let why = text!(
        ja: "この機器のアドレスが、台帳の {n} 件の保護対象にあります。正しい1件だけに残してください。",
        en: "{n} assets of the register have addresses of this device. Keep them on the right one only."
    );
    Standing::Undecided { assets, why }
}

/// A station that forwards and shows no address of its own may be any device of the network whose station the register
/// does not name, as far as their makers agree.
fn router(register: &Register, device: &Device, taken: &BTreeSet<&AssetId>) -> Option<Standing> {
    if !is_nameless_router(device) {
        return None;
    }
    let could_be = |asset: &&Asset| {
        let routes = matches!(
            asset.role.known(),
            Some(AssetRole::NetworkDevice | AssetRole::Firewall | AssetRole::RemoteAccess)
        );
        let has_station = || asset.addresses.iter().any(|address| address.trim().parse::<Mac>().is_ok());
        asset.kind == AssetKind::Device && routes && !taken.contains(&asset.id) && !has_station()
    };
    let all: Vec<&Asset> = register.assets.values().filter(could_be).collect();
    let by_maker: Vec<&Asset> = all.iter().copied().filter(|asset| made_alike(device, asset)).collect();
    let assets: Vec<_> = if by_maker.is_empty() { all } else { by_maker }.into_iter().map(named).collect();
    let (n, station) = (assets.len(), device.id.as_str());
    let why = text!(
        ja: "ほかの機器の通信を中継し、自分のアドレスは見せません。台帳のネットワーク機器 {n} 件のどれかかもしれません。該当する1件のアドレスに {station} を書き足してください。",
        en: "It forwards what others say and shows no address of its own. It may be one of {n} network devices of the register: add {station} to the addresses of the right one."
    );
    (n > 0).then_some(Standing::Undecided { assets, why })
}

fn is_nameless_router(device: &Device) -> bool {
    device.forwards > 0 && device.addresses.is_empty()
}

fn made_alike(device: &Device, asset: &Asset) -> bool {
    let vendor = || asset.device.known()?.vendor.known().cloned();
    device.maker.as_ref().zip(vendor()).is_some_and(|(maker, vendor)| agree(&maker.name, &vendor))
}

/// Devices without a matching address that fit one asset without addresses, and no other device fits it.
fn by_identity<'r>(
    register: &'r Register,
    devices: &[Device],
    by_address: &[(BTreeSet<&AssetId>, MatchedBy)],
    taken: &BTreeSet<&AssetId>,
) -> BTreeMap<usize, &'r AssetId> {
    let open = |asset: &&Asset| {
        asset.kind == AssetKind::Device && asset.addresses.is_empty() && !taken.contains(&asset.id)
    };
    let assets: Vec<&Asset> = register.assets.values().filter(open).collect();
    let mut fitting: BTreeMap<usize, Vec<&AssetId>> = BTreeMap::new();
    let mut wanted: BTreeMap<&AssetId, usize> = BTreeMap::new();
    for (index, device) in devices.iter().enumerate().filter(|(index, _)| by_address[*index].0.is_empty()) {
        for asset in assets.iter().filter(|asset| fits(device, asset)) {
            fitting.entry(index).or_default().push(&asset.id);
            *wanted.entry(&asset.id).or_default() += 1;
        }
    }
    let one = |(index, ids): (usize, Vec<&'r AssetId>)| match ids.as_slice() {
        [id] if wanted[id] == 1 => Some((index, *id)),
        _ => None,
    };
    fitting.into_iter().filter_map(one).collect()
}

/// Has it the asset's name, or the asset's maker and model?
fn fits(device: &Device, asset: &Asset) -> bool {
    let is_name = |name: &str| same(name, &asset.name) || same(name, asset.id.as_str());
    let by_name =
        device.identities.iter().any(|said| said.kind == IdentityKind::Name && is_name(said.value.as_str()));
    let by_model = || {
        let (own, other) = (device.identity.model.known(), asset.device.known()?.model.known()?);
        Some(own.is_some_and(|own| same(own, other)))
    };
    by_name || by_model() == Some(true)
}

/// Letters and digits alone, in lower case; full-width ones as the others.
fn folded(words: &str) -> String {
    let narrow = |c: char| match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    words.chars().map(narrow).filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn same(a: &str, b: &str) -> bool {
    let (a, b) = (folded(a), folded(b));
    !a.is_empty() && a == b
}

/// May the two mean the same, as one is the other with more words?
fn agree(a: &str, b: &str) -> bool {
    let (a, b) = (folded(a), folded(b));
    a.is_empty() || b.is_empty() || a.contains(&b) || b.contains(&a)
}

fn contradictions(device: &Device, asset: &Asset, by: MatchedBy, known: &Known<'_>) -> Vec<Contradiction> {
    let mut found = Vec::new();
    let registered = asset.device.known();
    let name = &asset.name;
    let pairs = [
        (Said::Vendor, registered.and_then(|own| own.vendor.known()), said_vendor(device)),
        (Said::Model, registered.and_then(|own| own.model.known()), device.identity.model.known().cloned()),
        (
            Said::Firmware,
            registered.and_then(|own| own.firmware.known()),
            device.identity.firmware.known().cloned(),
        ),
    ];
    for (field, registered, seen) in pairs {
        let (Some(registered), Some(seen)) = (registered, seen) else { continue };
        let differ = match field {
            Said::Vendor => !same_maker(registered, &seen),
            Said::Firmware => numbers(registered) != numbers(&seen),
            Said::Model | Said::Address => !agree(registered, &seen),
        };
        if differ {
            let word = said_word(field);
            let (ja, en) = (word.ja, word.en);
            found.push(Contradiction {
                field,
                registered: registered.clone(),
                what: text!(
                    ja: "「{name}」の{ja}は台帳では「{registered}」、機器の応答では「{seen}」です。",
                    en: "The {en} of \"{name}\" is \"{registered}\" in the register and \"{seen}\" by its own words."
                ),
                seen,
                remedy: text!(ja: "現物を確かめ、台帳を直すか、取り替えられた理由を調べてください。", en: "Look at the device; correct the register, or find out why it was replaced."),
            });
        }
    }
    found.extend(address_of_another(device, asset, by, known));
    found.sort();
    found
}

/// Its station is this asset's, but its address is written at another.
fn address_of_another(
    device: &Device,
    asset: &Asset,
    by: MatchedBy,
    known: &Known<'_>,
) -> Option<Contradiction> {
    if by != MatchedBy::Station {
        return None;
    }
    let (ip, other) = device
        .addresses
        .iter()
        .find_map(|ip| known.assets(Address::Ip(*ip)).find(|id| **id != asset.id).map(|id| (ip, id)))?;
    let name = &asset.name;
    Some(Contradiction {
        field: Said::Address,
        registered: other.as_str().to_owned(),
        seen: ip.to_string(),
        what: text!(
            ja: "「{name}」が {ip} を使っていますが、台帳ではこのアドレスは「{other}」のものです。",
            en: "\"{name}\" uses {ip}, which is \"{other}\"'s address in the register."
        ),
        remedy: text!(ja: "どちらの機器のアドレスかを確かめ、台帳を直してください。", en: "Find out whose address it is, and correct the register."),
    })
}

/// Only its own words: the maker of a network part may be another's.
fn said_vendor(device: &Device) -> Option<String> {
    let mut said = device.identities.iter().filter(|identity| identity.kind == IdentityKind::Vendor);
    let value = said.next()?.value.as_str();
    // A number of a protocol's list is no name.
    value.chars().any(char::is_alphabetic).then(|| value.to_owned())
}

/// One maker, as far as its spellings are known; names in two scripts that nobody has listed may be the same.
fn same_maker(a: &str, b: &str) -> bool {
    let makers = super::super::Makers::built_in();
    match (makers.spelled(a), makers.spelled(b)) {
        (Some(a), Some(b)) => a == b,
        _ => agree(a, b) || a.is_ascii() != b.is_ascii(),
    }
}

/// The numbers of a version: `V2.09.4` and `2.9.4` are the same.
fn numbers(version: &str) -> Vec<u64> {
    let mut numbers: Vec<u64> =
        version.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect();
    while numbers.last() == Some(&0) {
        numbers.pop();
    }
    numbers
}

fn said_word(field: Said) -> Text {
    match field {
        Said::Vendor => Text::new("メーカー", "maker"),
        Said::Model => Text::new("形式", "model"),
        Said::Firmware => Text::new("ファームウェア", "firmware"),
        Said::Address => Text::new("アドレス", "address"),
    }
}

fn place(device: &Device, asset: Option<&Asset>, known: &Known<'_>) -> Place {
    if let Some(zone) = asset.and_then(|asset| asset.zone.known()) {
        return Place::Zone(zone.clone());
    }
    let zones: BTreeSet<&ZoneId> =
        device.addresses.iter().filter_map(|ip| known.zone_of_network(*ip)).collect();
    match (zones.len(), zones.first()) {
        (1, Some(zone)) => Place::Zone((*zone).clone()),
        _ => Place::Unknown,
    }
}

fn propose(register: &Register, device: &Device, known: &Known<'_>) -> Standing {
    let mut reasons = Vec::new();
    let zone = proposed_zone(register, device, known, &mut reasons);
    let role = device.role.role.filter(|_| device.role.trust >= Trust::Medium);
    if let Some(role) = role {
        let (word, trust) = (role_word(role), device.role.trust.word());
        reasons.push(Text::new(
            format!("役割：{}（確度：{}）", word.ja, trust.ja),
            format!("Role: {} (confidence: {})", word.en, trust.en),
        ));
        reasons.extend(device.role.reasons.iter().cloned());
    }
    if let Some(maker) = &device.maker {
        let (ja, en) = (maker.ja.as_ref().unwrap_or(&maker.name), &maker.name);
        reasons.push(text!(ja: "MACアドレスの先頭から、通信部品のメーカーは{ja}です。", en: "By its station's address, its network part was made by {en}."));
    }
    let asset = Asset {
        id: fresh_id(register, device),
        name: name(device),
        kind: AssetKind::Device,
        zone,
        businesses: BTreeSet::new(),
        importance: Stated::Unknown,
        importance_reason: String::new(),
        device: if device.identity == sekisho_model::DeviceIdentity::default() {
            Stated::Unknown
        } else {
            Stated::Known(device.identity.clone())
        },
        products: BTreeSet::new(),
        addresses: device
            .addresses
            .iter()
            .map(ToString::to_string)
            .chain(device.stations.iter().map(ToString::to_string))
            .collect(),
        place: String::new(),
        owner: Stated::Unknown,
        supplier: Stated::Unknown,
        support_end: Stated::Unknown,
        role: Stated::from(role),
        nature: nature(device, role),
        scope: Stated::Unknown,
        note: String::new(),
    };
    Standing::Proposed { asset: Box::new(asset), reasons }
}

/// The device's place, or the one zone in which all registered assets of its subnet stand.
fn proposed_zone(
    register: &Register,
    device: &Device,
    known: &Known<'_>,
    reasons: &mut Vec<Text>,
) -> Stated<ZoneId> {
    if let Place::Zone(zone) = &device.place {
        reasons.push(text!(ja: "ゾーン：台帳のネットワークのアドレス範囲にあります。", en: "Zone: its address lies in a network of the register."));
        return Stated::Known(zone.clone());
    }
    let subnets: BTreeSet<Subnet> = device.addresses.iter().map(|ip| Subnet::of(*ip)).collect();
    let zones: BTreeSet<&ZoneId> =
        subnets.iter().flat_map(|subnet| known.zones_beside(register, *subnet)).collect();
    match (zones.len(), zones.first(), subnets.first()) {
        (1, Some(zone), Some(subnet)) => {
            let name = register.zones.get(*zone).map_or(zone.as_str(), |zone| zone.name.as_str());
            reasons.push(text!(
                ja: "ゾーン（推定）：{subnet} の登録済みの機器は、すべて「{name}」にあります。",
                en: "Zone (presumed): all registered devices of {subnet} stand in \"{name}\"."
            ));
            Stated::Known((*zone).clone())
        }
        _ => Stated::Unknown,
    }
}

fn nature(device: &Device, role: Option<AssetRole>) -> Stated<AssetNature> {
    let trade = device.maker.as_ref().and_then(|maker| maker.trade);
    match (role, trade) {
        (Some(AssetRole::Controller | AssetRole::FieldDevice), _) | (_, Some(Trade::Automation)) => {
            Stated::Known(AssetNature::Dedicated)
        }
        (_, Some(Trade::Computers | Trade::Virtual)) => Stated::Known(AssetNature::GeneralPurpose),
        _ => Stated::Unknown,
    }
}

fn name(device: &Device) -> String {
    let own = device.identities.iter().find(|identity| identity.kind == IdentityKind::Name);
    if let Some(own) = own {
        return own.value.as_str().to_owned();
    }
    let address = device.addresses.first().map_or_else(|| device.id.to_string(), ToString::to_string);
    match (device.role.role, device.identity.model.known()) {
        (_, Some(model)) => format!("{model} {address}"),
        (Some(role), None) if device.role.trust >= Trust::Medium => {
            format!("{} {address}", role_word(role).ja)
        }
        _ => format!("機器 {address}"),
    }
}

/// An id that no asset has.
fn fresh_id(register: &Register, device: &Device) -> AssetId {
    let plain: String =
        device.id.as_str().chars().map(|c| if matches!(c, ':' | '#') { '-' } else { c }).collect();
    let mut n = 1;
    loop {
        let id = if n == 1 { format!("OBS-{plain}") } else { format!("OBS-{plain}-{n}") };
        match id.parse::<AssetId>() {
            Ok(id) if register.assets.contains_key(&id) => n += 1,
            Ok(id) => return id,
            Err(bug) => unreachable!("an address makes an id: {bug}"),
        }
    }
}

fn unseen(register: &Register, inventory: &Inventory) -> Vec<Unseen> {
    let mut seen: BTreeSet<&AssetId> = BTreeSet::new();
    let mut maybe: BTreeMap<&AssetId, Text> = BTreeMap::new();
    for device in &inventory.devices {
        match &device.standing {
            Standing::Registered { asset, .. } => {
                seen.insert(&asset.id);
            }
            Standing::Undecided { assets, .. } => {
                let why = why_maybe(device);
                maybe.extend(assets.iter().map(|asset| (&asset.id, why.clone())));
            }
            Standing::Proposed { .. } => {}
        }
    }
    let zones: BTreeSet<&ZoneId> =
        inventory.devices.iter().filter_map(|device| device.place.zone()).collect();
    let assets = register.assets.values().filter(|asset| asset.kind == AssetKind::Device);
    assets
        .filter(|asset| !seen.contains(&asset.id))
        .map(|asset| Unseen { asset: named(asset), why: why_unseen(asset, &maybe, &zones) })
        .collect()
}

/// Why an asset that an undecided device may be was perhaps seen.
fn why_maybe(device: &Device) -> Text {
    if is_nameless_router(device) {
        let station = device.id.as_str();
        return text!(ja: "中継機器 {station} がこれかもしれません。MACアドレスを台帳に書き足すと決められます。", en: "The router {station} may be it. Its station address in the register would decide that.");
    }
    text!(ja: "同じアドレスの保護対象がほかにあり、どれが見えたのか分かりません。", en: "Another asset has the same address, so nobody can tell which of them was seen.")
}

fn why_unseen(asset: &Asset, maybe: &BTreeMap<&AssetId, Text>, zones: &BTreeSet<&ZoneId>) -> UnseenWhy {
    if let Some(why) = maybe.get(&asset.id) {
        return UnseenWhy::Undecided(why.clone());
    }
    if asset.addresses.is_empty() {
        return UnseenWhy::Undecided(
            text!(ja: "台帳にアドレスがないため、見えた機器と照合できません。IPアドレスかMACアドレスを入れてください。", en: "It has no address in the register by which it could be told. Enter its IP or station address."),
        );
    }
    match asset.zone.known() {
        Some(zone) if zones.contains(zone) => UnseenWhy::NeverSeen,
        Some(_) => UnseenWhy::Undecided(
            text!(ja: "このゾーンの通信は観測されていません。観測点を足してください。", en: "Nothing of its zone was watched. Add a place of watching."),
        ),
        None => UnseenWhy::Undecided(
            text!(ja: "台帳にゾーンがないため、観測した範囲にあるか分かりません。", en: "The register names no zone for it, so nobody can tell whether it was watched."),
        ),
    }
}

fn count(register: &Register, inventory: &mut Inventory) {
    let mut counts = inventory.counts;
    for device in &inventory.devices {
        match &device.standing {
            Standing::Registered { contradictions, .. } => {
                counts.registered += 1;
                counts.contradicting += usize::from(!contradictions.is_empty());
            }
            Standing::Undecided { .. } => counts.undecided += 1,
            Standing::Proposed { .. } => counts.proposed += 1,
        }
    }
    for unseen in &inventory.unseen {
        match unseen.why {
            UnseenWhy::NeverSeen => counts.never_seen += 1,
            UnseenWhy::Undecided(_) => counts.unseen_undecided += 1,
        }
    }
    counts.not_devices = register.assets.values().filter(|asset| asset.kind != AssetKind::Device).count();
    inventory.counts = counts;
}
