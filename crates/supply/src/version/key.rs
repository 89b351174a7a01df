//! Sort keys: a version as bytes whose byte order is the version order.
//!
//! Invariant: every field is written so that no other field of the same place is a beginning of it; keys of
//! one scheme therefore compare field by field with one comparison of bytes. An order made this way is total
//! by construction, and no text, however long, costs more than its length. What a field means is the
//! scheme's to know.

use std::cmp::Ordering;

/// Keys up to this long need no memory of their own. Covers nearly all versions of nearly all schemes.
const SHORT_MAX: usize = 30;
/// Numbers below this are their own byte.
const ONE_BYTE_MAX: u64 = 0xE0;
/// Before the big-endian bytes of a number, added to how many there are.
const SOME_BYTES: u8 = 0xDF;
/// Before the digits of a number that 64 bits do not hold.
const MANY_DIGITS: u8 = 0xF0;

/// A finished key.
#[derive(Clone)]
pub(super) enum Key {
    Short { len: u8, bytes: [u8; SHORT_MAX] },
    Long(Box<[u8]>),
}

impl Key {
    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Self::Short { len, bytes } => bytes.get(..usize::from(*len)).unwrap_or_default(),
            Self::Long(bytes) => bytes,
        }
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02x?}", self.bytes())
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.bytes() == other.bytes()
    }
}

impl Eq for Key {}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        self.bytes().cmp(other.bytes())
    }
}

/// A key in the making.
#[derive(Debug, Default)]
pub(super) struct KeyWriter {
    short: [u8; SHORT_MAX],
    len: usize,
    long: Vec<u8>,
}

impl KeyWriter {
    /// A field of one byte: which of several things stands in a place.
    pub(super) fn tag(&mut self, tag: u8) {
        self.bytes(&[tag]);
    }

    /// A natural number of any length. `false`, and nothing written, where the text has anything but ASCII
    /// digits, or none.
    pub(super) fn number(&mut self, digits: &str) -> bool {
        let fits = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        if fits {
            self.digits(digits);
        }
        fits
    }

    /// The same for text known to be digits; none are zero.
    pub(super) fn digits(&mut self, digits: &str) {
        let significant = digits.trim_start_matches('0');
        if significant.len() <= 19 {
            self.natural(significant.parse().unwrap_or(0));
        } else {
            self.tag(MANY_DIGITS);
            self.natural(significant.len() as u64);
            self.bytes(significant.as_bytes());
        }
    }

    /// A number that is at hand as one.
    pub(super) fn natural(&mut self, number: u64) {
        if number < ONE_BYTE_MAX {
            self.tag(number.to_be_bytes()[7]);
        } else {
            let zeros = (number.leading_zeros() / 8) as usize;
            let bytes = number.to_be_bytes();
            let significant = bytes.get(zeros..).unwrap_or_default();
            self.tag(SOME_BYTES.saturating_add(u8::try_from(significant.len()).unwrap_or(8)));
            self.bytes(significant);
        }
    }

    /// A number, the greater the earlier.
    pub(super) fn natural_descending(&mut self, number: u64) {
        let mut other = Self::default();
        other.natural(number);
        for byte in other.finished().bytes() {
            self.tag(!byte);
        }
    }

    /// A word that holds no NUL: a shorter beginning comes first.
    pub(super) fn word(&mut self, word: &str) {
        self.bytes(word.as_bytes());
        self.tag(0);
    }

    /// Bytes as they are; the caller sees to their end.
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        let end = self.len + bytes.len();
        if self.long.is_empty() && end <= SHORT_MAX {
            if let Some(place) = self.short.get_mut(self.len..end) {
                place.copy_from_slice(bytes);
            }
        } else {
            if self.long.is_empty() {
                self.long.reserve(2 * end);
                self.long.extend_from_slice(self.short.get(..self.len).unwrap_or_default());
            }
            self.long.extend_from_slice(bytes);
        }
        self.len = end;
    }

    pub(super) fn finished(self) -> Key {
        if self.len <= SHORT_MAX {
            Key::Short { len: u8::try_from(self.len).unwrap_or(0), bytes: self.short }
        } else {
            Key::Long(self.long.into_boxed_slice())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(write: impl FnOnce(&mut KeyWriter)) -> Key {
        let mut writer = KeyWriter::default();
        write(&mut writer);
        writer.finished()
    }

    #[test]
    fn numbers_order_by_their_value_whatever_their_length() {
        let long = "9".repeat(300);
        let longer = format!("1{}", "0".repeat(300));
        let rising = [
            "0",
            "1",
            "9",
            "10",
            "223",
            "224",
            "255",
            "256",
            "65535",
            "65536",
            "9999999999999999999",
            "18446744073709551615",
            "18446744073709551616",
            "99999999999999999999",
            long.as_str(),
            longer.as_str(),
        ];
        for (nth, small) in rising.iter().enumerate() {
            assert_eq!(key(|k| k.digits(small)), key(|k| k.digits(&format!("000{small}"))));
            for great in &rising[nth + 1..] {
                assert!(key(|k| k.digits(small)) < key(|k| k.digits(great)), "{small} {great}");
            }
        }
        for (small, great) in [(0, 1), (223, 224), (255, 70_000)] {
            assert!(key(|k| k.natural_descending(small)) > key(|k| k.natural_descending(great)));
        }
    }

    #[test]
    fn only_digits_are_a_number() {
        for text in ["", "1a", "-1", "１", " 1"] {
            let mut writer = KeyWriter::default();
            assert!(!writer.number(text), "{text}");
            assert!(writer.finished().bytes().is_empty());
        }
    }

    #[test]
    fn a_shorter_word_comes_before_what_it_begins() {
        let written = |word: &str| {
            key(|k| {
                k.word(word);
                k.tag(9);
            })
        };
        assert!(written("a") < written("ab"));
        assert!(written("a".repeat(40).as_str()) < written("a".repeat(41).as_str()));
        assert!(written("") < written("a"));
    }
}
