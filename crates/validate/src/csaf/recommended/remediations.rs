//! 6.2.27 and 6.2.39.1: remediations that fit the status of their products, and the fixed versions that they
//! promise.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::text;

use super::parts::{Group, Way, is, ways};
use crate::csaf::doc::Doc;
use crate::csaf::node::Node;
use crate::csaf::test::Out;

/// Is this combination discouraged (table 2 of clause 3.2.4.14.1)?
fn discouraged(category: &str, group: Group) -> bool {
    use Group::{Fixed, NotAffected, UnderInvestigation, Unknown};
    match category {
        "workaround" | "mitigation" | "vendor_fix" => matches!(group, UnderInvestigation | Unknown),
        "optional_patch" => group == Fixed,
        "fix_planned" => matches!(group, NotAffected | UnderInvestigation | Unknown),
        "no_fix_planned" => group == NotAffected,
        _ => false,
    }
}

/// 6.2.27.
pub(super) fn combination(doc: &Doc<'_>, out: &mut Out<'_>) {
    for vulnerability in &doc.vulnerabilities {
        let groups = Group::ALL.map(|group| (group, group.products(vulnerability)));
        for remediation in vulnerability.each("remediations") {
            let category = remediation.text_at("category").unwrap_or_default();
            let products = doc.products_of(&remediation);
            for (group, members) in groups.iter().filter(|(group, _)| discouraged(category, *group)) {
                let statuses = group.keys().join(", ");
                for id in members.intersection(&products) {
                    out.fault(
                        &remediation,
                        text!(
                            ja: "製品「{id}」の状態（{statuses}）に対して、対処の区分 {category} は勧められません。どちらかを見直してください。",
                            en: "For product \"{id}\", whose status is {statuses}, a remediation of category {category} is discouraged. Review one of them."
                        ),
                    );
                }
            }
        }
    }
}

/// Categories that say that no fixed version exists.
const NONE_EXISTS: [&str; 3] = ["fix_planned", "no_fix_planned", "none_available"];

/// 6.2.39.1: for a product that is affected, the version that is fixed is named too.
pub(super) fn fixed_version(doc: &Doc<'_>, out: &mut Out<'_>) {
    if doc.category() != "csaf_security_advisory" {
        return;
    }
    let ways = ways(doc);
    let ways: Ways<'_, '_> =
        ways.iter().filter_map(|way| Some((way.product.text_at("product_id")?, way))).collect();
    for vulnerability in &doc.vulnerabilities {
        let remedied = |categories: &[&str]| -> BTreeSet<&str> {
            let fitting = vulnerability
                .each("remediations")
                .filter(|item| item.text_at("category").is_some_and(|word| categories.contains(&word)));
            fitting.flat_map(|item| doc.products_of(&item)).collect()
        };
        let (without, with) = (remedied(&NONE_EXISTS), remedied(&["vendor_fix"]));
        let fixed = Fixed::of(vulnerability, &ways);
        for place in Group::Affected.places(vulnerability) {
            let Some(id) = place.text() else { continue };
            let promised = with.contains(id) || ways.get(id).is_some_and(|way| ends_below(way));
            if promised || !without.contains(id) {
                fixed.hold(&ways, &place, id, out);
            }
        }
    }
}

/// Product id → the way to it.
type Ways<'w, 'd> = BTreeMap<&'d str, &'w Way<'d>>;

/// The branches of a product that say whose it is and what.
type Lineage<'d> = Vec<(&'d str, &'d str)>;

/// Is the innermost version range open below a version that must then be another one?
fn ends_below(way: &Way<'_>) -> bool {
    let range = way.named("product_version_range").unwrap_or_default();
    let constraints = range.rsplit_once('/').map_or(range, |(_, constraints)| constraints);
    let last = constraints.rsplit('|').next().unwrap_or_default().trim_start();
    last.starts_with('<') && !last.starts_with("<=")
}

/// The fixed products of a vulnerability.
struct Fixed<'d> {
    any: bool,
    lineages: BTreeSet<Lineage<'d>>,
}

impl<'d> Fixed<'d> {
    fn of(vulnerability: &Node<'d>, ways: &Ways<'_, 'd>) -> Self {
        let ids = Group::Fixed.products(vulnerability);
        let lineages = ids.iter().filter_map(|id| ways.get(id)).map(|way| lineage(way)).collect();
        Self { any: !ids.is_empty(), lineages }
    }

    /// Tells where no fixed product of the same name is listed.
    fn hold(&self, ways: &Ways<'_, 'd>, place: &Node<'_>, id: &str, out: &mut Out<'_>) {
        match ways.get(id) {
            Some(way) if self.lineages.contains(&lineage(way)) => return,
            None if self.any => {
                out.not_run(text!(
                    ja: "製品「{id}」は branches の外で定義されており、修正済みの製品のどれが対応する版かを決められません。",
                    en: "Product \"{id}\" is defined outside of the branches, so which of the fixed products is its fixed version cannot be told."
                ));
                return;
            }
            _ => {}
        }
        out.fault(
            place,
            text!(
                ja: "製品「{id}」は影響を受けますが、修正済みの版が同じ脆弱性の fixed にありません。修正版を製品として加えるか、修正版がないことを対処の区分（fix_planned など）で示してください。",
                en: "Product \"{id}\" is affected, but no fixed version of it is listed in the same vulnerability. Add the fixed version, or say by a remediation (such as fix_planned) that there is none."
            ),
        );
    }
}

/// The branches that make a product, without those that make its version.
fn lineage<'d>(way: &Way<'d>) -> Lineage<'d> {
    let version = ["product_version", "product_version_range", "patch_level", "service_pack"];
    let branches = way.branches.iter().filter(|branch| !version.iter().any(|category| is(branch, category)));
    branches.filter_map(|branch| Some((branch.text_at("category")?, branch.text_at("name")?))).collect()
}
