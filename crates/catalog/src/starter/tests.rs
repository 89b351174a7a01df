//! The files in the program hold together, and a broken row costs only itself.

use sekisho_model::{RecordKind, Register};

use super::*;

fn answers(list: &[(&str, &str)]) -> Answers {
    list.iter().map(|(question, choice)| ((*question).to_owned(), (*choice).to_owned())).collect()
}

#[test]
fn the_files_in_the_program_read_without_a_problem() {
    let (starter, problems) = Starter::read(FILES);
    assert_eq!(problems, []);
    assert_eq!(starter.confirmed, Confirmed::Own);
    let ids: Vec<&str> = starter.templates.iter().map(|template| template.id.as_str()).collect();
    assert_eq!(ids, ["machining", "assembly", "food", "electronics", "process"]);
    assert!((14..=17).contains(&starter.questions.len()), "{} questions", starter.questions.len());
    assert_eq!(starter.strays(Catalog::built_in()), Vec::<String>::new());
}

#[test]
fn every_question_can_be_answered_with_i_dont_know() {
    for question in &Starter::built_in().questions {
        let last = question.choices.last().map(|choice| choice.id.as_str());
        assert_eq!(last, Some(Question::UNKNOWN), "{}", question.id);
        assert!(question.choices.len() >= 3, "{}", question.id);
    }
}

#[test]
fn every_text_is_there_in_both_languages() {
    let starter = Starter::built_in();
    let questions = starter.questions.iter().flat_map(|it| [&it.asks, &it.why, &it.find]);
    let choices = starter.questions.iter().flat_map(|it| it.choices.iter().map(|choice| &choice.label));
    let actions =
        starter.actions.iter().flat_map(|it| [&it.name, &it.measure, &it.why, &it.effort, &it.first_step]);
    let words = starter.words.iter().flat_map(|it| [&it.word, &it.means]);
    let templates = starter.templates.iter().flat_map(|it| [&it.name, &it.about]);
    for text in questions.chain(choices).chain(actions).chain(words).chain(templates) {
        assert!(!text.ja.is_empty() && !text.en.is_empty(), "{text:?}");
        assert!(text.en.is_ascii(), "{text:?}");
    }
}

#[test]
fn a_record_that_nobody_is_sure_of_is_marked_and_one_answered_no_is_not_there() {
    let starter = Starter::built_in();
    let food = starter.template("food").unwrap();
    let conduit = |answers: &Answers, lang| {
        let mut register = Register::default();
        for record in food.seeds.iter().filter_map(|seed| seed.record(answers, lang)) {
            register.put(record.clone());
        }
        register.record(RecordKind::Conduit, "C-03").map(|record| record.name().to_owned())
    };
    let name = |list: &[(&str, &str)], lang| conduit(&answers(list), lang);
    assert_eq!(name(&[("remote", "yes")], Lang::Ja).as_deref(), Some("離れた場所からの保守"));
    assert_eq!(name(&[], Lang::Ja).as_deref(), Some("離れた場所からの保守（未確認）"));
    assert_eq!(name(&[], Lang::En).as_deref(), Some("Maintenance from afar (not confirmed)"));
    assert_eq!(name(&[("remote", "no")], Lang::Ja), None);
}

#[test]
fn a_broken_row_costs_itself_and_is_named() {
    let head =
        "[pack]\nid = 'x'\nedition = '1'\ntitle = { ja = 'a', en = 'b' }\nsource = 's'\nconfirmed = 'own'\n";
    let text = format!(
        "{head}
        [[question]]
        id = 'good'
        asks = {{ ja = 'a', en = 'b' }}
        why = {{ ja = 'a', en = 'b' }}
        find = {{ ja = 'a', en = 'b' }}
        [[question]]
        id = 'bad'
        [[template]]
        id = 't'
        name = {{ ja = 'a', en = 'b' }}
        about = {{ ja = 'a', en = 'b' }}
        [[template.zone]]
        id = 'Z-1'
        name = {{ ja = 'a', en = 'b' }}
        when = [{{ question = 'bad', is = ['yes'] }}]
        [[template.zone]]
        id = 'Z-2'
        name = {{ ja = 'a', en = 'b' }}
        when = [{{ question = 'good', is = ['yes'] }}]
        [[template.zone]]
        name = 'no id'
        "
    );
    let (starter, problems) = Starter::read([("a.toml", text.as_str()), ("b.toml", "[")]);
    assert_eq!(starter.questions.len(), 1);
    assert_eq!(starter.templates[0].seeds.len(), 1);
    let places: Vec<&str> = problems.iter().map(|problem| problem.place.path.as_str()).collect();
    assert_eq!(places, ["question[1]", "template t, zone Z-1", "template t, zone ", ""]);
}

#[test]
fn an_english_word_counts_as_a_whole_and_a_japanese_one_anywhere() {
    assert!(occurs("ID", "IDs of people who left"));
    assert!(!occurs("ID", "whatever lies inside"));
    assert!(!occurs("server", "observer"));
    assert!(occurs("ルータ", "まずルータの版を見ます"));
    assert!(occurs("router", "Routers and PCs"));
}
