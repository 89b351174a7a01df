//! `feed show`: all records that speak of one vulnerability.

use std::process::ExitCode;

use sekisho_app::accounts::{self, Account, form_name};
use sekisho_model::{Text, text};
use serde::Serialize;

use crate::args::Format;
use crate::commands::{Place, done};
use crate::exit::Failure;
use crate::terminal::Terminal;

pub(super) async fn run(place: &Place, id: &str, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let app = place.read().await?;
    let (known, beyond) = accounts::of(&app, &place.caller, id).await?;
    if terminal.format == Format::Json {
        let vulnerabilities = known.iter().map(document).collect();
        terminal.print_json(&Document { format: 1, vulnerabilities, beyond })?;
        return Ok(done());
    }
    for account in &known {
        print(account, terminal);
    }
    if beyond > 0 {
        terminal.say(&text!(
            ja: "記録が多いため、ほか {beyond} 件は結び付けていません。",
            en: "There are {beyond} more records, which were not joined."
        ));
    }
    Ok(done())
}

fn print(account: &Account, terminal: &Terminal) {
    let lang = terminal.lang;
    let names: Vec<&str> = account.names.iter().map(String::as_str).collect();
    terminal.print(&names.join(lang.pick("、", ", ")));
    for it in &account.records {
        let day = it.modified.or(it.published).map(|at| at.strftime("%Y-%m-%d").to_string());
        let (form, day) = (form_name(it.form), day.unwrap_or_default());
        let sign = if it.counts { "✓" } else { "－" };
        let (id, publisher, revision) = (&it.id, &it.publisher, &it.revision);
        let why = it.why.in_lang(lang);
        terminal.print(&format!("  {sign} {id}\t{publisher}\t{form}\t{revision}\t{day}\t{why}"));
    }
    for it in &account.contradictions {
        terminal.print(&format!("  ？ {}", it.in_lang(lang)));
    }
    if !account.related.is_empty() {
        let related: Vec<&str> = account.related.iter().map(String::as_str).collect();
        let words: Text = text!(ja: "近いが別のもの：", en: "close, and not the same: ");
        terminal.print(&format!("  {}{}", words.in_lang(lang), related.join(lang.pick("、", ", "))));
    }
}

/// The JSON form.
#[derive(Serialize)]
struct Document<'a> {
    format: u32,
    vulnerabilities: Vec<Vulnerability<'a>>,
    /// Records that were not joined, because there are too many.
    beyond: usize,
}

#[derive(Serialize)]
struct Vulnerability<'a> {
    names: Vec<&'a str>,
    related: Vec<&'a str>,
    records: Vec<Row<'a>>,
    contradictions: &'a [Text],
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    form: &'static str,
    publisher: &'a str,
    title: &'a str,
    revision: &'a str,
    published: Option<String>,
    modified: Option<String>,
    statements: usize,
    counts: bool,
    why: &'a Text,
}

fn document(account: &Account) -> Vulnerability<'_> {
    Vulnerability {
        names: account.names.iter().map(String::as_str).collect(),
        related: account.related.iter().map(String::as_str).collect(),
        records: account
            .records
            .iter()
            .map(|it| Row {
                id: it.id.as_str(),
                form: form_name(it.form),
                publisher: &it.publisher,
                title: &it.title,
                revision: &it.revision,
                published: it.published.map(|at| at.to_string()),
                modified: it.modified.map(|at| at.to_string()),
                statements: it.statements,
                counts: it.counts,
                why: &it.why,
            })
            .collect(),
        contradictions: &account.contradictions,
    }
}
