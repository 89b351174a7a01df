//! The words and signs of risk and coverage, the same on every page: value, level, state of a cell, state of a
//! measure, effects. Nothing is said by colour alone.

use maud::{Markup, html};
use sekisho_assess::coverage::{Act, CellState};
use sekisho_assess::risk::{Effects, Placed};
use sekisho_catalog::{Catalog, Confirmed, Effect, RiskValue};
use sekisho_exchange::table;
use sekisho_model::{Lang, Measure, MeasureState, RecordKind, Register, Text, ThreatId};
use sekisho_report::assess::risk_code;

use crate::href;
use crate::page::step;

/// Risk values, the greatest first.
pub(in crate::page) const VALUES: [RiskValue; 5] =
    [RiskValue::A, RiskValue::B, RiskValue::C, RiskValue::D, RiskValue::E];

/// States of a cell, in the order in which the answer names them.
pub(in crate::page) const STATES: [CellState; 5] =
    [CellState::Fully, CellState::Partly, CellState::Planned, CellState::Open, CellState::Unknown];

/// The states a measure may have, the best first.
pub(in crate::page) const MEASURE_STATES: [MeasureState; 4] =
    [MeasureState::InPlace, MeasureState::Planned, MeasureState::Proposed, MeasureState::Dropped];

/// A risk value: its letter in a frame that is the heavier the greater it is.
pub(in crate::page) fn value(value: Option<RiskValue>, lang: Lang) -> Markup {
    html! {
        @match value {
            Some(value) => span class={ "grade " (risk_code(value)) } { (risk_code(value)) },
            None => span.unknown { (lang.pick("表に値なし", "not in the table")) },
        }
    }
}

/// A value that changes.
pub(in crate::page) fn change(before: Option<RiskValue>, after: Option<RiskValue>, lang: Lang) -> Markup {
    let word = match after.cmp(&before) {
        std::cmp::Ordering::Less => lang.pick("下がる", "lower"),
        std::cmp::Ordering::Greater => lang.pick("上がる", "higher"),
        std::cmp::Ordering::Equal => lang.pick("同じ", "same"),
    };
    html! { span.nowrap { (value(before, lang)) " → " (value(after, lang)) " " span.quiet { (word) } } }
}

/// A level of one of the catalog's scales, with its word.
pub(in crate::page) fn level(catalog: &Catalog, scale: &str, level: u8, lang: Lang) -> Markup {
    let word = catalog.scales.get(scale).and_then(|scale| scale.values.get(&level));
    html! { span.nowrap { (level) @if let Some((word, _)) = word { " " span.quiet { (word.in_lang(lang)) } } } }
}

/// How far a threat to a zone is countered: sign and word, as in the heat table.
pub(in crate::page) fn cell_state(state: CellState, lang: Lang) -> Markup {
    html! { span.nowrap { span.sign aria-hidden="true" { (cell_mark(state)) } " " (cell_word(state).in_lang(lang)) } }
}

const fn cell_mark(state: CellState) -> &'static str {
    match state {
        CellState::Unknown => "？",
        CellState::Open => "▲",
        CellState::Planned => "△",
        CellState::Partly => "◐",
        CellState::Fully => "○",
    }
}

pub(in crate::page) fn cell_word(state: CellState) -> Text {
    match state {
        CellState::Unknown => Text::new("未検討", "not considered"),
        CellState::Open => Text::new("対策なし", "not countered"),
        CellState::Planned => Text::new("計画あり", "planned"),
        CellState::Partly => Text::new("一部対策済み", "countered in part"),
        CellState::Fully => Text::new("対策済み", "countered"),
    }
}

/// The state of a measure: sign and word.
pub(in crate::page) fn measure_state(state: MeasureState, lang: Lang) -> Markup {
    let sign = match state {
        MeasureState::InPlace => "●",
        MeasureState::Planned => "○",
        MeasureState::Proposed => "△",
        MeasureState::Dropped => "×",
    };
    html! { span.nowrap { span.sign aria-hidden="true" { (sign) } " " (measure_word(state).in_lang(lang)) } }
}

pub(in crate::page) fn measure_word(state: MeasureState) -> Text {
    table::word("measure-state", measure_code(state))
}

/// The code of a measure's state, as in documents and addresses.
pub(in crate::page) const fn measure_code(state: MeasureState) -> &'static str {
    match state {
        MeasureState::Proposed => "proposed",
        MeasureState::Planned => "planned",
        MeasureState::InPlace => "in-place",
        MeasureState::Dropped => "dropped",
    }
}

/// What a measure does.
pub(in crate::page) fn effects(effects: Effects, lang: Lang) -> Markup {
    let words: Vec<&str> = effects.iter().map(|effect| effect_word(effect).pick(lang)).collect();
    html! {
        @if words.is_empty() { span.unknown { (lang.pick("効果が未確認", "effect unknown")) } }
        @else { (words.join(lang.pick("、", ", "))) }
    }
}

/// A pair of fixed words.
struct Word(&'static str, &'static str);

impl Word {
    const fn pick(&self, lang: Lang) -> &'static str {
        lang.pick(self.0, self.1)
    }
}

const fn effect_word(effect: Effect) -> Word {
    match effect {
        Effect::PreventSpread => Word("侵入・拡散の防止", "prevents entry and spread"),
        Effect::PreventGoal => Word("被害の防止", "prevents the damage"),
        Effect::Detect => Word("検知・被害把握", "detects"),
        Effect::Continue => Word("事業継続", "keeps running"),
    }
}

const fn placed(placed: Placed) -> Word {
    match placed {
        Placed::Plant => Word("工場全体", "the whole plant"),
        Placed::OuterZone => Word("外側のゾーン", "a zone around it"),
        Placed::Zone => Word("このゾーン", "the zone"),
        Placed::Conduit => Word("つながるコンジット", "a conduit that leads in"),
        Placed::Asset => Word("保護対象", "assets"),
    }
}

/// What it is put on, in words: every name that the measure states.
fn places(measure: Option<&Measure>, register: &Register) -> Vec<String> {
    let Some(measure) = measure else { return Vec::new() };
    let zones = measure.zones.iter().filter_map(|id| register.zones.get(id)).map(|zone| zone.name.clone());
    let conduits =
        measure.conduits.iter().filter_map(|id| register.conduits.get(id)).map(|it| it.name.clone());
    let assets = measure.assets.iter().filter_map(|id| register.assets.get(id)).map(|it| it.name.clone());
    zones.chain(conduits).chain(assets).collect()
}

/// Places named in one cell.
const PLACES_SHOWN: usize = 4;

/// What acts against a threat, as a table; or that nothing does.
pub(in crate::page) fn acts(acts: &[Act], register: &Register, lang: Lang) -> Markup {
    if acts.is_empty() {
        return html! { p { (lang.pick("この脅威に効く対策は、計画も含めて登録されていません。", "No measure against this threat is registered, not even a planned one.")) } };
    }
    html! {
        div.table tabindex="0" role="group" aria-label=(lang.pick("効いている対策", "Measures at work")) { table.prose {
            thead { tr {
                th scope="col" { (RecordKind::Measure.word().in_lang(lang)) }
                th scope="col" { (lang.pick("状態", "State")) }
                th scope="col" { (lang.pick("効果", "Effect")) }
                th scope="col" { (lang.pick("対象", "Put on")) }
            } }
            tbody { @for act in acts { (one(act, register, lang)) } }
        } }
    }
}

fn one(act: &Act, register: &Register, lang: Lang) -> Markup {
    let places = places(register.measures.get(&act.measure), register);
    let more = places.len().saturating_sub(PLACES_SHOWN);
    let shown: Vec<&str> = places.iter().take(PLACES_SHOWN).map(String::as_str).collect();
    html! { tr {
        th scope="row" { a href=(href::row(RecordKind::Measure, act.measure.as_str())) { (act.name) } }
        td data-label=(lang.pick("状態", "State")) { (measure_state(act.state, lang)) }
        td data-label=(lang.pick("効果", "Effect")) {
            (effects(act.effects, lang))
            @if !act.whole && !act.effects.is_empty() { p.sub { (lang.pick("範囲または手口の一部だけ", "a part of the place or of the techniques only")) } }
        }
        td data-label=(lang.pick("対象", "Put on")) {
            (placed(act.placed).pick(lang))
            @if !shown.is_empty() { p.sub { (shown.join(lang.pick("、", ", "))) @if more > 0 { (match lang { Lang::Ja => format!(" ほか {more}"), Lang::En => format!(" and {more} more") }) } } }
        }
    } }
}

/// The name of a threat; its id where the catalog has none.
pub(in crate::page) fn threat<'a>(catalog: &'a Catalog, id: &'a ThreatId, lang: Lang) -> &'a str {
    catalog.threats.get(id).map_or_else(|| id.as_str(), |threat| threat.name.in_lang(lang))
}

/// The table that gives the values: whose it is, its cells, and how it is replaced.
pub(in crate::page) fn risk_table(catalog: &Catalog, lang: Lang) -> Markup {
    let table = &catalog.risk;
    html! { section.quietly id="risk-table" {
        h2 { (lang.pick("リスク値の表", "The risk table")) }
        p {
            (table.title.in_lang(lang)) " "
            @if table.basis.confirmed == Confirmed::Own {
                (lang.pick(
                    "この表は当ソフトの既定値で、IPA の表ではありません。お持ちの公式の表や自社の表をカタログのパックに書き、",
                    "It is our own default, not IPA's. Write the official table, or your company's, into a catalog pack and load it with ",
                ))
                code { "sekisho catalog load" }
                (lang.pick(" で読み込むと置き換わります。", "; it then stands in place of this one."))
            } @else { (lang.pick("出典：", "Source: ")) (step::basis(&table.basis, lang)) }
        }
        details {
            summary { (lang.pick("表を見る", "See the table")) }
            (cells(catalog, lang))
        }
    } }
}

fn cells(catalog: &Catalog, lang: Lang) -> Markup {
    let cell = |importance, threat, vulnerability| {
        catalog.risk.cells.get(&(importance, threat, vulnerability)).copied()
    };
    html! { div.table tabindex="0" role="group" aria-label=(lang.pick("リスク値の表", "The risk table")) { table.narrow {
        thead { tr {
            th scope="col" { (lang.pick("重要度", "Importance")) }
            th scope="col" { (lang.pick("脅威レベル", "Threat level")) }
            @for vulnerability in 1..=3_u8 { th scope="col" { (lang.pick("脆弱性レベル", "Vulnerability")) " " (vulnerability) } }
        } }
        tbody { @for importance in (1..=3_u8).rev() { @for threat in (1..=3_u8).rev() { tr {
            th scope="row" { (level(catalog, "asset-importance", importance, lang)) }
            td { (level(catalog, "threat-level", threat, lang)) }
            @for vulnerability in 1..=3_u8 { td { (value(cell(importance, threat, vulnerability), lang)) } }
        } } } }
    } } }
}

/// Where the pages on risk lead to one another.
pub(in crate::page) fn tabs(here: &str, lang: Lang) -> Markup {
    let all = [
        ("/risk", "資産ベースのリスク", "By asset"),
        ("/risk/business", "事業被害ベースのリスク", "By business damage"),
        ("/risk/what-if", "対策を変えてみる", "What if"),
        ("/measures", "脅威への備えと対策", "Threats and measures"),
    ];
    html! { nav.jump aria-label=(lang.pick("リスクのページ", "Pages on risk")) {
        @for (path, ja, en) in all {
            a href=(path) aria-current=[(path == here).then_some("page")] { (lang.pick(ja, en)) }
        }
    } }
}

/// A sum in yen with its separators.
pub(in crate::page) use sekisho_report::words::yen;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_a_letter_in_a_frame_and_what_the_table_lacks_is_said() {
        assert_eq!(value(Some(RiskValue::A), Lang::Ja).into_string(), "<span class=\"grade A\">A</span>");
        assert!(value(None, Lang::En).into_string().contains("not in the table"));
    }

    #[test]
    fn a_fall_and_a_rise_are_said_in_words() {
        let fall = change(Some(RiskValue::A), Some(RiskValue::C), Lang::Ja).into_string();
        let rise = change(Some(RiskValue::D), Some(RiskValue::B), Lang::En).into_string();
        assert!(fall.contains("下がる") && rise.contains("higher"), "{fall} {rise}");
    }
}
