//! The two byte encodings that every text form of this crate uses, read strictly.
//!
//! Invariant: one byte string has exactly one accepted text, so a changed character is always either
//! refused or a changed value. No white space, no missing padding, no stray trailing bits, no upper
//! case in hexadecimal.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Standard base 64 with padding (RFC 4648 section 4).
pub(crate) fn base64_of(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The bytes of a canonical base 64 text; `None` for anything else.
pub(crate) fn bytes_of_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// Lower-case hexadecimal.
pub(crate) fn hex_of(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    bytes.iter().flat_map(|b| [DIGITS[usize::from(b >> 4)], DIGITS[usize::from(b & 15)]]).collect()
}

/// The `N` bytes of exactly `2 N` lower-case hexadecimal digits; `None` for anything else.
pub(crate) fn bytes_of_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != N * 2 {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
    }
    Some(bytes)
}

/// A decimal number as every C2SP format writes it: ASCII digits, no sign, no leading zero.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let canonical = text == "0" || !text.starts_with('0');
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if canonical && digits { text.parse().ok() } else { None }
}

/// Words from outside as they may be shown: no control characters, no characters that reverse the
/// reading direction, and at most `limit` characters.
pub(crate) fn printable(words: &str, limit: usize) -> String {
    let safe = |c: char| {
        let reverses = matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
        if c.is_control() || reverses { '\u{FFFD}' } else { c }
    };
    words.chars().take(limit).map(safe).collect()
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_reads_back_what_it_writes() {
        let bytes: [u8; 4] = [0, 0x0f, 0xa5, 0xff];
        assert_eq!(hex_of(&bytes), "000fa5ff");
        assert_eq!(bytes_of_hex("000fa5ff"), Some(bytes));
    }

    #[test]
    fn foreign_words_cannot_steer_a_terminal_or_forge_a_line() {
        assert_eq!(printable("塗装\x1b[2J\n\u{9b}\u{202e}x", 99), "塗装\u{FFFD}[2J\u{FFFD}\u{FFFD}\u{FFFD}x");
        assert_eq!(printable("abcdef", 3), "abc");
    }

    #[test]
    fn only_the_canonical_text_of_some_bytes_is_read() {
        for bad in ["000FA5FF", "000fa5f", "000fa5ff0", "000fa5fg", "あa5"] {
            assert_eq!(bytes_of_hex::<4>(bad), None, "{bad}");
        }
        for bad in ["AA", "AB==", "AA==\n", " AA==", "AA=", "A-=="] {
            assert_eq!(bytes_of_base64(bad), None, "{bad}");
        }
        for bad in ["", "00", "01", "+1", "-1", " 1", "1 ", "１", "18446744073709551616"] {
            assert_eq!(decimal(bad), None, "{bad}");
        }
        assert_eq!(decimal("0"), Some(0));
        assert_eq!(decimal("18446744073709551615"), Some(u64::MAX));
    }
}
