//! A package URL: what is read is written so that it reads the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sekisho_model::PackageUrl;

fuzz_target!(|data: &str| {
    let Ok(purl) = data.parse::<PackageUrl>() else { return };
    let written = purl.to_string();
    let again = written.parse::<PackageUrl>();
    assert_eq!(again.as_ref(), Ok(&purl), "{written:?} reads differently");
    let _ = PackageUrl::lenient(data);
    let _ = purl.key();
});
