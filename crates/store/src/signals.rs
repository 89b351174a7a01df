//! What public lists say of vulnerabilities: stored by source and sort, the newest in place of the one before.
//!
//! Invariant: one row for each vulnerability, source and sort of signal. They are copies of what is published
//! elsewhere, no facts of the plant: the ledger names the file and the number, and holds none of it.

use std::collections::BTreeMap;

use sekisho_model::{Signal, SignalKind, VulnerabilityId};
use serde_json::json;

use crate::engine::{Arg, args};
use crate::sboms::to_json;
use crate::writing::Writing;
use crate::{Store, StoreError};

impl Store {
    /// What is said of some vulnerabilities, source by source.
    ///
    /// # Errors
    /// Trouble in the database.
    pub async fn signals_of(
        &self,
        vulnerabilities: &[VulnerabilityId],
    ) -> Result<BTreeMap<VulnerabilityId, Vec<Signal>>, StoreError> {
        let members: Vec<Arg<'_>> = vulnerabilities.iter().map(|id| Arg::Text(id.as_str())).collect();
        let before = "select body from signal where vulnerability in ";
        let rows = self
            .reading()
            .await?
            .rows_in(before, " order by vulnerability, source, kind", 1, &members)
            .await?;
        let mut signals: BTreeMap<VulnerabilityId, Vec<Signal>> = BTreeMap::new();
        for row in &rows {
            let signal: Signal = serde_json::from_str(&row.text(0)?).map_err(|_| {
                StoreError::corrupt("脆弱性の指標を読めません", "a signal of a vulnerability cannot be read")
            })?;
            signals.entry(signal.vulnerability.clone()).or_default().push(signal);
        }
        Ok(signals)
    }

    /// How many signals each source has given.
    ///
    /// # Errors
    /// Trouble in the database.
    pub async fn signal_sources(&self) -> Result<BTreeMap<String, u64>, StoreError> {
        let sql = "select source, count(*) from signal group by source order by source";
        let rows = self.reading().await?.rows(sql, args![]).await?;
        rows.iter().map(|row| Ok((row.text(0)?, u64::try_from(row.int(1)?).unwrap_or_default()))).collect()
    }
}

/// Stores signals, and notes how many of which source came with which file.
pub(crate) async fn put(
    writing: &mut Writing<'_>,
    signals: &[Signal],
    subject: &str,
) -> Result<(), StoreError> {
    let mut by_source: BTreeMap<&str, usize> = BTreeMap::new();
    for signal in signals {
        *by_source.entry(&signal.source).or_default() += 1;
        let body = to_json(signal)?;
        let sql = "insert into signal (vulnerability, source, kind, body) values ($1, $2, $3, $4)
                   on conflict (vulnerability, source, kind) do update set body = excluded.body";
        let args = args![signal.vulnerability.as_str(), &signal.source, kind(&signal.kind), &body];
        writing.tx.run(sql, args).await?;
    }
    writing.act("signals-import", subject, json!({ "signals": by_source })).map(|_| ())
}

const fn kind(kind: &SignalKind) -> &'static str {
    match kind {
        SignalKind::Exploited { .. } => "exploited",
        SignalKind::Likelihood { .. } => "likelihood",
        SignalKind::Stakeholder { .. } => "stakeholder",
        SignalKind::Score(_) => "score",
    }
}
