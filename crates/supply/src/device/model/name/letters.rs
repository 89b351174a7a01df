//! Series of a make that a letter tells apart: `1794-AENT Series B`, `1794-AENT/B`.
//!
//! Deliberately not here: families that are called by a letter (`F Series`), which are words of a name.

use super::split::{Gap, Piece};

/// The letters in use; later ones are names of families.
const LETTERS: std::ops::RangeInclusive<char> = 'A'..='F';

/// A device's text without its series, and the letter. Behind a slash only where the maker writes it so.
pub(super) fn taken(text: &str, behind_a_slash: bool) -> (String, Option<char>) {
    if !text.contains(|c: char| c.is_ascii_digit()) {
        return (text.to_owned(), None);
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let at = words.windows(2).position(|pair| opens(pair[0]) && one(pair[1]).is_some());
    if let Some(at) = at {
        let letter = one(words[at + 1]);
        return ([&words[..at], &words[at + 2..]].concat().join(" "), letter);
    }
    // `432ES-IG3 ser.A`
    let glued =
        |word: &&str| word.split_once('.').and_then(|(first, letter)| one(letter).filter(|_| opens(first)));
    if let Some((at, letter)) = words.iter().enumerate().find_map(|(at, word)| Some((at, glued(word)?))) {
        return ([&words[..at], &words[at + 1..]].concat().join(" "), Some(letter));
    }
    let number = text.trim_end();
    match number.rsplit_once('/').filter(|_| behind_a_slash) {
        Some((number, letter)) if one(letter).is_some() => (number.to_owned(), one(letter)),
        _ => (text.to_owned(), None),
    }
}

/// The letters of a series at the start of a name's pieces, and how many pieces they take: `Series B and C`.
pub(super) fn of_name(pieces: &[Piece]) -> Option<(Vec<char>, usize)> {
    let (first, rest) = pieces.split_first()?;
    let mut letters = vec![one(&rest.first()?.text).filter(|_| opens(&first.text))?];
    let more = rest[1..].iter().take_while(|piece| piece.gap == Gap::List);
    letters.extend(more.map_while(|piece| one(&piece.text)));
    let used = 1 + letters.len();
    Some((letters, used))
}

fn opens(word: &str) -> bool {
    matches!(word.trim_end_matches(['.', ':']).to_lowercase().as_str(), "series" | "ser" | "シリーズ")
}

fn one(word: &str) -> Option<char> {
    let mut letters = word.trim_end_matches([',', ')']).chars();
    let letter = letters.next().filter(|letter| LETTERS.contains(letter));
    letter.filter(|_| letters.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::taken;

    #[test]
    fn a_series_is_taken_off_a_number_and_off_nothing_else() {
        let of = |text: &str, slash| {
            let (rest, letter) = taken(text, slash);
            (rest, letter.unwrap_or('-'))
        };
        let is = |rest: &str, letter| (rest.to_owned(), letter);
        assert_eq!(of("1794-AENT Series B", false), is("1794-AENT", 'B'));
        assert_eq!(of("MicroLogix 1400 Ser. C 1766-L32BXB", false), is("MicroLogix 1400 1766-L32BXB", 'C'));
        assert_eq!(of("432ES-IG3 ser.A", false), is("432ES-IG3", 'A'));
        assert_eq!(of("1794-AENT/B", true), is("1794-AENT", 'B'));
        for (text, slash) in
            [("1794-AENT/B", false), ("WebAccess/A", true), ("MELSEC F Series", true), ("FX5U-32MT/ES", true)]
        {
            assert_eq!(of(text, slash), is(text, '-'));
        }
    }
}
