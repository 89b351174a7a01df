//! Products of CISA's advisories as people name them who know the plant: a describing word more or less, nothing but
//! the line, the maker's name of former days, a version with its build or update. By rule, on every maker.
//!
//! Asked is what may never happen: that a device which is affected, or must be asked about, ends as not affected.

use std::collections::BTreeMap;

use super::pairs::{Says, answer, cisa};
use super::sweep::inside;
use super::*;

/// One product of so many is asked, so that the suite stays short.
const EVERY: usize = 23;

/// Words that say what a thing is, and are added or left out as one likes.
const DESCRIBING: [&str; 8] =
    ["software", "application", "series", "controller", "module", "firmware", "OS", "シリーズ"];

/// Ways to name a device, each with its name.
fn habits(maker: &str, product: &str, version: &str) -> Vec<(&'static str, [String; 4])> {
    let row = |maker: &str, family: &str, model: &str, firmware: &str| {
        [maker, family, model, firmware].map(str::to_owned)
    };
    let mut all: Vec<_> = DESCRIBING
        .iter()
        .map(|word| ("a describing word more", row(maker, "", &format!("{product} {word}"), version)))
        .collect();
    let words: Vec<&str> = product.split_whitespace().collect();
    let is_word = |word: &&str| word.len() > 2 && word.chars().all(char::is_alphabetic);
    if let [front @ .., last] = words.as_slice()
        && front.len() > 1
        && is_word(last)
    {
        all.push(("the last word left out", row(maker, "", &front.join(" "), version)));
    }
    if let [first, rest @ ..] = words.as_slice()
        && rest.len() > 1
        && is_word(first)
    {
        all.push(("the first word left out", row(maker, "", &rest.join(" "), version)));
    }
    all.push(("no version", row(maker, "", product, "")));
    for behind in [" build 1204", " (Build 88)", " 2021-05"] {
        all.push(("a build behind the version", row(maker, "", product, &format!("{version}{behind}"))));
    }
    for behind in [" SP1", " Update 1", " HF2", " Patch 3"] {
        all.push(("an update behind the version", row(maker, "", product, &format!("{version}{behind}"))));
    }
    let others = Makers::other_names(maker);
    let by_others = others.iter().map(|other| row(other, "", product, version));
    all.extend(by_others.map(|words| ("the maker by another name", words)));
    all
}

#[test]
fn conformance_no_habit_of_naming_makes_an_affected_product_end_as_not_affected() {
    let Some(advisories) = cisa() else { return };
    let index = index(&advisories);
    let statements = advisories.iter().flat_map(|it| it.statements.iter().map(move |one| (it, one)));
    let affected = statements.filter(|(_, statement)| statement.status == Status::Affected);
    let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for (advisory, statement) in affected.step_by(EVERY) {
        let Target::Device(DeviceTarget { vendor, product, .. }) = &statement.target else { continue };
        let Some(version) = inside(&statement.versions, product).filter(|_| !Makers::of(vendor).is_anybody())
        else {
            continue;
        };
        for (name, words) in habits(vendor, product, &version) {
            let (says, reason) = answer(&index, advisory.id.as_str(), words.each_ref().map(String::as_str));
            let [asked, found, silent] = counts.entry(name).or_default();
            *asked += 1;
            *found += usize::from(says == Says::Affected);
            if says == Says::NotAffected {
                *silent += 1;
                println!(
                    "miss | ot/habits, silent | {name}: {}: {}: {reason}",
                    advisory.id,
                    words.join(" | ")
                );
            }
        }
    }
    for (name, [asked, found, silent]) in &counts {
        println!("conformance | ot/habit: {name}, found | {found} | {asked}");
        println!("conformance | ot/habit: {name}, not silently clean | {} | {asked}", asked - silent);
    }
    let [asked, silent] = counts.values().fold([0, 0], |[a, b], [asked, _, silent]| [a + asked, b + silent]);
    assert!(asked > 1_000 && silent == 0, "{silent} of {asked}");
}
