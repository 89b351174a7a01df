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
