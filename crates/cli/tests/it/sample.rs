//! The main job on the sample plant. `sample/EXPECTED.md` is the answer key made by hand; the snapshots here
//! were held against it.

use serde_json::Value;

use crate::harness::{Bench, root, sample};

/// Every sample advisory's id, from its own file.
fn advisory_ids() -> Vec<String> {
    let mut ids: Vec<String> = std::fs::read_dir(root().join("sample/advisories"))
        .unwrap()
        .map(|entry| {
            let document: Value =
                serde_json::from_slice(&std::fs::read(entry.unwrap().path()).unwrap()).unwrap();
            let id = document.pointer("/document/tracking/id").or_else(|| document.get("id")).unwrap();
            id.as_str().unwrap().to_owned()
        })
        .collect();
    ids.sort();
    ids
}

/// One line per thing judged: verdict, sureness, what, where it leads, why.
fn lines(impact: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let chain = |chain: &Value| {
        let finding = &chain["finding"];
        format!(
            "{} {} {} › {} › {} [{}] {}",
            text(&finding["verdict"]),
            text(&finding["confidence"]),
            text(&finding["thing"]),
            text(&chain["product"]["id"]),
            text(&chain["asset"]["id"]),
            text(&chain["importance"]),
            text(&finding["reason"]["en"]),
        )
    };
    let clean = |finding: &Value| {
        format!(
            "{} {} {} {}",
            text(&finding["verdict"]),
            text(&finding["confidence"]),
            text(&finding["thing"]),
            text(&finding["reason"]["en"])
        )
    };
    let mut lines: Vec<String> = impact["chains"].as_array().unwrap().iter().map(chain).collect();
    lines.extend(impact["not_affected"].as_array().unwrap().iter().map(clean));
    lines.push(format!("unidentified: {}", impact["unidentified"].as_array().unwrap().len()));
    lines
}

#[test]
fn every_sample_advisory_has_the_answer_that_a_person_worked_out() {
    let bench = Bench::sample();
    let mut answers = String::new();
    for id in advisory_ids() {
        let document = bench.run(&["--format", "json", "impact", &id]).ends(0).json();
        let impact = &document["impacts"][0];
        let (answer, urgency) = (&impact["answer"]["ja"], &impact["urgency"]);
        answers.push_str(&format!(
            "\n== {id} [{}]: {}\n",
            urgency.as_str().unwrap(),
            answer.as_str().unwrap()
        ));
        for line in lines(impact) {
            answers.push_str(&line);
            answers.push('\n');
        }
    }
    insta::assert_snapshot!("sample_impacts", answers);
}

#[test]
fn counts_in_are_counts_out_for_every_sample_advisory() {
    let bench = Bench::sample();
    let mut totals = std::collections::BTreeSet::new();
    for id in advisory_ids() {
        let document = bench.run(&["--format", "json", "impact", &id]).ends(0).json();
        let impact = &document["impacts"][0];
        let findings: std::collections::BTreeSet<String> = impact["chains"]
            .as_array()
            .unwrap()
            .iter()
            .map(|chain| chain["finding"]["thing"].to_string() + &chain["finding"]["sbom"].to_string())
            .chain(
                impact["not_affected"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|f| f["thing"].to_string() + &f["sbom"].to_string()),
            )
            .collect();
        let counts = &impact["counts"];
        let unidentified = impact["unidentified"].as_array().unwrap().len() as u64;
        let judged = ["affected", "undecided", "not_affected"].map(|name| counts[name].as_u64().unwrap());
        let judged = judged.iter().sum::<u64>() - unidentified;
        assert_eq!(judged, findings.len() as u64, "{id}");
        if !findings.iter().any(|finding| finding.contains('@') || finding.contains(' ')) {
            totals.insert(judged + unidentified + counts["not_named"].as_u64().unwrap());
        }
    }
    assert!(totals.len() <= 1, "every device advisory is held against the same devices: {totals:?}");
}

#[test]
fn the_demo_prints_its_five_worst_answers_with_their_ids() {
    for (lang, bench) in [("ja", Bench::empty().in_japanese()), ("en", Bench::empty())] {
        let run = bench.run(&["demo", "--no-serve"]).ends(0);
        insta::assert_snapshot!(format!("demo_{lang}"), run.out);
    }
}

/// One line per item that some advisory names or that could not be decided; the rest is counted.
fn scanned(document: &Value) -> String {
    let mut answer = String::new();
    for item in document["items"].as_array().unwrap() {
        let advisories: Vec<&str> = item["matches"]
            .as_array()
            .unwrap()
            .iter()
            .map(|found| found["advisory"].as_str().unwrap())
            .collect();
        if item["verdict"] == "not-affected" && advisories.is_empty() {
            continue;
        }
        answer.push_str(&format!(
            "{} | {} | {} | {}\n",
            item["verdict"].as_str().unwrap(),
            item["label"].as_str().unwrap(),
            item["reason"]["en"].as_str().unwrap(),
            advisories.join(" ")
        ));
    }
    answer + &document["counts"].to_string() + "\n"
}

#[test]
fn every_sample_sbom_ends_with_the_answer_that_a_person_worked_out() {
    let (bench, feed) = (Bench::empty(), sample("advisories"));
    let mut answers = String::new();
    for sbom in ["em-200-2.3.1.cdx", "pd-10-web-1.8.0.cdx", "pd-10-worker-1.8.0.cdx", "wh-link-3.2.0.spdx"] {
        let file = sample(&format!("sboms/{sbom}.json"));
        let run = bench.run(&["--format", "json", "scan", "--feed", &feed, &file]).ends(0);
        answers.push_str(&format!("\n== {sbom}\n{}", scanned(&run.json())));
    }
    insta::assert_snapshot!("scan_sboms", answers);
}

#[test]
fn the_messy_device_list_ends_with_an_answer_for_every_row() {
    let bench = Bench::empty();
    let feed = sample("advisories");
    for list in ["devices.xlsx", "devices.csv"] {
        let run = bench.run(&["--format", "json", "scan", "--feed", &feed, "--devices", &sample(list)]);
        let document = run.ends(0).json();
        let mut answer = String::new();
        for item in document["items"].as_array().unwrap() {
            let advisories: Vec<&str> = item["matches"]
                .as_array()
                .unwrap()
                .iter()
                .map(|found| found["advisory"].as_str().unwrap())
                .collect();
            answer.push_str(&format!(
                "{} | {} | {} | {}\n",
                item["verdict"].as_str().unwrap(),
                item["label"].as_str().unwrap(),
                item["reason"]["en"].as_str().unwrap(),
                advisories.join(" ")
            ));
        }
        insta::assert_snapshot!(format!("scan_{}", list.replace('.', "_")), answer);
    }
}

#[test]
fn scan_ends_with_code_one_only_at_the_level_asked_for() {
    let bench = Bench::empty();
    let (feed, lock) = (sample("advisories"), sample("products/em-200/Cargo.lock"));
    bench.run(&["scan", "--feed", &feed, &lock]).ends(0);
    bench.run(&["scan", "--feed", &feed, "--fail-on", "affected", &lock]).ends(1);
    let clean = bench
        .file("package-lock.json", r#"{"lockfileVersion":3,"packages":{"":{"name":"x","version":"1.0.0"}}}"#);
    bench.run(&["scan", "--feed", &feed, "--fail-on", "affected", &clean]).ends(0);
}

#[test]
fn standard_input_is_scanned_too() {
    let bench = Bench::empty();
    let sbom = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","name":"x","version":"1","purl":"pkg:npm/x@1"}]}"#;
    let run = bench.run_with_input(&["scan", "--feed", &sample("advisories"), "-"], sbom).ends(0);
    assert!(run.out.starts_with("1 checked"), "{}", run.out);
}

#[test]
fn a_package_url_asks_where_that_package_is() {
    let bench = Bench::sample();
    let register = bench
        .run(&["--format", "json", "sbom", "show", &sample("sboms/em-200-2.3.1.cdx.json")])
        .ends(0)
        .json();
    let purl = register["sbom"]["components"]
        .as_array()
        .unwrap()
        .iter()
        .find_map(|component| component["purl"].as_str())
        .unwrap();
    let document = bench.run(&["--format", "json", "impact", purl]).ends(0).json();
    assert!(!document["impacts"][0]["chains"].as_array().unwrap().is_empty(), "{purl}");
}

#[test]
fn an_unknown_id_is_named_with_its_remedy() {
    let run = Bench::sample().in_japanese().run(&["impact", "CVE-1999-0001"]).ends(3);
    insta::assert_snapshot!(run.err, @r"
    エラー：アドバイザリ「CVE-1999-0001」は登録されていません。
    対処：ID を確かめるか、先に取り込んでください。
    ");
}

/// The lines that README shows of `demo`'s answer, in one language.
fn shown_in_readme(readme: &str, first: &str, last: &str) -> Vec<String> {
    let from = readme.find(first).unwrap();
    let to = from + readme[from..].find(last).unwrap() + last.len();
    let rest_of_line = readme[to..].lines().next().unwrap();
    let shown = format!("{}{rest_of_line}", &readme[from..to]);
    shown.lines().map(|line| line.strip_prefix("    ").unwrap_or(line).to_owned()).collect()
}

#[test]
fn readme_shows_what_demo_answers() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    for (bench, last) in [(Bench::empty().in_japanese(), "観測：機器"), (Bench::empty(), "Observed: ")] {
        let (half, lang) = if last.is_ascii() { (readme.rfind("\n---\n").unwrap(), "en") } else { (0, "ja") };
        let answer = bench.run(&["demo", "--no-serve"]).ends(0).out;
        let shown = shown_in_readme(&readme[half..], "▲ SKS-", last);
        assert!(shown.len() > 8, "{lang}: {shown:?}");
        for line in shown.iter().filter(|line| line.as_str() != "…") {
            assert!(
                answer.lines().any(|given| given == line),
                "{lang}: README says “{line}”, demo:\n{answer}"
            );
        }
    }
}
