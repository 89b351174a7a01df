//! Where a snippet lies in its file, in SPDX 2: one range of bytes, at most one of lines (9.3, 9.4).

use sekisho_model::text;

use super::{each, told};
use crate::Finding;
use crate::form::Json;

/// Ranges that are none, and snippets whose bytes are not told.
pub(super) fn findings(document: &Json<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, snippet) in each(document, "snippets") {
        let mut counts = [0_usize; 2];
        for (inner, range) in each(snippet, "ranges") {
            match kind(range) {
                Some(kind) => counts[kind] += 1,
                None => findings.push(told(
                    format!("{at}{inner}"),
                    text!(ja: "範囲は、同じ単位（バイトか行）の 1 以上の始めと、始め以上の終わりからなります。", en: "A range is a start of 1 or more and an end that does not come before it, both in bytes or both in lines."),
                )),
            }
        }
        if counts[0] != 1 || counts[1] > 1 {
            let [bytes, lines] = counts;
            findings.push(told(
                format!("{at}/ranges"),
                text!(ja: "バイトの範囲が {bytes} 個、行の範囲が {lines} 個あります。バイトはちょうど一つ、行は一つまでです。", en: "There are {bytes} ranges of bytes and {lines} of lines; exactly one of bytes is needed, and at most one of lines."),
            ));
        }
    }
    findings
}

/// 0 for bytes, 1 for lines; none where the two ends make no range.
fn kind(range: &Json<'_>) -> Option<usize> {
    let end = |name: &str| {
        let pointer = range.get(name)?;
        let number = |field: &str| match pointer.get(field) {
            Some(Json::Whole(number)) => Some(*number),
            _ => None,
        };
        match (number("offset"), number("lineNumber")) {
            (Some(at), None) => Some((0, at)),
            (None, Some(at)) => Some((1, at)),
            _ => None,
        }
    };
    let ((kind, start), (other, end)) = (end("startPointer")?, end("endPointer")?);
    (kind == other && start >= 1 && start <= end).then_some(kind)
}
