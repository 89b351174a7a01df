//! All open connections: found, opened, closed, and given up where there are too many.
//!
//! Invariant: time is the capture's. A connection is over when its ends close it or after its silence, found at its
//! next packet or at the begin of a second soon after, whichever is first: what is kept is the same.

use sekisho_model::Transport;

use crate::layers::{Carried as Over, Network, Packet};
use crate::observer::books::Books;
use crate::window::{Carrier, Setting};

use super::carried::Carried;
use super::entry::{Entry, NONE, flag};
use super::hash::Secret;
use super::index::Index;
use super::key::Key;
use super::queue::{Queues, second_of};
use super::reading::Reader;
use super::recogniser::Recogniser;
use super::slab::Slab;
use super::trace::Trace;

/// How long a connection without a name is held back, in nanoseconds.
pub(crate) const HELD_NANOS_MAX: i64 = 60_000_000_000;

/// Flags of a TCP segment.
const FIN: u8 = 1;
const SYN: u8 = 2;
const RST: u8 = 4;
const ACK: u8 = 16;

/// Where a packet belongs.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    /// Its connection.
    pub key: Key,
    /// Which end sent it.
    pub end: usize,
    tag: u32,
}

/// All open connections.
pub(crate) struct Connections {
    secret: Secret,
    max: usize,
    index: Index,
    entries: Slab<Entry>,
    queues: Queues,
    carried: Carried,
    recogniser: Recogniser,
    second: u32,
}

impl Connections {
    /// None yet, and at most so many.
    pub(crate) fn new(secret: Secret, max: usize) -> Self {
        Self {
            secret,
            max: max.max(1),
            index: Index::new(),
            entries: Slab::new(Entry::FREE),
            queues: Queues::new(),
            carried: Carried::new(),
            recogniser: Recogniser::new(),
            second: 0,
        }
    }

    /// Where a packet belongs; `None` when it is of no connection.
    pub(crate) fn place(&self, packet: &Packet<'_>) -> Option<Place> {
        let (key, end) = Key::of(packet)?;
        Some(Place { key, end, tag: self.secret.tag(&key.words()) })
    }

    /// Looks at the index where a packet's connection is looked for, so that it is near when it is wanted.
    pub(crate) fn near_index(&self, place: &Place) -> u64 {
        self.index.first(place.tag)
    }

    /// Which connection a packet is likely to be of; [`NONE`] where none is found.
    pub(crate) fn near_number(&self, place: &Place) -> u32 {
        self.index.find(place.tag, |_| true).unwrap_or(NONE)
    }

    /// Looks at a connection in both of its lines, so that it is near when it is wanted: flags are in the first, and
    /// where the pairings of its ends are is in the second.
    pub(crate) fn near_entry(&self, number: u32) -> (u32, [u32; 2]) {
        if number == NONE {
            return (0, [NONE; 2]);
        }
        let entry = self.entries.at(number);
        (entry.flags, entry.sightings)
    }

    /// A packet's connection: the one that is open, or a new one.
    fn entry_of(&mut self, place: &Place, near: u32, now: i64, books: &mut Books) -> u32 {
        if near != NONE && self.entries.at(near).is_open_as(&place.key) {
            return near;
        }
        let (entries, key) = (&self.entries, &place.key);
        if let Some(number) = self.index.find(place.tag, |number| entries.at(number).key == *key) {
            return number;
        }
        if self.entries.len() >= self.max
            && let Some(longest) = self.queues.longest_silent(&mut self.entries, self.second)
        {
            books.health.evicted += 1;
            self.close(longest, books);
        }
        let number = self.entries.insert(Entry::new(place.key, now));
        self.index.insert(place.tag, number);
        number
    }

    /// One packet of a connection. A copy of a packet is read, and adds nothing.
    pub(crate) fn packet<T: Trace>(
        &mut self,
        place: &Place,
        near: u32,
        packet: &Packet<'_>,
        copy: bool,
        books: &mut Books,
        trace: &mut T,
    ) {
        let (now, end) = (packet.nanos, place.end);
        self.begin_second(now, books);
        let number = self.entry_of(place, near, now, books);
        self.renew(number, end, packet, copy, books);
        let entry = self.entries.at_mut(number);
        entry.sightings[end] = books.see(packet, entry.sightings[end], copy);
        if !entry.is(flag::SETTLED) && entry.owes() && now.saturating_sub(entry.first) >= HELD_NANOS_MAX {
            books.settle_for_now(number, entry);
        }
        if !copy || entry.is(flag::NAMED) {
            let (recogniser, carried) = (&self.recogniser, &mut self.carried);
            let setting = setting(packet);
            let mut reader =
                Reader { entry, number, packet, end, setting, recogniser, carried, books, trace };
            reader.packet();
        }
        let entry = self.entries.at_mut(number);
        if !copy {
            if entry.is_full_for(end, packet.length) {
                books.settle(number, entry);
                books.flush(number, entry);
            }
            entry.add(end, now, packet.length);
        }
        self.queues.touch(&mut self.entries, number, self.second);
    }

    /// Adds everything that is settled to its conversation. `each` is called where there is much.
    pub(crate) fn flush(&mut self, now: i64, books: &mut Books, mut each: impl FnMut(&mut Books)) {
        for number in self.entries.numbers() {
            let entry = self.entries.at_mut(number);
            if entry.is(flag::SETTLED) {
                books.flush(number, entry);
            } else if entry.owes() && now.saturating_sub(entry.first) >= HELD_NANOS_MAX {
                books.settle_for_now(number, entry);
                books.flush(number, entry);
            }
            if books.has_much() {
                each(books);
            }
        }
    }

    /// Open connections.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Closes everything, and gives the memory back on the way.
    pub(crate) fn finish(mut self, books: &mut Books) {
        drop(std::mem::replace(&mut self.index, Index::new()));
        for number in self.entries.numbers() {
            self.entries.release_before(number);
            self.end(number, books);
        }
    }

    /// Closes everything, bit by bit.
    pub(crate) fn closing(mut self) -> Closing {
        drop(std::mem::replace(&mut self.index, Index::new()));
        let place = |number| (self.entries.at(number).neighbourhood(), number);
        let mut order: Vec<(u64, u32)> = self.entries.numbers().map(place).collect();
        order.sort_unstable();
        Closing { connections: self, order: order.into_iter() }
    }

    fn end(&mut self, number: u32, books: &mut Books) {
        let entry = self.entries.at_mut(number);
        if entry.key != Key::NONE {
            books.close(number, entry);
        }
    }

    /// When a second begins, connections that are over by their silence are closed.
    fn begin_second(&mut self, now: i64, books: &mut Books) {
        let second = second_of(now);
        if second == self.second {
            return;
        }
        self.second = second;
        while let Some(number) = self.queues.over(&self.entries, now) {
            self.close(number, books);
        }
    }

    fn close(&mut self, number: u32, books: &mut Books) {
        self.queues.unlink(&mut self.entries, number);
        let entry = self.entries.at_mut(number);
        books.close(number, entry);
        self.carried.drop(entry.carried);
        let tag = self.secret.tag(&entry.key.words());
        self.index.remove(tag, number);
        self.entries.remove(number);
    }

    /// Begins a connection anew where the one before is over, and follows its handshake.
    fn renew(&mut self, number: u32, end: usize, packet: &Packet<'_>, copy: bool, books: &mut Books) {
        let entry = self.entries.at_mut(number);
        let silent = packet.nanos.saturating_sub(entry.last);
        let handshake = Handshake::of(packet).filter(|_| !copy);
        let over = silent >= entry.class().silence_nanos_max()
            || handshake.is_some_and(|handshake| handshake.begins_anew(entry, end));
        if over && entry.class() != super::entry::Class::Free {
            books.close(number, entry);
            self.carried.drop(entry.carried);
            let (before, after, moved, class) = (entry.before, entry.after, entry.moved, entry.class());
            let sightings = entry.sightings;
            *entry = Entry { before, after, moved, sightings, ..Entry::new(entry.key, packet.nanos) };
            entry.set_class(class);
        }
        if let Some(handshake) = handshake {
            handshake.follow(entry, end);
        }
    }
}

/// Connections that are being closed: those of one client beside each other, so that who keeps them in the order of
/// their addresses finds neighbours in each part.
pub(crate) struct Closing {
    connections: Connections,
    order: std::vec::IntoIter<(u64, u32)>,
}

impl Closing {
    /// Closes connections until the books have much. False where none is left.
    pub(crate) fn go_on(&mut self, books: &mut Books) -> bool {
        for (_, number) in self.order.by_ref() {
            self.connections.end(number, books);
            if books.has_much() {
                return true;
            }
        }
        false
    }
}

/// What a TCP segment says of its connection's begin and end.
#[derive(Clone, Copy)]
struct Handshake {
    flags: u8,
    /// Sequence number after a SYN.
    start: u32,
}

impl Handshake {
    const fn of(packet: &Packet<'_>) -> Option<Self> {
        match packet.network {
            Network::Ip { transport: Over::Tcp { sequence, flags, .. }, .. }
                if flags & (FIN | SYN | RST) != 0 =>
            {
                Some(Self { flags, start: sequence.wrapping_add(1) })
            }
            _ => None,
        }
    }

    const fn begins_anew(self, entry: &Entry, end: usize) -> bool {
        if self.flags & SYN == 0 {
            return false;
        }
        let other = entry.is(flag::SEEN[end]) && entry.end[end] != self.start;
        entry.is(flag::CLOSED) || (other && (entry.is(flag::PAYLOAD) || self.flags & ACK == 0))
    }

    fn follow(self, entry: &mut Entry, end: usize) {
        if self.flags & SYN != 0 {
            (entry.next[end], entry.end[end]) = (self.start, self.start);
            entry.set(flag::SEEN[end] | flag::SYNCED[end]);
            entry.client_is(if self.flags & ACK == 0 { end } else { 1 - end });
        }
        if self.flags & FIN != 0 {
            entry.set(flag::ENDED[end]);
        }
        let ended =
            entry.is(flag::ENDED[end]) && (entry.is(flag::ENDED[1 - end]) || !entry.is(flag::SEEN[1 - end]));
        if self.flags & RST != 0 || ended {
            entry.set(flag::CLOSED);
        }
    }
}

/// In which setting a packet's payload is read.
fn setting(packet: &Packet<'_>) -> Setting {
    let (carrier, source_port, target_port) = match packet.network {
        Network::Ip { transport: Over::Tcp { source, target, .. }, .. } => (Carrier::Tcp, source, target),
        Network::Ip { transport: Over::Udp { source, target }, .. } => (Carrier::Udp, source, target),
        Network::Ip { .. } => (Carrier::Udp, 0, 0),
        Network::Ethernet(kind) => (Carrier::Ethernet(kind), 0, 0),
    };
    Setting { carrier, source_port, target_port, known: false }
}

impl<T: Trace> Reader<'_, '_, T> {
    /// Reads the packet's payload, if what carries it may carry a protocol.
    fn packet(&mut self) {
        if self.packet.payload_length == 0 || self.entry.key.transport == Transport::Ip {
            return;
        }
        match self.packet.network {
            Network::Ip { transport: Over::Tcp { sequence, flags, .. }, .. } => {
                self.entry.set(flag::PAYLOAD);
                self.segment(sequence.wrapping_add(u32::from(flags & SYN != 0)));
            }
            _ => self.datagram(),
        }
    }
}

const _: () = assert!(NONE == u32::MAX, "no entry has this number");
