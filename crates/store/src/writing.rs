//! One write: facts, their ledger entries and a freshly signed checkpoint in one transaction.
//!
//! Invariant: the ledger's state row is locked first, so writes have one order; the entries' numbers, the tree's
//! right edge and the signature follow from it inside the same transaction. Nothing is lasting, and nobody is
//! told that it is done, before [`Writing::end`] has committed.

use sekisho_ledger::{Checkpoint, Detail, Entry, Frontier, Hash, Salt, SignerKey};
use sekisho_model::{Origin, Source};
use serde_json::{Value, json};

use crate::StoreError;
use crate::engine::{Arg, Tx, args};
use crate::folder::random;

/// An open write.
#[derive(Debug)]
pub(crate) struct Writing<'s> {
    pub(crate) tx: Tx,
    signer: &'s SignerKey,
    origin: &'s Origin,
    /// What the next facts are read from; the origin's source unless [`Writing::read_from`] said otherwise.
    source: Source,
    origin_no: Option<i64>,
    frontier: Frontier,
    entries: Vec<Entry>,
}

impl<'s> Writing<'s> {
    pub(crate) async fn begin(
        mut tx: Tx,
        signer: &'s SignerKey,
        origin: &'s Origin,
    ) -> Result<Self, StoreError> {
        // Writes the row without changing it: that locks it on a server too.
        let sql = "update ledger_state set size = size where no = 1 returning frontier";
        let row = tx.change(sql, args![]).await?;
        let row =
            row.ok_or_else(|| StoreError::corrupt("記録の状態がありません", "the ledger has no state"))?;
        let frontier = read_frontier(&row.text(0)?)?;
        let source = origin.source.clone();
        Ok(Self { tx, signer, origin, source, origin_no: None, frontier, entries: Vec::new() })
    }

    /// Notes what is done, in kebab case, to which thing, with which particulars. The origin's source is added.
    /// Gives the number of the entry.
    pub(crate) fn act(&mut self, action: &str, subject: &str, detail: Value) -> Result<u64, StoreError> {
        let seq = self.frontier.size();
        let (at, actor) = (self.origin.at.to_string(), self.origin.actor.as_str());
        let detail = Detail::kept(Salt::from_bytes(random()?), with_source(detail, &self.source).to_string());
        let entry = Entry::new(seq, at, actor, action, subject, detail).map_err(StoreError::Unrecordable)?;
        self.frontier.append(entry.leaf_hash());
        self.entries.push(entry);
        Ok(seq)
    }

    /// The moment of this write.
    pub(crate) fn at(&self) -> String {
        self.origin.at.to_string()
    }

    /// What follows is read from another source.
    pub(crate) fn read_from(&mut self, source: &Source) {
        self.source = source.clone();
        self.origin_no = None;
    }

    /// The number of the origin's row, made at first need.
    pub(crate) async fn origin_no(&mut self) -> Result<i64, StoreError> {
        if let Some(no) = self.origin_no {
            return Ok(no);
        }
        let no = self.numbers("origin", 1).await?;
        let Origin { actor, at, source: _ } = self.origin;
        let (kind, file, sha256, importer) = match &self.source {
            Source::Person => ("person", None, None, None),
            Source::File { name, sha256, importer } => {
                ("file", Some(name.as_str()), Some(sha256.as_str()), Some(importer.as_str()))
            }
        };
        let sql = "insert into origin (no, actor, at, source, file, sha256, importer)
                   values ($1, $2, $3, $4, $5, $6, $7)";
        let at = at.to_string();
        self.tx.run(sql, args![no, actor, &at, kind, file, sha256, importer]).await?;
        self.origin_no = Some(no);
        Ok(no)
    }

    /// Takes `count` numbers that were never given out; the first of them.
    pub(crate) async fn numbers(&mut self, name: &'static str, count: usize) -> Result<i64, StoreError> {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        let sql = "insert into counter (name, next) values ($1, 1 + $2)
                   on conflict (name) do update set next = counter.next + $2 returning next - $2";
        let row = self.tx.change(sql, args![name, count]).await?;
        row.map_or_else(
            || Err(StoreError::corrupt("番号を採れません", "no number can be taken")),
            |row| row.int(0),
        )
    }

    /// Writes the entries and the checkpoint over them, and commits. A write without an act changes no fact and
    /// signs nothing.
    pub(crate) async fn end(mut self) -> Result<(), StoreError> {
        if !self.entries.is_empty() {
            insert_entries(&mut self.tx, &self.entries).await?;
            sign(&mut self.tx, self.signer, &self.frontier).await?;
        }
        self.tx.commit().await
    }
}

/// Signs what the tree says and keeps both.
pub(crate) async fn sign(tx: &mut Tx, signer: &SignerKey, frontier: &Frontier) -> Result<(), StoreError> {
    let note = Checkpoint::new(signer.name(), frontier.size(), frontier.root())
        .and_then(|checkpoint| signer.sign_checkpoint(&checkpoint))
        .map_err(|error| StoreError::corrupt(error.ja(), error.to_string()))?;
    let size = i64::try_from(frontier.size()).unwrap_or(i64::MAX);
    let sql = "insert into ledger_state (no, size, frontier, checkpoint) values (1, $1, $2, $3)
               on conflict (no) do update set size = excluded.size, frontier = excluded.frontier,
                   checkpoint = excluded.checkpoint";
    tx.run(sql, args![size, &frontier.to_text(), &note]).await.map(|_| ())
}

/// Reads the stored right edge of the tree.
pub(crate) fn read_frontier(stored: &str) -> Result<Frontier, StoreError> {
    Frontier::from_text(stored).map_err(|error| StoreError::corrupt(error.ja(), error.to_string()))
}

/// Writes entries as they stand.
pub(crate) async fn insert_entries(tx: &mut Tx, entries: &[Entry]) -> Result<(), StoreError> {
    let leaves: Vec<Hash> = entries.iter().map(Entry::leaf_hash).collect();
    let commitments: Vec<Hash> = entries.iter().map(|entry| entry.detail().commitment()).collect();
    let mut cells = Vec::with_capacity(entries.len() * 9);
    for ((entry, leaf), commitment) in entries.iter().zip(&leaves).zip(&commitments) {
        let (salt, detail, commitment) = match entry.detail() {
            Detail::Kept { salt, text } => (Some(salt.as_bytes().as_slice()), Some(text.as_str()), None),
            Detail::Erased { .. } => (None, None, Some(commitment.as_bytes().as_slice())),
        };
        let seq = i64::try_from(entry.seq()).unwrap_or(i64::MAX);
        cells.extend([
            Arg::Int(seq),
            Arg::Text(entry.at()),
            Arg::Text(entry.actor()),
            Arg::Text(entry.action()),
            Arg::Text(entry.subject()),
            Arg::BytesOpt(salt),
            Arg::TextOpt(detail),
            Arg::BytesOpt(commitment),
            Arg::Bytes(leaf.as_bytes()),
        ]);
    }
    let into = "insert into ledger_entry
                (seq, at, actor, action, subject, salt, detail, commitment, leaf) values ";
    tx.insert(into, 9, &cells).await
}

/// Adds the file a fact was read from.
fn with_source(mut detail: Value, source: &Source) -> Value {
    if let (Value::Object(fields), Source::File { name, sha256, importer }) = (&mut detail, source) {
        fields.insert("file".to_owned(), json!({ "name": name, "sha256": sha256, "importer": importer }));
    }
    detail
}
