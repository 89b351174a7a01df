//! A watched folder, and what is told after an import.

use crate::harness::{Bench, sample};

const OPEN: &str = r#"{"id":"T-1","modified":"2026-01-01T00:00:00Z","affected":[{"package":{"ecosystem":"npm","name":"x"},"versions":["1.0.0"]}]}"#;
const ANY: &str = r#"{"lockfileVersion":3,"name":"p","packages":{"":{"name":"p","version":"1.0.0"},"node_modules/x":{"version":"1.0.0"}}}"#;

fn bench() -> Bench {
    let bench = Bench::fresh();
    let lock = bench.file("package-lock.json", ANY);
    bench.run(&["sbom", "add", &lock]).ends(0);
    bench
}

#[test]
fn an_import_ends_with_the_notices_that_follow_and_a_second_one_with_none() {
    let bench = bench();
    let file = bench.file("feed/a.json", OPEN);
    let told = bench.run(&["--format", "json", "feed", "import", &file]).ends(0).json();
    assert_eq!(told["notices"][0]["cause"], "new-advisory");
    assert_eq!(told["notices"][0]["advisory"], "T-1");
    assert!(!told["notices"][0]["answer"]["ja"].as_str().unwrap().is_empty());
    let again = bench.run(&["--format", "json", "feed", "import", &file]).ends(0).json();
    assert_eq!(again["notices"], serde_json::json!([]));
}

#[test]
fn a_look_into_a_folder_stores_what_is_new_and_tells_it() {
    let bench = bench();
    bench.file("feed/a.json", OPEN);
    let folder = bench.path("feed").display().to_string();
    let first = bench.run(&["feed", "watch", &folder, "--once"]).ends(0);
    assert!(first.out.contains("1 new") && first.out.contains("T-1"), "{}", first.out);
    let second = bench.run(&["feed", "watch", &folder, "--once"]).ends(0);
    assert!(second.out.contains("1 imported before") && !second.out.contains("T-1"), "{}", second.out);
    bench.file("feed/a.json", OPEN.replace("2026-01-01", "2026-02-01").replace("1.0.0", "9.9.9"));
    let third = bench.run(&["--format", "json", "feed", "watch", &folder, "--once"]).ends(0).json();
    assert_eq!(
        (third["updated"].as_u64(), third["notices"][0]["cause"].as_str()),
        (Some(1), Some("cleared"))
    );
}

#[test]
fn a_broken_file_is_named_and_the_others_are_stored() {
    let bench = bench();
    bench.file("feed/a.json", OPEN);
    bench.file("feed/b.json", "{\"document\": ");
    let run = bench.run(&["feed", "watch", &bench.path("feed").display().to_string(), "--once"]).ends(3);
    assert!(run.err.contains("b.json"), "{}", run.err);
    assert!(run.out.contains("T-1"), "{}", run.out);
}

#[test]
fn what_is_no_folder_is_refused() {
    let bench = bench();
    let file = bench.file("a.json", OPEN);
    bench.run(&["feed", "watch", &file, "--once"]).ends(3);
}

#[test]
fn several_questions_are_answered_together_and_a_slip_in_an_id_is_no_clean_answer() {
    let bench = Bench::sample();
    let heads = bench.run(&["--format", "json", "feed", "list"]).ends(0).json();
    let ids: Vec<&str> = heads["advisories"]
        .as_array()
        .unwrap()
        .iter()
        .take(2)
        .map(|row| row["id"].as_str().unwrap())
        .collect();
    let told = bench.run(&["--format", "json", "impact", ids[0], ids[1], ids[0]]).ends(0).json();
    assert_eq!(told["impacts"].as_array().unwrap().len(), 2, "each once");
    bench.run(&["impact", "--asset", "no-such-asset"]).ends(3);
    let plant: toml::Table = std::fs::read_to_string(sample("plant.toml")).unwrap().parse().unwrap();
    let asset = plant["asset"].as_array().unwrap()[0]["id"].as_str().unwrap();
    bench.run(&["impact", "--asset", asset]).ends(0);
}

#[test]
fn recovery_tells_each_case_with_its_days_and_fails_only_when_asked() {
    let bench = Bench::sample();
    let told = bench.run(&["--format", "json", "recovery"]).ends(0).json();
    let cases = told["cases"].as_array().unwrap();
    let late = cases.iter().filter(|case| case["is_open"] == true && case["is_late"] == true).count();
    assert_eq!(told["late"].as_u64(), Some(late as u64));
    assert!(!cases.is_empty());
    let code = if late > 0 { 1 } else { 0 };
    bench.run(&["recovery", "--fail-on", "late"]).ends(code);
}
