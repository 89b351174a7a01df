//! GOOSE (IEC 61850-8-1).

use sekisho_model::Protocol;

use crate::window::{Carrier, Parser, Reading, Setting, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Goose,
    carriers: &[Carrier::Ethernet(0x88b8)],
    usual_ports: &[],
    read,
    identify: None,
    looked_at: |_, _| Vec::new(),
};

fn read(_window: &Window<'_>, _setting: &Setting) -> Reading {
    Reading::No
}
