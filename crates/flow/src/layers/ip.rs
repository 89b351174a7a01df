//! IPv4, IPv6, and what they carry.

use super::rest::Rest;
use super::{Carried, Envelope, IpBytes, Network, Packet, Unreadable, tunnel};

/// Extension headers of one packet, at most.
const EXTENSIONS_MAX: usize = 12;

const TCP: u8 = 6;
const UDP: u8 = 17;
const AUTHENTICATION: u8 = 51;

/// What is known of an IP packet beside what it carries.
#[derive(Clone, Copy)]
struct Ip {
    source: IpBytes,
    target: IpBytes,
    /// Further fragments follow, so that what begins here does not end here.
    is_first_fragment: bool,
    /// Upper half of the mark.
    identification: u16,
}

/// IPv4 (RFC 791).
#[inline]
pub(super) fn v4<'a>(envelope: Envelope, rest: Rest<'a>) -> Result<Packet<'a>, Unreadable> {
    let head: &[u8; 20] = rest.head()?;
    let [first, _, l0, l1, i0, i1, f0, f1, _, protocol, _, _, s0, s1, s2, s3, t0, t1, t2, t3] = *head;
    let header = u32::from(first & 0x0F) * 4;
    if first >> 4 != 4 || header < 20 {
        return Err(Unreadable::Malformed);
    }
    let total = u32::from(u16::from_be_bytes([l0, l1]));
    // 0 is what a capture sees of a packet that the network card will split (segmentation offload).
    let total = if total == 0 { rest.length } else { total };
    if total < header {
        return Err(Unreadable::Malformed);
    }
    let fragment = u16::from_be_bytes([f0, f1]);
    let ip = Ip {
        source: mapped([s0, s1, s2, s3]),
        target: mapped([t0, t1, t2, t3]),
        is_first_fragment: fragment & 0x2000 != 0,
        identification: u16::from_be_bytes([i0, i1]),
    };
    if fragment & 0x1FFF != 0 {
        return Ok(ip.carrying(envelope, Carried::Fragment(protocol), 0, Rest::nothing()));
    }
    Ok(ip.transport(envelope, protocol, rest.limited(total).after(header)))
}

/// As a number, so that it is written in one go: who reads it back at once would wait for its single bytes.
const fn mapped(ip: [u8; 4]) -> IpBytes {
    (0xFFFF_0000_0000 | u32::from_be_bytes(ip) as u128).to_be_bytes()
}

/// IPv6 (RFC 8200).
pub(super) fn v6<'a>(envelope: Envelope, rest: Rest<'a>) -> Result<Packet<'a>, Unreadable> {
    let head: &[u8; 40] = rest.head()?;
    let [first, _, _, _, l0, l1, next, _, ..] = *head;
    if first >> 4 != 6 {
        return Err(Unreadable::Malformed);
    }
    let (_, addresses) = head.split_at(8);
    let (source, target) = addresses.split_at(16);
    let length = u32::from(u16::from_be_bytes([l0, l1]));
    // 0 stands for a jumbo payload, or for a packet that the network card will split.
    let inner = if length == 0 { rest.after(40) } else { rest.after(40).limited(length) };
    let ip = Ip {
        source: source.try_into().unwrap_or_default(),
        target: target.try_into().unwrap_or_default(),
        is_first_fragment: false,
        identification: 0,
    };
    Ok(extensions(envelope, ip, next, inner))
}

/// Walks extension headers up to what the packet carries.
#[inline]
fn extensions<'a>(envelope: Envelope, mut ip: Ip, mut next: u8, mut rest: Rest<'a>) -> Packet<'a> {
    for _ in 0..EXTENSIONS_MAX {
        match next {
            // Hop-by-hop, routing, destination, mobility, HIP, Shim6: a length in units of eight bytes.
            0 | 43 | 60 | 135 | 139 | 140 => {
                let Ok(&[after, units]) = rest.head() else { break };
                (next, rest) = (after, rest.after((u32::from(units) + 1) * 8));
            }
            // Fragment: where it lies, in units of eight bytes, and whether more follow.
            44 => {
                let Ok(&[after, _, high, low, _, _, i2, i3]) = rest.head() else { break };
                let place = u16::from_be_bytes([high, low]);
                if place & 0xFFF8 != 0 {
                    return ip.carrying(envelope, Carried::Fragment(after), 0, Rest::nothing());
                }
                ip.is_first_fragment = place & 1 != 0;
                ip.identification = u16::from_be_bytes([i2, i3]);
                (next, rest) = (after, rest.after(8));
            }
            _ => return ip.transport(envelope, next, rest),
        }
    }
    // The chain was cut, or is longer than anybody's: where its end is cannot be said.
    ip.carrying(envelope, Carried::Other(next), 0, Rest::nothing())
}

impl Ip {
    #[inline]
    fn transport<'a>(self, envelope: Envelope, protocol: u8, rest: Rest<'a>) -> Packet<'a> {
        match protocol {
            TCP => self.tcp(envelope, rest),
            UDP => self.udp(envelope, rest),
            _ => self.other(envelope, protocol, rest),
        }
    }

    #[inline]
    const fn carrying<'a>(
        self,
        envelope: Envelope,
        transport: Carried,
        low: u32,
        payload: Rest<'a>,
    ) -> Packet<'a> {
        let Self { source, target, identification, .. } = self;
        let mark = (identification as u64) << 32 | low as u64;
        envelope.packet(Network::Ip { source, target, transport }, mark, payload)
    }

    /// TCP (RFC 9293).
    #[inline]
    fn tcp<'a>(self, envelope: Envelope, rest: Rest<'a>) -> Packet<'a> {
        let Ok(head) = rest.head::<14>() else { return self.cut_tcp(envelope, rest) };
        let [p0, p1, q0, q1, s0, s1, s2, s3, a0, a1, a2, a3, offset, flags] = *head;
        let header = u32::from(offset >> 4) * 4;
        if header < 20 || header > rest.length {
            return self.carrying(envelope, Carried::Other(TCP), 0, Rest::nothing());
        }
        let transport = Carried::Tcp {
            source: u16::from_be_bytes([p0, p1]),
            target: u16::from_be_bytes([q0, q1]),
            sequence: u32::from_be_bytes([s0, s1, s2, s3]),
            flags,
        };
        self.carrying(envelope, transport, u32::from_be_bytes([a0, a1, a2, a3]), rest.after(header))
    }

    /// A segment whose header the capture cut before its flags: who, and where in the stream, may still be there.
    /// The shortest header is assumed, and no flag.
    #[cold]
    fn cut_tcp<'a>(self, envelope: Envelope, rest: Rest<'a>) -> Packet<'a> {
        match rest.head() {
            Ok(&[p0, p1, q0, q1, s0, s1, s2, s3]) if rest.length >= 20 => {
                let transport = Carried::Tcp {
                    source: u16::from_be_bytes([p0, p1]),
                    target: u16::from_be_bytes([q0, q1]),
                    sequence: u32::from_be_bytes([s0, s1, s2, s3]),
                    flags: 0,
                };
                let acknowledged =
                    rest.head::<12>().map_or(0, |&[.., a, b, c, d]| u32::from_be_bytes([a, b, c, d]));
                self.carrying(envelope, transport, acknowledged, rest.after(20))
            }
            _ => self.carrying(envelope, Carried::Other(TCP), 0, Rest::nothing()),
        }
    }

    /// UDP (RFC 768).
    #[inline]
    fn udp<'a>(self, envelope: Envelope, rest: Rest<'a>) -> Packet<'a> {
        let Ok(&[p0, p1, q0, q1, l0, l1, _, _]) = rest.head() else {
            return self.carrying(envelope, Carried::Other(UDP), 0, Rest::nothing());
        };
        let (source, target) = (u16::from_be_bytes([p0, p1]), u16::from_be_bytes([q0, q1]));
        let stated = u32::from(u16::from_be_bytes([l0, l1]));
        let payload = rest.after(8);
        let payload = match stated.checked_sub(8) {
            // The rest of a datagram in fragments lies elsewhere; here it looks as if the capture had cut it.
            Some(length) if self.is_first_fragment => Rest { length: length.max(payload.length), ..payload },
            Some(length) => payload.limited(length),
            // 0 stands for a datagram longer than 65,535 bytes (RFC 2675); less than the header is a lie.
            None => payload,
        };
        if target == tunnel::VXLAN_PORT
            && let Some(inner) = tunnel::vxlan(envelope, payload)
        {
            return inner;
        }
        self.carrying(envelope, Carried::Udp { source, target }, 0, payload)
    }

    /// Neither TCP nor UDP.
    fn other<'a>(self, envelope: Envelope, protocol: u8, rest: Rest<'a>) -> Packet<'a> {
        // Authentication header (RFC 4302): a length in units of four bytes, less two.
        if protocol == AUTHENTICATION
            && let Ok(&[next, units]) = rest.head()
            && next != AUTHENTICATION
        {
            return extensions(envelope, self, next, rest.after((u32::from(units) + 2) * 4));
        }
        if !self.is_first_fragment
            && let Some(inner) = tunnel::within_ip(envelope, protocol, rest)
        {
            return inner;
        }
        self.carrying(envelope, Carried::Other(protocol), 0, rest)
    }
}
