//! A frame's headers, down to where a payload begins: Ethernet, VLAN and QinQ, MPLS, PPPoE, IPv4 and IPv6 with
//! extension headers and fragments, TCP and UDP, and what is wrapped in GRE, ERSPAN, VXLAN or another IP packet.
//!
//! Invariant: lengths are those that the headers state, bounded by the frame; what was cut by the capture is told
//! from what is not there. Nothing is copied. Of a packet wrapped in another the inner one is given, and the outer
//! one where the inner cannot be read.
//!
//! Deliberately not here: putting fragments together, check sums, and IEEE 802.11.

mod ip;
mod link;
mod rest;
mod tunnel;

use sekisho_model::Mac;

use crate::capture::{Frame, Link};
use rest::Rest;

pub(crate) use tunnel::VXLAN_PORT;

/// An IP address as 16 bytes; IPv4 as its mapped form (`::ffff:a.b.c.d`).
pub type IpBytes = [u8; 16];

/// A packet's headers, and its payload as far as it was captured.
#[derive(Clone, Copy, Debug)]
pub struct Packet<'a> {
    /// When, in nanoseconds since 1970 UTC.
    pub nanos: i64,
    /// Length of the frame on the wire, in bytes.
    pub length: u32,
    /// Sender's and receiver's station; `None` without a link layer.
    pub macs: Option<(Mac, Mac)>,
    /// Outermost VLAN; 0 for none.
    pub vlan: u16,
    /// What tells a copy of this packet, as from a second mirror, from the sender's next packet: the IPv4
    /// identification in the upper, TCP's acknowledgement number in the lower 32 bits. 0 where there is neither.
    pub mark: u64,
    /// What the frame carries.
    pub network: Network,
    /// The payload: of the segment, of the datagram, or of the frame after its EtherType.
    pub payload: &'a [u8],
    /// The payload's length on the wire; more than `payload` where the capture cut it.
    pub payload_length: u32,
}

/// What a frame carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// An IP packet.
    Ip {
        /// Sender.
        source: IpBytes,
        /// Receiver.
        target: IpBytes,
        /// What it carries.
        transport: Carried,
    },
    /// Something else, by its EtherType; below 1536 it was a length (LLC), given as 0.
    Ethernet(u16),
}

/// What an IP packet carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carried {
    /// A TCP segment.
    Tcp {
        /// Sender's port.
        source: u16,
        /// Receiver's port.
        target: u16,
        /// Sequence number of the first byte.
        sequence: u32,
        /// Flags as they stand: FIN 1, SYN 2, RST 4, PSH 8, ACK 16.
        flags: u8,
    },
    /// A UDP datagram.
    Udp {
        /// Sender's port.
        source: u16,
        /// Receiver's port.
        target: u16,
    },
    /// Another protocol, by its number. The payload begins after the IP headers.
    Other(u8),
    /// A fragment that does not begin its packet, with the protocol's number. It has no payload here.
    Fragment(u8),
}

/// Why a frame's headers could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// A link layer that is not read.
    Link(u32),
    /// The capture cut the frame within its headers.
    Cut,
    /// A header breaks its definition: too short, a length smaller than itself, another version than announced.
    Malformed,
}

/// What is known of a packet before its network layer.
#[derive(Clone, Copy)]
struct Envelope {
    nanos: i64,
    length: u32,
    macs: Option<(Mac, Mac)>,
    vlan: u16,
    /// So many packets are around this one.
    depth: u8,
}

/// Packets within packets, at most; deeper ones are given as what carries them.
const DEPTH_MAX: u8 = 4;

/// Reads a frame's headers.
///
/// # Errors
/// Where not even the network layer can be told; such a frame is counted.
#[inline]
pub fn parse<'a>(frame: &Frame<'a>) -> Result<Packet<'a>, Unreadable> {
    let &Frame { nanos, link, bytes, length } = frame;
    let envelope = Envelope { nanos, length, macs: None, vlan: 0, depth: 0 };
    let rest = Rest::new(bytes, length);
    match link {
        Link::Ethernet => link::ethernet(envelope, rest),
        other => link::other(envelope, rest, other),
    }
}

impl Envelope {
    /// The packet around what was read last.
    #[inline]
    const fn packet<'a>(self, network: Network, mark: u64, payload: Rest<'a>) -> Packet<'a> {
        let Self { nanos, length, macs, vlan, depth: _ } = self;
        Packet {
            nanos,
            length,
            macs,
            vlan,
            mark,
            network,
            payload: payload.bytes,
            payload_length: payload.length,
        }
    }
}

#[cfg(test)]
mod tests;
