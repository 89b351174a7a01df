//! A plant's traffic: many conversations at once, each by the rules of its protocol, one packet of one of them after
//! the other. One that ends makes place for a new one.

use std::io::{self, Write};

use super::speech::{Speech, Turn};
use super::wire::{ACK, Capture, Dice, FIN, Host, PSH, SYN, Segment, low};

/// Conversations alive at a time.
const ALIVE: u64 = 100_000;

const SEED: u64 = 0x5EC1_5400_2026_1124;

/// What comes next in a conversation.
#[derive(Clone, Copy)]
enum Stage {
    Open,
    Accept,
    Confirm,
    Ask(usize),
    Answer(usize),
    /// The client confirms an answer by itself, as it does when it has nothing to ask at once.
    Acknowledge(usize),
    Close,
    Closed,
}

struct Conversation {
    speech: Speech,
    client: Host,
    server: Host,
    /// Next byte of the client and of the server.
    sent: u32,
    answered: u32,
    questions: usize,
    mark: u32,
    stage: Stage,
}

/// Writes packets until so many bytes are there.
pub(super) fn write(into: &mut Capture<impl Write>, bytes: u64) -> io::Result<()> {
    let mut dice = Dice::new(SEED);
    // A shorter capture has fewer conversations, so that each is heard often enough.
    let alive = ALIVE.min(bytes / 10_000).max(1);
    let mut conversations: Vec<_> = (0..alive).map(|nth| Conversation::new(nth, &mut dice)).collect();
    let (mut begun, mut payload) = (alive, Vec::new());
    while into.bytes() < bytes {
        let place = low(dice.below(alive));
        let Some(conversation) = conversations.get_mut(place) else { continue };
        if !conversation.speak(into, &mut dice, &mut payload)? {
            begun += 1;
            *conversation = Conversation::new(begun, &mut dice);
        }
        into.wait(dice.below(24));
    }
    Ok(())
}

/// One of so many hosts of a sort, each with its own station.
fn host(sort: u8, nth: u64, port: u16) -> Host {
    let [.., b, c] = nth.to_be_bytes();
    Host { mac: [2, 0x5E, 0xC1, sort, b, c], ip: [10, sort, b, c], port }
}

impl Conversation {
    fn new(nth: u64, dice: &mut Dice) -> Self {
        let mut share = dice.below(100);
        let mut speech = Speech::Modbus;
        for (one, of_hundred) in Speech::SHARES {
            speech = one;
            match share.checked_sub(of_hundred) {
                Some(left) => share = left,
                None => break,
            }
        }
        let [.., high, low_byte] = nth.to_be_bytes();
        let port = 32_768 | u16::from_be_bytes([high & 0x7F, low_byte]);
        let [sent, answered, mark] = [0; 3].map(|_: u8| u32::try_from(low(dice.next() >> 16)).unwrap_or(0));
        Self {
            speech,
            client: host(1, dice.below(400), port),
            server: host(2, dice.below(1_500), speech.port()),
            sent,
            answered,
            questions: speech.questions(dice),
            mark: mark | 1,
            stage: if speech.is_udp() { Stage::Ask(0) } else { Stage::Open },
        }
    }

    /// Says the next thing. False once there is nothing more to say.
    fn speak(
        &mut self,
        into: &mut Capture<impl Write>,
        dice: &mut Dice,
        payload: &mut Vec<u8>,
    ) -> io::Result<bool> {
        payload.clear();
        let stage = self.stage;
        let (from_client, flags, next) = match stage {
            Stage::Open => (true, SYN, Stage::Accept),
            Stage::Accept => (false, SYN | ACK, Stage::Confirm),
            Stage::Confirm => (true, ACK, Stage::Ask(0)),
            Stage::Ask(nth) => {
                self.speech.say(Turn { asks: true, nth, mark: self.mark }, dice, payload);
                (true, PSH | ACK, Stage::Answer(nth))
            }
            Stage::Answer(nth) => {
                self.speech.say(Turn { asks: false, nth, mark: self.mark }, dice, payload);
                (false, PSH | ACK, self.after(nth, dice))
            }
            Stage::Acknowledge(nth) => (true, ACK, Stage::Ask(nth)),
            Stage::Close => (true, FIN | ACK, Stage::Closed),
            Stage::Closed => return Ok(false),
        };
        self.send(into, from_client, flags, payload)?;
        self.stage = next;
        Ok(true)
    }

    /// After an answer: the next question, perhaps confirmed alone before it, or the end.
    fn after(&self, nth: usize, dice: &mut Dice) -> Stage {
        match (nth + 1 < self.questions, self.speech.is_udp()) {
            (true, false) if dice.below(3) == 0 => Stage::Acknowledge(nth + 1),
            (true, _) => Stage::Ask(nth + 1),
            (false, true) => Stage::Closed,
            (false, false) => Stage::Close,
        }
    }

    fn send(
        &mut self,
        into: &mut Capture<impl Write>,
        from_client: bool,
        flags: u8,
        payload: &[u8],
    ) -> io::Result<()> {
        let (from, to) = if from_client { (self.client, self.server) } else { (self.server, self.client) };
        if self.speech.is_udp() {
            return into.udp(from, to, payload);
        }
        let (own, other) =
            if from_client { (&mut self.sent, self.answered) } else { (&mut self.answered, self.sent) };
        let acknowledged = if flags & ACK == 0 { 0 } else { other };
        let segment = Segment { sequence: *own, acknowledged, flags };
        let counted = payload.len() + usize::from(flags & (SYN | FIN) != 0);
        *own = own.wrapping_add(u32::try_from(counted).unwrap_or(0));
        into.tcp(from, to, segment, payload)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_have_the_promised_length_in_the_mean_and_every_run_is_the_same() {
        let line = || {
            let mut capture = Capture::new(Vec::new()).unwrap();
            write(&mut capture, 4_000_000).unwrap();
            capture.finish().unwrap()
        };
        let first = line();
        let mean: u64 =
            first.split("packets of ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
        assert!((185..=200).contains(&mean), "{first}");
        assert_eq!(first, line());
    }
}
