//! What each order promises, beyond the public suites.

use super::super::*;

fn rising(scheme: &VersionScheme, versions: &[&str]) {
    for (nth, a) in versions.iter().enumerate() {
        assert_eq!(compare(scheme, a, a), Ok(Ordering::Equal), "{a}");
        for b in &versions[nth + 1..] {
            assert_eq!(compare(scheme, a, b), Ok(Ordering::Less), "{scheme:?}: {a} < {b}");
            assert_eq!(compare(scheme, b, a), Ok(Ordering::Greater), "{scheme:?}: {b} > {a}");
        }
    }
}

fn equal(scheme: &VersionScheme, versions: &[&str]) {
    for a in versions {
        for b in versions {
            assert_eq!(compare(scheme, a, b), Ok(Ordering::Equal), "{scheme:?}: {a} = {b}");
        }
    }
}

#[test]
fn go_orders_pseudo_versions_before_their_base_and_ignores_incompatible() {
    let go = VersionScheme::Go;
    rising(
        &go,
        &[
            "v0.0.0-20191109021931-daa7c04131f5",
            "v0.0.0-20210921155107-089bfa567519",
            "v1.2.3-0.20191109021931-daa7c04131f5",
            "v1.2.3-pre",
            "v1.2.3-pre.0.20191109021931-daa7c04131f5",
            "v1.2.3",
            "v1.2.4-0.20191109021931-daa7c04131f5",
            "v1.10.0",
        ],
    );
    equal(&go, &["v2.0.0+incompatible", "2.0.0", "v2.0.0"]);
    rising(&go, &["go1.20", "go1.20.3", "go1.21beta1", "go1.21rc2", "go1.21rc10", "go1.21.0", "go1.21.1"]);
    equal(&go, &["go1.20.3", "1.20.3"]);
}
