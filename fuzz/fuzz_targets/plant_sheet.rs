//! A plant as a workbook or CSV, and rows pasted from one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sekisho_exchange::table::read_rows;
use sekisho_exchange::{ImportOptions, read_register};
use sekisho_model::{Lang, RecordKind, Register};

fuzz_target!(|data: &[u8]| {
    let base = Register::default();
    for name in ["plant.xlsx", "assets.csv"] {
        let _ = read_register(name, data, &base, &ImportOptions::default());
    }
    if let Ok(text) = std::str::from_utf8(data) {
        let kind = RecordKind::ALL[data.len() % RecordKind::ALL.len()];
        let _ = read_rows(&base, kind, text, Lang::Ja);
    }
});
