//! The promises about the register as it was, about undo entries and about acts that change no fact.

use jiff::{Timestamp, ToSpan as _};
use sekisho_model::{Change, Origin, Record, RecordKind, Register, SbomSubject};
use serde_json::{Value, json};

use super::on_both;
use super::stock::*;
use crate::engine::{Arg, Fault};
use crate::{Database, Erasing, Noted, Store, StoreError, Unerasable, Untold, Why};

fn altered(id: &str, before: &str, after: &str) -> Change {
    Change::Altered { before: zone(id, before).into(), after: zone(id, after).into() }
}

fn at(second: i64) -> Origin {
    Origin { at: Timestamp::from_second(1_800_000_000 + second).unwrap(), ..origin() }
}

/// Erases the particulars of an entry, as an overseer may ask for.
async fn erase(store: &Store, seq: u64) {
    let commitment = store.ledger_entries(seq, 1).await.unwrap()[0].detail().commitment();
    let text = "update ledger_entry set salt = null, detail = null, commitment = $1 where seq = $2";
    let mut tx = store.pools.writing(&Fault::default()).await.unwrap();
    tx.run(text, &[Arg::Bytes(commitment.as_bytes()), Arg::Int(i64::try_from(seq).unwrap())]).await.unwrap();
    tx.commit().await.unwrap();
}

#[test]
fn the_register_after_any_entry_is_what_it_was_then() {
    on_both(|bench| async move {
        let store = &bench.store;
        let mut states: Vec<Register> = vec![store.register().await.unwrap()];
        let steps = [
            Change::Added(zone("Z1", "組立")),
            Change::Added(zone("Z2", "塗装")),
            altered("Z1", "組立", "組立 1"),
            Change::Removed(zone("Z2", "塗装")),
            Change::Added(zone("Z2", "倉庫")),
        ];
        for change in steps {
            store.apply_changes(&[change], &origin()).await.unwrap();
            states.push(store.register().await.unwrap());
        }
        for (size, state) in states.iter().enumerate() {
            let past = store.register_at(size as u64).await.unwrap();
            assert_eq!((&past.register, past.size, past.untold.len()), (state, size as u64, 0));
        }
        let beyond = store.register_at(u64::MAX).await.unwrap();
        assert_eq!((beyond.register, beyond.size), (store.register().await.unwrap(), 5));
    });
}

#[test]
fn entries_about_other_things_leave_the_past_register_alone() {
    on_both(|bench| async move {
        let store = &bench.store;
        store.apply_changes(&[Change::Added(zone("Z1", "組立"))], &origin()).await.unwrap();
        let one = sbom("s1", vec![component("pkg:npm/a@1")]);
        store.add_sbom(&one, &SbomSubject::Unattached, &origin()).await.unwrap();
        store
            .note(Noted::CatalogLoad, "catalog:own.toml", &json!({ "sha256": "x" }), &origin())
            .await
            .unwrap();
        let past = store.register_at(3).await.unwrap();
        assert_eq!((past.register, past.size), (store.register().await.unwrap(), 3));
    });
}

#[test]
fn what_an_erased_entry_told_is_named_as_untold_until_a_later_entry_tells_it() {
    on_both(|bench| async move {
        let store = &bench.store;
        store.apply_changes(&[Change::Added(zone("Z1", "組立"))], &origin()).await.unwrap();
        store.apply_changes(&[altered("Z1", "組立", "組立 1")], &origin()).await.unwrap();
        erase(store, 0).await;
        let past = store.register_at(1).await.unwrap();
        assert_eq!(past.register, Register::default());
        let untold = Untold { kind: RecordKind::Zone, id: "Z1".to_owned(), seq: 0, why: Why::Erased };
        assert_eq!(past.untold, [untold]);
        let later = store.register_at(2).await.unwrap();
        assert_eq!((later.register, later.untold.len()), (store.register().await.unwrap(), 0));
    });
}

#[test]
fn a_record_too_long_for_an_entry_is_untold() {
    on_both(|bench| async move {
        let document = json!({ "id": "Z1", "name": "組立", "note": "長".repeat(200_000) });
        let long = Record::deserialize_as(RecordKind::Zone, document).unwrap();
        bench.store.apply_changes(&[Change::Added(long)], &origin()).await.unwrap();
        let past = bench.store.register_at(1).await.unwrap();
        assert_eq!(past.register, Register::default());
        assert_eq!(past.untold.iter().map(|untold| untold.why).collect::<Vec<_>>(), [Why::TooLong]);
    });
}

#[test]
fn the_ledger_s_size_at_a_moment_counts_what_was_written_before_it() {
    on_both(|bench| async move {
        let store = &bench.store;
        for (second, id) in [(0, "Z1"), (10, "Z2"), (10, "Z3"), (20, "Z4")] {
            store.apply_changes(&[Change::Added(zone(id, id))], &at(second)).await.unwrap();
        }
        let before = async |second: i64| store.ledger_size_before(at(second).at).await.unwrap();
        assert_eq!([before(0).await, before(1).await, before(10).await], [0, 1, 1]);
        assert_eq!([before(11).await, before(20).await, before(21).await], [3, 3, 4]);
        let far = at(0).at.checked_sub(24.hours()).unwrap();
        assert_eq!(store.ledger_size_before(far).await.unwrap(), 0);
    });
}

#[test]
fn an_undo_names_the_entry_that_it_undoes_and_the_facts_stay_provable() {
    on_both(|bench| async move {
        let store = &bench.store;
        store.apply_changes(&[Change::Added(zone("Z1", "組立"))], &origin()).await.unwrap();
        store.apply_changes(&[altered("Z1", "組立", "別")], &origin()).await.unwrap();
        let undo = [(1, altered("Z1", "別", "組立"))];
        assert_eq!(store.undo_changes(&undo, &origin()).await.unwrap(), [2]);
        let entry = &store.ledger_entries(2, 1).await.unwrap()[0];
        let detail: Value = serde_json::from_str(entry.detail().text().unwrap()).unwrap();
        assert_eq!((entry.action(), &detail["undoes"]), ("zone-change", &json!(1)));
        let refused = store.undo_changes(&undo, &origin()).await;
        assert!(matches!(refused, Err(StoreError::Conflict { .. })), "{refused:?}");
        assert!(store.facts_verify().await.unwrap().is_sound());
        assert!(store.ledger_verify().await.unwrap().is_sound());
    });
}

#[test]
fn an_act_that_changes_no_fact_stands_in_the_ledger_and_makes_no_fact_expected() {
    on_both(|bench| async move {
        let store = &bench.store;
        let seq = store
            .note(Noted::CatalogLoad, "catalog:own.toml", &json!({ "sha256": "x" }), &origin())
            .await
            .unwrap();
        store.note(Noted::CatalogUnload, "catalog:own.toml", &json!({}), &origin()).await.unwrap();
        let entries = store.ledger_entries(seq, 2).await.unwrap();
        let said: Vec<_> = entries.iter().map(|entry| (entry.action(), entry.subject())).collect();
        assert_eq!(said, [("catalog-load", "catalog:own.toml"), ("catalog-unload", "catalog:own.toml")]);
        let facts = store.facts_verify().await.unwrap();
        assert_eq!((facts.is_sound(), facts.same, facts.unprovable), (true, 0, 0));
        assert!(store.ledger_verify().await.unwrap().is_sound());
    });
}

#[test]
fn erasing_leaves_every_proof_and_takes_every_byte_but_never_what_stands_today() {
    on_both(|bench| async move {
        let store = &bench.store;
        let secret = "個人名 霧島ひみつ";
        store.apply_changes(&[Change::Added(zone("Z1", secret))], &origin()).await.unwrap();
        store.apply_changes(&[altered("Z1", secret, "組立")], &origin()).await.unwrap();
        store.apply_changes(&[Change::Added(zone("Z2", "塗装"))], &origin()).await.unwrap();
        let before = store.ledger_entries(0, 9).await.unwrap();
        let refused = store.ledger_erase(&[0, 2, 9].into(), "本人の求め", &origin()).await.unwrap();
        assert_eq!(refused, Erasing::Refused(vec![(9, Unerasable::Missing)]));
        assert_eq!(store.ledger_entries(0, 9).await.unwrap(), before, "all or nothing");
        let done = store.ledger_erase(&[0, 1].into(), "本人の求め", &origin()).await.unwrap();
        assert_eq!(done, Erasing::Done(4), "entry 3 says anew how the zone stands");
        let after = store.ledger_entries(0, 9).await.unwrap();
        let leaves = |entries: &[sekisho_ledger::Entry]| -> Vec<_> {
            entries.iter().take(3).map(sekisho_ledger::Entry::leaf_hash).collect()
        };
        assert_eq!(leaves(&after), leaves(&before));
        assert!(store.ledger_verify().await.unwrap().is_sound());
        let facts = store.facts_verify().await.unwrap();
        assert_eq!(
            (facts.is_sound(), facts.same, facts.unprovable),
            (true, 2, 0),
            "what stands today can still be held against it"
        );
        let again = store.ledger_erase(&[1, 4].into(), "a", &origin()).await.unwrap();
        assert_eq!(again, Erasing::Refused(vec![(1, Unerasable::Erased), (4, Unerasable::NoRecord)]));
        if bench.database == Database::Embedded {
            let files = std::fs::read_dir(store.folder()).unwrap().map(|entry| entry.unwrap().path());
            for path in files.filter(|path| path.is_file()) {
                let bytes = std::fs::read(&path).unwrap();
                let found = bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
                assert!(!found, "{}", path.display());
            }
        }
    });
}
