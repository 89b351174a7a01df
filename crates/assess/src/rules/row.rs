//! What a rule says about a record: as the subject of a finding, or as a row that causes it.
//!
//! Invariant: nothing here decides. The words for an importance, a date or a gap are the same in every rule.

use jiff::civil::Date;
use sekisho_model::{
    Activity, Answer, Asset, Business, Case, Conduit, Contact, Customer, DataFlow, Decision, EvidenceItem,
    Expectation, Importance, Measure, Paper, Policy, Product, Record, RecordKind, Remediation, Requirement,
    ResponseStep, Review, Ruling, Scenario, SecurityLevel, Stated, Supplier, SupplierRequest, Text, Watch,
    Zone, ZoneId, ZoneThreat, text,
};

use super::Evidence;
use crate::facts::Facts;
use crate::impact::importance_word;

/// Kind, id and name of a record, borrowed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'r> {
    pub(super) kind: RecordKind,
    pub(super) id: &'r str,
    pub(super) name: &'r str,
}

macro_rules! rows {
    ($($noun:ident),*) => {$(
        impl<'r> From<&'r $noun> for Row<'r> {
            fn from(record: &'r $noun) -> Self {
                Self { kind: RecordKind::$noun, id: record.id.as_str(), name: &record.name }
            }
        }
    )*};
}

rows!(
    Activity,
    Answer,
    Asset,
    Business,
    Case,
    Conduit,
    Contact,
    Customer,
    DataFlow,
    Decision,
    EvidenceItem,
    Expectation,
    Measure,
    Paper,
    Policy,
    Product,
    Remediation,
    Requirement,
    ResponseStep,
    Review,
    Ruling,
    Scenario,
    Supplier,
    SupplierRequest,
    Watch,
    Zone,
    ZoneThreat
);

impl<'r> From<&'r Record> for Row<'r> {
    fn from(record: &'r Record) -> Self {
        Self { kind: record.kind(), id: record.id(), name: record.name() }
    }
}

/// The plant itself: what a finding is about when no record of the plant is there that should be.
pub(super) fn plant<'r>(facts: &Facts<'r>) -> Row<'r> {
    let name = facts.register.plant.as_ref().map_or("", |plant| plant.name.as_str());
    Row { kind: RecordKind::Plant, id: "plant", name }
}

/// A record as a row that causes a finding.
pub(super) fn says<'r>(record: impl Into<Row<'r>>, says: Text) -> Evidence {
    let row = record.into();
    Evidence { kind: row.kind, id: row.id.to_owned(), name: row.name.to_owned(), says }
}

/// 重要度：大
pub(super) fn says_importance(importance: Importance) -> Text {
    let Text { ja, en } = importance_word(importance);
    text!(ja: "重要度：{ja}", en: "importance: {en}")
}

/// 責任者：未記入
pub(super) fn blank(field_ja: &str, field_en: &str) -> Text {
    text!(ja: "{field_ja}：未記入", en: "{field_en}: not filled in")
}

/// 期日：2026-09-30
pub(super) fn on(field_ja: &str, field_en: &str, date: Date) -> Text {
    text!(ja: "{field_ja}：{date}", en: "{field_en}: {date}")
}

/// A date that may not be there.
pub(super) fn on_stated(field_ja: &str, field_en: &str, date: &Stated<Date>) -> Text {
    date.known().map_or_else(|| blank(field_ja, field_en), |date| on(field_ja, field_en, *date))
}

/// SL-T：2
pub(super) fn says_level(level: SecurityLevel) -> Text {
    let level = level.get();
    text!(ja: "SL-T：{level}", en: "SL-T: {level}")
}

/// The importance of a zone: as stated, or else the greatest of its businesses.
pub(super) fn importance_of(facts: &Facts<'_>, zone: &Zone) -> Option<Importance> {
    zone.importance.known().copied().or_else(|| facts.business_importance(zone))
}

/// A zone of the plant's own whose importance is large.
pub(super) fn is_large(facts: &Facts<'_>, zone: &Zone) -> bool {
    !facts.is_outside(&zone.id) && importance_of(facts, zone) == Some(Importance::Large)
}

/// The zones of the plant's own whose importance is large and that are more than a frame around others.
pub(super) fn large_zones<'f, 'a>(facts: &'f Facts<'a>) -> impl Iterator<Item = &'a Zone> + use<'f, 'a> {
    facts.register.zones.values().filter(|zone| is_large(facts, zone) && !is_frame(facts, zone))
}

/// Does a zone only group others: zones lie in it, and no asset stands in it itself?
pub(super) fn is_frame(facts: &Facts<'_>, zone: &Zone) -> bool {
    !facts.zones_in(&zone.id).is_empty() && facts.assets_in(&zone.id).is_empty()
}

/// The zone in which an asset stands.
pub(super) fn zone_of<'a>(facts: &Facts<'a>, asset: &Asset) -> Option<&'a Zone> {
    asset.zone.known().and_then(|zone| facts.register.zones.get(zone))
}

/// A zone and the zones around it, innermost first. Where zones lie in a circle the walk ends after as many steps
/// as there are zones. [`sekisho_model::Register::zone_chain`] without its list: rules ask this ten thousand times.
pub(super) fn around<'f>(facts: &'f Facts<'_>, zone: &'f ZoneId) -> impl Iterator<Item = &'f ZoneId> {
    let zones = &facts.register.zones;
    let parent = |id: &&ZoneId| zones.get(*id).and_then(|zone| zone.parent.known());
    std::iter::successors(Some(zone), parent).take(zones.len().max(1))
}

/// The name of a zone, or its id where there is no such zone.
pub(super) fn zone_name<'f>(facts: &'f Facts<'_>, id: &'f ZoneId) -> &'f str {
    facts.register.zones.get(id).map_or(id.as_str(), |zone| zone.name.as_str())
}

/// ゾーン：組立ライン 1
pub(super) fn says_zone(facts: &Facts<'_>, id: &ZoneId) -> Text {
    let name = zone_name(facts, id);
    text!(ja: "ゾーン：{name}", en: "zone: {name}")
}

/// The day a year before.
pub(super) fn year_before(day: Date) -> Date {
    day.saturating_sub(jiff::Span::new().years(1))
}

/// The day a year after.
pub(super) fn year_after(day: Date) -> Date {
    day.saturating_add(jiff::Span::new().years(1))
}

/// 「甲」「乙」「丙」ほか 4 件: names for a sentence, no more than it can carry.
pub(super) fn listed<'n>(names: impl IntoIterator<Item = &'n str>) -> Text {
    const NAMES_MAX: usize = 3;
    let names: Vec<&str> = names.into_iter().collect();
    let shown = &names[..names.len().min(NAMES_MAX)];
    let ja: String = shown.iter().map(|name| format!("「{name}」")).collect();
    let en: Vec<String> = shown.iter().map(|name| format!("\"{name}\"")).collect();
    let en = en.join(", ");
    match names.len() - shown.len() {
        0 => Text::new(ja, en),
        more => text!(ja: "{ja}ほか {more} 件", en: "{en} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_sentence_names_three_and_counts_the_rest() {
        assert_eq!(listed(["甲"]), Text::new("「甲」", "\"甲\""));
        let five = listed(["a", "b", "c", "d", "e"]);
        assert_eq!(five.ja, "「a」「b」「c」ほか 2 件");
        assert_eq!(five.en, "\"a\", \"b\", \"c\" and 2 more");
    }

    #[test]
    fn a_year_before_the_last_of_february_is_a_day_that_exists() {
        assert_eq!(year_before(date(2028, 2, 29)), date(2027, 2, 28));
        assert_eq!(year_after(date(2026, 11, 24)), date(2027, 11, 24));
    }
}
