//! The public suites, counted: each prints `conformance | suite | passed | total` and every miss with its reason,
//! and holds the count that was reached.

use std::path::{Path, PathBuf};

use super::textproto::Schema;
use super::*;
use crate::Document;
use crate::testing::shared;

/// A suite while it is counted.
struct Suite {
    name: &'static str,
    passed: usize,
    total: usize,
}

impl Suite {
    fn new(name: &'static str) -> Self {
        Self { name, passed: 0, total: 0 }
    }

    fn case(&mut self, name: &str, outcome: Result<(), String>) {
        self.total += 1;
        match outcome {
            Ok(()) => self.passed += 1,
            Err(why) => println!("conformance miss | {} | {name} | {why}", self.name),
        }
    }

    fn close(self) -> (usize, usize) {
        println!("conformance | {} | {} | {}", self.name, self.passed, self.total);
        (self.passed, self.total)
    }
}

pub(super) fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            found.extend(files(&entry, ending));
        } else if entry.to_string_lossy().ends_with(ending) {
            found.push(entry);
        }
    }
    found.sort();
    found
}

pub(super) fn file_name(path: &Path) -> &str {
    path.file_name().unwrap().to_str().unwrap()
}

/// A document read without any error, and the same by the way that keeps identities only.
fn whole(name: &str, bytes: &[u8]) -> Result<Document, String> {
    let reading = crate::read_document(name, bytes, &Limits::default());
    let errors: Vec<_> = reading
        .problems
        .iter()
        .filter(|problem| problem.gravity == Gravity::Error)
        .map(|problem| problem.in_lang(Lang::En))
        .collect();
    let document = reading.facts.ok_or_else(|| format!("nothing was read: {errors:?}"))?;
    if !errors.is_empty() {
        return Err(format!("{errors:?}"));
    }
    let plain = crate::read_whole(name, bytes, &Limits::default());
    if plain.facts.as_ref() != Some(&document.sbom) || plain.problems != reading.problems {
        return Err("an import reads it otherwise".to_owned());
    }
    if document.details.len() != document.sbom.components.len() {
        return Err("details do not go with components".to_owned());
    }
    Ok(document)
}

/// Two encodings of one document: the first thing in which they differ.
fn same(one: &Document, other: &Document) -> Result<(), String> {
    let lines = |document: &Document| -> Vec<String> {
        let sbom = &document.sbom;
        let facts = [format!("{} {:?} {:?} {}", sbom.name, sbom.version, sbom.created, sbom.format)];
        let components = sbom.components.iter().map(|component| format!("{component:#?}"));
        let details = document.details.iter().map(|details| format!("{details:#?}"));
        let relations = document.relations.iter().map(|relation| format!("{relation:?}"));
        let all =
            facts.into_iter().chain(components).chain(edges(sbom)).chain([format!("{:#?}", document.head)]);
        let all: Vec<String> = all.chain(details).chain(relations).collect();
        all.join("\n").lines().map(str::to_owned).collect()
    };
    let (one, other) = (lines(one), lines(other));
    if let Some((one, other)) = one.iter().zip(&other).find(|(one, other)| one != other) {
        return Err(format!("{} / {}", one.trim(), other.trim()));
    }
    if one.len() == other.len() { Ok(()) } else { Err("one says more".to_owned()) }
}

/// Twins that were opened, every difference of them, and say different things themselves: name without version, encoding, the file
/// that stands apart from the other or from the specification, and how.
#[rustfmt::skip] // a table
const DIFFERENT: &[(&str, &str, &str)] = &[
    ("valid-bom", "xml", "neither is at fault: other times, and other components"),
    ("valid-bom", "textproto", "the textproto: its time is in 2070"),
    ("valid-citations", "textproto", "the textproto: its time is 2 h 40 min later"),
    ("valid-component-external-with-version", "xml", "neither is at fault: Windows in one, Ubuntu in the other"),
    ("valid-component-ref", "xml", "neither is at fault: the XML has a third component"),
    ("valid-compositions", "xml", "neither is at fault: the library is 2.0 in one, 3.0 in the other"),
    ("valid-cryptography-certificate-advanced", "textproto", "neither is at fault: another serial number"),
    ("valid-cryptography-full-deprecated", "textproto", "the textproto: it calls itself 1.6 among files of 1.7"),
    ("valid-cryptography-implementation", "textproto", "neither is at fault: another name, serial number and time"),
    ("valid-cryptography-implementation", "xml", "neither is at fault: other components"),
    ("valid-dependency", "xml", "neither is at fault: other names, and a name twice in the XML"),
    ("valid-external-reference", "xml", "neither is at fault: a publisher in the JSON only, another digest"),
    ("valid-license-choice", "xml", "neither is at fault: a purl in the XML only"),
    ("valid-license-declared-concluded-mix", "xml", "the XML: it leaves version unsaid, which the schema then takes for 1; what is not said is kept as not said"),
    ("valid-license-expression-with-text", "xml", "the XML: a description is a normalizedString, which can't hold the JSON's line breaks; it indents them"),
    ("valid-license-expression", "xml", "neither is at fault: another type of component, with purl and digests in the XML only"),
    ("valid-license-id", "xml", "neither is at fault: another type of component, with purl and digests in the XML only"),
    ("valid-license-name", "xml", "neither is at fault: another type of component, with purl and digests in the XML only"),
    ("valid-machine-learning", "textproto", "neither is at fault: a description in the JSON only"),
    ("valid-machine-learning", "xml", "neither is at fault: a publisher in the XML only"),
    ("valid-metadata-timestamp", "textproto", "the textproto: its time is in 2070"),
    ("valid-metadata-timestamp", "xml", "neither is at fault: another time"),
    ("valid-patent", "textproto", "the textproto: it has neither spec_version, which is required, nor serial number and version"),
    ("valid-properties", "xml", "neither is at fault: a second property in the XML only"),
    ("valid-saasbom", "textproto", "the textproto: its time is in 2070"),
    ("valid-service", "xml", "neither is at fault: a publisher in the JSON only"),
];

/// Two encodings of one document: the same, or known to be two documents.
fn agree(path: &Path, one: &Document, other: &Document) -> Result<(), String> {
    let stem = path.file_stem().and_then(std::ffi::OsStr::to_str).unwrap();
    let name = VERSIONS.iter().find_map(|version| stem.strip_suffix(&format!("-{version}"))).unwrap_or(stem);
    let encoding = path.extension().and_then(std::ffi::OsStr::to_str).unwrap();
    let row = DIFFERENT.iter().find(|(row, of, _)| (*row, *of) == (name, encoding));
    match (same(one, other), row) {
        (Err(first), Some((.., why))) => Err(format!("the files differ ({why}): {first}")),
        (Err(first), None) => panic!("{stem}.{encoding}: {first}"),
        // Of one name, not every version must differ.
        (Ok(()), _) => Ok(()),
    }
}

const VERSIONS: [&str; 6] = ["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"];

#[test]
fn cyclonedx_is_read_in_every_encoding_and_the_encodings_say_the_same() {
    let Some(folder) = shared("cyclonedx") else { return };
    let (mut json, mut xml) = (Suite::new("cyclonedx/read-json"), Suite::new("cyclonedx/read-xml"));
    let mut wire = Suite::new("cyclonedx/read-proto");
    let mut twins = Suite::new("cyclonedx/twins");
    for version in VERSIONS {
        let cases = folder.join("cases").join(version);
        let valid = |path: &PathBuf| file_name(path).starts_with("valid-");
        for path in files(&cases, ".json").iter().filter(|path| valid(path)) {
            let outcome = whole(file_name(path), &std::fs::read(path).unwrap()).map(|_| ());
            json.case(file_name(path), outcome);
        }
        let twin = |path: &Path| {
            let twin = path.with_extension("json");
            std::fs::read(&twin).ok().map(|bytes| whole("bom.cdx", &bytes))
        };
        for path in files(&cases, ".xml").iter().filter(|path| valid(path)) {
            let read = whole("bom.cdx", &std::fs::read(path).unwrap());
            if let (Some(twin), Ok(document)) = (twin(path), &read) {
                twins.case(file_name(path), twin.and_then(|twin| agree(path, document, &twin)));
            }
            xml.case(file_name(path), read.map(|_| ()));
        }
        let schema = std::fs::read_to_string(folder.join(format!("schema/bom-{version}.proto")));
        let Ok(schema) = schema.map(|text| Schema::parse(&text)) else { continue };
        for path in files(&cases, ".textproto").iter().filter(|path| valid(path)) {
            let bytes = schema.encode(&std::fs::read_to_string(path).unwrap());
            let read = whole("bom.cdx", &bytes);
            if let (Some(twin), Ok(document)) = (twin(path), &read) {
                twins.case(file_name(path), twin.and_then(|twin| agree(path, document, &twin)));
            }
            wire.case(file_name(path), read.map(|_| ()));
        }
    }
    assert_eq!(json.close(), (218, 218));
    assert_eq!(xml.close(), (232, 232));
    assert_eq!(wire.close(), (193, 193));
    // None is left without a reason that lies in the files: what differs was opened and stands in `DIFFERENT`.
    assert_eq!(twins.close(), (347, 407));
}

/// SPDX documents of version 2, or of version 3.
fn spdx(folder: &Path, is_third: bool) -> Vec<PathBuf> {
    let mut all = files(folder, ".json");
    all.extend(files(folder, ".spdx"));
    all.retain(|path| {
        let text = std::fs::read_to_string(path).unwrap();
        text.contains("spdxVersion") != is_third && !text.starts_with("SPDXVersion")
            || text.starts_with("SPDXVersion") && !is_third
    });
    all.sort();
    all
}

#[test]
fn spdx_is_read_in_both_generations() {
    let Some(folder) = shared("spdx-examples") else { return };
    for (name, is_third, expected) in [("spdx-2/read", false, (30, 30)), ("spdx-3/read", true, (26, 26))] {
        let mut suite = Suite::new(name);
        for path in spdx(&folder, is_third) {
            let read = whole("a", &std::fs::read(&path).unwrap());
            suite.case(file_name(&path), read.map(|_| ()));
        }
        assert_eq!(suite.close(), expected);
    }
}

/// What two generations of SPDX say of their packages. Converters sort the terms of a licence anew.
fn packages(document: &Document) -> Vec<String> {
    let licence = |words: &str| {
        let mut terms: Vec<_> =
            words.split(" AND ").map(|term| term.trim_matches(['(', ')']).to_owned()).collect();
        terms.sort();
        terms.join(" AND ")
    };
    let line = |c: &sekisho_model::Component| {
        let purl = c.purl.as_ref().map(ToString::to_string);
        format!("{} {purl:?} {} {} {:?} {:?}", c.label(), c.supplier, licence(&c.licence), c.hashes, c.cpes)
    };
    let mut all: Vec<_> = document.sbom.components.iter().map(line).collect();
    all.sort();
    all
}

/// How they relate.
fn relations(document: &Document) -> Vec<String> {
    let label = |place: u32| document.sbom.components[place as usize].label();
    let relations =
        document.relations.iter().map(|r| format!("{} {} {}", label(r.from), r.kind, label(r.to)));
    let mut all: Vec<String> = edges(&document.sbom).into_iter().chain(relations).collect();
    all.sort();
    all
}

fn compared(one: &[String], other: &[String]) -> Result<(), String> {
    let only = |of: &[String], other: &[String]| of.iter().find(|line| !other.contains(line)).cloned();
    match (only(one, other), only(other, one)) {
        (None, None) => Ok(()),
        (one, other) => Err(format!("{one:?} / {other:?}")),
    }
}

#[test]
fn spdx_documents_in_both_generations_say_the_same() {
    let Some(folder) = shared("spdx-examples") else { return };
    let (mut suite, mut related) = (Suite::new("spdx/twins"), Suite::new("spdx/twins-relations"));
    let seconds = spdx(&folder, false);
    for third in spdx(&folder, true) {
        let stem = |path: &Path| file_name(path).split('.').next().unwrap().to_owned();
        let example = |path: &Path| path.ancestors().nth(2).unwrap().to_owned();
        let twin = seconds.iter().find(|second| {
            let near = third.parent() == second.parent() || example(&third) == example(second);
            let named = stem(&third) == stem(second);
            near && (named || seconds.iter().filter(|other| example(other) == example(second)).count() == 1)
        });
        let Some(twin) = twin else { continue };
        let both = [twin, &third].map(|path| whole("a", &std::fs::read(path).unwrap()));
        let name = third.strip_prefix(&folder).unwrap().to_str().unwrap();
        let [Ok(second), Ok(third)] = both else { panic!("{name}") };
        suite.case(name, compared(&packages(&second), &packages(&third)));
        related.case(name, compared(&relations(&second), &relations(&third)));
    }
    // What misses was looked at: the files themselves differ in what they say.
    assert_eq!((suite.close(), related.close()), ((17, 22), (18, 22)));
}

#[test]
fn real_documents_are_read() {
    let Some(folder) = shared("trustify-testdata") else { return };
    let mut suite = Suite::new("trustify");
    for path in files(&folder, ".json") {
        let read = whole(file_name(&path), &std::fs::read(&path).unwrap());
        suite.case(file_name(&path), read.map(|_| ()));
    }
    assert_eq!(suite.close(), (20, 20));
}
