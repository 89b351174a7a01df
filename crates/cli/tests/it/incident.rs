//! Incidents at the command line: open, be aware, hand in, merge, and the clocks in between.

use super::harness::Bench;

#[test]
fn from_an_incident_to_its_clocks_and_back_to_calm() {
    let bench = Bench::fresh();
    let opened =
        bench.run(&["--format", "json", "incident", "open", "gateway exploited", "--exercise"]).ends(0);
    let id = opened.json()["id"].as_str().unwrap().to_owned();
    let at = (jiff::Timestamp::now() - jiff::SignedDuration::from_hours(30)).to_string();
    let matter = "exploited-vulnerability";
    let aware =
        bench.run(&["incident", "aware", &id, matter, "--reason", "a customer's log", "--at", &at]).ends(0);
    assert!(aware.out.contains("[EXERCISE]") && aware.out.contains("Art. 14(2)(a)"), "{}", aware.out);
    let clocks =
        bench.run(&["--format", "json", "incident", "clocks", "--fail-on", "overdue"]).ends(1).json();
    let early = &clocks["clocks"][0];
    assert_eq!((&early["duty"], &early["state"]), (&"cra-aev-early-warning".into(), &"missed".into()));
    assert_eq!((&early["zone"], &early["exercise"]), (&"Europe/Brussels".into(), &true.into()));
    assert!(!early["warnings"].as_array().unwrap().is_empty());
    let done = ["incident", "record", &id, "done", "--of", "cra-aev-early-warning", "--reason", "R-1"];
    bench.run(&done).ends(0);
    bench.run(&["incident", "clocks", "--fail-on", "overdue"]).ends(0);
    let calendar = bench.run(&["incident", "clocks", "--ics", "-"]).ends(0).out;
    assert!(calendar.starts_with("BEGIN:VCALENDAR") && calendar.contains("[EXERCISE]"), "{calendar}");
    let shown = bench.run(&["incident", "show", &id]).ends(0).out;
    for words in ["[EXERCISE]", "a customer's log", "recorded ", "R-1"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    bench.run(&["incident", "close", &id, "--reason", "drill over"]).ends(0);
    assert!(bench.run(&["incident", "list"]).ends(0).out.contains("closed"));
    bench.run(&["ledger", "verify"]).ends(0);
}

#[test]
fn what_is_not_there_is_refused_with_what_there_is() {
    let bench = Bench::fresh();
    bench.run(&["incident", "show", "CA-9"]).ends(3);
    let id = bench.run(&["--format", "json", "incident", "open", "x"]).ends(0).json()["id"].to_string();
    let id = id.trim_matches('"');
    let unknown = bench.run(&["incident", "aware", id, "rumour", "--reason", "y"]).ends(3);
    assert!(unknown.err.contains("severe-incident"), "{}", unknown.err);
    let all = bench.run(&["--format", "json", "incident", "duties"]).ends(0).json();
    assert_eq!(all["duties"].as_array().unwrap().len(), 19);
}

#[test]
fn a_report_is_drafted_written_and_handed_in_at_the_command_line() {
    let bench = Bench::fresh();
    let opened = bench.run(&["--format", "json", "incident", "open", "gateway exploited"]).ends(0).json();
    let id = opened["id"].as_str().unwrap().to_owned();
    assert!(bench.run(&["incident", "report", &id]).ends(0).out.contains("incident aware"));
    bench.run(&["incident", "aware", &id, "exploited-vulnerability", "--reason", "KEV"]).ends(0);
    let duty = "cra-aev-early-warning";
    let listed = bench.run(&["--format", "json", "incident", "report", &id]).ends(0).json();
    assert_eq!(listed["reports"][0]["duty"], duty);
    let run = |json: bool, more: &[&str]| {
        let format: &[&str] = if json { &["--format", "json"] } else { &[] };
        bench.run(&[format, &["incident", "report", &id, "--duty", duty], more].concat())
    };
    let draft = run(true, &[]).ends(0).json();
    assert_eq!((&draft["complete_by_law"], &draft["complete_by_form"]), (&true.into(), &false.into()));
    let set = ["manufacturer_name=Haruna", "member_states_available=DE", "product_name=EM-200"];
    let set: Vec<&str> =
        set.into_iter().chain(["product_version=2.3.1"]).flat_map(|it| ["--set", it]).collect();
    assert_eq!(run(true, &set).ends(0).json()["complete_by_form"], true);
    let (html, book) = (bench.path("r.html"), bench.path("r.xlsx"));
    let files = ["--html", html.to_str().unwrap(), "--xlsx", book.to_str().unwrap()];
    let shown = run(false, &files).ends(0).out;
    assert!(shown.contains("EM-200") && shown.contains("written by"), "{shown}");
    assert!(std::fs::read_to_string(&html).unwrap().contains("EM-200"));
    assert!(std::fs::read(&book).unwrap().starts_with(b"PK"));
    run(false, &["--submit"]).ends(2);
    let submitted = run(true, &["--submit", "--receipt", "SRP-1"]).ends(0).json();
    assert_eq!(submitted["submitted"][0]["values"]["product_version"], "2.3.1");
    run(false, &["--submit", "--receipt", "SRP-2"]).ends(3);
    let mail = bench.file("receipt.eml", "Subject: SRP-1");
    let kept = run(true, &["--receipt-file", &mail]).ends(0).json();
    let files = kept["submitted"][0]["receipt_files"].as_array().unwrap();
    assert!(files.len() == 1 && files[0].as_str().unwrap().starts_with("EV-"), "{kept}");
    let next = bench.run(&["incident", "report", &id, "--duty", "cra-aev-notification"]).ends(0).out;
    assert!(next.contains("carried on from") && next.contains("missing"), "{next}");
    let clocks = bench.run(&["--format", "json", "clocks", "--fail-on", "running"]).ends(1).json();
    let owed: Vec<&str> =
        clocks["clocks"].as_array().unwrap().iter().map(|clock| clock["duty"].as_str().unwrap()).collect();
    assert!(owed.contains(&"cra-aev-notification") && !owed.contains(&duty), "{owed:?}");
    bench.run(&["ledger", "verify"]).ends(0);
}

#[test]
fn a_newer_edition_of_a_form_is_laid_over_ours() {
    let bench = Bench::fresh();
    let opened = bench.run(&["--format", "json", "incident", "open", "x"]).ends(0).json();
    let id = opened["id"].as_str().unwrap().to_owned();
    let edition = r#"
        [pack]
        id = "ours"
        edition = "2027-01"
        title = { ja = "新", en = "new" }
        source = "made up"
        [[form]]
        id = "enisa-srp-aev"
        title = { ja = "新", en = "new form" }
        duties = ["cra-aev-early-warning"]
        language = "en"
        zone = "UTC"
        channel = { ja = "", en = "" }
        [[field]]
        forms = ["enisa-srp-aev"]
        id = "only"
        name = { ja = "一つ", en = "the only field" }
        kind = "text"
        needs = ["required"]
        fill = "case-name"
    "#;
    let file = bench.file("edition.toml", edition);
    let report = ["incident", "report", &id, "--duty", "cra-aev-early-warning", "--forms", &file];
    let shown = bench.run(&[&["--format", "json"], &report[..]].concat()).ends(0).json();
    assert_eq!((&shown["edition"], &shown["fields"][0]["value"]), (&"2027-01".into(), &"x".into()));
    assert_eq!(shown["fields"].as_array().unwrap().len(), 1);
}
