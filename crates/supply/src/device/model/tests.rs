//! Names against devices, in a table; and what holds for any words.

use std::collections::BTreeSet;

use proptest::prelude::*;
use sekisho_model::DeviceTarget;

use super::super::vendor::Makers;
use super::*;
use crate::testing::seeded;

fn grade(vendor: &str, product: &str, family: &str, model: &str) -> Option<Grade> {
    let makers = Makers::of(vendor);
    let target =
        DeviceTarget { vendor: vendor.to_owned(), product: product.to_owned(), ..DeviceTarget::default() };
    let known = |text: &'static str| text;
    let some = |text| if text == known("") { None } else { Some(text) };
    let asked = Asked::of(makers.keys(), some(family), some(model), None);
    agreement(&Named::of(&target, makers.keys()), &asked).map(|agreement| agreement.grade)
}

/// Vendor, product as an advisory names it; family and model of a device; how they agree.
type Row = (&'static str, &'static str, &'static str, &'static str, Option<Grade>);

const EXACT: Option<Grade> = Some(Grade::Exact);
const FAMILY: Option<Grade> = Some(Grade::Family);
const MEMBER: Option<Grade> = Some(Grade::Member);
const POSSIBLE: Option<Grade> = Some(Grade::Possible);

const ROWS: &[Row] = &[
    // This very model, in every spelling.
    ("Siemens", "SCALANCE X208", "SCALANCE", "X208", EXACT),
    ("Siemens", "SCALANCE X208", "", "Scalance-X208", EXACT),
    ("Mitsubishi Electric", "MELSEC Q Q03 UDECPU", "MELSEC-Q", "Q03UDECPU", EXACT),
    (
        "Mitsubishi Electric",
        "MELSEC iQ-R Series R04(EN)CPU Firmware",
        "ＭＥＬＳＥＣ　ｉＱ－Ｒ",
        "Ｒ０４ＥＮＣＰＵ",
        EXACT,
    ),
    ("Mitsubishi Electric", "R04/08/16/32/120(EN)CPU", "MELSEC iQ-R", "R120CPU", EXACT),
    ("Mitsubishi Electric", "R04/08/16/32/120(EN)CPU", "MELSEC iQ-R", "R08PCPU", None),
    ("Mitsubishi Electric", "L02/06/26CPU L26CPU-BT", "MELSEC-L", "L06CPU", EXACT),
    ("Mitsubishi Electric", "FX5U-xMy/z", "MELSEC iQ-F", "FX5U-32MT/ES", EXACT),
    ("Mitsubishi Electric", "FX5U(C) CPU module", "MELSEC iQ-F", "FX5UC-32MT/D", FAMILY),
    ("LS ELECTRIC", "XGI-CPUU/UD/H/S/E", "XGI", "XGI-CPUUD", EXACT),
    ("Siemens", "SIMATIC CP 443-1 Advanced (6GK7443-1GX30-0XE0)", "", "CP443-1 Advanced", EXACT),
    ("JTEKT", "PC10G-CPU TCC-6353", "TOYOPUC", "PC10G-CPU", EXACT),
    ("JTEKT", "Nano 10GX Type=TUC-1157", "TOYOPUC", "TUC-1157", EXACT),
    ("Moxa", "NPort 5210 5230 and 5232", "NPort", "NPort 5232", EXACT),
    ("Sierra Wireless", "MP70 MP70E RV50 RV50X LX40 and LX60", "AirLink", "RV50X", EXACT),
    ("Emerson", "Wireless 1420 Gateway", "", "1420", EXACT),
    ("Phoenix Contact", "FL SWITCH 3xxx 4xxx and 48xx", "FL SWITCH", "FL SWITCH 3016", EXACT),
    ("Omron", "Automation Software Sysmac Studio (All Models)", "Sysmac Studio", "", EXACT),
    ("FANUC", "R-30iA R-30iA Mate", "R-30iA", "R-30iA", EXACT),
    // Families, series and patterns.
    (
        "Siemens",
        "SIMATIC S7-1500 CPU family (incl. SIPLUS variants)",
        "SIMATIC S7-1500",
        "CPU 1518-4 PN/DP",
        FAMILY,
    ),
    ("Siemens", "SIMATIC S7-1500 CPU family (incl. SIPLUS variants)", "", "6ES7518-4AP00-0AB0", FAMILY),
    ("Mitsubishi Electric", "GOT2000 Series GT27 Model", "GOT2000", "GT2710-STBA", FAMILY),
    ("Mitsubishi Electric", "FR-A800 Series", "FREQROL", "FR-A840-00023-2-60", FAMILY),
    ("Mitsubishi Electric", "MELSEC iQ-R iQ-F Q L and F series", "MELSEC iQ-F", "FX5UJ-24MT/ES", FAMILY),
    ("Omron", "NJ-series Machine Automation Controller (All Models)", "NJシリーズ", "NJ501-1300", FAMILY),
    (
        "Omron",
        "NJ-series Machine Automation Controller (NJ501-1300, NJ501-1400)",
        "NJシリーズ",
        "NJ501-1300",
        EXACT,
    ),
    (
        "Omron",
        "NJ-series Machine Automation Controller (NJ501-1300, NJ501-1400)",
        "NJシリーズ",
        "NJ301-1100",
        None,
    ),
    (
        "Schneider Electric",
        "Modicon M580 CPU (part numbers BMEP* and BMEH*)",
        "Modicon M580",
        "BMEP582040",
        FAMILY,
    ),
    ("Rockwell Automation", "ControlLogix 5570 controllers", "", "1756-L72", FAMILY),
    ("Hikvision", "DS-2CD2xx2FWD Series", "", "DS-2CD2142FWD-I", FAMILY),
    ("Moxa", "EDS-405A series", "", "EDS-405A-MM-SC", FAMILY),
    // Less is known of the device than the name says.
    ("Siemens", "SIMATIC S7-1500 CPU 1515-2 PN (6ES7515-2AM01-0AB0)", "SIMATIC S7-1500", "", MEMBER),
    ("JTEKT", "PC10G-CPU TCC-6353", "TOYOPUC", "", MEMBER),
    ("Advantech", "WebAccess HMI Designer", "", "WebAccess", MEMBER),
    // Some words agree.
    ("Rockwell Automation", "ControlLogix 5570 controllers", "ControlLogix", "1756-Z9", POSSIBLE),
    ("Siemens", "SIMATIC S7-1500 Software Controller", "SIMATIC S7-1500", "6ES7515-2AM01-0AB0", POSSIBLE),
    // Something else.
    ("Siemens", "SIMATIC S7-1500 CPU 1516-3 PN/DP", "SIMATIC S7-1500", "CPU 1515-2 PN", None),
    ("Siemens", "SIMATIC S7-1200 CPU family", "SIMATIC S7-1500", "CPU 1515-2 PN", None),
    ("Siemens", "SCALANCE X308-2LH (6GK5308-2FN00-2AA3)", "SCALANCE", "X308-2LH+", None),
    ("Siemens", "SIMATIC RTU 3000 family", "SIMATIC", "CP 343-1", None),
    ("Siemens", "SIPROTEC 5 7SA82 devices (CPU variant CP100)", "SIPROTEC 5", "7SJ81", None),
    ("Mitsubishi Electric", "MELSEC iQ-R RJ71EN71", "MELSEC iQ-R", "R02CPU", None),
    ("Mitsubishi Electric", "MELSEC iQ-R Series Motion Module", "MELSEC iQ-R", "R02CPU", None),
    ("Mitsubishi Electric", "FX3U-ENET", "MELSEC-F", "FX3U-ENET-ADP", None),
    ("Mitsubishi Electric", "GT Designer3 Version1 (GOT2000)", "", "GT Designer3 Version1 (GOT1000)", None),
    ("Yokogawa", "Exaquantum/Batch", "", "Exaquantum", None),
    ("Omron", "NX7-series Machine Automation Controller", "NX1シリーズ", "NX102-1200", None),
    (
        "Siemens",
        "SIMATIC ET200ecoPN, 8DI, DC24V, 4xM12 (6ES7141-6BF00-0AB0)",
        "SCALANCE",
        "XR324WG (24 X FE, DC 24V)",
        None,
    ),
];

#[test]
fn names_and_devices_agree_as_a_person_would_say() {
    let mut wrong = Vec::new();
    for (vendor, product, family, model, expect) in ROWS {
        let found = grade(vendor, product, family, model);
        if found != *expect {
            wrong.push(format!("{product} | {family} | {model}: {found:?}, not {expect:?}"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn order_numbers_stand_in_parentheses() {
    assert_eq!(order_numbers("SIMATIC CP 443-1 (6GK7443-1EX30-0XE0)"), ["6GK7443-1EX30-0XE0"]);
    assert_eq!(
        order_numbers("SCALANCE XR324-4M EEC (24V, ports on rear) (6GK5324-4GG10-1JR2)"),
        ["6GK5324-4GG10-1JR2"]
    );
    assert!(order_numbers("DS-2CD2xx2FWD Series (all)").is_empty());
}

/// Words of names, few, so that they meet often.
fn names() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "SIMATIC",
        "S7-1500",
        "CPU",
        "1515-2",
        "PN",
        "(6ES7515-2AM01-0AB0)",
        "family",
        "R04/08ENCPU",
        "GT27",
        "Model",
        "and",
        ",",
        "X208",
        "(EU)",
        "V7.4",
        "NJ-series",
        "x",
        "**",
        "(",
        ")",
        "FX5U-xMy/z",
        "シリーズ",
        "with",
        "software",
        "1756-L72",
        "ControlLogix",
    ]);
    prop::collection::vec(word, 0..7).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(seeded(1_500))]

    #[test]
    fn any_words_are_compared_without_harm(product in "\\PC{0,60}", family in "\\PC{0,30}", model in "\\PC{0,30}") {
        let target = DeviceTarget { product, ..DeviceTarget::default() };
        let asked = Asked::of(std::iter::once("siemens"), Some(&family), Some(&model), None);
        let _ = agreement(&Named::of(&target, std::iter::once("siemens")), &asked);
    }

    #[test]
    fn what_an_index_would_find_holds_what_agrees(product in names(), family in names(), model in names()) {
        let target = DeviceTarget { product, models: BTreeSet::new(), ..DeviceTarget::default() };
        let named = Named::of(&target, std::iter::once("siemens"));
        let asked = Asked::of(std::iter::once("siemens"), Some(&family), Some(&model), None);
        if agreement(&named, &asked).is_some() {
            let keys = named.keys();
            let known: Vec<&str> = asked.keys().collect();
            let by_text = keys.texts.iter().chain(&keys.umbrellas).any(|key| known.contains(&key.as_str()));
            let by_head = keys.heads.iter().any(|head| known.iter().any(|key| key.starts_with(head.as_str())));
            prop_assert!(by_text || by_head);
        }
    }
}
