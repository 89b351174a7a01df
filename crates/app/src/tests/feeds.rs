//! Feeds other than advisories of makers: names in CPE, and lists that say what comes first.

use sekisho_assess::{Urgency, Verdict};
use sekisho_model::{RecordKind, SbomSubject};
use serde_json::{Value, json};

use super::{Bench, editor};
use crate::{feeds, impact, sboms};

async fn bring(bench: &Bench, name: &str, document: &Value) {
    let bytes = serde_json::to_vec(document).unwrap();
    let (counts, problems) = feeds::import(&bench.app, &editor(), name, &bytes).await.unwrap();
    assert_eq!(counts.files_unreadable, 0, "{problems:?}");
}

fn nvd() -> Value {
    json!({ "format": "NVD_CVE", "version": "2.0", "resultsPerPage": 1, "startIndex": 0, "totalResults": 1,
        "vulnerabilities": [{ "cve": { "id": "CVE-2026-77", "sourceIdentifier": "x@example.com", "vulnStatus": "Analyzed",
            "published": "2026-01-01T00:00:00.000", "lastModified": "2026-01-02T00:00:00.000",
            "descriptions": [{ "lang": "en", "value": "a hole" }],
            "configurations": [{ "nodes": [{ "operator": "OR", "negate": false, "cpeMatch": [
                { "vulnerable": true, "criteria": "cpe:2.3:a:example:tool:*:*:*:*:*:*:*:*", "versionEndExcluding": "2.4.0",
                  "matchCriteriaId": "00000000-0000-0000-0000-000000000001" }] }] }] } }] })
}

/// A product with one component that only a CPE name identifies.
async fn with_tool(version: &str) -> Bench {
    let bench = Bench::new().await;
    bench.put(&[(RecordKind::Product, json!({ "id": "P1", "name": "GW", "maker": "own" }))]).await;
    let bom = json!({ "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": [
        { "type": "application", "name": "tool", "version": version,
          "cpe": format!("cpe:2.3:a:example:tool:{version}:*:*:*:*:*:*:*") }] });
    let subject = SbomSubject::Product("P1".parse().unwrap());
    sboms::add(&bench.app, &editor(), "bom.json", &serde_json::to_vec(&bom).unwrap(), subject).await.unwrap();
    bench
}

#[tokio::test]
async fn a_component_with_a_cpe_name_alone_is_found_in_the_register() {
    for (version, verdict) in [("2.3.0", Verdict::Affected), ("2.4.0", Verdict::NotAffected)] {
        let bench = with_tool(version).await;
        bring(&bench, "nvd.json", &nvd()).await;
        let found = impact::of(&bench.app, &editor(), "CVE-2026-77").await.unwrap();
        assert_eq!(found[0].verdict(), verdict, "{version}");
        assert_eq!(found[0].counts.affected + found[0].counts.not_affected, 1);
        bench.sound().await;
    }
}

#[tokio::test]
async fn a_later_sbom_with_a_cpe_name_alone_is_found_in_what_is_kept_too() {
    let bench = Bench::new().await;
    bring(&bench, "nvd.json", &nvd()).await;
    assert_eq!(impact::all(&bench.app, &editor()).await.unwrap().len(), 0);
    let bom = json!({ "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": [
        { "type": "application", "name": "tool", "version": "2.3.0", "cpe": "cpe:2.3:a:example:tool:2.3.0:*:*:*:*:*:*:*" }] });
    let bytes = serde_json::to_vec(&bom).unwrap();
    sboms::add(&bench.app, &editor(), "bom.json", &bytes, SbomSubject::Unattached).await.unwrap();
    assert_eq!(impact::all(&bench.app, &editor()).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_list_of_exploited_vulnerabilities_makes_it_urgent_and_says_why() {
    let bench = with_tool("2.3.0").await;
    bring(&bench, "nvd.json", &nvd()).await;
    let urgency = async || impact::of(&bench.app, &editor(), "CVE-2026-77").await.unwrap().remove(0).priority;
    assert_eq!(urgency().await.urgency, Urgency::Soon);
    let kev = json!({ "title": "t", "catalogVersion": "2026.01.05", "dateReleased": "2026-01-05T00:00:00Z", "count": 1,
        "vulnerabilities": [{ "cveID": "CVE-2026-77", "vendorProject": "Example", "product": "Tool",
            "vulnerabilityName": "n", "dateAdded": "2026-01-05", "shortDescription": "d", "requiredAction": "Update.",
            "dueDate": "2026-01-26", "knownRansomwareCampaignUse": "Known", "notes": "" }] });
    bring(&bench, "kev.json", &kev).await;
    let priority = urgency().await;
    assert_eq!(priority.urgency, Urgency::Now);
    assert!(priority.reasons[0].en.contains("ransomware"), "{:?}", priority.reasons);
    // The list the page shows follows too.
    assert_eq!(impact::all(&bench.app, &editor()).await.unwrap()[0].priority.urgency, Urgency::Now);
}

fn osv(id: &str, alias: &str, withdrawn: bool) -> Value {
    let mut record = json!({ "id": id, "modified": "2026-02-01T00:00:00Z", "aliases": [alias], "summary": "a hole",
        "affected": [{ "package": { "ecosystem": "npm", "name": "tool" },
            "ranges": [{ "type": "SEMVER", "events": [{ "introduced": "0" }, { "fixed": "2.4.0" }] }] }] });
    if withdrawn {
        record["withdrawn"] = "2026-02-02T00:00:00Z".into();
    }
    record
}

#[tokio::test]
async fn all_records_of_a_vulnerability_are_shown_by_any_of_its_names_with_which_counts_and_why() {
    let bench = Bench::new().await;
    bring(&bench, "nvd.json", &nvd()).await;
    bring(&bench, "one.json", &osv("GHSA-aaaa-bbbb-cccc", "CVE-2026-77", false)).await;
    // Leads to the CVE by the other's name alone.
    bring(&bench, "two.json", &osv("PYSEC-2026-1", "GHSA-aaaa-bbbb-cccc", true)).await;
    bring(&bench, "else.json", &osv("GHSA-xxxx-yyyy-zzzz", "CVE-2026-88", false)).await;
    for name in ["CVE-2026-77", "GHSA-aaaa-bbbb-cccc", "PYSEC-2026-1", "pysec-2026-1"] {
        let (known, beyond) = crate::accounts::of(&bench.app, &editor(), name).await.unwrap();
        let [account] = known.as_slice() else { panic!("{name}: {known:?}") };
        assert_eq!(beyond, 0);
        let told: Vec<(&str, bool)> = account.records.iter().map(|it| (it.id.as_str(), it.counts)).collect();
        assert_eq!(told.len(), 3, "{name}: {told:?}");
        assert!(account.names.contains("CVE-2026-77") && !account.names.contains("CVE-2026-88"));
        let last = account.records.last().unwrap();
        assert_eq!((last.id.as_str(), last.counts), ("PYSEC-2026-1", false), "what does not count is last");
        assert!(last.why.ja.contains("取り下げ"), "{:?}", last.why);
    }
    let none = crate::accounts::of(&bench.app, &editor(), "CVE-2026-99").await;
    assert!(matches!(none, Err(crate::AppError::NotFound { .. })));
}
