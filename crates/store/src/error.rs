//! What can go wrong in the store, by what the caller can do about it.
//!
//! Invariant: no variant carries SQL text or a connection's secrets, and each has words in both languages.

use std::io;
use std::path::{Path, PathBuf};

use sekisho_ledger::EntryError;
use sekisho_model::{RecordKind, Text, text};

/// Why the store did not do something. Whatever it was, nothing of it was stored.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process writes to this data folder.
    #[error("the data folder is in use by {holder}")]
    Locked {
        /// Which process, since when.
        holder: String,
    },
    /// The data was written by a newer version of this program.
    #[error("the data has form {found}, this program knows up to {known}")]
    Newer {
        /// Form of the data.
        found: i64,
        /// Newest form this program knows.
        known: i64,
    },
    /// The data was written by an older version and may only be brought up to date by a writer.
    #[error("the data has form {found}, it must be opened for writing once to become form {known}")]
    Older {
        /// Form of the data.
        found: i64,
        /// Form this program works with.
        known: i64,
    },
    /// There is no store.
    #[error("there is no register in {}", .folder.display())]
    NotThere {
        /// Where it was looked for.
        folder: PathBuf,
    },
    /// There is something already.
    #[error("{what} is there already")]
    AlreadyThere {
        /// What.
        what: Text,
    },
    /// The named thing is not there.
    #[error("{what} is not there")]
    Missing {
        /// What.
        what: Text,
    },
    /// A record is no longer as the caller saw it.
    #[error("{} {id:?} has changed in between", .kind.code())]
    Conflict {
        /// Its kind.
        kind: RecordKind,
        /// Its id.
        id: String,
    },
    /// The store was opened for reading only.
    #[error("the store is open for reading only")]
    ReadOnly,
    /// The address is none of a PostgreSQL server.
    #[error("the address of the database does not begin with postgres://")]
    BadAddress,
    /// The PostgreSQL server does not answer or refuses the sign-in.
    #[error("the PostgreSQL server cannot be reached: {0}")]
    Unreachable(#[source] EngineError),
    /// Others kept the database busy for too long.
    #[error("the database is busy")]
    Busy,
    /// The act cannot stand in the ledger as it is.
    #[error("the act cannot be recorded: {0}")]
    Unrecordable(#[source] EntryError),
    /// What is stored contradicts itself.
    #[error("stored data is damaged: {what}")]
    Corrupt {
        /// Where and how.
        what: Text,
    },
    /// The data folder belongs to a register on the other engine.
    #[error("the register of this data folder is kept in another database ({found})")]
    OtherDatabase {
        /// `embedded` or `postgresql`.
        found: String,
    },
    /// A file cannot be read or written.
    #[error("{}: {source}", .path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The database engine failed: disk full, no connection, a fault in it or in us.
    #[error("the database failed: {0}")]
    Engine(#[source] EngineError),
}

/// The database engine's own words.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct EngineError(sqlx::Error);

impl StoreError {
    /// What happened and what to do, for people.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::AlreadyThere { what: Text { ja, en } } => text!(
                ja: "{ja}がすでにあります。別の名前か場所を指定してください。",
                en: "{en} is there already. Choose another name or place."
            ),
            Self::Missing { what: Text { ja, en } } => {
                text!(ja: "{ja}がありません。ID を確かめてください。", en: "{en} is not there. Check the id.")
            }
            Self::Conflict { kind, id } => {
                let Text { ja, en } = kind.word();
                text!(
                    ja: "{ja}「{id}」がほかの人に変更されました。最新の内容を見てから、もう一度変更してください。",
                    en: "{en} \"{id}\" was changed by somebody else. Look at it again, then make your change."
                )
            }
            Self::ReadOnly => text!(
                ja: "台帳を読み取り専用で開いているので、変更できません。",
                en: "The register is open for reading only and cannot be changed."
            ),
            Self::BadAddress => text!(
                ja: "--store の値が PostgreSQL のアドレスではありません。postgres://利用者@ホスト/データベース の形で指定してください。",
                en: "The value of --store is no address of PostgreSQL. Write it as postgres://USER@HOST/DATABASE."
            ),
            Self::Unreachable(error) => text!(
                ja: "PostgreSQL サーバに接続できません（{error}）。サーバが動いているか、アドレスと利用者を確かめてください。",
                en: "The PostgreSQL server cannot be reached ({error}). Check that it runs, its address and the user."
            ),
            Self::Busy => text!(
                ja: "データベースが混み合っています。少し待ってから、もう一度実行してください。",
                en: "The database is busy. Wait a little, then try again."
            ),
            Self::Unrecordable(error) => {
                let (ja, en) = (error.ja(), error.to_string());
                text!(ja: "操作を記録できないので、行いませんでした。{ja}", en: "Not done, because it cannot be recorded: {en}.")
            }
            Self::Corrupt { what: Text { ja, en } } => text!(
                ja: "保存されたデータが壊れています：{ja}。バックアップから戻し、壊れたフォルダは証拠として残してください。",
                en: "Stored data is damaged: {en}. Restore a backup, and keep the damaged folder as evidence."
            ),
            Self::Locked { .. }
            | Self::Newer { .. }
            | Self::Older { .. }
            | Self::NotThere { .. }
            | Self::OtherDatabase { .. } => self.of_the_folder(),
            Self::File { path, source } => {
                let path = path.display();
                text!(
                    ja: "「{path}」を読み書きできません（{source}）。場所・権限・空き容量を確かめてください。",
                    en: "Cannot read or write \"{path}\" ({source}). Check the place, its permissions and free space."
                )
            }
            Self::Engine(error) => text!(
                ja: "データベースの処理に失敗しました（{error}）。空き容量と接続を確かめて、もう一度実行してください。",
                en: "The database failed ({error}). Check free space and the connection, then try again."
            ),
        }
    }

    /// The words where the data folder cannot be opened.
    fn of_the_folder(&self) -> Text {
        match self {
            Self::Locked { holder } => text!(
                ja: "このデータフォルダは {holder} が使用中です。そのプログラムを終了してから、もう一度実行してください。",
                en: "This data folder is in use by {holder}. End that program, then try again."
            ),
            Self::Newer { found, known } => text!(
                ja: "データの形式が {found} で、このプログラムが扱えるのは {known} までです。新しい版の sekisho を使ってください。",
                en: "The data has form {found}; this program knows up to {known}. Use a newer version of sekisho."
            ),
            Self::Older { found, known } => text!(
                ja: "データの形式が {found} で、{known} に更新する必要があります。書き込みのできる命令（sekisho serve など）を一度実行してください。",
                en: "The data has form {found} and must become form {known}. Run a command that writes once, such as sekisho serve."
            ),
            Self::NotThere { folder } => {
                let folder = folder.display();
                text!(
                    ja: "「{folder}」に台帳がありません。場所を確かめるか、sekisho init で作ってください。",
                    en: "There is no register in \"{folder}\". Check the place, or make one with sekisho init."
                )
            }
            Self::OtherDatabase { found } if found == "postgresql" => text!(
                ja: "このデータフォルダの台帳は PostgreSQL にあります。--store postgres://… で指定してください。",
                en: "The register of this data folder is kept in PostgreSQL. Name it with --store postgres://…"
            ),
            Self::OtherDatabase { found } => text!(
                ja: "このデータフォルダの台帳はフォルダの中（{found}）にあります。--store を付けずに実行してください。",
                en: "The register of this data folder is in the folder itself ({found}). Run without --store."
            ),
            // The others have words of their own.
            _ => Text::default(),
        }
    }

    pub(crate) fn file(path: &Path, source: io::Error) -> Self {
        Self::File { path: path.to_owned(), source }
    }

    /// A file that is not there.
    pub(crate) fn is_not_found(&self) -> bool {
        matches!(self, Self::File { source, .. } if source.kind() == io::ErrorKind::NotFound)
    }

    pub(crate) fn corrupt(ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Corrupt { what: Text::new(ja, en) }
    }
}

/// What the engine's error code asks for.
pub(crate) enum Sort {
    /// The transaction may succeed if it is done again.
    Again,
    /// Others hold the lock.
    Busy,
    /// The database file itself is damaged.
    Damaged,
    /// Anything else.
    Other,
}

/// Reads SQLite's result code or PostgreSQL's SQLSTATE.
pub(crate) fn sort(error: &sqlx::Error) -> Sort {
    if matches!(error, sqlx::Error::PoolTimedOut) {
        return Sort::Busy;
    }
    let Some(code) = error.as_database_error().and_then(sqlx::error::DatabaseError::code) else {
        return Sort::Other;
    };
    sort_code(&code)
}

fn sort_code(code: &str) -> Sort {
    match code {
        // Serialization failure, deadlock: PostgreSQL and the engines that speak its protocol.
        "40001" | "40P01" => Sort::Again,
        // Lock not available.
        "55P03" => Sort::Busy,
        // PostgreSQL's five characters are never read as SQLite's number.
        code if code.len() < 5 => match code.parse::<u32>().map(|code| code & 0xff) {
            Ok(5 | 6) => Sort::Busy,
            Ok(11 | 26) => Sort::Damaged,
            _ => Sort::Other,
        },
        _ => Sort::Other,
    }
}

impl StoreError {
    /// The first connection failed.
    pub(crate) const fn unreachable(error: sqlx::Error) -> Self {
        Self::Unreachable(EngineError(error))
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match sort(&error) {
            Sort::Again | Sort::Busy => Self::Busy,
            Sort::Damaged => {
                Self::corrupt("データベースファイルを読めません", "the database file cannot be read")
            }
            Sort::Other => Self::Engine(EngineError(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_variant() -> Vec<StoreError> {
        let what = || Text::new("SBOM「S1」", "SBOM \"S1\"");
        let path = PathBuf::from("/data/S1");
        vec![
            StoreError::Locked { holder: "S1".to_owned() },
            StoreError::Newer { found: 2, known: 1 },
            StoreError::Older { found: 1, known: 2 },
            StoreError::NotThere { folder: path.clone() },
            StoreError::AlreadyThere { what: what() },
            StoreError::Missing { what: what() },
            StoreError::Conflict { kind: RecordKind::Zone, id: "S1".to_owned() },
            StoreError::ReadOnly,
            StoreError::Busy,
            StoreError::BadAddress,
            StoreError::unreachable(sqlx::Error::WorkerCrashed),
            StoreError::Unrecordable(EntryError::At),
            StoreError::Corrupt { what: what() },
            StoreError::OtherDatabase { found: "postgresql".to_owned() },
            StoreError::OtherDatabase { found: "embedded".to_owned() },
            StoreError::file(&path, io::ErrorKind::NotFound.into()),
            StoreError::Engine(EngineError(sqlx::Error::WorkerCrashed)),
        ]
    }

    #[test]
    fn every_error_says_in_both_languages_what_and_what_to_do() {
        for error in every_variant() {
            let Text { ja, en } = error.text();
            // A sentence on what happened, and in all but one case a second one on what to do.
            assert!(ja.ends_with('。') && !ja.is_ascii(), "{ja}");
            assert!(en.is_ascii() || en.contains('…'), "{en}");
            let sentences = ja.matches('。').count();
            assert!(sentences >= 2 || matches!(error, StoreError::ReadOnly), "{ja}");
            let plain = error.to_string();
            assert!(
                plain.chars().next().is_some_and(|first| !first.is_uppercase() || plain.starts_with("SBOM")),
                "{plain}"
            );
            if plain.contains("S1") {
                assert!(ja.contains("S1") && en.contains("S1"), "{ja} {en}");
            }
        }
    }

    #[test]
    fn codes_of_both_engines_are_told_apart() {
        // "5" is SQLite's busy and "53100" PostgreSQL's full disk; the latter must not be read as a number.
        let told = |code: &str| matches!(sort_code(code), Sort::Busy);
        assert!(told("5") && told("261") && told("55P03"));
        assert!(!told("53100") && !told("00005"));
        assert!(matches!(sort_code("40001"), Sort::Again));
        assert!(matches!(sort_code("11"), Sort::Damaged));
    }
}
