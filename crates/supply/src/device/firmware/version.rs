//! One firmware version and the order of all.
//!
//! A version is a *label* glued to its number (`P007`, `SE2020`), the dotted *numbers*, and the *rest*:
//! letters, qualifiers and further numbers. The order compares label, then numbers (a missing number is 0),
//! then the rest place by place:
//!
//! pre-release < nothing < letter (`9.2 < 9.2c < 9.2d`) < qualifier (build < hotfix, patch < update <
//! feature or quick update < service pack < release) < number.
//!
//! So `V13 < V13 Update 1 < V13 SP1 < V13 SP1 Update 1 < V13.1`. `V`, `Ver.`, `Rev.`, `R`, `FW` and words
//! that stand apart before the number do not count.

use std::cmp::Ordering;

use super::Unreadable;
use super::words::{self, Token};

/// Longest version text that is looked at, in bytes; label printers do not go near it.
const VERSION_BYTES_MAX: usize = 200;

/// Stands before the numbers of a day, which is compared with days only.
const DAY: &str = "day";

/// Year, month and day.
const DAY_NUMBERS: usize = 3;

/// Fewest digits of a build's number or day behind a version (`14142`, `170817`).
const BUILD_DIGITS_MIN: usize = 4;

/// A number of any length: no version is too long to compare.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Digits(String);

impl Digits {
    fn new(digits: &str) -> Self {
        Self(digits.trim_start_matches('0').to_owned())
    }
}

impl Ord for Digits {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.len().cmp(&other.0.len()).then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for Digits {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A dotted number, or the placeholder `x` of a range (`V3.x.14`).
#[derive(Clone, Debug, PartialEq, Eq)]
enum Segment {
    Number(Digits),
    Any,
}

/// A place of the rest. The order of the variants is the order of versions; `End` is what lies beyond the
/// last place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Before(u8),
    End,
    /// Length first, so that `z < aa`.
    Letters(usize, String),
    Qualifier(u8),
    Number(Digits),
}

/// A firmware version as a maker writes it.
///
/// ```
/// use sekisho_supply::device::FirmwareVersion;
/// let parse = |text| FirmwareVersion::parse(text).unwrap();
/// assert!(parse("V15.1 Update 5") < parse("15.1 SP1"));
/// assert!(parse("9.2b") < parse("Ver.9.2c"));
/// ```
#[derive(Clone, Debug)]
pub struct FirmwareVersion {
    label: String,
    base: Vec<Segment>,
    rest: Vec<Part>,
    /// A mark such as `V` or `R` stands before the number: it is a version for sure. Plays no part in the order.
    is_marked: bool,
}

impl FirmwareVersion {
    /// Reads a version as it stands on a label or in a sheet.
    ///
    /// # Errors
    /// [`Unreadable`] where the words are no version: dates, serial numbers, unknown words, or more than one version.
    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        let refuse = || Unreadable(text.to_owned());
        if has_comma_between_numbers(text) || are_several(text) {
            return Err(refuse());
        }
        let plain = words::normalised(text);
        let version = Self::of_words(&plain).or_else(|| Self::of_words(&words::without_remarks(&plain)));
        version.filter(|version| version.is_date() || !version.has_placeholder()).ok_or_else(refuse)
    }

    /// The number of a version behind which something is counted under names of its own (`3.81.00 CPR 9 SR 8.1`): a few
    /// capitals each, and a number behind them or none. What it goes on in is not known.
    pub(super) fn before_other_counts(text: &str) -> Option<Self> {
        const JOINING: [&str; 3] = ["OR", "AND", "TO"];
        let mut words = text.split_whitespace();
        let (number, first) = (words.next()?, words.next()?);
        let is_name = |word: &str| {
            let lettered = word.bytes().all(|byte| byte.is_ascii_uppercase());
            lettered && (2..=words::LETTERS_MAX).contains(&word.len()) && !JOINING.contains(&word)
        };
        let is_told = number.contains('.')
            && is_dotted(number)
            && is_name(first)
            && words.all(|word| is_dotted(word) || is_name(word));
        is_told.then(|| Self::parse(number).ok()).flatten()
    }

    /// The number behind names that underscores part (`RUT9_R_00.07.02.4`).
    pub(super) fn behind_names(text: &str) -> Option<&str> {
        const POINTS_MIN: usize = 2;
        let (names, number) = text.trim().rsplit_once('_')?;
        let is_number = number.matches('.').count() >= POINTS_MIN && is_dotted(number);
        let are_names = !names.contains(['.', ' ']) && names.contains(char::is_alphabetic);
        (is_number && are_names).then_some(number)
    }

    /// Are all its numbers the other's?
    pub(in super::super) fn has_number_of(&self, other: &Self) -> bool {
        (0..self.base.len().max(other.base.len())).all(|place| self.number(place) == other.number(place))
    }

    /// Reads the version that a product's name carries, placeholders allowed.
    pub(in super::super) fn series(text: &str) -> Option<Self> {
        Self::of_words(&words::normalised(text))
    }

    /// Reads normalised words, placeholders allowed.
    pub(super) fn of_words(plain: &str) -> Option<Self> {
        if plain.len() > VERSION_BYTES_MAX || plain == "n/a" {
            return None;
        }
        if let Some(numbers) = words::date(plain) {
            return Some(Self::of_date(&numbers));
        }
        if words::counts_otherwise(plain) {
            return None;
        }
        Parser { tokens: words::tokens(plain), at: 0 }.version()
    }

    /// A day, or the month of which any may be meant.
    fn of_date(numbers: &[&str]) -> Self {
        let numbers = numbers.iter().map(|number| Segment::Number(Digits::new(number)));
        let base = numbers.chain(std::iter::repeat(Segment::Any)).take(DAY_NUMBERS).collect();
        Self { label: DAY.to_owned(), base, rest: Vec::new(), is_marked: true }
    }

    pub(super) fn has_placeholder(&self) -> bool {
        self.base.contains(&Segment::Any)
    }

    /// Could these be the words for a model or a part and not for a version (`1763-L16BWA`, `882410`)? Makers
    /// put such into the place of versions; a year is a version.
    pub(super) fn may_name_a_model(&self) -> bool {
        if self.is_marked {
            return false;
        }
        let [Segment::Number(Digits(number))] = self.base.as_slice() else {
            return self.label.len() > 1;
        };
        let year = self.counts_years();
        let letters = self.rest.iter().any(|part| matches!(part, Part::Letters(..)));
        self.label.len() > 1 || (number.len() >= 3 && (letters || !year))
    }

    /// Has it dotted numbers at all, or a qualifier only (`SP1`)?
    fn is_bare(&self) -> bool {
        self.base.is_empty()
    }

    /// Where this version lies beside the end of a range; `None` where the two count differently.
    ///
    /// A trailing placeholder (`5.x`) is met by everything that starts like it; one inside is met by any
    /// number at its place.
    pub(in super::super) fn against(&self, bound: &Self) -> Option<Ordering> {
        let is_one_count = self.label == bound.label || self.reads_as_day() && bound.reads_as_day();
        if !is_one_count
            || self.is_of_month_of(bound)
            || self.is_bare() != bound.is_bare()
            || self.counts_years() != bound.counts_years()
        {
            return None;
        }
        if self.counts_packs_of(bound) {
            return Some(self.rest_order(bound));
        }
        if self.has_a_number_for_letters_of(bound) || bound.has_a_number_for_letters_of(self) {
            return None;
        }
        let places = self.base.len().max(bound.base.len());
        for place in 0..places {
            let last = place + 1 >= bound.base.len();
            match (self.number(place), bound.base.get(place)) {
                (_, Some(Segment::Any)) if last => return Some(Ordering::Equal),
                (_, Some(Segment::Any)) => {}
                (own, _) => {
                    let order = own.cmp(&bound.number(place));
                    if order.is_ne() {
                        return Some(order);
                    }
                }
            }
        }
        Some(self.rest_order(bound))
    }

    fn is_date(&self) -> bool {
        self.label == DAY
    }

    /// Is it a day, or written like one with points (`2019.06.01`)?
    fn reads_as_day(&self) -> bool {
        let is_plain = self.label.is_empty() && self.rest.is_empty() && self.base.len() == DAY_NUMBERS;
        self.is_date() || is_plain && self.counts_years()
    }

    /// Is only its month known, and the other a day of that month?
    fn is_of_month_of(&self, day: &Self) -> bool {
        self.is_date()
            && self.has_placeholder()
            && !day.has_placeholder()
            && (0..2).all(|place| self.number(place) == day.number(place))
    }

    /// `1.0.5.2019` beside `1.0.HW00.21.2019`: where the other counts under letters of its own, this one has a number.
    fn has_a_number_for_letters_of(&self, other: &Self) -> bool {
        const LETTERS_MIN: usize = 2;
        let is_count =
            matches!(other.rest.as_slice(), [Part::Letters(letters, _), _, _, ..] if *letters >= LETTERS_MIN);
        is_count && self.base.len() > other.base.len() && self.base.starts_with(&other.base)
    }

    /// Do both count service packs of one release, of which the other has more numbers (`9.80 SP4` and `9.80.75.3 SP3`)?
    fn counts_packs_of(&self, other: &Self) -> bool {
        let pack = |version: &Self| match version.rest.first() {
            Some(Part::Qualifier(rank)) => Some(*rank),
            _ => None,
        };
        !self.base.is_empty()
            && self.base.len() < other.base.len()
            && other.base.starts_with(&self.base)
            && pack(self).is_some_and(|own| pack(other) == Some(own))
    }

    /// Is its first number a year?
    pub(super) fn counts_years(&self) -> bool {
        matches!(self.base.first(), Some(Segment::Number(Digits(number)))
            if number.len() == 4 && (number.starts_with("19") || number.starts_with("20")))
    }

    fn number(&self, place: usize) -> Digits {
        match self.base.get(place) {
            Some(Segment::Number(digits)) => digits.clone(),
            Some(Segment::Any) | None => Digits(String::new()),
        }
    }

    fn rest_order(&self, other: &Self) -> Ordering {
        let places = self.rest.len().max(other.rest.len());
        let part = |version: &Self, place: usize| version.rest.get(place).cloned().unwrap_or(Part::End);
        (0..places)
            .map(|place| part(self, place).cmp(&part(other, place)))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }

    /// Are the two versions one, differently written? Do both start alike, and one goes on? `8.1` and `8.1.3`, `8.1` and `8.1 SP1`: whether the shorter
    /// stands for the longer only its maker knows.
    pub(super) fn is_less_precise_or_more(&self, other: &Self) -> bool {
        if self.label != other.label || self.cmp(other).is_eq() {
            return false;
        }
        if self.is_decimal_twin(other) {
            return true;
        }
        let (short, long) = if self.base.len() <= other.base.len() { (self, other) } else { (other, self) };
        if !long.base.starts_with(&short.base) {
            return false;
        }
        if long.base.len() > short.base.len() {
            return short.rest.is_empty();
        }
        let (short, long) = if short.rest.len() <= long.rest.len() { (short, long) } else { (long, short) };
        long.rest.starts_with(&short.rest)
    }

    /// Is it not said which of those that begin so it is (`16` and `16.5`, `13.2` and `13.2.0.9`, `1.4` and `1.4 Build 17`,
    /// `8.2` and `8.2_20170817`)? `7.1` beside `7.1.2` is the first of its line.
    pub(super) fn is_cut_short_of(&self, other: &Self) -> bool {
        let is_zero =
            |segment: &Segment| matches!(segment, Segment::Number(Digits(digits)) if digits.is_empty());
        let begins = self.label == other.label && !self.base.is_empty() && other.base.starts_with(&self.base);
        let more = other.base.get(self.base.len()..).unwrap_or_default();
        let goes_on = more.iter().any(|segment| !is_zero(segment));
        let is_build = |part: &Part| match part {
            Part::Qualifier(rank) => *rank == words::BUILD,
            Part::Number(Digits(digits)) => digits.len() >= BUILD_DIGITS_MIN,
            Part::Before(_) | Part::End | Part::Letters(..) => false,
        };
        // Where ten of them are counted (`3.18 P014`), a version that says none was hardly installed without.
        let counts_many = matches!(other.rest.as_slice(), [Part::Qualifier(_), Part::Number(Digits(number)), ..] if number.len() > 1);
        let is_built = more.is_empty() && (counts_many || other.rest.first().is_some_and(is_build));
        let is_line = self.base.len() == 1 || other.base.len() > self.base.len() + 1;
        let is_short = is_line && goes_on || is_built;
        begins && is_short && self.rest.is_empty() && !other.has_placeholder()
    }

    /// Does it go on from the other in nothing but a number behind its own (`1.9.1.2_0000001`)?
    pub(in super::super) fn is_a_build_of(&self, other: &Self) -> bool {
        other.rest.is_empty() && matches!(self.rest.as_slice(), [Part::Number(_)])
    }

    /// Has the other all its numbers, and more (`13.2` and `13.2.6`)?
    pub(super) fn begins(&self, other: &Self) -> bool {
        self.label == other.label
            && self.rest.is_empty()
            && self.base.len() > 1
            && self.base.len() < other.base.len()
            && other.base.starts_with(&self.base)
    }

    /// Has it all numbers of the other, and more of them or an update of it (`6.0.3` and `16 Update 5` of `6.0` and `16`)?
    pub(super) fn goes_on_from(&self, other: &Self) -> bool {
        let has_more = self.base.len() > other.base.len() || self.counts_updates();
        self.label == other.label
            && !other.base.is_empty()
            && other.rest.is_empty()
            && !other.has_placeholder()
            && has_more
            && self.base.starts_with(&other.base)
            && self.cmp(other).is_ne()
    }

    /// `15.4` and `15.40`: two versions, or one that is written as a decimal fraction.
    fn is_decimal_twin(&self, other: &Self) -> bool {
        let plain = |segment: &Segment| match segment {
            Segment::Number(Digits(digits)) => digits.trim_end_matches('0').to_owned(),
            Segment::Any => String::new(),
        };
        match (self.base.split_last(), other.base.split_last()) {
            (Some((own, before)), Some((others, also))) => {
                let alike = self.rest == other.rest || self.rest.is_empty() || other.rest.is_empty();
                !before.is_empty() && before == also && plain(own) == plain(others) && alike
            }
            _ => false,
        }
    }

    /// `2.20` beside an end `2.3`: by count it comes after, as a decimal fraction before, and `2.20` is written like one.
    /// `6.10` beside `6.9` counts on.
    pub(super) fn may_be_a_fraction_before(&self, end: &Self) -> bool {
        let (
            [Segment::Number(first), Segment::Number(Digits(own))],
            [Segment::Number(same), Segment::Number(Digits(others))],
        ) = (self.base.as_slice(), end.base.as_slice())
        else {
            return false;
        };
        let tens = own.strip_suffix('0').filter(|tens| tens.len() == 1 && *tens > "1");
        first == same && others.len() == 1 && tens.is_some_and(|tens| tens < others.as_str())
    }

    /// Do both count on within the same release branch: all numbers but the last alike, or all of them where what counts
    /// on are updates (`7.3 Update 11`)?
    pub(in super::super) fn shares_branch(&self, other: &Self) -> bool {
        let places = if other.counts_updates() {
            self.base.len().max(other.base.len())
        } else {
            other.base.len().saturating_sub(1)
        };
        places > 0 && (0..places).all(|place| self.number(place) == other.number(place))
    }

    /// Have both the same letters glued to their number?
    pub(super) fn shares_label(&self, other: &Self) -> bool {
        !self.label.is_empty() && self.label == other.label && !self.has_placeholder()
    }

    /// Is it an update of a year's release under letters of its own, of which the other has the year and leaves them out?
    pub(super) fn counts_updates_of(&self, other: &Self) -> bool {
        let left_out = !self.label.is_empty() && other.label.is_empty();
        left_out
            && self.counts_years()
            && self.base == other.base
            && self.counts_updates()
            && self.rest.first() == other.rest.first()
    }

    /// The same with the other's letters.
    pub(super) fn with_letters_of(self, other: &Self) -> Self {
        Self { label: other.label.clone(), ..self }
    }

    /// Does a letter alone stand before its numbers (`B.02`)?
    pub(super) fn is_lettered(&self) -> bool {
        self.label.len() == 1 && !self.base.is_empty()
    }

    /// Are both so, and is the other's a later letter?
    pub(super) fn goes_by_letter_to(&self, other: &Self) -> bool {
        self.is_lettered() && other.is_lettered() && self.label < other.label && !self.has_placeholder()
    }

    /// Are letters glued to its number that may be a model's name?
    pub(super) fn has_name(&self) -> bool {
        self.label.len() > 1
    }

    /// Are there two numbers before the last, or updates of a release?
    pub(in super::super) fn has_branch(&self) -> bool {
        self.base.len() > 2 || self.counts_updates()
    }

    /// Does a word such as `build` stand at its end, without a number?
    pub(in super::super) fn ends_in_a_qualifier(&self) -> bool {
        matches!(self.rest.last(), Some(Part::Qualifier(_)))
    }

    /// Is it an update or service pack of a release?
    fn counts_updates(&self) -> bool {
        matches!(self.rest.first(), Some(Part::Qualifier(_)))
    }

    /// Have both the same first number?
    pub(in super::super) fn begins_like(&self, other: &Self) -> bool {
        !self.base.is_empty() && self.number(0) == other.number(0)
    }

    /// Is this its first number?
    pub(in super::super) fn begins_with(&self, number: &str) -> bool {
        matches!(self.base.first(), Some(Segment::Number(first)) if *first == Digits::new(number))
    }

    /// Does this version belong to the series that `series` begins (`7.4` to `7.4 SP1`, `V6` to `6.0.9`)?
    pub(in super::super) fn in_series(&self, series: &Self) -> Option<bool> {
        if self.label != series.label || self.is_bare() || series.is_bare() {
            return None;
        }
        let numbers = series.base.iter().take_while(|segment| **segment != Segment::Any).count();
        let alike = (0..numbers).all(|place| self.number(place) == series.number(place));
        Some(alike && (series.rest.is_empty() || self.rest.starts_with(&series.rest)))
    }
}

impl Ord for FirmwareVersion {
    fn cmp(&self, other: &Self) -> Ordering {
        let places = self.base.len().max(other.base.len());
        self.label
            .cmp(&other.label)
            .then(self.is_bare().cmp(&other.is_bare()))
            .then_with(|| {
                let orders = (0..places).map(|place| self.number(place).cmp(&other.number(place)));
                orders.fold(Ordering::Equal, Ordering::then)
            })
            .then_with(|| self.rest_order(other))
    }
}

impl PartialOrd for FirmwareVersion {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for FirmwareVersion {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for FirmwareVersion {}

/// Digits, with points between them or not.
fn is_dotted(text: &str) -> bool {
    text.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// `1.2 / 1.3`: versions of more than one device, or of more than one part.
fn are_several(text: &str) -> bool {
    let is_dotted = |part: &str| {
        let digits = part.trim().trim_start_matches(['v', 'V']);
        digits.contains('.') && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    };
    let mut parts = text.split(['/', '、', ',', ';', '・', '\n']);
    parts.clone().count() > 1 && parts.all(is_dotted)
}

/// `4,5`: digits on both sides of a comma, and no blank behind it. It may be one version, or two.
fn has_comma_between_numbers(text: &str) -> bool {
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let bytes = text.as_bytes();
    let mut commas = (1..bytes.len()).filter(|at| bytes[*at] == b',');
    commas.any(|at| is_digit(bytes.get(at - 1)) && is_digit(bytes.get(at + 1)))
}

struct Parser<'a> {
    tokens: Vec<Token<'a>>,
    at: usize,
}

impl<'a> Parser<'a> {
    fn version(mut self) -> Option<FirmwareVersion> {
        let label = self.label()?;
        let mut marks = self.tokens[..self.at].iter().filter_map(|token| match token {
            Token::Word(word) => Some(*word),
            _ => None,
        });
        let is_marked = label.is_empty() && marks.next_back().is_some_and(words::is_mark);
        let mut version = FirmwareVersion { label, base: Vec::new(), rest: Vec::new(), is_marked };
        self.base(&mut version);
        self.rest(&mut version)?;
        let empty = version.base.is_empty() && version.rest.is_empty();
        (!empty).then_some(version)
    }

    fn peek(&self, ahead: usize) -> Option<Token<'a>> {
        self.tokens.get(self.at + ahead).copied()
    }

    /// Steps over what stands before the number. A word glued to it is its label; a word apart from it names
    /// the product and says nothing here. A qualifier that opens the text is not a label.
    fn label(&mut self) -> Option<String> {
        loop {
            match self.peek(0) {
                Some(Token::Separator(_)) => self.at += 1,
                Some(Token::Word(word)) if words::is_mark(word) && self.goes_on() => self.at += 1,
                Some(Token::Word(word)) if words::qualifier(word).is_some() && self.number_follows() => {
                    return Some(String::new());
                }
                Some(Token::Word(word)) => match self.peek(1) {
                    Some(Token::Digits(_)) => {
                        self.at += 1;
                        return Some(word.to_owned());
                    }
                    // A letter alone is a version of its own (`W`).
                    None => return Some(String::new()),
                    // `A.01.09`: the letter counts.
                    Some(Token::Separator('.'))
                        if word.len() <= 2 && matches!(self.peek(2), Some(Token::Digits(_))) =>
                    {
                        self.at += 2;
                        return Some(word.to_owned());
                    }
                    _ if self.tokens[self.at..].iter().any(|token| matches!(token, Token::Digits(_))) => {
                        self.at += 1
                    }
                    _ => return Some(String::new()),
                },
                Some(Token::Digits(_)) => return Some(String::new()),
                None => return None,
            }
        }
    }

    /// A mark such as `v` counts as one only where something follows it.
    fn goes_on(&self) -> bool {
        self.tokens[self.at + 1..].iter().any(|token| !matches!(token, Token::Separator(_)))
    }

    /// Does a number follow, directly or after a blank?
    fn number_follows(&self) -> bool {
        match self.peek(1) {
            Some(Token::Digits(_)) => true,
            Some(Token::Separator(' ')) => matches!(self.peek(2), Some(Token::Digits(_))),
            _ => false,
        }
    }

    fn base(&mut self, version: &mut FirmwareVersion) {
        loop {
            match self.peek(0) {
                Some(Token::Digits(digits)) => version.base.push(Segment::Number(Digits::new(digits))),
                Some(Token::Word("x" | "xx")) if !version.base.is_empty() => version.base.push(Segment::Any),
                _ => return,
            }
            self.at += 1;
            let dotted = matches!(self.peek(0), Some(Token::Separator('.')));
            let goes_on = matches!(self.peek(1), Some(Token::Digits(_) | Token::Word("x" | "xx")));
            if !(dotted && goes_on) {
                return;
            }
            self.at += 1;
        }
    }

    fn rest(&mut self, version: &mut FirmwareVersion) -> Option<()> {
        let mut apart = false;
        while let Some(token) = self.peek(0) {
            match token {
                Token::Separator(separator) => {
                    // `15.2(4)` comes before `15.2(4a)`, whatever follows the parenthesis.
                    if separator == ')' && matches!(version.rest.last(), Some(Part::Number(_))) {
                        version.rest.push(Part::End);
                    }
                    apart |= separator == ' ';
                }
                Token::Digits(digits) => {
                    version.rest.push(Part::Number(Digits::new(digits)));
                    apart = false;
                }
                // `S7x` counts by a letter; `12.7x` is a line.
                Token::Word("x" | "xx") if version.rest.is_empty() && !apart && version.base.len() > 1 => {
                    version.base.push(Segment::Any);
                }
                Token::Word(word) => {
                    version.rest.extend(part(word, apart)?);
                    apart = false;
                }
            }
            self.at += 1;
        }
        Some(())
    }
}

/// What a word is behind the numbers; `None` where it is no part of a version. A mark says nothing.
fn part(word: &str, apart: bool) -> Option<Option<Part>> {
    if let Some(rank) = words::pre_release(word) {
        return Some(Some(Part::Before(rank)));
    }
    if let Some(rank) = words::qualifier_behind(word) {
        return Some(Some(Part::Qualifier(rank)));
    }
    // A Japanese mark needs no blank before it (`1.5版`).
    if (apart || !word.is_ascii()) && words::is_mark(word) {
        return Some(None);
    }
    let longest = if apart { 1 } else { words::LETTERS_MAX };
    // Words such as 以前 say something of the version; they are no part of it.
    (word.is_ascii() && word.len() <= longest).then(|| Some(Part::Letters(word.len(), word.to_owned())))
}
