//! The short way and the long way from a frame agree, and the short one is taken by what a plant speaks most.

use crate::capture::{Frame, Link};
use crate::conversations::hash::{Secret, mixed};
use crate::layers;

use super::Seen;

/// An Ethernet frame with an IPv4 packet that holds this.
fn frame(tagged: bool, protocol: u8, inner: &[u8]) -> Vec<u8> {
    let mut bytes = vec![2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1];
    if tagged {
        bytes.extend([0x81, 0, 0x60, 0x2A]);
    }
    bytes.extend([0x08, 0, 0x45, 0]);
    bytes.extend(u16::try_from(inner.len() + 20).unwrap().to_be_bytes());
    bytes.extend([0x12, 0x34, 0x40, 0, 64, protocol, 0, 0, 192, 0, 2, 9, 192, 0, 2, 7]);
    bytes.extend(inner);
    bytes.resize(bytes.len().max(60), 0);
    bytes
}

fn tcp(tagged: bool) -> Vec<u8> {
    frame(tagged, 6, b"\x01\xF6\xC3\x50\0\0\0\x09\0\0\0\x07\x50\x18\x20\0\0\0\0\0payload")
}

fn udp(tagged: bool) -> Vec<u8> {
    frame(tagged, 17, b"\xBA\xC0\xBA\xC0\0\x15\0\0a datagram...")
}

/// Both ways of a frame of this length on the wire; `None` where the short way is not gone.
fn both(bytes: &[u8], length: u32) -> Option<(String, String)> {
    let secret = Secret::new(7);
    let frame = Frame { nanos: 1_000, link: Link::Ethernet, bytes, length };
    let mut short = Seen::NOTHING;
    if !short.plain(&frame, &secret) {
        return None;
    }
    // The short way leaves the ends of other connections as they are.
    let wide = short.wide;
    let long = layers::parse(&frame).ok().and_then(|packet| Seen::of(&packet, &secret));
    let long = long.map(|seen| Seen { wide: if seen.key.is_wide() { seen.wide } else { wide }, ..seen });
    Some((format!("{:?}", Some(short)), format!("{long:?}")))
}

#[test]
fn frames_of_a_plant_go_the_short_way() {
    for tagged in [false, true] {
        for bytes in [tcp(tagged), udp(tagged)] {
            let (short, long) = both(&bytes, u32::try_from(bytes.len()).unwrap()).unwrap();
            assert_eq!(short, long);
        }
    }
}

#[test]
fn the_short_way_gives_what_the_long_way_gives() {
    let (mut state, mut gone, mut left) = (1_u64, 0, 0);
    let mut below = |end: usize| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        usize::try_from(mixed(state) >> 33).unwrap() % end
    };
    for round in 0..40_000 {
        let tagged = round % 4 < 2;
        let mut bytes = if round % 2 == 0 { tcp(tagged) } else { udp(tagged) };
        let length = bytes.len() + below(3) * below(9);
        for _ in 0..below(4) {
            let at = below(60);
            bytes[at] = u8::try_from(below(256)).unwrap();
        }
        if below(3) == 0 {
            bytes.truncate(below(bytes.len()));
        }
        match both(&bytes, u32::try_from(length).unwrap()) {
            Some((short, long)) => {
                assert_eq!(short, long, "{bytes:02x?}");
                gone += 1;
            }
            None => left += 1,
        }
    }
    assert!(gone > 10_000 && left > 5_000, "{gone} went the short way, {left} did not");
}
