//! The register as it was, and the reviews (見直し) of PDCA that fix a state of it.
//!
//! Invariant: a past state is played through from the ledger and held against the hash that the review kept;
//! what the ledger no longer tells is said to be untold, never guessed.

use jiff::civil::Date;
use sekisho_model::{
    Change, Lang, Place, Problem, Record, RecordKind, Register, Review, ReviewId, Source, Stated, text,
};
use sekisho_store::Past;

use crate::app::JST;
use crate::guard::permit;
pub use crate::state::{SHOWN, state_hash};
use crate::tables::{next_id, overtaken};
use crate::{Act, App, AppError, Caller};

/// A point of the register's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// After so many entries of the ledger.
    Entries(u64),
    /// At the end of a day, Japan time.
    EndOf(Date),
}

/// What somebody enters of a review.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReviewFields {
    /// What it is, such as 2026年度 定期見直し.
    pub name: String,
    /// Day; today where none is given.
    pub date: Option<Date>,
    /// Who took part.
    pub attendees: String,
    /// What was decided.
    pub decisions: String,
    /// Day of the next one.
    pub next: Option<Date>,
    /// Free words.
    pub note: String,
}

/// What has changed since a review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Since {
    /// The review.
    pub review: Review,
    /// The register as it was looked at.
    pub then: Past,
    /// Does the ledger still give the state whose hash the review kept? Unknown where it kept none.
    pub same_state: Stated<bool>,
    /// What changed, without the review itself.
    pub changes: Vec<Change>,
    /// The same in words, one line each.
    pub words: Vec<String>,
}

/// A review on the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The review.
    pub review: Review,
    /// Records added, altered and removed since the review before it; none for the first, and for one that kept
    /// no state.
    pub changed: Option<usize>,
}

/// The register at a point of its history.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn register_at(app: &App, caller: &Caller, at: At) -> Result<Past, AppError> {
    permit(caller, Act::Read)?;
    past(app, at).await
}

pub(crate) async fn past(app: &App, at: At) -> Result<Past, AppError> {
    let size = match at {
        At::Entries(size) => size,
        At::EndOf(day) => size_at_end_of(app, day).await?,
    };
    Ok(app.store().register_at(size).await?)
}

async fn size_at_end_of(app: &App, day: Date) -> Result<u64, AppError> {
    let next = day.tomorrow().ok().and_then(|next| JST.to_timestamp(next.at(0, 0, 0, 0)).ok());
    match next {
        Some(next) => Ok(app.store().ledger_size_before(next).await?),
        // The calendar ends there: nothing is later.
        None => Ok(app.store().ledger_size().await?),
    }
}

/// Enters a review that fixes the register as it is now: its hash, and how many entries the ledger has.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::Invalid`] where the review has no name; trouble in the store.
pub async fn take(app: &App, caller: &Caller, fields: ReviewFields) -> Result<Review, AppError> {
    permit(caller, Act::Enter)?;
    let ReviewFields { name, date, attendees, decisions, next, note } = fields;
    if name.trim().is_empty() {
        return Err(AppError::Invalid(vec![nameless()]));
    }
    let (size, register) = app.register().await?;
    let id = next_id(&register, RecordKind::Review);
    let review = Review {
        id: id.parse().map_err(|_| AppError::NotFound { kind: RecordKind::Review.word(), id })?,
        name: name.trim().to_owned(),
        date: Stated::Known(date.unwrap_or_else(|| app.today())),
        attendees,
        decisions,
        ledger_size: Stated::Known(size),
        state_hash: Stated::Known(state_hash(&register)),
        next: next.map_or(Stated::Unknown, Stated::Known),
        note,
    };
    let change = Change::Added(Record::Review(review.clone()));
    app.store().apply_changes(&[change], &app.origin(caller, Source::Person)).await.map_err(overtaken)?;
    Ok(review)
}

/// What has changed since a review.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`]; [`AppError::Invalid`] where the review kept no state; trouble
/// in the store.
pub async fn since(app: &App, caller: &Caller, id: &str, lang: Lang) -> Result<Since, AppError> {
    permit(caller, Act::Read)?;
    let (_, register) = app.register().await?;
    let review = review(&register, id)?.clone();
    let Some(size) = review.ledger_size.known().copied() else {
        return Err(AppError::Invalid(vec![stateless(&review)]));
    };
    let then = past(app, At::Entries(size)).await?;
    let same_state = match review.state_hash.known() {
        Some(hash) => Stated::Known(then.untold.is_empty() && state_hash(&then.register) == *hash),
        None => Stated::Unknown,
    };
    let changes: Vec<Change> = told_changes(&then, &register)
        .into_iter()
        .filter(|change| change.subject() != (RecordKind::Review, review.id.as_str()))
        .collect();
    let words = sekisho_exchange::changes_in_words(&changes, lang);
    Ok(Since { review, then, same_state, changes, words })
}

/// What changed between two points of the register's history.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn between(app: &App, caller: &Caller, from: At, to: At) -> Result<Vec<Change>, AppError> {
    permit(caller, Act::Read)?;
    let (from, to) = (past(app, from).await?, past(app, to).await?);
    let mut changes = told_changes(&from, &to.register);
    // What is untold at the end is there, not removed.
    changes.retain(|change| !is_untold(&to, change.subject()));
    Ok(changes)
}

/// Every review by its day, those without one last, with how much changed from one to the next.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn list(app: &App, caller: &Caller) -> Result<Vec<Snapshot>, AppError> {
    permit(caller, Act::Read)?;
    let (_, register) = app.register().await?;
    let mut reviews: Vec<&Review> = register.reviews.values().collect();
    reviews.sort_by_key(|review| {
        let date = review.date.known().copied();
        (date.is_none(), date, review.ledger_size.known().copied())
    });
    let mut snapshots = Vec::new();
    let mut before: Option<Past> = None;
    for review in reviews {
        let now = match review.ledger_size.known() {
            Some(size) => Some(past(app, At::Entries(*size)).await?),
            None => None,
        };
        let changed = before.as_ref().zip(now.as_ref());
        let changed = changed.map(|(before, now)| told_changes(before, &now.register).len());
        snapshots.push(Snapshot { review: review.clone(), changed });
        before = now.or(before);
    }
    Ok(snapshots)
}

/// What changed since a past state, as far as that state is told: a record that is untold then is no addition.
pub(crate) fn told_changes(then: &Past, now: &Register) -> Vec<Change> {
    let mut changes = then.register.diff(now);
    changes.retain(|change| !is_untold(then, change.subject()));
    changes
}

fn is_untold(past: &Past, (kind, id): (RecordKind, &str)) -> bool {
    past.untold.iter().any(|untold| untold.kind == kind && untold.id == id)
}

fn review<'a>(register: &'a Register, id: &str) -> Result<&'a Review, AppError> {
    let known = id.parse::<ReviewId>().ok().and_then(|id| register.reviews.get(&id));
    known.ok_or_else(|| AppError::NotFound { kind: RecordKind::Review.word(), id: id.to_owned() })
}

fn nameless() -> Problem {
    Problem::error(
        Place::default(),
        text!(ja: "見直しの名称がありません。", en: "The review has no name."),
        text!(ja: "「2026年度 定期見直し」のように名称を付けてください。", en: "Give it one, such as \"Yearly review 2026\"."),
    )
}

fn stateless(review: &Review) -> Problem {
    let (id, name) = (&review.id, &review.name);
    Problem::error(
        Place::default(),
        text!(
            ja: "見直し「{name}」（{id}）には、そのときの台帳の状態が残っていません。",
            en: "Review \"{name}\" ({id}) kept no state of the register."
        ),
        text!(
            ja: "状態を残すには、見直しの画面または sekisho plant review take で登録してください。",
            en: "Enter reviews on their page or with sekisho plant review take, which keep it."
        ),
    )
}
