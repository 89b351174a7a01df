//! One cell of zone × threat: what was considered, what acts, and what the catalog knows besides.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use maud::{Markup, html};
use sekisho_app::guideline::Judgements;
use sekisho_assess::coverage::Cell;
use sekisho_assess::impact::Named;
use sekisho_assess::risk::{Effects, Opener};
use sekisho_catalog::{Practice, Protects};
use sekisho_exchange::table;
use sekisho_model::{
    ConduitId, Lang, Measure, MeasureState, PracticeId, Record, RecordKind, Stated, Text, ThreatId, ZoneId,
    ZoneThreat,
};

use super::shown;
use crate::page::step;
use crate::{href, parts};

/// Practices that stand open; the others open on demand.
const PRACTICES_SHOWN: usize = 6;

/// A cell that was opened.
pub(super) struct Opened<'a> {
    pub(super) judgements: &'a Judgements,
    pub(super) zone: &'a Named<ZoneId>,
    /// Name of the threat.
    pub(super) name: &'a Text,
    pub(super) cell: &'a Cell,
    pub(super) lang: Lang,
    pub(super) may_enter: bool,
}

/// A measure of the catalog that would act here, and is not there yet.
struct Offer<'a> {
    practice: &'a Practice,
    effects: Effects,
}

impl Opened<'_> {
    pub(super) fn render(&self) -> Markup {
        let lang = self.lang;
        html! { section id="cell" {
            h2 { (self.zone.name) " × " (self.name.in_lang(lang)) }
            (self.facts())
            (self.rows())
            h3 { (lang.pick("いま効いている対策と計画", "Measures at work and planned")) span.count { (self.cell.acts.len()) } }
            (shown::acts(&self.cell.acts, self.judgements.register(), lang))
            (self.offers())
            p { a href=(format!("/risk?zone={}&threat={}", href::escaped(self.zone.id.as_str()), href::escaped(self.cell.threat.as_str()))) { (lang.pick("この脅威に対する保護対象のリスクを見る", "See the risk of assets from this threat")) } }
        } }
    }

    fn facts(&self) -> Markup {
        let (lang, cell, catalog) = (self.lang, self.cell, self.judgements.catalog());
        let about = catalog.threats.get(&cell.threat);
        html! {
            @if let Some(threat) = about { p { (threat.about.in_lang(lang)) } }
            (parts::facts(&[
                (lang.pick("備え", "Countered"), shown::cell_state(cell.state, lang)),
                (lang.pick("脅威レベル", "Threat level"), html! {
                    (shown::level(catalog, "threat-level", cell.level.get(), lang)) " "
                    span.quiet { (if cell.level_stated { lang.pick("自社で定めた値", "as the plant stated") } else { lang.pick("カタログから算出", "from the catalog") }) }
                }),
                (lang.pick("失うもの", "Loss"), parts::stated(&cell.loss, lang, |loss| parts::loss(loss, lang))),
                (lang.pick("脅威の出典", "Source of the threat"), html! { @if let Some(threat) = about { (step::basis(&threat.basis, lang)) } }),
            ]))
        }
    }

    /// The rows of step 1-7, with their reasons; or the way to make one.
    fn rows(&self) -> Markup {
        let (lang, register) = (self.lang, self.judgements.register());
        let rows = self.cell.rows.iter().filter_map(|id| register.zone_threats.get(id));
        let rows: Vec<&ZoneThreat> = rows.collect();
        html! {
            @if rows.is_empty() {
                p.open { span.sign aria-hidden="true" { "？" } (lang.pick("ステップ 1-7 の行がありません。", "There is no row of step 1-7. "))
                    @if self.may_enter { a href=(self.consider()) { (lang.pick("この脅威を検討する（行を加える）", "Consider this threat (add a row)")) } } }
            } @else { ul.plain { @for row in rows { li {
                a href=(href::row(RecordKind::ZoneThreat, row.id.as_str())) { (row.name) } " "
                span.quiet { (if self.may_enter { lang.pick("直す", "edit") } else { lang.pick("開く", "open") }) }
                p.sub {
                    (lang.pick("理由：", "Reason: "))
                    @if row.reason.is_empty() { (parts::unknown(lang)) } @else { (row.reason) }
                }
            } } } }
        }
    }

    fn consider(&self) -> String {
        let (zone, name) = (&self.zone.name, self.name.in_lang(self.lang));
        let Ok(id) = "NEW".parse() else { return href::table(RecordKind::ZoneThreat) };
        let row = ZoneThreat {
            id,
            name: format!("{zone}{}{name}", self.lang.pick("：", ": ")),
            zone: self.zone.id.clone(),
            threat: self.cell.threat.clone(),
            level: Stated::Unknown,
            loss: Stated::Unknown,
            reason: String::new(),
            note: String::new(),
        };
        href::new_row(&Record::ZoneThreat(row), &["name", "zone", "threat"], self.lang)
    }

    fn offers(&self) -> Markup {
        let lang = self.lang;
        let offers = self.found();
        let (first, rest) = offers.split_at(offers.len().min(PRACTICES_SHOWN));
        html! {
            h3 { (lang.pick("加えられる対策（カタログ）", "What could be added, from the catalog")) span.count { (offers.len()) } }
            @if offers.is_empty() { p { (lang.pick("カタログの対策は、すべてここにあります。", "Every measure that the catalog knows is already here.")) } }
            @else { (self.table(first)) }
            @if !rest.is_empty() { details { summary { (match lang {
                Lang::Ja => format!("ほかの対策 {} 件", rest.len()),
                Lang::En => format!("{} more measures", rest.len()),
            }) } (self.table(rest)) } }
        }
    }

    /// Practices against the threat or its techniques that no measure here carries out: those that prevent
    /// first, then those of little work.
    fn found(&self) -> Vec<Offer<'_>> {
        let facts = self.judgements.facts();
        let mut threats: BTreeSet<ThreatId> =
            Opener::new(&facts).techniques(&self.cell.threat).into_iter().collect();
        threats.insert(self.cell.threat.clone());
        let here = self.carried_out();
        let practices = self.judgements.catalog().practices.values();
        let offers = practices.filter(|practice| !here.contains(&practice.id)).filter_map(|practice| {
            let counters = practice.counters.iter().filter(|(threat, _)| threats.contains(threat));
            let effects: Effects = counters.flat_map(|(_, effects)| effects.iter().copied()).collect();
            (!effects.is_empty()).then_some(Offer { practice, effects })
        });
        let mut offers: Vec<Offer<'_>> = offers.collect();
        offers.sort_by_key(|offer| {
            (Reverse(offer.effects.prevents()), offer.practice.effort, Reverse(offer.effects.count()))
        });
        offers
    }

    fn carried_out(&self) -> BTreeSet<&PracticeId> {
        let measures = &self.judgements.register().measures;
        let acts = self.cell.acts.iter().filter(|act| act.state != MeasureState::Dropped);
        acts.filter_map(|act| measures.get(&act.measure)?.practice.known()).collect()
    }

    fn table(&self, offers: &[Offer<'_>]) -> Markup {
        let lang = self.lang;
        html! { div.table tabindex="0" role="group" aria-label=(lang.pick("加えられる対策", "What could be added")) { table.prose {
            thead { tr {
                th scope="col" { (lang.pick("対策", "Measure")) }
                th scope="col" { (lang.pick("効果", "Effect")) }
                th scope="col" { (lang.pick("手間", "Effort")) }
                th scope="col" { (lang.pick("区分・関わる条項", "Area and clauses")) }
                th scope="col" { (lang.pick("出典", "Source")) }
                @if self.may_enter { th scope="col" { (lang.pick("操作", "Action")) } }
            } }
            tbody { @for offer in offers { (self.offer(offer)) } }
        } } }
    }

    fn offer(&self, Offer { practice, effects }: &Offer<'_>) -> Markup {
        let lang = self.lang;
        let clauses: Vec<&str> = practice.clauses.iter().map(String::as_str).collect();
        html! { tr {
            th scope="row" { (practice.name.in_lang(lang)) @if practice.smart { " " span.quiet { "★" } } p.sub { (practice.about.in_lang(lang)) } }
            td data-label=(lang.pick("効果", "Effect")) { (shown::effects(*effects, lang)) }
            td data-label=(lang.pick("手間", "Effort")) { (effort(practice.effort, lang)) }
            td data-label=(lang.pick("区分", "Area")) { (area(practice, lang)) @if !clauses.is_empty() { p.sub { (clauses.join(lang.pick("、", ", "))) } } }
            td data-label=(lang.pick("出典", "Source")) { (step::basis(&practice.basis, lang)) }
            @if self.may_enter { td { a.button href=(self.add(practice)) { (lang.pick("対策として加える", "Add as a measure")) span.hidden { (lang.pick("：", ": ")) (practice.name.in_lang(lang)) } } } }
        } }
    }

    /// A new row of measures with what the catalog and this cell say already filled in.
    fn add(&self, practice: &Practice) -> String {
        let Ok(id) = "NEW".parse() else { return href::table(RecordKind::Measure) };
        let (zones, conduits) = self.places(practice);
        let measure = Measure {
            id,
            name: practice.name.in_lang(self.lang).to_owned(),
            state: MeasureState::Proposed,
            zones,
            conduits,
            assets: BTreeSet::new(),
            owner: Stated::Unknown,
            cost_yen: Stated::Unknown,
            due: Stated::Unknown,
            area: Stated::Known(practice.area),
            practice: Stated::Known(practice.id.clone()),
            threats: BTreeSet::new(),
            yearly_cost_yen: Stated::Unknown,
            since: Stated::Unknown,
            note: String::new(),
        };
        let fields = ["name", "state", "zones", "conduits", "area", "practice"];
        href::new_row(&Record::Measure(measure), &fields, self.lang)
    }

    /// What such a measure would be put on here: the zone, the conduits of the zone, or nothing where it is for
    /// the whole plant.
    fn places(&self, practice: &Practice) -> (BTreeSet<ZoneId>, BTreeSet<ConduitId>) {
        let zone = &self.zone.id;
        let conduits = self.judgements.register().conduits.values();
        let conduits: BTreeSet<ConduitId> =
            conduits.filter(|it| it.from == *zone || it.to == *zone).map(|it| it.id.clone()).collect();
        match practice.protects {
            Protects::Plant => Default::default(),
            Protects::Conduit if !conduits.is_empty() => (BTreeSet::new(), conduits),
            _ => (BTreeSet::from([zone.clone()]), BTreeSet::new()),
        }
    }
}

fn effort(effort: u8, lang: Lang) -> Markup {
    let word = match effort {
        1 => lang.pick("小", "small"),
        2 => lang.pick("中", "medium"),
        _ => lang.pick("大", "large"),
    };
    html! { span.nowrap { (effort) " " span.quiet { (word) } } }
}

/// The area by the word that sheets use.
fn area(practice: &Practice, lang: Lang) -> String {
    let code = serde_json::to_value(practice.area).ok();
    let code = code.as_ref().and_then(|code| code.as_str()).unwrap_or_default();
    table::word("measure-area", code).in_lang(lang).to_owned()
}
