//! Problems of a file that could not be looked at, or not as a whole.

use crate::form::Editions;
use sekisho_model::{Place, Problem, Text, text};

/// Where a document is named by the caller.
pub(super) fn error(file_name: &str, line: Option<u64>, what: Text, remedy: Text) -> Box<Problem> {
    let place = match line {
        Some(line) => Place::file(file_name).at_row(line),
        None => Place::file(file_name),
    };
    Box::new(Problem::error(place, what, remedy))
}

/// None of the documents that are held against a form here.
pub(super) fn not_recognised(file_name: &str) -> Box<Problem> {
    error(
        file_name,
        None,
        text!(
            ja: "検証できる SBOM の形式ではありません。",
            en: "This is no form of SBOM that can be validated."
        ),
        text!(
            ja: "CycloneDX 1.0～1.7（XML）、1.2～1.7（JSON）、1.3～1.7（protobuf）、SPDX 2.2・2.3（JSON、YAML、タグ形式）、SPDX 3.0（JSON-LD）のどれかを指定してください。",
            en: "Name a CycloneDX document 1.0 to 1.7 (XML), 1.2 to 1.7 (JSON) or 1.3 to 1.7 (protobuf), SPDX 2.2 or 2.3 (JSON, YAML, tag-value) or SPDX 3.0 (JSON-LD)."
        ),
    )
}

/// The standard, but not one of its editions.
pub(super) fn no_such_edition(file_name: &str, standard: &str, edition: &str) -> Box<Problem> {
    let edition = crate::form::shown(edition);
    error(
        file_name,
        None,
        text!(
            ja: "{standard} の版「{edition}」は知られていません。",
            en: "{standard} has no edition “{edition}” that is known here."
        ),
        text!(
            ja: "版の書き方を確かめるか、対応する版で出力し直してください。",
            en: "Check how the edition is written, or have the document written in a known one."
        ),
    )
}

/// The form of the edition that a document claims.
pub(super) fn unless_known<T>(
    file_name: &str,
    standard: &str,
    claimed: &str,
    forms: &'static Editions<T>,
) -> Result<(&'static str, &'static T), Box<Problem>> {
    let (edition, form) = forms.get(claimed).ok_or_else(|| no_such_edition(file_name, standard, claimed))?;
    Ok((edition, form.map_err(|why| broken_form(file_name, why))?))
}

/// It could not be parsed.
pub(super) fn unreadable(file_name: &str, encoding: &str, line: Option<u64>, why: &str) -> Box<Problem> {
    error(
        file_name,
        line,
        text!(ja: "{encoding} として読めません（{why}）。", en: "It cannot be read as {encoding} ({why})."),
        text!(ja: "ファイルが壊れていないか確かめ、出力し直してください。", en: "Check that the file is not damaged, and write it again."),
    )
}

/// Longer than the limit.
pub(super) fn too_long(file_name: &str, length: usize, most: usize) -> Box<Problem> {
    error(
        file_name,
        None,
        text!(
            ja: "{length} バイトあり、上限の {most} バイトを超えています。",
            en: "It has {length} bytes, more than the limit of {most}."
        ),
        text!(ja: "上限を上げるか、文書を分けてください。", en: "Raise the limit or split the document."),
    )
}

/// Deeper than the limit.
pub(super) fn too_deep(file_name: &str, line: u64, deepest: usize) -> Box<Problem> {
    error(
        file_name,
        Some(line),
        text!(ja: "入れ子が {deepest} 段を超えています。", en: "It nests deeper than {deepest} levels."),
        text!(ja: "ファイルが壊れていないか確かめてください。", en: "Check that the file is not damaged."),
    )
}

/// One of our own form files is broken.
pub(super) fn broken_form(file_name: &str, why: &str) -> Box<Problem> {
    error(
        file_name,
        None,
        text!(ja: "製品の不具合です: 形式の定義が読めません（{why}）。", en: "This is a bug of ours: a form cannot be read ({why})."),
        text!(ja: "開発元に知らせてください。", en: "Tell the developers."),
    )
}

/// It could not be read to its end; what comes before has been looked at.
pub(super) fn broken_off(file_name: &str, line: u64, why: Text) -> Box<Problem> {
    error(
        file_name,
        Some(line),
        why,
        text!(
            ja: "この行を直してください。ここより後は検証していません。",
            en: "Mend this line; nothing after it was looked at."
        ),
    )
}
