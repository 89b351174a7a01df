//! Where the boxes of an attack tree stand: a column for each step, a row for each way; what several ways begin
//! with stands once, in the middle of them.

use super::{AttackStep, AttackTree, BOX, BOXES_MAX, GAP, HEAD, PAD};
use crate::picture::Grade;

/// A step as a box.
pub(super) struct StepBox<'a> {
    pub(super) step: &'a AttackStep,
    parent: Option<usize>,
    children: Vec<usize>,
    column: i32,
    middle: i32,
}

/// A way that ends in a box.
pub(super) struct End<'a> {
    pub(super) last: usize,
    pub(super) grade: Option<&'a Grade>,
}

/// All boxes.
pub(super) struct Layout<'a> {
    pub(super) boxes: Vec<StepBox<'a>>,
    pub(super) arrows: Vec<(usize, usize)>,
    /// By box in which at least one way ends, with the greatest value among those.
    pub(super) ends: Vec<End<'a>>,
    /// Ways that are not drawn.
    pub(super) folded: usize,
    pub(super) columns: i32,
    rows: i32,
}

impl<'a> Layout<'a> {
    pub(super) fn of(tree: &'a AttackTree) -> Self {
        let mut layout = Self { boxes: vec![], arrows: vec![], ends: vec![], folded: 0, columns: 0, rows: 0 };
        for way in tree.ways.iter().filter(|way| !way.steps.is_empty()) {
            if layout.boxes.len() + layout.new_boxes(&way.steps) > BOXES_MAX && !layout.boxes.is_empty() {
                layout.folded += 1;
            } else {
                layout.add(&way.steps, way.grade.as_ref());
            }
        }
        layout.stand();
        layout
    }

    fn new_boxes(&self, steps: &[AttackStep]) -> usize {
        let (mut at, mut shared) = (None, 0);
        while let Some(next) = steps.get(shared).and_then(|step| self.child(at, step)) {
            (at, shared) = (Some(next), shared + 1);
        }
        steps.len() - shared
    }

    fn child(&self, parent: Option<usize>, step: &AttackStep) -> Option<usize> {
        self.boxes.iter().position(|one| one.parent == parent && one.step == step)
    }

    fn add(&mut self, steps: &'a [AttackStep], grade: Option<&'a Grade>) {
        let mut at = None;
        for (column, step) in (0..).zip(steps) {
            at = self.child(at, step).or_else(|| {
                let index = self.boxes.len();
                self.boxes.push(StepBox { step, parent: at, children: vec![], column, middle: 0 });
                if let Some(parent) = at {
                    self.boxes[parent].children.push(index);
                    self.arrows.push((parent, index));
                }
                Some(index)
            });
            self.columns = self.columns.max(column + 1);
        }
        let Some(last) = at else { return };
        let weight = |grade: Option<&Grade>| grade.map(|grade| grade.weight);
        match self.ends.iter_mut().find(|end| end.last == last) {
            Some(end) if weight(grade) > weight(end.grade) => end.grade = grade,
            Some(_) => {}
            None => self.ends.push(End { last, grade }),
        }
    }

    fn stand(&mut self) {
        let mut row = 0;
        let roots: Vec<usize> =
            (0..self.boxes.len()).filter(|&one| self.boxes[one].parent.is_none()).collect();
        for root in roots {
            self.stand_one(root, &mut row);
        }
        self.rows = row;
    }

    fn stand_one(&mut self, index: usize, row: &mut i32) -> i32 {
        let children = self.boxes[index].children.clone();
        // A way that ends here while another goes on needs a row of its own, because its line runs on to the goal.
        let ends = self.ends.iter().any(|end| end.last == index);
        let own = children.is_empty() || ends;
        let mut middles = Vec::new();
        if own {
            middles.push(HEAD + PAD + *row * (BOX.1 + GAP.1) + BOX.1 / 2);
            *row += 1;
        }
        for child in children {
            middles.push(self.stand_one(child, row));
        }
        let middle = if own { middles[0] } else { middles[0].midpoint(middles[middles.len() - 1]) };
        self.boxes[index].middle = middle;
        middle
    }

    /// Left edge and middle of a box.
    pub(super) fn place(&self, index: usize) -> (i32, i32) {
        (column_x(self.boxes[index].column), self.boxes[index].middle)
    }

    /// Left edge and middle of the goal.
    pub(super) fn goal(&self) -> (i32, i32) {
        let rows = self.rows.max(1);
        (column_x(self.columns), HEAD + PAD + (rows * (BOX.1 + GAP.1) - GAP.1) / 2)
    }

    /// Below the last row.
    pub(super) fn bottom(&self) -> i32 {
        HEAD + PAD + self.rows.max(1) * (BOX.1 + GAP.1)
    }
}

/// Left edge of a column.
pub(super) const fn column_x(column: i32) -> i32 {
    PAD + column * (BOX.0 + GAP.0)
}
