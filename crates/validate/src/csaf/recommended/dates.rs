//! 6.2.4 to 6.2.7, 6.2.21, 6.2.33, 6.2.41: the revision history and other dates.

use std::collections::BTreeSet;

use sekisho_model::text;

use super::parts::{dated, metrics, newest_revision, oldest_revision};
use crate::csaf::doc::Doc;
use crate::csaf::moment::Moment;
use crate::csaf::test::Out;

/// How many days before the last revision an EPSS value may have been taken.
const EPSS_DAYS_MAX: i64 = 15;

/// 6.2.4: no build metadata in the revision history.
pub(super) fn build_metadata(doc: &Doc<'_>, out: &mut Out<'_>) {
    for item in doc.tracking.each("revision_history") {
        let Some(number) = item.get("number") else { continue };
        let Some(text) = number.text().filter(|text| text.contains('+')) else { continue };
        out.fault(
            &number,
            text!(
                ja: "改訂番号「{text}」にビルド情報（+ 以降）があります。外してください。",
                en: "Revision number \"{text}\" has build metadata (from \"+\"). Remove it."
            ),
        );
    }
}

/// 6.2.5: the first release isn't older than the oldest revision.
pub(super) fn first_release(doc: &Doc<'_>, out: &mut Out<'_>) {
    let Some(oldest) = oldest_revision(doc) else { return };
    let Some(release) = dated(&doc.tracking, "initial_release_date") else { return };
    if release.when < oldest.when {
        let oldest = oldest.text;
        out.fault(
            &release.place,
            text!(
                ja: "初回公開日時が、最も古い改訂（{oldest}）より前です。どちらかを直してください。",
                en: "The initial release date is older than the oldest revision ({oldest}). Correct one of them."
            ),
        );
    }
}

/// 6.2.6: the current release isn't older than the newest revision.
pub(super) fn current_release(doc: &Doc<'_>, out: &mut Out<'_>) {
    let Some(newest) = newest_revision(doc) else { return };
    let Some(release) = dated(&doc.tracking, "current_release_date") else { return };
    if release.when < newest.when {
        let newest = newest.text;
        out.fault(
            &release.place,
            text!(
                ja: "現在版の公開日時が、最も新しい改訂（{newest}）より前です。どちらかを直してください。",
                en: "The current release date is older than the newest revision ({newest}). Correct one of them."
            ),
        );
    }
}

/// 6.2.7: each involvement says when.
pub(super) fn involvement(doc: &Doc<'_>, out: &mut Out<'_>) {
    for vulnerability in &doc.vulnerabilities {
        for item in vulnerability.each("involvements").filter(|item| !item.has("date")) {
            out.fault(
                &item,
                text!(
                    ja: "関与（involvements）に日時がありません。date を加えてください。",
                    en: "The involvement has no date. Add \"date\"."
                ),
            );
        }
    }
}

/// 6.2.21: no two revisions at the same instant.
pub(super) fn same_instant(doc: &Doc<'_>, out: &mut Out<'_>) {
    let mut seen = BTreeSet::new();
    for date in doc.tracking.each("revision_history").filter_map(|item| dated(&item, "date")) {
        if !seen.insert(date.when) {
            let when = date.text;
            out.fault(
                &date.place,
                text!(
                    ja: "同じ日時（{when}）の改訂がほかにもあり、どちらが先か決められません。",
                    en: "Another revision has the same date ({when}), so their order is open."
                ),
            );
        }
    }
}

/// 6.2.33: what is disclosed already was disclosed before the last revision. Future dates are plans.
pub(super) fn disclosure(doc: &Doc<'_>, out: &mut Out<'_>) {
    let Some(newest) = newest_revision(doc) else { return };
    let now = out.world.now.map(Moment::at);
    for vulnerability in &doc.vulnerabilities {
        let date = dated(vulnerability, "disclosure_date").filter(|date| date.when > newest.when);
        let Some(date) = date else { continue };
        let newest = newest.text;
        match &now {
            Some(now) if date.when > *now => {}
            Some(_) => out.fault(
                &date.place,
                text!(
                    ja: "公表日時は過ぎましたが、最も新しい改訂（{newest}）より後です。公表されたことを改訂で確かめてください。",
                    en: "The disclosure date has passed and is later than the newest revision ({newest}). Confirm the disclosure in a new revision."
                ),
            ),
            None => out.not_run(text!(
                ja: "公表日時が最も新しい改訂より後です。既に過ぎたかどうかは現在の日時がないと決められません。",
                en: "A disclosure date is later than the newest revision; whether it has passed cannot be told without the time of day."
            )),
        }
    }
}

/// 6.2.41: the youngest EPSS value of a vulnerability is at most fifteen days older than the last revision.
pub(super) fn old_epss(doc: &Doc<'_>, out: &mut Out<'_>) {
    if !matches!(doc.tracking.text_at("status"), Some("final" | "interim")) {
        return;
    }
    let Some(newest) = newest_revision(doc) else { return };
    let oldest_allowed = newest.when.days_before(EPSS_DAYS_MAX);
    for vulnerability in &doc.vulnerabilities {
        let values = metrics(doc, vulnerability);
        let values = values.iter().filter_map(|metric| dated(&metric.content.get("epss")?, "timestamp"));
        let Some(youngest) = values.max_by(|one, two| one.when.cmp(&two.when)) else { continue };
        if youngest.when < oldest_allowed {
            let (when, newest) = (youngest.text, newest.text);
            out.fault(
                &youngest.place,
                text!(
                    ja: "EPSS の取得日時（{when}）が、最も新しい改訂（{newest}）より {EPSS_DAYS_MAX} 日を超えて古いです。取り直してください。",
                    en: "The EPSS value ({when}) is more than {EPSS_DAYS_MAX} days older than the newest revision ({newest}). Take it again."
                ),
            );
        }
    }
}
