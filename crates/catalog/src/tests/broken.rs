//! Packs that are wrong: each fault named with its line, and only the faulty part lost.

use super::{HEAD, over, said};
use crate::built_in::PACKS;
use crate::limits::{LIST_ENTRIES_MAX, PACK_BYTES_MAX, PACK_ROWS_MAX, PROBLEMS_MAX, TEXT_CHARS_MAX};
use crate::{Catalog, pack};

const TAG: &str = "[[tag]]\nid = \"ours\"\nname = { ja = \"甲\", en = \"A\" }\nabout = { ja = \"乙\", en = \"B\" }\nconfirmed = \"own\"\n";

/// The one problem of a tag row in which something was replaced; its line is counted from the row's own, 1.
fn fault(from: &str, to: &str) -> (u64, String, String) {
    let (catalog, problems) = over(&TAG.replace(from, to));
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(catalog.tags, Catalog::built_in().tags, "the row is not read");
    let problem = &problems[0];
    assert_eq!(problem.place.file, "trial.toml");
    let before = u64::try_from(HEAD.matches('\n').count()).unwrap();
    (problem.place.row.unwrap() - before, problem.place.path.clone(), problem.what.ja.clone())
}

#[test]
fn a_row_that_does_not_say_whether_it_is_confirmed_is_not_read() {
    let (line, path, what) = fault("confirmed = \"own\"\n", "");
    assert_eq!((line, path.as_str()), (1, "tag ours"));
    assert_eq!(what, "確認状況（confirmed）がありません。");
}

#[test]
fn each_fault_of_a_row_is_named_with_its_line() {
    let at = |from, to| {
        let (line, _, what) = fault(from, to);
        format!("{line} {what}")
    };
    assert_eq!(at("confirmed = \"own\"", "confirmed = \"sure\""), "5 値「sure」は使えません。");
    assert_eq!(at("confirmed", "colour = 1\nconfirmed"), "5 項目「colour」は、この種類の行にはありません。");
    assert_eq!(at("id = \"ours\"\n", ""), "1 項目「id」がありません。");
    assert_eq!(at("id = \"ours\"", "id = \"\""), "1 ID が空です。");
    assert_eq!(at("ja = \"甲\"", "ja = \" \""), "3 項目「name.ja」が空です。");
    assert_eq!(at("ja = \"甲\", ", ""), "3 項目「ja」がありません。");
    assert_eq!(at("甲", "甲\\u0007"), "3 項目「name.ja」に、表示できない制御文字があります。");
    let long = "長".repeat(TEXT_CHARS_MAX + 1);
    assert_eq!(at("甲", &long), "3 項目「name.ja」が 2001 文字あります（2000 文字まで）。");
    assert!(at("{ ja = \"乙\", en = \"B\" }", "7").starts_with("4 値が読めません（"));
}

#[test]
fn a_good_row_beside_a_broken_one_is_read() {
    let (catalog, problems) = over(&format!("{}{TAG}", TAG.replace("ours", "other").replace("own", "sure")));
    assert_eq!(problems.len(), 1);
    assert!(catalog.tags.contains_key("ours"));
    assert!(!catalog.tags.contains_key("other"));
}

#[test]
fn the_same_id_twice_in_one_file_is_read_once() {
    let (catalog, problems) = over(&format!("{TAG}{}", TAG.replace('甲', "丙")));
    assert_eq!(said(&problems), [(12, "tag ours", "tag の ID「ours」が二度あります。")]);
    assert_eq!(catalog.tags["ours"].name.ja, "甲");
}

#[test]
fn a_text_without_a_head_or_form_is_not_read_at_all() {
    let read = |text: &str| {
        let (catalog, problems) = Catalog::built_in().with(vec![("x.toml".to_owned(), text.to_owned())]);
        assert_eq!(&catalog, Catalog::built_in());
        assert!(!problems.is_empty());
        problems[0].what.ja.clone()
    };
    assert_eq!(read(TAG), "[pack] がありません。");
    assert_eq!(read(""), "[pack] がありません。");
    assert_eq!(read(&HEAD.replace("\"1\"", "\" \"")), "[pack] の「edition」が空です。");
    assert_eq!(read(&HEAD.replace("edition = \"1\"\n", "")), "項目「edition」がありません。");
    assert!(read(&format!("{HEAD}{TAG}[[tag\n")).starts_with("TOML として読めません（"));
    let big = format!("{HEAD}#{}", "x".repeat(PACK_BYTES_MAX));
    assert!(read(&big).ends_with("一つのパックは 4194304 バイトまでです。"));
}

#[test]
fn windows_line_ends_and_a_byte_order_mark_are_read() {
    let text = format!("\u{feff}{HEAD}{TAG}").replace('\n', "\r\n");
    let (read, problems) = pack::read("x.toml", &text);
    assert_eq!(problems, Vec::new());
    assert_eq!(read.map(|read| read.rows.len()), Some(1));
}

#[test]
fn an_unknown_kind_of_row_is_named_and_the_rest_is_read() {
    let (catalog, problems) = over(&format!("[[weather]]\nid = \"rain\"\n{TAG}"));
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].what.ja, "「weather」という種類の行はありません。");
    assert!(problems[0].remedy.ja.contains("practice"), "{}", problems[0].remedy.ja);
    assert!(catalog.tags.contains_key("ours"));
    let (_, problems) = pack::read("x.toml", &format!("tag = 3\n{HEAD}"));
    assert_eq!(said(&problems), [(1, "", "tag が行の並びではありません（integer）。")]);
}

#[test]
fn limits_are_named_with_their_value() {
    let rows: String = (0..=PACK_ROWS_MAX).map(|n| TAG.replace("ours", &n.to_string())).collect();
    let (read, problems) = pack::read("big.toml", &format!("{HEAD}{rows}"));
    assert_eq!(read.map(|read| read.rows.len()), Some(PACK_ROWS_MAX));
    assert_eq!(problems.len(), 1);
    assert!(problems[0].what.ja.contains("20000"), "{:?}", problems[0]);
    let faulty: String = (0..PROBLEMS_MAX + 50).map(|n| format!("[[tag]]\nid = \"{n}\"\n")).collect();
    let (_, problems) = over(&faulty);
    assert_eq!(problems.len(), PROBLEMS_MAX + 1);
    assert_eq!(problems[PROBLEMS_MAX].what.ja, "問題が、ほかに 50 件あります。");
    let many = vec!["\"x\""; LIST_ENTRIES_MAX + 1].join(", ");
    let (_, problems) = over(&format!("{TAG}serves = [{many}]\n"));
    assert_eq!(problems[0].what.ja, "項目「serves」に 2001 件あります（2000 件まで）。");
}

/// A small generator: the same bytes on every machine.
struct Seeded(u64);

impl Seeded {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % below.max(1)
    }
}

/// Whatever the text, reading ends with an answer, and rows that were read are counted.
fn read_whatever(text: &str) {
    let (read, problems) = pack::read("any.toml", text);
    assert!(problems.len() <= PROBLEMS_MAX + 1);
    match read {
        Some(read) => assert_eq!(read.pack.rows, read.rows.len()),
        None => assert!(!problems.is_empty(), "nothing was read, and nothing said: {text:?}"),
    }
    let (catalog, _) = Catalog::built_in().with(vec![("any.toml".to_owned(), text.to_owned())]);
    assert!(catalog.check().iter().all(|problem| !problem.what.ja.is_empty()));
}

#[test]
fn a_pack_cut_anywhere_is_read_or_named() {
    let mut chance = Seeded(1);
    for (_, text) in PACKS {
        for _ in 0..12 {
            let mut cut = chance.next(text.len());
            while !text.is_char_boundary(cut) {
                cut -= 1;
            }
            read_whatever(&text[..cut]);
        }
    }
}

#[test]
fn a_pack_with_characters_changed_is_read_or_named() {
    const WRONG: [char; 12] = ['"', '[', ']', '{', '}', '=', '\n', '\\', '0', 'x', '\u{0}', '関'];
    let mut chance = Seeded(2);
    for (_, text) in PACKS {
        let chars: Vec<char> = text.chars().take(6_000).collect();
        for _ in 0..25 {
            let mut changed = chars.clone();
            for _ in 0..=chance.next(3) {
                let at = chance.next(changed.len());
                changed[at] = WRONG[chance.next(WRONG.len())];
            }
            read_whatever(&changed.into_iter().collect::<String>());
        }
    }
}

#[test]
fn any_bytes_and_deep_nesting_are_read_or_named() {
    let mut chance = Seeded(3);
    for _ in 0..200 {
        let bytes: Vec<u8> = (0..chance.next(400)).map(|_| u8::try_from(chance.next(256)).unwrap()).collect();
        read_whatever(&String::from_utf8_lossy(&bytes));
        read_whatever(&format!("{HEAD}{}", String::from_utf8_lossy(&bytes)));
    }
    for (open, close) in [("[", "]"), ("{ a = ", " }")] {
        for depth in [10, 100, 10_000] {
            read_whatever(&format!("{HEAD}[[tag]]\nx = {}1{}\n", open.repeat(depth), close.repeat(depth)));
        }
    }
    read_whatever(&format!("{HEAD}[[tag]]\n{}x = 1\n", "a.".repeat(5_000)));
}
