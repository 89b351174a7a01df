//! Chance from a seed, frames with right lengths and check sums, and the capture file that they go to.

use std::io::{self, Write};

/// A small generator with a fixed seed.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) const fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub(super) const fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// A length between two bounds.
    pub(super) fn between(&mut self, least: usize, most: usize) -> usize {
        least + low(self.next() >> 8) % (most - least + 1)
    }
}

/// The lower half, as a size.
pub(super) const fn low(value: u64) -> usize {
    (value & 0xFFFF_FFFF) as usize
}

/// A station and its address.
#[derive(Clone, Copy)]
pub(super) struct Host {
    pub(super) mac: [u8; 6],
    pub(super) ip: [u8; 4],
    pub(super) port: u16,
}

/// What a segment says beside its payload.
#[derive(Clone, Copy)]
pub(super) struct Segment {
    pub(super) sequence: u32,
    pub(super) acknowledged: u32,
    pub(super) flags: u8,
}

pub(super) const FIN: u8 = 1;
pub(super) const SYN: u8 = 2;
pub(super) const PSH: u8 = 8;
pub(super) const ACK: u8 = 16;

/// A capture in the classic format, little-endian with microseconds.
pub(super) struct Capture<W> {
    into: W,
    frame: Vec<u8>,
    identification: u16,
    micros: u64,
    packets: u64,
    bytes: u64,
}

/// 2026-01-01 00:00 UTC.
const BEGIN_MICROS: u64 = 1_767_225_600_000_000;

impl<W: Write> Capture<W> {
    pub(super) fn new(mut into: W) -> io::Result<Self> {
        into.write_all(&0xA1B2_C3D4_u32.to_le_bytes())?;
        into.write_all(&[2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0])?;
        into.write_all(&262_144_u32.to_le_bytes())?;
        into.write_all(&1_u32.to_le_bytes())?;
        Ok(Self { into, frame: Vec::new(), identification: 0, micros: BEGIN_MICROS, packets: 0, bytes: 24 })
    }

    /// Bytes written so far.
    pub(super) const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Time goes on.
    pub(super) const fn wait(&mut self, micros: u64) {
        self.micros += micros;
    }

    /// A TCP segment.
    pub(super) fn tcp(&mut self, from: Host, to: Host, segment: Segment, payload: &[u8]) -> io::Result<()> {
        self.ip(from, to, 6, 20 + payload.len());
        self.frame.extend(from.port.to_be_bytes());
        self.frame.extend(to.port.to_be_bytes());
        self.frame.extend(segment.sequence.to_be_bytes());
        self.frame.extend(segment.acknowledged.to_be_bytes());
        self.frame.extend([0x50, segment.flags, 0xFA, 0xF0, 0, 0, 0, 0]);
        self.transport(6, 16, payload)
    }

    /// A UDP datagram.
    pub(super) fn udp(&mut self, from: Host, to: Host, payload: &[u8]) -> io::Result<()> {
        self.ip(from, to, 17, 8 + payload.len());
        self.frame.extend(from.port.to_be_bytes());
        self.frame.extend(to.port.to_be_bytes());
        self.frame.extend(half(8 + payload.len()).to_be_bytes());
        self.frame.extend([0, 0]);
        self.transport(17, 6, payload)
    }

    /// Ethernet and IPv4.
    fn ip(&mut self, from: Host, to: Host, protocol: u8, length: usize) {
        self.identification = self.identification.wrapping_add(1);
        self.frame.clear();
        self.frame.extend(to.mac);
        self.frame.extend(from.mac);
        self.frame.extend([0x08, 0x00, 0x45, 0]);
        self.frame.extend(half(20 + length).to_be_bytes());
        self.frame.extend(self.identification.to_be_bytes());
        self.frame.extend([0x40, 0, 64, protocol, 0, 0]);
        self.frame.extend(from.ip);
        self.frame.extend(to.ip);
        let sum = checksum(0, self.frame.get(14..).unwrap_or_default());
        self.put(14 + 10, sum);
    }

    /// The payload, the check sum over both, padding to Ethernet's least length, and the record.
    fn transport(&mut self, protocol: u32, sum_at: usize, payload: &[u8]) -> io::Result<()> {
        self.frame.extend(payload);
        let length = u32::from(half(self.frame.len() - 34));
        // The addresses stand right before what is summed, as the pseudo header wants them.
        let sum = checksum(protocol + length, self.frame.get(26..).unwrap_or_default());
        self.put(34 + sum_at, sum);
        if self.frame.len() < 60 {
            self.frame.resize(60, 0);
        }
        let length = u32::from(half(self.frame.len()));
        let (seconds, micros) = (self.micros / 1_000_000, self.micros % 1_000_000);
        for word in [seconds, micros] {
            self.into.write_all(&u32::try_from(word).unwrap_or(u32::MAX).to_le_bytes())?;
        }
        self.into.write_all(&length.to_le_bytes())?;
        self.into.write_all(&length.to_le_bytes())?;
        self.into.write_all(&self.frame)?;
        self.packets += 1;
        self.bytes += 16 + u64::from(length);
        Ok(())
    }

    fn put(&mut self, at: usize, value: u16) {
        if let Some(place) = self.frame.get_mut(at..at + 2) {
            place.copy_from_slice(&value.to_be_bytes());
        }
    }

    /// Ends the file; a line about it.
    pub(super) fn finish(mut self) -> io::Result<String> {
        self.into.flush()?;
        let Self { packets, bytes, micros, .. } = self;
        let mean = (bytes - 24) / packets.max(1) - 16;
        let seconds = (micros - BEGIN_MICROS) / 1_000_000;
        Ok(format!("{bytes} bytes, {packets} packets of {mean} bytes in the mean, over {seconds} seconds"))
    }
}

/// A length that fits in 16 bits.
pub(super) fn half(length: usize) -> u16 {
    u16::try_from(length).unwrap_or(u16::MAX)
}

/// The Internet check sum (RFC 1071).
fn checksum(start: u32, bytes: &[u8]) -> u16 {
    let mut sum = u64::from(start);
    let mut pairs = bytes.chunks_exact(2);
    for pair in &mut pairs {
        sum += pair.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
    }
    if let [last] = pairs.remainder() {
        sum += u64::from(*last) << 8;
    }
    while sum > 0xFFFF {
        sum = (sum & 0xFFFF) + (sum >> 16);
    }
    !u16::try_from(sum).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOST: Host = Host { mac: [2, 0, 0, 0, 0, 1], ip: [192, 0, 2, 1], port: 502 };

    #[test]
    fn check_sums_are_right_and_short_frames_padded() {
        let mut capture = Capture::new(Vec::new()).unwrap();
        let segment = Segment { sequence: 1, acknowledged: 2, flags: ACK };
        capture.tcp(HOST, Host { port: 50_000, ..HOST }, segment, b"odd").unwrap();
        let file = capture.into;
        let frame = &file[40..];
        assert_eq!(frame.len(), 60);
        assert_eq!(checksum(0, &frame[14..34]), 0, "a header with its sum sums to nothing");
        assert_eq!(checksum(6 + 23, &frame[26..57]), 0);
    }
}
