//! One digest over all that is kept of a watch: its conversations, sightings, identities and runs. Each entry that
//! adds or forgets carries the digest of what is there afterwards, so a row that is changed, added or removed past the
//! ledger shows.
//!
//! Invariant: the digest of what was just written and that of the same rows read back are equal, whatever the order in
//! which the rows come: it is made of a digest of each row, sorted. It tells that something of a watch differs, not
//! which row.

use std::fmt::Display;
use std::io::Write as _;

use sekisho_model::{
    Certainty, CommandClass, Conversation, ConversationKey, Identity, Protocol, Sighting, SightingKey,
};
use sha2::{Digest as _, Sha256};

use super::rows::{kept, kind_code, nanos, transport_code};
use super::{Asked, each_conversation, each_identity, each_sighting};
use crate::StoreError;
use crate::engine::{Tx, args};

/// How the form of the digest is told from the one before, which was made of the rows in the order of their keys.
const FORM: &str = "rows:";

/// Is a digest of the form that is made here? One of an earlier form cannot be made again, so it tells nothing.
pub(crate) fn is_made_here(state: &serde_json::Value) -> bool {
    state.as_str().is_some_and(|state| state.starts_with(FORM))
}

/// Bytes of a text's length.
const LENGTH_BYTES: usize = size_of::<i64>();

/// Rows on their way into a digest, each by its own.
#[derive(Debug, Default)]
pub(crate) struct Seal {
    rows: Vec<[u8; 32]>,
    /// The row that is being put together; kept, so that not every row asks for memory.
    row: Row,
}

/// One row on its way into its digest.
#[derive(Debug, Default)]
struct Row(Vec<u8>);

impl Row {
    fn begin(&mut self, kind: &str) {
        self.0.clear();
        self.text(kind);
    }

    fn int(&mut self, value: i64) {
        self.0.extend_from_slice(&value.to_be_bytes());
    }

    fn text(&mut self, text: &str) {
        self.int(i64::try_from(text.len()).unwrap_or(i64::MAX));
        self.0.extend_from_slice(text.as_bytes());
    }

    /// What something is called, behind its length in bytes; no bytes where there is nothing.
    fn words(&mut self, named: Option<&dyn Display>) {
        let at = self.0.len();
        self.int(0);
        if let Some(named) = named {
            // Writing to a Vec cannot fail.
            let _ = write!(self.0, "{named}");
        }
        let (before, text) = self.0.split_at_mut(at + LENGTH_BYTES);
        let length = i64::try_from(text.len()).unwrap_or(i64::MAX);
        before[at..].copy_from_slice(&length.to_be_bytes());
    }
}

impl Seal {
    /// The digest of a watch of which nothing is kept.
    pub(crate) fn nothing() -> String {
        Self::default().digest()
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    fn put(&mut self) {
        self.rows.push(Sha256::digest(&self.row.0).into());
    }

    fn digest(mut self) -> String {
        self.rows.sort_unstable();
        let mut sum = Sha256::new();
        sum.update(u64::try_from(self.rows.len()).unwrap_or(u64::MAX).to_be_bytes());
        self.rows.iter().for_each(|row| sum.update(row));
        format!("{FORM}{}", hex::encode(sum.finalize()))
    }

    pub(super) fn conversation(&mut self, it: &Conversation) {
        let Conversation { key, certainty, first, last, sent, answered, connections, commands } = it;
        let ConversationKey { client, server, vlan, transport, port, protocol } = key;
        let row = &mut self.row;
        row.begin("conversation");
        row.words(Some(client));
        row.words(Some(server));
        row.int(i64::from(*vlan));
        row.text(transport_code(*transport));
        row.int(i64::from(*port));
        row.text(protocol.map_or("", Protocol::code));
        row.int(i64::from(*certainty == Certainty::Probable));
        row.int(nanos(*first));
        row.int(nanos(*last));
        for count in [sent.packets, sent.bytes, answered.packets, answered.bytes, *connections] {
            row.int(kept(count));
        }
        for class in CommandClass::ALL {
            row.int(commands.get(&class).map_or(i64::MIN, |at| nanos(*at)));
        }
        self.put();
    }

    pub(super) fn sighting(&mut self, it: &Sighting) {
        let Sighting { key, first, last, sent, claims, silence_seconds_max } = it;
        let SightingKey { mac, ip, vlan } = key;
        let row = &mut self.row;
        row.begin("sighting");
        row.words(mac.as_ref().map(|mac| mac as &dyn Display));
        row.words(ip.as_ref().map(|ip| ip as &dyn Display));
        row.int(i64::from(*vlan));
        row.int(nanos(*first));
        row.int(nanos(*last));
        for count in [sent.packets, sent.bytes, *claims, *silence_seconds_max] {
            row.int(kept(count));
        }
        self.put();
    }

    pub(super) fn identity(&mut self, it: &Identity) {
        let Identity { holder, vlan, protocol, kind, value, first } = it;
        let row = &mut self.row;
        row.begin("identity");
        row.words(Some(holder));
        row.int(i64::from(*vlan));
        row.text(protocol.code());
        row.text(kind_code(*kind));
        row.text(value.as_str());
        row.int(nanos(*first));
        self.put();
    }

    /// With the runs of the watch as they stand, the digest in hexadecimal digits.
    pub(super) async fn finished(mut self, tx: &mut Tx, watch: &str) -> Result<String, StoreError> {
        let sql = "select no, coalesce(cast(first_ns as text), ''), coalesce(cast(last_ns as text), ''),
                       headers_only, identities, health from observation_run where watch = $1 order by no";
        for run in tx.rows(sql, args![watch]).await? {
            self.row.begin("run");
            self.row.int(run.int(0)?);
            self.row.int(run.int(3)?);
            for column in [1, 2, 4, 5] {
                self.row.text(&run.text(column)?);
            }
            self.put();
        }
        Ok(self.digest())
    }
}

/// How many rows are kept of a watch, beside its runs.
pub(super) async fn rows_of(tx: &mut Tx, watch: &str) -> Result<usize, StoreError> {
    let sql = "select (select count(*) from conversation where watch = $1)
                   + (select count(*) from sighting where watch = $1)
                   + (select count(*) from identity where watch = $1)";
    let row = tx.row(sql, args![watch]).await?;
    row.map_or(Ok(0), |row| Ok(usize::try_from(row.int(0)?).unwrap_or(usize::MAX)))
}

/// The digest of all that is kept of a watch, read from the tables.
pub(crate) async fn state(tx: &mut Tx, watch: &str) -> Result<String, StoreError> {
    let asked = Asked { watch: Some(watch.to_owned()), from: None, until: None, address: None };
    let mut seal = Seal::default();
    each_conversation(tx, &asked, |it| seal.conversation(&it)).await?;
    each_sighting(tx, &asked, |it| seal.sighting(&it)).await?;
    each_identity(tx, &asked, |it| seal.identity(&it)).await?;
    seal.finished(tx, watch).await
}

/// Every watch of which anything is kept, a run among it; empty for what was read for none.
pub(crate) async fn watches(tx: &mut Tx) -> Result<Vec<String>, StoreError> {
    let sql = "select watch from observation_run union select watch from conversation
               union select watch from sighting union select watch from identity order by 1";
    tx.rows(sql, args![]).await?.iter().map(|row| row.text(0)).collect()
}

/// How the state of a watch is named among the facts.
pub(crate) fn fact(watch: &str) -> String {
    format!("observation:{watch}")
}
