//! Mail: SMTP (RFC 5321) and IMAP (RFC 9051), by words that no other text protocol begins a line with.
//!
//! Answers of SMTP are numbers that FTP has too, so they count on the usual ports alone. POP shares its words with
//! others, and is not named. Addresses, names and messages are not looked at. No class.

use sekisho_model::{CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const SMTP: Parser = Parser {
    protocol: Protocol::Smtp,
    carriers: &[Carrier::Tcp],
    usual_ports: &[25, 587],
    read: smtp,
    identify: None,
    looked_at: |_, _| vec![0..12],
};

pub(super) const IMAP: Parser = Parser {
    protocol: Protocol::Imap,
    carriers: &[Carrier::Tcp],
    usual_ports: &[143],
    read: imap,
    identify: None,
    // A tag, a word and what separates it.
    looked_at: |_, _| vec![0..24],
};

const ASKED: &[&[u8]] = &[b"EHLO ", b"HELO ", b"MAIL FROM:<", b"RCPT TO:<", b"BDAT "];
/// Words that others may have.
const SHARED: &[&[u8]] = &[b"DATA\r\n", b"STARTTLS\r\n", b"AUTH ", b"RSET\r\n", b"NOOP\r\n", b"QUIT\r\n"];

fn smtp(window: &Window<'_>, setting: &Setting) -> Reading {
    let begins = |texts: &[&[u8]]| texts.iter().any(|text| window.has(0, text));
    let at_home = setting.known || setting.on_port(25) || setting.on_port(587);
    let (weight, side) = if begins(ASKED) {
        (Weight::Strong, Side::Client)
    } else if at_home && begins(SHARED) {
        (Weight::Weak, Side::Client)
    } else if at_home && answers(window) {
        (Weight::Weak, Side::Server)
    } else if setting.known {
        // A message that goes on.
        (Weight::Weak, Side::Unknown)
    } else {
        let torn = window.length() > 1 && ASKED.iter().any(|text| window.may_become(text));
        return if torn { Reading::More(12) } else { Reading::No };
    };
    found(Protocol::Smtp, weight, side)
}

/// A number of three digits, and a blank or that more lines follow.
fn answers(window: &Window<'_>) -> bool {
    let digit =
        |at, digits: std::ops::RangeInclusive<u8>| window.u8(at).is_some_and(|one| digits.contains(&one));
    digit(0, b'2'..=b'5')
        && digit(1, b'0'..=b'5')
        && digit(2, b'0'..=b'9')
        && matches!(window.u8(3), Some(b' ' | b'-'))
}

fn found(protocol: Protocol, weight: Weight, side: Side) -> Reading {
    let (extent, commands) = (Extent::Payload, CommandClasses::NONE);
    Reading::Pdu(Pdu { protocol, weight, extent, side, commands })
}

/// Lines of a server that nobody asked for.
const TOLD: &[&[u8]] =
    &[b"* OK [", b"* OK ", b"* PREAUTH ", b"* CAPABILITY ", b"* BYE ", b"* FLAGS (", b"* LIST ("];
/// Words behind a tag: of a client, and of a server that is done.
const CALLED: &[&[u8]] = &[
    b"CAPABILITY\r\n",
    b"STARTTLS\r\n",
    b"AUTHENTICATE ",
    b"LOGIN ",
    b"SELECT ",
    b"EXAMINE ",
    b"LOGOUT\r\n",
    b"UID FETCH ",
    b"UID SEARCH ",
    b"UID STORE ",
    b"FETCH ",
    b"SEARCH ",
    b"STORE ",
    b"STATUS ",
    b"APPEND ",
    b"NAMESPACE\r\n",
];
const TAG_MAX: usize = 9;

fn imap(window: &Window<'_>, setting: &Setting) -> Reading {
    let (weight, side) = if TOLD.iter().any(|text| window.has(0, text)) {
        (Weight::Strong, Side::Server)
    } else if let Some(at) = tag_end(window)
        && CALLED.iter().any(|text| window.has(at, text))
    {
        (Weight::Strong, Side::Client)
    } else if setting.known {
        (Weight::Weak, Side::Unknown)
    } else {
        return Reading::No;
    };
    found(Protocol::Imap, weight, side)
}

/// Where the word behind a tag begins. A tag has a digit at its end.
fn tag_end(window: &Window<'_>) -> Option<usize> {
    let end = (1..=TAG_MAX).find(|at| window.u8(*at) == Some(b' '))?;
    let is_tag = (0..end).all(|at| window.u8(at).is_some_and(|byte| byte.is_ascii_alphanumeric()));
    let has_number = window.u8(end - 1).is_some_and(|byte| byte.is_ascii_digit());
    (is_tag && has_number).then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocols::probe::{holds, pdu, reading, tcp};

    #[test]
    fn own_words_are_enough_anywhere_and_numbers_at_home() {
        for line in [&b"EHLO plc.example\r\n"[..], b"MAIL FROM:<a@b>\r\n", b"RCPT TO:<a@b>\r\n"] {
            let seen = pdu(&SMTP, line, &tcp(40_000, 41_000));
            assert_eq!((seen.weight, seen.side), (Weight::Strong, Side::Client));
            holds(&SMTP, line, &tcp(40_000, 41_000));
        }
        assert_eq!(pdu(&SMTP, b"220 mail.example ESMTP\r\n", &tcp(25, 40_000)).side, Side::Server);
        assert_eq!(reading(&SMTP, b"220 mail.example ESMTP\r\n", &tcp(2_121, 40_000)), Reading::No);
        assert_eq!(reading(&SMTP, b"EHL", &tcp(40_000, 41_000)), Reading::More(12));
        holds(&SMTP, b"220 mail.example ESMTP\r\n", &tcp(25, 40_000));
    }

    #[test]
    fn tagged_words_and_untagged_answers_are_imap() {
        for (line, side) in [
            (&b"* OK [CAPABILITY IMAP4rev1] ready\r\n"[..], Side::Server),
            (b"a001 LOGIN who secret\r\n", Side::Client),
            (b"3 UID FETCH 1:5 (FLAGS)\r\n", Side::Client),
        ] {
            let seen = pdu(&IMAP, line, &tcp(40_000, 41_000));
            assert_eq!((seen.weight, seen.side), (Weight::Strong, side));
            holds(&IMAP, line, &tcp(40_000, 41_000));
        }
        for line in [&b"a LOGIN who secret\r\n"[..], b"* item\r\n", b"a001 BEGIN \r\n", b"+OK ready\r\n"] {
            assert_eq!(reading(&IMAP, line, &tcp(143, 40_000)), Reading::No);
        }
    }
}
