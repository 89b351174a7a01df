//! RustSec advisories in the shapes of the database.

use super::super::read as read_file;
use super::super::tests::{files, read_text};
use super::*;
use crate::Limits;
use crate::testing::shared;

fn advisory(head: &str) -> Advisory {
    let mut reading = read_text(&format!("```toml\n{head}\n```\n\n# A title\n\nWords.\n"));
    assert_eq!(reading.problems, Vec::new());
    reading.facts.remove(0)
}

#[test]
fn a_head_becomes_one_statement() {
    let advisory = advisory(
        "[advisory]\nid = \"RUSTSEC-2026-0001\"\npackage = \"Oil_can\"\ndate = \"2026-01-02\"\nurl = \"https://example.com\"\nreferences = [\"https://example.org\"]\naliases = [\"CVE-2026-3\", \"GHSA-x\"]\ncvss = \"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H\"\n[affected]\narch = [\"x86\"]\n[versions]\npatched = [\">= 1.2.3\"]\nunaffected = [\"< 0.9\"]",
    );
    assert_eq!(advisory.title, "A title");
    assert_eq!(advisory.published.unwrap().to_string(), "2026-01-02T00:00:00Z");
    assert_eq!(advisory.cvss.as_ref().unwrap().score_tenths, 98);
    assert_eq!(advisory.vulnerabilities[0].scores[0].cvss.score_tenths, 98);
    assert_eq!(advisory.references.len(), 2);
    let statement = &advisory.statements[0];
    assert_eq!(statement.vulnerabilities.first().unwrap().as_str(), "CVE-2026-3");
    assert_eq!(statement.remedies[0].words, ">= 1.2.3");
    assert!(matches!(&statement.versions, Versions::Ranges { ranges, .. } if ranges.len() == 1));
}

#[test]
fn notices_and_withdrawals_say_what_they_are() {
    let notice = advisory(
        "[advisory]\nid = \"RUSTSEC-2026-0001\"\npackage = \"a\"\ndate = \"2026-01-02\"\ninformational = \"unmaintained\"\nwithdrawn = \"2026-02-01\"\n[versions]\npatched = []",
    );
    assert_eq!(notice.informational, "unmaintained");
    assert!(notice.withdrawn.is_some());
    assert_eq!(notice.statements[0].versions, Versions::All);
    assert_eq!(notice.statements[0].remedies[0].kind, RemedyKind::NoneAvailable);
}

#[test]
fn the_toolchain_is_not_the_crates_of_the_same_name() {
    let kind = |file: &str, id: &str, more: &str| {
        let head = format!(
            "```toml\n[advisory]\nid = \"{id}\"\npackage = \"std\"\ndate = \"2026-01-02\"\n{more}\n[versions]\npatched = []\n```\n# T\n"
        );
        let reading = read_file(file, head.as_bytes(), &Limits::default());
        match &reading.facts.advisories[0].statements[0].target {
            Target::Package { key, .. } => key.kind.clone(),
            Target::Device(_) => String::new(),
        }
    };
    assert_eq!(kind("db/crates/std/RUSTSEC-2026-0001.md", "RUSTSEC-2026-0001", ""), "cargo");
    assert_eq!(kind("db/rust/std/RUSTSEC-2026-0001.md", "RUSTSEC-2026-0001", ""), "rust");
    assert_eq!(kind("CVE-2026-1.md", "CVE-2026-1", ""), "rust");
    assert_eq!(kind("x.md", "RUSTSEC-2026-0001", "collection = \"rust\""), "rust");
}

#[test]
fn contradictory_requirements_keep_their_words_and_are_told() {
    let reading = read_text(
        "```toml\n[advisory]\nid = \"RUSTSEC-2026-0001\"\npackage = \"a\"\ndate = \"x\"\n[versions]\npatched = [\">= 1.0\", \">= 2.0\"]\n```\n# T\n",
    );
    assert_eq!(
        reading.facts[0].statements[0].versions,
        Versions::Text("patched >= 1.0; patched >= 2.0".to_owned())
    );
    assert_eq!(reading.problems.len(), 2);
}

#[test]
fn every_rustsec_advisory_is_read() {
    let Some(folder) = shared("rustsec-advisory-db") else { return };
    let (mut read, mut toolchain, mut informational) = (0, 0, 0);
    for file in files(&folder, "md").iter().filter(|file| !file.ends_with("EXAMPLE_ADVISORY.md")) {
        let name = file.strip_prefix(&folder).unwrap().to_string_lossy().into_owned();
        let reading = read_file(&name, &std::fs::read(file).unwrap(), &Limits::default());
        assert_eq!(reading.problems, Vec::new(), "{name}");
        assert_eq!(reading.facts.advisories.len(), 1, "{name}");
        let advisory = &reading.facts.advisories[0];
        read += 1;
        informational += usize::from(!advisory.informational.is_empty());
        let Target::Package { key, .. } = &advisory.statements[0].target else { panic!("{name}") };
        assert_eq!(key.kind == "rust", name.starts_with("rust/"), "{name}");
        toolchain += usize::from(key.kind == "rust");
    }
    println!("RustSec: {read} advisories, {toolchain} of the toolchain, {informational} informational");
    assert!(read >= 1_225);
}
