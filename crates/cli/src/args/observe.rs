//! Arguments of `observe`. The help text is English here; its Japanese twin is `help_ja.toml`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;
use sekisho_model::IdentityKind;

/// Read captures, or ask about what they brought.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct ObserveArguments {
    /// Capture files: pcap or pcapng, also packed with gzip or zstd; `-` is standard input.
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// What is looked at.
    #[command(flatten)]
    pub(crate) looked_at: LookedAt,
    /// Hold what was seen against the register.
    #[arg(long)]
    pub(crate) register: bool,
    /// Answer only: nothing is stored, and no register is needed.
    #[arg(long)]
    pub(crate) no_store: bool,
    /// Count a file that was read before a second time.
    #[arg(long)]
    pub(crate) again: bool,
    /// The watch of the register at which the captures were made.
    #[arg(long, value_name = "ID")]
    pub(crate) watch: Option<String>,
    /// End with code 1 when there is an alert of at least this weight.
    #[arg(long, value_enum, default_value_t = FailOnAlert::Never)]
    pub(crate) fail_on: FailOnAlert,
    /// What to do instead.
    #[command(subcommand)]
    pub(crate) command: Option<ObserveCommand>,
}

/// What is looked at.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct LookedAt {
    /// Only addresses, amounts and protocols: neither classes of command nor identities.
    #[arg(long)]
    pub(crate) headers_only: bool,
    /// An identity string that is not kept; may be given several times.
    #[arg(long, value_enum, value_name = "IDENTITY")]
    pub(crate) without: Vec<IdentityArg>,
    /// An identity string that is kept although it usually is not; may be given several times.
    #[arg(long, value_enum, value_name = "IDENTITY")]
    pub(crate) with: Vec<IdentityArg>,
}

/// An identity string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum IdentityArg {
    /// Maker.
    Vendor,
    /// Product name.
    Product,
    /// Order number or model.
    Model,
    /// Firmware version.
    Firmware,
    /// Hardware version.
    Hardware,
    /// Serial number.
    Serial,
    /// Name given by the plant.
    Name,
    /// Sort of device.
    DeviceType,
    /// Name that a TLS client asks for.
    ServerName,
}

impl From<IdentityArg> for IdentityKind {
    fn from(argument: IdentityArg) -> Self {
        match argument {
            IdentityArg::Vendor => Self::Vendor,
            IdentityArg::Product => Self::Product,
            IdentityArg::Model => Self::Model,
            IdentityArg::Firmware => Self::Firmware,
            IdentityArg::Hardware => Self::Hardware,
            IdentityArg::Serial => Self::Serial,
            IdentityArg::Name => Self::Name,
            IdentityArg::DeviceType => Self::DeviceType,
            IdentityArg::ServerName => Self::ServerName,
        }
    }
}

/// What makes `observe` end with code 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum FailOnAlert {
    /// Nothing does.
    Never,
    /// An alert of high weight.
    High,
    /// An alert of medium weight or more.
    Medium,
    /// Any alert.
    Low,
}

/// Why somebody looks, and at which watch.
#[derive(Clone, Debug, Args)]
pub(crate) struct Look {
    /// Why: it stays in the ledger with who looked.
    #[arg(long, value_name = "WORDS")]
    pub(crate) purpose: String,
    /// Of one watch of the register alone.
    #[arg(long, value_name = "ID")]
    pub(crate) watch: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ObserveCommand {
    /// The devices that were seen, and how they stand to the register.
    Devices {
        /// Why, and where.
        #[command(flatten)]
        look: Look,
        /// Take these proposed devices into the register; may be given several times.
        #[arg(long, value_name = "DEVICE")]
        accept: Vec<String>,
        /// Take every proposed device into the register.
        #[arg(long, conflicts_with = "accept")]
        accept_all: bool,
    },
    /// What flows from zone to zone, against what the register allows.
    Matrix {
        /// Why, and where.
        #[command(flatten)]
        look: Look,
    },
    /// What is new or wrong, worst first.
    Alerts {
        /// Why, and where.
        #[command(flatten)]
        look: Look,
        /// End with code 1 when there is an alert of at least this weight.
        #[arg(long, value_enum, default_value_t = FailOnAlert::Never)]
        fail_on: FailOnAlert,
    },
    /// Zones that a plant without any could have, by who speaks with whom.
    Zones {
        /// Why, and where.
        #[command(flatten)]
        look: Look,
    },
    /// Everything that is held about an address, or about what two addresses spoke.
    Show {
        /// IP or MAC address.
        address: String,
        /// The other end of a conversation.
        other: Option<String>,
        /// Why: it stays in the ledger with who looked.
        #[arg(long, value_name = "WORDS")]
        purpose: String,
    },
    /// Hand out everything that is held, as JSON.
    Export {
        /// Why, and where.
        #[command(flatten)]
        look: Look,
        /// File to write; without it, standard output.
        #[arg(long, short)]
        output: Option<PathBuf>,
    },
    /// Readings and live watches: who, when, how, and what was lost.
    Runs,
    /// Say of an alert that it is in order, and why.
    Expect {
        /// Id of the alert: kind@subject.
        alert: String,
        /// Why it is in order.
        #[arg(long, value_name = "WORDS")]
        reason: String,
        /// Last day on which that holds; without it, no end.
        #[arg(long, value_name = "YYYY-MM-DD")]
        until: Option<Date>,
    },
    /// Open a case for an alert.
    Case {
        /// Id of the alert: kind@subject.
        alert: String,
        /// An exercise, not a real case.
        #[arg(long)]
        exercise: bool,
    },
    /// Delete what was not seen again for so many days; the deletion is proven in the ledger.
    Forget {
        /// Days; without it, what each watch of the register says.
        #[arg(long, value_name = "N")]
        days: Option<u32>,
        /// Of one watch of the register alone.
        #[arg(long, value_name = "ID", requires = "days")]
        watch: Option<String>,
    },
    /// Every field that can be held, and what it means; signed with the ledger's key where there is a register.
    Dictionary,
    /// Change all that may not be looked at, over and over, and show that what is kept stays the same.
    Prove {
        /// Capture file.
        file: PathBuf,
        /// How often.
        #[arg(long, value_name = "N", default_value_t = 1000)]
        runs: u64,
        /// What is looked at.
        #[command(flatten)]
        looked_at: LookedAt,
    },
}
