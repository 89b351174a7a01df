//! The guideline's documents as they are taken away from the pages, and what stands in them.

use std::io::Cursor;

use calamine::{Reader, Xlsx};
use sekisho_catalog::Catalog;
use sekisho_exchange::table;

use super::LANGUAGES;
use super::driver::Browser;
use super::look;
use super::served::Served;

/// The number that sheets of a step carry: `1-1` for `1-1(2)`, `3` for `3(1)①A`.
fn number(step: &str) -> &str {
    step.split('(').next().unwrap()
}

fn sheets(served: &Served, browser: &Browser, lang: &str) -> Xlsx<Cursor<Vec<u8>>> {
    let address = format!("/documents/guideline.xlsx?as_of=2026-11-24&in={lang}");
    let (head, body) = served.fetch(&address, &browser.cookie("sekisho"));
    assert!(head.starts_with("HTTP/1.0 200"), "{head}");
    assert!(head.contains("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), "{head}");
    assert!(head.contains(&format!("guideline-2026-11-24-{lang}.xlsx")), "{head}");
    assert!(body.starts_with(b"PK"));
    Xlsx::new(Cursor::new(body)).unwrap()
}

#[test]
fn every_step_has_its_columns_its_sheets_and_its_place_in_print_in_both_languages() {
    let Some((served, browser)) = Served::opened() else { return };
    let plant = served.bench.run(&["plant", "export", "--form", "json"]).ends(0).json();
    for lang in LANGUAGES {
        let mut workbook = sheets(&served, &browser, lang);
        let names = workbook.sheet_names();
        let print = printed(&served, &browser, lang);
        let mut written = String::new();
        for name in &names {
            let range = workbook.worksheet_range(name).unwrap();
            written.extend(range.used_cells().map(|(_, _, cell)| format!("{cell}\n")));
        }
        for step in &Catalog::built_in().steps {
            let title = if lang == "ja" { &step.title.ja } else { &step.title.en };
            let sheet = |name: &&String| {
                name.split(' ').any(|word| word.split(['・', ',']).any(|n| n == number(&step.id)))
            };
            assert!(names.iter().any(|name| sheet(&name)), "{lang}: no sheet of {}: {names:?}", step.id);
            assert!(written.contains(title.as_str()), "{lang}: the workbook does not name {}", step.id);
            assert!(print.contains(title.as_str()), "{lang}: the print does not name {}", step.id);
            for kind in &step.records {
                assert!(table::columns(*kind).len() > 3, "{kind:?} cannot be imported");
                let rows = plant[kind.code()].as_array();
                let named = rows.into_iter().flatten().map(|row| row["name"].as_str().unwrap());
                for name in named {
                    assert!(print.contains(name), "{lang}: the print leaves out {kind:?} {name}");
                    assert!(written.contains(name), "{lang}: the workbook leaves out {kind:?} {name}");
                }
            }
        }
    }
}

/// The text of the printable document, as a reader sees it in the browser.
fn printed(served: &Served, browser: &Browser, lang: &str) -> String {
    browser.go(&served.at(&format!("/documents/guideline.html?as_of=2026-11-24&in={lang}")));
    assert_eq!(browser.run("return document.documentElement.lang"), lang);
    browser.run("return document.body.textContent").as_str().unwrap().to_owned()
}

#[test]
fn the_print_opens_under_its_own_policy_is_dressed_stamped_and_can_be_read_by_everyone() {
    let Some((served, browser)) = Served::opened() else { return };
    let out = served.bench.path("out").display().to_string();
    let report = ["report", "guideline", "--as-of", "2026-11-24", "--out", &out];
    let state = served.bench.run(&report).ends(0).err.split("register: ").nth(1).unwrap().to_owned();
    let state: String = state.chars().take_while(char::is_ascii_hexdigit).collect();
    assert!(state.len() >= 16, "{state}");
    for lang in LANGUAGES {
        browser.width(1280);
        let text = printed(&served, &browser, lang);
        assert!(text.contains(&state), "the state of the register is not in it");
        assert_eq!(browser.complaints(), Vec::<String>::new());
        // Its style is let in, and nothing that runs.
        assert_ne!(
            browser.run("return getComputedStyle(document.querySelector('table.list')).borderCollapse"),
            "separate"
        );
        assert_eq!(browser.count("script, iframe, img[src^='http'], link"), 0);
        assert_eq!(look::violations(&browser), Vec::<String>::new());
    }
    // The same document as at the command line.
    let (_, body) =
        served.fetch("/documents/guideline.html?as_of=2026-11-24&in=en", &browser.cookie("sekisho"));
    assert!(body == std::fs::read(format!("{out}/guideline-2026-11-24-en.html")).unwrap());
}

#[test]
fn a_date_that_cannot_be_read_is_refused_with_the_form_it_should_have() {
    let Some((served, browser)) = Served::opened() else { return };
    let (head, body) =
        served.fetch("/documents/guideline.xlsx?as_of=tomorrow&lang=en", &browser.cookie("sekisho"));
    assert!(head.starts_with("HTTP/1.0 400"), "{head}");
    let page = String::from_utf8(body).unwrap();
    assert!(page.contains("tomorrow") && page.contains("2026-11-24"), "{page}");
}
