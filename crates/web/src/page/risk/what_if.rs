//! What one measure in another state would change: values, cells and findings, before and after. Nothing is
//! stored.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use axum::extract::State;
use maud::{Markup, html};
use sekisho_app::guideline::{self, Judgements, WhatIf};
use sekisho_assess::coverage::CellState;
use sekisho_assess::risk::{AssetChange, CellChange, Difference, TreeChange};
use sekisho_assess::rules::Finding;
use sekisho_catalog::RiskValue;
use sekisho_model::{Lang, MeasureState, RecordKind, text};

use super::{shown, titled};
use crate::listing::Params;
use crate::page::{Answer, ok};
use crate::visitor::Visitor;
use crate::{Web, chrome, href, parts};

/// Rows of one table; the count above it tells all.
const ROWS_MAX: usize = 200;

/// `GET /risk/what-if?measure=&state=`
pub(crate) async fn get(State(web): State<Web>, visitor: Visitor, params: Params) -> Answer {
    let judgements = guideline::judgements(&web.app, &visitor.caller).await?;
    let asked = (params.get("measure"), state_called(params.get("state")));
    let tried = match asked {
        ("", _) | (_, None) => None,
        (measure, Some(state)) => Some(guideline::what_if(&web.app, &visitor.caller, measure, state).await?),
    };
    let view = View { judgements: &judgements, params: &params, tried: tried.as_ref(), lang: visitor.lang };
    let title = visitor.lang.pick("対策を変えてみる", "What if");
    ok(chrome::page(&visitor, titled(title, view.body(), visitor.lang)))
}

fn state_called(code: &str) -> Option<MeasureState> {
    shown::MEASURE_STATES.into_iter().find(|state| shown::measure_code(*state) == code)
}

struct View<'a> {
    judgements: &'a Judgements,
    params: &'a Params,
    tried: Option<&'a WhatIf>,
    lang: Lang,
}

impl View<'_> {
    fn body(&self) -> Markup {
        let lang = self.lang;
        html! {
            (parts::answer(&self.answer()))
            (shown::tabs("/risk/what-if", lang))
            (self.form())
            @if let Some(what_if) = self.tried {
                (spread(&what_if.difference, lang))
                (self.assets(&what_if.difference.assets))
                (self.trees(&what_if.difference.trees))
                (self.cells(&what_if.difference.cells))
                (findings(lang.pick("なくなる指摘", "Findings that would be gone"), &what_if.findings_gone, lang))
                (findings(lang.pick("新しく出る指摘", "Findings that would be new"), &what_if.findings_new, lang))
                p { a href=(href::row(RecordKind::Measure, what_if.measure.id.as_str())) { (lang.pick("この対策の行を開いて、状態を変える", "Open this measure's row to change its state")) } }
            }
            p.note { (lang.pick("試すだけで、台帳は変わりません。", "This only tries it out; the register stays as it is.")) }
        }
    }

    fn answer(&self) -> String {
        let lang = self.lang;
        let Some(what_if) = self.tried else {
            let all = self.judgements.register().measures.len();
            let open = self.judgements.register().measures.values();
            let open =
                open.filter(|it| matches!(it.state, MeasureState::Planned | MeasureState::Proposed)).count();
            let words = text!(
                ja: "対策 {all} 件（うち計画・案 {open} 件）から 1 件を選ぶと、状態を変えたときのリスク値の変化が分かります。",
                en: "Choose one of {all} measures ({open} of them planned or proposed) to see how risk values would change."
            );
            return words.in_lang(lang).to_owned();
        };
        let (name, says) = (&what_if.measure.name, what_if.says.in_lang(lang));
        let [from, to] = [what_if.from, what_if.to].map(shown::measure_word);
        let trees =
            what_if.difference.trees.iter().filter(|tree| tree.value.before != tree.value.after).count();
        let trees = match (lang, trees) {
            (_, 0) => String::new(),
            (Lang::Ja, trees) => format!("攻撃シナリオ {trees} 件の値が変わります。"),
            (Lang::En, trees) => format!(" Attack scenarios whose value changes: {trees}."),
        };
        match lang {
            Lang::Ja => format!("対策「{name}」が「{}」から「{}」になると：{says}{trees}", from.ja, to.ja),
            Lang::En => {
                let (from, to) = (from.en.to_lowercase(), to.en.to_lowercase());
                format!("If \"{name}\" goes from {from} to {to}: {says}{trees}")
            }
        }
    }

    fn form(&self) -> Markup {
        let (lang, measures) = (self.lang, &self.judgements.register().measures);
        let (measure, state) = (self.params.get("measure"), self.params.get("state"));
        let state = if state.is_empty() { "in-place" } else { state };
        html! { form.filters method="get" action="/risk/what-if" {
            label { span { (RecordKind::Measure.word().in_lang(lang)) } select name="measure" required {
                @if measure.is_empty() { option value="" { (lang.pick("選んでください", "choose one")) } }
                @for it in measures.values() { option value=(it.id) selected[it.id.as_str() == measure] { (it.name) (lang.pick("（", " (")) (shown::measure_word(it.state).in_lang(lang)) (lang.pick("）", ")")) } }
            } }
            label { span { (lang.pick("この状態になったら", "If its state were")) } select name="state" {
                @for it in shown::MEASURE_STATES { option value=(shown::measure_code(it)) selected[shown::measure_code(it) == state] { (shown::measure_word(it).in_lang(lang)) } }
            } }
            button.first { (lang.pick("試す", "Try it out")) }
        } }
    }

    fn assets(&self, changes: &[AssetChange]) -> Markup {
        let (lang, catalog) = (self.lang, self.judgements.catalog());
        let title = lang.pick("リスク値が変わる保護対象と脅威", "Assets and threats whose value changes");
        let mut moved: Vec<&AssetChange> = changes.iter().filter(|change| moves_value(change)).collect();
        moved.sort_by_key(|change| (Reverse(change.value.before), change.value.after));
        let rows = html! { @for change in moved.iter().take(ROWS_MAX) { tr {
            th scope="row" { (super::members(&change.assets, lang)) }
            td data-label=(lang.pick("脅威", "Threat")) { (shown::threat(catalog, &change.threat, lang)) }
            td data-label=(lang.pick("リスク値", "Risk value")) { (shown::change(change.value.before, change.value.after, lang)) }
            td data-label=(lang.pick("脆弱性レベル", "Vulnerability level")) { (figure(change.vulnerability.before)) " → " (figure(change.vulnerability.after)) }
        } } };
        let heads = [
            lang.pick("保護対象", "Asset"),
            lang.pick("脅威", "Threat"),
            lang.pick("リスク値", "Risk value"),
            lang.pick("脆弱性レベル", "Vulnerability level"),
        ];
        let more = changes.len() - moved.len();
        html! {
            (section(title, moved.len(), &heads, &rows, lang))
            @if more > 0 { p.sub { (match lang {
                Lang::Ja => format!("ほかに、値は同じで脆弱性レベルだけが変わるものが {more} 件あります。"),
                Lang::En => format!("{more} more keep their value and change their vulnerability level only."),
            }) } }
        }
    }

    fn trees(&self, changes: &[TreeChange]) -> Markup {
        let lang = self.lang;
        let title = lang.pick("値が変わる攻撃シナリオ", "Attack scenarios that change");
        let rows = html! { @for change in changes.iter().take(ROWS_MAX) { tr {
            th scope="row" { a href={ (href::risk_business(&change.business.id)) "#" (href::escaped(change.id.as_str())) } { (change.name.in_lang(lang)) } }
            td data-label=(lang.pick("業務", "Business")) { (change.business.name) }
            td data-label=(lang.pick("リスク値", "Risk value")) { (shown::change(change.value.before, change.value.after, lang)) }
            td data-label=(lang.pick("値が変わる経路", "Ways that change")) { (change.routes.len()) }
        } } };
        let heads = [
            lang.pick("シナリオ", "Scenario"),
            lang.pick("業務", "Business"),
            lang.pick("リスク値", "Risk value"),
            lang.pick("値が変わる経路", "Ways that change"),
        ];
        section(title, changes.len(), &heads, &rows, lang)
    }

    fn cells(&self, changes: &[CellChange]) -> Markup {
        let (lang, catalog, register) = (self.lang, self.judgements.catalog(), self.judgements.register());
        let state = |state: Option<CellState>| html! { @match state { Some(state) => (shown::cell_state(state, lang)), None => "–" } };
        let title = lang.pick("備えが変わるところ（ゾーン × 脅威）", "Cells that change (zone × threat)");
        let rows = html! { @for change in changes.iter().take(ROWS_MAX) { tr {
            th scope="row" { (register.zones.get(&change.zone).map_or(change.zone.as_str(), |zone| zone.name.as_str())) }
            td data-label=(lang.pick("脅威", "Threat")) { a href=(href::cell(&change.zone, &change.threat)) { (shown::threat(catalog, &change.threat, lang)) } }
            td data-label=(lang.pick("備え", "Countered")) { (state(change.state.before)) " → " (state(change.state.after)) }
        } } };
        let heads = [
            lang.pick("ゾーン", "Zone"),
            lang.pick("脅威", "Threat"),
            lang.pick("備え：いま → 変えたとき", "Countered: now → then"),
        ];
        section(title, changes.len(), &heads, &rows, lang)
    }
}

fn figure(level: Option<u8>) -> String {
    level.map_or_else(|| "–".to_owned(), |level| level.to_string())
}

/// A counted table, or that nothing changes.
fn section(title: &str, all: usize, heads: &[&str], rows: &Markup, lang: Lang) -> Markup {
    html! { section {
        h2 { (title) span.count { (all) } }
        @if all == 0 { p { (lang.pick("変わるものはありません。", "None changes.")) } }
        @else {
            div.table tabindex="0" role="group" aria-label=(title) { table.prose {
                thead { tr { @for head in heads { th scope="col" { (head) } } } }
                tbody { (rows) }
            } }
            (rest(all, lang))
        }
    } }
}

/// How many assets' threats go from which value to which, the greatest fall first.
fn spread(difference: &Difference, lang: Lang) -> Markup {
    let mut moves: BTreeMap<(Reverse<Option<RiskValue>>, Option<RiskValue>), usize> = BTreeMap::new();
    for change in difference.assets.iter().filter(|change| moves_value(change)) {
        *moves.entry((Reverse(change.value.before), change.value.after)).or_default() += change.assets.len();
    }
    html! { @if !moves.is_empty() { p.counts.spread {
        @for ((Reverse(before), after), count) in moves { span { (shown::change(before, after, lang)) " " b { (count) } (lang.pick(" 件", "")) } }
    } } }
}

/// The others change their vulnerability level only.
fn moves_value(change: &AssetChange) -> bool {
    change.value.before != change.value.after
}

fn rest(all: usize, lang: Lang) -> Markup {
    let more = all.saturating_sub(ROWS_MAX);
    html! { @if more > 0 { p.quiet { (match lang { Lang::Ja => format!("ほか {more} 件"), Lang::En => format!("and {more} more") }) } } }
}

fn findings(title: &str, findings: &[Finding], lang: Lang) -> Markup {
    html! { @if !findings.is_empty() { section {
        h2 { (title) span.count { (findings.len()) } }
        ul.plain { @for finding in findings { li { a href=(href::row(finding.subject.0, &finding.subject.1)) { (finding.what.in_lang(lang)) } } } }
    } } }
}
