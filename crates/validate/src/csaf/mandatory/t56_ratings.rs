//! 6.1.56: a product has a CVSS vector or a qualitative rating from one source, not both.

use std::collections::BTreeMap;

use sekisho_model::text;

use crate::csaf::doc::Doc;
use crate::csaf::test::Out;

/// 6.1.56: no rating beside a vector.
pub(super) fn score_and_rating(doc: &Doc<'_>, out: &mut Out<'_>) {
    for vulnerability in &doc.vulnerabilities {
        // Product and source → has a vector, has a rating.
        let mut seen: BTreeMap<(&str, &str), (bool, bool)> = BTreeMap::new();
        for metric in doc.metrics(vulnerability) {
            let Some(content) = doc.content(&metric) else { continue };
            let vector = content.entries().any(|(key, _)| key.starts_with("cvss_v"));
            let rating = content.has("qualitative_severity_rating");
            let source = metric.text_at("source").unwrap_or_default();
            let mut told = false;
            for id in metric.each("products").filter_map(|id| id.text()) {
                let has = seen.entry((id, source)).or_default();
                let is_new = (vector || rating) && !(has.0 && has.1);
                *has = (has.0 || vector, has.1 || rating);
                if is_new && has.0 && has.1 && !std::mem::replace(&mut told, true) {
                    out.fault(
                        &metric,
                        text!(
                            ja: "製品「{id}」に CVSS と定性評価の両方があります。定性評価を消してください。",
                            en: "Product \"{id}\" has both CVSS and a qualitative rating. Remove the rating."
                        ),
                    );
                }
            }
        }
    }
}
