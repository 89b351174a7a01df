//! Components that are known by CPE names alone.

use super::*;

fn nvd() -> Vec<Advisory> {
    let record = serde_json::json!({ "format": "NVD_CVE", "version": "2.0", "resultsPerPage": 1, "startIndex": 0, "totalResults": 1,
        "vulnerabilities": [{ "cve": { "id": "CVE-2026-77", "sourceIdentifier": "x@example.com", "vulnStatus": "Analyzed",
            "published": "2026-01-01T00:00:00.000", "lastModified": "2026-01-02T00:00:00.000",
            "descriptions": [{ "lang": "en", "value": "a hole" }],
            "configurations": [{ "nodes": [{ "operator": "OR", "negate": false, "cpeMatch": [
                { "vulnerable": true, "criteria": "cpe:2.3:a:example:tool:*:*:*:*:*:*:*:*", "versionEndExcluding": "2.4.0",
                  "matchCriteriaId": "00000000-0000-0000-0000-000000000001" }] }] }] } }] });
    let reading = crate::advisory::read("nvd.json", record.to_string().as_bytes(), &crate::Limits::default());
    assert!(reading.problems.is_empty(), "{:?}", reading.problems);
    reading.facts.advisories
}

fn ends(cpe: &str, version: Stated<String>) -> (Verdict, Reason) {
    let component = Component { cpes: vec![cpe.to_owned()], version, ..Component::default() };
    let advisories = nvd();
    let outcome = Matcher::new(&advisories).component(&component);
    (outcome.verdict, outcome.reason)
}

#[test]
fn a_component_with_a_cpe_name_alone_is_held_against_criteria() {
    let named =
        |version: &str| ends(&format!("cpe:2.3:a:example:tool:{version}:*:*:*:*:*:*:*"), Stated::Unknown);
    assert_eq!(named("2.3.9").0, Verdict::Affected);
    assert_eq!(named("2.4.0").0, Verdict::NotAffected);
    let known = ends("cpe:/a:example:tool", Stated::Known("2.3.9".to_owned()));
    assert_eq!(known.0, Verdict::Affected, "the component's own version counts");
    let (verdict, reason) = ends("cpe:2.3:a:example:tool:*:*:*:*:*:*:*:*", Stated::Unknown);
    assert_eq!(verdict, Verdict::Undecided);
    assert!(matches!(reason, Reason::VersionUnknown(_)), "{reason:?}");
}

#[test]
fn a_cpe_name_that_nobody_covers_is_never_clean() {
    let other = ends("cpe:2.3:a:elsewhere:tool:1:*:*:*:*:*:*:*", Stated::Unknown);
    assert_eq!(other, (Verdict::Undecided, Reason::NotCovered("CPE elsewhere".to_owned())));
    let sibling = ends("cpe:2.3:a:example:other:1:*:*:*:*:*:*:*", Stated::Unknown);
    assert_eq!(sibling.0, Verdict::NotAffected);
    assert_eq!(ends("no name", Stated::Unknown).1, Reason::NoIdentity(Missing::Purl));
}
