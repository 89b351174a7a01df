//! Backup and restore: one consistent state of a store as a data folder of its own.
//!
//! Invariant: a backup is a whole data folder with its database embedded, whichever engine it came from; it holds
//! the private key and must be guarded like the store itself. A restored store was verified before and after.
//! A backup is older than its store: whoever keeps checkpoints of later entries will see that the ledger of a
//! restored store goes on differently from there.

use std::fs::File;
use std::path::Path;

use sekisho_ledger::Verification;

use crate::copy::copy;
use crate::engine::{Fault, Opening, Pools};
use crate::evidence;
use crate::folder::Folder;
use crate::{Access, Database, Store, StoreError, schema};

impl Store {
    /// Writes a copy of the store as it is now into a new or empty folder, while others go on writing.
    ///
    /// # Errors
    /// [`StoreError::AlreadyThere`] where the folder holds a store; [`StoreError::ReadOnly`] where the private key
    /// was not opened; a file cannot be written.
    pub async fn backup(&self, to: &Path) -> Result<(), StoreError> {
        let target = Folder::new(to);
        let _lock = target.begin()?;
        let done = async {
            self.copy_database(&target).await?;
            evidence::copy_all(self.folder(), target.path())?;
            target.keep_key(&self.folder.read_signer()?)
        };
        if let Err(error) = done.await {
            target.abandon()?;
            return Err(error);
        }
        target.finish(&Database::Embedded)
    }

    /// Makes a data folder from a backup. The ledger is verified in the backup and again in what was made of it.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where it does not verify; [`StoreError::NotThere`]; [`StoreError::AlreadyThere`];
    /// a file cannot be read or written.
    pub async fn restore(from: &Path, to: &Path) -> Result<(), StoreError> {
        Self::restore_into(from, to, &Database::Embedded).await
    }

    /// As [`Store::restore`], with the facts and the ledger on another engine than the data folder's own. A store
    /// moves to a server this way.
    ///
    /// # Errors
    /// As [`Store::restore`].
    pub async fn restore_into(from: &Path, to: &Path, database: &Database) -> Result<(), StoreError> {
        let backup = Self::open(from, &Database::Embedded, Access::Read).await?;
        check(&backup.ledger_verify().await?)?;
        let target = Folder::new(to);
        let lock = target.begin()?;
        let made = async {
            match database {
                Database::Embedded => backup.copy_database(&target).await?,
                Database::Postgres { url } => backup.copy_rows(&Pools::postgres(url).await?).await?,
            }
            evidence::copy_all(from, to)?;
            target.keep_key(&backup.folder.read_signer()?)
        };
        if let Err(error) = made.await {
            target.abandon()?;
            return Err(error);
        }
        target.finish(database)?;
        drop(lock);
        let restored = Self::open(to, database, Access::Write).await?;
        let found = restored.ledger_verify().await?;
        restored.close().await;
        backup.close().await;
        check(&found)
    }

    async fn copy_database(&self, target: &Folder) -> Result<(), StoreError> {
        let path = target.database();
        if !self.pools.copy_file(&path).await? {
            let pools = Pools::sqlite(&path, Opening::Create).await?;
            let copied = self.copy_rows(&pools).await;
            pools.close().await;
            copied?;
        }
        // SQLite leaves it to the system when a copied file reaches the disk.
        File::open(&path).and_then(|file| file.sync_all()).map_err(|error| StoreError::file(&path, error))
    }

    async fn copy_rows(&self, to: &Pools) -> Result<(), StoreError> {
        let mut from = self.reading().await?;
        let mut to = to.writing(&Fault::default()).await?;
        schema::make(&mut to).await?;
        copy(&mut from, &mut to).await?;
        to.commit().await
    }
}

fn check(found: &Verification) -> Result<(), StoreError> {
    if found.is_sound() {
        return Ok(());
    }
    let first = found.problems.first();
    let ja = first.map(sekisho_ledger::verify::Problem::ja).unwrap_or_default();
    let en = first.map(ToString::to_string).unwrap_or_default();
    Err(StoreError::corrupt(
        format!("記録の検証に合格しません（{ja}）"),
        format!("the ledger does not verify ({en})"),
    ))
}
