//! Every row from one database to another, whatever the engines.
//!
//! Invariant: [`TABLES`] names every table and column of the schema, parents before children; a test holds it
//! against the catalog. It copies rows and knows nothing of what they mean.

use crate::StoreError;
use crate::engine::{Arg, Row, Tx, own_sql};

/// Rows copied at a time.
const PAGE: i64 = 4096;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Int,
    Text,
    Bytes,
}
use Kind::{Bytes, Int, Text};

/// A table: its name, how many of its first columns are its key, and its columns.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    keys: usize,
    columns: &'static [(&'static str, Kind)],
}

const fn table(name: &'static str, keys: usize, columns: &'static [(&'static str, Kind)]) -> Table {
    Table { name, keys, columns }
}

/// Every table.
pub(crate) const TABLES: &[Table] = &[
    table("meta", 1, &[("key", Text), ("value", Text)]),
    table("counter", 1, &[("name", Text), ("next", Int)]),
    table(
        "origin",
        1,
        &[
            ("no", Int),
            ("actor", Text),
            ("at", Text),
            ("source", Text),
            ("file", Text),
            ("sha256", Text),
            ("importer", Text),
        ],
    ),
    table("record", 2, &[("kind", Text), ("id", Text), ("body", Text), ("seq", Int), ("origin_no", Int)]),
    table(
        "incident_entry",
        2,
        &[("case_id", Text), ("no", Int), ("body", Text), ("seq", Int), ("origin_no", Int)],
    ),
    table("package", 1, &[("no", Int), ("kind", Text), ("namespace", Text), ("name", Text)]),
    table(
        "component",
        1,
        &[("no", Int), ("digest", Bytes), ("package_no", Int), ("has_device", Int), ("body", Text)],
    ),
    table("component_name", 2, &[("name", Text), ("component_no", Int)]),
    table(
        "sbom",
        1,
        &[
            ("no", Int),
            ("id", Text),
            ("subject_kind", Text),
            ("subject_id", Text),
            ("format", Text),
            ("name", Text),
            ("version", Text),
            ("created", Text),
            ("components", Int),
            ("origin_no", Int),
        ],
    ),
    table("sbom_content", 1, &[("sbom_no", Int), ("components", Text), ("dependencies", Text)]),
    table("component_run", 2, &[("component_no", Int), ("first_sbom", Int), ("last_sbom", Int)]),
    table(
        "advisory",
        1,
        &[
            ("no", Int),
            ("id", Text),
            ("form", Text),
            ("publisher", Text),
            ("title", Text),
            ("published", Text),
            ("modified", Text),
            ("withdrawn", Text),
            ("cvss_vector", Text),
            ("cvss_tenths", Int),
            ("names_device", Int),
            ("digest", Text),
            ("body", Text),
            ("origin_no", Int),
            ("known_at", Text),
            ("previous", Text),
        ],
    ),
    table("signal", 3, &[("vulnerability", Text), ("source", Text), ("kind", Text), ("body", Text)]),
    table("advisory_package", 2, &[("package_no", Int), ("advisory_no", Int)]),
    table("advisory_name", 2, &[("name", Text), ("advisory_no", Int)]),
    table(
        "feed_file",
        1,
        &[
            ("sha256", Text),
            ("added", Int),
            ("updated", Int),
            ("unchanged", Int),
            ("older", Int),
            ("origin_no", Int),
        ],
    ),
    table(
        "observation_run",
        1,
        &[
            ("no", Int),
            ("watch", Text),
            ("first_ns", Int),
            ("last_ns", Int),
            ("headers_only", Int),
            ("identities", Text),
            ("health", Text),
            ("origin_no", Int),
        ],
    ),
    table(
        "conversation",
        7,
        &[
            ("watch", Text),
            ("client", Text),
            ("server", Text),
            ("vlan", Int),
            ("transport", Text),
            ("port", Int),
            ("protocol", Text),
            ("probable", Int),
            ("first_ns", Int),
            ("last_ns", Int),
            ("sent_packets", Int),
            ("sent_bytes", Int),
            ("answered_packets", Int),
            ("answered_bytes", Int),
            ("connections", Int),
            ("read_ns", Int),
            ("write_ns", Int),
            ("program_ns", Int),
            ("control_ns", Int),
            ("diagnostic_ns", Int),
            ("other_ns", Int),
        ],
    ),
    table(
        "sighting",
        4,
        &[
            ("watch", Text),
            ("mac", Text),
            ("ip", Text),
            ("vlan", Int),
            ("first_ns", Int),
            ("last_ns", Int),
            ("sent_packets", Int),
            ("sent_bytes", Int),
            ("claims", Int),
            ("silence_seconds_max", Int),
        ],
    ),
    table(
        "identity",
        6,
        &[
            ("watch", Text),
            ("holder", Text),
            ("vlan", Int),
            ("protocol", Text),
            ("kind", Text),
            ("value", Text),
            ("first_ns", Int),
        ],
    ),
    table("account", 1, &[("name", Text), ("role", Text), ("disabled", Int), ("origin_no", Int)]),
    table("login_link", 1, &[("sha256", Text), ("account", Text), ("expires_ms", Int)]),
    table("web_session", 1, &[("sha256", Text), ("account", Text), ("expires_ms", Int)]),
    table(
        "ledger_entry",
        1,
        &[
            ("seq", Int),
            ("at", Text),
            ("actor", Text),
            ("action", Text),
            ("subject", Text),
            ("salt", Bytes),
            ("detail", Text),
            ("commitment", Bytes),
            ("leaf", Bytes),
        ],
    ),
    table("ledger_state", 1, &[("no", Int), ("size", Int), ("frontier", Text), ("checkpoint", Text)]),
];

/// A value on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// A number or null.
    Int(Option<i64>),
    /// A text or null.
    Text(Option<String>),
    /// Bytes or null.
    Bytes(Option<Vec<u8>>),
}

impl Cell {
    fn read(row: &Row, column: usize, kind: Kind) -> Result<Self, StoreError> {
        Ok(match kind {
            Int => Self::Int(row.int_opt(column)?),
            Text => Self::Text(row.text_opt(column)?),
            Bytes => Self::Bytes(row.bytes_opt(column)?),
        })
    }

    fn arg(&self) -> Arg<'_> {
        match self {
            Self::Int(value) => Arg::IntOpt(*value),
            Self::Text(value) => Arg::TextOpt(value.as_deref()),
            Self::Bytes(value) => Arg::BytesOpt(value.as_deref()),
        }
    }
}

/// Copies every row of `from`, one consistent state, into the empty tables of `to`.
pub(crate) async fn copy(from: &mut Tx, to: &mut Tx) -> Result<(), StoreError> {
    for table in TABLES {
        // The schema's number came with the schema.
        if table.name == "meta" {
            continue;
        }
        let mut page = table.page(from, &[]).await?;
        while let Some(last) = page.last() {
            let key = last[..table.keys].to_vec();
            let cells: Vec<Arg<'_>> = page.iter().flatten().map(Cell::arg).collect();
            to.insert(&table.insert(), table.columns.len(), &cells).await?;
            page = table.page(from, &key).await?;
        }
    }
    Ok(())
}

impl Table {
    /// Rows after a key, in key order; from the first where there is none.
    pub(crate) async fn page(&self, tx: &mut Tx, after: &[Cell]) -> Result<Vec<Vec<Cell>>, StoreError> {
        let (names, keys) = (self.names(), self.key_names());
        let marks: Vec<String> = (1..=after.len()).map(|n| format!("${n}")).collect();
        let condition = if after.is_empty() {
            String::new()
        } else {
            format!(" where ({keys}) > ({})", marks.join(", "))
        };
        let limit = after.len() + 1;
        let sql = format!("select {names} from {}{condition} order by {keys} limit ${limit}", self.name);
        let mut args: Vec<Arg<'_>> = after.iter().map(Cell::arg).collect();
        args.push(Arg::Int(PAGE));
        let rows = tx.rows(own_sql(sql), &args).await?;
        rows.iter().map(|row| self.cells(row)).collect()
    }

    /// `table.column` for every column.
    #[cfg(test)]
    pub(crate) fn column_names(&self) -> Vec<String> {
        self.columns.iter().map(|(column, _)| format!("{}.{column}", self.name)).collect()
    }

    fn cells(&self, row: &Row) -> Result<Vec<Cell>, StoreError> {
        self.columns.iter().enumerate().map(|(at, (_, kind))| Cell::read(row, at, *kind)).collect()
    }

    fn names(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| *name).collect();
        names.join(", ")
    }

    fn key_names(&self) -> String {
        let names: Vec<&str> = self.columns[..self.keys].iter().map(|(name, _)| *name).collect();
        names.join(", ")
    }

    fn insert(&self) -> String {
        format!("insert into {} ({}) values ", self.name, self.names())
    }
}
