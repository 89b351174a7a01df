//! DNS (RFC 1035) and mDNS (RFC 6762).

use sekisho_model::Protocol;

use crate::window::{Carrier, Parser, Reading, Setting, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Dns,
    carriers: &[Carrier::Udp, Carrier::Tcp],
    usual_ports: &[53, 5353],
    read,
    identify: None,
    looked_at: |_, _| Vec::new(),
};

fn read(_window: &Window<'_>, _setting: &Setting) -> Reading {
    Reading::No
}
