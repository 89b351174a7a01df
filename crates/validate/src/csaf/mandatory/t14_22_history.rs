//! 6.1.14, 6.1.16 to 6.1.22 and 6.1.30: the revision history, and the document's version and state.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use sekisho_model::text;

use crate::csaf::doc::Doc;
use crate::csaf::history::{self, Revision};
use crate::csaf::node::Node;
use crate::csaf::number::Number;
use crate::csaf::test::Out;

/// 6.1.14: sorted by date (and number), the numbers rise.
pub(super) fn sorted(doc: &Doc<'_>, out: &mut Out<'_>) {
    let history = history::sorted(doc);
    let falls = history.windows(2).any(|pair| pair[0].number.order(&pair[1].number) == Ordering::Greater);
    if let Some(list) = doc.tracking.get("revision_history").filter(|_| falls) {
        out.fault(
            &list,
            text!(
                ja: "日付順に並べると版番号が昇順になりません。日付か番号を直してください。",
                en: "Sorted by date, the version numbers do not rise. Correct the dates or the numbers."
            ),
        );
    }
}

/// 6.1.16: the document has the version of the newest revision.
pub(super) fn latest(doc: &Doc<'_>, out: &mut Out<'_>) {
    let history = history::sorted(doc);
    let (Some(newest), Some((node, version))) = (history.last(), version(doc)) else { return };
    let is_draft = doc.tracking.text_at("status") == Some("draft");
    if !newest.number.is(&version, is_draft) {
        let last = newest.node.text_at("number").unwrap_or_default();
        let written = node.text().unwrap_or_default();
        out.fault(
            &node,
            text!(
                ja: "文書の版は「{written}」ですが、改訂履歴の最後は「{last}」です。合わせてください。",
                en: "The document's version is \"{written}\", but the newest revision is \"{last}\". Make them agree."
            ),
        );
    }
}

/// 6.1.17: versions 0, 0.y.z and pre-releases are drafts.
pub(super) fn draft(doc: &Doc<'_>, out: &mut Out<'_>) {
    let (Some((_, version)), Some(status)) = (version(doc), doc.tracking.get("status")) else { return };
    if (version.major() == 0 || version.is_pre_release()) && status.text() != Some("draft") {
        out.fault(
            &status,
            text!(
                ja: "版が 0、0.y.z または先行版なので、状態は「draft」でなければなりません。",
                en: "With version 0, 0.y.z or a pre-release the status must be \"draft\"."
            ),
        );
    }
}

/// 6.1.18: a released document has no revision 0 or 0.y.z.
pub(super) fn released(doc: &Doc<'_>, out: &mut Out<'_>) {
    if !doc.is_released() {
        return;
    }
    for (node, _) in numbers(doc).filter(|(_, number)| number.major() == 0) {
        out.fault(
            &node,
            text!(
                ja: "公開済み（final・interim）の文書の改訂履歴に、版 0 や 0.y.z は残せません。消してください。",
                en: "A released document (final, interim) keeps no revision 0 or 0.y.z. Remove it."
            ),
        );
    }
}

/// 6.1.19: no revision is a pre-release.
pub(super) fn pre_release_entry(doc: &Doc<'_>, out: &mut Out<'_>) {
    for (node, _) in numbers(doc).filter(|(_, number)| number.is_pre_release()) {
        out.fault(
            &node,
            text!(
                ja: "改訂履歴に先行版（「-」の付く版）は書けません。消すか、番号を直してください。",
                en: "The revision history has no place for a pre-release. Remove it, or correct the number."
            ),
        );
    }
}

/// 6.1.20: a released document's version is no pre-release.
pub(super) fn pre_release_version(doc: &Doc<'_>, out: &mut Out<'_>) {
    let Some((node, version)) = version(doc) else { return };
    if doc.is_released() && version.is_pre_release() {
        out.fault(
            &node,
            text!(
                ja: "公開済み（final・interim）の文書の版に先行版（「-」の付く版）は使えません。",
                en: "A released document (final, interim) cannot have a pre-release as its version."
            ),
        );
    }
}

/// 6.1.21: sorted by date, no (major) number is left out, and the first is 0 or 1.
pub(super) fn gap(doc: &Doc<'_>, out: &mut Out<'_>) {
    let history = history::sorted(doc);
    let (Some(list), Some(first)) = (doc.tracking.get("revision_history"), history.first()) else { return };
    let start = first.number.major();
    if start > 1 {
        out.fault(
            &list,
            text!(
                ja: "日付順で最初の版は 0 か 1 でなければなりませんが、{start} です。",
                en: "Sorted by date, the first version must be 0 or 1, but it is {start}."
            ),
        );
        left_out(&list, &history, 1..start, out);
    }
    let mut highest = start;
    for revision in &history[1..] {
        left_out(&list, &history, highest.saturating_add(1)..revision.number.major(), out);
        highest = highest.max(revision.number.major());
    }
}

/// Tells missing numbers, the first few of them: a gap may be as wide as a number can be.
fn left_out(list: &Node<'_>, history: &[Revision<'_>], missing: std::ops::Range<u128>, out: &mut Out<'_>) {
    const TOLD_MAX: usize = 10;
    for number in missing.take(TOLD_MAX) {
        let is_elsewhere = history.iter().any(|revision| revision.number.major() == number);
        let message = if is_elsewhere {
            text!(
                ja: "版 {number} が日付順では後になっています。日付か番号を直してください。",
                en: "Sorted by date, version {number} comes too late. Correct the dates or the numbers."
            )
        } else {
            text!(
                ja: "版 {number} が改訂履歴のどこにもありません。加えてください。",
                en: "Version {number} is nowhere in the revision history. Add it."
            )
        };
        out.fault(list, message);
    }
}

/// 6.1.22: a number stands once.
pub(super) fn number_twice(doc: &Doc<'_>, out: &mut Out<'_>) {
    let mut seen = BTreeSet::new();
    for node in doc.tracking.each("revision_history").filter_map(|entry| entry.get("number")) {
        let Some(number) = node.text().filter(|number| !seen.insert(*number)) else { continue };
        out.fault(
            &node,
            text!(
                ja: "版「{number}」は改訂履歴に二度あります。番号を直すか、一方を消してください。",
                en: "Version \"{number}\" stands twice in the revision history. Correct it, or remove one."
            ),
        );
    }
}

/// 6.1.30: whole numbers and semantic versions are not mixed.
pub(super) fn mixed(doc: &Doc<'_>, out: &mut Out<'_>) {
    let Some((_, version)) = version(doc) else { return };
    for (node, _) in numbers(doc).filter(|(_, number)| number.whole != version.whole) {
        out.fault(
            &node,
            text!(
                ja: "整数の版とセマンティックバージョニングが混在しています。文書の版と同じ方式にしてください。",
                en: "Integer and semantic versions are mixed. Use the kind that the document's version has."
            ),
        );
    }
}

fn version<'d>(doc: &Doc<'d>) -> Option<(Node<'d>, Number)> {
    let node = doc.tracking.get("version")?;
    let number = Number::parse(node.text()?)?;
    Some((node, number))
}

fn numbers<'d>(doc: &Doc<'d>) -> impl Iterator<Item = (Node<'d>, Number)> {
    let nodes = doc.tracking.each("revision_history").filter_map(|entry| entry.get("number"));
    nodes.filter_map(|node| Some((node.clone(), Number::parse(node.text()?)?)))
}
