//! A range of versions, in VERS or as its ecosystem writes it, and a version held against it; one a line.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sekisho_supply::version::Vers;

fuzz_target!(|data: &str| {
    let mut lines = data.lines();
    let (range, version) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    if let Ok(vers) = range.parse::<Vers>() {
        let written = vers.to_string();
        assert_eq!(written.parse::<Vers>().as_ref(), Ok(&vers), "{written:?} reads differently");
        let _ = vers.contains(version);
        let _ = Vers::canonical(range);
    }
    let kind = lines.next().unwrap_or_default();
    if let Ok(vers) = Vers::from_native(kind, range) {
        let _ = vers.contains(version);
    }
});
