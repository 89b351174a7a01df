//! What an overseer and a witness are given, and what is taken from them.

use sekisho_ledger::verify::{DictionaryCheck, Given, verify_export};
use sekisho_ledger::{Note, WitnessSigner};
use sekisho_model::Role;

use super::{Bench, caller};
use crate::{AppError, ledger};

#[tokio::test]
async fn a_witnessed_checkpoint_is_exported_and_found_by_the_separate_verifier() {
    let bench = Bench::new().await;
    let (app, who) = (&bench.app, caller("local", Role::Administrator));
    ledger::heartbeat(app, &who, 60).await.unwrap();
    let (note, signed) = ledger::checkpoint(app, &who).await.unwrap();
    let witness = WitnessSigner::generate_from("example.org/witness", [9; 32]).unwrap();
    let cosigned = witness.cosign(Note::parse(note.as_bytes()).unwrap(), 1_795_410_300).unwrap().to_text();
    ledger::heartbeat(app, &who, 60).await.unwrap();
    let taken = ("w", cosigned.as_bytes());
    let (checkpoint, cosignature) =
        ledger::take_witnessed(app, &who, taken, &witness.verifier()).await.unwrap();
    assert_eq!((checkpoint, cosignature.at_unix_seconds), (signed.clone(), 1_795_410_300));

    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("export");
    assert_eq!(ledger::export(app, &who, &folder).await.unwrap(), ledger::Exported::WithDictionary);
    let given = Given {
        key: Some(app.store().ledger_key().clone()),
        witnesses: vec![witness.verifier()],
        ..Given::default()
    };
    let found = verify_export(&folder, &given).unwrap();
    assert!(found.is_sound(), "{found}");
    assert!(matches!(found.dictionary, DictionaryCheck::Signed { .. }));
    assert_eq!((found.cosigned[0].size, found.oversight.heartbeats), (signed.size(), 2));
    assert_eq!(found.not_examined, Vec::<String>::new());
}

#[tokio::test]
async fn a_checkpoint_that_no_witness_signed_or_that_is_anothers_is_refused_and_not_noted() {
    let (bench, other) = (Bench::new().await, Bench::new().await);
    let who = caller("local", Role::Administrator);
    for app in [&bench.app, &other.app] {
        ledger::heartbeat(app, &who, 60).await.unwrap();
    }
    let witness = WitnessSigner::generate_from("example.org/witness", [9; 32]).unwrap();
    let of_bench = ledger::checkpoint(&bench.app, &who).await.unwrap().0;
    let of_other = ledger::checkpoint(&other.app, &who).await.unwrap().0;
    let foreign = witness.cosign(Note::parse(of_other.as_bytes()).unwrap(), 1).unwrap().to_text();
    let size = bench.app.store().ledger_size().await.unwrap();
    for note in [of_bench.as_str(), &foreign, "no note"] {
        let taken = ("w", note.as_bytes());
        let refused = ledger::take_witnessed(&bench.app, &who, taken, &witness.verifier()).await;
        assert!(matches!(refused, Err(AppError::Invalid(_))), "{refused:?}");
    }
    assert!(matches!(ledger::heartbeat(&bench.app, &who, 0).await, Err(AppError::Invalid(_))));
    assert_eq!(bench.app.store().ledger_size().await.unwrap(), size);
}
