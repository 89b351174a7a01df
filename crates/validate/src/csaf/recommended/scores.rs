//! 6.2.19, 6.2.47, 6.3.1, 6.3.2, 6.3.12, 6.3.18: which scores are given, and to whom.

use std::collections::BTreeSet;

use sekisho_model::text;

use super::document::canonical_urls;
use super::parts::{Group, Metric, metrics};
use crate::csaf::cvss::members;
use crate::csaf::doc::Doc;
use crate::csaf::node::Node;
use crate::csaf::test::Out;

/// 6.2.19: what is fixed scores 0, if it is scored at all.
pub(super) fn of_fixed(doc: &Doc<'_>, out: &mut Out<'_>) {
    for vulnerability in &doc.vulnerabilities {
        let fixed = Group::Fixed.products(vulnerability);
        for metric in metrics(doc, vulnerability) {
            let Some(id) = metric.products().intersection(&fixed).next().copied() else { continue };
            for (key, zero) in &ZERO[..members(doc.edition).len()] {
                let Some(score) = metric.content.get(key).filter(|score| !zero(score)) else { continue };
                out.fault(
                    &score,
                    text!(
                        ja: "製品「{id}」は修正済みですが、CVSS の総合値が 0 ではありません。評価の対象から外すか、環境評価値を 0 にしてください。",
                        en: "Product \"{id}\" is fixed, but its overall CVSS score is not 0. Take it out of the score, or set the environmental metrics so that the score is 0."
                    ),
                );
            }
        }
    }
}

/// Is the overall score of a CVSS object 0?
type Zero = fn(&Node<'_>) -> bool;

const ZERO: [(&str, Zero); 3] = [("cvss_v2", zero_v2), ("cvss_v3", zero_v3), ("cvss_v4", zero_v4)];

fn environmental_is_zero(score: &Node<'_>) -> bool {
    score.get("environmentalScore").is_some_and(|score| score.value().as_f64() == Some(0.0))
}

/// A metric of the vector.
fn metric<'d>(score: &Node<'d>, name: &str) -> Option<&'d str> {
    let parts = score.text_at("vectorString")?.split('/');
    parts.filter_map(|part| part.split_once(':')).find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// The word of an attribute, in capitals.
fn said(score: &Node<'_>, key: &str) -> Option<String> {
    score.text_at(key).map(str::to_ascii_uppercase)
}

/// Nothing of the targets is left, or nothing is harmed, be it by collateral damage. The vector decides; what it leaves
/// open, an attribute may say.
fn zero_v2(score: &Node<'_>) -> bool {
    let damage = metric(score, "CDP").is_none_or(|damage| matches!(damage, "N" | "ND"));
    let targets = match metric(score, "TD").filter(|targets| *targets != "ND") {
        Some(targets) => targets == "N",
        None => said(score, "targetDistribution").as_deref() == Some("NONE"),
    };
    let harmless = ["C", "I", "A"].iter().all(|name| metric(score, name) == Some("N"));
    environmental_is_zero(score) || targets || damage && harmless
}

/// None of the impacts, as modified, is left: then, and only then, the formula gives 0.
fn zero_v3(score: &Node<'_>) -> bool {
    let impacts = [
        ("MC", "modifiedConfidentialityImpact", "C"),
        ("MI", "modifiedIntegrityImpact", "I"),
        ("MA", "modifiedAvailabilityImpact", "A"),
    ];
    environmental_is_zero(score) || impacts.iter().all(|impact| is_none(score, *impact))
}

/// As for version 3, with the impacts on the vulnerable and on the subsequent systems.
fn zero_v4(score: &Node<'_>) -> bool {
    let impacts = [
        ("MVC", "modifiedVulnConfidentialityImpact", "VC"),
        ("MVI", "modifiedVulnIntegrityImpact", "VI"),
        ("MVA", "modifiedVulnAvailabilityImpact", "VA"),
        ("MSC", "modifiedSubConfidentialityImpact", "SC"),
        ("MSI", "modifiedSubIntegrityImpact", "SI"),
        ("MSA", "modifiedSubAvailabilityImpact", "SA"),
    ];
    environmental_is_zero(score) || impacts.iter().all(|impact| is_none(score, *impact))
}

/// Is an impact none? The modified metric of the vector says so, or, where the vector has none, the attribute of the
/// object, or, where that is silent too, the base metric.
fn is_none(score: &Node<'_>, (modified, key, base): (&str, &str, &str)) -> bool {
    if let Some(value) = metric(score, modified).filter(|value| *value != "X") {
        return value == "N";
    }
    match said(score, key).filter(|word| word != "NOT_DEFINED") {
        Some(word) => matches!(word.as_str(), "NONE" | "NEGLIGIBLE"),
        None => metric(score, base) == Some("N"),
    }
}

/// 6.2.47: the issuing party doesn't rate severity by a word alone.
pub(super) fn own_rating(doc: &Doc<'_>, out: &mut Out<'_>) {
    let own = canonical_urls(doc);
    rated(doc, out, |metric| metric.item.text_at("source").is_none_or(|source| own.contains(&source)));
}

/// 6.3.18: nobody does.
pub(crate) fn any_rating(doc: &Doc<'_>, out: &mut Out<'_>) {
    rated(doc, out, |_| true);
}

fn rated(doc: &Doc<'_>, out: &mut Out<'_>, whose: impl Fn(&Metric<'_>) -> bool) {
    for metric in doc.vulnerabilities.iter().flat_map(|vulnerability| metrics(doc, vulnerability)) {
        let Some(rating) = metric.content.get("qualitative_severity_rating") else { continue };
        if whose(&metric) {
            out.fault(
                &rating,
                text!(
                    ja: "深刻度が語だけで示され、何から導いたか分かりません。CVSS などで評価してください。",
                    en: "The severity is rated by a word alone, which does not tell how it was found. Use CVSS or the like."
                ),
            );
        }
    }
}

/// 6.3.1: CVSS v2 isn't the only score of a product.
pub(crate) fn only_v2(doc: &Doc<'_>, out: &mut Out<'_>) {
    for vulnerability in &doc.vulnerabilities {
        let all = metrics(doc, vulnerability);
        let others = all.iter().filter(|metric| scored_otherwise(metric));
        let covered: BTreeSet<_> = others.flat_map(Metric::products).collect();
        for metric in &all {
            let Some(score) = metric.content.get("cvss_v2") else { continue };
            let bare: Vec<_> = metric.products().difference(&covered).copied().collect();
            if !bare.is_empty() {
                let bare = bare.join(", ");
                out.fault(
                    &score,
                    text!(
                        ja: "製品 {bare} の評価値は CVSS v2 だけです。新しい版（v4.0 など）でも評価してください。",
                        en: "CVSS v2 is the only score of product {bare}. Score it by a newer version too."
                    ),
                );
            }
        }
    }
}

/// Another scoring system than CVSS v2.
fn scored_otherwise(metric: &Metric<'_>) -> bool {
    ["cvss_v3", "cvss_v4", "epss", "ssvc_v2"].iter().any(|key| metric.content.has(key))
}

/// 6.3.2: CVSS v3.0 isn't used.
pub(crate) fn v3_0(doc: &Doc<'_>, out: &mut Out<'_>) {
    for metric in doc.vulnerabilities.iter().flat_map(|vulnerability| metrics(doc, vulnerability)) {
        let Some(score) = metric.content.get("cvss_v3") else { continue };
        let said = score.get("version").filter(|version| version.text() == Some("3.0"));
        let written = score
            .get("vectorString")
            .filter(|vector| vector.text().is_some_and(|vector| vector.starts_with("CVSS:3.0/")));
        if let Some(place) = said.or(written) {
            out.fault(
                &place,
                text!(
                    ja: "CVSS v3.0 が使われています。v3.1 にしてください。",
                    en: "CVSS v3.0 is used. Upgrade it to v3.1."
                ),
            );
        }
    }
}

/// 6.3.12: a metric with CVSS has CVSS v4.0, and who is affected has a CVSS score.
pub(crate) fn without_v4(doc: &Doc<'_>, out: &mut Out<'_>) {
    for vulnerability in &doc.vulnerabilities {
        let all = metrics(doc, vulnerability);
        for metric in all.iter().filter(|metric| metric.has_cvss() && !metric.content.has("cvss_v4")) {
            out.fault(
                &metric.content,
                text!(
                    ja: "CVSS v4.0 の評価値がありません。加えてください。",
                    en: "There is no CVSS v4.0 score. Add one."
                ),
            );
        }
        let scored: BTreeSet<_> =
            all.iter().filter(|metric| metric.has_cvss()).flat_map(Metric::products).collect();
        for place in Group::Affected.places(vulnerability) {
            let Some(id) = place.text().filter(|id| !scored.contains(id)) else { continue };
            out.fault(
                &place,
                text!(
                    ja: "製品「{id}」は影響を受けますが、CVSS の評価値がありません。",
                    en: "Product \"{id}\" is affected and has no CVSS score."
                ),
            );
        }
    }
}
