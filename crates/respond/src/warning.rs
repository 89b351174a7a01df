//! What is remarkable about a clock, in words.
//!
//! Invariant: a warning changes no deadline. It says what a person should look at, and why.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use sekisho_model::{Text, text};

use crate::EventId;
use crate::words::{length, utc};

/// Something about a clock that a person should know.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Warning {
    /// The trigger was written down later than it happened.
    RecordedLate {
        /// By so much.
        by: SignedDuration,
    },
    /// The trigger was written down before it happened.
    RecordedBefore,
    /// The trigger lies after `now`.
    TriggerInFuture,
    /// Somebody is aware, and no reason is written down.
    NoReason,
    /// The trigger's time was corrected.
    Corrected {
        /// What the first record said.
        from: Timestamp,
        /// What holds now.
        to: Timestamp,
        /// The deadline that followed from the first record.
        first_deadline: Option<Timestamp>,
    },
    /// A later event of the same sort. It starts nothing anew.
    LaterIgnored {
        /// That event.
        event: EventId,
        /// When it happened.
        at: Timestamp,
    },
    /// The deadline falls on a closed day and does not move.
    ClosedDay {
        /// That day in the regime's zone.
        day: Date,
    },
    /// The deadline fell on a closed day and moved on, as the rule says.
    Moved {
        /// From this day.
        from: Date,
    },
    /// A more generous reading would end later.
    OuterReading {
        /// Then.
        until: Timestamp,
        /// The rule that it is taken from.
        source: Text,
    },
    /// The calendar knows only the weekends of that year.
    YearUnknown {
        /// The year.
        year: i16,
    },
    /// The month is too short: it ends on its last day.
    MonthEnd,
    /// Clocks are changed between trigger and deadline.
    ClocksChange,
    /// The measure was available before anybody was aware.
    MeasureBeforeAwareness {
        /// The deadline by the letter of the rule.
        by_the_letter: Timestamp,
    },
    /// Said to be done at a time that has not come.
    DoneInFuture {
        /// That time.
        at: Timestamp,
    },
    /// Done before its trigger, or while its trigger is not known.
    DoneBeforeTrigger,
    /// Done by something that the rule does not list. Not taken as done.
    MeansUnknown {
        /// As it was given.
        means: String,
    },
    /// Left out by a decision after its deadline had passed.
    ExcludedLate {
        /// The deadline.
        deadline: Timestamp,
    },
    /// A correction that corrects nothing.
    BrokenCorrection {
        /// That event.
        event: EventId,
        /// Why.
        why: Broken,
    },
    /// No deadline could be worked out: the calendar is missing, or the time is out of any calendar.
    NotReckoned,
}

/// Why a correction corrects nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Broken {
    /// What it names is not there.
    Unknown,
    /// It takes back nothing.
    Nothing,
    /// It is about something else.
    Other,
    /// It was not recorded after what it corrects.
    Backwards,
    /// Another correction stands beside it.
    Both,
    /// Its id stands twice.
    Twice,
}

impl Broken {
    fn words(self) -> Text {
        match self {
            Self::Unknown => text!(ja: "訂正の元の記録がありません", en: "what it corrects is not there"),
            Self::Nothing => {
                text!(ja: "取り消す記録が書かれていません", en: "it does not say what it takes back")
            }
            Self::Other => {
                text!(ja: "元の記録と種類が違います", en: "it is about something else than what it corrects")
            }
            Self::Backwards => {
                text!(ja: "元の記録より後に記録されていません", en: "it was not recorded after what it corrects")
            }
            Self::Both => {
                text!(ja: "同じ記録にもう一つ訂正があります", en: "another correction of the same record stands beside it")
            }
            Self::Twice => text!(ja: "同じIDの記録が二つあります", en: "its id stands twice"),
        }
    }
}

impl Warning {
    /// In words: what, and what to do.
    #[must_use]
    pub fn words(&self) -> Text {
        match self {
            Self::RecordedLate { .. }
            | Self::RecordedBefore
            | Self::TriggerInFuture
            | Self::NoReason
            | Self::Corrected { .. }
            | Self::LaterIgnored { .. }
            | Self::MeasureBeforeAwareness { .. }
            | Self::BrokenCorrection { .. } => self.of_the_trigger(),
            Self::DoneInFuture { .. }
            | Self::DoneBeforeTrigger
            | Self::MeansUnknown { .. }
            | Self::ExcludedLate { .. } => self.of_the_doing(),
            _ => self.of_the_counting(),
        }
    }

    /// Does it hold whenever somebody looks, rather than only at some `now`?
    pub(crate) const fn is_lasting(&self) -> bool {
        !matches!(self, Self::TriggerInFuture | Self::DoneInFuture { .. })
    }

    fn of_the_trigger(&self) -> Text {
        match self {
            Self::RecordedLate { by } => {
                let Text { ja, en } = length(*by);
                text!(ja: "起点の記録が、起きた時より{ja}遅れました。", en: "The trigger was recorded {en} after it happened.")
            }
            Self::RecordedBefore => {
                text!(ja: "起点が、起きる前に記録されています。時刻を確かめてください。", en: "The trigger was recorded before it happened. Check its time.")
            }
            Self::TriggerInFuture => {
                text!(ja: "起点がこれから先の時刻です。時刻を確かめてください。", en: "The trigger lies in the future. Check its time.")
            }
            Self::NoReason => {
                text!(ja: "認識の理由が書かれていません。根拠を記録してください。", en: "No reason is written down for the awareness. Record the grounds.")
            }
            Self::Corrected { from, to, first_deadline } => {
                let (from, to) = (utc(*from), utc(*to));
                let (ja, en) = first_deadline.map_or_else(Default::default, |at| {
                    let at = utc(at);
                    (
                        format!("初めの記録では期限は {at} でした。"),
                        format!(" By the first record the deadline was {at}."),
                    )
                });
                text!(ja: "起点が {from} から {to} に訂正されました。{ja}", en: "The trigger was corrected from {from} to {to}.{en}")
            }
            Self::LaterIgnored { event, at } => {
                let at = utc(*at);
                text!(ja: "同じ種類の後の記録 {event}（{at}）があります。期限は初めの記録から数えます。", en: "A later record of the same sort, {event} ({at}), exists. The clock runs from the first.")
            }
            Self::MeasureBeforeAwareness { by_the_letter } => {
                let at = utc(*by_the_letter);
                text!(ja: "対策が認識より先に利用できました。文言どおりの期限は {at} です。法はこの場合を書いていません。専門家に確かめてください。", en: "The measure was available before anybody was aware. By the letter the deadline is {at}; the rule does not speak of this case. Ask a specialist.")
            }
            Self::BrokenCorrection { event, why } => {
                let Text { ja, en } = why.words();
                text!(ja: "記録 {event} の訂正を使えません：{ja}。記録を確かめてください。", en: "The correction in record {event} cannot be used: {en}. Check the records.")
            }
            _ => Text::default(),
        }
    }

    fn of_the_counting(&self) -> Text {
        match self {
            Self::ClosedDay { day } => {
                text!(ja: "期限の {day} は休日ですが、延びません。", en: "The deadline falls on a closed day, {day}, and does not move.")
            }
            Self::Moved { from } => {
                text!(ja: "期限が休日の {from} に当たるため、次の開庁日・営業日に移しました。", en: "The deadline fell on a closed day, {from}, and moved to the next open day.")
            }
            Self::OuterReading { until, source } => {
                let (until, Text { ja, en }) = (utc(*until), source);
                text!(ja: "{ja}の数え方なら {until} までですが、あてにしないでください。", en: "Counted by {en} it would end at {until}; do not rely on it.")
            }
            Self::YearUnknown { year } => {
                text!(ja: "{year} 年の休日が暦にないため、土日だけを除いて数えました。", en: "The calendar has no holidays of {year}; only weekends were left out.")
            }
            Self::MonthEnd => {
                text!(ja: "同じ日付がない月なので、月の最後の日で終わります。", en: "The month has no such day; it ends on its last day.")
            }
            Self::ClocksChange => {
                text!(ja: "起点と期限の間に夏時間の切替えがあります。", en: "Clocks are changed between the trigger and the deadline.")
            }
            Self::NotReckoned => {
                text!(ja: "期限を計算できませんでした。暦と起点の時刻を確かめてください。", en: "No deadline could be worked out. Check the calendar and the trigger's time.")
            }
            _ => Text::default(),
        }
    }

    fn of_the_doing(&self) -> Text {
        match self {
            Self::DoneInFuture { at } => {
                let at = utc(*at);
                text!(ja: "提出・実施の時刻 {at} はまだ来ていません。それまでは済んだと扱いません。", en: "It is said to be done at {at}, which has not come. Until then it is not taken as done.")
            }
            Self::DoneBeforeTrigger => {
                text!(ja: "起点が記録される前に、提出・実施が記録されています。起点を確かめてください。", en: "It is recorded as done before, or without, its trigger. Check the trigger.")
            }
            Self::MeansUnknown { means } => {
                text!(ja: "「{means}」はこの規則の手段にありません。済んだとは扱いません。", en: "\"{means}\" is none of the rule's means. It is not taken as done.")
            }
            Self::ExcludedLate { deadline } => {
                let at = utc(*deadline);
                text!(ja: "対象外とした決定は、期限 {at} の後です。", en: "The decision to leave it out came after the deadline, {at}.")
            }
            _ => Text::default(),
        }
    }
}
