//! The hand-over file, against a store.

use sekisho_model::Lang;
use sekisho_report::handover::{Part, Wanted};

use super::{Bench, editor};
use crate::AppError;
use crate::feeds::sha256_hex;
use crate::handover::{hand_over, preview};
use crate::ledger;

fn wanted() -> Wanted {
    Wanted {
        parts: [Part::Contacts, Part::Edges].into(),
        names: false,
        to: "支援社".to_owned(),
        purpose: "初動の支援".to_owned(),
        approver: "工場長 榛名".to_owned(),
    }
}

async fn entries(bench: &Bench) -> u64 {
    ledger::newest(&bench.app, &editor(), None, 1).await.unwrap().first().map_or(0, |entry| entry.seq() + 1)
}

#[tokio::test]
async fn a_file_leaves_one_entry_with_its_digests_and_a_look_leaves_none() {
    let bench = Bench::sample().await;
    let before = entries(&bench).await;
    let looked = preview(&bench.app, &editor(), &wanted(), Lang::Ja).await.unwrap();
    assert_eq!(entries(&bench).await, before);
    let made = hand_over(&bench.app, &editor(), &wanted(), Lang::Ja).await.unwrap();
    assert_eq!((made.entry, entries(&bench).await), (before, before + 1));
    assert_eq!(made.handover, looked);
    let newest = ledger::newest(&bench.app, &editor(), None, 1).await.unwrap();
    let detail = format!("{:?}", newest[0]);
    for word in ["hand-over", "支援社", "工場長 榛名", "初動の支援", "edges", &sha256_hex(&made.xlsx)]
    {
        assert!(detail.contains(word), "{word}: {detail}");
    }
    bench.sound().await;
}

#[tokio::test]
async fn nothing_goes_to_nobody_for_no_purpose_or_without_a_part() {
    let bench = Bench::sample().await;
    let before = entries(&bench).await;
    for change in [
        |wanted: &mut Wanted| wanted.to.clear(),
        |wanted: &mut Wanted| wanted.purpose = " ".to_owned(),
        |wanted: &mut Wanted| wanted.parts.clear(),
        |wanted: &mut Wanted| wanted.approver = editor().name,
    ] {
        let mut wanted = wanted();
        change(&mut wanted);
        let refused = hand_over(&bench.app, &editor(), &wanted, Lang::Ja).await;
        assert!(matches!(refused, Err(AppError::Invalid(_))), "{refused:?}");
    }
    assert_eq!(entries(&bench).await, before);
}
