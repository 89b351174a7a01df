//! The newer capture format: blocks that each say their length, in sections with a byte order of their own.
//!
//! Invariant: a block is framed by its own length, so that a broken packet costs that packet alone; a block whose
//! length cannot be right ends the reading. Only interface, packet and statistics blocks are read: names, comments
//! and decryption secrets are passed over.

use sekisho_model::{Text, text};

use super::{Link, Notes, Record, Step};

/// First bytes of a section header; the same in both byte orders.
pub(super) const SECTION: [u8; 4] = [0x0A, 0x0D, 0x0D, 0x0A];

/// Interfaces described in one section; packets of further ones are passed over.
const INTERFACES_MAX: usize = 4_096;

/// Options read in one block; further ones are passed over.
const OPTIONS_MAX: usize = 256;

/// Bytes around the body of a block: type and length before, length after.
const AROUND: usize = 12;

pub(super) struct Pcapng {
    swapped: bool,
    ended: bool,
    interfaces: Vec<Interface>,
    /// Time of the last packet, for blocks that have none.
    last_nanos: i64,
}

struct Interface {
    link: Link,
    /// Most bytes captured of a frame; 0 for all.
    snap: u32,
    unit: Unit,
    /// Seconds to add.
    offset_seconds: i64,
    /// Losses told packet by packet.
    dropped: u64,
    /// Losses told as a sum since the capture began. Both tell the same losses.
    dropped_in_all: u64,
}

/// How long a unit of time is.
#[derive(Clone, Copy)]
enum Unit {
    /// So many nanoseconds.
    Nanos(i64),
    /// So many units are one second.
    PerSecond(u128),
}

impl Pcapng {
    pub(super) const fn new() -> Self {
        Self { swapped: false, ended: false, interfaces: Vec::new(), last_nanos: 0 }
    }

    #[inline]
    pub(super) fn step(&mut self, bytes: &[u8], offset: u64, notes: &mut Notes) -> Step {
        let Some(head) = bytes.first_chunk::<AROUND>() else {
            return if self.ended { Step::Stop } else { Step::Need(AROUND) };
        };
        let [a, b, c, d, e, f, g, h, ..] = *head;
        if [a, b, c, d] == SECTION {
            return self.section(bytes, offset, notes);
        }
        let (kind, total) = (self.word([a, b, c, d]), self.word([e, f, g, h]));
        let size = total as usize;
        if size < AROUND || !size.is_multiple_of(4) {
            return self.stop(offset, notes, wrong_length(total));
        }
        let is_read = matches!(kind, 1 | 2 | 3 | 5 | 6);
        if !is_read {
            return Step::Pass(total.into());
        }
        if size > notes.frame_bytes_max + MAX_BESIDE_FRAME {
            notes.too_long(offset, total.into());
            return Step::Pass(total.into());
        }
        let Some(block) = bytes.get(..size) else { return Step::Need(size) };
        if block.last_chunk::<4>() != Some(&[e, f, g, h]) {
            return self.stop(offset, notes, wrong_length(total));
        }
        let body = block.get(8..size - 4).unwrap_or_default();
        self.block(kind, body, size, offset, notes)
    }

    fn block(&mut self, kind: u32, body: &[u8], size: usize, offset: u64, notes: &mut Notes) -> Step {
        let found = match kind {
            1 => self.interface(body, offset, notes),
            2 => self.old_packet(body, notes),
            3 => self.simple_packet(body),
            5 => self.statistics(body, notes),
            _ => self.packet(body, notes),
        };
        match found {
            Ok(Some(record)) if record.captured > notes.frame_bytes_max => {
                notes.too_long(offset, record.captured as u64);
                Step::Pass(size as u64)
            }
            Ok(Some(record)) => {
                self.last_nanos = record.nanos;
                Step::Frame(Record { at: record.at + 8, size, ..record })
            }
            Ok(None) => Step::Pass(size as u64),
            Err(Broken) => {
                notes.pass_over(
                    offset,
                    text!(ja: "種類 {kind} のブロックの内容が壊れています。", en: "A block of type {kind} is broken inside."),
                );
                Step::Pass(size as u64)
            }
        }
    }

    /// A section begins: its byte order holds from here on, and its interfaces are counted anew.
    #[cold]
    fn section(&mut self, bytes: &[u8], offset: u64, notes: &mut Notes) -> Step {
        const HEAD: usize = 16;
        let Some(head) = bytes.first_chunk::<HEAD>() else {
            return if self.ended { Step::Stop } else { Step::Need(HEAD) };
        };
        let [_, _, _, _, e, f, g, h, i, j, k, l, m, n, ..] = *head;
        self.swapped = match u32::from_le_bytes([i, j, k, l]) {
            0x1A2B_3C4D => false,
            0x4D3C_2B1A => true,
            _ => {
                return self.stop(
                    offset,
                    notes,
                    text!(ja: "セクションのバイト順が読めません。", en: "The byte order of a section cannot be read."),
                );
            }
        };
        let major = self.half([m, n]);
        if major != 1 {
            return self.stop(
                offset,
                notes,
                text!(ja: "pcapng の版 {major} には対応していません。", en: "Version {major} of pcapng is not supported."),
            );
        }
        let total = self.word([e, f, g, h]);
        if total < 28 || !total.is_multiple_of(4) {
            return self.stop(offset, notes, wrong_length(total));
        }
        self.interfaces.clear();
        Step::Pass(total.into())
    }

    #[cold]
    fn stop(&mut self, offset: u64, notes: &mut Notes, what: Text) -> Step {
        if !self.ended {
            self.ended = true;
            notes.stop(offset, what);
        }
        Step::Stop
    }

    const fn word(&self, bytes: [u8; 4]) -> u32 {
        if self.swapped { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) }
    }

    const fn half(&self, bytes: [u8; 2]) -> u16 {
        if self.swapped { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) }
    }

    fn word_at(&self, body: &[u8], at: usize) -> Result<u32, Broken> {
        body.get(at..).and_then(<[u8]>::first_chunk).map(|bytes| self.word(*bytes)).ok_or(Broken)
    }

    fn half_at(&self, body: &[u8], at: usize) -> Result<u16, Broken> {
        body.get(at..).and_then(<[u8]>::first_chunk).map(|bytes| self.half(*bytes)).ok_or(Broken)
    }

    /// Interface description.
    #[cold]
    fn interface(&mut self, body: &[u8], offset: u64, notes: &mut Notes) -> Result<Option<Record>, Broken> {
        let mut interface = Interface {
            link: Link::of(self.half_at(body, 0)?.into()),
            snap: self.word_at(body, 4)?,
            unit: Unit::Nanos(1_000),
            offset_seconds: 0,
            dropped: 0,
            dropped_in_all: 0,
        };
        self.options(body, 8, |code, value| match (code, value) {
            (9, [resolution, ..]) => interface.unit = Unit::of(*resolution),
            (14, value) => {
                if let Some(bytes) = value.first_chunk() {
                    let seconds =
                        if self.swapped { i64::from_be_bytes(*bytes) } else { i64::from_le_bytes(*bytes) };
                    interface.offset_seconds = seconds;
                }
            }
            _ => {}
        });
        if self.interfaces.len() < INTERFACES_MAX {
            self.interfaces.push(interface);
        } else {
            notes.pass_over(
                offset,
                text!(ja: "インターフェイスが上限の {INTERFACES_MAX} を超えています。", en: "There are more interfaces than the limit of {INTERFACES_MAX}."),
            );
        }
        Ok(None)
    }

    /// Packet in its usual form (enhanced packet block).
    #[inline]
    fn packet(&mut self, body: &[u8], notes: &mut Notes) -> Result<Option<Record>, Broken> {
        let head = body.first_chunk::<20>().ok_or(Broken)?;
        let [i0, i1, i2, i3, h0, h1, h2, h3, l0, l1, l2, l3, c0, c1, c2, c3, n0, n1, n2, n3] = *head;
        let index = self.word([i0, i1, i2, i3]) as usize;
        let ticks = u64::from(self.word([h0, h1, h2, h3])) << 32 | u64::from(self.word([l0, l1, l2, l3]));
        let captured = self.word([c0, c1, c2, c3]);
        let length = self.word([n0, n1, n2, n3]).max(captured);
        let after = 20 + (captured as usize).next_multiple_of(4);
        // Padding may be missing at the end of a block; what was captured may not.
        if 20 + captured as usize > body.len() {
            return Err(Broken);
        }
        let dropped = if after < body.len() { self.dropped(body, after) } else { 0 };
        let interface = self.interfaces.get_mut(index).ok_or(Broken)?;
        interface.lose(dropped, notes);
        Ok(Some(interface.record(ticks, 20, captured, length)))
    }

    /// Packet in the form of the first versions (packet block).
    #[cold]
    fn old_packet(&mut self, body: &[u8], notes: &mut Notes) -> Result<Option<Record>, Broken> {
        let index = usize::from(self.half_at(body, 0)?);
        let drops = self.half_at(body, 2)?;
        let ticks = u64::from(self.word_at(body, 4)?) << 32 | u64::from(self.word_at(body, 8)?);
        let captured = self.word_at(body, 12)?;
        let length = self.word_at(body, 16)?.max(captured);
        if 20 + captured as usize > body.len() {
            return Err(Broken);
        }
        let interface = self.interfaces.get_mut(index).ok_or(Broken)?;
        // All ones: not known.
        interface.lose(if drops == u16::MAX { 0 } else { drops.into() }, notes);
        Ok(Some(interface.record(ticks, 20, captured, length)))
    }

    /// Packet without time or interface (simple packet block): it takes the time of the packet before it.
    #[cold]
    fn simple_packet(&self, body: &[u8]) -> Result<Option<Record>, Broken> {
        let length = self.word_at(body, 0)?;
        let interface = self.interfaces.first().ok_or(Broken)?;
        let snapped = if interface.snap == 0 { length } else { length.min(interface.snap) };
        let here = u32::try_from(body.len() - 4).unwrap_or(u32::MAX);
        let captured = snapped.min(here);
        let record = interface.record(0, 4, captured, length);
        Ok(Some(Record { nanos: self.last_nanos, ..record }))
    }

    /// Statistics of an interface: what it and the system lost.
    #[cold]
    fn statistics(&mut self, body: &[u8], notes: &mut Notes) -> Result<Option<Record>, Broken> {
        let index = self.word_at(body, 0)? as usize;
        let mut lost = 0_u64;
        self.options(body, 12, |code, value| {
            if let (5 | 7, Some(bytes)) = (code, value.first_chunk()) {
                lost = lost.saturating_add(self.long(*bytes));
            }
        });
        let interface = self.interfaces.get_mut(index).ok_or(Broken)?;
        interface.lose_in_all(lost, notes);
        Ok(None)
    }

    const fn long(&self, bytes: [u8; 8]) -> u64 {
        if self.swapped { u64::from_be_bytes(bytes) } else { u64::from_le_bytes(bytes) }
    }

    /// Packets lost before this one, from its options.
    fn dropped(&self, body: &[u8], after: usize) -> u64 {
        let mut dropped = 0;
        self.options(body, after, |code, value| {
            if let (4, Some(bytes)) = (code, value.first_chunk()) {
                dropped = self.long(*bytes);
            }
        });
        dropped
    }

    /// Walks the options of a block, as far as they are whole.
    fn options(&self, body: &[u8], from: usize, mut each: impl FnMut(u16, &[u8])) {
        let mut at = from;
        for _ in 0..OPTIONS_MAX {
            let (Ok(code), Ok(length)) = (self.half_at(body, at), self.half_at(body, at + 2)) else { return };
            let length = usize::from(length);
            let Some(value) = body.get(at + 4..at + 4 + length) else { return };
            if code == 0 {
                return;
            }
            each(code, value);
            at += 4 + length.next_multiple_of(4);
        }
    }
}

/// Options and heads that a packet's block may have beside the frame.
const MAX_BESIDE_FRAME: usize = 32 << 10;

/// A block's body does not hold what it must.
struct Broken;

fn wrong_length(total: u32) -> Text {
    text!(ja: "ブロックの長さ {total} バイトはあり得ません。", en: "A block claims {total} bytes, which cannot be.")
}

impl Interface {
    #[inline]
    fn record(&self, ticks: u64, at: usize, captured: u32, length: u32) -> Record {
        let nanos = self.unit.nanos(ticks).saturating_add(self.offset_seconds.saturating_mul(1_000_000_000));
        Record { nanos, link: self.link, at, captured: captured as usize, length, size: 0 }
    }

    /// Counts what is told packet by packet, as far as the sum did not tell it before.
    fn lose(&mut self, dropped: u64, notes: &mut Notes) {
        if dropped == 0 {
            return;
        }
        let before = self.dropped.max(self.dropped_in_all);
        self.dropped = self.dropped.saturating_add(dropped);
        notes.end.lost = notes.end.lost.saturating_add(self.dropped.max(self.dropped_in_all) - before);
    }

    fn lose_in_all(&mut self, lost: u64, notes: &mut Notes) {
        let before = self.dropped.max(self.dropped_in_all);
        self.dropped_in_all = self.dropped_in_all.max(lost);
        notes.end.lost = notes.end.lost.saturating_add(self.dropped.max(self.dropped_in_all) - before);
    }
}

impl Unit {
    /// The option `if_tsresol`: a power of ten, or of two with the highest bit set.
    fn of(resolution: u8) -> Self {
        let exponent = u32::from(resolution & 0x7F);
        if resolution & 0x80 == 0 {
            return match 9_u32.checked_sub(exponent) {
                Some(left) => Self::Nanos(10_i64.pow(left)),
                None => Self::PerSecond(10_u128.checked_pow(exponent).unwrap_or(u128::MAX)),
            };
        }
        Self::PerSecond(1_u128.checked_shl(exponent).unwrap_or(u128::MAX))
    }

    #[inline]
    fn nanos(self, ticks: u64) -> i64 {
        match self {
            Self::Nanos(unit) => i64::try_from(ticks).unwrap_or(i64::MAX).saturating_mul(unit),
            Self::PerSecond(per_second) => {
                let nanos = u128::from(ticks) * 1_000_000_000 / per_second;
                i64::try_from(nanos).unwrap_or(i64::MAX)
            }
        }
    }
}
