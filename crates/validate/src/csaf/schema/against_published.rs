//! Our description of the forms, held against the published JSON schemas: over every document of the committee's
//! cases, and over each of them broken in several ways, both must say the same.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::*;
use crate::testing::shared;

/// Finds the schemas that a schema refers to in the folders of an edition.
struct Folders(PathBuf);

fn schema(folder: &Path, name: &str) -> Option<Value> {
    let folders = ["json_schema", "referenced_schema/first", "referenced_schema/certcc"];
    let text = folders.iter().find_map(|inner| fs::read(folder.join(inner).join(name)).ok())?;
    let mut schema: Value = serde_json::from_slice(&text).ok()?;
    // The editions' own vocabularies differ from the draft in that formats are asserted, which is switched on below.
    let draft = schema["$schema"].as_str().unwrap_or_default();
    if !draft.starts_with("http://json-schema.org") {
        schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    }
    Some(schema)
}

impl jsonschema::Retrieve for Folders {
    fn retrieve(
        &self,
        uri: &jsonschema::Uri<String>,
    ) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        let name = uri.path().as_str().rsplit('/').next().unwrap_or_default().to_owned();
        schema(&self.0, &name).ok_or_else(|| name.into())
    }
}

fn published(folder: &Path, name: &str) -> jsonschema::Validator {
    let schema = schema(folder, name).unwrap();
    jsonschema::options()
        .with_retriever(Folders(folder.to_owned()))
        .should_validate_formats(true)
        .build(&schema)
        .unwrap()
}

/// A seeded choice of breaks (xorshift).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end.max(1)).unwrap()).unwrap()
    }
}

fn count(value: &Value) -> usize {
    let inner: usize = match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum(),
        _ => 0,
    };
    1 + inner
}

/// The value at a place in the order of a walk.
fn nth<'v>(value: &'v mut Value, left: &mut usize) -> Option<&'v mut Value> {
    if *left == 0 {
        return Some(value);
    }
    *left -= 1;
    match value {
        Value::Array(items) => items.iter_mut().find_map(|item| nth(item, left)),
        Value::Object(members) => members.values_mut().find_map(|member| nth(member, left)),
        _ => None,
    }
}

fn broken(document: &Value, chance: &mut Chance) -> Value {
    let mut document = document.clone();
    let mut at = chance.below(count(&document));
    if let Some(value) = nth(&mut document, &mut at) {
        *value = altered(value.take(), chance);
    }
    document
}

fn altered(value: Value, chance: &mut Chance) -> Value {
    match value {
        Value::Object(members) if chance.below(8) > 0 => altered_object(members, chance),
        Value::Array(mut items) if chance.below(8) > 0 => {
            match chance.below(3) {
                0 => items.clear(),
                1 => items.extend(items.first().cloned()),
                _ => drop(items.pop()),
            }
            items.into()
        }
        Value::String(text) if chance.below(8) > 0 => altered_text(&text, chance).into(),
        Value::Number(_) if chance.below(8) > 0 => {
            [json!(-1), json!(10.1), json!(0), json!(9.95), json!(3), json!(7.05), json!(1e1)]
                [chance.below(7)]
            .clone()
        }
        _ => [json!(null), json!(true), json!("x"), json!([]), json!({}), json!(1), json!(["a", "a"])]
            [chance.below(7)]
        .clone(),
    }
}

fn altered_object(mut members: Map<String, Value>, chance: &mut Chance) -> Value {
    let names: Vec<String> = members.keys().cloned().collect();
    match chance.below(4) {
        0 => drop(members.insert("unknown".to_owned(), json!("x"))),
        1 => members.clear(),
        _ if names.is_empty() => {}
        _ => drop(members.remove(&names[chance.below(names.len())])),
    }
    members.into()
}

fn altered_text(text: &str, chance: &mut Chance) -> String {
    let others = [
        "",
        " ",
        "x",
        "0",
        "1.0",
        "1.0.0-a.1",
        "10.0",
        "none",
        "LOW",
        "NOT_DEFINED",
        "vendor",
        "CWE-0",
        "CVE-2024-123",
        "en-x",
        "2024-02-30T00:00:00Z",
        "2024-01-24t10:00:00z",
        "http://a b",
        "pkg:a/b",
        "cpe:/a:b",
        "cpe:2.3:a:b:c:d:*:*:*:*:*:*:*",
        "cpe:2.3:a:b:c:d:*:*:*:e:*:*:*",
        "ssvc//.example.test$en-GB",
        "x_a.b#c/de/.a.b#c",
        "4.13.1",
        "0.5",
        "T*",
        "é",
    ];
    let mut letters: Vec<char> = text.chars().collect();
    let at = chance.below(letters.len());
    match chance.below(6) {
        0 => others[chance.below(others.len())].to_owned(),
        1 => format!("{text} "),
        2 => text.to_uppercase(),
        3 if !letters.is_empty() => {
            letters.remove(at);
            letters.into_iter().collect()
        }
        4 if !letters.is_empty() => {
            letters[at] = ['a', 'Z', '0', '-', '.', '/', ':', '*', '_', '\n'][chance.below(10)];
            letters.into_iter().collect()
        }
        _ => format!("{text}{}", ["a", "-", ":", "/", "#", "+b", "/E:P", "\\*"][chance.below(8)]),
    }
}

fn documents(folder: &Path) -> Vec<PathBuf> {
    let cases = folder.join("test/validator/data");
    let groups = fs::read_dir(cases).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let files = groups.flat_map(|group| fs::read_dir(group).unwrap().map(|entry| entry.unwrap().path()));
    let mut files: Vec<_> = files.filter(|file| !file.to_string_lossy().contains(".result.")).collect();
    files.sort();
    files
}

/// Asks both about every document and its broken twins: how many were asked, how many of them are refused, and the
/// places where the two differ.
fn compared(edition: Edition, name: &str, twins: usize) -> Option<(usize, usize, Vec<String>)> {
    let folder = shared("oasis-csaf")?.join(format!("csaf_{}", edition.name()));
    let published = published(&folder, name);
    let (mut asked, mut refused, mut differing, mut chance) = (0, 0, Vec::new(), Chance(0x5e_4150));
    for file in documents(&folder) {
        let document: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        for twin in 0..=twins {
            let document = if twin == 0 { document.clone() } else { broken(&document, &mut chance) };
            let ours = faults(edition, &document).told;
            asked += 1;
            refused += usize::from(!ours.is_empty());
            if ours.is_empty() != published.is_valid(&document) {
                let name = file.file_name().unwrap().to_string_lossy().into_owned();
                let theirs =
                    published.iter_errors(&document).map(|e| format!("{} {e}", e.instance_path())).next();
                let ours = ours.first().map(|found| format!("{} {}", found.path, found.text.en));
                differing.push(format!("{name} twin {twin} | ours {ours:?} | theirs {theirs:?}"));
            }
        }
    }
    Some((asked, refused, differing))
}

#[test]
fn csaf_2_0_is_described_as_it_is_published() {
    let Some((asked, refused, differing)) = compared(Edition::V20, "csaf_json_schema.json", 20) else {
        return;
    };
    differing.iter().for_each(|line| println!("{line}"));
    println!("schema 2.0: {asked} documents, {refused} refused, {} told apart", differing.len());
    assert_eq!(differing.len(), 0);
}

#[test]
fn csaf_2_1_is_described_as_it_is_published() {
    let Some((asked, refused, differing)) = compared(Edition::V21, "csaf.json", 20) else { return };
    differing.iter().for_each(|line| println!("{line}"));
    println!("schema 2.1: {asked} documents, {refused} refused, {} told apart", differing.len());
    assert_eq!(differing.len(), 0);
}
