//! The digest of the rows that an answer rests on: when one of them changes, the question is open again.
//!
//! It covers the records themselves and not what a judgement says of them, so that a day that passes reopens nothing.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use sekisho_model::{Record, RecordKind, Register};
use sha2::{Digest, Sha256};

use super::Showing;

/// SHA-256, in hexadecimal, over kind, id and content of every row that is shown; None where no row is.
#[must_use]
pub fn digest(register: &Register, showing: &Showing) -> Option<String> {
    let rows: BTreeSet<(RecordKind, &str)> = showing.rows().map(|row| (row.kind, row.id.as_str())).collect();
    if rows.is_empty() {
        return None;
    }
    let mut hash = Sha256::new();
    for (kind, id) in rows {
        hash.update(kind.code().as_bytes());
        hash.update(b"\0");
        hash.update(id.as_bytes());
        hash.update(b"\0");
        hash.update(content(register.record(kind, id)));
        hash.update(b"\n");
    }
    Some(hash.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

fn content(record: Option<Record>) -> Vec<u8> {
    record.and_then(|record| serde_json::to_vec(&record).ok()).unwrap_or_default()
}
