//! An export on disk: which files it has, read within limits.
//!
//! | file | content |
//! |---|---|
//! | `checkpoint` | the signed note |
//! | `entries.jsonl` | one entry line each, from number 0, every line ended by a line feed |
//! | `key` | the verifier key text and a line feed |
//! | `dictionary` | may be absent: the field dictionary of observations, a note signed with the log's key |
//! | `witnessed-…` | may be absent: checkpoints that a witness co-signed, held against the record like pinned ones |
//!
//! Invariant: entries are read line by line, never as a whole. A file that can't be read at all is a
//! [`ReadError`]; one that can be read but says something wrong is a problem in the verification.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::{Audit, DictionaryCheck, KeySource, Pinned, Problem, Verification};
use crate::entry::{self, LineError, MAX_LINE_BYTES};
use crate::key::{KeyError, MAX_KEY_TEXT_BYTES, VerifierKey, WitnessKey};
use crate::note::{MAX_NOTE_BYTES, Note};
use crate::text;
use crate::tree::Hash;

/// Name of the signed checkpoint in an export.
pub const CHECKPOINT_FILE: &str = "checkpoint";
/// Name of the entries in an export.
pub const ENTRIES_FILE: &str = "entries.jsonl";
/// Name of the verifier key in an export.
pub const KEY_FILE: &str = "key";

/// Name of the signed field dictionary in an export.
pub const DICTIONARY_FILE: &str = "dictionary";
/// What the names of co-signed checkpoints in an export begin with.
pub const WITNESSED_PREFIX: &str = "witnessed-";

/// Most co-signed checkpoints of an export that are looked at, the last by name.
const MAX_WITNESSED: usize = 64;
/// Most names of other files kept.
const MAX_OTHER_FILES: usize = 100;
/// Most characters kept of such a name.
const MAX_NAME_CHARS: usize = 255;

/// A file that verification needs can't be read.
#[derive(Debug, Error)]
pub enum ReadError {
    /// The system refused.
    #[error("`{path}` can't be read")]
    Io {
        /// Which file or directory.
        path: PathBuf,
        /// The system's reason.
        #[source]
        source: io::Error,
    },
    /// Larger than anything that could be in there.
    #[error("`{path}` is larger than {limit} bytes")]
    TooLarge {
        /// Which file.
        path: PathBuf,
        /// Its limit.
        limit: usize,
    },
}

impl ReadError {
    fn io(path: &Path, source: io::Error) -> Self {
        Self::Io { path: path.into(), source }
    }

    /// The message in Japanese.
    #[must_use]
    pub fn ja(&self) -> String {
        match self {
            Self::Io { path, source } if source.kind() == io::ErrorKind::NotFound => {
                format!("「{}」がありません。", path.display())
            }
            Self::Io { path, .. } => format!("「{}」を読めません。", path.display()),
            Self::TooLarge { path, limit } => {
                format!("「{}」が上限 {limit} バイトを超えています。", path.display())
            }
        }
    }
}

/// What the verifier brings along.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// The log's key, got by a way that does not pass through the log.
    pub key: Option<VerifierKey>,
    /// Checkpoints kept from earlier.
    pub pinned: Vec<Pinned>,
    /// Keys of the witnesses that it trusts.
    pub witnesses: Vec<WitnessKey>,
}

/// Checks the export in `directory`, as [`verify_directory`] does, and beside it the field dictionary and the
/// cosignatures of the witnesses.
///
/// # Errors
/// When one of the export's files can't be read.
pub fn verify_export(directory: &Path, given: &Given) -> Result<Verification, ReadError> {
    let (others, witnessed) = other_files(directory)?;
    let checkpoint = read_limited(&directory.join(CHECKPOINT_FILE), MAX_NOTE_BYTES)?;
    let own_key = read_limited(&directory.join(KEY_FILE), MAX_KEY_TEXT_BYTES + 1)?;
    let mut pinned = given.pinned.clone();
    for name in witnessed {
        pinned.push(Pinned { note: read_limited(&directory.join(&name), MAX_NOTE_BYTES)?, name });
    }
    let path = directory.join(ENTRIES_FILE);
    let entries = File::open(&path).map_err(|error| ReadError::io(&path, error))?;
    let mut audit = begin(&checkpoint, &own_key, given.key.as_ref(), &pinned);
    look_for(&mut audit, &checkpoint, &pinned, &given.witnesses);
    let dictionary = directory.join(DICTIONARY_FILE);
    if dictionary.exists() {
        take_dictionary(&mut audit, &read_limited(&dictionary, MAX_NOTE_BYTES)?);
    }
    audit.found().not_examined = others;
    audit.found().held = given.pinned.len();
    audit.lines(BufReader::with_capacity(1 << 16, entries)).map_err(|error| ReadError::io(&path, error))?;
    Ok(audit.finish())
}

/// Looks for the witnesses under every checkpoint that could be opened.
pub(super) fn look_for(audit: &mut Audit, checkpoint: &[u8], pinned: &[Pinned], witnesses: &[WitnessKey]) {
    audit.found().witnesses = witnesses.iter().map(|key| key.name().to_owned()).collect();
    if let Some(size) = audit.found().checkpoint.as_ref().map(crate::Checkpoint::size) {
        audit.cosigned(CHECKPOINT_FILE, checkpoint, size, witnesses);
    }
    for (at, one) in pinned.iter().enumerate() {
        if let Some(size) = audit.found().pinned[at].checkpoint.as_ref().map(crate::Checkpoint::size) {
            audit.cosigned(&one.name, &one.note, size, witnesses);
        }
    }
}

/// Checks the field dictionary with the log's key.
pub(super) fn take_dictionary(audit: &mut Audit, note: &[u8]) {
    let found = audit.found();
    let Some(key) = &found.key else {
        found.dictionary = DictionaryCheck::NotChecked;
        return;
    };
    let opened = Note::parse(note)
        .and_then(|note| note.verify(std::slice::from_ref(key)).map(|verified| verified.text.to_owned()));
    match opened {
        Ok(text) => {
            let sha256 = Hash::of_parts(&[text.as_bytes()]);
            found.dictionary = DictionaryCheck::Signed { text, sha256 };
        }
        Err(error) => {
            found.dictionary = DictionaryCheck::Refused;
            found.report(Problem::Dictionary(error));
        }
    }
}

/// Reads the key file of a witness, as [`read_key`] does a log's.
///
/// # Errors
/// The outer error when the file can't be read, the inner one when it is no witness's key.
pub fn read_witness(path: &Path) -> Result<Result<WitnessKey, KeyError>, ReadError> {
    let bytes = read_limited(path, MAX_KEY_TEXT_BYTES + 1)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| KeyError::Form);
    Ok(text.and_then(|text| WitnessKey::from_text(text.strip_suffix('\n').unwrap_or(text))))
}

/// Checks the export in `directory`.
///
/// With `key` everything is checked with that key, and the export's own must be the same. Without it
/// the export's own key is used, which can't show that the log is the right one.
///
/// # Errors
/// When one of the export's three files can't be read.
pub fn verify_directory(
    directory: &Path,
    key: Option<&VerifierKey>,
    pinned: &[Pinned],
) -> Result<Verification, ReadError> {
    let given = Given { key: key.cloned(), pinned: pinned.to_vec(), witnesses: Vec::new() };
    verify_export(directory, &given)
}

/// Begins an audit of an export, given its two small files.
pub(super) fn begin(
    checkpoint: &[u8],
    own_key: &[u8],
    given: Option<&VerifierKey>,
    pinned: &[Pinned],
) -> Audit {
    // An export is written in one way only; the line feed at the end belongs to it.
    let own = if own_key.ends_with(b"\n") { parse_key(own_key) } else { Err(KeyError::Form) };
    let mut audit = match given.or(own.as_ref().ok()) {
        Some(key) => Audit::begin(checkpoint, key, pinned),
        None => Audit::without_key(pinned),
    };
    let found = audit.found();
    found.key_source = if given.is_some() { KeySource::Given } else { KeySource::Export };
    match (own, given) {
        (Err(error), _) => found.report(Problem::Key(error)),
        (Ok(own), Some(given)) if own != *given => found.report(Problem::OtherKey),
        _ => {}
    }
    audit
}

/// Reads a verifier key file: the key text, and a line feed or nothing behind it.
///
/// # Errors
/// The outer error when the file can't be read, the inner one when it is no key.
pub fn read_key(path: &Path) -> Result<Result<VerifierKey, KeyError>, ReadError> {
    read_limited(path, MAX_KEY_TEXT_BYTES + 1).map(|bytes| parse_key(&bytes))
}

/// Reads a checkpoint kept from earlier; its name is the file's.
///
/// # Errors
/// When the file can't be read. Whether it is a checkpoint shows in the verification.
pub fn read_pinned(path: &Path) -> Result<Pinned, ReadError> {
    let note = read_limited(path, MAX_NOTE_BYTES)?;
    Ok(Pinned { name: path.display().to_string(), note })
}

fn parse_key(bytes: &[u8]) -> Result<VerifierKey, KeyError> {
    let text = std::str::from_utf8(bytes).map_err(|_| KeyError::Form)?;
    VerifierKey::from_text(text.strip_suffix('\n').unwrap_or(text))
}

/// Reads a whole small file.
///
/// # Errors
/// When it can't be read or is larger than `limit` bytes.
pub fn read_limited(path: &Path, limit: usize) -> Result<Vec<u8>, ReadError> {
    let file = File::open(path).map_err(|error| ReadError::io(path, error))?;
    let mut bytes = Vec::new();
    let read = file.take(limit as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|error| ReadError::io(path, error))?;
    if bytes.len() > limit { Err(ReadError::TooLarge { path: path.into(), limit }) } else { Ok(bytes) }
}

/// Names of what else lies in the directory, in order, and apart from these those of co-signed checkpoints; beyond the
/// limit of each only how many more.
fn other_files(directory: &Path) -> Result<(Vec<String>, Vec<String>), ReadError> {
    let failed = |error| ReadError::io(directory, error);
    let (mut names, mut witnessed, mut more) = (Vec::new(), Vec::new(), 0_u64);
    for item in fs::read_dir(directory).map_err(failed)? {
        let name = item.map_err(failed)?.file_name().to_string_lossy().into_owned();
        if [CHECKPOINT_FILE, ENTRIES_FILE, KEY_FILE, DICTIONARY_FILE].contains(&name.as_str()) {
            continue;
        }
        if name.starts_with(WITNESSED_PREFIX) && !name.contains(char::REPLACEMENT_CHARACTER) {
            witnessed.push(name);
        } else if names.len() < MAX_OTHER_FILES {
            names.push(text::printable(&name, MAX_NAME_CHARS));
        } else {
            more += 1;
        }
        if witnessed.len() > 2 * MAX_WITNESSED {
            more += shorten(&mut witnessed);
        }
    }
    more += shorten(&mut witnessed);
    names.sort();
    names.extend((more > 0).then(|| format!("+{more}")));
    Ok((names, witnessed))
}

/// Keeps the last names; how many went.
fn shorten(names: &mut Vec<String>) -> u64 {
    names.sort();
    let excess = names.len().saturating_sub(MAX_WITNESSED);
    names.drain(..excess).len() as u64
}

impl Audit {
    /// Checks entry lines as they stand in `entries.jsonl`.
    ///
    /// # Errors
    /// When reading fails; what is wrong with a line becomes a problem instead.
    pub fn lines(&mut self, mut reader: impl BufRead) -> io::Result<()> {
        let mut buffer = Vec::new();
        for number in 1.. {
            buffer.clear();
            let limit = MAX_LINE_BYTES as u64 + 1;
            if reader.by_ref().take(limit).read_until(b'\n', &mut buffer)? == 0 {
                break;
            }
            match line_of(&buffer).and_then(entry::read_stating) {
                Ok((entry, stated)) => self.entry(&entry, Some(stated)),
                Err(error) => {
                    if error == LineError::TooLong {
                        skip_line(&mut reader)?;
                    }
                    self.unreadable(number, error);
                }
            }
        }
        Ok(())
    }
}

/// The line without its line feed.
fn line_of(buffer: &[u8]) -> Result<&str, LineError> {
    match buffer.strip_suffix(b"\n") {
        Some(line) => std::str::from_utf8(line).map_err(|_| LineError::NotUtf8),
        None if buffer.len() > MAX_LINE_BYTES => Err(LineError::TooLong),
        None => Err(LineError::CutOff),
    }
}

/// Goes to the end of a line that is too long to hold.
fn skip_line(reader: &mut impl BufRead) -> io::Result<()> {
    loop {
        let available = reader.fill_buf()?;
        let found = available.iter().position(|byte| *byte == b'\n');
        let used = found.map_or(available.len(), |at| at + 1);
        if used == 0 {
            return Ok(());
        }
        reader.consume(used);
        if found.is_some() {
            return Ok(());
        }
    }
}
