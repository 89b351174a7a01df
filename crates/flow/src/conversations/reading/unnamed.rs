//! A payload of a connection that has no name yet: what it may be, and whether that is enough for a name.
//!
//! Invariant: what is not enough is remembered as a proposal, or its few bytes are carried on; nothing else is kept.

use crate::window::{CARRIED_MAX, Extent, Pdu, Reading, Weight, Window};

use super::super::entry::flag;
use super::super::recogniser::{Best, Candidate, parser};
use super::super::trace::{Shown, Trace};
use super::{PDU_BYTES_MAX, Reader, Run, ahead};

/// Segments in each of which a PDU begins where the one before ends, that give a name though each says little.
const LINKS: u8 = 3;

/// Payloads without a name after which a connection is tried only now and then.
const TRIES_MAX: u8 = 32;

impl<T: Trace> Reader<'_, '_, T> {
    /// A payload of a connection without a name.
    #[cold]
    pub(super) fn unnamed(&mut self, start: u32) {
        if self.packet.payload.is_empty() || !self.is_to_be_tried() {
            return;
        }
        if !(self.is_carrying() && self.unnamed_joined(start)) {
            self.unnamed_alone(start);
        }
        if self.entry.tries == TRIES_MAX && !self.entry.is(flag::NAMED) {
            self.entry.set(flag::GIVEN_UP);
            self.books.settle(self.number, self.entry, self.rest);
        }
    }

    #[cold]
    fn unnamed_alone(&mut self, start: u32) {
        let pending = self.entry.is(flag::PENDING).then_some(self.entry.parser);
        let Best { found, linked } =
            self.best_of(self.packet.payload, 0, self.packet.payload_length, pending);
        if let Some(found) = found
            && self.is_enough(&found, 0)
        {
            self.name(found);
            let run = self.run(0, true);
            if self.is_stream() {
                self.after(start, run);
            }
            return;
        }
        let is_linked = self.is_stream() && self.link(start, linked);
        match found {
            _ if self.entry.is(flag::NAMED) => {}
            Some(found) if self.follows(&found, 0) != Some(false) => self.propose(&found),
            Some(_) => {}
            None if self.is_stream()
                && !is_linked
                && self.is_torn(self.packet.payload, self.packet.payload_length) =>
            {
                self.carry(start, 0);
            }
            None => {}
        }
    }

    /// Goes on with what follows each other in this direction, or begins with what `by` reads at the payload's begin.
    /// Each segment counts once. True where a PDU was read that may be one of several.
    fn link(&mut self, start: u32, by: Option<u8>) -> bool {
        let (end, length) = (self.end, self.packet.payload_length);
        if self.carried.held(self.rest.carried, end).1 > 0 {
            self.rest.links[end] = 0;
        }
        let offset = (self.rest.links[end] > 0).then(|| ahead(self.entry.next[end], start));
        let linked = match offset.map(u32::try_from) {
            Some(Ok(offset)) if offset >= length => return false,
            Some(Ok(offset)) => self.links(self.rest.linked_by, offset),
            Some(Err(_)) | None => None,
        };
        let Some((pdu, next)) = linked.or_else(|| self.first_link(by)) else { return false };
        self.rest.links[end] += u8::from(pdu.weight != Weight::Slight);
        self.entry.next[end] = start.wrapping_add(next);
        self.entry.clear(flag::SYNCED[end]);
        if self.rest.links[end] >= LINKS {
            self.name(Candidate { parser: self.rest.linked_by, pdu, on_usual_port: false });
            self.accept(&pdu, &[]);
            self.after(start, Run::Next(next));
        }
        true
    }

    fn first_link(&mut self, by: Option<u8>) -> Option<(Pdu, u32)> {
        self.rest.links[self.end] = 0;
        let by = by.filter(|by| self.rest.links == [0; 2] || *by == self.rest.linked_by)?;
        self.rest.linked_by = by;
        self.links(by, 0)
    }

    /// Reads PDU after PDU from an offset to the end of the payload: the one that counts most, and where the next
    /// begins. `None` where something else stands there.
    fn links(&mut self, by: u8, offset: u32) -> Option<(Pdu, u32)> {
        let (payload, length) = (self.packet.payload, self.packet.payload_length);
        let (mut at, mut most): (u32, Option<Pdu>) = (offset, None);
        self.setting.known = false;
        while at < length {
            let bytes = payload.get(usize::try_from(at).ok()?..).filter(|bytes| !bytes.is_empty())?;
            let (at_byte, setting) = (usize::try_from(at).ok()?, self.setting);
            let shown = Shown { bytes, carried: 0, at: at_byte, parser: None, setting, pdu: None };
            self.trace.shown(&shown);
            let Reading::Pdu(pdu) = (parser(by).read)(&Window::new(bytes, length - at), &setting) else {
                return None;
            };
            let Extent::Bytes(bytes) = pdu.extent else { return None };
            at = at.checked_add(bytes).filter(|_| bytes < PDU_BYTES_MAX)?;
            most = most.filter(|most| most.weight >= pdu.weight).or(Some(pdu));
        }
        most.map(|most| (most, at))
    }

    /// Two segments of which the first ended within what may be the head of a PDU. False where together they say
    /// nothing: then the second may say something alone.
    #[cold]
    fn unnamed_joined(&mut self, start: u32) -> bool {
        let Some(joined) = self.join(start) else { return false };
        let (bytes, carried) = (joined.bytes(), joined.carried);
        let pending = self.entry.is(flag::PENDING).then_some(self.entry.parser);
        match self.best_of(bytes, carried, joined.whole, pending).found {
            Some(found) if self.is_enough(&found, joined.length()) => {
                self.name(found);
                self.read_joined(start, &joined);
                true
            }
            Some(found) if self.follows(&found, joined.length()) != Some(false) => {
                self.propose(&found);
                true
            }
            Some(_) => false,
            // A segment that says something alone is no end of what came before.
            None if self.is_torn(bytes, joined.whole) && self.best(pending).is_none() => {
                self.carry_more(bytes, joined.whole);
                true
            }
            None => false,
        }
    }

    /// Are these bytes, all that there is so far, perhaps the begin of a head?
    fn is_torn(&self, bytes: &[u8], length: u32) -> bool {
        bytes.len() <= CARRIED_MAX
            && self.carried.has_room_for_guesses()
            && u32::try_from(bytes.len()) == Ok(length)
            && self.recogniser.asks_for_more(&Window::new(bytes, length), &self.setting)
    }

    /// At first always; later now and then, and more often where the other end begins to speak.
    fn is_to_be_tried(&mut self) -> bool {
        let entry = &mut *self.entry;
        let turned = entry.is(flag::LAST_SECOND) != (self.end == 1);
        if self.end == 1 {
            entry.set(flag::LAST_SECOND)
        } else {
            entry.clear(flag::LAST_SECOND)
        }
        entry.tries = entry.tries.wrapping_add(1);
        !entry.is(flag::GIVEN_UP) || entry.tries.is_multiple_of(if turned { 8 } else { 32 })
    }

    /// Does a reading give the name? A strong one does; a weak one on its usual port, or one after another of the same,
    /// unless what follows in the payload is no such PDU.
    fn is_enough(&mut self, found: &Candidate, carried: u32) -> bool {
        if found.pdu.weight == Weight::Strong {
            return true;
        }
        let second = self.entry.is(flag::PENDING) && self.entry.protocol == Some(found.pdu.protocol);
        match self.follows(found, carried) {
            Some(followed) => followed,
            None => second || found.on_usual_port && found.pdu.weight != Weight::Faint,
        }
    }

    /// Is what follows a first PDU in its payload another one? `None` where nothing follows, or it cannot be told. Of the
    /// first so many bytes were carried.
    fn follows(&mut self, found: &Candidate, carried: u32) -> Option<bool> {
        let Extent::Bytes(first) = found.pdu.extent else { return None };
        let first = first.checked_sub(carried)?;
        let at = usize::try_from(first).ok().filter(|_| first < self.packet.payload_length)?;
        let bytes = self.packet.payload.get(at..).filter(|rest| !rest.is_empty())?;
        self.setting.known = false;
        let window = Window::new(bytes, self.packet.payload_length - first);
        let setting = self.setting;
        self.trace.shown(&Shown { bytes, carried: 0, at, parser: None, setting, pdu: None });
        match (parser(found.parser).read)(&window, &self.setting) {
            Reading::Pdu(pdu) if pdu.weight < Weight::Faint => None,
            Reading::Pdu(pdu) => Some(pdu.protocol == found.pdu.protocol),
            Reading::More(_) => None,
            Reading::No if self.is_stream() && !self.is_cut() => Some(false),
            Reading::No => None,
        }
    }

    /// Remembers a weak reading until a second one agrees.
    #[cold]
    fn propose(&mut self, found: &Candidate) {
        if self.entry.is(flag::PENDING) && self.entry.protocol != Some(found.pdu.protocol) {
            self.trace.named(self.number, false);
            self.books.forget_commands(self.number, self.entry);
        }
        self.entry.set(flag::PENDING);
        self.entry.parser = found.parser;
        self.entry.protocol = Some(found.pdu.protocol);
        self.trace.pdu(self.number, &found.pdu, &self.setting, false);
        let commands = self.commanded(&found.pdu);
        self.books.commands(self.number, self.entry, self.rest, commands, self.packet.nanos);
    }
}
