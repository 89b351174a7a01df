//! A supplier of an asset of large importance whose contact is not filled in.
//!
//! Why: When a vulnerability is published there must be somebody to ask.
//!
//! False positives, and where the register itself may be wrong: Bought through a trader: settle whether to
//! ask the trader or the maker.

use std::collections::BTreeMap;

use sekisho_model::{Asset, Importance, RecordKind, SupplierId, text};

use super::row::{blank, says, says_importance};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "supplier-without-contact",
    step: "3(2)",
    title: ("連絡先のない重要な取引先", "An important supplier without a contact"),
    source: "METI guideline, step 3(2)",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Supplier, RecordKind::Asset],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let large = facts.register.assets.values().filter(|a| a.importance.known() == Some(&Importance::Large));
    let mut supplied: BTreeMap<&SupplierId, Vec<&Asset>> = BTreeMap::new();
    for asset in large {
        if let Some(supplier) = asset.supplier.known() {
            supplied.entry(supplier).or_default().push(asset);
        }
    }
    for (id, assets) in supplied {
        let Some(supplier) = facts.register.suppliers.get(id).filter(|s| s.contact.is_unknown()) else {
            continue;
        };
        let (name, count) = (&supplier.name, assets.len());
        let mut evidence = vec![says(supplier, blank("連絡先", "contact"))];
        evidence.extend(assets.iter().map(|asset| says(*asset, says_importance(Importance::Large))));
        report.add(
            supplier,
            text!(
                ja: "重要度「大」の保護対象 {count} 件を納めた取引先「{name}」の連絡先が書かれていません。",
                en: "Supplier \"{name}\" of {count} assets of large importance has no contact."
            ),
            text!(
                ja: "脆弱性や事故のときに聞ける窓口を確かめて書いてください。",
                en: "Find out whom to ask about vulnerabilities and incidents."
            ),
            evidence,
        );
    }
}
