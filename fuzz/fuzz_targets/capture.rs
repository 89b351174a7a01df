//! A capture file, packed or not, and the headers of its frames: read to its end in bounded memory, alike in runs
//! and frame by frame.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sekisho_flow::Limits;
use sekisho_flow::capture::{Capture, unpacked};
use sekisho_flow::layers;

fuzz_target!(|data: &[u8]| {
    let limits = Limits { frame_bytes_max: 4_096, ..Limits::default() };
    let Ok(plain) = unpacked(data) else { return };
    let mut capture = Capture::new("fuzzed", plain, &limits);
    let mut alone = 0_u64;
    while let Some(frame) = capture.next_frame() {
        assert!(frame.bytes.len() <= 4_096 && frame.bytes.len() <= frame.length as usize);
        let _ = layers::parse(&frame);
        alone += 1;
    }
    let Ok(plain) = unpacked(data) else { return };
    let mut again = Capture::new("fuzzed", plain, &limits);
    let mut in_runs = 0_u64;
    while let Some(frames) = again.frames() {
        in_runs += frames.count() as u64;
    }
    assert_eq!((alone, capture.take_end()), (in_runs, again.take_end()));
});
