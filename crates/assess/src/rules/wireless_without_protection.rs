//! A wireless conduit on which no measure with the tag `encryption`, `authentication` or `wireless-control`
//! is in place.
//!
//! Why: Radio can be received outside the fence; without either, anybody can join.
//!
//! False positives, and where the register itself may be wrong: Where the radio's own standard encrypts,
//! enter that as the measure.

use sekisho_model::{ConduitKind, RecordKind, Text, text};

use super::cover::Cover;
use super::row::says;
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "wireless-without-protection",
    step: "2-2(1)①",
    title: ("暗号化も認証もない無線", "Wireless without encryption or authentication"),
    source: "METI guideline, step 2-2(1)①; IEC 62443-3-3 SR 1.6",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Conduit, RecordKind::Zone, RecordKind::Asset, RecordKind::Measure],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let cover = Cover::in_place(facts, &["encryption", "authentication", "wireless-control"]);
    for conduit in facts.register.conduits.values() {
        if conduit.kind != ConduitKind::Wireless || cover.conduit(conduit) {
            continue;
        }
        let name = &conduit.name;
        report.add(
            conduit,
            text!(
                ja: "無線のコンジット「{name}」に、暗号化や認証の対策が実施されていません。",
                en: "Neither encryption nor authentication is in place on wireless conduit \"{name}\"."
            ),
            text!(
                ja: "無線の暗号化方式と、つなげる機器の認証を確かめ、対策として登録してください。",
                en: "Check the encryption and how devices are let in, and enter that as a measure."
            ),
            vec![says(conduit, Text::new("種別：無線", "kind: wireless"))],
        );
    }
}
