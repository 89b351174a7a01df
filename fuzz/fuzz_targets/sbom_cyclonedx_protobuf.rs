//! CycloneDX in protobuf.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    sekisho_fuzz::sbom("bom.cdx", data);
});
