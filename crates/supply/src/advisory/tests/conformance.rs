//! The public collections, every document of them: read without an error, or the problem printed.

use std::path::Path;

use serde_json::Value;

use super::*;
use crate::graph::{Graph, Standing};
use crate::testing::shared;

/// Counts the files from which at least one advisory came without an error; prints each other.
fn count(suite: &str, folder: &Path, names: &[PathBuf]) -> (usize, usize, Vec<Advisory>) {
    let (mut passed, mut advisories) = (0, Vec::new());
    for file in names {
        let name = file.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
        let reading = read(&name, &std::fs::read(file).unwrap(), &Limits::default());
        let error = reading.problems.iter().find(|problem| problem.gravity == Gravity::Error);
        match error {
            None if !reading.facts.advisories.is_empty() => passed += 1,
            _ => println!("{suite}: {name}: {}", error.map_or("nothing read", |error| &error.what.en)),
        }
        advisories.extend(reading.facts.advisories);
    }
    println!("conformance | {suite} | {passed} | {}", names.len());
    (passed, names.len(), advisories)
}

#[test]
fn every_cisa_advisory_is_read_with_its_weaknesses_and_its_scores() {
    let Some(folder) = shared("cisa-csaf") else { return };
    let (passed, total, advisories) = count("CISA CSAF", &folder, &files(&folder, "json"));
    assert_eq!((passed, total), (1_048, 1_048));
    let facts = advisories.iter().flat_map(|advisory| &advisory.vulnerabilities);
    let (mut entries, mut scores, mut weaknesses) = (0, 0, 0);
    for facts in facts {
        entries += 1;
        scores += usize::from(!facts.scores.is_empty());
        weaknesses += usize::from(!facts.weaknesses.is_empty());
    }
    println!("CISA CSAF: {entries} entries, {scores} with a score, {weaknesses} with a weakness");
    assert!(entries >= 3_008 && scores > 2_900 && weaknesses > 2_900);
    assert!(advisories.iter().all(|advisory| !advisory.edition.version.is_empty()));
    let graph = Graph::new(&advisories);
    assert!(graph.standings().iter().all(|(_, standing)| *standing == Standing::Current));
    assert!(graph.vulnerabilities().count() > 2_000);
}

#[test]
fn every_rustsec_advisory_is_read() {
    let Some(folder) = shared("rustsec-advisory-db") else { return };
    let mut names = files(&folder, "md");
    names.retain(|file| !file.ends_with("EXAMPLE_ADVISORY.md"));
    let (passed, total, _) = count("RustSec", &folder, &names);
    assert_eq!((passed, total), (1_225, 1_225));
}

#[test]
fn every_pypa_record_is_read_and_joins_its_aliases() {
    let Some(folder) = shared("pypa-advisory-database") else { return };
    let (passed, total, advisories) = count("PyPA", &folder, &files(&folder, "yaml"));
    assert_eq!((passed, total), (967, 967));
    let graph = Graph::new(&advisories);
    for advisory in &advisories {
        for alias in &advisory.aliases {
            let accounts = graph.vulnerability(alias);
            let heard = accounts.iter().flat_map(|account| &account.voices);
            assert!(
                heard.into_iter().any(|voice| voice.advisory.id == advisory.id),
                "{alias} {}",
                advisory.id
            );
        }
    }
}

/// The committee's documents are made to break one rule each, so they are read as far as they go: an advisory, or a
/// named problem.
fn committee(edition: &str) -> (usize, usize) {
    let Some(folder) = shared(&format!("oasis-csaf/{edition}/test")) else { return (0, 0) };
    let (mut passed, mut total, mut told) = (0, 0, 0);
    for file in files(&folder, "json") {
        let bytes = std::fs::read(&file).unwrap();
        let is_document =
            serde_json::from_slice::<Value>(&bytes).is_ok_and(|value| value.get("document").is_some());
        if !is_document {
            continue;
        }
        total += 1;
        let reading = read(&file.to_string_lossy(), &bytes, &Limits::default());
        let errors = reading.problems.iter().filter(|problem| problem.gravity == Gravity::Error).count();
        told += usize::from(errors > 0);
        passed += usize::from(!reading.facts.advisories.is_empty() || errors > 0);
        if reading.facts.advisories.is_empty() {
            println!("{edition}: {}: {}", file.display(), reading.problems[0].what.en);
        }
    }
    println!("conformance | OASIS {edition} read or told | {passed} | {total}");
    println!("{edition}: {told} of {total} with an error");
    (passed, total)
}

#[test]
fn every_document_of_the_committee_is_read_or_told() {
    if shared("oasis-csaf").is_none() {
        return;
    }
    // The 239 of its list, and 7 on file names.
    assert_eq!(committee("csaf_2.0"), (246, 246));
    assert_eq!(committee("csaf_2.1"), (433, 433));
}
