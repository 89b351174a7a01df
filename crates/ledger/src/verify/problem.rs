//! What a verification can find. Each message says what is wrong, where, and what it means.

use std::fmt;

use crate::checkpoint::CheckpointError;
use crate::entry::LineError;
use crate::key::KeyError;
use crate::note::NoteError;
use crate::tree::Hash;

/// One thing that is wrong with a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// The export's key can't be used.
    Key(KeyError),
    /// The export's key isn't the one the verifier brought.
    OtherKey,
    /// The checkpoint is refused.
    Checkpoint(CheckpointError),
    /// The field dictionary is refused.
    Dictionary(NoteError),
    /// A line is no entry.
    Line {
        /// Line number, from 1.
        line: u64,
        /// The entry that was to be expected there.
        seq: u64,
        /// Why.
        error: LineError,
    },
    /// Entries are left out.
    Gap {
        /// First one missing.
        from: u64,
        /// The next one present.
        to: u64,
    },
    /// An entry stands again, or after a later one.
    OutOfOrder {
        /// Its number.
        seq: u64,
        /// The number that was to be expected.
        expected: u64,
    },
    /// An entry's content isn't what its leaf hash says.
    Leaf {
        /// Its number.
        seq: u64,
        /// The leaf hash that the record states.
        stated: Hash,
        /// The one that follows from its content.
        computed: Hash,
    },
    /// The record ends before the checkpoint does.
    Missing {
        /// First one missing.
        from: u64,
        /// Entries that the checkpoint covers.
        size: u64,
    },
    /// The record goes on where the checkpoint ends: nobody signed the rest.
    Beyond {
        /// Entries that the checkpoint covers.
        size: u64,
        /// Entries after those.
        count: u64,
    },
    /// The entries aren't those that were signed.
    Root {
        /// How many.
        size: u64,
        /// The root that was signed.
        signed: Hash,
        /// The root over the record.
        computed: Hash,
    },
    /// A pinned checkpoint is refused.
    PinnedRefused {
        /// Which.
        name: String,
        /// Why.
        error: CheckpointError,
    },
    /// The record doesn't begin with a pinned checkpoint.
    Forked {
        /// Which.
        name: String,
        /// Entries it covers.
        size: u64,
        /// Its root.
        pinned: Hash,
        /// The record's root at that size.
        computed: Hash,
    },
    /// A pinned checkpoint covers more entries than the record's own.
    Ahead {
        /// Which.
        name: String,
        /// Entries it covers.
        pinned: u64,
        /// Entries the record's checkpoint covers.
        size: u64,
    },
}

impl Problem {
    /// The entry concerned, where there is a single one or a first one.
    #[must_use]
    pub const fn seq(&self) -> Option<u64> {
        match self {
            Self::Line { seq, .. } | Self::OutOfOrder { seq, .. } | Self::Leaf { seq, .. } => Some(*seq),
            Self::Gap { from, .. } | Self::Missing { from, .. } => Some(*from),
            Self::Beyond { size, .. } => Some(*size),
            Self::Key(_)
            | Self::OtherKey
            | Self::Checkpoint(_)
            | Self::Dictionary(_)
            | Self::Root { .. }
            | Self::PinnedRefused { .. }
            | Self::Forked { .. }
            | Self::Ahead { .. } => None,
        }
    }

    /// The message in Japanese.
    #[must_use]
    pub fn ja(&self) -> String {
        match self {
            Self::Key(error) => format!("検証鍵を使えません。{}", error.ja()),
            Self::OtherKey => "書き出しに入っている検証鍵が、指定された鍵と違います。".into(),
            Self::Checkpoint(error) => format!("チェックポイントを受け付けられません。{}", error.ja()),
            Self::Dictionary(error) => format!("項目辞書を受け付けられません。{}", error.ja()),
            Self::Line { line, seq, error } => {
                format!("{line} 行目（{seq} 番のはずの記録）を読めません。{}", error.ja())
            }
            Self::Gap { from, to } => format!("{from} 番から {} 番までの記録がありません。", to - 1),
            Self::OutOfOrder { seq, expected } => {
                format!(
                    "{expected} 番の記録があるはずの場所に {seq} 番の記録があります。重複か並べ替えです。"
                )
            }
            Self::Leaf { seq, stated, computed } => format!(
                "{seq} 番の記録の内容が書き換えられています。葉ハッシュは {stated} のはずですが、\
                 内容からは {computed} になります。"
            ),
            Self::Missing { from, size } => format!(
                "署名されたのは {size} 件ですが、{from} 番以降の記録がありません。末尾が削られています。"
            ),
            Self::Beyond { size, count } => format!(
                "署名された {size} 件の後に、署名の及ばない記録が {count} 件あります。\
                 新しいチェックポイントで確かめてください。"
            ),
            Self::Root { size, signed, computed } => format!(
                "{size} 件の記録の根ハッシュが署名と一致しません（署名 {signed}、計算 {computed}）。\
                 記録が変更・追加・削除されています。"
            ),
            Self::PinnedRefused { name, error } => {
                format!("保管チェックポイント「{name}」を受け付けられません。{}", error.ja())
            }
            Self::Forked { name, size, pinned, computed } => format!(
                "最初の {size} 件が、保管チェックポイント「{name}」と一致しません（保管 {pinned}、\
                 計算 {computed}）。過去の記録が書き換えられています。両方のファイルを証拠として保管してください。"
            ),
            Self::Ahead { name, pinned, size } => format!(
                "保管チェックポイント「{name}」は {pinned} 件ですが、この記録は {size} 件しかありません。\
                 古い写しか、末尾を削った記録です。"
            ),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(error) => write!(f, "the verifier key can't be used: {error}"),
            Self::OtherKey => f.write_str("the key in the export is not the key that was given"),
            Self::Checkpoint(error) => write!(f, "the checkpoint is refused: {error}"),
            Self::Dictionary(error) => write!(f, "the field dictionary is refused: {error}"),
            Self::Line { line, seq, error } => {
                write!(f, "line {line}, where entry {seq} should be, can't be read: {error}")
            }
            Self::Gap { from, to } => write!(f, "entries {from} to {} are missing", to - 1),
            Self::OutOfOrder { seq, expected } => {
                write!(f, "entry {seq} stands where entry {expected} should: repeated or moved")
            }
            Self::Leaf { seq, stated, computed } => write!(
                f,
                "the content of entry {seq} was altered: its leaf hash is {stated}, the content gives {computed}"
            ),
            Self::Missing { from, size } => write!(
                f,
                "{size} entries were signed, but those from {from} on are missing: the end was cut off"
            ),
            Self::Beyond { size, count } => write!(
                f,
                "{count} entries stand after the {size} that were signed; verify them with a newer checkpoint"
            ),
            Self::Root { size, signed, computed } => write!(
                f,
                "the root over {size} entries is not the signed one (signed {signed}, computed {computed}): \
                 entries were changed, added or removed"
            ),
            Self::PinnedRefused { name, error } => {
                write!(f, "the pinned checkpoint `{name}` is refused: {error}")
            }
            Self::Forked { name, size, pinned, computed } => write!(
                f,
                "the first {size} entries are not those of the pinned checkpoint `{name}` (pinned {pinned}, \
                 computed {computed}): history was rewritten; keep both files as evidence"
            ),
            Self::Ahead { name, pinned, size } => write!(
                f,
                "the pinned checkpoint `{name}` covers {pinned} entries, this record only {size}: \
                 an older copy, or its end was cut off"
            ),
        }
    }
}
