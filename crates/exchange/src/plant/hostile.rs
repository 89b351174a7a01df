//! Bytes from outside that mean harm or are merely broken: limits, archives, altered workbooks.

use proptest::prelude::*;
use rust_xlsxwriter::{Format, Workbook};

use super::tests::{fill, messy, read, words, workbook};
use super::*;
use crate::testing::{self, Dice};

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
    // The size depends on the time in the workbook.
    let lines = lines.join("\n\n").replace(&bytes.len().to_string(), "6000");
    insta::assert_snapshot!(lines, @r#"
a.xlsx：ファイルが 6000 バイトあり、上限の 100 バイトを超えています。ファイルを分けてください。
a.xlsx: The file has 6000 bytes, more than the limit of 100 bytes. Split the file.

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
    for count in ["9999999999999", "99999999999999999999999999"] {
        let bytes = replaced(&messy(), "uniqueCount=\"", &format!("uniqueCount=\"{count}"));
        let reading = read("a.xlsx", &bytes, &Register::default());
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
    page.merge_range(2, 0, 9, 0, "Z9", &Format::new()).unwrap();
    let bytes = replaced(&book.save_to_buffer().unwrap(), "A3:A10", "A3:A1048576");
    let reading = read("a.xlsx", &bytes, &Register::default());
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

/// A workbook with its parts rewritten.
fn rewritten(bytes: &[u8], mut rewrite: impl FnMut(usize, Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    use std::io::{Read as _, Write as _};
    let mut source = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut target = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for index in 0..source.len() {
        let mut part = source.by_index(index).unwrap();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        let options = zip::write::SimpleFileOptions::default();
        target.start_file(part.name().unwrap().into_owned(), options).unwrap();
        target.write_all(&rewrite(index, content)).unwrap();
    }
    target.finish().unwrap().into_inner()
}

/// A workbook with a text replaced in every part.
fn replaced(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    rewritten(bytes, |_, content| String::from_utf8(content).unwrap().replace(from, to).into_bytes())
}

/// A workbook with one part changed inside: bytes overwritten, cut out or doubled.
fn altered(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let chosen = dice.below(12);
    rewritten(bytes, |index, mut content| {
        for _ in 0..if index == chosen { 1 + dice.below(4) } else { 0 } {
            let (from, to) = (dice.below(content.len()), dice.below(content.len()));
            let piece: &[u8] = [b"<".as_slice(), b">", b"/", b"0", b"99999999999"][dice.below(5)];
            match dice.below(4) {
                0 if from < to => drop(content.drain(from..to)),
                1 if from < to => content.extend_from_within(from..to),
                _ => drop(content.splice(from..from, piece.iter().copied()).collect::<Vec<u8>>()),
            }
        }
        content
    })
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
