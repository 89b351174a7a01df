//! Arguments of `handover`. The help text is English here; its Japanese twin is `help_ja.toml`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use sekisho_report::handover::Part;

/// What is handed over, and to whom.
#[derive(Debug, Args)]
pub(crate) struct HandoverArguments {
    /// What to hand over; may be given several times. Without it, all of it is looked at and nothing is written.
    #[arg(long = "with", value_enum, value_name = "PART")]
    pub(crate) parts: Vec<PartArgument>,
    /// With names of persons.
    #[arg(long)]
    pub(crate) names: bool,
    /// To whom; it stays in the ledger.
    #[arg(long, value_name = "NAME", default_value = "")]
    pub(crate) to: String,
    /// What for; it stays in the ledger.
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) purpose: String,
    /// Who agreed, other than you; it stays in the ledger.
    #[arg(long, value_name = "NAME", default_value = "")]
    pub(crate) approver: String,
    /// Where to write it, ending in .xlsx or .html.
    #[arg(long, value_name = "FILE", requires = "parts")]
    pub(crate) out: Option<PathBuf>,
}

/// A part of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PartArgument {
    /// Whom to call.
    Contacts,
    /// Open incidents.
    Incidents,
    /// Businesses that must not stop.
    Businesses,
    /// Sites and places.
    Sites,
    /// Machines by kind.
    Machines,
    /// Network outline.
    Network,
    /// Ways to the outside.
    Edges,
    /// What others do.
    Outsourced,
    /// Backups.
    Backups,
}

impl PartArgument {
    /// The part.
    pub(crate) const fn part(self) -> Part {
        match self {
            Self::Contacts => Part::Contacts,
            Self::Incidents => Part::Incidents,
            Self::Businesses => Part::Businesses,
            Self::Sites => Part::Sites,
            Self::Machines => Part::Machines,
            Self::Network => Part::Network,
            Self::Edges => Part::Edges,
            Self::Outsourced => Part::Outsourced,
            Self::Backups => Part::Backups,
        }
    }
}
