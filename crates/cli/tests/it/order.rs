//! `purl parse`, `vers contains`, `version compare`.

use crate::harness::Bench;

#[test]
fn one_line_in_is_one_line_out_and_a_wrong_case_makes_the_code_one() {
    let run = Bench::empty()
        .run_with_input(&["purl", "parse", "-"], "pkg:PyPI/Django_Package@1.0\nnonsense\n")
        .ends(1);
    let lines: Vec<&str> = run.out.lines().collect();
    let parts: serde_json::Value = serde_json::from_str(lines[0]).unwrap();
    assert_eq!(parts["purl"], "pkg:pypi/django-package@1.0");
    assert_eq!(parts["name"], "django-package");
    assert!(lines[1].starts_with("error: "), "{}", lines[1]);
    assert_eq!(lines.len(), 2);
}

#[test]
fn parts_of_a_package_url_become_the_package_url_again() {
    let bench = Bench::empty();
    let parsed =
        bench.run_with_input(&["purl", "parse", "-"], "pkg:npm/%40a/b@1.0?arch=x86#sub/path\n").ends(0);
    let built = bench.run_with_input(&["purl", "build", "-"], &parsed.out).ends(0);
    assert_eq!(built.out, parsed.out);
    let wrong = bench.run_with_input(&["purl", "build", "-"], "{\"type\":\"npm\"}\nnonsense\n").ends(1);
    assert!(wrong.out.lines().all(|line| line.starts_with("error: ")), "{}", wrong.out);
}

#[test]
fn cases_for_scripts_may_be_json() {
    let bench = Bench::empty();
    let cases = "[\"1.0\",\"1.1\"]\n{\"a\":\"2\",\"b\":\"1\"}\n1.0\t1.0.0\n";
    let run = bench.run_with_input(&["version", "compare", "--scheme", "pypi", "-"], cases).ends(0);
    assert_eq!(run.out, "-1\n1\n0\n");
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

#[test]
fn a_line_that_is_no_case_costs_itself_and_the_answers_stay_in_step() {
    let bench = Bench::empty();
    let long = "1".repeat(5 << 20);
    let cases = [
        b"\xEF\xBB\xBF1.0.0\t1.0.1  \r\n\r\n".as_slice(),
        b"\xFF\t1\n",
        long.as_bytes(),
        b"\t1\n[\"1\",\"2\",\"3\"]\n1.0.0 1.0.1\n2.0.0\t1.0.0",
    ]
    .concat();
    let run = bench.run_with_input(&["version", "compare", "--scheme", "semver", "-"], &cases).ends(1);
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(lines.len(), 7, "{}", run.out);
    assert_eq!([lines[0], lines[5], lines[6]], ["-1", "-1", "1"]);
    assert!(lines[1..5].iter().all(|line| line.starts_with("error: ")), "{lines:?}");
    assert!(lines[2].contains("UTF-8") && lines[3].contains("limit"), "{lines:?}");
}

#[test]
fn qualifiers_in_capitals_are_refused_by_parse_and_mended_by_canonical() {
    let bench = Bench::empty();
    let purl = "pkg:gem/jruby-launcher@1.1.2?Platform=java\n";
    bench.run_with_input(&["purl", "parse", "-"], purl).ends(1);
    let run = bench.run_with_input(&["purl", "canonical", "-"], purl).ends(0);
    assert!(run.out.contains("pkg:gem/jruby-launcher@1.1.2?platform=java"), "{}", run.out);
}

#[test]
fn a_case_of_the_published_suite_may_be_given_as_it_stands() {
    let case = "{\"vers\": \"vers:npm/*\", \"version\": \"1.0.0\"}\n";
    assert_eq!(Bench::empty().run_with_input(&["vers", "contains", "-"], case).ends(0).out, "true\n");
}
