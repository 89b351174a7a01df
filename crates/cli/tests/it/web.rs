//! The pages in a browser, as people use them: with a mouse, with keys only, without scripts, on a phone, on
//! paper. What a page says is tested in the web crate; here it is whether a person gets there.
//!
//! Needs Chromium and its driver, named by `SEKISHO_TEST_CHROMIUM` and `SEKISHO_TEST_CHROMEDRIVER`.

mod driver;
mod served;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use self::driver::{Browser, ENTER, TAB};
use self::served::Served;
use crate::harness::root;

/// What the menu leads to.
const MENU: [&str; 6] = ["/", "/plant", "/products", "/vulnerabilities", "/suppliers", "/ledger"];
/// One page of every other kind.
const OTHERS: [&str; 10] = [
    "/plant?zone=Z-31",
    "/plant?advisory=SKS-2026-0001",
    "/assets/PLC-ASM12",
    "/products/P-01",
    "/vulnerabilities/SKS-2026-0001",
    "/vulnerabilities?sort=-cvss",
    "/search?q=PLC",
    "/search?q=nothing+has+this+name",
    "/drop",
    "/api",
];
const LANGUAGES: [&str; 2] = ["ja", "en"];
/// Pages for whoever is not signed in, and for an address that there is not.
const REFUSALS: [&str; 2] = ["/signed-out", "/nothing-here"];

/// Every page in one language.
fn pages(lang: &str) -> impl Iterator<Item = String> {
    MENU.into_iter().chain(OTHERS).chain(REFUSALS).map(move |page| in_language(page, lang))
}

fn in_language(page: &str, lang: &str) -> String {
    format!("{page}{}lang={lang}", if page.contains('?') { '&' } else { '?' })
}

/// The number of the newest entry of the ledger, from its page.
fn ledger_size(served: &Served, browser: &Browser) -> u64 {
    browser.go(&served.at("/ledger?lang=en"));
    let newest: u64 = browser.text("main tbody th").parse().unwrap();
    newest + 1
}

/// What is in `main` before anything else, leaving aside where one is: the path and the title.
fn first_in_main(browser: &Browser) -> Value {
    browser.run(
        "const first = [...document.querySelector('main').children].find((e) => !e.matches('h1, nav.crumbs'));
         return { answer: first.matches('p.answer'), words: first.textContent.trim(), path: location.href };",
    )
}

#[track_caller]
fn answers_first(browser: &Browser) {
    let first = first_in_main(browser);
    assert!(first["answer"] == true && first["words"].as_str().unwrap().chars().count() > 5, "{first}");
}

#[track_caller]
fn is_accessible(browser: &Browser, page: &str) {
    let missed = browser.run(include_str!("web/accessible.js"));
    assert_eq!(missed, json!([]), "{page}");
}

#[track_caller]
fn fits(browser: &Browser, page: &str, width: u64) {
    let size = browser.run("return [document.documentElement.scrollWidth, innerWidth]");
    // A phone widens the window to what overflows, so that both are held against what was set.
    assert!(size[0].as_u64().unwrap() <= width && size[1] == width, "{page} at {width} px: {size}");
}

/// A file of the sample with another identity, so that the register has not seen it.
fn changed(served: &Served, name: &str, changes: &[(&str, &str)]) -> String {
    let path = root().join("sample").join(name);
    let mut content = std::fs::read_to_string(&path).unwrap();
    for (from, to) in changes {
        assert!(content.contains(from), "{name} has no {from}");
        content = content.replace(from, to);
    }
    served.bench.file(path.file_name().unwrap().to_str().unwrap(), content)
}

fn new_advisory(served: &Served) -> String {
    changed(served, "advisories/sks-2026-0001.json", &[("SKS-2026-0001", "SKS-2026-9001")])
}

fn new_sbom(served: &Served) -> String {
    let serial = "c88f7700-ce7c-5613-ab22-4580d7858bdd";
    changed(served, "sboms/em-200-2.3.1.cdx.json", &[(serial, "c88f7700-ce7c-5613-ab22-000000000001")])
}

/// One file of all the sample's advisories about devices: more than a page shows whole.
fn many_advisories(served: &Served) -> String {
    let read =
        |number| std::fs::read_to_string(root().join(format!("sample/advisories/sks-2026-{number:04}.json")));
    let all: Vec<String> = (1..=15).map(|number| read(number).unwrap()).collect();
    served.bench.file("many.json", format!("[{}]", all.join(",")))
}

/// Looks at a file; leaves the browser on what it means.
fn drop_file(served: &Served, browser: &Browser, path: &str) {
    browser.go(&served.at("/drop?lang=en"));
    browser.fill("#file", path);
    browser.follow("form.drop button");
}

#[test]
fn the_checks_of_this_file_find_what_is_wrong() {
    let Some(browser) = Browser::open() else { return };
    browser.width(390);
    let page = "<body style='background:white;color:%23999'><h2 id=a>grey</h2><h4 id=a>grey</h4><svg></svg><input><a href='%23b'></a>\
        <table><th>x</table><div style='overflow:auto;width:9px'>a long word</div><div style='width:900px'>wide</div>\
        <script src='http://127.0.0.1:1/'></script>";
    browser.go(&format!("data:text/html,{page}"));
    let missed = browser.run(include_str!("web/accessible.js")).to_string();
    let faults =
        ["no name: <svg", "no label: <input", "no text: <a", "leads nowhere: <a", "first heading is not h1"];
    let more = ["h2 is followed by h4", "no scope: <th", "twice: id a", "no title"];
    for fault in faults.into_iter().chain(more) {
        assert!(missed.contains(fault), "{fault} is not in {missed}");
    }
    assert_eq!(browser.run(include_str!("web/contrast.js"))["weak"].as_array().unwrap().len(), 5);
    assert_ne!(browser.run("return document.documentElement.scrollWidth"), 390);
    assert!(browser.complaints().concat().contains("ERR_"), "a missing file is a complaint");
}

#[test]
fn a_sign_in_link_works_once_and_is_refused_the_second_time() {
    let Some(browser) = Browser::open() else { return };
    let served = Served::sample();
    browser.go(&format!("{}?lang=en", served.link));
    browser.go(&format!("{}?lang=en", served.link));
    answers_first(&browser);
    browser.follow("main button");
    assert_eq!(browser.text("h1"), "Today");
    assert_eq!(browser.complaints(), Vec::<String>::new());
    browser.forget();
    browser.go(&format!("{}?lang=en", served.link));
    browser.follow("main button");
    assert_eq!(browser.text("h1"), "Sign-in needed");
    assert!(!browser.cookies().contains(&"sekisho".to_owned()), "{:?}", browser.cookies());
    browser.go(&served.at("/"));
    assert_eq!(browser.text("h1"), "Sign-in needed");
}

#[test]
fn every_page_fits_a_phone_and_a_laptop_in_both_languages_and_the_browser_complains_of_nothing() {
    let Some((served, browser)) = Served::opened() else { return };
    for page in LANGUAGES.into_iter().flat_map(pages) {
        browser.width(390);
        browser.go(&served.at(&page));
        fits(&browser, &page, 390);
        browser.width(1280);
        fits(&browser, &page, 1280);
        let mut complaints = browser.complaints();
        // An address that there is not is answered with a page, and the browser says so too.
        complaints.retain(|line| !(page.starts_with("/nothing-here") && line.contains("404")));
        assert_eq!(complaints, Vec::<String>::new(), "{page}");
    }
}

#[test]
fn the_menu_leads_to_every_page_of_it_and_marks_where_one_is() {
    let Some((served, browser)) = Served::opened() else { return };
    for (width, lang) in [(1280, "en"), (390, "ja")] {
        browser.width(width);
        browser.go(&served.at(&in_language("/", lang)));
        for page in MENU {
            browser.follow(&format!("nav.menu a[href='{page}']"));
            assert_eq!(browser.place(), page);
            assert_eq!(browser.text("nav.menu [aria-current=page]"), browser.text("h1"), "{page}");
            assert_eq!(browser.run("return document.documentElement.lang"), lang);
        }
    }
}

#[test]
fn the_answer_comes_first_on_every_page() {
    let Some((served, browser)) = Served::opened() else { return };
    for page in LANGUAGES.into_iter().flat_map(pages) {
        browser.go(&served.at(&page));
        answers_first(&browser);
    }
    for file in [new_sbom(&served), new_advisory(&served), many_advisories(&served)] {
        drop_file(&served, &browser, &file);
        answers_first(&browser);
    }
}

#[test]
fn every_page_can_be_read_by_ear_and_by_keyboard() {
    let Some((served, browser)) = Served::opened() else { return };
    for lang in LANGUAGES {
        for page in pages(lang) {
            browser.go(&served.at(&page));
            is_accessible(&browser, &page);
            assert_eq!(browser.run("return document.documentElement.lang"), lang, "{page}");
        }
    }
    for file in [new_sbom(&served), many_advisories(&served), new_advisory(&served)] {
        drop_file(&served, &browser, &file);
        is_accessible(&browser, &file);
    }
    // Two advisories of one CVE: two pictures on one page.
    browser.follow("form[action='/drop/store'] button");
    browser.go(&served.at("/vulnerabilities/CVE-2022-33324"));
    assert_eq!(browser.count("svg.chain"), 2);
    is_accessible(&browser, "a CVE with two advisories");
}

#[test]
fn texts_stand_out_by_day_and_by_night() {
    let Some((served, browser)) = Served::opened() else { return };
    for page in pages("en") {
        browser.go(&served.at(&page));
        for scheme in ["light", "dark"] {
            let feature = json!({ "name": "prefers-color-scheme", "value": scheme });
            browser.command("Emulation.setEmulatedMedia", &json!({ "features": [feature] }));
            let seen = browser.run(include_str!("web/contrast.js"));
            assert_eq!(seen["weak"], json!([]), "{scheme} {page}");
            assert!(seen["texts"].as_u64().unwrap() > 5, "{page}: {seen}");
            assert_eq!(seen["paper"].as_f64().unwrap() > 0.5, scheme == "light", "{page}");
        }
    }
}

#[test]
fn no_link_of_any_page_leads_nowhere() {
    let Some((served, browser)) = Served::opened() else { return };
    let mut links = BTreeSet::new();
    for page in MENU.into_iter().chain(OTHERS) {
        browser.go(&served.at(&in_language(page, "en")));
        let found = browser
            .run("return [...document.querySelectorAll('a[href]')].map((a) => a.getAttribute('href'))");
        links.extend(found.as_array().unwrap().iter().map(|link| link.as_str().unwrap().to_owned()));
    }
    // Orders of a table are tried once, and proofs: there are hundreds that differ by a number only.
    let mut kinds = BTreeSet::new();
    links.retain(|link| match (link.split_once("sort="), link.ends_with("/proof")) {
        (Some((page, _)), _) => kinds.insert(page.to_owned()),
        (None, true) => kinds.insert("proof".to_owned()),
        (None, false) => link.starts_with('/'),
    });
    assert!(links.len() > 100, "{links:?}");
    let cookie = browser.cookie("sekisho");
    for link in links {
        let (path, fragment) = link.split_once('#').unwrap_or((&link, ""));
        let (status, page) = served.get(path, &cookie);
        assert_eq!(status, 200, "{link}");
        assert!(fragment.is_empty() || page.contains(&format!("id=\"{fragment}\"")), "{link}: no such place");
    }
}

#[test]
fn paper_carries_the_answer_and_nothing_that_is_only_for_clicking() {
    let Some((served, browser)) = Served::opened() else { return };
    browser.width(1280);
    browser.command("Emulation.setEmulatedMedia", &json!({ "media": "print" }));
    for page in pages("ja") {
        browser.go(&served.at(&page));
        let seen = browser.run(
            "const visible = (css) => [...document.querySelectorAll(css)].filter((e) => e.checkVisibility()).map((e) => e.outerHTML.slice(0, 80));
             return { clicking: visible('nav.menu, form.search, .who form, .langs, .pager, button, footer'), answers: visible('p.answer').length };",
        );
        assert_eq!(seen["clicking"], json!([]), "{page}");
        assert!(seen["answers"].as_u64().unwrap() > 0, "{page}");
    }
}

#[test]
fn the_search_finds_an_asset_by_a_full_width_spelling() {
    let Some((served, browser)) = Served::opened() else { return };
    browser.go(&served.at("/?lang=ja"));
    browser.fill("#q", "ｐｌｃ－ａｓｍ１２");
    browser.follow("form.search button");
    browser.follow("ul.hits a[href='/assets/PLC-ASM12']");
    assert_eq!(browser.place(), "/assets/PLC-ASM12");
    assert!(browser.text("main").contains("R08SFCPU"), "{}", browser.text("main"));
}

#[test]
fn a_vulnerability_is_drawn_and_its_chain_leads_to_the_asset() {
    let Some((served, browser)) = Served::opened() else { return };
    browser.width(1280);
    browser.go(&served.at("/vulnerabilities/SKS-2026-0001?lang=en"));
    let drawn = browser.run(
        "const svg = document.querySelector('svg.chain'), box = svg.getBoundingClientRect();
         return { seen: box.width > 300 && box.height > 100, boxes: svg.querySelectorAll('rect.box').length, ways: svg.querySelectorAll('path.link').length };",
    );
    assert!(drawn["seen"] == true, "{drawn}");
    assert!(drawn["boxes"].as_u64().unwrap() > 10 && drawn["ways"].as_u64().unwrap() > 10, "{drawn}");
    browser.follow("svg.chain a[href='/assets/PLC-ASM12']");
    assert_eq!(browser.place(), "/assets/PLC-ASM12");
    browser.follow("main a[href='/vulnerabilities/SKS-2026-0001']");
    assert_eq!(browser.place(), "/vulnerabilities/SKS-2026-0001");
}

#[test]
fn looking_at_a_file_stores_nothing_and_storing_it_leaves_one_entry() {
    let Some((served, browser)) = Served::opened() else { return };
    let files = [(new_sbom(&served), "is a CycloneDX"), (new_advisory(&served), "is an advisory")];
    for (file, kind) in files {
        let before = ledger_size(&served, &browser);
        drop_file(&served, &browser, &file);
        let words = browser.text("main");
        assert!(words.contains(kind) && words.contains("affected"), "{words}");
        assert_eq!(ledger_size(&served, &browser), before, "looking at {file}");
        browser.back();
        drop_file(&served, &browser, &file);
        browser.follow("form[action='/drop/store'] button");
        assert!(browser.text("p.answer").starts_with("Stored "), "{}", browser.text("main"));
        assert_eq!(ledger_size(&served, &browser), before + 1, "storing {file}");
    }
    browser.go(&served.at("/vulnerabilities/SKS-2026-9001"));
    assert_eq!(browser.text("h1"), "SKS-2026-9001");
}

#[test]
fn switching_the_language_keeps_the_page() {
    let Some((served, browser)) = Served::opened() else { return };
    for page in [
        "/plant?lacks=identity&zone=Z-31",
        "/vulnerabilities?sort=-cvss",
        "/search?q=%EF%BC%B0LC",
        "/assets/PLC-ASM12",
    ] {
        browser.go(&served.at(&in_language(page, "en")));
        let parts = |browser: &Browser| {
            browser.run("const query = new URLSearchParams(location.search); query.delete('lang'); query.sort(); return [location.pathname, query.toString()];")
        };
        let (before, title) = (parts(&browser), browser.text("p.answer"));
        browser.follow(".langs a[lang=ja]");
        assert_eq!(parts(&browser), before);
        assert_eq!(browser.run("return document.documentElement.lang"), "ja");
        assert_ne!(browser.text("p.answer"), title, "{page}");
        // The choice is kept where the address does not name a language.
        browser.go(&served.at(page));
        assert_eq!(browser.run("return document.documentElement.lang"), "ja");
    }
}

#[test]
fn everything_works_without_scripts() {
    let Some(browser) = Browser::open() else { return };
    let served = Served::sample();
    browser.scripts(false);
    served.sign_in(&browser);
    for page in MENU {
        browser.follow(&format!("nav.menu a[href='{page}']"));
        assert_eq!(browser.place(), page);
        answers_first(&browser);
    }
    browser.fill("#q", "PLC-ASM12");
    browser.follow("form.search button");
    assert_eq!(browser.place(), "/search?q=PLC-ASM12");
    let before = ledger_size(&served, &browser);
    drop_file(&served, &browser, &new_advisory(&served));
    assert!(browser.text("main").contains("is an advisory"), "{}", browser.text("main"));
    browser.follow("form[action='/drop/store'] button");
    assert_eq!(ledger_size(&served, &browser), before + 1);
    // The page's script would have taken this key to the search box.
    browser.press("/");
    assert_eq!(focused(&browser)["id"], "", "scripts did run");
    browser.follow(".who form button");
    assert_eq!(browser.place(), "/signed-out");
}

/// The element that keys go to.
fn focused(browser: &Browser) -> Value {
    browser.run(
        "const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
         const inside = box.width > 0 && box.left >= 0 && box.right <= innerWidth && box.bottom > 0 && box.top < innerHeight;
         return { id: e.id, what: e.outerHTML.slice(0, 100), skip: e.matches('.skip'), main: !!e.closest('main'),
                  body: e === document.body, seen: inside && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 };",
    )
}

#[test]
fn the_keyboard_reaches_the_skip_link_first_and_the_focus_is_always_seen() {
    let Some((served, browser)) = Served::opened() else { return };
    browser.width(1280);
    browser.go(&served.at("/?lang=en"));
    browser.press(TAB);
    let first = focused(&browser);
    assert!(first["skip"] == true && first["seen"] == true, "{first}");
    browser.press(ENTER);
    browser.press(TAB);
    let inside = focused(&browser);
    assert!(inside["main"] == true && inside["seen"] == true, "{inside}");
    browser.go(&served.at("/vulnerabilities/SKS-2026-0001"));
    for stop in 0..40 {
        browser.press(TAB);
        let here = focused(&browser);
        assert!(here["body"] == false && here["seen"] == true, "stop {stop}: {here}");
    }
}

#[test]
fn a_slash_goes_to_the_search_and_enter_searches() {
    let Some((served, browser)) = Served::opened() else { return };
    browser.go(&served.at("/plant"));
    browser.press("/");
    assert_eq!(focused(&browser)["id"], "q");
    browser.press_through(&format!("EM-200{ENTER}"));
    assert_eq!(browser.place(), "/search?q=EM-200");
    assert!(browser.count("ul.hits li") > 0);
}

#[test]
fn signing_out_takes_the_cookie_away_and_nothing_is_left_to_go_back_to() {
    let Some((served, browser)) = Served::opened() else { return };
    browser.go(&served.at("/assets/PLC-ASM12"));
    assert!(browser.cookies().contains(&"sekisho".to_owned()));
    browser.follow(".who form button");
    assert_eq!(browser.place(), "/signed-out");
    answers_first(&browser);
    assert!(!browser.cookies().contains(&"sekisho".to_owned()), "{:?}", browser.cookies());
    browser.back();
    assert_eq!(browser.text("h1"), "Sign-in needed");
    assert!(!browser.text("body").contains("R08SFCPU"));
}
