//! COTP: which TPDU a frame holds, and what a connection's begin and RDP's own frames say.

use std::ops::Range;

use sekisho_model::Protocol;

use crate::window::{Setting, Side, Weight, Window};

use super::{Said, TLS_HEAD};

/// A TPDU.
pub(super) enum Kind {
    /// A connection is asked for or confirmed.
    Connect {
        /// Who speaks.
        side: Side,
    },
    /// Data.
    Data {
        /// Is it the last of its unit?
        last: bool,
    },
    /// Another one: disconnection, acknowledgement, error.
    Rest,
}

/// Bytes before the parameters of a connection's begin.
const PARAMETERS: usize = 11;
/// What precedes a person's or a broker's word in a request of RDP.
const COOKIE: &[u8] = b"Cookie: msts";
/// Selector of the root object of a SIMATIC controller, before the sort of client.
const SIMATIC_ROOT: &[u8] = b"SIMATIC-ROOT-";
/// Most parameters.
const PARAMETERS_MAX: usize = 8;

/// Which TPDU a frame of this length holds.
pub(super) fn kind(window: &Window<'_>, length: u16) -> Option<Kind> {
    let (indicator, code) = (u16::from(window.u8(4)?), window.u8(5)?);
    let whole = indicator + 5 == length;
    match (code, indicator) {
        (0xF0, 2) => Some(Kind::Data { last: window.u8(6)? & 0x80 != 0 }),
        (0xE0, 6..) if whole => Some(Kind::Connect { side: Side::Client }),
        (0xD0, 6..) if whole => Some(Kind::Connect { side: Side::Server }),
        (0x80, 6..) | (0xC0, 5..) | (0x70 | 0x60 | 0x20 | 0x10, 4..) if indicator + 5 <= length => {
            Some(Kind::Rest)
        }
        _ => None,
    }
}

/// In a known connection: is it a frame of COTP, as far as it was captured?
pub(super) fn may_be(window: &Window<'_>, length: u16) -> bool {
    window.u8(5).is_none() || kind(window, length).is_some() || window.u8(6).is_none()
}

/// What the begin of a connection says.
pub(super) fn connect(window: &Window<'_>, side: Side, setting: &Setting) -> Option<Said> {
    let indicator = window.u8(4)?;
    if negotiates(window, side, indicator) {
        return Some(Said::strong(Protocol::Rdp, side, None));
    }
    if indicator == 6 && setting.on_port(3_389) {
        return Some(Said { side, ..Said::weak(Protocol::Rdp) });
    }
    let mut at = PARAMETERS;
    for _ in 0..PARAMETERS_MAX {
        if at >= usize::from(indicator) + TLS_HEAD as usize {
            return None;
        }
        let (code, length) = (window.u8(at)?, window.u8(at + 1)?);
        if matches!(code, 0xC1 | 0xC2) && window.has(at + 2, SIMATIC_ROOT) {
            return Some(Said::strong(Protocol::S7commPlus, side, None));
        }
        at += 2 + usize::from(length);
    }
    None
}

/// The negotiation of RDP (MS-RDPBCGR 2.2.1.1 and 2.2.1.2), or the cookie before it.
fn negotiates(window: &Window<'_>, side: Side, indicator: u8) -> bool {
    let kinds: &[u8] = if side == Side::Client { &[1] } else { &[2, 3] };
    let is_kind = window.u8(PARAMETERS).is_some_and(|kind| kinds.contains(&kind));
    let asks = matches!(indicator, 14 | 50) && is_kind && window.le16(PARAMETERS + 2) == Some(8);
    asks || side == Side::Client && window.has(PARAMETERS, COOKIE)
}

/// Frames of the conference protocol (T.125) that RDP rides on: connection, and data on a channel.
pub(super) fn remote_desktop(body: &Window<'_>, length: u32) -> Option<Said> {
    let side = match body.be16(0)? {
        0x7F65 => Side::Client,
        0x7F66 => Side::Server,
        0x6400..=0x64FF => Side::Client,
        0x6800..=0x68FF => Side::Server,
        _ => return None,
    };
    if body.u8(0)? == 0x7F {
        let begins = if body.u8(2)? == 0x82 { 5 } else { 3 + usize::from(body.u8(2)? == 0x81) };
        let element: &[u8] = if side == Side::Client { &[4, 1, 1, 4, 1, 1, 1, 1] } else { &[10, 1, 0, 2, 1] };
        return body.has(begins, element).then(|| Said::strong(Protocol::Rdp, side, None));
    }
    let is_channel = (1_001..=1_100).contains(&body.be16(3)?) && body.u8(5)? == 0x70;
    let first = body.u8(6)?;
    let (data, head) =
        if first & 0x80 == 0 { (u32::from(first), 7) } else { (u32::from(body.be16(6)? & 0x7FFF), 8) };
    (is_channel && data + head == length).then(|| Said {
        weight: Weight::Strong,
        side,
        ..Said::weak(Protocol::Rdp)
    })
}

/// Parameters of a connection's begin; of a cookie only that it is one.
pub(super) fn looked_at(pdu: &[u8]) -> Vec<Range<usize>> {
    let cookie = PARAMETERS + COOKIE.len();
    if pdu.get(PARAMETERS..cookie) == Some(COOKIE) {
        return vec![7..cookie];
    }
    vec![7..pdu.get(4).copied().map_or(7, usize::from) + 5]
}
