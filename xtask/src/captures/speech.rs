//! What the hosts say to each other: PDUs of ten protocols, each from its public definition.
//!
//! Invariant: lengths and check sums inside are right. Values are chance: nobody looks at them.

use super::wire::{Dice, half, low};

/// A protocol that is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Speech {
    Modbus,
    EtherNetIp,
    S7,
    OpcUa,
    Dnp3,
    Slmp,
    Bacnet,
    Tls,
    Http,
    Dns,
}

/// Where a PDU stands in its conversation.
#[derive(Clone, Copy)]
pub(super) struct Turn {
    /// The client asks; else the server answers.
    pub(super) asks: bool,
    /// Questions before this one.
    pub(super) nth: usize,
    /// What the conversation is known by, such as a unit or a channel.
    pub(super) mark: u32,
}

impl Speech {
    /// All, and how many of a hundred conversations speak it.
    pub(super) const SHARES: [(Self, u64); 10] = [
        (Self::Modbus, 22),
        (Self::EtherNetIp, 16),
        (Self::S7, 14),
        (Self::OpcUa, 12),
        (Self::Dnp3, 8),
        (Self::Slmp, 8),
        (Self::Bacnet, 6),
        (Self::Tls, 6),
        (Self::Http, 3),
        (Self::Dns, 5),
    ];

    pub(super) const fn port(self) -> u16 {
        match self {
            Self::Modbus => 502,
            Self::EtherNetIp => 44_818,
            Self::S7 => 102,
            Self::OpcUa => 4_840,
            Self::Dnp3 => 20_000,
            Self::Slmp => 5_007,
            Self::Bacnet => 47_808,
            Self::Tls => 443,
            Self::Http => 80,
            Self::Dns => 53,
        }
    }

    pub(super) const fn is_udp(self) -> bool {
        matches!(self, Self::Bacnet | Self::Dns)
    }

    /// Questions before a conversation ends.
    pub(super) fn questions(self, dice: &mut Dice) -> usize {
        match self {
            Self::Dns => dice.between(1, 3),
            Self::Http => dice.between(2, 8),
            _ => dice.between(10, 60),
        }
    }

    /// Writes one PDU.
    pub(super) fn say(self, turn: Turn, dice: &mut Dice, into: &mut Vec<u8>) {
        into.clear();
        match self {
            Self::Modbus => modbus(turn, dice, into),
            Self::EtherNetIp => ethernet_ip(turn, dice, into),
            Self::S7 => s7(turn, dice, into),
            Self::OpcUa => opc_ua(turn, dice, into),
            Self::Dnp3 => dnp3(turn, dice, into),
            Self::Slmp => slmp(turn, dice, into),
            Self::Bacnet => bacnet(turn, dice, into),
            Self::Tls => tls(turn, dice, into),
            Self::Http => http(turn, dice, into),
            Self::Dns => dns(turn, into),
        }
    }
}

/// Values of so many bytes.
fn values(dice: &mut Dice, bytes: usize, into: &mut Vec<u8>) {
    for _ in 0..bytes.div_ceil(8) {
        into.extend(dice.next().to_le_bytes());
    }
    into.truncate(into.len() - (bytes.next_multiple_of(8) - bytes));
}

fn put(into: &mut [u8], at: usize, bytes: &[u8]) {
    if let Some(place) = into.get_mut(at..at + bytes.len()) {
        place.copy_from_slice(bytes);
    }
}

/// A size as four bytes, low first.
fn le32(size: usize) -> [u8; 4] {
    u32::try_from(size).unwrap_or(u32::MAX).to_le_bytes()
}

fn byte(size: usize) -> u8 {
    u8::try_from(size & 0xFF).unwrap_or(0)
}

/// Modbus/TCP, function 3: transaction, protocol 0, length, unit, function, first register, count.
pub(super) fn modbus_read(into: &mut Vec<u8>, nth: usize, count: usize) {
    into.extend(half(nth & 0xFFFF).to_be_bytes());
    into.extend([0, 0, 0, 6, 1, 3, 0, 100]);
    into.extend(half(count).to_be_bytes());
}

/// Its answer, all registers 7.
pub(super) fn modbus_answer(into: &mut Vec<u8>, nth: usize, count: usize) {
    into.extend(half(nth & 0xFFFF).to_be_bytes());
    into.extend([0, 0]);
    into.extend(half(3 + 2 * count).to_be_bytes());
    into.extend([1, 3, byte(2 * count)]);
    into.resize(into.len() + 2 * count, 7);
}

/// Mostly reads; every sixteenth question writes (function 16).
fn modbus(turn: Turn, dice: &mut Dice, into: &mut Vec<u8>) {
    let count = 40 + low(u64::from(turn.mark)) % 84;
    match (turn.asks, turn.nth % 16 == 15) {
        (true, false) => modbus_read(into, turn.nth, count),
        (false, false) => modbus_answer(into, turn.nth, count),
        (asks, true) => {
            into.extend(half(turn.nth).to_be_bytes());
            let length = if asks { 7 + 2 * count } else { 6 };
            into.extend([0, 0]);
            into.extend(half(length).to_be_bytes());
            into.extend([1, 16, 0, 100]);
            into.extend(half(count).to_be_bytes());
            if asks {
                into.push(byte(2 * count));
                values(dice, 2 * count, into);
            }
        }
    }
}

/// EtherNet/IP: a session is registered, then tags are read in unconnected messages.
fn ethernet_ip(turn: Turn, dice: &mut Dice, into: &mut Vec<u8>) {
    let command: u16 = if turn.nth == 0 { 0x65 } else { 0x6F };
    into.extend(command.to_le_bytes());
    into.extend([0, 0]);
    let session = if turn.nth == 0 && turn.asks { 0 } else { turn.mark };
    into.extend(session.to_le_bytes());
    into.extend([0; 16]);
    if turn.nth == 0 {
        into.extend([1, 0, 0, 0]);
    } else {
        // Interface handle, time-out, a null address, and unconnected data.
        into.extend([0, 0, 0, 0, 5, 0, 2, 0, 0, 0, 0, 0, 0xB2, 0, 0, 0]);
        let data = into.len();
        if turn.asks {
            // Read tag, a symbolic path of ten letters, so many elements.
            into.extend([0x4C, 6, 0x91, 10]);
            into.extend(b"Line1_Tank");
            into.extend([20, 0]);
        } else {
            into.extend([0xCC, 0, 0, 0, 0xC4, 0]);
            values(dice, 120 + low(u64::from(turn.mark)) % 340, into);
        }
        let length = half(into.len() - data);
        put(into, data - 2, &length.to_le_bytes());
    }
    let length = half(into.len() - 24);
    put(into, 2, &length.to_le_bytes());
}

/// S7comm over ISO on TCP: the transport connects, the communication is set up, then variables are read.
fn s7(turn: Turn, dice: &mut Dice, into: &mut Vec<u8>) {
    into.extend([3, 0, 0, 0]);
    if turn.nth == 0 {
        let (code, references) = if turn.asks { (0xE0, [0, 0, 0, 1]) } else { (0xD0, [0, 1, 0, 2]) };
        into.extend([17, code]);
        into.extend(references);
        into.extend([0, 0xC1, 2, 1, 0, 0xC2, 2, 1, 2, 0xC0, 1, 10]);
    } else {
        let count = 40 + low(u64::from(turn.mark)) % 180;
        into.extend([2, 0xF0, 0x80, 0x32, if turn.asks { 1 } else { 3 }, 0, 0]);
        into.extend(half(turn.nth).to_be_bytes());
        let (parameters, data): (&[u8], usize) = match (turn.nth, turn.asks) {
            (1, _) => (&[0xF0, 0, 0, 1, 0, 1, 1, 0xE0], 0),
            (_, true) => (&[4, 1, 0x12, 10, 0x10, 2, 0, byte(count), 0, 1, 0x84, 0, 0, 0], 0),
            (_, false) => (&[4, 1], 4 + count),
        };
        into.extend(half(parameters.len()).to_be_bytes());
        into.extend(half(data).to_be_bytes());
        if !turn.asks {
            into.extend([0, 0]);
        }
        into.extend(parameters);
        if data > 0 {
            into.extend([0xFF, 4]);
            into.extend(half(count * 8).to_be_bytes());
            values(dice, count, into);
        }
    }
    let length = half(into.len());
    put(into, 2, &length.to_be_bytes());
}

/// OPC UA, secured by nothing: hello, channel, then values are read.
fn opc_ua(turn: Turn, dice: &mut Dice, into: &mut Vec<u8>) {
    match (turn.nth, turn.asks) {
        (0, true) => {
            into.extend(b"HELF\0\0\0\0");
            for word in [0, 65_536, 65_536, 0, 0] {
                into.extend(le32(word));
            }
            opc_ua_string(b"opc.tcp://plc.example:4840", into);
        }
        (0, false) => {
            into.extend(b"ACKF\0\0\0\0");
            for word in [0, 65_536, 65_536, 0, 0] {
                into.extend(le32(word));
            }
        }
        (1, asks) => {
            into.extend(b"OPNF\0\0\0\0");
            into.extend(if asks { [0; 4] } else { turn.mark.to_le_bytes() });
            opc_ua_string(b"http://opcfoundation.org/UA/SecurityPolicy#None", into);
            into.extend([0xFF; 8]);
            opc_ua_service(turn, if asks { 446 } else { 449 }, into);
            if asks {
                into.extend([
                    0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x80, 0xEE, 0x36, 0,
                ]);
            } else {
                into.extend([0; 4]);
                into.extend(turn.mark.to_le_bytes());
                into.extend([1, 0, 0, 0]);
                into.extend([0; 8]);
                into.extend([0x80, 0xEE, 0x36, 0, 0xFF, 0xFF, 0xFF, 0xFF]);
            }
        }
        (_, asks) => {
            into.extend(b"MSGF\0\0\0\0");
            into.extend(turn.mark.to_le_bytes());
            into.extend([1, 0, 0, 0]);
            opc_ua_service(turn, if asks { 631 } else { 634 }, into);
            opc_ua_read(turn, dice, into);
        }
    }
    let length = le32(into.len());
    put(into, 4, &length);
}

fn opc_ua_string(text: &[u8], into: &mut Vec<u8>) {
    into.extend(le32(text.len()));
    into.extend(text);
}

/// Sequence and request numbers, the service's type, and the head that every request or answer has.
fn opc_ua_service(turn: Turn, kind: u16, into: &mut Vec<u8>) {
    into.extend(le32(turn.nth + 50));
    into.extend(le32(turn.nth + 1));
    into.extend([1, 0]);
    into.extend(kind.to_le_bytes());
    if turn.asks {
        into.extend([0, 0]);
    }
    into.extend(134_000_000_000_000_000_u64.to_le_bytes());
    into.extend(le32(turn.nth + 1));
    if turn.asks {
        into.extend([0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x10, 0x27, 0, 0, 0, 0, 0]);
    } else {
        into.extend([0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0]);
    }
}

fn opc_ua_read(turn: Turn, dice: &mut Dice, into: &mut Vec<u8>) {
    let count = 4 + low(u64::from(turn.mark)) % 24;
    if turn.asks {
        into.extend([0; 12]);
        into.extend(le32(count));
        for nth in 0..count {
            into.extend([
                1,
                2,
                byte(nth),
                1,
                13,
                0,
                0,
                0,
                0xFF,
                0xFF,
                0xFF,
                0xFF,
                0,
                0,
                0xFF,
                0xFF,
                0xFF,
                0xFF,
            ]);
        }
    } else {
        into.extend(le32(count));
        for _ in 0..count {
            into.extend([1, 11]);
            into.extend(dice.next().to_le_bytes());
        }
        into.extend([0xFF; 4]);
    }
}

/// DNP3: class 1 is read; the outstation answers with analogue values.
fn dnp3(turn: Turn, dice: &mut Dice, into: &mut Vec<u8>) {
    let sequence = byte(turn.nth) & 0x0F;
    let mut user = vec![0xC0 | byte(turn.nth) & 0x3F, 0xC0 | sequence];
    if turn.asks {
        user.extend([1, 60, 2, 6, 60, 3, 6, 60, 4, 6]);
    } else {
        let last = 3 + low(u64::from(turn.mark)) % 60;
        user.extend([0x81, 0, 0, 30, 2, 0, 0, byte(last)]);
        for _ in 0..=last {
            user.push(1);
            values(dice, 2, &mut user);
        }
    }
    let addresses = if turn.asks { [10, 0, 1, 0] } else { [1, 0, 10, 0] };
    let mut head = vec![5, 0x64, byte(5 + user.len()), if turn.asks { 0xC4 } else { 0x44 }];
    head.extend(addresses);
    into.extend(&head);
    into.extend(dnp3_check(&head));
    for block in user.chunks(16) {
        into.extend(block);
        into.extend(dnp3_check(block));
    }
}

/// The check of a block: the polynomial 0x3D65, reflected, inverted.
fn dnp3_check(block: &[u8]) -> [u8; 2] {
    let mut check = 0_u16;
    for byte in block {
        check ^= u16::from(*byte);
        for _ in 0..8 {
            check = if check & 1 == 0 { check >> 1 } else { check >> 1 ^ 0xA6BC };
        }
    }
    (!check).to_le_bytes()
}

/// SLMP in frames of type 3E, binary: words of device D are read.
fn slmp(turn: Turn, dice: &mut Dice, into: &mut Vec<u8>) {
    let count = 60 + low(u64::from(turn.mark)) % 340;
    into.extend([if turn.asks { 0x50 } else { 0xD0 }, 0, 0, 0xFF, 0xFF, 3, 0, 0, 0]);
    if turn.asks {
        into.extend([0x10, 0, 1, 4, 0, 0, 100, 0, 0, 0xA8]);
        into.extend(half(count).to_le_bytes());
    } else {
        into.extend([0, 0]);
        values(dice, 2 * count, into);
    }
    let length = half(into.len() - 9);
    put(into, 7, &length.to_le_bytes());
}

/// BACnet/IP: the present value of an analogue input is read.
fn bacnet(turn: Turn, dice: &mut Dice, into: &mut Vec<u8>) {
    into.extend([0x81, 0x0A, 0, 0, 1]);
    let invoked = byte(turn.nth);
    if turn.asks {
        into.extend([4, 0, 5, invoked, 12, 0x0C, 0, 0, 0, 1, 0x19, 85]);
    } else {
        into.extend([0, 0x30, invoked, 12, 0x0C, 0, 0, 0, 1, 0x19, 85, 0x3E, 0x44]);
        values(dice, 4, into);
        into.push(0x3F);
    }
    let length = half(into.len());
    put(into, 2, &length.to_be_bytes());
}

/// TLS 1.2: the two hellos, then records that nobody can read.
fn tls(turn: Turn, dice: &mut Dice, into: &mut Vec<u8>) {
    if turn.nth > 0 {
        let (least, most) = if turn.asks { (100, 500) } else { (400, 1_400) };
        let length = dice.between(least, most);
        into.extend([23, 3, 3]);
        into.extend(half(length).to_be_bytes());
        values(dice, length, into);
        return;
    }
    into.extend([22, 3, 1, 0, 0, if turn.asks { 1 } else { 2 }, 0, 0, 0, 3, 3]);
    values(dice, 32, into);
    into.push(0);
    if turn.asks {
        // Two suites, no compression, and the name that is asked for.
        into.extend([0, 4, 0xC0, 0x2F, 0xC0, 0x30, 1, 0, 0, 20, 0, 0, 0, 16, 0, 14, 0, 0, 11]);
        into.extend(b"mes.example");
    } else {
        into.extend([0xC0, 0x2F, 0, 0, 4, 0, 0x17, 0, 0]);
    }
    let (record, hello) = (half(into.len() - 5).to_be_bytes(), half(into.len() - 9).to_be_bytes());
    put(into, 3, &record);
    put(into, 7, &hello);
}

fn http(turn: Turn, dice: &mut Dice, into: &mut Vec<u8>) {
    if turn.asks {
        let words = format!(
            "GET /status/{}/{} HTTP/1.1\r\nHost: hmi.example\r\nAccept: text/html\r\n\r\n",
            turn.mark, turn.nth
        );
        into.extend(words.as_bytes());
    } else {
        let length = dice.between(300, 1_200);
        let words = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {length}\r\n\r\n");
        into.extend(words.as_bytes());
        into.resize(into.len() + length, b'x');
    }
}

/// DNS: an address is asked for and given.
fn dns(turn: Turn, into: &mut Vec<u8>) {
    into.extend(half(low(u64::from(turn.mark)).wrapping_add(turn.nth) & 0xFFFF).to_be_bytes());
    into.extend(if turn.asks {
        [1, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    } else {
        [0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]
    });
    into.extend(b"\x09historian\x07example\0");
    into.extend([0, 1, 0, 1]);
    if !turn.asks {
        into.extend([0xC0, 12, 0, 1, 0, 1, 0, 0, 14, 16, 0, 4, 10, 0, 0, 7]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(speech: Speech, asks: bool, nth: usize) -> Vec<u8> {
        let mut into = Vec::new();
        speech.say(Turn { asks, nth, mark: 77 }, &mut Dice::new(7), &mut into);
        into
    }

    #[test]
    fn every_pdu_says_its_own_length() {
        for (asks, nth) in [(true, 0), (false, 0), (true, 1), (false, 1), (true, 15), (false, 15)] {
            let be = |bytes: &[u8], at: usize| usize::from(u16::from_be_bytes([bytes[at], bytes[at + 1]]));
            let le = |bytes: &[u8], at: usize| usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]));
            let pdu = said(Speech::Modbus, asks, nth);
            assert_eq!(be(&pdu, 4) + 6, pdu.len());
            let pdu = said(Speech::EtherNetIp, asks, nth);
            assert_eq!(le(&pdu, 2) + 24, pdu.len());
            let pdu = said(Speech::S7, asks, nth);
            assert_eq!(be(&pdu, 2), pdu.len());
            let pdu = said(Speech::OpcUa, asks, nth);
            assert_eq!(le(&pdu, 4), pdu.len());
            let pdu = said(Speech::Slmp, asks, nth);
            assert_eq!(le(&pdu, 7) + 9, pdu.len());
            let pdu = said(Speech::Bacnet, asks, nth);
            assert_eq!(be(&pdu, 2), pdu.len());
            let pdu = said(Speech::Tls, asks, nth);
            assert_eq!(be(&pdu, 3) + 5, pdu.len());
            let pdu = said(Speech::Dnp3, asks, nth);
            let user = usize::from(pdu[2]) - 5;
            assert_eq!(10 + user + user.div_ceil(16) * 2, pdu.len());
        }
    }

    #[test]
    fn the_check_of_dnp3_is_that_of_the_catalogued_algorithm() {
        assert_eq!(dnp3_check(b"123456789"), 0xEA82_u16.to_le_bytes());
    }
}
