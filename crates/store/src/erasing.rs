//! Erasing what ledger entries say in particular, for the sake of a person whose data they hold.
//!
//! Invariant: only the particulars go. Who did what to which record and when stays, with the commitment to what is
//! gone, so that every proof holds as before; and the erasing is an entry itself. Where an entry tells how a record
//! stands today, a new one says so first, without what was before: the facts can still be held against the ledger.
//! What an overseer looks for is never erased: who looked at observations, and why.

use std::collections::BTreeSet;

use sekisho_ledger::Entry;
use sekisho_model::{Origin, RecordKind, Text, text};
use serde_json::json;

use crate::engine::{Arg, Tx, args};
use crate::ledger::{entry, entry_rows};
use crate::past::about_record;
use crate::records::restate;
use crate::store::one_write;
use crate::{Store, StoreError};

/// Most entries that are erased in one go.
pub const ERASED_MAX: usize = 1000;

/// What came of it: all that was named is erased, or nothing is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Erasing {
    /// It is done; the number of the entry that says so.
    Done(u64),
    /// Nothing was erased, because of these.
    Refused(Vec<(u64, Unerasable)>),
}

/// Why an entry cannot be erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unerasable {
    /// There is none with this number.
    Missing,
    /// Its particulars are gone already.
    Erased,
    /// It is not about a record of the register.
    NoRecord,
}

impl Unerasable {
    /// In words, with what to do.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::Missing => text!(ja: "その番号の記録はありません。", en: "there is no such entry"),
            Self::Erased => {
                text!(ja: "内容はすでに消してあります。", en: "its particulars are erased already")
            }
            Self::NoRecord => text!(
                ja: "台帳の項目についての記録ではありません。閲覧や監督の記録は消せません。",
                en: "it is not about a record of the register; what is written for overseers stays"
            ),
        }
    }
}

impl Store {
    /// Erases the particulars of entries, all of them or none, and writes an entry with their numbers and the reason.
    /// On SQLite the tables that held them are written anew, so that no page keeps the bytes; a server keeps its files itself, and
    /// copies made before (backups, exports) are not reached.
    ///
    /// # Errors
    /// [`StoreError::Unrecordable`] where the reason is too long; [`StoreError::Corrupt`] where a row is no entry;
    /// trouble in the database.
    pub async fn ledger_erase(
        &self,
        wanted: &BTreeSet<u64>,
        reason: &str,
        origin: &Origin,
    ) -> Result<Erasing, StoreError> {
        let erasing = one_write!(self, origin, writing => async {
            let (entries, refused) = looked_up(&mut writing.tx, wanted).await?;
            if !refused.is_empty() || entries.is_empty() {
                return Ok(Erasing::Refused(refused));
            }
            for (kind, id) in standing(&mut writing.tx, &entries).await? {
                restate(writing, kind, &id).await?;
            }
            for entry in &entries {
                erase(&mut writing.tx, entry).await?;
            }
            for table in ["ledger_entry", "record"] {
                writing.tx.rewrite(table).await?;
            }
            let detail = json!({ "entries": wanted, "reason": reason });
            Ok(Erasing::Done(writing.act("ledger-erase", "ledger:entries", detail)?))
        })?;
        if matches!(erasing, Erasing::Done(_)) {
            self.pools.fold_log().await?;
        }
        Ok(erasing)
    }
}

/// The entries that can be erased, and the numbers that cannot, each with the reason.
async fn looked_up(
    tx: &mut Tx,
    wanted: &BTreeSet<u64>,
) -> Result<(Vec<Entry>, Vec<(u64, Unerasable)>), StoreError> {
    let (mut entries, mut refused) = (Vec::new(), Vec::new());
    for seq in wanted {
        match one(tx, *seq).await? {
            None => refused.push((*seq, Unerasable::Missing)),
            Some(entry) if entry.detail().text().is_none() => refused.push((*seq, Unerasable::Erased)),
            Some(entry) if about_record(&entry).is_none() => refused.push((*seq, Unerasable::NoRecord)),
            Some(entry) => entries.push(entry),
        }
    }
    Ok((entries, refused))
}

/// The records of which one of the entries is the newest that tells how they stand.
async fn standing(tx: &mut Tx, entries: &[Entry]) -> Result<BTreeSet<(RecordKind, String)>, StoreError> {
    let mut records = BTreeSet::new();
    for entry in entries {
        let Some((kind, id, removed)) = about_record(entry) else { continue };
        let sql = "select 1 from record where kind = $1 and id = $2 and seq = $3";
        let seq = i64::try_from(entry.seq()).unwrap_or(i64::MAX);
        if !removed && tx.row(sql, args![kind.code(), id, seq]).await?.is_some() {
            records.insert((kind, id.to_owned()));
        }
    }
    Ok(records)
}

async fn one(tx: &mut Tx, seq: u64) -> Result<Option<Entry>, StoreError> {
    let Ok(seq) = i64::try_from(seq) else { return Ok(None) };
    let rows = entry_rows(tx, seq, 1).await?;
    let found = rows.first().map(entry).transpose()?;
    Ok(found.filter(|entry| i64::try_from(entry.seq()) == Ok(seq)))
}

async fn erase(tx: &mut Tx, entry: &Entry) -> Result<(), StoreError> {
    let commitment = entry.detail().commitment();
    let sql = "update ledger_entry set salt = null, detail = null, commitment = $1 where seq = $2";
    let seq = i64::try_from(entry.seq()).unwrap_or(i64::MAX);
    tx.run(sql, &[Arg::Bytes(commitment.as_bytes()), Arg::Int(seq)]).await?;
    Ok(())
}
