//! Two CPE names, one a line: each is written so that it reads the same, and both are related both ways.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sekisho_supply::cpe::{Cpe, Relation, compare};

fuzz_target!(|data: &str| {
    let mut names = data.lines().map(str::parse::<Cpe>);
    let (Some(Ok(a)), Some(Ok(b))) = (names.next(), names.next()) else { return };
    let written = a.to_string();
    assert_eq!(written.parse::<Cpe>().as_ref(), Ok(&a), "{written:?} reads differently");
    let _ = a.uri().parse::<Cpe>();
    let turned = compare(&b, &a);
    match compare(&a, &b) {
        Relation::Equal => assert_eq!(turned, Relation::Equal),
        Relation::Disjoint => assert!(matches!(turned, Relation::Disjoint | Relation::Undefined)),
        Relation::Subset | Relation::Superset | Relation::Undefined => {}
    }
});
