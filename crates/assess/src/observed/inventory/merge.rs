//! Sightings to devices.
//!
//! A station is one device with all the addresses that are its own. An address is a station's own if the station
//! claimed it; where it claimed none, if it is the only one, or one after the other. Everything else stands behind it:
//! then the station is a router, and its address belongs to no host. Two stations are one device if they give the same
//! serial number, or the same system name by LLDP.

use core::net::IpAddr;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use sekisho_model::{
    Address, Amount, Conversation, DeviceIdentity, Identity, IdentityKind, Mac, Observation, Protocol,
    Sighting, SightingKey, Text, Transport, text,
};

use super::super::Evidence;
use super::super::makers::Makers;
use super::super::places::{self, Known, Place, Subnet};
use super::super::roles::RoleFound;
use super::super::throng::{Stands, Summed};
use super::{Device, DeviceId, Held, Inventory, OutsideHost, Standing};

/// With so many unclaimed addresses of its own subnet a station is a router and no host with several addresses.
const OWN_UNCLAIMED_MAX: usize = 2;

/// Rows of evidence that are kept for a device.
const EVIDENCE_MAX: usize = 8;

/// What a device is made of before it is known which of them are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Node {
    Station(Mac),
    /// An address without a station of its own; the VLAN is 0 where one address on several VLANs is one host.
    Host(IpAddr, u16),
}

/// Which node a sighting belongs to.
enum Belongs {
    To(Node),
    Outside(IpAddr),
    Nobody,
}

pub(super) fn devices(
    observation: &Observation,
    known: &Known<'_>,
    makers: &Makers,
    summed: Option<&Summed>,
) -> Inventory {
    let mut sightings: Vec<&Sighting> = observation.sightings.iter().collect();
    sightings.sort_unstable_by_key(|sighting| sighting.key);
    let owners = Owners::of(&sightings, known);
    let mut gathered = Gathered::default();
    for sighting in &sightings {
        gathered.add(sighting, &owners, known);
    }
    let to_hosts = summed.into_iter().flat_map(|it| &it.strands).filter(|it| it.server == Stands::Host);
    gathered.add_spoken_to(observation.conversations.iter().chain(to_hosts.map(|it| &it.all)), known);
    let alike = alike(observation, &gathered);
    gathered.finish(observation, alike, makers)
}

/// Which addresses are a station's own.
#[derive(Default)]
struct Owners {
    own: BTreeMap<IpAddr, BTreeSet<(u16, Mac)>>,
    behind: BTreeMap<Mac, BTreeSet<IpAddr>>,
}

impl Owners {
    fn of(sightings: &[&Sighting], known: &Known<'_>) -> Self {
        let claims = sightings.iter().filter(|sighting| sighting.claims > 0);
        let claimed: BTreeSet<(IpAddr, Mac)> =
            claims.filter_map(|sighting| Some((sighting.key.ip?, sighting.key.mac?))).collect();
        let claimed_by_another = |ip: IpAddr, mac: Mac| {
            claimed.range((ip, Mac([0; 6]))..=(ip, Mac([255; 6]))).any(|(_, other)| *other != mac)
        };
        let on_link = on_link(sightings);
        let mut owners = Self::default();
        for rows in sightings.chunk_by(|a, b| a.key.mac == b.key.mac) {
            let Some(mac) = rows[0].key.mac.filter(|mac| !mac.is_group()) else { continue };
            let (own, behind) = parted(rows, &|ip| claimed_by_another(ip, mac), &|ip| {
                !places::is_public(ip)
                    || on_link.contains(&Subnet::of(ip))
                    || known.assets(Address::Ip(ip)).next().is_some()
            });
            for (ip, vlan) in own {
                owners.own.entry(ip).or_default().insert((vlan, mac));
            }
            if !behind.is_empty() {
                owners.behind.insert(mac, behind);
            }
        }
        owners
    }

    /// The one station that owns an address on a VLAN, or at all.
    fn owner(&self, ip: IpAddr, vlan: u16) -> Option<Mac> {
        let owners = self.own.get(&ip)?;
        let one = |macs: BTreeSet<Mac>| (macs.len() == 1).then(|| macs.first().copied()).flatten();
        let here: BTreeSet<Mac> = owners.iter().filter(|(on, _)| *on == vlan).map(|(_, mac)| *mac).collect();
        if here.is_empty() { one(owners.iter().map(|(_, mac)| *mac).collect()) } else { one(here) }
    }

    fn owns(&self, mac: Mac, ip: IpAddr) -> bool {
        self.own.get(&ip).is_some_and(|owners| owners.iter().any(|(_, owner)| *owner == mac))
    }
}

/// Subnets of public addresses in which several stations have one each: they stand on this link.
fn on_link(sightings: &[&Sighting]) -> BTreeSet<Subnet> {
    let mut alone: BTreeMap<Subnet, BTreeSet<Mac>> = BTreeMap::new();
    for rows in sightings.chunk_by(|a, b| a.key.mac == b.key.mac) {
        let ips: BTreeSet<IpAddr> = rows.iter().filter_map(|row| row.key.ip).collect();
        let (Some(mac), Some(ip), 1) = (rows[0].key.mac, ips.first(), ips.len()) else { continue };
        if places::is_public(*ip) {
            alone.entry(Subnet::of(*ip)).or_default().insert(mac);
        }
    }
    alone.into_iter().filter(|(_, stations)| stations.len() > 1).map(|(subnet, _)| subnet).collect()
}

/// The addresses of one station: its own with their VLANs, and those behind it.
fn parted(
    rows: &[&Sighting],
    of_another: &dyn Fn(IpAddr) -> bool,
    may_be_here: &dyn Fn(IpAddr) -> bool,
) -> (BTreeSet<(IpAddr, u16)>, BTreeSet<IpAddr>) {
    let with_ip = rows.iter().filter_map(|row| Some((row.key.ip.filter(|ip| places::is_hosts(*ip))?, *row)));
    let (mut own, mut behind) = (BTreeSet::new(), BTreeSet::new());
    let mut unclaimed: BTreeMap<IpAddr, Vec<&Sighting>> = BTreeMap::new();
    for (ip, row) in with_ip {
        if row.claims > 0 || places::is_of_link(ip) {
            own.insert((ip, row.key.vlan));
        } else {
            unclaimed.entry(ip).or_default().push(row);
        }
    }
    let claimed: BTreeSet<IpAddr> =
        own.iter().map(|(ip, _)| *ip).filter(|ip| !places::is_of_link(*ip)).collect();
    // Claimed on one VLAN and heard on another is claimed.
    unclaimed.retain(|ip, rows| {
        let here = claimed.contains(ip);
        own.extend(rows.iter().filter(|_| here).map(|row| (*ip, row.key.vlan)));
        !here
    });
    for is_v4 in [true, false] {
        let family = || unclaimed.iter().filter(|(ip, _)| ip.is_ipv4() == is_v4);
        let could: Vec<_> = family().filter(|(ip, _)| may_be_here(**ip) && !of_another(**ip)).collect();
        let subnets: BTreeSet<Subnet> =
            claimed.iter().filter(|ip| ip.is_ipv4() == is_v4).map(|ip| Subnet::of(*ip)).collect();
        let all_here = match (subnets.is_empty(), could.len()) {
            (true, 1) => family().count() == 1,
            (true, _) => moved(&could),
            (false, n) => n <= OWN_UNCLAIMED_MAX,
        };
        for (ip, rows) in family() {
            let is_own = all_here
                && could.iter().any(|(other, _)| *other == ip)
                && (subnets.is_empty() || subnets.contains(&Subnet::of(*ip)));
            if is_own {
                own.extend(rows.iter().map(|row| (*ip, row.key.vlan)));
            } else {
                behind.insert(*ip);
            }
        }
    }
    (own, behind)
}

/// Were addresses of one subnet used one after the other?
fn moved(addresses: &[(&IpAddr, &Vec<&Sighting>)]) -> bool {
    let subnets: BTreeSet<Subnet> = addresses.iter().map(|(ip, _)| Subnet::of(**ip)).collect();
    let mut times: Vec<(Timestamp, Timestamp)> = addresses
        .iter()
        .filter_map(|(_, rows)| {
            Some((rows.iter().map(|row| row.first).min()?, rows.iter().map(|row| row.last).max()?))
        })
        .collect();
    times.sort_unstable();
    subnets.len() == 1 && times.windows(2).all(|pair| pair[0].1 < pair[1].0)
}

/// What was seen of one node.
#[derive(Clone, Default)]
struct Seen {
    rows: Vec<Sighting>,
    behind: Option<Mac>,
    spoken_to: Option<(Timestamp, Timestamp)>,
}

#[derive(Default)]
struct Gathered {
    nodes: BTreeMap<Node, Seen>,
    outside: BTreeMap<IpAddr, OutsideHost>,
    stations: BTreeMap<Mac, Carried>,
    nobodys: usize,
}

/// What came through a station, its own or not.
#[derive(Clone, Copy)]
struct Carried {
    /// Addresses behind it.
    behind: usize,
    first: Timestamp,
    last: Timestamp,
}

impl Gathered {
    fn add(&mut self, sighting: &Sighting, owners: &Owners, known: &Known<'_>) {
        match belongs(&sighting.key, owners, known) {
            Belongs::Nobody => self.nobodys += 1,
            Belongs::Outside(ip) => self.add_outside(ip, sighting),
            Belongs::To(node) => {
                let seen = self.nodes.entry(node).or_default();
                seen.rows.push(*sighting);
                if matches!(node, Node::Host(..)) {
                    seen.behind = seen.behind.or(sighting.key.mac);
                }
            }
        }
        // A router is a device though it never spoke for itself.
        if let Some(mac) = sighting.key.mac.filter(|mac| !mac.is_group()) {
            self.nodes.entry(Node::Station(mac)).or_default();
            let carried = self.stations.entry(mac).or_insert_with(|| Carried {
                behind: owners.behind.get(&mac).map_or(0, BTreeSet::len),
                first: sighting.first,
                last: sighting.last,
            });
            carried.first = carried.first.min(sighting.first);
            carried.last = carried.last.max(sighting.last);
        }
    }

    fn add_outside(&mut self, ip: IpAddr, sighting: &Sighting) {
        let host = self.outside.entry(ip).or_insert_with(|| OutsideHost {
            ip,
            first: sighting.first,
            last: sighting.last,
            sent: Amount::default(),
            through: sighting.key.mac,
        });
        host.first = host.first.min(sighting.first);
        host.last = host.last.max(sighting.last);
        host.sent.add(sighting.sent);
    }

    /// Servers that are spoken to by a known protocol on a connection, and heard never: a mirror of one direction.
    fn add_spoken_to<'c>(&mut self, all: impl Iterator<Item = &'c Conversation>, known: &Known<'_>) {
        let heard: BTreeSet<IpAddr> = self
            .nodes
            .values()
            .flat_map(|seen| &seen.rows)
            .filter_map(|row| row.key.ip)
            .chain(self.outside.keys().copied())
            .collect();
        let spoken = |conversation: &&Conversation| {
            let key = &conversation.key;
            key.transport == Transport::Tcp && key.protocol.is_some() && !places::is_group(key.server)
        };
        for conversation in all.filter(spoken) {
            let Address::Ip(ip) = conversation.key.server else { continue };
            let outside = places::is_public(ip) && known.assets(Address::Ip(ip)).next().is_none();
            if heard.contains(&ip) || outside || !places::is_hosts(ip) {
                continue;
            }
            let seen = self.nodes.entry(Node::Host(ip, 0)).or_default();
            let (first, last) = seen.spoken_to.unwrap_or((conversation.first, conversation.last));
            seen.spoken_to = Some((first.min(conversation.first), last.max(conversation.last)));
        }
    }

    fn finish(self, observation: &Observation, mut alike: Alike, makers: &Makers) -> Inventory {
        let mut groups: BTreeMap<Node, Vec<Node>> = BTreeMap::new();
        for node in self.nodes.keys() {
            groups.entry(alike.root(*node)).or_default().push(*node);
        }
        let several: BTreeSet<IpAddr> = several_hosts(&self.nodes);
        let mut made: Vec<(Device, Vec<Held>, Vec<Address>)> =
            groups.values().filter_map(|nodes| self.device(nodes, &alike, &several, makers)).collect();
        made.sort_by(|a, b| a.0.id.cmp(&b.0.id));
        let mut inventory =
            Inventory { outside: self.outside.into_values().collect(), ..Inventory::default() };
        inventory.counts.nobodys = self.nobodys;
        for (index, (device, held, addresses)) in made.into_iter().enumerate() {
            for (held, address) in held.into_iter().zip(addresses) {
                inventory.held.entry(address).or_default().push(Held { device: index, ..held });
            }
            inventory.devices.push(device);
        }
        for held in inventory.held.values_mut() {
            held.sort_by_key(|held| (held.device, held.vlan, held.first, held.last));
        }
        give_identities(&mut inventory, observation);
        inventory
    }

    fn device(
        &self,
        nodes: &[Node],
        alike: &Alike,
        several: &BTreeSet<IpAddr>,
        makers: &Makers,
    ) -> Option<(Device, Vec<Held>, Vec<Address>)> {
        let parts: Vec<(Node, &Seen)> = nodes.iter().map(|node| (*node, &self.nodes[node])).collect();
        let stations: BTreeSet<Mac> = nodes
            .iter()
            .filter_map(|node| match node {
                Node::Station(mac) => Some(*mac),
                Node::Host(..) => None,
            })
            .collect();
        let rows = || parts.iter().flat_map(|(_, seen)| &seen.rows);
        let carried = || stations.iter().filter_map(|mac| self.stations.get(mac));
        let forwards: usize = carried().map(|carried| carried.behind).sum();
        let through =
            carried().map(|carried| carried.first).min().zip(carried().map(|carried| carried.last).max());
        let (first, last) = times(&parts).or(through)?;
        let mut addresses: BTreeSet<IpAddr> =
            rows().filter_map(|row| row.key.ip).filter(|ip| places::is_hosts(*ip)).collect();
        addresses.extend(nodes.iter().filter_map(|node| match node {
            Node::Host(ip, _) => Some(*ip),
            Node::Station(_) => None,
        }));
        let mut sent = Amount::default();
        rows().for_each(|row| sent.add(row.sent));
        let (held, holders) = held(&parts, &stations, first, last);
        let device = Device {
            id: id(&parts, several)?,
            maker: stations.iter().find_map(|mac| makers.of(*mac)).cloned(),
            stations,
            addresses,
            vlans: rows().map(|row| row.key.vlan).collect(),
            behind: parts.iter().find_map(|(_, seen)| seen.behind),
            forwards,
            heard: rows().next().is_some() || forwards > 0,
            first,
            last,
            sent,
            silence_seconds_max: steadiest(rows()),
            identities: Vec::new(),
            identity: DeviceIdentity::default(),
            role: RoleFound::default(),
            place: Place::Unknown,
            merged: why_one(nodes, rows(), alike),
            standing: Standing::Undecided { assets: Vec::new(), why: Text::default() },
            evidence: rows().map(|row| Evidence::Sighting(row.key)).take(EVIDENCE_MAX).collect(),
        };
        Some((device, held, holders))
    }
}

fn belongs(key: &SightingKey, owners: &Owners, known: &Known<'_>) -> Belongs {
    let mac = key.mac.filter(|mac| !mac.is_group());
    let Some(ip) = key.ip.filter(|ip| places::is_hosts(*ip)) else {
        return mac.map_or(Belongs::Nobody, |mac| Belongs::To(Node::Station(mac)));
    };
    if let Some(mac) = mac.filter(|mac| owners.owns(*mac, ip)) {
        return Belongs::To(Node::Station(mac));
    }
    if let Some(owner) = owners.owner(ip, key.vlan) {
        return Belongs::To(Node::Station(owner));
    }
    if places::is_public(ip) && known.assets(Address::Ip(ip)).next().is_none() {
        return Belongs::Outside(ip);
    }
    // Several stations own it on other VLANs: the same address in cells that are alike.
    let vlan = if owners.own.contains_key(&ip) || mac.is_none() { key.vlan } else { 0 };
    Belongs::To(Node::Host(ip, vlan))
}

fn times(parts: &[(Node, &Seen)]) -> Option<(Timestamp, Timestamp)> {
    let rows = || parts.iter().flat_map(|(_, seen)| &seen.rows);
    let spoken = || parts.iter().filter_map(|(_, seen)| seen.spoken_to);
    let first = rows().map(|row| row.first).min().or_else(|| spoken().map(|(first, _)| first).min())?;
    let last = rows().map(|row| row.last).max().or_else(|| spoken().map(|(_, last)| last).max())?;
    Some((first, last))
}

/// Which addresses it had when.
fn held(
    parts: &[(Node, &Seen)],
    stations: &BTreeSet<Mac>,
    first: Timestamp,
    last: Timestamp,
) -> (Vec<Held>, Vec<Address>) {
    let (mut held, mut addresses) = (Vec::new(), Vec::new());
    let mut hold = |address, vlan, first, last| {
        held.push(Held { device: 0, vlan, first, last });
        addresses.push(address);
    };
    for (node, seen) in parts {
        for row in &seen.rows {
            if let Some(ip) = row.key.ip.filter(|ip| places::is_hosts(*ip)) {
                hold(Address::Ip(ip), row.key.vlan, row.first, row.last);
            }
        }
        if let (Node::Host(ip, vlan), Some((first, last))) = (node, seen.spoken_to) {
            hold(Address::Ip(*ip), *vlan, first, last);
        }
    }
    stations.iter().for_each(|mac| hold(Address::Mac(*mac), 0, first, last));
    (held, addresses)
}

/// The station heard first that names a maker, else the one heard first, else the address.
fn id(parts: &[(Node, &Seen)], several: &BTreeSet<IpAddr>) -> Option<DeviceId> {
    let first = |seen: &Seen| seen.rows.iter().map(|row| row.first).min();
    let station = parts
        .iter()
        .filter_map(|(node, seen)| match node {
            Node::Station(mac) => Some((mac.is_local(), first(seen).is_none(), first(seen), *mac)),
            Node::Host(..) => None,
        })
        .min();
    if let Some((.., mac)) = station {
        return Some(DeviceId(mac.to_string()));
    }
    parts.iter().find_map(|(node, _)| match node {
        Node::Host(ip, vlan) if several.contains(ip) => Some(DeviceId(format!("{ip}#{vlan}"))),
        Node::Host(ip, _) => Some(DeviceId(ip.to_string())),
        Node::Station(_) => None,
    })
}

/// Addresses that several hosts without stations have.
fn several_hosts(nodes: &BTreeMap<Node, Seen>) -> BTreeSet<IpAddr> {
    let mut times: BTreeMap<IpAddr, usize> = BTreeMap::new();
    for node in nodes.keys() {
        if let Node::Host(ip, _) = node {
            *times.entry(*ip).or_default() += 1;
        }
    }
    times.into_iter().filter(|(_, n)| *n > 1).map(|(ip, _)| ip).collect()
}

/// The longest silence of the address with the shortest one, among those that spoke more than a little.
fn steadiest<'s>(rows: impl Iterator<Item = &'s Sighting> + Clone) -> u64 {
    let much = rows.clone().filter(|row| row.sent.packets >= 20).map(|row| row.silence_seconds_max).min();
    much.or_else(|| rows.map(|row| row.silence_seconds_max).min()).unwrap_or(0)
}

fn why_one<'s>(nodes: &[Node], rows: impl Iterator<Item = &'s Sighting>, alike: &Alike) -> Vec<Text> {
    let mut why = BTreeSet::new();
    let of_stations = rows.filter(|row| row.key.mac.is_some());
    let ips: BTreeSet<IpAddr> =
        of_stations.filter_map(|row| row.key.ip).filter(|ip| places::is_hosts(*ip)).collect();
    if ips.len() > 1 {
        let n = ips.len();
        why.insert(text!(ja: "同じMACアドレスが {n} 個のIPアドレスを名乗ったため、1台としました。", en: "One station claimed {n} addresses: one device."));
    }
    why.extend(nodes.iter().filter_map(|node| alike.why.get(node)).cloned());
    why.into_iter().collect()
}

/// Nodes that are one device, and why.
#[derive(Default)]
struct Alike {
    above: BTreeMap<Node, Node>,
    why: BTreeMap<Node, Text>,
}

impl Alike {
    fn root(&mut self, node: Node) -> Node {
        let mut root = node;
        while let Some(above) = self.above.get(&root) {
            root = *above;
        }
        if root != node {
            self.above.insert(node, root);
        }
        root
    }

    fn join(&mut self, nodes: &BTreeSet<Node>, why: &Text) {
        let Some(first) = nodes.first() else { return };
        for node in nodes.iter().skip(1) {
            let (a, b) = (self.root(*first), self.root(*node));
            if a != b {
                self.above.insert(a.max(b), a.min(b));
            }
        }
        nodes.iter().for_each(|node| {
            self.why.insert(*node, why.clone());
        });
    }
}

/// Nodes that give the same serial number with the same maker or product, or the same name by LLDP.
fn alike(observation: &Observation, gathered: &Gathered) -> Alike {
    let mut by_address: HashMap<Address, BTreeSet<Node>> = HashMap::new();
    for (node, seen) in &gathered.nodes {
        if let Node::Station(mac) = node {
            by_address.entry(Address::Mac(*mac)).or_default().insert(*node);
        }
        for ip in seen.rows.iter().filter_map(|row| row.key.ip) {
            by_address.entry(Address::Ip(ip)).or_default().insert(*node);
        }
    }
    let mut same: BTreeMap<(Protocol, IdentityKind, &str), BTreeSet<Node>> = BTreeMap::new();
    for identity in observation.identities.iter().filter(|identity| tells_apart(identity)) {
        let nodes = by_address.get(&identity.holder);
        // An address that several had says nothing of which of them spoke.
        if let Some(nodes) = nodes.filter(|nodes| nodes.len() == 1) {
            same.entry((identity.protocol, identity.kind, identity.value.as_str()))
                .or_default()
                .extend(nodes);
        }
    }
    let mut alike = Alike::default();
    for ((protocol, kind, value), nodes) in same.into_iter().filter(|(_, nodes)| nodes.len() > 1) {
        let name = protocol.name();
        let why = if kind == IdentityKind::Serial {
            text!(ja: "{name} で同じ製造番号「{value}」を名乗ったため、1台としました。", en: "They give the same serial number \"{value}\" by {name}: one device.")
        } else {
            text!(ja: "{name} で同じ名前「{value}」を名乗ったため、1台としました。", en: "They give the same name \"{value}\" by {name}: one device.")
        };
        alike.join(&nodes, &why);
    }
    alike
}

fn tells_apart(identity: &Identity) -> bool {
    let value = identity.value.as_str();
    match identity.kind {
        IdentityKind::Serial => {
            let significant: BTreeSet<char> = value.chars().filter(char::is_ascii_alphanumeric).collect();
            value.len() >= 4 && significant.len() >= 3
        }
        IdentityKind::Name => identity.protocol == Protocol::Lldp && value.len() >= 3,
        _ => false,
    }
}

fn give_identities(inventory: &mut Inventory, observation: &Observation) {
    let mut given: Vec<(usize, Identity)> = observation
        .identities
        .iter()
        .filter_map(|identity| {
            let at = identity.first;
            Some((inventory.holder(identity.holder, identity.vlan, at, at)?, identity.clone()))
        })
        .collect();
    given.sort();
    for (device, identity) in given {
        inventory.devices[device].identities.push(identity);
    }
}
