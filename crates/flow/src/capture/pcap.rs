//! The classic capture format: a head of 24 bytes, then records of 16 bytes and what was captured.
//!
//! Invariant: a record is given only when all of it is there. A length that cannot be right ends the reading, since
//! nothing else says where the next record begins.

use sekisho_model::{Text, text};

use super::{Frame, Link, Notes, Record, Step};

/// Bytes of the file's head.
pub(super) const HEAD: usize = 24;

/// Bytes of a record's head.
const RECORD_HEAD: usize = 16;

/// No capture program writes a frame longer than this; where it stands, the file is broken.
const BELIEVABLE_MAX: u32 = 16 << 20;

#[derive(Clone, Copy)]
pub(super) struct Pcap {
    swapped: bool,
    /// Nanoseconds in one unit of a record's fraction of a second.
    unit: i64,
    link: Link,
    ended: bool,
}

impl Pcap {
    /// Reads the head of the file; what is wrong with it otherwise.
    pub(super) fn open(head: &[u8; HEAD]) -> Result<Self, Text> {
        let [a, b, c, d, ..] = *head;
        let (swapped, unit) = match u32::from_le_bytes([a, b, c, d]) {
            0xA1B2_C3D4 => (false, 1_000),
            0xA1B2_3C4D => (false, 1),
            0xD4C3_B2A1 => (true, 1_000),
            0x4D3C_B2A1 => (true, 1),
            0xA1B2_CD34 | 0x34CD_B2A1 => {
                return Err(
                    text!(ja: "拡張レコードの pcap（Kuznetzov 形式）で、対応していません。", en: "It is a pcap with extended records (Kuznetzov's), which is not supported."),
                );
            }
            _ => {
                return Err(
                    text!(ja: "pcap でも pcapng でもありません。", en: "It is neither pcap nor pcapng."),
                );
            }
        };
        let [.., e, f, g, h] = *head;
        // The upper bits hold the length of a frame check sequence, which no parser looks at.
        let number = word([e, f, g, h], swapped) & 0xFFFF;
        Ok(Self { swapped, unit, link: Link::of(number), ended: false })
    }

    /// The record at the begin, and its size, where it is whole and not too long.
    #[inline]
    pub(super) fn plain<'a>(&self, bytes: &'a [u8], frame_bytes_max: usize) -> Option<(Frame<'a>, usize)> {
        let (head, rest) = bytes.split_first_chunk()?;
        let [seconds, fraction, captured, length] = words(head, self.swapped);
        let here = captured as usize;
        let bytes = rest.get(..here).filter(|_| here <= frame_bytes_max)?;
        let nanos = i64::from(seconds) * 1_000_000_000 + i64::from(fraction) * self.unit;
        let length = length.max(captured);
        Some((Frame { nanos, link: self.link, bytes, length }, RECORD_HEAD + here))
    }

    #[inline]
    pub(super) fn step(&mut self, bytes: &[u8], offset: u64, notes: &mut Notes) -> Step {
        let Some(head) = bytes.first_chunk::<RECORD_HEAD>() else {
            return if self.ended { Step::Stop } else { Step::Need(RECORD_HEAD) };
        };
        let [seconds, fraction, captured, length] = words(head, self.swapped);
        let here = captured as usize;
        if here > notes.frame_bytes_max {
            return self.too_long(captured, offset, notes);
        }
        let size = RECORD_HEAD + here;
        if bytes.len() < size {
            return Step::Need(size);
        }
        Step::Frame(Record {
            nanos: i64::from(seconds) * 1_000_000_000 + i64::from(fraction) * self.unit,
            link: self.link,
            at: RECORD_HEAD,
            captured: here,
            length: length.max(captured),
            size,
        })
    }

    #[cold]
    fn too_long(&mut self, captured: u32, offset: u64, notes: &mut Notes) -> Step {
        if self.ended {
            return Step::Stop;
        }
        if captured <= BELIEVABLE_MAX {
            notes.too_long(offset, captured.into());
            return Step::Pass(RECORD_HEAD as u64 + u64::from(captured));
        }
        self.ended = true;
        notes.stop(
            offset,
            text!(ja: "レコードの長さ {captured} バイトはあり得ません。", en: "A record claims {captured} bytes, which cannot be."),
        );
        Step::Stop
    }
}

const fn word(bytes: [u8; 4], swapped: bool) -> u32 {
    if swapped { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) }
}

#[inline]
const fn words(bytes: &[u8; RECORD_HEAD], swapped: bool) -> [u32; 4] {
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = *bytes;
    [
        word([a, b, c, d], swapped),
        word([e, f, g, h], swapped),
        word([i, j, k, l], swapped),
        word([m, n, o, p], swapped),
    ]
}
