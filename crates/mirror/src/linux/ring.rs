//! The ring: blocks of memory that the kernel fills and the process empties, in turn.
//!
//! Invariant: a block is touched only while its status says that it is the process's, and it is wiped before it is
//! given back. Offsets in a block are the kernel's word, and are held against the block's length all the same.

use std::io;
use std::mem::offset_of;
use std::os::fd::BorrowedFd;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU32, Ordering};

use sekisho_flow::capture::{Frame, Link};

use super::call;
use crate::SNAP_BYTES_MAX;

/// Size of a block: a whole number of pages on every machine that Linux runs on.
pub(super) const BLOCK_BYTES: usize = 256 << 10;

const STATUS_AT: usize =
    offset_of!(libc::tpacket_block_desc, hdr) + offset_of!(libc::tpacket_hdr_v1, block_status);
const COUNT_AT: usize =
    offset_of!(libc::tpacket_block_desc, hdr) + offset_of!(libc::tpacket_hdr_v1, num_pkts);
const FIRST_AT: usize =
    offset_of!(libc::tpacket_block_desc, hdr) + offset_of!(libc::tpacket_hdr_v1, offset_to_first_pkt);
const USED_AT: usize = offset_of!(libc::tpacket_block_desc, hdr) + offset_of!(libc::tpacket_hdr_v1, blk_len);

const VLAN_AT: usize =
    offset_of!(libc::tpacket3_hdr, hv1) + offset_of!(libc::tpacket_hdr_variant1, tp_vlan_tci);
const VLAN_TYPE_AT: usize =
    offset_of!(libc::tpacket3_hdr, hv1) + offset_of!(libc::tpacket_hdr_variant1, tp_vlan_tpid);

/// EtherType of a VLAN tag where the kernel does not say which it was.
const VLAN: u16 = 0x8100;
/// Both stations of a frame; a tag stands after them.
const STATIONS: usize = 12;
const TAG: usize = 4;
const TAG_LENGTH: u32 = 4;

/// A ring that is mapped into this process.
#[derive(Debug)]
pub(super) struct Ring {
    base: NonNull<u8>,
    blocks: usize,
    next: usize,
    tagged: Tagged,
}

/// Makes a socket's ring.
pub(super) fn of(socket: BorrowedFd<'_>, blocks: usize, block_milliseconds: u32) -> io::Result<Ring> {
    call::make_ring(socket, BLOCK_BYTES, blocks, block_milliseconds)?;
    let bytes = BLOCK_BYTES * blocks;
    let base = call::map(socket, bytes)?;
    let ring = Ring { base, blocks, next: 0, tagged: Tagged::default() };
    call::keep_out_of_dumps(base, bytes)?;
    Ok(ring)
}

impl Ring {
    /// Has the kernel handed over the next block?
    pub(super) fn has_block(&self) -> bool {
        self.status().load(Ordering::Acquire) & libc::TP_STATUS_USER != 0
    }

    /// Gives the frames of the next block, if it is there, wipes it and hands it back. Says how many there were.
    pub(super) fn take_block(&mut self, mut each: impl FnMut(Frame<'_>)) -> u32 {
        if !self.has_block() {
            return 0;
        }
        let mut tagged = std::mem::take(&mut self.tagged);
        let block = self.block();
        let count = frames(block, &mut tagged, &mut each);
        wipe(block);
        tagged.wipe();
        self.tagged = tagged;
        self.status().store(libc::TP_STATUS_KERNEL, Ordering::Release);
        self.next = (self.next + 1) % self.blocks;
        count
    }

    fn status(&self) -> &AtomicU32 {
        let at = self.next * BLOCK_BYTES + STATUS_AT;
        #[expect(unsafe_code, reason = "the kernel shares this word (ADR 0012)")]
        // SAFETY: `next` is less than `blocks`, so the word lies in the mapping, which lives as long as `self`; blocks
        // are aligned to pages and the word to four bytes; kernel and process only use it as a whole.
        unsafe {
            AtomicU32::from_ptr(self.base.as_ptr().add(at).cast())
        }
    }

    /// The next block's memory. Only asked for after [`Self::has_block`].
    fn block(&mut self) -> &mut [u8] {
        let at = self.next * BLOCK_BYTES;
        #[expect(unsafe_code, reason = "the kernel shares this memory (ADR 0012)")]
        // SAFETY: `next` is less than `blocks`, so the block lies in the mapping, which lives as long as `self`. While
        // the status is TP_STATUS_USER the kernel does not touch the block, and `&mut self` keeps out everybody else.
        unsafe {
            std::slice::from_raw_parts_mut(self.base.as_ptr().add(at), BLOCK_BYTES)
        }
    }
}

impl Drop for Ring {
    fn drop(&mut self) {
        call::unmap(self.base, BLOCK_BYTES * self.blocks);
    }
}

/// Wipes everything that the kernel wrote, but the status, which is given back last.
fn wipe(block: &mut [u8]) {
    let used = word(block, USED_AT).map_or(BLOCK_BYTES, usize_of).min(BLOCK_BYTES);
    let from = word(block, FIRST_AT).map_or(0, usize_of);
    if let Some(used) = block.get_mut(from..used) {
        used.fill(0);
    }
}

/// Walks the frames of a block.
fn frames(block: &[u8], tagged: &mut Tagged, each: &mut impl FnMut(Frame<'_>)) -> u32 {
    let (Some(count), Some(first)) = (word(block, COUNT_AT), word(block, FIRST_AT)) else { return 0 };
    let mut at = usize_of(first);
    for given in 0..count {
        let Some((frame, next)) = frame(block, at, tagged) else { return given };
        each(frame);
        if next == 0 {
            return given + 1;
        }
        at = at.saturating_add(next);
    }
    count
}

/// The frame at a place, and how far it is to the next one.
fn frame<'a>(block: &'a [u8], at: usize, tagged: &'a mut Tagged) -> Option<(Frame<'a>, usize)> {
    let head = block.get(at..)?;
    let field = |place| word(head, place);
    let seconds = i64::from(field(offset_of!(libc::tpacket3_hdr, tp_sec))?);
    let nanos = i64::from(field(offset_of!(libc::tpacket3_hdr, tp_nsec))?);
    let begin = usize::from(half(head, offset_of!(libc::tpacket3_hdr, tp_mac))?);
    let captured = usize_of(field(offset_of!(libc::tpacket3_hdr, tp_snaplen))?);
    let length = field(offset_of!(libc::tpacket3_hdr, tp_len))?;
    let status = field(offset_of!(libc::tpacket3_hdr, tp_status))?;
    let next = usize_of(field(offset_of!(libc::tpacket3_hdr, tp_next_offset))?);
    let bytes = head.get(begin..begin.checked_add(captured)?)?;
    let nanos = seconds * 1_000_000_000 + nanos;
    let frame = Frame { nanos, link: Link::Ethernet, bytes, length };
    if status & libc::TP_STATUS_VLAN_VALID == 0 {
        return Some((frame, next));
    }
    let tag = u16::try_from(field(VLAN_AT)? & 0xffff).ok()?;
    let said = status & libc::TP_STATUS_VLAN_TPID_VALID != 0;
    let kind = if said { half(head, VLAN_TYPE_AT)? } else { VLAN };
    Some((tagged.with_tag(frame, kind, tag), next))
}

/// A frame whose VLAN tag the network card took out, with the tag put back in its place.
#[derive(Debug)]
struct Tagged([u8; SNAP_BYTES_MAX as usize + TAG]);

impl Default for Tagged {
    fn default() -> Self {
        Self([0; SNAP_BYTES_MAX as usize + TAG])
    }
}

impl Tagged {
    fn with_tag<'a>(&'a mut self, frame: Frame<'a>, kind: u16, tag: u16) -> Frame<'a> {
        let Some((stations, rest)) = frame.bytes.split_at_checked(STATIONS) else { return frame };
        let end = (frame.bytes.len() + TAG).min(self.0.len());
        let ([a, b], [c, d]) = (kind.to_be_bytes(), tag.to_be_bytes());
        let tag = [a, b, c, d];
        let all = stations.iter().chain(&tag).chain(rest);
        self.0.iter_mut().zip(all).for_each(|(to, from)| *to = *from);
        let length = frame.length.saturating_add(TAG_LENGTH);
        Frame { bytes: self.0.get(..end).unwrap_or_default(), length, ..frame }
    }

    fn wipe(&mut self) {
        self.0.fill(0);
    }
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().copied().map(u32::from_ne_bytes)
}

fn half(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().copied().map(u16::from_ne_bytes)
}

fn usize_of(word: u32) -> usize {
    usize::try_from(word).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A block as the kernel writes it, with one frame of 60 bytes.
    fn block(status: u32, tag: u32) -> Vec<u8> {
        let mut block = vec![0; BLOCK_BYTES];
        let mut put = |at: usize, word: u32| block[at..at + 4].copy_from_slice(&word.to_ne_bytes());
        put(COUNT_AT, 1);
        put(FIRST_AT, 48);
        put(USED_AT, 48 + 96 + 60);
        put(48 + offset_of!(libc::tpacket3_hdr, tp_sec), 3);
        put(48 + offset_of!(libc::tpacket3_hdr, tp_nsec), 7);
        put(48 + offset_of!(libc::tpacket3_hdr, tp_snaplen), 60);
        put(48 + offset_of!(libc::tpacket3_hdr, tp_len), 1500);
        put(48 + offset_of!(libc::tpacket3_hdr, tp_status), status);
        put(48 + VLAN_AT, tag);
        let mac = 48 + offset_of!(libc::tpacket3_hdr, tp_mac);
        block[mac..mac + 2].copy_from_slice(&96_u16.to_ne_bytes());
        block[48 + 96..48 + 96 + 60].copy_from_slice(&[0xab; 60]);
        block
    }

    fn seen(block: &[u8]) -> Vec<(i64, Vec<u8>, u32)> {
        let mut seen = Vec::new();
        frames(block, &mut Tagged::default(), &mut |frame| {
            seen.push((frame.nanos, frame.bytes.to_vec(), frame.length));
        });
        seen
    }

    #[test]
    fn a_frame_has_its_time_bytes_and_length() {
        assert_eq!(seen(&block(libc::TP_STATUS_USER, 0)), [(3_000_000_007, vec![0xab; 60], 1500)]);
    }

    #[test]
    fn a_tag_that_the_card_took_out_stands_in_its_place_again() {
        let status = libc::TP_STATUS_USER | libc::TP_STATUS_VLAN_VALID;
        let [(_, bytes, length)] = &seen(&block(status, 0x2005))[..] else { panic!() };
        assert_eq!(bytes[10..18], [0xab, 0xab, 0x81, 0, 0x20, 5, 0xab, 0xab]);
        assert_eq!((bytes.len(), *length), (64, 1504));
    }

    #[test]
    fn offsets_that_lie_give_no_frame_and_no_panic() {
        for at in [COUNT_AT, FIRST_AT, USED_AT, 48 + offset_of!(libc::tpacket3_hdr, tp_snaplen)] {
            let mut block = block(libc::TP_STATUS_USER, 0);
            block[at..at + 4].copy_from_slice(&u32::MAX.to_ne_bytes());
            assert!(seen(&block).len() <= usize::try_from(u32::MAX).unwrap());
            wipe(&mut block);
        }
    }

    #[test]
    fn a_block_is_wiped() {
        let mut block = block(libc::TP_STATUS_USER, 0);
        wipe(&mut block);
        assert!(!block.contains(&0xab));
    }
}
