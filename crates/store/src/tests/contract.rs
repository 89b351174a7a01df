//! The promises of each part of the store.

use sekisho_ledger::{Entry, TlogProof, verify_directory};
use sekisho_model::{
    Advisory, AdvisoryForm, Change, Cvss, Origin, RecordKind, Role, SbomSubject, Signal, SignalKind, Source,
    User, UserName,
};

use super::stock::*;
use super::{Bench, on_both};
use crate::{Access, AdvisoryCounts, FeedFile, Store, StoreError};

fn assert_send<T: Send>(value: T) -> T {
    value
}

async fn sound(store: &Store) {
    let found = store.ledger_verify().await.unwrap();
    assert!(found.is_sound(), "{:?}", found.problems);
}

async fn reopened(bench: Bench) -> Bench {
    let Bench { store, place, database } = bench;
    let folder = store.folder().to_owned();
    store.close().await;
    let store = Store::open(&folder, &database, Access::Write).await.unwrap();
    Bench { store, place, database }
}

fn actions(entries: &[Entry]) -> Vec<String> {
    entries.iter().map(|entry| format!("{} {}", entry.action(), entry.subject())).collect()
}

#[test]
fn a_changed_register_is_read_back_the_same_after_reopening() {
    on_both(|bench| async {
        let changes = [Change::Added(zone("Z1", "組立")), Change::Added(zone("Z2", "塗装"))];
        let entries =
            assert_send(bench.store.apply_changes(&changes, &from_file("plant.xlsx"))).await.unwrap();
        assert_eq!(entries, [0, 1]);
        let altered =
            Change::Altered { before: zone("Z1", "組立").into(), after: zone("Z1", "組立 1").into() };
        let changes = [altered, Change::Removed(zone("Z2", "塗装"))];
        assert_eq!(bench.store.apply_changes(&changes, &origin()).await.unwrap(), [2, 3]);
        let bench = reopened(bench).await;
        let register = bench.store.register().await.unwrap();
        assert_eq!(register.records().collect::<Vec<_>>(), [zone("Z1", "組立 1")]);
        let (seq, from) = bench.store.record_origin(RecordKind::Zone, "Z1").await.unwrap().unwrap();
        assert_eq!((seq, from), (2, origin()));
        let entries = bench.store.ledger_entries(0, 100).await.unwrap();
        assert_eq!(
            actions(&entries),
            ["zone-add zone:Z1", "zone-add zone:Z2", "zone-change zone:Z1", "zone-remove zone:Z2"]
        );
        let detail: serde_json::Value = serde_json::from_str(entries[0].detail().text().unwrap()).unwrap();
        assert_eq!(
            (&detail["after"]["name"], &detail["file"]["name"]),
            (&"組立".into(), &"plant.xlsx".into())
        );
        sound(&bench.store).await;
    });
}

#[test]
fn a_change_of_what_somebody_else_changed_is_refused_as_a_whole() {
    on_both(|bench| async move {
        bench.store.apply_changes(&[Change::Added(zone("Z1", "組立"))], &origin()).await.unwrap();
        let stale = [
            vec![Change::Added(zone("Z2", "塗装")), Change::Added(zone("Z1", "別"))],
            vec![Change::Altered { before: zone("Z1", "昔").into(), after: zone("Z1", "今").into() }],
            vec![Change::Removed(zone("Z1", "昔"))],
            vec![Change::Removed(zone("Z9", "無"))],
        ];
        for changes in stale {
            let refused = bench.store.apply_changes(&changes, &origin()).await;
            assert!(matches!(refused, Err(StoreError::Conflict { .. })), "{refused:?}");
        }
        let register = bench.store.register().await.unwrap();
        assert_eq!(register.records().collect::<Vec<_>>(), [zone("Z1", "組立")]);
        assert_eq!(bench.store.ledger_size().await.unwrap(), 1);
    });
}

#[test]
fn an_sbom_is_read_back_in_order_and_components_are_kept_once() {
    on_both(|bench| async move {
        let (a, b) = (component("pkg:npm/a@1"), component("pkg:npm/b@2"));
        let mut licensed = a.clone();
        licensed.licence = "MIT".to_owned();
        let first = sbom("s1", vec![b.clone(), a.clone(), b.clone(), device(), licensed]);
        let second = sbom("s2", vec![a.clone()]);
        assert!(
            assert_send(bench.store.add_sbom(&first, &product("P1"), &from_file("a.json"))).await.unwrap()
        );
        assert!(bench.store.add_sbom(&second, &SbomSubject::Unattached, &origin()).await.unwrap());
        assert_eq!(bench.store.sbom(&first.id).await.unwrap().unwrap(), first);
        assert_eq!(bench.store.sbom(&second.id).await.unwrap().unwrap(), second);
        assert_eq!(bench.store.sbom(&"none".parse().unwrap()).await.unwrap(), None);
        let heads = bench.store.sbom_heads().await.unwrap();
        assert_eq!(heads.len(), 2);
        assert_eq!(
            (&heads[0].subject, heads[0].components, &heads[0].origin),
            (&product("P1"), 5, &from_file("a.json"))
        );
        let rows = bench.store.components_of(&[key("pkg:npm/a")]).await.unwrap();
        assert_eq!(rows.len(), 2, "the same package with another licence text is another component");
        let rows =
            bench.store.components_of(&[key("pkg:npm/b"), key("pkg:npm/c"), key("pkg:npm/b")]).await.unwrap();
        assert_eq!(rows.iter().map(|row| &row.component).collect::<Vec<_>>(), [&b]);
        let places = bench.store.places_of(&[rows[0].no]).await.unwrap();
        assert_eq!(places, [(rows[0].no, vec![heads[0].no])]);
        let devices = bench.store.device_components().await.unwrap();
        assert_eq!(devices.iter().map(|row| &row.component).collect::<Vec<_>>(), [&device()]);
    });
}

#[test]
fn the_same_sbom_twice_is_one_and_an_unattached_one_becomes_attached() {
    on_both(|bench| async move {
        let one = sbom("s1", vec![component("pkg:npm/a@1")]);
        let add = async |subject: SbomSubject| bench.store.add_sbom(&one, &subject, &origin()).await.unwrap();
        assert!(add(SbomSubject::Unattached).await);
        assert!(!add(SbomSubject::Unattached).await);
        assert!(!add(product("P1")).await);
        assert!(!add(product("P1")).await);
        assert!(!add(SbomSubject::Unattached).await);
        assert!(add(product("P2")).await);
        bench.store.attach_sbom(&one.id, &product("P2"), &product("P3"), &origin()).await.unwrap();
        let twice = bench.store.attach_sbom(&one.id, &product("P3"), &product("P1"), &origin()).await;
        assert!(matches!(twice, Err(StoreError::AlreadyThere { .. })));
        let gone = bench.store.attach_sbom(&one.id, &product("P2"), &product("P4"), &origin()).await;
        assert!(matches!(gone, Err(StoreError::Missing { .. })));
        let subjects: Vec<_> =
            bench.store.sbom_heads().await.unwrap().into_iter().map(|head| head.subject).collect();
        assert_eq!(subjects, [product("P1"), product("P3")]);
        let entries = bench.store.ledger_entries(0, 100).await.unwrap();
        assert_eq!(
            actions(&entries),
            ["sbom-add sbom:s1", "sbom-attach sbom:s1", "sbom-add sbom:s1", "sbom-attach sbom:s1"]
        );
    });
}

#[test]
fn a_removed_sbom_leaves_no_posting_and_no_component_of_its_own() {
    on_both(|bench| async move {
        let (a, b) = (component("pkg:npm/a@1"), component("pkg:npm/b@2"));
        let both =
            [(sbom("s1", vec![a.clone(), b]), product("P1")), (sbom("s2", vec![a.clone()]), product("P2"))];
        assert_eq!(bench.store.add_sboms(&both, &origin()).await.unwrap(), [true, true]);
        assert!(bench.store.remove_sbom(&both[0].0.id, &product("P1"), &origin()).await.unwrap());
        assert!(!bench.store.remove_sbom(&both[0].0.id, &product("P1"), &origin()).await.unwrap());
        assert!(bench.store.components_of(&[key("pkg:npm/b")]).await.unwrap().is_empty());
        let rows = bench.store.components_of(&[key("pkg:npm/a")]).await.unwrap();
        let heads = bench.store.sbom_heads().await.unwrap();
        let places = bench.store.places_of(&[rows[0].no, rows[0].no]).await.unwrap();
        assert_eq!(places, [(rows[0].no, vec![heads[0].no])]);
        sound(&bench.store).await;
    });
}

#[test]
fn a_large_sbom_and_a_long_question_go_through_in_parts() {
    on_both(|bench| async move {
        let many: Vec<_> = (0..1_500).map(|n| component(&format!("pkg:npm/p{n}@1"))).collect();
        let large = sbom("s1", many);
        assert!(bench.store.add_sbom(&large, &product("P1"), &origin()).await.unwrap());
        assert_eq!(bench.store.sbom(&large.id).await.unwrap().unwrap(), large);
        let keys: Vec<_> = (0..1_500).map(|n| key(&format!("pkg:npm/p{n}"))).collect();
        let rows = bench.store.components_of(&keys).await.unwrap();
        assert_eq!(rows.len(), 1_500);
        let numbers: Vec<i64> = rows.iter().map(|row| row.no).collect();
        assert_eq!(bench.store.places_of(&numbers).await.unwrap().len(), 1_500);
    });
}

#[test]
fn the_newer_revision_of_an_advisory_wins_whatever_comes_first() {
    on_both(|bench| async move {
        let old = advisory("A-1", Some("2026-01-01T00:00:00Z"), "old", vec![package("pkg:npm/a")]);
        let new = advisory("A-1", Some("2026-01-01T00:00:00.25Z"), "new", vec![package("pkg:npm/b"), plc()]);
        let undated = advisory("A-1", None, "undated", vec![]);
        let add = async |one: &Advisory, name: &str| {
            bench.store.add_advisories(std::slice::from_ref(one), &[], &from_file(name)).await.unwrap()
        };
        let nothing = AdvisoryCounts::default();
        assert_eq!(add(&old, "1").await, AdvisoryCounts { added: 1, ..nothing });
        assert_eq!(add(&new, "2").await, AdvisoryCounts { updated: 1, ..nothing });
        assert_eq!(add(&new, "3").await, AdvisoryCounts { unchanged: 1, ..nothing });
        assert_eq!(add(&old, "4").await, AdvisoryCounts { older: 1, ..nothing });
        assert_eq!(add(&undated, "5").await, AdvisoryCounts { older: 1, ..nothing });
        assert_eq!(bench.store.advisories().await.unwrap(), std::slice::from_ref(&new));
        assert!(bench.store.advisories_naming(&[key("pkg:npm/a")]).await.unwrap().is_empty());
        assert_eq!(bench.store.advisories_naming(&[key("pkg:npm/b")]).await.unwrap(), [new]);
        assert!(bench.store.feed_file_done("sha-of-4").await.unwrap());
        assert!(!bench.store.feed_file_done("sha-of-6").await.unwrap());
    });
}

#[test]
fn of_two_revisions_of_one_date_the_higher_number_wins_whatever_comes_first() {
    on_both(|bench| async move {
        let of = |version: &str, title: &str| {
            let mut one = advisory("A-1", Some("2026-01-01T00:00:00Z"), title, vec![]);
            version.clone_into(&mut one.edition.version);
            one
        };
        let add = async |one: &Advisory, name: &str| {
            bench.store.add_advisories(std::slice::from_ref(one), &[], &from_file(name)).await.unwrap()
        };
        let nothing = AdvisoryCounts::default();
        assert_eq!(add(&of("1.10.0", "new"), "1").await, AdvisoryCounts { added: 1, ..nothing });
        assert_eq!(add(&of("1.9.0", "old"), "2").await, AdvisoryCounts { older: 1, ..nothing });
        assert_eq!(add(&of("1.11.0", "newer"), "3").await, AdvisoryCounts { updated: 1, ..nothing });
        // Where a number says nothing, the one brought last.
        assert_eq!(add(&of("", "read again"), "4").await, AdvisoryCounts { updated: 1, ..nothing });
    });
}

#[test]
fn two_sources_with_the_same_id_do_not_replace_each_other() {
    on_both(|bench| async move {
        let osv = advisory("RUSTSEC-1", None, "osv", vec![]);
        let rustsec = Advisory { form: AdvisoryForm::RustSec, ..osv.clone() };
        let maker = Advisory { form: AdvisoryForm::Csaf20, publisher: "A社".to_owned(), ..osv.clone() };
        let other = Advisory { publisher: "B社".to_owned(), ..maker.clone() };
        let all = [osv, rustsec, maker, other];
        let counts = assert_send(bench.store.add_advisories(&all, &[], &from_file("1"))).await.unwrap();
        assert_eq!(counts.added, 4);
        assert_eq!(bench.store.advisories_called("rustsec-1 ").await.unwrap(), all);
        assert_eq!(bench.store.advisories_called("cve-OF-rustsec-1").await.unwrap(), all);
        assert!(bench.store.advisories_called("RUSTSEC").await.unwrap().is_empty());
    });
}

#[test]
fn a_batch_of_feed_files_skips_what_was_imported_before() {
    on_both(|bench| async move {
        let feed = |name: &str, id: &str| FeedFile {
            advisories: vec![advisory(id, None, "t", vec![package("pkg:npm/a")])],
            signals: Vec::new(),
            source: file(name),
        };
        let (one, two) = (feed("1", "A-1"), feed("2", "A-2"));
        let first =
            bench.store.add_feed_files(&[one.clone(), two.clone(), one.clone()], &origin()).await.unwrap();
        assert_eq!(first.iter().map(Option::is_some).collect::<Vec<_>>(), [true, true, false]);
        let again = bench.store.add_feed_files(&[one, two, feed("3", "A-1")], &origin()).await.unwrap();
        assert_eq!(again, [None, None, Some(AdvisoryCounts { unchanged: 1, ..AdvisoryCounts::default() })]);
        let heads = bench.store.advisory_heads().await.unwrap();
        assert_eq!(heads.iter().map(|head| head.id.as_str()).collect::<Vec<_>>(), ["A-1", "A-2"]);
        let entries = bench.store.ledger_entries(0, 100).await.unwrap();
        assert_eq!(
            actions(&entries),
            [
                "advisories-import file:sha-of-1",
                "advisories-import file:sha-of-2",
                "advisories-import file:sha-of-3"
            ]
        );
        sound(&bench.store).await;
    });
}

#[test]
fn only_advisories_that_may_concern_the_stock_are_in_question() {
    on_both(|bench| async move {
        let all = [
            advisory("A-1", None, "named", vec![package("pkg:npm/a")]),
            advisory("A-2", None, "not named", vec![package("pkg:npm/zzz")]),
            advisory("A-3", None, "device", vec![plc()]),
        ];
        bench.store.add_advisories(&all, &[], &origin()).await.unwrap();
        let stock = sbom("s1", vec![component("pkg:npm/a@1")]);
        bench.store.add_sbom(&stock, &product("P1"), &origin()).await.unwrap();
        let asked = bench.store.advisories_in_question().await.unwrap();
        assert_eq!(asked.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["A-1", "A-3"]);
    });
}

#[test]
fn a_link_signs_in_once_and_in_time_and_nobody_who_is_barred() {
    on_both(|bench| async move {
        let store = &bench.store;
        let name = UserName::try_from("kondo".to_owned()).unwrap();
        let mut user = User { name: name.clone(), role: Role::Editor, disabled: false };
        store.add_user(&user, &origin()).await.unwrap();
        let twice = store.add_user(&user, &origin()).await;
        assert!(matches!(twice, Err(StoreError::AlreadyThere { .. })));
        let at = |text: &str| text.parse().unwrap();
        let (now, soon, late) =
            (at("2026-11-24T00:00:00Z"), at("2026-11-24T01:00:00Z"), at("2026-11-24T02:00:00Z"));
        store.add_login_link("link", &name, soon, &origin()).await.unwrap();
        assert_eq!(store.use_login_link("link", "b1", late, late).await.unwrap(), None);
        assert_eq!(
            assert_send(store.use_login_link("link", "b1", now, soon)).await.unwrap(),
            Some(user.clone())
        );
        assert_eq!(store.use_login_link("link", "b2", now, soon).await.unwrap(), None);
        assert_eq!(store.web_session("b1", now).await.unwrap(), Some(user.clone()));
        assert_eq!(store.web_session("b1", soon).await.unwrap(), None);
        store.end_web_session("b1").await.unwrap();
        assert_eq!(store.web_session("b1", now).await.unwrap(), None);
        store.add_login_link("link2", &name, soon, &origin()).await.unwrap();
        store.use_login_link("link2", "b3", now, soon).await.unwrap();
        store.add_login_link("link3", &name, soon, &origin()).await.unwrap();
        user.disabled = true;
        store.update_user(&user, &origin()).await.unwrap();
        assert_eq!(store.web_session("b3", now).await.unwrap(), None);
        assert_eq!(store.use_login_link("link3", "b4", now, soon).await.unwrap(), None);
        store.add_login_link("link4", &name, soon, &origin()).await.unwrap();
        assert_eq!(store.use_login_link("link4", "b5", now, soon).await.unwrap(), None);
        assert_eq!(store.users().await.unwrap(), [user]);
        let nobody = UserName::try_from("nobody".to_owned()).unwrap();
        let missing = store.add_login_link("l", &nobody, soon, &origin()).await;
        assert!(matches!(missing, Err(StoreError::Missing { .. })));
        sound(store).await;
    });
}

#[test]
fn an_overseer_can_check_an_export_and_a_single_proof_without_the_store() {
    on_both(|bench| async move {
        for n in 0..5 {
            let change = [Change::Added(zone(&format!("Z{n}"), "組立"))];
            bench.store.apply_changes(&change, &origin()).await.unwrap();
        }
        let key = bench.store.verifier_key().clone();
        let folder = bench.place.path().join("export");
        assert_send(bench.store.ledger_export(&folder)).await.unwrap();
        let found = verify_directory(&folder, Some(&key), &[]).unwrap();
        assert!(found.is_sound() && found.entries() == 5, "{:?}", found.problems);
        let again = bench.store.ledger_export(&folder).await;
        assert!(matches!(again, Err(StoreError::AlreadyThere { .. })));
        let proof = assert_send(bench.store.prove_inclusion(3)).await.unwrap().unwrap();
        let (entry, checkpoint) = TlogProof::parse(proof.as_bytes()).unwrap().entry(&key).unwrap();
        assert_eq!((entry.subject(), checkpoint.size()), ("zone:Z3", 5));
        assert_eq!(bench.store.prove_inclusion(5).await.unwrap(), None);
        let about = bench.store.ledger_entries_about("zone:Z2").await.unwrap();
        assert_eq!(actions(&about), ["zone-add zone:Z2"]);
        assert_eq!(actions(&bench.store.ledger_entries(3, 1).await.unwrap()), ["zone-add zone:Z3"]);
    });
}

#[test]
fn readers_need_no_lock_and_cannot_write() {
    on_both(|bench| async move {
        let reader = Store::open(bench.store.folder(), &bench.database, Access::Read).await.unwrap();
        bench.store.apply_changes(&[Change::Added(zone("Z1", "組立"))], &origin()).await.unwrap();
        assert_eq!(reader.register().await.unwrap().zones.len(), 1);
        let refused = reader.apply_changes(&[Change::Added(zone("Z2", "塗装"))], &origin()).await;
        assert!(matches!(refused, Err(StoreError::ReadOnly)));
        let second = Store::open(bench.store.folder(), &bench.database, Access::Write).await;
        assert!(matches!(second, Err(StoreError::Locked { .. })));
    });
}

#[test]
fn an_act_without_an_author_is_refused_and_leaves_nothing() {
    on_both(|bench| async move {
        let nobody = sekisho_model::Origin { actor: String::new(), ..origin() };
        let refused =
            bench.store.apply_changes(&[Change::Added(zone("Z1", "組立"))], &nobody).await.unwrap_err();
        assert!(matches!(refused, StoreError::Unrecordable(_)));
        assert!(refused.text().ja.contains("actor"), "{:?}", refused.text());
        assert_eq!(bench.store.register().await.unwrap().zones.len(), 0);
    });
}

#[test]
fn writers_at_the_same_time_stand_in_one_order() {
    on_both(|bench| async move {
        let store = std::sync::Arc::new(bench.store);
        let mut tasks = tokio::task::JoinSet::new();
        for n in 0..8 {
            let store = std::sync::Arc::clone(&store);
            tasks.spawn(async move {
                store
                    .apply_changes(&[Change::Added(zone(&format!("Z{n}"), "組立"))], &origin())
                    .await
                    .unwrap()
            });
        }
        let mut entries = tasks.join_all().await.concat();
        entries.sort_unstable();
        assert_eq!(entries, (0..8).collect::<Vec<u64>>());
        assert_eq!(store.register().await.unwrap().zones.len(), 8);
        sound(&store).await;
    });
}

#[test]
fn by_hand_an_advisory_is_recorded_under_its_id() {
    on_both(|bench| async move {
        assert_eq!(origin().source, Source::Person);
        bench.store.add_advisories(&[advisory("A-1", None, "t", vec![])], &[], &origin()).await.unwrap();
        let entries = bench.store.ledger_entries(0, 9).await.unwrap();
        assert_eq!(actions(&entries), ["advisories-import advisory:A-1"]);
    });
}

#[test]
fn a_newer_signal_takes_the_place_of_the_one_before_and_other_sources_stay() {
    on_both(|bench| async move {
        let signal = |source: &str, tenths| Signal {
            vulnerability: "CVE-2026-1".parse().unwrap(),
            source: source.to_owned(),
            kind: SignalKind::Score(Cvss { vector: String::new(), score_tenths: tenths }),
        };
        bench.store.add_advisories(&[], &[signal("A", 50), signal("B", 60)], &from_file("1")).await.unwrap();
        bench.store.add_advisories(&[], &[signal("A", 70)], &from_file("2")).await.unwrap();
        let ids = ["CVE-2026-1", "CVE-2026-2"].map(|id| id.parse().unwrap());
        let found = bench.store.signals_of(&ids).await.unwrap();
        assert_eq!(found.into_values().collect::<Vec<_>>(), [vec![signal("A", 70), signal("B", 60)]]);
        let sources = bench.store.signal_sources().await.unwrap();
        assert_eq!(sources, [("A".to_owned(), 1), ("B".to_owned(), 1)].into());
    });
}

#[test]
fn an_advisory_is_known_since_it_first_came_however_often_it_is_revised() {
    on_both(|bench| async move {
        let first = Origin { at: "2026-01-02T00:00:00Z".parse().unwrap(), ..origin() };
        let later = Origin { at: "2026-03-04T00:00:00Z".parse().unwrap(), ..origin() };
        bench.store.add_advisories(&[advisory("A-1", None, "t", vec![])], &[], &first).await.unwrap();
        bench.store.add_advisories(&[advisory("A-1", None, "u", vec![])], &[], &later).await.unwrap();
        let since = bench.store.advisories_known_since().await.unwrap();
        assert_eq!(since.into_values().collect::<Vec<_>>(), [first.at]);
    });
}

#[test]
fn a_component_is_found_in_each_sbom_whatever_was_added_and_removed_between() {
    on_both(|bench| async move {
        let store = &bench.store;
        let names = ["a", "ab", "b", "a", "ab", "ab", "a"];
        let sboms: Vec<_> = names
            .iter()
            .enumerate()
            .map(|(n, parts)| {
                sbom(
                    &format!("s{n}"),
                    parts.chars().map(|part| component(&format!("pkg:npm/{part}@1"))).collect(),
                )
            })
            .collect();
        let (first, rest) = sboms.split_at(3);
        let first: Vec<_> = first.iter().map(|sbom| (sbom.clone(), product("P1"))).collect();
        store.add_sboms(&first, &origin()).await.unwrap();
        for sbom in rest {
            store.add_sbom(sbom, &product("P1"), &origin()).await.unwrap();
        }
        let holders = async |part: &str| {
            let no = store.components_of(&[key(&format!("pkg:npm/{part}"))]).await.unwrap()[0].no;
            store.places_of(&[no]).await.unwrap()[0].1.clone()
        };
        assert_eq!(holders("a").await, [1, 2, 4, 5, 6, 7]);
        assert_eq!(holders("b").await, [2, 3, 5, 6]);
        for gone in ["s4", "s0"] {
            store.remove_sbom(&gone.parse().unwrap(), &product("P1"), &origin()).await.unwrap();
        }
        assert_eq!(holders("a").await, [2, 4, 6, 7]);
        assert_eq!(holders("b").await, [2, 3, 6]);
        sound(store).await;
    });
}
