//! Little captures made by tests, frame by frame, and watched by the real engine.

use sekisho_model::Observation;

use super::Recorder;
use crate::capture::{Frame, Link};
use crate::{Observer, Settings};

/// A host, by its last octet, and a port.
pub(crate) type End = (u8, u16);

/// FIN, SYN, RST and ACK.
pub(crate) const FIN: u8 = 1;
/// See [`FIN`].
pub(crate) const SYN: u8 = 2;
/// See [`FIN`].
pub(crate) const RST: u8 = 4;
/// See [`FIN`].
pub(crate) const ACK: u8 = 16;

/// A millisecond.
pub(crate) const MS: i64 = 1_000_000;

/// One frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shot {
    pub nanos: i64,
    pub bytes: Vec<u8>,
    pub length: u32,
}

impl Shot {
    /// As the engine takes it.
    pub(crate) fn frame(&self) -> Frame<'_> {
        Frame { nanos: self.nanos, link: Link::Ethernet, bytes: &self.bytes, length: self.length }
    }
}

/// A capture in the making.
#[derive(Clone, Debug)]
pub(crate) struct Scene {
    pub shots: Vec<Shot>,
    pub now: i64,
    id: u16,
}

impl Scene {
    /// Nothing yet. Its clock goes on by a millisecond with each frame.
    pub(crate) fn new() -> Self {
        Self { shots: Vec::new(), now: 1_700_000_000_000 * MS, id: 1 }
    }

    /// A TCP segment.
    pub(crate) fn tcp(&mut self, from: End, to: End, sequence: u32, flags: u8, payload: &[u8]) -> &mut Self {
        let mut segment = Vec::new();
        segment.extend_from_slice(&from.1.to_be_bytes());
        segment.extend_from_slice(&to.1.to_be_bytes());
        segment.extend_from_slice(&sequence.to_be_bytes());
        segment.extend_from_slice(&u32::from(self.id).to_be_bytes());
        segment.extend_from_slice(&[0x50, flags, 0x20, 0, 0, 0, 0, 0]);
        segment.extend_from_slice(payload);
        self.ip(from.0, to.0, 6, &segment)
    }

    /// A UDP datagram.
    pub(crate) fn udp(&mut self, from: End, to: End, payload: &[u8]) -> &mut Self {
        let length = u16::try_from(payload.len() + 8).unwrap();
        let mut datagram = Vec::new();
        datagram.extend_from_slice(&from.1.to_be_bytes());
        datagram.extend_from_slice(&to.1.to_be_bytes());
        datagram.extend_from_slice(&length.to_be_bytes());
        datagram.extend_from_slice(&[0, 0]);
        datagram.extend_from_slice(payload);
        self.ip(from.0, to.0, 17, &datagram)
    }

    /// An IPv4 packet between 192.168.0.`from` and 192.168.0.`to`.
    pub(crate) fn ip(&mut self, from: u8, to: u8, protocol: u8, body: &[u8]) -> &mut Self {
        let length = u16::try_from(body.len() + 20).unwrap();
        let mut packet = vec![0x45, 0];
        packet.extend_from_slice(&length.to_be_bytes());
        packet.extend_from_slice(&self.id.to_be_bytes());
        packet.extend_from_slice(&[0x40, 0, 64, protocol, 0, 0, 192, 168, 0, from, 192, 168, 0, to]);
        packet.extend_from_slice(body);
        self.id = self.id.wrapping_add(1).max(1);
        self.ethernet(from, to, 0x0800, &packet)
    }

    /// An ARP request in which a host says who it is.
    pub(crate) fn arp(&mut self, from: u8) -> &mut Self {
        let mut body = vec![0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, from, 192, 168, 0, from];
        body.extend_from_slice(&[0, 0, 0, 0, 0, 0, 192, 168, 0, 1]);
        self.ethernet(from, 255, 0x0806, &body)
    }

    /// A frame between two stations; station 255 is all of them.
    pub(crate) fn ethernet(&mut self, from: u8, to: u8, kind: u16, body: &[u8]) -> &mut Self {
        let target = if to == 255 { [255; 6] } else { [2, 0, 0, 0, 0, to] };
        let mut bytes = target.to_vec();
        bytes.extend_from_slice(&[2, 0, 0, 0, 0, from]);
        bytes.extend_from_slice(&kind.to_be_bytes());
        bytes.extend_from_slice(body);
        let length = u32::try_from(bytes.len()).unwrap();
        self.shots.push(Shot { nanos: self.now, bytes, length });
        self.now += MS;
        self
    }

    /// Time goes by.
    pub(crate) fn wait(&mut self, nanos: i64) -> &mut Self {
        self.now += nanos;
        self
    }

    /// The last frame comes once more, in a moment.
    pub(crate) fn copy(&mut self) -> &mut Self {
        let mut last = self.shots.last().unwrap().clone();
        last.nanos += MS / 10;
        self.shots.push(last);
        self
    }

    /// Three segments that open a connection; the next sequence numbers are 101 and 501.
    pub(crate) fn open(&mut self, client: End, server: End) -> &mut Self {
        self.tcp(client, server, 100, SYN, &[]);
        self.tcp(server, client, 500, SYN | ACK, &[]);
        self.tcp(client, server, 101, ACK, &[])
    }

    /// What is kept of it.
    pub(crate) fn observed(&self) -> Observation {
        self.observed_with(&Settings::default(), 1)
    }

    /// The same with these settings and this seed.
    pub(crate) fn observed_with(&self, settings: &Settings, seed: u64) -> Observation {
        let mut observer = Observer::new(settings.clone(), seed);
        observer.watch_frames(self.shots.iter().map(Shot::frame));
        observer.finish()
    }

    /// The PDUs that the engine reads in it.
    pub(crate) fn pdus(&self) -> Vec<super::PduSeen> {
        let mut observer = Observer::new(Settings::default(), 1);
        let mut recorder = Recorder::default();
        for shot in &self.shots {
            recorder.watch(&mut observer, &shot.frame());
        }
        recorder.done()
    }
}

/// A FINS request on TCP, its data of the shortest length.
pub(crate) fn fins_request(command: u16, data: &[u8]) -> Vec<u8> {
    fins(0x80, command, data)
}

/// A FINS answer on TCP.
pub(crate) fn fins_answer(command: u16, data: &[u8]) -> Vec<u8> {
    fins(0xc0, command, &[&[0, 0], data].concat())
}

fn fins(kind: u8, command: u16, data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len() + 20).unwrap();
    let mut frame = b"FINS".to_vec();
    frame.extend_from_slice(&length.to_be_bytes());
    frame.extend_from_slice(&[0, 0, 0, 2, 0, 0, 0, 0]);
    frame.extend_from_slice(&[kind, 0, 2, 0, 1, 0, 0, 2, 0, 7]);
    frame.extend_from_slice(&command.to_be_bytes());
    frame.extend_from_slice(data);
    frame
}

/// A request to read one word of memory.
pub(crate) fn read() -> Vec<u8> {
    fins_request(0x0101, &[0x82, 0, 100, 0, 0, 1])
}

/// A request to write one word of memory.
pub(crate) fn write() -> Vec<u8> {
    fins_request(0x0102, &[0x82, 0, 100, 0, 0, 1, 0x12, 0x34])
}

/// A request to stop the controller.
pub(crate) fn stop() -> Vec<u8> {
    fins_request(0x0402, &[])
}
