//! The open register: store, clock and the cached register behind every function.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use sekisho_assess::Impact;
use sekisho_model::{Advisory, Origin, Register, Source};
use sekisho_store::{SbomHead, Store};

use crate::{AppError, Caller};

/// An open register. Cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    store: Store,
    register: Cached<Register>,
    advisories: Cached<Vec<Advisory>>,
    sbom_heads: Cached<BTreeMap<i64, SbomHead>>,
    impacts: Cached<Vec<Impact>>,
}

/// A value read from the store, good for as long as the ledger has the same size: every write grows it.
#[derive(Debug)]
struct Cached<T>(Mutex<Option<(u64, Arc<T>)>>);

impl<T> Cached<T> {
    const fn new() -> Self {
        Self(Mutex::new(None))
    }

    fn at(&self, state: u64) -> Option<Arc<T>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().filter(|(at, _)| *at == state).map(|(_, value)| Arc::clone(value))
    }

    fn keep(&self, state: u64, value: T) -> Arc<T> {
        let value = Arc::new(value);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((state, Arc::clone(&value)));
        value
    }
}

impl App {
    /// Wraps an open store.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self {
            inner: Arc::new(Inner {
                store,
                register: Cached::new(),
                advisories: Cached::new(),
                sbom_heads: Cached::new(),
                impacts: Cached::new(),
            }),
        }
    }

    pub(crate) fn store(&self) -> &Store {
        &self.inner.store
    }

    /// Now. The only clock below the doors.
    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    pub(crate) fn origin(&self, caller: &Caller, source: Source) -> Origin {
        Origin { actor: caller.name.clone(), at: self.now(), source }
    }

    /// The register as it is now, with the ledger's size as the number of its state.
    pub(crate) async fn register(&self) -> Result<(u64, Arc<Register>), AppError> {
        let state = self.store().ledger_size().await?;
        let register = match self.inner.register.at(state) {
            Some(register) => register,
            None => self.inner.register.keep(state, self.store().register().await?),
        };
        Ok((state, register))
    }

    /// Every advisory at hand.
    pub(crate) async fn advisories(&self) -> Result<Arc<Vec<Advisory>>, AppError> {
        let state = self.store().ledger_size().await?;
        Ok(match self.inner.advisories.at(state) {
            Some(advisories) => advisories,
            None => self.inner.advisories.keep(state, self.store().advisories().await?),
        })
    }

    /// What every advisory in question means, worked out once for each state of the facts.
    pub(crate) async fn impacts(&self) -> Result<Arc<Vec<Impact>>, AppError> {
        let state = self.store().ledger_size().await?;
        Ok(match self.inner.impacts.at(state) {
            Some(impacts) => impacts,
            None => self.inner.impacts.keep(state, crate::impact::in_question(self).await?),
        })
    }

    /// Every SBOM without its components, by store number.
    pub(crate) async fn sbom_heads(&self) -> Result<Arc<BTreeMap<i64, SbomHead>>, AppError> {
        let state = self.store().ledger_size().await?;
        Ok(match self.inner.sbom_heads.at(state) {
            Some(heads) => heads,
            None => {
                let heads = self.store().sbom_heads().await?;
                self.inner.sbom_heads.keep(state, heads.into_iter().map(|head| (head.no, head)).collect())
            }
        })
    }
}
