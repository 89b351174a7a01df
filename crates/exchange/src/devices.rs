//! A list of devices, as plants keep it, to device identities: what a look-up of vulnerabilities needs.
//!
//! Invariant: every row below a header is either a device or one problem of gravity error; rows that are no
//! devices (remarks, data) are counted in a warning. Nothing is compared or normalised here: the identity is
//! as written, and what isn't written is unknown.

use sekisho_model::{DeviceIdentity, Place, Problem, RecordKind, Stated, text};
use serde_json::Value;

use crate::columns;
use crate::reading::Problems;
use crate::sheet::{self, Asked, Cell, Grid, Mapped, Misfit, Names, Row, Table};
use crate::{Limits, Reading};

/// The fields of the identity.
const IDENTITY: [&str; 4] = ["device.vendor", "device.family", "device.model", "device.firmware"];
/// Most headers that one message names.
const HEADERS_NAMED_MAX: usize = 10;

/// A device of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListedDevice {
    /// File, sheet and row.
    pub place: Place,
    /// What the list calls it; empty where it has no name.
    pub name: String,
    /// Where it stands, as written.
    pub location: String,
    /// Vendor, family, model and firmware, as written.
    pub device: DeviceIdentity,
}

/// Reads the devices of a workbook or a CSV file: every sheet that has headers for at least two of vendor,
/// family, model and firmware, or for one of them and a name. Limits are those of [`Limits::default`].
#[must_use]
pub fn read_device_list(file_name: &str, bytes: &[u8]) -> Reading<Vec<ListedDevice>> {
    let limits = Limits::default();
    let mut problems = Problems::new(&limits);
    let grids = sheet::grids(file_name, bytes, &limits, &mut problems);
    let any = !grids.is_empty();
    let (tables, others): (Vec<_>, Vec<_>) = grids.into_iter().map(device_table).partition(Result::is_ok);
    if any && tables.is_empty() {
        problems.push(no_devices(file_name));
    } else {
        for grid in others.into_iter().filter_map(Result::err).filter(|grid| !grid.rows.is_empty()) {
            if !columns::is_guide(&grid.name) {
                problems.push(not_devices(&grid));
            }
        }
    }
    let mut facts = Vec::new();
    for (table, unknown) in tables.into_iter().flatten() {
        List { table: &table, limits: &limits, problems: &mut problems }.read(&unknown, &mut facts);
    }
    let problems = problems.into_list(file_name);
    if facts.is_empty() && problems.is_empty() {
        return Reading { facts, problems: vec![no_rows(file_name)] };
    }
    Reading { facts, problems }
}

fn no_rows(file_name: &str) -> Problem {
    Problem::error(
        Place::file(file_name),
        text!(ja: "見出しの下に機器が 1 台もありません。", en: "There is no device below the headers."),
        text!(ja: "1 行に 1 台ずつ入れてください。", en: "Enter one device a row."),
    )
}

/// A sheet as a list of devices, with its unknown headers.
fn device_table(grid: Grid) -> Result<(Table, Vec<String>), Grid> {
    let folded = columns::folded_header(&grid.name);
    let other =
        columns::sheets().iter().any(|sheet| sheet.kind != RecordKind::Asset && sheet.is_called(&folded));
    if other {
        return Err(grid);
    }
    let (table, unknown) = sheet::table_of(grid, RecordKind::Asset)?;
    let known = IDENTITY.iter().filter(|field| table.of_field(field).next().is_some()).count();
    let named = table.of_field("name").next().is_some();
    if known >= 2 || (known == 1 && named) { Ok((table, unknown)) } else { Err(table.grid) }
}

fn no_devices(file_name: &str) -> Problem {
    Problem::error(
        Place::file(file_name),
        text!(
            ja: "機器の一覧が見つかりません（はじめの 20 行に見出しがありません）。",
            en: "No list of devices was found (there is no header in the first 20 rows)."
        ),
        text!(
            ja: "「メーカー」「型式」「ファームウェア」などの見出しを 1 行に並べてください。",
            en: "Put headers such as \"Vendor\", \"Model\", \"Firmware\" in one row."
        ),
    )
}

fn not_devices(grid: &Grid) -> Problem {
    Problem::warning(
        grid.whole(),
        text!(ja: "機器の一覧ではないようなので、読みませんでした。", en: "This does not look like a list of devices, so it was not read."),
        text!(
            ja: "機器の一覧なら、「メーカー」「型式」などの見出しを付けてください。",
            en: "If it is one, give it headers such as \"Vendor\" and \"Model\"."
        ),
    )
}

struct List<'a> {
    table: &'a Table,
    limits: &'a Limits,
    problems: &'a mut Problems,
}

impl List<'_> {
    fn read(&mut self, unknown: &[String], facts: &mut Vec<ListedDevice>) {
        if !unknown.is_empty() {
            self.unknown_headers(unknown);
        }
        let table = self.table;
        let (mut remarks, mut data) = (table.remarks().count(), 0_usize);
        for row in table.rows() {
            if row.is_remark() {
                remarks += 1;
            } else if self.is_data(row) {
                data += 1;
            } else if let Some(device) = self.device(row) {
                facts.push(device);
            }
        }
        if remarks + data > 0 {
            self.problems.push(Problem::warning(
                table.grid.whole(),
                text!(
                    ja: "機器ではない行（注記 {remarks} 行、データ {data} 行）は読みませんでした。",
                    en: "Rows that are no devices were not read (remarks: {remarks}, data: {data})."
                ),
                text!(ja: "機器なら、種別か行頭の記号を直してください。", en: "If they are devices, correct the kind, or the sign at their start."),
            ));
        }
    }

    fn unknown_headers(&mut self, unknown: &[String]) {
        let n = unknown.len();
        let named: Vec<&str> = unknown.iter().take(HEADERS_NAMED_MAX).map(String::as_str).collect();
        let (ja, en) = (named.join("」「"), named.join("\", \""));
        self.problems.push(Problem::warning(
            self.table.grid.whole(),
            text!(ja: "見出しの分からない {n} 列（「{ja}」）は読みませんでした。", en: "Columns with unknown headers were not read ({n}: \"{en}\")."),
            text!(
                ja: "メーカー・型式・ファームウェアの列なら、見出しを直してください。",
                en: "If one of them is the vendor, model or firmware, correct its header."
            ),
        ));
    }

    /// Is it a row of a register's sheet that says it is data, not a device?
    fn is_data(&self, row: &Row) -> bool {
        let kind = self.table.of_field("kind").next().and_then(|mapped| row.cells.get(&mapped.number));
        let kind = kind.and_then(|cell| columns::list("asset-kind").find(&cell.shown()));
        kind.is_some_and(|kind| kind.code == "data")
    }

    fn device(&mut self, row: &Row) -> Option<ListedDevice> {
        let name = self.text(row, "name");
        let location = self.text(row, "place");
        let mut doubts = Vec::new();
        let mut fields: [Stated<String>; 4] = Default::default();
        for (field, stated) in IDENTITY.into_iter().zip(&mut fields) {
            for mapped in self.table.of_field(field) {
                match self.stated(mapped, row) {
                    Ok((value, doubt)) => {
                        *stated = value;
                        doubts.extend(doubt.map(|doubt| (mapped, doubt)));
                    }
                    Err(Misfit { what, remedy }) => {
                        self.problems.push(Problem::error(self.place(row, mapped), what, remedy));
                        return None;
                    }
                }
            }
        }
        let [vendor, family, model, firmware] = fields;
        let device = DeviceIdentity { vendor, family, model, firmware };
        if name.is_empty() && device == DeviceIdentity::default() {
            self.problems.push(self.nameless(row));
            return None;
        }
        for (mapped, Misfit { what, remedy }) in doubts {
            self.problems.push(Problem::warning(self.place(row, mapped), what, remedy));
        }
        Some(ListedDevice { place: self.table.grid.place(row.number), name, location, device })
    }

    fn stated(&self, mapped: &Mapped, row: &Row) -> Result<(Stated<String>, Option<Misfit>), Misfit> {
        let names = Names::default();
        let asked = Asked {
            column: mapped.column,
            unit: None,
            names: &names,
            text_chars_max: self.limits.text_chars_max,
        };
        let answer = asked.answer(row.cells.get(&mapped.number))?;
        let value = match answer.value {
            Some(value) if sheet::is_not_applicable(&value) => Stated::NotApplicable,
            Some(Value::String(text)) => Stated::Known(text),
            _ => Stated::Unknown,
        };
        Ok((value, answer.doubt))
    }

    /// A name or a place: text as it stands, empty where a formula failed.
    fn text(&self, row: &Row, field: &str) -> String {
        let cells = self.table.of_field(field).filter_map(|mapped| row.cells.get(&mapped.number));
        let mut texts = cells.filter(|cell| !matches!(cell, Cell::Fault(_))).map(Cell::shown);
        texts.next().map(|text| text.replace('\n', " ")).unwrap_or_default()
    }

    fn place(&self, row: &Row, mapped: &Mapped) -> Place {
        self.table.grid.place(row.number).at_path(mapped.header.replace('\n', " "))
    }

    fn nameless(&self, row: &Row) -> Problem {
        Problem::error(
            self.table.grid.place(row.number),
            text!(
                ja: "名称もメーカーも型式もないため、どの機器か分かりません。",
                en: "The row has no name, vendor or model, so it cannot be told which device it is."
            ),
            text!(ja: "型式か名称を入れるか、行を消してください。", en: "Enter a model or a name, or delete the row."),
        )
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rust_xlsxwriter::{Formula, Workbook};
    use sekisho_model::{Gravity, Lang};

    use super::*;
    use crate::testing::{self, Dice};

    fn words(problems: &[Problem]) -> String {
        let lines = problems.iter().flat_map(|problem| Lang::ALL.map(|lang| problem.in_lang(lang)));
        lines.collect::<Vec<_>>().join("\n")
    }

    fn shown(devices: &[ListedDevice]) -> String {
        let known = |stated: &Stated<String>| match stated {
            Stated::Known(text) => text.clone(),
            Stated::Unknown => "?".to_owned(),
            Stated::NotApplicable => "-".to_owned(),
        };
        let line = |device: &ListedDevice| {
            let DeviceIdentity { vendor, family, model, firmware } = &device.device;
            let identity = [vendor, family, model, firmware].map(known).join(" | ");
            format!("{}: {} @ {} = {identity}", device.place.in_lang(Lang::En), device.name, device.location)
        };
        devices.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn devices_are_found_in_every_sheet_that_lists_some_under_any_usual_header() {
        let mut book = Workbook::new();
        let page = book.add_worksheet();
        page.set_name("1号ライン").unwrap();
        page.write_string(0, 0, "1号ライン 制御機器一覧").unwrap();
        for (column, header) in
            (0_u16..).zip(["項番", "名称", "製造元", "形式", "製品名", "バージョン", "ライン", "棚番"])
        {
            page.write_string(2, column, header).unwrap();
        }
        for (column, cell) in
            (0_u16..).zip(["1", "主PLC", "三菱電機", "Ｒ０４ＥＮＣＰＵ", "MELSEC iQ-R", "V65", "組立1"])
        {
            page.write_string(3, column, cell).unwrap();
        }
        page.write_string(4, 1, "空調盤").unwrap();
        page.write_string(5, 6, "組立2").unwrap();
        page.write_string(6, 3, "GT2710").unwrap();
        page.write_number(6, 5, 1.1).unwrap();
        page.write_formula(7, 3, Formula::new("=NA()").set_result("#N/A")).unwrap();
        page.write_string(8, 1, "※ 予備品を除く").unwrap();
        let page = book.add_worksheet();
        page.set_name("Line 2").unwrap();
        for (column, header) in
            (0_u16..).zip(["Location", "Order number", "Manufacturer", "FW version", "Device name"])
        {
            page.write_string(0, column, header).unwrap();
        }
        for (column, cell) in (0_u16..).zip(["Cell 3", "6ES7515-2AM01-0AB0", "Siemens", "N/A", "PLC 3"]) {
            page.write_string(1, column, cell).unwrap();
        }
        let page = book.add_worksheet();
        page.set_name("連絡網").unwrap();
        page.write_string(0, 0, "電話").unwrap();
        let reading = read_device_list("機器.xlsx", &book.save_to_buffer().unwrap());
        insta::assert_snapshot!(shown(&reading.facts), @r#"
機器.xlsx, sheet "1号ライン", row 4: 主PLC @ 組立1 = 三菱電機 | MELSEC iQ-R | Ｒ０４ＥＮＣＰＵ | V65
機器.xlsx, sheet "1号ライン", row 5: 空調盤 @  = ? | ? | ? | ?
機器.xlsx, sheet "1号ライン", row 7:  @  = ? | ? | GT2710 | 1.1
機器.xlsx, sheet "Line 2", row 2: PLC 3 @ Cell 3 = Siemens | ? | 6ES7515-2AM01-0AB0 | -
"#);
        insta::assert_snapshot!(words(&reading.problems), @r#"
機器.xlsx シート「連絡網」：機器の一覧ではないようなので、読みませんでした。機器の一覧なら、「メーカー」「型式」などの見出しを付けてください。
機器.xlsx, sheet "連絡網": This does not look like a list of devices, so it was not read. If it is one, give it headers such as "Vendor" and "Model".
機器.xlsx シート「1号ライン」：見出しの分からない 1 列（「棚番」）は読みませんでした。メーカー・型式・ファームウェアの列なら、見出しを直してください。
機器.xlsx, sheet "1号ライン": Columns with unknown headers were not read (1: "棚番"). If one of them is the vendor, model or firmware, correct its header.
機器.xlsx シート「1号ライン」 6 行目：名称もメーカーも型式もないため、どの機器か分かりません。型式か名称を入れるか、行を消してください。
機器.xlsx, sheet "1号ライン", row 6: The row has no name, vendor or model, so it cannot be told which device it is. Enter a model or a name, or delete the row.
機器.xlsx シート「1号ライン」 7 行目 バージョン：セルに数値 1.1 が入っています。末尾の 0 や下の桁が失われているかもしれません。セルの書式を「文字列」にして、書いたとおりの値か確かめてください。
機器.xlsx, sheet "1号ライン", row 7, バージョン: The cell holds the number 1.1. Zeros at its end, or its last digits, may be lost. Set the cell's format to "Text" and check that the value is as written.
機器.xlsx シート「1号ライン」 8 行目 形式：セルの数式がエラー（#N/A）です。数式を直すか、値を入れてください。
機器.xlsx, sheet "1号ライン", row 8, 形式: The cell's formula gives an error (#N/A). Correct the formula, or enter a value.
機器.xlsx シート「1号ライン」：機器ではない行（注記 1 行、データ 0 行）は読みませんでした。機器なら、種別か行頭の記号を直してください。
機器.xlsx, sheet "1号ライン": Rows that are no devices were not read (remarks: 1, data: 0). If they are devices, correct the kind, or the sign at their start.
"#);
        let errors = reading.problems.iter().filter(|problem| problem.gravity == Gravity::Error).count();
        assert_eq!(reading.facts.len() + errors, 6, "rows in = devices out + errors");
    }

    #[test]
    fn a_csv_in_shift_jis_is_a_device_list_too() {
        let (bytes, _, lost) = encoding_rs::SHIFT_JIS
            .encode("メーカ,型番,ＦＷ,設置場所\nオムロン,NX102-9000,1.64,検査\n,,,\n-,-,-,倉庫\n");
        assert!(!lost);
        let reading = read_device_list("devices.csv", &bytes);
        insta::assert_snapshot!(shown(&reading.facts), @r#"devices.csv, row 2:  @ 検査 = オムロン | ? | NX102-9000 | 1.64"#);
        insta::assert_snapshot!(words(&reading.problems), @r#"
devices.csv 4 行目：名称もメーカーも型式もないため、どの機器か分かりません。型式か名称を入れるか、行を消してください。
devices.csv, row 4: The row has no name, vendor or model, so it cannot be told which device it is. Enter a model or a name, or delete the row.
"#);
    }

    #[test]
    fn headers_without_a_row_say_so() {
        insta::assert_snapshot!(words(&read_device_list("a.csv", "メーカー,型式,FW Ver\n".as_bytes()).problems), @r#"
a.csv：見出しの下に機器が 1 台もありません。1 行に 1 台ずつ入れてください。
a.csv: There is no device below the headers. Enter one device a row.
"#);
    }

    #[test]
    fn a_quotation_that_is_never_closed_is_told() {
        let reading = read_device_list("a.csv", b"Vendor,Model\n\"Omron,NJ501\nSiemens,S612\n");
        insta::assert_snapshot!(words(&reading.problems), @r#"
a.csv 2 行目：引用符（"）が閉じていないため、この行から先を 1 つのセルとして読みました。引用符を閉じるか、消してください。
a.csv, row 2: A quotation mark is never closed; everything from this line on was read as one cell. Close the quotation, or delete the mark.
"#);
    }

    #[test]
    fn a_file_without_devices_says_which_headers_are_needed() {
        insta::assert_snapshot!(words(&read_device_list("a.csv", b"x,y\n1,2\n").problems), @r#"
a.csv：機器の一覧が見つかりません（はじめの 20 行に見出しがありません）。「メーカー」「型式」「ファームウェア」などの見出しを 1 行に並べてください。
a.csv: No list of devices was found (there is no header in the first 20 rows). Put headers such as "Vendor", "Model", "Firmware" in one row.
"#);
        insta::assert_snapshot!(words(&read_device_list("a.csv", b"").problems), @r#"
a.csv：ファイルが空です。元のファイルをもう一度受け取ってください。
a.csv: The file is empty. Get the file again.
"#);
    }

    #[test]
    fn the_assets_of_a_written_register_are_a_device_list() {
        let register = testing::generated(3, 5);
        let bytes = crate::write_register(&register, crate::Form::Xlsx, Lang::Ja).unwrap();
        let reading = read_device_list("plant.xlsx", &bytes);
        let data =
            register.assets.values().filter(|asset| asset.kind == sekisho_model::AssetKind::Data).count();
        assert!(!reading.facts.is_empty());
        assert_eq!(reading.facts.len() + data, register.assets.len());
        for device in &reading.facts {
            let same = |asset: &&sekisho_model::Asset| asset.name.replace('\n', " ") == device.name;
            let asset = register.assets.values().find(same).unwrap();
            if let Some(identity) = asset.device.known() {
                assert_eq!(identity, &device.device);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]
        #[test]
        fn rows_in_are_devices_out_and_errors_and_any_bytes_are_named(seed: u64, rows in 0_usize..20) {
            let mut dice = Dice::new(seed);
            let mut source = String::from("名称,メーカー,型式,版,場所\n");
            let mut filled = 0;
            for _ in 0..rows {
                let cells: Vec<&str> = (0..5).map(|_| ["", "A1", "不明", "N/A", "x y", "1.10"][dice.below(6)]).collect();
                filled += usize::from(cells.iter().any(|cell| !cell.is_empty()));
                source += &(cells.join(",") + "\n");
            }
            let reading = read_device_list("a.csv", source.as_bytes());
            let errors = reading.problems.iter().filter(|problem| problem.gravity == Gravity::Error).count();
            // A list without a row is an error of its own.
            prop_assert_eq!(reading.facts.len() + errors, filled.max(1));
            let noise = dice.bytes(200);
            prop_assert!(!read_device_list("a.xlsx", &noise).problems.is_empty());
            let cut = &source.as_bytes()[..dice.below(14)];
            prop_assert!(!read_device_list("a.csv", cut).problems.is_empty());
        }
    }
}
