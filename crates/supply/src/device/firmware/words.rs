//! The vocabulary of version words, and their splitting into tokens.

use unicode_normalization::UnicodeNormalization;

pub(super) use super::super::vendor::is_japanese;

/// Longest run of letters inside a version that is taken as it is (`15.2(5)EA.fc4`).
pub(super) const LETTERS_MAX: usize = 4;

/// Words before a number that only say that a version follows.
const MARKS: &[&str] = &[
    "v",
    "vr",
    "ver",
    "vers",
    "version",
    "versions",
    "firmware",
    "fw",
    "software",
    "sw",
    "sv",
    "rev",
    "revision",
    "r",
    "rel",
    "release",
    "releases",
    "no",
    "nr",
    "os",
    "バージョン",
    "ファームウェア",
    "ファームウエア",
    "リビジョン",
    "ソフトウェア",
    "ソフトウエア",
    "版",
    "第",
];

const PRE_RELEASES: &[(&str, u8)] =
    &[("dev", 0), ("alpha", 1), ("beta", 2), ("preview", 3), ("pre", 3), ("rc", 4)];

/// Rank of a build, which every version has, said or not.
pub(super) const BUILD: u8 = 0;

/// Words behind a number, with their rank.
const QUALIFIERS: &[(&str, u8)] = &[
    ("build", BUILD),
    ("bld", BUILD),
    ("image", 0),
    ("hf", 1),
    ("hotfix", 1),
    ("patch", 1),
    ("p", 1),
    ("pt", 1),
    ("ms", 1),
    ("u", 2),
    ("up", 2),
    ("upd", 2),
    ("update", 2),
    ("upgrade", 2),
    ("qu", 3),
    ("fp", 3),
    ("uc", 3),
    ("ga", 3),
    ("sp", 4),
    ("mp", 4),
    ("sr", 5),
    ("r", 5),
    ("rel", 5),
    ("rev", 5),
    ("release", 5),
    ("revision", 5),
];

/// Words that count on behind a number only; before one they are a model's or a product's.
const QUALIFIERS_BEHIND: &[(&str, u8)] = &[("sim", 1), ("pc", 1), ("cp", 1), ("tcu", 1)];

/// The same in several words, and in Japanese.
const QUALIFIERS_IN_WORDS: &[(&str, &str)] = &[
    ("service pack", "sp"),
    ("service_pack", "sp"),
    ("feature pack", "fp"),
    ("feature_pack", "fp"),
    ("plusp", "p"),
    ("security patch", "patch"),
    ("hot fix", "hotfix"),
    ("hotfixrev", "hotfix"),
    ("サービスパック", "sp"),
    ("アップデート", "update"),
    ("ビルド", "build"),
    ("パッチ", "patch"),
    ("ホットフィックス", "hotfix"),
];

/// Words that say that something else than a version is counted.
const OTHER_COUNTS: &[&str] = &[
    "serial",
    "serials",
    "production",
    "produced",
    "manufacture",
    "manufactured",
    "manufacturing",
    "shipped",
    "date",
    "dated",
    "digits",
    "hardware",
    "cpld",
    "fpga",
    "シリアル",
    "製造",
    "出荷",
];

/// Months: a date, then.
const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
];

/// One piece of a version text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Digits(&'a str),
    Word(&'a str),
    /// A run of separators, by its most separating character; white space separates most.
    Separator(char),
}

/// Compatibility forms folded, lower case, white space single, dashes and tildes of one kind, multi-word
/// qualifiers joined.
pub(super) fn normalised(text: &str) -> String {
    let folded: String = text
        .nfkc()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            '\u{2010}'..='\u{2012}' => '-',
            '\u{2013}' | '\u{2014}' | '\u{2015}' | '\u{301c}' | '\u{223c}' => '~',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .collect();
    // `2019 SPI`: a capital I for the number. `0x04075010`: eight digits, whatever they stand for.
    let as_meant = |word: &'_ str| match word.strip_prefix("0x") {
        _ if word == "spi" => "sp1".to_owned(),
        Some(digits) if digits.len() == 8 && is_number(digits) => digits.to_owned(),
        _ => word.to_owned(),
    };
    let said = folded.split(' ').filter(|word| !word.is_empty()).map(as_meant);
    let single = said.collect::<Vec<_>>().join(" ");
    without_package(
        QUALIFIERS_IN_WORDS.iter().fold(single, |text, (words, short)| text.replace(words, short)),
    )
}

/// `cpc80 v16.30` as `v16.30`: the name of a firmware package before its marked version. Where several stand in the
/// text they may tell several things apart, and stay.
fn without_package(text: String) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let is_package = |word: &str| {
        let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
        let lettered = letters.len() > 1 && letters.bytes().all(|byte| byte.is_ascii_lowercase());
        lettered && letters.len() < word.len() && qualifier(letters).is_none() && !is_mark(letters)
    };
    let is_marked = |word: &str| {
        let digits = word.strip_prefix('v').unwrap_or_default();
        digits.starts_with(|c: char| c.is_ascii_digit()) && digits.contains('.')
    };
    let found: Vec<usize> =
        (1..words.len()).filter(|at| is_package(words[at - 1]) && is_marked(words[*at])).collect();
    let [at] = found.as_slice() else { return text };
    let kept = words.iter().enumerate().filter(|(place, _)| place + 1 != *at).map(|(_, word)| *word);
    kept.collect::<Vec<_>>().join(" ")
}

/// The text without anything in parentheses.
pub(super) fn without_remarks(plain: &str) -> String {
    let mut depth = 0_usize;
    let mut kept = String::new();
    for c in plain.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept.trim().to_owned()
}

pub(super) fn tokens(plain: &str) -> Vec<Token<'_>> {
    let class = |c: char| match c {
        c if c.is_ascii_digit() => 0,
        c if c.is_alphabetic() || is_japanese(c) => 1,
        _ => 2,
    };
    let mut tokens = Vec::new();
    let mut rest = plain;
    while let Some(first) = rest.chars().next() {
        let kind = class(first);
        let end = rest.find(|c| class(c) != kind).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        tokens.push(match kind {
            0 => Token::Digits(piece),
            1 => Token::Word(piece),
            _ => Token::Separator(if piece.contains(char::is_whitespace) { ' ' } else { first }),
        });
        rest = after;
    }
    // Separators at the ends say nothing.
    while let Some(Token::Separator(_)) = tokens.last() {
        tokens.pop();
    }
    tokens
}

pub(super) fn is_mark(word: &str) -> bool {
    MARKS.contains(&word)
}

pub(super) fn pre_release(word: &str) -> Option<u8> {
    PRE_RELEASES.iter().find(|(known, _)| *known == word).map(|(_, rank)| *rank)
}

pub(super) fn qualifier(word: &str) -> Option<u8> {
    QUALIFIERS.iter().find(|(known, _)| *known == word).map(|(_, rank)| *rank)
}

/// The rank of a word that counts on behind a number.
pub(super) fn qualifier_behind(word: &str) -> Option<u8> {
    let behind = QUALIFIERS_BEHIND.iter().find(|(known, _)| *known == word).map(|(_, rank)| *rank);
    qualifier(word).or(behind)
}

/// Does a product's name say that what is counted with it are serial numbers? Words on making alone
/// (`Discrete Manufacturing`) are a product's, and so is a line (`Serial Device Server`).
pub(super) fn names_serials(plain: &str) -> bool {
    const NUMBERS: [&str; 6] = ["number", "numbers", "no", "nos", "nr", "num"];
    let words = tokens(plain).into_iter().filter_map(|token| match token {
        Token::Word(word) => Some(word),
        Token::Digits(_) | Token::Separator(_) => None,
    });
    let words: Vec<&str> = words.collect();
    let is_counted = |pair: &[&str]| pair[0] == "serial" && NUMBERS.contains(&pair[1]);
    words.windows(2).any(is_counted)
        || words
            .iter()
            .any(|word| *word == "serials" || word.contains("シリアル") || word.contains("製造番号"))
}

/// Do the words count serial numbers or dates of making?
fn counts_serials(plain: &str) -> bool {
    has_word(plain, &|word| {
        OTHER_COUNTS.iter().any(|other| *other == word || (!other.is_ascii() && word.contains(other)))
    })
}

/// Do the words count serial numbers, dates or the like?
pub(super) fn counts_otherwise(plain: &str) -> bool {
    counts_serials(plain) || has_word(plain, &|word| MONTHS.contains(&word))
}

/// The numbers of a day or month that is all that is said, year first: `2019-06-01`, `2019/6`, `20190601`, `june 1, 2019`,
/// `june 2019`, `june2019`, and each behind `build`.
pub(super) fn date(plain: &str) -> Option<Vec<&str>> {
    const OPENING: [&str; 4] = ["release ", "build ", "date ", "os "];
    let said = OPENING.iter().fold(plain.trim(), |text, word| text.strip_prefix(word).unwrap_or(text));
    let month_letters = said.bytes().take_while(u8::is_ascii_lowercase).count();
    let parts: Vec<&str> = match said.len() {
        8 if is_number(said) => vec![&said[..4], &said[4..6], &said[6..]],
        _ if is_number(&said[month_letters..]) => {
            vec![&said[month_letters..], month(&said[..month_letters])?]
        }
        _ if said.contains(' ') => of_month_in_words(said)?,
        _ => said.split(['-', '/']).collect(),
    };
    let within = |text: &str, least: u32, most: u32| {
        is_number(text) && text.parse::<u32>().is_ok_and(|number| (least..=most).contains(&number))
    };
    let is_date = match parts.as_slice() {
        [year, month] => within(year, 1980, 2099) && within(month, 1, 12),
        [year, month, day] => within(year, 1980, 2099) && within(month, 1, 12) && within(day, 1, 31),
        _ => false,
    };
    is_date.then_some(parts)
}

/// The number of a month in words.
fn month(word: &str) -> Option<&'static str> {
    const NUMBERS: [&str; 12] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"];
    const SHORT: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let place = SHORT.iter().position(|short| word.starts_with(short))?;
    (word == "may" || MONTHS.contains(&word)).then_some(NUMBERS[place])
}

/// `june 1, 2019`, `1 june 2019`, `june 2019`, year first.
fn of_month_in_words(said: &str) -> Option<Vec<&str>> {
    let words: Vec<&str> = said.split([' ', ',', '.']).filter(|word| !word.is_empty()).collect();
    match words.as_slice() {
        [first, year] => Some(vec![year, month(first)?]),
        [first, second, year] => match month(first) {
            Some(month) => Some(vec![year, month, second]),
            None => Some(vec![year, month(second)?, first]),
        },
        _ => None,
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The words with each end that is a day or month written in numbers.
pub(super) fn with_dates_in_numbers(plain: &str) -> String {
    let in_numbers = |part: &str| {
        let end = part.trim_start_matches(['<', '>', '=', ' ']);
        let sign = &part[..part.len() - end.len()];
        date(end).map_or_else(|| part.to_owned(), |numbers| format!("{sign}{}", numbers.join("-")))
    };
    plain.split('|').map(in_numbers).collect::<Vec<_>>().join("|")
}

/// The words without upper ends by a day (`<= 4.1 | < January 20 2017`), and whether there were some. A day alone is all that
/// is said, and stays; so does one beside other days.
pub(super) fn without_dated_ends(plain: &str) -> (String, bool) {
    let is_dated = |part: &&str| {
        let end = part.trim().strip_prefix('<').map(|end| end.trim_start_matches('='));
        end.is_some_and(|end| date(end).is_some())
    };
    let (dated, kept): (Vec<&str>, Vec<&str>) = plain.split('|').partition(is_dated);
    let is_day = |part: &&str| date(part.trim_start_matches(['<', '>', '=', ' '])).is_some();
    let stays = dated.is_empty() || kept.iter().all(is_day);
    if stays { (plain.to_owned(), false) } else { (kept.join("|"), true) }
}

/// A day or a month as people write it: `2021-05-10`, `2021/5`.
pub(super) fn is_day_or_month(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    let is_number = |part: &&str, digits: &[usize]| {
        digits.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_year = |part: &&str| is_number(part, &[4]) && (part.starts_with("19") || part.starts_with("20"));
    let [year, rest @ ..] = parts.as_slice() else { return false };
    is_year(year) && matches!(rest.len(), 1 | 2) && rest.iter().all(|part| is_number(part, &[1, 2]))
}

fn has_word(plain: &str, is: &dyn Fn(&str) -> bool) -> bool {
    tokens(plain).iter().any(|token| matches!(token, Token::Word(word) if is(word)))
}
