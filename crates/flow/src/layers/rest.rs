//! The part of a frame that was not read yet.
//!
//! Invariant: what was captured is never longer than what was on the wire.

use super::Unreadable;

/// Captured bytes, and how many there were on the wire.
#[derive(Clone, Copy)]
pub(super) struct Rest<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) length: u32,
}

impl<'a> Rest<'a> {
    #[inline]
    pub(super) fn new(bytes: &'a [u8], length: u32) -> Self {
        Self { bytes, length }.limited(length)
    }

    /// Nothing, of a payload that is not given.
    pub(super) const fn nothing() -> Self {
        Self { bytes: &[], length: 0 }
    }

    /// The next bytes.
    #[inline]
    pub(super) fn head<const N: usize>(self) -> Result<&'a [u8; N], Unreadable> {
        self.bytes.first_chunk().ok_or_else(|| self.missing(N))
    }

    /// The part after so many bytes. Where they were not captured, nothing is there, but the length is right.
    #[inline]
    pub(super) fn after(self, bytes: u32) -> Self {
        let here = self.bytes.get(bytes as usize..).unwrap_or_default();
        Self { bytes: here, length: self.length.saturating_sub(bytes) }
    }

    /// At most so many bytes: what comes after is padding, or another layer's.
    #[inline]
    pub(super) fn limited(self, length: u32) -> Self {
        let length = length.min(self.length);
        Self { bytes: self.bytes.get(..length as usize).unwrap_or(self.bytes), length }
    }

    /// Why so many bytes are not there.
    #[cold]
    fn missing(self, bytes: usize) -> Unreadable {
        if (self.length as usize) < bytes { Unreadable::Malformed } else { Unreadable::Cut }
    }
}
