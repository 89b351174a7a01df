//! Other notations for ranges, written again in the words and signs that [`super::lex`] reads: underscores for blanks,
//! intervals in brackets, versions between two signs or strokes, a plus sign.

use super::lex;

/// Words before a version that turn its meaning round, or leave open whether it belongs.
const NEGATING: [&str; 4] = ["not", "until", "till", "other"];

/// The words in the notation that is read; `None` where what they say can't be told.
pub(super) fn read_alike(plain: &str) -> Option<String> {
    let plain = with_blanks(plain).replace("||", "|").replace(" & ", " and ");
    let plain = of_each_branch(&plain).unwrap_or(plain);
    // `up to but not including` is a phrase.
    let plain = plain.replace(" - but ", " but ");
    let plain = if plain.contains("but not") { plain } else { plain.replace(" but ", " , ") };
    let plain = interval_in_brackets(&plain).or_else(|| between_signs(&plain)).unwrap_or(plain);
    let plain = out_of_brackets(&plain);
    let words: Vec<&str> = plain.split(' ').collect();
    let negates = |pair: &[&str]| NEGATING.contains(&pair[0]) && !is_word(pair[1]);
    let are_two = matches!(words.as_slice(), [one, other] if is_dotted(one) && is_dotted(other));
    (!are_two && !words.windows(2).any(negates)).then(|| with_strokes_and_plus_in_words(&words))
}

/// `versions_prior_to_8.5`: underscores for the blanks of a phrase. Where none of a phrase's words stands between them
/// (`8.2_20170817`), they are the version's own.
fn with_blanks(plain: &str) -> String {
    let mut words = plain.split(['_', ' ']).map(|word| word.trim_end_matches(':'));
    let is_phrase = plain.contains('_') && words.any(|word| word == "-" || lex::is_of_phrase(word));
    if is_phrase { plain.replace('_', " ") } else { plain.to_owned() }
}

/// `<v36.011_v35.013_v34.014`: the end of each branch. `2024_2023_11.0`: a list of releases.
fn of_each_branch(plain: &str) -> Option<String> {
    let number = plain.trim_start_matches(['<', '=', ' ']);
    let sign = &plain[..plain.len() - number.len()];
    let ends: Vec<&str> = number.split('_').collect();
    let is_end = |end: &&str| end.starts_with('v') && is_dotted(end);
    let is_year =
        |end: &&str| end.len() == 4 && end.starts_with("20") && end.bytes().all(|byte| byte.is_ascii_digit());
    let are_ends = !sign.is_empty() && ends.len() > 1 && ends.iter().all(is_end);
    let years = ends.iter().filter(|end| is_year(end)).count();
    let are_releases = sign.is_empty() && years > 1 && ends.iter().all(|end| is_year(end) || is_dotted(end));
    (are_ends || are_releases)
        .then(|| ends.iter().map(|end| format!("{sign}{end}")).collect::<Vec<_>>().join(" | "))
}

/// `[1.0,2.0)`: from the one to the other, the round bracket leaving its end out. Round on both sides may be a list.
fn interval_in_brackets(plain: &str) -> Option<String> {
    let inside = plain.strip_prefix(['[', '('])?.strip_suffix([']', ')'])?;
    let (from, to) = inside.split_once(',')?;
    let (from, to) = (from.trim(), to.trim());
    let (opens, ends) = (plain.starts_with('['), plain.ends_with(']'));
    let is_end = |text: &str| text.is_empty() || is_dotted(text);
    if !(opens || ends) || !is_end(from) || !is_end(to) {
        return None;
    }
    let lower = (!from.is_empty()).then(|| format!("{} {from}", if opens { ">=" } else { ">" }));
    let upper = (!to.is_empty()).then(|| format!("{} {to}", if ends { "<=" } else { "<" }));
    let said: Vec<String> = lower.into_iter().chain(upper).collect();
    (!said.is_empty()).then(|| said.join(" | "))
}

/// `1.0 <= version < 2.0`: a word between two signs stands for the version asked about.
fn between_signs(plain: &str) -> Option<String> {
    let apart = plain.replace("<=", "≤").replace('≤', " ≤ ").replace('<', " < ");
    let words: Vec<&str> = apart.split_whitespace().collect();
    let [from, first, word, second, to] = words.as_slice() else { return None };
    let lower = match *first {
        "≤" => ">=",
        "<" => ">",
        _ => return None,
    };
    let is_meant = is_dotted(from) && is_word(word) && matches!(*second, "≤" | "<");
    is_meant.then(|| format!("{lower} {from} | {second} {to}"))
}

/// `3.2 (and earlier)`: in brackets, and meant all the same.
fn out_of_brackets(plain: &str) -> String {
    match plain.strip_suffix(')').and_then(|open| open.rsplit_once(" (")) {
        Some((version, said)) if lex::stands_behind(said) => format!("{version} {said}"),
        _ => plain.to_owned(),
    }
}

/// `4.0/4.1` and `4.0 / 4.1` as a list, `34.011+` as that version and what comes after it.
fn with_strokes_and_plus_in_words(words: &[&str]) -> String {
    let in_words = |(at, word): (usize, &&str)| {
        let beside = |at: Option<usize>| at.and_then(|at| words.get(at)).is_some_and(|word| is_dotted(word));
        if word.contains('/') && word.split('/').all(is_dotted) {
            return word.replace('/', " | ");
        }
        if *word == "/" && beside(at.checked_sub(1)) && beside(Some(at + 1)) {
            return "|".to_owned();
        }
        match word.strip_suffix('+') {
            Some(version) if version.trim_start_matches('v').starts_with(|c: char| c.is_ascii_digit()) => {
                format!("{version} and later")
            }
            _ => (*word).to_owned(),
        }
    };
    words.iter().enumerate().map(in_words).collect::<Vec<_>>().join(" ")
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(char::is_alphabetic)
}

/// Numbers with points, `v` before them or not, the last of them perhaps open (`4.x`).
fn is_dotted(text: &str) -> bool {
    let numbers = text.strip_prefix('v').unwrap_or(text);
    let is_number =
        |part: &str| part == "x" || !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    numbers.contains('.')
        && numbers.starts_with(|c: char| c.is_ascii_digit())
        && numbers.split('.').all(is_number)
}
