//! Elements of BER and DER (X.690) in a window, as far as tags and definite lengths go: for directories and tickets.

use crate::window::Window;

/// An element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Element {
    /// Its tag, of one byte.
    pub(super) tag: u8,
    /// Where its content begins.
    pub(super) at: usize,
    /// Where it ends.
    pub(super) end: usize,
}

/// The element that begins at a byte. `None` where its head is not seen, has no definite length, or one of more than
/// four bytes.
pub(super) fn element(window: &Window<'_>, at: usize) -> Option<Element> {
    let (tag, first) = (window.u8(at)?, window.u8(at + 1)?);
    let begin = at + 2;
    if first < 0x80 {
        return Some(Element { tag, at: begin, end: begin + usize::from(first) });
    }
    let octets = usize::from(first & 0x7F);
    if !(1..=4).contains(&octets) {
        return None;
    }
    let mut length = 0_u32;
    for place in begin..begin + octets {
        length = length << 8 | u32::from(window.u8(place)?);
    }
    let content = begin + octets;
    Some(Element { tag, at: content, end: content.checked_add(usize::try_from(length).ok()?)? })
}
