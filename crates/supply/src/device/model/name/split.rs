//! A name to words with what parts them.
//!
//! Remarks in parentheses stand apart from the name, save short ones inside a word (`R04(EN)CPU`), which are
//! optional parts of it.

use unicode_normalization::UnicodeNormalization;

use super::super::super::vendor::{is_japanese, mended};
use super::super::pack::words;

/// Longest text that is looked at, in characters; names do not go near it.
const NAME_CHARS_MAX: usize = 400;
/// Longest optional part of a word.
const OPTION_CHARS_MAX: usize = 5;

/// What stands before a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    Blank,
    /// A comma, slash or `and`: the next of a list.
    List,
}

/// One word, its case kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) gap: Gap,
}

/// A name and its remarks, each as words.
#[derive(Debug, Default)]
pub(super) struct Split {
    pub(super) name: Vec<Piece>,
    pub(super) remarks: Vec<Vec<Piece>>,
}

/// Opening and closing of an optional part inside a word.
pub(super) const OPTION: (char, char) = ('\u{e001}', '\u{e002}');

/// Without the signs of trade marks, which would fold to letters (`Power™` to `PowerTM`); UTF-8 that was decoded as
/// something else is mended first (`Câ€¢CURE`).
pub(super) fn without_marks(text: &str) -> String {
    mended(text).replace(['™', '®', '©', '℠'], " ")
}

pub(super) fn split(text: &str) -> Split {
    let text = without_marks(text);
    let folded: String = text.nfkc().take(NAME_CHARS_MAX).map(plain).collect();
    let folded = words().without_synonyms(&with_its_boxes(&folded));
    let (name, remarks) = without_remarks(&folded);
    Split { name: pieces(&name), remarks: remarks.iter().map(|remark| pieces(remark)).collect() }
}

/// One kind of dash and blank. Where a list allows no blanks, an underscore stands for one.
fn plain(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        c if c.is_whitespace() || c.is_control() || c == '_' => ' ',
        c => c,
    }
}

/// `CP2E-E □ □ D □ - □` as `CP2E-E□□D□-□`: boxes that stand for signs of a number, with the few letters between them.
fn with_its_boxes(text: &str) -> String {
    const LETTERS_MAX: usize = 2;
    let is_boxed = |word: &str| word.contains(['□', '■']);
    let is_between = |word: &str| {
        word.starts_with('-')
            || word.len() <= LETTERS_MAX && word.bytes().all(|byte| byte.is_ascii_uppercase())
    };
    let mut spelled = String::new();
    let mut is_open = false;
    for word in text.split(' ') {
        let joins = !spelled.is_empty() && (is_open && is_between(word) || word.starts_with(['□', '■']));
        if !spelled.is_empty() && !joins {
            spelled.push(' ');
        }
        spelled.push_str(word);
        is_open = is_boxed(word) || joins && is_open;
    }
    spelled
}

/// Takes remarks out, and marks optional parts of words.
fn without_remarks(text: &str) -> (String, Vec<String>) {
    let chars: Vec<char> = text.chars().collect();
    let (mut name, mut remarks, mut at) = (String::new(), Vec::new(), 0);
    while let Some(&c) = chars.get(at) {
        // One that nothing closes was cut off: what stands behind it is a remark still.
        let close = if c == '(' { Some(closing(&chars, at).unwrap_or(chars.len())) } else { None };
        match close {
            Some(close) => {
                let inside: String = chars[at + 1..close].iter().collect();
                if is_option(&chars, at, close) {
                    name.push(OPTION.0);
                    name.push_str(&inside);
                    name.push(OPTION.1);
                } else {
                    name.push(' ');
                    remarks.push(inside);
                }
                at = (close + 1).min(chars.len());
            }
            None => {
                name.push(if c == ')' { ' ' } else { c });
                at += 1;
            }
        }
    }
    (name, remarks)
}

/// The parenthesis that closes the one at `open`.
fn closing(chars: &[char], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (offset, c) in chars[open..].iter().enumerate() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(open + offset);
        }
    }
    None
}

/// Short, without blanks, and glued to a word on the left.
fn is_option(chars: &[char], open: usize, close: usize) -> bool {
    let inside = &chars[open + 1..close];
    let glued = open > 0 && (chars[open - 1].is_ascii_alphanumeric() || chars[open - 1] == '-');
    let short = !inside.is_empty() && inside.len() <= OPTION_CHARS_MAX;
    glued && short && inside.iter().all(|c| c.is_ascii_alphanumeric() || *c == '-')
}

fn pieces(text: &str) -> Vec<Piece> {
    let spaced = between_scripts(text);
    let mut pieces = Vec::new();
    let mut gap = Gap::Blank;
    let mut word = String::new();
    let flush = |word: &mut String, gap: &mut Gap, pieces: &mut Vec<Piece>| {
        let text = trimmed(word);
        let connects =
            matches!(text.to_lowercase().as_str(), "and" | "or" | "&" | "/" | "および" | "及び" | "または");
        if connects {
            *gap = Gap::List;
        } else if text.chars().any(|c| c.is_alphanumeric() || matches!(c, '*' | '□')) {
            pieces.push(Piece { text: singular(text), gap: *gap });
            *gap = Gap::Blank;
        }
        word.clear();
    };
    for c in spaced.chars() {
        match c {
            ' ' => flush(&mut word, &mut gap, &mut pieces),
            ',' | ';' | '、' | '|' | '，' | '・' => {
                flush(&mut word, &mut gap, &mut pieces);
                gap = Gap::List;
            }
            '"' | '”' | '′' if is_size(&word) => word.clear(),
            ':' | '"' | '“' | '”' | '′' | '\'' | '’' | '™' | '®' | '=' | '!' | '{' | '}' | '<' | '>' =>
            {
                flush(&mut word, &mut gap, &mut pieces);
            }
            c => word.push(c),
        }
    }
    flush(&mut word, &mut gap, &mut pieces);
    pieces
}

/// `Libraries` as `Library`: the one plural that is not the singular with more letters.
fn singular(word: &str) -> String {
    const LETTERS_MIN: usize = 7;
    let stem = word
        .strip_suffix("ies")
        .filter(|stem| word.len() >= LETTERS_MIN && !stem.to_lowercase().ends_with("ser"));
    stem.map_or_else(|| word.to_owned(), |stem| format!("{stem}y"))
}

/// `4` of `4" - 22"`: how large a screen is, in inches, and not what it is called.
fn is_size(word: &str) -> bool {
    let mut digits = word.split('.').take(2);
    word.len() <= 4 && digits.all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Without punctuation at the ends; wildcards and optional parts stay.
fn trimmed(word: &str) -> &str {
    let kept = |c: char| {
        c.is_alphanumeric()
            || matches!(c, '*' | '□' | '■' | '?' | '#' | '[' | ']' | '&' | '+')
            || c == OPTION.0
            || c == OPTION.1
    };
    if word == "/" {
        word
    } else {
        word.trim_matches(|c: char| !kept(c) && c != '.').trim_end_matches('.').trim_start_matches('.')
    }
}

/// Blanks between Japanese and other letters: `NX1シリーズ` is two words.
fn between_scripts(text: &str) -> String {
    let mut spaced = String::new();
    let mut before: Option<char> = None;
    for c in text.chars() {
        if before.is_some_and(|before| is_japanese(before) != is_japanese(c)) {
            spaced.push(' ');
        }
        spaced.push(c);
        before = Some(c);
    }
    spaced
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(pieces: &[Piece]) -> Vec<&str> {
        pieces.iter().map(|piece| piece.text.as_str()).collect()
    }

    #[test]
    fn names_and_remarks_come_apart() {
        let read = split("SIMATIC S7-1500 CPU 1515-2 PN (6ES7515-2AM01-0AB0)");
        assert_eq!(texts(&read.name), ["SIMATIC", "S7-1500", "CPU", "1515-2", "PN"]);
        assert_eq!(texts(&read.remarks[0]), ["6ES7515-2AM01-0AB0"]);
        assert_eq!(texts(&split("ＮＸ１シリーズ").name), ["NX1", "シリーズ"]);
        assert_eq!(texts(&split("シーケンサ KV-8000").name), ["plc", "KV-8000"]);
    }

    #[test]
    fn an_option_stays_in_its_word() {
        let option = |text: &str| format!("{}{text}{}", OPTION.0, OPTION.1);
        assert_eq!(texts(&split("R04(EN)CPU").name), [format!("R04{}CPU", option("EN"))]);
        assert_eq!(split("R04 (EN) CPU").remarks.len(), 1);
    }

    #[test]
    fn a_remark_that_was_cut_off_is_one_still() {
        let read = split("S7-1500 CPU family (incl. related ET200 CPUs and SIPLUS");
        assert_eq!(texts(&read.name), ["S7-1500", "CPU", "family"]);
        assert_eq!(texts(&read.remarks[0])[..2], ["incl", "related"]);
        assert_eq!(texts(&split("FX5U) (").name), ["FX5U"]);
    }

    #[test]
    fn sizes_in_inches_are_no_part_of_a_name() {
        let read = split("SIMATIC HMI Comfort Panels 4\" - 22\" (incl. SIPLUS variants)");
        assert_eq!(texts(&read.name), ["SIMATIC", "HMI", "Comfort", "Panels"]);
        assert_eq!(texts(&split("the \"EM77\" board").name), ["the", "EM77", "board"]);
    }

    #[test]
    fn lists_are_told_from_blanks() {
        let gaps: Vec<Gap> =
            split("KTP400F, KTP700 and KTP900 Panels").name.iter().map(|piece| piece.gap).collect();
        assert_eq!(gaps, [Gap::Blank, Gap::List, Gap::List, Gap::Blank]);
    }

    #[test]
    fn boxes_join_the_number_that_they_stand_in() {
        let name = |text: &str| texts(&split(text).name).join(" ");
        assert_eq!(name("CP2E-E □ □ D □ - □"), "CP2E-E□□D□-□");
        assert_eq!(name("CJ2H-CPU6 □ -EIP"), "CJ2H-CPU6□-EIP");
        assert_eq!(name("CS1D-CPU □ □ HA"), "CS1D-CPU□□HA");
        assert_eq!(name("EX □ switch"), "EX□ switch");
        assert_eq!(name("EX switch DX"), "EX switch DX");
    }
}
