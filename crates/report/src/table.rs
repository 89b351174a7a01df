//! Tables for a terminal.

use comfy_table::{ContentArrangement, Table, presets};

/// How wide a table may be, in half-width columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Width(pub u16);

/// An empty table with a header, as wide as the terminal at most.
pub(crate) fn table(width: Width, header: &[&str]) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width.0)
        .set_header(header.iter().copied());
    table
}
