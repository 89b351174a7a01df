//! One digest over all that is kept of a watch: its conversations, sightings, identities and runs. Each entry that
//! adds or forgets carries the digest of what is there afterwards, so a row that is changed, added or removed past the
//! ledger shows.
//!
//! Invariant: the digest of what was just written and that of the same rows read back are equal, whatever the order in
//! which the rows come. It tells that something of a watch differs, not which row.

use sekisho_model::{
    Certainty, CommandClass, Conversation, ConversationKey, Identity, Protocol, Sighting, SightingKey,
};
use sha2::{Digest as _, Sha256};

use super::rows::{kept, kind_code, nanos, transport_code};
use super::{Asked, conversations, identities, sightings};
use crate::StoreError;
use crate::engine::{Tx, args};
use crate::sboms::hex;

/// Rows on their way into a digest, in the order of their keys.
pub(crate) struct Seal(Sha256);

impl Seal {
    pub(super) fn new() -> Self {
        Self(Sha256::new())
    }

    /// The digest of a watch of which nothing is kept.
    pub(crate) fn nothing() -> String {
        let mut seal = Self::new();
        seal.conversations(&[]);
        seal.sightings(&[]);
        seal.identities(&[]);
        seal.text("run");
        hex(&seal.0.finalize())
    }

    fn int(&mut self, value: i64) {
        self.0.update(value.to_be_bytes());
    }

    fn text(&mut self, text: &str) {
        self.int(i64::try_from(text.len()).unwrap_or(i64::MAX));
        self.0.update(text);
    }

    pub(super) fn conversations(&mut self, all: &[Conversation]) {
        self.text("conversation");
        self.int(i64::try_from(all.len()).unwrap_or(i64::MAX));
        for it in all {
            let Conversation { key, certainty, first, last, sent, answered, connections, commands } = it;
            let ConversationKey { client, server, vlan, transport, port, protocol } = key;
            self.text(&client.to_string());
            self.text(&server.to_string());
            self.int(i64::from(*vlan));
            self.text(transport_code(*transport));
            self.int(i64::from(*port));
            self.text(protocol.map_or("", Protocol::code));
            self.int(i64::from(*certainty == Certainty::Probable));
            self.int(nanos(*first));
            self.int(nanos(*last));
            for count in [sent.packets, sent.bytes, answered.packets, answered.bytes, *connections] {
                self.int(kept(count));
            }
            for class in CommandClass::ALL {
                self.int(commands.get(&class).map_or(i64::MIN, |at| nanos(*at)));
            }
        }
    }

    pub(super) fn sightings(&mut self, all: &[Sighting]) {
        self.text("sighting");
        self.int(i64::try_from(all.len()).unwrap_or(i64::MAX));
        for it in all {
            let Sighting { key, first, last, sent, claims, silence_seconds_max } = it;
            let SightingKey { mac, ip, vlan } = key;
            self.text(&mac.map(|mac| mac.to_string()).unwrap_or_default());
            self.text(&ip.map(|ip| ip.to_string()).unwrap_or_default());
            self.int(i64::from(*vlan));
            self.int(nanos(*first));
            self.int(nanos(*last));
            for count in [sent.packets, sent.bytes, *claims, *silence_seconds_max] {
                self.int(kept(count));
            }
        }
    }

    pub(super) fn identities(&mut self, all: &[Identity]) {
        self.text("identity");
        self.int(i64::try_from(all.len()).unwrap_or(i64::MAX));
        for it in all {
            let Identity { holder, vlan, protocol, kind, value, first } = it;
            self.text(&holder.to_string());
            self.int(i64::from(*vlan));
            self.text(protocol.code());
            self.text(kind_code(*kind));
            self.text(value.as_str());
            self.int(nanos(*first));
        }
    }

    /// With the runs of the watch as they stand, the digest in hexadecimal digits.
    pub(super) async fn finished(mut self, tx: &mut Tx, watch: &str) -> Result<String, StoreError> {
        self.text("run");
        let sql = "select no, coalesce(cast(first_ns as text), ''), coalesce(cast(last_ns as text), ''),
                       headers_only, identities, health from observation_run where watch = $1 order by no";
        for row in tx.rows(sql, args![watch]).await? {
            self.int(row.int(0)?);
            self.int(row.int(3)?);
            for column in [1, 2, 4, 5] {
                self.text(&row.text(column)?);
            }
        }
        Ok(hex(&self.0.finalize()))
    }
}

/// Is anything kept of a watch, beside its runs?
pub(super) async fn is_any(tx: &mut Tx, watch: &str) -> Result<bool, StoreError> {
    for sql in [
        "select 1 from conversation where watch = $1 limit 1",
        "select 1 from sighting where watch = $1 limit 1",
        "select 1 from identity where watch = $1 limit 1",
    ] {
        if tx.row(sql, args![watch]).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The digest of all that is kept of a watch, read from the tables.
pub(crate) async fn state(tx: &mut Tx, watch: &str) -> Result<String, StoreError> {
    let asked = Asked { watch: Some(watch.to_owned()), from: None, until: None, address: None };
    let mut seal = Seal::new();
    seal.conversations(&conversations(tx, &asked).await?);
    seal.sightings(&sightings(tx, &asked).await?);
    seal.identities(&identities(tx, &asked).await?);
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
