//! The trend of recovery: week by week how many cases were open at its end, how many became known in it and how many
//! were done.
//!
//! Every count stands beside its shape as a figure; the picture is read without colour, and a week without anything
//! has its zero.

use maud::html;
use sekisho_assess::recovery::Week;
use sekisho_model::Lang;

use super::canvas::{Canvas, Pen};
use super::ink::{EDGE, INK, LINE, QUIET, SHEET};
use super::measure::width;

const PAD: i32 = 8;
const SIZE: i32 = 12;
const FIGURE: i32 = 11;
/// Width of a week, where its figures need no more.
const SLOT: i32 = 56;
const BAR: i32 = 14;
/// Highest point of the line, and what it stands on.
const LINE_TOP: i32 = 48;
const LINE_FOOT: i32 = 118;
/// Highest bar, and what the bars stand on.
const BARS_TOP: i32 = 168;
const BARS_FOOT: i32 = 228;

/// Draws the trend.
#[must_use]
pub fn trend(weeks: &[Week], lang: Lang) -> String {
    drawn(weeks, lang).finish("trend", title(lang), &about(weeks, lang), PAD)
}

const fn title(lang: Lang) -> &'static str {
    lang.pick("脆弱性の対処の推移（週ごと）", "Recovery, week by week")
}

fn about(weeks: &[Week], lang: Lang) -> String {
    let line = |week: &Week| {
        let Week { from, known, done, open } = week;
        match lang {
            Lang::Ja => format!("{from} からの週：判明 {known}、対処 {done}、週末の未対処 {open}"),
            Lang::En => format!("week from {from}: known {known}, done {done}, open at its end {open}"),
        }
    };
    weeks.iter().map(line).collect::<Vec<_>>().join(lang.pick("。", ". "))
}

fn drawn(weeks: &[Week], lang: Lang) -> Canvas {
    let mut canvas = Canvas::default();
    let slot = slot(weeks);
    let right = PAD + slot * i32::try_from(weeks.len().max(1)).unwrap_or(1);
    canvas.text(
        PAD,
        20,
        Pen::new(SIZE).bold(),
        lang.pick("週末の未対処（記録の日付による）", "Open at the week's end, by recorded days"),
    );
    canvas.text(PAD, 142, Pen::new(SIZE).bold(), lang.pick("その週の件数", "In the week"));
    for y in [LINE_FOOT, BARS_FOOT] {
        canvas.put(html! { line x1=(PAD) y1=(y) x2=(right) y2=(y) stroke=(LINE) stroke-width="1" {} });
    }
    canvas.reach(right, BARS_FOOT);
    open_line(&mut canvas, weeks, slot);
    let most = weeks.iter().map(|week| week.known.max(week.done)).max().unwrap_or(0);
    for (place, week) in (0..).zip(weeks) {
        let middle = PAD + slot * place + slot / 2;
        bar(&mut canvas, middle - slot / 4, week.known, most, false);
        bar(&mut canvas, middle + slot / 4, week.done, most, true);
        let day = format!("{}/{}", week.from.month(), week.from.day());
        canvas.text(middle, BARS_FOOT + 16, Pen::new(FIGURE).colour(QUIET).middle(), &day);
    }
    legend(&mut canvas, lang);
    canvas
}

/// Wide enough for two figures side by side.
fn slot(weeks: &[Week]) -> i32 {
    let figures = weeks.iter().flat_map(|week| [week.known, week.done, week.open]);
    let widest = figures.map(|figure| width(&figure.to_string(), FIGURE)).max().unwrap_or(0);
    SLOT.max(2 * (widest + 6))
}

/// How high a count stands; what is not nothing is always seen.
fn height(count: usize, most: usize, full: i32) -> i32 {
    let full = usize::try_from(full).unwrap_or(0);
    let high = (count.saturating_mul(full)).checked_div(most).unwrap_or(0);
    i32::try_from(high).unwrap_or(0).max(i32::from(count > 0) * 2)
}

fn open_line(canvas: &mut Canvas, weeks: &[Week], slot: i32) {
    let most = weeks.iter().map(|week| week.open).max().unwrap_or(0);
    let point = |(place, week): (i32, &Week)| {
        (PAD + slot * place + slot / 2, LINE_FOOT - height(week.open, most, LINE_FOOT - LINE_TOP), week.open)
    };
    let points: Vec<(i32, i32, usize)> = (0..).zip(weeks).map(point).collect();
    let path: Vec<String> = points.iter().map(|(x, y, _)| format!("{x},{y}")).collect();
    canvas.put(html! { polyline points=(path.join(" ")) fill="none" stroke=(INK) stroke-width="1.6" {} });
    for (x, y, open) in points {
        canvas.put(html! { rect x=(x - 3) y=(y - 3) width="6" height="6" fill=(INK) {} });
        canvas.text(x, y - 8, Pen::new(FIGURE).middle(), &open.to_string());
    }
}

fn bar(canvas: &mut Canvas, middle: i32, count: usize, most: usize, is_full: bool) {
    let high = height(count, most, BARS_FOOT - BARS_TOP);
    let fill = if is_full { INK } else { SHEET };
    canvas.put(html! {
        rect x=(middle - BAR / 2) y=(BARS_FOOT - high) width=(BAR) height=(high) fill=(fill) stroke=(EDGE) stroke-width="1" {}
    });
    canvas.text(middle, BARS_FOOT - high - 4, Pen::new(FIGURE).colour(QUIET).middle(), &count.to_string());
}

fn legend(canvas: &mut Canvas, lang: Lang) {
    let y = BARS_FOOT + 40;
    let mut x = PAD;
    let parts = [(SHEET, lang.pick("判明", "became known")), (INK, lang.pick("対処済み", "done"))];
    for (fill, words) in parts {
        canvas.put(html! { rect x=(x) y=(y - 10) width="12" height="12" fill=(fill) stroke=(EDGE) stroke-width="1" {} });
        canvas.text(x + 18, y, Pen::new(SIZE).colour(QUIET), words);
        x += 18 + width(words, SIZE) + 20;
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use jiff::civil::date;

    use super::super::proof::{assert_readable, assert_sound};
    use super::*;

    fn weeks(figures: &[(usize, usize, usize)]) -> Vec<Week> {
        let from = |place: i64| date(2026, 9, 3).saturating_add((7 * place).days());
        let week = |(place, (known, done, open)): (i64, &(usize, usize, usize))| Week {
            from: from(place),
            known: *known,
            done: *done,
            open: *open,
        };
        (0..).zip(figures).map(week).collect()
    }

    #[test]
    fn figures_never_overlap_from_nothing_to_very_many_and_both_languages() {
        let cases = [
            weeks(&[(0, 0, 0); 12]),
            weeks(&[(3, 1, 2), (0, 2, 0), (14, 5, 9), (1, 10, 0)]),
            weeks(&[(14_310, 0, 14_310), (0, 14_310, 0), (7, 99_999, 120_000)]),
        ];
        for weeks in cases {
            for lang in Lang::ALL {
                let canvas = drawn(&weeks, lang);
                assert_readable("trend", &canvas.texts, canvas.right + PAD, canvas.bottom + PAD);
                assert_sound(&trend(&weeks, lang));
            }
        }
    }

    #[test]
    fn one_of_many_is_still_seen_and_nothing_has_no_height() {
        assert_eq!(height(1, 10_000, 60), 2);
        assert_eq!(height(0, 10_000, 60), 0);
        assert_eq!(height(0, 0, 60), 0);
        assert_eq!(height(5, 5, 60), 60);
    }

    #[test]
    fn every_week_is_told_in_words() {
        let words = about(&weeks(&[(3, 1, 2)]), Lang::En);
        assert_eq!(words, "week from 2026-09-03: known 3, done 1, open at its end 2");
    }
}
