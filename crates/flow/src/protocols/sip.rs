//! SIP (RFC 3261) over UDP and TCP, by its start line.
//!
//! A method with what its target begins with, or the version of an answer. Who calls whom is not looked at. No class.

use sekisho_model::{CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Sip,
    carriers: &[Carrier::Udp, Carrier::Tcp],
    usual_ports: &[5_060],
    read,
    identify: None,
    looked_at: |_, _| vec![0..14],
};

const METHODS: &[&[u8]] = &[
    b"INVITE ",
    b"ACK ",
    b"BYE ",
    b"CANCEL ",
    b"REGISTER ",
    b"OPTIONS ",
    b"SUBSCRIBE ",
    b"NOTIFY ",
    b"PUBLISH ",
    b"MESSAGE ",
    b"INFO ",
    b"REFER ",
    b"UPDATE ",
    b"PRACK ",
];
const TARGETS: [&[u8]; 2] = [b"sip:", b"sips"];
const ANSWER: &[u8] = b"SIP/2.0 ";

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    let asks = METHODS
        .iter()
        .any(|method| window.has(0, method) && TARGETS.iter().any(|target| window.has(method.len(), target)));
    let (weight, side) = if asks {
        (Weight::Strong, Side::Client)
    } else if window.has(0, ANSWER) {
        (Weight::Strong, Side::Server)
    } else if setting.known && setting.carrier == Carrier::Tcp {
        // Headers or a body that go on.
        (Weight::Weak, Side::Unknown)
    } else if setting.known && is_kept_alive(window) {
        (Weight::Weak, Side::Unknown)
    } else {
        let torn = window.length() > 3 && METHODS.iter().chain([&ANSWER]).any(|text| window.may_become(text));
        return if torn && setting.carrier == Carrier::Tcp { Reading::More(14) } else { Reading::No };
    };
    let (extent, commands) = (Extent::Payload, CommandClasses::NONE);
    Reading::Pdu(Pdu { protocol: Protocol::Sip, weight, extent, side, commands })
}

/// Empty lines.
fn is_kept_alive(window: &Window<'_>) -> bool {
    window.length() <= 4 && (window.has(0, b"\r\n") || window.has(0, &[0]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocols::probe::{holds, pdu, reading, tcp, udp};

    #[test]
    fn start_lines_are_enough() {
        for (line, side) in [
            (&b"INVITE sip:a@b SIP/2.0\r\n"[..], Side::Client),
            (b"REGISTER sips:b SIP/2.0\r\n", Side::Client),
            (b"SIP/2.0 200 OK\r\n", Side::Server),
        ] {
            for setting in [udp(40_000, 41_000), tcp(40_000, 41_000)] {
                let seen = pdu(&PARSER, line, &setting);
                assert_eq!((seen.weight, seen.side), (Weight::Strong, side));
                holds(&PARSER, line, &setting);
            }
        }
        assert_eq!(reading(&PARSER, b"INVIT", &tcp(40_000, 41_000)), Reading::More(14));
    }

    #[test]
    fn other_texts_with_the_same_words_are_refused() {
        for line in [&b"OPTIONS / HTTP/1.1\r\n"[..], b"OPTIONS rtsp://b/ RTSP/1.0\r\n", b"MESSAGE to all\r\n"]
        {
            assert_eq!(reading(&PARSER, line, &udp(5_060, 41_000)), Reading::No);
        }
    }
}
