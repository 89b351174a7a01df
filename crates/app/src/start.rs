//! The small firm's path: from a trade and plain answers to a first register, looked at before it is kept.

use sekisho_assess::start::{self, Start, Summary};
use sekisho_catalog::starter::{Answers, Starter};
use sekisho_model::{Lang, Place, Problem, RecordKind, Register, Source, Text, text};

use crate::guard::permit;
use crate::register::{self, Proposal};
use crate::{Act, App, AppError, Caller};

/// A first register and the page about it. Nothing of it is stored.
#[derive(Clone, Debug)]
pub struct First {
    /// The drafted register.
    pub register: Register,
    /// The five most urgent measures, what is not known, and what to do next.
    pub summary: Summary,
    /// May it be kept here? Only a register that has nothing in it yet takes it.
    pub fits: bool,
}

/// Drafts a first register.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`] where there is no such template; trouble in the store.
pub async fn first(
    app: &App,
    caller: &Caller,
    template: &str,
    answers: &Answers,
    lang: Lang,
) -> Result<First, AppError> {
    permit(caller, Act::Read)?;
    let (_, base) = app.register().await?;
    let catalog = app.catalog();
    let start = started(app, &catalog.catalog, template, answers, lang)?;
    let register = start::draft(&start);
    let summary = start::summary(&start, &register);
    Ok(First { register, summary, fits: is_empty(&base) })
}

/// Keeps a first register: one ledger entry for each of its rows.
///
/// # Errors
/// As [`first`]; [`AppError::Invalid`] where the register is not empty.
pub async fn keep(
    app: &App,
    caller: &Caller,
    template: &str,
    answers: &Answers,
    lang: Lang,
) -> Result<usize, AppError> {
    permit(caller, Act::Enter)?;
    let (state, base) = app.register().await?;
    if !is_empty(&base) {
        return Err(AppError::Invalid(vec![full(&base)]));
    }
    let catalog = app.catalog();
    let start = started(app, &catalog.catalog, template, answers, lang)?;
    let mut draft = start::draft(&start);
    // A plant that has its name keeps it.
    draft.plant = base.plant.clone().or(draft.plant);
    let name = start.template.name.in_lang(lang).to_owned();
    let proposal = Proposal::new(name, base.diff(&draft), draft.check(), Source::Person, state);
    register::accept(app, caller, &proposal).await
}

fn started<'a>(
    app: &App,
    catalog: &'a sekisho_catalog::Catalog,
    template: &str,
    answers: &'a Answers,
    lang: Lang,
) -> Result<Start<'a>, AppError> {
    let starter = Starter::built_in();
    let template = starter.template(template).ok_or_else(|| AppError::NotFound {
        kind: Text::new("業種のひな形", "template"),
        id: template.to_owned(),
    })?;
    Ok(Start { starter, catalog, template, answers, lang, today: app.today() })
}

/// Has the register nothing but the plant's own name in it?
fn is_empty(register: &Register) -> bool {
    register.records().all(|record| record.kind() == RecordKind::Plant)
}

fn full(register: &Register) -> Problem {
    let rows = register.records().count();
    Problem::error(
        Place::default(),
        text!(
            ja: "この台帳には、すでに {rows} 行が登録されています。",
            en: "This register already holds {rows} rows."
        ),
        text!(
            ja: "はじめの案は空の台帳にだけ入れられます。別のデータフォルダで sekisho init を実行してから試してください。",
            en: "A first draft goes into an empty register only. Run `sekisho init` with another data folder and try there."
        ),
    )
}
