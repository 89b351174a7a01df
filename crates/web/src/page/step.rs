//! One step of the guideline as a place to work: what it asks, what is missing, what is wrong, and the tables and
//! pictures that belong to it.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use maud::{Markup, PreEscaped, html};
use sekisho_app::AppError;
use sekisho_app::guideline::{self, Judgements};
use sekisho_assess::progress::{Gap, State as Far, StepProgress, step_of};
use sekisho_assess::rules::Finding;
use sekisho_catalog::{Basis, Confirmed};
use sekisho_model::{Lang, RecordKind, Text, ZoneId};
use sekisho_report::picture::heat::{Heat, HeatPart, heat};
use sekisho_report::picture::radar::{Radar, radar};
use sekisho_report::picture::timeline::{Timeline, timeline};
use sekisho_report::picture::zone_map::{MapView, Part, zone_map};

use super::{Answer, found, ok, unattached};
use crate::chrome::{self, Menu, Page};
use crate::visitor::Visitor;
use crate::{Web, href, parts};

/// Gaps of one field that are named one by one.
const GAPS_NAMED: usize = 8;
/// Zones of zone × threat that are drawn here.
const ZONES_DRAWN: usize = 40;

/// `GET /steps/{id}`
pub(crate) async fn get(State(web): State<Web>, visitor: Visitor, Path(id): Path<String>) -> Answer {
    let judgements = guideline::judgements(&web.app, &visitor.caller).await?;
    let steps = judgements.progress();
    let at = steps
        .iter()
        .position(|step| step.step == id)
        .ok_or_else(|| AppError::NotFound { kind: Text::new("ステップ", "step"), id: id.clone() })?;
    // Whatever has an SBOM is a thing to protect.
    let loose = if id == "1-4" {
        unattached::section(&web, &visitor, judgements.register()).await?
    } else {
        html! {}
    };
    let view = View { judgements: Arc::clone(&judgements), at, loose };
    let lang = visitor.lang;
    let title = format!("{id} {}", steps[at].title.in_lang(lang));
    let page = Page::new(title, view.body(lang))
        .in_menu(Menu::Assessments)
        .crumb(Menu::Assessments.word().in_lang(lang), Some("/assessments".to_owned()))
        .wide();
    ok(chrome::page(&visitor, page))
}

struct View {
    judgements: Arc<Judgements>,
    at: usize,
    loose: Markup,
}

impl View {
    fn progress(&self) -> &StepProgress {
        &self.judgements.progress()[self.at]
    }

    fn body(&self, lang: Lang) -> Markup {
        let progress = self.progress();
        let step = self.judgements.catalog().step(&progress.step);
        html! {
            (parts::answer(progress.says.in_lang(lang)))
            @if let Some(step) = step {
                p.lead { (step.asks.in_lang(lang)) }
                (parts::facts(&[
                    (lang.pick("ここでできるもの", "What comes out of it"), html! { (step.product.in_lang(lang)) }),
                    (lang.pick("状態", "State"), html! { (far(progress.state, lang)) " " (progress.done + progress.not_applicable) " / " (progress.total) }),
                    (lang.pick("出典", "Source"), basis(&step.basis, lang)),
                ]))
                (work(&step.records, &self.judgements, lang))
            }
            (self.loose)
            (self.picture(lang))
            (gaps(&progress.open, lang))
            (self.smart(lang))
            (self.findings(lang))
            (self.neighbours(lang))
        }
    }

    fn smart(&self, lang: Lang) -> Markup {
        let smart = &self.progress().smart;
        html! { @if !smart.is_empty() { section {
            h2 { (lang.pick("★ スマート化で加わること", "★ What smartification adds")) }
            ul.plain { @for part in smart { li {
                (far(part.state, lang)) " " (part.title.in_lang(lang)) " "
                span.quiet { (part.done + part.not_applicable) " / " (part.total) }
                (gap_groups(&part.open, lang))
            } } }
        } } }
    }

    fn findings(&self, lang: Lang) -> Markup {
        let facts = self.judgements.facts();
        let here: Vec<&Finding> = self
            .judgements
            .findings()
            .iter()
            .filter(|finding| step_of(&facts, finding).is_some_and(|step| step.id == self.progress().step))
            .collect();
        html! { section id="findings" {
            h2 { (lang.pick("指摘", "Findings")) span.count { (here.len()) } }
            @if here.is_empty() { p { (lang.pick("このステップで台帳の規則にかかったものはありません。", "No register rule finds anything at this step.")) } }
            (found::by_rule(&here, lang))
        } }
    }

    /// The picture that people look at for this step.
    fn picture(&self, lang: Lang) -> Markup {
        let register = self.judgements.register();
        let (svg, word) = match self.progress().step.as_str() {
            "1-6" => {
                let findings = self.findings_by_zone();
                let view = MapView { findings, links: &leads_to, ..MapView::default() };
                (
                    zone_map(register, &view, lang).svg,
                    lang.pick("ゾーンマップ（数字は指摘の件数）", "Zone map (figures: findings)"),
                )
            }
            "1-7" => return self.heat(lang),
            "2-1" => (
                radar(&Radar::from_axes(self.judgements.radar(), lang), lang),
                lang.pick("対策の充足", "Coverage by measures"),
            ),
            step if step.starts_with("2-2") => (
                radar(&Radar::from_axes(self.judgements.radar(), lang), lang),
                lang.pick("対策の充足", "Coverage by measures"),
            ),
            step if step.starts_with('3') => {
                let links = |kind: RecordKind, id: &str| Some(href::row(kind, id));
                (
                    timeline(&Timeline::from_register(register, self.judgements.today(), lang, &links), lang),
                    lang.pick("PDCA の年表", "PDCA timeline"),
                )
            }
            _ => return html! {},
        };
        html! { section {
            h2 { (word) }
            div.picture tabindex="0" role="group" aria-label=(word) { (PreEscaped(svg)) }
        } }
    }

    /// The first zones of zone × threat; all of them are under Measures.
    fn heat(&self, lang: Lang) -> Markup {
        let table =
            Heat::from_coverage(self.judgements.coverage(), self.judgements.register(), lang, &cell_leads_to);
        let sheets = table.sheets(ZONES_DRAWN);
        let word = lang.pick("ゾーン × 脅威", "Zone × threat");
        html! { section {
            h2 { (word) }
            div.picture tabindex="0" role="group" aria-label=(word) { (PreEscaped(heat(sheets.first().unwrap_or(&table), lang))) }
            @if sheets.len() > 1 { p.note { a href="/measures#heat" { (match lang {
                Lang::Ja => format!("はじめの {ZONES_DRAWN} ゾーンです。全 {} ゾーンを見る", table.rows.len()),
                Lang::En => format!("The first {ZONES_DRAWN} zones; see all {}", table.rows.len()),
            }) } } }
        } }
    }

    fn findings_by_zone(&self) -> BTreeMap<ZoneId, usize> {
        let mut counts = BTreeMap::new();
        for finding in self.judgements.findings() {
            let (kind, id) = &finding.subject;
            if let (RecordKind::Zone, Ok(id)) = (kind, id.parse::<ZoneId>()) {
                *counts.entry(id).or_default() += 1;
            }
        }
        counts
    }

    fn neighbours(&self, lang: Lang) -> Markup {
        let steps = self.judgements.progress();
        let before = self.at.checked_sub(1).and_then(|at| steps.get(at));
        let after = steps.get(self.at + 1);
        html! { nav.pager aria-label=(lang.pick("前後のステップ", "Steps before and after")) {
            @if let Some(step) = before { a href=(href::step(&step.step)) rel="prev" { "← " (step.step) " " (step.title.in_lang(lang)) } }
            @if let Some(step) = after { a href=(href::step(&step.step)) rel="next" { (step.step) " " (step.title.in_lang(lang)) " →" } }
        } }
    }
}

#[expect(clippy::unnecessary_wraps, reason = "the map asks for links that may be missing")]
fn leads_to(part: Part<'_>) -> Option<String> {
    Some(match part {
        Part::Zone(id) => href::row(RecordKind::Zone, id.as_str()),
        Part::Asset(id) => href::asset(id),
        Part::Conduit(id) => href::row(RecordKind::Conduit, id.as_str()),
    })
}

/// A cell of zone × threat leads to the rows of that zone.
fn cell_leads_to(part: HeatPart<'_>) -> Option<String> {
    match part {
        HeatPart::Zone(zone) => Some(href::row(RecordKind::Zone, zone.as_str())),
        HeatPart::Threat(threat) => Some(href::threat(threat)),
        HeatPart::Cell(zone, threat) => Some(href::cell(zone, threat)),
    }
}

/// ✓ 記入済み, ？ 記入中, － 未着手.
pub(crate) fn far(state: Far, lang: Lang) -> Markup {
    let (sign, word) = match state {
        Far::Filled => ("✓", lang.pick("記入済み", "filled")),
        Far::Underway => ("？", lang.pick("記入中", "under way")),
        Far::NotBegun => ("－", lang.pick("未着手", "not begun")),
    };
    html! { span.nowrap { span.sign aria-hidden="true" { (sign) } " " (word) } }
}

/// Where a row of the catalog comes from, and whether it was held against it.
pub(crate) fn basis(basis: &Basis, lang: Lang) -> Markup {
    let mark = match basis.confirmed {
        Confirmed::Yes => lang.pick("照合済み", "confirmed"),
        Confirmed::Partly => lang.pick("一部照合済み", "confirmed in part"),
        Confirmed::No => lang.pick("未確認", "unconfirmed"),
        Confirmed::Own => lang.pick("当ソフト独自", "our own"),
    };
    html! {
        // "own" alone says no more than its mark.
        @if basis.source.en == "own" { (mark) }
        @else { (basis.source.in_lang(lang)) " " span.quiet { "（" (mark) "）" } }
    }
}

/// The tables of a step.
fn work(kinds: &[RecordKind], judgements: &Judgements, lang: Lang) -> Markup {
    html! { @if !kinds.is_empty() {
        section.work {
            h2 { (lang.pick("入力する表", "Tables to work on")) }
            ul.plain { @for kind in kinds { li {
                a href=(href::table(*kind)) { (kind.word().in_lang(lang)) } " "
                span.count { (judgements.register().named(*kind).len()) }
                " " a.quiet href={ (href::table(*kind)) "#pasted" } { (lang.pick("Excel から貼り付け", "paste from Excel")) }
                " " a.quiet href={ (href::table(*kind)) "/new" } { (lang.pick("1 行加える", "add a row")) }
            } } }
        }
    } }
}

/// What nobody has answered, by field, each with the shortest way to answer it.
fn gaps(open: &[Gap], lang: Lang) -> Markup {
    html! { @if !open.is_empty() {
        section.open {
            h2 { span.sign aria-hidden="true" { "？" } (lang.pick("まだ埋まっていないところ", "Still open")) span.count { (open.len()) } }
            (gap_groups(open, lang))
        }
    } }
}

fn gap_groups(open: &[Gap], lang: Lang) -> Markup {
    let mut groups: BTreeMap<(RecordKind, &str), Vec<&Gap>> = BTreeMap::new();
    for gap in open {
        groups.entry((gap.kind, gap.field)).or_default().push(gap);
    }
    html! { ul.plain { @for ((kind, field), gaps) in &groups { li {
        @if let Some(first) = gaps.first() {
            b { (kind.word().in_lang(lang)) @if !first.word.in_lang(lang).is_empty() { (lang.pick("：", ": ")) (first.word.in_lang(lang)) } }
            " " span.count { (gaps.len()) } " "
            a href=(if first.id.is_empty() { href::table(*kind) } else { format!("{}?gap={}", href::table(*kind), href::escaped(field)) }) { (lang.pick("表で埋める", "fill in the table")) }
            @if gaps.len() == 1 || first.id.is_empty() { p.sub { (first.what.in_lang(lang)) } }
            @else { p.sub {
                @for gap in gaps.iter().take(GAPS_NAMED) { a.item href=(href::row(*kind, &gap.id)) { (gap.name) } " " }
                @if gaps.len() > GAPS_NAMED { (match lang { Lang::Ja => format!("ほか {} 件", gaps.len() - GAPS_NAMED), Lang::En => format!("and {} more", gaps.len() - GAPS_NAMED) }) }
            } }
        }
    } } } }
}
