//! The chain picture as SVG.

use maud::{Markup, html};
use sekisho_assess::Verdict;
use sekisho_model::{Importance, Lang, Stated};
use sekisho_report::picture::fit;
use sekisho_report::words as said;

use super::layout::{BOX_HEIGHT, BOX_WIDTH, Layout};
use super::{Column, Graph, Node};

const NAME_SIZE: i32 = 13;
const NOTE_SIZE: i32 = 11;
const PAD: i32 = 9;
/// Room for a sign right of a name.
const SIGN: i32 = 16;

pub(super) fn svg(graph: &Graph, layout: &Layout, lang: Lang) -> Markup {
    // No id: a page of one CVE may have several of these pictures.
    let title = lang.pick(
        "脆弱性から業務までのつながり。同じ内容が下の表にあります。",
        "From the vulnerability to the business. The table below says the same.",
    );
    html! {
        svg class="chain" role="group" xmlns="http://www.w3.org/2000/svg"
            width=(layout.width) height=(layout.height) viewBox={ "0 0 " (layout.width) " " (layout.height) }
            aria-label=(title) {
            title { (title) }
            @for (column, x) in &layout.columns {
                text class="column" x=(x + 2) y="14" font-size=(NOTE_SIZE) { (column.word().in_lang(lang)) }
            }
            @for ((_, _, verdict), points) in graph.edges.iter().zip(&layout.ways) { (edge(*verdict, points)) }
            @for (node, place) in graph.nodes.iter().zip(&layout.places) { (link(node, *place, lang)) }
        }
    }
}

fn edge(verdict: Verdict, points: &[(i32, i32)]) -> Markup {
    let Some(((x, y), rest)) = points.split_first() else { return html! {} };
    let (mut path, mut from) = (format!("M{x} {y}"), (*x, *y));
    for &(x, y) in rest {
        let bend = from.0.midpoint(x);
        path.push_str(&format!("C{bend} {} {bend} {y} {x} {y}", from.1));
        from = (x, y);
    }
    let dash = (verdict == Verdict::Undecided).then_some("5 4");
    let stroke = if verdict == Verdict::Affected { "2" } else { "1.4" };
    html! {
        path class={ "link " (said::verdict_code(verdict)) } d=(path) fill="none" stroke-width=(stroke) stroke-dasharray=[dash] {}
    }
}

fn link(node: &Node, place: (i32, i32), lang: Lang) -> Markup {
    let inside = boxed(node, place, lang);
    match &node.href {
        Some(href) => html! { a href=(href) { (inside) } },
        None => html! { g { (inside) } },
    }
}

fn boxed(node: &Node, (x, middle): (i32, i32), lang: Lang) -> Markup {
    let y = middle - BOX_HEIGHT / 2;
    let signed = node.column == Column::Thing || matches!(node.importance, Stated::Known(_));
    let room = BOX_WIDTH - 2 * PAD - if signed { SIGN } else { 0 };
    let name = fit(&node.name, NAME_SIZE, room);
    let note = fit(&node.note, NOTE_SIZE, BOX_WIDTH - 2 * PAD);
    let stroke = match node.importance {
        Stated::Known(Importance::Large) => "3",
        Stated::Known(Importance::Medium) => "2",
        Stated::Known(Importance::Small) | Stated::Unknown | Stated::NotApplicable => "1",
    };
    html! {
        title { (spoken(node, lang)) }
        rect class={ "box " (said::verdict_code(node.verdict)) } x=(x) y=(y) width=(BOX_WIDTH) height=(BOX_HEIGHT) rx="3" stroke-width=(stroke) {}
        text class="name" x=(x + PAD) y=(y + 18) font-size=(NAME_SIZE) { (name) }
        text class="second" x=(x + PAD) y=(y + 34) font-size=(NOTE_SIZE) { (note) }
        @if signed {
            text class={ "sign " (sign_class(node)) } x=(x + BOX_WIDTH - PAD) y=(y + 18) font-size=(NAME_SIZE) text-anchor="end" { (sign(node)) }
        }
    }
}

/// What was judged bears the verdict; what it endangers bears its importance.
const fn sign(node: &Node) -> &'static str {
    match node.column {
        Column::Thing => said::verdict_mark(node.verdict),
        Column::Advisory | Column::Product | Column::Asset | Column::Zone | Column::Business => {
            said::importance_mark(node.importance)
        }
    }
}

const fn sign_class(node: &Node) -> &'static str {
    match node.column {
        Column::Thing => said::verdict_code(node.verdict),
        Column::Advisory | Column::Product | Column::Asset | Column::Zone | Column::Business => "",
    }
}

fn spoken(node: &Node, lang: Lang) -> String {
    let mut parts = vec![node.column.word().in_lang(lang).to_owned(), node.name.clone(), node.note.clone()];
    if let Stated::Known(_) = node.importance {
        let word = said::importance(node.importance);
        parts.push(format!("{} {}", lang.pick("重要度", "importance"), word.in_lang(lang)));
    }
    if node.column == Column::Thing {
        parts.push(said::verdict(node.verdict).in_lang(lang).to_owned());
    }
    parts.retain(|part| !part.is_empty());
    parts.join(lang.pick("、", ", "))
}

/// Names are cut to their box, so a column header is the only text that could be wider than its column.
#[cfg(test)]
mod tests {
    use super::*;
    use sekisho_report::picture::width;

    #[test]
    fn a_column_header_fits_its_column() {
        for column in Column::ALL {
            for lang in Lang::ALL {
                assert!(width(column.word().in_lang(lang), NOTE_SIZE) <= BOX_WIDTH, "{column:?}");
            }
        }
    }
}
