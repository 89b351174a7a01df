//! A lock file: the first line of the input is its name.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let end = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let (first, rest) = data.split_at(end);
    let Ok(name) = std::str::from_utf8(first) else { return };
    sekisho_fuzz::sbom(name, rest.get(1..).unwrap_or_default());
});
