//! Early signs: what is new or wrong since the usual was learned, one alert for each cause.
//!
//! Invariants: an alert is data, `kind@subject`, and its id rests on devices, zones and talks, never on passing ports or
//! on addresses that DHCP gives out. An expectation silences exactly its alert: it never adds one, and no other is
//! changed. What is passed over as ordinary is counted by its reason.
//!
//! Deliberately quiet: groups, and what keeps a network running (ARP, DHCP, DNS, NTP and so on); office protocols
//! between machines that control nothing; answers that were never given, unless there are so many that it is a scan.

mod conflicts;
mod kinds;
mod news;
mod scans;
mod silence;

use std::cmp::Ordering;
use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use sekisho_model::{AssetId, Conversation, ExpectationId, Register, Stated, Text, WatchId, ZoneId, text};

use super::baseline::Baseline;
use super::effect::Effect;
use super::inventory::{Device, DeviceId, Inventory};
use super::matrix::Rules;
use super::paths::Paths;
use super::places::Place;
use super::{Evidence, Question, Trust};
use crate::impact::Named;

pub use kinds::{AlertKind, AlertWords, LOST_WITH_HEADERS_ONLY};

/// How much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// To be looked at some time.
    Low,
    /// To be looked at today.
    Medium,
    /// To be looked at now.
    High,
}

impl Severity {
    /// The word for people.
    #[must_use]
    pub fn word(self) -> Text {
        match self {
            Self::Low => Text::new("小", "low"),
            Self::Medium => Text::new("中", "medium"),
            Self::High => Text::new("大", "high"),
        }
    }

    /// Its code in answers for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// An early sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// `kind@subject`: what an expectation names.
    pub id: String,
    /// Kind.
    pub kind: AlertKind,
    /// What it is about.
    pub subject: String,
    /// How much it matters.
    pub severity: Severity,
    /// How far to trust it.
    pub trust: Trust,
    /// When it began; for a silence, when it had lasted longer than usual.
    pub moment: Timestamp,
    /// What happened.
    pub what: Text,
    /// Devices, the one that did it first.
    pub devices: Vec<DeviceId>,
    /// Those of them that are assets.
    pub assets: Vec<Named<AssetId>>,
    /// Where they stand, in the same order, each place once.
    pub places: Vec<Place>,
    /// What the plant may lose.
    pub effect: Effect,
    /// What to do first.
    pub first_action: Text,
    /// Records it rests on, at most eight.
    pub evidence: Vec<Evidence>,
    /// Paths that it sums up.
    pub paths: usize,
}

/// An alert that a person expects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The alert.
    pub alert: Alert,
    /// The expectation.
    pub by: ExpectationId,
    /// Why it is in order.
    pub reason: String,
    /// Until when.
    pub until: Stated<Date>,
}

/// Why something new raised no alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quiet {
    /// It keeps a network running, or is for a group.
    NetworkNoise,
    /// Office protocols between machines that control nothing.
    Office,
    /// It was never answered.
    Unanswered,
    /// It is a part of another alert.
    PartOfAnother,
    /// The register declares the flow between these assets.
    Declared,
    /// A registered device was heard for the first time.
    Registered,
    /// The same partners by the same talk, opened by the other side.
    OtherSide,
    /// The same partners on the same port, whose talk was not recognised while it was learned and is now.
    NamedSince,
    /// More of what a device did on the internet before.
    MoreOfTheSame,
    /// An address that redundant routers share.
    SharedByRouters,
    /// An address conflict that was there while it was learned.
    LearnedConflict,
}

impl Quiet {
    /// In words.
    #[must_use]
    pub fn word(self) -> Text {
        let (ja, en) = match self {
            Self::NetworkNoise => {
                ("ネットワークの維持・一斉送信", "keeps a network running, or is for a group")
            }
            Self::Office => (
                "制御に関わらない機器どうしの事務系の通信",
                "office protocols between machines that control nothing",
            ),
            Self::Unanswered => ("応答のない接続", "never answered"),
            Self::PartOfAnother => ("ほかの警報に含まれるもの", "part of another alert"),
            Self::Declared => ("台帳にあるデータの流れ", "a flow of the register"),
            Self::Registered => {
                ("登録済みの機器の初めての通信", "a registered device heard for the first time")
            }
            Self::OtherSide => {
                ("同じ相手と同じ通信を逆側から始めたもの", "the same, opened by the other side")
            }
            Self::NamedSince => (
                "学習中は未識別で、今は認識できる同じ相手・同じポートの通信",
                "the same on the same port, not recognised while it was learned",
            ),
            Self::MoreOfTheSame => {
                ("これまでと同じ種類のインターネット通信", "more of what it did on the internet before")
            }
            Self::SharedByRouters => {
                ("冗長化されたルータの共有アドレス", "an address that redundant routers share")
            }
            Self::LearnedConflict => {
                ("学習期間からあるアドレスの重複", "an address conflict that was learned")
            }
        };
        Text::new(ja, en)
    }
}

impl Alert {
    /// The order in which alerts are shown.
    fn graver_then_later(&self, other: &Self) -> Ordering {
        (other.severity, other.moment, &self.id).cmp(&(self.severity, self.moment, &other.id))
    }
}

/// All early signs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alerts {
    /// Open, gravest first, then the latest.
    pub open: Vec<Alert>,
    /// Expected, in the same order.
    pub expected: Vec<Expected>,
    /// What was new and raised no alert, by reason.
    pub quiet: BTreeMap<Quiet, usize>,
    /// Kinds of alert that cannot be raised, because classes of command are not kept.
    pub lost: Vec<AlertKind>,
    /// Why nothing new can be told yet.
    pub learning: Option<Text>,
}

impl Alerts {
    /// Those of several watches: an alert that more than one raises is one, as the first of them saw it. What was
    /// passed over as ordinary is counted at each watch.
    pub(super) fn of_watches(mut all: Vec<(Option<&WatchId>, Self)>) -> Self {
        if all.len() == 1 {
            return all.pop().map(|(_, alerts)| alerts).unwrap_or_default();
        }
        let mut joined = Self::default();
        let (mut ja, mut en) = (Vec::new(), Vec::new());
        for (watch, Self { open, expected, quiet, lost, learning }) in all {
            joined.open.extend(open);
            joined.expected.extend(expected);
            quiet.into_iter().for_each(|(why, n)| *joined.quiet.entry(why).or_default() += n);
            joined.lost.extend(lost);
            if let Some(Text { ja: of_ja, en: of_en }) = learning {
                let name = watch.map_or("–", WatchId::as_str);
                ja.push(format!("{name}：{of_ja}"));
                en.push(format!("{name}: {of_en}"));
            }
        }
        joined.lost.sort_unstable();
        joined.lost.dedup();
        joined.open.sort_by(|a, b| (&a.id, a.moment).cmp(&(&b.id, b.moment)));
        joined.open.dedup_by(|later, first| later.id == first.id);
        joined.open.sort_by(Alert::graver_then_later);
        joined.expected.sort_by(|a, b| (&a.alert.id, a.alert.moment).cmp(&(&b.alert.id, b.alert.moment)));
        joined.expected.dedup_by(|later, first| later.alert.id == first.alert.id);
        joined.expected.sort_by(|a, b| a.alert.graver_then_later(&b.alert));
        let (ja, en) = (ja.join(" "), en.join(" "));
        joined.learning = (!ja.is_empty()).then(|| text!(ja: "{ja}", en: "{en}"));
        joined
    }
}

/// What all finders look at.
struct Ground<'a> {
    question: &'a Question<'a>,
    register: &'a Register,
    inventory: &'a Inventory,
    /// Those of the watch.
    paths: &'a Paths,
    /// Those of every watch: what is usual anywhere is usual here.
    all: &'a Paths,
    baseline: &'a Baseline,
    rules: Rules<'a>,
}

/// What finders find.
#[derive(Default)]
struct Found {
    alerts: Vec<Draft>,
    quiet: BTreeMap<Quiet, usize>,
}

impl Found {
    fn pass(&mut self, why: Quiet) {
        *self.quiet.entry(why).or_default() += 1;
    }
}

/// An alert before what follows from its devices is added.
struct Draft {
    kind: AlertKind,
    subject: String,
    severity: Severity,
    trust: Trust,
    moment: Timestamp,
    what: Text,
    devices: Vec<usize>,
    /// Places of what is no device.
    places: Vec<Place>,
    evidence: Vec<Evidence>,
    paths: usize,
}

const EVIDENCE_MAX: usize = 8;

/// Was a conversation given nothing but a refusal?
pub(super) fn is_barren(it: &Conversation) -> bool {
    scans::is_barren_by_itself(it)
}

/// Finds the early signs in an observation.
#[must_use]
pub fn alerts(question: &Question<'_>, inventory: &Inventory, paths: &Paths, baseline: &Baseline) -> Alerts {
    among(question, inventory, paths, paths, baseline)
}

/// The same at one watch of several, of which `all` are the paths.
pub(super) fn among(
    question: &Question<'_>,
    inventory: &Inventory,
    paths: &Paths,
    all: &Paths,
    baseline: &Baseline,
) -> Alerts {
    let register = question.register;
    let ground = Ground { question, register, inventory, paths, all, baseline, rules: Rules::of(register) };
    let mut found = Found::default();
    conflicts::find(&ground, &mut found);
    let scanning = scans::find(&ground, &mut found);
    if baseline.ended {
        news::find(&ground, &scanning, &mut found);
        silence::find(&ground, &mut found);
    }
    let mut all: Vec<Alert> = found.alerts.into_iter().map(|draft| ground.finish(draft)).collect();
    all.sort_by(Alert::graver_then_later);
    let mut alerts = Alerts { quiet: found.quiet, ..Alerts::default() };
    if question.observation.health.headers_only {
        alerts.lost = LOST_WITH_HEADERS_ONLY.to_vec();
    }
    alerts.learning = (!baseline.ended).then(|| baseline.text());
    for alert in all {
        match expectation(register, question.today, &alert.id) {
            Some((by, reason, until)) => alerts.expected.push(Expected { alert, by, reason, until }),
            None => alerts.open.push(alert),
        }
    }
    alerts
}

fn expectation(register: &Register, today: Date, id: &str) -> Option<(ExpectationId, String, Stated<Date>)> {
    let holds = |one: &&sekisho_model::Expectation| one.alert == id && one.holds_on(today);
    let one = register.expectations.values().find(holds)?;
    Some((one.id.clone(), one.reason.clone(), one.until))
}

impl Ground<'_> {
    fn device(&self, index: usize) -> &Device {
        &self.inventory.devices[index]
    }

    /// The name of a device for a sentence.
    fn name(&self, index: usize) -> String {
        self.device(index).name()
    }

    /// What a device does: as the register says, else as it looks.
    fn role(&self, index: usize) -> Option<sekisho_model::AssetRole> {
        let device = self.device(index);
        let asset = device.asset().and_then(|asset| self.register.assets.get(&asset.id));
        asset.and_then(|asset| asset.role.known().copied()).or(device.role.role)
    }

    fn finish(&self, draft: Draft) -> Alert {
        let Draft {
            kind,
            subject,
            severity,
            trust,
            moment,
            what,
            devices,
            places: others,
            mut evidence,
            paths,
        } = draft;
        let mut places: Vec<Place> = Vec::new();
        for place in devices.iter().map(|index| self.device(*index).place.clone()).chain(others) {
            if !places.contains(&place) {
                places.push(place);
            }
        }
        let assets: Vec<Named<AssetId>> =
            devices.iter().filter_map(|index| self.device(*index).asset().cloned()).collect();
        // A zone counts by itself only where no asset of it is known to take part.
        let of_others = devices.iter().filter(|index| self.device(**index).asset().is_none());
        let zones: Vec<&ZoneId> = of_others.filter_map(|index| self.device(*index).place.zone()).collect();
        let effect = Effect::of(self.register, assets.iter().map(|asset| &asset.id), zones);
        evidence.truncate(EVIDENCE_MAX);
        let important = effect.importance == Stated::Known(sekisho_model::Importance::Large);
        let severity = if important && severity == Severity::Medium { Severity::High } else { severity };
        Alert {
            id: format!("{}@{subject}", kind.code()),
            kind,
            subject,
            severity,
            trust,
            moment,
            what,
            devices: devices.iter().map(|index| self.device(*index).id.clone()).collect(),
            assets,
            places,
            effect,
            first_action: kind.words().first.clone(),
            evidence,
            paths,
        }
    }
}

#[cfg(test)]
mod tests;
