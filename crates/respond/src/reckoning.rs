//! From a trigger's moment to a deadline's, on a real calendar.
//!
//! Invariant: depends on nothing but its arguments. Hours are counted as elapsed time; days and months on the
//! calendar of the regime's zone, so that a change of clocks keeps the time of day. A month that is too short ends on
//! its last day. A deadline that falls into the hour that a zone leaves out keeps the old offset; one in the hour
//! that comes twice takes the first.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::duty::{Counting, Ends, Limit};
use crate::workdays::Workdays;

/// Where counting ended, and what is remarkable about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reckoned {
    pub(crate) at: Timestamp,
    /// The month was too short for the day.
    pub(crate) month_end: bool,
    /// It was moved from this closed day.
    pub(crate) moved_from: Option<Date>,
    /// A year whose holidays the calendar does not know.
    pub(crate) unknown_year: Option<i16>,
}

/// What counting needs to know of a duty.
#[derive(Clone, Copy)]
pub(crate) struct Rule<'a> {
    pub(crate) counting: &'a Counting,
    pub(crate) zone: &'a TimeZone,
    pub(crate) calendars: &'a BTreeMap<String, Workdays>,
}

/// A moment without its fraction of a second: deadlines and events are compared by whole seconds.
pub(crate) fn whole(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}

/// The end of a period. None where there is no fixed one, the calendar is missing, or time itself ends.
pub(crate) fn end(limit: Limit, rule: Rule<'_>, start: Timestamp) -> Option<Reckoned> {
    let start = whole(start);
    let local = rule.zone.to_datetime(start);
    match limit {
        Limit::Promptly(_) => None,
        Limit::Hours(hours) => {
            let at = start.checked_add(SignedDuration::from_hours(i64::from(hours))).ok()?;
            Some(Reckoned { at, month_end: false, moved_from: None, unknown_year: None })
        }
        Limit::Days(days) => {
            let days = days.saturating_sub(u32::from(rule.counting.first_day_counts));
            let day = local.date().checked_add(i64::from(days).days()).ok()?;
            on(rule, local, day, false)
        }
        Limit::Months(months) => {
            let (day, month_end) = months_on(local.date(), months, rule.counting.first_day_counts)?;
            on(rule, local, day, month_end)
        }
        Limit::BusinessDays(count) => on(rule, local, open_days_on(rule, local.date(), count)?, false),
    }
}

/// The last day of a period of months. Where the first day counts, it is the day before the one of the same number,
/// unless the month has no such day.
fn months_on(first: Date, months: u32, first_day_counts: bool) -> Option<(Date, bool)> {
    let day = first.checked_add(i64::from(months).months()).ok()?;
    let month_end = day.day() != first.day();
    let day = if first_day_counts && !month_end { day.yesterday().ok()? } else { day };
    Some((day, month_end))
}

fn open_days_on(rule: Rule<'_>, first: Date, count: u32) -> Option<Date> {
    let calendar = rule.calendars.get(&rule.counting.calendar)?;
    let counts_already = rule.counting.first_day_counts && calendar.is_open(first);
    calendar.after(first, count.saturating_sub(u32::from(counts_already)))
}

fn on(rule: Rule<'_>, start: DateTime, day: Date, month_end: bool) -> Option<Reckoned> {
    let calendar = rule.calendars.get(&rule.counting.calendar);
    let open = match calendar {
        Some(calendar) if rule.counting.moves => calendar.open_on_or_after(day)?,
        _ => day,
    };
    let time = match rule.counting.ends {
        Ends::SameTime => start.time(),
        Ends::EndOfDay => jiff::civil::time(23, 59, 59, 0),
        Ends::At(time) => time,
    };
    Some(Reckoned {
        at: instant(rule.zone, open.to_datetime(time))?,
        month_end,
        moved_from: (open != day).then_some(day),
        unknown_year: calendar.filter(|calendar| !calendar.knows(open)).map(|_| open.year()),
    })
}

fn instant(zone: &TimeZone, local: DateTime) -> Option<Timestamp> {
    zone.to_ambiguous_timestamp(local).compatible().ok()
}
