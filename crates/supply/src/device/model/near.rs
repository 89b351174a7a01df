//! Words that are nearly alike: a slip in an advisory or a sheet (`CIMPLICITIY`) is worth a question to a person.
//!
//! Only long words without digits are looked at: numbers that differ in one place are two things.

/// Fewest letters of a word that may hold a slip.
const LETTERS_MIN: usize = 8;
/// Letters in front that must agree, by which near words are found.
pub(in super::super) const HEAD: usize = 3;

/// Is the word long enough, and without digits?
pub(in super::super) fn may_slip(word: &str) -> bool {
    word.chars().count() >= LETTERS_MIN && word.chars().all(char::is_alphabetic)
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

#[cfg(test)]
mod tests {
    use super::nearly;

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
}
