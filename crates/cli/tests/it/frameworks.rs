//! What labels and laws ask, and an official list over ours.

use crate::harness::Bench;

#[test]
fn frameworks_are_listed_and_shown_with_what_is_absent_and_unconfirmed() {
    let bench = Bench::empty();
    let list = bench.run(&["framework", "list", "--format", "json"]).ends(0).json();
    let frameworks = list["frameworks"].as_array().unwrap();
    let of = |id: &str| frameworks.iter().find(|row| row["id"] == id).unwrap();
    assert_eq!(
        (of("scs-3")["criteria"].as_u64(), of("scs-3")["criteria_wanted"].as_u64()),
        (Some(81), Some(81))
    );
    assert_eq!(of("jc-star-1")["criteria_unconfirmed"].as_u64(), Some(9));
    assert!(!of("scs-5")["absent"].as_array().unwrap().is_empty());
    let run = bench.run(&["framework", "show", "jc-star-1"]).ends(0);
    assert!(run.out.contains("Not here: ") && run.out.contains("not confirmed: "), "{}", run.out);
    assert!(run.out.contains("covered by psti/PSTI-1"), "{}", run.out);
    let one = bench.run(&["framework", "show", "scs-3/4-4-4-2", "--format", "json"]).ends(0).json();
    assert_eq!(one["criteria"][0]["query"], "patch-times");
    assert!(
        one["criteria"][0]["ties"].as_array().unwrap().iter().all(|tie| tie["carries"] == false),
        "{one}"
    );
    let run = bench.run(&["framework", "show", "scs-9"]).ends(2);
    assert!(run.err.contains("jc-star-1"), "{}", run.err);
}

#[test]
fn an_official_list_is_compared_loaded_and_taken_out() {
    let bench = Bench::fresh();
    let csv = "番号,評価基準\n４－４－４－２,公式の文\n4-4-4-9,新しい基準\n4-4-4-2,もう一度\n";
    let list = bench.file("table.csv", csv);
    bench.run(&["catalog", "load", &list]).ends(2);
    bench.run(&["catalog", "load", &list, "--framework", "no-such"]).ends(3);
    bench.run(&["catalog", "load", &list, "--framework", "psti"]).ends(3);
    let title = |bench: &Bench| {
        let shown = bench.run(&["framework", "show", "scs-3/4-4-4-2", "--format", "json"]).ends(0).json();
        (shown["criteria"][0]["title"]["ja"].to_string(), shown["criteria"][0]["confirmed"].to_string())
    };
    let before = title(&bench);
    let asked = ["catalog", "load", &list, "--framework", "scs-3", "--format", "json"];
    let dry = bench.run(&[&asked[..], &["--dry-run"]].concat()).ends(0);
    assert!(dry.err.contains("Nothing was changed") && dry.err.contains("was there before"), "{}", dry.err);
    let differs = dry.json();
    assert_eq!(differs["changed"][0]["now"], "公式の文");
    assert_eq!(differs["new"][0]["id"], "scs-3/4-4-4-9");
    assert_eq!((differs["missing"].as_array().unwrap().len(), differs["unusable"].as_u64()), (80, Some(1)));
    assert_eq!(title(&bench), before);
    bench.run(&asked).ends(0);
    assert_eq!(title(&bench), ("\"公式の文\"".to_owned(), "\"yes\"".to_owned()));
    bench.run(&["catalog", "check"]).ends(0);
    bench.run(&["ledger", "verify"]).ends(0);
    bench.run(&["catalog", "unload", "official-scs-3.toml"]).ends(0);
    assert_eq!(title(&bench), before);
}

#[test]
fn a_criterion_is_answered_with_evidence_and_shows_in_the_status() {
    let bench = Bench::sample();
    let status = || bench.run(&["framework", "status", "scs-3", "--format", "json"]).ends(0).json();
    let state = |status: &serde_json::Value, id: &str| {
        let rows = status["frameworks"][0]["criteria"].as_array().unwrap();
        rows.iter().find(|row| row["id"] == id).unwrap()["state"].as_str().unwrap().to_owned()
    };
    let before = status();
    assert_eq!(state(&before, "scs-3/1-2-1-1"), "open");
    assert_eq!(state(&before, "scs-3/2-1-1-1"), "met");
    let chart = bench.file("chart.txt", "who does what");
    let evidence = bench.run(&["framework", "evidence", "add", &chart, "--until", "2099-12-31"]).ends(0);
    let id = evidence.out.trim().to_owned();
    let asked = ["framework", "answer", "scs-3/1-2-1-1", "--state", "met", "--evidence", &id];
    bench.run(&asked).ends(0);
    let after = status();
    assert_eq!(state(&after, "scs-3/1-2-1-1"), "met");
    let totals = &after["frameworks"][0]["totals"];
    let of = |name: &str| totals[name].as_u64().unwrap();
    let states = ["met", "partly", "not_met", "not_applicable", "dont_know", "open"];
    assert_eq!(states.iter().map(|name| of(name)).sum::<u64>(), of("criteria"));
    bench.run(&["framework", "evidence", "verify"]).ends(0);
    let reviews = bench.run(&["framework", "reviews", "--format", "json"]).ends(0).json();
    assert!(reviews["reviews"].as_array().unwrap().iter().any(|row| row["id"] == id.as_str()), "{reviews}");
    bench.run(&["framework", "answer", "scs-3/1-2-1-1", "--state", "not-applicable"]).ends(3);
    bench.run(&["framework", "answer", "scs-3/none", "--state", "met"]).ends(3);
    bench.run(&["framework", "status", "scs-9"]).ends(2);
}

#[test]
fn the_status_says_what_to_answer_first_and_which_parts_are_known_and_missing() {
    let bench = Bench::sample();
    let status = |id: &str| bench.run(&["framework", "status", id, "--format", "json"]).ends(0).json();
    let row = |status: &serde_json::Value, id: &str| {
        let rows = status["frameworks"][0]["criteria"].as_array().unwrap();
        rows.iter().find(|row| row["id"] == id).unwrap().clone()
    };
    let before = status("security-action-2");
    let policy = before["closing"].as_array().unwrap().iter().find(|it| it["id"] == "scs-3/1-3-1-1").unwrap();
    assert_eq!(
        policy["closes"],
        serde_json::json!(["scs-3/1-3-1-1", "security-action-2/policy"]),
        "{policy}"
    );
    let run = bench.run(&["framework", "status", "scs-3"]).ends(0);
    assert!(run.out.contains("answer first 1: ") && run.out.contains("When met, it closes "), "{}", run.out);
    bench.run(&["framework", "answer", "common-company/policy", "--state", "met"]).ends(0);
    let closed = row(&status("security-action-2"), "security-action-2/policy");
    assert_eq!((&closed["state"], &closed["from"]), (&"met".into(), &"common-company/policy".into()));
    let parts = &row(&status("scs-3"), "scs-3/1-3-1-2")["parts"];
    assert_eq!((&parts["known"], &parts["all"], &parts["whole"]), (&1.into(), &2.into(), &false.into()));
    let sentence = parts["sentence"]["en"].as_str().unwrap();
    assert!(sentence.starts_with("1 of 2 parts known; missing: Staff can read"), "{sentence}");
    assert_eq!(parts["parts"][1]["shared_with"], serde_json::json!(["security-action-2/publish"]));
    let shown = bench.run(&["framework", "show", "scs-3/1-3-1-2"]).ends(0);
    assert!(shown.out.contains("(shares with security-action-2/publish)"), "{}", shown.out);
}

#[test]
fn frameworks_about_the_company_and_about_a_product_are_kept_apart() {
    let bench = Bench::sample();
    let ids = |more: &[&str]| {
        let asked = [&["framework", "status", "--format", "json"], more].concat();
        let status = bench.run(&asked).ends(0).json();
        let rows = status["frameworks"].as_array().unwrap().clone();
        rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let (company, product) = (ids(&[]), ids(&["--product", "P-01"]));
    for id in ["cra-classes", "psti-deemed", "jc-star-scope"] {
        assert!(product.iter().any(|row| row == id) && company.iter().all(|row| row != id), "{id}");
    }
    assert!(company.iter().any(|row| row == "scs-3") && product.iter().all(|row| row != "scs-3"));
    let run = bench.run(&["framework", "status", "psti"]).ends(2);
    assert!(run.err.contains("about a product") && run.err.contains("--product"), "{}", run.err);
    bench.run(&["framework", "status", "scs-3", "--product", "P-01"]).ends(2);
    let run = bench.run(&["framework", "answer", "psti/PSTI-1", "--state", "met"]).ends(3);
    assert!(run.err.contains("about a product"), "{}", run.err);
}

/// Where a file of a test is written.
fn place(bench: &Bench, name: &str) -> String {
    bench.path(name).to_str().unwrap().to_owned()
}

#[test]
fn a_self_assessment_goes_out_and_comes_back_and_another_form_is_refused() {
    let bench = Bench::sample();
    let sheet = place(&bench, "sheet.xlsx");
    bench.run(&["framework", "sheet", "scs-3", "--out", &sheet]).ends(0);
    let run = bench.run(&["framework", "read", &sheet, "--yes"]).ends(0);
    assert!(run.err.contains("81 rows were not touched"), "{}", run.err);
    let page = place(&bench, "sheet.html");
    bench.run(&["framework", "sheet", "psti", "--product", "P-01", "--out", &page]).ends(0);
    let text = std::fs::read_to_string(&page).unwrap();
    assert!(text.contains("psti/PSTI-1") && !text.contains("<script"), "{text}");
    bench.run(&["framework", "sheet", "scs-3", "--out", &place(&bench, "sheet.doc")]).ends(2);
    let run = bench.run(&["framework", "read", &page]).ends(3);
    assert!(run.err.contains("no self-assessment sheet"), "{}", run.err);
}

#[test]
fn a_hand_over_is_looked_at_with_the_price_caps_and_made_only_with_its_entry() {
    let bench = Bench::sample();
    let looked = bench.run(&["handover", "--format", "json"]).ends(0).json();
    assert_eq!(looked["sections"].as_array().unwrap().len(), 9);
    let caps: Vec<&str> =
        looked["price_caps"].as_array().unwrap().iter().map(|cap| cap["yen"].as_str().unwrap()).collect();
    assert_eq!(caps, ["10000", "2000"]);
    assert_eq!(looked["price_caps"][0]["confirmed"], "partly");
    let file = place(&bench, "handover.html");
    let run = bench.run(&["handover", "--with", "edges", "--out", &file]).ends(3);
    assert!(run.err.contains("purpose"), "{}", run.err);
    let asked = ["handover", "--with", "edges", "--to", "x", "--purpose", "y", "--out", &file];
    let run = bench.run(&asked).ends(0);
    assert!(run.err.contains("of the ledger"), "{}", run.err);
    assert!(std::fs::read_to_string(&file).unwrap().contains("Ways to the outside"));
    bench.run(&["ledger", "verify"]).ends(0);
}
