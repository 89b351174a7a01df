//! The shortest ways from an entry to a goal.
//!
//! Invariants: a way visits no zone twice and passes through no outside zone: that is an entry of its own. The
//! search looks at the shortest ways first and stops at its limits, which the caller counts.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::risk::graph::{ConduitNo, Graph, Way, ZoneNo};

/// Most routes of one tree.
pub(crate) const ROUTES_MAX: usize = 3;
/// Most unfinished ways that one search looks at.
const TRIED_MAX: usize = 2_000;

/// What a search found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// Ways, shortest first; each is a list of steps.
    pub(crate) ways: Vec<Vec<Way>>,
    /// Did a limit end the search?
    pub(crate) cut: bool,
}

/// The shortest ways from a zone to the goal for which `steps` counts the remaining steps. `open` says which
/// conduits may be used.
pub(crate) fn shortest(
    graph: &Graph<'_>,
    start: ZoneNo,
    goal: ZoneNo,
    steps: &[Option<u32>],
    open: impl Fn(ConduitNo) -> bool,
) -> Found {
    let mut found = Found::default();
    let mut heap = BinaryHeap::new();
    let Some(rest) = steps[start] else { return found };
    heap.push(Reverse((rest, Vec::<Way>::new())));
    let mut tried = 0;
    while let Some(Reverse((_, way))) = heap.pop() {
        let at = way.last().map_or(start, |step| step.zone);
        if at == goal {
            found.ways.push(way);
            if found.ways.len() == ROUTES_MAX {
                found.cut = !heap.is_empty();
                return found;
            }
            continue;
        }
        tried += 1;
        if tried > TRIED_MAX {
            found.cut = true;
            return found;
        }
        for next in graph.onward(at) {
            let Some(rest) = steps[next.zone].filter(|_| may_pass(graph, start, goal, &way, next, &open))
            else {
                continue;
            };
            let mut longer = way.clone();
            longer.push(*next);
            let length = u32::try_from(longer.len()).unwrap_or(u32::MAX);
            heap.push(Reverse((length.saturating_add(rest), longer)));
        }
    }
    found
}

fn may_pass(
    graph: &Graph<'_>,
    start: ZoneNo,
    goal: ZoneNo,
    way: &[Way],
    next: &Way,
    open: &impl Fn(ConduitNo) -> bool,
) -> bool {
    next.zone != start
        && way.iter().all(|step| step.zone != next.zone)
        && (next.zone == goal || !graph.outside[next.zone])
        && next.conduit.is_none_or(open)
}
