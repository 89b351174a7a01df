//! The register: everything a plant says about itself, as records with ids that point at each other.
//!
//! A register may be half filled and may contradict itself; [`Register::check`] names what is missing or
//! contradictory and repairs nothing.

mod answering;
mod check;
mod course;
mod handling;
mod nouns;
mod record;
mod watching;

use std::collections::{BTreeMap, BTreeSet};

pub use answering::{Answer, AnswerState, Customer, EvidenceItem, Paper, PaperKind, PaperState};
pub use course::{
    Activity, ActivityKind, ActivityState, Contact, ContactKind, OodaPhase, Outcome, Policy, ReportForm,
    RequestState, RequestSubject, ResponseStep, Review, Scenario, ScenarioState, SupplierRequest, Treatment,
    ZoneThreat,
};
pub use handling::{
    Decision, DecisionStatus, Justification, Remediation, RemediationKind, RemediationState, Ruling, Sameness,
};
pub use nouns::{
    Asset, AssetKind, AssetNature, AssetRole, Business, Conduit, ConduitKind, DataFlow, Direction, Maker,
    Measure, MeasureArea, MeasureState, Plant, Product, Requirement, RequirementKind, Scope, Supplier, YesNo,
    Zone, ZoneLevel,
};
pub use record::{Change, Record, RecordKind};
pub use watching::{Case, CaseKind, Expectation, Watch, WatchDepth};

use crate::{
    ActivityId, AnswerId, AssetId, BusinessId, CaseId, ConduitId, ContactId, CustomerId, DataFlowId,
    DecisionId, EvidenceId, ExpectationId, MeasureId, PaperId, PolicyId, ProductId, RemediationId,
    ReportFormId, RequirementId, ResponseStepId, ReviewId, RulingId, ScenarioId, SupplierId,
    SupplierRequestId, WatchId, ZoneId, ZoneThreatId,
};

/// All records of one plant, by kind and id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Register {
    /// The plant itself.
    pub plant: Option<Plant>,
    /// Step 1-1.
    pub requirements: BTreeMap<RequirementId, Requirement>,
    /// Step 1-2 and 1-3.
    pub businesses: BTreeMap<BusinessId, Business>,
    /// Step 1-6.
    pub zones: BTreeMap<ZoneId, Zone>,
    /// Ways between zones.
    pub conduits: BTreeMap<ConduitId, Conduit>,
    /// Step 1-4 and 1-5.
    pub assets: BTreeMap<AssetId, Asset>,
    /// Data flows between assets.
    pub flows: BTreeMap<DataFlowId, DataFlow>,
    /// Products, own and bought.
    pub products: BTreeMap<ProductId, Product>,
    /// Suppliers.
    pub suppliers: BTreeMap<SupplierId, Supplier>,
    /// Step 2-2.
    pub measures: BTreeMap<MeasureId, Measure>,
    /// Step 1-7.
    pub zone_threats: BTreeMap<ZoneThreatId, ZoneThreat>,
    /// Step 2-1.
    pub policies: BTreeMap<PolicyId, Policy>,
    /// Step 3(1)①A and C: whom to call.
    pub contacts: BTreeMap<ContactId, Contact>,
    /// Step 3(1)①A: what is done.
    pub response_steps: BTreeMap<ResponseStepId, ResponseStep>,
    /// Step 3(1)①A: what is filled in when somebody is told.
    pub report_forms: BTreeMap<ReportFormId, ReportForm>,
    /// Step 3(1): what was done.
    pub activities: BTreeMap<ActivityId, Activity>,
    /// Step 3(2).
    pub requests: BTreeMap<SupplierRequestId, SupplierRequest>,
    /// Attack scenarios.
    pub scenarios: BTreeMap<ScenarioId, Scenario>,
    /// PDCA.
    pub reviews: BTreeMap<ReviewId, Review>,
    /// Decisions on vulnerabilities.
    pub decisions: BTreeMap<DecisionId, Decision>,
    /// What was done about vulnerabilities.
    pub remediations: BTreeMap<RemediationId, Remediation>,
    /// Which product of an advisory a device is.
    pub rulings: BTreeMap<RulingId, Ruling>,
    /// Where traffic is watched.
    pub watches: BTreeMap<WatchId, Watch>,
    /// Alerts that a person expects.
    pub expectations: BTreeMap<ExpectationId, Expectation>,
    /// Cases.
    pub cases: BTreeMap<CaseId, Case>,
    /// Customers.
    pub customers: BTreeMap<CustomerId, Customer>,
    /// What shows answers.
    pub evidence: BTreeMap<EvidenceId, EvidenceItem>,
    /// What people answer to criteria.
    pub answers: BTreeMap<AnswerId, Answer>,
    /// Labels and declarations.
    pub papers: BTreeMap<PaperId, Paper>,
}

impl Register {
    /// The zone and the zones around it, innermost first. Stops at a cycle.
    #[must_use]
    pub fn zone_chain(&self, id: &ZoneId) -> Vec<&Zone> {
        let mut chain: Vec<&Zone> = Vec::new();
        let mut seen = BTreeSet::new();
        let mut next = self.zones.get(id);
        while let Some(zone) = next {
            if !seen.insert(&zone.id) {
                break;
            }
            chain.push(zone);
            next = zone.parent.known().and_then(|parent| self.zones.get(parent));
        }
        chain
    }

    /// The businesses an asset serves: its own, or those of its zone where it names none.
    #[must_use]
    pub fn businesses_of<'a>(&'a self, asset: &'a Asset) -> BTreeSet<&'a BusinessId> {
        if !asset.businesses.is_empty() {
            return asset.businesses.iter().collect();
        }
        asset
            .zone
            .known()
            .map(|zone| self.zone_chain(zone))
            .and_then(|chain| chain.into_iter().find(|zone| !zone.businesses.is_empty()))
            .map(|zone| zone.businesses.iter().collect())
            .unwrap_or_default()
    }

    /// The assets that run or are a product.
    pub fn assets_of<'a>(&'a self, product: &'a ProductId) -> impl Iterator<Item = &'a Asset> {
        self.assets.values().filter(move |asset| asset.products.contains(product))
    }
}
