//! The drawing as SVG: shapes carry their meaning by form, colour comes second, so that the picture is right in
//! print and without colour.

use std::cmp::Reverse;

use maud::{Markup, html};
use sekisho_assess::Verdict;
use sekisho_assess::impact::importance_word;
use sekisho_model::{AssetKind, ConduitKind, Importance, Lang, Stated};

use super::boxes::{BADGE_SIZE, CELL_SIZE, TITLE_SIZE};
use super::drawing::{Badge, Cell, Drawing, Fold, LaneBand, Line, Rect, ZoneBox, lane_word, title_sign_x};
use super::legend::{self, Entry, Sign};
use super::tracks::NAME_SIZE;
use super::ways::WayKind;
use super::{Links, Part};
use crate::picture::ink::{self, ACCENT, ACCENT_WASH, EDGE, Frame, INK, PAPER, QUIET, SHEET, WASH};
use crate::words;

/// The whole picture.
pub(super) fn svg(drawing: &Drawing, links: Links<'_>, lang: Lang) -> String {
    let frame = Frame {
        class: "map",
        width: drawing.width,
        height: drawing.height,
        title: lang.pick("ゾーンマップ", "Zone map"),
        about: &description(drawing, lang),
        linked: leads_anywhere(drawing, links),
    };
    let inside = html! {
        @for lane in &drawing.lanes { (band(lane, drawing.width)) }
        @for zone in &drawing.zones { (outline(zone)) }
        @for line in &drawing.lines { (way(line)) }
        @for zone in &drawing.zones { (heading(zone, links, lang)) }
        @for cell in &drawing.cells { (asset(cell, links, lang)) }
        @for fold in &drawing.folds { (counts(fold, links)) }
        @for line in &drawing.lines { (name_of(line, links, lang)) }
        g class="legend" font-size=(legend::SIZE) fill=(QUIET) {
            @for entry in &drawing.legend.entries { (legend_entry(entry)) }
        }
    };
    ink::framed(frame, &inside)
}

fn leads_anywhere(drawing: &Drawing, links: Links<'_>) -> bool {
    let zones = drawing.zones.iter().filter_map(|zone| zone.zone.as_ref().map(Part::Zone));
    let cells = drawing.cells.iter().map(|cell| Part::Asset(&cell.id));
    let lines = drawing.lines.iter().filter_map(|line| line.id.as_ref().map(Part::Conduit));
    zones.chain(cells).chain(lines).any(|part| links(part).is_some())
}

fn description(drawing: &Drawing, lang: Lang) -> String {
    let (zones, lines, assets) = (drawing.zones.len(), drawing.lines.len(), drawing.assets);
    match lang {
        Lang::Ja => {
            format!("上が社外、下が現場。枠 {zones} 個、枠の間の線 {lines} 本、保護対象 {assets} 件。")
        }
        Lang::En => format!(
            "Outside at the top, process at the bottom: {zones} boxes, {lines} lines between them, {assets} assets."
        ),
    }
}

fn band(lane: &LaneBand, width: i32) -> Markup {
    html! {
        rect class="lane" fill=(WASH) x="0" y=(lane.y) width=(width) height=(lane.h) {}
        g class="lane-name" font-size=(NAME_SIZE) fill=(QUIET) {
            @for (place, word) in (0..).zip(&lane.words) {
                @let rect = lane_word(lane, place, word);
                text x=(rect.x) y=(rect.y + 13) { (word) }
            }
        }
    }
}

fn outline(zone: &ZoneBox) -> Markup {
    let Rect { x, y, w, h } = zone.rect;
    let (width, stroke) = match zone.importance {
        Stated::Known(Importance::Large) => ("4", INK),
        Stated::Known(Importance::Medium) => ("2.2", INK),
        Stated::Known(Importance::Small) | Stated::NotApplicable => ("1", INK),
        Stated::Unknown => ("1", EDGE),
    };
    let dash = zone.importance.is_unknown().then_some("5 3");
    let ground = if zone.depth == 1 { PAPER } else { SHEET };
    html! {
        rect class="zone" x=(x) y=(y) width=(w) height=(h) rx="3" fill=(ground) stroke=(stroke)
            stroke-width=(width) stroke-dasharray=[dash] {}
    }
}

fn heading(zone: &ZoneBox, links: Links<'_>, lang: Lang) -> Markup {
    let (x, y) = (zone.title_rect.x, zone.title_rect.y + 15);
    let sign_x = title_sign_x(zone);
    let importance = match zone.importance {
        Stated::Known(importance) => importance_word(importance).in_lang(lang).to_owned(),
        Stated::Unknown | Stated::NotApplicable => String::new(),
    };
    let short = lang.pick(&importance, importance.get(..1).unwrap_or_default()).to_uppercase();
    let text = html! {
        title { (zone.full_name) @if !importance.is_empty() { " " (lang.pick("重要度", "importance")) " " (importance) } }
        text class="zone-name" font-weight="700" x=(x) y=(y) font-size=(TITLE_SIZE) { (zone.title) }
        (importance_sign(zone.importance, sign_x, y - 5))
        text class="zone-level" x=(sign_x + 9) y=(y) font-size=(NAME_SIZE) { (short) }
        @for one in &zone.badges { (badge(one)) }
    };
    let href = zone.zone.as_ref().and_then(|id| links(Part::Zone(id)));
    ink::linked(href.as_deref(), &text)
}

fn badge(badge: &Badge) -> Markup {
    let Rect { x, y, w, h } = badge.rect;
    let (opacity, words) = badge.grade.as_ref().map_or(("0", INK), |grade| (grade.opacity(), grade.words()));
    html! {
        rect x=(x) y=(y) width=(w) height=(h) rx="3" fill=(INK) fill-opacity=(opacity) stroke=(EDGE) stroke-width="0.8" {}
        text x=(x + w / 2) y=(y + 12) text-anchor="middle" font-size=(BADGE_SIZE) fill=(words) { (badge.text) }
    }
}

fn asset(cell: &Cell, links: Links<'_>, lang: Lang) -> Markup {
    let Rect { x, y, w, h } = cell.rect;
    let middle = y + h / 2;
    let ground = if cell.mark == Some(Verdict::Affected) { ACCENT_WASH } else { "none" };
    let inside = html! {
        title { (spoken(cell, lang)) }
        rect class="hit" fill=(ground) pointer-events="all" x=(x) y=(y + 1) width=(w) height=(h - 2) rx="2" {}
        (kind_sign(cell.kind, x + 12, middle))
        text x=(x + 24) y=(middle + 4) font-size=(CELL_SIZE) { (cell.name) }
        (importance_sign(cell.importance, x + w - 28, middle))
        @if let Some(mark) = cell.mark { (mark_sign(mark, x + w - 10, middle)) }
    };
    html! {
        @match links(Part::Asset(&cell.id)) {
            Some(href) => a class="asset" href=(href) { (inside) },
            None => g { (inside) },
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
        parts.push(words::verdict(mark).in_lang(lang).to_owned());
    }
    parts.join(lang.pick("、", ", "))
}

fn counts(fold: &Fold, links: Links<'_>) -> Markup {
    let lines = html! {
        @for (line, rect) in &fold.lines {
            text class="count" x=(rect.x) y=(rect.y + 17) font-size=(CELL_SIZE) { (line) }
        }
    };
    let href = fold.zone.as_ref().and_then(|id| links(Part::Zone(id)));
    ink::linked(href.as_deref(), &lines)
}

fn way(line: &Line) -> Markup {
    let points: Vec<String> = line.points.iter().map(|(x, y)| format!("{x},{y}")).collect();
    html! {
        g class="conduit" {
            polyline points=(points.join(" ")) fill="none" stroke=(INK) stroke-width="1.5"
                stroke-dasharray=[dashes(line.kind)] {}
            @if line.arrows.0 { (arrow(line.points.get(1), line.points.first())) }
            @if line.arrows.1 { (arrow(line.points.iter().rev().nth(1), line.points.last())) }
        }
    }
}

/// What is undeclared is evenly dashed; declared conduits never are.
const fn dashes(kind: WayKind) -> Option<&'static str> {
    match kind {
        WayKind::Conduit(ConduitKind::Network) => None,
        WayKind::Conduit(ConduitKind::RemoteMaintenance) => Some("14 4"),
        WayKind::Conduit(ConduitKind::Cloud) => Some("14 3 2 3"),
        WayKind::Conduit(ConduitKind::Media) => Some("2 3"),
        WayKind::Conduit(ConduitKind::Wireless) => Some("8 3 2 3 2 3"),
        WayKind::Undeclared => Some("6 6"),
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

fn name_of(line: &Line, links: Links<'_>, lang: Lang) -> Markup {
    let Rect { x, y, w, h } = line.name_rect;
    let kind = legend::way_word(line.kind, lang);
    let dash = (line.kind == WayKind::Undeclared).then_some("4 3");
    let inside = html! {
        title { (line.full_name) (lang.pick("（", " (")) (kind) (lang.pick("）", ")")) }
        rect x=(x) y=(y) width=(w) height=(h) rx="9" fill=(SHEET) stroke=(EDGE) stroke-width="0.8" stroke-dasharray=[dash] {}
        text x=(x + w / 2) y=(y + 13) text-anchor="middle" font-size=(NAME_SIZE) { (line.name) }
    };
    let href = line.id.as_ref().and_then(|id| links(Part::Conduit(id)));
    ink::linked(href.as_deref(), &inside)
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
        Sign::Mark(Reverse(mark)) => mark_sign(mark, x + 9, y),
        Sign::Asset(kind) => kind_sign(kind, x + 8, y),
        Sign::Way(kind) => html! {
            line x1=(x) y1=(y) x2=(x + 38) y2=(y) stroke=(INK) stroke-width="1.5" stroke-dasharray=[dashes(kind)] {}
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
        badges: Vec::new(),
    };
    outline(&zone)
}

/// ◆ ■ ●, and a stroke where nobody has said.
fn importance_sign(importance: Stated<Importance>, x: i32, y: i32) -> Markup {
    html! {
        g class="importance" fill=(INK) {
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

/// ▲ ？ ○
fn mark_sign(mark: Verdict, x: i32, y: i32) -> Markup {
    html! {
        @match mark {
            Verdict::Affected => {
                polygon class="mark" fill=(ACCENT) points={ (x) "," (y - 6) " " (x + 7) "," (y + 6) " " (x - 7) "," (y + 6) } {}
            }
            Verdict::Undecided => {
                text class="mark" fill=(INK) x=(x) y=(y + 5) text-anchor="middle" font-size="14" font-weight="700" { "?" }
            }
            Verdict::NotAffected => circle class="mark" cx=(x) cy=(y) r="5" fill="none" stroke=(QUIET) stroke-width="1.6" {},
        }
    }
}

/// Outlines: a device with its foot, a network of three points, a data drum.
fn kind_sign(kind: AssetKind, x: i32, y: i32) -> Markup {
    html! {
        g class="kind" fill="none" stroke=(QUIET) stroke-width="1.2" {
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
