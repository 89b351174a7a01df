//! Where the boxes of a chain picture stand. A line that skips a column gets an invisible box there, so that
//! it runs past the others and not behind them.

use std::collections::BTreeMap;

use super::{Column, Graph};

pub(super) const BOX_HEIGHT: i32 = 42;
pub(super) const BOX_WIDTH: i32 = 150;
const GAP_X: i32 = 22;
const GAP_Y: i32 = 10;
const PASS_HEIGHT: i32 = 12;
const HEAD: i32 = 26;
const PASSES: usize = 6;

/// A box or a way past the boxes of a column.
#[derive(Clone, Copy, Debug)]
struct Slot {
    column: usize,
    height: i32,
    /// Middle.
    y: i32,
}

/// The picture in numbers.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    /// Columns in use, with their left edge.
    pub(super) columns: Vec<(Column, i32)>,
    /// By node: left edge and middle.
    pub(super) places: Vec<(i32, i32)>,
    /// By edge: points from the right of one box to the left of the other, the ways past boxes between.
    pub(super) ways: Vec<Vec<(i32, i32)>>,
    pub(super) width: i32,
    pub(super) height: i32,
}

pub(super) fn layout(graph: &Graph) -> Layout {
    let used: Vec<Column> = Column::ALL
        .into_iter()
        .filter(|column| graph.nodes.iter().any(|node| node.column == *column))
        .collect();
    let mut web = Web::of(graph, &used);
    web.settle(used.len());
    let x = |column: usize| i32::try_from(column).unwrap_or(0) * (BOX_WIDTH + GAP_X) + 2;
    let bottom = web.slots.iter().map(|slot| slot.y + slot.height / 2).max().unwrap_or(HEAD);
    let places = web.slots[..graph.nodes.len()].iter().map(|slot| (x(slot.column), slot.y)).collect();
    let ways = web.chains.iter().map(|chain| way(&web.slots, chain, x)).collect();
    Layout {
        columns: used.iter().enumerate().map(|(place, column)| (*column, x(place))).collect(),
        places,
        ways,
        width: (x(used.len()) - GAP_X + 2).max(1),
        height: bottom + 4,
    }
}

fn way(slots: &[Slot], chain: &[usize], x: impl Fn(usize) -> i32) -> Vec<(i32, i32)> {
    let (Some(first), Some(last)) = (chain.first(), chain.last()) else { return Vec::new() };
    let mut points = vec![(x(slots[*first].column) + BOX_WIDTH, slots[*first].y)];
    for slot in chain[1..chain.len() - 1].iter().map(|slot| slots[*slot]) {
        points.extend([(x(slot.column), slot.y), (x(slot.column) + BOX_WIDTH, slot.y)]);
    }
    points.push((x(slots[*last].column), slots[*last].y));
    points
}

/// Slots and how they hang together.
struct Web {
    slots: Vec<Slot>,
    /// By edge: the slots it runs through.
    chains: Vec<Vec<usize>>,
    neighbours: BTreeMap<usize, Vec<usize>>,
}

impl Web {
    fn of(graph: &Graph, used: &[Column]) -> Self {
        let place = |column: Column| used.iter().position(|other| *other == column).unwrap_or(0);
        let slots =
            graph.nodes.iter().map(|node| Slot { column: place(node.column), height: BOX_HEIGHT, y: 0 });
        let mut web = Self { slots: slots.collect(), chains: Vec::new(), neighbours: BTreeMap::new() };
        for &(from, to, _) in &graph.edges {
            let mut chain = vec![from];
            for column in web.slots[from].column + 1..web.slots[to].column {
                web.slots.push(Slot { column, height: PASS_HEIGHT, y: 0 });
                chain.push(web.slots.len() - 1);
            }
            chain.push(to);
            for pair in chain.windows(2) {
                web.neighbours.entry(pair[0]).or_default().push(pair[1]);
                web.neighbours.entry(pair[1]).or_default().push(pair[0]);
            }
            web.chains.push(chain);
        }
        web
    }

    /// Each column in order of first appearance, then drawn a few times towards the middle of its neighbours.
    fn settle(&mut self, columns: usize) {
        for column in 0..columns {
            self.stack(column, |_, _| 0);
        }
        for pass in 0..PASSES {
            for step in 0..columns {
                self.stack(if pass % 2 == 0 { columns - 1 - step } else { step }, Self::middle);
            }
        }
        let top = self.slots.iter().map(|slot| slot.y - slot.height / 2).min().unwrap_or(HEAD);
        for slot in &mut self.slots {
            slot.y += HEAD - top;
        }
    }

    /// Puts the slots of a column below each other, as near to their wishes as the room between them allows.
    fn stack(&mut self, column: usize, wish: impl Fn(&Self, usize) -> i32) {
        let mut here: Vec<(i32, usize)> = (0..self.slots.len())
            .filter(|&slot| self.slots[slot].column == column)
            .map(|slot| (wish(self, slot), slot))
            .collect();
        here.sort_unstable();
        let (mut top, mut off) = (i32::MIN / 4, 0);
        for &(wish, slot) in &here {
            let half = self.slots[slot].height / 2;
            self.slots[slot].y = wish.max(top + half);
            top = self.slots[slot].y + half + GAP_Y;
            off += self.slots[slot].y - wish;
        }
        // Pushed down only, a column would wander; shared out, it stays where its neighbours are.
        let share = i32::try_from(here.len()).ok().and_then(|count| off.checked_div(count)).unwrap_or(0);
        for (_, slot) in here {
            self.slots[slot].y -= share;
        }
    }

    fn middle(&self, slot: usize) -> i32 {
        let around = self.neighbours.get(&slot).map_or(&[][..], Vec::as_slice);
        let sum: i32 = around.iter().map(|other| self.slots[*other].y).sum();
        i32::try_from(around.len()).ok().and_then(|n| sum.checked_div(n)).unwrap_or(self.slots[slot].y)
    }
}
