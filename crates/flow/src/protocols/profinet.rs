//! PROFINET on Ethernet: DCP and RT, told apart by their frame id.

use sekisho_model::Protocol;

use crate::window::{Carrier, Parser, Reading, Setting, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::ProfinetRt,
    carriers: &[Carrier::Ethernet(0x8892)],
    usual_ports: &[],
    read,
    identify: None,
    looked_at: |_, _| Vec::new(),
};

fn read(_window: &Window<'_>, _setting: &Setting) -> Reading {
    Reading::No
}
