//! Promises of progress.

use sekisho_catalog::Catalog;
use sekisho_model::{Importance, MeasureState, RecordKind, Register, Stated};

use super::{State, StepProgress, progress, questions};
use crate::facts::{Exposures, Facts};
use crate::made_up::{Size, register};

fn judged(register: &Register) -> Vec<StepProgress> {
    let exposures = Exposures::new();
    progress(&Facts::new(register, Catalog::built_in(), &exposures, "2026-11-24".parse().unwrap()))
}

fn step<'s>(steps: &'s [StepProgress], id: &str) -> &'s StepProgress {
    steps.iter().find(|step| step.step == id).unwrap()
}

#[test]
fn every_step_of_the_built_in_catalog_has_its_questions() {
    let (register, exposures) = (Register::default(), Exposures::new());
    let facts = Facts::new(&register, Catalog::built_in(), &exposures, "2026-11-24".parse().unwrap());
    for step in &Catalog::built_in().steps {
        assert!(questions::ask(&step.id, &facts, &mut questions::Step::default()), "{}", step.id);
    }
}

#[test]
fn answers_gaps_and_what_does_not_apply_add_up() {
    for seed in 0..10 {
        for step in judged(&register(seed, Size::SMALL, Catalog::built_in())) {
            assert_eq!(step.done + step.not_applicable + step.open.len(), step.total, "{}", step.step);
            for smart in &step.smart {
                assert_eq!(
                    smart.done + smart.not_applicable + smart.open.len(),
                    smart.total,
                    "{}",
                    step.step
                );
            }
        }
    }
}

#[test]
fn every_finding_is_counted_at_one_step() {
    let plant = register(6, Size::SMALL, Catalog::built_in());
    let exposures = Exposures::new();
    let facts = Facts::new(&plant, Catalog::built_in(), &exposures, "2026-11-24".parse().unwrap());
    let findings = crate::rules::findings(&facts);
    assert!(!findings.is_empty());
    let counted: usize = judged(&plant).iter().map(|step| step.findings).sum();
    assert_eq!(counted, findings.len());
}

#[test]
fn an_empty_register_has_begun_nothing() {
    let steps = judged(&Register::default());
    assert_eq!(steps.len(), Catalog::built_in().steps.len());
    for step in steps {
        assert_eq!(step.state, State::NotBegun, "{}", step.step);
        assert!(step.says.ja.contains("始まっていません"), "{}", step.says.ja);
    }
}

#[test]
fn a_single_open_field_is_named_in_the_first_sentence() {
    let mut plant = register(2, Size::SMALL, Catalog::built_in());
    for (n, business) in plant.businesses.values_mut().enumerate() {
        business.importance = if n == 0 { Stated::Unknown } else { Stated::Known(Importance::Large) };
        business.importance_reason = String::from("止まると出荷できない");
        business.loss = Stated::Known(Default::default());
        business.recovery_hours_max = Stated::NotApplicable;
    }
    let steps = judged(&plant);
    let step = step(&steps, "1-3");
    assert_eq!(step.says.ja, "業務 4 件のうち 1 件の重要度が未定です。");
    assert_eq!(step.open[0].what.ja, "業務「業務 0」の重要度が未定です。");
    assert_eq!((step.open[0].kind, step.open[0].field), (RecordKind::Business, "importance"));
    assert_eq!(step.state, State::Underway);
}

#[test]
fn every_measure_is_asked_in_exactly_one_step_and_one_given_up_is_not_asked() {
    let plant = register(4, Size::SMALL, Catalog::built_in());
    let steps = judged(&plant);
    // Measures of operation are asked where measures are looked after; the made-up plant has no other record there.
    let asks = |step: &&StepProgress| step.step.starts_with("2-2") || step.step == "3(1)②a";
    let asked: usize = steps.iter().filter(asks).map(|step| step.records).sum();
    assert_eq!(asked, plant.measures.len());
    let mut dropped = plant.clone();
    for measure in dropped.measures.values_mut() {
        measure.state = MeasureState::Dropped;
    }
    let open = |steps: &[StepProgress]| -> usize {
        let measures = steps.iter().filter(|step| step.step.starts_with("2-2"));
        measures.flat_map(|step| &step.open).filter(|gap| gap.kind == RecordKind::Measure).count()
    };
    assert!(open(&judged(&plant)) > 0);
    assert_eq!(open(&judged(&dropped)), 0);
}
