//! What the register rules find in the sample plant, held against `sample/EXPECTED.md`, which was worked out by
//! hand from the rules' pages. Read from the workbook, because that is judged as of a day.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;

use calamine::{Reader, Xlsx, open_workbook};
use sekisho_assess::rules::RULES;

use crate::harness::{Bench, root};

mod captures;
mod handling;

/// The sample's workbook as of the day on which the key was made.
fn workbook() -> Xlsx<BufReader<File>> {
    let bench = Bench::sample();
    let out = bench.path("out");
    let report = ["report", "guideline", "--as-of", "2026-11-24", "--out", &out.display().to_string()];
    bench.run(&report).ends(0);
    open_workbook(out.join("guideline-2026-11-24-en.xlsx")).unwrap()
}

/// Findings by rule.
fn found() -> BTreeMap<String, usize> {
    let sheet = workbook().worksheet_range("Findings").unwrap();
    let mut found = BTreeMap::new();
    for row in sheet.rows() {
        let rule = row.iter().map(ToString::to_string).find(|cell| RULES.iter().any(|rule| rule.id == cell));
        *found.entry(rule.unwrap_or_default()).or_default() += 1;
    }
    found.remove("");
    found
}

/// What the key allows for a rule: the figures it names, and whether it allows for fewer.
#[derive(Debug, Default)]
struct Allowed {
    figures: Vec<usize>,
    fewer: bool,
}

impl Allowed {
    fn takes(&self, count: usize) -> bool {
        self.figures.contains(&count) || (self.fewer && self.figures.iter().any(|figure| count < *figure))
    }
}

/// The key, by rule; silent rules are allowed nothing.
fn key() -> BTreeMap<String, Allowed> {
    let text = std::fs::read_to_string(root().join("sample/EXPECTED.md")).unwrap();
    let section = text.split_once("### Findings by rule").unwrap().1.split_once("\n### ").unwrap().0;
    let (table, silent) = section.split_once("Silent:").unwrap();
    let mut key = BTreeMap::new();
    for row in table.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| rule ")) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let figures = figures(cells[2]);
        let fewer = ["fewer", "none where"].iter().any(|word| row.contains(word));
        for rule in cells[1].split(',') {
            key.insert(rule.trim().to_owned(), Allowed { figures: figures.clone(), fewer });
        }
    }
    for rule in silent.split([',', '.']).map(str::trim).filter(|rule| !rule.is_empty()) {
        key.insert(rule.to_owned(), Allowed { figures: vec![0], fewer: false });
    }
    key
}

#[test]
fn every_rule_finds_in_the_sample_what_was_worked_out_by_hand() {
    let (found, key) = (found(), key());
    assert!(found.values().sum::<usize>() > 100, "{found:?}");
    let mut wrong = Vec::new();
    for rule in RULES {
        let count = found.get(rule.id).copied().unwrap_or_default();
        match key.get(rule.id) {
            None => wrong.push(format!("{} is not in the key; it finds {count}", rule.id)),
            Some(allowed) if !allowed.takes(count) => {
                wrong.push(format!("{} finds {count}, the key says {allowed:?}", rule.id));
            }
            Some(_) => {}
        }
    }
    wrong.extend(
        key.keys().filter(|id| RULES.iter().all(|rule| rule.id != **id)).map(|id| format!("no rule {id}")),
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Figures that stand alone in a text; those of ids, such as Z-32, don't.
fn figures(text: &str) -> Vec<usize> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '-')).filter_map(|word| word.parse().ok()).collect()
}

#[test]
fn the_pairs_of_a_zone_and_a_threat_are_counted_as_by_hand() {
    let text = std::fs::read_to_string(root().join("sample/EXPECTED.md")).unwrap();
    let by_hand = text.split_once("### Zone by threat").unwrap().1.split_once("\n\n").unwrap().0;
    let [zones, threats, pairs, considered, not, again, in_place, planned, nothing] = figures(by_hand)[..]
    else {
        panic!("the key is written otherwise: {by_hand}")
    };
    assert_eq!((zones * threats, considered + not, again), (pairs, pairs, considered));
    let answer = workbook().worksheet_range("2-2 Zone x threat coverage").unwrap();
    let answer =
        answer.used_cells().map(|(_, _, cell)| cell.to_string()).find(|cell| cell.starts_with("Of "));
    let [all, countered, in_part, only_planned, open, unconsidered] = figures(answer.as_deref().unwrap())[..]
    else {
        panic!("{answer:?}")
    };
    assert_eq!((all, countered + in_part, only_planned, open), (pairs, in_place, planned, nothing));
    assert_eq!(unconsidered, not);
}
