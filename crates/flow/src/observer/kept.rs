//! Conversations as they grow: every connection of two hosts by one protocol, added up.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sekisho_model::{Amount, Certainty, CommandClass, Conversation, ConversationKey, Protocol, Transport};

use crate::conversations::entry::{Entry, NONE, Rest, flag};
use crate::conversations::hash::Secret;
use crate::conversations::index::Index;
use crate::conversations::key::{Ends, Wide, address};
use crate::conversations::slab::Slab;
use crate::protocols::certainty;

use super::books::NEVER;

/// Which conversation, in few bytes: the key of a connection without the client's port, the client first.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Which {
    ends: Ends,
    port: u16,
    vlan: u16,
    transport: Transport,
    protocol: Option<Protocol>,
}

impl Which {
    fn of(entry: &Entry, wide: &Wide) -> Self {
        let (client, ends, ports) = (entry.client(), entry.key.ends(wide), entry.key.ports());
        let (vlan, transport) = (entry.key.vlan(), entry.key.transport());
        let protocol = entry.protocol.filter(|_| entry.is(flag::NAMED));
        let protocol = protocol.or_else(|| by_number(transport, ports[0]));
        Self { ends: [ends[client], ends[1 - client]], port: ports[1 - client], vlan, transport, protocol }
    }

    fn words(&self) -> [u64; 5] {
        let [[a, b], [c, d]] = self.ends;
        let protocol = self.protocol.map_or(u64::from(u8::MAX), |protocol| protocol as u64);
        let rest =
            u64::from(self.port) << 32 | u64::from(self.vlan) << 16 | protocol << 8 | self.transport as u64;
        [a, b, c, d, rest]
    }

    fn key(&self) -> ConversationKey {
        ConversationKey {
            client: address(&self.ends, 0, self.transport),
            server: address(&self.ends, 1, self.transport),
            vlan: self.vlan,
            transport: self.transport,
            port: self.port,
            protocol: self.protocol,
        }
    }
}

/// ICMP and ESP are named by their numbers in the IP header.
const fn by_number(transport: Transport, number: u16) -> Option<Protocol> {
    match (transport, number) {
        (Transport::Ip, 1 | 58) => Some(Protocol::Icmp),
        (Transport::Ip, 50) => Some(Protocol::Ipsec),
        _ => None,
    }
}

/// A conversation as far as it has come.
#[derive(Clone, Copy)]
struct Account {
    which: Which,
    first: i64,
    last: i64,
    sent: Amount,
    answered: Amount,
    connections: u32,
    /// Where the times of its commands are.
    commands: u32,
}

/// All conversations since they were last taken.
pub(super) struct Kept {
    secret: Secret,
    max: usize,
    index: Index,
    accounts: Slab<Account>,
    commands: Slab<[i64; 6]>,
}

impl Kept {
    const fn no_accounts() -> Slab<Account> {
        Slab::new(Account {
            which: Which { ends: [[0; 2]; 2], port: 0, vlan: 0, transport: Transport::Ip, protocol: None },
            first: i64::MAX,
            last: i64::MIN,
            sent: Amount { packets: 0, bytes: 0 },
            answered: Amount { packets: 0, bytes: 0 },
            connections: 0,
            commands: NONE,
        })
    }

    /// None yet, and at most so many.
    pub(super) fn new(secret: Secret, max: usize) -> Self {
        let accounts = Self::no_accounts();
        Self { secret, max, index: Index::new(), accounts, commands: Slab::new([NEVER; 6]) }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.accounts.len()
    }

    /// Adds what a connection has, and a class of command with its time. How many of both found no room for their
    /// conversation.
    pub(super) fn add(
        &mut self,
        entry: &Entry,
        rest: &Rest,
        wide: &Wide,
        command: Option<(CommandClass, i64)>,
    ) -> u64 {
        let owes = entry.owes();
        let Some(number) = self.number(entry, wide) else {
            return u64::from(owes) + u64::from(command.is_some());
        };
        if owes {
            let (account, client) = (self.accounts.at_mut(number), entry.client());
            account.first = account.first.min(rest.first);
            account.last = account.last.max(entry.last);
            account.sent.add(entry.amount(client, rest));
            account.answered.add(entry.amount(1 - client, rest));
            let new = u32::from(!entry.is(flag::COUNTED));
            account.connections = account.connections.saturating_add(new);
        }
        if let Some((class, time)) = command {
            self.note(number, class, time);
        }
        0
    }

    /// A class of command was seen in a connection. False when there is no room for its conversation.
    pub(super) fn command(&mut self, entry: &Entry, wide: &Wide, class: CommandClass, time: i64) -> bool {
        let number = self.number(entry, wide);
        if let Some(number) = number {
            self.note(number, class, time);
        }
        number.is_some()
    }

    fn note(&mut self, number: u32, class: CommandClass, time: i64) {
        let account = self.accounts.at_mut(number);
        if account.commands == NONE {
            account.commands = self.commands.insert([NEVER; 6]);
        }
        let first = &mut self.commands.at_mut(account.commands)[class as usize];
        *first = time.min(*first);
    }

    /// All of them, in order.
    pub(super) fn take(&mut self) -> Vec<Conversation> {
        let accounts = std::mem::replace(&mut self.accounts, Self::no_accounts());
        let commands = std::mem::replace(&mut self.commands, Slab::new([NEVER; 6]));
        self.index.clear();
        let told = accounts.numbers().map(|number| told(accounts.at(number), &commands));
        let mut all: Vec<Conversation> = told.collect();
        all.sort_unstable_by_key(|conversation| conversation.key);
        all
    }

    /// Where a connection's conversation is; a new one where there is room.
    fn number(&mut self, entry: &Entry, wide: &Wide) -> Option<u32> {
        let which = Which::of(entry, wide);
        let tag = self.secret.tag(&which.words());
        let accounts = &self.accounts;
        let number = self.index.find(tag, |number| accounts.at(number).which == which);
        if number.is_some() || self.accounts.len() >= self.max {
            return number;
        }
        let number = self.accounts.insert(Account { which, ..*self.accounts.empty() });
        self.index.insert(tag, number);
        Some(number)
    }
}

fn told(account: &Account, commands: &Slab<[i64; 6]>) -> Conversation {
    let times = if account.commands == NONE { commands.empty() } else { commands.at(account.commands) };
    let seen = || CommandClass::ALL.into_iter().zip(times).filter(|(_, time)| **time != NEVER);
    let commands: BTreeMap<CommandClass, Timestamp> =
        seen().map(|(class, time)| (class, moment(*time))).collect();
    let first = seen().map(|(_, time)| *time).fold(account.first, i64::min);
    Conversation {
        key: account.which.key(),
        certainty: account.which.protocol.map_or(Certainty::Recognised, certainty),
        first: moment(first),
        last: moment(account.last.max(first)),
        sent: account.sent,
        answered: account.answered,
        connections: u64::from(account.connections),
        commands,
    }
}

/// A moment from its nanoseconds since 1970.
pub(super) fn moment(nanos: i64) -> Timestamp {
    Timestamp::from_nanosecond(i128::from(nanos)).unwrap_or(Timestamp::UNIX_EPOCH)
}
