//! Files that show answers: kept in the data folder under `evidence/`, each by its SHA-256.
//!
//! Invariant: a file is named by what it holds and never changed; it is there whole or not at all. What it shows, and
//! for how long, is a record of the register. Any size is read and copied in bounded memory.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

use crate::{Store, StoreError};

/// Folder of the files, in the data folder.
const FOLDER: &str = "evidence";
/// Bytes read at a time.
const CHUNK_BYTES: usize = 64 * 1024;
/// Files taken in so far: two that arrive at the same time do not write into one.
static TAKEN: AtomicU64 = AtomicU64::new(0);

/// A file that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFile {
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
}

/// How a kept file is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundFile {
    /// As it was.
    Whole,
    /// It is not there.
    Missing,
    /// It holds something else.
    Changed,
}

/// What a kept file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadFile {
    /// Its bytes, as they were.
    Whole(Vec<u8>),
    /// It is not there.
    Missing,
    /// It holds something else.
    Changed,
    /// It has more bytes than were asked for.
    TooLarge,
}

impl Store {
    /// Keeps a file. None where it is larger than `bytes_max`: then nothing is kept.
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`]; it cannot be read or written.
    pub fn keep_evidence(&self, from: impl Read, bytes_max: u64) -> Result<Option<KeptFile>, StoreError> {
        self.signer()?;
        keep(self.folder(), from, bytes_max)
    }

    /// Looks whether a kept file is as it was.
    ///
    /// # Errors
    /// It is there and cannot be read.
    pub fn find_evidence(&self, sha256: &str) -> Result<FoundFile, StoreError> {
        let path = place(self.folder(), sha256);
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(FoundFile::Missing),
            Err(error) => return Err(StoreError::file(&path, error)),
        };
        let copied = copy(file, io::sink(), u64::MAX).map_err(|error| StoreError::file(&path, error))?;
        let is_whole = copied.is_some_and(|kept| kept.sha256 == sha256);
        Ok(if is_whole { FoundFile::Whole } else { FoundFile::Changed })
    }

    /// What a kept file holds, up to `bytes_max`.
    ///
    /// # Errors
    /// It is there and cannot be read.
    pub fn read_evidence(&self, sha256: &str, bytes_max: u64) -> Result<ReadFile, StoreError> {
        let path = place(self.folder(), sha256);
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(ReadFile::Missing),
            Err(error) => return Err(StoreError::file(&path, error)),
        };
        let mut bytes = Vec::new();
        let copied = copy(file, &mut bytes, bytes_max).map_err(|error| StoreError::file(&path, error))?;
        Ok(match copied {
            None => ReadFile::TooLarge,
            Some(kept) if kept.sha256 == sha256 => ReadFile::Whole(bytes),
            Some(_) => ReadFile::Changed,
        })
    }
}

/// Copies all kept files from one data folder to another. One that no longer holds what its name says is refused.
pub(crate) fn copy_all(from: &Path, to: &Path) -> Result<(), StoreError> {
    let folder = from.join(FOLDER);
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(StoreError::file(&folder, error)),
    };
    for entry in entries {
        let path = entry.map_err(|error| StoreError::file(&folder, error))?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        if !is_digest(&name) {
            continue;
        }
        let file = File::open(&path).map_err(|error| StoreError::file(&path, error))?;
        let kept = keep(to, file, u64::MAX)?;
        if kept.is_none_or(|kept| kept.sha256 != name) {
            return Err(StoreError::corrupt(
                format!("証跡のファイル {name} の内容が変わっています"),
                format!("evidence file {name} holds something else than it did"),
            ));
        }
    }
    Ok(())
}

fn keep(folder: &Path, from: impl Read, bytes_max: u64) -> Result<Option<KeptFile>, StoreError> {
    let folder = folder.join(FOLDER);
    fs::create_dir_all(&folder).map_err(|error| StoreError::file(&folder, error))?;
    let number = TAKEN.fetch_add(1, Ordering::Relaxed);
    let part = folder.join(format!("part-{}-{number}", std::process::id()));
    let kept = write(&part, from, bytes_max).and_then(|kept| {
        let Some(kept) = kept else { return fs::remove_file(&part).map(|()| None) };
        fs::rename(&part, folder.join(&kept.sha256))?;
        Ok(Some(kept))
    });
    kept.map_err(|error| {
        // What is left of it has no digest for a name and counts as nothing.
        let _ = fs::remove_file(&part);
        StoreError::file(&part, error)
    })
}

fn write(part: &Path, from: impl Read, bytes_max: u64) -> io::Result<Option<KeptFile>> {
    let mut file = File::create(part)?;
    let kept = copy(from, &mut file, bytes_max)?;
    file.sync_all()?;
    Ok(kept)
}

/// Copies and counts; None as soon as there is more than `bytes_max`.
fn copy(mut from: impl Read, mut to: impl Write, bytes_max: u64) -> io::Result<Option<KeptFile>> {
    let (mut hash, mut bytes, mut chunk) = (Sha256::new(), 0_u64, vec![0; CHUNK_BYTES]);
    loop {
        let n = match from.read(&mut chunk) {
            Ok(0) => break,
            Ok(n) => n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        bytes = bytes.saturating_add(u64::try_from(n).unwrap_or(u64::MAX));
        if bytes > bytes_max {
            return Ok(None);
        }
        let read = chunk.get(..n).unwrap_or_default();
        hash.update(read);
        to.write_all(read)?;
    }
    Ok(Some(KeptFile { sha256: hex::encode(hash.finalize()), bytes }))
}

fn place(folder: &Path, sha256: &str) -> PathBuf {
    // A name that is no digest never leads out of the folder.
    folder.join(FOLDER).join(if is_digest(sha256) { sha256 } else { "none" })
}

fn is_digest(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Access, Database};

    async fn store(folder: &Path) -> Store {
        Store::create(folder, &Database::Embedded).await.unwrap()
    }

    #[tokio::test]
    async fn a_file_is_kept_by_its_digest_and_a_change_of_it_is_found() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("data");
        let store = store(&folder).await;
        let kept = store.keep_evidence(&b"abc"[..], 3).unwrap().unwrap();
        assert_eq!(kept.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(store.find_evidence(&kept.sha256).unwrap(), FoundFile::Whole);
        fs::write(folder.join(FOLDER).join(&kept.sha256), b"abd").unwrap();
        assert_eq!(store.find_evidence(&kept.sha256).unwrap(), FoundFile::Changed);
        assert_eq!(store.find_evidence(&"0".repeat(64)).unwrap(), FoundFile::Missing);
        assert_eq!(store.find_evidence("../ledger.key").unwrap(), FoundFile::Missing);
        assert_eq!(store.read_evidence(&kept.sha256, 9).unwrap(), ReadFile::Changed);
        assert_eq!(store.read_evidence("../ledger.key", 9).unwrap(), ReadFile::Missing);
        let refused = store.backup(&place.path().join("copy")).await;
        assert!(matches!(refused, Err(StoreError::Corrupt { .. })), "{refused:?}");
    }

    #[tokio::test]
    async fn one_too_large_leaves_nothing_behind() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("data");
        let store = store(&folder).await;
        assert_eq!(store.keep_evidence(&b"abcd"[..], 3).unwrap(), None);
        assert_eq!(fs::read_dir(folder.join(FOLDER)).unwrap().count(), 0);
    }

    /// A reader that takes in another file before it gives its own bytes.
    struct Between<'a>(&'a Store, bool);

    impl Read for Between<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            if std::mem::replace(&mut self.1, true) {
                return Ok(0);
            }
            self.0.keep_evidence(&b"the other"[..], 99).unwrap();
            into[..3].copy_from_slice(b"one");
            Ok(3)
        }
    }

    #[tokio::test]
    async fn two_files_that_arrive_at_the_same_time_are_both_kept() {
        let place = tempfile::tempdir().unwrap();
        let store = store(&place.path().join("data")).await;
        let kept = store.keep_evidence(Between(&store, false), 99).unwrap().unwrap();
        assert_eq!(store.read_evidence(&kept.sha256, 99).unwrap(), ReadFile::Whole(b"one".to_vec()));
        let other = hex::encode(Sha256::digest(b"the other"));
        assert_eq!(store.find_evidence(&other).unwrap(), FoundFile::Whole);
    }

    #[tokio::test]
    async fn backup_and_restore_take_the_files_with_them() {
        let place = tempfile::tempdir().unwrap();
        let (data, copy, again) =
            (place.path().join("data"), place.path().join("copy"), place.path().join("again"));
        let store = store(&data).await;
        let kept = store.keep_evidence(io::repeat(7).take(300_000), u64::MAX).unwrap().unwrap();
        store.backup(&copy).await.unwrap();
        Store::restore(&copy, &again).await.unwrap();
        let restored = Store::open(&again, &Database::Embedded, Access::Read).await.unwrap();
        assert_eq!(restored.find_evidence(&kept.sha256).unwrap(), FoundFile::Whole);
        assert_eq!(restored.read_evidence(&kept.sha256, 300_000).unwrap(), ReadFile::Whole(vec![7; 300_000]));
        assert_eq!(restored.read_evidence(&kept.sha256, 299_999).unwrap(), ReadFile::TooLarge);
        assert!(matches!(restored.keep_evidence(&b"x"[..], 9), Err(StoreError::ReadOnly)));
    }
}
