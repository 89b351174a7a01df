//! The frames of SLMP and the MC protocol: 3E (ST), 4E (MT), the extended one (EMT) and CC-Link IE TSN's long one
//! (LMT); binary, and ASCII for the first three.
//!
//! Invariant: all numbers come from the head: kind, route, length, then the monitoring timer and the command of a
//! request, or the end code of an answer. An answer does not carry the command, unless it reports an error.

use std::ops::Range;

use crate::window::{CARRIED_MAX, Carrier, Weight, Window};

/// How a kind of frame is laid out.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Layout {
    /// What a request begins with, and an answer.
    request: &'static [u8],
    answer: &'static [u8],
    /// Are the numbers hexadecimal digits, high first?
    ascii: bool,
    /// Where two bytes (or four digits) that are always 0 stand after the serial number.
    zeros: Option<usize>,
    /// Network, station, module.
    route: usize,
    /// Does a multidrop station follow the module?
    multidrop: bool,
    /// Length of what follows it.
    pub length: usize,
    /// Does a timer or an end code stand before the command?
    leads: bool,
    /// Do answers repeat the command?
    pub repeats: bool,
}

const BINARY_3E: Layout = Layout {
    request: &[0x50, 0],
    answer: &[0xd0, 0],
    ascii: false,
    zeros: None,
    route: 2,
    multidrop: true,
    length: 7,
    leads: true,
    repeats: false,
};
const BINARY_4E: Layout =
    Layout { request: &[0x54, 0], answer: &[0xd4, 0], zeros: Some(4), route: 6, length: 11, ..BINARY_3E };
const BINARY_EXTENDED: Layout = Layout {
    request: &[0x55, 0],
    answer: &[0xd5, 0],
    multidrop: false,
    length: 18,
    leads: false,
    repeats: true,
    ..BINARY_4E
};
const BINARY_LONG: Layout =
    Layout { request: &[0x68, 0], answer: &[0xe8, 0], length: 14, repeats: true, ..BINARY_4E };
const ASCII_3E: Layout =
    Layout { request: b"5000", answer: b"D000", ascii: true, route: 4, length: 14, ..BINARY_3E };
const ASCII_4E: Layout =
    Layout { request: b"5400", answer: b"D400", zeros: Some(8), route: 12, length: 22, ..ASCII_3E };
const ASCII_EXTENDED: Layout = Layout {
    request: b"5500",
    answer: b"D500",
    multidrop: false,
    length: 36,
    leads: false,
    repeats: true,
    ..ASCII_4E
};

/// All, the plainest first.
pub(in super::super) const LAYOUTS: [Layout; 7] =
    [BINARY_3E, BINARY_4E, BINARY_LONG, BINARY_EXTENDED, ASCII_3E, ASCII_4E, ASCII_EXTENDED];

/// CC-Link IE TSN's own.
pub(in super::super) const LONG: &Layout = &LAYOUTS[2];

/// Most that a length may say. The definitions end at 8 KiB of data; ASCII doubles it.
const LENGTH_MAX: u16 = 0x5000;

/// A frame's head.
#[derive(Debug)]
pub(in super::super) struct Frame {
    pub layout: &'static Layout,
    pub answer: bool,
    /// Command and subcommand, where they stand and could be seen.
    pub command: Option<(u16, Option<u16>)>,
    /// End code of an answer.
    pub end_code: Option<u16>,
    /// Length of the whole frame.
    pub extent: u32,
    /// What the route alone says.
    pub weight: Weight,
}

impl Layout {
    fn width(&self) -> usize {
        if self.ascii { 4 } else { 2 }
    }

    /// Where the timer or the end code stands.
    pub(in super::super) fn body(&self) -> usize {
        self.length + self.width()
    }

    /// Bytes of the head up to where the command, or an answer's length, can be seen; at most what can be carried.
    pub(in super::super) fn head(&self, answer: bool) -> u8 {
        let end =
            self.command_at(answer, None).map_or(self.body() + self.width(), |at| at + 2 * self.width());
        u8::try_from(end.min(CARRIED_MAX)).unwrap_or(u8::MAX)
    }

    /// Is what is seen made of digits, where the kind of frame is?
    pub(in super::super) fn digits(&self, window: &Window<'_>) -> bool {
        !self.ascii || (0..window.seen()).all(|at| window.u8(at).and_then(digit).is_some())
    }

    /// A number of one byte (two digits) or two (four).
    fn number(&self, window: &Window<'_>, at: usize, bytes: usize) -> Option<u16> {
        if self.ascii {
            let digits = at..at + 2 * bytes;
            return digits.into_iter().try_fold(0_u16, |sum, at| Some(sum << 4 | digit(window.u8(at)?)?));
        }
        if bytes == 1 { window.u8(at).map(u16::from) } else { window.le16(at) }
    }

    /// Network, station, module and multidrop as they may be. A module of a multiple-CPU system or the station's own
    /// one (0x03ff) says much; a slot's address can be chance.
    fn route(&self, window: &Window<'_>) -> Option<Weight> {
        let unit = if self.ascii { 2 } else { 1 };
        let module = self.number(window, self.route + 2 * unit, 2)?;
        let multidrop = if self.multidrop { self.number(window, self.route + 4 * unit, 1)? } else { 0 };
        match module {
            _ if multidrop > 31 => None,
            0x03d0..=0x03d3 | 0x03e0..=0x03e3 | 0x03ff => Some(Weight::Strong),
            0..=0x01ff => Some(Weight::Weak),
            _ => None,
        }
    }

    /// The bytes of a frame's head that are looked at: kind, zeros, route, length, and the command where one stands.
    pub(in super::super) fn ranges(&self, window: &Window<'_>, answer: bool) -> Vec<Range<usize>> {
        let (unit, body, width) = (self.width() / 2, self.body(), self.width());
        let zeros = self.zeros.map(|at| at..at + width);
        let head = [0..width, self.route + 2 * unit..self.route + 5 * unit, self.length..body + width];
        let end_code = self.number(window, body, 2);
        let command = self.command_at(answer, end_code).map(|at| at..at + 2 * width);
        // Where a head of digits is torn, that they are digits is looked at.
        let digits = self.ascii.then_some(0..CARRIED_MAX);
        head.into_iter().chain(zeros).chain(command).chain(digits).collect()
    }

    /// Where the command stands. In an answer that does not repeat it, only behind the report of an error: the route
    /// of the station that reports it comes before.
    fn command_at(&self, answer: bool, end_code: Option<u16>) -> Option<usize> {
        let behind = self.body() + if self.leads { self.width() } else { 0 };
        match end_code {
            _ if !answer || self.repeats => Some(behind),
            Some(code) if code != 0 => Some(behind + 5 * self.width() / 2),
            _ => None,
        }
    }
}

/// Digits are capital, as the definitions have them.
fn digit(byte: u8) -> Option<u16> {
    match byte {
        b'0'..=b'9' => Some(u16::from(byte - b'0')),
        b'A'..=b'F' => Some(u16::from(byte - b'A') + 10),
        _ => None,
    }
}

/// Which kind of frame begins here, and is it an answer?
pub(in super::super) fn layout(window: &Window<'_>) -> Option<(&'static Layout, bool)> {
    LAYOUTS.iter().find_map(|layout| {
        let answer = window.has(0, layout.answer);
        (answer || window.has(0, layout.request)).then_some((layout, answer))
    })
}

/// As [`layout`], where not even all of what a frame begins with may be there.
pub(in super::super) fn beginning(window: &Window<'_>) -> Option<(&'static Layout, bool)> {
    let begins = |with: &[u8]| {
        let seen = with.get(..window.seen()).unwrap_or(with);
        !seen.is_empty() && window.has(0, seen)
    };
    LAYOUTS.iter().find_map(|layout| {
        let answer = begins(layout.answer);
        (answer || begins(layout.request)).then_some((layout, answer))
    })
}

/// The head of a frame, if one begins here.
pub(in super::super) fn frame(window: &Window<'_>, carrier: Carrier) -> Option<Frame> {
    let (layout, answer) = layout(window)?;
    let width = layout.width();
    if let Some(at) = layout.zeros {
        (layout.number(window, at, 2)? == 0).then_some(())?;
    }
    let weight = layout.route(window)?;
    let length = layout.number(window, layout.length, 2)?;
    let least = match (answer, layout.repeats) {
        (true, false) => width,
        _ if layout.leads => 3 * width,
        _ => 2 * width,
    };
    (length <= LENGTH_MAX && usize::from(length) >= least).then_some(())?;
    let body = layout.body();
    let extent = u32::try_from(body).ok()? + u32::from(length);
    (carrier != Carrier::Udp || extent == window.length()).then_some(())?;
    let end_code = if answer && layout.leads { layout.number(window, body, 2) } else { None };
    let at = layout.command_at(answer, end_code).filter(|at| at + 2 * width <= body + usize::from(length));
    let command =
        at.and_then(|at| Some((layout.number(window, at, 2)?, layout.number(window, at + width, 2))));
    Some(Frame { layout, answer, command, end_code, extent, weight })
}
