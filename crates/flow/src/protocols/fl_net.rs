//! FL-net (JIS B 3521).

use sekisho_model::Protocol;

use crate::window::{Carrier, Parser, Reading, Setting, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::FlNet,
    carriers: &[Carrier::Udp],
    usual_ports: &[55000, 55001, 55002, 55003],
    read,
    identify: None,
    looked_at: |_, _| Vec::new(),
};

fn read(_window: &Window<'_>, _setting: &Setting) -> Reading {
    Reading::No
}
