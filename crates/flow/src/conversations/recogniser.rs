//! Which parser can read a window.

use crate::protocols::PARSERS;
use crate::window::{Carrier, Parser, Pdu, Reading, Setting, Weight, Window};

/// The parsers by what carries their protocol.
pub(crate) struct Recogniser {
    tcp: Vec<u8>,
    udp: Vec<u8>,
    ethernet: Vec<(u16, u8)>,
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

impl Recogniser {
    /// Sorts the parsers.
    pub(crate) fn new() -> Self {
        let mut sorted = Self { tcp: Vec::new(), udp: Vec::new(), ethernet: Vec::new() };
        for (parser, number) in PARSERS.iter().zip(0..) {
            for carrier in parser.carriers {
                match carrier {
                    Carrier::Tcp => sorted.tcp.push(number),
                    Carrier::Udp => sorted.udp.push(number),
                    Carrier::Ethernet(kind) => sorted.ethernet.push((*kind, number)),
                }
            }
        }
        sorted
    }

    /// The best reading of a window whose protocol is not known: the first that is strong; else the first that is
    /// weak, `pending` before those whose port fits, and those before others. What is less than that is kept apart.
    pub(crate) fn best(&self, window: &Window<'_>, setting: &Setting, pending: Option<u8>) -> Best {
        let (mut weak, mut linked): (Option<Candidate>, _) = (None, None);
        let pending_first = pending.into_iter();
        let by_port = self.of(setting.carrier).filter(|number| fits(parser(*number), setting));
        let others = self.of(setting.carrier).filter(|number| !fits(parser(*number), setting));
        for number in pending_first.chain(by_port).chain(others) {
            let Reading::Pdu(pdu) = (parser(number).read)(window, setting) else { continue };
            let found = Candidate { parser: number, pdu, on_usual_port: fits(parser(number), setting) };
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
        self.of(setting.carrier).any(more)
    }

    fn of(&self, carrier: Carrier) -> impl Iterator<Item = u8> {
        let (plain, ethernet, wanted): (&[u8], &[(u16, u8)], u16) = match carrier {
            Carrier::Tcp => (&self.tcp, &[], 0),
            Carrier::Udp => (&self.udp, &[], 0),
            Carrier::Ethernet(kind) => (&[], &self.ethernet, kind),
        };
        let ethernet = ethernet.iter().filter(move |(kind, _)| *kind == wanted).map(|(_, number)| *number);
        plain.iter().copied().chain(ethernet)
    }
}

/// The parser at a place in the list.
pub(crate) fn parser(number: u8) -> &'static Parser {
    PARSERS[usize::from(number)]
}

fn fits(parser: &Parser, setting: &Setting) -> bool {
    parser.usual_ports.iter().any(|port| setting.on_port(*port))
}
