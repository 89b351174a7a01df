//! A CSAF document against every test of its edition.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sekisho_validate::csaf;

fuzz_target!(|data: &[u8]| {
    let limits = sekisho_fuzz::limits();
    let report = csaf::validate("document.json", data, &limits, &csaf::World::default());
    assert!(
        !report.tests.is_empty() || !report.problems.is_empty(),
        "nothing was tested and nothing was said"
    );
    let _ = csaf::provider("provider-metadata.json", data, &limits);
    let _ = csaf::aggregator("aggregator.json", data, &limits);
});
