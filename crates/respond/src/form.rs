//! Forms of reports as data: which fields a form has, what each asks at which stage, and what the law itself lists.
//!
//! Invariant: a form belongs to duties, and a field is filled from a place of the register that [`Fill`] names. No
//! field is known here by name. Whether an edition is complete or right is its pack's word, shown with it.

mod change;

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use sekisho_catalog::Basis;
use sekisho_model::{Lang, Text};
use serde::Deserialize;

use crate::{DutyId, FieldId, FormId};

pub use change::{FieldChange, FormChange};

/// Every form.
#[derive(Clone, Debug, Default)]
pub struct Forms {
    /// By id.
    pub forms: BTreeMap<FormId, Form>,
}

impl Forms {
    /// The forms on which a duty can be reported; the one with the law's own items first.
    #[must_use]
    pub fn of(&self, duty: &DutyId) -> Vec<&Form> {
        let mut all: Vec<&Form> = self.forms.values().filter(|form| form.duties.contains(duty)).collect();
        all.sort_by_key(|form| (!form.law.iter().any(|item| &item.duty == duty), &form.id));
        all
    }
}

/// One form in one edition.
#[derive(Clone, Debug)]
pub struct Form {
    /// Id, such as `enisa-srp-aev`.
    pub id: FormId,
    /// Title.
    pub title: Text,
    /// The duties that are reported on it, in the order of its stages.
    pub duties: Vec<DutyId>,
    /// What the form calls the sort of event; empty where it has no word for it.
    pub notification: String,
    /// The language that it is filled in.
    pub language: Lang,
    /// The zone in which it wants moments.
    pub zone: TimeZone,
    /// Where and how a person hands it in.
    pub channel: Text,
    /// Countries that it asks about, as two letters; empty where it does not ask.
    pub member_states: BTreeSet<String>,
    /// Its fields, in the form's order.
    pub fields: Vec<Field>,
    /// What the law lists.
    pub law: Vec<LawItem>,
    /// Whence it comes.
    pub basis: Basis,
}

/// One field.
#[derive(Clone, Debug)]
pub struct Field {
    /// Id within its form.
    pub id: FieldId,
    /// The form's own number; empty where it has none.
    pub row: String,
    /// Name.
    pub name: Text,
    /// What it takes.
    pub kind: FieldKind,
    /// Most characters; none where no limit is known.
    pub chars_max: Option<usize>,
    /// The values it offers.
    pub choices: Vec<String>,
    /// What each stage asks.
    pub needs: BTreeMap<DutyId, Need>,
    /// Where its value stands in the register; none where only a person can say.
    pub fill: Option<Fill>,
    /// Whence it comes.
    pub basis: Basis,
}

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldKind {
    /// Words.
    Text,
    /// One of its choices.
    Choice,
    /// Several values.
    List,
    /// A date with its time.
    Moment,
}

impl FieldKind {
    /// In a word.
    #[must_use]
    pub fn word(self) -> Text {
        let (ja, en) = match self {
            Self::Text => ("文章", "words"),
            Self::Choice => ("選択肢から一つ", "one of its choices"),
            Self::List => ("複数の値", "several values"),
            Self::Moment => ("日時", "a date with its time"),
        };
        Text::new(ja, en)
    }
}

/// What a form asks of a field at a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// Must be filled.
    Required,
    /// Must be filled if known.
    IfAvailable,
    /// May be filled.
    Optional,
    /// Carried on from the stage before.
    Carried,
    /// Not known whether it must be filled.
    NotKnown,
    /// Not at this stage.
    Absent,
}

impl Need {
    /// In a word.
    #[must_use]
    pub fn word(self) -> Text {
        let (ja, en) = match self {
            Self::Required => ("必須", "required"),
            Self::IfAvailable => ("分かれば必須", "required if known"),
            Self::Optional => ("任意", "optional"),
            Self::Carried => ("前の段階から引継ぎ", "carried forward"),
            Self::NotKnown => ("必須かどうか未確認", "not known whether required"),
            Self::Absent => ("この段階にはない", "not at this stage"),
        };
        Text::new(ja, en)
    }
}

/// What the law lists for a stage.
#[derive(Clone, Debug)]
pub struct LawItem {
    /// For which duty.
    pub duty: DutyId,
    /// Id within form and duty.
    pub id: String,
    /// What.
    pub name: Text,
    /// Where the law says so.
    pub clause: String,
    /// The fields that answer it, all of them.
    pub by: Vec<FieldId>,
    /// Is it owed only as far as known?
    pub if_known: bool,
    /// Whence it comes.
    pub basis: Basis,
}

/// From where in the register a field is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fill {
    /// The form's word for the sort of event.
    NotificationKind,
    /// The case's name.
    CaseName,
    /// Vulnerability, products and what was seen, in a few sentences.
    Summary,
    /// The company.
    Company,
    /// The company, its plant and its address.
    CompanyOutline,
    /// Countries of sale of the own products, those the form asks about.
    MemberStates,
    /// Names of the own products.
    ProductNames,
    /// Their versions.
    ProductVersions,
    /// Has their support ended?
    SupportEnded,
    /// The components that carry the vulnerability.
    ComponentNames,
    /// CVE ids.
    CveIds,
    /// EUVD ids.
    EuvdIds,
    /// What the advisory says of the vulnerability, and whether exploitation is known.
    VulnerabilityNature,
    /// Its score and severity.
    Severity,
    /// Remedies that the advisory names: an update.
    UpdateDetails,
    /// Remedies that users can apply.
    UserMeasures,
    /// When somebody was aware.
    AwareAt,
    /// When it began.
    StartedAt,
    /// When it was observed.
    ObservedAt,
    /// When a measure became available.
    MeasureAvailableAt,
    /// What was seen, and the facts of the timeline.
    EventOutline,
    /// What it means, in the case's words.
    Meaning,
    /// What was decided and done.
    MeasuresTaken,
    /// Assets, businesses and customers that it touches.
    Impact,
    /// Assets that it touches.
    Assets,
    /// How the case stands.
    State,
    /// Who leads it.
    Contact,
}

impl Fill {
    /// Where that is, in words.
    #[must_use]
    pub fn word(self) -> Text {
        let (ja, en) = match self {
            Self::NotificationKind => ("様式", "the form"),
            Self::CaseName => ("事案の名前", "the case's name"),
            Self::Summary => {
                ("事案・脆弱性・製品から組み立て", "put together from case, vulnerability, products")
            }
            Self::Company => ("工場：会社名", "plant: company"),
            Self::CompanyOutline => ("工場：会社名・名前・所在地", "plant: company, name, address"),
            Self::MemberStates => ("製品：販売国", "product: countries of sale"),
            Self::ProductNames => ("製品：名前", "product: name"),
            Self::ProductVersions => ("製品：バージョン", "product: version"),
            Self::SupportEnded => ("製品：サポート終了日", "product: end of support"),
            Self::ComponentNames => ("SBOM：部品", "SBOM: component"),
            Self::CveIds | Self::EuvdIds => ("アドバイザリ：番号", "advisory: ids"),
            Self::VulnerabilityNature => ("アドバイザリ：内容", "advisory: content"),
            Self::Severity => ("アドバイザリ：深刻度", "advisory: severity"),
            Self::UpdateDetails | Self::UserMeasures => ("アドバイザリ：対策", "advisory: remedies"),
            Self::AwareAt => ("経過：認識", "timeline: aware"),
            Self::StartedAt => ("経過：始まり", "timeline: started"),
            Self::ObservedAt => ("事案：観測した時", "case: observed"),
            Self::MeasureAvailableAt => ("経過：対策の提供", "timeline: measure available"),
            Self::EventOutline => ("事案：見えたこと、経過：事実", "case: seen; timeline: facts"),
            Self::Meaning => ("事案：意味", "case: meaning"),
            Self::MeasuresTaken => {
                ("経過：決定・完了した作業、事案：実施", "timeline: decisions and done tasks; case: action")
            }
            Self::Impact => ("事案：保護対象・業務・顧客", "case: assets, businesses, customers"),
            Self::Assets => ("事案：保護対象", "case: assets"),
            Self::State => ("事案の状態", "the case's state"),
            Self::Contact => ("事案：責任者", "case: who leads it"),
        };
        Text::new(ja, en)
    }
}
