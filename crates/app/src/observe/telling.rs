//! Is this a capture? Told by the first bytes, so that an upload is never gathered only to find out.

use std::io::Read as _;

use sekisho_flow::capture::unpacked;

/// First bytes of pcap, in both byte orders and resolutions and in its modified form, and of pcapng.
const BEGINNINGS: [[u8; 4]; 7] = [
    [0xA1, 0xB2, 0xC3, 0xD4],
    [0xD4, 0xC3, 0xB2, 0xA1],
    [0xA1, 0xB2, 0x3C, 0x4D],
    [0x4D, 0x3C, 0xB2, 0xA1],
    [0xA1, 0xB2, 0xCD, 0x34],
    [0x34, 0xCD, 0xB2, 0xA1],
    [0x0A, 0x0D, 0x0D, 0x0A],
];

/// Does a file that begins like this hold a capture, packed or not? `None` where more bytes are needed to tell.
#[must_use]
pub fn is_capture(head: &[u8]) -> Option<bool> {
    if head.len() < 4 {
        return None;
    }
    let mut first = [0; 4];
    let read = unpacked(head).and_then(|mut from| from.read_exact(&mut first));
    read.is_ok().then(|| BEGINNINGS.contains(&first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_capture_is_told_by_its_first_bytes_packed_or_not() {
        for first in BEGINNINGS {
            assert_eq!(is_capture(&[&first[..], &[0; 60]].concat()), Some(true), "{first:02x?}");
        }
        for (file, told) in [(&b"{\"bomFormat\""[..], Some(false)), (b"", None), (b"\xa1\xb2\xc3", None)] {
            assert_eq!(is_capture(file), told, "{file:?}");
        }
        // A stored block of gzip with the beginning of a pcap file in it.
        let packed =
            [&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1, 4, 0, 0xfb, 0xff][..], &[0xd4, 0xc3, 0xb2, 0xa1]]
                .concat();
        assert_eq!(is_capture(&packed), Some(true));
        assert_eq!(is_capture(&packed[..12]), None, "its first block is not here yet");
    }
}
