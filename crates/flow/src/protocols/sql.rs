//! Databases, all named SQL: TDS ([MS-TDS]), MySQL, PostgreSQL, and the beginning of Oracle's TNS.
//!
//! Only the name is taken: what a query does is its content. Message heads are short, so away from the usual ports
//! only the beginning of a connection is strong.

use std::ops::Range;

use sekisho_model::{CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Sql,
    carriers: &[Carrier::Tcp],
    usual_ports: &[1433, 3306, 5432, 1521],
    read,
    identify: None,
    looked_at,
};

/// What one of the four makes of a window.
struct Found {
    weight: Weight,
    side: Side,
    extent: Extent,
}

impl Found {
    const fn new(weight: Weight, side: Side, length: u32) -> Self {
        Self { weight, side, extent: Extent::Bytes(length) }
    }
}

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    let begun = begins(window);
    let going_on = || match () {
        () if setting.on_port(1433) => tds(window),
        () if setting.on_port(3306) => mysql(window),
        () if setting.on_port(5432) => postgres(window, setting.known),
        () if setting.on_port(1521) => oracle(window),
        () if setting.known => tds(window).or_else(|| postgres(window, true)).or_else(|| mysql(window)),
        () => None,
    };
    // Rows that go on, or TLS that was agreed upon.
    let rest = || {
        setting.known.then_some(Found { weight: Weight::Weak, side: Side::Unknown, extent: Extent::Payload })
    };
    let Some(Found { weight, side, extent }) = begun.or_else(going_on).or_else(rest) else {
        return Reading::No;
    };
    Reading::Pdu(Pdu { protocol: Protocol::Sql, weight, extent, side, commands: CommandClasses::NONE })
}

/// The beginning of a connection, which each of the four marks well.
fn begins(window: &Window<'_>) -> Option<Found> {
    tds_prelogin(window)
        .or_else(|| postgres_startup(window))
        .or_else(|| mysql_greeting(window))
        .or_else(|| oracle_connect(window))
}

/// Prelogin, whose first option is the version: at an offset after the options, six bytes long.
fn tds_prelogin(window: &Window<'_>) -> Option<Found> {
    let length = u32::from(window.be16(2)?);
    let head = window.has(0, &[0x12, 1]) && length == window.length() && window.u8(7)? == 0;
    let version = window.u8(8)? == 0 && window.be16(9)? < 128 && window.be16(11)? == 6;
    (head && version).then(|| Found::new(Weight::Strong, Side::Client, length))
}

/// A head: kind, status, length, process, packet number, and a byte that is always 0.
fn tds(window: &Window<'_>) -> Option<Found> {
    let side = match window.u8(0)? {
        1 | 2 | 3 | 6 | 7 | 8 | 14 | 16 | 17 | 18 => Side::Client,
        4 => Side::Server,
        _ => return None,
    };
    let (status, length) = (window.u8(1)?, u32::from(window.be16(2)?));
    // A packet that is not the last of its message is as long as was agreed, at least 512 bytes.
    let sized = if status & 1 == 1 { length >= 8 } else { length >= 512 };
    (status & 0xe0 == 0 && sized && window.u8(7)? == 0).then(|| Found::new(Weight::Weak, side, length))
}

/// Packet 0 of the server: version 10 of the protocol, then its own version as text.
fn mysql_greeting(window: &Window<'_>) -> Option<Found> {
    let length = window.le32(0)?;
    let text = window.u8(5)?.is_ascii_digit() && matches!(window.u8(6)?, b'.' | b'0'..=b'9');
    let whole = length >> 24 == 0 && length + 4 == window.length();
    (whole && window.u8(4)? == 10 && text).then(|| Found::new(Weight::Strong, Side::Server, length + 4))
}

/// Three bytes of length, a packet number, and of a new request its command.
fn mysql(window: &Window<'_>) -> Option<Found> {
    let word = window.le32(0)?;
    let (length, number) = (word & 0x00ff_ffff, word >> 24);
    let command = number == 0 && window.u8(4)? <= 0x1f;
    let side = if command { Side::Client } else { Side::Unknown };
    (length > 0 && (command || number < 64)).then(|| Found::new(Weight::Weak, side, length + 4))
}

/// The version of the protocol after a length; or a request for encryption or for an end, by their numbers.
fn postgres_startup(window: &Window<'_>) -> Option<Found> {
    let length = window.be32(0)?;
    let asked = match window.be32(4)? {
        0x0003_0000..=0x0003_0002 => (9..10_000).contains(&length),
        80_877_103 | 80_877_104 => length == 8,
        80_877_102 => length == 16,
        _ => false,
    };
    (asked && length == window.length()).then(|| Found::new(Weight::Strong, Side::Client, length))
}

/// A letter, then four bytes of length that count themselves.
fn postgres(window: &Window<'_>, known: bool) -> Option<Found> {
    let (kind, length) = (window.u8(0)?, window.be32(1)?);
    let side = match kind {
        b'Q' | b'P' | b'B' | b'F' | b'X' | b'p' => Side::Client,
        b'R' | b'K' | b'Z' | b'T' | b'N' | b'A' | b'1' | b'2' | b'3' | b'I' | b'n' | b's' | b't' => {
            Side::Server
        }
        b'C' | b'D' | b'E' | b'H' | b'S' | b'd' | b'c' | b'f' => Side::Unknown,
        _ => return None,
    };
    let whole = length < window.length() || known;
    ((4..1 << 26).contains(&length) && whole).then(|| Found::new(Weight::Weak, side, length + 1))
}

/// Length, no sums, kind 1, and a version of the protocol that was handed out.
fn oracle_connect(window: &Window<'_>) -> Option<Found> {
    let length = u32::from(window.be16(0)?);
    let head =
        window.be16(2)? == 0 && window.u8(4)? == 1 && window.be16(6)? == 0 && length <= window.length();
    let version =
        (0x0130..=0x0145).contains(&window.be16(8)?) && (0x012c..=0x0145).contains(&window.be16(10)?);
    (head && version && length >= 34).then(|| Found::new(Weight::Strong, Side::Client, length))
}

/// The same head with another kind. Newer versions write the length in four bytes.
fn oracle(window: &Window<'_>) -> Option<Found> {
    let long = window.be16(0)? == 0;
    let length = if long { window.be32(0)? } else { u32::from(window.be16(0)?) };
    let head = (long || window.be16(2)? == 0) && (1..=19).contains(&window.u8(4)?) && window.be16(6)? == 0;
    (head && (8..1 << 24).contains(&length)).then(|| Found::new(Weight::Weak, Side::Unknown, length))
}

/// Heads alone: the longest are those that begin a connection.
fn looked_at(_bytes: &[u8], _setting: &Setting) -> Vec<Range<usize>> {
    vec![0..13]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(bytes: &[u8], port: u16, known: bool) -> Option<(Weight, Side, Extent)> {
        let setting = Setting { carrier: Carrier::Tcp, source_port: 40_000, target_port: port, known };
        match read(&Window::new(bytes, u32::try_from(bytes.len()).unwrap()), &setting) {
            Reading::Pdu(pdu) => Some((pdu.weight, pdu.side, pdu.extent)),
            _ => None,
        }
    }

    #[test]
    fn each_of_the_four_begins_with_its_mark_on_any_port() {
        let prelogin = [0x12, 1, 0, 20, 0, 0, 1, 0, 0, 0, 11, 0, 6, 0xff, 1, 2, 3, 4, 0, 0];
        assert_eq!(seen(&prelogin, 9000, false), Some((Weight::Strong, Side::Client, Extent::Bytes(20))));
        let greeting = b"\x0c\0\0\0\x0a9.0.1\0\x01\0\0\0\0";
        assert_eq!(seen(greeting, 9000, false), Some((Weight::Strong, Side::Server, Extent::Bytes(16))));
        let startup = b"\0\0\0\x12\0\x03\0\0user\0me\0\0\0";
        assert_eq!(seen(startup, 9000, false), Some((Weight::Strong, Side::Client, Extent::Bytes(18))));
        let mut connect = vec![0; 58];
        connect[..12].copy_from_slice(&[0, 58, 0, 0, 1, 0, 0, 0, 1, 0x39, 1, 0x2c]);
        assert_eq!(seen(&connect, 9000, false), Some((Weight::Strong, Side::Client, Extent::Bytes(58))));
    }

    #[test]
    fn later_messages_count_on_their_port_alone() {
        let query = [1, 1, 0, 12, 0, 0, 1, 0, 9, 9, 9, 9];
        assert_eq!(seen(&query, 1433, false), Some((Weight::Weak, Side::Client, Extent::Bytes(12))));
        assert_eq!(seen(&query, 9000, false), None);
        let ready = [b'Z', 0, 0, 0, 5, b'I'];
        assert_eq!(seen(&ready, 5432, false), Some((Weight::Weak, Side::Server, Extent::Bytes(6))));
    }

    #[test]
    fn industrial_heads_are_not_databases_even_there() {
        let tpkt = [3, 0, 0, 22, 0x11, 0xe0, 0, 0, 0, 1, 0, 0xc1, 2, 1, 0, 0xc2, 2, 1, 2, 0xc0, 1, 10];
        let modbus = [0, 1, 0, 0, 0, 6, 1, 3, 0, 0, 0, 10];
        for port in [1433, 9000] {
            assert_eq!(seen(&tpkt, port, false), None);
            assert_eq!(seen(&modbus, port, false), None);
        }
    }
}
