//! Three versions, one a line, in the order of every scheme: the order is one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::cmp::Ordering;

use sekisho_supply::version::{compare, schemes};

fuzz_target!(|data: &str| {
    let mut lines = data.lines();
    let [a, b, c] = [0; 3].map(|_| lines.next().unwrap_or_default());
    for (scheme, name) in schemes() {
        let ab = compare(scheme, a, b).ok();
        assert_eq!(
            ab.map(Ordering::reverse),
            compare(scheme, b, a).ok(),
            "{name}: {a:?} and {b:?} turned round"
        );
        if let Ok(same) = compare(scheme, a, a) {
            assert_eq!(same, Ordering::Equal, "{name}: {a:?} and itself");
        }
        let (bc, ac) = (compare(scheme, b, c).ok(), compare(scheme, a, c).ok());
        // By libalpm's own rule `1` equals `1-1` and `1-2`, which differ: its equality does not carry over.
        // By PHP's, `#` at an end equals anything, and such a version is for people to place.
        let is_anything = name == "composer" && [a, b, c].iter().any(|text| text.trim().ends_with('#'));
        let carries_over = !is_anything && (name != "alpm" || ab != Some(Ordering::Equal));
        if let (Some(first), true, Some(across)) = (ab, ab == bc && carries_over, ac) {
            assert_eq!(first, across, "{name}: {a:?}, {b:?} and {c:?}");
        }
    }
});
