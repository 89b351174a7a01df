//! The walk that the product is judged by: from a feed file that names an exploited vulnerability in an own product to
//! a 24-hour report that is complete and handed in, on a phone.

use std::time::Instant;

use super::driver::Browser;
use super::served::Served;
use super::{answers_first, look};
use crate::harness::Bench;

const CVE: &str = "CVE-2026-99001";
/// A part of the sample's gateway, in the version that is in it.
const ADVISORY: &str = r#"{ "id": "SKS-2026-9001", "modified": "2026-11-24T03:00:00Z", "published": "2026-11-24T03:00:00Z",
  "aliases": ["CVE-2026-99001"], "summary": "Invented: a crafted pattern makes the gateway run an attacker's program",
  "details": "Written for a test.", "severity": [{ "type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" }],
  "affected": [{ "package": { "ecosystem": "crates\u002eio", "name": "regex" },
    "ranges": [{ "type": "SEMVER", "events": [{ "introduced": "0" }, { "fixed": "1.5.5" }] }] }] }"#;
const EXPLOITED: &str = r#"{ "title": "Invented: known exploited vulnerabilities", "catalogVersion": "2026.11.24",
  "dateReleased": "2026-11-24T15:00:00.0000Z", "count": 1, "vulnerabilities": [{ "cveID": "CVE-2026-99001",
  "vendorProject": "Invented", "product": "regex", "vulnerabilityName": "Invented", "dateAdded": "2026-11-24",
  "shortDescription": "Invented", "requiredAction": "Update.", "dueDate": "2026-12-15",
  "knownRansomwareCampaignUse": "Unknown", "notes": "", "cwes": [] }] }"#;

/// What a person does in the browser, counted.
struct Hand<'a> {
    browser: &'a Browser,
    clicks: usize,
    typed: usize,
}

impl Hand<'_> {
    fn follow(&mut self, selector: &str) {
        self.clicks += 1;
        self.browser.follow(selector);
    }

    fn click(&mut self, selector: &str) {
        self.clicks += 1;
        self.browser.click(selector);
    }

    fn type_in(&mut self, selector: &str, words: &str) {
        self.typed += 1;
        self.browser.fill(selector, words);
    }
}

/// The register with both files read, as `feed import` does it.
fn fed() -> Served {
    let bench = Bench::sample();
    let (advisory, exploited) = (bench.file("advisory.json", ADVISORY), bench.file("kev.json", EXPLOITED));
    bench.run(&["feed", "import", &advisory, &exploited]).ends(0);
    Served::of(bench)
}

/// Fields that the form wants and that are empty, by their number.
fn missing(browser: &Browser) -> Vec<String> {
    let found = browser.run(
        "return [...document.querySelectorAll('.report .field')].filter((field) => field.querySelector('.fault'))
           .map((field) => field.id)",
    );
    found.as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect()
}

#[test]
fn from_a_feed_file_to_a_complete_report_within_24_hours_takes_a_person_less_than_five_minutes() {
    let Some(browser) = Browser::open() else { return };
    let served = fed();
    served.sign_in(&browser);
    browser.width(390);
    let begun = Instant::now();
    let mut hand = Hand { browser: &browser, clicks: 0, typed: 0 };
    browser.go(&served.at("/?lang=en"));
    assert!(browser.text("section.open").contains(CVE), "{}", browser.text("main"));
    hand.follow("section.open form[action='/incidents'] button");
    answers_first(&browser);
    let case = browser.place();
    hand.click("details.aware summary");
    hand.type_in("details.aware textarea", "CISA lists it as exploited; our EM-200 has the component.");
    hand.follow("details.aware button");
    hand.follow("a.todo[href$='/report/cra-aev-early-warning']");
    answers_first(&browser);
    for field in missing(&browser) {
        assert_eq!(field, "f-member_states_available", "the register knows the rest");
        hand.type_in(&format!("#{field} textarea"), "DE, FR");
    }
    if hand.typed > 1 {
        hand.follow("form.report p.do button");
    }
    let seconds = begun.elapsed().as_secs_f64();
    let answer = browser.text("main .answer");
    assert!(answer.contains("everything that the law asks is there"), "{answer}");
    assert!(answer.contains("the form has all that it wants"), "{answer}");
    assert_eq!(missing(&browser), Vec::<String>::new());
    let value = |field: &str| browser.run(&format!("return document.getElementById('v-{field}').value"));
    assert_eq!(value("cve_id"), CVE);
    assert!(value("product_name").as_str().unwrap().contains("EM-200"));
    assert!(value("awareness_datetime_utc").as_str().unwrap().ends_with("UTC"));
    println!(
        "walk | feed file to complete 24 h draft | {seconds:.1} s of the browser, {} clicks, {} fields typed",
        hand.clicks, hand.typed
    );
    // A person reads four pages and types two fields: well inside five minutes if the program takes few seconds.
    assert!(seconds < 60.0, "{seconds}");
    assert!(hand.clicks <= 6 && hand.typed <= 2, "{} clicks, {} typed", hand.clicks, hand.typed);
    for width in [390, 1280] {
        assert_eq!(look::faults(&browser, width), Vec::<String>::new());
    }
    browser.fill("form[action$='/submit'] input[name=receipt]", "SRP-2026-0001");
    browser.follow("form[action$='/submit'] button");
    assert!(browser.text("main").contains("Submitted version"), "{}", browser.text("main"));
    let file = served.bench.file("receipt.eml", "Subject: SRP-2026-0001");
    browser.run("document.querySelector('form[action*=\"/receipt/\"]').closest('details').open = true");
    browser.fill("form[action*='/receipt/'] input[type=file]", &file);
    browser.follow("form[action*='/receipt/'] button");
    assert_eq!(browser.count("a[href^='/evidence/'][download]"), 1, "{}", browser.text("main"));
    for width in [390, 1280] {
        assert_eq!(look::faults(&browser, width), Vec::<String>::new());
    }
    browser.go(&served.at(&format!("{case}?lang=en")));
    assert!(browser.text("main").contains("early"), "the clock is met in time: {}", browser.text("main"));
    for width in [390, 1280] {
        assert_eq!(look::faults(&browser, width), Vec::<String>::new());
    }
}
