//! お知らせ: what follows from what was just stored. Asked again, the same address gives the same entries as they stand
//! then.

use axum::extract::State;
use maud::{Markup, html};
use sekisho_app::notices::{self, Notice};
use sekisho_model::Lang;

use super::{Answer, ok};
use crate::chrome::{self, Menu, Page};
use crate::listing::Params;
use crate::visitor::Visitor;
use crate::{Web, href, parts};

/// Notices told one by one.
const SHOWN: usize = 50;

/// `GET /notices?from=`: what is news because of the ledger's entries from one on; without a number, from the next.
pub(crate) async fn get(State(web): State<Web>, visitor: Visitor, params: Params) -> Answer {
    let (app, caller) = (&web.app, &visitor.caller);
    let next = notices::next_entry(app, caller).await?;
    let from = params.get("from").parse().unwrap_or(next).min(next);
    let found = notices::since(app, caller, from).await?;
    let lang = visitor.lang;
    let body = html! {
        (parts::answer(notices::answer(&found).in_lang(lang)))
        (list(&found, lang))
        section.quietly { p {
            a href="/vulnerabilities" { (lang.pick("脆弱性の一覧", "The list of vulnerabilities")) } " · "
            a href="/assessments" { (lang.pick("評価", "Assessments")) }
        } }
    };
    let page = Page::new(lang.pick("お知らせ", "Notices"), body)
        .in_menu(Menu::Vulnerabilities)
        .crumb(Menu::Vulnerabilities.word().in_lang(lang), Some("/vulnerabilities".to_owned()));
    ok(chrome::page(&visitor, page))
}

/// The notices under what was stored.
pub(super) fn section(found: &[Notice], lang: Lang) -> Markup {
    html! { section {
        h2 { (lang.pick("お知らせ", "Notices")) span.count { (found.len()) } }
        p { (notices::answer(found).in_lang(lang)) }
        (list(found, lang))
    } }
}

fn list(found: &[Notice], lang: Lang) -> Markup {
    let more = found.len().saturating_sub(SHOWN);
    html! { @if !found.is_empty() {
        ul.plain { @for notice in found.iter().take(SHOWN) { li { (one(notice, lang)) } } }
        @if more > 0 { p.note { a href="/vulnerabilities" { (match lang {
            Lang::Ja => format!("急ぐ順に {SHOWN} 件を示しています。ほか {more} 件は脆弱性の一覧にあります。"),
            Lang::En => format!("The {SHOWN} most urgent are shown; {more} more are in the list of vulnerabilities."),
        }) } } }
    } }
}

fn one(Notice { cause, is_major, impact }: &Notice, lang: Lang) -> Markup {
    html! {
        (parts::urgency(impact.priority.urgency, lang)) " "
        b { a href=(href::vulnerability(&impact.advisory.id)) { (impact.advisory.id) } } " "
        span.quiet { (cause.word().in_lang(lang)) }
        @if *is_major { " " span.quiet { (lang.pick("（発行元が再照合を求める改訂）", "(its publisher asks to match again)")) } }
        p.sub { (parts::verdict(impact.verdict(), lang)) " " (impact.answer().in_lang(lang)) }
    }
}
