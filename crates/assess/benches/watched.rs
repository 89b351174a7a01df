//! A made-up plant network and its traffic, the same for the same seed: what tests and benchmarks of observation judge.
//!
//! Invariant: records are made as an observer makes them, one packet run at a time, so that first, last, silences and
//! sums are true to the run. It looks like a plant only as far as judgements care.

use core::net::{IpAddr, Ipv4Addr};
use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use sekisho_model::{
    Address, Amount, Asset, AssetKind, Certainty, CommandClass, Conduit, ConduitKind, Conversation,
    ConversationKey, Direction, Identity, IdentityKind, Mac, Observation, Protocol, Register, ShortText,
    Sighting, SightingKey, Stated, Transport, Zone, ZoneLevel,
};

use crate::made_up::Dice;

/// A host with its station and address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Host {
    pub(crate) mac: Mac,
    pub(crate) ip: Ipv4Addr,
    pub(crate) vlan: u16,
    /// Behind a router: its packets carry the router's station, and it is never heard to claim.
    pub(crate) through: Option<Mac>,
}

impl Host {
    pub(crate) const fn new(maker: [u8; 3], number: u16, ip: Ipv4Addr) -> Self {
        let [a, b, c] = maker;
        let [high, low] = number.to_be_bytes();
        Self { mac: Mac([a, b, c, 0x10, high, low]), ip, vlan: 0, through: None }
    }

    /// A host on the internet, seen through a router.
    pub(crate) const fn outside(ip: Ipv4Addr, router: Mac) -> Self {
        Self { mac: Mac([0; 6]), ip, vlan: 0, through: Some(router) }
    }
}

/// What an observer would have kept.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wire {
    conversations: BTreeMap<ConversationKey, Conversation>,
    sightings: BTreeMap<SightingKey, Sighting>,
    identities: Vec<Identity>,
    pub(crate) headers_only: bool,
}

/// One run of packets.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    pub(crate) protocol: Option<Protocol>,
    pub(crate) transport: Transport,
    pub(crate) port: u16,
    pub(crate) class: Option<CommandClass>,
    pub(crate) packets: u64,
    pub(crate) answered: u64,
}

impl Run {
    pub(crate) const fn of(protocol: Protocol, class: CommandClass) -> Self {
        Self {
            protocol: Some(protocol),
            transport: Transport::Tcp,
            port: 502,
            class: Some(class),
            packets: 3,
            answered: 3,
        }
    }

    pub(crate) const fn plain(protocol: Protocol) -> Self {
        Self {
            protocol: Some(protocol),
            transport: Transport::Tcp,
            port: 443,
            class: None,
            packets: 4,
            answered: 4,
        }
    }

    pub(crate) const fn unknown(transport: Transport, port: u16) -> Self {
        Self { protocol: None, transport, port, class: None, packets: 4, answered: 4 }
    }

    pub(crate) const fn unanswered(self) -> Self {
        Self { answered: 0, packets: 1, ..self }
    }
}

impl Wire {
    pub(crate) fn talk(&mut self, at: Timestamp, client: Host, server: Host, run: Run) {
        self.heard(at, client, run.packets, 0);
        if run.answered > 0 {
            self.heard(at, server, run.answered, 0);
        }
        self.converse(at, Address::Ip(client.ip.into()), Address::Ip(server.ip.into()), client.vlan, run);
    }

    /// A run to a group.
    pub(crate) fn shout(&mut self, at: Timestamp, client: Host, group: Ipv4Addr, run: Run) {
        self.heard(at, client, run.packets, 0);
        self.converse(
            at,
            Address::Ip(client.ip.into()),
            Address::Ip(group.into()),
            client.vlan,
            run.unanswered(),
        );
    }

    /// A host claims its address.
    pub(crate) fn claim(&mut self, at: Timestamp, host: Host) {
        self.heard(at, host, 1, 1);
    }

    pub(crate) fn say(
        &mut self,
        at: Timestamp,
        host: Host,
        protocol: Protocol,
        kind: IdentityKind,
        words: &str,
    ) {
        let Some(value) = ShortText::new(words) else { return };
        let holder = Address::Ip(host.ip.into());
        self.identities.push(Identity { holder, vlan: host.vlan, protocol, kind, value, first: at });
    }

    /// Directly on Ethernet.
    pub(crate) fn frames(&mut self, at: Timestamp, client: Mac, server: Mac, run: Run) {
        self.sight(at, SightingKey { mac: Some(client), ip: None, vlan: 0 }, run.packets, 0);
        if run.answered > 0 {
            self.sight(at, SightingKey { mac: Some(server), ip: None, vlan: 0 }, run.answered, 0);
        }
        self.converse(
            at,
            Address::Mac(client),
            Address::Mac(server),
            0,
            Run { transport: Transport::Ethernet, ..run },
        );
    }

    fn heard(&mut self, at: Timestamp, host: Host, packets: u64, claims: u64) {
        let mac = Some(host.through.unwrap_or(host.mac));
        let claims = if host.through.is_some() { 0 } else { claims };
        self.sight(at, SightingKey { mac, ip: Some(IpAddr::V4(host.ip)), vlan: host.vlan }, packets, claims);
    }

    fn sight(&mut self, at: Timestamp, key: SightingKey, packets: u64, claims: u64) {
        let sent = Amount { packets, bytes: packets * 80 };
        let new = Sighting { key, first: at, last: at, sent, claims, silence_seconds_max: 0 };
        self.sightings.entry(key).and_modify(|known| known.join(&new)).or_insert(new);
    }

    fn converse(&mut self, at: Timestamp, client: Address, server: Address, vlan: u16, run: Run) {
        let Run { protocol, transport, port, class, packets, answered } = run;
        let key = ConversationKey { client, server, vlan, transport, port, protocol };
        let class = class.filter(|_| !self.headers_only);
        let new = Conversation {
            key,
            certainty: Certainty::Recognised,
            first: at,
            last: at,
            sent: Amount { packets, bytes: packets * 80 },
            answered: Amount { packets: answered, bytes: answered * 120 },
            connections: 1,
            commands: class.map(|class| (class, at)).into_iter().collect(),
        };
        self.conversations.entry(key).and_modify(|known| known.join(&new)).or_insert(new);
    }

    pub(crate) fn observation(&self) -> Observation {
        let mut observation = Observation {
            conversations: self.conversations.values().cloned().collect(),
            sightings: self.sightings.values().copied().collect(),
            identities: self.identities.clone(),
            ..Observation::default()
        };
        observation.identities.sort();
        observation.health.headers_only = self.headers_only;
        observation
    }
}

/// So many seconds after midnight of the made-up day.
pub(crate) fn second(seconds: i64) -> Timestamp {
    let midnight = Timestamp::from_second(1_790_000_000).unwrap_or_default();
    midnight.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(midnight)
}

pub(crate) const DAY: i64 = 86_400;
const MITSUBISHI: [u8; 3] = [0x10, 0x4B, 0x46];
const SIEMENS: [u8; 3] = [0x28, 0x63, 0x36];
const DELL: [u8; 3] = [0xB8, 0xCA, 0x3A];
const CISCO: [u8; 3] = [0x00, 0x1B, 0xD4];
const AXIS: [u8; 3] = [0xAC, 0xCC, 0x8E];

/// A plant with a hundred hosts.
#[derive(Clone, Debug)]
pub(crate) struct Plant {
    pub(crate) register: Register,
    /// Four cells: a controller, a panel, twelve I/O.
    pub(crate) controllers: Vec<Host>,
    pub(crate) panels: Vec<Host>,
    pub(crate) io: Vec<Vec<Host>>,
    pub(crate) scada: Vec<Host>,
    pub(crate) historian: Host,
    pub(crate) engineering: Vec<Host>,
    /// Names and time, files, MES.
    pub(crate) servers: Vec<Host>,
    pub(crate) pcs: Vec<Host>,
    pub(crate) cameras: Vec<Host>,
    pub(crate) router: Host,
}

const fn host(maker: [u8; 3], net: u8, last: u8) -> Host {
    Host::new(maker, u16::from_be_bytes([net, last]), Ipv4Addr::new(192, 168, net, last))
}

impl Plant {
    /// The hosts, and a register that knows all but the PCs of the office by their addresses.
    pub(crate) fn new() -> Self {
        let cells = || 1..=4_u8;
        let mut plant = Self {
            register: Register::default(),
            controllers: cells()
                .map(|cell| host(if cell % 2 == 0 { SIEMENS } else { MITSUBISHI }, cell, 10))
                .collect(),
            panels: cells().map(|cell| host(MITSUBISHI, cell, 20)).collect(),
            io: cells().map(|cell| (0..12).map(|n| host(MITSUBISHI, cell, 100 + n)).collect()).collect(),
            scada: (10..12).map(|n| host(DELL, 50, n)).collect(),
            historian: host(DELL, 50, 20),
            engineering: (30..32).map(|n| host(DELL, 50, n)).collect(),
            servers: (10..13).map(|n| host(DELL, 60, n)).collect(),
            pcs: (0..32).map(|n| host(DELL, 70, 50 + n)).collect(),
            cameras: (0..3).map(|n| host(AXIS, 60, 200 + n)).collect(),
            router: host(CISCO, 60, 1),
        };
        plant.enter();
        plant
    }

    fn enter(&mut self) {
        let mut register = Register::default();
        for (id, level) in [
            ("C1", ZoneLevel::Control),
            ("C2", ZoneLevel::Control),
            ("C3", ZoneLevel::Control),
            ("C4", ZoneLevel::Control),
            ("S", ZoneLevel::Supervision),
            ("M", ZoneLevel::Operations),
            ("O", ZoneLevel::Enterprise),
        ] {
            let Ok(id) = id.parse::<sekisho_model::ZoneId>() else { continue };
            let zone = Zone {
                name: format!("ゾーン {id}"),
                parent: Stated::NotApplicable,
                businesses: [].into(),
                importance: Stated::Unknown,
                level: Stated::Known(level),
                security_level_target: Stated::Unknown,
                owner: Stated::Unknown,
                note: String::new(),
                id: id.clone(),
            };
            register.zones.insert(id, zone);
        }
        for (from, to, words) in [
            ("S", "C1", "SLMP"),
            ("S", "C2", "S7"),
            ("S", "C3", "SLMP"),
            ("S", "C4", "S7"),
            ("O", "M", "すべて"),
            ("S", "M", "すべて"),
        ] {
            conduit(&mut register, from, to, words);
        }
        let zoned = |zone: &'static str, hosts: &[Host]| {
            hosts.iter().map(move |host| (zone, *host)).collect::<Vec<_>>()
        };
        let mut all = Vec::new();
        for (cell, zone) in ["C1", "C2", "C3", "C4"].into_iter().enumerate() {
            all.extend(zoned(zone, &[self.controllers[cell], self.panels[cell]]));
            all.extend(zoned(zone, &self.io[cell]));
        }
        all.extend(zoned("S", &self.scada));
        all.extend(zoned("S", &[self.historian]));
        all.extend(zoned("S", &self.engineering));
        all.extend(zoned("M", &self.servers));
        all.extend(zoned("M", &self.cameras));
        all.extend(zoned("M", &[self.router]));
        for (zone, host) in all {
            asset(&mut register, &format!("A-{}", host.ip), zone, &[&host.ip.to_string()]);
        }
        asset(&mut register, "N-office", "O", &["192.168.70.0/24"]);
        self.register = register;
    }
}

/// Enters a conduit, both ways.
pub(crate) fn conduit(register: &mut Register, from: &str, to: &str, words: &str) {
    let (Ok(id), Ok(from), Ok(to)) =
        (format!("K-{from}-{to}").parse::<sekisho_model::ConduitId>(), from.parse(), to.parse())
    else {
        return;
    };
    let conduit = Conduit {
        name: format!("コンジット {id}"),
        from,
        to,
        direction: Direction::Forward,
        kind: ConduitKind::Network,
        protocols: if words.is_empty() { [].into() } else { [words.to_owned()].into() },
        responsible: Stated::Unknown,
        responsibility_split: Stated::Unknown,
        note: String::new(),
        id: id.clone(),
    };
    register.conduits.insert(id, conduit);
}

/// Enters an asset.
pub(crate) fn asset(register: &mut Register, id: &str, zone: &str, addresses: &[&str]) {
    let (Ok(id), Ok(zone)) = (id.parse::<sekisho_model::AssetId>(), zone.parse()) else { return };
    let asset = Asset {
        name: id.as_str().to_owned(),
        kind: if id.as_str().starts_with("N-") { AssetKind::Network } else { AssetKind::Device },
        zone: Stated::Known(zone),
        businesses: [].into(),
        importance: Stated::Unknown,
        importance_reason: String::new(),
        device: Stated::Unknown,
        products: [].into(),
        addresses: addresses.iter().map(|address| (*address).to_owned()).collect(),
        place: String::new(),
        owner: Stated::Unknown,
        supplier: Stated::Unknown,
        support_end: Stated::Unknown,
        role: Stated::Unknown,
        nature: Stated::Unknown,
        scope: Stated::Unknown,
        note: String::new(),
        id: id.clone(),
    };
    register.assets.insert(id, asset);
}

/// A day of ordinary traffic in the plant, until a second of it; hosts in `silent_from` say nothing from theirs on.
pub(crate) fn day(plant: &Plant, seed: u64, silent_from: &[(Host, i64)]) -> Wire {
    let mut day =
        Day { plant, wire: Wire::default(), dice: Dice::new(seed), silent_from, pcs: plant.pcs.clone() };
    for minute in 0..DAY / 60 {
        day.minute(minute);
    }
    day.wire
}

struct Day<'p> {
    plant: &'p Plant,
    wire: Wire,
    dice: Dice,
    silent_from: &'p [(Host, i64)],
    /// With the addresses that DHCP gave them.
    pcs: Vec<Host>,
}

impl Day<'_> {
    fn often(&mut self, percent: usize) -> bool {
        self.dice.below(100) < percent
    }

    fn talk(&mut self, second_of_day: i64, client: Host, server: Host, run: Run) {
        let silent = |host: Host| {
            self.silent_from.iter().any(|(one, from)| one.mac == host.mac && second_of_day >= *from)
        };
        if silent(client) {
            return;
        }
        let run = if silent(server) { run.unanswered() } else { run };
        self.wire.talk(second(second_of_day), client, server, run);
    }

    fn minute(&mut self, minute: i64) {
        let at = minute * 60 + i64::try_from(self.dice.below(50)).unwrap_or(0);
        self.cells(at, minute);
        self.supervision(at, minute);
        self.office(at, minute);
        self.upkeep(at, minute);
    }

    fn cells(&mut self, at: i64, minute: i64) {
        let plant = self.plant;
        for cell in 0..4 {
            let controller = plant.controllers[cell];
            let protocol = if cell % 2 == 0 { Protocol::Slmp } else { Protocol::S7comm };
            self.talk(at, plant.panels[cell], controller, Run::of(protocol, CommandClass::Read));
            if self.often(4) || minute == 30 {
                self.talk(at, plant.panels[cell], controller, Run::of(protocol, CommandClass::Write));
            }
            for io in &plant.io[cell] {
                self.talk(at, controller, *io, Run::of(Protocol::Modbus, CommandClass::Read));
                self.talk(at, controller, *io, Run::of(Protocol::Modbus, CommandClass::Write));
            }
        }
    }

    fn supervision(&mut self, at: i64, minute: i64) {
        let plant = self.plant;
        for cell in 0..4 {
            let protocol = if cell % 2 == 0 { Protocol::Slmp } else { Protocol::S7comm };
            for scada in &plant.scada {
                self.talk(at, *scada, plant.controllers[cell], Run::of(protocol, CommandClass::Read));
                if self.often(2) || minute == 45 {
                    self.talk(at, *scada, plant.controllers[cell], Run::of(protocol, CommandClass::Write));
                }
            }
            if minute % 5 == 0 {
                self.talk(
                    at,
                    plant.historian,
                    plant.controllers[cell],
                    Run::of(protocol, CommandClass::Read),
                );
            }
            let station = plant.engineering[cell % 2];
            if (8 * 60..18 * 60).contains(&minute) && (self.often(3) || minute == 8 * 60) {
                self.talk(at, station, plant.controllers[cell], Run::of(protocol, CommandClass::Diagnostic));
            }
        }
        self.talk(at, plant.servers[2], plant.historian, Run::plain(Protocol::Sql));
        if minute % 10 == 0 {
            for camera in &plant.cameras {
                self.talk(at, plant.scada[0], *camera, Run::plain(Protocol::Http));
            }
        }
    }

    /// PCs are there from eight to six, speak with servers and the web, and change their addresses.
    fn office(&mut self, at: i64, minute: i64) {
        if !(8 * 60..18 * 60).contains(&minute) {
            return;
        }
        let plant = self.plant;
        for n in 0..self.pcs.len() {
            if self.dice.below(4_000) == 0 {
                let last = 90 + u8::try_from(self.dice.below(150)).unwrap_or(0);
                self.pcs[n].ip = Ipv4Addr::new(192, 168, 70, last);
                self.wire.claim(second(at), self.pcs[n]);
            }
            let pc = self.pcs[n];
            let server = plant.servers[self.dice.below(3)];
            match self.dice.below(12) {
                0 => self.talk(at, pc, server, Run::plain(Protocol::Smb)),
                1 => self.talk(at, pc, server, Run::plain(Protocol::Http)),
                2 => self.talk(at, pc, server, Run::plain(Protocol::Tls)),
                3 => self.surf(at, pc),
                4 => self.talk(at, pc, plant.servers[0], Run::plain(Protocol::Dns)),
                5 => {
                    let port = 49_152 + u16::try_from(self.dice.below(8_000)).unwrap_or(0);
                    self.talk(at, pc, server, Run::unknown(Transport::Tcp, port));
                }
                6 => {
                    // Between PCs, as printers and shares are looked for.
                    let other = self.pcs[self.dice.below(self.plant.pcs.len())];
                    self.talk(at, pc, other, Run::plain(Protocol::Nbns));
                }
                7 => {
                    self.wire.shout(second(at), pc, Ipv4Addr::new(224, 0, 0, 251), Run::plain(Protocol::Mdns))
                }
                _ => {}
            }
        }
    }

    fn surf(&mut self, at: i64, pc: Host) {
        let mut part = || u8::try_from(self.dice.below(200)).unwrap_or(0) + 20;
        let ip = Ipv4Addr::new(23, part(), part(), part());
        let site = Host::outside(ip, self.plant.router.mac);
        let web = if self.often(50) { Run::plain(Protocol::Tls) } else { Run::unknown(Transport::Udp, 443) };
        self.talk(at, pc, site, web);
    }

    /// Time, names, addresses.
    fn upkeep(&mut self, at: i64, minute: i64) {
        let plant = self.plant.clone();
        let cells = plant.controllers.iter().chain(&plant.panels).chain(plant.io.iter().flatten());
        let fixed =
            cells.chain(&plant.scada).chain(&plant.engineering).chain(&plant.servers).chain(&plant.cameras);
        for host in fixed.copied().chain([plant.historian, plant.router]) {
            if self.silent_from.iter().any(|(one, from)| one.mac == host.mac && at >= *from) {
                continue;
            }
            if minute == 0 || self.dice.below(20) == 0 {
                self.wire.claim(second(at), host);
            }
            if self.dice.below(60) == 0 {
                self.talk(at, host, plant.servers[0], Run::plain(Protocol::Ntp));
            }
        }
        if minute == 120 {
            self.talk(at, plant.servers[2], plant.servers[1], Run::plain(Protocol::Smb));
        }
        if minute % 60 == 0 {
            let update = Host::outside(
                Ipv4Addr::new(20, 1, u8::try_from(minute % 250).unwrap_or(0), 9),
                plant.router.mac,
            );
            self.talk(at, plant.servers[0], update, Run::plain(Protocol::Tls));
        }
    }
}
