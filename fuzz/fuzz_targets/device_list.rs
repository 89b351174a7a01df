//! A list of devices as a workbook or CSV.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sekisho_exchange::read_device_list;

fuzz_target!(|data: &[u8]| {
    let _ = read_device_list("devices.csv", data);
    let _ = read_device_list("devices.xlsx", data);
});
