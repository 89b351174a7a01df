//! CycloneDX in JSON.

use std::sync::LazyLock;

use sekisho_model::{Problem, text};

use super::super::refs::{From, Refs, test};
use super::super::refused;
use crate::form::{Editions, Form, Json, Path, shown};
use crate::{Finding, Report};

/// The object model, and the licence identifiers that it lets a licence be named by.
const FORM: &str = concat!(
    include_str!("../../../forms/cyclonedx-json.form"),
    include_str!("../../../forms/licence-ids.form")
);

static FORMS: LazyLock<Editions<Form>> =
    LazyLock::new(|| Editions::of(FORM, |edition| Form::of(FORM, edition, "bom")));

/// Holds a document against the form of its edition and the rules.
pub(in crate::sbom) fn held(
    file_name: &str,
    document: &Json<'_>,
    edition: &str,
) -> Result<Report, Box<Problem>> {
    let (edition, form) = refused::unless_known(file_name, "CycloneDX (JSON)", edition, &FORMS)?;
    let mut tests =
        vec![test("schema", form.findings(document).into_told()), test("rule:key-once", twice(document))];
    tests.extend(refs(document).tests());
    Ok(Report { standard: format!("CycloneDX {edition} JSON"), tests, problems: Vec::new() })
}

/// Keys that stand twice in one object.
pub(in crate::sbom) fn twice(document: &Json<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    look_for_twice(document, &Path::Root, &mut findings);
    findings
}

fn look_for_twice(value: &Json<'_>, at: &Path<'_>, findings: &mut Vec<Finding>) {
    for (nth, item) in value.items().iter().enumerate() {
        look_for_twice(item, &Path::Item(at, nth), findings);
    }
    let fields = value.fields();
    for (nth, (key, inner)) in fields.iter().enumerate() {
        let here = Path::Field(at, key);
        // Objects of a BOM have few fields; a long one is sorted first.
        if fields.len() <= 32 && fields.iter().take(nth).any(|(earlier, _)| earlier == key) {
            findings.push(key_twice(&here, key));
        }
        look_for_twice(inner, &here, findings);
    }
    if fields.len() > 32 {
        let mut keys: Vec<&str> = fields.iter().map(|(key, _)| &**key).collect();
        keys.sort_unstable();
        let pairs = keys.windows(2).filter(|pair| pair[0] == pair[1]);
        findings.extend(pairs.map(|pair| key_twice(&Path::Field(at, pair[0]), pair[0])));
    }
}

fn key_twice(at: &Path<'_>, key: &str) -> Finding {
    let key = shown(key);
    Finding {
        path: at.pointer(),
        text: text!(ja: "項目名「{key}」が二度現れます。読む側によって採る値が変わります。", en: "The key “{key}” stands twice; which one counts differs from reader to reader."),
    }
}

/// What the BOM names and refers to.
fn refs<'d>(document: &'d Json<'_>) -> Refs<'d> {
    let mut refs = Refs::numbered(document.get("serialNumber").and_then(Json::text));
    for (key, value) in document.fields() {
        names(value, &Path::Field(&Path::Root, key), key == "formulation", &mut refs);
    }
    let under = |key: &str| document.get(key).map(Json::items).unwrap_or_default().iter().enumerate();
    for (nth, one) in under("dependencies") {
        let at = format!("/dependencies/{nth}");
        referring(one, &at, From::Dependency, &["ref", "dependsOn", "provides"], &mut refs);
    }
    for (nth, one) in under("compositions") {
        let at = format!("/compositions/{nth}");
        referring(one, &at, From::Composition, &["assemblies", "dependencies", "vulnerabilities"], &mut refs);
    }
    for (nth, one) in under("vulnerabilities") {
        for (affected, target) in one.get("affects").map(Json::items).unwrap_or_default().iter().enumerate() {
            let at = format!("/vulnerabilities/{nth}/affects/{affected}");
            referring(target, &at, From::Affects, &["ref"], &mut refs);
        }
    }
    for (nth, one) in under("annotations") {
        referring(one, &format!("/annotations/{nth}"), From::Subject, &["subjects"], &mut refs);
    }
    refs
}

fn names<'d>(value: &'d Json<'_>, at: &Path<'_>, formulation: bool, refs: &mut Refs<'d>) {
    for (nth, item) in value.items().iter().enumerate() {
        names(item, &Path::Item(at, nth), formulation, refs);
    }
    for (key, inner) in value.fields() {
        let here = Path::Field(at, key);
        match inner {
            Json::Text(name) if key == "bom-ref" => refs.name(&**name, here.pointer(), formulation),
            _ => names(inner, &here, formulation, refs),
        }
    }
}

/// Fields that refer by one name or by a list of names.
fn referring<'d>(value: &'d Json<'_>, at: &str, from: From, fields: &[&str], refs: &mut Refs<'d>) {
    for field in fields {
        match value.get(field) {
            Some(Json::Text(name)) => refs.refer(from, &**name, format!("{at}/{field}")),
            Some(Json::List(list)) => {
                for (nth, name) in list.iter().enumerate() {
                    if let Json::Text(name) = name {
                        refs.refer(from, &**name, format!("{at}/{field}/{nth}"));
                    }
                }
            }
            _ => {}
        }
    }
}
