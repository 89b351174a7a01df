//! The records of vulnerability handling: what a person has decided of a vulnerability (VEX), what was done about
//! it and when, and which product of an advisory a device is, or is not.
//!
//! Invariant: facts only. Whether a decision still holds for the version at hand is judged on floor 2: a decision
//! never reaches beyond the versions that it names.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    AssetId, DecisionId, DeviceIdentity, PackageUrl, ProductId, RemediationId, RulingId, Stated, Text,
    VulnerabilityId, text,
};

/// What was decided (the four statuses of VEX).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DecisionStatus {
    /// Not affected; needs a justification.
    NotAffected,
    /// Affected.
    Affected,
    /// The fault is mended in these versions.
    Fixed,
    /// Still looking.
    UnderInvestigation,
}

/// Why something is not affected (CISA's five, as OpenVEX and CSAF use them).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Justification {
    /// The component is not there.
    ComponentNotPresent,
    /// The vulnerable code is not there.
    VulnerableCodeNotPresent,
    /// The vulnerable code is never run.
    VulnerableCodeNotInExecutePath,
    /// An attacker has no control over what reaches it.
    VulnerableCodeCannotBeControlledByAdversary,
    /// What is built in already prevents it.
    InlineMitigationsAlreadyExist,
}

/// A decision (判断) on vulnerabilities in a component, a product or an asset, as a VEX statement holds it.
///
/// It speaks of the named products and assets; of every place of the component where none is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// Id.
    pub id: DecisionId,
    /// The decision in words.
    pub name: String,
    /// Which vulnerabilities.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub vulnerabilities: BTreeSet<VulnerabilityId>,
    /// Products it is for.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub products: BTreeSet<ProductId>,
    /// Assets it is for.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub assets: BTreeSet<AssetId>,
    /// The component in question; one with a version means that version alone. Not applicable where the device or
    /// the product itself is meant.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub component: Stated<PackageUrl>,
    /// Versions it holds for, as `vers:` or as makers write them (`< V2.1`): of the product where products are named, of
    /// the device's firmware where assets are, else of the component. Unknown: it holds for none.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub versions: Stated<String>,
    /// What was decided.
    pub status: DecisionStatus,
    /// Why not affected.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub justification: Stated<Justification>,
    /// What it rests on: analysis, test, the supplier's answer.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub evidence: String,
    /// What users are to do, of what is affected.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub action: String,
    /// Who decided.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub decider: Stated<String>,
    /// Day of the decision.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub decided: Stated<Date>,
    /// Last day on which it holds; afterwards it must be looked at again.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub until: Stated<Date>,
    /// Free words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Decision {
    /// Why the decision holds for nothing as it stands, each with what to do: no vulnerability, no versions, nothing
    /// that it is for, or *not affected* without a justification.
    #[must_use]
    pub fn faults(&self) -> Vec<(Text, Text)> {
        let name = &self.name;
        let mut faults = Vec::new();
        if self.vulnerabilities.is_empty() {
            faults.push((
                text!(ja: "判断「{name}」に脆弱性が書かれていません。", en: "Decision \"{name}\" names no vulnerability."),
                text!(ja: "CVE などの番号を入れてください。", en: "Enter its CVE or other number."),
            ));
        }
        if self.versions.known().is_none() && !self.names_one_version() {
            faults.push((
                text!(ja: "判断「{name}」に対象の版がないため、どの版にも当てはめません。", en: "Decision \"{name}\" names no versions and is held to none."),
                text!(ja: "対象の版を「< V2.1」や「vers:npm/<2.0.0」のように入れてください。", en: "Enter the versions that it holds for, such as \"< V2.1\" or \"vers:npm/<2.0.0\"."),
            ));
        }
        if self.products.is_empty() && self.assets.is_empty() && self.component.known().is_none() {
            faults.push((
                text!(ja: "判断「{name}」が何についてのものか分かりません。", en: "Decision \"{name}\" does not say what it is for."),
                text!(ja: "製品、保護対象、部品のどれかを入れてください。", en: "Enter a product, an asset or a component."),
            ));
        }
        if self.status == DecisionStatus::NotAffected && self.justification.known().is_none() {
            faults.push((
                text!(ja: "判断「{name}」は「影響なし」ですが、理由の区分がないため当てはめません。", en: "Decision \"{name}\" says \"not affected\" without a justification and is not applied."),
                text!(ja: "理由の区分を選んでください。", en: "Choose a justification."),
            ));
        }
        faults
    }

    /// Is the component named with its version?
    #[must_use]
    pub fn names_one_version(&self) -> bool {
        self.component.known().is_some_and(|component| !component.version().is_empty())
    }
}

/// How far a remediation is (CSAF 2.1, asset matching system).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RemediationState {
    /// Nothing is done yet.
    NotStarted,
    /// Under way.
    InProgress,
    /// Done.
    Done,
}

/// How a vulnerability is dealt with: by an update, or by one of the four ways that SCS criterion 4-4-4-2 accepts
/// where an update is not possible in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RemediationKind {
    /// Update or patch.
    Update,
    /// Replaced or taken out of use.
    Replace,
    /// The function is switched off.
    DisableFunction,
    /// The vendor's workaround is in place.
    VendorWorkaround,
    /// The device is separated from the network.
    Isolate,
    /// Attacks are watched for and blocked.
    MonitorAndBlock,
}

impl RemediationKind {
    /// Does it take the fault away, rather than keep attackers from it?
    #[must_use]
    pub const fn mends(self) -> bool {
        matches!(self, Self::Update | Self::Replace)
    }
}

/// A remediation (脆弱性対処): what was done about vulnerabilities of assets and products, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remediation {
    /// Id.
    pub id: RemediationId,
    /// What is done, in words.
    pub name: String,
    /// Against which vulnerabilities.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub vulnerabilities: BTreeSet<VulnerabilityId>,
    /// On which assets.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub assets: BTreeSet<AssetId>,
    /// In which products.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub products: BTreeSet<ProductId>,
    /// How far.
    pub state: RemediationState,
    /// By which means.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub kind: Stated<RemediationKind>,
    /// Who does it.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub owner: Stated<String>,
    /// Day on which it became known here; where unknown, the day on which the advisory was read in.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub known: Stated<Date>,
    /// Day on which it was decided what to do.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub decided: Stated<Date>,
    /// Day by which it is to be done.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub due: Stated<Date>,
    /// Day on which it was done.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub done: Stated<Date>,
    /// Day on which somebody checked that it works.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub verified: Stated<Date>,
    /// Free words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A ruling (照合の確認): a person has looked, and says whether a device is the product that an advisory speaks of.
/// It holds for every advisory with the same words, and for no device of another vendor, family or model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ruling {
    /// Id.
    pub id: RulingId,
    /// What was looked at, in words.
    pub name: String,
    /// The device: vendor, family and model as in the register. Its firmware takes no part.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub device: Stated<DeviceIdentity>,
    /// The vendor as advisories write it.
    pub advisory_vendor: String,
    /// The product as advisories write it.
    pub advisory_product: String,
    /// Is it that product?
    pub same: Sameness,
    /// What it rests on.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub evidence: String,
    /// Who looked.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub decider: Stated<String>,
    /// Day.
    #[serde(default, skip_serializing_if = "Stated::is_unknown")]
    pub decided: Stated<Date>,
    /// Free words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// Is a device the product that an advisory speaks of?
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sameness {
    /// It is.
    Same,
    /// It is another product.
    Other,
}
