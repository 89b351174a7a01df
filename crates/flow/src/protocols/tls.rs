//! TLS (RFC 8446, RFC 5246): its records, from the first one or from the middle of a stream.
//!
//! Kept of it: the name that a client asks for (SNI), where that is switched on. No print is made of what a client
//! offers, and of certificates nothing is read.

use std::ops::Range;

use sekisho_model::{CommandClasses, IdentityKind, Protocol, ShortText};

use crate::window::{Carrier, Extent, Found, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Tls,
    carriers: &[Carrier::Tcp],
    usual_ports: &[443],
    read,
    identify: Some(identify),
    looked_at,
};

const CHANGE_CIPHER: u8 = 20;
const ALERT: u8 = 21;
const HANDSHAKE: u8 = 22;
const HEARTBEAT: u8 = 24;
const CLIENT_HELLO: u8 = 1;
const HEAD: u8 = 5;
/// Version of a record: TLS 1.3 gives itself out as 1.2 (RFC 8446 5.1).
const MINOR_MAX: u8 = 3;
/// Fewest bytes of a payload that begins with a longer record, where nothing but its head is in clear.
const PART_MIN: u32 = 64;
/// Longest record: 2^14 bytes, and what protection may add (RFC 5246 6.2.3).
const RECORD_MAX: u32 = (1 << 14) + 2048;
/// Most extensions of a client that are walked.
const EXTENSIONS_MAX: usize = 64;

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    let kind = window.u8(0).filter(|kind| (CHANGE_CIPHER..=HEARTBEAT).contains(kind));
    let Some(kind) = kind else { return Reading::No };
    if window.u8(1).is_some_and(|major| major != 3) || window.u8(2).is_some_and(|minor| minor > MINOR_MAX) {
        return Reading::No;
    }
    if window.length() < u32::from(HEAD) {
        return if window.seen() >= 3 { Reading::More(HEAD) } else { Reading::No };
    }
    let length = window.be16(3).map(u32::from).filter(|length| (1..=RECORD_MAX).contains(length));
    let Some(length) = length else { return Reading::No };
    let (weight, side) = match kind {
        CHANGE_CIPHER => change_cipher(window, length),
        ALERT => alert(window, length),
        HANDSHAKE => handshake(window, length),
        _ => (Weight::Weak, Side::Unknown),
    };
    // Three bytes that fit begin many a short frame of something else.
    let part = window.length() < PART_MIN.min(u32::from(HEAD) + length);
    if weight == Weight::Weak && !setting.known && (part || window.u8(2) == Some(0)) {
        return Reading::No;
    }
    let extent = Extent::Bytes(u32::from(HEAD) + length);
    Reading::Pdu(Pdu { protocol: Protocol::Tls, weight, extent, side, commands: CommandClasses::NONE })
}

fn change_cipher(window: &Window<'_>, length: u32) -> (Weight, Side) {
    let plain = length == 1 && window.u8(5) == Some(1);
    (if plain { Weight::Strong } else { Weight::Weak }, Side::Unknown)
}

/// An alert in clear has two bytes: its level, and what it says.
fn alert(window: &Window<'_>, length: u32) -> (Weight, Side) {
    let plain = length == 2 && matches!(window.u8(5), Some(1 | 2));
    (if plain { Weight::Strong } else { Weight::Weak }, Side::Unknown)
}

/// A handshake message in clear: its own length fits into the record, or goes on beyond it as certificates do.
fn handshake(window: &Window<'_>, length: u32) -> (Weight, Side) {
    let Some([message, inner, ..]) = window.be32(5).map(|word| [word >> 24, word & 0x00ff_ffff]) else {
        return (Weight::Weak, Side::Unknown);
    };
    let fits = inner + 4 <= length;
    let hello = window.u8(9) == Some(3) && window.u8(10).is_some_and(|minor| minor <= 4);
    match message {
        1 if hello && inner < 1 << 17 => (Weight::Strong, Side::Client),
        2 if hello && fits => (Weight::Strong, Side::Server),
        11 | 12 | 14 | 22 if inner + 4 == length => (Weight::Strong, Side::Server),
        16 if inner + 4 == length => (Weight::Strong, Side::Client),
        _ => (Weight::Weak, Side::Unknown),
    }
}

/// Where the parts of a client's hello lie that lead to the name it asks for.
#[derive(Default)]
struct Hello {
    /// Lengths and kinds: what is stepped over.
    steps: Vec<Range<usize>>,
    /// The name.
    name: Option<Range<usize>>,
}

impl Hello {
    fn of(bytes: &[u8]) -> Self {
        let mut hello = Self::default();
        let _ends = hello.walk(bytes);
        hello
    }

    /// Record and handshake head, version and random are of fixed length; then come three lists, then extensions.
    fn walk(&mut self, bytes: &[u8]) -> Option<()> {
        let session = self.length(bytes, 43, 1)?;
        let ciphers = self.length(bytes, session, 2)?;
        let compression = self.length(bytes, ciphers, 1)?;
        let mut at = compression + 2;
        self.steps.push(compression..at);
        for _ in 0..EXTENSIONS_MAX {
            self.steps.push(at..at + 2);
            let server_name = bytes.get(at..at + 2)? == [0, 0];
            let end = self.length(bytes, at + 2, 2)?;
            if server_name {
                return self.server_name(bytes, at + 4);
            }
            at = end;
        }
        None
    }

    /// The extension has a list; its first entry of the kind "host name" is the name.
    fn server_name(&mut self, bytes: &[u8], at: usize) -> Option<()> {
        self.steps.push(at..at + 5);
        let host_name = *bytes.get(at + 2)? == 0;
        let end = self.length(bytes, at + 3, 2)?;
        self.name = host_name.then_some(at + 5..end);
        Some(())
    }

    /// The end of what begins with a length of `size` bytes.
    fn length(&mut self, bytes: &[u8], at: usize, size: usize) -> Option<usize> {
        self.steps.push(at..at + size);
        let length = bytes.get(at..at + size)?.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
        Some(at + size + length)
    }
}

fn is_client_hello(bytes: &[u8]) -> bool {
    bytes.first() == Some(&HANDSHAKE) && bytes.get(5) == Some(&CLIENT_HELLO)
}

fn identify(bytes: &[u8], _setting: &Setting, found: &mut dyn Found) {
    if !is_client_hello(bytes) {
        return;
    }
    let name = Hello::of(bytes).name.and_then(|range| bytes.get(range));
    if let Some(name) = name.and_then(|name| ShortText::new(&String::from_utf8_lossy(name))) {
        found.identity(IdentityKind::ServerName, name);
    }
}

/// A record's head; of a handshake its kind, length and version; of an alert its two bytes; of a client's hello the
/// lengths that lead to the name, and the name.
fn looked_at(bytes: &[u8], _setting: &Setting) -> Vec<Range<usize>> {
    let mut ranges = vec![0..5];
    match bytes.first() {
        Some(&HANDSHAKE) => ranges.push(5..11),
        Some(&(CHANGE_CIPHER | ALERT)) => ranges.push(5..7),
        _ => {}
    }
    if is_client_hello(bytes) {
        let hello = Hello::of(bytes);
        ranges.extend(hello.steps);
        ranges.extend(hello.name);
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTING: Setting =
        Setting { carrier: Carrier::Tcp, source_port: 40_000, target_port: 44_818, known: false };

    struct Kept(Vec<(IdentityKind, String)>);

    impl Found for Kept {
        fn identity(&mut self, kind: IdentityKind, value: ShortText) {
            self.0.push((kind, value.to_string()));
        }
    }

    fn seen(bytes: &[u8]) -> Reading {
        read(&Window::new(bytes, u32::try_from(bytes.len()).unwrap()), &SETTING)
    }

    fn weight(bytes: &[u8]) -> Option<(Weight, Side)> {
        match seen(bytes) {
            Reading::Pdu(pdu) => Some((pdu.weight, pdu.side)),
            _ => None,
        }
    }

    fn record(kind: u8, body: &[u8]) -> Vec<u8> {
        let length = u16::try_from(body.len()).unwrap().to_be_bytes();
        [&[kind, 3, 3], &length[..], body].concat()
    }

    /// A hello with one extension before the one that names the server.
    fn client_hello(name: &[u8]) -> Vec<u8> {
        let long = |value: &[u8]| [&u16::try_from(value.len()).unwrap().to_be_bytes()[..], value].concat();
        let entry = [&[0][..], &long(name)].concat();
        let sni = [&[0, 0][..], &long(&long(&entry))].concat();
        let extensions = long(&[&[0, 23, 0, 0][..], &sni].concat());
        let body =
            [&[3, 3][..], &[9; 32], &[4, 1, 2, 3, 4], &long(&[0x13, 1, 0x13, 2]), &[1, 0], &extensions]
                .concat();
        let length = u32::try_from(body.len()).unwrap().to_be_bytes();
        record(HANDSHAKE, &[&[CLIENT_HELLO][..], &length[1..], &body].concat())
    }

    #[test]
    fn a_hello_is_strong_and_says_who_is_the_client() {
        assert_eq!(weight(&client_hello(b"a.example")), Some((Weight::Strong, Side::Client)));
    }

    #[test]
    fn records_of_the_middle_are_weak_and_end_where_they_say() {
        let Reading::Pdu(pdu) = seen(&record(23, &[7; 60])) else { panic!() };
        assert_eq!((pdu.weight, pdu.extent), (Weight::Weak, Extent::Bytes(65)));
        assert_eq!(weight(&record(20, &[1])), Some((Weight::Strong, Side::Unknown)));
        assert_eq!(weight(&record(21, &[2, 40])), Some((Weight::Strong, Side::Unknown)));
        assert_eq!(weight(&record(21, &[2; 26])), Some((Weight::Weak, Side::Unknown)));
        assert_eq!(seen(&[23, 3, 3]), Reading::More(5));
    }

    #[test]
    fn three_bytes_that_fit_do_not_name_a_short_frame_of_a_serial_line() {
        // Units 21 to 23 and function 3: asked for, and answered with one, two and a hundred values.
        let mut long = vec![23, 3, 2, 0, 200];
        long.resize(PART_MIN as usize - 1, 7);
        for frame in [
            &[22, 3, 1, 7, 0, 1, 0x37, 0x7f][..],
            &[23, 3, 2, 0, 10, 0x71, 0x80],
            &[21, 3, 4, 0, 2, 0, 3],
            &long,
        ] {
            assert_eq!(seen(frame), Reading::No, "{frame:?}");
        }
        long.push(7);
        assert!(
            matches!(seen(&long), Reading::Pdu(_)),
            "the begin of a record that goes on in the next segment"
        );
        let known = Setting { known: true, ..SETTING };
        let window = Window::new(&[23, 3, 3, 0, 200, 1], 6);
        assert!(matches!(read(&window, &known), Reading::Pdu(_)));
    }

    #[test]
    fn industrial_heads_are_not_records() {
        assert_eq!(seen(&[0x16, 0x03, 0x03, 0xff, 0xff]), Reading::No, "longer than a record may be");
        assert_eq!(seen(&[3, 0, 0, 22, 0x11, 0xe0, 0, 0]), Reading::No, "TPKT");
        assert_eq!(seen(&[0, 21, 0, 0, 0, 6, 1, 3, 0, 0, 0, 1]), Reading::No, "Modbus");
    }

    #[test]
    fn the_name_that_is_asked_for_is_found_behind_other_extensions() {
        let mut kept = Kept(Vec::new());
        identify(&client_hello(b"plc.example"), &SETTING, &mut kept);
        assert_eq!(kept.0, [(IdentityKind::ServerName, "plc.example".to_owned())]);
    }

    #[test]
    fn a_cut_hello_names_nobody() {
        let bytes = client_hello(b"plc.example");
        for end in 0..bytes.len() {
            let mut kept = Kept(Vec::new());
            identify(&bytes[..end], &SETTING, &mut kept);
            assert_eq!(kept.0, [], "cut at {end}");
        }
    }

    #[test]
    fn random_and_keys_of_a_hello_are_not_looked_at() {
        let ranges = looked_at(&client_hello(b"plc.example"), &SETTING);
        assert!(!ranges.iter().any(|range| range.contains(&20)), "in the random");
        assert!(!ranges.iter().any(|range| range.contains(&45)), "in the session");
    }
}
