//! Modbus/TCP (Modbus Messaging on TCP/IP Implementation Guide V1.0b).

use sekisho_model::Protocol;

use crate::window::{Carrier, Parser, Reading, Setting, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Modbus,
    carriers: &[Carrier::Tcp],
    usual_ports: &[502],
    read,
    identify: None,
    looked_at: |_, _| Vec::new(),
};

fn read(_window: &Window<'_>, _setting: &Setting) -> Reading {
    Reading::No
}
