//! Pages of NVD 2.0, our own in that shape.

use serde_json::json;

use super::*;
use crate::advisory::read as read_file;

fn page(cve: Value) -> crate::Reading<Feed> {
    let page = json!({"resultsPerPage": 1, "startIndex": 0, "totalResults": 1, "format": "NVD_CVE", "version": "2.0",
        "vulnerabilities": [{"cve": cve}]});
    read_file("page.json", page.to_string().as_bytes(), &Limits::default())
}

fn cve() -> Value {
    json!({"id": "CVE-2026-1", "published": "2026-01-02T00:15:07.000", "lastModified": "2026-01-03T00:00:00.000",
        "vulnStatus": "Analyzed", "descriptions": [{"lang": "es", "value": "no"}, {"lang": "en", "value": "Leaks\nmore"}],
        "metrics": {
            "cvssMetricV40": [{"source": "a@b", "type": "Primary", "cvssData": {"version": "4.0", "vectorString": "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", "baseScore": 9.3}}],
            "cvssMetricV31": [{"source": "nvd@nist.gov", "cvssData": {"vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "baseScore": 9.8}}]},
        "weaknesses": [{"source": "x", "type": "Primary", "description": [{"lang": "en", "value": "CWE-79"}, {"lang": "en", "value": "NVD-CWE-noinfo"}]}],
        "configurations": [{"nodes": [{"operator": "OR", "negate": false, "cpeMatch": [
            {"vulnerable": true, "criteria": "cpe:2.3:o:oil:can_firmware:*:*:*:*:*:*:*:*", "versionEndIncluding": "1.9"}]}]}],
        "references": [{"url": "https://example.com/1", "source": "x"}],
        "cisaExploitAdd": "2026-01-05", "cisaActionDue": "2026-01-26", "cisaRequiredAction": "Mend it"})
}

#[test]
fn a_record_is_read_with_scores_weaknesses_products_and_its_signal() {
    let reading = page(cve());
    assert_eq!(reading.problems, Vec::new());
    let advisory = &reading.facts.advisories[0];
    assert_eq!((advisory.form, advisory.title.as_str()), (AdvisoryForm::Nvd, "Leaks"));
    assert_eq!(advisory.cvss.as_ref().unwrap().score_tenths, 98);
    assert_eq!(advisory.vulnerabilities[0].scores.len(), 2);
    assert_eq!(advisory.vulnerabilities[0].weaknesses, BTreeSet::from(["CWE-79".to_owned()]));
    assert_eq!(advisory.statements.len(), 1);
    assert_eq!(reading.facts.signals[0].source, "CISA KEV, by NVD");
}

#[test]
fn a_record_that_waits_for_analysis_is_told_and_a_rejected_one_is_withdrawn() {
    let mut waiting = cve();
    waiting["vulnStatus"] = json!("Awaiting Analysis");
    waiting["configurations"] = json!([]);
    let reading = page(waiting.clone());
    assert_eq!(reading.facts.advisories[0].edition.state, "Awaiting Analysis");
    assert!(reading.problems[0].what.en.contains("names no product"));
    waiting["vulnStatus"] = json!("Rejected");
    let reading = page(waiting);
    assert_eq!(reading.problems, Vec::new());
    assert!(reading.facts.advisories[0].withdrawn.is_some());
}

#[test]
fn a_page_of_a_longer_answer_says_so_and_a_broken_record_costs_itself() {
    let page = json!({"format": "NVD_CVE", "startIndex": 2000, "totalResults": 9000, "vulnerabilities": [{"cve": cve()}, {"cve": 3}]});
    let reading = read_file("p", page.to_string().as_bytes(), &Limits::default());
    assert_eq!((reading.facts.advisories.len(), reading.problems.len()), (1, 2));
}
