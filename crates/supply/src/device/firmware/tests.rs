//! Tables of version words, and the order's laws.

use proptest::prelude::*;

use super::super::super::advisory;
use super::*;

fn order(texts: &[&str]) {
    for pair in texts.windows(2) {
        let (a, b) = (FirmwareVersion::parse(pair[0]), FirmwareVersion::parse(pair[1]));
        let (a, b) = (a.unwrap(), b.unwrap());
        assert!(a < b, "{} < {}: {a:?} {b:?}", pair[0], pair[1]);
    }
}

#[test]
fn later_versions_stand_behind_earlier_ones() {
    order(&["V1.2", "1.10", "Ver.1.11", "2", "2.0.1"]);
    order(&["9.2", "9.2a", "9.2b", "9.2c", "9.2.1"]);
    order(&["13", "V13 Update 1", "V13 SP1", "V13 SP1 Update 1", "V13 SP2", "V13.1", "V14"]);
    order(&["2.0-alpha", "2.0 beta 2", "2.0 rc1", "2.0", "2.0 Build 5", "2.0 HF1", "2.0 Upd5", "2.0 SP1"]);
    order(&["2.0", "2.0 ビルド 5", "2.0 アップデート 5", "2.0 サービスパック1"]);
    order(&["R8.01.00", "R8.2", "R8.2 SP1", "R8.2 SP2"]);
    order(&["P005", "P007", "P010"]);
    order(&["2014", "2014 R1", "2014 R2", "2014 R2 SP1", "2015"]);
    order(&["1.16S", "1.16T", "1.241B"]);
    order(&["15.2(4)EA3", "15.2(4)EA5", "15.2(4a)EA3", "15.2(4a)EA5", "15.2(5)E"]);
    order(&["15.2(4)EA5", "15.2(5)EA.fc4", "15.2(6)E0a"]);
    order(&["3.4.4 Build 16102416", "3.4.4 Build 16102417", "3.4.5"]);
    order(&["V", "W", "Y"]);
    order(&["02.20.126.11-41", "02.20.126.11-42", "02.20.127"]);
}

#[test]
fn words_that_say_something_of_a_version_are_no_part_of_it() {
    for text in ["21101以前", "1.5以降", "1.5 以下", "V2系", "1.5改"] {
        assert!(FirmwareVersion::parse(text).is_err(), "{text}");
    }
    assert_eq!(FirmwareVersion::parse("第1.5版"), FirmwareVersion::parse("1.5"));
}

#[test]
fn a_version_of_something_else_is_no_range_of_the_device() {
    for words in ["if Studio 1.49 is installed on it", "if Studio 1.49 is installed on 2.0"] {
        assert!(FirmwareRange::parse(words).is_err(), "{words}");
    }
}

#[test]
fn an_end_of_one_branch_says_nothing_of_another() {
    let holds = |words: &str, firmware: &str| FirmwareRange::parse(words).unwrap().contains(firmware).ok();
    assert_eq!(holds("< 6.6 (6.x series)", "6.5"), Some(true));
    assert_eq!(holds("< 6.6 (6.x series)", "6.6"), Some(false));
    assert_eq!(holds("< 6.6 (6.x series)", "5.9"), Some(false));
    assert_eq!(holds("< 14.4u1 (14.x series)", "14.4"), Some(true));
}

#[test]
fn a_bare_version_behind_an_end_may_be_an_end_or_itself() {
    let range = FirmwareRange::parse("< 1.99 | 2.20 | 2.40").unwrap();
    assert_eq!(range.contains("1.98"), Ok(true));
    assert!(range.contains("2.20").is_err());
    assert_eq!(range.contains("2.41"), Ok(false));
}

#[test]
fn versions_that_only_blanks_part_are_a_list() {
    let list = FirmwareRange::parse("(Release 1.3.2 1.4.0 1.4.1 1.4.3)").unwrap();
    assert!(list.is_listed());
    assert_eq!((list.contains("1.4.1"), list.contains("1.4.2")), (Ok(true), Ok(false)));
}

#[test]
fn other_spellings_of_one_version_are_equal() {
    let alike = |texts: &[&str]| {
        for text in texts {
            assert_eq!(FirmwareVersion::parse(text), FirmwareVersion::parse(texts[0]), "{text}");
        }
    };
    alike(&[
        "1.2",
        "V1.2",
        "v 1.2",
        "Ver. 1.2",
        "Version 1.2",
        "FW 1.2",
        "1.2.0",
        "01.02",
        "Ｖ１．２",
        "バージョン1.2",
        "Rev.1.2",
        "R1.2",
    ]);
    alike(&["15.1 Update 5", "V15.1 Upd5", "v15.1 update5", "15.1_Update_5", "V15.1 Upd 5"]);
    alike(&["8.2 SP2", "8.2 Service Pack 2", "8.2SP2"]);
}

#[test]
fn what_is_no_version_is_refused() {
    for text in [
        "",
        "unknown",
        "latest",
        "January",
        "January 32 2019",
        "serial 24061",
        "製造番号 123",
        "V3.X.14",
        "the newest one",
        "-",
        "?",
    ] {
        assert!(FirmwareVersion::parse(text).is_err(), "{text}");
    }
}

/// Which of the versions a range holds: `+` in, `-` out, `?` undecided.
fn answers(range: &str, versions: &[&str]) -> String {
    match FirmwareRange::parse(range) {
        Err(_) => "unreadable".to_owned(),
        Ok(range) => versions
            .iter()
            .map(|version| match range.contains(version) {
                Ok(true) => '+',
                Ok(false) => '-',
                Err(_) => '?',
            })
            .collect(),
    }
}

#[test]
fn upper_ends_in_all_their_spellings() {
    let versions = ["4.32", "4.33", "V4.34"];
    for range in [
        "< V4.33",
        "<4.33",
        "All versions < V4.33",
        "All Versions <V4.33",
        "versions prior to 4.33",
        "All versions prior to 4.33",
        "before 4.33",
        "vers:all/<V4.33",
        "All firmware versions < V4.33",
        "4.33未満",
        "V4.33より前",
        "V4.33 より前のバージョン",
        "バージョン4.33未満",
        "earlier than version 4.33",
        "All BIOS versions < V4.33",
        "＜Ｖ４．３３",
        "Versions < V4.33",
    ] {
        assert_eq!(answers(range, &versions), "+--", "{range}");
    }
    for range in [
        "<= 4.33",
        "<=V4.33",
        "4.33 and prior",
        "Versions 4.33 and prior",
        "4.33 or earlier",
        "Firmware version 4.33 or earlier",
        "version 4.33 and earlier",
        "up to 4.33",
        "up to and including V4.33",
        "4.33以前",
        "V4.33 以前のバージョン",
        "4.33 以下",
        "4.33およびそれ以前",
        "V4.33まで",
        "≤ 4.33",
        "All versions up to 4.33",
        "4.33 and all previous versions",
        "4.33 and below",
    ] {
        assert_eq!(answers(range, &versions), "++-", "{range}");
    }
}

#[test]
fn lower_ends_in_all_their_spellings() {
    let versions = ["4.32", "4.33", "V4.34"];
    for range in [
        ">= V4.33",
        "4.33 and later",
        "4.33 or newer",
        "Version 4.33 and above",
        "4.33以降",
        "4.33以上",
        "V4.33からの",
        "since 4.33",
        "vers:all/>=V4.33",
        "4.33 onwards",
    ] {
        assert_eq!(answers(range, &versions), "-++", "{range}");
    }
    for range in ["> 4.33", "later than 4.33", "4.33より新しい", "after version 4.33"] {
        assert_eq!(answers(range, &versions), "--+", "{range}");
    }
}

#[test]
fn intervals_in_all_their_spellings() {
    let versions = ["1.1", "1.2", "1.4", "1.5", "1.6"];
    for range in [
        ">= 1.2 | <= 1.5",
        ">=1.2|<=1.5",
        ">= V1.2 and <= V1.5",
        "V1.2 to V1.5",
        "1.2 through 1.5",
        "Versions v1.2 to v 1.5",
        "1.2～1.5",
        "1.2〜1.5",
        "1.2から1.5",
        "V1.2からV1.5まで",
        "1.2-1.5",
        "V1.2 - V1.5",
        "1.2—1.5",
        "from 1.2 to 1.5",
        "1.2 <= 1.5",
        ">= 1.2, <= 1.5",
        "between 1.2 (including) and 1.5 (including)",
        "1.2以降1.5以前",
        "1.2以上、1.5以下",
        "vers:all/>=V1.2|<=V1.5",
    ] {
        assert_eq!(answers(range, &versions), "-+++-", "{range}");
    }
    for range in [
        ">=1.2|<1.5",
        ">= V1.2 < V1.5",
        "vers:all/>=1.2<V1.5",
        "1.2以上1.5未満",
        "All versions V1.2 < V1.5",
        "V1.2: < V1.5",
        "1.2以降1.5未満",
    ] {
        assert_eq!(answers(range, &versions), "-++--", "{range}");
    }
    assert_eq!(answers("All versions between V1.2 (including) and V1.5 (excluding)", &versions), "-++--");
    assert_eq!(answers("2014-2016", &["2013", "2015", "2017"]), "-+-");
    assert_eq!(answers("20-33", &["19", "25", "34"]), "-+-");
    assert_eq!(answers("3.4.5-100", &["3.4.5-100", "3.4.6"]), "+-");
    assert_eq!(answers("> 1.1 | < 1.4 | > 1.5 | < 1.7", &versions), "-+--+");
}

#[test]
fn lists_placeholders_and_everything() {
    assert_eq!(answers("1.2 | 1.4", &["1.2", "1.3", "1.4", "1.2.1", "1"]), "+-+??");
    assert_eq!(answers("2010 SP3", &["2010 SP3", "2010 SP2", "2010", "2011"]), "+-?-");
    assert_eq!(answers("6.x", &["5.9", "6", "6.1.2", "7.0"]), "-++-");
    assert_eq!(answers("All 6.x versions", &["5.9", "6.0", "6.1.2", "7.0"]), "-++-");
    assert_eq!(answers("12.2.*", &["12.1", "12.2.7", "12.3"]), "-+-");
    assert_eq!(answers("All versions <= V5.x", &["4.9", "5.3", "6.0"]), "++-");
    assert_eq!(answers("< 3.x", &["2.9", "3.0", "4.0"]), "+--");
    assert_eq!(answers("All versions < V3.X.16", &["3.5.15", "3.5.16", "2.9.99"]), "+-+");
    assert_eq!(answers("620 | 650", &["1.0", "620"]), "?+");
    assert_eq!(answers("1763-L16BWA", &["1.0", "3.4"]), "??");
    for range in [
        "All versions",
        "vers:all/*",
        "*",
        "all",
        "すべてのバージョン",
        "全バージョン",
        "全版",
        "All firmware versions",
        "any version",
    ] {
        assert_eq!(answers(range, &["0", "99.9", "nonsense"]), "+++", "{range}");
        assert!(FirmwareRange::parse(range).unwrap().is_all(), "{range}");
    }
}

#[test]
fn qualifiers_and_labels_have_an_order_of_their_own() {
    assert_eq!(answers("< P007", &["P006", "P007", "7"]), "+-?");
    assert_eq!(answers("< Service Pack R8.2 SP2", &["R8.2 SP1", "8.2 SP2", "R8.01"]), "+-+");
    assert_eq!(answers("<= 2.0 Update 3", &["2.0", "2.0 Update 4", "2.0 SP1"]), "+--");
    assert_eq!(answers("All versions < V4.7 SP6 HF1", &["V4.7 SP6", "V4.7 SP6 HF1", "V4.7 HF27"]), "+-+");
    assert_eq!(answers("All versions prior to 9.2c", &["9.2b", "9.2c", "9.2"]), "+-+");
    assert_eq!(answers("< SP1 P01", &["V8.2 SP1"]), "?");
    assert_eq!(answers("<=W", &["V", "W", "X"]), "++-");
    assert_eq!(answers("Firmware version 05 or earlier", &["04", "05", "06"]), "++-");
    assert_eq!(answers("All Versions < SE2020MP13", &["SE2020MP12", "SE2020MP13", "2020"]), "+-?");
    assert_eq!(answers("< 02.07.07(10)", &["02.07.07(09)", "02.07.07(10)"]), "+-");
}

#[test]
fn one_end_for_each_release_branch() {
    let range = "< 15.0.1 | < 14.0.1 | < 8.0.7 | < 7.2.1";
    assert_eq!(
        answers(range, &["7.2.0", "7.2.1", "8.0.6", "8.0.7", "14.0.1", "15.0.1", "6", "9.0", "16"]),
        "+-+---+?-"
    );
    assert_eq!(
        answers("<= 1.12.0.25 | 1.12.13.2 | 1.12.14.5", &["1.12.0.25", "1.12.13.3", "1.12.14.5", "1.13"]),
        "+-+-"
    );
}

#[test]
fn a_condition_lets_the_range_only_acquit() {
    assert_eq!(answers("< 7.101 (only Microsoft Windows versions are affected)", &["7.100", "7.101"]), "?-");
    assert_eq!(answers("All versions with Ethernet interface", &["1"]), "?");
    assert_eq!(answers("<= R6.07.00 (Including the entry class)", &["R6.07.00", "R6.08.00"]), "+-");
    assert_eq!(
        answers(">= V5.2.0 < V5.3 only when running on ROX II V2.14.0", &["5.1", "5.2.1", "5.3"]),
        "-?-"
    );
}

#[test]
fn other_counts_are_never_taken_for_versions() {
    for range in [
        "First 5 digits of serial No. 24061 or prior",
        "<=the_first_5_digits_of_serial_number_24031",
        "<=Production_date_July_2020",
        "< January 31 2014",
        "シリアル番号 24061 以前",
        "製造番号の先頭が 24061 以前",
        "<=November 11, 2017",
        "",
        "see the manual",
        "3.0 and <",
        ">= <= 2.2",
        "Versions including affected DNS modules",
    ] {
        match FirmwareRange::parse(range) {
            Err(_) => {}
            Ok(read) => assert!(read.contains("24050").is_err(), "{range}: {read:?}"),
        }
    }
}

#[test]
fn conformance_nearly_every_version_expression_of_the_cisa_advisories_is_evaluable() {
    let Some(folder) = crate::testing::shared("cisa-csaf") else { return };
    let (mut evaluable, mut conditional, mut flagged) = (0_usize, 0_usize, 0_usize);
    let mut words = std::collections::BTreeMap::<String, usize>::new();
    for file in advisory::tests::files(&folder, "json") {
        let text = std::fs::read_to_string(file).unwrap();
        for advisory in advisory::tests::read_text(&text).facts {
            for statement in advisory.statements {
                match &statement.versions {
                    sekisho_model::Versions::Text(text) => match FirmwareRange::parse(text) {
                        Ok(range) if range.condition().is_empty() => evaluable += 1,
                        Ok(_) => conditional += 1,
                        Err(Unreadable(refused)) => {
                            flagged += 1;
                            *words.entry(refused).or_default() += 1;
                        }
                    },
                    _ => evaluable += 1,
                }
            }
        }
    }
    for (words, count) in &words {
        println!("flagged {count} × {words}");
    }
    let all = evaluable + conditional + flagged;
    println!(
        "version expressions: {all}; {evaluable} evaluable, {conditional} with a condition, {flagged} flagged"
    );
    println!("conformance | ot/version-expressions | {} | {all}", evaluable + conditional + flagged);
    println!("conformance | ot/version-expressions evaluated | {} | {all}", evaluable + conditional);
    assert!(evaluable >= 7_480 && evaluable + conditional >= 7_584, "{evaluable} and {conditional} of {all}");
}

/// Texts that look like versions, from few parts, so that they often differ in one place only.
fn texts() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "1",
        "2",
        "10",
        "0",
        "007",
        ".",
        ".",
        "-",
        " ",
        "a",
        "b",
        "V",
        "SP",
        " SP1",
        " Update 2",
        "rc",
        "P",
        "beta",
        "x",
        "(5)",
        " HF",
        "SE",
        "_",
    ]);
    prop::collection::vec(part, 1..7).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(crate::testing::seeded(3_000))]

    #[test]
    fn the_order_is_total_antisymmetric_and_transitive(a in texts(), b in texts(), c in texts()) {
        let parsed = (FirmwareVersion::parse(&a), FirmwareVersion::parse(&b), FirmwareVersion::parse(&c));
        if let (Ok(a), Ok(b), Ok(c)) = parsed {
            prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
            prop_assert_eq!(a.cmp(&a), std::cmp::Ordering::Equal);
            if a <= b && b <= c {
                prop_assert!(a <= c);
            }
            if a == b {
                prop_assert_eq!(a.cmp(&c), b.cmp(&c));
            }
            // Beside a bound the order is the same, where there is an answer.
            if let Some(order) = a.against(&b) {
                prop_assert_eq!(order, a.cmp(&b));
            }
        }
    }

    #[test]
    fn any_words_are_read_or_refused(words in "\\PC{0,60}", version in "\\PC{0,20}") {
        if let Ok(range) = FirmwareRange::parse(&words) {
            let _ = range.contains(&version);
            prop_assert_eq!(range.words(), words.trim());
        }
    }

    #[test]
    fn a_bound_divides_every_version(a in texts(), b in texts()) {
        let below = FirmwareRange::parse(&format!("< {b}")).and_then(|range| range.contains(&a).map_err(|_| Unreadable(String::new())));
        let from = FirmwareRange::parse(&format!(">= {b}")).and_then(|range| range.contains(&a).map_err(|_| Unreadable(String::new())));
        if let (Ok(below), Ok(from)) = (below, from) {
            prop_assert_ne!(below, from, "{} and {}", a, b);
        }
    }
}

#[test]
fn words_of_japanese_advisories() {
    let mut wrong = Vec::new();
    for (range, expect) in [
        ("Ver.4.33以前の全バージョン", "++-"),
        ("バージョン 4.33 以前", "++-"),
        ("4.33より以前", "+--"),
        ("4.33よりも前のバージョン", "+--"),
        ("4.33未満の全てのバージョン", "+--"),
        ("4.33を含むそれ以前", "++-"),
        ("ファームウェアバージョン 4.33 及びそれ以前", "++-"),
        ("4.33以降の全バージョン", "-++"),
        ("バージョン4.30から4.33まで", "++-"),
        ("Ver.4.30～Ver.4.33", "++-"),
        ("4.30以上 4.33未満", "+--"),
        ("4.30以降、4.33以前", "++-"),
        ("4.33より新しいバージョン", "--+"),
        ("全バージョン", "+++"),
        ("すべてのファームウェアバージョン", "+++"),
        ("全ファームウェアバージョン", "+++"),
        ("すべて", "+++"),
        ("4.32、4.33", "++-"),
        ("4.32および4.33", "++-"),
        ("4.32, 4.33 及び 4.34", "+++"),
        ("4.33のみ", "-+-"),
    ] {
        let found = answers(range, &["4.32", "4.33", "V4.34"]);
        if found != expect {
            wrong.push(format!("{range}: {found}, not {expect}"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn words_of_other_makers() {
    let mut wrong = Vec::new();
    for (range, versions, expect) in [
        ("R130.2 | R140", vec!["R130.2", "R140", "R141", "R120"], "++--"),
        ("< Service Pack R8.2 SP2", vec!["R8.2 SP1", "R8.2 SP2", "R8.2"], "+-+"),
        ("R8.2 SP1 and earlier", vec!["R8.2", "R8.2 SP1", "R8.2 SP2"], "++-"),
        ("<= 3.4.4 Build 16102416", vec!["3.4.4 Build 16102416", "3.4.4 Build 16102417"], "+-"),
        ("versions 2.0 through 2.5", vec!["1.9", "2.0", "2.5", "2.6"], "-++-"),
        ("Versions 2.0, 2.1 and 2.2", vec!["1.9", "2.0", "2.2", "2.6"], "-++-"),
        ("2.0 up to 2.5", vec!["1.9", "2.0", "2.5", "2.6"], "-++-"),
        ("from 2.0 up to but not including 2.5", vec!["1.9", "2.0", "2.5"], "-+-"),
        ("from 2.0 before 2.5", vec!["1.9", "2.0", "2.5"], "-+-"),
        ("prior to 2.5 (excluding)", vec!["2.4", "2.5"], "+-"),
        ("no later than 2.5", vec!["2.4", "2.5", "2.6"], "++-"),
        ("2.5 and all earlier versions", vec!["2.4", "2.5", "2.6"], "++-"),
        ("at or below 2.5", vec!["2.4", "2.5", "2.6"], "++-"),
        ("not earlier than 2.5", vec!["2.4", "2.5", "2.6"], "-++"),
        ("vers:all/*", vec!["1", "x"], "++"),
        ("vers:generic/>=1.2|<1.5", vec!["1.1", "1.2", "1.5"], "-+-"),
        ("vers:intdot/<=2.5", vec!["2.5", "2.6"], "+-"),
        ("vers:unknown/2.5", vec!["2.5", "2.6"], "+-"),
        ("vers:semver/>=1.0.0|<2.0.0|!=1.5.0", vec!["1.0.0", "1.5.0", "2.0.0"], "+--"),
        ("!= 1.5", vec!["1.5", "1.6"], "-+"),
        ("serial numbers 24061 to 24070", vec!["24065"], "?"),
        ("製造番号 2206 以前", vec!["2205"], "?"),
        ("< 2019-06-01", vec!["2.5"], "?"),
    ] {
        let found = answers(range, &versions).replace("unreadable", "?");
        if found != expect {
            wrong.push(format!("{range}: {found}, not {expect}"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn the_name_of_a_package_before_a_marked_version_does_not_count() {
    let range = FirmwareRange::parse("< CPC80 V16.30").unwrap();
    for (version, inside) in
        [("V16.20", true), ("CPC80 V16.20", true), ("16.30", false), ("CPC80 V16.30", false)]
    {
        assert_eq!(range.contains(version), Ok(inside), "{version}");
    }
    assert_eq!(
        FirmwareRange::parse("< V14 SP1").unwrap().contains("V14"),
        Ok(true),
        "a qualifier is no package"
    );
}

#[test]
fn a_version_behind_the_name_is_one_where_none_was_entered() {
    for (text, name, version) in [
        ("V-Server Lite 4.0.9.0", "V-Server Lite", Some("4.0.9.0")),
        ("Cscape Ver. 9.80 SP4", "Cscape", Some("9.80 SP4")),
        ("IE-SW 3.3.8 Build 16102416", "IE-SW", Some("3.3.8 Build 16102416")),
        ("GX Works2 1.592S", "GX Works2", Some("1.592S")),
        ("CENTUM VP R6.03.10", "CENTUM VP", Some("R6.03.10")),
        ("Expert v8.1 and Expert v8.2", "Expert v8.1 and Expert v8.2", None),
        ("PXC36-E.D", "PXC36-E.D", None),
        ("CP 1242-7 V2", "CP 1242-7 V2", None),
        ("1.2.3", "1.2.3", None),
    ] {
        assert_eq!(behind_name(text), (name, version), "{text}");
    }
}

#[test]
fn what_is_noted_behind_a_version_is_no_part_of_it() {
    for (text, version) in [
        ("1.0 (2021-05-10)", "1.0"),
        ("V4.5.0（2023年点検時）", "V4.5.0"),
        ("4.5.0 2021/5", "4.5.0"),
        ("2.74C版", "2.74C"),
        ("1.2 ※要確認", "1.2"),
        ("4.2 (Build 17)", "4.2 (Build 17)"),
        ("15.2(6)E0a", "15.2(6)E0a"),
        ("15.2(6)", "15.2(6)"),
        ("3.1 SP2", "3.1 SP2"),
        ("(unknown)", "(unknown)"),
        ("2021-05", "2021-05"),
        ("V4.0 予備品あり", "V4.0"),
        ("V2.8.3 2020年購入", "V2.8.3"),
        ("Ver.08 2022/5確認", "Ver.08"),
        ("2.4-GA Windows10", "2.4-GA"),
        ("1.2 以前", "1.2 以前"),
        ("1.2 サービスパック3", "1.2 サービスパック3"),
        ("バージョン 1.2", "バージョン 1.2"),
        ("21077 (先頭5桁)", "21077 (先頭5桁)"),
    ] {
        assert_eq!(without_remark(text), version, "{text}");
    }
}

#[test]
fn what_is_counted_besides_under_its_own_name_is_a_condition() {
    let range = FirmwareRange::parse("All versions <= V2.5.0 and Function State (FS) <= 9").unwrap();
    assert!(range.contains("2.4").is_err(), "of the function state nothing is known");
    assert_eq!(range.contains("V2.5.1"), Ok(false));
    let plain = FirmwareRange::parse(">= V3.0 and all versions < V4.1").unwrap();
    assert_eq!((plain.contains("4.0"), plain.contains("4.1")), (Ok(true), Ok(false)));
}

#[test]
fn an_end_that_a_remark_names_in_another_count_is_held_in_both() {
    let range = FirmwareRange::parse("< 12.4 (firmware 1.46)").unwrap();
    assert_eq!(range.contains("1.45"), Ok(true));
    assert_eq!(range.contains("12.4"), Ok(false));
    assert!(range.contains("1.46").is_err(), "before the one and not before the other");
    let by_year = FirmwareRange::parse("All versions < V12.1a (2018 R1)").unwrap();
    assert_eq!((by_year.contains("V12.0"), by_year.contains("V12.1a")), (Ok(true), Ok(false)));
}

#[test]
fn remedies_of_a_listed_line_say_which_of_its_versions_are_meant() {
    for (list, version, remedies, inside) in [
        ("7 | 8", "7.3.1", vec!["7.3.4", "8.0.2"], Some(true)),
        ("7 | 8", "8.0.1", vec!["7.3.4", "8.0.2"], Some(true)),
        ("7 | 8", "7.3.4", vec!["7.3.4", "8.0.2"], Some(false)),
        ("7 | 8", "8.1", vec!["7.3.4", "8.0.2"], Some(false)),
        ("3.6", "3.6.2", vec!["3.6.1", "3.6.4"], None),
        ("3.6", "3.6.2", vec!["3.6.2.9"], None),
        ("3.6", "3.6.2", vec!["3.7", "3.6", "4.0"], None),
        ("3.6", "3.6.2", vec![], None),
        ("3.6", "3.5.2", vec!["3.6.1"], None),
        ("3.6 (with a web panel)", "3.6.2", vec!["3.6.1"], None),
    ] {
        let range = FirmwareRange::parse(list).unwrap();
        let remedies: Vec<FirmwareVersion> =
            remedies.iter().map(|text| FirmwareVersion::parse(text).unwrap()).collect();
        let version = FirmwareVersion::parse(version).unwrap();
        assert_eq!(range.has_of_its_line(&version, &remedies), inside, "{list}: {version:?}");
    }
}

#[test]
fn of_two_counts_the_one_speaks_that_the_version_is_given_in() {
    for (range, versions, expect) in [
        // Inside by the long end's branch, outside as the very end of the other.
        ("< 3.17 (firmware prior to 9.41.6)", vec!["3.16", "9.41.5", "3.17", "9.41.6"], "++--"),
        ("< 3.17 (firmware prior to 9.41.6)", vec!["4.2", "9.40.8", "9.42"], "??-"),
        // A version by number is none by year.
        ("< 2019 (2.8.0)", vec!["2018", "2019", "2.7.5", "2.8.0", "2.8.1"], "+-+?-"),
        // Of one end two things are said.
        ("< 2.5 (2.5 and prior)", vec!["2.4", "2.5", "2.6"], "+?-"),
        ("< 2.5.1 (2.5.1 and prior)", vec!["2.5", "2.5.1", "2.5.2"], "+?-"),
        ("<= 7.2 (firmware 1.8)", vec!["1.8", "7.2", "7.3"], "+?-"),
        // The same with a name before it, and not another's.
        ("2019 (Tide Reader 2019)", vec!["2019", "2020"], "+-"),
        ("3.1 (Tide Reader 2.4)", vec!["3.1", "3.2"], "?-"),
        ("<= 3.0.0.9 (TDL670 3.0.0.4 and prior)", vec!["3.0.0.3", "3.0.0.10"], "??"),
    ] {
        assert_eq!(answers(range, &versions), expect, "{range}");
    }
}

#[test]
fn an_end_by_a_day_beside_one_by_a_version_leaves_only_that_version_open() {
    for (range, versions, expect) in [
        ("<= 5.2 | < march 3 2018.", vec!["4.9", "5.2", "5.2.1", "6.0"], "+?--"),
        ("< March 3, 2018 | < 5.003 | < 6.002", vec!["5.002", "5.003", "6.001", "6.002"], "+-+-"),
        ("<= 5.2 | < 2018-03-03", vec!["5.1", "5.2", "5.3"], "+?-"),
    ] {
        assert_eq!(answers(range, &versions), expect, "{range}");
    }
    assert_eq!(answers("<= 5.2 | shipped before March 2018", &["5.1"]), "unreadable");
}

#[test]
fn days_and_months_are_held_against_each_other_and_against_nothing_else() {
    let days = vec![
        "2018-03-02",
        "2018/3/3",
        "20180304",
        "Build 2018-03-02",
        "2018.03.04",
        "March 2018",
        "5.1",
        "2018",
    ];
    for (range, expect) in [
        ("< March 3 2018", "+--+-???"),
        ("<= Build 2018-03-03", "++-+-???"),
        ("<= 3 March, 2018", "++-+-???"),
        ("<= March, 2018", "++++++??"),
        ("< March 2018", "------??"),
    ] {
        assert_eq!(answers(range, &days), expect, "{range}");
    }
}

#[test]
fn a_number_places_a_version_behind_which_something_else_is_counted() {
    for (range, versions, expect) in [
        ("<= 3.90.01", vec!["3.81.00 CPR 9 SR 8.1", "3.91.00 CPR 10", "3.90.01 CPR 9"], "+-?"),
        ("2.1 | 2.3", vec!["2.2 LTS", "2.3 LTS", "2.4 TDL"], "-?-"),
        ("<= 3.90", vec!["3.81 OR 4.00", "3.81 TO 4.00", "3.81 以前", "3.81 and older", "3 CPR 9"], "?????"),
    ] {
        assert_eq!(answers(range, &versions), expect, "{range}");
    }
}

#[test]
fn letters_before_a_year_may_be_left_out_where_its_updates_are_counted() {
    for (range, versions, expect) in [
        ("< TD2021MP4", vec!["2021 MP3", "2021 MP4", "2021", "2022 MP1", "TD2021MP3"], "+-??+"),
        ("< P007", vec!["7", "007"], "??"),
    ] {
        assert_eq!(answers(range, &versions), expect, "{range}");
    }
}

#[test]
fn every_release_of_a_system_is_no_condition() {
    for (range, expect) in [
        ("<= 3.5 (Windows 7, 10, 11, Windows Server 2016, 2019)", "+-"),
        ("<= 3.5 (Windows 11, Windows Server 2019)", "?-"),
        ("<= 3.5 (Windows 7, 10)", "?-"),
        ("<= 3.5 (Windows 7, 10, Windows Server 2016 only)", "?-"),
    ] {
        assert_eq!(answers(range, &["3.4", "3.6"]), expect, "{range}");
    }
}

#[test]
fn an_interval_from_letter_to_letter_counts_by_the_letter_first() {
    for (range, versions, expect) in [
        ("A.02 <= C.04", vec!["A.01", "A.02", "B.09.15", "C.04", "C.05", "D.01", "3.0"], "-+++--?"),
        ("A.01 <= C.0x | 4.0", vec!["B.01", "C.03", "D.01", "4.0"], "+??+"),
        (">= A1.5.3 | <= B1.2.4", vec!["A1.5.2", "A1.6", "B1.2.4", "B1.2.5", "AB1.6"], "-++-?"),
        // What one letter is beside another only an interval says.
        ("<= K.15.18", vec!["K.15.17", "W.15.14"], "+?"),
    ] {
        assert_eq!(answers(range, &versions), expect, "{range}");
    }
}

#[test]
fn an_end_is_contested_where_a_remark_has_it_and_the_sign_leaves_it_out() {
    for (range, version, contested) in [
        ("< 2.5 (2.5 and prior)", "2.5", true),
        ("< 2019 R2 (2019 R2 and prior)", "2019 R2", true),
        ("< 2.5 (2.5 and prior)", "2.4", false),
        ("< 2.5", "2.5", false),
        ("<= 2.5 | < march 3 2018", "2.5", false),
        ("< 2.5 (firmware 1.4)", "2.5", false),
    ] {
        let read = FirmwareRange::parse(range).unwrap();
        let version = FirmwareVersion::parse(version).unwrap();
        assert_eq!(read.contests_its_end(&version), contested, "{range}");
    }
}

#[test]
fn what_is_cut_short_of_an_end_or_written_as_a_fraction_is_open() {
    for (range, version, answer) in [
        ("< 13.2.0.9", "13.2", None),
        ("< 13.2.1", "13.2", Some(true)),
        ("< 2.3", "2.20", None),
        ("< 2.3", "2.2", Some(true)),
        ("< 2.3", "2.30", Some(false)),
        ("< 6.9", "6.10", Some(false)),
        ("< 2.30", "2.20", Some(true)),
        ("< 3.3", "2.20", Some(true)),
        ("< 1.0.HW00.21.2019", "1.0.5.15.2018", None),
        ("< 1.0.HW00.21.2019", "1.0.HW00.15.2018", Some(true)),
        ("< 9.2c", "9.2.1", Some(false)),
        ("<= 2019 SPI", "2019 SP1", Some(true)),
    ] {
        let range = FirmwareRange::parse(range).unwrap();
        assert_eq!(range.contains(version).ok(), answer, "{} {version}", range.words());
    }
}

#[test]
fn underscores_stand_for_the_blanks_of_a_phrase_and_belong_to_a_version_otherwise() {
    for (range, versions, expect) in [
        ("versions_prior_to_8.5", vec!["8.4", "8.5"], "+-"),
        ("V3.0_to_V3.4", vec!["2.9", "3.2", "3.5"], "-+-"),
        ("3.2.0_-_3.2.8", vec!["3.1.9", "3.2.8", "3.2.9"], "-+-"),
        ("01_to_05", vec!["03", "06"], "+-"),
        ("Version_1.2_and_prior", vec!["1.2", "1.3"], "+-"),
        (">_1.0_and_<_2.0", vec!["1.0", "1.5", "2.0"], "-+-"),
        ("12.0.0_through_12.4.1", vec!["12.3.0", "12.4.2"], "+-"),
        ("firmware_version:<=1.2", vec!["1.2", "1.3"], "+-"),
        ("10.2.1_only", vec!["10.2.1", "10.2.2"], "+-"),
        ("All_Versions", vec!["1"], "+"),
        ("all_versions_<_V3.1", vec!["3.0", "3.1"], "+-"),
        ("<V17_Update_8", vec!["V17 Update 7", "V17 Update 8"], "+-"),
        ("< 8.2_20170817", vec!["8.2_20170816", "8.2_20170818", "8.2"], "+-?"),
    ] {
        assert_eq!(answers(range, &versions), expect, "{range}");
    }
}

#[test]
fn an_upper_end_may_stand_before_its_lower_one_and_a_plus_for_what_comes_later() {
    for (range, versions, expect) in [
        ("<1.1.5,>=1.1.0", vec!["1.0.9", "1.1.0", "1.1.4", "1.1.5"], "-++-"),
        ("<=4.5.1 and >=4.5", vec!["4.4", "4.5.1", "4.6"], "-+-"),
        // Two ends, and what lies between them is out.
        ("< 1.1 | >= 1.5", vec!["1.0", "1.2", "1.5"], "+-+"),
        ("V34.011+", vec!["34.010", "34.011", "35"], "-++"),
        ("vers:all", vec!["1"], "+"),
        ("10.2.1 (only)", vec!["10.2.1", "10.2.2"], "+-"),
        ("FW<2.1", vec!["2.0", "2.1"], "+-"),
        ("N/A", vec!["1.0"], "unreadable"),
    ] {
        assert_eq!(answers(range, &versions), expect, "{range}");
    }
}

#[test]
fn other_notations_read_like_the_words() {
    let versions = vec!["0.9", "1.0", "1.5", "2.0", "2.1"];
    for (range, expect) in [
        ("[1.0,2.0)", "-++--"),
        ("(1.0, 2.0]", "--++-"),
        ("(,2.0]", "++++-"),
        ("[1.0,)", "-++++"),
        ("1.0 <= version < 2.0", "-++--"),
        ("1.0<x<=2.0", "--++-"),
        (">= 1.0 but < 2.0", "-++--"),
        ("V1.0 or later but prior to V2.0", "-++--"),
        (">= 2.1 || < 1.0", "+---+"),
        ("2.0 (and earlier)", "++++-"),
        ("2.0 & prior", "++++-"),
        ("1.0/1.5/2.0", "-+++-"),
        ("v1.0 / v2.0", "-+-+-"),
        ("1.x/2.x", "-++++"),
    ] {
        assert_eq!(answers(range, &versions), expect, "{range}");
    }
}

#[test]
fn what_turns_a_version_round_or_counts_within_it_is_not_read_as_that_version() {
    for range in ["until 3.2", "till V3.2", "not 3.2", "1.0 2.0", "3.0 build < 12345"] {
        assert_eq!(answers(range, &["3.2"]), "unreadable", "{range}");
    }
}

#[test]
fn what_years_of_advisories_write_is_read() {
    for (range, versions, expect) in [
        (">= 9.3.0 -  but not including 9.3.8", vec!["9.2", "9.3.5", "9.3.8"], "-+-"),
        (">=20220413|<20240919", vec!["20220412", "20230919", "20240919", "OS 20231005"], "-+-+"),
        ("<June2023", vec!["December 2022", "2023-03", "October 2023"], "++-"),
        ("<= 4.1 | < January 20 2017", vec!["4.0", "4.1", "4.2"], "+?-"),
        (">=00.07.00|<=00.07.03.4", vec!["RUT9_R_00.07.02.4", "RUT9_R_00.07.04", "RUT9_R"], "+-?"),
        ("<MS_4.1_14142", vec!["4.0", "4.1", "4.2"], "+?-"),
        ("< V3.18 P014", vec!["3.17", "3.18", "3.18 P014"], "+?-"),
        ("< V3.18 SP1", vec!["3.18"], "+"),
        (">=13.2.1|<=13.2.6", vec!["13.1", "13.2", "13.2.3", "13.3"], "-?+-"),
        ("<v36.011_v35.013_v34.014", vec!["34.013", "34.014", "35.013", "36.010", "37.001"], "+--+-"),
        ("0x04075010", vec!["04075010", "0x04075010"], "++"),
        ("<= vR7.01.00", vec!["R7.01.00", "R7.01.10"], "+-"),
        ("v2.2 SR8 (4.12.006)", vec!["4.12.006", "4.12.007"], "?-"),
        ("<=3.8.0_Feature_Pack_1", vec!["3.8.0 FP1", "3.5.1", "3.8.0 FP2"], "++-"),
        ("2024_2023_11.0", vec!["2023", "11.0", "12.0"], "++?"),
        (">= 6.1 | <= 6.4 (CVE-2022-37434 only)", vec!["6.4", "6.5"], "+-"),
        ("R15B PC4", vec!["R15B PC4", "R15B PC5"], "+-"),
        ("<= 18.0.4PlusP1e", vec!["18.0.4PlusP1e", "18.0.4PlusP1g"], "+-"),
        ("<= S7x", vec!["S7w", "S7x", "S7y"], "++-"),
        ("< V23.3_HotfixRev23", vec!["V23.3 HotfixRev20", "V23.3 HotfixRev23"], "+-"),
        ("< 3.2 UP2", vec!["3.2 UP1", "3.2 UP2 HF2"], "+-"),
        ("< 2023 SIM 1", vec!["2023 SIM 1", "2022"], "-+"),
    ] {
        assert_eq!(answers(range, &versions).replace("unreadable", "?"), expect, "{range}: {versions:?}");
    }
}
