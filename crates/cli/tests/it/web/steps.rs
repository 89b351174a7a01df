//! The guideline's steps, walked one after the other as a person does: from the list to the step, from what is
//! open to the table, and a cell filled in there by keyboard.

use std::collections::BTreeSet;

use sekisho_catalog::Catalog;
use sekisho_model::RecordKind;

use super::driver::{Browser, CONTROL, ENTER};
use super::served::Served;
use super::{LANGUAGES, answers_first, in_language, tables};

/// The addresses of all steps, in the order in which they are listed.
pub(crate) fn listed(served: &Served, browser: &Browser) -> Vec<String> {
    let (_, page) = served.get("/assessments", &browser.cookie("sekisho"));
    let table = page.split_once("<tbody>").unwrap().1;
    let links = table.split("href=\"").skip(1).map(|rest| rest.split(['"', '#']).next().unwrap());
    let mut seen = BTreeSet::new();
    let steps = links.filter(|link| link.starts_with("/steps/") && seen.insert(*link));
    steps.map(str::to_owned).collect()
}

#[test]
fn every_step_is_listed_once_and_is_a_page_with_its_tables_in_both_languages() {
    let Some((served, browser)) = Served::opened() else { return };
    let steps = &Catalog::built_in().steps;
    let links = listed(&served, &browser);
    assert_eq!(links.len(), steps.len());
    for (number, (step, link)) in steps.iter().zip(&links).enumerate() {
        for lang in LANGUAGES {
            browser.go(&served.at(&in_language(link, lang)));
            answers_first(&browser);
            let title = if lang == "ja" { &step.title.ja } else { &step.title.en };
            assert_eq!(browser.text("h1"), format!("{} {title}", step.id));
        }
        for kind in step.records.iter().map(|kind| kind.code()) {
            for there in ["", "/new", "#pasted"] {
                let way = format!("section.work a[href='/tables/{kind}{there}']");
                assert_eq!(browser.count(&way), 1, "{}: {way}", step.id);
            }
        }
        // One goes on to the next without going back to the list.
        let next = links.get(number + 1).map(|next| format!("nav.pager a[rel=next][href='{next}']"));
        assert!(next.is_none_or(|next| browser.count(&next) == 1), "{}: no way on", step.id);
    }
}

#[test]
fn from_every_step_what_is_open_leads_to_its_rows_in_the_table() {
    let Some((served, browser)) = Served::opened() else { return };
    let mut open = 0;
    for link in listed(&served, &browser) {
        browser.go(&served.at("/assessments?lang=en"));
        browser.follow(&format!("main tbody th a[href='{link}']"));
        answers_first(&browser);
        let fill = "section.open a[href*='?gap=']";
        if browser.count(fill) == 0 {
            continue;
        }
        open += 1;
        let counted: usize = browser.text("section.open li .count").parse().unwrap();
        browser.follow(fill);
        answers_first(&browser);
        let rows = browser.count("table[data-cells] tbody tr");
        assert!(
            rows > 0 && rows >= counted.min(20),
            "{link}: {counted} are open, {} shows {rows}",
            browser.place()
        );
    }
    assert!(open > 8, "only {open} steps have something open in the sample");
}

#[test]
fn from_every_step_a_cell_of_each_of_its_tables_is_edited_by_keyboard_and_taken_back() {
    let Some((served, browser)) = Served::opened() else { return };
    browser.width(1280);
    let mut edited = BTreeSet::new();
    for (step, link) in Catalog::built_in().steps.iter().zip(listed(&served, &browser)) {
        for kind in step.records.iter().filter(|kind| edited.insert(**kind)) {
            browser.go(&served.at(&in_language(&link, "en")));
            browser.follow(&format!("section.work a[href='/tables/{}']", kind.code()));
            edit_and_take_back(&served, &browser, *kind);
        }
    }
    // What belongs to no step of the guideline is edited as the rest is.
    for kind in RecordKind::ALL.iter().filter(|kind| !edited.contains(*kind)) {
        browser.go(&served.at(&format!("/tables/{}?lang=en", kind.code())));
        edit_and_take_back(&served, &browser, *kind);
    }
}

fn edit_and_take_back(served: &Served, browser: &Browser, kind: RecordKind) {
    let before = served.entries(browser);
    let first = "table[data-cells] tbody tr:first-child td[data-field=note]";
    let was = tables::value(browser, first);
    browser.click(first);
    browser.press(&format!("{ENTER}by keyboard{ENTER}"));
    tables::said(browser, "Saved");
    assert_eq!(tables::value(browser, first), "by keyboard", "{kind:?}");
    assert_eq!(served.entries(browser), before + 1, "{kind:?}");
    browser.press_with_through(CONTROL, "z");
    assert_eq!(tables::value(browser, first), was, "{kind:?}");
    assert_eq!(served.entries(browser), before + 2, "{kind:?}");
}
