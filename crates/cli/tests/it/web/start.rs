//! The small firm's path in the browser, from an empty register to one with a first draft, and a workbook brought
//! along.

use sekisho_catalog::starter::Starter;

use super::driver::Browser;
use super::served::Served;
use super::{LANGUAGES, answers_first, in_language, look};

fn empty() -> Option<(Served, Browser)> {
    let browser = Browser::open()?;
    let served = Served::empty();
    served.sign_in(&browser);
    Some((served, browser))
}

/// Every word that needs explaining and stands on the page is explained there.
fn unexplained(browser: &Browser, lang: &str) -> Vec<String> {
    // What a zone is, is said in the caption of the map, in words of its own.
    let page = browser.run(
        "const main = document.querySelector('main').cloneNode(true);
         for (const map of main.querySelectorAll('.picture, .picture + p.note')) map.remove();
         return main.textContent;",
    );
    let page = page.as_str().unwrap();
    let words = Starter::built_in().words.iter().map(|word| match lang {
        "ja" => (&word.word.ja, &word.means.ja),
        _ => (&word.word.en, &word.means.en),
    });
    words
        .filter(|(word, means)| page.contains(*word) && !page.contains(*means))
        .map(|(word, _)| word.clone())
        .collect()
}

#[test]
fn every_trade_leads_from_plain_questions_to_a_map_and_five_measures_in_both_languages() {
    let Some((served, browser)) = empty() else { return };
    let before = served.entries(&browser);
    for lang in LANGUAGES {
        browser.go(&served.at(&in_language("/start", lang)));
        let trades = browser.count("ul.trades a");
        assert_eq!(trades, Starter::built_in().templates.len());
        for trade in 1..=trades {
            browser.go(&served.at(&in_language("/start", lang)));
            browser.follow(&format!("ul.trades li:nth-child({trade}) a"));
            answers_first(&browser);
            let asked = browser.count("fieldset.question");
            assert!((10..=20).contains(&asked), "{asked} questions");
            assert_eq!(browser.count("fieldset.question input:checked"), asked, "nothing has to be answered");
            // The first answer to each question, by keyboard: the label is as good as the circle.
            browser.run("for (const set of document.querySelectorAll('fieldset.question')) set.querySelector('input').click()");
            browser.follow("form.asked button.first");
            answers_first(&browser);
            assert_eq!((browser.count("section.urgent > ol > li"), browser.count("svg.map")), (5, 1));
            assert_eq!(unexplained(&browser, lang), Vec::<String>::new(), "{}", browser.place());
            assert_eq!(look::faults(&browser, if trade % 2 == 0 { 390 } else { 1280 }), Vec::<String>::new());
        }
    }
    assert_eq!(served.entries(&browser), before, "answering stores nothing");
}

#[test]
fn a_newcomer_is_led_to_the_questions_and_begins_the_register_without_scripts() {
    let Some((served, browser)) = empty() else { return };
    browser.scripts(false);
    browser.go(&served.at("/?lang=en"));
    answers_first(&browser);
    browser.follow("main a[href='/start']");
    browser.follow("ul.trades a[href='/start/machining']");
    browser.follow("form.asked button.first");
    // Who knows nothing gets as much, and what is not known is counted.
    assert_eq!(browser.count("section.urgent > ol > li"), 5);
    let unknown: usize = browser.text("section.open h2 .count").parse().unwrap();
    assert!(unknown > 5, "{unknown}");
    let before = served.entries(&browser);
    browser.follow("form[action='/start/machining/keep'] button");
    assert_eq!(browser.place(), "/assessments");
    answers_first(&browser);
    assert!(served.entries(&browser) > before + 10);
    browser.go(&served.at("/plant?lang=en"));
    assert_eq!(browser.count("svg.map"), 1);
    // A register that has begun is not written over.
    browser.go(&served.at("/start/food?lang=en"));
    browser.follow("form.asked button.first");
    assert_eq!(browser.count("form[action$='/keep']"), 0);
    assert!(browser.text("main").contains("cannot be kept"), "{}", browser.text("main"));
}

#[test]
fn a_half_filled_sheet_is_shown_as_a_difference_and_stored_as_a_draft() {
    let Some((served, browser)) = empty() else { return };
    let before = served.entries(&browser);
    let sheet = served.bench.file("業務.csv", "ID,業務名,重要度\nB1,組立,大\nB2,塗装,\nB3,,中\n");
    browser.go(&served.at("/import?lang=ja"));
    browser.fill("#file", &sheet);
    browser.follow("form.drop button.first");
    answers_first(&browser);
    let page = browser.text("main");
    assert!(page.contains("4 行目") && page.contains("業務名"), "{page}");
    assert_eq!(served.entries(&browser), before);
    let sheet = served.bench.file("業務.csv", "ID,業務名,重要度\nB1,組立,大\nB2,塗装,\n");
    browser.go(&served.at("/import?lang=ja"));
    browser.fill("#file", &sheet);
    browser.follow("form.drop button.first");
    assert_eq!(browser.count("ul.difference li"), 2, "{}", browser.text("main"));
    assert_eq!(look::faults(&browser, 390), Vec::<String>::new());
    assert_eq!(served.entries(&browser), before);
    browser.follow("section.steps button.first");
    assert_eq!(browser.place(), "/assessments");
    assert_eq!(served.entries(&browser), before + 2);
    browser.go(&served.at("/tables/business?gap=importance&lang=ja"));
    assert_eq!(browser.count("tbody tr"), 1, "what the sheet left empty is unknown");
}
