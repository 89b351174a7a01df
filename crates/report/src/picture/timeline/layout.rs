//! Where events and their names stand. Two names never touch; a name that finds no room is counted.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use super::{Event, LANE_NAME, PAD, Phase, SIZE, Timeline, When};
use crate::picture::measure::{fit, width};

const WIDTH: i32 = 1040;
const ROW: i32 = 21;
/// Names below each other in a lane at most.
const ROWS_MAX: usize = 12;
const NAME_WIDTH_MAX: i32 = 260;
/// A name may be cut to this where that keeps it off the line of today.
const NAME_WIDTH_MIN: i32 = 130;
/// Room of a mark on either side of its day.
const MARK: i32 = 8;
const APART: i32 = 6;
/// Months shown before today. What was done earlier is counted; what is overdue since earlier stands at the edge.
const MONTHS_BACK: i32 = 18;
/// Months shown after today; what lies further out stands at the edge, with its day.
const MONTHS_AHEAD: i32 = 24;
/// Room for what lies ahead, however little it is.
const MONTHS_AHEAD_MIN: i32 = 8;
/// What the name of a tick takes.
const TICK_WIDTH: i32 = 60;

/// A line with the name of what begins there.
pub(super) struct Tick {
    pub(super) x: i32,
    pub(super) name: String,
}

/// Days as pixels.
pub(super) struct Axis {
    first: Date,
    days: i32,
    pub(super) right: i32,
    pub(super) ticks: Vec<Tick>,
}

impl Axis {
    pub(super) fn of(timeline: &Timeline) -> Self {
        let today = timeline.today;
        let back = |months: i32| today.saturating_sub(months.months());
        let ahead = |months: i32| today.saturating_add(months.months());
        let within = |event: &Event| event.day.clamp(back(MONTHS_BACK), ahead(MONTHS_AHEAD));
        let days = || timeline.events.iter().map(within);
        let first = days().chain([back(1)]).min().unwrap_or(today).first_of_month();
        let last = days().chain([ahead(MONTHS_AHEAD_MIN)]).max().unwrap_or(today).last_of_month();
        let mut axis =
            Self { first, days: days_between(first, last).max(1), right: WIDTH - PAD, ticks: Vec::new() };
        axis.ticks = axis.ticks_to(last);
        axis
    }

    /// Where a day stands; the edge for what lies beyond it.
    pub(super) fn x(&self, day: Date) -> i32 {
        let (left, right) = (LANE_NAME + 14, self.right - 14);
        let along = i64::from(days_between(self.first, day).clamp(0, self.days));
        let away = along * i64::from(right - left) / i64::from(self.days);
        left + i32::try_from(away).unwrap_or(0)
    }

    fn is_beyond(&self, day: Date) -> bool {
        !(0..=self.days).contains(&days_between(self.first, day))
    }

    /// Every month, quarter, half-year or year, the first that leaves room for names.
    fn ticks_to(&self, last: Date) -> Vec<Tick> {
        for months in [1, 3, 6, 12] {
            let starts = starts(self.first, last, months);
            let ticks =
                starts.iter().map(|day| Tick { x: self.x(*day), name: day.strftime("%Y-%m").to_string() });
            let ticks: Vec<Tick> = ticks.filter(|tick| tick.x + TICK_WIDTH <= self.right).collect();
            if ticks.windows(2).all(|pair| pair[1].x - pair[0].x >= TICK_WIDTH) {
                return ticks;
            }
        }
        Vec::new()
    }
}

fn starts(first: Date, last: Date, months: i8) -> Vec<Date> {
    let month = (first.month() - 1).div_euclid(months) * months + 1;
    let begin = date(first.year(), month, 1);
    let all = (0..).map(|step| begin.saturating_add((step * i32::from(months)).months()));
    all.skip_while(|day| *day < first).take_while(|day| *day <= last).take(200).collect()
}

fn days_between(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}

/// An event with its place in its lane.
pub(super) struct Placed<'a> {
    pub(super) event: &'a Event,
    pub(super) x: i32,
    /// Middle of its row, from the top of the lane.
    pub(super) y: i32,
    pub(super) name_x: i32,
    /// Empty where there was no room.
    pub(super) name: String,
}

/// A lane.
pub(super) struct Lane<'a> {
    pub(super) events: Vec<Placed<'a>>,
    pub(super) height: i32,
    /// Events without room for a name.
    pub(super) unnamed: usize,
    /// What was done before the axis begins.
    pub(super) earlier: usize,
}

/// Overdue first, then what is nearest to today: they get the room.
pub(super) fn lane<'a>(timeline: &'a Timeline, axis: &Axis, phase: Phase) -> Lane<'a> {
    let (earlier, mut events): (Vec<&Event>, Vec<&Event>) = timeline
        .events
        .iter()
        .filter(|event| event.phase == phase)
        .partition(|event| event.when == When::Done && event.day < axis.first);
    events.sort_by_key(|event| {
        let far = days_between(timeline.today, event.day).abs();
        (event.when != When::Overdue, far, event.day, &event.name)
    });
    let mut rows: Vec<Vec<(i32, i32)>> = Vec::new();
    let mut lane = Lane { events: Vec::new(), height: 0, unnamed: 0, earlier: earlier.len() };
    let mut waiting = Vec::new();
    for event in events {
        match place(event, axis, timeline.today, &mut rows) {
            Some(placed) => lane.events.push(placed),
            None => waiting.push(event),
        }
    }
    let named = i32::try_from(rows.len()).unwrap_or(0);
    lane.unnamed = waiting.len();
    lane.events.extend(waiting.into_iter().map(|event| Placed {
        event,
        x: axis.x(event.day),
        y: 4 + named * ROW + ROW / 2,
        name_x: 0,
        name: String::new(),
    }));
    let rows = named + i32::from(lane.unnamed > 0);
    lane.height = 8 + rows.max(2) * ROW;
    lane
}

fn place<'a>(
    event: &'a Event,
    axis: &Axis,
    today: Date,
    rows: &mut Vec<Vec<(i32, i32)>>,
) -> Option<Placed<'a>> {
    let beyond = axis.is_beyond(event.day);
    let full = if beyond { format!("{}（{}）", event.name, event.day) } else { event.name.clone() };
    let x = axis.x(event.day);
    // Keeping off the line of today comes before keeping near the top.
    for (name, name_x) in sides(&full, x, axis, axis.x(today)) {
        let extent = (x.min(name_x) - MARK, (x + MARK).max(name_x + width(&name, SIZE)));
        let free = |other: &(i32, i32)| extent.1 + APART < other.0 || other.1 + APART < extent.0;
        let Some(row) = (0..ROWS_MAX).find(|row| rows.get(*row).is_none_or(|row| row.iter().all(free)))
        else {
            continue;
        };
        if row == rows.len() {
            rows.push(Vec::new());
        }
        rows[row].push(extent);
        let y = 4 + i32::try_from(row).unwrap_or(0) * ROW + ROW / 2;
        return Some(Placed { event, x, y, name_x, name });
    }
    None
}

/// The name on either side of its mark with its left edge, as far as it fits the picture: first what keeps off the
/// line of today, then what need not be cut for it, then the right.
fn sides(full: &str, x: i32, axis: &Axis, today: i32) -> Vec<(String, i32)> {
    let right_room = axis.right - x - MARK;
    let left_room = x - MARK - LANE_NAME - 2;
    let on = |room: i32, left: bool| {
        let name = fit(full, SIZE, NAME_WIDTH_MAX.min(room));
        let wide = width(&name, SIZE);
        let enough = room >= NAME_WIDTH_MIN || name == full;
        let at = if left { x - MARK - wide } else { x + MARK };
        let crossed = at <= today && today <= at + wide;
        let cut = room < NAME_WIDTH_MAX && name != full;
        (room > 0 && enough).then_some(((crossed, cut, left), name, at))
    };
    // Cut short before the line of today where enough is left to read.
    let until_today = if x < today { (today - 4 - x - MARK).min(right_room) } else { right_room };
    let from_today = if x > today { (x - MARK - today - 4).min(left_room) } else { left_room };
    let tries = [on(until_today, false), on(from_today, true), on(right_room, false), on(left_room, true)];
    let mut sides: Vec<((bool, bool, bool), String, i32)> = tries.into_iter().flatten().collect();
    sides.sort_by_key(|(price, ..)| *price);
    sides.into_iter().map(|(_, name, at)| (name, at)).collect()
}
