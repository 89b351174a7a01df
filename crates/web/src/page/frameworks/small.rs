//! What a small firm sees beside its self-check: what to do next and why, and how its own declarations stand.

use maud::{Markup, html};
use sekisho_assess::answers::{Declaration, Next};
use sekisho_model::{Lang, RecordKind, text};

use super::at;
use crate::href;

/// Questions that are shown before the rest is folded.
const SHOWN: usize = 5;

/// What to do next.
pub(super) fn next(rows: &[Next<'_>], lang: Lang) -> Markup {
    html! { @if !rows.is_empty() { section id="next" {
        h2 { (lang.pick("次にすること", "What to do next")) span.count { (rows.len()) } }
        ol { @for row in rows.iter().take(SHOWN) { (one(row, lang)) } }
        @if rows.len() > SHOWN { details { summary { (lang.pick("残りも見る", "See the rest")) }
            ol start=(SHOWN + 1) { @for row in rows.iter().skip(SHOWN) { (one(row, lang)) } }
        } }
    } } }
}

fn one(next: &Next<'_>, lang: Lang) -> Markup {
    let Next { row, gain, why } = next;
    let gain = text!(ja: "実施すると +{gain} 点", en: "+{gain} points once done");
    html! { li {
        a href={ "#" (href::escaped(row.criterion.id.id())) } { (row.criterion.id.id()) " " (row.criterion.title.in_lang(lang)) }
        " " span.quiet { "(" (gain.in_lang(lang)) ")" }
        p.sub { @for reason in why { (reason.in_lang(lang)) " " } }
    } }
}

/// What the declaration needs, what of it stands, and what was declared.
pub(super) fn declaration(it: &Declaration<'_>, lang: Lang) -> Markup {
    html! { section id="declaration" {
        h2 { (lang.pick("宣言", "Declaration")) }
        p { b { (it.sentence().in_lang(lang)) } }
        p.sub { (it.how.in_lang(lang)) }
        ul.plain {
            @for (paper, standing) in &it.papers { li {
                a href=(href::row(RecordKind::Paper, paper.id.as_str())) { (paper.id) " " (paper.name) }
                (lang.pick("：", ": ")) (standing.words().in_lang(lang))
                @if let Some(day) = paper.issued.known() { " " (lang.pick("宣言した日 ", "declared on ")) (day) }
                @if let Some(number) = paper.number.known() { " " (lang.pick("番号 ", "number ")) (number) }
            } }
            @for (framework, score) in &it.checks { @let (done, all) = (score.answered, score.asked); li {
                a href=(at(&framework.id)) { (framework.title.in_lang(lang)) }
                (lang.pick("：", ": "))
                (text!(ja: "{all} 問中 {done} 問に回答", en: "{done} of {all} questions answered").in_lang(lang))
            } }
        }
        @if it.papers.is_empty() { p {
            (lang.pick("宣言の記録はありません。宣言したら、日付と番号を", "No declaration is on record. Once declared, enter its day and number in "))
            a href=(href::table(RecordKind::Paper)) { (lang.pick("ラベル・宣言の表", "the table of labels and declarations")) }
            (lang.pick("に入れてください。", "."))
        } }
    } }
}
