//! Cut, deep, huge, random: nothing is read wrongly, nothing panics, limits are named.

use proptest::prelude::*;

use super::*;
use crate::testing::{seeded, shared};

const TWO: &str = "{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.6\", \"components\": [\n\
    {\"type\": \"library\", \"name\": \"a\", \"version\": \"1\", \"purl\": \"pkg:npm/a@1\"},\n\
    {\"type\": \"library\", \"name\": \"機器\", \"version\": \"2\", \"components\": [{\"name\": \"inner\"}]}\n]}";

#[test]
fn a_cut_document_keeps_what_came_before_and_says_where() {
    let end = TWO.find("\"2\"").unwrap();
    let (sbom, words) = read_with_words("a.json", &TWO[..end]);
    let labels: Vec<_> = sbom.components.iter().map(|c| c.label()).collect();
    assert_eq!(labels, ["a 1", "機器"]);
    assert_eq!(
        words,
        ["a.json, row 3: The JSON ends in the middle (line 3, column 49). Only what comes before \
        was read. Get the file again from its maker."]
    );
    let broken = TWO.replace("\"2\"", "2.x");
    let (sbom, words) = read_with_words("a.json", &broken);
    assert_eq!(sbom.components.len(), 2);
    assert!(words[0].contains("The JSON is broken at line 3"), "{words:?}");
    let (sbom, words) = read_with_words("a.json", &format!("{TWO} x"));
    assert_eq!((sbom.components.len(), words.len()), (3, 1));
}

#[test]
fn a_document_cut_anywhere_is_read_or_refused_with_words() {
    for end in 0..TWO.len() {
        let reading = crate::read("a.json", &TWO.as_bytes()[..end], &Limits::default());
        assert!(!reading.problems.is_empty(), "{end}");
        let components = reading.facts.map_or(0, |sbom| sbom.components.len());
        assert!(components <= 3);
        let whole_first = end > TWO.find("},\n").unwrap();
        assert!(!whole_first || components >= 1, "{end}");
    }
}

#[test]
fn depth_beyond_the_limit_is_named_and_what_came_before_is_kept() {
    let first =
        "{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.6\", \"components\": [{\"name\": \"a\"}]";
    let deep = "[".repeat(100_000);
    for document in [
        format!("{first}, \"ignored\": {deep}"),
        format!("{first}, \"dependencies\": {deep}"),
        format!("{first}, \"x\": {}", "{\"components\":[".repeat(100_000)),
        format!("{first}, \"metadata\": {}", "{\"component\":".repeat(100_000)),
    ] {
        let (sbom, words) = read_with_words("a.json", &document);
        assert_eq!(sbom.components[0].name, "a");
        assert_eq!(
            words.last().unwrap(),
            "a.json, row 1: Nesting goes deeper than 128 levels, the limit. Only \
            what comes before was read. Check where the file comes from."
        );
    }
    let nested = "{\"name\": \"n\", \"components\": [".repeat(100_000);
    let (sbom, words) = read_with_words("a.json", &format!("{first}, \"components\": [{nested}"));
    assert_eq!(sbom.components.len(), 64);
    assert_eq!(words.len(), 1);
    for text in ["{\"lockfileVersion\": 1, \"dependencies\": ", "{\"spdxVersion\": "] {
        let nested = "{\"a\": {\"dependencies\": ".repeat(100_000);
        assert!(read("a.json", &format!("{text}{nested}")).problems[0].what.en.contains("deeper than 128"));
    }
    assert!(!read("Cargo.lock", &format!("[[package]]\na = {deep}")).problems.is_empty());
}

#[test]
fn brackets_inside_texts_are_no_depth() {
    let text =
        format!(r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "x": "\"{}\\"}}"#, "[".repeat(500));
    let (_, words) = read_with_words("a.json", &text);
    assert_eq!(words.len(), 1);
    assert!(words[0].contains("no component at all"), "{words:?}");
}

#[test]
fn entries_beyond_the_limit_are_counted() {
    let limits = Limits { entries_max: 1, ..Limits::default() };
    let reading = crate::read("a.json", TWO.as_bytes(), &limits);
    assert_eq!(reading.facts.unwrap().components.len(), 1);
    assert_eq!(reading.problems[0].what.en, "There are more than 1 components, the limit. 2 were not read.");
    for (name, text) in [
        (
            "a.json",
            r#"{"spdxVersion": "SPDX-2.3", "packages": [{"name": "a"}, {"name": "b"}, {"name": "c"}]}"#,
        ),
        (
            "package-lock.json",
            r#"{"lockfileVersion": 1, "dependencies": {"a": {"version": "1"}, "b": {"version": "1",
            "dependencies": {"c": {"version": "1", "requires": {"a": "1"}}}}}}"#,
        ),
        (
            "Cargo.lock",
            "[[package]]\nname=\"a\"\ndependencies=[\"b\"]\n[[package]]\nname=\"b\"\n[[package]]\nname=\"c\"",
        ),
        ("requirements.txt", "a==1\nb==1\nc==1\n"),
    ] {
        let reading = crate::read(name, text.as_bytes(), &limits);
        assert_eq!(reading.facts.unwrap().components.len(), 1, "{name}");
        let words = reading.problems.last().unwrap().what.en.clone();
        assert_eq!(words, "There are more than 1 components, the limit. 2 were not read.", "{name}");
    }
}

#[test]
fn a_file_beyond_the_limit_is_refused() {
    let limits = Limits { bytes_max: 10, ..Limits::default() };
    let reading = crate::read("a.json", TWO.as_bytes(), &limits);
    assert_eq!(reading.facts, None);
    let n = TWO.len();
    assert_eq!(reading.problems[0].what.en, format!("The file has {n} bytes; the limit is 10."));
}

#[test]
fn a_flood_of_problems_is_counted_not_listed() {
    let components = vec!["7"; 5_000].join(",");
    let text = format!(r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{components}]}}"#);
    let reading = read("a.json", &text);
    assert_eq!(reading.problems.len(), 1_001);
    assert_eq!(reading.problems[1_000].what.en, "There are 4000 more problems.");
}

#[test]
fn a_long_chain_and_a_large_circle_are_resolved_without_recursion() {
    let count = 100_000;
    let component = |n| format!(r#"{{"name": "c{n}", "bom-ref": "{n}"}}"#);
    let edge = |n| format!(r#"{{"ref": "{n}", "dependsOn": ["{}"]}}"#, (n + 1) % count);
    let components = (0..count).map(component).collect::<Vec<_>>().join(",");
    let edges = (0..count).map(edge).collect::<Vec<_>>().join(",");
    let text = format!(
        r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{components}],"dependencies":[{edges}]}}"#
    );
    let (sbom, words) = read_with_words("a.json", &text);
    assert_eq!(sbom.dependencies.len(), count);
    assert_eq!(words.len(), 1);
    assert!(words[0].contains("c0 → c1 → c2 → c3 → c4 → c5 → c6 → c7 → c0"), "{words:?}");
}

#[test]
fn every_prefix_of_a_real_document_is_read_without_panic() {
    let Some(folder) = shared("trustify-testdata") else { return };
    for name in ["cyclonedx/quay-v3.14.0-product.json", "spdx/simple.json"] {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        for end in (0..bytes.len()).step_by(bytes.len() / 200 + 1) {
            assert!(!crate::read("a.json", &bytes[..end], &Limits::default()).problems.is_empty());
        }
    }
}

proptest! {
    #![proptest_config(seeded(300))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        for name in ["a.json", "Cargo.lock", "requirements.txt"] {
            let reading = crate::read(name, &bytes, &Limits::default());
            prop_assert!(reading.facts.is_some() || !reading.problems.is_empty());
        }
    }

    #[test]
    fn any_json_is_read_or_refused(
        head in prop::sample::select(vec!["\"bomFormat\":\"CycloneDX\"", "\"spdxVersion\":\"SPDX-2.3\"", "\"lockfileVersion\":2"]),
        fields in proptest::collection::vec((
            prop::sample::select(vec!["components", "packages", "dependencies", "metadata", "relationships", "name", "files", "services", "sbom"]),
            "(\\[|\\{|\"[a-z@:/]{0,5}\"|:|,|1|null|true|\\}|\\]){0,12}",
        ), 0..4),
    ) {
        let fields: String = fields.iter().map(|(key, value)| format!(",\"{key}\":{value}")).collect();
        let reading = read("a.json", &format!("{{{head}{fields}}}"));
        prop_assert!(reading.facts.is_some());
    }

    #[test]
    fn any_lines_are_requirements_or_problems(text in "([a-z=<>\\[\\]@;:#\\\\ .0-9-]{0,20}\n){0,5}") {
        let reading = read("requirements.txt", &text);
        if let Some(sbom) = reading.facts {
            prop_assert!(sbom.components.iter().all(|component| !component.name.is_empty()));
        }
    }

    #[test]
    fn any_changed_byte_of_a_lock_file_leaves_it_readable(at in 0..400_usize, byte in any::<u8>()) {
        let mut bytes = "[[package]]\nname = \"a\"\nversion = \"1\"\ndependencies = [\"b 1 (x)\"]\n".repeat(6).into_bytes();
        let at = at % bytes.len();
        bytes[at] = byte;
        let reading = crate::read("Cargo.lock", &bytes, &Limits::default());
        prop_assert!(reading.facts.is_none_or(|sbom| sbom.components.len() >= 4));
    }
}
