//! The vendors of CISA's advisories, each to its makers: a table of ours, made by reading the list of spellings.

use super::*;

/// A maker, and the spellings that name it. A spelling that stands nowhere here is a maker of its own.
const GROUPS: &[&[&str]] = &[
    &["3S-Smart Software Solutions GmbH", "CODESYS, GmbH"],
    &["ABB", ALL_FIVE],
    &["Phoenix Contact", "PHOENIX CONTACT, Innominate Security Technologies", ALL_FIVE],
    &["Schneider Electric Software, LLC", AVEVA_AND_SCHNEIDER, ALL_FIVE],
    &["Siemens", "Siemens Healthineers, Siemens", ALL_FIVE],
    &["WAGO", ALL_FIVE],
    &["Abbott Laboratories", "St. Jude Medical"],
    &["Advantech", "B+B SmartWorx, Advantech"],
    &["Automation Direct", "Red Lion, AutomationDirect", "Host Engineering"],
    &["AVEVA Software, LLC", AVEVA_AND_SCHNEIDER],
    &["B. Braun", "B. Braun Medical"],
    &["Baxter", "Hillrom and ELI, Baxter International Inc."],
    &["Hillrom", "Hillrom and ELI, Baxter International Inc."],
    &["Digi International", "Digi International, Inc."],
    &["GeutebrÃ¼ck", "GeutebrÃ¼ck GmbH"],
    &["Honeywell", "Matrikon, Honeywell"],
    &["MatrikonOPC", "Matrikon, Honeywell"],
    &["ICONICS", "ICONICS, Mitsubishi Electric"],
    &["Mitsubishi Electric", "Mitsubishi Electric ", "ICONICS, Mitsubishi Electric"],
    &[
        "Johnson Controls Inc",
        "CKS, a subsidiary of Johnson Controls Inc.",
        "Contolled Electronic Management Systems Ltd, Johnson Contols Inc.",
        "Exacq Technologies, Johnson Controls Inc.",
        "Kantech, Johnson Controls Inc.",
        "Sensormatic Electronics, LLC, Johnson Controls Inc.",
        "Sensormatic Electronics, LLC, a subsidiary of Johnson Controls Inc.",
    ],
    &[
        "LCDS - LeÃ£o Consultoria e Desenvolvimento de Sistemas LTDA ME",
        "LCDS - LeÃ£o Consultoria e Desenvolvimento de Sistemas Ltda ME",
        "LCDS LeÃ£o Consultoria e Desenvolvimento de Sistemas LTDA ME",
    ],
    &["MOXA", "Moxa"],
    &["PEPPERL+FUCHS", "Pepperl+Fuchs"],
    &["Philips", "Phillips"],
    &["Capsule Technologies", "Qualcomm Life"],
    &["SpiderControl", "iniNet Solutions GmbH"],
    &["Treck Inc", "Treck Inc."],
    &["Triangle MicroWorks", "Triangle Microworks"],
    &["Trihedral", "Trihedral Engineering Limited"],
    &["Hangzhou Xiongmai Technology Co, Ltd", "Xiongmai Technology"],
    &["GE Healthcare", "Silex Technology and GE Healthcare"],
];

const ALL_FIVE: &str = "ABB, Phoenix Contact, Schneider Electric, Siemens, and WAGO";
const AVEVA_AND_SCHNEIDER: &str = "AVEVA Software, LLC and Schneider Electric Software, LLC";

fn together(a: &str, b: &str) -> bool {
    GROUPS.iter().any(|group| group.contains(&a) && group.contains(&b))
}

#[test]
fn every_spelling_stands_with_those_of_its_maker_and_with_no_other() {
    let Some(folder) = shared("cisa-csaf") else { return };
    let mut makers: BTreeMap<String, Makers> = BTreeMap::new();
    for file in advisory::tests::files(&folder, "json") {
        let text = std::fs::read_to_string(file).unwrap();
        for advisory in advisory::tests::read_text(&text).facts {
            for statement in advisory.statements {
                if let Target::Device(device) = statement.target {
                    makers.entry(device.vendor).or_insert_with_key(|vendor| Makers::of(vendor));
                }
            }
        }
    }
    let mut wrong = Vec::new();
    for (spelling, own) in &makers {
        let others = makers.iter().filter(|(other, _)| *other != spelling);
        let mistaken =
            others.filter(|(other, named)| own.own.is_disjoint(&named.own) == together(spelling, other));
        let mistaken: Vec<&str> = mistaken.map(|(other, _)| other.as_str()).collect();
        if !mistaken.is_empty() {
            wrong.push(format!("{spelling}: {mistaken:?}"));
        }
    }
    let mut tried = makers.len();
    for (id, spellings) in SPELLINGS_OF.iter().chain(LATER) {
        for spelling in *spellings {
            tried += 1;
            if Makers::of(spelling).own.iter().collect::<Vec<_>>() != [id] {
                wrong.push(format!("{spelling}: {:?}, not {id}", Makers::of(spelling).own));
            }
        }
    }
    println!("conformance | ot/vendor-alias | {} | {tried}", tried - wrong.len());
    for line in &wrong {
        println!("miss: {line}");
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// Further spellings, of later advisories and of lists of devices.
const LATER: &[(&str, &[&str])] = &[
    ("festo", &["Festo SE & Co. KG", "FESTO", "フエスト"]),
    ("hitachi-energy", &["Hitachi Energy Ltd", "Hitachi Energy Ltd."]),
    (
        "rockwell-automation",
        &["Rockwell Automation ", "Rockwell", "ROCKWELL AUTOMATION", "ロックウェル・オートメーション"],
    ),
    (
        "mitsubishi-electric",
        &["Mitsubishi Electric Corporation", "Mitsubishi Denki", "三菱電機株式会社", "ミツビシデンキ"],
    ),
    ("schneider-electric", &["Schneider-Electric", "Schneider Electric Japan", "シュナイダーエレクトリック"]),
    ("phoenix-contact", &["PHOENIX CONTACT GmbH & Co. KG", "PhoenixContact"]),
    (
        "johnson-controls",
        &["Johnson Controls, Inc.", "Johnson Controls International", "ジョンソンコントロールズ"],
    ),
    (
        "yokogawa",
        &["Yokogawa Electric Corporation", "YOKOGAWA", "Yokogawa Denki", "横河電機(株)", "ヨコガワ"],
    ),
    ("omron", &["OMRON", "Omron Corporation", "オムロン株式会社", "OMRON Corp."]),
    ("fuji-electric", &["Fuji Denki", "富士電機株式会社", "フジデンキ", "Fuji Electric Co., Ltd."]),
    ("delta-electronics", &["Delta Electronics, Inc.", "Delta", "台達電子", "デルタ電子"]),
    ("emerson", &["Emerson Electric", "エマソン"]),
    ("horner", &["Horner Automation", "Horner APG"]),
    ("hitachi", &["Hitachi, Ltd.", "Hitachi Seisakusho", "日立製作所"]),
    ("toshiba", &["Toshiba Corporation", "東芝", "トウシバ"]),
    ("jtekt", &["JTEKT", "豊田工機", "ジェイテクトエレクトロニクス"]),
    ("panasonic", &["Panasonic", "松下電工", "パナソニック"]),
    ("keyence", &["KEYENCE", "キーエンス", "株式会社キーエンス", "KEYENCE CORPORATION"]),
    ("yaskawa", &["YASKAWA", "安川電機", "Yasukawa Denki", "ヤスカワデンキ"]),
    ("azbil", &["azbil", "アズビル", "山武", "Yamatake"]),
    ("fanuc", &["FANUC", "ファナック", "FANUC America"]),
    ("siemens", &["Siemens ", "SIEMENS AG", "シーメンス(株)"]),
    ("moxa", &["MOXA Inc.", "モクサ"]),
    ("advantech", &["Advantech Co., Ltd.", "アドバンテック", "研華"]),
    ("beckhoff", &["Beckhoff Automation", "BECKHOFF Automation GmbH & Co. KG"]),
    ("b-and-r", &["B&R", "B&R Automation"]),
    ("weidmueller", &["Weidmüller", "Weidmueller Interface", "ワイドミュラー"]),
    ("pepperl-fuchs", &["Pepperl+Fuchs SE", "ペッパール・フックス"]),
    ("wago", &["WAGO GmbH & Co. KG", "ワゴ"]),
    ("idec", &["IDEC Corporation", "和泉電気", "アイデック"]),
];
