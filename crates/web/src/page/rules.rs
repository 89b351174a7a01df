//! The rules by which the register is held against itself: what each looks for, and what it finds now.

mod doc;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use axum::extract::{Path, State};
use maud::{Markup, html};
use sekisho_app::AppError;
use sekisho_app::guideline::{self, Filter};
use sekisho_assess::rules::{Finding, RULES, Rule, Sureness};
use sekisho_model::{Lang, Text, text};

use super::{Answer, found, ok};
use crate::chrome::{self, Menu, Page};
use crate::listing::{Column, Listing, Params};
use crate::visitor::Visitor;
use crate::{Web, href, parts};

/// `GET /rules?sort=`
pub(crate) async fn get(State(web): State<Web>, visitor: Visitor, params: Params) -> Answer {
    let findings = guideline::findings(&web.app, &visitor.caller, &Filter::default()).await?;
    let lang = visitor.lang;
    let view = List::new(&findings);
    let page = titled(lang.pick("判定ルール", "Rules"), view.body(&params, lang), lang);
    ok(chrome::page(&visitor, page))
}

/// `GET /rules/{id}`
pub(crate) async fn one(State(web): State<Web>, visitor: Visitor, Path(id): Path<String>) -> Answer {
    let rule = RULES.iter().find(|rule| rule.id == id);
    let rule = rule
        .ok_or_else(|| AppError::NotFound { kind: Text::new("判定ルール", "rule"), id: id.clone() })?;
    let filter = Filter { rule: Some(id), ..Filter::default() };
    let findings = guideline::findings(&web.app, &visitor.caller, &filter).await?;
    let lang = visitor.lang;
    let view = RuleView { rule, findings: &findings };
    let page = titled(rule.title().in_lang(lang), view.body(lang), lang)
        .crumb(lang.pick("判定ルール", "Rules"), Some("/rules".to_owned()));
    ok(chrome::page(&visitor, page))
}

fn titled(title: &str, body: Markup, lang: Lang) -> Page {
    Page::new(title, body)
        .in_menu(Menu::Assessments)
        .crumb(Menu::Assessments.word().in_lang(lang), Some("/assessments".to_owned()))
}

/// All rules with the number of their findings.
struct List {
    counts: BTreeMap<&'static str, usize>,
}

/// A rule, its place among all, and what it finds.
type Row = (usize, &'static Rule, usize);

impl List {
    fn new(findings: &[Finding]) -> Self {
        let mut counts = BTreeMap::new();
        for finding in findings {
            *counts.entry(finding.rule.id).or_default() += 1;
        }
        Self { counts }
    }

    fn body(&self, params: &Params, lang: Lang) -> Markup {
        let count = |rule: &Rule| self.counts.get(rule.id).copied().unwrap_or_default();
        let rows: Vec<Row> = RULES.iter().enumerate().map(|(at, rule)| (at, rule, count(rule))).collect();
        let listing = Listing {
            name: "",
            caption: Text::new("判定ルール", "Rules"),
            columns: columns(lang),
            rows,
            empty: html! {},
            anchor: None,
        };
        html! {
            (parts::answer(self.answer().in_lang(lang)))
            p { (lang.pick(
                "記入がないために判定できない行には、指摘を出しません。記入のないところは、ステップごとに数えています。",
                "A rule that cannot decide for want of a fact stays silent; what is not filled in is counted step by step.",
            )) " " a href="/findings" { (lang.pick("いま出ている指摘を見る", "See the present findings")) } }
            (listing.render(params, lang))
        }
    }

    fn answer(&self) -> Text {
        let (all, firing, findings) = (RULES.len(), self.counts.len(), self.counts.values().sum::<usize>());
        text!(
            ja: "判定ルール {all} 件のうち、{firing} 件が指摘を出しています（指摘は合わせて {findings} 件）。",
            en: "{firing} of {all} rules find something ({findings} findings in all)."
        )
    }
}

fn columns<'a>(lang: Lang) -> Vec<Column<'a, Row>> {
    vec![
        Column::new("title", ("見つけるもの", "What it finds"), |(_, rule, _): &Row| rule.id, move |(_, rule, _)| {
            html! { a href=(href::rule(rule.id)) { (rule.title().in_lang(lang)) } p.sub { code { (rule.id) } } }
        }),
        Column::new("step", ("ステップ", "Step"), |(at, ..): &Row| *at, |(_, rule, _)| html! { (rule.step) }).short(),
        Column::new("weight", ("重さ", "Weight"), |(_, rule, _): &Row| Reverse(rule.weight), move |(_, rule, _)| {
            found::weight(rule.weight, lang)
        })
        .short(),
        Column::new("source", ("出典", "Source"), |(_, rule, _): &Row| rule.source, move |(_, rule, _)| html! { (source(rule, lang)) }),
        Column::new("findings", ("指摘", "Findings"), |(_, _, count): &Row| Reverse(*count), |(_, rule, count)| {
            html! { @if *count > 0 { a href={ (href::rule(rule.id)) "#findings" } { (count) } } @else { "0" } }
        })
        .figures(),
    ]
}

/// As the rule's page says it; the code's own words are English only.
pub(super) fn source(rule: &Rule, lang: Lang) -> String {
    doc::source(rule.id, lang).unwrap_or_else(|| rule.source.to_owned())
}

fn sureness(rule: &Rule, lang: Lang) -> Markup {
    html! { (match rule.sureness {
        Sureness::Sure => lang.pick("台帳の記入から確実", "follows from the register"),
        Sureness::Likely => lang.pick("可能性が高い（人が確かめる）", "likely; a person should look"),
    }) }
}

/// One rule: its page, and its findings.
struct RuleView<'a> {
    rule: &'static Rule,
    findings: &'a [Finding],
}

impl RuleView<'_> {
    fn body(&self, lang: Lang) -> Markup {
        let rule = self.rule;
        let findings: Vec<&Finding> = self.findings.iter().collect();
        html! {
            (parts::answer(self.answer().in_lang(lang)))
            (parts::facts(&[
                (lang.pick("重さ", "Weight"), found::weight(rule.weight, lang)),
                (lang.pick("ステップ", "Step"), html! { (rule.step) }),
                (lang.pick("確かさ", "Sureness"), sureness(rule, lang)),
                ("ID", html! { code { (rule.id) } }),
            ]))
            section.doc { (doc::page(rule.id, lang)) }
            @if !findings.is_empty() { section id="findings" {
                h2 { (lang.pick("いま出ている指摘", "Present findings")) span.count { (findings.len()) } }
                (found::by_rule(&findings, lang))
            } }
        }
    }

    fn answer(&self) -> Text {
        let count = self.findings.len();
        if count == 0 {
            return text!(ja: "このルールにかかったものはありません。", en: "This rule finds nothing.");
        }
        text!(ja: "このルールの指摘が {count} 件あります。", en: "This rule finds {count} things.")
    }
}
