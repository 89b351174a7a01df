//! All open connections: found, opened, closed, and given up where there are too many.
//!
//! Invariant: time is the capture's. A connection is over when its ends close it or after its silence, found at its
//! next packet or at the begin of a second soon after, whichever is first: what is kept is the same.

use sekisho_model::Transport;

use crate::observer::books::Books;
use crate::window::{Carrier, Setting};

use super::carried::Carried;
use super::entry::{Class, Entry, NONE, Rest, flag};
use super::hash::Secret;
use super::index::Index;
use super::open::Open;
use super::queue::{Queues, SECOND_NANOS, second_of};
use super::reading::Reader;
use super::recogniser::Recogniser;
use super::seen::Seen;
use super::trace::Trace;

/// How long a connection without a name is held back, in nanoseconds.
pub(crate) const HELD_NANOS_MAX: i64 = 60_000_000_000;

/// Flags of a TCP segment.
const FIN: u8 = 1;
const SYN: u8 = 2;
const RST: u8 = 4;
const ACK: u8 = 16;

/// All open connections.
pub(crate) struct Connections {
    secret: Secret,
    max: usize,
    index: Index,
    open: Open,
    queues: Queues,
    carried: Carried,
    recogniser: &'static Recogniser,
    /// The second of the last packet, and the moment that it began at.
    second: u32,
    second_begin: i64,
}

/// No connection is over by its silence sooner.
const SILENCE_NANOS_MIN: i64 = Class::Closed.silence_nanos_max();

impl Connections {
    /// None yet, and at most so many.
    pub(crate) fn new(secret: Secret, max: usize) -> Self {
        Self {
            secret,
            max: max.max(1),
            index: Index::new(),
            open: Open::new(),
            queues: Queues::new(),
            carried: Carried::new(),
            recogniser: Recogniser::get(),
            second: 0,
            second_begin: 0,
        }
    }

    /// Looks at the index where a packet's connection is looked for, so that it is near when it is wanted.
    #[inline]
    pub(crate) fn near_index(&self, tag: u32) -> u64 {
        self.index.first(tag)
    }

    /// Which connection a packet is likely to be of; [`NONE`] where none is found.
    #[inline]
    pub(crate) fn near_number(&self, tag: u32) -> u32 {
        self.index.find(tag, |_| true).unwrap_or(NONE)
    }

    /// Looks at a connection, so that it is near when it is wanted: what is known of it, and where the pairing of an end
    /// is.
    #[inline]
    pub(crate) fn near_entry(&self, number: u32, end: usize) -> (u32, u32) {
        if number == NONE {
            return (flag::SETTLED, NONE);
        }
        let entry = self.open.at(number);
        (entry.flags, entry.sightings[end])
    }

    /// Looks at the rest of a connection, as far as a packet will ask for it.
    #[inline]
    pub(crate) fn near_rest(&self, number: u32, flags: u32) -> i64 {
        if flags & flag::SETTLED == 0 { self.open.rest(number).first } else { 0 }
    }

    /// A packet's connection: the one that is open, or a new one.
    #[inline]
    fn entry_of(&mut self, seen: &Seen<'_>, near: u32, books: &mut Books) -> u32 {
        if near != NONE && self.open.at(near).is_open_as(seen, &books.wide) {
            return near;
        }
        self.another(seen, books)
    }

    /// The connection of a packet that is not of the one it seemed to be of.
    #[cold]
    fn another(&mut self, seen: &Seen<'_>, books: &mut Books) -> u32 {
        let open = &self.open;
        let is_it = |number| open.at(number).is_open_as(seen, &books.wide);
        if let Some(number) = self.index.find(seen.tag(), is_it) {
            return number;
        }
        if self.open.len() >= self.max
            && let Some(longest) = self.queues.longest_silent(&mut self.open, self.second)
        {
            books.health.evicted += 1;
            self.close(longest, books);
        }
        let key = seen.key;
        let key = if key.is_wide() { key.opened(books.wide.insert(seen.wide)) } else { key };
        let number = self.open.insert(Entry::new(key, seen.nanos));
        self.index.insert(seen.tag(), number);
        number
    }

    /// One packet of a connection. A copy of a packet is read, and adds nothing.
    #[inline]
    pub(crate) fn packet<T: Trace>(
        &mut self,
        seen: &Seen<'_>,
        near: u32,
        copy: bool,
        books: &mut Books,
        trace: &mut T,
    ) {
        let (now, end) = (seen.nanos, seen.end());
        if now.wrapping_sub(self.second_begin).cast_unsigned() >= SECOND_NANOS.cast_unsigned() {
            self.begin_second(now, books);
        }
        let number = self.entry_of(seen, near, books);
        let (entry, rest) = self.open.both(number);
        let shakes_hands = seen.flags & (FIN | SYN | RST) != 0 && !copy;
        if shakes_hands || now.saturating_sub(entry.last) >= SILENCE_NANOS_MIN {
            let open = Parts { number, entry: &mut *entry, rest: &mut *rest };
            renew(open, &mut self.carried, seen, shakes_hands, books);
        }
        entry.sightings[end] = books.see(seen, entry.sightings[end], copy);
        if !entry.is(flag::SETTLED) && entry.owes() && now.saturating_sub(rest.first) >= HELD_NANOS_MAX {
            books.settle_for_now(number, entry, rest);
        }
        if seen.payload_length != 0 && (!copy || entry.is(flag::NAMED)) {
            let (recogniser, carried) = (self.recogniser, &mut self.carried);
            let (setting, packet, entry, rest) = (setting(seen), seen, &mut *entry, &mut *rest);
            Reader { entry, rest, number, packet, end, setting, recogniser, carried, books, trace }.packet();
        }
        if !copy && !entry.add(end, now, seen.length) {
            add_beside(Parts { number, entry: &mut *entry, rest }, seen, books);
        }
        if !Queues::is_in_place(entry, self.second) {
            self.queues.put_last(&mut self.open, number, self.second);
        }
    }

    /// Adds everything that is settled to its conversation. `each` is called where there is much.
    pub(crate) fn flush(&mut self, now: i64, books: &mut Books, mut each: impl FnMut(&mut Books)) {
        for number in self.open.numbers() {
            let (entry, rest) = self.open.both(number);
            if entry.is(flag::SETTLED) {
                books.flush(entry, rest);
            } else if entry.owes() && now.saturating_sub(rest.first) >= HELD_NANOS_MAX {
                books.settle_for_now(number, entry, rest);
                books.flush(entry, rest);
            }
            if books.has_much() {
                each(books);
            }
        }
    }

    /// Open connections.
    pub(crate) fn len(&self) -> usize {
        self.open.len()
    }

    /// Closes everything, and gives the memory back on the way.
    pub(crate) fn finish(mut self, books: &mut Books) {
        self.index.clear();
        self.open.unlist();
        for number in self.open.numbers() {
            self.open.release_before(number);
            self.end(number, books);
        }
    }

    /// Closes everything, bit by bit, and gives the memory back on the way.
    pub(crate) fn closing(mut self, books: &mut Books) -> Closing {
        self.index.clear();
        self.open.unlist();
        // Those of one client beside each other; places without a connection last.
        let place = |number| {
            let entry = self.open.at(number);
            let free = entry.class() == Class::Free;
            (free, if free { 0 } else { entry.neighbourhood(&books.wide) }, number)
        };
        let mut order: Vec<(bool, u64, u32)> = self.open.numbers().map(place).collect();
        order.sort_unstable();
        let taken = u32::try_from(order.partition_point(|(free, ..)| !free)).unwrap_or(u32::MAX);
        let order: Vec<u32> = order.into_iter().map(|(.., number)| number).collect();
        books.renumber(&order);
        self.open.arrange(order);
        Closing { connections: self, left: 0..taken }
    }

    fn end(&mut self, number: u32, books: &mut Books) {
        let (entry, rest) = self.open.both(number);
        if entry.class() != Class::Free {
            books.close(number, entry, rest);
        }
    }

    /// When a second begins, connections that are over by their silence are closed.
    #[cold]
    fn begin_second(&mut self, now: i64, books: &mut Books) {
        let second = second_of(now);
        if second == self.second {
            return;
        }
        self.second = second;
        self.second_begin = if now < 0 { i64::MIN } else { now - now % SECOND_NANOS };
        while let Some(number) = self.queues.over(&mut self.open, second, now) {
            self.close(number, books);
        }
    }

    fn close(&mut self, number: u32, books: &mut Books) {
        self.queues.unlink(&mut self.open, number);
        let (entry, rest) = self.open.both(number);
        books.close(number, entry, rest);
        self.carried.drop(rest.carried);
        let key = entry.key;
        if key.is_wide() {
            books.wide.remove(key.number());
        }
        self.index.remove(key.tag(&self.secret), number);
        self.open.remove(number);
    }
}

/// Begins a connection anew where the one before is over, and follows its handshake.
#[cold]
fn renew(open: Parts<'_>, carried: &mut Carried, seen: &Seen<'_>, shakes_hands: bool, books: &mut Books) {
    let (Parts { number, entry, rest }, end) = (open, seen.end());
    let silent = seen.nanos.saturating_sub(entry.last);
    let handshake =
        shakes_hands.then_some(Handshake { flags: seen.flags, start: seen.sequence.wrapping_add(1) });
    let over = silent >= entry.class().silence_nanos_max()
        || handshake.is_some_and(|handshake| handshake.begins_anew(entry, end));
    if over {
        books.close(number, entry, rest);
        carried.drop(rest.carried);
        *rest = Rest::NEW;
        *entry = entry.anew(seen.nanos);
    }
    if let Some(handshake) = handshake {
        handshake.follow(entry, end);
    }
}

/// Adds a packet that does not fit beside the others in its connection's one line.
#[cold]
fn add_beside(open: Parts<'_>, seen: &Seen<'_>, books: &mut Books) {
    let Parts { number, entry, rest } = open;
    if rest.is_full_for(seen.end(), seen.length) {
        books.settle(number, entry, rest);
        books.flush(entry, rest);
    }
    entry.add_beside(seen.end(), seen.nanos, seen.length, rest);
}

/// An open connection's number and parts.
struct Parts<'a> {
    number: u32,
    entry: &'a mut Entry,
    rest: &'a mut Rest,
}

/// Connections that are being closed: those of one client beside each other, so that who keeps them in the order of
/// their addresses finds neighbours in each part.
pub(crate) struct Closing {
    connections: Connections,
    left: std::ops::Range<u32>,
}

impl Closing {
    /// Connections that are still to be closed.
    pub(crate) fn left(&self) -> usize {
        self.left.len()
    }

    /// Closes connections until the books have much. False where none is left.
    pub(crate) fn go_on(&mut self, books: &mut Books) -> bool {
        for number in self.left.by_ref() {
            self.connections.open.release_before(number);
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
#[inline]
const fn setting(seen: &Seen<'_>) -> Setting {
    let (key, end) = (&seen.key, seen.end());
    let [low, high] = key.ports();
    let (source_port, target_port) = if end == 0 { (low, high) } else { (high, low) };
    match key.transport() {
        Transport::Tcp => Setting { carrier: Carrier::Tcp, source_port, target_port, known: false },
        Transport::Udp => Setting { carrier: Carrier::Udp, source_port, target_port, known: false },
        Transport::Ip => Setting { carrier: Carrier::Udp, source_port: 0, target_port: 0, known: false },
        Transport::Ethernet => {
            Setting { carrier: Carrier::Ethernet(low), source_port: 0, target_port: 0, known: false }
        }
    }
}

impl<T: Trace> Reader<'_, '_, T> {
    /// Reads the packet's payload, if what carries it may carry a protocol.
    #[inline]
    fn packet(&mut self) {
        match self.entry.key.transport() {
            Transport::Tcp => {
                self.entry.set(flag::PAYLOAD);
                self.segment(self.packet.sequence.wrapping_add(u32::from(self.packet.flags & SYN != 0)));
            }
            Transport::Udp | Transport::Ethernet => self.datagram(),
            Transport::Ip => {}
        }
    }
}

const _: () = assert!(NONE == u32::MAX, "no entry has this number");
