//! 6.1.23 to 6.1.25: what must stand only once: a CVE, a party's involvement at a time, a hash algorithm.

use std::collections::BTreeSet;

use sekisho_model::text;

use crate::csaf::doc::Doc;
use crate::csaf::moment::Moment;
use crate::csaf::test::Out;

/// 6.1.23: a CVE has one entry.
pub(super) fn cve(doc: &Doc<'_>, out: &mut Out<'_>) {
    let mut seen = BTreeSet::new();
    for node in doc.vulnerabilities.iter().filter_map(|vulnerability| vulnerability.get("cve")) {
        let Some(cve) = node.text().filter(|cve| !seen.insert(*cve)) else { continue };
        out.fault(
            &node,
            text!(
                ja: "{cve} の項目が二つ以上あります。一つにまとめてください。",
                en: "{cve} has more than one entry. Make them one."
            ),
        );
    }
}

/// 6.1.24: a party is involved once at a time, whatever its status.
pub(super) fn involvement(doc: &Doc<'_>, out: &mut Out<'_>) {
    for vulnerability in &doc.vulnerabilities {
        let mut seen = BTreeSet::new();
        for node in vulnerability.each("involvements") {
            let Some(party) = node.text_at("party") else { continue };
            let date = node.text_at("date").map(|date| Moment::parse(date).ok_or(date));
            if !seen.insert((party, date)) {
                out.fault(
                    &node,
                    text!(
                        ja: "「{party}」の関与が同じ日時に二つ以上あります。日時を直すか、一つにまとめてください。",
                        en: "\"{party}\" is involved more than once at one date. Correct the date, or make them one."
                    ),
                );
            }
        }
    }
}

/// 6.1.25: a file has one hash of an algorithm.
pub(super) fn hash(doc: &Doc<'_>, out: &mut Out<'_>) {
    for file in doc.helpers().flat_map(|helper| helper.each("hashes")) {
        let mut seen = BTreeSet::new();
        for hash in file.each("file_hashes") {
            let Some(algorithm) = hash.text_at("algorithm").filter(|algorithm| !seen.insert(*algorithm))
            else {
                continue;
            };
            out.fault(
                &hash,
                text!(
                    ja: "一つのファイルに {algorithm} のハッシュ値が二つ以上あります。一つにしてください。",
                    en: "The file has more than one {algorithm} hash. Keep one."
                ),
            );
        }
    }
}
