//! The PyPA database lists affected versions beside its ranges: each must be found by the list, and those
//! that PEP 440 can order by the ranges alone.

use sekisho_model::{PackageUrl, Versions};

use super::*;
use crate::testing::shared;
use crate::{Limits, advisory as reading};

fn records(folder: &std::path::Path) -> Vec<Advisory> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            found.extend(records(&entry));
        } else if entry.extension().is_some_and(|extension| extension == "yaml") {
            let bytes = std::fs::read(&entry).unwrap();
            found
                .extend(reading::read(&entry.to_string_lossy(), &bytes, &Limits::default()).facts.advisories);
        }
    }
    found
}

/// Every (package, version) that a record lists.
fn listed_versions(advisory: &Advisory) -> Vec<(PackageKey, String)> {
    let mut all = Vec::new();
    for statement in &advisory.statements {
        if let (Target::Package { key, .. }, Versions::Ranges { listed, .. }) =
            (&statement.target, &statement.versions)
        {
            all.extend(listed.iter().map(|version| (key.clone(), version.clone())));
        }
    }
    all
}

fn without_lists(advisory: &Advisory) -> Advisory {
    let mut advisory = advisory.clone();
    for statement in &mut advisory.statements {
        if let Versions::Ranges { listed, ranges, .. } = &mut statement.versions
            && !ranges.is_empty()
        {
            listed.clear();
        }
    }
    advisory
}

#[test]
fn every_version_that_the_pypa_database_lists_is_affected() {
    let Some(folder) = shared("pypa-advisory-database") else { return };
    let (mut versions, mut undecided, mut outside) = (0, 0, Vec::new());
    for advisory in records(&folder).iter().filter(|advisory| advisory.withdrawn.is_none()) {
        let (whole, bare) = (std::slice::from_ref(advisory), [without_lists(advisory)]);
        let (whole, bare) = (Matcher::new(whole), Matcher::new(&bare));
        for (key, version) in listed_versions(advisory) {
            let purl = PackageUrl::build("pypi", "", &key.name, "", std::collections::BTreeMap::new(), "");
            let component = Component {
                purl: Some(purl.unwrap()),
                version: Stated::Known(version.clone()),
                ..Component::default()
            };
            versions += 1;
            assert_eq!(whole.component(&component).verdict, Verdict::Affected, "{} {version}", advisory.id);
            match bare.component(&component).verdict {
                Verdict::Affected => {}
                Verdict::Undecided => undecided += 1,
                Verdict::NotAffected => outside.push(format!("{} {key} {version}", advisory.id)),
            }
        }
    }
    println!(
        "{versions} listed; by ranges alone {undecided} undecided, {} outside: {outside:?}",
        outside.len()
    );
    assert!(versions > 10_000, "only {versions}");
    assert!(undecided < versions / 100 && outside.len() < 20, "{undecided} undecided; {outside:?}");
}
