//! What holds of every clock: the same deadlines whoever looks and whenever, states that never go back, and each
//! reminder told once.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use crate::clock::{Clock, State, Timing};
use crate::duty::{Duties, Limit};
use crate::tests::cases;
use crate::{Event, Happening, Reminder, clocks, reminders};

const YEAR: SignedDuration = SignedDuration::from_hours(365 * 24);

fn lasting(clock: &Clock) -> impl PartialEq + std::fmt::Debug + use<> {
    let warnings: Vec<_> = clock.warnings.iter().filter(|warning| warning.is_lasting()).cloned().collect();
    (clock.deadline.clone(), clock.ground.clone(), clock.done.clone(), clock.changed_at, warnings)
}

#[test]
fn order_of_events_and_a_year_more_or_less_on_the_machines_clock_change_no_deadline() {
    let duties = cases::duties();
    for case in cases::all() {
        let mut events = case.events();
        let first: Vec<_> = clocks(&duties, &events, case.now).iter().map(lasting).collect();
        for now in [case.now - YEAR, case.now + YEAR, Timestamp::MIN, Timestamp::MAX] {
            events.reverse();
            let again: Vec<_> = clocks(&duties, &events, now).iter().map(lasting).collect();
            assert_eq!(first, again, "{}", case.name);
            events.rotate_left(1);
            let again: Vec<_> = clocks(&duties, &events, now).iter().map(lasting).collect();
            // Two records of one id are told apart by the time they were recorded, so turning changes nothing.
            assert_eq!(first, again, "{}", case.name);
        }
    }
}

/// How far a clock has come; it never goes back.
fn rank(state: &State) -> u8 {
    match state {
        State::NotApplicable(_) | State::Waiting { .. } | State::Running => 0,
        State::Missed | State::Met { timing: Timing::InTime(_) | Timing::NoFixedTime, .. } => 1,
        State::Met { timing: Timing::Late(_), .. } => 2,
    }
}

#[test]
fn states_never_go_back_as_time_goes_on() {
    let duties = cases::duties();
    for case in cases::all() {
        let events = case.events();
        let mut times: Vec<Timestamp> = events.iter().map(|event| event.at).collect();
        times.extend(clocks(&duties, &events, case.now).iter().filter_map(|c| Some(c.deadline.as_ref()?.at)));
        let step = SignedDuration::from_secs(1);
        times = times.iter().flat_map(|at| [*at - YEAR, *at - step, *at, *at + step, *at + YEAR]).collect();
        times.sort();
        let mut before: Option<Vec<State>> = None;
        for now in times {
            let states: Vec<State> =
                clocks(&duties, &events, now).into_iter().map(|clock| clock.state).collect();
            for (old, new) in before.iter().flatten().zip(&states) {
                let settled =
                    matches!(old, State::Met { .. } | State::NotApplicable(_) | State::Waiting { .. });
                assert!(
                    rank(old) <= rank(new) && (!settled || old == new),
                    "{}: {old:?} → {new:?}",
                    case.name
                );
            }
            before = Some(states);
        }
    }
}

#[test]
fn a_deadline_is_there_exactly_where_a_fixed_time_runs() {
    let duties = cases::duties();
    for case in cases::all() {
        for clock in clocks(&duties, &case.events(), case.now) {
            let started = !matches!(clock.state, State::NotApplicable(_) | State::Waiting { .. });
            let fixed = !matches!(clock.duty.limit, Limit::Promptly(None));
            assert_eq!(clock.deadline.is_some(), started && fixed, "{} {}", case.name, clock.duty.id);
            assert_eq!(clock.ground.event.is_some(), started, "{} {}", case.name, clock.duty.id);
        }
    }
}

fn at_hour(hour: i64) -> Timestamp {
    let start: Timestamp = "2026-08-01T00:00:00Z".parse().unwrap();
    start + SignedDuration::from_hours(hour)
}

/// Any event about the program's duties, in a bit more than a year from August 2026.
fn any_event() -> impl Strategy<Value = Event> {
    let duties = Duties::built_in();
    let matters: Vec<_> = duties.matters.keys().cloned().collect();
    let ids: Vec<_> = duties.duties.keys().cloned().collect();
    let matter = prop::sample::select(matters);
    let what = prop_oneof![
        Just(Happening::Started),
        Just(Happening::Void),
        Just(Happening::Named { name: "update-released".to_owned() }),
        matter.clone().prop_map(|matter| Happening::Aware { matter }),
        matter.clone().prop_map(|matter| Happening::Excluded { matter }),
        matter.prop_map(|matter| Happening::MeasureAvailable { matter }),
        prop::sample::select(ids).prop_map(|duty| Happening::Done { duty, means: "updated".to_owned() }),
    ];
    (what, 0..10_000_i64, 0..200_i64, 0..12_u8, prop::option::of(0..12_u8)).prop_map(
        |(what, hour, later, id, supersedes)| Event {
            id: format!("e{id}").parse().unwrap(),
            case: "case".parse().unwrap(),
            what,
            at: at_hour(hour),
            recorded_at: at_hour(hour + later),
            by: "T. Sato".to_owned(),
            reason: "made up".to_owned(),
            supersedes: supersedes.map(|id| format!("e{id}").parse().unwrap()),
        },
    )
}

fn in_spans(clocks: &[Clock], cuts: &[i64]) -> Vec<Reminder> {
    cuts.windows(2).flat_map(|cut| reminders(clocks, at_hour(cut[0]), at_hour(cut[1]))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, rng_seed: proptest::test_runner::RngSeed::Fixed(6), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_events_give_one_clock_for_each_duty_and_their_order_is_nothing(
        events in prop::collection::vec(any_event(), 1..14).prop_shuffle(), hour in 0..20_000_i64,
    ) {
        let duties = Duties::built_in();
        let all = clocks(duties, &events, at_hour(hour));
        prop_assert_eq!(all.len(), duties.duties.len());
        let mut turned = events.clone();
        turned.reverse();
        prop_assert_eq!(all, clocks(duties, &turned, at_hour(hour)));
    }

    #[test]
    fn each_reminder_is_told_once_however_time_is_cut(
        events in prop::collection::vec(any_event(), 1..14), mut cuts in prop::collection::vec(-9_000..30_000_i64, 0..30), hour in 0..20_000_i64,
    ) {
        let all = clocks(Duties::built_in(), &events, at_hour(hour));
        cuts.extend([-10_000, 31_000]);
        cuts.sort_unstable();
        let whole = reminders(&all, at_hour(-10_000), at_hour(31_000));
        prop_assert_eq!(in_spans(&all, &cuts), whole.clone());
        let mut once = whole.clone();
        once.dedup();
        prop_assert_eq!(once.len(), whole.len());
    }

    #[test]
    fn a_clock_that_jumps_a_year_either_way_loses_and_repeats_no_reminder(
        events in prop::collection::vec(any_event(), 1..14), steps in prop::collection::vec((0..900_i64, -1..2_i64), 1..30),
    ) {
        // The machine's hour wanders, sometimes by a year; the highest hour so far is kept, as the module asks.
        let (mut hour, mut told_until, mut told) = (-10_000, -10_000, Vec::new());
        for (step, jump) in steps.into_iter().chain([(50_000, 0)]) {
            hour += step + jump * 365 * 24;
            let all = clocks(Duties::built_in(), &events, at_hour(hour));
            told.extend(reminders(&all, at_hour(told_until), at_hour(hour)));
            told_until = told_until.max(hour);
        }
        let all = clocks(Duties::built_in(), &events, at_hour(told_until));
        prop_assert_eq!(told, reminders(&all, at_hour(-10_000), at_hour(told_until)));
    }
}

fn warning_of(aware: &str, recorded: &str) -> Clock {
    let event = Event {
        id: "e1".parse().unwrap(),
        case: "case".parse().unwrap(),
        what: Happening::Aware { matter: "exploited-vulnerability".parse().unwrap() },
        at: aware.parse().unwrap(),
        recorded_at: recorded.parse().unwrap(),
        by: "T. Sato".to_owned(),
        reason: "seen in the log".to_owned(),
        supersedes: None,
    };
    let all = clocks(Duties::built_in(), &[event], recorded.parse().unwrap());
    all.into_iter().find(|clock| clock.duty.id.as_str() == "cra-aev-early-warning").unwrap()
}

fn told(clock: Clock) -> Vec<(String, i64)> {
    let all = reminders(&[clock], Timestamp::MIN, Timestamp::MAX);
    all.iter().map(|reminder| (reminder.at.to_string(), reminder.lead.as_hours())).collect()
}

#[test]
fn of_a_day_one_is_told_twelve_four_and_one_hours_before_and_at_its_end() {
    let clock = warning_of("2026-11-02T10:00:00Z", "2026-11-02T10:00:00Z");
    let wanted = [("02T22", 12), ("03T06", 4), ("03T09", 1), ("03T10", 0)];
    assert_eq!(told(clock), wanted.map(|(at, lead)| (format!("2026-11-{at}:00:00Z"), lead)));
}

#[test]
fn a_clock_written_down_after_its_deadline_is_told_once_and_at_once() {
    let clock = warning_of("2026-11-02T10:00:00Z", "2026-11-03T16:00:00Z");
    assert_eq!(clock.state, State::Missed);
    assert_eq!(told(clock), [("2026-11-03T16:00:00Z".to_owned(), 0)]);
}

#[test]
fn a_reminder_on_the_border_of_two_spans_belongs_to_the_first() {
    let clock = [warning_of("2026-11-02T10:00:00Z", "2026-11-02T10:00:00Z")];
    let at: Timestamp = "2026-11-03T09:00:00Z".parse().unwrap();
    let second = SignedDuration::from_secs(1);
    assert_eq!(reminders(&clock, at - second, at).len(), 1);
    assert_eq!(reminders(&clock, at, at + second), []);
    assert_eq!(reminders(&clock, at, at), []);
    assert_eq!(reminders(&clock, at, at - second), []);
}

#[test]
fn what_is_done_is_not_told_any_more() {
    let mut clock = warning_of("2026-11-02T10:00:00Z", "2026-11-02T10:00:00Z");
    clock.done = Some(crate::Performed {
        event: "d".parse().unwrap(),
        at: "2026-11-03T00:00:00Z".parse().unwrap(),
        means: String::new(),
    });
    assert_eq!(told(clock), [("2026-11-02T22:00:00Z".to_owned(), 12)]);
}
