//! Registers as people have them: half filled in, and contradicting themselves. What is missing is counted, what
//! contradicts is named, nothing is repaired unseen.

use serde_json::Value;

use crate::harness::{Bench, root};

fn open(bench: &Bench, step: &str) -> Value {
    let progress = bench.run(&["assess", "progress", "--format", "json"]).ends(0).json();
    let steps = progress["steps"].as_array().unwrap();
    steps.iter().find(|found| found["step"] == step).unwrap_or_else(|| panic!("no {step}"))["open"].clone()
}

#[test]
fn half_filled_sheets_are_drafts_with_their_gaps_counted() {
    let bench = Bench::fresh().in_japanese();
    let businesses = bench.file("業務.csv", "業務名,重要度\n組立,大\n塗装,\n検査,\n");
    let zones = bench.file("ゾーン.csv", "ゾーン名,責任者\n組立エリア,製造課\n塗装エリア,\n");
    for file in [&businesses, &zones] {
        let run = bench.run(&["plant", "import", "--yes", file]).ends(0);
        assert!(run.out.contains("追加"), "{}\n{}", run.out, run.err);
    }
    let register: toml::Table = bench.run(&["plant", "export"]).ends(0).out.parse().unwrap();
    let business = register["business"].as_array().unwrap();
    let row = |name: &str| business.iter().find(|row| row["name"].as_str() == Some(name)).unwrap();
    assert_eq!(row("組立")["importance"].as_str(), Some("large"));
    assert!(["塗装", "検査"].iter().all(|name| row(name).get("importance").is_none()), "nobody said it");
    let gaps = open(&bench, "1-3");
    let of = |field: &str| gaps.as_array().unwrap().iter().filter(|gap| gap["field"] == field).count();
    assert_eq!((of("importance"), of("importance_reason"), of("recovery_hours_max")), (2, 3, 3), "{gaps}");
    let gaps = open(&bench, "1-6");
    assert!(gaps.as_array().unwrap().iter().any(|gap| gap["field"] == "importance"), "{gaps}");
    // Nothing rated is not the same as nothing at risk.
    let risk = bench.run(&["assess", "risk", "--method", "business", "--format", "json"]).ends(0).json();
    assert_eq!(risk["businesses"].as_array().unwrap().len(), 3, "{risk}");
    bench.run(&["report", "guideline", "--out", &bench.path("out").display().to_string()]).ends(0);
}

#[test]
fn contradictions_are_named_with_both_sides_and_nothing_of_the_file_is_stored() {
    let zones = "[[zone]]\nid = \"Z1\"\nname = \"Assembly\"\n[[zone]]\nid = \"Z2\"\nname = \"Painting\"\n";
    let circle = zones
        .replace("Assembly\"", "Assembly\"\nparent = \"Z2\"")
        .replace("Painting\"", "Painting\"\nparent = \"Z1\"");
    let device = |id: &str| {
        format!(
            "[[asset]]\nid = \"{id}\"\nname = \"{id}\"\nkind = \"device\"\nzone = \"Z1\"\naddresses = [\"192.0.2.10\"]\n"
        )
    };
    let cases: [(String, &[&str]); 3] = [
        (circle, &["Z1", "Z2", "lies inside itself", "parent zone"]),
        (format!("{zones}{}{}", device("A1"), device("A2")), &["192.0.2.10", "A1", "A2", "Keep it"]),
        (
            format!(
                "{zones}[[conduit]]\nid = \"C1\"\nname = \"LAN\"\nfrom = \"Z1\"\nto = \"Z9\"\nkind = \"network\"\ndirection = \"both\"\n"
            ),
            &["C1", "Z9", "not registered"],
        ),
    ];
    for (rows, words) in cases {
        let bench = Bench::fresh();
        let plant = bench.file("plant.toml", format!("format = 1\n{rows}"));
        let run = bench.run(&["plant", "import", "--yes", &plant]).ends(3);
        for word in words {
            assert!(run.err.contains(word), "{word} is not said:\n{}", run.err);
        }
        assert!(!bench.run(&["plant", "export"]).ends(0).out.contains("Assembly"), "{rows}");
        // The file itself can be checked without a register.
        let check = bench.run(&["plant", "check", &plant]);
        assert_ne!(check.code, 0, "{}", check.out);
        assert!(format!("{}{}", check.out, check.err).contains(words[0]), "{}", check.out);
    }
}

#[test]
fn a_zone_that_a_conduit_leads_to_is_not_removed_from_under_it() {
    let bench = Bench::fresh();
    let conduit = "[[conduit]]\nid = \"C1\"\nname = \"LAN\"\nfrom = \"Z1\"\nto = \"Z2\"\nkind = \"network\"\ndirection = \"both\"\n";
    let zone = |id: &str| format!("[[zone]]\nid = \"{id}\"\nname = \"{id}\"\n");
    let all = bench.file("all.toml", format!("format = 1\n{}{}{conduit}", zone("Z1"), zone("Z2")));
    bench.run(&["plant", "import", "--yes", &all]).ends(0);
    let less = bench.file("less.toml", format!("format = 1\n{}{conduit}", zone("Z1")));
    let run = bench.run(&["plant", "import", "--yes", "--remove-missing", &less]).ends(3);
    assert!(run.err.contains("C1") && run.err.contains("Z2"), "{}", run.err);
    let register: toml::Table = bench.run(&["plant", "export"]).ends(0).out.parse().unwrap();
    assert_eq!(register["zone"].as_array().unwrap().len(), 2);
    assert_eq!(register["conduit"].as_array().unwrap()[0]["to"].as_str(), Some("Z2"));
}

/// The pack that the manual shows as its example, as a reader would copy it.
fn of_the_manual(heading: &str) -> String {
    let manual = std::fs::read_to_string(root().join("docs/reference/catalog-packs.en.md")).unwrap();
    let section = manual.split_once(heading).unwrap_or_else(|| panic!("no {heading}")).1;
    section.split_once("```toml\n").unwrap().1.split_once("```").unwrap().0.to_owned()
}

#[test]
fn a_companys_risk_table_stands_over_ours_and_changes_the_answer_until_it_is_taken_out() {
    let bench = Bench::sample();
    let risk = |bench: &Bench| bench.run(&["assess", "risk", "--format", "json"]).ends(0).json();
    let values = |risk: &Value| {
        let rows = risk["rows"].as_array().unwrap().iter();
        rows.map(|row| row["value"].as_str().unwrap_or("-").to_owned()).collect::<Vec<_>>().join("")
    };
    let before = risk(&bench);
    let pack = bench.file("company.toml", of_the_manual("## The official risk table"));
    bench.run(&["catalog", "check", &pack]).ends(0);
    bench.run(&["catalog", "load", &pack]).ends(0);
    let after = risk(&bench);
    assert_eq!(
        (&before["table"]["pack"], &after["table"]["pack"]),
        (&"ipa-risk".into(), &"company-risk-table".into())
    );
    assert_ne!(values(&before), values(&after));
    // A smaller risk everywhere: our table has no E.
    assert!(values(&after).contains('E') && !values(&before).contains('E'), "{}", values(&after));
    bench.run(&["catalog", "unload", "company.toml"]).ends(0);
    assert_eq!(risk(&bench), before);
}
