//! The pack holds, and spellings fall together and apart.

mod cisa;

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use sekisho_model::Target;

use super::*;
use crate::advisory;
use crate::testing::{seeded, shared};

impl Makers {
    /// Do both texts name a maker in common?
    fn share(&self, other: &Self) -> bool {
        !self.keys.is_disjoint(&other.keys)
    }

    /// The names of the listed makers that a text names.
    pub(in crate::device) fn other_names(text: &str) -> Vec<String> {
        static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| toml::from_str::<Pack>(PACK).unwrap().vendor);
        let makers = Self::of(text);
        let named = ROWS.iter().filter(|row| makers.names(&row.id));
        named.flat_map(Row::spellings).filter(|name| !name.is_empty()).cloned().collect()
    }
}

#[test]
fn the_pack_parses_and_no_spelling_belongs_to_two_makers() {
    let pack: Pack = toml::from_str(PACK).unwrap();
    assert!(pack.vendor.len() > 200);
    let bare = Spellings::of(Pack { vendor: Vec::new(), ..toml::from_str(PACK).unwrap() });
    let mut owners: BTreeMap<String, &str> = BTreeMap::new();
    let mut ids = BTreeSet::new();
    for row in &pack.vendor {
        assert!(ids.insert(&row.id), "{} twice", row.id);
        assert!(row.also.iter().all(|id| pack.vendor.iter().any(|other| other.id == *id)), "{}", row.id);
        assert!(!row.en.is_empty() && !row.ja.is_empty(), "{}", row.id);
        for spelling in row.spellings() {
            let owner = *owners.entry(bare.key(&folded(spelling), false)).or_insert(&row.id);
            assert!(owner == row.id || spelling.is_empty(), "{spelling} of {owner} and {}", row.id);
        }
    }
}

/// Id, spellings.
const SPELLINGS_OF: &[(&str, &[&str])] = &[
    (
        "mitsubishi-electric",
        &[
            "三菱電機",
            "三菱電機株式会社",
            "ミツビシ電機",
            "ミツビシデンキ",
            "Mitsubishi Electric ",
            "MITSUBISHI ELECTRIC CORPORATION",
            "Mitsubishi Electric Corp.",
            "㈱三菱電機",
            "ﾐﾂﾋﾞｼ電機",
            "三菱電機（株）",
            "MitsubishiElectric",
        ],
    ),
    ("omron", &["オムロン", "オムロン株式会社", "OMRON Corporation", "omron", "おむろん"]),
    ("yokogawa", &["横河電機", "Yokogawa Electric Corporation", "YOKOGAWA", "ヨコガワ"]),
    ("keyence", &["キーエンス", "KEYENCE", "(株)キーエンス"]),
    ("fanuc", &["ファナック", "フアナック", "FANUC CORPORATION", "FANUC Ltd."]),
    ("yaskawa", &["安川電機", "YASKAWA Electric Corporation", "安川", "ヤスカワ"]),
    ("fuji-electric", &["富士電機", "Fuji Electric Co., Ltd.", "富士電機株式会社"]),
    (
        "panasonic",
        &[
            "パナソニック",
            "Panasonic Corporation",
            "パナソニック インダストリー株式会社",
            "パナソニックインダストリー",
        ],
    ),
    ("hitachi", &["日立", "株式会社日立製作所", "Hitachi, Ltd."]),
    ("hitachi-energy", &["Hitachi Energy", "日立エナジー", "Hitachi ABB Power Grids"]),
    ("toshiba", &["東芝", "TOSHIBA CORPORATION"]),
    (
        "jtekt",
        &[
            "ジェイテクト",
            "ジエイテクト",
            "JTEKT Corporation",
            "株式会社ジェイテクトエレクトロニクス",
            "光洋電子工業",
        ],
    ),
    (
        "siemens",
        &[
            "シーメンス",
            "Siemens AG",
            "SIEMENS",
            "シーメンス株式会社",
            "Siemens K.K.",
            "ジーメンス",
            "日本シーメンス",
        ],
    ),
    (
        "schneider-electric",
        &[
            "シュナイダー",
            "シュナイダーエレクトリック株式会社",
            "Schneider Electric",
            "Schneider Electric Software, LLC",
            "Schneider Electric SE",
            "シュナイダ エレクトリック",
            "シュナイダー・エレクトリック",
        ],
    ),
    (
        "rockwell-automation",
        &[
            "ロックウェル",
            "ロックウエルオートメーション",
            "Rockwell Automation, Inc.",
            "Allen-Bradley",
            "アレン・ブラッドリー",
            "アレンブラッドレー",
            "Rockwell Automation Japan",
        ],
    ),
    (
        "phoenix-contact",
        &[
            "フエニックス・コンタクト",
            "フェニックスコンタクト株式会社",
            "PHOENIX CONTACT GmbH & Co. KG",
            "Phoenix Contact",
            "PHOENIX CONTACT, Innominate Security Technologies",
        ],
    ),
    ("beckhoff", &["ベッコフ", "Beckhoff Automation GmbH", "ベッコフオートメーション株式会社"]),
    ("moxa", &["モクサ", "MOXA", "Moxa Inc."]),
    ("cisco", &["シスコ", "Cisco Systems, Inc.", "シスコシステムズ合同会社"]),
    ("pilz", &["Pilz GmbH & Co. KG (Pilz)", "ピルツ"]),
    ("geutebrueck", &["GeutebrÃ¼ck", "GeutebrÃ¼ck GmbH", "Geutebrück", "Geutebruck"]),
    ("codesys", &["CODESYS, GmbH", "3S-Smart Software Solutions GmbH"]),
    ("b-and-r", &["B&R Industrial Automation", "B & R", "B&R Industrial Automation GmbH"]),
    (
        "lcds",
        &[
            "LCDS - LeÃ£o Consultoria e Desenvolvimento de Sistemas Ltda ME",
            "LCDS LeÃ£o Consultoria e Desenvolvimento de Sistemas LTDA ME",
        ],
    ),
    ("ls-electric", &["LS ELECTRIC, LS Industrial Systems (LSIS) Co. Ltd"]),
    (
        "johnson-controls",
        &[
            "Sensormatic Electronics, LLC, a subsidiary of Johnson Controls Inc.",
            "Exacq Technologies, Johnson Controls Inc.",
            "CKS, a subsidiary of Johnson Controls Inc.",
            "Contolled Electronic Management Systems Ltd, Johnson Contols Inc.",
        ],
    ),
];

#[test]
fn spellings_of_one_maker_share_its_id() {
    for (id, spellings) in SPELLINGS_OF {
        for spelling in *spellings {
            let makers = Makers::of(spelling);
            let named: Vec<&str> = makers.keys().filter(|key| makers.names(key)).collect();
            assert_eq!(named, [*id], "{spelling}");
        }
    }
}

#[test]
fn a_text_may_name_several_makers() {
    let keys = |text: &str| Makers::of(text).keys().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(
        keys("ABB, Phoenix Contact, Schneider Electric, Siemens, and WAGO"),
        ["abb", "hitachi-energy", "phoenix-contact", "schneider-electric", "siemens", "wago"]
    );
    assert_eq!(
        keys("AVEVA Software, LLC and Schneider Electric Software, LLC"),
        ["aveva", "schneider-electric"]
    );
    assert_eq!(keys("Silex Technology and GE Healthcare"), ["ge", "ge-healthcare", "silex"]);
    assert!(Makers::of("ICONICS, Mitsubishi Electric").share(&Makers::of("三菱電機")));
    assert_eq!(keys("株式会社デジタル"), ["pro-face", "schneider-electric"]);
    assert!(
        Makers::of("multiple").is_anybody() && Makers::of("").is_anybody() && Makers::of("n/a").is_anybody()
    );
}

#[test]
fn makers_with_like_names_stay_apart() {
    for (a, b) in [
        ("Hitachi Energy", "日立"),
        ("Delta Electronics", "Delta Controls"),
        ("Mitsubishi Heavy Industries", "Mitsubishi Electric"),
        ("Fuji Electric", "FUJI CORPORATION"),
        ("Prima Systems", "Prima Power"),
        ("Phoenix Contact", "Phoenix Broadband Technologies LLC"),
    ] {
        assert!(!Makers::of(a).share(&Makers::of(b)), "{a} and {b}");
    }
}

#[test]
fn a_maker_whose_things_are_reported_under_another_name_is_not_that_other() {
    for (maker, other, id) in
        [("GE Healthcare", "General Electric (GE)", "ge"), ("Siemens Healthcare", "Siemens", "siemens")]
    {
        let makers = Makers::of(maker);
        assert!(makers.share(&Makers::of(other)) && !makers.names(id), "{maker}");
    }
}

#[test]
fn an_unlisted_maker_goes_by_its_folded_name() {
    let alike = |a: &str, b: &str| assert!(Makers::of(a).share(&Makers::of(b)), "{a} and {b}");
    alike("Nowhere Valves GmbH", "NOWHERE VALVES");
    alike("どこかバルブ株式会社", "どこかバルブ");
    alike("Trihedral", "Trihedral Engineering Limited");
    alike("Vecna Technologies Inc", "Vecna Technologies");
    alike("Nowhere Valves Japan", "Nowhere Valves, Inc.");
}

#[test]
fn every_spelling_of_the_cisa_advisories_has_a_group() {
    let Some(folder) = shared("cisa-csaf") else { return };
    let mut groups: BTreeMap<Vec<String>, BTreeSet<String>> = BTreeMap::new();
    for file in advisory::tests::files(&folder, "json") {
        let text = std::fs::read_to_string(file).unwrap();
        for advisory in advisory::tests::read_text(&text).facts {
            for statement in advisory.statements {
                if let Target::Device(device) = statement.target {
                    let keys = Makers::of(&device.vendor).keys().map(str::to_owned).collect();
                    groups.entry(keys).or_default().insert(device.vendor);
                }
            }
        }
    }
    let spellings: usize = groups.values().map(BTreeSet::len).sum();
    let unlisted = groups.keys().filter(|keys| keys.iter().any(|key| key.starts_with('~'))).count();
    println!("vendors: {spellings} spellings in {} groups, {unlisted} of them unlisted", groups.len());
    for (keys, spellings) in groups.iter().filter(|(_, spellings)| spellings.len() > 1) {
        println!("  {}: {spellings:?}", keys.join("+"));
    }
    // Only the words for nobody in particular have no key.
    let nobody = groups.get(&Vec::new()).cloned().unwrap_or_default();
    assert_eq!(nobody, ["multiple", "multiple open source", "n/a"].map(str::to_owned).into());
}

proptest! {
    #![proptest_config(seeded(500))]

    #[test]
    fn any_text_has_keys_and_folding_twice_changes_nothing(text in "\\PC{0,40}") {
        let once = folded(&text);
        prop_assert_eq!(folded(&once), once.clone());
        prop_assert_eq!(Makers::of(&text), Makers::of(&format!("  {text} ")));
    }
}

#[test]
fn a_maker_in_front_of_its_product_may_be_left_out() {
    let behind = |vendor: &str, product: &'static str| Makers::of(vendor).behind_own_name(vendor, product);
    assert_eq!(behind("Tidemark Ltd.", "Tidemark Harbour Gauge"), Some("Harbour Gauge"));
    assert_eq!(behind("Tidemark Inc.", "Tidemark Inc TCP/IP"), Some("TCP/IP"));
    assert_eq!(behind("Inductive Automation", "Inductive Automation Ignition 8"), Some("Ignition 8"));
    assert_eq!(behind("Schneider Electric", "APC Easy UPS"), Some("Easy UPS"), "a brand of the maker");
    for (vendor, product) in [
        ("Tidemark", "Harbour Gauge"),
        ("Tidemark", "Tidemarker Gauge"),
        ("gauged", "gauged"),
        ("Tidemark", "Tidemark 8"),
    ] {
        assert_eq!(behind(vendor, product), None, "{product}");
    }
}
