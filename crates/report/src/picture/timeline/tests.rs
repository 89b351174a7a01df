//! Promises of the timeline.

use jiff::ToSpan as _;
use jiff::civil::date;
use sekisho_model::{Record, RecordKind, Register};
use serde_json::{Value, json};

use super::*;
use crate::picture::proof::{Dice, assert_readable, assert_sound};

const TODAY: Date = date(2026, 11, 24);

fn events(seed: u64, count: usize) -> Timeline {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let events = (0..count).map(|_| {
        let days = i32::try_from(dice.roll(3000)).unwrap() - 1800;
        let day = TODAY.saturating_add(days.days());
        let when = dice.pick(&[When::Done, When::Ahead, When::Overdue]);
        Event { day, phase: dice.pick(&Phase::ALL), name: dice.name(), when, href: None }
    });
    Timeline { events: events.collect(), undated: dice.roll(5), ..Timeline::empty(TODAY) }
}

#[test]
fn no_two_texts_overlap_however_many_events_there_are() {
    for seed in 1..=40 {
        let timeline = events(seed, usize::try_from(seed).unwrap() * 7);
        for lang in Lang::ALL {
            let canvas = drawn(&timeline, lang);
            let what = format!("seed {seed}");
            assert_readable(&what, &canvas.texts, canvas.right + PAD, canvas.bottom + PAD);
            assert_sound(&super::timeline(&timeline, lang));
        }
    }
}

#[test]
fn every_event_has_its_mark_or_is_counted_as_earlier() {
    for seed in 1..=20 {
        let timeline = events(seed, 120);
        let axis = Axis::of(&timeline);
        let mut named = 0;
        let mut counted = 0;
        for phase in Phase::ALL {
            let lane = layout::lane(&timeline, &axis, phase);
            let without = lane.events.iter().filter(|placed| placed.name_x == 0).count();
            assert_eq!(without, lane.unnamed, "seed {seed}");
            named += lane.events.len();
            counted += lane.earlier;
        }
        assert_eq!(named + counted, 120, "seed {seed}");
    }
}

#[test]
fn what_is_overdue_keeps_its_name_in_a_full_lane() {
    let event = |days: i32, when| Event {
        day: TODAY.saturating_add(days.days()),
        phase: Phase::Do,
        name: "制御盤の更新".to_owned(),
        when,
        href: None,
    };
    let mut all: Vec<Event> = (0..60).map(|place| event(place % 7, When::Ahead)).collect();
    all.extend((1..=5).map(|place| event(-300 - place, When::Overdue)));
    let timeline = Timeline { events: all, ..Timeline::empty(TODAY) };
    let lane = layout::lane(&timeline, &Axis::of(&timeline), Phase::Do);
    let overdue = lane.events.iter().filter(|placed| placed.event.when == When::Overdue);
    assert!(overdue.clone().all(|placed| !placed.name.is_empty()));
    assert_eq!(overdue.count(), 5);
    assert!(lane.unnamed > 0);
}

fn put(register: &mut Register, kind: RecordKind, document: Value) {
    register.put(Record::deserialize_as(kind, document).unwrap());
}

fn register() -> Register {
    let mut register = Register::default();
    let mut measure = |id: &str, state: &str, due: &str, since: &str| {
        let document = json!({ "id": id, "name": id, "state": state, "due": due, "since": since });
        put(&mut register, RecordKind::Measure, document);
    };
    measure("M1", "planned", "2026-11-01", "");
    measure("M2", "planned", "2027-01-01", "");
    measure("M3", "in-place", "2026-01-01", "2026-02-01");
    measure("M4", "planned", "", "");
    measure("M5", "dropped", "2026-01-01", "");
    let mut drill = |id: &str, date: &str, next: &str| {
        let document =
            json!({ "id": id, "name": id, "kind": "drill", "state": "done", "date": date, "next": next });
        put(&mut register, RecordKind::Activity, document);
    };
    drill("D1", "2025-10-01", "2026-10-01");
    drill("D2", "2026-09-20", "2027-09-20");
    put(
        &mut register,
        RecordKind::Review,
        json!({ "id": "R1", "name": "R1", "date": "2025-11-01", "next": "2026-11-01" }),
    );
    register
}

#[test]
fn a_due_day_that_passed_is_overdue_and_a_later_record_answers_the_next_of_an_earlier_one() {
    let timeline = Timeline::from_register(&register(), TODAY, Lang::En, &|_, _| None);
    let said: Vec<String> = timeline
        .events
        .iter()
        .map(|event| format!("{} {:?} {:?} {}", event.name, event.phase, event.when, event.day))
        .collect();
    assert_eq!(
        said,
        [
            "M1 Do Overdue 2026-11-01",
            "M2 Do Ahead 2027-01-01",
            "M3 Do Done 2026-02-01",
            "D1 Check Done 2025-10-01",
            "D2 Check Done 2026-09-20",
            "next: D2 Check Ahead 2027-09-20",
            "R1 Check Done 2025-11-01",
            "next: R1 Check Overdue 2026-11-01",
        ]
    );
    assert_eq!(timeline.undated, 1);
}

#[test]
fn a_small_timeline_is_drawn_like_this() {
    let timeline = Timeline::from_register(&register(), TODAY, Lang::Ja, &|kind, id| {
        Some(format!("#{}-{id}", kind.code()))
    });
    insta::assert_snapshot!(super::timeline(&timeline, Lang::Ja).replace("><", ">\n<"));
}

#[test]
fn a_picture_of_nothing_is_a_picture() {
    assert_sound(&super::timeline(&Timeline::empty(TODAY), Lang::Ja));
    assert_sound(&super::timeline(&Timeline::empty(Date::MIN), Lang::En));
    assert_sound(&super::timeline(&Timeline::empty(Date::MAX), Lang::En));
}
