//! Times and states in words.
//!
//! Invariant: a time is never shown without its zone.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use sekisho_model::{Text, text};

use crate::clock::{Clock, State, Timing, WhyNot};
use crate::duty::{Duties, Trigger};

/// A moment in a zone: `2026-10-06 11:00:00 +02:00 (Europe/Brussels)`.
#[must_use]
pub fn moment(at: Timestamp, zone: &TimeZone) -> String {
    let shown = at.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d %H:%M:%S %:z").to_string();
    zone.iana_name().map_or(shown.clone(), |name| format!("{shown} ({name})"))
}

/// A moment in UTC: `2026-10-06 09:00 UTC`, with seconds where there are any.
pub(crate) fn utc(at: Timestamp) -> String {
    let form = if at.as_second() % 60 == 0 { "%Y-%m-%d %H:%M UTC" } else { "%Y-%m-%d %H:%M:%S UTC" };
    at.to_zoned_datetime(TimeZone::UTC).strftime(form).to_string()
}

/// A length of time, by its two largest units; never its sign.
pub(crate) fn length(span: SignedDuration) -> Text {
    let minutes = span.abs().as_secs() / 60;
    let (days, hours, rest) = (minutes / (24 * 60), minutes / 60 % 24, minutes % 60);
    if days > 0 {
        text!(ja: "{days} 日 {hours} 時間", en: "{days} d {hours} h")
    } else if hours > 0 {
        text!(ja: "{hours} 時間 {rest} 分", en: "{hours} h {rest} min")
    } else {
        text!(ja: "{rest} 分", en: "{rest} min")
    }
}

impl Trigger {
    /// What starts the clock, in words.
    #[must_use]
    pub fn words(&self, duties: &Duties) -> Text {
        let matter = self.matter().and_then(|id| duties.matters.get(id)).map(|matter| &matter.title);
        let Text { ja: of, en: of_en } = matter.cloned().unwrap_or_default();
        match self {
            Self::Aware { .. } => text!(ja: "「{of}」ことの認識", en: "awareness: {of_en}"),
            Self::MeasureAvailable { .. } => {
                text!(ja: "是正・緩和策が利用できるようになったこと（{of}）", en: "a corrective or mitigating measure available: {of_en}")
            }
            Self::Done { duty, .. } => {
                let title = duties.duties.get(duty).map(|duty| duty.title.clone());
                let Text { ja, en } = title.unwrap_or_else(|| Text::new(duty.as_str(), duty.as_str()));
                text!(ja: "「{ja}」の提出", en: "submission: {en}")
            }
            Self::Started => text!(ja: "インシデントの始まり", en: "start of the incident"),
            Self::Named { title, .. } => title.clone(),
        }
    }
}

impl Clock {
    /// The first line for people: how it stands, with the time in the regime's zone and in UTC.
    #[must_use]
    pub fn headline(&self, duties: &Duties) -> Text {
        let due = self.deadline.as_ref().map_or_else(
            || text!(ja: "速やかに（時刻の限度なし）", en: "promptly (no fixed time)"),
            |deadline| {
                let (here, there) = (moment(deadline.at, &self.duty.zone), utc(deadline.at));
                if deadline.firm {
                    text!(ja: "期限 {here}、{there}", en: "due {here}, {there}")
                } else {
                    text!(ja: "目安 {here}、{there}", en: "guideline {here}, {there}")
                }
            },
        );
        let Text { ja, en } = self.standing(duties);
        let Text { ja: due, en: due_en } = due;
        match self.state {
            State::NotApplicable(_) | State::Waiting { .. } => Text::new(ja, en),
            _ => text!(ja: "{ja}。{due}", en: "{en}; {due_en}"),
        }
    }

    fn standing(&self, duties: &Duties) -> Text {
        match &self.state {
            State::NotApplicable(why) => why.words(duties),
            State::Waiting { trigger } => {
                let Text { ja, en } = trigger.words(duties);
                text!(ja: "起点を待っています：{ja}", en: "waiting for its trigger: {en}")
            }
            State::Running => match self.remaining {
                Some(left) => {
                    let Text { ja, en } = length(left);
                    text!(ja: "残り {ja}", en: "{en} left")
                }
                None => text!(ja: "まだです", en: "open"),
            },
            State::Missed => {
                let Text { ja, en } = self.remaining.map(length).unwrap_or_default();
                text!(ja: "{ja} 過ぎています", en: "{en} overdue")
            }
            State::Met { timing, .. } => timing.words(),
        }
    }
}

impl Timing {
    fn words(self) -> Text {
        match self {
            Self::InTime(span) => {
                let Text { ja, en } = length(span);
                text!(ja: "期限の {ja} 前に済み", en: "done {en} early")
            }
            Self::Late(span) => {
                let Text { ja, en } = length(span);
                text!(ja: "期限から {ja} 遅れて済み", en: "done {en} late")
            }
            Self::NoFixedTime => text!(ja: "済み", en: "done"),
        }
    }
}

impl WhyNot {
    fn words(&self, duties: &Duties) -> Text {
        match self {
            Self::Excluded { by, reason, .. } => {
                text!(ja: "対象外とした決定があります（{by}：{reason}）", en: "left out by decision ({by}: {reason})")
            }
            Self::Instead { matter } => {
                let title = duties.matters.get(matter).map(|matter| matter.title.clone()).unwrap_or_default();
                let Text { ja, en } = title;
                text!(ja: "「{ja}」のため、別の期限になります", en: "another deadline holds, because of: {en}")
            }
            Self::Before { from } => {
                text!(ja: "義務の適用開始（{from}）より前に認識・発生しています", en: "known or begun before the duty applies ({from})")
            }
        }
    }
}
