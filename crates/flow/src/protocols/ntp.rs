//! NTP (RFC 5905), versions 1 to 4, and its control messages (RFC 9327).
//!
//! The form says little, so it is never more than weak. Time that is set by NTP is not a command: no class.

use sekisho_model::{CommandClass, CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Ntp,
    carriers: &[Carrier::Udp],
    usual_ports: &[123],
    read,
    identify: None,
    // Leap, version, mode, stratum, poll, precision, or a control message's head; the seconds of both moments of the
    // server.
    looked_at: |_, _| vec![0..4, 10..12, 32..34, 40..42],
};

const HEADER: u32 = 48;
/// Upper half of the seconds since 1900 at the beginning of 2000.
const YEAR_2000: u16 = 0xbc17;

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    let Some(first) = window.u8(0) else { return Reading::No };
    let (version, mode) = (first >> 3 & 7, first & 7);
    let fits = match mode {
        1..=5 => (1..=4).contains(&version) && clock(window, mode),
        6 => (1..=4).contains(&version) && control(window),
        _ => false,
    };
    // Everything asks on the usual port; elsewhere only an answer says enough.
    let at_home = setting.known || setting.on_port(123);
    if !fits || !(at_home || matches!(mode, 4 | 5) && of_this_century(window)) {
        return Reading::No;
    }
    let side = match mode {
        3 => Side::Client,
        4 | 5 => Side::Server,
        6 if window.u8(1).is_some_and(|byte| byte & 0x80 == 0) => Side::Client,
        6 => Side::Server,
        _ => Side::Unknown,
    };
    let control = mode == 6 && side == Side::Client;
    let commands = if control { CommandClasses::of(CommandClass::Diagnostic) } else { CommandClasses::NONE };
    let (weight, extent) = (Weight::Weak, Extent::Payload);
    Reading::Pdu(Pdu { protocol: Protocol::Ntp, weight, extent, side, commands })
}

/// A header, then nothing, a message digest, or extension fields in words of four bytes.
fn clock(window: &Window<'_>, mode: u8) -> bool {
    let length = window.length();
    let sized = length >= HEADER && length.is_multiple_of(4) && length <= 1024;
    let (Some(stratum), Some(poll), Some(precision)) = (window.u8(1), window.u8(2), window.u8(3)) else {
        return false;
    };
    let near = i16::from(poll.cast_signed()).abs() <= 17 && precision.cast_signed() <= 0;
    sized && stratum <= 16 && near && (mode == 3 || answered(window))
}

/// A server answers within the same hours in which it was asked: the upper halves of both seconds are alike.
fn answered(window: &Window<'_>) -> bool {
    let cut = window.seen() < 42;
    let (received, sent) = (window.be16(32), window.be16(40));
    cut || received == sent || received == Some(0)
}

/// The moments of a server lie after the year 2000, and its clock is no worse than a sixtieth of a second.
fn of_this_century(window: &Window<'_>) -> bool {
    let fine = window.u8(3).is_some_and(|precision| (-32..=-6).contains(&precision.cast_signed()));
    let served = window.u8(1).is_some_and(|stratum| (1..=15).contains(&stratum));
    let after = |at| window.be16(at).is_some_and(|upper| upper >= YEAR_2000);
    fine && served && after(32) && after(40)
}

/// A control message: the amount that it states, in words of four bytes, is what it carries; a digest may follow.
fn control(window: &Window<'_>) -> bool {
    let Some(count) = window.be16(10) else { return false };
    let carried = 12 + u32::from(count).next_multiple_of(4);
    let length = window.length();
    length == carried || length == 12 + u32::from(count) || length == carried + 20 || length == carried + 24
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(bytes: &[u8]) -> Option<(Weight, Side)> {
        seen_on(bytes, 123)
    }

    fn seen_on(bytes: &[u8], port: u16) -> Option<(Weight, Side)> {
        let setting = Setting { carrier: Carrier::Udp, source_port: 5000, target_port: port, known: false };
        match read(&Window::new(bytes, u32::try_from(bytes.len()).unwrap()), &setting) {
            Reading::Pdu(pdu) => Some((pdu.weight, pdu.side)),
            _ => None,
        }
    }

    fn packet(first: u8, stratum: u8) -> Vec<u8> {
        let mut bytes = vec![0; 48];
        bytes[..4].copy_from_slice(&[first, stratum, 6, 0xec]);
        bytes[32..36].copy_from_slice(&[0xe9, 1, 2, 3]);
        bytes[40..44].copy_from_slice(&[0xe9, 1, 2, 3]);
        bytes
    }

    #[test]
    fn client_and_server_are_told_by_their_mode() {
        assert_eq!(seen(&packet(0x23, 0)), Some((Weight::Weak, Side::Client)));
        assert_eq!(seen(&packet(0x24, 2)), Some((Weight::Weak, Side::Server)));
        assert_eq!(seen(&packet(0x1b, 0)), Some((Weight::Weak, Side::Client)), "version 3");
    }

    #[test]
    fn away_from_its_port_an_answer_alone_says_enough() {
        assert_eq!(seen_on(&packet(0x24, 2), 9000), Some((Weight::Weak, Side::Server)));
        assert_eq!(seen_on(&packet(0x23, 0), 9000), None);
    }

    #[test]
    fn a_packet_of_the_same_length_is_not_enough() {
        assert_eq!(seen(&packet(0x24, 200)), None, "no such stratum");
        assert_eq!(seen(&[0x80; 48]), None);
        assert_eq!(seen(&packet(0x23, 0)[..47]), None);
        let mut torn = packet(0x24, 2);
        torn[40] = 0x11;
        assert_eq!(seen(&torn), None, "received and sent in different centuries");
    }

    #[test]
    fn a_control_message_carries_what_it_states() {
        let mut bytes = vec![0x16, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 4, b'a', b'b', b'c', b'd'];
        assert_eq!(seen(&bytes), Some((Weight::Weak, Side::Client)));
        bytes[11] = 40;
        assert_eq!(seen(&bytes), None);
    }
}
