//! Promises of the radar.

use super::*;
use crate::picture::proof::{Dice, assert_readable, assert_sound};

fn axes(seed: u64, count: usize) -> Radar {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut axis = || RadarAxis {
        title: dice.name(),
        covered: dice.roll(900),
        planned: dice.roll(90),
        open: dice.roll(900),
        unknown: dice.roll(90),
        href: None,
    };
    Radar { title: String::new(), axes: (0..count).map(|_| axis()).collect() }
}

#[test]
fn no_two_texts_overlap_with_any_number_of_axes() {
    for seed in 1..=60 {
        let count = usize::try_from(seed).unwrap() % 13;
        for lang in Lang::ALL {
            let canvas = drawn(&axes(seed, count), lang);
            let what = format!("seed {seed}, {count} axes");
            assert_readable(&what, &canvas.texts, canvas.right + PAD, canvas.bottom + PAD);
            assert_sound(&radar(&axes(seed, count), lang));
        }
    }
}

#[test]
fn fewer_than_three_axes_and_more_than_nine_are_bars() {
    for (count, is_web) in [(0, false), (2, false), (3, true), (9, true), (10, false)] {
        assert_eq!(radar(&axes(1, count), Lang::Ja).contains("<polygon"), is_web, "{count}");
    }
}

#[test]
fn an_axis_without_length_says_so_and_stays_in_the_middle() {
    let nothing = RadarAxis { title: "物理".to_owned(), ..RadarAxis::default() };
    let picture = Radar { title: String::new(), axes: vec![nothing; 3] };
    let svg = radar(&picture, Lang::Ja);
    assert_eq!(svg.matches(">対象なし<").count(), 3);
    assert!(!svg.contains("NaN"));
}

#[test]
fn the_figures_are_in_the_description_and_beside_the_axes() {
    let axis =
        RadarAxis { title: "検知".to_owned(), covered: 3, planned: 2, open: 4, unknown: 1, href: None };
    let svg = radar(&Radar { title: String::new(), axes: vec![axis; 3] }, Lang::Ja);
    assert!(svg.contains("<desc>検知：対策済み 3／10、計画 2、？未検討 1。"), "{svg}");
    assert_eq!(svg.matches(">対策済み 3／10<").count(), 3);
}

#[test]
fn a_small_radar_is_drawn_like_this() {
    let axis = |title: &str, covered| RadarAxis {
        title: title.to_owned(),
        covered,
        planned: 2,
        open: 4,
        unknown: 1,
        href: Some("#network".to_owned()),
    };
    let axes = vec![axis("network", 3), axis("devices", 0), axis("detection", 8)];
    insta::assert_snapshot!(radar(&Radar { title: String::new(), axes }, Lang::En).replace("><", ">\n<"));
}
