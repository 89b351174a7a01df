//! Captures read at the command line: what is answered, kept, asked for with a purpose, and refused.

use serde_json::Value;

use crate::harness::{Bench, sample};

/// The entries of the ledger, newest first: action and subject.
fn entries(bench: &Bench) -> Vec<String> {
    let folder = bench.path("ledger-out").display().to_string();
    let _ = std::fs::remove_dir_all(&folder);
    bench.run(&["ledger", "export", &folder]).ends(0);
    let mut all = Vec::new();
    for file in std::fs::read_dir(&folder).unwrap() {
        let path = file.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        for line in text.lines() {
            if let Ok(entry) = serde_json::from_str::<Value>(line)
                && let (Some(action), Some(subject)) = (entry["action"].as_str(), entry["subject"].as_str())
            {
                all.push(format!("{action} {subject}"));
            }
        }
    }
    all
}

#[test]
fn a_capture_is_answered_about_without_a_register_and_leaves_nothing() {
    let bench = Bench::empty();
    let core = sample("captures/core.pcap");
    let answer = bench.run(&["observe", "--no-store", "--format", "json", &core]).ends(0).json();
    assert_eq!((&answer["format"], &answer["matrix"]), (&Value::from(1), &Value::Null));
    let protocols: Vec<&str> =
        answer["protocols"].as_array().unwrap().iter().filter_map(|row| row["protocol"].as_str()).collect();
    for protocol in ["slmp", "modbus", "fins", "tls", "smb", "http", "arp"] {
        assert!(protocols.contains(&protocol), "{protocol} in {protocols:?}");
    }
    assert_eq!(answer["files"][0]["run"], Value::Null);
    assert!(answer["devices"]["devices"].as_array().unwrap().len() > 5);
    assert!(!bench.path("data").exists());
    let table = bench.run(&["observe", "--no-store", &core]).ends(0);
    assert!(table.out.contains("No content is kept") && table.out.contains("SLMP"), "{}", table.out);
    let bare = bench.run(&["observe", "--no-store", "--headers-only", &core]).ends(0);
    assert!(bare.out.contains("Headers only") && bare.out.contains("cannot be raised"), "{}", bare.out);
}

#[test]
fn without_a_register_a_capture_is_a_first_look_that_leaves_nothing() {
    let core = sample("captures/core.pcap");
    for (bench, unkept) in
        [(Bench::empty(), "nothing is kept"), (Bench::empty().in_japanese(), "何も保存しません")]
    {
        let look = bench.run(&["observe", &core]).ends(0);
        assert!(look.err.contains(unkept) && look.err.contains("sekisho init"), "{}", look.err);
        assert_eq!(look.err.lines().count(), 1, "{}", look.err);
        let answered = bench.run(&["observe", "--no-store", &core]).ends(0);
        assert_eq!(look.out, answered.out);
        assert!(answered.err.is_empty(), "{}", answered.err);
        let json = bench.run(&["observe", "--format", "json", &core]).ends(0).json();
        assert_eq!(json["files"][0]["run"], Value::Null);
        // What only a register can answer is no first look.
        for asked in
            [&["--register"][..], &["--register", "--no-store"], &["--watch", "W-1"], &["--fail-on", "low"]]
        {
            let refused = bench.run(&[&["observe"], asked, &[core.as_str()]].concat());
            assert!(refused.code > 1 && refused.out.is_empty(), "{asked:?} {refused:?}");
            assert!(refused.err.contains("sekisho init") && !refused.err.contains(unkept), "{}", refused.err);
        }
        assert!(!bench.path("data").exists());
        bench.run(&["init"]).ends(0);
        let kept = bench.run(&["observe", "--format", "json", &core]).ends(0);
        assert!(kept.json()["files"][0]["run"].as_i64().is_some() && kept.err.is_empty(), "{}", kept.err);
    }
}

#[test]
fn standard_input_is_a_capture_like_any_other() {
    let bench = Bench::empty();
    let bytes = std::fs::read(sample("captures/line1.pcap")).unwrap();
    let run = bench.run_with_input(&["observe", "--no-store", "--format", "json", "-"], &bytes).ends(0);
    assert_eq!(run.json()["files"][0]["name"], "-");
}

#[test]
fn a_file_is_kept_once_and_each_look_stands_in_the_ledger() {
    let bench = Bench::fresh();
    let line = sample("captures/line1.pcap");
    let kept = bench.run(&["observe", "--format", "json", &line]).ends(0).json();
    assert!(kept["files"][0]["run"].as_i64().is_some());
    let again = bench.run(&["observe", &line]).ends(3);
    assert!(again.err.contains("--again") && again.out.is_empty(), "{again:?}");
    bench.run(&["observe", "--again", &line]).ends(0);
    let runs = bench.run(&["observe", "runs", "--format", "json"]).ends(0).json();
    assert_eq!(runs["runs"].as_array().unwrap().len(), 2);
    let unsaid = bench.run(&["observe", "show", "10.33.0.77"]).ends(2);
    assert!(unsaid.err.contains("--purpose"), "{}", unsaid.err);
    bench.run(&["observe", "show", "10.33.0.77", "--purpose", " "]).ends(3);
    let shown = bench.run(&["observe", "show", "10.33.0.77", "--purpose", "audit", "--format", "json"]);
    let shown = shown.ends(0).json();
    assert!(!shown["observation"]["conversations"].as_array().unwrap().is_empty(), "{shown}");
    let exported = bench.run(&["observe", "export", "--purpose", "audit"]).ends(0).json();
    assert!(exported["observation"]["sightings"].as_array().unwrap().len() > 2);
    for question in ["devices", "matrix", "alerts", "zones"] {
        for format in ["table", "json"] {
            let run = bench.run(&["observe", question, "--purpose", "audit", "--format", format]).ends(0);
            assert!(!run.out.is_empty(), "{question}");
        }
    }
    let entries = entries(&bench);
    for (entry, times) in [
        ("observe-read observation", 2),
        ("observe-look observation:10.33.0.77", 1),
        ("observe-export observation", 1),
    ] {
        assert_eq!(entries.iter().filter(|one| *one == entry).count(), times, "{entry} in {entries:#?}");
    }
    bench.run(&["ledger", "verify"]).ends(0);
}

#[test]
fn devices_are_accepted_alerts_expected_cases_opened_and_old_rows_forgotten() {
    let bench = Bench::fresh();
    bench.run(&["observe", &sample("captures/line1.pcap")]).ends(0);
    let accepted = bench.run(&["observe", "devices", "--purpose", "inventory", "--accept-all"]).ends(0);
    assert!(accepted.err.contains("are now assets"), "{}", accepted.err);
    let devices =
        bench.run(&["observe", "devices", "--purpose", "inventory", "--format", "json"]).ends(0).json();
    let standings =
        devices["devices"].as_array().unwrap().iter().map(|it| it["register"]["standing"].clone());
    assert!(standings.into_iter().all(|standing| standing == "registered"), "{devices:#}");
    bench
        .run(&["observe", "expect", "new-device@x", "--reason", "spare part", "--until", "2030-01-01"])
        .ends(0);
    bench.run(&["observe", "expect", "new-device", "--reason", "spare part"]).ends(3);
    bench.run(&["observe", "case", "new-device@x"]).ends(3);
    let opened = bench.run(&["observe", "case", "new-device@x", "--exercise"]).ends(0);
    assert!(opened.out.contains("is open"), "{}", opened.out);
    bench.run(&["observe", "forget", "--watch", "W-1"]).ends(2);
    let gone = bench.run(&["observe", "forget", "--days", "0", "--format", "json"]).ends(0).json();
    assert!(gone["watches"][0]["forgotten"]["conversations"].as_u64() > Some(0), "{gone}");
    let left = bench.run(&["observe", "export", "--purpose", "check"]).ends(0).json();
    assert_eq!(left["observation"]["conversations"], Value::Array(Vec::new()));
}

#[test]
fn the_proof_holds_and_the_dictionary_is_signed_where_there_is_a_register() {
    let bench = Bench::empty();
    let proof = bench.run(&["observe", "prove", &sample("captures/line1.pcap"), "--runs", "8"]).ends(0);
    assert!(proof.out.starts_with("Proven"), "{}", proof.out);
    bench.run(&["observe", "prove", "-"]).ends(2);
    let plain = bench.run(&["observe", "dictionary"]).ends(0);
    assert!(plain.out.contains("conversations.key.client") && plain.err.contains("not signed"));
    let fields = bench.run(&["observe", "dictionary", "--format", "json"]).ends(0).json();
    assert!(fields["fields"].as_array().unwrap().len() > 30);
    bench.run(&["init"]).ends(0);
    let signed = bench.run(&["observe", "dictionary"]).ends(0);
    assert!(
        signed.out.starts_with("sekisho field dictionary\n") && signed.out.contains("\n— "),
        "{}",
        signed.out
    );
}

#[test]
fn what_is_no_capture_costs_itself_and_not_the_others() {
    let bench = Bench::fresh();
    let bad = bench.file("bad.pcap", b"no capture at all, only words in a file");
    let good = sample("captures/line1.pcap");
    let run = bench.run(&["observe", &bad, &good, "/nowhere.pcap"]).ends(3);
    assert!(run.err.contains("bad.pcap") && run.err.contains("nowhere.pcap"), "{}", run.err);
    assert!(run.out.contains("1 files"), "{}", run.out);
    bench.run(&["observe"]).ends(2);
    bench.run(&["observe", "show", "no address", "--purpose", "x"]).ends(2);
}
