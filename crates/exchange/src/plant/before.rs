//! Workbooks that an earlier version wrote: fewer sheets and columns, under the headers of that time.

use rust_xlsxwriter::Workbook;

use super::tests::{read, words};
use super::*;
use crate::{columns, sheet, testing};

/// Code, Japanese name, English name, and the columns: field, Japanese header, English header.
type OldSheet = (&'static str, &'static str, &'static str, &'static str);

/// As version 0.1.0 wrote them before steps 1-7, 2-1 and 3 had sheets.
const OLD_SHEETS: &[OldSheet] = &[
    (
        "plant",
        "工場",
        "Plant",
        "
        name|工場名|Plant name
        company|会社名|Company
        note|備考|Note
    ",
    ),
    (
        "requirement",
        "要件",
        "Requirements",
        "
        id|ID|ID
        name|要件|Requirement
        kind|区分|Kind
        source|出典|Source
        owner|責任者|Owner
        date|適用日|Date
        note|備考|Note
    ",
    ),
    (
        "business",
        "業務",
        "Businesses",
        "
        id|ID|ID
        name|業務名|Business name
        importance|重要度|Importance
        importance_reason|重要度の理由|Reason for importance
        loss.business_continuity|BC（事業継続）|BC (business continuity)
        loss.safety|S（安全）|S (safety)
        loss.quality|Q（品質）|Q (quality)
        loss.delivery|D（納期）|D (delivery)
        loss.cost|C（コスト）|C (cost)
        recovery_hours_max|目標復旧時間（時間）|Recovery within (hours)
        owner|責任者|Owner
        note|備考|Note
    ",
    ),
    (
        "zone",
        "ゾーン",
        "Zones",
        "
        id|ID|ID
        name|ゾーン名|Zone name
        parent|上位ゾーン|Parent zone
        businesses|業務|Businesses
        importance|重要度|Importance
        level|階層|Level
        security_level_target|目標セキュリティレベル（SL-T）|Target security level (SL-T)
        owner|責任者|Owner
        note|備考|Note
    ",
    ),
    (
        "conduit",
        "コンジット",
        "Conduits",
        "
        id|ID|ID
        name|コンジット名|Conduit name
        from|接続元ゾーン|From zone
        to|接続先ゾーン|To zone
        direction|方向|Direction
        kind|種別|Kind
        protocols|プロトコル|Protocols
        responsible|責任分界・責任者|Responsible
        note|備考|Note
    ",
    ),
    (
        "supplier",
        "取引先",
        "Suppliers",
        "
        id|ID|ID
        name|取引先名|Supplier name
        provides|供給品・サービス|Provides
        contact|連絡先|Contact
        scs_level|SCS評価（★）|SCS star
        note|備考|Note
    ",
    ),
    (
        "product",
        "製品",
        "Products",
        "
        id|ID|ID
        name|製品名|Product name
        version|版|Version
        maker|製造元（自社・取引先）|Made by (own or supplier)
        device.vendor|メーカー|Vendor
        device.family|シリーズ|Family
        device.model|型式|Model
        device.firmware|ファームウェア|Firmware
        businesses|業務|Businesses
        support_end|サポート終了日|Support ends
        note|備考|Note
    ",
    ),
    (
        "asset",
        "保護対象",
        "Assets",
        "
        id|ID|ID
        name|保護対象名|Asset name
        kind|種別|Kind
        zone|ゾーン|Zone
        businesses|業務|Businesses
        importance|重要度|Importance
        importance_reason|重要度の理由|Reason for importance
        device.vendor|メーカー|Vendor
        device.family|シリーズ|Family
        device.model|型式|Model
        device.firmware|ファームウェア|Firmware
        products|製品・ソフトウェア|Products
        addresses|アドレス|Addresses
        place|設置場所|Place
        owner|責任者|Owner
        supplier|取引先|Supplier
        support_end|サポート終了日|Support ends
        note|備考|Note
    ",
    ),
    (
        "flow",
        "データフロー",
        "Data flows",
        "
        id|ID|ID
        name|データ|Data
        from|送信元|From
        to|送信先|To
        conduit|コンジット|Conduit
        note|備考|Note
    ",
    ),
    (
        "measure",
        "対策",
        "Measures",
        "
        id|ID|ID
        name|対策名|Measure name
        state|状態|State
        zones|対象ゾーン|Zones
        conduits|対象コンジット|Conduits
        assets|対象の保護対象|Assets
        owner|責任者|Owner
        cost_yen|費用（円）|Cost (yen)
        due|期限|Due
        note|備考|Note
    ",
    ),
];

fn workbook_of_old(register: &Register, lang: Lang) -> Vec<u8> {
    let mut book = Workbook::new();
    for (code, ja, en, fields) in OLD_SHEETS {
        let page = book.add_worksheet();
        page.set_name(lang.pick(ja, en)).unwrap();
        let kind = RecordKind::from_code(code).unwrap();
        let fields = fields.lines().map(str::trim).filter(|line| !line.is_empty());
        for (number, field) in (0_u16..).zip(fields) {
            let [field, ja, en] = field.split('|').collect::<Vec<_>>().try_into().unwrap();
            let column = columns::sheet(kind).column(field).unwrap();
            let mark = if column.need == columns::Need::Required { lang.pick("※", " *") } else { "" };
            page.write_string(0, number, format!("{}{mark}", lang.pick(ja, en))).unwrap();
            let of_kind = register.records().filter(|record| record.kind() == kind);
            for (row, record) in (1_u32..).zip(of_kind) {
                let flat = sheet::flat(&record).unwrap();
                let shown = flat.get(field).and_then(|value| sheet::shown(column, value, lang));
                let text = shown.map(sheet::Shown::into_text).unwrap_or_default();
                page.write_string(row, number, text).unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_written_before_reads_without_a_problem_and_leaves_later_fields_alone() {
    let registers = (0..6).map(|seed| testing::generated(seed, 4)).chain([testing::full()]);
    for register in registers {
        for lang in Lang::ALL {
            let bytes = workbook_of_old(&register, lang);
            let over_itself = read("plant.xlsx", &bytes, &register);
            assert_eq!(words(&over_itself.problems), "");
            assert_eq!(over_itself.facts, register);
            let afresh = read("plant.xlsx", &bytes, &Register::default());
            assert_eq!(words(&afresh.problems), "");
            for (code, ..) in OLD_SHEETS {
                let kind = RecordKind::from_code(code).unwrap();
                assert_eq!(afresh.facts.named(kind), register.named(kind), "{code}");
            }
        }
    }
}

#[test]
fn the_old_header_of_a_conduits_responsible_party_is_not_the_split_of_responsibility() {
    let rows = "ID,コンジット名,接続元ゾーン,接続先ゾーン,方向,種別,責任分界・責任者,責任分界\nC1,保守回線,Z1,Z1,双方向,遠隔保守,保全課,回線終端まで当社\n";
    let mut base = Register::default();
    let zone = serde_json::json!({ "id": "Z1", "name": "組立" });
    base.put(Record::deserialize_as(RecordKind::Zone, zone).unwrap());
    let reading = read("コンジット.csv", rows.as_bytes(), &base);
    assert_eq!(words(&reading.problems), "");
    let conduit = reading.facts.conduits.values().next().unwrap();
    assert_eq!(conduit.responsible.known().map(String::as_str), Some("保全課"));
    assert_eq!(conduit.responsibility_split.known().map(String::as_str), Some("回線終端まで当社"));
}
