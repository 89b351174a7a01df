//! What goes into the hand-over file, and what does not.

use std::io::Cursor;

use calamine::{Reader as _, Xlsx};
use sekisho_assess::Exposures;
use sekisho_catalog::Catalog;
use sekisho_model::{Record, RecordKind, Register};
use serde_json::json;

use super::*;

fn register() -> Register {
    let mut register = Register::default();
    for (kind, document) in [
        (
            RecordKind::Contact,
            json!({ "id": "K-1", "name": "榛名 花子", "kind": "inside", "reach": "内線 110" }),
        ),
        (RecordKind::Supplier, json!({ "id": "S1", "name": "霞原制御", "contact": "担当 三国" })),
        (RecordKind::Asset, json!({ "id": "A1", "name": "PLC", "kind": "device", "role": "controller" })),
        (RecordKind::Asset, json!({ "id": "A2", "name": "箱", "kind": "device" })),
        (RecordKind::Business, json!({ "id": "B1", "name": "組立", "importance": "large", "owner": "三峰" })),
        (RecordKind::Business, json!({ "id": "B2", "name": "清掃", "importance": "small" })),
    ] {
        register.put(Record::deserialize_as(kind, document).unwrap());
    }
    register
}

fn made(wanted: &Wanted, lang: Lang) -> Handover {
    let (register, exposures) = (register(), Exposures::new());
    let facts = Facts::new(&register, Catalog::built_in(), &exposures, jiff::civil::date(2026, 11, 25));
    handover(&facts, wanted, lang)
}

fn all(names: bool) -> Wanted {
    Wanted {
        parts: Part::ALL.into(),
        names,
        to: "支援社".to_owned(),
        purpose: "初動".to_owned(),
        ..Wanted::default()
    }
}

/// Every word of a workbook.
fn words(bytes: Vec<u8>) -> String {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let sheets = book.worksheets();
    let cells = sheets.iter().flat_map(|(_, range)| range.cells().map(|(.., cell)| cell.to_string()));
    cells.collect::<Vec<_>>().join("\n")
}

#[test]
fn no_person_is_named_unless_somebody_asks_for_it_in_either_form() {
    for (names, is_in) in [(false, false), (true, true)] {
        for lang in Lang::ALL {
            let made = made(&all(names), lang);
            for text in [page(&made, lang), words(workbook(&made, lang).unwrap())] {
                for person in ["榛名", "三国"] {
                    assert_eq!(text.contains(person), is_in, "{person}: {text}");
                }
                assert!(!text.contains("三峰"), "whoever answers for a business is nobody's concern here");
                assert!(text.contains("内線 110") && text.contains("支援社") && text.contains("霞原制御"));
            }
        }
    }
}

#[test]
fn what_is_unknown_is_listed_first_and_what_was_left_out_is_named() {
    let mut wanted = all(false);
    wanted.parts.remove(&Part::Incidents);
    let made = made(&wanted, Lang::Ja);
    let front: Vec<String> =
        made.front(Lang::Ja).into_iter().map(|(label, words)| format!("{label}={words}")).collect();
    let front = front.join("\n");
    for word in [
        "渡していない項目=対応中のインシデント",
        "種類が分からない機器 1 台",
        "実施済みのバックアップが登録されていません",
        "外部との経路が登録されていません（ないとは言えません）",
        "拠点と設置場所：住所",
    ] {
        assert!(front.contains(word), "{word}: {front}");
    }
    assert!(made.sections.iter().all(|section| section.part != Part::Incidents));
}

#[test]
fn only_businesses_that_must_not_stop_are_in_it_and_machines_are_counted_not_listed() {
    let text = page(&made(&all(false), Lang::En), Lang::En);
    assert!(text.contains("組立") && !text.contains("清掃"), "{text}");
    assert!(!text.contains("A1") && text.contains("Controller"), "{text}");
    assert!(!text.contains("<script"));
}

#[test]
fn the_same_register_gives_the_same_bytes() {
    let bytes = || workbook(&made(&all(true), Lang::Ja), Lang::Ja).unwrap();
    assert_eq!(bytes(), bytes());
}
