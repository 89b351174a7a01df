//! Judging a large plant: `cargo bench -p sekisho-assess --bench judgements`. Prints, never judges.
//!
//! A made-up register of 10,000 assets, 300 zones, 2,000 conduits, 3,000 flows, 600 measures and 1,500 rows of
//! zone × threat. Each figure is the least of several runs, in milliseconds. "One change" is a measure that is put
//! in place: the index of facts is made anew, then only what the measure touches is judged.

#[expect(dead_code, reason = "property tests use other parts of it")]
mod made_up;

use std::error::Error;
use std::io::{self, Write as _};
use std::time::Instant;

use sekisho_assess::{Exposure, Exposures, Facts, Judgements, coverage, progress, risk, rules};
use sekisho_catalog::Catalog;
use sekisho_model::{Change, Measure, MeasureId, MeasureState, Record, RecordKind, Register};

const RUNS: usize = 5;

const LARGE: made_up::Size = made_up::Size {
    assets: 10_000,
    zones: 300,
    conduits: 2_000,
    flows: 3_000,
    measures: 600,
    zone_threats: 1_500,
    businesses: 60,
};

fn main() -> Result<(), Box<dyn Error>> {
    let catalog = Catalog::built_in();
    let register = made_up::register(7, LARGE, catalog);
    let exposures: Exposures = register
        .assets
        .keys()
        .step_by(9)
        .map(|id| (id.clone(), Exposure { affected: 1, undecided: 1 }))
        .collect();
    let today = "2026-11-24".parse()?;
    let mut out = io::stdout();
    let facts = Facts::new(&register, catalog, &exposures, today);
    show(&mut out, "facts", || Facts::new(&register, catalog, &exposures, today))?;
    let findings = rules::findings(&facts);
    show(&mut out, "rules", || rules::findings(&facts))?;
    slowest_rules(&mut out, &facts)?;
    show(&mut out, "asset-based risk", || risk::asset_based(&facts))?;
    show(&mut out, "business-damage-based risk", || risk::business_based(&facts))?;
    show(&mut out, "coverage matrix", || coverage::matrix(&facts))?;
    let matrix = coverage::matrix(&facts);
    show(&mut out, "coverage radar, matrix at hand", || coverage::axes(&facts, &matrix, None))?;
    show(&mut out, "progress, findings at hand", || progress::progress_with(&facts, &findings))?;
    show(&mut out, "facts and all judgements", || {
        Judgements::new(&Facts::new(&register, catalog, &exposures, today))
    })?;
    let judged = Judgements::new(&facts);
    let trees = judged.business.trees();
    let routes: usize = trees.map(|tree| tree.routes.len()).sum();
    let (rows, rated, gaps) = (judged.assets.rows().count(), judged.assets.rated(), gaps(&judged));
    let (findings, businesses) = (judged.findings.len(), judged.business.businesses.len());
    writeln!(
        out,
        "  {rated} assets rated in {rows} rows, {businesses} businesses with {} trees and {routes} routes, {gaps} gaps, {findings} findings",
        judged.business.trees().count()
    )?;
    for (name, id) in [("on zones", on_zones(&register)), ("on the plant", on_nothing(&register, &facts))] {
        let Some(id) = id else { continue };
        one_change(&mut out, name, &register, &exposures, &id)?;
    }
    Ok(())
}

/// The rules that take longest among those that read measures.
fn slowest_rules(out: &mut io::Stdout, facts: &Facts<'_>) -> io::Result<()> {
    let of_measures = rules::RULES.iter().filter(|rule| rule.reads.contains(&RecordKind::Measure));
    let timed = |rule: &'static rules::Rule| {
        let mut best = (f64::MAX, rule.id, 0);
        for _ in 0..RUNS {
            let start = Instant::now();
            let found = rules::findings_of(rule, facts).len();
            best = (best.0.min(milliseconds(start)), rule.id, found);
        }
        best
    };
    let mut times: Vec<_> = of_measures.map(timed).collect();
    times.sort_by(|a, b| b.0.total_cmp(&a.0));
    let all: f64 = times.iter().map(|it| it.0).sum();
    writeln!(out, "{all:>9.2}  of which rules that read measures, one by one")?;
    for (time, id, found) in times.iter().take(8) {
        writeln!(out, "            {time:.2} {id} ({found})")?;
    }
    Ok(())
}

fn gaps(judged: &Judgements) -> usize {
    judged.progress.iter().map(|step| step.open.len()).sum()
}

fn on_zones(register: &Register) -> Option<MeasureId> {
    let waits = |it: &&Measure| {
        it.state == MeasureState::Planned && it.zones.len() == 2 && it.practice.known().is_some()
    };
    register.measures.values().find(waits).map(|it| it.id.clone())
}

fn on_nothing(register: &Register, facts: &Facts<'_>) -> Option<MeasureId> {
    let everywhere = |it: &&Measure| {
        let practice = it.practice.known().and_then(|id| facts.catalog.practices.get(id));
        it.zones.is_empty()
            && it.conduits.is_empty()
            && it.assets.is_empty()
            && it.state != MeasureState::InPlace
            && practice.is_some_and(|practice| practice.protects == sekisho_catalog::Protects::Plant)
    };
    register.measures.values().find(everywhere).map(|it| it.id.clone())
}

fn one_change(
    out: &mut io::Stdout,
    name: &str,
    register: &Register,
    exposures: &Exposures,
    id: &MeasureId,
) -> Result<(), Box<dyn Error>> {
    let (catalog, today) = (Catalog::built_in(), "2026-11-24".parse()?);
    let before = Facts::new(register, catalog, exposures, today);
    let mut judged = Judgements::new(&before);
    let supposed = judged.what_if(&before, id, MeasureState::InPlace);
    show(out, &format!("what if a measure {name} were in place"), || {
        judged.what_if(&before, id, MeasureState::InPlace)
    })?;
    let mut after = register.clone();
    let Some(measure) = after.measures.get_mut(id) else { return Ok(()) };
    let old = measure.clone();
    measure.state = MeasureState::InPlace;
    let new = measure.clone();
    let forth = [altered(&old, &new)];
    let back = [altered(&new, &old)];
    let mut best = (f64::MAX, f64::MAX);
    for _ in 0..RUNS {
        let start = Instant::now();
        let facts = Facts::new(&after, catalog, exposures, today);
        let index = milliseconds(start);
        judged.update(&facts, &forth);
        best = (best.0.min(milliseconds(start)), best.1.min(index));
        judged.update(&before, &back);
    }
    writeln!(
        out,
        "{:>9.2}  one change: a measure {name} put in place (of which facts {:.2})",
        best.0, best.1
    )?;
    writeln!(
        out,
        "  {} values of assets, {} scenarios and {} cells change",
        supposed.assets.len(),
        supposed.trees.len(),
        supposed.cells.len()
    )?;
    Ok(())
}

fn altered(before: &Measure, after: &Measure) -> Change {
    Change::Altered {
        before: Record::Measure(before.clone()).into(),
        after: Record::Measure(after.clone()).into(),
    }
}

fn show<T>(out: &mut io::Stdout, name: &str, work: impl Fn() -> T) -> io::Result<()> {
    let mut best = f64::MAX;
    for _ in 0..RUNS {
        let start = Instant::now();
        let result = work();
        best = best.min(milliseconds(start));
        drop(result);
    }
    writeln!(out, "{best:>9.2}  {name}")
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1e3
}
