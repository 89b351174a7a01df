//! The register as it was, and reviews.

use jiff::ToSpan as _;
use sekisho_model::{Lang, RecordKind, Stated};
use serde_json::json;

use super::{Bench, edit, editor, other};
use crate::snapshots::{At, ReviewFields, between, list, register_at, since, take};
use crate::tables::save;
use crate::{AppError, state_hash};

const ZONE: RecordKind = RecordKind::Zone;

fn named(name: &str) -> ReviewFields {
    ReviewFields { name: name.to_owned(), ..ReviewFields::default() }
}

#[tokio::test]
async fn the_sample_plant_replayed_is_the_register_then_and_has_its_hash() {
    let bench = Bench::sample().await;
    let (size, then) = bench.app.register().await.unwrap();
    save(&bench.app, &editor(), &[edit(ZONE, "", None, &[("name", "新しい棟")])]).await.unwrap();
    let past = register_at(&bench.app, &editor(), At::Entries(size)).await.unwrap();
    assert_eq!(past.register, *then);
    assert!(past.untold.is_empty());
    assert_eq!(state_hash(&past.register), state_hash(&then));
    let now = bench.app.register().await.unwrap().1;
    assert_ne!(state_hash(&now), state_hash(&then));
}

#[tokio::test]
async fn the_end_of_a_day_is_asked_for_in_japan() {
    let bench = Bench::new().await;
    let at = |text: &str| sekisho_model::Origin {
        actor: "tanaka".to_owned(),
        at: text.parse().unwrap(),
        source: sekisho_model::Source::Person,
    };
    // 23:30 on the 23rd and 00:30 on the 24th, Japan time.
    for (moment, id) in [("2026-11-23T14:30:00Z", "Z1"), ("2026-11-23T15:30:00Z", "Z2")] {
        let document = json!({ "id": id, "name": id });
        let record = sekisho_model::Record::deserialize_as(ZONE, document).unwrap();
        let change = sekisho_model::Change::Added(record);
        bench.app.store().apply_changes(&[change], &at(moment)).await.unwrap();
    }
    let zones = async |day: &str| {
        let past = register_at(&bench.app, &editor(), At::EndOf(day.parse().unwrap())).await.unwrap();
        past.register.zones.len()
    };
    assert_eq!([zones("2026-11-22").await, zones("2026-11-23").await, zones("2026-11-24").await], [0, 1, 2]);
}

#[tokio::test]
async fn a_review_fixes_the_state_and_what_changed_since_is_told_without_the_review_itself() {
    let bench = Bench::new().await;
    bench.put(&[(ZONE, json!({ "id": "Z1", "name": "組立" }))]).await;
    let before = state_hash(&bench.app.register().await.unwrap().1);
    let review = take(&bench.app, &editor(), named("2026年度 定期見直し")).await.unwrap();
    assert_eq!(review.state_hash, Stated::Known(before));
    assert_eq!(review.ledger_size, Stated::Known(1));
    assert_eq!(review.date, Stated::Known(bench.app.today()));
    let nothing = since(&bench.app, &editor(), review.id.as_str(), Lang::Ja).await.unwrap();
    assert_eq!((nothing.changes.len(), nothing.same_state), (0, Stated::Known(true)));
    save(&bench.app, &other(), &[edit(ZONE, "Z1", None, &[("importance", "大")])]).await.unwrap();
    let since = since(&bench.app, &editor(), review.id.as_str(), Lang::Ja).await.unwrap();
    assert_eq!(since.words, ["変更　ゾーン「組立」（Z1）　重要度：不明 → 大"]);
    bench.sound().await;
}

#[tokio::test]
async fn reviews_are_listed_with_how_much_changed_from_one_to_the_next() {
    let bench = Bench::new().await;
    take(&bench.app, &editor(), named("第1回")).await.unwrap();
    bench.put(&[(ZONE, json!({ "id": "Z1", "name": "組立" }))]).await;
    let second =
        ReviewFields { next: Some(bench.app.today().saturating_add(365.days())), ..named("第2回") };
    take(&bench.app, &editor(), second).await.unwrap();
    bench.put(&[(RecordKind::Review, json!({ "id": "古い", "name": "紙の見直し" }))]).await;
    let snapshots = list(&bench.app, &editor()).await.unwrap();
    let told: Vec<_> =
        snapshots.iter().map(|snapshot| (snapshot.review.name.as_str(), snapshot.changed)).collect();
    // From the first to the second: the first review itself, and a zone.
    assert_eq!(told, [("第1回", None), ("第2回", Some(2)), ("紙の見直し", None)]);
    let refused = since(&bench.app, &editor(), "古い", Lang::Ja).await;
    let Err(AppError::Invalid(problems)) = refused else { panic!("{refused:?}") };
    assert!(problems[0].what.ja.contains("紙の見直し"), "{problems:?}");
}

#[tokio::test]
async fn between_two_points_the_difference_is_told() {
    let bench = Bench::new().await;
    bench.put(&[(ZONE, json!({ "id": "Z1", "name": "組立" }))]).await;
    bench.put(&[(ZONE, json!({ "id": "Z2", "name": "塗装" }))]).await;
    let changes = between(&bench.app, &editor(), At::Entries(1), At::Entries(2)).await.unwrap();
    assert_eq!(changes.iter().map(|change| change.subject().1).collect::<Vec<_>>(), ["Z2"]);
    let back = between(&bench.app, &editor(), At::Entries(2), At::Entries(0)).await.unwrap();
    assert_eq!(back.len(), 2);
}

#[tokio::test]
async fn a_review_without_a_name_or_that_is_not_there_is_refused() {
    let bench = Bench::new().await;
    let refused = take(&bench.app, &editor(), named("  ")).await;
    assert!(matches!(refused, Err(AppError::Invalid(_))), "{refused:?}");
    let refused = since(&bench.app, &editor(), "RV-99", Lang::Ja).await;
    assert!(matches!(refused, Err(AppError::NotFound { .. })), "{refused:?}");
}
