//! When to tell somebody that a deadline comes near.
//!
//! Invariant: no memory. A reminder has a moment that follows from its clock alone, and belongs to the one span of
//! time that holds that moment: spans that touch without overlapping tell each reminder exactly once, whatever their
//! length. Whoever asks keeps the end of the last span, and never lets it go back; a machine's clock that jumps back
//! then asks for an empty span, and one that jumps ahead tells the reminders in between at once.

use jiff::{SignedDuration, Timestamp};

use crate::clock::{Clock, State};
use crate::duty::Limit;
use crate::reckoning::whole;
use sekisho_model::CaseId;

use crate::DutyId;

/// One time at which to tell of one clock.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reminder {
    /// When to tell.
    pub at: Timestamp,
    /// The case.
    pub case: CaseId,
    /// The duty.
    pub duty: DutyId,
    /// How long before the deadline; nought at it.
    pub lead: SignedDuration,
    /// The deadline.
    pub deadline: Timestamp,
}

/// How long before a deadline one is usually told: of limits in hours 12, 4 and 1 hours before, of others 7, 3
/// and 1 days, and at the deadline.
#[must_use]
pub fn usual_leads(limit: Limit) -> [SignedDuration; 4] {
    let hours = match limit {
        Limit::Hours(_) => [12, 4, 1, 0],
        Limit::Days(_) | Limit::Months(_) | Limit::BusinessDays(_) | Limit::Promptly(_) => [168, 72, 24, 0],
    };
    hours.map(SignedDuration::from_hours)
}

/// The reminders after `after` and up to and including `until`, by time. Of several that fall on one moment of one
/// clock, because its trigger was written down late, only the one nearest to the deadline is told.
#[must_use]
pub fn reminders(clocks: &[Clock], after: Timestamp, until: Timestamp) -> Vec<Reminder> {
    let mut due: Vec<Reminder> =
        clocks.iter().flat_map(all).filter(|reminder| after < reminder.at && reminder.at <= until).collect();
    due.sort();
    due
}

/// Every reminder of a clock, whenever it falls.
fn all(clock: &Clock) -> Vec<Reminder> {
    let (Some(deadline), Some(known)) = (&clock.deadline, clock.ground.recorded_at) else {
        return Vec::new();
    };
    if matches!(clock.state, State::NotApplicable(_) | State::Waiting { .. }) {
        return Vec::new();
    }
    let mut told: Vec<Reminder> = Vec::new();
    for lead in usual_leads(clock.duty.limit) {
        let Ok(at) = deadline.at.checked_sub(lead) else { continue };
        // Nobody can be told of a clock before it is written down: what was due before is told then.
        let at = at.max(whole(known));
        if clock.done.as_ref().is_some_and(|done| done.at <= at) {
            continue;
        }
        told.retain(|reminder| reminder.at != at);
        told.push(Reminder {
            at,
            case: clock.case.clone(),
            duty: clock.duty.id.clone(),
            lead,
            deadline: deadline.at,
        });
    }
    told
}
