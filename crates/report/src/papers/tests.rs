//! Documents in their printed forms, and those of the sample word by word.

use jiff::civil::date;
use sekisho_assess::answers::{self, Answers, Beside, Whose};
use sekisho_assess::product_papers::{Bom, Ground, Known, documents};
use sekisho_assess::{Exposures, Facts};
use sekisho_catalog::Catalog;
use sekisho_exchange::{ImportOptions, read_register};
use sekisho_model::{Gravity, Product, Register};

use super::*;

fn made() -> Vec<Document> {
    let product: Product = serde_json::from_value(serde_json::json!({
        "id": "P-1", "name": "=cmd <b>カメラ</b>", "version": "1.0", "maker": "own", "markets": ["DE", "GB"],
    }))
    .unwrap();
    documents_of(&Register::default(), &product, &Known::default())
}

fn documents_of(register: &Register, product: &Product, known: &Known) -> Vec<Document> {
    let (catalog, today) = (Catalog::built_in(), date(2026, 11, 25));
    let (exposures, beside) = (Exposures::new(), Beside::default());
    let facts = Facts::new(register, catalog, &exposures, today);
    let ground = answers::Ground { facts: &facts, beside: &beside };
    let answers = Answers::new(ground, &Whose::Product(product.id.clone()));
    documents(&Ground { register, catalog, product, known, answers: &answers, today })
}

#[test]
fn every_document_prints_in_both_languages_without_anything_from_outside() {
    for document in made() {
        for lang in Lang::ALL {
            let page = print_html(&document, date(2026, 11, 25), lang);
            assert!(page.contains(&format!("<html lang=\"{}\">", lang.code())));
            assert!(!page.contains("<b>") && !page.contains("<script") && !page.contains("http-equiv"));
            assert!(page.contains(document.kind.title().in_lang(lang)));
            let text = plain_text(&document, lang);
            document
                .fields()
                .for_each(|field| assert!(text.contains(field.label.in_lang(lang)), "{field:?}"));
        }
        let english = print_html(&document, date(2026, 11, 25), Lang::En);
        assert!(english.contains("Entered in Japanese only"), "{:?}", document.kind);
    }
}

#[test]
fn what_is_not_confirmed_and_what_is_missing_are_marked_on_the_page() {
    for document in made() {
        let page = print_html(&document, date(2026, 11, 25), Lang::Ja);
        let unconfirmed = document.fields().filter(|field| field.confirmed == Confirmed::No).count();
        assert_eq!(page.matches("欄：未照合").count(), unconfirmed, "{:?}", document.kind);
        let missing = document.fields().filter(|field| matches!(field.value, Value::Missing(_))).count();
        assert_eq!(page.matches("未入力：").count(), missing);
    }
}

#[test]
fn a_checked_tender_is_a_workbook_with_every_point_and_what_was_not_understood() {
    use calamine::{Reader as _, Xlsx};
    let point = |asked: &str, outcome, why: &str| Point {
        asked: Text::new(asked, asked),
        outcome,
        reason: Text::new(why, why),
    };
    let product = [point("SBOM", Outcome::Met, "an SBOM"), point("★2", Outcome::NotMet, "a label ★1")];
    let offer = [point("=1+1", Outcome::Unknown, "nothing said")];
    let unread = [Problem::error(
        sekisho_model::Place::default(),
        Text::new("行 9", "row 9"),
        Text::new("直す", "mend it"),
    )];
    let write = || {
        check_workbook("Cameras", ("P-01", &product), Some(("Offer A", &offer)), &unread, Lang::En).unwrap()
    };
    assert_eq!(write(), write());
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(write())).unwrap();
    assert_eq!(book.sheet_names(), ["Product", "Offer"]);
    let texts: Vec<Vec<String>> = (0..2)
        .map(|at| {
            book.worksheet_range_at(at).unwrap().unwrap().rows().flatten().map(ToString::to_string).collect()
        })
        .collect();
    for words in [
        "Cameras  P-01",
        "met 1, not met 1, not known 0",
        "Not understood: row 9 mend it",
        "★2",
        "a label ★1",
    ] {
        assert!(texts[0].iter().any(|text| text == words), "{words}: {:?}", texts[0]);
    }
    for words in ["Cameras  Offer A", "=1+1", "not known"] {
        assert!(texts[1].iter().any(|text| text == words), "{words}: {:?}", texts[1]);
    }
}

#[test]
fn a_workbook_is_the_same_each_time_and_has_every_field() {
    use calamine::{Reader as _, Xlsx};
    for document in made() {
        let bytes = workbook(&document, Lang::En).unwrap();
        assert_eq!(bytes, workbook(&document, Lang::En).unwrap());
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
        let mut texts = |at| -> Vec<String> {
            let sheet = book.worksheet_range_at(at).unwrap().unwrap();
            sheet.rows().flatten().map(ToString::to_string).collect()
        };
        let first = texts(0);
        for field in document.fields() {
            let words = value_words(&field.value).en;
            assert!(first.contains(&field.label.en) && first.contains(&words), "{words}");
        }
        standing(&document).iter().for_each(|line| assert!(first.contains(&line.en), "{}", line.en));
        remarks(&document, Lang::En).iter().for_each(|remark| assert!(first.contains(remark), "{remark}"));
        if let Some(body) = &document.body {
            let second = texts(1);
            body.en.lines().for_each(|line| assert!(second.iter().any(|text| text == line), "{line}"));
        }
    }
}

#[test]
fn the_json_form_counts_what_is_missing() {
    for document in made() {
        let form = serde_json::to_value(json(&document)).unwrap();
        assert_eq!(form["missing"], document.gaps().len());
        assert_eq!(form["fields"].as_array().unwrap().len(), document.fields().count());
    }
}

/// The sample's own products, as in `sample/plant.toml`.
fn sample() -> Register {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../sample/plant.toml");
    let bytes = std::fs::read(path).unwrap();
    let read = read_register(path, &bytes, &Register::default(), &ImportOptions::default());
    assert_eq!(read.problems.iter().filter(|problem| problem.gravity == Gravity::Error).count(), 0);
    read.facts
}

/// The whole surface: each document of the sample's gateway and camera, in Japanese and in English.
#[test]
fn every_document_of_the_sample_reads_as_it_did() {
    let register = sample();
    for id in ["P-01", "P-06"] {
        let product = &register.products[&id.parse().unwrap()];
        let boms =
            vec![Bom { name: "em-200".to_owned(), format: "CycloneDX 1.6".to_owned(), components: 100 }];
        let known = if id == "P-01" {
            Known { boms, exposed: Some((2, 1)), ..Known::default() }
        } else {
            Known::default()
        };
        let made = documents_of(&register, product, &known);
        assert_eq!(made.len(), DocumentKind::ALL.len());
        for document in made {
            for lang in Lang::ALL {
                let name = format!("{id}-{}-{}", document.kind.code(), lang.code());
                insta::assert_snapshot!(name, plain_text(&document, lang));
            }
        }
    }
}
