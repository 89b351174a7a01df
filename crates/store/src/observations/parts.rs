//! What was seen, read part by part in the order of its keys: memory does not grow with it.
//!
//! Invariant: every row that a filter lets through is in exactly one part. What two watches saw of the same comes twice.

use sekisho_model::{Observation, Sighting};

use super::rows::{self, Fields, conversation_columns, identity_columns, sighting_columns};
use super::{Asked, ObservationFilter, runs_health};
use crate::engine::{Arg, Tx};
use crate::{Store, StoreError};

/// Rows of a part.
const ROWS: usize = 8_192;

/// One column of a key, where the next part begins.
#[derive(Clone, Debug)]
enum Key {
    Text(String),
    Int(i64),
}

impl Key {
    fn arg(&self) -> Arg<'_> {
        match self {
            Self::Text(text) => Arg::Text(text),
            Self::Int(int) => Arg::Int(*int),
        }
    }
}

/// How a table is read in parts.
struct Parts {
    /// Columns of the key: true where it is a text.
    texts: &'static [bool],
    /// The key of the last row of a full part; none where there are fewer rows left.
    last: &'static str,
    /// The rows up to that one.
    rows: &'static str,
    /// The rows of the last part.
    rest: &'static str,
}

/// `$1` to `$4` are the filter's, then the key that was read last, then how many rows to pass over, or the key to read up
/// to.
macro_rules! parts {
    ($texts:expr, $columns:expr, $table:literal, $key:literal, $after:literal, $rows:literal, $until:literal,
     $where:literal) => {
        Parts {
            texts: $texts,
            last: concat!(
                "select ",
                $key,
                " from ",
                $table,
                " where (",
                $key,
                ") > (",
                $after,
                ") and ",
                $where,
                " order by ",
                $key,
                " limit 1 offset ",
                $rows
            ),
            rows: concat!(
                "select string_agg(",
                $columns,
                ", '\n') from ",
                $table,
                " where (",
                $key,
                ") > (",
                $after,
                ") and (",
                $key,
                ") <= (",
                $until,
                ") and ",
                $where
            ),
            rest: concat!(
                "select string_agg(",
                $columns,
                ", '\n') from ",
                $table,
                " where (",
                $key,
                ") > (",
                $after,
                ") and ",
                $where
            ),
        }
    };
}

const CONVERSATIONS: Parts = parts!(
    &[true, true, true, false, true, false, true],
    conversation_columns!(),
    "conversation",
    "watch, client, server, vlan, transport, port, protocol",
    "$5, $6, $7, $8, $9, $10, $11",
    "$12",
    "$12, $13, $14, $15, $16, $17, $18",
    "($1 is null or watch = $1) and ($2 is null or last_ns >= $2) and ($3 is null or first_ns <= $3)
     and ($4 is null or client = $4 or server = $4)"
);

const SIGHTINGS: Parts = parts!(
    &[true, true, true, false],
    sighting_columns!(),
    "sighting",
    "watch, mac, ip, vlan",
    "$5, $6, $7, $8",
    "$9",
    "$9, $10, $11, $12",
    "($1 is null or watch = $1) and ($2 is null or last_ns >= $2) and ($3 is null or first_ns <= $3)
     and ($4 is null or mac = $4 or ip = $4)"
);

const IDENTITIES: Parts = parts!(
    &[true, true, false, true, true, true],
    identity_columns!(),
    "identity",
    "watch, holder, vlan, protocol, kind, value",
    "$5, $6, $7, $8, $9, $10",
    "$11",
    "$11, $12, $13, $14, $15, $16",
    "($1 is null or watch = $1) and ($2 is null or $2 = $2) and ($3 is null or first_ns <= $3)
     and ($4 is null or holder = $4)"
);

impl Store {
    /// The pairings of addresses that stand out: those that were claimed first, then those that sent most packets; at
    /// most so many.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where a row cannot be read; trouble in the database.
    pub async fn observation_standing_out(
        &self,
        filter: &ObservationFilter,
        max: usize,
    ) -> Result<Vec<Sighting>, StoreError> {
        let sql = concat!(
            "select string_agg(line, '\n') from (select ",
            sighting_columns!(),
            " as line from sighting where ($1 is null or watch = $1) and ($2 is null or last_ns >= $2)
                and ($3 is null or first_ns <= $3) and ($4 is null or mac = $4 or ip = $4)
              order by case when claims > 0 then 0 else 1 end, sent_packets desc, mac, ip, vlan, watch
              limit $5) as standing_out"
        );
        let asked = Asked::of(filter);
        let limit = Arg::Int(i64::try_from(max).unwrap_or(i64::MAX));
        let args: Vec<Arg<'_>> = asked.args().into_iter().chain([limit]).collect();
        let mut tx = self.reading().await?;
        rows_of(&mut tx, sql, &args, rows::sighting).await
    }

    /// What was seen, in parts that join to the whole: pairings of addresses first, then what devices said of
    /// themselves, then conversations. The health comes with the first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where a row cannot be read; trouble in the database.
    pub async fn observation_in_parts(
        &self,
        filter: &ObservationFilter,
        each: impl FnMut(Observation),
    ) -> Result<(), StoreError> {
        self.observation_in_parts_of(ROWS, filter, each).await
    }

    /// The same with so many rows in a part, one at least.
    pub(crate) async fn observation_in_parts_of(
        &self,
        rows: usize,
        filter: &ObservationFilter,
        mut each: impl FnMut(Observation),
    ) -> Result<(), StoreError> {
        let mut tx = self.reading().await?;
        let health = runs_health(&mut tx, filter).await?;
        each(Observation { health, ..Observation::default() });
        let asked = (&Asked::of(filter), i64::try_from(rows).unwrap_or(i64::MAX) - 1);
        let tx = &mut tx;
        let part = Observation::default;
        each_part(tx, asked, &SIGHTINGS, rows::sighting, |sightings| {
            each(Observation { sightings, ..part() })
        })
        .await?;
        each_part(tx, asked, &IDENTITIES, rows::identity, |identities| {
            each(Observation { identities, ..part() });
        })
        .await?;
        each_part(tx, asked, &CONVERSATIONS, rows::conversation, |conversations| {
            each(Observation { conversations, ..part() });
        })
        .await
    }
}

async fn each_part<T>(
    tx: &mut Tx,
    (asked, pass_over): (&Asked, i64),
    parts: &Parts,
    one: impl Fn(&mut Fields<'_>) -> Result<T, StoreError>,
    mut take: impl FnMut(Vec<T>),
) -> Result<(), StoreError> {
    // Before every key: no number of a key is below zero, and no text comes before the empty one.
    let least = |text: &bool| if *text { Key::Text(String::new()) } else { Key::Int(-1) };
    let mut after: Vec<Key> = parts.texts.iter().map(least).collect();
    loop {
        let mut args: Vec<Arg<'_>> = asked.args().into_iter().chain(after.iter().map(Key::arg)).collect();
        args.push(Arg::Int(pass_over));
        let last = tx.row(parts.last, &args).await?;
        args.pop();
        let Some(row) = last else {
            take(rows_of(tx, parts.rest, &args, one).await?);
            return Ok(());
        };
        let mut until = Vec::with_capacity(after.len());
        for (column, text) in parts.texts.iter().enumerate() {
            until.push(if *text { Key::Text(row.text(column)?) } else { Key::Int(row.int(column)?) });
        }
        let args: Vec<Arg<'_>> = args.into_iter().chain(until.iter().map(Key::arg)).collect();
        let part = rows_of(tx, parts.rows, &args, &one).await?;
        take(part);
        after = until;
    }
}

/// The rows of a statement that gives them in one text; null where there are none.
async fn rows_of<T>(
    tx: &mut Tx,
    sql: &'static str,
    args: &[Arg<'_>],
    one: impl Fn(&mut Fields<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let text = match tx.row(sql, args).await? {
        Some(row) => row.text_opt(0)?,
        None => None,
    };
    text.iter().flat_map(|text| text.split('\n')).map(|line| one(&mut Fields::of(line))).collect()
}
