//! The heat table of zone × threat: each cell bears a mark for how far the threat is countered, or the letter of
//! its risk, and a letter for what would be lost. The shade repeats the mark; what nobody considered is hatched.

use std::collections::BTreeMap;

use maud::html;
use sekisho_assess::coverage::{Cell, CellState, Coverage};
use sekisho_assess::risk::{AssetRisk, AssetRow};
use sekisho_catalog::{Catalog, Threat};
use sekisho_model::{Importance, Lang, Loss, LossLevel, Register, Stated, Text, ThreatId, ZoneId, text};

use super::Grade;
use super::canvas::{Canvas, Pen, balanced};
use super::ink::{ACCENT, EDGE, INK, LINE, QUIET, SHEET};
use super::measure::{fit, width};
use crate::words;

/// What a cell says first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Face {
    /// How far a threat is countered.
    State(CellState),
    /// A risk value.
    Grade(Grade),
    /// The question does not arise.
    Blank,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeatCell {
    /// What it says first.
    pub face: Face,
    /// The greatest loss; unknown and not applicable are drawn as nothing.
    pub loss: Stated<LossLevel>,
    /// More, for a pointer and a screen reader.
    pub about: String,
    /// Where it leads.
    pub href: Option<String>,
}

/// A row: a zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeatRow {
    /// Name.
    pub name: String,
    /// Importance.
    pub importance: Stated<Importance>,
    /// Where the name leads.
    pub href: Option<String>,
    /// One for each column; missing ones are blank.
    pub cells: Vec<HeatCell>,
}

/// A column: a threat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeatColumn {
    /// Name.
    pub name: String,
    /// Where it leads.
    pub href: Option<String>,
}

/// The table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heat {
    /// What the picture is called; where empty, by its usual name.
    pub title: String,
    /// Threats.
    pub columns: Vec<HeatColumn>,
    /// Zones.
    pub rows: Vec<HeatRow>,
}

/// A part of the table that may lead somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeatPart<'a> {
    /// A zone's name.
    Zone(&'a ZoneId),
    /// A threat's name.
    Threat(&'a ThreatId),
    /// The cell of both.
    Cell(&'a ZoneId, &'a ThreatId),
}

impl Heat {
    /// The table of how far each threat of each zone is countered.
    #[must_use]
    pub fn from_coverage(
        coverage: &Coverage,
        register: &Register,
        lang: Lang,
        links: &dyn Fn(HeatPart<'_>) -> Option<String>,
    ) -> Self {
        let columns = coverage.threats.iter().map(|(id, name)| HeatColumn {
            name: name.in_lang(lang).to_owned(),
            href: links(HeatPart::Threat(id)),
        });
        let cell = |zone: &ZoneId, cell: &Cell| HeatCell {
            face: Face::State(cell.state),
            loss: cell.loss.as_ref().map(Loss::worst),
            about: acts(cell, lang),
            href: links(HeatPart::Cell(zone, &cell.threat)),
        };
        let rows = coverage.zones.iter().map(|zone| HeatRow {
            name: zone.name.clone(),
            importance: register.zones.get(&zone.id).map_or(Stated::Unknown, |known| known.importance),
            href: links(HeatPart::Zone(&zone.id)),
            cells: coverage
                .cells
                .get(&zone.id)
                .into_iter()
                .flatten()
                .map(|one| cell(&zone.id, one))
                .collect(),
        });
        Self { title: String::new(), columns: columns.collect(), rows: rows.collect() }
    }
}

impl Heat {
    /// The table of the greatest risk by the asset-based method of each threat in each zone.
    #[must_use]
    pub fn from_risk(
        risk: &AssetRisk,
        catalog: &Catalog,
        register: &Register,
        lang: Lang,
        links: &dyn Fn(HeatPart<'_>) -> Option<String>,
    ) -> Self {
        let threats: Vec<&Threat> = catalog.main_threats().collect();
        let columns = threats.iter().map(|threat| HeatColumn {
            name: threat.name.in_lang(lang).to_owned(),
            href: links(HeatPart::Threat(&threat.id)),
        });
        let zones = risk.zones.iter().filter_map(|(id, rows)| Some((register.zones.get(id)?, rows)));
        let rows = zones.map(|(zone, rows)| HeatRow {
            name: zone.name.clone(),
            importance: zone.importance,
            href: links(HeatPart::Zone(&zone.id)),
            cells: threats
                .iter()
                .map(|threat| HeatCell {
                    face: risk_of(rows, &threat.id).map_or(Face::Blank, Face::Grade),
                    loss: Stated::NotApplicable,
                    about: String::new(),
                    href: links(HeatPart::Cell(&zone.id, &threat.id)),
                })
                .collect(),
        });
        Self { title: String::new(), columns: columns.collect(), rows: rows.collect() }
    }
}

impl Heat {
    /// The same table cut after so many rows, for sheets of paper.
    #[must_use]
    pub fn sheets(&self, rows_max: usize) -> Vec<Self> {
        let part = |rows: &[HeatRow]| Self {
            title: self.title.clone(),
            columns: self.columns.clone(),
            rows: rows.to_vec(),
        };
        self.rows.chunks(rows_max.max(1)).map(part).collect()
    }
}

/// The greatest risk of a threat among rows of assets.
fn risk_of(rows: &[AssetRow], threat: &ThreatId) -> Option<Grade> {
    let ratings = || rows.iter().flat_map(|row| &row.ratings).filter(|rating| rating.threat == *threat);
    let value = ratings().filter_map(|rating| rating.value).max()?;
    let at_worst = ratings().filter_map(|rating| rating.at_worst).max().unwrap_or(value);
    Some(Grade::between(value, at_worst))
}

fn acts(cell: &Cell, lang: Lang) -> String {
    let names: Vec<&str> = cell.acts.iter().map(|act| act.name.as_str()).collect();
    names.join(lang.pick("、", ", "))
}

const NAME_WIDTH: i32 = 190;
const NAME_SIZE: i32 = 12;
const HEAD_SIZE: i32 = 11;
const MARK_SIZE: i32 = 13;
const LOSS_SIZE: i32 = 11;
const ROW: i32 = 26;
const PAD: i32 = 6;
/// Columns up to which their names stand level.
const LEVEL_HEADS_MAX: usize = 9;
const WIDE: i32 = 104;
const NARROW: i32 = 38;
const HEAD_LINES: usize = 4;
const UPRIGHT_MAX: i32 = 150;

/// Draws a heat table.
#[must_use]
pub fn heat(heat: &Heat, lang: Lang) -> String {
    let title =
        if heat.title.is_empty() { lang.pick("ゾーン × 脅威", "Zone × threat") } else { &heat.title };
    drawn(heat, lang).finish("heat", title, &about(heat, lang), PAD)
}

fn about(heat: &Heat, lang: Lang) -> String {
    let (rows, columns) = (heat.rows.len(), heat.columns.len());
    let counts = counted(heat);
    let parts: Vec<String> =
        counts.iter().map(|((_, mark), count)| format!("{} {count}", mark.word(lang))).collect();
    let counts = parts.join(lang.pick("、", ", "));
    let whole = text!(
        ja: "行はゾーン {rows} 件、列は脅威 {columns} 件。{counts}。",
        en: "{rows} zones in rows, {columns} threats in columns. {counts}."
    );
    whole.in_lang(lang).to_owned()
}

/// How many cells bear which mark, the worst first.
fn counted(heat: &Heat) -> BTreeMap<(u8, Mark), usize> {
    let mut counts = BTreeMap::new();
    for look in heat.rows.iter().flat_map(|row| &row.cells).filter_map(Look::of) {
        *counts.entry((look.rank, look.mark)).or_default() += 1;
    }
    counts
}

/// What a cell bears: a shape, because glyphs of one size look different in every font, or a letter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    State(CellState),
    Letter(String),
}

impl Mark {
    fn word(&self, lang: Lang) -> String {
        let fixed = match self {
            Self::State(CellState::Open) => Text::new("対策なし", "not countered"),
            Self::State(CellState::Unknown) => Text::new("未検討", "not considered"),
            Self::State(CellState::Planned) => Text::new("計画あり", "planned"),
            Self::State(CellState::Partly) => Text::new("一部対策済み", "countered in part"),
            Self::State(CellState::Fully) => Text::new("対策済み", "countered"),
            Self::Letter(letter) => text!(ja: "リスク値 {letter}", en: "risk {letter}"),
        };
        fixed.in_lang(lang).to_owned()
    }

    fn width(&self) -> i32 {
        match self {
            Self::State(_) => 14,
            Self::Letter(letter) => width(letter, MARK_SIZE),
        }
    }

    /// Draws it from `x`, around `y`.
    fn draw(&self, canvas: &mut Canvas, x: i32, y: i32, colour: &'static str) {
        let state = match self {
            Self::State(state) => *state,
            Self::Letter(letter) => {
                return canvas.text(x, y + 5, Pen::new(MARK_SIZE).bold().colour(colour), letter);
            }
        };
        let middle = x + 7;
        let triangle = format!("{middle},{} {},{} {},{}", y - 6, middle + 6, y + 5, middle - 6, y + 5);
        canvas.put(match state {
            CellState::Open => html! { polygon points=(triangle) fill=(colour) {} },
            CellState::Planned => {
                html! { polygon points=(triangle) fill="none" stroke=(colour) stroke-width="1.4" {} }
            }
            CellState::Fully => {
                html! { circle cx=(middle) cy=(y) r="5" fill="none" stroke=(colour) stroke-width="1.6" {} }
            }
            CellState::Partly => html! {
                circle cx=(middle) cy=(y) r="5" fill="none" stroke=(colour) stroke-width="1.6" {}
                path d={ "M" (middle) " " (y - 5) "a5 5 0 0 0 0 10z" } fill=(colour) {}
            },
            CellState::Unknown => html! {},
        });
        if state == CellState::Unknown {
            canvas.text(middle, y + 5, Pen::new(MARK_SIZE).bold().middle().colour(colour), "?");
        }
    }
}

/// How a cell is drawn.
struct Look {
    /// Order in the legend: worst first.
    rank: u8,
    mark: Mark,
    shade: Shade,
    hatched: bool,
}

/// The ground of a cell and the colour of what stands on it.
#[derive(Clone, Copy)]
struct Shade {
    ground: &'static str,
    opacity: &'static str,
    words: &'static str,
}

impl Shade {
    /// Not countered: the more would be lost, the darker. A loss that nobody has stated counts as a medium one.
    const fn open(loss: Stated<LossLevel>) -> Self {
        let (opacity, words) = match loss {
            Stated::Known(LossLevel::High) => ("0.9", SHEET),
            Stated::Known(LossLevel::Medium) | Stated::Unknown => ("0.35", INK),
            Stated::Known(LossLevel::Low | LossLevel::None) | Stated::NotApplicable => ("0.15", INK),
        };
        Self { ground: ACCENT, opacity, words }
    }

    fn grey(weight: u8) -> Self {
        let grade = Grade { letter: String::new(), weight };
        Self { ground: INK, opacity: grade.opacity(), words: grade.words() }
    }
}

impl Look {
    fn of(cell: &HeatCell) -> Option<Self> {
        let (rank, mark, shade) = match &cell.face {
            Face::Blank => return None,
            Face::Grade(grade) => {
                let rank = Grade::WEIGHT_MAX.saturating_sub(grade.weight);
                (rank, Mark::Letter(grade.letter.clone()), Shade::grey(grade.weight))
            }
            Face::State(state) => {
                let (rank, shade) = match state {
                    CellState::Open => (0, Shade::open(cell.loss)),
                    CellState::Unknown => (1, Shade::grey(0)),
                    CellState::Planned => (2, Shade::grey(2)),
                    CellState::Partly => (3, Shade::grey(1)),
                    CellState::Fully => (4, Shade::grey(0)),
                };
                (rank, Mark::State(*state), shade)
            }
        };
        Some(Self { rank, mark, shade, hatched: cell.face == Face::State(CellState::Unknown) })
    }
}

/// Where columns stand.
struct Grid {
    column: i32,
    level: bool,
    top: i32,
}

fn drawn(heat: &Heat, lang: Lang) -> Canvas {
    let mut canvas = Canvas::default();
    let level = heat.columns.len() <= LEVEL_HEADS_MAX;
    let mut grid = Grid { column: if level { WIDE } else { NARROW }, level, top: 0 };
    grid.top = heads(&mut canvas, heat, &grid, lang);
    for (place, row) in (0..).zip(&heat.rows) {
        draw_row(&mut canvas, &grid, heat, (place, row), lang);
    }
    let columns = i32::try_from(heat.columns.len()).unwrap_or(i32::MAX / NARROW);
    let rows = i32::try_from(heat.rows.len()).unwrap_or(i32::MAX / ROW);
    canvas.reach(NAME_WIDTH + columns * grid.column, grid.top + rows * ROW);
    legend(&mut canvas, heat, lang);
    canvas
}

/// Names of the columns. Returns where the rows begin.
fn heads(canvas: &mut Canvas, heat: &Heat, grid: &Grid, lang: Lang) -> i32 {
    let pen = Pen::new(HEAD_SIZE);
    let (max, lines_max) = if grid.level { (grid.column - 8, HEAD_LINES) } else { (UPRIGHT_MAX, 2) };
    let names: Vec<Vec<String>> =
        heat.columns.iter().map(|column| balanced(&column.name, HEAD_SIZE, max, lines_max)).collect();
    let lines = names.iter().map(Vec::len).max().unwrap_or(0);
    let longest = names.iter().flatten().map(|line| width(line, HEAD_SIZE)).max().unwrap_or(0);
    let high = if grid.level { i32::try_from(lines).unwrap_or(1) * pen.line() } else { longest };
    let bottom = PAD + high + PAD;
    for ((place, column), lines) in (0..).zip(&heat.columns).zip(&names) {
        let x = NAME_WIDTH + place * grid.column;
        canvas.group(column.href.as_deref(), &column.name, |canvas| {
            if grid.level {
                canvas.lines(x + grid.column / 2, PAD + HEAD_SIZE, pen.middle(), lines);
            } else {
                upright(canvas, x + grid.column / 2, bottom, lines, lang);
            }
        });
    }
    bottom
}

/// Japanese runs downwards in columns from the right, Latin letters upwards in lines from the left.
fn upright(canvas: &mut Canvas, middle: i32, bottom: i32, lines: &[String], lang: Lang) {
    let pen = Pen::new(HEAD_SIZE);
    let count = i32::try_from(lines.len()).unwrap_or(1);
    let first = (count - 1) * pen.line() / 2;
    for (place, line) in (0..).zip(lines) {
        let away = first - place * pen.line();
        match lang {
            Lang::Ja => canvas.upright(middle + away, bottom - PAD - longest(lines), pen, true, line),
            Lang::En => canvas.upright(middle - away, bottom - PAD, pen, false, line),
        }
    }
}

fn longest(lines: &[String]) -> i32 {
    lines.iter().map(|line| width(line, HEAD_SIZE)).max().unwrap_or(0)
}

fn draw_row(canvas: &mut Canvas, grid: &Grid, heat: &Heat, (place, row): (i32, &HeatRow), lang: Lang) {
    let y = grid.top + place * ROW;
    let columns = i32::try_from(heat.columns.len()).unwrap_or(0);
    canvas.put(html! {
        line x1="0" y1=(y) x2=(NAME_WIDTH + columns * grid.column) y2=(y) stroke=(LINE) stroke-width="1" {}
    });
    let importance = words::importance(row.importance);
    let spoken =
        format!("{}{}{}", row.name, lang.pick("、重要度 ", ", importance "), importance.in_lang(lang));
    canvas.group(row.href.as_deref(), &spoken, |canvas| {
        let name = fit(&row.name, NAME_SIZE, NAME_WIDTH - 36);
        canvas.text(22, y + 17, Pen::new(NAME_SIZE), &name);
        canvas.text(2, y + 17, Pen::new(NAME_SIZE), words::importance_mark(row.importance));
    });
    for ((column, head), cell) in (0..).zip(&heat.columns).zip(&row.cells) {
        let Some(look) = Look::of(cell) else { continue };
        let spoken = spoken_cell(row, head, cell, &look, lang);
        canvas.group(cell.href.as_deref(), &spoken, |canvas| {
            draw_cell(canvas, NAME_WIDTH + column * grid.column, y, grid.column, cell, &look, lang);
        });
    }
}

fn spoken_cell(row: &HeatRow, head: &HeatColumn, cell: &HeatCell, look: &Look, lang: Lang) -> String {
    let mut parts = vec![row.name.clone(), head.name.clone(), look.mark.word(lang)];
    if let Stated::Known(level) = cell.loss {
        parts.push(format!("{}{}", lang.pick("損失 ", "loss "), words::loss(level).in_lang(lang)));
    }
    parts.push(cell.about.clone());
    parts.retain(|part| !part.is_empty());
    parts.join(lang.pick("、", ", "))
}

fn draw_cell(canvas: &mut Canvas, x: i32, y: i32, w: i32, cell: &HeatCell, look: &Look, lang: Lang) {
    let (left, top, wide, high) = (x + 1, y + 1, w - 2, ROW - 2);
    canvas.put(html! {
        rect x=(left) y=(top) width=(wide) height=(high) fill=(SHEET) stroke=(LINE) stroke-width="0.6" {}
        rect x=(left) y=(top) width=(wide) height=(high) fill=(look.shade.ground) fill-opacity=(look.shade.opacity) {}
        @if look.hatched { path d=(hatch(left, top, wide, high)) stroke=(EDGE) stroke-width="0.7" fill="none" {} }
    });
    let loss = loss_letter(cell.loss, lang);
    let (mark_wide, loss_wide) = (look.mark.width(), width(loss, LOSS_SIZE));
    let start = x + (w - mark_wide - loss_wide) / 2;
    if look.hatched {
        canvas.put(html! {
            rect x=(start - 1) y=(y + 5) width=(mark_wide + loss_wide + 2) height="16" fill=(SHEET) {}
        });
    }
    look.mark.draw(canvas, start, y + ROW / 2, look.shade.words);
    canvas.text(start + mark_wide, y + 17, Pen::new(LOSS_SIZE).colour(look.shade.words), loss);
}

/// Slanting lines, clipped to the cell by reckoning: a pattern would need an id.
fn hatch(x: i32, y: i32, w: i32, h: i32) -> String {
    let mut path = String::new();
    for start in (6..w + h).step_by(12) {
        let (x0, y0) = if start <= w { (x + start, y) } else { (x + w, y + start - w) };
        let (x1, y1) = if start <= h { (x, y + start) } else { (x + start - h, y + h) };
        path.push_str(&format!("M{x0} {y0}L{x1} {y1}"));
    }
    path
}

/// 高 中 低 or H M L.
const fn loss_letter(loss: Stated<LossLevel>, lang: Lang) -> &'static str {
    match loss {
        Stated::Known(LossLevel::High) => lang.pick("高", "H"),
        Stated::Known(LossLevel::Medium) => lang.pick("中", "M"),
        Stated::Known(LossLevel::Low) => lang.pick("低", "L"),
        Stated::Known(LossLevel::None) | Stated::Unknown | Stated::NotApplicable => "",
    }
}

fn legend(canvas: &mut Canvas, heat: &Heat, lang: Lang) {
    let pen = Pen::new(HEAD_SIZE).colour(QUIET);
    let mut cursor = Cursor { x: 2, y: canvas.bottom + 22, right: canvas.right.max(480) };
    for ((_, mark), count) in counted(heat) {
        let words = format!("{} {count}", mark.word(lang));
        let (x, y) = cursor.next(mark.width() + 5 + width(&words, HEAD_SIZE));
        mark.draw(canvas, x, y - 4, INK);
        canvas.text(x + mark.width() + 5, y, pen, &words);
    }
    let mut notes = Vec::new();
    if heat.rows.iter().flat_map(|row| &row.cells).any(|cell| !loss_letter(cell.loss, lang).is_empty()) {
        notes.push(lang.pick("高・中・低 = 想定する損失", "H, M, L = what would be lost: high, medium, low"));
    }
    if heat.rows.iter().any(|row| row.importance.known().is_some()) {
        notes.push(lang.pick("◆ ■ ● = 重要度 大・中・小", "◆ ■ ● = importance large, medium, small"));
    }
    for note in notes {
        let (x, y) = cursor.next(width(note, HEAD_SIZE));
        canvas.text(x, y, pen, note);
    }
}

/// Where the next entry of a legend stands.
struct Cursor {
    x: i32,
    y: i32,
    right: i32,
}

impl Cursor {
    fn next(&mut self, w: i32) -> (i32, i32) {
        if self.x > 2 && self.x + w > self.right {
            (self.x, self.y) = (2, self.y + 19);
        }
        let here = (self.x, self.y);
        self.x += w + 18;
        here
    }
}

#[cfg(test)]
mod tests;
