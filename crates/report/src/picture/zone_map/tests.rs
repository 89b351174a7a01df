//! Promises of the map, on registers made from seeds.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_assess::Verdict;
use sekisho_model::{AssetId, Lang, Record, RecordKind, Register};
use serde_json::{Value, json};

use super::drawing::{Drawing, Rect, draw};
use super::{ASSETS_DRAWN_MAX, MapView, zone_map};

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

const fn overlap(a: &Rect, b: &Rect) -> bool {
    a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
}

#[test]
fn no_two_texts_overlap() {
    for (seed, register) in plants() {
        let texts = drawn(&register).texts();
        for (place, (a, a_rect)) in texts.iter().enumerate() {
            for (b, b_rect) in &texts[place + 1..] {
                assert!(!overlap(a_rect, b_rect), "seed {seed}: {a} {a_rect:?} and {b} {b_rect:?}");
            }
        }
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
fn nothing_is_drawn_outside_the_picture() {
    for (seed, register) in plants() {
        let drawing = drawn(&register);
        let frame = Rect { x: 0, y: 0, w: drawing.width, h: drawing.height };
        let inside = |x: i32, y: i32| (0..=frame.w).contains(&x) && (0..=frame.h).contains(&y);
        for (text, Rect { x, y, w, h }) in drawing.texts() {
            assert!(inside(x, y) && inside(x + w, y + h), "seed {seed}: {text}");
        }
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
                    assert!(!overlap(&way, &cell.rect), "seed {seed}: {line:?} through {cell:?}");
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
fn a_map_is_the_same_every_time_has_no_inline_style_and_lets_no_name_become_markup() {
    let mut register = plant(3, 30);
    put(&mut register, RecordKind::Zone, json!({ "id": "<b>", "name": "<script>alert(1)</script>" }));
    put(
        &mut register,
        RecordKind::Asset,
        json!({ "id": "\"><img>", "name": "\"><img src=x>", "kind": "device", "zone": "<b>" }),
    );
    let marks: BTreeMap<AssetId, Verdict> =
        register.assets.keys().map(|id| (id.clone(), Verdict::Affected)).collect();
    let view = MapView { marks, ..MapView::default() };
    let draw = || zone_map(&register, &view, Lang::Ja).svg;
    let svg = draw();
    assert_eq!(svg, draw());
    assert!(!svg.contains("style=") && !svg.contains("<script") && !svg.contains("<img"));
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
