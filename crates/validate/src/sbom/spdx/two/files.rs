//! Files of SPDX 2: their names (8.1) and their digests (8.4).
//!
//! Deliberately not here: what a package may say besides whose files were not looked at (7.8, 7.9, 7.14). Published
//! examples of the standard's own project say it all the same.

use sekisho_model::text;

use super::{each, ids_in, told};
use crate::Finding;
use crate::form::{Json, shown};

/// Names that are no relative ones, of files and of those that a verification code leaves out.
pub(super) fn names(document: &Json<'_>) -> Vec<Finding> {
    let named = each(document, "files")
        .filter_map(|(at, file)| Some((format!("{at}/fileName"), file.get("fileName")?.text()?)));
    let left_out = each(document, "packages").flat_map(|(at, package)| {
        let code = package.get("packageVerificationCode");
        let list = code.map(|code| {
            ids_in(code, format!("{at}/packageVerificationCode"), "packageVerificationCodeExcludedFiles")
        });
        list.into_iter().flatten()
    });
    let wrong = named.chain(left_out).filter(|(_, name)| name.is_empty() || name.starts_with('/'));
    wrong
        .map(|(at, name)| {
            let name = shown(name);
            told(at, text!(ja: "「{name}」は相対パスのファイル名ではありません。", en: "“{name}” is no relative file name."))
        })
        .collect()
}

/// Files without the one SHA-1 digest that each has to have.
pub(super) fn digests(document: &Json<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, file) in each(document, "files") {
        let is_sha1 =
            |(_, sum): &(String, &Json<'_>)| sum.get("algorithm").and_then(Json::text) == Some("SHA1");
        let count = each(file, "checksums").filter(is_sha1).count();
        if count != 1 {
            findings.push(told(
                format!("{at}/checksums"),
                text!(ja: "SHA1 のチェックサムが {count} 個あります。ちょうど一つ必要です。", en: "There are {count} SHA1 checksums; exactly one is needed."),
            ));
        }
    }
    findings
}
