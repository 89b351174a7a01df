//! syslog (RFC 5424, RFC 3164), over UDP and over TCP (RFC 6587).
//!
//! Only the priority and what follows it are looked at; the message is not.

use sekisho_model::{CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Syslog,
    carriers: &[Carrier::Udp, Carrier::Tcp],
    usual_ports: &[514],
    read,
    identify: None,
    // An octet count of at most five digits and a space, "<191>", and a month or a version.
    looked_at: |_, _| vec![0..6 + 5 + 4],
};

const PRIORITY_MAX: u32 = 191;
const MONTHS: [&[u8]; 12] = [
    b"Jan ", b"Feb ", b"Mar ", b"Apr ", b"May ", b"Jun ", b"Jul ", b"Aug ", b"Sep ", b"Oct ", b"Nov ",
    b"Dec ",
];

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    let weight = match begins(window, setting.carrier) {
        Some(weight) => weight,
        None if setting.known && setting.carrier == Carrier::Tcp => Weight::Weak,
        None => return Reading::No,
    };
    let (extent, side) = (Extent::Payload, Side::Client);
    Reading::Pdu(Pdu { protocol: Protocol::Syslog, weight, extent, side, commands: CommandClasses::NONE })
}

/// A priority, then a time or a version that is strong, or anything else that is weak.
fn begins(window: &Window<'_>, carrier: Carrier) -> Option<Weight> {
    let at = match (window.u8(0)?, carrier) {
        (b'<', _) => 0,
        (_, Carrier::Tcp) => number(window, 0, 5, b' ')?.1,
        _ => return None,
    };
    let (priority, after) = (window.u8(at)? == b'<').then(|| number(window, at + 1, 3, b'>'))??;
    if priority > PRIORITY_MAX {
        return None;
    }
    let dated = MONTHS.iter().any(|month| window.has(after, month));
    let versioned = window.has(after, b"1 ");
    let octets_counted = at > 0;
    let strong = dated || versioned && (octets_counted || timed(window, after + 2));
    Some(if strong { Weight::Strong } else { Weight::Weak })
}

/// RFC 5424's time begins with its year, or there is none.
fn timed(window: &Window<'_>, at: usize) -> bool {
    window.has(at, b"20") || window.has(at, b"- ")
}

/// A decimal number of at most `digits` digits, and where what follows its end mark begins.
fn number(window: &Window<'_>, at: usize, digits: usize, end: u8) -> Option<(u32, usize)> {
    let mut value = 0;
    for place in at..=at + digits {
        match window.u8(place)? {
            digit @ b'0'..=b'9' => value = value * 10 + u32::from(digit - b'0'),
            mark if mark == end && place > at => return Some((value, place + 1)),
            _ => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str, carrier: Carrier) -> Option<Weight> {
        let setting = Setting { carrier, source_port: 40_000, target_port: 5140, known: false };
        match read(&Window::new(text.as_bytes(), u32::try_from(text.len()).unwrap()), &setting) {
            Reading::Pdu(pdu) => Some(pdu.weight),
            _ => None,
        }
    }

    #[test]
    fn both_forms_are_strong_and_a_bare_priority_is_weak() {
        assert_eq!(seen("<34>Oct 11 22:14:15 host su: x", Carrier::Udp), Some(Weight::Strong));
        assert_eq!(seen("<165>1 2026-01-02T03:04:05Z h a", Carrier::Udp), Some(Weight::Strong));
        assert_eq!(seen("<13>started", Carrier::Udp), Some(Weight::Weak));
        assert_eq!(seen("83 <34>1 2026-01-02T03:04:05Z h", Carrier::Tcp), Some(Weight::Strong));
    }

    #[test]
    fn a_priority_that_there_is_not_is_refused() {
        for text in ["<192>x", "<>x", "<1234>x", "<html>", "12 <34>1 ", ""] {
            assert_eq!(seen(text, Carrier::Udp), None, "{text}");
        }
    }
}
