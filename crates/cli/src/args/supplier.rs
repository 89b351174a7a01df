//! Arguments of `supplier` and `questionnaire`. The help text is English here; its Japanese twin is `help_ja.toml`.

use std::path::PathBuf;

use clap::Subcommand;

/// What to do with suppliers.
#[derive(Debug, Subcommand)]
pub(crate) enum SupplierCommand {
    /// Which star to ask of whom, with the reasons, and what each holds.
    Stars {
        /// One supplier, with the rows behind each answer.
        supplier: Option<String>,
    },
    /// How far each request is, what is missing before one may press for it, and which are late.
    Requests {
        /// Exit with 1 where a request is late.
        #[arg(long)]
        fail_on_late: bool,
    },
    /// The letter of a request, as a page to print.
    Letter {
        /// Id of the request.
        request: String,
        /// Where to write it; - for standard output.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// The answer sheet of a request (XLSX), for the supplier to fill in.
    Sheet {
        /// Id of the request.
        request: String,
        /// Where to write it.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Read an answer sheet that came back; without --keep it is only looked at.
    Read {
        /// Id of the request.
        request: String,
        /// The sheet.
        file: PathBuf,
        /// Keep it: the request is answered, and the file is its evidence.
        #[arg(long)]
        keep: bool,
    },
}

/// What to do with a customer's own questionnaire.
#[derive(Debug, Subcommand)]
pub(crate) enum QuestionnaireCommand {
    /// Find its columns and questions, and propose a criterion for each; a person settles them in the file written.
    Map {
        /// The questionnaire (XLSX).
        file: PathBuf,
        /// Where to write the mapping (TOML).
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// A mapping of the last time: what was settled there is kept.
        #[arg(long, value_name = "FILE")]
        before: Option<PathBuf>,
        /// Propose criteria of this framework only; may be given several times.
        #[arg(long, value_name = "ID")]
        framework: Vec<String>,
        /// Own product that it asks about; without it, the company.
        #[arg(long, value_name = "ID")]
        product: Option<String>,
    },
    /// Fill in a copy from what is already answered; the file itself stays as it is.
    Fill {
        /// The questionnaire (XLSX).
        file: PathBuf,
        /// The mapping, with its criteria settled.
        #[arg(long, value_name = "FILE")]
        mapping: PathBuf,
        /// Where to write the copy.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Own product that it asks about; without it, the company.
        #[arg(long, value_name = "ID")]
        product: Option<String>,
    },
}
