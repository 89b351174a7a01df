//! A cloud conduit on which no measure with the tag `authentication` or `cloud-settings` is in place.
//!
//! Why: The console can be opened from anywhere; with a stolen id even orders to the plant can be altered.
//!
//! False positives, and where the register itself may be wrong: What the other party does is entered here
//! too, once you have checked it.

use sekisho_model::{ConduitKind, RecordKind, Text, text};

use super::cover::Cover;
use super::row::says;
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "cloud-without-account-control",
    step: "2-2(1)③",
    title: ("認証・ID 管理の対策がないクラウド接続", "A cloud connection without account control"),
    source: "METI guideline, step 2-2(1)③; METI guideline, smart-factory volume",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Conduit, RecordKind::Zone, RecordKind::Asset, RecordKind::Measure],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let cover = Cover::in_place(facts, &["authentication", "cloud-settings"]);
    for conduit in facts.register.conduits.values() {
        if conduit.kind != ConduitKind::Cloud || cover.conduit(conduit) {
            continue;
        }
        let name = &conduit.name;
        report.add(
            conduit,
            text!(
                ja: "クラウドとのコンジット「{name}」に、認証や ID 管理の対策が実施されていません。",
                en: "Neither authentication nor account management is in place on cloud conduit \"{name}\"."
            ),
            text!(
                ja: "管理者の多要素認証、退職者の ID の削除、接続に使う鍵の管理を対策として実施してください。",
                en: "Put in place: multi-factor authentication of administrators, removal of leavers, care of the keys used."
            ),
            vec![says(conduit, Text::new("種別：クラウド", "kind: cloud"))],
        );
    }
}
