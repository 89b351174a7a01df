//! Everything that is judged of one state of a plant, each part when it is first asked for.

use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use sekisho_assess::coverage::{self, Axis, Coverage};
use sekisho_assess::progress::{self, StepProgress};
use sekisho_assess::risk::{self, AssetRisk, BusinessRisk};
use sekisho_assess::rules::{self, Finding};
use sekisho_assess::{Exposures, Facts};
use sekisho_catalog::Catalog;
use sekisho_model::Register;

/// What judgements are good for: facts, day and catalog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Basis {
    pub(crate) state: u64,
    pub(crate) today: Date,
    pub(crate) catalog: String,
}

/// The judgements of one state of a plant.
#[derive(Debug)]
pub struct Judgements {
    register: Arc<Register>,
    catalog: Arc<Catalog>,
    exposures: Exposures,
    today: Date,
    findings: OnceLock<Vec<Finding>>,
    progress: OnceLock<Vec<StepProgress>>,
    coverage: OnceLock<Coverage>,
    radar: OnceLock<Vec<Axis>>,
    risk_assets: OnceLock<AssetRisk>,
    risk_business: OnceLock<BusinessRisk>,
    state_hash: OnceLock<String>,
}

impl Judgements {
    /// Nothing is worked out yet.
    pub(crate) const fn new(
        register: Arc<Register>,
        catalog: Arc<Catalog>,
        exposures: Exposures,
        today: Date,
    ) -> Self {
        Self {
            register,
            catalog,
            exposures,
            today,
            findings: OnceLock::new(),
            progress: OnceLock::new(),
            coverage: OnceLock::new(),
            radar: OnceLock::new(),
            risk_assets: OnceLock::new(),
            risk_business: OnceLock::new(),
            state_hash: OnceLock::new(),
        }
    }

    /// The same plant with another register, such as one in which a measure is in place.
    pub(crate) fn with(&self, register: Register) -> Self {
        Self::new(Arc::new(register), Arc::clone(&self.catalog), self.exposures.clone(), self.today)
    }

    /// The same plant on another day.
    pub(crate) fn on(&self, day: Date) -> Self {
        Self::new(Arc::clone(&self.register), Arc::clone(&self.catalog), self.exposures.clone(), day)
    }

    /// The register that is judged.
    #[must_use]
    pub fn register(&self) -> &Arc<Register> {
        &self.register
    }

    /// The catalog by which it is judged.
    #[must_use]
    pub fn catalog(&self) -> &Arc<Catalog> {
        &self.catalog
    }

    /// The day on which it is judged.
    #[must_use]
    pub const fn today(&self) -> Date {
        self.today
    }

    /// Known vulnerabilities by asset.
    #[must_use]
    pub const fn exposures(&self) -> &Exposures {
        &self.exposures
    }

    /// The facts, made ready to be asked.
    #[must_use]
    pub fn facts(&self) -> Facts<'_> {
        Facts::new(&self.register, &self.catalog, &self.exposures, self.today)
    }

    /// What the register rules find.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        self.findings.get_or_init(|| rules::findings(&self.facts()))
    }

    /// How far the plant is, step by step.
    #[must_use]
    pub fn progress(&self) -> &[StepProgress] {
        self.progress.get_or_init(|| progress::progress_with(&self.facts(), self.findings()))
    }

    /// Which threats of which zone are countered by which measures.
    #[must_use]
    pub fn coverage(&self) -> &Coverage {
        self.coverage.get_or_init(|| coverage::matrix(&self.facts()))
    }

    /// How much of the plant is covered, by axis.
    #[must_use]
    pub fn radar(&self) -> &[Axis] {
        self.radar.get_or_init(|| coverage::axes(&self.facts(), self.coverage(), None))
    }

    /// Risk by the asset-based method.
    #[must_use]
    pub fn risk_assets(&self) -> &AssetRisk {
        self.risk_assets.get_or_init(|| risk::asset_based(&self.facts()))
    }

    /// Risk by the business-damage-based method.
    #[must_use]
    pub fn risk_business(&self) -> &BusinessRisk {
        self.risk_business.get_or_init(|| risk::business_based(&self.facts()))
    }

    /// Hash of the register's state.
    #[must_use]
    pub fn state_hash(&self) -> &str {
        self.state_hash.get_or_init(|| crate::state_hash(&self.register))
    }
}
