//! Capture files: pcap in both byte orders, with micro- or nanoseconds, and pcapng with several interfaces; one frame
//! after the other, with memory bounded by the longest frame.
//!
//! Invariant: what is right before a broken place is given, and the broken place is a problem with its byte offset.
//! Packed files are unpacked by the caller.

/// What a frame begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Ethernet.
    Ethernet,
    /// IP without a link layer.
    Ip,
    /// Linux "any" capture, version 1.
    LinuxCooked,
    /// Linux "any" capture, version 2.
    LinuxCooked2,
    /// BSD loopback: the address family, then IP.
    Loopback,
    /// IEEE 802.11 with radiotap, or another link layer, by its number in the capture format. Counted as unreadable.
    Other(u32),
}

/// One frame of a capture, borrowed from the reader.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// When, in nanoseconds since 1970 UTC.
    pub nanos: i64,
    /// What it begins with.
    pub link: Link,
    /// What was captured of it.
    pub bytes: &'a [u8],
    /// Its length on the wire, in bytes; more than what was captured where the capture cut it.
    pub length: u32,
}
