//! The TOML reader's complaints in the words of a person who writes a pack.

use sekisho_model::{Text, text};

/// Longest stretch of somebody else's text inside a message, in characters.
const SHORT_CHARS: usize = 400;

/// A text cut to what fits into a message.
pub(super) fn short(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if clean.chars().count() <= SHORT_CHARS {
        return clean;
    }
    clean.chars().take(SHORT_CHARS).chain(['…']).collect()
}

/// What is wrong, and what to do, from the reader's English.
pub(super) fn of(message: &str) -> (Text, Text) {
    let message = short(message);
    let first = quoted(&message);
    let choices =
        message.split_once("expected ").map(|(_, choices)| choices.replace('`', "")).unwrap_or_default();
    if message.starts_with("missing field") {
        (
            text!(ja: "項目「{first}」がありません。", en: "Field \"{first}\" is missing."),
            text!(ja: "書き足してください。この行は読みませんでした。", en: "Add it. The row was not read."),
        )
    } else if message.starts_with("unknown field") {
        (
            text!(ja: "項目「{first}」は、この種類の行にはありません。", en: "This kind of row has no field \"{first}\"."),
            text!(ja: "名前を直すか、消してください（使えるもの：{choices}）。この行は読みませんでした。", en: "Correct its name or remove it ({choices}). The row was not read."),
        )
    } else if message.starts_with("unknown variant") {
        (
            text!(ja: "値「{first}」は使えません。", en: "Value \"{first}\" is not allowed."),
            text!(ja: "決められた値にしてください（{choices}）。この行は読みませんでした。", en: "Use one of the fixed values ({choices}). The row was not read."),
        )
    } else {
        (
            text!(ja: "値が読めません（{message}）。", en: "A value cannot be read ({message})."),
            text!(ja: "書き方を直してください。この行は読みませんでした。", en: "Correct it. The row was not read."),
        )
    }
}

/// What stands in the first pair of back quotes.
fn quoted(message: &str) -> &str {
    message.split('`').nth(1).unwrap_or_default()
}
