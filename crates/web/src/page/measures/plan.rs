//! The measures of the register as a list, their cost by state, and the plan by date.

use std::cmp::Reverse;

use jiff::civil::Date;
use maud::{Markup, html};
use sekisho_app::guideline::Judgements;
use sekisho_model::{Lang, Measure, MeasureState, RecordKind, Stated};

use super::shown;
use crate::listing::{Column, Listing, Params, choice, filters};
use crate::{href, parts};

/// Has its day passed while it is not in place?
pub(super) fn is_overdue(measure: &Measure, today: Date) -> bool {
    is_to_do(measure) && measure.due.known().is_some_and(|due| *due < today)
}

const fn is_to_do(measure: &Measure) -> bool {
    matches!(measure.state, MeasureState::Planned | MeasureState::Proposed)
}

/// Every measure, filtered by state.
pub(super) fn list(judgements: &Judgements, params: &Params, lang: Lang) -> Markup {
    let measures = &judgements.register().measures;
    let state = params.get("state");
    let rows: Vec<&Measure> =
        measures.values().filter(|it| state.is_empty() || shown::measure_code(it.state) == state).collect();
    let states = shown::MEASURE_STATES
        .map(|state| (shown::measure_code(state), shown::measure_word(state).in_lang(lang).to_owned()));
    let content = choice(params, "state", lang.pick("状態", "State"), states, lang);
    let listing = Listing {
        name: "",
        caption: RecordKind::Measure.word(),
        columns: columns(judgements.today(), lang),
        rows,
        empty: html! { p { (lang.pick("条件に合う対策はありません。", "No measure matches. ")) a href=(href::table(RecordKind::Measure)) { (lang.pick("対策の表を開く", "Open the table of measures")) } } },
        anchor: None,
    };
    html! { section id="measures" {
        h2 { (lang.pick("対策の一覧", "Measures")) span.count { (measures.len()) } }
        (filters(params, &["state"], &content, lang))
        (listing.render(params, lang))
        p { a href=(href::table(RecordKind::Measure)) { (lang.pick("対策の表で編集する・Excel から貼り付ける", "Edit in the table, or paste from Excel")) } }
    } }
}

type MeasureColumn<'a> = Column<'a, &'a Measure>;

fn columns<'a>(today: Date, lang: Lang) -> Vec<MeasureColumn<'a>> {
    vec![
        MeasureColumn::new("name", ("対策", "Measure"), |it| it.name.clone(), |it| {
            html! { a href=(href::row(RecordKind::Measure, it.id.as_str())) { (it.name) } " " span.id { (it.id) } }
        }),
        MeasureColumn::new("state", ("状態", "State"), |it| Reverse(it.state), move |it| {
            shown::measure_state(it.state, lang)
        }),
        MeasureColumn::new("owner", ("担当", "Owner"), |it| it.owner.known().cloned(), move |it| {
            parts::stated_text(&it.owner, lang)
        }),
        MeasureColumn::new("cost", ("費用", "Cost"), |it| Reverse(it.cost_yen.known().copied()), move |it| cost(&it.cost_yen, lang))
            .figures(),
        MeasureColumn::new("yearly", ("毎年の費用", "Yearly cost"), |it| Reverse(it.yearly_cost_yen.known().copied()), move |it| cost(&it.yearly_cost_yen, lang))
            .figures(),
        MeasureColumn::new("due", ("期日", "Due"), |it| it.due.known().copied().unwrap_or(Date::MAX), move |it| due(it, today, lang)),
        MeasureColumn::new("try", ("試す", "Try"), |it| it.id.clone(), move |it| {
            let other = if it.state == MeasureState::InPlace { "dropped" } else { "in-place" };
            html! { a href=(href::what_if(&it.id, other)) {
                (if other == "dropped" { lang.pick("なくしたら", "without it") } else { lang.pick("実施したら", "once in place") })
                span.hidden { (lang.pick("：", ": ")) (it.name) }
            } }
        })
        .short(),
    ]
}

fn cost(yen: &Stated<u64>, lang: Lang) -> Markup {
    parts::stated(yen, lang, |yen| html! { (shown::yen(*yen, lang)) })
}

fn due(measure: &Measure, today: Date, lang: Lang) -> Markup {
    html! {
        @if is_overdue(measure, today) { span.late { span.sign aria-hidden="true" { "▲" } (lang.pick("期限切れ ", "overdue ")) } }
        @if is_to_do(measure) || measure.due.known().is_some() { (parts::stated_text(&measure.due, lang)) }
        @else { span.quiet { "–" } }
    }
}

/// What the measures of one state cost.
#[derive(Default)]
struct Sum {
    measures: usize,
    once: u64,
    yearly: u64,
    /// Measures of which the cost is unknown.
    unknown: usize,
}

impl Sum {
    fn of<'a>(measures: impl Iterator<Item = &'a Measure>) -> Self {
        measures.fold(Self::default(), |sum, measure| Self {
            measures: sum.measures + 1,
            once: sum.once.saturating_add(measure.cost_yen.known().copied().unwrap_or_default()),
            yearly: sum.yearly.saturating_add(measure.yearly_cost_yen.known().copied().unwrap_or_default()),
            unknown: sum.unknown + usize::from(measure.cost_yen.is_unknown()),
        })
    }
}

/// Sums by state; a measure of unknown cost is counted, never taken for free.
pub(super) fn costs(judgements: &Judgements, lang: Lang) -> Markup {
    let measures = &judgements.register().measures;
    let of = |state: MeasureState| Sum::of(measures.values().filter(|measure| measure.state == state));
    html! { section id="costs" {
        h2 { (lang.pick("費用の合計", "Cost")) }
        div.table tabindex="0" role="group" aria-label=(lang.pick("費用の合計", "Cost")) { table.narrow {
            thead { tr {
                th scope="col" { (lang.pick("状態", "State")) }
                th.figures scope="col" { (lang.pick("件数", "Measures")) }
                th.figures scope="col" { (lang.pick("費用", "Cost")) }
                th.figures scope="col" { (lang.pick("毎年の費用", "Yearly cost")) }
                th.figures scope="col" { (lang.pick("費用が未確認", "Cost unknown")) }
            } }
            tbody { @for state in shown::MEASURE_STATES { @let sum = of(state); tr {
                th scope="row" { (shown::measure_state(state, lang)) }
                td.figures { (sum.measures) }
                td.figures { (shown::yen(sum.once, lang)) }
                td.figures { (shown::yen(sum.yearly, lang)) }
                td.figures { (sum.unknown) }
            } } }
        } }
    } }
}

/// What is still to be done, by date, with the cost so far; what has no date comes last and is counted.
pub(super) fn by_date(judgements: &Judgements, lang: Lang) -> Markup {
    let mut rows: Vec<&Measure> = judgements.register().measures.values().filter(|it| is_to_do(it)).collect();
    rows.sort_by_key(|it| (it.due.known().copied().unwrap_or(Date::MAX), it.id.clone()));
    let undated = rows.iter().filter(|it| it.due.known().is_none()).count();
    let sums = rows.iter().scan(0_u64, |sum, it| {
        *sum = sum.saturating_add(it.cost_yen.known().copied().unwrap_or_default());
        Some(*sum)
    });
    let sums: Vec<u64> = sums.collect();
    html! { section id="plan" {
        h2 { (lang.pick("実施計画（期日順）", "Plan by date")) span.count { (rows.len()) } }
        @if rows.is_empty() { p { (lang.pick("これから実施する対策はありません。", "Nothing is left to be done.")) } }
        @else {
            @if undated > 0 { p { span.sign aria-hidden="true" { "？" } (match lang {
                Lang::Ja => format!("期日が未確認の対策が {undated} 件あります。"),
                Lang::En => format!("{undated} of them have no date."),
            }) " " a href={ (href::table(RecordKind::Measure)) "?gap=due" } { (lang.pick("表で埋める", "Fill in the table")) } } }
            div.table tabindex="0" role="group" aria-label=(lang.pick("実施計画", "Plan")) { table {
                thead { tr {
                    th scope="col" { (lang.pick("対策", "Measure")) }
                    th scope="col" { (lang.pick("期日", "Due")) }
                    th scope="col" { (lang.pick("状態", "State")) }
                    th scope="col" { (lang.pick("担当", "Owner")) }
                    th.figures scope="col" { (lang.pick("費用", "Cost")) }
                    th.figures scope="col" { (lang.pick("費用の累計", "Cost so far")) }
                } }
                tbody { @for (it, sum) in rows.iter().zip(sums) { tr {
                    th scope="row" { a href=(href::row(RecordKind::Measure, it.id.as_str())) { (it.name) } }
                    td.nowrap { (due(it, judgements.today(), lang)) }
                    td { (shown::measure_state(it.state, lang)) }
                    td { (parts::stated_text(&it.owner, lang)) }
                    td.figures { (cost(&it.cost_yen, lang)) }
                    td.figures { (shown::yen(sum, lang)) }
                } } }
            } }
        }
    } }
}
