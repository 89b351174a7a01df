//! The data folder: everything of one plant that must be copied together.
//!
//! | file | content |
//! |---|---|
//! | `FORMAT` | form of this folder and which database it belongs to; written last, so a folder with it is whole |
//! | `sekisho.db` | facts and ledger, unless a PostgreSQL server keeps them |
//! | `ledger.key` | the ledger's private key, for its owner's eyes only |
//! | `ledger.pub` | the public half, to be given to overseers |
//! | `evidence/` | files that show answers, each under its SHA-256 |
//! | `lock` | who writes at the moment |
//!
//! Invariant: there is at most one writer of a folder on one machine. It does not know what is in the database.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sekisho_ledger::{SignerKey, VerifierKey};
use sekisho_model::text;

use crate::{Database, StoreError};

/// Form of the folder that this program writes.
const FORM: i64 = 1;
/// First words of `FORMAT`.
const FORM_WORDS: &str = "sekisho data folder, form ";
/// `FORMAT` while the folder is being made.
const UNFINISHED: &str = "sekisho data folder, unfinished\n";
/// Longest small file that is read.
const SMALL_BYTES_MAX: u64 = 64 * 1024;

/// Paths of one data folder.
#[derive(Clone, Debug)]
pub(crate) struct Folder(PathBuf);

/// Held by the writer; the system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct WriteLock {
    _file: File,
}

impl Folder {
    pub(crate) fn new(path: &Path) -> Self {
        Self(path.to_owned())
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.0.join("sekisho.db")
    }

    fn format(&self) -> PathBuf {
        self.0.join("FORMAT")
    }

    pub(crate) fn signer(&self) -> PathBuf {
        self.0.join("ledger.key")
    }

    fn verifier(&self) -> PathBuf {
        self.0.join("ledger.pub")
    }

    fn lock(&self) -> PathBuf {
        self.0.join("lock")
    }

    /// Makes the folder if it is not there, takes its lock and marks it as unfinished. A folder left unfinished is
    /// cleared; one that holds anything of a store is refused.
    pub(crate) fn begin(&self) -> Result<WriteLock, StoreError> {
        fs::create_dir_all(&self.0).map_err(|error| StoreError::file(&self.0, error))?;
        self.check_vacant()?;
        let lock = self.take_lock()?;
        // Another process may have finished it before the lock was ours.
        if self.check_vacant()? {
            self.clear()?;
        }
        write(&self.format(), UNFINISHED, Mode::Open)?;
        Ok(lock)
    }

    /// Refuses a folder with a store in it. True where one was left unfinished.
    fn check_vacant(&self) -> Result<bool, StoreError> {
        match small(&self.format()) {
            Ok(words) if words == UNFINISHED => Ok(true),
            Ok(_) => Err(already(&self.0)),
            Err(error) if error.is_not_found() => {
                let part = self.parts().into_iter().find(|path| path.exists());
                part.map_or(Ok(false), |part| Err(already(&part)))
            }
            Err(error) => Err(error),
        }
    }

    /// Marks the folder as whole.
    pub(crate) fn finish(&self, database: &Database) -> Result<(), StoreError> {
        write(&self.format(), &format!("{FORM_WORDS}{FORM}\n{}\n", database.word()), Mode::Open)
    }

    /// Checks that there is a whole folder of a known form for this database.
    pub(crate) fn check(&self, database: &Database) -> Result<(), StoreError> {
        let words = match small(&self.format()) {
            Ok(words) => words,
            Err(error) if error.is_not_found() => {
                return Err(StoreError::NotThere { folder: self.0.clone() });
            }
            Err(error) => return Err(error),
        };
        if words == UNFINISHED {
            return Err(StoreError::NotThere { folder: self.0.clone() });
        }
        let mut lines = words.lines();
        let form = lines.next().and_then(|line| line.strip_prefix(FORM_WORDS)?.parse::<i64>().ok());
        match form {
            Some(FORM) if lines.next() == Some(database.word()) => Ok(()),
            Some(FORM) => Err(other_database(&words)),
            Some(found) if found > FORM => Err(StoreError::Newer { found, known: FORM }),
            _ => Err(StoreError::corrupt(
                "FORMAT ファイルの内容が正しくありません",
                "the file FORMAT has unknown content",
            )),
        }
    }

    /// Takes the writer's lock, or says who has it.
    pub(crate) fn take_lock(&self) -> Result<WriteLock, StoreError> {
        let path = self.lock();
        let failed = |error| StoreError::file(&path, error);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let holder = small(&path).unwrap_or_default();
                return Err(StoreError::Locked { holder: holder.trim().to_owned() });
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        file.set_len(0).and_then(|()| file.rewind()).map_err(failed)?;
        file.write_all(holder().as_bytes()).map_err(failed)?;
        Ok(WriteLock { _file: file })
    }

    /// Does somebody hold the writer's lock at this moment? Nobody is kept from it by the question for longer than that.
    pub(crate) fn is_held(&self) -> Result<bool, StoreError> {
        let path = self.lock();
        let file = match File::open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            file => file.map_err(|error| StoreError::file(&path, error))?,
        };
        match file.try_lock_shared() {
            Ok(()) => Ok(false),
            Err(TryLockError::WouldBlock) => Ok(true),
            Err(TryLockError::Error(error)) => Err(StoreError::file(&path, error)),
        }
    }

    /// Makes the ledger's key with a name that no other ledger has.
    pub(crate) fn make_key(&self) -> Result<SignerKey, StoreError> {
        let name: String = random::<8>()?.iter().map(|byte| format!("{byte:02x}")).collect();
        let signer = SignerKey::generate_from(&format!("sekisho/{name}"), random()?).map_err(bad_key)?;
        self.keep_key(&signer)?;
        Ok(signer)
    }

    /// Writes both halves of the key.
    pub(crate) fn keep_key(&self, signer: &SignerKey) -> Result<(), StoreError> {
        write(&self.signer(), &format!("{}\n", signer.to_text()), Mode::Owner)?;
        write(&self.verifier(), &format!("{}\n", signer.verifier().to_text()), Mode::Open)
    }

    /// Reads the private key.
    pub(crate) fn read_signer(&self) -> Result<SignerKey, StoreError> {
        SignerKey::from_text(small(&self.signer())?.trim_end()).map_err(bad_key)
    }

    /// Reads the public key.
    pub(crate) fn read_verifier(&self) -> Result<VerifierKey, StoreError> {
        VerifierKey::from_text(small(&self.verifier())?.trim_end()).map_err(bad_key)
    }

    /// Takes away what was made since [`Folder::begin`].
    pub(crate) fn abandon(&self) -> Result<(), StoreError> {
        self.clear()?;
        for path in [self.format(), self.lock()] {
            fs::remove_file(&path).map_err(|error| StoreError::file(&path, error))?;
        }
        Ok(())
    }

    fn parts(&self) -> [PathBuf; 5] {
        let log = |end: &str| self.0.join(format!("sekisho.db{end}"));
        [self.database(), log("-wal"), log("-shm"), self.signer(), self.verifier()]
    }

    fn clear(&self) -> Result<(), StoreError> {
        for path in self.parts() {
            match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(StoreError::file(&path, error));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Random bytes from the system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], StoreError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| StoreError::file(Path::new("getrandom"), io::Error::other(error.to_string())))?;
    Ok(bytes)
}

fn holder() -> String {
    let program = std::env::current_exe().ok();
    let program = program.as_deref().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
    format!("{program} (PID {}, {:.0})\n", std::process::id(), Timestamp::now())
}

fn already(path: &Path) -> StoreError {
    let path = path.display();
    StoreError::AlreadyThere { what: text!(ja: "「{path}」", en: "\"{path}\"") }
}

fn other_database(words: &str) -> StoreError {
    StoreError::OtherDatabase { found: words.lines().nth(1).unwrap_or_default().to_owned() }
}

fn bad_key(error: sekisho_ledger::KeyError) -> StoreError {
    StoreError::corrupt(
        format!("記録の鍵を使えません（{}）", error.ja()),
        format!("the ledger's key cannot be used ({error})"),
    )
}

/// Who may read a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Open,
    Owner,
}

/// Writes a whole small file and waits until it is on the disk. The old content stays until then.
fn write(path: &Path, content: &str, mode: Mode) -> Result<(), StoreError> {
    let failed = |error| StoreError::file(path, error);
    let draft = path.with_extension("new");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    if mode == Mode::Owner {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    #[cfg(not(unix))]
    let _ = mode;
    let mut file = options.open(&draft).map_err(failed)?;
    file.write_all(content.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
    fs::rename(&draft, path).map_err(failed)?;
    sync_folder(path)
}

/// Makes a rename in the folder last. Other systems than Unix have no such call.
fn sync_folder(path: &Path) -> Result<(), StoreError> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(|error| StoreError::file(folder, error))?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

fn small(path: &Path) -> Result<String, StoreError> {
    let failed = |error| StoreError::file(path, error);
    let mut text = String::new();
    let file = File::open(path).map_err(failed)?;
    file.take(SMALL_BYTES_MAX).read_to_string(&mut text).map_err(failed)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_writer_is_told_who_the_first_is() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::new(place.path());
        let _held = folder.take_lock().unwrap();
        let refused = folder.take_lock().unwrap_err();
        let StoreError::Locked { holder } = &refused else { panic!("{refused:?}") };
        assert!(holder.contains(&format!("PID {}", std::process::id())), "{holder}");
        assert!(refused.text().ja.contains(holder), "{:?}", refused.text());
    }

    #[test]
    fn whether_somebody_writes_is_told_without_taking_the_lock() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::new(place.path());
        assert!(!folder.is_held().unwrap(), "nobody ever wrote");
        let held = folder.take_lock().unwrap();
        assert!(folder.is_held().unwrap());
        drop(held);
        assert!(!folder.is_held().unwrap());
        drop(folder.take_lock().unwrap());
    }

    #[test]
    fn an_unfinished_folder_is_no_store_and_can_be_made_again() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::new(&place.path().join("data"));
        drop(folder.begin().unwrap());
        folder.make_key().unwrap();
        assert!(matches!(folder.check(&Database::Embedded), Err(StoreError::NotThere { .. })));
        let held = folder.begin().unwrap();
        assert!(matches!(folder.begin(), Err(StoreError::Locked { .. })));
        drop(held);
        assert!(!folder.signer().exists());
        folder.finish(&Database::Embedded).unwrap();
        folder.check(&Database::Embedded).unwrap();
        assert!(matches!(folder.begin(), Err(StoreError::AlreadyThere { .. })));
    }

    #[test]
    fn a_folder_of_a_newer_form_or_another_database_is_refused_with_words() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::new(place.path());
        fs::write(folder.format(), "sekisho data folder, form 7\nembedded\n").unwrap();
        let newer = folder.check(&Database::Embedded).unwrap_err();
        assert!(matches!(newer, StoreError::Newer { found: 7, known: 1 }));
        fs::write(folder.format(), "sekisho data folder, form 1\npostgresql\n").unwrap();
        assert!(folder.check(&Database::Embedded).unwrap_err().text().ja.contains("--store postgres"));
        fs::write(folder.format(), "something else").unwrap();
        assert!(matches!(folder.check(&Database::Embedded), Err(StoreError::Corrupt { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_the_private_key() {
        use std::os::unix::fs::PermissionsExt as _;
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::new(place.path());
        let made = folder.make_key().unwrap();
        let mode = fs::metadata(folder.signer()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(folder.read_signer().unwrap().verifier(), made.verifier());
        assert_eq!(folder.read_verifier().unwrap(), made.verifier());
    }
}
