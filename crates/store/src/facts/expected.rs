//! What must be there according to the ledger: its entries played through from the first to the last.
//!
//! Invariant: an entry that cannot be read for its particulars makes the facts it may speak of untold; it never
//! makes one of them expected or unexpected.

use std::collections::BTreeMap;

use sekisho_ledger::Entry;
use sekisho_model::RecordKind;
use serde_json::{Value, json};

use crate::StoreError;
use crate::engine::Tx;
use crate::ledger::{entry, entry_rows};
use crate::observations::sealed;

/// Entries read at a time.
const PAGE: i64 = 4096;

/// What the ledger says of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fact {
    /// This.
    Said(Value),
    /// That it is there, but no longer what it is.
    Untold,
}

/// What must be there, by its name.
#[derive(Debug, Default)]
pub(super) struct Expected {
    facts: BTreeMap<String, Fact>,
    /// Beginnings of names of which an erased entry may have spoken.
    untold: Vec<&'static str>,
}

/// How a stored advisory is named here.
pub(super) fn advisory(id: &str, sha256: &str) -> String {
    format!("advisory:{id} ({sha256})")
}

/// How a stored SBOM is named here.
pub(super) fn sbom(id: &str, subject: &str) -> String {
    format!("sbom:{id} ({subject})")
}

impl Expected {
    /// Plays the ledger through.
    pub(super) async fn read(tx: &mut Tx) -> Result<Self, StoreError> {
        let mut expected = Self::default();
        let mut from = 0;
        loop {
            let rows = entry_rows(tx, from, PAGE).await?;
            let Some(last) = rows.last() else { return Ok(expected) };
            from = last.int(0)?.saturating_add(1);
            for row in &rows {
                expected.play(&entry(row)?);
            }
        }
    }

    /// Takes a fact off the list.
    pub(super) fn take(&mut self, fact: &str) -> Option<Fact> {
        let untold =
            || self.untold.iter().any(|beginning| fact.starts_with(beginning)).then_some(Fact::Untold);
        let untold = untold();
        self.facts.remove(fact).or(untold)
    }

    /// What nobody took.
    pub(super) fn rest(self) -> impl Iterator<Item = (String, Fact)> {
        let Self { facts, untold } = self;
        facts.into_iter().map(move |(name, fact)| {
            let erased = untold.iter().any(|beginning| name.starts_with(beginning));
            (name, if erased { Fact::Untold } else { fact })
        })
    }

    /// Takes facts off the list of which the ledger says a thing.
    pub(super) fn drop_where(&mut self, is: impl Fn(&str, &Value) -> bool) {
        self.facts.retain(|name, fact| !matches!(fact, Fact::Said(said) if is(name, said)));
    }

    /// The digest of each watch that an entry speaks of. One from before they were written says nothing of it.
    fn observations(&mut self, subject: &str, detail: Option<&Value>) {
        let states = detail.and_then(|detail| detail["states"].as_object());
        match (states, subject.strip_prefix("observation")) {
            (Some(states), _) => {
                for (watch, state) in states {
                    let told = sealed::is_made_here(state).then(|| state.clone());
                    self.put(&sealed::fact(watch), told);
                }
            }
            // It was about all watches, or about one.
            (None, Some("")) => self.untold.push("observation:"),
            (None, watch) => {
                let watch = watch.unwrap_or_default().trim_start_matches(':');
                self.put(&sealed::fact(watch), None);
            }
        }
    }

    fn play(&mut self, entry: &Entry) {
        let detail = entry.detail().text().and_then(|text| serde_json::from_str::<Value>(text).ok());
        let subject = entry.subject();
        match entry.action() {
            "sbom-add" | "sbom-attach" | "sbom-remove" => match &detail {
                Some(detail) => self.sbom(entry.action(), subject, detail),
                None => self.untold.push("sbom:"),
            },
            "advisories-import" => match &detail {
                Some(detail) => self.advisories(detail),
                None => self.untold.push("advisory:"),
            },
            crate::incidents::ACTION => {
                self.put(subject, detail.as_ref().map(|detail| detail["entry"].clone()));
            }
            "user-add" | "user-change" => {
                let said =
                    detail.map(|detail| json!({ "role": detail["role"], "disabled": detail["disabled"] }));
                self.put(subject, said);
            }
            "observe-read" | "observe-forget" => self.observations(subject, detail.as_ref()),
            action => self.record(action, subject, detail.as_ref()),
        }
    }

    fn record(&mut self, action: &str, subject: &str, detail: Option<&Value>) {
        let Some((kind, verb)) = action.rsplit_once('-') else { return };
        if RecordKind::from_code(kind).is_none() {
            return;
        }
        if verb == "remove" {
            self.facts.remove(subject);
            return;
        }
        // A record too long for the ledger stands there by its length only.
        let after = detail.map(|detail| &detail["after"]).filter(|after| after.get("bytes").is_none());
        self.put(subject, after.cloned());
    }

    fn sbom(&mut self, action: &str, subject: &str, detail: &Value) {
        let Some(id) = subject.strip_prefix("sbom:") else { return };
        let named = |field: &str| sbom(id, detail[field].as_str().unwrap_or_default());
        match action {
            "sbom-add" => self.put(&named("subject"), Some(detail["content"].clone())),
            "sbom-attach" => {
                let fact = self.facts.remove(&named("from")).unwrap_or(Fact::Untold);
                self.facts.insert(named("subject"), fact);
            }
            _ => {
                self.facts.remove(&named("subject"));
            }
        }
    }

    fn advisories(&mut self, detail: &Value) {
        for changed in detail["changed"].as_array().into_iter().flatten() {
            let named = |field: &str| {
                changed[field]
                    .as_str()
                    .map(|digest| advisory(changed["id"].as_str().unwrap_or_default(), digest))
            };
            if let Some(was) = named("was") {
                self.facts.remove(&was);
            }
            if let Some(now) = named("sha256") {
                self.put(&now, Some(Value::Null));
            }
        }
    }

    fn put(&mut self, fact: &str, said: Option<Value>) {
        self.facts.insert(fact.to_owned(), said.map_or(Fact::Untold, Fact::Said));
    }
}
