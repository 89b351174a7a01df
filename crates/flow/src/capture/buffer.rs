//! One buffer between a source and a format.
//!
//! Invariant: it never grows, and it is wiped when it goes. What was wanted beyond the source's end is remembered as
//! short, and an error of the source as broken.

use std::io::{ErrorKind, Read};

use zeroize::Zeroize;

/// Large enough that a read costs little for each frame, small enough to stay in the processor's cache.
const CAPACITY: usize = 256 << 10;

/// Room beside the longest frame for its record's head, options and padding.
const BESIDE_FRAME: usize = 64 << 10;

pub(super) struct Buffer<R> {
    from: R,
    bytes: Box<[u8]>,
    start: usize,
    end: usize,
    /// Offset in the source of the first byte of `bytes`.
    base: u64,
    short: bool,
    broken: Option<String>,
}

impl<R: Read> Buffer<R> {
    pub(super) fn new(from: R, frame_bytes_max: usize) -> Self {
        let capacity = CAPACITY.max(frame_bytes_max.saturating_add(BESIDE_FRAME));
        let bytes = vec![0; capacity].into_boxed_slice();
        Self { from, bytes, start: 0, end: 0, base: 0, short: false, broken: None }
    }

    /// What is in the buffer from the reader's place on.
    pub(super) fn seen(&self) -> &[u8] {
        self.bytes.get(self.start..self.end).unwrap_or_default()
    }

    /// The filled part of the buffer, the reader's place in it, and the offset of its begin.
    pub(super) fn parts(&mut self) -> (&[u8], &mut usize, u64) {
        (self.bytes.get(..self.end).unwrap_or_default(), &mut self.start, self.base)
    }

    /// The reader's place in the source.
    pub(super) const fn offset(&self) -> u64 {
        self.base + self.start as u64
    }

    /// Did the source end before what was to be passed?
    pub(super) const fn is_short(&self) -> bool {
        self.short
    }

    /// Why the source could not be read on.
    pub(super) fn broken(&self) -> Option<&str> {
        self.broken.as_deref()
    }

    /// Brings so many bytes into the buffer. False where the source ends before, or the buffer is smaller.
    pub(super) fn need(&mut self, bytes: usize) -> bool {
        if bytes > self.bytes.len() {
            return false;
        }
        if self.start + bytes > self.bytes.len() || self.start == self.end {
            self.bytes.copy_within(self.start..self.end, 0);
            self.base += self.start as u64;
            self.end -= self.start;
            self.start = 0;
        }
        while self.end - self.start < bytes {
            if self.read_more() == 0 {
                return false;
            }
        }
        true
    }

    /// Goes on by so many bytes. False where the source ends before.
    pub(super) fn pass(&mut self, bytes: u64) -> bool {
        let mut left = bytes;
        loop {
            let here = (self.end - self.start).min(usize::try_from(left).unwrap_or(usize::MAX));
            self.start += here;
            left -= here as u64;
            if left == 0 {
                return true;
            }
            if !self.need(1) {
                self.short = true;
                return false;
            }
        }
    }

    fn read_more(&mut self) -> usize {
        let Some(room) = self.bytes.get_mut(self.end..) else { return 0 };
        loop {
            match self.from.read(room) {
                // A source that claims more than there was room for is wrong; what it filled is all that is there.
                Ok(read) => {
                    let read = read.min(room.len());
                    self.end += read;
                    return read;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    self.broken = Some(error.to_string());
                    return 0;
                }
            }
        }
    }
}

impl<R> Drop for Buffer<R> {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}
