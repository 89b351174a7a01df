//! A report of an incident as a document: to print, to check, and to copy from field by field (HTML and XLSX).
//!
//! Invariants: the values stand as the form wants them, in its language, whatever the document's own language. An
//! exercise says so in the title, on every printed page and in every sheet's first line. Self-contained: no script, no
//! font, picture or style from outside.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use rust_xlsxwriter::{Workbook, XlsxError};
use sekisho_catalog::Confirmed;
use sekisho_model::{Case, Lang, Text, text};
use sekisho_respond::{Draft, Duties, Filled, Submission, moment};

use crate::book::{self, Sheet};

/// What a document is about.
#[derive(Clone, Copy, Debug)]
pub struct Reporting<'a> {
    /// The case.
    pub case: &'a Case,
    /// The report as it would be handed in now.
    pub draft: &'a Draft,
    /// Titles of stages.
    pub duties: &'a Duties,
}

/// The mark of an exercise.
#[must_use]
pub fn mark(draft: &Draft) -> Text {
    if draft.exercise { Text::new("【訓練】", "[EXERCISE] ") } else { Text::default() }
}

/// The title of a report's document, with the mark of an exercise.
#[must_use]
pub fn title(about: Reporting<'_>, lang: Lang) -> String {
    let (mark, case, duty) = (mark(about.draft), about.case, &about.draft.duty.title);
    let colon = lang.pick("：", ": ");
    format!("{}{}{colon}{} {}", mark.in_lang(lang), duty.in_lang(lang), case.id, case.name)
}

/// How complete it is, by the law and by the form: the two need not agree.
#[must_use]
pub fn standing(draft: &Draft) -> Text {
    let (law, form) = (by_law(draft), by_form(draft));
    Text::new(format!("{}。{}。", law.ja, form.ja), format!("{}; {}.", law.en, form.en))
}

fn by_law(draft: &Draft) -> Text {
    let missing = draft.law.iter().filter(|check| check.is_missing()).count();
    match draft.is_complete_by_law() {
        None => Text::new(
            "法が求める項目の一覧はこの様式にありません",
            "this form carries no list of what the law asks",
        ),
        Some(true) => Text::new("法が求める項目はそろっています", "everything that the law asks is there"),
        Some(false) => {
            text!(ja: "法が求める項目が {missing} 件足りません", en: "{missing} of what the law asks missing")
        }
    }
}

fn by_form(draft: &Draft) -> Text {
    let missing = draft.fields.iter().filter(|filled| !filled.is_sound()).count();
    match draft.is_complete_by_form() {
        None => {
            Text::new("様式のどの項目が必須かは分かっていません", "which fields the form wants is not known")
        }
        Some(true) => Text::new("様式の必須項目はそろっています", "the form has all that it wants"),
        Some(false) => {
            text!(ja: "様式の項目に {missing} 件の不足・超過があります", en: "{missing} fields of the form missing or too long")
        }
    }
}

/// What stands against a field: empty where nothing does.
#[must_use]
pub fn fault(filled: &Filled) -> Text {
    let over = filled.over;
    if filled.missing {
        Text::new("未記入", "missing")
    } else if over > 0 {
        text!(ja: "{over} 文字超過", en: "{over} characters too long")
    } else if filled.no_choice {
        Text::new("選択肢にない値", "none of the choices")
    } else {
        Text::default()
    }
}

/// A field's length and the most it may have.
#[must_use]
pub fn length(filled: &Filled) -> String {
    match filled.field.chars_max {
        Some(most) => format!("{} / {most}", filled.chars),
        None => filled.chars.to_string(),
    }
}

/// How sure the form is, and in which edition.
#[must_use]
pub fn edition(draft: &Draft) -> Text {
    let basis = &draft.form.basis;
    let Text { ja, en } = match basis.confirmed {
        Confirmed::Yes => Text::new("原典と突き合わせ済み", "held against its source"),
        Confirmed::Own => Text::new("独自の様式", "a form of our own"),
        Confirmed::Partly => Text::new(
            "原典との突き合わせが済んでいない部分があります",
            "not wholly confirmed against its source",
        ),
        Confirmed::No => Text::new("原典とは突き合わせていません", "not confirmed against its source"),
    };
    let (edition, Text { ja: note, en: note_en }) = (&basis.edition, &basis.note);
    text!(ja: "様式の版：{edition}。{ja}。{note}", en: "Edition of the form: {edition}; {en}. {note_en}")
}

/// The document to print.
#[must_use]
pub fn html(about: Reporting<'_>, lang: Lang) -> String {
    let (draft, title) = (about.draft, title(about, lang));
    let page = html! {
        (DOCTYPE)
        html lang=(lang.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(include_str!("reporting/style.css"))) }
            }
            body {
                h1 { (title) }
                @if draft.exercise { p.exercise { (lang.pick("【訓練】これは訓練の文書です。提出しないでください。", "[EXERCISE] This is the document of an exercise. Do not hand it in.")) } }
                p.answer { (standing(draft).in_lang(lang)) }
                p { (draft.form.title.in_lang(lang)) " · " (draft.duty.clause) }
                p { (draft.form.channel.in_lang(lang)) }
                p.small { (edition(draft).in_lang(lang)) }
                p.small { (lang.pick("作成：", "made: ")) (moment(about.draft.as_of, &jiff::tz::Offset::constant(9).to_time_zone())) }
                (fields(about, lang))
                (law(draft, lang))
                @for sent in &draft.submitted { (submission(sent, draft, lang)) }
            }
        }
    };
    page.into_string()
}

fn fields(about: Reporting<'_>, lang: Lang) -> Markup {
    html! {
        h2 { (lang.pick("項目", "Fields")) }
        table { thead { tr { @for header in HEADERS { th { (header.0[usize::from(lang == Lang::En)]) } } } }
            tbody { @for filled in &about.draft.fields { tr {
                @for (at, cell) in cells(filled, about, lang).into_iter().enumerate() {
                    @if at == VALUE { td.value { (cell) } } @else { td { (cell) } }
                }
            } } }
        }
    }
}

/// A column's header in both languages, and its width in a sheet.
type Header = ([&'static str; 2], u32);

const HEADERS: [Header; 7] = [
    (["番号", "No."], 7),
    (["項目", "Field"], 30),
    (["求め", "Asked"], 16),
    (["記入する値", "Value"], 60),
    (["文字数", "Length"], 12),
    (["不足", "Fault"], 16),
    (["出所", "Whence"], 40),
];
const VALUE: usize = 3;

fn cells(filled: &Filled, about: Reporting<'_>, lang: Lang) -> [String; 7] {
    let origin = filled.origin.as_ref().map(|origin| origin.words(about.duties)).unwrap_or_default();
    [
        filled.field.row.clone(),
        filled.field.name.in_lang(lang).to_owned(),
        filled.need.word().in_lang(lang).to_owned(),
        filled.value.clone(),
        length(filled),
        fault(filled).in_lang(lang).to_owned(),
        origin.in_lang(lang).to_owned(),
    ]
}

fn law(draft: &Draft, lang: Lang) -> Markup {
    html! { @if !draft.law.is_empty() {
        h2 { (lang.pick("法が求める項目", "What the law asks")) }
        ul { @for check in &draft.law { li {
            (state(check.met, check.item.if_known).in_lang(lang)) " " (check.item.name.in_lang(lang)) " · " (check.item.clause)
        } } }
    } }
}

/// How an item of the law stands, with its sign.
#[must_use]
pub fn state(met: bool, if_known: bool) -> Text {
    match (met, if_known) {
        (true, _) => Text::new("✓ あり", "✓ there"),
        (false, true) => Text::new("○ 分かれば書く", "○ if known"),
        (false, false) => Text::new("▲ 不足", "▲ missing"),
    }
}

/// A version that was submitted: what stood there then.
fn submission(sent: &Submission, draft: &Draft, lang: Lang) -> Markup {
    html! {
        h2 { (lang.pick("提出済み：", "Submitted: ")) (moment(sent.at, &draft.duty.zone)) }
        p { (lang.pick("受付：", "receipt: ")) (sent.receipt) " · " (sent.by) " · " (sent.entry) }
        p.small { (sent.form) " " (sent.edition) " · SHA-256 " (sent.digest) }
        table { tbody { @for (id, value) in &sent.values { tr { th { (field_name(id, draft, lang)) } td.value { (value) } } } } }
    }
}

/// The name of a field by its id; the id where this edition has no such field.
#[must_use]
pub fn field_name<'a>(id: &'a str, draft: &'a Draft, lang: Lang) -> &'a str {
    let found = draft.form.fields.iter().find(|field| field.id.as_str() == id);
    found.map_or(id, |field| field.name.in_lang(lang))
}

/// The same as a workbook: the fields, and a sheet for each version that was submitted.
///
/// # Errors
/// Where a sheet cannot be written: a bug of ours.
pub fn xlsx(about: Reporting<'_>, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let title = title(about, lang);
    let mut book = book::workbook(&title)?;
    let rows: Vec<Vec<String>> =
        about.draft.fields.iter().map(|filled| cells(filled, about, lang).into()).collect();
    let sheet = Sheet {
        name: Some(lang.pick("報告の下書き", "Draft")),
        title: &title,
        lines: &[
            standing(about.draft).in_lang(lang).to_owned(),
            edition(about.draft).in_lang(lang).to_owned(),
        ],
        columns: &HEADERS.map(|(words, width)| (words[usize::from(lang == Lang::En)], width)),
        rows: &rows,
        frozen: 2,
    };
    book::add(&mut book, &sheet, lang)?;
    for (number, sent) in (1..).zip(&about.draft.submitted) {
        submitted_sheet(&mut book, about, (number, sent), lang)?;
    }
    book.save_to_buffer()
}

fn submitted_sheet(
    book: &mut Workbook,
    about: Reporting<'_>,
    (number, sent): (usize, &Submission),
    lang: Lang,
) -> Result<(), XlsxError> {
    let at = moment(sent.at, &about.draft.duty.zone);
    let field =
        |(id, value): (&String, &String)| vec![field_name(id, about.draft, lang).to_owned(), value.clone()];
    let rows: Vec<Vec<String>> = sent.values.iter().map(field).collect();
    let sheet = Sheet {
        name: Some(&format!("{}{number}", lang.pick("提出済み", "Submitted "))),
        title: &title(about, lang),
        lines: &[
            format!("{at} · {}{}", lang.pick("受付：", "receipt: "), sent.receipt),
            format!("SHA-256 {}", sent.digest),
        ],
        columns: &[(lang.pick("項目", "Field"), 34), (lang.pick("提出した値", "Value submitted"), 90)],
        rows: &rows,
        frozen: 1,
    };
    book::add(book, &sheet, lang)
}
