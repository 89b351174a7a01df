//! BACnet/IP (ASHRAE 135 Annex J).

use sekisho_model::Protocol;

use crate::window::{Carrier, Parser, Reading, Setting, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Bacnet,
    carriers: &[Carrier::Udp],
    usual_ports: &[47808],
    read,
    identify: None,
    looked_at: |_, _| Vec::new(),
};

fn read(_window: &Window<'_>, _setting: &Setting) -> Reading {
    Reading::No
}
