//! Lists of numbers as they are kept: packed, because SBOMs are many and their lists long.
//!
//! A packed list is `z:`, then Base64 of deflated variable-length numbers; each number is the difference to the one
//! `stride` places before, because neighbours are alike. A list without the mark is decimal with spaces between.

use std::io::{Read as _, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

const MARK: &str = "z:";

/// Most bytes that a list may unpack to: about five million numbers.
const UNPACKED_BYTES_MAX: u64 = 1 << 24;

/// Packs a list. Nothing is kept of an empty one.
pub(super) fn packed(numbers: &[i64], stride: usize) -> String {
    if numbers.is_empty() {
        return String::new();
    }
    let mut bytes = Vec::with_capacity(numbers.len() * 2);
    for (place, number) in numbers.iter().enumerate() {
        push(&mut bytes, number.wrapping_sub(before(numbers, place, stride)));
    }
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    // Writing into a vector cannot fail.
    let _ = encoder.write_all(&bytes);
    format!("{MARK}{}", BASE64.encode(encoder.finish().unwrap_or_default()))
}

/// Reads a list; `None` where it is damaged.
pub(crate) fn unpacked(text: &str, stride: usize) -> Option<Vec<i64>> {
    let Some(packed) = text.strip_prefix(MARK) else { return super::numbers(text) };
    let mut bytes = Vec::new();
    let deflated = BASE64.decode(packed).ok()?;
    DeflateDecoder::new(deflated.as_slice()).take(UNPACKED_BYTES_MAX).read_to_end(&mut bytes).ok()?;
    let (mut numbers, mut rest) = (Vec::new(), bytes.as_slice());
    while !rest.is_empty() {
        let difference = pop(&mut rest)?;
        numbers.push(difference.wrapping_add(before(&numbers, numbers.len(), stride)));
    }
    Some(numbers)
}

/// The number that a place is told by.
fn before(numbers: &[i64], place: usize, stride: usize) -> i64 {
    place.checked_sub(stride).and_then(|at| numbers.get(at)).copied().unwrap_or(0)
}

/// Seven bits a byte, low first; the sign lowest of all.
fn push(bytes: &mut Vec<u8>, number: i64) {
    let mut rest = ((number << 1) ^ (number >> 63)).cast_unsigned();
    loop {
        let low = rest.to_le_bytes()[0] & 0x7f;
        rest >>= 7;
        if rest == 0 {
            return bytes.push(low);
        }
        bytes.push(low | 0x80);
    }
}

fn pop(bytes: &mut &[u8]) -> Option<i64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_as_it_was_written() {
        let lists: [&[i64]; 5] =
            [&[], &[0], &[i64::MIN, i64::MAX, -1, 0], &[7, 7, 8, 3_000_000], &[5, 1, 5, 2]];
        for list in lists {
            for stride in [1, 2] {
                assert_eq!(unpacked(&packed(list, stride), stride).as_deref(), Some(list));
            }
        }
        assert_eq!(unpacked("3 1 2", 1).as_deref(), Some([3, 1, 2].as_slice()));
    }

    #[test]
    fn a_damaged_list_is_told() {
        let whole = packed(&(0..500).map(|n| n * n).collect::<Vec<_>>(), 1);
        assert_eq!(unpacked("z:%%", 1), None);
        assert_eq!(unpacked("1 x", 1), None);
        assert_ne!(unpacked(&whole[..whole.len() / 2], 1), unpacked(&whole, 1));
    }
}
