//! Packs of duties: TOML texts to rows, and what is wrong with them.
//!
//! Invariant: what was read holds together. A row that cannot be read, or points at something that is not there,
//! costs that row, and is named. A later pack's row takes the place of one with the same id. `catalog/duties` holds
//! the program's own packs; a contract's clocks are a pack of the same form. A pack that names no source and no
//! edition is not read.

mod form;
mod reports;
mod rows;

use std::sync::LazyLock;

use sekisho_catalog::{Basis, Confirmed};
use sekisho_model::{Problem, Text, text};

use crate::duty::{Duties, Duty, Limit, Trigger};
use form::{CalendarForm, DutyForm, FileForm, MatterForm, PackForm, RegimeForm};
use rows::Rows;

/// How much a pack may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of one pack.
    pub pack_bytes: usize,
    /// Most rows of one sort in one pack.
    pub rows: usize,
    /// Most characters of one text.
    pub text_chars: usize,
    /// Most closed days of one calendar.
    pub closed_days: usize,
    /// The longest time a clock may run, in days; hours and months are held to the same.
    pub days: u32,
}

/// The limits of every pack.
pub const LIMITS: Limits =
    Limits { pack_bytes: 1 << 20, rows: 2_000, text_chars: 2_000, closed_days: 10_000, days: 36_600 };

/// Most hours and months of a limit, by the same measure.
const HOURS_MAX: u32 = LIMITS.days * 24;
const MONTHS_MAX: u32 = LIMITS.days / 30;

/// The files in the program.
const FILES: [(&str, &str); 4] = [
    ("duties/2026-11/calendars.toml", include_str!("../../../catalog/duties/2026-11/calendars.toml")),
    ("duties/2026-11/cra.toml", include_str!("../../../catalog/duties/2026-11/cra.toml")),
    ("duties/2026-11/japan.toml", include_str!("../../../catalog/duties/2026-11/japan.toml")),
    ("duties/2026-11/elsewhere.toml", include_str!("../../../catalog/duties/2026-11/elsewhere.toml")),
];

// That they have no problem is a test, not a user's trouble.
static BUILT_IN: LazyLock<Duties> = LazyLock::new(|| own().0);

#[cfg(test)]
pub(crate) use reports::own as own_forms;

/// The program's own packs, with their problems.
pub(crate) fn own() -> (Duties, Vec<Problem>) {
    let mut all = (Duties::default(), Vec::new());
    for (file, source) in FILES {
        let (duties, problems) = all.0.with(file, source);
        all.0 = duties;
        all.1.extend(problems);
    }
    all
}

impl Duties {
    /// What is in the program.
    #[must_use]
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }

    /// These duties with a further pack laid over them: a contract's own clocks, a newer edition.
    #[must_use]
    pub fn with(&self, file: &str, source: &str) -> (Self, Vec<Problem>) {
        let mut reading = Reading { duties: self.clone(), rows: Rows::of(file) };
        reading.read(source);
        (reading.duties, reading.rows.problems)
    }
}

struct Reading<'a> {
    duties: Duties,
    rows: Rows<'a>,
}

/// Why a row was not read.
type Refused = Text;

impl Reading<'_> {
    fn read(&mut self, source: &str) {
        let Some(FileForm { pack, calendar, regime, matter, duty }) = self.rows.open(source) else { return };
        if !self.rows.is_sourced(&pack.source, &pack.edition) {
            return;
        }
        for row in self.rows.read::<CalendarForm>("calendar", calendar) {
            self.keep("calendar", row.id.clone(), row.read(&pack), |duties, row| {
                duties.calendars.insert(row.id.clone(), row);
            });
        }
        for row in self.rows.read::<RegimeForm>("regime", regime) {
            self.keep("regime", row.id.to_string(), row.read(&pack), |duties, row| {
                duties.regimes.insert(row.id.clone(), row);
            });
        }
        for row in self.rows.read::<MatterForm>("matter", matter) {
            self.keep("matter", row.id.to_string(), row.read(&pack), |duties, row| {
                duties.matters.insert(row.id.clone(), row);
            });
        }
        for row in self.rows.read::<DutyForm>("duty", duty) {
            let read = self.zone_of(&row).and_then(|zone| row.read(&pack, zone));
            let read = read.and_then(|duty| fits(&duty, &self.duties).map(|()| duty));
            self.keep("duty", row.id.to_string(), read, |duties, row| {
                duties.duties.insert(row.id.clone(), row);
            });
        }
        self.drop_strays();
    }

    fn zone_of(&self, row: &DutyForm) -> Result<jiff::tz::TimeZone, Refused> {
        let regime = &row.regime;
        self.duties.regimes.get(regime).map(|regime| regime.zone.clone()).ok_or_else(
            || text!(ja: "regime「{regime}」がありません。", en: "There is no regime `{regime}`."),
        )
    }

    fn keep<T>(&mut self, kind: &str, id: String, row: Result<T, Refused>, put: impl Fn(&mut Duties, T)) {
        match row {
            Ok(row) => put(&mut self.duties, row),
            Err(why) => self.rows.refuse(&format!("{kind} {id}"), why),
        }
    }

    /// Duties that point at duties that are not there. One that goes may take others with it.
    fn drop_strays(&mut self) {
        loop {
            let strays: Vec<_> = self
                .duties
                .duties
                .values()
                .filter_map(|duty| Some((duty.id.clone(), stray(duty, &self.duties)?)))
                .collect();
            if strays.is_empty() {
                return;
            }
            for (id, to) in strays {
                self.duties.duties.remove(&id);
                self.rows.refuse(&format!("duty {id}"), text!(ja: "義務「{to}」がないか、そこからは数えられません。", en: "There is no duty `{to}`, or it cannot be counted from."));
            }
        }
    }
}

/// The first duty that a duty points at in vain. The floor of a deadline has no floor itself.
fn stray(duty: &Duty, duties: &Duties) -> Option<String> {
    let trigger = match &duty.trigger {
        Trigger::Done { duty, .. } => Some(duty),
        _ => None,
    };
    let missing =
        [trigger, duty.follows.as_ref()].into_iter().flatten().find(|id| !duties.duties.contains_key(*id));
    let floor = duty.not_before.as_ref().filter(|id| {
        duties.duties.get(*id).is_none_or(|floor| floor.not_before.is_some() || floor.id == duty.id)
    });
    missing.or(floor).map(ToString::to_string)
}

/// Does a duty point only at what is there, and can its days be counted?
fn fits(duty: &Duty, duties: &Duties) -> Result<(), Refused> {
    let also: &[_] = match &duty.trigger {
        Trigger::Aware { also_from, .. } => also_from,
        _ => &[],
    };
    let matters = duty.trigger.matter().into_iter().chain(also).chain(&duty.unless);
    for id in matters {
        if !duties.matters.contains_key(id) {
            return Err(text!(ja: "matter「{id}」がありません。", en: "There is no matter `{id}`."));
        }
    }
    for counting in
        [Some(&duty.counting), duty.outer.as_ref().map(|outer| &outer.counting)].into_iter().flatten()
    {
        let name = &counting.calendar;
        let needed = counting.moves || matches!(duty.limit, Limit::BusinessDays(_));
        if (needed || !name.is_empty()) && !duties.calendars.contains_key(name) {
            return Err(text!(ja: "calendar「{name}」がありません。", en: "There is no calendar `{name}`."));
        }
    }
    Ok(())
}

/// Where a pack's rows come from, in both languages.
fn source(pack: &PackForm) -> Text {
    let ja = if pack.source_ja.trim().is_empty() { &pack.source } else { &pack.source_ja };
    Text::new(ja.clone(), pack.source.clone())
}

/// A row's origin.
fn basis(pack: &PackForm, confirmed: Option<Confirmed>, note: Option<&Text>) -> Basis {
    Basis {
        pack: pack.id.clone(),
        edition: pack.edition.clone(),
        source: source(pack),
        note: note.cloned().unwrap_or_default(),
        confirmed: confirmed.or(pack.confirmed).unwrap_or(Confirmed::No),
    }
}
