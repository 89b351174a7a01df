//! Bad input of every kind: clear words, a code that a pipeline can trust, and a register that stays as it was.

use serde_json::{Value, json};

use crate::harness::{Bench, Run};

fn cyclonedx() -> Value {
    json!({"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": [
        {"type": "library", "name": "部品", "version": "1.0.0", "purl": "pkg:npm/x@1.0.0"}]})
}

fn osv() -> Value {
    json!({"id": "T-1", "modified": "2026-01-01T00:00:00Z", "affected": [{"package": {"ecosystem": "npm", "name": "x"},
        "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "2.0.0"}]}]}]})
}

fn csaf() -> Value {
    json!({"document": {"category": "csaf_security_advisory", "csaf_version": "2.0", "title": "t",
        "publisher": {"category": "vendor", "name": "Omron", "namespace": "https://example.com"},
        "tracking": {"id": "V-1", "status": "final", "version": "1", "initial_release_date": "2026-01-01T00:00:00Z",
            "current_release_date": "2026-01-01T00:00:00Z", "revision_history": []}},
        "product_tree": {"branches": [{"category": "vendor", "name": "オムロン", "branches": [
            {"category": "product_name", "name": "NJ501-1300", "branches": [
                {"category": "product_version_range", "name": "< 1.50", "product": {"name": "NJ", "product_id": "P"}}]}]}]},
        "vulnerabilities": [{"cve": "CVE-2026-0001", "product_status": {"known_affected": ["P"]}}]})
}

fn nested(levels: usize) -> String {
    let (open, close) = ("[".repeat(levels), "]".repeat(levels));
    format!(r#"{{"bomFormat":"CycloneDX","specVersion":"1.5","components":{open}{close}}}"#)
}

/// What is wrong with each, as a file and as a word that the answer must have.
fn bad_files() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let document = cyclonedx().to_string();
    let utf_16: Vec<u8> =
        std::iter::once(0xFEFF_u16).chain(document.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let (shift_jis, _, _) = encoding_rs::SHIFT_JIS.encode(&document);
    vec![
        ("empty.json", Vec::new(), "empty"),
        ("binary.dat", vec![0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0, 0], "binary"),
        ("packed.json.gz", b"\x1F\x8B\x08\x00\x00\x00".to_vec(), "gzip"),
        ("packed.zip", b"PK\x03\x04\x14\x00".to_vec(), "ZIP"),
        ("utf16.json", utf_16, "UTF-16"),
        ("sjis.json", shift_jis.into_owned(), "Shift_JIS"),
        ("deep.json", nested(300).into_bytes(), "128 levels"),
        ("abyss.json", nested(100_000).into_bytes(), "128 levels"),
        ("cut.json", document.as_bytes()[..document.len() - 2].to_vec(), ""),
        (
            "twice.json",
            document
                .replace("\"version\":\"1.0.0\"", "\"version\":\"1.0.0\",\"version\":\"9.0.0\"")
                .into_bytes(),
            "",
        ),
        ("other.xml", b"<?xml version=\"1.0\"?><bom/>".to_vec(), ""),
        ("nothing.json", b"{}".to_vec(), ""),
    ]
}

/// The ledger's size and root: what any change to the register would change.
fn state(bench: &Bench) -> String {
    bench.run(&["ledger", "checkpoint"]).ends(0).out
}

#[test]
fn every_bad_file_is_named_with_its_fault_and_leaves_the_register_as_it_was() {
    let bench = Bench::fresh();
    let before = state(&bench);
    let good = bench.file("good.json", cyclonedx().to_string());
    let feed = bench.file("feed.json", osv().to_string());
    for (name, bytes, word) in bad_files() {
        let path = bench.file(name, bytes);
        let told = |run: Run| {
            assert!(run.err.contains(name) && run.err.contains(word), "{name}: {}", run.err);
            assert!(!run.err.contains("panicked"), "{}", run.err);
        };
        told(bench.run(&["scan", "--feed", &feed, &path]).ends(3));
        told(bench.run(&["scan", "--feed", &path, &good]).ends(3));
        told(bench.run(&["sbom", "add", &path]).ends(3));
        told(bench.run(&["feed", "import", &path]).ends(3));
        let run = bench.run(&["plant", "import", "--yes", &path]);
        assert!(run.err.contains(name), "{name}: {}", run.err);
    }
    assert_eq!(state(&bench), before);
}

#[test]
fn a_file_beyond_the_limit_is_refused_before_it_is_read() {
    let bench = Bench::fresh();
    let before = state(&bench);
    let path = bench.path("huge.json");
    std::fs::File::create(&path).unwrap().set_len(2 << 30).unwrap();
    let path = path.display().to_string();
    for arguments in [
        ["sbom", "add", &path].as_slice(),
        &["feed", "import", &path],
        &["impact", &path],
        &["plant", "check", &path],
    ] {
        let run = bench.run(arguments).ends(3);
        assert!(run.err.contains("1024 MiB"), "{arguments:?}: {}", run.err);
    }
    assert_eq!(state(&bench), before);
}

#[test]
fn one_bad_file_of_a_feed_costs_itself_and_makes_no_scan_clean() {
    let bench = Bench::fresh();
    bench.file("feed/a.json", "{\"id\": ");
    bench.file("feed/b.json", osv().to_string());
    bench.file("feed/b.json.asc", "-----BEGIN PGP SIGNATURE-----");
    let feed = bench.path("feed").display().to_string();
    let clean = bench.file("clean.json", cyclonedx().to_string().replace("1.0.0", "2.0.0"));
    let run = bench.run(&["scan", "--feed", &feed, &clean]).ends(3);
    assert!(run.err.contains("a.json") && !run.err.contains(".asc"), "{}", run.err);
    let run = bench.run(&["feed", "import", &feed]).ends(3);
    assert!(
        run.out.starts_with("2 files (0 imported before, 1 unreadable), 1 advisories: 1 new"),
        "{}",
        run.out
    );
    bench.run(&["scan", &clean]).ends(0);
}

#[test]
fn a_document_cut_anywhere_is_never_taken_for_whole() {
    let bench = Bench::empty();
    let feed = bench.file("whole.json", osv().to_string());
    let good = bench.file("good.json", cyclonedx().to_string());
    for (document, is_feed) in [(cyclonedx(), false), (osv(), true), (csaf(), true)] {
        let text = document.to_string();
        for length in (0..text.len()).step_by(text.len() / 25).chain([text.len() - 1]) {
            let cut = bench.file("cut.json", &text.as_bytes()[..length]);
            let (feed, input) = if is_feed { (&cut, &good) } else { (&feed, &cut) };
            let run = bench.run(&["scan", "--feed", feed, input]).ends(3);
            assert!(run.err.contains("cut.json"), "{length}: {}", run.err);
        }
    }
}

#[test]
fn what_stands_twice_or_in_a_circle_is_told_and_read() {
    let bench = Bench::empty();
    let feed = bench.file("feed.json", osv().to_string());
    let component = |reference: &str, name: &str| json!({"type": "library", "bom-ref": reference, "name": name, "version": "1.0.0", "purl": format!("pkg:npm/{name}@1.0.0")});
    let mut document = cyclonedx();
    document["components"] = json!([component("a", "x"), component("a", "y"), component("b", "z")]);
    document["dependencies"] =
        json!([{"ref": "a", "dependsOn": ["b"]}, {"ref": "b", "dependsOn": ["a", "gone"]}]);
    let path = bench.file("bom.json", document.to_string());
    let run = bench.run(&["scan", "--feed", &feed, &path]).ends(0);
    for word in ["\"a\" names more than one component", "\"gone\"", "in a circle"] {
        assert!(run.err.contains(word), "{word}: {}", run.err);
    }
    assert!(run.out.starts_with("3 checked: 1 affected"), "{}", run.out);
}

#[test]
fn device_lists_are_read_as_plants_write_them() {
    let bench = Bench::empty();
    let feed = bench.file("feed.json", csaf().to_string());
    let row = "オムロン,NJ501-1300,1.49";
    let (shift_jis, _, _) =
        encoding_rs::SHIFT_JIS.encode("メーカー,型式,ファームウェア\r\nオムロン,NJ501-1300,1.49\r\n");
    let lists: Vec<Vec<u8>> = vec![
        shift_jis.into_owned(),
        format!("\u{feff}\"メーカー\n(Maker)\",\"型式\nModel No.\",\"FW\nVer.\"\n{row}\n").into_bytes(),
        format!("No,Maker/メーカー名,機種,FW Ver,Location\n1,{row},L1\n").into_bytes(),
        format!("Vendor;Model;Firmware\n{}\n", row.replace(',', ";")).into_bytes(),
        format!("Vendor\tModel\tFirmware version\n{}\n", row.replace(',', "\t")).into_bytes(),
    ];
    for (number, list) in lists.into_iter().enumerate() {
        let path = bench.file(&format!("list{number}.csv"), list);
        let run = bench.run(&["scan", "--feed", &feed, "--devices", &path]).ends(0);
        assert!(run.out.starts_with("1 checked: 1 affected"), "{number}: {}\n{}", run.out, run.err);
    }
    for (list, word) in [
        ("メーカー,型式\n", "no device below the headers"),
        ("メーカー,型式\n\"オムロン,NJ501\nSiemens,S612\n", "never closed"),
        ("a,b\n1,2\n", "no header"),
    ] {
        let path = bench.file("bad.csv", list);
        let run = bench.run(&["scan", "--feed", &feed, "--devices", &path]).ends(3);
        assert!(run.err.contains(word), "{word}: {}", run.err);
    }
}

/// Every kind of failure that a user meets, in both languages.
#[test]
fn every_failure_says_what_happened_and_what_to_do_in_both_languages() {
    let english = failures(Bench::fresh());
    let japanese = failures(Bench::fresh().in_japanese());
    insta::assert_snapshot!("failures_en", english);
    insta::assert_snapshot!("failures_ja", japanese);
}

fn failures(bench: Bench) -> String {
    let file = bench.file("bom.json", cyclonedx().to_string());
    let cut = bench.file("cut.json", "{\"bomFormat\": \"CycloneDX\", \"components\": [");
    let packed = bench.file("a.zip", "PK\u{3}\u{4}");
    let folder = bench.path("folder").display().to_string();
    std::fs::create_dir(&folder).unwrap();
    let missing = bench.path("missing.json").display().to_string();
    let nowhere = bench.path("no/where.toml").display().to_string();
    let cases: Vec<Vec<&str>> = vec![
        vec!["nosuch"],
        vec!["impact"],
        vec!["impact", "CVE-1999-0001"],
        vec!["impact", &missing],
        vec!["impact", "pkg:bad"],
        vec!["impact", &folder],
        vec!["impact", &packed],
        vec!["impact", "x", "--fail-on", "sometimes"],
        vec!["impact", "x", "--failon", "high"],
        vec!["scan", "--feed", &missing, &file],
        vec!["scan", "--feed", &folder, &file],
        vec!["scan", "--feed", &file, &cut],
        vec!["sbom", "add", &cut],
        vec!["sbom", "add", &file, "--product", "P-99"],
        vec!["sbom", "add", &file, "--product", "P", "--asset", "A"],
        vec!["sbom", "show", "nope"],
        vec!["feed", "import", &folder],
        vec!["plant", "import", "--yes", &packed],
        vec!["plant", "export", "--output", &nowhere],
        vec!["plant", "export", "--output", "plant.doc"],
        vec!["ledger", "prove", "99999"],
        vec!["ledger", "prove", "first"],
        vec!["user", "add", "", "--role", "viewer"],
        vec!["user", "link", "nobody"],
        vec!["version", "compare", "--scheme", "roman", "I", "II"],
        vec!["init"],
        vec!["restore", &folder],
        vec!["serve", "--listen", "0.0.0.0:1"],
        vec!["--store", "postgres://127.0.0.1:1/none", "feed", "list"],
    ];
    let mut told = String::new();
    for arguments in cases {
        let run = bench.run(&arguments);
        assert_ne!(run.code, 0, "{arguments:?}");
        let shown: Vec<String> = arguments
            .iter()
            .map(|argument| argument.replace(&bench.path("").display().to_string(), "@BENCH/"))
            .collect();
        told += &format!("$ sekisho {}\n[{}] {}\n\n", shown.join(" "), run.code, run.err.trim_end());
    }
    told
}

#[test]
fn answers_for_programs_are_json_and_words_stay_on_stderr() {
    let bench = Bench::sample();
    for arguments in [
        ["feed", "list"].as_slice(),
        &["sbom", "show"],
        &["user", "list"],
        &["ledger", "verify"],
        &["plant", "check"],
        &["impact", "CVE-2022-2043"],
        &["impact", "pkg:npm/ws"],
    ] {
        let run = bench.run(&[&["--format", "json"], arguments].concat());
        let document = run.json();
        assert!(document.is_array() || document["format"].is_u64(), "{arguments:?}: {}", run.out);
    }
}

#[test]
fn a_table_ends_where_nobody_reads_on_and_says_so() {
    let bench = Bench::empty();
    let feed = bench.file("feed.json", osv().to_string());
    let mut document = cyclonedx();
    let component = document["components"][0].clone();
    document["components"] = Value::Array(vec![component; 5_010]);
    let path = bench.file("bom.json", document.to_string());
    let run = bench.run(&["scan", "--feed", &feed, &path]).ends(0);
    assert!(run.out.starts_with("5010 checked: 5010 affected"), "{}", &run.out[..200]);
    assert!(run.out.trim_end().ends_with("See the other 10 with --format json."), "the rest is not told");
}

#[test]
fn a_refusal_is_json_for_programs_and_a_verdict_stands_for_each_file() {
    let bench = Bench::empty();
    let empty = bench.file("empty.json", "");
    let good = bench.file("good.json", cyclonedx().to_string());
    let text = cyclonedx().to_string().replace("\"version\":\"1.0.0\"", "\"version\":\"~\"");
    let (before, after) = text.split_once('~').unwrap();
    let broken = bench.file("broken.json", [before.as_bytes(), b"\xFF", after.as_bytes()].concat());
    let missing = bench.path("missing.json").display().to_string();
    for arguments in [
        ["sbom", "show", &empty].as_slice(),
        &["sbom", "grade", &missing],
        &["sbom", "grade", &empty],
        &["sbom", "diff", &empty, &empty],
        &["sbom", "convert", &empty, "--to", "spdx3"],
    ] {
        let answer = bench.run(&[&["--format", "json"], arguments].concat()).ends(3).json();
        assert!(answer["error"].as_str().is_some_and(|words| !words.is_empty()), "{arguments:?}: {answer}");
    }
    let shown = bench.run(&["--format", "json", "sbom", "show", &broken]).ends(3).json();
    assert_eq!(shown["problems"][0]["gravity"], "error");
    let folder = bench.path("none").display().to_string();
    std::fs::create_dir(&folder).unwrap();
    bench.run(&["sbom", "validate", &folder]).ends(3);
    let answer =
        bench.run(&["--format", "json", "sbom", "validate", &good, &empty, &broken, &missing]).ends(3).json();
    let verdicts: Vec<_> =
        answer["files"].as_array().unwrap().iter().map(|file| file["valid"].clone()).collect();
    assert_eq!(verdicts, [json!(true), json!(false), json!(false), json!(false)]);
}

#[test]
fn an_empty_zip_makes_no_scan_clean() {
    let bench = Bench::empty();
    let zip = bench.file("empty.zip", [b"PK\x05\x06".as_slice(), &[0; 18]].concat());
    let good = bench.file("good.json", cyclonedx().to_string());
    let run = bench.run(&["scan", "--feed", &zip, &good]).ends(3);
    assert!(run.err.contains("no file in the ZIP"), "{}", run.err);
    bench.run(&["sbom", "show", &zip]).ends(3);
}
