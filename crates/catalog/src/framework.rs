//! Frameworks: lists of criteria that a company or a product is asked to meet, and which criterion of one asks
//! the same as one of another.
//!
//! Invariant: a framework says how many criteria its source has and what of it is absent here, so that a list that
//! is not whole never looks whole. No answer is kept here, and nothing of a plant: [`Query`] only names what a
//! register can be asked.

use std::fmt;
use std::str::FromStr;

use sekisho_model::{Text, text};
use serde::{Deserialize, Deserializer};

use crate::Basis;

/// Longest id of a framework or a criterion, in characters.
const ID_CHARS_MAX: usize = 80;

/// A criterion's framework and its number there, written `scs-3/4-4-4-2`.
///
/// The same form names what else can be tied to: a step of a guideline or a clause of a standard, with the id of its
/// pack in place of the framework's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CriterionId {
    framework: String,
    id: String,
}

/// A text that is no `framework/id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoCriterionId;

impl fmt::Display for NoCriterionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a criterion is written framework/id, such as scs-3/4-4-4-2")
    }
}

impl std::error::Error for NoCriterionId {}

impl CriterionId {
    /// From the framework's id and the criterion's own.
    ///
    /// # Errors
    /// [`NoCriterionId`] where one of them is empty, too long, has a control character, or the framework a slash.
    pub fn new(framework: &str, id: &str) -> Result<Self, NoCriterionId> {
        let fits = |part: &str| {
            let chars = part.chars().count();
            (1..=ID_CHARS_MAX).contains(&chars) && part.trim() == part && !part.chars().any(char::is_control)
        };
        if !fits(framework) || !fits(id) || framework.contains('/') {
            return Err(NoCriterionId);
        }
        Ok(Self { framework: framework.to_owned(), id: id.to_owned() })
    }

    /// Id of the framework.
    #[must_use]
    pub fn framework(&self) -> &str {
        &self.framework
    }

    /// Number within it, as the source has it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }
}

impl FromStr for CriterionId {
    type Err = NoCriterionId;

    fn from_str(text: &str) -> Result<Self, NoCriterionId> {
        let (framework, id) = text.split_once('/').ok_or(NoCriterionId)?;
        Self::new(framework, id)
    }
}

impl fmt::Display for CriterionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.framework, self.id)
    }
}

impl<'de> Deserialize<'de> for CriterionId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A list of criteria: a label's level, a law's annex, a self-check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Framework {
    /// Id, such as `scs-3`.
    pub id: String,
    /// Title.
    pub title: Text,
    /// What it is, of whom it is asked, and how it is judged, in our words.
    pub about: Text,
    /// Of what an answer speaks.
    pub subject: Subject,
    /// Frameworks whose criteria belong to it as well: an upper level contains the lower.
    pub includes: Vec<String>,
    /// How many criteria its source has, with those of [`Self::includes`]; None where no source says.
    pub criteria_wanted: Option<u32>,
    /// What of it is not here, and why: not published, not found, not read.
    pub absent: Vec<Text>,
    /// How long a label or declaration is good for, in months; None where no source says or it does not end.
    pub valid_months: Option<u16>,
    /// How its answers are counted, where it counts them.
    pub scoring: Option<Scoring>,
    /// What a firm's own declaration of it is, and what it is not; None where nobody declares it themselves.
    pub declared: Option<Text>,
    /// Self-checks that must have been run before it is declared.
    pub checks: Vec<String>,
    /// Are its rows common questions of our own, which criteria of other frameworks are made of?
    pub common: bool,
    /// Place among the frameworks, in reading order.
    pub place: u32,
    /// Whence.
    pub basis: Basis,
}

/// Of what an answer to a framework's criteria speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// Of a company: one's own, or a supplier that is asked.
    Company,
    /// Of one version of a product.
    Product,
}

impl Subject {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Company, Self::Product];

    /// Its code, as in pack files.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::Product => "product",
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> Text {
        match self {
            Self::Company => text!(ja: "会社", en: "company"),
            Self::Product => text!(ja: "製品", en: "product"),
        }
    }
}

/// Points of an answer, and bands of the sum.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scoring {
    /// What each answer brings, best first.
    pub points: Vec<Points>,
    /// Bands of the sum, best first.
    pub bands: Vec<Band>,
}

/// An answer's points.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Points {
    /// The answer, such as 一部実施している.
    pub answer: Text,
    /// What it brings; may be less than nothing.
    pub points: i16,
}

/// A band of the sum of points, both ends in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Lowest sum.
    pub from: i16,
    /// Highest sum.
    pub to: i16,
}

impl Scoring {
    /// Place of a sum's band, best is 0; None where no band has it.
    #[must_use]
    pub fn band(&self, sum: i16) -> Option<usize> {
        self.bands.iter().position(|band| (band.from..=band.to).contains(&sum))
    }
}

/// Who can answer a criterion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answered {
    /// The register, whole: its [`Query`] gives answer and rows.
    Register,
    /// A person, with evidence.
    Person,
    /// The register shows part of it, a person says the rest.
    Either,
    /// Its parts are answered: a heading.
    Parts,
    /// Nobody: it is looked up, such as a class that a product falls into.
    Nobody,
}

impl Answered {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Register, Self::Person, Self::Either, Self::Parts, Self::Nobody];

    /// Is it a criterion that wants an answer of its own?
    #[must_use]
    pub const fn wants_answer(self) -> bool {
        matches!(self, Self::Register | Self::Person | Self::Either)
    }

    /// Its code, as in pack files.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Person => "person",
            Self::Either => "either",
            Self::Parts => "parts",
            Self::Nobody => "nobody",
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> Text {
        match self {
            Self::Register => text!(ja: "台帳が答える", en: "the register answers"),
            Self::Person => text!(ja: "人が答える", en: "a person answers"),
            Self::Either => {
                text!(ja: "台帳が一部を示し、人が答える", en: "the register shows part, a person answers")
            }
            Self::Parts => text!(ja: "見出し", en: "heading"),
            Self::Nobody => text!(ja: "参照用", en: "looked up"),
        }
    }
}

/// How an evaluator looks at a criterion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evaluation {
    /// By documents.
    Document,
    /// On the real device.
    Device,
    /// No source that was read says how.
    #[default]
    Unsaid,
}

impl Evaluation {
    /// Its code, as in pack files.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Device => "device",
            Self::Unsaid => "unsaid",
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> Text {
        match self {
            Self::Document => text!(ja: "ドキュメント評価", en: "by documents"),
            Self::Device => text!(ja: "実機評価", en: "on the device"),
            Self::Unsaid => text!(ja: "評価方法は不明", en: "evaluation not known"),
        }
    }
}

/// A limit that a criterion names.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// Code, with its unit at the end, such as `days-max`.
    pub id: String,
    /// Value, as written: a number, or words of a fixed list joined by a comma.
    pub value: String,
    /// What it limits.
    pub name: Text,
}

/// A criterion of a framework.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// Framework and number.
    pub id: CriterionId,
    /// What it asks, short and in our words.
    pub title: Text,
    /// Number of the row that it belongs to, in the same framework; or empty.
    pub parent: String,
    /// Who can answer it.
    pub answered: Answered,
    /// What the register is asked; None where it cannot answer.
    pub query: Option<Query>,
    /// Months after which it must be looked at again; None where the criterion names none.
    pub cadence_months: Option<u16>,
    /// How an evaluator looks at it.
    pub evaluation: Evaluation,
    /// Limits that it names.
    pub thresholds: Vec<Threshold>,
    /// Clauses of papers that are no pack here, such as `EN 303 645 5.1-1`.
    pub references: Vec<String>,
    /// Place among all criteria, in reading order.
    pub place: u32,
    /// Whence.
    pub basis: Basis,
}

impl Threshold {
    /// Is it the most that a service may cost in a month, in yen?
    #[must_use]
    pub fn is_price_cap(&self) -> bool {
        self.id.ends_with("-yen-month-max")
    }
}

/// What two criteria have to do with each other, seen from the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// Whoever meets one meets the other.
    Equal,
    /// Whoever meets the first meets the second.
    Covers,
    /// Whoever meets the second meets the first.
    CoveredBy,
    /// They share something, and neither follows from the other.
    Overlaps,
}

impl Relation {
    /// The same, seen from the second.
    #[must_use]
    pub const fn turned(self) -> Self {
        match self {
            Self::Covers => Self::CoveredBy,
            Self::CoveredBy => Self::Covers,
            Self::Equal | Self::Overlaps => self,
        }
    }

    /// Does an answer to the first hold for the second by itself?
    #[must_use]
    pub const fn carries(self) -> bool {
        matches!(self, Self::Equal | Self::Covers)
    }

    /// Its code, as in pack files.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Covers => "covers",
            Self::CoveredBy => "covered-by",
            Self::Overlaps => "overlaps",
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> Text {
        match self {
            Self::Equal => text!(ja: "同じ", en: "equal"),
            Self::Covers => text!(ja: "相手を含む", en: "covers"),
            Self::CoveredBy => text!(ja: "相手に含まれる", en: "covered by"),
            Self::Overlaps => text!(ja: "一部が重なる", en: "overlaps"),
        }
    }
}

/// Two criteria that ask something in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tie {
    /// The first.
    pub from: CriterionId,
    /// The second.
    pub to: CriterionId,
    /// What the first is to the second.
    pub relation: Relation,
    /// Why, in our words.
    pub reason: Text,
    /// Was it made for another wording of an end than the one that stands now? Then nothing carries.
    pub outdated: bool,
    /// Whence.
    pub basis: Basis,
}

/// A criterion that nothing else here asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alone {
    /// The criterion.
    pub criterion: CriterionId,
    /// Why nothing is tied to it.
    pub reason: Text,
    /// Whence.
    pub basis: Basis,
}

macro_rules! queries {
    ($($(#[doc = $doc:literal])* $variant:ident $code:literal $ja:literal $en:literal,)*) => {
        /// What a register can be asked for a criterion's sake. A judgement elsewhere works it out.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Query {
            $($(#[doc = $doc])* $variant,)*
        }

        impl Query {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Its code, as in pack files.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// What is looked at.
            #[must_use]
            pub fn name(self) -> Text {
                match self { $(Self::$variant => Text::new($ja, $en),)* }
            }
        }
    };
}

queries! {
    /// Contacts inside, outside and at authorities, each with a way to reach it.
    Contacts "contacts" "連絡先" "contacts",
    /// Reviews on record, with their dates.
    Reviews "reviews" "見直しの記録" "reviews on record",
    /// Conduits to systems that somebody else runs, with that supplier.
    OutsideSystems "outside-systems" "他組織が管理するシステムとの接続" "connections to systems that others run",
    /// What was agreed with suppliers: requests with their agreements.
    Agreements "agreements" "取引先との合意" "agreements with suppliers",
    /// Workstations with maker, operating system and count.
    Computers "computers" "PC の一覧" "computers",
    /// Servers with maker, operating system and count.
    Servers "servers" "サーバの一覧" "servers",
    /// Networks with place and purpose.
    Networks "networks" "ネットワークの一覧" "networks",
    /// Network devices with maker, model and who maintains them.
    NetworkDevices "network-devices" "ネットワーク機器の一覧" "network devices",
    /// Data with its keeper, place, retention and recipients.
    DataCustody "data-custody" "重要情報の管理台帳" "who keeps which data, and where",
    /// Who administers and who answers for each server and network device.
    Custodians "custodians" "機器ごとの管理者と責任者" "who runs and answers for each device",
    /// Measures in place by which accounts are given out, withdrawn and reviewed.
    Accounts "accounts" "ID・権限の管理" "care of accounts and rights",
    /// Measures in place by which people and devices are told apart.
    Authentication "authentication" "認証の対策" "authentication in place",
    /// Conduits to cloud services, with measures in place by which their users are told apart.
    CloudAuthentication "cloud-authentication" "クラウドの認証" "authentication at cloud services",
    /// Training and drills on record, with dates and who took part.
    Training "training" "教育・訓練の記録" "training and drills on record",
    /// Backups in place, with what they cover.
    Backups "backups" "バックアップ" "backups",
    /// Backups of data that people named as something to protect.
    DataBackups "data-backups" "重要なデータのバックアップ" "backups of important data",
    /// Tries on record of the way back from a backup.
    Restores "restores" "バックアップからの復元" "restoring from backups",
    /// Changes on record, each with its approval.
    Changes "changes" "変更の記録" "changes on record",
    /// Measures in place by which nothing needless runs or stands open.
    LeastFunction "least-function" "不要な機能の無効化" "needless functions switched off",
    /// End of support of each device and program.
    SupportEnds "support-ends" "サポート終了日" "ends of support",
    /// How long known vulnerabilities stayed open, and what is done instead of an update.
    PatchTimes "patch-times" "脆弱性への対応日数" "days until vulnerabilities were dealt with",
    /// Measures in place against malicious programs, for each computer and server.
    MalwareProtection "malware-protection" "マルウェア対策" "protection against malware",
    /// Conduits that lead in from outside, with measures in place that stop what was not allowed.
    Boundary "boundary" "外から内への通信の遮断" "ways in from outside, and what stops them",
    /// What each way in from outside may carry, and who answers for it.
    BoundaryRules "boundary-rules" "外から内への通信の規則" "rules for ways in from outside",
    /// Checks on record of the devices that let through and stop.
    BoundaryReviews "boundary-reviews" "境界の規則の棚卸し" "checks of the boundary's rules",
    /// Measures in place by which something unusual is noticed.
    Monitoring "monitoring" "監視の対策" "monitoring in place",
    /// Alerts and what became of each.
    AlertTriage "alert-triage" "警報の判断記録" "alerts and what became of each",
    /// Steps of the response to an incident, with roles.
    ResponseSteps "response-steps" "インシデント対応の手順" "steps of the response",
    /// Forms for reports.
    ReportForms "report-forms" "報告の様式" "forms for reports",
    /// Lessons from incidents that were passed on.
    Lessons "lessons" "事例の共有記録" "lessons passed on",
    /// How soon and how far each business must be back, and how.
    RecoveryTargets "recovery-targets" "業務の復旧目標と手段" "recovery targets and means",
    /// Own product: name, model and version.
    ProductIdentity "product-identity" "製品の名称・型番・版" "the product's name, model and version",
    /// Own product: the SBOM of a version.
    ProductComponents "product-components" "製品の SBOM" "the product's SBOM",
    /// Own product: known vulnerabilities with their decisions.
    ProductVulnerabilities "product-vulnerabilities" "製品の脆弱性と判断" "the product's vulnerabilities and decisions",
    /// Own product: until when it is supported.
    ProductSupport "product-support" "製品のサポート期間" "the product's support period",
    /// Own product: where vulnerabilities are reported to, and by which policy.
    ProductDisclosure "product-disclosure" "製品の脆弱性受付窓口" "where the product's vulnerabilities are reported",
    /// Own product: labels and declarations.
    ProductPapers "product-papers" "製品のラベル・宣言" "the product's labels and declarations",
}

impl Query {
    /// Of what its rows speak.
    #[must_use]
    pub const fn subject(self) -> Subject {
        match self {
            Self::ProductIdentity
            | Self::ProductComponents
            | Self::ProductVulnerabilities
            | Self::ProductSupport
            | Self::ProductDisclosure
            | Self::ProductPapers => Subject::Product,
            _ => Subject::Company,
        }
    }

    /// The query with a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|query| query.code() == code)
    }
}
