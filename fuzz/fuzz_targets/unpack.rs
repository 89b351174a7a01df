//! A packed file: what comes out stays within the limits.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let limits = sekisho_fuzz::limits();
    let reading = sekisho_intake::unpack("file", data, &limits);
    let packed: usize = reading.facts.iter().filter(|it| it.name != "file").map(|it| it.bytes.len()).sum();
    assert!(packed <= limits.unpacked_bytes_max, "{packed} bytes came out");
    assert!(!reading.facts.is_empty() || !reading.problems.is_empty() || data.len() < 30, "nothing came out");
});
