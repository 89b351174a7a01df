//! Incidents over time: which duty an event starts, by when it must be done, and whether it was.
//!
//! # Contents
//! - What is owed, as data: [`Duties`], [`Duty`], [`Trigger`], [`Limit`], [`Counting`]; what is in the program:
//!   [`Duties::built_in`]; a contract's own clocks over it: [`Duties::with`].
//! - What happened, as a person recorded it: [`Event`], [`Happening`].
//! - The answer: [`clocks`], [`Clock`], [`State`], [`Deadline`], [`Warning`].
//! - Telling in time: [`reminders`]; the deadlines as an RFC 5545 calendar: [`calendar`].
//!
//! Invariant: pure; takes `now`. A deadline depends on duties and events alone, never on `now` or on when somebody
//! looked. Nothing is sent: a clock tells, a person acts.

mod clock;
mod course;
mod duty;
mod event;
mod ics;
mod id;
mod pack;
mod reckoning;
mod reminder;
mod warning;
mod words;
mod workdays;

pub use clock::{Clock, Deadline, Ground, Performed, State, Timing, WhyNot, clocks};
pub use duty::{Counting, Duties, Duty, Ends, Guide, Limit, Matter, Means, Outer, Regime, Trigger};
pub use event::{Event, Happening};
pub use ics::calendar;
pub use id::{DutyId, EventId, IdError, MatterId, RegimeId};
pub use pack::{LIMITS, Limits};
pub use reminder::{Reminder, reminders, usual_leads};
pub use warning::Warning;
pub use words::moment;
pub use workdays::Workdays;

#[cfg(test)]
mod tests;
