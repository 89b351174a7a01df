//! Arguments of `incident`. The help text is English here; its Japanese twin is `help_ja.toml`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;

/// What to do with incidents.
#[derive(Debug, Subcommand)]
pub(crate) enum IncidentCommand {
    /// Open an incident: what happened, in one line; the rest can be added later.
    Open {
        /// What happened; with --alert it may be left out.
        #[arg(required_unless_present = "alert", default_value = "")]
        name: String,
        /// What was seen.
        #[arg(long, default_value = "")]
        seen: String,
        /// The alert of observation that it is about: its id (kind@subject).
        #[arg(long, value_name = "ID", conflicts_with_all = ["name", "seen", "vulnerability", "asset"])]
        alert: Option<String>,
        /// The vulnerability or advisory that it is about: the assets that it affects are taken over.
        #[arg(long, value_name = "ID")]
        vulnerability: Option<String>,
        /// Asset that it touches; may be given several times.
        #[arg(long, value_name = "ID")]
        asset: Vec<String>,
        /// An exercise.
        #[arg(long)]
        exercise: bool,
    },
    /// Every incident with its next deadline.
    List,
    /// One incident: its clocks, what it touches, and its timeline.
    Show {
        /// Id of the case.
        case: String,
    },
    /// Add a fact, a decision, a task or a contact to the timeline.
    Note {
        /// Id of the case.
        case: String,
        /// The words.
        words: String,
        /// What sort of entry it is.
        #[arg(long = "as", value_enum, default_value_t = NoteKind::Fact)]
        kind: NoteKind,
        /// When it happened, with a zone: 2026-11-23T14:05+09:00. Without it, now.
        #[arg(long, value_name = "TIME")]
        at: Option<Timestamp>,
        /// Whence it is known.
        #[arg(long, default_value = "")]
        source: String,
        /// The number of the entry that it corrects; both stay.
        #[arg(long, value_name = "NUMBER")]
        corrects: Option<u32>,
    },
    /// Say that you are aware of a matter, on what grounds and since when: clocks run from it.
    Aware {
        /// Id of the case.
        case: String,
        /// The matter; `incident duties` lists them.
        matter: String,
        /// On what grounds.
        #[arg(long)]
        reason: String,
        /// Since when, with a zone: 2026-11-23T14:05+09:00. Without it, now.
        #[arg(long, value_name = "TIME")]
        at: Option<Timestamp>,
        /// Whence it is known.
        #[arg(long, default_value = "")]
        source: String,
        /// The number of the entry that it corrects; both stay.
        #[arg(long, value_name = "NUMBER")]
        corrects: Option<u32>,
    },
    /// Record what else moves clocks: a report handed in, a measure available, a matter left out, an entry taken back.
    Record {
        /// Id of the case.
        case: String,
        /// What happened.
        #[arg(value_enum)]
        what: RecordedKind,
        /// Which matter, duty or trigger (`incident duties` lists them), vulnerability, or number of a task.
        #[arg(long, value_name = "ID", default_value = "")]
        of: String,
        /// By which of the duty's means, where it lists any.
        #[arg(long, value_name = "ID", default_value = "")]
        means: String,
        /// Why; a receipt's number; what is to be remembered.
        #[arg(long, default_value = "")]
        reason: String,
        /// When, with a zone: 2026-11-23T14:05+09:00. Without it, now.
        #[arg(long, value_name = "TIME")]
        at: Option<Timestamp>,
        /// The number of the entry that it corrects or takes back; both stay.
        #[arg(long, value_name = "NUMBER")]
        corrects: Option<u32>,
    },
    /// Say that an incident is over; its clocks go on.
    Close {
        /// Id of the case.
        case: String,
        /// How it ended.
        #[arg(long)]
        reason: String,
    },
    /// Merge an incident into another: nothing is lost, and clocks follow the earliest awareness.
    Merge {
        /// Id of the case that is merged.
        case: String,
        /// Id of the case that goes on.
        #[arg(long, value_name = "ID")]
        into: String,
        /// Why they are one.
        #[arg(long)]
        reason: String,
    },
    /// Deadlines, absolute and with what remains, what was missed first.
    Clocks(ClocksArguments),
    /// The draft of a report, filled from the register field by field; without --duty, which reports there are.
    /// Nothing is sent: a person hands it in and records the receipt.
    Report(ReportArguments),
    /// Every duty with its clause and what starts it, and every matter.
    Duties,
}

/// Which deadlines.
#[derive(Debug, Args)]
pub(crate) struct ClocksArguments {
    /// Id of the case; without it, of every incident.
    pub(crate) case: Option<String>,
    /// Write the deadlines as a calendar (iCalendar, RFC 5545) to this file; `-` is standard output.
    #[arg(long, value_name = "FILE")]
    pub(crate) ics: Option<PathBuf>,
    /// Also those that wait, are met or do not apply.
    #[arg(long)]
    pub(crate) all: bool,
    /// End with code 1 when one of these is there.
    #[arg(long, value_enum, default_value_t = FailOnClock::Never)]
    pub(crate) fail_on: FailOnClock,
}

/// Which report, and what to write down.
#[derive(Debug, Args)]
pub(crate) struct ReportArguments {
    /// Id of the case.
    pub(crate) case: String,
    /// The duty, which is also the stage; `incident duties` lists them.
    #[arg(long, value_name = "ID")]
    pub(crate) duty: Option<String>,
    /// The form, where a duty can be reported on several.
    #[arg(long, value_name = "ID", requires = "duty")]
    pub(crate) form: Option<String>,
    /// A newer edition of forms, laid over those in the program; may be given several times.
    #[arg(long, value_name = "FILE")]
    pub(crate) forms: Vec<PathBuf>,
    /// Your words for a field; may be given several times.
    #[arg(long, value_name = "FIELD=WORDS", requires = "duty")]
    pub(crate) set: Vec<String>,
    /// Record that it was handed in: the values are frozen as they are, and the clock is met.
    #[arg(long, requires_all = ["duty", "receipt"])]
    pub(crate) submit: bool,
    /// The number or words that confirm the receipt.
    #[arg(long, default_value = "", requires = "submit", value_name = "WORDS")]
    pub(crate) receipt: String,
    /// A file that confirms the receipt (PDF, mail), kept as evidence by its SHA-256: of what is submitted now, or else of
    /// what was submitted last for the duty.
    #[arg(long, value_name = "FILE", requires = "duty")]
    pub(crate) receipt_file: Vec<PathBuf>,
    /// When it was handed in, with a zone: 2026-11-23T14:05+09:00. Without it, now.
    #[arg(long, value_name = "TIME", requires = "submit")]
    pub(crate) at: Option<Timestamp>,
    /// What is to be remembered of it.
    #[arg(long, default_value = "", requires = "submit")]
    pub(crate) reason: String,
    /// Write it as a document to print (HTML) to this file.
    #[arg(long, value_name = "FILE", requires = "duty")]
    pub(crate) html: Option<PathBuf>,
    /// Write it as a workbook to this file.
    #[arg(long, value_name = "FILE", requires = "duty")]
    pub(crate) xlsx: Option<PathBuf>,
}

/// Sort of note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum NoteKind {
    /// A fact.
    Fact,
    /// A decision.
    Decision,
    /// Something to do.
    Task,
    /// Somebody to be told, or who was.
    Contact,
}

/// What moves clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RecordedKind {
    /// The incident began.
    Started,
    /// A measure became available for a matter.
    MeasureAvailable,
    /// A duty was done.
    Done,
    /// A matter is none here, by decision.
    Excluded,
    /// What a pack's trigger names.
    Trigger,
    /// It is about a vulnerability or an advisory too.
    Vulnerability,
    /// A task is done; --of is the number of its entry.
    TaskDone,
    /// An entry is taken back.
    Void,
}

/// When clocks end the command with code 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOnClock {
    /// Something is overdue.
    Overdue,
    /// Something is overdue or still to be done.
    Running,
    /// Never.
    Never,
}
