//! What tells one connection from another, the same for both directions.

use core::net::{IpAddr, Ipv6Addr};

use sekisho_model::{Address, Mac, Transport};

use crate::layers::{Carried, IpBytes, Network, Packet};

use super::hash::{Secret, high};

/// What tells one connection from another.
#[derive(Clone, Copy, Debug, Eq)]
pub(crate) struct Key {
    /// Both ends, the lower first: two words of an IP address, or a MAC address in the second of two.
    pub ends: [[u64; 2]; 2],
    /// Port of each end; twice the EtherType or the number of the IP protocol where there are no ports.
    pub ports: [u16; 2],
    /// Outermost VLAN.
    pub vlan: u16,
    /// What carries it.
    pub transport: Transport,
}

impl PartialEq for Key {
    /// Word by word: compared as a run of bytes, a key that was just written would have to be read back first.
    fn eq(&self, other: &Self) -> bool {
        let Self { ends: [[a, b], [c, d]], ports: [e, f], vlan, transport } = *self;
        let [[g, h], [i, j]] = other.ends;
        (a ^ g) | (b ^ h) | (c ^ i) | (d ^ j) == 0
            && e == other.ports[0]
            && f == other.ports[1]
            && vlan == other.vlan
            && transport == other.transport
    }
}

impl Key {
    /// Stands where no connection is.
    pub(crate) const NONE: Self =
        Self { ends: [[0; 2]; 2], ports: [0; 2], vlan: 0, transport: Transport::Ip };

    /// The key of a packet, and which end sent it. `None` for a fragment, and for a frame without stations.
    pub(crate) fn of(packet: &Packet<'_>) -> Option<(Self, usize)> {
        let (source, target, transport) = match packet.network {
            Network::Ethernet(kind) => {
                let (source, target) = packet.macs?;
                ((mac_words(source), kind), (mac_words(target), kind), Transport::Ethernet)
            }
            Network::Ip { source, target, transport } => {
                let (transport, from, to) = match transport {
                    Carried::Tcp { source, target, .. } => (Transport::Tcp, source, target),
                    Carried::Udp { source, target } => (Transport::Udp, source, target),
                    Carried::Other(number) => (Transport::Ip, u16::from(number), u16::from(number)),
                    Carried::Fragment(_) => return None,
                };
                ((ip_words(source), from), (ip_words(target), to), transport)
            }
        };
        let turned = source > target;
        let (low, high) = if turned { (target, source) } else { (source, target) };
        let key = Self { ends: [low.0, high.0], ports: [low.1, high.1], vlan: packet.vlan, transport };
        Some((key, usize::from(turned)))
    }

    /// The key of two ends on IPv4, each with its port in the lower 16 bits; the lower first.
    #[inline]
    pub(crate) const fn v4(low: u64, high: u64, vlan: u16, transport: Transport) -> Self {
        let ends = [[0, MAPPED | low >> 16], [0, MAPPED | high >> 16]];
        Self { ends, ports: [lower(low), lower(high)], vlan, transport }
    }

    /// Its hash: the same for equal keys, and not to be foreseen without the secret.
    pub(crate) fn hash(&self, secret: &Secret) -> u64 {
        let [[a, b], [c, d]] = self.ends;
        if a == 0 && c == 0 && b >> 32 == MAPPED >> 32 && d >> 32 == MAPPED >> 32 {
            return self.hash_v4(secret);
        }
        secret.of(&[a, b, c, d, self.rest()])
    }

    /// The part of the hash that an index takes.
    pub(crate) fn tag(&self, secret: &Secret) -> u32 {
        high(self.hash(secret))
    }

    /// The hash of a key of which both ends are on IPv4.
    #[inline]
    pub(crate) const fn hash_v4(&self, secret: &Secret) -> u64 {
        secret.of_two(self.ends[0][1] << 32 | self.ends[1][1] & 0xFFFF_FFFF, self.rest())
    }

    /// Everything but the addresses.
    #[inline]
    pub(crate) const fn rest(&self) -> u64 {
        (self.ports[0] as u64) << 48
            | (self.ports[1] as u64) << 32
            | (self.vlan as u64) << 8
            | self.transport as u64
    }

    /// The address of an end.
    pub(crate) fn address(&self, end: usize) -> Address {
        match self.transport {
            Transport::Ethernet => Address::Mac(word_mac(self.ends[end][1])),
            _ => Address::Ip(word_ip(self.ends[end])),
        }
    }
}

/// The second word of an IPv4 address in its mapped form, without the address.
const MAPPED: u64 = 0xFFFF_0000_0000;

#[expect(clippy::cast_possible_truncation, reason = "the lower part is what is asked for")]
const fn lower(word: u64) -> u16 {
    word as u16
}

/// An IP address as two words.
pub(crate) fn ip_words(bytes: IpBytes) -> [u64; 2] {
    let both = u128::from_be_bytes(bytes);
    let low = both & u128::from(u64::MAX);
    [u64::try_from(both >> 64).unwrap_or(0), u64::try_from(low).unwrap_or(0)]
}

/// The address of two words; a mapped IPv4 address as IPv4.
pub(crate) fn word_ip(words: [u64; 2]) -> IpAddr {
    let both = (u128::from(words[0]) << 64) | u128::from(words[1]);
    IpAddr::V6(Ipv6Addr::from(both)).to_canonical()
}

/// A MAC address as two words, the first of them 0.
pub(crate) fn mac_words(mac: Mac) -> [u64; 2] {
    [0, mac_word(mac)]
}

/// A MAC address as a word.
pub(crate) const fn mac_word(mac: Mac) -> u64 {
    let [a, b, c, d, e, f] = mac.0;
    u64::from_be_bytes([0, 0, a, b, c, d, e, f])
}

/// The MAC address of a word.
pub(crate) fn word_mac(word: u64) -> Mac {
    let [_, _, mac @ ..] = word.to_be_bytes();
    Mac(mac)
}

/// Is an address for a group of hosts, or for all? Then it never answers.
pub(crate) fn is_group(address: Address) -> bool {
    match address {
        Address::Mac(mac) => mac.is_group(),
        Address::Ip(IpAddr::V4(ip)) => ip.is_multicast() || ip.is_broadcast(),
        Address::Ip(IpAddr::V6(ip)) => ip.is_multicast(),
    }
}
