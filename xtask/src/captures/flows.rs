//! Connections that are all open together: each between two hosts of its own, opened, asked once, answered once, and
//! never closed. Step by step over all of them, in an order in which no two neighbours follow each other.

use std::io::{self, Write};

use super::speech;
use super::wire::{ACK, Capture, Host, PSH, SYN, Segment, low};

/// A stride that leads through every number of connections below it: prime.
const STRIDE: u64 = 2_147_483_647;

pub(super) fn write(into: &mut Capture<impl Write>, connections: u64) -> io::Result<()> {
    for step in 0..5 {
        for place in 0..connections {
            packet(into, step, place.wrapping_mul(STRIDE) % connections)?;
            into.wait(7);
        }
    }
    Ok(())
}

fn packet(into: &mut Capture<impl Write>, step: u8, nth: u64) -> io::Result<()> {
    let (client, server) = hosts(nth);
    let (asked, answered) = (low(nth.wrapping_mul(0x9E37_79B9)), low(nth.wrapping_mul(0x85EB_CA6B)));
    let [asked, answered] = [asked, answered].map(|number| u32::try_from(number).unwrap_or(0));
    let next = (asked.wrapping_add(1), answered.wrapping_add(1));
    let mut payload = Vec::new();
    match step {
        0 => into.tcp(client, server, Segment { sequence: asked, acknowledged: 0, flags: SYN }, &[]),
        1 => into.tcp(
            server,
            client,
            Segment { sequence: answered, acknowledged: next.0, flags: SYN | ACK },
            &[],
        ),
        2 => into.tcp(client, server, Segment { sequence: next.0, acknowledged: next.1, flags: ACK }, &[]),
        3 => {
            speech::modbus_read(&mut payload, low(nth), 10);
            into.tcp(
                client,
                server,
                Segment { sequence: next.0, acknowledged: next.1, flags: PSH | ACK },
                &payload,
            )
        }
        _ => {
            speech::modbus_answer(&mut payload, low(nth), 10);
            let segment =
                Segment { sequence: next.1, acknowledged: next.0.wrapping_add(12), flags: PSH | ACK };
            into.tcp(server, client, segment, &payload)
        }
    }
}

/// A client and a server that no other connection has together. Addresses and ports are scattered: a table that hashes
/// them plainly is not to be made slow by their order.
fn hosts(nth: u64) -> (Host, Host) {
    // Odd factors and shifts lead every number of 24 bits to another one.
    let scattered = |number: u64, factor: u64| {
        let number = (number & 0x00FF_FFFF).wrapping_mul(factor) & 0x00FF_FFFF;
        (number ^ number >> 11).wrapping_mul(factor) & 0x00FF_FFFF
    };
    let [.., a, b, c] = scattered(nth, 0x009E_3779).to_be_bytes();
    let [.., d, e, f] = scattered(nth, 0x0085_EBCB).to_be_bytes();
    let [.., high, low] = scattered(nth, 0x00C2_B2AF).to_be_bytes();
    let client = Host {
        mac: [2, 0, 0, a, b, c],
        ip: [10, a, b, c],
        port: 32_768 | u16::from_be_bytes([high & 0x7F, low]),
    };
    let server = Host { mac: [2, 0, 1, d, e, f], ip: [172, 16 | d & 0x0F, e, f], port: 502 };
    (client, server)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_connection_has_its_five_packets() {
        let mut capture = Capture::new(Vec::new()).unwrap();
        write(&mut capture, 10_007).unwrap();
        assert!(capture.finish().unwrap().contains(", 50035 packets of "));
        let mut seen: Vec<_> = (0..10_007_u64).map(|place| place.wrapping_mul(STRIDE) % 10_007).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 10_007);
        let clients: std::collections::BTreeSet<_> = (0..100_000).map(|nth| hosts(nth).0.ip).collect();
        assert_eq!(clients.len(), 100_000);
    }
}
