//! What the engine asks of a packet after its headers were read, in few words.
//!
//! Invariant: the short way from a frame ([`Seen::plain`]) gives what the long way through `layers` gives, or nothing.
//! It is taken by what nearly all frames of a plant are: TCP or UDP in one IPv4 packet without options, in an Ethernet
//! frame with one tag at most.

use sekisho_model::{Address, Transport};

use crate::capture::{Frame, Link};
use crate::layers::{Carried, Network, Packet, VXLAN_PORT};

use super::hash::{Secret, high};
use super::key::{Ends, Key, mac_word, mapped, word_ip, word_mac};

/// Stands where there is no station.
pub(crate) const NO_STATION: u64 = u64::MAX;

/// A packet, as far as its connection and its sender are concerned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen<'p> {
    /// When, in nanoseconds since 1970 UTC.
    pub nanos: i64,
    /// Its connection.
    pub key: Key,
    /// The ends of a connection that is not on IPv4.
    pub wide: Ends,
    /// The key's hash.
    pub hash: u64,
    /// The station that sent it; [`NO_STATION`] without a link layer.
    pub station: u64,
    /// See [`Packet::mark`].
    pub mark: u64,
    /// The payload, as far as it was captured.
    pub payload: &'p [u8],
    /// Its length on the wire.
    pub payload_length: u32,
    /// Length of the frame on the wire.
    pub length: u32,
    /// Sequence number of a TCP segment; else 0.
    pub sequence: u32,
    /// Flags of a TCP segment; else 0.
    pub flags: u8,
    /// Which end sent it: 0 or 1.
    pub end: u8,
    /// The whole packet, where its payload may give an address as its sender's own.
    pub claiming: Option<&'p Packet<'p>>,
}

/// Bytes of Ethernet, IPv4 and TCP up to and with the flags.
const PLAIN: usize = 48;

impl<'p> Seen<'p> {
    /// Stands where no packet is.
    pub(crate) const NOTHING: Self = Self {
        nanos: 0,
        key: Key::NONE,
        wide: [[0; 2]; 2],
        hash: 0,
        station: NO_STATION,
        mark: 0,
        payload: &[],
        payload_length: 0,
        length: 0,
        sequence: 0,
        flags: 0,
        end: 0,
        claiming: None,
    };

    /// What is asked of a packet that claims nothing. `None` for a fragment, and for a frame without stations: they are
    /// of no connection.
    pub(crate) fn of(packet: &Packet<'p>, secret: &Secret) -> Option<Self> {
        let (key, wide, end) = Key::of(packet, secret)?;
        let (sequence, flags) = match packet.network {
            Network::Ip { transport: Carried::Tcp { sequence, flags, .. }, .. } => (sequence, flags),
            _ => (0, 0),
        };
        Some(Self {
            nanos: packet.nanos,
            key,
            wide,
            hash: key.hash(secret),
            station: packet.macs.map_or(NO_STATION, |(source, _)| mac_word(source)),
            mark: packet.mark,
            payload: packet.payload,
            payload_length: packet.payload_length,
            length: packet.length,
            sequence,
            flags,
            end: u8::from(end == 1),
            claiming: None,
        })
    }

    /// Reads a frame the short way, into this place. False where the long way must be gone.
    #[inline]
    pub(crate) fn plain(&mut self, frame: &Frame<'p>, secret: &Secret) -> bool {
        let Some(outer) = frame.bytes.first_chunk::<PLAIN>() else { return false };
        let fits = matches!(frame.link, Link::Ethernet) && frame.bytes.len() <= frame.length as usize;
        let (head, before, vlan) = match be16(outer, 12) {
            0x0800 if fits => (outer, 0, 0),
            0x8100 if fits && be16(outer, 16) == 0x0800 => {
                let Some(inner) = frame.bytes.get(4..).and_then(<[u8]>::first_chunk) else { return false };
                (inner, 4, be16(outer, 14) & 0x0FFF)
            }
            _ => return false,
        };
        let total = u32::from(be16(head, 16));
        // Version 4, a header of five words, no fragment, and all of it within the frame.
        if head[14] != 0x45 || be16(head, 20) & 0x3FFF != 0 || total + 14 + before > frame.length {
            return false;
        }
        let (transport, headers) = match head[23] {
            6 => {
                self.sequence = be32(head, 38);
                self.flags = head[47];
                self.mark = u64::from(be16(head, 18)) << 32 | u64::from(be32(head, 42));
                let words = u32::from(head[46] >> 4);
                if words < 5 {
                    return false;
                }
                (Transport::Tcp, 20 + words * 4)
            }
            17 => {
                self.sequence = 0;
                self.flags = 0;
                self.mark = u64::from(be16(head, 18)) << 32;
                if u32::from(be16(head, 38)) + 20 != total || be16(head, 36) == VXLAN_PORT {
                    return false;
                }
                (Transport::Udp, 28)
            }
            _ => return false,
        };
        let Some(payload_length) = total.checked_sub(headers) else { return false };
        self.payload_length = payload_length;
        let (from, to) = ((14 + before + headers) as usize, (14 + before + total) as usize);
        self.payload = frame.bytes.get(from..to.min(frame.bytes.len())).unwrap_or_default();
        self.nanos = frame.nanos;
        self.length = frame.length;
        self.station = u64::from(be16(outer, 6)) << 32 | u64::from(be32(outer, 8));
        self.claiming = None;
        let source = u64::from(be32(head, 26)) << 16 | u64::from(be16(head, 34));
        let target = u64::from(be32(head, 30)) << 16 | u64::from(be16(head, 36));
        self.end = u8::from(source > target);
        self.key = Key::v4(source.min(target), source.max(target), vlan, transport);
        self.hash = self.key.hash(secret);
        true
    }

    /// Which end sent it.
    #[inline]
    pub(crate) const fn end(&self) -> usize {
        (self.end & 1) as usize
    }

    /// The address that sent it, in two words.
    #[inline]
    pub(crate) const fn source(&self) -> [u64; 2] {
        if self.key.is_wide() { self.wide[self.end()] } else { mapped(self.key.address_v4(self.end())) }
    }

    /// Two words of its connection that do not depend on the secret.
    #[inline]
    pub(crate) const fn words(&self) -> [u64; 2] {
        let [ends, rest] = self.key.words();
        if self.key.is_wide() {
            let [[a, b], [c, d]] = self.wide;
            return [(a ^ b).rotate_left(32) ^ c ^ d, rest];
        }
        [ends, rest]
    }

    /// The part of the hash that an index takes.
    #[inline]
    pub(crate) const fn tag(&self) -> u32 {
        high(self.hash)
    }

    /// Who sent it: its IP address, or its station where it has none.
    pub(crate) fn holder(&self) -> Option<Address> {
        let station = (self.station != NO_STATION).then(|| Address::Mac(word_mac(self.station)));
        if self.key.transport() == Transport::Ethernet {
            return station;
        }
        let ip = word_ip(self.source());
        if ip.is_unspecified() { station } else { Some(Address::Ip(ip)) }
    }
}

#[inline]
const fn be16(head: &[u8; PLAIN], at: usize) -> u16 {
    u16::from_be_bytes([head[at], head[at + 1]])
}

#[inline]
const fn be32(head: &[u8; PLAIN], at: usize) -> u32 {
    u32::from_be_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]])
}

#[cfg(test)]
mod tests;
