//! A payload of a connection that has no name yet: what it may be, and whether that is enough for a name.
//!
//! Invariant: what is not enough is remembered as a proposal, or its few bytes are carried on; nothing else is kept.

use crate::window::{CARRIED_MAX, Extent, Reading, Weight, Window};

use super::super::entry::flag;
use super::super::recogniser::{Candidate, parser};
use super::super::trace::{Shown, Trace};
use super::Reader;

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
        match self.best(pending) {
            Some(found) if self.is_enough(&found, 0) => {
                self.name(found);
                let run = self.run(0, true);
                if self.is_stream() {
                    self.after(start, run);
                }
            }
            Some(found) if self.follows(&found, 0) != Some(false) => self.propose(&found),
            Some(_) => {}
            None if self.is_stream() && self.is_torn(self.packet.payload, self.packet.payload_length) => {
                self.carry(start, 0);
            }
            None => {}
        }
    }

    /// Two segments of which the first ended within what may be the head of a PDU. False where together they say
    /// nothing: then the second may say something alone.
    #[cold]
    fn unnamed_joined(&mut self, start: u32) -> bool {
        let Some(joined) = self.join(start) else { return false };
        let (bytes, carried) = (joined.bytes(), joined.carried);
        let pending = self.entry.is(flag::PENDING).then_some(self.entry.parser);
        match self.best_of(bytes, carried, joined.whole, pending) {
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
