//! An entry as one JSON line: the written form of `entries.jsonl`.
//!
//! Invariant: `write(read(line)) == line` for every accepted line. It doesn't judge whether the stated
//! leaf hash is right, since a wrong one is what a verifier wants to name; [`Entry::from_line`] does.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Detail, Entry, EntryError, MAX_DETAIL_BYTES, MAX_NAME_BYTES, Salt};
use crate::text;
use crate::tree::Hash;

/// Longest entry line read, in bytes: a detail full of six-byte escapes, and room for the rest.
pub const MAX_LINE_BYTES: usize = 6 * (MAX_DETAIL_BYTES + 2 * MAX_NAME_BYTES) + 1024;

/// Most characters kept of the JSON reader's words: they may quote the line.
const MAX_REASON_CHARS: usize = 200;

/// Why a line is not an entry.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LineError {
    /// Longer than [`MAX_LINE_BYTES`].
    #[error("the line is longer than {MAX_LINE_BYTES} bytes")]
    TooLong,
    /// The file's last line has no line end.
    #[error("the line has no line end: the file was cut off")]
    CutOff,
    /// Not UTF-8.
    #[error("the line is not UTF-8 text")]
    NotUtf8,
    /// Not a JSON object with the keys of an entry.
    #[error("the line is not an entry in JSON (byte {column}: {reason})")]
    Json {
        /// Where in the line, counted in bytes from 1.
        column: usize,
        /// The JSON reader's words, in English.
        reason: String,
    },
    /// Neither salt and detail nor a commitment, or both.
    #[error("the line must have either `salt` and `detail` or `commitment`")]
    DetailForm,
    /// A hash or salt isn't 64 lower-case hexadecimal digits.
    #[error("`{0}` is not 64 lower-case hexadecimal digits")]
    Hex(&'static str),
    /// A field breaks a rule.
    #[error("a field breaks a rule")]
    Field(#[source] EntryError),
    /// The same entry is written differently: spaces, key order, escapes.
    #[error("the line is not written in the one form that an entry has")]
    NotCanonical,
    /// The stated leaf hash isn't the entry's.
    #[error("the stated leaf hash is {stated}, the entry's is {computed}")]
    Leaf {
        /// As written in the line.
        stated: Hash,
        /// As computed from the other fields.
        computed: Hash,
    },
}

impl LineError {
    /// The message in Japanese.
    #[must_use]
    pub fn ja(&self) -> String {
        match self {
            Self::TooLong => format!("行が上限 {MAX_LINE_BYTES} バイトを超えています。"),
            Self::CutOff => "行の終わりに改行がありません。ファイルが途中で切れています。".into(),
            Self::NotUtf8 => "行が UTF-8 の文字列ではありません。".into(),
            Self::Json { column, reason } => {
                format!("行を JSON の記録として読めません（{column} バイト目: {reason}）。")
            }
            Self::DetailForm => "行には salt と detail の組か、commitment のどちらか一方が必要です。".into(),
            Self::Hex(key) => format!("{key} が 64 桁の小文字の 16 進数ではありません。"),
            Self::Field(source) => source.ja(),
            Self::NotCanonical => "行の書き方（空白、キーの順、エスケープ）が記録の形式と違います。".into(),
            Self::Leaf { stated, computed } => {
                format!("行に書かれた葉ハッシュは {stated} ですが、内容から計算すると {computed} です。")
            }
        }
    }
}

/// The line's keys, in their order.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    seq: u64,
    at: String,
    actor: String,
    action: String,
    subject: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    salt: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    commitment: Option<String>,
    leaf: String,
}

pub(super) fn write(entry: &Entry) -> String {
    line_with(entry, entry.leaf_hash())
}

/// Reads a line and holds it to its own leaf hash.
pub(super) fn read(line: &str) -> Result<Entry, LineError> {
    let (entry, stated) = read_stating(line)?;
    let computed = entry.leaf_hash();
    if stated == computed { Ok(entry) } else { Err(LineError::Leaf { stated, computed }) }
}

/// Reads a line and hands out the leaf hash that it states, right or wrong.
pub(crate) fn read_stating(line: &str) -> Result<(Entry, Hash), LineError> {
    if line.len() > MAX_LINE_BYTES {
        return Err(LineError::TooLong);
    }
    let row: Row = serde_json::from_str(line).map_err(|error| json_error(&error))?;
    let stated = Hash::from_hex(&row.leaf).ok_or(LineError::Hex("leaf"))?;
    let detail = detail_of(row.salt, row.detail, row.commitment)?;
    let entry = Entry::new(row.seq, row.at, row.actor, row.action, row.subject, detail);
    let entry = entry.map_err(LineError::Field)?;
    if line_with(&entry, stated) == line { Ok((entry, stated)) } else { Err(LineError::NotCanonical) }
}

fn json_error(error: &serde_json::Error) -> LineError {
    let words = error.to_string();
    let reason = words.split_once(" at line ").map_or(words.as_str(), |(reason, _)| reason);
    LineError::Json { column: error.column(), reason: text::printable(reason, MAX_REASON_CHARS) }
}

fn detail_of(
    salt: Option<String>,
    text: Option<String>,
    commitment: Option<String>,
) -> Result<Detail, LineError> {
    match (salt, text, commitment) {
        (Some(salt), Some(text), None) => {
            let salt = Salt::from_hex(&salt).ok_or(LineError::Hex("salt"))?;
            Ok(Detail::Kept { salt, text })
        }
        (None, None, Some(hex)) => {
            let commitment = Hash::from_hex(&hex).ok_or(LineError::Hex("commitment"))?;
            Ok(Detail::Erased { commitment })
        }
        _ => Err(LineError::DetailForm),
    }
}

fn line_with(entry: &Entry, leaf: Hash) -> String {
    let (salt, detail, commitment) = match entry.detail() {
        Detail::Kept { salt, text } => (Some(salt.to_hex()), Some(text.clone()), None),
        Detail::Erased { commitment } => (None, None, Some(commitment.to_string())),
    };
    let row = Row {
        seq: entry.seq,
        at: entry.at.clone(),
        actor: entry.actor.clone(),
        action: entry.action.clone(),
        subject: entry.subject.clone(),
        salt,
        detail,
        commitment,
        leaf: leaf.to_string(),
    };
    // Strings and a number into memory: there is nothing that could fail.
    serde_json::to_string(&row).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::sample;
    use super::*;

    #[test]
    fn the_line_has_its_documented_form() {
        let entry = sample();
        let (salt, leaf) = ("07".repeat(32), entry.leaf_hash());
        let expected = concat!(
            r#"{"seq":3,"at":"2026-11-23T05:05:00.25Z","actor":"user:kondo","action":"asset-add","#,
            r#""subject":"asset:plc-1","salt":"SALT","detail":"塗装 \"A\"\n2 行目\u0001","leaf":"LEAF"}"#
        );
        let expected = expected.replace("SALT", &salt).replace("LEAF", &leaf.to_string());
        assert_eq!(entry.to_line(), expected);
    }

    #[test]
    fn an_entry_reads_back_from_its_line_kept_and_erased() {
        for entry in [sample(), sample().erased()] {
            assert_eq!(Entry::from_line(&entry.to_line()).unwrap(), entry);
        }
    }

    #[test]
    fn another_way_of_writing_the_same_entry_is_refused() {
        let line = sample().to_line();
        let spaced = line.replacen(':', ": ", 1);
        let escaped = line.replacen("kondo", "\\u006bondo", 1);
        let twice = line.replacen("{\"seq\":3", "{\"seq\":3,\"seq\":3", 1);
        let unknown = line.replacen("{\"seq\":3", "{\"seq\":3,\"more\":1", 1);
        let both = line.replacen("\"salt\"", "\"commitment\":\"\",\"salt\"", 1);
        assert!(matches!(Entry::from_line(&spaced), Err(LineError::NotCanonical)));
        assert!(matches!(Entry::from_line(&escaped), Err(LineError::NotCanonical)));
        assert!(matches!(Entry::from_line(&twice), Err(LineError::Json { .. })));
        assert!(matches!(Entry::from_line(&unknown), Err(LineError::Json { .. })));
        assert!(matches!(Entry::from_line(&both), Err(LineError::DetailForm)));
        assert!(matches!(Entry::from_line(&(line.clone() + " ")), Err(LineError::NotCanonical)));
    }

    #[test]
    fn what_is_quoted_of_a_bad_line_is_short_and_safe_to_show() {
        let key = "\\u001b".repeat(1000);
        let line = sample().to_line().replacen("{\"seq\"", &format!("{{\"{key}\""), 1);
        let Err(LineError::Json { reason, .. }) = Entry::from_line(&line) else { panic!("it was read") };
        assert_eq!(reason.chars().count(), MAX_REASON_CHARS);
        assert!(!reason.contains('\u{1b}'), "{reason}");
    }

    #[test]
    fn an_altered_field_is_named_by_its_leaf_hash() {
        let altered = sample().to_line().replacen("kondo", "honda", 1);
        assert!(matches!(Entry::from_line(&altered), Err(LineError::Leaf { .. })));
    }

    #[test]
    fn deep_nesting_is_refused_without_being_followed() {
        let deep = "[".repeat(1_000_000);
        for line in [deep.clone(), format!("{{\"seq\":{deep}"), format!("{{\"more\":{deep}")] {
            assert!(matches!(Entry::from_line(&line), Err(LineError::Json { .. })));
        }
    }

    #[test]
    fn the_largest_entry_still_fits_in_a_line() {
        let detail = Detail::kept(Salt::from_bytes([0; 32]), "\u{1}".repeat(MAX_DETAIL_BYTES));
        let name = "\"".repeat(MAX_NAME_BYTES);
        let entry =
            Entry::new(u64::MAX, "2026-11-23T05:05:00.123456789Z", &name, "a", &name, detail).unwrap();
        assert_eq!(Entry::from_line(&entry.to_line()).unwrap(), entry);
    }

    proptest! {
        #[test]
        fn entries_of_any_text_read_back(seq: u64, actor in "[^\\p{Cc}]{1,40}", subject in "[^\\p{Cc}]{0,40}", text in "(?s).{0,80}", salt: [u8; 32]) {
            let detail = Detail::kept(Salt::from_bytes(salt), text);
            let entry = Entry::new(seq, "2026-11-23T05:05:00Z", actor, "a-b", subject, detail).unwrap();
            prop_assert_eq!(Entry::from_line(&entry.to_line()).unwrap(), entry);
        }

        #[test]
        fn any_text_is_read_without_panic(line in "(?s).{0,200}", cut in 0_usize..200) {
            prop_assert!(Entry::from_line(&line).is_err());
            let whole = sample().to_line();
            let end = whole.floor_char_boundary(cut);
            prop_assert!(Entry::from_line(&whole[..end]).is_err());
        }
    }
}
