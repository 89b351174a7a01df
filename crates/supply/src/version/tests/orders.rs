//! What each order promises, beyond the public suites.

use super::super::*;

fn rising(scheme: &VersionScheme, versions: &[&str]) {
    for (nth, a) in versions.iter().enumerate() {
        assert_eq!(compare(scheme, a, a), Ok(Ordering::Equal), "{a}");
        for b in &versions[nth + 1..] {
            assert_eq!(compare(scheme, a, b), Ok(Ordering::Less), "{scheme:?}: {a} < {b}");
            assert_eq!(compare(scheme, b, a), Ok(Ordering::Greater), "{scheme:?}: {b} > {a}");
        }
    }
}

fn equal(scheme: &VersionScheme, versions: &[&str]) {
    for a in versions {
        for b in versions {
            assert_eq!(compare(scheme, a, b), Ok(Ordering::Equal), "{scheme:?}: {a} = {b}");
        }
    }
}

#[test]
fn go_orders_pseudo_versions_before_their_base_and_ignores_incompatible() {
    let go = VersionScheme::Go;
    rising(
        &go,
        &[
            "v0.0.0-20191109021931-daa7c04131f5",
            "v0.0.0-20210921155107-089bfa567519",
            "v1.2.3-0.20191109021931-daa7c04131f5",
            "v1.2.3-pre",
            "v1.2.3-pre.0.20191109021931-daa7c04131f5",
            "v1.2.3",
            "v1.2.4-0.20191109021931-daa7c04131f5",
            "v1.10.0",
        ],
    );
    equal(&go, &["v2.0.0+incompatible", "2.0.0", "v2.0.0"]);
    rising(&go, &["go1.20", "go1.20.3", "go1.21beta1", "go1.21rc2", "go1.21rc10", "go1.21.0", "go1.21.1"]);
    equal(&go, &["go1.20.3", "1.20.3"]);
    rising(&go, &["go1.20rc1", "go1.20", "go1.20.1", "go1.22", "go1.22beta1", "go1.22rc1", "go1.22.0"]);
    equal(&go, &["go1.22.4", "go1.22.4-bigcorp.2", "go1.22.4 X:rangefunc"]);
}

fn irregular(scheme: &VersionScheme, versions: &[&str]) {
    for text in versions {
        let version = Version::parse(scheme, text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert!(!version.is_regular(), "{scheme:?}: {text}");
    }
}

fn refused(scheme: &VersionScheme, versions: &[&str]) {
    for text in versions {
        assert!(Version::parse(scheme, text).is_err(), "{scheme:?}: {text}");
    }
}

fn regular(scheme: &VersionScheme, versions: &[&str]) {
    for text in versions {
        assert!(Version::parse(scheme, text).is_ok_and(|version| version.is_regular()), "{scheme:?}: {text}");
    }
}

#[test]
fn maven_cuts_what_says_nothing_and_knows_its_words() {
    let maven = VersionScheme::Maven;
    rising(
        &maven,
        &[
            "2.0.alpha",
            "2.0.0.beta1",
            "2-milestone-1",
            "2.0.rc1",
            "2-SNAPSHOT",
            "2",
            "2-sp",
            "2-jre",
            "2-1",
            "2.0.jre",
            "2.0.1",
            "2.1-alpha",
            "2.1",
        ],
    );
    equal(&maven, &["2", "2.0", "2.0.0", "2.0.Final", "2-ga", "2.0.0.RELEASE"]);
    equal(&maven, &["1.0.alpha1", "1-alpha-1", "1a1", "1.0.0-A1"]);
    regular(&maven, &["1.0", "31.1-jre", "1.0-20200101.123456-1", "2.0-beta9"]);
    irregular(&maven, &["RELEASE", "${project.version}", "[1.0,2.0)", "版1"]);
    refused(&maven, &["", "1\n2"]);
}

#[test]
fn rpm_knows_epoch_tilde_and_caret() {
    let rpm = VersionScheme::Rpm;
    rising(&rpm, &["1.0~rc1-1", "1.0-1", "1.0-1.el8", "1.0-2", "1.0^git1-1", "1.0.1-1", "1:0.1-1", "2:0-1"]);
    equal(&rpm, &["0:1.0-1", "1.0-1", "1.00-01"]);
    regular(&rpm, &["1:1.1.1k-9.el8_7", "4.18.0-477.10.1.el8_8"]);
    irregular(&rpm, &["a:1-1", "1.α-1", "1- -1", "-"]);
}

#[test]
fn pacman_takes_a_missing_release_for_every_release() {
    let alpm = VersionScheme::Alpm;
    for release in ["1.5-1", "1.5-2", "1.5-10"] {
        equal(&alpm, &["1.5", release]);
    }
    rising(&alpm, &["1.5b", "1.5-1", "1.5-2", "1.5.b", "1.5.1", "1:0.1"]);
    // What stands for several has no place right at the end of a range.
    let vers: Vers = "vers:alpm/<1.5-3".parse().unwrap();
    assert_eq!(vers.contains("1.4"), Ok(true));
    assert_eq!(vers.contains("1.5-2"), Ok(true));
    assert_eq!(vers.contains("1.5"), Err(Reason::VersionUnreadable("1.5".to_owned())));
}

#[test]
fn a_separator_at_the_end_counts_to_pacman_and_is_for_people_to_place() {
    let alpm = VersionScheme::Alpm;
    rising(&alpm, &["3.b-1", "3.-1", "3.0-1"]);
    rising(&alpm, &["3-1", "3_-1"]);
    equal(&alpm, &["3.-1", "3..-1"]);
    equal(&alpm, &[":3-1", "0:3-1", "3-1"]);
    irregular(&alpm, &["3.-1", "3-1.", "3."]);
    equal(&VersionScheme::Rpm, &[":7.4-2", "7.4-2"]);
    regular(&VersionScheme::Rpm, &[":7.4-2"]);
    for scheme in [VersionScheme::Rpm, alpm] {
        rising(&scheme, &["7a:1-1", "8-1", "1:0-1"]);
        irregular(&scheme, &["7a:1-1", "1:2:3-1"]);
    }
}

#[test]
fn alpine_puts_a_later_state_of_a_state_after_its_numbers() {
    let alpine = VersionScheme::Alpine;
    rising(&alpine, &["4_pre_beta", "4_pre", "4_pre-r3", "4_pre7", "4_pre7_p1", "4_pre_p1", "4"]);
    irregular(&alpine, &["4.2-r", "4_p1-r"]);
}

#[test]
fn alpine_and_gentoo_count_numbers_after_a_zero_as_texts() {
    rising(
        &VersionScheme::Alpine,
        &[
            "1.2_alpha",
            "1.2_alpha1",
            "1.2_beta",
            "1.2_pre2",
            "1.2_rc1",
            "1.2",
            "1.2-r0",
            "1.2-r1",
            "1.2_cvs1",
            "1.2_git2",
            "1.2_p1",
            "1.2a",
            "1.2b_rc1",
            "1.2b",
            "1.2.0",
            "1.2.01",
            "1.2.02",
            "1.2.1",
            "1.10",
        ],
    );
    regular(&VersionScheme::Alpine, &["1.2.3-r4", "3.0.8_git20240101-r0", "2.36.1~abc123-r0"]);
    irregular(&VersionScheme::Alpine, &["1.2-rc1", "1.2.A", "1..2", "v1.0"]);
    rising(
        &VersionScheme::Gentoo,
        &[
            "1_alpha", "1_alpha2", "1_beta", "1_rc1", "1", "1-r1", "1_p", "1_p1", "1.0", "1.01", "1.1",
            "1.1a", "1.2", "1.10",
        ],
    );
    equal(&VersionScheme::Gentoo, &["1.010", "1.01"]);
    equal(&VersionScheme::Gentoo, &["1.0-r0", "1.0", "1.00"]);
    refused(&VersionScheme::Gentoo, &["1.", "a", "1_foo", "1-r", "1.0A", ""]);
}

#[test]
fn lists_of_numbers_differ_in_what_a_missing_one_means() {
    rising(&VersionScheme::Hackage, &["1.2", "1.2.0", "1.2.1", "1.10"]);
    rising(&VersionScheme::Cran, &["1.2", "1.2-0", "1.2.1", "1.10"]);
    equal(&VersionScheme::Cran, &["1.2-3", "1.2.3", "1.02.3"]);
    rising(&VersionScheme::IntDot, &["1", "1.2", "1.2.3", "10.234.5.12"]);
    equal(&VersionScheme::IntDot, &["1.2", "1.02", "1.2-rc1", "1.2 beta"]);
    refused(&VersionScheme::IntDot, &["", "v1", "-1", ".1"]);
    rising(&VersionScheme::Cpan, &["1.002", "1.1", "1.10001", "1.5", "1.51", "v2.0.0", "v2.0.10"]);
    equal(&VersionScheme::Cpan, &["1.002003", "v1.2.3", "1.2.3", "1.002_003"]);
    equal(&VersionScheme::Cpan, &[".25", "0.250", "0.2_5"]);
    equal(&VersionScheme::Cpan, &["4.", "4", "v4.0.0"]);
    regular(&VersionScheme::Cpan, &["0.02_01", "v2.3_4", ".25", "4."]);
    irregular(&VersionScheme::Cpan, &["4_1", "4.1_", "4.1_2_3", "v4_1"]);
    refused(&VersionScheme::Cpan, &["", "v", "1.x", ".", "v.1", "1.2.", "v1."]);
}

#[test]
fn rubygems_puts_words_before_numbers_even_missing_ones() {
    let gem = VersionScheme::RubyGems;
    rising(&gem, &["1.0.a", "1.0.a.1", "1.0.b1", "1.0.pre", "1.0", "1.0.0.1", "1.0.1", "1.10"]);
    equal(&gem, &["1", "1.0", "1.0.0"]);
    equal(&gem, &["1.0-a1", "1.pre.a1"]);
    rising(&gem, &["3.b.rc", "3.b.0.rc", "3.b.0.0.rc", "3.b", "3.b.0.1", "3.b.1"]);
    equal(&gem, &["3.0.0.b", "3.b", "3.b.0"]);
    irregular(&gem, &["1..0", "a.1", "1."]);
    refused(&gem, &["", "1_0", "1 0"]);
}

#[test]
fn conan_counts_pre_release_and_build_and_drops_zeros() {
    let conan = VersionScheme::Conan;
    rising(&conan, &["1.1.1-", "1.1.1-rc1", "1.1.1", "1.1.1+b1", "1.1.1a", "1.1.1k", "1.1.2", "1.10", "2.a"]);
    equal(&conan, &["1", "1.0", "1.0.0"]);
    regular(&conan, &["1.1.1k", "1.2.3-rc1", "2.0"]);
    irregular(&conan, &["cci.20200203", "1.10a", "a.b", "3..1", "3.!1", "3~1", "3-rc..1", "3_0", "3--0"]);
}

#[test]
fn openssl_counts_letters_before_three() {
    let openssl = VersionScheme::OpenSsl;
    rising(
        &openssl,
        &[
            "0.9.8",
            "0.9.8za",
            "1.0.0-beta1",
            "1.0.0-beta2",
            "1.0.0",
            "1.0.2a",
            "1.0.2u",
            "1.0.2zh",
            "1.1.1",
            "1.1.1w",
            "3.0.0-alpha1",
            "3.0.0",
            "3.0.13",
            "3.2.1",
        ],
    );
    refused(&openssl, &["1.0.2K", "1.0.0-foo", "1.0.0.0", "latest"]);
}

#[test]
fn points_in_time_are_compared_as_instants() {
    let time = VersionScheme::DateTime;
    rising(
        &time,
        &[
            "0000-01-01T00:00:00+23:59",
            "1969-12-31T23:59:59.9Z",
            "1970-01-01T00:00:00Z",
            "2024-02-29T12:00:00.000001Z",
            "2024-02-29T12:00:00.1Z",
            "2024-02-29T12:00:01Z",
            "9999-12-31T23:59:59-12:00",
        ],
    );
    equal(&time, &["2024-01-01T00:00:00Z", "2023-12-31T19:00:00-05:00", "2024-01-01t00:00:00.00z"]);
    refused(
        &time,
        &[
            "2024-13-01T00:00:00Z",
            "2023-02-29T00:00:00Z",
            "2024-01-01",
            "2024-01-01T00:00:00",
            "2024-01-01T24:00:00Z",
            "2024-01-01T00:00:00.Z",
            "2024-01-01T00:00:00+0900",
            "２024-01-01T00:00:00Z",
        ],
    );
}

#[test]
fn bytes_are_compared_without_a_thought() {
    rising(&VersionScheme::Lexicographic, &["", " a", "A", "a", "a ", "aa", "z", "ä", "😀"]);
}

#[test]
fn without_a_scheme_versions_are_ordered_as_people_read_them() {
    let generic = VersionScheme::Generic;
    rising(
        &generic,
        &[
            "1.0-alpha",
            "1.0-beta2",
            "1.0-rc1",
            "1.0",
            "1.0-sp1",
            "1.0.1",
            "1.0.1a",
            "1.0.1b",
            "1.0.2",
            "1.10",
            "2.0-rc1",
        ],
    );
    equal(&generic, &["1", "1.0", "v1.0.0", "01.00"]);
    rising(&generic, &["1.0.0-pre", "1.0-pre2", "1"]);
    rising(&generic, &["7.1", "7.1-sp2", "7.1a", "7.1.0.1", "7.1.1"]);
    equal(&generic, &["7-sp2", "7.0 SP2", "7.0.0sp2"]);
    rising(&generic, &["7-sp2", "7.0c", "7.0.1", "7.1"]);
    equal(&generic, &["7c", "7.0c"]);
    regular(&generic, &["4.33", "V4.33", "1.0.2k", "2.0-rc1", "3.1 sp2"]);
    irregular(&generic, &["R8.2 SP2", "1.0-foo", "P007", "1.0.0.a.b", "2.0 (build 7)"]);
    refused(&generic, &["", "--", "版"]);
}

#[test]
fn hex_swift_and_the_rest_of_the_semantic_ones_agree() {
    use VersionScheme::{Hex, Mattermost, Nginx, SemVer, Swift};
    for scheme in [SemVer, Hex, Swift, Nginx, Mattermost] {
        rising(
            &scheme,
            &["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-rc.2", "1.0.0-rc.10", "1.0.0", "1.9.0", "1.10.0"],
        );
        equal(&scheme, &["1.0.0+a", "1.0.0+b", "v1.0.0"]);
    }
    rising(&VersionScheme::Pub, &["1.0.0-a", "1.0.0-a+b", "1.0.0", "1.0.0+1", "1.0.0+a", "1.0.1"]);
}

#[test]
fn opam_orders_what_stands_around_the_last_dash_as_debian_does() {
    rising(&VersionScheme::Opam, &["1.0~beta", "1.0", "1.0-1", "1.0.1", "1.10"]);
    rising(&VersionScheme::Opam, &["2.4-c", "2.4-b-2", "2.4-b-10"]);
    rising(&VersionScheme::Opam, &["2.4-7", "2.4a", "2.4+7"]);
    equal(&VersionScheme::Opam, &["2.4", "2.4-", "2.4-0"]);
    irregular(&VersionScheme::Opam, &["1.0:2"]);
}
