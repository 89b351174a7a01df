//! Promises of the attack tree.

use sekisho_catalog::RiskValue;

use super::*;
use crate::picture::proof::{Dice, assert_readable, assert_sound};

fn step(dice: &mut Dice, kind: StepKind) -> AttackStep {
    AttackStep {
        kind,
        name: dice.name(),
        note: dice.name(),
        open: u8::try_from(1 + dice.roll(3)).unwrap(),
        measures: Some(AttackMeasures { in_place: dice.roll(120), planned: dice.roll(20) }),
        href: None,
    }
}

fn tree(seed: u64, ways: usize) -> AttackTree {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let entries: Vec<AttackStep> = (0..3).map(|_| step(&mut dice, StepKind::Entry)).collect();
    let ways = (0..ways).map(|_| {
        let mut steps = vec![entries[dice.roll(3)].clone()];
        for _ in 0..dice.roll(4) {
            steps.push(step(&mut dice, StepKind::Spread));
        }
        steps.push(step(&mut dice, StepKind::Goal));
        let grade =
            dice.pick(&[Some(RiskValue::A), Some(RiskValue::C), Some(RiskValue::E), None]).map(Grade::from);
        AttackWay { steps, grade }
    });
    let ways = ways.collect();
    AttackTree { title: dice.name(), goal: dice.name(), grade: Some(Grade::from(RiskValue::B)), ways }
}

#[test]
fn no_two_texts_overlap_up_to_forty_boxes_and_beyond() {
    for seed in 1..=40 {
        let tree = tree(seed, usize::try_from(seed).unwrap() % 30);
        for lang in Lang::ALL {
            let canvas = drawn(&tree, lang);
            let what = format!("seed {seed}");
            assert_readable(&what, &canvas.texts, canvas.right + PAD, canvas.bottom + PAD);
            assert_sound(&attack_tree(&tree, lang));
        }
    }
}

#[test]
fn no_two_boxes_overlap() {
    for seed in 1..=40 {
        let tree = tree(seed, 12);
        let layout = Layout::of(&tree);
        let mut places: Vec<(i32, i32)> = (0..layout.boxes.len()).map(|index| layout.place(index)).collect();
        places.push(layout.goal());
        for (place, a) in places.iter().enumerate() {
            for b in &places[place + 1..] {
                assert!(a.0 != b.0 || (a.1 - b.1).abs() >= BOX.1, "seed {seed}: {a:?} {b:?}");
            }
        }
    }
}

#[test]
fn every_way_is_drawn_or_counted_as_folded() {
    for ways in [0, 1, 8, 60] {
        let tree = tree(5, ways);
        let layout = Layout::of(&tree);
        // Every drawn way has a last step of its own here, because no two are alike.
        assert_eq!(layout.ends.len() + layout.folded, ways);
        assert!(layout.boxes.len() <= BOXES_MAX);
        assert_eq!(layout.folded > 0, ways == 60);
    }
}

#[test]
fn ways_that_begin_alike_share_their_boxes() {
    let mut dice = Dice(77);
    let (entry, through) = (step(&mut dice, StepKind::Entry), step(&mut dice, StepKind::Spread));
    let way = |name: &str| {
        let goal = AttackStep { name: name.to_owned(), kind: StepKind::Goal, ..through.clone() };
        AttackWay { steps: vec![entry.clone(), through.clone(), goal], grade: None }
    };
    let tree = AttackTree { ways: vec![way("a"), way("b"), way("a")], ..AttackTree::default() };
    let layout = Layout::of(&tree);
    assert_eq!((layout.boxes.len(), layout.arrows.len(), layout.ends.len()), (4, 3, 2));
}

#[test]
fn a_small_tree_is_drawn_like_this() {
    let one = |kind, name: &str, open| AttackStep {
        kind,
        name: name.to_owned(),
        note: "リモート保守経路の悪用".to_owned(),
        open,
        measures: Some(AttackMeasures { in_place: 2, planned: 1 }),
        href: Some("/scenarios/S1".to_owned()),
    };
    let steps = vec![one(StepKind::Entry, "保守会社", 2), one(StepKind::Goal, "塗装", 3)];
    let ways = vec![AttackWay { steps, grade: Some(Grade::from(RiskValue::B)) }];
    let tree = AttackTree {
        title: String::new(),
        goal: "塗装の停止".to_owned(),
        grade: Some(Grade::from(RiskValue::B)),
        ways,
    };
    insta::assert_snapshot!(attack_tree(&tree, Lang::Ja).replace("><", ">\n<"));
}
