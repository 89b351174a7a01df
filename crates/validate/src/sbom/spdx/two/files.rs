//! Files of SPDX 2: their names (8.1), their digests (8.4), and the packages whose files were looked at or were not
//! (7.8, 7.9, 7.14).

use std::collections::HashSet;

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

/// Packages that say that their files were not looked at, and still say something of them; and in SPDX 2.2 packages
/// that say, by silence too, that they were, and give nothing of what then has to be there.
pub(super) fn analysed(document: &Json<'_>, edition: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let with_files = with_files(document);
    for (at, package) in each(document, "packages") {
        let filled = |field: &str| {
            package.get(field).is_some_and(|value| !matches!(value, Json::List(list) if list.is_empty()))
        };
        let were = package.get("filesAnalyzed") != Some(&Json::Truth(false));
        for field in ["packageVerificationCode", "licenseInfoFromFiles"] {
            if !were && filled(field) {
                findings.push(told(format!("{at}/{field}"), text!(ja: "filesAnalyzed が false のパッケージに {field} は書けません。", en: "A package whose filesAnalyzed is false has no {field}.")));
            }
            if were && edition == "2.2" && !filled(field) {
                findings.push(told(at.clone(), text!(ja: "filesAnalyzed が false でないパッケージには {field} が必要です（SPDX 2.2）。", en: "A package whose filesAnalyzed is not false needs {field} (SPDX 2.2).")));
            }
        }
        let id = package.get("SPDXID").and_then(Json::text);
        if !were && (filled("hasFiles") || id.is_some_and(|id| with_files.contains(id))) {
            findings.push(told(at, text!(ja: "filesAnalyzed が false のパッケージにファイルがあります。", en: "A package whose filesAnalyzed is false has files.")));
        }
    }
    findings
}

/// What contains a file by a relationship.
fn with_files<'d>(document: &'d Json<'_>) -> HashSet<&'d str> {
    let files: HashSet<&str> =
        each(document, "files").filter_map(|(_, file)| file.get("SPDXID")?.text()).collect();
    super::relations::contained(document)
        .filter(|(_, inner)| files.contains(inner))
        .map(|(outer, _)| outer)
        .collect()
}
