//! Everything that is judged of one state of a plant, worked out when it is first asked for, and carried over to the
//! next state where a change does not touch it.

use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use sekisho_assess::coverage::{self, Axis, Coverage};
use sekisho_assess::progress::StepProgress;
use sekisho_assess::risk::{AssetRisk, BusinessRisk};
use sekisho_assess::rules::Finding;
use sekisho_assess::{Exposures, Facts};
use sekisho_catalog::Catalog;
use sekisho_model::{Change, Register};

/// What judgements are good for: facts, day and catalog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Basis {
    pub(crate) state: u64,
    pub(crate) today: Date,
    pub(crate) catalog: String,
}

impl Basis {
    /// Do judgements on this basis lead to those on another by changes of facts alone?
    pub(crate) fn may_lead_to(&self, later: &Self) -> bool {
        self.state < later.state && self.today == later.today && self.catalog == later.catalog
    }
}

/// The judgements of one state of a plant.
#[derive(Debug)]
pub struct Judgements {
    register: Arc<Register>,
    catalog: Arc<Catalog>,
    exposures: Exposures,
    today: Date,
    judged: OnceLock<sekisho_assess::Judgements>,
    radar: OnceLock<Vec<Axis>>,
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
            judged: OnceLock::new(),
            radar: OnceLock::new(),
            state_hash: OnceLock::new(),
        }
    }

    /// The judgements after some changes: what these don't touch is taken over.
    pub(crate) fn after(self, changes: &[Change], register: Arc<Register>, exposures: Exposures) -> Self {
        let mut next = Self::new(register, self.catalog, exposures, self.today);
        if let Some(mut judged) = self.judged.into_inner() {
            judged.update(&next.facts(), changes);
            next.judged = OnceLock::from(judged);
        }
        next
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

    /// Everything that is judged, worked out when something of it is first asked for.
    pub(crate) fn judged(&self) -> &sekisho_assess::Judgements {
        self.judged.get_or_init(|| sekisho_assess::Judgements::new(&self.facts()))
    }

    /// What the register rules find.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.judged().findings
    }

    /// How far the plant is, step by step.
    #[must_use]
    pub fn progress(&self) -> &[StepProgress] {
        &self.judged().progress
    }

    /// Which threats of which zone are countered by which measures.
    #[must_use]
    pub fn coverage(&self) -> &Coverage {
        &self.judged().coverage
    }

    /// How much of the plant is covered, by axis.
    #[must_use]
    pub fn radar(&self) -> &[Axis] {
        self.radar.get_or_init(|| coverage::axes(&self.facts(), self.coverage(), None))
    }

    /// Risk by the asset-based method.
    #[must_use]
    pub fn risk_assets(&self) -> &AssetRisk {
        &self.judged().assets
    }

    /// Risk by the business-damage-based method.
    #[must_use]
    pub fn risk_business(&self) -> &BusinessRisk {
        &self.judged().business
    }

    /// Hash of the register's state.
    #[must_use]
    pub fn state_hash(&self) -> &str {
        self.state_hash.get_or_init(|| crate::state_hash(&self.register))
    }
}
