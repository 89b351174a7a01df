//! An asset whose zone is not filled in.
//!
//! Why: Without a zone nobody knows what level of measures it needs, or where an intruder goes from there.
//!
//! False positives, and where the register itself may be wrong: A spare that is connected to nothing: state
//! "not applicable".

use sekisho_model::{RecordKind, text};

use super::row::{blank, says};
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "asset-in-no-zone",
    step: "1-6",
    title: ("ゾーンのない保護対象", "An asset in no zone"),
    source: "METI guideline, step 1-6",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Asset],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    for asset in facts.register.assets.values().filter(|asset| asset.zone.is_unknown()) {
        let name = &asset.name;
        report.add(
            asset,
            text!(
                ja: "保護対象「{name}」が、どのゾーンにあるか決まっていません。",
                en: "Asset \"{name}\" stands in no zone."
            ),
            text!(
                ja: "つながっているネットワークと使う業務から、ゾーンを選んでください。",
                en: "Choose a zone from the network it is on and the business it serves."
            ),
            vec![says(asset, blank("ゾーン", "zone"))],
        );
    }
}
