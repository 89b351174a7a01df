//! Protocols of which there is no public capture, written onto the wire by hand and read by the whole engine.

use std::collections::BTreeSet;

use sekisho_model::{Certainty, CommandClass, IdentityKind, Observation, Protocol};

use super::probe::bytes;
use crate::capture::{Frame, Link};
use crate::{Observer, Settings};

const STATIONS: [[u8; 6]; 2] = [[2, 0, 0, 0, 0, 1], [2, 0, 0, 0, 0, 2]];
const ADDRESSES: [[u8; 4]; 2] = [[10, 0, 0, 1], [10, 0, 0, 2]];

/// A frame from one station to the other.
fn ethernet(from: usize, ether_type: u16, payload: &[u8]) -> Vec<u8> {
    [&STATIONS[1 - from], &STATIONS[from], &ether_type.to_be_bytes()[..], payload].concat()
}

/// An IPv4 packet in a frame. Check sums stay 0.
fn ip(from: usize, protocol: u8, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(20 + payload.len()).unwrap().to_be_bytes();
    let head = [0x45, 0, length[0], length[1], 0, 0, 0, 0, 64, protocol, 0, 0];
    ethernet(from, 0x0800, &[&head, &ADDRESSES[from][..], &ADDRESSES[1 - from], payload].concat())
}

fn udp(from: usize, ports: [u16; 2], payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(8 + payload.len()).unwrap();
    let words = [ports[from], ports[1 - from], length, 0].map(u16::to_be_bytes).concat();
    ip(from, 17, &[words, payload.to_vec()].concat())
}

fn tcp(from: usize, ports: [u16; 2], sequence: u32, payload: &[u8]) -> Vec<u8> {
    let ports = [ports[from], ports[1 - from]].map(u16::to_be_bytes).concat();
    let rest = [0x50, 0x18, 0xff, 0xff, 0, 0, 0, 0];
    ip(from, 6, &[&ports, &sequence.to_be_bytes()[..], &[0; 4], &rest, payload].concat())
}

fn watch(frames: &[Vec<u8>]) -> Observation {
    let mut observer = Observer::new(Settings::default(), 7);
    for (nanos, bytes) in (1..).zip(frames) {
        let length = u32::try_from(bytes.len()).unwrap();
        observer.watch_frames([Frame { nanos: nanos * 1_000_000, link: Link::Ethernet, bytes, length }]);
    }
    observer.finish()
}

/// The classes of the one conversation that there must be, of this protocol.
#[track_caller]
fn classes(observation: &Observation, protocol: Protocol) -> BTreeSet<CommandClass> {
    let [conversation] = observation.conversations.as_slice() else {
        panic!("{:?}", observation.conversations)
    };
    assert_eq!((conversation.key.protocol, conversation.certainty), (Some(protocol), Certainty::Recognised));
    conversation.commands.keys().copied().collect()
}

/// A datagram of FL-net: head of 64 bytes and data.
fn fl_net(code: u16, data: &[u8]) -> Vec<u8> {
    let total = u32::try_from(64 + data.len()).unwrap();
    let mut datagram = vec![0; 64];
    datagram[..4].copy_from_slice(b"FACN");
    datagram[4..8].copy_from_slice(&total.to_be_bytes());
    datagram[40..42].copy_from_slice(&code.to_be_bytes());
    datagram[56..58].copy_from_slice(&[1, 1]);
    datagram[58..60].copy_from_slice(&u16::try_from(total).unwrap().to_be_bytes());
    datagram.extend(data);
    datagram
}

#[test]
fn fl_net_is_named_with_its_classes_and_the_nodes_profile() {
    let profile = bytes(
        "30 27 30 25 13 06 56454e444f52 13 05 4d414b4552 13 07 44564d4f44454c 13 05 544553542d 13 02 4944 02 01 01",
    );
    let ports = [55_003, 55_001];
    let frames = [
        udp(0, ports, &fl_net(65_006, &[0xee; 40])),
        udp(1, ports, &fl_net(65_206, &[])),
        udp(0, ports, &fl_net(65_009, &[])),
        udp(0, ports, &fl_net(65_011, &[])),
        udp(1, ports, &fl_net(65_211, &profile)),
    ];
    let observation = watch(&frames);
    let expected = [CommandClass::Write, CommandClass::Control, CommandClass::Diagnostic];
    assert_eq!(classes(&observation, Protocol::FlNet), BTreeSet::from(expected));
    let said: Vec<_> = observation.identities.iter().map(|one| (one.kind, one.value.as_str())).collect();
    assert_eq!(said, [(IdentityKind::Vendor, "MAKER"), (IdentityKind::Model, "TEST-")]);
}

/// A stream of requests of both kinds: read, write, read.
fn requests(four: bool) -> Vec<Vec<u8>> {
    let head = if four { "5400 3412 0000 00 ff ff03 00" } else { "5000 00 ff ff03 00" };
    [
        "0c00 1000 0104 0000 640000a80300",
        "0e00 1000 0114 0000 640000a80100 eeee",
        "0c00 1000 0104 0000 640000a80300",
    ]
    .map(|rest| bytes(&format!("{head} {rest}")))
    .into()
}

#[test]
fn a_known_slmp_stream_torn_anywhere_keeps_its_classes() {
    let expected = BTreeSet::from([CommandClass::Read, CommandClass::Write]);
    for four in [false, true] {
        let stream = requests(four).concat();
        // A connection that has a name: of one that has none, no torn head is carried.
        let known = requests(four).remove(0);
        let begin = 1 + u32::try_from(known.len()).unwrap();
        for at in 2..stream.len() {
            let (first, second) = stream.split_at(at);
            let then = begin + u32::try_from(at).unwrap();
            let ports = [40_000, 1_025];
            let observation =
                watch(&[tcp(0, ports, 1, &known), tcp(0, ports, begin, first), tcp(0, ports, then, second)]);
            let classes = classes(&observation, Protocol::Slmp);
            // Of a head of 4E that is torn between its 16th byte and its command, the command is given up.
            let begins = requests(four)
                .iter()
                .scan(0, |end, one| {
                    *end += one.len();
                    Some(*end - one.len())
                })
                .collect::<Vec<_>>();
            let given_up = four && begins.iter().any(|begin| (begin + 16..=begin + 18).contains(&at));
            if !given_up {
                assert_eq!(classes, expected, "4E {four}, torn at {at}");
            }
        }
    }
}

#[test]
fn ethernets_own_protocols_are_named_with_their_classes() {
    let mut samples = bytes("40 00 00 32 00 00 00 00 60 28 80 01 01 a2 23");
    samples.resize(50, 0x55);
    let mut cyclic = bytes("8000");
    cyclic.resize(44, 0xee);
    cyclic.extend([0, 1, 0x35, 0]);
    let mut state = bytes("0e10 05 00 0100 2001 0200 0000 0800 0000");
    state.resize(46, 0);
    let mut master = bytes("c4 05 0003 0000");
    master.resize(60, 0xee);
    let cases = [
        (0x88ba, samples, Protocol::SampledValues, vec![CommandClass::Read]),
        (0x8892, cyclic, Protocol::ProfinetRt, vec![CommandClass::Read, CommandClass::Write]),
        (0x88a4, state, Protocol::EtherCat, vec![CommandClass::Control]),
        (0x890f, master, Protocol::CcLinkIeTsn, vec![CommandClass::Write]),
    ];
    for (ether_type, payload, protocol, expected) in cases {
        let observation = watch(&[ethernet(0, ether_type, &payload)]);
        assert_eq!(classes(&observation, protocol), expected.into_iter().collect(), "{protocol:?}");
    }
}
