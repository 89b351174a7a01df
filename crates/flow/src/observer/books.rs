//! What is kept: conversations, sightings, identities and the capture's health, all within the limits.
//!
//! Invariant: what one connection adds is added once, under the key that its name and client gave it. What does not
//! fit is counted as not kept.

use std::collections::BTreeMap;

use sekisho_model::{
    Address, CaptureHealth, CommandClass, CommandClasses, Identity, IdentityKind, Observation, Protocol,
    ShortText,
};

use crate::conversations::entry::{Entry, NONE, Rest, flag};
use crate::conversations::hash::Secret;
use crate::conversations::key::Wide;
use crate::conversations::recogniser::parser;
use crate::conversations::seen::Seen;
use crate::conversations::slab::Slab;
use crate::layers::Packet;
use crate::settings::Settings;
use crate::window::Found;

use super::kept::{Kept, moment};
use super::sightings::Sightings;

/// Connections whose commands wait for a name, at a time. Beyond it a command gets the time of the first packet.
const HELD_MAX: usize = 1 << 16;

/// Records of a kind in one part.
const PART: usize = 1 << 15;

/// Says that a class was not seen.
pub(super) const NEVER: i64 = i64::MAX;

/// Who said what, by which protocol.
type IdentityKey = (Address, u16, Protocol, IdentityKind, ShortText);

/// Everything that is kept.
pub(crate) struct Books {
    pub(super) settings: Settings,
    pub(crate) health: CaptureHealth,
    pub(super) sightings: Sightings,
    kept: Kept,
    identities: BTreeMap<IdentityKey, i64>,
    /// When each class was seen in a connection that is not settled.
    held: BTreeMap<u32, [i64; 6]>,
    /// The ends of open connections that are not on IPv4.
    pub(crate) wide: Wide,
}

impl Books {
    /// Empty ones.
    pub(super) fn new(settings: Settings, secret: Secret) -> Self {
        Self {
            kept: Kept::new(secret, settings.limits.conversations_max),
            sightings: Sightings::new(secret, settings.limits.sightings_max),
            identities: BTreeMap::new(),
            held: BTreeMap::new(),
            wide: Slab::new([[0; 2]; 2]),
            health: CaptureHealth::default(),
            settings,
        }
    }

    /// Adds what a connection owes to its conversation: packets, and the class of command that a settled one was told.
    pub(crate) fn flush(&mut self, entry: &mut Entry, rest: &mut Rest) {
        let owes = entry.owes();
        let class = entry.take_owed_class();
        if !owes && class.is_none() {
            return;
        }
        let commands = class.map(|class| (class, rest.owed));
        self.health.not_kept += self.kept.add(entry, rest, &self.wide, commands);
        if owes {
            entry.set(flag::COUNTED);
            entry.clear_amounts(rest);
        }
    }

    /// Name and client are what they are from now on.
    pub(crate) fn settle(&mut self, number: u32, entry: &mut Entry, rest: &mut Rest) {
        if entry.is(flag::SETTLED) {
            return;
        }
        let named = entry.is(flag::NAMED);
        entry.guess_client(&self.wide, if named { parser(entry.parser).usual_ports } else { &[] });
        entry.set(flag::SETTLED);
        if !named {
            return self.forget_commands(number, entry);
        }
        let seen = entry.commands;
        if seen.is_empty() {
            return;
        }
        let times = self.held.remove(&number).unwrap_or([NEVER; 6]);
        for class in seen.iter() {
            let time = times[class as usize];
            let time = if time == NEVER { rest.first } else { time };
            self.owe(entry, rest, class, time);
        }
    }

    /// A class of command was seen in a settled connection, which tells its conversation when it next adds to it. Most
    /// have one class, and so come to their conversation once, when they owe packets too.
    fn owe(&mut self, entry: &mut Entry, rest: &mut Rest, class: CommandClass, time: i64) {
        if entry.owe_class(class) {
            rest.owed = time;
        } else if !self.kept.command(entry, &self.wide, class, time) {
            self.health.not_kept += 1;
        }
    }

    /// A minute has passed without a name or a client: what came in it is counted as far as it is known.
    pub(crate) fn settle_for_now(&mut self, number: u32, entry: &mut Entry, rest: &mut Rest) {
        if entry.is(flag::NAMED) {
            self.settle(number, entry, rest);
        } else {
            entry.guess_client(&self.wide, &[]);
            self.flush(entry, rest);
        }
    }

    /// Classes of command in a PDU.
    #[inline]
    pub(crate) fn commands(
        &mut self,
        number: u32,
        entry: &mut Entry,
        rest: &mut Rest,
        classes: CommandClasses,
        now: i64,
    ) {
        let new = classes.without(entry.commands);
        if !new.is_empty() && !self.settings.headers_only {
            self.new_commands(number, entry, rest, new, now);
        }
    }

    /// Classes of command that were not seen in the connection before.
    #[cold]
    fn new_commands(
        &mut self,
        number: u32,
        entry: &mut Entry,
        rest: &mut Rest,
        new: CommandClasses,
        now: i64,
    ) {
        entry.commands = entry.commands.and(new);
        if entry.is(flag::SETTLED) && entry.is(flag::NAMED) {
            new.iter().for_each(|class| self.owe(entry, rest, class, now));
        } else if self.held.len() < HELD_MAX || self.held.contains_key(&number) {
            let times = self.held.entry(number).or_insert([NEVER; 6]);
            new.iter().for_each(|class| times[class as usize] = now);
        }
    }

    /// A proposed name came to nothing.
    pub(crate) fn forget_commands(&mut self, number: u32, entry: &mut Entry) {
        if !entry.commands.is_empty() {
            self.held.remove(&number);
            entry.commands = CommandClasses::NONE;
        }
    }

    /// The guess of who is the client was wrong: in a connection that is not settled reads were writes, and the reverse.
    pub(crate) fn turn_commands(&mut self, number: u32, entry: &mut Entry) {
        const READ: CommandClasses = CommandClasses::of(CommandClass::Read);
        const WRITE: CommandClasses = CommandClasses::of(CommandClass::Write);
        let of = |class, other| if entry.commands.has(class) { other } else { CommandClasses::NONE };
        let turned = of(CommandClass::Read, WRITE).and(of(CommandClass::Write, READ));
        entry.commands = entry.commands.without(READ.and(WRITE)).and(turned);
        if let Some(times) = self.held.get_mut(&number) {
            times.swap(CommandClass::Read as usize, CommandClass::Write as usize);
        }
    }

    /// Open connections have other numbers from now on: each its place in `order`.
    pub(crate) fn renumber(&mut self, order: &[u32]) {
        if self.held.is_empty() {
            return;
        }
        let before = std::mem::take(&mut self.held);
        let held = |(place, number): (u32, &u32)| Some((place, *before.get(number)?));
        self.held = (0..).zip(order).filter_map(held).collect();
    }

    /// Is there so much that a part of it should be taken?
    pub(crate) fn has_much(&self) -> bool {
        let limits = &self.settings.limits;
        let is_much = |kept: usize, max: usize| kept >= PART.min(max / 2).max(1);
        is_much(self.kept.len(), limits.conversations_max)
            || is_much(self.sightings.fresh(), limits.sightings_max)
            || is_much(self.identities.len(), limits.identities_max)
    }

    /// Is half of the conversations or identities there that may be kept?
    pub(crate) fn is_half_full(&self) -> bool {
        let limits = &self.settings.limits;
        self.kept.len() > limits.conversations_max / 2 || self.identities.len() > limits.identities_max / 2
    }

    /// Is there room for so many conversations more?
    pub(crate) fn has_room_for(&self, conversations: usize) -> bool {
        self.kept.len() + conversations <= self.settings.limits.conversations_max
    }

    /// Looks at a pairing, so that it is near when it is wanted.
    pub(super) fn near(&self, sighting: u32) -> u64 {
        self.sightings.near(sighting)
    }

    /// A connection is over.
    pub(crate) fn close(&mut self, number: u32, entry: &mut Entry, rest: &mut Rest) {
        self.settle(number, entry, rest);
        self.flush(entry, rest);
        if !entry.is(flag::NAMED) {
            self.forget_commands(number, entry);
        }
        let gaps = flag::HOLE_WHOLE.into_iter().filter(|hole| entry.is(*hole)).count();
        self.health.gaps += u64::try_from(gaps).unwrap_or(0);
    }

    /// A packet's sender was seen. See [`Sightings::see`].
    #[inline]
    pub(crate) fn see(&mut self, seen: &Seen<'_>, known: u32, copy: bool) -> u32 {
        self.sightings.see(seen, known, copy)
    }

    /// The sender of a packet of no connection was seen.
    pub(crate) fn see_alone(&mut self, packet: &Packet<'_>) {
        self.sightings.see_packet(packet, NONE, false);
    }

    /// May an identity be kept at all?
    pub(crate) fn keeps_identities(&self) -> bool {
        !self.settings.headers_only && !self.settings.identities.is_empty()
    }

    /// Where a packet's sender has its identities written.
    pub(crate) const fn sender<'a, 'p>(
        &'a mut self,
        seen: &'a Seen<'p>,
        protocol: Protocol,
    ) -> Sender<'a, 'p> {
        Sender { books: self, seen, protocol }
    }

    /// Everything that was kept, in order, and begins anew.
    pub(super) fn take(&mut self) -> Observation {
        let identities = std::mem::take(&mut self.identities);
        let identities = identities.into_iter().map(|((holder, vlan, protocol, kind, value), first)| {
            Identity { holder, vlan, protocol, kind, value, first: moment(first) }
        });
        let health = std::mem::take(&mut self.health);
        let not_kept = health.not_kept + self.sightings.not_kept();
        Observation {
            conversations: self.kept.take(),
            sightings: self.sightings.take(),
            identities: identities.collect(),
            health: CaptureHealth { headers_only: self.settings.headers_only, not_kept, ..health },
        }
    }
}

/// Writes down what a packet's sender says of itself.
pub(crate) struct Sender<'a, 'p> {
    books: &'a mut Books,
    seen: &'a Seen<'p>,
    protocol: Protocol,
}

impl Found for Sender<'_, '_> {
    fn identity(&mut self, kind: IdentityKind, value: ShortText) {
        if !self.books.settings.identities.contains(&kind) {
            return;
        }
        let Some(holder) = self.seen.holder() else { return };
        let (key, now) = ((holder, self.seen.key.vlan(), self.protocol, kind, value), self.seen.nanos);
        let identities = &mut self.books.identities;
        if let Some(first) = identities.get_mut(&key) {
            *first = now.min(*first);
        } else if identities.len() < self.books.settings.limits.identities_max {
            identities.insert(key, now);
        } else {
            self.books.health.not_kept += 1;
        }
    }
}

/// A class's place in a row of times.
const _: () = assert!(CommandClass::Other as usize == 5, "six classes have six places");
