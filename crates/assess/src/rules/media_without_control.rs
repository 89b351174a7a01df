//! A media conduit for which no measure with the tag `media-control` is in place, on itself or on the zone
//! that it leads to.
//!
//! Why: Malware reaches machines without a network by USB sticks and maintenance PCs.
//!
//! False positives, and where the register itself may be wrong: A check whose catalog measure is not chosen
//! does not count.

use sekisho_model::{ConduitKind, RecordKind, Text, text};

use super::cover::Cover;
use super::row::says;
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "media-without-control",
    step: "2-2(1)②",
    title: ("検査の対策がない媒体の持ち込み", "Carried media without a check"),
    source: "METI guideline, step 2-2(1)②; IEC 62443-3-3 SR 2.3",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[RecordKind::Conduit, RecordKind::Zone, RecordKind::Asset, RecordKind::Measure],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let cover = Cover::in_place(facts, &["media-control"]);
    for conduit in facts.register.conduits.values() {
        if conduit.kind != ConduitKind::Media || cover.conduit(conduit) || cover.within(&conduit.to) {
            continue;
        }
        let name = &conduit.name;
        report.add(
            conduit,
            text!(
                ja: "媒体の持ち込み「{name}」に、検査や利用制限の対策が実施されていません。",
                en: "Media are carried in over \"{name}\" with no check or limit in place."
            ),
            text!(
                ja: "持ち込む前にウイルスを検査し、使える媒体を決めて、対策として登録してください。",
                en: "Scan them before they come in, settle which may be used, and enter that as a measure."
            ),
            vec![says(conduit, Text::new("種別：可搬媒体", "kind: media"))],
        );
    }
}
