//! SPDX 2: JSON, tag-value, YAML.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    sekisho_fuzz::sbom(sekisho_fuzz::name(&["bom.spdx", "bom.spdx.json", "bom.spdx.yaml"], data), data);
});
