//! Rows and checks go together, nothing passes in vain, and each element fails by itself.

use std::collections::BTreeSet;

use super::*;
use crate::{Completeness, LicenceRole, sample};

fn outcome(document: &Document, profile: Profile, id: &str) -> Outcome {
    grade(document, profile)
        .elements
        .into_iter()
        .find(|row| row.id == id)
        .unwrap_or_else(|| panic!("{id}"))
        .outcome
}

fn failed(document: &Document, profile: Profile) -> Vec<String> {
    let rows = grade(document, profile).elements.into_iter();
    rows.filter(|row| row.outcome == Outcome::Failed).map(|row| row.id).collect()
}

#[test]
fn every_pack_is_read_whole_in_both_languages_with_edition_and_source() {
    for (file, profile) in rows::files().into_iter().zip(Profile::ALL) {
        let pack: Pack = toml::from_str(file).unwrap_or_else(|error| panic!("{profile}: {error}"));
        assert_eq!(pack.pack.id, profile.code());
        assert!(!pack.pack.edition.is_empty() && !pack.pack.source.is_empty() && !pack.elements.is_empty());
        let texts = pack
            .elements
            .iter()
            .flat_map(|row| [&row.title, &row.remedy])
            .chain([&pack.pack.title, &pack.pack.note]);
        assert!(texts.into_iter().all(|text| !text.ja.is_empty() && !text.en.is_empty()), "{profile}");
        let ids: BTreeSet<&String> = pack.elements.iter().map(|row| &row.id).collect();
        assert_eq!(ids.len(), pack.elements.len(), "{profile}: an id stands twice");
    }
}

#[test]
fn every_row_that_a_file_can_show_has_a_check_and_every_check_a_row() {
    let rows: Vec<&Element> =
        Profile::ALL.iter().flat_map(|profile| &rows::pack(*profile).elements).collect();
    for row in &rows {
        assert_eq!(checks::check(&row.id).is_some(), row.need != Need::Process, "{}", row.id);
    }
    for (id, _) in checks::CHECKS {
        assert!(rows.iter().any(|row| row.id == id), "no row asks for {id}");
    }
}

#[test]
fn a_perfect_sbom_fulfils_every_profile_and_practices_stay_undecided() {
    for profile in Profile::ALL {
        let grade = grade(&sample::document(), profile);
        assert_eq!(
            grade.verdict,
            Verdict::Fulfilled,
            "{profile}: {:?}",
            failed(&sample::document(), profile)
        );
        let practices = grade.elements.iter().filter(|row| row.need == Need::Process);
        assert!(practices.clone().count() > 0, "{profile}");
        assert!(practices.into_iter().all(|row| row.outcome == Outcome::NotDecidable && row.looked_at == 0));
        assert_eq!(grade.share().0, grade.share().1);
        assert!(grade.answer().en.contains("no file shows"));
    }
}

#[test]
fn an_sbom_without_components_passes_nothing_that_is_asked_of_components() {
    let mut document = sample::document();
    document.sbom.components.clear();
    document.sbom.dependencies.clear();
    document.details.clear();
    document.head.subject = None;
    for profile in Profile::ALL {
        let grade = grade(&document, profile);
        assert_ne!(grade.verdict, Verdict::Fulfilled, "{profile}");
        for id in
            ["component-name", "component-version", "supplier", "dependency-relationship", "known-unknowns"]
        {
            for row in grade.elements.iter().filter(|row| row.id == id) {
                assert_eq!(row.outcome, Outcome::NotApplicable, "{profile} {id}");
            }
        }
        assert!(grade.elements.iter().all(|row| row.outcome != Outcome::Passed || row.looked_at > 0));
    }
}

/// Takes away what one element asks for, of one component.
type Break = fn(&mut Document);

/// Elements that are failed when the thing is taken away, by id.
const BREAKS: [(&str, Break); 27] = [
    ("supplier", |d| {
        d.sbom.components[1].supplier.clear();
        d.details[1].supplier = None;
        d.details[1].manufacturer = None;
        d.details[1].authors = vec![sample::party("", "a@kasumi.example", "")];
    }),
    ("component-name", |d| d.sbom.components[1].name.clear()),
    ("component-version", |d| d.sbom.components[1].version = sekisho_model::Stated::Unknown),
    ("unique-identifier", |d| d.sbom.components[1].purl = None),
    ("component-hash", |d| d.sbom.components[1].hashes = sekisho_model::Digests::default()),
    ("component-licence", |d| {
        d.sbom.components[1].licence.clear();
        d.details[1].licences.clear();
    }),
    ("dependency-relationship", |d| {
        d.sbom.dependencies = vec![(0, 1)];
        d.details[2].completeness = Completeness::Unsaid;
    }),
    ("sbom-author", |d| d.head.authors[0].name.clear()),
    ("timestamp", |d| d.sbom.created = sekisho_model::Stated::Unknown),
    ("tool-name", |d| d.head.tools.clear()),
    ("generation-context", |d| d.head.lifecycles.clear()),
    ("machine-readable", |d| d.sbom.format = "Cargo.lock 4".to_owned()),
    ("product-named", |d| {
        d.sbom.components[0].version = sekisho_model::Stated::Unknown;
        d.sbom.version = sekisho_model::Stated::Unknown;
    }),
    ("top-level-dependencies", |d| d.head.subject = None),
    ("bsi-no-vulnerabilities", |d| _ = d.unread.insert("vulnerabilities[]".to_owned(), 1)),
    ("bsi-format", |d| d.sbom.format = "CycloneDX 1.5".to_owned()),
    ("bsi-sbom-creator", |d| d.head.authors[0].mail.clear()),
    ("bsi-component-creator", |d| d.details[1].manufacturer = None),
    ("bsi-filename", |d| d.details[1].properties[0].1 = "lib/stack.so".to_owned()),
    ("bsi-dependencies", |d| d.details[1].completeness = Completeness::Unsaid),
    ("bsi-distribution-licences", |d| d.details[1].licences[1].words = "MIT License".to_owned()),
    ("bsi-sha-512", |d| {
        d.sbom.components[1].hashes.remove("SHA-512");
        d.details[1].links[0].hashes.clear();
    }),
    ("bsi-executable", |d| d.details[1].properties[1].1 = "yes".to_owned()),
    ("bsi-archive", |d| d.details[1].properties[2].1.clear()),
    ("bsi-structured", |d| _ = d.details[1].properties.pop()),
    ("producer", |d| {
        d.sbom.components[1].supplier.clear();
        d.details[1].supplier = None;
        d.details[1].manufacturer = None;
    }),
    ("bsi-original-licences", |d| d.details[1].licences[0].role = LicenceRole::Unsaid),
];

/// Elements that ask for the same thing in other words.
const TOGETHER: [(&str, &[&str]); 5] = [
    ("supplier", &["producer", "bsi-component-creator"]),
    ("producer", &["supplier", "bsi-component-creator"]),
    ("machine-readable", &["bsi-format"]),
    ("component-licence", &["bsi-distribution-licences"]),
    ("product-named", &["component-version"]),
];

#[test]
fn each_element_taken_away_is_failed_and_no_other() {
    for (id, take_away) in BREAKS {
        let mut document = sample::document();
        take_away(&mut document);
        let mut is_asked = false;
        for profile in Profile::ALL {
            let Some(row) = rows::pack(profile).elements.iter().find(|row| row.id == id) else { continue };
            is_asked = true;
            let others = TOGETHER.iter().find(|(one, _)| *one == id).map_or(&[][..], |(_, others)| others);
            let failed: Vec<String> = failed(&document, profile)
                .into_iter()
                .filter(|other| !others.contains(&other.as_str()))
                .collect();
            if row.need == Need::Required {
                assert_eq!(failed, [id.to_owned()], "{profile}");
                assert_eq!(grade(&document, profile).verdict, Verdict::NotFulfilled, "{profile} {id}");
            } else {
                assert_eq!(outcome(&document, profile, id), Outcome::NotDecidable, "{profile} {id}");
                assert_eq!(failed, Vec::<String>::new(), "{profile} {id}");
            }
        }
        assert!(is_asked, "{id}");
    }
}

#[test]
fn every_demanded_element_is_taken_away_once() {
    let tried: BTreeSet<&str> = BREAKS.iter().map(|(id, _)| *id).collect();
    for profile in Profile::ALL {
        for row in rows::pack(profile).elements.iter().filter(|row| row.need == Need::Required) {
            assert!(tried.contains(row.id.as_str()) || row.id == "known-unknowns", "{profile} {}", row.id);
        }
    }
}

#[test]
fn a_failing_element_names_the_component_and_how_to_mend_it() {
    let mut document = sample::document();
    document.sbom.components[2].hashes = sekisho_model::Digests::default();
    document.details[2].links.clear();
    let grade = grade(&document, Profile::BsiTr03183);
    let row = grade.elements.iter().find(|row| row.id == "bsi-sha-512").unwrap();
    assert_eq!((row.looked_at, row.in_order), (3, 2));
    assert_eq!(row.failing[0].component, Some(2));
    assert_eq!(row.failing[0].label, "crc 0.9.0");
    assert!(row.failing[0].what.ja.contains("SHA-512") && row.failing[0].what.en.contains("SHA-512"));
}

#[test]
fn silence_on_completeness_is_undecided_and_never_passed() {
    let mut document = sample::document();
    document.head.completeness = Completeness::Unsaid;
    document.details[1].completeness = Completeness::Unsaid;
    assert_eq!(outcome(&document, Profile::Ntia2021, "known-unknowns"), Outcome::NotDecidable);
    assert_eq!(grade(&document, Profile::Ntia2021).verdict, Verdict::NotDecidable);
}

#[test]
fn spdx_2_is_too_old_for_bsi_and_spdx_3_leaves_a_no_undecided() {
    let mut document = sample::document();
    for (format, expected) in [
        ("SPDX 2.3", Outcome::Failed),
        ("SPDX 3.0", Outcome::Failed),
        ("SPDX 3.0.1", Outcome::Passed),
        ("CycloneDX 1.10", Outcome::Passed),
        ("CycloneDX", Outcome::Failed),
    ] {
        document.sbom.format = format.to_owned();
        assert_eq!(outcome(&document, Profile::BsiTr03183, "bsi-format"), expected, "{format}");
    }
    document.sbom.format = "SPDX 3.0.1".to_owned();
    document.details.iter_mut().for_each(|details| details.properties.truncate(1));
    assert_eq!(outcome(&document, Profile::BsiTr03183, "bsi-archive"), Outcome::NotDecidable);
    document.details.iter_mut().for_each(|details| details.purposes.push("archive".to_owned()));
    assert_eq!(outcome(&document, Profile::BsiTr03183, "bsi-archive"), Outcome::Passed);
}

#[test]
fn what_may_be_left_out_is_not_failed() {
    let grade = grade(&sample::document(), Profile::BsiTr03183);
    let of = |id: &str| grade.elements.iter().find(|row| row.id == id).unwrap().outcome;
    assert_eq!(of("bsi-security-txt"), Outcome::NotApplicable);
    assert_eq!(of("bsi-source-uri"), Outcome::Passed);
}

#[test]
fn profiles_are_found_by_code_and_by_short_name() {
    for profile in Profile::ALL {
        assert_eq!(profile.code().parse(), Ok(profile));
    }
    assert_eq!("BSI".parse(), Ok(Profile::BsiTr03183));
    assert_eq!("meti".parse(), Ok(Profile::Meti2));
    assert!("iso".parse::<Profile>().unwrap_err().to_string().contains("cisa-2025-draft"));
}

#[test]
fn whatever_is_graded_counts_add_up_and_nothing_passes_in_vain() {
    let Some(documents) = crate::write::tests::conformance::documents() else { return };
    let mut fulfilled = std::collections::BTreeMap::<Profile, usize>::new();
    for (name, document) in &documents {
        for profile in Profile::ALL {
            let grade = grade(document, profile);
            for row in &grade.elements {
                let at = format!("{name} {profile} {}", row.id);
                assert_eq!(row.looked_at, row.in_order + row.failing.len(), "{at}");
                assert!(!row.title.ja.is_empty() && !row.remark.en.is_empty(), "{at}");
                match row.outcome {
                    Outcome::Passed => assert!(row.looked_at > 0 && row.failing.is_empty(), "{at}"),
                    Outcome::Failed => assert!(!row.failing.is_empty() && row.need == Need::Required, "{at}"),
                    Outcome::NotApplicable => assert!(row.in_order == 0, "{at}"),
                    Outcome::NotDecidable => {}
                }
            }
            let failed = grade.elements.iter().any(|row| row.outcome == Outcome::Failed);
            assert_eq!(failed, grade.verdict == Verdict::NotFulfilled, "{name} {profile}");
            *fulfilled.entry(profile).or_default() += usize::from(grade.verdict == Verdict::Fulfilled);
        }
    }
    println!("fulfilled of {}: {fulfilled:?}", documents.len());
}

/// What stands in a field and says nothing fulfils nothing.
#[test]
fn words_that_say_nothing_are_not_taken_for_an_answer() {
    type Change = fn(&mut Document);
    let changes: [(Profile, &str, Change); 8] = [
        (Profile::Ntia2021, "supplier", |d| {
            d.sbom.components[1].supplier = "NOASSERTION".to_owned();
            d.details[1].supplier = None;
        }),
        (Profile::Ntia2021, "sbom-author", |d| {
            d.head.authors = vec![crate::Party { name: "NOASSERTION".to_owned(), ..crate::Party::default() }];
        }),
        (Profile::Ntia2021, "unique-identifier", |d| {
            d.sbom.components[1].purl = None;
            d.sbom.components[1].cpes = vec!["NOASSERTION".to_owned()];
            d.details[1].identifiers.clear();
        }),
        (Profile::Cisa2025Draft, "component-hash", |d| {
            d.sbom.components[1].hashes = [("SHA-512".to_owned(), "abcd".to_owned())].into_iter().collect();
        }),
        (Profile::Cisa2025Draft, "component-licence", |d| {
            d.sbom.components[1].licence = "NOASSERTION".to_owned();
            d.details[1].licences.clear();
        }),
        (Profile::Cisa2025Draft, "tool-name", |d| d.head.tools = vec!["NOASSERTION".to_owned()]),
        (Profile::BsiTr03183, "bsi-filename", |d| d.details[1].file_name = "NOASSERTION".to_owned()),
        (Profile::BsiTr03183, "bsi-sbom-uri", |d| d.head.serial = "1".to_owned()),
    ];
    for (profile, id, change) in changes {
        let mut document = sample::document();
        assert_eq!(outcome(&document, profile, id), Outcome::Passed, "{id}");
        change(&mut document);
        assert_ne!(outcome(&document, profile, id), Outcome::Passed, "{id}");
    }
}
