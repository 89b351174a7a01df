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

/// Have all these metrics this value in the vector?
fn all(score: &Node<'_>, names: &[&str], value: &str) -> bool {
    names.iter().all(|name| metric(score, name) == Some(value))
}

/// Have all these attributes this value?
fn all_said(score: &Node<'_>, keys: &[&str], value: &str) -> bool {
    keys.iter().all(|key| score.text_at(key).is_some_and(|said| said.eq_ignore_ascii_case(value)))
}

/// Nothing of the targets is left, or nothing is harmed, be it by collateral damage.
fn zero_v2(score: &Node<'_>) -> bool {
    let damage = metric(score, "CDP").is_none_or(|damage| matches!(damage, "N" | "ND"));
    environmental_is_zero(score)
        || all_said(score, &["targetDistribution"], "NONE")
        || metric(score, "TD") == Some("N")
        || damage && all(score, &["C", "I", "A"], "N")
}

/// None of the impacts, as modified, is left: then, and only then, the formula gives 0.
fn zero_v3(score: &Node<'_>) -> bool {
    let keys = ["modifiedConfidentialityImpact", "modifiedIntegrityImpact", "modifiedAvailabilityImpact"];
    environmental_is_zero(score)
        || all_said(score, &keys, "NONE")
        || [("MC", "C"), ("MI", "I"), ("MA", "A")].iter().all(|pair| effective(score, *pair) == Some("N"))
}

/// As for version 3, with the impacts on the vulnerable and on the subsequent systems.
fn zero_v4(score: &Node<'_>) -> bool {
    let own = [
        "modifiedVulnConfidentialityImpact",
        "modifiedVulnIntegrityImpact",
        "modifiedVulnAvailabilityImpact",
    ];
    let next =
        ["modifiedSubConfidentialityImpact", "modifiedSubIntegrityImpact", "modifiedSubAvailabilityImpact"];
    let pairs = [("MVC", "VC"), ("MVI", "VI"), ("MVA", "VA"), ("MSC", "SC"), ("MSI", "SI"), ("MSA", "SA")];
    environmental_is_zero(score)
        || all_said(score, &own, "NONE") && all_said(score, &next, "NEGLIGIBLE")
        || pairs.iter().all(|pair| effective(score, *pair) == Some("N"))
}

/// The modified metric, or the base metric where it isn't modified.
fn effective<'d>(score: &Node<'d>, (modified, base): (&str, &str)) -> Option<&'d str> {
    metric(score, modified).filter(|value| *value != "X").or_else(|| metric(score, base))
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
