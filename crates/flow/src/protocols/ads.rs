//! ADS over AMS (Beckhoff): AMS/TCP on 48898, and the router's discovery on UDP 48899.
//!
//! Structure: a reserved word of zero, a length, and an AMS header whose data length agrees with it, with a command
//! and state flags that exist. On UDP the cookie 0x71146603 and a service.
//!
//! Classes: read and write lie in the command; a combined read and write, and what is asked of the system service,
//! in the index group. A change of state is Control, and so is a new route, which gives access. An answer to a
//! combined command does not say which it was.
//!
//! Not done: secure ADS (it is TLS on 8016).

mod identity;

use std::ops::Range;

use sekisho_model::{CommandClass, CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Ads,
    carriers: &[Carrier::Tcp, Carrier::Udp],
    usual_ports: &[48898, 48899],
    read,
    identify: Some(identity::identify),
    looked_at,
};

/// Bytes of the AMS/TCP header.
const TCP_HEAD: u32 = 6;
/// Bytes of the AMS header.
const AMS_HEAD: u32 = 32;
/// Bytes of both headers and an index group.
const WITH_GROUP: u32 = 42;
/// Longest frame that is believed, in bytes.
const LENGTH_MAX: u32 = 1 << 26;
/// Begin of a discovery datagram.
const COOKIE: [u8; 4] = [0x03, 0x66, 0x14, 0x71];
/// AMS port of the system service, and of the licence server.
const SYSTEM_SERVICE: u16 = 10_000;
const LICENCE_SERVER: u16 = 30;

/// Commands whose class does not depend on what they are asked of.
#[rustfmt::skip] // a table
const fn command(id: u16) -> Option<CommandClass> {
    use CommandClass::{Control, Diagnostic, Other, Read, Write};
    Some(match id {
        1 => Diagnostic,   // ReadDeviceInfo
        2 => Read,         // Read
        3 => Write,        // Write
        4 => Diagnostic,   // ReadState
        5 => Control,      // WriteControl
        6 => Other,        // AddDeviceNotification
        7 => Other,        // DeleteDeviceNotification
        8 => Other,        // DeviceNotification
        9 => Other,        // ReadWrite: see the index group
        _ => return None,
    })
}

/// What an index group means with a write, or a combined read and write.
#[rustfmt::skip] // a table
const fn index_group(group: u32) -> Option<CommandClass> {
    use CommandClass::{Diagnostic, Other, Program, Read, Write};
    Some(match group {
        0xF003 => Diagnostic,            // handle by name
        0xF004 => Read,                  // value by name
        0xF006 => Other,                 // handle released
        0xF007 | 0xF009 => Diagnostic,   // information by name
        0xF00A => Program,               // symbols downloaded
        0xF00B..=0xF00F => Diagnostic,   // symbols uploaded
        0xF080 | 0xF083 | 0xF084 => Read, // many reads
        0xF081 => Write,                 // many writes
        0xF082 => Write,                 // many combined
        0xF085 | 0xF086 => Other,        // many notifications
        _ => return None,
    })
}

/// What an index group means at the system service, read or written: files, registry, processes, time, routes.
#[rustfmt::skip] // a table
const fn system_group(group: u32) -> CommandClass {
    use CommandClass::{Control, Diagnostic, Other, Program};
    match group {
        100..=199 => Program,                    // files and folders, start-up commands, boot data
        220 | 230 => Control,                    // system control, server loaded
        240 => Diagnostic,                       // state
        200..=299 => Program,                    // registry
        400 => Control,                          // time
        500 => Control,                          // a process started
        600 | 801 | 802 | 1_510 => Control,      // address changed, route added and removed, logon
        601 | 700..=703 | 803 | 804 => Diagnostic, // address, target, routes listed, connection tested
        805 | 821 | 1_300 | 1_500 => Program,    // file of routes, drivers, network configuration, licence
        _ => Other,
    }
}

/// Services of the discovery, without the bit of an answer.
#[rustfmt::skip] // a table
const fn discovery_service(service: u32) -> CommandClass {
    use CommandClass::{Control, Diagnostic, Other};
    match service {
        1 => Diagnostic,   // who are you
        6 => Control,      // route added
        _ => Other,
    }
}

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    match setting.carrier {
        Carrier::Udp => discovery(window),
        _ => stream(window, setting),
    }
}

fn stream(window: &Window<'_>, setting: &Setting) -> Reading {
    let zeros = window.length().min(2);
    if !(0..2).take(usize::try_from(zeros).unwrap_or(2)).all(|at| window.u8(at) == Some(0)) || zeros == 0 {
        return Reading::No;
    }
    if window.length() < TCP_HEAD {
        // Two zeros are too little to wait for, where nothing else says that it is ADS.
        return if setting.known || setting.on_port(48898) { Reading::More(6) } else { Reading::No };
    }
    let Some(length) = window.le32(2).filter(|length| (AMS_HEAD..=LENGTH_MAX).contains(length)) else {
        return Reading::No;
    };
    // A sender may write the outer header first, and the AMS header after it.
    if window.is_torn_before((length + TCP_HEAD).min(WITH_GROUP)) {
        return Reading::More(42);
    }
    let ams = window.from(6);
    let Some(said) = said(&ams, length) else { return Reading::No };
    Reading::Pdu(Pdu {
        protocol: Protocol::Ads,
        weight: said.weight,
        extent: Extent::Bytes(length + TCP_HEAD),
        side: said.side,
        commands: said.commands,
    })
}

struct Said {
    weight: Weight,
    side: Side,
    commands: CommandClasses,
}

/// Target, source, command, flags, length of the data, error, number of the call.
fn said(ams: &Window<'_>, length: u32) -> Option<Said> {
    let (Some(id), Some(flags)) = (ams.le16(16), ams.le16(18)) else {
        let whole = length == ams.length();
        return whole.then_some(Said {
            weight: Weight::Weak,
            side: Side::Unknown,
            commands: CommandClasses::NONE,
        });
    };
    let class = command(id)?;
    // Bit 2 marks an ADS command; 0x0001 an answer; 0x0040 UDP; others are of the router.
    let sound = flags & 0x0004 != 0 && flags & 0xFF00 == 0;
    let agrees = ams.le32(20).is_none_or(|data| data.checked_add(AMS_HEAD) == Some(length));
    if !(sound && agrees) {
        return None;
    }
    let answer = flags & 1 != 0;
    let side = match (id, answer) {
        (8, _) => Side::Server,      // a notification goes out as a request of the server
        (2 | 3, true) => Side::Echo, // what was read or written, the index group of the request said
        (_, true) => Side::Server,
        (_, false) => Side::Client,
    };
    let commands = match (id, answer) {
        (9, true) => CommandClasses::NONE,
        (3 | 9, false) => CommandClasses::of(by_group(ams, class)),
        (2, false) if ams.le16(6) == Some(LICENCE_SERVER) => CommandClasses::of(CommandClass::Diagnostic),
        (2, false) if ams.le16(6) == Some(SYSTEM_SERVICE) => CommandClasses::of(by_group(ams, class)),
        _ => CommandClasses::of(class),
    };
    Some(Said { weight: Weight::Strong, side, commands })
}

fn by_group(ams: &Window<'_>, plain: CommandClass) -> CommandClass {
    let Some(group) = ams.le32(32) else { return plain };
    match ams.le16(6) {
        Some(SYSTEM_SERVICE) => system_group(group),
        Some(LICENCE_SERVER) => CommandClass::Program,
        _ => index_group(group).unwrap_or(plain),
    }
}

/// Cookie, number of the call, service, the sender's address, count of tags.
fn discovery(window: &Window<'_>) -> Reading {
    if !window.has(0, &COOKIE) || window.length() < 24 {
        return Reading::No;
    }
    let service = window.le32(8);
    let answer = service.is_some_and(|service| service >> 31 == 1);
    let class = service.map(|service| discovery_service(service & 0x7FFF_FFFF));
    Reading::Pdu(Pdu {
        protocol: Protocol::Ads,
        weight: Weight::Strong,
        extent: Extent::Payload,
        side: if answer { Side::Server } else { Side::Client },
        commands: class.map_or(CommandClasses::NONE, CommandClasses::of),
    })
}

/// Both headers without addresses of nodes, error and number; the index group; what identities are.
fn looked_at(pdu: &[u8], setting: &Setting) -> Vec<Range<usize>> {
    if setting.carrier == Carrier::Udp {
        return identity::looked_at_in_discovery(pdu);
    }
    let mut ranges = vec![0..6, 12..14, 22..30];
    match pdu.get(22..24) {
        Some(&[2 | 3 | 9, 0]) => ranges.push(38..42),
        Some(&[1, 0]) => ranges.push(38..62),
        _ => {}
    }
    ranges
}

#[cfg(test)]
mod tests;
