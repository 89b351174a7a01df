//! What ISO-on-TCP carries (RFC 1006): S7comm, S7comm-plus, MMS, and RDP's own beginning. One parser, because they share the frame.

use sekisho_model::Protocol;

use crate::window::{Carrier, Parser, Reading, Setting, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::S7comm,
    carriers: &[Carrier::Tcp],
    usual_ports: &[102],
    read,
    identify: None,
    looked_at: |_, _| Vec::new(),
};

fn read(_window: &Window<'_>, _setting: &Setting) -> Reading {
    Reading::No
}
