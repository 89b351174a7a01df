//! What a live watch handed over as a file: added to its run once, however often the file comes.

use sekisho_model::{Observation, Origin, Source};

use super::extend;
use crate::engine::args;
use crate::store::one_write;
use crate::{Store, StoreError};

/// Origins, counted back from the newest, among which a file is looked for. A file that was put in is taken away at
/// once, and is found again only where that came to nothing.
const ORIGINS_LOOKED_AT: i64 = 50_000;

impl Store {
    /// Adds what a file of a live watch holds. `origin` names the file and its digest. False where that file was put in
    /// before: then nothing is added.
    ///
    /// # Errors
    /// [`StoreError::Missing`] where there is no such run; trouble in the database.
    pub async fn extend_observation_once(
        &self,
        run: i64,
        observation: &Observation,
        origin: &Origin,
    ) -> Result<bool, StoreError> {
        one_write!(self, origin, writing => async {
            if let Source::File { sha256, importer, .. } = &origin.source {
                let sql = "select no from origin where sha256 = $1 and importer = $2
                           and no > (select coalesce(max(no), 0) from origin) - $3";
                let known = writing.tx.row(sql, args![sha256, importer, ORIGINS_LOOKED_AT]).await?;
                if known.is_some() {
                    return Ok(false);
                }
            }
            // Its row is what tells it the next time.
            writing.origin_no().await?;
            extend(writing, run, observation).await?;
            Ok(true)
        })
    }
}
