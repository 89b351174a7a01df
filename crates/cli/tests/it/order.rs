//! `purl parse`, `vers contains`, `version compare`.

use crate::harness::Bench;

#[test]
fn one_line_in_is_one_line_out_and_a_wrong_case_makes_the_code_one() {
    let run = Bench::empty()
        .run_with_input(&["purl", "parse", "-"], "pkg:PyPI/Django_Package@1.0\nnonsense\n")
        .ends(1);
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(lines[0], "pkg:pypi/django-package@1.0");
    assert!(lines[1].starts_with("error: "), "{}", lines[1]);
    assert_eq!(lines.len(), 2);
}

#[test]
fn versions_compare_by_their_own_scheme() {
    let bench = Bench::empty();
    let compare = |scheme: &str, a: &str, b: &str| {
        bench.run(&["version", "compare", "--scheme", scheme, a, b]).ends(0).out.trim().to_owned()
    };
    assert_eq!(compare("semver", "1.0.0-alpha", "1.0.0"), "-1");
    assert_eq!(compare("pypi", "1.0.post1", "1.0"), "1");
    assert_eq!(compare("deb", "1:1.0", "2.0"), "1");
    assert_eq!(compare("npm", "1.10.0", "1.9.0"), "1");
    bench.run(&["version", "compare", "--scheme", "tarot", "1", "2"]).ends(2);
}

#[test]
fn a_range_contains_what_lies_in_it() {
    let bench = Bench::empty();
    let contains = |range: &str, version: &str| {
        bench.run(&["vers", "contains", range, version]).ends(0).out.trim().to_owned()
    };
    assert_eq!(contains("vers:npm/>=1.0.0|<2.0.0", "1.5.0"), "true");
    assert_eq!(contains("vers:npm/>=1.0.0|<2.0.0", "2.0.0"), "false");
    assert_eq!(contains("vers:pypi/*", "0.1"), "true");
}
