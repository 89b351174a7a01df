//! Small sets of advisories, and what they say together.

use std::collections::BTreeSet;

use sekisho_model::{
    Bound, PackageKey, Status, Target, VersionRange, VersionScheme, Versions, VulnerabilityFacts,
};

use super::*;

fn advisory(form: AdvisoryForm, id: &str, aliases: &[&str]) -> Advisory {
    Advisory {
        aliases: aliases.iter().map(ToString::to_string).collect(),
        ..Advisory::new(id.parse().unwrap(), form)
    }
}

fn says(status: Status, from: &str, to: &str, cve: &str) -> Statement {
    let bound = |version: &str, end: fn(String) -> Bound| {
        if version.is_empty() { Bound::Open } else { end(version.to_owned()) }
    };
    let versions = Versions::Ranges {
        scheme: VersionScheme::SemVer,
        ranges: vec![VersionRange { from: bound(from, Bound::Including), to: bound(to, Bound::Excluding) }],
        listed: BTreeSet::new(),
    };
    let target = Target::Package { key: PackageKey::canonical("cargo", "", "can"), release: String::new() };
    Statement { vulnerabilities: [cve.parse().unwrap()].into(), ..Statement::new(target, versions, status) }
}

fn names(account: &Account<'_>) -> Vec<String> {
    account.names.iter().cloned().collect()
}

#[test]
fn records_that_share_a_name_speak_of_one_vulnerability() {
    let all = [
        advisory(AdvisoryForm::RustSec, "RUSTSEC-2026-0001", &["GHSA-x"]),
        advisory(AdvisoryForm::Osv, "GHSA-x", &["CVE-2026-1"]),
        advisory(AdvisoryForm::MyJvn, "JVNDB-2026-000001", &["CVE-2026-1", "JVN#1"]),
        advisory(AdvisoryForm::Cve5, "CVE-2026-1", &[]),
        advisory(AdvisoryForm::Cve5, "CVE-2026-2", &[]),
    ];
    let graph = Graph::new(&all);
    let [account] = graph.vulnerability("cve-2026-1").try_into().unwrap();
    assert_eq!(names(&account), ["CVE-2026-1", "GHSA-x", "JVN#1", "JVNDB-2026-000001", "RUSTSEC-2026-0001"]);
    assert_eq!(account.voices.len(), 4);
    assert_eq!(graph.vulnerability("RUSTSEC-2026-0001"), [account]);
    assert_eq!(graph.vulnerabilities().count(), 2);
    assert_eq!(graph.vulnerability("CVE-2026-9"), []);
}

#[test]
fn two_cve_ids_are_never_one_vulnerability() {
    let all = [
        advisory(AdvisoryForm::Osv, "GHSA-x", &["CVE-2026-1", "CVE-2026-2"]),
        advisory(AdvisoryForm::Osv, "PYSEC-1", &["CVE-2026-1", "GHSA-y"]),
        advisory(AdvisoryForm::Osv, "PYSEC-2", &["CVE-2026-2", "GHSA-y"]),
    ];
    let graph = Graph::new(&all);
    assert_eq!(graph.vulnerabilities().count(), 2);
    assert_eq!(graph.vulnerability("GHSA-x").len(), 2);
    assert_eq!(graph.vulnerability("GHSA-y").len(), 2);
    let [first] = graph.vulnerability("PYSEC-1").try_into().unwrap();
    assert!(first.names.contains("CVE-2026-1") && !first.names.contains("CVE-2026-2"));
}

#[test]
fn a_document_on_many_vulnerabilities_is_a_voice_of_each_and_joins_none() {
    let mut document = advisory(AdvisoryForm::Csaf20, "OW-1", &[]);
    document.statements = vec![
        says(Status::Affected, "", "1.0.0", "CVE-2026-1"),
        says(Status::Affected, "", "2.0.0", "CVE-2026-2"),
    ];
    document.vulnerabilities = vec![VulnerabilityFacts {
        aliases: ["GHSA-x".to_owned()].into(),
        ..VulnerabilityFacts::new("CVE-2026-1".parse().unwrap())
    }];
    let all = [document];
    let graph = Graph::new(&all);
    assert_eq!(graph.vulnerabilities().count(), 2);
    let [account] = graph.vulnerability("GHSA-x").try_into().unwrap();
    assert_eq!((names(&account).len(), account.voices[0].statements.len()), (2, 1));
}

#[test]
fn related_records_stay_apart_and_are_named() {
    let mut first = advisory(AdvisoryForm::Osv, "GHSA-x", &["CVE-2026-1"]);
    first.edition.related.insert("CVE-2026-2".to_owned());
    first.edition.upstream.insert("CVE-2026-1".to_owned());
    let all = [first, advisory(AdvisoryForm::Osv, "GHSA-y", &["CVE-2026-2"])];
    let graph = Graph::new(&all);
    let [account] = graph.vulnerability("GHSA-x").try_into().unwrap();
    assert_eq!(account.related, BTreeSet::from(["CVE-2026-2".to_owned()]));
    assert_eq!(account.voices.len(), 1);
}

#[test]
fn the_newest_revision_counts_and_the_others_say_by_what() {
    let revision = |version: &str, day: &str, state: &str| {
        let mut advisory = advisory(AdvisoryForm::Csaf20, "OW-1", &[]);
        advisory.publisher = "Oil Works".to_owned();
        advisory.edition.version = version.to_owned();
        advisory.edition.state = state.to_owned();
        advisory.modified = format!("2026-01-{day}T00:00:00Z").parse().ok();
        advisory
    };
    let newest = |all: &[Advisory]| {
        let standings = standings(all);
        standings.iter().position(|(_, standing)| *standing == Standing::Current).unwrap()
    };
    assert_eq!(newest(&[revision("9", "01", ""), revision("10", "01", ""), revision("2", "02", "")]), 1);
    assert_eq!(newest(&[revision("", "02", ""), revision("", "01", "")]), 0);
    assert_eq!(newest(&[revision("", "01", ""), revision("", "02", "overview")]), 0);
    let mut other = revision("99", "09", "");
    other.publisher = "Somebody else".to_owned();
    let all = [revision("1", "01", ""), other];
    assert!(standings(&all).iter().all(|(_, standing)| *standing == Standing::Current));
}

#[test]
fn withdrawn_and_replaced_documents_are_kept_and_say_so() {
    let mut withdrawn = advisory(AdvisoryForm::Osv, "GHSA-x", &["CVE-2026-1"]);
    withdrawn.withdrawn = "2026-01-01T00:00:00Z".parse().ok();
    let mut replaced = advisory(AdvisoryForm::Cve5, "CVE-2026-1", &[]);
    replaced.edition.replaced_by.insert("CVE-2026-2".to_owned());
    let all = [withdrawn, replaced, advisory(AdvisoryForm::Nvd, "CVE-2026-1", &[])];
    let graph = Graph::new(&all);
    let [account] = graph.vulnerability("CVE-2026-1").try_into().unwrap();
    let standings: Vec<Standing<'_>> = account.voices.iter().map(|voice| voice.standing).collect();
    assert_eq!(standings, [Standing::Current, Standing::Withdrawn, Standing::Replaced]);
}

#[test]
fn contradictions_of_two_sources_are_values() {
    let check = |said: Statement, expect: Option<bool>| {
        let mut yes = advisory(AdvisoryForm::Nvd, "CVE-2026-1", &[]);
        yes.statements = vec![says(Status::Affected, "1.0.0", "2.0.0", "CVE-2026-1")];
        let mut no = advisory(AdvisoryForm::Osv, "GHSA-x", &["CVE-2026-1"]);
        no.statements = vec![said];
        let all = [yes, no];
        let graph = Graph::new(&all);
        let [account] = graph.vulnerability("CVE-2026-1").try_into().unwrap();
        let certain = account.contradictions.first().map(|contradiction| contradiction.certain);
        assert_eq!(certain, expect);
    };
    check(says(Status::Fixed, "1.5.0", "", "CVE-2026-1"), Some(true));
    check(says(Status::Fixed, "2.0.0", "", "CVE-2026-1"), None);
    check(says(Status::Affected, "1.5.0", "", "CVE-2026-1"), None);
    check(
        Statement {
            versions: Versions::Text("1.5 and later".to_owned()),
            ..says(Status::NotAffected, "", "", "CVE-2026-1")
        },
        Some(false),
    );
}
