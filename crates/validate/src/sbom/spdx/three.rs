//! SPDX 3.0 in JSON-LD: the model's classes, and what has to hold between elements.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use sekisho_model::{Problem, text};

use super::super::cyclonedx::json::twice;
use super::super::refs::test;
use super::super::refused;
use super::rules;
use crate::form::{Form, Json, Path, notation, shown};
use crate::{Finding, Report, Test};

const FORM: &str = include_str!("../../../forms/spdx-3.form");

type Compiled = Result<Form, String>;

/// The document as a graph, and as a single element.
static FORMS: LazyLock<[Compiled; 2]> = LazyLock::new(|| {
    let edition = notation::editions(FORM).last().copied().unwrap_or_default();
    [Form::of(FORM, edition, "graph"), Form::of(FORM, edition, "item.any")]
});

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
    let (schema, document) = schema(file_name, document)?;
    let mut tests = vec![test("schema", schema), test("rule:key-once", keys)];
    tests.extend(rules_of(&document));
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

fn rules_of(document: &Json<'_>) -> Vec<Test> {
    let mut nodes = Nodes::default();
    nodes.look(document, &Path::Root);
    vec![
        test("rule:spdx-id", std::mem::take(&mut nodes.twice)),
        test("rule:relationship-ends-exist", nodes.dangling()),
        test("rule:licence-expression", std::mem::take(&mut nodes.expressions)),
        test("rule:checksum-length", std::mem::take(&mut nodes.checksums)),
    ]
}

/// What a document describes, and what it refers to.
#[derive(Default)]
struct Nodes<'d> {
    /// By id: where it is described, and what it says.
    described: HashMap<&'d str, (String, u64)>,
    /// Ids that an external map says are described elsewhere.
    imported: Vec<&'d str>,
    referred: Vec<(String, &'d str)>,
    twice: Vec<Finding>,
    expressions: Vec<Finding>,
    checksums: Vec<Finding>,
}

/// Properties whose value refers to another element or node.
const REFERRING: &[&str] = &[
    "createdBy",
    "createdUsing",
    "creationInfo",
    "from",
    "to",
    "element",
    "rootElement",
    "subject",
    "originatedBy",
    "suppliedBy",
    "definingArtifact",
    "software_snippetFromFile",
    "security_assessedElement",
    "verifiedUsing",
    "expandedlicensing_member",
    "expandedlicensing_subjectLicense",
    "expandedlicensing_subjectExtendableLicense",
    "expandedlicensing_subjectAddition",
    "dataLicense",
    "externalIdentifier",
    "externalRef",
    "import",
    "namespaceMap",
];

impl<'d> Nodes<'d> {
    fn look(&mut self, value: &'d Json<'_>, at: &Path<'_>) {
        for (nth, item) in value.items().iter().enumerate() {
            self.look(item, &Path::Item(at, nth));
        }
        let field = |name: &str| value.get(name).and_then(Json::text);
        if let Some(id) = field("spdxId").or_else(|| field("@id")) {
            self.describe(id, value.digest(), at);
        }
        if let Some(id) = field("externalSpdxId") {
            self.imported.push(id);
        }
        if let Some(expression) = field("simplelicensing_licenseExpression") {
            let at = Path::Field(at, "simplelicensing_licenseExpression").pointer();
            rules::expression(expression, at, &mut self.expressions);
        }
        if let (Some(algorithm), Some(sum)) = (field("algorithm"), field("hashValue")) {
            rules::checksum(algorithm, sum, Path::Field(at, "hashValue").pointer(), &mut self.checksums);
        }
        for (key, inner) in value.fields() {
            let here = Path::Field(at, key);
            if REFERRING.contains(&&**key) {
                self.refer(inner, &here);
            }
            self.look(inner, &here);
        }
    }

    /// The same said twice is one node (JSON-LD 1.1, 3.1); two different ones under one id are not.
    fn describe(&mut self, id: &'d str, digest: u64, at: &Path<'_>) {
        if let Some((first, said)) = self.described.get(id) {
            if *said == digest {
                return;
            }
            let id = shown(id);
            self.twice.push(Finding {
                path: at.pointer(),
                text: text!(ja: "「{id}」は {first} でも、別の内容で記述されています。", en: "“{id}” is also described at {first}, in another way."),
            });
            return;
        }
        self.described.insert(id, (at.pointer(), digest));
    }

    fn refer(&mut self, value: &'d Json<'_>, at: &Path<'_>) {
        match value {
            Json::Text(Cow::Borrowed(_) | Cow::Owned(_)) => {
                if let Some(id) = value.text() {
                    self.referred.push((at.pointer(), id));
                }
            }
            Json::List(items) => {
                for (nth, item) in items.iter().enumerate() {
                    self.refer(item, &Path::Item(at, nth));
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
        let dangling = self.referred.iter().filter(|(_, id)| !known(id));
        dangling
            .map(|(at, id)| {
                let id = shown(id);
                Finding {
                    path: at.clone(),
                    text: text!(
                        ja: "「{id}」は、この文書で記述されず、import でほかの文書にあるとも示されていません。",
                        en: "“{id}” is neither described in this document nor said by import to be in another."
                    ),
                }
            })
            .collect()
    }
}
