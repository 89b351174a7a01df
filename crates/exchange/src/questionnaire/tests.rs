//! Questionnaires with merged cells, hidden things, several header rows, drop-downs and formulas, written by us.

use std::io::Read as _;

use rust_xlsxwriter::{DataValidation, Format, Formula, Workbook};

use sekisho_model::{AnswerState, Lang};

use super::*;

/// Two header rows, the answer's merged over two columns; a hidden column and a hidden row; a drop-down.
fn customers_sheet() -> Vec<u8> {
    let (mut book, bold) = (Workbook::new(), Format::new().set_bold());
    let page = book.add_worksheet().set_name("調査票").unwrap();
    page.merge_range(0, 0, 0, 6, "情報セキュリティ調査票", &bold).unwrap();
    page.merge_range(2, 0, 3, 0, "No.", &bold).unwrap();
    page.merge_range(2, 1, 3, 1, "確認事項", &bold).unwrap();
    page.merge_range(2, 2, 2, 4, "ご回答", &bold).unwrap();
    for (column, header) in [(2, "選択"), (3, "具体的な内容"), (4, "証跡")] {
        page.write(3, column, header).unwrap();
    }
    page.merge_range(4, 0, 4, 5, "1. 体制", &bold).unwrap();
    let rows = [
        "責任者を決めていますか。",
        "情報を <社外> & 共有しますか。",
        "隠れた質問ですか。",
        "教育をしていますか。",
    ];
    for (n, question) in (0_u32..).zip(rows) {
        page.write(5 + n, 0, format!("1-{}", n + 1)).unwrap();
        page.write(5 + n, 1, question).unwrap();
    }
    page.write_blank(5, 2, &bold).unwrap();
    page.set_row_hidden(7).unwrap();
    page.set_column_hidden(5).unwrap();
    page.write(3, 5, "質問（旧）").unwrap();
    page.write_formula(8, 2, Formula::new("=\"済\"")).unwrap();
    let list = DataValidation::new().allow_list_strings(&["はい", "一部", "いいえ"]).unwrap();
    page.add_data_validation(5, 2, 8, 2, &list).unwrap();
    book.add_worksheet()
        .set_name("集計")
        .unwrap()
        .write_formula(0, 0, Formula::new("=COUNTA(調査票!C6:C9)"))
        .unwrap();
    book.save_to_buffer().unwrap()
}

fn read(bytes: &[u8]) -> Questionnaire {
    read_questionnaire("顧客.xlsx", bytes, &[]).facts
}

#[test]
fn columns_under_several_header_rows_are_found_and_hidden_ones_are_no_candidates() {
    let columns = &read(&customers_sheet()).columns[0];
    let letters = |column: &Option<String>| column.clone().unwrap_or_default();
    assert_eq!((columns.header_row, columns.question.as_str()), (4, "B"));
    let others = [&columns.number, &columns.answer, &columns.words, &columns.evidence].map(letters);
    assert_eq!(others, ["A", "C", "D", "E"]);
}

#[test]
fn questions_have_their_choices_and_headings_are_none() {
    let questionnaire = read(&customers_sheet());
    assert_eq!(questionnaire.without, ["集計"]);
    let rows: Vec<_> =
        questionnaire.questions.iter().map(|q| (q.row, q.number.as_str(), q.hidden, q.formula)).collect();
    assert_eq!(
        rows,
        [
            (6, "1-1", false, false),
            (7, "1-2", false, false),
            (8, "1-3", true, false),
            (9, "1-4", false, true)
        ]
    );
    assert_eq!(questionnaire.questions[0].choices, ["はい", "一部", "いいえ"]);
}

#[test]
fn what_a_person_does_not_see_is_named() {
    let problems = read_questionnaire("顧客.xlsx", &customers_sheet(), &[]).problems;
    for word in ["非表示の行が 1 行", "非表示の列があります（F）", "結合されたセルが"]
    {
        assert!(problems.iter().any(|problem| problem.what.ja.contains(word)), "{word}: {problems:?}");
    }
}

fn fill(row: u32, column: &str, text: &str) -> Fill {
    Fill { sheet: "調査票".into(), row, column: column.into(), text: text.into() }
}

fn parts(bytes: &[u8]) -> std::collections::BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut entry = archive.by_index(index).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            (entry.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

#[test]
fn only_the_answered_cells_change_and_every_other_part_stays_byte_by_byte() {
    let before = customers_sheet();
    let fills = [
        fill(6, "C", "はい"),
        fill(6, "D", "<CISO> & 部長"),
        fill(7, "E", "規程\n3 条"),
        fill(40, "C", "末尾"),
    ];
    let filled = fill_questionnaire("顧客.xlsx", &before, &fills);
    assert_eq!((filled.facts.written, filled.problems.len()), (4, 0), "{:?}", filled.problems);
    let (old, new) = (parts(&before), parts(&filled.facts.bytes));
    assert_eq!(old.keys().collect::<Vec<_>>(), new.keys().collect::<Vec<_>>());
    let changed: Vec<_> =
        old.iter().filter(|(name, bytes)| new[*name] != **bytes).map(|(name, _)| name).collect();
    assert_eq!(changed, ["xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"]);
    // The other sheet's total counted the answers before they were there.
    let (was, now) = (&old["xl/worksheets/sheet2.xml"], &new["xl/worksheets/sheet2.xml"]);
    assert_eq!(String::from_utf8_lossy(was).replace("<v>0</v>", ""), String::from_utf8_lossy(now));
    // Taking the written cells out again leaves the sheet as it was, but for the blank that was there.
    let mut xml = String::from_utf8(new["xl/worksheets/sheet1.xml"].clone()).unwrap();
    for (cell, was) in [("C6", "<c r=\"C6\" s=\"1\"/>"), ("D6", ""), ("E7", ""), ("C40", "")] {
        let from = xml.find(&format!("<c r=\"{cell}\"")).unwrap();
        let to = from + xml[from..].find("</c>").unwrap() + 4;
        xml.replace_range(from..to, was);
    }
    let xml = xml.replace("<row r=\"40\"></row>", "");
    let sheet = String::from_utf8(old["xl/worksheets/sheet1.xml"].clone()).unwrap();
    let without_what_it_gave = sheet.replace("</f><v>0</v>", "</f>");
    assert_ne!(sheet, without_what_it_gave);
    assert_eq!(xml, without_what_it_gave);
}

#[test]
fn formulas_of_a_filled_workbook_are_calculated_anew_when_it_is_opened() {
    let anew = |xml: &str| {
        let edit = super::layout::recalculation(xml).unwrap();
        edit.map(|(range, tag)| format!("{}{tag}{}", &xml[..range.start], &xml[range.end..]))
    };
    let book = |rest: &str| format!("<workbook><sheets><sheet name=\"a\"/></sheets>{rest}</workbook>");
    let set = "<calcPr fullCalcOnLoad=\"1\"/>";
    assert_eq!(anew(&book("")), Some(book(set)));
    let names = "<definedNames><definedName>x</definedName></definedNames>";
    assert_eq!(anew(&book(&format!("{names}<oleSize/>"))), Some(book(&format!("{names}{set}<oleSize/>"))));
    let given = book("<calcPr calcId=\"191029\" fullCalcOnLoad=\"0\"/>");
    assert_eq!(anew(&given), Some(book("<calcPr calcId=\"191029\" fullCalcOnLoad=\"1\"/>")));
    assert_eq!(anew(&book(set)), None);
    let prefixed = "\u{feff}<x:workbook><x:sheets></x:sheets></x:workbook>";
    let told = "\u{feff}<x:workbook><x:sheets></x:sheets><x:calcPr fullCalcOnLoad=\"1\"/></x:workbook>";
    assert_eq!(anew(prefixed).as_deref(), Some(told));
}

#[test]
fn what_was_written_is_read_back() {
    let fills = [fill(6, "C", "はい"), fill(6, "D", "<CISO> & \"部長\""), fill(7, "D", "=1+1")];
    let filled = fill_questionnaire("顧客.xlsx", &customers_sheet(), &fills).facts.bytes;
    assert_eq!(read(&filled).questions[0].answered, "はい");
    let limits = Limits::default();
    let grids = sheet::grids("a.xlsx", &filled, &limits, &mut Problems::new(&limits));
    let cell = |row: u32| grids[0].rows.iter().find(|r| r.number == row).unwrap().cells[&4].shown();
    assert_eq!([cell(6), cell(7)], ["<CISO> & \"部長\"", "=1+1"]);
}

#[test]
fn a_formula_a_filled_cell_and_a_hidden_row_are_left_and_named() {
    let fills = [
        fill(9, "C", "はい"),
        fill(8, "C", "はい"),
        fill(6, "B", "x"),
        fill(6, "??", "x"),
        fill(6, "C", "はい"),
    ];
    let filled = fill_questionnaire("顧客.xlsx", &customers_sheet(), &fills);
    assert_eq!((filled.facts.written, filled.problems.len()), (1, 4), "{:?}", filled.problems);
    let other = Fill { sheet: "ない".into(), ..fill(1, "A", "x") };
    assert_eq!(fill_questionnaire("a.xlsx", &customers_sheet(), &[other]).problems.len(), 1);
}

#[test]
fn an_answer_in_a_merged_cell_goes_to_its_upper_left() {
    let mut book = Workbook::new();
    let page = book.add_worksheet().set_name("調査票").unwrap();
    for (column, header) in [(0, "質問"), (1, "回答")] {
        page.write(0, column, header).unwrap();
    }
    page.merge_range(1, 0, 2, 0, "守っていますか。", &Format::new()).unwrap();
    page.merge_range(1, 1, 2, 2, "", &Format::new()).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    assert_eq!(read(&bytes).questions.len(), 1);
    let filled = fill_questionnaire("a.xlsx", &bytes, &[fill(2, "C", "はい"), fill(3, "B", "いいえ")]);
    assert_eq!((filled.facts.written, filled.problems.len()), (1, 1));
    assert_eq!(read(&filled.facts.bytes).questions[0].answered, "はい");
}

#[test]
fn named_columns_are_taken_as_they_are() {
    let named = SheetColumns {
        sheet: "調査票".into(),
        header_row: 4,
        question: "B".into(),
        ..SheetColumns::default()
    };
    let read = read_questionnaire("a.xlsx", &customers_sheet(), std::slice::from_ref(&named));
    assert_eq!((read.facts.columns, read.facts.questions.len()), (vec![named], 4));
    let wrong = SheetColumns { sheet: "別".into(), ..SheetColumns::default() };
    let read = read_questionnaire("a.xlsx", &customers_sheet(), &[wrong]);
    assert!(read.problems.iter().any(|problem| problem.what.ja.contains("別")));
}

#[test]
fn any_bytes_are_read_or_refused_without_a_stop() {
    let whole = customers_sheet();
    let mut state = 7_u64;
    for _ in 0..60 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let mut bytes = whole.clone();
        let at = usize::try_from(state >> 33).unwrap() % bytes.len();
        if state.is_multiple_of(3) {
            bytes.truncate(at)
        } else {
            bytes[at] ^= 0x55
        }
        let read = read_questionnaire("a.xlsx", &bytes, &[]);
        let filled = fill_questionnaire("a.xlsx", &bytes, &[fill(6, "C", "はい")]);
        assert!(filled.facts.written + filled.problems.len() > 0, "{}", read.problems.len());
    }
}

fn asked() -> AnswerSheet {
    let row = |id: &str, question: &str| AskedRow { id: id.into(), question: question.into() };
    AnswerSheet {
        request: "RQ-01".into(),
        name: "対策の状況".into(),
        supplier: "霞原制御".into(),
        due: "2026-12-25".into(),
        edition: "ab12".into(),
        rows: vec![
            row("scs-3/4-1", "多要素認証があるか"),
            row("scs-3/4-2", "更新するか"),
            row("scs-3/4-3", "控えがあるか"),
        ],
    }
}

fn sent_back(lang: Lang, fills: &[(&str, &str)]) -> Vec<u8> {
    let bytes = write_answer_sheet(&asked(), lang).unwrap();
    let fills: Vec<Fill> = fills
        .iter()
        .map(|(at, text)| {
            let (column, row) = at.split_at(1);
            let sheet = lang.pick("回答", "Answers").into();
            Fill { sheet, row: row.parse().unwrap(), column: column.into(), text: (*text).into() }
        })
        .collect();
    let filled = fill_questionnaire("a.xlsx", &bytes, &fills);
    assert_eq!((filled.facts.written, filled.problems.len()), (fills.len(), 0));
    filled.facts.bytes
}

#[test]
fn what_a_supplier_fills_in_comes_back_whole_in_both_languages() {
    for (lang, words) in
        [(Lang::Ja, ["満たす", "一部満たす", "分からない"]), (Lang::En, ["Met", "Partly met", "Don't know"])]
    {
        let fills = [
            ("C9", words[0]),
            ("D9", "全社員\n2 行"),
            ("E9", "規程.pdf"),
            ("C10", words[1]),
            ("C11", words[2]),
        ];
        let read = read_answer_sheet("back.xlsx", &sent_back(lang, &fills), &asked());
        assert_eq!(read.problems, []);
        let states: Vec<_> = read.facts.rows.iter().map(|row| row.state.unwrap()).collect();
        assert_eq!(states, [AnswerState::Met, AnswerState::Partly, AnswerState::DontKnow]);
        let first = &read.facts.rows[0];
        assert_eq!(
            (first.id.as_str(), first.words.as_str(), first.evidence.as_str()),
            ("scs-3/4-1", "全社員\n2 行", "規程.pdf")
        );
    }
}

#[test]
fn a_wrong_request_edition_question_row_and_answer_are_named() {
    let bytes = sent_back(Lang::Ja, &[("C9", "たぶん"), ("A12", "追加"), ("B12", "別の話"), ("G10", "欄外")]);
    let mut now = asked();
    now.edition = "cd34".into();
    now.rows[1].question = "14 日で更新するか".into();
    now.rows.push(AskedRow { id: "scs-3/5-1".into(), question: "記録".into() });
    let read = read_answer_sheet("back.xlsx", &bytes, &now);
    let words = [
        "版が「ab12」",
        "「たぶん」は選択肢",
        "質問の文が変え",
        "送った回答票にない行",
        "G 列）に「欄外」",
        "「scs-3/5-1」の行がありません",
    ];
    for word in words {
        assert_eq!(
            read.problems.iter().filter(|p| p.what.ja.contains(word)).count(),
            1,
            "{word}: {:?}",
            read.problems
        );
    }
    assert_eq!((read.facts.rows.len(), read.facts.added.len()), (3, 1));
    assert_eq!((read.facts.rows[0].state, read.facts.rows[0].written.as_str()), (None, "たぶん"));
    let other = AnswerSheet { request: "RQ-02".into(), ..asked() };
    let read = read_answer_sheet("back.xlsx", &bytes, &other);
    assert_eq!((read.facts.rows.len(), read.problems[0].gravity), (0, sekisho_model::Gravity::Error));
}

#[test]
fn comments_on_cells_are_named_with_their_words() {
    let mut book = Workbook::new();
    let page = book.add_worksheet().set_name("回答").unwrap();
    page.write(2, 1, "RQ-01").unwrap().write(3, 1, "ab12").unwrap();
    page.insert_note(8, 2, &rust_xlsxwriter::Note::new("来月から").set_author("浅利")).unwrap();
    let read = read_answer_sheet("back.xlsx", &book.save_to_buffer().unwrap(), &asked());
    assert_eq!(read.facts.comments.len(), 1);
    assert!(read.facts.comments[0].0 == "C9" && read.facts.comments[0].1.contains("来月から"));
}

#[test]
fn a_mapping_is_kept_for_the_next_time_and_a_proposal_ties_nothing() {
    let questions = read(&customers_sheet());
    let mut rows: Vec<MappedQuestion> = questions
        .questions
        .iter()
        .map(|q| MappedQuestion {
            question: q.text.clone(),
            proposed: vec!["scs-3/1 0.9".into()],
            ..MappedQuestion::default()
        })
        .collect();
    rows[1].criterion = "scs-3/1-2-1-1".into();
    let mapping = Mapping::new(questions.columns, rows);
    let again = read_mapping("m.toml", mapping.written().unwrap().as_bytes());
    assert_eq!(again.facts.as_ref(), Some(&mapping));
    let moved = Question {
        row: 99, text: "情報を＜社外＞ & 共有しますか".into(), ..Question::default()
    };
    let settled = mapping.settled();
    assert_eq!((settled.len(), settled.get(&Mapping::key(&moved))), (1, Some(&"scs-3/1-2-1-1")));
    let row = |question: &str, criterion: &str| MappedQuestion {
        question: question.into(),
        criterion: criterion.into(),
        ..MappedQuestion::default()
    };
    let next =
        Mapping::new(Vec::new(), vec![row("新しい質問", "scs-3/a"), row(&mapping.question[1].question, "")]);
    let joined = next.over(mapping.clone());
    assert_eq!(
        (joined.sheet.len(), joined.settled().into_values().collect::<Vec<_>>()),
        (1, vec!["scs-3/a"])
    );
    let joined = Mapping::new(Vec::new(), vec![row("新しい質問", "scs-3/a")]).over(mapping.clone());
    assert_eq!(joined.settled().len(), 2, "what a later edition does not ask is kept");
    for bytes in [&b"format = 9"[..], b"x", b"\xff", b"format = 1\nother = 2"] {
        let read = read_mapping("m.toml", bytes);
        assert_eq!((read.facts, read.problems.len()), (None, 1));
    }
}
