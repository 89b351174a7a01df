//! A supplier of an asset of large importance with no request on record.
//!
//! Why: Some weaknesses are known to the supplier only.
//!
//! False positives, and where the register itself may be wrong: A mere seller of goods may need no request.

use std::collections::BTreeMap;

use sekisho_model::{Importance, RecordKind, SupplierId, text};

use super::row::says;
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "important-supplier-not-asked",
    step: "3(2)",
    title: ("何も要請していない重要な取引先", "An important supplier that was never asked"),
    source: "METI guideline, step 3(2)",
    weight: Weight::Low,
    sureness: Sureness::Likely,
    reads: &[RecordKind::Supplier, RecordKind::Asset, RecordKind::SupplierRequest],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let large = facts.register.assets.values().filter(|a| a.importance.known() == Some(&Importance::Large));
    let mut supplied: BTreeMap<&SupplierId, usize> = BTreeMap::new();
    for supplier in large.filter_map(|asset| asset.supplier.known()) {
        *supplied.entry(supplier).or_default() += 1;
    }
    for (id, count) in supplied {
        let Some(supplier) = facts.register.suppliers.get(id) else { continue };
        if !facts.requests_to(id).is_empty() {
            continue;
        }
        let name = &supplier.name;
        report.add(
            supplier,
            text!(
                ja: "重要度「大」の保護対象 {count} 件を納めた取引先「{name}」に、セキュリティの要請をしたことがありません。",
                en: "Supplier \"{name}\" of {count} assets of large importance was never asked for anything."
            ),
            text!(
                ja: "SBOM、脆弱性の連絡、保守の手順など、要るものを決めて要請してください。費用の話し合いも記録します。",
                en: "Settle what is needed (SBOM, notice of vulnerabilities, maintenance rules) and ask; keep a record of the cost talk."
            ),
            vec![says(supplier, text!(ja: "要請：0 件", en: "requests: 0"))],
        );
    }
}
