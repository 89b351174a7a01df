//! CC-Link IE TSN on Ethernet.

use sekisho_model::Protocol;

use crate::window::{Carrier, Parser, Reading, Setting, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::CcLinkIeTsn,
    carriers: &[Carrier::Ethernet(0x890f), Carrier::Udp],
    usual_ports: &[],
    read,
    identify: None,
    looked_at: |_, _| Vec::new(),
};

fn read(_window: &Window<'_>, _setting: &Setting) -> Reading {
    Reading::No
}
