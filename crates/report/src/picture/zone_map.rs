//! The zone map: zones as nested boxes from the outside at the top to the process at the bottom, conduits
//! as lines with their name, assets with importance and findings by colour and shape.
//!
//! Pure: the same register gives the same bytes. The layout is our own fixed swim lanes, one for each
//! Purdue level, because that is what plant drawings look like; nothing is optimised, and nobody's
//! drawing is moved by a record that has nothing to do with it. Texts are measured on the safe side, so
//! that no two ever overlap. What cannot be drawn is named in [`ZoneMap::not_drawn`].

mod boxes;
mod drawing;
mod legend;
mod paint;
mod route;
mod tracks;
mod tree;
mod ways;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use sekisho_assess::Verdict;
use sekisho_assess::risk::AssetRisk;
use sekisho_model::{AssetId, ConduitId, Lang, Register, ZoneId};

use super::Grade;

/// Assets above which a map shows counts by kind in place of each asset.
pub const ASSETS_DRAWN_MAX: usize = 100;

/// A part of the map that may lead somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// A zone's title, or its counts.
    Zone(&'a ZoneId),
    /// An asset.
    Asset(&'a AssetId),
    /// A conduit's name.
    Conduit(&'a ConduitId),
}

/// Where a part leads: a page, an anchor, or nowhere.
pub type Links<'a> = &'a dyn Fn(Part<'_>) -> Option<String>;

/// What the map must fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// The width to aim at, in pixels. A wide plant may need more.
    Screen(i32),
    /// The shape of an A3 sheet on its side: as large on it as can be.
    A3Landscape,
}

/// What to draw beside the register, and how.
#[derive(Clone)]
pub struct MapView<'a> {
    /// Only this zone and the zones inside it.
    pub zone: Option<ZoneId>,
    /// What it must fit.
    pub sheet: Sheet,
    /// Zones that show counts even where their assets could be drawn.
    pub folded: BTreeSet<ZoneId>,
    /// What is known of assets; one that is not in it bears no mark.
    pub marks: BTreeMap<AssetId, Verdict>,
    /// Findings by zone; a zone that is not in it has no badge.
    pub findings: BTreeMap<ZoneId, usize>,
    /// Risk by zone; a zone that is not in it has no badge.
    pub risks: BTreeMap<ZoneId, Grade>,
    /// Where parts lead.
    pub links: Links<'a>,
}

impl Default for MapView<'_> {
    fn default() -> Self {
        Self {
            zone: None,
            sheet: Sheet::Screen(1040),
            folded: BTreeSet::new(),
            marks: BTreeMap::new(),
            findings: BTreeMap::new(),
            risks: BTreeMap::new(),
            links: &|_| None,
        }
    }
}

/// The greatest risk of each zone's assets, to be drawn on a map; a zone whose assets could not all be rated, and of
/// which nothing is known, bears a question mark.
#[must_use]
pub fn zone_risks(risk: &AssetRisk, register: &Register) -> BTreeMap<ZoneId, Grade> {
    let undecided = risk.undecided.iter().filter_map(|one| register.assets.get(&one.asset.id)?.zone.known());
    let mut grades: BTreeMap<ZoneId, Grade> =
        undecided.map(|zone| (zone.clone(), Grade::unknown())).collect();
    for (zone, rows) in &risk.zones {
        let value = rows.iter().filter_map(|row| row.value).max();
        let at_worst = rows.iter().filter_map(|row| row.at_worst).max();
        if let (Some(value), Some(at_worst)) = (value, at_worst.or(value)) {
            grades.insert(zone.clone(), Grade::between(value, at_worst));
        }
    }
    grades
}

/// A drawn map.
#[derive(Clone, Debug)]
pub struct ZoneMap {
    /// The `<svg>` element.
    pub svg: String,
    /// Natural width in pixels.
    pub width: i32,
    /// Natural height in pixels.
    pub height: i32,
    /// Were the assets of every zone folded to counts by kind?
    pub folded: bool,
    /// Are there so many zones that only the outermost are drawn?
    pub zones_folded: bool,
    /// Conduits that are not in the picture: an end is not registered or is outside the chosen zone, or both
    /// ends lie in one box.
    pub not_drawn: Vec<ConduitId>,
}

/// Draws the zones, conduits and assets of a register.
///
/// Data flows between two zones that no conduit joins are drawn as undeclared ways, evenly dashed.
#[must_use]
pub fn zone_map(register: &Register, view: &MapView<'_>, lang: Lang) -> ZoneMap {
    let drawing = drawing::draw(register, view, lang);
    ZoneMap {
        svg: paint::svg(&drawing, view.links, lang),
        width: drawing.width,
        height: drawing.height,
        folded: drawing.folded,
        zones_folded: drawing.zones_folded,
        not_drawn: drawing.not_drawn,
    }
}
