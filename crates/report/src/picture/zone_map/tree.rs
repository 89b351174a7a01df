//! The zones as a forest: which box lies in which, in which row, with which assets.
//!
//! A zone whose parent is not registered, or that lies inside itself, becomes a root: a broken register
//! still has a map, and `Register::check` names what is broken.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_assess::Verdict;
use sekisho_model::{
    Asset, AssetId, AssetKind, Importance, Lang, Register, Stated, Text, Zone, ZoneId, ZoneLevel,
};

use super::ways::Way;
use super::{ASSETS_DRAWN_MAX, MapView};
use crate::picture::Grade;

/// Zones above which only the outermost are drawn.
const ZONES_NESTED_MAX: usize = 40;

/// A row of the drawing, from top to bottom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lane {
    /// Zones of a stated level.
    Level(ZoneLevel),
    /// Zones whose level nobody has stated.
    LevelUnknown,
    /// Assets whose zone nobody has stated.
    NoZone,
}

impl Lane {
    pub(super) fn word(self) -> Text {
        let (ja, en) = match self {
            Self::Level(ZoneLevel::Outside) => ("社外", "Outside"),
            Self::Level(ZoneLevel::Enterprise) => ("情報系 L4", "Enterprise L4"),
            Self::Level(ZoneLevel::Boundary) => ("境界 L3.5", "Boundary L3.5"),
            Self::Level(ZoneLevel::Operations) => ("運用 L3", "Operations L3"),
            Self::Level(ZoneLevel::Supervision) => ("監視 L2", "Supervision L2"),
            Self::Level(ZoneLevel::Control) => ("制御 L1", "Control L1"),
            Self::Level(ZoneLevel::Process) => ("現場 L0", "Process L0"),
            Self::LevelUnknown => ("階層 未確認", "Level unknown"),
            Self::NoZone => ("ゾーン 未確認", "No zone"),
        };
        Text::new(ja, en)
    }
}

/// An asset inside a zone's box.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) id: AssetId,
    pub(super) name: String,
    pub(super) kind: AssetKind,
    pub(super) importance: Stated<Importance>,
    pub(super) mark: Option<Verdict>,
}

/// A zone's box, or the box of assets without a zone.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// Not there for the box of assets without a zone.
    pub(super) zone: Option<ZoneId>,
    pub(super) name: String,
    pub(super) importance: Stated<Importance>,
    pub(super) lane: Lane,
    pub(super) parent: Option<usize>,
    pub(super) children: Vec<usize>,
    pub(super) items: Vec<Item>,
    /// A conduit ends at this zone as distinct from the zones inside it.
    pub(super) own_needed: bool,
    /// Its assets are shown as counts.
    pub(super) folded: bool,
    /// Findings about it and, where zones are folded, about those in it.
    pub(super) findings: Option<usize>,
    /// Its risk.
    pub(super) risk: Option<Grade>,
}

/// All boxes. Indexes are in id order, so that a drawing is stable.
#[derive(Clone, Debug, Default)]
pub(super) struct Forest {
    pub(super) nodes: Vec<Node>,
    /// Where each zone is drawn: its own box, or the box that stands for it.
    pub(super) by_zone: BTreeMap<ZoneId, usize>,
    /// Only outermost zones have boxes.
    pub(super) zones_folded: bool,
}

impl Forest {
    pub(super) fn roots(&self) -> impl Iterator<Item = usize> {
        (0..self.nodes.len()).filter(|&node| self.nodes[node].parent.is_none())
    }

    /// The boxes around a box, innermost first.
    pub(super) fn ancestors(&self, node: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.nodes[node].parent, |&node| self.nodes[node].parent)
    }

    pub(super) fn lies_in(&self, node: usize, outer: usize) -> bool {
        self.ancestors(node).any(|ancestor| ancestor == outer)
    }

    pub(super) fn assets(&self) -> usize {
        self.nodes.iter().map(|node| node.items.len()).sum()
    }
}

/// Builds the forest of the chosen zones.
pub(super) fn forest(register: &Register, view: &MapView<'_>, ways: &[Way], lang: Lang) -> Forest {
    let inside = |zone: &Zone| {
        view.zone
            .as_ref()
            .is_none_or(|chosen| register.zone_chain(&zone.id).iter().any(|around| &around.id == chosen))
    };
    let zones: Vec<&Zone> = register.zones.values().filter(|zone| inside(zone)).collect();
    let by_zone: BTreeMap<ZoneId, usize> =
        zones.iter().enumerate().map(|(index, zone)| (zone.id.clone(), index)).collect();
    let mut forest = Forest {
        nodes: zones.iter().map(|zone| node(register, &by_zone, zone, view)).collect(),
        by_zone,
        zones_folded: false,
    };
    for child in 0..forest.nodes.len() {
        if let Some(parent) = forest.nodes[child].parent {
            forest.nodes[parent].children.push(child);
        }
    }
    settle_lanes(&mut forest);
    if forest.nodes.len() > ZONES_NESTED_MAX {
        fold_zones(&mut forest);
    }
    put_assets(&mut forest, register, view, lang);
    mark_own_ends(&mut forest, ways);
    forest
}

/// Draws only the outermost zones, each in place of everything inside it.
fn fold_zones(forest: &mut Forest) {
    let root_of = |node: usize| forest.ancestors(node).last().unwrap_or(node);
    let roots: Vec<usize> = forest.roots().collect();
    let place: BTreeMap<usize, usize> =
        roots.iter().enumerate().map(|(place, root)| (*root, place)).collect();
    let by_zone = forest.by_zone.iter().map(|(id, node)| (id.clone(), place[&root_of(*node)])).collect();
    let mut kept: Vec<Node> =
        roots.iter().map(|root| Node { children: Vec::new(), ..forest.nodes[*root].clone() }).collect();
    for (index, node) in forest.nodes.iter().enumerate().filter(|(_, node)| node.parent.is_some()) {
        let root = &mut kept[place[&root_of(index)]];
        root.findings = root.findings.into_iter().chain(node.findings).reduce(|a, b| a + b);
        // The worst risk inside stands for all.
        if node.risk.as_ref().map(|risk| risk.weight) > root.risk.as_ref().map(|risk| risk.weight) {
            root.risk.clone_from(&node.risk);
        }
    }
    *forest = Forest { nodes: kept, by_zone, zones_folded: true };
}

fn node(register: &Register, by_zone: &BTreeMap<ZoneId, usize>, zone: &Zone, view: &MapView<'_>) -> Node {
    let parent = zone.parent.known().and_then(|parent| by_zone.get(parent)).copied();
    Node {
        zone: Some(zone.id.clone()),
        name: zone.name.clone(),
        importance: zone.importance,
        lane: zone.level.known().map_or(Lane::LevelUnknown, |&level| Lane::Level(level)),
        parent: parent.filter(|_| !circular(register, zone)),
        children: Vec::new(),
        items: Vec::new(),
        own_needed: false,
        folded: view.folded.contains(&zone.id),
        findings: view.findings.get(&zone.id).copied().filter(|count| *count > 0),
        risk: view.risks.get(&zone.id).cloned(),
    }
}

/// Does the way outwards from here never end? Then every zone on the circle is a root.
fn circular(register: &Register, zone: &Zone) -> bool {
    let mut seen = BTreeSet::new();
    let mut next = Some(zone);
    while let Some(here) = next {
        if !seen.insert(&here.id) {
            return true;
        }
        next = here.parent.known().and_then(|parent| register.zones.get(parent));
    }
    false
}

/// A zone without a level is drawn where the zone around it is, else where the first zone inside it is.
fn settle_lanes(forest: &mut Forest) {
    for node in 0..forest.nodes.len() {
        if forest.nodes[node].lane == Lane::LevelUnknown {
            let around = forest.ancestors(node).map(|outer| forest.nodes[outer].lane);
            let lane = around.into_iter().find(|lane| *lane != Lane::LevelUnknown);
            forest.nodes[node].lane =
                lane.or_else(|| first_inside(forest, node)).unwrap_or(Lane::LevelUnknown);
        }
    }
}

fn first_inside(forest: &Forest, outer: usize) -> Option<Lane> {
    (0..forest.nodes.len())
        .filter(|&node| forest.lies_in(node, outer))
        .map(|node| forest.nodes[node].lane)
        .filter(|lane| *lane != Lane::LevelUnknown)
        .min()
}

fn put_assets(forest: &mut Forest, register: &Register, view: &MapView<'_>, lang: Lang) {
    let mut homeless = Vec::new();
    for asset in register.assets.values() {
        let home = asset.zone.known().and_then(|zone| forest.by_zone.get(zone)).copied();
        let registered = asset.zone.known().is_some_and(|zone| register.zones.contains_key(zone));
        match home {
            Some(node) => forest.nodes[node].items.push(item(asset, &view.marks)),
            None if !registered && view.zone.is_none() => homeless.push(item(asset, &view.marks)),
            None => {}
        }
    }
    if !homeless.is_empty() {
        forest.nodes.push(Node {
            zone: None,
            name: lang.pick("ゾーンが決まっていない保護対象", "Assets without a zone").to_owned(),
            importance: Stated::Unknown,
            lane: Lane::NoZone,
            parent: None,
            children: Vec::new(),
            items: homeless,
            own_needed: false,
            folded: false,
            findings: None,
            risk: None,
        });
    }
    if forest.assets() > ASSETS_DRAWN_MAX {
        for node in &mut forest.nodes {
            node.folded = true;
        }
    }
}

fn item(asset: &Asset, marks: &BTreeMap<AssetId, Verdict>) -> Item {
    Item {
        id: asset.id.clone(),
        name: asset.name.clone(),
        kind: asset.kind,
        importance: asset.importance,
        mark: marks.get(&asset.id).copied(),
    }
}

/// A conduit from a zone to a zone inside it needs a place of its own to start from.
fn mark_own_ends(forest: &mut Forest, ways: &[Way]) {
    for way in ways {
        let ends = (forest.by_zone.get(&way.from).copied(), forest.by_zone.get(&way.to).copied());
        if let (Some(from), Some(to)) = ends {
            for (inner, outer) in [(from, to), (to, from)] {
                if forest.lies_in(inner, outer) {
                    forest.nodes[outer].own_needed = true;
                }
            }
        }
    }
}
