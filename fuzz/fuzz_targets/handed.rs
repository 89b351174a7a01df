//! A part of a live watch that was handed over: a file or one reason, and what was read writes back as the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sekisho_exchange::{HandedContent, HandedLimits, read_handed, write_handed};

fuzz_target!(|data: &[u8]| {
    let limits = HandedLimits::default();
    let reading = read_handed("part.json", data, &limits);
    let Some(handed) = reading.facts else {
        assert_eq!(reading.problems.len(), 1);
        return;
    };
    let again = write_handed(&handed).expect("what was read keeps to the limits");
    assert_eq!(read_handed("part.json", &again, &limits).facts, Some(handed.clone()));
    if let HandedContent::Part(part) = handed.content {
        let mut twice = part.observation.clone();
        twice.join(part.observation);
    }
});
