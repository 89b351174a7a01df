//! The drawing as SVG: shapes carry their meaning by form, classes add the colour, so that the picture is
//! right in print and without colour. No `style` attribute, because the content security policy forbids it.

use std::cmp::Reverse;

use maud::{Markup, html};
use sekisho_assess::Verdict;
use sekisho_assess::impact::importance_word;
use sekisho_model::{AssetKind, ConduitKind, Importance, Lang, Stated};
use sekisho_report::words as said;

use super::boxes::{CELL_SIZE, TITLE_SIZE};
use super::drawing::{Cell, Drawing, Fold, LaneBand, Line, Rect, ZoneBox, lane_word, title_sign_x};
use super::legend::{self, Entry, Sign};
use super::tracks::NAME_SIZE;
use crate::{href, words};

/// The whole picture.
pub(super) fn svg(drawing: &Drawing, lang: Lang) -> Markup {
    html! {
        svg class="map" role="group" xmlns="http://www.w3.org/2000/svg"
            width=(drawing.width) height=(drawing.height)
            viewBox={ "0 0 " (drawing.width) " " (drawing.height) }
            aria-labelledby="map-title map-desc" {
            title id="map-title" { (lang.pick("ゾーンマップ", "Zone map")) }
            desc id="map-desc" { (description(drawing, lang)) }
            @for lane in &drawing.lanes { (band(lane, drawing.width)) }
            @for zone in &drawing.zones { (frame(zone)) }
            @for line in &drawing.lines { (way(line)) }
            @for zone in &drawing.zones { (heading(zone, lang)) }
            @for cell in &drawing.cells { (asset(cell, lang)) }
            @for fold in &drawing.folds { (counts(fold)) }
            @for line in &drawing.lines { (name_of(line, lang)) }
            g class="legend" font-size=(legend::SIZE) {
                @for entry in &drawing.legend.entries { (legend_entry(entry)) }
            }
        }
    }
}

fn description(drawing: &Drawing, lang: Lang) -> String {
    let (zones, lines, assets) = (drawing.zones.len(), drawing.lines.len(), drawing.assets);
    match lang {
        Lang::Ja => format!(
            "上が社外、下が現場。枠 {zones} 個、コンジット {lines} 本、保護対象 {assets} 件。同じ内容が下の表にあります。"
        ),
        Lang::En => format!(
            "Outside at the top, process at the bottom: {zones} boxes, {lines} conduits, {assets} assets. The tables below say the same."
        ),
    }
}

fn band(lane: &LaneBand, width: i32) -> Markup {
    html! {
        rect class="lane" x="0" y=(lane.y) width=(width) height=(lane.h) {}
        g class="lane-name" font-size=(NAME_SIZE) {
            @for (place, word) in (0..).zip(&lane.words) {
                @let rect = lane_word(lane, place, word);
                text x=(rect.x) y=(rect.y + 13) { (word) }
            }
        }
    }
}

fn frame(zone: &ZoneBox) -> Markup {
    let Rect { x, y, w, h } = zone.rect;
    let (class, stroke) = match zone.importance {
        Stated::Known(Importance::Large) => ("zone", "4"),
        Stated::Known(Importance::Medium) => ("zone", "2.2"),
        Stated::Known(Importance::Small) | Stated::NotApplicable => ("zone", "1"),
        Stated::Unknown => ("zone open", "1"),
    };
    let dash = zone.importance.is_unknown().then_some("5 3");
    html! {
        rect class={ (class) " depth-" (zone.depth.min(2)) } x=(x) y=(y) width=(w) height=(h) rx="3"
            stroke-width=(stroke) stroke-dasharray=[dash] {}
    }
}

fn heading(zone: &ZoneBox, lang: Lang) -> Markup {
    let (x, y) = (zone.title_rect.x, zone.title_rect.y + 15);
    let sign_x = title_sign_x(zone);
    let importance = match zone.importance {
        Stated::Known(importance) => importance_word(importance).in_lang(lang).to_owned(),
        Stated::Unknown | Stated::NotApplicable => String::new(),
    };
    let short = lang.pick(&importance, importance.get(..1).unwrap_or_default()).to_uppercase();
    let text = html! {
        title { (zone.full_name) @if !importance.is_empty() { " " (lang.pick("重要度", "importance")) " " (importance) } }
        text class="zone-name" x=(x) y=(y) font-size=(TITLE_SIZE) { (zone.title) }
        (importance_sign(zone.importance, sign_x, y - 5))
        text class="zone-level" x=(sign_x + 9) y=(y) font-size=(NAME_SIZE) { (short) }
    };
    match &zone.zone {
        Some(id) => html! { a href=(href::zone(id)) { (text) } },
        None => html! { g { (text) } },
    }
}

fn asset(cell: &Cell, lang: Lang) -> Markup {
    let Rect { x, y, w, h } = cell.rect;
    let middle = y + h / 2;
    html! {
        a class={ "asset" @if let Some(mark) = cell.mark { " " (mark_class(mark)) } } href=(href::asset(&cell.id))
            aria-label=(spoken(cell, lang)) {
            title { (spoken(cell, lang)) }
            rect class="hit" x=(x) y=(y + 1) width=(w) height=(h - 2) rx="2" {}
            (kind_sign(cell.kind, x + 12, middle))
            text x=(x + 24) y=(middle + 4) font-size=(CELL_SIZE) { (cell.name) }
            (importance_sign(cell.importance, x + w - 28, middle))
            @if let Some(mark) = cell.mark { (mark_sign(mark, x + w - 10, middle)) }
        }
    }
}

fn spoken(cell: &Cell, lang: Lang) -> String {
    let mut parts = vec![cell.full_name.clone()];
    if let Stated::Known(importance) = cell.importance {
        let word = importance_word(importance);
        parts.push(format!("{} {}", lang.pick("重要度", "importance"), word.in_lang(lang)));
    }
    if let Some(mark) = cell.mark {
        parts.push(said::verdict(mark).in_lang(lang).to_owned());
    }
    parts.join(lang.pick("、", ", "))
}

fn counts(fold: &Fold) -> Markup {
    let lines = html! {
        @for (line, rect) in &fold.lines {
            text class="count" x=(rect.x) y=(rect.y + 17) font-size=(CELL_SIZE) { (line) }
        }
    };
    match &fold.zone {
        Some(id) => html! { a href=(href::zone(id)) { (lines) } },
        None => html! { g { (lines) } },
    }
}

fn way(line: &Line) -> Markup {
    let points: Vec<String> = line.points.iter().map(|(x, y)| format!("{x},{y}")).collect();
    html! {
        g class="conduit" {
            polyline points=(points.join(" ")) fill="none" stroke-width="1.5"
                stroke-dasharray=[dashes(line.kind)] {}
            @if line.arrows.0 { (arrow(line.points.get(1), line.points.first())) }
            @if line.arrows.1 { (arrow(line.points.iter().rev().nth(1), line.points.last())) }
        }
    }
}

/// Undeclared traffic will be evenly dashed; declared conduits never are.
const fn dashes(kind: ConduitKind) -> Option<&'static str> {
    match kind {
        ConduitKind::Network => None,
        ConduitKind::RemoteMaintenance => Some("14 4"),
        ConduitKind::Cloud => Some("14 3 2 3"),
        ConduitKind::Media => Some("2 3"),
        ConduitKind::Wireless => Some("8 3 2 3 2 3"),
    }
}

/// A head at `tip`, pointing away from `tail`.
fn arrow(tail: Option<&(i32, i32)>, tip: Option<&(i32, i32)>) -> Markup {
    let (Some(&(tail_x, tail_y)), Some(&(x, y))) = (tail, tip) else { return html! {} };
    let (dx, dy) = ((x - tail_x).signum(), (y - tail_y).signum());
    let (back_x, back_y) = (x - 8 * dx, y - 8 * dy);
    let (wing_x, wing_y) = (4 * dy, 4 * dx);
    html! {
        polygon points={
            (x) "," (y) " " (back_x + wing_x) "," (back_y + wing_y) " " (back_x - wing_x) "," (back_y - wing_y)
        } {}
    }
}

fn name_of(line: &Line, lang: Lang) -> Markup {
    let Rect { x, y, w, h } = line.name_rect;
    let kind = words::conduit_kind(line.kind);
    html! {
        a class="conduit-name" href=(href::conduit(&line.id)) {
            title { (line.full_name) (lang.pick("（", " (")) (kind.in_lang(lang)) (lang.pick("）", ")")) }
            rect x=(x) y=(y) width=(w) height=(h) rx="9" {}
            text x=(x + w / 2) y=(y + 13) text-anchor="middle" font-size=(NAME_SIZE) { (line.name) }
        }
    }
}

fn legend_entry(entry: &Entry) -> Markup {
    let Rect { x, y, h, .. } = entry.rect;
    let middle = y + h / 2;
    html! {
        (sign(entry.sign, x, middle))
        text x=(x + legend::sign_width(entry.sign)) y=(middle + 4) { (entry.word) }
    }
}

fn sign(sign: Sign, x: i32, y: i32) -> Markup {
    match sign {
        Sign::Importance(Reverse(importance)) => html! {
            (sample_frame(Stated::Known(importance), x, y))
            (importance_sign(Stated::Known(importance), x + 11, y))
        },
        Sign::ImportanceUnknown => html! {
            (sample_frame(Stated::Unknown, x, y))
            (importance_sign(Stated::Unknown, x + 11, y))
        },
        Sign::Mark(Reverse(mark)) => html! { g class=(mark_class(mark)) { (mark_sign(mark, x + 9, y)) } },
        Sign::Asset(kind) => kind_sign(kind, x + 8, y),
        Sign::Conduit(kind) => html! {
            g class="conduit" {
                line x1=(x) y1=(y) x2=(x + 38) y2=(y) stroke-width="1.5" stroke-dasharray=[dashes(kind)] {}
            }
        },
    }
}

fn sample_frame(importance: Stated<Importance>, x: i32, y: i32) -> Markup {
    let zone = ZoneBox {
        zone: None,
        rect: Rect { x: x + 1, y: y - 8, w: 20, h: 16 },
        title: String::new(),
        full_name: String::new(),
        title_rect: Rect::default(),
        importance,
        depth: 0,
    };
    frame(&zone)
}

/// ◆ ■ ●, and a stroke where nobody has said.
fn importance_sign(importance: Stated<Importance>, x: i32, y: i32) -> Markup {
    html! {
        g class="importance" {
            @match importance {
                Stated::Known(Importance::Large) => {
                    polygon points={ (x) "," (y - 6) " " (x + 6) "," (y) " " (x) "," (y + 6) " " (x - 6) "," (y) } {}
                }
                Stated::Known(Importance::Medium) => rect x=(x - 4) y=(y - 4) width="8" height="8" {},
                Stated::Known(Importance::Small) => circle cx=(x) cy=(y) r="3.4" {},
                Stated::Unknown => rect x=(x - 4) y=(y - 1) width="8" height="1.6" {},
                Stated::NotApplicable => {}
            }
        }
    }
}

const fn mark_class(mark: Verdict) -> &'static str {
    match mark {
        Verdict::Affected => "affected",
        Verdict::Undecided => "undecided",
        Verdict::NotAffected => "not-affected",
    }
}

/// ▲ ？ ○
fn mark_sign(mark: Verdict, x: i32, y: i32) -> Markup {
    html! {
        @match mark {
            Verdict::Affected => {
                polygon class="mark" points={ (x) "," (y - 6) " " (x + 7) "," (y + 6) " " (x - 7) "," (y + 6) } {}
            }
            Verdict::Undecided => {
                text class="mark" x=(x) y=(y + 5) text-anchor="middle" font-size="14" font-weight="700" { "?" }
            }
            Verdict::NotAffected => circle class="mark" cx=(x) cy=(y) r="5" fill="none" stroke-width="1.6" {},
        }
    }
}

/// Outlines: a device with its foot, a network of three points, a data drum.
fn kind_sign(kind: AssetKind, x: i32, y: i32) -> Markup {
    html! {
        g class="kind" fill="none" stroke-width="1.2" {
            @match kind {
                AssetKind::Device => {
                    rect x=(x - 6) y=(y - 6) width="12" height="9" rx="1" {}
                    path d={ "M" (x - 4) " " (y + 6) "h8" } {}
                }
                AssetKind::Network => {
                    path d={ "M" (x) " " (y - 4) "L" (x - 5) " " (y + 4) "H" (x + 5) "Z" } {}
                    circle cx=(x) cy=(y - 4) r="2" {}
                    circle cx=(x - 5) cy=(y + 4) r="2" {}
                    circle cx=(x + 5) cy=(y + 4) r="2" {}
                }
                AssetKind::Data => {
                    ellipse cx=(x) cy=(y - 4) rx="5.5" ry="2" {}
                    path d={ "M" (x - 6) " " (y - 4) "v8c0 3 11 3 11 0v-8" } {}
                }
            }
        }
    }
}
