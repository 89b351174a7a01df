//! What happened, as a person recorded it.
//!
//! Invariant: an event is never changed. A correction is a new event that names the one it stands for, with its
//! reason; both stay. Which of them count is `course`'s question.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use sekisho_model::CaseId;

use crate::{DutyId, EventId, MatterId};

/// One recorded event of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Id, unique within its case.
    pub id: EventId,
    /// The case.
    pub case: CaseId,
    /// What happened.
    pub what: Happening,
    /// When it happened. Of a day without an hour: its first moment, so that no deadline is too late.
    pub at: Timestamp,
    /// When it was written down.
    pub recorded_at: Timestamp,
    /// Who says so.
    pub by: String,
    /// Why: on what grounds somebody is aware, why something is corrected or left out.
    pub reason: String,
    /// The event that it stands for from now on.
    pub supersedes: Option<EventId>,
}

/// What can happen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Happening {
    /// The incident began.
    Started,
    /// A person became aware of a matter: their act, with a reason.
    Aware {
        /// Of what.
        matter: MatterId,
    },
    /// A person decided that the matter is none here: research in good faith, a component that cannot be exploited.
    Excluded {
        /// What.
        matter: MatterId,
    },
    /// A corrective or mitigating measure became available.
    MeasureAvailable {
        /// For what.
        matter: MatterId,
    },
    /// A duty was done: a report submitted, an update applied.
    Done {
        /// Which duty.
        duty: DutyId,
        /// By which of its means; empty where it lists none.
        means: String,
    },
    /// What a pack's trigger names.
    Named {
        /// The trigger's name.
        name: String,
    },
    /// The event that it supersedes never happened.
    Void,
}

impl Happening {
    /// May an event of this sort stand for one of the other? A correction is about the same thing, or takes it back.
    #[must_use]
    pub fn corrects(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Void, _) => true,
            (Self::Done { duty: one, .. }, Self::Done { duty: two, .. }) => one == two,
            _ => self == other,
        }
    }
}
