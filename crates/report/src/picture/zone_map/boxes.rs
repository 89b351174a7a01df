//! Where boxes stand: columns first, rows later, because conduits decide how far rows stand apart.
//!
//! Rows are ordinals. One lane gets more than one row where its zones would be wider than the drawing.
//! A zone spans the rows of everything inside it and is as high as they are.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::Lang;

use super::legend::{badge_words, counts};
use super::tree::{Forest, Lane, Node};
use crate::picture::measure::width;

pub(super) const HEADER: i32 = 30;
pub(super) const PAD: i32 = 10;
/// Boxes of several rows leave room for lines that pass a row inside them.
const PAD_TALL: i32 = 26;
/// Between two columns of assets.
pub(super) const CELL_GAP: i32 = 8;
pub(super) const CELL_HEIGHT: i32 = 25;
pub(super) const GAP: i32 = 30;
pub(super) const TITLE_SIZE: i32 = 13;
pub(super) const CELL_SIZE: i32 = 12;
const TITLE_WIDTH_MAX: i32 = 280;
const NAME_WIDTH_MAX: i32 = 180;
const CELL_WIDTH_MIN: i32 = 90;
/// Kind, importance and finding beside an asset's name.
pub(super) const SIGNS: i32 = 26 + 18 + 18;
/// What stands in a title beside the name: importance as shape and word.
pub(super) const TITLE_SIGNS: i32 = 52;
pub(super) const BADGE_SIZE: i32 = 11;
/// Between two badges in a title.
pub(super) const BADGE_GAP: i32 = 6;
/// How far a box may move at once.
const ROWS_AWAY_MAX: usize = 3;
const COLUMNS_MAX: usize = 5;
/// Layouts tried at most, times boxes: bounds the time that a large register takes.
const TRIALS_MAX: usize = 64_000;
const TRIALS_EACH_MAX: usize = 250;
/// What a corridor between two rows is reckoned to need.
const CORRIDOR: i32 = 60;

/// The grid of a zone's own assets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Own {
    pub(super) x0: i32,
    pub(super) x1: i32,
    pub(super) columns: usize,
    pub(super) cell_width: i32,
    pub(super) height: i32,
}

/// One box, placed.
#[derive(Clone, Debug, Default)]
pub(super) struct Spot {
    pub(super) x0: i32,
    pub(super) x1: i32,
    pub(super) first: usize,
    pub(super) last: usize,
    /// Row of its own assets.
    pub(super) row: usize,
    pub(super) own: Option<Own>,
    pub(super) title_width: i32,
    /// Room for the name in the title.
    pub(super) name_width: i32,
}

/// How wide a badge with a text is.
pub(super) fn badge_width(text: &str) -> i32 {
    width(text, BADGE_SIZE) + 10
}

/// Everything placed in columns and rows.
#[derive(Clone, Debug, Default)]
pub(super) struct Boxes {
    pub(super) spots: Vec<Spot>,
    pub(super) lane_of_row: Vec<Lane>,
    pub(super) width: i32,
}

impl Boxes {
    pub(super) fn rows(&self) -> usize {
        self.lane_of_row.len()
    }
}

/// Places all boxes, aiming at a width.
pub(super) fn place(forest: &Forest, aim: i32, lang: Lang) -> Boxes {
    let mut plan = Plan::new(forest, aim, lang);
    plan.wrap();
    plan.improve();
    let mut boxes = plan.lay_out();
    plan.centre(&mut boxes);
    boxes
}

/// What is open while placing: columns of each box's grid, and which row of its lane a box takes.
struct Plan<'a> {
    forest: &'a Forest,
    aim: i32,
    lang: Lang,
    columns: Vec<usize>,
    row_in_lane: Vec<usize>,
}

impl<'a> Plan<'a> {
    fn new(forest: &'a Forest, aim: i32, lang: Lang) -> Self {
        let columns = forest.nodes.iter().map(|node| columns_at_first(node.items.len())).collect();
        Self { forest, aim, lang, columns, row_in_lane: vec![0; forest.nodes.len()] }
    }

    /// Fills rows from the left, as many as it takes. What lies inside a zone follows it.
    fn wrap(&mut self) {
        let boxes = self.lay_out();
        let mut filled: BTreeMap<Lane, (usize, i32)> = BTreeMap::new();
        for root in self.forest.roots() {
            let wide = boxes.spots[root].x1 - boxes.spots[root].x0;
            let (row, end) = filled.entry(self.forest.nodes[root].lane).or_default();
            if *end > 0 && *end + wide > self.aim {
                (*row, *end) = (*row + 1, 0);
            }
            *end += wide + GAP;
            let row = *row;
            self.follow(root, row);
        }
    }

    fn follow(&mut self, node: usize, row: usize) {
        self.row_in_lane[node] = row;
        let forest = self.forest;
        for &child in &forest.nodes[node].children {
            self.follow(child, row);
        }
    }

    /// Tries box by box, in order, whether another row or another number of columns makes the drawing fit
    /// better, until nothing does or the trials are used up.
    fn improve(&mut self) {
        let mut best = self.cost();
        let mut left =
            (TRIALS_MAX / self.forest.nodes.len().max(1)).min(TRIALS_EACH_MAX * self.forest.nodes.len());
        loop {
            let before = best;
            for node in 0..self.forest.nodes.len() {
                best = self.improve_one(node, best, &mut left);
            }
            if best >= before || left == 0 {
                break;
            }
        }
    }

    fn improve_one(&mut self, node: usize, mut best: i64, left: &mut usize) -> i64 {
        let mut kept = (self.row_in_lane[node], self.columns[node]);
        let Node { items, folded, .. } = &self.forest.nodes[node];
        let columns_max = if *folded { 1 } else { items.len().clamp(1, COLUMNS_MAX) };
        let rows = kept.0.saturating_sub(ROWS_AWAY_MAX)
            ..=self.rows_of_lane(self.forest.nodes[node].lane).min(kept.0 + ROWS_AWAY_MAX);
        for row in rows {
            for columns in 1..=columns_max {
                let Some(fewer) = left.checked_sub(1) else { break };
                *left = fewer;
                (self.row_in_lane[node], self.columns[node]) = (row, columns);
                let cost = self.cost();
                if cost < best {
                    (best, kept) = (cost, (row, columns));
                }
            }
        }
        (self.row_in_lane[node], self.columns[node]) = kept;
        best
    }

    fn rows_of_lane(&self, lane: Lane) -> usize {
        let here = (0..self.forest.nodes.len()).filter(|&node| self.forest.nodes[node].lane == lane);
        here.map(|node| self.row_in_lane[node] + 1).max().unwrap_or(0)
    }

    /// Too wide is worst, then height, then zones of one parent out of order.
    fn cost(&self) -> i64 {
        let boxes = self.lay_out();
        let rows = (0..boxes.rows()).map(|row| row_height(self.forest, &boxes, row) + CORRIDOR);
        let high: i32 = rows.sum();
        let over = (boxes.width - self.aim).max(0);
        i64::from(over) * 100 + i64::from(high) + 20 * self.disorder()
    }

    /// Boxes that stand above one of the same parent and lane that comes before them.
    fn disorder(&self) -> i64 {
        let mut lowest: BTreeMap<(Option<usize>, Lane), usize> = BTreeMap::new();
        let mut count = 0;
        for (node, &row) in self.forest.nodes.iter().zip(&self.row_in_lane) {
            let low = lowest.entry((node.parent, node.lane)).or_default();
            count += i64::from(row < *low);
            *low = row.max(*low);
        }
        count
    }

    fn lay_out(&self) -> Boxes {
        let mut boxes = Boxes::default();
        let first_row = self.rows(&mut boxes);
        boxes.spots = (0..self.forest.nodes.len()).map(|node| self.spot(node)).collect();
        for (node, spot) in boxes.spots.iter_mut().enumerate() {
            spot.row = first_row[&self.forest.nodes[node].lane] + self.row_in_lane[node];
        }
        let mut ends = vec![0; boxes.rows()];
        for root in self.forest.roots() {
            self.span(root, &mut boxes);
            let wide = self.pack(root, &mut boxes);
            let x = settle(&mut ends, &boxes.spots[root], wide);
            self.shift(root, x, &mut boxes);
        }
        boxes.width = ends.iter().max().map_or(0, |end| end - GAP);
        boxes
    }

    fn rows(&self, boxes: &mut Boxes) -> BTreeMap<Lane, usize> {
        let lanes: BTreeSet<Lane> = self.forest.nodes.iter().map(|node| node.lane).collect();
        let mut first = BTreeMap::new();
        for lane in lanes {
            first.insert(lane, boxes.lane_of_row.len());
            boxes.lane_of_row.extend(std::iter::repeat_n(lane, self.rows_of_lane(lane)));
        }
        first
    }

    fn spot(&self, node: usize) -> Spot {
        let name_width =
            width(&self.forest.nodes[node].name, TITLE_SIZE).min(TITLE_WIDTH_MAX.min(self.aim - 120));
        let badges = badge_words(&self.forest.nodes[node], self.lang);
        let badges: i32 = badges.iter().map(|text| BADGE_GAP + badge_width(text)).sum();
        let title_width = name_width + TITLE_SIGNS + badges;
        Spot { title_width, name_width, own: self.own(node), ..Spot::default() }
    }

    fn own(&self, index: usize) -> Option<Own> {
        let node = &self.forest.nodes[index];
        if node.items.is_empty() && !node.children.is_empty() && !node.own_needed {
            return None;
        }
        let folded = node.folded || node.items.is_empty();
        let columns = if folded { 1 } else { self.columns[index] };
        let cell_width = if folded { self.fold_width(node) } else { cell_width(node) };
        let rows =
            if folded { counts(&node.items, self.lang).len() } else { node.items.len().div_ceil(columns) };
        let (wide, high) = (i32::try_from(columns).unwrap_or(1), i32::try_from(rows).unwrap_or(1));
        Some(Own {
            x0: 0,
            x1: (cell_width + CELL_GAP) * wide - CELL_GAP,
            columns,
            cell_width,
            height: CELL_HEIGHT * high + 4,
        })
    }

    fn fold_width(&self, node: &Node) -> i32 {
        let lines = counts(&node.items, self.lang);
        lines.iter().map(|line| width(line, CELL_SIZE)).max().unwrap_or(0)
    }

    /// First and last row of a box and everything inside it.
    fn span(&self, node: usize, boxes: &mut Boxes) {
        let row = boxes.spots[node].row;
        let (mut first, mut last) =
            if boxes.spots[node].own.is_some() { (row, row) } else { (usize::MAX, 0) };
        for &child in &self.forest.nodes[node].children {
            self.span(child, boxes);
            first = first.min(boxes.spots[child].first);
            last = last.max(boxes.spots[child].last);
        }
        (boxes.spots[node].first, boxes.spots[node].last) = (first, last);
    }

    /// Places what is inside a box, from its left edge. Returns its width.
    fn pack(&self, node: usize, boxes: &mut Boxes) -> i32 {
        let rows = boxes.rows();
        let spot = &mut boxes.spots[node];
        let pad = if spot.first < spot.last { PAD_TALL } else { PAD };
        let mut ends = vec![pad; rows];
        if let Some(own) = &mut spot.own {
            let wide = own.x1 - own.x0;
            (own.x0, own.x1) = (pad, pad + wide);
            ends[spot.row] = pad + wide + GAP;
        }
        for &child in &self.forest.nodes[node].children {
            let wide = self.pack(child, boxes);
            let x = settle(&mut ends, &boxes.spots[child], wide);
            self.shift(child, x, boxes);
        }
        let inside = ends.into_iter().max().unwrap_or(pad) - GAP + pad;
        let wide = inside.max(boxes.spots[node].title_width + 2 * PAD);
        boxes.spots[node].x1 = boxes.spots[node].x0 + wide;
        wide
    }

    fn shift(&self, node: usize, by: i32, boxes: &mut Boxes) {
        let spot = &mut boxes.spots[node];
        spot.x0 += by;
        spot.x1 += by;
        if let Some(own) = &mut spot.own {
            own.x0 += by;
            own.x1 += by;
        }
        for &child in &self.forest.nodes[node].children {
            self.shift(child, by, boxes);
        }
    }

    /// Rows of boxes that span no other row stand in the middle.
    fn centre(&self, boxes: &mut Boxes) {
        for row in 0..boxes.rows() {
            let here: Vec<usize> =
                self.forest.roots().filter(|&root| spans(&boxes.spots[root], row)).collect();
            let alone = here.iter().all(|&root| boxes.spots[root].first == boxes.spots[root].last);
            let end = here.iter().map(|&root| boxes.spots[root].x1).max().unwrap_or(0);
            for &root in here.iter().filter(|_| alone) {
                self.shift(root, (boxes.width - end) / 2, boxes);
            }
        }
    }
}

/// Puts a box of a width to the right of what its rows already hold. Returns its left edge.
fn settle(ends: &mut [i32], spot: &Spot, wide: i32) -> i32 {
    let rows = &mut ends[spot.first..=spot.last];
    let x = rows.iter().copied().max().unwrap_or(0);
    rows.fill(x + wide + GAP);
    x
}

/// Somewhat wider than high.
const fn columns_at_first(items: usize) -> usize {
    match items {
        0..=3 => 1,
        4..=12 => 2,
        13..=30 => 3,
        _ => 4,
    }
}

fn cell_width(node: &Node) -> i32 {
    let names = node.items.iter().map(|item| width(&item.name, CELL_SIZE)).max().unwrap_or(0);
    names.clamp(CELL_WIDTH_MIN, NAME_WIDTH_MAX) + SIGNS
}

/// Height that a row needs.
pub(super) fn row_height(forest: &Forest, boxes: &Boxes, row: usize) -> i32 {
    let here = forest.roots().filter(|&root| spans(&boxes.spots[root], row));
    here.map(|root| height(forest, boxes, root, row)).max().unwrap_or(0)
}

fn spans(spot: &Spot, row: usize) -> bool {
    (spot.first..=spot.last).contains(&row)
}

/// Height that a box needs in one of its rows.
fn height(forest: &Forest, boxes: &Boxes, node: usize, row: usize) -> i32 {
    let spot = &boxes.spots[node];
    let own = spot.own.filter(|_| spot.row == row).map_or(0, |own| own.height);
    let children = forest.nodes[node]
        .children
        .iter()
        .filter(|&&child| spans(&boxes.spots[child], row))
        .map(|&child| height(forest, boxes, child, row));
    let above = if spot.first == row { HEADER } else { 0 };
    let below = if spot.last == row { PAD } else { 0 };
    above + children.max().unwrap_or(0).max(own) + below
}

/// How far below the top of its first row a box begins: the headers of the boxes around it that begin there.
pub(super) fn drop_top(forest: &Forest, boxes: &Boxes, node: usize, row: usize) -> i32 {
    forest.ancestors(node).filter(|&outer| boxes.spots[outer].first == row).map(|_| HEADER).sum()
}

/// How far above the bottom of its last row a box ends.
pub(super) fn rise_bottom(forest: &Forest, boxes: &Boxes, node: usize) -> i32 {
    let last = boxes.spots[node].last;
    forest.ancestors(node).filter(|&outer| boxes.spots[outer].last == last).map(|_| PAD).sum()
}
