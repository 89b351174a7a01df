//! The public suites: every `valid-` document accepted, every `invalid-` one refused.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sekisho_intake::Limits;

use crate::testing::shared;
use crate::{Outcome, Report, sbom};

/// The suite's files of one encoding.
fn files(extension: &str) -> Option<Vec<PathBuf>> {
    let cases = shared("cyclonedx/cases")?;
    let mut files: Vec<PathBuf> = Vec::new();
    for edition in fs::read_dir(cases).unwrap() {
        files.extend(fs::read_dir(edition.unwrap().path()).unwrap().map(|file| file.unwrap().path()));
    }
    files.retain(|file| file.extension().is_some_and(|found| found == extension));
    files.sort();
    Some(files)
}

fn name(file: &Path) -> String {
    file.file_name().unwrap().to_string_lossy().into_owned()
}

fn held(file: &Path) -> Report {
    sbom::validate(&name(file), &fs::read(file).unwrap(), &Limits::default())
}

/// Why a report does not accept a file, in short.
fn why(report: &Report) -> String {
    let failed = report.tests.iter().filter(|test| test.outcome == Outcome::Fail);
    let told = failed.flat_map(|test| {
        test.findings.iter().map(|one| format!("{} {}: {}", test.id, one.path, one.text.en))
    });
    told.chain(report.problems.iter().map(|problem| problem.what.en.clone()))
        .take(3)
        .collect::<Vec<_>>()
        .join("; ")
}

/// Prints and counts one encoding: (accepted, valid, refused, invalid, skip_invalid).
fn count(suite: &str, extension: &str) -> Option<[usize; 5]> {
    let mut counts = [0; 5];
    let mut by_test: BTreeMap<&str, usize> = BTreeMap::new();
    for file in files(extension)? {
        let (name, report) = (name(&file), held(&file));
        let kept = report.is_kept();
        if name.starts_with("skip_invalid-") {
            counts[4] += 1;
            println!("apart: {name} {}", if kept { "accepted" } else { "refused" });
            continue;
        }
        let valid = name.starts_with("valid-");
        let (right, of) = if valid { (0, 1) } else { (2, 3) };
        counts[of] += 1;
        counts[right] += usize::from(kept == valid);
        if kept != valid {
            println!("conformance | {suite} | miss | {name}: {}", why(&report));
        }
        for test in report.tests.iter().filter(|test| test.outcome == Outcome::Fail && !valid) {
            *by_test.entry(test.id).or_default() += 1;
        }
    }
    let [accepted, valid, refused, invalid, apart] = counts;
    println!(
        "conformance | {suite} | {}/{} | valid {accepted}/{valid}, invalid {refused}/{invalid}, skip_invalid {apart}, refused by {by_test:?}",
        accepted + refused,
        valid + invalid
    );
    Some(counts)
}

#[test]
fn every_json_document_of_the_suite_is_judged_as_its_name_says() {
    if let Some(counts) = count("cyclonedx-validity/json", "json") {
        assert_eq!(counts, [218, 218, 110, 110, 2]);
    }
}

#[test]
fn every_xml_document_of_the_suite_is_judged_as_its_name_says() {
    if let Some(counts) = count("cyclonedx-validity/xml", "xml") {
        assert_eq!(counts, [232, 232, 122, 122, 0]);
    }
}

#[test]
fn every_protobuf_text_of_the_suite_is_judged_as_its_name_says() {
    if let Some(counts) = count("cyclonedx-validity/textproto", "textproto") {
        assert_eq!(counts, [193, 193, 2, 2, 0]);
    }
}

/// The SPDX documents of a folder that are of one generation: (accepted, of good form, all).
fn count_spdx(suite: &str, folder: &str, generation: &str) -> Option<[usize; 3]> {
    let mut files = Vec::new();
    collect(&shared(folder)?, &mut files);
    files.sort();
    let mut of_form = 0;
    let (mut accepted, mut all) = (0, 0);
    for file in files {
        let report = held(&file);
        if !report.standard.starts_with(generation) {
            continue;
        }
        all += 1;
        accepted += usize::from(report.is_kept());
        of_form += usize::from(report.tests[0].outcome == Outcome::Pass);
        if !report.is_kept() {
            println!("conformance | {suite} | miss | {}: {}", file.display(), why(&report));
        }
    }
    println!("conformance | {suite} | {accepted}/{all} | schema kept by {of_form}");
    Some([accepted, of_form, all])
}

pub(super) fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if ["json", "spdx", "xz", "bz2"]
            .iter()
            .any(|known| path.extension().is_some_and(|found| found == *known))
        {
            files.push(path);
        }
    }
}

#[test]
fn the_spdx_2_examples_are_accepted() {
    if let Some(counts) = count_spdx("spdx-validity/2", "spdx-examples", "SPDX 2") {
        assert_eq!(counts, [30, 30, 30]);
    }
}

#[test]
fn the_spdx_3_examples_are_accepted() {
    if let Some(counts) = count_spdx("spdx-validity/3", "spdx-examples", "SPDX 3") {
        assert_eq!(counts, [26, 26, 26]);
    }
}

/// All eight keep the schema, and none keeps the specification: ids with an underscore, digests that are too short,
/// creators without their kind.
#[test]
fn real_spdx_documents_keep_the_schema_and_break_the_words_of_the_specification() {
    if let Some(counts) = count_spdx("spdx-validity/trustify", "trustify-testdata/spdx", "SPDX 2") {
        assert_eq!(counts, [0, 8, 8]);
    }
}
