//! MyJVN in its four shapes, our own.

use sekisho_model::{Bound, DeviceTarget, Status, Target};
use serde_json::json;

use super::*;
use crate::advisory::read as read_file;

fn read_text(text: &str) -> crate::Reading<Feed> {
    read_file("myjvn", text.as_bytes(), &Limits::default())
}

fn device(advisory: &Advisory, index: usize) -> &DeviceTarget {
    match &advisory.statements[index].target {
        Target::Device(device) => device,
        Target::Package { .. } => panic!("words"),
    }
}

const DETAIL: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<VULDEF-Document version="3.2" xmlns="http://jvn.jp/vuldef/" xmlns:sec="http://jvn.jp/rss/mod_sec/3.0/" xmlns:marking="m" xmlns:status="http://jvndb.jvn.jp/myjvn/Status" xml:lang="ja">
<Vulinfo><VulinfoID>JVNDB-2026-000001</VulinfoID><VulinfoData>
  <Title>油差しの脆弱性</Title>
  <VulinfoDescription><Overview>&lt;漏れる&gt;</Overview></VulinfoDescription>
  <Affected><AffectedItem><Name>油工業</Name><ProductName>油差し FX5-40</ProductName><Cpe version="2.2">cpe:/h:oil:can</Cpe>
    <VersionNumber>1.2 およびそれ以前</VersionNumber><VersionNumber>2.0</VersionNumber></AffectedItem>
    <AffectedItem><Name>油工業</Name><ProductName>注ぎ口</ProductName></AffectedItem></Affected>
  <Impact><Cvss version="2.0"><Severity type="Base">Medium</Severity><Base>4.3</Base><Vector>AV:N/AC:M/Au:N/C:N/I:P/A:N</Vector></Cvss>
    <Cvss version="3.0"><Severity type="Base">Medium</Severity><Base>6.1</Base><Vector>CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N</Vector></Cvss>
    <ImpactItem><Description>漏れます。</Description></ImpactItem></Impact>
  <Solution><SolutionItem><Description>閉めてください。</Description></SolutionItem></Solution>
  <Related>
    <RelatedItem type="advisory"><Name>Common Vulnerabilities and Exposures (CVE)</Name><VulinfoID>CVE-2026-1</VulinfoID><URL>https://example.com/1</URL></RelatedItem>
    <RelatedItem type="advisory"><Name>JVN</Name><VulinfoID>JVN#12345678</VulinfoID><URL>https://example.com/2</URL></RelatedItem>
    <RelatedItem type="vendor"><Name>油工業</Name><VulinfoID>知らせ</VulinfoID><URL>https://example.com/3</URL></RelatedItem>
    <RelatedItem type="cwe"><Name>JVNDB</Name><VulinfoID>CWE-79</VulinfoID><URL>https://example.com/4</URL></RelatedItem></Related>
  <History><HistoryItem><HistoryNo>1</HistoryNo></HistoryItem><HistoryItem><HistoryNo>2</HistoryNo></HistoryItem></History>
  <DateFirstPublished>2026-01-02T12:00:00+09:00</DateFirstPublished><DateLastUpdated>2026-01-03T12:00:00+09:00</DateLastUpdated>
</VulinfoData></Vulinfo>
<sec:handling><marking:Marking><marking:Marking_Structure color="WHITE"/></marking:Marking></sec:handling>
<status:Status version="3.3" method="getVulnDetailInfo" retCd="0" errMsg="" totalRes="1" totalResRet="1" firstRes="1"/>
</VULDEF-Document>"#;

#[test]
fn a_detail_joins_the_jvndb_id_to_the_cve_and_keeps_every_version_word() {
    let reading = read_text(DETAIL);
    assert_eq!(reading.problems, Vec::new());
    let advisory = &reading.facts.advisories[0];
    assert_eq!((advisory.id.as_str(), advisory.edition.version.as_str()), ("JVNDB-2026-000001", "2"));
    assert!(advisory.aliases.contains("CVE-2026-1") && advisory.aliases.contains("JVN#12345678"));
    assert_eq!(advisory.modified.unwrap().to_string(), "2026-01-03T03:00:00Z");
    assert_eq!(advisory.edition.tlp, Some(Tlp::Clear));
    assert_eq!(advisory.references.len(), 3);
    let versions: Vec<&Versions> = advisory.statements.iter().map(|statement| &statement.versions).collect();
    assert_eq!(
        versions,
        [&Versions::Text("1.2 およびそれ以前".to_owned()), &Versions::Text("2.0".to_owned()), &not_stated()]
    );
    assert_eq!(advisory.statements[0].vulnerabilities.first().unwrap().as_str(), "CVE-2026-1");
    assert_eq!(advisory.statements[0].ground.impact, "漏れます。");
    assert_eq!(device(advisory, 0).identifiers, ["cpe:/h:oil:can"]);
    let facts = &advisory.vulnerabilities[0];
    assert_eq!((facts.scores.len(), facts.weaknesses.contains("CWE-79")), (2, true));
}

#[test]
fn an_affected_item_without_a_product_is_told() {
    let reading = read_text(&DETAIL.replace("<ProductName>注ぎ口</ProductName>", ""));
    assert_eq!((reading.facts.advisories[0].statements.len(), reading.problems.len()), (3, 1));
    assert!(reading.problems[0].what.en.contains("without a product"));
}

#[test]
fn a_detail_that_breaks_off_gives_the_records_before() {
    let record = &DETAIL[DETAIL.find("<Vulinfo>").unwrap()..DETAIL.find("<sec:handling>").unwrap()];
    let cut = DETAIL.replacen(record, &format!("{record}{record}"), 1);
    let end = cut.rfind("<Solution>").unwrap();
    let reading = read_text(&cut[..end]);
    assert_eq!((reading.facts.advisories.len(), reading.problems.len()), (1, 1));
}

#[test]
fn a_list_names_products_and_leaves_their_versions_open() {
    let reading = read_text(
        r#"<rdf:RDF xmlns:rdf="r" xmlns="http://purl.org/rss/1.0/" xmlns:dcterms="d" xmlns:sec="s" xmlns:status="t">
<channel><title>t</title></channel>
<item><title>油差し</title><link>https://example.com/a</link><sec:identifier>JVNDB-2026-000001</sec:identifier>
<sec:references source="CVE" id="CVE-2026-1">https://example.com/1</sec:references><sec:references id="CWE-79" title="x">https://example.com/2</sec:references>
<sec:cpe version="2.2" vendor="油工業" product="油差し">cpe:/h:oil:can</sec:cpe><sec:cpe version="2.2">cpe:/h:oil:spout</sec:cpe>
<sec:cvss score="9.8" severity="Critical" vector="CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" version="3.0" type="Base"/>
<dcterms:issued>2026-01-02T12:00:00+09:00</dcterms:issued><dcterms:modified>2026-01-03T12:00:00+09:00</dcterms:modified></item>
<status:Status retCd="0" totalRes="6" totalResRet="1" firstRes="1"/></rdf:RDF>"#,
    );
    let advisory = &reading.facts.advisories[0];
    assert_eq!(advisory.edition.state, "overview");
    assert_eq!(
        (device(advisory, 0).vendor.as_str(), device(advisory, 1).product.as_str()),
        ("油工業", "spout")
    );
    assert!(advisory.statements.iter().all(|statement| statement.versions == not_stated()));
    assert_eq!(advisory.cvss.as_ref().unwrap().score_tenths, 98);
    assert_eq!(reading.problems.len(), 1);
    assert!(reading.problems[0].what.en.contains("entry 1 of 6"));
}

fn four() -> Value {
    json!({"document": {"category": "myjvn_security_advisory", "csaf_version": "2.1", "title": "油差し", "distribution": {"tlp": {"label": "CLEAR"}},
            "tracking": {"id": "JVNDB-2026-000001", "status": "final", "version": "2", "current_release_date": "2026-01-03T12:00:00+09:00"},
            "publisher": {"category": "coordinator", "name": "IPA"}, "references": [{"summary": "CVE-2026-1", "url": "https://example.com"}]},
        "product_tree": {"branches": [{"category": "vendor", "name": "油工業", "branches": [
            {"category": "product_name", "name": "油差し", "product": {"product_id": "jvnpid:1.0::oil:can", "name": "油差し"}},
            {"category": "product_name", "name": "注ぎ口", "product": {"product_id": "jvnpid:1.0::oil:spout", "name": "注ぎ口"}}]}]},
        "vulnerabilities": [{"cve": "CVE-2026-1", "cwes": [{"id": "CWE-noinfo", "name": "x"}],
            "product_status": {"known_affected": ["jvnpid:1.0::oil:can", "jvnpid:1.0::oil:spout"]},
            "metrics": [{"content": {"cvss_v3": {"version": "3.0", "vectorString": "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "baseScore": 9.8}, "source": "NVD"}, "products": ["jvnpid:1.0::oil:can"]}]}],
        "jvn_extension": {"version": "4.0.0", "affected": [{"$comment": "x"}, {"vendor": "油工業", "product": "油差し", "versions": [
            {"version": "2.1.0", "status": "affected", "lessThanOrEqual": "2.1.3", "versionType": "semver"}, {"version": "3.1.1a", "status": "affected", "lessThan": "3.1.1d", "versionType": "custom"}]}]},
        "status": {"version": "4.0.0", "feed": "oka", "retCd": 0, "totalRes": "1", "totalResRet": "1", "firstRes": "1"}})
}

#[test]
fn in_4_0_the_extension_states_the_versions_of_the_trees_products() {
    let reading = read_text(&four().to_string());
    assert_eq!(reading.problems, Vec::new());
    let advisory = &reading.facts.advisories[0];
    assert_eq!((advisory.form, advisory.publisher.as_str()), (AdvisoryForm::MyJvn, PUBLISHER));
    assert!(advisory.aliases.contains("CVE-2026-1"));
    assert!(advisory.vulnerabilities[0].weaknesses.is_empty());
    let ends: Vec<Bound> = advisory
        .statements
        .iter()
        .filter_map(|statement| match &statement.versions {
            Versions::Ranges { ranges, .. } => Some(ranges[0].to.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(ends.len(), 2);
    assert!(
        ends.contains(&Bound::Including("2.1.3".to_owned()))
            && ends.contains(&Bound::Excluding("3.1.1d".to_owned()))
    );
    assert_eq!(advisory.statements.iter().filter(|statement| statement.versions == not_stated()).count(), 1);
    assert!(
        advisory
            .statements
            .iter()
            .all(|statement| statement.status == Status::Affected && statement.vulnerabilities.len() == 1)
    );
}

#[test]
fn in_4_0_documents_come_alone_in_bundles_and_lists() {
    let mut embedded = four();
    embedded["type"] = json!("jvn-jp-sdo");
    let bundle = json!({"type": "bundle", "objects": [{"type": "identity"}, embedded, {"type": "jvn-jp-sdo", "VULDEF-Document": [four(), four()]}]});
    let reading = read_text(&bundle.to_string());
    assert_eq!((reading.facts.advisories.len(), reading.problems.len()), (3, 0));
    let list = json!({"feed": {"entry": [{"id": "JVNDB-2026-000001", "title": "油差し", "references": [{"summary": "CVE-2026-1", "url": "https://example.com", "source": "CVE"}],
        "products": [{"vname": "油工業", "pname": "油差し", "product_id": "jvnpid:1.0::oil:can:4.0", "version": "4.0", "product_ids": {"cpe": "cpe:2.3:a:oil:can:4.0:*:*:*:*:*:*:*", "id_refs": [{"nameType": "purl", "value": "pkg:rpm/oil/can@4.0"}]}}],
        "metrics": [{"content": {"cvss_v4": {"vectorString": "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", "baseScore": 9.3}, "ScoringSystem": {"vectorString": "CVSS:5.0/X", "baseScore": 9.5}}}],
        "cwes": [{"id": "CWE-502", "name": "x"}]}]}, "status": {"feed": "oka", "retCd": 1, "errMsg": "だめ"}});
    let reading = read_text(&list.to_string());
    let advisory = &reading.facts.advisories[0];
    assert_eq!(device(advisory, 0).identifiers.len(), 3);
    assert_eq!(advisory.statements[0].versions, Versions::Text("4.0".to_owned()));
    assert!(reading.problems[0].what.en.contains("returned an error"));
}

#[test]
fn answers_that_are_no_advisories_say_what_they_are() {
    let told = |text: &str| {
        read_text(text).problems.first().map(|problem| problem.what.en.clone()).unwrap_or_default()
    };
    assert!(
        told(r#"<Result><VendorInfo/><Status method="getVendorList" retCd="0"/></Result>"#)
            .contains("getVendorList")
    );
    assert!(told("<html></html>").contains("html"));
    assert!(told(r#"{"status": {"feed": "oka", "retCd": 0}}"#).contains("MyJVN"));
}
