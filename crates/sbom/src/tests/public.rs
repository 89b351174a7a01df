//! Public documents, read in place; counts in are counts out.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::*;
use crate::testing::shared;

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
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

fn file_name(path: &Path) -> &str {
    path.file_name().unwrap().to_str().unwrap()
}

/// Components of a CycloneDX document: the one it is about, and all in lists, with those nested.
fn count_cyclonedx(document: &Value) -> usize {
    fn all(list: &Value) -> usize {
        let list = list.as_array().map_or(&[][..], Vec::as_slice);
        list.iter().map(|component| 1 + all(&component["components"])).sum()
    }
    let root = &document["metadata"]["component"];
    all(&document["components"]) + usize::from(root.is_object()) + all(&root["components"])
}

fn count(document: &Value) -> usize {
    match document["packages"].as_array() {
        Some(packages) => packages.len(),
        None => count_cyclonedx(document),
    }
}

#[test]
fn valid_cyclonedx_documents_are_read_whole_and_without_error() {
    let Some(folder) = shared("cyclonedx/cases") else { return };
    let mut documents = 0;
    for version in ["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"] {
        for path in files(&folder.join(version), ".json") {
            if !file_name(&path).starts_with("valid-") {
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            let reading = crate::read(file_name(&path), &bytes, &Limits::default());
            assert_eq!(errors(&reading), [""; 0], "{}", path.display());
            let document: Value = serde_json::from_slice(&bytes).unwrap();
            let sbom = reading.facts.unwrap();
            assert_eq!(sbom.components.len(), count(&document), "{}", path.display());
            assert_eq!(sbom.format, format!("CycloneDX {version}"));
            documents += 1;
        }
    }
    assert_eq!(documents, 218);
}

#[test]
fn invalid_cyclonedx_documents_are_read_or_refused_with_words() {
    let Some(folder) = shared("cyclonedx/cases") else { return };
    for path in files(&folder, ".json").iter().filter(|path| file_name(path).starts_with("invalid-")) {
        let bytes = std::fs::read(path).unwrap();
        let reading = crate::read(file_name(path), &bytes, &Limits::default());
        match reading.facts {
            Some(sbom) => {
                let document: Value = serde_json::from_slice(&bytes).unwrap();
                assert_eq!(sbom.components.len(), count(&document), "{}", path.display());
            }
            None => assert!(!reading.problems.is_empty(), "{}", path.display()),
        }
    }
}

#[test]
fn spdx_2_documents_are_read_whole() {
    let Some(examples) = shared("spdx-examples") else { return };
    let Some(real) = shared("trustify-testdata/spdx") else { return };
    let mut documents = 0;
    for path in files(&examples, ".json").into_iter().chain(files(&real, ".json")) {
        let bytes = std::fs::read(&path).unwrap();
        let document: Value = serde_json::from_slice(&bytes).unwrap();
        let reading = crate::read(file_name(&path), &bytes, &Limits::default());
        if document["spdxVersion"].is_null() {
            let graph = document["@graph"].as_array().unwrap().iter();
            let packages = graph.filter(|e| e["type"].as_str().is_some_and(|kind| kind.ends_with("Package")));
            assert_eq!(reading.facts.unwrap().components.len(), packages.count(), "{}", path.display());
            continue;
        }
        let sbom = reading.facts.unwrap();
        assert_eq!(sbom.components.len(), count(&document), "{}", path.display());
        documents += 1;
    }
    assert!(documents >= 20, "only {documents}");
}

#[test]
fn real_cyclonedx_documents_are_read_whole() {
    let Some(folder) = shared("trustify-testdata/cyclonedx") else { return };
    for path in files(&folder, ".json") {
        let bytes = std::fs::read(&path).unwrap();
        let document: Value = serde_json::from_slice(&bytes).unwrap();
        let reading = crate::read(file_name(&path), &bytes, &Limits::default());
        let sbom = reading.facts.unwrap();
        assert_eq!(sbom.components.len(), count(&document), "{}", path.display());
    }
}
