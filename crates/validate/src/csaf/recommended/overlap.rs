//! 6.2.50.x and 6.3.19.x: version ranges beside each other in the product tree that share versions.
//!
//! A range is held against its siblings on the same level: the ranges written as `vers:`, those written as its
//! constraints alone, and the single versions. Where the order of versions leaves it open whether two overlap, the
//! test says that it could not be decided, but only if the answer would matter.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::text;

use super::parts::{Group, is};
use super::range::{Range, Text};
use crate::csaf::doc::Doc;
use crate::csaf::node::Node;
use crate::csaf::test::Out;

/// Which siblings of a range are looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sibling {
    Vers,
    Vls,
    AnyRange,
    Version,
}

/// What a sibling holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    Product,
    Branches,
}

/// Most pairs of siblings that one test holds against each other, over all vulnerabilities of a document.
const PAIRS_MAX: usize = 2_000_000;

/// A range with a sibling of the wanted sort.
struct Pair<'p, 'd> {
    range: &'p Node<'d>,
    name: &'d str,
    /// The ids of the products that the range leads to.
    ids: &'p BTreeSet<&'d str>,
    other: &'p Node<'d>,
    other_name: &'d str,
    is_version: bool,
}

impl<'d> Pair<'_, 'd> {
    fn overlap(&self) -> Option<bool> {
        let range = Range::read(self.name);
        if self.is_version {
            range.contains(self.other_name)
        } else {
            range.overlaps(&Range::read(self.other_name))
        }
    }

    fn other_id(&self) -> Option<&'d str> {
        self.other.get("product")?.text_at("product_id")
    }
}

fn collect<'d>(branch: &Node<'d>, ids: &mut BTreeSet<&'d str>) {
    ids.extend(branch.get("product").and_then(|product| product.text_at("product_id")));
    branch.each("branches").for_each(|inner| collect(&inner, ids));
}

/// Shows every range with each of its siblings of a sort, and takes them off `left`. Where that runs out, nothing
/// further is shown, and that is told.
fn each_pair<'d>(
    doc: &Doc<'d>,
    sibling: Sibling,
    holds: Holds,
    left: &mut usize,
    out: &mut Out<'_>,
    see: &mut dyn FnMut(&Pair<'_, 'd>, &mut Out<'_>),
) {
    let key = if holds == Holds::Product { "product" } else { "branches" };
    let tree = doc.root.get("product_tree");
    for parent in tree.iter().chain(&doc.branches) {
        let level: Vec<_> = parent.each("branches").collect();
        let fitting = level.iter().enumerate().filter(|(_, other)| other.has(key) && fits(other, sibling));
        let others: Vec<_> =
            fitting.filter_map(|(at, other)| Some((at, other, other.text_at("name")?))).collect();
        for (at, range) in level.iter().enumerate().filter(|_| !others.is_empty()) {
            let Some(name) = range_name(range) else { continue };
            let Some(rest) = left.checked_sub(others.len()) else {
                out.not_run(text!(
                    ja: "並んだ枝の組が {PAIRS_MAX} を超えるため、重なりを最後までは調べていません。",
                    en: "There are more than {PAIRS_MAX} pairs of branches beside each other; the overlaps were not looked at to the end."
                ));
                return;
            };
            *left = rest;
            let mut ids = BTreeSet::new();
            collect(range, &mut ids);
            for (_, other, other_name) in others.iter().filter(|(other, ..)| *other != at) {
                let is_version = sibling == Sibling::Version;
                see(&Pair { range, name, ids: &ids, other, other_name, is_version }, out);
            }
        }
    }
}

/// The name of a branch that is a range which can be read.
fn range_name<'d>(branch: &Node<'d>) -> Option<&'d str> {
    let name = branch.text_at("name").filter(|_| is(branch, "product_version_range"))?;
    (Range::read(name).text != Text::Invalid).then_some(name)
}

fn fits(branch: &Node<'_>, sibling: Sibling) -> bool {
    let text = range_name(branch).map(|name| Range::read(name).text);
    match sibling {
        Sibling::Version => is(branch, "product_version"),
        Sibling::Vers => matches!(text, Some(Text::Vers(_))),
        Sibling::Vls => text == Some(Text::Vls),
        Sibling::AnyRange => text.is_some(),
    }
}

/// How the statuses of two products must stand to each other for an overlap to count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Statuses {
    Contradicting,
    Same,
}

/// Product → one bit for each status group that it is in. Any version may be recommended: that is no group.
fn memberships<'d>(vulnerability: &Node<'d>) -> BTreeMap<&'d str, u8> {
    let mut members: BTreeMap<&str, u8> = BTreeMap::new();
    let groups = Group::ALL.into_iter().filter(|group| *group != Group::Recommended);
    for (bit, group) in groups.enumerate() {
        for id in group.products(vulnerability) {
            *members.entry(id).or_default() |= 1 << bit;
        }
    }
    members
}

impl Statuses {
    fn hold(self, one: u8, two: u8) -> bool {
        match self {
            Self::Same => one & two != 0,
            Self::Contradicting => one != 0 && two != 0 && (one | two).count_ones() > 1,
        }
    }
}

fn statuses(doc: &Doc<'_>, sibling: Sibling, wanted: Statuses, out: &mut Out<'_>) {
    let mut left = PAIRS_MAX;
    for vulnerability in &doc.vulnerabilities {
        let Some(status) = vulnerability.get("product_status") else { continue };
        let members = memberships(vulnerability);
        let mut told = BTreeSet::new();
        each_pair(doc, sibling, Holds::Product, &mut left, out, &mut |pair, out| {
            let other = pair.other_id().and_then(|other| Some((other, *members.get(other)?)));
            let Some((other, theirs)) = other else { return };
            for id in pair.ids.iter().filter(|id| **id != other) {
                let Some(ours) = members.get(id) else { continue };
                if wanted.hold(*ours, theirs) && !told.contains(&(other, *id)) {
                    told.insert((*id, other));
                    tell(&status, pair, id, other, wanted, out);
                }
            }
        });
    }
}

fn tell(status: &Node<'_>, pair: &Pair<'_, '_>, id: &str, other: &str, wanted: Statuses, out: &mut Out<'_>) {
    let (name, other_name) = (pair.name, pair.other_name);
    match pair.overlap() {
        Some(false) => {}
        Some(true) if wanted == Statuses::Same => out.fault(
            status,
            text!(
                ja: "製品「{id}」の範囲 {name} と製品「{other}」の {other_name} が重なっており、どちらも同じ状態です。重なりをなくしてください。",
                en: "Range {name} of product \"{id}\" and {other_name} of product \"{other}\" overlap, and both have the same status. Part them."
            ),
        ),
        Some(true) => out.fault(
            status,
            text!(
                ja: "製品「{id}」の範囲 {name} と製品「{other}」の {other_name} が重なっているのに、状態が食い違っています。重なりをなくしてください。",
                en: "Range {name} of product \"{id}\" and {other_name} of product \"{other}\" overlap, and their statuses contradict each other. Part them."
            ),
        ),
        None => undecided(name, other_name, out),
    }
}

fn undecided(name: &str, other_name: &str, out: &mut Out<'_>) {
    out.not_run(text!(
        ja: "版の範囲 {name} と {other_name} が重なるかどうかは、版の順序をここでは決められないため分かりません。",
        en: "Whether {name} and {other_name} overlap is open: the order of their versions is not decided here."
    ));
}

/// 6.2.50.1.
pub(super) fn vers_contradicting(doc: &Doc<'_>, out: &mut Out<'_>) {
    statuses(doc, Sibling::Vers, Statuses::Contradicting, out);
}

/// 6.2.50.2.
pub(super) fn vls_contradicting(doc: &Doc<'_>, out: &mut Out<'_>) {
    statuses(doc, Sibling::Vls, Statuses::Contradicting, out);
}

/// 6.2.50.3.
pub(super) fn version_contradicting(doc: &Doc<'_>, out: &mut Out<'_>) {
    statuses(doc, Sibling::Version, Statuses::Contradicting, out);
}

/// 6.3.19.1.
pub(crate) fn vers_same(doc: &Doc<'_>, out: &mut Out<'_>) {
    statuses(doc, Sibling::Vers, Statuses::Same, out);
}

/// 6.3.19.2.
pub(crate) fn vls_same(doc: &Doc<'_>, out: &mut Out<'_>) {
    statuses(doc, Sibling::Vls, Statuses::Same, out);
}

/// 6.3.19.3.
pub(crate) fn version_same(doc: &Doc<'_>, out: &mut Out<'_>) {
    statuses(doc, Sibling::Version, Statuses::Same, out);
}

/// 6.3.19.4: ranges that branch further don't overlap with a range beside them.
pub(crate) fn range_in_branch(doc: &Doc<'_>, out: &mut Out<'_>) {
    in_branch(doc, Sibling::AnyRange, out);
}

/// 6.3.19.5: versions that branch further aren't in a range beside them.
pub(crate) fn version_in_branch(doc: &Doc<'_>, out: &mut Out<'_>) {
    in_branch(doc, Sibling::Version, out);
}

fn in_branch(doc: &Doc<'_>, sibling: Sibling, out: &mut Out<'_>) {
    let (mut told, mut left) = (BTreeSet::new(), PAIRS_MAX);
    each_pair(doc, sibling, Holds::Branches, &mut left, out, &mut |pair, out| {
        let Some(place) = pair.range.get("name").filter(|_| !pair.ids.is_empty()) else { return };
        let overlap = pair.overlap();
        let (name, other_name) = (pair.name, pair.other_name);
        if overlap == Some(true) {
            let (here, there) = (pair.range.pointer(), pair.other.pointer());
            if told.contains(&(there.clone(), here.clone())) {
                return;
            }
            told.insert((here, there));
            out.fault(
                &place,
                text!(
                    ja: "版の範囲 {name} が、並んでいる {other_name} と重なっています。重なりをなくしてください。",
                    en: "Version range {name} overlaps with {other_name} beside it. Part them."
                ),
            );
        } else if overlap.is_none() {
            undecided(name, other_name, out);
        }
    });
}
