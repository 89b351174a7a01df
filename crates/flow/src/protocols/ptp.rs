//! PTP (IEEE 1588).

use sekisho_model::Protocol;

use crate::window::{Carrier, Parser, Reading, Setting, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Ptp,
    carriers: &[Carrier::Ethernet(0x88f7), Carrier::Udp],
    usual_ports: &[319, 320],
    read,
    identify: None,
    looked_at: |_, _| Vec::new(),
};

fn read(_window: &Window<'_>, _setting: &Setting) -> Reading {
    Reading::No
}
