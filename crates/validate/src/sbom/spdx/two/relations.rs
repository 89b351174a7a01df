//! Relationships of SPDX 2 by which a document says what it describes (11.1).

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

/// A document of several parts that says of none that it describes it.
pub(super) fn findings(document: &Json<'_>) -> Vec<Finding> {
    let listed = document.get("documentDescribes").is_some_and(|list| !list.items().is_empty());
    let described = stated(document).any(|(_, [from, sort, to])| match sort {
        "DESCRIBES" => from == DOCUMENT,
        "DESCRIBED_BY" => to == DOCUMENT,
        _ => false,
    });
    let is_unsaid = !listed && !described && parts(document) > 1;
    let finding = || {
        told(
            String::new(),
            text!(ja: "パッケージなどが複数ある文書には、文書からの DESCRIBES の関係が必要です。", en: "A document of several packages or sets of files needs a relationship DESCRIBES of its own."),
        )
    };
    is_unsaid.then(finding).into_iter().collect()
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
