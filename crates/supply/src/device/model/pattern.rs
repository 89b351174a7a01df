//! One number or word of a name, with the wildcards that makers and catalogues use.
//!
//! Separators never count: `FX5U-32MT/ES` and `FX5U 32MT ES` are one text. Each pattern is walked as a set of
//! places, so that no text takes longer than its length times the pattern's.

/// Longest text that is matched, in letters and digits.
const TEXT_MAX: usize = 120;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Digit,
    LetterOrDigit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Atom {
    Is(char),
    /// So many of a class; no upper end where `most` is `None`.
    Some {
        class: Class,
        least: usize,
        most: Option<usize>,
    },
}

/// How a text fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// The text begins with what the pattern says: a member of the series.
    Member,
    /// The whole text.
    Whole,
}

/// A pattern over upper-case letters and digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern {
    atoms: Vec<Atom>,
    /// The text may go on: a series.
    open: bool,
    /// The fixed text that every match begins with.
    head: String,
}

/// Upper-case letters and digits only, and the plus sign, which makes another model (`X308-2LH+`).
pub(in super::super) fn compact(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric() || *c == '+').flat_map(char::to_uppercase).collect()
}

impl Pattern {
    fn of(atoms: Vec<Atom>, open: bool) -> Self {
        let letters = atoms.iter().map_while(|atom| match atom {
            Atom::Is(c) => Some(*c),
            Atom::Some { .. } => None,
        });
        Self { head: letters.collect(), atoms, open }
    }

    /// Just this text.
    pub(super) fn literal(text: &str) -> Self {
        Self::of(compact(text).chars().map(Atom::Is).collect(), false)
    }

    /// A pattern of the data pack: `#` a digit, `?` one, `*` any rest.
    pub(super) fn of_pack(text: &str) -> Self {
        let atom = |c: char| match c {
            '#' => Some(Atom::Some { class: Class::Digit, least: 1, most: Some(1) }),
            '?' => Some(Atom::Some { class: Class::LetterOrDigit, least: 1, most: Some(1) }),
            '*' => Some(Atom::Some { class: Class::LetterOrDigit, least: 0, most: None }),
            c if c.is_alphanumeric() => Some(Atom::Is(c.to_ascii_uppercase())),
            _ => None,
        };
        Self::of(text.chars().filter_map(atom).collect(), false)
    }

    /// The ways to read a word: as it stands, and with its placeholders, where it may have some.
    pub(super) fn readings(word: &str) -> Vec<Self> {
        let (strict, sure) = placeholders(word, false);
        let mut readings = Vec::new();
        if !sure {
            readings.push(Self::literal(word));
        }
        readings.extend(strict.map(|atoms| Self::of(atoms, false)));
        // A capital X after a digit may be a letter or a placeholder: both.
        readings.extend(placeholders(word, true).0.map(|atoms| Self::of(atoms, false)));
        readings.dedup();
        readings.retain(|pattern| !pattern.atoms.is_empty());
        readings
    }

    /// The same as a series: the text may go on.
    pub(super) fn series(&self) -> Self {
        Self::of(self.atoms.clone(), true)
    }

    /// A series named by a round number (`A800`, `RTU500`, `X-200IRT`): its last zeros stand for any digits,
    /// and what makes a variant may stand before letters that follow them (`X202-2IRT`).
    pub(super) fn round_series(&self) -> Option<Self> {
        self.with_zeros_open(2)
    }

    /// The same for one zero behind two digits (`W780`), which makes a series with some makers only.
    pub(super) fn perhaps_round(&self) -> Option<Self> {
        let digits =
            self.atoms.iter().filter(|atom| matches!(atom, Atom::Is(c) if c.is_ascii_digit())).count();
        self.with_zeros_open(1).filter(|_| digits > 2)
    }

    fn with_zeros_open(&self, zeros_min: usize) -> Option<Self> {
        let is_zero = |atom: &&Atom| **atom == Atom::Is('0');
        let is_letter = |atom: &&Atom| matches!(atom, Atom::Is(c) if c.is_alphabetic());
        let tail = self.atoms.iter().rev().take_while(is_letter).count();
        let end = self.atoms.len() - tail;
        let zeros = self.atoms[..end].iter().rev().take_while(is_zero).count();
        let digit_before = end.checked_sub(zeros + 1).map(|at| self.atoms[at]);
        let lettered = self.head().contains(char::is_alphabetic);
        let round =
            lettered && zeros >= zeros_min && matches!(digit_before, Some(Atom::Is(c)) if c.is_ascii_digit());
        let mut atoms = self.atoms[..end - zeros].to_vec();
        atoms.extend(std::iter::repeat_n(Atom::Some { class: Class::Digit, least: 1, most: Some(1) }, zeros));
        if tail > 0 {
            atoms.push(Atom::Some { class: Class::LetterOrDigit, least: 0, most: None });
            atoms.extend(&self.atoms[end..]);
        }
        round.then(|| Self::of(atoms, true))
    }

    /// The pattern of two words that stand together.
    pub(super) fn then(&self, next: &Self) -> Self {
        Self::of(self.atoms.iter().chain(&next.atoms).copied().collect(), next.open)
    }

    /// The text, where the pattern is one.
    pub(super) fn as_literal(&self) -> Option<&str> {
        let all_fixed = self.head.chars().count() == self.atoms.len();
        (!self.open && all_fixed).then_some(self.head.as_str())
    }

    /// How many signs it fixes.
    pub(super) fn signs(&self) -> usize {
        self.atoms.iter().filter(|atom| matches!(atom, Atom::Is(_))).count()
    }

    /// The fixed text that every match begins with.
    pub(super) fn head(&self) -> &str {
        &self.head
    }

    /// Does a compact text fit?
    pub(super) fn fit(&self, text: &str) -> Option<Fit> {
        if !text.starts_with(&self.head) || text.chars().count() > TEXT_MAX {
            return None;
        }
        let text: Vec<char> = text.chars().collect();
        // Bit n: the first n characters are used up.
        let mut places: u128 = 1;
        for atom in &self.atoms {
            places = step(places, *atom, &text);
            if places == 0 {
                return None;
            }
        }
        if places >> text.len() & 1 == 1 {
            return Some(Fit::Whole);
        }
        let goes_on = |place: usize| places >> place & 1 == 1 && self.may_end_at(place, &text);
        (self.open && (0..text.len()).any(goes_on)).then_some(Fit::Member)
    }

    /// A series of letters only (`NJ`) has members that go on with a digit: `NJ501`, not `NJX`.
    fn may_end_at(&self, place: usize, text: &[char]) -> bool {
        let numbered = text[..place].iter().any(char::is_ascii_digit);
        place > 0 && (numbered || text[place].is_ascii_digit())
    }
}

fn step(places: u128, atom: Atom, text: &[char]) -> u128 {
    let mut next = 0;
    match atom {
        Atom::Is(c) => {
            for (place, found) in text.iter().enumerate() {
                if places >> place & 1 == 1 && *found == c {
                    next |= 1 << (place + 1);
                }
            }
        }
        Atom::Some { class, least, most } => {
            for place in 0..=text.len() {
                if places >> place & 1 == 0 {
                    continue;
                }
                let run = text[place..].iter().take_while(|c| class.has(**c)).count();
                for used in least..=most.unwrap_or(run).min(run) {
                    next |= 1 << (place + used);
                }
            }
        }
    }
    next
}

impl Class {
    fn has(self, c: char) -> bool {
        match self {
            Self::Digit => c.is_ascii_digit(),
            Self::LetterOrDigit => c.is_alphanumeric(),
        }
    }
}

/// The atoms of a word with placeholders, if it has any; and whether it surely has.
///
/// `*`, `□`, `■`, `[]`, `?` and runs of dots always are; small x, y, z between capitals, digits and
/// separators are; a capital X behind a digit only where `capitals` asks for it.
fn placeholders(word: &str, capitals: bool) -> (Option<Vec<Atom>>, bool) {
    let chars: Vec<char> = word.replace("[]", "□").chars().collect();
    let several = distinct_small(&chars) > 1;
    let (mut atoms, mut found, mut sure, mut at) = (Vec::new(), false, false, 0);
    while let Some(&c) = chars.get(at) {
        let run = chars[at..].iter().take_while(|next| **next == c).count();
        let last = chars[at + run..].iter().all(|next| !next.is_alphanumeric() && !is_mark(*next));
        let kind = match c {
            _ if is_mark(c) || (c == '.' && run > 1) => Some(star(c, run, last)),
            'x' | 'y' | 'z' if is_small(&chars, at, run) => Some(small(run, several, last)),
            'X' if capitals && is_capital(&chars, at, run) => {
                Some(Atom::Some { class: Class::Digit, least: run, most: Some(run) })
            }
            _ => None,
        };
        match kind {
            Some(atom) => {
                (found, sure) = (true, sure || c != 'X');
                atoms.push(atom);
                // `HDBW2XXX`: behind several capitals at its end a number may go on, as behind small ones.
                if c == 'X' && last && run > 1 {
                    atoms.push(Atom::Some { class: Class::LetterOrDigit, least: 0, most: None });
                }
                at += run;
            }
            None => {
                atoms.extend(
                    Some(c)
                        .filter(|c| c.is_alphanumeric() || *c == '+')
                        .map(|c| Atom::Is(c.to_ascii_uppercase())),
                );
                at += 1;
            }
        }
    }
    (found.then_some(atoms), sure)
}

const fn is_mark(c: char) -> bool {
    matches!(c, '*' | '□' | '■' | '○' | '◯' | '?' | '#')
}

fn star(c: char, run: usize, last: bool) -> Atom {
    let class = if c == '#' { Class::Digit } else { Class::LetterOrDigit };
    match c {
        '?' | '#' => Atom::Some { class, least: run, most: Some(run) },
        // A single star at the end may stand for nothing at all.
        '*' if last && run == 1 => Atom::Some { class, least: 0, most: None },
        _ => Atom::Some { class, least: 1, most: if last { None } else { Some(run + 3) } },
    }
}

/// `xx` is two places, more at the end; where x, y and z differ, each is a part of any length.
fn small(run: usize, several: bool, last: bool) -> Atom {
    let class = Class::LetterOrDigit;
    match (several, last) {
        (true, _) => Atom::Some { class, least: 1, most: Some(run + 3) },
        // A long run at the end only says that the number goes on.
        (false, true) => Atom::Some { class, least: if run > 2 { 1 } else { run }, most: None },
        (false, false) => Atom::Some { class, least: run, most: Some(run) },
    }
}

fn distinct_small(chars: &[char]) -> usize {
    ['x', 'y', 'z'].iter().filter(|small| chars.contains(small)).count()
}

/// A small letter between capitals, digits, separators and its like, in a word that has a digit or capital.
fn is_small(chars: &[char], at: usize, run: usize) -> bool {
    let firm = |c: char| {
        c.is_ascii_digit() || c.is_uppercase() || matches!(c, '-' | '/' | 'x' | 'y' | 'z') || is_mark(c)
    };
    let before = at.checked_sub(1).map(|before| chars[before]);
    let after = chars.get(at + run);
    before.is_some_and(firm)
        && after.is_none_or(|c| firm(*c))
        && chars.iter().any(|c| c.is_ascii_digit() || c.is_uppercase())
}

fn is_capital(chars: &[char], at: usize, run: usize) -> bool {
    let before = at.checked_sub(1).map(|before| chars[before]);
    let after = chars.get(at + run);
    before.is_some_and(|c| c.is_ascii_digit())
        && after.is_none_or(|c| c.is_ascii_digit() || matches!(c, '-' | '/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(word: &str, text: &str) -> bool {
        Pattern::readings(word).iter().any(|pattern| pattern.fit(&compact(text)) == Some(Fit::Whole))
    }

    #[test]
    fn wildcards_of_every_maker_mean_what_they_mean() {
        for (word, yes, no) in [
            ("FX5U-xMy/z", "FX5U-32MT/ES", "FX5UC-32MT"),
            ("FX3GE-**M*/**", "FX3GE-24MR/ES", "FX3GE-24CR/ES"),
            ("BMEP*", "BMEP582040", "BMXP342020"),
            ("P34x", "P342020", "P332020"),
            ("1x0", "150", "1500"),
            ("DS-2CD2xx2FWD", "DS-2CD2142FWD", "DS-2CD2185FWD"),
            ("ATV6xx", "ATV630", "ATV32"),
            ("CP-802X", "CP-8021", "CP-8011"),
            ("140CPU65xxxxx", "140CPU65150C", "140CPU67160"),
            ("TPC-HDBW2XXX", "TPC-HDBW2431E-S", "TPC-HDBW1431E-S"),
            ("6ED1052-xyyxx-0BA8", "6ED1052-1CC08-0BA8", "6ED1052-1CC08-0BA0"),
            ("6SR32..-…..-….", "6SR3202-1AB", "6SR41"),
            ("NJ501-□□□□", "NJ501-1300", "NJ301-1100"),
            ("NX1P2-[][][][]", "NX1P2-9024", "NX102-9024"),
            ("S7-1500", "S71500", "S7-1200"),
        ] {
            let word = word.replace('…', "...");
            assert!(fits(&word, yes), "{word} {yes}");
            assert!(!fits(&word, no), "{word} {no}");
        }
    }

    #[test]
    fn letters_that_are_no_placeholders_stay_letters() {
        for word in ["Linux", "mySCADA", "XR324-4M", "EX2", "SIMATIC X", "xArrow", "iX"] {
            let only = Pattern::readings(word);
            assert_eq!(only.iter().filter(|pattern| pattern.as_literal().is_none()).count(), 0, "{word}");
        }
    }

    #[test]
    fn a_series_has_members() {
        let member = |series: &str, text: &str| Pattern::literal(series).series().fit(&compact(text));
        assert_eq!(member("NJ", "NJ501-1300"), Some(Fit::Member));
        assert_eq!(member("NJ", "NJX"), None);
        assert_eq!(member("GT27", "GT2710-STBA"), Some(Fit::Member));
        assert_eq!(member("GT27", "GT2508-VTBA"), None);
        let round = |series: &str, text: &str| {
            Pattern::literal(series).round_series().and_then(|p| p.fit(&compact(text)))
        };
        assert_eq!(round("FR-A800", "FR-A840-00023"), Some(Fit::Member));
        assert_eq!(round("RTU500", "RTU560"), Some(Fit::Whole));
        assert_eq!(round("M340", "M340"), None);
        assert_eq!(round("X-200IRT", "X202-2IRT"), Some(Fit::Whole));
        assert_eq!(round("X-200IRT", "X204-2"), None);
    }

    #[test]
    fn a_hostile_pattern_takes_no_longer_than_its_size() {
        let pattern = Pattern::of_pack(&"*?".repeat(50));
        assert!(pattern.fit(&"A".repeat(TEXT_MAX)).is_some());
        assert_eq!(pattern.fit(&"A".repeat(TEXT_MAX + 1)), None);
    }
}
