//! From the begin of a frame to its network layer.

use sekisho_model::Mac;

use super::rest::Rest;
use super::{Envelope, Network, Packet, Unreadable, ip};
use crate::capture::Link;

/// Below it an EtherType is a length (IEEE 802.3, 3.2.6).
const TYPES_FROM: u16 = 1_536;

/// Tags and labels before a network layer, at most.
const TAGS_MAX: usize = 16;

#[inline]
pub(super) fn ethernet<'a>(envelope: Envelope, rest: Rest<'a>) -> Result<Packet<'a>, Unreadable> {
    let [t0, t1, t2, t3, t4, t5, s0, s1, s2, s3, s4, s5, high, low] = *rest.head()?;
    let macs = Some((Mac([s0, s1, s2, s3, s4, s5]), Mac([t0, t1, t2, t3, t4, t5])));
    typed(Envelope { macs, ..envelope }, rest.after(14), u16::from_be_bytes([high, low]))
}

/// What comes after an EtherType.
#[inline]
pub(super) fn typed<'a>(envelope: Envelope, rest: Rest<'a>, kind: u16) -> Result<Packet<'a>, Unreadable> {
    match kind {
        0x0800 => ip::v4(envelope, rest),
        _ => tagged(envelope, rest, kind),
    }
}

/// Tags, one after the other, and what comes after them.
fn tagged<'a>(mut envelope: Envelope, mut rest: Rest<'a>, mut kind: u16) -> Result<Packet<'a>, Unreadable> {
    for _ in 0..TAGS_MAX {
        match kind {
            0x0800 => return ip::v4(envelope, rest),
            0x86DD => return ip::v6(envelope, rest),
            // 802.1Q, 802.1ad, and what was used for the outer tag before it. A tag for 0 sets only a priority.
            0x8100 | 0x88A8 | 0x9100 | 0x9200 => {
                let [a, b, c, d] = *rest.head()?;
                if envelope.vlan == 0 {
                    envelope.vlan = u16::from_be_bytes([a, b]) & 0x0FFF;
                }
                (rest, kind) = (rest.after(4), u16::from_be_bytes([c, d]));
            }
            // HSR (IEC 62439-3): path and size, sequence number, type.
            0x892F => {
                let [_, _, _, _, c, d] = *rest.head()?;
                (rest, kind) = (rest.after(6), u16::from_be_bytes([c, d]));
            }
            0x8847 | 0x8848 => return Ok(mpls(envelope, rest, kind)),
            0x8864 => return Ok(pppoe(envelope, rest)),
            0..TYPES_FROM => match llc(&mut rest, kind) {
                Some(inner) => kind = inner,
                None => kind = 0,
            },
            _ => break,
        }
        if kind == 0 {
            break;
        }
    }
    Ok(envelope.packet(Network::Ethernet(kind), 0, rest))
}

/// A length instead of a type: what follows is LLC, and where that is SNAP, it has a type after all (RFC 1042).
fn llc(rest: &mut Rest<'_>, length: u16) -> Option<u16> {
    *rest = rest.limited(length.into());
    let [0xAA, 0xAA, 3, 0, 0, 0, high, low] = *rest.head().ok()? else { return None };
    let kind = u16::from_be_bytes([high, low]);
    (kind >= TYPES_FROM).then(|| {
        *rest = rest.after(8);
        kind
    })
}

/// A stack of labels, then IP: the labels do not say what they carry, so that its first half byte must (RFC 4928).
fn mpls<'a>(envelope: Envelope, rest: Rest<'a>, kind: u16) -> Packet<'a> {
    let mut inner = rest;
    for _ in 0..TAGS_MAX {
        let Ok([_, _, bottom, _]) = inner.head() else { break };
        let is_last = bottom & 1 != 0;
        inner = inner.after(4);
        if is_last {
            return any_ip(envelope, inner)
                .unwrap_or_else(|_| envelope.packet(Network::Ethernet(kind), 0, rest));
        }
    }
    envelope.packet(Network::Ethernet(kind), 0, rest)
}

/// PPP over Ethernet (RFC 2516): version and type 1, code 0, session, length, then PPP's protocol.
fn pppoe<'a>(envelope: Envelope, rest: Rest<'a>) -> Packet<'a> {
    let inner = match rest.head() {
        Ok([0x11, 0, _, _, high, low, 0x00, 0x21 | 0x57]) => {
            let length = u32::from(u16::from_be_bytes([*high, *low]));
            any_ip(envelope, rest.after(6).limited(length).after(2))
        }
        _ => Err(Unreadable::Malformed),
    };
    inner.unwrap_or_else(|_| envelope.packet(Network::Ethernet(0x8864), 0, rest))
}

/// IP by its version.
pub(super) fn any_ip<'a>(envelope: Envelope, rest: Rest<'a>) -> Result<Packet<'a>, Unreadable> {
    let [first] = *rest.head()?;
    match first >> 4 {
        4 => ip::v4(envelope, rest),
        6 => ip::v6(envelope, rest),
        _ => Err(Unreadable::Malformed),
    }
}

/// Frames of other link layers.
#[cold]
pub(super) fn other<'a>(envelope: Envelope, rest: Rest<'a>, link: Link) -> Result<Packet<'a>, Unreadable> {
    match link {
        Link::Ethernet => ethernet(envelope, rest),
        Link::Ip => any_ip(envelope, rest),
        // What sort of packet, of hardware, of address; eight bytes of it; the EtherType.
        Link::LinuxCooked => {
            let [.., high, low] = *rest.head::<16>()?;
            cooked(envelope, rest.after(16), u16::from_be_bytes([high, low]))
        }
        // The EtherType first, then the same in another order, with the interface's number.
        Link::LinuxCooked2 => {
            let [high, low, ..] = *rest.head::<20>()?;
            cooked(envelope, rest.after(20), u16::from_be_bytes([high, low]))
        }
        Link::Loopback => {
            let family: [u8; 4] = *rest.head()?;
            // The family in the order of the machine that captured; the numbers of IPv6 are those of the BSDs and macOS.
            match family {
                [0, 0, 0, 2 | 10 | 24 | 28 | 30] | [2 | 10 | 24 | 28 | 30, 0, 0, 0] => {
                    any_ip(envelope, rest.after(4))
                }
                _ => Err(Unreadable::Malformed),
            }
        }
        Link::Other(number) => Err(Unreadable::Link(number)),
    }
}

/// The same, but that numbers below 1536 are no lengths but Linux's own names.
fn cooked<'a>(envelope: Envelope, rest: Rest<'a>, kind: u16) -> Result<Packet<'a>, Unreadable> {
    if kind < TYPES_FROM {
        return Ok(envelope.packet(Network::Ethernet(0), 0, rest));
    }
    typed(envelope, rest, kind)
}
