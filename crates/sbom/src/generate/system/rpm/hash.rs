//! Berkeley DB's hash file, as RPM's older `Packages` is one: pages of keys and values, a long value on pages of its own.
//!
//! Deliberately not here: looking a key up. All pages are gone through; the value of key 0 is a count, and no header.

use super::Blobs;
use crate::generate::bytes::Bytes;

const HASH_MARK: u32 = 0x0006_1561;
/// Sorts of page: hash, as it was before, and the pages of a long value.
const HASH: u8 = 13;
const HASH_UNSORTED: u8 = 2;
const OVERFLOW: u8 = 7;
/// Sorts of value: in place, and on pages of its own.
const IN_PLACE: u8 = 1;
const ON_PAGES: u8 = 3;
/// Bytes of a page's own head.
const HEAD: usize = 26;
/// Shortest header: its two counts and one entry.
const HEADER_MIN: usize = 24;

/// The values in the order of their pages.
pub(super) fn blobs(all: &[u8], blobs_max: usize) -> Blobs {
    let is_little = match (Bytes::little(all).u32(12), Bytes::big(all).u32(12)) {
        (Some(HASH_MARK), _) => true,
        (_, Some(HASH_MARK)) => false,
        _ => return (Vec::new(), Some("Berkeley DB")),
    };
    let bytes = Bytes { all, is_little };
    let size = bytes.at(20).unwrap_or(0);
    let is_plain = bytes.u8(24) == Some(0);
    if !(512..=65_536).contains(&size) || !size.is_power_of_two() || !is_plain {
        return (Vec::new(), Some("Berkeley DB"));
    }
    let file = File { bytes, size };
    let (mut found, mut stop) = (Vec::new(), None);
    let last = bytes.at(32).unwrap_or(0);
    if last >= all.len() / size {
        stop = Some("Berkeley DB: cut");
    }
    for number in 1..all.len() / size {
        if file.page(number).and_then(|page| file.values(page, &mut found)).is_none() {
            stop = Some("Berkeley DB: page");
        }
        if found.len() > blobs_max {
            found.truncate(blobs_max);
            return (found, Some("limit"));
        }
    }
    (found, stop)
}

struct File<'b> {
    bytes: Bytes<'b>,
    size: usize,
}

impl<'b> File<'b> {
    fn page(&self, number: usize) -> Option<Bytes<'b>> {
        let all = self.bytes.slice(number.checked_mul(self.size)?, self.size)?;
        Some(Bytes { all, is_little: self.bytes.is_little })
    }

    /// Keys and values stand in turn.
    fn values(&self, page: Bytes<'b>, found: &mut Vec<Vec<u8>>) -> Option<()> {
        if !matches!(page.u8(25)?, HASH | HASH_UNSORTED) {
            return Some(());
        }
        let entries = usize::from(page.u16(20)?);
        for nth in (1..entries).step_by(2) {
            let at = usize::from(page.u16(HEAD + nth * 2)?);
            match page.u8(at)? {
                ON_PAGES => found.push(self.long(page.at(at + 4)?, page.at(at + 8)?)?),
                IN_PLACE => {
                    // Values grow from the end of the page; each ends where the one before it begins.
                    let before = usize::from(page.u16(HEAD + (nth - 1) * 2)?);
                    let value = page.all.get(at + 1..before)?;
                    if value.len() >= HEADER_MIN {
                        found.push(value.to_vec());
                    }
                }
                _ => {}
            }
        }
        Some(())
    }

    fn long(&self, first: usize, length: usize) -> Option<Vec<u8>> {
        if length > self.bytes.all.len() {
            return None;
        }
        let mut value = Vec::with_capacity(length);
        let mut next = first;
        while value.len() < length {
            let page = self.page(next)?;
            if page.u8(25)? != OVERFLOW {
                return None;
            }
            let part = (length - value.len()).min(self.size - HEAD);
            value.extend(page.slice(HEAD, part)?);
            next = page.at(16)?;
        }
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: usize = 512;

    /// A file with one long value, in either order of digits.
    fn file(blob: &[u8], is_little: bool) -> Vec<u8> {
        let word = |value: u32| if is_little { value.to_le_bytes() } else { value.to_be_bytes() };
        let half = |value: u16| if is_little { value.to_le_bytes() } else { value.to_be_bytes() };
        let parts: Vec<&[u8]> = blob.chunks(SIZE - HEAD).collect();
        let mut file = vec![0; SIZE * (2 + parts.len())];
        file[12..16].copy_from_slice(&word(HASH_MARK));
        file[20..24].copy_from_slice(&word(512));
        file[32..36].copy_from_slice(&word(u32::try_from(1 + parts.len()).unwrap()));
        let page = &mut file[SIZE..SIZE * 2];
        page[25] = HASH;
        page[20..22].copy_from_slice(&half(2));
        page[26..28].copy_from_slice(&half(507));
        page[28..30].copy_from_slice(&half(495));
        page[507] = IN_PLACE;
        page[495] = ON_PAGES;
        page[499..503].copy_from_slice(&word(2));
        page[503..507].copy_from_slice(&word(u32::try_from(blob.len()).unwrap()));
        for (nth, part) in parts.iter().enumerate() {
            let page = &mut file[SIZE * (2 + nth)..SIZE * (3 + nth)];
            page[16..20].copy_from_slice(&word(u32::try_from(nth + 3).unwrap()));
            page[25] = OVERFLOW;
            page[HEAD..HEAD + part.len()].copy_from_slice(part);
        }
        file
    }

    #[test]
    fn a_long_value_is_read_over_its_pages_in_either_order_of_digits() {
        let blob: Vec<u8> = (0..1_500).map(|nth| u8::try_from(nth % 251).unwrap()).collect();
        for is_little in [true, false] {
            assert_eq!(blobs(&file(&blob, is_little), 9), (vec![blob.clone()], None));
        }
    }

    #[test]
    fn a_cut_file_ends_with_a_reason() {
        let file = file(&[7; 900], true);
        for end in 0..file.len() {
            assert!(blobs(&file[..end], 9).1.is_some(), "{end}");
        }
    }
}
