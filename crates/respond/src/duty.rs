//! What is owed: duties, what starts them, how long they run and how their days are counted.
//!
//! Invariant: data. No regime's name is known to code; every row says its clause, source, edition and whether it was
//! confirmed. Reading rows is `pack`'s job, counting is `reckoning`'s.

use std::collections::BTreeMap;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use sekisho_catalog::Basis;
use sekisho_model::Text;

use crate::workdays::Workdays;
use crate::{DutyId, MatterId, RegimeId};

/// Everything that may be owed, from one or more packs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Duties {
    /// Bodies of rules.
    pub regimes: BTreeMap<RegimeId, Regime>,
    /// What one becomes aware of.
    pub matters: BTreeMap<MatterId, Matter>,
    /// Duties.
    pub duties: BTreeMap<DutyId, Duty>,
    /// Closed days by name.
    pub calendars: BTreeMap<String, Workdays>,
}

impl Duties {
    /// Only the duties of some regimes, with everything they need.
    #[must_use]
    pub fn of_regimes(&self, wanted: &[&str]) -> Self {
        let mut chosen = self.clone();
        chosen.duties.retain(|_, duty| wanted.contains(&duty.regime.as_str()));
        chosen
    }
}

/// A body of rules: an act, a scheme, a contract.
#[derive(Clone, Debug, PartialEq)]
pub struct Regime {
    /// Id.
    pub id: RegimeId,
    /// Name.
    pub title: Text,
    /// Zone in which its office lives: deadlines are counted and shown in it.
    pub zone: TimeZone,
    /// Whence.
    pub basis: Basis,
}

/// Something one becomes aware of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matter {
    /// Id.
    pub id: MatterId,
    /// In words that complete "aware that …".
    pub title: Text,
    /// Whence.
    pub basis: Basis,
}

/// Something that must be done by a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Duty {
    /// Id.
    pub id: DutyId,
    /// The body of rules it belongs to.
    pub regime: RegimeId,
    /// Name of what is owed.
    pub title: Text,
    /// Who owes it.
    pub subject: Text,
    /// What starts its clock.
    pub trigger: Trigger,
    /// How long it runs.
    pub limit: Limit,
    /// Does the rule also say "promptly", so that the limit is only the outermost time?
    pub promptly: bool,
    /// How its days are counted.
    pub counting: Counting,
    /// A more generous way of counting that may hold too. Shown beside the deadline, never relied on.
    pub outer: Option<Outer>,
    /// Its deadline is never before that of this duty.
    pub not_before: Option<DutyId>,
    /// It is not owed where somebody is aware of this matter.
    pub unless: Option<MatterId>,
    /// The duty whose report it carries on from.
    pub follows: Option<DutyId>,
    /// First day on which it applies, in its regime's zone.
    pub applies_from: Option<Date>,
    /// By what it can be met, where the rule lists that. Empty: by being done.
    pub means: Vec<Means>,
    /// Clause.
    pub clause: String,
    /// Form and edition of what is handed in; empty where there is none.
    pub form: String,
    /// Zone of its regime.
    pub zone: TimeZone,
    /// Whence.
    pub basis: Basis,
}

/// What starts a clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// A person becomes aware of a matter. The first time counts.
    Aware {
        /// The matter.
        matter: MatterId,
        /// Where one of these was known earlier, the clock runs from then.
        also_from: Vec<MatterId>,
        /// Is awareness of one of `also_from` enough by itself?
        either: bool,
    },
    /// A corrective or mitigating measure is available. The first one counts.
    MeasureAvailable {
        /// The matter it is for.
        matter: MatterId,
    },
    /// Another duty was done. The first time counts.
    Done {
        /// That duty.
        duty: DutyId,
        /// The matter it is about.
        matter: MatterId,
    },
    /// The incident began, whoever knew.
    Started,
    /// Something that the pack names.
    Named {
        /// Its name in events.
        name: String,
        /// Its name for people.
        title: Text,
        /// The matter it is about, where it has one.
        matter: Option<MatterId>,
    },
}

impl Trigger {
    /// The matter that the duty is about.
    #[must_use]
    pub const fn matter(&self) -> Option<&MatterId> {
        match self {
            Self::Aware { matter, .. } | Self::MeasureAvailable { matter } | Self::Done { matter, .. } => {
                Some(matter)
            }
            Self::Named { matter, .. } => matter.as_ref(),
            Self::Started => None,
        }
    }
}

/// How long a clock runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Hours: 24 of them are 24, whatever clocks do.
    Hours(u32),
    /// Calendar days.
    Days(u32),
    /// Calendar months: a month is no 30 days.
    Months(u32),
    /// Open days of the calendar that the counting names.
    BusinessDays(u32),
    /// "Promptly": no fixed time, at most a figure that a guideline gives.
    Promptly(Option<Guide>),
}

/// A guideline's figure for "promptly", in days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guide {
    /// The day to aim for.
    pub days_from: u32,
    /// The day after which one is late by the guideline.
    pub days_to: u32,
}

/// How days are counted. Hours need none of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counting {
    /// Is the day of the trigger the first day?
    pub first_day_counts: bool,
    /// When on the last day it ends.
    pub ends: Ends,
    /// Does it move to the next open day where it ends on a closed one?
    pub moves: bool,
    /// Name of the calendar of closed days; empty where none is needed.
    pub calendar: String,
}

/// When on its last day a period ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ends {
    /// At the time of day at which it began.
    #[default]
    SameTime,
    /// With the last second of the day in the regime's zone.
    EndOfDay,
    /// At this time of day in the regime's zone.
    At(Time),
}

/// A more generous way of counting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outer {
    /// How it counts.
    pub counting: Counting,
    /// The rule that it is taken from.
    pub source: Text,
}

/// One way by which a duty can be met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Means {
    /// Id.
    pub id: String,
    /// Name.
    pub title: Text,
}
