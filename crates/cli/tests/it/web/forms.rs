//! The forms by which papers go out and come back, walked as a person walks them: a supplier's letter and answer sheet,
//! a customer's questionnaire, evidence, a self-assessment, a hand-over, a tender, a correction. Each page on the way is
//! looked at on a phone and on a laptop.

use std::io::Cursor;

use calamine::{Reader, Xlsx};
use sekisho_exchange::{Fill, fill_questionnaire};

use super::driver::Browser;
use super::look;
use super::served::Served;
use crate::harness::sample;

/// The page keeps its promises, and the browser complains of nothing.
#[track_caller]
fn looked_at(browser: &Browser) {
    assert_eq!(look::faults(browser, 390), Vec::<String>::new(), "{}", browser.place());
    assert_eq!(look::violations(browser), Vec::<String>::new(), "{}", browser.place());
    assert_eq!(browser.complaints(), Vec::<String>::new(), "{}", browser.place());
}

/// A workbook that a link of the page leads to.
fn workbook(served: &Served, browser: &Browser, address: &str) -> Vec<u8> {
    let (head, body) = served.fetch(address, &browser.cookie("sekisho"));
    assert!(head.starts_with("HTTP/1.0 200"), "{address}: {head}");
    assert!(body.starts_with(b"PK"), "{address} is no workbook");
    body
}

/// The texts of a sheet, by row and column from 0.
fn texts(bytes: &[u8], sheet: &str) -> Vec<Vec<String>> {
    let mut book = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    // A range begins at its first cell that holds something; ours begin at A1.
    assert_eq!(range.start(), Some((0, 0)));
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

/// The row and the columns of some headings.
fn headings<const N: usize>(rows: &[Vec<String>], wanted: [&str; N]) -> (usize, [usize; N]) {
    let place = |row: &Vec<String>, word: &str| row.iter().position(|cell| cell.trim() == word);
    let at = rows.iter().position(|row| wanted.iter().all(|word| place(row, word).is_some()));
    let at = at.unwrap_or_else(|| panic!("no row has {wanted:?}"));
    (at, wanted.map(|word| place(&rows[at], word).unwrap()))
}

fn letter(column: usize) -> String {
    char::from(b'A' + u8::try_from(column).unwrap()).to_string()
}

/// The workbook with cells written, as a spreadsheet program leaves it: row and column from 0.
fn written(bytes: &[u8], sheet: &str, cells: &[(usize, usize, &str)]) -> Vec<u8> {
    let fills: Vec<Fill> = cells
        .iter()
        .map(|(row, column, text)| Fill {
            sheet: sheet.to_owned(),
            row: u32::try_from(row + 1).unwrap(),
            column: letter(*column),
            text: (*text).to_owned(),
        })
        .collect();
    let read = fill_questionnaire("a.xlsx", bytes, &fills);
    assert_eq!(read.facts.written, cells.len(), "{:?}", read.problems);
    read.facts.bytes
}

/// Opens a `details` by its summary.
fn unfold(browser: &Browser, selector: &str) {
    browser.run(&format!("document.querySelector({selector:?}).closest('details').open = true"));
}

#[test]
fn a_suppliers_letter_and_answer_sheet_go_out_and_the_sheet_comes_back() {
    let Some((served, browser)) = Served::opened() else { return };
    let before = served.entries(&browser);
    browser.go(&served.at("/suppliers?lang=en"));
    let letters = browser.count("a[href^='/suppliers/requests/RQ-02/letter.html']");
    assert_eq!(letters, 2, "a letter in each language");
    let sheet = workbook(&served, &browser, "/suppliers/requests/RQ-02/sheet.xlsx?in=en");
    let rows = texts(&sheet, "Answers");
    let (head, [answer, details]) = headings(&rows, ["Answer", "Details"]);
    let filled = written(&sheet, "Answers", &[(head + 1, answer, "Yes"), (head + 1, details, "Since April")]);
    let file = served.bench.file("back.xlsx", filled);
    unfold(&browser, "form[action='/suppliers/requests/RQ-02/answers']");
    browser.fill("form[action='/suppliers/requests/RQ-02/answers'] input[type=file]", &file);
    browser.follow("form[action='/suppliers/requests/RQ-02/answers'] button");
    looked_at(&browser);
    assert!(browser.text("main").contains("Since April"), "{}", browser.text("main"));
    assert_eq!(served.entries(&browser), before, "looking keeps nothing");
    browser.follow("form[action='/suppliers/requests/RQ-02/keep'] button");
    assert!(browser.place().starts_with("/suppliers"), "{}", browser.place());
    assert!(served.entries(&browser) > before);
    for lang in super::LANGUAGES {
        browser.go(&served.at(&format!("/suppliers/requests/RQ-02/letter.html?in={lang}")));
        assert_eq!(browser.run("return document.documentElement.lang"), lang);
        assert_eq!(look::violations(&browser), Vec::<String>::new());
        assert_eq!(browser.complaints(), Vec::<String>::new());
    }
}

#[test]
fn a_customers_questionnaire_goes_from_columns_to_a_filled_copy() {
    let Some((served, browser)) = Served::opened() else { return };
    browser.go(&served.at("/customers/CU-01?lang=en"));
    // A copy: the browser takes no path with dots in it.
    let file = served.bench.file("questionnaire.xlsx", std::fs::read(sample("questionnaire.xlsx")).unwrap());
    browser.fill("#file", &file);
    browser.follow("form.drop button");
    looked_at(&browser);
    browser.follow("form[action$='/questionnaire/columns'] button:not([formaction])");
    assert!(browser.text("[role=status]").contains("Nothing is kept yet"), "{}", browser.text("main"));
    looked_at(&browser);
    // The first proposal of each question that has one, as a person ticks them.
    let ticked = browser.run(
        "const sets = [...document.querySelectorAll('fieldset.question')];
         return sets.filter((set) => { const first = set.querySelector('input[type=radio]:not([value=\"\"])'); if (first) first.checked = true; return first; }).length",
    );
    assert!(ticked.as_u64() > Some(0), "{}", browser.text("main"));
    browser.follow("button[formaction$='/questionnaire/keep']");
    assert!(browser.text("[role=status]").contains("The mapping is kept"), "{}", browser.text("main"));
    looked_at(&browser);
    let csrf = browser.run("return document.querySelector('input[name=csrf]').value");
    let form = [("csrf", csrf.as_str().unwrap()), ("in", "ja")];
    let (status, reply) =
        served.post("/customers/CU-01/questionnaire/fill", &browser.cookie("sekisho"), &form);
    assert_eq!(status, 200, "{reply}");
    assert!(reply.contains("spreadsheetml"), "a filled copy");
}

#[test]
fn evidence_is_taken_in_with_what_is_said_of_it_and_looked_at_again() {
    let Some((served, browser)) = Served::opened() else { return };
    let file = served.bench.file("minutes.pdf", "%PDF-1.4 minutes of a drill");
    browser.go(&served.at("/evidence?lang=en"));
    browser.fill("form[action='/evidence'] input[name=name]", "Minutes of the drill");
    browser.fill("#file", &file);
    browser.follow("form[action='/evidence'] button");
    browser.go(&served.at("/evidence?lang=en"));
    assert!(browser.text("main").contains("minutes.pdf"), "{}", browser.text("main"));
    looked_at(&browser);
    let before = served.entries(&browser);
    let of_it = "const row = [...document.querySelectorAll('tbody tr')].find((row) => row.textContent.includes('Minutes of the drill'));";
    browser.run_through(&format!(
        "{of_it} const form = row.querySelector('form'); form.closest('details').open = true; form.querySelector('button').click()"
    ));
    assert_eq!(served.entries(&browser), before + 1, "one entry says that it was looked at");
    browser.go(&served.at("/evidence?check=1&lang=en"));
    looked_at(&browser);
    assert!(browser.text("[role=status]").contains("0 are gone"), "{}", browser.text("main"));
}

#[test]
fn an_administrator_makes_another_users_link_while_the_pages_are_served_and_it_signs_in_once() {
    let Some((served, browser)) = Served::opened() else { return };
    browser.follow(".who a[href='/users']");
    looked_at(&browser);
    let before = served.entries(&browser);
    browser.follow("form[action='/users/hanako/link'] button");
    assert_eq!(served.entries(&browser), before + 1, "one entry says for whom");
    looked_at(&browser);
    let link = browser.text("#link");
    assert!(link.starts_with(&served.at("/sign-in/")), "{link}");
    browser.go(&served.at("/users?lang=ja"));
    assert!(!browser.text("main").contains("/sign-in/"), "{}", browser.text("main"));
    looked_at(&browser);
    browser.forget();
    browser.go(&format!("{link}?lang=en"));
    browser.follow("main button");
    assert!(browser.text(".person").contains("hanako"), "{}", browser.text(".person"));
    browser.go(&link);
    browser.follow("main button");
    assert!(browser.text("main").contains("not signed in"), "{}", browser.text("main"));
}

#[test]
fn a_self_assessment_is_filled_in_and_says_by_whom_on_the_page() {
    let Some((served, browser)) = Served::opened() else { return };
    let sheet = workbook(&served, &browser, "/frameworks/sme-25/sheet/sheet.xlsx?lang=en");
    let mut book = Xlsx::new(Cursor::new(sheet.clone())).unwrap();
    let names = book.sheet_names();
    let japanese = names.iter().any(|name| name == "自己評価");
    let (name, answer, words) = if japanese {
        ("自己評価", "【記入】回答", "【記入】内容・理由")
    } else {
        ("Self-assessment", "[Fill in] Answer", "[Fill in] Details, reason")
    };
    assert!(book.worksheet_range(name).is_ok(), "{names:?}");
    let rows = texts(&sheet, name);
    let (head, [answer, words]) = headings(&rows, [answer, words]);
    let empty =
        (head + 1..rows.len()).find(|row| rows[*row][answer].is_empty() && rows[*row][words].is_empty());
    let row = empty.expect("a question that nobody has answered");
    let said =
        texts(&sheet, name)[head + 1..].iter().map(|row| row[answer].clone()).find(|said| !said.is_empty());
    let said =
        said.unwrap_or_else(|| if japanese { "実施している".to_owned() } else { "Done".to_owned() });
    let filled = written(&sheet, name, &[(row, answer, &said), (row, words, "Looked at on every PC")]);
    let file = served.bench.file("self.xlsx", filled);
    browser.go(&served.at("/frameworks/sme-25?lang=en"));
    browser.fill("#sheet", &file);
    browser.follow("form[action='/frameworks/sme-25/sheet'] button");
    assert_eq!(browser.count("form[action$='/sheet/store'] button"), 0, "a row that says nobody is refused");
    looked_at(&browser);
    browser.go(&served.at("/frameworks/sme-25?lang=en"));
    looked_at(&browser);
    browser.fill("form[action='/frameworks/sme-25/sheet'] input[name=by]", "Haruna, head of the plant");
    browser.fill("#sheet", &file);
    browser.follow("form[action='/frameworks/sme-25/sheet'] button");
    looked_at(&browser);
    assert!(browser.text("main").contains("Haruna"), "{}", browser.text("main"));
    let before = served.entries(&browser);
    browser.follow("form[action$='/sheet/store'] button");
    assert_eq!(served.entries(&browser), before + 1);
}

#[test]
fn a_hand_over_names_who_agreed_and_is_never_ones_own_approval() {
    let Some((served, browser)) = Served::opened() else { return };
    browser.go(&served.at("/handover?lang=en"));
    looked_at(&browser);
    assert!(browser.text("main").contains("¥10,000"), "caps have separators: {}", browser.text("main"));
    browser.click("input[name=part][value=contacts]");
    browser.fill("#to", "Support Ltd");
    browser.fill("#purpose", "first response");
    browser.fill("#approver", "Haruna, head of the plant");
    let before = served.entries(&browser);
    browser.follow("form[action='/handover'] button[value=html]");
    assert!(browser.text("body").contains("Support Ltd"), "{}", browser.text("body"));
    assert_eq!(look::violations(&browser), Vec::<String>::new());
    assert_eq!(browser.complaints(), Vec::<String>::new());
    assert_eq!(served.entries(&browser), before + 1);
}

#[test]
fn a_tender_is_held_against_a_product_and_a_mistyped_end_of_support_is_corrected() {
    let Some((served, browser)) = Served::opened() else { return };
    let tender =
        served.bench.file("tender.toml", "name = \"Cameras\"\nsbom = true\nsupport_until = \"2099-12-31\"\n");
    browser.go(&served.at("/products/P-01?lang=en"));
    browser.fill("#tender-file", &tender);
    browser.follow("form[action='/products/P-01/check'] button");
    looked_at(&browser);
    let answer = browser.text("p.answer");
    assert!(answer.contains("\"Cameras\": met 1, not met 1"), "{answer}");
    browser.go(&served.at("/products/P-01?lang=en"));
    looked_at(&browser);
    let before = served.entries(&browser);
    unfold(&browser, "form[action='/products/P-01/support']");
    browser.run("document.querySelector('input[name=to]').value = '2030-12-31'");
    browser.fill("input[name=because]", "typed 2031 for 2030");
    browser.click("input[name=unpublished]");
    browser.follow("form[action='/products/P-01/support'] button");
    assert_eq!(served.entries(&browser), before + 2, "the change, and why");
    looked_at(&browser);
    let words = browser.text("#papers");
    assert!(words.contains("from 2031-03-31 to 2030-12-31, because: typed 2031 for 2030"), "{words}");
}
