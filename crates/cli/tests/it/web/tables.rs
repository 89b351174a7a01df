//! Tables as people who come from Excel use them: by keyboard, by paste, many rows at once, two people at a time.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::driver::{Browser, CONTROL, DOWN, ENTER, ESCAPE, RIGHT, TAB};
use super::served::Served;
use super::{answers_first, focused, look};

/// The content of a cell, as a sheet would have it.
#[track_caller]
pub(crate) fn value(browser: &Browser, cell: &str) -> String {
    let found = browser.run(&format!("return document.querySelector({}).dataset.value", json!(cell)));
    found.as_str().unwrap_or_else(|| panic!("no {cell} at {}", browser.place())).to_owned()
}

/// Waits until the line above the table says something with these words.
#[track_caller]
pub(crate) fn said(browser: &Browser, words: &str) -> String {
    let status = "document.getElementById('grid-status')";
    browser.until(&format!(
        "const said = {status}.textContent; return said !== '' && said !== document.querySelector('table[data-cells]').dataset.saving"
    ));
    let line = browser.text("#grid-status");
    assert!(line.contains(words), "it says: {line}");
    line
}

fn cell(id: &str, field: &str) -> String {
    format!("tr[data-id='{id}'] td[data-field='{field}']")
}

/// Where the keys go: the row and the field of the cell, or what else has the focus.
fn at(browser: &Browser) -> String {
    let place = browser.run(
        "const e = document.activeElement, cell = e.closest('td[data-field], th[scope=row]');
         return cell ? `${cell.parentElement.dataset.id} ${cell.dataset.field || 'id'} ${e === cell ? 'stands' : 'edits'}` : e.tagName",
    );
    place.as_str().unwrap().to_owned()
}

fn opened(table: &str) -> Option<(Served, Browser)> {
    let (served, browser) = Served::opened()?;
    browser.width(1280);
    browser.go(&served.at(table));
    Some((served, browser))
}

#[test]
fn a_cell_is_reached_with_arrows_edited_saved_and_there_after_a_reload() {
    let Some((served, browser)) = opened("/tables/zone?lang=en") else { return };
    let before = served.entries(&browser);
    // The table is one stop of the keyboard; within it arrows move.
    assert_eq!(browser.count("table[data-cells] tbody [tabindex='0']"), 1);
    browser.run("document.querySelector('table[data-cells] tbody [tabindex=\"0\"]').focus()");
    browser.press(&format!("{DOWN}{RIGHT}"));
    assert_eq!(at(&browser), "Z-01 name stands");
    assert!(focused(&browser)["seen"] == true, "{}", focused(&browser));
    browser.press(ENTER);
    assert_eq!(at(&browser), "Z-01 name edits");
    browser.press(&format!("Outside company{ENTER}"));
    said(&browser, "Saved Z-01");
    assert_eq!(at(&browser), "Z-02 name stands", "Enter saves and goes down");
    assert_eq!(served.entries(&browser), before + 1);
    browser.go(&served.at("/tables/zone?lang=en"));
    assert_eq!(value(&browser, &cell("Z-01", "name")), "Outside company");
    // The same cell once more: what is typed replaces it, and two saves in a row do not meet as a conflict.
    browser.click(&cell("Z-01", "note"));
    browser.press(&format!("once{ENTER}"));
    said(&browser, "Saved Z-01");
    browser.click(&cell("Z-01", "note"));
    browser.press("F");
    assert_eq!(at(&browser), "Z-01 note edits", "typing begins to edit");
    browser.press(&format!("ull{ENTER}"));
    browser.until(&format!(
        "return document.querySelector({}).dataset.value === 'Full'",
        json!(cell("Z-01", "note"))
    ));
    assert_eq!(served.entries(&browser), before + 3);
    browser.press_with_through(CONTROL, "z");
    assert_eq!(value(&browser, &cell("Z-01", "note")), "once");
    // Whoever forgot the keys asks for them.
    browser.press("?");
    assert!(browser.text("#keys").contains("Take back the last save"), "{}", browser.text("#keys"));
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn escape_leaves_a_cell_as_it_was_and_nothing_is_saved() {
    let Some((served, browser)) = opened("/tables/zone?lang=en") else { return };
    let (before, name) = (served.entries(&browser), cell("Z-10", "name"));
    let was = value(&browser, &name);
    browser.click(&name);
    browser.press(&format!("{ENTER}something else{ESCAPE}"));
    assert_eq!(at(&browser), "Z-10 name stands");
    assert_eq!((value(&browser, &name), browser.text(&name)), (was.clone(), was));
    assert_eq!(served.entries(&browser), before);
}

#[test]
fn a_fixed_answer_is_chosen_from_a_list_with_keys_only() {
    let Some((served, browser)) = opened("/tables/zone?lang=en") else { return };
    let before = served.entries(&browser);
    let importance = cell("Z-10", "importance");
    let was = value(&browser, &importance);
    let other = if was == "Small" { "Large" } else { "Small" };
    browser.click(&importance);
    browser.press(&format!("{ENTER}{}{ENTER}", &other[..1]));
    said(&browser, "Saved Z-10");
    assert_eq!(value(&browser, &importance), other);
    assert_eq!(served.entries(&browser), before + 1);
}

#[test]
fn a_letter_on_a_fixed_answer_chooses_the_one_that_begins_with_it() {
    let Some((served, browser)) = opened("/tables/zone?lang=en") else { return };
    let before = served.entries(&browser);
    let importance = cell("Z-10", "importance");
    let was = value(&browser, &importance);
    let other = if was == "Small" { "Large" } else { "Small" };
    browser.click(&importance);
    browser.press(&format!("{}{ENTER}", other[..1].to_lowercase()));
    said(&browser, "Saved Z-10");
    assert_eq!(value(&browser, &importance), other);
    assert_eq!(served.entries(&browser), before + 1);
}

#[test]
fn whoever_types_fast_waits_for_nothing_and_loses_nothing() {
    let Some((served, browser)) = opened("/tables/zone?lang=en") else { return };
    let before = served.entries(&browser);
    let owners = ["Z-00", "Z-01", "Z-02"].map(|id| cell(id, "owner"));
    browser.click(&owners[0]);
    // Down a column, and two cells of one row after the other: the second goes on from what the first left.
    browser.press(&format!("first{ENTER}second{ENTER}third{TAB}and its note{ENTER}"));
    let note = cell("Z-02", "note");
    browser
        .until(&format!("return document.querySelector({}).dataset.value === 'and its note'", json!(note)));
    assert_eq!(owners.map(|cell| value(&browser, &cell)), ["first", "second", "third"]);
    assert_eq!(served.entries(&browser), before + 4);
    assert_eq!(
        browser.count("#grid-status.error, [aria-invalid=true]"),
        0,
        "{}",
        browser.text("#grid-status")
    );
    browser.go(&served.at("/tables/zone?lang=en"));
    assert_eq!(value(&browser, &note), "and its note");
}

#[test]
fn enter_that_ends_the_conversion_of_kanji_does_not_end_the_cell() {
    let Some((served, browser)) = opened("/tables/zone?lang=ja") else { return };
    let (before, owner) = (served.entries(&browser), cell("Z-10", "owner"));
    let was = value(&browser, &owner);
    // The first key of a conversion begins to edit; what was there is marked and replaced.
    browser.click(&owner);
    let key = |key: &str| {
        let init = json!({ "key": key, "isComposing": true, "bubbles": true, "cancelable": true });
        browser.run(&format!("document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {init}))"));
    };
    key("s");
    assert_eq!(at(&browser), "Z-10 owner edits");
    let composed = json!({ "text": "せいぞう", "selectionStart": 4, "selectionEnd": 4 });
    browser.command("Input.imeSetComposition", &composed);
    key("Enter");
    assert_eq!(at(&browser), "Z-10 owner edits", "the conversion goes on");
    key("Escape");
    assert_eq!(at(&browser), "Z-10 owner edits", "the conversion is left, not the cell");
    browser.command("Input.insertText", &json!({ "text": "製造" }));
    assert_eq!(served.entries(&browser), before);
    browser.press(ENTER);
    said(&browser, "保存しました");
    assert_eq!(value(&browser, &owner), "製造", "it was {was}");
    assert_eq!(served.entries(&browser), before + 1);
}

#[test]
fn a_row_that_was_saved_shows_names_where_it_points_at_others() {
    let Some((served, browser)) = opened("/tables/asset?lang=en&q=PLC-ASM12") else { return };
    let shown = |field: &str| browser.text(&cell("PLC-ASM12", field));
    let (zone, businesses) = (shown("zone"), shown("businesses"));
    browser.click(&cell("PLC-ASM12", "zone"));
    browser.press(&format!("{ENTER}Z-31{ENTER}"));
    said(&browser, "Saved PLC-ASM12");
    assert_eq!(value(&browser, &cell("PLC-ASM12", "zone")), "Z-31");
    assert_ne!(shown("zone"), zone);
    assert_eq!(shown("businesses"), businesses, "what did not change looks as before");
    let after = (shown("zone"), shown("businesses"));
    browser.go(&served.at("/tables/asset?lang=en&q=PLC-ASM12"));
    assert_eq!((shown("zone"), shown("businesses")), after, "as the server would have shown it");
}

#[test]
fn a_value_that_cannot_be_read_is_named_with_what_to_do_and_nothing_is_saved() {
    let Some((served, browser)) = opened("/tables/business?lang=en") else { return };
    let (before, hours) = (served.entries(&browser), cell("B-01", "recovery_hours_max"));
    let was = value(&browser, &hours);
    browser.click(&hours);
    browser.press(&format!("{ENTER}soon{ENTER}"));
    let line = said(&browser, "soon");
    assert!(line.contains("Recovery within"), "{line}");
    assert_eq!(browser.count(&format!("{hours}[aria-invalid=true]")), 1);
    assert_eq!(value(&browser, &hours), was);
    // On the row's own page the message stands beside the field, and what was typed is still there.
    browser.go(&served.at("/tables/business/row/B-01?lang=en"));
    browser.run("document.getElementById('f-recovery_hours_max').value = 'soon'");
    browser.run("document.getElementById('f-note').value = 'kept'");
    browser.follow("form.row button.first");
    answers_first(&browser);
    let beside = browser.run(
        "const field = document.getElementById('f-recovery_hours_max');
         return { words: field.closest('.field').querySelector('.wrong.error').textContent, typed: field.value,
                  marked: field.getAttribute('aria-invalid'), kept: document.getElementById('f-note').value };",
    );
    assert!(beside["words"].as_str().unwrap().contains("soon"), "{beside}");
    assert_eq!([&beside["typed"], &beside["marked"], &beside["kept"]], ["soon", "true", "kept"]);
    assert_eq!(look::faults(&browser, 390), Vec::<String>::new());
    assert_eq!(served.entries(&browser), before);
}

#[test]
fn two_people_at_one_cell_see_both_versions_and_neither_is_lost() {
    let Some((served, browser)) = opened("/tables/zone?lang=en") else { return };
    let hanako = served.colleague();
    let name = cell("Z-10", "name");
    let was = value(&browser, &name);
    hanako.changes("zone", "Z-10", "name", "Hers");
    let before = served.entries(&browser);
    browser.click(&name);
    browser.press(&format!("{ENTER}Mine{ENTER}"));
    let line = said(&browser, "Hers");
    assert!(line.contains("Mine") && line.contains("hanako"), "{line}");
    assert_eq!(browser.count("#grid-status.error"), 1);
    assert_eq!(value(&browser, &name), was, "the table shows what it knew");
    assert_eq!(served.entries(&browser), before);
    browser.go(&served.at("/tables/zone?lang=en"));
    assert_eq!(value(&browser, &name), "Hers");
}

#[test]
fn two_people_at_one_row_see_both_versions_and_decide() {
    let Some((served, browser)) = opened("/tables/zone/row/Z-10?lang=en") else { return };
    let hanako = served.colleague();
    hanako.changes("zone", "Z-10", "name", "Hers");
    let before = served.entries(&browser);
    browser.run("document.getElementById('f-name').value = 'Mine'");
    browser.follow("form.row button.first");
    answers_first(&browser);
    let both = browser.text("section.open");
    assert!(both.contains("hanako") && both.contains("Hers") && both.contains("Mine"), "{both}");
    assert_eq!(served.entries(&browser), before);
    assert_eq!(look::faults(&browser, 1280), Vec::<String>::new());
    // Having seen both, mine is saved on purpose.
    browser.follow("form.row button.first");
    assert_eq!(browser.place(), "/tables/zone/row/Z-10");
    assert_eq!(browser.run("return document.getElementById('f-name').value"), "Mine");
    assert_eq!(served.entries(&browser), before + 1);
}

#[test]
fn a_row_is_added_by_form_and_removed_again_and_one_in_use_is_not() {
    let Some((served, browser)) = opened("/tables/contact?lang=en") else { return };
    let (before, rows) = (served.entries(&browser), browser.count("tbody tr"));
    browser.follow("section.ways a.button");
    let id = browser.run("return document.getElementById('f-id').value").as_str().unwrap().to_owned();
    assert!(!id.is_empty(), "a free id is offered");
    browser.fill("#f-name", "Night watch");
    browser.fill("#f-reach", "extension 119");
    browser.run("document.getElementById('f-kind').selectedIndex = 1");
    browser.follow("form.row button.first");
    assert_eq!(browser.place(), format!("/tables/contact/row/{id}"));
    assert_eq!(served.entries(&browser), before + 1);
    browser.go(&served.at("/tables/contact?lang=en"));
    assert_eq!(
        (value(&browser, &cell(&id, "name")), browser.count("tbody tr")),
        ("Night watch".into(), rows + 1)
    );
    browser.follow(&format!("tr[data-id='{id}'] th a"));
    browser.follow("form.take-out button");
    assert_eq!((browser.place(), browser.count("tbody tr")), ("/tables/contact".into(), rows));
    assert_eq!(served.entries(&browser), before + 2);
    // A zone that assets stand in stays, and the page says which rows hold it.
    browser.go(&served.at("/tables/zone/row/Z-31?lang=en"));
    browser.follow("form.take-out button");
    answers_first(&browser);
    assert!(browser.text("main").contains("PLC-SMT1"), "{}", browser.text("main"));
    assert_eq!(served.entries(&browser), before + 2);
}

#[test]
fn three_rows_change_together_after_the_difference_was_seen() {
    let Some((served, browser)) = opened("/tables/contact?lang=en") else { return };
    let before = served.entries(&browser);
    // Space ticks the row that one stands in.
    browser.run("document.querySelector('table[data-cells] tbody [tabindex=\"0\"]').focus()");
    browser.press(&format!(" {DOWN} {DOWN} "));
    assert_eq!(browser.count("tbody input[type=checkbox]:checked"), 3);
    browser.run("document.querySelector('fieldset.bulk select').value = 'hours'");
    browser.fill("fieldset.bulk input[name=text]", "24 h");
    browser.follow("fieldset.bulk button");
    answers_first(&browser);
    assert_eq!(browser.count("ul.difference li"), 3, "{}", browser.text("main"));
    assert_eq!(served.entries(&browser), before, "looking stores nothing");
    browser.follow("section.steps button.first");
    assert_eq!(browser.place(), "/tables/contact");
    for id in ["K-01", "K-02", "K-03"] {
        assert_eq!(value(&browser, &cell(id, "hours")), "24 h");
    }
    assert_ne!(value(&browser, &cell("K-04", "hours")), "24 h");
    assert_eq!(served.entries(&browser), before + 3);
    // No row ticked: said, not done.
    browser.fill("fieldset.bulk input[name=text]", "never");
    browser.follow("fieldset.bulk button");
    answers_first(&browser);
    assert_eq!(served.entries(&browser), before + 3);
}

#[test]
fn a_view_of_a_table_can_be_sent_to_a_colleague_as_an_address() {
    let Some((served, browser)) = opened("/tables/asset?lang=en") else { return };
    let fields = |browser: &Browser| {
        let found = browser.run(
            "return [...document.querySelectorAll('table[data-cells] thead th[data-field]')].map((e) => e.dataset.field)",
        );
        found.as_array().unwrap().iter().map(|field| field.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let all = fields(&browser);
    browser.click("details.columns summary");
    browser.follow("details.columns a[href*='hide=note']");
    assert_eq!(fields(&browser).len(), all.len() - 1);
    browser.follow("th[data-field=support_end] a");
    browser.follow("th[data-field=support_end] a");
    assert_eq!(browser.count("th[data-field=support_end][aria-sort=descending]"), 1);
    browser.fill("form.filters input[name=q]", "PLC");
    browser.follow("form.filters button");
    let seen = |browser: &Browser| {
        browser.run("return [...document.querySelectorAll('table[data-cells] tbody tr')].map((row) => [row.dataset.id, row.querySelector('[data-field=support_end]').dataset.value])")
    };
    let (address, rows) = (browser.place(), seen(&browser));
    for part in ["hide=note", "sort=-support_end", "q=PLC"] {
        assert!(address.contains(part), "{address}");
    }
    let dates: Vec<&str> = rows.as_array().unwrap().iter().map(|row| row[1].as_str().unwrap()).collect();
    let known = dates.iter().take_while(|date| !date.is_empty()).count();
    assert!(dates[known..].iter().all(|date| date.is_empty()), "what is unknown comes last: {dates:?}");
    assert!(dates[..known].is_sorted_by(|a, b| a >= b) && dates.len() > 3, "{dates:?}");
    browser.go(&served.at(&address));
    assert_eq!((seen(&browser), fields(&browser).contains(&"note".to_owned())), (rows, false));
}

/// Rows as Excel puts them on the clipboard.
fn copied(rows: &[&[&str]]) -> String {
    let mut text = String::new();
    for row in rows {
        writeln!(text, "{}\r", row.join("\t")).unwrap();
    }
    text
}

/// Puts a text on the clipboard event of the cell that has the focus.
fn paste(browser: &Browser, text: &str) {
    browser.run_through(&format!(
        "const clipboardData = new DataTransfer(); clipboardData.setData('text/plain', {});
         document.activeElement.dispatchEvent(new ClipboardEvent('paste', {{ clipboardData, bubbles: true, cancelable: true }}));",
        Value::from(text)
    ));
}

fn lines(browser: &Browser) -> String {
    browser.text("ul.difference")
}

#[test]
fn rows_copied_from_excel_are_shown_as_a_difference_and_then_saved() {
    let Some((served, browser)) = opened("/tables/contact?lang=ja") else { return };
    let (before, rows) = (served.entries(&browser), browser.count("tbody tr"));
    let hours = value(&browser, &cell("K-01", "hours"));
    // Other columns, in another order; one row is known, one is new, one cell has a line break and a quote.
    let text = copied(&[
        &["備考", "連絡先名", "ID", "区分", "電話・メール"],
        &[
            "\"一行目\n\"\"二行目\"\"\"",
            &value(&browser, &cell("K-01", "name")),
            "K-01",
            &value(&browser, &cell("K-01", "kind")),
            "内線 0000",
        ],
        &["", "夜間の守衛", "K-99", &value(&browser, &cell("K-02", "kind")), "内線 119"],
    ]);
    browser.click(&cell("K-01", "name"));
    paste(&browser, &text);
    answers_first(&browser);
    assert_eq!(browser.place(), "/tables/contact/paste");
    assert!(browser.text("p.answer").contains("1 行を加え、1 行を変えます"), "{}", browser.text("main"));
    let shown = lines(&browser);
    assert!(
        shown.contains("夜間の守衛") && shown.contains("内線 0000") && shown.contains("\"二行目\""),
        "{shown}"
    );
    assert_eq!(served.entries(&browser), before, "looking stores nothing");
    assert_eq!(look::faults(&browser, 1280), Vec::<String>::new());
    browser.follow("section.steps button.first");
    assert_eq!((browser.place(), browser.count("tbody tr")), ("/tables/contact".into(), rows + 1));
    assert_eq!(value(&browser, &cell("K-99", "reach")), "内線 119");
    assert_eq!(value(&browser, &cell("K-01", "note")), "一行目\n\"二行目\"");
    assert_eq!(value(&browser, &cell("K-01", "hours")), hours, "a column that was not pasted stays");
    assert_eq!(served.entries(&browser), before + 2);
}

#[test]
fn cells_copied_without_their_headings_go_where_one_stands() {
    let Some((served, browser)) = opened("/tables/contact?lang=en&sort=-id&hide=reason") else { return };
    let before = served.entries(&browser);
    browser.click(&cell("K-03", "hours"));
    paste(&browser, &copied(&[&["9-17", "Mori"], &["24 h", "Kato"]]));
    answers_first(&browser);
    assert_eq!(browser.count("ul.difference li"), 2, "{}", browser.text("main"));
    assert_eq!(served.entries(&browser), before);
    browser.follow("section.steps button.first");
    let row = |id: &str| [value(&browser, &cell(id, "hours")), value(&browser, &cell(id, "deputy"))];
    assert_eq!((row("K-03"), row("K-02")), (["9-17".into(), "Mori".into()], ["24 h".into(), "Kato".into()]));
    assert_eq!(served.entries(&browser), before + 2);
}

#[test]
fn the_language_of_a_difference_can_be_switched_without_losing_ones_way() {
    let Some((_served, browser)) = opened("/tables/contact?lang=en") else { return };
    browser.click(&cell("K-01", "hours"));
    paste(&browser, &copied(&[&["9-17", "Mori"]]));
    browser.follow(".langs a[lang=ja]");
    answers_first(&browser);
    assert_eq!(browser.count("table[data-cells]"), 1, "back at the table: {}", browser.text("main"));
}

#[test]
fn one_copied_value_goes_into_the_cell() {
    let Some((served, browser)) = opened("/tables/contact?lang=en") else { return };
    let before = served.entries(&browser);
    browser.click(&cell("K-02", "deputy"));
    browser.run(
        "const clipboardData = new DataTransfer(); clipboardData.setData('text/plain', 'Mori\\r\\n');
         document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));",
    );
    assert_eq!(at(&browser), "K-02 deputy edits");
    browser.press(ENTER);
    said(&browser, "Saved K-02");
    assert_eq!(value(&browser, &cell("K-02", "deputy")), "Mori");
    assert_eq!(served.entries(&browser), before + 1);
}

#[test]
fn a_wrong_cell_of_a_paste_is_named_by_row_and_column_and_nothing_is_saved() {
    let Some((served, browser)) = opened("/tables/business?lang=en") else { return };
    let before = served.entries(&browser);
    browser.click(&cell("B-01", "name"));
    let header = ["ID", "Business name", "Recovery within (hours)"];
    paste(&browser, &copied(&[&header, &["B-90", "Fine", "4"], &["B-91", "Not fine", "a day or two"]]));
    answers_first(&browser);
    let problems = browser.text("main");
    assert!(problems.contains("a day or two") && problems.contains("Recovery within"), "{problems}");
    assert!(problems.contains("row 3"), "the row as Excel counts it: {problems}");
    assert_eq!(browser.count("section.steps button.first"), 0, "there is nothing to save");
    assert_eq!(look::faults(&browser, 390), Vec::<String>::new());
    browser.follow("section.steps a");
    assert_eq!(browser.count("tr[data-id='B-90']"), 0);
    assert_eq!(served.entries(&browser), before);
}

#[test]
fn everything_in_a_table_can_be_done_without_scripts() {
    let Some(browser) = Browser::open() else { return };
    let served = Served::sample();
    browser.scripts(false);
    served.sign_in(&browser);
    browser.go(&served.at("/tables/contact?lang=en"));
    let before = served.entries(&browser);
    let kind = value(&browser, &cell("K-01", "kind"));
    // Typed into the field: a tab would leave it, so that it is set as a paste sets it.
    let text = copied(&[&["Contact name", "ID", "Kind"], &["Typed without scripts", "K-98", &kind]]);
    browser.run(&format!("document.getElementById('pasted').value = {}", Value::from(text)));
    browser.follow("#paste button");
    browser.follow("section.steps button.first");
    assert_eq!(value(&browser, &cell("K-98", "name")), "Typed without scripts");
    assert_eq!(served.entries(&browser), before + 1);
    browser.follow("tr[data-id='K-98'] th a");
    browser.fill("#f-hours", "24 h");
    browser.follow("form.row button.first");
    assert_eq!(served.entries(&browser), before + 2);
    browser.go(&served.at("/tables/contact?lang=en"));
    browser.click("tr[data-id='K-01'] input[type=checkbox]");
    browser.run("document.querySelector('fieldset.bulk select').value = 'hours'");
    browser.fill("fieldset.bulk input[name=text]", "9-17");
    browser.follow("fieldset.bulk button");
    browser.follow("section.steps button.first");
    assert_eq!(value(&browser, &cell("K-01", "hours")), "9-17");
    assert_eq!(served.entries(&browser), before + 3);
    // Taking back is a button in the ledger, where there is no key.
    browser.go(&served.at("/ledger?lang=en"));
    browser.follow(&format!("form[action='/ledger/{}/undo'] button", before + 2));
    browser.go(&served.at("/tables/contact?lang=en"));
    assert_ne!(value(&browser, &cell("K-01", "hours")), "9-17");
}
