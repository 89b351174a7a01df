//! A frame: the first byte chooses the link layer, the second how much the capture cut. What is given lies within it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sekisho_flow::capture::{Frame, Link};
use sekisho_flow::layers;

const LINKS: [Link; 6] =
    [Link::Ethernet, Link::Ip, Link::LinuxCooked, Link::LinuxCooked2, Link::Loopback, Link::Other(127)];

fuzz_target!(|data: &[u8]| {
    let [link, cut, bytes @ ..] = data else { return };
    let link = LINKS[usize::from(*link) % LINKS.len()];
    let Ok(length) = u32::try_from(bytes.len() + usize::from(*cut) * 16) else { return };
    if let Ok(packet) = layers::parse(&Frame { nanos: 0, link, bytes, length }) {
        assert!(packet.payload.len() <= packet.payload_length as usize);
        assert!(packet.payload.is_empty() || bytes.as_ptr_range().contains(&packet.payload.as_ptr()));
        assert_eq!(packet.length, length);
    }
});
