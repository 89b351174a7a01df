//! The ledger as stored: read, checked, proved, exported.
//!
//! Invariant: an entry is shown only as it stands; what does not stand as it should becomes a problem of the
//! verification, never an entry. Writing entries is `writing`'s job.

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::Path;

use sekisho_ledger::entry::LineError;
use sekisho_ledger::tree::{in_slice, inclusion_proof};
use sekisho_ledger::verify::{Audit, CHECKPOINT_FILE, ENTRIES_FILE, KEY_FILE};
use sekisho_ledger::{Checkpoint, Detail, Entry, Frontier, Hash, Salt, TlogProof, Verification, VerifierKey};

use crate::engine::{Row, Tx, args};
use crate::records::number;
use crate::writing::read_frontier;
use crate::{Store, StoreError};

/// Entries read at a time.
const PAGE: i64 = 4096;

/// A row of `ledger_entry`.
struct EntryRow {
    seq: i64,
    at: String,
    actor: String,
    action: String,
    subject: String,
    salt: Option<Vec<u8>>,
    detail: Option<String>,
    commitment: Option<Vec<u8>>,
    leaf: Vec<u8>,
}

const ENTRY_COLUMNS: usize = 9;

impl EntryRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            seq: row.int(0)?,
            at: row.text(1)?,
            actor: row.text(2)?,
            action: row.text(3)?,
            subject: row.text(4)?,
            salt: row.bytes_opt(5)?,
            detail: row.text_opt(6)?,
            commitment: row.bytes_opt(7)?,
            leaf: row.bytes(ENTRY_COLUMNS - 1)?,
        })
    }

    /// The entry, and the leaf hash that the row keeps for it.
    fn into_entry(self) -> Result<(Entry, Hash), LineError> {
        let Self { seq, at, actor, action, subject, salt, detail, commitment, leaf } = self;
        let detail = match (salt, detail, commitment) {
            (Some(salt), Some(text), None) => Detail::kept(Salt::from_bytes(fixed(salt, "salt")?), text),
            (None, None, Some(commitment)) => {
                Detail::Erased { commitment: Hash::from_bytes(fixed(commitment, "commitment")?) }
            }
            _ => return Err(LineError::DetailForm),
        };
        let seq = u64::try_from(seq).map_err(|_| LineError::NotCanonical)?;
        let entry = Entry::new(seq, at, actor, action, subject, detail).map_err(LineError::Field)?;
        Ok((entry, Hash::from_bytes(fixed(leaf, "leaf")?)))
    }
}

fn fixed(bytes: Vec<u8>, name: &'static str) -> Result<[u8; 32], LineError> {
    bytes.try_into().map_err(|_| LineError::Hex(name))
}

impl Store {
    /// Entries in the ledger. Every write that changes a fact makes it larger.
    ///
    /// # Errors
    /// Trouble in the database.
    pub async fn ledger_size(&self) -> Result<u64, StoreError> {
        let row = self.reading().await?.row("select size from ledger_state where no = 1", args![]).await?;
        row.map_or(Ok(0), |row| Ok(number(row.int(0)?)))
    }

    /// At most `limit` entries from number `from` on.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where a row is no entry; trouble in the database.
    pub async fn ledger_entries(&self, from: u64, limit: u64) -> Result<Vec<Entry>, StoreError> {
        let [from, limit] = [from, limit].map(|number| i64::try_from(number).unwrap_or(i64::MAX));
        let rows = entry_rows(&mut self.reading().await?, from, limit).await?;
        rows.iter().map(entry).collect()
    }

    /// The entries about one thing, such as `asset:PLC-1`, newest first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where a row is no entry; trouble in the database.
    pub async fn ledger_entries_about(&self, subject: &str) -> Result<Vec<Entry>, StoreError> {
        let sql = "select seq, at, actor, action, subject, salt, detail, commitment, leaf from ledger_entry
                   where subject = $1 order by seq desc";
        self.reading().await?.rows(sql, args![subject]).await?.iter().map(entry).collect()
    }

    /// The newest signed checkpoint, and what it says.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where it is not signed by this ledger's key; trouble in the database.
    pub async fn checkpoint(&self) -> Result<(String, Checkpoint), StoreError> {
        let (note, _) = self.ledger_state().await?;
        let checkpoint = Checkpoint::open(note.as_bytes(), &self.verifier)
            .map_err(|error| StoreError::corrupt(error.ja(), error.to_string()))?;
        Ok((note, checkpoint))
    }

    /// The root over the first `size` entries; none where there are fewer.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where a leaf hash cannot be read; trouble in the database.
    pub async fn ledger_root_at(&self, size: u64) -> Result<Option<Hash>, StoreError> {
        let leaves = leaves(&mut self.reading().await?).await?;
        let first = usize::try_from(size).ok().and_then(|size| leaves.get(..size));
        Ok(first.map(|leaves| {
            let mut frontier = Frontier::new();
            leaves.iter().for_each(|leaf| frontier.append(*leaf));
            frontier.root()
        }))
    }

    /// Checks every entry against its hash, the tree, the stored edge of the tree and the signed checkpoint, and that
    /// the database's indexes find each of them. Memory stays bounded.
    ///
    /// # Errors
    /// Trouble in the database, and [`StoreError::Corrupt`] where the ledger's state cannot be read at all. What
    /// is wrong with entries is in the verification.
    pub async fn ledger_verify(&self) -> Result<Verification, StoreError> {
        let mut tx = self.reading().await?;
        let row = tx.row("select checkpoint, frontier, size from ledger_state where no = 1", args![]).await?;
        let row =
            row.ok_or_else(|| StoreError::corrupt("記録の状態がありません", "the ledger has no state"))?;
        let (note, frontier, size) = (row.text(0)?, read_frontier(&row.text(1)?)?, number(row.int(2)?));
        let mut audit = Audit::begin(note.as_bytes(), &self.verifier, &[]);
        let mut from = i64::MIN;
        loop {
            let rows = entry_rows(&mut tx, from, PAGE).await?;
            for row in &rows {
                match EntryRow::read(row).map_err(|_| LineError::NotCanonical).and_then(EntryRow::into_entry)
                {
                    Ok((entry, stated)) => audit.entry(&entry, Some(stated)),
                    Err(error) => audit.unreadable(number(row.int(0)?) + 1, error),
                }
            }
            let Some(next) = after(&rows, from)? else { break };
            from = next;
        }
        let found = audit.finish();
        // The edge and the size are ours alone: a checkpoint that matches them is signed over the right tree.
        let signed = found.checkpoint.as_ref().map(|signed| (signed.size(), signed.root()));
        if signed.is_some_and(|signed| signed != (frontier.size(), frontier.root()) || signed.0 != size) {
            return Err(StoreError::corrupt(
                "記録の木の右端がチェックポイントと一致しません",
                "the stored edge of the ledger's tree is not that of the checkpoint",
            ));
        }
        // What can be read is as it was signed. What is found by an index is so only where the index agrees with it.
        if found.is_sound() {
            tx.check_structure("ledger_entry").await?;
            tx.check_structure("ledger_state").await?;
        }
        Ok(found)
    }

    /// The public key with which the checkpoints are signed.
    #[must_use]
    pub const fn ledger_key(&self) -> &VerifierKey {
        &self.verifier
    }

    /// A proof that one entry is in the ledger, as a file that needs nothing beside it but the public key.
    /// None where there is no such entry.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where the ledger is damaged; trouble in the database.
    pub async fn prove_inclusion(&self, seq: u64) -> Result<Option<String>, StoreError> {
        let mut tx = self.reading().await?;
        let row = tx.row("select checkpoint, size from ledger_state where no = 1", args![]).await?;
        let Some(row) = row else { return Ok(None) };
        let (note, size) = (row.text(0)?, number(row.int(1)?));
        let place = i64::try_from(seq).unwrap_or(i64::MAX);
        let Some(row) = entry_rows(&mut tx, place, 1).await?.into_iter().next() else { return Ok(None) };
        let entry = entry(&row)?;
        if seq >= size || entry.seq() != seq {
            return Ok(None);
        }
        let leaves = leaves(&mut tx).await?;
        let hashes = inclusion_proof(seq, size, in_slice(&leaves))
            .map_err(|error| StoreError::corrupt(error.ja(), error.to_string()))?;
        Ok(Some(TlogProof::of_entry(&entry, hashes, note).to_text()))
    }

    /// Writes entries, checkpoint and public key into a new or empty folder, where `sekisho-verify` checks them
    /// without this program.
    ///
    /// # Errors
    /// [`StoreError::AlreadyThere`] where the folder is not empty; a file cannot be written; trouble in the
    /// database.
    pub async fn ledger_export(&self, folder: &Path) -> Result<(), StoreError> {
        empty(folder)?;
        let mut tx = self.reading().await?;
        let row = tx.row("select checkpoint from ledger_state where no = 1", args![]).await?;
        let note = row.map_or_else(|| Ok(String::new()), |row| row.text(0))?;
        let path = folder.join(ENTRIES_FILE);
        let failed = |error| StoreError::file(&path, error);
        let mut file = BufWriter::new(File::create(&path).map_err(failed)?);
        let mut from = 0;
        loop {
            let rows = entry_rows(&mut tx, from, PAGE).await?;
            for row in &rows {
                writeln!(file, "{}", entry(row)?.to_line()).map_err(failed)?;
            }
            let Some(next) = after(&rows, from)? else { break };
            from = next;
        }
        file.into_inner().map_err(|error| failed(error.into_error()))?.sync_all().map_err(failed)?;
        for (name, content) in [(CHECKPOINT_FILE, note), (KEY_FILE, self.verifier.to_text() + "\n")] {
            let path = folder.join(name);
            fs::write(&path, content).map_err(|error| StoreError::file(&path, error))?;
        }
        Ok(())
    }
}

/// Makes a folder, or takes one that is there and empty.
pub(crate) fn empty(folder: &Path) -> Result<(), StoreError> {
    let failed = |error| StoreError::file(folder, error);
    fs::create_dir_all(folder).map_err(failed)?;
    if fs::read_dir(folder).map_err(failed)?.next().is_some() {
        let path = folder.display();
        let what = sekisho_model::text!(ja: "「{path}」の中にファイル", en: "a file in \"{path}\"");
        return Err(StoreError::AlreadyThere { what });
    }
    Ok(())
}

/// Rows of entries from a number on.
pub(crate) async fn entry_rows(tx: &mut Tx, from: i64, limit: i64) -> Result<Vec<Row>, StoreError> {
    let sql = "select seq, at, actor, action, subject, salt, detail, commitment, leaf from ledger_entry
               where seq >= $1 order by seq limit $2";
    tx.rows(sql, args![from, limit]).await
}

/// The number from which to go on after these rows; none at the end. A damaged index can give rows out of order, and
/// whoever went on from them would never come to an end.
fn after(rows: &[Row], from: i64) -> Result<Option<i64>, StoreError> {
    let Some(last) = rows.last() else { return Ok(None) };
    let last = last.int(0)?;
    if last < from {
        return Err(StoreError::corrupt(
            "記録の番号の索引が番号の順になっていません",
            "the index of the ledger's numbers is out of order",
        ));
    }
    Ok(last.checked_add(1))
}

/// Reads a row as an entry.
pub(crate) fn entry(row: &Row) -> Result<Entry, StoreError> {
    let seq = row.int(0)?;
    let (entry, _) = EntryRow::read(row)?.into_entry().map_err(|error| {
        let ja = error.ja();
        StoreError::corrupt(
            format!("記録 {seq} を読めません（{ja}）"),
            format!("ledger entry {seq} cannot be read ({error})"),
        )
    })?;
    Ok(entry)
}

async fn leaves(tx: &mut Tx) -> Result<Vec<Hash>, StoreError> {
    let rows = tx.rows("select leaf from ledger_entry order by seq", args![]).await?;
    rows.iter()
        .map(|row| {
            let bytes = row.bytes(0)?;
            fixed(bytes, "leaf")
                .map(Hash::from_bytes)
                .map_err(|error| StoreError::corrupt(error.ja(), error.to_string()))
        })
        .collect()
}
