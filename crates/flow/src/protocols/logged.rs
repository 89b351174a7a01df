//! Tests only: walks a public capture PDU by PDU with one parser, and holds what it says against the logs that Zeek
//! wrote of the same capture.
//!
//! The walk is simpler than the engine's: each direction keeps where its next PDU begins, and up to 16 bytes of a
//! torn one. It shows the parsers, not the engine.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::PathBuf;

use sekisho_model::{CommandClass, CommandClasses, IdentityKind, ShortText};

use crate::Limits;
use crate::capture::Capture;
use crate::layers::{Carried, IpBytes, Network, parse};
use crate::window::{Carrier, Extent, Found, Parser, Pdu, Reading, Setting, Weight, Window};

mod conformance;
mod restraint;

/// Receives a PDU, its bytes, its setting, and how much its connection is known already.
type Told<'a> = &'a mut dyn FnMut(Pdu, &[u8], &Setting, &mut u32);

/// One direction of a connection.
type Way = (IpBytes, u16, IpBytes, u16);

/// A PDU as it was read.
pub(super) struct Heard<'a> {
    pub(super) setting: Setting,
    /// From its begin to the end of the segment.
    pub(super) bytes: &'a [u8],
    pub(super) pdu: Pdu,
}

/// What a walk counted.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Walked {
    /// Segments and datagrams with a payload, of the parser's carriers.
    pub(super) payloads: u32,
    /// PDUs that carried weight.
    pub(super) strong: u32,
    /// PDUs.
    pub(super) pdus: u32,
    /// Payloads in which neither a PDU began nor one went on.
    pub(super) silent: u32,
    /// Payloads of which the capture shows four bytes or more.
    pub(super) visible: u32,
}

/// Folder of the public captures, where it is there.
pub(super) fn folder() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/pcap");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("not run: ../shared/data/pcap is not here");
    None
}

/// One direction's place in its stream.
#[derive(Default)]
struct Place {
    next: Option<u32>,
    torn: Vec<u8>,
}

/// Reads a capture, each frame cut to `cut` bytes, and calls `each` for every PDU of the parser.
pub(super) fn walk(
    parser: &Parser,
    capture: &str,
    cut: usize,
    mut each: impl FnMut(&Heard<'_>),
) -> Option<Walked> {
    let file = File::open(folder()?.join(capture)).expect("labelled captures are there");
    let mut frames = Capture::new(capture, file, &Limits::default());
    let mut places: BTreeMap<Way, Place> = BTreeMap::new();
    let mut known: BTreeMap<Way, u32> = BTreeMap::new();
    let mut walked = Walked::default();
    while let Some(mut frame) = frames.next_frame() {
        frame.bytes = &frame.bytes[..frame.bytes.len().min(cut)];
        let Ok(packet) = parse(&frame) else { continue };
        let Network::Ip { source, target, transport } = packet.network else { continue };
        let (carrier, ports, sequence) = match transport {
            Carried::Tcp { source, target, sequence, .. } => (Carrier::Tcp, (source, target), sequence),
            Carried::Udp { source, target } => (Carrier::Udp, (source, target), 0),
            _ => continue,
        };
        if packet.payload_length == 0 || !parser.carriers.contains(&carrier) {
            continue;
        }
        let way = (source, ports.0, target, ports.1);
        let both = way.min((target, ports.1, source, ports.0));
        let mut setting = Setting { carrier, source_port: ports.0, target_port: ports.1, known: false };
        walked.payloads += 1;
        walked.visible += u32::from(packet.payload.len() >= 4);
        let place = places.entry(way).or_default();
        let mut told = |pdu: Pdu, bytes: &[u8], setting: &Setting, seen: &mut u32| {
            *seen += if pdu.weight == Weight::Strong { 2 } else { 1 };
            walked.pdus += 1;
            walked.strong += u32::from(pdu.weight == Weight::Strong);
            each(&Heard { setting: *setting, bytes, pdu });
        };
        let seen = known.entry(both).or_default();
        if !segment(
            parser,
            place,
            sequence,
            packet.payload,
            packet.payload_length,
            &mut setting,
            seen,
            &mut told,
        ) {
            walked.silent += 1;
        }
    }
    Some(walked)
}

/// Reads the PDUs of a segment or datagram. False where there was none and none went on.
#[expect(clippy::too_many_arguments, reason = "the state of one walk, taken apart for the borrow checker")]
fn segment(
    parser: &Parser,
    place: &mut Place,
    sequence: u32,
    payload: &[u8],
    length: u32,
    setting: &mut Setting,
    seen: &mut u32,
    told: Told<'_>,
) -> bool {
    let stream = setting.carrier == Carrier::Tcp;
    let end = sequence.wrapping_add(length);
    let torn = std::mem::take(&mut place.torn);
    let mut at = match place.next.filter(|_| stream) {
        // Bytes from here to where the next PDU begins; beyond the end, or seen before.
        Some(next) => {
            let ahead = next.wrapping_sub(sequence);
            if ahead > u32::MAX / 2 {
                if end.wrapping_sub(next) > u32::MAX / 2 { return true } else { 0 }
            } else if ahead >= length {
                place.torn = torn;
                return ahead < 1 << 24;
            } else {
                ahead
            }
        }
        None => 0,
    };
    let mut joined = Vec::new();
    let mut any = at > 0;
    let mut carried = u32::try_from(torn.len()).unwrap();
    if carried > 0 {
        joined = torn;
        joined.extend_from_slice(payload);
    }
    while at < length {
        setting.known = *seen >= 2;
        let (bytes, left) = if carried > 0 {
            (&joined[..], length + carried)
        } else {
            (payload.get(at as usize..).unwrap_or_default(), length - at)
        };
        match (parser.read)(&Window::new(bytes, left), setting) {
            Reading::Pdu(pdu) => {
                any = true;
                told(pdu, bytes, setting, seen);
                let extent = match pdu.extent {
                    Extent::Bytes(bytes) => bytes.max(1),
                    Extent::Payload => left,
                };
                at = (at + extent).saturating_sub(carried);
                carried = 0;
            }
            Reading::More(needed) => {
                assert!(left <= 16 && left < needed.into(), "asks for {needed} of {left} bytes");
                place.torn = bytes.to_vec();
                place.next = Some(end);
                return true;
            }
            Reading::No => {
                place.next = None;
                return any;
            }
        }
    }
    place.next = stream.then(|| sequence.wrapping_add(at));
    any
}

/// Identities in the order in which they are found.
#[derive(Default)]
pub(super) struct Words(pub(super) Vec<(IdentityKind, String)>);

impl Found for Words {
    fn identity(&mut self, kind: IdentityKind, value: ShortText) {
        self.0.push((kind, value.to_string()));
    }
}

/// PDUs by (who, to whom, class).
pub(super) type Counts = BTreeMap<(String, String, CommandClass), u32>;

/// Rows of a log, by their columns.
pub(super) fn rows(log: &str) -> Vec<Vec<String>> {
    let Some(folder) = folder() else { return Vec::new() };
    let text = std::fs::read_to_string(folder.join("expected").join(log)).expect("expected logs are there");
    let rows = text.lines().filter(|line| !line.starts_with('#'));
    rows.map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

/// Prints how far both counts agree, and where not; gives both sums.
pub(super) fn compare(suite: &str, log: &Counts, ours: &Counts) -> (u32, u32) {
    let (mut agreed, mut total) = (0, 0);
    let keys: std::collections::BTreeSet<_> = log.keys().chain(ours.keys()).collect();
    for key in keys {
        let (there, here) = (log.get(key).copied().unwrap_or(0), ours.get(key).copied().unwrap_or(0));
        agreed += there.min(here);
        total += there.max(here);
        if there != here {
            let (source, target, class) = key;
            println!("miss | {suite} | {source} to {target} {class:?} | the log has {there}, we have {here}");
        }
        let serious = matches!(key.2, CommandClass::Write | CommandClass::Program | CommandClass::Control);
        assert!(!serious || here >= there, "{suite}: a command that changes something was missed: {key:?}");
    }
    println!("conformance | {suite} | {agreed} | {total}");
    (agreed, total)
}

/// A datagram or segment on these ports.
pub(super) const fn setting(carrier: Carrier, source_port: u16, target_port: u16) -> Setting {
    Setting { carrier, source_port, target_port, known: false }
}

/// Bytes written as hexadecimal digits; blanks are for the eye.
pub(super) fn hex(digits: &str) -> Vec<u8> {
    let digits: Vec<u8> = digits.bytes().filter(u8::is_ascii_hexdigit).collect();
    let pairs = digits.chunks_exact(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

/// What a parser reads in whole bytes.
pub(super) fn reading(parser: &Parser, bytes: &[u8], setting: &Setting) -> Reading {
    (parser.read)(&Window::new(bytes, u32::try_from(bytes.len()).unwrap()), setting)
}

/// The PDU that a parser reads in whole bytes.
pub(super) fn pdu(parser: &Parser, bytes: &[u8], setting: &Setting) -> Pdu {
    match reading(parser, bytes, setting) {
        Reading::Pdu(pdu) => pdu,
        other => panic!("no PDU in {bytes:02x?}: {other:?}"),
    }
}

/// Classes as a set.
pub(super) fn classes(classes: &[CommandClass]) -> CommandClasses {
    classes.iter().fold(CommandClasses::NONE, |set, class| set.and(CommandClasses::of(*class)))
}

/// What a device says of itself in a PDU.
pub(super) fn words(parser: &Parser, bytes: &[u8], setting: &Setting) -> Vec<(IdentityKind, String)> {
    let mut words = Words::default();
    if let Some(identify) = parser.identify {
        identify(bytes, setting, &mut words);
    }
    words.0
}
