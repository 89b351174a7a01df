//! Papers to one document to print: cover, contents, a chapter for each step, with the pictures.
//!
//! Invariants: self-contained — no script, no font, picture or style from outside. Every printed page carries the
//! state hash, the day, the plant and its number, in the margins of the page (`@page` margin boxes, as in Chromium
//! and Edge since 131); every paper repeats hash and day in its own head, for browsers that leave margins empty.

mod pictures;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use sekisho_model::Lang;

use super::Guideline;
use super::front::{Front, steps_shown};
use super::layout::{Density, Layout};
use super::paper::{Cell, Chapter, Paper, Row, RowKind};
use pictures::Picture;

/// Most characters of the hash in a paper's head; the margin has all of it.
const HASH_CHARS: usize = 16;
/// Papers with more rows begin on a page of their own.
const SHORT_ROWS: usize = 8;
/// Longest id that is kept on one line.
const CODE_CHARS_MAX: usize = 10;

/// Writes the document.
pub(crate) fn document(guideline: &Guideline<'_>, front: &Front, papers: &[Paper], lang: Lang) -> String {
    let pictures = pictures::pictures(guideline, lang);
    let numbered: Vec<(u32, &Paper)> = (1_u32..).zip(papers).filter(|(_, paper)| paper.printed).collect();
    let page = html! {
        (DOCTYPE)
        html lang=(lang.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (front.title) " " (front.plant) " " (front.as_of) }
                style { (PreEscaped(include_str!("html/style.css"))) (PreEscaped(margins(front, lang))) }
            }
            body {
                (cover(front, lang))
                (contents(front, papers, lang))
                @for chapter in Chapter::ALL {
                    (self::chapter(chapter, front, &numbered, &pictures, lang))
                }
            }
        }
    };
    page.into_string()
}

/// What stands in the margins of every page.
fn margins(front: &Front, lang: Lang) -> String {
    let owner = css_text(&front.owner_line(lang));
    let day = css_text(&match lang {
        Lang::Ja => format!("基準日 {}", front.as_of),
        Lang::En => format!("As of {}", front.as_of),
    });
    let state = css_text(&match lang {
        Lang::Ja => format!("状態 {}", front.state_hash),
        Lang::En => format!("State {}", front.state_hash),
    });
    let title = css_text(&front.title);
    let boxes = format!(
        "@top-left {{ content: {title}; }} @top-right {{ content: {day}; }} \
         @bottom-left {{ content: {state}; width: 60%; text-align: left; font-size: 6.5pt; }} \
         @bottom-center {{ content: counter(page) \" / \" counter(pages); width: 10%; }} \
         @bottom-right {{ content: {owner}; width: 30%; text-align: right; }}"
    );
    let font =
        "font-size: 7.5pt; font-family: \"BIZ UDPGothic\", \"Noto Sans CJK JP\", sans-serif; color: #52606d;";
    format!(
        "@page {{ size: A4 landscape; margin: 15mm 12mm 15mm; {font} {boxes} }} \
         @page a3 {{ size: A3 landscape; }}"
    )
}

/// A text as a string of CSS inside a style element: nothing in it can end the string or the element.
fn css_text(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        if c.is_control() || matches!(c, '"' | '\\' | '<' | '>' | '&') {
            out.push_str(&format!("\\{:x} ", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out.push('"');
    out
}

fn cover(front: &Front, lang: Lang) -> Markup {
    html! {
        header.cover {
            h1 { (front.title) }
            p.owner { (front.owner_line(lang)) }
            .row {
                table.facts {
                    tr { th { (lang.pick("文書番号", "Document")) } td { (front.document_number(0)) } }
                    tr { th { (lang.pick("発行日", "Issued")) } td { (front.as_of) } }
                    tr { th { (lang.pick("基準日", "As of")) } td { (front.as_of) } }
                    tr { th { (lang.pick("台帳の状態", "State of the register")) } td.hash { (front.state_hash) } }
                }
                table.stamps {
                    tr { @for label in stamp_labels(lang) { th { (label) } } }
                    tr { @for _ in stamp_labels(lang) { td {} } }
                }
            }
            ul.short { @for line in &front.summary { li { (line) } } }
            @if !front.note.is_empty() { p.about { (front.note) } }
        }
    }
}

const fn stamp_labels(lang: Lang) -> [&'static str; 3] {
    match lang {
        Lang::Ja => ["承認", "確認", "作成"],
        Lang::En => ["Approved", "Checked", "Prepared"],
    }
}

fn contents(front: &Front, papers: &[Paper], lang: Lang) -> Markup {
    let headers: [(&str, &str, u32); 7] = [
        ("文書番号", "Document", 12),
        ("内容", "Title", 25),
        ("ステップ", "Step", 8),
        ("掲載", "Where", 8),
        ("件数", "Rows", 5),
        ("不明の欄", "Unknown", 7),
        ("要点", "In short", 35),
    ];
    html! {
        nav.contents {
            h2 { (lang.pick("目次", "Contents")) }
            table.list {
                colgroup { @for (.., width) in headers { col style=(format!("width:{width}%")); } }
                thead { tr { @for (ja, en, _) in headers { th { (lang.pick(ja, en)) } } } }
                tbody {
                    @for (number, paper) in (1_u32..).zip(papers) {
                        tr {
                            td.mark { (front.document_number(number)) }
                            td {
                                @if paper.printed { a href=(format!("#{}", paper.key)) { (paper.title) } }
                                @else { (paper.title) }
                            }
                            td.mark { (steps_shown(&paper.steps).join("\n")) }
                            td.mark {
                                @if paper.printed { (lang.pick("本書", "here")) }
                                @else { (lang.pick("ブックのみ", "workbook only")) }
                            }
                            td.number { (paper.things()) }
                            td.number { (paper.unknown()) }
                            td { (paper.first_sentence(lang)) }
                        }
                    }
                }
            }
        }
    }
}

fn chapter(
    chapter: Chapter,
    front: &Front,
    numbered: &[(u32, &Paper)],
    pictures: &[Picture],
    lang: Lang,
) -> Markup {
    let papers: Vec<_> = numbered.iter().filter(|(_, paper)| paper.chapter == chapter).collect();
    html! {
        section.chapter id=(format!("chapter-{}", chapter.key())) {
            h2 { (chapter.title(lang)) }
            @for (number, paper) in papers { (self::paper(*number, paper, front, pictures, lang)) }
        }
    }
}

fn paper(number: u32, paper: &Paper, front: &Front, pictures: &[Picture], lang: Lang) -> Markup {
    let layout = Layout::of(paper, lang);
    let class = match layout.density {
        Density::A4 => "plain",
        Density::A4Dense => "dense",
        Density::A3 => "a3",
    };
    let of_paper = || pictures.iter().filter(|picture| picture.paper == paper.key);
    let hash: String = front.state_hash.chars().take(HASH_CHARS).collect();
    html! {
        section.paper.(class).long[paper.rows.len() > SHORT_ROWS] id=(paper.key) {
            h3 { (paper.title) }
            p.meta {
                (front.number_line(number, &paper.steps, lang))
                (lang.pick("　｜　状態 ", "  |  State ")) (hash)
            }
            p.answer { (paper.first_sentence(lang)) }
            (steps(front, paper, lang))
            @for note in &paper.notes { p.notes { (note) } }
            @for picture in of_paper().filter(|picture| !picture.own_page) { (figure(picture)) }
            (table(paper, &layout, lang))
            @for picture in of_paper().filter(|picture| picture.own_page) { (figure(picture)) }
        }
    }
}

fn figure(picture: &Picture) -> Markup {
    html! {
        figure.picture.large[picture.own_page] {
            (PreEscaped(&picture.svg))
            @if !picture.caption.is_empty() { figcaption { (picture.caption) } }
        }
    }
}

/// What the guideline asks for at the paper's steps, with the additions for smart factories.
fn steps(front: &Front, paper: &Paper, lang: Lang) -> Markup {
    let steps = front.steps_of(paper);
    html! {
        @if !steps.is_empty() {
            ul.steps {
                @for (id, words) in steps {
                    li data-step=(id) {
                        b { (lang.pick("ステップ ", "Step ")) (id) " " (words.title) }
                        (words.asks)
                        @for smart in &words.smart { span.smart { " ★" (smart) } }
                    }
                }
            }
        }
    }
}

fn table(paper: &Paper, layout: &Layout, lang: Lang) -> Markup {
    let total = f64::from(layout.total_pixels().max(1));
    html! {
        table.list {
            colgroup {
                @for width in &layout.pixels {
                    col style=(format!("width:{:.2}%", f64::from(*width) * 100.0 / total));
                }
            }
            thead { tr { @for column in &paper.columns { th scope="col" class=[column.upright.then_some("upright")] { span { (column.header) } } } } }
            tbody {
                @if paper.rows.is_empty() {
                    tr { td.none colspan=(paper.columns.len()) { (paper.empty) } }
                }
                @for row in paper.rows.iter().filter(|row| row.kind != RowKind::Minor) { (self::row(row, lang)) }
                @if let Some(words) = left_out(paper, lang) {
                    tr { td.none colspan=(paper.columns.len()) { (words) } }
                }
            }
        }
    }
}

/// Says how many rows stand in the workbook only.
fn left_out(paper: &Paper, lang: Lang) -> Option<String> {
    let n = paper.rows.iter().filter(|row| row.kind == RowKind::Minor).count();
    let sheet = &paper.sheet;
    (n > 0).then(|| match lang {
        Lang::Ja => format!("ほか {n} 行はブックの「{sheet}」シートにあります。"),
        Lang::En => format!("{n} more rows are in the workbook, sheet \"{sheet}\"."),
    })
}

fn row(row: &Row, lang: Lang) -> Markup {
    let class = match row.kind {
        RowKind::Plain | RowKind::Minor => None,
        RowKind::Alert => Some("alert"),
        RowKind::Proposed => Some("alert proposed"),
        RowKind::Sum => Some("sum"),
    };
    html! {
        tr class=[class] { @for cell in &row.cells { td class=[cell_class(cell)] { (cell.shown(lang)) } } }
    }
}

fn cell_class(cell: &Cell) -> Option<&'static str> {
    match cell {
        Cell::Text(text) if is_code(text) => Some("code"),
        Cell::Text(_) | Cell::Empty => None,
        Cell::Mark(_) => Some("mark"),
        Cell::Number(_) => Some("number"),
        Cell::Yen(_) => Some("yen"),
        Cell::Date(_) => Some("date"),
        Cell::Unknown => Some("unknown"),
        Cell::NotApplicable => Some("na"),
    }
}

/// Ids and the like are never broken.
fn is_code(text: &str) -> bool {
    text.len() <= CODE_CHARS_MAX && text.chars().all(|c| c.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_can_end_neither_a_css_string_nor_the_style_element() {
        let text = css_text("A\"; } </style><script>\n");
        assert!(!text.contains('<') && !text.contains('\n'));
        assert_eq!(text.matches('"').count(), 2);
    }
}
