//! Requests to suppliers out and in, and a customer's questionnaire, on the sample plant.

use sekisho_assess::answers::Whose;
use sekisho_catalog::Subject;
use sekisho_exchange::{Fill, Mapping, fill_questionnaire, read_questionnaire};
use sekisho_model::{Lang, RecordKind, RequestState};
use serde_json::json;

use super::{Bench, editor};
use crate::scan::File;
use crate::{AppError, questionnaires, register, suppliers};

fn questionnaire() -> File {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample/questionnaire.xlsx");
    File { name: "questionnaire.xlsx".to_owned(), bytes: std::fs::read(path).unwrap() }
}

#[tokio::test]
async fn a_request_goes_out_and_its_answers_come_back_as_evidence() {
    let bench = Bench::sample().await;
    for (id, lang) in [("RQ-02", Lang::Ja), ("RQ-03", Lang::En), ("RQ-04", Lang::Ja)] {
        let letter = suppliers::letter(&bench.app, &editor(), id, lang).await.unwrap();
        assert!(letter.contains(id) && letter.contains("scs-3/"), "{letter}");
        assert!(suppliers::sheet(&bench.app, &editor(), id, lang).await.unwrap().len() > 1_000);
    }
    let sheet = suppliers::sheet(&bench.app, &editor(), "RQ-03", Lang::En).await.unwrap();
    let fill = |row, text: &str| Fill { sheet: "Answers".into(), row, column: "C".into(), text: text.into() };
    let filled = fill_questionnaire("a.xlsx", &sheet, &[fill(9, "Met"), fill(10, "Don't know")]);
    let file = File { name: "back.xlsx".to_owned(), bytes: filled.facts.bytes };
    let returned = suppliers::read(&bench.app, &editor(), "RQ-03", &file).await.unwrap();
    assert_eq!(returned.problems, []);
    assert!(returned.summary.en.starts_with("2 of 2"), "{:?}", returned.summary);
    assert_eq!(suppliers::keep(&bench.app, &editor(), &returned).await.unwrap(), 2);
    let register = register::current(&bench.app, &editor()).await.unwrap();
    let request = &register.requests[&"RQ-03".parse().unwrap()];
    assert_eq!((request.state, request.evidence.len()), (RequestState::Answered, 1));
    let wrong = suppliers::read(&bench.app, &editor(), "RQ-02", &file).await.unwrap();
    assert!(matches!(suppliers::keep(&bench.app, &editor(), &wrong).await, Err(AppError::Invalid(_))));
}

#[tokio::test]
async fn a_request_that_asks_no_criterion_has_no_sheet_and_says_why() {
    let bench = Bench::sample().await;
    let refused = suppliers::sheet(&bench.app, &editor(), "RQ-01", Lang::Ja).await.unwrap_err();
    assert!(refused.text().ja.contains("RQ-01"), "{:?}", refused.text());
}

#[tokio::test]
async fn a_customers_questionnaire_is_filled_only_where_a_person_settled_it() {
    let bench = Bench::sample().await;
    let answer = json!({ "id": "AN-1", "name": "方針", "criterion": "scs-3/1-3-1-1", "state": "met",
        "answer": "2026-04 に社長が承認", "by": "榛名", "answered": "2026-04-01", "until": "2099-03-31" });
    bench.put(&[(RecordKind::Answer, answer)]).await;
    let file = questionnaire();
    let scs = ["scs-3".to_owned()];
    let mut mapped =
        questionnaires::map(&bench.app, &editor(), &Whose::Company, &file, None, &scs).await.unwrap();
    let copy = questionnaires::fill(&bench.app, &editor(), Whose::Company, &file, &mapped.mapping, Lang::Ja)
        .await
        .unwrap();
    assert!(copy.lines.iter().all(|line| line.left.is_some()), "proposals alone fill nothing");
    for row in &mut mapped.mapping.question {
        row.criterion = match row.question.as_str() {
            words if words.contains("方針を定め") => "scs-3/1-3-1-1".to_owned(),
            words if words.contains("連絡先") => "scs-3/1-2-1-2".to_owned(),
            words if words.contains("隠れた") => "scs-3/1-3-1-1".to_owned(),
            _ => String::new(),
        };
    }
    let copy = questionnaires::fill(&bench.app, &editor(), Whose::Company, &file, &mapped.mapping, Lang::Ja)
        .await
        .unwrap();
    let filled: Vec<_> = copy.lines.iter().filter(|line| line.left.is_none()).collect();
    assert!(filled.iter().any(|line| line.words == "2026-04 に社長が承認"), "{:?}", copy.lines);
    let back = read_questionnaire("a.xlsx", &copy.bytes, &mapped.mapping.sheet).facts.questions;
    assert_eq!(
        back.iter().filter(|question| !question.answered.is_empty() && !question.formula).count(),
        filled.len()
    );
    assert!(copy.lines.iter().any(|line| line.question.hidden && line.left.is_some()));
    let again =
        questionnaires::map(&bench.app, &editor(), &Whose::Company, &file, Some(&mapped.mapping), &scs)
            .await
            .unwrap();
    assert_eq!(again.mapping.settled(), mapped.mapping.settled());
}

#[tokio::test]
async fn where_no_row_of_the_register_shows_it_the_copy_says_how_much_is_lacking() {
    let bench = Bench::sample().await;
    let file = questionnaire();
    let mut mapped =
        questionnaires::map(&bench.app, &editor(), &Whose::Company, &file, None, &[]).await.unwrap();
    for row in &mut mapped.mapping.question {
        row.criterion = "scs-3/4-3-4-3".to_owned();
    }
    let copy = questionnaires::fill(&bench.app, &editor(), Whose::Company, &file, &mapped.mapping, Lang::Ja)
        .await
        .unwrap();
    let filled: Vec<_> = copy.lines.iter().filter(|line| line.left.is_none()).collect();
    assert!(!filled.is_empty());
    assert!(
        filled.iter().all(|line| line.words.contains("満たしていない点が") && !line.words.contains(" 0 件")),
        "{filled:?}"
    );
}

#[tokio::test]
async fn a_look_shows_for_each_question_what_would_be_written() {
    let bench = Bench::sample().await;
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample/advisories");
    for entry in std::fs::read_dir(folder).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        crate::feeds::import(&bench.app, &editor(), "a.json", &bytes).await.unwrap();
    }
    let file = questionnaire();
    let mut mapping =
        questionnaires::map(&bench.app, &editor(), &Whose::Company, &file, None, &[]).await.unwrap().mapping;
    // What the register says of it rests on the clocks of vulnerabilities, which stand beside the register.
    for row in &mut mapping.question {
        row.criterion = "scs-3/4-4-4-2".to_owned();
    }
    let copy =
        questionnaires::fill(&bench.app, &editor(), Whose::Company, &file, &mapping, Lang::Ja).await.unwrap();
    let look =
        questionnaires::look(&bench.app, &editor(), Whose::Company, &file, &mapping, Lang::Ja).await.unwrap();
    assert!(copy.lines.iter().any(|line| line.left.is_none()), "{:?}", copy.lines);
    for (asked, written) in look.asked.iter().zip(&copy.lines) {
        let shown = &asked.proposed[0].line;
        assert_eq!((&shown.answer, &shown.words), (&written.answer, &written.words), "{:?}", asked.question);
    }
}

fn product(id: &str) -> Whose {
    Whose::Product(id.parse().unwrap())
}

/// The sample's questions, each tied to a criterion or to none.
async fn tied(bench: &Bench, criterion: impl Fn(&str) -> &'static str) -> Mapping {
    let (whose, file) = (product("P-01"), questionnaire());
    let mapped = questionnaires::map(&bench.app, &editor(), &whose, &file, None, &[]).await;
    let mut mapping = mapped.unwrap().mapping;
    for row in &mut mapping.question {
        row.criterion = criterion(&row.question).to_owned();
    }
    mapping
}

#[tokio::test]
async fn a_sheet_about_a_product_is_answered_from_that_products_answers_and_no_others() {
    let bench = Bench::sample().await;
    // The first product's answer is the sample's own.
    let other = json!({ "id": "AN-92", "name": "n", "criterion": "jc-star-1/S1.1-01", "products": ["P-02"],
        "state": "met", "answer": "別の製品の答え", "by": "榛名", "answered": "2026-04-01", "until": "2099-03-31" });
    bench.put(&[(RecordKind::Answer, other)]).await;
    let mapping = tied(&bench, |words| match words {
        words if words.contains("方針を定め") => "jc-star-1/S1.1-01",
        words if words.contains("連絡先") => "scs-3/1-2-1-2",
        _ => "",
    })
    .await;
    let file = questionnaire();
    for (id, words) in [("P-01", "設定画面は利用者ごとの認証の後にだけ開く。"), ("P-02", "別の製品の答え")]
    {
        let copy = questionnaires::fill(&bench.app, &editor(), product(id), &file, &mapping, Lang::Ja)
            .await
            .unwrap();
        let filled: Vec<_> = copy.lines.iter().filter(|line| line.left.is_none()).collect();
        assert!(!filled.is_empty() && filled.iter().all(|line| line.words == words), "{:?}", copy.lines);
        let company = copy.lines.iter().find(|line| line.criterion == "scs-3/1-2-1-2").unwrap();
        let why = company.left.as_ref().unwrap();
        assert!(why.ja.contains("scs-3/1-2-1-2") && why.ja.contains("会社についてのもの"), "{why:?}");
    }
    let whole = questionnaires::fill(&bench.app, &editor(), Whose::Company, &file, &mapping, Lang::Ja).await;
    let left =
        whole.unwrap().lines.into_iter().find(|line| line.criterion == "jc-star-1/S1.1-01").unwrap().left;
    assert!(left.as_ref().is_some_and(|why| why.en.contains("--product")), "{left:?}");
    let nobody =
        questionnaires::fill(&bench.app, &editor(), product("P-99"), &file, &mapping, Lang::Ja).await;
    assert!(matches!(nobody, Err(AppError::NotFound { .. })));
}

#[tokio::test]
async fn a_sheet_is_offered_criteria_of_its_own_side_only() {
    let bench = Bench::sample().await;
    for (whose, subject) in [(Whose::Company, Subject::Company), (product("P-01"), Subject::Product)] {
        let mapping = Mapping::default();
        let file = questionnaire();
        let look = questionnaires::look(&bench.app, &editor(), whose, &file, &mapping, Lang::Ja).await;
        let look = look.unwrap();
        let offered: Vec<_> = look.asked.iter().flat_map(|asked| &asked.proposed).collect();
        assert!(!offered.is_empty());
        let catalog = bench.app.catalog();
        let of = |id: &str| catalog.catalog.subject_of(&id.parse().unwrap());
        assert!(offered.iter().all(|row| of(&row.criterion) == Some(subject)), "{offered:?}");
    }
    let psti = ["psti".to_owned()];
    let refused =
        questionnaires::map(&bench.app, &editor(), &Whose::Company, &questionnaire(), None, &psti).await;
    let Err(AppError::Invalid(problems)) = refused else { panic!("{refused:?}") };
    assert!(
        problems[0].what.en.contains("psti") && problems[0].remedy.en.contains("--product"),
        "{problems:?}"
    );
}

#[tokio::test]
async fn a_mapping_to_the_other_side_is_refused_with_its_question_and_both_sides_are_kept_apart() {
    let bench = Bench::sample().await;
    let customer = register::current(&bench.app, &editor()).await.unwrap();
    let customer = customer.customers.keys().next().unwrap().as_str();
    let one = async |criterion: &'static str| {
        tied(&bench, |words| if words.contains("方針を定め") { criterion } else { "" }).await
    };
    let keep = async |about, mapping| {
        questionnaires::keep_mapping(&bench.app, &editor(), customer, about, mapping).await
    };
    for (about, criterion) in [(Subject::Product, "scs-3/1-3-1-1"), (Subject::Company, "psti/PSTI-1")] {
        let refused = keep(about, one(criterion).await).await;
        let Err(AppError::Invalid(problems)) = refused else { panic!("{refused:?}") };
        assert!(problems[0].what.ja.contains("方針を定め") && problems[0].what.ja.contains(criterion));
        assert!(!problems[0].remedy.ja.is_empty(), "{problems:?}");
    }
    keep(Subject::Product, one("psti/PSTI-1").await).await.unwrap();
    let kept = async |about| questionnaires::kept_mapping(&bench.app, &editor(), customer, about).await;
    assert_eq!(kept(Subject::Company).await.unwrap().mapping.settled().len(), 0);
    keep(Subject::Company, one("scs-3/1-3-1-1").await).await.unwrap();
    let of = async |about| {
        kept(about).await.unwrap().mapping.settled().into_values().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(of(Subject::Product).await, ["psti/PSTI-1"]);
    assert_eq!(of(Subject::Company).await, ["scs-3/1-3-1-1"]);
}
