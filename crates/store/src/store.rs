//! The store itself: made, opened, closed, and how every read and write goes through it.

use std::path::Path;

use sekisho_ledger::{Checkpoint, Frontier, SignerKey, VerifierKey};
use sekisho_model::Origin;

use crate::engine::{Fault, Opening, Pools, Tx, args};
use crate::folder::{Folder, WriteLock};
use crate::writing::{Writing, read_frontier, sign};
use crate::{StoreError, schema};

/// How often a write is done again when a server asks for it.
const TRIES_MAX: u32 = 8;

/// Where facts and ledger are kept. The keys and the lock are always in the data folder.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum Database {
    /// In the data folder itself.
    #[default]
    Embedded,
    /// On a PostgreSQL server, in the first schema of its search path.
    Postgres {
        /// `postgres://USER@HOST/DATABASE`
        url: String,
    },
}

impl Database {
    pub(crate) const fn word(&self) -> &'static str {
        match self {
            Self::Embedded => "embedded",
            Self::Postgres { .. } => "postgresql",
        }
    }
}

/// Without the address, which may hold a password.
impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

/// What an opener may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Read and write; takes the folder's lock.
    Write,
    /// Read only; takes no lock.
    Read,
}

/// An open store. See the crate's documentation.
#[derive(Debug)]
pub struct Store {
    pub(crate) pools: Pools,
    pub(crate) folder: Folder,
    pub(crate) verifier: VerifierKey,
    pub(crate) fault: Fault,
    writer: Option<Writer>,
}

#[derive(Debug)]
struct Writer {
    signer: SignerKey,
    _lock: WriteLock,
}

impl Store {
    /// Makes an empty store in a folder that has none, with a key of its own, and opens it for writing.
    ///
    /// # Errors
    /// [`StoreError::AlreadyThere`] where there is a store; a file or the database cannot be written.
    pub async fn create(folder: &Path, database: &Database) -> Result<Self, StoreError> {
        let folder = Folder::new(folder);
        let lock = folder.begin()?;
        let signer = folder.make_key()?;
        let pools = Self::connect(&folder, database, Opening::Create).await?;
        let verifier = signer.verifier();
        let writer = Some(Writer { signer, _lock: lock });
        let store = Self { pools, folder, verifier, fault: Fault::default(), writer };
        store.make_tables().await?;
        store.folder.finish(database)?;
        Ok(store)
    }

    /// Opens a store. One of an older form is brought up to date by a writer.
    ///
    /// # Errors
    /// [`StoreError::NotThere`], [`StoreError::Locked`], [`StoreError::Newer`], [`StoreError::Older`],
    /// [`StoreError::Corrupt`] where key and ledger do not belong together.
    pub async fn open(folder: &Path, database: &Database, access: Access) -> Result<Self, StoreError> {
        let folder = Folder::new(folder);
        folder.check(database)?;
        let verifier = folder.read_verifier()?;
        let writer = match access {
            Access::Read => None,
            Access::Write => {
                let lock = folder.take_lock()?;
                Some(Writer { signer: folder.read_signer()?, _lock: lock })
            }
        };
        if writer.as_ref().is_some_and(|writer| writer.signer.verifier() != verifier) {
            return Err(StoreError::corrupt(
                "ledger.key と ledger.pub が対になっていません",
                "ledger.key and ledger.pub do not belong together",
            ));
        }
        let opening = if access == Access::Read { Opening::Read } else { Opening::Write };
        let pools = Self::connect(&folder, database, opening).await?;
        let store = Self { pools, folder, verifier, fault: Fault::default(), writer };
        store.bring_up_to_date(access).await?;
        store.check_seal().await?;
        Ok(store)
    }

    /// Is there a store in this folder that another process writes at this moment? Nothing is opened for it.
    ///
    /// # Errors
    /// [`StoreError::NotThere`], [`StoreError::Newer`]; a file cannot be read.
    pub fn is_held(folder: &Path, database: &Database) -> Result<bool, StoreError> {
        let folder = Folder::new(folder);
        folder.check(database)?;
        folder.is_held()
    }

    /// Ends every connection and lets go of the lock. Dropping does the same, later.
    pub async fn close(self) {
        self.pools.close().await;
    }

    /// The folder it was opened from.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The public key by which overseers check the ledger.
    #[must_use]
    pub const fn verifier_key(&self) -> &VerifierKey {
        &self.verifier
    }

    async fn connect(folder: &Folder, database: &Database, opening: Opening) -> Result<Pools, StoreError> {
        match database {
            Database::Embedded => {
                if opening != Opening::Create && !folder.database().exists() {
                    return Err(StoreError::NotThere { folder: folder.path().to_owned() });
                }
                Pools::sqlite(&folder.database(), opening).await
            }
            Database::Postgres { url } => Pools::postgres(url).await,
        }
    }

    async fn make_tables(&self) -> Result<(), StoreError> {
        let mut tx = self.pools.writing(&self.fault).await?;
        if tx.has_table("meta").await? {
            let what = sekisho_model::Text::new("データベースの台帳", "the register in the database");
            return Err(StoreError::AlreadyThere { what });
        }
        schema::make(&mut tx).await?;
        sign(&mut tx, self.signer()?, &Frontier::new()).await?;
        tx.commit().await
    }

    async fn bring_up_to_date(&self, access: Access) -> Result<(), StoreError> {
        match access {
            Access::Read => schema::check(&mut self.reading().await?).await,
            Access::Write => {
                let mut tx = self.pools.writing(&self.fault).await?;
                schema::advance(&mut tx).await?;
                tx.commit().await
            }
        }
    }

    /// Does the checkpoint belong to this key and to the stored edge of the tree? Costs one row; the entries are
    /// checked by [`Store::ledger_verify`].
    async fn check_seal(&self) -> Result<(), StoreError> {
        let (note, frontier) = self.ledger_state().await?;
        let damaged = |ja: String, en: String| StoreError::corrupt(ja, en);
        let checkpoint = Checkpoint::open(note.as_bytes(), &self.verifier)
            .map_err(|error| damaged(error.ja(), error.to_string()))?;
        if checkpoint.size() == frontier.size() && checkpoint.root() == frontier.root() {
            return Ok(());
        }
        Err(damaged(
            "記録の木とチェックポイントが一致しません".to_owned(),
            "the ledger's tree and its checkpoint do not agree".to_owned(),
        ))
    }

    /// The signed checkpoint and the tree's right edge, as stored.
    pub(crate) async fn ledger_state(&self) -> Result<(String, Frontier), StoreError> {
        let mut tx = self.reading().await?;
        let row = tx.row("select checkpoint, frontier from ledger_state where no = 1", args![]).await?;
        let row =
            row.ok_or_else(|| StoreError::corrupt("記録の状態がありません", "the ledger has no state"))?;
        Ok((row.text(0)?, read_frontier(&row.text(1)?)?))
    }

    pub(crate) fn signer(&self) -> Result<&SignerKey, StoreError> {
        self.writer.as_ref().map(|writer| &writer.signer).ok_or(StoreError::ReadOnly)
    }

    /// Begins to read one consistent state.
    pub(crate) async fn reading(&self) -> Result<Tx, StoreError> {
        self.pools.reading(&self.fault).await
    }

    /// Begins a write.
    pub(crate) async fn begin<'s>(&'s self, origin: &'s Origin) -> Result<Writing<'s>, StoreError> {
        let signer = self.signer()?;
        Writing::begin(self.pools.writing(&self.fault).await?, signer, origin).await
    }

    /// Must a write be done again? A server may ask for that; SQLite has waited already.
    pub(crate) fn again<T>(&self, done: &Result<T, StoreError>, tries: &mut u32) -> bool {
        *tries += 1;
        matches!(done, Err(StoreError::Busy))
            && matches!(self.pools, Pools::Postgres(_))
            && *tries < TRIES_MAX
    }
}

/// Does one write, from the store's state row to the signed checkpoint, again where the server asks for it:
/// `one_write!(store, origin, writing => async { … })`. A macro, because a function would have to take an async
/// closure, and of those the compiler cannot yet see that their futures may change threads.
macro_rules! one_write {
    ($store:expr, $origin:expr, $writing:ident => $act:expr) => {{
        let mut tries = 0;
        loop {
            let done: Result<_, StoreError> = async {
                let mut begun = $store.begin($origin).await?;
                let $writing = &mut begun;
                let outcome: Result<_, StoreError> = $act.await;
                let outcome = outcome?;
                begun.end().await?;
                Ok(outcome)
            }
            .await;
            if !$store.again(&done, &mut tries) {
                break done;
            }
        }
    }};
}
pub(crate) use one_write;
