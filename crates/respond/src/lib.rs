//! Incidents over time: which duty an event starts, by when it must be done, and whether it was.
//!
//! # Contents
//! - What is owed, as data: [`Duties`], [`Duty`], [`Trigger`], [`Limit`], [`Counting`]; what is in the program:
//!   [`Duties::built_in`]; a contract's own clocks over it: [`Duties::with`].
//! - What happened, as a person recorded it: [`Event`], [`Happening`].
//! - The answer: [`clocks`], [`Clock`], [`State`], [`Deadline`], [`Warning`].
//! - What a report holds: forms as data, [`Forms`], [`Form`], [`Field`], [`Fill`]; the draft that follows from a case and
//!   the register, with the origin of each value and two checks of completeness: [`draft()`], [`Draft`].
//! - Telling in time: [`reminders`]; the deadlines as an RFC 5545 calendar: [`calendar`].
//!
//! Invariant: pure; takes `now`. A deadline depends on duties and events alone, never on `now` or on when somebody
//! looked. Nothing is sent: a clock tells, a person acts.

mod clock;
mod course;
mod draft;
mod duty;
mod event;
mod form;
mod ics;
mod id;
mod pack;
mod reckoning;
mod reminder;
mod warning;
mod words;
mod workdays;

pub use clock::{Clock, Deadline, Ground, Performed, State, Timing, WhyNot, clocks};
pub use draft::{Draft, Facts, Filled, LawCheck, Origin, Submission, draft, frozen};
pub use duty::{Counting, Duties, Duty, Ends, Guide, Limit, Matter, Means, Outer, Regime, Trigger};
pub use event::{Event, Happening};
pub use form::{Field, FieldChange, FieldKind, Fill, Form, FormChange, Forms, LawItem, Need};
pub use ics::calendar;
pub use id::{DutyId, EventId, FieldId, FormId, IdError, MatterId, RegimeId};
pub use pack::{LIMITS, Limits};
pub use reminder::{Reminder, reminders, usual_leads};
pub use warning::Warning;
pub use words::moment;
pub use workdays::Workdays;

#[cfg(test)]
mod tests;
