//! A file of any form to a register, and back: the one door for imports and exports.
//!
//! Invariant: a record that the file does not speak of, or that could not be read, stays as it is in the
//! register. It does not ask whether the result is sound (`Register::check`), and saves nothing.

use sekisho_model::{Gravity, Lang, Place, Problem, Record, RecordKind, Register, Text, text};

use crate::sheet::{self, Against, NoId, ProposedAsset};
use crate::{Limits, Reading, Records, WriteError, document};

/// How a file is brought into a register.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// Take out the records that the file does not list, of the kinds that it speaks of. A kind of which
    /// something could not be read keeps all its records, with a warning.
    pub remove_missing: bool,
    /// What is not gone beyond.
    pub limits: Limits,
}

/// A form that a register is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// The document form in TOML.
    Toml,
    /// The document form in JSON.
    Json,
    /// A workbook with one sheet for each kind of record.
    Xlsx,
}

impl Form {
    /// Every form, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Xlsx, Self::Toml, Self::Json];

    /// The extension of a file in this form, without the dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Toml => "toml",
            Self::Json => "json",
            Self::Xlsx => "xlsx",
        }
    }

    /// The media type of a file in this form.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Toml => "application/toml",
            Self::Json => "application/json",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The form with a given extension, in either case.
    #[must_use]
    pub fn from_extension(extension: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.extension().eq_ignore_ascii_case(extension))
    }
}

/// Reads a file (XLSX, CSV, TOML or JSON, told apart by content and name) and gives the register as it would
/// be with the file in it.
///
/// Records replace those of `base` with the same kind and id; a sheet changes only the fields that it has
/// columns for. References are resolved against the file and `base` together, by id or by name.
#[must_use]
pub fn read_register(
    file_name: &str,
    bytes: &[u8],
    base: &Register,
    options: &ImportOptions,
) -> Reading<Register> {
    let limits = &options.limits;
    let Reading { facts: records, mut problems } = match form_of(file_name, bytes) {
        Read::Toml => document::from_toml(file_name, bytes, limits),
        Read::Json => document::from_json(file_name, bytes, limits),
        Read::Sheets => sheet::read(
            file_name,
            bytes,
            Against { base, removing: options.remove_missing, no_id: NoId::Named, limits },
        ),
    };
    if records.list.is_empty() && problems.is_empty() {
        problems.push(empty(file_name));
    }
    let facts = merged(file_name, base, records, options.remove_missing, &mut problems);
    Reading { facts, problems }
}

/// Writes a register in a form. `lang` is the language of a workbook's sheets; documents have none.
///
/// # Errors
/// [`WriteError::Number`], [`WriteError::LongText`] or [`WriteError::Rows`] for what the form cannot hold.
pub fn write_register(register: &Register, form: Form, lang: Lang) -> Result<Vec<u8>, WriteError> {
    match form {
        Form::Toml => document::to_toml(register).map(String::into_bytes),
        Form::Json => document::to_json(register).map(String::into_bytes),
        Form::Xlsx => sheet::workbook(register, &[], lang),
    }
}

/// Writes a workbook in which assets that were seen and that nobody has accepted stand below those of the register,
/// marked 「提案（観測）」, each with what it rests on and an empty cell 「採用」. [`read_register`] makes a record of one
/// only where that cell says yes.
///
/// # Errors
/// As [`write_register`].
pub fn write_proposals(
    register: &Register,
    proposals: &[ProposedAsset],
    lang: Lang,
) -> Result<Vec<u8>, WriteError> {
    sheet::workbook(register, proposals, lang)
}

enum Read {
    Toml,
    Json,
    Sheets,
}

/// What a file is says its content first, then its name, then its content again.
fn form_of(file_name: &str, bytes: &[u8]) -> Read {
    if sheet::is_workbook(bytes) {
        return Read::Sheets;
    }
    let extension = file_name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    match extension.as_deref() {
        Some("toml") => Read::Toml,
        Some("json") => Read::Json,
        Some("csv" | "tsv" | "txt" | "xlsx" | "xlsm" | "xls") => Read::Sheets,
        _ => by_first_line(bytes),
    }
}

fn by_first_line(bytes: &[u8]) -> Read {
    let text = String::from_utf8_lossy(bytes.get(..4096).unwrap_or(bytes));
    let mut lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
    match lines.find(|line| !line.is_empty() && !line.starts_with('#')) {
        Some(line) if line.starts_with('{') => Read::Json,
        Some(line) if line.starts_with('[') || line.starts_with("format") => Read::Toml,
        _ => Read::Sheets,
    }
}

fn empty(file_name: &str) -> Problem {
    Problem::warning(
        Place::file(file_name),
        text!(ja: "ファイルに記録がありません。", en: "The file has no records."),
        text!(ja: "ファイルを取り違えていないか確かめてください。", en: "Check that it is the right file."),
    )
}

/// A register with records put into it.
pub(crate) fn merged(
    file_name: &str,
    base: &Register,
    records: Records,
    remove_missing: bool,
    problems: &mut Vec<Problem>,
) -> Register {
    let mut register = base.clone();
    if remove_missing {
        for kind in &records.kinds {
            if records.kinds_with_unread.contains(kind) {
                problems.push(kept(file_name, *kind));
            } else {
                remove_missing_of(*kind, base, &records.list, &mut register);
            }
        }
    }
    for record in records.list {
        register.put(record);
    }
    register
}

fn remove_missing_of(kind: RecordKind, base: &Register, listed: &[Record], register: &mut Register) {
    let listed: std::collections::BTreeSet<&str> =
        listed.iter().filter(|record| record.kind() == kind).map(Record::id).collect();
    let gone = base.records().filter(|record| record.kind() == kind && !listed.contains(record.id()));
    for record in gone {
        // A record that exists has an id that parses.
        let _ = register.remove(kind, record.id());
    }
}

fn kept(file_name: &str, kind: RecordKind) -> Problem {
    let Text { ja, en } = kind.word();
    Problem {
        gravity: Gravity::Warning,
        place: Place::file(file_name),
        what: text!(
            ja: "{ja}に読めなかったものがあるため、ファイルにない{ja}も取り除きませんでした。",
            en: "Something of kind {en} was not read, so records of kind {en} that the file does not list were kept."
        ),
        remedy: text!(ja: "問題を直してから、もう一度読み込んでください。", en: "Correct the problems and read the file again."),
    }
}

#[cfg(test)]
mod before;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod written;
