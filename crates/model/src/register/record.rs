//! One record of any kind, and a change from one state of it to another: what sheets hold row by row,
//! what the store keeps, and what the ledger speaks of.

use serde::{Deserialize, Serialize};

use super::{
    Activity, Answer, Asset, Business, Case, Conduit, Contact, Customer, DataFlow, Decision, EvidenceItem,
    Expectation, Measure, Paper, Plant, Policy, Product, Register, Remediation, ReportForm, Requirement,
    ResponseStep, Review, Ruling, Scenario, Supplier, SupplierRequest, Watch, Zone, ZoneThreat,
};
use crate::{IdError, Text};

macro_rules! records {
    ($($(#[$doc:meta])* $variant:ident, $code:literal, $ja:literal, $en:literal, $map:ident;)*) => {
        /// Kind of a record.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum RecordKind {
            /// The plant itself.
            Plant,
            $($(#[$doc])* $variant,)*
        }

        impl RecordKind {
            /// Every kind, in the order of the guideline's steps.
            pub const ALL: &'static [Self] = &[Self::Plant, $(Self::$variant,)*];

            /// The name in documents, the store and the ledger.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    Self::Plant => "plant",
                    $(Self::$variant => $code,)*
                }
            }

            /// The kind with a given code.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.code() == code)
            }

            /// The word for people.
            #[must_use]
            pub fn word(self) -> Text {
                match self {
                    Self::Plant => Text::new("工場", "Plant"),
                    $(Self::$variant => Text::new($ja, $en),)*
                }
            }
        }

        /// One record of any kind.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Record {
            /// The plant itself.
            Plant(Plant),
            $($(#[$doc])* $variant($variant),)*
        }

        impl Record {
            /// Its kind.
            #[must_use]
            pub const fn kind(&self) -> RecordKind {
                match self {
                    Self::Plant(_) => RecordKind::Plant,
                    $(Self::$variant(_) => RecordKind::$variant,)*
                }
            }

            /// Its id; the plant has the fixed id `plant`.
            #[must_use]
            pub fn id(&self) -> &str {
                match self {
                    Self::Plant(_) => "plant",
                    $(Self::$variant(record) => record.id.as_str(),)*
                }
            }

            /// Its name.
            #[must_use]
            pub fn name(&self) -> &str {
                match self {
                    Self::Plant(plant) => &plant.name,
                    $(Self::$variant(record) => &record.name,)*
                }
            }

            /// Reads a record of a known kind from a document.
            ///
            /// # Errors
            /// Whatever the deserializer says: a missing or unknown field, or a value out of range.
            pub fn deserialize_as<'de, D: serde::Deserializer<'de>>(kind: RecordKind, document: D) -> Result<Self, D::Error> {
                match kind {
                    RecordKind::Plant => Plant::deserialize(document).map(Self::Plant),
                    $(RecordKind::$variant => $variant::deserialize(document).map(Self::$variant),)*
                }
            }

            /// Writes the record without its kind.
            ///
            /// # Errors
            /// Whatever the serializer says.
            pub fn serialize_bare<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    Self::Plant(plant) => plant.serialize(serializer),
                    $(Self::$variant(record) => record.serialize(serializer),)*
                }
            }
        }

        impl Register {
            /// Every record, kinds in the guideline's order, ids in text order.
            pub fn records(&self) -> impl Iterator<Item = Record> {
                self.plant.iter().cloned().map(Record::Plant)
                    $(.chain(self.$map.values().cloned().map(Record::$variant)))*
            }

            /// The record with a kind and an id.
            #[must_use]
            pub fn record(&self, kind: RecordKind, id: &str) -> Option<Record> {
                match kind {
                    RecordKind::Plant => self.plant.clone().map(Record::Plant),
                    $(RecordKind::$variant => {
                        self.$map.get(&id.parse().ok()?).cloned().map(Record::$variant)
                    })*
                }
            }

            /// Is there a record with a kind and an id?
            #[must_use]
            pub fn contains(&self, kind: RecordKind, id: &str) -> bool {
                match kind {
                    RecordKind::Plant => self.plant.is_some(),
                    $(RecordKind::$variant => id.parse().is_ok_and(|id| self.$map.contains_key(&id)),)*
                }
            }

            /// Id and name of every record of a kind, ids in text order; nothing is copied.
            #[must_use]
            pub fn named(&self, kind: RecordKind) -> Vec<(&str, &str)> {
                match kind {
                    RecordKind::Plant => self.plant.iter().map(|plant| ("plant", plant.name.as_str())).collect(),
                    $(RecordKind::$variant => {
                        self.$map.values().map(|record| (record.id.as_str(), record.name.as_str())).collect()
                    })*
                }
            }

            /// Puts a record in place of the one with the same kind and id, which is returned.
            pub fn put(&mut self, record: Record) -> Option<Record> {
                match record {
                    Record::Plant(plant) => self.plant.replace(plant).map(Record::Plant),
                    $(Record::$variant(record) => {
                        self.$map.insert(record.id.clone(), record).map(Record::$variant)
                    })*
                }
            }

            /// Takes a record out.
            ///
            /// # Errors
            /// When `id` cannot be an id at all.
            pub fn remove(&mut self, kind: RecordKind, id: &str) -> Result<Option<Record>, IdError> {
                Ok(match kind {
                    RecordKind::Plant => self.plant.take().map(Record::Plant),
                    $(RecordKind::$variant => self.$map.remove(&id.parse()?).map(Record::$variant),)*
                })
            }
        }
    };
}

records! {
    /// Step 1-1.
    Requirement, "requirement", "要件", "Requirement", requirements;
    /// Step 1-2.
    Business, "business", "業務", "Business", businesses;
    /// Step 1-6.
    Zone, "zone", "ゾーン", "Zone", zones;
    /// Ways between zones.
    Conduit, "conduit", "コンジット", "Conduit", conduits;
    /// Suppliers.
    Supplier, "supplier", "取引先", "Supplier", suppliers;
    /// Products.
    Product, "product", "製品", "Product", products;
    /// Step 1-4.
    Asset, "asset", "保護対象", "Asset", assets;
    /// Data flows.
    DataFlow, "flow", "データフロー", "Data flow", flows;
    /// Step 1-7.
    ZoneThreat, "zone-threat", "ゾーンの脅威", "Zone threat", zone_threats;
    /// Step 2-1.
    Policy, "policy", "対策方針", "Policy", policies;
    /// Step 2-2.
    Measure, "measure", "対策", "Measure", measures;
    /// Step 3(1)①A and C.
    Contact, "contact", "連絡先", "Contact", contacts;
    /// Step 3(1)①A.
    ResponseStep, "response-step", "対処手順", "Response step", response_steps;
    /// What is filled in when somebody is told.
    ReportForm, "report-form", "報告様式", "Report form", report_forms;
    /// Step 3(1).
    Activity, "activity", "運用記録", "Operation record", activities;
    /// Step 3(2).
    SupplierRequest, "request", "取引先への要請", "Supplier request", requests;
    /// IPA's business-damage-based method.
    Scenario, "scenario", "攻撃シナリオ", "Attack scenario", scenarios;
    /// PDCA.
    Review, "review", "見直し", "Review", reviews;
    /// VEX.
    Decision, "decision", "脆弱性の判断", "Decision", decisions;
    /// What was done about vulnerabilities.
    Remediation, "remediation", "脆弱性対処", "Remediation", remediations;
    /// Which product of an advisory a device is.
    Ruling, "ruling", "照合の確認", "Ruling", rulings;
    /// Where traffic is watched.
    Watch, "watch", "見張り", "Watch", watches;
    /// Alerts that a person expects.
    Expectation, "expectation", "想定内", "Expectation", expectations;
    /// OODA.
    Case, "case", "事案", "Case", cases;
    /// Whom effects reach in the end.
    Customer, "customer", "顧客", "Customer", customers;
    /// What shows answers.
    EvidenceItem, "evidence", "証跡", "Evidence", evidence;
    /// What people answer to criteria.
    Answer, "answer", "回答", "Answer", answers;
    /// Labels and declarations.
    Paper, "paper", "ラベル・宣言", "Label or declaration", papers;
}

/// A change of one record: at least one side is there, and both sides have the same kind and id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A new record.
    Added(Record),
    /// The same kind and id, other content.
    Altered {
        /// As it was.
        before: Box<Record>,
        /// As it is to be.
        after: Box<Record>,
    },
    /// A record taken out.
    Removed(Record),
}

impl Change {
    /// Kind and id of the record that changes.
    #[must_use]
    pub fn subject(&self) -> (RecordKind, &str) {
        let record = match self {
            Self::Added(record) | Self::Removed(record) => record,
            Self::Altered { after, .. } => after,
        };
        (record.kind(), record.id())
    }
}

impl Register {
    /// What must change to turn `self` into `target`: additions and alterations in record order, then
    /// removals in reverse order, so that nothing ever points at a record that is gone.
    #[must_use]
    pub fn diff(&self, target: &Self) -> Vec<Change> {
        let mut changes: Vec<Change> = target
            .records()
            .filter_map(|after| match self.record(after.kind(), after.id()) {
                None => Some(Change::Added(after)),
                Some(before) if before != after => {
                    Some(Change::Altered { before: before.into(), after: after.into() })
                }
                Some(_) => None,
            })
            .collect();
        let mut gone: Vec<Record> =
            self.records().filter(|record| target.record(record.kind(), record.id()).is_none()).collect();
        gone.reverse();
        changes.extend(gone.into_iter().map(Change::Removed));
        changes
    }

    /// Carries out one change.
    pub fn apply(&mut self, change: Change) {
        match change {
            Change::Added(record) => {
                self.put(record);
            }
            Change::Altered { after, .. } => {
                self.put(*after);
            }
            // A record that exists has an id that parses.
            Change::Removed(record) => {
                let _ = self.remove(record.kind(), record.id());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(id: &str, name: &str) -> Record {
        let document = serde_json::json!({ "id": id, "name": name });
        Record::deserialize_as(RecordKind::Zone, document).unwrap()
    }

    #[test]
    fn applying_a_diff_reaches_the_target_and_a_second_time_changes_nothing() {
        let mut now = Register::default();
        now.put(zone("Z1", "組立"));
        now.put(zone("Z2", "塗装"));
        let mut target = Register::default();
        target.put(zone("Z1", "組立 1"));
        target.put(zone("Z3", "倉庫"));
        let changes = now.diff(&target);
        assert_eq!(changes.len(), 3);
        for change in changes {
            now.apply(change);
        }
        assert_eq!(now, target);
        assert!(now.diff(&target).is_empty());
    }

    #[test]
    fn the_names_of_a_kind_are_those_of_its_records() {
        let mut register = Register::default();
        register.put(zone("Z2", "塗装"));
        register.put(zone("Z1", "組立"));
        assert_eq!(register.named(RecordKind::Zone), [("Z1", "組立"), ("Z2", "塗装")]);
        for kind in RecordKind::ALL.iter().filter(|kind| **kind != RecordKind::Zone) {
            assert!(register.named(*kind).is_empty(), "{}", kind.code());
        }
    }

    #[test]
    fn every_kind_has_its_own_code() {
        for kind in RecordKind::ALL {
            assert_eq!(RecordKind::from_code(kind.code()), Some(*kind));
        }
    }

    #[test]
    fn a_record_survives_its_document() {
        let record = zone("Z1", "組立");
        let document = record.serialize_bare(serde_json::value::Serializer).unwrap();
        assert_eq!(Record::deserialize_as(RecordKind::Zone, document).unwrap(), record);
    }
}
