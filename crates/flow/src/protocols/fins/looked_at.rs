//! The bytes that the definition gives to headers, command and identity.

use std::ops::Range;

use crate::window::{Carrier, Setting};

/// Bytes of a PDU that may have an effect: the TCP header; the FINS header, its command and main end code; model and
/// version in the answer to controller data read.
pub(super) fn looked_at(pdu: &[u8], setting: &Setting) -> Vec<Range<usize>> {
    let at = if setting.carrier == Carrier::Tcp { 16 } else { 0 };
    let mut ranges = vec![0..at, at..at + 13];
    if pdu.get(at + 10..at + 12) == Some(&[5, 1]) {
        ranges.push(at + 12..at + 54);
    }
    ranges
}
