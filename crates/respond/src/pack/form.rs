//! The rows of a pack as they are written.
//!
//! Invariant: one struct for each sort of row, without unknown fields; each is made into its type here, or refused
//! in words. What points at other rows is looked at in `pack`.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use sekisho_catalog::Confirmed;
use sekisho_model::{Text, text};
use serde::Deserialize;

use super::{HOURS_MAX, LIMITS, MONTHS_MAX, Refused, basis};
use crate::duty::{Counting, Duty, Ends, Guide, Limit, Matter, Means, Outer, Regime, Trigger};
use crate::workdays::Workdays;
use crate::{DutyId, MatterId, RegimeId};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileForm {
    pub(super) pack: PackForm,
    #[serde(default)]
    pub(super) calendar: Vec<toml::Value>,
    #[serde(default)]
    pub(super) regime: Vec<toml::Value>,
    #[serde(default)]
    pub(super) matter: Vec<toml::Value>,
    #[serde(default)]
    pub(super) duty: Vec<toml::Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PackForm {
    pub(super) id: String,
    pub(super) edition: String,
    #[serde(rename = "title")]
    pub(super) _title: Text,
    pub(super) source: String,
    /// The same in Japanese, where `source` is not a name that both languages use.
    #[serde(default, rename = "source-ja")]
    pub(super) source_ja: String,
    pub(super) confirmed: Option<Confirmed>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CalendarForm {
    pub(super) id: String,
    title: Text,
    weekend: BTreeSet<i8>,
    from_year: i16,
    to_year: i16,
    days: Vec<Date>,
    confirmed: Option<Confirmed>,
    note: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RegimeForm {
    pub(super) id: RegimeId,
    title: Text,
    zone: String,
    confirmed: Option<Confirmed>,
    note: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MatterForm {
    pub(super) id: MatterId,
    title: Text,
    confirmed: Option<Confirmed>,
    note: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DutyForm {
    pub(super) id: DutyId,
    pub(super) regime: RegimeId,
    title: Text,
    subject: Text,
    trigger: TriggerForm,
    limit: LimitForm,
    #[serde(default)]
    promptly: bool,
    #[serde(default)]
    counting: CountingForm,
    outer: Option<CountingForm>,
    not_before: Option<DutyId>,
    unless: Option<MatterId>,
    follows: Option<DutyId>,
    applies_from: Option<Date>,
    #[serde(default)]
    means: Vec<MeansForm>,
    clause: String,
    #[serde(default)]
    form: String,
    confirmed: Option<Confirmed>,
    note: Option<Text>,
}

#[derive(Deserialize)]
#[serde(tag = "on", rename_all = "kebab-case", deny_unknown_fields)]
enum TriggerForm {
    Aware {
        matter: MatterId,
        #[serde(default)]
        also_from: Vec<MatterId>,
        #[serde(default)]
        either: bool,
    },
    MeasureAvailable {
        matter: MatterId,
    },
    Done {
        duty: DutyId,
        matter: MatterId,
    },
    Started,
    Named {
        name: String,
        title: Text,
        matter: Option<MatterId>,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitForm {
    hours: Option<u32>,
    days: Option<u32>,
    months: Option<u32>,
    business_days: Option<u32>,
    #[serde(default)]
    promptly: bool,
    guide_days_from: Option<u32>,
    guide_days_to: Option<u32>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum FirstDay {
    Counted,
    #[default]
    NotCounted,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Moves {
    #[default]
    Never,
    NextOpenDay,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct CountingForm {
    #[serde(default)]
    first_day: FirstDay,
    /// `same-time`, `end-of-day`, or a time such as `17:00`.
    #[serde(default)]
    ends: String,
    #[serde(default)]
    moves: Moves,
    #[serde(default)]
    calendar: String,
    /// Of the outer reading alone: the rule that it is taken from.
    source: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MeansForm {
    id: String,
    title: Text,
}

/// A text in both languages, neither of them blank or too long.
fn said(words: &Text, field: &str) -> Result<(), Refused> {
    let most = LIMITS.text_chars;
    if words.ja.trim().is_empty() || words.en.trim().is_empty() {
        return Err(
            text!(ja: "{field} に日本語か英語がありません。", en: "`{field}` lacks Japanese or English."),
        );
    }
    if words.ja.chars().count() > most || words.en.chars().count() > most {
        return Err(
            text!(ja: "{field} が {most} 文字を超えています。", en: "`{field}` has more than {most} characters."),
        );
    }
    Ok(())
}

impl CalendarForm {
    pub(super) fn read(&self, pack: &super::PackForm) -> Result<Workdays, Refused> {
        said(&self.title, "title")?;
        let most = LIMITS.closed_days;
        if self.days.len() > most {
            return Err(
                text!(ja: "休日が {most} 日を超えています。", en: "It has more than {most} closed days."),
            );
        }
        if (1..=7).all(|day| self.weekend.contains(&day))
            || self.weekend.iter().any(|day| !(1..=7).contains(day))
        {
            return Err(
                text!(ja: "weekend は 1（月）から 7（日）で、開いている曜日を残してください。", en: "`weekend` holds 1 (Monday) to 7 (Sunday) and leaves some day open."),
            );
        }
        Ok(Workdays {
            id: self.id.clone(),
            title: self.title.clone(),
            weekend: self.weekend.clone(),
            from_year: self.from_year,
            to_year: self.to_year,
            closed: self.days.iter().copied().collect(),
            basis: basis(pack, self.confirmed, self.note.as_ref()),
        })
    }
}

impl RegimeForm {
    pub(super) fn read(&self, pack: &PackForm) -> Result<Regime, Refused> {
        said(&self.title, "title")?;
        let zone = &self.zone;
        // The program's own zones: the machine's may be old or missing.
        let zone = TimeZoneDatabase::bundled().get(zone).map_err(
            |_| text!(ja: "時間帯「{zone}」を知りません。", en: "The zone `{zone}` is not known."),
        )?;
        Ok(Regime {
            id: self.id.clone(),
            title: self.title.clone(),
            zone,
            basis: basis(pack, self.confirmed, self.note.as_ref()),
        })
    }
}

impl MatterForm {
    pub(super) fn read(&self, pack: &PackForm) -> Result<Matter, Refused> {
        said(&self.title, "title")?;
        Ok(Matter {
            id: self.id.clone(),
            title: self.title.clone(),
            basis: basis(pack, self.confirmed, self.note.as_ref()),
        })
    }
}

impl DutyForm {
    pub(super) fn read(&self, pack: &PackForm, zone: TimeZone) -> Result<Duty, Refused> {
        said(&self.title, "title")?;
        said(&self.subject, "subject")?;
        for means in &self.means {
            said(&means.title, "means")?;
        }
        if self.clause.trim().is_empty() {
            return Err(text!(ja: "clause（条項）がありません。", en: "It names no `clause`."));
        }
        let limit = self.limit.read()?;
        let counting = self.counting.read(limit)?;
        let outer = self.outer.as_ref().map(|form| form.outer(limit)).transpose()?;
        Ok(Duty {
            id: self.id.clone(),
            regime: self.regime.clone(),
            title: self.title.clone(),
            subject: self.subject.clone(),
            trigger: self.trigger.read(),
            limit,
            promptly: self.promptly || self.limit.promptly,
            counting,
            outer,
            not_before: self.not_before.clone(),
            unless: self.unless.clone(),
            follows: self.follows.clone(),
            applies_from: self.applies_from,
            means: self.means.iter().map(|m| Means { id: m.id.clone(), title: m.title.clone() }).collect(),
            clause: self.clause.clone(),
            form: self.form.clone(),
            zone,
            basis: basis(pack, self.confirmed, self.note.as_ref()),
        })
    }
}

impl TriggerForm {
    fn read(&self) -> Trigger {
        match self {
            Self::Aware { matter, also_from, either } => {
                Trigger::Aware { matter: matter.clone(), also_from: also_from.clone(), either: *either }
            }
            Self::MeasureAvailable { matter } => Trigger::MeasureAvailable { matter: matter.clone() },
            Self::Done { duty, matter } => Trigger::Done { duty: duty.clone(), matter: matter.clone() },
            Self::Started => Trigger::Started,
            Self::Named { name, title, matter } => {
                Trigger::Named { name: name.clone(), title: title.clone(), matter: matter.clone() }
            }
        }
    }
}

impl LimitForm {
    fn read(&self) -> Result<Limit, Refused> {
        let figures = [
            self.hours.map(|n| (Limit::Hours(n), n, HOURS_MAX)),
            self.days.map(|n| (Limit::Days(n), n, LIMITS.days)),
            self.months.map(|n| (Limit::Months(n), n, MONTHS_MAX)),
            self.business_days.map(|n| (Limit::BusinessDays(n), n, LIMITS.days)),
        ];
        let mut figures = figures.into_iter().flatten();
        match (figures.next(), figures.next(), self.promptly) {
            (Some((limit, figure, most)), None, false)
                if (1..=most).contains(&figure) && self.guide()?.is_none() =>
            {
                Ok(limit)
            }
            (None, None, true) => Ok(Limit::Promptly(self.guide()?)),
            _ => Err(
                text!(ja: "limit には hours・days・months・business_days・promptly のどれか一つを、1 以上の値で書いてください。", en: "`limit` takes exactly one of `hours`, `days`, `months`, `business_days`, `promptly`, from 1 up and within a hundred years."),
            ),
        }
    }

    fn guide(&self) -> Result<Option<Guide>, Refused> {
        match (self.guide_days_from, self.guide_days_to) {
            (None, None) => Ok(None),
            (Some(days_from), Some(days_to))
                if (1..=days_to).contains(&days_from) && days_to <= LIMITS.days =>
            {
                Ok(Some(Guide { days_from, days_to }))
            }
            _ => Err(
                text!(ja: "目安の日数は guide_days_from から guide_days_to までで書いてください。", en: "A guideline's days are written from `guide_days_from` to `guide_days_to`."),
            ),
        }
    }
}

impl CountingForm {
    fn outer(&self, limit: Limit) -> Result<Outer, Refused> {
        let Some(source) = self.source.clone() else {
            return Err(text!(ja: "outer に source（出典）がありません。", en: "`outer` names no `source`."));
        };
        said(&source, "outer.source")?;
        Ok(Outer { counting: self.read(limit)?, source })
    }

    fn read(&self, limit: Limit) -> Result<Counting, Refused> {
        let written = &self.ends;
        let ends = match written.as_str() {
            "" | "same-time" => Ends::SameTime,
            "end-of-day" => Ends::EndOfDay,
            time => Ends::At(time.parse::<Time>().map_err(
                |_| text!(ja: "ends「{written}」は same-time、end-of-day、時刻のどれでもありません。", en: "`ends = \"{written}\"` is none of `same-time`, `end-of-day` or a time of day."),
            )?),
        };
        let counting = Counting {
            first_day_counts: matches!(self.first_day, FirstDay::Counted),
            ends,
            moves: matches!(self.moves, Moves::NextOpenDay),
            calendar: self.calendar.clone(),
        };
        if matches!(limit, Limit::Hours(_)) && counting != Counting::default() {
            return Err(
                text!(ja: "時間の期限に日の数え方（counting、outer）は使えません。", en: "A limit in hours takes no way of counting days."),
            );
        }
        if counting.first_day_counts && ends == Ends::SameTime {
            return Err(
                text!(ja: "初日を数えるなら、ends を end-of-day か時刻にしてください。", en: "Where the first day counts, `ends` is `end-of-day` or a time of day."),
            );
        }
        Ok(counting)
    }
}
