//! The register in and out: read, propose a change, look at it, accept it.

use std::sync::Arc;

use sekisho_exchange::{Form, ImportOptions};
use sekisho_model::{Change, Gravity, Lang, Problem, Register, Source};
use sha2::{Digest, Sha256};

use crate::guard::permit;
use crate::product_papers::support_shortened;
use crate::scan::File;
use crate::{Act, App, AppError, Caller};

/// What a file would change, for a person to look at before it is accepted.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The file's name.
    pub file: String,
    /// What would change.
    pub changes: Vec<Change>,
    /// What was wrong with the file, and what the register would contradict itself in afterwards.
    pub problems: Vec<Problem>,
    source: Source,
    state: u64,
}

impl Proposal {
    /// A proposal against the state of a register.
    pub(crate) const fn new(
        file: String,
        changes: Vec<Change>,
        problems: Vec<Problem>,
        source: Source,
        state: u64,
    ) -> Self {
        Self { file, changes, problems, source, state }
    }

    /// The state of the register that it was held against: the size of the ledger.
    #[must_use]
    pub const fn state(&self) -> u64 {
        self.state
    }

    /// Would anything change?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Is there a problem that keeps it from being accepted?
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.problems.iter().any(|problem| problem.gravity == Gravity::Error)
    }
}

/// The register as it is.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn current(app: &App, caller: &Caller) -> Result<Arc<Register>, AppError> {
    permit(caller, Act::Read)?;
    Ok(app.register().await?.1)
}

/// What is missing or contradictory in the register.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn problems(app: &App, caller: &Caller) -> Result<Vec<Problem>, AppError> {
    Ok(current(app, caller).await?.check())
}

/// Reads plant files, one after the other, and says what they would change. Nothing is stored.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store. What is wrong with a file is in the proposal.
pub async fn propose(
    app: &App,
    caller: &Caller,
    files: &[File],
    options: ImportOptions,
) -> Result<Proposal, AppError> {
    permit(caller, Act::Read)?;
    let (state, base) = app.register().await?;
    let (mut target, mut problems, mut digest) = (base.as_ref().clone(), Vec::new(), Sha256::new());
    for file in files {
        let reading = sekisho_exchange::read_register(&file.name, &file.bytes, &target, &options);
        target = reading.facts;
        problems.extend(reading.problems);
        digest.update(&file.bytes);
    }
    problems.extend(target.check());
    let file = files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(", ");
    let sha256 = hex::encode(digest.finalize());
    let source = Source::File { name: file.clone(), sha256, importer: "plant".to_owned() };
    Ok(Proposal { file, changes: base.diff(&target), problems, source, state })
}

/// Carries out a proposal: all of it or nothing, one ledger entry per change.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::Invalid`] when the proposal has errors; [`AppError::Outdated`] when
/// the register has changed since it was made; trouble in the store.
pub async fn accept(app: &App, caller: &Caller, proposal: &Proposal) -> Result<usize, AppError> {
    permit(caller, Act::Enter)?;
    if proposal.is_refused() {
        return Err(AppError::Invalid(proposal.problems.clone()));
    }
    let (state, base) = app.register().await?;
    if state != proposal.state {
        return Err(AppError::Outdated);
    }
    if proposal.is_empty() {
        return Ok(0);
    }
    let mut register = base.as_ref().clone();
    proposal.changes.iter().cloned().for_each(|change| register.apply(change));
    let shortened = support_shortened(&base, &register, app.today());
    if !shortened.is_empty() {
        return Err(AppError::Invalid(shortened));
    }
    let origin = app.origin(caller, proposal.source.clone());
    let entries = app.store().apply_changes(&proposal.changes, &origin).await?;
    app.advance(state, &entries, register, None);
    Ok(proposal.changes.len())
}

/// The register as a file.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store or in writing.
pub async fn export(app: &App, caller: &Caller, form: Form, lang: Lang) -> Result<Vec<u8>, AppError> {
    let register = current(app, caller).await?;
    sekisho_exchange::write_register(&register, form, lang).map_err(|error| {
        AppError::Invalid(vec![Problem::error(
            sekisho_model::Place::default(),
            error.text(),
            sekisho_model::Text::default(),
        )])
    })
}
