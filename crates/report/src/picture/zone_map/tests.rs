//! Promises of the map, on registers made from seeds.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_assess::Verdict;
use sekisho_model::{AssetId, Lang, Record, RecordKind, Register};
use serde_json::{Value, json};

use super::drawing::{self, Drawing, Rect, draw};
use super::ways::WayKind;
use super::{ASSETS_DRAWN_MAX, MapView, Part, Sheet, zone_map};
use crate::picture::Grade;
use crate::picture::proof::{HOSTILE, assert_readable, assert_sound};

/// A small seeded generator: the same numbers on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[usize::try_from(self.roll(from.len() as u64)).unwrap()]
    }
}

const NAMES: &[&str] = &[
    "主",
    "組立ライン１号機の主制御盤",
    "SMT line 2 WWWW",
    "エンジニアリング PC（三菱系）",
    "検査",
    "Gateway",
    "ﾎｽﾄ",
    "塗装",
];
const LEVELS: &[&str] =
    &["outside", "enterprise", "boundary", "operations", "supervision", "control", "process", "unknown"];

fn put(register: &mut Register, kind: RecordKind, document: Value) {
    register.put(Record::deserialize_as(kind, document).unwrap());
}

fn plant(seed: u64, assets: u64) -> Register {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut register = Register::default();
    let zones = 1 + dice.roll(14);
    for zone in 0..zones {
        // A parent has a smaller number, so that there is no circle.
        let parent =
            if zone > 0 && dice.roll(3) == 0 { format!("Z{}", dice.roll(zone)) } else { "unknown".into() };
        let name = format!("{} {zone}", dice.pick(NAMES));
        let (level, importance) = (dice.pick(LEVELS), dice.pick(&["large", "medium", "small", "unknown"]));
        let document = json!({ "id": format!("Z{zone}"), "name": name, "parent": parent, "level": level, "importance": importance });
        put(&mut register, RecordKind::Zone, document);
    }
    for conduit in 0..dice.roll(24) {
        let (from, to) = (format!("Z{}", dice.roll(zones)), format!("Z{}", dice.roll(zones)));
        let kind = dice.pick(&["network", "remote-maintenance", "cloud", "media", "wireless"]);
        let document = json!({ "id": format!("C{conduit:02}"), "name": dice.pick(NAMES), "from": from, "to": to,
            "direction": dice.pick(&["forward", "both"]), "kind": kind });
        put(&mut register, RecordKind::Conduit, document);
    }
    for asset in 0..assets {
        let zone = if dice.roll(12) == 0 { "unknown".into() } else { format!("Z{}", dice.roll(zones)) };
        let document = json!({ "id": format!("A{asset:04}"), "name": dice.pick(NAMES), "zone": zone,
            "kind": dice.pick(&["device", "network", "data"]), "importance": dice.pick(&["large", "small", "unknown"]) });
        put(&mut register, RecordKind::Asset, document);
    }
    register
}

fn plants() -> impl Iterator<Item = (u64, Register)> {
    (1..=60).map(|seed| (seed, plant(seed, seed * 37 % 101)))
}

fn drawn(register: &Register) -> Drawing {
    draw(register, &MapView::default(), Lang::Ja)
}

/// Everything that can be drawn beside the register, for every zone and asset.
fn adorned(register: &Register, seed: u64) -> MapView<'static> {
    let mut dice = Dice(seed | 1);
    let marks = [Verdict::Affected, Verdict::Undecided, Verdict::NotAffected];
    let mut grade = || Grade { letter: dice.pick(&["A", "C", "E"]).to_owned(), weight: 4 };
    MapView {
        marks: register.assets.keys().cloned().zip(marks.into_iter().cycle()).collect(),
        findings: register.zones.keys().cloned().zip((0..).map(|n| n * 7)).collect(),
        risks: register.zones.keys().map(|zone| (zone.clone(), grade())).collect(),
        ..MapView::default()
    }
}

#[test]
fn no_two_texts_overlap_and_none_is_outside_the_picture() {
    for (seed, register) in plants() {
        for lang in Lang::ALL {
            // Paper tries five widths, which takes its time.
            let sheets = [Sheet::Screen(1040), Sheet::A3Landscape];
            for sheet in sheets.into_iter().take(if seed % 6 == 0 { 2 } else { 1 }) {
                let view = MapView { sheet, ..adorned(&register, seed) };
                let drawing = draw(&register, &view, lang);
                assert_readable(&format!("seed {seed}"), &drawing.texts(), drawing.width, drawing.height);
            }
        }
    }
}

#[test]
fn a_hundred_assets_keep_their_names_apart_and_more_are_counted() {
    for (assets, folded) in [(100, false), (101, true), (1_000, true)] {
        let register = plant(23, assets);
        let drawing = draw(&register, &adorned(&register, 23), Lang::Ja);
        assert_readable(&format!("{assets} assets"), &drawing.texts(), drawing.width, drawing.height);
        assert_eq!(drawing.folded, folded);
        assert_eq!(drawing.cells.len(), if folded { 0 } else { 100 });
    }
}

#[test]
fn a_row_that_holds_nothing_has_no_name() {
    let mut register = Register::default();
    put(&mut register, RecordKind::Zone, json!({ "id": "Z1", "name": "outer", "level": "supervision" }));
    put(
        &mut register,
        RecordKind::Zone,
        json!({ "id": "Z2", "name": "inner", "level": "control", "parent": "Z1" }),
    );
    put(&mut register, RecordKind::Asset, json!({ "id": "A", "name": "a", "kind": "device", "zone": "Z2" }));
    let names: Vec<String> = drawn(&register).lanes.into_iter().flat_map(|lane| lane.words).collect();
    assert_eq!(names, ["制御", "L1"]);
}

#[test]
fn no_line_is_drawn_outside_the_picture() {
    for (seed, register) in plants() {
        let drawing = drawn(&register);
        let frame = Rect { x: 0, y: 0, w: drawing.width, h: drawing.height };
        let inside = |x: i32, y: i32| (0..=frame.w).contains(&x) && (0..=frame.h).contains(&y);
        for line in &drawing.lines {
            assert!(line.points.iter().all(|&(x, y)| inside(x, y)), "seed {seed}: {line:?} in {frame:?}");
        }
    }
}

#[test]
fn a_conduit_never_runs_through_an_asset_and_only_upright_or_level() {
    for (seed, register) in plants() {
        let drawing = drawn(&register);
        for line in &drawing.lines {
            for pair in line.points.windows(2) {
                let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
                assert!(x0 == x1 || y0 == y1, "seed {seed}: {line:?}");
                let (w, h) = ((x1 - x0).abs().max(1), (y1 - y0).abs().max(1));
                let way = Rect { x: x0.min(x1), y: y0.min(y1), w, h };
                for cell in &drawing.cells {
                    assert!(!way.overlaps(&cell.rect), "seed {seed}: {line:?} through {cell:?}");
                }
            }
        }
    }
}

#[test]
fn what_goes_in_comes_out_drawn_or_named() {
    for (seed, register) in plants() {
        let drawing = drawn(&register);
        let cells: BTreeSet<&AssetId> = drawing.cells.iter().map(|cell| &cell.id).collect();
        assert_eq!(cells.len(), register.assets.len(), "seed {seed}");
        assert_eq!(drawing.cells.len(), register.assets.len(), "seed {seed}");
        assert_eq!(drawing.lines.len() + drawing.not_drawn.len(), register.conduits.len(), "seed {seed}");
    }
}

#[test]
fn a_zone_inside_a_zone_is_drawn_inside_it() {
    for (seed, register) in plants() {
        let drawing = drawn(&register);
        let rect = |id: &str| {
            drawing.zones.iter().find(|zone| zone.zone.as_ref().is_some_and(|zone| zone.as_str() == id))
        };
        for zone in register.zones.values() {
            let (Some(inner), Some(outer)) =
                (rect(zone.id.as_str()), zone.parent.known().and_then(|parent| rect(parent.as_str())))
            else {
                continue;
            };
            let (a, b) = (inner.rect, outer.rect);
            let within = a.x > b.x && a.y > b.y && a.x + a.w < b.x + b.w && a.y + a.h < b.y + b.h;
            assert!(within, "seed {seed}: {inner:?} in {outer:?}");
        }
    }
}

#[test]
fn a_thousand_assets_fold_to_counts_that_add_up() {
    let register = plant(7, 1_000);
    let drawing = drawn(&register);
    assert!(drawing.folded && drawing.cells.is_empty());
    let counted: usize = drawing
        .folds
        .iter()
        .flat_map(|fold| &fold.lines)
        .flat_map(|(line, _)| line.split(|c: char| !c.is_ascii_digit()))
        .filter_map(|number| number.parse::<usize>().ok())
        .sum();
    assert_eq!(counted, 1_000);
    assert!(!drawn(&plant(7, ASSETS_DRAWN_MAX as u64)).folded);
}

#[test]
fn a_broken_register_still_has_a_map() {
    let mut register = Register::default();
    for (id, parent) in [("Z1", "Z2"), ("Z2", "Z1"), ("Z3", "gone"), ("Z4", "Z1")] {
        put(&mut register, RecordKind::Zone, json!({ "id": id, "name": id, "parent": parent }));
    }
    for (id, from, to) in [("C1", "Z1", "gone"), ("C2", "Z2", "Z2"), ("C3", "Z2", "Z4")] {
        let document =
            json!({ "id": id, "name": id, "from": from, "to": to, "direction": "both", "kind": "network" });
        put(&mut register, RecordKind::Conduit, document);
    }
    let drawing = drawn(&register);
    assert_eq!(drawing.zones.len(), 4);
    let missing: Vec<&str> = drawing.not_drawn.iter().map(|id| id.as_str()).collect();
    assert_eq!(missing, ["C1", "C2"]);
}

#[test]
fn an_empty_register_has_an_empty_map() {
    let map = zone_map(&Register::default(), &MapView::default(), Lang::En);
    assert!(map.svg.starts_with("<svg"));
}

#[test]
fn a_chosen_zone_is_drawn_with_what_is_inside_it_and_nothing_else() {
    let register = plant(11, 60);
    let zone = register.zones.keys().next().unwrap().clone();
    let inside = |asset: &sekisho_model::Asset| {
        let chain = asset.zone.known().map(|home| register.zone_chain(home)).unwrap_or_default();
        chain.iter().any(|around| around.id == zone)
    };
    let expected = register.assets.values().filter(|asset| inside(asset)).count();
    let view = MapView { zone: Some(zone), ..MapView::default() };
    let drawing = draw(&register, &view, Lang::Ja);
    assert!(expected > 0);
    assert_eq!(drawing.cells.len(), expected);
}

#[test]
fn a_map_is_the_same_every_time_and_no_name_becomes_markup() {
    let mut register = plant(3, 30);
    for (place, name) in HOSTILE.into_iter().enumerate() {
        let id = format!("\"><img>{place}");
        put(&mut register, RecordKind::Zone, json!({ "id": id, "name": name }));
        let document = json!({ "id": id, "name": name, "kind": "device", "zone": id });
        put(&mut register, RecordKind::Asset, document);
        let document =
            json!({ "id": id, "name": name, "from": id, "to": "Z0", "direction": "both", "kind": "cloud" });
        put(&mut register, RecordKind::Conduit, document);
    }
    for lang in Lang::ALL {
        let view = adorned(&register, 3);
        let draw = || zone_map(&register, &view, lang).svg;
        assert_sound(&draw());
        assert_eq!(draw(), draw());
    }
}

#[test]
fn what_is_handed_in_as_a_link_is_linked_and_nothing_else_is() {
    let register = plant(3, 30);
    let none = zone_map(&register, &MapView::default(), Lang::Ja).svg;
    assert!(!none.contains("<a ") && none.contains("role=\"img\""));
    let links = |part: Part<'_>| match part {
        Part::Zone(id) => Some(format!("#zone-{id}")),
        Part::Asset(_) | Part::Conduit(_) => None,
    };
    let svg = zone_map(&register, &MapView { links: &links, ..MapView::default() }, Lang::Ja).svg;
    assert_sound(&svg);
    assert_eq!(svg.matches("<a ").count(), svg.matches("href=\"#zone-").count());
    assert!(svg.contains("href=\"#zone-Z0\""));
}

/// Two zones with an asset each, and a flow between the two.
fn flowing(conduit: &str) -> Register {
    let mut register = Register::default();
    for id in ["Z1", "Z2"] {
        put(&mut register, RecordKind::Zone, json!({ "id": id, "name": id }));
        let document = json!({ "id": format!("A-{id}"), "name": id, "kind": "device", "zone": id });
        put(&mut register, RecordKind::Asset, document);
    }
    let document = json!({ "id": "F1", "name": "レシピ", "from": "A-Z2", "to": "A-Z1", "conduit": conduit });
    put(&mut register, RecordKind::DataFlow, document);
    register
}

#[test]
fn data_that_flow_where_no_conduit_is_are_drawn_dashed_with_their_own_direction() {
    for conduit in ["unknown", "not-applicable", "gone"] {
        let drawing = drawn(&flowing(conduit));
        let [line] = drawing.lines.as_slice() else { panic!("{:?}", drawing.lines) };
        assert_eq!(
            (line.kind, line.arrows, line.name.as_str()),
            (WayKind::Undeclared, (true, false), "レシピ")
        );
        let svg = zone_map(&flowing(conduit), &MapView::default(), Lang::Ja).svg;
        assert!(svg.contains("stroke-dasharray=\"6 6\"") && svg.contains("コンジット未登録のデータフロー"));
    }
}

#[test]
fn a_conduit_between_the_zones_is_believed_to_carry_what_nobody_has_placed() {
    let mut register = flowing("unknown");
    let document =
        json!({ "id": "C1", "name": "c", "from": "Z1", "to": "Z2", "direction": "both", "kind": "network" });
    put(&mut register, RecordKind::Conduit, document);
    let kinds: Vec<WayKind> = drawn(&register).lines.into_iter().map(|line| line.kind).collect();
    assert_eq!(kinds, [WayKind::Conduit(sekisho_model::ConduitKind::Network)]);
}

#[test]
fn a_zone_can_be_folded_alone() {
    let register = flowing("unknown");
    let folded = BTreeSet::from(["Z1".parse().unwrap()]);
    let drawing = draw(&register, &MapView { folded, ..MapView::default() }, Lang::Ja);
    let cells: Vec<&str> = drawing.cells.iter().map(|cell| cell.id.as_str()).collect();
    assert_eq!(cells, ["A-Z2"]);
    assert_eq!(drawing.folds[0].lines[0].0, "機器 1");
    assert!(!drawing.folded);
}

#[test]
fn findings_and_risk_stand_beside_the_name_and_none_is_no_badge() {
    let register = flowing("unknown");
    let zone = |id: &str| id.parse().unwrap();
    let view = MapView {
        findings: BTreeMap::from([(zone("Z1"), 3), (zone("Z2"), 0)]),
        risks: BTreeMap::from([(zone("Z1"), Grade { letter: "B".to_owned(), weight: 3 })]),
        ..MapView::default()
    };
    let drawing = draw(&register, &view, Lang::Ja);
    let badges: Vec<Vec<&str>> = drawing
        .zones
        .iter()
        .map(|zone| zone.badges.iter().map(|badge| badge.text.as_str()).collect())
        .collect();
    assert_eq!(badges, [vec!["リスク B", "指摘 3"], vec![]]);
}

#[test]
fn an_a3_map_is_printed_no_smaller_than_the_one_for_a_screen() {
    for (seed, register) in plants().step_by(6) {
        let on_paper = |sheet| {
            let drawing = draw(&register, &MapView { sheet, ..MapView::default() }, Lang::Ja);
            drawing::on_a3(&drawing)
        };
        assert!(on_paper(Sheet::A3Landscape) >= on_paper(Sheet::Screen(1000)), "seed {seed}");
    }
}

#[test]
fn a_small_map_is_drawn_like_this() {
    let map = zone_map(&flowing("unknown"), &MapView::default(), Lang::Ja);
    insta::assert_snapshot!(map.svg.replace("><", ">\n<"));
}

#[test]
fn every_mark_and_importance_has_its_own_shape() {
    let mut register = Register::default();
    put(&mut register, RecordKind::Zone, json!({ "id": "Z", "name": "z", "importance": "large" }));
    let mut shapes = BTreeSet::new();
    for mark in [Verdict::Affected, Verdict::Undecided, Verdict::NotAffected] {
        for importance in ["large", "medium", "small", "unknown"] {
            let document =
                json!({ "id": "A", "name": "a", "kind": "device", "zone": "Z", "importance": importance });
            put(&mut register, RecordKind::Asset, document);
            let marks = BTreeMap::from([("A".parse().unwrap(), mark)]);
            let view = MapView { marks, ..MapView::default() };
            let svg = zone_map(&register, &view, Lang::Ja).svg;
            // Without classes nothing but shape is left.
            let plain: String =
                svg.split("class=\"").map(|part| part.split_once('"').map_or(part, |p| p.1)).collect();
            shapes.insert(plain);
        }
    }
    assert_eq!(shapes.len(), 12);
}

/// 300 zones, 10,000 assets, 300 conduits.
fn company() -> Register {
    let mut register = Register::default();
    for zone in 0..300 {
        let parent = if zone % 5 == 0 { "unknown".into() } else { format!("Z{:03}", zone - zone % 5) };
        let document = json!({ "id": format!("Z{zone:03}"), "name": "組立", "level": LEVELS[zone % 7], "parent": parent });
        put(&mut register, RecordKind::Zone, document);
        let to = format!("Z{:03}", (zone * 7 + 3) % 300);
        let document = json!({ "id": format!("C{zone:03}"), "name": "経路", "from": format!("Z{zone:03}"), "to": to,
            "direction": "both", "kind": "network" });
        put(&mut register, RecordKind::Conduit, document);
    }
    for asset in 0..10_000 {
        let zone = format!("Z{:03}", asset % 300);
        put(
            &mut register,
            RecordKind::Asset,
            json!({ "id": format!("A{asset}"), "name": "a", "kind": "device", "zone": zone }),
        );
    }
    register
}

#[test]
fn a_company_of_many_zones_shows_the_outermost_with_everything_counted_in_them() {
    let drawing = drawn(&company());
    assert!(drawing.zones_folded && drawing.folded);
    assert_eq!(drawing.zones.len(), 60);
    let left = drawing.zones.iter().map(|zone| zone.rect.x).min().unwrap();
    let right = drawing.zones.iter().map(|zone| zone.rect.x + zone.rect.w).max().unwrap();
    assert!(right - left <= 1040, "boxes take {left} to {right}");
    let counted: usize = drawing
        .folds
        .iter()
        .flat_map(|fold| &fold.lines)
        .flat_map(|(line, _)| line.split(|c: char| !c.is_ascii_digit()))
        .filter_map(|number| number.parse::<usize>().ok())
        .sum();
    assert_eq!(counted, 10_000);
    assert_eq!(drawing.lines.len() + drawing.not_drawn.len(), 300);
}
