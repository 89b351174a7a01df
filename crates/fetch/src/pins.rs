//! Whose signatures a person accepts, for one source: the fingerprints of keys, with who said so and when. A file of its
//! own beside what was fetched, because forgetting that one (`--anew`) must not take a key back, and because a line
//! that cannot be read is an error here: passing over it would check less than was asked for.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::kept::file_name;

/// The fingerprint of an OpenPGP key: 40 hexadecimal digits (version 4) or 64 (version 6), upper case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// Reads one as publishers print it: with spaces, colons or a leading `0x`, in either case. `None` for anything
    /// else, and for the short ids that many keys can share.
    #[must_use]
    pub fn parse(written: &str) -> Option<Self> {
        let digits: String = written.chars().filter(|sign| !sign.is_whitespace() && *sign != ':').collect();
        let digits = digits.strip_prefix("0x").unwrap_or(&digits).to_ascii_uppercase();
        let is_one = matches!(digits.len(), 40 | 64) && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        is_one.then_some(Self(digits))
    }

    /// In groups of four, as people compare it.
    #[must_use]
    pub fn grouped(&self) -> String {
        grouped(&self.0)
    }
}

/// Digits in groups of four.
pub(crate) fn grouped(digits: &str) -> String {
    let digits: Vec<char> = digits.chars().collect();
    digits.chunks(4).map(|four| four.iter().collect()).collect::<Vec<String>>().join(" ")
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    key: String,
    is_accepted: bool,
    by: String,
    at: String,
}

/// The accepted keys of one source.
#[derive(Debug)]
pub struct Pins {
    accepted: BTreeSet<String>,
    path: PathBuf,
}

impl Pins {
    /// Reads those of a source in a folder; the register is the one it is fetched for.
    ///
    /// # Errors
    /// The folder cannot be made, the file cannot be read, or a line of it is none of ours.
    pub fn open(folder: &Path, source: &str, register: &str) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let path = folder.join(format!("{}.keys.jsonl", file_name(source, register)));
        let mut pins = Self { accepted: BTreeSet::new(), path };
        if pins.path.exists() {
            let lines = std::fs::read_to_string(&pins.path)?;
            for line in lines.lines().filter(|line| !line.is_empty()) {
                let Line { key, is_accepted, .. } = serde_json::from_str(line)?;
                if is_accepted {
                    pins.accepted.insert(key);
                } else {
                    pins.accepted.remove(&key);
                }
            }
        }
        Ok(pins)
    }

    /// Accepts a key from now on, or takes it back: who says so, and when.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn set(&mut self, key: &Fingerprint, is_accepted: bool, by: &str, at: &str) -> io::Result<()> {
        if self.accepted.contains(&key.0) == is_accepted {
            return Ok(());
        }
        let line = Line { key: key.0.clone(), is_accepted, by: by.to_owned(), at: at.to_owned() };
        let mut file = File::options().create(true).append(true).open(&self.path)?;
        writeln!(file, "{}", serde_json::to_string(&line)?)?;
        file.sync_all()?;
        if is_accepted {
            self.accepted.insert(line.key)
        } else {
            self.accepted.remove(&line.key)
        };
        Ok(())
    }

    pub(crate) const fn accepted(&self) -> &BTreeSet<String> {
        &self.accepted
    }
}
