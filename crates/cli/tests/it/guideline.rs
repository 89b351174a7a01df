//! The guideline at the command line: assess, report, catalog, reviews and undo.

use crate::harness::Bench;

const OWN: &str = r#"[pack]
id = "own-threats"
edition = "2026-11"
title = { ja = "自社の脅威", en = "Our own threats" }
source = "own"

[[threat]]
id = "own-crane"
name = { ja = "天井クレーンの乗っ取り", en = "Take-over of the crane" }
about = { ja = "無線の操作器になりすまされる。", en = "Somebody passes for the radio control." }
stage = "goal"
main = true
level = 2
confirmed = "own"
"#;

#[test]
fn findings_come_worst_first_by_step_and_rule_and_decide_the_exit_code() {
    let bench = Bench::sample();
    let all = bench.run(&["assess", "findings", "--format", "json"]).ends(0).json();
    assert_eq!(all["format"], 1);
    let findings = all["findings"].as_array().unwrap();
    let counts = &all["counts"];
    let counted: u64 = ["high", "medium", "low"].iter().map(|of| counts[of].as_u64().unwrap()).sum();
    assert_eq!(counted, findings.len() as u64);
    assert!(counts["high"].as_u64().unwrap() > 0);
    bench.run(&["assess", "findings", "--fail-on", "high"]).ends(1);
    let rule = findings[0]["rule"].as_str().unwrap();
    let of_rule = bench.run(&["assess", "findings", "--rule", rule, "--format", "json"]).ends(0).json();
    assert!(of_rule["findings"].as_array().unwrap().iter().all(|finding| finding["rule"] == rule));
    let first = bench.run(&["assess", "findings"]).ends(0);
    assert!(first.out.lines().next().unwrap().starts_with("Found: "), "{}", first.out);
    assert!(first.out.lines().count() < 200, "an answer, not a scroll: {}", first.out.lines().count());
}

#[test]
fn a_rule_or_a_step_that_is_none_is_wrong_usage_and_never_a_clean_answer() {
    let bench = Bench::fresh().in_japanese();
    let run = bench.run(&["assess", "findings", "--rule", "no-such-rule"]).ends(2);
    assert!(run.err.contains("no-such-rule"), "{}", run.err);
    let run = bench.run(&["assess", "findings", "--step", "9-9"]).ends(2);
    assert!(run.err.contains("1-6"), "the steps are named: {}", run.err);
    bench.run(&["assess", "findings", "--step", "1-1(2)"]).ends(0);
}

#[test]
fn progress_and_both_risks_count_what_is_not_known() {
    let bench = Bench::sample();
    let progress = bench.run(&["assess", "progress", "--format", "json"]).ends(0).json();
    for step in progress["steps"].as_array().unwrap() {
        let number = |field: &str| step[field].as_u64().unwrap();
        let open = step["open"].as_array().unwrap().len() as u64;
        assert_eq!(number("total"), number("done") + number("not_applicable") + open, "{}", step["step"]);
    }
    let assets = bench.run(&["assess", "risk", "--format", "json"]).ends(0).json();
    assert_eq!(assets["table"]["confirmed"], "own");
    let rated: usize =
        assets["rows"].as_array().unwrap().iter().map(|row| row["assets"].as_array().unwrap().len()).sum();
    let others = ["undecided", "not_applicable"].iter().map(|of| assets[of].as_array().unwrap().len());
    let plant: toml::Value =
        bench.run(&["plant", "export"]).ends(0).out.parse::<toml::Table>().unwrap().into();
    assert_eq!(rated + others.sum::<usize>(), plant["asset"].as_array().unwrap().len());
    let business = bench.run(&["assess", "risk", "--method", "business", "--format", "json"]).ends(0).json();
    let businesses = plant["business"].as_array().unwrap().len();
    assert_eq!(business["businesses"].as_array().unwrap().len(), businesses);
    let table = bench.run(&["assess", "risk"]).ends(0);
    assert!(table.out.contains("our own default"), "{}", table.out);
    bench.run(&["assess", "what-if", "M-none"]).ends(3);
}

#[test]
fn the_documents_are_the_same_bytes_twice_and_their_paths_are_printed() {
    let bench = Bench::sample();
    let mut written = Vec::new();
    for folder in ["one", "two"] {
        let out = bench.path(folder);
        let arguments = ["report", "guideline", "--as-of", "2026-04-01", "--both", "--out"];
        let run = bench.run(&[&arguments[..], &[&out.display().to_string()]].concat()).ends(0);
        assert_eq!(run.out.lines().count(), 4, "{}", run.out);
        assert!(run.err.contains("begins after 2026-04-01"), "{}", run.err);
        let names = ["ja.xlsx", "ja.html", "en.xlsx", "en.html"];
        written
            .push(names.map(|name| std::fs::read(out.join(format!("guideline-2026-04-01-{name}"))).unwrap()));
    }
    assert!(written[0] == written[1]);
    let run = bench.run(&["report", "guideline", "--out", "x", "--pdf"]).ends(2);
    assert!(run.err.contains("print it to PDF"), "{}", run.err);
    assert!(!bench.path("x").exists());
}

#[test]
fn a_pack_is_checked_loaded_listed_and_taken_out() {
    let bench = Bench::fresh();
    bench.run(&["catalog", "check"]).ends(0);
    let own = bench.file("own.toml", OWN);
    bench.run(&["catalog", "check", &own]).ends(0);
    let wrong = bench.file("wrong.toml", OWN.replace("stage = \"goal\"", "stage = \"odd\""));
    let run = bench.run(&["catalog", "check", &wrong]).ends(1);
    assert!(run.out.contains("own-crane"), "{}", run.out);
    bench.run(&["catalog", "load", &wrong]).ends(3);
    bench.run(&["catalog", "load", &own]).ends(0);
    let packs = |bench: &Bench| {
        let list = bench.run(&["catalog", "list", "--format", "json"]).ends(0).json();
        list["packs"].as_array().unwrap().iter().map(|pack| pack["id"].to_string()).collect::<Vec<_>>()
    };
    assert!(packs(&bench).contains(&"\"own-threats\"".to_owned()), "{:?}", packs(&bench));
    bench.run(&["catalog", "check"]).ends(0);
    bench.run(&["ledger", "verify"]).ends(0);
    bench.run(&["catalog", "unload", "own.toml"]).ends(0);
    assert!(!packs(&bench).contains(&"\"own-threats\"".to_owned()));
    bench.run(&["catalog", "unload", "own.toml"]).ends(3);
    let nowhere = Bench::empty();
    nowhere.run(&["catalog", "list"]).ends(0);
}

#[test]
fn a_newer_edition_of_a_form_is_loaded_once_and_drafts_use_it() {
    let newer = "[pack]\nid = 'newer-forms'\nedition = '2027-04'\ntitle = { ja = '新しい版', en = 'Newer' }\nsource = 'own'\n\n\
        [[form]]\nid = 'enisa-srp-aev'\ntitle = { ja = '新しい様式', en = 'The newer form' }\n\
        duties = ['cra-aev-early-warning', 'cra-aev-notification', 'cra-aev-final']\nlanguage = 'en'\nzone = 'UTC'\n\
        channel = { ja = '窓口', en = 'The desk' }\nconfirmed = 'own'\n\n\
        [[field]]\nforms = ['enisa-srp-aev']\nid = 'only'\nname = { ja = 'ただ一つ', en = 'The only one' }\nkind = 'text'\n\
        needs = ['required', 'required', 'required']\nconfirmed = 'own'\n";
    let bench = Bench::sample();
    let opened = ["--format", "json", "incident", "open", "Exploited", "--vulnerability", "CVE-2022-24713"];
    let case = bench.run(&opened).ends(0).json()["id"].as_str().unwrap().to_owned();
    bench.run(&["incident", "aware", &case, "exploited-vulnerability", "--reason", "log"]).ends(0);
    let draft = || bench.run(&["incident", "report", &case, "--duty", "cra-aev-early-warning"]).ends(0).out;
    assert!(!draft().contains("2027-04"), "{}", draft());
    let file = bench.file("newer.toml", newer);
    bench.run(&["catalog", "check", &file]).ends(0);
    bench.run(&["catalog", "load", &file]).ends(0);
    assert!(draft().contains("2027-04") && draft().contains("The only one"), "{}", draft());
    let list = bench.run(&["catalog", "list", "--format", "json"]).ends(0).json();
    let forms = list["report_forms"].as_array().unwrap();
    assert!(forms.iter().any(|form| form["id"] == "enisa-srp-aev" && form["edition"] == "2027-04"), "{list}");
    bench.run(&["ledger", "verify"]).ends(0);
    bench.run(&["catalog", "unload", "newer.toml"]).ends(0);
    assert!(!draft().contains("2027-04"));
}

#[test]
fn an_import_is_undone_whole_and_a_review_tells_what_changed_since() {
    let bench = Bench::fresh().in_japanese();
    let plant = |name: &str| {
        format!(
            "format = 1\n[[zone]]\nid = \"Z1\"\nname = \"{name}\"\n[[zone]]\nid = \"Z2\"\nname = \"塗装\"\n"
        )
    };
    let first = bench.file("plant.toml", plant("組立"));
    bench.run(&["plant", "import", "--yes", &first]).ends(0);
    let taken =
        bench.run(&["plant", "review", "take", "--name", "定期見直し", "--next", "2027-11-24"]).ends(0);
    let review = taken.out.trim().to_owned();
    let second = bench.file("plant.toml", plant("組立 1"));
    bench.run(&["plant", "import", "--yes", &second]).ends(0);
    let since = bench.run(&["plant", "review", "since", &review]).ends(0);
    assert_eq!(
        since.out.trim(),
        "変更　ゾーン「組立」（Z1）　ゾーン名：組立 → 組立 1".replace("「組立」", "「組立 1」")
    );
    let list = bench.run(&["plant", "review", "list", "--format", "json"]).ends(0).json();
    assert_eq!(list["reviews"][0]["next"], "2027-11-24");
    let run = bench.run(&["plant", "undo", "0", "--whole"]).ends(4);
    assert!(run.err.contains("先に変更しています"), "{}", run.err);
    bench.run(&["plant", "undo", "3"]).ends(0);
    let undone = bench.run(&["plant", "undo", "0", "--whole"]).ends(0);
    assert_eq!(undone.out.lines().count(), 2, "{}", undone.out);
    assert!(!bench.run(&["plant", "export"]).ends(0).out.contains("塗装"));
    bench.run(&["plant", "undo", "99"]).ends(3);
    bench.run(&["ledger", "verify"]).ends(0);
}
