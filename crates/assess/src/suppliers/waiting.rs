//! What waits at a supplier: requests past their day, answers that nobody looked at, stars that ran out; each with the
//! businesses that depend on it, the most important first.
//!
//! Invariant: each request stands at most once, and a supplier's star at most once. What is only undecided does not
//! wait here; the supplier's state says so.

use std::cmp::Reverse;

use jiff::civil::Date;
use sekisho_model::{
    BusinessId, Importance, RequestState, Stated, SupplierId, SupplierRequestId, Text, text,
};

use super::course::Course;
use super::state::{Held, State};
use crate::facts::Facts;
use crate::impact::Named;

/// What waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Waits {
    /// A request that is not answered, so many days past its day.
    Late(SupplierRequestId, i32),
    /// An answer that came on that day and is not confirmed here.
    FollowUp(SupplierRequestId, Date),
    /// The star that was held ended on that day.
    StarEnded(Date),
    /// The star that is held ends on that day, within 90 days.
    StarEnds(Date),
}

/// Something that waits at a supplier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The supplier.
    pub supplier: SupplierId,
    /// What.
    pub waits: Waits,
    /// The day that it counts from or to: when an answer was due or came, when a star ends.
    pub day: Date,
    /// In words.
    pub what: Text,
    /// Businesses that depend on the supplier, the most important first.
    pub businesses: Vec<Named<BusinessId>>,
    /// The greatest importance of these. Not applicable: none depends on it.
    pub importance: Stated<Importance>,
}

/// Everything that waits, the most important business first; within that what is over the longest.
#[must_use]
pub fn waiting(facts: &Facts<'_>, states: &[State]) -> Vec<Waiting> {
    let mut all: Vec<Waiting> = states.iter().flat_map(|state| of_supplier(facts, state)).collect();
    all.sort_by(|a, b| {
        let key = |it: &Waiting| (Reverse(it.importance.known().copied()), it.day, it.supplier.clone());
        key(a).cmp(&key(b))
    });
    all
}

fn of_supplier(facts: &Facts<'_>, state: &State) -> Vec<Waiting> {
    let requests = state.courses.iter().filter_map(|course| of_request(facts, course));
    let star = match state.held {
        Held::Ended(day) => Some((
            Waits::StarEnded(day),
            day,
            text!(ja: "★の有効期限が切れています", en: "its star has ended"),
        )),
        Held::EndsSoon(day) => Some((
            Waits::StarEnds(day),
            day,
            text!(ja: "★の有効期限が近づいています", en: "its star ends soon"),
        )),
        _ => None,
    };
    let (businesses, importance) = dependent(facts, state);
    let row = |(waits, day, Text { ja, en }): (Waits, Date, Text)| {
        let name = &state.name;
        Waiting {
            supplier: state.supplier.clone(),
            waits,
            day,
            what: text!(ja: "{name}：{ja}", en: "{name}: {en}"),
            businesses: businesses.clone(),
            importance,
        }
    };
    requests.chain(star).map(row).collect()
}

fn of_request(facts: &Facts<'_>, course: &Course) -> Option<(Waits, Date, Text)> {
    let request = facts.register.requests.get(&course.request)?;
    let (id, name) = (request.id.clone(), &request.name);
    if let (Some(days), Some(due)) = (course.late_days, request.due.known()) {
        let what = text!(
            ja: "「{name}」への回答が {days} 日遅れています",
            en: "the answer to \"{name}\" is {days} days late"
        );
        return Some((Waits::Late(id, days), *due, what));
    }
    let answered = *request.answered.known()?;
    let looked_at = matches!(request.state, RequestState::Confirmed | RequestState::Refused);
    (!looked_at).then(|| {
        let what = text!(
            ja: "「{name}」への回答（{answered}）をまだ確認していません",
            en: "the answer to \"{name}\" of {answered} was not looked at yet"
        );
        (Waits::FollowUp(id, answered), answered, what)
    })
}

fn dependent(facts: &Facts<'_>, state: &State) -> (Vec<Named<BusinessId>>, Stated<Importance>) {
    let mut businesses: Vec<_> =
        state.businesses.iter().filter_map(|id| facts.register.businesses.get(id)).collect();
    businesses.sort_by_key(|business| (Reverse(business.importance.known().copied()), &business.id));
    let importance = businesses.first().map_or(Stated::NotApplicable, |business| business.importance);
    let named =
        businesses.into_iter().map(|business| Named { id: business.id.clone(), name: business.name.clone() });
    (named.collect(), importance)
}
