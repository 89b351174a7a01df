//! The register's records, one document each.
//!
//! Invariant: a change is carried out only on the very record its author saw; each change is one ledger entry,
//! and the record carries that entry's number. Whether the register makes sense is not asked here.

use jiff::Timestamp;
use sekisho_model::{Change, Origin, Record, RecordKind, Register, Source};
use serde_json::{Value, json};

use crate::engine::{Row, Tx, args};
use crate::store::one_write;
use crate::writing::Writing;
use crate::{Noted, Store, StoreError};

/// Records whose two states together are longer stand in the ledger by their length only: a ledger entry's detail
/// has a limit of 1 MiB.
const BODY_BYTES_MAX: usize = 400 * 1024;

/// Where an entry's detail names the entry that it undoes.
const UNDOES: &str = "undoes";

/// A row of `record`.
struct RecordRow {
    kind: String,
    id: String,
    body: String,
}

impl RecordRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { kind: row.text(0)?, id: row.text(1)?, body: row.text(2)? })
    }

    fn into_record(self) -> Result<Record, StoreError> {
        let Self { kind, id, body } = self;
        let damaged = |why: &str| {
            StoreError::corrupt(
                format!("{kind}「{id}」を読めません（{why}）"),
                format!("{kind} \"{id}\" cannot be read ({why})"),
            )
        };
        let known = RecordKind::from_code(&kind).ok_or_else(|| damaged("unknown kind"))?;
        let mut document = serde_json::Deserializer::from_str(&body);
        Record::deserialize_as(known, &mut document).map_err(|error| damaged(&error.to_string()))
    }
}

impl Store {
    /// Every record.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] names the record that cannot be read; trouble in the database.
    pub async fn register(&self) -> Result<Register, StoreError> {
        let mut tx = self.reading().await?;
        let mut register = Register::default();
        for row in tx.rows("select kind, id, body from record", args![]).await? {
            register.put(RecordRow::read(&row)?.into_record()?);
        }
        Ok(register)
    }

    /// Carries out changes, all or none. Gives the numbers of their ledger entries, one for each change.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where a record is no longer as the change says; trouble in the database.
    pub async fn apply_changes(&self, changes: &[Change], origin: &Origin) -> Result<Vec<u64>, StoreError> {
        self.carry_out(changes, None, origin).await
    }

    /// Carries out changes that undo what earlier ledger entries did, as [`Store::apply_changes`] does; each new
    /// entry names the one it undoes.
    ///
    /// # Errors
    /// As [`Store::apply_changes`].
    pub async fn undo_changes(
        &self,
        changes: &[(u64, Change)],
        origin: &Origin,
    ) -> Result<Vec<u64>, StoreError> {
        let undone: Vec<u64> = changes.iter().map(|(seq, _)| *seq).collect();
        let changes: Vec<Change> = changes.iter().map(|(_, change)| change.clone()).collect();
        self.carry_out(&changes, Some(&undone), origin).await
    }

    /// Carries out changes together with the act that they are part of, all or none: the act says what the changes do
    /// not, such as why. Gives the numbers of their entries, and last that of the act.
    ///
    /// # Errors
    /// As [`Store::apply_changes`]; [`StoreError::Unrecordable`] where the particulars are too long.
    pub async fn apply_changes_in(
        &self,
        (act, subject, particulars): (Noted, &str, &Value),
        changes: &[Change],
        origin: &Origin,
    ) -> Result<Vec<u64>, StoreError> {
        one_write!(self, origin, writing => async {
            let mut entries = Vec::with_capacity(changes.len() + 1);
            for change in changes {
                entries.push(apply(writing, change, None).await?);
            }
            entries.push(writing.act(act.action(), subject, particulars.clone())?);
            Ok(entries)
        })
    }

    async fn carry_out(
        &self,
        changes: &[Change],
        undone: Option<&[u64]>,
        origin: &Origin,
    ) -> Result<Vec<u64>, StoreError> {
        one_write!(self, origin, writing => async {
            let mut entries = Vec::with_capacity(changes.len());
            for (index, change) in changes.iter().enumerate() {
                let undone = undone.and_then(|undone| undone.get(index)).copied();
                entries.push(apply(writing, change, undone).await?);
            }
            Ok(entries)
        })
    }

    /// Who brought a record as it is now, when and from what, and the ledger entry that says so.
    ///
    /// # Errors
    /// Trouble in the database.
    pub async fn record_origin(
        &self,
        kind: RecordKind,
        id: &str,
    ) -> Result<Option<(u64, Origin)>, StoreError> {
        let sql = "select record.seq, actor, at, source, file, sha256, importer
                   from record join origin on origin.no = record.origin_no
                   where record.kind = $1 and record.id = $2";
        let row = self.reading().await?.row(sql, args![kind.code(), id]).await?;
        row.map(|row| Ok((number(row.int(0)?), read_origin(&row, 1)?))).transpose()
    }
}

pub(crate) async fn apply(
    writing: &mut Writing<'_>,
    change: &Change,
    undone: Option<u64>,
) -> Result<u64, StoreError> {
    let (kind, id) = change.subject();
    let (verb, before, after) = match change {
        Change::Added(after) => ("add", None, Some(after)),
        Change::Altered { before, after } => ("change", Some(before.as_ref()), Some(after.as_ref())),
        Change::Removed(before) => ("remove", Some(before), None),
    };
    if stored(&mut writing.tx, kind, id).await?.as_ref() != before {
        return Err(StoreError::Conflict { kind, id: id.to_owned() });
    }
    let mut detail = detail(before.map(document).transpose()?, after.map(document).transpose()?);
    if let Some(undone) = undone {
        detail[UNDOES] = undone.into();
    }
    let action = format!("{}-{verb}", kind.code());
    let seq = writing.act(&action, &format!("{}:{id}", kind.code()), detail)?;
    match after {
        Some(after) => put(writing, after, seq).await?,
        None => {
            let sql = "delete from record where kind = $1 and id = $2";
            writing.tx.run(sql, args![kind.code(), id]).await?;
        }
    }
    Ok(seq)
}

/// Says anew how a record stands, and not how it was before, so that earlier entries need no longer tell it.
pub(crate) async fn restate(writing: &mut Writing<'_>, kind: RecordKind, id: &str) -> Result<(), StoreError> {
    let Some(record) = stored(&mut writing.tx, kind, id).await? else { return Ok(()) };
    let detail = detail(None, Some(document(&record)?));
    let seq = writing.act(&format!("{}-change", kind.code()), &format!("{}:{id}", kind.code()), detail)?;
    put(writing, &record, seq).await
}

async fn stored(tx: &mut Tx, kind: RecordKind, id: &str) -> Result<Option<Record>, StoreError> {
    let sql = "select kind, id, body from record where kind = $1 and id = $2";
    let row = tx.row(sql, args![kind.code(), id]).await?;
    row.map(|row| RecordRow::read(&row)?.into_record()).transpose()
}

async fn put(writing: &mut Writing<'_>, record: &Record, seq: u64) -> Result<(), StoreError> {
    let body = document(record)?.to_string();
    let origin = writing.origin_no().await?;
    let seq = i64::try_from(seq).unwrap_or(i64::MAX);
    let sql = "insert into record (kind, id, body, seq, origin_no) values ($1, $2, $3, $4, $5)
               on conflict (kind, id) do update
               set body = excluded.body, seq = excluded.seq, origin_no = excluded.origin_no";
    writing.tx.run(sql, args![record.kind().code(), record.id(), &body, seq, origin]).await.map(|_| ())
}

fn document(record: &Record) -> Result<Value, StoreError> {
    record.serialize_bare(serde_json::value::Serializer).map_err(|error| {
        StoreError::corrupt(
            format!("記録の文書を作れません（{error}）"),
            format!("a record has no document ({error})"),
        )
    })
}

fn detail(before: Option<Value>, after: Option<Value>) -> Value {
    let mut fields = serde_json::Map::new();
    for (name, side) in [("before", before), ("after", after)] {
        let Some(side) = side else { continue };
        let length = side.to_string().len();
        let side = if length > BODY_BYTES_MAX { json!({ "bytes": length }) } else { side };
        fields.insert(name.to_owned(), side);
    }
    Value::Object(fields)
}

/// Reads `actor, at, source, file, sha256, importer` from a column on.
pub(crate) fn read_origin(row: &Row, from: usize) -> Result<Origin, StoreError> {
    let at = row.text(from + 1)?;
    let source = match row.text_opt(from + 3)? {
        Some(name) => Source::File {
            name,
            sha256: row.text_opt(from + 4)?.unwrap_or_default(),
            importer: row.text_opt(from + 5)?.unwrap_or_default(),
        },
        None => Source::Person,
    };
    Ok(Origin { actor: row.text(from)?, at: moment(&at)?, source })
}

/// Reads a stored moment.
pub(crate) fn moment(text: &str) -> Result<Timestamp, StoreError> {
    text.parse().map_err(|_| {
        StoreError::corrupt(format!("「{text}」は日時ではありません"), format!("\"{text}\" is not a moment"))
    })
}

/// A number that the database keeps as a signed one and that is never negative.
pub(crate) fn number(stored: i64) -> u64 {
    u64::try_from(stored).unwrap_or_default()
}
