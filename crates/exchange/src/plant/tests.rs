//! The promises of import and export, kept over generated registers and over sheets as they really are.

use proptest::prelude::*;
use rust_xlsxwriter::{Format, Workbook, Worksheet};

use super::*;
use crate::testing::{self, Dice};

pub(super) fn read(file_name: &str, bytes: &[u8], base: &Register) -> Reading<Register> {
    read_register(file_name, bytes, base, &ImportOptions::default())
}

/// Every problem in both languages.
pub(super) fn words(problems: &[Problem]) -> String {
    let lines = problems.iter().flat_map(|problem| Lang::ALL.map(|lang| problem.in_lang(lang)));
    lines.collect::<Vec<_>>().join("\n")
}

/// A workbook from rows of texts; a cell `=1.5` is the number 1.5.
pub(super) fn workbook(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let page = book.add_worksheet();
        page.set_name(*name).unwrap();
        fill(page, rows);
    }
    book.save_to_buffer().unwrap()
}

pub(super) fn fill(page: &mut Worksheet, rows: &[&[&str]]) {
    for (row, cells) in (0_u32..).zip(rows) {
        fill_at(page, row, cells);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(16) })]
    #[test]
    fn what_is_written_reads_back_as_the_same_register_in_every_form_and_language(seed: u64, size in 0_usize..6) {
        let before = testing::generated(seed, size);
        for form in Form::ALL {
            for lang in Lang::ALL {
                let bytes = write_register(&before, form, lang).unwrap();
                let name = format!("plant.{}", form.extension());
                let reading = read(&name, &bytes, &Register::default());
                let problems: Vec<Problem> =
                    reading.problems.into_iter().filter(|_| before != Register::default()).collect();
                prop_assert_eq!(words(&problems), "");
                prop_assert_eq!(&reading.facts, &before);
                // And over itself nothing changes.
                prop_assert_eq!(&read(&name, &bytes, &before).facts, &before);
                prop_assert_eq!(write_register(&before, form, lang).unwrap(), bytes);
            }
        }
    }
}

#[test]
fn the_full_register_reads_back_from_a_workbook() {
    let before = testing::full();
    for lang in Lang::ALL {
        let bytes = write_register(&before, Form::Xlsx, lang).unwrap();
        let reading = read("plant.xlsx", &bytes, &Register::default());
        assert_eq!(words(&reading.problems), "");
        assert_eq!(reading.facts, before);
    }
}

fn asset<'a>(register: &'a Register, id: &str) -> &'a sekisho_model::Asset {
    &register.assets[&id.parse().unwrap()]
}

/// A sheet as it comes from a plant: a merged title, a header of two rows with merged cells, columns in
/// another order, both languages, empty rows and columns, a zone merged over its rows, remarks below.
pub(super) fn messy() -> Vec<u8> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name("ゾーン一覧").unwrap();
    fill(page, &[&["ゾーン名", "ゾーンID"], &["組立", "Z1"], &["塗装", "Z2"]]);
    let page = book.add_worksheet();
    page.set_name("②保護対象 (第1工場)").unwrap();
    let format = Format::new();
    page.merge_range(0, 0, 0, 8, "制御機器 管理台帳（第1工場）", &format).unwrap();
    page.write_string(1, 7, "作成：生産技術課").unwrap();
    for (column, header) in
        [(1, "No."), (2, "設置ゾーン"), (3, "機器名\n(Device name)"), (8, "ＩＰｱﾄﾞﾚｽ ※"), (10, "責任者")]
    {
        page.merge_range(3, column, 4, column, header, &format).unwrap();
    }
    page.merge_range(3, 4, 3, 6, "機器情報", &format).unwrap();
    page.write_string(4, 4, "Vendor").unwrap();
    page.write_string(4, 5, "型式(Model)").unwrap();
    page.write_string(4, 6, "FW").unwrap();
    page.write_string(4, 7, "棚番").unwrap();
    page.write_string(4, 9, "保守期限").unwrap();
    page.merge_range(5, 2, 6, 2, "組立", &format).unwrap();
    fill_at(
        page,
        5,
        &[
            "",
            "=1",
            "",
            "主PLC",
            "三菱電機",
            "R04ENCPU",
            "=1.1",
            "T-3",
            "192.0.2.7、192.0.2.8",
            "令和9年3月31日",
            "田中",
        ],
    );
    fill_at(page, 6, &["", "=2", "", "HMI", "対象外", "=100", "不明", "", "", "2031/3/31", "未定"]);
    fill_at(page, 8, &["", "=3", "塗装", "ロボット", "Fanuc", "R-30iB", "", "", "-", "来年", "", "至急"]);
    page.write_string(9, 1, "※ 色付きの行は更新予定").unwrap();
    book.save_to_buffer().unwrap()
}

fn fill_at(page: &mut Worksheet, row: u32, cells: &[&str]) {
    for (column, cell) in (0_u16..).zip(cells) {
        match cell.strip_prefix('=') {
            Some(number) => page.write_number(row, column, number.parse::<f64>().unwrap()).unwrap(),
            None if cell.is_empty() => continue,
            None => page.write_string(row, column, *cell).unwrap(),
        };
    }
}

#[test]
fn a_sheet_as_plants_keep_it_is_read_and_every_column_is_accounted_for() {
    let reading = read("台帳.xlsx", &messy(), &Register::default());
    insta::assert_snapshot!(words(&reading.problems), @r#"
台帳.xlsx シート「②保護対象 (第1工場)」 5 行目 棚番：見出し「棚番」（H 列）が分からないため、この列は読みませんでした。必要な値なら、「備考」などの列に移してください。
台帳.xlsx, sheet "②保護対象 (第1工場)", row 5, 棚番: The header "棚番" (column H) is not known, so the column was not read. Move the values to a column such as "Note" if they are needed.
台帳.xlsx シート「②保護対象 (第1工場)」 5 行目 L：L 列に見出しがないため、値を読みませんでした。必要な列なら、見出しを付けてください。
台帳.xlsx, sheet "②保護対象 (第1工場)", row 5, L: Column L has no header, so its values were not read. Give it a header if it is needed.
台帳.xlsx シート「②保護対象 (第1工場)」：ID の列がないため、3 行で名称を ID として使いました。名称を変えると別の記録になります。続けて使う表には ID の列を加えてください。
台帳.xlsx, sheet "②保護対象 (第1工場)": There is no id column. Rows whose name was used as the id: 3. A changed name will make another record. Add an id column to a sheet that will be read again.
台帳.xlsx シート「②保護対象 (第1工場)」：注記と思われる 1 行（10 行目）は、記録として読みませんでした。記録なら、行頭の記号を取り、名称の列に値を入れてください。
台帳.xlsx, sheet "②保護対象 (第1工場)": Rows that look like remarks and were not read as records: 1 (row 10). If they are records, take the sign at their start away and fill the column for the name.
台帳.xlsx シート「②保護対象 (第1工場)」：種別の列がないため、3 行を「装置・機器」として読みました。ネットワークやデータの行があれば、種別の列を加えてください。
台帳.xlsx, sheet "②保護対象 (第1工場)": There is no column for the kind. Rows read as "Device": 3. Add a column "Kind" if some of them are networks or data.
台帳.xlsx シート「②保護対象 (第1工場)」 6 行目 FW：セルに数値 1.1 が入っています。末尾の 0 や下の桁が失われているかもしれません。セルの書式を「文字列」にして、書いたとおりの値か確かめてください。
台帳.xlsx, sheet "②保護対象 (第1工場)", row 6, FW: The cell holds the number 1.1. Zeros at its end, or its last digits, may be lost. Set the cell's format to "Text" and check that the value is as written.
台帳.xlsx シート「②保護対象 (第1工場)」 9 行目 保守期限：「サポート終了日」に「来年」は使えません。2027/3/31 のような日付を入れてください。分からなければ空欄か「不明」、当てはまらなければ「対象外」です。
台帳.xlsx, sheet "②保護対象 (第1工場)", row 9, 保守期限: "Support ends" cannot be "来年". Enter a date such as 2027-03-31; leave it empty where nobody knows, "N/A" where it does not apply.
"#);
    assert_eq!(reading.facts.zones.len(), 2);
    assert_eq!(reading.facts.assets.len(), 3);
    let assets: Register =
        reading.facts.assets.into_values().fold(Register::default(), |mut register, asset| {
            register.put(Record::Asset(asset));
            register
        });
    insta::assert_snapshot!(document::to_toml(&assets).unwrap(), @r#"
format = 1

[[asset]]
id = "HMI"
name = "HMI"
kind = "device"
zone = "Z1"
device = { vendor = "not-applicable", model = "100" }
support_end = 2031-03-31

[[asset]]
id = "ロボット"
name = "ロボット"
kind = "device"
zone = "Z2"
device = { vendor = "Fanuc", model = "R-30iB" }

[[asset]]
id = "主PLC"
name = "主PLC"
kind = "device"
zone = "Z1"
device = { vendor = "三菱電機", model = "R04ENCPU", firmware = "1.1" }
addresses = ["192.0.2.7", "192.0.2.8"]
owner = "田中"
support_end = 2027-03-31
"#);
}

#[test]
fn a_reference_that_fits_no_record_or_two_is_named_by_sheet_and_row() {
    let bytes = workbook(&[
        ("ゾーン", &[&["ID", "ゾーン名"], &["Z1", "組立"], &["Z2", "検査"], &["Z3", "検査"]]),
        (
            "保護対象",
            &[
                &["ID", "保護対象名", "種別", "ゾーン"],
                &["A1", "主PLC", "機器", "塗装"],
                &["A2", "検査PC", "機器", "検査"],
                &["A3", "盤", "機器", "Z2"],
                &["A4", "HMI", "何か", "z１"],
                &["A5", "スイッチ", "NW", "組 立"],
            ],
        ),
        ("データフロー", &[&["ID", "データ", "送信元", "送信先"], &["F1", "実績", "A4", "A5"]]),
    ]);
    let reading = read("台帳.xlsx", &bytes, &Register::default());
    insta::assert_snapshot!(words(&reading.problems), @r#"
台帳.xlsx シート「保護対象」 2 行目 ゾーン：ゾーン「塗装」が登録されていません。「ゾーン」に追加するか、名前を直してください。
台帳.xlsx, sheet "保護対象", row 2, ゾーン: Zone "塗装" is not registered. Add it to "Zones", or correct the name.
台帳.xlsx シート「保護対象」 3 行目 ゾーン：「検査」に当てはまるゾーンが 2 件あります（ID：Z2、Z3）。名前の代わりに ID を書いてください。
台帳.xlsx, sheet "保護対象", row 3, ゾーン: "検査" fits 2 records of kind Zone (ids: Z2, Z3). Write the id instead of the name.
台帳.xlsx シート「保護対象」 5 行目 種別：「種別」に「何か」は使えません。ネットワーク、装置・機器、データ のどれかを入れてください。
台帳.xlsx, sheet "保護対象", row 5, 種別: "Kind" cannot be "何か". Enter one of Network, Device, Data.
台帳.xlsx シート「データフロー」 2 行目 送信元：保護対象「A4」の行（台帳.xlsx シート「保護対象」 5 行目）が読めなかったため、つながりを読めませんでした。先にその行を直してください。
台帳.xlsx, sheet "データフロー", row 2, 送信元: The row of Asset "A4" (台帳.xlsx, sheet "保護対象", row 5) was not read, so the link to it was not read either. Correct that row first.
"#);
    assert_eq!(reading.facts.assets.len(), 4);
    assert_eq!(asset(&reading.facts, "A5").zone.known().map(|zone| zone.as_str()), Some("Z1"));
}

#[test]
fn fixed_answers_are_read_in_either_language_and_others_are_named_with_the_offer() {
    let bytes = workbook(&[(
        "Businesses",
        &[
            &["ID", "Name", "重要度", "BC", "S", "Q（品質）", "D", "C", "RTO"],
            &["B1", "組立", "大", "High", "中", "×", "○", "小", "24"],
            &["B2", "塗装", "Medium", "対象外", "対象外", "対象外", "対象外", "対象外", "3日"],
            &["B3", "検査", "特大", "", "大", "", "", "", "1.5"],
            &["B4", "出荷", "未定", "", "", "", "", "", "該当なし"],
        ],
    )]);
    let reading = read("a.xlsx", &bytes, &Register::default());
    insta::assert_snapshot!(words(&reading.problems), @r#"
a.xlsx シート「Businesses」 4 行目 重要度：「重要度」に「特大」は使えません。大、中、小 のどれかを入れてください。分からなければ空欄か「不明」、当てはまらなければ「対象外」です。
a.xlsx, sheet "Businesses", row 4, 重要度: "Importance" cannot be "特大". Enter one of Large, Medium, Small; leave it empty where nobody knows, "N/A" where it does not apply.
a.xlsx シート「Businesses」 4 行目 RTO：「目標復旧時間（時間）」に「1.5」は使えません。0 以上の整数を入れてください。分からなければ空欄か「不明」、当てはまらなければ「対象外」です。
a.xlsx, sheet "Businesses", row 4, RTO: "Recovery within (hours)" cannot be "1.5". Enter a whole number from 0; leave it empty where nobody knows, "N/A" where it does not apply.
a.xlsx シート「Businesses」 4 行目：損失のうち BC（事業継続）・Q（品質）・D（納期）・C（コスト） が書かれていないため、「なし」として読みました。損失があれば書き加えてください。
a.xlsx, sheet "Businesses", row 4: Of the losses, BC (business continuity), Q (quality), D (delivery), C (cost) is not stated, so it was read as "None". Enter it if there is a loss.
"#);
    insta::assert_snapshot!(document::to_toml(&reading.facts).unwrap(), @r#"
format = 1

[[business]]
id = "B1"
name = "組立"
importance = "large"
loss = { business_continuity = "high", safety = "medium", quality = "none", delivery = "medium", cost = "low" }
recovery_hours_max = 24

[[business]]
id = "B2"
name = "塗装"
importance = "medium"
loss = "not-applicable"
recovery_hours_max = 72

[[business]]
id = "B3"
name = "検査"
loss = { business_continuity = "none", safety = "high", quality = "none", delivery = "none", cost = "none" }

[[business]]
id = "B4"
name = "出荷"
recovery_hours_max = "not-applicable"
"#);
}

#[test]
fn a_required_column_that_is_not_there_is_said_once_with_its_rows() {
    let bytes = workbook(&[
        ("対策", &[&["ID", "対策名"], &["M1", "a"], &["M2", "b"], &["M3", "c"]]),
        ("メモ", &[&["なにか"], &["x"]]),
        ("要件", &[&["x"], &["y"]]),
    ]);
    let reading = read("a.xlsx", &bytes, &Register::default());
    insta::assert_snapshot!(words(&reading.problems), @r#"
a.xlsx シート「メモ」：台帳の表ではないようなので、読みませんでした。読ませるには、シート名（CSV ではファイル名）を 工場・要件・業務・ゾーン・コンジット・取引先・製品・保護対象・データフロー・ゾーンの脅威・対策方針・対策・連絡先・対処手順・報告様式・運用記録・取引先への要請・攻撃シナリオ・見直し・脆弱性の判断・脆弱性対処・照合の確認・見張り・想定内・事案・顧客・証跡・回答・ラベル・宣言 のどれかにしてください。
a.xlsx, sheet "メモ": This does not look like a table of the register, so it was not read. To have it read, give the sheet (for CSV, the file) one of these names: Plant, Requirements, Businesses, Zones, Conduits, Suppliers, Products, Assets, Data flows, Zone threats, Policies, Measures, Contacts, Response steps, Report forms, Operation records, Supplier requests, Attack scenarios, Reviews, Decisions, Remediations, Rulings, Watches, Expectations, Cases, Customers, Evidence, Answers, Labels and declarations.
a.xlsx シート「要件」：はじめの 20 行に見出し行が見つからないため、シートを読みませんでした。「ID」「要件」「区分」「出典」 などの見出しを 1 行に並べてください。
a.xlsx, sheet "要件": No header row was found in the first 20 rows, so the sheet was not read. Put headers such as "ID", "Requirement", "Kind", "Source" in one row.
a.xlsx シート「対策」：「状態」の列がないため、3 行（2、3、4 行目）を読めませんでした。「状態」の列を加えてください。
a.xlsx, sheet "対策": There is no column "State". Rows that were not read: 3 (rows 2, 3, 4). Add a column "State".
"#);
    assert_eq!(reading.facts, Register::default());
}

#[test]
fn a_shift_jis_csv_named_after_nothing_is_known_by_its_headers() {
    let source = "機器名,メーカー,型式,設置場所,ゾーン\r\n主PLC①,三菱電機,Ｒ０４ＥＮＣＰＵ,1号ライン,Z1\r\n";
    let (bytes, _, lost) = encoding_rs::SHIFT_JIS.encode(source);
    assert!(!lost);
    let mut base = Register::default();
    base.put(
        Record::deserialize_as(RecordKind::Zone, serde_json::json!({ "id": "Z1", "name": "組立" })).unwrap(),
    );
    let reading = read("list.csv", &bytes, &base);
    insta::assert_snapshot!(words(&reading.problems), @r#"
list.csv：ID の列がないため、1 行で名称を ID として使いました。名称を変えると別の記録になります。続けて使う表には ID の列を加えてください。
list.csv: There is no id column. Rows whose name was used as the id: 1. A changed name will make another record. Add an id column to a sheet that will be read again.
list.csv：種別の列がないため、1 行を「装置・機器」として読みました。ネットワークやデータの行があれば、種別の列を加えてください。
list.csv: There is no column for the kind. Rows read as "Device": 1. Add a column "Kind" if some of them are networks or data.
"#);
    let asset = asset(&reading.facts, "主PLC①");
    assert_eq!(asset.place, "1号ライン");
    assert_eq!(asset.device.known().unwrap().model.known().unwrap(), "Ｒ０４ＥＮＣＰＵ");
}

#[test]
fn a_sheet_changes_only_the_records_and_fields_that_it_has() {
    let base = testing::full();
    let before = base.assets.values().next().unwrap();
    let source = format!("id,importance\n\"{}\",小\nA9,大\n", before.id.as_str().replace('"', "\"\""));
    let reading = read("assets.csv", source.as_bytes(), &base);
    insta::assert_snapshot!(words(&reading.problems), @r#"
assets.csv：「保護対象名」の列がないため、1 行（3 行目）を読めませんでした。「保護対象名」の列を加えてください。
assets.csv: There is no column "Asset name". Rows that were not read: 1 (row 3). Add a column "Asset name".
assets.csv：「種別」の列がないため、1 行（3 行目）を読めませんでした。「種別」の列を加えてください。
assets.csv: There is no column "Kind". Rows that were not read: 1 (row 3). Add a column "Kind".
"#);
    let changes = base.diff(&reading.facts);
    let fields: Vec<String> =
        changes.iter().flat_map(crate::fields_changed).map(|field| field.in_lang(Lang::Ja)).collect();
    assert_eq!(
        fields.len(),
        usize::from(before.importance.known() != Some(&sekisho_model::Importance::Small))
    );
    assert_eq!(reading.facts.assets.len(), 1);
}

#[test]
fn a_list_without_ids_finds_the_records_of_the_register_by_name() {
    let mut base = Register::default();
    let document = serde_json::json!({ "id": "A1", "name": "主PLC", "kind": "device", "note": "そのまま" });
    base.put(Record::deserialize_as(RecordKind::Asset, document).unwrap());
    let source = "機器名,メーカー,型式\n主PLC,オムロン,NX102\nHMI,デジタル,GP4000\n";
    let reading = read("機器一覧.csv", source.as_bytes(), &base);
    insta::assert_snapshot!(words(&reading.problems), @r#"
機器一覧.csv：ID の列がないため、2 行で名称を ID として使いました。名称を変えると別の記録になります。続けて使う表には ID の列を加えてください。
機器一覧.csv: There is no id column. Rows whose name was used as the id: 2. A changed name will make another record. Add an id column to a sheet that will be read again.
機器一覧.csv：種別の列がないため、1 行を「装置・機器」として読みました。ネットワークやデータの行があれば、種別の列を加えてください。
機器一覧.csv: There is no column for the kind. Rows read as "Device": 1. Add a column "Kind" if some of them are networks or data.
"#);
    assert_eq!(asset(&reading.facts, "A1").note, "そのまま");
    assert!(asset(&reading.facts, "A1").device.known().is_some());
    assert_eq!(asset(&reading.facts, "HMI").name, "HMI");
}

#[test]
fn missing_records_are_removed_only_on_request_and_only_of_kinds_read_whole() {
    let mut base = Register::default();
    for (kind, id) in [(RecordKind::Zone, "Z1"), (RecordKind::Zone, "Z2"), (RecordKind::Supplier, "S1")] {
        base.put(Record::deserialize_as(kind, serde_json::json!({ "id": id, "name": id })).unwrap());
    }
    let whole = b"id,zone name,owner\nZ2,x,y\n".as_slice();
    assert_eq!(read("zones.csv", whole, &base).facts.zones.len(), 2);
    let options = ImportOptions { remove_missing: true, ..ImportOptions::default() };
    let reading = read_register("zones.csv", whole, &base, &options);
    assert_eq!(words(&reading.problems), "");
    assert_eq!((reading.facts.zones.len(), reading.facts.suppliers.len()), (1, 1));
    let broken = b"id,zone name,owner\nZ2,x,y\n,,z\n".as_slice();
    let reading = read_register("zones.csv", broken, &base, &options);
    insta::assert_snapshot!(words(&reading.problems), @r#"
zones.csv 3 行目：ID も名称もないため、どのゾーンの行か分かりません。名称を入れるか、行を消してください。
zones.csv, row 3: The row has neither an id nor a name, so it cannot be told which Zone it is. Enter a name, or delete the row.
zones.csv：ゾーンに読めなかったものがあるため、ファイルにないゾーンも取り除きませんでした。問題を直してから、もう一度読み込んでください。
zones.csv: Something of kind Zone was not read, so records of kind Zone that the file does not list were kept. Correct the problems and read the file again.
"#);
    assert_eq!(reading.facts.zones.len(), 2);
}

#[test]
fn the_sample_plant_reads_without_a_problem() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../sample/plant.toml");
    let reading = read("plant.toml", &std::fs::read(path).unwrap(), &Register::default());
    assert_eq!(words(&reading.problems), "");
    let bytes = write_register(&reading.facts, Form::Xlsx, Lang::Ja).unwrap();
    let again = read("plant.xlsx", &bytes, &Register::default());
    assert_eq!(words(&again.problems), "");
    assert_eq!(again.facts, reading.facts);
}

/// One kind of a register as CSV: columns in any order, each under any of its headers, below a title.
fn shuffled_csv(register: &Register, kind: RecordKind, dice: &mut Dice) -> Vec<u8> {
    let mut columns: Vec<_> = crate::columns::sheet(kind).columns.iter().collect();
    for last in (1..columns.len()).rev() {
        columns.swap(last, dice.below(last + 1));
    }
    let lang = Lang::ALL[dice.below(2)];
    let header = |column: &&crate::columns::Column, dice: &mut Dice| {
        let all: Vec<&String> = column.ja.iter().chain(&column.en).collect();
        all[dice.below(all.len())].clone()
    };
    let mut rows =
        vec![vec!["台帳".to_owned(); 1], columns.iter().map(|column| header(column, dice)).collect()];
    for record in register.records().filter(|record| record.kind() == kind) {
        let flat = sheet::flat(&record).unwrap();
        let cell = |column: &&crate::columns::Column| match flat
            .get(column.field.as_str())
            .and_then(|value| sheet::shown(column, value, lang))
        {
            Some(sheet::Shown::Text(text)) => text,
            Some(sheet::Shown::Number(number)) => number.to_string(),
            Some(sheet::Shown::Date(date)) => date.strftime("%Y/%m/%d").to_string(),
            None => String::new(),
        };
        rows.push(columns.iter().map(cell).collect());
    }
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).unwrap();
    }
    writer.into_inner().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]
    #[test]
    fn columns_may_stand_in_any_order_under_any_of_their_headers(seed: u64, size in 1_usize..5) {
        let mut dice = Dice::new(seed);
        let register = testing::generated(seed, size);
        for kind in RecordKind::ALL.iter().copied() {
            let mut base = register.clone();
            let ids: Vec<String> =
                register.records().filter(|record| record.kind() == kind).map(|r| r.id().to_owned()).collect();
            if ids.is_empty() {
                continue;
            }
            for id in ids {
                base.remove(kind, &id).unwrap();
            }
            let name = format!("{}.csv", crate::columns::sheet(kind).name(Lang::Ja));
            let reading = read(&name, &shuffled_csv(&register, kind, &mut dice), &base);
            prop_assert_eq!(words(&reading.problems), "");
            prop_assert_eq!(reading.facts, register.clone());
        }
    }
}
