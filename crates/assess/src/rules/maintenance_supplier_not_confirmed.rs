//! A supplier with equipment in the outside zone of a remote maintenance conduit and no request in the state
//! confirmed.
//!
//! Why: When the maintainer's PC is taken over, every plant that it enters is reached.
//!
//! False positives, and where the register itself may be wrong: Where no asset of the supplier is entered in
//! the outside zone the rule stays silent.

use std::collections::BTreeMap;

use sekisho_model::{
    Conduit, ConduitId, ConduitKind, RecordKind, RequestState, SupplierId, SupplierRequest, Text, text,
};

use super::row::{listed, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "maintenance-supplier-not-confirmed",
    step: "3(2)",
    title: ("遠隔保守の会社の対策を確かめていない", "A remote maintainer whose security nobody confirmed"),
    source: "METI guideline, step 3(2); METI guideline, smart-factory volume",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[
        RecordKind::Conduit,
        RecordKind::Zone,
        RecordKind::Asset,
        RecordKind::Supplier,
        RecordKind::SupplierRequest,
    ],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let mut entered: BTreeMap<&SupplierId, BTreeMap<&ConduitId, &Conduit>> = BTreeMap::new();
    let remote = facts.register.conduits.values().filter(|c| c.kind == ConduitKind::RemoteMaintenance);
    for conduit in remote.filter(|conduit| facts.leads_outside(conduit)) {
        let outside = if facts.is_outside(&conduit.from) { &conduit.from } else { &conduit.to };
        for supplier in facts.assets_in(outside).iter().filter_map(|asset| asset.supplier.known()) {
            entered.entry(supplier).or_default().insert(&conduit.id, conduit);
        }
    }
    let is_confirmed = |request: &SupplierRequest| request.state == RequestState::Confirmed;
    for (id, conduits) in entered {
        let Some(supplier) = facts.register.suppliers.get(id) else { continue };
        let requests = facts.requests_to(id);
        if requests.iter().any(|request| is_confirmed(request)) {
            continue;
        }
        let (name, count) = (&supplier.name, requests.len());
        let Text { ja, en } = listed(conduits.values().map(|conduit| conduit.name.as_str()));
        let mut evidence = vec![says(supplier, text!(ja: "要請：{count} 件", en: "requests: {count}"))];
        evidence.extend(
            conduits.values().map(|c| says(*c, Text::new("種別：遠隔保守", "kind: remote maintenance"))),
        );
        report.add(
            supplier,
            text!(
                ja: "遠隔保守{ja}を行う取引先「{name}」の対策を、確かめた記録がありません。",
                en: "Supplier \"{name}\" maintains remotely over {en}, and nobody has confirmed its security."
            ),
            text!(
                ja: "保守に使う PC、ID の管理、再委託先について要請し、回答を確認してください。",
                en: "Ask about its PCs, its ids and its subcontractors, and confirm the answer."
            ),
            evidence,
        );
    }
}
