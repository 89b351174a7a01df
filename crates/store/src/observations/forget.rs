//! Forgetting: what was not seen again for long enough is deleted, and the deletion can be shown.
//!
//! Invariant: the ledger entry carries how many rows of each kind went, and the SHA-256 over them, so that whoever
//! holds a copy of what there was can tell that these rows and no others were deleted. In the embedded database
//! their bytes are overwritten, in the file and in its log.

use jiff::Timestamp;
use sekisho_model::{Origin, WatchId};
use serde::Serialize;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::rows::{self, Fields, conversation_columns, identity_columns, in_texts, nanos, sighting_columns};
use super::{Asked, ObservationFilter, sealed, subject};
use crate::engine::{Tx, args};
use crate::sboms::to_json;
use crate::store::one_write;
use crate::{Store, StoreError};

/// What was forgotten.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Forgotten {
    /// Conversations.
    pub conversations: u64,
    /// Sightings.
    pub sightings: u64,
    /// Identities.
    pub identities: u64,
    /// Runs of which nothing is left in time.
    pub runs: u64,
    /// SHA-256 over the rows as lines of JSON: conversations, sightings, identities, the lines of each sorted.
    pub sha256: String,
}

impl Forgotten {
    /// Was there nothing to forget?
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.conversations == 0 && self.sightings == 0 && self.identities == 0 && self.runs == 0
    }
}

impl Store {
    /// Deletes what was last seen before a moment: of one watch, or of all. Where there is nothing, nothing is noted.
    ///
    /// # Errors
    /// Trouble in the database.
    pub async fn forget_observations(
        &self,
        watch: Option<&WatchId>,
        before: Timestamp,
        origin: &Origin,
    ) -> Result<Forgotten, StoreError> {
        let forgotten = one_write!(self, origin, writing => async {
            let touched = match watch {
                Some(watch) => vec![watch.as_str().to_owned()],
                None => sealed::watches(&mut writing.tx).await?,
            };
            let forgotten = forget(&mut writing.tx, watch, before).await?;
            if !forgotten.is_empty() {
                for table in ["conversation", "sighting", "identity"] {
                    writing.tx.rewrite(table).await?;
                }
                let mut detail = json!({ "before": before.to_string() });
                if let Ok(serde_json::Value::Object(fields)) = serde_json::to_value(&forgotten) {
                    detail.as_object_mut().into_iter().for_each(|all| all.extend(fields.clone()));
                }
                for name in touched {
                    detail["states"][&name] = sealed::state(&mut writing.tx, &name).await?.into();
                }
                writing.act("observe-forget", &subject(watch), detail)?;
            }
            Ok(forgotten)
        })?;
        if !forgotten.is_empty() {
            self.pools.fold_log().await?;
        }
        Ok(forgotten)
    }
}

async fn forget(tx: &mut Tx, watch: Option<&WatchId>, before: Timestamp) -> Result<Forgotten, StoreError> {
    let filter = ObservationFilter { watch: watch.cloned(), ..ObservationFilter::default() };
    let asked = Asked::of(&filter);
    let (watch, before) = (asked.watch.as_deref(), nanos(before));
    let mut sum = Sha256::new();
    let mut forgotten = Forgotten {
        conversations: gone(tx, CONVERSATIONS, watch, before, &mut sum, rows::conversation).await?,
        sightings: gone(tx, SIGHTINGS, watch, before, &mut sum, rows::sighting).await?,
        // What a device said goes with the last that is known of it.
        identities: gone(tx, IDENTITIES, watch, before, &mut sum, rows::identity).await?,
        runs: 0,
        sha256: String::new(),
    };
    let runs =
        "delete from observation_run where ($1 is null or watch = $1) and (last_ns < $2 or last_ns is null)";
    forgotten.runs = tx.run(runs, args![watch, before]).await?;
    forgotten.sha256 = hex::encode(sum.finalize());
    Ok(forgotten)
}

/// How rows of a table are read before they are deleted, and deleted.
type Two = (&'static str, &'static str);

const CONVERSATIONS: Two = (
    in_texts!(conversation_columns!(), "conversation", "($1 is null or watch = $1) and last_ns < $2"),
    "delete from conversation where ($1 is null or watch = $1) and last_ns < $2",
);

const SIGHTINGS: Two = (
    in_texts!(sighting_columns!(), "sighting", "($1 is null or watch = $1) and last_ns < $2"),
    "delete from sighting where ($1 is null or watch = $1) and last_ns < $2",
);

const IDENTITIES: Two = (
    in_texts!(
        identity_columns!(),
        "identity",
        "($1 is null or watch = $1) and first_ns < $2
         and not exists (select 1 from sighting where sighting.watch = identity.watch
             and (sighting.mac = identity.holder or sighting.ip = identity.holder))"
    ),
    "delete from identity where ($1 is null or watch = $1) and first_ns < $2
         and not exists (select 1 from sighting where sighting.watch = identity.watch
             and (sighting.mac = identity.holder or sighting.ip = identity.holder))",
);

async fn gone<T: Serialize>(
    tx: &mut Tx,
    (read, delete): Two,
    watch: Option<&str>,
    before: i64,
    sum: &mut Sha256,
    of: impl Fn(&mut Fields<'_>) -> Result<T, StoreError>,
) -> Result<u64, StoreError> {
    let rows = rows::many(tx, read, args![watch, before], of).await?;
    let mut lines: Vec<String> = rows.iter().map(to_json).collect::<Result<_, _>>()?;
    lines.sort_unstable();
    for line in lines {
        sum.update(line);
        sum.update(b"\n");
    }
    tx.run(delete, args![watch, before]).await
}
