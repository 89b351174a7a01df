//! Out and in again: nothing is lost, and nothing unseen, changed or unknown is read.

use std::io::{Cursor, Read as _, Write as _};

use jiff::civil::date;
use sekisho_model::{AnswerState, Gravity, Lang, Problem};

use super::*;
use crate::Reading;

fn row(id: &str, question: &str, settled: bool, held: AssessmentFields) -> AssessmentRow {
    AssessmentRow {
        id: id.to_owned(),
        heading: "1-2-1 体制".to_owned(),
        question: question.to_owned(),
        standing: "未回答".to_owned(),
        settled,
        held,
        mark: format!("mark-{id}"),
        ..AssessmentRow::default()
    }
}

fn answered() -> AssessmentFields {
    AssessmentFields {
        state: Some(AnswerState::Partly),
        words: "=役割を\n規程 3 条で決めた".to_owned(),
        by: "榛名".to_owned(),
        until: Some(date(2027, 3, 31)),
        evidence: ["EV-1".to_owned(), "EV-2".to_owned()].into(),
    }
}

fn sheet() -> AssessmentSheet {
    AssessmentSheet {
        framework: "scs-3".to_owned(),
        title: "SCS ★3 & more".to_owned(),
        product: "P-01".to_owned(),
        whose: "P-01 試作機".to_owned(),
        day: "2026-11-25".to_owned(),
        choices: vec![
            (AnswerState::Met, "実施している".to_owned()),
            (AnswerState::Partly, "一部実施している".to_owned()),
            (AnswerState::NotApplicable, "該当しない".to_owned()),
        ],
        rows: vec![
            row("scs-3/1", "役割を決める", false, answered()),
            row("scs-3/2", "一覧がある", true, AssessmentFields::default()),
            row("scs-3/3", "見直す", false, AssessmentFields::default()),
        ],
        ..AssessmentSheet::default()
    }
}

/// The same workbook with one text of one of its parts replaced.
fn edited(bytes: &[u8], part: &str, from: &str, to: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().to_string()).collect();
    for name in names {
        let mut text = String::new();
        archive.by_name(&name).unwrap().read_to_string(&mut text).unwrap();
        if name == part {
            assert!(text.contains(from), "{part} has no {from}: {text}");
            text = text.replacen(from, to, 1);
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(text.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

const TABLE: &str = "xl/worksheets/sheet1.xml";
const STRINGS: &str = "xl/sharedStrings.xml";

fn errors(problems: &[Problem]) -> Vec<&str> {
    let errors = problems.iter().filter(|problem| problem.gravity == Gravity::Error);
    errors.map(|problem| problem.what.ja.as_str()).collect()
}

#[test]
fn what_was_written_reads_back_cell_by_cell_without_a_word() {
    for lang in Lang::ALL {
        let bytes = write_assessment(&sheet(), lang).unwrap();
        let head = assessment_head("a.xlsx", &bytes);
        let wanted = AssessmentHead { framework: "scs-3".into(), product: "P-01".into(), lang };
        assert_eq!((head.facts, head.problems), (Some(wanted), Vec::new()));
        let Reading { facts, problems } = read_assessment("a.xlsx", &bytes, &sheet(), lang);
        assert_eq!(problems, Vec::new());
        let rows: Vec<(&str, &AssessmentFields, &str)> =
            facts.rows.iter().map(|row| (row.id.as_str(), &row.fields, row.mark.as_str())).collect();
        let empty = AssessmentFields::default();
        assert_eq!(
            rows,
            [
                ("scs-3/1", &answered(), "mark-scs-3/1"),
                ("scs-3/2", &empty, "mark-scs-3/2"),
                ("scs-3/3", &empty, "mark-scs-3/3"),
            ]
        );
        assert!(facts.rows.iter().all(|row| !row.hidden));
    }
}

#[test]
fn the_same_sheet_gives_the_same_bytes_and_prints_on_a4_with_its_header() {
    let bytes = write_assessment(&sheet(), Lang::Ja).unwrap();
    assert_eq!(bytes, write_assessment(&sheet(), Lang::Ja).unwrap());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes.as_slice())).unwrap();
    let mut text = |part: &str| {
        let mut text = String::new();
        archive.by_name(part).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let table = text(TABLE);
    for part in [
        "paperSize=\"9\"",
        "orientation=\"landscape\"",
        "fitToHeight=\"0\"",
        "ySplit=\"2\"",
        "state=\"frozen\"",
        "\"実施している,一部実施している,該当しない\"",
        "<formula1>\"該当しない\"</formula1>",
    ] {
        assert!(table.contains(part), "{part}: {table}");
    }
    assert!(!table.contains("<f>"), "no text becomes a formula");
    assert!(text("xl/workbook.xml").contains("Print_Titles"));
}

#[test]
fn hidden_columns_and_merged_cells_keep_the_whole_sheet_out() {
    let bytes = write_assessment(&sheet(), Lang::Ja).unwrap();
    let hidden = edited(&bytes, TABLE, "<col min=\"9\"", "<col hidden=\"1\" min=\"9\"");
    let merged = edited(
        &bytes,
        TABLE,
        "</sheetData>",
        "</sheetData><mergeCells count=\"1\"><mergeCell ref=\"H3:H4\"/></mergeCells>",
    );
    for (bytes, word) in
        [(hidden, "表示されていない列があります（I）"), (merged, "結合されたセルがあります（H3:H4）")]
    {
        let Reading { facts, problems } = read_assessment("a.xlsx", &bytes, &sheet(), Lang::Ja);
        assert_eq!(facts.rows, Vec::new());
        let errors = errors(&problems);
        assert!(errors.len() == 1 && errors[0].contains(word), "{problems:?}");
    }
}

#[test]
fn a_hidden_row_is_marked_as_one() {
    let bytes = write_assessment(&sheet(), Lang::Ja).unwrap();
    let bytes = edited(&bytes, TABLE, "<row r=\"4\"", "<row r=\"4\" hidden=\"1\"");
    let rows = read_assessment("a.xlsx", &bytes, &sheet(), Lang::Ja).facts.rows;
    assert_eq!(rows.iter().map(|row| row.hidden).collect::<Vec<_>>(), [false, true, false]);
}

#[test]
fn unknown_numbers_changed_words_and_unknown_answers_are_named_with_what_they_say() {
    let bytes = write_assessment(&sheet(), Lang::Ja).unwrap();
    for (from, to, words) in [
        ("scs-3/3<", "scs-3/99<", "「scs-3/99」は、この枠組みの基準ではありません"),
        ("見直す<", "見直さない<", "「見直さない」"),
        (">一部実施している<", ">だいたい<", "「だいたい」は選択肢にありません"),
        ("2027-03-31<", "年度末<", "「年度末」を日付として読めません"),
        ("scs-3/3<", "scs-3/1<", "「scs-3/1」の行が二つあります"),
        ("行の印（消さない）", "印", "見出し「行の印（消さない）」の列が 0 列"),
    ] {
        let bytes = edited(&bytes, STRINGS, from, to);
        let Reading { facts, problems } = read_assessment("a.xlsx", &bytes, &sheet(), Lang::Ja);
        let errors = errors(&problems);
        assert!(errors.len() == 1 && errors[0].contains(words), "{words}: {problems:?}");
        assert!(facts.rows.len() < 3, "the row is not read");
    }
}

#[test]
fn rows_may_be_sorted_and_missing_ones_are_named() {
    let mut filled = sheet();
    filled.rows.reverse();
    filled.rows.pop();
    let bytes = write_assessment(&filled, Lang::Ja).unwrap();
    let Reading { facts, problems } = read_assessment("a.xlsx", &bytes, &sheet(), Lang::Ja);
    let ids: Vec<&str> = facts.rows.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids, ["scs-3/3", "scs-3/2"]);
    assert_eq!(problems.len(), 1);
    assert!(problems[0].what.ja.contains("1 件の基準の行がありません（scs-3/1）"), "{problems:?}");
}

#[test]
fn a_file_that_is_no_such_sheet_says_so() {
    let csv = assessment_head("a.csv", b"x,y\n1,2\n");
    assert_eq!(csv.facts, None);
    assert!(errors(&csv.problems).last().unwrap().contains("自己評価シートではありません"));
}

#[test]
fn no_bytes_make_it_fail_and_none_go_unnamed() {
    let whole = write_assessment(&sheet(), Lang::Ja).unwrap();
    let mut seed = 0x9E37_79B9_u32;
    for _ in 0..60 {
        let mut bytes = whole.clone();
        for _ in 0..4 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let at = usize::try_from(seed).unwrap() % bytes.len();
            bytes[at] ^= 0x55;
        }
        bytes.truncate(bytes.len() - usize::try_from(seed % 7).unwrap());
        let head = assessment_head("a.xlsx", &bytes);
        assert!(head.facts.is_some() || !head.problems.is_empty());
        let read = read_assessment("a.xlsx", &bytes, &sheet(), Lang::Ja);
        assert!(!read.facts.rows.is_empty() || !read.problems.is_empty());
    }
}
