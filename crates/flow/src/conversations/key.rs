//! What tells one connection from another, the same for both directions.

use core::net::{IpAddr, Ipv6Addr};

use sekisho_model::{Address, Mac, Transport};

use crate::layers::{Carried, IpBytes, Network, Packet};

use super::hash::{self, Secret};
use super::slab::Slab;

/// The addresses of both ends, the lower first: two words of an IP address, or a MAC address in the second of two.
pub(crate) type Ends = [[u64; 2]; 2];

/// What tells one connection from another, in two words that are compared and hashed as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    /// The addresses of both ends on IPv4, the lower first and in the upper half. Of other ends a hash in the upper half,
    /// and in an open connection the number where they are written down in the lower.
    ends: u64,
    /// From the lowest bit: what carries it, in 7 bits; 1 where the ends are not on IPv4; the outermost VLAN, from bit 8
    /// on; the port of the second end from bit 32 on, of the first from bit 48 on. Ports are twice the EtherType or the
    /// number of the IP protocol where there are none.
    rest: u64,
}

/// The ends of open connections that are not on IPv4.
pub(crate) type Wide = Slab<Ends>;

impl Key {
    /// Stands where no connection is.
    pub(crate) const NONE: Self = Self::new(0, [0; 2], 0, Transport::Ip);

    #[inline]
    const fn new(ends: u64, ports: [u16; 2], vlan: u16, transport: Transport) -> Self {
        let ports = (ports[0] as u64) << 48 | (ports[1] as u64) << 32;
        Self { ends, rest: ports | (vlan as u64) << 8 | transport as u64 }
    }

    /// The key of a packet, its ends, and which of them sent it. `None` for a fragment, and for a frame without stations.
    pub(crate) fn of(packet: &Packet<'_>, secret: &Secret) -> Option<(Self, Ends, usize)> {
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
        let wide = [low.0, high.0];
        let key = |ends| Self::new(ends, [low.1, high.1], packet.vlan, transport);
        let [[a, b], [c, d]] = wide;
        let key = if a == 0 && c == 0 && b & !LOWER == MAPPED && d & !LOWER == MAPPED {
            key(b << 32 | d & LOWER)
        } else {
            let key = key(secret.of(&[a, b, c, d]) & !LOWER);
            Self { rest: key.rest | WIDE, ..key }
        };
        Some((key, wide, usize::from(turned)))
    }

    /// The key of two ends on IPv4, each with its port in the lower 16 bits; the lower first.
    #[inline]
    pub(crate) const fn v4(low: u64, high: u64, vlan: u16, transport: Transport) -> Self {
        Self::new(low >> 16 << 32 | high >> 16, [part(low), part(high)], vlan, transport)
    }

    /// The key of an open connection, whose ends are written down under a number if they are not on IPv4.
    pub(crate) const fn opened(self, number: u32) -> Self {
        Self { ends: self.ends | number as u64, ..self }
    }

    /// Its hash, not to be foreseen without the secret: the same for all packets of a connection and for that itself.
    #[inline]
    pub(crate) const fn hash(&self, secret: &Secret) -> u64 {
        secret.of_two(if self.is_wide() { self.ends & !LOWER } else { self.ends }, self.rest)
    }

    /// The part of the hash that an index takes.
    pub(crate) const fn tag(&self, secret: &Secret) -> u32 {
        hash::high(self.hash(secret))
    }

    /// Both words. The first does not depend on the secret where the ends are on IPv4.
    #[inline]
    pub(crate) const fn words(&self) -> [u64; 2] {
        [self.ends, self.rest]
    }

    /// Are the ends not on IPv4?
    #[inline]
    pub(crate) const fn is_wide(&self) -> bool {
        self.rest & WIDE != 0
    }

    /// The number where the ends of an open connection are written down, if they are not on IPv4.
    #[inline]
    pub(crate) const fn number(&self) -> u32 {
        lower(self.ends)
    }

    /// The address of an end on IPv4.
    #[inline]
    pub(crate) const fn address_v4(&self, end: usize) -> u32 {
        if end == 0 { lower(self.ends >> 32) } else { lower(self.ends) }
    }

    /// Both addresses of an open connection.
    pub(crate) fn ends(&self, wide: &Wide) -> Ends {
        if self.is_wide() { *wide.at(self.number()) } else { [0, 1].map(|end| mapped(self.address_v4(end))) }
    }

    /// Is it the key of an open connection with these ends, which are not on IPv4?
    #[cold]
    pub(crate) fn is_between(&self, packet: &Self, ends: &Ends, wide: &Wide) -> bool {
        let is_like = self.rest == packet.rest && self.ends & !LOWER == packet.ends;
        is_like && *wide.at(self.number()) == *ends
    }

    /// Port of each end; twice the EtherType or the number of the IP protocol where there are no ports.
    #[inline]
    pub(crate) const fn ports(&self) -> [u16; 2] {
        [part(self.rest >> 48), part(self.rest >> 32)]
    }

    /// Outermost VLAN.
    #[inline]
    pub(crate) const fn vlan(&self) -> u16 {
        part(self.rest >> 8)
    }

    /// What carries it.
    #[inline]
    pub(crate) const fn transport(&self) -> Transport {
        match self.rest & 3 {
            0 => Transport::Tcp,
            1 => Transport::Udp,
            2 => Transport::Ethernet,
            _ => Transport::Ip,
        }
    }
}

/// Says that the ends are not on IPv4.
const WIDE: u64 = 1 << 7;

const _: () = assert!(
    matches!(
        [Transport::Tcp as u8, Transport::Udp as u8, Transport::Ethernet as u8, Transport::Ip as u8],
        [0, 1, 2, 3]
    ),
    "what carries it has its number in the key"
);

/// The address of an end.
pub(crate) fn address(ends: &Ends, end: usize, transport: Transport) -> Address {
    match transport {
        Transport::Ethernet => Address::Mac(word_mac(ends[end][1])),
        _ => Address::Ip(word_ip(ends[end])),
    }
}

/// An IPv4 address as two words.
#[inline]
pub(crate) const fn mapped(address: u32) -> [u64; 2] {
    [0, MAPPED | address as u64]
}

/// The second word of an IPv4 address in its mapped form, without the address.
const MAPPED: u64 = 0xFFFF_0000_0000;

/// The address in it.
const LOWER: u64 = 0xFFFF_FFFF;

#[expect(clippy::cast_possible_truncation, reason = "the lower part is what is asked for")]
const fn lower(word: u64) -> u32 {
    word as u32
}

#[expect(clippy::cast_possible_truncation, reason = "the lower part is what is asked for")]
const fn part(word: u64) -> u16 {
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
