//! Documents of own products, and the support period that is never shortened.

use sekisho_exchange::ImportOptions;
use sekisho_model::RecordKind;
use serde_json::json;

use super::{Bench, edit, editor};
use crate::product_papers::{check, of};
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
