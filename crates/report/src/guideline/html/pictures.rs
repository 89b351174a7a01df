//! The pictures of the printed document, each with the paper it belongs to.

use sekisho_model::Lang;

use super::super::Guideline;
use crate::picture::heat::{Heat, heat};
use crate::picture::radar::{Radar, radar};
use crate::picture::timeline::{Timeline, timeline};
use crate::picture::zone_map::{MapView, Sheet, zone_map};

/// A picture of a paper: above its table, or below it on an A3 page of its own.
pub(super) struct Picture {
    /// The paper's key.
    pub(super) paper: &'static str,
    /// The `<svg>` element.
    pub(super) svg: String,
    /// What cannot be seen in it.
    pub(super) caption: String,
    /// Is it large enough for an A3 page of its own?
    pub(super) own_page: bool,
}

/// Zones of the heat table on one sheet.
const ZONES_A_SHEET: usize = 40;

/// Every picture.
pub(super) fn pictures(guideline: &Guideline<'_>, lang: Lang) -> Vec<Picture> {
    let register = guideline.facts.register;
    let picture = |paper, svg| Picture { paper, svg, caption: String::new(), own_page: false };
    let table = Heat::from_coverage(guideline.coverage, register, lang, &|_| None);
    let axes = Radar::from_axes(guideline.radar, lang);
    let course = Timeline::from_register(register, guideline.as_of, lang, &|_, _| None);
    let sheets = table.sheets(ZONES_A_SHEET);
    let mut pictures = vec![map(guideline, lang)];
    pictures.extend(sheets.iter().map(|sheet| picture("coverage", heat(sheet, lang))));
    pictures.push(picture("measures", radar(&axes, lang)));
    pictures.push(picture("reviews", timeline(&course, lang)));
    pictures
}

fn map(guideline: &Guideline<'_>, lang: Lang) -> Picture {
    let view = MapView { sheet: Sheet::A3Landscape, ..MapView::default() };
    let map = zone_map(guideline.facts.register, &view, lang);
    let missing: Vec<&str> = map.not_drawn.iter().map(|id| id.as_str()).collect();
    let caption = if missing.is_empty() {
        String::new()
    } else {
        format!(
            "{}{}",
            lang.pick("図に描けないコンジット：", "Conduits that are not drawn: "),
            missing.join(", ")
        )
    };
    Picture { paper: "zones", svg: map.svg, caption, own_page: true }
}
