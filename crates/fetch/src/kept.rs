//! What is remembered of a source: for each address what to ask with next time. One line is added after each document
//! that was safely stored, so that a sync that was stopped goes on where it was; a half-written line costs one more
//! request.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What to ask with next time, and the publisher's time of the document in its list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Mark {
    pub(crate) etag: String,
    pub(crate) modified: String,
    pub(crate) stamp: String,
    /// What was asked of signatures then.
    pub(crate) terms: String,
    /// The fingerprint of the accepted key whose signature held; empty where none did.
    pub(crate) signed_by: String,
    /// How the signature ended, in one word.
    pub(crate) signature: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    url: String,
    mark: Mark,
}

/// The beginning of the names of a source's files.
pub(crate) fn file_name(source: &str, register: &str) -> String {
    let digest = Sha256::digest(format!("{source}\n{register}"));
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The marks of one source.
#[derive(Debug)]
pub struct Kept {
    marks: BTreeMap<String, Mark>,
    file: File,
}

impl Kept {
    /// Opens or makes the file of a source in a folder. `register` says which register it was fetched for; with
    /// `anew`, what was remembered is forgotten.
    ///
    /// # Errors
    /// The folder or file cannot be made, read or written.
    pub fn open(folder: &Path, source: &str, register: &str, anew: bool) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let path = folder.join(format!("{}.jsonl", file_name(source, register)));
        let mut marks = BTreeMap::new();
        if anew {
            File::create(&path)?;
        } else if path.exists() {
            for line in std::fs::read_to_string(&path)?.lines() {
                if let Ok(Line { url, mark }) = serde_json::from_str(line) {
                    marks.insert(url, mark);
                }
            }
        }
        let mut file = File::options().create(true).append(true).open(&path)?;
        // Behind a line that a stop cut in two.
        file.write_all(b"\n")?;
        Ok(Self { marks, file })
    }

    pub(crate) fn mark(&self, url: &str) -> Option<&Mark> {
        self.marks.get(url)
    }

    pub(crate) fn keep(&mut self, url: &str, mark: Mark) -> io::Result<()> {
        let line = Line { url: url.to_owned(), mark };
        let text = serde_json::to_string(&line)?;
        writeln!(self.file, "{text}")?;
        self.marks.insert(line.url, line.mark);
        Ok(())
    }
}
