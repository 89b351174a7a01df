//! The promises of import and export, kept over generated registers and over sheets as they really are.

use proptest::prelude::*;
use rust_xlsxwriter::{Format, Workbook, Worksheet};

use super::*;
use crate::testing::{self, Dice};

fn read(file_name: &str, bytes: &[u8], base: &Register) -> Reading<Register> {
    read_register(file_name, bytes, base, &ImportOptions::default())
}

/// Every problem in both languages.
fn words(problems: &[Problem]) -> String {
    let lines = problems.iter().flat_map(|problem| Lang::ALL.map(|lang| problem.in_lang(lang)));
    lines.collect::<Vec<_>>().join("\n")
}

/// A workbook from rows of texts; `|` parts sheets' names from rows, a cell `=1.5` is a number.
fn workbook(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let page = book.add_worksheet();
        page.set_name(*name).unwrap();
        fill(page, rows);
    }
    book.save_to_buffer().unwrap()
}

fn fill(page: &mut Worksheet, rows: &[&[&str]]) {
    for (row, cells) in (0_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(*cells) {
            match cell.strip_prefix('=') {
                Some(number) => page.write_number(row, column, number.parse::<f64>().unwrap()).unwrap(),
                None if cell.is_empty() => continue,
                None => page.write_string(row, column, *cell).unwrap(),
            };
        }
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
fn messy() -> Vec<u8> {
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
台帳.xlsx シート「保護対象」 2 行目 ゾーン：ゾーン「塗装」が登録されていません。「ゾーン」シートに追加するか、名前を直してください。
台帳.xlsx, sheet "保護対象", row 2, ゾーン: Zone "塗装" is not registered. Add it to the "Zones" sheet, or correct the name.
台帳.xlsx シート「保護対象」 3 行目 ゾーン：「検査」に当てはまるゾーンが 2 件あります（ID：Z2、Z3）。名前の代わりに ID を書いてください。
台帳.xlsx, sheet "保護対象", row 3, ゾーン: "検査" fits 2 records of kind Zone (ids: Z2, Z3). Write the id instead of the name.
台帳.xlsx シート「保護対象」 5 行目 種別：「種別」に「何か」は使えません。ネットワーク・装置・機器・データ のどれかを入れてください。
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
a.xlsx シート「Businesses」 4 行目 重要度：「重要度」に「特大」は使えません。大・中・小 のどれかを入れてください。分からなければ空欄か「不明」、当てはまらなければ「対象外」です。
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
a.xlsx シート「メモ」：台帳の表ではないようなので、読みませんでした。読ませるには、シート名（CSV ではファイル名）を 工場・要件・業務・ゾーン・コンジット・取引先・製品・保護対象・データフロー・対策 のどれかにしてください。
a.xlsx, sheet "メモ": This does not look like a table of the register, so it was not read. To have it read, give the sheet (for CSV, the file) one of these names: Plant, Requirements, Businesses, Zones, Conduits, Suppliers, Products, Assets, Data flows, Measures.
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

#[test]
fn limits_of_sheets_are_named_with_their_numbers() {
    let bytes = workbook(&[
        ("ゾーン", &[&["ID", "ゾーン名"], &["Z1", "組立"], &["Z2", "塗装"]]),
        ("対策", &[&["ID"]]),
    ]);
    let default = Limits::default();
    let all = [
        Limits { bytes_max: 100, ..default },
        Limits { unpacked_bytes_max: 1000, ..default },
        Limits { sheets_max: 1, ..default },
        Limits { rows_max: 2, ..default },
        Limits { columns_max: 1, ..default },
        Limits { cells_max: 3, ..default },
        Limits { text_chars_max: 1, ..default },
    ];
    let lines: Vec<String> = all
        .into_iter()
        .map(|limits| {
            let options = ImportOptions { remove_missing: false, limits };
            words(&read_register("a.xlsx", &bytes, &Register::default(), &options).problems)
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n\n"), @r#"
a.xlsx：ファイルが 6053 バイトあり、上限の 100 バイトを超えています。ファイルを分けてください。
a.xlsx: The file has 6053 bytes, more than the limit of 100 bytes. Split the file.

a.xlsx：ブックの大きさ（展開後のバイト数）が、上限の 1000 を超えています。使っていないシート・書式・画像を除き、ブックを分けてください。
a.xlsx: The workbook has more than 1000 unpacked bytes, the limit. Take out unused sheets, styles and pictures, and split the workbook.

a.xlsx：シートが 2 枚あり、上限の 1 枚を超えています。残りは読みませんでした。ブックを分けてください。
a.xlsx: The workbook has 2 sheets, more than the limit of 1. The rest was not read. Split the workbook.

a.xlsx シート「ゾーン」：上限の 2 行・1024 列より外に値があります。そこから先は読みませんでした。表を左上に詰めるか、シートを分けてください。
a.xlsx, sheet "ゾーン": There are values beyond the limit of 2 rows and 1024 columns. What lies beyond was not read. Move the table to the upper left, or split the sheet.
a.xlsx シート「対策」：はじめの 20 行に見出し行が見つからないため、シートを読みませんでした。「ID」「対策名」「状態」「対象ゾーン」 などの見出しを 1 行に並べてください。
a.xlsx, sheet "対策": No header row was found in the first 20 rows, so the sheet was not read. Put headers such as "ID", "Measure name", "State", "Zones" in one row.

a.xlsx シート「ゾーン」：上限の 200000 行・1 列より外に値があります。そこから先は読みませんでした。表を左上に詰めるか、シートを分けてください。
a.xlsx, sheet "ゾーン": There are values beyond the limit of 200000 rows and 1 columns. What lies beyond was not read. Move the table to the upper left, or split the sheet.
a.xlsx シート「ゾーン」：はじめの 20 行に見出し行が見つからないため、シートを読みませんでした。「ID」「ゾーン名」「上位ゾーン」「業務」 などの見出しを 1 行に並べてください。
a.xlsx, sheet "ゾーン": No header row was found in the first 20 rows, so the sheet was not read. Put headers such as "ID", "Zone name", "Parent zone", "Businesses" in one row.
a.xlsx シート「対策」：はじめの 20 行に見出し行が見つからないため、シートを読みませんでした。「ID」「対策名」「状態」「対象ゾーン」 などの見出しを 1 行に並べてください。
a.xlsx, sheet "対策": No header row was found in the first 20 rows, so the sheet was not read. Put headers such as "ID", "Measure name", "State", "Zones" in one row.

a.xlsx：ブックの大きさ（共有文字列の数）が、上限の 3 を超えています。使っていないシート・書式・画像を除き、ブックを分けてください。
a.xlsx: The workbook has more than 3 shared texts, the limit. Take out unused sheets, styles and pictures, and split the workbook.

a.xlsx シート「対策」：はじめの 20 行に見出し行が見つからないため、シートを読みませんでした。「ID」「対策名」「状態」「対象ゾーン」 などの見出しを 1 行に並べてください。
a.xlsx, sheet "対策": No header row was found in the first 20 rows, so the sheet was not read. Put headers such as "ID", "Measure name", "State", "Zones" in one row.
a.xlsx シート「ゾーン」 2 行目 ゾーン名：文字が上限の 1 文字を超えています。短くしてください。
a.xlsx, sheet "ゾーン", row 2, ゾーン名: The text is longer than the limit of 1 characters. Shorten it.
a.xlsx シート「ゾーン」 3 行目 ゾーン名：文字が上限の 1 文字を超えています。短くしてください。
a.xlsx, sheet "ゾーン", row 3, ゾーン名: The text is longer than the limit of 1 characters. Shorten it.
"#);
    let options = ImportOptions { remove_missing: false, limits: Limits { rows_max: 2, ..default } };
    let reading = read_register("zones.csv", b"ID,name\na,b\nc,d\n", &Register::default(), &options);
    insta::assert_snapshot!(words(&reading.problems), @r#"
zones.csv 3 行目：上限の 2 行・1024 列・5000000 セルを超えています。この行から先は読みませんでした。ファイルを分けてください。
zones.csv, row 3: The file goes beyond the limit of 2 rows, 1024 columns and 5000000 cells. It was not read from this row on. Split the file.
"#);
}

#[test]
fn an_archive_that_unpacks_to_very_much_is_refused_before_it_is_read() {
    use std::io::Write as _;
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("xl/sharedStrings.xml", zip::write::SimpleFileOptions::default()).unwrap();
    archive.write_all(&vec![b' '; 4 << 20]).unwrap();
    let bytes = archive.finish().unwrap().into_inner();
    assert!(bytes.len() < 100_000);
    let limits = Limits { unpacked_bytes_max: 1 << 20, ..Limits::default() };
    let options = ImportOptions { remove_missing: false, limits };
    let reading = read_register("a.xlsx", &bytes, &Register::default(), &options);
    insta::assert_snapshot!(words(&reading.problems), @r#"
a.xlsx：ブックの大きさ（展開後のバイト数）が、上限の 1048576 を超えています。使っていないシート・書式・画像を除き、ブックを分けてください。
a.xlsx: The workbook has more than 1048576 unpacked bytes, the limit. Take out unused sheets, styles and pictures, and split the workbook.
"#);
}

#[test]
fn a_count_that_no_memory_can_hold_is_refused() {
    use std::io::{Read as _, Write as _};
    let whole = messy();
    for count in ["9999999999999", "99999999999999999999999999"] {
        let mut source = zip::ZipArchive::new(std::io::Cursor::new(whole.as_slice())).unwrap();
        let mut target = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for index in 0..source.len() {
            let mut part = source.by_index(index).unwrap();
            let mut content = String::new();
            part.read_to_string(&mut content).unwrap();
            let content = content.replace("uniqueCount=\"", &format!("uniqueCount=\"{count}"));
            target
                .start_file(part.name().unwrap().into_owned(), zip::write::SimpleFileOptions::default())
                .unwrap();
            target.write_all(content.as_bytes()).unwrap();
        }
        let reading = read("a.xlsx", &target.finish().unwrap().into_inner(), &Register::default());
        assert!(
            words(&reading.problems).contains("more than 5000000 shared texts"),
            "{:?}",
            reading.problems
        );
    }
}

#[test]
fn two_cells_at_opposite_corners_are_not_a_table_of_everything_between() {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name("ゾーン").unwrap();
    fill(page, &[&["ID", "ゾーン名"], &["Z1", "組立"]]);
    page.write_string(1_048_575, 16_383, "x").unwrap();
    page.merge_range(2, 0, 1_048_575, 0, "Z9", &Format::new()).unwrap();
    let reading = read("a.xlsx", &book.save_to_buffer().unwrap(), &Register::default());
    insta::assert_snapshot!(words(&reading.problems), @r#"
a.xlsx シート「ゾーン」：上限の 200000 行・1024 列より外に値があります。そこから先は読みませんでした。表を左上に詰めるか、シートを分けてください。
a.xlsx, sheet "ゾーン": There are values beyond the limit of 200000 rows and 1024 columns. What lies beyond was not read. Move the table to the upper left, or split the sheet.
a.xlsx シート「ゾーン」 3 行目 ゾーン名：「ゾーン名」が空です。文字を入れてください。
a.xlsx, sheet "ゾーン", row 3, ゾーン名: "Zone name" is empty. Enter a text.
"#);
    assert_eq!(reading.facts.zones.len(), 1);
}

#[test]
fn old_and_encrypted_workbooks_and_other_archives_are_named() {
    let old = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest".to_vec();
    let mut encrypted = old.clone();
    encrypted.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    let archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new())).finish().unwrap().into_inner();
    let all: Vec<String> =
        [old, encrypted, archive, b"PK\x03\x04".to_vec(), b"\x00\x01".to_vec(), Vec::new()]
            .iter()
            .map(|bytes| words(&read("a.xlsx", bytes, &Register::default()).problems))
            .collect();
    insta::assert_snapshot!(all.join("\n"), @r#"
a.xlsx：古い形式（.xls）のブックです。この形式は読めません。Excel で開き、「Excel ブック（.xlsx）」として保存し直してください。
a.xlsx: The workbook is in the old form (.xls), which cannot be read. Open it in Excel and save it as "Excel Workbook (.xlsx)".
a.xlsx：パスワードで暗号化されたブックです。Excel で開き、パスワードを外して保存し直してください。
a.xlsx: The workbook is encrypted with a password. Open it in Excel, take the password off and save it again.
a.xlsx：ブックとして読めません（File not found '_rels/.rels'）。Excel で開けるか確かめ、.xlsx として保存し直してください。
a.xlsx: It cannot be read as a workbook (File not found '_rels/.rels'). Check that Excel opens it, and save it again as .xlsx.
a.xlsx：ファイルが壊れています（invalid Zip archive: Could not find EOCD）。元のファイルをもう一度受け取るか、Excel で開いて保存し直してください。
a.xlsx: The file is damaged (invalid Zip archive: Could not find EOCD). Get the file again, or open it in Excel and save it again.
a.xlsx：ブックではなく、文字コードも UTF-8・UTF-16・Shift_JIS のどれでもありません。表ならば Excel で開き、「CSV UTF-8」か .xlsx として保存し直してください。
a.xlsx: It is no workbook, and no text in UTF-8, UTF-16 or Shift_JIS. If it is a table, open it in Excel and save it as "CSV UTF-8" or .xlsx.
a.xlsx：ファイルが空です。元のファイルをもう一度受け取ってください。
a.xlsx: The file is empty. Get the file again.
"#);
}

/// A workbook with one part changed inside: bytes overwritten, cut out or doubled.
fn altered(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    use std::io::{Read as _, Write as _};
    let mut source = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let chosen = dice.below(source.len());
    let mut target = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for index in 0..source.len() {
        let mut part = source.by_index(index).unwrap();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        if index == chosen {
            for _ in 0..=dice.below(4) {
                let (from, to) = (dice.below(content.len()), dice.below(content.len()));
                match dice.below(4) {
                    0 if from < to => drop(content.drain(from..to)),
                    1 if from < to => content.extend_from_within(from..to),
                    2 => content
                        .splice(from..from, [b"<", b">", b"/", b"0"][dice.below(4)].iter().copied())
                        .for_each(drop),
                    _ => content.splice(from..from, b"99999999999".iter().copied()).for_each(drop),
                }
            }
        }
        target
            .start_file(part.name().unwrap().into_owned(), zip::write::SimpleFileOptions::default())
            .unwrap();
        target.write_all(&content).unwrap();
    }
    target.finish().unwrap().into_inner()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]
    #[test]
    fn a_workbook_altered_inside_leaves_the_register_whole(seed: u64) {
        let mut dice = Dice::new(seed);
        let base = testing::generated(seed, 1);
        let bytes = if seed % 2 == 0 { messy() } else { write_register(&base, Form::Xlsx, Lang::En).unwrap() };
        let reading = read("a.xlsx", &altered(&bytes, &mut dice), &base);
        for record in base.records() {
            prop_assert!(reading.facts.contains(record.kind(), record.id()));
        }
    }

    #[test]
    fn any_bytes_leave_the_register_whole_or_are_named(seed: u64) {
        let mut dice = Dice::new(seed);
        let base = testing::generated(seed, 2);
        let form = Form::ALL[dice.below(3)];
        let mut bytes = match dice.below(4) {
            0 => dice.bytes(300),
            1 => messy(),
            _ => write_register(&base, form, Lang::Ja).unwrap(),
        };
        for _ in 0..=dice.below(8) {
            let at = dice.below(bytes.len());
            if let Some(byte) = bytes.get_mut(at) {
                *byte = dice.bytes(1)[0];
            }
        }
        if dice.below(3) == 0 {
            bytes.truncate(dice.below(bytes.len()));
        }
        for name in ["a.xlsx", "a.csv", "a.toml", "a.json", "a"] {
            let reading = read(name, &bytes, &base);
            // Without a removal nothing is ever lost, whatever the bytes are.
            for record in base.records() {
                prop_assert!(reading.facts.contains(record.kind(), record.id()));
            }
            prop_assert!(!reading.problems.is_empty() || reading.facts.records().count() >= base.records().count());
        }
    }
}
