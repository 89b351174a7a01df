//! Every row of every pack in the program.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{AssetRole, MeasureArea, RecordKind, Text};

use crate::{Basis, Catalog, Confirmed, Effect, RiskValue, Stage};

/// A row as a reader meets it: kind and id, origin, and every text in it.
type Seen<'a> = (String, &'a Basis, Vec<&'a Text>);

fn rows(catalog: &Catalog) -> Vec<Seen<'_>> {
    let mut rows: Vec<Seen<'_>> = Vec::new();
    for row in &catalog.steps {
        let texts = [&row.title, &row.asks, &row.product].into_iter().chain(&row.smart);
        rows.push((format!("step {}", row.id), &row.basis, texts.collect()));
    }
    for row in catalog.threats.values() {
        rows.push((format!("threat {}", row.id), &row.basis, vec![&row.name, &row.about]));
    }
    for row in catalog.tags.values() {
        rows.push((format!("tag {}", row.id), &row.basis, vec![&row.name, &row.about]));
    }
    for row in catalog.practices.values() {
        rows.push((format!("practice {}", row.id), &row.basis, vec![&row.name, &row.about]));
    }
    for row in catalog.clauses.values() {
        rows.push((format!("clause {}", row.id), &row.basis, vec![&row.name]));
    }
    for ranking in &catalog.rankings {
        for row in &ranking.entries {
            rows.push((format!("ranked {} {}", ranking.id, row.rank), &row.basis, vec![&row.name]));
        }
    }
    for row in catalog.scales.values() {
        let values = row.values.values().flat_map(|(word, meaning)| [word, meaning]);
        rows.push((
            format!("scale {}", row.id),
            &row.basis,
            std::iter::once(&row.title).chain(values).collect(),
        ));
    }
    for row in catalog.frameworks.values() {
        let scoring = row.scoring.iter().flat_map(|scoring| &scoring.points).map(|points| &points.answer);
        let texts = [&row.title, &row.about].into_iter().chain(&row.absent).chain(scoring);
        rows.push((format!("framework {}", row.id), &row.basis, texts.collect()));
    }
    for row in catalog.criteria.values() {
        let texts = std::iter::once(&row.title).chain(row.thresholds.iter().map(|limit| &limit.name));
        rows.push((format!("criterion {}", row.id), &row.basis, texts.collect()));
    }
    for row in catalog.ties.values() {
        rows.push((format!("tie {} {}", row.from, row.to), &row.basis, vec![&row.reason]));
    }
    for row in catalog.compositions.values() {
        rows.push((format!("composition {}", row.criterion), &row.basis, vec![&row.reason]));
    }
    for row in catalog.alone.values() {
        rows.push((format!("alone {}", row.criterion), &row.basis, vec![&row.reason]));
    }
    rows.push(("risk".to_owned(), &catalog.risk.basis, vec![&catalog.risk.title]));
    rows
}

fn is_japanese(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}')
}

fn assert_both_languages(row: &str, text: &Text) {
    assert!(text.ja.chars().any(is_japanese), "{row}: no Japanese in {:?}", text.ja);
    assert!(text.en.chars().any(|c| c.is_ascii_alphabetic()), "{row}: no English in {:?}", text.en);
    assert!(!text.en.chars().any(is_japanese), "{row}: Japanese in {:?}", text.en);
    assert_ne!(text.ja, text.en, "{row}");
    for words in [&text.ja, &text.en] {
        assert_eq!(words.trim(), words, "{row}: white space at an end");
    }
}

#[test]
fn every_row_says_in_both_languages_what_it_is_and_where_it_comes_from() {
    let catalog = Catalog::built_in();
    let rows = rows(catalog);
    let counted: usize = catalog.packs.iter().map(|pack| pack.rows).sum();
    assert_eq!(rows.len(), counted, "every row that was read is looked at");
    for (row, basis, texts) in rows {
        texts.iter().for_each(|text| assert_both_languages(&row, text));
        assert!(!basis.source.ja.is_empty(), "{row}: no source");
        assert!(
            catalog.packs.iter().any(|pack| pack.id == basis.pack && pack.edition == basis.edition),
            "{row}"
        );
        if basis.confirmed == Confirmed::Partly
            || *basis != (Basis { note: Text::default(), ..basis.clone() })
        {
            assert_both_languages(&row, &basis.note);
        }
    }
}

#[test]
fn every_pack_says_how_many_of_its_rows_are_not_confirmed() {
    let counted = |pack: &str, confirmed: Confirmed| {
        let rows = rows(Catalog::built_in());
        rows.iter().filter(|(_, basis, _)| basis.pack == pack && basis.confirmed == confirmed).count()
    };
    for pack in &Catalog::built_in().packs {
        assert_both_languages(&pack.id, &pack.title);
        assert_eq!(pack.unconfirmed, counted(&pack.id, Confirmed::No), "{}", pack.id);
        assert_eq!(pack.partly, counted(&pack.id, Confirmed::Partly), "{}", pack.id);
        assert_eq!(pack.own, counted(&pack.id, Confirmed::Own), "{}", pack.id);
    }
}

#[test]
fn what_was_not_held_against_its_source_does_not_claim_to_be() {
    let catalog = Catalog::built_in();
    for clause in catalog.clauses.values() {
        let copied = clause.id.starts_with("ZCR")
            && !["ZCR 5.", "ZCR 6", "ZCR 7"].iter().any(|later| clause.id.starts_with(later))
            || clause.id == "ZCR 5.1";
        let wanted = if copied { Confirmed::Partly } else { Confirmed::No };
        assert_eq!(clause.basis.confirmed, wanted, "{}", clause.id);
    }
    for (ranking, wanted) in catalog.rankings.iter().zip([Confirmed::Yes, Confirmed::No, Confirmed::Partly]) {
        assert!(ranking.entries.iter().all(|entry| entry.basis.confirmed == wanted), "{}", ranking.id);
    }
    assert!(catalog.scales.values().all(|scale| scale.basis.confirmed != Confirmed::Yes));
    assert_eq!(catalog.risk.basis.confirmed, Confirmed::Own);
    for id in ["1-3", "1-4", "1-5", "1-6", "1-7"] {
        assert_eq!(catalog.step(id).map(|step| step.basis.confirmed), Some(Confirmed::Partly), "{id}");
    }
}

#[test]
fn the_steps_are_those_of_the_guideline_in_its_order() {
    let ids: Vec<&str> = Catalog::built_in().steps.iter().map(|step| step.id.as_str()).collect();
    let wanted = "1-1(1) 1-1(2) 1-1(3) 1-2 1-3 1-4 1-5 1-6 1-7 2-1 2-2(1)① 2-2(1)② 2-2(1)③ 2-2(2)① 2-2(2)② \
                  2-2(2)③ 2-2(2)④ 2-2(2)⑤ 2-2(2)⑥ 3(1)①A 3(1)①B 3(1)①C 3(1)②a 3(1)②b 3(2)";
    assert_eq!(ids, wanted.split_whitespace().collect::<Vec<_>>());
}

#[test]
fn every_step_says_what_one_works_on_and_the_smart_ones_what_is_new() {
    let catalog = Catalog::built_in();
    assert!(catalog.steps.iter().all(|step| !step.records.is_empty()));
    let smart = catalog.steps.iter().filter(|step| !step.smart.is_empty()).map(|step| step.id.as_str());
    let wanted = ["1-2", "1-7", "2-2(1)①", "2-2(1)②", "2-2(1)③", "3(1)①A", "3(1)②a", "3(2)"];
    assert_eq!(smart.collect::<Vec<_>>(), wanted);
    let worked_on: BTreeSet<RecordKind> =
        catalog.steps.iter().flat_map(|step| step.records.clone()).collect();
    let elsewhere = [
        RecordKind::Plant,
        RecordKind::Product,
        RecordKind::Scenario,
        RecordKind::Decision,
        RecordKind::Remediation,
        RecordKind::Ruling,
        RecordKind::Watch,
        RecordKind::Expectation,
        RecordKind::Case,
        RecordKind::Customer,
        RecordKind::ReportForm,
        RecordKind::EvidenceItem,
        RecordKind::Answer,
        RecordKind::Paper,
    ];
    for kind in RecordKind::ALL {
        assert_ne!(worked_on.contains(kind), elsewhere.contains(kind), "{}", kind.code());
    }
}

#[test]
fn the_number_of_a_group_leads_to_its_parts_and_to_no_other_step() {
    let parts = |number| {
        let ids = Catalog::built_in().steps_of(number).map(|step| step.id.as_str());
        ids.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(parts("1-1"), "1-1(1) 1-1(2) 1-1(3)");
    assert_eq!(parts("1-6"), "1-6");
    assert_eq!(parts("2-2(1)"), "2-2(1)① 2-2(1)② 2-2(1)③");
    assert_eq!(parts("2-2(2)⑥"), "2-2(2)⑥");
    assert_eq!(Catalog::built_in().steps_of("2-2").count(), 9);
    assert_eq!(parts("3(1)①"), "3(1)①A 3(1)①B 3(1)①C");
    assert_eq!(parts("4"), "");
}

#[test]
fn every_main_threat_is_met_by_measures_of_two_effects() {
    let catalog = Catalog::built_in();
    for threat in catalog.main_threats() {
        let met: BTreeMap<&str, _> = catalog
            .practices
            .values()
            .filter_map(|practice| Some((practice.id.as_str(), practice.counters.get(&threat.id)?)))
            .collect();
        let effects: BTreeSet<Effect> = met.values().flat_map(|effects| effects.iter().copied()).collect();
        assert!(effects.len() >= 2, "{}: {met:?}", threat.id);
        let keeps_away = effects.contains(&Effect::PreventSpread) || effects.contains(&Effect::PreventGoal);
        assert!(keeps_away || threat.stage == Stage::Accident, "{}: nothing prevents it", threat.id);
    }
}

#[test]
fn every_technique_serves_a_main_threat() {
    let catalog = Catalog::built_in();
    let techniques: Vec<_> = catalog.threats.values().filter(|threat| !threat.main).collect();
    assert_eq!(techniques.len(), 83);
    for technique in techniques {
        assert!(!technique.serves.is_empty(), "{}", technique.id);
        assert!(technique.serves.iter().all(|id| catalog.threat(id).is_some_and(|threat| threat.main)));
    }
    for main in catalog.main_threats() {
        assert!(main.serves.is_empty(), "{}", main.id);
    }
}

#[test]
fn every_role_but_camera_and_other_has_techniques_of_its_own() {
    let catalog = Catalog::built_in();
    let without_role =
        catalog.threats.values().filter(|threat| !threat.main && threat.roles.is_empty()).count();
    for role in [
        AssetRole::Controller,
        AssetRole::SafetyController,
        AssetRole::FieldDevice,
        AssetRole::Hmi,
        AssetRole::EngineeringStation,
        AssetRole::ControlServer,
        AssetRole::ApplicationServer,
        AssetRole::Historian,
        AssetRole::Gateway,
        AssetRole::NetworkDevice,
        AssetRole::Firewall,
        AssetRole::RemoteAccess,
        AssetRole::Workstation,
        AssetRole::PortableMedia,
    ] {
        assert!(catalog.techniques_for(role).count() > without_role + 10, "{role:?}");
    }
    for role in [AssetRole::Camera, AssetRole::Other] {
        assert_eq!(catalog.techniques_for(role).count(), without_role, "{role:?}");
    }
}

#[test]
fn every_area_has_measures_and_every_tag_is_carried() {
    let catalog = Catalog::built_in();
    let mut areas: BTreeMap<MeasureArea, usize> = BTreeMap::new();
    catalog.practices.values().for_each(|practice| *areas.entry(practice.area).or_default() += 1);
    assert_eq!(areas.len(), 10);
    assert!(areas.values().all(|practices| *practices >= 2), "{areas:?}");
    let carried: BTreeSet<&String> = catalog.practices.values().flat_map(|practice| &practice.tags).collect();
    assert_eq!(carried, catalog.tags.keys().collect::<BTreeSet<_>>());
}

#[test]
fn the_default_risk_table_is_the_product_of_the_three_levels() {
    let value = |product: u8| match product {
        18.. => RiskValue::A,
        9.. => RiskValue::B,
        6.. => RiskValue::C,
        3.. => RiskValue::D,
        _ => RiskValue::E,
    };
    let cells = &Catalog::built_in().risk.cells;
    assert_eq!(cells.len(), 27);
    for ((importance, threat, vulnerability), risk) in cells {
        assert_eq!(
            *risk,
            value(importance * threat * vulnerability),
            "{importance} {threat} {vulnerability}"
        );
    }
}

#[test]
fn the_standards_clauses_are_complete_by_number() {
    let clauses = &Catalog::built_in().clauses;
    let counted = |prefix: &str| clauses.keys().filter(|id| id.starts_with(prefix)).count();
    assert_eq!((counted("ZCR"), counted("FR"), counted("SR")), (7 + 32, 7, 51));
    for clause in clauses.values().filter(|clause| clause.id.starts_with("SR")) {
        let part = clause.id[3..].split('.').next().unwrap();
        assert_eq!(clause.parent, format!("FR {part}"), "{}", clause.id);
    }
}

#[test]
fn a_source_told_in_english_words_has_its_japanese() {
    // Names of papers, laws and numbers are the same in both; words between them are not.
    let joints = [" of ", " the ", "through", "secondary", "our own", "copy", " as ", "read"];
    let catalog = Catalog::built_in();
    let packs = catalog.packs.iter().map(|pack| (pack.id.clone(), &pack.source));
    for (whose, source) in packs.chain(rows(catalog).into_iter().map(|(row, basis, _)| (row, &basis.source)))
    {
        let spoken = joints.iter().any(|joint| source.ja.contains(joint));
        assert!(!spoken, "{whose}: “{}” needs a source-ja", source.ja);
    }
}
