//! EtherNet/IP and CIP.

use sekisho_model::Protocol;

use crate::window::{Carrier, Parser, Reading, Setting, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::EtherNetIp,
    carriers: &[Carrier::Tcp, Carrier::Udp],
    usual_ports: &[44818, 2222],
    read,
    identify: None,
    looked_at: |_, _| Vec::new(),
};

fn read(_window: &Window<'_>, _setting: &Setting) -> Reading {
    Reading::No
}
