//! The public suites, counted case by case: what is printed is what the project claims, and each count is
//! held, so that it only ever gets better.

use super::super::*;
use crate::testing::shared;

/// A suite's cases as they end.
pub(super) struct Suite {
    name: String,
    passed: usize,
    total: usize,
}

impl Suite {
    fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), passed: 0, total: 0 }
    }

    fn case(&mut self, case: &str, outcome: Result<(), String>) {
        self.total += 1;
        match outcome {
            Ok(()) => self.passed += 1,
            Err(reason) => println!("miss | {} | {case} | {reason}", self.name),
        }
    }

    /// Prints the count, and tells it.
    fn ended(self) -> (usize, usize) {
        println!("conformance | {} | {} | {}", self.name, self.passed, self.total);
        (self.passed, self.total)
    }
}

/// File, scheme, how many lines hold and how many there are.
const ORDERS: [(&str, VersionScheme, usize); 12] = [
    ("alpine-versions.txt", VersionScheme::Alpine, 778),
    ("cran-versions.txt", VersionScheme::Cran, 21),
    ("debian-versions.txt", VersionScheme::Debian, 30),
    ("hackage-versions.txt", VersionScheme::Hackage, 11),
    ("maven-versions.txt", VersionScheme::Maven, 102),
    ("nuget-versions.txt", VersionScheme::NuGet, 35),
    ("packagist-versions.txt", VersionScheme::Composer, 95),
    ("pub-versions.txt", VersionScheme::Pub, 100),
    ("pypi-versions.txt", VersionScheme::PyPi, 37),
    ("redhat-versions.txt", VersionScheme::Rpm, 165),
    ("rubygems-versions.txt", VersionScheme::RubyGems, 25),
    ("semver-versions.txt", VersionScheme::SemVer, 86),
];

#[test]
fn versions_are_ordered_as_the_public_lines_say() {
    let Some(folder) = shared("osv-semantic") else { return };
    let (mut counted, mut expected) = (Vec::new(), Vec::new());
    for (file, scheme, lines) in &ORDERS {
        let mut suite = Suite::new(format!("version-order/{file}"));
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        for line in text.lines().map(str::trim) {
            let [a, sign, b] = line.split(' ').collect::<Vec<_>>()[..] else { continue };
            let wanted = match sign {
                "<" => Ordering::Less,
                "=" => Ordering::Equal,
                ">" => Ordering::Greater,
                _ => continue, // words of a comment
            };
            if line.starts_with("//") || line.starts_with('#') {
                continue;
            }
            let (forth, back) = (compare(scheme, a, b), compare(scheme, b, a));
            let holds = forth == Ok(wanted) && back == Ok(wanted.reverse());
            suite.case(line, if holds { Ok(()) } else { Err(format!("{forth:?}, turned round {back:?}")) });
        }
        counted.push(suite.ended());
        expected.push((*lines, *lines));
    }
    assert_eq!(counted, expected);
}
