//! A product's documents as a page to print, as text, as JSON and as a workbook.
//!
//! Invariants: self-contained — no script, nothing from outside; equal documents give equal bytes; what is missing or
//! not held against its source says so in each form. Nothing is written as a formula.

#[cfg(test)]
mod tests;

use std::fmt::Write as _;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use rust_xlsxwriter::XlsxError;
use sekisho_assess::product_papers::{Document, DocumentKind, Field, Outcome, Point, Scope, Shortest, Value};
use sekisho_catalog::Confirmed;
use sekisho_model::{Lang, Problem, Text, text};
use serde::Serialize;

use crate::book::{self, Sheet};

/// Version of the JSON forms; a reader must refuse a greater one.
pub const FORMAT: u32 = 1;

/// Mark of a field that was not held against its source; empty where there is nothing to say.
#[must_use]
pub fn confirmed_mark(confirmed: Confirmed) -> Text {
    match confirmed {
        Confirmed::No => Text::new("未照合", "not confirmed"),
        Confirmed::Partly => Text::new("一部だけ照合", "confirmed in part"),
        Confirmed::Yes | Confirmed::Own => Text::default(),
    }
}

/// What stands in a field, without its origin.
#[must_use]
pub fn value_words(value: &Value) -> Text {
    match value {
        Value::Given { words, .. } => words.clone(),
        Value::Missing(gap) => {
            let Text { ja, en } = &gap.what;
            text!(ja: "【未入力】{ja}", en: "[missing] {en}")
        }
        Value::NotNeeded(why) => {
            let Text { ja, en } = why;
            text!(ja: "（該当なし）{ja}", en: "(does not apply) {en}")
        }
        Value::Undecided(why) => {
            let Text { ja, en } = why;
            text!(ja: "（判定できません）{ja}", en: "(not decided) {en}")
        }
        Value::ByHand(what) => {
            let Text { ja, en } = what;
            text!(ja: "（手書き）{ja}", en: "(by hand) {en}")
        }
    }
}

fn scope_words(scope: Scope) -> Text {
    match scope {
        Scope::Applies => Text::new("対象です", "In scope"),
        Scope::DoesNotApply => Text::new("対象外です", "Out of scope"),
        Scope::Open => Text::new("対象かどうか未定です", "Scope is open"),
    }
}

/// What stands in an English document in Japanese, because nobody has entered the English of it.
fn in_japanese(document: &Document) -> Vec<&str> {
    let is_japanese = |c: char| matches!(u32::from(c), 0x3040..=0x30ff | 0x4e00..=0x9fff);
    let given = document.fields().filter_map(|field| match &field.value {
        Value::Given { words, .. } => Some((field.label.en.as_str(), words.en.as_str())),
        _ => None,
    });
    let named = std::iter::once(("Name of the product", document.name.en.as_str()));
    let mut labels: Vec<&str> = Vec::new();
    for (label, words) in named.chain(given) {
        if words.chars().any(is_japanese) && !labels.contains(&label) {
            labels.push(label);
        }
    }
    labels
}

fn remarks(document: &Document, lang: Lang) -> Vec<String> {
    let mut remarks: Vec<String> =
        document.remarks.iter().map(|remark| remark.in_lang(lang).to_owned()).collect();
    let japanese = if lang == Lang::En { in_japanese(document) } else { Vec::new() };
    if !japanese.is_empty() {
        let named = japanese.join("; ");
        remarks.push(format!(
            "Entered in Japanese only: {named}. Enter the English too, where there is a column \"… in English\", or translate it before handing this on."
        ));
    }
    remarks
}

/// The document as a page to print.
#[must_use]
pub fn print_html(document: &Document, day: jiff::civil::Date, lang: Lang) -> String {
    let title = document.kind.title();
    let page = html! {
        (DOCTYPE)
        html lang=(lang.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title.in_lang(lang)) " " (document.name.in_lang(lang)) }
                style { (PreEscaped(include_str!("papers/style.css"))) }
            }
            body {
                header {
                    h1 { (title.in_lang(lang)) }
                    p.product { (document.name.in_lang(lang)) }
                }
                div.state { @for line in standing(document) { p { (line.in_lang(lang)) } } }
                @if let Some(body) = &document.body {
                    pre.file[document.kind == DocumentKind::SecurityTxt] { (body.in_lang(lang)) }
                }
                @for section in &document.sections {
                    h2 { (section.title.in_lang(lang)) }
                    table { @for field in &section.fields { (row(field, lang)) } }
                }
                h2 { (lang.pick("注意", "Remarks")) }
                ul { @for remark in remarks(document, lang) { li { (remark) } } }
                footer { (lang.pick("作成日", "Made on")) " " (day) }
            }
        }
    };
    page.into_string()
}

fn row(field: &Field, lang: Lang) -> Markup {
    let mark = confirmed_mark(field.confirmed);
    html! {
        tr {
            th scope="row" {
                (field.label.in_lang(lang))
                @if !mark.ja.is_empty() { p.mark { (lang.pick("欄：", "field: ")) (mark.in_lang(lang)) } }
            }
            td {
                @match &field.value {
                    Value::Given { words, origin } => {
                        (words.in_lang(lang))
                        p.from { (lang.pick("出所：", "from: ")) (origin.words().in_lang(lang)) }
                    }
                    Value::Missing(gap) => {
                        span.missing { (lang.pick("未入力：", "Missing: ")) (gap.what.in_lang(lang)) }
                        p.from { (gap.enter.in_lang(lang)) }
                    }
                    Value::NotNeeded(why) => { (lang.pick("該当なし", "Does not apply")) p.from { (why.in_lang(lang)) } }
                    Value::Undecided(why) => {
                        span.missing { (lang.pick("判定できません", "Not decided")) }
                        p.from { (why.in_lang(lang)) }
                    }
                    Value::ByHand(what) => { div.hand { (what.in_lang(lang)) } }
                }
                @if !field.note.ja.is_empty() { p.note { (field.note.in_lang(lang)) } }
            }
        }
    }
}

/// The document as text: its body where it has one, then what it is made from.
#[must_use]
pub fn plain_text(document: &Document, lang: Lang) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{}  {}", document.kind.title().in_lang(lang), document.name.in_lang(lang));
    for line in standing(document) {
        let _ = writeln!(out, "{}", line.in_lang(lang));
    }
    if let Some(body) = &document.body {
        let _ = writeln!(out, "\n{}", body.in_lang(lang));
    }
    for section in &document.sections {
        let _ = writeln!(out, "\n# {}", section.title.in_lang(lang));
        section.fields.iter().for_each(|field| line(&mut out, field, lang));
    }
    let _ = writeln!(out, "\n# {}", lang.pick("注意", "Remarks"));
    for remark in remarks(document, lang) {
        let _ = writeln!(out, "- {remark}");
    }
    out
}

fn line(out: &mut String, field: &Field, lang: Lang) {
    let mark = confirmed_mark(field.confirmed);
    let mark = if mark.ja.is_empty() { String::new() } else { format!(" [{}]", mark.in_lang(lang)) };
    let colon = lang.pick("：", ": ");
    let words = value_words(&field.value);
    let _ = writeln!(out, "{}{mark}{colon}{}", field.label.in_lang(lang), words.in_lang(lang));
    match &field.value {
        Value::Given { origin, .. } => {
            let _ = writeln!(out, "    ({})", origin.words().in_lang(lang));
        }
        Value::Missing(gap) => {
            let _ = writeln!(out, "    {}", gap.enter.in_lang(lang));
        }
        Value::NotNeeded(_) | Value::Undecided(_) | Value::ByHand(_) => {}
    }
    if !field.note.ja.is_empty() {
        let _ = writeln!(out, "    {}", field.note.in_lang(lang));
    }
}

/// The JSON form of a document.
#[derive(Debug, Serialize)]
pub struct DocumentForm {
    /// [`FORMAT`].
    pub format: u32,
    /// Code of the document.
    pub document: &'static str,
    /// Its title.
    pub title: Text,
    /// Id of the product.
    pub product: String,
    /// Name and version of the product.
    pub name: String,
    /// The same in English, as far as it was entered.
    pub name_en: String,
    /// `applies`, `does-not-apply`, `open`, or null where there is nothing to decide.
    pub scope: Option<&'static str>,
    /// Why.
    pub scope_reason: Option<Text>,
    /// Entries that are missing.
    pub missing: usize,
    /// Fields, in order.
    pub fields: Vec<FieldForm>,
    /// Remarks.
    pub remarks: Vec<Text>,
    /// The text to publish, or null.
    pub body: Option<Text>,
}

/// A field.
#[derive(Debug, Serialize)]
pub struct FieldForm {
    /// Code.
    pub code: String,
    /// Heading of its part.
    pub section: Text,
    /// What it is.
    pub label: Text,
    /// `given`, `missing`, `not-needed`, `undecided` or `by-hand`.
    pub state: &'static str,
    /// Its words, or why there are none.
    pub words: Text,
    /// Where it comes from, or what to enter where.
    pub origin: Text,
    /// `yes`, `partly`, `no` or `own`.
    pub confirmed: &'static str,
    /// Remark.
    pub note: Text,
}

/// The JSON form of a document.
#[must_use]
pub fn json(document: &Document) -> DocumentForm {
    let scope = document.scope.as_ref();
    DocumentForm {
        format: FORMAT,
        document: document.kind.code(),
        title: document.kind.title(),
        product: document.product.clone(),
        name: document.name.ja.clone(),
        name_en: document.name.en.clone(),
        scope: scope.map(|(scope, _)| match scope {
            Scope::Applies => "applies",
            Scope::DoesNotApply => "does-not-apply",
            Scope::Open => "open",
        }),
        scope_reason: scope.map(|(_, reason)| reason.clone()),
        missing: document.gaps().len(),
        fields: document
            .sections
            .iter()
            .flat_map(|section| section.fields.iter().map(|field| field_form(&section.title, field)))
            .collect(),
        remarks: document.remarks.clone(),
        body: document.body.clone(),
    }
}

fn field_form(section: &Text, field: &Field) -> FieldForm {
    let (state, words, origin) = match &field.value {
        Value::Given { words, origin } => ("given", words.clone(), origin.words()),
        Value::Missing(gap) => ("missing", gap.what.clone(), gap.enter.clone()),
        Value::NotNeeded(why) => ("not-needed", why.clone(), Text::default()),
        Value::Undecided(why) => ("undecided", why.clone(), Text::default()),
        Value::ByHand(what) => ("by-hand", what.clone(), Text::default()),
    };
    FieldForm {
        code: field.code.clone(),
        section: section.clone(),
        label: field.label.clone(),
        state,
        words,
        origin,
        confirmed: match field.confirmed {
            Confirmed::Yes => "yes",
            Confirmed::Partly => "partly",
            Confirmed::No => "no",
            Confirmed::Own => "own",
        },
        note: field.note.clone(),
    }
}

/// The JSON form of what is missing.
#[derive(Debug, Serialize)]
pub struct ShortestForm {
    /// [`FORMAT`].
    pub format: u32,
    /// Documents that miss something, those with the fewest entries first.
    pub documents: Vec<WantingForm>,
    /// Entries, in the order to make them.
    pub entries: Vec<EntryForm>,
}

/// A document that misses something.
#[derive(Debug, Serialize)]
pub struct WantingForm {
    /// Its code.
    pub document: &'static str,
    /// Entries that it misses.
    pub missing: usize,
}

/// An entry to make.
#[derive(Debug, Serialize)]
pub struct EntryForm {
    /// Names it.
    pub key: String,
    /// What is missing.
    pub what: Text,
    /// What to enter where.
    pub enter: Text,
    /// Codes of the documents that need it.
    pub documents: Vec<&'static str>,
}

/// The JSON form of what is missing.
#[must_use]
pub fn shortest_json(shortest: &Shortest) -> ShortestForm {
    let codes = |kinds: &[DocumentKind]| kinds.iter().map(|kind| kind.code()).collect();
    ShortestForm {
        format: FORMAT,
        documents: shortest
            .documents
            .iter()
            .map(|(kind, missing)| WantingForm { document: kind.code(), missing: *missing })
            .collect(),
        entries: shortest
            .entries
            .iter()
            .map(|closing| EntryForm {
                key: closing.gap.key.clone(),
                what: closing.gap.what.clone(),
                enter: closing.gap.enter.clone(),
                documents: codes(&closing.documents),
            })
            .collect(),
    }
}

/// The JSON form of a point that a tender asks.
#[derive(Debug, Serialize)]
pub struct PointForm {
    /// What is asked.
    pub asked: Text,
    /// `met`, `not-met` or `not-known`.
    pub outcome: &'static str,
    /// Why.
    pub reason: Text,
}

/// The JSON form of some points.
#[must_use]
pub fn points_json(points: &[Point]) -> Vec<PointForm> {
    let form = |point: &Point| PointForm {
        asked: point.asked.clone(),
        outcome: point.outcome.code(),
        reason: point.reason.clone(),
    };
    points.iter().map(form).collect()
}

/// The document as a workbook: part, field, words, origin, mark; remarks below; the text to publish on a sheet of its
/// own.
///
/// # Errors
/// What the writer says; no document that the program makes is too long for it.
pub fn workbook(document: &Document, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let columns = [
        (lang.pick("部", "Part"), 21),
        (lang.pick("欄", "Field"), 32),
        (lang.pick("内容", "Words"), 50),
        (lang.pick("出所・入力先", "From, or what to enter"), 38),
        (lang.pick("照合", "Confirmed"), 14),
        (lang.pick("備考", "Note"), 28),
    ];
    let fields = document.sections.iter().flat_map(|section| {
        section
            .fields
            .iter()
            .map(|field| cells(&section.title, field).map(|text| text.in_lang(lang).to_owned()))
    });
    let noted = remarks(document, lang).into_iter().map(|remark| {
        [
            lang.pick("注意", "Remark").to_owned(),
            String::new(),
            remark,
            String::new(),
            String::new(),
            String::new(),
        ]
    });
    let rows: Vec<Vec<String>> = fields.chain(noted).map(Vec::from).collect();
    let title = format!("{}  {}", document.kind.title().in_lang(lang), document.name.in_lang(lang));
    let lines: Vec<String> = standing(document).iter().map(|line| line.in_lang(lang).to_owned()).collect();
    let mut book = book::workbook(document.kind.title().in_lang(lang))?;
    let sheet = Sheet { name: None, title: &title, lines: &lines, columns: &columns, rows: &rows, frozen: 2 };
    book::add(&mut book, &sheet, lang)?;
    if let Some(body) = &document.body {
        let name = lang.pick("公開する文", "Text to publish");
        let rows: Vec<Vec<String>> = body.in_lang(lang).lines().map(|line| vec![line.to_owned()]).collect();
        let sheet = Sheet {
            name: Some(name),
            title: &title,
            lines: &[],
            columns: &[(name, 110)],
            rows: &rows,
            frozen: 0,
        };
        book::add(&mut book, &sheet, lang)?;
    }
    book.save_to_buffer()
}

/// What a tender asks of a product and of the offer in its file, as a workbook: a sheet for each, every point with how it
/// ends and why. `offer` has its name; `unread` is what was not understood of the tender.
///
/// # Errors
/// What the writer says.
pub fn check_workbook(
    tender: &str,
    (product, points): (&str, &[Point]),
    offer: Option<(&str, &[Point])>,
    unread: &[Problem],
    lang: Lang,
) -> Result<Vec<u8>, XlsxError> {
    let columns = [
        (lang.pick("求められること", "What is asked"), 60),
        (lang.pick("結果", "Result"), 14),
        (lang.pick("理由", "Why"), 70),
    ];
    let mut book = book::workbook(lang.pick("調達の条件との照合", "Held against a tender"))?;
    let product = Some((lang.pick("製品", "Product"), product, points));
    let offer = offer.map(|(name, points)| (lang.pick("提案", "Offer"), name, points));
    for (sheet, name, points) in product.into_iter().chain(offer) {
        let title = format!("{tender}  {name}");
        let mut lines = vec![points_sentence(points).in_lang(lang).to_owned()];
        lines.extend(unread.iter().map(|problem| {
            let (what, remedy) = (problem.what.in_lang(lang), problem.remedy.in_lang(lang));
            format!("{} {what} {remedy}", lang.pick("読み取れない条件：", "Not understood:"))
        }));
        let texts = |point: &Point| {
            [&point.asked, &point.outcome.words(), &point.reason]
                .map(|text| text.in_lang(lang).to_owned())
                .to_vec()
        };
        let rows: Vec<Vec<String>> = points.iter().map(texts).collect();
        let sheet = Sheet {
            name: Some(sheet),
            title: &title,
            lines: &lines,
            columns: &columns,
            rows: &rows,
            frozen: 1,
        };
        book::add(&mut book, &sheet, lang)?;
    }
    book.save_to_buffer()
}

/// How many points are met, not met and not known.
#[must_use]
pub fn points_sentence(points: &[Point]) -> Text {
    let count = |outcome| points.iter().filter(|point| point.outcome == outcome).count();
    let (met, not, unknown) = (count(Outcome::Met), count(Outcome::NotMet), count(Outcome::Unknown));
    text!(
        ja: "満たす {met}、満たさない {not}、分からない {unknown}",
        en: "met {met}, not met {not}, not known {unknown}"
    )
}

fn cells(section: &Text, field: &Field) -> [Text; 6] {
    let origin = match &field.value {
        Value::Given { origin, .. } => origin.words(),
        Value::Missing(gap) => gap.enter.clone(),
        Value::NotNeeded(_) | Value::Undecided(_) | Value::ByHand(_) => Text::default(),
    };
    [
        section.clone(),
        field.label.clone(),
        value_words(&field.value),
        origin,
        confirmed_mark(field.confirmed),
        field.note.clone(),
    ]
}

/// Whether it is needed at all, and how far it is.
fn standing(document: &Document) -> Vec<Text> {
    let scope = document.scope.as_ref().map(|(scope, reason)| {
        let Text { ja, en } = scope_words(*scope);
        Text::new(format!("{ja}：{}", reason.ja), format!("{en}: {}", reason.en))
    });
    let state = (!document.is_out_of_scope()).then(|| document.state());
    scope.into_iter().chain(state).collect()
}
