//! An asset in a zone of large importance whose support has ended or will within a year; the products it runs
//! are looked at too.
//!
//! Why: Without support a weakness cannot be mended. A year ahead is early enough for budget and shutdown.
//!
//! False positives, and where the register itself may be wrong: Extended support may have been bought: then
//! enter the later day.

use jiff::civil::Date;
use sekisho_model::{Asset, RecordKind, Stated, Zone, text};

use super::cover::Cover;
use super::row::{large_zones, on, says, year_after};
use super::{Evidence, Report, Rule, Sureness, Weight};
use crate::facts::Facts;

pub(super) const RULE: Rule = Rule {
    id: "end-of-support-in-large-zone",
    step: "2-2(1)②",
    title: ("重要なゾーンにある、サポートの切れる機器", "A device without support in a large zone"),
    source: "METI guideline, step 2-2(1)②",
    weight: Weight::Medium,
    sureness: Sureness::Sure,
    reads: &[
        RecordKind::Asset,
        RecordKind::Product,
        RecordKind::Zone,
        RecordKind::Business,
        RecordKind::Measure,
    ],
    check,
};

fn check(facts: &Facts<'_>, report: &mut Report) {
    let cover = Cover::in_place(facts, &["segmentation", "allow-list"]);
    for zone in large_zones(facts) {
        for asset in facts.assets_in(&zone.id).iter().filter(|asset| !cover.names(asset)) {
            let ends = support_ends(facts, asset);
            let Some((first, _)) = ends.iter().min_by_key(|(end, _)| *end) else { continue };
            report_asset(facts, zone, asset, *first, ends.into_iter().map(|(_, row)| row).collect(), report);
        }
    }
}

/// What of the asset is without support, or will be within a year.
fn support_ends(facts: &Facts<'_>, asset: &Asset) -> Vec<(Date, Evidence)> {
    let limit = year_after(facts.today);
    let products = asset.products.iter().filter_map(|id| facts.register.products.get(id));
    let ends = |end: &Stated<Date>| end.known().copied().filter(|end| *end <= limit);
    let says_end = |end| on("サポート終了日", "support ends", end);
    let own = ends(&asset.support_end).map(|end| (end, says(asset, says_end(end))));
    own.into_iter()
        .chain(products.filter_map(|p| ends(&p.support_end).map(|end| (end, says(p, says_end(end))))))
        .collect()
}

fn report_asset(
    facts: &Facts<'_>,
    zone: &Zone,
    asset: &Asset,
    end: Date,
    evidence: Vec<Evidence>,
    report: &mut Report,
) {
    let (name, place) = (&asset.name, &zone.name);
    let what = if end < facts.today {
        text!(
            ja: "重要度「大」のゾーン「{place}」の「{name}」は、{end} にサポートが終わっています。",
            en: "Support of \"{name}\" in zone \"{place}\" of large importance ended on {end}."
        )
    } else {
        text!(
            ja: "重要度「大」のゾーン「{place}」の「{name}」は、{end} にサポートが終わります。",
            en: "Support of \"{name}\" in zone \"{place}\" of large importance ends on {end}."
        )
    };
    let remedy = text!(
        ja: "更新の予算と時期を決めてください。更新できない間は、切り離しや実行できるプログラムの制限を対策として実施してください。",
        en: "Settle when it is renewed and at what cost; until then isolate it or limit the programs it may run, as a measure."
    );
    report.add(asset, what, remedy, evidence);
}
