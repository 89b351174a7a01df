//! Relationships of SPDX 2 whose meaning says what their ends are (11.1): what a document describes and what it amends.

use std::collections::HashSet;

use sekisho_model::text;

use super::{each, ids_in, told};
use crate::Finding;
use crate::form::Json;

const DOCUMENT: &str = "SPDXRef-DOCUMENT";

/// From, type, to; what the form asks of them is not asked again.
fn stated<'d>(document: &'d Json<'_>) -> impl Iterator<Item = (String, [&'d str; 3])> {
    each(document, "relationships").filter_map(|(at, one)| {
        let field = |name: &str| one.get(name).and_then(Json::text);
        Some((at, [field("spdxElementId")?, field("relationshipType")?, field("relatedSpdxElement")?]))
    })
}

/// Container and content, whichever way it is said.
pub(super) fn contained<'d>(document: &'d Json<'_>) -> impl Iterator<Item = (&'d str, &'d str)> {
    stated(document).filter_map(|(_, [from, sort, to])| match sort {
        "CONTAINS" => Some((from, to)),
        "CONTAINED_BY" => Some((to, from)),
        _ => None,
    })
}

/// Relationships of a document that something else stands in, and a document of several parts that says of none that
/// it describes it.
pub(super) fn findings(document: &Json<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut describes = document.get("documentDescribes").is_some_and(|list| !list.items().is_empty());
    for (at, [from, sort, to]) in stated(document) {
        let (end, field) = match sort {
            "DESCRIBES" | "AMENDS" => (from, "spdxElementId"),
            "DESCRIBED_BY" => (to, "relatedSpdxElement"),
            _ => continue,
        };
        describes |= sort != "AMENDS" && end == DOCUMENT;
        if end != DOCUMENT && !(sort != "AMENDS" && end.ends_with(":SPDXRef-DOCUMENT")) {
            findings.push(told(
                format!("{at}/{field}"),
                text!(ja: "{sort} の関係のこちら側は文書（SPDXRef-DOCUMENT）です。", en: "On this side of {sort} is a document (SPDXRef-DOCUMENT)."),
            ));
        }
    }
    if !describes && parts(document) > 1 {
        findings.push(told(String::new(), text!(ja: "パッケージなどが複数ある文書には、文書からの DESCRIBES の関係が必要です。", en: "A document of several packages or sets of files needs a relationship DESCRIBES of its own.")));
    }
    findings
}

/// Packages, and one for the files that are in none.
fn parts(document: &Json<'_>) -> usize {
    let inside: HashSet<&str> = contained(document).map(|(_, inner)| inner).collect();
    let listed: HashSet<&str> = each(document, "packages")
        .flat_map(|(at, package)| ids_in(package, at, "hasFiles").map(|(_, id)| id).collect::<Vec<_>>())
        .collect();
    let is_loose = |id: &str| !inside.contains(id) && !listed.contains(id);
    let loose = each(document, "files").filter_map(|(_, file)| file.get("SPDXID")?.text()).any(is_loose);
    each(document, "packages").count() + usize::from(loose)
}
