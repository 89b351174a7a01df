//! The coverage radar: what is covered and what is planned along three to nine axes, with the figures beside each
//! title. What nobody considered takes its share of each axis, dotted. Fewer or more axes are drawn as bars.

use maud::html;
use sekisho_assess::coverage::Axis;
use sekisho_model::{Lang, text};

use super::canvas::{Anchor, Canvas, Pen, balanced, wrapped};
use super::ink::{EDGE, INK, LINE, QUIET, SHEET};
use super::measure::width;

/// An axis. The first four add up to the whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RadarAxis {
    /// Title.
    pub title: String,
    /// In place.
    pub covered: usize,
    /// Not in place, and planned.
    pub planned: usize,
    /// Neither.
    pub open: usize,
    /// Nobody considered it.
    pub unknown: usize,
    /// Where it leads.
    pub href: Option<String>,
}

impl RadarAxis {
    const fn total(&self) -> usize {
        self.covered + self.planned + self.open + self.unknown
    }

    /// Share of the axis, 0 to 1; 0 where it has no length.
    fn share(&self, part: usize) -> f64 {
        let number = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
        if self.total() == 0 { 0.0 } else { number(part) / number(self.total()) }
    }
}

/// The radar.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Radar {
    /// What the picture is called; where empty, by its usual name.
    pub title: String,
    /// Axes, the first at the top, then clockwise.
    pub axes: Vec<RadarAxis>,
}

impl Radar {
    /// The radar of a plant or a zone.
    #[must_use]
    pub fn from_axes(axes: &[Axis], lang: Lang) -> Self {
        let axis = |axis: &Axis| RadarAxis {
            title: axis.title.in_lang(lang).to_owned(),
            covered: axis.covered,
            planned: axis.planned,
            open: axis.open,
            unknown: axis.unknown,
            href: None,
        };
        Self { title: String::new(), axes: axes.iter().map(axis).collect() }
    }
}

const AXES_MIN: usize = 3;
const AXES_MAX: usize = 9;
const RADIUS: i32 = 132;
const TITLE_SIZE: i32 = 13;
const SIZE: i32 = 12;
const TITLE_WIDTH: i32 = 160;
const PAD: i32 = 8;

/// Draws a radar.
#[must_use]
pub fn radar(radar: &Radar, lang: Lang) -> String {
    let usual = lang.pick("対策の充足", "Measure coverage");
    let title = if radar.title.is_empty() { usual } else { &radar.title };
    drawn(radar, lang).finish("radar", title, &about(radar, lang), PAD)
}

fn drawn(radar: &Radar, lang: Lang) -> Canvas {
    if (AXES_MIN..=AXES_MAX).contains(&radar.axes.len()) { web(radar, lang) } else { bars(radar, lang) }
}

fn about(radar: &Radar, lang: Lang) -> String {
    let line = |axis: &RadarAxis| {
        let separator = lang.pick("：", ": ");
        format!("{}{separator}{}", axis.title, figures(axis, lang).join(lang.pick("、", ", ")))
    };
    let lines: Vec<String> = radar.axes.iter().map(line).collect();
    lines.join(lang.pick("。", ". "))
}

/// `12/40 対策済み`, `計画 5`, `未検討 8`: only what there is.
fn figures(axis: &RadarAxis, lang: Lang) -> Vec<String> {
    let RadarAxis { covered, planned, unknown, .. } = axis;
    let total = axis.total();
    if total == 0 {
        return vec![lang.pick("対象なし", "nothing to cover").to_owned()];
    }
    let mut figures = vec![match lang {
        Lang::Ja => format!("対策済み {covered}／{total}"),
        Lang::En => format!("covered {covered} of {total}"),
    }];
    if *planned > 0 {
        figures.push(text!(ja: "計画 {planned}", en: "planned {planned}").in_lang(lang).to_owned());
    }
    if *unknown > 0 {
        figures.push(
            text!(ja: "？未検討 {unknown}", en: "？ not considered {unknown}").in_lang(lang).to_owned(),
        );
    }
    figures
}

#[expect(clippy::cast_possible_truncation, reason = "a coordinate of a picture of a few hundred pixels")]
fn pixel(value: f64) -> i32 {
    value.round() as i32
}

/// The middle of the web and the directions of its axes.
struct Web {
    x: i32,
    y: i32,
    directions: Vec<(f64, f64)>,
}

impl Web {
    fn point(&self, axis: usize, share: f64) -> (i32, i32) {
        let (dx, dy) = self.directions[axis];
        let far = f64::from(RADIUS) * share;
        (self.x + pixel(dx * far), self.y + pixel(dy * far))
    }

    fn ring(&self, shares: impl Iterator<Item = f64>) -> String {
        let points = shares.enumerate().map(|(axis, share)| {
            let (x, y) = self.point(axis, share);
            format!("{x},{y}")
        });
        points.collect::<Vec<_>>().join(" ")
    }
}

fn web(radar: &Radar, lang: Lang) -> Canvas {
    let mut canvas = Canvas::default();
    let count = u32::try_from(radar.axes.len()).map_or(1.0, f64::from);
    let turn = |axis: u32| std::f64::consts::TAU * f64::from(axis) / count;
    let directions = (0..).zip(&radar.axes).map(|(axis, _)| (turn(axis).sin(), -turn(axis).cos())).collect();
    let web = Web { x: PAD + TITLE_WIDTH + 24 + RADIUS, y: PAD + 102 + RADIUS, directions };
    ground(&mut canvas, &web);
    let covered = web.ring(radar.axes.iter().map(|axis| axis.share(axis.covered)));
    let planned = web.ring(radar.axes.iter().map(|axis| axis.share(axis.covered + axis.planned)));
    canvas.put(html! {
        polygon points=(planned) fill="none" stroke=(INK) stroke-width="1.4" stroke-dasharray="6 4" {}
        polygon points=(covered) fill=(INK) fill-opacity="0.24" stroke=(INK) stroke-width="2" stroke-linejoin="round" {}
    });
    for (place, (axis, label)) in radar.axes.iter().zip(labels(radar, &web, lang)).enumerate() {
        canvas.group(axis.href.as_deref(), "", |canvas| {
            points(canvas, &web, place, axis);
            label.write(canvas);
        });
    }
    canvas.reach(web.x + RADIUS + 24 + TITLE_WIDTH, web.y + RADIUS + 40);
    key(&mut canvas, lang);
    canvas
}

fn ground(canvas: &mut Canvas, web: &Web) {
    for share in [0.25, 0.5, 0.75, 1.0] {
        let points = web.ring(web.directions.iter().map(|_| share));
        let width = if share > 0.9 { "1.2" } else { "0.6" };
        canvas.put(html! { polygon points=(points) fill="none" stroke=(LINE) stroke-width=(width) {} });
    }
    for axis in 0..web.directions.len() {
        let (x, y) = web.point(axis, 1.0);
        canvas.put(html! { line x1=(web.x) y1=(web.y) x2=(x) y2=(y) stroke=(LINE) stroke-width="0.8" {} });
    }
}

/// What is planned, what is in place, and from the end of the axis inwards what nobody considered.
fn points(canvas: &mut Canvas, web: &Web, place: usize, axis: &RadarAxis) {
    if axis.unknown > 0 {
        let ((x0, y0), (x1, y1)) = (web.point(place, 1.0 - axis.share(axis.unknown)), web.point(place, 1.0));
        canvas.put(html! { line x1=(x0) y1=(y0) x2=(x1) y2=(y1) stroke=(EDGE) stroke-width="5" stroke-dasharray="2 3" {} });
    }
    if axis.planned > 0 {
        let (x, y) = web.point(place, axis.share(axis.covered + axis.planned));
        canvas.put(html! { circle cx=(x) cy=(y) r="3.6" fill=(SHEET) stroke=(INK) stroke-width="1.4" {} });
    }
    let (x, y) = web.point(place, axis.share(axis.covered));
    canvas.put(html! { circle cx=(x) cy=(y) r="3.6" {} });
}

/// Title and figures of an axis.
struct Label {
    x: i32,
    top: i32,
    anchor: Anchor,
    lines: Vec<String>,
    /// How many of the lines are the title.
    titles: usize,
}

const LABEL_LINE: i32 = TITLE_SIZE + TITLE_SIZE / 3;

impl Label {
    /// Outside the web, on the side of its axis.
    fn new(web: &Web, place: usize, axis: &RadarAxis, lang: Lang) -> Self {
        let (x, y) = web.point(place, 1.0);
        let (dx, dy) = web.directions[place];
        let (anchor, away) = match dx {
            right if right > 0.2 => (Anchor::Start, 12),
            left if left < -0.2 => (Anchor::End, -12),
            _ => (Anchor::Middle, 0),
        };
        let mut lines = balanced(&axis.title, TITLE_SIZE, TITLE_WIDTH, 2);
        let titles = lines.len();
        lines.extend(figures(axis, lang));
        let mut label = Self { x: x + away, top: 0, anchor, lines, titles };
        // Above the web it ends at the axis, below it begins there, beside it it stands around it.
        label.top = y + pixel(dy * f64::from(label.high() + 16) / 2.0) - label.high() / 2;
        label
    }

    fn high(&self) -> i32 {
        LABEL_LINE * i32::try_from(self.lines.len()).unwrap_or(1)
    }

    fn write(&self, canvas: &mut Canvas) {
        for (row, (place, words)) in (0..).zip(self.lines.iter().enumerate()) {
            let title = place < self.titles;
            let pen = if title { Pen::new(TITLE_SIZE).bold() } else { Pen::new(SIZE).colour(QUIET) };
            let y = self.top + TITLE_SIZE + row * LABEL_LINE;
            canvas.text(self.x, y, Pen { anchor: self.anchor, ..pen }, words);
        }
    }
}

/// All labels; those on one side of the web keep apart.
fn labels(radar: &Radar, web: &Web, lang: Lang) -> Vec<Label> {
    let mut labels: Vec<Label> =
        radar.axes.iter().enumerate().map(|(place, axis)| Label::new(web, place, axis, lang)).collect();
    for side in [Anchor::Start, Anchor::End] {
        let mut here: Vec<&mut Label> = labels.iter_mut().filter(|label| label.anchor == side).collect();
        here.sort_by_key(|label| label.top);
        let mut free = i32::MIN;
        for label in here {
            label.top = label.top.max(free);
            free = label.top + label.high() + 4;
        }
    }
    labels
}

const BAR_NAME: i32 = 180;
const BAR: i32 = 320;
const BAR_ROW: i32 = 44;

fn bars(radar: &Radar, lang: Lang) -> Canvas {
    let mut canvas = Canvas::default();
    for (place, axis) in (0..).zip(&radar.axes) {
        canvas.group(axis.href.as_deref(), "", |canvas| bar(canvas, PAD + place * BAR_ROW, axis, lang));
    }
    canvas.reach(PAD + BAR_NAME + BAR, canvas.bottom);
    key(&mut canvas, lang);
    canvas
}

fn bar(canvas: &mut Canvas, y: i32, axis: &RadarAxis, lang: Lang) {
    let pen = Pen::new(TITLE_SIZE).bold();
    canvas.lines(PAD, y + TITLE_SIZE, pen, &wrapped(&axis.title, TITLE_SIZE, BAR_NAME - 10, 2));
    let x = PAD + BAR_NAME;
    let end = |part: usize| x + pixel(f64::from(BAR) * axis.share(part));
    let (covered, planned) = (end(axis.covered), end(axis.covered + axis.planned));
    let unknown = x + BAR - (end(axis.unknown) - x);
    canvas.put(html! {
        rect x=(x) y=(y) width=(BAR) height="16" fill=(SHEET) stroke=(EDGE) stroke-width="1" {}
        rect x=(x) y=(y) width=(covered - x) height="16" fill=(INK) fill-opacity="0.62" {}
        rect x=(covered) y=(y) width=(planned - covered) height="16" fill="none" stroke=(INK) stroke-width="1.4" stroke-dasharray="6 4" {}
        @if axis.unknown > 0 {
            line x1=(unknown) y1=(y + 8) x2=(x + BAR) y2=(y + 8) stroke=(EDGE) stroke-width="8" stroke-dasharray="2 3" {}
        }
    });
    canvas.text(x, y + 30, Pen::new(SIZE).colour(QUIET), &figures(axis, lang).join(lang.pick("、", ", ")));
}

/// What the lines mean.
fn key(canvas: &mut Canvas, lang: Lang) {
    let pen = Pen::new(SIZE).colour(QUIET);
    let y = canvas.bottom + 26;
    let entries = [
        lang.pick("対策済み", "covered"),
        lang.pick("計画を含む", "with what is planned"),
        lang.pick("未検討の割合", "share not considered"),
    ];
    let mut x = PAD;
    for (place, entry) in (0..).zip(entries) {
        canvas.put(match place {
            0 => html! {
                line x1=(x) y1=(y - 4) x2=(x + 26) y2=(y - 4) stroke=(INK) stroke-width="2" {}
                circle cx=(x + 13) cy=(y - 4) r="3.6" {}
            },
            1 => html! {
                line x1=(x) y1=(y - 4) x2=(x + 26) y2=(y - 4) stroke=(INK) stroke-width="1.4" stroke-dasharray="6 4" {}
                circle cx=(x + 13) cy=(y - 4) r="3.6" fill=(SHEET) stroke=(INK) stroke-width="1.4" {}
            },
            _ => html! { line x1=(x) y1=(y - 4) x2=(x + 26) y2=(y - 4) stroke=(EDGE) stroke-width="5" stroke-dasharray="2 3" {} },
        });
        canvas.text(x + 32, y, pen, entry);
        x += 32 + width(entry, SIZE) + 20;
    }
}

#[cfg(test)]
mod tests;
