//! Drawing large plants: `cargo bench -p sekisho-report --bench pictures`. Prints, never judges.
//!
//! Made-up registers from a seed. Each figure is the least of several runs, in milliseconds, with the size of the
//! picture. The promise is a map of 1,000 assets in less than 500 ms.

use std::error::Error;
use std::io;
use std::time::Instant;

use sekisho_assess::coverage::CellState;
use sekisho_assess::risk::StepKind;
use sekisho_model::{Importance, Lang, LossLevel, Record, RecordKind, Register, Stated};
use sekisho_report::picture::attack_tree::{AttackMeasures, AttackStep, AttackTree, AttackWay};
use sekisho_report::picture::heat::{Face, Heat, HeatCell, HeatColumn, HeatRow};
use sekisho_report::picture::radar::{Radar, RadarAxis};
use sekisho_report::picture::timeline::{Event, Phase, Timeline, When};
use sekisho_report::picture::zone_map::{MapView, Sheet};
use sekisho_report::picture::{attack_tree, heat, radar, timeline, zone_map};
use serde_json::{Value, json};

const RUNS: usize = 5;
const LEVELS: [&str; 7] =
    ["outside", "enterprise", "boundary", "operations", "supervision", "control", "process"];

type Done<T> = Result<T, Box<dyn Error>>;

/// xorshift64*: the same figures every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let wide = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(wide).unwrap_or(0) % limit.max(1)
    }
}

fn main() -> Done<()> {
    let mut out = io::stdout();
    for (zones, conduits, assets) in [(16, 24, 100), (40, 80, 1_000), (40, 400, 1_000), (300, 2_000, 10_000)]
    {
        let register = register(zones, conduits, assets)?;
        for (name, sheet) in [("screen", Sheet::Screen(1040)), ("A3", Sheet::A3Landscape)] {
            let view = MapView { sheet, ..MapView::default() };
            let what = format!("zone map, {zones} zones, {conduits} conduits, {assets} assets, {name}");
            show(&mut out, &what, || zone_map(&register, &view, Lang::Ja).svg)?;
        }
    }
    show(&mut out, "heat table, 300 zones × 25 threats", || heat(&table(300, 25), Lang::Ja))?;
    show(&mut out, "radar, 9 axes", || radar(&axes(9), Lang::Ja))?;
    show(&mut out, "timeline, 1,000 events", || timeline(&events(1_000), Lang::Ja))?;
    show(&mut out, "attack tree, 1,000 ways", || attack_tree(&tree(1_000), Lang::Ja))?;
    Ok(())
}

fn show(out: &mut impl io::Write, what: &str, draw: impl Fn() -> String) -> io::Result<()> {
    let mut best = f64::INFINITY;
    let mut bytes = 0;
    for _ in 0..RUNS {
        let start = Instant::now();
        bytes = std::hint::black_box(draw()).len();
        best = best.min(start.elapsed().as_secs_f64());
    }
    writeln!(out, "{:>9.2} ms {:>7} kB  {what}", best * 1000.0, bytes / 1000)
}

fn put(register: &mut Register, kind: RecordKind, document: Value) -> Done<()> {
    register.put(Record::deserialize_as(kind, document)?);
    Ok(())
}

/// Zones in groups of six below one that holds them, conduits between any two, assets anywhere.
fn register(zones: usize, conduits: usize, assets: usize) -> Done<Register> {
    let mut dice = Dice(0x5eed);
    let mut register = Register::default();
    for zone in 0..zones {
        let parent = if zone % 6 == 0 { "unknown".into() } else { format!("Z{:03}", zone - zone % 6) };
        let level = LEVELS[zone * LEVELS.len() / zones];
        let document = json!({ "id": format!("Z{zone:03}"), "name": format!("組立ライン {zone}"), "level": level,
            "parent": parent, "importance": "medium" });
        put(&mut register, RecordKind::Zone, document)?;
    }
    for conduit in 0..conduits {
        let (from, to) = (format!("Z{:03}", dice.below(zones)), format!("Z{:03}", dice.below(zones)));
        let document = json!({ "id": format!("C{conduit:04}"), "name": format!("経路 {conduit}"), "from": from, "to": to,
            "direction": "both", "kind": "network" });
        put(&mut register, RecordKind::Conduit, document)?;
    }
    for asset in 0..assets {
        let document = json!({ "id": format!("A{asset:05}"), "name": format!("主制御盤 {asset}"), "kind": "device",
            "zone": format!("Z{:03}", dice.below(zones)), "importance": "large" });
        put(&mut register, RecordKind::Asset, document)?;
    }
    Ok(register)
}

fn table(rows: usize, columns: usize) -> Heat {
    let states =
        [CellState::Unknown, CellState::Open, CellState::Planned, CellState::Partly, CellState::Fully];
    let cell = |place: usize| HeatCell {
        face: Face::State(states[place % 5]),
        loss: Stated::Known(LossLevel::Medium),
        about: "操作端末の認証、許可リスト".to_owned(),
        href: Some(format!("#cell-{place}")),
    };
    let row = |place: usize| HeatRow {
        name: format!("ゾーン {place}"),
        importance: Stated::Known(Importance::Large),
        href: None,
        cells: (0..columns).map(|column| cell(place + column)).collect(),
    };
    let column =
        |place: usize| HeatColumn { name: format!("持ち込み媒体からの感染 {place}"), href: None };
    Heat {
        title: String::new(),
        columns: (0..columns).map(column).collect(),
        rows: (0..rows).map(row).collect(),
    }
}

fn axes(count: usize) -> Radar {
    let axis = |place: usize| RadarAxis {
        title: format!("検知・被害把握 {place}"),
        covered: place * 3,
        planned: place,
        open: 40,
        unknown: 9,
        href: None,
    };
    Radar { title: String::new(), axes: (0..count).map(axis).collect() }
}

fn events(count: usize) -> Timeline {
    let today = jiff::civil::date(2026, 11, 24);
    let event = |place: usize| {
        let days = i64::try_from(place).unwrap_or(0) % 900 - 450;
        Event {
            day: today.saturating_add(jiff::Span::new().days(days)),
            phase: Phase::ALL[place % 4],
            name: format!("ファームウェアの更新 {place}"),
            when: if days < 0 { When::Done } else { When::Ahead },
            href: None,
        }
    };
    Timeline { events: (0..count).map(event).collect(), ..Timeline::empty(today) }
}

fn tree(ways: usize) -> AttackTree {
    let step = |way: usize, place: usize| AttackStep {
        kind: StepKind::Spread,
        name: format!("ゾーン {}", (way >> place) % 7),
        note: "認証情報の窃取・使い回し".to_owned(),
        open: 2,
        measures: Some(AttackMeasures { in_place: 3, planned: 1 }),
        href: None,
    };
    let way = |way: usize| AttackWay { steps: (0..5).map(|place| step(way, place)).collect(), grade: None };
    AttackTree {
        goal: "出荷の停止".to_owned(), ways: (0..ways).map(way).collect(), ..AttackTree::default()
    }
}
