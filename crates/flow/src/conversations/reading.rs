//! One packet's payload within its connection: where PDUs begin in it, and what they are.
//!
//! Invariants: payload is seen through the parsers alone. A stream is read at the heads of its PDUs; what lies between
//! is passed over by its length. Bytes that came before are not read again.

mod unnamed;

use sekisho_model::{CommandClass, CommandClasses};

use crate::observer::books::Books;
use crate::window::{CARRIED_MAX, Carrier, Extent, Pdu, Reading, Setting, Side, WINDOW_MAX, Weight, Window};

use super::carried::Carried;
use super::entry::{Entry, Rest, flag};
use super::recogniser::{Best, Candidate, Recogniser, parser};
use super::seen::Seen;
use super::trace::{Shown, Trace};

/// PDUs that are read in one payload; the rest of it is passed over.
const PDUS_MAX: usize = 1_024;

/// A PDU that is longer than this breaks any protocol's form.
const PDU_BYTES_MAX: u32 = 1 << 28;

/// One packet of one connection, and everything that its reading may change.
pub(super) struct Reader<'a, 'p, T> {
    pub(super) entry: &'a mut Entry,
    pub(super) rest: &'a mut Rest,
    pub(super) number: u32,
    pub(super) packet: &'a Seen<'p>,
    /// Which end sent it.
    pub(super) end: usize,
    pub(super) setting: Setting,
    pub(super) recogniser: &'a Recogniser,
    pub(super) carried: &'a mut Carried,
    pub(super) books: &'a mut Books,
    pub(super) trace: &'a mut T,
}

/// How a segment stands to what was seen of its direction.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    /// It goes on, or goes on after a gap.
    New,
    /// All of it was seen, or came too late to be told from that.
    Old,
    /// It fills the beginning of a gap.
    Late,
}

/// How far a run of PDUs came.
#[derive(Clone, Copy)]
enum Run {
    /// The next PDU begins so many bytes from the payload's begin.
    Next(u32),
    /// A torn head begins there.
    Torn(u32),
    /// Nothing of the protocol stands where it should.
    Lost,
    /// The capture was cut before the next head.
    Cut,
}

const fn ahead(of: u32, by: u32) -> i32 {
    of.wrapping_sub(by).cast_signed()
}

impl<T: Trace> Reader<'_, '_, T> {
    /// Reads a TCP segment. `start` is the sequence number of its first byte of payload.
    pub(super) fn segment(&mut self, start: u32) {
        let order = self.order(start, self.packet.payload_length);
        if !self.entry.is(flag::NAMED) {
            if order == Order::New {
                self.unnamed(start);
            }
            return;
        }
        match order {
            Order::New => self.in_stream(start),
            Order::Late => {
                self.run(0, false);
            }
            Order::Old => self.again(start),
        }
    }

    /// Reads a datagram or frame.
    pub(super) fn datagram(&mut self) {
        if !self.entry.is(flag::NAMED) {
            return self.unnamed(0);
        }
        if !matches!(self.run(0, true), Run::Lost) {
            return;
        }
        let other = self.best(None).filter(|found| found.pdu.weight == Weight::Strong || found.on_usual_port);
        match other {
            Some(found) => {
                self.name(found);
                self.run(0, true);
            }
            None => self.malformed(),
        }
    }

    /// Says where the segment stands, and remembers what is missing.
    #[inline]
    fn order(&mut self, start: u32, length: u32) -> Order {
        let (entry, end) = (&mut *self.entry, self.end);
        let stop = start.wrapping_add(length);
        if !entry.is(flag::SEEN[end]) {
            entry.set(flag::SEEN[end]);
            entry.end[end] = stop;
            return Order::New;
        }
        let gap = ahead(start, entry.end[end]);
        if gap > 0 {
            if entry.is(flag::HOLE_WHOLE[end]) {
                self.books.health.gaps += 1;
            }
            entry.set(flag::HOLE[end] | flag::HOLE_WHOLE[end]);
            (self.rest.hole[end], entry.end[end]) = (entry.end[end], stop);
            return Order::New;
        }
        if ahead(stop, entry.end[end]) > 0 {
            entry.end[end] = stop;
            return Order::New;
        }
        if entry.is(flag::HOLE[end]) && start == self.rest.hole[end] {
            entry.clear(flag::HOLE_WHOLE[end]);
            self.rest.hole[end] = stop;
            return Order::Late;
        }
        Order::Old
    }

    /// A segment of which every byte was seen may still hold the next PDU's begin, when that was carried no further.
    #[cold]
    fn again(&mut self, start: u32) {
        let offset = self.entry.next[self.end].wrapping_sub(start);
        if self.entry.is(flag::SYNCED[self.end]) && offset < self.packet.payload_length && !self.is_carrying()
        {
            self.go_on(start, offset);
        }
    }

    /// A segment of a connection that has a name.
    #[inline]
    fn in_stream(&mut self, start: u32) {
        let end = self.end;
        if self.entry.is(flag::SYNCED[end]) {
            if self.is_carrying() && self.joined(start) {
                return;
            }
            let offset = ahead(self.entry.next[end], start);
            match u32::try_from(offset) {
                Ok(offset) if offset < self.packet.payload_length => return self.go_on(start, offset),
                Ok(_) => return,
                Err(_) => self.entry.clear(flag::SYNCED[end]),
            }
        }
        self.find_again(start);
    }

    /// Reads from where a PDU is known to begin.
    #[inline]
    fn go_on(&mut self, start: u32, offset: u32) {
        let run = self.run(offset, true);
        self.after(start, run);
        if matches!(run, Run::Lost) {
            self.malformed();
            if offset == 0 {
                self.try_another();
            }
        }
    }

    /// Looks whether a PDU begins with the segment.
    #[cold]
    fn find_again(&mut self, start: u32) {
        let run = self.run(0, false);
        self.after(start, run);
        if matches!(run, Run::Lost) {
            self.try_another();
        }
    }

    /// Many windows that its parser does not read: perhaps another does.
    #[cold]
    fn try_another(&mut self) {
        let doubts = self.entry.doubts() + 1;
        self.entry.set_doubts(doubts);
        self.entry.tries = self.entry.tries.wrapping_add(1);
        if doubts < 7 || !self.entry.tries.is_multiple_of(8) {
            return;
        }
        if let Some(found) = self.best(None).filter(|found| found.pdu.weight == Weight::Strong) {
            self.name(found);
            self.run(0, true);
        }
    }

    /// Remembers where the next PDU of the stream begins.
    #[inline]
    fn after(&mut self, start: u32, run: Run) {
        let end = self.end;
        match run {
            Run::Next(offset) => {
                self.entry.next[end] = start.wrapping_add(offset);
                self.entry.set(flag::SYNCED[end]);
            }
            Run::Torn(offset) => self.carry(start, offset),
            Run::Lost | Run::Cut => self.entry.clear(flag::SYNCED[end]),
        }
    }

    /// Carries a torn head to the next segment.
    #[cold]
    fn carry(&mut self, start: u32, offset: u32) {
        let end = self.end;
        let head =
            usize::try_from(offset).ok().and_then(|at| self.packet.payload.get(at..)).unwrap_or_default();
        match self.carried.keep(self.rest.carried, end, head) {
            Some(place) => {
                self.rest.carried = place;
                self.entry.set(flag::CARRYING);
                self.entry.next[end] = start.wrapping_add(offset);
                self.entry.set(flag::SYNCED[end]);
            }
            None => {
                self.entry.clear(flag::SYNCED[end]);
                self.books.health.gaps += 1;
            }
        }
    }

    fn is_carrying(&self) -> bool {
        self.entry.is(flag::CARRYING)
    }

    /// A head that was carried, and this segment behind it. `None` when nothing was, or the segment does not go on from
    /// it.
    #[cold]
    fn join(&mut self, start: u32) -> Option<Joined> {
        let (head, carried, left) = self.carried.give(self.rest.carried, self.end);
        self.rest.carried = left;
        if left == super::carried::NOTHING {
            self.entry.clear(flag::CARRYING);
        }
        let length = u32::try_from(carried).unwrap_or(0);
        if carried == 0 || self.entry.next[self.end].wrapping_add(length) != start {
            return None;
        }
        let mut bytes = [0; CARRIED_MAX + WINDOW_MAX];
        bytes[..carried].copy_from_slice(&head[..carried]);
        let new = self.packet.payload.len().min(WINDOW_MAX);
        bytes[carried..carried + new].copy_from_slice(&self.packet.payload[..new]);
        let whole = self.packet.payload_length.saturating_add(length);
        Some(Joined { bytes, carried, seen: carried + new, whole })
    }

    /// Reads the PDU whose head was carried. False when nothing was, or this segment does not go on from it.
    #[cold]
    fn joined(&mut self, start: u32) -> bool {
        let Some(joined) = self.join(start) else { return false };
        self.read_joined(start, &joined);
        true
    }

    #[cold]
    fn read_joined(&mut self, start: u32, joined: &Joined) {
        match self.read(joined.bytes(), joined.carried, 0, joined.whole, true) {
            Reading::Pdu(pdu) => self.joined_pdu(start, joined.length(), &pdu),
            Reading::More(_) if self.packet.payload.len() < CARRIED_MAX => {
                self.carry_more(joined.bytes(), joined.whole);
            }
            Reading::More(_) | Reading::No => {
                self.entry.clear(flag::SYNCED[self.end]);
                self.malformed();
            }
        }
    }

    #[cold]
    fn joined_pdu(&mut self, start: u32, carried: u32, pdu: &Pdu) {
        self.accept(pdu, &[]);
        let length = self.packet.payload_length;
        match pdu.extent {
            Extent::Bytes(bytes) if bytes > carried && bytes < PDU_BYTES_MAX => {
                let offset = bytes - carried;
                if offset < length {
                    self.go_on(start, offset);
                } else {
                    self.after(start, Run::Next(offset));
                }
            }
            Extent::Bytes(_) => self.entry.clear(flag::SYNCED[self.end]),
            Extent::Payload => self.after(start, Run::Next(length)),
        }
    }

    #[cold]
    fn carry_more(&mut self, bytes: &[u8], whole: u32) {
        let complete = u32::try_from(bytes.len()) == Ok(whole);
        let kept = if complete { self.carried.keep(self.rest.carried, self.end, bytes) } else { None };
        match kept {
            Some(place) => {
                self.rest.carried = place;
                self.entry.set(flag::CARRYING);
            }
            None => {
                self.entry.clear(flag::SYNCED[self.end]);
                self.books.health.gaps += 1;
            }
        }
    }

    /// Reads PDU after PDU from an offset. `certain` says that one begins there.
    fn run(&mut self, offset: u32, certain: bool) -> Run {
        let (payload, length) = (self.packet.payload, self.packet.payload_length);
        let (mut at, mut known) = (offset, certain);
        for _ in 0..PDUS_MAX {
            let Some(bytes) =
                usize::try_from(at).ok().and_then(|at| payload.get(at..)).filter(|b| !b.is_empty())
            else {
                return Run::Cut;
            };
            // Not copied: its single bytes were just written.
            let reading = self.read(bytes, 0, at, length - at, known);
            let pdu = match &reading {
                Reading::Pdu(pdu) => pdu,
                Reading::More(_) if self.setting.carrier == Carrier::Tcp && !self.is_cut() => {
                    return if bytes.len() <= CARRIED_MAX { Run::Torn(at) } else { Run::Lost };
                }
                Reading::More(_) | Reading::No if self.is_cut() => return Run::Cut,
                Reading::More(_) | Reading::No => return self.run_lost(at > offset, at),
            };
            if pdu.protocol != self.named() && (pdu.weight == Weight::Strong || !self.is_stream()) {
                self.rename(pdu);
            }
            self.accept(pdu, whole(bytes, length - at, pdu.extent));
            known = true;
            match pdu.extent {
                Extent::Bytes(0) | Extent::Payload => return Run::Next(length),
                Extent::Bytes(bytes) if bytes >= PDU_BYTES_MAX => return Run::Lost,
                Extent::Bytes(bytes) => at = at.saturating_add(bytes),
            }
            if at >= length {
                return Run::Next(at);
            }
        }
        Run::Next(length)
    }

    /// What follows the PDUs of a datagram may be padding.
    #[cold]
    fn run_lost(&self, after_some: bool, at: u32) -> Run {
        if after_some && !self.is_stream() { Run::Next(at) } else { Run::Lost }
    }

    fn is_stream(&self) -> bool {
        self.setting.carrier == Carrier::Tcp
    }

    fn is_cut(&self) -> bool {
        usize::try_from(self.packet.payload_length).is_ok_and(|length| self.packet.payload.len() < length)
    }

    fn named(&self) -> sekisho_model::Protocol {
        self.entry.protocol.unwrap_or(parser(self.entry.parser).protocol)
    }

    /// Shows the connection's parser a window.
    #[inline]
    fn read(&mut self, bytes: &[u8], carried: usize, at: u32, length: u32, known: bool) -> Reading {
        self.setting.known = known;
        let number = self.entry.parser;
        let reading = (parser(number).read)(&Window::new(bytes, length), &self.setting);
        if T::LOOKS {
            let pdu = if let Reading::Pdu(pdu) = reading { Some(pdu) } else { None };
            let at = usize::try_from(at).unwrap_or(0);
            self.trace.shown(&Shown { bytes, carried, at, parser: Some(number), setting: self.setting, pdu });
        }
        reading
    }

    /// Shows all parsers the payload's begin.
    fn best(&mut self, pending: Option<u8>) -> Option<Candidate> {
        let (bytes, length) = (self.packet.payload, self.packet.payload_length);
        self.best_of(bytes, 0, length, pending).found
    }

    /// Shows all parsers bytes of which the first so many were carried, and which really go on for `length`.
    fn best_of(&mut self, bytes: &[u8], carried: usize, length: u32, pending: Option<u8>) -> Best {
        let window = Window::new(bytes, length);
        self.setting.known = false;
        let setting = self.setting;
        self.trace.shown(&Shown { bytes, carried, at: 0, parser: None, setting, pdu: None });
        self.recogniser.best(&window, &self.setting, pending)
    }

    /// Gives the connection a name.
    fn name(&mut self, found: Candidate) {
        let same = self.entry.protocol == Some(found.pdu.protocol) && self.entry.is(flag::PENDING);
        if !same {
            if self.entry.is(flag::PENDING) {
                self.trace.named(self.number, false);
            }
            self.leave_name();
        }
        if self.entry.is(flag::SETTLED) {
            self.leave_settled();
        }
        self.entry.parser = found.parser;
        self.entry.protocol = Some(found.pdu.protocol);
        self.entry.clear(flag::PENDING | flag::GIVEN_UP);
        self.entry.set(flag::NAMED);
        self.entry.set_doubts(0);
        self.trace.named(self.number, true);
        self.leave_other_end();
    }

    /// Where the next PDU of the other end begins is known if all before was seen to its end, or if what is carried of it
    /// may begin one.
    #[cold]
    fn leave_other_end(&mut self) {
        let end = 1 - self.end;
        let (head, length) = self.carried.held(self.rest.carried, end);
        let held = head.get(..length).unwrap_or_default();
        let length = u32::try_from(length).unwrap_or(0);
        let mut setting = self.setting;
        (setting.source_port, setting.target_port) = (setting.target_port, setting.source_port);
        setting.known = true;
        let reading = (parser(self.entry.parser).read)(&Window::new(held, length), &setting);
        let may_begin = held.is_empty() || matches!(reading, Reading::More(_));
        if !may_begin || self.entry.next[end].wrapping_add(length) != self.entry.end[end] {
            self.entry.clear(flag::SYNCED[end]);
        }
    }

    /// The same parser reads another protocol.
    #[cold]
    fn rename(&mut self, pdu: &Pdu) {
        self.leave_name();
        self.entry.protocol = Some(pdu.protocol);
    }

    /// What was counted under one name stays there.
    #[cold]
    fn leave_name(&mut self) {
        if self.entry.is(flag::SETTLED) {
            self.leave_settled();
        } else {
            self.books.forget_commands(self.number, self.entry);
        }
        self.entry.commands = CommandClasses::NONE;
    }

    #[cold]
    fn leave_settled(&mut self) {
        self.books.flush(self.entry, self.rest);
        self.entry.clear(flag::SETTLED | flag::COUNTED);
        self.entry.forget_guess();
    }

    /// Takes what a PDU says.
    #[inline]
    fn accept(&mut self, pdu: &Pdu, bytes: &[u8]) {
        self.entry.set_doubts(0);
        self.trace.pdu(self.number, pdu, &self.setting, true);
        self.learn_client(pdu.side);
        // First: what is settled need not hold its commands back.
        if !self.entry.is(flag::SETTLED) && self.entry.is(flag::CLIENT_KNOWN) {
            self.books.settle(self.number, self.entry, self.rest);
        }
        let commands = self.commanded(pdu);
        self.books.commands(self.number, self.entry, self.rest, commands, self.packet.nanos);
        if !bytes.is_empty() && self.books.keeps_identities() {
            self.identify(pdu, bytes);
        }
    }

    /// The classes that a PDU adds: an echo's only where the direction of what it answers is not in the capture.
    #[inline]
    fn commanded(&mut self, pdu: &Pdu) -> CommandClasses {
        match pdu.side {
            Side::Echo if self.entry.is(flag::SEEN[1 - self.end]) => CommandClasses::NONE,
            Side::Relayed => self.relayed(pdu),
            _ => pdu.commands,
        }
    }

    /// The classes of what both sides send, by who sent it; who is the client may have to be guessed.
    #[cold]
    fn relayed(&mut self, pdu: &Pdu) -> CommandClasses {
        let client = if self.entry.is(flag::CLIENT_KNOWN) {
            self.entry.client()
        } else {
            self.rest.relayed_by_guess = true;
            self.likely_client()
        };
        if client == self.end { pdu.commands } else { CommandClasses::of(CommandClass::Read) }
    }

    fn likely_client(&self) -> usize {
        self.entry.likely_client(&self.books.wide, parser(self.entry.parser).usual_ports)
    }

    #[inline]
    fn learn_client(&mut self, side: Side) {
        if self.entry.is(flag::CLIENT_KNOWN) {
            return;
        }
        match side {
            Side::Client => self.client_is(self.end),
            Side::Server | Side::Echo => self.client_is(1 - self.end),
            Side::Relayed | Side::Unknown => {
                if let Some(server) = self.entry.usual_end(parser(self.entry.parser).usual_ports) {
                    self.entry.client_is(1 - server);
                }
            }
        }
    }

    /// A PDU shows who is the client. Where it was guessed otherwise, what was put in was handed on, and the reverse.
    fn client_is(&mut self, client: usize) {
        if self.rest.relayed_by_guess && self.likely_client() != client {
            self.books.turn_commands(self.number, self.entry);
        }
        self.entry.client_is(client);
    }

    fn identify(&mut self, pdu: &Pdu, bytes: &[u8]) {
        if let Some(identify) = parser(self.entry.parser).identify {
            self.setting.known = true;
            let mut found = self.books.sender(self.packet, pdu.protocol);
            identify(bytes, &self.setting, &mut found);
        }
    }

    #[cold]
    fn malformed(&mut self) {
        if !self.is_cut() {
            self.books.health.malformed += 1;
        }
    }
}

/// A torn head with the segment behind it.
struct Joined {
    bytes: [u8; CARRIED_MAX + WINDOW_MAX],
    /// Bytes of the head.
    carried: usize,
    /// Bytes of both that can be looked at.
    seen: usize,
    /// Bytes of both on the wire.
    whole: u32,
}

impl Joined {
    fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.seen).unwrap_or_default()
    }

    /// Bytes of the head.
    fn length(&self) -> u32 {
        u32::try_from(self.carried).unwrap_or(0)
    }
}

/// A PDU's bytes, when all of them were captured in this payload.
fn whole(bytes: &[u8], length: u32, extent: Extent) -> &[u8] {
    let length = match extent {
        Extent::Bytes(bytes) => bytes,
        Extent::Payload => length,
    };
    usize::try_from(length).ok().and_then(|length| bytes.get(..length)).unwrap_or_default()
}
