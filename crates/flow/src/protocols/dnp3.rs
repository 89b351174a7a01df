//! DNP3 (IEEE 1815) over TCP and UDP.

use sekisho_model::Protocol;

use crate::window::{Carrier, Parser, Reading, Setting, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Dnp3,
    carriers: &[Carrier::Tcp, Carrier::Udp],
    usual_ports: &[20000],
    read,
    identify: None,
    looked_at: |_, _| Vec::new(),
};

fn read(_window: &Window<'_>, _setting: &Setting) -> Reading {
    Reading::No
}
