//! One cell, saved by the script while the person goes on working. The answer is JSON.

use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use sekisho_app::tables::{self, RowEdit};
use sekisho_app::{AppError, register};
use sekisho_exchange::table;
use sekisho_model::{Lang, Text, text};
use serde::{Deserialize, Serialize};

use crate::Web;
use crate::failure::Failure;
use crate::visitor::Visitor;

/// What the script sends.
#[derive(Debug, Deserialize)]
pub(crate) struct Typed {
    csrf: String,
    id: String,
    seen: String,
    field: String,
    text: String,
}

/// What it gets back.
#[derive(Debug, Serialize)]
struct Answered {
    /// For the status line.
    words: String,
    /// Version of the row now.
    seen: String,
    /// Ledger entry that can be taken back.
    seq: Option<u64>,
    /// The row as it is now.
    cells: Vec<Cell>,
}

#[derive(Debug, Serialize)]
struct Cell {
    field: &'static str,
    text: String,
    /// As the table shows it: names for ids, unknown as such.
    html: String,
}

/// `POST /tables/{kind}/cell`
pub(crate) async fn post(
    State(web): State<Web>,
    visitor: Visitor,
    Path(kind): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    visitor.check_form(&typed.csrf)?;
    let (kind, lang) = (super::kind_of(&kind)?, visitor.lang);
    let edit = RowEdit {
        kind,
        id: Some(typed.id.clone()),
        seen: Some(typed.seen),
        cells: vec![(typed.field, typed.text)],
    };
    match tables::save(&web.app, &visitor.caller, &[edit]).await {
        Ok(saved) => {
            let register = register::current(&web.app, &visitor.caller).await?;
            let cells = register.record(kind, &typed.id).map(|record| table::cells(&record, lang));
            let columns = table::columns(kind);
            let names = super::names_pointed_at(&register, columns);
            let columns = columns.iter().zip(cells.unwrap_or_default());
            let shown = |column: &'static table::Column, text: String| Cell {
                field: &column.field,
                html: super::shown(&names, column, &text, lang).into_string(),
                text,
            };
            let row = saved.rows.first();
            let answered = Answered {
                words: said(&saved, &typed.id).in_lang(lang).to_owned(),
                seen: row.and_then(|row| row.version.clone()).unwrap_or_default(),
                seq: row.and_then(|row| row.seq),
                cells: columns.map(|(column, text)| shown(column, text)).collect(),
            };
            Ok(json(StatusCode::OK, &answered))
        }
        Err(error @ (AppError::Invalid(_) | AppError::Conflict(_))) => {
            let status = Failure::status_of(&error);
            let words = words_of(&error, lang);
            Ok(json(status, &serde_json::json!({ "words": words })))
        }
        Err(error) => Err(error.into()),
    }
}

/// What the status line says, with what needs a look.
fn said(saved: &tables::Saved, id: &str) -> Text {
    let mut said = text!(ja: "{id} を保存しました。", en: "Saved {id}.");
    for warning in &saved.warnings {
        said.ja.push_str(&warning.in_lang(Lang::Ja));
        said.en.push(' ');
        said.en.push_str(&warning.in_lang(Lang::En));
    }
    said
}

fn words_of(error: &AppError, lang: Lang) -> String {
    if let AppError::Invalid(problems) = error {
        // The place is the cell that was typed into; what is wrong names its column.
        let words =
            problems.iter().flat_map(|problem| [problem.what.in_lang(lang), problem.remedy.in_lang(lang)]);
        return words.collect::<Vec<_>>().join(lang.pick("", " "));
    }
    let (what, remedy) = (error.text(), error.remedy());
    let mut words = what.in_lang(lang).to_owned();
    if let AppError::Conflict(conflicts) = error {
        for line in conflicts.iter().flat_map(|conflict| conflict.lines(lang)) {
            words.push_str(lang.pick("", " "));
            words.push_str(&line);
            words.push_str(lang.pick("。", "."));
        }
    }
    words.push_str(lang.pick("", " "));
    words.push_str(remedy.in_lang(lang));
    words
}

fn json(status: StatusCode, body: &impl Serialize) -> Response {
    let body = serde_json::to_string(body).unwrap_or_default();
    (status, [(CONTENT_TYPE, "application/json")], body).into_response()
}
