//! How each duty of each case stands: waiting for its trigger, running, missed, met, or not applicable.
//!
//! Invariants: one clock for each duty and case, whatever happened. The deadline follows from duties and events; `now`
//! decides only whether it has passed, so a machine whose clock jumps shows other states and the same deadlines. As
//! `now` grows, a clock goes from running to missed to met late, or from running to met, and never back.
//! It deliberately remembers nothing and tells nobody: `reminder` and `ics` do.

mod finding;

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use crate::course::Course;
use crate::duty::{Duties, Duty, Trigger};
use crate::reckoning::whole;
use crate::warning::Warning;
use crate::{Event, EventId, MatterId};
use sekisho_model::CaseId;

/// How one duty stands in one case.
#[derive(Clone, Debug, PartialEq)]
pub struct Clock {
    /// The case.
    pub case: CaseId,
    /// The duty, with its clause, its form and whence it comes.
    pub duty: Duty,
    /// How it stands at `now`.
    pub state: State,
    /// By when; none where it waits, does not apply, or has no fixed time.
    pub deadline: Option<Deadline>,
    /// Time left where it runs; negative where it was missed. None otherwise.
    pub remaining: Option<SignedDuration>,
    /// On what it rests.
    pub ground: Ground,
    /// The first record that says it was done, whatever `now` is.
    pub done: Option<Performed>,
    /// When the case was last written to.
    pub changed_at: Timestamp,
    /// What a person should look at.
    pub warnings: Vec<Warning>,
}

/// A time by which something is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The last moment that is in time, to the second.
    pub at: Timestamp,
    /// Is it the rule's own, rather than a guideline's figure for "promptly"?
    pub firm: bool,
    /// What a guideline says to aim for.
    pub aim: Option<Timestamp>,
}

/// What a clock rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ground {
    /// The event that started it.
    pub event: Option<EventId>,
    /// The moment that it runs from.
    pub at: Option<Timestamp>,
    /// When that was first written down.
    pub recorded_at: Option<Timestamp>,
    /// Earlier records of it that were corrected, the newest first.
    pub superseded: Vec<EventId>,
}

/// That a duty was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Performed {
    /// The event that says so.
    pub event: EventId,
    /// When.
    pub at: Timestamp,
    /// By which means; empty where the rule lists none.
    pub means: String,
}

/// How a clock stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// The duty is not owed in this case.
    NotApplicable(WhyNot),
    /// Its trigger is not recorded.
    Waiting {
        /// What is missing.
        trigger: Trigger,
    },
    /// Time is left, or there is no fixed time and it is still to be done.
    Running,
    /// The deadline has passed and nothing says it was done.
    Missed,
    /// Done.
    Met {
        /// When.
        at: Timestamp,
        /// In time?
        timing: Timing,
    },
}

/// Was it done in time?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timing {
    /// So long before the deadline.
    InTime(SignedDuration),
    /// So long after it.
    Late(SignedDuration),
    /// There was no fixed time.
    NoFixedTime,
}

/// Why a duty is not owed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyNot {
    /// A person decided so.
    Excluded {
        /// The event of the decision.
        event: EventId,
        /// Who.
        by: String,
        /// Why.
        reason: String,
    },
    /// Another duty holds instead.
    Instead {
        /// Because of this matter.
        matter: MatterId,
    },
    /// The matter was known, or began, before the duty applied.
    Before {
        /// The first day on which it applies.
        from: Date,
    },
}

/// One clock for each duty and each case that has an event, by case and duty.
///
/// `now` decides only what has passed. Events may come in any order.
#[must_use]
pub fn clocks(duties: &Duties, events: &[Event], now: Timestamp) -> Vec<Clock> {
    let mut cases: BTreeMap<&CaseId, Vec<&Event>> = BTreeMap::new();
    for event in events {
        cases.entry(&event.case).or_default().push(event);
    }
    let mut all = Vec::new();
    for (case, events) in cases {
        let course = Course::of(&events);
        all.extend(duties.duties.values().map(|duty| {
            let finding = finding::Finding { duties, duty, course: &course, now };
            finding.clock(case)
        }));
    }
    all
}

/// How a clock with a trigger stands.
fn state(deadline: Option<&Deadline>, done: Option<&Performed>, now: Timestamp) -> State {
    let now = whole(now);
    match (done.filter(|done| done.at <= now), deadline) {
        (Some(done), None) => State::Met { at: done.at, timing: Timing::NoFixedTime },
        (Some(done), Some(deadline)) => State::Met { at: done.at, timing: timing(deadline.at, done.at) },
        (None, Some(deadline)) if now > deadline.at => State::Missed,
        (None, _) => State::Running,
    }
}

fn timing(deadline: Timestamp, done: Timestamp) -> Timing {
    let spare = deadline.duration_since(done);
    if spare.is_negative() { Timing::Late(spare.abs()) } else { Timing::InTime(spare) }
}
