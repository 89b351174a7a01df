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
mod measure;
mod paint;
mod route;
mod tracks;
mod tree;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use maud::Markup;
use sekisho_assess::Verdict;
use sekisho_model::{AssetId, ConduitId, Lang, Register, ZoneId};

pub(crate) use measure::fit;
#[cfg(test)]
pub(crate) use measure::width;

/// Assets above which a map shows counts by kind in place of each asset.
pub const ASSETS_DRAWN_MAX: usize = 100;

/// How to draw.
#[derive(Clone, Debug)]
pub struct MapOptions {
    /// Only this zone and the zones inside it.
    pub zone: Option<ZoneId>,
    /// The width to aim at, in pixels. A wide plant may need more.
    pub width: i32,
}

impl Default for MapOptions {
    fn default() -> Self {
        Self { zone: None, width: 1040 }
    }
}

/// A drawn map.
#[derive(Clone, Debug)]
pub struct ZoneMap {
    /// The SVG element.
    pub svg: Markup,
    /// Natural width in pixels.
    pub width: i32,
    /// Were assets folded to counts by kind?
    pub folded: bool,
    /// Are there so many zones that only the outermost are drawn?
    pub zones_folded: bool,
    /// Conduits that are not in the picture: an end is not registered or is outside the chosen zone, or both
    /// ends lie in one box.
    pub not_drawn: Vec<ConduitId>,
}

/// Draws the zones, conduits and assets of a register, with a mark for each asset of which something is known.
#[must_use]
pub fn zone_map(
    register: &Register,
    marks: &BTreeMap<AssetId, Verdict>,
    lang: Lang,
    options: &MapOptions,
) -> ZoneMap {
    let drawing = drawing::draw(register, marks, lang, options);
    ZoneMap {
        svg: paint::svg(&drawing, lang),
        width: drawing.width,
        folded: drawing.folded,
        zones_folded: drawing.zones_folded,
        not_drawn: drawing.not_drawn,
    }
}
