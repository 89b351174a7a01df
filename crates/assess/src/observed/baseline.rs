//! What is usual, as far as it was learned: everything that began before the end of the learning time.
//!
//! Invariant: how far the baseline can be relied on is stated with it, with every reason for doubt. While it is being
//! learned nothing counts as new.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use sekisho_model::{Observation, Text, Watch, counted, text};

use super::inventory::{Inventory, UnseenWhy};
use super::paths::{Path, Paths};
use super::throng::Summed;
use super::{Question, Trust};

/// Where nobody has said how long to learn: a week, so that each day of it was seen.
const LEARN_DAYS: i64 = 7;

/// Until when is learned where nobody has said, from a moment on.
pub(super) fn learned_by_default(from: Timestamp) -> Option<Timestamp> {
    from.checked_add(SignedDuration::from_hours(LEARN_DAYS * 24)).ok()
}

/// From so many packets on a path is more than a passing one.
const REPEATED_PACKETS: u64 = 20;

/// When was learned what is usual.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Learning {
    /// From when on; `None` from the first packet.
    pub from: Option<Timestamp>,
    /// Until when; `None` until a week was seen.
    pub until: Option<Timestamp>,
}

impl Learning {
    /// As a watch states it.
    #[must_use]
    pub fn of(watch: &Watch) -> Self {
        Self { from: watch.learn_from.known().copied(), until: watch.learn_until.known().copied() }
    }

    /// The first so many percent of an observation, as for a capture of a day.
    #[must_use]
    pub fn first_percent(observation: &Observation, percent: u8) -> Self {
        let Some((first, last)) = span(observation) else { return Self::default() };
        let part = last.duration_since(first).as_millis() * i128::from(percent.min(100)) / 100;
        let part = SignedDuration::from_millis(i64::try_from(part).unwrap_or(i64::MAX));
        Self { from: Some(first), until: first.checked_add(part).ok() }
    }
}

/// First and last moment of an observation.
pub(super) fn span(observation: &Observation) -> Option<(Timestamp, Timestamp)> {
    let sightings = observation.sightings.iter().map(|sighting| (sighting.first, sighting.last));
    let conversations = observation.conversations.iter().map(|one| (one.first, one.last));
    sightings.chain(conversations).reduce(wider)
}

fn wider(a: (Timestamp, Timestamp), b: (Timestamp, Timestamp)) -> (Timestamp, Timestamp) {
    (a.0.min(b.0), a.1.max(b.1))
}

/// How much was learned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Learned {
    /// Devices that were seen.
    pub devices: usize,
    /// Paths that were seen.
    pub paths: usize,
    /// Of these, those that came again or went on.
    pub repeated: usize,
    /// Of these, those that began in the last quarter of the time.
    pub late: usize,
    /// Assets of watched zones that were silent all the time.
    pub silent_assets: usize,
}

/// A reason not to rely on a baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Doubt {
    /// Less than a week was seen: what comes once a week looks new.
    ShorterThanAWeek,
    /// Less than a day was seen.
    ShorterThanADay,
    /// More than a tenth of all paths began in the last quarter: there may be more to learn.
    StillNew,
    /// Less than half of all paths came again.
    FewRepeats,
    /// Assets of watched zones were silent.
    SilentAssets,
    /// Packets or records were lost.
    Losses,
    /// Classes of command were not looked at.
    HeadersOnly,
}

impl Doubt {
    /// In words.
    #[must_use]
    pub fn word(self) -> Text {
        let (ja, en) = match self {
            Self::ShorterThanAWeek => (
                "学習が1週間に満たないため、週に1度の通信は新しいものとして扱われます。",
                "Less than a week was learned, so what comes once a week looks new.",
            ),
            Self::ShorterThanADay => (
                "学習が1日に満たないため、日に1度の通信は新しいものとして扱われます。",
                "Less than a day was learned, so what comes once a day looks new.",
            ),
            Self::StillNew => (
                "学習期間の最後の4分の1にも新しい通信が多く、まだ学習し切れていません。",
                "Many paths began in the last quarter of the time: there is more to learn.",
            ),
            Self::FewRepeats => {
                ("繰り返された通信が半分に満ちません。", "Less than half of the paths came again.")
            }
            Self::SilentAssets => (
                "学習期間に一度も通信しなかった登録済みの機器があります。",
                "Some registered devices said nothing all the time.",
            ),
            Self::Losses => ("取りこぼしたパケットや記録があります。", "Packets or records were lost."),
            Self::HeadersOnly => ("命令の種類を記録していません。", "Classes of command are not kept."),
        };
        Text::new(ja, en)
    }
}

/// What is usual.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Baseline {
    /// Learned from; `None` where nothing was seen.
    pub from: Option<Timestamp>,
    /// Learned until.
    pub until: Option<Timestamp>,
    /// The last moment that was seen.
    pub seen_until: Option<Timestamp>,
    /// Is the learning time over, so that what is new can be told?
    pub ended: bool,
    /// How far it can be relied on.
    pub trust: Trust,
    /// Why not further.
    pub doubts: Vec<Doubt>,
    /// How much was learned.
    pub learned: Learned,
    /// Devices that were seen at all: those of another watch are not its own.
    here: BTreeSet<usize>,
}

impl Baseline {
    /// Learns from an observation.
    #[must_use]
    pub fn new(question: &Question<'_>, inventory: &Inventory, paths: &Paths) -> Self {
        let beside = question.summed.into_iter().flat_map(Summed::spans);
        let seen = span(question.observation).into_iter().chain(beside).reduce(wider);
        let from = question.learning.from.or(seen.map(|(first, _)| first));
        let week = || learned_by_default(from?);
        let until = question.learning.until.or_else(week);
        let seen_until = seen.map(|(_, last)| last);
        let ended = matches!((until, seen_until), (Some(until), Some(last)) if until <= last);
        let mut baseline = Self {
            from,
            until,
            seen_until,
            ended,
            trust: Trust::Low,
            doubts: Vec::new(),
            learned: Learned::default(),
            here: inventory.seen_in(question.observation, question.summed),
        };
        baseline.learn(inventory, paths);
        baseline.weigh(question);
        baseline
    }

    /// Is it usual, because it began before the learning time ended?
    #[must_use]
    pub fn knows(&self, began: Timestamp) -> bool {
        !self.ended || self.until.is_none_or(|until| began < until)
    }

    /// Was the device of this number in the inventory seen where this was learned?
    #[must_use]
    pub fn saw(&self, device: usize) -> bool {
        self.here.contains(&device)
    }

    /// How long was learned, in seconds.
    #[must_use]
    pub fn seconds(&self) -> i64 {
        let until = self.until.into_iter().chain(self.seen_until).min();
        self.from.zip(until).map_or(0, |(from, until)| until.duration_since(from).as_secs().max(0))
    }

    fn learn(&mut self, inventory: &Inventory, paths: &Paths) {
        let seconds = self.seconds();
        let late_from =
            self.from.and_then(|from| from.checked_add(SignedDuration::from_secs(seconds / 4 * 3)).ok());
        let long = SignedDuration::from_secs(seconds / 10);
        let repeated = |path: &&Path| {
            path.connections > 1
                || path.sent.packets + path.answered.packets >= REPEATED_PACKETS
                || path.last.duration_since(path.first) > long
        };
        let known = || paths.iter().filter(|path| self.knows(path.first));
        self.learned = Learned {
            devices: self.here.iter().filter(|index| self.knows(inventory.devices[**index].first)).count(),
            paths: known().count(),
            repeated: known().filter(repeated).count(),
            late: known().filter(|path| late_from.is_some_and(|late| path.first >= late)).count(),
            silent_assets: inventory.unseen.iter().filter(|one| one.why == UnseenWhy::NeverSeen).count(),
        };
    }

    fn weigh(&mut self, question: &Question<'_>) {
        let (hours, learned, health) = (self.seconds() / 3600, self.learned, &question.observation.health);
        let lost = health.lost + health.evicted + health.not_kept > 0;
        let doubts = [
            (hours < 24, Doubt::ShorterThanADay),
            ((24..LEARN_DAYS * 24).contains(&hours), Doubt::ShorterThanAWeek),
            (learned.late * 10 > learned.paths, Doubt::StillNew),
            (learned.repeated * 2 < learned.paths, Doubt::FewRepeats),
            (learned.silent_assets > 0, Doubt::SilentAssets),
            (lost, Doubt::Losses),
            (health.headers_only, Doubt::HeadersOnly),
        ];
        self.doubts = doubts.into_iter().filter(|(holds, _)| *holds).map(|(_, doubt)| doubt).collect();
        let grave = |doubt: &Doubt| matches!(doubt, Doubt::StillNew | Doubt::FewRepeats | Doubt::Losses);
        self.trust = match (hours, self.doubts.iter().any(grave)) {
            (168.., false) => Trust::High,
            (168.., true) | (12.., false) => Trust::Medium,
            _ => Trust::Low,
        };
    }

    /// In one sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        let Learned { devices, paths, .. } = self.learned;
        let hours = self.seconds() / 3600;
        let trust = self.trust.word();
        let (tj, te) = (trust.ja, trust.en);
        if self.from.is_none() {
            return Text::new("まだ何も観測していません。", "Nothing was seen yet.");
        }
        let (of_devices, of_paths) = (counted(devices, "device", "devices"), counted(paths, "path", "paths"));
        if self.ended {
            return text!(
                ja: "{hours} 時間の学習で、機器 {devices} 台・通信経路 {paths} 件を通常として覚えました（確度：{tj}）。",
                en: "{of_devices} and {of_paths} were learned as usual in {hours} h (confidence: {te})."
            );
        }
        text!(
            ja: "学習中です。これまでの {hours} 時間に、機器 {devices} 台・通信経路 {paths} 件を観測しました。新しさによる警報は学習の後に出ます。",
            en: "Still learning: {of_devices} and {of_paths} in {hours} h so far. Alerts on what is new come after that."
        )
    }
}
