//! What a register contradicts itself in: references to records that are not there, zones that contain
//! themselves, two assets with one address. Named, never repaired.

use std::collections::BTreeMap;

use super::{RecordKind, Register};
use crate::{Gravity, Place, Problem, Text, ZoneId, text};

impl Register {
    /// Every dangling reference, circular nesting and shared address, in record order.
    ///
    /// The place of a problem has the kind's code as `sheet` and the record's id as `path`.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        self.check_zones(&mut problems);
        self.check_conduits(&mut problems);
        self.check_products(&mut problems);
        self.check_assets(&mut problems);
        self.check_flows(&mut problems);
        self.check_measures(&mut problems);
        self.check_plans(&mut problems);
        self.check_operation(&mut problems);
        self.check_handling(&mut problems);
        self.check_watching(&mut problems);
        self.check_answering(&mut problems);
        self.check_addresses(&mut problems);
        problems
    }

    fn check_zones(&self, problems: &mut Vec<Problem>) {
        for zone in self.zones.values() {
            let mut report =
                Reporter { register: self, kind: RecordKind::Zone, id: zone.id.as_str(), problems };
            report.refers(RecordKind::Zone, zone.parent.known().map(ZoneId::as_str));
            report.refers(RecordKind::Business, zone.businesses.iter().map(|id| id.as_str()));
            if self.lies_in_itself(&zone.id) {
                let name = &zone.name;
                report.add(
                    text!(ja: "ゾーン「{name}」が、自分自身の中に入っています。", en: "Zone \"{name}\" lies inside itself."),
                    text!(ja: "親ゾーンを直してください。", en: "Correct its parent zone."),
                );
            }
        }
    }

    fn lies_in_itself(&self, id: &ZoneId) -> bool {
        let outermost = self.zone_chain(id).last().copied();
        outermost
            .and_then(|zone| zone.parent.known())
            .is_some_and(|parent| parent == id && self.zones.contains_key(parent))
    }

    fn check_conduits(&self, problems: &mut Vec<Problem>) {
        for conduit in self.conduits.values() {
            let mut report =
                Reporter { register: self, kind: RecordKind::Conduit, id: conduit.id.as_str(), problems };
            report.refers(RecordKind::Zone, [conduit.from.as_str(), conduit.to.as_str()]);
        }
    }

    fn check_products(&self, problems: &mut Vec<Problem>) {
        for product in self.products.values() {
            let mut report =
                Reporter { register: self, kind: RecordKind::Product, id: product.id.as_str(), problems };
            if let super::Maker::Supplier(supplier) = &product.maker {
                report.refers(RecordKind::Supplier, [supplier.as_str()]);
            }
            report.refers(RecordKind::Business, product.businesses.iter().map(|id| id.as_str()));
            for market in product.markets.iter().filter(|market| !is_country(market)) {
                report.add(
                    text!(ja: "販売国「{market}」は国コードではありません。", en: "\"{market}\" is no country code."),
                    text!(ja: "JP、DE のように、国コード（ISO 3166-1 の英大文字 2 字）で入れてください。", en: "Enter two capital letters (ISO 3166-1), such as JP or DE."),
                );
            }
        }
    }

    fn check_assets(&self, problems: &mut Vec<Problem>) {
        for asset in self.assets.values() {
            let mut report =
                Reporter { register: self, kind: RecordKind::Asset, id: asset.id.as_str(), problems };
            report.refers(RecordKind::Zone, asset.zone.known().map(|id| id.as_str()));
            report.refers(RecordKind::Business, asset.businesses.iter().map(|id| id.as_str()));
            report.refers(RecordKind::Product, asset.products.iter().map(|id| id.as_str()));
            report.refers(RecordKind::Supplier, asset.supplier.known().map(|id| id.as_str()));
        }
    }

    fn check_flows(&self, problems: &mut Vec<Problem>) {
        for flow in self.flows.values() {
            let mut report =
                Reporter { register: self, kind: RecordKind::DataFlow, id: flow.id.as_str(), problems };
            report.refers(RecordKind::Asset, [flow.from.as_str(), flow.to.as_str()]);
            report.refers(RecordKind::Conduit, flow.conduit.known().map(|id| id.as_str()));
        }
    }

    fn check_measures(&self, problems: &mut Vec<Problem>) {
        for measure in self.measures.values() {
            let mut report =
                Reporter { register: self, kind: RecordKind::Measure, id: measure.id.as_str(), problems };
            report.refers(RecordKind::Zone, measure.zones.iter().map(|id| id.as_str()));
            report.refers(RecordKind::Conduit, measure.conduits.iter().map(|id| id.as_str()));
            report.refers(RecordKind::Asset, measure.assets.iter().map(|id| id.as_str()));
        }
    }

    fn check_plans(&self, problems: &mut Vec<Problem>) {
        for requirement in self.requirements.values() {
            let id = requirement.id.as_str();
            let mut report = Reporter { register: self, kind: RecordKind::Requirement, id, problems };
            report.refers(RecordKind::Zone, requirement.zones.iter().map(|id| id.as_str()));
        }
        for threat in self.zone_threats.values() {
            let id = threat.id.as_str();
            let mut report = Reporter { register: self, kind: RecordKind::ZoneThreat, id, problems };
            report.refers(RecordKind::Zone, [threat.zone.as_str()]);
        }
        for policy in self.policies.values() {
            let id = policy.id.as_str();
            let mut report = Reporter { register: self, kind: RecordKind::Policy, id, problems };
            report.refers(RecordKind::Zone, policy.zones.iter().map(|id| id.as_str()));
        }
        for scenario in self.scenarios.values() {
            let id = scenario.id.as_str();
            let mut report = Reporter { register: self, kind: RecordKind::Scenario, id, problems };
            report.refers(RecordKind::Business, [scenario.business.as_str()]);
            report.refers(RecordKind::Asset, scenario.target.known().map(|id| id.as_str()));
            report.refers(RecordKind::Zone, scenario.entry.known().map(|id| id.as_str()));
            report.refers(RecordKind::Conduit, scenario.conduits.iter().map(|id| id.as_str()));
        }
    }

    fn check_operation(&self, problems: &mut Vec<Problem>) {
        for step in self.response_steps.values() {
            let id = step.id.as_str();
            let mut report = Reporter { register: self, kind: RecordKind::ResponseStep, id, problems };
            report.refers(RecordKind::Zone, step.zones.iter().map(|id| id.as_str()));
            report.refers(RecordKind::Contact, step.contacts.iter().map(|id| id.as_str()));
        }
        for form in self.report_forms.values() {
            let id = form.id.as_str();
            let mut report = Reporter { register: self, kind: RecordKind::ReportForm, id, problems };
            report.refers(RecordKind::Contact, form.contacts.iter().map(|id| id.as_str()));
        }
        for activity in self.activities.values() {
            let id = activity.id.as_str();
            let mut report = Reporter { register: self, kind: RecordKind::Activity, id, problems };
            report.refers(RecordKind::Zone, activity.zones.iter().map(|id| id.as_str()));
            report.refers(RecordKind::Asset, activity.assets.iter().map(|id| id.as_str()));
            report.refers(RecordKind::Measure, activity.measures.iter().map(|id| id.as_str()));
        }
        for request in self.requests.values() {
            let id = request.id.as_str();
            let mut report = Reporter { register: self, kind: RecordKind::SupplierRequest, id, problems };
            report.refers(RecordKind::Supplier, [request.supplier.as_str()]);
            report.refers(RecordKind::EvidenceItem, request.evidence.iter().map(|id| id.as_str()));
        }
    }

    fn check_handling(&self, problems: &mut Vec<Problem>) {
        for decision in self.decisions.values() {
            let id = decision.id.as_str();
            let mut report = Reporter { register: self, kind: RecordKind::Decision, id, problems };
            report.refers(RecordKind::Product, decision.products.iter().map(|id| id.as_str()));
            report.refers(RecordKind::Asset, decision.assets.iter().map(|id| id.as_str()));
            for (what, remedy) in decision.faults() {
                report.add(what, remedy);
            }
        }
        for remediation in self.remediations.values() {
            let id = remediation.id.as_str();
            let mut report = Reporter { register: self, kind: RecordKind::Remediation, id, problems };
            report.refers(RecordKind::Asset, remediation.assets.iter().map(|id| id.as_str()));
            report.refers(RecordKind::Product, remediation.products.iter().map(|id| id.as_str()));
        }
    }

    fn check_watching(&self, problems: &mut Vec<Problem>) {
        for expectation in self.expectations.values() {
            let id = expectation.id.as_str();
            let mut report = Reporter { register: self, kind: RecordKind::Expectation, id, problems };
            for (what, remedy) in expectation.faults() {
                report.add(what, remedy);
            }
        }
        for case in self.cases.values() {
            let id = case.id.as_str();
            let mut report = Reporter { register: self, kind: RecordKind::Case, id, problems };
            report.refers(RecordKind::Asset, case.assets.iter().map(|id| id.as_str()));
        }
    }

    fn check_answering(&self, problems: &mut Vec<Problem>) {
        for supplier in self.suppliers.values() {
            let id = supplier.id.as_str();
            let mut report = Reporter { register: self, kind: RecordKind::Supplier, id, problems };
            report.refers(RecordKind::Business, supplier.businesses.iter().map(|id| id.as_str()));
        }
        for customer in self.customers.values() {
            let id = customer.id.as_str();
            let mut report = Reporter { register: self, kind: RecordKind::Customer, id, problems };
            report.refers(RecordKind::Product, customer.products.iter().map(|id| id.as_str()));
            report.refers(RecordKind::Business, customer.businesses.iter().map(|id| id.as_str()));
        }
        for answer in self.answers.values() {
            let id = answer.id.as_str();
            let mut report = Reporter { register: self, kind: RecordKind::Answer, id, problems };
            report.refers(RecordKind::Product, answer.products.iter().map(|id| id.as_str()));
            report.refers(RecordKind::EvidenceItem, answer.evidence.iter().map(|id| id.as_str()));
            for (what, remedy) in answer.faults() {
                report.add(what, remedy);
            }
        }
        for paper in self.papers.values() {
            let id = paper.id.as_str();
            let mut report = Reporter { register: self, kind: RecordKind::Paper, id, problems };
            report.refers(RecordKind::Product, paper.products.iter().map(|id| id.as_str()));
            report.refers(RecordKind::EvidenceItem, paper.evidence.iter().map(|id| id.as_str()));
        }
    }

    fn check_addresses(&self, problems: &mut Vec<Problem>) {
        let mut first: BTreeMap<&str, &str> = BTreeMap::new();
        for asset in self.assets.values() {
            for address in &asset.addresses {
                let Some(other) = first.insert(address, asset.id.as_str()) else { continue };
                let id = asset.id.as_str();
                let mut report = Reporter { register: self, kind: RecordKind::Asset, id, problems };
                report.add(
                    text!(
                        ja: "アドレス {address} が、保護対象「{other}」と「{id}」の両方にあります。",
                        en: "Address {address} belongs to both asset \"{other}\" and asset \"{id}\"."
                    ),
                    text!(ja: "正しい方だけに残してください。", en: "Keep it on the right one only."),
                );
            }
        }
    }
}

fn is_country(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Adds problems about one record.
struct Reporter<'a> {
    register: &'a Register,
    kind: RecordKind,
    id: &'a str,
    problems: &'a mut Vec<Problem>,
}

impl Reporter<'_> {
    fn add(&mut self, what: Text, remedy: Text) {
        let place =
            Place { sheet: self.kind.code().to_owned(), path: self.id.to_owned(), ..Place::default() };
        self.problems.push(Problem { gravity: Gravity::Error, place, what, remedy });
    }

    fn refers<'r>(&mut self, kind: RecordKind, ids: impl IntoIterator<Item = &'r str>) {
        for id in ids {
            if self.register.contains(kind, id) {
                continue;
            }
            let Text { ja, en } = kind.word();
            let (subject_ja, subject_en) = (self.kind.word().ja, self.kind.word().en);
            let subject = self.id;
            self.add(
                text!(
                    ja: "{subject_ja}「{subject}」が指す{ja}「{id}」は登録されていません。",
                    en: "{subject_en} \"{subject}\" names {en} \"{id}\", which is not registered."
                ),
                text!(
                    ja: "{ja}「{id}」を追加するか、名前を直してください。",
                    en: "Add {en} \"{id}\", or correct the name."
                ),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Record;

    fn register(documents: &[(RecordKind, serde_json::Value)]) -> Register {
        let mut register = Register::default();
        for (kind, document) in documents {
            register.put(Record::deserialize_as(*kind, document.clone()).unwrap());
        }
        register
    }

    #[test]
    fn a_conduit_to_a_zone_that_is_not_there_is_named() {
        let register = register(&[
            (RecordKind::Zone, serde_json::json!({ "id": "Z1", "name": "組立" })),
            (
                RecordKind::Conduit,
                serde_json::json!({ "id": "C1", "name": "x", "from": "Z1", "to": "塗装", "direction": "both", "kind": "network" }),
            ),
        ]);
        let problems = register.check();
        assert_eq!(problems.len(), 1);
        assert!(problems[0].what.ja.contains("ゾーン「塗装」は登録されていません"), "{:?}", problems[0]);
    }

    #[test]
    fn zones_in_a_circle_are_named_once_each_and_chains_end() {
        let register = register(&[
            (RecordKind::Zone, serde_json::json!({ "id": "Z1", "name": "a", "parent": "Z2" })),
            (RecordKind::Zone, serde_json::json!({ "id": "Z2", "name": "b", "parent": "Z1" })),
        ]);
        assert_eq!(register.check().len(), 2);
        assert_eq!(register.zone_chain(&"Z1".parse().unwrap()).len(), 2);
    }

    #[test]
    fn two_assets_with_one_address_are_named() {
        let asset = |id: &str| {
            (
                RecordKind::Asset,
                serde_json::json!({ "id": id, "name": id, "kind": "device", "addresses": ["192.0.2.7"] }),
            )
        };
        let problems = register(&[asset("A1"), asset("A2")]).check();
        assert_eq!(problems.len(), 1);
        assert!(problems[0].what.en.contains("192.0.2.7"));
    }
}
