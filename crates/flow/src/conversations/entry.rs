//! One open connection: 128 bytes of numbers.

use sekisho_model::{Amount, CommandClass, CommandClasses, Protocol, Transport};

use super::carried::NOTHING;
use super::key::{Key, is_group};

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

/// One open connection, in two lines of memory: what finds it, and what grows with it.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub(crate) struct Entry {
    /// Which.
    pub key: Key,
    /// See [`flag`].
    pub flags: u32,
    /// Where torn heads are carried.
    pub carried: u32,
    /// First packet that was not yet added to a conversation.
    pub first: i64,
    /// Last packet.
    pub last: i64,
    /// Packets of each end that were not yet added.
    pub packets: [u32; 2],
    /// Their bytes.
    pub bytes: [u32; 2],
    /// Sequence number where the next PDU of each end begins.
    pub next: [u32; 2],
    /// Sequence number after the last byte of each end.
    pub end: [u32; 2],
    /// Sequence number of the first missing byte of each end.
    pub hole: [u32; 2],
    /// Where the sightings of each end are.
    pub sightings: [u32; 2],
    /// Neighbours in the list.
    pub before: u32,
    /// See `before`.
    pub after: u32,
    /// Second in which it was last put at the end of its list.
    pub moved: u32,
    /// Its name, or the one that a weak form proposes.
    pub protocol: Option<Protocol>,
    /// The parser that gave it.
    pub parser: u8,
    /// Classes of command that were seen.
    pub commands: CommandClasses,
    /// Payloads without a name, round and round.
    pub tries: u8,
}

const _: () = assert!(size_of::<Entry>() <= 128, "a million connections are held in memory");

impl Entry {
    /// A place without a connection.
    pub(crate) const FREE: Self = Self {
        key: Key::NONE,
        flags: 0,
        first: 0,
        last: 0,
        packets: [0; 2],
        bytes: [0; 2],
        next: [0; 2],
        end: [0; 2],
        hole: [0; 2],
        sightings: [NONE; 2],
        carried: NOTHING,
        before: NONE,
        after: NONE,
        moved: 0,
        protocol: None,
        parser: 0,
        commands: CommandClasses::NONE,
        tries: 0,
    };

    /// A new connection.
    pub(crate) const fn new(key: Key, now: i64) -> Self {
        Self { key, first: now, last: now, ..Self::FREE }
    }

    /// Is this the open connection with that key?
    pub(crate) fn is_open_as(&self, key: &Key) -> bool {
        self.key == *key && self.class() != Class::Free
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

    /// Adds a packet of an end.
    pub(crate) fn add(&mut self, end: usize, now: i64, bytes: u32) {
        self.first = if self.owes() { self.first.min(now) } else { now };
        self.last = self.last.max(now);
        self.packets[end] = self.packets[end].saturating_add(1);
        self.bytes[end] = self.bytes[end].saturating_add(bytes);
    }

    /// What an end sent that was not yet added.
    pub(crate) const fn amount(&self, end: usize) -> Amount {
        Amount { packets: self.packets[end] as u64, bytes: self.bytes[end] as u64 }
    }

    /// Must what it has be added to its conversation before so many bytes more are counted?
    pub(crate) const fn is_full_for(&self, end: usize, bytes: u32) -> bool {
        self.bytes[end].checked_add(bytes).is_none() || self.packets[end] == u32::MAX
    }

    /// Guesses who is the client, if it is not known.
    pub(crate) fn guess_client(&mut self, usual_ports: &[u16]) {
        if !self.is(flag::CLIENT_KNOWN) {
            self.client_is(self.likely_client(usual_ports));
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
    pub(crate) const fn neighbourhood(&self) -> u64 {
        let client = self.is(flag::CLIENT_SECOND) as usize;
        let [high, low] = self.key.ends[client];
        let [_, other] = self.key.ends[1 - client];
        if high == 0 && low >> 32 == 0xffff {
            // IPv4, whole.
            return low << 32 | other & 0xffff_ffff;
        }
        if high == 0 { low } else { high }
    }

    /// Which end is on a port that is usual for its protocol, when exactly one is.
    pub(crate) fn usual_end(&self, ports: &[u16]) -> Option<usize> {
        match self.key.ports.map(|port| ports.contains(&port)) {
            [true, false] => Some(0),
            [false, true] => Some(1),
            _ => None,
        }
    }

    /// Who is the client when nobody said so: not a group; not the end on the protocol's usual port or the lower
    /// one; the lower address. The same for every connection of two hosts, whoever is seen to speak first.
    pub(crate) fn likely_client(&self, usual_ports: &[u16]) -> usize {
        match [0, 1].map(|end| is_group(self.key.address(end))) {
            [true, false] => return 1,
            [false, true] => return 0,
            _ => {}
        }
        if let Some(server) = self.usual_end(usual_ports) {
            return 1 - server;
        }
        let [low, high] = self.key.ports;
        usize::from(low < high && matches!(self.key.transport, Transport::Tcp | Transport::Udp))
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

    /// Is it in that list?
    #[inline]
    pub(crate) const fn is_in_wanted_class(&self) -> bool {
        let wanted = if self.is(flag::CLOSED) { 1 } else { 2 + self.is(flag::PAYLOAD) as u32 };
        (self.flags >> flag::CLASS_AT) & 3 == wanted
    }
}
