//! Lines side by side in a corridor: who lies in which track, where its name stands, how high the
//! corridor must be. Two things in one track never touch.

use super::route::Route;
use crate::picture::measure::{fit, width};

const AROUND: i32 = 12;
const TRACK_NAMED: i32 = 24;
const TRACK_BARE: i32 = 11;
const EMPTY: i32 = 18;
const APART: i32 = 10;
pub(super) const NAME_SIZE: i32 = 11;
pub(super) const NAME_WIDTH_MAX: i32 = 170;
pub(super) const NAME_HEIGHT: i32 = 18;
/// Room left and right of a name inside its frame.
const NAME_PAD: i32 = 6;

/// A conduit's name where it will stand.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) text: String,
    /// Which leg it stands on.
    pub(super) leg: usize,
    pub(super) x0: i32,
    pub(super) x1: i32,
}

/// Where one leg lies.
#[derive(Clone, Copy, Debug)]
struct Bar {
    route: usize,
    leg: usize,
    x0: i32,
    x1: i32,
    named: bool,
}

/// The tracks of all corridors.
#[derive(Clone, Debug)]
pub(super) struct Tracks {
    /// By route: its name.
    pub(super) names: Vec<Name>,
    /// By route and leg: distance from the top of the corridor.
    pub(super) depth: Vec<Vec<i32>>,
    /// By corridor: height.
    pub(super) heights: Vec<i32>,
}

/// Distributes the legs of all routes over tracks.
pub(super) fn tracks(routes: &[Route], corridors: usize, aim: i32) -> Tracks {
    let mut tracks = Tracks {
        names: routes.iter().map(|route| name(route, aim)).collect(),
        depth: routes.iter().map(|route| vec![0; route.legs.len()]).collect(),
        heights: vec![EMPTY; corridors],
    };
    for corridor in 0..corridors {
        let filled = fill(&bars(routes, &tracks.names, corridor));
        let mut y = AROUND;
        for track in &filled {
            let named = track.iter().any(|bar| bar.named);
            let high = if named { TRACK_NAMED } else { TRACK_BARE };
            for bar in track {
                tracks.depth[bar.route][bar.leg] = y + high / 2;
            }
            y += high;
        }
        if !filled.is_empty() {
            tracks.heights[corridor] = y + AROUND;
        }
        slide(&mut tracks, &filled, routes, corridor);
    }
    tracks
}

/// The name stands on the longest leg, the middle one where none is longest.
fn name(route: &Route, aim: i32) -> Name {
    let middle = route.legs.len() / 2;
    let far = |leg: &usize| (route.legs[*leg].from_x - route.legs[*leg].to_x).abs();
    let leg = (0..route.legs.len()).max_by_key(|leg| (far(leg), *leg == middle)).unwrap_or(0);
    let text = fit(&route.name, NAME_SIZE, NAME_WIDTH_MAX.min(aim / 3));
    let half = width(&text, NAME_SIZE) / 2 + NAME_PAD;
    let centre = route.legs[leg].from_x.midpoint(route.legs[leg].to_x);
    Name { text, leg, x0: centre - half, x1: centre + half }
}

fn bars(routes: &[Route], names: &[Name], corridor: usize) -> Vec<Bar> {
    let mut bars = Vec::new();
    for (route, (way, name)) in routes.iter().zip(names).enumerate() {
        for (leg, part) in way.legs.iter().enumerate().filter(|(_, part)| part.corridor == corridor) {
            let named = name.leg == leg;
            let (mut x0, mut x1) = (part.from_x.min(part.to_x), part.from_x.max(part.to_x));
            if named {
                (x0, x1) = (x0.min(name.x0), x1.max(name.x1));
            }
            bars.push(Bar { route, leg, x0, x1, named });
        }
    }
    bars.sort_by_key(|bar| (!bar.named, bar.x0, bar.route, bar.leg));
    bars
}

/// First track that is free; a straight upright line without a name needs none but takes one all the same.
fn fill(bars: &[Bar]) -> Vec<Vec<Bar>> {
    let mut tracks: Vec<Vec<Bar>> = Vec::new();
    for &bar in bars {
        let apart = |other: &Bar| bar.x1 + APART < other.x0 || other.x1 + APART < bar.x0;
        match tracks.iter_mut().find(|track| track.iter().all(apart)) {
            Some(track) => track.push(bar),
            None => tracks.push(vec![bar]),
        }
    }
    tracks
}

/// Moves names along their own leg to where no upright line of another conduit runs behind them.
fn slide(tracks: &mut Tracks, filled: &[Vec<Bar>], routes: &[Route], corridor: usize) {
    for bar in filled.iter().flatten().filter(|bar| bar.named) {
        let part = routes[bar.route].legs[bar.leg];
        let Name { x0, x1, .. } = tracks.names[bar.route];
        let (wide, centre) = (x1 - x0, x0.midpoint(x1));
        let room = (part.from_x.min(part.to_x) + wide / 2, part.from_x.max(part.to_x) - wide / 2);
        if room.0 >= room.1 {
            continue;
        }
        let crossings = uprights(tracks, routes, corridor, bar);
        let behind = |middle: i32| crossings.iter().filter(|&&x| (x - middle).abs() <= wide / 2 + 3).count();
        let best = (room.0..=room.1)
            .step_by(6)
            .chain(std::iter::once(centre))
            .min_by_key(|&middle| (behind(middle), (middle - centre).abs()));
        if let Some(middle) = best {
            (tracks.names[bar.route].x0, tracks.names[bar.route].x1) = (middle - wide / 2, middle + wide / 2);
        }
    }
}

/// Upright lines of others that cross the track of a bar. Whether a line comes from above or from below is
/// not asked: keeping off both is right either way.
fn uprights(tracks: &Tracks, routes: &[Route], corridor: usize, bar: &Bar) -> Vec<i32> {
    let mine = tracks.depth[bar.route][bar.leg];
    let mut all = Vec::new();
    for (route, way) in routes.iter().enumerate().filter(|&(route, _)| route != bar.route) {
        for (leg, part) in way.legs.iter().enumerate().filter(|(_, part)| part.corridor == corridor) {
            if tracks.depth[route][leg] != mine {
                all.extend([part.from_x, part.to_x]);
            }
        }
    }
    all
}
