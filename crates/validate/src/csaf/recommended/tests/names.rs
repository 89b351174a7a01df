//! File names (clause 5.1).

use std::fs;

use super::super::{file_name, file_name_kept};
use crate::testing;

#[test]
fn a_file_name_is_the_id_in_small_letters_with_one_underscore_for_what_is_not_allowed() {
    for (id, name) in [
        ("Example Company - 2019-YH3234", "example_company_-_2019-yh3234.json"),
        ("RHBA-2019:0024", "rhba-2019_0024.json"),
        ("2022_#01-A", "2022_01-a.json"),
        ("a__b", "a_b.json"),
        ("C++", "c++.json"),
        ("Öl", "_l.json"),
        ("", ".json"),
    ] {
        assert_eq!(file_name(id), name);
        assert!(file_name_kept(&format!("some/folder/{name}"), id));
    }
    assert!(file_name_kept("rhba-2019_0024_invalid.json", "RHBA-2019:0024"));
    for name in ["RHBA-2019_0024.json", "rhba-2019__0024.json", "rhba-2019_0024.JSON", "rhba-2019_0024", ""] {
        assert!(!file_name_kept(name, "RHBA-2019:0024"), "{name}");
    }
}

#[test]
fn the_committees_file_names_are_told_apart() {
    let Some(folder) = testing::shared("oasis-csaf") else { return };
    let mut seen = 0;
    for (kind, kept) in [("valid", true), ("invalid", false)] {
        for entry in fs::read_dir(folder.join("csaf_2.0/test/filenames/data").join(kind)).unwrap() {
            let path = entry.unwrap().path();
            let document: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
            let id = document["document"]["tracking"]["id"].as_str().unwrap();
            let name = path.file_name().unwrap().to_str().unwrap();
            assert_eq!(file_name_kept(name, id), kept, "{name} {id}");
            seen += 1;
        }
    }
    println!("conformance | csaf-2.0 file names | {seen} | 6");
    assert_eq!(seen, 6);
}
