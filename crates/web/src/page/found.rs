//! Findings of register rules: by rule, each opening to the rows that cause it.

use std::collections::BTreeMap;

use axum::extract::State;
use maud::{Markup, html};
use sekisho_app::guideline::{self, Filter};
use sekisho_assess::rules::{Finding, Sureness, Weight};
use sekisho_model::{Lang, Text, text};

use super::{Answer, ok, rules};
use crate::chrome::{self, Menu, Page};
use crate::listing::{self, Params, ROWS};
use crate::visitor::Visitor;
use crate::{Web, href, parts};

/// Findings of one rule that are named where others stand beside them.
const NAMED: usize = 20;

/// `GET /findings?step=&rule=&weight=&page=`
pub(crate) async fn get(State(web): State<Web>, visitor: Visitor, params: Params) -> Answer {
    let asked = |key: &str| Some(params.get(key).to_owned()).filter(|value| !value.is_empty());
    let filter = Filter { step: asked("step"), rule: asked("rule"), record: None };
    let all = guideline::findings(&web.app, &visitor.caller, &filter).await?;
    let weight = params.get("weight");
    let shown: Vec<&Finding> =
        all.iter().filter(|finding| weight.is_empty() || code(finding.rule.weight) == weight).collect();
    let lang = visitor.lang;
    let pages = if params.get("rule").is_empty() { 1 } else { shown.len().div_ceil(ROWS).max(1) };
    let page = params.get("page").parse().unwrap_or(1).clamp(1, pages);
    let weights = [Weight::High, Weight::Medium, Weight::Low];
    let content = listing::choice(
        &params,
        "weight",
        lang.pick("重さ", "Weight"),
        weights.map(|weight| (code(weight), word(weight).in_lang(lang).to_owned())),
        lang,
    );
    let body = html! {
        (parts::answer(answer(&shown).in_lang(lang)))
        (listing::filters(&params, &["weight", "step", "rule"], &content, lang))
        @if !shown.is_empty() { section {
            h2 { (lang.pick("規則ごと", "By rule")) span.count { (shown.len()) } }
            @if params.get("rule").is_empty() { (by_rule(&shown, lang)) }
            @else { (some_by_rule(&shown, (page - 1) * ROWS, ROWS, lang)) }
            @if pages > 1 { (listing::pager(&params, "page", page, pages, shown.len(), lang)) }
        } }
    };
    let page = Page::new(lang.pick("指摘", "Findings"), body)
        .in_menu(Menu::Assessments)
        .crumb(Menu::Assessments.word().in_lang(lang), Some("/assessments".to_owned()));
    ok(chrome::page(&visitor, page))
}

fn answer(findings: &[&Finding]) -> Text {
    let count = |weight| findings.iter().filter(|finding| finding.rule.weight == weight).count();
    let (all, high, medium, low) =
        (findings.len(), count(Weight::High), count(Weight::Medium), count(Weight::Low));
    if all == 0 {
        return text!(ja: "台帳の規則にかかったものはありません。", en: "No register rule finds anything.");
    }
    text!(
        ja: "指摘は {all} 件です。先に対処するもの {high} 件、計画に入れるもの {medium} 件、整えるもの {low} 件。",
        en: "{all} findings: {high} to deal with first, {medium} to plan, {low} to tidy up."
    )
}

/// Findings grouped by rule, the gravest rule first; of each rule the first few, and the way to the others.
pub(crate) fn by_rule(findings: &[&Finding], lang: Lang) -> Markup {
    some_by_rule(findings, 0, NAMED, lang)
}

fn some_by_rule(findings: &[&Finding], from: usize, most: usize, lang: Lang) -> Markup {
    let mut groups: BTreeMap<(std::cmp::Reverse<Weight>, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        groups.entry((std::cmp::Reverse(finding.rule.weight), finding.rule.id)).or_default().push(finding);
    }
    html! { @for ((_, id), findings) in &groups { @if let Some(first) = findings.first() {
        section.rule id={ "rule-" (id) } {
            h3 { (weight(first.rule.weight, lang)) " " (first.rule.title().in_lang(lang)) span.count { (findings.len()) } }
            p.sub {
                (lang.pick("出典：", "Source: ")) (rules::source(first.rule, lang)) " · "
                (match first.rule.sureness {
                    Sureness::Sure => lang.pick("台帳の記載から確実", "follows from the register"),
                    Sureness::Likely => lang.pick("可能性が高い（人が確かめる）", "likely; a person should look"),
                })
                " · " a href=(href::rule(id)) { code { (id) } }
            }
            ul.plain { @for finding in findings.iter().skip(from).take(most) { li { (one(finding, lang)) } } }
            @if from == 0 && most == NAMED && findings.len() > most { p { a href={ "/findings?rule=" (id) } { (match lang {
                Lang::Ja => format!("{} 件すべてを見る", findings.len()),
                Lang::En => format!("See all {}", findings.len()),
            }) } } }
        }
    } } }
}

fn one(finding: &Finding, lang: Lang) -> Markup {
    html! {
        details id=(finding.id()) {
            summary { (finding.what.in_lang(lang)) }
            p { b { (lang.pick("直し方：", "Remedy: ")) } (finding.remedy.in_lang(lang)) }
            p { a href=(href::row(finding.subject.0, &finding.subject.1)) { (finding.subject.0.word().in_lang(lang)) " " (finding.subject.1) (lang.pick("「", " \"")) (finding.name) (lang.pick("」", "\"")) } }
            @if !finding.evidence.is_empty() { ul.plain { @for evidence in &finding.evidence { li {
                span.quiet { (evidence.kind.word().in_lang(lang)) } " "
                a href=(href::row(evidence.kind, &evidence.id)) { (evidence.name) } " " span.id { (evidence.id) } " "
                (evidence.says.in_lang(lang))
            } } } }
        }
    }
}

/// The sign and word of a weight: never colour alone.
pub(crate) fn weight(weight: Weight, lang: Lang) -> Markup {
    let sign = match weight {
        Weight::High => "▲",
        Weight::Medium => "△",
        Weight::Low => "・",
    };
    html! { span.weight { span.sign aria-hidden="true" { (sign) } (word(weight).in_lang(lang)) } }
}

fn word(weight: Weight) -> Text {
    match weight {
        Weight::High => Text::new("先に対処", "first"),
        Weight::Medium => Text::new("計画に入れる", "to plan"),
        Weight::Low => Text::new("整える", "to tidy"),
    }
}

const fn code(weight: Weight) -> &'static str {
    match weight {
        Weight::High => "high",
        Weight::Medium => "medium",
        Weight::Low => "low",
    }
}
