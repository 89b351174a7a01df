//! One row on its own page: every field with what it may hold, what is wrong beside the field, and both versions
//! where somebody else was faster.

use std::collections::BTreeMap;

use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use sekisho_app::tables::{self, Conflict, RowEdit, RowRef};
use sekisho_app::{Act, AppError, ledger};
use sekisho_exchange::table::{self, Column, Form as Holds, Need};
use sekisho_model::{Gravity, Lang, Problem, Record, RecordKind, Register, Text, text};

use super::super::{Answer, history, ok};
use super::hints::hint;
use super::{OFFERED_MAX, kind_of, titled};
use crate::failure::Failure;
use crate::listing::Params;
use crate::visitor::Visitor;
use crate::{Web, chrome, href, parts};

/// What a form sends: `csrf`, `seen`, and the fields by name.
type Typed = BTreeMap<String, String>;

/// `GET /tables/{kind}/new?…`: fields named in the query are filled in with what it says.
pub(crate) async fn new(
    State(web): State<Web>,
    visitor: Visitor,
    params: Params,
    Path(kind): Path<String>,
) -> Answer {
    let kind = kind_of(&kind)?;
    sekisho_app::guard::permit(&visitor.caller, Act::Enter)?;
    let rows = tables::rows(&web.app, &visitor.caller).await?;
    let form = RowForm::blank(kind, &rows.register, &params);
    let answer = hint(kind).in_lang(visitor.lang).to_owned();
    show(&visitor, &form, &rows.register, &answer, &html! {})
}

/// `GET /tables/{kind}/{id}`
pub(crate) async fn get(
    State(web): State<Web>,
    visitor: Visitor,
    Path((kind, id)): Path<(String, String)>,
) -> Answer {
    let kind = kind_of(&kind)?;
    let rows = tables::rows(&web.app, &visitor.caller).await?;
    let record = rows.register.record(kind, &id).ok_or_else(|| absent(kind, &id))?;
    let form = RowForm::of(&record, visitor.lang);
    let answer = form.answer(record.name(), visitor.lang);
    let past = if visitor.may(Act::ReadLedger) {
        let subject = format!("{}:{id}", kind.code());
        history::history(&ledger::about(&web.app, &visitor.caller, &subject).await?, visitor.lang)
    } else {
        html! {}
    };
    show(&visitor, &form, &rows.register, &answer, &past)
}

/// `POST /tables/{kind}/new`
pub(crate) async fn add(
    State(web): State<Web>,
    visitor: Visitor,
    Path(kind): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    store(&web, &visitor, kind_of(&kind)?, None, typed).await
}

/// `POST /tables/{kind}/{id}`
pub(crate) async fn save(
    State(web): State<Web>,
    visitor: Visitor,
    Path((kind, id)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    store(&web, &visitor, kind_of(&kind)?, Some(id), typed).await
}

/// `POST /tables/{kind}/{id}/remove`
pub(crate) async fn remove(
    State(web): State<Web>,
    visitor: Visitor,
    Path((kind, id)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Redirect, Failure> {
    visitor.check_form(field(&typed, "csrf"))?;
    let kind = kind_of(&kind)?;
    let row = RowRef { kind, id, seen: Some(field(&typed, "seen").to_owned()) };
    tables::remove(&web.app, &visitor.caller, &[row]).await?;
    Ok(Redirect::to(&href::table(kind)))
}

async fn store(
    web: &Web,
    visitor: &Visitor,
    kind: RecordKind,
    id: Option<String>,
    typed: Typed,
) -> Result<Response, Failure> {
    visitor.check_form(field(&typed, "csrf"))?;
    let cells: Vec<(String, String)> = table::columns(kind)
        .iter()
        .filter_map(|column| Some((column.field.clone(), typed.get(&column.field)?.clone())))
        .collect();
    let seen = id.is_some().then(|| field(&typed, "seen").to_owned());
    let edit = RowEdit { kind, id: id.clone(), seen: seen.clone(), cells };
    let error = match tables::save(&web.app, &visitor.caller, &[edit]).await {
        Ok(saved) => {
            let id = saved.rows.first().map(|row| row.id.clone()).or(id).unwrap_or_default();
            return Ok(Redirect::to(&href::row(kind, &id)).into_response());
        }
        Err(error @ (AppError::Invalid(_) | AppError::Conflict(_))) => error,
        Err(error) => return Err(error.into()),
    };
    let rows = tables::rows(&web.app, &visitor.caller).await?;
    let mut form = RowForm { kind, id, seen, cells: typed, problems: Vec::new(), conflict: None };
    let status = Failure::status_of(&error);
    let answer = refused(&error).in_lang(visitor.lang).to_owned();
    match error {
        AppError::Conflict(conflicts) => {
            let now = form.id.as_deref().and_then(|id| rows.version(kind, id));
            form.seen = now.or(form.seen);
            form.conflict = conflicts.into_iter().next();
        }
        AppError::Invalid(problems) => form.problems = problems,
        _ => {}
    }
    let page = show(visitor, &form, &rows.register, &answer, &html! {})?;
    Ok((status, page).into_response())
}

/// Nothing was saved: how much there is to correct, or who was faster. What is wrong stands beside each field.
fn refused(error: &AppError) -> Text {
    let AppError::Invalid(problems) = error else { return error.text() };
    let count = problems.iter().filter(|problem| problem.gravity == Gravity::Error).count().max(1);
    text!(
        ja: "まだ保存していません。直すところが {count} か所あります。",
        en: "Nothing is saved yet. To be corrected: {count}."
    )
}

fn field<'a>(typed: &'a Typed, name: &str) -> &'a str {
    typed.get(name).map_or("", String::as_str)
}

fn absent(kind: RecordKind, id: &str) -> AppError {
    AppError::NotFound { kind: kind.word(), id: id.to_owned() }
}

fn show(visitor: &Visitor, form: &RowForm, register: &Register, answer: &str, past: &Markup) -> Answer {
    let lang = visitor.lang;
    let title = form.id.clone().unwrap_or_else(|| lang.pick("新しい行", "New row").to_owned());
    let body = html! {
        (parts::answer(answer))
        @if let Some(conflict) = &form.conflict { (both(conflict, lang)) }
        (form.body(visitor, register))
        (past)
    };
    ok(chrome::page(visitor, titled(form.kind, &title, body, lang)))
}

/// Theirs and mine, side by side.
fn both(conflict: &Conflict, lang: Lang) -> Markup {
    html! { section.open {
        h2 { (lang.pick("ほかの人の変更と重なりました", "Somebody else changed it too")) }
        p {
            @if let Some(when) = conflict.when { (parts::time(when, lang)) " " }
            (conflict.who)
        }
        ul.plain { @for line in conflict.lines(lang) { li { (line) } } }
        p { (lang.pick(
            "下の欄にはあなたの入力が残っています。このまま保存するとあなたの入力に置き換わります。相手の変更を残すには、欄を直すか、このページを開き直してください。",
            "The form below keeps what you typed. Saving it now replaces the other version; to keep theirs, correct the fields or open the page again.",
        )) }
    } }
}

/// A row as a form.
struct RowForm {
    kind: RecordKind,
    id: Option<String>,
    seen: Option<String>,
    cells: Typed,
    problems: Vec<Problem>,
    conflict: Option<Conflict>,
}

impl RowForm {
    fn blank(kind: RecordKind, register: &Register, params: &Params) -> Self {
        let mut cells = BTreeMap::from([("id".to_owned(), tables::next_id(register, kind))]);
        let asked = table::columns(kind).iter().map(|column| (&column.field, params.get(&column.field)));
        cells.extend(
            asked.filter(|(_, text)| !text.is_empty()).map(|(field, text)| (field.clone(), text.to_owned())),
        );
        Self { kind, id: None, seen: None, cells, problems: Vec::new(), conflict: None }
    }

    fn of(record: &Record, lang: Lang) -> Self {
        let kind = record.kind();
        let fields = table::columns(kind).iter().map(|column| column.field.clone());
        Self {
            kind,
            id: Some(record.id().to_owned()),
            seen: Some(tables::version(record)),
            cells: fields.zip(table::cells(record, lang)).collect(),
            problems: Vec::new(),
            conflict: None,
        }
    }

    fn answer(&self, name: &str, lang: Lang) -> String {
        let columns = table::columns(self.kind).iter();
        let open: Vec<&str> = columns
            .filter(|column| super::is_open(column, field(&self.cells, &column.field)))
            .map(|column| column.header.in_lang(lang))
            .collect();
        let (count, list) = (open.len(), open.join(lang.pick("、", ", ")));
        match (lang, count) {
            (Lang::Ja, 0) => format!("「{name}」。未確認の欄はありません。"),
            (Lang::En, 0) => format!("\"{name}\": no field is left unknown."),
            (Lang::Ja, _) => format!("「{name}」。未確認の欄が {count} か所あります：{list}。"),
            (Lang::En, _) => format!("\"{name}\": {count} fields are unknown: {list}."),
        }
    }

    fn body(&self, visitor: &Visitor, register: &Register) -> Markup {
        let lang = visitor.lang;
        let may_enter = visitor.may(Act::Enter);
        let place = self
            .id
            .as_deref()
            .map_or_else(|| format!("{}/new", href::table(self.kind)), |id| href::row(self.kind, id));
        let loose: Vec<Problem> =
            self.problems.iter().filter(|problem| !self.is_beside(problem)).cloned().collect();
        html! {
            @if !loose.is_empty() { (parts::problems(&loose, 20, lang)) }
            form.row method="post" action=(place) {
                input type="hidden" name="csrf" value=(visitor.csrf);
                @if let Some(seen) = &self.seen { input type="hidden" name="seen" value=(seen); }
                @for column in table::columns(self.kind) { (self.field(column, register, may_enter, lang)) }
                @if may_enter { p.do { button.first { (lang.pick("保存する", "Save")) } " " a href=(href::table(self.kind)) { (lang.pick("表に戻る", "Back to the table")) } } }
            }
            @if let (true, Some(seen), false) = (may_enter, &self.seen, self.kind == RecordKind::Plant) {
                form.take-out method="post" action={ (place) "/remove" } {
                    input type="hidden" name="csrf" value=(visitor.csrf);
                    input type="hidden" name="seen" value=(seen);
                    button { (lang.pick("この行を削除する", "Remove this row")) }
                    span.effect { (lang.pick("ほかの行から参照されているときは削除できません。削除は「記録」から元に戻せます。", "Not while other rows refer to it. It can be taken back from the ledger.")) }
                }
            }
        }
    }

    fn is_beside(&self, problem: &Problem) -> bool {
        table::columns(self.kind).iter().any(|column| is_about(problem, column))
    }

    fn field(&self, column: &Column, register: &Register, may_enter: bool, lang: Lang) -> Markup {
        let (name, text) = (column.field.as_str(), field(&self.cells, &column.field));
        let wrong: Vec<&Problem> = self.problems.iter().filter(|problem| is_about(problem, column)).collect();
        let id = format!("f-{name}");
        let about = format!("{id}-about");
        html! { div.field {
            label for=(id) { (column.header.in_lang(lang)) @if column.need == Need::Required { span.need { (lang.pick("必須", "required")) } } }
            (input(column, &id, &about, text, register, may_enter && !(name == "id" && self.id.is_some()), !wrong.is_empty(), lang))
            p.about id=(about) { @if !matches!((&column.form, column.need), (Holds::Text | Holds::Id, Need::Required | Need::Free)) { (column.expected().in_lang(lang)) } }
            @for problem in wrong { p.wrong.error[problem.gravity == Gravity::Error] { (problem.what.in_lang(lang)) @if problem.remedy != column.expected() { " " (problem.remedy.in_lang(lang)) } } }
        } }
    }
}

/// Is a problem about this column? Readers name it by field or by header.
fn is_about(problem: &Problem, column: &Column) -> bool {
    let path = problem.place.path.as_str();
    path == column.field || path == column.header.ja || path == column.header.en
}

#[expect(clippy::too_many_arguments, reason = "one call, and each is a plain value of the element")]
fn input(
    column: &Column,
    id: &str,
    about: &str,
    text: &str,
    register: &Register,
    editable: bool,
    wrong: bool,
    lang: Lang,
) -> Markup {
    let name = column.field.as_str();
    let invalid = wrong.then_some("true");
    let choices = || table::choices(register, column, lang);
    match &column.form {
        Holds::Words(_) => html! {
            select id=(id) name=(name) aria-describedby=(about) aria-invalid=[invalid] disabled[!editable] {
                @if column.need != Need::Required || text.is_empty() { option value="" {} }
                @let choices = choices();
                @if !text.is_empty() && !choices.iter().any(|(code, shown)| shown == text || code == text) { option value=(text) selected { (text) } }
                @for (code, shown) in &choices { option value=(shown) selected[shown == text || code == text] { (shown) } }
            }
        },
        Holds::Many(_) | Holds::Texts | Holds::Choices(_) => html! {
            textarea id=(id) name=(name) rows="3" aria-describedby=(about) aria-invalid=[invalid] readonly[!editable] { (text) }
            @if let Holds::Many(kind) = &column.form { (offered(*kind, register, lang)) }
        },
        Holds::One(_) | Holds::Maker => html! {
            input id=(id) name=(name) value=(text) list={ (id) "-offer" } aria-describedby=(about) aria-invalid=[invalid] readonly[!editable];
            datalist id={ (id) "-offer" } { @for (value, shown) in choices().iter().take(OFFERED_MAX) { option value=(value) { (shown) } } }
        },
        Holds::Text => html! {
            @if name == "note" || name.ends_with("reason") || text.contains('\n') || text.chars().count() > 60 {
                textarea id=(id) name=(name) rows="3" aria-describedby=(about) aria-invalid=[invalid] readonly[!editable] { (text) }
            } @else {
                input id=(id) name=(name) value=(text) aria-describedby=(about) aria-invalid=[invalid] readonly[!editable];
            }
        },
        _ => html! {
            input id=(id) name=(name) value=(text) aria-describedby=(about) aria-invalid=[invalid] readonly[!editable];
        },
    }
}

/// The ids that a set may hold, to read off.
fn offered(kind: RecordKind, register: &Register, lang: Lang) -> Markup {
    let named = register.named(kind);
    html! { details.offered {
        summary { (lang.pick("選べるもの", "What there is")) span.count { (named.len()) } }
        ul { @for (id, name) in named.iter().take(OFFERED_MAX) { li { code { (id) } " " (name) } } }
    } }
}

#[cfg(test)]
mod tests {
    use sekisho_model::text;

    use super::*;

    #[test]
    fn a_problem_stands_beside_its_field() {
        let column =
            table::columns(RecordKind::Business).iter().find(|column| column.field == "importance").unwrap();
        let place = sekisho_model::Place::default().at_path("重要度");
        let problem = Problem::error(place, text!(ja: "x", en: "x"), text!(ja: "x", en: "x"));
        assert!(is_about(&problem, column));
    }

    #[test]
    fn a_new_row_takes_known_fields_from_the_address_and_nothing_else() {
        let uri = "/tables/measure/new?name=%3Cb%3E&zones=Z1%0AZ2&secret=x&lang=en&owner=";
        let params = Params::of(&uri.parse().unwrap());
        let form = RowForm::blank(RecordKind::Measure, &Register::default(), &params);
        let fields: Vec<&str> = form.cells.keys().map(String::as_str).collect();
        assert_eq!(fields, ["id", "name", "zones"]);
        assert_eq!((field(&form.cells, "name"), field(&form.cells, "zones")), ("<b>", "Z1\nZ2"));
    }
}
