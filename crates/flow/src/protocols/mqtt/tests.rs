//! Packets made by hand from the standard, and little scenes of them.

use sekisho_model::CommandClass::{self, Diagnostic, Other, Read, Write};
use sekisho_model::{Address, Conversation, Protocol};

use super::PARSER;
use crate::conformance::scenes::{ACK, End, Scene};
use crate::protocols::probe::{bytes, classes, holds, pdu, reading, tcp};
use crate::window::{Extent, Reading, Setting, Side, Weight};

const AWAY: Setting = tcp(40_000, 41_000);
const HOME: Setting = tcp(40_000, 1_883);
const KNOWN: Setting = Setting { known: true, ..AWAY };

/// Level 4, a clean session, no will, a client identifier of three letters.
const CONNECT: &str = "10 0f 0004 4d515454 04 02 003c 0003 616263";
const CONNECT_3_1: &str = "10 11 0006 4d5149736470 03 02 003c 0003 616263";
const CONNECT_5: &str = "10 10 0004 4d515454 05 02 003c 00 0003 616263";
/// A topic of three letters and a payload of five.
const PUBLISH: &str = "30 0a 0003 612f62 3132333435";
const PUBLISH_NUMBERED: &str = "32 0c 0003 612f62 0007 3132333435";
const PUBLISH_ALIAS: &str = "30 0b 0000 03 230001 3132333435";
const SUBSCRIBE: &str = "82 08 0001 0003 612f62 01";
const SUBSCRIBE_5: &str = "82 09 0001 00 0003 612f62 01";
const SUBSCRIBE_PROPERTY: &str = "82 0b 0001 02 0b05 0003 612f62 01";
const UNSUBSCRIBE: &str = "a2 07 0001 0003 612f62";

#[test]
fn each_packet_has_its_side_class_and_end() {
    #[rustfmt::skip]
    let cases: &[(&str, Side, &[CommandClass])] = &[
        (CONNECT, Side::Client, &[Other]), ("20 02 0000", Side::Server, &[]), (PUBLISH, Side::Relayed, &[Write]),
        ("40 02 0007", Side::Unknown, &[]), ("50 02 0007", Side::Unknown, &[]), ("62 02 0007", Side::Relayed, &[Write]),
        ("70 02 0007", Side::Unknown, &[]), (SUBSCRIBE, Side::Client, &[Read]), ("90 03 0001 01", Side::Server, &[]),
        (UNSUBSCRIBE, Side::Client, &[Read]), ("b0 02 0001", Side::Server, &[]), ("c0 00", Side::Client, &[Diagnostic]),
        ("d0 00", Side::Server, &[Diagnostic]), ("e0 00", Side::Unknown, &[Other]), ("e0 01 04", Side::Unknown, &[Other]),
        ("f0 02 1800", Side::Unknown, &[Other]),
    ];
    for (packet, side, class) in cases {
        let packet = bytes(packet);
        let seen = pdu(&PARSER, &packet, &KNOWN);
        let whole = Extent::Bytes(u32::try_from(packet.len()).unwrap());
        assert_eq!((seen.side, seen.extent), (*side, whole), "{packet:02x?}");
        assert_eq!(classes(&PARSER, &packet, &KNOWN), *class, "{packet:02x?}");
    }
}

#[test]
fn connect_is_enough_a_filter_too_and_the_rest_says_little() {
    let weight = |packet: &str, setting: &Setting| match reading(&PARSER, &bytes(packet), setting) {
        Reading::Pdu(pdu) => Some(pdu.weight),
        _ => None,
    };
    for strong in [CONNECT, CONNECT_3_1, CONNECT_5, SUBSCRIBE, SUBSCRIBE_5, SUBSCRIBE_PROPERTY] {
        assert_eq!(weight(strong, &AWAY), Some(Weight::Strong), "{strong}");
    }
    for faint in [PUBLISH, PUBLISH_NUMBERED, PUBLISH_ALIAS, "90 03 0001 01"] {
        assert_eq!(weight(faint, &AWAY), Some(Weight::Faint), "{faint}");
    }
    for weak in ["20 02 0005", "20 03 000000", "20 06 00 00 03 220010", UNSUBSCRIBE] {
        assert_eq!(weight(weak, &AWAY), Some(Weight::Weak), "{weak}");
    }
    let weights = |packet: &str| (weight(packet, &AWAY), weight(packet, &HOME));
    for numbered in ["40 02 0007", "62 02 0007", "b0 02 0001"] {
        assert_eq!(weights(numbered), (Some(Weight::Linked), Some(Weight::Linked)), "{numbered}");
    }
    for short in ["c0 00", "d0 00", "e0 00"] {
        assert_eq!(weights(short), (Some(Weight::Slight), Some(Weight::Linked)), "{short}");
    }
}

#[test]
fn what_breaks_the_standard_is_refused() {
    #[rustfmt::skip]
    let cases = [
        ("a kind that there is not", "00 02 0001"),
        ("a fourth quality", "36 0c 0003 612f62 0007 3132333435"),
        ("again, and at most once", "38 0a 0003 612f62 3132333435"),
        ("a topic longer than its packet", "30 0a 0009 612f62 3132333435"),
        ("a length with a byte too many", "30 8a 00 0003 612f62 3132333435"),
        ("flags of SUBSCRIBE", "80 08 0001 0003 612f62 01"),
        ("a number of 0", "82 08 0000 0003 612f62 01"),
        ("a ping with a body", "c0 01 00"),
        ("a length of five bytes", "30 ff ff ff ff 01 0003"),
    ];
    for (what, packet) in cases {
        assert_eq!(reading(&PARSER, &bytes(packet), &KNOWN), Reading::No, "{what}");
    }
    #[rustfmt::skip]
    let unknown = [
        ("another protocol's name", "10 0f 0004 4d515458 04 02 003c 0003 616263"),
        ("a level that there is not", "10 0f 0004 4d515454 06 02 003c 0003 616263"),
        ("a reserved flag", "10 0f 0004 4d515454 04 03 003c 0003 616263"),
        ("LDAP", "30 0c 020101 60 07 020103 0400 8000"),
        ("SNMP", "30 26 020101 0406 7075626c6963 a019 020101 020100 020100 300e300c06082b060102010101000500"),
    ];
    for (what, packet) in unknown {
        assert_eq!(reading(&PARSER, &bytes(packet), &HOME), Reading::No, "{what}");
    }
    let register = bytes("30 06 0001 0064 a1b2");
    assert_eq!(
        pdu(&PARSER, &register, &HOME).weight,
        Weight::Slight,
        "one register written on a serial line"
    );
    let torn = bytes("30 4a 0003 612f62 3132333435");
    assert_eq!(pdu(&PARSER, &torn, &HOME).weight, Weight::Linked, "a message that goes on elsewhere");
}

#[test]
fn only_lengths_flags_and_the_protocols_name_are_looked_at() {
    for packet in [
        CONNECT,
        CONNECT_3_1,
        CONNECT_5,
        PUBLISH,
        PUBLISH_NUMBERED,
        PUBLISH_ALIAS,
        SUBSCRIBE,
        SUBSCRIBE_5,
        SUBSCRIBE_PROPERTY,
        UNSUBSCRIBE,
        "20 02 0000",
        "40 02 0007",
    ] {
        for setting in [AWAY, HOME, KNOWN] {
            holds(&PARSER, &bytes(packet), &setting);
        }
    }
    let topic_and_payload = (PARSER.looked_at)(&bytes(PUBLISH_NUMBERED), &KNOWN);
    assert_eq!(topic_and_payload, [0..4, 7..9]);
    assert_eq!((PARSER.looked_at)(&bytes(CONNECT), &KNOWN), [0..12]);
}

#[test]
fn a_torn_head_is_waited_for() {
    let connect = bytes(CONNECT);
    for seen in 1..10 {
        assert!(matches!(reading(&PARSER, &connect[..seen], &AWAY), Reading::More(_)), "{seen}");
    }
    for (begin, setting) in
        [("30", KNOWN), ("30 80", KNOWN), ("82 ff ff", KNOWN), ("10", AWAY), ("10 80", AWAY)]
    {
        assert!(matches!(reading(&PARSER, &bytes(begin), &setting), Reading::More(_)), "{begin}");
    }
    for begin in ["30", "30 80", "10 0f 00 05", "10 0f 0004 4e"] {
        assert_eq!(reading(&PARSER, &bytes(begin), &AWAY), Reading::No, "{begin}");
    }
}

const CLIENT: End = (2, 50_000);
const BROKER: End = (1, 51_000);

/// Messages without a handshake, each in a segment of its own.
fn told(packets: &[(End, End, &str)]) -> Conversation {
    let mut scene = Scene::new();
    let mut sequences = [100_u32, 500];
    for (from, to, packet) in packets {
        let (packet, sequence) = (bytes(packet), &mut sequences[usize::from(*from == BROKER)]);
        scene.tcp(*from, *to, *sequence, ACK, &packet);
        *sequence += u32::try_from(packet.len()).unwrap();
    }
    let seen = scene.observed();
    assert_eq!(seen.conversations.len(), 1);
    seen.conversations[0].clone()
}

fn commanded(conversation: &Conversation) -> Vec<CommandClass> {
    conversation.commands.keys().copied().collect()
}

#[test]
fn two_messages_from_the_middle_are_a_name_and_one_is_none() {
    let one = told(&[(CLIENT, BROKER, PUBLISH)]);
    assert_eq!((one.key.protocol, one.commands.len()), (None, 0));
    let two = told(&[(CLIENT, BROKER, PUBLISH), (CLIENT, BROKER, PUBLISH_NUMBERED)]);
    assert_eq!(two.key.protocol, Some(Protocol::Mqtt));
    let together = format!("{PUBLISH} {PUBLISH}");
    assert_eq!(told(&[(CLIENT, BROKER, &together)]).key.protocol, Some(Protocol::Mqtt));
}

#[test]
fn acknowledgements_and_long_messages_are_a_name_where_three_follow_each_other() {
    let name = |packets: &[&str]| {
        let packets: Vec<_> = packets.iter().map(|packet| (BROKER, CLIENT, *packet)).collect();
        told(&packets).key.protocol
    };
    assert_eq!(name(&["40 02 0007", "40 02 0008", "40 02 0009"]), Some(Protocol::Mqtt));
    assert_eq!(name(&["40 02 0007", "d0 00", "40 02 0008", "40 02 0009"]), Some(Protocol::Mqtt));
    assert_eq!(name(&["40 02 0007", "40 02 0008", "41 02 0009", "40 02 000a", "40 02 000b"]), None);
    assert_eq!(name(&["40 02 0007", "40 02 0008"]), None);
    assert_eq!(name(&["d0 00", "d0 00", "d0 00", "d0 00"]), None);
    // A head, and where its message ends the next head.
    let (head, rest) = ("30 20 0003 612f62 3132333435", format!("{} 30 20 0003 612f62", "33".repeat(22)));
    let end = "33".repeat(27);
    assert_eq!(name(&[head, &rest, &end]), None);
    assert_eq!(name(&[head, &rest, &format!("{end} {head}")]), Some(Protocol::Mqtt));
}

#[test]
fn what_a_client_puts_in_is_written_and_what_the_broker_hands_on_is_read() {
    let broker = Address::Ip([192, 168, 0, 1].into());
    let into = [(CLIENT, BROKER, PUBLISH), (CLIENT, BROKER, PUBLISH), (BROKER, CLIENT, "d0 00")];
    let out = [(BROKER, CLIENT, PUBLISH), (BROKER, CLIENT, PUBLISH), (CLIENT, BROKER, "c0 00")];
    // By its port the end that is no broker looks like one, until a packet says who is the client.
    for (packets, class) in [(into, Write), (out, Read)] {
        let seen = told(&packets);
        assert_eq!(seen.key.server, broker);
        assert_eq!(commanded(&seen), [class, Diagnostic]);
        let turned = packets.map(|(from, to, packet)| {
            let port = |(host, port): End| (host, if port == BROKER.1 { 1_883 } else { port });
            (port(from), port(to), packet)
        });
        assert_eq!(commanded(&told(&turned)), [class, Diagnostic]);
    }
}
