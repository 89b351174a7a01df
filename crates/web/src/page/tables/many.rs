//! Many rows at once: a paste from Excel, one value for the chosen rows. Both show what would change before
//! anything is saved. And taking a save back.

use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::Redirect;
use maud::{Markup, html};
use sekisho_app::AppError;
use sekisho_app::register::{self, Proposal};
use sekisho_app::tables::{self, Paste};
use sekisho_exchange::table;
use sekisho_model::{Change, Lang, RecordKind, Text, text};

use super::super::{Answer, ok};
use super::{kind_of, titled};
use crate::failure::Failure;
use crate::visitor::Visitor;
use crate::{Web, chrome, href, parts};

/// Lines of a difference that are shown one by one.
const LINES_SHOWN: usize = 200;
/// Problems shown one by one.
const PROBLEMS_SHOWN: usize = 50;

/// A form in which a name may stand several times.
pub(crate) type Fields = Vec<(String, String)>;

fn one<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
}

fn every(fields: &Fields, name: &str) -> Vec<String> {
    fields.iter().filter(|(field, _)| field == name).map(|(_, value)| value.clone()).collect()
}

/// `POST /tables/{kind}/paste`: what the paste would change.
pub(crate) async fn paste(
    State(web): State<Web>,
    visitor: Visitor,
    Path(kind): Path<String>,
    Form(fields): Form<Fields>,
) -> Answer {
    visitor.check_form(one(&fields, "csrf"))?;
    let kind = kind_of(&kind)?;
    let proposal = pasted(&web, &visitor, kind, &fields).await?;
    let again = html! { @for name in ["text", "at", "onto"] { input type="hidden" name=(name) value=(one(&fields, name)); } };
    show(&visitor, kind, &proposal, "accept", &again)
}

/// `POST /tables/{kind}/accept`: carries a paste out that was looked at.
pub(crate) async fn accept(
    State(web): State<Web>,
    visitor: Visitor,
    Path(kind): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Redirect, Failure> {
    visitor.check_form(one(&fields, "csrf"))?;
    let kind = kind_of(&kind)?;
    let proposal = pasted(&web, &visitor, kind, &fields).await?;
    carry_out(&web, &visitor, kind, &proposal, one(&fields, "state")).await
}

/// What was pasted: a range with its headers, or cells from the chosen one on.
async fn pasted(
    web: &Web,
    visitor: &Visitor,
    kind: RecordKind,
    fields: &Fields,
) -> Result<Proposal, Failure> {
    let list = |name: &str, cut: char| -> Vec<String> {
        // Browsers end the lines of a field with a carriage return too.
        one(fields, name)
            .split(cut)
            .map(str::trim_ascii)
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (columns, rows) = (list("at", ','), list("onto", '\n'));
    let paste = Paste { fields: &columns, onto: &rows, ..Paste::new(one(fields, "text"), visitor.lang) };
    Ok(tables::paste_onto(&web.app, &visitor.caller, kind, &paste).await?)
}

/// `POST /tables/{kind}/bulk`: what one value for the chosen rows would change.
pub(crate) async fn bulk(
    State(web): State<Web>,
    visitor: Visitor,
    Path(kind): Path<String>,
    Form(fields): Form<Fields>,
) -> Answer {
    visitor.check_form(one(&fields, "csrf"))?;
    let kind = kind_of(&kind)?;
    let ids = chosen(&fields)?;
    let (field, value) = (one(&fields, "field"), one(&fields, "text"));
    let proposal = tables::bulk(&web.app, &visitor.caller, kind, &ids, (field, value), visitor.lang).await?;
    let again = html! {
        @for id in &ids { input type="hidden" name="id" value=(id); }
        input type="hidden" name="field" value=(field);
        input type="hidden" name="text" value=(value);
    };
    show(&visitor, kind, &proposal, "bulk/accept", &again)
}

/// `POST /tables/{kind}/bulk/accept`
pub(crate) async fn bulk_accept(
    State(web): State<Web>,
    visitor: Visitor,
    Path(kind): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Redirect, Failure> {
    visitor.check_form(one(&fields, "csrf"))?;
    let kind = kind_of(&kind)?;
    let change = (one(&fields, "field"), one(&fields, "text"));
    let ids = chosen(&fields)?;
    let proposal = tables::bulk(&web.app, &visitor.caller, kind, &ids, change, visitor.lang).await?;
    carry_out(&web, &visitor, kind, &proposal, one(&fields, "state")).await
}

/// `POST /ledger/{seq}/undo`: takes one entry back.
pub(crate) async fn undo(
    State(web): State<Web>,
    visitor: Visitor,
    Path(seq): Path<u64>,
    Form(fields): Form<Fields>,
) -> Result<Redirect, Failure> {
    visitor.check_form(one(&fields, "csrf"))?;
    let undone = tables::undo(&web.app, &visitor.caller, seq).await?;
    let kind = undone.changes.first().map(|change| change.subject().0);
    Ok(Redirect::to(&kind.map_or_else(|| "/ledger".to_owned(), href::table)))
}

fn chosen(fields: &Fields) -> Result<Vec<String>, Failure> {
    let ids = every(fields, "id");
    if ids.is_empty() {
        return Err(Failure::of(
            StatusCode::UNPROCESSABLE_ENTITY,
            text!(ja: "行が一つも選ばれていません。", en: "No row is chosen."),
            text!(ja: "表に戻り、変える行の左端に印を付けてください。", en: "Go back to the table and tick the rows to change."),
        ));
    }
    Ok(ids)
}

/// Only what was looked at is carried out.
async fn carry_out(
    web: &Web,
    visitor: &Visitor,
    kind: RecordKind,
    proposal: &Proposal,
    state: &str,
) -> Result<Redirect, Failure> {
    if proposal.state().to_string() != state {
        return Err(AppError::Outdated.into());
    }
    register::accept(&web.app, &visitor.caller, proposal).await?;
    Ok(Redirect::to(&href::table(kind)))
}

/// What a proposal would change, and what is wrong with it: the answer first.
pub(crate) fn difference(proposal: &Proposal, lang: Lang) -> Markup {
    let lines = sekisho_exchange::changes_in_words(&proposal.changes, lang);
    let more = lines.len().saturating_sub(LINES_SHOWN);
    html! {
        (parts::answer(answer(proposal).in_lang(lang)))
        @if !proposal.problems.is_empty() { section {
            h2 { (lang.pick("読み取れなかったところ、確かめるところ", "What could not be read, what to look at")) span.count { (proposal.problems.len()) } }
            (parts::problems(&proposal.problems, PROBLEMS_SHOWN, lang))
        } }
        @if !lines.is_empty() { section {
            h2 { (lang.pick("変わるところ", "What changes")) span.count { (lines.len()) } }
            ul.plain.difference { @for (line, change) in lines.iter().zip(&proposal.changes).take(LINES_SHOWN) { li { (line) (content(change, lang)) } } }
            @if more > 0 { p.note { (match lang { Lang::Ja => format!("ほか {more} 件"), Lang::En => format!("{more} more") }) } }
        } }
    }
}

fn show(visitor: &Visitor, kind: RecordKind, proposal: &Proposal, to: &str, again: &Markup) -> Answer {
    let lang = visitor.lang;
    let refused = proposal.is_refused();
    let body = html! {
        (difference(proposal, lang))
        section.steps {
            form method="post" action={ (href::table(kind)) "/" (to) } {
                input type="hidden" name="csrf" value=(visitor.csrf);
                input type="hidden" name="state" value=(proposal.state());
                (again)
                @if !refused && !proposal.is_empty() { button.first { (lang.pick("この内容で保存する", "Save this")) } }
                a href=(href::table(kind)) { (lang.pick("やめて表に戻る", "Leave it and go back")) }
            }
        }
        @if refused { (columns(kind, lang)) }
    };
    ok(chrome::page(visitor, titled(kind, lang.pick("差分の確認", "What would change"), body, lang)))
}

/// What stands in a new row, so that a column read as another is seen before it is saved.
fn content(change: &Change, lang: Lang) -> Markup {
    let Change::Added(record) = change else { return html! {} };
    let cells = table::columns(record.kind()).iter().zip(table::cells(record, lang));
    let filled =
        cells.filter(|(column, cell)| !cell.is_empty() && column.field != "id" && column.field != "name");
    let filled = filled
        .map(|(column, cell)| format!("{}{}{cell}", column.header.in_lang(lang), lang.pick("：", ": ")));
    let filled: Vec<String> = filled.collect();
    html! { @if !filled.is_empty() { p.sub { (filled.join(lang.pick("、", "; "))) } } }
}

fn answer(proposal: &Proposal) -> Text {
    let count = |is: fn(&Change) -> bool| proposal.changes.iter().filter(|change| is(change)).count();
    let added = count(|change| matches!(change, Change::Added(_)));
    let altered = count(|change| matches!(change, Change::Altered { .. }));
    if proposal.is_refused() {
        return text!(
            ja: "このままでは保存できません。読み取れないところがあります。まだ何も変わっていません。",
            en: "This cannot be saved as it is: something could not be read. Nothing has changed yet."
        );
    }
    if proposal.is_empty() {
        return text!(ja: "台帳と同じ内容です。変わるところはありません。", en: "The register already says this. Nothing would change.");
    }
    text!(
        ja: "{added} 行を加え、{altered} 行を変えます。まだ保存していません。",
        en: "{added} rows would be added and {altered} changed. Nothing is saved yet."
    )
}

/// The headers that are understood, for whoever has to mend a paste.
fn columns(kind: RecordKind, lang: Lang) -> Markup {
    html! { details open {
        summary { (lang.pick("この表の列", "Columns of this table")) }
        dl.facts { @for column in table::columns(kind) { div { dt { (column.header.in_lang(lang)) } dd { (column.expected().in_lang(lang)) } } } }
    } }
}
