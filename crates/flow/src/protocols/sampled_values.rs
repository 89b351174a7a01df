//! Sampled Values (IEC 61850-9-2), and their routed form of IEC 61850-90-5.
//!
//! Invariant: as for GOOSE, a frame is named by its length and by the first BER tags of its APDU. No sample is looked
//! at.

use sekisho_model::{CommandClass, Protocol};

use super::goose::{HEAD, apdu, is_routed, pdu, routed_ranges};
use crate::window::{Carrier, Parser, Reading, Setting, Window};

pub(super) const PARSER: Parser = Parser {
    protocol: Protocol::SampledValues,
    carriers: &[Carrier::Ethernet(0x88ba), Carrier::Udp],
    usual_ports: &[102],
    read,
    identify: None,
    looked_at: |_, setting| match setting.carrier {
        Carrier::Udp => routed_ranges(),
        _ => vec![2..4, HEAD..HEAD + 6],
    },
};

/// The first element is the number of ASDUs (tag 0x80).
fn read(window: &Window<'_>, setting: &Setting) -> Reading {
    let ours = match setting.carrier {
        Carrier::Udp => is_routed(window, 0xa2),
        _ => apdu(window, 0x60, 0x80..=0x80),
    };
    if ours { pdu(Protocol::SampledValues, CommandClass::Read) } else { Reading::No }
}

#[cfg(test)]
mod tests;
