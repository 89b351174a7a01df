//! Documents of own products, and the support period that is never shortened.

use sekisho_assess::product_papers::DocumentKind;
use sekisho_exchange::ImportOptions;
use sekisho_model::{IncidentEntry, IncidentFact, RecordKind, Source};
use serde_json::json;

use super::{Bench, edit, editor};
use crate::product_papers::{Correction, check, correct_support, of};
use crate::scan::File;
use crate::tables::{save, undo};
use crate::{AppError, register};

const PRODUCT: RecordKind = RecordKind::Product;

async fn placed() -> Bench {
    let bench = Bench::new().await;
    let own = json!({ "id": "P1", "name": "カメラ", "maker": "own", "placed": "2020-04-01", "support_end": "2031-03-31" });
    bench.put(&[(PRODUCT, own), (PRODUCT, json!({ "id": "P2", "name": "買った物" }))]).await;
    bench
}

fn refused(result: Result<impl std::fmt::Debug, AppError>) -> String {
    let Err(AppError::Invalid(problems)) = result else { panic!("not refused: {result:?}") };
    assert_eq!(problems[0].place.path, "P1");
    problems[0].what.en.clone()
}

#[tokio::test]
async fn a_published_support_period_is_extended_and_no_way_shortens_it() {
    let bench = placed().await;
    let to = |end: &'static str| edit(PRODUCT, "P1", None, &[("support_end", end)]);
    save(&bench.app, &editor(), &[to("2032-03-31")]).await.unwrap();
    for end in ["2032-03-30", ""] {
        let said = refused(save(&bench.app, &editor(), &[to(end)]).await);
        assert!(said.contains("cannot be moved from 2032-03-31"), "{said}");
    }
    let bytes = b"format = 1\n[[product]]\nid = \"P1\"\nname = \"x\"\nmaker = \"own\"\nsupport_end = \"2030-01-01\"\n";
    let files = [File { name: "p.toml".to_owned(), bytes: bytes.to_vec() }];
    let proposal = register::propose(&bench.app, &editor(), &files, ImportOptions::default()).await.unwrap();
    refused(register::accept(&bench.app, &editor(), &proposal).await);
    // Taking the extension back would shorten it as well.
    let extended = bench.app.store().ledger_entries(0, 10).await.unwrap().len() as u64 - 1;
    refused(undo(&bench.app, &editor(), extended).await);
    bench.sound().await;
}

/// Every message of a refusal, in English.
fn told(result: Result<impl std::fmt::Debug, AppError>) -> String {
    let Err(AppError::Invalid(problems)) = result else { panic!("not refused: {result:?}") };
    problems.iter().map(|problem| format!("{} {}\n", problem.what.en, problem.remedy.en)).collect()
}

fn meant(to: &str) -> Correction {
    Correction {
        to: to.parse().unwrap(),
        because: " 2030 年を 2031 年と打った ".to_owned(),
        unpublished: true,
    }
}

#[tokio::test]
async fn a_mistyped_end_of_support_is_corrected_with_a_reason_and_stays_on_record() {
    let bench = placed().await;
    let correct = async |wanted: &Correction| correct_support(&bench.app, &editor(), "P1", wanted).await;
    let made = correct(&meant("2030-03-31")).await.unwrap();
    assert_eq!(
        (made.from.to_string(), made.because.as_str()),
        ("2031-03-31".to_owned(), "2030 年を 2031 年と打った")
    );
    let papers = of(&bench.app, &editor(), "P1").await.unwrap();
    assert_eq!(papers.product.support_end.known().unwrap().to_string(), "2030-03-31");
    assert_eq!(papers.corrections, std::slice::from_ref(&made));
    let sheet = papers.documents.iter().find(|document| document.kind == DocumentKind::Sheet).unwrap();
    let noted = sheet.fields().find(|field| field.code == "support_end").unwrap();
    assert_eq!(noted.note, made.words());
    // An ordinary change does not shorten it even now, and a later day needs no correction.
    refused(
        save(&bench.app, &editor(), &[edit(PRODUCT, "P1", None, &[("support_end", "2029-03-31")])]).await,
    );
    assert!(told(correct(&meant("2032-03-31")).await).contains("without a correction"));
    bench.sound().await;
}

#[tokio::test]
async fn a_correction_without_reason_before_placing_or_of_a_published_day_is_refused() {
    let bench = placed().await;
    let wanted = Correction { because: " ".to_owned(), unpublished: false, ..meant("2019-01-01") };
    let said = told(correct_support(&bench.app, &editor(), "P1", &wanted).await);
    for part in ["The reason has 0", "is before 2020-04-01", "published nowhere"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(
        told(correct_support(&bench.app, &editor(), "P2", &wanted).await).contains("without a correction")
    );
}

#[tokio::test]
async fn a_day_that_was_stated_in_an_issued_paper_or_a_submitted_report_stands() {
    let bench = placed().await;
    let correct = async || correct_support(&bench.app, &editor(), "P1", &meant("2030-03-31")).await;
    let submitted = |value: &str| IncidentEntry {
        case: "CA-01".parse().unwrap(),
        no: 1,
        at: bench.app.now(),
        recorded_at: bench.app.now(),
        by: "kondo".to_owned(),
        words: String::new(),
        source: String::new(),
        supersedes: None,
        what: IncidentFact::Submitted {
            duty: "d".to_owned(),
            form: "f".to_owned(),
            edition: "1".to_owned(),
            receipt: "r".to_owned(),
            values: [("a".to_owned(), value.to_owned())].into(),
            digest: String::new(),
        },
    };
    let origin = bench.app.origin(&editor(), Source::Person);
    let write = async |value: &str| {
        bench.app.store().write_incident(&[], &[submitted(value)], &origin).await.unwrap();
    };
    write("カメラ：2031-03-31 までサポート").await;
    assert!(told(correct().await).contains("submitted report of incident CA-01"));
    let paper = json!({ "id": "LB-1", "name": "適合宣言", "kind": "declaration", "framework": "psti", "products": ["P1"], "state": "issued" });
    bench.put(&[(RecordKind::Paper, paper)]).await;
    assert!(told(correct().await).contains("(LB-1) was issued"));
}

#[tokio::test]
async fn documents_are_made_for_own_products_alone() {
    let bench = placed().await;
    assert_eq!(of(&bench.app, &editor(), "P1").await.unwrap().documents.len(), 10);
    assert!(matches!(of(&bench.app, &editor(), "P2").await, Err(AppError::Invalid(_))));
    assert!(matches!(of(&bench.app, &editor(), "P9").await, Err(AppError::NotFound { .. })));
}

#[tokio::test]
async fn a_tender_is_checked_and_a_file_that_is_none_is_refused() {
    let bench = placed().await;
    let file = |text: &str| File { name: "t.toml".to_owned(), bytes: text.as_bytes().to_vec() };
    let tender = file("name = \"t\"\nsupport_until = \"2031-03-31\"\nsbom = true\n");
    let checked = check(&bench.app, &editor(), "P1", &tender).await.unwrap();
    let codes: Vec<_> = checked.product.iter().map(|point| point.outcome.code()).collect();
    assert_eq!((codes.as_slice(), checked.offer), (["not-known", "met"].as_slice(), None));
    let Err(AppError::Invalid(problems)) = check(&bench.app, &editor(), "P1", &file("[")).await else {
        panic!()
    };
    assert_eq!(problems[0].place.file, "t.toml");
}
