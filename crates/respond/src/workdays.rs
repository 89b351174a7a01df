//! Which days an office is open.
//!
//! Invariant: a calendar says for which years it knows holidays; of other years it knows weekends only, and whoever
//! asks is told.

use std::collections::BTreeSet;

use jiff::civil::Date;
use sekisho_catalog::Basis;
use sekisho_model::Text;

/// Most days in a row that are looked through for an open one.
const CLOSED_RUN_MAX: u32 = 400;

/// A calendar of closed days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workdays {
    /// Name in packs.
    pub id: String,
    /// Name for people.
    pub title: Text,
    /// Closed days of each week: 1 is Monday, 7 is Sunday.
    pub weekend: BTreeSet<i8>,
    /// First year whose holidays are known.
    pub from_year: i16,
    /// Last year whose holidays are known.
    pub to_year: i16,
    /// Holidays.
    pub closed: BTreeSet<Date>,
    /// Whence.
    pub basis: Basis,
}

impl Workdays {
    /// Is the office open?
    #[must_use]
    pub fn is_open(&self, day: Date) -> bool {
        !self.weekend.contains(&day.weekday().to_monday_one_offset()) && !self.closed.contains(&day)
    }

    /// Are the holidays of that day's year known?
    #[must_use]
    pub fn knows(&self, day: Date) -> bool {
        (self.from_year..=self.to_year).contains(&day.year())
    }

    /// The day itself where it is open, otherwise the next open one. None where there is none for over a year.
    #[must_use]
    pub fn open_on_or_after(&self, day: Date) -> Option<Date> {
        let mut day = day;
        for _ in 0..CLOSED_RUN_MAX {
            if self.is_open(day) {
                return Some(day);
            }
            day = day.tomorrow().ok()?;
        }
        None
    }

    /// The `count`-th open day after a day.
    #[must_use]
    pub fn after(&self, day: Date, count: u32) -> Option<Date> {
        let mut day = day;
        for _ in 0..count {
            day = self.open_on_or_after(day.tomorrow().ok()?)?;
        }
        Some(day)
    }
}
