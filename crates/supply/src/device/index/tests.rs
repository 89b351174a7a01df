//! Devices against our own advisories, and against CISA's by a labelled table.

mod asked;
mod habits;
mod labelled;
mod lists;
mod mirror;
mod pairs;
mod sweep;
mod taught;

use std::collections::BTreeSet;

use proptest::prelude::*;
use sekisho_model::{AdvisoryForm, Remedy, RemedyKind, Status, Versions};

use super::*;
use crate::Confidence;
use crate::Missing;
use crate::testing::seeded;

fn device(vendor: &str, family: &str, model: &str, firmware: &str) -> DeviceIdentity {
    let known = |text: &str| if text.is_empty() { Stated::Unknown } else { Stated::Known(text.to_owned()) };
    DeviceIdentity {
        vendor: known(vendor),
        family: known(family),
        model: known(model),
        firmware: known(firmware),
    }
}

fn statement(vendor: &str, product: &str, versions: &str, status: Status, cves: &[&str]) -> Statement {
    Statement {
        target: Target::Device(DeviceTarget {
            vendor: vendor.to_owned(),
            product: product.to_owned(),
            models: BTreeSet::new(),
            identifiers: Vec::new(),
        }),
        versions: if versions == "*" { Versions::All } else { Versions::Text(versions.to_owned()) },
        status,
        vulnerabilities: cves.iter().map(|cve| cve.parse().unwrap()).collect(),
        remedies: Vec::<Remedy>::new(),
        ground: sekisho_model::Ground::default(),
    }
}

fn advisory(id: &str, statements: Vec<Statement>) -> Advisory {
    Advisory {
        id: id.parse().unwrap(),
        form: AdvisoryForm::Csaf20,
        publisher: String::new(),
        title: String::new(),
        aliases: BTreeSet::new(),
        published: None,
        modified: None,
        withdrawn: None,
        informational: String::new(),
        cvss: None,
        statements,
        references: Vec::new(),
        edition: sekisho_model::Edition::default(),
        vulnerabilities: Vec::new(),
    }
}

fn index(advisories: &[Advisory]) -> DeviceIndex<'_> {
    DeviceIndex::new(
        advisories
            .iter()
            .flat_map(|advisory| advisory.statements.iter().map(move |statement| (advisory, statement))),
    )
}

/// Verdict, confidence and reason of the only match.
fn only(advisories: &[Advisory], device: &DeviceIdentity) -> (Verdict, Confidence, Reason) {
    let outcome = index(advisories).judge(device);
    assert_eq!(outcome.matches.len(), 1, "{device:?}: {outcome:?}");
    assert_eq!(outcome.verdict, outcome.matches[0].verdict());
    let matched = &outcome.matches[0];
    (matched.verdict(), matched.confidence(), matched.reason().clone())
}

const A: Status = Status::Affected;

#[test]
fn without_a_vendor_a_model_or_advisories_nothing_is_clean() {
    let advisories = [advisory("A", vec![statement("Siemens", "SCALANCE X208", "< V5.2.6", A, &["CVE-1"])])];
    let reason = |device: &DeviceIdentity| {
        let outcome = index(&advisories).judge(device);
        (outcome.verdict, outcome.reason)
    };
    assert_eq!(
        reason(&device("", "SCALANCE", "X208", "1")),
        (Verdict::Undecided, Reason::NoIdentity(Missing::Vendor))
    );
    assert_eq!(
        reason(&device("シーメンス", "", "", "1")),
        (Verdict::Undecided, Reason::NoIdentity(Missing::Model))
    );
    assert_eq!(
        reason(&device("オムロン", "NJ", "NJ501-1300", "1")),
        (Verdict::Undecided, Reason::NotCovered("オムロン".to_owned()))
    );
    assert_eq!(
        reason(&device("シーメンス", "LOGO!", "6ED1052-1MD08-0BA1", "1")),
        (Verdict::NotAffected, Reason::NotNamed { scope: "シーメンス".to_owned(), advisories: 1 })
    );
}

#[test]
fn the_version_decides_for_this_very_model() {
    let advisories = [advisory("A", vec![statement("Siemens", "SCALANCE X208", "< V5.2.6", A, &["CVE-1"])])];
    let judged = |firmware: &str| only(&advisories, &device("Siemens AG", "SCALANCE", "X208", firmware));
    assert_eq!(
        judged("V5.2.5"),
        (Verdict::Affected, Confidence::Exact, Reason::VersionInRange("< V5.2.6".to_owned()))
    );
    assert_eq!(
        judged("V5.2.6"),
        (Verdict::NotAffected, Confidence::Exact, Reason::VersionOutsideRange("< V5.2.6".to_owned()))
    );
    assert_eq!(
        judged(""),
        (Verdict::Undecided, Confidence::Exact, Reason::VersionUnknown("< V5.2.6".to_owned()))
    );
    assert_eq!(
        judged("不明"),
        (Verdict::Undecided, Confidence::Exact, Reason::VersionUnreadable("不明".to_owned()))
    );
    let unreadable =
        [advisory("A", vec![statement("Siemens", "SCALANCE X208", "see the manual", A, &["CVE-1"])])];
    assert_eq!(
        only(&unreadable, &device("Siemens", "", "SCALANCE X208", "1")).2,
        Reason::RangeUnreadable("see the manual".to_owned())
    );
}

#[test]
fn every_version_needs_no_firmware() {
    let advisories =
        [advisory("A", vec![statement("JTEKT Corporation", "PC10G-CPU TCC-6353", "*", A, &["CVE-1"])])];
    assert_eq!(
        only(&advisories, &device("ジェイテクト", "TOYOPUC", "TCC-6353", "")),
        (Verdict::Affected, Confidence::Exact, Reason::EveryVersion)
    );
}

#[test]
fn an_order_number_names_a_model_and_another_one_of_its_make_does_not() {
    let product = "SIMATIC S7-1500 CPU 1515-2 PN (6ES7515-2AM01-0AB0)";
    let advisories = [advisory("A", vec![statement("Siemens", product, "< V2.9.2", A, &["CVE-1"])])];
    let verdict = |family: &str, model: &str| {
        let outcome = index(&advisories).judge(&device("Siemens", family, model, "V2.8"));
        (outcome.verdict, outcome.matches.first().map(|matched| matched.confidence()))
    };
    let exact = (Verdict::Affected, Some(Confidence::Exact));
    assert_eq!(verdict("SIMATIC S7-1500", "6ES7515-2AM01-0AB0"), exact);
    assert_eq!(verdict("", "6ES7 515-2AM01-0AB0"), exact);
    assert_eq!(verdict("SIMATIC S7-1500", "CPU 1515-2 PN"), exact);
    assert_eq!(verdict("", "CPU1515-2PN"), exact);
    let none = (Verdict::NotAffected, None);
    assert_eq!(verdict("SIMATIC S7-1500", "6ES7515-2AM02-0AB0"), none);
    assert_eq!(verdict("SIMATIC S7-1500", "CPU 1516-3 PN/DP"), none);
    assert_eq!(verdict("SIMATIC S7-1500", "CPU 1515F-2 PN"), none);
    assert_eq!(verdict("SIMATIC S7-1500", ""), (Verdict::Undecided, Some(Confidence::Family)));
    assert_eq!(verdict("SIMATIC S7-1200", "6ES7214-1AG40-0XB0"), none);
}

#[test]
fn a_family_named_as_a_whole_has_its_members() {
    let advisories = [advisory(
        "A",
        vec![statement(
            "Siemens",
            "SIMATIC S7-1500 CPU family (incl. related ET200 CPUs and SIPLUS variants)",
            "< V2.9.2",
            A,
            &["CVE-1"],
        )],
    )];
    let judged = |family: &str, model: &str, firmware: &str| {
        only(&advisories, &device("Siemens", family, model, firmware))
    };
    assert_eq!(judged("SIMATIC S7-1500", "CPU 1515-2 PN", "V2.8").0, Verdict::Affected);
    assert_eq!(judged("", "6ES7515-2AM01-0AB0", "V2.8").0, Verdict::Affected);
    assert_eq!(
        judged("SIMATIC S7-1500", "", "V2.8"),
        (Verdict::Affected, Confidence::Family, Reason::VersionInRange("< V2.9.2".to_owned()))
    );
    assert_eq!(judged("SIMATIC S7-1500", "6ES7515-2AM01-0AB0", "V3.0").0, Verdict::NotAffected);
    assert!(index(&advisories).judge(&device("Siemens", "SIMATIC S7-1200", "", "V4")).matches.is_empty());
}

#[test]
fn an_unsure_identity_is_for_a_person_to_confirm() {
    let advisories = [advisory(
        "A",
        vec![statement("Rockwell Automation", "ControlLogix 5570 controllers", "< 33", A, &["CVE-1"])],
    )];
    // This number is in no table: it may be of the 5570 or not.
    let (verdict, confidence, reason) =
        only(&advisories, &device("ロックウェル", "ControlLogix", "1756-Z99", "30"));
    assert_eq!((verdict, confidence), (Verdict::Undecided, Confidence::Possible));
    assert!(matches!(reason, Reason::IdentityUnsure(words) if words.contains("ControlLogix")));
    assert_eq!(
        only(&advisories, &device("Allen-Bradley", "ControlLogix", "1756-L72", "30")).0,
        Verdict::Affected
    );
    assert!(
        index(&advisories).judge(&device("Rockwell", "ControlLogix", "1756-L83E", "30")).matches.is_empty()
    );
}

#[test]
fn what_is_stated_of_the_closer_name_beats_the_broader_statement() {
    let family = statement("Siemens", "SIMATIC S7-1500 CPU family", "*", A, &["CVE-1", "CVE-2"]);
    let cleared =
        |cves: &[&str]| statement("Siemens", "SIMATIC S7-1500 CPU 1515-2 PN", ">= V2.9", Status::Fixed, cves);
    let mine = device("Siemens", "SIMATIC S7-1500", "CPU 1515-2 PN", "V2.9.2");
    let both = [advisory("A", vec![family.clone(), cleared(&["CVE-1", "CVE-2"])])];
    assert_eq!(only(&both, &mine), (Verdict::NotAffected, Confidence::Exact, Reason::StatedFixed));
    // For one vulnerability only: the other stays.
    let one = [advisory("A", vec![family.clone(), cleared(&["CVE-1"])])];
    assert_eq!(only(&one, &mine).0, Verdict::Affected);
    // The broader statement does not beat the closer one.
    let model = statement("Siemens", "SIMATIC S7-1500 CPU 1515-2 PN", "< V3", A, &["CVE-1"]);
    let not = statement("Siemens", "SIMATIC S7-1500 CPU family", "*", Status::NotAffected, &["CVE-1"]);
    assert_eq!(only(&[advisory("A", vec![model, not])], &mine).0, Verdict::Affected);
}

#[test]
fn a_statement_on_other_versions_alone_leaves_this_one_open() {
    let fixed = statement("Moxa", "NPort 5110", "2.10", Status::Fixed, &["CVE-1"]);
    assert_eq!(
        only(&[advisory("A", vec![fixed])], &device("Moxa", "", "NPort 5110", "2.9")).0,
        Verdict::Undecided
    );
    let recommended = statement("Moxa", "NPort 5110", "2.10", Status::Recommended, &["CVE-1"]);
    assert!(
        index(&[advisory("A", vec![recommended])])
            .judge(&device("Moxa", "", "NPort 5110", "2.9"))
            .matches
            .is_empty()
    );
    let looking = statement("Moxa", "NPort 5110", "*", Status::UnderInvestigation, &["CVE-1"]);
    assert_eq!(
        only(&[advisory("A", vec![looking])], &device("Moxa", "", "NPort 5110", "2.9")).2,
        Reason::UnderInvestigation
    );
}

#[test]
fn a_withdrawn_advisory_affects_nothing() {
    let mut withdrawn = advisory("A", vec![statement("Moxa", "NPort 5110", "*", A, &["CVE-1"])]);
    withdrawn.withdrawn = Some(jiff::Timestamp::UNIX_EPOCH);
    assert_eq!(
        only(&[withdrawn], &device("Moxa", "", "NPort 5110", "1")),
        (Verdict::NotAffected, Confidence::Exact, Reason::Withdrawn)
    );
}

#[test]
fn versions_in_the_name_and_serial_numbers_are_understood_as_what_they_are() {
    let wincc = [advisory(
        "A",
        vec![
            statement("Siemens", "SIMATIC WinCC V7.4", "< V7.4 SP1 Update 14", A, &["CVE-1"]),
            statement("Siemens", "SIMATIC WinCC V7.5", "< V7.5 SP1 Update 3", A, &["CVE-1"]),
        ],
    )];
    let verdict = |firmware: &str| only(&wincc, &device("Siemens", "SIMATIC WinCC", "", firmware)).0;
    assert_eq!(verdict("V7.4 SP1"), Verdict::Affected);
    assert_eq!(verdict("V7.5 SP2"), Verdict::NotAffected);
    assert_eq!(verdict("V8.0"), Verdict::NotAffected);
    assert_eq!(verdict(""), Verdict::Undecided);
    let serial = statement(
        "Mitsubishi Electric",
        "MELSEC Q Series Q03UDVCPU The first 5 digits of serial No.",
        "<= 24061",
        A,
        &["CVE-1"],
    );
    let outcome = only(&[advisory("A", vec![serial])], &device("三菱電機", "MELSEC-Q", "Q03UDVCPU", "26"));
    assert_eq!((outcome.0, outcome.2), (Verdict::Undecided, Reason::RangeUnreadable("<= 24061".to_owned())));
}

#[test]
fn a_series_by_letter_is_another_make_of_one_number() {
    let series =
        statement("Rockwell Automation", "1794-AENT Flex I/O Series B and C", "<= 4.003", A, &["CVE-1"]);
    let advisories = [advisory("A", vec![series])];
    let judged = |model: &str| only(&advisories, &device("Allen-Bradley", "FLEX I/O", model, "4.002"));
    assert_eq!(judged("1794-AENT/B").0, Verdict::Affected);
    assert_eq!(judged("1794-AENT Series C").0, Verdict::Affected);
    assert_eq!(judged("1794-AENT Series A").0, Verdict::NotAffected);
    assert_eq!(judged("1794-AENT").2, Reason::VersionUnknown("Series B, C".to_owned()));
}

#[test]
fn what_only_a_title_names_and_what_only_looks_alike_is_for_a_person() {
    let mut parts =
        advisory("A", vec![statement("GE", "Third party product Gigasoft", "<= 5", A, &["CVE-1"])]);
    parts.title = "GE Communicator (Update A)".to_owned();
    let asked = |advisories: &[Advisory], model: &str, firmware: &str| {
        let (verdict, confidence, _) = only(advisories, &device("GE", "", model, firmware));
        (verdict, confidence)
    };
    let question = (Verdict::Undecided, Confidence::Possible);
    assert_eq!(asked(&[parts], "Communicator", "4.0"), question);
    let small_l = [advisory("A", vec![statement("GE", "Mark Vle Controller", "*", A, &["CVE-1"])])];
    assert_eq!(asked(&small_l, "Mark VIe", ""), question);
    let lettered = [advisory("A", vec![statement("GE", "MU320E", "< 04A00.1", A, &["CVE-1"])])];
    assert_eq!(asked(&lettered, "MU320", "04A00.1"), question);
    let round = [advisory("A", vec![statement("GE", "SCALER W780 family", "< 6", A, &["CVE-1"])])];
    assert_eq!(asked(&round, "W788-1", "7"), question);
    let behind = [advisory("A", vec![statement("GE", "Explorer SNC Series", "11", A, &["CVE-1"])])];
    assert_eq!(asked(&behind, "FX-SNC2512", "11"), question);
}

#[test]
fn a_condition_besides_the_version_is_for_a_person() {
    let conditional = statement("Siemens", "SINAMICS GH180 with NXGPro control", "*", A, &["CVE-1"]);
    assert_eq!(
        only(&[advisory("A", vec![conditional])], &device("Siemens", "SINAMICS", "GH180", "")).0,
        Verdict::Undecided
    );
    let dual =
        statement("Yokogawa", "STARDOM FCN/FCJ (dual controller set)", ">= R4.10 | <= R4.31", A, &["CVE-1"]);
    assert_eq!(
        only(&[advisory("A", vec![dual])], &device("横河電機", "STARDOM", "FCN", "R4.20")).0,
        Verdict::Undecided
    );
}

#[test]
fn numbers_in_the_place_of_versions_name_models() {
    let advisories = [advisory(
        "A",
        vec![
            statement("Rockwell Automation", "Allen-Bradley MicroLogix 1100", "1763-L16BWA", A, &["CVE-1"]),
            statement("Rockwell Automation", "Allen-Bradley MicroLogix 1100", "1763-L16AWA", A, &["CVE-1"]),
        ],
    )];
    assert_eq!(
        only(&advisories, &device("Rockwell", "MicroLogix 1100", "1763-L16BWA", "10")).0,
        Verdict::Affected
    );
    assert_eq!(only(&advisories, &device("Rockwell", "MicroLogix 1100", "", "10")).0, Verdict::Undecided);
}

#[test]
fn one_match_holds_the_statements_that_end_alike() {
    let advisories = [advisory(
        "A",
        vec![
            statement("Moxa", "NPort 5110", "< 2.0", A, &["CVE-1"]),
            statement("Moxa", "NPort 5110", "< 3.0", A, &["CVE-2"]),
            statement("Moxa", "NPort 5110", "< 4.0", A, &["CVE-3"]),
        ],
    )];
    let outcome = index(&advisories).judge(&device("Moxa", "", "NPort 5110", "2.5"));
    let vulnerabilities: Vec<String> =
        outcome.matches[0].vulnerabilities().iter().map(ToString::to_string).collect();
    assert_eq!(vulnerabilities, ["CVE-2", "CVE-3"]);
}

#[test]
fn matches_come_worst_first_and_a_vendor_of_nobody_is_only_possible() {
    let named = |id: &str, versions: &str| {
        advisory(id, vec![statement("Moxa", "NPort 5110", versions, A, &["CVE-1"])])
    };
    let anybody = advisory("A0", vec![statement("multiple", "NPort 5110", "*", A, &["CVE-1"])]);
    let advisories = [named("C", "< 1"), anybody, named("B", "< 3"), named("A", "< 3")];
    let outcome = index(&advisories).judge(&device("Moxa", "", "NPort 5110", "2"));
    let ids: Vec<(&str, Verdict)> =
        outcome.matches.iter().map(|matched| (matched.advisory.id.as_str(), matched.verdict())).collect();
    let expect = [
        ("A", Verdict::Affected),
        ("B", Verdict::Affected),
        ("A0", Verdict::Undecided),
        ("C", Verdict::NotAffected),
    ];
    assert_eq!(ids, expect);
}

/// Few vendors, products and versions, so that they meet often.
fn statements() -> impl Strategy<Value = Statement> {
    let vendor = prop::sample::select(vec!["Siemens", "シーメンス", "Moxa", "multiple"]);
    let product = prop::sample::select(vec![
        "SIMATIC S7-1500 CPU family",
        "SIMATIC S7-1500 CPU 1515-2 PN (6ES7515-2AM01-0AB0)",
        "SIMATIC S7-1500 Software Controller",
        "SIMATIC WinCC V7.4",
        "SIMATIC",
        "NPort 5110",
        "NPort 5100 series",
        "NPort 5110 and MGate MB3180",
    ]);
    let versions = prop::sample::select(vec![
        "*",
        "< 2.0",
        ">= 2.0",
        "1.5",
        "see the manual",
        "<= P007",
        "< 3.0 only with web server",
    ]);
    let status = prop::sample::select(vec![
        Status::Affected,
        Status::Affected,
        Status::Fixed,
        Status::NotAffected,
        Status::UnderInvestigation,
        Status::Recommended,
    ]);
    let cve = prop::sample::select(vec!["CVE-1", "CVE-2"]);
    (vendor, product, versions, status, cve).prop_map(|(vendor, product, versions, status, cve)| {
        statement(vendor, product, versions, status, &[cve])
    })
}

fn devices() -> impl Strategy<Value = DeviceIdentity> {
    let vendor = prop::sample::select(vec!["Siemens AG", "MOXA", "", "オムロン"]);
    let family = prop::sample::select(vec!["SIMATIC S7-1500", "SIMATIC", "NPort", ""]);
    let model = prop::sample::select(vec![
        "CPU 1515-2 PN",
        "6ES7515-2AM01-0AB0",
        "6ES7516-3AN01-0AB0",
        "NPort 5110",
        "WinCC",
        "",
    ]);
    let firmware = prop::sample::select(vec!["1.5", "2.0", "7.4 SP1", "P005", "?", ""]);
    (vendor, family, model, firmware)
        .prop_map(|(vendor, family, model, firmware)| device(vendor, family, model, firmware))
}

proptest! {
    #![proptest_config(seeded(1_500))]

    #[test]
    fn an_advisory_more_takes_no_match_away_and_unsure_is_never_certain(
        first in prop::collection::vec(statements(), 1..4), more in prop::collection::vec(statements(), 1..4), device in devices(),
    ) {
        let few = [advisory("A", first.clone())];
        let many = [advisory("A", first), advisory("B", more)];
        let (before, after) = (index(&few).judge(&device), index(&many).judge(&device));
        for matched in &before.matches {
            let still = after.matches.iter().find(|still| still.advisory.id == matched.advisory.id);
            prop_assert_eq!(still.map(|still| (still.verdict(), still.confidence())), Some((matched.verdict(), matched.confidence())));
        }
        for matched in &after.matches {
            if matched.confidence() == Confidence::Possible {
                prop_assert_eq!(matched.verdict(), Verdict::Undecided);
            }
        }
        prop_assert_eq!(after.verdict, after.matches.iter().map(|matched| matched.verdict()).max().unwrap_or(after.verdict));
    }
}

#[test]
fn a_family_that_is_named_by_a_round_number_or_in_the_plural_is_not_passed_over() {
    let advisories = [
        advisory(
            "S",
            vec![
                statement(
                    "Siemens",
                    "SCALANCE X-200IRT switch family (incl. SIPLUS NET variants)",
                    "< V5.5.0",
                    A,
                    &[],
                ),
                statement(
                    "Siemens",
                    "SCALANCE X-300 switch family (incl. X408 and SIPLUS NET variants)",
                    "< 4.1.3",
                    A,
                    &[],
                ),
            ],
        ),
        advisory(
            "H",
            vec![
                statement("Hirschmann", "Classic Platform Switches MACH100", "*", A, &[]),
                statement("Hirschmann", "Classic Platform Switches OCTOPUS", "*", A, &[]),
            ],
        ),
    ];
    let verdict = |device: &DeviceIdentity| index(&advisories).judge(device).verdict;
    let siemens = |model: &str, firmware: &str| verdict(&device("Siemens", "", model, firmware));
    assert_eq!(siemens("SCALANCE X204IRT", "V5.4"), Verdict::Affected);
    assert_eq!(siemens("SCALANCE X202-2IRT", "V5.5.0"), Verdict::NotAffected);
    assert_eq!(siemens("SCALANCE X408-2", "4.1.2"), Verdict::Affected);
    assert_eq!(siemens("SCALANCE XF204IRT", "V5.4"), Verdict::Affected);
    assert_eq!(siemens("SCALANCE X208", "V5.0"), Verdict::NotAffected);
    let hirschmann = |model: &str| verdict(&device("Hirschmann", "", model, "5.3"));
    assert_eq!(hirschmann("MACH104-20TX-F"), Verdict::Undecided);
    assert_eq!(hirschmann("OCTOPUS 8M"), Verdict::Undecided);
    assert_eq!(hirschmann("BAT867-R"), Verdict::NotAffected);
}

#[test]
fn an_order_number_that_nothing_explains_is_not_clean_by_not_being_found() {
    let advisories = [advisory("S", vec![statement("Siemens", "SCALANCE S612", "< V4.1", A, &[])])];
    let judged = |model: &str| index(&advisories).judge(&device("Siemens", "", model, "V4.0"));
    let outcome = judged("6GK5612-0BA10-2AA3");
    assert_eq!((outcome.verdict, outcome.reason), (Verdict::Undecided, Reason::NoIdentity(Missing::Model)));
    assert_eq!(judged("SCALANCE W788").verdict, Verdict::NotAffected);
}

#[test]
fn what_a_remark_only_speaks_of_is_not_named() {
    let advisories = [advisory(
        "A",
        vec![
            statement(
                "Mitsubishi Electric",
                "Motion Control Settings (GX Works3 related software)",
                "<= 1.033K",
                A,
                &["CVE-1"],
            ),
            statement("Mitsubishi Electric", "GX Works3", ">= 1.015R | <= 1.087R", A, &["CVE-1"]),
        ],
    )];
    let judged = |firmware: &str| only(&advisories, &device("三菱電機", "MELSOFT", "GX Works3", firmware)).0;
    assert_eq!(judged("1.012N"), Verdict::NotAffected);
    assert_eq!(judged("1.050C"), Verdict::Affected);
    // Where nothing else names it, a person is asked.
    let alone = [advisory("A", vec![advisories[0].statements[0].clone()])];
    let outcome = only(&alone, &device("三菱電機", "MELSOFT", "GX Works3", "1.012N"));
    assert_eq!((outcome.0, outcome.1), (Verdict::Undecided, Confidence::Possible));
}

#[test]
fn an_unsure_identity_says_what_agrees_and_what_does_not() {
    let advisories = [advisory(
        "A",
        vec![statement("Rockwell Automation", "ControlLogix 5570 controllers", "< 33", A, &["CVE-1"])],
    )];
    let reason = only(&advisories, &device("ロックウェル", "ControlLogix", "1756-Z99", "30")).2;
    assert_eq!(reason, Reason::IdentityUnsure("ControlLogix ／ 5570 ⇔ 1756-Z99".to_owned()));
}

/// Found by fuzzing: a code that stood twice began a name, and was then joined to the one before.
#[test]
fn a_list_that_names_a_code_twice_and_is_joined_is_still_taken_apart() {
    let vendor = "Mi\0rric";
    let product = "MELSEC 2\0\0\0i(Q,R\0Ser\u{1}\0\u{1}\0\0\0\0EELSEC 2\0\0\0i\u{10}\0\0K i(Q,R\0Ser\u{1}\0\u{1}\0\0\0\0E i\0Q-515-ƾMN";
    let advisories = [advisory("T", vec![statement(vendor, product, "< 2", A, &["CVE-2026-1"])])];
    let asked = device(vendor, "MELSEC", "Q-515", "1");
    let found = index(&advisories).judge(&asked);
    assert!(found.matches.iter().all(|matched| matched.verdict() != Verdict::NotAffected), "{found:?}");
}

#[test]
fn a_maker_called_for_short_is_looked_for_and_never_cleared() {
    let advisories = [advisory(
        "A-1",
        vec![statement("Hoshizora Keiso Works", "HK-200", "< 2.0", Status::Affected, &["CVE-2026-1"])],
    )];
    let index = index(&advisories);
    let judged = |maker: &str, model: &str| index.judge(&device(maker, "", model, "1.9"));
    for maker in ["Hoshizora", "HOSHIZORA KEISO", "Hoshizora Keiso Works Co., Ltd."] {
        assert_eq!(judged(maker, "HK-200").verdict, Verdict::Affected, "{maker}");
    }
    // Another model of somebody whom the short name may mean or not: a person is asked.
    assert_eq!(judged("Hoshizora", "ZZ-900").verdict, Verdict::Undecided);
    assert_eq!(judged("Hoshizora Keiso Works", "ZZ-900").verdict, Verdict::NotAffected);
    assert_eq!(judged("Keiso", "HK-200").verdict, Verdict::Undecided, "no beginning of its name");
}

/// What one advisory on affected products says of a device of the same maker.
fn verdict_on(affected: &[(&str, &str)], family: &str, model: &str, firmware: &str) -> Verdict {
    let statements = affected.iter().map(|(product, versions)| {
        statement("Hoshizora", product, versions, Status::Affected, &["CVE-2026-1"])
    });
    let advisories = [advisory("A-1", statements.collect())];
    index(&advisories).judge(&device("Hoshizora", family, model, firmware)).verdict
}

#[test]
fn a_version_that_is_part_of_the_name_may_be_glued_to_its_number() {
    for model in ["SWITCH RS416 v2", "RS416v2", "SWITCHRS416v2"] {
        let verdict = verdict_on(&[("SWITCH RS416 v2", "< 5.6.0")], "", model, "5.5.0");
        assert_ne!(verdict, Verdict::NotAffected, "{model}");
    }
}

#[test]
fn others_of_a_series_are_none_of_those_that_are_named() {
    let affected = [("HKR 4 7SJ80", "< 4.77"), ("Other HKR 4 relays", "*")];
    assert_eq!(verdict_on(&affected, "HKR 4", "7SJ80", "4.77"), Verdict::NotAffected);
    assert_eq!(verdict_on(&affected, "HKR 4", "7SJ80", "4.76"), Verdict::Affected);
}

#[test]
fn an_order_number_in_the_place_of_a_version_names_the_product() {
    for (model, firmware) in [("AXC 1050", ""), ("AXC 1050", "3.1"), ("2700988", "")] {
        let verdict = verdict_on(&[("AXC 1050", "2700988")], "", model, firmware);
        assert_eq!(verdict, Verdict::Affected, "{model}");
    }
}

#[test]
fn series_that_are_listed_without_signs_have_their_members() {
    let verdict =
        |model, firmware| verdict_on(&[("RSP RSPE RSPS MSP GRS", "<= HiOS 07.0.02")], "", model, firmware);
    assert_eq!(verdict("RSPE35", "HiOS 07.0.02"), Verdict::Affected);
    assert_eq!(verdict("GRS1042", "07.0.03"), Verdict::NotAffected);
    assert_eq!(verdict("MACH104", "07.0.02"), Verdict::NotAffected);
}

#[test]
fn the_version_that_a_name_carries_is_not_the_devices() {
    let verdict = |model, firmware| verdict_on(&[("Planner V12.4", "< V12.4.0.8")], "", model, firmware);
    assert_eq!(verdict("Planner V12.4", ""), Verdict::Undecided);
    assert_eq!(verdict("Planner", "V12.4.0.7"), Verdict::Affected);
    assert_eq!(verdict("Planner 12.4.0.8", ""), Verdict::NotAffected);
}

fn remedied(mut statement: Statement, kind: RemedyKind, words: &str) -> Statement {
    statement.remedies.push(Remedy { kind, words: words.to_owned(), url: String::new() });
    statement
}

#[test]
fn a_version_between_the_range_and_the_remedy_is_asked_for() {
    let fix = |statement| remedied(statement, RemedyKind::VendorFix, "Update to V5.4 or later version");
    let verdict = |versions: &str, firmware: &str| {
        let advisories = [advisory("A", vec![fix(statement("Moxa", "EDS-205A", versions, A, &["CVE-1"]))])];
        only(&advisories, &device("Moxa", "", "EDS-205A", firmware)).0
    };
    assert_eq!(verdict("<= 5.1", "5.0"), Verdict::Affected);
    assert_eq!(verdict("<= 5.1", "5.3"), Verdict::Undecided);
    assert_eq!(verdict("<= 5.1", "5.4"), Verdict::NotAffected);
    assert_eq!(verdict("5.1", "5.0"), Verdict::Undecided, "what is listed says nothing of other versions");
    assert_eq!(verdict("*", "5.3"), Verdict::Affected);
    assert_eq!(verdict("*", "5.4"), Verdict::Undecided, "every version, and mended in this one");
}

#[test]
fn a_longer_version_than_the_end_of_the_range_is_asked_for_where_no_remedy_is_named() {
    let advisories = [advisory("A", vec![statement("Acme Tools", "Pump Panel P7", "<= 6.0", A, &["CVE-1"])])];
    let verdict = |firmware: &str| only(&advisories, &device("Acme Tools", "", "Pump Panel P7", firmware)).0;
    assert_eq!(verdict("6.0.3"), Verdict::Undecided);
    assert_eq!(verdict("6.0 Update 2"), Verdict::Undecided);
    assert_eq!(verdict("6.1"), Verdict::NotAffected);
    assert_eq!(verdict("2021"), Verdict::Undecided, "years and numbers are two counts");
    let reason = only(&advisories, &device("Acme Tools", "", "Pump Panel P7", "6.0.3")).2;
    assert_eq!(reason, Reason::EndsBeforeMore("<= 6.0".to_owned()));
}

#[test]
fn a_remedy_of_another_product_does_not_clear_a_longer_version_than_the_end() {
    let ended = statement("Acme Tools", "Pump Panel P7", "<= 6.0", A, &["CVE-1"]);
    let advisories = [advisory(
        "A",
        vec![remedied(ended, RemedyKind::VendorFix, "Upgrade to Studio version 1.1.2 or later")],
    )];
    let verdict = |firmware: &str| only(&advisories, &device("Acme Tools", "", "Pump Panel P7", firmware)).0;
    assert_eq!(verdict("6.0.3"), Verdict::Undecided);
    assert_eq!(verdict("6.1"), Verdict::NotAffected);
    let line = [advisory("A", vec![statement("Acme Tools", "Mill V16 and earlier", "*", A, &["CVE-1"])])];
    let verdict = |firmware: &str| only(&line, &device("Acme Tools", "", "Mill", firmware)).0;
    assert_eq!(verdict("V16 Update 5"), Verdict::Affected, "a name speaks of lines");
    assert_eq!(verdict("V17"), Verdict::NotAffected);
}

#[test]
fn a_version_of_a_listed_line_is_affected_before_the_remedy_of_that_line() {
    let listed = statement("Acme Tools", "Relay R670", "2.1 | 2.2.2", A, &["CVE-1"]);
    let advisories =
        [advisory("A", vec![remedied(listed, RemedyKind::VendorFix, "Update to 2.2.2.3 or later")])];
    let verdict = |firmware: &str| only(&advisories, &device("Acme Tools", "", "Relay R670", firmware)).0;
    assert_eq!(verdict("2.2.2.2"), Verdict::Affected);
    assert_ne!(verdict("2.2.2.3"), Verdict::Affected);
    assert_eq!(verdict("2.1.7"), Verdict::Undecided, "no remedy in that line is named");
}

#[test]
fn a_line_listed_by_itself_goes_before_the_product_as_a_whole() {
    let advisories = [advisory(
        "A",
        vec![
            statement("Acme Tools", "Mill 9", "< V9.14.0", A, &["CVE-1"]),
            statement("Acme Tools", "Mill 9 (V9.6)", "< V9.6.12", A, &["CVE-1"]),
        ],
    )];
    let verdict = |firmware: &str| only(&advisories, &device("Acme Tools", "", "Mill 9", firmware)).0;
    assert_eq!(verdict("9.6.11"), Verdict::Affected);
    assert_eq!(verdict("9.6.12"), Verdict::NotAffected);
    assert_eq!(verdict("9.8.0"), Verdict::Affected);
}

#[test]
fn a_maker_is_looked_through_by_a_word_of_its_name_and_does_not_clear_by_it() {
    let advisories = [advisory("A", vec![statement("Wecon", "Levi Studio", "< 2.0", A, &["CVE-1"])])];
    let verdict =
        |model: &str| index(&advisories).judge(&device("Fujian WECON Electronic", "", model, "1.0"));
    assert_eq!(verdict("Levi Studio").verdict, Verdict::Affected);
    assert_eq!(verdict("Another Tool").verdict, Verdict::Undecided);
}

#[test]
fn a_name_of_plain_words_is_known_as_a_whole() {
    let advisories = [advisory("A", vec![statement("B&R", "Automation Studio", "< 5.0", A, &["CVE-1"])])];
    let verdict =
        |family: &str, model: &str| index(&advisories).judge(&device("B&R", family, model, "4.6")).verdict;
    assert_eq!(verdict("Automation Studio", ""), Verdict::Affected);
    assert_eq!(verdict("Automation Studio", "AS"), Verdict::Affected);
    assert_ne!(verdict("Automation Runtime", ""), Verdict::Affected);
}
