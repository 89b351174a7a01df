//! What was seen on the wire: who spoke with whom, when, how much, by which protocol and class of command.
//!
//! Invariant: nothing here can hold content. Every record is made of numbers, moments, addresses, closed choices and
//! the one [`ShortText`] that an allow-listed identity string is; [`Shape`] spells that out for each record, a test
//! walks it, and the field dictionary is printed from it. A field of another type does not compile.

mod address;
mod protocol;
mod shape;
mod short_text;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use address::{Address, Mac};
pub use protocol::{Protocol, ProtocolFamily};
pub use shape::{Field, Recorded, Shape};
pub use short_text::ShortText;

use shape::recorded;

/// A class of command. The one thing that is kept of what was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CommandClass {
    /// Values were read.
    Read,
    /// Values were written, outputs operated.
    Write,
    /// A program, block, configuration or firmware was transferred, either way, or deleted.
    Program,
    /// Start, stop, restart, change of mode, clock or access.
    Control,
    /// Identification, diagnosis, test, discovery.
    Diagnostic,
    /// A command of the protocol that is none of these.
    Other,
}

impl CommandClass {
    /// All, in the order of their bits.
    pub const ALL: [Self; 6] =
        [Self::Read, Self::Write, Self::Program, Self::Control, Self::Diagnostic, Self::Other];
}

/// A set of classes of command, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommandClasses(u8);

impl CommandClasses {
    /// None.
    pub const NONE: Self = Self(0);

    /// The set of one class.
    pub const fn of(class: CommandClass) -> Self {
        Self(1 << class as u8)
    }

    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is here and not in `other`.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Is the class in the set?
    pub const fn has(self, class: CommandClass) -> bool {
        self.0 & (1 << class as u8) != 0
    }

    /// Is there none?
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The classes in the set, in order.
    pub fn iter(self) -> impl Iterator<Item = CommandClass> {
        CommandClass::ALL.into_iter().filter(move |class| self.has(*class))
    }
}

/// What carried a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transport {
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
    /// Directly in Ethernet frames.
    Ethernet,
    /// Another protocol on IP: ICMP, IGMP, ESP and so on.
    Ip,
}

/// How sure the name of the protocol is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// By its structure.
    Recognised,
    /// By structure as far as it can be known: the protocol has no public definition.
    Probable,
}

/// Which conversation: everything that one has in common over all its connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConversationKey {
    /// Who asks.
    pub client: Address,
    /// Who answers.
    pub server: Address,
    /// VLAN, the outermost; 0 where the frames carry none.
    pub vlan: u16,
    /// What carries it.
    pub transport: Transport,
    /// Port of the server; the EtherType with [`Transport::Ethernet`]; the protocol number with [`Transport::Ip`].
    pub port: u16,
    /// Its protocol; `None` where it was not recognised.
    pub protocol: Option<Protocol>,
}

/// Packets and bytes on the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    /// Packets.
    pub packets: u64,
    /// Bytes on the wire, also of packets that the capture cut.
    pub bytes: u64,
}

impl Amount {
    /// Adds another amount.
    pub const fn add(&mut self, other: Self) {
        self.packets = self.packets.saturating_add(other.packets);
        self.bytes = self.bytes.saturating_add(other.bytes);
    }
}

/// What is kept of one conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conversation {
    /// Which.
    pub key: ConversationKey,
    /// How sure the protocol is.
    pub certainty: Certainty,
    /// First packet.
    pub first: Timestamp,
    /// Last packet.
    pub last: Timestamp,
    /// From client to server.
    pub sent: Amount,
    /// From server to client.
    pub answered: Amount,
    /// Connections, or runs of datagrams without a long pause.
    pub connections: u64,
    /// Each class of command, and when it was first seen. Empty with `--headers-only`.
    pub commands: BTreeMap<CommandClass, Timestamp>,
}

impl Conversation {
    /// Joins another account of the same conversation, whatever their order. `other.key` is this one's.
    pub fn join(&mut self, other: &Self) {
        self.certainty = self.certainty.min(other.certainty);
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
        self.sent.add(other.sent);
        self.answered.add(other.answered);
        self.connections = self.connections.saturating_add(other.connections);
        for (class, first) in &other.commands {
            self.commands.entry(*class).and_modify(|at| *at = (*at).min(*first)).or_insert(*first);
        }
    }
}

/// A MAC address seen with an IP address, or alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SightingKey {
    /// The station; `None` where the capture has no link layer.
    pub mac: Option<Mac>,
    /// The address it sent from; `None` for a station that spoke without IP.
    pub ip: Option<core::net::IpAddr>,
    /// VLAN, 0 for none.
    pub vlan: u16,
}

/// What is kept of one pairing of addresses that sent something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sighting {
    /// Which.
    pub key: SightingKey,
    /// First packet sent.
    pub first: Timestamp,
    /// Last packet sent.
    pub last: Timestamp,
    /// What it sent.
    pub sent: Amount,
    /// ARP or neighbour messages in which the station itself said that the address is its own. Behind a router's
    /// station stand many addresses that it never claims.
    pub claims: u64,
    /// Longest silence between two packets, in seconds.
    pub silence_seconds_max: u64,
}

impl Sighting {
    /// Joins another account of the same pairing, whatever their order. `other.key` is this one's.
    pub fn join(&mut self, other: &Self) {
        let between = if other.first > self.last {
            other.first.duration_since(self.last)
        } else {
            self.first.duration_since(other.last)
        };
        let between = u64::try_from(between.as_secs()).unwrap_or(0);
        self.silence_seconds_max = self.silence_seconds_max.max(other.silence_seconds_max).max(between);
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
        self.sent.add(other.sent);
        self.claims = self.claims.saturating_add(other.claims);
    }
}

/// What an identity string says. The whole allow-list; each can be switched off by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IdentityKind {
    /// Maker, as the device says it or by its number in the protocol.
    Vendor,
    /// Product name.
    Product,
    /// Order number or model.
    Model,
    /// Firmware or software version.
    Firmware,
    /// Hardware version.
    Hardware,
    /// Serial number.
    Serial,
    /// Name given by the plant: station, host or system name.
    Name,
    /// What sort of device it says it is, such as a CIP device type.
    DeviceType,
    /// Name that a TLS client asks for (SNI). Off unless switched on.
    ServerName,
}

impl IdentityKind {
    /// All.
    pub const ALL: [Self; 9] = [
        Self::Vendor,
        Self::Product,
        Self::Model,
        Self::Firmware,
        Self::Hardware,
        Self::Serial,
        Self::Name,
        Self::DeviceType,
        Self::ServerName,
    ];
}

/// Something a device said of itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// Who said it.
    pub holder: Address,
    /// VLAN, 0 for none.
    pub vlan: u16,
    /// By which protocol.
    pub protocol: Protocol,
    /// What it is.
    pub kind: IdentityKind,
    /// The words, at most [`ShortText::CHARS_MAX`].
    pub value: ShortText,
    /// When first.
    pub first: Timestamp,
}

/// How well the capture could be read. Every loss is counted here, and nowhere hidden.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaptureHealth {
    /// Everything that came.
    pub seen: Amount,
    /// Packets that the capture had cut.
    pub cut: u64,
    /// Packets that the kernel or the capture says were lost.
    pub lost: u64,
    /// Gaps in TCP streams: bytes that were never seen, as a count of gaps.
    pub gaps: u64,
    /// Packets seen twice, as from two mirrors.
    pub duplicates: u64,
    /// Packets whose headers could not be read.
    pub unreadable: u64,
    /// Fragments after the first, counted with their addresses alone.
    pub fragments: u64,
    /// Packets whose time lies before that of the one before.
    pub backwards: u64,
    /// Connections given up to stay within memory.
    pub evicted: u64,
    /// Conversations, sightings or identities not kept to stay within memory.
    pub not_kept: u64,
    /// PDUs that broke their protocol's form.
    pub malformed: u64,
    /// Classes of command and identities were not looked at.
    pub headers_only: bool,
}

impl CaptureHealth {
    /// Adds another part of the same watch.
    pub const fn add(&mut self, other: &Self) {
        let Self {
            seen,
            cut,
            lost,
            gaps,
            duplicates,
            unreadable,
            fragments,
            backwards,
            evicted,
            not_kept,
            malformed,
            headers_only,
        } = *other;
        self.seen.add(seen);
        self.cut += cut;
        self.lost += lost;
        self.gaps += gaps;
        self.duplicates += duplicates;
        self.unreadable += unreadable;
        self.fragments += fragments;
        self.backwards += backwards;
        self.evicted += evicted;
        self.not_kept += not_kept;
        self.malformed += malformed;
        self.headers_only |= headers_only;
    }
}

/// Everything that is kept of a capture, or of a while of watching.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Observation {
    /// Conversations, each key once, in order of their keys.
    pub conversations: Vec<Conversation>,
    /// Sightings, each key once, in order of their keys.
    pub sightings: Vec<Sighting>,
    /// Identities, in order.
    pub identities: Vec<Identity>,
    /// Health.
    pub health: CaptureHealth,
}

impl Observation {
    /// Nothing came, nothing was seen, and nothing was lost.
    #[must_use]
    pub const fn is_nothing(&self) -> bool {
        let Self { conversations, sightings, identities, health } = self;
        let none = health.seen.packets == 0
            && health.lost == 0
            && health.not_kept == 0
            && health.evicted == 0
            && health.gaps == 0;
        none && conversations.is_empty() && sightings.is_empty() && identities.is_empty()
    }

    /// Joins another observation of the same plant, whatever their order: each key once, in order.
    pub fn join(&mut self, other: Self) {
        let Self { conversations, sightings, identities, health } = other;
        join_each(&mut self.conversations, conversations, |it| it.key, Conversation::join);
        join_each(&mut self.sightings, sightings, |it| it.key, Sighting::join);
        let said = |it: &Identity| (it.holder, it.vlan, it.protocol, it.kind, it.value.clone());
        join_each(&mut self.identities, identities, said, |one, other| {
            one.first = one.first.min(other.first)
        });
        self.health.add(&health);
    }
}

/// Both are mostly in order, so that sorting is merging.
fn join_each<T, K: Ord>(into: &mut Vec<T>, others: Vec<T>, key: impl Fn(&T) -> K, join: impl Fn(&mut T, &T)) {
    if into.is_empty() {
        *into = others;
    } else {
        into.extend(others);
    }
    if into.windows(2).all(|pair| matches!(pair, [one, other] if key(one) < key(other))) {
        return;
    }
    into.sort_by_key(&key);
    into.dedup_by(|later, kept| {
        let same = key(later) == key(kept);
        if same {
            join(kept, later);
        }
        same
    });
}

recorded!(CommandClass: choice);
recorded!(Transport: choice);
recorded!(Certainty: choice);
recorded!(IdentityKind: choice);
recorded!(ConversationKey { client, server, vlan, transport, port, protocol }: Address, Address, u16, Transport, u16, Option<Protocol>);
recorded!(Amount { packets, bytes }: u64, u64);
recorded!(Conversation { key, certainty, first, last, sent, answered, connections, commands }:
    ConversationKey, Certainty, Timestamp, Timestamp, Amount, Amount, u64, BTreeMap<CommandClass, Timestamp>);
recorded!(SightingKey { mac, ip, vlan }: Option<Mac>, Option<core::net::IpAddr>, u16);
recorded!(Sighting { key, first, last, sent, claims, silence_seconds_max }:
    SightingKey, Timestamp, Timestamp, Amount, u64, u64);
recorded!(Identity { holder, vlan, protocol, kind, value, first }:
    Address, u16, Protocol, IdentityKind, ShortText, Timestamp);
recorded!(CaptureHealth { seen, cut, lost, gaps, duplicates, unreadable, fragments, backwards, evicted, not_kept, malformed, headers_only }:
    Amount, u64, u64, u64, u64, u64, u64, u64, u64, u64, u64, bool);
recorded!(Observation { conversations, sightings, identities, health }:
    Vec<Conversation>, Vec<Sighting>, Vec<Identity>, CaptureHealth);

#[cfg(test)]
mod tests;
