//! 対策: how far the threats of each zone are countered, what else could be done about one of them, and the plan
//! with its cost.

mod cell;
mod plan;

use std::collections::BTreeMap;

use axum::extract::State;
use maud::{Markup, PreEscaped, html};
use sekisho_app::guideline::{self, Judgements};
use sekisho_app::{Act as May, AppError};
use sekisho_assess::coverage::{Cell, CellState, Coverage};
use sekisho_assess::impact::Named;
use sekisho_model::{Importance, Lang, Measure, RecordKind, Stated, Text, ThreatId, ZoneId, text};
use sekisho_report::picture::heat::{Heat, HeatPart, heat};
use sekisho_report::picture::radar::{Radar, radar};

use super::risk::shown;
use super::{Answer, ok};
use crate::chrome::{self, Menu, Page};
use crate::failure::Failure;
use crate::listing::{Params, choice, filters};
use crate::parts::{self, Step};
use crate::visitor::Visitor;
use crate::{Web, href};

/// `GET /measures?zone=&threat=&state=&sort=&page=`
pub(crate) async fn get(State(web): State<Web>, visitor: Visitor, params: Params) -> Answer {
    let judgements = guideline::judgements(&web.app, &visitor.caller).await?;
    let lang = visitor.lang;
    let chosen = Chosen::of(&judgements, &params)?;
    let view =
        View { judgements: &judgements, params: &params, chosen, lang, may_enter: visitor.may(May::Enter) };
    let page = Page::new(Menu::Measures.word().in_lang(lang), view.body()).in_menu(Menu::Measures).wide();
    ok(chrome::page(&visitor, page))
}

/// Zones of one part of the table; more would be megabytes.
const ZONES_DRAWN: usize = 40;

/// The zone and the threat that were asked for; both are in the register and in the catalog.
struct Chosen<'a> {
    zone: Option<&'a Named<ZoneId>>,
    threat: Option<&'a (ThreatId, Text)>,
    /// A zone of the register that has no row: it only groups others, or somebody else runs it.
    without_row: Option<&'a str>,
}

impl<'a> Chosen<'a> {
    fn of(judgements: &'a Judgements, params: &Params) -> Result<Self, Failure> {
        let coverage = judgements.coverage();
        let (zone, threat) = (params.get("zone"), params.get("threat"));
        let found = coverage.zones.iter().find(|known| known.id.as_str() == zone);
        let without_row = match found {
            None if !zone.is_empty() => Some(other_zone(judgements, zone)?),
            _ => None,
        };
        let known = coverage.threats.iter().find(|(id, _)| id.as_str() == threat);
        if known.is_none() && !threat.is_empty() {
            return Err(absent(Text::new("主要な脅威", "main threat"), threat));
        }
        Ok(Self { zone: found, threat: known, without_row })
    }
}

fn other_zone<'a>(judgements: &'a Judgements, zone: &str) -> Result<&'a str, Failure> {
    let known = zone.parse::<ZoneId>().ok().and_then(|id| judgements.register().zones.get(&id));
    known.map(|zone| zone.name.as_str()).ok_or_else(|| absent(RecordKind::Zone.word(), zone))
}

fn absent(kind: Text, id: &str) -> Failure {
    AppError::NotFound { kind, id: id.to_owned() }.into()
}

struct View<'a> {
    judgements: &'a Judgements,
    params: &'a Params,
    chosen: Chosen<'a>,
    lang: Lang,
    may_enter: bool,
}

impl<'a> View<'a> {
    fn coverage(&self) -> &'a Coverage {
        self.judgements.coverage()
    }

    fn body(&self) -> Markup {
        let lang = self.lang;
        html! {
            (parts::answer(self.answer().in_lang(lang)))
            (shown::tabs("/measures", lang))
            (self.choices())
            (self.opened())
            @if self.is_whole() { (parts::steps(&self.next(), lang)) }
            (self.heat())
            (self.radar())
            (self.open())
            @if self.is_whole() {
                (plan::list(self.judgements, self.params, lang))
                (plan::costs(self.judgements, lang))
                (plan::by_date(self.judgements, lang))
            } @else {
                p { a href="/measures#measures" { (lang.pick("対策の一覧・費用・実施計画を見る", "See all measures, their cost and the plan")) } }
            }
        }
    }

    /// Is nothing chosen?
    fn is_whole(&self) -> bool {
        self.chosen.zone.is_none() && self.chosen.threat.is_none() && self.chosen.without_row.is_none()
    }

    fn answer(&self) -> Text {
        if let Some(name) = self.chosen.without_row {
            return text!(
                ja: "ゾーン「{name}」の備えは評価しません。ほかのゾーンをまとめているだけか、社外のゾーンです。",
                en: "Zone \"{name}\" has no row of its own: it only groups others, or somebody else runs it."
            );
        }
        match (self.chosen.zone, self.chosen.threat) {
            (Some(zone), Some((threat, name))) => {
                cell_answer(self.coverage().cell(&zone.id, threat), zone, name)
            }
            (Some(zone), None) => {
                let (cells, name) = (self.coverage().cells.get(&zone.id), &zone.name);
                let Text { ja, en } = counted(cells.into_iter().flatten());
                text!(ja: "ゾーン「{name}」の{ja}", en: "Zone \"{name}\": {en}")
            }
            (None, Some((id, name))) => {
                let cells =
                    self.coverage().zones.iter().filter_map(|zone| self.coverage().cell(&zone.id, id));
                let (Text { ja, en }, Text { ja: name_ja, en: name_en }) = (counted(cells), name);
                text!(ja: "「{name_ja}」：{ja}", en: "{name_en}: {en}")
            }
            (None, None) => counted(self.coverage().cells.values().flatten()),
        }
    }

    fn choices(&self) -> Markup {
        let (lang, coverage) = (self.lang, self.coverage());
        let zones = coverage.zones.iter().map(|zone| (zone.id.as_str(), zone.name.clone()));
        let threats = coverage.threats.iter().map(|(id, name)| (id.as_str(), name.in_lang(lang).to_owned()));
        let content = html! {
            (choice(self.params, "zone", lang.pick("ゾーン", "Zone"), zones, lang))
            (choice(self.params, "threat", lang.pick("脅威", "Threat"), threats, lang))
        };
        filters(self.params, &["zone", "threat"], &content, lang)
    }

    /// What was chosen: one cell, or the cells of one zone or of one threat.
    fn opened(&self) -> Markup {
        match (self.chosen.zone, self.chosen.threat) {
            (Some(zone), Some((threat, name))) => match self.coverage().cell(&zone.id, threat) {
                Some(cell) => cell::Opened {
                    judgements: self.judgements,
                    zone,
                    name,
                    cell,
                    lang: self.lang,
                    may_enter: self.may_enter,
                }
                .render(),
                None => html! {},
            },
            (Some(zone), None) => {
                let cells = self.coverage().cells.get(&zone.id).into_iter().flatten();
                self.cells(&zone.name, cells.map(|cell| (&zone.id, cell)))
            }
            (None, Some((threat, name))) => {
                let zones = self.coverage().zones.iter();
                let cells =
                    zones.filter_map(|zone| Some((&zone.id, self.coverage().cell(&zone.id, threat)?)));
                self.cells(name.in_lang(self.lang), cells)
            }
            (None, None) => html! {},
        }
    }

    fn cells<'c>(&self, title: &str, cells: impl Iterator<Item = (&'c ZoneId, &'c Cell)>) -> Markup {
        let lang = self.lang;
        html! { section id="cells" {
            h2 { (title) }
            div.table tabindex="0" role="group" aria-label=(title) { table.prose {
                thead { tr {
                    th scope="col" { (if self.chosen.zone.is_some() { lang.pick("脅威", "Threat") } else { lang.pick("ゾーン", "Zone") }) }
                    th scope="col" { (lang.pick("備え", "Countered")) }
                    th scope="col" { (lang.pick("脅威レベル", "Threat level")) }
                    th scope="col" { (lang.pick("失うもの", "Loss")) }
                    th scope="col" { (lang.pick("対策", "Measures")) }
                } }
                tbody { @for (zone, cell) in cells { (self.line(zone, cell)) } }
            } }
        } }
    }

    fn line(&self, zone: &ZoneId, cell: &Cell) -> Markup {
        let (lang, catalog) = (self.lang, self.judgements.catalog());
        let zones = &self.judgements.register().zones;
        let name = match self.chosen.zone {
            Some(_) => shown::threat(catalog, &cell.threat, lang),
            None => zones.get(zone).map_or(zone.as_str(), |zone| zone.name.as_str()),
        };
        let acts: Vec<&str> = cell.acts.iter().map(|act| act.name.as_str()).collect();
        html! { tr {
            th scope="row" { a href=(href::cell(zone, &cell.threat)) { (name) } }
            td data-label=(lang.pick("備え", "Countered")) { (shown::cell_state(cell.state, lang)) }
            td data-label=(lang.pick("脅威レベル", "Threat level")) { (shown::level(catalog, "threat-level", cell.level.get(), lang)) }
            td data-label=(lang.pick("失うもの", "Loss")) { (parts::stated(&cell.loss, lang, |loss| parts::loss(loss, lang))) }
            td data-label=(lang.pick("対策", "Measures")) {
                @if acts.is_empty() { span.quiet { (lang.pick("なし", "none")) } }
                @else { (acts.iter().take(3).copied().collect::<Vec<_>>().join(lang.pick("、", ", "))) @if acts.len() > 3 { " " span.quiet { "+" (acts.len() - 3) } } }
            }
        } }
    }

    /// From one part of a long table to the next.
    fn sheets(&self, sheet: usize, of: usize) -> Markup {
        let lang = self.lang;
        let to = |sheet: usize| format!("{}#heat", self.params.with(&[("sheet", &sheet.to_string())]));
        html! { nav.pager aria-label=(lang.pick("ゾーンの続き", "More zones")) {
            @if sheet > 1 { a href=(to(sheet - 1)) rel="prev" { (lang.pick("← 前のゾーン", "← Zones before")) } }
            span { (sheet) " / " (of) }
            @if sheet < of { a href=(to(sheet + 1)) rel="next" { (lang.pick("次のゾーン →", "More zones →")) } }
        } }
    }

    fn heat(&self) -> Markup {
        let lang = self.lang;
        let links = |part: HeatPart<'_>| {
            Some(match part {
                HeatPart::Zone(zone) => format!("/measures?zone={}", href::escaped(zone.as_str())),
                HeatPart::Threat(threat) => href::threat(threat),
                HeatPart::Cell(zone, threat) => href::cell(zone, threat),
            })
        };
        let (coverage, register) = (self.coverage(), self.judgements.register());
        let mut table = Heat::from_coverage(coverage, register, lang, &links);
        if let Some(at) =
            self.chosen.zone.and_then(|chosen| coverage.zones.iter().position(|zone| zone.id == chosen.id))
        {
            // A large plant has hundreds of rows; one was asked for.
            table.rows = table.rows.into_iter().skip(at).take(1).collect();
        }
        let sheets = table.sheets(ZONES_DRAWN);
        let sheet = self.params.get("sheet").parse().unwrap_or(1).clamp(1, sheets.len().max(1));
        let picture = heat(sheets.get(sheet - 1).unwrap_or(&table), lang);
        let (outside, frames) = (coverage.outside.len(), coverage.frames.len());
        html! { section id="heat" {
            h2 { (lang.pick("ゾーン × 脅威", "Zone × threat")) }
            p { (lang.pick("枡目を開くと、効いている対策と、加えられる対策が出ます。", "A cell opens to the measures at work there, and to what could be added.")) }
            div.picture tabindex="0" role="group" aria-label=(lang.pick("ゾーン × 脅威", "Zone × threat")) { (PreEscaped(picture)) }
            @if sheets.len() > 1 { (self.sheets(sheet, sheets.len())) }
            @if self.chosen.zone.is_some() { p.note { a href="/measures#heat" { (lang.pick("すべてのゾーンを見る", "See all zones")) } } }
            @else if outside + frames > 0 { p.note { (match lang {
                Lang::Ja => format!("行にしないもの：社外のゾーン {outside} 件、ほかのゾーンをまとめるだけのゾーン {frames} 件。"),
                Lang::En => format!("Without a row: zones outside ({outside}), zones that only group others ({frames})."),
            }) } }
        } }
    }

    /// Of the plant, or of the chosen zone.
    fn radar(&self) -> Markup {
        let lang = self.lang;
        let axes = match self.chosen.zone {
            Some(zone) => {
                sekisho_assess::coverage::axes(&self.judgements.facts(), self.coverage(), Some(&zone.id))
            }
            None => self.judgements.radar().to_vec(),
        };
        let title =
            self.chosen.zone.map_or(lang.pick("対策の充足", "Coverage by measures"), |zone| &zone.name);
        html! { section id="radar" {
            h2 { (lang.pick("対策の充足", "Coverage by measures")) }
            div.picture tabindex="0" role="group" aria-label=(title) { (PreEscaped(radar(&Radar::from_axes(&axes, lang), lang))) }
        } }
    }

    /// What nobody has said, each counted, with the shortest way to say it.
    fn open(&self) -> Markup {
        let (lang, coverage) = (self.lang, self.coverage());
        let unknown = coverage.counts().get(&CellState::Unknown).copied().unwrap_or_default();
        let unknown_words = lang.pick(
            "ゾーンと脅威の組み合わせのうち、まだだれも検討していないものです。対策があっても数えません。",
            "Pairs of a zone and a threat that nobody has considered. Measures there do not count.",
        );
        html! {
            (parts::open(lang.pick("未検討の脅威", "Threats not considered"), unknown, unknown_words, &html! {
                a href=(href::table(RecordKind::ZoneThreat)) { (lang.pick("脅威の表で検討する", "Consider them in the table of threats")) }
            }))
            (self.listed(&coverage.unplaced, lang.pick("対象が書かれていない対策", "Measures put on nothing"), lang.pick("何を守るかが分からないので、数えていません。", "Nobody has said what they protect, so they do not count.")))
            (self.listed(&coverage.effect_unknown, lang.pick("効果が分からない対策", "Measures of unknown effect"), lang.pick("カタログの対策とひも付くと、効果が分かります。", "They count once the measure of the catalog that they carry out is named.")))
            @if !coverage.strays.is_empty() { (parts::open(lang.pick("カタログにない脅威の行", "Rows whose threat is not in the catalog"), coverage.strays.len(), lang.pick("脅威の ID を直してください。", "Correct the threat's id."), &html! {
                @for row in &coverage.strays { a.item href=(href::row(RecordKind::ZoneThreat, row.id.as_str())) { (row.name) } " " }
            })) }
        }
    }

    fn listed(&self, measures: &[Named<sekisho_model::MeasureId>], title: &str, words: &str) -> Markup {
        parts::open(
            title,
            measures.len(),
            words,
            &html! {
                @for it in measures { a.item href=(href::row(RecordKind::Measure, it.id.as_str())) { (it.name) } " " }
            },
        )
    }

    /// The gravest cell that nothing counters, the measure that is most overdue, and what nobody has considered.
    fn next(&self) -> Vec<Step> {
        let register = self.judgements.register();
        let gravest = self.gravest().map(|(zone, cell)| {
            let (name, threat) = (&zone.name, self.judgements.catalog().threats.get(&cell.threat));
            let Text { ja, en } = threat.map(|threat| threat.name.clone()).unwrap_or_default();
            Step::new(
                text!(ja: "「{name}」の「{ja}」に備える", en: "In \"{name}\", counter: {en}"),
                Text::new(
                    "手つかずのうち最も重いところ。加えられる対策が出ます。",
                    "The gravest of those untouched. Shows what could be added.",
                ),
                Some(href::cell(&zone.id, &cell.threat)),
            )
        });
        let today = self.judgements.today();
        let late = register.measures.values().filter(|measure| plan::is_overdue(measure, today));
        let late = late.min_by_key(|measure| measure.due.known().copied()).map(late_step);
        let unknown = self.coverage().counts().get(&CellState::Unknown).copied().filter(|count| *count > 0);
        let unknown = unknown.map(|count| {
            Step::new(
                text!(ja: "未検討の {count} か所を検討する", en: "Consider the {count} cells not considered"),
                Text::new("検討した行があるところから、備えを数えます。", "A cell counts once it has a row."),
                Some(href::table(RecordKind::ZoneThreat)),
            )
        });
        [gravest, late, unknown].into_iter().flatten().collect()
    }

    fn gravest(&self) -> Option<(&'a Named<ZoneId>, &'a Cell)> {
        let zones = &self.judgements.register().zones;
        let weight = |zone: &ZoneId, cell: &Cell| {
            let importance: Option<Importance> =
                zones.get(zone).and_then(|zone| zone.importance.known().copied());
            let loss = cell.loss.known().map(sekisho_model::Loss::worst);
            (importance, loss, cell.level.get())
        };
        let cells = self.coverage().zones.iter().flat_map(|zone| {
            self.coverage().cells.get(&zone.id).into_iter().flatten().map(move |cell| (zone, cell))
        });
        cells
            .filter(|(_, cell)| cell.state == CellState::Open)
            .max_by_key(|(zone, cell)| weight(&zone.id, cell))
    }
}

fn late_step(measure: &Measure) -> Step {
    let (name, due) = (&measure.name, &measure.due);
    let due = if let Stated::Known(due) = due { due.to_string() } else { String::new() };
    Step::new(
        text!(ja: "期限を過ぎた「{name}」を進める", en: "Get on with \"{name}\", which is overdue"),
        text!(ja: "期限は {due} でした。", en: "It was due on {due}."),
        Some(href::row(RecordKind::Measure, measure.id.as_str())),
    )
}

/// Cells by how far they are countered, in one sentence.
fn counted<'c>(cells: impl Iterator<Item = &'c Cell>) -> Text {
    let mut counts: BTreeMap<CellState, usize> = BTreeMap::new();
    for cell in cells {
        *counts.entry(cell.state).or_default() += 1;
    }
    let all: usize = counts.values().sum();
    let [fully, partly, planned, open, unknown] =
        shown::STATES.map(|state| counts.get(&state).copied().unwrap_or_default());
    if all == 0 {
        return text!(
            ja: "脅威への備えを数えるゾーンが、まだありません。",
            en: "There is no zone yet whose threats could be countered."
        );
    }
    text!(
        ja: "脅威への備え {all} か所のうち、防げているもの {fully}、一部 {partly}、計画中 {planned}、手つかず {open}、未検討 {unknown}。",
        en: "Of {all} pairs of a zone and a threat, {fully} are prevented, {partly} in part, {planned} planned, {open} untouched and {unknown} not considered."
    )
}

fn cell_answer(cell: Option<&Cell>, zone: &Named<ZoneId>, threat: &Text) -> Text {
    let (zone, Text { ja, en }) = (&zone.name, threat);
    let state = cell.map_or(CellState::Unknown, |cell| cell.state);
    match state {
        CellState::Unknown => text!(
            ja: "ゾーン「{zone}」の「{ja}」は未検討です。備えは数えていません。",
            en: "Nobody has considered {en} in zone \"{zone}\", so nothing counts there."
        ),
        CellState::Open => text!(
            ja: "ゾーン「{zone}」の「{ja}」には、実施中も計画中も対策がありません。",
            en: "Nothing is in place or planned against {en} in zone \"{zone}\"."
        ),
        CellState::Planned => text!(
            ja: "ゾーン「{zone}」の「{ja}」には、計画中の対策だけがあります。",
            en: "Only planned measures stand against {en} in zone \"{zone}\"."
        ),
        CellState::Partly => text!(
            ja: "ゾーン「{zone}」の「{ja}」は、一部だけ備えがあります。",
            en: "{en} in zone \"{zone}\" is countered in part."
        ),
        CellState::Fully => text!(
            ja: "ゾーン「{zone}」の「{ja}」は、実施済みの対策で防げています。",
            en: "{en} in zone \"{zone}\" is prevented by measures in place."
        ),
    }
}
