//! How much is stored.

use sekisho_model::RecordKind;

use crate::engine::args;
use crate::records::number;
use crate::{Store, StoreError};

/// How much of what is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Records of the register by kind, in the guideline's order; kinds without a record too.
    pub records: Vec<(RecordKind, u64)>,
    /// SBOMs, counted for each thing they are attached to.
    pub sboms: u64,
    /// Components, counted in each SBOM.
    pub components: u64,
    /// Distinct components.
    pub components_distinct: u64,
    /// Advisories.
    pub advisories: u64,
    /// Feed files imported.
    pub feed_files: u64,
    /// People who may or might sign in.
    pub users: u64,
    /// Entries in the ledger.
    pub ledger_entries: u64,
}

impl Store {
    /// Counts what is stored, in one consistent state.
    ///
    /// # Errors
    /// Trouble in the database.
    pub async fn counts(&self) -> Result<Counts, StoreError> {
        let mut tx = self.reading().await?;
        let sql = "select (select count(*) from sbom),
                       (select coalesce(cast(sum(components) as bigint), 0) from sbom),
                       (select count(*) from component), (select count(*) from advisory),
                       (select count(*) from feed_file), (select count(*) from account),
                       (select size from ledger_state where no = 1)";
        let mut counts = Counts::default();
        if let Some(row) = tx.row(sql, args![]).await? {
            counts.sboms = number(row.int(0)?);
            counts.components = number(row.int(1)?);
            counts.components_distinct = number(row.int(2)?);
            counts.advisories = number(row.int(3)?);
            counts.feed_files = number(row.int(4)?);
            counts.users = number(row.int(5)?);
            counts.ledger_entries = number(row.int(6)?);
        }
        counts.records = RecordKind::ALL.iter().map(|kind| (*kind, 0)).collect();
        for row in tx.rows("select kind, count(*) from record group by kind", args![]).await? {
            let kind = row.text(0)?;
            if let Some(place) = counts.records.iter_mut().find(|(known, _)| known.code() == kind) {
                place.1 = number(row.int(1)?);
            }
        }
        Ok(counts)
    }
}
