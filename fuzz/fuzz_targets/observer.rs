//! A capture of any bytes, and frames cut out of any bytes: nothing breaks, every packet is counted, and two watches
//! under different secrets keep the same.
#![no_main]

use libfuzzer_sys::fuzz_target;

use sekisho_flow::capture::{Capture, Frame, Link};
use sekisho_flow::{Limits, Observer, Settings};

fuzz_target!(|data: &[u8]| {
    let limits = Limits { connections_max: 64, ..Limits::default() };
    let settings = Settings { limits, ..Settings::default() };
    let [mut one, mut other] = [1, 2].map(|seed| Observer::new(settings.clone(), seed));
    one.watch_capture(&mut Capture::new("", data, &limits));
    other.watch_capture(&mut Capture::new("", data, &limits));
    let mut frames = 0;
    let mut rest = data;
    while let [length, after @ ..] = rest {
        let (bytes, left) = after.split_at(after.len().min(usize::from(*length)));
        let link = if length & 1 == 0 { Link::Ethernet } else { Link::Ip };
        let frame = Frame { nanos: frames * 1_000_000, link, bytes, length: u32::from(*length) };
        one.watch_frames([frame]);
        other.watch_frames([frame]);
        (frames, rest) = (frames + 1, left);
    }
    let (one, other) = (one.finish(), other.finish());
    assert!(one.health.seen.packets >= u64::try_from(frames).unwrap_or(0));
    assert_eq!(one, other, "the secret shows");
});
