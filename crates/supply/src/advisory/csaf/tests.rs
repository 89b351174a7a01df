//! CSAF 2.0 documents: our own for every shape, CISA's and OASIS's in place.

use std::collections::BTreeMap;

use sekisho_model::{DeviceTarget, RemedyKind, Status, Target, Versions};
use serde_json::json;

use super::super::tests::{files, read_text};
use super::*;
use crate::Reading;
use crate::testing::shared;

mod newer;

fn document(tree: Value, vulnerabilities: Value) -> Value {
    json!({
        "document": {
            "category": "csaf_security_advisory", "csaf_version": "2.0", "title": "Oil leaks",
            "publisher": {"category": "vendor", "name": "Oil Works", "namespace": "https://example.com"},
            "tracking": {"id": "OW-1", "status": "final", "version": "1", "initial_release_date": "2026-01-02T00:00:00Z",
                "current_release_date": "2026-01-03T09:00:00+09:00", "revision_history": []},
            "distribution": {"tlp": {"label": "WHITE"}},
            "references": [{"summary": "self", "url": "https://example.com/ow-1"}]
        },
        "product_tree": tree,
        "vulnerabilities": vulnerabilities
    })
}

fn read_value(value: &Value) -> Reading<Vec<Advisory>> {
    read_text(&value.to_string())
}

fn branches() -> Value {
    json!({"branches": [{"category": "vendor", "name": "Oil Works ", "branches": [
    {"category": "product_family", "name": "Can", "branches": [
        {"category": "product_name", "name": "Spout (OW7515-2AM01)", "branches": [
            {"category": "product_version_range", "name": "vers:all/*",
                "product": {"name": "all", "product_id": "A"}},
            {"category": "product_version_range", "name": "< V4.33",
                "product": {"name": "old", "product_id": "B", "product_identification_helper": {
                    "model_numbers": ["OW7*"], "skus": ["SKU-9"], "cpe": "cpe:2.3:h:oil:can:*:*:*:*:*:*:*:*",
                    "hashes": [{"filename": "f", "file_hashes": [{"algorithm": "sha256", "value": "abcd"}]}]}}},
            {"category": "product_version", "name": "8.0", "branches": [
                {"category": "service_pack", "name": "SP1", "product": {"name": "sp", "product_id": "C"}}]}
        ]}]}]}]})
}

fn device(advisory: &Advisory, index: usize) -> &DeviceTarget {
    match &advisory.statements[index].target {
        Target::Device(device) => device,
        Target::Package { .. } => panic!("a device"),
    }
}

#[test]
fn branches_of_any_depth_name_vendor_product_and_versions() {
    let value = document(
        branches(),
        json!([{"cve": "CVE-2026-1", "product_status": {"known_affected": ["A", "B"], "fixed": ["C"]}}]),
    );
    let reading = read_value(&value);
    assert_eq!(reading.problems, Vec::new());
    let advisory = &reading.facts[0];
    assert_eq!((advisory.id.as_str(), advisory.publisher.as_str()), ("OW-1", "Oil Works"));
    assert_eq!(advisory.modified.unwrap().to_string(), "2026-01-03T00:00:00Z");
    assert_eq!(advisory.references, ["https://example.com/ow-1"]);
    let statuses: Vec<Status> = advisory.statements.iter().map(|statement| statement.status).collect();
    assert_eq!(statuses, [Status::Fixed, Status::Affected, Status::Affected]);
    let versions: Vec<&Versions> = advisory.statements.iter().map(|statement| &statement.versions).collect();
    assert_eq!(versions[0], &Versions::Text("8.0 SP1".to_owned()));
    assert_eq!(versions[1], &Versions::All);
    assert_eq!(versions[2], &Versions::Text("< V4.33".to_owned()));
    let device = device(advisory, 2);
    assert_eq!((device.vendor.as_str(), device.product.as_str()), ("Oil Works", "Can Spout (OW7515-2AM01)"));
    assert!(device.models.contains("OW7*") && device.models.contains("SKU-9"));
    assert_eq!(device.identifiers.len(), 2);
}

#[test]
fn a_number_is_read_as_the_full_name_writes_it_and_a_sort_names_nothing() {
    for (branch, full_name, words) in [
        ("1.8", "Can: Operating System Version 01.80", "01.80"),
        ("<= 2.1", "Can: Versions 2.10 and prior", "<= 2.10"),
        ("<= 10", "Can: Update 10 and prior", "<= Update 10"),
        ("<= 10", "Can, Cup: Update 10 and prior", "<= 10"),
        ("2.1", "Can: Version 2.1 (2.10)", "2.1"),
        ("2.1", "Can: Version 2.2", "2.1"),
        ("< 2.1", "Can: 2.1 and prior", "< 2.1 (2.1 and prior)"),
    ] {
        let tree = json!({"branches": [{"category": "vendor", "name": "Oil Works", "branches": [
            {"category": "product_family", "name": "Software", "branches": [
                {"category": "product_name", "name": "Can", "branches": [
                    {"category": "product_version_range", "name": branch, "product": {"name": full_name, "product_id": "A"}}]}]}]}]});
        let value =
            document(tree, json!([{"cve": "CVE-2026-1", "product_status": {"known_affected": ["A"]}}]));
        let advisory = &read_value(&value).facts[0];
        assert_eq!(
            advisory.statements[0].versions,
            Versions::Text(words.to_owned()),
            "{branch}: {full_name}"
        );
        assert_eq!(device(advisory, 0).product, "Can");
    }
    let tree = json!({"branches": [{"category": "product_name", "name": "Can", "branches": [
        {"category": "product_version_range", "name": " ", "product": {"name": "Can: *", "product_id": "A"}}]}]});
    let value = document(tree, json!([{"cve": "CVE-2026-1", "product_status": {"known_affected": ["A"]}}]));
    assert_eq!(read_value(&value).facts[0].statements[0].versions, Versions::All, "no version is stated");
}

#[test]
fn what_is_said_alike_of_several_vulnerabilities_is_one_statement() {
    let vulnerability = |cve: &str, details: &str| {
        json!({"cve": cve, "product_status": {"known_affected": ["A"]},
        "remediations": [{"category": "mitigation", "details": details, "product_ids": ["A"]}]})
    };
    let value = document(
        json!({"full_product_names": [{"name": "Box", "product_id": "A"}]}),
        json!([
            vulnerability("CVE-2026-1", "wipe"),
            vulnerability("CVE-2026-2", "wipe"),
            vulnerability("CVE-2026-3", "replace")
        ]),
    );
    let reading = read_value(&value);
    let sets: Vec<usize> =
        reading.facts[0].statements.iter().map(|statement| statement.vulnerabilities.len()).collect();
    assert_eq!(sets, [2, 1]);
    // A product without a vendor branch is its publisher's, where that is a vendor.
    assert_eq!(device(&reading.facts[0], 0).vendor, "Oil Works");
}

#[test]
fn remedies_reach_products_by_id_and_by_group() {
    let value = document(
        json!({"full_product_names": [{"name": "One", "product_id": "A"}, {"name": "Two", "product_id": "B"}],
            "product_groups": [{"group_id": "G", "product_ids": ["A", "B"]}]}),
        json!([{"ids": [{"system_name": "own", "text": "OW-BUG-7"}], "product_status": {"known_affected": ["A", "B"]}, "remediations": [
            {"category": "vendor_fix", "details": "update", "url": "https://example.com/fix", "product_ids": ["A"]},
            {"category": "no_fix_planned", "details": "none", "group_ids": ["G"]}]}]),
    );
    let reading = read_value(&value);
    assert_eq!(reading.problems, Vec::new());
    let kinds = |index: usize| {
        reading.facts[0].statements[index].remedies.iter().map(|remedy| remedy.kind).collect::<Vec<_>>()
    };
    assert_eq!(kinds(0), [RemedyKind::VendorFix, RemedyKind::NoFixPlanned]);
    assert_eq!(kinds(1), [RemedyKind::NoFixPlanned]);
    assert_eq!(reading.facts[0].statements[0].vulnerabilities.first().unwrap().as_str(), "OW-BUG-7");
}

#[test]
fn a_vulnerability_without_any_id_goes_by_the_document() {
    let value = document(
        json!({"full_product_names": [{"name": "One", "product_id": "A"}]}),
        json!([{"product_status": {"under_investigation": ["A"]}}]),
    );
    let statement = &read_value(&value).facts[0].statements[0];
    assert_eq!(statement.vulnerabilities.first().unwrap().as_str(), "OW-1");
    assert_eq!(statement.status, Status::UnderInvestigation);
}

#[test]
fn every_status_is_kept_and_an_open_end_stays_undecided() {
    let names: Vec<Value> = (0..8).map(|n| json!({"name": "x", "product_id": n.to_string()})).collect();
    let value = document(
        json!({"branches": [{"category": "vendor", "name": "V", "branches": [{"category": "product_name", "name": "P",
            "branches": names.iter().map(|name| json!({"category": "product_version", "name": format!("1.{}", name["product_id"].as_str().unwrap()), "product": name})).collect::<Vec<_>>()}]}]}),
        json!([{"cve": "CVE-2026-1", "product_status": {"known_affected": ["0"], "first_affected": ["1"], "last_affected": ["2"],
            "fixed": ["3"], "first_fixed": ["4"], "known_not_affected": ["5"], "under_investigation": ["6"], "recommended": ["7"]}}]),
    );
    let reading = read_value(&value);
    assert_eq!(reading.problems, Vec::new());
    let mut said: Vec<(Status, String)> = reading.facts[0]
        .statements
        .iter()
        .map(|statement| match &statement.versions {
            Versions::Text(words) => (statement.status, words.clone()),
            _ => (statement.status, String::new()),
        })
        .collect();
    said.sort();
    let expect = [
        (Status::Affected, "1.0"),
        (Status::Affected, "first affected: 1.1"),
        (Status::Affected, "last affected: 1.2"),
        (Status::Fixed, "1.3"),
        (Status::Fixed, "1.4"),
        (Status::NotAffected, "1.5"),
        (Status::UnderInvestigation, "1.6"),
        (Status::Recommended, "1.7"),
    ];
    assert_eq!(said, expect.map(|(status, words)| (status, words.to_owned())));
}

#[test]
fn a_purl_of_a_package_makes_a_package_of_the_product() {
    let helper = |purl: &str| json!({"purl": purl});
    let value = document(
        json!({"branches": [{"category": "product_name", "name": "P", "branches": [
            {"category": "product_version_range", "name": "vers:pypi/>=1.0|<2.0", "product": {"name": "x", "product_id": "A", "product_identification_helper": helper("pkg:pypi/Oil.Can")}},
            {"category": "product_version", "name": "1.5", "product": {"name": "x", "product_id": "B", "product_identification_helper": helper("pkg:cargo/oil")}},
            {"category": "architecture", "name": "arm", "product": {"name": "x", "product_id": "C", "product_identification_helper": helper("pkg:npm/oil@3.0.0")}},
            {"category": "product_version", "name": "1.5", "product": {"name": "x", "product_id": "D", "product_identification_helper": helper("pkg:generic/oil@1")}},
            {"category": "product_version", "name": "1.5", "product": {"name": "x", "product_id": "E", "product_identification_helper": helper("oil")}}]}]}),
        json!([{"cve": "CVE-2026-1", "product_status": {"known_affected": ["A", "B", "C", "D", "E"]}}]),
    );
    let reading = read_value(&value);
    assert_eq!(reading.problems.len(), 1);
    let key = |index: usize| match &reading.facts[0].statements[index].target {
        Target::Package { key, .. } => key.to_string(),
        Target::Device(device) => format!("device {}", device.product),
    };
    assert_eq!(
        [key(0), key(1), key(2), key(3), key(4)],
        ["pypi/oil-can", "cargo/oil", "npm/oil", "device P", "device P"].map(str::to_owned)
    );
    assert!(
        matches!(&reading.facts[0].statements[0].versions, Versions::Ranges { ranges, .. } if ranges.len() == 1)
    );
    assert!(
        matches!(&reading.facts[0].statements[2].versions, Versions::Ranges { listed, .. } if listed.contains("3.0.0"))
    );
}

#[test]
fn a_relationship_joins_the_names_and_numbers_of_both_sides() {
    let relation = |of: &str, on: &str, id: &str| {
        json!({"category": "installed_on", "product_reference": of, "relates_to_product_reference": on,
        "full_product_name": {"name": "joined", "product_id": id}})
    };
    let value = document(
        json!({"branches": [{"category": "vendor", "name": "V", "branches": [
                {"category": "product_name", "name": "Firmware", "branches": [{"category": "product_version_range", "name": "< 2.0", "product": {"name": "f", "product_id": "F"}}]},
                {"category": "product_name", "name": "CPU 7", "product": {"name": "c", "product_id": "C", "product_identification_helper": {"model_numbers": ["C7"]}}}]}],
            // The second is defined before what it builds on.
            "relationships": [relation("FC", "C", "FCC"), relation("F", "C", "FC"), relation("F", "nowhere", "X")]}),
        json!([{"cve": "CVE-2026-1", "product_status": {"known_affected": ["FC", "FCC"]}}]),
    );
    let reading = read_value(&value);
    let device = device(&reading.facts[0], 0);
    assert_eq!(device.product, "CPU 7 (Firmware installed on)");
    assert!(device.models.contains("C7"));
    assert_eq!(reading.facts[0].statements[0].versions, Versions::Text("< 2.0".to_owned()));
    let undefined: Vec<&str> = reading
        .problems
        .iter()
        .filter(|p| p.what.en.contains("nowhere"))
        .map(|p| p.place.path.as_str())
        .collect();
    assert_eq!(undefined, ["/product_tree/relationships/2"]);
}

#[test]
fn what_points_nowhere_or_stands_twice_is_told_and_the_rest_is_read() {
    let value = document(
        json!({"full_product_names": [{"name": "One", "product_id": "A"}, {"name": "Again", "product_id": "A"}, {"product_id": "no-name"}, {"name": "Idle", "product_id": "I"}],
            "product_groups": [{"group_id": "G", "product_ids": ["A", "gone"]}]}),
        json!([
            {"cve": "CVE-2026-1", "product_status": {"known_affected": ["A", "gone"], "known_not_affected": ["A"], "maybe": ["A"]},
             "scores": [{"products": ["gone"], "cvss_v3": {"vectorString": "nonsense", "baseScore": 7.5}}, {"products": ["A"], "cvss_v2": {"vectorString": "AV:N/AC:L/Au:N/C:P/I:N/A:N"}}],
             "remediations": [{"category": "prayer", "details": "d", "product_ids": ["A"]}, {"category": "mitigation", "details": "for all"}, {"category": "mitigation", "details": "d", "group_ids": ["H"]}]},
            "broken"]),
    );
    let reading = read_value(&value);
    let advisory = &reading.facts[0];
    assert_eq!(advisory.cvss.as_ref().map(|cvss| cvss.score_tenths), Some(75));
    let statuses: Vec<Status> = advisory.statements.iter().map(|statement| statement.status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == Status::Unstated).count(), 1, "{statuses:?}");
    assert_eq!(statuses.len(), 3);
    assert_eq!(advisory.statements[0].remedies.len(), 1);
    let paths: Vec<&str> = reading.problems.iter().map(|problem| problem.place.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "/product_tree/full_product_names/1",
            "/product_tree/full_product_names/2",
            "/product_tree/product_groups/0",
            "/vulnerabilities/0/scores/0",
            "/vulnerabilities/0/remediations/0",
            "/vulnerabilities/0/remediations/1",
            "/vulnerabilities/0/remediations/2",
            "/vulnerabilities/0/product_status/known_not_affected",
            "/vulnerabilities/0/product_status/known_affected",
            "/vulnerabilities/0/product_status/maybe",
            "/vulnerabilities/1",
            "/vulnerabilities",
        ]
    );
}

#[test]
fn drafts_restricted_documents_and_other_editions_are_told() {
    let mut value = document(json!({}), json!([]));
    value["document"]["tracking"]["status"] = json!("draft");
    value["document"]["distribution"]["tlp"]["label"] = json!("AMBER");
    let reading = read_value(&value);
    assert_eq!((reading.facts.len(), reading.problems.len()), (1, 2));
    value["document"]["csaf_version"] = json!("3.0");
    let reading = read_value(&value);
    assert_eq!((reading.facts.len(), reading.problems.len()), (0, 1));
}

/// Vendor, product, version words, status word, vulnerability.
type Line = (String, String, String, String, String);

/// The lines of a CISA document with the full names behind them, found without any of the code above: vendor > product >
/// version is the only shape it has.
fn lines_counted_apart(value: &Value) -> BTreeMap<(Line, String), usize> {
    fn leaves(branch: &Value, above: &[String], into: &mut BTreeMap<String, (Vec<String>, String)>) {
        let mut path = above.to_vec();
        path.push(branch["name"].as_str().unwrap().trim().to_owned());
        if let Some(id) = branch["product"]["product_id"].as_str() {
            let full = branch["product"]["name"].as_str().unwrap().to_owned();
            into.insert(id.to_owned(), (path.clone(), full));
        }
        for child in branch["branches"].as_array().into_iter().flatten() {
            leaves(child, &path, into);
        }
    }
    let mut products = BTreeMap::new();
    for branch in value["product_tree"]["branches"].as_array().into_iter().flatten() {
        leaves(branch, &[], &mut products);
    }
    let mut lines = BTreeMap::new();
    for vulnerability in value["vulnerabilities"].as_array().into_iter().flatten() {
        for (status, ids) in vulnerability["product_status"].as_object().into_iter().flatten() {
            for id in ids.as_array().unwrap() {
                let (path, full) = &products[id.as_str().unwrap()];
                let words: String = path[2].to_lowercase().split_whitespace().collect();
                let all = ["*", "vers:all/*", "all", "allversions"].contains(&words.as_str());
                let version = if all { "all".to_owned() } else { path[2].clone() };
                let cve = vulnerability["cve"].as_str().unwrap().trim().to_owned();
                let line = (path[0].clone(), path[1].clone(), version, status.clone(), cve);
                *lines.entry((line, full.clone())).or_default() += 1;
            }
        }
    }
    lines
}

/// Is a line as it was read the one counted apart? Its product may stand behind the branch's in the full name, and its
/// version words may go on with what the full name says of the end.
fn is_line(read: &Line, (apart, full): &(Line, String)) -> bool {
    let product = read.1 == apart.1 || full.contains(read.1.as_str());
    // A number that was taken for a decimal fraction is read as the full name has it.
    let apart_from_sign = |words: &str| words.trim_start_matches(['<', '>', '=', ' ']).to_owned();
    let (written, branch) = (apart_from_sign(&read.2), apart_from_sign(&apart.2));
    let is_as_named = full.contains(&written)
        && written.split_whitespace().last().and_then(|number| number.parse::<f64>().ok())
            == branch.parse().ok();
    let words = read.2 == apart.2
        || is_as_named
        || read.2.strip_prefix(apart.2.as_str()).is_some_and(|more| more.ends_with(" and prior)"));
    product && words && (&read.0, &read.3, &read.4) == (&apart.0, &apart.3, &apart.4)
}

fn lines_read(advisory: &Advisory) -> BTreeMap<Line, usize> {
    let mut lines = BTreeMap::new();
    for statement in &advisory.statements {
        let Target::Device(device) = &statement.target else { panic!("CISA names no packages") };
        let version = match &statement.versions {
            Versions::All => "all".to_owned(),
            Versions::Text(words) => words.clone(),
            Versions::Ranges { .. } => panic!("CISA gives words"),
        };
        let status = match statement.status {
            Status::Affected => "known_affected",
            Status::Fixed => "fixed",
            Status::NotAffected => "known_not_affected",
            Status::UnderInvestigation => "under_investigation",
            Status::Recommended => "recommended",
            // What only a fix names has no line of its own.
            Status::Unstated => continue,
        };
        for id in &statement.vulnerabilities {
            let line = (
                device.vendor.clone(),
                device.product.clone(),
                version.clone(),
                status.to_owned(),
                id.to_string(),
            );
            *lines.entry(line).or_default() += 1;
        }
    }
    lines
}

#[test]
fn every_cisa_advisory_is_read_and_no_line_is_lost() {
    let Some(folder) = shared("cisa-csaf") else { return };
    let files = files(&folder, "json");
    let (mut counted, mut statements, mut flagged, mut repeated) = (0, 0, 0, 0);
    let start = std::time::Instant::now();
    for file in &files {
        let text = std::fs::read_to_string(file).unwrap();
        let reading = read_text(&text);
        assert_eq!(reading.facts.len(), 1, "{}", file.display());
        flagged += usize::from(!reading.problems.is_empty());
        for problem in &reading.problems {
            println!("{}: {}", file.file_name().unwrap().display(), problem.in_lang(sekisho_model::Lang::En));
        }
        let advisory = &reading.facts[0];
        assert!(advisory.cvss.is_some() || !text.contains("baseScore"), "{}", file.display());
        statements += advisory.statements.len();
        let apart = lines_counted_apart(&serde_json::from_str(&text).unwrap());
        let read = lines_read(advisory);
        // A line that the document repeats (two ids for one product and version) is read once.
        let strange: Vec<&Line> =
            read.keys().filter(|read| !apart.keys().any(|apart| is_line(read, apart))).collect();
        let lost: Vec<_> =
            apart.keys().filter(|apart| !read.keys().any(|read| is_line(read, apart))).collect();
        assert!(strange.is_empty() && lost.is_empty(), "{}: {strange:?} {lost:?}", file.display());
        counted += apart.values().sum::<usize>();
        repeated += apart.values().sum::<usize>() - apart.len();
    }
    println!(
        "CISA: {} files, {counted} status lines ({repeated} of them repeat another), {statements} statements, {flagged} files with problems, {:?}",
        files.len(),
        start.elapsed()
    );
    assert_eq!(counted, 17_124);
    assert!(files.len() >= 1_048);
}

#[test]
fn the_official_valid_documents_are_read_and_the_broken_references_are_told() {
    let Some(folder) = shared("oasis-csaf") else { return };
    let folder = folder.join("csaf_2.0/test/validator/data");
    let list: Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join("testcases.json")).unwrap()).unwrap();
    let (mut valid, mut told) = (0, 0);
    for test in list["tests"].as_array().unwrap() {
        let read = |case: &Value| {
            let text = std::fs::read_to_string(folder.join(case["name"].as_str().unwrap())).unwrap();
            read_text(&text)
        };
        for case in test["valid"].as_array().into_iter().flatten() {
            let reading = read(case);
            assert_eq!(reading.facts.len(), 1, "{case}");
            valid += 1;
        }
        // Undefined products and groups, double product ids, contradicting statuses.
        if ["6.1.1", "6.1.2", "6.1.4", "6.1.6"].contains(&test["id"].as_str().unwrap()) {
            for case in test["failures"].as_array().into_iter().flatten() {
                assert!(!read(case).problems.is_empty(), "{case}");
                told += 1;
            }
        }
    }
    println!("OASIS: {valid} valid documents read, {told} broken ones told");
    assert!(valid > 50 && told >= 4);
}

#[test]
fn a_product_of_which_nothing_is_said_stays_and_the_version_of_software_is_not_the_devices() {
    let value = document(
        json!({"branches": [{"category": "vendor", "name": "V", "branches": [
                {"category": "product_name", "name": "CPU 7", "product": {"name": "c", "product_id": "C"}},
                {"category": "product_name", "name": "CPU 8", "product": {"name": "d", "product_id": "D"}},
                {"category": "product_name", "name": "Studio", "branches": [{"category": "product_version", "name": "1.49", "product": {"name": "s", "product_id": "S"}}]}]}],
            "relationships": [{"category": "installed_on", "product_reference": "S", "relates_to_product_reference": "C",
                "full_product_name": {"name": "joined", "product_id": "SC"}}]}),
        json!([{"cve": "CVE-2026-1", "product_status": {"known_affected": ["SC"]}}]),
    );
    let reading = read_value(&value);
    let statements = &reading.facts[0].statements;
    let unstated = statements.iter().filter(|statement| statement.status == Status::Unstated).count();
    assert_eq!((statements.len(), unstated), (2, 1), "only CPU 8 stands for itself: {statements:?}");
    let judged = |model: &str| {
        let known = |text: &str| sekisho_model::Stated::Known(text.to_owned());
        let device = sekisho_model::DeviceIdentity {
            vendor: known("V"),
            model: known(model),
            firmware: known("1.0"),
            ..sekisho_model::DeviceIdentity::default()
        };
        let outcome = crate::Matcher::new(&reading.facts).device(&device);
        (outcome.verdict, outcome.reason)
    };
    // Affected where that software is installed: only a person sees that.
    assert_eq!(judged("CPU 7").0, crate::Verdict::Undecided);
    assert_eq!(judged("CPU 8"), (crate::Verdict::Undecided, crate::Reason::StatusUnstated));
}

#[test]
fn a_product_with_a_fix_and_no_status_is_one_that_needs_it() {
    let value = document(
        json!({"branches": [{"category": "vendor", "name": "V", "branches": [
            {"category": "product_name", "name": "CPU 7", "branches": [{"category": "product_version_range", "name": "< 2.0",
                "product": {"name": "c", "product_id": "C"}}]},
            {"category": "product_name", "name": "CPU 8", "branches": [{"category": "product_version_range", "name": "< 2.0",
                "product": {"name": "d", "product_id": "D"}}]}]}]}),
        json!([{"cve": "CVE-2026-1", "product_status": {"known_affected": ["C"]},
            "remediations": [{"category": "vendor_fix", "details": "Update to 2.0", "product_ids": ["C", "D"]}]}]),
    );
    let reading = read_value(&value);
    let judged = |firmware: &str| {
        let known = |text: &str| sekisho_model::Stated::Known(text.to_owned());
        let device = sekisho_model::DeviceIdentity {
            vendor: known("V"),
            model: known("CPU 8"),
            firmware: known(firmware),
            ..sekisho_model::DeviceIdentity::default()
        };
        crate::Matcher::new(&reading.facts).device(&device).verdict
    };
    assert_eq!(judged("1.9"), crate::Verdict::Affected);
    assert_ne!(judged("2.0"), crate::Verdict::Affected);
}

#[test]
fn a_full_name_says_which_of_a_series_and_whether_the_end_is_meant() {
    let tree = json!({"branches": [{"category": "vendor", "name": "V", "branches": [
        {"category": "product_name", "name": "N-series Controllers", "branches": [
            {"category": "product_version_range", "name": "< 1.28", "product":
                {"name": "N-series Controllers - NX7-series Controller (All Models): Versions 1.28 and prior", "product_id": "A"}},
            {"category": "product_version_range", "name": "< 1.48", "product":
                {"name": "N-series Controllers - This vulnerability is in all of them", "product_id": "B"}}]}]}]});
    let status = json!([{"cve": "CVE-2026-1", "product_status": {"known_affected": ["A", "B"]}}]);
    let reading = read_value(&document(tree, status));
    let names: Vec<&str> = (0..2).map(|at| device(&reading.facts[0], at).product.as_str()).collect();
    assert_eq!(names, ["NX7-series Controller (All Models)", "N-series Controllers"]);
    let versions: Vec<&Versions> = reading.facts[0].statements.iter().map(|one| &one.versions).collect();
    assert_eq!(
        versions,
        [&Versions::Text("< 1.28 (1.28 and prior)".to_owned()), &Versions::Text("< 1.48".to_owned())]
    );
}
