//! SQL databases: TDS, MySQL, PostgreSQL, Oracle TNS.

use sekisho_model::Protocol;

use crate::window::{Carrier, Parser, Reading, Setting, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::Sql,
    carriers: &[Carrier::Tcp],
    usual_ports: &[1433, 3306, 5432, 1521],
    read,
    identify: None,
    looked_at: |_, _| Vec::new(),
};

fn read(_window: &Window<'_>, _setting: &Setting) -> Reading {
    Reading::No
}
