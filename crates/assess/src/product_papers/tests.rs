//! The documents of a product: what fills a field, what never does, and what a tender finds.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use sekisho_catalog::Catalog;
use sekisho_model::{Answer, Paper, Product, Register};
use serde_json::json;

use super::*;
use crate::answers::{self, Answers, Beside, Whose};
use crate::facts::{Exposures, Facts};

const TODAY: Date = date(2026, 11, 25);

fn product(more: &serde_json::Value) -> Product {
    let mut form = json!({
        "id": "P-1", "name": "カメラ", "version": "1.0", "maker": "own", "markets": ["DE", "GB", "JP"],
        "placed": "2026-04-01", "support_end": "2031-03-31",
    });
    more.as_object().unwrap().iter().for_each(|(key, value)| form[key] = value.clone());
    serde_json::from_value(form).unwrap()
}

fn register(product: &Product) -> Register {
    let mut register = Register::default();
    register.products.insert(product.id.clone(), product.clone());
    register
}

fn answer(register: &mut Register, criterion: &str, state: &str, words: &str) {
    let id = format!("AN-{}", register.answers.len() + 1);
    let form = json!({ "id": id, "name": criterion, "criterion": criterion, "products": ["P-1"], "state": state,
        "answer": words, "by": "榛名", "answered": "2026-11-01" });
    let answer: Answer = serde_json::from_value(form).unwrap();
    register.answers.insert(answer.id.clone(), answer);
}

fn paper(register: &mut Register, framework: &str, more: &serde_json::Value) {
    let mut form = json!({ "id": format!("PA-{framework}"), "name": framework, "kind": "label", "framework": framework,
        "products": ["P-1"], "state": "issued", "issued": "2026-01-10" });
    more.as_object().unwrap().iter().for_each(|(key, value)| form[key] = value.clone());
    let paper: Paper = serde_json::from_value(form).unwrap();
    register.papers.insert(paper.id.clone(), paper);
}

fn made(register: &Register, kind: DocumentKind) -> Document {
    with(register, |ground| document(ground, kind))
}

/// What the first product's documents are made from.
fn with<T>(register: &Register, look: impl FnOnce(&Ground<'_>) -> T) -> T {
    let (known, beside, exposures) = (Known::default(), Beside::default(), Exposures::new());
    let (catalog, product) = (Catalog::built_in(), register.products.values().next().unwrap());
    let facts = Facts::new(register, catalog, &exposures, TODAY);
    let ground = answers::Ground { facts: &facts, beside: &beside };
    let answers = Answers::new(ground, &Whose::Product(product.id.clone()));
    look(&Ground { register, catalog, product, known: &known, answers: &answers, today: TODAY })
}

#[test]
fn an_empty_register_fills_nothing_and_every_gap_says_where_to_enter_it() {
    let product: Product = serde_json::from_value(json!({ "id": "P-1", "name": "x" })).unwrap();
    let register = register(&product);
    for kind in DocumentKind::ALL {
        let document = made(&register, kind);
        assert!(!document.gaps().is_empty(), "{kind:?}");
        assert_eq!(document.body, None, "{kind:?}");
        for gap in document.gaps() {
            assert!(
                !gap.what.ja.is_empty() && !gap.enter.ja.is_empty() && !gap.enter.en.is_empty(),
                "{gap:?}"
            );
        }
    }
}

#[test]
fn every_document_has_a_code_and_both_languages() {
    let codes: BTreeSet<_> = DocumentKind::ALL.into_iter().map(DocumentKind::code).collect();
    assert_eq!(codes.len(), DocumentKind::ALL.len());
    let register = register(&product(&json!({})));
    for kind in DocumentKind::ALL {
        assert_eq!(DocumentKind::from_code(kind.code()), Some(kind));
        let document = made(&register, kind);
        let texts = document.sections.iter().map(|section| &section.title);
        let labels = document.fields().map(|field| &field.label);
        for words in texts.chain(labels).chain(&document.remarks).chain([&kind.title(), &document.state()]) {
            assert!(!words.ja.is_empty() && !words.en.is_empty(), "{kind:?} {words:?}");
        }
    }
}

#[test]
fn software_alone_and_general_purpose_it_are_out_of_scope_of_jc_star() {
    let mut register = register(&product(&json!({})));
    let scope = |register: &Register| made(register, DocumentKind::JcStar).scope.unwrap().0;
    assert_eq!(scope(&register), Scope::Open);
    for row in ["ip", "reach", "general-purpose"] {
        answer(&mut register, &format!("jc-star-scope/scope.{row}"), "met", "はい");
    }
    assert_eq!(scope(&register), Scope::Open);
    let mut software = register.clone();
    answer(&mut software, "jc-star-scope/scope.hardware", "not-met", "ソフトウェアだけ");
    assert_eq!(scope(&software), Scope::DoesNotApply);
    answer(&mut register, "jc-star-scope/scope.hardware", "met", "はい");
    assert_eq!(scope(&register), Scope::Applies);
}

#[test]
fn a_psti_statement_waives_three_criteria_and_only_while_it_is_issued() {
    let mut register = register(&product(&json!({})));
    let waived = |register: &Register| {
        let document = made(register, DocumentKind::JcStar);
        let waived = document
            .fields()
            .filter(|field| field.code.starts_with("S1.1") && matches!(field.value, Value::NotNeeded(_)));
        waived.map(|field| field.code.clone()).collect::<Vec<_>>()
    };
    assert_eq!(waived(&register), Vec::<String>::new());
    paper(&mut register, "psti-statement", &json!({ "kind": "declaration", "until": "not-applicable" }));
    assert_eq!(waived(&register), ["S1.1-02", "S1.1-05", "S1.1-16"]);
    paper(&mut register, "psti-statement", &json!({ "state": "preparing" }));
    assert_eq!(waived(&register), Vec::<String>::new());
}

#[test]
fn a_label_ends_two_years_after_its_issue_whatever_was_entered() {
    let mut register = register(&product(&json!({})));
    let state = |register: &Register, on: Date| {
        label_state(register.papers.values().next().unwrap(), Catalog::built_in(), on)
    };
    paper(&mut register, "jc-star-1", &json!({ "until": "2035-01-01" }));
    assert_eq!(state(&register, TODAY), LabelState::Valid(Some(date(2028, 1, 10))));
    assert_eq!(state(&register, date(2028, 1, 11)), LabelState::Ended(date(2028, 1, 10)));
    paper(&mut register, "jc-star-1", &json!({ "state": "withdrawn" }));
    assert_eq!(state(&register, TODAY), LabelState::Withdrawn);
    paper(&mut register, "jc-star-1", &json!({ "issued": "unknown", "until": "2027-01-01" }));
    assert_eq!(state(&register, TODAY), LabelState::Unknown);
}

#[test]
fn a_valid_star_one_label_is_deemed_to_meet_psti_and_an_ended_one_is_not() {
    let mut register = register(&product(&json!({})));
    paper(&mut register, "jc-star-1", &json!({ "number": "見本-1" }));
    let declared = |register: &Register| {
        let document = made(register, DocumentKind::PstiStatement);
        let field = document.fields().find(|field| field.code == "psti-statement/declaration").unwrap();
        matches!(field.value, Value::Given { .. })
    };
    assert!(declared(&register));
    paper(&mut register, "jc-star-1", &json!({ "issued": "2024-01-01" }));
    assert!(!declared(&register));
}

#[test]
fn goods_for_industry_only_and_goods_not_sold_there_need_no_psti_statement() {
    let scope = |register: &Register| made(register, DocumentKind::PstiStatement).scope.unwrap().0;
    let mut industrial = register(&product(&json!({})));
    assert_eq!(scope(&industrial), Scope::Open);
    answer(&mut industrial, "product-facts/consumer", "not-met", "工場だけで使う");
    assert_eq!(scope(&industrial), Scope::DoesNotApply);
    assert_eq!(scope(&register(&product(&json!({ "markets": ["JP"] })))), Scope::DoesNotApply);
    assert_eq!(shortest(&[made(&industrial, DocumentKind::PstiStatement)]).entries, []);
}

#[test]
fn the_class_follows_the_row_and_is_open_while_nobody_has_said() {
    let class = |category: &str| {
        let product = product(&json!({ "category": category }));
        with(&register(&product), |ground| ground.cra_class())
    };
    assert_eq!(class("unknown"), None);
    assert_eq!(class("not-applicable"), Some(CraClass::Default));
    assert_eq!(class("cra-classes/important-1.smart-home-security"), Some(CraClass::ImportantOne));
    assert_eq!(class("cra-classes/important-2.firewalls"), Some(CraClass::ImportantTwo));
    assert_eq!(class("cra-classes/critical.smartcards"), Some(CraClass::Critical));
    assert_eq!(class("cra-classes/important-1"), None, "a heading is no class");
    assert_eq!(class("jc-star-1/S1.1-01"), None);
}

#[test]
fn conformity_is_not_declared_while_a_requirement_is_open() {
    let mut register = register(&product(&json!({ "category": "not-applicable" })));
    let conformity = |register: &Register| {
        let document = made(register, DocumentKind::CraDeclaration);
        document.fields().find(|field| field.code == "cra-declaration/conformity").unwrap().value.clone()
    };
    let rows = Catalog::built_in().criteria_of("cra");
    let wanted: Vec<_> = rows.into_iter().filter(|row| row.answered.wants_answer()).collect();
    for row in &wanted {
        assert!(matches!(conformity(&register), Value::Missing(_)));
        answer(&mut register, &row.id.to_string(), "met", "実施");
    }
    assert!(matches!(conformity(&register), Value::Given { .. }));
    assert_eq!(made(&register, DocumentKind::CraShort).body, None, "its address is missing");
}

#[test]
fn five_years_to_the_day_are_enough_and_a_day_less_needs_its_reason() {
    let check = |end: &str, years: bool| {
        let mut register = register(&product(&json!({ "support_end": end })));
        if years {
            answer(&mut register, "product-facts/use-years", "met", "3 年");
        }
        made(&register, DocumentKind::CraClass)
            .fields()
            .find(|field| field.code == "support")
            .unwrap()
            .value
            .clone()
    };
    assert!(matches!(check("2031-03-31", false), Value::Given { .. }));
    assert!(matches!(check("2031-03-30", false), Value::Missing(_)));
    assert!(matches!(check("2031-03-30", true), Value::Given { .. }));
}

#[test]
fn a_support_period_on_the_market_is_extended_and_never_shortened() {
    let before = product(&json!({}));
    let to = |end: &str| product(&json!({ "support_end": end }));
    assert_eq!(shortened(&before, &to("2031-03-31"), TODAY), None);
    assert_eq!(shortened(&before, &to("2035-03-31"), TODAY), None);
    assert!(shortened(&before, &to("2031-03-30"), TODAY).is_some());
    assert!(shortened(&before, &to("unknown"), TODAY).is_some());
    let planned = product(&json!({ "placed": "2027-04-01" }));
    assert_eq!(shortened(&planned, &to("2030-03-31"), TODAY), None, "not on a market yet");
    let bought = product(&json!({ "maker": { "supplier": "S-1" } }));
    assert_eq!(shortened(&bought, &to("2030-03-31"), TODAY), None, "somebody else's period is a fact");
}

#[test]
fn an_answer_that_ended_or_that_nobody_gave_fills_nothing() {
    let mut register = register(&product(&json!({})));
    answer(&mut register, "product-facts/acknowledgement", "met", "5 日以内");
    let told = |register: &Register| {
        let document = made(register, DocumentKind::DisclosurePolicy);
        let field = document.fields().find(|field| field.code == "acknowledgement").unwrap();
        matches!(field.value, Value::Given { .. })
    };
    assert!(told(&register));
    let id = register.answers.keys().next().unwrap().clone();
    let mut ended = register.clone();
    ended.answers.get_mut(&id).unwrap().until = sekisho_model::Stated::Known(date(2026, 11, 24));
    assert!(!told(&ended));
    let mut nobody = register.clone();
    nobody.answers.get_mut(&id).unwrap().by = sekisho_model::Stated::Unknown;
    assert!(!told(&nobody));
}

#[test]
fn an_english_document_has_the_english_that_was_entered_and_otherwise_the_words_as_they_are() {
    let english = json!({ "name_en": "Camera", "purpose": "見守り", "purpose_en": " Watching " });
    let mut register = register(&product(&english));
    answer(&mut register, "product-facts/acknowledgement", "met", "5 日以内");
    answer(&mut register, "product-facts/status-updates", "met", "毎週");
    let second = register.answers.values_mut().last().unwrap();
    second.answer_en = "weekly".to_owned();
    let policy = made(&register, DocumentKind::DisclosurePolicy);
    assert_eq!(policy.name, Text::new("カメラ 1.0", "Camera 1.0"));
    let words = |document: &Document, code: &str| {
        let field = document.fields().find(|field| field.code == code).unwrap();
        match &field.value {
            Value::Given { words, .. } => words.clone(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(words(&policy, "acknowledgement"), Text::new("5 日以内", "5 日以内"));
    assert_eq!(words(&policy, "status-updates"), Text::new("毎週", "weekly"));
    let sheet = made(&register, DocumentKind::Sheet);
    assert_eq!(words(&sheet, "purpose"), Text::new("見守り", "Watching"));
}

#[test]
fn vulnerabilities_that_nobody_could_look_for_are_undecided_and_never_none() {
    let sheet = made(&register(&product(&json!({}))), DocumentKind::Sheet);
    let field = sheet.fields().find(|field| field.code == "exposed").unwrap();
    assert!(matches!(field.value, Value::Undecided(_)), "{field:?}");
}

#[test]
fn documents_and_frameworks_judge_an_answer_alike() {
    let mut register = register(&product(&json!({})));
    answer(&mut register, "jc-star-1/S1.1-01", "met", "実施");
    let id = register.answers.keys().next().unwrap().clone();
    for (name, until) in [("EV-1", "2026-01-01"), ("EV-2", "2027-01-01")] {
        let item = json!({ "id": name, "name": "試験", "until": until });
        let item: sekisho_model::EvidenceItem = serde_json::from_value(item).unwrap();
        register.evidence.insert(item.id.clone(), item);
    }
    let row = |evidence: &[&str], rests_on: &str| {
        let mut register = register.clone();
        let answer = register.answers.get_mut(&id).unwrap();
        answer.evidence = evidence.iter().map(|id| id.parse().unwrap()).collect();
        answer.rests_on = serde_json::from_value(json!(rests_on)).unwrap();
        let document = made(&register, DocumentKind::JcStar);
        document.fields().find(|field| field.code == "S1.1-01").unwrap().clone()
    };
    let told = |field: &Field| match &field.value {
        Value::Given { words, .. } => words.en.clone(),
        Value::Missing(gap) => gap.enter.en.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(told(&row(&[], "unknown")), "met: 実施");
    let both = row(&["EV-1", "EV-2"], "unknown");
    assert_eq!(told(&both), "met: 実施", "one piece of evidence of two still shows it");
    assert!(both.note.en.contains("Evidence EV-1 has ended"), "{}", both.note.en);
    assert!(told(&row(&["EV-1"], "unknown")).contains("All evidence of answer AN-1 has ended"));
    assert!(told(&row(&["EV-2"], "00ff")).contains("Rows that answer AN-1 rested on have changed"));
}

#[test]
fn a_security_txt_is_written_when_its_rules_hold() {
    let register = register(&product(&json!({ "report_to": "psirt@example.jp",
        "disclosure_policy": "https://example.jp/policy" })));
    let document = made(&register, DocumentKind::SecurityTxt);
    let body = document.body.unwrap().en;
    assert!(body.contains("Contact: mailto:psirt@example.jp\nExpires: 2027-11-20T00:00:00Z\n"), "{body}");
    let other = super::tests::register(&product(&json!({ "report_to": "電話で受け付けます" })));
    assert_eq!(made(&other, DocumentKind::SecurityTxt).body, None);
}

#[test]
fn the_shortest_way_begins_with_the_document_that_misses_least() {
    let register = register(&product(&json!({ "report_to": "a@example.jp" })));
    let shortest = with(&register, |ground| shortest(&documents(ground)));
    assert!(shortest.documents.is_sorted_by_key(|(_, entries)| *entries));
    let keys: BTreeSet<_> = shortest.entries.iter().map(|entry| &entry.gap.key).collect();
    assert_eq!(keys.len(), shortest.entries.len(), "each entry once");
    let first = shortest.documents[0].0;
    assert!(shortest.entries[0].documents.contains(&first));
}

fn tender(form: &str) -> (Tender, usize) {
    let (tender, problems) = Tender::read(form.as_bytes(), Catalog::built_in());
    (tender.unwrap(), problems.len())
}

#[test]
fn each_point_of_a_tender_is_met_not_met_or_not_known() {
    let (tender, problems) = tender(
        "name = \"t\"\njc_star = 1\nsbom = true\nsupport_until = \"2030-12-31\"\ncriteria = [\"secure-by-demand-ot\", \"none/1\"]\n",
    );
    assert_eq!((tender.asks.len(), problems), (3 + 12, 1));
    let mut register = register(&product(&json!({})));
    answer(&mut register, "secure-by-demand-ot/logging", "met", "");
    answer(&mut register, "secure-by-demand-ot/ownership", "partly", "");
    let outcomes = |register: &Register| {
        let points = with(register, |ground| check_product(ground, &tender));
        points.into_iter().map(|point| point.outcome.code()).collect::<Vec<_>>()
    };
    let found = outcomes(&register);
    assert_eq!(&found[..3], ["not-met", "not-known", "met"]);
    assert_eq!(found.iter().filter(|code| **code == "met").count(), 2);
    paper(&mut register, "jc-star-1", &json!({}));
    assert_eq!(outcomes(&register)[0], "met");
}

#[test]
fn an_offer_that_does_not_say_is_not_known() {
    let (tender, _) = tender(
        "name = \"t\"\njc_star = 1\nsbom = true\nsupport_until = \"2030-12-31\"\n[offer]\nname = \"x\"\njc_star = 1\nsbom = false\n",
    );
    let offer = tender.offer.clone().unwrap();
    let found = check_offer(&offer, &tender, Catalog::built_in(), TODAY);
    let codes: Vec<_> = found.iter().map(|point| point.outcome.code()).collect();
    assert_eq!(codes, ["not-known", "not-met", "not-known"]);
}

#[test]
fn a_tender_of_any_bytes_is_refused_in_words() {
    for bytes in [&b"\xff\xfe"[..], b"name = 1", b"[[", b"jc_star = 1", b""] {
        let (tender, problems) = Tender::read(bytes, Catalog::built_in());
        assert!(tender.is_none() && problems.len() == 1, "{bytes:?}");
    }
    let (tender, problems) = tender("name = \"t\"\njc_star = 9\n");
    assert_eq!((tender.asks.len(), problems), (0, 1));
    assert!(Tender::read(&vec![b'#'; TENDER_BYTES_MAX + 1], Catalog::built_in()).0.is_none());
}
