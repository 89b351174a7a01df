//! The promises of tables: cells and pasted rows are those of a sheet, for every kind and in both languages.

use proptest::prelude::*;
use sekisho_model::{Gravity, Problem};
use serde_json::{Value, json};

use super::*;
use crate::testing::{self, Dice};
use crate::{Limits, Reading};

fn register(documents: &[(RecordKind, Value)]) -> Register {
    let mut register = Register::default();
    for (kind, document) in documents {
        register.put(Record::deserialize_as(*kind, document.clone()).unwrap());
    }
    register
}

/// Two zones, two businesses and two devices.
fn small() -> Register {
    register(&[
        (RecordKind::Business, json!({ "id": "B-01", "name": "組立ライン1" })),
        (RecordKind::Business, json!({ "id": "B-02", "name": "塗装" })),
        (RecordKind::Zone, json!({ "id": "Z-01", "name": "組立ゾーン", "note": "1 階" })),
        (RecordKind::Zone, json!({ "id": "Z-02", "name": "塗装ゾーン" })),
        (
            RecordKind::Asset,
            json!({ "id": "A-08", "name": "主PLC", "kind": "device", "zone": "Z-01", "owner": "保全課" }),
        ),
        (RecordKind::Asset, json!({ "id": "A-09", "name": "副PLC", "kind": "device", "owner": "保全課" })),
    ])
}

fn pairs(cells: &[(&str, &str)]) -> Vec<(String, String)> {
    cells.iter().map(|(field, text)| ((*field).to_owned(), (*text).to_owned())).collect()
}

fn typed(base: &Register, kind: RecordKind, cells: &[(&str, &str)]) -> (Option<Record>, Vec<Problem>) {
    read_cells(base, kind, &pairs(cells))
}

/// Every problem in both languages.
fn words(problems: &[Problem]) -> String {
    let lines = problems.iter().flat_map(|problem| Lang::ALL.map(|lang| problem.in_lang(lang)));
    lines.collect::<Vec<_>>().join("\n")
}

/// As a spreadsheet puts it on the clipboard.
fn clipboard(rows: &[Vec<String>]) -> String {
    let cell = |cell: &String| {
        if cell.contains(['\t', '\n', '"']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.clone()
        }
    };
    let line = |row: &Vec<String>| row.iter().map(cell).collect::<Vec<_>>().join("\t") + "\r\n";
    rows.iter().map(line).collect()
}

fn rows_of(register: &Register, kind: RecordKind, lang: Lang) -> Vec<Vec<String>> {
    register.records().filter(|record| record.kind() == kind).map(|record| cells(&record, lang)).collect()
}

fn headers(kind: RecordKind, lang: Lang) -> Vec<String> {
    columns(kind).iter().map(|column| column.header.in_lang(lang).to_owned()).collect()
}

fn registers() -> impl Iterator<Item = Register> {
    (0..12).map(|seed| testing::generated(seed, 3)).chain([testing::full()])
}

#[test]
fn the_cells_of_a_record_are_read_back_as_the_same_record() {
    for register in registers() {
        for (record, lang) in
            register.records().flat_map(|record| Lang::ALL.map(|lang| (record.clone(), lang)))
        {
            let fields = columns(record.kind()).iter().map(|column| column.field.clone());
            let row: Vec<(String, String)> = fields.zip(cells(&record, lang)).collect();
            let mut without = register.clone();
            without.remove(record.kind(), record.id()).unwrap();
            for base in [&register, &without] {
                let (read, problems) = read_cells(base, record.kind(), &row);
                assert_eq!(words(&problems), "", "{}", record.kind().code());
                assert_eq!(read.as_ref(), Some(&record));
            }
        }
    }
}

#[test]
fn pasting_a_table_over_itself_changes_nothing() {
    for register in registers() {
        for (kind, lang) in RecordKind::ALL.iter().flat_map(|kind| Lang::ALL.map(|lang| (*kind, lang))) {
            let rows = rows_of(&register, kind, lang);
            if rows.is_empty() {
                continue;
            }
            let with_header: Vec<Vec<String>> =
                std::iter::once(headers(kind, lang)).chain(rows.clone()).collect();
            for rows in [rows, with_header] {
                let reading = read_rows(&register, kind, &clipboard(&rows), lang);
                assert_eq!(words(&reading.problems), "", "{}", kind.code());
                assert_eq!(reading.facts, register, "{}", kind.code());
            }
        }
    }
}

#[test]
fn pasted_rows_make_the_same_records_in_an_empty_table() {
    for register in registers() {
        for kind in RecordKind::ALL.iter().copied() {
            let rows = rows_of(&register, kind, Lang::Ja);
            let mut base = register.clone();
            for (id, _) in register.named(kind) {
                base.remove(kind, id).unwrap();
            }
            let reading = read_rows(&base, kind, &clipboard(&rows), Lang::Ja);
            assert!(rows.is_empty() || words(&reading.problems).is_empty(), "{}", words(&reading.problems));
            assert_eq!(reading.facts, register, "{}", kind.code());
        }
    }
}

#[test]
fn every_kind_has_the_columns_of_its_sheet() {
    for kind in RecordKind::ALL.iter().copied() {
        let sheet = columns::sheet(kind);
        let fields: Vec<&str> = columns(kind).iter().map(|column| column.field.as_str()).collect();
        assert_eq!(fields, sheet.columns.iter().map(|column| column.field.as_str()).collect::<Vec<_>>());
        for column in columns(kind) {
            assert!(!column.header.ja.is_empty() && !column.header.en.is_empty(), "{}", column.field);
            assert!(column.expected().ja.ends_with("。"), "{}", column.field);
        }
    }
}

#[test]
fn whatever_is_offered_for_a_cell_is_taken() {
    let full = testing::full();
    for record in full.records() {
        for column in columns(record.kind()).iter().filter(|column| !column.field.starts_with("loss.")) {
            for lang in Lang::ALL {
                for (code, shown) in choices(&full, column, lang) {
                    assert!(!shown.is_empty(), "{} {code}", column.field);
                    // As the form shows it: an id such as "N/A" is quoted there, so that it is not taken for none.
                    let id = cells(&record, lang)[0].clone();
                    let row = [("id", id.as_str()), (column.field.as_str(), code.as_str())];
                    let (read, problems) = typed(&full, record.kind(), &row);
                    assert_eq!(words(&problems), "", "{} {code}", column.field);
                    let index = columns(record.kind()).iter().position(|other| other.field == column.field);
                    let now = cells(&read.unwrap(), lang)[index.unwrap()].clone();
                    let expected = match (&column.form, code.as_str()) {
                        (_, "unknown") => "",
                        (Form::One(_) | Form::Many(_), _) if code != "not-applicable" => &code,
                        (Form::Maker, _) if code != "own" => &code,
                        _ => &shown,
                    };
                    assert_eq!(now, expected, "{} {code}", column.field);
                }
            }
        }
    }
}

#[test]
fn fixed_answers_numbers_and_records_are_offered_and_free_texts_are_not() {
    let base = small();
    let offered = |kind, field: &str| {
        let column = columns(kind).iter().find(|column| column.field == field).unwrap();
        let texts =
            choices(&base, column, Lang::Ja).into_iter().map(|(code, shown)| format!("{code}={shown}"));
        texts.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        offered(RecordKind::Asset, "zone"),
        "Z-01=組立ゾーン Z-02=塗装ゾーン unknown=不明 not-applicable=対象外"
    );
    assert_eq!(offered(RecordKind::Zone, "businesses"), "B-01=組立ライン1 B-02=塗装");
    assert_eq!(
        offered(RecordKind::Policy, "treatment"),
        "reduce=低減 avoid=回避 transfer=移転 accept=受容 unknown=不明 not-applicable=対象外"
    );
    assert_eq!(offered(RecordKind::ZoneThreat, "level"), "1=1 2=2 3=3 unknown=不明 not-applicable=対象外");
    assert_eq!(offered(RecordKind::Product, "maker"), "own=自社 unknown=不明");
    assert_eq!(offered(RecordKind::ZoneThreat, "threat"), "");
    assert_eq!(offered(RecordKind::Asset, "owner"), "");
    assert_eq!(offered(RecordKind::Measure, "cost_yen"), "");
}

#[test]
fn a_fixed_answer_has_its_word_and_a_code_without_one_is_shown_as_it_is() {
    assert_eq!(word("importance", "large"), Text::new("大", "Large"));
    assert_eq!(word("measure-area", "physical-access").ja, "物理⑥物理アクセス制御");
    assert_eq!(word("importance", "unknown"), Text::new("不明", "Unknown"));
    assert_eq!(word("importance", "not-applicable"), Text::new("対象外", "Not applicable"));
    assert_eq!(word("importance", "huge"), Text::new("huge", "huge"));
}

#[test]
fn cells_are_typed_as_people_write_them() {
    let base = small();
    let row = [
        ("id", "A-08"),
        ("importance", "大"),
        ("zone", "塗装ゾーン"),
        ("businesses", "組立ライン1、B-02"),
        ("support_end", "令和9年3月31日"),
        ("role", "シーケンサ"),
        ("nature", "汎用"),
        ("scope", "スマート化"),
        ("supplier", "該当なし"),
        ("owner", "不明"),
    ];
    let (record, problems) = typed(&base, RecordKind::Asset, &row);
    assert_eq!(words(&problems), "");
    let document = crate::document::bare(&record.unwrap()).unwrap();
    assert_eq!(
        Value::Object(document),
        json!({
            "id": "A-08", "name": "主PLC", "kind": "device", "zone": "Z-02", "businesses": ["B-01", "B-02"],
            "importance": "large", "support_end": "2027-03-31", "role": "controller",
            "nature": "general-purpose", "scope": "widened", "supplier": "not-applicable"
        })
    );
    let row = [
        ("id", "M-01"),
        ("name", "境界の分離"),
        ("state", "計画"),
        ("area", "システム①"),
        ("cost_yen", "１５０万円"),
        ("yearly_cost_yen", "30万円/年"),
        ("threats", "T-01, T-02"),
    ];
    let (record, problems) = typed(&base, RecordKind::Measure, &row);
    assert_eq!(words(&problems), "");
    let Some(Record::Measure(measure)) = record else { panic!("no measure") };
    assert_eq!(measure.cost_yen.known(), Some(&1_500_000));
    assert_eq!(measure.yearly_cost_yen.known(), Some(&300_000));
    assert_eq!(measure.threats.iter().map(|id| id.as_str()).collect::<Vec<_>>(), ["T-01", "T-02"]);
}

#[test]
fn a_cell_that_cannot_be_read_is_named_by_its_field_and_costs_only_itself() {
    let base = small();
    let row = [
        ("id", "A-08"),
        ("importance", "ふつう以上"),
        ("zone", "倉庫"),
        ("support_end", "来年"),
        ("name", ""),
        ("device.model", "R04CPU"),
        ("colour", "赤"),
        ("owner", "製造課"),
        ("owner", "保全課"),
    ];
    let (record, problems) = typed(&base, RecordKind::Asset, &row);
    let Some(Record::Asset(asset)) = record else { panic!("no asset") };
    assert_eq!(asset.name, "主PLC");
    assert_eq!(asset.owner.known().map(String::as_str), Some("製造課"));
    assert!(asset.device.known().is_some());
    let mut paths: Vec<&str> = problems.iter().map(|problem| problem.place.path.as_str()).collect();
    paths.sort_unstable();
    assert_eq!(paths, ["colour", "importance", "name", "owner", "support_end", "zone"]);
    assert!(problems.iter().all(|problem| problem.place.row.is_none() && problem.place.file.is_empty()));
    let lines: Vec<String> = problems.iter().map(|problem| problem.in_lang(Lang::Ja)).collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
colour：保護対象に「colour」という項目はありません。画面を読み込み直してください。
owner：「責任者」が 2 回送られてきたため、はじめの値だけを読みました。画面を読み込み直してください。
name：「保護対象名」が空です。文字を入れてください。
zone：ゾーン「倉庫」が登録されていません。「ゾーン」に追加するか、名前を直してください。
importance：「重要度」に「ふつう以上」は使えません。大、中、小 のどれかを入れてください。分からなければ空欄か「不明」、当てはまらなければ「対象外」です。
support_end：「サポート終了日」に「来年」は使えません。2027/3/31 のような日付を入れてください。分からなければ空欄か「不明」、当てはまらなければ「対象外」です。
"#);
}

#[test]
fn a_new_row_that_lacks_what_it_must_have_says_which_cells() {
    let base = small();
    let (record, problems) = typed(&base, RecordKind::ZoneThreat, &[("id", "ZT-01"), ("level", "３")]);
    assert_eq!(record, None);
    let paths: Vec<&str> = problems.iter().map(|problem| problem.place.path.as_str()).collect();
    assert_eq!(paths, ["name", "zone", "threat"]);
    for cells in [&[][..], &[("name", "")], &[("id", ""), ("note", "")]] {
        let (record, problems) = typed(&base, RecordKind::Zone, cells);
        assert_eq!(record, None);
        assert_eq!(problems.len(), 1, "{}", words(&problems));
        assert_eq!(problems[0].place.path, "name");
    }
    let (record, problems) = typed(&base, RecordKind::Plant, &[("name", "")]);
    assert_eq!((record, problems.len()), (None, 1));
}

#[test]
fn a_typed_row_without_an_id_gets_the_next_one_and_one_with_a_known_name_is_that_record() {
    let base = small();
    let (record, problems) = typed(&base, RecordKind::Asset, &[("name", "検査PC"), ("kind", "装置")]);
    assert_eq!(record.unwrap().id(), "A-10");
    assert_eq!(
        words(&problems),
        "ID がないため、A-10 を付けました。自社の番号があれば、書き換えてください。\n\
         There is no id, so it was given the id A-10. Change them if you have numbers of your own."
    );
    let (record, problems) = typed(&base, RecordKind::Asset, &[("name", "主PLC"), ("owner", "製造課")]);
    assert_eq!(record.unwrap().id(), "A-08");
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].gravity, Gravity::Warning);
}

#[test]
fn columns_of_a_pasted_header_may_stand_in_any_order_and_unknown_ones_are_named() {
    let base = small();
    let text = "保護対象の一覧\n型式\t色\t機器名\t種別\t重要度\nR04CPU\t赤\t主PLC\t装置\t大\nFX5U\t青\t新PLC\t装置\t中\n";
    let reading = read_rows(&base, RecordKind::Asset, text, Lang::Ja);
    assert_eq!(reading.facts.assets.len(), 3);
    let lines: Vec<String> = reading.problems.iter().map(|problem| problem.in_lang(Lang::Ja)).collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
貼り付け 2 行目 色：見出し「色」（B 列）が分からないため、この列は読みませんでした。必要な値なら、「備考」などの列に移してください。
貼り付け：ID がないため、A-10 を付けました。自社の番号があれば、書き換えてください。
貼り付け：ID のない 1 行（3 行目）を、名称が同じ登録済みの記録として読みました。別の記録なら、ID を入れてください。
"#);
    let rows: Vec<Vec<String>> = rows_of(&reading.facts, RecordKind::Asset, Lang::Ja);
    let shown: Vec<String> =
        rows.iter().map(|row| [&row[0], &row[1], &row[5], &row[9]].map(String::as_str).join(" ")).collect();
    assert_eq!(shown, ["A-08 主PLC 大 R04CPU", "A-09 副PLC  ", "A-10 新PLC 中 FX5U"]);
}

#[test]
fn new_ids_of_pasted_rows_avoid_those_that_other_rows_have() {
    let base = small();
    let text = "ID\t名称\t責任者\n\t倉庫\t\nZ-03\t検査\t\n\t出荷\t\n";
    let Reading { facts, problems } = read_rows(&base, RecordKind::Zone, text, Lang::En);
    let named: Vec<(&str, &str)> = facts.named(RecordKind::Zone);
    assert_eq!(named[2..], [("Z-03", "検査"), ("Z-04", "倉庫"), ("Z-05", "出荷")]);
    let lines: Vec<String> = problems.iter().map(|problem| problem.in_lang(Lang::En)).collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
paste: 2 rows without an id were given the ids Z-04 to Z-05. Change them if you have numbers of your own.
"#);
}

#[test]
fn without_a_header_columns_are_taken_from_the_chosen_cell_on() {
    let base = small();
    let fields: Vec<String> = ["name", "parent"].map(str::to_owned).to_vec();
    let paste =
        Paste { fields: &fields, ..Paste::new("倉庫\t組立ゾーン\t余り\n検査\t", Lang::Ja) };
    let reading = read_paste(&base, RecordKind::Zone, &paste);
    let named = reading.facts.named(RecordKind::Zone);
    assert_eq!(named[2..], [("Z-03", "倉庫"), ("Z-04", "検査")]);
    let lines: Vec<String> = reading.problems.iter().map(|problem| problem.in_lang(Lang::Ja)).collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
貼り付け：貼り付けた列が 3 列あり、表の 2 列より多いため、右の 1 列を読みませんでした。見出しの行も一緒にコピーすると、列の順が違っていても読めます。
貼り付け：ID のない 2 行に、Z-03 から Z-04 までの ID を付けました。自社の番号があれば、書き換えてください。
"#);
    let unknown = ["名前".to_owned()];
    let paste = Paste { fields: &unknown, ..Paste::new("倉庫", Lang::Ja) };
    let reading = read_paste(&base, RecordKind::Zone, &paste);
    assert_eq!(reading.facts, base);
    assert!(
        reading.problems[0].what.ja.contains("「名前」という項目はありません"),
        "{}",
        words(&reading.problems)
    );
}

#[test]
fn rows_laid_onto_chosen_records_alter_them_and_an_empty_cell_empties_the_field() {
    let base = small();
    let (fields, onto) = (["owner".to_owned()], ["A-09".to_owned(), "A-08".to_owned()]);
    let paste = Paste { fields: &fields, onto: &onto, ..Paste::new("※製造課\r\n\r\n", Lang::Ja) };
    let reading = read_paste(&base, RecordKind::Asset, &paste);
    assert_eq!(words(&reading.problems), "");
    let owners: Vec<Option<&str>> =
        reading.facts.assets.values().map(|asset| asset.owner.known().map(String::as_str)).collect();
    assert_eq!(owners, [None, Some("※製造課")]);
    // A required cell cannot be emptied.
    let fields = ["name".to_owned()];
    let paste = Paste { fields: &fields, onto: &onto[..1], ..Paste::new("\n", Lang::Ja) };
    let reading = read_paste(&base, RecordKind::Asset, &paste);
    assert_eq!(reading.facts, base);
    assert_eq!(reading.problems.len(), 1, "{}", words(&reading.problems));
    assert_eq!(
        (reading.problems[0].place.row, reading.problems[0].place.path.as_str()),
        (Some(1), "保護対象名")
    );
}

#[test]
fn a_value_that_is_also_a_header_stays_a_value_where_columns_were_chosen() {
    let base = small();
    let (fields, onto) = (["owner".to_owned()], ["A-08".to_owned()]);
    let paste = Paste { fields: &fields, onto: &onto, ..Paste::new("責任者", Lang::Ja) };
    let reading = read_paste(&base, RecordKind::Asset, &paste);
    assert_eq!(
        reading.facts.assets.values().next().unwrap().owner.known().map(String::as_str),
        Some("責任者")
    );
}

#[test]
fn a_paste_of_nothing_says_so_and_one_beyond_a_limit_names_it() {
    let base = small();
    for text in ["", "\n\n", "\t\t\r\n", "ID\t名称\n"] {
        let reading = read_rows(&base, RecordKind::Zone, text, Lang::Ja);
        assert_eq!(reading.facts, base);
        assert_eq!(reading.problems.len(), 1, "{text:?}");
    }
    let default = Limits::default();
    let all = [
        Limits { bytes_max: 10, ..default },
        Limits { rows_max: 1, ..default },
        Limits { columns_max: 1, ..default },
        Limits { cells_max: 3, ..default },
        Limits { text_chars_max: 3, ..default },
    ];
    let lines: Vec<String> = all
        .into_iter()
        .map(|limits| {
            let paste = Paste { limits, ..Paste::new("Z-07\t第一倉庫\nZ-08\t第二倉庫", Lang::Ja) };
            let problems = read_paste(&base, RecordKind::Zone, &paste).problems;
            problems.iter().map(|problem| problem.in_lang(Lang::Ja)).collect::<Vec<_>>().join("\n")
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n\n"), @r#"
貼り付け：貼り付けた内容が 35 バイトあり、上限の 10 バイトを超えているため、読みませんでした。何回かに分けて貼り付けるか、ブックを取り込んでください。

貼り付け 2 行目：貼り付けた内容が上限の 1 行・1024 列・5000000 セルを超えているため、この行から先は読みませんでした。何回かに分けて貼り付けるか、ブックを取り込んでください。

貼り付け 1 行目：貼り付けた内容が上限の 200000 行・1 列・5000000 セルを超えているため、この行から先は読みませんでした。何回かに分けて貼り付けるか、ブックを取り込んでください。

貼り付け 2 行目：貼り付けた内容が上限の 200000 行・1024 列・3 セルを超えているため、この行から先は読みませんでした。何回かに分けて貼り付けるか、ブックを取り込んでください。

貼り付け 1 行目 ゾーン名：文字が上限の 3 文字を超えています。短くしてください。
貼り付け 2 行目 ゾーン名：文字が上限の 3 文字を超えています。短くしてください。
"#);
}

#[test]
fn hostile_pastes_are_read_in_bounded_time_and_change_no_other_kind() {
    let base = small();
    let quotes = "\"".repeat(200_000);
    let starts = "\"a\t\"b\n".repeat(50_000);
    let doubled = "\"\"\"x\n".repeat(50_000);
    let tabs = "\t".repeat(500_000);
    let lines = "\n".repeat(500_000);
    let nul = "A-1\u{0}\t\u{1}\u{202e}\nA-2\t\u{feff}";
    for text in [&quotes, &starts, &doubled, &tabs, &lines, nul] {
        let reading = read_rows(&base, RecordKind::Zone, text, Lang::Ja);
        assert!(!reading.problems.is_empty());
        assert_eq!(reading.facts.assets, base.assets);
        assert_eq!(reading.facts.businesses, base.businesses);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]
    #[test]
    fn any_text_may_be_pasted_or_typed(
        text in "([\t\n\r\"=ID名称Z大※0-9-]|\\PC){0,60}",
        field in 0_usize..40,
        seed: u64,
    ) {
        let base = small();
        for kind in RecordKind::ALL.iter().copied() {
            let reading = read_rows(&base, kind, &text, Lang::Ja);
            for other in RecordKind::ALL.iter().copied().filter(|other| *other != kind) {
                prop_assert_eq!(reading.facts.named(other), base.named(other));
            }
            // Nothing is dropped silently: either something changed, or there is something to say.
            prop_assert!(reading.facts != base || !reading.problems.is_empty() || is_no_change(&text));
            let columns = columns(kind);
            let name = &columns[field % columns.len()].field;
            let (record, problems) = typed(&base, kind, &[("id", "X-1"), (name, &text)]);
            prop_assert!(record.is_some() || problems.iter().any(|problem| problem.gravity == Gravity::Error));
        }
        let bytes = Dice::new(seed).bytes(200);
        let text = String::from_utf8_lossy(&bytes);
        let reading = read_rows(&base, RecordKind::Asset, &text, Lang::En);
        prop_assert_eq!(reading.facts.zones, base.zones);
    }
}

/// The only pastes of known rows that say nothing are those that repeat what is there.
fn is_no_change(text: &str) -> bool {
    small().records().any(|record| text.contains(record.id()))
}
