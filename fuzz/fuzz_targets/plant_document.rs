//! A plant as TOML or JSON.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sekisho_exchange::{Form, ImportOptions, read_register, write_register};
use sekisho_model::{Lang, Register};

fuzz_target!(|data: &[u8]| {
    for name in ["plant.toml", "plant.json"] {
        let reading = read_register(name, data, &Register::default(), &ImportOptions::default());
        if let Ok(text) = write_register(&reading.facts, Form::Toml, Lang::En) {
            let again = read_register("plant.toml", &text, &Register::default(), &ImportOptions::default());
            assert_eq!(again.facts, reading.facts, "what was written reads differently");
        }
    }
});
