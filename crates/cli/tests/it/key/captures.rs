//! What the sample's captures show, held against the last section of `sample/EXPECTED.md`, which was worked out by hand
//! from their generator.

use std::collections::BTreeMap;

use super::figures;
use crate::harness::{Bench, root};

/// The points of the key's last section: each title up to its full stop, and what it says.
fn captures_key() -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(root().join("sample/EXPECTED.md")).unwrap();
    let section = text.split_once("## What the captures show").unwrap().1;
    let points = section.split("\n- **").skip(1);
    points
        .map(|point| {
            let (title, says) = point.split_once("**").unwrap();
            (title.trim_end_matches([':', '.', ' ']).to_owned(), says.to_owned())
        })
        .collect()
}

fn asked(bench: &Bench, what: &str) -> serde_json::Value {
    bench.run(&["--format", "json", "observe", what, "--purpose", "answer key"]).ends(0).json()
}

fn of<'a>(rows: &'a serde_json::Value, field: &str, value: &str) -> Vec<&'a serde_json::Value> {
    rows.as_array().unwrap().iter().filter(|row| row[field] == value).collect()
}

#[test]
fn the_devices_of_the_captures_are_those_of_the_key() {
    let (bench, key) = (Bench::sample(), captures_key());
    let devices = &asked(&bench, "devices")["devices"];
    let standing = |is: &str| -> Vec<_> {
        devices.as_array().unwrap().iter().filter(|row| row["register"]["standing"] == is).collect()
    };
    let says = &key["Devices"];
    let [all, known, ..] = figures(says.rsplit_once("In all ").unwrap().1)[..] else { panic!("{says}") };
    assert_eq!((devices.as_array().unwrap().len(), standing("registered").len()), (all, known));
    for row in standing("registered") {
        let asset = row["register"]["asset"].as_str().unwrap();
        assert!(says.contains(asset), "{asset} is not in the key");
    }
    let proposed = standing("proposed");
    assert_eq!(proposed.len(), 1, "{proposed:#?}");
    assert!(key["Seen and not in the register: one"].contains(proposed[0]["name"].as_str().unwrap()));
    let undecided = standing("undecided");
    assert_eq!(undecided.len(), 1, "{undecided:#?}");
    let may_be: Vec<&str> = undecided[0]["register"]["assets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|id| id.as_str().unwrap())
        .collect();
    let says = &key["Undecided: one"];
    assert!(says.contains(&format!("station address: {}.", may_be.join(", "))), "{may_be:?}");
    assert_eq!(figures(says)[0], may_be.len());
    for (asset, model) in [("PLC-ASM21", "R08ENCPU"), ("PLC-ASM11", "R16ENCPU")] {
        assert!(key["Identities"].contains(asset) && key["Identities"].contains(model));
        let row = devices.as_array().unwrap().iter().find(|row| row["register"]["asset"] == asset).unwrap();
        let said = row["identities"].as_array().unwrap();
        assert!(said.iter().any(|it| it["value"] == model), "{asset} says {said:?}");
    }
}

#[test]
fn what_flows_and_what_alarms_in_the_captures_are_those_of_the_key() {
    let (bench, key) = (Bench::sample(), captures_key());
    let matrix = asked(&bench, "matrix");
    let ways = |kind: &str| -> Vec<String> {
        let rows = of(&matrix["differences"], "kind", kind).into_iter();
        rows.map(|row| format!("{} → {}", row["from"].as_str().unwrap(), row["to"].as_str().unwrap()))
            .collect()
    };
    let undeclared = ways("undeclared-conduit");
    assert_eq!(undeclared.len(), 2, "{undeclared:?}");
    undeclared
        .iter()
        .for_each(|way| assert!(key["Conduits that nobody declared: two"].contains(way), "{way}"));
    let unnamed = of(&matrix["differences"], "kind", "undeclared-protocol");
    assert_eq!(unnamed.len(), 1, "{unnamed:#?}");
    let says = &key["A protocol that a conduit does not name: one"];
    assert!(says.contains(unnamed[0]["conduit"].as_str().unwrap()));
    for row in matrix["flows"].as_array().unwrap().iter().filter(|row| row["register"] == "allowed") {
        let conduit = row["register_words"]["en"].as_str().unwrap().rsplit(' ').next().unwrap();
        assert!(says.contains(conduit), "{conduit} is not among the declared ways");
    }
    let alerts = asked(&bench, "alerts");
    let open = alerts["alerts"].as_array().unwrap();
    assert_eq!((open.len(), alerts["expected"].as_array().unwrap().len()), (1, 0), "{open:#?}");
    let (moment, assets) = (open[0]["moment"].as_str().unwrap(), &open[0]["assets"]);
    assert!(moment.starts_with("2026-11-19T05:02"), "{moment} is 14:02 in Japan");
    assert_eq!(assets, &serde_json::json!(["PC-ENG1", "PLC-ASM21"]));
    assert_eq!(open[0]["kind"], "first-control");
    assert!(key["One alert"].contains("2026-11-19 14:02 Japan time: PC-ENG1 stops PLC-ASM21"));
}
