//! The table `Packages` of a SQLite file (SQLite's file format, 1.5 and 1.6): a walk over its b-tree, and no more.
//!
//! Deliberately not here: indexes, other tables, and changes that still stand in a write-ahead log beside the file,
//! which is told as not read.

use std::collections::HashSet;

use super::Blobs;
use crate::generate::bytes::Bytes;

const BROKEN: &str = "SQLite";
/// Longest row.
const ROW_MAX: usize = 256 << 20;

/// The blobs of the table in the order of its rows.
pub(super) fn blobs(bytes: &[u8], rows_max: usize) -> Blobs {
    let Some(file) = File::new(bytes) else { return (Vec::new(), Some(BROKEN)) };
    let (schema, stop) = file.rows(1, rows_max);
    let is_packages = |row: &Vec<u8>| {
        let columns = columns(row)?;
        let text = |nth: usize| columns.get(nth).and_then(|column| column.bytes);
        let is_table = text(0) == Some(b"table") && text(1) == Some(b"Packages");
        is_table.then(|| columns.get(3).and_then(|root| root.number))?
    };
    let Some(root) = schema.iter().find_map(is_packages) else {
        return (Vec::new(), stop.or(Some("SQLite: Packages")));
    };
    let (rows, stop) = file.rows(usize::try_from(root).unwrap_or(0), rows_max);
    let blob = |row: &Vec<u8>| columns(row)?.get(1)?.bytes.map(<[u8]>::to_vec);
    (rows.iter().filter_map(blob).collect(), stop)
}

struct File<'b> {
    bytes: Bytes<'b>,
    page_bytes: usize,
    /// Bytes of a page without what is set aside at its end.
    usable: usize,
}

/// A value of a row: a whole number, or the bytes of a text or blob.
struct Column<'r> {
    number: Option<u64>,
    bytes: Option<&'r [u8]>,
}

impl<'b> File<'b> {
    fn new(all: &'b [u8]) -> Option<Self> {
        if !all.starts_with(b"SQLite format 3\0") {
            return None;
        }
        let bytes = Bytes::big(all);
        let page_bytes = match bytes.u16(16)? {
            1 => 65_536,
            size => usize::from(size),
        };
        let usable = page_bytes.checked_sub(usize::from(bytes.u8(20)?))?;
        (page_bytes >= 512 && page_bytes.is_power_of_two() && usable >= 480).then_some(Self {
            bytes,
            page_bytes,
            usable,
        })
    }

    fn page(&self, number: usize) -> Option<Bytes<'b>> {
        let start = number.checked_sub(1)?.checked_mul(self.page_bytes)?;
        Some(Bytes::big(self.bytes.slice(start, self.page_bytes)?))
    }

    /// The rows of the table with this root, leaves from left to right.
    fn rows(&self, root: usize, rows_max: usize) -> (Vec<Vec<u8>>, Option<&'static str>) {
        let (mut rows, mut stop) = (Vec::new(), None);
        let (mut open, mut seen) = (vec![root], HashSet::new());
        while let Some(number) = open.pop() {
            if !seen.insert(number) {
                stop = Some("SQLite: b-tree");
                continue;
            }
            let read = self.page(number).and_then(|page| self.walk(page, number, &mut open, &mut rows));
            if read.is_none() {
                stop = Some(BROKEN);
            }
            if rows.len() > rows_max {
                rows.truncate(rows_max);
                return (rows, Some("limit"));
            }
        }
        (rows, stop)
    }

    fn walk(
        &self,
        page: Bytes<'b>,
        number: usize,
        open: &mut Vec<usize>,
        rows: &mut Vec<Vec<u8>>,
    ) -> Option<()> {
        // The file's own header stands before that of the first page.
        let start = if number == 1 { 100 } else { 0 };
        let cells = usize::from(page.u16(start + 3)?);
        match page.u8(start)? {
            0x05 => {
                open.push(page.at(start + 8)?);
                for nth in (0..cells).rev() {
                    let at = usize::from(page.u16(start + 12 + nth * 2)?);
                    open.push(page.at(at)?);
                }
            }
            0x0D => {
                for nth in 0..cells {
                    let at = usize::from(page.u16(start + 8 + nth * 2)?);
                    rows.push(self.row(page, at)?);
                }
            }
            _ => return None,
        }
        Some(())
    }

    /// The payload of a leaf's cell, with what of it stands on overflow pages.
    fn row(&self, page: Bytes<'b>, at: usize) -> Option<Vec<u8>> {
        let (length, size) = varint(page.all.get(at..)?)?;
        let (_, key) = varint(page.all.get(at + size..)?)?;
        let length = usize::try_from(length)
            .ok()
            .filter(|length| *length <= ROW_MAX && *length <= self.bytes.all.len())?;
        let start = at + size + key;
        let local = self.local(length);
        let mut payload = page.slice(start, local)?.to_vec();
        if local == length {
            return Some(payload);
        }
        let mut next = page.at(start + local)?;
        while payload.len() < length {
            let overflow = self.page(next)?;
            let part = (length - payload.len()).min(self.usable - 4);
            payload.extend(overflow.slice(4, part)?);
            next = overflow.at(0)?;
        }
        Some(payload)
    }

    /// How much of a payload stands in the leaf itself.
    const fn local(&self, length: usize) -> usize {
        let most = self.usable - 35;
        if length <= most {
            return length;
        }
        let least = (self.usable - 12) * 32 / 255 - 23;
        let local = least + (length - least) % (self.usable - 4);
        if local <= most { local } else { least }
    }
}

/// The columns of a row.
fn columns(row: &[u8]) -> Option<Vec<Column<'_>>> {
    let (header, mut at) = varint(row)?;
    let header = usize::try_from(header).ok().filter(|header| *header <= row.len())?;
    let mut body = header;
    let mut columns = Vec::new();
    while at < header {
        let (kind, size) = varint(row.get(at..header)?)?;
        at += size;
        let length = match kind {
            0 | 8 | 9 => 0,
            1..=4 => usize::try_from(kind).ok()?,
            5 => 6,
            6 | 7 => 8,
            10 | 11 => return None,
            _ => usize::try_from((kind - 12) / 2).ok()?,
        };
        let value = Bytes::big(row).slice(body, length)?;
        body += length;
        let number = match kind {
            8 => Some(0),
            9 => Some(1),
            1..=6 => Some(value.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte))),
            _ => None,
        };
        columns.push(Column { number, bytes: (kind >= 12).then_some(value) });
    }
    Some(columns)
}

/// A number of one to nine bytes, and how many.
fn varint(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut value = 0_u64;
    for nth in 0..9 {
        let byte = *bytes.get(nth)?;
        if nth == 8 {
            return Some((value << 8 | u64::from(byte), 9));
        }
        value = value << 7 | u64::from(byte & 0x7F);
        if byte & 0x80 == 0 {
            return Some((value, nth + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: usize = 512;

    fn put_varint(mut value: usize, into: &mut Vec<u8>) {
        let mut groups = vec![u8::try_from(value & 0x7F).unwrap()];
        value >>= 7;
        while value > 0 {
            groups.push(u8::try_from(value & 0x7F).unwrap() | 0x80);
            value >>= 7;
        }
        into.extend(groups.into_iter().rev());
    }

    /// A page of one cell.
    fn leaf(start: usize, cell: &[u8]) -> Vec<u8> {
        let mut page = vec![0_u8; PAGE];
        let at = PAGE - cell.len();
        page[start] = 0x0D;
        page[start + 3..start + 5].copy_from_slice(&1_u16.to_be_bytes());
        page[start + 8..start + 10].copy_from_slice(&u16::try_from(at).unwrap().to_be_bytes());
        page[at..].copy_from_slice(cell);
        page
    }

    /// A file whose table has one row, the blob of which goes on over overflow pages.
    pub(super) fn file(blob: &[u8]) -> Vec<u8> {
        let mut schema = vec![6, 23, 29, 29, 1, 13];
        schema.extend(b"tablePackagesPackages\x02");
        let mut cell = Vec::new();
        put_varint(schema.len(), &mut cell);
        cell.push(1);
        cell.extend(&schema);
        let mut first = leaf(100, &cell);
        first[..16].copy_from_slice(b"SQLite format 3\0");
        first[16..18].copy_from_slice(&512_u16.to_be_bytes());
        let mut kind = Vec::new();
        put_varint(blob.len() * 2 + 12, &mut kind);
        let mut payload = vec![u8::try_from(kind.len() + 2).unwrap(), 0];
        payload.extend(kind);
        payload.extend(blob);
        let all = vec![0; 1];
        let shape = File { bytes: Bytes::big(&all), page_bytes: PAGE, usable: PAGE };
        let local = shape.local(payload.len());
        let mut cell = Vec::new();
        put_varint(payload.len(), &mut cell);
        cell.push(1);
        cell.extend(&payload[..local]);
        let rest: Vec<&[u8]> = payload[local..].chunks(PAGE - 4).collect();
        if !rest.is_empty() {
            cell.extend(3_u32.to_be_bytes());
        }
        let mut file = first;
        file.extend(leaf(0, &cell));
        for (nth, part) in (4_u32..).zip(&rest) {
            let is_last = usize::try_from(nth).unwrap() - 3 == rest.len();
            let mut page = if is_last { 0_u32 } else { nth }.to_be_bytes().to_vec();
            page.extend(*part);
            page.resize(PAGE, 0);
            file.extend(page);
        }
        file
    }

    #[test]
    fn a_row_is_read_over_its_overflow_pages() {
        for length in [1, 100, 476, 477, 478, 1_000, 5_000] {
            let blob: Vec<u8> = (0..length).map(|nth| u8::try_from(nth % 251).unwrap()).collect();
            assert_eq!(blobs(&file(&blob), 10), (vec![blob], None), "{length}");
        }
    }

    #[test]
    fn a_tree_that_runs_in_a_circle_and_a_cut_file_end_with_a_reason() {
        let mut file = file(&[1; 2_000]);
        for end in 0..file.len() {
            let (found, stop) = blobs(&file[..end], 10);
            assert!(stop.is_some() || found.len() == 1, "{end}");
        }
        // The second page points to itself.
        file[PAGE..PAGE + 14].copy_from_slice(&[5, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 2, 0, 12]);
        assert_eq!(blobs(&file, 10).1, Some("SQLite: b-tree"));
    }
}
