//! One clock of one case: does the duty apply, what started it, by when, was it done, and what is remarkable.
//!
//! Invariant: asks `now` only for the state and for what lies in the future. Decides nothing that `Course` (which
//! events count) or `reckoning` (how time is counted) decides.

use jiff::{SignedDuration, Timestamp};

use super::{Clock, Deadline, Ground, Performed, State, WhyNot, state};
use crate::course::Course;
use crate::duty::{Counting, Duties, Duty, Limit, Trigger};
use crate::reckoning::{Reckoned, Rule, end, whole};
use crate::warning::Warning;
use sekisho_model::CaseId;

use crate::{DutyId, Event, Happening};

/// A record that comes no later than this after what it tells is not called late.
const LATE_AFTER: SignedDuration = SignedDuration::from_mins(5);

pub(super) struct Finding<'a> {
    pub(super) duties: &'a Duties,
    pub(super) duty: &'a Duty,
    pub(super) course: &'a Course<'a>,
    pub(super) now: Timestamp,
}

impl<'a> Finding<'a> {
    pub(super) fn clock(&self, case: &CaseId) -> Clock {
        let mut warnings = Vec::new();
        let starts = self.starts(self.duty);
        let done = self.done(&mut warnings);
        let (stands, deadline, ground) = match (self.why_not(starts.first().copied()), starts.first()) {
            (Some(why), _) => {
                self.warn_of_exclusion(&why, &mut warnings);
                (State::NotApplicable(why), None, Ground::default())
            }
            (None, None) => {
                warnings.extend(done.as_ref().map(|_| Warning::DoneBeforeTrigger));
                (State::Waiting { trigger: self.missing() }, None, Ground::default())
            }
            (None, Some(start)) => {
                self.warn_of_start(start, &starts, done.as_ref(), &mut warnings);
                let deadline = self.deadline(start.at, &mut warnings);
                (state(deadline.as_ref(), done.as_ref(), self.now), deadline, self.ground(start))
            }
        };
        warnings.extend(
            self.course
                .broken
                .iter()
                .map(|(event, why)| Warning::BrokenCorrection { event: event.clone(), why: *why }),
        );
        warnings.sort();
        warnings.dedup();
        let open = matches!(stands, State::Running | State::Missed);
        let remaining = deadline.as_ref().filter(|_| open).map(|due| due.at.duration_since(whole(self.now)));
        Clock {
            case: case.clone(),
            duty: self.duty.clone(),
            state: stands,
            deadline,
            remaining,
            ground,
            done,
            changed_at: self.course.last_recorded().unwrap_or(Timestamp::UNIX_EPOCH),
            warnings,
        }
    }

    /// The events that could start a duty's clock; the first one does.
    fn starts(&self, duty: &Duty) -> Vec<&'a Event> {
        let course = self.course;
        match &duty.trigger {
            Trigger::Aware { matter, also_from, either } => {
                let own = course.aware(matter);
                if own.is_none() && !*either {
                    return Vec::new();
                }
                let mut all: Vec<&Event> = std::iter::once(matter)
                    .chain(also_from)
                    .flat_map(|matter| {
                        let first = course.aware(matter);
                        course
                            .awareness(matter)
                            .filter(move |event| first.is_some_and(|first| event.at >= first.at))
                    })
                    .collect();
                all.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
                all
            }
            Trigger::MeasureAvailable { matter } => {
                if course.aware(matter).is_none() {
                    return Vec::new();
                }
                course
                    .all(|w| matches!(w, Happening::MeasureAvailable { matter: of } if of == matter))
                    .collect()
            }
            Trigger::Done { duty: before, .. } => {
                course.done(before).filter(|e| self.is_means(before, e)).collect()
            }
            Trigger::Started => course.all(|what| *what == Happening::Started).collect(),
            Trigger::Named { name, .. } => {
                course.all(|w| matches!(w, Happening::Named { name: of } if of == name)).collect()
            }
        }
    }

    /// What a waiting clock waits for: of a measure nobody is aware of a need for, the awareness.
    fn missing(&self) -> Trigger {
        match &self.duty.trigger {
            Trigger::MeasureAvailable { matter } if self.course.aware(matter).is_none() => {
                Trigger::Aware { matter: matter.clone(), also_from: Vec::new(), either: false }
            }
            trigger => trigger.clone(),
        }
    }

    fn why_not(&self, start: Option<&Event>) -> Option<WhyNot> {
        let by_decision = || {
            let event = self.course.excluded(self.duty.trigger.matter()?)?;
            let still_aware = matches!(self.duty.trigger, Trigger::Aware { .. }) && start.is_some();
            (!still_aware).then(|| WhyNot::Excluded {
                event: event.id.clone(),
                by: event.by.clone(),
                reason: event.reason.clone(),
            })
        };
        let by_another = || {
            let matter = self.duty.unless.as_ref()?;
            self.course.aware(matter).map(|_| WhyNot::Instead { matter: matter.clone() })
        };
        let too_early = || {
            let from = self.duty.applies_from?;
            let known = self.duty.trigger.matter().and_then(|matter| self.course.aware(matter)).or(start)?;
            (self.duty.zone.to_datetime(known.at).date() < from).then_some(WhyNot::Before { from })
        };
        by_decision().or_else(by_another).or_else(too_early)
    }

    fn is_means(&self, duty: &DutyId, event: &Event) -> bool {
        let listed = self.duties.duties.get(duty).map_or(&[][..], |duty| &duty.means);
        let Happening::Done { means, .. } = &event.what else { return false };
        listed.is_empty() || listed.iter().any(|known| known.id == *means)
    }

    fn done(&self, warnings: &mut Vec<Warning>) -> Option<Performed> {
        let mut first = None;
        for event in self.course.done(&self.duty.id) {
            let Happening::Done { means, .. } = &event.what else { continue };
            let at = whole(event.at);
            if !self.is_means(&self.duty.id, event) {
                warnings.push(Warning::MeansUnknown { means: means.clone() });
            } else if first.is_none() {
                if at > whole(self.now) {
                    warnings.push(Warning::DoneInFuture { at });
                }
                first = Some(Performed { event: event.id.clone(), at, means: means.clone() });
            } else {
                warnings.push(Warning::LaterIgnored { event: event.id.clone(), at: event.at });
            }
        }
        first
    }

    fn rule(&self, duty: &'a Duty, counting: &'a Counting) -> Rule<'a> {
        Rule { counting, zone: &duty.zone, calendars: &self.duties.calendars }
    }

    fn plain(&self, duty: &'a Duty, start: Timestamp) -> Option<Reckoned> {
        end(duty.limit, self.rule(duty, &duty.counting), start)
    }

    fn deadline(&self, start: Timestamp, warnings: &mut Vec<Warning>) -> Option<Deadline> {
        if let Limit::Promptly(guide) = self.duty.limit {
            let guide = guide?;
            let by = |days| end(Limit::Days(days), self.rule(self.duty, &self.duty.counting), start);
            let last = by(guide.days_to)?;
            self.warn_of_counting(&last, start, warnings);
            return Some(Deadline { at: last.at, firm: false, aim: by(guide.days_from).map(|aim| aim.at) });
        }
        let Some(mut reckoned) = self.plain(self.duty, start) else {
            warnings.push(Warning::NotReckoned);
            return None;
        };
        if let Some(floor) = self.floor().filter(|floor| *floor > reckoned.at) {
            reckoned.at = floor;
        }
        self.warn_of_counting(&reckoned, start, warnings);
        Some(Deadline { at: reckoned.at, firm: true, aim: None })
    }

    /// The deadline of the duty that this one's is never before. That duty's own floor is not asked for.
    fn floor(&self) -> Option<Timestamp> {
        let duty = self.duties.duties.get(self.duty.not_before.as_ref()?)?;
        let start = self.starts(duty).first()?.at;
        self.plain(duty, start).map(|reckoned| reckoned.at)
    }

    fn ground(&self, start: &Event) -> Ground {
        let before = self.course.before(start);
        Ground {
            event: Some(start.id.clone()),
            at: Some(whole(start.at)),
            recorded_at: Some(before.last().map_or(start.recorded_at, |first| first.recorded_at)),
            superseded: before.iter().map(|event| event.id.clone()).collect(),
        }
    }

    fn warn_of_start(
        &self,
        start: &Event,
        starts: &[&Event],
        done: Option<&Performed>,
        warnings: &mut Vec<Warning>,
    ) {
        let before = self.course.before(start);
        let recorded = before.last().map_or(start.recorded_at, |first| first.recorded_at);
        let late = whole(recorded).duration_since(whole(start.at));
        if late > LATE_AFTER {
            warnings.push(Warning::RecordedLate { by: late });
        }
        if whole(start.recorded_at) < whole(start.at) {
            warnings.push(Warning::RecordedBefore);
        }
        if start.at > self.now {
            warnings.push(Warning::TriggerInFuture);
        }
        if matches!(start.what, Happening::Aware { .. }) && start.reason.trim().is_empty() {
            warnings.push(Warning::NoReason);
        }
        if done.is_some_and(|done| done.at < whole(start.at)) {
            warnings.push(Warning::DoneBeforeTrigger);
        }
        if let Some(first) = before.last().filter(|first| first.at != start.at) {
            let first_deadline = self.plain(self.duty, first.at).map(|reckoned| reckoned.at);
            warnings.push(Warning::Corrected { from: first.at, to: start.at, first_deadline });
        }
        let later = starts.iter().skip(1);
        warnings.extend(later.map(|e| Warning::LaterIgnored { event: e.id.clone(), at: e.at }));
        warnings.extend(self.measure_before_awareness(start));
    }

    fn measure_before_awareness(&self, start: &Event) -> Option<Warning> {
        let Trigger::MeasureAvailable { matter } = &self.duty.trigger else { return None };
        self.course.aware(matter).filter(|aware| aware.at > start.at)?;
        let by_the_letter = self.plain(self.duty, start.at)?.at;
        Some(Warning::MeasureBeforeAwareness { by_the_letter })
    }

    fn warn_of_counting(&self, reckoned: &Reckoned, start: Timestamp, warnings: &mut Vec<Warning>) {
        let zone = &self.duty.zone;
        let day = zone.to_datetime(reckoned.at).date();
        let outer = self.duty.outer.as_ref();
        let calendar = [&self.duty.counting.calendar]
            .into_iter()
            .chain(outer.map(|outer| &outer.counting.calendar))
            .find_map(|name| self.duties.calendars.get(name));
        let closed = calendar.map_or_else(|| day.weekday().to_monday_one_offset() > 5, |c| !c.is_open(day));
        if closed && !self.duty.counting.moves {
            warnings.push(Warning::ClosedDay { day });
        }
        warnings.extend(reckoned.moved_from.map(|from| Warning::Moved { from }));
        warnings.extend(reckoned.unknown_year.map(|year| Warning::YearUnknown { year }));
        if reckoned.month_end {
            warnings.push(Warning::MonthEnd);
        }
        if zone.to_offset(start) != zone.to_offset(reckoned.at) {
            warnings.push(Warning::ClocksChange);
        }
        let Some(outer) = outer else { return };
        let until = end(self.duty.limit, self.rule(self.duty, &outer.counting), start);
        if let Some(until) = until.filter(|until| until.at > reckoned.at) {
            warnings.extend(until.unknown_year.map(|year| Warning::YearUnknown { year }));
            warnings.push(Warning::OuterReading { until: until.at, source: outer.source.clone() });
        }
    }

    fn warn_of_exclusion(&self, why: &WhyNot, warnings: &mut Vec<Warning>) {
        let WhyNot::Excluded { event, .. } = why else { return };
        let Trigger::Aware { matter, .. } = &self.duty.trigger else { return };
        let first = self.course.awareness(matter).next();
        let deadline = first.and_then(|first| self.plain(self.duty, first.at)).map(|reckoned| reckoned.at);
        let decided =
            self.course.all(|what| matches!(what, Happening::Excluded { .. })).find(|e| e.id == *event);
        if let (Some(deadline), Some(decided)) = (deadline, decided)
            && decided.at > deadline
        {
            warnings.push(Warning::ExcludedLate { deadline });
        }
    }
}
