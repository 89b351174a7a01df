//! The whole drawing in numbers: every box, sign, line and text with its place. What is painted and what
//! is tested is this, and nothing else.

use sekisho_assess::Verdict;
use sekisho_model::{AssetId, AssetKind, ConduitId, Importance, Lang, Register, Stated, ZoneId};

use super::boxes::{self, Boxes, CELL_GAP, CELL_HEIGHT, CELL_SIZE, HEADER, PAD, SIGNS, TITLE_SIZE};
use super::legend::{self, Legend};
use super::route::{self, Anchor, Hold, Route};
use super::tracks::{self, NAME_HEIGHT, NAME_SIZE, Tracks};
use super::tree::{self, Forest, Item};
use super::ways::{self, WayKind};
use super::{MapView, Sheet};
use crate::picture::Grade;
pub(super) use crate::picture::canvas::Rect;
use crate::picture::measure::{fit, width};

/// Left column with the names of the rows.
const LANE_WIDTH: i32 = 92;
const MARGIN: i32 = 14;

/// A row's name and extent.
#[derive(Clone, Debug)]
pub(super) struct LaneBand {
    pub(super) words: Vec<String>,
    pub(super) y: i32,
    pub(super) h: i32,
}

/// A zone's box.
#[derive(Clone, Debug)]
pub(super) struct ZoneBox {
    pub(super) zone: Option<ZoneId>,
    pub(super) rect: Rect,
    pub(super) title: String,
    pub(super) full_name: String,
    pub(super) title_rect: Rect,
    pub(super) importance: Stated<Importance>,
    pub(super) depth: usize,
    pub(super) badges: Vec<Badge>,
}

/// A word in a frame beside a zone's name.
#[derive(Clone, Debug)]
pub(super) struct Badge {
    pub(super) text: String,
    pub(super) rect: Rect,
    /// Of a risk.
    pub(super) grade: Option<Grade>,
}

/// An asset.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) id: AssetId,
    pub(super) full_name: String,
    pub(super) name: String,
    pub(super) kind: AssetKind,
    pub(super) importance: Stated<Importance>,
    pub(super) mark: Option<Verdict>,
    pub(super) rect: Rect,
}

/// Counts in place of assets.
#[derive(Clone, Debug)]
pub(super) struct Fold {
    pub(super) zone: Option<ZoneId>,
    pub(super) lines: Vec<(String, Rect)>,
}

/// A conduit.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) id: Option<ConduitId>,
    pub(super) full_name: String,
    pub(super) kind: WayKind,
    pub(super) points: Vec<(i32, i32)>,
    pub(super) arrows: (bool, bool),
    pub(super) name: String,
    pub(super) name_rect: Rect,
}

/// All of it.
#[derive(Clone, Debug)]
pub(super) struct Drawing {
    pub(super) width: i32,
    pub(super) height: i32,
    pub(super) lanes: Vec<LaneBand>,
    pub(super) zones: Vec<ZoneBox>,
    pub(super) cells: Vec<Cell>,
    pub(super) folds: Vec<Fold>,
    pub(super) lines: Vec<Line>,
    pub(super) legend: Legend,
    pub(super) folded: bool,
    pub(super) zones_folded: bool,
    pub(super) assets: usize,
    pub(super) not_drawn: Vec<ConduitId>,
}

/// Widths tried for an A3 sheet. Wider ones could not be read on it.
const A3_WIDTHS: [i32; 5] = [1000, 1250, 1500, 1750, 2000];
/// An A3 sheet on its side within its margins, in millimetres.
const A3_MM: (i32, i32) = (396, 273);

/// Computes the drawing.
pub(super) fn draw(register: &Register, view: &MapView<'_>, lang: Lang) -> Drawing {
    let ways = ways::ways(register, lang);
    let forest = tree::forest(register, view, &ways, lang);
    match view.sheet {
        Sheet::Screen(width) => draw_to(&forest, &ways, lang, width),
        Sheet::A3Landscape => {
            let first = draw_to(&forest, &ways, lang, A3_WIDTHS[0]);
            let others = A3_WIDTHS[1..].iter().map(|&width| draw_to(&forest, &ways, lang, width));
            others.fold(first, |best, other| if on_a3(&other) > on_a3(&best) { other } else { best })
        }
    }
}

/// How large a drawing can be printed on A3, in micrometres a pixel.
pub(super) fn on_a3(drawing: &Drawing) -> i32 {
    let (w, h) = A3_MM;
    (w * 1000 / drawing.width.max(1)).min(h * 1000 / drawing.height.max(1))
}

fn draw_to(forest: &Forest, ways: &[ways::Way], lang: Lang, width: i32) -> Drawing {
    let aim = (width - LANE_WIDTH - 2 * MARGIN).max(200);
    let boxes = boxes::place(forest, aim, lang);
    let (routes, not_drawn) = route::routes(ways, forest, &boxes);
    let tracks = tracks::tracks(&routes, boxes.rows() + 1, aim);
    Builder::new(forest, &boxes, &routes, &tracks, lang).build(not_drawn)
}

struct Builder<'a> {
    forest: &'a Forest,
    boxes: &'a Boxes,
    routes: &'a [Route],
    tracks: &'a Tracks,
    lang: Lang,
    /// Added to every x.
    shift: i32,
    right: i32,
    row_y: Vec<i32>,
    row_h: Vec<i32>,
}

impl<'a> Builder<'a> {
    fn new(
        forest: &'a Forest,
        boxes: &'a Boxes,
        routes: &'a [Route],
        tracks: &'a Tracks,
        lang: Lang,
    ) -> Self {
        let xs = || {
            let legs = routes.iter().flat_map(|route| &route.legs);
            let names = tracks.names.iter().flat_map(|name| [name.x0, name.x1]);
            legs.flat_map(|leg| [leg.from_x, leg.to_x]).chain(names).chain([0, boxes.width])
        };
        let shift = LANE_WIDTH + MARGIN - xs().min().unwrap_or(0);
        let right = xs().max().unwrap_or(0) + shift + MARGIN;
        let mut builder =
            Self { forest, boxes, routes, tracks, lang, shift, right, row_y: vec![], row_h: vec![] };
        builder.stand_rows();
        builder
    }

    fn stand_rows(&mut self) {
        let mut y = MARGIN / 2;
        for row in 0..self.boxes.rows() {
            // Nothing lies above the first row unless a line does.
            y += if row == 0 { 0 } else { self.tracks.heights[row] };
            let high = boxes::row_height(self.forest, self.boxes, row);
            self.row_y.push(y);
            self.row_h.push(high);
            y += high;
        }
    }

    fn bottom(&self) -> i32 {
        let rows = self.boxes.rows();
        let last = rows.checked_sub(1).map_or(0, |row| self.row_y[row] + self.row_h[row]);
        last + self.tracks.heights.last().copied().unwrap_or(0)
    }

    fn build(&self, not_drawn: Vec<ConduitId>) -> Drawing {
        let zones: Vec<ZoneBox> = (0..self.forest.nodes.len()).map(|node| self.zone_box(node)).collect();
        let (cells, folds) = self.contents(&zones);
        let lines: Vec<Line> = (0..self.routes.len()).map(|route| self.line(route)).collect();
        let legend = legend::legend(self.lang, self.right, self.bottom() + MARGIN, &zones, &cells, &lines);
        Drawing {
            width: self.right,
            height: legend.bottom + MARGIN / 2,
            lanes: self.lanes(),
            zones,
            cells,
            folds,
            lines,
            legend,
            folded: self.forest.nodes.iter().all(|node| node.folded) && self.forest.assets() > 0,
            zones_folded: self.forest.zones_folded,
            assets: self.forest.assets(),
            not_drawn,
        }
    }

    fn lanes(&self) -> Vec<LaneBand> {
        let mut bands: Vec<LaneBand> = Vec::new();
        let mut before = None;
        // A row without height holds nothing: its zones are drawn in the rows of the zones inside them.
        let rows = self.boxes.lane_of_row.iter().enumerate().filter(|&(row, _)| self.row_h[row] > 0);
        for (row, &lane) in rows {
            let end = self.row_y[row] + self.row_h[row];
            match bands.last_mut().filter(|_| before == Some(lane)) {
                Some(band) => band.h = end - band.y,
                None => bands.push(LaneBand {
                    words: lane.word().in_lang(self.lang).split(' ').map(str::to_owned).collect(),
                    y: self.row_y[row],
                    h: self.row_h[row],
                }),
            }
            before = Some(lane);
        }
        bands
    }

    fn zone_box(&self, index: usize) -> ZoneBox {
        let (node, spot) = (&self.forest.nodes[index], &self.boxes.spots[index]);
        let (y0, y1) = self.extent(Anchor { node: index, own: false });
        let rect = Rect { x: spot.x0 + self.shift, y: y0, w: spot.x1 - spot.x0, h: y1 - y0 };
        ZoneBox {
            zone: node.zone.clone(),
            rect,
            title: fit(&node.name, TITLE_SIZE, spot.name_width),
            full_name: node.name.clone(),
            title_rect: Rect { x: rect.x + PAD, y: y0 + 6, w: spot.name_width + boxes::TITLE_SIGNS, h: 20 },
            importance: node.importance,
            depth: self.forest.ancestors(index).count(),
            badges: self.badges(index, rect),
        }
    }

    /// At the right end of the title.
    fn badges(&self, index: usize, zone: Rect) -> Vec<Badge> {
        let (node, spot) = (&self.forest.nodes[index], &self.boxes.spots[index]);
        let mut x = zone.x + PAD + spot.name_width + boxes::TITLE_SIGNS;
        let mut grade = node.risk.clone();
        let mut badge = |text: String| {
            let w = boxes::badge_width(&text);
            let rect = Rect { x: x + boxes::BADGE_GAP, y: zone.y + 7, w, h: 17 };
            x += boxes::BADGE_GAP + w;
            Badge { text, rect, grade: grade.take() }
        };
        legend::badge_words(node, self.lang).into_iter().map(&mut badge).collect()
    }

    /// Top and bottom of a box, or of the part that holds its own assets.
    fn extent(&self, anchor: Anchor) -> (i32, i32) {
        let spot = &self.boxes.spots[anchor.node];
        if let Some(own) = spot.own.filter(|_| anchor.own) {
            let above = if spot.first == spot.row { HEADER } else { 0 };
            let drop = boxes::drop_top(self.forest, self.boxes, anchor.node, spot.row);
            let y = self.row_y[spot.row] + drop + above;
            return (y, y + own.height);
        }
        let y0 = self.row_y[spot.first] + boxes::drop_top(self.forest, self.boxes, anchor.node, spot.first);
        let y1 = self.row_y[spot.last] + self.row_h[spot.last]
            - boxes::rise_bottom(self.forest, self.boxes, anchor.node);
        (y0, y1)
    }

    fn contents(&self, zones: &[ZoneBox]) -> (Vec<Cell>, Vec<Fold>) {
        let (mut cells, mut folds) = (Vec::new(), Vec::new());
        for (index, node) in self.forest.nodes.iter().enumerate() {
            let Some(own) = self.boxes.spots[index].own else { continue };
            let (y, _) = self.extent(Anchor { node: index, own: true });
            let x = own.x0 + self.shift;
            if node.folded || node.items.is_empty() {
                folds.push(Fold { zone: zones[index].zone.clone(), lines: self.counts(&node.items, x, y) });
                continue;
            }
            for (place, item) in node.items.iter().enumerate() {
                let column = i32::try_from(place % own.columns).unwrap_or(0);
                let row = i32::try_from(place / own.columns).unwrap_or(0);
                let rect = Rect {
                    x: x + column * (own.cell_width + CELL_GAP),
                    y: y + row * CELL_HEIGHT,
                    w: own.cell_width,
                    h: CELL_HEIGHT,
                };
                cells.push(cell(item, rect));
            }
        }
        (cells, folds)
    }

    fn counts(&self, items: &[Item], x: i32, y: i32) -> Vec<(String, Rect)> {
        let at = |(place, line): (i32, String)| {
            let w = width(&line, CELL_SIZE);
            (line, Rect { x, y: y + place * CELL_HEIGHT, w, h: CELL_HEIGHT })
        };
        (0..).zip(legend::counts(items, self.lang)).map(at).collect()
    }

    fn line(&self, index: usize) -> Line {
        let (route, name) = (&self.routes[index], &self.tracks.names[index]);
        let depth = |leg: usize| self.corridor_y(route.legs[leg].corridor) + self.tracks.depth[index][leg];
        let mut points = Vec::new();
        for (leg, part) in route.legs.iter().enumerate() {
            points.extend([(part.from_x + self.shift, depth(leg)), (part.to_x + self.shift, depth(leg))]);
        }
        if let (Some(y), Some(&(x, _))) = (self.hold_y(route.start), points.first()) {
            points.insert(0, (x, y));
        }
        if let (Some(y), Some(&(x, _))) = (self.hold_y(route.end), points.last()) {
            points.push((x, y));
        }
        points.dedup();
        Line {
            id: route.id.clone(),
            full_name: route.name.clone(),
            kind: route.kind,
            points,
            arrows: route.arrows,
            name: name.text.clone(),
            name_rect: Rect {
                x: name.x0 + self.shift,
                y: depth(name.leg) - NAME_HEIGHT / 2,
                w: name.x1 - name.x0,
                h: NAME_HEIGHT,
            },
        }
    }

    fn corridor_y(&self, corridor: usize) -> i32 {
        corridor.checked_sub(1).map_or(0, |row| self.row_y[row] + self.row_h[row])
    }

    fn hold_y(&self, hold: Hold) -> Option<i32> {
        match hold {
            Hold::Below(anchor) => Some(self.extent(anchor).1),
            Hold::Above(anchor) => Some(self.extent(anchor).0),
            Hold::Side => None,
        }
    }
}

fn cell(item: &Item, rect: Rect) -> Cell {
    Cell {
        id: item.id.clone(),
        full_name: item.name.clone(),
        name: fit(&item.name, CELL_SIZE, rect.w - SIGNS),
        kind: item.kind,
        importance: item.importance,
        mark: item.mark,
        rect,
    }
}

impl Drawing {
    /// Every text with the room it takes.
    #[cfg(test)]
    pub(super) fn texts(&self) -> Vec<(String, Rect)> {
        let mut texts = Vec::new();
        for lane in &self.lanes {
            for (place, word) in (0..).zip(&lane.words) {
                texts.push((word.clone(), lane_word(lane, place, word)));
            }
        }
        texts.extend(self.zones.iter().map(|zone| (zone.title.clone(), zone.title_rect)));
        let badges = self.zones.iter().flat_map(|zone| &zone.badges);
        texts.extend(badges.map(|badge| (badge.text.clone(), badge.rect)));
        texts.extend(self.cells.iter().map(|cell| (cell.name.clone(), cell.rect)));
        texts.extend(self.folds.iter().flat_map(|fold| fold.lines.clone()));
        texts.extend(self.lines.iter().map(|line| (line.name.clone(), line.name_rect)));
        texts.extend(self.legend.entries.iter().map(|entry| (entry.word.clone(), entry.rect)));
        texts
    }
}

/// Where a word of a row's name stands.
pub(super) fn lane_word(lane: &LaneBand, place: i32, word: &str) -> Rect {
    Rect { x: 4, y: lane.y + 4 + place * 17, w: width(word, NAME_SIZE), h: 16 }
}

/// Where a zone's importance sign stands: right after its name.
pub(super) fn title_sign_x(zone: &ZoneBox) -> i32 {
    zone.title_rect.x + width(&zone.title, TITLE_SIZE) + 12
}
