//! Answers and evidence, against a store.

use std::collections::BTreeSet;

use sekisho_assess::answers::{Origin, Standing, Whose};
use sekisho_catalog::{Answered, CriterionId};
use sekisho_model::{AnswerState, RecordKind, Role};

use super::{Bench, caller, editor};
use crate::AppError;
use crate::answers::{
    EvidenceFields, Reply, add_evidence, answer, check_evidence, evidence_file, review_evidence, standings,
    take_evidence,
};

fn reply(criterion: &str, state: AnswerState) -> Reply {
    Reply {
        criterion: criterion.parse().unwrap(),
        state,
        words: String::new(),
        words_en: String::new(),
        by: "榛名".to_owned(),
        until: None,
        evidence: BTreeSet::new(),
    }
}

async fn code(bench: &Bench, criterion: &str) -> &'static str {
    let id: CriterionId = criterion.parse().unwrap();
    let now = standings(&bench.app, &editor(), Whose::Company).await.unwrap();
    now.look(|_, answers| answers.get(&id).unwrap().standing.code())
}

#[tokio::test]
async fn an_answer_is_a_record_with_its_entry_and_a_newer_one_takes_its_place() {
    let bench = Bench::sample().await;
    let number = "scs-3/1-2-1-1";
    assert_eq!(code(&bench, number).await, "open");
    let first =
        answer(&bench.app, &editor(), &Whose::Company, &[reply(number, AnswerState::NotMet)]).await.unwrap();
    assert_eq!(code(&bench, number).await, "not-met");
    let second =
        answer(&bench.app, &editor(), &Whose::Company, &[reply(number, AnswerState::Met)]).await.unwrap();
    assert_eq!(first, second);
    assert_eq!(code(&bench, number).await, "met");
    bench.sound().await;
}

#[tokio::test]
async fn the_english_of_an_answer_stays_while_its_words_do() {
    let bench = Bench::sample().await;
    let number = "scs-3/1-2-1-1";
    let said = async |words: &str, words_en: &str| {
        let (words, words_en) = (words.to_owned(), words_en.to_owned());
        let reply = Reply { words, words_en, ..reply(number, AnswerState::Met) };
        let ids = answer(&bench.app, &editor(), &Whose::Company, &[reply]).await.unwrap();
        bench.app.register().await.unwrap().1.answers[&ids[0]].answer_en.clone()
    };
    assert_eq!(said("情報システム課", "IT department").await, "IT department");
    assert_eq!(said("情報システム課", "").await, "IT department");
    assert_eq!(said("総務課", "").await, "", "the English of other words");
}

#[tokio::test]
async fn an_answer_is_open_again_when_the_rows_it_rested_on_change() {
    let bench = Bench::sample().await;
    let number = "scs-3/6-1-1-3";
    answer(&bench.app, &editor(), &Whose::Company, &[reply(number, AnswerState::Met)]).await.unwrap();
    assert_eq!(code(&bench, number).await, "met");
    let kind = RecordKind::ResponseStep;
    let seen = bench.version(kind, "OD-01").await;
    let edit = super::edit(kind, "OD-01", seen, &[("owner", "別の班長")]);
    crate::tables::save(&bench.app, &editor(), &[edit]).await.unwrap();
    assert_eq!(code(&bench, number).await, "open");
}

#[tokio::test]
async fn all_or_none_of_several_answers_are_kept() {
    let bench = Bench::sample().await;
    let good = reply("sme-25/3", AnswerState::Met);
    let without_reason = reply("sme-25/4", AnswerState::NotApplicable);
    let refused = answer(&bench.app, &editor(), &Whose::Company, &[good.clone(), without_reason]).await;
    assert!(matches!(refused, Err(AppError::Invalid(_))), "{refused:?}");
    assert_eq!(code(&bench, "sme-25/3").await, "open");
    let unknown = reply("scs-3/9-9-9-9", AnswerState::Met);
    let refused = answer(&bench.app, &editor(), &Whose::Company, &[good, unknown]).await;
    assert!(matches!(refused, Err(AppError::NotFound { .. })), "{refused:?}");
    let nobody = Whose::Product("P-99".parse().unwrap());
    assert!(matches!(standings(&bench.app, &editor(), nobody).await, Err(AppError::NotFound { .. })));
}

#[tokio::test]
async fn evidence_is_kept_by_its_digest_and_cited_by_its_id() {
    let bench = Bench::sample().await;
    let fields = EvidenceFields { name: "体制図".to_owned(), ..EvidenceFields::default() };
    let taken = take_evidence(&bench.app, &editor(), "a.pdf", &b"abc"[..]).unwrap();
    let item = add_evidence(&bench.app, &editor(), taken, fields).await.unwrap();
    let id = item.id.as_str();
    assert_eq!(evidence_file(&bench.app, &editor(), id).await.unwrap(), (item.clone(), b"abc".to_vec()));
    review_evidence(&bench.app, &editor(), id, Some(jiff::civil::date(2027, 4, 1))).await.unwrap();
    let (reviewed, _) = evidence_file(&bench.app, &editor(), id).await.unwrap();
    assert_eq!(reviewed.next.known().unwrap().to_string(), "2027-04-01");
    assert_eq!(check_evidence(&bench.app, &editor()).await.unwrap(), (1, Vec::new()));
    let mut cites = reply("scs-3/1-2-1-1", AnswerState::Met);
    cites.evidence.insert(item.id.clone());
    answer(&bench.app, &editor(), &Whose::Company, &[cites.clone()]).await.unwrap();
    cites.evidence.insert("EV-99".parse().unwrap());
    let refused = answer(&bench.app, &editor(), &Whose::Company, &[cites]).await;
    assert!(matches!(refused, Err(AppError::NotFound { .. })), "{refused:?}");
    let kept = bench.folder.path.join("evidence").join(item.sha256.known().unwrap());
    std::fs::write(kept, b"abd").unwrap();
    let (whole, faults) = check_evidence(&bench.app, &editor()).await.unwrap();
    assert_eq!((whole, faults.len(), faults[0].missing), (0, 1, false));
    let refused = evidence_file(&bench.app, &editor(), id).await;
    assert!(matches!(refused, Err(AppError::Invalid(_))), "what has changed is not handed out: {refused:?}");
    let viewer = caller("v", Role::Viewer);
    let refused = take_evidence(&bench.app, &viewer, "b", &b"b"[..]);
    assert!(matches!(refused, Err(AppError::Forbidden { .. })), "{refused:?}");
}

#[tokio::test]
async fn own_products_are_answered_from_their_own_rows() {
    let bench = Bench::sample().await;
    let whose = Whose::Product("P-01".parse().unwrap());
    let now = standings(&bench.app, &editor(), whose).await.unwrap();
    now.look(|_, answers| {
        let row = answers.get(&"psti/PSTI-3".parse().unwrap()).unwrap();
        assert_eq!(row.register.as_ref().unwrap().shows().len(), 1);
        assert!(matches!(row.standing, Standing::Open(_)), "a person says the rest");
    });
}

/// The sample plant with the sample's advisories: each criterion that the register is to answer is answered by rows.
#[tokio::test]
async fn conformance_scs_three_stars_is_answered_from_the_sample_plants_register() {
    let bench = Bench::sample().await;
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample/advisories");
    for entry in std::fs::read_dir(folder).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        crate::feeds::import(&bench.app, &editor(), "a.json", &bytes).await.unwrap();
    }
    let now = standings(&bench.app, &editor(), Whose::Company).await.unwrap();
    let (mut answered, mut asked) = (0, 0);
    now.look(|_, answers| {
        let rows = answers.of("scs-3").into_iter();
        for row in rows.filter(|row| row.criterion.answered == Answered::Register) {
            asked += 1;
            let rows = row.register.as_ref().map_or(0, |showing| showing.rows().count());
            let by_register = matches!(row.standing, Standing::Answered { origin: Origin::Register, .. });
            if by_register && rows > 0 {
                answered += 1;
                println!("{} {} by {rows} rows", row.criterion.id, row.standing.code());
            } else {
                let id = &row.criterion.id;
                println!("miss | scs-3 register criteria on the sample plant | {id} | no row shows it");
            }
        }
    });
    println!("conformance | scs-3 register criteria on the sample plant | {answered} | {asked}");
    assert_eq!((answered, asked), (28, 28));
}

#[tokio::test]
async fn an_answer_about_the_company_does_not_stand_for_a_product_nor_the_other_way_round() {
    let bench = Bench::sample().await;
    let product = Whose::Product("P-01".parse().unwrap());
    for (whose, number, about) in
        [(Whose::Company, "psti/PSTI-1", "about a product"), (product, "scs-3/1-2-1-1", "about the company")]
    {
        let refused = answer(&bench.app, &editor(), &whose, &[reply(number, AnswerState::Met)]).await;
        let Err(AppError::Invalid(problems)) = refused else { panic!("{refused:?}") };
        assert!(problems[0].what.en.contains(about), "{problems:?}");
    }
}
