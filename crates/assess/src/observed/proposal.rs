//! Zones that a plant without any could have: by what devices do, and by who works with whom.
//!
//! First the floors: offices, servers, supervision, control, by role. Then, on the floor of control, communities by
//! industrial talk, with the subnet and the VLAN as ties: from each device alone, one device after the other moves to
//! the community with which it gains most modularity, until none gains. Devices go in the order of their ids, so that
//! the order of the records does not matter. A device that nothing ties to another stays undecided.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{AssetRole, Direction, Protocol, Text, ZoneLevel, counted, text};

use super::inventory::{Device, DeviceId, Inventory};
use super::paths::Paths;
use super::places::Subnet;

/// Weight of one step of industrial talk (steps are powers of two of packets), and of being neighbours.
const INDUSTRIAL: u64 = 4;
const SUBNET: u64 = 2;
/// Rounds of moving at most; it settles in a few.
const ROUNDS_MAX: usize = 32;
/// A subnet with more devices of control is no tie: a plant in one flat network.
const SUBNET_TIES_MAX: usize = 64;

/// A zone that could be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedZone {
    /// Name.
    pub name: Text,
    /// Level.
    pub level: ZoneLevel,
    /// Its devices, in order of their ids.
    pub devices: Vec<DeviceId>,
    /// Its subnets.
    pub subnets: BTreeSet<String>,
    /// VLANs on which they were seen.
    pub vlans: BTreeSet<u16>,
    /// Why these belong together.
    pub reasons: Vec<Text>,
}

/// A conduit that the talk between two proposed zones needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedConduit {
    /// Where it is opened, by its place among the zones.
    pub from: usize,
    /// Where it is answered.
    pub to: usize,
    /// One way, or both.
    pub direction: Direction,
    /// Protocols that flow.
    pub protocols: BTreeSet<Protocol>,
    /// Conversations that were not recognised.
    pub unrecognised: usize,
}

/// A first zoning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ZoneProposal {
    /// Zones, from the top to the bottom.
    pub zones: Vec<ProposedZone>,
    /// Conduits that they need.
    pub conduits: Vec<ProposedConduit>,
    /// Devices that fit nowhere, with the reason.
    pub undecided: Vec<(DeviceId, Text)>,
}

/// Floors above control.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Floor {
    Office,
    Boundary,
    Operations,
    Supervision,
    Engineering,
    Control,
    None,
}

/// Proposes zones.
#[must_use]
pub fn zone_proposal(inventory: &Inventory, paths: &Paths) -> ZoneProposal {
    let devices = &inventory.devices;
    let weights = weights(devices, paths);
    let floors: Vec<Floor> =
        devices.iter().enumerate().map(|(index, device)| floor(device, !weights[index].is_empty())).collect();
    let control: Vec<usize> = (0..devices.len()).filter(|index| floors[*index] == Floor::Control).collect();
    let communities = communities(devices, &control, &weights);
    let mut proposal = ZoneProposal::default();
    let mut zone_of: BTreeMap<usize, usize> = BTreeMap::new();
    for floor in [Floor::Office, Floor::Boundary, Floor::Operations, Floor::Supervision, Floor::Engineering] {
        let members: Vec<usize> = (0..devices.len()).filter(|index| floors[*index] == floor).collect();
        add(&mut proposal, &mut zone_of, devices, members, |members| named(floor, devices, members));
    }
    let mut number = 0;
    for members in communities {
        if members.len() == 1 && weights[members[0]].is_empty() {
            let why = Text::new(
                "制御の機器のようですが、ほかの機器との通信が見えません。",
                "It looks like a device of control, but was not seen to work with any other.",
            );
            proposal.undecided.push((devices[members[0]].id.clone(), why));
            continue;
        }
        number += 1;
        add(&mut proposal, &mut zone_of, devices, members, |members| {
            cell_named(number, devices, members, &weights)
        });
    }
    for (index, device) in devices.iter().enumerate().filter(|(index, _)| floors[*index] == Floor::None) {
        if !zone_of.contains_key(&index) {
            let why = Text::new("役割を示す通信がありません。", "Nothing that was seen says what it does.");
            proposal.undecided.push((device.id.clone(), why));
        }
    }
    proposal.undecided.sort();
    proposal.conduits = conduits(paths, &zone_of);
    proposal
}

fn floor(device: &Device, works_with_others: bool) -> Floor {
    match device.role.role {
        Some(
            AssetRole::Controller | AssetRole::SafetyController | AssetRole::FieldDevice | AssetRole::Hmi,
        ) => Floor::Control,
        Some(AssetRole::ControlServer | AssetRole::Historian) => Floor::Supervision,
        Some(AssetRole::Gateway) => Floor::Supervision,
        Some(AssetRole::EngineeringStation) => Floor::Engineering,
        Some(AssetRole::ApplicationServer) => Floor::Operations,
        Some(AssetRole::Firewall | AssetRole::RemoteAccess) => Floor::Boundary,
        Some(AssetRole::NetworkDevice) if device.forwards > 0 => Floor::Boundary,
        Some(AssetRole::NetworkDevice) if works_with_others => Floor::Control,
        Some(AssetRole::Workstation | AssetRole::Camera | AssetRole::Other) => Floor::Office,
        Some(AssetRole::NetworkDevice | AssetRole::PortableMedia) | None => Floor::None,
    }
}

/// Device to partners with the weight of their industrial talk.
type Weights = Vec<BTreeMap<usize, u64>>;

fn weights(devices: &[Device], paths: &Paths) -> Weights {
    let mut weights: Weights = vec![BTreeMap::new(); devices.len()];
    for (client, server, path) in paths.between_devices() {
        if client == server || !path.talk.is_industrial() {
            continue;
        }
        let packets = path.sent.packets + path.answered.packets;
        let weight = INDUSTRIAL * u64::from(64 - packets.leading_zeros());
        *weights[client].entry(server).or_default() += weight;
        *weights[server].entry(client).or_default() += weight;
    }
    weights
}

/// Moves devices between communities until none gains. Modularity is kept in whole numbers: the gain of a community is
/// compared as `2m · weight into it − degree · degrees of it`.
fn communities(devices: &[Device], control: &[usize], weights: &Weights) -> Vec<Vec<usize>> {
    let edges = tied(devices, control, weights);
    let degree: BTreeMap<usize, u64> = edges.iter().map(|(index, to)| (*index, to.values().sum())).collect();
    let all: u64 = degree.values().sum();
    let mut community: BTreeMap<usize, usize> = control.iter().map(|index| (*index, *index)).collect();
    let mut sum = degree.clone();
    for _ in 0..ROUNDS_MAX {
        let mut moved = false;
        for index in control {
            let own = degree[index];
            let now = community[index];
            if let Some(sum) = sum.get_mut(&now) {
                *sum -= own;
            }
            let mut into: BTreeMap<usize, u64> = BTreeMap::from([(now, 0)]);
            for (other, weight) in &edges[index] {
                *into.entry(community[other]).or_default() += weight;
            }
            let gain = |(community, weight): (&usize, &u64)| {
                i128::from(*weight) * i128::from(all)
                    - i128::from(own) * i128::from(sum.get(community).copied().unwrap_or(0))
            };
            let best = into.iter().map(|one| (gain(one), *one.0)).max_by(|a, b| {
                // Of equals, to stay; else the one with the least id.
                (a.0, a.1 == now, std::cmp::Reverse(a.1)).cmp(&(b.0, b.1 == now, std::cmp::Reverse(b.1)))
            });
            let best = best.map_or(now, |(_, community)| community);
            *sum.entry(best).or_default() += own;
            moved |= best != now;
            community.insert(*index, best);
        }
        if !moved {
            break;
        }
    }
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, community) in community {
        members.entry(community).or_default().push(index);
    }
    let mut members: Vec<Vec<usize>> = members.into_values().collect();
    members.sort();
    members
}

/// Industrial talk within the floor, and the tie of a common subnet to those that talk.
fn tied(devices: &[Device], control: &[usize], weights: &Weights) -> BTreeMap<usize, BTreeMap<usize, u64>> {
    let here: BTreeSet<usize> = control.iter().copied().collect();
    let within = |index: &usize| {
        let talk = weights[*index].iter().filter(|(other, _)| here.contains(other));
        (*index, talk.map(|(other, weight)| (*other, *weight)).collect::<BTreeMap<_, _>>())
    };
    let mut edges: BTreeMap<usize, BTreeMap<usize, u64>> = control.iter().map(within).collect();
    let mut subnets: BTreeMap<(Subnet, u16), Vec<usize>> = BTreeMap::new();
    for index in control {
        let device = &devices[*index];
        let vlan = device.vlans.first().copied().unwrap_or(0);
        let own: BTreeSet<Subnet> = device.addresses.iter().map(|ip| Subnet::of(*ip)).collect();
        for subnet in own {
            subnets.entry((subnet, vlan)).or_default().push(*index);
        }
    }
    for members in subnets.values().filter(|members| members.len() <= SUBNET_TIES_MAX) {
        for (at, one) in members.iter().enumerate() {
            for other in &members[at + 1..] {
                *edges.entry(*one).or_default().entry(*other).or_default() += SUBNET;
                *edges.entry(*other).or_default().entry(*one).or_default() += SUBNET;
            }
        }
    }
    edges
}

fn add(
    proposal: &mut ZoneProposal,
    zone_of: &mut BTreeMap<usize, usize>,
    devices: &[Device],
    members: Vec<usize>,
    words: impl FnOnce(&[usize]) -> (Text, ZoneLevel, Vec<Text>),
) {
    if members.is_empty() {
        return;
    }
    let (name, level, mut reasons) = words(&members);
    let own = || members.iter().map(|index| &devices[*index]);
    let subnets: BTreeSet<Subnet> =
        own().flat_map(|device| &device.addresses).map(|ip| Subnet::of(*ip)).collect();
    if let (1, Some(subnet)) = (subnets.len(), subnets.first()) {
        reasons.push(text!(ja: "すべて {subnet} にあります。", en: "All are in {subnet}."));
    }
    zone_of.extend(members.iter().map(|index| (*index, proposal.zones.len())));
    proposal.zones.push(ProposedZone {
        name,
        level,
        devices: own().map(|device| device.id.clone()).collect(),
        subnets: subnets.iter().map(ToString::to_string).collect(),
        vlans: own().flat_map(|device| &device.vlans).copied().filter(|vlan| *vlan != 0).collect(),
        reasons,
    });
}

fn named(floor: Floor, _: &[Device], members: &[usize]) -> (Text, ZoneLevel, Vec<Text>) {
    let n = members.len();
    let of = counted(n, "device", "devices");
    let (name, level, why) = match floor {
        Floor::Office => (
            Text::new("事務", "Office"),
            ZoneLevel::Enterprise,
            text!(ja: "制御の通信をしない {n} 台です。", en: "{of} without any talk of control."),
        ),
        Floor::Boundary => (
            Text::new("境界", "Boundary"),
            ZoneLevel::Boundary,
            text!(ja: "ほかのネットワークとの間を中継する {n} 台です。", en: "{of} between this network and others."),
        ),
        Floor::Operations => (
            Text::new("業務サーバ", "Operations servers"),
            ZoneLevel::Operations,
            text!(ja: "多くの機器にサービスを提供し、制御の通信をしない {n} 台です。", en: "{of} that serve many and speak no protocol of control."),
        ),
        Floor::Engineering => (
            Text::new("エンジニアリング", "Engineering"),
            ZoneLevel::Supervision,
            text!(ja: "プログラムを扱う {n} 台です。常時つながない分け方が望まれます。", en: "{of} that handle programs; better not joined all the time."),
        ),
        Floor::Supervision | Floor::Control | Floor::None => (
            Text::new("監視", "Supervision"),
            ZoneLevel::Supervision,
            text!(ja: "多くの制御装置を監視・収集する {n} 台です。", en: "{of} that supervise many controllers or collect their data."),
        ),
    };
    (name, level, vec![why])
}

/// A cell is called after the device that most of it works with.
fn cell_named(
    number: usize,
    devices: &[Device],
    members: &[usize],
    weights: &Weights,
) -> (Text, ZoneLevel, Vec<Text>) {
    let here: BTreeSet<usize> = members.iter().copied().collect();
    let within = |index: usize| {
        weights[index].iter().filter(|(other, _)| here.contains(other)).map(|(_, weight)| weight).sum::<u64>()
    };
    let mut hubs: Vec<usize> = members.to_vec();
    hubs.sort_by_key(|index| (std::cmp::Reverse(within(*index)), *index));
    let hub = hubs.first().map(|index| devices[*index].name()).unwrap_or_default();
    let outward: u64 = members
        .iter()
        .flat_map(|index| &weights[*index])
        .filter(|(other, _)| !here.contains(other))
        .map(|(_, weight)| weight)
        .sum();
    let inward: u64 = members.iter().map(|index| within(*index)).sum();
    let n = members.len();
    let share = (inward * 100).checked_div(inward + outward).unwrap_or(0);
    let of = counted(n, "device", "devices");
    let mut reasons = vec![text!(
        ja: "「{hub}」を中心に制御の通信でつながる {n} 台です。",
        en: "{of} joined by talk of control, {hub} in the middle."
    )];
    if inward > 0 {
        reasons.push(text!(ja: "制御の通信の {share} % がこの中で閉じています。", en: "{share} % of their talk of control stays among them."));
    }
    (text!(ja: "制御 {number}（{hub}）", en: "Control {number} ({hub})"), ZoneLevel::Control, reasons)
}

fn conduits(paths: &Paths, zone_of: &BTreeMap<usize, usize>) -> Vec<ProposedConduit> {
    let mut between: BTreeMap<(usize, usize), (BTreeSet<Protocol>, usize)> = BTreeMap::new();
    for (client, server, path) in paths.between_devices() {
        let (Some(from), Some(to)) = (zone_of.get(&client), zone_of.get(&server)) else { continue };
        if from == to {
            continue;
        }
        let (protocols, unrecognised) = between.entry((*from, *to)).or_default();
        protocols.extend(path.talk.protocol);
        *unrecognised += if path.talk.protocol.is_none() { path.conversations } else { 0 };
    }
    let mut conduits: Vec<ProposedConduit> = Vec::new();
    for ((from, to), (protocols, unrecognised)) in between {
        match conduits.iter_mut().find(|conduit| (conduit.from, conduit.to) == (to, from)) {
            Some(other) => {
                other.direction = Direction::Both;
                other.protocols.extend(protocols);
                other.unrecognised += unrecognised;
            }
            None => conduits.push(ProposedConduit {
                from,
                to,
                direction: Direction::Forward,
                protocols,
                unrecognised,
            }),
        }
    }
    conduits
}

#[cfg(test)]
mod tests;
