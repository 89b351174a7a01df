//! 6.1.37, 6.1.45, 6.1.49, 6.1.51 to 6.1.53 and 6.1.62: dates are written in one way, and none is later than what tells
//! of it.

use sekisho_model::text;

use crate::csaf::doc::Doc;
use crate::csaf::history;
use crate::csaf::moment::Moment;
use crate::csaf::node::Node;
use crate::csaf::test::Out;

/// 6.1.37: RFC 3339 with a capital T and Z, and no leap second.
pub(super) fn date_and_time(doc: &Doc<'_>, out: &mut Out<'_>) {
    for (node, date) in dates(doc).into_iter().filter_map(|node| Some((node.clone(), node.text()?))) {
        let is_right = Moment::parse(date).is_some_and(|moment| !moment.leap) && !date.contains(['t', 'z']);
        if !is_right {
            out.fault(
                &node,
                text!(
                    ja: "「{date}」は使えない日時です。実在する日時を「2026-01-31T09:00:00+09:00」の形で書いてください（うるう秒は不可）。",
                    en: "\"{date}\" is no date and time as CSAF writes them. Write one that exists, as in 2026-01-31T09:00:00+09:00; leap seconds are not allowed."
                ),
            );
        }
    }
}

/// Every place of a date and time.
fn dates<'d>(doc: &Doc<'d>) -> Vec<Node<'d>> {
    let tracking = &doc.tracking;
    let mut found: Vec<_> =
        ["current_release_date", "initial_release_date"].iter().filter_map(|key| tracking.get(key)).collect();
    found.extend(tracking.at(&["generator", "date"]));
    found.extend(tracking.each("revision_history").filter_map(|entry| entry.get("date")));
    for vulnerability in &doc.vulnerabilities {
        found.extend(["disclosure_date", "discovery_date"].iter().filter_map(|key| vulnerability.get(key)));
        let lists = ["first_known_exploitation_dates", "flags", "involvements", "remediations", "threats"];
        for item in lists.iter().flat_map(|list| vulnerability.each(list)) {
            found.extend(["date", "exploitation_date"].iter().filter_map(|key| item.get(key)));
        }
    }
    for content in doc.contents() {
        found.extend(["epss", "ssvc_v2"].iter().filter_map(|key| content.at(&[key, "timestamp"])));
    }
    found
}

/// 6.1.45: a public document's vulnerabilities were disclosed by its newest revision.
pub(super) fn disclosure(doc: &Doc<'_>, out: &mut Out<'_>) {
    let label = doc.document.at(&["distribution", "tlp", "label"]);
    if label.and_then(|label| label.text()) == Some("CLEAR") {
        let dates =
            doc.vulnerabilities.iter().filter_map(|vulnerability| vulnerability.get("disclosure_date"));
        not_after_newest(doc, dates, out);
    }
}

/// 6.1.49: an SSVC selection is not newer than the document.
pub(super) fn ssvc(doc: &Doc<'_>, out: &mut Out<'_>) {
    not_after_newest(doc, doc.contents().filter_map(|content| content.at(&["ssvc_v2", "timestamp"])), out);
}

/// 6.1.51: an EPSS value is not newer than the document.
pub(super) fn epss(doc: &Doc<'_>, out: &mut Out<'_>) {
    not_after_newest(doc, doc.contents().filter_map(|content| content.at(&["epss", "timestamp"])), out);
}

/// 6.1.52: an exploitation and the day it became known are not newer than the document.
pub(super) fn exploitation_known(doc: &Doc<'_>, out: &mut Out<'_>) {
    let keys = ["date", "exploitation_date"];
    let dates = exploitations(doc).flat_map(|item| keys.map(|key| item.get(key))).flatten();
    not_after_newest(doc, dates, out);
}

fn exploitations<'d>(doc: &Doc<'d>) -> impl Iterator<Item = Node<'d>> {
    doc.vulnerabilities.iter().flat_map(|vulnerability| vulnerability.each("first_known_exploitation_dates"))
}

/// In released documents: none of these is later than the newest revision.
fn not_after_newest<'d>(doc: &Doc<'d>, dates: impl Iterator<Item = Node<'d>>, out: &mut Out<'_>) {
    let Some(newest) = history::newest(doc).filter(|_| doc.is_released()) else { return };
    for (node, date) in dates.filter_map(|node| Some((node.clone(), node.text()?))) {
        if Moment::parse(date).is_some_and(|moment| moment > newest) {
            out.fault(
                &node,
                text!(
                    ja: "{date} は改訂履歴の最新の日時より後です。日時を直すか、版を改めてください。",
                    en: "{date} is later than the newest revision. Correct the date, or release a new revision."
                ),
            );
        }
    }
}

/// 6.1.53: an exploitation is not later than the day it became known.
pub(super) fn exploitation(doc: &Doc<'_>, out: &mut Out<'_>) {
    for item in exploitations(doc) {
        let (Some(known), Some(node)) = (item.text_at("date"), item.get("exploitation_date")) else {
            continue;
        };
        let Some(date) = node.text() else { continue };
        if Moment::parse(date).zip(Moment::parse(known)).is_some_and(|(date, known)| date > known) {
            out.fault(
                &node,
                text!(
                    ja: "悪用の日時 {date} が、それが知られた日時 {known} より後です。直してください。",
                    en: "The exploitation of {date} is later than {known}, when it became known. Correct one."
                ),
            );
        }
    }
}

/// 6.1.62 (later drafts of CSAF 2.1): a discovery is not newer than the document, nor than its disclosure.
pub(super) fn discovery(doc: &Doc<'_>, out: &mut Out<'_>) {
    not_after_newest(doc, doc.vulnerabilities.iter().filter_map(|item| item.get("discovery_date")), out);
    for item in &doc.vulnerabilities {
        let (Some(disclosed), Some(node)) = (item.text_at("disclosure_date"), item.get("discovery_date"))
        else {
            continue;
        };
        let Some(date) = node.text() else { continue };
        if Moment::parse(date).zip(Moment::parse(disclosed)).is_some_and(|(date, disclosed)| date > disclosed)
        {
            out.fault(
                &node,
                text!(
                    ja: "発見の日時 {date} が、公表の日時 {disclosed} より後です。直してください。",
                    en: "The discovery of {date} is later than the disclosure of {disclosed}. Correct one."
                ),
            );
        }
    }
}
