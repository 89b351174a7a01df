//! Synchrophasors (IEEE C37.118.2).

use sekisho_model::Protocol;

use crate::window::{Carrier, Parser, Reading, Setting, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Synchrophasor,
    carriers: &[Carrier::Tcp, Carrier::Udp],
    usual_ports: &[4712, 4713],
    read,
    identify: None,
    looked_at: |_, _| Vec::new(),
};

fn read(_window: &Window<'_>, _setting: &Setting) -> Reading {
    Reading::No
}
