//! Are the facts those that the ledger speaks of?
//!
//! The ledger's own verification shows that no entry was changed; this shows that nobody changed facts past the
//! ledger: the entries are played through from the first to the last, and what must be there afterwards is held
//! against what is there. The rows by which facts are found (packages, names, postings) are worked out again
//! from the facts, because a missing row would make an advisory pass as harmless.
//!
//! What was seen on the wire is held against the digest that the last entry about its watch carries: the whole of a
//! watch is one fact.
//!
//! Invariant: each fact is counted once, as the same, as different, or as not provable because its entry was
//! erased or too long to hold it. Links, signed-in browsers and the list of imported files are no facts.

mod expected;
mod indexes;

use std::collections::BTreeMap;

use sekisho_model::{Text, text};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::engine::{Tx, args};
use crate::observations::sealed;
use crate::sboms::{content_digest, spaced, unpacked};
use crate::{Store, StoreError};
use expected::{Expected, Fact};

/// Most differences kept with their particulars; all are counted.
pub const DIFFERENCES_MAX: usize = 1000;

/// How the facts compare with the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FactsVerification {
    /// Facts that are as the ledger says.
    pub same: u64,
    /// Facts whose entry no longer says what they were.
    pub unprovable: u64,
    /// What differs; the first [`DIFFERENCES_MAX`].
    pub differences: Vec<Difference>,
    /// How many differences there are in all.
    pub difference_count: u64,
}

/// One difference between facts and ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// The ledger says something else about it.
    Changed(String),
    /// The ledger does not speak of it.
    Unrecorded(String),
    /// The ledger says it is there, and it is not.
    Missing(String),
    /// A row by which it is found is missing, or one too many.
    Unfindable(String),
}

impl Difference {
    /// In words.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Changed(fact) => text!(
                ja: "「{fact}」の内容が記録と違います。記録を経ずに書き換えられています。",
                en: "\"{fact}\" is not what the ledger says: it was changed past the ledger."
            ),
            Self::Unrecorded(fact) => text!(
                ja: "「{fact}」についての記録がありません。記録を経ずに加えられています。",
                en: "The ledger does not speak of \"{fact}\": it was added past the ledger."
            ),
            Self::Missing(fact) => text!(
                ja: "記録では存在するはずの「{fact}」がありません。記録を経ずに消されています。",
                en: "\"{fact}\" should be there according to the ledger: it was removed past the ledger."
            ),
            Self::Unfindable(fact) => text!(
                ja: "「{fact}」の検索用の行が正しくありません。影響が見落とされるおそれがあります。",
                en: "The rows by which \"{fact}\" is found are not right: impacts may be overlooked."
            ),
        }
    }
}

impl FactsVerification {
    /// Nothing differs. What is not provable is not a difference.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        self.difference_count == 0
    }

    fn differ(&mut self, difference: Difference) {
        self.difference_count += 1;
        if self.differences.len() < DIFFERENCES_MAX {
            self.differences.push(difference);
        }
    }

    /// Compares one stored fact and takes it off the list of what is expected.
    fn compare(&mut self, expected: &mut Expected, fact: String, stored: &Value) {
        match expected.take(&fact) {
            Some(Fact::Said(said)) if said == *stored => self.same += 1,
            Some(Fact::Said(_)) => self.differ(Difference::Changed(fact)),
            Some(Fact::Untold) => self.unprovable += 1,
            None => self.differ(Difference::Unrecorded(fact)),
        }
    }
}

impl Store {
    /// Holds every fact against the ledger, and every row by which facts are found against the facts, in one
    /// consistent state. Run it together with [`Store::ledger_verify`], which checks the ledger itself.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where something cannot be read at all; trouble in the database.
    pub async fn facts_verify(&self) -> Result<FactsVerification, StoreError> {
        let mut tx = self.reading().await?;
        let mut expected = Expected::read(&mut tx).await?;
        let mut found = FactsVerification::default();
        records(&mut tx, &mut expected, &mut found).await?;
        incidents(&mut tx, &mut expected, &mut found).await?;
        advisories(&mut tx, &mut expected, &mut found).await?;
        users(&mut tx, &mut expected, &mut found).await?;
        observations(&mut tx, &mut expected, &mut found).await?;
        let components = indexes::components(&mut tx, &mut found).await?;
        sboms(&mut tx, &mut expected, &components, &mut found).await?;
        for (fact, said) in expected.rest() {
            match said {
                Fact::Said(_) => found.differ(Difference::Missing(fact)),
                Fact::Untold => found.unprovable += 1,
            }
        }
        Ok(found)
    }
}

async fn records(
    tx: &mut Tx,
    expected: &mut Expected,
    found: &mut FactsVerification,
) -> Result<(), StoreError> {
    for row in tx.rows("select kind, id, body from record", args![]).await? {
        // A body that is no document differs from every document.
        let body = serde_json::from_str(&row.text(2)?).unwrap_or_default();
        found.compare(expected, format!("{}:{}", row.text(0)?, row.text(1)?), &body);
    }
    Ok(())
}

async fn incidents(
    tx: &mut Tx,
    expected: &mut Expected,
    found: &mut FactsVerification,
) -> Result<(), StoreError> {
    for row in tx.rows("select case_id, no, body from incident_entry", args![]).await? {
        let body = serde_json::from_str(&row.text(2)?).unwrap_or_default();
        found.compare(expected, crate::incidents::subject(&row.text(0)?, row.int(1)?), &body);
    }
    Ok(())
}

async fn advisories(
    tx: &mut Tx,
    expected: &mut Expected,
    found: &mut FactsVerification,
) -> Result<(), StoreError> {
    let mut from = i64::MIN;
    loop {
        let sql =
            "select no, id, digest, body, names_device from advisory where no >= $1 order by no limit 1000";
        let rows = tx.rows(sql, args![from]).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        from = last.int(0)?.saturating_add(1);
        for row in &rows {
            let (id, digest, body) = (row.text(1)?, row.text(2)?, row.text(3)?);
            let computed = hex::encode(Sha256::digest(body.as_bytes()));
            if computed == digest {
                found.compare(expected, expected::advisory(&id, &digest), &Value::Null);
            } else {
                expected.take(&expected::advisory(&id, &digest));
                found.differ(Difference::Changed(expected::advisory(&id, &digest)));
            }
        }
        indexes::advisories(tx, &rows, found).await?;
    }
}

async fn users(
    tx: &mut Tx,
    expected: &mut Expected,
    found: &mut FactsVerification,
) -> Result<(), StoreError> {
    for row in tx.rows("select name, role, disabled from account", args![]).await? {
        let stored = json!({ "role": row.text(1)?, "disabled": row.int(2)? != 0 });
        found.compare(expected, format!("user:{}", row.text(0)?), &stored);
    }
    Ok(())
}

/// What was seen, watch by watch: a change of any row of a watch, or of its runs, shows as a change of that watch.
async fn observations(
    tx: &mut Tx,
    expected: &mut Expected,
    found: &mut FactsVerification,
) -> Result<(), StoreError> {
    for watch in sealed::watches(tx).await? {
        let fact = sealed::fact(&watch);
        match sealed::state(tx, &watch).await {
            Ok(state) => found.compare(expected, fact, &state.into()),
            // A row that says nothing readable was not written by us.
            Err(StoreError::Corrupt { .. }) => {
                expected.take(&fact);
                found.differ(Difference::Changed(fact));
            }
            Err(error) => return Err(error),
        }
    }
    // Of a watch that has nothing any more, nothing is missing where the ledger says so.
    let nothing = sealed::Seal::nothing();
    expected.drop_where(|fact, said| fact.starts_with("observation:") && said.as_str() == Some(&nothing));
    Ok(())
}

async fn sboms(
    tx: &mut Tx,
    expected: &mut Expected,
    components: &BTreeMap<i64, [u8; 32]>,
    found: &mut FactsVerification,
) -> Result<(), StoreError> {
    let mut postings = indexes::Tally::default();
    let mut from = i64::MIN;
    loop {
        let sql = "select no, id, subject_kind || ':' || subject_id, format, name, version, created,
                       coalesce(sbom_content.components, ''), coalesce(dependencies, '')
                   from sbom left join sbom_content on sbom_no = no where no >= $1 order by no limit 1000";
        let rows = tx.rows(sql, args![from]).await?;
        let Some(last) = rows.last() else { break };
        from = last.int(0)?.saturating_add(1);
        for row in &rows {
            let list = unpacked(&row.text(7)?, 1).unwrap_or_default();
            let no = row.int(0)?;
            list.iter().for_each(|component| postings.add(*component, no));
            // A component that is gone makes the content another.
            let digests: Vec<[u8; 32]> =
                list.iter().map(|no| components.get(no).copied().unwrap_or_default()).collect();
            let edges = spaced(&unpacked(&row.text(8)?, 2).unwrap_or_default());
            let texts = [row.text(3)?, row.text(4)?, row.text(5)?, row.text(6)?, edges];
            let content = content_digest(texts.each_ref().map(String::as_str), &digests);
            found.compare(expected, expected::sbom(&row.text(1)?, &row.text(2)?), &content.into());
        }
    }
    indexes::postings(tx, postings, found).await
}
