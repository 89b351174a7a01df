//! Numbers out of bytes, by offset and order. What lies outside is `None`, never a panic.

/// Bytes with an order of digits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bytes<'b> {
    pub(super) all: &'b [u8],
    pub(super) is_little: bool,
}

impl<'b> Bytes<'b> {
    pub(super) const fn little(all: &'b [u8]) -> Self {
        Self { all, is_little: true }
    }

    pub(super) const fn big(all: &'b [u8]) -> Self {
        Self { all, is_little: false }
    }

    pub(super) fn u8(self, at: usize) -> Option<u8> {
        self.all.get(at).copied()
    }

    pub(super) fn u16(self, at: usize) -> Option<u16> {
        let bytes: [u8; 2] = self.slice(at, 2)?.try_into().ok()?;
        Some(if self.is_little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    }

    pub(super) fn u32(self, at: usize) -> Option<u32> {
        let bytes: [u8; 4] = self.slice(at, 4)?.try_into().ok()?;
        Some(if self.is_little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    pub(super) fn u64(self, at: usize) -> Option<u64> {
        let bytes: [u8; 8] = self.slice(at, 8)?.try_into().ok()?;
        Some(if self.is_little { u64::from_le_bytes(bytes) } else { u64::from_be_bytes(bytes) })
    }

    /// A number of 32 bits as an offset or a count.
    pub(super) fn at(self, at: usize) -> Option<usize> {
        usize::try_from(self.u32(at)?).ok()
    }

    pub(super) fn slice(self, at: usize, length: usize) -> Option<&'b [u8]> {
        self.all.get(at..at.checked_add(length)?)
    }

    /// A text up to its zero.
    pub(super) fn text(self, at: usize) -> Option<String> {
        let rest = self.all.get(at..)?;
        let end = rest.iter().position(|byte| *byte == 0)?;
        Some(String::from_utf8_lossy(rest.get(..end)?).into_owned())
    }
}
