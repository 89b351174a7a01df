//! SPDX 2.2 and 2.3: the form, and what the specification says in words.

mod externals;
mod files;
mod locations;
mod ranges;
mod relations;

use std::collections::HashSet;
use std::sync::LazyLock;

use sekisho_intake::Limits;
use sekisho_model::{Problem, Text, text};

use super::super::cyclonedx::json::twice;
use super::super::refs::test;
use super::super::refused;
use super::rules::{self, Expressions};
use super::{agents, tag_value, yaml};
use crate::form::{Editions, Form, Json, shown};
use crate::{Finding, Report, Test};

const FORM: &str = include_str!("../../../forms/spdx-2.form");

static FORMS: LazyLock<Editions<Form>> =
    LazyLock::new(|| Editions::of(FORM, |edition| Form::of(FORM, edition, "document")));

/// Is this text a tag-value document?
pub(in crate::sbom) fn is_tag_value(text: &str) -> bool {
    text.split(['\n', '\r']).any(|line| line.trim_start().starts_with("SPDXVersion:"))
}

/// Holds a tag-value document against the form of its edition and the rules.
pub(in crate::sbom) fn held_tag_value(file_name: &str, text: &str) -> Result<Report, Box<Problem>> {
    let (document, unplaced) = tag_value::read(text);
    report(file_name, "tag-value", &document, unplaced)
}

/// Is this text YAML?
pub(in crate::sbom) fn is_yaml(text: &str) -> bool {
    yaml::is_document(text)
}

/// Holds a YAML document against the form of its edition and the rules.
pub(in crate::sbom) fn held_yaml(
    file_name: &str,
    text: &str,
    limits: &Limits,
) -> Result<Report, Box<Problem>> {
    let document = yaml::read(text, limits)
        .map_err(|(line, why)| refused::unreadable(file_name, "YAML", Some(line), &why))?;
    report(file_name, "YAML", &document, Vec::new())
}

/// Holds a JSON document against the form of its edition and the rules.
pub(in crate::sbom) fn held(file_name: &str, document: &Json<'_>) -> Result<Report, Box<Problem>> {
    report(file_name, "JSON", document, Vec::new())
}

fn report(
    file_name: &str,
    encoding: &str,
    document: &Json<'_>,
    mut schema: Vec<Finding>,
) -> Result<Report, Box<Problem>> {
    let claimed = document.get("spdxVersion").and_then(Json::text).unwrap_or_default();
    let edition = claimed.strip_prefix("SPDX-").unwrap_or(claimed);
    let (edition, form) = refused::unless_known(file_name, "SPDX 2", edition, &FORMS)?;
    schema.extend(form.findings(document).into_told());
    let mut tests = vec![test("schema", schema), test("rule:key-once", twice(document))];
    tests.extend(rules_of(document, edition));
    Ok(Report { standard: format!("SPDX {edition} {encoding}"), tests, problems: Vec::new() })
}

fn rules_of(document: &Json<'_>, edition: &str) -> Vec<Test> {
    let ids = Ids::of(document);
    vec![
        test("rule:spdx-id", ids.findings(document)),
        test("rule:relationship-ends-exist", ids.dangling(document)),
        test("rule:document-fields", document_fields(document)),
        expressions(document),
        test("rule:checksum-length", checksums(document)),
        test("rule:date", dates(document)),
        test("rule:download-location", locations::findings(document)),
        test("rule:external-reference", externals::findings(document, edition)),
        test("rule:file-name", files::names(document)),
        test("rule:file-checksum", files::digests(document)),
        test("rule:snippet-range", ranges::findings(document)),
        test("rule:extracted-licence", extracted(document)),
        test("rule:document-describes", relations::findings(document)),
    ]
}

/// The lists of elements that have an id.
const ELEMENTS: [&str; 3] = ["packages", "files", "snippets"];

pub(super) fn each<'d, 'j>(
    document: &'d Json<'j>,
    list: &'d str,
) -> impl Iterator<Item = (String, &'d Json<'j>)> {
    let items = document.get(list).map(Json::items).unwrap_or_default();
    items.iter().enumerate().map(move |(nth, item)| (format!("/{list}/{nth}"), item))
}

pub(super) fn elements<'d, 'j>(document: &'d Json<'j>) -> impl Iterator<Item = (String, &'d Json<'j>)> {
    ELEMENTS.iter().flat_map(|list| each(document, list))
}

/// Every annotation, of an element or of the document.
pub(super) fn annotations<'d, 'j>(document: &'d Json<'j>) -> impl Iterator<Item = (String, &'d Json<'j>)> {
    let of_elements = elements(document).flat_map(|(at, item)| {
        each(item, "annotations").map(move |(inner, one)| (format!("{at}{inner}"), one))
    });
    of_elements.chain(each(document, "annotations"))
}

fn told(path: String, text: Text) -> Finding {
    Finding { path, text }
}

/// The ids of a document (3.2 and 6.3), those of its own licences (10.1), and those of the documents it refers to.
struct Ids<'d> {
    own: HashSet<&'d str>,
    licences: HashSet<&'d str>,
    documents: HashSet<&'d str>,
}

impl<'d> Ids<'d> {
    fn of(document: &'d Json<'_>) -> Self {
        let id = |json: &'d Json<'_>| json.get("SPDXID").and_then(Json::text);
        let own =
            id(document).into_iter().chain(elements(document).filter_map(|(_, item)| id(item))).collect();
        let documents = each(document, "externalDocumentRefs")
            .filter_map(|(_, item)| item.get("externalDocumentId")?.text());
        let licences = each(document, "hasExtractedLicensingInfos")
            .filter_map(|(_, item)| item.get("licenseId")?.text());
        Self { own, licences: licences.collect(), documents: documents.collect() }
    }

    /// Ids of the wrong form, and ids that stand twice.
    fn findings(&self, document: &Json<'_>) -> Vec<Finding> {
        let mut findings = Vec::new();
        if document.get("SPDXID").and_then(Json::text).is_some_and(|id| id != "SPDXRef-DOCUMENT") {
            findings.push(told("/SPDXID".to_owned(), text!(ja: "文書の SPDXID は SPDXRef-DOCUMENT です。", en: "The SPDXID of a document is SPDXRef-DOCUMENT.")));
        }
        let mut seen: HashSet<&str> = HashSet::with_capacity(self.own.len());
        seen.insert("SPDXRef-DOCUMENT");
        for (at, id) in elements(document).filter_map(|(at, item)| Some((at, item.get("SPDXID")?.text()?))) {
            let at = format!("{at}/SPDXID");
            let shown = shown(id);
            if !is_id(id) {
                findings.push(told(at, text!(ja: "「{shown}」は SPDXRef- と英数字・.・- からなる ID ではありません。", en: "“{shown}” is no id of SPDXRef- and letters, digits, . and -.")));
            } else if !seen.insert(id) {
                findings.push(told(at, text!(ja: "SPDXID「{shown}」は二度使われています。", en: "The SPDXID “{shown}” is used twice.")));
            }
        }
        findings.extend(of_others(document, "hasExtractedLicensingInfos", "licenseId", "LicenseRef-"));
        findings.extend(of_others(document, "externalDocumentRefs", "externalDocumentId", "DocumentRef-"));
        findings
    }

    /// References that lead nowhere.
    fn dangling(&self, document: &Json<'_>) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut look = |at: String, id: &str, nothing: bool| {
            let known = self.own.contains(id)
                || nothing && matches!(id, "NONE" | "NOASSERTION")
                || self.elsewhere(id);
            if !known {
                let shown = shown(id);
                findings.push(told(at, text!(ja: "「{shown}」は、この文書にありません。", en: "“{shown}” is not in this document.")));
            }
        };
        for (at, item) in each(document, "relationships") {
            for (field, nothing) in [("spdxElementId", false), ("relatedSpdxElement", true)] {
                if let Some(id) = item.get(field).and_then(Json::text) {
                    look(format!("{at}/{field}"), id, nothing);
                }
            }
        }
        let files = each(document, "packages").flat_map(|(at, item)| ids_in(item, at, "hasFiles"));
        let dependencies =
            each(document, "files").flat_map(|(at, item)| ids_in(item, at, "fileDependencies"));
        for (at, id) in files.chain(dependencies).chain(ids_in(document, String::new(), "documentDescribes"))
        {
            look(at, id, false);
        }
        for (at, id) in each(document, "snippets")
            .filter_map(|(at, item)| Some((at, item.get("snippetFromFile")?.text()?)))
        {
            look(format!("{at}/snippetFromFile"), id, false);
        }
        for (at, id) in each(document, "snippets").flat_map(|(at, item)| pointed(item, &at)) {
            look(at, id, false);
        }
        findings.extend(self.unknown_licences(document));
        findings
    }

    /// Licences of the author's own that no extracted text is given for, here or in a document referred to.
    fn unknown_licences(&self, document: &Json<'_>) -> Vec<Finding> {
        let is_apart = |sign: char| sign.is_whitespace() || matches!(sign, '(' | ')');
        let known = |id: &str| match id.split_once(':') {
            Some((document, _)) => self.documents.contains(document),
            None => self.licences.contains(id),
        };
        let is_own = |id: &&str| id.starts_with("LicenseRef-") || id.starts_with("DocumentRef-");
        let mut findings = Vec::new();
        for (at, expression) in licences(document) {
            let ids = expression.split(is_apart).map(|id| id.trim_end_matches('+')).filter(is_own);
            for id in ids.filter(|id| !known(id)) {
                let shown = shown(id);
                findings.push(told(at.clone(), text!(ja: "「{shown}」のライセンス本文が、hasExtractedLicensingInfos にも、示された文書にもありません。", en: "No text of the licence “{shown}” is given under hasExtractedLicensingInfos or in a document that is named.")));
            }
        }
        findings
    }

    /// `DocumentRef-x:SPDXRef-y`, where x is one of the documents referred to.
    fn elsewhere(&self, id: &str) -> bool {
        id.split_once(':').is_some_and(|(document, inner)| self.documents.contains(document) && is_id(inner))
    }
}

fn ids_in<'d>(value: &'d Json<'_>, at: String, field: &'d str) -> impl Iterator<Item = (String, &'d str)> {
    let list = value.get(field).map(Json::items).unwrap_or_default();
    list.iter().enumerate().filter_map(move |(nth, id)| Some((format!("{at}/{field}/{nth}"), id.text()?)))
}

/// The files that the ends of a snippet's ranges name; tag-value has no place for them.
fn pointed<'d>(snippet: &'d Json<'_>, at: &str) -> Vec<(String, &'d str)> {
    let ends = each(snippet, "ranges").flat_map(|(inner, range)| {
        ["startPointer", "endPointer"].map(|end| (format!("{at}{inner}/{end}/reference"), range.get(end)))
    });
    let named = ends.filter_map(|(at, end)| Some((at, end?.get("reference")?.text()?)));
    named.filter(|(_, id)| !id.is_empty()).collect()
}

/// Ids of the author's own licences (10.1) and of other documents (6.6) of the wrong form, and those that stand twice.
fn of_others(document: &Json<'_>, list: &str, field: &str, start: &str) -> Vec<Finding> {
    let mut seen = HashSet::new();
    let mut findings = Vec::new();
    for (at, id) in each(document, list).filter_map(|(at, item)| Some((at, item.get(field)?.text()?))) {
        let (at, shown) = (format!("{at}/{field}"), shown(id));
        // Only the name of a document may have a plus.
        let fits = |sign: u8| is_id_sign(sign) || sign == b'+' && start == "DocumentRef-";
        if !id.strip_prefix(start).is_some_and(|rest| !rest.is_empty() && rest.bytes().all(fits)) {
            findings.push(told(at, text!(ja: "「{shown}」は {start} と英数字・.・- からなる ID ではありません。", en: "“{shown}” is no id of {start} and letters, digits, . and -.")));
        } else if !seen.insert(id) {
            findings.push(told(
                at,
                text!(ja: "「{shown}」は二度使われています。", en: "“{shown}” is used twice."),
            ));
        }
    }
    findings
}

const fn is_id_sign(sign: u8) -> bool {
    sign.is_ascii_alphanumeric() || matches!(sign, b'.' | b'-')
}

fn is_id(id: &str) -> bool {
    id.strip_prefix("SPDXRef-").is_some_and(|rest| !rest.is_empty() && rest.bytes().all(is_id_sign))
}

/// What clause 6 asks of the document: licence of the data, namespace, creators.
fn document_fields(document: &Json<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if document.get("dataLicense").and_then(Json::text).is_some_and(|licence| licence != "CC0-1.0") {
        findings.push(told("/dataLicense".to_owned(), text!(ja: "dataLicense は CC0-1.0 でなければなりません（6.2）。", en: "dataLicense has to be CC0-1.0 (6.2).")));
    }
    let namespace = document.get("documentNamespace").and_then(Json::text);
    let is_uri = |namespace: &str| crate::form::Format::Iri.is_kept_by(namespace) && !namespace.contains('#');
    if !namespace.is_some_and(is_uri) {
        findings.push(told(
            "/documentNamespace".to_owned(),
            text!(ja: "documentNamespace に、# を含まない絶対 URI が必要です（6.5）。", en: "documentNamespace has to be an absolute URI without # (6.5)."),
        ));
    }
    for (at, other) in each(document, "externalDocumentRefs") {
        if other.get("spdxDocument").and_then(Json::text).is_some_and(|named| !is_uri(named)) {
            findings.push(told(
                format!("{at}/spdxDocument"),
                text!(ja: "ほかの文書は、# を含まない絶対 URI で示します（6.6）。", en: "Another document is named by an absolute URI without # (6.6)."),
            ));
        }
    }
    agents::findings(document, &mut findings);
    findings
}

/// Licences of the author's own without a text (10.2), and pointers to them that are no URL (10.4).
fn extracted(document: &Json<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, licence) in each(document, "hasExtractedLicensingInfos") {
        if licence.get("extractedText").and_then(Json::text).is_some_and(|words| words.trim().is_empty()) {
            findings.push(told(
                format!("{at}/extractedText"),
                text!(ja: "ライセンスの本文が空です。", en: "The text of the licence is empty."),
            ));
        }
        for (at, pointer) in ids_in(licence, at.clone(), "seeAlsos") {
            if !crate::form::Format::Iri.is_kept_by(pointer) {
                let shown = shown(pointer);
                findings.push(told(
                    at,
                    text!(ja: "「{shown}」は URL ではありません。", en: "“{shown}” is no URL."),
                ));
            }
        }
    }
    findings
}

/// The fields that hold a licence expression, one or a list of them.
const LICENCES: [&str; 5] = [
    "licenseConcluded",
    "licenseDeclared",
    "licenseInfoFromFiles",
    "licenseInfoInFiles",
    "licenseInfoInSnippets",
];

/// Every licence expression of a document and where it stands.
fn licences<'d>(document: &'d Json<'_>) -> Vec<(String, &'d str)> {
    let mut found = Vec::new();
    for (at, item) in elements(document) {
        for field in LICENCES {
            if let Some(value) = item.get(field).and_then(Json::text) {
                found.push((format!("{at}/{field}"), value));
            }
            found.extend(ids_in(item, at.clone(), field));
        }
    }
    found
}

fn expressions(document: &Json<'_>) -> Test {
    let mut found = Expressions::default();
    licences(document).into_iter().for_each(|(at, value)| found.hold(value, at));
    found.test()
}

fn checksums(document: &Json<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut one = |sum: &Json<'_>, at: String| {
        let field = |name: &str| sum.get(name).and_then(Json::text);
        if let (Some(algorithm), Some(value)) = (field("algorithm"), field("checksumValue")) {
            digest(algorithm, value, format!("{at}/checksumValue"), &mut findings);
        }
    };
    for (at, item) in elements(document) {
        for (nth, sum) in item.get("checksums").map(Json::items).unwrap_or_default().iter().enumerate() {
            one(sum, format!("{at}/checksums/{nth}"));
        }
    }
    for (at, item) in each(document, "externalDocumentRefs") {
        if let Some(sum) = item.get("checksum") {
            one(sum, format!("{at}/checksum"));
        }
    }
    for (at, item) in each(document, "packages") {
        // A verification code is what SHA-1 makes of the files' own digests (7.9).
        let code =
            item.get("packageVerificationCode").and_then(|code| code.get("packageVerificationCodeValue"));
        if let Some(code) = code.and_then(Json::text) {
            let at = format!("{at}/packageVerificationCode/packageVerificationCodeValue");
            digest("SHA1", code, at, &mut findings);
        }
    }
    findings
}

/// A checksum in lower case (7.9, 7.10, 8.4), as long as its algorithm makes it.
fn digest(algorithm: &str, value: &str, at: String, findings: &mut Vec<Finding>) {
    if value.bytes().any(|byte| matches!(byte, b'A'..=b'F')) {
        let shown = shown(value);
        findings.push(told(at.clone(), text!(ja: "「{shown}」の 16 進数は小文字で書きます。", en: "The hexadecimal digits of “{shown}” have to be in lower case.")));
    }
    rules::checksum(algorithm, value, at, findings);
}

/// Dates have the one form of the specification: `YYYY-MM-DDThh:mm:ssZ` (6.9, 7.25 to 7.27, 12.3).
fn dates(document: &Json<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut one = |holder: Option<&Json<'_>>, at: &str, field: &str| {
        let Some(date) = holder.and_then(|holder| holder.get(field)).and_then(Json::text) else { return };
        let kept = date.len() == 20 && date.ends_with('Z') && crate::form::Format::DateTime.is_kept_by(date);
        if !kept {
            let shown = shown(date);
            findings.push(told(
                format!("{at}/{field}"),
                text!(ja: "「{shown}」は YYYY-MM-DDThh:mm:ssZ の形の日時ではありません。", en: "“{shown}” is no time of the form YYYY-MM-DDThh:mm:ssZ."),
            ));
        }
    };
    one(document.get("creationInfo"), "/creationInfo", "created");
    for (at, item) in each(document, "packages") {
        for field in ["builtDate", "releaseDate", "validUntilDate"] {
            one(Some(item), &at, field);
        }
    }
    for (at, item) in annotations(document) {
        one(Some(item), &at, "annotationDate");
    }
    for (at, item) in each(document, "revieweds") {
        one(Some(item), &at, "reviewDate");
    }
    findings
}
