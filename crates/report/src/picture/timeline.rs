//! The timeline of PDCA: what was done, what lies ahead and what is overdue, in the four lanes Plan, Do, Check and
//! Act along one axis of time, with a line for the day.
//!
//! Every event has its mark at its day. Where a lane is too full for all names, those overdue and those nearest to
//! the day keep theirs, and the lane says how many names are left out.

mod events;
mod layout;

use jiff::civil::Date;
use maud::{Markup, html};
use sekisho_model::{Lang, Text, text};

use super::canvas::{Canvas, Pen};
use super::ink::{ACCENT, INK, LINE, QUIET, SHEET, WASH};
use super::measure::width;
use layout::{Axis, Lane, Placed};

/// One of the four.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// 計画
    Plan,
    /// 実行
    Do,
    /// 確認
    Check,
    /// 改善
    Act,
}

impl Phase {
    /// All four, in order.
    pub const ALL: [Self; 4] = [Self::Plan, Self::Do, Self::Check, Self::Act];

    fn word(self) -> Text {
        match self {
            Self::Plan => Text::new("P 計画", "P Plan"),
            Self::Do => Text::new("D 実行", "D Do"),
            Self::Check => Text::new("C 確認", "C Check"),
            Self::Act => Text::new("A 改善", "A Act"),
        }
    }
}

/// How far an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum When {
    /// It should have been done, and nobody said that it was.
    Overdue,
    /// It lies ahead.
    Ahead,
    /// It was done.
    Done,
}

impl When {
    fn word(self) -> Text {
        match self {
            Self::Overdue => Text::new("期限超過", "overdue"),
            Self::Ahead => Text::new("予定", "ahead"),
            Self::Done => Text::new("実施済み", "done"),
        }
    }
}

/// Something with a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The day.
    pub day: Date,
    /// Its lane.
    pub phase: Phase,
    /// What.
    pub name: String,
    /// How far.
    pub when: When,
    /// Where it leads.
    pub href: Option<String>,
}

/// The timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    /// What the picture is called; where empty, by its usual name.
    pub title: String,
    /// The day that is called today.
    pub today: Date,
    /// Events in any order.
    pub events: Vec<Event>,
    /// How many more have no day.
    pub undated: usize,
}

const LANE_NAME: i32 = 74;
const SIZE: i32 = 12;
const PAD: i32 = 8;
const TOP: i32 = 44;

/// Draws a timeline.
#[must_use]
pub fn timeline(timeline: &Timeline, lang: Lang) -> String {
    let usual = lang.pick("PDCA の経過と予定", "PDCA: past and ahead");
    let title = if timeline.title.is_empty() { usual } else { &timeline.title };
    drawn(timeline, lang).finish("timeline", title, &about(timeline, lang), PAD)
}

fn about(timeline: &Timeline, lang: Lang) -> String {
    let count = |when| timeline.events.iter().filter(|event| event.when == when).count();
    let (overdue, ahead, done) = (count(When::Overdue), count(When::Ahead), count(When::Done));
    let (today, undated) = (timeline.today, timeline.undated);
    let whole = text!(
        ja: "{today} 時点：期限超過 {overdue} 件、予定 {ahead} 件、実施済み {done} 件、日付未定 {undated} 件。",
        en: "On {today}: {overdue} overdue, {ahead} ahead, {done} done, {undated} without a date."
    );
    whole.in_lang(lang).to_owned()
}

fn drawn(timeline: &Timeline, lang: Lang) -> Canvas {
    let mut canvas = Canvas::default();
    let axis = Axis::of(timeline);
    let lanes = Phase::ALL.map(|phase| (phase, layout::lane(timeline, &axis, phase)));
    let bottom = TOP + lanes.iter().map(|(_, lane)| lane.height).sum::<i32>();
    canvas.reach(axis.right + PAD, bottom);
    bands(&mut canvas, &lanes, axis.right + PAD);
    grid(&mut canvas, &axis, bottom);
    today(&mut canvas, timeline.today, &axis, bottom, lang);
    let mut y = TOP;
    for (phase, lane) in &lanes {
        lane_name(&mut canvas, *phase, lane, y, lang);
        for placed in &lane.events {
            event(&mut canvas, placed, y, lang);
        }
        y += lane.height;
    }
    legend(&mut canvas, timeline, lang);
    canvas
}

/// Every other lane has a ground of its own.
fn bands(canvas: &mut Canvas, lanes: &[(Phase, Lane<'_>)], width: i32) {
    let mut y = TOP;
    for (place, (_, lane)) in lanes.iter().enumerate() {
        if place % 2 == 0 {
            canvas.put(html! { rect x="0" y=(y) width=(width) height=(lane.height) fill=(WASH) {} });
        }
        y += lane.height;
    }
}

/// Lines and names of months, quarters or years, as many as there is room for.
fn grid(canvas: &mut Canvas, axis: &Axis, bottom: i32) {
    for tick in &axis.ticks {
        canvas.put(
            html! { line x1=(tick.x) y1=(TOP) x2=(tick.x) y2=(bottom) stroke=(LINE) stroke-width="0.8" {} },
        );
        canvas.text(tick.x + 3, TOP - 6, Pen::new(11).colour(QUIET), &tick.name);
    }
}

fn lane_name(canvas: &mut Canvas, phase: Phase, lane: &Lane<'_>, y: i32, lang: Lang) {
    canvas.text(4, y + 17, Pen::new(SIZE).bold(), phase.word().in_lang(lang));
    let Lane { unnamed, earlier, .. } = lane;
    let counts = [
        (*unnamed, text!(ja: "他 {unnamed} 件", en: "{unnamed} more")),
        (*earlier, text!(ja: "以前 {earlier} 件", en: "{earlier} before")),
    ];
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    let words: Vec<String> = counts.map(|(_, words)| words.in_lang(lang).to_owned()).collect();
    canvas.lines(4, y + 32, Pen::new(11).colour(QUIET), &words);
}

fn event(canvas: &mut Canvas, placed: &Placed<'_>, y: i32, lang: Lang) {
    let event = placed.event;
    let middle = y + placed.y;
    let spoken =
        format!("{} {}{}{}", event.day, event.name, lang.pick("、", ", "), event.when.word().in_lang(lang));
    canvas.group(event.href.as_deref(), &spoken, |canvas| {
        canvas.put(sign(event.when, placed.x, middle));
        canvas.text(placed.name_x, middle + 4, Pen::new(SIZE), &placed.name);
        canvas.reach(placed.x + 8, middle + 8);
    });
}

fn sign(when: When, x: i32, y: i32) -> Markup {
    html! {
        @match when {
            When::Overdue => polygon points={ (x) "," (y - 6) " " (x + 7) "," (y + 6) " " (x - 7) "," (y + 6) } fill=(ACCENT) {},
            When::Ahead => circle cx=(x) cy=(y) r="5" fill=(SHEET) stroke=(INK) stroke-width="1.6" {},
            When::Done => circle cx=(x) cy=(y) r="5" fill=(INK) {},
        }
    }
}

fn today(canvas: &mut Canvas, day: Date, axis: &Axis, bottom: i32, lang: Lang) {
    let x = axis.x(day);
    canvas.put(html! {
        line x1=(x) y1=(TOP - 22) x2=(x) y2=(bottom) stroke=(INK) stroke-width="1.6" stroke-dasharray="2 3" {}
    });
    let words = format!("{} {day}", lang.pick("本日", "today"));
    let half = width(&words, SIZE) / 2;
    let middle = x.clamp(half + 2, axis.right - half);
    canvas.text(middle, TOP - 26, Pen::new(SIZE).bold().middle(), &words);
}

fn legend(canvas: &mut Canvas, timeline: &Timeline, lang: Lang) {
    let y = canvas.bottom + 24;
    let mut x = 6;
    for when in [When::Overdue, When::Ahead, When::Done] {
        let count = timeline.events.iter().filter(|event| event.when == when).count();
        let words = format!("{} {count}", when.word().in_lang(lang));
        canvas.put(sign(when, x + 6, y - 4));
        canvas.text(x + 18, y, Pen::new(SIZE).colour(QUIET), &words);
        x += 18 + width(&words, SIZE) + 20;
    }
    if timeline.undated > 0 {
        let undated = timeline.undated;
        let words = text!(ja: "？日付未定 {undated}", en: "？ without a date {undated}");
        canvas.text(x, y, Pen::new(SIZE).colour(QUIET), words.in_lang(lang));
    }
}

#[cfg(test)]
mod tests;
