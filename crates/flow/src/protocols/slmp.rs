//! SLMP (CC-Link Partner Association) and the 3E/4E frames of the MC protocol, binary and ASCII.

use sekisho_model::Protocol;

use crate::window::{Carrier, Parser, Reading, Setting, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Slmp,
    carriers: &[Carrier::Tcp, Carrier::Udp],
    usual_ports: &[5000, 5010, 61440, 61441, 45237, 45239],
    read,
    identify: None,
    looked_at: |_, _| Vec::new(),
};

fn read(_window: &Window<'_>, _setting: &Setting) -> Reading {
    Reading::No
}
