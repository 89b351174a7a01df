//! A remote maintenance conduit on which no measure with the tag `authentication` is in place.
//!
//! Why: It is the shortest way from outside to the controllers. With a password alone, one stolen pair stops
//! the line.
//!
//! False positives, and where the register itself may be wrong: A measure whose catalog measure is not chosen
//! does not count; nor does a planned one.

use sekisho_model::{ConduitKind, RecordKind, Text, text};

use super::cover::Cover;
use super::row::says;
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "remote-maintenance-without-authentication",
    step: "2-2(1)①",
    title: ("認証の対策がない遠隔保守", "Remote maintenance without an authentication measure"),
    source: "METI guideline, step 2-2(1)①; IEC 62443-3-3 SR 1.13",
    weight: Weight::High,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Conduit, RecordKind::Zone, RecordKind::Asset, RecordKind::Measure],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let cover = Cover::in_place(facts, &["authentication"]);
    for conduit in facts.register.conduits.values() {
        if conduit.kind != ConduitKind::RemoteMaintenance || cover.conduit(conduit) {
            continue;
        }
        let name = &conduit.name;
        report.add(
            conduit,
            text!(
                ja: "遠隔保守のコンジット「{name}」に、認証の対策が実施されていません。",
                en: "No authentication measure is in place on remote maintenance conduit \"{name}\"."
            ),
            text!(
                ja: "多要素認証など、接続する人を確かめる対策を実施してください。実施済みなら、対策の対象にこのコンジットを加え、カタログの対策を選んでください。",
                en: "Put one in place, such as multi-factor authentication; if there is one, add this conduit to it and choose its catalog measure."
            ),
            vec![says(conduit, Text::new("種別：遠隔保守", "kind: remote maintenance"))],
        );
    }
}
