//! Words for firmware versions, and two versions, one a line.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sekisho_supply::device::{FirmwareRange, FirmwareVersion};

fuzz_target!(|data: &str| {
    let mut lines = data.lines();
    let [words, a, b] = [0; 3].map(|_| lines.next().unwrap_or_default());
    if let Ok(range) = FirmwareRange::parse(words) {
        let _ = (range.contains(a), range.contains(b), range.is_all(), range.is_listed());
    }
    if let (Ok(a), Ok(b)) = (FirmwareVersion::parse(a), FirmwareVersion::parse(b)) {
        assert_eq!(a.cmp(&b), b.cmp(&a).reverse(), "{a:?} and {b:?}");
        assert_eq!(a.cmp(&a), std::cmp::Ordering::Equal, "{a:?}");
    }
});
