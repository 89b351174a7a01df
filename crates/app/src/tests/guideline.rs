//! The guideline's questions on the sample plant.

use jiff::ToSpan as _;
use sekisho_model::{Lang, MeasureState, RecordKind};

use super::{Bench, administrator, edit, editor};
use crate::guideline::{Filter, Wanted, document, findings, judgements, progress, what_if};
use crate::scan::File;
use crate::tables::save;
use crate::{AppError, feeds};

#[tokio::test]
async fn a_finding_is_found_by_its_step_its_rule_and_the_records_that_cause_it() {
    let bench = Bench::sample().await;
    let all = findings(&bench.app, &editor(), &Filter::default()).await.unwrap();
    let first = all.first().expect("the sample plant has something to find");
    let filters = [
        Filter { step: Some(first.rule.step.to_owned()), ..Filter::default() },
        Filter { rule: Some(first.rule.id.to_owned()), ..Filter::default() },
        Filter { record: Some(first.subject.clone()), ..Filter::default() },
    ];
    let judged = judgements(&bench.app, &editor()).await.unwrap();
    for filter in filters {
        let some = findings(&bench.app, &editor(), &filter).await.unwrap();
        assert!(some.contains(first), "{filter:?}");
        assert!(some.iter().all(|finding| filter.takes(&judged.facts(), finding)), "{filter:?}");
    }
    for step in progress(&bench.app, &editor()).await.unwrap() {
        let filter = Filter { step: Some(step.step.clone()), ..Filter::default() };
        let here = findings(&bench.app, &editor(), &filter).await.unwrap();
        assert_eq!(here.len(), step.findings, "{}", step.step);
    }
    let none = Filter { rule: Some("no-such-rule".to_owned()), ..Filter::default() };
    assert!(findings(&bench.app, &editor(), &none).await.unwrap().is_empty());
}

#[tokio::test]
async fn judgements_follow_a_change_of_the_register() {
    let bench = Bench::sample().await;
    let before = judgements(&bench.app, &editor()).await.unwrap();
    save(&bench.app, &editor(), &[edit(RecordKind::Zone, "", None, &[("name", "新しい棟")])]).await.unwrap();
    let after = judgements(&bench.app, &editor()).await.unwrap();
    assert_ne!(before.state_hash(), after.state_hash());
    assert_eq!(before.register().zones.len() + 1, after.register().zones.len());
    let steps = progress(&bench.app, &editor()).await.unwrap();
    assert_eq!(steps.len(), after.catalog().steps.len());
}

#[tokio::test]
async fn a_measure_put_in_place_never_raises_a_value_and_nothing_is_stored() {
    let bench = Bench::sample().await;
    let size = bench.app.store().ledger_size().await.unwrap();
    let register = bench.app.register().await.unwrap().1;
    for (id, measure) in &register.measures {
        let answer = what_if(&bench.app, &editor(), id.as_str(), MeasureState::InPlace).await.unwrap();
        assert_eq!((answer.from, answer.to), (measure.state, MeasureState::InPlace));
        for change in &answer.difference.assets {
            assert!(change.value.after <= change.value.before, "{id}: {change:?}");
        }
        // Two ways to the same answer: judged anew, and judged where the change reaches.
        let reached =
            answer.difference.assets.iter().filter(|change| change.value.before != change.value.after);
        let reached: usize = reached.map(|change| change.assets.len()).sum();
        assert_eq!(answer.moved_assets.len(), reached, "{id}");
        let cells = |by: &std::collections::BTreeMap<_, usize>| by.values().sum::<usize>();
        assert_eq!(cells(&answer.cells.before), cells(&answer.cells.after), "{id}");
        if measure.state == MeasureState::InPlace {
            assert!(answer.difference.is_empty() && answer.findings_new.is_empty(), "{id}");
        }
    }
    assert_eq!(bench.app.store().ledger_size().await.unwrap(), size);
    let none = what_if(&bench.app, &editor(), "M-none", MeasureState::InPlace).await;
    assert!(matches!(none, Err(AppError::NotFound { .. })), "{none:?}");
}

/// Judgements that follow a change must be those that a new start would make.
#[tokio::test]
async fn judgements_carried_over_a_change_are_those_made_afresh() {
    let bench = Bench::sample().await;
    let register = bench.app.register().await.unwrap().1;
    let (measure, asset) = (register.measures.keys().next().unwrap(), register.assets.keys().next().unwrap());
    let edits = [
        edit(RecordKind::Measure, measure.as_str(), None, &[("state", "見送り")]),
        edit(RecordKind::Asset, asset.as_str(), None, &[("importance", "小")]),
        edit(RecordKind::Zone, "", None, &[("name", "新しい棟")]),
    ];
    for edit in edits {
        assert!(!bench.app.judgements().await.unwrap().findings().is_empty());
        save(&bench.app, &editor(), &[edit]).await.unwrap();
        let followed = bench.app.judgements().await.unwrap();
        let afresh = followed.with(followed.register().as_ref().clone());
        assert!(followed.findings() == afresh.findings());
        assert!(followed.progress() == afresh.progress());
        assert!(followed.coverage() == afresh.coverage());
        assert!(followed.risk_assets() == afresh.risk_assets());
        assert!(followed.risk_business() == afresh.risk_business());
    }
}

#[tokio::test]
async fn the_documents_are_the_same_bytes_for_the_same_register_and_day() {
    let bench = Bench::sample().await;
    let day = bench.app.today();
    for lang in Lang::ALL {
        let wanted = Wanted { as_of: Some(day), lang };
        let one = document(&bench.app, &editor(), wanted).await.unwrap();
        let two = document(&bench.app, &editor(), wanted).await.unwrap();
        assert!(one == two, "{lang:?}");
        assert!(one.html.contains(&one.state_hash), "{lang:?}");
        assert_eq!(one.stem(lang), format!("guideline-{day}-{}", lang.code()));
    }
}

#[tokio::test]
async fn documents_of_a_day_before_the_ledger_began_say_that_they_show_the_register_as_it_is() {
    let bench = Bench::sample().await;
    let day = bench.app.today().saturating_sub(30.days());
    let files = document(&bench.app, &editor(), Wanted { as_of: Some(day), lang: Lang::Ja }).await.unwrap();
    assert_eq!(files.notes.len(), 1);
    assert!(files.notes[0].ja.contains("より後に始まっている"), "{:?}", files.notes);
    let now = document(&bench.app, &editor(), Wanted { as_of: None, lang: Lang::Ja }).await.unwrap();
    assert_eq!((&now.state_hash, now.notes.len()), (&files.state_hash, 0));
}

#[tokio::test]
async fn an_advisory_about_devices_leaves_a_device_that_nobody_identified_undecided() {
    let bench = Bench::new().await;
    let zone = edit(RecordKind::Zone, "Z1", None, &[]);
    assert!(save(&bench.app, &editor(), &[zone]).await.is_err(), "a row that is not there is not made");
    let device = edit(RecordKind::Asset, "", None, &[("id", "A1"), ("name", "PLC"), ("kind", "device")]);
    save(&bench.app, &editor(), &[device]).await.unwrap();
    let exposed = async || bench.app.exposures().await.unwrap().by_asset.get(&"A1".parse().unwrap()).copied();
    assert_eq!(exposed().await, None);
    let csaf = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample/advisories");
    let mut imported = 0;
    let mut names: Vec<_> = std::fs::read_dir(csaf).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    for path in names {
        let file = File { name: path.display().to_string(), bytes: std::fs::read(&path).unwrap() };
        imported +=
            feeds::import(&bench.app, &administrator(), &file.name, &file.bytes).await.unwrap().0.added;
    }
    assert!(imported > 0);
    let exposure = exposed().await.unwrap();
    assert!(exposure.undecided > 0 && exposure.affected == 0, "{exposure:?}");
    let rename = edit(RecordKind::Asset, "A1", None, &[("name", "主PLC")]);
    save(&bench.app, &editor(), &[rename]).await.unwrap();
    assert_eq!(exposed().await, Some(exposure), "a change of the name cannot touch it");
    let gone = edit(RecordKind::Asset, "A1", None, &[("kind", "data")]);
    save(&bench.app, &editor(), &[gone]).await.unwrap();
    assert_eq!(exposed().await, None, "what is no device is not asked for its maker");
}
