//! An SBOM against its standard.
#![no_main]

use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 5] = ["bom.json", "bom.xml", "bom.cdx", "bom.spdx", "bom.spdx.json"];

fuzz_target!(|data: &[u8]| {
    let report =
        sekisho_validate::sbom::validate(sekisho_fuzz::name(&NAMES, data), data, &sekisho_fuzz::limits());
    assert!(
        !report.tests.is_empty() || !report.problems.is_empty(),
        "nothing was tested and nothing was said"
    );
});
