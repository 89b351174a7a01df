//! For the parsers' tests: a PDU is shown whole, cut and changed, and what the parser says is held against what it
//! declares.

use sekisho_model::{CommandClass, IdentityKind, ShortText};

use crate::window::{Carrier, Extent, Found, Parser, Pdu, Reading, Setting, Weight, Window};

pub(super) const fn udp(source_port: u16, target_port: u16) -> Setting {
    Setting { carrier: Carrier::Udp, source_port, target_port, known: false }
}

pub(super) const fn tcp(source_port: u16, target_port: u16) -> Setting {
    Setting { carrier: Carrier::Tcp, source_port, target_port, known: false }
}

pub(super) const fn frame(ether_type: u16) -> Setting {
    Setting { carrier: Carrier::Ethernet(ether_type), source_port: 0, target_port: 0, known: false }
}

/// Bytes written in hexadecimal; blanks are passed over.
pub(super) fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u32> = hex.chars().filter_map(|letter| letter.to_digit(16)).collect();
    digits.chunks(2).map(|pair| u8::try_from(pair[0] << 4 | pair[1]).unwrap()).collect()
}

fn length(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap()
}

/// What the parser says of the first `seen` bytes.
pub(super) fn cut(parser: &Parser, bytes: &[u8], seen: usize, setting: &Setting) -> Reading {
    (parser.read)(&Window::new(&bytes[..seen.min(bytes.len())], length(bytes)), setting)
}

pub(super) fn reading(parser: &Parser, bytes: &[u8], setting: &Setting) -> Reading {
    cut(parser, bytes, bytes.len(), setting)
}

/// The PDU that the parser must see.
#[track_caller]
pub(super) fn pdu(parser: &Parser, bytes: &[u8], setting: &Setting) -> Pdu {
    match reading(parser, bytes, setting) {
        Reading::Pdu(pdu) => pdu,
        other => panic!("{other:?}"),
    }
}

/// The classes of the PDU that the parser must see.
#[track_caller]
pub(super) fn classes(parser: &Parser, bytes: &[u8], setting: &Setting) -> Vec<CommandClass> {
    pdu(parser, bytes, setting).commands.iter().collect()
}

#[derive(Default, PartialEq, Eq, Debug)]
struct Said(Vec<(IdentityKind, String)>);

impl Found for Said {
    fn identity(&mut self, kind: IdentityKind, value: ShortText) {
        self.0.push((kind, value.as_str().to_owned()));
    }
}

pub(super) fn identities(parser: &Parser, bytes: &[u8], setting: &Setting) -> Vec<(IdentityKind, String)> {
    let mut said = Said::default();
    if let Some(identify) = parser.identify {
        identify(bytes, setting, &mut said);
    }
    said.0
}

/// A stream of numbers from a seed (xorshift).
pub(super) struct Dice(u64);

impl Dice {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    pub(super) fn byte(&mut self) -> u8 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.to_le_bytes()[3]
    }
}

/// Changing every byte that the parser does not declare changes nothing; any bytes are survived; no extent is 0.
#[track_caller]
pub(super) fn holds(parser: &Parser, bytes: &[u8], setting: &Setting) {
    let ranges = (parser.looked_at)(bytes, setting);
    let before = (reading(parser, bytes, setting), identities(parser, bytes, setting));
    for seed in 1..200 {
        let mut dice = Dice::new(seed * 7919);
        let mut changed = bytes.to_vec();
        for (at, byte) in changed.iter_mut().enumerate() {
            if !ranges.iter().any(|range| range.contains(&at)) {
                *byte = dice.byte();
            }
        }
        assert_eq!((parser.looked_at)(&changed, setting), ranges, "seed {seed}");
        let after = (reading(parser, &changed, setting), identities(parser, &changed, setting));
        assert_eq!(before, after, "seed {seed}: {changed:02x?}");
        any(parser, bytes, setting, &mut dice);
    }
    for seen in 0..=bytes.len() {
        check(cut(parser, bytes, seen, setting));
        check(reading(parser, &bytes[..seen], setting));
        identities(parser, &bytes[..seen], setting);
    }
}

/// A few bytes of the PDU changed at random.
#[track_caller]
fn any(parser: &Parser, bytes: &[u8], setting: &Setting, dice: &mut Dice) {
    let mut changed = bytes.to_vec();
    for _ in 0..4 {
        let at = usize::from(dice.byte()) % changed.len();
        changed[at] = dice.byte();
    }
    check(reading(parser, &changed, setting));
    identities(parser, &changed, setting);
    let _ = (parser.looked_at)(&changed, setting).len();
}

#[track_caller]
fn check(reading: Reading) {
    match reading {
        Reading::Pdu(pdu) => assert!(pdu.extent != Extent::Bytes(0)),
        Reading::More(needed) => assert!(needed > 0),
        Reading::No => {}
    }
}

#[test]
fn chance_gives_no_protocol_a_strong_form() {
    let mut dice = Dice::new(20_000);
    for length in [8_usize, 16, 33, 64, 128] {
        for _ in 0..4_000 {
            let chance: Vec<u8> = (0..length).map(|_| dice.byte()).collect();
            for parser in super::PARSERS {
                for setting in [tcp(40_000, 40_001), udp(40_000, 40_001)] {
                    if !parser.carriers.contains(&setting.carrier) {
                        continue;
                    }
                    let strong = match reading(parser, &chance, &setting) {
                        Reading::Pdu(pdu) => pdu.weight == Weight::Strong,
                        _ => false,
                    };
                    assert!(!strong, "{:?}: {chance:02x?}", parser.protocol);
                }
            }
        }
    }
}
