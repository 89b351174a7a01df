//! The authored cases under `src/cases`: each with its clause and its expected absolute time.
//!
//! A case: `name`; `duty`; `clause`; `because`, the reasoning; `events`, each with `is`, `of` (matter, duty or name),
//! `at`, and where they differ from the usual `recorded` (else at once), `id` (else `e1`, `e2`, …), `corrects`,
//! `reason`, `means`; `now`; then what must come out: `state`, `deadline` (none: there must be none), `spare_seconds`,
//! `aim`, `firm`, `outer`, `wants` (what a waiting clock waits for), `warn` (must be said), `quiet` (must not be),
//! `chain` (corrected records kept), and `never`: times that a wrong rule gives, with that rule.

use jiff::Timestamp;
use serde::Deserialize;

use crate::clock::{Clock, State, Timing, WhyNot};
use crate::duty::{Duties, Trigger};
use crate::{Event, Happening, Warning, clocks};

pub(super) const FILES: [(&str, &str); 10] = [
    ("hours", include_str!("../cases/hours.toml")),
    ("measure", include_str!("../cases/measure.toml")),
    ("month", include_str!("../cases/month.toml")),
    ("japan", include_str!("../cases/japan.toml")),
    ("corrections", include_str!("../cases/corrections.toml")),
    ("applies", include_str!("../cases/applies.toml")),
    ("schemes", include_str!("../cases/schemes.toml")),
    ("contracts", include_str!("../cases/contracts.toml")),
    ("together", include_str!("../cases/together.toml")),
    ("wrong", include_str!("../cases/wrong.toml")),
];

const CASES_MIN: usize = 300;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    pub(super) name: String,
    pub(super) duty: String,
    pub(super) clause: String,
    pub(super) because: String,
    events: Vec<CaseEvent>,
    pub(super) now: Timestamp,
    state: String,
    deadline: Option<Timestamp>,
    spare_seconds: Option<i64>,
    aim: Option<Timestamp>,
    firm: Option<bool>,
    outer: Option<Timestamp>,
    wants: Option<String>,
    #[serde(default)]
    warn: Vec<String>,
    #[serde(default)]
    quiet: Vec<String>,
    chain: Option<usize>,
    #[serde(default)]
    never: Vec<Never>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Never {
    at: Timestamp,
    rule: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseEvent {
    is: String,
    #[serde(default)]
    of: String,
    at: Timestamp,
    recorded: Option<Timestamp>,
    id: Option<String>,
    corrects: Option<String>,
    reason: Option<String>,
    #[serde(default)]
    means: String,
}

impl CaseEvent {
    fn event(&self, at: usize, case: &str) -> Event {
        let id = self.id.clone().unwrap_or_else(|| format!("e{}", at + 1));
        Event {
            id: id.parse().unwrap(),
            case: case.parse().unwrap(),
            what: self.what(),
            at: self.at,
            recorded_at: self.recorded.unwrap_or(self.at),
            by: "T. Sato".to_owned(),
            reason: self.reason.clone().unwrap_or_else(|| "seen in the log".to_owned()),
            supersedes: self.corrects.as_deref().map(|id| id.parse().unwrap()),
        }
    }

    fn what(&self) -> Happening {
        let of = || self.of.parse().unwrap();
        match self.is.as_str() {
            "started" => Happening::Started,
            "aware" => Happening::Aware { matter: of() },
            "excluded" => Happening::Excluded { matter: of() },
            "measure-available" => Happening::MeasureAvailable { matter: of() },
            "done" => Happening::Done { duty: self.of.parse().unwrap(), means: self.means.clone() },
            "named" => Happening::Named { name: self.of.clone() },
            "void" => Happening::Void,
            other => panic!("a case has an event `{other}`"),
        }
    }
}

impl Case {
    pub(super) fn events(&self) -> Vec<Event> {
        self.events.iter().enumerate().map(|(at, event)| event.event(at, &self.name)).collect()
    }
}

/// The program's packs and a contract's.
pub(super) fn duties() -> Duties {
    let (duties, problems) = Duties::built_in().with("contracts.toml", include_str!("contracts.toml"));
    assert_eq!(problems, []);
    duties
}

pub(super) fn all() -> Vec<Case> {
    FILES
        .iter()
        .flat_map(|(file, text)| {
            toml::from_str::<CaseFile>(text).unwrap_or_else(|error| panic!("{file}: {error}")).case
        })
        .collect()
}

pub(super) fn clock_of(case: &Case, duties: &Duties, events: &[Event], now: Timestamp) -> Clock {
    let found = clocks(duties, events, now).into_iter().find(|clock| clock.duty.id.as_str() == case.duty);
    found.unwrap_or_else(|| panic!("{}: there is no duty {}", case.name, case.duty))
}

fn state_word(state: &State) -> &'static str {
    match state {
        State::NotApplicable(WhyNot::Excluded { .. }) => "excluded",
        State::NotApplicable(WhyNot::Instead { .. }) => "instead",
        State::NotApplicable(WhyNot::Before { .. }) => "before",
        State::Waiting { .. } => "waiting",
        State::Running => "running",
        State::Missed => "missed",
        State::Met { timing: Timing::InTime(_), .. } => "met-in-time",
        State::Met { timing: Timing::Late(_), .. } => "met-late",
        State::Met { timing: Timing::NoFixedTime, .. } => "met",
    }
}

fn trigger_word(trigger: &Trigger) -> &'static str {
    match trigger {
        Trigger::Aware { .. } => "aware",
        Trigger::MeasureAvailable { .. } => "measure-available",
        Trigger::Done { .. } => "done",
        Trigger::Started => "started",
        Trigger::Named { .. } => "named",
    }
}

pub(super) fn warning_word(warning: &Warning) -> &'static str {
    match warning {
        Warning::RecordedLate { .. } => "recorded-late",
        Warning::RecordedBefore => "recorded-before",
        Warning::TriggerInFuture => "trigger-in-future",
        Warning::NoReason => "no-reason",
        Warning::Corrected { .. } => "corrected",
        Warning::LaterIgnored { .. } => "later-ignored",
        Warning::ClosedDay { .. } => "closed-day",
        Warning::Moved { .. } => "moved",
        Warning::OuterReading { .. } => "outer-reading",
        Warning::YearUnknown { .. } => "year-unknown",
        Warning::MonthEnd => "month-end",
        Warning::ClocksChange => "clocks-change",
        Warning::MeasureBeforeAwareness { .. } => "measure-before-awareness",
        Warning::DoneInFuture { .. } => "done-in-future",
        Warning::DoneBeforeTrigger => "done-before-trigger",
        Warning::MeansUnknown { .. } => "means-unknown",
        Warning::ExcludedLate { .. } => "excluded-late",
        Warning::BrokenCorrection { .. } => "broken-correction",
        Warning::NotReckoned => "not-reckoned",
    }
}

/// What a clock does not do that its case asks for.
fn misses(case: &Case, clock: &Clock) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut hold = |what: &str, is: String, should: String| {
        if is != should {
            wrong.push(format!("{what} is {is}, should be {should}"));
        }
    };
    let at = clock.deadline.as_ref().map(|deadline| deadline.at);
    hold("state", state_word(&clock.state).to_owned(), case.state.clone());
    hold("deadline", format!("{at:?}"), format!("{:?}", case.deadline));
    if let Some(spare) = case.spare_seconds {
        let is = match clock.state {
            State::Met { timing: Timing::InTime(span), .. } => Some(span.as_secs()),
            State::Met { timing: Timing::Late(span), .. } => Some(-span.as_secs()),
            _ => None,
        };
        hold("spare", format!("{is:?}"), format!("{:?}", Some(spare)));
    }
    if let Some(aim) = case.aim {
        let is = clock.deadline.as_ref().and_then(|deadline| deadline.aim);
        hold("aim", format!("{is:?}"), format!("{:?}", Some(aim)));
    }
    if let Some(deadline) = &clock.deadline {
        hold("firm", deadline.firm.to_string(), case.firm.unwrap_or(true).to_string());
    }
    if let Some(outer) = case.outer {
        let is = clock.warnings.iter().find_map(|warning| match warning {
            Warning::OuterReading { until, .. } => Some(*until),
            _ => None,
        });
        hold("outer reading", format!("{is:?}"), format!("{:?}", Some(outer)));
    }
    if let State::Waiting { trigger } = &clock.state {
        hold("awaited", trigger_word(trigger).to_owned(), case.wants.clone().unwrap_or_default());
    }
    if let Some(chain) = case.chain {
        hold("chain", clock.ground.superseded.len().to_string(), chain.to_string());
    }
    let said: Vec<&str> = clock.warnings.iter().map(warning_word).collect();
    wrong.extend(
        case.warn.iter().filter(|w| !said.contains(&w.as_str())).map(|w| format!("`{w}` is not said")),
    );
    wrong.extend(case.quiet.iter().filter(|w| said.contains(&w.as_str())).map(|w| format!("`{w}` is said")));
    let never = case.never.iter().filter(|never| at == Some(never.at));
    wrong.extend(never.map(|never| format!("a wrong rule holds: {}", never.rule)));
    wrong
}

#[test]
fn conformance_every_authored_clock_case_comes_out_as_its_clause_says() {
    let duties = duties();
    let cases = all();
    let mut passed = 0;
    for case in &cases {
        let clock = clock_of(case, &duties, &case.events(), case.now);
        let wrong = misses(case, &clock);
        passed += usize::from(wrong.is_empty());
        for wrong in wrong {
            println!("miss | clocks | {} | {wrong} ({}: {})", case.name, case.clause, case.because);
        }
    }
    println!("conformance | clocks | {passed} | {}", cases.len());
    assert!(cases.len() >= CASES_MIN, "only {} cases", cases.len());
    assert_eq!(passed, cases.len());
}

#[test]
fn every_case_says_its_clause_its_reasoning_and_a_name_of_its_own() {
    let cases = all();
    let names: std::collections::BTreeSet<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    assert_eq!(names.len(), cases.len());
    for case in &cases {
        assert!(!case.clause.is_empty() && case.because.len() > 10, "{}", case.name);
        let fixed = ["running", "missed", "met-in-time", "met-late"].contains(&case.state.as_str());
        assert!(fixed || case.deadline.is_none(), "{}", case.name);
    }
}

#[test]
fn the_wrong_rules_seen_elsewhere_are_among_the_cases() {
    let cases = all();
    let rules: Vec<&str> =
        cases.iter().flat_map(|case| &case.never).map(|never| never.rule.as_str()).collect();
    for rule in [
        "14 days from awareness",
        "one month from awareness",
        "a month taken as 30 days",
        "48 hours after the early warning was submitted",
        "30 days for every case",
        "24 hours assumed for the Japanese act",
        "a late trigger overwrites the first",
        "a day taken as 24 hours",
    ] {
        assert!(rules.contains(&rule), "{rule}");
    }
    // A case that forbids its own answer would forbid nothing.
    for case in &cases {
        assert!(case.never.iter().all(|never| Some(never.at) != case.deadline), "{}", case.name);
    }
}
