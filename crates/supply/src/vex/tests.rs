//! VEX in its three forms: our own for every shape, the public samples in place, and the way through all three.

use proptest::prelude::*;
use sekisho_model::Gravity;
use serde_json::json;

use super::*;
use crate::advisory::tests::files;
use crate::testing::shared;

fn read_value(value: &Value) -> Reading<Vec<VexDocument>> {
    read("a-file", value.to_string().as_bytes(), &Limits::default())
}

fn only(reading: Reading<Vec<VexDocument>>) -> VexDocument {
    assert_eq!(reading.problems, Vec::new());
    let [document] = reading.facts.try_into().unwrap_or_else(|_| panic!("one document"));
    document
}

fn openvex(statements: Value) -> Value {
    json!({"@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://example.com/vex-1", "author": "Oil Works", "timestamp": "2026-01-02T00:00:00Z", "version": 2, "statements": statements})
}

#[test]
fn openvex_products_and_their_components_are_one_statement_each() {
    let document = only(read_value(&openvex(json!([{
        "vulnerability": {"name": "CVE-2026-1", "aliases": ["GHSA-x"]},
        "products": [
            {"@id": "pkg:oci/can@1.0", "subcomponents": [{"@id": "pkg:npm/left@1.2"}, {"@id": "pkg:npm/right@3"}]},
            {"@id": "https://example.com/spout", "identifiers": {"cpe23": "cpe:2.3:h:oil:spout:*:*:*:*:*:*:*:*"}}],
        "status": "not_affected", "justification": "component_not_present", "timestamp": "2026-01-03T00:00:00Z"}]))));
    assert_eq!((document.form, document.version.as_str()), (VexForm::OpenVex, "2"));
    assert_eq!(document.statements.len(), 3);
    let statement = &document.statements[0];
    assert_eq!(statement.component.as_ref().unwrap().purl, "pkg:npm/left@1.2");
    assert!(matches!(&statement.versions, Versions::Ranges { listed, .. } if listed.contains("1.2")));
    assert_eq!(statement.at.unwrap().to_string(), "2026-01-03T00:00:00Z");
    assert_eq!(document.statements[2].product.cpe, "cpe:2.3:h:oil:spout:*:*:*:*:*:*:*:*");
}

#[test]
fn not_affected_without_a_reason_is_refused_by_name_in_every_form() {
    let bare = openvex(
        json!([{"vulnerability": "CVE-2026-1", "products": ["pkg:npm/left@1"], "status": "not_affected"}]),
    );
    let csaf = json!({"document": {"category": "csaf_vex", "csaf_version": "2.0", "tracking": {"id": "V"}},
        "product_tree": {"full_product_names": [{"name": "Can", "product_id": "P"}]},
        "vulnerabilities": [{"cve": "CVE-2026-1", "product_status": {"known_not_affected": ["P"]}}]});
    let bom = json!({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "left", "bom-ref": "l"}],
        "vulnerabilities": [{"id": "CVE-2026-1", "analysis": {"state": "not_affected"}, "affects": [{"ref": "l"}]}]});
    for value in [bare, csaf, bom] {
        let reading = read_value(&value);
        assert!(reading.facts[0].statements.is_empty(), "{value}");
        assert_eq!(reading.problems.len(), 1);
        assert!(reading.problems[0].what.en.contains("CVE-2026-1"), "{:?}", reading.problems);
        assert_eq!(reading.problems[0].gravity, Gravity::Error);
    }
}

#[test]
fn csaf_says_justification_impact_and_action_by_product_and_group() {
    let document = only(read_value(&json!({
        "document": {"category": "csaf_vex", "csaf_version": "2.1", "publisher": {"name": "Oil Works"}, "tracking": {"id": "V-1", "version": "3", "current_release_date": "2026-01-02T00:00:00Z"}},
        "product_tree": {
            "branches": [{"category": "vendor", "name": "Oil", "branches": [{"category": "product_name", "name": "Can", "branches": [
                {"category": "product_version", "name": "8.0", "product": {"name": "Can 8.0", "product_id": "A"}},
                {"category": "product_version_range", "name": "vers:semver/<9.0.0", "product": {"name": "Can <9", "product_id": "B"}}]}]}],
            "full_product_names": [{"name": "left", "product_id": "L", "product_identification_helper": {"purls": ["pkg:npm/left@1.2.0"]}}],
            "product_paths": [{"beginning_product_reference": "L", "subpaths": [{"category": "default_component_of", "next_product_reference": "A"}], "full_product_name": {"name": "left in can", "product_id": "LA"}}],
            "product_groups": [{"group_id": "G", "product_ids": ["A", "LA"]}]},
        "vulnerabilities": [{"cve": "CVE-2026-1", "ids": [{"system_name": "GHSA", "text": "GHSA-x"}],
            "product_status": {"known_not_affected": ["A", "LA"], "known_affected": ["B"], "recommended": ["A"]},
            "flags": [{"label": "vulnerable_code_not_present", "group_ids": ["G"], "date": "2026-01-05T00:00:00Z"}],
            "threats": [{"category": "impact", "details": "None.", "product_ids": ["LA"]}],
            "remediations": [{"category": "vendor_fix", "details": "Update.", "product_ids": ["B"]}]}]})));
    assert_eq!(document.statements.len(), 3);
    let of = |name: &str| {
        document
            .statements
            .iter()
            .find(|statement| {
                statement.innermost().name == name && statement.component.is_some() == (name == "left")
            })
            .unwrap()
    };
    let left = of("left");
    assert_eq!((left.product.version.as_str(), left.impact_statement.as_str()), ("8.0", "None."));
    assert_eq!(left.justification, Some(VexJustification::VulnerableCodeNotPresent));
    assert_eq!(left.at.unwrap().to_string(), "2026-01-05T00:00:00Z");
    let affected =
        document.statements.iter().find(|statement| statement.status == VexStatus::Affected).unwrap();
    assert_eq!((affected.action.as_str(), affected.action_kind), ("Update.", Some(RemedyKind::VendorFix)));
    assert!(matches!(&affected.versions, Versions::Ranges { ranges, .. } if ranges.len() == 1));
}

fn bom(analysis: Value, versions: Value) -> Value {
    json!({"bomFormat": "CycloneDX", "specVersion": "1.5", "serialNumber": "urn:uuid:1", "version": 1,
        "metadata": {"timestamp": "2026-01-02T00:00:00Z", "component": {"type": "firmware", "name": "can", "version": "8.0", "bom-ref": "can"}},
        "components": [{"type": "library", "name": "left", "version": "1.2", "purl": "pkg:npm/left@1.2", "bom-ref": "l"}],
        "vulnerabilities": [{"id": "CVE-2026-1", "references": [{"id": "GHSA-x", "source": {"name": "GitHub"}}], "recommendation": "Update.",
            "analysis": analysis, "affects": [{"ref": "urn:cdx:1/1#l", "versions": versions}]}]})
}

#[test]
fn cyclonedx_refers_to_a_component_of_what_the_bom_describes() {
    let document = only(read_value(&bom(json!({"state": "false_positive"}), json!([]))));
    let statement = &document.statements[0];
    assert_eq!(
        (statement.product.name.as_str(), statement.component.as_ref().unwrap().name.as_str()),
        ("can", "left")
    );
    assert_eq!(
        (statement.status, statement.impact_statement.as_str()),
        (VexStatus::NotAffected, "false positive")
    );
    assert!(statement.aliases.contains("GHSA-x"));
}

#[test]
fn cyclonedx_versions_have_statuses_of_their_own() {
    let of = |state: &str, status: &str| {
        let analysis = json!({"state": state, "justification": "code_not_reachable", "response": ["update"]});
        let reading = read_value(&bom(analysis, json!([{"version": "1.2", "status": status}])));
        (reading.facts[0].statements.first().map(|statement| statement.status), reading.problems.len())
    };
    assert_eq!(of("resolved", "unaffected"), (Some(VexStatus::Fixed), 0));
    assert_eq!(of("resolved", "affected"), (Some(VexStatus::Affected), 0));
    assert_eq!(of("not_affected", "unaffected"), (Some(VexStatus::NotAffected), 0));
    assert_eq!(of("not_affected", "affected"), (Some(VexStatus::Affected), 1));
    assert_eq!(of("exploitable", "unknown"), (Some(VexStatus::UnderInvestigation), 0));
    assert_eq!(of("mended", "affected"), (None, 1));
    let reading = read_value(&bom(json!({}), json!([])));
    assert_eq!((reading.facts[0].statements.len(), reading.problems.len()), (0, 1));
}

#[test]
fn cyclonedx_in_xml_says_what_it_says_in_json() {
    let xml = r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.5" serialNumber="urn:uuid:1" version="1">
        <metadata><timestamp>2026-01-02T00:00:00Z</timestamp><component type="firmware" bom-ref="can"><name>can</name><version>8.0</version></component></metadata>
        <components><component type="library" bom-ref="l"><name>left</name><version>1.2</version><purl>pkg:npm/left@1.2</purl></component></components>
        <vulnerabilities><vulnerability><id>CVE-2026-1</id><references><reference><id>GHSA-x</id></reference></references><recommendation>Update.</recommendation>
            <analysis><state>not_affected</state><justification>code_not_reachable</justification><responses><response>update</response></responses></analysis>
            <affects><target><ref>urn:cdx:1/1#l</ref><versions><version><version>1.2</version><status>unaffected</status></version></versions></target></affects>
        </vulnerability></vulnerabilities></bom>"#;
    let analysis =
        json!({"state": "not_affected", "justification": "code_not_reachable", "response": ["update"]});
    let json = only(read_value(&bom(analysis, json!([{"version": "1.2", "status": "unaffected"}]))));
    assert_eq!(only(read("bom.xml", xml.as_bytes(), &Limits::default())), json);
    let reading = read("x.xml", b"<html/>", &Limits::default());
    assert_eq!((reading.facts.len(), reading.problems.len()), (0, 1));
}

#[test]
fn every_word_of_each_vocabulary_is_read_and_has_a_nearest_word_in_the_others() {
    for exact in VexJustification::ALL {
        assert_eq!(VexJustification::from_word(exact.word()), Some(exact));
        assert!(exact.nearest_of_cyclonedx().cyclonedx_word().is_some());
        let five = exact.nearest_of_five();
        assert_eq!(five.nearest_of_five(), five);
        if let Some(word) = exact.cyclonedx_word() {
            assert_eq!(VexJustification::from_word(word), Some(exact));
        }
    }
}

fn of_purl(purl: &str) -> VexSubject {
    VexSubject { purl: purl.to_owned(), ..VexSubject::default() }
}

/// Every status, every justification, with and without a component and words.
fn combinations() -> Vec<VexStatement> {
    let mut statements = Vec::new();
    let time = Some("2026-01-02T00:00:00Z".parse().unwrap());
    for status in
        [VexStatus::NotAffected, VexStatus::Affected, VexStatus::Fixed, VexStatus::UnderInvestigation]
    {
        let reasons: Vec<Option<VexJustification>> = match status {
            VexStatus::NotAffected => VexJustification::ALL.into_iter().map(Some).chain([None]).collect(),
            _ => vec![None],
        };
        for justification in reasons {
            for with_component in [false, true] {
                for words in ["", "Words on it."] {
                    if status == VexStatus::NotAffected && justification.is_none() && words.is_empty() {
                        continue;
                    }
                    let number = statements.len();
                    let component = with_component.then(|| of_purl("pkg:npm/left@1.2"));
                    let product = of_purl(&format!("pkg:generic/can@{number}"));
                    statements.push(VexStatement {
                        vulnerability: format!("CVE-2026-{}", 1000 + number).parse().unwrap(),
                        aliases: BTreeSet::from([format!("GHSA-{number}")]),
                        versions: component.as_ref().unwrap_or(&product).versions(),
                        product,
                        component,
                        status,
                        justification,
                        impact_statement: words.to_owned(),
                        action: if status == VexStatus::Affected {
                            "Update.".to_owned()
                        } else {
                            String::new()
                        },
                        action_kind: None,
                        notes: String::new(),
                        at: time,
                        author: "Oil Works".to_owned(),
                    });
                }
            }
        }
    }
    statements
}

type Writer = fn(&VexDocument) -> (String, Vec<Text>);

const WRITERS: [(&str, Writer); 3] =
    [("OpenVEX", write_openvex), ("CSAF", write_csaf), ("CycloneDX", write_cyclonedx)];

/// Vulnerability, product, component, status, justification, impact.
type Kept = (String, String, Option<String>, VexStatus, Option<VexJustification>, String);

/// What no way may lose.
fn kept(document: &VexDocument) -> BTreeSet<Kept> {
    let of = |statement: &VexStatement| {
        let component = statement.component.as_ref().map(|component| component.purl.clone());
        let names = (statement.vulnerability.to_string(), statement.product.purl.clone(), component);
        (
            names.0,
            names.1,
            names.2,
            statement.status,
            statement.justification,
            statement.impact_statement.clone(),
        )
    };
    document.statements.iter().map(of).collect()
}

#[test]
fn conformance_no_status_or_justification_is_lost_on_any_way_through_the_three() {
    let time = Some("2026-01-02T00:00:00Z".parse().unwrap());
    let start = VexDocument {
        form: VexForm::OpenVex,
        id: "urn:uuid:6f6f6f6f-0000-4000-8000-000000000000".to_owned(),
        author: "Oil Works".to_owned(),
        version: "1".to_owned(),
        issued: time,
        updated: time,
        statements: combinations(),
    };
    let (mut passed, mut total) = (0, 0);
    for (first, write_first) in WRITERS {
        for (second, write_second) in WRITERS {
            for (third, write_third) in WRITERS {
                let mut document = start.clone();
                for write in [write_first, write_second, write_third] {
                    let (text, _) = write(&document);
                    document = only(read("vex.json", text.as_bytes(), &Limits::default()));
                }
                total += start.statements.len();
                let (expect, found) = (kept(&start), kept(&document));
                passed += expect.intersection(&found).count();
                assert_eq!(found, expect, "{first} > {second} > {third}");
            }
        }
    }
    println!("conformance | VEX way through three forms | {passed} | {total}");
    assert_eq!((passed, total), (1_674, 1_674));
}

#[test]
fn a_word_without_a_twin_is_named_in_the_losses() {
    let statements = combinations();
    for (form, write) in WRITERS {
        for statement in &statements {
            let Some(exact) = statement.justification else { continue };
            let document = VexDocument {
                form: VexForm::OpenVex,
                id: String::new(),
                author: "Oil Works".to_owned(),
                version: String::new(),
                issued: None,
                updated: None,
                statements: vec![statement.clone()],
            };
            let (_, losses) = write(&document);
            let told = losses.iter().any(|loss| loss.en.contains(exact.word()));
            let has_twin = match form {
                "CycloneDX" => exact.cyclonedx_word().is_some(),
                _ => exact.nearest_of_five() == exact,
            };
            assert_eq!(told, !has_twin, "{form} {exact:?}");
        }
    }
}

#[test]
fn an_unreasoned_statement_is_not_written_and_told() {
    let mut statement = combinations().remove(0);
    statement.justification = None;
    statement.impact_statement = String::new();
    let document = VexDocument {
        form: VexForm::Csaf,
        id: "x".to_owned(),
        author: statement.author.clone(),
        version: "1".to_owned(),
        issued: statement.at,
        updated: statement.at,
        statements: vec![statement],
    };
    for (form, write) in WRITERS {
        let (text, losses) = write(&document);
        assert!(!text.contains("CVE-2026-1000"), "{form}");
        assert!(losses.iter().any(|loss| loss.en.contains("refused")), "{form}");
    }
}

#[test]
fn conformance_the_public_openvex_samples_are_read_and_written_back() {
    let Some(folder) = shared("openvex-samples") else { return };
    let (mut passed, mut total) = (0, 0);
    for file in files(&folder, "json") {
        total += 1;
        let reading = read(&file.to_string_lossy(), &std::fs::read(&file).unwrap(), &Limits::default());
        let Some(document) = reading.facts.first() else {
            println!("{}: {:?}", file.display(), reading.problems);
            continue;
        };
        let (text, _) = write_openvex(document);
        let again = only(read("again", text.as_bytes(), &Limits::default()));
        if reading.problems.is_empty() && !document.statements.is_empty() && kept(&again) == kept(document) {
            passed += 1;
        } else {
            println!("{}: {:?}", file.display(), reading.problems);
        }
    }
    println!("conformance | OpenVEX samples | {passed} | {total}");
    assert_eq!((passed, total), (4, 4));
}

#[test]
fn of_parts_that_cannot_be_read_nothing_is_said_rather_than_of_the_whole() {
    for components in [json!([{}]), json!({"@id": "pkg:npm/left@1.2"}), json!([5]), json!("pkg:npm/left@1.2")]
    {
        let reading = read_value(&openvex(
            json!([{"vulnerability": {"name": "CVE-2026-1"}, "status": "not_affected", "justification": "component_not_present",
            "products": [{"@id": "pkg:oci/can@1.0", "subcomponents": components}]}]),
        ));
        assert_eq!(reading.facts[0].statements.len(), 0, "{components}");
        assert!(!reading.problems.is_empty(), "{components}");
    }
    for versions in [
        json!([{"version": 5}]),
        json!({"version": "1.2"}),
        json!([{"status": "unaffected"}]),
        json!([{"version": " "}]),
    ] {
        let reading = read_value(&bom(
            json!({"state": "not_affected", "justification": "code_not_present"}),
            versions.clone(),
        ));
        assert_eq!(reading.facts[0].statements.len(), 0, "{versions}");
        assert!(!reading.problems.is_empty(), "{versions}");
    }
    let mut whole = bom(json!({"state": "not_affected", "justification": "code_not_present"}), json!([]));
    whole["vulnerabilities"][0]["affects"] = json!([{"ref": 5}]);
    let reading = read_value(&whole);
    assert_eq!((reading.facts[0].statements.len(), reading.problems.len()), (0, 1));
}

#[test]
fn a_link_into_another_bom_is_no_component_of_this_one() {
    let mut whole = bom(json!({"state": "exploitable"}), json!([]));
    whole["vulnerabilities"][0]["affects"] = json!([{"ref": "urn:cdx:2/1#l"}]);
    let document = only(read_value(&whole));
    assert_eq!(document.statements[0].product.id, "urn:cdx:2/1#l");
}

#[test]
fn a_cpe_name_with_a_version_means_that_version() {
    let of = |name: &str| {
        let document =
            only(read_value(&openvex(json!([{"vulnerability": {"name": "CVE-2026-1"}, "status": "fixed",
            "products": [{"@id": "https://example.com/can", "identifiers": {"cpe23": name}}]}]))));
        document.statements[0].versions.clone()
    };
    assert_eq!(of("cpe:2.3:a:oil:can:*:*:*:*:*:*:*:*"), Versions::All);
    let Versions::Ranges { listed, .. } = of("cpe:2.3:a:oil:can:1.2:*:*:*:*:*:*:*") else {
        panic!("one version")
    };
    assert_eq!(listed, BTreeSet::from(["1.2".to_owned()]));
    assert!(matches!(of("cpe:2.3:a:oil:can:1.*:*:*:*:*:*:*:*"), Versions::Text(_)));
}

#[test]
fn a_statement_of_no_harm_never_holds_for_more_versions_than_it_did() {
    for (purl, version, is_written) in [
        ("pkg:npm/left", "vers:npm/<2.0.0", false),
        ("", "1", false),
        ("", "*", true),
        ("pkg:npm/left", "1.2.0", true),
        ("pkg:npm/left@1.2.0", "1.2.0", true),
        ("pkg:npm/left@1.2.0", "1.3.0", false),
    ] {
        for status in [VexStatus::NotAffected, VexStatus::Fixed, VexStatus::Affected] {
            let product = VexSubject {
                name: "Can".to_owned(),
                id: "PRD-1".to_owned(),
                version: version.to_owned(),
                purl: purl.to_owned(),
                ..VexSubject::default()
            };
            let versions = product.versions();
            let statement = VexStatement {
                product,
                component: None,
                versions: versions.clone(),
                status,
                ..combinations().remove(0)
            };
            let document = VexDocument {
                form: VexForm::OpenVex,
                id: "x".to_owned(),
                author: statement.author.clone(),
                version: "1".to_owned(),
                issued: statement.at,
                updated: statement.at,
                statements: vec![statement],
            };
            for (form, write) in WRITERS {
                let (text, losses) = write(&document);
                let again = only(read("vex.json", text.as_bytes(), &Limits::default()));
                let is_comfort = status != VexStatus::Affected;
                let is_there = form != "OpenVEX" || is_written || !is_comfort;
                assert_eq!(
                    again.statements.len(),
                    usize::from(is_there),
                    "{form} {purl} {version} {status:?}"
                );
                assert!(
                    is_there || losses.iter().any(|loss| loss.en.contains("every version")),
                    "{losses:?}"
                );
                if let (Some(said), true) = (again.statements.first(), is_comfort) {
                    assert_eq!(
                        said.versions == Versions::All,
                        versions == Versions::All,
                        "{form} {purl} {version}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_statement_is_as_old_as_it_says_and_not_as_young_as_its_document() {
    let mut value = openvex(
        json!([{"vulnerability": {"name": "CVE-2026-1"}, "products": ["pkg:npm/left@1"], "status": "fixed"}]),
    );
    value["last_updated"] = json!("2026-06-01T00:00:00Z");
    assert_eq!(only(read_value(&value)).statements[0].at.unwrap().to_string(), "2026-01-02T00:00:00Z");
    let csaf = json!({"document": {"category": "csaf_vex", "csaf_version": "2.0", "tracking": {"id": "V", "current_release_date": "2026-01-02T00:00:00Z"}},
        "product_tree": {"full_product_names": [{"name": "Can", "product_id": "P"}]},
        "vulnerabilities": [{"cve": "CVE-2026-1", "product_status": {"known_affected": ["P"]},
            "remediations": [{"category": "vendor_fix", "details": "Update.", "product_ids": ["P"], "date": "2027-01-01T00:00:00Z"}]}]});
    assert_eq!(only(read_value(&csaf)).statements[0].at.unwrap().to_string(), "2026-01-02T00:00:00Z");
}

#[test]
fn of_two_statements_on_one_thing_csaf_holds_the_newest() {
    let older = combinations().remove(0);
    let newer = VexStatement {
        status: VexStatus::Affected,
        justification: None,
        at: Some("2026-02-01T00:00:00Z".parse().unwrap()),
        ..older.clone()
    };
    let document = VexDocument {
        form: VexForm::Csaf,
        id: "x".to_owned(),
        author: older.author.clone(),
        version: "1".to_owned(),
        issued: older.at,
        updated: newer.at,
        statements: vec![newer, older],
    };
    let (text, losses) = write_csaf(&document);
    let again = only(read("vex.json", text.as_bytes(), &Limits::default()));
    let statuses: Vec<VexStatus> = again.statements.iter().map(|said| said.status).collect();
    assert_eq!(statuses, [VexStatus::Affected]);
    assert!(losses.iter().any(|loss| loss.en.contains("newer statement")));
}

#[test]
fn what_is_no_vex_is_told() {
    for text in [
        "",
        "{",
        "[]",
        "{}",
        "3",
        r#"{"@context": "x"}"#,
        r#"{"document": {}}"#,
        r#"{"bomFormat": 3, "metadata": 4}"#,
    ] {
        let reading = read("x", text.as_bytes(), &Limits::default());
        assert!(!reading.problems.is_empty(), "{text}");
        assert!(reading.facts.is_empty(), "{text}");
    }
}

#[test]
fn a_product_known_by_its_digest_alone_is_named_by_it() {
    let document =
        only(read_value(&openvex(json!([{"vulnerability": {"name": "CVE-2026-1"}, "status": "fixed",
        "products": [{"hashes": {"sha-256": "abcd"}}]}]))));
    assert_eq!(document.statements[0].product.id, "sha-256:abcd");
}

#[test]
fn too_deep_or_too_many_is_refused_by_name() {
    let deep = format!("{{\"@context\": \"openvex\", \"x\": {}{}}}", "[".repeat(300), "]".repeat(300));
    let reading = read("x", deep.as_bytes(), &Limits::default());
    assert!(reading.facts.is_empty() && reading.problems[0].what.en.contains("limit of 128"));
    let products: Vec<String> = (0..5).map(|number| format!("pkg:npm/left@{number}")).collect();
    let many = openvex(json!([{"vulnerability": "CVE-2026-1", "status": "fixed", "products": products}]));
    let limits = Limits { entries_max: 3, ..Limits::default() };
    let reading = read("x", many.to_string().as_bytes(), &limits);
    assert_eq!(reading.facts[0].statements.len(), 3);
    assert!(reading.problems[0].what.en.contains("limit of 3"));
}

proptest! {
    #![proptest_config(crate::testing::seeded(300))]

    #[test]
    fn any_byte_of_any_form_may_change(which in 0..3_usize, at in any::<prop::sample::Index>(), to in any::<u8>()) {
        let document = VexDocument {
            form: VexForm::OpenVex,
            id: "x".to_owned(),
            author: "Oil Works".to_owned(),
            version: "1".to_owned(),
            issued: None,
            updated: None,
            statements: combinations().into_iter().take(3).collect(),
        };
        let mut bytes = WRITERS[which].1(&document).0.into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = to;
        let reading = read("x", &bytes, &Limits::default());
        prop_assert!(!reading.facts.is_empty() || !reading.problems.is_empty());
    }
}
