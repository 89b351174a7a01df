//! The open register: store, clock and the cached register behind every function.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use sekisho_assess::Impact;
use sekisho_model::{Advisory, Origin, Problem, Register, Source};
use sekisho_store::{SbomHead, Store};

use crate::catalog::Loaded;
use crate::guideline::{Basis, Exposed, Judgements, changes_since};
use crate::impact::kept::At;
use crate::observe::Live;
use crate::{AppError, Caller};

/// Days are those of Japan.
pub(crate) const JST: Offset = Offset::constant(9);

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
    impacts: Cached<Vec<Impact>, At>,
    contradictions: Cached<Vec<Problem>>,
    catalog: Mutex<Option<Arc<Loaded>>>,
    exposures: Mutex<Option<Arc<Exposed>>>,
    judgements: Cached<Judgements, Basis>,
    live: Mutex<Live>,
}

/// A value read from the store, good for as long as the ledger has the same size: every write grows it.
#[derive(Debug)]
struct Cached<T, K = u64>(Mutex<Option<(K, Arc<T>)>>);

impl<T, K: PartialEq> Cached<T, K> {
    const fn new() -> Self {
        Self(Mutex::new(None))
    }

    fn at(&self, state: &K) -> Option<Arc<T>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().filter(|(at, _)| at == state).map(|(_, value)| Arc::clone(value))
    }

    /// What is kept, whatever state it is of. Nothing is kept afterwards.
    fn take(&self) -> Option<(K, Arc<T>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// The state has another name now, and nothing of the value has changed.
    fn rename(&self, from: &K, to: impl FnOnce(&K) -> K) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((state, _)) = kept.as_mut().filter(|(state, _)| state == from) {
            *state = to(from);
        }
    }

    fn keep(&self, state: K, value: T) -> Arc<T> {
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
                contradictions: Cached::new(),
                catalog: Mutex::new(None),
                exposures: Mutex::new(None),
                judgements: Cached::new(),
                live: Mutex::new(Live::default()),
            }),
        }
    }

    pub(crate) fn store(&self) -> &Store {
        &self.inner.store
    }

    /// What is known of live watches that run: kept in memory alone.
    pub(crate) fn live<T>(&self, ask: impl FnOnce(&mut Live) -> T) -> T {
        // A list of moments is right whatever became of who changed it before.
        ask(&mut self.inner.live.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Now. The only clock below the doors.
    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    /// The day it is in Japan.
    #[must_use]
    pub fn today(&self) -> Date {
        JST.to_datetime(self.now()).date()
    }

    pub(crate) fn origin(&self, caller: &Caller, source: Source) -> Origin {
        Origin { actor: caller.name.clone(), at: self.now(), source }
    }

    /// The register as it is now, with the ledger's size as the number of its state.
    pub(crate) async fn register(&self) -> Result<(u64, Arc<Register>), AppError> {
        let state = self.store().ledger_size().await?;
        let register = match self.inner.register.at(&state) {
            Some(register) => register,
            None => self.inner.register.keep(state, self.store().register().await?),
        };
        Ok((state, register))
    }

    /// Takes over what a write made of the register, so that it need not be read again: only where nothing else was
    /// written in between.
    pub(crate) fn advance(
        &self,
        state: u64,
        entries: &[u64],
        register: Register,
        contradictions: Option<Vec<Problem>>,
    ) {
        let next = state + entries.len() as u64;
        if !entries.iter().copied().eq(state..next) {
            return;
        }
        self.inner.register.keep(next, register);
        if let Some(contradictions) = contradictions {
            self.inner.contradictions.keep(next, contradictions);
        }
    }

    /// An entry changed no fact of the register: what was read from the store before it is good after it too.
    pub(crate) fn unchanged_by(&self, seq: u64) {
        let (from, to) = (seq, seq + 1);
        self.inner.register.rename(&from, |_| to);
        self.inner.advisories.rename(&from, |_| to);
        self.inner.sbom_heads.rename(&from, |_| to);
        self.inner.contradictions.rename(&from, |_| to);
    }

    /// What the register contradicts itself in, worked out once for each state of it.
    pub(crate) async fn contradictions(&self) -> Result<Arc<Vec<Problem>>, AppError> {
        let (state, register) = self.register().await?;
        Ok(match self.inner.contradictions.at(&state) {
            Some(problems) => problems,
            None => self.inner.contradictions.keep(state, register.check()),
        })
    }

    /// Every advisory at hand.
    pub(crate) async fn advisories(&self) -> Result<Arc<Vec<Advisory>>, AppError> {
        let state = self.store().ledger_size().await?;
        Ok(match self.inner.advisories.at(&state) {
            Some(advisories) => advisories,
            None => self.inner.advisories.keep(state, self.store().advisories().await?),
        })
    }

    /// What every advisory in question means; after a few changes only what they touch is worked out anew.
    pub(crate) async fn impacts(&self) -> Result<Arc<Vec<Impact>>, AppError> {
        let at = (self.store().ledger_size().await?, self.today());
        if let Some(impacts) = self.inner.impacts.at(&at) {
            return Ok(impacts);
        }
        // Others may still read the ones before, which then are copied.
        let before = self.inner.impacts.take().map(|(was, impacts)| (was, Arc::unwrap_or_clone(impacts)));
        Ok(self.inner.impacts.keep(at, crate::impact::kept::now(self, before, at).await?))
    }

    /// The catalog with the company's own packs, read at first use and again after one was loaded.
    pub(crate) fn catalog(&self) -> Arc<Loaded> {
        let mut kept = self.inner.catalog.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(kept.get_or_insert_with(|| Arc::new(crate::catalog::read(self.store().folder()))))
    }

    /// The packs in the data folder are others now.
    pub(crate) fn forget_catalog(&self) {
        *self.inner.catalog.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Known vulnerabilities by asset, worked out again only where a change may touch them.
    pub(crate) async fn exposures(&self) -> Result<Arc<Exposed>, AppError> {
        let before = self.inner.exposures.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let now = Exposed::of(self, before).await?;
        *self.inner.exposures.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&now));
        Ok(now)
    }

    /// Judgements of the register as it is, worked out once for each state of facts, day and catalog. After a few
    /// changes only what they touch is worked out anew.
    pub(crate) async fn judgements(&self) -> Result<Arc<Judgements>, AppError> {
        let (state, register) = self.register().await?;
        let (catalog, today) = (self.catalog(), self.today());
        let basis = Basis { state, today, catalog: catalog.digest.clone() };
        if let Some(judgements) = self.inner.judgements.at(&basis) {
            return Ok(judgements);
        }
        let exposures = self.exposures().await?.by_asset.clone();
        let before = self.inner.judgements.take().filter(|(before, _)| before.may_lead_to(&basis));
        let followed = match before {
            Some((before, judgements)) => {
                let changes = changes_since(self, before.state, judgements.register(), &register).await?;
                changes.zip(Arc::into_inner(judgements))
            }
            None => None,
        };
        let judgements = match followed {
            Some((changes, before)) => before.after(&changes, register, exposures),
            None => Judgements::new(register, Arc::clone(&catalog.catalog), exposures, today),
        };
        Ok(self.inner.judgements.keep(basis, judgements))
    }

    /// Every SBOM without its components, by store number.
    pub(crate) async fn sbom_heads(&self) -> Result<Arc<BTreeMap<i64, SbomHead>>, AppError> {
        let state = self.store().ledger_size().await?;
        Ok(match self.inner.sbom_heads.at(&state) {
            Some(heads) => heads,
            None => {
                let heads = self.store().sbom_heads().await?;
                self.inner.sbom_heads.keep(state, heads.into_iter().map(|head| (head.no, head)).collect())
            }
        })
    }
}
