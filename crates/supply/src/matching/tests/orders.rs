//! Advisories as OSV writes them, in ecosystems whose order is their own: every question is decided, and
//! rightly.

use super::*;

/// One OSV record for a package with `introduced` and `fixed`, matched against a package URL.
fn verdict(ecosystem: &str, name: &str, introduced: &str, fixed: &str, purl: &str) -> Verdict {
    let record = serde_json::json!({
        "id": "T-1",
        "modified": "2026-01-01T00:00:00Z",
        "affected": [{
            "package": {"ecosystem": ecosystem, "name": name},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": introduced}, {"fixed": fixed}]}],
        }],
    });
    let advisories =
        crate::advisory::read("t.json", record.to_string().as_bytes(), &crate::Limits::default())
            .facts
            .advisories;
    assert_eq!(advisories.len(), 1, "{ecosystem}");
    Matcher::new(&advisories).component(&component(purl)).verdict
}

/// Ecosystem, name, introduced, fixed, package URL, verdict.
#[rustfmt::skip]
const CASES: &[(&str, &str, &str, &str, &str, Verdict)] = &[
    ("Maven", "org.apache.logging.log4j:log4j-core", "2.0-beta9", "2.15.0",
        "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1", Verdict::Affected),
    ("Maven", "org.apache.logging.log4j:log4j-core", "2.0-beta9", "2.15.0",
        "pkg:maven/org.apache.logging.log4j/log4j-core@2.15.0", Verdict::NotAffected),
    ("Maven", "org.apache.logging.log4j:log4j-core", "2.0-beta9", "2.15.0",
        "pkg:maven/org.apache.logging.log4j/log4j-core@2.0-beta8", Verdict::NotAffected),
    ("Maven", "g:a", "0", "1.0",
        "pkg:maven/g/a@1.0-SNAPSHOT", Verdict::Affected),
    ("Go", "golang.org/x/net", "0", "0.0.0-20210520170846-37e1c6afe023",
        "pkg:golang/golang.org/x/net@v0.0.0-20210405180319-a5a99cb37ef4", Verdict::Affected),
    ("Go", "golang.org/x/net", "0", "0.0.0-20210520170846-37e1c6afe023",
        "pkg:golang/golang.org/x/net@v0.17.0", Verdict::NotAffected),
    ("Go", "github.com/docker/docker", "0", "20.10.9",
        "pkg:golang/github.com/docker/docker@v20.10.7+incompatible", Verdict::Affected),
    ("Red Hat", "openssl", "0", "1:1.1.1k-9.el8_7",
        "pkg:rpm/redhat/openssl@1.1.1k-7.el8_6?epoch=1", Verdict::Affected),
    ("Red Hat", "openssl", "0", "1:1.1.1k-9.el8_7",
        "pkg:rpm/redhat/openssl@1.1.1k-12.el8_9?epoch=1", Verdict::NotAffected),
    ("Red Hat", "openssl", "0", "1:1.1.1k-9.el8_7",
        "pkg:rpm/redhat/openssl@1:1.1.1k-12.el8_9", Verdict::NotAffected),
    ("RubyGems", "rack", "2.0.0", "2.2.3.1",
        "pkg:gem/rack@2.2.3", Verdict::Affected),
    ("NuGet", "Newtonsoft.Json", "0", "13.0.1",
        "pkg:nuget/Newtonsoft.Json@13.0.1-beta1", Verdict::Affected),
    ("Packagist", "a/b", "1.0.0", "1.0.0RC2",
        "pkg:composer/a/b@1.0.0RC1", Verdict::NotAffected),
    ("Alpine:v3.14", "musl", "0", "1.2.2-r10",
        "pkg:apk/alpine/musl@1.2.2-r9?distro=alpine-3.14", Verdict::Affected),
    ("Hackage", "aeson", "0", "2.0.1.0",
        "pkg:hackage/aeson@2.0.1", Verdict::Affected),
    ("Pub", "http", "0", "0.13.3",
        "pkg:pub/http@0.13.3", Verdict::NotAffected),
    ("Hex", "phoenix", "0", "1.6.14",
        "pkg:hex/phoenix@1.6.2", Verdict::Affected),
    ("ConanCenter", "zlib", "0", "1.2.13",
        "pkg:conan/zlib@1.2.11", Verdict::Affected),
    ("SwiftURL", "github.com/apple/swift-nio", "0", "2.42.0",
        "pkg:swift/github.com/apple/swift-nio@2.39.0", Verdict::Affected),
    ("CRAN", "x", "0", "0.2-10",
        "pkg:cran/x@0.2-9", Verdict::Affected),
];

#[test]
fn packages_of_every_great_ecosystem_are_decided() {
    for (ecosystem, name, introduced, fixed, purl, expected) in CASES {
        assert_eq!(verdict(ecosystem, name, introduced, fixed, purl), *expected, "{purl} < {fixed}");
    }
}

#[test]
fn a_version_outside_its_specification_stays_undecided() {
    for (ecosystem, name, fixed, purl) in [
        ("Maven", "g:a", "2.0", "pkg:maven/g/a@RELEASE"),
        ("Red Hat", "a", "0:1-1", "pkg:rpm/redhat/a@1.0%20(built%20here)"),
        ("RubyGems", "a", "1.0", "pkg:gem/a@1..0"),
        ("Alpine:v3.14", "a", "1.0-r1", "pkg:apk/alpine/a@1.0-rc1?distro=alpine-3.14"),
        ("NuGet", "a", "1.0", "pkg:nuget/a@1.0.0.0.1"),
        ("ConanCenter", "a", "2.0", "pkg:conan/a@cci.20200101"),
    ] {
        assert_eq!(verdict(ecosystem, name, "0", fixed, purl), Verdict::Undecided, "{purl}");
    }
}
