//! What holds for every form: sniffing, limits, and any bytes at all.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use sekisho_model::{AdvisoryForm, Gravity};

use super::*;

mod conformance;
mod hostile;

/// Every file below a folder with an extension, in path order.
pub(crate) fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The advisories of a text alone.
pub(crate) fn read_text(text: &str) -> Reading<Vec<Advisory>> {
    let Reading { facts, problems } = read("a-file", text.as_bytes(), &Limits::default());
    Reading { facts: facts.advisories, problems }
}

const OSV: &str = r#"{"id": "X-1", "modified": "2026-01-01T00:00:00Z", "affected": [
    {"package": {"ecosystem": "npm", "name": "left"}, "ranges": [
        {"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "1.2.3"}]}]}]}"#;
const RUSTSEC: &str = "```toml\n[advisory]\nid = \"RUSTSEC-2026-0001\"\npackage = \"left\"\ndate = \"2026-01-02\"\n\n[versions]\npatched = [\">= 1.2.3\"]\n```\n\n# Too far to the left\n\nWords.\n";
const CSAF: &str = r#"{"document": {"category": "csaf_security_advisory", "csaf_version": "2.0", "title": "T",
    "publisher": {"name": "P", "category": "vendor"},
    "tracking": {"id": "P-1", "status": "final", "version": "1"}},
  "product_tree": {"full_product_names": [{"name": "Box 3000", "product_id": "B"}]},
  "vulnerabilities": [{"cve": "CVE-2026-1", "product_status": {"known_affected": ["B"]}}]}"#;
const YAML: &str = "id: PYSEC-1\nmodified: 2026-01-01T00:00:00Z\naffected:\n- package: {name: left, ecosystem: PyPI}\n  ranges:\n  - type: ECOSYSTEM\n    events:\n    - introduced: \"0\"\n    - fixed: 1.10\n  versions:\n  - 1.0\n  - \"1.1\"\n";

#[test]
fn the_form_is_told_by_the_content() {
    let form = |text: &str| {
        let reading = read_text(text);
        assert_eq!(reading.problems, Vec::new(), "{text}");
        reading.facts.iter().map(|advisory| advisory.form).collect::<Vec<_>>()
    };
    assert_eq!(form(OSV), [AdvisoryForm::Osv]);
    assert_eq!(form(&format!("\u{feff}{OSV}")), [AdvisoryForm::Osv]);
    assert_eq!(form(YAML), [AdvisoryForm::Osv]);
    assert_eq!(form(RUSTSEC), [AdvisoryForm::RustSec]);
    assert_eq!(form(CSAF), [AdvisoryForm::Csaf20]);
    assert_eq!(form(&format!("[{OSV}, {CSAF}]")), [AdvisoryForm::Osv, AdvisoryForm::Csaf20]);
    assert_eq!(form(&format!("{{\"vulns\": [{OSV}, {OSV}]}}")).len(), 2);
    let lines = format!("{}\n\n{}\n", OSV.replace('\n', " "), CSAF.replace('\n', " "));
    assert_eq!(form(&lines), [AdvisoryForm::Osv, AdvisoryForm::Csaf20]);
}

#[test]
fn a_broken_line_costs_that_line() {
    let good = OSV.replace('\n', " ");
    let reading = read_text(&format!("{good}\n{{\"id\": \n{good}\n"));
    assert_eq!(reading.facts.len(), 2);
    assert_eq!(reading.problems.len(), 1);
    assert_eq!(reading.problems[0].place.row, Some(2));
}

#[test]
fn what_is_no_advisory_is_an_error_and_never_nothing() {
    for text in [
        "",
        "  \n",
        "{",
        "[1, 2]",
        "{}",
        "hello",
        "```toml\nid = 1",
        "\u{feff}",
        "null",
        "- a\n- b\n",
        "{\"vulns\": 3}",
    ] {
        let reading = read_text(text);
        assert!(reading.facts.is_empty(), "{text}");
        assert!(reading.problems.iter().any(|problem| problem.gravity == Gravity::Error), "{text}");
    }
    let reading = read("x", &[0xff, 0xfe, 0x00], &Limits::default());
    assert_eq!(reading.problems.len(), 1);
}

#[test]
fn every_limit_is_kept_and_named() {
    let problem = |bytes: &[u8], limits: Limits| {
        let reading = read("x", bytes, &limits);
        reading.problems.first().map(|problem| problem.what.en.clone()).unwrap_or_default()
    };
    let limits = Limits::default();
    assert!(problem(OSV.as_bytes(), Limits { bytes_max: 10, ..limits }).contains("limit of 10"));
    assert!(problem(OSV.as_bytes(), Limits { depth_max: 3, ..limits }).contains("limit of 3"));
    let two = format!("[{OSV},{OSV}]");
    assert!(problem(two.as_bytes(), Limits { entries_max: 1, ..limits }).contains("limit of 1"));
    let deep = "[".repeat(1_000_000);
    assert!(problem(deep.as_bytes(), limits).contains("limit of 128"));
    let deep_yaml = format!("a: {}", "[".repeat(100_000));
    assert!(!problem(deep_yaml.as_bytes(), limits).is_empty());
    let deep_toml = format!("```toml\na = {}\n```\n", "[".repeat(100_000));
    assert!(!problem(deep_toml.as_bytes(), limits).is_empty());
}

proptest! {
    #![proptest_config(crate::testing::seeded(400))]

    #[test]
    fn any_bytes_give_facts_or_a_problem(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let reading = read("x", &bytes, &Limits::default());
        prop_assert!(!reading.facts.is_empty() || !reading.problems.is_empty());
    }

    #[test]
    fn a_truncated_document_gives_facts_or_a_problem(which in 0..4_usize, part in 0.0..1.0_f64) {
        let text = [OSV, YAML, RUSTSEC, CSAF][which];
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a share of a short text")]
        let end = (text.len() as f64 * part) as usize;
        let reading = read("x", &text.as_bytes()[..end], &Limits::default());
        prop_assert!(!reading.facts.is_empty() || !reading.problems.is_empty());
    }

    #[test]
    fn a_document_with_one_byte_changed_never_panics(which in 0..4_usize, at in any::<prop::sample::Index>(), to in any::<u8>()) {
        let mut bytes = [OSV, YAML, RUSTSEC, CSAF][which].as_bytes().to_vec();
        let at = at.index(bytes.len());
        bytes[at] = to;
        let reading = read("x", &bytes, &Limits::default());
        prop_assert!(!reading.facts.is_empty() || !reading.problems.is_empty());
    }
}
