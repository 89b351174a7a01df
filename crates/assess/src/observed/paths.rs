//! Conversations between devices: addresses made devices, and what differs in nothing but a passing port put together.
//!
//! Invariant: every conversation is in exactly one path. The same device under two addresses gives one path, and so
//! do two devices that had the same address one after the other give two.

use core::net::IpAddr;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use jiff::Timestamp;
use sekisho_model::{
    Address, Amount, Certainty, CommandClass, CommandClasses, Conversation, ConversationKey, Observation,
    Protocol, ProtocolFamily, Text, Transport, text,
};

use super::inventory::Inventory;
use super::throng::{Stands, Summed};

/// From this port on a port without a known protocol is taken for a passing one.
const PASSING_PORT: u16 = 32_768;

/// One end of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum End {
    /// A device, by its place in the inventory.
    Device(usize),
    /// A host outside.
    Outside(IpAddr),
    /// A group, or all.
    Group(Address),
    /// An address from which nothing was ever heard.
    Nobody(Address),
}

/// What is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Talk {
    /// The protocol; `None` where it was not recognised.
    pub protocol: Option<Protocol>,
    /// What carries it.
    pub transport: Transport,
    /// The server's port where the protocol is not known; 0 where it is, and where the port is a passing one.
    pub port: u16,
}

impl Talk {
    pub(super) fn of(key: &ConversationKey) -> Self {
        let passing = key.port >= PASSING_PORT && matches!(key.transport, Transport::Tcp | Transport::Udp);
        let port = if key.protocol.is_some() || passing { 0 } else { key.port };
        // A protocol that is served on TCP and UDP is one and the same talk.
        let transport = if key.protocol.is_some() { Transport::Tcp } else { key.transport };
        Self { protocol: key.protocol, transport, port }
    }

    /// Its code in ids: `modbus`, `tcp/8080`, `udp`.
    #[must_use]
    pub fn code(&self) -> String {
        let carrier = match self.transport {
            Transport::Tcp => "tcp",
            Transport::Udp => "udp",
            Transport::Ethernet => "ethernet",
            Transport::Ip => "ip",
        };
        match (self.protocol, self.transport, self.port) {
            (Some(protocol), ..) => protocol.code().to_owned(),
            (None, _, 0) => carrier.to_owned(),
            (None, Transport::Ethernet, port) => format!("{carrier}/{port:04x}"),
            (None, _, port) => format!("{carrier}/{port}"),
        }
    }

    /// Its name for people.
    #[must_use]
    pub fn name(&self) -> Text {
        if let Some(protocol) = self.protocol {
            let name = protocol.name();
            return text!(ja: "{name}", en: "{name}");
        }
        let code = self.code();
        text!(ja: "未識別（{code}）", en: "unrecognised ({code})")
    }

    /// Where its protocol is at home.
    #[must_use]
    pub fn family(&self) -> Option<ProtocolFamily> {
        self.protocol.map(Protocol::family)
    }

    /// Does it belong to plants?
    #[must_use]
    pub fn is_industrial(&self) -> bool {
        self.family() == Some(ProtocolFamily::Industrial)
    }
}

/// All conversations of two ends by one talk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// Who asks.
    pub client: End,
    /// Who answers.
    pub server: End,
    /// What is spoken.
    pub talk: Talk,
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
    /// Connections.
    pub connections: u64,
    /// Conversations that are put together here.
    pub conversations: usize,
    /// First moment of each class of command.
    pub commands: Vec<(CommandClass, Timestamp)>,
    /// The first of the conversations, and of several the least.
    pub key: ConversationKey,
    /// Its ends are the others of one place, which are judged together: one speaks with another, not with itself.
    pub among_others: bool,
}

impl Path {
    /// The classes of command as a set.
    #[must_use]
    pub fn classes(&self) -> CommandClasses {
        self.commands.iter().fold(CommandClasses::NONE, |set, (class, _)| set.and(CommandClasses::of(*class)))
    }

    /// First moment of a class.
    #[must_use]
    pub fn first_of(&self, class: CommandClass) -> Option<Timestamp> {
        self.commands.iter().find(|(other, _)| *other == class).map(|(_, at)| *at)
    }

    /// Does a device speak with itself, such as over two of its addresses?
    #[must_use]
    pub fn is_with_itself(&self) -> bool {
        self.client == self.server && !self.among_others
    }

    /// The device that asks.
    #[must_use]
    pub const fn client_device(&self) -> Option<usize> {
        device(self.client)
    }

    /// The device that answers.
    #[must_use]
    pub const fn server_device(&self) -> Option<usize> {
        device(self.server)
    }

    fn of(conversation: &Conversation, (client, server, talk): (End, End, Talk)) -> Self {
        let it = conversation;
        Self {
            client,
            server,
            talk,
            certainty: it.certainty,
            first: it.first,
            last: it.last,
            sent: it.sent,
            answered: it.answered,
            connections: it.connections,
            conversations: 1,
            commands: it.commands.iter().map(|(class, at)| (*class, *at)).collect(),
            key: it.key,
            among_others: false,
        }
    }

    fn join(&mut self, other: &Conversation) {
        self.certainty = self.certainty.min(other.certainty);
        if (other.first, other.key) < (self.first, self.key) {
            self.key = other.key;
        }
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
        self.sent.add(other.sent);
        self.answered.add(other.answered);
        self.connections = self.connections.saturating_add(other.connections);
        self.conversations += 1;
        for (class, at) in &other.commands {
            match self.commands.binary_search_by_key(class, |(own, _)| *own) {
                Ok(place) => self.commands[place].1 = self.commands[place].1.min(*at),
                Err(place) => self.commands.insert(place, (*class, *at)),
            }
        }
    }
}

const fn device(end: End) -> Option<usize> {
    match end {
        End::Device(index) => Some(index),
        End::Outside(_) | End::Group(_) | End::Nobody(_) => None,
    }
}

/// Every path, ordered by its ends and its talk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paths(Vec<Path>);

impl Paths {
    /// All.
    pub fn iter(&self) -> impl Iterator<Item = &Path> {
        self.0.iter()
    }

    /// With the first moments that the whole knows: what another watch saw before is nothing new here.
    pub(super) fn dated_by(mut self, whole: &Self) -> Self {
        let key = |path: &Path| (path.client, path.server, path.talk);
        for path in &mut self.0 {
            let Ok(place) = whole.0.binary_search_by_key(&key(path), key) else { continue };
            path.first = whole.0[place].first;
            for (class, at) in &mut path.commands {
                *at = whole.0[place].first_of(*class).unwrap_or(*at);
            }
        }
        self
    }

    /// Those between two devices.
    pub fn between_devices(&self) -> impl Iterator<Item = (usize, usize, &Path)> {
        self.0.iter().filter_map(|path| Some((path.client_device()?, path.server_device()?, path)))
    }
}

/// Puts the conversations of an observation together by the devices of its inventory.
#[must_use]
pub fn paths(observation: &Observation, inventory: &Inventory) -> Paths {
    let mut places: HashMap<(End, End, Talk), usize> = HashMap::new();
    let mut all: Vec<Path> = Vec::new();
    for conversation in &observation.conversations {
        let key = &conversation.key;
        let end = |address| inventory.end(address, key.vlan, conversation.first, conversation.last);
        let (client, server, talk) = (end(key.client), end(key.server), Talk::of(key));
        match places.entry((client, server, talk)) {
            Entry::Occupied(place) => all[*place.get()].join(conversation),
            Entry::Vacant(place) => {
                place.insert(all.len());
                all.push(Path::of(conversation, (client, server, talk)));
            }
        }
    }
    // A path is large: what is sorted are the keys.
    let mut order: Vec<((End, End, Talk), usize)> = places.into_iter().collect();
    order.sort_unstable_by_key(|(key, _)| *key);
    let mut all: Vec<Option<Path>> = all.into_iter().map(Some).collect();
    Paths(order.into_iter().filter_map(|(_, place)| all[place].take()).collect())
}

/// The paths of what was put together. Those that differ in when they began, or in that they were never answered, stay
/// apart. `crowds` is the number of the first crowd among the devices.
pub(super) fn paths_of_strands(summed: &Summed, inventory: &Inventory, crowds: usize) -> Paths {
    let mut all: Vec<Path> = summed
        .strands
        .iter()
        .map(|strand| {
            let it = &strand.all;
            let end = |stands, address| match stands {
                Stands::Host => inventory.end(address, it.key.vlan, it.first, it.last),
                Stands::Crowd(number) => End::Device(crowds + number),
                Stands::Internet => match address {
                    Address::Ip(ip) => End::Outside(ip),
                    Address::Mac(_) => End::Nobody(address),
                },
                Stands::Group => End::Group(address),
            };
            let ends = (end(strand.client, it.key.client), end(strand.server, it.key.server), strand.talk);
            let among_others = matches!(strand.client, Stands::Crowd(_)) && strand.client == strand.server;
            Path { conversations: strand.conversations, among_others, ..Path::of(it, ends) }
        })
        .collect();
    all.sort_unstable_by_key(|path| (path.client, path.server, path.talk, path.first, path.key));
    Paths(all)
}
