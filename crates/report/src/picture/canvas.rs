//! A sheet to draw on that remembers where every text stands, so that what is tested is what is drawn.

use maud::{Markup, html};

use super::ink::{self, INK};
use super::measure::{fit, width};

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Rect {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) w: i32,
    pub(super) h: i32,
}

#[cfg(test)]
impl Rect {
    /// Do two of them share a pixel?
    pub(super) const fn overlaps(&self, other: &Self) -> bool {
        self.x < other.x + other.w
            && other.x < self.x + self.w
            && self.y < other.y + other.h
            && other.y < self.y + self.h
    }
}

/// Which part of a text stands at its x.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pen {
    pub(super) size: i32,
    pub(super) bold: bool,
    pub(super) colour: &'static str,
    pub(super) anchor: Anchor,
}

impl Pen {
    /// Plain ink of a size, from its left.
    pub(super) const fn new(size: i32) -> Self {
        Self { size, bold: false, colour: INK, anchor: Anchor::Start }
    }

    pub(super) const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub(super) const fn colour(self, colour: &'static str) -> Self {
        Self { colour, ..self }
    }

    pub(super) const fn middle(self) -> Self {
        Self { anchor: Anchor::Middle, ..self }
    }

    pub(super) const fn end(self) -> Self {
        Self { anchor: Anchor::End, ..self }
    }

    /// Distance of two lines.
    pub(super) const fn line(self) -> i32 {
        self.size + self.size / 3
    }
}

/// What was drawn so far.
#[derive(Default)]
pub(super) struct Canvas {
    parts: Vec<Markup>,
    pub(super) texts: Vec<(String, Rect)>,
    pub(super) right: i32,
    pub(super) bottom: i32,
    pub(super) linked: bool,
}

impl Canvas {
    /// Puts a shape down; `Canvas::reach` says how far it goes.
    pub(super) fn put(&mut self, shape: Markup) {
        self.parts.push(shape);
    }

    /// The picture must hold this point.
    pub(super) fn reach(&mut self, x: i32, y: i32) {
        self.right = self.right.max(x);
        self.bottom = self.bottom.max(y);
    }

    /// Writes a text with its baseline at `y`.
    pub(super) fn text(&mut self, x: i32, y: i32, pen: Pen, text: &str) {
        if text.is_empty() {
            return;
        }
        let w = width(text, pen.size);
        let left = match pen.anchor {
            Anchor::Start => x,
            Anchor::Middle => x - w / 2,
            Anchor::End => x - w,
        };
        let rect = Rect { x: left, y: y - pen.size, w, h: pen.size + pen.size / 5 };
        self.reach(rect.x + rect.w, rect.y + rect.h);
        self.texts.push((text.to_owned(), rect));
        let anchor = match pen.anchor {
            Anchor::Start => None,
            Anchor::Middle => Some("middle"),
            Anchor::End => Some("end"),
        };
        self.put(html! {
            text x=(x) y=(y) font-size=(pen.size) fill=(pen.colour) font-weight=[pen.bold.then_some("700")]
                text-anchor=[anchor] { (text) }
        });
    }

    /// Writes lines below each other, the first with its baseline at `y`.
    pub(super) fn lines(&mut self, x: i32, y: i32, pen: Pen, lines: &[String]) {
        for (place, line) in (0..).zip(lines) {
            self.text(x, y + place * pen.line(), pen, line);
        }
    }

    /// Writes a text downwards (Japanese) or upwards (Latin letters), around the upright line at `x`, from the edge
    /// at `y`: the upper edge downwards, the lower edge upwards.
    pub(super) fn upright(&mut self, x: i32, y: i32, pen: Pen, down: bool, text: &str) {
        if text.is_empty() {
            return;
        }
        let (w, h) = (pen.size + pen.size / 5, width(text, pen.size));
        let rect = Rect { x: x - w / 2, y: if down { y } else { y - h }, w, h };
        self.reach(rect.x + rect.w, rect.y + rect.h);
        self.texts.push((text.to_owned(), rect));
        let (mode, turn, x) = if down {
            (Some("vertical-rl"), None, x)
        } else {
            let base = x + pen.size / 3;
            (None, Some(format!("rotate(-90 {base} {y})")), base)
        };
        self.put(html! {
            text x=(x) y=(y) font-size=(pen.size) fill=(pen.colour) font-weight=[pen.bold.then_some("700")]
                writing-mode=[mode] transform=[turn] { (text) }
        });
    }

    /// Draws what belongs together: with its words for a pointer and a screen reader, and where it leads.
    pub(super) fn group(&mut self, href: Option<&str>, spoken: &str, draw: impl FnOnce(&mut Self)) {
        let before = std::mem::take(&mut self.parts);
        draw(self);
        let inside = std::mem::replace(&mut self.parts, before);
        let inside = html! {
            @if !spoken.is_empty() { title { (spoken) } }
            @for part in &inside { (part) }
        };
        self.linked |= href.is_some();
        self.put(ink::linked(href, &inside));
    }

    /// The picture. `margin` is left free on the right and below.
    pub(super) fn finish(self, class: &str, title: &str, about: &str, margin: i32) -> String {
        let inside = html! { @for part in &self.parts { (part) } };
        let frame = ink::Frame {
            class,
            width: self.right + margin,
            height: self.bottom + margin,
            title,
            about,
            linked: self.linked,
        };
        ink::framed(frame, &inside)
    }
}

/// Breaks a text into at most `lines_max` lines of `max` pixels: between words where there are any, in Japanese
/// between any two characters. What does not fit ends in `…`.
pub(super) fn wrapped(text: &str, size: i32, max: i32, lines_max: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() && lines.len() < lines_max {
        if lines.len() + 1 == lines_max {
            lines.push(fit(rest, size, max));
            break;
        }
        let cut = break_at(rest, size, max);
        let (line, after) = rest.split_at(cut);
        lines.push(line.trim_end().to_owned());
        rest = after.trim_start();
    }
    lines
}

/// Like [`wrapped`], with lines as equal as their number allows: no last line of one character.
pub(super) fn balanced(text: &str, size: i32, max: i32, lines_max: usize) -> Vec<String> {
    let lines = wrapped(text, size, max, lines_max);
    let count = i32::try_from(lines.len()).unwrap_or(1).max(1);
    if count == 1 || lines.last().is_some_and(|line| line.ends_with('…')) {
        return lines;
    }
    let narrower = (width(text, size) / count..max).step_by(3);
    let even = narrower.map(|max| wrapped(text, size, max, lines_max));
    let whole = |try_: &Vec<String>| {
        try_.len() == lines.len() && !try_.last().is_some_and(|line| line.ends_with('…'))
    };
    even.into_iter().find(whole).unwrap_or(lines)
}

/// Where the first line of a text ends, in bytes; at least one character fits.
fn break_at(text: &str, size: i32, max: i32) -> usize {
    let mut last_break = 0;
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        if before.is_some_and(|before| may_break(before, c)) {
            last_break = at;
        }
        let end = at + c.len_utf8();
        if at > 0 && width(&text[..end], size) > max {
            return if last_break > 0 { last_break } else { at };
        }
        before = Some(c);
    }
    text.len()
}

/// Japanese may break between any two characters, save before closing signs and small kana and after opening
/// brackets.
fn may_break(before: char, after: char) -> bool {
    const NOT_FIRST: &str = "、。，．・：；？！）］｝」』】ーぁぃぅぇぉっゃゅょァィゥェォッャュョ…%,.)]}:;";
    const NOT_LAST: &str = "（［｛「『【([{";
    if after == ' ' || before == ' ' {
        return after != ' ';
    }
    let wide = |c: char| !c.is_ascii() && c > '\u{2000}';
    let joint = matches!(before, '-' | '/') && after.is_alphanumeric();
    (wide(before) || wide(after) || joint) && !NOT_FIRST.contains(after) && !NOT_LAST.contains(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_breaks_between_words_and_in_japanese_anywhere_but_before_closing_signs() {
        assert_eq!(wrapped("wrong remote access", 10, 60, 3), ["wrong", "remote", "access"]);
        assert_eq!(wrapped("遠隔保守（外部）からの侵入", 10, 60, 4), ["遠隔保守（外", "部）からの侵", "入"]);
        assert_eq!(wrapped("サーバー", 10, 30, 2), ["サー", "バー"]);
        assert_eq!(wrapped("", 10, 60, 3), Vec::<String>::new());
    }

    #[test]
    fn what_does_not_fit_is_cut_and_no_line_is_wider_than_asked() {
        let lines = wrapped("Manipulationofeverythingwithoutaspace and more words here", 10, 60, 3);
        assert_eq!(lines.len(), 3);
        assert!(lines.iter().all(|line| width(line, 10) <= 60), "{lines:?}");
        assert!(lines[2].ends_with('…'), "{lines:?}");
    }
}
