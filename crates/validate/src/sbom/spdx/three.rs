//! SPDX 3.0 in JSON-LD: the model's classes, and what has to hold between elements.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use sekisho_model::{Problem, text};

use super::super::cyclonedx::json::twice;
use super::super::refs::test;
use super::super::refused;
use super::classes::{self, Ranges};
use super::rules::{self, Expressions};
use crate::form::{Form, Json, Path, notation, shown};
use crate::{Finding, Report, Test};

const FORM: &str = include_str!("../../../forms/spdx-3.form");

type Compiled = Result<Form, String>;

/// The document as a graph, and as a single element.
static FORMS: LazyLock<[Compiled; 2]> = LazyLock::new(|| {
    let edition = notation::editions(FORM).last().copied().unwrap_or_default();
    [Form::of(FORM, edition, "graph"), Form::of(FORM, edition, "item.any")]
});

/// What properties may refer to.
static RANGES: LazyLock<Ranges> = LazyLock::new(|| classes::ranges(FORM));

const CONTEXT: &str = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld";

/// Is this an SPDX 3 document?
pub(in crate::sbom) fn is_document(document: &Json<'_>) -> bool {
    match document.get("@context") {
        Some(Json::Text(context)) => context.contains("spdx.org/rdf/3"),
        Some(list) => {
            list.items().iter().filter_map(Json::text).any(|context| context.contains("spdx.org/rdf/3"))
        }
        None => false,
    }
}

/// Holds a document against the model and the rules.
pub(in crate::sbom) fn held(file_name: &str, document: Json<'_>) -> Result<Report, Box<Problem>> {
    let context = document.get("@context").and_then(Json::text).unwrap_or_default();
    if context.starts_with("https://spdx.org/rdf/") && context != CONTEXT {
        let edition =
            context.trim_start_matches("https://spdx.org/rdf/").split('/').next().unwrap_or_default();
        return Err(refused::no_such_edition(file_name, "SPDX 3", edition));
    }
    let keys = twice(&document);
    let (mut schema, document) = schema(file_name, document)?;
    let mut nodes = Nodes::default();
    nodes.look(&document, &Path::Root);
    schema.extend(nodes.of_other_classes());
    let mut tests = vec![test("schema", schema), test("rule:key-once", keys)];
    tests.extend(nodes.tests());
    Ok(Report { standard: "SPDX 3.0.1 JSON-LD".to_owned(), tests, problems: Vec::new() })
}

fn schema<'j>(file_name: &str, document: Json<'j>) -> Result<(Vec<Finding>, Json<'j>), Box<Problem>> {
    let of = |form: &'static Compiled| form.as_ref().map_err(|why| refused::broken_form(file_name, why));
    let [graph, single] = &*FORMS;
    if document.get("@graph").is_some() {
        return Ok((of(graph)?.findings(&document).into_told(), document));
    }
    // A single element has the context beside its own fields.
    let mut findings = Vec::new();
    if document.get("@context").and_then(Json::text) != Some(CONTEXT) {
        findings.push(Finding { path: "/@context".to_owned(), text: text!(ja: "@context は {CONTEXT} でなければなりません。", en: "@context has to be {CONTEXT}.") });
    }
    let Json::Object(mut fields) = document else { return Ok((findings, document)) };
    fields.retain(|(key, _)| key != "@context");
    let document = Json::Object(fields);
    findings.extend(of(single)?.findings(&document).into_told());
    Ok((findings, document))
}

/// What a document says of an id.
struct Described<'d> {
    at: String,
    digest: u64,
    class: Option<&'d str>,
}

/// A property that names an id.
struct Reference<'d> {
    at: String,
    property: &'d str,
    id: &'d str,
}

/// What a document describes, and what it refers to.
#[derive(Default)]
struct Nodes<'d> {
    /// By id: what is described.
    described: HashMap<&'d str, Described<'d>>,
    /// Ids that an external map says are described elsewhere.
    imported: Vec<&'d str>,
    referred: Vec<Reference<'d>>,
    twice: Vec<Finding>,
    expressions: Expressions,
    checksums: Vec<Finding>,
}

impl<'d> Nodes<'d> {
    fn tests(mut self) -> Vec<Test> {
        vec![
            test("rule:spdx-id", std::mem::take(&mut self.twice)),
            test("rule:relationship-ends-exist", self.dangling()),
            self.expressions.test(),
            test("rule:checksum-length", std::mem::take(&mut self.checksums)),
        ]
    }

    fn look(&mut self, value: &'d Json<'_>, at: &Path<'_>) {
        for (nth, item) in value.items().iter().enumerate() {
            self.look(item, &Path::Item(at, nth));
        }
        let field = |name: &str| value.get(name).and_then(Json::text);
        if let Some(id) = field("spdxId").or_else(|| field("@id")) {
            self.describe(id, value, at);
        }
        if let Some(id) = field("externalSpdxId") {
            self.imported.push(id);
        }
        if let Some(expression) = field("simplelicensing_licenseExpression") {
            let at = Path::Field(at, "simplelicensing_licenseExpression").pointer();
            self.expressions.hold(expression, at);
        }
        if let (Some(algorithm), Some(sum)) = (field("algorithm"), field("hashValue")) {
            rules::checksum(algorithm, sum, Path::Field(at, "hashValue").pointer(), &mut self.checksums);
        }
        for (key, inner) in value.fields() {
            let here = Path::Field(at, key);
            if RANGES.contains_key(&**key) {
                self.refer(key, inner, &here);
            }
            self.look(inner, &here);
        }
    }

    /// The same said twice is one node (JSON-LD 1.1, 3.1); two different ones under one id are not.
    fn describe(&mut self, id: &'d str, value: &'d Json<'_>, at: &Path<'_>) {
        let digest = value.digest();
        if let Some(before) = self.described.get(id) {
            if before.digest == digest {
                return;
            }
            let (id, first) = (shown(id), &before.at);
            self.twice.push(Finding {
                path: at.pointer(),
                text: text!(ja: "「{id}」は {first} でも、別の内容で記述されています。", en: "“{id}” is also described at {first}, in another way."),
            });
            return;
        }
        let class = value.get("type").and_then(Json::text);
        self.described.insert(id, Described { at: at.pointer(), digest, class });
    }

    fn refer(&mut self, property: &'d str, value: &'d Json<'_>, at: &Path<'_>) {
        match value {
            Json::Text(Cow::Borrowed(_) | Cow::Owned(_)) => {
                if let Some(id) = value.text() {
                    self.referred.push(Reference { at: at.pointer(), property, id });
                }
            }
            Json::List(items) => {
                for (nth, item) in items.iter().enumerate() {
                    self.refer(property, item, &Path::Item(at, nth));
                }
            }
            _ => {}
        }
    }

    /// A blank node has no life outside its document; an IRI has to be described here, or be said to be elsewhere.
    fn dangling(&self) -> Vec<Finding> {
        let known = |id: &str| {
            self.described.contains_key(id)
                || self.imported.contains(&id)
                || !id.contains(':')
                || id.starts_with("https://spdx.org/licenses/")
                || id.starts_with("https://spdx.org/rdf/")
        };
        let dangling = self.referred.iter().filter(|reference| !known(reference.id));
        dangling
            .map(|reference| {
                let id = shown(reference.id);
                Finding {
                    path: reference.at.clone(),
                    text: text!(
                        ja: "「{id}」は、この文書で記述されず、import でほかの文書にあるとも示されていません。",
                        en: "“{id}” is neither described in this document nor said by import to be in another."
                    ),
                }
            })
            .collect()
    }

    /// References to what is described here, but is of a class that the property does not take. The form cannot say
    /// so: it sees one object at a time.
    fn of_other_classes(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for Reference { at, property, id } in &self.referred {
            let class = self.described.get(id).and_then(|described| described.class);
            let Some(class) =
                class.filter(|class| !RANGES.get(property).is_some_and(|range| range.contains(class)))
            else {
                continue;
            };
            // Extensions are of classes of their authors' own.
            if *property == "extension" {
                continue;
            }
            let (id, class) = (shown(id), shown(class));
            findings.push(Finding {
                path: at.clone(),
                text: text!(ja: "「{id}」は {class} です。{property} が指せる種類のものではありません。", en: "“{id}” is a {class}, which is no class that {property} may refer to."),
            });
        }
        findings
    }
}
