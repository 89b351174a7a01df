//! One open connection: 124 bytes of numbers.

use sekisho_model::{Amount, CommandClass, CommandClasses, Protocol, Transport};

use super::carried::NOTHING;
use super::key::{Key, Wide, address, is_group};
use super::seen::Seen;

/// No number: the end of a list, no sighting, no parser.
pub(crate) const NONE: u32 = u32::MAX;

/// What is known of a connection, one bit each. Those of a direction stand beside each other.
pub(crate) mod flag {
    /// Which end is the client is known.
    pub(crate) const CLIENT_KNOWN: u32 = 1;
    /// The client is the second end.
    pub(crate) const CLIENT_SECOND: u32 = 1 << 1;
    /// It has a name.
    pub(crate) const NAMED: u32 = 1 << 2;
    /// A weak form was read; a second one gives the name.
    pub(crate) const PENDING: u32 = 1 << 3;
    /// Name and client are settled: what it adds goes to its conversation.
    pub(crate) const SETTLED: u32 = 1 << 4;
    /// It had many payloads and no name: tried again now and then only.
    pub(crate) const GIVEN_UP: u32 = 1 << 5;
    /// It was counted as a connection of its conversation.
    pub(crate) const COUNTED: u32 = 1 << 6;
    /// It was closed by its ends.
    pub(crate) const CLOSED: u32 = 1 << 7;
    /// Some payload of a TCP connection was seen.
    pub(crate) const PAYLOAD: u32 = 1 << 8;
    /// The last payload came from the second end.
    pub(crate) const LAST_SECOND: u32 = 1 << 9;
    /// The place where the next PDU begins is known.
    pub(crate) const SYNCED: [u32; 2] = [1 << 10, 1 << 11];
    /// Sequence numbers of this direction were seen.
    pub(crate) const SEEN: [u32; 2] = [1 << 12, 1 << 13];
    /// Bytes are missing in this direction.
    pub(crate) const HOLE: [u32; 2] = [1 << 14, 1 << 15];
    /// This direction was ended.
    pub(crate) const ENDED: [u32; 2] = [1 << 16, 1 << 17];
    /// Not even the first of the missing bytes has come late.
    pub(crate) const HOLE_WHOLE: [u32; 2] = [1 << 18, 1 << 19];
    /// The client was guessed, and a PDU under another name may know better.
    pub(crate) const CLIENT_GUESSED: u32 = 1 << 20;
    /// Three bits: the class of command that its conversation was not told yet, counted from 1; 0 for none.
    pub(super) const OWED_AT: u32 = 21;
    /// Three bits: windows that its parser did not read, since the last that it did.
    pub(super) const DOUBTS_AT: u32 = 24;
    /// A torn head is carried.
    pub(crate) const CARRYING: u32 = 1 << 27;
    /// Two bits: the piece of time in which it was last put at the end of its list, round and round.
    pub(super) const MOVED_AT: u32 = 30;
    /// Two bits: the list it stands in.
    pub(super) const CLASS_AT: u32 = 28;
}

/// In which list of `queue` an entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// A place without a connection.
    Free,
    /// A TCP connection that carried something.
    Stream,
    /// Anything else that is open.
    Short,
    /// Ended by both, or reset.
    Closed,
}

impl Class {
    /// How long it may be silent before it is over, in nanoseconds.
    pub(crate) const fn silence_nanos_max(self) -> i64 {
        const SECOND: i64 = 1_000_000_000;
        match self {
            Self::Stream => 3_600 * SECOND,
            Self::Free | Self::Short => 300 * SECOND,
            Self::Closed => 10 * SECOND,
        }
    }
}

/// One open connection, in one line of memory: what a packet asks of it, and what grows with it.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub(crate) struct Entry {
    /// Which.
    pub key: Key,
    /// See [`flag`].
    pub flags: u32,
    /// Its name, or the one that a weak form proposes.
    pub protocol: Option<Protocol>,
    /// The parser that gave it.
    pub parser: u8,
    /// Classes of command that were seen.
    pub commands: CommandClasses,
    /// Payloads without a name, round and round.
    pub tries: u8,
    /// Last packet.
    pub last: i64,
    /// Sequence number where the next PDU of each end begins.
    pub next: [u32; 2],
    /// Sequence number after the last byte of each end.
    pub end: [u32; 2],
    /// Where the sightings of each end are.
    pub sightings: [u32; 2],
    /// Packets of each end that were neither added to a conversation nor to [`Rest`]. One at least, where any were not
    /// added to a conversation.
    packets: [u16; 2],
    /// Their bytes.
    bytes: [u16; 2],
}

/// The rest of what is known of an open connection, which few packets ask for.
#[derive(Clone, Copy)]
pub(crate) struct Rest {
    /// First packet that was not yet added to a conversation.
    pub first: i64,
    /// When its owed class of command was seen.
    pub owed: i64,
    /// Packets of each end that were not yet added, but for the last.
    packets: [u32; 2],
    /// Their bytes.
    bytes: [u32; 2],
    /// Sequence number of the first missing byte of each end.
    pub hole: [u32; 2],
    /// Where torn heads are carried.
    pub carried: u32,
    /// What both sides send was classed by a guess of who is the client.
    pub relayed_by_guess: bool,
    /// Segments of each end in which a PDU began where the one before ended, while there is no name.
    pub links: [u8; 2],
    /// The parser that reads them.
    pub linked_by: u8,
}

/// Where an open connection stands in its list of `queue`.
#[derive(Clone, Copy)]
pub(crate) struct Links {
    /// Neighbours in the list.
    pub before: u32,
    /// See `before`.
    pub after: u32,
    /// Second in which it was last put at the end of its list.
    pub moved: u32,
}

impl Links {
    /// In no list.
    pub(crate) const NONE: Self = Self { before: NONE, after: NONE, moved: 0 };
}

const _: () = assert!(size_of::<Entry>() == 64, "a packet touches one line of its connection");
const _: () = assert!(size_of::<Rest>() <= 48, "a million connections are held in memory");

impl Rest {
    /// Of a new connection.
    pub(crate) const NEW: Self = Self {
        first: 0,
        owed: 0,
        packets: [0; 2],
        bytes: [0; 2],
        hole: [0; 2],
        carried: NOTHING,
        relayed_by_guess: false,
        links: [0; 2],
        linked_by: 0,
    };

    /// Must what it has be added to its conversation before so many bytes more are counted?
    pub(crate) fn is_full_for(&self, end: usize, bytes: u32) -> bool {
        let most = u32::from(u16::MAX);
        let bytes = self.bytes[end].checked_add(most).and_then(|sum| sum.checked_add(bytes));
        bytes.is_none() || self.packets[end] > u32::MAX - most
    }
}

impl Entry {
    /// A place without a connection.
    pub(crate) const FREE: Self = Self {
        key: Key::NONE,
        flags: 0,
        protocol: None,
        parser: 0,
        commands: CommandClasses::NONE,
        tries: 0,
        last: 0,
        next: [0; 2],
        end: [0; 2],
        sightings: [NONE; 2],
        packets: [0; 2],
        bytes: [0; 2],
    };

    /// A new connection.
    pub(crate) const fn new(key: Key, now: i64) -> Self {
        Self { key, last: now, ..Self::FREE }
    }

    /// Another connection of the same ends, in its place in the list.
    pub(crate) fn anew(&self, now: i64) -> Self {
        let place = self.flags & (3 << flag::CLASS_AT | 3 << flag::MOVED_AT);
        Self { flags: place, sightings: self.sightings, ..Self::new(self.key, now) }
    }

    /// Is this the open connection of a packet?
    #[inline]
    pub(crate) fn is_open_as(&self, seen: &Seen<'_>, wide: &Wide) -> bool {
        let is_open = (self.flags >> flag::CLASS_AT) & 3 != 0;
        if seen.key.is_wide() {
            return is_open && self.key.is_between(&seen.key, &seen.wide, wide);
        }
        is_open && self.key == seen.key
    }

    /// Is a bit set?
    pub(crate) const fn is(&self, flag: u32) -> bool {
        self.flags & flag != 0
    }

    /// Sets a bit. One that is set already is not written: a byte of the flags that was just written makes who reads all
    /// of them wait.
    #[inline]
    pub(crate) const fn set(&mut self, flag: u32) {
        if self.flags & flag != flag {
            self.flags |= flag;
        }
    }

    /// Clears a bit.
    pub(crate) const fn clear(&mut self, flag: u32) {
        self.flags &= !flag;
    }

    /// Windows that its parser did not read, since the last that it did; at most 7.
    pub(crate) const fn doubts(&self) -> u32 {
        (self.flags >> flag::DOUBTS_AT) & 7
    }

    /// Says how many there were.
    #[inline]
    pub(crate) const fn set_doubts(&mut self, doubts: u32) {
        if doubts == 0 && self.doubts() == 0 {
            return;
        }
        let doubts = if doubts > 7 { 7 } else { doubts };
        self.flags = self.flags & !(7 << flag::DOUBTS_AT) | doubts << flag::DOUBTS_AT;
    }

    /// Owes a class of command to its conversation. False where it owes one already.
    pub(crate) const fn owe_class(&mut self, class: CommandClass) -> bool {
        let free = self.flags & (7 << flag::OWED_AT) == 0;
        if free {
            self.flags |= (class as u32 + 1) << flag::OWED_AT;
        }
        free
    }

    /// The class of command that it owes, once.
    pub(crate) fn take_owed_class(&mut self) -> Option<CommandClass> {
        let owed = (self.flags >> flag::OWED_AT) & 7;
        self.flags &= !(7 << flag::OWED_AT);
        CommandClass::ALL.into_iter().find(|class| *class as u32 + 1 == owed)
    }

    /// In which list it stands.
    pub(crate) const fn class(&self) -> Class {
        match (self.flags >> flag::CLASS_AT) & 3 {
            0 => Class::Free,
            1 => Class::Closed,
            2 => Class::Short,
            _ => Class::Stream,
        }
    }

    /// Says in which list it stands.
    pub(crate) const fn set_class(&mut self, class: Class) {
        let number: u32 = match class {
            Class::Free => 0,
            Class::Closed => 1,
            Class::Short => 2,
            Class::Stream => 3,
        };
        self.flags = self.flags & !(3 << flag::CLASS_AT) | number << flag::CLASS_AT;
    }

    /// Is there something that was not yet added to a conversation?
    pub(crate) const fn owes(&self) -> bool {
        self.packets[0] != 0 || self.packets[1] != 0
    }

    /// Adds a packet of an end. False where it must be added with [`Self::add_beside`].
    #[inline]
    pub(crate) fn add(&mut self, end: usize, now: i64, bytes: u32) -> bool {
        let packets = self.packets[end].wrapping_add(1);
        let bytes = u32::from(self.bytes[end]).saturating_add(bytes);
        match u16::try_from(bytes) {
            // The first of its end, or one of before the last, may be the first of all.
            Ok(bytes) if packets > 1 && now >= self.last => {
                (self.packets[end], self.bytes[end], self.last) = (packets, bytes, now);
                true
            }
            _ => false,
        }
    }

    /// Adds a packet of an end, and what was counted before it to the rest.
    #[cold]
    pub(crate) fn add_beside(&mut self, end: usize, now: i64, bytes: u32, rest: &mut Rest) {
        rest.first = if self.owes() { rest.first.min(now) } else { now };
        self.last = self.last.max(now);
        rest.packets[end] += u32::from(self.packets[end]);
        rest.bytes[end] = rest.bytes[end].saturating_add(self.bytes[end].into()).saturating_add(bytes);
        (self.packets[end], self.bytes[end]) = (1, 0);
    }

    /// What an end sent that was not yet added.
    pub(crate) fn amount(&self, end: usize, rest: &Rest) -> Amount {
        Amount {
            packets: u64::from(self.packets[end]) + u64::from(rest.packets[end]),
            bytes: u64::from(self.bytes[end]) + u64::from(rest.bytes[end]),
        }
    }

    /// Everything was added.
    pub(crate) const fn clear_amounts(&mut self, rest: &mut Rest) {
        (self.packets, self.bytes) = ([0; 2], [0; 2]);
        (rest.packets, rest.bytes) = ([0; 2], [0; 2]);
    }

    /// Guesses who is the client, if it is not known.
    pub(crate) fn guess_client(&mut self, wide: &Wide, usual_ports: &[u16]) {
        if !self.is(flag::CLIENT_KNOWN) {
            self.client_is(self.likely_client(wide, usual_ports));
            self.set(flag::CLIENT_GUESSED);
        }
    }

    /// Forgets who the client is, if it was guessed.
    pub(crate) const fn forget_guess(&mut self) {
        if self.is(flag::CLIENT_GUESSED) {
            self.clear(flag::CLIENT_GUESSED | flag::CLIENT_KNOWN | flag::CLIENT_SECOND);
        }
    }

    /// Says who is the client, once.
    pub(crate) const fn client_is(&mut self, end: usize) {
        if !self.is(flag::CLIENT_KNOWN) {
            self.set(flag::CLIENT_KNOWN);
            if end == 1 {
                self.set(flag::CLIENT_SECOND);
            }
        }
    }

    /// The client's end, as far as it is known.
    pub(crate) fn client(&self) -> usize {
        usize::from(self.is(flag::CLIENT_SECOND))
    }

    /// The beginnings of both addresses, the likely client's first: connections whose neighbourhoods are near each
    /// other are near each other in the order of their addresses. It says nothing else.
    pub(crate) fn neighbourhood(&self, wide: &Wide) -> u64 {
        let client = self.client();
        if self.key.is_wide() {
            let [high, low] = self.key.ends(wide)[client];
            return if high == 0 { low } else { high };
        }
        u64::from(self.key.address_v4(client)) << 32 | u64::from(self.key.address_v4(1 - client))
    }

    /// Which end is on a port that is usual for its protocol, when exactly one is.
    pub(crate) fn usual_end(&self, ports: &[u16]) -> Option<usize> {
        match self.key.ports().map(|port| ports.contains(&port)) {
            [true, false] => Some(0),
            [false, true] => Some(1),
            _ => None,
        }
    }

    /// Who is the client when nobody said so: not a group; not the end on the protocol's usual port or the lower
    /// one; the lower address. The same for every connection of two hosts, whoever is seen to speak first.
    pub(crate) fn likely_client(&self, wide: &Wide, usual_ports: &[u16]) -> usize {
        let ends = self.key.ends(wide);
        match [0, 1].map(|end| is_group(address(&ends, end, self.key.transport()))) {
            [true, false] => return 1,
            [false, true] => return 0,
            _ => {}
        }
        if let Some(server) = self.usual_end(usual_ports) {
            return 1 - server;
        }
        let [low, high] = self.key.ports();
        usize::from(low < high && matches!(self.key.transport(), Transport::Tcp | Transport::Udp))
    }

    /// The list it belongs in. Only a TCP connection is said to have carried something.
    pub(crate) const fn wanted_class(&self) -> Class {
        if self.is(flag::CLOSED) {
            Class::Closed
        } else if self.is(flag::PAYLOAD) {
            Class::Stream
        } else {
            Class::Short
        }
    }

    /// Says in which piece of time it was put at the end of its list.
    pub(crate) const fn set_moved(&mut self, piece: u32) {
        self.flags = self.flags & !(3 << flag::MOVED_AT) | (piece & 3) << flag::MOVED_AT;
    }

    /// Was it put there in this piece of time, or in one of the same sign?
    #[inline]
    pub(crate) const fn is_moved_in(&self, piece: u32) -> bool {
        (self.flags >> flag::MOVED_AT) & 3 == piece & 3
    }

    /// Is it in that list?
    #[inline]
    pub(crate) const fn is_in_wanted_class(&self) -> bool {
        let wanted = if self.is(flag::CLOSED) { 1 } else { 2 + self.is(flag::PAYLOAD) as u32 };
        (self.flags >> flag::CLASS_AT) & 3 == wanted
    }
}
