//! The register as it was: the ledger's entries about records played through up to a point.
//!
//! Invariant: nothing is guessed. A record whose entry was erased, was too long to hold it, or holds a document
//! that this program does not read, is untold: it is named as having been there, and is not in the register.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sekisho_ledger::Entry;
use sekisho_model::{Record, RecordKind, Register};
use serde_json::Value;

use crate::engine::{Tx, args};
use crate::ledger::{entry, entry_rows};
use crate::records::{moment, number};
use crate::{Store, StoreError};

/// Entries read at a time.
const PAGE: i64 = 4096;

/// The register at a point of the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// Entries that were played through.
    pub size: u64,
    /// The records as they were.
    pub register: Register,
    /// Records that were there, and that the ledger no longer tells; in order of kind and id.
    pub untold: Vec<Untold>,
}

/// A record of which only is known that it was there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Untold {
    /// Its kind.
    pub kind: RecordKind,
    /// Its id.
    pub id: String,
    /// The entry that should tell it.
    pub seq: u64,
    /// Why it does not.
    pub why: Why,
}

/// Why an entry does not tell what it left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// Its particulars were erased.
    Erased,
    /// The record was too long for a ledger entry.
    TooLong,
    /// This program does not read the document.
    Unreadable,
}

impl Store {
    /// The register as the first `size` entries of the ledger left it; the whole ledger where it is shorter.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where a row is no entry; trouble in the database.
    pub async fn register_at(&self, size: u64) -> Result<Past, StoreError> {
        let mut tx = self.reading().await?;
        let mut played = Played::default();
        let mut from = 0;
        while played.size < size {
            let limit = i64::try_from(size - played.size).unwrap_or(i64::MAX).min(PAGE);
            let rows = entry_rows(&mut tx, from, limit).await?;
            let Some(last) = rows.last() else { break };
            from = last.int(0)?.saturating_add(1);
            for row in &rows {
                played.play(&entry(row)?);
            }
        }
        Ok(played.into_past())
    }

    /// How many entries the ledger had before a moment: up to the last one that was written before it.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where a row has no moment; trouble in the database.
    pub async fn ledger_size_before(&self, before: Timestamp) -> Result<u64, StoreError> {
        let mut tx = self.reading().await?;
        let mut end = i64::MAX;
        while let Some((first, last_before)) = last_before(&mut tx, end, before).await? {
            if let Some(seq) = last_before {
                return Ok(number(seq) + 1);
            }
            end = first;
        }
        Ok(0)
    }
}

/// Looks over a page of entries that ends before `end`: its first number, and the last one written before a
/// moment.
async fn last_before(
    tx: &mut Tx,
    end: i64,
    before: Timestamp,
) -> Result<Option<(i64, Option<i64>)>, StoreError> {
    let sql = "select seq, at from ledger_entry where seq < $1 order by seq desc limit $2";
    let rows = tx.rows(sql, args![end, PAGE]).await?;
    for row in &rows {
        if moment(&row.text(1)?)? < before {
            let seq = row.int(0)?;
            return Ok(Some((seq, Some(seq))));
        }
    }
    rows.last().map(|row| Ok((row.int(0)?, None))).transpose()
}

/// What the entries so far have left.
#[derive(Debug, Default)]
struct Played {
    size: u64,
    records: BTreeMap<(RecordKind, String), (u64, Result<Value, Why>)>,
}

impl Played {
    fn play(&mut self, entry: &Entry) {
        self.size = entry.seq() + 1;
        let Some((kind, id, removed)) = about_record(entry) else { return };
        if removed {
            self.records.remove(&(kind, id.to_owned()));
            return;
        }
        self.records.insert((kind, id.to_owned()), (entry.seq(), left_by(entry)));
    }

    fn into_past(self) -> Past {
        let mut past = Past { size: self.size, ..Past::default() };
        for ((kind, id), (seq, document)) in self.records {
            let record = document
                .and_then(|document| Record::deserialize_as(kind, document).map_err(|_| Why::Unreadable));
            match record {
                Ok(record) => {
                    past.register.put(record);
                }
                Err(why) => past.untold.push(Untold { kind, id, seq, why }),
            }
        }
        past
    }
}

/// Kind and id of the record an entry speaks of, and whether it took it out. None for other entries.
pub(crate) fn about_record(entry: &Entry) -> Option<(RecordKind, &str, bool)> {
    let (kind, verb) = entry.action().rsplit_once('-')?;
    let kind = RecordKind::from_code(kind)?;
    let id = entry.subject().strip_prefix(kind.code())?.strip_prefix(':')?;
    Some((kind, id, verb == "remove"))
}

/// The document that an entry left.
fn left_by(entry: &Entry) -> Result<Value, Why> {
    let detail = entry.detail().text().ok_or(Why::Erased)?;
    let detail: Value = serde_json::from_str(detail).map_err(|_| Why::Unreadable)?;
    let after = detail.get("after").ok_or(Why::Unreadable)?;
    if after.get("bytes").is_some() { Err(Why::TooLong) } else { Ok(after.clone()) }
}
