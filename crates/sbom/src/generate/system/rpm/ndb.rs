//! RPM's own `Packages.db` (ndb): slots that say where each header lies.

use super::Blobs;
use crate::generate::bytes::Bytes;

const PAGE: usize = 4_096;
const SLOT: usize = 16;
/// Offsets and lengths count blocks of this many bytes.
const BLOCK: usize = 16;
const MARK: u32 = u32::from_le_bytes(*b"RpmP");
const SLOT_MARK: u32 = u32::from_le_bytes(*b"Slot");
const BLOB_MARK: u32 = u32::from_le_bytes(*b"BlbS");

/// The blobs in the order of their slots.
pub(super) fn blobs(all: &[u8], blobs_max: usize) -> Blobs {
    let bytes = Bytes::little(all);
    if bytes.u32(0) != Some(MARK) {
        return (Vec::new(), Some("ndb"));
    }
    let Some(pages) = bytes.at(12) else { return (Vec::new(), Some("ndb")) };
    let pages = pages.min(all.len() / PAGE + 1);
    let (mut found, mut stop) = (Vec::new(), None);
    // The file's head takes the room of the first two slots.
    for nth in 2..pages * PAGE / SLOT {
        let at = nth * SLOT;
        match (bytes.u32(at), bytes.u32(at + 4)) {
            (Some(SLOT_MARK), Some(0)) => {}
            (Some(SLOT_MARK), Some(index)) => match blob(bytes, at, index) {
                Some(_) if found.len() >= blobs_max => return (found, Some("limit")),
                Some(blob) => found.push(blob.to_vec()),
                None => stop = Some("ndb: BlbS"),
            },
            _ => {
                stop = Some("ndb: Slot");
                break;
            }
        }
    }
    (found, stop)
}

fn blob<'b>(bytes: Bytes<'b>, slot: usize, index: u32) -> Option<&'b [u8]> {
    let at = bytes.at(slot + 8)?.checked_mul(BLOCK)?;
    let is_its = bytes.u32(at)? == BLOB_MARK && bytes.u32(at + 4)? == index;
    is_its.then(|| bytes.slice(at + 16, bytes.at(at + 12)?))?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(blob: &[u8]) -> Vec<u8> {
        let mut file = vec![0; PAGE];
        for slot in file.chunks_mut(SLOT) {
            slot[..4].copy_from_slice(b"Slot");
        }
        file[..16].copy_from_slice(b"RpmP\0\0\0\0\x01\0\0\0\x01\0\0\0");
        file[32..44].copy_from_slice(b"Slot\x07\0\0\0\0\x01\0\0");
        file.extend(b"BlbS\x07\0\0\0\x01\0\0\0");
        file.extend(u32::try_from(blob.len()).unwrap().to_le_bytes());
        file.extend(blob);
        file
    }

    #[test]
    fn a_slot_leads_to_its_blob() {
        assert_eq!(blobs(&file(b"header"), 9), (vec![b"header".to_vec()], None));
    }

    #[test]
    fn a_cut_file_or_a_strange_one_ends_with_a_reason() {
        let file = file(b"header");
        for end in 0..file.len() {
            assert!(blobs(&file[..end], 9).1.is_some(), "{end}");
        }
        assert_eq!(blobs(&file, 0), (Vec::new(), Some("limit")));
    }
}
