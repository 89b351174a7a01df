//! OSV records in the shapes that the schema allows.

use sekisho_model::{Bound, RemedyKind, VersionRange};

use super::super::tests::{files, read_text};
use super::*;
use crate::testing::shared;

fn one(text: &str) -> Advisory {
    let mut reading = read_text(text);
    assert_eq!(reading.problems, Vec::new());
    assert_eq!(reading.facts.len(), 1);
    reading.facts.remove(0)
}

fn upto(version: &str) -> VersionRange {
    VersionRange { from: Bound::Open, to: Bound::Excluding(version.to_owned()) }
}

#[test]
fn a_record_keeps_its_names_dates_score_and_state() {
    let advisory = one(r#"{
        "schema_version": "1.7.0", "id": "GHSA-aaaa", "summary": "Oil leaks.\nMore words.",
        "aliases": ["CVE-2026-0001", "PYSEC-2026-1"], "related": ["CVE-2025-9"],
        "published": "2026-01-02T03:04:05Z", "modified": "2026-02-02T03:04:05.678Z", "withdrawn": "2026-03-01T00:00:00Z",
        "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:L"}, {"type": "Ubuntu", "score": "low"}],
        "affected": [{"package": {"ecosystem": "PyPI", "name": "Oil.Can", "purl": "pkg:pypi/oil-can"},
            "severity": [{"type": "CVSS_V4", "score": "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"}],
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.10"}], "database_specific": {"x": 1}}]}],
        "references": [{"type": "WEB", "url": "https://example.com/oil"}], "credits": [{"name": "A"}]}"#);
    assert_eq!(advisory.title, "Oil leaks.");
    assert!(advisory.withdrawn.is_some() && advisory.published < advisory.modified);
    assert_eq!(advisory.cvss.map(|cvss| cvss.score_tenths), Some(93));
    assert_eq!(advisory.references, ["https://example.com/oil"]);
    let statement = &advisory.statements[0];
    assert_eq!(
        statement.vulnerabilities.iter().map(VulnerabilityId::as_str).collect::<Vec<_>>(),
        ["CVE-2026-0001"]
    );
    assert_eq!(statement.remedies[0].kind, RemedyKind::VendorFix);
    assert_eq!(statement.remedies[0].words, "1.10");
    let Target::Package { key, .. } = &statement.target else { panic!("a package") };
    assert_eq!(key.to_string(), "pypi/oil-can");
}

#[test]
fn a_distribution_release_limits_the_statement() {
    let advisory = one(
        r#"{"id": "DSA-1-1", "modified": "2026-01-01T00:00:00Z", "upstream": ["CVE-2026-2"], "affected": [
        {"package": {"ecosystem": "Debian:12", "name": "oil"}, "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1:2.0-1+deb12u1"}]}]}]}"#,
    );
    let Target::Package { key, release } = &advisory.statements[0].target else { panic!("a package") };
    assert_eq!((key.to_string().as_str(), release.as_str()), ("deb/debian/oil", "12"));
    assert_eq!(
        advisory.statements[0].versions,
        Versions::Ranges {
            scheme: VersionScheme::Debian,
            ranges: vec![upto("1:2.0-1+deb12u1")],
            listed: BTreeSet::new()
        }
    );
    assert_eq!(
        advisory.statements[0].vulnerabilities.first().map(VulnerabilityId::as_str),
        Some("CVE-2026-2")
    );
}

#[test]
fn commits_stand_alone_only_where_nothing_else_tells_versions_apart() {
    let git = r#"{"type": "GIT", "repo": "https://github.com/a/b", "events": [{"introduced": "0"}, {"fixed": "abc"}]}"#;
    let with = |entry: &str| {
        one(&format!(r#"{{"id": "X", "modified": "2026-01-01T00:00:00Z", "affected": [{entry}]}}"#))
            .statements
    };
    let alone = with(&format!(r#"{{"package": {{"ecosystem": "npm", "name": "a"}}, "ranges": [{git}]}}"#));
    assert!(
        matches!(&alone[0].versions, Versions::Ranges { scheme: VersionScheme::Git, ranges, .. } if ranges.len() == 1)
    );
    let beside = with(&format!(
        r#"{{"package": {{"ecosystem": "npm", "name": "a"}}, "ranges": [{git}], "versions": ["1.0.0"]}}"#
    ));
    assert!(matches!(
        &beside[..],
        [Statement { versions: Versions::Ranges { scheme: VersionScheme::Npm, .. }, .. }]
    ));
    let no_package = with(&format!(r#"{{"ranges": [{git}]}}"#));
    assert!(matches!(&no_package[0].target, Target::Package { key, .. } if key.to_string() == "github/a/b"));
}

#[test]
fn an_entry_without_versions_affects_every_version() {
    let advisory = one(
        r#"{"id": "X", "modified": "2026-01-01T00:00:00Z", "affected": [{"package": {"ecosystem": "npm", "name": "a"}}]}"#,
    );
    assert_eq!(advisory.statements[0].versions, Versions::All);
}

#[test]
fn a_broken_entry_costs_that_entry_and_names_its_place() {
    let reading = read_text(
        r#"{"id": "X", "modified": "never", "affected": [
        {"package": {"ecosystem": "npm"}}, {"package": {"ecosystem": "npm", "name": "a", "purl": "nonsense"}},
        {"package": {"ecosystem": "npm", "name": "b"}, "ranges": [{"type": "SEMVER", "events": "?"}]}]}"#,
    );
    assert_eq!(reading.facts[0].statements.len(), 1);
    let places: Vec<&str> = reading.problems.iter().map(|problem| problem.place.path.as_str()).collect();
    assert_eq!(places, ["/affected/0", "/affected/2", "/affected/1/package/purl", "/modified"]);
}

#[test]
fn a_withdrawal_with_a_broken_date_is_still_a_withdrawal() {
    let reading = read_text(r#"{"id": "X", "modified": "2026-01-01T00:00:00Z", "withdrawn": "yesterday"}"#);
    assert!(reading.facts[0].withdrawn.is_some());
    assert_eq!(reading.problems.len(), 1);
}

#[test]
fn yaml_versions_stay_texts() {
    let advisory = one(
        "id: P\nmodified: 2026-01-01T00:00:00Z\naffected:\n- package:\n    name: a\n    ecosystem: PyPI\n  versions:\n  - 1.10\n  - 2\n  - \"3.0\"\n",
    );
    let Versions::Ranges { listed, .. } = &advisory.statements[0].versions else { panic!("a list") };
    assert_eq!(listed.iter().map(String::as_str).collect::<Vec<_>>(), ["1.10", "2", "3.0"]);
}

#[test]
fn every_pypa_record_is_read_without_a_problem() {
    let Some(folder) = shared("pypa-advisory-database") else { return };
    let files = files(&folder, "yaml");
    let mut entries = 0;
    for file in &files {
        let text = std::fs::read_to_string(file).unwrap();
        let reading = read_text(&text);
        assert_eq!(reading.problems, Vec::new(), "{}", file.display());
        assert_eq!(reading.facts.len(), 1, "{}", file.display());
        assert_eq!(
            reading.facts[0].statements.len(),
            text.matches("\n- package:").count(),
            "{}",
            file.display()
        );
        entries += reading.facts[0].statements.len();
    }
    println!("PyPA: {} records, {entries} statements", files.len());
    assert!(files.len() >= 967);
}

#[test]
fn enumerated_pypa_versions_lie_in_their_ranges() {
    let Some(folder) = shared("pypa-advisory-database") else { return };
    let (mut inside, mut without_range) = (0, 0);
    let (mut outside, mut unplaced) = (Vec::new(), Vec::new());
    for file in files(&folder, "yaml") {
        for advisory in read_text(&std::fs::read_to_string(file).unwrap()).facts {
            for statement in &advisory.statements {
                let Versions::Ranges { scheme, ranges, listed } = &statement.versions else {
                    panic!("{}", advisory.id)
                };
                let only_ranges = Versions::Ranges {
                    scheme: scheme.clone(),
                    ranges: ranges.clone(),
                    listed: BTreeSet::new(),
                };
                for version in listed {
                    let row = format!("{} {version}", advisory.id);
                    match crate::version::contains(&only_ranges, version) {
                        _ if ranges.is_empty() => without_range += 1,
                        Ok(true) => inside += 1,
                        Ok(false) => outside.push(row),
                        Err(_) => unplaced.push(row),
                    }
                    assert_eq!(crate::version::contains(&statement.versions, version), Ok(true));
                }
            }
        }
    }
    println!("PyPA: {inside} enumerated versions in range, {without_range} of an entry without range");
    println!("outside their own ranges, a contradiction of the record: {outside:?}");
    println!("{} that PEP 440 does not place: {unplaced:?}", unplaced.len());
    assert_eq!((inside, outside.len(), unplaced.len(), without_range), (48_472, 3, 18, 0));
}

#[test]
fn related_upstream_and_the_publishers_own_words_are_kept() {
    let advisory = one(
        r#"{"id": "GHSA-x", "modified": "2026-01-01T00:00:00Z", "aliases": ["CVE-2026-1"], "related": ["CVE-2026-2"], "upstream": ["CVE-2026-1"],
            "severity": [{"type": "CVSS_V4", "score": "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"}, {"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],
            "database_specific": {"severity": "CRITICAL", "cwe_ids": ["CWE-79"]},
            "affected": [{"package": {"ecosystem": "npm", "name": "left"}}]}"#,
    );
    assert!(
        advisory.edition.related.contains("CVE-2026-2") && advisory.edition.upstream.contains("CVE-2026-1")
    );
    let facts = &advisory.vulnerabilities[0];
    assert_eq!(
        (facts.id.as_str(), facts.severity.as_str(), facts.scores.len()),
        ("CVE-2026-1", "CRITICAL", 2)
    );
    assert!(facts.weaknesses.contains("CWE-79"));
}

#[test]
fn database_words_of_any_shape_cost_nothing() {
    let advisory = one(
        r#"{"id": "X-1", "database_specific": ["x", 3], "affected": [{"package": {"ecosystem": "npm", "name": "left"}, "database_specific": 4}]}"#,
    );
    assert_eq!(advisory.statements.len(), 1);
}
