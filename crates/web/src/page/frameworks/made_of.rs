//! The parts of a criterion, and what to answer next because it closes most.

use maud::{Markup, html};
use sekisho_assess::answers::{Answers, Closing, Part, Whose, closing, parts};
use sekisho_catalog::{Catalog, Criterion, CriterionId, Framework};
use sekisho_model::{Lang, text};

use super::{at, with_product};
use crate::href;

/// Rows that are shown before the rest is folded.
const SHOWN: usize = 5;

/// The parts of a criterion with how each stands and who else asks it; or who asks it, where it is one itself.
pub(super) fn of(
    (catalog, answers): (&Catalog, &Answers<'_>),
    criterion: &Criterion,
    whose: &Whose,
    lang: Lang,
) -> Markup {
    let asked: Vec<&CriterionId> =
        catalog.asked_by(&criterion.id).into_iter().map(|made| &made.criterion).collect();
    let made = parts(catalog, answers, &criterion.id);
    html! {
        @if let Some(made) = &made {
            p { b { (lang.pick("部分：", "Parts: ")) } (made.count().in_lang(lang)) }
            ul.plain { @for part in &made.rows { (one(part, whose, lang)) } }
        }
        @if !asked.is_empty() { p.sub { (lang.pick("これを部分に持つ基準：", "It is a part of ")) (links(&asked, whose, lang)) } }
    }
}

fn one(part: &Part<'_>, whose: &Whose, lang: Lang) -> Markup {
    let mark = if part.is_known() { "○ " } else { "× " };
    html! { li {
        (mark) (link(&part.question.id, part.question.title.in_lang(lang), whose))
        (lang.pick("：", ": ")) (part.standing().in_lang(lang))
        @if !part.with.is_empty() { p.sub { (lang.pick("共有する基準：", "shares with ")) (links(&part.with, whose, lang)) } }
    } }
}

fn link(id: &CriterionId, words: &str, whose: &Whose) -> Markup {
    let page = with_product(&at(id.framework()), whose);
    html! { a href={ (page) "#" (href::escaped(id.id())) } { (words) } }
}

fn links(ids: &[&CriterionId], whose: &Whose, lang: Lang) -> Markup {
    html! { @for (n, id) in ids.iter().enumerate() {
        @if n > 0 { (lang.pick("、", ", ")) }
        (link(id, &id.to_string(), whose))
    } }
}

/// What helps a framework and others too, whatever closes most first.
pub(super) fn first(
    (catalog, answers): (&Catalog, &Answers<'_>),
    framework: &Framework,
    whose: &Whose,
    lang: Lang,
) -> Markup {
    let helps = |it: &Closing<'_>| it.helps_others() && it.helps(&framework.id);
    let rows: Vec<Closing<'_>> = closing(catalog, answers).into_iter().filter(helps).collect();
    html! { @if !rows.is_empty() { section id="first" {
        h2 { (lang.pick("先に答えるとよいもの（多くが片付く順）", "Answer first: what closes most")) span.count { (rows.len()) } }
        ol { @for row in rows.iter().take(SHOWN) { (closes(catalog, row, whose, lang)) } }
        @if rows.len() > SHOWN { details { summary { (lang.pick("残りも見る", "See the rest")) }
            ol start=(SHOWN + 1) { @for row in rows.iter().skip(SHOWN) { (closes(catalog, row, whose, lang)) } }
        } }
    } } }
}

fn closes(catalog: &Catalog, it: &Closing<'_>, whose: &Whose, lang: Lang) -> Markup {
    let criterion = it.row.criterion;
    let of =
        catalog.framework(criterion.id.framework()).map(|row| row.title.in_lang(lang)).unwrap_or_default();
    let of = text!(ja: "（{of}）", en: " ({of})");
    html! { li {
        (link(&criterion.id, criterion.title.in_lang(lang), whose)) span.quiet { (of.in_lang(lang)) }
        p.sub { (it.sentence().in_lang(lang)) }
    } }
}
