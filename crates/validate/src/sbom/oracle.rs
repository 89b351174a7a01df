//! A second opinion: every valid CycloneDX JSON document of the public suite, changed in seeded ways, judged by the
//! published schema (through the crate `jsonschema`) and by our form. Only the verdict `schema` is compared.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::PathBuf;

use jsonschema::{Draft, Retrieve, Uri, Validator};
use sekisho_intake::Limits;
use serde_json::{Map, Value, json};

use crate::testing::shared;
use crate::{Outcome, sbom};

/// Changes of each document.
const CHANGES: usize = 80;

struct Schemas(PathBuf);

impl Retrieve for Schemas {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Value, Box<dyn Error + Send + Sync>> {
        let name = uri.as_str().rsplit('/').next().unwrap_or_default().to_owned();
        Ok(schema(&self.0.join(name)))
    }
}

/// A schema without the inner `$id`s of 1.2 and 1.3, which are fragments and confuse the resolving of references.
fn schema(file: &std::path::Path) -> Value {
    let mut schema = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    without_ids(&mut schema, false);
    schema
}

fn without_ids(value: &mut Value, names: bool) {
    match value {
        Value::Object(fields) => {
            if !names {
                fields.remove("$id");
            }
            for (key, inner) in fields.iter_mut() {
                without_ids(inner, !names && (key == "properties" || key == "definitions"));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| without_ids(item, false)),
        _ => {}
    }
}

fn oracle(folder: &std::path::Path, edition: &str) -> Validator {
    let strict = if matches!(edition, "1.2" | "1.3") { "-strict" } else { "" };
    let reference =
        json!({ "$ref": format!("http://cyclonedx.org/schema/bom-{edition}{strict}.schema.json") });
    jsonschema::options()
        .with_draft(Draft::Draft7)
        .should_validate_formats(true)
        // Without its feature `idn`, which wants much more, the crate lets every text be.
        .with_format("idn-email", |text: &str| crate::form::Format::IdnEmail.is_kept_by(text))
        .with_retriever(Schemas(folder.to_owned()))
        .build(&reference)
        .unwrap()
}

/// A small generator with a fixed seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end.max(1)).unwrap()).unwrap()
    }
}

/// Every place of a document.
fn places(value: &Value, at: &str, out: &mut Vec<String>) {
    out.push(at.to_owned());
    match value {
        Value::Object(fields) => {
            for (key, inner) in fields {
                places(inner, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), out);
            }
        }
        Value::Array(items) => {
            for (nth, inner) in items.iter().enumerate() {
                places(inner, &format!("{at}/{nth}"), out);
            }
        }
        _ => {}
    }
}

/// One change; the name of what was done.
fn change(document: &mut Value, places: &[String], dice: &mut Dice) -> &'static str {
    let place = &places[dice.below(places.len())];
    let other = document.pointer(&places[dice.below(places.len())]).cloned().unwrap();
    let names: Vec<&str> = places.iter().filter_map(|place| place.rsplit('/').next()).collect();
    let name = names[dice.below(names.len())].to_owned();
    let target = document.pointer_mut(place).unwrap();
    match (dice.below(8), target) {
        (0, Value::Object(fields)) if !fields.is_empty() => {
            let key = fields.keys().nth(dice.below(fields.len())).unwrap().clone();
            fields.remove(&key);
            "a field removed"
        }
        (1, Value::Object(fields)) => {
            fields.insert(name, other);
            "a field of another object added"
        }
        (2, Value::Object(fields)) => {
            fields.insert("unheard-of".to_owned(), json!(1));
            "an unknown field added"
        }
        (3, Value::Array(items)) if !items.is_empty() => {
            let twice = items[dice.below(items.len())].clone();
            items.push(twice);
            "an entry doubled"
        }
        (4, target @ Value::Array(_)) => {
            *target = json!([]);
            "a list emptied"
        }
        (3 | 4, Value::String(text)) => {
            text.push_str([" x", "#", "x", "%", "\n"][dice.below(5)]);
            "a text lengthened"
        }
        (5, Value::String(text)) => {
            text.clear();
            "a text emptied"
        }
        (5, target @ Value::Number(_)) => {
            *target = [json!(-1), json!(1.5), json!(0), json!(2.0)][dice.below(4)].clone();
            "another number"
        }
        (6, target) => {
            *target = other;
            "another value of the document"
        }
        (_, target) => {
            let values =
                [json!(null), json!(true), json!(3), json!("text"), json!([]), json!({}), json!(["a", "a"])];
            *target = values[dice.below(values.len())].clone();
            "another type"
        }
    }
}

fn ours(document: &Value) -> Option<bool> {
    let report = sbom::validate("x.json", &serde_json::to_vec(document).unwrap(), &Limits::default());
    report.tests.first().map(|test| test.outcome == Outcome::Pass)
}

/// The first thing that we find.
fn told(document: &Value) -> Option<String> {
    let report = sbom::validate("x.json", &serde_json::to_vec(document).unwrap(), &Limits::default());
    let finding = report.tests.first()?.findings.first()?.clone();
    Some(format!("{}: {}", finding.path, finding.text.en))
}

#[test]
fn our_form_and_the_published_schema_agree_on_changed_documents() {
    let Some(folder) = shared("cyclonedx") else { return };
    let (mut same, mut all, mut refused) = (0, 0, 0);
    let mut by_change: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    for edition in ["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"] {
        let oracle = oracle(&folder.join("schema"), edition);
        let mut files: Vec<PathBuf> = fs::read_dir(folder.join("cases").join(edition))
            .unwrap()
            .map(|file| file.unwrap().path())
            .collect();
        files.sort();
        let mut dice = Dice(0x5e_4150);
        for file in files.iter().filter(|file| file.extension().is_some_and(|found| found == "json")) {
            let document: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
            let mut all_places = Vec::new();
            places(&document, "", &mut all_places);
            for _ in 0..CHANGES {
                let mut changed = document.clone();
                let done = change(&mut changed, &all_places, &mut dice);
                // Whoever changes the edition changes the schema as well.
                if changed.get("specVersion") != Some(&json!(edition)) {
                    continue;
                }
                let (theirs, ours) = (oracle.is_valid(&changed), ours(&changed));
                all += 1;
                refused += usize::from(!theirs);
                same += usize::from(ours == Some(theirs));
                let counts = by_change.entry(done).or_default();
                counts[0] += usize::from(ours == Some(theirs));
                counts[1] += 1;
                if ours != Some(theirs) {
                    let why = oracle
                        .iter_errors(&changed)
                        .next()
                        .map(|error| format!("{}: {error}", error.instance_path()));
                    let name = file.file_name().unwrap().to_string_lossy();
                    let why = why.or_else(|| told(&changed));
                    println!(
                        "differs | {name} | {done} | published {theirs}, ours {ours:?} | {}",
                        why.unwrap_or_default()
                    );
                }
            }
        }
    }
    println!(
        "conformance | cyclonedx-form against the published schema | {same}/{all} | refused by the schema {refused} | {by_change:?}"
    );
    assert_eq!(same, all);
}

#[test]
fn places_are_those_of_the_document() {
    let mut out = Vec::new();
    let document = Value::Object(Map::from_iter([("a/b".to_owned(), json!([1]))]));
    places(&document, "", &mut out);
    assert_eq!(out, ["", "/a~1b", "/a~1b/0"]);
}

/// SPDX: what is changed, by a rule that says beforehand that the published form refuses it.
#[test]
fn seeded_faults_in_spdx_documents_are_refused() {
    let Some(folder) = shared("spdx-examples") else { return };
    let mut files = Vec::new();
    super::conformance::collect(&folder, &mut files);
    files.sort();
    let mut dice = Dice(0x5e_4150);
    let mut by_fault: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    for file in files.iter().filter(|file| file.extension().is_some_and(|found| found == "json")) {
        let document: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
        let mut all_places = Vec::new();
        places(&document, "", &mut all_places);
        for _ in 0..CHANGES {
            let mut changed = document.clone();
            let place = &all_places[dice.below(all_places.len())];
            let Some(fault) = fault(changed.pointer_mut(place).unwrap(), place, &mut dice) else { continue };
            let counts = by_fault.entry(fault).or_default();
            counts[1] += 1;
            if ours(&changed) == Some(false) {
                counts[0] += 1;
            } else {
                println!("accepted | {} | {fault} | {place}", file.display());
            }
        }
    }
    println!("conformance | spdx-form against seeded faults | {by_fault:?}");
    assert!(by_fault.len() >= 5 && by_fault.values().all(|[refused, all]| refused == all && *all > 0));
}

/// Fields that both generations ask for wherever the object may stand.
const NEEDED: &[&str] = &[
    "SPDXID",
    "name@packages",
    "downloadLocation",
    "relationshipType",
    "spdxElementId",
    "relatedSpdxElement",
    "algorithm",
    "checksumValue",
    "hashValue",
    "referenceType",
    "type",
    "spdxId",
    "creationInfo",
    "from",
    "to",
    "created",
    "createdBy",
    "specVersion",
    "key",
    "extractedText",
    "fileName",
];

fn fault(target: &mut Value, place: &str, dice: &mut Dice) -> Option<&'static str> {
    let last = place.rsplit('/').next().unwrap_or_default().to_owned();
    match (dice.below(5), target) {
        (0, Value::Object(fields)) => {
            fields.insert("unheard-of".to_owned(), json!(1));
            Some("an unknown field")
        }
        (1, Value::Object(fields)) => {
            let needed: Vec<&str> =
                NEEDED.iter().copied().filter(|name| fields.contains_key(*name)).collect();
            fields.remove(*needed.get(dice.below(needed.len()))?);
            Some("a required field removed")
        }
        (2, target @ (Value::String(_) | Value::Array(_)))
            if last != "spdxVersion" && last != "@context" && last != "@graph" =>
        {
            *target = json!(true);
            Some("a truth in place of a text or a list")
        }
        (3, Value::String(text))
            if ["relationshipType", "algorithm", "referenceCategory", "type"].contains(&&*last) =>
        {
            text.push('x');
            Some("an unknown word")
        }
        (4, target @ Value::Array(_)) if last != "@graph" => {
            *target = json!({});
            Some("an object in place of a list")
        }
        _ => None,
    }
}

/// XML: the same judged by `xmllint`, where it is installed. The schemas import each other by address, so a catalog
/// beside them says where they are.
#[test]
fn our_form_and_xmllint_agree_on_xml_documents() {
    use std::process::Command;
    let Some(folder) = shared("cyclonedx") else { return };
    if Command::new("xmllint").arg("--version").output().is_err() {
        println!("not run: xmllint is not here");
        return;
    }
    let schemas = folder.join("schema");
    let (mut same, mut all) = (0, 0);
    for edition in ["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"] {
        let mut files: Vec<PathBuf> = fs::read_dir(folder.join("cases").join(edition))
            .unwrap()
            .map(|file| file.unwrap().path())
            .collect();
        files.sort();
        for file in files.iter().filter(|file| file.extension().is_some_and(|found| found == "xml")) {
            let theirs = Command::new("xmllint")
                .env("XML_CATALOG_FILES", schemas.join("xmlcatalog.xml"))
                .args(["--nonet", "--noout", "--schema"])
                .arg(schemas.join(format!("bom-{edition}.xsd")))
                .arg(file)
                .output()
                .unwrap();
            // 3 and 4: not valid, or not to be read; 5: the schema itself could not be read.
            if theirs.status.code() == Some(5) {
                println!("not run: xmllint cannot read the schema {edition}");
                break;
            }
            let report = sbom::validate("x.xml", &fs::read(file).unwrap(), &Limits::default());
            let ours = report.problems.is_empty()
                && report.tests.first().is_some_and(|test| test.outcome == Outcome::Pass);
            all += 1;
            same += usize::from(ours == theirs.status.success());
        }
    }
    println!("conformance | cyclonedx-form against xmllint | {same}/{all}");
    assert_eq!(same, all);
}
