//! The timeline of a case: what happened, what was decided and who is told, entry by entry.
//!
//! Invariant: an entry is never changed. A correction is a later entry that names the one it stands for; both stay.
//! Which deadlines follow from entries is not asked here.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{CaseId, EvidenceId};

/// One entry of a case's timeline (経過).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IncidentEntry {
    /// The case.
    pub case: CaseId,
    /// Its number within the case, from 1.
    pub no: u32,
    /// When it happened.
    pub at: Timestamp,
    /// When it was written down.
    pub recorded_at: Timestamp,
    /// Who wrote it down.
    pub by: String,
    /// What, or why: the grounds of an awareness, the reason of a correction.
    pub words: String,
    /// Whence it is known: a person, a log, a notice. Empty: own observation of the writer.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// The entry that it stands for from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<u32>,
    /// What sort of entry.
    pub what: IncidentFact,
}

/// What an entry says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case", deny_unknown_fields)]
pub enum IncidentFact {
    /// A fact.
    Note,
    /// A decision.
    Decision,
    /// Something to do.
    Task,
    /// Somebody to be told, or who was.
    Contact,
    /// The incident began.
    Started,
    /// A person became aware of a matter: their act.
    Aware {
        /// Of what: a matter of the duties pack.
        matter: String,
    },
    /// A person decided that the matter is none here.
    Excluded {
        /// What.
        matter: String,
    },
    /// A corrective or mitigating measure became available.
    MeasureAvailable {
        /// For what.
        matter: String,
    },
    /// A duty was done: a report submitted.
    Done {
        /// Which duty.
        duty: String,
        /// By which of its means; empty where it lists none.
        #[serde(default)]
        means: String,
    },
    /// The case is about a vulnerability or an advisory.
    Concerns {
        /// Its id.
        vulnerability: String,
    },
    /// What a person wrote for a field of a report; the words are the value. A later one for the same field counts.
    Written {
        /// For the report of which duty.
        duty: String,
        /// Which form.
        form: String,
        /// Which field.
        field: String,
    },
    /// A report was submitted by a person: its duty is done. What was submitted never changes.
    Submitted {
        /// Which duty.
        duty: String,
        /// The form.
        form: String,
        /// The edition of the form.
        edition: String,
        /// The number or words that confirm the receipt.
        receipt: String,
        /// Each filled field with its value.
        values: BTreeMap<String, String>,
        /// SHA-256 of the values, in hexadecimal.
        digest: String,
    },
    /// A file confirms the receipt of a report that was submitted, such as a mail or a page that was printed.
    Receipt {
        /// The number of the entry that says that it was submitted.
        submitted: u32,
        /// The file, kept as evidence.
        evidence: EvidenceId,
    },
    /// Something to do is done.
    TaskDone {
        /// The number of the task's entry.
        task: u32,
    },
    /// What a pack's trigger names.
    Named {
        /// The trigger's name.
        name: String,
    },
    /// The entry that it supersedes never happened.
    Void,
    /// The case goes on in another.
    Merged {
        /// Which.
        into: CaseId,
    },
    /// The case is over. Its clocks go on.
    Closed,
}
