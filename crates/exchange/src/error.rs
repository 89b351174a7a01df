//! Why a register could not be written.

use sekisho_model::{RecordKind, Text, text};

/// Why a register could not be written in a form.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// A number that the form cannot hold.
    #[error("{} {id:?}: the number in field {field} is too large for this form", kind.code())]
    Number {
        /// Kind of the record.
        kind: RecordKind,
        /// Its id.
        id: String,
        /// The field.
        field: String,
    },
    /// A text that the form cannot hold.
    #[error("{} {id:?}: field {field} has {chars} characters, a cell holds at most {chars_max}", kind.code())]
    LongText {
        /// Kind of the record.
        kind: RecordKind,
        /// Its id.
        id: String,
        /// The field.
        field: String,
        /// How many characters it has.
        chars: usize,
        /// How many a cell holds.
        chars_max: usize,
    },
    /// More records than a sheet has rows.
    #[error("{} has {rows} records, a sheet holds at most {rows_max}", kind.code())]
    Rows {
        /// Kind of the records.
        kind: RecordKind,
        /// How many there are.
        rows: usize,
        /// How many a sheet holds.
        rows_max: usize,
    },
    /// The serializer failed; a bug of ours.
    #[error("the register could not be turned into a document (a bug)")]
    Json(#[from] serde_json::Error),
    /// The workbook could not be put together; a bug of ours.
    #[error("the workbook could not be put together (a bug)")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}

impl WriteError {
    /// The message for people.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Number { kind, id, field } => {
                let Text { ja, en } = kind.word();
                text!(
                    ja: "{ja}「{id}」の項目「{field}」の数が大きすぎて、この形式では書けません。数を直すか、JSON で書き出してください。",
                    en: "The number in field \"{field}\" of {en} \"{id}\" is too large for this form. Correct it, or export as JSON."
                )
            }
            Self::LongText { kind, id, field, chars, chars_max } => {
                let Text { ja, en } = kind.word();
                text!(
                    ja: "{ja}「{id}」の項目「{field}」が {chars} 文字あり、セルに入る {chars_max} 文字を超えています。短くするか、TOML か JSON で書き出してください。",
                    en: "Field \"{field}\" of {en} \"{id}\" has {chars} characters; a cell holds {chars_max}. Shorten it, or export as TOML or JSON."
                )
            }
            Self::Rows { kind, rows, rows_max } => {
                let Text { ja, en } = kind.word();
                text!(
                    ja: "{ja}が {rows} 件あり、シートに入る {rows_max} 件を超えています。TOML か JSON で書き出してください。",
                    en: "There are {rows} records of kind {en}; a sheet holds {rows_max}. Export as TOML or JSON."
                )
            }
            Self::Json(error) => text!(
                ja: "書き出しに失敗しました（本ソフトウェアの不具合です：{error}）。",
                en: "The export failed (a bug of ours: {error})."
            ),
            Self::Workbook(error) => text!(
                ja: "ブックを作れませんでした（本ソフトウェアの不具合です：{error}）。",
                en: "The workbook could not be made (a bug of ours: {error})."
            ),
        }
    }
}
