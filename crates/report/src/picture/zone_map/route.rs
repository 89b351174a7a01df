//! Which way each conduit takes: out of one box into the corridor between two rows, through gaps between
//! the boxes of the rows on its way, into the other box. It never crosses a box that holds assets.
//!
//! Conduits are placed one after the other in id order. Upright lines keep apart from each other in every
//! corridor; where lines lie side by side in a corridor is decided in [`super::tracks`].

use sekisho_model::ConduitId;

use super::boxes::{Boxes, GAP, PAD};
use super::tracks::{NAME_SIZE, NAME_WIDTH_MAX};
use super::tree::Forest;
use super::ways::{Way, WayKind};
use crate::picture::measure::width;

/// Least distance of two upright lines.
const APART: i32 = 11;
const STEPS_MAX: i32 = 60;
/// How far a line may swing out beyond the boxes.
const MARGIN: i32 = 600;

/// A part of a conduit inside one corridor: it comes in at one x and leaves at another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Leg {
    /// The corridor above row `corridor`; the last one lies below the last row.
    pub(super) corridor: usize,
    pub(super) from_x: i32,
    pub(super) to_x: i32,
}

/// What a line is fastened to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hold {
    /// Lower edge of a box, or of its own assets.
    Below(Anchor),
    /// Upper edge.
    Above(Anchor),
    /// A side of a box that spans the corridor.
    Side,
}

/// A box, or the part of it that holds its own assets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Anchor {
    pub(super) node: usize,
    pub(super) own: bool,
}

/// A conduit and its way.
#[derive(Clone, Debug)]
pub(super) struct Route {
    pub(super) id: Option<ConduitId>,
    pub(super) name: String,
    pub(super) kind: WayKind,
    pub(super) start: Hold,
    pub(super) end: Hold,
    pub(super) legs: Vec<Leg>,
    /// Arrows at the start and at the end.
    pub(super) arrows: (bool, bool),
}

/// Finds all ways. The second part names the conduits that have none.
pub(super) fn routes(ways: &[Way], forest: &Forest, boxes: &Boxes) -> (Vec<Route>, Vec<ConduitId>) {
    let mut router = Router { forest, boxes, taken: vec![Vec::new(); boxes.rows() + 1], current: 0 };
    let mut routes = Vec::new();
    let mut missing = Vec::new();
    for (current, way) in ways.iter().enumerate() {
        router.current = current;
        match router.route(way) {
            Some(route) => routes.push(route),
            None => missing.extend(way.id.clone()),
        }
    }
    (routes, missing)
}

/// A stretch of x.
type Range = (i32, i32);

struct Router<'a> {
    forest: &'a Forest,
    boxes: &'a Boxes,
    /// By corridor: where upright lines stand, and whose they are.
    taken: Vec<Vec<(i32, usize)>>,
    /// The conduit being placed.
    current: usize,
}

/// A conduit's two ends.
#[derive(Clone, Copy)]
struct Ends {
    upper: Anchor,
    lower: Anchor,
}

impl Router<'_> {
    fn route(&mut self, wanted: &Way) -> Option<Route> {
        let from = *self.forest.by_zone.get(&wanted.from)?;
        let to = *self.forest.by_zone.get(&wanted.to)?;
        if from == to {
            return None;
        }
        let (inner_to, inner_from) = (self.forest.lies_in(to, from), self.forest.lies_in(from, to));
        let (from, to) = (Anchor { node: from, own: inner_to }, Anchor { node: to, own: inner_from });
        let (start, end, legs) =
            self.way(from, to, width(&wanted.name, NAME_SIZE).min(NAME_WIDTH_MAX) + 2 * GAP);
        Some(Route {
            id: wanted.id.clone(),
            name: wanted.name.clone(),
            kind: wanted.kind,
            start,
            end,
            legs,
            arrows: wanted.arrows,
        })
    }

    fn way(&mut self, from: Anchor, to: Anchor, room: i32) -> (Hold, Hold, Vec<Leg>) {
        let ((from_first, from_last), (to_first, to_last)) = (self.rows(from), self.rows(to));
        if from_last < to_first {
            let legs = self.down(Ends { upper: from, lower: to });
            (Hold::Below(from), Hold::Above(to), legs)
        } else if to_last < from_first {
            let legs = self.down(Ends { upper: to, lower: from });
            (Hold::Above(from), Hold::Below(to), turned(legs))
        } else if from_last == to_last {
            (Hold::Below(from), Hold::Below(to), vec![self.beside(from, to, from_last + 1, room)])
        } else if from_last < to_last {
            (Hold::Below(from), Hold::Side, vec![self.sideways(from, to, from_last + 1, room)])
        } else {
            let leg = self.sideways(to, from, to_last + 1, room);
            (Hold::Side, Hold::Below(to), turned(vec![leg]))
        }
    }

    fn rows(&self, anchor: Anchor) -> (usize, usize) {
        let spot = &self.boxes.spots[anchor.node];
        if anchor.own { (spot.row, spot.row) } else { (spot.first, spot.last) }
    }

    /// Where a line may be fastened.
    fn edge(&self, anchor: Anchor) -> Range {
        let spot = &self.boxes.spots[anchor.node];
        let own = spot.own.filter(|_| anchor.own);
        let (x0, x1) = own.map_or((spot.x0, spot.x1), |own| (own.x0, own.x1));
        (x0 + PAD, x1 - PAD)
    }

    /// From the lower edge of one box to the upper edge of a box further down.
    fn down(&mut self, ends: Ends) -> Vec<Leg> {
        let (out, into) = (self.rows(ends.upper).1 + 1, self.rows(ends.lower).0);
        let (upper, lower) = (self.edge(ends.upper), self.edge(ends.lower));
        let titles = self.titles_over(ends.lower);
        if out == into
            && let Some(x) = self.straight(upper, lower, out, &titles)
        {
            return vec![Leg { corridor: out, from_x: x, to_x: x }];
        }
        let (wish_out, wish_into) = (nearest(upper, lower), nearest(lower, upper));
        let from_x = self.take(upper, wish_out, &[out], &[]);
        let last_x = self.take(lower, wish_into, &[into], &titles);
        let passes = self.passes(ends, from_x, last_x);
        let turns = std::iter::once(from_x).chain(passes).chain(std::iter::once(last_x));
        let turns: Vec<i32> = turns.collect();
        turns
            .windows(2)
            .zip(out..)
            .map(|(pair, corridor)| Leg { corridor, from_x: pair[0], to_x: pair[1] })
            .collect()
    }

    /// One upright line where two boxes stand above each other.
    fn straight(&mut self, upper: Range, lower: Range, corridor: usize, titles: &[Range]) -> Option<i32> {
        let (x0, x1) = (upper.0.max(lower.0), upper.1.min(lower.1));
        let wish = x0.midpoint(x1);
        let x = (x0 <= x1).then(|| self.find((x0, x1), wish, &[corridor], titles)).flatten()?;
        self.taken[corridor].push((x, self.current));
        Some(x)
    }

    /// Both boxes end in one row: down, along and up again, with room for the name.
    fn beside(&mut self, from: Anchor, to: Anchor, corridor: usize, room: i32) -> Leg {
        let (a, b) = (self.edge(from), self.edge(to));
        let from_x = self.take(a, nearest(a, b), &[corridor], &[]);
        let wish = nearest(b, a);
        let wish = if wish < from_x { wish.min(from_x - room) } else { wish.max(from_x + room) };
        let to_x = self.take(b, wish, &[corridor], &[]);
        Leg { corridor, from_x, to_x }
    }

    /// One box ends beside a box that goes on below: down and along to its side, with room for the name.
    fn sideways(&mut self, from: Anchor, to: Anchor, corridor: usize, room: i32) -> Leg {
        let (a, spot) = (self.edge(from), &self.boxes.spots[to.node]);
        let (to_x, wish) = if a.1 <= spot.x0 { (spot.x0, spot.x0 - room) } else { (spot.x1, spot.x1 + room) };
        let from_x = self.take(a, wish, &[corridor], &[]);
        Leg { corridor, from_x, to_x }
    }

    /// Titles of boxes around an anchor that stand right above it: a line keeps off them if it can.
    fn titles_over(&self, anchor: Anchor) -> Vec<Range> {
        let row = self.rows(anchor).0;
        let itself = anchor.own.then_some(anchor.node);
        self.forest
            .ancestors(anchor.node)
            .chain(itself)
            .filter(|&outer| self.boxes.spots[outer].first == row)
            .map(|outer| self.title(outer))
            .collect()
    }

    fn title(&self, node: usize) -> Range {
        let spot = &self.boxes.spots[node];
        (spot.x0, spot.x0 + PAD + spot.title_width)
    }

    /// Where to pass the rows between, by the cheapest sum of ways along the corridors.
    fn passes(&mut self, ends: Ends, from_x: i32, to_x: i32) -> Vec<i32> {
        let rows = self.rows(ends.upper).1 + 1..self.rows(ends.lower).0;
        let mut best: Vec<(i32, Vec<(Range, i32)>)> = vec![(0, Vec::new())];
        for row in rows.clone() {
            best = self
                .gaps(row)
                .into_iter()
                .flat_map(|gap| wishes(gap, from_x, to_x).into_iter().map(move |x| (gap, x)))
                .filter_map(|(gap, x)| {
                    let price = self.price(ends, row, gap);
                    let came = |way: &[(Range, i32)]| way.last().map_or(from_x, |&(_, x)| x);
                    let (cost, way) = best.iter().min_by_key(|(cost, way)| cost + (came(way) - x).abs())?;
                    let along = (came(way) - x).abs();
                    let way = way.iter().copied().chain(std::iter::once((gap, x))).collect();
                    Some((cost + along + price, way))
                })
                .collect();
        }
        let left = |way: &[(Range, i32)]| way.last().map_or(0, |&(_, x)| (x - to_x).abs());
        let way =
            best.into_iter().min_by_key(|(cost, way)| cost + left(way)).map_or(Vec::new(), |best| best.1);
        rows.zip(way).map(|(row, (gap, x))| self.take(gap, x, &[row, row + 1], &[])).collect()
    }

    /// Stretches of a row that hold neither assets nor titles, the two margins included.
    fn gaps(&self, row: usize) -> Vec<Range> {
        let mut blocks: Vec<Range> = Vec::new();
        for (node, spot) in self.boxes.spots.iter().enumerate() {
            let leaf = self.forest.nodes[node].children.is_empty();
            if spot.row == row && leaf {
                blocks.push((spot.x0, spot.x1));
            } else if let Some(own) = spot.own.filter(|_| spot.row == row) {
                blocks.push((own.x0, own.x1));
            }
            if spot.first == row {
                blocks.push(self.title(node));
            }
            // Along the side of a box is not through a gap.
            if (spot.first..=spot.last).contains(&row) {
                blocks.extend([(spot.x0 - 3, spot.x0 + 3), (spot.x1 - 3, spot.x1 + 3)]);
            }
        }
        blocks.sort_unstable();
        let mut gaps = Vec::new();
        let mut x = -MARGIN;
        for (x0, x1) in blocks {
            if x0 - x >= 10 {
                gaps.push((x + 4, x0 - 4));
            }
            x = x.max(x1);
        }
        gaps.push((x + 4, self.boxes.width + MARGIN));
        gaps
    }

    /// Lines already there, boxes that the conduit has nothing to do with, and leaving the box that both
    /// ends lie in make a gap dearer.
    fn price(&self, ends: Ends, row: usize, gap: Range) -> i32 {
        let inside = |x: i32| gap.0 <= x && x <= gap.1;
        let lines = self.taken[row].iter().filter(|&&(x, _)| inside(x)).count();
        let wide = gap.1 - gap.0;
        let crowd = i32::try_from(lines).unwrap_or(MARGIN) * APART * GAP / wide.max(1);
        let strange = self.boxes.spots.iter().enumerate().filter(|&(node, spot)| {
            let through = spot.x0 <= gap.0 && gap.1 <= spot.x1;
            let around =
                [ends.upper.node, ends.lower.node].map(|end| end == node || self.forest.lies_in(end, node));
            let wrong = if through { around == [false, false] } else { around == [true, true] };
            (spot.first..=spot.last).contains(&row) && wrong
        });
        crowd + 240 * i32::try_from(strange.count()).unwrap_or(1)
    }

    /// The free x nearest to a wish; the wish itself where nothing is free any more.
    fn take(&mut self, range: Range, wish: i32, corridors: &[usize], avoid: &[Range]) -> i32 {
        let x = self
            .find(range, wish, corridors, avoid)
            .or_else(|| self.find(range, wish, corridors, &[]))
            .unwrap_or_else(|| wish.clamp(range.0, range.1.max(range.0)));
        for &corridor in corridors {
            self.taken[corridor].push((x, self.current));
        }
        x
    }

    /// A conduit may go straight on, and keeps off all others.
    const fn apart(&self, (x, whose): (i32, usize), other: i32, apart: i32) -> bool {
        (x - other).abs() >= apart || (whose == self.current && x == other)
    }

    fn find(&self, range: Range, wish: i32, corridors: &[usize], avoid: &[Range]) -> Option<i32> {
        let wish = wish.clamp(range.0, range.1.max(range.0));
        let near = (0..STEPS_MAX).flat_map(|step| [wish + step * APART, wish - step * APART]);
        let free = |apart: i32| {
            near.clone().find(|&x| {
                (range.0..=range.1).contains(&x)
                    && !avoid.iter().any(|&(x0, x1)| x0 <= x && x <= x1)
                    && corridors.iter().all(|&corridor| {
                        self.taken[corridor].iter().all(|&other| self.apart(other, x, apart))
                    })
            })
        };
        free(APART).or_else(|| free(APART / 2))
    }
}

/// The point of a range that is nearest to the middle of another; the middle of both where they overlap.
fn nearest(range: Range, other: Range) -> i32 {
    let (x0, x1) = (range.0.max(other.0), range.1.min(other.1));
    let wish = if x0 <= x1 { x0.midpoint(x1) } else { other.0.midpoint(other.1) };
    wish.clamp(range.0, range.1.max(range.0))
}

/// Points of a gap worth trying.
fn wishes(gap: Range, from_x: i32, to_x: i32) -> Vec<i32> {
    let mut points = vec![from_x.clamp(gap.0, gap.1.max(gap.0)), to_x.clamp(gap.0, gap.1.max(gap.0))];
    if gap.1 - gap.0 < 2 * GAP {
        points.push(gap.0.midpoint(gap.1));
    }
    points.sort_unstable();
    points.dedup();
    points
}

/// The same way walked from the other end.
fn turned(legs: Vec<Leg>) -> Vec<Leg> {
    let turn = |leg: Leg| Leg { corridor: leg.corridor, from_x: leg.to_x, to_x: leg.from_x };
    legs.into_iter().rev().map(turn).collect()
}
