//! What people answered to a criterion, and whether each answer still holds.

use jiff::ToSpan;
use jiff::civil::Date;
use sekisho_catalog::Criterion;
use sekisho_model::{Answer, EvidenceId, Stated, Text};

use super::Whose;
use crate::facts::Facts;

/// Why an answer is not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotUsed {
    /// It has faults, each with what to do.
    Faulty(Vec<(Text, Text)>),
    /// Its last day, or the criterion's interval, is over.
    Ended(Date),
    /// It has an interval to keep and nobody said when it was given.
    NoDay,
    /// It says that it was given on a day to come.
    Ahead(Date),
    /// The rows that it rested on are other ones today.
    Reopened,
    /// All that was to show it has ended or is not registered.
    EvidenceEnded,
    /// A newer one holds.
    Superseded,
}

/// A person's answer, and why it is not used, where it is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given<'a> {
    /// The answer.
    pub answer: &'a Answer,
    /// Why it is not used; None where it is.
    pub not_used: Option<NotUsed>,
    /// Last day on which it holds; None where it has no end.
    pub until: Option<Date>,
    /// Its evidence that has ended or is not registered. While other evidence is good, the answer still holds.
    pub evidence_ended: Vec<&'a EvidenceId>,
}

impl Given<'_> {
    /// Is it used?
    #[must_use]
    pub const fn holds(&self) -> bool {
        self.not_used.is_none()
    }
}

/// The answers to a criterion, newest first; one at most is used.
pub(super) fn given<'a>(
    facts: &Facts<'a>,
    whose: &Whose,
    criterion: &Criterion,
    rests_on: Option<&str>,
) -> Vec<Given<'a>> {
    let number = criterion.id.to_string();
    let of = |answer: &&Answer| answer.criterion.as_str() == number && whose.is_answered_by(answer);
    let mut answers: Vec<&'a Answer> = facts.register.answers.values().filter(of).collect();
    answers.sort_by_key(|answer| std::cmp::Reverse((answer.answered.known().copied(), &answer.id)));
    let mut taken = false;
    let judged = answers.into_iter().map(|answer| {
        let until = last_day(answer, criterion.cadence_months);
        let evidence_ended = evidence_ended(facts, answer);
        let unshown = !answer.evidence.is_empty() && evidence_ended.len() == answer.evidence.len();
        let fault = fault(facts, criterion, answer, until)
            .or_else(|| unshown.then_some(NotUsed::EvidenceEnded))
            .or_else(|| reopened(answer, rests_on).then_some(NotUsed::Reopened));
        let not_used = fault.or_else(|| taken.then_some(NotUsed::Superseded));
        taken |= not_used.is_none();
        Given { answer, not_used, until, evidence_ended }
    });
    judged.collect()
}

/// The last day of an answer: its own, or that of the criterion's interval, whichever is first.
pub(super) fn last_day(answer: &Answer, cadence_months: Option<u16>) -> Option<Date> {
    let by_cadence = || {
        let months = i64::from(cadence_months?);
        answer.answered.known().map(|day| day.saturating_add(months.months()))
    };
    [answer.until.known().copied(), by_cadence()].into_iter().flatten().min()
}

fn fault(facts: &Facts<'_>, criterion: &Criterion, answer: &Answer, until: Option<Date>) -> Option<NotUsed> {
    let faults = answer.faults();
    if !faults.is_empty() {
        return Some(NotUsed::Faulty(faults));
    }
    let answered = answer.answered.known().copied();
    if criterion.cadence_months.is_some() && answered.is_none() && until.is_none() {
        return Some(NotUsed::NoDay);
    }
    if let Some(day) = answered.filter(|day| *day > facts.today) {
        return Some(NotUsed::Ahead(day));
    }
    until.filter(|day| *day < facts.today).map(NotUsed::Ended)
}

/// Are the rows that it rested on other ones today?
fn reopened(answer: &Answer, rests_on: Option<&str>) -> bool {
    match &answer.rests_on {
        Stated::Known(then) => Some(then.as_str()) != rests_on,
        Stated::NotApplicable => rests_on.is_some(),
        Stated::Unknown => false,
    }
}

/// Evidence that is not good today.
fn evidence_ended<'a>(facts: &Facts<'a>, answer: &'a Answer) -> Vec<&'a EvidenceId> {
    let ended = |id: &&EvidenceId| {
        let item = facts.register.evidence.get(*id);
        item.is_none_or(|item| item.until.known().is_some_and(|until| *until < facts.today))
    };
    answer.evidence.iter().filter(ended).collect()
}
