//! VEX in any form, and what was read in each form that it can be written in.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sekisho_supply::vex;

fuzz_target!(|data: &[u8]| {
    let limits = sekisho_fuzz::limits();
    let reading = vex::read("vex.json", data, &limits);
    for document in &reading.facts {
        for write in [vex::write_openvex, vex::write_csaf, vex::write_cyclonedx] {
            let (text, _) = write(document);
            let _ = vex::read("vex.json", text.as_bytes(), &limits);
        }
    }
});
