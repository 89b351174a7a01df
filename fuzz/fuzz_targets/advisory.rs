//! An advisory or list of signals in any form.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sekisho_supply::advisory;

const NAMES: [&str; 7] = [
    "advisory.json",
    "RUSTSEC-2026-0001.md",
    "PYSEC-2026-1.yaml",
    "known_exploited_vulnerabilities.csv",
    "epss_scores.csv",
    "myjvn.xml",
    "JVNDB-2026-000001.json",
];

fuzz_target!(|data: &[u8]| {
    let reading = advisory::read(sekisho_fuzz::name(&NAMES, data), data, &sekisho_fuzz::limits());
    assert!(
        !reading.facts.is_empty() || !reading.problems.is_empty() || data.is_empty(),
        "nothing was read and nothing was said"
    );
});
