//! Zone × zone: differences to the register first, then the grid, then every flow.

use std::collections::BTreeSet;

use maud::{Markup, html};
use sekisho_assess::observed::{Cell, DifferenceKind, Place, Ruled};
use sekisho_model::{Lang, Text, counted, text};

use super::{Look, is_undeclared, ruling, summary, talk};
use crate::parts;

/// Everything under the title.
pub(super) fn body(look: &Look, lang: Lang) -> Markup {
    html! {
        (parts::answer(answer(look).in_lang(lang)))
        (look.head("/observation/matrix", lang))
        (differences(look, lang))
        (grid(look, lang))
        (flows(look, lang))
    }
}

fn answer(look: &Look) -> Text {
    let matrix = &look.judged.observed.matrix;
    let (n, cells) = (matrix.differences.len(), matrix.cells.len());
    let differences = counted(n, "difference", "differences");
    text!(
        ja: "通信のあったゾーンの組 {cells} 組に、台帳との違いが {n} 件あります。",
        en: "{differences} to the register in the {cells} pairs of zones that speak."
    )
}

fn differences(look: &Look, lang: Lang) -> Markup {
    let all = &look.judged.observed.matrix.differences;
    html! { section id="differences" {
        h2 { (lang.pick("台帳との違い", "Differences to the register")) span.count { (all.len()) } }
        @if all.is_empty() { p { (lang.pick("ありません。", "None.")) } }
        @for kind in DifferenceKind::ALL {
            @let found: Vec<_> = all.iter().filter(|it| it.kind == kind).collect();
            @if !found.is_empty() {
                h3 { (kind.word().in_lang(lang)) span.count { (found.len()) } }
                ul.plain { @for it in found { li {
                    (summary::difference(it, lang))
                    @if !it.devices.is_empty() { p.sub { (lang.pick("関わる機器：", "Devices: ")) (it.devices.iter().map(|id| look.device(id)).collect::<Vec<_>>().join(lang.pick("、", ", "))) } }
                } } }
            }
        }
    } }
}

pub(super) fn grid(look: &Look, lang: Lang) -> Markup {
    let cells = &look.judged.observed.matrix.cells;
    let places: BTreeSet<&Place> = cells.iter().flat_map(|cell| [&cell.from, &cell.to]).collect();
    let at = |from: &Place, to: &Place| cells.iter().position(|cell| cell.from == *from && cell.to == *to);
    html! { @if !places.is_empty() { section {
        h2 { (lang.pick("ゾーン × ゾーン", "Zone × zone")) }
        p.note { (lang.pick("行が通信を始める側、列が答える側です。▲は台帳にないもの、？は決められないもの、○は台帳のとおり。", "Rows open, columns answer. ▲ is not in the register, ？ undecided, ○ as the register says.")) }
        div.table.cross tabindex="0" role="group" aria-label=(lang.pick("ゾーンの組の表", "Table of pairs of zones")) { table {
            thead { tr {
                th scope="col" { (lang.pick("から ＼ へ", "from ＼ to")) }
                @for to in &places { th scope="col" { (look.place(to, lang)) } }
            } }
            tbody { @for from in &places { tr {
                th scope="row" { (look.place(from, lang)) }
                @for to in &places { td { @match at(from, to) {
                    Some(place) => a href={ "#flow-" (place) } { (sign(&cells[place])) " " (cells[place].flowing.len()) },
                    None => span.quiet { "–" },
                } } }
            } } }
        } }
    } } }
}

/// The gravest of what flows in a cell.
fn sign(cell: &Cell) -> &'static str {
    if cell.flowing.iter().any(|it| is_undeclared(&it.ruled)) {
        return "▲";
    }
    let undecided = cell.flowing.iter().any(|it| matches!(it.ruled, Ruled::Undecided { .. }));
    if undecided { "？" } else { "○" }
}

pub(super) fn flows(look: &Look, lang: Lang) -> Markup {
    let matrix = &look.judged.observed.matrix;
    let (groups, own) = (matrix.to_groups, matrix.with_itself);
    html! { section {
        h2 { (lang.pick("すべての流れ", "Every flow")) span.count { (matrix.cells.iter().map(|cell| cell.flowing.len()).sum::<usize>()) } }
        @if !matrix.cells.is_empty() { div.table tabindex="0" role="group" aria-label=(lang.pick("流れの表", "Table of flows")) { table {
            thead { tr {
                th scope="col" { (lang.pick("どこからどこへ", "From and to")) }
                th scope="col" { (lang.pick("何が", "What")) }
                th.figures scope="col" { (lang.pick("会話", "Conversations")) }
                th.figures scope="col" { (lang.pick("パケット", "Packets")) }
                th.figures scope="col" { (lang.pick("バイト", "Bytes")) }
                th scope="col" { (lang.pick("台帳では", "The register says")) }
            } }
            tbody { @for (place, cell) in matrix.cells.iter().enumerate() { (rows(look, place, cell, lang)) } }
        } } }
        p.note { (match lang {
            Lang::Ja => format!("ゾーンに立たない相手（一斉送信など）への会話 {groups} 件と、機器が自分自身と話した {own} 件は、表に入りません。"),
            Lang::En => format!("{groups} conversations to groups, which stand in no zone, and {own} of a device with itself are not in the table."),
        }) }
    } }
}

fn rows(look: &Look, place: usize, cell: &Cell, lang: Lang) -> Markup {
    html! { @for (index, it) in cell.flowing.iter().enumerate() { tr id=[(index == 0).then(|| format!("flow-{place}"))] {
        th scope="row" { (look.place(&cell.from, lang)) " → " (look.place(&cell.to, lang)) }
        td data-label=(lang.pick("何が", "What")) { (talk(it.talk, it.classes(), lang)) }
        td.figures data-label=(lang.pick("会話", "Conversations")) { (it.conversations) }
        td.figures data-label=(lang.pick("パケット", "Packets")) { (it.sent.packets + it.answered.packets) }
        td.figures data-label=(lang.pick("バイト", "Bytes")) { (it.sent.bytes + it.answered.bytes) }
        td data-label=(lang.pick("台帳では", "The register says")) { (ruling(&it.ruled, lang)) }
    } } }
}
