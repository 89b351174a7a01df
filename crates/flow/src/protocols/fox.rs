//! Niagara Fox, on TCP 1911 and 3011. Probable: the protocol has no public definition. What this rests on is the form
//! of its frames as published for discovery tools: a line `fox`, a letter, two numbers, a channel and a command, then
//! a block in braces that ends with `;;`. The hello names station, host and version.
//!
//! Frames have no length: a frame ends with its segment, and text that goes on in the next one is passed over where
//! the conversation is known. Secure Fox is TLS.
//!
//! Classes: hello is Diagnostic, signing in is Control; what lies behind a channel is not public, and Other.

use std::ops::Range;

use sekisho_model::{CommandClass, CommandClasses, IdentityKind, Protocol, ShortText};

use crate::window::{Carrier, Extent, Found, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Fox,
    carriers: &[Carrier::Tcp],
    usual_ports: &[1911, 3011],
    read,
    identify: Some(identify),
    looked_at,
};

/// Longest number and word of the line.
const WORD_MAX: usize = 32;
/// Longest line and block of a hello that is looked at.
const HELLO_MAX: usize = 4_096;

/// The allow-list: key of the hello, kind.
#[rustfmt::skip] // a table
const ALLOWED: &[(&[u8], IdentityKind)] = &[
    (b"hostName", IdentityKind::Name),
    (b"station.name", IdentityKind::Name),
    (b"app.name", IdentityKind::Product),
    (b"app.version", IdentityKind::Firmware),
    (b"brandId", IdentityKind::Vendor),
];

/// Commands of the channel `fox`.
#[rustfmt::skip] // a table
fn class(command: &[u8]) -> Option<CommandClass> {
    use CommandClass::{Control, Diagnostic, Other};
    match command {
        b"hello" => Some(Diagnostic),
        b"authenticate" | b"challenge" | b"login" | b"rejected" => Some(Control),
        b"keepAlive" | b"keepalive" => None,
        _ => Some(Other),
    }
}

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    let letters = usize::try_from(window.length().min(4)).unwrap_or(4);
    if letters == 0 || !(0..letters).all(|at| window.u8(at) == Some(b"fox "[at])) {
        return if setting.known { going_on(window) } else { Reading::No };
    }
    if window.length() < 16 {
        return Reading::More(16);
    }
    if !window.u8(4).is_some_and(|kind| kind.is_ascii_lowercase()) || window.u8(5) != Some(b' ') {
        return Reading::No;
    }
    let Some(command_at) = after_numbers(window) else { return Reading::No };
    Reading::Pdu(Pdu {
        protocol: Protocol::Fox,
        weight: Weight::Strong,
        extent: Extent::Payload,
        // Both sides ask and answer in the same form.
        side: Side::Unknown,
        commands: command_at
            .map_or(Some(CommandClass::Other), |at| class(&word(window, at)))
            .map_or(CommandClasses::NONE, CommandClasses::of),
    })
}

/// The rest of a block: text, of which the first letter is looked at.
fn going_on(window: &Window<'_>) -> Reading {
    let text = window.u8(0).is_some_and(|letter| letter.is_ascii_graphic() || letter.is_ascii_whitespace());
    if !text {
        return Reading::No;
    }
    Reading::Pdu(Pdu {
        protocol: Protocol::Fox,
        weight: Weight::Weak,
        extent: Extent::Payload,
        side: Side::Unknown,
        commands: CommandClasses::NONE,
    })
}

/// Two numbers, a channel: where the command begins, if the window reaches so far. `None` where it is no such line.
fn after_numbers(window: &Window<'_>) -> Option<Option<usize>> {
    let mut at = 6;
    for _ in 0..2 {
        let number = word(window, at);
        let digits = number.strip_prefix(b"-").unwrap_or(&number);
        if digits.is_empty() && at < window.seen() || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        at += number.len() + 1;
    }
    let channel = word(window, at);
    let printable = channel.iter().all(u8::is_ascii_graphic);
    let next = at + channel.len() + 1;
    printable.then_some((next < window.seen()).then_some(next))
}

/// The letters from here to the next blank or line end.
fn word(window: &Window<'_>, at: usize) -> Vec<u8> {
    (at..at + WORD_MAX)
        .map_while(|at| window.u8(at))
        .take_while(|byte| !matches!(byte, b' ' | b'\n'))
        .collect()
}

/// Allowed keys of a hello: lines `key=s:value`.
fn identify(pdu: &[u8], _setting: &Setting, found: &mut dyn Found) {
    let hello = pdu.get(..HELLO_MAX).unwrap_or(pdu);
    let mut lines = hello.split_inclusive(|byte| *byte == b'\n');
    let Some(true) = lines.next().map(|line| line.ends_with(b" fox hello\n")) else { return };
    // A line without its end was torn, and half a name is no name.
    for line in lines.filter_map(|line| line.strip_suffix(b"\n")) {
        let Some(at) = line.iter().position(|byte| *byte == b'=') else { continue };
        let (key, value) = line.split_at(at);
        let Some((_, kind)) = ALLOWED.iter().find(|(allowed, _)| *allowed == key) else { continue };
        let Some(value) = value.strip_prefix(b"=s:") else { continue };
        if let Some(value) = ShortText::new(&String::from_utf8_lossy(value)) {
            found.identity(*kind, value);
        }
    }
}

/// The line, also where it is the first of text that goes on; a hello whole, since it is what a host says of itself.
fn looked_at(pdu: &[u8], _setting: &Setting) -> Vec<Range<usize>> {
    let line = pdu.iter().position(|byte| *byte == b'\n').unwrap_or(pdu.len());
    if pdu.get(..line).is_some_and(|line| line.ends_with(b" fox hello")) {
        vec![0..4_096]
    } else {
        vec![0..line + 1]
    }
}

#[cfg(test)]
mod tests;
