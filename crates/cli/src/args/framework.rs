//! Arguments of `framework`. The help text is English here; its Japanese twin is `help_ja.toml`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;

/// What to do with frameworks.
#[derive(Debug, Subcommand)]
pub(crate) enum FrameworkCommand {
    /// List the frameworks with edition, criteria and how many are not confirmed.
    List,
    /// Show a framework's criteria, or one criterion, with what else asks the same.
    Show {
        /// Framework, such as scs-3, or criterion, such as scs-3/4-4-4-2.
        id: String,
    },
    /// How far a framework is met: what is open first, the least work before the rest.
    Status {
        /// Framework, such as scs-3; without it, all of them in a line each.
        id: Option<String>,
        /// Own product that it is about; without it, the company.
        #[arg(long, value_name = "ID")]
        product: Option<String>,
    },
    /// Answer a criterion.
    Answer(Replied),
    /// A framework's self-assessment as a sheet to fill in (XLSX), or as a page to print (HTML).
    Sheet {
        /// Framework, such as scs-3.
        id: String,
        /// Own product that it is about; without it, the company.
        #[arg(long, value_name = "ID")]
        product: Option<String>,
        /// Where to write it, ending in .xlsx or .html.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Read a self-assessment that was filled in: what would change; with --yes it is taken in.
    Read {
        /// The workbook (XLSX).
        file: PathBuf,
        /// Who answers in rows that do not say.
        #[arg(long, value_name = "NAME", default_value = "")]
        by: String,
        /// Take it in without asking.
        #[arg(long)]
        yes: bool,
    },
    /// Files that show answers.
    Evidence {
        /// What to do.
        #[command(subcommand)]
        command: EvidenceCommand,
    },
    /// What has to be looked at again: answers, evidence, labels, ends of support.
    Reviews,
}

/// An answer.
#[derive(Debug, Args)]
pub(crate) struct Replied {
    /// Criterion, such as scs-3/1-2-1-1.
    pub(crate) criterion: String,
    /// What is answered.
    #[arg(long, value_enum)]
    pub(crate) state: Replies,
    /// The answer in words; with not-applicable, the reason.
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) words: String,
    /// The same in English, for documents in English.
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) words_en: String,
    /// Who answers; without it, the name of whoever runs this.
    #[arg(long, value_name = "NAME", default_value = "")]
    pub(crate) by: String,
    /// Last day on which it holds.
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<Date>,
    /// Own product that it is about; without it, the company.
    #[arg(long, value_name = "ID")]
    pub(crate) product: Option<String>,
    /// Evidence that shows it; may be given several times.
    #[arg(long, value_name = "ID")]
    pub(crate) evidence: Vec<String>,
}

/// What can be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Replies {
    /// All of it is done.
    Met,
    /// Part of it is done.
    Partly,
    /// It is not done.
    NotMet,
    /// It does not apply.
    NotApplicable,
    /// Nobody knows.
    DontKnow,
}

/// What to do with evidence.
#[derive(Debug, Subcommand)]
pub(crate) enum EvidenceCommand {
    /// Take a file in: it is copied into the data folder by its SHA-256.
    Add {
        /// The file, 1 GiB at most.
        file: PathBuf,
        /// What it is; without it, the file's name.
        #[arg(long, value_name = "TEXT", default_value = "")]
        name: String,
        /// Last day on which it shows anything.
        #[arg(long, value_name = "DATE")]
        until: Option<Date>,
        /// When it is looked at again.
        #[arg(long, value_name = "DATE")]
        next: Option<Date>,
    },
    /// Look whether every file is as it was.
    Verify,
}
