//! Frames written down again, as pcapng (draft-ietf-opsawg-pcapng) with nanoseconds and one interface for each link
//! layer.

use crate::capture::{Frame, Link};

/// Writes frames down.
pub(super) struct Rewriter {
    bytes: Vec<u8>,
    links: Vec<Link>,
}

impl Rewriter {
    pub(super) fn new() -> Self {
        let mut this = Self { bytes: Vec::new(), links: Vec::new() };
        let mut head = Vec::new();
        head.extend_from_slice(&0x1a2b_3c4d_u32.to_le_bytes());
        head.extend_from_slice(&[1, 0, 0, 0]);
        head.extend_from_slice(&u64::MAX.to_le_bytes());
        this.block(0x0a0d_0d0a, &head);
        this
    }

    /// One frame, with these bytes.
    pub(super) fn frame(&mut self, frame: &Frame<'_>, bytes: &[u8]) {
        let interface = self.interface(frame.link);
        let nanos = frame.nanos.cast_unsigned().to_le_bytes();
        let [a, b, c, d, high @ ..] = nanos;
        let captured = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let mut body = Vec::with_capacity(bytes.len() + 24);
        body.extend_from_slice(&interface.to_le_bytes());
        body.extend_from_slice(&high);
        body.extend_from_slice(&[a, b, c, d]);
        body.extend_from_slice(&captured.to_le_bytes());
        body.extend_from_slice(&frame.length.to_le_bytes());
        body.extend_from_slice(bytes);
        self.block(6, &body);
    }

    /// All that was written.
    pub(super) fn done(self) -> Vec<u8> {
        self.bytes
    }

    /// The interface of a link layer, described when it comes first: with nanoseconds, and without a limit.
    fn interface(&mut self, link: Link) -> u32 {
        if let Some(at) = self.links.iter().position(|known| *known == link) {
            return u32::try_from(at).unwrap_or(0);
        }
        self.links.push(link);
        let mut body = Vec::new();
        body.extend_from_slice(&number(link).to_le_bytes());
        body.extend_from_slice(&[0; 6]);
        body.extend_from_slice(&[9, 0, 1, 0, 9, 0, 0, 0]);
        body.extend_from_slice(&[0; 4]);
        self.block(1, &body);
        u32::try_from(self.links.len() - 1).unwrap_or(0)
    }

    fn block(&mut self, kind: u32, body: &[u8]) {
        let padding = body.len().next_multiple_of(4) - body.len();
        let length = u32::try_from(body.len() + padding + 12).unwrap_or(u32::MAX).to_le_bytes();
        self.bytes.extend_from_slice(&kind.to_le_bytes());
        self.bytes.extend_from_slice(&length);
        self.bytes.extend_from_slice(body);
        self.bytes.extend_from_slice(&[0; 3][..padding]);
        self.bytes.extend_from_slice(&length);
    }
}

/// A link layer's number in the capture formats.
fn number(link: Link) -> u16 {
    match link {
        Link::Ethernet => 1,
        Link::Ip => 101,
        Link::LinuxCooked => 113,
        Link::LinuxCooked2 => 276,
        Link::Loopback => 0,
        Link::Other(number) => u16::try_from(number).unwrap_or(u16::MAX),
    }
}
