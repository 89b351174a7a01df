//! Packs of the company's own.

use std::sync::Arc;

use sekisho_catalog::Catalog;
use sekisho_model::Gravity;

use super::{Bench, administrator, editor};
use crate::catalog::editions;
use crate::scan::File;
use crate::{App, AppError, Opening, catalog};

const OWN: &str = r#"
[pack]
id = "own-threats"
edition = "2026-11"
title = { ja = "自社の脅威", en = "Our own threats" }
source = "own"

[[threat]]
id = "own-crane"
name = { ja = "天井クレーンの遠隔操作の乗っ取り", en = "Take-over of the crane's remote control" }
about = { ja = "無線の操作器になりすまされる。", en = "Somebody passes for the radio control." }
stage = "goal"
main = true
level = 2
confirmed = "own"
"#;

fn pack(name: &str, text: &str) -> File {
    File { name: name.to_owned(), bytes: text.as_bytes().to_vec() }
}

fn has_crane(catalog: &Catalog) -> bool {
    catalog.threats.keys().any(|id| id.as_str() == "own-crane")
}

#[tokio::test]
async fn a_loaded_pack_is_seen_at_once_and_after_reopening_and_stands_in_the_ledger() {
    let bench = Bench::new().await;
    assert!(!has_crane(&catalog::current(&bench.app, &editor()).unwrap()));
    let built_in = catalog::loaded(&bench.app, &editor()).unwrap();
    let problems =
        catalog::load(&bench.app, &administrator(), &pack("somewhere/own.toml", OWN)).await.unwrap();
    assert!(problems.iter().all(|problem| problem.gravity == Gravity::Warning), "{problems:?}");
    let loaded = catalog::loaded(&bench.app, &editor()).unwrap();
    assert!(has_crane(&loaded.catalog));
    assert_ne!(loaded.digest, built_in.digest);
    assert_eq!(loaded.own[0].name, "own.toml");
    let entries = bench.app.store().ledger_entries_about("catalog:own.toml").await.unwrap();
    assert_eq!((entries[0].action(), entries[0].actor()), ("catalog-load", "admin"));
    assert!(entries[0].detail().text().unwrap().contains(&loaded.own[0].sha256));
    bench.sound().await;
    let again = App::open(&bench.folder, Opening::Read).await.unwrap();
    assert!(has_crane(&catalog::current(&again, &editor()).unwrap()));
    assert!(unrecorded(&bench).await.is_empty());
}

async fn unrecorded(bench: &Bench) -> Vec<String> {
    let problems = catalog::problems(&bench.app, &editor()).await.unwrap();
    let about = problems.into_iter().filter(|problem| problem.what.en.contains("past the ledger"));
    about.map(|problem| problem.place.file).collect()
}

#[tokio::test]
async fn judgements_follow_the_catalog() {
    let bench = Bench::new().await;
    let before = bench.app.judgements().await.unwrap();
    assert!(Arc::ptr_eq(&before, &bench.app.judgements().await.unwrap()), "the same facts are judged once");
    catalog::load(&bench.app, &administrator(), &pack("own.toml", OWN)).await.unwrap();
    let after = bench.app.judgements().await.unwrap();
    assert!(has_crane(after.catalog()) && !has_crane(before.catalog()));
}

#[tokio::test]
async fn a_pack_with_errors_or_a_strange_name_is_refused_and_leaves_nothing_behind() {
    let bench = Bench::new().await;
    let wrong = OWN.replace("stage = \"goal\"", "stage = \"somehow\"");
    for pack in
        [pack("own.toml", &wrong), pack("own.toml", "no toml ["), pack("own.json", OWN), pack(".toml", OWN)]
    {
        let refused = catalog::load(&bench.app, &administrator(), &pack).await;
        assert!(matches!(refused, Err(AppError::Invalid(_))), "{}: {refused:?}", pack.name);
    }
    assert!(!bench.folder.path.join("catalog/own.toml").exists());
    assert_eq!(bench.app.store().ledger_size().await.unwrap(), 0);
}

#[tokio::test]
async fn a_pack_put_there_or_changed_past_the_ledger_is_used_and_named() {
    let bench = Bench::new().await;
    catalog::load(&bench.app, &administrator(), &pack("own.toml", OWN)).await.unwrap();
    let changed = OWN.replace("天井クレーン", "門型クレーン");
    std::fs::write(bench.folder.path.join("catalog/own.toml"), changed).unwrap();
    bench.app.forget_catalog();
    assert!(has_crane(&catalog::current(&bench.app, &editor()).unwrap()));
    assert_eq!(unrecorded(&bench).await, ["own.toml"]);
}

#[tokio::test]
async fn an_unloaded_pack_is_gone_and_a_backup_takes_the_packs_along() {
    let bench = Bench::new().await;
    catalog::load(&bench.app, &administrator(), &pack("own.toml", OWN)).await.unwrap();
    let copy = bench.folder.path.with_file_name("backup");
    bench.app.backup(&administrator(), &copy).await.unwrap();
    assert_eq!(std::fs::read_to_string(copy.join("catalog/own.toml")).unwrap(), OWN);
    catalog::unload(&bench.app, &administrator(), "own.toml").await.unwrap();
    assert!(!has_crane(&catalog::current(&bench.app, &editor()).unwrap()));
    let again = catalog::unload(&bench.app, &administrator(), "own.toml").await;
    assert!(matches!(again, Err(AppError::NotFound { .. })), "{again:?}");
    bench.sound().await;
}

#[test]
fn what_is_in_the_program_holds_together() {
    let errors: Vec<_> =
        catalog::check_files(&[]).into_iter().filter(|problem| problem.gravity == Gravity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

/// A newer edition of one form of the program, with a single field.
const NEWER: &str = r#"
[pack]
id = "newer-forms"
edition = "2027-04"
title = { ja = "新しい版の様式", en = "A newer edition" }
source = "own"

[[form]]
id = "enisa-srp-aev"
title = { ja = "新しい版", en = "The newer edition" }
duties = ["cra-aev-early-warning", "cra-aev-notification", "cra-aev-final"]
language = "en"
zone = "UTC"
channel = { ja = "窓口", en = "The desk" }
confirmed = "own"

[[field]]
forms = ["enisa-srp-aev"]
id = "only"
name = { ja = "ただ一つの項目", en = "The only field" }
kind = "text"
needs = ["required", "required", "required"]
confirmed = "own"
"#;

#[tokio::test]
async fn a_newer_edition_of_a_form_is_used_once_it_is_loaded_and_until_it_is_taken_out() {
    let bench = Bench::new().await;
    let edition = |app: &App| {
        let loaded = catalog::loaded(app, &editor()).unwrap();
        let form = loaded.forms().forms.iter().find(|(id, _)| id.as_str() == "enisa-srp-aev").unwrap().1;
        (form.basis.edition.clone(), form.fields.len())
    };
    let before = edition(&bench.app);
    assert!(before.1 > 1);
    let newer = pack("newer.toml", NEWER);
    let refused = catalog::load(&bench.app, &editor(), &newer).await;
    assert!(matches!(refused, Err(AppError::Forbidden { .. })), "{refused:?}");
    let digest = catalog::loaded(&bench.app, &editor()).unwrap().digest.clone();
    catalog::load(&bench.app, &administrator(), &newer).await.unwrap();
    assert_eq!(edition(&bench.app), ("2027-04".to_owned(), 1));
    assert_eq!(
        catalog::loaded(&bench.app, &editor()).unwrap().digest,
        digest,
        "no row of the catalog changed"
    );
    let entries = bench.app.store().ledger_entries_about("catalog:newer.toml").await.unwrap();
    assert_eq!(entries[0].action(), "catalog-load");
    let again = App::open(&bench.folder, Opening::Read).await.unwrap();
    assert_eq!(edition(&again), ("2027-04".to_owned(), 1), "also for who opens the register anew");
    drop(again);
    catalog::unload(&bench.app, &administrator(), "newer.toml").await.unwrap();
    assert_eq!(edition(&bench.app), before);
}

#[tokio::test]
async fn a_form_that_points_at_nothing_is_refused_with_its_row() {
    let bench = Bench::new().await;
    let broken = NEWER.replace("\"cra-aev-final\"", "\"cra-aev-nothing\"");
    let refused = catalog::load(&bench.app, &administrator(), &pack("newer.toml", &broken)).await;
    let Err(AppError::Invalid(problems)) = refused else { panic!("{refused:?}") };
    assert!(problems.iter().any(|problem| problem.what.en.contains("cra-aev-nothing")), "{problems:?}");
    assert!(catalog::loaded(&bench.app, &editor()).unwrap().own.is_empty());
}

#[tokio::test]
async fn a_newer_edition_is_looked_at_field_by_field_and_only_what_was_looked_at_is_taken() {
    let bench = Bench::new().await;
    let newer = pack("newer.toml", NEWER);
    let refused = editions::look_at_forms(&bench.app, &editor(), &newer);
    assert!(matches!(refused, Err(AppError::Forbidden { .. })), "{refused:?}");
    let looked = editions::look_at_forms(&bench.app, &administrator(), &newer).unwrap();
    let [change] = looked.changes.as_slice() else { panic!("{:?}", looked.changes) };
    assert_eq!((change.now.as_deref(), change.same), (Some("2027-04"), 0));
    assert_ne!(change.before.as_deref(), Some("2027-04"));
    assert_eq!(change.added.iter().map(|field| field.id.as_str()).collect::<Vec<_>>(), ["only"]);
    assert!(!change.removed.is_empty() && change.changed.is_empty());
    let entries = async || bench.app.store().ledger_entries_about("catalog:newer.toml").await.unwrap().len();
    assert_eq!(entries().await, 0, "looking keeps nothing");
    // Another file under the same name, and another state of the packs, were not looked at.
    let limited = pack("newer.toml", &NEWER.replace("kind = \"text\"", "kind = \"text\"\nchars_max = 300"));
    let other = editions::take_forms(&bench.app, &administrator(), &limited, &looked.seen).await;
    assert!(matches!(other, Err(AppError::Outdated)), "{other:?}");
    editions::take_forms(&bench.app, &administrator(), &newer, &looked.seen).await.unwrap();
    let again = editions::take_forms(&bench.app, &administrator(), &newer, &looked.seen).await;
    assert!(matches!(again, Err(AppError::Outdated)), "{again:?}");
    assert_eq!(entries().await, 1);
    // The same again is no change; a limit is.
    assert_eq!(editions::look_at_forms(&bench.app, &administrator(), &newer).unwrap().changes.len(), 0);
    let change = editions::look_at_forms(&bench.app, &administrator(), &limited).unwrap().changes.remove(0);
    let what: Vec<_> =
        change.changed.iter().flat_map(|field| &field.what).map(|what| what.en.as_str()).collect();
    assert_eq!(what, ["characters at most: none → 300"]);
    let none = editions::look_at_forms(&bench.app, &administrator(), &pack("own.toml", OWN));
    let Err(AppError::Invalid(problems)) = none else { panic!("{none:?}") };
    assert!(problems[0].what.en.contains("no form"), "{problems:?}");
}
