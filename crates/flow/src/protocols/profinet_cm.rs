//! PROFINET context management, on connectionless DCE/RPC.

use sekisho_model::Protocol;

use crate::window::{Carrier, Parser, Reading, Setting, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::ProfinetCm,
    carriers: &[Carrier::Udp],
    usual_ports: &[34964],
    read,
    identify: None,
    looked_at: |_, _| Vec::new(),
};

fn read(_window: &Window<'_>, _setting: &Setting) -> Reading {
    Reading::No
}
