//! Everything that is judged of a plant, kept from one change to the next: after a change only what it touches is
//! judged anew.
//!
//! Invariant: after an update, everything is what [`Judgements::new`] would make of the same facts. Nothing here is
//! stored: it can be thrown away at any time.

mod reach;

use std::collections::{BTreeSet, HashSet};

use sekisho_model::{Asset, AssetId, BusinessId, Change, Measure, Record, RecordKind, Stated, ZoneId};

pub(crate) use self::reach::{Memo, Reach};
use crate::coverage::{self, Coverage};
use crate::facts::{Exposures, Facts};
use crate::progress::{self, StepProgress};
use crate::risk::{self, AssetRisk, BusinessOptions, BusinessRisk, Ground, Works};
use crate::rules::{self, Finding};

/// Everything that is judged of a plant.
#[derive(Debug)]
pub struct Judgements {
    /// What the register rules find, rule by rule.
    pub findings: Vec<Finding>,
    /// The asset-based method.
    pub assets: AssetRisk,
    /// The business-damage-based method.
    pub business: BusinessRisk,
    /// Zone × threat × measure.
    pub coverage: Coverage,
    /// How far each step is.
    pub progress: Vec<StepProgress>,
    options: BusinessOptions,
    exposures: Exposures,
    pub(crate) memo: Memo,
}

impl Judgements {
    /// Judges everything.
    #[must_use]
    pub fn new(facts: &Facts<'_>) -> Self {
        Self::with(facts, BusinessOptions::default())
    }

    /// Judges everything.
    #[must_use]
    pub fn with(facts: &Facts<'_>, options: BusinessOptions) -> Self {
        let ground = Ground::new(facts, None);
        let works = Works::new(facts, &ground.threats);
        let findings = rules::findings(facts);
        Self {
            progress: progress::progress_with(facts, &findings),
            findings,
            assets: risk::asset_on_ground(facts, &ground),
            business: risk::business_on_ground(facts, &ground, options),
            coverage: coverage::on_ground(facts, &ground, &works),
            options,
            exposures: facts.exposures.clone(),
            memo: Memo::new(ground),
        }
    }

    /// Judges anew what changes touch. `facts` are those after the changes; the catalog must be the same as before.
    /// A change of zones or conduits moves every route, so that everything is judged anew.
    pub fn update(&mut self, facts: &Facts<'_>, changes: &[Change]) {
        let kinds: BTreeSet<RecordKind> = changes.iter().map(|change| change.subject().0).collect();
        if kinds.contains(&RecordKind::Zone) || kinds.contains(&RecordKind::Conduit) {
            *self = Self::with(facts, self.options);
            return;
        }
        let ground = Ground::new(facts, None);
        let touched = self.touched(facts, &ground, changes);
        self.update_findings(facts, &kinds);
        self.update_progress(facts, &kinds);
        self.update_assets(facts, &ground, &touched);
        self.update_business(facts, &ground, &touched);
        self.update_coverage(facts, &ground, &touched);
        if self.exposures != *facts.exposures {
            self.exposures.clone_from(facts.exposures);
        }
        self.memo = Memo::new(ground);
    }

    fn touched(&self, facts: &Facts<'_>, ground: &Ground<'_>, changes: &[Change]) -> Touched {
        let mut touched = Touched { reach: self.memo.differing(ground), ..Touched::default() };
        for record in changes.iter().flat_map(sides) {
            match record {
                Record::Asset(asset) => touched.asset(facts, asset),
                Record::Business(business) => {
                    touched.businesses.insert(business.id.clone());
                }
                Record::Scenario(scenario) => {
                    touched.businesses.insert(scenario.business.clone());
                    touched.scenarios = true;
                }
                Record::Measure(measure) => touched.measure(facts, ground, measure),
                Record::ZoneThreat(row) => touched.cells.extend(ground.graph.zone(&row.zone)),
                _ => {}
            }
        }
        if self.exposures == *facts.exposures {
            return touched;
        }
        let ids: BTreeSet<&AssetId> = self.exposures.keys().chain(facts.exposures.keys()).collect();
        for id in ids.into_iter().filter(|id| self.exposures.get(id) != facts.exposures.get(id)) {
            if let Some(asset) = facts.register.assets.get(id) {
                touched.asset(facts, asset);
            }
        }
        touched
    }

    fn update_findings(&mut self, facts: &Facts<'_>, kinds: &BTreeSet<RecordKind>) {
        // Rules may look at known vulnerabilities, which are no record.
        let exposed = self.exposures != *facts.exposures;
        let mut from = 0;
        for rule in rules::RULES {
            let kept =
                self.findings[from..].iter().take_while(|finding| std::ptr::eq(finding.rule, rule)).count();
            if !exposed && !rule.reads.iter().any(|kind| kinds.contains(kind)) {
                from += kept;
                continue;
            }
            let found = rules::findings_of(rule, facts);
            let next = from + found.len();
            // In place: thousands of findings of other rules are neither moved nor copied.
            self.findings.splice(from..from + kept, found);
            from = next;
        }
    }

    fn update_progress(&mut self, facts: &Facts<'_>, kinds: &BTreeSet<RecordKind>) {
        let counts = progress::counts(facts, &self.findings);
        for (step, progress) in facts.catalog.steps.iter().zip(&mut self.progress) {
            if !kinds.iter().any(|kind| progress::looks_at(step, *kind)) {
                progress.findings = counts.get(step.id.as_str()).copied().unwrap_or_default();
            } else if kinds.iter().all(|kind| *kind == RecordKind::Measure) {
                progress::after_measures(facts, step, &counts, progress);
            } else {
                *progress = progress::one(facts, step, &counts);
            }
        }
    }

    fn update_assets(&mut self, facts: &Facts<'_>, ground: &Ground<'_>, touched: &Touched) {
        for zone in &touched.reach.zones {
            let id = ground.graph.zones[*zone];
            if touched.assets_in.contains(id) {
                continue;
            }
            for row in self.assets.zones.get_mut(id).into_iter().flatten() {
                let first = row.members.first().and_then(|first| facts.register.assets.get(&first.id));
                risk::rate_row(facts, ground, *zone, first, row);
            }
        }
        if touched.assets.is_empty() {
            return;
        }
        let inside = touched.assets_in.iter().flat_map(|zone| facts.assets_in(zone)).map(|asset| &asset.id);
        let homeless =
            facts.register.assets.values().filter(|asset| is_homeless(facts, asset)).map(|it| &it.id);
        let stale: HashSet<&AssetId> = touched.assets.iter().chain(inside).chain(homeless).collect();
        self.assets.forget(&stale);
        for zone in touched.assets_in.iter().filter_map(|id| ground.graph.zone(id)) {
            self.assets.put_zone(facts, ground, zone);
        }
        self.assets.put_homeless(facts);
    }

    fn update_business(&mut self, facts: &Facts<'_>, ground: &Ground<'_>, touched: &Touched) {
        if touched.scenarios {
            self.business.unplaced = risk::unplaced(facts);
        }
        if !touched.businesses.is_empty() {
            let mut maker = risk::Maker::new(facts, ground, self.options);
            for id in &touched.businesses {
                if facts.register.businesses.contains_key(id) {
                    self.business.businesses.insert(id.clone(), maker.verdict(id));
                } else {
                    self.business.businesses.remove(id);
                }
            }
            self.business.unplaced = risk::unplaced(facts);
        }
        let mut rater = risk::Rater::new(facts, ground);
        let places = touched.reach.places(ground);
        for (id, verdict) in &mut self.business.businesses {
            if touched.businesses.contains(id) {
                continue;
            }
            let mut rated = false;
            for tree in verdict.trees.iter_mut().chain(&mut verdict.rejected) {
                if places.touch(tree) {
                    rater.rate(tree);
                    rated = true;
                }
            }
            if rated {
                risk::finish(verdict);
            }
        }
    }

    fn update_coverage(&mut self, facts: &Facts<'_>, ground: &Ground<'_>, touched: &Touched) {
        let works = Works::new(facts, &ground.threats);
        let mut zones = touched.cells.clone();
        zones.extend(&touched.reach.zones);
        zones.extend(touched.assets_in.iter().filter_map(|id| ground.graph.zone(id)));
        self.coverage.update(facts, ground, &works, &zones);
    }
}

/// What changes touch.
#[derive(Debug, Default)]
struct Touched {
    /// Places that are guarded or threatened otherwise than before.
    reach: Reach,
    /// Assets that changed.
    assets: HashSet<AssetId>,
    /// Zones in which they stand or stood.
    assets_in: BTreeSet<ZoneId>,
    /// Businesses whose goals may be other ones.
    businesses: BTreeSet<BusinessId>,
    /// Zones whose cells may name other measures or rows.
    cells: BTreeSet<usize>,
    scenarios: bool,
}

impl Touched {
    fn asset(&mut self, facts: &Facts<'_>, asset: &Asset) {
        self.assets.insert(asset.id.clone());
        self.assets_in.extend(asset.zone.known().cloned());
        self.businesses.extend(facts.register.businesses_of(asset).into_iter().cloned());
    }

    fn measure(&mut self, facts: &Facts<'_>, ground: &Ground<'_>, measure: &Measure) {
        self.cells.extend(reach::of_measure(facts, ground, measure));
        // Measures on an asset decide which assets share a row.
        for asset in measure.assets.iter().filter_map(|id| facts.register.assets.get(id)) {
            self.asset(facts, asset);
        }
    }
}

fn sides(change: &Change) -> impl Iterator<Item = &Record> {
    let (before, after) = match change {
        Change::Added(record) => (None, Some(record)),
        Change::Removed(record) => (Some(record), None),
        Change::Altered { before, after } => (Some(&**before), Some(&**after)),
    };
    before.into_iter().chain(after)
}

fn is_homeless(facts: &Facts<'_>, asset: &Asset) -> bool {
    match &asset.zone {
        Stated::Known(zone) => !facts.register.zones.contains_key(zone),
        Stated::Unknown | Stated::NotApplicable => true,
    }
}
