//! EtherNet/IP and CIP: the encapsulation on TCP and UDP 44818, and the cyclic exchange on UDP 2222.
//!
//! Structure first: a command of the encapsulation, a length that agrees with the payload, a status and options that
//! exist, and inside the list of items whose lengths add up. HTTPS or anything else on port 44818 has none of it. An
//! empty NOP alone is all zeros, and names nothing.
//!
//! Cyclic exchange is class Other: whether a packet is an input or an output was agreed when the connection was
//! opened, and the packet does not say it.
//!
//! Not done: the deprecated PCCC-over-TCP (port 2222), DTLS.

mod cip;
mod identity;
mod looked_at;
mod pccc;

use sekisho_model::{CommandClass, CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::EtherNetIp,
    carriers: &[Carrier::Tcp, Carrier::Udp],
    usual_ports: &[44818, 2222],
    read,
    identify: Some(identity::identify),
    looked_at: looked_at::looked_at,
};

/// Bytes of the encapsulation's header.
const HEAD: u32 = 24;
/// Bytes of a header that are enough to know it, where the rest is torn off.
const ENOUGH: u32 = 16;
/// Longest body that the encapsulation allows.
const BODY_MAX: u16 = 65_511;

/// A command of the encapsulation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Command {
    Nop,
    List,
    Register,
    Unregister,
    Message,
    Legacy,
}

#[rustfmt::skip] // a table
const fn command(code: u16) -> Option<(Command, CommandClasses)> {
    const DIAGNOSTIC: CommandClasses = CommandClasses::of(CommandClass::Diagnostic);
    const OTHER: CommandClasses = CommandClasses::of(CommandClass::Other);
    Some(match code {
        0x0000 => (Command::Nop, CommandClasses::NONE),
        0x0001..=0x0003 => (Command::Legacy, OTHER), // reserved for what older devices ask
        0x0004 => (Command::List, DIAGNOSTIC),      // ListServices
        0x0063 => (Command::List, DIAGNOSTIC),      // ListIdentity
        0x0064 => (Command::List, DIAGNOSTIC),      // ListInterfaces
        0x0065 => (Command::Register, OTHER),       // RegisterSession
        0x0066 => (Command::Unregister, OTHER),     // UnregisterSession
        0x006F => (Command::Message, OTHER),        // SendRRData
        0x0070 => (Command::Message, OTHER),        // SendUnitData
        0x0072 | 0x0073 => (Command::Legacy, OTHER), // IndicateStatus, Cancel
        _ => return None,
    })
}

/// Statuses of the encapsulation: success, and the errors that it defines.
const fn status_exists(status: u16) -> bool {
    matches!(status, 0..=3 | 0x64 | 0x65 | 0x69 | 0x6A)
}

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    if setting.carrier == Carrier::Udp && window.has(0, &[2, 0, 2, 0x80, 8, 0]) {
        return cyclic(window);
    }
    let stream = setting.carrier == Carrier::Tcp;
    let (Some(code), Some(body)) = (window.le16(0), window.le16(2)) else {
        return torn(window, stream);
    };
    let Some((command, commands)) = command(code) else { return Reading::No };
    if !head_is_sound(window, body) {
        return Reading::No;
    }
    if stream && window.length() < ENOUGH {
        return Reading::More(16);
    }
    let total = HEAD + u32::from(body);
    if !stream && total != window.length() {
        return Reading::No;
    }
    let Some(said) = said(window, command, body, setting) else { return Reading::No };
    let pdu = Pdu {
        protocol: Protocol::EtherNetIp,
        weight: said.weight,
        extent: if stream { Extent::Bytes(total) } else { Extent::Payload },
        side: said.side,
        commands: if said.commands.is_empty() { commands } else { said.commands },
    };
    Reading::Pdu(pdu)
}

/// Fewer than four bytes: perhaps the begin of a command.
fn torn(window: &Window<'_>, stream: bool) -> Reading {
    let begins = window.u8(0).is_some_and(|low| command(u16::from(low)).is_some());
    let goes_on = window.u8(1).is_none_or(|high| high == 0);
    if stream && begins && goes_on && window.length() < 4 { Reading::More(16) } else { Reading::No }
}

/// Does what can be seen of the header agree with the definition?
fn head_is_sound(window: &Window<'_>, body: u16) -> bool {
    body <= BODY_MAX
        && window.le16(8).is_none_or(status_exists)
        && window.le16(10).is_none_or(|high| high == 0)
        && window.le32(20).is_none_or(|options| options == 0)
}

/// What the body says, and how much all of it weighs.
struct Said {
    weight: Weight,
    side: Side,
    commands: CommandClasses,
}

impl Said {
    const fn quiet(weight: Weight) -> Self {
        Self { weight, side: Side::Unknown, commands: CommandClasses::NONE }
    }
}

fn said(window: &Window<'_>, command: Command, body: u16, setting: &Setting) -> Option<Said> {
    let session = window.le32(4);
    match command {
        Command::Nop => setting.known.then_some(Said::quiet(Weight::Weak)),
        // A small number and zeros stand in many files. Who asks for a list, or ends a session, says nothing more behind it.
        Command::List | Command::Unregister if body == 0 && window.length() != HEAD && !setting.known => None,
        Command::List if body == 0 => {
            let asked = session == Some(0) && window.le32(8) == Some(0) && window.le32(20) == Some(0);
            Some(Said { side: Side::Client, ..Said::quiet(weight(asked)) })
        }
        Command::List => list(window, body, setting.known),
        Command::Register => {
            let sound = window.le16(24).is_none_or(|version| version == 1);
            let whole = window.le32(24) == Some(1);
            (body == 4 && sound).then(|| Said::quiet(weight(whole)))
        }
        Command::Unregister => {
            let sound = session != Some(0) && window.le32(20) == Some(0);
            (body == 0 || body == 4).then(|| Said::quiet(weight(sound)))
        }
        Command::Message => message(window, body),
        Command::Legacy => setting.known.then_some(Said::quiet(Weight::Weak)),
    }
}

const fn weight(strong: bool) -> Weight {
    if strong { Weight::Strong } else { Weight::Weak }
}

/// The answer to a list command: items, the first of which fits.
fn list(window: &Window<'_>, body: u16, known: bool) -> Option<Said> {
    let answer = Said { side: Side::Server, ..Said::quiet(Weight::Weak) };
    let Some(count) = window.le16(24) else { return Some(answer) };
    // Of services, of identity; of interfaces each maker's own.
    let kind_fits = match (window.u8(0), window.le16(26)) {
        (Some(0x04), Some(kind)) => kind == 0x0100,
        (Some(0x63), Some(kind)) => kind == 0x000C,
        _ => true,
    };
    if count > 0 && !kind_fits && !known {
        return None;
    }
    let first = if count == 0 { Some(0) } else { window.le16(28).map(|length| u32::from(length) + 4) };
    let Some(first) = first else { return Some(answer) };
    let fits = if count <= 1 { first + 2 == u32::from(body) } else { first + 2 < u32::from(body) };
    let whole = HEAD + u32::from(body) == window.length();
    (count <= 64 && fits).then_some(Said { weight: weight(whole), ..answer })
}

/// SendRRData and SendUnitData: interface, time-out, and items that carry a CIP message.
fn message(window: &Window<'_>, body: u16) -> Option<Said> {
    if body == 0 {
        let refused = window.le16(8).is_none_or(|status| status != 0);
        return refused.then(|| Said { side: Side::Server, ..Said::quiet(Weight::Weak) });
    }
    if window.seen() < 32 {
        // The capture cut the items off: command, length and status are what there is.
        let exact = HEAD + u32::from(body) == window.length() && window.le16(8).is_some();
        return (body >= 16).then(|| Said::quiet(weight(exact)));
    }
    let Some(at) = cip_at(window, body) else {
        let other_interface = window.le32(24) != Some(0);
        return other_interface.then(|| Said::quiet(Weight::Weak));
    };
    let inner = window.from(at);
    let length = (HEAD + u32::from(body)).saturating_sub(u32::try_from(at).unwrap_or(u32::MAX));
    let Some(heard) = cip::read(&inner, length) else {
        // The items are sound, and end before a service, or carry something that is not CIP.
        return Some(Said::quiet(Weight::Strong));
    };
    Some(Said { weight: Weight::Strong, side: heard.side, commands: heard.commands })
}

/// Where the CIP message begins, if the items are an address and data whose lengths fit the body.
fn cip_at(window: &Window<'_>, body: u16) -> Option<usize> {
    let interface = window.le32(24)?;
    let count = window.le16(30)?;
    let (kind, length) = (window.le16(32)?, window.le16(34)?);
    let address = matches!((kind, length), (0, 0) | (0xA1, 4) | (0x8002, 8));
    if interface != 0 || !(2..=4).contains(&count) || !address {
        return None;
    }
    let at = 36 + usize::from(length);
    let data_length = window.le16(at + 2);
    let room = u32::from(body).checked_sub(12 + u32::from(length) + 4);
    let fits = |data: u16| {
        room.is_some_and(|room| if count == 2 { room == u32::from(data) } else { room >= u32::from(data) })
    };
    if !data_length.is_none_or(fits) {
        return None;
    }
    match window.le16(at) {
        Some(0xB1) => Some(at + 6), // connected: a sequence count comes first
        Some(0xB2) | None => Some(at + 4),
        Some(_) => None,
    }
}

/// Cyclic exchange: a sequenced address, then connected data to the end of the datagram.
fn cyclic(window: &Window<'_>) -> Reading {
    let data = window.le16(14) == Some(0xB1);
    let fits = window.le16(16).is_some_and(|length| u32::from(length) + 18 == window.length());
    if !(data && fits) {
        return Reading::No;
    }
    Reading::Pdu(Pdu {
        protocol: Protocol::EtherNetIp,
        weight: Weight::Strong,
        extent: Extent::Payload,
        side: Side::Unknown,
        commands: CommandClasses::of(CommandClass::Other),
    })
}

#[cfg(test)]
mod tests;
