//! Devices as lists write them: without a column for the maker, with underscores or hyphens for blanks, by order numbers.

use super::*;

/// How a device ends against one advisory on one product of a maker.
fn ends(target: (&str, &str, &str), words: [&str; 4]) -> (Verdict, Reason) {
    let (vendor, product, versions) = target;
    let advisories = [advisory("A", vec![statement(vendor, product, versions, A, &["CVE-1"])])];
    let [vendor, family, model, firmware] = words;
    let outcome = index(&advisories).judge(&device(vendor, family, model, firmware));
    (outcome.verdict, outcome.reason)
}

#[test]
fn a_maker_stands_in_front_of_the_name_where_the_list_has_no_column_for_it() {
    let scalance = ("Siemens", "SCALANCE X208", "< V5.2.6");
    let inside = (Verdict::Affected, Reason::VersionInRange("< V5.2.6".to_owned()));
    for words in [
        ["", "", "Siemens SCALANCE X208", "5.2.5"],
        ["", "シーメンス", "SCALANCE X208", "5.2.5"],
        ["不明", "シーメンス SCALANCE", "X208", "5.2.5"],
        ["", "", "シーメンス製SCALANCE X208", "5.2.5"],
        ["－", "", "Siemens AG SCALANCE X208", "5.2.5"],
        ["シーメンス社製", "SCALANCE", "X208", "5.2.5"],
    ] {
        assert_eq!(ends(scalance, words), inside, "{words:?}");
    }
    let past = ends(scalance, ["", "", "Siemens SCALANCE X208", "5.2.6"]);
    assert_eq!(past.0, Verdict::NotAffected);
    // One that no list has, and that an advisory is on.
    let unlisted = ends(("Okaka Seiki", "Mill 7", "*"), ["", "", "Okaka Seiki Mill 7", ""]);
    assert_eq!(unlisted, (Verdict::Affected, Reason::EveryVersion));
    // The first word of a product is no maker, and neither is one with another word glued to it.
    for words in [["", "", "SCALANCE X208", "5.2.5"], ["", "", "Siemensstadt X208", "5.2.5"]] {
        let missing = (Verdict::Undecided, Reason::NoIdentity(Missing::Vendor));
        assert_eq!(ends(scalance, words), missing, "{words:?}");
    }
}

#[test]
fn underscores_and_hyphens_stand_for_blanks() {
    let cpu = ("Siemens", "SIMATIC S7-400 CPU 414-3 PN/DP V7", "< V7.0.3");
    for model in [
        "SIMATIC_S7-400_CPU_414-3_PN/DP_V7",
        "SIMATIC-S7-400-CPU-414-3-PN/DP-V7",
        "SIMATIC S7-400 CPU 414-3 PN/DP V7",
    ] {
        assert_eq!(ends(cpu, ["Siemens", "", model, "7.0.2"]).0, Verdict::Affected, "{model}");
        assert_eq!(ends(cpu, ["Siemens", "", model, "7.0.3"]).0, Verdict::NotAffected, "{model}");
    }
    let drive = ("Okaka Seiki", "OK-D_Drive", "< 2.0");
    for model in ["OK-D_Drive", "OK-D Drive", "OKーD Drive", "ＯＫーＤ Drive"] {
        assert_eq!(ends(drive, ["Okaka Seiki", "", model, "1.0"]).0, Verdict::Affected, "{model}");
    }
}

#[test]
fn numbers_with_a_comma_between_may_be_one_version_or_two() {
    let pump = ("Okaka Seiki", "Pump 7", "< 4.6");
    for firmware in ["4,5", "4,7", "V4,5,1"] {
        assert_eq!(ends(pump, ["Okaka Seiki", "", "Pump 7", firmware]).0, Verdict::Undecided, "{firmware}");
    }
    assert_eq!(ends(pump, ["Okaka Seiki", "", "Pump 7 FW4.5.1", ""]).0, Verdict::Affected);
}

/// `ET 200pro` as a whole, and one of its CPUs by its order number: the number tells which statement is on the device.
#[test]
fn what_is_listed_by_its_order_number_is_not_judged_by_its_family() {
    let statements = vec![
        statement("Siemens", "SIMATIC ET200pro", "*", A, &["CVE-1"]),
        statement("Siemens", "SIMATIC ET 200pro CPU (6ES7154-8AB01-0AB0)", "< V3.2.17", A, &["CVE-1"]),
    ];
    let advisories = [advisory("A", statements)];
    let verdict = |model: &str, firmware: &str| {
        index(&advisories).judge(&device("Siemens", "", model, firmware)).verdict
    };
    assert_eq!(verdict("ET 200pro CPU 6ES7154-8AB01-0AB0", "3.2.17"), Verdict::NotAffected);
    assert_eq!(verdict("ET 200pro CPU 6ES7154-8AB01-0AB0", "3.2.16"), Verdict::Affected);
    assert_eq!(verdict("SIMATIC ET200pro", "3.2.17"), Verdict::Affected);
}

/// The range of the line ends before the device's version, that of one kind of its model does not: which kind it is, it
/// does not say.
#[test]
fn a_kind_of_the_model_that_is_affected_for_longer_is_asked_about() {
    let statements = vec![
        statement("Siemens", "SIMATIC ET 200SP Open Controller CPU family", "< V2.9.2", A, &["CVE-1"]),
        statement("Siemens", "SIMATIC ET 200SP Open Controller CPU 1515SP PC2", "< V30.0", A, &["CVE-1"]),
    ];
    let advisories = [advisory("A", statements)];
    let verdict = |firmware: &str| {
        let controller = device("Siemens", "ET 200SP Open Controller", "CPU 1515SP", firmware);
        index(&advisories).judge(&controller).verdict
    };
    assert_eq!(verdict("2.9.1"), Verdict::Affected);
    assert_eq!(verdict("21.9"), Verdict::Undecided);
    assert_eq!(verdict("30.0"), Verdict::NotAffected);
}

#[test]
fn makers_and_names_are_taken_from_where_they_do_not_belong() {
    let pump = ("Okaka Seiki", "Pump 7", "< 4.6");
    let inside = [
        ["Okaka Seiki", "", "Okaka Seiki/Pump 7", "4.5"],
        ["Okaka Seiki", "", "Pump 7（Okaka Seiki）", "4.5"],
        ["", "", "Okaka Seiki／Pump 7", "4.5"],
        ["Okaka Seiki", "", "Pump 7", "pump 7 V4.5"],
        ["Okaka Seiki", "", "Pump 7", "4.4→4.5"],
        ["Okaka Seiki", "", "Pump 7", "HW 5.0 / FW 4.5"],
        ["Okaka Seiki", "", "Pump 7", "FW:4.5, HW:5.0"],
        ["Okaka Seiki", "", "Pump 7", "4.5（2021.05）"],
    ];
    for words in inside {
        assert_eq!(ends(pump, words).0, Verdict::Affected, "{words:?}");
        let past = words.map(|word| word.replace("4.5", "4.6"));
        let past = past.each_ref().map(String::as_str);
        assert_eq!(ends(pump, past).0, Verdict::NotAffected, "{past:?}");
    }
    // A maker whose things are reported on under another's name as well.
    let controller = ("ABB", "800xA for DCI", "< 4.6");
    assert_eq!(ends(controller, ["ABB", "", "ABB/800xA for DCI", "4.5"]).0, Verdict::Affected);
    for firmware in ["4.5 / 4.7", "V4.5、V4.7", "4.7/4.8"] {
        assert_eq!(ends(pump, ["Okaka Seiki", "", "Pump 7", firmware]).0, Verdict::Undecided, "{firmware}");
    }
}
