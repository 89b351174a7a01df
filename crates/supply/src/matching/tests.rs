//! Outcomes of small questions, each with its reason; and what holds for every question.

mod names;
mod orders;
mod pypa;
mod rustsec;

use std::collections::BTreeSet;

use proptest::prelude::*;
use sekisho_model::{
    AdvisoryForm, Bound, ComponentKind, DeviceTarget, Status, VersionRange, VersionScheme, Versions,
};

use super::*;
use crate::testing::seeded;

fn advisory(id: &str, statements: Vec<Statement>) -> Advisory {
    Advisory {
        id: id.parse().unwrap(),
        form: AdvisoryForm::Osv,
        publisher: String::new(),
        title: String::new(),
        aliases: BTreeSet::new(),
        published: None,
        modified: None,
        withdrawn: None,
        informational: String::new(),
        cvss: None,
        statements,
        references: Vec::new(),
        edition: sekisho_model::Edition::default(),
        vulnerabilities: Vec::new(),
    }
}

/// `purl` without version names the package; its `distro` limits the statement.
fn says(status: Status, purl: &str, versions: Versions, vulnerabilities: &[&str]) -> Statement {
    let purl: PackageUrl = purl.parse().unwrap();
    let release = purl.qualifiers().get("distro").cloned().unwrap_or_default();
    Statement {
        target: Target::Package { key: purl.key(), release },
        versions,
        status,
        vulnerabilities: vulnerabilities.iter().map(|name| name.parse().unwrap()).collect(),
        remedies: Vec::new(),
        ground: sekisho_model::Ground::default(),
    }
}

fn affected(purl: &str, versions: Versions) -> Statement {
    says(Status::Affected, purl, versions, &["CVE-1"])
}

fn scheme_of(name: &str) -> VersionScheme {
    crate::version::scheme_named(name)
}

fn below(scheme: &str, text: &str) -> Versions {
    let to = Bound::Excluding(text.to_owned());
    let ranges = vec![VersionRange { from: Bound::Including("0".to_owned()), to }];
    Versions::Ranges { scheme: scheme_of(scheme), ranges, listed: BTreeSet::new() }
}

fn from(scheme: &str, text: &str) -> Versions {
    let ranges = vec![VersionRange { from: Bound::Including(text.to_owned()), to: Bound::Open }];
    Versions::Ranges { scheme: scheme_of(scheme), ranges, listed: BTreeSet::new() }
}

fn listed(scheme: &str, versions: &[&str]) -> Versions {
    let listed = versions.iter().map(|&version| version.to_owned()).collect();
    Versions::Ranges { scheme: scheme_of(scheme), ranges: Vec::new(), listed }
}

fn component(purl: &str) -> Component {
    Component { name: "x".to_owned(), purl: Some(PackageUrl::lenient(purl).unwrap()), ..Component::default() }
}

/// `verdict: reason` of the whole, then `advisory verdict` of each match.
fn told(advisories: &[Advisory], component: &Component) -> String {
    let outcome = Matcher::new(advisories).component(component);
    let mut told = format!("{:?}: {}", outcome.verdict, outcome.reason.text().en);
    for found in &outcome.matches {
        told.push_str(&format!(" | {} {:?}", found.advisory.id, found.verdict()));
    }
    told
}

fn asked(advisories: &[Advisory], purl: &str) -> String {
    told(advisories, &component(purl))
}

#[test]
fn a_version_is_held_against_every_advisory_that_names_its_package() {
    let advisories = [
        advisory("A-2", vec![affected("pkg:npm/ms", below("npm", "2.0.0"))]),
        advisory("A-1", vec![affected("pkg:npm/ms", below("npm", "1.0.0"))]),
        advisory("A-3", vec![affected("pkg:npm/ms", below("npm", "3.0.0"))]),
        advisory("B", vec![affected("pkg:npm/other", Versions::All)]),
    ];
    assert_eq!(
        asked(&advisories, "pkg:npm/ms@1.5.0"),
        "Affected: the version lies in the affected range (< 2.0.0) | A-2 Affected | A-3 Affected | A-1 NotAffected"
    );
    assert_eq!(
        asked(&advisories, "pkg:npm/ms@3.0.0"),
        "NotAffected: the version lies outside the affected range (< 1.0.0) \
         | A-1 NotAffected | A-2 NotAffected | A-3 NotAffected"
    );
    assert_eq!(asked(&advisories, "pkg:npm/other@9"), "Affected: every version is affected | B Affected");
    assert_eq!(
        asked(&advisories, "pkg:npm/third@9"),
        "NotAffected: none of the 4 advisories at hand for npm names it"
    );
    assert_eq!(asked(&advisories, "pkg:gem/ms@1"), "Undecided: the advisories at hand do not cover gem");
}

#[test]
fn spellings_of_one_package_meet() {
    let advisories = [advisory("A", vec![affected("pkg:pypi/zope.interface", below("pypi", "2"))])];
    for purl in ["pkg:pypi/Zope_Interface@1.0", "pkg:pypi/zope-interface@1.0"] {
        assert!(asked(&advisories, purl).starts_with("Affected"), "{purl}");
    }
    let mut raw = advisory("A", vec![affected("pkg:nuget/a", Versions::All)]);
    raw.statements[0].target = Target::Package {
        key: PackageKey { kind: "NuGet".to_owned(), namespace: String::new(), name: "Json.NET".to_owned() },
        release: String::new(),
    };
    assert!(asked(&[raw], "pkg:nuget/json.net@1").starts_with("Affected"));
}

#[test]
fn what_cannot_be_decided_says_why() {
    let advisories = [
        advisory("A", vec![affected("pkg:cargo/a", below("cargo", "2.0.0"))]),
        advisory("B", vec![affected("pkg:brew/b", below("brew", "2.0"))]),
        advisory("C", vec![affected("pkg:npm/c", Versions::Text("below the last but one".to_owned()))]),
        advisory("D", vec![affected("pkg:github/o/d", from("git", "0123abcd"))]),
        advisory("E", vec![affected("pkg:npm/e", Versions::Text("vers:npm/<2.0.0".to_owned()))]),
        advisory("F", vec![says(Status::UnderInvestigation, "pkg:npm/f", Versions::All, &[])]),
    ];
    for (purl, expected) in [
        ("pkg:cargo/a", "Undecided: its version is not known (affected: < 2.0.0) | A Undecided"),
        ("pkg:cargo/a@main", "Undecided: version \"main\" cannot be ordered | A Undecided"),
        ("pkg:brew/b@1.0", "Undecided: the version order of brew is not built in | B Undecided"),
        (
            "pkg:npm/c@1.0.0",
            "Undecided: the advisory's version words \"below the last but one\" cannot be evaluated | C Undecided",
        ),
        ("pkg:github/o/d@v1", "Undecided: the advisory gives git commits only | D Undecided"),
        (
            "pkg:npm/e@1.0.0",
            "Affected: the version lies in the affected range (vers:npm/<2.0.0) | E Affected",
        ),
        ("pkg:npm/f@1.0.0", "Undecided: the publisher is still investigating | F Undecided"),
    ] {
        assert_eq!(asked(&advisories, purl), expected);
    }
    let nameless = Component { name: "x".to_owned(), ..Component::default() };
    assert_eq!(
        told(&advisories, &nameless),
        "Undecided: it has no identity that advisories could name (the package URL is missing)"
    );
    assert_eq!(asked(&[], "pkg:cargo/a@1"), "Undecided: the advisories at hand do not cover cargo",);
}

#[test]
fn a_listed_version_needs_no_order() {
    let advisories = [advisory("A", vec![affected("pkg:brew/a", listed("brew", &["1.0-alpha"]))])];
    assert_eq!(
        asked(&advisories, "pkg:brew/a@1.0-alpha"),
        "Affected: the version lies in the affected range (= 1.0-alpha) | A Affected"
    );
    assert!(asked(&advisories, "pkg:brew/a@1.0").starts_with("Undecided"));
}

#[test]
fn the_version_of_the_package_url_counts_before_that_of_the_component() {
    let advisories = [advisory("A", vec![affected("pkg:cargo/a", below("cargo", "2.0.0"))])];
    let mut one = component("pkg:cargo/a@2.0.0");
    one.version = Stated::Known("1.0.0".to_owned());
    assert!(told(&advisories, &one).starts_with("NotAffected"));
    one.purl = Some("pkg:cargo/a".parse().unwrap());
    assert!(told(&advisories, &one).starts_with("Affected"));
}

#[test]
fn a_withdrawn_advisory_affects_nothing_and_is_shown() {
    let mut withdrawn = advisory("A", vec![affected("pkg:npm/a", Versions::All)]);
    withdrawn.withdrawn = Some("2026-01-01T00:00:00Z".parse().unwrap());
    assert_eq!(
        asked(&[withdrawn], "pkg:npm/a@1.0.0"),
        "NotAffected: the advisory was withdrawn | A NotAffected"
    );
}

#[test]
fn a_narrower_statement_of_no_harm_wins_and_a_broader_one_does_not() {
    let fixed = |versions| says(Status::Fixed, "pkg:npm/a", versions, &["CVE-1"]);
    let unaffected = |versions| says(Status::NotAffected, "pkg:npm/a", versions, &["CVE-1"]);
    let one = |comfort: Statement, worry: Versions| {
        asked(&[advisory("A", vec![comfort, affected("pkg:npm/a", worry)])], "pkg:npm/a@1.5.0")
    };
    let stated_fixed = "NotAffected: the publisher states that this version is fixed | A NotAffected";
    assert_eq!(one(fixed(listed("npm", &["1.5.0"])), below("npm", "2.0.0")), stated_fixed);
    assert_eq!(one(fixed(from("npm", "1.2.0")), Versions::All), stated_fixed);
    assert!(one(unaffected(Versions::All), below("npm", "2.0.0")).starts_with("Affected"));
    assert!(one(fixed(from("npm", "1.2.0")), below("npm", "2.0.0")).starts_with("Affected"));
    assert!(one(fixed(listed("npm", &["1.5.0"])), listed("npm", &["1.5.0"])).starts_with("Affected"));
    assert_eq!(one(fixed(listed("npm", &["1.5.0"])), Versions::Text("?".to_owned())), stated_fixed);
    assert!(one(fixed(from("npm", "1.2.0")), Versions::Text("?".to_owned())).starts_with("Undecided"));
}

#[test]
fn no_harm_from_one_vulnerability_says_nothing_of_another() {
    let both = |comfort: &[&str]| {
        let comfort = says(Status::NotAffected, "pkg:npm/a", listed("npm", &["1.0.0"]), comfort);
        let worries =
            ["CVE-1", "CVE-2"].map(|cve| says(Status::Affected, "pkg:npm/a", below("npm", "2.0.0"), &[cve]));
        let [first, second] = worries;
        advisory("A", vec![first, comfort, second])
    };
    let advisories = [both(&["CVE-1"])];
    let outcome = Matcher::new(&advisories).component(&component("pkg:npm/a@1.0.0"));
    assert_eq!(outcome.verdict, Verdict::Affected);
    let names: Vec<_> = outcome.matches[0].vulnerabilities().into_iter().map(String::from).collect();
    assert_eq!(names, ["CVE-2"]);
    let each = |found: &Match<'_>| -> Vec<_> {
        found.each().map(|one| (one.vulnerability.map(ToString::to_string), one.verdict)).collect()
    };
    let ends = [("CVE-2", Verdict::Affected), ("CVE-1", Verdict::NotAffected)];
    let ends = ends.map(|(name, verdict)| (Some(name.to_owned()), verdict));
    assert_eq!(each(&outcome.matches[0]), ends);
    // One statement on both at once is held apart all the same.
    let together = [
        says(Status::Affected, "pkg:npm/a", below("npm", "2.0.0"), &["CVE-1", "CVE-2"]),
        says(Status::NotAffected, "pkg:npm/a", listed("npm", &["1.0.0"]), &["CVE-1"]),
    ];
    let advisories = [advisory("A", together.to_vec())];
    let outcome = Matcher::new(&advisories).component(&component("pkg:npm/a@1.0.0"));
    assert_eq!(each(&outcome.matches[0]), ends);
    assert!(asked(&[both(&[])], "pkg:npm/a@1.0.0").starts_with("NotAffected"));
    let advisories = [both(&["CVE-3"])];
    let outcome = Matcher::new(&advisories).component(&component("pkg:npm/a@1.0.0"));
    assert_eq!(outcome.matches[0].vulnerabilities().len(), 2);
}

#[test]
fn an_advisory_that_speaks_of_other_versions_only_leaves_it_open() {
    for (status, words) in [
        (Status::Fixed, "fixed: 1.0.1"),
        (Status::NotAffected, "not affected: 1.0.1"),
        (Status::UnderInvestigation, "under investigation: 1.0.1"),
        (Status::Recommended, "recommended: 1.0.1"),
    ] {
        let advisories = [advisory("A", vec![says(status, "pkg:npm/a", listed("npm", &["1.0.1"]), &[])])];
        assert_eq!(
            asked(&advisories, "pkg:npm/a@1.0.0"),
            format!("Undecided: the advisory's version words \"{words}\" cannot be evaluated | A Undecided")
        );
    }
}

#[test]
fn a_statement_for_another_release_of_a_distribution_is_not_about_this_one() {
    let per_release = |id: &str, fixes: &[(&str, &str)]| {
        let statement = |(release, fix): &(&str, &str)| {
            affected(&format!("pkg:deb/debian/curl?distro={release}"), below("deb", fix))
        };
        advisory(id, fixes.iter().map(statement).collect())
    };
    let advisories = [per_release("A", &[("11", "7.74-1"), ("12", "7.88-2")])];
    let curl =
        |version: &str, more: &str| asked(&advisories, &format!("pkg:deb/debian/curl@{version}{more}"));
    assert!(curl("7.80-1", "?distro=debian-11").starts_with("NotAffected"));
    assert!(curl("7.80-1", "?distro=bookworm").starts_with("Affected"));
    assert!(curl("7.60-1", "").starts_with("Affected"));
    assert!(curl("7.99-1", "").starts_with("NotAffected"));
    assert_eq!(
        curl("7.80-1", ""),
        "Undecided: it has no identity that advisories could name (the distribution's release is missing) | A Undecided"
    );
    assert_eq!(
        curl("7.80-1", "?distro=debian-13"),
        "Undecided: the advisories at hand do not cover deb/debian 13"
    );
    assert_eq!(
        asked(&advisories, "pkg:deb/ubuntu/curl@1?distro=ubuntu-22.04"),
        "Undecided: the advisories at hand do not cover deb/ubuntu 22.04"
    );
    assert_eq!(
        asked(&advisories, "pkg:deb/debian/zlib@1?distro=debian-12"),
        "NotAffected: none of the 1 advisories at hand for deb/debian 12 names it"
    );
}

#[test]
fn a_binary_package_is_found_by_its_source() {
    let advisories = [advisory("A", vec![affected("pkg:deb/debian/openssl", below("deb", "3.0.9-1"))])];
    for (upstream, verdict) in [
        ("openssl", "Affected"),
        ("openssl%403.0.9-1", "NotAffected: the version lies outside"),
        ("zlib", "NotAffected: none of"),
    ] {
        let told = asked(&advisories, &format!("pkg:deb/debian/libssl3@3.0.8-1?upstream={upstream}"));
        assert!(told.starts_with(verdict), "{upstream}: {told}");
    }
}

#[test]
fn an_informational_notice_matches_and_can_be_told_apart() {
    let mut notice = advisory("A", vec![affected("pkg:cargo/a", Versions::All)]);
    notice.informational = "unmaintained".to_owned();
    let advisories = [notice];
    let outcome = Matcher::new(&advisories).component(&component("pkg:cargo/a@1.0.0"));
    assert_eq!(outcome.matches[0].advisory.informational, "unmaintained");
    assert_eq!(outcome.verdict, Verdict::Affected);
}

fn of_device(status: Status, product: &str) -> Statement {
    let device = DeviceTarget {
        vendor: "Hibiki Controls".to_owned(),
        product: product.to_owned(),
        ..DeviceTarget::default()
    };
    Statement { target: Target::Device(device), ..says(status, "pkg:npm/x", Versions::All, &[]) }
}

#[test]
fn a_firmware_component_is_judged_as_the_device_it_is() {
    let advisories = [advisory("A", vec![of_device(Status::Affected, "HC-400")])];
    let mut firmware = Component {
        name: "HC-400".to_owned(),
        kind: ComponentKind::Firmware,
        device: Some(DeviceIdentity {
            vendor: Stated::Known("Hibiki Controls".to_owned()),
            model: Stated::Known("HC-400".to_owned()),
            ..DeviceIdentity::default()
        }),
        ..Component::default()
    };
    let as_device = Matcher::new(&advisories).device(firmware.device.as_ref().unwrap());
    assert_eq!(as_device.matches.len(), 1);
    assert_eq!(Matcher::new(&advisories).component(&firmware), as_device);
    firmware.purl = Some("pkg:generic/hc-400@1".parse().unwrap());
    assert_eq!(Matcher::new(&advisories).component(&firmware), as_device);
    let both = [advisories[0].clone(), advisory("B", vec![affected("pkg:generic/hc-400", Versions::All)])];
    assert_eq!(Matcher::new(&both).component(&firmware).matches.len(), 2);
}

#[test]
fn the_packages_named_are_listed_once_and_in_order() {
    let advisories = [
        advisory("A", vec![affected("pkg:npm/b", Versions::All), of_device(Status::Affected, "HC-400")]),
        advisory("B", vec![affected("pkg:npm/b", Versions::All), affected("pkg:cargo/a", Versions::All)]),
    ];
    let matcher = Matcher::new(&advisories);
    assert_eq!(matcher.keys().map(ToString::to_string).collect::<Vec<_>>(), ["cargo/a", "npm/b"]);
}

fn any_versions() -> impl Strategy<Value = Versions> {
    prop_oneof![
        Just(Versions::All),
        "[0-2]\\.[0-2]\\.0".prop_map(|text| below("npm", &text)),
        "[0-2]\\.[0-2]\\.0".prop_map(|text| from("npm", &text)),
        "[0-2]\\.[0-2]\\.0".prop_map(|text| listed("npm", &[&text])),
        "[a-z<]{1,3}".prop_map(Versions::Text),
        "[a-z]{1,3}".prop_map(|text| below("npm", &text)),
        Just(listed("maven", &["1.0.0"])),
    ]
}

fn any_statement() -> impl Strategy<Value = Statement> {
    let statuses = [
        Status::Affected,
        Status::Affected,
        Status::Fixed,
        Status::NotAffected,
        Status::UnderInvestigation,
        Status::Recommended,
    ];
    let cves = prop::sample::subsequence(vec!["CVE-1", "CVE-2"], 0..=2);
    (prop::sample::select(statuses.to_vec()), "pkg:npm/[ab]", any_versions(), cves)
        .prop_map(|(status, purl, versions, cves)| says(status, &purl, versions, &cves))
}

proptest! {
    #![proptest_config(seeded(400))]

    #[test]
    fn adding_an_advisory_never_removes_a_match(
        statements in prop::collection::vec(prop::collection::vec(any_statement(), 1..4), 1..5),
        purl in "pkg:npm/[abc](@([0-2]\\.[0-2]\\.0|x))?",
    ) {
        let advisories: Vec<_> =
            (1..).zip(statements).map(|(n, statements)| advisory(&format!("A-{n}"), statements)).collect();
        let component = component(&purl);
        let found = |advisories: &[Advisory]| -> Vec<(String, Verdict)> {
            let outcome = Matcher::new(advisories).component(&component);
            outcome.matches.iter().map(|m| (m.advisory.id.to_string(), m.verdict())).collect()
        };
        let (fewer, all) = (found(&advisories[1..]), found(&advisories));
        prop_assert!(fewer.iter().all(|one| all.contains(one)));
        let outcome = Matcher::new(&advisories).component(&component);
        prop_assert!(outcome.matches.is_sorted_by_key(|m| (Reverse(m.verdict()), m.advisory.id.clone())));
        prop_assert_eq!(outcome.matches.first().map_or(outcome.verdict, |m| m.verdict()), outcome.verdict);
        let named = advisories.iter().filter(|a| a.statements.iter().any(|s| match &s.target {
            Target::Package { key, .. } => component.purl.as_ref().unwrap().key() == *key,
            Target::Device(_) => false,
        })).count();
        prop_assert_eq!(outcome.matches.len(), named);
    }

    #[test]
    fn a_version_in_an_affected_range_is_never_clean_without_a_narrower_word(
        mut statements in prop::collection::vec(any_statement(), 0..4),
        at in 0..4_usize,
    ) {
        let worry = says(Status::Affected, "pkg:npm/a", below("npm", "2.0.0"), &["CVE-1"]);
        let clears = |s: &Statement| {
            matches!(s.status, Status::Fixed | Status::NotAffected)
                && matches!(&s.versions, Versions::Ranges { listed, .. } if listed.contains("1.0.0"))
        };
        let is_cleared = statements.iter().any(clears);
        statements.insert(at.min(statements.len()), worry);
        let outcome_verdict = Matcher::new(&[advisory("A", statements)]).component(&component("pkg:npm/a@1.0.0")).verdict;
        prop_assert!(outcome_verdict == Verdict::Affected || is_cleared);
    }
}

#[test]
fn affected_on_a_condition_that_nobody_checked_is_undecided_and_says_which() {
    let condition = sekisho_model::Condition { words: "on Windows".to_owned(), ..Default::default() };
    let ground = sekisho_model::Ground { conditions: vec![condition], ..sekisho_model::Ground::NONE };
    let all = [advisory("A", vec![Statement { ground, ..affected("pkg:npm/left", Versions::All) }])];
    let matcher = Matcher::new(&all);
    let purl = "pkg:npm/left@1.0.0".parse().unwrap();
    let outcome = matcher.component(&Component { purl: Some(purl), ..Component::default() });
    assert_eq!(outcome.verdict, Verdict::Undecided);
    assert_eq!(outcome.reason, Reason::OnCondition("on Windows".to_owned()));
}

#[test]
fn a_version_of_which_the_publisher_says_nothing_is_not_clean_beside_a_range_that_ends_before_it() {
    let range = |from: Bound, to: Bound| Versions::Ranges {
        scheme: VersionScheme::SemVer,
        ranges: vec![VersionRange { from, to }],
        listed: BTreeSet::new(),
    };
    let end = || "2.0.0".to_owned();
    let all = [advisory(
        "A",
        vec![
            affected("pkg:cargo/left", range(Bound::Open, Bound::Excluding(end()))),
            says(Status::Unstated, "pkg:cargo/left", range(Bound::Including(end()), Bound::Open), &["CVE-1"]),
        ],
    )];
    let matcher = Matcher::new(&all);
    let purl = "pkg:cargo/left@2.1.0".parse().unwrap();
    let outcome = matcher.component(&Component { purl: Some(purl), ..Component::default() });
    assert_eq!((outcome.verdict, outcome.reason), (Verdict::Undecided, Reason::StatusUnstated));
}
