//! Packets in packets: IP in IP, GRE, the mirrors' ERSPAN, VXLAN. Known by structure: where the inside does not read
//! as what the outside announces, it is not unwrapped.
//!
//! Invariant: the stations of a wrapped frame are its own. A packet wrapped without its frame has none: those outside
//! are the tunnel's ends.

use super::rest::Rest;
use super::{DEPTH_MAX, Envelope, Network, Packet, link};

/// Where VXLAN is received (RFC 7348).
pub(crate) const VXLAN_PORT: u16 = 4_789;

/// What IP carries in IP: IPv4, IPv6, GRE.
#[cold]
pub(super) fn within_ip<'a>(envelope: Envelope, protocol: u8, rest: Rest<'a>) -> Option<Packet<'a>> {
    match protocol {
        4 | 41 => wrapped_ip(envelope, rest),
        47 => gre(envelope, rest),
        _ => None,
    }
}

fn wrapped_ip<'a>(envelope: Envelope, rest: Rest<'a>) -> Option<Packet<'a>> {
    link::any_ip(Envelope { macs: None, ..deeper(envelope)? }, rest).ok()
}

/// A frame inside. Its VLAN is the one it is tagged with, or the one the mirror says it came from.
fn wrapped_frame<'a>(envelope: Envelope, rest: Rest<'a>, vlan: u16) -> Option<Packet<'a>> {
    let mut inner = link::ethernet(Envelope { vlan: 0, ..deeper(envelope)? }, rest).ok()?;
    if inner.vlan == 0 {
        inner.vlan = vlan;
    }
    // A type that is none is no frame.
    (inner.network != Network::Ethernet(0) || is_length_believable(rest)).then_some(inner)
}

/// A frame without a type says its length, which is not longer than the frame.
fn is_length_believable(rest: Rest<'_>) -> bool {
    rest.head::<14>()
        .is_ok_and(|&[.., high, low]| u32::from(u16::from_be_bytes([high, low])) <= rest.length - 14)
}

fn deeper(envelope: Envelope) -> Option<Envelope> {
    (envelope.depth < DEPTH_MAX).then(|| Envelope { depth: envelope.depth + 1, ..envelope })
}

/// GRE (RFC 2784, 2890), version 0, with check sum, key and sequence number as they may be.
fn gre<'a>(envelope: Envelope, rest: Rest<'a>) -> Option<Packet<'a>> {
    let [flags, version, high, low] = *rest.head().ok()?;
    // Routing, the strict source route and recursion went with RFC 2784.
    if flags & 0x4F != 0 || version != 0 {
        return None;
    }
    let has_sequence = flags & 0x10 != 0;
    let options = u32::from(flags & 0x80 != 0) + u32::from(flags & 0x20 != 0) + u32::from(has_sequence);
    let inner = rest.after(4 + options * 4);
    match u16::from_be_bytes([high, low]) {
        0x88BE if has_sequence => erspan_2(envelope, inner),
        // The first version has no header of its own.
        0x88BE | 0x6558 => wrapped_frame(envelope, inner, 0),
        0x22EB => erspan_3(envelope, inner),
        0x0800 | 0x86DD => wrapped_ip(envelope, inner),
        kind @ (0x8100 | 0x8847 | 0x8848) => {
            link::typed(Envelope { macs: None, ..deeper(envelope)? }, inner, kind).ok()
        }
        _ => None,
    }
}

/// ERSPAN type II: version 1 and VLAN, session, index.
fn erspan_2<'a>(envelope: Envelope, rest: Rest<'a>) -> Option<Packet<'a>> {
    let [first, second, ..] = *rest.head::<8>().ok()?;
    if first >> 4 != 1 {
        return None;
    }
    wrapped_frame(envelope, rest.after(8), u16::from_be_bytes([first, second]) & 0x0FFF)
}

/// ERSPAN type III: version 2 and VLAN, session, time, then whether a part of the platform's own follows.
fn erspan_3<'a>(envelope: Envelope, rest: Rest<'a>) -> Option<Packet<'a>> {
    let [first, second, _, _, _, _, _, _, _, _, kind, last] = *rest.head().ok()?;
    if first >> 4 != 2 {
        return None;
    }
    let inner = rest.after(if last & 1 == 0 { 12 } else { 20 });
    // The type of frame: 0 Ethernet, 2 IP.
    match kind >> 2 & 0x1F {
        0 => wrapped_frame(envelope, inner, u16::from_be_bytes([first, second]) & 0x0FFF),
        2 => wrapped_ip(envelope, inner),
        _ => None,
    }
}

/// VXLAN (RFC 7348): a flag that the network's number holds, everything else of the header 0. Bits of the group
/// policy extension are let through.
#[cold]
pub(super) fn vxlan<'a>(envelope: Envelope, rest: Rest<'a>) -> Option<Packet<'a>> {
    let [flags, policy, g0, g1, _, _, _, reserved] = *rest.head().ok()?;
    let has_policy = flags & 0x80 != 0;
    if flags & 0x7F != 0x08 || reserved != 0 || (!has_policy && [policy, g0, g1] != [0; 3]) {
        return None;
    }
    wrapped_frame(envelope, rest.after(8), 0)
}
