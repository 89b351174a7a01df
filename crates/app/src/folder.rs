//! The data folder: make, open, back up, restore.

use std::path::{Path, PathBuf};

use sekisho_store::{Access, Database, Store, StoreError};

use crate::guard::permit;
use crate::{Act, App, AppError, Caller};

/// Where a register lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// The data folder: database, signing key, lock.
    pub path: PathBuf,
    /// Where the tables live; key and lock are always in the folder.
    pub database: Database,
}

/// How a register is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// Takes the lock; may write.
    Write,
    /// Takes no lock; every write is refused.
    Read,
}

impl App {
    /// Makes an empty register and opens it for writing.
    ///
    /// # Errors
    /// The folder holds something already, or cannot be written.
    pub async fn init(folder: &Folder, caller: &Caller) -> Result<Self, AppError> {
        permit(caller, Act::Administer)?;
        Ok(Self::new(Store::create(&folder.path, &folder.database).await?))
    }

    /// Opens a register.
    ///
    /// # Errors
    /// It is not there, is locked by another process, or is newer than this program.
    pub async fn open(folder: &Folder, opening: Opening) -> Result<Self, AppError> {
        let access = match opening {
            Opening::Write => Access::Write,
            Opening::Read => Access::Read,
        };
        Ok(Self::new(Store::open(&folder.path, &folder.database, access).await?))
    }

    /// Opens a register, where there is one.
    ///
    /// # Errors
    /// It is newer than this program, cannot be read, or is locked by another process.
    pub async fn open_existing(folder: &Folder, opening: Opening) -> Result<Option<Self>, AppError> {
        match Self::open(folder, opening).await {
            Ok(app) => Ok(Some(app)),
            Err(AppError::Store(StoreError::NotThere { .. })) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Is there a register that another process writes at this moment? Nothing is opened for it, and no thread begun.
    ///
    /// # Errors
    /// There is no register, or it is newer than this program.
    pub fn is_held(folder: &Folder) -> Result<bool, AppError> {
        Ok(Store::is_held(&folder.path, &folder.database)?)
    }

    /// Copies the register to a new folder, consistently, even while it is served.
    ///
    /// # Errors
    /// [`AppError::Forbidden`]; the target exists or cannot be written.
    pub async fn backup(&self, caller: &Caller, to: &Path) -> Result<(), AppError> {
        permit(caller, Act::Administer)?;
        self.store().backup(to).await?;
        crate::catalog::copy(self.store().folder(), to)
    }

    /// Makes a data folder from a backup; its ledger is verified before and after.
    ///
    /// # Errors
    /// The backup does not verify, or the folder holds something already.
    pub async fn restore(folder: &Folder, from: &Path) -> Result<(), AppError> {
        Store::restore_into(from, &folder.path, &folder.database).await?;
        crate::catalog::copy(from, &folder.path)
    }
}
