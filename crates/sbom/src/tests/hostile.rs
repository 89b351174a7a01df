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
fn what_comes_before_bytes_that_are_no_text_is_kept() {
    let tag_value = "SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nPackageName: a\nSPDXID: SPDXRef-a\n\
        PackageVersion: 1\n\nPackageName: b~\n";
    let yaml =
        "spdxVersion: SPDX-2.3\npackages:\n- name: a\n  SPDXID: SPDXRef-a\n  versionInfo: '1'\n- name: b~\n";
    let cargo = "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"1\"\n\n[[package]]\nname = \"b~\"\n";
    for (name, text) in [
        ("a.json", TWO.replace("機器", "b~")),
        ("a.xml", XML.replace("a &amp; b", "a").replace("機器", "b~")),
        ("a.spdx", tag_value.to_owned()),
        ("a.yaml", yaml.to_owned()),
        ("Cargo.lock", cargo.to_owned()),
        ("requirements.txt", "a==1\nb~==1\n".to_owned()),
    ] {
        for wrong in [&b"\xFF"[..], b"\x95\x69", b"\0\0\0\0"] {
            let (before, after) = text.split_once('~').unwrap();
            let bytes = [before.as_bytes(), wrong, after.as_bytes()].concat();
            let reading = crate::read(name, &bytes, &Limits::default());
            let labels: Vec<_> = reading.facts.unwrap().components.iter().map(|c| c.label()).collect();
            assert_eq!(labels.first().map(String::as_str), Some("a 1"), "{name}");
            assert!(
                !labels.iter().any(|label| label.starts_with("b ") || label == "b"),
                "{name}: {labels:?}"
            );
            assert!(reading.problems[0].remedy.en.starts_with("Only what comes before was read"), "{name}");
            assert_eq!(crate::read_whole(name, &bytes, &Limits::default()).facts, None, "{name}");
        }
    }
    for (name, bytes) in [("a.bin", &b"\x7FELF\x02\0"[..]), ("a.json", b"{\0\"\0"), ("a.json", b"\xFF{}")] {
        let reading = crate::read(name, bytes, &Limits::default());
        assert!(reading.facts.is_none() && !reading.problems.is_empty(), "{name}");
    }
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

const XML: &str = "<?xml version='1.0'?>
<bom xmlns='http://cyclonedx.org/schema/bom/1.6' version='1'><components>
<component type='library'><name>a &amp; b</name><version>1</version></component>
<component type='library'><name>機器</name><version>2</version></component></components></bom>";

#[test]
fn xml_that_is_cut_or_broken_keeps_what_came_before() {
    let (sbom, words) = read_with_words("a.xml", XML);
    assert_eq!((sbom.components[0].label().as_str(), words.len()), ("a & b 1", 0));
    let (sbom, words) = read_with_words("a.xml", &XML[..XML.find("<version>2").unwrap()]);
    assert_eq!(sbom.components.len(), 2);
    assert!(words[0].starts_with("a.xml, row 4: The XML is broken"), "{words:?}");
    let (sbom, words) = read_with_words("a.xml", &XML.replace("2</version>", "2</versio>"));
    assert_eq!((sbom.components.len(), words.len()), (2, 1));
    for end in 0..XML.len() {
        assert!(
            !crate::read("a.xml", &XML.as_bytes()[..end], &Limits::default()).problems.is_empty(),
            "{end}"
        );
    }
}

#[test]
fn xml_entities_are_not_expanded_and_depth_is_limited() {
    let bomb = XML
        .replace("<bom", "<!DOCTYPE bom [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><bom")
        .replace("機器", "x&b;");
    let (sbom, words) = read_with_words("a.xml", &bomb);
    assert_eq!(sbom.components[1].name, "x");
    assert!(words[0].contains("1 references to XML entities are not expanded"), "{words:?}");
    let deep = XML.replace("<version>2</version>", &"<x>".repeat(100_000));
    let (sbom, words) = read_with_words("a.xml", &deep);
    assert_eq!(sbom.components.len(), 2);
    assert!(words.last().unwrap().contains("deeper than 128"), "{words:?}");
    let nested = "<components><component><name>n</name>".repeat(10_000);
    let (sbom, words) = read_with_words("a.xml", &XML.replace("</components></bom>", &nested));
    assert_eq!((sbom.components.len(), words.len()), (2, 1));
}

#[test]
fn cut_and_deep_protobuf_keeps_what_came_before() {
    // Specification version 1.6, then components named a and b.
    let bytes = b"\x0A\x031.6\x2A\x03\x42\x01a\x2A\x03\x42\x01b";
    let names = |bytes: &[u8]| {
        let reading = crate::read("x", bytes, &Limits::default());
        let names =
            reading.facts.map(|sbom| sbom.components.iter().map(|c| c.name.clone()).collect::<String>());
        (names, reading.problems.len())
    };
    assert_eq!(names(bytes), (Some("ab".to_owned()), 0));
    assert_eq!(names(&bytes[..bytes.len() - 1]), (Some("a".to_owned()), 1));
    let mut deep = b"\x42\x01n".to_vec();
    for _ in 0..300 {
        let length = u8::try_from(deep.len() & 0x7F).unwrap() | 0x80;
        let rest = u8::try_from(deep.len() >> 7).unwrap();
        deep = [&[0xAA, 0x01, length, rest], &deep[..], b"\x42\x01n"].concat();
    }
    let component = [
        &[0x2A, u8::try_from(deep.len() & 0x7F).unwrap() | 0x80, u8::try_from(deep.len() >> 7).unwrap()],
        &deep[..],
    ]
    .concat();
    let reading = crate::read("x", &[&b"\x0A\x031.6"[..], &component].concat(), &Limits::default());
    assert!(reading.problems.iter().any(|it| it.what.en.contains("deeper than 128")));
}

#[test]
fn tag_value_names_what_is_no_tag_and_where_a_text_is_not_closed() {
    let text = "SPDXVersion: SPDX-2.3\nDocumentName: d\nPackageName: a\nSPDXID: SPDXRef-a\nnonsense\nPackageVersion: 1\n\
        PackageComment: <text>one\ntwo</text>\nPackageName: b\nPackageComment: <text>three";
    let (sbom, words) = read_with_words("a.spdx", text);
    let labels: Vec<_> = sbom.components.iter().map(|c| c.label()).collect();
    assert_eq!(labels, ["a 1", "b"]);
    assert!(words[0].starts_with("a.spdx, row 5: \"nonsense\" is not a line"), "{words:?}");
    assert!(words[1].starts_with("a.spdx, row 10: A <text> is not closed"), "{words:?}");
}

#[test]
fn licences_of_spdx_3_that_hold_each_other_do_not_grow_without_end() {
    let set = |nth: usize| {
        let members = vec![format!("\"urn:l{}\"", nth + 1); 500].join(",");
        format!(
            r#"{{"type":"expandedlicensing_ConjunctiveLicenseSet","spdxId":"urn:l{nth}","expandedlicensing_member":[{members}]}}"#
        )
    };
    let sets: Vec<_> = (0..16).map(set).collect();
    let text = format!(
        r#"{{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[{},
        {{"type":"software_Package","spdxId":"urn:p","name":"a"}},
        {{"type":"Relationship","spdxId":"urn:r","from":"urn:p","to":["urn:l0"],"relationshipType":"hasDeclaredLicense"}}]}}"#,
        sets.join(",")
    );
    let (sbom, _) = read_with_words("a.json", &text);
    assert!(sbom.components[0].licence.contains('…') && sbom.components[0].licence.len() < 20_000);
}

#[test]
fn one_thing_under_two_names_is_reported() {
    let text = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
        {"name": "zlib", "version": "1.3", "purl": "pkg:generic/zlib@1.3"},
        {"name": "libz", "version": "1.3", "purl": "pkg:generic/zlib@1.3"},
        {"name": "a", "hashes": [{"alg": "SHA-256", "content": "AB"}]},
        {"name": "b", "hashes": [{"alg": "SHA-256", "content": "ab"}]},
        {"name": "a", "type": "file", "hashes": [{"alg": "SHA-256", "content": "ab"}]}]}"#;
    let (sbom, words) = read_with_words("a.json", text);
    assert_eq!((sbom.components.len(), words.len()), (5, 2));
    assert!(words[0].contains("\"zlib 1.3\" and \"libz 1.3\" are one thing under two names"), "{words:?}");
    assert!(words[1].contains("\"a\" and \"b\" are one thing"), "{words:?}");
}

/// A CycloneDX document with component `a 1`, in gzip.
const PACKED: &[u8] = b"\x1F\x8B\x08\x00\x00\x00\x00\x00\x02\x03\xAB\x56\x4A\xCA\xCF\x75\xCB\x2F\xCA\x4D\x2C\x51\xB2\x52\x72\
\xAE\x4C\xCE\xC9\xCF\x4B\x75\x89\x50\xD2\x51\x2A\x2E\x48\x4D\x0E\x4B\x2D\x2A\xCE\xCC\xCF\x03\xCA\x18\xEA\x99\x01\xC5\x92\xF3\
\x73\x0B\x80\xF2\x79\x25\xC5\x4A\x56\xD1\xD5\x4A\x79\x89\xB9\xA9\x40\xB9\x44\xA0\x4C\x19\x42\xA5\x52\x6D\x6C\x2D\x00\x17\x2A\
\xED\xF7\x57\x00\x00\x00";

#[test]
fn a_packed_document_is_read_and_one_that_is_cut_is_not_whole() {
    let read = |bytes: &[u8]| crate::read_whole("bom.json.gz", bytes, &Limits::default());
    let reading = read(PACKED);
    assert_eq!((reading.facts.unwrap().components[0].label(), reading.problems.len()), ("a 1".to_owned(), 0));
    let cut = read(&PACKED[..PACKED.len() - 20]);
    assert_eq!((cut.facts, cut.problems.is_empty()), (None, false));
}

#[test]
fn a_line_of_fourteen_megabytes_is_read() {
    let component = |n| format!(r#"{{"name":"c{n}","description":"{}"}}"#, "x".repeat(1_000));
    let components = (0..14_000).map(component).collect::<Vec<_>>().join(",");
    let text = format!(r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{components}]}}"#);
    assert!(text.len() > 14_000_000);
    let (sbom, words) = read_with_words("a.json", &text);
    assert_eq!((sbom.components.len(), words.len()), (14_000, 0));
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
        for name in ["a.json", "Cargo.lock", "requirements.txt", "a.cdx", "poetry.lock", "pnpm-lock.yaml", "go.mod", "Gemfile.lock", "a.lockfile", "yarn.lock"] {
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
        // From a byte that is no text on, nothing can be read; then that is said.
        let is_cut = std::str::from_utf8(&bytes).is_err();
        prop_assert!(!is_cut || !reading.problems.is_empty());
        prop_assert!(is_cut || reading.facts.is_none_or(|sbom| sbom.components.len() >= 4));
    }
}

#[test]
fn a_break_inside_a_field_costs_that_field_alone() {
    // Version 1.6; a composition (field 9) whose content ends inside a field; then a component.
    let bytes = b"\n\x031.6\x4a\x02\x1a\x05\x2a\x11\x08\x02\x1a\x01a\x42\x04musl\x4a\x041.25";
    let document = crate::read_document("bom.cdx", bytes, &Limits::default());
    let read = crate::read("bom.cdx", bytes, &Limits::default());
    let names = |sbom: &Sbom| sbom.components.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
    assert_eq!(document.facts.map(|document| names(&document.sbom)), Some(vec!["musl".to_owned()]));
    assert_eq!(read.facts.as_ref().map(names), Some(vec!["musl".to_owned()]));
    assert!(
        document.problems.iter().any(|problem| problem.what.en.contains("broken")),
        "{:?}",
        document.problems
    );
}
