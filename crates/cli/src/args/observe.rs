//! Arguments of `observe`. The help text is English here; its Japanese twin is `help_ja.toml`.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;
use sekisho_model::IdentityKind;

/// Read captures, or ask about what they brought.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct ObserveArguments {
    /// Capture files: pcap or pcapng, also packed with gzip or zstd; `-` is standard input.
    #[arg(value_name = "FILE", required_unless_present = "live")]
    pub(crate) files: Vec<PathBuf>,
    /// Listen to a mirror port instead: the network interface that it is connected to.
    #[command(flatten)]
    pub(crate) listen: Listen,
    /// What is looked at.
    #[command(flatten)]
    pub(crate) looked_at: LookedAt,
    /// Hold what was seen against the register.
    #[arg(long)]
    pub(crate) register: bool,
    /// Answer only: nothing is stored, also where there is a register.
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

/// Listening to a mirror port.
#[derive(Clone, Debug, Args)]
pub(crate) struct Listen {
    /// Listen to this network interface instead of reading files (Linux). Needs the right to listen, which is given
    /// back before the first frame is read.
    #[arg(long, value_name = "INTERFACE", conflicts_with_all = ["files", "no_store", "again"])]
    pub(crate) live: Option<String>,
    /// Open no register: hand over what was seen through a folder, from which `serve` or `observe take-in` takes it. So
    /// it goes by itself where another process has the register open.
    #[arg(long, requires = "live", conflicts_with = "files")]
    pub(crate) hand_over: bool,
    /// Stop after so long: 30s, 10m, 8h, 7d. Without it, at Ctrl-C or when the system asks.
    #[arg(long = "for", value_name = "DURATION", value_parser = span, requires = "live", conflicts_with = "files")]
    pub(crate) time: Option<Duration>,
    /// How often what was seen is stored and judged.
    #[arg(long, value_name = "DURATION", value_parser = span, default_value = "1m", requires = "live", conflicts_with = "files")]
    pub(crate) every: Duration,
    /// Bytes of each frame that the kernel hands over at most.
    #[arg(
        long,
        value_name = "N",
        default_value_t = 256,
        value_parser = clap::value_parser!(u16).range(64..=256),
        requires = "live",
        conflicts_with = "files"
    )]
    pub(crate) snap_bytes: u16,
}

/// A time such as `30s`, `10m`, `8h` or `7d`; at least a second, at most ten years.
fn span(text: &str) -> Result<Duration, String> {
    const SECONDS_MAX: u64 = 10 * 366 * 86_400;
    let (number, unit) = text.split_at(text.len() - text.chars().next_back().map_or(0, char::len_utf8));
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => 0,
    };
    let all = number.parse::<u64>().ok().and_then(|number| number.checked_mul(seconds));
    all.filter(|all| (1..=SECONDS_MAX).contains(all))
        .map(Duration::from_secs)
        .ok_or_else(|| "write a number and s, m, h or d, such as 10m; at most ten years".to_owned())
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
    /// Another person who approved it; it stays in the ledger.
    #[arg(long, value_name = "NAME")]
    pub(crate) approver: Option<String>,
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
        /// Take this proposed zone into the register, by its number; may be given several times. Conduits between those
        /// that are taken, and assets without a zone, come with them.
        #[arg(long, value_name = "NUMBER")]
        accept: Vec<usize>,
        /// Take every proposed zone into the register, but for those whose assets all stand in a zone already.
        #[arg(long, conflicts_with = "accept")]
        accept_all: bool,
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
        /// Another person who approved it; it stays in the ledger.
        #[arg(long, value_name = "NAME")]
        approver: Option<String>,
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
    /// Take in what live watches handed over, as `serve` does by itself.
    TakeIn,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_a_number_and_its_unit() {
        let seconds = |text| span(text).map(|span| span.as_secs()).ok();
        assert_eq!(["30s", "10m", "8h", "7d"].map(seconds), [30, 600, 28_800, 604_800].map(Some));
        for wrong in ["", "s", "10", "0s", "-1s", "1.5h", "10 m", "1分", "99999999999999999999d", "4000d"] {
            assert_eq!(seconds(wrong), None, "{wrong:?}");
        }
    }
}
