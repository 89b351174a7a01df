//! Which parser can read a window.

use std::sync::LazyLock;

use crate::protocols::{PARSERS, may_begin};
use crate::window::{Carrier, Parser, Pdu, Reading, Setting, Weight, Window};

/// Parsers, each a bit at its place in the list.
type Set = u64;

const _: () = assert!(PARSERS.len() <= 64, "every parser has its bit");

/// The parsers by what carries their protocol, by the byte that a PDU of it can begin with, and by its ports. Most
/// windows are none of most parsers', and are not shown to them.
pub(crate) struct Recogniser {
    tcp: Box<[Set; 256]>,
    udp: Box<[Set; 256]>,
    ethernet: Vec<(u16, Set)>,
    /// In order.
    ports: Vec<(u16, Set)>,
}

/// A PDU, the parser that read it, and whether one of the ports is its usual one.
#[derive(Clone, Copy)]
pub(crate) struct Candidate {
    /// The parser, by its place in the list.
    pub parser: u8,
    /// What it read.
    pub pdu: Pdu,
    /// Is one of the ports usual for it?
    pub on_usual_port: bool,
}

/// What the parsers make of a window.
pub(crate) struct Best {
    /// What may give a name, alone or with a second.
    pub found: Option<Candidate>,
    /// The parser that reads one of several which would have to follow each other.
    pub linked: Option<u8>,
}

/// Sorted once: it never changes.
static SORTED: LazyLock<Recogniser> = LazyLock::new(Recogniser::new);

impl Recogniser {
    /// The one that there is.
    pub(crate) fn get() -> &'static Self {
        &SORTED
    }

    /// Sorts the parsers.
    fn new() -> Self {
        let by_first = |carrier| {
            let mut sets = Box::new([0; 256]);
            for (set, first) in sets.iter_mut().zip(0..=u8::MAX) {
                *set = set_of(|parser| {
                    parser.carriers.contains(&carrier) && may_begin(parser.protocol, carrier, first)
                });
            }
            sets
        };
        let kinds = PARSERS.iter().flat_map(|parser| parser.carriers).filter_map(|carrier| match carrier {
            Carrier::Ethernet(kind) => Some(*kind),
            Carrier::Tcp | Carrier::Udp => None,
        });
        let ports = PARSERS.iter().flat_map(|parser| parser.usual_ports).copied();
        Self {
            tcp: by_first(Carrier::Tcp),
            udp: by_first(Carrier::Udp),
            ethernet: sets(kinds, |kind, parser| parser.carriers.contains(&Carrier::Ethernet(kind))),
            ports: sets(ports, |port, parser| parser.usual_ports.contains(&port)),
        }
    }

    /// The best reading of a window whose protocol is not known: the first that is strong; else the first that is
    /// weak, `pending` before those whose port fits, and those before others. What is less than that is kept apart.
    pub(crate) fn best(&self, window: &Window<'_>, setting: &Setting, pending: Option<u8>) -> Best {
        let (mut weak, mut linked): (Option<Candidate>, _) = (None, None);
        let set = self.of(window, setting);
        let fitting = self.by_port(setting.source_port) | self.by_port(setting.target_port);
        let first = pending.map_or(0, |pending| set & 1 << pending);
        let inputs =
            numbers(first).chain(numbers(set & !first & fitting)).chain(numbers(set & !first & !fitting));
        for number in inputs {
            let Reading::Pdu(pdu) = (parser(number).read)(window, setting) else { continue };
            let found = Candidate { parser: number, pdu, on_usual_port: fitting >> number & 1 == 1 };
            match pdu.weight {
                Weight::Strong => return Best { found: Some(found), linked: None },
                Weight::Weak | Weight::Faint => weak = weak.or(Some(found)),
                Weight::Linked => linked = linked.or(Some(number)),
                Weight::Slight => {}
            }
        }
        Best { found: weak, linked }
    }

    /// Does a parser need more of a stream to tell whether this is the begin of its PDU?
    pub(crate) fn asks_for_more(&self, window: &Window<'_>, setting: &Setting) -> bool {
        let more = |number: u8| matches!((parser(number).read)(window, setting), Reading::More(_));
        numbers(self.of(window, setting)).any(more)
    }

    /// The parsers that may have something to say of a window that is not empty.
    fn of(&self, window: &Window<'_>, setting: &Setting) -> Set {
        let first = usize::from(window.u8(0).unwrap_or(0));
        match setting.carrier {
            Carrier::Tcp => self.tcp[first],
            Carrier::Udp => self.udp[first],
            Carrier::Ethernet(kind) => found_in(&self.ethernet, kind),
        }
    }

    fn by_port(&self, port: u16) -> Set {
        found_in(&self.ports, port)
    }
}

fn set_of(is_in: impl Fn(&Parser) -> bool) -> Set {
    let parsers = PARSERS.iter().zip(0_u8..).filter(|(parser, _)| is_in(parser));
    parsers.fold(0, |set, (_, number)| set | 1 << number)
}

/// Each number once, in order, with the parsers that it has.
fn sets(numbers: impl Iterator<Item = u16>, has: impl Fn(u16, &Parser) -> bool) -> Vec<(u16, Set)> {
    let numbers: std::collections::BTreeSet<u16> = numbers.collect();
    numbers.into_iter().map(|number| (number, set_of(|parser| has(number, parser)))).collect()
}

fn found_in(sets: &[(u16, Set)], number: u16) -> Set {
    sets.binary_search_by_key(&number, |(known, _)| *known)
        .map_or(0, |at| sets.get(at).map_or(0, |(_, set)| *set))
}

/// The parsers of a set, in order.
fn numbers(mut set: Set) -> impl Iterator<Item = u8> {
    std::iter::from_fn(move || {
        let number = u8::try_from(set.trailing_zeros()).ok().filter(|number| *number < 64)?;
        set &= set - 1;
        Some(number)
    })
}

/// The parser at a place in the list.
pub(crate) fn parser(number: u8) -> &'static Parser {
    PARSERS[usize::from(number)]
}
