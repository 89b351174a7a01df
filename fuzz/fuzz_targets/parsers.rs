//! A payload, or a capture whose payloads are taken: every protocol's parser keeps what all of them promise.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sekisho_flow::capture::Capture;
use sekisho_flow::{Limits, layers, promises};

/// Frames taken of one capture: enough for a conversation's beginning, quick enough to be tried often.
const FRAMES: usize = 64;

fn holds(payload: &[u8]) {
    let seed = payload.iter().fold(0x5EC1_540B, |seed: u64, byte| seed.rotate_left(5) ^ u64::from(*byte));
    let broken = promises::broken_by(payload, seed);
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

fuzz_target!(|data: &[u8]| {
    let is_capture = data.starts_with(&[0xD4, 0xC3, 0xB2, 0xA1]) || data.starts_with(&[0xA1, 0xB2, 0xC3, 0xD4]);
    if !is_capture {
        return holds(data);
    }
    let mut capture = Capture::new("fuzzed", data, &Limits::default());
    for _ in 0..FRAMES {
        let Some(frame) = capture.next_frame() else { return };
        if let Ok(packet) = layers::parse(&frame) {
            holds(packet.payload);
        }
    }
});
