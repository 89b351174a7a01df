//! What all pictures share: colours, the frame, and a grade's badge.
//!
//! Colours are presentation attributes and not styles, because the content security policy of the pages forbids
//! those; a page's style sheet can still overrule them.

use maud::{Markup, html};
use sekisho_catalog::RiskValue;

/// Ground of the picture.
pub(super) const SHEET: &str = "var(--sheet,#fff)";
/// Ground one step from the sheet.
pub(super) const PAPER: &str = "var(--paper,#fff)";
/// Bands behind things.
pub(super) const WASH: &str = "var(--wash,#f3f3f3)";
/// Hair lines that carry no meaning.
pub(super) const LINE: &str = "var(--line,#bbb)";
/// Lines that carry meaning: 3:1 on every ground.
pub(super) const EDGE: &str = "var(--edge,#777)";
/// Second words.
pub(super) const QUIET: &str = "var(--quiet,#333)";
/// First words and shapes.
pub(super) const INK: &str = "var(--ink,#000)";
/// What is wrong, beside its shape.
pub(super) const ACCENT: &str = "var(--accent,#8f1f0b)";
/// Ground of what is wrong.
pub(super) const ACCENT_WASH: &str = "var(--accent-wash,#f3f3f3)";

const FONT: &str = "BIZ UDPGothic,Noto Sans JP,Noto Sans CJK JP,Hiragino Sans,Yu Gothic,sans-serif";

/// The `<svg>` around a picture.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame<'a> {
    pub(super) class: &'a str,
    pub(super) width: i32,
    pub(super) height: i32,
    /// What it is.
    pub(super) title: &'a str,
    /// What it shows, in words.
    pub(super) about: &'a str,
    /// Does anything in it lead somewhere? Then it must not be one image to a screen reader.
    pub(super) linked: bool,
}

/// The whole picture as text. No element has an id, so that a page may hold several pictures.
pub(super) fn framed(frame: Frame<'_>, inside: &Markup) -> String {
    let Frame { class, width, height, title, about, linked } = frame;
    let markup = html! {
        svg class=(class) role=(if linked { "group" } else { "img" }) xmlns="http://www.w3.org/2000/svg"
            width=(width) height=(height) viewBox={ "0 0 " (width) " " (height) }
            fill=(INK) font-family=(FONT) aria-label=(title) {
            title { (title) }
            desc { (about) }
            (inside)
        }
    };
    markup.into_string()
}

/// A linked part, or the same part without a link.
pub(super) fn linked(href: Option<&str>, inside: &Markup) -> Markup {
    html! {
        @match href {
            Some(href) => a href=(href) { (inside) },
            None => g { (inside) },
        }
    }
}

/// A grade: its letter says what it is, its weight how dark it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grade {
    /// The letter or word, such as `A`.
    pub letter: String,
    /// From 0, drawn white, to [`Grade::WEIGHT_MAX`], drawn darkest; more is drawn as the darkest.
    pub weight: u8,
}

impl From<RiskValue> for Grade {
    fn from(value: RiskValue) -> Self {
        let (letter, weight) = match value {
            RiskValue::A => ("A", 4),
            RiskValue::B => ("B", 3),
            RiskValue::C => ("C", 2),
            RiskValue::D => ("D", 1),
            RiskValue::E => ("E", 0),
        };
        Self { letter: letter.to_owned(), weight }
    }
}

impl Grade {
    /// What is not known: drawn white, and never taken for the least.
    #[must_use]
    pub fn unknown() -> Self {
        Self { letter: "？".to_owned(), weight: 0 }
    }

    /// A value that may turn out worse once everything is decided: `C–A`, as dark as what is known.
    #[must_use]
    pub fn between(value: RiskValue, at_worst: RiskValue) -> Self {
        let (now, worst) = (Self::from(value), Self::from(at_worst));
        if at_worst <= value {
            return now;
        }
        Self { letter: format!("{}–{}", now.letter, worst.letter), weight: now.weight }
    }

    /// The darkest.
    pub const WEIGHT_MAX: u8 = 4;

    /// How much ink lies on the sheet, as an SVG opacity. Steps are wide enough for a grey printer.
    pub(super) const fn opacity(&self) -> &'static str {
        match self.weight {
            0 => "0",
            1 => "0.1",
            2 => "0.24",
            3 => "0.62",
            _ => "0.85",
        }
    }

    /// Colour of words upon it: at least 4.5:1 in both schemes.
    pub(super) const fn words(&self) -> &'static str {
        if self.weight >= 3 { SHEET } else { INK }
    }
}
