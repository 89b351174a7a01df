//! Proposals counted on questions that were labelled before they were asked.

use serde::Deserialize;

use super::*;

const QUESTIONS: &str = include_str!("questions.toml");

#[derive(Deserialize)]
struct Questions {
    first: Vec<Labelled>,
    held: Vec<Labelled>,
    none: Vec<String>,
}

#[derive(Deserialize)]
struct Labelled {
    question: String,
    right: Vec<String>,
}

/// Of how many questions the first proposal is right, and one of three; the misses in words.
fn counted(questions: &[Labelled], frameworks: &[String]) -> (usize, usize, Vec<String>) {
    let matching = Matching::new(Catalog::built_in(), frameworks);
    let (mut first, mut three, mut misses) = (0, 0, Vec::new());
    for Labelled { question, right } in questions {
        let likely = matching.likely("", question, 3);
        let ids: Vec<String> = likely.iter().map(|row| row.criterion.to_string()).collect();
        first += usize::from(ids.first().is_some_and(|id| right.contains(id)));
        three += usize::from(ids.iter().any(|id| right.contains(id)));
        if !ids.first().is_some_and(|id| right.contains(id)) {
            misses.push(format!("{question} {ids:?}"));
        }
    }
    (first, three, misses)
}

/// A labelled criterion that the catalog does not have would count as a miss that nobody could mend.
#[test]
fn every_label_is_a_criterion_that_wants_an_answer() {
    let questions: Questions = toml::from_str(QUESTIONS).unwrap();
    let catalog = Catalog::built_in();
    for id in questions.first.iter().chain(&questions.held).flat_map(|row| &row.right) {
        let criterion = catalog.criterion(&id.parse().unwrap());
        assert!(criterion.is_some_and(|row| row.answered.wants_answer()), "{id}");
    }
    assert!(questions.first.len() + questions.held.len() >= 40);
}

/// The counts are exact: whoever changes the words or the weights sees what it does to each list.
#[test]
fn so_many_questions_are_proposed_their_criterion() {
    let questions: Questions = toml::from_str(QUESTIONS).unwrap();
    let (first, held) = (counted(&questions.first, &[]), counted(&questions.held, &[]));
    assert_eq!(
        [(first.0, first.1, questions.first.len()), (held.0, held.1, questions.held.len())],
        [(14, 18, 20), (37, 40, 44)],
        "{:#?} {:#?}",
        first.2,
        held.2
    );
}

#[test]
fn what_nothing_asks_is_proposed_nothing_that_is_called_close() {
    let questions: Questions = toml::from_str(QUESTIONS).unwrap();
    let matching = Matching::new(Catalog::built_in(), &[]);
    for question in &questions.none {
        let likely = matching.likely("", question, 3);
        assert!(likely.iter().all(|row| row.score < SOMEWHAT_FROM), "{question}: {likely:?}");
    }
}

#[test]
fn a_number_that_is_the_same_comes_first() {
    let matching = Matching::new(Catalog::built_in(), &["scs-3".to_owned()]);
    let likely = matching.likely("４－４－４－２", "更新", 3);
    assert_eq!((likely[0].criterion.to_string().as_str(), likely[0].score), ("scs-3/4-4-4-2", 100));
}

#[test]
fn every_criterion_is_the_likeliest_for_its_own_title_or_one_with_the_same_words() {
    let catalog = Catalog::built_in();
    let matching = Matching::new(catalog, &["scs-3".to_owned()]);
    let mut asked = 0;
    for row in catalog.criteria_of("scs-3").into_iter().filter(|row| row.answered.wants_answer()) {
        for title in [&row.title.ja, &row.title.en] {
            let likely = matching.likely("", title, 20);
            let best = likely.iter().take_while(|other| other.score == likely[0].score);
            let alike = |other: &Likely| {
                other.criterion == row.id
                    || catalog
                        .criterion(&other.criterion)
                        .is_some_and(|other| [&other.title.ja, &other.title.en].contains(&title))
            };
            assert!(best.into_iter().any(alike), "{} {title}: {likely:?}", row.id);
            asked += 1;
        }
    }
    assert_eq!(asked, 162);
}

#[test]
fn words_that_nothing_asks_propose_nothing() {
    let matching = Matching::new(Catalog::built_in(), &["scs-3".to_owned()]);
    assert_eq!(matching.likely("1", "創立年をご記入ください", 3), []);
}

#[test]
fn any_text_is_compared_without_a_stop() {
    let matching = Matching::new(Catalog::built_in(), &[]);
    for text in ["", " ", "・", "𠮷野家", "ID", "\u{0}\u{3000}\u{ff5e}", &"パ".repeat(8_000), "((((", "éèê"]
    {
        assert!(matching.likely(text, text, 3).len() <= 3);
    }
}
