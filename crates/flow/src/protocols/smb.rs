//! SMB 1 to 3, directly or over NetBIOS sessions.

use sekisho_model::Protocol;

use crate::window::{Carrier, Parser, Reading, Setting, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Smb,
    carriers: &[Carrier::Tcp],
    usual_ports: &[445, 139],
    read,
    identify: None,
    looked_at: |_, _| Vec::new(),
};

fn read(_window: &Window<'_>, _setting: &Setting) -> Reading {
    Reading::No
}
