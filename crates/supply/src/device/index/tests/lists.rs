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

#[test]
fn numbers_name_a_series_and_what_stands_behind_it_describes_it() {
    let all = "*";
    for (product, family, model, ends_as) in [
        // Before the first hyphen of a catalogue number, and between two.
        ("Spindle LT 294D", "Spindle LT", "294D-FD4P2S", Verdict::Affected),
        ("Spindle LT 290D", "Spindle LT", "294D-FD4P2S", Verdict::NotAffected),
        ("Okaflex FBXi", "Okaflex", "FBXi-8R8-X96", Verdict::Affected),
        ("Okamill L50E", "Okamill", "2080-L50E-24QWB", Verdict::Affected),
        // A number in a remark may be that of a series; one that is listed is meant, whatever else the name says.
        ("Gauge E850 (ZMQ200)", "Gauge E850", "ZMQ202C.4r4f6", Verdict::Affected),
        ("Press M58 CPU Safety (part numbers BME58*S)", "Press M58", "BME584040S", Verdict::Affected),
        (
            "Legacy Press Q (part numbers 14CPU65*) and Lathe CPUs (part numbers TS57*)",
            "Press Q",
            "14CPU65150",
            Verdict::Affected,
        ),
        // What describes a series, or ends in small letters, is worth a question.
        ("MIN Series Digitizing Devices", "MIN Series", "digitizer", Verdict::Undecided),
        ("Okacharger EV charger", "", "Okacharger HYC150", Verdict::Undecided),
        ("Press iQ-Z Series Motion Module", "Press iQ-Z", "Z02CPU", Verdict::NotAffected),
        // Boxes apart belong to their number, and stand for nothing alone.
        ("CZ1G-CPU □ □ P", "CZ1G", "CZ1G-CPU44P", Verdict::Affected),
        ("CZ1G-CPU □ □ P", "NZ", "NZ501-1300", Verdict::NotAffected),
        // Every version of a part is the device.
        ("Press M100 - BIOS", "", "Press M100", Verdict::Affected),
        ("AFF66X FW", "AFF66X", "AFF665", Verdict::Affected),
        ("FT1A Series Spindle Pro/Lite", "Spindle Pro", "FT1A-H24RC", Verdict::Affected),
        ("Okasuite including Tide64, Tide Historian, and TideX", "", "TideX", Verdict::Affected),
        // Less of a number than the name has, more of one, and a model of a series behind a comma.
        ("OK65-868M-EA", "", "OK65", Verdict::Undecided),
        ("OPT30 Operating System", "", "6OPT30.0702-20W", Verdict::Affected),
        ("TOK2000 Series, TK21 model", "TOK2000", "TK2712-STBA", Verdict::NotAffected),
        ("TOK2000 Series, TK21 model", "TOK2000", "TK2107-WTBD", Verdict::Affected),
        // A name of words that many products share, its end, and its beginning.
        ("Sysmac Studio", "", "Sysmac Studio Standard Edition", Verdict::Undecided),
        ("EcoStruxure Panel Server", "Panel Server", "OK800L", Verdict::Undecided),
        ("GX Works2", "MT Works2", "OKDND-MTW2-E", Verdict::Undecided),
        // A name in Japanese that no list puts into the advisories' language, and one of words that one does.
        ("Tide Simulation Software", "", "Tide シミュレーション ソフトウェア", Verdict::Affected),
        ("Stop Watcher mini", "", "停止見張り番", Verdict::Undecided),
    ] {
        let ended = ends(("Okaka Seiki", product, all), ["Okaka Seiki", family, model, ""]);
        assert_eq!(ended.0, ends_as, "{product}: {family} {model}: {:?}", ended.1);
    }
}

#[test]
fn versions_stand_in_the_name_and_of_a_part_they_are_not_the_device_s() {
    let verdict = |product: &str, versions: &str, model: &str, firmware: &str| {
        ends(("Okaka Seiki", product, versions), ["Okaka Seiki", "", model, firmware]).0
    };
    assert_eq!(verdict("Tide Server", "2023", "Tide Server 2023", ""), Verdict::Affected);
    assert_eq!(verdict("Tide Server", "2023", "Tide Server 2021", ""), Verdict::Undecided);
    assert_eq!(verdict("UNEM", "R11A", "UNEM R11A", ""), Verdict::Affected);
    assert_eq!(verdict("Press M100 - BIOS", "< 2.0", "Press M100", "1.0"), Verdict::Undecided);
    assert_eq!(verdict("Soft-Z v1.0.0.4 Dope", "< 4.0.0.82", "Soft-Z Dope", "4.0.0.80"), Verdict::Affected);
    assert_eq!(verdict("432ES-IG3 Series A", "1.001", "432ES-IG3 ser.A", "V1.001"), Verdict::Affected);
    assert_eq!(verdict("432ES-IG3 Series A", "1.001", "432ES-IG3 ser.B", "V1.001"), Verdict::NotAffected);
}

#[test]
fn a_device_goes_by_the_package_of_its_firmware_and_by_the_most_of_its_number() {
    let package = ends(
        ("Okaka Seiki", "OKPC85 Central Processing", "< 26.10"),
        ["Okaka Seiki", "Press", "P-8050", "OKPC85 V25.20"],
    );
    assert_eq!(package.0, Verdict::Undecided);
    let other = ends(
        ("Okaka Seiki", "OKPC85 Central Processing", "< 26.10"),
        ["Okaka Seiki", "Press", "P-8050", "OKPC99 V25.20"],
    );
    assert_eq!(other.0, Verdict::NotAffected);
    let system =
        ends(("Okaka Seiki", "OkaOS 5", "<= 5.23.0"), ["Okaka Seiki", "Lynx", "Lynx-35", "OkaOS 5.22.0"]);
    assert_eq!(system.0, Verdict::Affected);
    let safe = |product: &str, versions: &str| statement("Okaka Seiki", product, versions, A, &["CVE-1"]);
    let advisories = [advisory(
        "A",
        vec![
            safe("Press M58 CPU (part numbers BMEZ*)", "< 4.30"),
            safe("Press M58 CPU Safety (part numbers BMEZ58*S)", "< 4.21"),
        ],
    )];
    let verdict =
        |model: &str| index(&advisories).judge(&device("Okaka Seiki", "Press M58", model, "4.25")).verdict;
    assert_eq!((verdict("BMEZ582040S"), verdict("BMEZ582040")), (Verdict::NotAffected, Verdict::Affected));
}

#[test]
fn a_remark_on_vulnerabilities_restricts_them_and_nothing_else() {
    let cves = ["CVE-2022-3386", "CVE-2022-3390"];
    let words = "<= 2.4.17 (CVE-2022-3386 only)";
    let advisories = [advisory("A", vec![statement("Okaka Seiki", "Tide Server", words, A, &cves)])];
    let outcome = index(&advisories).judge(&device("Okaka Seiki", "", "Tide Server", "2.4.17"));
    let matched = &outcome.matches[0];
    let decided = std::iter::once(&matched.worst).chain(&matched.others);
    let decided: Vec<(&str, Verdict)> =
        decided.map(|of| (of.vulnerability.unwrap().as_str(), of.verdict)).collect();
    assert_eq!(decided, [("CVE-2022-3386", Verdict::Affected)]);
}

#[test]
fn remedies_say_what_stands_behind_a_listed_version() {
    let verdict = |versions: &str, remedy: &str, firmware: &str| {
        let mut advisory =
            advisory("A", vec![statement("Okaka Seiki", "Tide Server", versions, A, &["CVE-1"])]);
        let words = remedy.to_owned();
        advisory.statements[0].remedies.push(Remedy {
            kind: RemedyKind::VendorFix,
            words,
            url: String::new(),
        });
        index(&[advisory]).judge(&device("Okaka Seiki", "", "Tide Server", firmware)).verdict
    };
    for (versions, remedy, firmware, ends_as) in [
        ("2023", "Upgrade to version 2023 Patch 1 or later", "2023 Patch 1", Verdict::NotAffected),
        ("2023", "Upgrade to version 2023 Patch 2 or later", "2023 Patch 1", Verdict::Undecided),
        ("4.16", "Upgrade to v4.2 or later", "4.2", Verdict::NotAffected),
        ("4.16", "Upgrade to v4.2 or later", "4.1", Verdict::Undecided),
        // The remedy of its own branch goes before that of another.
        ("<= 11.2.6", "Update to 11.1.7 or update to 11.2.8", "11.2.7", Verdict::Undecided),
        ("<= 11.2.6", "Update to 11.1.7 or update to 11.2.8", "11.2.8", Verdict::NotAffected),
        ("< 6.334", "Update to 6.335", "6.334", Verdict::Undecided),
        ("< 6.334", "Update to 6.334", "6.334", Verdict::NotAffected),
        ("<= 1.9.0.0", "Update to v1.9.1.2_0000001", "1.9.1.2", Verdict::NotAffected),
        ("<= 1.9.0.0", "Update to v1.9.1.2_0000001", "1.9.1.1", Verdict::Undecided),
    ] {
        assert_eq!(verdict(versions, remedy, firmware), ends_as, "{versions}: {remedy}: {firmware}");
    }
}
