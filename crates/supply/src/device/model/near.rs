//! Words that are nearly alike: a slip in an advisory or a sheet (`CIMPLICITIY`) is worth a question to a person.
//!
//! Slips are looked for in long words without digits only: numbers that differ in one place are two things. A small L and
//! a capital I are one sign to the eye (`Mark Vle`), and are looked for in short words as well.

/// Fewest letters of a word that may hold a slip.
const LETTERS_MIN: usize = 8;
/// Letters in front that must agree, by which near words are found.
pub(in super::super) const HEAD: usize = 3;

/// Is the word long enough, and without digits?
pub(in super::super) fn may_slip(word: &str) -> bool {
    word.chars().count() >= LETTERS_MIN && word.chars().all(char::is_alphabetic)
}

/// Fewest letters of a word in which signs that look alike are looked for.
const ALIKE_MIN: usize = 3;

/// The word with I and L as one sign, where it has one of them, no digit, and letters enough.
pub(in super::super) fn by_look(word: &str) -> Option<String> {
    let letters = word.chars().count() >= ALIKE_MIN && word.chars().all(char::is_alphabetic);
    (letters && word.contains(['I', 'L'])).then(|| word.replace('I', "L"))
}

/// Two words that only the eye takes for one?
pub(in super::super) fn looks_like(a: &str, b: &str) -> bool {
    a != b && a.len() == b.len() && by_look(a).is_some_and(|look| by_look(b).as_ref() == Some(&look))
}

/// Fewest letters and digits of a number that a list may have without its last letter.
const SHORTENED_MIN: usize = 4;

/// A number without the one letter that it ends in: lists leave it out (`MU320` for `MU320E`).
pub(in super::super) fn shortened(number: &str) -> Option<&str> {
    let (rest, last) = number.split_at_checked(number.len().checked_sub(1)?)?;
    let lettered = last.chars().all(char::is_alphabetic) && rest.contains(char::is_alphabetic);
    (lettered && rest.len() >= SHORTENED_MIN && rest.ends_with(|c: char| c.is_ascii_digit())).then_some(rest)
}

/// One letter wrong, missing, too many, or two neighbours changed; the same heads.
pub(in super::super) fn nearly(a: &str, b: &str) -> bool {
    if a == b || !may_slip(a) || !may_slip(b) {
        return false;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    if short[..HEAD] != long[..HEAD] || long.len() - short.len() > 1 {
        return false;
    }
    let front = short.iter().zip(long.iter()).take_while(|(a, b)| a == b).count();
    if short.len() < long.len() {
        // A plural is no slip.
        let plural = front == short.len() && long.last() == Some(&'S');
        return !plural && short[front..] == long[front + 1..];
    }
    let (mine, others) = (&short[front..], &long[front..]);
    mine[1..] == others[1..]
        || (mine.len() > 1 && mine[0] == others[1] && mine[1] == others[0] && mine[2..] == others[2..])
}

/// One letter of a name wrong, missing or too many, and not the last: what is added at the end makes another product of it.
pub(in super::super) fn is_one_letter_off(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let (short, long) = (short.as_bytes(), long.as_bytes());
    let front = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let (Some(_), Some(other)) = (short.get(front), long.get(front)) else { return false };
    let is_same = short.len() == long.len()
        && short[front].is_ascii_alphabetic()
        && short[front + 1..] == long[front + 1..];
    let is_longer = short.len() + 1 == long.len() && short[front..] == long[front + 1..];
    other.is_ascii_alphabetic() && (is_same && front + 1 < short.len() || is_longer)
}

#[cfg(test)]
mod tests {
    use super::{is_one_letter_off, looks_like, nearly, shortened};

    #[test]
    fn what_looks_alike_is_told_from_what_is_alike() {
        assert!(looks_like("VLE", "VIE") && looks_like("VIE", "VLE") && looks_like("IFIX", "LFLX"));
        for (a, b) in [("VIE", "VIE"), ("VLE", "VXE"), ("IL", "LI"), ("ML1", "MI1")] {
            assert!(!looks_like(a, b), "{a} {b}");
        }
    }

    #[test]
    fn one_letter_behind_a_number_may_have_been_left_out() {
        assert_eq!(shortened("MU320E"), Some("MU320"));
        for number in ["MU320", "X204IRT", "5110A", "X2A", "", "ＡB12Ｃ"] {
            assert_eq!(shortened(number), None, "{number}");
        }
    }

    #[test]
    fn one_slip_is_near_and_two_are_not() {
        for (a, b) in
            [("CIMPLICITY", "CIMPLICITIY"), ("CIMPLICITY", "CIMPLICTIY"), ("INTOUCHEDGE", "INTOUCHEGGE")]
        {
            assert!(nearly(a, b) && nearly(b, a), "{a} {b}");
        }
        for (a, b) in [
            ("CIMPLICITY", "CIMPLICITY"),
            ("CIMPLICITY", "SIMPLICITY"),
            ("CIMPLICITY", "CIMPLYCITIY"),
            ("CONTROLLER", "CONTROLLERS"),
            ("EDS405A", "EDS408A"),
        ] {
            assert!(!nearly(a, b) && !nearly(b, a), "{a} {b}");
        }
    }

    #[test]
    fn one_letter_inside_is_told_from_one_at_the_end() {
        for (a, b) in [("ipsoft", "ispsoft"), ("gorobot", "vgorobot"), ("metasis", "metasys")] {
            assert!(is_one_letter_off(a, b) && is_one_letter_off(b, a), "{a} {b}");
        }
        for (a, b) in [
            ("ispsoft", "ispsoft"),
            ("press", "pressx"),
            ("press", "presx"),
            ("press2x", "press3x"),
            ("perss", "press"),
        ] {
            assert!(!is_one_letter_off(a, b) && !is_one_letter_off(b, a), "{a} {b}");
        }
    }
}
