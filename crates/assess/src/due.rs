//! When operation records (step 3(1)) fall due: what is planned on its day; what was done, on its next day, unless
//! a newer record of the same kind about the same things has been done since.
//!
//! The rule of what is late, the timeline and the documents all ask here. Nothing is judged late here: that takes
//! a day.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use sekisho_model::{Activity, ActivityKind, ActivityState, AssetId, MeasureId, Register, ZoneId};

/// What a record is about: a later one about the same stands for the next time.
type Matter<'a> = (ActivityKind, &'a BTreeSet<ZoneId>, &'a BTreeSet<AssetId>, &'a BTreeSet<MeasureId>);

fn matter(activity: &Activity) -> Matter<'_> {
    (activity.kind, &activity.zones, &activity.assets, &activity.measures)
}

/// When each operation record of a register falls due.
#[derive(Debug)]
pub struct Dues<'a> {
    /// The last day on which each matter was done.
    last: BTreeMap<Matter<'a>, Date>,
}

impl<'a> Dues<'a> {
    /// Looks over a register.
    #[must_use]
    pub fn of(register: &'a Register) -> Self {
        let mut last = BTreeMap::new();
        for activity in register.activities.values().filter(|a| a.state == ActivityState::Done) {
            if let Some(day) = activity.date.known() {
                let kept = last.entry(matter(activity)).or_insert(*day);
                *kept = (*kept).max(*day);
            }
        }
        Self { last }
    }

    /// The day by which a record's work should be done, or done again; none where that has happened, was given up,
    /// or has no day.
    #[must_use]
    pub fn day(&self, activity: &Activity) -> Option<Date> {
        match activity.state {
            ActivityState::Planned => activity.date.known().copied(),
            ActivityState::Done => {
                let done_again = self.last.get(&matter(activity)) > activity.date.known();
                activity.next.known().copied().filter(|_| !done_again)
            }
            ActivityState::Dropped => None,
        }
    }
}
