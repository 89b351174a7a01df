//! One act in the record: who did what to which thing, when.
//!
//! # The leaf
//! The bytes that are hashed into the tree (behind RFC 6962's `0x00`) are, in this order:
//!
//! | bytes | meaning |
//! |---|---|
//! | `sekisho-ledger/entry/v1` and a line feed | what this is, so that no other record can pass for it |
//! | 8, big-endian | `seq`, the entry's place in the log, counted from 0 |
//! | 4, big-endian, then that many of UTF-8 | `at` |
//! | the same | `actor` |
//! | the same | `action` |
//! | the same | `subject` |
//! | 32 | commitment to the detail: `SHA-256(salt \|\| detail)` |
//!
//! Every length stands before its bytes and the rest is fixed, so two different entries never have the
//! same leaf. The detail is in there only through the commitment. Without the salt nobody can find the
//! detail by guessing, so erasing salt and detail erases the personal data and leaves every proof valid.
//!
//! # The line
//! In files an entry is one JSON object on one line: fixed key order, no spaces, and as escapes only
//! `\"`, `\\`, `\b`, `\f`, `\n`, `\r`, `\t` and `\u00xx` (lower case) for the other characters below
//! U+0020. Reading is strict: a line that isn't byte for byte what would be written is refused.
//!
//! Invariant: an [`Entry`] has been checked; there is none with a broken field. It doesn't know which
//! actions exist and doesn't erase anything by itself. `actor` and `subject` are *not* erasable: put
//! account and record numbers there and names of persons into the detail.

mod at;
mod line;

use std::fmt;

use thiserror::Error;

use crate::text;
use crate::tree::{self, Hash};

pub(crate) use at::{is_before, of_unix_seconds, unix_seconds};
pub(crate) use line::read_stating;
pub use line::{LineError, MAX_LINE_BYTES};

/// First bytes of every leaf.
const LEAF_FORM: &[u8] = b"sekisho-ledger/entry/v1\n";

/// Longest `actor` and longest `subject`, in bytes.
pub const MAX_NAME_BYTES: usize = 1024;
/// Longest `action`, in bytes.
pub const MAX_ACTION_BYTES: usize = 64;
/// Longest detail text, in bytes.
pub const MAX_DETAIL_BYTES: usize = 1024 * 1024;

/// A field of an entry, as messages name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// When.
    At,
    /// Who.
    Actor,
    /// Did what.
    Action,
    /// To which thing.
    Subject,
    /// With which particulars.
    Detail,
}

impl Field {
    /// The field's name in entry lines.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::At => "at",
            Self::Actor => "actor",
            Self::Action => "action",
            Self::Subject => "subject",
            Self::Detail => "detail",
        }
    }

    const fn ja(self) -> &'static str {
        match self {
            Self::At => "日時 (at)",
            Self::Actor => "行為者 (actor)",
            Self::Action => "操作 (action)",
            Self::Subject => "対象 (subject)",
            Self::Detail => "詳細 (detail)",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

/// Why something is not an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum EntryError {
    /// `at` isn't an existing moment written `YYYY-MM-DDThh:mm:ss[.fraction]Z`.
    #[error("`at` is not a UTC time such as 2026-11-23T05:05:00Z")]
    At,
    /// `action` isn't lower-case words joined by hyphens.
    #[error("`action` is not lower-case words joined by hyphens, such as asset-add")]
    Action,
    /// A required field is empty.
    #[error("`{0}` is empty")]
    Empty(Field),
    /// A field is longer than its limit.
    #[error("`{field}` is longer than {limit} bytes")]
    TooLong {
        /// Which one.
        field: Field,
        /// Its limit in bytes.
        limit: usize,
    },
    /// A one-line field has a line end or another control character.
    #[error("`{0}` has a control character")]
    Control(Field),
}

impl EntryError {
    /// The message in Japanese.
    #[must_use]
    pub fn ja(&self) -> String {
        match self {
            Self::At => "日時 (at) が「2026-11-23T05:05:00Z」のような UTC の日時ではありません。".into(),
            Self::Action => {
                "操作 (action) が「asset-add」のような、ハイフンでつないだ英小文字の語ではありません。".into()
            }
            Self::Empty(field) => format!("{} が空です。", field.ja()),
            Self::TooLong { field, limit } => format!("{} が上限 {limit} バイトを超えています。", field.ja()),
            Self::Control(field) => format!("{} に改行などの制御文字があります。", field.ja()),
        }
    }
}

/// 32 random bytes that keep a detail from being guessed out of its commitment.
///
/// Take fresh ones from the system's random source for every entry; a salt used twice shows when two
/// details are equal.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt([u8; 32]);

impl Salt {
    /// Takes 32 random bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, to be stored beside the detail and erased with it.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Reads 64 lower-case hexadecimal digits.
    #[must_use]
    pub fn from_hex(hex: &str) -> Option<Self> {
        text::bytes_of_hex(hex).map(Self)
    }

    /// 64 lower-case hexadecimal digits.
    #[must_use]
    pub fn to_hex(&self) -> String {
        text::hex_of(&self.0)
    }
}

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(..)")
    }
}

/// What an entry says in particular, or what is left of that after erasure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Detail {
    /// Still readable.
    Kept {
        /// Erased together with the text.
        salt: Salt,
        /// Any text, line ends included.
        text: String,
    },
    /// Erased: only the commitment that the leaf was built from is left.
    Erased {
        /// `SHA-256(salt || detail)`.
        commitment: Hash,
    },
}

impl Detail {
    /// A readable detail.
    #[must_use]
    pub fn kept(salt: Salt, text: impl Into<String>) -> Self {
        Self::Kept { salt, text: text.into() }
    }

    /// `SHA-256(salt || detail)`, the same before and after erasure.
    #[must_use]
    pub fn commitment(&self) -> Hash {
        match self {
            Self::Kept { salt, text } => Hash::of_parts(&[&salt.0, text.as_bytes()]),
            Self::Erased { commitment } => *commitment,
        }
    }

    /// The text, unless it has been erased.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Kept { text, .. } => Some(text),
            Self::Erased { .. } => None,
        }
    }

    /// This detail without salt and text.
    #[must_use]
    pub fn erased(&self) -> Self {
        Self::Erased { commitment: self.commitment() }
    }
}

/// One checked entry. See the module for its two byte forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    seq: u64,
    at: String,
    actor: String,
    action: String,
    subject: String,
    detail: Detail,
}

impl Entry {
    /// Checks the fields and makes an entry of them.
    ///
    /// `seq` is the place in the log from 0 (the frontier's size before appending). `at` is RFC 3339 in
    /// UTC with `Z`, to the nanosecond at most. `action` is kebab case. `subject` may be empty where an
    /// act has no single object.
    ///
    /// # Errors
    /// The first field that breaks a rule.
    pub fn new(
        seq: u64,
        at: impl Into<String>,
        actor: impl Into<String>,
        action: impl Into<String>,
        subject: impl Into<String>,
        detail: Detail,
    ) -> Result<Self, EntryError> {
        let entry = Self {
            seq,
            at: at.into(),
            actor: actor.into(),
            action: action.into(),
            subject: subject.into(),
            detail,
        };
        entry.check()?;
        Ok(entry)
    }

    fn check(&self) -> Result<(), EntryError> {
        if !at::is_utc(&self.at) {
            return Err(EntryError::At);
        }
        if self.actor.is_empty() {
            return Err(EntryError::Empty(Field::Actor));
        }
        one_line(Field::Actor, &self.actor)?;
        one_line(Field::Subject, &self.subject)?;
        within(Field::Action, &self.action, MAX_ACTION_BYTES)?;
        if !is_kebab(&self.action) {
            return Err(EntryError::Action);
        }
        within(Field::Detail, self.detail.text().unwrap_or_default(), MAX_DETAIL_BYTES)
    }

    /// Place in the log, counted from 0: also the leaf's index in the tree.
    #[must_use]
    pub const fn seq(&self) -> u64 {
        self.seq
    }

    /// When, RFC 3339 in UTC.
    #[must_use]
    pub fn at(&self) -> &str {
        &self.at
    }

    /// Who.
    #[must_use]
    pub fn actor(&self) -> &str {
        &self.actor
    }

    /// Did what, in kebab case.
    #[must_use]
    pub fn action(&self) -> &str {
        &self.action
    }

    /// To which thing; may be empty.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// With which particulars.
    #[must_use]
    pub const fn detail(&self) -> &Detail {
        &self.detail
    }

    /// The same entry with salt and detail gone. Its leaf hash doesn't change.
    #[must_use]
    pub fn erased(&self) -> Self {
        Self { detail: self.detail.erased(), ..self.clone() }
    }

    /// The bytes hashed into the tree: the table in the module's documentation.
    #[must_use]
    pub fn leaf_bytes(&self) -> Vec<u8> {
        let mut bytes = LEAF_FORM.to_vec();
        bytes.extend(self.seq.to_be_bytes());
        for field in [&self.at, &self.actor, &self.action, &self.subject] {
            // Every field's limit is far below 4 GiB.
            bytes.extend(u32::try_from(field.len()).unwrap_or(u32::MAX).to_be_bytes());
            bytes.extend(field.as_bytes());
        }
        bytes.extend(self.detail.commitment().as_bytes());
        bytes
    }

    /// The entry's hash in the tree.
    #[must_use]
    pub fn leaf_hash(&self) -> Hash {
        tree::leaf_hash(&self.leaf_bytes())
    }

    /// The entry as a line of `entries.jsonl`, without the line end.
    ///
    /// The line also states the leaf hash. It adds nothing that couldn't be computed, but lets a
    /// verifier name the very entry that was altered.
    #[must_use]
    pub fn to_line(&self) -> String {
        line::write(self)
    }

    /// Reads [`Entry::to_line`], without the line end.
    ///
    /// # Errors
    /// When the line is anything but what would be written for that entry, or a field breaks a rule.
    pub fn from_line(line: &str) -> Result<Self, LineError> {
        line::read(line)
    }
}

fn one_line(field: Field, value: &str) -> Result<(), EntryError> {
    within(field, value, MAX_NAME_BYTES)?;
    if value.chars().any(char::is_control) { Err(EntryError::Control(field)) } else { Ok(()) }
}

const fn within(field: Field, value: &str, limit: usize) -> Result<(), EntryError> {
    if value.len() > limit { Err(EntryError::TooLong { field, limit }) } else { Ok(()) }
}

fn is_kebab(action: &str) -> bool {
    let word =
        |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    action.starts_with(|first: char| first.is_ascii_lowercase()) && action.split('-').all(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn sample() -> Entry {
        let detail = Detail::kept(Salt::from_bytes([7; 32]), "塗装 \"A\"\n2 行目\u{1}");
        Entry::new(3, "2026-11-23T05:05:00.25Z", "user:kondo", "asset-add", "asset:plc-1", detail).unwrap()
    }

    fn with(at: &str, actor: &str, action: &str, subject: &str) -> Result<Entry, EntryError> {
        Entry::new(0, at, actor, action, subject, Detail::kept(Salt::from_bytes([0; 32]), ""))
    }

    #[test]
    fn the_leaf_is_the_documented_bytes() {
        let entry = with("2026-11-23T05:05:00Z", "a", "b", "").unwrap();
        let mut expected = b"sekisho-ledger/entry/v1\n".to_vec();
        expected.extend([0; 8]);
        expected.extend(b"\0\0\0\x142026-11-23T05:05:00Z\0\0\0\x01a\0\0\0\x01b\0\0\0\0");
        expected.extend(Hash::of_parts(&[&[0; 32]]).as_bytes());
        assert_eq!(entry.leaf_bytes(), expected);
        assert_eq!(entry.leaf_hash(), tree::leaf_hash(&expected));
    }

    #[test]
    fn erasing_the_detail_leaves_the_leaf_as_it_was() {
        let entry = sample();
        let erased = entry.erased();
        assert_eq!(erased.leaf_hash(), entry.leaf_hash());
        assert_eq!(erased.detail().text(), None);
        assert_eq!(erased.erased(), erased);
    }

    #[test]
    fn the_same_detail_under_another_salt_has_another_commitment() {
        let one = Detail::kept(Salt::from_bytes([1; 32]), "同じ");
        let two = Detail::kept(Salt::from_bytes([2; 32]), "同じ");
        assert_ne!(one.commitment(), two.commitment());
    }

    #[test]
    fn every_rule_of_every_field_is_enforced() {
        let at = "2026-11-23T05:05:00Z";
        let long = "x".repeat(MAX_NAME_BYTES + 1);
        let too_long = |field, limit| Err(EntryError::TooLong { field, limit });
        assert_eq!(with("2026-11-23 05:05:00Z", "a", "b", "c"), Err(EntryError::At));
        assert_eq!(with(at, "", "b", "c"), Err(EntryError::Empty(Field::Actor)));
        assert_eq!(with(at, "a\u{85}", "b", "c"), Err(EntryError::Control(Field::Actor)));
        assert_eq!(with(at, "a", "b", "c\n"), Err(EntryError::Control(Field::Subject)));
        assert_eq!(with(at, &long, "b", "c"), too_long(Field::Actor, MAX_NAME_BYTES));
        assert_eq!(with(at, "a", "b", &long), too_long(Field::Subject, MAX_NAME_BYTES));
        assert_eq!(with(at, "a", &long, "c"), too_long(Field::Action, MAX_ACTION_BYTES));
        for action in ["", "Asset", "asset_add", "-asset", "asset-", "a--b", "9a", "追加"] {
            assert_eq!(with(at, "a", action, "c"), Err(EntryError::Action), "{action}");
        }
        let detail = Detail::kept(Salt::from_bytes([0; 32]), "x".repeat(MAX_DETAIL_BYTES + 1));
        let big = Entry::new(0, at, "a", "b", "c", detail);
        assert_eq!(big, too_long(Field::Detail, MAX_DETAIL_BYTES));
    }

    #[test]
    fn a_salt_is_not_printed_by_accident() {
        assert_eq!(format!("{:?}", Salt::from_bytes([9; 32])), "Salt(..)");
    }
}
