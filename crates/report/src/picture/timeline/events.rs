//! What of a register stands on the timeline, and in which lane.
//!
//! P: requirements and approved policies. D: measures, operation records, requests to suppliers. C: effect checks,
//! drills, reviews. A: changes taken up and renewals. Given-up records and drafts are not events. What is overdue here is
//! what the register rules call overdue.

use jiff::civil::Date;
use sekisho_assess::due::Dues;
use sekisho_model::{
    Activity, ActivityKind, ActivityState, Lang, MeasureState, RecordKind, Register, RequestState, Stated,
    SupplierRequest,
};

use super::{Event, Phase, Timeline, When};

/// Where a record of a kind and id leads.
type Links<'a> = &'a dyn Fn(RecordKind, &str) -> Option<String>;

impl Timeline {
    /// The timeline of a register on a day. What has no day is counted.
    #[must_use]
    pub fn from_register(register: &Register, today: Date, lang: Lang, links: Links<'_>) -> Self {
        let mut gather = Gather { timeline: Self::empty(today), lang, links };
        gather.plan(register);
        gather.measures(register);
        let dues = Dues::of(register);
        for activity in register.activities.values() {
            gather.activity(activity, &dues);
        }
        for request in register.requests.values() {
            gather.request(request);
        }
        gather.reviews(register);
        gather.timeline
    }

    /// Nothing but the day.
    #[must_use]
    pub const fn empty(today: Date) -> Self {
        Self { title: String::new(), today, events: Vec::new(), undated: 0 }
    }
}

struct Gather<'a> {
    timeline: Timeline,
    lang: Lang,
    links: Links<'a>,
}

impl Gather<'_> {
    /// An event that was done, or one that is overdue once its day has passed.
    fn add(
        &mut self,
        record: (RecordKind, &str),
        phase: Phase,
        name: String,
        day: &Stated<Date>,
        done: bool,
    ) {
        let &Stated::Known(day) = day else {
            self.timeline.undated += usize::from(day.is_unknown());
            return;
        };
        let when = match done {
            true => When::Done,
            false if day < self.timeline.today => When::Overdue,
            false => When::Ahead,
        };
        let href = (self.links)(record.0, record.1);
        self.timeline.events.push(Event { day, phase, name, when, href });
    }

    fn plan(&mut self, register: &Register) {
        for requirement in
            register.requirements.values().filter(|requirement| requirement.date.known().is_some())
        {
            let (record, ahead) = ((RecordKind::Requirement, requirement.id.as_str()), &requirement.date);
            // A requirement is laid down or comes into force; it cannot be late.
            let done = ahead.known().is_some_and(|day| *day <= self.timeline.today);
            self.add(record, Phase::Plan, requirement.name.clone(), ahead, done);
        }
        for policy in register.policies.values() {
            let record = (RecordKind::Policy, policy.id.as_str());
            self.add(record, Phase::Plan, policy.name.clone(), &policy.approved, true);
        }
    }

    fn measures(&mut self, register: &Register) {
        for measure in register.measures.values() {
            let record = (RecordKind::Measure, measure.id.as_str());
            match measure.state {
                MeasureState::InPlace => {
                    self.add(record, Phase::Do, measure.name.clone(), &measure.since, true)
                }
                MeasureState::Proposed | MeasureState::Planned => {
                    self.add(record, Phase::Do, measure.name.clone(), &measure.due, false);
                }
                MeasureState::Dropped => {}
            }
        }
    }

    fn activity(&mut self, activity: &Activity, dues: &Dues<'_>) {
        let record = (RecordKind::Activity, activity.id.as_str());
        let phase = lane_of(activity.kind);
        match activity.state {
            ActivityState::Done => self.add(record, phase, activity.name.clone(), &activity.date, true),
            ActivityState::Planned => self.add(record, phase, activity.name.clone(), &activity.date, false),
            ActivityState::Dropped => return,
        }
        if activity.state == ActivityState::Done && dues.day(activity).is_some() {
            let name = self.again(&activity.name);
            self.add(record, phase, name, &activity.next, false);
        }
    }

    fn again(&self, name: &str) -> String {
        match self.lang {
            Lang::Ja => format!("次回：{name}"),
            Lang::En => format!("next: {name}"),
        }
    }

    fn request(&mut self, request: &SupplierRequest) {
        let record = (RecordKind::SupplierRequest, request.id.as_str());
        let name = request.name.clone();
        match request.state {
            RequestState::Answered | RequestState::Confirmed | RequestState::Refused => {
                self.add(record, Phase::Do, name, &request.answered, true);
            }
            RequestState::Asked | RequestState::CostTalk | RequestState::Agreed => {
                self.add(record, Phase::Do, name, &request.due, false);
            }
            // Nobody was asked yet, so that nobody can be late.
            RequestState::Draft => {}
        }
    }

    /// A review with a day in the past was held; the next one is due where none was held since.
    fn reviews(&mut self, register: &Register) {
        let held = |day: &&Date| **day <= self.timeline.today;
        let latest = register.reviews.values().filter_map(|review| review.date.known()).filter(held).max();
        for review in register.reviews.values() {
            let record = (RecordKind::Review, review.id.as_str());
            let held = review.date.known().is_some_and(|day| *day <= self.timeline.today);
            self.add(record, Phase::Check, review.name.clone(), &review.date, held);
            if held && review.date.known() == latest && review.next.known().is_some() {
                let name = self.again(&review.name);
                self.add(record, Phase::Check, name, &review.next, false);
            }
        }
    }
}

const fn lane_of(kind: ActivityKind) -> Phase {
    match kind {
        ActivityKind::Response
        | ActivityKind::Account
        | ActivityKind::SettingChange
        | ActivityKind::Sharing
        | ActivityKind::Education => Phase::Do,
        ActivityKind::EffectCheck | ActivityKind::Drill => Phase::Check,
        ActivityKind::EnvironmentChange | ActivityKind::Renewal => Phase::Act,
    }
}
