//! What presses now, of every sort in one list by what matters most.

use jiff::civil::Date;
use maud::{Markup, html};
use sekisho_app::today::{Pressing, PressingList};
use sekisho_assess::suppliers::Waiting;
use sekisho_model::{Lang, Text, text};

use crate::page::{frameworks, incidents};
use crate::{href, parts};

/// So many are shown; each sort leads to all of its own.
const SHOWN: usize = 10;
/// Businesses named with a supplier.
const BUSINESSES_SHOWN: usize = 3;

/// The list; nothing where nothing presses.
pub(super) fn list(pressing: &PressingList, today: Date, lang: Lang) -> Markup {
    let all = &pressing.all;
    html! { @if !all.is_empty() { section.open id="pressing" {
        h2 { (lang.pick("急ぐもの（重い順）", "What presses, what matters most first")) span.count { (all.len()) } }
        ul.plain { @for it in all.iter().take(SHOWN) { li { (one(it, pressing, today, lang)) } } }
        p { (rest(all, lang)) }
    } } }
}

fn one(it: &Pressing, pressing: &PressingList, today: Date, lang: Lang) -> Markup {
    let sort = sort(it);
    html! {
        span.quiet { (sort.in_lang(lang)) } " "
        @match it {
            Pressing::Report(case, clock) => @if let Some(incident) = pressing.incidents.iter().find(|of| of.case.id == *case) {
                (incidents::headline(incident, clock, lang))
            },
            Pressing::Exposure(impact) => {
                (parts::importance(impact.importance(), lang)) " "
                a href=(href::vulnerability(&impact.advisory.id)) { (impact.advisory.id) } " " (impact.answer().in_lang(lang))
            }
            Pressing::Supplier(waiting) => (supplier(waiting, lang)),
            Pressing::Review(due) => (frameworks::one_due(due, today, lang)),
        }
    }
}

/// What waits at a supplier, and whose work depends on it.
fn supplier(waiting: &Waiting, lang: Lang) -> Markup {
    let names: Vec<&str> =
        waiting.businesses.iter().take(BUSINESSES_SHOWN).map(|business| business.name.as_str()).collect();
    let more = waiting.businesses.len().saturating_sub(BUSINESSES_SHOWN);
    html! {
        @if !waiting.businesses.is_empty() { (parts::importance(waiting.importance, lang)) " " }
        (waiting.day) " "
        a href={ "/suppliers#" (href::supplier_anchor(&waiting.supplier)) } { (waiting.what.in_lang(lang)) }
        p.sub {
            @if names.is_empty() { (lang.pick("この取引先に頼る業務は登録されていません", "No business is registered as depending on it")) }
            @else {
                (lang.pick("頼る業務：", "Businesses that depend on it: ")) (names.join(lang.pick("、", ", ")))
                @if more > 0 { (text!(ja: " ほか {more} 件", en: " and {more} more").in_lang(lang)) }
            }
        }
    }
}

fn sort(it: &Pressing) -> Text {
    match it {
        Pressing::Report(..) => text!(ja: "報告の期限", en: "Report due"),
        Pressing::Exposure(_) => text!(ja: "脆弱性", en: "Vulnerability"),
        Pressing::Supplier(_) => text!(ja: "取引先", en: "Supplier"),
        Pressing::Review(_) => text!(ja: "確かめ直し", en: "Look again"),
    }
}

/// How many of each sort there are, each leading to all of them.
fn rest(all: &[Pressing], lang: Lang) -> Markup {
    let count = |is: fn(&Pressing) -> bool| all.iter().filter(|it| is(it)).count();
    let sorts = [
        (
            count(|it| matches!(it, Pressing::Report(..))),
            "/incidents",
            text!(ja: "報告の期限", en: "reports due"),
        ),
        (
            count(|it| matches!(it, Pressing::Exposure(_))),
            "/vulnerabilities?urgency=now",
            text!(ja: "すぐに対処する脆弱性", en: "vulnerabilities to deal with now"),
        ),
        (
            count(|it| matches!(it, Pressing::Supplier(_))),
            "/suppliers",
            text!(ja: "取引先で待っているもの", en: "waiting at suppliers"),
        ),
        (
            count(|it| matches!(it, Pressing::Review(_))),
            "/frameworks",
            text!(ja: "確かめ直すもの", en: "to look at again"),
        ),
    ];
    html! {
        @for (at, (n, href, name)) in sorts.iter().filter(|(n, ..)| *n > 0).enumerate() {
            @if at > 0 { " · " }
            a href=(href) { (name.in_lang(lang)) " " (n) }
        }
    }
}
