//! The two engines as one: transactions, arguments and rows that the rest of the crate uses without knowing
//! which engine answers.
//!
//! Invariant: SQL text comes from literals of this crate; what comes from outside is always an argument.
//! It holds no table names of its own except the engines' catalogs.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions, PgRow};
use sqlx::sqlite::{
    SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
};
use sqlx::{
    Arguments as _, AssertSqlSafe, ConnectOptions, Connection as _, PgPool, Postgres, Row as _, SqlSafeStr,
    SqlStr, Sqlite, SqlitePool,
};

use crate::StoreError;

/// Readers beside the one writer.
const READERS_MAX: u32 = 4;
/// How long a writer waits for another process.
const BUSY_WAIT: Duration = Duration::from_secs(10);
/// Most rows, or most members of a list, in one statement.
const BATCH_MAX: usize = 512;

/// Pages of the database that a writer holds in memory.
pub(crate) const CACHE_KIB: u32 = 65_536;

/// Which engine keeps the data.
#[derive(Debug)]
pub(crate) enum Pools {
    /// One file: one writer, several readers.
    Sqlite { writer: SqlitePool, readers: SqlitePool },
    /// A server.
    Postgres(PgPool),
}

/// How a database file is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Opening {
    /// Made if it is not there; then as [`Opening::Write`].
    Create,
    /// For reading and writing.
    Write,
    /// For reading only.
    Read,
}

/// Makes a chosen write fail, for tests of what is left behind. Never armed outside tests.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fault(Arc<AtomicU64>);

impl Fault {
    /// The `n`-th write from now fails, counted from 1; 0 disarms.
    #[cfg(test)]
    pub(crate) fn arm(&self, n: u64) {
        self.0.store(n, Ordering::SeqCst);
    }

    /// Counts one write.
    fn strike(&self) -> Result<(), StoreError> {
        let before = self.0.load(Ordering::Relaxed);
        if before == 0 {
            return Ok(());
        }
        self.0.store(before - 1, Ordering::SeqCst);
        if before == 1 { Err(sqlx::Error::WorkerCrashed.into()) } else { Ok(()) }
    }
}

/// One argument of a statement.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Arg<'a> {
    /// A number.
    Int(i64),
    /// A number or null.
    IntOpt(Option<i64>),
    /// A text.
    Text(&'a str),
    /// A text or null.
    TextOpt(Option<&'a str>),
    /// Bytes.
    Bytes(&'a [u8]),
    /// Bytes or null.
    BytesOpt(Option<&'a [u8]>),
}

macro_rules! args_from {
    ($($from:ty => $variant:ident),*) => {$(
        impl<'a> From<$from> for Arg<'a> {
            fn from(value: $from) -> Self {
                Self::$variant(value)
            }
        }
    )*};
}

args_from! {
    i64 => Int, Option<i64> => IntOpt, &'a str => Text, Option<&'a str> => TextOpt, &'a [u8] => Bytes,
    Option<&'a [u8]> => BytesOpt
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(value: &'a String) -> Self {
        Self::Text(value)
    }
}

/// Arguments of a statement, `$1` first.
macro_rules! args {
    ($($value:expr),* $(,)?) => { &[$($crate::engine::Arg::from($value)),*] };
}
pub(crate) use args;

/// One row of an answer; columns are counted from 0.
pub(crate) enum Row {
    /// From SQLite.
    Sqlite(SqliteRow),
    /// From PostgreSQL.
    Postgres(PgRow),
}

macro_rules! columns {
    ($($name:ident -> $type:ty;)*) => {$(
        pub(crate) fn $name(&self, column: usize) -> Result<$type, StoreError> {
            match self {
                Self::Sqlite(row) => row.try_get(column),
                Self::Postgres(row) => row.try_get(column),
            }
            .map_err(|error| StoreError::corrupt(
                format!("列の値を読めません（{error}）"),
                format!("the value of a column cannot be read ({error})"),
            ))
        }
    )*};
}

impl Row {
    columns! {
        int -> i64;
        int_opt -> Option<i64>;
        text -> String;
        text_opt -> Option<String>;
        bytes -> Vec<u8>;
        bytes_opt -> Option<Vec<u8>>;
    }
}

/// A transaction. Dropped without [`Tx::commit`], nothing of it was done.
#[derive(Debug)]
pub(crate) struct Tx {
    inner: Inner,
    fault: Fault,
    /// The text of the last full batch that was inserted, and into what: the next is most often the same, and the
    /// text is long.
    full_batch: Option<([String; 2], Arc<str>)>,
}

#[derive(Debug)]
enum Inner {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

macro_rules! bound {
    (Sqlite, $sql:expr, $args:expr) => {
        sqlx::query_with::<Sqlite, _>($sql, for_sqlite($args)?)
    };
    (Postgres, $sql:expr, $args:expr) => {{
        let mut query = sqlx::query::<Postgres>($sql);
        for arg in $args {
            query = match *arg {
                Arg::Int(value) => query.bind(value),
                Arg::IntOpt(value) => query.bind(value),
                Arg::Text(value) => query.bind(value),
                Arg::TextOpt(value) => query.bind(value),
                Arg::Bytes(value) => query.bind(value),
                Arg::BytesOpt(value) => query.bind(value),
            };
        }
        query
    }};
}

/// Arguments as SQLite's driver holds them, in memory that is asked for once: there are thousands in a statement.
fn for_sqlite(args: &[Arg<'_>]) -> Result<SqliteArguments, StoreError> {
    let (mut all, mut texts) = (SqliteArguments::default(), Texts::default());
    all.reserve(args.len(), 0);
    for arg in args {
        match *arg {
            Arg::Int(value) => all.add(value),
            Arg::IntOpt(value) => all.add(value),
            Arg::Text(value) => all.add(texts.shared(value)),
            Arg::TextOpt(value) => all.add(value.map(|value| texts.shared(value))),
            Arg::Bytes(value) => all.add(value),
            Arg::BytesOpt(value) => all.add(value),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(all)
}

/// Texts of one statement: one that stands in row after row is held once.
#[derive(Default)]
struct Texts<'a> {
    recent: [Option<(&'a str, Arc<str>)>; 8],
    next: usize,
}

impl<'a> Texts<'a> {
    /// The text, shared with the last ones that lie in the same place.
    fn shared(&mut self, text: &'a str) -> Arc<str> {
        let mut recent = self.recent.iter().flatten();
        if let Some((_, known)) = recent.find(|(known, _)| std::ptr::eq(*known, text)) {
            return known.clone();
        }
        let new: Arc<str> = text.into();
        self.recent[self.next] = Some((text, new.clone()));
        self.next = (self.next + 1) % self.recent.len();
        new
    }
}

impl Tx {
    /// Writes. Gives the number of rows written.
    pub(crate) async fn run(&mut self, sql: impl SqlSafeStr, args: &[Arg<'_>]) -> Result<u64, StoreError> {
        self.fault.strike()?;
        let sql = sql.into_sql_str();
        Ok(match &mut self.inner {
            Inner::Sqlite(tx) => bound!(Sqlite, sql, args).execute(&mut **tx).await?.rows_affected(),
            Inner::Postgres(tx) => bound!(Postgres, sql, args).execute(&mut **tx).await?.rows_affected(),
        })
    }

    /// Reads.
    pub(crate) async fn rows(
        &mut self,
        sql: impl SqlSafeStr,
        args: &[Arg<'_>],
    ) -> Result<Vec<Row>, StoreError> {
        let sql = sql.into_sql_str();
        Ok(match &mut self.inner {
            Inner::Sqlite(tx) => {
                let rows = bound!(Sqlite, sql, args).fetch_all(&mut **tx).await?;
                rows.into_iter().map(Row::Sqlite).collect()
            }
            Inner::Postgres(tx) => {
                let rows = bound!(Postgres, sql, args).fetch_all(&mut **tx).await?;
                rows.into_iter().map(Row::Postgres).collect()
            }
        })
    }

    /// Reads the first row, if there is one.
    pub(crate) async fn row(
        &mut self,
        sql: impl SqlSafeStr,
        args: &[Arg<'_>],
    ) -> Result<Option<Row>, StoreError> {
        Ok(self.rows(sql, args).await?.into_iter().next())
    }

    /// Writes and reads in one statement (`returning`): the first row, if there is one.
    pub(crate) async fn change(
        &mut self,
        sql: impl SqlSafeStr,
        args: &[Arg<'_>],
    ) -> Result<Option<Row>, StoreError> {
        self.fault.strike()?;
        self.row(sql, args).await
    }

    /// Inserts many rows, in as few statements as they go into. `into` is `insert into TABLE (COLUMNS) values`,
    /// `cells` holds the rows one after another.
    pub(crate) async fn insert(
        &mut self,
        into: &str,
        columns: usize,
        cells: &[Arg<'_>],
    ) -> Result<(), StoreError> {
        self.upsert(into, "", columns, cells).await
    }

    /// As [`Tx::insert`], where `after` says what becomes of rows that are there already.
    pub(crate) async fn upsert(
        &mut self,
        into: &str,
        after: &str,
        columns: usize,
        cells: &[Arg<'_>],
    ) -> Result<(), StoreError> {
        let mut rest = cells;
        while !rest.is_empty() {
            let rows = batch(rest.len() / columns);
            let (now, later) = rest.split_at(rows * columns);
            let sql = self.insert_sql(into, after, columns, rows);
            self.run(sql, now).await?;
            rest = later;
        }
        Ok(())
    }

    /// The statement that inserts so many rows; see [`insert_text`].
    fn insert_sql(&mut self, into: &str, after: &str, columns: usize, rows: usize) -> SqlStr {
        let known =
            self.full_batch.as_ref().filter(|(known, _)| rows == BATCH_MAX && *known == [into, after]);
        if let Some((_, text)) = known {
            return AssertSqlSafe(text.clone()).into_sql_str();
        }
        let text = insert_text(into, after, columns, rows, self.mark());
        if rows < BATCH_MAX {
            return own_sql(text);
        }
        let text: Arc<str> = text.into();
        self.full_batch = Some(([into, after].map(str::to_owned), text.clone()));
        AssertSqlSafe(text).into_sql_str()
    }

    /// Reads with a list of unlimited length. `before` ends in ` in `, `after` follows the list; a member of the
    /// list has `columns` columns.
    pub(crate) async fn rows_in(
        &mut self,
        before: &'static str,
        after: &'static str,
        columns: usize,
        members: &[Arg<'_>],
    ) -> Result<Vec<Row>, StoreError> {
        let mut found = Vec::new();
        for part in members.chunks(BATCH_MAX * columns) {
            let (sql, args) = in_sql(before, after, columns, part, self.mark());
            found.extend(self.rows(sql, &args).await?);
        }
        Ok(found)
    }

    /// Writes with a list, as [`Tx::rows_in`] reads.
    pub(crate) async fn run_in(
        &mut self,
        before: &'static str,
        after: &'static str,
        members: &[Arg<'_>],
    ) -> Result<(), StoreError> {
        for part in members.chunks(BATCH_MAX) {
            let (sql, args) = in_sql(before, after, 1, part, self.mark());
            self.run(sql, &args).await?;
        }
        Ok(())
    }

    /// Runs several statements that take no arguments: the schema.
    pub(crate) async fn script(&mut self, text: String) -> Result<(), StoreError> {
        self.fault.strike()?;
        // The text is one of ours, from schema.sql or migrations/.
        let sql = AssertSqlSafe(text);
        match &mut self.inner {
            Inner::Sqlite(tx) => sqlx::raw_sql(sql).execute(&mut **tx).await.map(|_| ())?,
            Inner::Postgres(tx) => sqlx::raw_sql(sql).execute(&mut **tx).await.map(|_| ())?,
        }
        Ok(())
    }

    /// Is there a table with this name?
    pub(crate) async fn has_table(&mut self, name: &str) -> Result<bool, StoreError> {
        let sql = match self.inner {
            Inner::Sqlite(_) => "select name from sqlite_master where type = 'table' and name = $1",
            Inner::Postgres(_) => {
                "select cast(table_name as text) from information_schema.tables
                 where table_schema = current_schema() and table_name = $1"
            }
        };
        Ok(self.row(sql, args![name]).await?.is_some())
    }

    /// Writes a table anew, so that no page of it holds a copy of what was deleted: pages that were split keep the
    /// bytes of rows that moved. What is kept waits in memory meanwhile. A server keeps its files itself.
    pub(crate) async fn rewrite(&mut self, table: &'static str) -> Result<(), StoreError> {
        if matches!(self.inner, Inner::Postgres(_)) {
            return Ok(());
        }
        for sql in [
            format!("create temp table kept_rows as select * from {table}"),
            format!("delete from {table}"),
            format!("insert into {table} select * from kept_rows"),
            "drop table temp.kept_rows".to_owned(),
        ] {
            self.run(own_sql(sql), &[]).await?;
        }
        Ok(())
    }

    /// How much of the database this connection holds in memory from now on. A server says that itself.
    pub(crate) async fn cache(&mut self, kib: u32) -> Result<(), StoreError> {
        if let Inner::Sqlite(tx) = &mut self.inner {
            sqlx::raw_sql(own_sql(format!("pragma cache_size = -{kib}"))).execute(&mut **tx).await?;
        }
        Ok(())
    }

    /// Do the pages of a table hang together, and do its indexes find each row, and nothing else? A server looks after
    /// its files itself.
    pub(crate) async fn check_structure(&mut self, table: &'static str) -> Result<(), StoreError> {
        if matches!(self.inner, Inner::Postgres(_)) {
            return Ok(());
        }
        let rows = self.rows(own_sql(format!("pragma integrity_check({table})")), &[]).await?;
        let first = rows.first().map(|row| row.text(0)).transpose()?.unwrap_or_default();
        if first == "ok" {
            return Ok(());
        }
        Err(StoreError::corrupt(
            format!("データベースファイルの表「{table}」か、その索引が壊れています（{first}）"),
            format!("the table `{table}` of the database file, or an index of it, is damaged ({first})"),
        ))
    }

    const fn mark(&self) -> Mark {
        match self.inner {
            Inner::Sqlite(_) => Mark::Nameless,
            Inner::Postgres(_) => Mark::Numbered,
        }
    }

    /// The schema's words for this engine.
    pub(crate) fn in_dialect(&self, text: &str) -> String {
        let (key, bytes, clustered) = match self.inner {
            Inner::Sqlite(_) => ("integer primary key", "blob", " without rowid"),
            Inner::Postgres(_) => ("bigint primary key", "bytea", ""),
        };
        text.replace("{number_key}", key).replace("{bytes}", bytes).replace("{clustered}", clustered)
    }

    /// Makes everything lasting. Only after this may a caller be told that it is done.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        self.fault.strike()?;
        match self.inner {
            Inner::Sqlite(tx) => tx.commit().await?,
            Inner::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

impl Pools {
    /// Opens a database file.
    pub(crate) async fn sqlite(file: &Path, opening: Opening) -> Result<Self, StoreError> {
        let common = SqliteConnectOptions::new()
            .filename(file)
            .foreign_keys(true)
            .busy_timeout(BUSY_WAIT)
            .pragma("temp_store", "memory")
            .disable_statement_logging();
        let reading = common.clone().pragma("query_only", "on").pragma("cache_size", "-16384");
        let readers = SqlitePoolOptions::new().max_connections(READERS_MAX);
        if opening == Opening::Read {
            // Changes nothing, not even the journal's mode: a backup is opened so.
            let readers = readers.connect_with(reading).await?;
            return Ok(Self::Sqlite { writer: readers.clone(), readers });
        }
        let writing = common
            .create_if_missing(opening == Opening::Create)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .pragma("cache_size", format!("-{CACHE_KIB}"))
            // What is deleted is overwritten: observations are forgotten, not hidden.
            .pragma("secure_delete", "on")
            // 64 MB of log: pages that many imports touch are copied into the database once.
            .pragma("wal_autocheckpoint", "16384");
        let writer = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
        let writer = writer.connect_with(writing).await?;
        Ok(Self::Sqlite { writer, readers: readers.connect_lazy_with(reading) })
    }

    /// Connects to a server.
    pub(crate) async fn postgres(url: &str) -> Result<Self, StoreError> {
        let known = ["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme));
        let options: PgConnectOptions = url.parse().ok().filter(|_| known).ok_or(StoreError::BadAddress)?;
        let options = options.application_name("sekisho").disable_statement_logging();
        // One connection by itself first: the pool would wait for a server that is not there, and call it busy.
        PgConnection::connect_with(&options).await.map_err(StoreError::unreachable)?.close().await?;
        let pool = PgPoolOptions::new().max_connections(READERS_MAX + 1).connect_with(options).await?;
        Ok(Self::Postgres(pool))
    }

    /// Begins to read one consistent state.
    pub(crate) async fn reading(&self, fault: &Fault) -> Result<Tx, StoreError> {
        let inner = match self {
            Self::Sqlite { readers, .. } => Inner::Sqlite(readers.begin().await?),
            Self::Postgres(pool) => {
                Inner::Postgres(pool.begin_with("begin isolation level repeatable read read only").await?)
            }
        };
        Ok(Tx { inner, fault: fault.clone(), full_batch: None })
    }

    /// Begins to write.
    pub(crate) async fn writing(&self, fault: &Fault) -> Result<Tx, StoreError> {
        let inner = match self {
            Self::Sqlite { writer, .. } => Inner::Sqlite(writer.begin_with("begin immediate").await?),
            Self::Postgres(pool) => Inner::Postgres(pool.begin().await?),
        };
        Ok(Tx { inner, fault: fault.clone(), full_batch: None })
    }

    /// Writes a copy of one consistent state into a new file, where the engine can do that by itself: then true.
    /// Others go on writing meanwhile.
    pub(crate) async fn copy_file(&self, to: &Path) -> Result<bool, StoreError> {
        let Self::Sqlite { readers, .. } = self else { return Ok(false) };
        let name = to.to_str().ok_or_else(|| {
            StoreError::file(to, std::io::Error::new(std::io::ErrorKind::InvalidFilename, "not UTF-8"))
        })?;
        let mut reader = readers.acquire().await?;
        // The copy is no change of this database, but counts as a write.
        sqlx::query("pragma query_only = off").execute(&mut *reader).await?;
        let copied = sqlx::query("vacuum into $1").bind(name).execute(&mut *reader).await;
        sqlx::query("pragma query_only = on").execute(&mut *reader).await?;
        copied?;
        Ok(true)
    }

    /// Folds the log into the one file and empties it, so that nothing deleted is left there. Readers of older states
    /// may keep a part of it until they end.
    pub(crate) async fn fold_log(&self) -> Result<(), StoreError> {
        if let Self::Sqlite { writer, .. } = self {
            sqlx::query("pragma wal_checkpoint(truncate)").fetch_all(writer).await?;
        }
        Ok(())
    }

    /// Closes every connection; SQLite then folds its log into the one file.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// A statement put together from literals of this crate.
pub(crate) fn own_sql(text: String) -> SqlStr {
    AssertSqlSafe(text).into_sql_str()
}

/// The largest power of two that is at most `rows` and [`BATCH_MAX`]: so there are ten texts of a statement in
/// all, and each stays prepared.
fn batch(rows: usize) -> usize {
    if rows >= BATCH_MAX { BATCH_MAX } else { 1 << rows.max(1).ilog2() }
}

/// How arguments are marked in the long lists that are put together here. Everywhere else `$n` serves both engines;
/// but SQLite searches a statement's names from the first to the last for each argument, which for a thousand of
/// them takes longer than the statement itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    /// `$1`, `$2`, …
    Numbered,
    /// `?`
    Nameless,
}

impl Mark {
    fn write(self, sql: &mut String, n: usize) {
        match self {
            Self::Numbered => {
                sql.push('$');
                sql.push_str(&n.to_string());
            }
            Self::Nameless => sql.push('?'),
        }
    }
}

/// `into`, the placeholders of so many rows, and `after`.
fn insert_text(into: &str, after: &str, columns: usize, rows: usize, mark: Mark) -> String {
    let mut text = String::from(into);
    placeholders(&mut text, columns, rows, mark);
    text.push_str(after);
    text
}

/// The statement for one part of a list, filled up with its last member to a power of two.
fn in_sql<'a>(
    before: &str,
    after: &str,
    columns: usize,
    part: &[Arg<'a>],
    mark: Mark,
) -> (SqlStr, Vec<Arg<'a>>) {
    let members = part.len() / columns;
    let size = members.next_power_of_two();
    let mut args = part.to_vec();
    let last = part.len() - columns;
    for _ in members..size {
        args.extend_from_slice(&part[last..]);
    }
    let mut sql = String::from(before);
    if columns == 1 {
        row(&mut sql, 1, size, mark);
    } else {
        sql.push_str("(values ");
        placeholders(&mut sql, columns, size, mark);
        sql.push(')');
    }
    sql.push_str(after);
    (own_sql(sql), args)
}

/// `($1, $2), ($3, $4)`
fn placeholders(sql: &mut String, columns: usize, rows: usize, mark: Mark) {
    for n in 0..rows {
        if n > 0 {
            sql.push_str(", ");
        }
        row(sql, n * columns + 1, columns, mark);
    }
}

/// `($5, $6)`
fn row(sql: &mut String, first: usize, columns: usize, mark: Mark) {
    sql.push('(');
    for n in first..first + columns {
        if n > first {
            sql.push_str(", ");
        }
        mark.write(sql, n);
    }
    sql.push(')');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_any_length_use_few_statements() {
        for (rows, expected) in [(1, 1), (3, 2), (511, 256), (512, 512), (9_999, 512)] {
            assert_eq!(batch(rows), expected, "{rows}");
        }
        let members: Vec<Arg<'_>> = (0..3).map(Arg::Int).collect();
        let (sql, args) = in_sql("x in ", "", 1, &members, Mark::Numbered);
        assert_eq!((sql.as_str(), args.len()), ("x in ($1, $2, $3, $4)", 4));
        let (sql, args) = in_sql("(x, y) in ", " z", 2, &members[..2], Mark::Nameless);
        assert_eq!((sql.as_str(), args.len()), ("(x, y) in (values (?, ?)) z", 2));
        assert_eq!(insert_text("i ", " a", 2, 2, Mark::Numbered), "i ($1, $2), ($3, $4) a");
    }
}
