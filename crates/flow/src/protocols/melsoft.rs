//! Mitsubishi MELSOFT: no public definition, so probable only.

use sekisho_model::Protocol;

use crate::window::{Carrier, Parser, Reading, Setting, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Melsoft,
    carriers: &[Carrier::Tcp, Carrier::Udp],
    usual_ports: &[5006, 5007],
    read,
    identify: None,
    looked_at: |_, _| Vec::new(),
};

fn read(_window: &Window<'_>, _setting: &Setting) -> Reading {
    Reading::No
}
