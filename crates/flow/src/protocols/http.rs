//! HTTP/1 (RFC 9112), and the beginning of HTTP/2 (RFC 9113).
//!
//! Only the name is taken. Target, headers and body are not looked at; the start line is read up to where the target
//! begins. HTTP/2 is recognised at its beginning alone: its frames have no mark of their own.

use sekisho_model::{CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Http,
    carriers: &[Carrier::Tcp],
    usual_ports: &[80, 8080],
    read,
    identify: None,
    // The longest beginning that is asked for: "OPTIONS * HTTP/1." and "PRI * HTTP/2.0".
    looked_at: |_, _| vec![0..17],
};

/// Beginnings of a request: a method, and what its target begins with, so that SIP and RTSP are told apart.
const REQUESTS: &[&[u8]] = &[
    b"GET /",
    b"GET http:",
    b"POST /",
    b"POST http:",
    b"HEAD /",
    b"HEAD http:",
    b"PUT /",
    b"DELETE /",
    b"PATCH /",
    b"OPTIONS /",
    b"OPTIONS * HTTP/1.",
    b"TRACE /",
    b"PROPFIND /",
    b"PROPPATCH /",
    b"MKCOL /",
    b"REPORT /",
    b"SEARCH /",
    b"PRI * HTTP/2.0",
];

const TUNNEL: &[u8] = b"CONNECT ";
const RESPONSES: &[&[u8]] = &[b"HTTP/1.0 ", b"HTTP/1.1 "];
/// Bytes of the longest of these.
const START: u8 = 17;

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    let begins = |texts: &[&[u8]]| texts.iter().any(|text| window.has(0, text));
    let answers = begins(RESPONSES) && window.u8(9).is_some_and(|digit| (b'1'..=b'5').contains(&digit));
    let (weight, side) = if answers {
        (Weight::Strong, Side::Server)
    } else if begins(REQUESTS) || window.has(0, TUNNEL) {
        (Weight::Strong, Side::Client)
    } else if setting.known {
        // A body, or headers that go on.
        (Weight::Weak, Side::Unknown)
    } else {
        return if is_torn(window) { Reading::More(START) } else { Reading::No };
    };
    let extent = Extent::Payload;
    Reading::Pdu(Pdu { protocol: Protocol::Http, weight, extent, side, commands: CommandClasses::NONE })
}

/// Is this the begin of a start line, and the stream ends before it can be told which?
fn is_torn(window: &Window<'_>) -> bool {
    let mut texts = REQUESTS.iter().chain(RESPONSES).chain([&TUNNEL]);
    let before_code = RESPONSES.iter().any(|text| window.has(0, text)) && window.length() == 9;
    window.length() > 0 && (before_code || texts.any(|text| window.may_become(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str, known: bool) -> Option<(Weight, Side)> {
        let setting = Setting { carrier: Carrier::Tcp, source_port: 40_000, target_port: 502, known };
        match read(&Window::new(text.as_bytes(), u32::try_from(text.len()).unwrap()), &setting) {
            Reading::Pdu(pdu) => Some((pdu.weight, pdu.side)),
            _ => None,
        }
    }

    #[test]
    fn requests_and_answers_are_named_on_any_port() {
        assert_eq!(seen("GET / HTTP/1.1\r\n", false), Some((Weight::Strong, Side::Client)));
        assert_eq!(seen("OPTIONS * HTTP/1.1\r\n", false), Some((Weight::Strong, Side::Client)));
        assert_eq!(seen("HTTP/1.1 200 OK\r\n", false), Some((Weight::Strong, Side::Server)));
    }

    #[test]
    fn a_torn_start_line_is_waited_for() {
        let setting = Setting { carrier: Carrier::Tcp, source_port: 40_000, target_port: 502, known: false };
        let waits =
            |text: &[u8], length| matches!(read(&Window::new(text, length), &setting), Reading::More(_));
        for text in [&b"G"[..], b"GET ", b"HTTP/1", b"HTTP/1.1 ", b"CONN", b"OPTIONS * HTTP/1"] {
            assert!(waits(text, u32::try_from(text.len()).unwrap()), "{text:?}");
            assert!(!waits(text, 60), "the capture was cut: {text:?}");
        }
        assert!(!waits(b"", 0) && !waits(b"GEX", 3));
    }

    #[test]
    fn what_looks_alike_is_not_named() {
        let alike = [
            "OPTIONS sip:a SIP/2.0",
            "OPTIONS * RTSP/1.0",
            "GETTING",
            "HTTP/1.1 x",
            "<html>",
            "fox a 0 -1 fox hello",
        ];
        for text in alike {
            assert_eq!(seen(text, false), None, "{text}");
        }
    }

    #[test]
    fn a_body_of_a_known_stream_goes_on() {
        assert_eq!(seen("<html>", true), Some((Weight::Weak, Side::Unknown)));
    }
}
