//! Arguments. The help text is English here; its Japanese twin is `help_ja.toml`.

pub(crate) mod framework;
pub(crate) mod handover;
pub(crate) mod incident;
pub(crate) mod observe;
pub(crate) mod supplier;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

/// One register of a factory and its products, from which every question of their security is answered.
#[derive(Debug, Parser)]
#[command(name = "sekisho", version, arg_required_else_help = true, disable_help_subcommand = true)]
pub(crate) struct Arguments {
    /// Folder in which the register lives.
    #[arg(long, global = true, env = "SEKISHO_DATA_DIR", value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// Keep the register in PostgreSQL (postgres://…) instead of the data folder's own database.
    #[arg(long, global = true, env = "SEKISHO_STORE", value_name = "URL", hide_env_values = true)]
    pub(crate) store: Option<String>,
    /// Language of answers and messages; without it, that of the locale.
    #[arg(long, global = true, value_enum)]
    pub(crate) lang: Option<Language>,
    /// Form of answers.
    #[arg(long, global = true, value_enum, default_value_t = Format::Table)]
    pub(crate) format: Format,
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Language of answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// Japanese.
    Ja,
    /// English.
    En,
}

/// Form of answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Table,
    /// For programs; has a format version.
    Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Load the sample plant, print its five worst answers, and serve it.
    Demo {
        /// Stop after loading and answering.
        #[arg(long)]
        no_serve: bool,
        /// Address to serve on.
        #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:7410")]
        listen: SocketAddr,
    },
    /// Serve the register as web pages.
    Serve {
        /// Address to serve on.
        #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:7410")]
        listen: SocketAddr,
        /// Allow an address other than loopback: a proxy in front of it speaks TLS.
        #[arg(long)]
        behind_tls_proxy: bool,
        /// Host name under which the proxy is reached; may be given several times.
        #[arg(long, value_name = "NAME")]
        host: Vec<String>,
    },
    /// Make an empty register in the data folder.
    Init,
    /// Copy the register to a folder while it may be in use.
    Backup {
        /// Folder to write; must not exist.
        folder: PathBuf,
    },
    /// Make the data folder from a backup; the ledger is verified before and after.
    Restore {
        /// Folder that `backup` wrote.
        folder: PathBuf,
    },
    /// The register as files that people edit.
    Plant {
        /// What to do.
        #[command(subcommand)]
        command: PlantCommand,
    },
    /// SBOMs and lock files.
    Sbom {
        /// What to do.
        #[command(subcommand)]
        command: SbomCommand,
    },
    /// Advisories.
    Feed {
        /// What to do.
        #[command(subcommand)]
        command: FeedCommand,
    },
    /// Hold SBOMs, lock files and device lists against advisories, without a register.
    Scan {
        /// Advisory file or folder; may be given several times. Without it, the register's advisories.
        #[arg(long, value_name = "PATH")]
        feed: Vec<PathBuf>,
        /// Device list, XLSX or CSV; may be given several times.
        #[arg(long, value_name = "FILE")]
        devices: Vec<PathBuf>,
        /// End with code 1 when something at least this bad was found.
        #[arg(long, value_enum, default_value_t = FailOn::Never)]
        fail_on: FailOn,
        /// SBOM or lock file; `-` is standard input.
        #[arg(value_name = "INPUT", required_unless_present = "devices")]
        inputs: Vec<PathBuf>,
    },
    /// What an advisory, a vulnerability, a package or a file means for the plant, worst first.
    Impact {
        /// Advisory id, CVE, package URL, or file; several are answered together.
        #[arg(value_name = "ID|FILE|PURL", required_unless_present_any = ["asset", "product"])]
        question: Vec<String>,
        /// What every advisory means for this asset; may be given several times.
        #[arg(long, value_name = "ID", conflicts_with = "question")]
        asset: Vec<String>,
        /// What every advisory means for this product; may be given several times.
        #[arg(long, value_name = "ID", conflicts_with = "question")]
        product: Vec<String>,
        /// End with code 1 when something at least this bad was found.
        #[arg(long, value_enum, default_value_t = FailOn::Never)]
        fail_on: FailOn,
    },
    /// An own product's documents for labels, laws and customers.
    Product {
        /// What to do.
        #[command(subcommand)]
        command: ProductCommand,
    },
    /// How long vulnerabilities stay open, from publication to verified.
    Recovery {
        /// End with code 1 when something is past its day.
        #[arg(long, value_enum, default_value_t = FailOnLate::Never)]
        fail_on: FailOnLate,
    },
    /// What is missing, contradictory and at risk, by the factory guideline.
    Assess {
        /// What to do.
        #[command(subcommand)]
        command: AssessCommand,
    },
    /// Documents to hand on.
    Report {
        /// What to do.
        #[command(subcommand)]
        command: ReportCommand,
    },
    /// What speaks with what in the plant, from captures: metadata alone, no content.
    Observe(observe::ObserveArguments),
    /// Incidents: their timelines, and the deadlines that run from them.
    Incident {
        /// What to do.
        #[command(subcommand)]
        command: incident::IncidentCommand,
    },
    /// Every deadline that runs, of every incident: what is due, by when, on what it rests.
    Clocks(incident::ClocksArguments),
    /// Suppliers: which star to ask of whom, requests and their papers, answers that come back.
    Supplier {
        /// What to do.
        #[command(subcommand)]
        command: supplier::SupplierCommand,
    },
    /// The hand-over file for a support service: what it needs on the first day, as far as you choose.
    Handover(handover::HandoverArguments),
    /// A customer's own questionnaire (XLSX): mapped once, filled from what is already answered.
    Questionnaire {
        /// What to do.
        #[command(subcommand)]
        command: supplier::QuestionnaireCommand,
    },
    /// Threats, measures and steps that judgements are made by.
    Catalog {
        /// What to do.
        #[command(subcommand)]
        command: CatalogCommand,
    },
    /// What labels, laws and self-checks ask, and what else asks the same.
    Framework {
        /// What to do.
        #[command(subcommand)]
        command: framework::FrameworkCommand,
    },
    /// The record of who did what.
    Ledger {
        /// What to do.
        #[command(subcommand)]
        command: LedgerCommand,
    },
    /// People who may sign in.
    User {
        /// What to do.
        #[command(subcommand)]
        command: UserCommand,
    },
    /// Decisions on vulnerabilities, in and out.
    Vex {
        /// What to do.
        #[command(subcommand)]
        command: VexCommand,
    },
    /// CSAF documents.
    Csaf {
        /// What to do.
        #[command(subcommand)]
        command: CsafCommand,
    },
    /// Package URLs.
    Purl {
        /// What to do.
        #[command(subcommand)]
        command: PurlCommand,
    },
    /// Version ranges.
    Vers {
        /// What to do.
        #[command(subcommand)]
        command: VersCommand,
    },
    /// Version order.
    Version {
        /// What to do.
        #[command(subcommand)]
        command: VersionCommand,
    },
}

/// What makes a command end with code 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum FailOn {
    /// Nothing does.
    Never,
    /// Affected with a critical score.
    Critical,
    /// Affected with a high or critical score.
    High,
    /// Affected with a medium score or more.
    Medium,
    /// Anything affected.
    Affected,
    /// Anything affected or undecided.
    Undecided,
}

/// What makes `recovery` end with code 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOnLate {
    /// Nothing does.
    Never,
    /// A case that is open past its day.
    Late,
}

/// File form of a plant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PlantForm {
    /// TOML text.
    Toml,
    /// JSON text.
    Json,
    /// Excel workbook.
    Xlsx,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PlantCommand {
    /// Show what a file would change, and apply it after a yes.
    Import {
        /// TOML, JSON or XLSX file, or a folder of them.
        file: PathBuf,
        /// Apply without asking.
        #[arg(long)]
        yes: bool,
        /// Also remove records that the file leaves out.
        #[arg(long)]
        remove_missing: bool,
    },
    /// Write the register as a file.
    Export {
        /// File to write; without it, standard output.
        #[arg(long, short)]
        output: Option<PathBuf>,
        /// Form; without it, the one that the file name says.
        #[arg(long, value_enum)]
        form: Option<PlantForm>,
        /// In a workbook, also the devices that were seen and nobody has accepted, as proposals; the words say why
        /// you look, and stay in the ledger.
        #[arg(long, value_name = "PURPOSE")]
        proposals: Option<String>,
    },
    /// Say what is missing or contradictory, in the register or in a file.
    Check {
        /// File to check instead of the register.
        file: Option<PathBuf>,
    },
    /// Show what a file would change.
    Diff {
        /// TOML, JSON or XLSX file, or a folder of them.
        file: PathBuf,
        /// Also count records that the file leaves out as removed.
        #[arg(long)]
        remove_missing: bool,
    },
    /// Undo what a ledger entry did to the register, by a new entry.
    Undo {
        /// Number of the entry.
        seq: u64,
        /// Undo all that was saved or imported together with it.
        #[arg(long)]
        whole: bool,
    },
    /// Reviews, each with the state of the register that was looked at.
    Review {
        /// What to do.
        #[command(subcommand)]
        command: ReviewCommand,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ReviewCommand {
    /// Enter a review; it keeps the register's state as it is now.
    Take {
        /// What it is, such as "Yearly review 2026".
        #[arg(long)]
        name: String,
        /// Day; without it, today.
        #[arg(long, value_name = "YYYY-MM-DD")]
        date: Option<Date>,
        /// Who took part.
        #[arg(long, default_value = "")]
        attendees: String,
        /// What was decided.
        #[arg(long, default_value = "")]
        decisions: String,
        /// Day of the next one.
        #[arg(long, value_name = "YYYY-MM-DD")]
        next: Option<Date>,
    },
    /// Show what has changed since a review.
    Since {
        /// Id of the review.
        review: String,
    },
    /// List the reviews, with how much changed from one to the next.
    List,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AssessCommand {
    /// What the register rules find.
    Findings {
        /// Only those of this step, such as 1-6.
        #[arg(long)]
        step: Option<String>,
        /// Only those of this rule.
        #[arg(long)]
        rule: Option<String>,
        /// End with code 1 when something of at least this weight was found.
        #[arg(long, value_enum, default_value_t = FailOnWeight::Never)]
        fail_on: FailOnWeight,
    },
    /// How far the plant is, step by step.
    Progress,
    /// Risk by one of IPA's two methods.
    Risk {
        /// Asset by asset, or by damage to businesses.
        #[arg(long, value_enum, default_value_t = RiskMethod::Assets)]
        method: RiskMethod,
    },
    /// What would change if a measure were in another state; nothing is stored.
    WhatIf {
        /// Id of the measure.
        measure: String,
        /// The state to try.
        #[arg(value_enum, default_value_t = MeasureStateName::InPlace)]
        state: MeasureStateName,
    },
}

/// Method of risk analysis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RiskMethod {
    /// Importance, threat and vulnerability, asset by asset.
    Assets,
    /// Attack routes to what a business would lose.
    Business,
}

/// How far a measure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum MeasureStateName {
    /// Wished for.
    Proposed,
    /// Decided.
    Planned,
    /// In place.
    InPlace,
    /// Given up.
    Dropped,
}

/// What makes `assess findings` end with code 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum FailOnWeight {
    /// Nothing does.
    Never,
    /// To be dealt with first.
    High,
    /// To be planned, or more.
    Medium,
    /// Anything.
    Low,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ProductCommand {
    /// List a product's documents, show one, or write them to a folder.
    Papers {
        /// Id of the product.
        product: String,
        /// One document: sheet, jc-star, psti-statement, cra-class, cra-declaration, cra-declaration-short,
        /// cra-documentation, cra-information, security-txt, disclosure-policy.
        #[arg(long, value_name = "DOCUMENT")]
        document: Option<String>,
        /// Folder to write.
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// Japanese and English.
        #[arg(long)]
        both: bool,
    },
    /// Say what the documents miss, and the shortest way to close it.
    Gaps {
        /// Id of the product.
        product: String,
    },
    /// Correct an end of support that was entered too late by mistake and published nowhere; it stays on record.
    CorrectSupport {
        /// Id of the product.
        product: String,
        /// The day that was meant.
        #[arg(long, value_name = "YYYY-MM-DD")]
        to: Date,
        /// How it came to be wrong.
        #[arg(long, value_name = "WORDS")]
        reason: String,
        /// Say that the wrong day was published nowhere: no page, manual, contract or application has it.
        #[arg(long)]
        unpublished: bool,
    },
    /// Hold a product, and the offer in the file, against what a tender asks; ends with 1 unless the product meets all.
    Check {
        /// Id of the product.
        product: String,
        /// What the tender asks, TOML.
        #[arg(long, value_name = "FILE")]
        tender: PathBuf,
        /// Workbook (.xlsx) to write beside.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ReportCommand {
    /// The factory guideline's document set: a workbook and a document to print.
    Guideline {
        /// Day; a past one takes the register as it was then. Without it, today.
        #[arg(long, value_name = "YYYY-MM-DD")]
        as_of: Option<Date>,
        /// Folder to write.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Write Japanese and English.
        #[arg(long)]
        both: bool,
        /// Also a PDF; refused, because no PDF renderer is compiled in.
        #[arg(long)]
        pdf: bool,
        /// Also the devices that were seen and nobody has accepted, as proposals of step 1-4; the words say why you
        /// look, and stay in the ledger.
        #[arg(long, value_name = "PURPOSE")]
        proposals: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum CatalogCommand {
    /// Say what is wrong with the catalog, or with packs to be loaded.
    Check {
        /// Packs; without them, the catalog of the register, or the one in the program.
        files: Vec<PathBuf>,
    },
    /// List the packs with edition, source and rows that are not confirmed.
    List,
    /// Take a pack of the company's own, or the official list of a framework, into the register's folder.
    Load(CatalogLoad),
    /// Take a pack of the company's own out again.
    Unload {
        /// Name of its file.
        name: String,
    },
}

/// What is loaded into the catalog.
#[derive(Debug, clap::Args)]
pub(crate) struct CatalogLoad {
    /// Pack of the catalog or of forms of reports, TOML; or the official list of a framework, XLSX or CSV.
    pub(crate) file: PathBuf,
    /// Framework whose official list it is.
    #[arg(long, value_name = "ID")]
    pub(crate) framework: Option<String>,
    /// Name of the list and where it was published.
    #[arg(long, value_name = "TEXT", requires = "framework")]
    pub(crate) source: Option<String>,
    /// Edition of the list.
    #[arg(long, value_name = "TEXT", requires = "framework")]
    pub(crate) edition: Option<String>,
    /// Column of the numbers, by header or letter.
    #[arg(long, value_name = "COLUMN", requires = "framework")]
    pub(crate) number_column: Option<String>,
    /// Column of the texts, by header or letter.
    #[arg(long, value_name = "COLUMN", requires = "framework")]
    pub(crate) text_column: Option<String>,
    /// Only show what differs.
    #[arg(long, requires = "framework")]
    pub(crate) dry_run: bool,
}

/// What an SBOM is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SubjectKind {
    /// An application.
    Application,
    /// A container image.
    Container,
    /// A device.
    Device,
    /// Firmware of a device.
    Firmware,
    /// A library.
    Library,
    /// An operating system.
    OperatingSystem,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SbomCommand {
    /// Store an SBOM or lock file.
    Add {
        /// SBOM (any form of CycloneDX or SPDX) or lock file.
        file: PathBuf,
        /// Product that it describes.
        #[arg(long, value_name = "ID", conflicts_with = "asset")]
        product: Option<String>,
        /// Asset that it describes.
        #[arg(long, value_name = "ID")]
        asset: Option<String>,
    },
    /// Hold files against the published form of their format and the rules behind it.
    Validate {
        /// Files or folders.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
    },
    /// Write an SBOM in another format, and name everything that is lost.
    Convert {
        /// SBOM or lock file; `-` is standard input.
        file: PathBuf,
        /// Format, such as cyclonedx-1.6-json, cyclonedx-xml, spdx-2.3-json, spdx-tag-value or spdx3.
        #[arg(long, value_name = "FORMAT")]
        to: String,
        /// File to write; without it, standard output.
        #[arg(long, short)]
        output: Option<PathBuf>,
        /// End with code 1 when anything is lost, made coarser or put in.
        #[arg(long)]
        fail_on_loss: bool,
    },
    /// Show what changed from one SBOM to another.
    Diff {
        /// The older one.
        old: PathBuf,
        /// The newer one.
        new: PathBuf,
    },
    /// Say how far an SBOM has what frameworks ask for.
    Grade {
        /// SBOM or lock file.
        file: PathBuf,
        /// ntia-2021, cisa-2025-draft, bsi-tr-03183-2, meti-2.0 or cra; may be given several times. Without it, all.
        #[arg(long, value_name = "PROFILE")]
        profile: Vec<String>,
    },
    /// Make an SBOM of a folder: a project with lock files, an unpacked root file system, firmware.
    Generate {
        /// Folder or file. Links are not followed, and other file systems mounted in it are not entered.
        path: PathBuf,
        /// Format, as for convert.
        #[arg(long, value_name = "FORMAT", default_value = "cyclonedx-1.6-json")]
        to: String,
        /// File to write; without it, standard output.
        #[arg(long, short)]
        output: Option<PathBuf>,
        /// Name of what the SBOM is of; without it, that of the folder.
        #[arg(long)]
        name: Option<String>,
        /// Its version.
        #[arg(long)]
        version: Option<String>,
        /// Who supplies it.
        #[arg(long)]
        supplier: Option<String>,
        /// Who makes the SBOM: a person or an organisation.
        #[arg(long)]
        author: Option<String>,
        /// Sort of thing; without it, told from what is found.
        #[arg(long, value_enum)]
        kind: Option<SubjectKind>,
    },
    /// Show an SBOM: a file, or one of the register by its id.
    Show {
        /// File or id; without it, the list of all.
        sbom: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum FeedCommand {
    /// Store advisories; can be stopped and run again.
    Import {
        /// Files or folders.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// Print a line for each file as soon as it is safely stored.
        #[arg(long)]
        each: bool,
    },
    /// Look into a folder again and again, and store what comes or changes.
    Watch {
        /// Folder that advisories come to.
        folder: PathBuf,
        /// Look once and end.
        #[arg(long)]
        once: bool,
        /// Seconds between two looks.
        #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..))]
        seconds: u64,
    },
    /// Fetch advisories from a publisher and store them; the one command that uses the network.
    Sync {
        /// Domain or provider-metadata.json of a CSAF provider, a ROLIE feed, or one file of advisories or signals.
        url: String,
        /// Allow plain http to other machines.
        #[arg(long)]
        allow_http: bool,
        /// Strictest label of documents that may be given to you.
        #[arg(long, value_enum, default_value_t = TlpName::Clear)]
        tlp: TlpName,
        /// Longest time for one document, in seconds.
        #[arg(long, value_name = "SECONDS", default_value_t = 600, value_parser = clap::value_parser!(u64).range(1..))]
        timeout: u64,
        /// Forget what was fetched before, and fetch everything.
        #[arg(long)]
        anew: bool,
        /// What is asked of OpenPGP signatures.
        #[arg(long, value_enum, default_value_t = SignaturesName::Check)]
        signatures: SignaturesName,
        /// Accept the publisher's key with this fingerprint from now on.
        #[arg(long, value_name = "FINGERPRINT", value_parser = fingerprint)]
        trust_key: Vec<sekisho_fetch::Fingerprint>,
        /// No longer accept the key with this fingerprint.
        #[arg(long, value_name = "FINGERPRINT", value_parser = fingerprint)]
        drop_key: Vec<sekisho_fetch::Fingerprint>,
    },
    /// List the advisories at hand.
    List,
    /// All records that speak of one vulnerability: revisions, withdrawn ones, which count and why.
    Show {
        /// CVE, or any other id.
        id: String,
    },
}

/// Label of the Traffic Light Protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TlpName {
    /// For everybody.
    Clear,
    /// For the community.
    Green,
    /// For the organisation and its customers.
    Amber,
    /// For the organisation.
    AmberStrict,
    /// For named people.
    Red,
}

impl From<TlpName> for sekisho_fetch::Tlp {
    fn from(name: TlpName) -> Self {
        match name {
            TlpName::Clear => Self::Clear,
            TlpName::Green => Self::Green,
            TlpName::Amber => Self::Amber,
            TlpName::AmberStrict => Self::AmberStrict,
            TlpName::Red => Self::Red,
        }
    }
}

/// What is asked of OpenPGP signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SignaturesName {
    /// One that does not hold refuses its document; a missing one is told.
    Check,
    /// Take only documents whose signature holds.
    Require,
    /// Check none, and say so.
    Off,
}

impl From<SignaturesName> for sekisho_fetch::Strictness {
    fn from(name: SignaturesName) -> Self {
        match name {
            SignaturesName::Check => Self::Check,
            SignaturesName::Require => Self::Require,
            SignaturesName::Off => Self::Off,
        }
    }
}

fn fingerprint(written: &str) -> Result<sekisho_fetch::Fingerprint, String> {
    sekisho_fetch::Fingerprint::parse(written).ok_or_else(|| {
        "40 or 64 hexadecimal digits are needed / 16 進数 40 桁または 64 桁で指定してください".to_owned()
    })
}

/// How strongly a standard asks for a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Level {
    /// It demands it.
    Mandatory,
    /// It recommends it.
    Recommended,
    /// It tells more.
    Informative,
}

/// Form of a VEX document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum VexFormName {
    /// OpenVEX 0.2.0.
    Openvex,
    /// CSAF 2.0, VEX profile.
    Csaf,
    /// CycloneDX 1.6.
    Cyclonedx,
}

#[derive(Debug, Subcommand)]
pub(crate) enum VexCommand {
    /// Show which decisions VEX documents would add, and add them after a yes.
    Import {
        /// OpenVEX, CSAF or CycloneDX files, or folders of them.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// Add without asking.
        #[arg(long)]
        yes: bool,
    },
    /// Write the register's decisions as a VEX document.
    Export {
        /// Form.
        #[arg(long, value_enum)]
        form: VexFormName,
        /// File to write; without it, standard output.
        #[arg(long, short)]
        output: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum CsafCommand {
    /// Hold CSAF documents against the standard's own tests.
    Validate {
        /// Files or folders.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// End with code 1 when a test of this level, or a stricter one, failed.
        #[arg(long, value_enum, default_value_t = Level::Mandatory)]
        fail_on: Level,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum LedgerCommand {
    /// Check every entry against the signed checkpoint.
    Verify,
    /// Print the newest signed checkpoint.
    Checkpoint,
    /// Print the proof that an entry is in the ledger.
    Prove {
        /// Number of the entry.
        seq: u64,
    },
    /// Take in a checkpoint that a witness co-signed.
    Witness {
        /// The co-signed checkpoint.
        file: PathBuf,
        /// File with the witness's public key.
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
    },
    /// Say in the ledger that the register is in use, so that an overseer can tell silence from nothing having happened.
    Heartbeat {
        /// Within how many minutes the next one will come.
        #[arg(long, value_name = "MINUTES")]
        every: u32,
    },
    /// Erase what entries say of a person; who did what when stays, and every proof holds.
    Erase {
        /// Numbers of the entries.
        #[arg(required_unless_present = "about", conflicts_with = "about")]
        seq: Vec<u64>,
        /// Everything about this record so far, such as `contact:K-01`; how it stands today is said anew.
        #[arg(long, value_name = "KIND:ID")]
        about: Option<String>,
        /// At whose request, and why; it stays in the ledger.
        #[arg(long, value_name = "WORDS")]
        reason: String,
    },
    /// Write the ledger for an overseer, who checks it with sekisho-verify.
    Export {
        /// Folder to write.
        folder: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Add a user and print a sign-in link.
    Add {
        /// Name.
        name: String,
        /// Role.
        #[arg(long, value_enum)]
        role: RoleName,
    },
    /// List the users.
    List,
    /// Print a new one-time sign-in link.
    Link {
        /// Name.
        name: String,
    },
    /// Bar a user from signing in.
    Disable {
        /// Name.
        name: String,
    },
}

/// Role of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RoleName {
    /// Reads the register.
    Viewer,
    /// Also enters facts.
    Editor,
    /// Also approves.
    Approver,
    /// Reads the register and the ledger, enters nothing.
    Overseer,
    /// Everything.
    Administrator,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PurlCommand {
    /// Print the parts of each package URL as JSON, or what is wrong with it.
    Parse {
        /// Package URL; `-` reads one a line.
        purl: String,
    },
    /// Print the parts and the canonical form of each package URL, also where its qualifiers are in capitals.
    #[command(alias = "validate")]
    Canonical {
        /// Package URL; `-` reads one a line.
        purl: String,
    },
    /// Put a package URL together from its parts.
    Build {
        /// Parts as JSON: type, namespace, name, version, qualifiers, subpath; `-` reads one object a line.
        parts: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum VersCommand {
    /// Does a range contain a version? Prints true, false or what is wrong.
    Contains {
        /// Range such as `vers:npm/>=1.0|<2.0`; `-` reads `range<TAB>version`, or a JSON object with both, a line.
        range: String,
        /// Version.
        #[arg(required_unless_present = "range", default_value = "")]
        version: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum VersionCommand {
    /// Print -1, 0 or 1, or what is wrong.
    Compare {
        /// Scheme, by package type or vers type, such as semver, npm, pypi, maven, deb, rpm or gem.
        #[arg(long)]
        scheme: String,
        /// First version; `-` reads `a<TAB>b`, or a JSON array of both, a line.
        a: String,
        /// Second version.
        #[arg(default_value = "")]
        b: String,
    },
}
