//! CC-Link IE Field Basic: cyclic transmission in SLMP-like frames.

use sekisho_model::Protocol;

use crate::window::{Carrier, Parser, Reading, Setting, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::CcLinkIeFieldBasic,
    carriers: &[Carrier::Udp],
    usual_ports: &[61450],
    read,
    identify: None,
    looked_at: |_, _| Vec::new(),
};

fn read(_window: &Window<'_>, _setting: &Setting) -> Reading {
    Reading::No
}
