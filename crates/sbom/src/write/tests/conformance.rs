//! Whatever can be read from the public suites is written in every form and held against the published schemas.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::*;
use crate::testing::shared;

/// Every public document that gives one, with its name.
pub(crate) fn documents() -> Option<Vec<(String, Document)>> {
    let root = shared("cyclonedx")?.parent()?.to_owned();
    let mut documents =
        vec![("sample".to_owned(), sample::document()), ("overfull".to_owned(), sample::overfull())];
    for folder in ["cyclonedx/cases", "spdx-examples", "trustify-testdata"] {
        let mut paths = Vec::new();
        files(&root.join(folder), &mut paths);
        paths.sort();
        for path in paths {
            let name = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
            if name.contains("/invalid-") || name.contains("/skip_") {
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            if let Some(document) = crate::read_document(&name, &bytes, &Limits::default()).facts {
                documents.push((name, document));
            }
        }
    }
    Some(documents)
}

/// Values that are hard to write, each in every text field of a component and of the document.
pub(crate) fn nasty() -> Vec<(String, Document)> {
    let values = [
        " ",
        "\n",
        "a b",
        "<&>\"'",
        "]]>",
        "</text>",
        "日本語　",
        "\u{0}\u{1f}",
        "http://[bad",
        "mailto:",
        "::",
        "%zz",
        "\\u0000",
        "😀",
        "#",
        "urn:uuid:",
        "LicenseRef-",
        "MIT AND",
        "NONE",
        "-1",
        "a@b",
        "pkg:",
        "cpe:2.3:a",
    ];
    values.iter().map(|value| (format!("nasty {value:?}"), filled_with(value))).collect()
}

fn filled_with(value: &str) -> Document {
    let mut document = sample::overfull();
    let text = value.to_owned();
    let component = &mut document.sbom.components[3];
    for field in [&mut component.name, &mut component.group, &mut component.supplier, &mut component.licence]
    {
        field.clone_from(&text);
    }
    component.version = sekisho_model::Stated::Known(text.clone());
    component.cpes = vec![text.clone()];
    component.hashes.insert("SHA-256".to_owned(), text.clone());
    component.hashes.insert(text.clone(), "ab".repeat(32));
    let details = &mut document.details[3];
    for field in [
        &mut details.reference,
        &mut details.description,
        &mut details.publisher,
        &mut details.copyright,
        &mut details.file_name,
        &mut details.scope,
    ] {
        field.clone_from(&text);
    }
    let party = crate::Party { name: text.clone(), is_person: true, mail: text.clone(), url: text.clone() };
    details.authors = vec![party.clone()];
    details.supplier = Some(party.clone());
    details.manufacturer = Some(party.clone());
    details.licences[1].words.clone_from(&text);
    details.licences[1].more.clone_from(&text);
    details.links[1].url.clone_from(&text);
    details.links[1].kind.clone_from(&text);
    details.links[1].comment.clone_from(&text);
    details.properties[0] = (text.clone(), text.clone());
    details.identifiers =
        ["swid", "swhid", "omnibor", value].map(|kind| (kind.to_owned(), text.clone())).to_vec();
    details.purposes = vec![text.clone(), text.clone()];
    let head = &mut document.head;
    head.authors.push(party.clone());
    head.supplier = Some(party.clone());
    head.manufacturer = Some(party);
    for field in [&mut head.serial, &mut head.revision, &mut head.data_licence] {
        field.clone_from(&text);
    }
    head.tools.push(text.clone());
    head.lifecycles.push(text.clone());
    head.links[0].url.clone_from(&text);
    document
}

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            files(&entry, into);
        } else {
            into.push(entry);
        }
    }
}

/// Schemas that refer to each other by file name.
struct Folder(PathBuf);

impl jsonschema::Retrieve for Folder {
    fn retrieve(
        &self,
        uri: &jsonschema::Uri<String>,
    ) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        let name = uri.as_str().rsplit('/').next().unwrap_or_default().to_owned();
        Ok(serde_json::from_slice(&std::fs::read(self.0.join(name))?)?)
    }
}

#[test]
fn json_that_is_written_is_valid_by_the_published_schemas() {
    let (Some(folder), Some(documents)) = (shared("cyclonedx/schema"), documents()) else { return };
    let documents: Vec<_> = documents.into_iter().chain(nasty()).collect();
    let (mut passed, mut total) = (0, 0);
    for edition in Edition::ALL {
        let path = folder.join(format!("bom-{}.schema.json", edition.number()));
        let schema: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let validator = jsonschema::options().with_retriever(Folder(folder.clone())).build(&schema).unwrap();
        for (name, document) in &documents {
            total += 1;
            let written = write(document, Format::CycloneDxJson(edition), now());
            let value: Value = serde_json::from_slice(&written.bytes).unwrap();
            match validator.iter_errors(&value).next() {
                None => passed += 1,
                Some(error) => {
                    let why = error.to_string();
                    println!(
                        "conformance miss | sbom/written-valid | {name} as {} | {} at {}",
                        edition.number(),
                        why.chars().take(300).collect::<String>(),
                        error.instance_path()
                    );
                }
            }
        }
    }
    println!("conformance | sbom/written-valid | {passed} | {total}");
    assert_eq!((passed, total), (total, total));
}

#[test]
fn xml_that_is_written_is_valid_by_the_published_schemas() {
    let (Some(folder), Some(documents)) = (shared("cyclonedx/schema"), documents()) else { return };
    if Command::new("xmllint").arg("--version").output().is_err() {
        println!("not run: xmllint is not here; XML is held against our own reader only");
        return;
    }
    let scratch = std::env::temp_dir().join(format!("sekisho-written-xml-{}", std::process::id()));
    std::fs::create_dir_all(&scratch).unwrap();
    let (mut passed, mut total) = (0, 0);
    for edition in Edition::ALL {
        let schema = folder.join(format!("bom-{}.xsd", edition.number()));
        for (nth, (name, document)) in documents.iter().enumerate() {
            total += 1;
            let path = scratch.join(format!("{nth}.xml"));
            std::fs::write(&path, write(document, Format::CycloneDxXml(edition), now()).bytes).unwrap();
            let mut run = Command::new("xmllint");
            let run = run.args(["--nonet", "--noout", "--schema"]).arg(&schema).arg(&path);
            let output = run.env("XML_CATALOG_FILES", folder.join("xmlcatalog.xml")).output().unwrap();
            if output.status.success() {
                passed += 1;
            } else {
                let why =
                    String::from_utf8_lossy(&output.stderr).lines().next().unwrap_or_default().to_owned();
                println!(
                    "conformance miss | sbom/written-valid-xml | {name} as {} | {why}",
                    edition.number()
                );
            }
        }
    }
    std::fs::remove_dir_all(&scratch).unwrap();
    println!("conformance | sbom/written-valid-xml | {passed} | {total}");
    assert_eq!(passed, total);
}
