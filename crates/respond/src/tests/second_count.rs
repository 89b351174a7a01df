//! A second way of counting, which shares nothing with the first: days are walked one by one on our own calendar, and
//! the EU's, Britain's and Japan's clocks are worked out from their rules. It speaks of every case whose period needs
//! no calendar of closed days.

use crate::clock::Clock;
use crate::duty::{Ends, Limit};
use crate::tests::cases;

const DAY: i64 = 86_400;

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn month_days(year: i64, month: i64) -> i64 {
    match month {
        2 => 28 + i64::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Year, month and day of a day counted from 1970-01-01, by walking.
fn civil(days: i64) -> (i64, i64, i64) {
    let (mut year, mut month, mut rest) = (1970, 1, days);
    while rest >= 365 + i64::from(is_leap(year)) {
        rest -= 365 + i64::from(is_leap(year));
        year += 1;
    }
    while rest >= month_days(year, month) {
        rest -= month_days(year, month);
        month += 1;
    }
    (year, month, rest + 1)
}

fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let years: i64 = (1970..year).map(|year| 365 + i64::from(is_leap(year))).sum();
    let months: i64 = (1..month).map(|month| month_days(year, month)).sum();
    years + months + day - 1
}

/// The second at which a month's last Sunday is one hour old, UTC: when Europe changes its clocks.
fn last_sunday(year: i64, month: i64) -> i64 {
    let last = day_number(year, month, month_days(year, month));
    // 1970-01-01 was a Thursday: day 3 was a Sunday.
    let sunday = last - (last - 3).rem_euclid(7);
    sunday * DAY + 3_600
}

/// Offset from UTC in seconds.
fn offset(zone: &str, at: i64) -> i64 {
    let (year, _, _) = civil(at.div_euclid(DAY));
    let summer = (last_sunday(year, 3)..last_sunday(year, 10)).contains(&at);
    match zone {
        "Asia/Tokyo" => 9 * 3_600,
        "Europe/Brussels" => 3_600 + if summer { 3_600 } else { 0 },
        "Europe/London" => {
            if summer {
                3_600
            } else {
                0
            }
        }
        other => panic!("no rule for {other}"),
    }
}

fn to_utc(zone: &str, local: i64) -> i64 {
    let noon = local.div_euclid(DAY) * DAY;
    let (before, after) = (offset(zone, noon - DAY), offset(zone, noon + 2 * DAY));
    let fitting = [before, after].into_iter().map(|o| local - o).filter(|at| local - at == offset(zone, *at));
    fitting.min().unwrap_or(local - before)
}

fn months_later(day: i64, months: u32) -> (i64, bool) {
    let (year, month, wanted) = civil(day);
    let mut walked = day;
    let mut left = months;
    while left > 0 {
        walked += 1;
        left -= u32::from(civil(walked).2 == 1);
    }
    let (last_year, last_month, _) = civil(walked);
    assert_eq!((last_year * 12 + last_month) - (year * 12 + month), i64::from(months));
    let last = month_days(last_year, last_month).min(wanted);
    (walked + last - 1, last < wanted)
}

/// None where the duty's period is of no sort that is counted here.
fn deadline(clock: &Clock) -> Option<i64> {
    let duty = &clock.duty;
    let zone = duty.zone.iana_name()?;
    let start = clock.ground.at?.as_second();
    if duty.counting.moves || zone == "America/New_York" {
        return None;
    }
    if let Limit::Hours(hours) = duty.limit {
        return Some((0..hours).fold(start, |at, _| at + 3_600));
    }
    let local = start + offset(zone, start);
    let first = local.div_euclid(DAY);
    let counted = i64::from(duty.counting.first_day_counts);
    let day = match duty.limit {
        Limit::Days(days) => first + i64::from(days) - counted,
        Limit::Promptly(Some(guide)) => first + i64::from(guide.days_to) - counted,
        Limit::Months(months) => {
            let (day, short) = months_later(first, months);
            if short { day } else { day - counted }
        }
        _ => return None,
    };
    let second = match duty.counting.ends {
        Ends::SameTime => local.rem_euclid(DAY),
        Ends::EndOfDay => DAY - 1,
        Ends::At(_) => return None,
    };
    Some(to_utc(zone, day * DAY + second))
}

#[test]
fn a_second_way_of_counting_comes_to_the_same_deadlines() {
    let duties = cases::duties();
    let mut compared = 0;
    for case in cases::all() {
        let clock = cases::clock_of(&case, &duties, &case.events(), case.now);
        let Some(due) = &clock.deadline else { continue };
        // The deadline that is held back to the notification's is counted from another trigger.
        if case.name == "aev-final-measure-long-before" {
            continue;
        }
        if let Some(second) = deadline(&clock) {
            assert_eq!(due.at.as_second(), second, "{}", case.name);
            compared += 1;
        }
    }
    assert!(compared > 250, "only {compared} cases were counted twice");
}
