//! The sample plant's pictures: made from its judgements, readable and sound in both languages.

use sekisho_assess::{Exposures, Facts, coverage, risk};
use sekisho_catalog::{Catalog, RiskValue};
use sekisho_exchange::{ImportOptions, read_register};
use sekisho_model::{Lang, Register, Stated};

use super::attack_tree::AttackTree;
use super::heat::{Face, Heat, HeatPart};
use super::proof::assert_sound;
use super::radar::Radar;
use super::timeline::Timeline;
use super::zone_map::{MapView, zone_risks};
use super::{Grade, attack_tree, heat, radar, timeline, zone_map};

fn sample() -> Register {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../sample/plant.toml");
    let bytes = std::fs::read(path).unwrap();
    let reading = read_register("plant.toml", &bytes, &Register::default(), &ImportOptions::default());
    assert_eq!(reading.problems, []);
    reading.facts
}

#[test]
fn every_picture_of_the_sample_plant_is_drawn_from_its_judgements() {
    let (register, exposures, catalog) = (sample(), Exposures::default(), Catalog::built_in());
    let facts = Facts::new(&register, catalog, &exposures, "2026-11-24".parse().unwrap());
    let (matrix, assets, business) =
        (coverage::matrix(&facts), risk::asset_based(&facts), risk::business_based(&facts));
    let opener = risk::Opener::new(&facts);
    for lang in Lang::ALL {
        let view = MapView { risks: zone_risks(&assets, &register), ..MapView::default() };
        let map = zone_map(&register, &view, lang);
        assert_eq!(map.not_drawn, []);
        assert_sound(&map.svg);
        assert_sound(&heat(&Heat::from_coverage(&matrix, &register, lang, &|_| None), lang));
        assert_sound(&heat(&Heat::from_risk(&assets, catalog, &register, lang, &|_| None), lang));
        assert_sound(&radar(&Radar::from_axes(&coverage::radar(&facts), lang), lang));
        let course = Timeline::from_register(&register, facts.today, lang, &|_, _| None);
        assert!(course.events.len() > 20);
        assert_sound(&timeline(&course, lang));
        assert!(business.trees().count() > 0);
        for tree in business.trees() {
            assert_sound(&attack_tree(&AttackTree::from_tree(tree, catalog, Some(&opener), lang), lang));
        }
    }
}

#[test]
fn the_heat_tables_have_the_cells_of_the_judgements_and_nothing_else() {
    let (register, exposures, catalog) = (sample(), Exposures::default(), Catalog::built_in());
    let facts = Facts::new(&register, catalog, &exposures, "2026-11-24".parse().unwrap());
    let (matrix, assets) = (coverage::matrix(&facts), risk::asset_based(&facts));
    let links = |part: HeatPart<'_>| match part {
        HeatPart::Cell(zone, threat) => Some(format!("{zone}×{threat}")),
        HeatPart::Zone(_) | HeatPart::Threat(_) => None,
    };
    let covered = Heat::from_coverage(&matrix, &register, Lang::Ja, &links);
    for (row, zone) in covered.rows.iter().zip(&matrix.zones) {
        for (cell, judged) in row.cells.iter().zip(&matrix.cells[&zone.id]) {
            assert_eq!(cell.face, Face::State(judged.state));
            assert_eq!(cell.href, Some(format!("{}×{}", zone.id, judged.threat)));
        }
    }
    let rated = Heat::from_risk(&assets, catalog, &register, Lang::Ja, &links);
    let faces =
        |face: &Face| rated.rows.iter().flat_map(|row| &row.cells).filter(|cell| cell.face == *face).count();
    let worst = assets.rows().filter(|row| row.value == Some(RiskValue::A)).count();
    assert_eq!(faces(&Face::Grade(Grade::from(RiskValue::A))) > 0, worst > 0);
    assert_eq!(rated.rows.len(), assets.zones.len());
}

#[test]
fn a_zone_whose_assets_could_not_be_rated_bears_a_question_mark_and_no_good_grade() {
    let mut register = sample();
    let zone = register.assets.values().find_map(|asset| asset.zone.known().cloned()).unwrap();
    for asset in register.assets.values_mut().filter(|asset| asset.zone.known() == Some(&zone)) {
        asset.importance = Stated::Unknown;
    }
    let (exposures, catalog) = (Exposures::default(), Catalog::built_in());
    let facts = Facts::new(&register, catalog, &exposures, "2026-11-24".parse().unwrap());
    let risks = zone_risks(&risk::asset_based(&facts), &register);
    assert_eq!(risks[&zone], Grade::unknown());
}

#[test]
fn what_may_turn_out_worse_says_so() {
    assert_eq!(Grade::between(RiskValue::C, RiskValue::A).letter, "C–A");
    assert_eq!(Grade::between(RiskValue::C, RiskValue::C), Grade::from(RiskValue::C));
}

#[test]
fn what_the_timeline_calls_overdue_is_what_the_rules_call_overdue() {
    let (register, exposures, catalog) = (sample(), Exposures::default(), Catalog::built_in());
    let facts = Facts::new(&register, catalog, &exposures, "2026-11-24".parse().unwrap());
    let course = Timeline::from_register(&register, facts.today, Lang::Ja, &|kind, id| {
        Some(format!("{} {id}", kind.code()))
    });
    let overdue = course.events.iter().filter(|event| event.when == super::timeline::When::Overdue);
    let mut drawn: Vec<String> =
        overdue.filter_map(|event| event.href.clone()).filter(|to| !to.starts_with("review")).collect();
    let late = ["measure-overdue", "activity-overdue", "request-overdue"];
    let findings = sekisho_assess::rules::findings(&facts);
    let mut found: Vec<String> = findings
        .iter()
        .filter(|finding| late.contains(&finding.rule.id))
        .map(|finding| format!("{} {}", finding.subject.0.code(), finding.subject.1))
        .collect();
    drawn.sort();
    found.sort();
    assert!(!found.is_empty());
    assert_eq!(drawn, found);
}
