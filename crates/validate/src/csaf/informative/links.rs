//! 6.3.6, 6.3.7: links that lead somewhere.
//!
//! Whether they do is asked of the caller ([`crate::csaf::World::link`]): nothing is fetched here.

use std::collections::BTreeMap;

use sekisho_model::text;

use crate::csaf::doc::Doc;
use crate::csaf::node::Node;
use crate::csaf::test::Out;

/// 6.3.6: links to elsewhere.
pub(super) fn elsewhere(doc: &Doc<'_>, out: &mut Out<'_>) {
    ask(links(doc), out, |status| (200..400).contains(&status));
}

/// 6.3.7: links to the document itself.
pub(super) fn own(doc: &Doc<'_>, out: &mut Out<'_>) {
    let urls = references(doc, true);
    ask(urls, out, |status| status < 400);
}

fn references<'d>(doc: &Doc<'d>, own: bool) -> Vec<Node<'d>> {
    let lists = std::iter::once(&doc.document).chain(&doc.vulnerabilities);
    let items = lists.flat_map(|node| node.each("references"));
    items
        .filter(|item| (item.text_at("category") == Some("self")) == own)
        .filter_map(|item| item.get("url"))
        .collect()
}

/// Every URL but those of references to the document itself.
fn links<'d>(doc: &Doc<'d>) -> Vec<Node<'d>> {
    let document = [
        &["aggregate_severity", "namespace"][..],
        &["distribution", "tlp", "url"],
        &["publisher", "contact", "public_openpgp_key_url"],
        &["publisher", "namespace"],
    ];
    let mut links: Vec<_> = document.iter().filter_map(|way| doc.document.at(way)).collect();
    for node in std::iter::once(&doc.document).chain(&doc.vulnerabilities) {
        links.extend(node.each("acknowledgments").flat_map(|item| item.each("urls")));
    }
    links.extend(references(doc, false));
    for helper in doc.products.iter().filter_map(|product| product.get("product_identification_helper")) {
        links.extend(helper.each("sbom_urls"));
        for uri in helper.each("x_generic_uris") {
            links.extend(["namespace", "uri"].iter().filter_map(|key| uri.get(key)));
        }
    }
    for vulnerability in &doc.vulnerabilities {
        links.extend(vulnerability.each("remediations").filter_map(|item| item.get("url")));
    }
    links
}

/// Asks for each URL once.
fn ask(places: Vec<Node<'_>>, out: &mut Out<'_>, good: fn(u16) -> bool) {
    if places.is_empty() {
        return;
    }
    let Some(link) = out.world.link else {
        let count = places.len();
        out.not_run(text!(
            ja: "URL が {count} 個ありますが、つながるかどうかを問い合わせる手段がありません。",
            en: "There are {count} URLs, and nobody to ask whether they lead anywhere."
        ));
        return;
    };
    let mut answers: BTreeMap<&str, Option<u16>> = BTreeMap::new();
    for place in places {
        let Some(url) = place.text() else { continue };
        match *answers.entry(url).or_insert_with(|| link(url)) {
            Some(status) if good(status) => {}
            Some(status) => out.fault(
                &place,
                text!(ja: "URL は状態コード {status} を返しました。", en: "The URL answers with status {status}."),
            ),
            None => out.fault(
                &place,
                text!(ja: "URL から応答がありません。", en: "Nobody answers at the URL."),
            ),
        }
    }
}
