//! TPKT (RFC 1006) and COTP (ISO 8073 class 0), which carry S7comm, S7comm-plus, MMS and the beginning of RDP.
//!
//! The frame gives no name; what it carries does. So ISO-on-TCP with something of its own in it stays without a name,
//! and RDP is RDP on port 102 too. A request for a connection names only what it says in the definition's words: the
//! negotiation of RDP, the transport selector of a SIMATIC root.
//!
//! A fragment that goes on with what another frame began says nothing; where its PDU ends is known all the same. Once
//! a connection is RDP, TLS or the fast path may follow without TPKT.

mod ber;
mod cotp;
mod mms;
mod s7comm;
mod s7comm_plus;
mod szl;

use std::ops::Range;

use sekisho_model::{CommandClass, CommandClasses, Protocol};

use crate::window::{Carrier, Extent, Found, Parser, Pdu, Reading, Setting, Side, Weight, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::S7comm,
    carriers: &[Carrier::Tcp],
    usual_ports: &[102, 3_389],
    read,
    identify: Some(identify),
    looked_at,
};

const VERSION: u8 = 3;
/// Bytes of TPKT and of the length of COTP.
const HEAD: u16 = 4;
/// Bytes of the shortest frame.
const LENGTH_MIN: u16 = 7;
/// Bytes up to the function of a job of S7comm, the last of those that are looked at in most frames.
const NEEDED_MAX: u16 = 18;
/// Most bytes of a torn head that are carried on.
const CARRIED: u32 = 16;
/// Bytes of a data frame before what it carries.
const DATA: usize = 7;
/// Bytes of a TLS record's head.
const TLS_HEAD: u8 = 5;

/// What a frame says.
#[derive(Clone, Copy)]
struct Said {
    protocol: Protocol,
    weight: Weight,
    side: Side,
    commands: CommandClasses,
}

impl Said {
    const fn strong(protocol: Protocol, side: Side, class: Option<CommandClass>) -> Self {
        let commands = match class {
            Some(class) => CommandClasses::of(class),
            None => CommandClasses::NONE,
        };
        Self { protocol, weight: Weight::Strong, side, commands }
    }

    const fn weak(protocol: Protocol) -> Self {
        Self { protocol, weight: Weight::Weak, side: Side::Unknown, commands: CommandClasses::NONE }
    }

    const fn reading(self, length: u32) -> Reading {
        let Self { protocol, weight, side, commands } = self;
        Reading::Pdu(Pdu { protocol, weight, extent: Extent::Bytes(length), side, commands })
    }
}

fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    if window.u8(0) != Some(VERSION) {
        return if setting.known { without_tpkt(window) } else { Reading::No };
    }
    if window.u8(1).is_some_and(|reserved| reserved != 0) {
        return Reading::No;
    }
    if window.length() < HEAD.into() {
        return Reading::More(4);
    }
    let Some(length) = window.be16(2).filter(|length| *length >= LENGTH_MIN) else {
        return Reading::No;
    };
    let needed = length.min(NEEDED_MAX);
    if window.length() < u32::from(needed).min(CARRIED) || window.is_torn_before(needed.into()) {
        return Reading::More(needed.to_le_bytes()[0]);
    }
    match said(window, length, setting) {
        Some(said) => said.reading(length.into()),
        None if setting.known && cotp::may_be(window, length) => {
            Said::weak(Protocol::S7comm).reading(length.into())
        }
        None => Reading::No,
    }
}

/// What a frame of TPKT says, where that gives a name.
fn said(window: &Window<'_>, length: u16, setting: &Setting) -> Option<Said> {
    match cotp::kind(window, length)? {
        cotp::Kind::Connect { side } => cotp::connect(window, side, setting),
        cotp::Kind::Data { last } => data(&window.from(DATA), u32::from(length) - 7, last),
        cotp::Kind::Rest => None,
    }
}

/// What a data frame carries. `last` where it holds all of it, or its end.
fn data(body: &Window<'_>, length: u32, last: bool) -> Option<Said> {
    match body.u8(0)? {
        s7comm::ID => s7comm::said(body, length, last),
        s7comm_plus::ID => s7comm_plus::said(body, length),
        1 | 0x0D | 0x0E => mms::said(body),
        first if mms::is_bare(first) => mms::bare(body, length),
        0x14..=0x17 if tls(body) == Some(length) => Some(Said::weak(Protocol::S7commPlus)),
        _ => cotp::remote_desktop(body, length),
    }
}

/// What a TLS record says of its length, head included.
fn tls(window: &Window<'_>) -> Option<u32> {
    let is_record = matches!(window.u8(0)?, 0x14..=0x17) && window.u8(1)? == 3 && window.u8(2)? <= 4;
    is_record.then_some(u32::from(window.be16(3)?) + u32::from(TLS_HEAD))
}

/// RDP goes on under TLS, or by its fast path.
fn without_tpkt(window: &Window<'_>) -> Reading {
    let begins_tls = matches!(window.u8(0), Some(0x14..=0x17)) && window.u8(1).is_none_or(|major| major == 3);
    if begins_tls && window.length() < TLS_HEAD.into() {
        return Reading::More(TLS_HEAD);
    }
    let fast = super::rdp::length(window).map(|(length, _)| length);
    match tls(window).or_else(|| fast.filter(|length| *length <= window.length())) {
        Some(length) => Said::weak(Protocol::Rdp).reading(length),
        None => Reading::No,
    }
}

fn identify(pdu: &[u8], _setting: &Setting, found: &mut dyn Found) {
    let Some(body) = pdu.get(DATA..).filter(|_| pdu.get(4..6) == Some(&[2, 0xF0])) else {
        return;
    };
    match body.first() {
        Some(&s7comm::ID) => szl::identify(body, found),
        Some(1) => mms::identify(body, found),
        _ => {}
    }
}

/// Bytes of a frame that may have an effect: TPKT and COTP, and of what it carries what that declares.
fn looked_at(pdu: &[u8], _setting: &Setting) -> Vec<Range<usize>> {
    let mut ranges = vec![0..DATA];
    match pdu.get(5).map(|code| code & 0xF0) {
        Some(0xE0 | 0xD0) => ranges.extend(cotp::looked_at(pdu)),
        Some(0xF0) => {
            let body = pdu.get(DATA..).unwrap_or_default();
            let inside = match body.first() {
                Some(&s7comm::ID) => s7comm::looked_at(body),
                Some(&s7comm_plus::ID) => s7comm_plus::looked_at(body),
                Some(1 | 0x0D | 0x0E) => mms::looked_at(body),
                Some(&first) if mms::is_bare(first) => mms::bare_looked_at(body),
                _ => vec![0..14],
            };
            ranges.extend(inside.into_iter().map(|range| range.start + DATA..range.end + DATA));
        }
        _ => {}
    }
    ranges
}

#[cfg(test)]
mod tests;
