//! 6.1.6 and 6.1.7: what is said of one product in one vulnerability does not contradict itself.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::text;

use crate::csaf::doc::{Doc, status_group};
use crate::csaf::node::Node;
use crate::csaf::test::Out;

/// 6.1.6: a product is in one group of states only.
pub(super) fn contradicting_status(doc: &Doc<'_>, out: &mut Out<'_>) {
    for status in doc.vulnerabilities.iter().filter_map(|vulnerability| vulnerability.get("product_status")) {
        let mut seen: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
        for (key, list) in status.entries() {
            let Some(group) = status_group(key) else { continue };
            for (item, id) in list.items().filter_map(|item| Some((item.clone(), item.text()?))) {
                let (before, key_before) = *seen.entry(id).or_insert((group, key));
                if before != group {
                    out.fault(
                        &item,
                        text!(
                            ja: "製品「{id}」は {key_before} にも {key} にもあり、矛盾しています。正しい方だけを残してください。",
                            en: "Product \"{id}\" is under {key_before} and {key}, which contradict each other. Keep the right one."
                        ),
                    );
                }
            }
        }
    }
}

/// 6.1.7: a product has one CVSS vector of an edition (from one source, since CSAF 2.1).
pub(super) fn scored_twice(doc: &Doc<'_>, out: &mut Out<'_>) {
    for vulnerability in &doc.vulnerabilities {
        let mut seen = BTreeSet::new();
        for metric in doc.metrics(vulnerability) {
            let source = metric.text_at("source").unwrap_or_default();
            for version in doc.content(&metric).iter().flat_map(editions) {
                for id in metric.each("products").filter_map(|id| id.text()) {
                    if !seen.insert((id, version, source)) {
                        out.fault(
                            &metric,
                            text!(
                                ja: "製品「{id}」に CVSS {version} の評価が二つ以上あります。一つにしてください。",
                                en: "Product \"{id}\" has more than one CVSS {version} vector. Keep one."
                            ),
                        );
                    }
                }
            }
        }
    }
}

/// The editions of CVSS in a content: as the object says, or as its member is called.
fn editions<'d>(content: &Node<'d>) -> Vec<&'d str> {
    let cvss = content.entries().filter(|(key, _)| key.starts_with("cvss_v"));
    cvss.map(|(key, object)| object.text_at("version").unwrap_or(key)).collect()
}
