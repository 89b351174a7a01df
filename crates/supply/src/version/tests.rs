//! The public suites, the order against independent crates, and what a range holds.

use std::collections::BTreeSet;

use proptest::prelude::*;
use sekisho_model::{Bound, VersionRange, VersionScheme, Versions};

use super::*;
use crate::testing::seeded;

mod conformance;
mod orders;

fn holds(vers: &str, version: &str) -> Result<bool, Reason> {
    vers.parse::<Vers>().unwrap().contains(version)
}

/// PHP takes `#` at an end for anything, so equality does not carry over: found by fuzzing.
#[test]
fn a_composer_version_that_stands_for_anything_is_for_people_to_place() {
    for text in ["########", "1.0.#"] {
        let version = Version::parse(&VersionScheme::Composer, text).unwrap();
        assert!(!version.is_regular(), "{text}");
    }
}

#[test]
fn a_conan_version_that_conan_may_put_elsewhere_is_undecided() {
    for (range, version, expect) in [
        ("vers:conan/<1.1.10", "1.1.1k", None),
        ("vers:conan/<10", "9e", None),
        ("vers:conan/<1.1.1l", "1.1.1k", Some(true)),
        ("vers:conan/<1.2.10", "1.1.1k", Some(true)),
    ] {
        assert_eq!(holds(range, version).ok(), expect, "{range} {version}");
    }
}

#[test]
fn npm_reads_what_its_tools_read_loosely() {
    for (one, other) in [("= v1.2.3", "1.2.3"), ("v 1.2.3", "1.2.3"), ("1.2.3beta.01", "1.2.3-beta.1")] {
        assert_eq!(compare(&VersionScheme::Npm, one, other), Ok(Ordering::Equal), "{one}");
    }
    for none in ["1.2beta", "1.2.3-", "1.2.3beta..1"] {
        assert!(compare(&VersionScheme::Npm, none, "1.0.0").is_err(), "{none}");
    }
}

#[test]
fn composer_fills_up_to_four_numbers_before_it_judges() {
    for (vers, version, expected) in [
        ("vers:composer/>=2.0.0|<2.0.5", "2.0", true),
        ("vers:composer/>=2.0.0|<2.0.5", "v2", true),
        ("vers:composer/<=3.1", "3.1.0.0", true),
        ("vers:composer/<=3.1", "3.1.0.1", false),
        ("vers:composer/<3.1", "3.1.0-RC2", true),
        ("vers:composer/<3.1.0", "3.1b1", true),
        ("vers:composer/<3.1", "3.1.0+b7", false),
        ("vers:composer/3.1.0", "3.1-stable", true),
        ("vers:composer/!=3.1.0", "V3.1", false),
        ("vers:composer/>3.1-beta.2", "3.1.0_BETA3-dev", true),
        ("vers:composer/3.1-rc", "3.1.0.RC", true),
        ("vers:composer/3.1.0", "3.1.", true),
        ("vers:composer/>20240101|<20240102", "20240101.5", true),
        ("vers:composer/<2.0", "1.x-dev", true),
        ("vers:composer/>=1.3", "v1.2.*-dev", false),
        ("vers:composer/<1.x-dev", "1.5", true),
        ("vers:composer/>1.x-dev", "2.0", true),
        ("vers:composer/<1.x-dev", "0.x-dev", true),
        ("vers:composer/<1.5", "1.0 as 2.0", true),
        ("vers:composer/<1.5", "1.4@beta", true),
        ("vers:composer/>2023.12|<2024.2", "2024-01-31", true),
    ] {
        assert_eq!(holds(vers, version), Ok(expected), "{vers} {version}");
    }
    for text in [
        "9.x-dev",
        "8.x-dev-dev",
        "x-dev",
        "dev-main",
        "1.2.3.4.5",
        "3.1+",
        ".3",
        "3.1--1",
        "3.1rc-",
        "3..1",
        "3.1-rc 1",
    ] {
        assert!(holds("vers:composer/<9.5", text).is_err(), "{text}");
    }
    let listed = ranges(VersionScheme::Composer, Vec::new(), &["3.1"]);
    assert_eq!(contains(&listed, "v3.1.0"), Ok(true));
    // PHP's comparison by itself is still what orders them for people.
    assert_eq!(compare(&VersionScheme::Composer, "2.0", "2.0.0"), Ok(Ordering::Less));
}

#[test]
fn a_vers_range_holds_what_its_comparators_say() {
    for (vers, version, expected) in [
        ("vers:npm/>=1.0|<2", "1.9.9", true),
        ("vers:npm/>=1.0|<2", "2.0.0-rc.1", true),
        ("vers:npm/>=1.0|<2", "2.0.0", false),
        ("vers:npm/ <2 | >=1.0 ", "1.0.0", true),
        ("vers:npm/1.0.0|>=2.0.0|!=2.1.0|<3", "2.1.0", false),
        ("vers:npm/1.0.0|>=2.0.0|!=2.1.0|<3", "2.1.1", true),
        ("vers:npm/1.0.0|>=2.0.0|!=2.1.0|<3", "1.0.0", true),
        ("vers:pypi/!=5", "5.0", false),
        ("vers:pypi/!=5", "4", true),
        ("vers:all/*", "P007 (b)", true),
        ("vers:deb/<1.2.3-1", "1.2.3-1~deb12u1", true),
        ("vers:maven/1.0|2.0", "2.0", true),
        ("vers:generic/1%252F0", "1%2F0", true),
    ] {
        assert_eq!(holds(vers, version), Ok(expected), "{vers} {version}");
    }
    assert_eq!(holds("vers:maven/<2.0", "1.0"), Ok(true));
    assert_eq!(holds("vers:android/<2.0", "1.0"), Err(Reason::OrderUnknown("android".to_owned())));
    assert_eq!(holds("vers:npm/<2.0.0", "R8.2 SP2"), Err(Reason::VersionUnreadable("R8.2 SP2".to_owned())));
    assert_eq!(holds("vers:npm/<R8", "1.0.0"), Err(Reason::RangeUnreadable("< R8".to_owned())));
}

#[test]
fn each_fault_of_a_vers_range_is_named() {
    let fault = |text: &str| text.parse::<Vers>().unwrap_err().to_string();
    assert_eq!(fault("npm/>1"), "it does not start with \"vers:\"");
    assert!(fault("vers:npm").starts_with("its type"));
    assert!(fault("vers:n|m/1").starts_with("its type"));
    assert_eq!(fault("vers:npm/>="), "constraint \">=\" has no version, or has \"*\" beside others");
    assert!(fault("vers:npm/").starts_with("constraint"));
    assert!(fault("vers:npm/*|1").starts_with("constraint"));
    assert!(fault("vers:npm/=1").starts_with("constraint"));
    assert_eq!(fault("vers:npm/1%2"), "version \"1%2\" has a broken percent-encoding");
    assert_eq!(fault(&format!("vers:npm/{}", "1|".repeat(10_001))), "it has more than 10000 constraints");
    assert_eq!(
        Vers::canonical("vers:npm/>=2|<1"),
        Err(vers::VersError::NotCanonical("vers:npm/<1|>=2".to_owned()))
    );
}

#[test]
fn a_range_of_ten_thousand_constraints_is_answered_at_once() {
    let excluded: Vec<_> = (1..5_000).map(|n| format!("!={n}.5")).collect();
    let ends: Vec<_> = (1..2_500).map(|n| format!(">={}|<{}", 2 * n, 2 * n + 1)).collect();
    let text = format!("vers:npm/{}|{}", excluded.join("|"), ends.join("|"));
    assert_eq!(holds(&text, "4000.7.0"), Ok(true));
    assert_eq!(holds(&text, "4000.5.0"), Ok(false));
    assert_eq!(holds(&text, "4001.0.0"), Ok(false));
    assert_eq!(holds(&text, "x"), Err(Reason::VersionUnreadable("x".to_owned())));
    let unplaced = text.replace("!=1.5|", "!=one|");
    assert_eq!(holds(&unplaced, "4000.7.0"), Err(Reason::RangeUnreadable("> one".to_owned())));
}

fn range(from: Bound, to: Bound) -> VersionRange {
    VersionRange { from, to }
}

fn below(text: &str) -> VersionRange {
    range(Bound::Including("0".to_owned()), Bound::Excluding(text.to_owned()))
}

fn ranges(scheme: VersionScheme, ranges: Vec<VersionRange>, listed: &[&str]) -> Versions {
    let listed: BTreeSet<_> = listed.iter().map(|&text| text.to_owned()).collect();
    Versions::Ranges { scheme, ranges, listed }
}

#[test]
fn a_range_from_zero_holds_pre_releases_of_zero() {
    let versions = ranges(VersionScheme::SemVer, vec![below("1.0.0")], &[]);
    assert_eq!(contains(&versions, "0.0.0-alpha.0"), Ok(true));
    assert_eq!(contains(&ranges(VersionScheme::PyPi, vec![below("1")], &[]), "0.dev0"), Ok(true));
    assert_eq!(contains(&ranges(VersionScheme::Debian, vec![below("1")], &[]), "0~1"), Ok(true));
}

#[test]
fn a_listed_version_is_held_even_if_nobody_can_order_it() {
    let versions = ranges(VersionScheme::PyPi, vec![below("1.0")], &["2004b-legacy", "3.0"]);
    assert_eq!(contains(&versions, "2004b-legacy"), Ok(true));
    assert_eq!(contains(&versions, "3.0.0"), Ok(true));
    assert_eq!(
        contains(&versions, "2005b-legacy"),
        Err(Reason::VersionUnreadable("2005b-legacy".to_owned()))
    );
    let other = ranges(VersionScheme::Other("android".to_owned()), Vec::new(), &["1.0"]);
    assert_eq!(contains(&other, "1.0"), Ok(true));
    assert_eq!(contains(&other, "1.1"), Err(Reason::OrderUnknown("android".to_owned())));
    let stored = ranges(VersionScheme::Other("maven".to_owned()), Vec::new(), &["1.0"]);
    assert_eq!(contains(&stored, "1.0.0"), Ok(true));
    let git = ranges(VersionScheme::Git, vec![range(Bound::Open, Bound::Open)], &["v1"]);
    assert_eq!(contains(&git, "v1"), Ok(true));
}

#[test]
fn an_irregular_version_is_ordered_for_people_but_decides_nothing() {
    let versions = ranges(VersionScheme::SemVer, vec![below("1.2.3.5")], &[]);
    assert_eq!(contains(&versions, "1.0.0"), Err(Reason::RangeUnreadable("< 1.2.3.5".to_owned())));
    let versions = ranges(VersionScheme::SemVer, vec![below("2.0.0")], &[]);
    assert_eq!(contains(&versions, "1.2.3.4"), Err(Reason::VersionUnreadable("1.2.3.4".to_owned())));
    assert_eq!(compare(&VersionScheme::SemVer, "1.2.3.4", "2.0.0"), Ok(Ordering::Less));
}

#[test]
fn a_listed_version_without_a_place_is_only_itself() {
    let npm = ranges(VersionScheme::Npm, Vec::new(), &["1.2.3.4", "2.0.0.1", "2.0"]);
    assert_eq!(contains(&npm, "1.2.3.4"), Ok(true));
    assert_eq!(contains(&npm, "1.2.3"), Err(Reason::RangeUnreadable("1.2.3.4, 2.0, 2.0.0.1".to_owned())));
    assert_eq!(contains(&npm, "2.0.0"), Ok(true));
    assert_eq!(contains(&npm, "1.2.4"), Ok(false));
    let alpm = ranges(VersionScheme::Alpm, Vec::new(), &["1.5."]);
    assert!(contains(&alpm, "1.5.-2").is_err());
}

#[test]
fn an_unreadable_interval_leaves_the_others_standing() {
    let broken = range(Bound::Including("??".to_owned()), Bound::Open);
    let versions = ranges(VersionScheme::Npm, vec![broken, below("1.0.0")], &[]);
    assert_eq!(contains(&versions, "0.9.0"), Ok(true));
    assert_eq!(contains(&versions, "1.0.0"), Err(Reason::RangeUnreadable(">= ??".to_owned())));
}

#[test]
fn ends_belong_to_an_interval_only_when_they_say_so() {
    let versions = ranges(
        VersionScheme::SemVer,
        vec![range(Bound::Excluding("1.0.0".to_owned()), Bound::Including("2.0.0".to_owned()))],
        &[],
    );
    for (version, held) in [("1.0.0", false), ("1.0.1", true), ("2.0.0", true), ("2.0.1-a", false)] {
        assert_eq!(contains(&versions, version), Ok(held), "{version}");
    }
}

#[test]
fn a_set_in_words_is_short() {
    let versions = ranges(VersionScheme::SemVer, vec![below("1.0"), range(Bound::Open, Bound::Open)], &["9"]);
    assert_eq!(range_words(&versions), "< 1.0 || *");
    let listed = ranges(VersionScheme::SemVer, Vec::new(), &["1", "2", "3", "4", "5", "6"]);
    assert_eq!(range_words(&listed), "1, 2, 3, 4, 5, … (6)");
    assert_eq!(range_words(&ranges(VersionScheme::SemVer, Vec::new(), &[])), "–");
    assert_eq!(range_words(&Versions::All), "");
}

#[test]
fn texts_without_a_place_are_refused_with_their_name() {
    for (scheme, text) in [
        (VersionScheme::SemVer, ""),
        (VersionScheme::SemVer, "1..2"),
        (VersionScheme::SemVer, "1.0.0-"),
        (VersionScheme::SemVer, "1.0.0-a_b"),
        (VersionScheme::Npm, "latest"),
        (VersionScheme::PyPi, ""),
        (VersionScheme::Debian, ""),
        (VersionScheme::Debian, "x:1"),
        (VersionScheme::Debian, "1 2"),
        (VersionScheme::Debian, "1.4-"),
        (VersionScheme::Debian, "１"),
    ] {
        let error = Version::parse(&scheme, text).unwrap_err();
        assert_eq!(Reason::from(error), Reason::VersionUnreadable(text.to_owned()), "{text}");
    }
    let error = Version::parse(&scheme_named("android"), "1").unwrap_err();
    assert_eq!(error.to_string(), "the version order of android is not built in");
    assert_eq!(error.text().ja, "android の版の順序にまだ対応していません");
    assert_eq!(
        Version::parse(&VersionScheme::SemVer, "1")
            .unwrap()
            .partial_cmp(&Version::parse(&VersionScheme::PyPi, "1").unwrap()),
        None
    );
}

#[test]
fn a_missing_number_in_a_debian_version_counts_as_zero() {
    // `dpkg --compare-versions` agrees; the crate that the order is held against below does not.
    for (a, b, order) in [
        ("1:a", "1:a0", Ordering::Equal),
        ("1.0a", "1.0a0~", Ordering::Greater),
        ("1.", "1.0", Ordering::Equal),
        ("1-0~", "1", Ordering::Less),
    ] {
        assert_eq!(compare(&VersionScheme::Debian, a, b), Ok(order), "{a} {b}");
    }
}

#[test]
fn a_version_of_a_hundred_thousand_digits_is_compared_at_once() {
    let long = "9".repeat(100_000);
    for (scheme, name) in
        schemes().filter(|(scheme, _)| !matches!(scheme, VersionScheme::Git | VersionScheme::DateTime))
    {
        assert_eq!(compare(scheme, &long, &format!("{long}0")), Ok(Ordering::Less), "{name}");
    }
}

/// Texts that are versions, nearly versions, or neither, over a small alphabet so that they collide.
fn version_like() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-2]{1,2}(\\.[0-2]{1,2}){0,3}(-(a|b|rc|[0-9])(\\.[0-9]){0,2})?(\\+[a-b])?",
        "([0-1]:)?[0-2](\\.|~|\\+|[0-2]|a|b){0,4}(-[0-2a~]{1,2})?",
        "[0-2](\\.[0-2]){0,2}(a|b|rc|\\.post|\\.dev)?[0-2]?",
        "\\PC{0,6}",
    ]
}

/// Texts near PEP 440.
fn python_like() -> impl Strategy<Value = String> {
    "v?([01]!)?[0-2](\\.[0-2]{1,2}){0,2}([-_.]?(a|beta|RC|c|pre)[-_.]?[0-2]?)?(-[0-2]|[-_.]?(post|r|rev)[-_.]?[0-2]?)?([-_.]?dev[-_.]?[0-2]?)?(\\+[0-2a-b]{1,2}([-_.][0-2a]){0,2})?"
}

proptest! {
    #![proptest_config(seeded(512))]

    #[test]
    fn every_order_is_total(a in version_like(), b in version_like(), c in version_like()) {
        for (scheme, _) in schemes() {
            let parsed: Vec<_> = [&a, &b, &c].iter().filter_map(|t| Version::parse(scheme, t).ok()).collect();
            let [a, b, c] = &parsed[..] else { continue };
            prop_assert_eq!(a.partial_cmp(b), b.partial_cmp(a).map(Ordering::reverse));
            if a.place(b).is_le() && b.place(c).is_le() {
                prop_assert!(a.place(c).is_le());
            }
            let stands_for_several = [a, b, c].iter().any(|version| version.is_open());
            prop_assert!(stands_for_several || a.partial_cmp(b) == Some(a.place(b)));
            prop_assert_eq!(a.partial_cmp(a), Some(Ordering::Equal));
        }
    }

    #[test]
    fn semantic_order_agrees_with_the_semver_crate(
        a in "[0-9]{1,2}\\.[0-2]\\.[0-2](-[0-9a-b]{1,3}(\\.[0-9a-b-]{1,3})?)?",
        b in "[0-9]{1,2}\\.[0-2]\\.[0-2](-[0-9a-b]{1,3}(\\.[0-9a-b-]{1,3})?)?",
    ) {
        if let (Ok(x), Ok(y)) = (::semver::Version::parse(&a), ::semver::Version::parse(&b)) {
            prop_assert_eq!(compare(&VersionScheme::SemVer, &a, &b), Ok(x.cmp_precedence(&y)));
        }
    }

    #[test]
    fn debian_order_agrees_with_the_debversion_crate_where_that_follows_policy(
        a in "([0-1]:)?[1-9a][1-9a~+.]{0,5}(-[1-9a~+.]{1,3})?",
        b in "([0-1]:)?[1-9a][1-9a~+.]{0,5}(-[1-9a~+.]{1,3})?",
    ) {
        if let (Ok(x), Ok(y)) = (a.parse::<debversion::Version>(), b.parse::<debversion::Version>()) {
            prop_assert_eq!(compare(&VersionScheme::Debian, &a, &b), Ok(x.cmp(&y)));
        }
    }

    #[test]
    fn python_order_agrees_with_the_pep440_crate(a in python_like(), b in python_like()) {
        if let (Ok(x), Ok(y)) = (a.parse::<pep440_rs::Version>(), b.parse::<pep440_rs::Version>()) {
            prop_assert_eq!(compare(&VersionScheme::PyPi, &a, &b), Ok(x.cmp(&y)));
        }
        let regular = Version::parse(&VersionScheme::PyPi, &a).is_ok_and(|version| version.is_regular());
        prop_assert_eq!(regular, a.parse::<pep440_rs::Version>().is_ok(), "{}", a);
    }

    #[test]
    fn an_inverted_range_holds_what_the_range_does_not(text in "vers:(npm|pypi|maven)/(<|>|<=|>=|!=)?[0-3]\\.[0-2](\\|(<|>|<=|>=|!=)?[0-3]\\.[0-2]){0,4}", version in "[0-3]\\.[0-2]") {
        let vers: Vers = text.parse().unwrap();
        let held = vers.contains(&version).unwrap();
        prop_assert_eq!(vers.simplified().unwrap().contains(&version), Ok(held));
        prop_assert_eq!(vers.inverted().unwrap().contains(&version), Ok(!held));
        let simplified = vers.simplified().unwrap().to_string();
        prop_assert!(Vers::canonical(&simplified).is_ok(), "{}", simplified);
    }

    #[test]
    fn a_range_holds_the_same_as_the_versions_that_it_states(text in "vers:(npm|pypi|alpm)/(<|>|<=|>=|!=)?[0-3](\\.[0-2])?(-[12])?(\\|(<|>|<=|>=|!=)?[0-3](\\.[0-2])?){0,5}", version in "[0-3](\\.[0-2])?(-[12])?|x") {
        let vers: Vers = text.parse().unwrap();
        prop_assert_eq!(vers.contains(&version), contains(&vers.versions(), &version), "{}", vers);
    }

    #[test]
    fn any_text_is_a_native_range_or_refused(text in "[<>=!~^|,*x\\[\\]().0-2a v-]{0,24}|\\PC{0,8}") {
        for kind in ["npm", "cargo", "pypi", "gem", "maven", "nuget", "composer", "conan", "nginx", "openssl", "swift", "hackage"] {
            if let Ok(vers) = Vers::from_native(kind, &text) {
                let again: Vers = vers.to_string().parse().unwrap();
                prop_assert_eq!(again.to_string(), vers.to_string());
            }
        }
    }

    #[test]
    fn any_text_is_a_vers_range_or_refused(text in "(vers:(npm|pypi|deb|x)/)?[<>=!*|%0-9a-z. ]{0,24}", version in version_like()) {
        if let Ok(vers) = text.parse::<Vers>() {
            let again: Vers = vers.to_string().parse().unwrap();
            prop_assert_eq!(again.contains(&version), vers.contains(&version));
            prop_assert_eq!(again, vers);
        }
    }
}
