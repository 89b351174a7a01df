//! The timelines of cases: entries that are added and never changed.
//!
//! Invariant: each entry is one ledger entry, written in the transaction of what belongs to it. There is no way to
//! change or remove one. Whether it makes sense is not asked here.

use sekisho_model::{Change, IncidentEntry, Origin};
use serde_json::json;

use crate::engine::args;
use crate::sboms::to_json;
use crate::store::one_write;
use crate::writing::Writing;
use crate::{Store, StoreError};

/// How the ledger names the act.
pub(crate) const ACTION: &str = "incident-write";

/// How an entry is named in the ledger.
pub(crate) fn subject(case: &str, no: i64) -> String {
    format!("incident:{case}#{no}")
}

impl Store {
    /// Adds entries, together with changes of records that belong to them, all or none. Gives each entry the next
    /// number of its case, whatever number it came with, and returns the numbers.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where a record is no longer as a change says; [`StoreError::Unrecordable`]
    /// where an entry is too long; trouble in the database.
    pub async fn write_incident(
        &self,
        changes: &[Change],
        entries: &[IncidentEntry],
        origin: &Origin,
    ) -> Result<Vec<u32>, StoreError> {
        one_write!(self, origin, writing => async {
            for change in changes {
                crate::records::apply(writing, change, None).await?;
            }
            let mut numbers = Vec::with_capacity(entries.len());
            for entry in entries {
                numbers.push(add(writing, entry).await?);
            }
            Ok(numbers)
        })
    }

    /// Every entry, by case and number.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] names the entry that cannot be read; trouble in the database.
    pub async fn incident_entries(&self) -> Result<Vec<IncidentEntry>, StoreError> {
        let sql = "select case_id, no, body from incident_entry order by case_id, no";
        let rows = self.reading().await?.rows(sql, args![]).await?;
        rows.iter()
            .map(|row| {
                serde_json::from_str(&row.text(2)?).map_err(|_| {
                    let (case, no) = (row.text(0).unwrap_or_default(), row.int(1).unwrap_or_default());
                    StoreError::corrupt(
                        format!("事案「{case}」の経過 {no} を読めません"),
                        format!("entry {no} of case \"{case}\" cannot be read"),
                    )
                })
            })
            .collect()
    }
}

/// The write holds the lock of all writes, so the next number is nobody else's.
async fn add(writing: &mut Writing<'_>, entry: &IncidentEntry) -> Result<u32, StoreError> {
    let case = entry.case.as_str();
    let sql = "select coalesce(max(no), 0) + 1 from incident_entry where case_id = $1";
    let row = writing.tx.row(sql, args![case]).await?;
    let no = row.map_or(Ok(1), |row| row.int(0))?;
    let number = u32::try_from(no).unwrap_or(u32::MAX);
    let entry = IncidentEntry { no: number, ..entry.clone() };
    let body = to_json(&entry)?;
    let seq = writing.act(ACTION, &subject(case, no), json!({ "entry": entry }))?;
    let origin = writing.origin_no().await?;
    let seq = i64::try_from(seq).unwrap_or(i64::MAX);
    let sql = "insert into incident_entry (case_id, no, body, seq, origin_no) values ($1, $2, $3, $4, $5)";
    writing.tx.run(sql, args![case, no, &body, seq, origin]).await?;
    Ok(number)
}
