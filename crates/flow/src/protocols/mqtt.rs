//! MQTT 3.1, 3.1.1 and 5.0 over TCP (OASIS). Under TLS it is TLS, inside a WebSocket HTTP.
//!
//! Structure: a packet's kind and flags, a remaining length in as few bytes as it needs, and the lengths inside that
//! must fit into it. CONNECT names its protocol and is enough. Everything else says little: a PUBLISH that ends with
//! its segment, or before a further packet, needs a second of its kind on any port. Acknowledgements, and messages that
//! go on in the next segment, count where three begin in different segments, each where the one before ends; packets
//! without a content do so on the usual port alone.
//!
//! Restraint: topics, filters, client identifiers, names, properties and payloads are passed over by their lengths.
//!
//! Classes: what a client publishes is Write, with the PUBREL that releases it; what the broker delivers is Read, as
//! are SUBSCRIBE and UNSUBSCRIBE. A ping is Diagnostic. CONNECT, DISCONNECT and AUTH are Other; acknowledgements
//! command nothing.

use std::ops::Range;

use sekisho_model::{CommandClass, CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Mqtt,
    carriers: &[Carrier::Tcp],
    usual_ports: &[PORT],
    read,
    identify: None,
    looked_at,
};

const PORT: u16 = 1883;

const CONNECT: u8 = 1;
const CONNACK: u8 = 2;
const PUBLISH: u8 = 3;
const SUBSCRIBE: u8 = 8;
const SUBACK: u8 = 9;
const UNSUBSCRIBE: u8 = 10;

/// Kind of packet → its flags, who sends it, its class. The flags of PUBLISH say something.
#[rustfmt::skip] // a table
const KINDS: [(u8, Side, Option<CommandClass>); 16] = {
    use CommandClass::{Diagnostic, Other, Read, Write};
    [
        (0xFF, Side::Unknown, None),             // reserved
        (0, Side::Client, Some(Other)),          // CONNECT
        (0, Side::Server, None),                 // CONNACK
        (0, Side::Relayed, Some(Write)),         // PUBLISH
        (0, Side::Unknown, None),                // PUBACK
        (0, Side::Unknown, None),                // PUBREC
        (2, Side::Relayed, Some(Write)),         // PUBREL
        (0, Side::Unknown, None),                // PUBCOMP
        (2, Side::Client, Some(Read)),           // SUBSCRIBE
        (0, Side::Server, None),                 // SUBACK
        (2, Side::Client, Some(Read)),           // UNSUBSCRIBE
        (0, Side::Server, None),                 // UNSUBACK
        (0, Side::Client, Some(Diagnostic)),     // PINGREQ
        (0, Side::Server, Some(Diagnostic)),     // PINGRESP
        (0, Side::Unknown, Some(Other)),         // DISCONNECT: a server sends it from 5.0 on
        (0, Side::Unknown, Some(Other)),         // AUTH
    ]
};

/// Name of the protocol with its length, and the levels that it has. A bridge sets the level's highest bit.
const NAMES: [(&[u8], &[u8]); 2] = [(b"\x00\x04MQTT", &[4, 5]), (b"\x00\x06MQIsdp", &[3])];
const BRIDGE: u8 = 0x80;

/// Longest fixed header.
const HEAD_MAX: usize = 5;
/// A PUBLISH with less behind its head is also what Modbus on a serial line sends to write one register.
const PUBLISH_LEAST: u32 = 7;
/// A PUBLISH that goes on in the next segment is looked for no further than this where its begin is not certain.
const TORN_MOST: u32 = 1 << 20;
/// A longer topic is passed over, and says less.
const TOPIC_MOST: usize = 255;
/// Bytes of a segment with acknowledgements.
const NUMBERED_MOST: u32 = 32;
/// The property by which a number stands for a topic, alone with its length.
const TOPIC_ALIAS: [u8; 2] = [3, 0x23];

/// A fixed header.
#[derive(Clone, Copy)]
struct Head {
    kind: u8,
    flags: u8,
    /// The remaining length: bytes behind the header.
    rest: u32,
    /// Bytes of the header.
    at: usize,
}

impl Head {
    /// `None` where there is none, or not yet.
    fn of(window: &Window<'_>) -> Option<Self> {
        let first = window.u8(0)?;
        let (mut rest, mut at) = (0, 1);
        loop {
            let byte = window.u8(at)?;
            rest |= u32::from(byte & 0x7F) << (7 * (at - 1));
            at += 1;
            if byte & 0x80 == 0 {
                // A last byte of 0 says nothing: the length would have been written without it.
                let is_short = byte != 0 || at == 2;
                return is_short.then_some(Self { kind: first >> 4, flags: first & 15, rest, at });
            }
            if at == HEAD_MAX {
                return None;
            }
        }
    }

    /// Bytes of the packet.
    fn total(&self) -> u32 {
        self.rest + u32::try_from(self.at).unwrap_or(0)
    }

    /// A message is delivered at most once, at least once, exactly once.
    const fn quality(&self) -> u8 {
        self.flags >> 1 & 3
    }

    /// Are flags and length such as this kind can have? In 3.1 some kinds may say that they are sent again.
    fn is_lawful(&self, known: bool) -> bool {
        let (flags, ..) = KINDS[usize::from(self.kind)];
        let is_again = known && flags == 2 && self.flags == 10;
        let has_flags = match self.kind {
            PUBLISH => self.quality() != 3 && (self.quality() > 0 || self.flags & 8 == 0),
            _ => self.flags == flags || is_again,
        };
        let least = match self.kind {
            CONNECT => 12,
            CONNACK | PUBLISH | 4..=7 | 11 => 2,
            SUBSCRIBE => 6,
            SUBACK => 3,
            UNSUBSCRIBE => 5,
            _ => 0,
        };
        has_flags && self.rest >= least && (!matches!(self.kind, 12 | 13) || self.rest == 0)
    }
}

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    let Some(head) = Head::of(window) else {
        let may_begin = if setting.known { window.seen() > 0 } else { window.u8(0) == Some(CONNECT << 4) };
        return if may_begin && is_torn(window) { Reading::More(5) } else { Reading::No };
    };
    if !head.is_lawful(setting.known) {
        return Reading::No;
    }
    if let Some(needed) = becomes_connect(window, &head).filter(|_| !setting.known) {
        return Reading::More(needed);
    }
    weight(window, &head, setting).map_or(Reading::No, |weight| found(&head, weight))
}

fn found(head: &Head, weight: Weight) -> Reading {
    let (_, side, class) = KINDS[usize::from(head.kind)];
    let commands = class.map_or(CommandClasses::NONE, CommandClasses::of);
    let extent = Extent::Bytes(head.total());
    Reading::Pdu(Pdu { protocol: Protocol::Mqtt, weight, extent, side, commands })
}

/// How much a packet says. `None` where it is none.
fn weight(window: &Window<'_>, head: &Head, setting: &Setting) -> Option<Weight> {
    let is_whole = head.total() <= window.length();
    // Two to four bytes, in most cases; many in one segment are a table of something.
    let is_alone = is_whole && window.length() <= NUMBERED_MOST;
    let numbered = if is_alone { Weight::Linked } else { Weight::Slight };
    let empty = if setting.on_port(PORT) { numbered } else { Weight::Slight };
    let weight = match head.kind {
        CONNECT => names_itself(window, head.at).then_some(Weight::Strong),
        PUBLISH => publishes(window, head).filter(|_| is_whole || head.rest <= TORN_MOST),
        CONNACK => accepts(window, head).then_some(Weight::Weak),
        SUBSCRIBE => asks_for(window, head, 1).filter(|_| is_whole),
        UNSUBSCRIBE => asks_for(window, head, 0).filter(|_| is_whole).map(|_| Weight::Weak),
        SUBACK => (is_whole && is_numbered(window, head) && grants(window, head)).then_some(Weight::Faint),
        4..=7 | 11 => (is_numbered(window, head) && head.rest <= 4).then_some(numbered),
        _ => (head.total() == 2).then_some(empty),
    };
    let fits = match head.kind {
        PUBLISH => fits_topic(window, head) != Some(false),
        CONNECT => names_itself(window, head.at),
        SUBSCRIBE | UNSUBSCRIBE => is_numbered(window, head) || window.seen() < head.at + 2,
        _ => true,
    };
    weight.or((setting.known && fits).then_some(Weight::Weak))
}

/// CONNECT: name and level, and flags that agree with each other.
fn names_itself(window: &Window<'_>, at: usize) -> bool {
    NAMES.iter().any(|(name, levels)| {
        let level = window.u8(at + name.len()).map(|level| level & !BRIDGE);
        let flags = window.u8(at + name.len() + 1);
        // The last bit is reserved; there is no fourth quality; will flags need a will.
        let is_flags =
            |flags: u8| flags & 1 == 0 && flags & 0x18 != 0x18 && (flags & 4 != 0 || flags & 0x38 == 0);
        window.has(at, name)
            && level.is_none_or(|level| levels.contains(&level))
            && flags.is_none_or(is_flags)
            && level.is_some()
    })
}

/// PUBLISH: the topic fits into the packet, with a number behind it where it will be acknowledged. In 5.0 a number may
/// stand for the topic.
fn publishes(window: &Window<'_>, head: &Head) -> Option<Weight> {
    let topic = usize::from(window.be16(head.at)?);
    let number_at = head.at + 2 + topic;
    let is_numbered = head.quality() == 0 || window.seen() < number_at + 2 || window.be16(number_at)? != 0;
    let behind = number_at + if head.quality() == 0 { 0 } else { 2 };
    let is_named = topic > 0 || window.has(behind, &TOPIC_ALIAS);
    let weight = match head.total() <= window.length() {
        true if head.rest >= PUBLISH_LEAST => Weight::Faint,
        false if topic <= TOPIC_MOST => Weight::Linked,
        _ => Weight::Slight,
    };
    (is_named && is_numbered && fits_topic(window, head)?).then_some(weight)
}

fn fits_topic(window: &Window<'_>, head: &Head) -> Option<bool> {
    let number = if head.quality() == 0 { 0 } else { 2 };
    window.be16(head.at).map(|topic| u32::from(topic) + 2 + number <= head.rest)
}

/// CONNACK: a session was there or not; a code of 3.1.1, or a reason of 5.0 and properties that fill the packet.
fn accepts(window: &Window<'_>, head: &Head) -> bool {
    let (session, code) = (window.u8(head.at), window.u8(head.at + 1));
    let is_code = |code: u8| match (head.rest, window.u8(head.at + 2)) {
        (2, _) => code <= 5,
        (rest, Some(properties @ 0..=127)) => {
            (code == 0 || code >= 0x80) && rest == 3 + u32::from(properties)
        }
        _ => false,
    };
    session.is_some_and(|session| session <= 1) && code.is_some_and(is_code)
}

/// SUBSCRIBE and UNSUBSCRIBE: a number, in 5.0 properties, and filters, each with so many bytes behind it. One filter
/// that fills packet and segment says most.
fn asks_for(window: &Window<'_>, head: &Head, behind: u32) -> Option<Weight> {
    if !is_numbered(window, head) {
        return None;
    }
    let end = |before: u32, length: Option<u16>| {
        let length = length.filter(|length| *length > 0)?;
        Some(before + 2 + u32::from(length) + behind).filter(|end| *end <= head.rest)
    };
    let properties = window.u8(head.at + 2).filter(|length| *length < 128)?;
    let filter_at = head.at + 3 + usize::from(properties);
    let end = end(2, window.be16(head.at + 2))
        .or_else(|| end(3 + u32::from(properties), window.be16(filter_at)))?;
    let is_only = end == head.rest && head.total() == window.length();
    let last = usize::try_from(head.total() - 1).ok().and_then(|last| window.u8(last));
    // Quality, and in 5.0 what is to be told of messages kept.
    let has_option =
        last.is_some_and(|option| option & 3 != 3 && option & 0xC0 == 0 && option & 0x30 != 0x30);
    Some(if is_only && has_option { Weight::Strong } else { Weight::Weak })
}

/// SUBACK: the first quality that is granted, or in 5.0 the length of the properties before it.
fn grants(window: &Window<'_>, head: &Head) -> bool {
    let is_granted = |code: u8| matches!(code, 0..=2 | 0x80);
    window.u8(head.at + 2).is_some_and(is_granted) && head.rest <= 64
}

/// A packet's number is never 0.
fn is_numbered(window: &Window<'_>, head: &Head) -> bool {
    window.be16(head.at).is_some_and(|number| number != 0)
}

/// Does the stream end, so far, within a fixed header?
fn is_torn(window: &Window<'_>) -> bool {
    let goes_on = (1..window.seen()).all(|at| window.u8(at).is_some_and(|byte| byte & 0x80 != 0));
    goes_on && window.is_torn_before(5)
}

/// All that came so far is the begin of a CONNECT: how many bytes tell whether it is one.
fn becomes_connect(window: &Window<'_>, head: &Head) -> Option<u8> {
    let (name, _) = NAMES.iter().find(|(name, _)| {
        let there = name.len().min(window.seen().saturating_sub(head.at));
        name.get(..there).is_some_and(|begin| window.has(head.at, begin))
    })?;
    let needed = head.at + name.len() + 2;
    let is_torn = u32::try_from(needed).is_ok_and(|needed| window.is_torn_before(needed));
    u8::try_from(needed).ok().filter(|_| head.kind == CONNECT && is_torn)
}

fn looked_at(pdu: &[u8], _setting: &Setting) -> Vec<Range<usize>> {
    let window = Window::new(pdu, u32::try_from(pdu.len()).unwrap_or(u32::MAX));
    let Some(head) = Head::of(&window) else { return vec![0..HEAD_MAX] };
    let at = head.at;
    match head.kind {
        CONNECT => vec![0..at + 10],
        PUBLISH => {
            let topic = usize::from(window.be16(at).unwrap_or(0));
            // Its number, and what says that a number stands for the topic.
            let behind = 2 * usize::from(head.quality() > 0) + 2 * usize::from(topic == 0);
            vec![0..at + 2, at + 2 + topic..at + 2 + topic + behind]
        }
        SUBSCRIBE | UNSUBSCRIBE => {
            let filter = at + 3 + usize::from(window.u8(at + 2).unwrap_or(0));
            let last = usize::try_from(head.total()).unwrap_or(usize::MAX);
            vec![0..at + 4, filter..filter + 2, last - 1..last]
        }
        _ => vec![0..at + 3],
    }
}

#[cfg(test)]
mod tests;
