//! What every protocol's parser keeps for any bytes, asked of all of them at once: for fuzzing and for our own tests.
//!
//! Invariant: the promises are those on which the engine and the proof of restraint rest. The same window has one
//! reading; a PDU is never 0 bytes long; what is asked to be carried fits; bytes that a parser does not declare have
//! no effect. A broken one is told in words, with the parser and its setting; a panic speaks for itself.
//!
//! Deliberately not here: whether a reading is right. The captures and logs say that.

use sekisho_model::{IdentityKind, ShortText};

use crate::protocols::{PARSERS, may_begin};
use crate::window::{CARRIED_MAX, Carrier, Extent, Found, Parser, Reading, Setting, Window};

/// A port where nobody serves anything that we read.
const NO_ONES_PORT: u16 = 40_001;

/// Identities in the order in which they are found.
#[derive(Debug, Default, PartialEq, Eq)]
struct Heard(Vec<(IdentityKind, ShortText)>);

impl Found for Heard {
    fn identity(&mut self, kind: IdentityKind, value: ShortText) {
        self.0.push((kind, value));
    }
}

/// Shows a payload to every parser, in every setting that it may meet, and says which promise is broken. Nothing is
/// kept of the payload but what a report of a broken promise quotes. `seed` chooses what undeclared bytes become.
pub fn broken_by(payload: &[u8], seed: u64) -> Vec<String> {
    let mut broken = Vec::new();
    for parser in PARSERS {
        for setting in settings(parser) {
            let mut check = Check { parser, setting, payload, seed, broken: &mut broken };
            check.all();
        }
    }
    broken
}

/// Each carrier; to the usual port, from it and on another; known and not.
fn settings(parser: &Parser) -> impl Iterator<Item = Setting> {
    let usual = parser.usual_ports.first().copied().unwrap_or(NO_ONES_PORT);
    let ports = [(NO_ONES_PORT - 1, usual), (usual, NO_ONES_PORT - 1), (NO_ONES_PORT - 1, NO_ONES_PORT)];
    parser.carriers.iter().flat_map(move |carrier| {
        let ports = if matches!(carrier, Carrier::Ethernet(_)) { vec![(0, 0)] } else { ports.to_vec() };
        ports.into_iter().flat_map(|(source_port, target_port)| {
            [true, false].map(|known| Setting { carrier: *carrier, source_port, target_port, known })
        })
    })
}

/// One parser in one setting.
struct Check<'a> {
    parser: &'a Parser,
    setting: Setting,
    payload: &'a [u8],
    seed: u64,
    broken: &'a mut Vec<String>,
}

impl<'a> Check<'a> {
    fn all(&mut self) {
        let reading = self.read(self.payload);
        self.holds(reading == self.read(self.payload), "one window has two readings");
        if let (Some(first), false, true) = (self.payload.first(), self.setting.known, reading != Reading::No)
        {
            let may = may_begin(self.parser.protocol, self.setting.carrier, *first);
            self.holds(may, "a PDU begins with a byte that it is said not to begin with");
        }
        match reading {
            Reading::Pdu(pdu) => self.holds(pdu.extent != Extent::Bytes(0), "a PDU of 0 bytes"),
            Reading::More(bytes) => {
                let length = self.payload.len();
                self.holds(length <= CARRIED_MAX, "more than is ever carried is to be carried");
                self.holds(length < bytes.into(), "more is asked for, and all of it is there");
            }
            Reading::No if !self.setting.known => return,
            Reading::No => {}
        }
        self.is_deaf_to_the_rest(reading);
        self.takes_a_longer_wire();
    }

    /// Everything that is not declared is changed: the reading and the identities stay.
    fn is_deaf_to_the_rest(&mut self, reading: Reading) {
        let pdu = match reading {
            Reading::Pdu(pdu) => self.of(pdu.extent),
            // The engine carries a short rest whole.
            _ if self.payload.len() <= CARRIED_MAX => return,
            Reading::More(_) | Reading::No => self.payload,
        };
        let mut changed = self.payload.to_vec();
        let mut random = self.seed | 1;
        let declared = (self.parser.looked_at)(pdu, &self.setting);
        for (at, byte) in changed.iter_mut().enumerate() {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            // What follows a PDU is the next one's to declare; its head may tell how sure this one is.
            if at < pdu.len() && !declared.iter().any(|range| range.contains(&at)) {
                *byte = random.to_be_bytes()[3];
            }
        }
        self.holds(self.read(&changed) == reading, "a byte that is not declared has an effect");
        if let (Reading::Pdu(_), Some(changed)) = (reading, changed.get(..pdu.len())) {
            self.holds(
                self.identities(pdu) == self.identities(changed),
                "an identity beyond what is declared",
            );
        }
    }

    /// The capture cut the payload: nothing falls over, and a PDU still has an extent.
    fn takes_a_longer_wire(&mut self) {
        let reading = (self.parser.read)(&Window::new(self.payload, u32::MAX), &self.setting);
        let is_empty = matches!(reading, Reading::Pdu(pdu) if pdu.extent == Extent::Bytes(0));
        self.holds(!is_empty, "a cut PDU of 0 bytes");
    }

    fn of(&self, extent: Extent) -> &'a [u8] {
        let Extent::Bytes(bytes) = extent else { return self.payload };
        usize::try_from(bytes).ok().and_then(|bytes| self.payload.get(..bytes)).unwrap_or(self.payload)
    }

    fn read(&self, bytes: &[u8]) -> Reading {
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        (self.parser.read)(&Window::new(bytes, length), &self.setting)
    }

    fn identities(&self, pdu: &[u8]) -> Heard {
        let mut heard = Heard::default();
        if let Some(identify) = self.parser.identify {
            identify(pdu, &self.setting, &mut heard);
        }
        heard
    }

    fn holds(&mut self, is_kept: bool, promise: &str) {
        if !is_kept {
            let (protocol, setting, payload) = (self.parser.protocol, self.setting, self.payload);
            self.broken.push(format!("{protocol:?}, {setting:?}: {promise}: {payload:02x?}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::broken_by;
    use crate::conformance::{data, frames};
    use crate::layers;

    /// Payloads taken of each capture.
    const TAKEN: usize = 64;

    /// The first payloads of every public capture, shown to every parser and not to its own alone.
    #[test]
    fn conformance_promises() {
        let Some(folder) = data() else { return };
        let table = std::fs::read_to_string(folder.join("labels.tsv")).unwrap();
        let (mut total, mut passed, mut told) = (0, 0, BTreeSet::new());
        for line in table.lines().skip(1) {
            let mut left = TAKEN;
            frames(&folder.join(line.split('\t').next().unwrap()), |frame| {
                let Ok(packet) = layers::parse(&frame) else { return };
                if left == 0 || packet.payload.is_empty() {
                    return;
                }
                left -= 1;
                total += 1;
                let broken = broken_by(packet.payload, 0x5E_C1_54_0B ^ total);
                passed += u64::from(broken.is_empty());
                told.extend(broken);
            });
        }
        println!("conformance | flow/promises of every parser | {passed} | {total}");
        for broken in told.iter().take(50) {
            println!("miss | flow/promises of every parser | {broken}");
        }
        assert_eq!((passed, total > 4_000), (total, true));
    }

    /// Chance, and runs of one byte, of every length up to two windows.
    #[test]
    fn every_parser_keeps_its_promises_for_bytes_of_chance() {
        let mut random = 0x5E_C1_54_0B_u64;
        for round in 0..3_000_usize {
            let fill = [None, Some(0), Some(0xFF), Some(b' ')][round % 4];
            let payload: Vec<u8> = (0..round % 257)
                .map(|_| {
                    random ^= random << 13;
                    random ^= random >> 7;
                    random ^= random << 17;
                    fill.unwrap_or(random.to_be_bytes()[3])
                })
                .collect();
            assert_eq!(broken_by(&payload, random), Vec::<String>::new());
        }
    }
}
