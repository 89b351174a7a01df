//! A row of step 1-7 that names an id which is not in the catalog.
//!
//! Why: For it neither counter-measures nor level are known, so no risk can be worked out.
//!
//! False positives, and where the register itself may be wrong: The pack may be loaded on another machine
//! only.

use sekisho_model::{RecordKind, ZoneThreat, text};

use super::row::says;
use super::{Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "zone-threat-not-in-catalog",
    step: "1-7",
    title: ("カタログにない脅威", "A threat that is not in the catalog"),
    source: "own",
    weight: Weight::Low,
    sureness: Sureness::Sure,
    reads: &[RecordKind::ZoneThreat],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let unknown = |row: &&ZoneThreat| !facts.catalog.threats.contains_key(&row.threat);
    for row in facts.register.zone_threats.values().filter(unknown) {
        let (name, threat) = (&row.name, &row.threat);
        report.add(
            row,
            text!(
                ja: "ゾーンの脅威「{name}」が指す脅威「{threat}」は、カタログにありません。",
                en: "Zone threat \"{name}\" names threat \"{threat}\", which is not in the catalog."
            ),
            text!(
                ja: "カタログの脅威を選び直すか、その脅威を含むカタログを読み込んでください。",
                en: "Choose one from the catalog, or load the pack that has it."
            ),
            vec![says(row, text!(ja: "脅威：{threat}", en: "threat: {threat}"))],
        );
    }
}
