//! Promises of the risk methods, on made-up plants.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use sekisho_catalog::{Catalog, RiskValue};
use sekisho_model::{
    AssetId, Change, Conduit, Direction, Importance, Measure, MeasureState, Record, RecordKind, Register,
    Scenario, ScenarioId, ScenarioState, Stated, ThreatId,
};

use super::business::{BusinessState, StepKind, TreeOrigin};
use super::{AssetRisk, BusinessRisk, asset_based, business_based, change, what_if};
use crate::coverage::{self, CellState};
use crate::facts::{Exposure, Exposures, Facts};
use crate::judgements::Judgements;
use crate::made_up::{Dice, Size, register};

const SEEDS: std::ops::Range<u64> = 0..12;

fn today() -> Date {
    "2026-11-24".parse().unwrap()
}

fn facts<'a>(register: &'a Register, exposures: &'a Exposures) -> Facts<'a> {
    Facts::new(register, Catalog::built_in(), exposures, today())
}

fn plant(seed: u64) -> Register {
    register(seed, Size::SMALL, Catalog::built_in())
}

/// Some known vulnerabilities, and some of which nobody could decide.
fn exposed(register: &Register, seed: u64) -> Exposures {
    let mut dice = Dice::new(seed);
    let some = register.assets.keys().filter(|_| dice.below(5) == 0);
    some.enumerate().map(|(n, id)| (id.clone(), Exposure { affected: n % 2, undecided: 1 })).collect()
}

type Values = BTreeMap<(AssetId, ThreatId), (Option<RiskValue>, Option<RiskValue>)>;

fn values(risk: &AssetRisk) -> Values {
    let mut values = Values::new();
    for row in risk.rows() {
        for (member, rating) in row.members.iter().flat_map(|it| row.ratings.iter().map(move |r| (it, r))) {
            values.insert((member.id.clone(), rating.threat.clone()), (rating.value, rating.at_worst));
        }
    }
    values
}

fn tree_values(risk: &BusinessRisk) -> BTreeMap<ScenarioId, Option<RiskValue>> {
    risk.trees().map(|tree| (tree.id.clone(), tree.value)).collect()
}

fn put_in_place(register: &Register, id: &sekisho_model::MeasureId) -> (Register, Change) {
    let mut after = register.clone();
    let measure = after.measures.get_mut(id).unwrap();
    let before = Record::Measure(measure.clone());
    measure.state = MeasureState::InPlace;
    let altered = Change::Altered { before: before.into(), after: Record::Measure(measure.clone()).into() };
    (after, altered)
}

#[test]
fn a_measure_put_in_place_never_raises_a_risk() {
    let mut lowered = 0;
    for seed in SEEDS {
        let before = plant(seed);
        let exposures = exposed(&before, seed);
        let old = facts(&before, &exposures);
        let (old_assets, old_trees) = (values(&asset_based(&old)), tree_values(&business_based(&old)));
        for id in before.measures.values().filter(|it| it.state != MeasureState::InPlace).map(|it| &it.id) {
            let (after, _) = put_in_place(&before, id);
            let new = facts(&after, &exposures);
            let new_assets = values(&asset_based(&new));
            assert_eq!(old_assets.len(), new_assets.len());
            for (key, value) in &new_assets {
                assert!(value.0 <= old_assets[key].0 && value.1 <= old_assets[key].1, "{seed} {id} {key:?}");
                lowered += usize::from(value.0 < old_assets[key].0);
            }
            for (key, value) in tree_values(&business_based(&new)) {
                assert!(value <= old_trees[&key], "{seed} {id} {key}");
            }
        }
    }
    assert!(lowered > 0, "some measure must help somewhere");
}

#[test]
fn a_known_vulnerability_never_lowers_a_risk() {
    let mut raised = 0;
    for seed in SEEDS {
        let plant = plant(seed);
        let few = exposed(&plant, seed);
        let mut more = few.clone();
        for id in plant.assets.keys().step_by(3) {
            more.entry(id.clone()).or_default().affected += 1;
        }
        let (few, more) = (facts(&plant, &few), facts(&plant, &more));
        let old = values(&asset_based(&few));
        for (key, value) in values(&asset_based(&more)) {
            assert!(value.0 >= old[&key].0 && value.1 >= old[&key].1, "{seed} {key:?}");
            raised += usize::from(value.0 > old[&key].0);
        }
        let old = tree_values(&business_based(&few));
        for (key, value) in tree_values(&business_based(&more)) {
            assert!(value >= old[&key], "{seed} {key}");
        }
    }
    assert!(raised > 0, "some vulnerability must show somewhere");
}

#[test]
fn what_is_undecided_is_never_below_what_is_known() {
    for seed in SEEDS {
        let plant = plant(seed);
        let exposures = exposed(&plant, seed);
        for row in asset_based(&facts(&plant, &exposures)).rows() {
            assert!(row.at_worst >= row.value);
            assert!(row.vulnerability_undecided || row.at_worst == row.value);
        }
    }
}

#[test]
fn every_asset_ends_in_one_place_and_none_of_unknown_importance_has_a_value() {
    for seed in SEEDS {
        let plant = plant(seed);
        let exposures = exposed(&plant, seed);
        let risk = asset_based(&facts(&plant, &exposures));
        let rated: Vec<&AssetId> = risk.rows().flat_map(|row| &row.members).map(|it| &it.id).collect();
        let all: Vec<&AssetId> = rated
            .iter()
            .copied()
            .chain(risk.undecided.iter().map(|it| &it.asset.id))
            .chain(risk.not_applicable.iter().map(|it| &it.id))
            .collect();
        assert_eq!(all.len(), plant.assets.len());
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), plant.assets.len());
        for id in rated {
            assert!(plant.assets[id].importance.known().is_some());
            assert!(plant.assets[id].zone.known().is_some());
        }
        assert_eq!(risk.rated() + risk.undecided.len() + risk.not_applicable.len(), plant.assets.len());
    }
}

fn leads(conduit: &Conduit, from: &sekisho_model::ZoneId, to: &sekisho_model::ZoneId) -> bool {
    (conduit.from == *from && conduit.to == *to)
        || (conduit.direction == Direction::Both && conduit.to == *from && conduit.from == *to)
}

#[test]
fn routes_follow_conduits_in_the_directions_they_allow() {
    let mut passed = 0;
    for seed in SEEDS {
        let plant = plant(seed);
        let exposures = Exposures::new();
        for tree in business_based(&facts(&plant, &exposures)).trees() {
            for route in &tree.routes {
                assert_eq!(route.steps.first().map(|it| it.kind), Some(StepKind::Entry));
                assert_eq!(route.steps.last().map(|it| it.kind), Some(StepKind::Goal));
                assert_eq!(route.steps.last().map(|it| &it.zone), tree.goal.as_ref());
                let best = route.steps.iter().map(|step| step.measure_level()).max();
                assert_eq!(Some(route.measure_level()), best, "the best of its steps");
                for pair in route.steps.windows(2).filter(|pair| pair[1].kind == StepKind::Spread) {
                    let (from, to) = (&pair[0].zone.id, &pair[1].zone.id);
                    match &pair[1].conduit {
                        Some(conduit) => assert!(leads(&plant.conduits[&conduit.id], from, to)),
                        None => assert_eq!(plant.zones[to].parent.known(), Some(from)),
                    }
                    passed += 1;
                }
            }
        }
    }
    assert!(passed > 100);
}

#[test]
fn every_business_ends_in_one_state_that_fits_what_is_known_of_it() {
    for seed in SEEDS {
        let plant = plant(seed);
        let exposures = Exposures::new();
        let risk = business_based(&facts(&plant, &exposures));
        assert_eq!(risk.businesses.len(), plant.businesses.len());
        for (id, verdict) in &risk.businesses {
            let unknown = plant.businesses[id].loss.is_unknown();
            assert_eq!(verdict.state == BusinessState::LossUnknown, unknown);
            assert_eq!(verdict.value.is_some(), verdict.state == BusinessState::Rated);
            assert!(!unknown || verdict.trees.is_empty());
        }
    }
}

#[test]
fn a_supposed_measure_changes_what_the_same_measure_in_the_register_changes() {
    let mut seen = 0;
    for seed in SEEDS {
        let before = plant(seed);
        let exposures = exposed(&before, seed);
        for id in before.measures.keys().step_by(2) {
            let (after, _) = put_in_place(&before, id);
            let (old, new) = (facts(&before, &exposures), facts(&after, &exposures));
            let supposed = what_if(&old, id, MeasureState::InPlace);
            let real = change(&old, &new);
            let assets = |of: &super::Difference| -> BTreeSet<(AssetId, ThreatId)> {
                let each = |it: &super::AssetChange| {
                    it.assets.iter().map(|asset| (asset.id.clone(), it.threat.clone())).collect::<Vec<_>>()
                };
                of.assets.iter().flat_map(each).collect()
            };
            assert_eq!(assets(&supposed), assets(&real), "{seed} {id}");
            let trees = |of: &super::Difference| -> BTreeMap<_, _> {
                of.trees
                    .iter()
                    .map(|it| (it.id.clone(), it.value))
                    .map(|(id, it)| (id, (it.before, it.after)))
                    .collect()
            };
            assert_eq!(trees(&supposed), trees(&real), "{seed} {id}");
            assert_eq!(supposed.cells, real.cells, "{seed} {id}");
            seen += real.assets.len() + real.trees.len() + real.cells.len();
        }
    }
    assert!(seen > 0);
}

fn same(kept: &Judgements, fresh: &Judgements) {
    assert_eq!(kept.assets, fresh.assets);
    assert_eq!(kept.business, fresh.business);
    assert_eq!(kept.coverage, fresh.coverage);
    assert_eq!(kept.findings, fresh.findings);
    assert_eq!(kept.progress, fresh.progress);
}

/// One change of some kind, drawn by lot.
fn any_change(register: &Register, dice: &mut Dice) -> Option<Record> {
    let kinds = [
        RecordKind::Asset,
        RecordKind::Measure,
        RecordKind::ZoneThreat,
        RecordKind::Business,
        RecordKind::Zone,
    ];
    let kind = kinds[dice.below(10).min(4)];
    let all: Vec<Record> = register.records().filter(|it| it.kind() == kind).collect();
    let mut record = all.get(dice.below(all.len()))?.clone();
    match &mut record {
        Record::Asset(asset) => match dice.below(3) {
            0 => asset.importance = Stated::Known(Importance::Large),
            1 => asset.importance = Stated::Unknown,
            _ => {
                asset.zone = register
                    .zones
                    .keys()
                    .nth(dice.below(register.zones.len()))
                    .cloned()
                    .map_or(Stated::Unknown, Stated::Known)
            }
        },
        Record::Measure(measure) => {
            measure.state =
                [MeasureState::InPlace, MeasureState::Planned, MeasureState::Dropped][dice.below(3)];
            if dice.below(3) == 0 {
                measure.assets.extend(register.assets.keys().nth(dice.below(register.assets.len())).cloned());
            }
        }
        Record::ZoneThreat(row) => row.level = Stated::Known(3.try_into().unwrap()),
        Record::Business(business) => business.loss = Stated::Unknown,
        Record::Zone(zone) => zone.level = Stated::Known(sekisho_model::ZoneLevel::Outside),
        _ => return None,
    }
    Some(record)
}

#[test]
fn kept_judgements_say_what_fresh_ones_say() {
    for seed in SEEDS {
        let mut now = plant(seed);
        let mut dice = Dice::new(seed + 1_000);
        let mut exposures = exposed(&now, seed);
        let mut kept = Judgements::new(&facts(&now, &exposures));
        for round in 0..6 {
            let mut target = now.clone();
            if dice.below(8) == 0 {
                let first = now.assets.keys().next().unwrap().to_string();
                target.remove(RecordKind::Asset, &first).unwrap();
            } else if let Some(record) = any_change(&now, &mut dice) {
                target.put(record);
            }
            if round == 3 {
                exposures.pop_first();
            }
            let changes = now.diff(&target);
            let after = facts(&target, &exposures);
            kept.update(&after, &changes);
            same(&kept, &Judgements::new(&after));
            now = target;
        }
    }
}

#[test]
fn a_scenario_with_a_generated_id_stands_in_its_place_and_a_rejected_one_is_listed_apart() {
    let mut plant = plant(3);
    let exposures = Exposures::new();
    let before = business_based(&facts(&plant, &exposures));
    let trees: Vec<_> = before.trees().cloned().collect();
    let (edited, rejected) = (&trees[0], &trees[1]);
    for (tree, state) in [(edited, ScenarioState::Adopted), (rejected, ScenarioState::Rejected)] {
        let scenario = Scenario {
            id: tree.id.clone(),
            name: String::from("書き直した筋書き"),
            business: tree.business.id.clone(),
            target: Stated::Unknown,
            entry: Stated::Unknown,
            conduits: BTreeSet::new(),
            threats: BTreeSet::new(),
            level: Stated::Known(1.try_into().unwrap()),
            loss: Stated::Unknown,
            state,
            note: String::new(),
        };
        plant.scenarios.insert(scenario.id.clone(), scenario);
    }
    let after = business_based(&facts(&plant, &exposures));
    assert_eq!(after.trees().count(), trees.len() - 1);
    let tree = after.trees().find(|tree| tree.id == edited.id).unwrap();
    assert_eq!(tree.origin, TreeOrigin::Edited);
    assert_eq!(tree.name.ja, "書き直した筋書き");
    assert_eq!(tree.entry, edited.entry);
    assert_eq!(tree.routes.len(), edited.routes.len());
    assert!(tree.routes.iter().all(|route| route.level == 1), "the stated level counts");
    assert!(!after.trees().any(|tree| tree.id == rejected.id));
    let apart = after.businesses.values().flat_map(|verdict| &verdict.rejected);
    assert_eq!(apart.map(|tree| &tree.id).collect::<Vec<_>>(), [&rejected.id]);
}

#[test]
fn a_cell_is_unknown_exactly_where_nobody_considered_the_threat() {
    for seed in SEEDS {
        let plant = plant(seed);
        let exposures = Exposures::new();
        let facts = facts(&plant, &exposures);
        let coverage = coverage::matrix(&facts);
        let listed = coverage.zones.len() + coverage.outside.len() + coverage.frames.len();
        assert_eq!(listed, plant.zones.len(), "every zone is somewhere");
        for cells in coverage.cells.values() {
            assert_eq!(cells.len(), coverage.threats.len());
            for cell in cells {
                assert_eq!(cell.rows.is_empty(), cell.state == CellState::Unknown);
                let in_place =
                    cell.acts.iter().any(|act| act.state == MeasureState::InPlace && !act.effects.is_empty());
                assert!(in_place || !matches!(cell.state, CellState::Fully | CellState::Partly), "{cell:?}");
            }
        }
        for axis in coverage::axes(&facts, &coverage, None) {
            assert_eq!(axis.covered + axis.planned + axis.open + axis.unknown, axis.total);
        }
    }
}

#[test]
fn a_measure_that_names_no_place_guards_nothing_unless_it_is_for_the_whole_plant() {
    let mut plant = plant(5);
    let asset_practice = Catalog::built_in()
        .practices
        .values()
        .find(|it| {
            it.protects == sekisho_catalog::Protects::Asset
                && it.area != sekisho_model::MeasureArea::Operation
        })
        .unwrap();
    plant.measures.clear();
    let exposures = Exposures::new();
    let bare = values(&asset_based(&facts(&plant, &exposures)));
    let mut measure: Measure = super::tests::measure("M1");
    measure.practice = Stated::Known(asset_practice.id.clone());
    plant.measures.insert(measure.id.clone(), measure);
    let facts = facts(&plant, &exposures);
    assert_eq!(values(&asset_based(&facts)), bare);
    assert_eq!(coverage::matrix(&facts).unplaced.len(), 1);
}

fn measure(id: &str) -> Measure {
    Measure {
        id: id.parse().unwrap(),
        name: String::from("対策"),
        state: MeasureState::InPlace,
        zones: BTreeSet::new(),
        conduits: BTreeSet::new(),
        assets: BTreeSet::new(),
        owner: Stated::Unknown,
        cost_yen: Stated::Unknown,
        due: Stated::Unknown,
        area: Stated::Unknown,
        practice: Stated::Unknown,
        threats: BTreeSet::new(),
        yearly_cost_yen: Stated::Unknown,
        since: Stated::Unknown,
        note: String::new(),
    }
}

#[test]
fn a_figure_opens_to_its_reasons_and_measures() {
    let plant = plant(8);
    let exposures = exposed(&plant, 8);
    let facts = facts(&plant, &exposures);
    let opener = super::Opener::new(&facts);
    let risk = asset_based(&facts);
    let mut with_measures = 0;
    for (row, rating) in risk.rows().flat_map(|row| row.ratings.iter().map(move |rating| (row, rating))) {
        let opened = opener.rating(row, &rating.threat).unwrap();
        assert!(opened.reasons.len() >= 3);
        let level = format!("脆弱性レベル {}", rating.vulnerability);
        assert!(opened.reasons.iter().any(|reason| reason.ja.starts_with(&level)));
        let at_work =
            opened.measures.iter().any(|act| act.state == MeasureState::InPlace && !act.effects.is_empty());
        assert!(at_work || rating.vulnerability == 3, "no measure, no credit: {opened:?}");
        with_measures += usize::from(at_work);
    }
    assert!(with_measures > 0);
    for tree in business_based(&facts).trees() {
        for step in tree.routes.iter().flat_map(|route| &route.steps) {
            let counts = opener.step(tree, step).iter().any(|(_, act)| act.state == MeasureState::InPlace);
            assert!(counts || step.vulnerability == 3, "{} {step:?}", tree.id);
        }
    }
}

#[test]
fn choke_points_are_shared_by_the_worst_routes_and_come_most_shared_first() {
    let plant = plant(3);
    let exposures = Exposures::new();
    let points = business_based(&facts(&plant, &exposures)).choke_points();
    assert!(!points.is_empty());
    assert!(points.windows(2).all(|pair| pair[0].routes >= pair[1].routes));
    assert!(points.iter().all(|point| point.routes > 0 && !point.businesses.is_empty()));
}
