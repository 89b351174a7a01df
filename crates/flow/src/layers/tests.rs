//! Frames made by hand from the standards, the same frames cut at every byte, and any bytes.

use proptest::prelude::*;

use super::*;

const CLIENT: [u8; 4] = [192, 0, 2, 1];
const SERVER: [u8; 4] = [192, 0, 2, 9];
const MACS: [u8; 12] = [0x02, 0, 0, 0, 0, 9, 0x02, 0, 0, 0, 0, 1];

fn bytes(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

fn be16(value: usize) -> [u8; 2] {
    u16::try_from(value).unwrap().to_be_bytes()
}

fn ethernet(kind: u16, inner: &[u8]) -> Vec<u8> {
    bytes(&[&MACS, &kind.to_be_bytes(), inner])
}

/// IPv4 with its flags and place as a fragment, and options.
fn v4_as(protocol: u8, fragment: u16, options: &[u8], inner: &[u8]) -> Vec<u8> {
    let header = 20 + options.len();
    let first = 0x40 | u8::try_from(header / 4).unwrap();
    let total = be16(header + inner.len());
    let head =
        [&[first, 0], &total[..], &[0xAB, 0xCD], &fragment.to_be_bytes(), &[64, protocol, 0, 0]].concat();
    bytes(&[&head, &CLIENT, &SERVER, options, inner])
}

fn v4(protocol: u8, inner: &[u8]) -> Vec<u8> {
    v4_as(protocol, 0x4000, &[], inner)
}

fn v6(next: u8, inner: &[u8]) -> Vec<u8> {
    let (mut source, mut target) = ([0; 16], [0; 16]);
    (source[0], source[15], target[0], target[15]) = (0xFD, 1, 0xFD, 9);
    bytes(&[&[0x60, 0, 0, 0], &be16(inner.len()), &[next, 64], &source, &target, inner])
}

fn tcp_as(options: &[u8], inner: &[u8]) -> Vec<u8> {
    let offset = u8::try_from((20 + options.len()) / 4 * 16).unwrap();
    let head = [0xC0, 0, 0x01, 0xF6, 0, 0, 0, 7, 0, 0, 0, 9, offset, 0x18, 0, 0, 0, 0, 0, 0];
    bytes(&[&head, options, inner])
}

fn tcp(inner: &[u8]) -> Vec<u8> {
    tcp_as(&[], inner)
}

fn udp_to(port: u16, inner: &[u8]) -> Vec<u8> {
    bytes(&[&[0xC0, 0], &port.to_be_bytes(), &be16(8 + inner.len()), &[0, 0], inner])
}

fn udp(inner: &[u8]) -> Vec<u8> {
    udp_to(502, inner)
}

fn read_as(link: Link, bytes: &[u8], length: usize) -> Result<Packet<'_>, Unreadable> {
    parse(&Frame { nanos: 5, link, bytes, length: u32::try_from(length).unwrap() })
}

fn read(bytes: &[u8]) -> Packet<'_> {
    read_as(Link::Ethernet, bytes, bytes.len()).unwrap()
}

fn carried(packet: &Packet<'_>) -> Carried {
    let Network::Ip { transport, .. } = packet.network else { panic!("{packet:?} is no IP") };
    transport
}

const TCP: Carried = Carried::Tcp { source: 0xC000, target: 502, sequence: 7, flags: 0x18 };
const UDP: Carried = Carried::Udp { source: 0xC000, target: 502 };

#[test]
fn tcp_over_ipv4_is_read_to_its_payload() {
    let frame = ethernet(0x0800, &v4(6, &tcp(b"hello")));
    let packet = read(&frame);
    assert_eq!((packet.nanos, packet.length, packet.vlan), (5, 59, 0));
    assert_eq!(packet.macs, Some((Mac([2, 0, 0, 0, 0, 1]), Mac([2, 0, 0, 0, 0, 9]))));
    let mut source = [0; 16];
    source[10..].copy_from_slice(&[0xFF, 0xFF, 192, 0, 2, 1]);
    let mut target = source;
    target[15] = 9;
    assert_eq!(packet.network, Network::Ip { source, target, transport: TCP });
    assert_eq!(packet.mark, 0xABCD_0000_0009);
    assert_eq!((packet.payload, packet.payload_length), (b"hello".as_slice(), 5));
}

#[test]
fn options_of_ip_and_tcp_are_no_payload() {
    let frame = ethernet(0x0800, &v4_as(6, 0, &[1; 8], &tcp_as(&[1; 12], b"hello")));
    assert_eq!(carried(&read(&frame)), TCP);
    assert_eq!(read(&frame).payload, b"hello");
}

#[test]
fn padding_of_a_short_frame_is_no_payload() {
    for inner in [v4(6, &tcp(b"")), v4(17, &udp(b""))] {
        let frame = bytes(&[&ethernet(0x0800, &inner), &[0; 12]]);
        assert_eq!((read(&frame).payload, read(&frame).payload_length), (b"".as_slice(), 0));
    }
    let frame = bytes(&[&ethernet(0x86DD, &v6(6, &tcp(b"a"))), &[0; 12]]);
    assert_eq!((read(&frame).payload, read(&frame).payload_length), (b"a".as_slice(), 1));
}

#[test]
fn a_packet_that_the_card_will_split_goes_to_the_end_of_its_frame() {
    let mut four = ethernet(0x0800, &v4(6, &tcp(b"hello")));
    four[16..18].fill(0);
    let mut six = ethernet(0x86DD, &v6(6, &tcp(b"hello")));
    six[18..20].fill(0);
    for frame in [four, six] {
        assert_eq!((read(&frame).payload, read(&frame).payload_length), (b"hello".as_slice(), 5));
    }
}

#[test]
fn udp_goes_as_far_as_its_length_says() {
    let mut frame = ethernet(0x0800, &v4(17, &udp(b"hello")));
    assert_eq!((carried(&read(&frame)), read(&frame).payload), (UDP, b"hello".as_slice()));
    for (stated, payload) in [(10, b"he".as_slice()), (0, b"hello"), (3, b"hello"), (500, b"hello")] {
        frame[38..40].copy_from_slice(&be16(stated));
        assert_eq!((read(&frame).payload, read(&frame).payload_length as usize), (payload, payload.len()));
    }
}

#[test]
fn the_outermost_vlan_is_kept_and_a_priority_is_no_vlan() {
    let inner = v4(17, &udp(b"hello"));
    let tagged = |tags: &[[u8; 4]]| bytes(&[&MACS, &tags.concat(), &[0x08, 0x00], &inner]);
    for (tags, vlan) in [
        ([[0x81, 0x00, 0x60, 0x07]].as_slice(), 7),
        (&[[0x88, 0xA8, 0x01, 0x00], [0x81, 0x00, 0x00, 0x07]], 0x100),
        (&[[0x91, 0x00, 0x01, 0x00], [0x81, 0x00, 0x00, 0x07], [0x81, 0x00, 0x00, 0x08]], 0x100),
        (&[[0x81, 0x00, 0xC0, 0x00]], 0),
        (&[[0x81, 0x00, 0xC0, 0x00], [0x81, 0x00, 0x00, 0x07]], 7),
    ] {
        let frame = tagged(tags);
        assert_eq!((read(&frame).vlan, carried(&read(&frame))), (vlan, UDP));
    }
    let endless = tagged(&[[0x81, 0x00, 0x00, 0x07]; 40]);
    assert_eq!(read(&endless).network, Network::Ethernet(0x8100));
}

#[test]
fn frames_without_ip_are_given_with_their_type() {
    let goose = ethernet(0x88B8, b"goose");
    assert_eq!(
        (read(&goose).network, read(&goose).payload),
        (Network::Ethernet(0x88B8), b"goose".as_slice())
    );
    let redundant = ethernet(0x892F, &bytes(&[&[0, 9, 0, 1, 0x88, 0xB8], b"goose"]));
    assert_eq!(
        (read(&redundant).network, read(&redundant).payload),
        (Network::Ethernet(0x88B8), b"goose".as_slice())
    );
    let spanning = ethernet(3, b"\x42\x42\x03 and padding");
    assert_eq!(
        (read(&spanning).network, read(&spanning).payload),
        (Network::Ethernet(0), b"\x42\x42\x03".as_slice())
    );
    let snap = bytes(&[&[0xAA, 0xAA, 3, 0, 0, 0, 0x08, 0x00], &v4(17, &udp(b"hello"))]);
    let snap = ethernet(u16::try_from(snap.len()).unwrap(), &snap);
    assert_eq!(carried(&read(&snap)), UDP);
}

#[test]
fn labels_and_sessions_are_passed_to_the_packet_inside() {
    let inner = v4(17, &udp(b"hello"));
    let labels = ethernet(0x8847, &bytes(&[&[0, 1, 0, 64, 0, 2, 1, 64], &inner]));
    assert_eq!(carried(&read(&labels)), UDP);
    let session = bytes(&[&[0x11, 0, 0, 1], &be16(inner.len() + 2), &[0, 0x21], &inner, &[0; 9]]);
    assert_eq!(read(&ethernet(0x8864, &session)).payload, b"hello");
    let control = ethernet(0x8864, &[0x11, 0, 0, 1, 0, 4, 0xC0, 0x21, 9, 1]);
    assert_eq!(read(&control).network, Network::Ethernet(0x8864));
    let other = ethernet(0x8847, &[0, 1, 1, 64, 0, 0, 0, 0]);
    assert_eq!(read(&other).network, Network::Ethernet(0x8847));
}

#[test]
fn ipv6_is_read_through_its_extension_headers() {
    let chain = [
        &[43, 0, 5, 2, 0, 0, 0, 0][..],
        &[60, 0, 0, 0, 0, 0, 0, 0],
        &[51, 1, 1, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        &[6, 4, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9],
        &tcp(b"hello"),
    ];
    let frame = ethernet(0x86DD, &v6(0, &chain.concat()));
    assert_eq!((carried(&read(&frame)), read(&frame).payload), (TCP, b"hello".as_slice()));
    let endless = ethernet(0x86DD, &v6(60, &[60, 0, 0, 0, 0, 0, 0, 0].repeat(50)));
    assert_eq!(carried(&read(&endless)), Carried::Other(60));
    let none = ethernet(0x86DD, &v6(59, b"nothing"));
    assert_eq!(carried(&read(&none)), Carried::Other(59));
}

#[test]
fn the_first_fragment_has_its_transport_and_the_others_are_told() {
    let first =
        ethernet(0x0800, &v4_as(17, 0x2000, &[], &bytes(&[&[0xC0, 0, 1, 0xF6, 0x0F, 0xA0, 0, 0], b"abc"])));
    assert_eq!(carried(&read(&first)), UDP);
    assert_eq!((read(&first).payload, read(&first).payload_length), (b"abc".as_slice(), 3_992));
    let later = ethernet(0x0800, &v4_as(17, 0x0003, &[], &tcp(b"hello")));
    assert_eq!((carried(&read(&later)), read(&later).payload_length), (Carried::Fragment(17), 0));

    let fragment = |place: u16, inner: &[u8]| {
        ethernet(0x86DD, &v6(44, &bytes(&[&[17, 0], &place.to_be_bytes(), &[0, 0, 1, 2], inner])))
    };
    let atomic = fragment(0, &udp(b"hello"));
    assert_eq!((carried(&read(&atomic)), read(&atomic).payload), (UDP, b"hello".as_slice()));
    assert_eq!(read(&atomic).mark, 0x0102_0000_0000);
    assert_eq!(carried(&read(&fragment(1, &udp(b"hello")))), UDP);
    assert_eq!(carried(&read(&fragment(0x0009, b"hello"))), Carried::Fragment(17));
}

#[test]
fn other_link_layers_are_read() {
    let four = v4(17, &udp(b"hello"));
    let six = v6(17, &udp(b"hello"));
    let cooked =
        |kind: [u8; 2], inner: &[u8]| bytes(&[&[0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0], &kind, inner]);
    let cooked_2 = |kind: [u8; 2], inner: &[u8]| {
        bytes(&[&kind, &[0, 0, 0, 0, 0, 2, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0], inner])
    };
    for (link, frame) in [
        (Link::Ip, four.clone()),
        (Link::Ip, six.clone()),
        (Link::LinuxCooked, cooked([0x08, 0], &four)),
        (Link::LinuxCooked, cooked([0x86, 0xDD], &six)),
        (Link::LinuxCooked, cooked([0x81, 0], &bytes(&[&[0, 7, 8, 0], &four]))),
        (Link::LinuxCooked2, cooked_2([0x08, 0], &four)),
        (Link::Loopback, bytes(&[&[2, 0, 0, 0], &four])),
        (Link::Loopback, bytes(&[&[0, 0, 0, 30], &six])),
    ] {
        let packet = read_as(link, &frame, frame.len()).unwrap();
        assert_eq!(
            (carried(&packet), packet.payload, packet.macs),
            (UDP, b"hello".as_slice(), None),
            "{link:?}"
        );
    }
    let own = cooked([0, 4], b"llc");
    assert_eq!(read_as(Link::LinuxCooked, &own, own.len()).unwrap().network, Network::Ethernet(0));
    assert_eq!(read_as(Link::Other(127), &four, four.len()).unwrap_err(), Unreadable::Link(127));
    assert_eq!(read_as(Link::Loopback, &[9; 40], 40).unwrap_err(), Unreadable::Malformed);
}

/// A frame that a mirror wrapped, tagged with 7.
fn mirrored() -> Vec<u8> {
    bytes(&[&[3; 12], &[0x81, 0, 0, 7, 0x08, 0], &v4(6, &tcp(b"hello"))])
}

#[test]
fn what_a_mirror_wrapped_is_given_as_it_was() {
    let frame = mirrored();
    let erspan_1 = v4(47, &bytes(&[&[0, 0, 0x88, 0xBE], &frame]));
    let erspan_2 =
        v4(47, &bytes(&[&[0x10, 0, 0x88, 0xBE, 0, 0, 0, 1, 0x10, 0x05, 0, 1, 0, 0, 0, 0], &frame]));
    let third = [0x10, 0, 0x22, 0xEB, 0, 0, 0, 1, 0x20, 0x05, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0];
    let erspan_3 = v4(47, &bytes(&[&third, &frame]));
    let mut with_platform = third;
    with_platform[19] = 1;
    let with_platform = v4(47, &bytes(&[&with_platform, &[9; 8], &frame]));
    let bridged = v4(47, &bytes(&[&[0xB0, 0, 0x65, 0x58, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3], &frame]));
    let vxlan = v4(17, &udp_to(4789, &bytes(&[&[8, 0, 0, 0, 0, 0, 5, 0], &frame])));
    for outer in [erspan_1, erspan_2, erspan_3, with_platform, bridged, vxlan] {
        let outer = ethernet(0x0800, &outer);
        let packet = read(&outer);
        assert_eq!((carried(&packet), packet.payload, packet.vlan), (TCP, b"hello".as_slice(), 7));
        assert_eq!(packet.macs, Some((Mac([3; 6]), Mac([3; 6]))));
        assert_eq!(packet.length as usize, outer.len(), "what went over this wire is counted");
    }
}

#[test]
fn a_mirrored_frame_without_a_tag_is_in_the_vlan_that_the_mirror_says() {
    let frame = ethernet(0x0800, &v4(6, &tcp(b"hello")));
    let outer = v4(47, &bytes(&[&[0x10, 0, 0x88, 0xBE, 0, 0, 0, 1, 0x10, 0x05, 0, 1, 0, 0, 0, 0], &frame]));
    assert_eq!(read(&ethernet(0x0800, &outer)).vlan, 5);
}

#[test]
fn packets_in_packets_are_unwrapped_and_no_deeper_than_four() {
    let innermost = v4(6, &tcp(b"hello"));
    let six_in_four = v4(41, &v6(17, &udp(b"hello")));
    assert_eq!(carried(&read(&ethernet(0x0800, &six_in_four))), UDP);
    let frame = ethernet(0x0800, &v4(47, &bytes(&[&[0, 0, 0x08, 0], &innermost])));
    assert_eq!((carried(&read(&frame)), read(&frame).macs), (TCP, None));
    let mut nested = innermost;
    for depth in 1..8 {
        nested = v4(4, &nested);
        let expected = if depth <= 4 { TCP } else { Carried::Other(4) };
        assert_eq!(carried(&read(&ethernet(0x0800, &nested))), expected, "{depth}");
    }
}

#[test]
fn what_only_looks_like_a_tunnel_is_left_as_it_is() {
    let frame = mirrored();
    let plain = udp_to(4789, b"just a datagram on this port, long enough for two headers");
    assert_eq!(
        carried(&read(&ethernet(0x0800, &v4(17, &plain)))),
        Carried::Udp { source: 0xC000, target: 4789 }
    );
    let reserved = udp_to(4789, &bytes(&[&[8, 0, 0, 1, 0, 0, 5, 0], &frame]));
    assert_eq!(
        carried(&read(&ethernet(0x0800, &v4(17, &reserved)))),
        Carried::Udp { source: 0xC000, target: 4789 }
    );
    for gre in
        [&[0x00, 1, 0x88, 0x0B][..], &[0x40, 0, 0x08, 0, 0, 0, 0, 0], &[0, 0, 0x12, 0x34], &[0, 0, 0x08, 0]]
    {
        let gre = v4(47, &bytes(&[gre, b"something else"]));
        assert_eq!(carried(&read(&ethernet(0x0800, &gre))), Carried::Other(47));
    }
}

#[test]
fn a_cut_frame_keeps_what_was_captured_and_the_length_that_was_not() {
    let payload = [9; 200];
    let four = ethernet(0x0800, &v4(6, &tcp(&payload)));
    let packet = read_as(Link::Ethernet, &four[..64], four.len()).unwrap();
    assert_eq!((carried(&packet), packet.payload.len(), packet.payload_length), (TCP, 10, 200));

    let six = ethernet(0x86DD, &v6(6, &tcp(&payload)));
    let packet = read_as(Link::Ethernet, &six[..64], six.len()).unwrap();
    let without_flags = Carried::Tcp { source: 0xC000, target: 502, sequence: 7, flags: 0 };
    assert_eq!((carried(&packet), packet.payload_length), (without_flags, 200));

    for cut in 0..four.len() {
        let read = read_as(Link::Ethernet, &four[..cut], four.len());
        if cut < 34 {
            assert_eq!(read.unwrap_err(), Unreadable::Cut, "{cut}");
        } else {
            let ports = matches!(carried(&read.unwrap()), Carried::Tcp { source: 0xC000, target: 502, .. });
            assert_eq!(ports, cut >= 42, "{cut}");
        }
    }
}

#[test]
fn headers_that_lie_are_malformed_and_told_from_cut_ones() {
    let whole = ethernet(0x0800, &v4(6, &tcp(b"hello")));
    for (at, byte) in [(14, 0x65), (14, 0x44), (17, 19)] {
        let mut frame = whole.clone();
        frame[at] = byte;
        assert_eq!(read_as(Link::Ethernet, &frame, frame.len()).unwrap_err(), Unreadable::Malformed, "{at}");
    }
    assert_eq!(read_as(Link::Ethernet, &whole[..30], 30).unwrap_err(), Unreadable::Malformed);
    for offset in [0x40, 0xF0] {
        let mut frame = whole.clone();
        frame[46] = offset;
        assert_eq!((carried(&read(&frame)), read(&frame).payload), (Carried::Other(6), b"".as_slice()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_bytes_are_read_without_panic_and_never_beyond_the_frame(
        nth in 0..8_usize,
        changes in proptest::collection::vec((0..140_usize, any::<u8>()), 0..8),
        cut in 0..160_usize,
        beyond in 0..3_usize,
    ) {
        let third = [0x10, 0, 0x22, 0xEB, 0, 0, 0, 1, 0x20, 0x05, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0];
        let mut frame = match nth {
            0 => ethernet(0x0800, &v4(6, &tcp(b"hello"))),
            1 => ethernet(0x86DD, &v6(0, &bytes(&[&[17, 0, 0, 0, 0, 0, 0, 0], &udp(b"hello")]))),
            2 => ethernet(0x0800, &v4(47, &bytes(&[&third, &mirrored()]))),
            3 => ethernet(0x0800, &v4(17, &udp_to(4789, &bytes(&[&[8, 0, 0, 0, 0, 0, 5, 0], &mirrored()])))),
            4 => ethernet(0x8847, &bytes(&[&[0, 1, 1, 64], &v4(4, &v4(41, &v6(6, &tcp(b"hello"))))])),
            5 => ethernet(0x8864, &bytes(&[&[0x11, 0, 0, 1, 0, 60, 0, 0x57], &v6(44, &[6; 30])])),
            6 => ethernet(30, &[0xAA; 40]),
            _ => Vec::new(),
        };
        let length = frame.len() + beyond * 700;
        for (at, byte) in changes {
            if let Some(there) = frame.get_mut(at) {
                *there = byte;
            }
        }
        frame.truncate(cut);
        for link in [Link::Ethernet, Link::Ip, Link::LinuxCooked, Link::LinuxCooked2, Link::Loopback] {
            if let Ok(packet) = read_as(link, &frame, length) {
                prop_assert!(packet.payload.len() <= packet.payload_length as usize);
                prop_assert!(packet.payload_length <= 65_535.max(packet.length));
            }
        }
    }
}
