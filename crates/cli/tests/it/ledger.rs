//! The ledger, the data folder, backup and restore.

use crate::harness::Bench;

#[test]
fn every_change_is_one_entry_and_the_ledger_verifies() {
    let bench = Bench::fresh();
    let plant = bench.file(
        "plant.toml",
        "format = 1\n[[zone]]\nid = \"Z1\"\nname = \"組立\"\n[[zone]]\nid = \"Z2\"\nname = \"塗装\"\n",
    );
    let before = entries(&bench);
    bench.run(&["plant", "import", "--yes", &plant]).ends(0);
    assert_eq!(entries(&bench), before + 2);
    bench.run(&["plant", "import", "--yes", &plant]).ends(0);
    assert_eq!(entries(&bench), before + 2, "applying twice changes nothing");
}

fn entries(bench: &Bench) -> u64 {
    let run = bench.run(&["ledger", "verify"]).ends(0);
    let words: Vec<&str> = run.out.split_whitespace().collect();
    words[1].parse().unwrap_or_else(|_| panic!("{}", run.out))
}

#[test]
fn a_backup_restores_to_the_same_register_and_a_broken_one_is_refused() {
    let bench = Bench::sample();
    let backup = bench.path("backup").display().to_string();
    bench.run(&["backup", &backup]).ends(0);
    let other = Bench::empty();
    other.run(&["restore", &backup]).ends(0);
    let export = |bench: &Bench| bench.run(&["plant", "export"]).ends(0).out;
    assert_eq!(export(&bench), export(&other));
    other.run(&["ledger", "verify"]).ends(0);

    let database = bench.path("backup/sekisho.db");
    let mut bytes = std::fs::read(&database).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0xA5);
    std::fs::write(&database, bytes).unwrap();
    let refused = Bench::empty().run(&["restore", &backup]);
    assert_ne!(refused.code, 0, "{}", refused.err);
}

#[test]
fn a_folder_that_holds_a_register_is_not_made_again() {
    let bench = Bench::fresh();
    let run = bench.run(&["init"]).ends(4);
    assert!(run.err.contains("@BENCH/data"), "{}", run.err);
}

#[test]
fn a_folder_without_a_register_is_named_with_its_remedy() {
    let run = Bench::empty().run(&["impact", "CVE-2024-0001"]).ends(4);
    assert!(run.err.contains("sekisho init"), "{}", run.err);
}

#[test]
fn the_exported_ledger_can_be_proved_entry_by_entry() {
    let bench = Bench::sample();
    let proof = bench.run(&["ledger", "prove", "0"]).ends(0).out;
    assert!(proof.starts_with("c2sp.org/tlog-proof"), "{proof}");
    bench.run(&["ledger", "prove", "99999999"]).ends(3);
    let folder = bench.path("export").display().to_string();
    bench.run(&["ledger", "export", &folder]).ends(0);
    assert!(bench.path("export/checkpoint").exists());
}

#[test]
fn an_overseer_is_given_heartbeats_and_the_signed_dictionary_and_a_logs_own_key_is_no_witness() {
    let bench = Bench::sample();
    let before = entries(&bench);
    bench.run(&["ledger", "heartbeat", "--every", "60"]).ends(0);
    assert_eq!(entries(&bench), before + 1);
    assert_ne!(bench.run(&["ledger", "heartbeat", "--every", "0"]).code, 0);
    let folder = bench.path("export").display().to_string();
    bench.run(&["ledger", "export", &folder]).ends(0);
    let text = |name: &str| std::fs::read_to_string(bench.path("export").join(name)).unwrap();
    assert!(text("dictionary").starts_with("sekisho field dictionary\n"));
    assert!(text("entries.jsonl").contains("\"action\":\"heartbeat\",\"subject\":\"minutes:60\""));
    let (file, key) = (format!("{folder}/checkpoint"), format!("{folder}/key"));
    assert_ne!(bench.run(&["ledger", "witness", &file, "--key", &key]).code, 0);
    assert_eq!(entries(&bench), before + 1, "nothing was taken in");
}

#[test]
fn what_the_ledger_says_of_a_person_is_erased_on_request_and_everything_still_verifies() {
    let bench = Bench::fresh();
    let plant = |reach: &str| {
        let text = format!(
            "format = 1\n[[contact]]\nid = \"K-01\"\nname = \"窓口\"\nkind = \"inside\"\nreach = \"{reach}\"\n"
        );
        bench.file("plant.toml", &text)
    };
    bench.run(&["plant", "import", "--yes", &plant("霧島 内線 4321")]).ends(0);
    bench.run(&["plant", "import", "--yes", &plant("当番の電話")]).ends(0);
    let erase = ["ledger", "erase", "--about", "contact:K-01", "--reason", "本人の求め"];
    let done = bench.run(&erase).ends(0);
    assert!(format!("{}{}", done.out, done.err).contains("2 entries"), "{} {}", done.out, done.err);
    bench.run(&["ledger", "verify"]).ends(0);
    let folder = bench.path("export").display().to_string();
    bench.run(&["ledger", "export", &folder]).ends(0);
    let entries = std::fs::read_to_string(bench.path("export/entries.jsonl")).unwrap();
    assert!(!entries.contains("4321") && entries.contains("当番の電話"), "{entries}");
    let no_reason = bench.run(&["ledger", "erase", "0", "--reason", " "]);
    assert!(no_reason.err.contains("reason"), "{}", no_reason.err);
}

#[test]
fn a_file_of_evidence_that_is_changed_or_gone_is_told_by_the_check_of_the_ledger() {
    let bench = Bench::fresh();
    for (name, words) in [("a.txt", "a chart"), ("b.txt", "a rule")] {
        let file = bench.file(name, words);
        bench.run(&["framework", "evidence", "add", &file]).ends(0);
    }
    let sound = bench.run(&["ledger", "verify"]).ends(0);
    assert!(sound.out.contains("Evidence files: 2 are as they were, 0 are gone"), "{}", sound.out);
    let mut kept: Vec<_> =
        std::fs::read_dir(bench.path("data/evidence")).unwrap().map(|file| file.unwrap().path()).collect();
    kept.sort();
    std::fs::write(&kept[0], "another chart").unwrap();
    std::fs::remove_file(&kept[1]).unwrap();
    let bad = bench.run(&["ledger", "verify"]).ends(1);
    for words in ["has changed", "its file is gone", "0 are as they were, 2 are gone or have changed"] {
        assert!(bad.out.contains(words), "{words}: {}", bad.out);
    }
    let json = bench.run(&["--format", "json", "ledger", "verify"]).ends(1);
    assert!(
        json.out.contains("\"sound\": false") && json.out.contains("\"evidence_spoiled\": 2"),
        "{}",
        json.out
    );
}
