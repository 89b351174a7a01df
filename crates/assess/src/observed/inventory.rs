//! The inventory: one row per device that was seen, with maker, role and what it says of itself, held against the
//! register.
//!
//! Invariants: every sighting belongs to exactly one device, one host outside, or is counted as nobody's; every device
//! is registered, proposed or undecided; every asset that could be seen is seen, never seen or undecided. Rows are in
//! the order of their ids, whatever the order of the records.

mod identity;
mod merge;
mod reconcile;

use core::net::IpAddr;
use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use sekisho_model::{
    Address, Amount, Asset, AssetId, DeviceIdentity, Identity, Mac, Observation, Register, Text,
};

use super::Evidence;
use super::makers::{Maker, Makers};
use super::paths::{End, Paths, paths, paths_of_strands};
use super::places::{self, Known, Place};
use super::roles::{self, RoleFound};
use super::throng::{Crowd, Stands, Summed};
use crate::impact::Named;

/// A device's own name in ids: its station, and where it has none an address. It stays when the device gets another
/// address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceId(String);

impl DeviceId {
    /// The id as written: `00:26:92:01:02:03`, `192.168.0.5`, `192.168.0.5#20` on VLAN 20.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for DeviceId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// How a device was found to be an asset of the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatchedBy {
    /// The asset has its station's address.
    Station,
    /// The asset has its IP address.
    Ip,
    /// What it says of itself fits this asset alone.
    Identity,
}

/// Where the register says another thing than the device.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Contradiction {
    /// Which field: maker, model, firmware, address.
    pub field: Said,
    /// What the register says.
    pub registered: String,
    /// What was seen.
    pub seen: String,
    /// In words.
    pub what: Text,
    /// What to do.
    pub remedy: Text,
}

/// What a register and a device can differ in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Said {
    /// Maker.
    Vendor,
    /// Model.
    Model,
    /// Firmware.
    Firmware,
    /// Address.
    Address,
}

/// How a device stands to the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is an asset of the register.
    Registered {
        /// Which.
        asset: Named<AssetId>,
        /// By what.
        by: MatchedBy,
        /// Where the two differ.
        contradictions: Vec<Contradiction>,
    },
    /// It may be several assets: a person decides.
    Undecided {
        /// Which.
        assets: Vec<Named<AssetId>>,
        /// Why nobody could tell.
        why: Text,
    },
    /// No asset has it. This one could be added, once a person accepts it.
    Proposed {
        /// The asset, as far as it can be known.
        asset: Box<Asset>,
        /// What it rests on, field by field.
        reasons: Vec<Text>,
    },
}

/// A device that was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Id.
    pub id: DeviceId,
    /// Its stations; none where only a router was seen before it.
    pub stations: BTreeSet<Mac>,
    /// Its addresses, the ones it had before among them.
    pub addresses: BTreeSet<IpAddr>,
    /// VLANs on which it was seen, 0 for none.
    pub vlans: BTreeSet<u16>,
    /// The router behind which it stands, where its own station was never seen.
    pub behind: Option<Mac>,
    /// How many addresses stand behind its stations.
    pub forwards: usize,
    /// Was anything heard from it, or was it only spoken to?
    pub heard: bool,
    /// First packet.
    pub first: Timestamp,
    /// Last packet.
    pub last: Timestamp,
    /// What it sent.
    pub sent: Amount,
    /// Longest silence of the address that it used most steadily, in seconds.
    pub silence_seconds_max: u64,
    /// Maker of its stations' network parts.
    pub maker: Option<Maker>,
    /// What it said of itself.
    pub identities: Vec<Identity>,
    /// That, as an identity of the register.
    pub identity: DeviceIdentity,
    /// What it does.
    pub role: RoleFound,
    /// Where it stands.
    pub place: Place,
    /// Why several stations or addresses are one device.
    pub merged: Vec<Text>,
    /// How it stands to the register.
    pub standing: Standing,
    /// The records it rests on, at most eight.
    pub evidence: Vec<Evidence>,
}

impl Device {
    /// The others of a place, in one row. Its id comes behind those of all devices.
    fn of_crowd(crowd: &Crowd) -> Self {
        Self {
            id: DeviceId(format!("others:{}", crowd.place.code())),
            stations: BTreeSet::new(),
            addresses: BTreeSet::new(),
            vlans: BTreeSet::new(),
            behind: None,
            forwards: 0,
            heard: crowd.heard,
            first: crowd.first,
            last: crowd.last,
            sent: crowd.sent,
            silence_seconds_max: 0,
            maker: None,
            identities: Vec::new(),
            identity: DeviceIdentity::default(),
            role: RoleFound::default(),
            place: crowd.place.clone(),
            merged: Vec::new(),
            standing: Standing::Undecided { assets: Vec::new(), why: many() },
            evidence: Vec::new(),
        }
    }

    /// The asset of the register that it is.
    #[must_use]
    pub const fn asset(&self) -> Option<&Named<AssetId>> {
        match &self.standing {
            Standing::Registered { asset, .. } => Some(asset),
            Standing::Undecided { .. } | Standing::Proposed { .. } => None,
        }
    }

    /// Its name for people: the asset's, the one it gives itself, or its address.
    #[must_use]
    pub fn name(&self) -> String {
        if let Some(asset) = self.asset() {
            return asset.name.clone();
        }
        let own = self.identities.iter().find(|identity| identity.kind == sekisho_model::IdentityKind::Name);
        let address = self.addresses.first().map(ToString::to_string);
        match (own, address) {
            (Some(own), Some(address)) => format!("{} ({address})", own.value),
            (Some(own), None) => own.value.as_str().to_owned(),
            (None, Some(address)) => address,
            (None, None) => self.id.0.clone(),
        }
    }
}

/// Why the others of a place are one row.
fn many() -> Text {
    Text::new(
        "数が多いため、1 台ずつは判定していません（この行は、同じ場所のその他の機器をまとめたものです）。",
        "There are too many to judge them one by one: this row stands for all others of its place.",
    )
}

/// A host outside that was spoken with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutsideHost {
    /// Its address.
    pub ip: IpAddr,
    /// First packet from it.
    pub first: Timestamp,
    /// Last packet from it.
    pub last: Timestamp,
    /// What it sent.
    pub sent: Amount,
    /// The station through which it came.
    pub through: Option<Mac>,
}

/// An asset of the register that was not seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unseen {
    /// Which.
    pub asset: Named<AssetId>,
    /// What that means.
    pub why: UnseenWhy,
}

/// Why an asset was not seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnseenWhy {
    /// Others of its zone were seen, and it was not.
    NeverSeen,
    /// It cannot be told.
    Undecided(Text),
}

/// How many ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InventoryCounts {
    /// Devices that are assets.
    pub registered: usize,
    /// Of these, those with contradictions.
    pub contradicting: usize,
    /// Devices that may be several assets.
    pub undecided: usize,
    /// Devices that no asset has.
    pub proposed: usize,
    /// Assets never seen.
    pub never_seen: usize,
    /// Assets of which it cannot be told.
    pub unseen_undecided: usize,
    /// Assets that are no device, and so cannot be seen.
    pub not_devices: usize,
    /// Sightings of addresses that nobody can have, such as that of a group.
    pub nobodys: usize,
}

/// Which device had an address on a VLAN, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Held {
    device: usize,
    vlan: u16,
    first: Timestamp,
    last: Timestamp,
}

/// The inventory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inventory {
    /// Devices, in order of their ids.
    pub devices: Vec<Device>,
    /// Hosts outside, in order of their addresses.
    pub outside: Vec<OutsideHost>,
    /// Assets that were not seen, in order of their ids.
    pub unseen: Vec<Unseen>,
    /// How many ended how.
    pub counts: InventoryCounts,
    held: HashMap<Address, Vec<Held>>,
}

impl Inventory {
    /// The device of an id.
    #[must_use]
    pub fn device(&self, id: &str) -> Option<&Device> {
        self.devices.binary_search_by(|device| device.id.as_str().cmp(id)).ok().map(|at| &self.devices[at])
    }

    /// The device that had an address on a VLAN at a time.
    #[must_use]
    pub fn holder(&self, address: Address, vlan: u16, first: Timestamp, last: Timestamp) -> Option<usize> {
        let held = self.held.get(&address)?;
        // Nearly every address has had one holder, and a capture asks for each of them many times.
        if let [only] = held.as_slice() {
            return Some(only.device);
        }
        let nearness = |held: &&Held| {
            let overlap = held.last.min(last).duration_since(held.first.max(first));
            // The VLAN first; then the longest time in common, or the shortest between; then the later one.
            (held.vlan == vlan, overlap, held.last, std::cmp::Reverse(held.device))
        };
        held.iter().max_by_key(nearness).map(|held| held.device)
    }

    /// The devices of an observation, which may be a part of the one that the inventory was made of.
    pub(super) fn seen_in(&self, observation: &Observation, summed: Option<&Summed>) -> BTreeSet<usize> {
        let stations = observation.sightings.iter().flat_map(|it| {
            let addresses = it.key.mac.map(Address::Mac).into_iter().chain(it.key.ip.map(Address::Ip));
            addresses.map(|address| (address, it.key.vlan, it.first, it.last))
        });
        let ends = observation.conversations.iter().flat_map(|it| {
            [it.key.client, it.key.server].map(|address| (address, it.key.vlan, it.first, it.last))
        });
        let spoken = summed.into_iter().flat_map(|it| &it.strands).flat_map(|strand| {
            let key = &strand.all.key;
            let hosts = [(key.client, strand.client), (key.server, strand.server)];
            let hosts = hosts.into_iter().filter(|(_, stands)| *stands == Stands::Host);
            hosts.map(|(address, _)| (address, key.vlan, strand.all.first, strand.all.last))
        });
        let all = stations.chain(ends).chain(spoken);
        let crowds = self.devices.len() - summed.map_or(0, |it| it.crowds.len())..self.devices.len();
        all.filter_map(|(address, vlan, first, last)| self.holder(address, vlan, first, last))
            .chain(crowds)
            .collect()
    }

    pub(super) fn end(&self, address: Address, vlan: u16, first: Timestamp, last: Timestamp) -> End {
        if let Some(device) = self.holder(address, vlan, first, last) {
            return End::Device(device);
        }
        match address {
            _ if places::is_group(address) => End::Group(address),
            Address::Ip(ip) if places::is_public(ip) => End::Outside(ip),
            _ => End::Nobody(address),
        }
    }

    /// Where one end of a path stands. A group stands nowhere.
    #[must_use]
    pub fn place(&self, end: End) -> Option<Place> {
        match end {
            End::Device(device) => self.devices.get(device).map(|device| device.place.clone()),
            End::Outside(_) => Some(Place::Internet),
            End::Nobody(_) => Some(Place::Unknown),
            End::Group(_) => None,
        }
    }
}

/// Makes the inventory of an observation, held against a register.
#[must_use]
pub fn inventory(register: &Register, observation: &Observation, makers: &Makers) -> Inventory {
    survey(register, observation, makers, None).0
}

/// The inventory with the paths between its devices.
pub(super) fn survey(
    register: &Register,
    observation: &Observation,
    makers: &Makers,
    summed: Option<&Summed>,
) -> (Inventory, Paths) {
    let known = Known::of(register);
    let mut inventory = merge::devices(observation, &known, makers, summed);
    identity::fold(&mut inventory.devices);
    let hosts = inventory.devices.len();
    let paths = match summed {
        Some(summed) => paths_of_strands(summed, &inventory, hosts),
        None => paths(observation, &inventory),
    };
    inventory.devices.extend(summed.into_iter().flat_map(|it| &it.crowds).map(Device::of_crowd));
    roles::find(&mut inventory.devices, &paths, observation.health.headers_only);
    // A crowd is no device that an asset could be, and what it does says nothing of one of them.
    inventory.devices.truncate(hosts);
    reconcile::reconcile(register, &known, &mut inventory);
    inventory.devices.extend(summed.into_iter().flat_map(|it| &it.crowds).map(Device::of_crowd));
    inventory.counts.undecided += inventory.devices.len() - hosts;
    (inventory, paths)
}

#[cfg(test)]
mod tests;
