//! What a protocol's parser is shown, and what it may answer.
//!
//! Invariant: a [`Window`] holds at most [`WINDOW_MAX`] bytes, and the answer is made of closed choices. A parser
//! keeps nothing: the same window in the same setting gives the same answer.

use sekisho_model::{CommandClasses, IdentityKind, Protocol, ShortText};

/// Most bytes of a PDU that a recogniser is shown.
pub const WINDOW_MAX: usize = 128;

/// Most bytes that are carried from one packet to the next for a PDU whose head is torn.
pub(crate) const CARRIED_MAX: usize = 16;

/// The beginning of a payload or PDU, and how long it really goes on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window<'a> {
    bytes: &'a [u8],
    length: u32,
}

impl<'a> Window<'a> {
    /// The first bytes of what is `length` bytes long on the wire; the capture may have cut it.
    pub(crate) fn new(bytes: &'a [u8], length: u32) -> Self {
        Self { bytes: bytes.get(..WINDOW_MAX).unwrap_or(bytes), length }
    }

    /// Bytes on the wire from here to the end of the segment, datagram or frame.
    pub(crate) const fn length(&self) -> u32 {
        self.length
    }

    /// Bytes that can be looked at.
    pub(crate) const fn seen(&self) -> usize {
        self.bytes.len()
    }

    /// A byte, if it was captured and lies within the window.
    pub(crate) fn u8(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    /// Two bytes, high first.
    pub(crate) fn be16(&self, at: usize) -> Option<u16> {
        self.array(at).map(u16::from_be_bytes)
    }

    /// Two bytes, low first.
    pub(crate) fn le16(&self, at: usize) -> Option<u16> {
        self.array(at).map(u16::from_le_bytes)
    }

    /// Four bytes, high first.
    pub(crate) fn be32(&self, at: usize) -> Option<u32> {
        self.array(at).map(u32::from_be_bytes)
    }

    /// Four bytes, low first.
    pub(crate) fn le32(&self, at: usize) -> Option<u32> {
        self.array(at).map(u32::from_le_bytes)
    }

    /// Do these bytes stand there? False where they were not captured.
    pub(crate) fn has(&self, at: usize, bytes: &[u8]) -> bool {
        self.bytes.get(at..).is_some_and(|rest| rest.starts_with(bytes))
    }

    /// Does the stream end before so many bytes, and so soon that what there is can be carried to the next segment?
    pub(crate) fn is_torn_before(&self, needed: u32) -> bool {
        let whole = u32::try_from(self.bytes.len()) == Ok(self.length);
        whole && self.bytes.len() <= CARRIED_MAX && self.length < needed
    }

    /// Is all that came of the stream so far the begin of this text, and not yet the whole of it?
    pub(crate) fn may_become(&self, text: &[u8]) -> bool {
        let whole = u32::try_from(self.bytes.len()) == Ok(self.length);
        whole && self.bytes.len() < text.len() && text.starts_with(self.bytes)
    }

    /// May what is seen of these bytes be encrypted, or a check? Tables and numbers have more zeros.
    pub(crate) fn has_few_zeros(&self, bytes: std::ops::Range<usize>) -> bool {
        let most = bytes.len() / 6;
        bytes.filter(|at| self.u8(*at) == Some(0)).count() <= most
    }

    /// The window from a byte on, for what is packed inside.
    pub(crate) fn from(&self, at: usize) -> Self {
        let length = self.length.saturating_sub(u32::try_from(at).unwrap_or(u32::MAX));
        Self { bytes: self.bytes.get(at..).unwrap_or_default(), length }
    }

    fn array<const N: usize>(&self, at: usize) -> Option<[u8; N]> {
        self.bytes.get(at..)?.first_chunk().copied()
    }
}

/// What carries a payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Carrier {
    /// A stream: the window begins at a segment's payload or at the next PDU in it.
    Tcp,
    /// A datagram: one payload, often one PDU.
    Udp,
    /// A frame of this EtherType. The window begins after it.
    Ethernet(u16),
}

/// Where a payload was found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting {
    /// What carries it.
    pub carrier: Carrier,
    /// Port of the sender; 0 on Ethernet.
    pub source_port: u16,
    /// Port of the receiver; 0 on Ethernet.
    pub target_port: u16,
    /// Has the connection been recognised as this parser's protocol already? Then the window begins at a PDU, and a
    /// form that is right but says little is enough.
    pub known: bool,
}

impl Setting {
    /// Is either port this one?
    pub(crate) const fn on_port(&self, port: u16) -> bool {
        self.source_port == port || self.target_port == port
    }
}

/// Who speaks in a PDU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// The client: a request, a call, a poll.
    Client,
    /// The server: an answer.
    Server,
    /// The server: an answer that does not repeat all of what was asked. Its classes are those that the question may have
    /// had, and count only where the question's direction was not seen.
    Echo,
    /// Both may send it: from a client it has its classes, from a server it hands on what others put in, and is a read.
    Relayed,
    /// The PDU does not show it, or both may send it.
    Unknown,
}

/// How much a form says about the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Weight {
    /// Right, and nothing to go by: it is read on in a connection that has a name, and never counts for one.
    Slight,
    /// Right, and counts only as one of several in a stream that begin in different segments, each where the one before
    /// ends.
    Linked,
    /// Right, and so little that even on the protocol's usual port two such PDUs are needed.
    Faint,
    /// Right, but so little that chance can make it: two such PDUs are needed, or one on the protocol's usual port.
    Weak,
    /// Enough for a name: chance makes it in less than one of 2^32 random payloads.
    Strong,
}

/// Where a PDU ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// After so many bytes from the window's begin, its head included. Never 0.
    Bytes(u32),
    /// With the segment, datagram or frame. Also where the protocol does not say.
    Payload,
}

/// One PDU, as far as we say anything about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pdu {
    /// Its protocol. A parser whose frame carries several (TPKT) says which.
    pub protocol: Protocol,
    /// How much its form says.
    pub weight: Weight,
    /// Where it ends.
    pub extent: Extent,
    /// Who speaks.
    pub side: Side,
    /// Classes of its commands; empty where it commands nothing (keep-alive, acknowledgement).
    pub commands: CommandClasses,
}

/// What a parser makes of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// A PDU of its protocol.
    Pdu(Pdu),
    /// Perhaps; so many bytes from the window's begin are needed to know where the PDU ends or what it commands, and the
    /// stream, not the capture, ends before. What there is, is carried to the next segment if it has at most
    /// [`CARRIED_MAX`] bytes; a longer head is better read as far as it goes.
    More(u8),
    /// Not its protocol.
    No,
}

/// Receives what a device says of itself.
pub(crate) trait Found {
    /// Keeps an identity of the packet's sender.
    fn identity(&mut self, kind: IdentityKind, value: ShortText);
}

/// Reads identities out of one whole PDU.
pub(crate) type Identify = fn(&[u8], &Setting, &mut dyn Found);

/// One protocol: a row of `protocols::PARSERS`.
pub(crate) struct Parser {
    /// What it recognises; the first name where its frame carries several.
    pub protocol: Protocol,
    /// What can carry it.
    pub carriers: &'static [Carrier],
    /// Ports where it is usually served. They corroborate a weak form and are never enough.
    pub usual_ports: &'static [u16],
    /// Reads one PDU.
    pub read: fn(&Window<'_>, &Setting) -> Reading,
    /// Reads allow-listed identity strings out of one whole PDU of a conversation that is already known to be of
    /// this protocol: the one door through which more than a window is seen. `None` where the protocol has none.
    pub identify: Option<Identify>,
    /// The bytes of a PDU that `read` and `identify` may look at, by the protocol's definition: headers, command
    /// codes, identity fields. Written beside them, not derived from them, and given to the proof of restraint:
    /// every byte outside may be changed without any effect. Ranges are counted from the PDU's begin, and may go
    /// beyond its end.
    pub looked_at: fn(&[u8], &Setting) -> Vec<std::ops::Range<usize>>,
}
