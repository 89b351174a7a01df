//! What flows between places: a band for each, the outside at the top, and a numbered arrow for each way.
//!
//! Every way has a column of its own, so that no two lines cover each other and no label overlaps, however many there
//! are. Weight says the gravest class of command, a dashed line with ▲ what nobody declared; nothing is said by colour
//! alone, and each way is told in words. What flows within one place is not drawn.

use maud::html;
use sekisho_model::{CommandClass, CommandClasses, Lang};

use super::canvas::{Canvas, Pen};
use super::ink::{ACCENT, EDGE, INK, LINE, QUIET, SHEET, WASH};
use super::measure::{fit, width};

const PAD: i32 = 8;
const NAME: i32 = 13;
const SUB: i32 = 11;
const FIGURE: i32 = 11;
/// Widest name.
const NAME_MAX: i32 = 168;
const BAND: i32 = 46;
const SLOT: i32 = 34;
const RADIUS: i32 = 11;
const HEAD: i32 = 8;

/// A place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Band {
    /// Its name.
    pub name: String,
    /// What stands in it, in a few words.
    pub holds: String,
    /// Where it leads.
    pub href: Option<String>,
}

/// How grave the gravest class of command of a way is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Nothing is changed by it, or nothing is known of it.
    #[default]
    Light,
    /// Values are written.
    Writes,
    /// Programs are transferred, or machines are started and stopped.
    Commands,
}

impl Weight {
    /// The weight of some classes.
    #[must_use]
    pub fn of(classes: CommandClasses) -> Self {
        let weight = |class| match class {
            CommandClass::Program | CommandClass::Control => Self::Commands,
            CommandClass::Write => Self::Writes,
            CommandClass::Read | CommandClass::Diagnostic | CommandClass::Other => Self::Light,
        };
        classes.iter().map(weight).max().unwrap_or_default()
    }

    const fn stroke(self) -> &'static str {
        match self {
            Self::Light => "1.4",
            Self::Writes => "3",
            Self::Commands => "5.5",
        }
    }

    const fn word(self, lang: Lang) -> &'static str {
        match self {
            Self::Light => lang.pick("読み出し・診断など", "reading, diagnostics and the like"),
            Self::Writes => lang.pick("書き込みを含む", "with writes"),
            Self::Commands => {
                lang.pick("運転・停止・プログラム転送を含む", "with start, stop or program transfer")
            }
        }
    }
}

/// What flows from one place to another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Way {
    /// Where it is opened: which band.
    pub from: usize,
    /// Where it is answered: which band.
    pub to: usize,
    /// Its number, which stands in a table too.
    pub number: usize,
    /// In words.
    pub words: String,
    /// How grave.
    pub weight: Weight,
    /// Nobody declared it.
    pub undeclared: bool,
    /// Where it leads.
    pub href: Option<String>,
}

/// Draws the ways between bands. A way of which an end is no band, or both ends are one, is left out.
#[must_use]
pub fn flows(title: &str, bands: &[Band], ways: &[Way], lang: Lang) -> String {
    let about: Vec<String> = ways.iter().map(|way| told(way, bands, lang)).collect();
    drawn(bands, ways, lang).finish("flows", title, &about.join(lang.pick("。", ". ")), PAD)
}

fn told(way: &Way, bands: &[Band], lang: Lang) -> String {
    let name = |place: usize| bands.get(place).map_or("", |band| band.name.as_str());
    let undeclared = if way.undeclared { lang.pick("（台帳にない）", " (undeclared)") } else { "" };
    let colon = lang.pick("：", ": ");
    format!("{} {} → {}{colon}{}{undeclared}", way.number, name(way.from), name(way.to), way.words)
}

fn drawn(bands: &[Band], ways: &[Way], lang: Lang) -> Canvas {
    let mut canvas = Canvas::default();
    let ways: Vec<&Way> =
        ways.iter().filter(|way| way.from != way.to && way.from.max(way.to) < bands.len()).collect();
    let left = PAD + names_width(bands) + 14;
    let right = left + SLOT * i32::try_from(ways.len()).unwrap_or(0) + PAD;
    for (place, band) in (0..).zip(bands) {
        self::band(&mut canvas, band, PAD + place * BAND, right, left - 14 - PAD);
    }
    for (column, way) in (0..).zip(ways) {
        let words = told(way, bands, lang);
        let x = left + SLOT * column + SLOT / 2;
        canvas.group(way.href.as_deref(), &words, |canvas| arrow(canvas, way, x));
    }
    legend(&mut canvas, PAD + BAND * i32::try_from(bands.len()).unwrap_or(0) + 22, lang);
    canvas
}

fn names_width(bands: &[Band]) -> i32 {
    let widths = bands.iter().map(|band| width(&band.name, NAME).max(width(&band.holds, SUB)));
    widths.max().unwrap_or(0).min(NAME_MAX) + 12
}

fn band(canvas: &mut Canvas, band: &Band, y: i32, right: i32, wide: i32) {
    canvas.put(html! { rect x=(PAD) y=(y + 3) width=(right - PAD) height=(BAND - 6) fill=(WASH) {} });
    canvas.put(html! { line x1=(PAD) y1=(y + BAND / 2) x2=(right) y2=(y + BAND / 2) stroke=(LINE) stroke-width="1" {} });
    canvas.put(html! { rect x=(PAD) y=(y + 3) width=(wide) height=(BAND - 6) fill=(SHEET) stroke=(EDGE) stroke-width="1.4" {} });
    canvas.reach(right, y + BAND);
    canvas.group(band.href.as_deref(), &band.name, |canvas| {
        let baseline = if band.holds.is_empty() { y + BAND / 2 + 5 } else { y + 20 };
        canvas.text(PAD + 6, baseline, Pen::new(NAME).bold(), &fit(&band.name, NAME, NAME_MAX));
        canvas.text(PAD + 6, y + 36, Pen::new(SUB).colour(QUIET), &fit(&band.holds, SUB, NAME_MAX));
    });
}

/// A disc with the number where it is opened, a head where it is answered.
fn arrow(canvas: &mut Canvas, way: &Way, x: i32) {
    let middle = |place: usize| PAD + BAND * i32::try_from(place).unwrap_or(0) + BAND / 2;
    let (start, end) = (middle(way.from), middle(way.to));
    let down = if end > start { 1 } else { -1 };
    let colour = if way.undeclared { ACCENT } else { INK };
    let dash = way.undeclared.then_some("5 4");
    canvas.put(html! {
        line x1=(x) y1=(start + down * RADIUS) x2=(x) y2=(end - down * HEAD) stroke=(colour)
            stroke-width=(way.weight.stroke()) stroke-dasharray=[dash] {}
    });
    let foot = end - down * (HEAD + 2);
    let head = format!("{x},{end} {},{foot} {},{foot}", x - 6, x + 6);
    canvas.put(html! { polygon points=(head) fill=(colour) {} });
    canvas.put(
        html! { circle cx=(x) cy=(start) r=(RADIUS) fill=(SHEET) stroke=(colour) stroke-width="1.4" {} },
    );
    canvas.text(x, start + 4, Pen::new(FIGURE).bold().middle(), &way.number.to_string());
    if way.undeclared {
        let y = (start + end) / 2;
        canvas.put(html! { rect x=(x - 7) y=(y - 8) width="14" height="15" fill=(SHEET) {} });
        canvas.text(x, y + 5, Pen::new(NAME).colour(ACCENT).middle(), "▲");
    }
}

fn legend(canvas: &mut Canvas, top: i32, lang: Lang) {
    let mut y = top;
    for weight in [Weight::Light, Weight::Writes, Weight::Commands] {
        canvas.put(html! { line x1=(PAD) y1=(y - 4) x2=(PAD + 30) y2=(y - 4) stroke=(INK) stroke-width=(weight.stroke()) {} });
        canvas.text(PAD + 40, y, Pen::new(SUB).colour(QUIET), weight.word(lang));
        y += 19;
    }
    canvas.put(html! { line x1=(PAD) y1=(y - 4) x2=(PAD + 30) y2=(y - 4) stroke=(ACCENT) stroke-width="1.4" stroke-dasharray="5 4" {} });
    canvas.text(PAD + 40, y, Pen::new(SUB).colour(QUIET), lang.pick("▲ 台帳にない", "▲ undeclared"));
}

#[cfg(test)]
mod tests {
    use super::super::proof::{Dice, HOSTILE, assert_readable, assert_sound};
    use super::*;

    fn bands(dice: &mut Dice, count: usize) -> Vec<Band> {
        let band = |place: usize| Band {
            name: if place < HOSTILE.len() { HOSTILE[place].to_owned() } else { dice.name() },
            holds: format!("{place} devices"),
            href: place.is_multiple_of(2).then(|| format!("/plant?zone=Z{place}")),
        };
        (0..count).map(band).collect()
    }

    #[test]
    fn no_two_texts_overlap_however_many_ways_there_are_and_every_way_is_told_in_words() {
        let mut dice = Dice(5);
        for (places, count) in [(0, 0), (1, 0), (2, 3), (9, 40), (14, 150)] {
            let bands = bands(&mut dice, places);
            let mut ways = Vec::new();
            for number in 1..=count {
                let (from, to) = (dice.roll(places), dice.roll(places));
                let weight = dice.pick(&[Weight::Light, Weight::Writes, Weight::Commands]);
                let undeclared = dice.roll(3) == 0;
                let (words, href) = (format!("talk {number}"), Some(format!("#flow-{number}")));
                ways.push(Way { from, to, number, words, weight, undeclared, href });
            }
            for lang in Lang::ALL {
                let canvas = drawn(&bands, &ways, lang);
                assert_readable("flows", &canvas.texts, canvas.right + PAD, canvas.bottom + PAD);
                let svg = flows("map", &bands, &ways, lang);
                assert_sound(&svg);
                let kept = ways.iter().filter(|way| way.from != way.to);
                for way in kept {
                    assert!(svg.contains(&format!("#flow-{}\"", way.number)) && svg.contains(&way.words));
                }
            }
        }
    }

    #[test]
    fn a_way_to_nowhere_is_left_out_and_weight_follows_the_gravest_class() {
        let way = Way { from: 0, to: 7, number: 1, ..Way::default() };
        let bands = [Band { name: "a".to_owned(), ..Band::default() }];
        assert!(!drawn(&bands, &[way], Lang::En).texts.iter().any(|(text, _)| text == "1"));
        let of = |class| Weight::of(CommandClasses::of(class));
        assert_eq!(of(CommandClass::Read), Weight::Light);
        assert_eq!(of(CommandClass::Write), Weight::Writes);
        assert_eq!(of(CommandClass::Control), Weight::Commands);
        assert_eq!(Weight::of(CommandClasses::NONE), Weight::Light);
    }
}
