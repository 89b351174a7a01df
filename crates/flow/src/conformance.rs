//! Public captures, read by the real engine: what tests of parsers and of the engine count with.
//!
//! [`pdus`] gives every PDU of a capture in order, [`labels`] the protocols that it was found to hold. Both take a path
//! below the data folder's `pcap`; [`data`] says whether that is here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};

use sekisho_model::{Address, Certainty, CommandClasses, Observation, Protocol};

use crate::capture::{Capture, Frame, unpacked};
use crate::conversations::key::{ip_words, word_ip};
use crate::conversations::trace::Trace;
use crate::layers::{Network, Packet};
use crate::window::{Pdu, Setting, Side};
use crate::{Limits, Observer, Settings};

pub(crate) mod scenes;
mod suites;

/// A PDU as the engine read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PduSeen {
    /// Which packet of the capture, from 1, counting those that could be read.
    pub packet: usize,
    /// Its time.
    pub nanos: i64,
    /// Who sent it.
    pub source: Address,
    /// From which port.
    pub source_port: u16,
    /// To whom.
    pub target: Address,
    /// To which port.
    pub target_port: u16,
    /// Its protocol.
    pub protocol: Protocol,
    /// Its classes of command.
    pub commands: CommandClasses,
    /// Who speaks in it.
    pub side: Side,
}

/// The folder of public captures; `None`, and a line that says so, where it is not here.
pub(crate) fn data() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/pcap");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("not run: {} is not here", folder.display());
    None
}

/// A capture's frames, in order.
pub(crate) fn frames(path: &Path, mut each: impl FnMut(Frame<'_>)) {
    let file = unpacked(File::open(path).unwrap()).unwrap();
    let mut capture = Capture::new(path.to_string_lossy(), file, &Limits::default());
    while let Some(frame) = capture.next_frame() {
        each(frame);
    }
}

/// Every PDU of a capture that the engine named, in order.
pub(crate) fn pdus(path: &Path) -> Vec<PduSeen> {
    let mut observer = Observer::new(Settings::default(), 1);
    let mut recorder = Recorder::default();
    frames(path, |frame| recorder.watch(&mut observer, &frame));
    recorder.done()
}

/// What is kept of a capture.
pub(crate) fn observed(path: &Path) -> Observation {
    let mut observer = Observer::new(Settings::default(), 1);
    frames(path, |frame| observer.watch_frames([frame]));
    observer.finish()
}

/// The protocols in a capture, and how sure they are.
pub(crate) fn labels(path: &Path) -> BTreeSet<(Protocol, Certainty)> {
    let conversations = observed(path).conversations;
    conversations.iter().filter_map(|c| Some((c.key.protocol?, c.certainty))).collect()
}

/// Writes down the PDUs; those whose protocol is not certain yet wait.
#[derive(Default)]
struct Recorder {
    packet: usize,
    nanos: i64,
    ends: Option<(Address, Address)>,
    order: usize,
    waiting: BTreeMap<u32, Vec<(usize, PduSeen)>>,
    certain: Vec<(usize, PduSeen)>,
}

impl Recorder {
    /// Looks on while a frame is watched.
    fn watch(&mut self, observer: &mut Observer, frame: &Frame<'_>) {
        if let Some(packet) = observer.packet(frame) {
            self.now_at(&packet);
            observer.watch_with(&packet, self);
        }
    }

    /// The PDUs whose protocol is certain, in order.
    fn done(mut self) -> Vec<PduSeen> {
        self.certain.sort_by_key(|(order, _)| *order);
        self.certain.into_iter().map(|(_, pdu)| pdu).collect()
    }

    fn now_at(&mut self, packet: &Packet<'_>) {
        self.packet += 1;
        self.nanos = packet.nanos;
        self.ends = match packet.network {
            Network::Ip { source, target, .. } => {
                Some((Address::Ip(word_ip(ip_words(source))), Address::Ip(word_ip(ip_words(target)))))
            }
            Network::Ethernet(_) => {
                packet.macs.map(|(source, target)| (Address::Mac(source), Address::Mac(target)))
            }
        };
    }
}

impl PduSeen {
    /// Are both between the same ends?
    fn is_beside(&self, other: &Self) -> bool {
        let ends = |pdu: &Self| {
            let mut ends = [(pdu.source, pdu.source_port), (pdu.target, pdu.target_port)];
            ends.sort_unstable();
            ends
        };
        ends(self) == ends(other)
    }
}

impl Trace for Recorder {
    fn pdu(&mut self, connection: u32, pdu: &Pdu, setting: &Setting, certain: bool) {
        let (source, target) = self.ends.unwrap();
        let seen = PduSeen {
            packet: self.packet,
            nanos: self.nanos,
            source,
            source_port: setting.source_port,
            target,
            target_port: setting.target_port,
            protocol: pdu.protocol,
            commands: pdu.commands,
            side: pdu.side,
        };
        self.order += 1;
        if certain {
            self.certain.push((self.order, seen));
        } else {
            let waiting = self.waiting.entry(connection).or_default();
            waiting.retain(|(_, other)| other.is_beside(&seen));
            waiting.push((self.order, seen));
        }
    }

    fn named(&mut self, connection: u32, named: bool) {
        let waiting = self.waiting.remove(&connection).unwrap_or_default();
        if named {
            self.certain.extend(waiting);
        }
    }
}
