//! What presses now, of every sort in one list: deadlines of reports, what exposes the plant at once, what waits at
//! suppliers, and what has to be looked at again.
//!
//! Invariant: the order is by what matters most: a legal or contractual deadline first, then by the importance of the
//! business that depends on it, then by the day. Nothing is left out here; who shows a part says how many there are.

use std::cmp::Reverse;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use sekisho_assess::answers::{self, Due};
use sekisho_assess::suppliers::{self, Waiting};
use sekisho_assess::{Impact, Urgency, Verdict};
use sekisho_model::{CaseId, Importance, Stated};
use sekisho_respond::Clock;

use crate::guard::permit;
use crate::incident::{self, Incident};
use crate::{Act, App, AppError, Caller, suppliers as requests};

/// Days ahead that reviews and the ends of stars are told.
const DAYS_AHEAD: i32 = 60;

/// Something that presses.
#[derive(Clone, Debug)]
pub enum Pressing {
    /// A report is owed in this case.
    Report(CaseId, Box<Clock>),
    /// It affects something and is to be dealt with at once.
    Exposure(Box<Impact>),
    /// Something waits at a supplier.
    Supplier(Waiting),
    /// Something is to be looked at again.
    Review(Due),
}

/// Everything that presses, and the incidents that were looked at for it.
#[derive(Clone, Debug, Default)]
pub struct PressingList {
    /// What matters most first.
    pub all: Vec<Pressing>,
    /// Every incident.
    pub incidents: Vec<Incident>,
}

/// A rank of what presses: small is first.
type Rank = (u8, Reverse<Option<Importance>>, Option<Date>);

/// What presses now, what matters most first.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn pressing(app: &App, caller: &Caller) -> Result<PressingList, AppError> {
    permit(caller, Act::Read)?;
    let incidents = incident::list(app, caller).await?;
    let overview = requests::overview(app, caller).await?;
    let facts = overview.judgements.facts();
    let today = app.today();
    let soon = |day: Date| today.until(day).is_ok_and(|left| left.get_days() <= DAYS_AHEAD);
    let owed = incidents.iter().flat_map(|it| {
        let owed = it.clocks.iter().filter(|clock| incident::is_owed(clock));
        owed.map(|clock| Pressing::Report(it.case.id.clone(), Box::new(clock.clone())))
    });
    let mut all: Vec<Pressing> = owed.collect();
    let waiting = suppliers::waiting(&facts, &overview.states);
    all.extend(waiting.into_iter().filter(|it| soon(it.day)).map(Pressing::Supplier));
    all.extend(answers::reviews(&facts).into_iter().filter(|due| soon(due.day)).map(Pressing::Review));
    let impacts = app.impacts().await?;
    let at_once = impacts.iter().filter(|impact| presses(impact));
    all.extend(at_once.map(|impact| Pressing::Exposure(Box::new(impact.clone()))));
    all.sort_by_cached_key(rank);
    Ok(PressingList { all, incidents })
}

fn presses(impact: &Impact) -> bool {
    impact.verdict() == Verdict::Affected && impact.priority.urgency == Urgency::Now
}

fn rank(pressing: &Pressing) -> Rank {
    let of = |stated: Stated<Importance>| Reverse(stated.known().copied());
    match pressing {
        Pressing::Report(_, clock) => {
            let day = clock.deadline.as_ref().map(|due| due.at.to_zoned_datetime(TimeZone::UTC).date());
            (0, Reverse(None), day)
        }
        Pressing::Exposure(impact) => (1, of(impact.importance()), None),
        Pressing::Supplier(waiting) => (1, of(waiting.importance), Some(waiting.day)),
        // Which business a label or an answer serves nobody has said: its day alone places it.
        Pressing::Review(due) => (1, Reverse(None), Some(due.day)),
    }
}
