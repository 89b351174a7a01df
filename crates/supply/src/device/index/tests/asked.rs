//! What is asked of a person, or found under another name, where no name of an advisory speaks of the device as entered.

use super::*;

fn titled(title: &str, statements: Vec<Statement>) -> Advisory {
    Advisory { title: title.to_owned(), ..advisory("A", statements) }
}

fn judged(advisory: Advisory, device: &DeviceIdentity) -> (Verdict, Reason) {
    let advisories = [advisory];
    let outcome = index(&advisories).judge(device);
    (outcome.verdict, outcome.reason)
}

#[test]
fn words_that_stand_apart_in_one_advisory_are_asked_about_and_never_found() {
    let listed = || {
        titled(
            "Acme Tide Programmer",
            vec![statement(
                "Acme Tools",
                "Tide Programmer/Recorder (TPR) Model",
                "3120 | 3140",
                A,
                &["CVE-1"],
            )],
        )
    };
    let verdict = |family: &str, model: &str| judged(listed(), &device("Acme Tools", family, model, "2.0")).0;
    assert_eq!(verdict("Tide", "3120"), Verdict::Undecided);
    assert_eq!(verdict("Tide", "Prog 3140"), Verdict::Undecided, "a word may be cut short");
    assert_eq!(verdict("Tide", "3300"), Verdict::NotAffected, "a number of which no word is said");
    assert_eq!(verdict("Ebb", "3120"), Verdict::NotAffected);
}

#[test]
fn words_of_two_advisories_are_not_put_together() {
    let listed = |id: &str, product: &str, numbers: &str| {
        advisory(id, vec![statement("Acme Tools", product, numbers, A, &["CVE-1"])])
    };
    let verdict =
        |advisories: &[Advisory]| index(advisories).judge(&device("Acme Tools", "3120", "4140", "")).verdict;
    let apart = [listed("A", "Anchor", "3120 | 3140"), listed("B", "Buoy", "4120 | 4140")];
    assert_eq!(verdict(&apart), Verdict::NotAffected, "the one has the first number, the other the second");
    assert_eq!(verdict(&[listed("A", "Anchor", "3120 | 4140")]), Verdict::Undecided);
}

#[test]
fn a_brand_in_front_of_the_name_is_the_makers() {
    let listed = || {
        advisory("A", vec![statement("Schneider Electric", "APC Smart-Tide Online", "<= 2.5", A, &["CVE-1"])])
    };
    let verdict =
        |vendor: &str, firmware: &str| judged(listed(), &device(vendor, "", "Smart-Tide Online", firmware)).0;
    for vendor in ["APC", "Schneider Electric", "シュナイダー"] {
        assert_eq!(verdict(vendor, "2.4"), Verdict::Affected, "{vendor}");
        assert_eq!(verdict(vendor, "2.6"), Verdict::NotAffected, "{vendor}");
    }
}

#[test]
fn a_product_is_held_against_its_later_name_and_not_the_other_way_about() {
    let verdict = |product: &str, model: &str, firmware: &str| {
        let listed = advisory("A", vec![statement("Rockwell Automation", product, "< 6.30", A, &["CVE-1"])]);
        judged(listed, &device("Rockwell", "", model, firmware)).0
    };
    assert_eq!(verdict("FactoryTalk Linx", "RSLinx Enterprise", "5.74"), Verdict::Affected);
    assert_eq!(verdict("FactoryTalk Linx", "RSLinx Enterprise", "6.30"), Verdict::NotAffected);
    assert_eq!(verdict("RSLinx Enterprise", "FactoryTalk Linx", "6.20"), Verdict::NotAffected);
}

#[test]
fn where_versions_are_counted_anew_under_the_later_name_a_person_is_asked() {
    let listed = || advisory("A", vec![statement("AVEVA", "AVEVA Edge", "<= 2020 R2", A, &["CVE-1"])]);
    let verdict =
        |firmware: &str| judged(listed(), &device("InduSoft", "", "InduSoft Web Studio", firmware)).0;
    assert_eq!(verdict("8.1"), Verdict::Undecided);
    assert_eq!(verdict("2023"), Verdict::Undecided);
}

#[test]
fn a_version_older_than_each_that_is_listed_is_asked_about() {
    let listed =
        || advisory("A", vec![statement("Acme Tools", "Tide IV", "11.2 | 11.3 | 11.4", A, &["CVE-1"])]);
    let answer = |firmware: &str| judged(listed(), &device("Acme Tools", "", "Tide IV", firmware));
    assert_eq!(
        answer("11.1"),
        (Verdict::Undecided, Reason::OlderThanListed("11.2 | 11.3 | 11.4".to_owned()))
    );
    assert_eq!(answer("11.3").0, Verdict::Affected);
    assert_eq!(answer("11.5").0, Verdict::NotAffected);
}

#[test]
fn a_version_behind_a_condition_is_of_the_other_product() {
    let verdict = |words: &str, firmware: &str| {
        let product = format!("Tide Anywhere {words} Tide Expert v8.1 and Tide Expert v8.2");
        let listed = advisory("A", vec![statement("Acme Tools", &product, "1.0", A, &["CVE-1"])]);
        judged(listed, &device("Acme Tools", "", "Tide Anywhere", firmware)).0
    };
    assert_eq!(verdict("together with", "1.0"), Verdict::Undecided);
    assert_eq!(verdict("together with", "1.1"), Verdict::NotAffected);
    // What it comes with is no condition.
    assert_eq!(verdict("redistributed with", "1.0"), Verdict::Affected);
    assert_eq!(verdict("redistributed with", "1.1"), Verdict::NotAffected);
}

#[test]
fn a_name_that_goes_on_in_words_that_describe_is_the_devices() {
    let verdict = |name: &str, model: &str| {
        let listed = advisory("A", vec![statement("Acme Tools", name, "< 2.4", A, &["CVE-1"])]);
        judged(listed, &device("Acme Tools", "", model, "2.3")).0
    };
    assert_eq!(verdict("SmartTide Diabetes Management", "SmartTide"), Verdict::Affected);
    for name in
        ["SmartTide Access Anywhere", "SmartTide for Android", "SmartTide TideExe", "SmartTide 9502 Bridge"]
    {
        assert_ne!(verdict(name, "SmartTide"), Verdict::Affected, "{name}");
    }
    assert_ne!(verdict("Management Software Suite", "Management"), Verdict::Affected);
}

#[test]
fn a_name_that_tells_only_as_a_whole_is_known_without_its_makers_in_front() {
    let listed = || {
        advisory(
            "A",
            vec![statement("AVEVA Software, LLC", "AVEVA System Platform", "<= 2020", A, &["CVE-1"])],
        )
    };
    let verdict = |family: &str, model: &str| judged(listed(), &device("AVEVA", family, model, "2017")).0;
    assert_eq!(verdict("System Platform", ""), Verdict::Affected);
    assert_eq!(verdict("", "System Platform"), Verdict::Affected);
    assert_ne!(verdict("Platform", ""), Verdict::Affected);
}

#[test]
fn an_abbreviation_leaves_small_words_out() {
    let name = "Tide Settlement and Billing (TSB)";
    let listed = || advisory("A", vec![statement("Acme Tools", name, "<= 5.7.2", A, &["CVE-1"])]);
    let verdict = |model: &str| judged(listed(), &device("Acme Tools", "", model, "5.6")).0;
    assert_eq!(verdict("TSB"), Verdict::Affected);
    assert_ne!(verdict("TAB"), Verdict::Affected);
}

#[test]
fn what_stands_behind_a_stroke_makes_a_variant_of_a_number() {
    let listed = || advisory("A", vec![statement("Acme Tools", "Tide TDL908", "< 11.32", A, &["CVE-1"])]);
    let verdict = |model: &str| judged(listed(), &device("Acme Tools", "Tide", model, "11.2")).0;
    for model in ["TDL908", "TDL908.00/STD", "TDL908/STD"] {
        assert_ne!(verdict(model), Verdict::NotAffected, "{model}");
    }
    assert_eq!(verdict("TDL909/STD"), Verdict::NotAffected);
}

#[test]
fn a_word_between_those_of_a_plain_name_makes_another_product() {
    let listed = || advisory("A", vec![statement("Siemens", "SINEMA Server", "< 14.0", A, &["CVE-1"])]);
    let verdict = |family: &str| judged(listed(), &device("Siemens", family, "", "2.0")).0;
    assert_eq!(verdict("SINEMA Server"), Verdict::Affected);
    assert_eq!(verdict("SINEMA Remote Connect Server"), Verdict::Undecided);
}

#[test]
fn words_of_a_title_do_not_make_a_product_of_another_name_the_devices() {
    let listed = || {
        titled(
            "Siemens S7-1200/S7-1500 keys",
            vec![statement("Siemens", "SIMATIC Drive Controller family", "< V2.9.2", A, &["CVE-1"])],
        )
    };
    let verdict = |firmware: &str| judged(listed(), &device("Siemens", "SIMATIC S7-1200", "", firmware)).0;
    assert_eq!(verdict("V2.0"), Verdict::Undecided);
}

#[test]
fn a_model_of_which_every_kind_is_affected_need_not_say_its_kind() {
    let kinds = |kinds: &[(&str, &str)]| {
        let of =
            |(product, versions): &(&str, &str)| statement("Acme Tools", product, versions, A, &["CVE-1"]);
        advisory("A", kinds.iter().map(of).collect())
    };
    let verdict = |listed: Advisory| judged(listed, &device("Acme Tools", "Tide", "Tide TX210", "2.0")).0;
    let (eu, us) = (("Tide TX210 EU", "< 2.1"), ("Tide TX210 US", "< 3.0"));
    assert_eq!(verdict(kinds(&[eu, us])), Verdict::Affected);
    assert_eq!(verdict(kinds(&[eu])), Verdict::Undecided, "there may be others");
    assert_eq!(verdict(kinds(&[eu, ("Tide TX210 US", "< 2.0")])), Verdict::Undecided);
    let on_condition = [("Tide TX210 with tide gauge", "< 2.1"), ("Tide TX210 EU with tide gauge", "< 2.1")];
    assert_eq!(verdict(kinds(&on_condition)), Verdict::Undecided, "whether it has the gauge is not known");
    assert_eq!(verdict(kinds(&[("Tide TX210 (DFM module)", "< 2.1")])), Verdict::Affected);
    let modules = [("Tide TX210 (DFM module)", "< 2.1"), ("Tide TX210 (DFB module)", "< 2.0")];
    assert_eq!(verdict(kinds(&modules)), Verdict::Undecided);
}

#[test]
fn a_name_that_the_device_spells_out_or_slips_in_is_found() {
    let verdict = |product: &str, model: &str| {
        let listed = advisory("A", vec![statement("Acme Tools", product, "< 2.1", A, &["CVE-1"])]);
        judged(listed, &device("Acme Tools", "", model, "2.0")).0
    };
    assert_eq!(verdict("TGLS", "Tide Gauge Logging Station"), Verdict::Affected);
    assert_eq!(verdict("TGLS", "Tide Gauge Logging Tool"), Verdict::NotAffected);
    assert_eq!(verdict("Anchorage Tidemark", "Ancorage Tidemark"), Verdict::Affected);
    assert_eq!(verdict("Tidemark Component", "Tidemark Components"), Verdict::Affected);
    assert_ne!(verdict("Component Suite", "Components Suite"), Verdict::Affected, "no word tells");
    assert_eq!(verdict("Anchorage", "Ancorage"), Verdict::Undecided, "a slip alone is worth a question");
}

#[test]
fn whose_firmware_is_counted_behind_a_series_restricts_nothing() {
    let verdict = |product: &str| {
        let listed = advisory("A", vec![statement("Acme Tools", product, "< 2.1", A, &["CVE-1"])]);
        judged(listed, &device("Acme Tools", "Tide", "TX210", "2.0")).0
    };
    assert_eq!(verdict("TX210 series DFM firmware"), Verdict::Affected);
    assert_eq!(verdict("TX210 series DFM"), Verdict::Undecided);
    assert_ne!(verdict("TX series 220DFM firmware"), Verdict::Affected);
}

#[test]
fn ranges_that_leave_no_version_out_need_no_version() {
    let verdict = |ranges: &[&str]| {
        let of = |range: &&str| statement("Acme Tools", "Tide Station", range, A, &["CVE-1"]);
        judged(advisory("A", ranges.iter().map(of).collect()), &device("Acme Tools", "", "Tide Station", ""))
            .0
    };
    assert_eq!(verdict(&["< V1.5", ">= V1.5"]), Verdict::Affected);
    assert_eq!(verdict(&[">= 1.9", "< 1.3", ">= V1.3 < V1.9"]), Verdict::Affected);
    assert_eq!(verdict(&["< 1.3", "> 1.3"]), Verdict::Undecided, "1.3 itself is left out");
    assert_eq!(verdict(&["< 1.3", ">= 1.5"]), Verdict::Undecided);
    assert_eq!(verdict(&["< 1.3", ">= 1.3 if the web server is on"]), Verdict::Undecided);
    assert_eq!(verdict(&["< 1.3", "1.3"]), Verdict::Undecided);
}

#[test]
fn a_product_that_goes_on_behind_a_stroke_is_asked_about_under_what_stands_before_it() {
    let listed =
        |product: &str| advisory("A", vec![statement("Acme Tools", product, "<= 9.2", A, &["CVE-1"])]);
    let verdict =
        |product: &str, model: &str| judged(listed(product), &device("Acme Tools", "", model, "9.2")).0;
    assert_eq!(verdict("TideAccess", "TideAccess/SCADA"), Verdict::Undecided);
    assert_eq!(verdict("TideAccess/SCADA", "TideAccess/SCADA"), Verdict::Affected);
    assert_eq!(verdict("TideAccess/NMS", "TideAccess/SCADA"), Verdict::NotAffected);
    assert_eq!(verdict("Tide", "TideAccess/SCADA"), Verdict::NotAffected);
}

#[test]
fn a_slip_in_a_products_name_is_read_as_its_title_has_it() {
    let verdict = |title: &str, product: &str, model: &str| {
        let listed = titled(title, vec![statement("Acme Tools", product, "<= 9.2", A, &["CVE-1"])]);
        judged(listed, &device("Acme Tools", "", model, "9.2")).0
    };
    assert_eq!(verdict("Acme TISPSoft", "TIPSoft", "TISPSoft"), Verdict::Affected);
    assert_eq!(verdict("Acme VTide Robot (Update A)", "Tide Robot", "VTide Robot"), Verdict::Affected);
    for (title, product, model) in [
        ("Acme TISPSoft and TIPSoft", "TIPSoft", "TISPSoft"),
        ("Acme TISPSoft", "TISPSoftB", "TISPSoft"),
        ("Acme TIS200Soft", "TIS300Soft", "TIS200Soft"),
        ("", "TISPSoft", "TIPSoft"),
    ] {
        assert_ne!(verdict(title, product, model), Verdict::Affected, "{title}: {product}");
    }
    assert!(["", " ", " - ", "T"].iter().all(|product| as_its_title_spells(product, "Acme Tide").is_none()));
}

#[test]
fn the_makers_name_in_front_of_a_name_of_plain_words_is_no_part_of_it() {
    let listed = || advisory("A", vec![statement("Acmeplight", "SCADA Software", "<= 2.5", A, &["CVE-1"])]);
    let verdict = |model: &str| judged(listed(), &device("Acmeplight", "SCADA", model, "2.4")).0;
    assert_eq!(verdict("Acmeplight SCADA Software"), Verdict::Affected);
    assert_eq!(verdict("SCADA Software"), Verdict::Affected);
    assert_eq!(verdict("Acmeplight Report Designer"), Verdict::NotAffected);
}

#[test]
fn everything_of_a_sort_is_asked_about_and_the_codes_between_strokes_have_members() {
    let listed = |product: &str| advisory("A", vec![statement("Acme Tools", product, "*", A, &["CVE-1"])]);
    let verdict = |product: &str, family: &str, model: &str| {
        judged(listed(product), &device("Acme Tools", family, model, "")).0
    };
    assert_eq!(verdict("Industrial Printers", "Printer", "ZT410"), Verdict::Undecided);
    assert_eq!(verdict("Industrial Printers", "産業用プリンタ", "ZT410"), Verdict::Undecided);
    let classic = "HMI Classic Devices - TP/MP/OP Mobile Panel";
    assert_eq!(verdict(classic, "", "MP277"), Verdict::Undecided);
    assert_eq!(verdict(classic, "", "KP277"), Verdict::NotAffected);
    assert_eq!(verdict("Tide CPU family S7-1200", "Tide S7", "PLC"), Verdict::Undecided, "cut short");
}

#[test]
fn two_words_of_a_stroke_are_two_names_where_the_title_has_them_apart() {
    let listed = |title: &str| {
        titled(title, vec![statement("Acme Tools", "Proteus/Enterprise", "<= 2.3", A, &["CVE-1"])])
    };
    let verdict = |title: &str| judged(listed(title), &device("Acme Tools", "Proteus", "", "2.2")).0;
    assert_eq!(verdict("Acme Tools Proteus Enterprise Building Management"), Verdict::Affected);
    assert_ne!(verdict("Acme Tools Proteus/Enterprise"), Verdict::Affected);
}

#[test]
fn the_year_and_release_of_a_name_may_stand_in_the_version() {
    let listed =
        || advisory("A", vec![statement("Acme Tools", "Tide Archive 2014 R2", "< SP1 P01", A, &["CVE-1"])]);
    let verdict =
        |model: &str, firmware: &str| judged(listed(), &device("Acme Tools", "", model, firmware)).0;
    assert_eq!(verdict("Tide Archive", "2014 R2 SP1"), Verdict::Affected);
    assert_eq!(verdict("Tide Archive", "2014 R2 SP1 P02"), Verdict::NotAffected);
    assert_ne!(verdict("Tide Archive", "2017 SP1"), Verdict::Affected);
    let years = advisory("A", vec![statement("Acme Tools", "Tide Run 2010", "< V2010 SP3", A, &["CVE-1"])]);
    assert_eq!(judged(years, &device("Acme Tools", "", "Tide Run 2010", "2010 SP2")).0, Verdict::Affected);
}
