//! Where an address stands: in a zone of the register, outside, or nobody knows where.
//!
//! Invariant: an address is in a zone only because the register says so: by an asset with that address, or by an asset
//! whose address is a network (`192.168.10.0/24`). What its neighbours suggest is a proposal, never a place.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{Address, AssetId, Register, Text, ZoneId, text};

/// Where something stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A public address that no station here claims and no asset has.
    Internet,
    /// In no zone of the register: undecided, never clean.
    Unknown,
    /// In a zone.
    Zone(ZoneId),
}

impl Place {
    /// The zone, if it is one.
    #[must_use]
    pub const fn zone(&self) -> Option<&ZoneId> {
        match self {
            Self::Zone(zone) => Some(zone),
            Self::Internet | Self::Unknown => None,
        }
    }

    /// Its code in ids: the zone's id, `(internet)` or `(unknown)`.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Internet => "(internet)",
            Self::Unknown => "(unknown)",
            Self::Zone(zone) => zone.as_str(),
        }
    }

    /// Its name for people.
    #[must_use]
    pub fn name(&self, register: &Register) -> Text {
        match self {
            Self::Internet => Text::new("インターネット", "the internet"),
            Self::Unknown => Text::new("ゾーン不明", "no known zone"),
            Self::Zone(id) => {
                let name = register.zones.get(id).map_or(id.as_str(), |zone| zone.name.as_str());
                text!(ja: "{name}", en: "{name}")
            }
        }
    }
}

/// Is it an address that is routed on the internet? Addresses of documentation count as such; those of private
/// networks, of the link, of groups and of provider-side translation don't.
#[must_use]
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            let [a, b, ..] = ip.octets();
            let shared = a == 100 && b & 0xC0 == 64;
            let trial = a == 198 && b & 0xFE == 18;
            !(ip.is_private()
                || ip.is_link_local()
                || ip.is_loopback()
                || shared
                || trial
                || a == 0
                || a >= 224)
        }
        IpAddr::V6(ip) => {
            ip.to_ipv4_mapped().map_or(ip.segments()[0] & 0xE000 == 0x2000, |v4| is_public(v4.into()))
        }
    }
}

/// Can a host send from it, so that it can be somebody's address?
pub(super) fn is_hosts(ip: IpAddr) -> bool {
    let broadcast = ip == IpAddr::V4(Ipv4Addr::BROADCAST);
    !(ip.is_unspecified() || ip.is_multicast() || ip.is_loopback() || broadcast)
}

/// Is it the link's own: never forwarded?
pub(super) fn is_of_link(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_link_local(),
        IpAddr::V6(ip) => ip.segments()[0] & 0xFFC0 == 0xFE80,
    }
}

/// Is it for a group or for all? A broadcast into a subnet is known by its ending in 255 alone.
pub(super) fn is_group(address: Address) -> bool {
    match address {
        Address::Mac(mac) => mac.is_group(),
        Address::Ip(IpAddr::V4(ip)) => ip.is_multicast() || ip.octets()[3] == 255,
        Address::Ip(IpAddr::V6(ip)) => ip.is_multicast(),
    }
}

/// The network that an address is taken to lie in: /24, or /64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Subnet(IpAddr);

impl Subnet {
    pub(super) fn of(ip: IpAddr) -> Self {
        Self(first_of(ip, if ip.is_ipv4() { 24 } else { 64 }))
    }
}

impl std::fmt::Display for Subnet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.0, if self.0.is_ipv4() { 24 } else { 64 })
    }
}

/// The first address of the network of so many bits.
fn first_of(ip: IpAddr, bits: u8) -> IpAddr {
    match ip {
        IpAddr::V4(ip) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(bits.min(32))).unwrap_or(0);
            Ipv4Addr::from_bits(ip.to_bits() & mask).into()
        }
        IpAddr::V6(ip) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(bits.min(128))).unwrap_or(0);
            Ipv6Addr::from_bits(ip.to_bits() & mask).into()
        }
    }
}

/// The addresses of the register, ready to be asked.
#[derive(Debug, Default)]
pub(super) struct Known<'r> {
    assets: BTreeMap<Address, BTreeSet<&'r AssetId>>,
    /// Bits, first address, zone; longest first.
    networks: Vec<(u8, IpAddr, &'r ZoneId)>,
}

impl<'r> Known<'r> {
    pub(super) fn of(register: &'r Register) -> Self {
        let mut known = Self::default();
        for asset in register.assets.values() {
            for written in &asset.addresses {
                match read(written) {
                    Some(Written::Host(address)) => {
                        known.assets.entry(address).or_default().insert(&asset.id);
                    }
                    Some(Written::Network(bits, first)) => {
                        known.networks.extend(asset.zone.known().map(|zone| (bits, first, zone)));
                    }
                    None => {}
                }
            }
        }
        known.networks.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| (a.1, a.2).cmp(&(b.1, b.2))));
        known
    }

    /// Assets that have this address.
    pub(super) fn assets(&self, address: Address) -> impl Iterator<Item = &'r AssetId> {
        self.assets.get(&address).into_iter().flatten().copied()
    }

    /// The zone of the narrowest network that holds an address; `None` where two equally narrow ones disagree.
    pub(super) fn zone_of_network(&self, ip: IpAddr) -> Option<&'r ZoneId> {
        let holds = |(bits, first, _): &&(u8, IpAddr, &ZoneId)| {
            first.is_ipv4() == ip.is_ipv4() && first_of(ip, *bits) == *first
        };
        let mut holding = self.networks.iter().filter(holds);
        let (bits, _, zone) = holding.next()?;
        holding.take_while(|(other, ..)| other == bits).all(|(.., other)| other == zone).then_some(zone)
    }

    /// Zones of the assets whose addresses lie in the same subnet.
    pub(super) fn zones_beside(&self, register: &'r Register, subnet: Subnet) -> BTreeSet<&'r ZoneId> {
        let Subnet(first) = subnet;
        let from = self.assets.range(Address::Ip(first)..);
        from.take_while(|(address, _)| matches!(address, Address::Ip(ip) if Subnet::of(*ip) == subnet))
            .flat_map(|(_, assets)| assets)
            .filter_map(|id| register.assets.get(*id)?.zone.known())
            .collect()
    }
}

enum Written {
    Host(Address),
    Network(u8, IpAddr),
}

/// An address as people write it in a sheet: with a prefix length or a port behind it, or alone.
fn read(written: &str) -> Option<Written> {
    let written = written.trim();
    if let Some((ip, bits)) = written.split_once('/') {
        let (ip, bits): (IpAddr, u8) = (ip.trim().parse().ok()?, bits.trim().parse().ok()?);
        let whole = if ip.is_ipv4() { 32 } else { 128 };
        if bits > whole {
            return None;
        }
        let is_network = bits < whole && first_of(ip, bits) == ip;
        return Some(if is_network { Written::Network(bits, ip) } else { Written::Host(Address::Ip(ip)) });
    }
    // With a port behind it; before the stations, as the digits alone would make one.
    if let Some((ip, port)) = written.rsplit_once(':')
        && let (Ok(ip), Ok(_)) = (ip.trim().parse::<Ipv4Addr>(), port.trim().parse::<u16>())
    {
        return Some(Written::Host(Address::Ip(ip.into())));
    }
    written.parse().ok().map(Written::Host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_link_and_group_addresses_are_not_the_internet() {
        for inside in [
            "10.1.2.3",
            "172.31.0.1",
            "192.168.0.1",
            "169.254.1.1",
            "100.64.0.1",
            "224.0.0.251",
            "255.255.255.255",
            "0.0.0.0",
            "fe80::1",
            "fd00::1",
            "ff02::1",
            "::1",
            "::ffff:10.0.0.1",
        ] {
            assert!(!is_public(inside.parse().unwrap()), "{inside}");
        }
        for outside in ["8.8.8.8", "203.0.113.9", "172.32.0.1", "2606:4700::1111", "::ffff:8.8.8.8"] {
            assert!(is_public(outside.parse().unwrap()), "{outside}");
        }
    }

    #[test]
    fn an_address_is_read_as_sheets_write_it() {
        let host = |text: &str| match read(text) {
            Some(Written::Host(address)) => address.to_string(),
            Some(Written::Network(bits, first)) => format!("net {first}/{bits}"),
            None => "none".to_owned(),
        };
        assert_eq!(host(" 192.168.1.10 "), "192.168.1.10");
        assert_eq!(host("192.168.1.10/24"), "192.168.1.10");
        assert_eq!(host("192.168.1.0/24"), "net 192.168.1.0/24");
        assert_eq!(host("192.168.1.10:502"), "192.168.1.10");
        assert_eq!(host("00-11-22-AA-BB-CC"), "00:11:22:aa:bb:cc");
        assert_eq!(host("192.168.1.0/40"), "none");
        assert_eq!(host("DHCP"), "none");
    }
}
