//! SPDX 3.0 in JSON-LD.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    sekisho_fuzz::sbom("bom.spdx3.json", data);
});
