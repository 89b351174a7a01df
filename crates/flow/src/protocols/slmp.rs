//! SLMP (CC-Link Partner Association) and the frames of Mitsubishi's MC protocol that it took over: 3E and 4E, and the
//! extended frame, binary and ASCII; and the older 1E, as far as its form can be told.
//!
//! Invariant: a PDU is named by its kind, its route and its length; the class comes from the command by
//! [`commands`]. An answer of 3E and 4E does not repeat the command (save one that reports an error), so it has no
//! class: where only the answering direction is seen, the protocol is named and the classes stay empty. Values are not
//! looked at.

pub(super) mod commands;
pub(super) mod frame;

use std::ops::Range;

use sekisho_model::{CommandClass, CommandClasses, IdentityKind, Protocol, ShortText};

use super::cc_link_ief_basic::is_cyclic;
use crate::window::{Carrier, Extent, Found, Parser, Pdu, Reading, Setting, Side, Weight, Window};
use frame::{Frame, LAYOUTS, LONG, beginning, frame, layout};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Slmp,
    carriers: &[Carrier::Tcp, Carrier::Udp],
    usual_ports: &[5000, 5006, 5007, 5010, 61440, 61441, 61451, 45237, 45238, 45239],
    read,
    identify: Some(identify),
    looked_at,
};

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    if let Some(needed) = torn(window, setting) {
        return Reading::More(needed);
    }
    match frame(window, setting.carrier) {
        Some(frame) if frame.layout != LONG && !is_cyclic(window, &frame, setting) => {
            Reading::Pdu(pdu(Protocol::Slmp, &frame))
        }
        Some(_) => Reading::No,
        None => old(window, setting).map_or(Reading::No, Reading::Pdu),
    }
}

/// What a frame of the family is.
pub(super) fn pdu(protocol: Protocol, frame: &Frame) -> Pdu {
    let class = frame.command.and_then(|(command, sub)| commands::class(command, sub));
    let (weight, commands) = match (frame.command, class) {
        (_, Some(class)) => (frame.weight, CommandClasses::of(class)),
        // A command of a maker's own, or chance.
        (Some(_), None) => (Weight::Weak, CommandClasses::of(CommandClass::Other)),
        (None, None) => (frame.weight, CommandClasses::NONE),
    };
    let side = if frame.answer { Side::Server } else { Side::Client };
    Pdu { protocol, weight, extent: Extent::Bytes(frame.extent), side, commands }
}

/// Does a stream end within the head of a frame? Then how many bytes the head has, as far as they can be carried.
fn torn(window: &Window<'_>, setting: &Setting) -> Option<u8> {
    let whole = u32::try_from(window.seen()).ok()? == window.length();
    if setting.carrier != Carrier::Tcp || !whole {
        return None;
    }
    // Two bytes are the least that is waited for where nothing says that it is SLMP.
    let begun = if setting.known || window.seen() > 2 { beginning(window) } else { layout(window) };
    let (layout, answer) = begun.filter(|(layout, _)| *layout != LONG)?;
    let needed = layout.head(answer);
    (window.seen() < usize::from(needed) && layout.digits(window)).then_some(needed)
}

/// A kind of 1E request: its subheader, its class, and how much data it has for so many points.
struct Old {
    subheader: u8,
    class: CommandClass,
    data: fn(u32) -> u32,
}

/// Bits and words are read, bits and words are written.
const OLD: [Old; 4] = [
    Old { subheader: 0x00, class: CommandClass::Read, data: |_| 0 },
    Old { subheader: 0x01, class: CommandClass::Read, data: |_| 0 },
    Old { subheader: 0x02, class: CommandClass::Write, data: |points| points.div_ceil(2) },
    Old { subheader: 0x03, class: CommandClass::Write, data: |points| 2 * points },
];

/// Letters of the devices of 1E, as they stand: low byte first.
const OLD_DEVICES: &[&[u8; 2]] =
    &[b" D", b" R", b" W", b" M", b" X", b" Y", b" B", b" F", b"NT", b"ST", b"CT", b"NC", b"SC", b"CC"];

/// 1E: requests that read or write devices. Its answers have a form that chance makes easily, and count only in a
/// connection that is known.
fn old(window: &Window<'_>, setting: &Setting) -> Option<Pdu> {
    let pdu = |side, extent, commands| Pdu {
        protocol: Protocol::Slmp,
        weight: Weight::Weak,
        extent,
        side,
        commands,
    };
    let kind = window.u8(0)?;
    if setting.known && (0x80..=0x96).contains(&kind) && matches!(window.u8(1), Some(0 | 0x50..=0x5b)) {
        return Some(pdu(Side::Server, Extent::Payload, CommandClasses::NONE));
    }
    let old = OLD.iter().find(|old| old.subheader == kind)?;
    let device = OLD_DEVICES.iter().any(|device| window.has(8, *device));
    (window.u8(1)? == 0xff && device && window.u8(11)? == 0).then_some(())?;
    let points = match window.u8(10)? {
        0 => 256,
        points => u32::from(points),
    };
    let extent = 12 + (old.data)(points);
    (extent == window.length()).then_some(())?;
    Some(pdu(Side::Client, Extent::Bytes(extent), CommandClasses::of(old.class)))
}

/// Bytes of the answer to "read type name" after the end code: sixteen letters and the model's code.
const TYPE_NAME: usize = 16;
const TYPE_NAME_ANSWER: u32 = 20;

/// The place of the name in an answer that has the length of one. Values of nine words have it too, so the letters
/// are held against what Mitsubishi's controllers are called.
fn type_name(pdu: &[u8]) -> Option<Range<usize>> {
    let window = Window::new(pdu, u32::try_from(pdu.len()).ok()?);
    let frame = frame(&window, Carrier::Tcp)?;
    let body = frame.layout.body();
    let fits = frame.extent == u32::try_from(body).ok()? + TYPE_NAME_ANSWER;
    (frame.answer && frame.end_code == Some(0) && fits && body <= 13)
        .then_some(body + 2..body + 2 + TYPE_NAME)
}

fn is_controller(name: &str) -> bool {
    let letters =
        name.bytes().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == b'-');
    letters && name.len() >= 4 && (name.contains("CPU") || name.starts_with("FX3") || name.starts_with("FX5"))
}

/// Names a controller by its answer to "read type name".
fn identify(pdu: &[u8], _setting: &Setting, found: &mut dyn Found) {
    let name = type_name(pdu).and_then(|place| pdu.get(place)).and_then(|name| str::from_utf8(name).ok());
    let Some(name) = name.map(|name| name.trim_end_matches([' ', '\0'])) else { return };
    if is_controller(name)
        && let Some(text) = ShortText::new(name)
    {
        found.identity(IdentityKind::Model, text);
    }
}

fn looked_at(pdu: &[u8], setting: &Setting) -> Vec<Range<usize>> {
    let window = Window::new(pdu, u32::try_from(pdu.len()).unwrap_or(u32::MAX));
    let Some((layout, answer)) = layout(&window) else { return vec![0..4, 8..12] };
    // CC-Link IE Field Basic stands in the same frames and is told from them by its head.
    let cyclic = (setting.carrier == Carrier::Udp && *layout == LAYOUTS[0]).then_some(9..23);
    layout.ranges(&window, answer).into_iter().chain(cyclic).chain(type_name(pdu)).collect()
}

#[cfg(test)]
mod tests;
