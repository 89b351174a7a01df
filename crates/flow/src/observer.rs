//! Packets in, records out.
//!
//! Invariant: what comes out depends on the packets and the settings alone: not on the seed, not on how many packets
//! are given at a time, nor on how often the records are taken.

pub(crate) mod books;
mod copies;
mod kept;
pub(crate) mod sightings;

use std::io::Read;

use sekisho_model::{CaptureHealth, Observation};

use crate::capture::{Capture, Frame};
use crate::conversations::entry::NONE;
use crate::conversations::hash::Secret;
use crate::conversations::seen::Seen;
use crate::conversations::table::{Closing, Connections};
use crate::conversations::trace::{Nobody, Trace};
use crate::layers::{self, Carried, Network, Packet};
use crate::settings::Settings;

use books::Books;
use copies::Copies;
use sightings::may_claim;

/// Packets that are prepared together.
const BATCH: usize = 64;

/// Watches packets, and keeps what the settings allow.
pub struct Observer {
    books: Books,
    connections: Connections,
    copies: Copies,
    secret: Secret,
    /// Time of the packet before.
    before: i64,
    /// The latest time of any packet.
    now: i64,
}

impl Observer {
    /// A new one that has seen nothing. `seed` is fresh for each run, so that nobody can choose addresses that all
    /// fall into one place of the table; it does not change what comes out.
    pub fn new(settings: Settings, seed: u64) -> Self {
        let secret = Secret::new(seed);
        Self {
            connections: Connections::new(secret, settings.limits.connections_max),
            books: Books::new(settings, secret),
            copies: Copies::new(secret),
            secret,
            before: i64::MIN,
            now: i64::MIN,
        }
    }

    /// What it keeps.
    pub const fn settings(&self) -> &Settings {
        &self.books.settings
    }

    /// How well the capture could be read, since the last time that it was taken.
    pub const fn health(&self) -> &CaptureHealth {
        &self.books.health
    }

    /// Packets that the kernel or the capture says were lost.
    pub const fn lost(&mut self, packets: u64) {
        self.books.health.lost += packets;
    }

    /// Watches one packet.
    pub fn watch(&mut self, packet: &Packet<'_>) {
        self.watch_with(packet, &mut Nobody);
    }

    /// Watches frames in their order. This is the fast way: what is known of their connections is fetched from memory
    /// for many of them at a time.
    pub fn watch_frames<'a>(&mut self, frames: impl IntoIterator<Item = Frame<'a>>) {
        let frames = frames.into_iter();
        if frames.size_hint() == (1, Some(1)) {
            // As a mirror port gives them: to make room for many would cost more than the one.
            return frames.for_each(|frame| self.watch_frame(&frame));
        }
        let mut batch = [Seen::NOTHING; BATCH];
        let mut length = 0;
        for frame in frames {
            let place = &mut batch[length];
            if !place.plain(&frame, &self.secret) && !self.is_taken(&frame, place) {
                // Out of the ordinary: alone, after those before it.
                self.watch_batch(batch.get(..length).unwrap_or_default());
                length = 0;
                self.watch_other(&frame);
                continue;
            }
            length += 1;
            if length == BATCH {
                self.watch_batch(&batch);
                length = 0;
            }
        }
        self.watch_batch(batch.get(..length).unwrap_or_default());
    }

    fn watch_frame(&mut self, frame: &Frame<'_>) {
        let mut place = Seen::NOTHING;
        if place.plain(frame, &self.secret) {
            self.step(&place, NONE, &mut Nobody);
        } else {
            self.watch_other(frame);
        }
    }

    /// Watches a frame that does not go the short way.
    fn watch_other(&mut self, frame: &Frame<'_>) {
        if let Some(packet) = self.packet(frame) {
            self.watch(&packet);
        }
    }

    /// Watches a capture to its end. What the capture says was lost stays with it: see [`Self::lost`].
    pub fn watch_capture<R: Read>(&mut self, capture: &mut Capture<R>) {
        while let Some(frames) = capture.frames() {
            self.watch_frames(frames);
        }
    }

    /// What was seen and is settled since the last time this was asked; open connections go on. A connection that has
    /// no name yet is held back for at most a minute of capture time, so that its first packets come under its name:
    /// [`Self::finish`] gives what is left. However often it is asked, the parts together are the same.
    pub fn take(&mut self) -> Observation {
        self.connections.flush(self.now, &mut self.books, |_| {});
        self.books.take()
    }

    /// The end: everything that was not taken yet.
    pub fn finish(self) -> Observation {
        let Self { mut books, connections, .. } = self;
        connections.finish(&mut books);
        books.take()
    }

    /// Would [`Self::finish`] give everything, whatever the open connections come to? Else [`Self::ending`] does, in
    /// parts.
    pub fn fits_whole(&self) -> bool {
        self.books.has_room_for(self.connections.len())
    }

    /// Is half of what may be kept at a time there? Who asks after each run of frames, and then takes [`Self::part`],
    /// loses none for want of room.
    pub fn is_half_full(&self) -> bool {
        self.books.is_half_full()
    }

    /// Is so much kept that a part of it should be taken? Who asks after each run of frames, and then takes
    /// [`Self::part`], keeps everything within bounded memory; who never asks has what fits into the limits.
    pub fn has_much(&self) -> bool {
        self.books.has_much()
    }

    /// What is kept, without what open connections have still to add.
    pub fn part(&mut self) -> Observation {
        self.books.take()
    }

    /// The same as [`Self::take`], in parts of bounded size. They join to the whole.
    pub fn take_in_parts(&mut self, mut each: impl FnMut(Observation)) {
        self.connections.flush(self.now, &mut self.books, |books| each(books.take()));
        each(self.books.take());
    }

    /// The same as [`Self::finish`], in parts of bounded size. They join to the whole.
    pub fn ending(self) -> Ending {
        let Self { mut books, connections, .. } = self;
        let closing = connections.closing(&mut books);
        Ending { books, closing: Some(closing) }
    }

    /// A frame's packet, counted when it cannot be read.
    #[inline]
    pub(crate) fn packet<'a>(&mut self, frame: &Frame<'a>) -> Option<Packet<'a>> {
        match layers::parse(frame) {
            Ok(packet) => Some(packet),
            Err(_) => {
                self.unreadable(frame);
                None
            }
        }
    }

    #[cold]
    fn unreadable(&mut self, frame: &Frame<'_>) {
        let health = &mut self.books.health;
        health.seen.packets += 1;
        health.seen.bytes += u64::from(frame.length);
        health.unreadable += 1;
    }

    /// Takes a frame the long way into a place. False where it cannot wait for those beside it: it is of no connection,
    /// or it is asked for more than its headers.
    #[cold]
    fn is_taken<'a>(&self, frame: &Frame<'a>, place: &mut Seen<'a>) -> bool {
        let Ok(packet) = layers::parse(frame) else { return false };
        match Seen::of(&packet, &self.secret) {
            Some(seen) if !may_claim(&packet) => {
                *place = seen;
                true
            }
            _ => false,
        }
    }

    /// Watches one packet while somebody looks on.
    pub(crate) fn watch_with<T: Trace>(&mut self, packet: &Packet<'_>, trace: &mut T) {
        if let Network::Ip { transport: Carried::Fragment(_), .. } = packet.network {
            self.books.health.fragments += 1;
        }
        match Seen::of(packet, &self.secret) {
            Some(seen) => {
                let claiming = may_claim(packet).then_some(packet);
                self.step(&Seen { claiming, ..seen }, NONE, trace);
            }
            None => {
                self.count(packet.nanos, packet.length, packet.payload, packet.payload_length);
                self.books.see_alone(packet);
            }
        }
    }

    /// Looks over all of them, each at what the look before made known, and then each in its turn: what memory takes to
    /// answer, it takes for many at once.
    fn watch_batch(&mut self, batch: &[Seen<'_>]) {
        let (connections, books) = (&self.connections, &self.books);
        let (mut tags, mut near) = ([0; BATCH], [NONE; BATCH]);
        for (tag, seen) in tags.iter_mut().zip(batch) {
            *tag = seen.tag();
        }
        let tags = tags.get(..batch.len()).unwrap_or_default();
        let mut touched = tags.iter().fold(0, |sum, tag| sum ^ connections.near_index(*tag));
        for (near, tag) in near.iter_mut().zip(tags) {
            *near = connections.near_number(*tag);
        }
        let mut entries = [(0, NONE); BATCH];
        for ((entry, near), seen) in entries.iter_mut().zip(near).zip(batch) {
            *entry = connections.near_entry(near, seen.end());
        }
        for ((flags, pairing), near) in entries.iter().zip(near).take(batch.len()) {
            touched ^= books.near(*pairing) ^ connections.near_rest(near, *flags).cast_unsigned();
        }
        std::hint::black_box(touched);
        for (seen, near) in batch.iter().zip(near) {
            self.step(seen, near, &mut Nobody);
        }
    }

    #[inline]
    fn step<T: Trace>(&mut self, seen: &Seen<'_>, near: u32, trace: &mut T) {
        self.count(seen.nanos, seen.length, seen.payload, seen.payload_length);
        let copy = self.copies.is_copy(seen);
        self.books.health.duplicates += u64::from(copy);
        self.connections.packet(seen, near, copy, &mut self.books, trace);
    }

    /// Counts a packet in the capture's health.
    #[inline]
    fn count(&mut self, nanos: i64, length: u32, payload: &[u8], payload_length: u32) {
        let health = &mut self.books.health;
        health.seen.packets += 1;
        health.seen.bytes += u64::from(length);
        health.cut += u64::from(payload.len() < payload_length as usize);
        health.backwards += u64::from(nanos < self.before);
        self.before = nanos;
        self.now = self.now.max(nanos);
    }
}

/// The end of a watch, part by part.
pub struct Ending {
    books: Books,
    /// Gone after the last part.
    closing: Option<Closing>,
}

impl Ending {
    /// Connections that are still to be closed.
    pub fn left(&self) -> usize {
        self.closing.as_ref().map_or(0, Closing::left)
    }
}

impl Iterator for Ending {
    type Item = Observation;

    fn next(&mut self) -> Option<Observation> {
        if !self.closing.as_mut()?.go_on(&mut self.books) {
            self.closing = None;
        }
        Some(self.books.take())
    }
}

#[cfg(test)]
mod tests;
