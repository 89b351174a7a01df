//! An SBOM or lock file of any form, told by its content and name.
#![no_main]

use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 8] = [
    "bom.json",
    "bom.xml",
    "Cargo.lock",
    "package-lock.json",
    "requirements.txt",
    "bom.cdx.pb",
    "bom.spdx.yaml",
    "bom.spdx",
];

fuzz_target!(|data: &[u8]| {
    sekisho_fuzz::sbom(sekisho_fuzz::name(&NAMES, data), data);
});
