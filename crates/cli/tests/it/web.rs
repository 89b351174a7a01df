//! The pages in a browser, as people use them: with a mouse, with keys only, without scripts, on a phone, on
//! paper. What a page says is tested in the web crate; here it is whether a person gets there.
//!
//! Needs Chromium and its driver, named by `SEKISHO_TEST_CHROMIUM` and `SEKISHO_TEST_CHROMEDRIVER`, and for one
//! part axe-core's `axe.min.js`, named by `SEKISHO_TEST_AXE`.

mod driver;
mod forms;
mod large;
mod look;
mod papers;
mod served;
mod start;
mod steps;
mod tables;
mod upload;
mod walk;

use std::collections::{BTreeMap, BTreeSet};

use sekisho_catalog::Catalog;
use sekisho_model::RecordKind;
use serde_json::Value;

use self::driver::{Browser, ENTER, TAB};
use self::served::Served;
use crate::harness::root;

/// What the menu leads to.
const MENU: [&str; 9] = [
    "/",
    "/plant",
    "/products",
    "/vulnerabilities",
    "/measures",
    "/assessments",
    "/suppliers",
    "/incidents",
    "/ledger",
];
/// One page of every other kind that an address leads to; steps and tables are found where they are listed.
const OTHERS: [&str; 55] = [
    "/plant?zone=Z-31",
    "/plant?advisory=SKS-2026-0001",
    "/assets/PLC-ASM12",
    "/products/P-01",
    "/products/P-06",
    "/vulnerabilities/SKS-2026-0001",
    "/vulnerabilities?sort=-cvss",
    "/vulnerabilities?urgency=soon&identity=exact&mark=not-started",
    "/recovery",
    "/recovery?state=done&q=nothing+has+this+name",
    "/notices?from=0",
    "/observation",
    "/observation?purpose=check",
    "/observation/devices?purpose=check",
    "/observation/live?purpose=check",
    "/observation/matrix?purpose=check",
    "/observation/replay?purpose=check",
    "/observation/zones?purpose=check",
    "/frameworks",
    "/frameworks?product=P-01",
    "/frameworks/scs-3",
    "/frameworks/sme-25",
    "/frameworks/security-action-1",
    "/handover",
    "/customers",
    "/customers/CU-01",
    "/evidence",
    "/evidence?check=1",
    "/incidents/CS-01",
    "/incidents/CS-01/report/cra-aev-early-warning",
    "/incidents/CS-01/report/cyber-act-detail",
    "/users",
    "/report-forms",
    "/report-forms/without/newer.toml",
    "/search?q=PLC",
    "/search?q=nothing+has+this+name",
    "/drop",
    "/api",
    "/findings",
    "/measures?zone=Z-31",
    "/risk",
    "/risk/assets/PLC-ASM12",
    "/risk/business",
    "/risk/business/B-04",
    "/risk/what-if",
    "/rules",
    "/rules/zone-mixed-importance",
    "/start",
    "/start/machining",
    "/import",
    "/tables/asset?gap=any&sort=-support_end&hide=note,scope&page=2",
    "/tables/asset?q=nothing+has+this+name",
    "/tables/asset/new",
    "/tables/asset/row/PLC-ASM12",
    "/tables/plant/row/plant",
];
const LANGUAGES: [&str; 2] = ["ja", "en"];
/// Pages for whoever is not signed in, and for an address that there is not.
const REFUSALS: [&str; 2] = ["/signed-out", "/nothing-here"];
/// What the server answers with that is no page, or one that a test of its own follows to.
const NOT_PAGES: [&str; 13] = [
    "/api/v1/",
    "/documents/",
    "/evidence/{id}/file",
    "/export/",
    "/frameworks/{id}/sheet/",
    "/healthz",
    "/incidents/calendar.ics",
    "/incidents/{id}/report/{duty}/{name}",
    "/ledger/{seq}/proof",
    "/products/{id}/papers/",
    "/sign-in/",
    "/static/",
    "/suppliers/requests/",
];

fn in_language(page: &str, lang: &str) -> String {
    format!("{page}{}lang={lang}", if page.contains('?') { '&' } else { '?' })
}

/// Every page for whoever is signed in, without a language.
fn places(served: &Served, browser: &Browser) -> Vec<String> {
    let mut places: Vec<String> = MENU.into_iter().chain(OTHERS).map(str::to_owned).collect();
    places.extend(steps::listed(served, browser));
    places.push(format!("/assessments/reviews/{}", served.review));
    places.extend(RecordKind::ALL.iter().map(|kind| format!("/tables/{}", kind.code())));
    places
}

/// The number of the newest entry of the ledger, from its page.
fn ledger_size(served: &Served, browser: &Browser) -> u64 {
    browser.go(&served.at("/ledger?lang=en"));
    let newest: u64 = browser.text("main tbody th").parse().unwrap();
    newest + 1
}

#[track_caller]
fn answers_first(browser: &Browser) {
    assert_eq!(look::answer(browser), None, "{}", browser.place());
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
    let serious = look::violations(&browser).concat();
    assert!(std::env::var_os("SEKISHO_TEST_AXE").is_none() || serious.contains("label"), "{serious}");
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

/// Looks at every page of which `held` is true. The widths at which axe looks differ by language, so that both are
/// looked at.
#[track_caller]
fn every_page_keeps_its_promises(lang: &str, axe_at: u32, mine: impl Fn(usize) -> bool) {
    let Some((served, browser)) = Served::opened() else { return };
    let mut faults = Vec::new();
    let places = places(&served, &browser).into_iter().chain(REFUSALS.map(str::to_owned));
    for (_, place) in places.enumerate().filter(|(number, _)| mine(*number)) {
        browser.go(&served.at(&in_language(&place, lang)));
        let mut found = look::faults(&browser, axe_at);
        if browser.run("return document.documentElement.lang") != lang {
            found.push("another language".to_owned());
        }
        let mut complaints = browser.complaints();
        // An address that there is not is answered with a page, and the browser says so too.
        complaints.retain(|line| !(place == "/nothing-here" && line.contains("404")));
        found.extend(complaints);
        faults.extend(found.into_iter().map(|fault| format!("{place}: {fault}")));
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn every_page_in_japanese_fits_answers_first_and_can_be_read_by_everyone() {
    every_page_keeps_its_promises("ja", 1280, |number| number % 2 == 0);
}

#[test]
fn every_other_page_in_japanese_fits_answers_first_and_can_be_read_by_everyone() {
    every_page_keeps_its_promises("ja", 1280, |number| number % 2 == 1);
}

#[test]
fn every_page_in_english_fits_answers_first_and_can_be_read_by_everyone() {
    every_page_keeps_its_promises("en", 390, |number| number % 2 == 0);
}

#[test]
fn every_other_page_in_english_fits_answers_first_and_can_be_read_by_everyone() {
    every_page_keeps_its_promises("en", 390, |number| number % 2 == 1);
}

#[test]
fn what_a_file_means_can_be_read_by_everyone() {
    let Some((served, browser)) = Served::opened() else { return };
    for file in [new_sbom(&served), many_advisories(&served), new_advisory(&served)] {
        drop_file(&served, &browser, &file);
        assert_eq!(look::faults(&browser, 1280), Vec::<String>::new(), "{file}");
    }
    // Two advisories of one CVE: two pictures on one page.
    browser.follow("form[action='/drop/store'] button");
    browser.go(&served.at("/vulnerabilities/CVE-2022-33324"));
    assert_eq!(browser.count("svg.chain"), 2);
    assert_eq!(look::faults(&browser, 1280), Vec::<String>::new());
}

#[test]
fn no_page_that_the_server_has_is_left_out_here() {
    let Some((served, browser)) = Served::opened() else { return };
    let places = places(&served, &browser);
    let matches = |route: &str, place: &str| {
        let (route, place) = (route.split('/'), place.split('?').next().unwrap_or_default().split('/'));
        let alike = |(wanted, is): (&str, &str)| wanted == is || (wanted.starts_with('{') && !is.is_empty());
        route.clone().count() == place.clone().count() && route.zip(place).all(alike)
    };
    let pages = sekisho_web::ROUTES.iter().filter(|route| route.method == "GET").map(|route| route.path);
    for route in pages.filter(|path| !NOT_PAGES.iter().any(|none| path.starts_with(none))) {
        let mut looked_at = places.iter().map(String::as_str).chain(REFUSALS);
        assert!(looked_at.any(|place| matches(route, place)), "no page of {route} is looked at");
    }
    let steps = places.iter().filter(|place| place.starts_with("/steps/")).count();
    assert_eq!(steps, Catalog::built_in().steps.len(), "{places:?}");
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

/// Links of one kind that are followed.
const OF_A_KIND: usize = 12;

#[test]
fn no_link_of_any_page_leads_nowhere() {
    let Some((served, browser)) = Served::opened() else { return };
    let mut links = BTreeSet::new();
    for page in places(&served, &browser) {
        browser.go(&served.at(&in_language(&page, "en")));
        let found = browser
            .run("return [...document.querySelectorAll('a[href]')].map((a) => a.getAttribute('href'))");
        links.extend(found.as_array().unwrap().iter().map(|link| link.as_str().unwrap().to_owned()));
    }
    // What differs by a number or a column only is tried a few times of each kind: there are thousands.
    let mut tried = BTreeMap::<String, usize>::new();
    links.retain(|link| {
        let (path, query) = link.split_once('?').unwrap_or((link, ""));
        let names: Vec<&str> =
            query.split('&').map(|part| part.split('=').next().unwrap_or_default()).collect();
        let stem = path.rsplit_once('/').map_or(path, |(stem, _)| stem);
        let times =
            tried.entry(format!("{} {}", if query.is_empty() { stem } else { path }, names.join(" ")));
        let times = times.or_default();
        *times += 1;
        link.starts_with('/') && (*times <= OF_A_KIND || link.contains('#'))
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
    browser.tab_into();
    let first = focused(&browser);
    assert!(first["skip"] == true && first["seen"] == true, "{first}");
    browser.press(ENTER);
    browser.press(TAB);
    let inside = focused(&browser);
    assert!(inside["main"] == true && inside["seen"] == true, "{inside}");
    browser.go(&served.at("/vulnerabilities/SKS-2026-0001"));
    browser.tab_into();
    for stop in 0..40 {
        let here = focused(&browser);
        assert!(here["body"] == false && here["seen"] == true, "stop {stop}: {here}");
        browser.press(TAB);
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

#[test]
fn a_replay_goes_from_step_to_step_by_links_and_by_itself_and_is_one_look() {
    let Some((served, browser)) = Served::opened() else { return };
    let shown = || {
        browser.run(
            "return [...document.querySelectorAll('.replay > section')]
                .filter((step) => step.offsetParent !== null).map((step) => step.id).join()",
        )
    };
    let page = served.at("/observation/replay?purpose=check&lang=en");
    browser.scripts(false);
    browser.go(&page);
    assert_eq!(shown(), "step-1");
    browser.click("#step-1 a[href='#step-2']");
    assert_eq!(shown(), "step-2");
    assert_eq!(browser.count("button[data-play]:not([hidden])"), 0, "nothing to press that does nothing");
    browser.scripts(true);
    let before = served.entries(&browser);
    browser.go(&page);
    let steps = browser.count(".replay > section");
    assert!(steps > 3, "{steps}");
    browser.click("button[data-play]");
    browser.until("return location.hash === '#step-3'");
    assert_eq!(shown(), "step-3");
    browser.click("button[data-play]");
    let held = shown();
    browser.click(&format!("#{} a[href='#step-{steps}']", held.as_str().unwrap()));
    assert_eq!(shown(), format!("step-{steps}"));
    assert_eq!(served.entries(&browser), before + 1, "one look, one entry");
}

#[test]
fn the_page_of_what_goes_on_is_made_fresh_by_a_link_and_by_itself_until_that_is_stopped() {
    let Some((served, browser)) = Served::opened() else { return };
    let page = served.at("/observation/live?purpose=check&lang=en");
    browser.scripts(false);
    browser.go(&page);
    answers_first(&browser);
    assert!(browser.text("p.answer").contains("What goes on is not known"), "{}", browser.text("p.answer"));
    assert_eq!(browser.count("button[data-refresh]:not([hidden])"), 0, "nothing to press that does nothing");
    browser.follow("main a[href^='/observation/live']");
    browser.scripts(true);
    let before = served.entries(&browser);
    browser.go(&page);
    assert_eq!(browser.text("button[data-refresh]"), "Stop refreshing");
    browser.click("button[data-refresh]");
    assert_eq!(browser.text("button[data-refresh]"), "Refresh by itself");
    browser.go(&page);
    assert_eq!(browser.text("button[data-refresh]"), "Refresh by itself", "it stays stopped");
    assert_eq!(served.entries(&browser), before, "it is the look that was noted already");
}
