//! The register as tables, one for each kind of record: look, order, filter, and edit by cell, by row, by many
//! rows, or by pasting from Excel.
//!
//! Everything works without script: a row has its own page, a paste its text field. The script makes cells
//! editable in place and sends what these forms send.

mod cell;
mod hints;
mod many;
mod row;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use maud::{Markup, html};
use sekisho_app::{Act, guideline, tables};
use sekisho_exchange::table::{self, Column, Form, Need};
use sekisho_model::{Lang, Record, RecordKind, Register, Text, text};

use super::{Answer, ok};
use crate::chrome::{self, Menu, Page};
use crate::failure::Failure;
use crate::listing::{self, Params, ROWS};
use crate::visitor::Visitor;
use crate::{Web, href, parts};

use hints::hint;

pub(crate) use cell::post as save_cell;
pub(crate) use many::{accept, bulk, bulk_accept, difference, paste, undo};
pub(crate) use row::{add, get as get_row, new, remove, save};

/// References offered as a list while typing; more would take longer to send than to type.
const OFFERED_MAX: usize = 1000;

/// The kind named in an address.
fn kind_of(code: &str) -> Result<RecordKind, Failure> {
    RecordKind::from_code(code).ok_or_else(|| {
        Failure::of(
            StatusCode::NOT_FOUND,
            text!(ja: "「{code}」という表はありません。", en: "There is no table \"{code}\"."),
            text!(
                ja: "「評価」のステップから表を選んでください。",
                en: "Choose a table from the steps under Assessments."
            ),
        )
    })
}

/// `GET /tables/{kind}?q=&gap=&sort=&page=&hide=`
pub(crate) async fn get(
    State(web): State<Web>,
    visitor: Visitor,
    params: Params,
    Path(kind): Path<String>,
) -> Answer {
    let kind = kind_of(&kind)?;
    let register = tables::rows(&web.app, &visitor.caller).await?.register;
    let wanting = wanting(&web, &visitor, kind, params.get("gap")).await?;
    let body = View::new(register, kind, params, wanting, visitor.lang).body(&visitor);
    ok(chrome::page(
        &visitor,
        titled(kind, kind.word().in_lang(visitor.lang), body, visitor.lang).with_grid(),
    ))
}

/// What a step asks of rows beyond single columns, such as "maker and model": its word, and the rows that don't
/// answer it.
struct Wanting {
    word: Text,
    ids: BTreeSet<String>,
}

/// The rows that lack what an address names, as the steps count it; none for what no step asks.
async fn wanting(
    web: &Web,
    visitor: &Visitor,
    kind: RecordKind,
    asked: &str,
) -> Result<Option<Wanting>, Failure> {
    if asked.is_empty() || asked == "any" {
        return Ok(None);
    }
    let judgements = guideline::judgements(&web.app, &visitor.caller).await?;
    let steps = judgements.progress().iter();
    let open = steps.flat_map(|step| step.open.iter().chain(step.smart.iter().flat_map(|smart| &smart.open)));
    let gaps: Vec<_> = open.filter(|gap| gap.kind == kind && gap.field == asked).collect();
    let ids = gaps.iter().map(|gap| gap.id.clone()).filter(|id| !id.is_empty()).collect();
    Ok(gaps.first().map(|gap| Wanting { word: gap.word.clone(), ids }))
}

/// A page about the rows of a kind.
fn titled(kind: RecordKind, title: &str, body: Markup, lang: Lang) -> Page {
    let page = Page::new(title, body).in_menu(Menu::Assessments).wide();
    let page = page.crumb(Menu::Assessments.word().in_lang(lang), Some("/assessments".to_owned()));
    if title == kind.word().in_lang(lang) {
        page
    } else {
        page.crumb(kind.word().in_lang(lang), Some(href::table(kind)))
    }
}

/// One row as it is shown.
struct Row {
    record: Record,
    cells: Vec<String>,
}

struct View {
    register: Arc<Register>,
    kind: RecordKind,
    params: Params,
    lang: Lang,
    /// Rows that the filter lets through, in order.
    rows: Vec<Row>,
    /// Of all rows: cells that nobody has filled in, by column.
    open: Vec<usize>,
    all: usize,
    hidden: BTreeSet<String>,
    /// Names of the records that cells point at.
    names: BTreeMap<(RecordKind, String), String>,
    /// What a step asks of these rows, where the address names it.
    wanting: Option<Wanting>,
}

/// May a cell be unknown, and is it?
fn is_open(column: &Column, cell: &str) -> bool {
    cell.is_empty() && column.need == Need::Stated
}

fn names_pointed_at(register: &Register, columns: &[Column]) -> BTreeMap<(RecordKind, String), String> {
    let kinds: BTreeSet<RecordKind> = columns
        .iter()
        .filter_map(|column| match column.form {
            Form::One(kind) | Form::Many(kind) => Some(kind),
            _ => None,
        })
        .collect();
    let named = |kind: RecordKind| {
        register.named(kind).into_iter().map(move |(id, name)| ((kind, id.to_owned()), name.to_owned()))
    };
    kinds.into_iter().flat_map(named).collect()
}

/// A cell as it is read: what it points at by name, what is unknown as such.
fn shown(names: &BTreeMap<(RecordKind, String), String>, column: &Column, text: &str, lang: Lang) -> Markup {
    if is_open(column, text) {
        return parts::unknown(lang);
    }
    let named = |kind: RecordKind, id: &str| {
        names.get(&(kind, id.to_owned())).cloned().unwrap_or_else(|| id.to_owned())
    };
    match column.form {
        Form::One(kind) => html! { (named(kind, text)) },
        Form::Many(kind) => {
            let names: Vec<String> = text.split(['\n', '、', ',']).map(|id| named(kind, id.trim())).collect();
            html! { (names.join(lang.pick("、", ", "))) }
        }
        _ => html! { (text) },
    }
}

impl View {
    fn new(
        register: Arc<Register>,
        kind: RecordKind,
        params: Params,
        wanting: Option<Wanting>,
        lang: Lang,
    ) -> Self {
        let columns = table::columns(kind);
        let records = register.records().filter(|record| record.kind() == kind);
        let rows: Vec<Row> =
            records.map(|record| Row { cells: table::cells(&record, lang), record }).collect();
        let open = columns
            .iter()
            .enumerate()
            .map(|(at, column)| rows.iter().filter(|row| is_open(column, &row.cells[at])).count());
        let (open, all) = (open.collect(), rows.len());
        let hidden = params.get("hide").split(',').filter(|field| !field.is_empty());
        let hidden = hidden.map(str::to_owned).collect();
        let names = names_pointed_at(&register, columns);
        let mut view = Self { register, kind, params, lang, rows, open, all, hidden, names, wanting };
        view.filter(columns);
        view.order(columns);
        view
    }

    fn filter(&mut self, columns: &[Column]) {
        let (words, gap) = (self.params.get("q").to_lowercase(), self.params.get("gap").to_owned());
        let wanting = self.wanting.as_ref();
        self.rows.retain(|row| {
            let found = |word: &str| row.cells.iter().any(|cell| cell.to_lowercase().contains(word));
            let asked = |column: &Column| gap == "any" || gap == column.field;
            let open = || {
                let mut cells = columns.iter().zip(&row.cells);
                cells.any(|(column, cell)| asked(column) && is_open(column, cell))
            };
            let wanted = || wanting.is_some_and(|wanting| wanting.ids.contains(row.record.id()));
            words.split_whitespace().all(found) && (gap.is_empty() || open() || wanted())
        });
    }

    /// Fixed answers stand in their own order, numbers by value, everything else as text. Empty cells come last.
    fn order(&mut self, columns: &[Column]) {
        let asked = self.params.get("sort");
        let (field, downward) = asked.strip_prefix('-').map_or((asked, false), |field| (field, true));
        let Some(at) = columns.iter().position(|column| column.field == field) else { return };
        let choices = table::choices(&self.register, &columns[at], self.lang);
        let ranks: BTreeMap<&str, usize> = match columns[at].form {
            Form::Words(_) => {
                choices.iter().enumerate().map(|(rank, (_, word))| (word.as_str(), rank)).collect()
            }
            _ => BTreeMap::new(),
        };
        let key = |row: &Row| {
            let cell = row.cells[at].as_str();
            (ranks.get(cell).copied(), cell.parse::<u64>().ok(), cell.to_owned())
        };
        self.rows.sort_by_cached_key(key);
        if downward {
            self.rows.reverse();
        }
        self.rows.sort_by_key(|row| row.cells[at].is_empty());
    }

    fn body(&self, visitor: &Visitor) -> Markup {
        let lang = self.lang;
        let may_enter = visitor.may(Act::Enter);
        html! {
            (parts::answer(self.answer().in_lang(lang)))
            (self.tools(lang))
            @if self.all == 0 { (self.empty(may_enter)) }
            @else {
                p.grid-status id="grid-status" role="status" { }
                form id="many" method="post" action={ (href::table(self.kind)) "/bulk" } {
                    input type="hidden" name="csrf" value=(visitor.csrf);
                    (self.grid(may_enter))
                    @if may_enter { (self.bulk()) }
                }
            }
            @if may_enter { (self.ways_in(visitor)) }
            (self.templates())
            (keys(lang))
        }
    }

    fn answer(&self) -> Text {
        let Text { ja, en } = self.kind.word();
        let (all, open): (usize, usize) = (self.all, self.open.iter().sum());
        if all == 0 {
            return text!(ja: "{ja}はまだ登録されていません。", en: "{en}: nothing is registered yet.");
        }
        let named = |lang: Lang| {
            let columns = table::columns(self.kind).iter().zip(&self.open);
            let mut most: Vec<(&Column, usize)> =
                columns.map(|(c, n)| (c, *n)).filter(|(_, n)| *n > 0).collect();
            most.sort_by_key(|(_, open)| std::cmp::Reverse(*open));
            let most = most.iter().take(3).map(|(column, open)| match lang {
                Lang::Ja => format!("{} {open} 件", column.header.ja),
                Lang::En => format!("{} {open}", column.header.en),
            });
            most.collect::<Vec<_>>().join(lang.pick("、", ", "))
        };
        if open == 0 {
            return text!(ja: "{ja} {all} 件。未確認の欄はありません。", en: "{en}: {all}, and no field is left unknown.");
        }
        let (most_ja, most_en) = (named(Lang::Ja), named(Lang::En));
        text!(
            ja: "{ja} {all} 件。未確認の欄が {open} か所あります（多い順に {most_ja}）。",
            en: "{en}: {all}, with {open} fields left unknown (most of all {most_en})."
        )
    }

    fn tools(&self, lang: Lang) -> Markup {
        let columns = table::columns(self.kind);
        let gaps = columns.iter().zip(&self.open).filter(|(_, open)| **open > 0);
        let any = std::iter::once(("any", lang.pick("どれかが未確認", "anything unknown").to_owned()));
        let gaps = gaps.map(|(column, open)| {
            (
                column.field.as_str(),
                match lang {
                    Lang::Ja => format!("「{}」が未確認（{open}）", column.header.ja),
                    Lang::En => format!("{} unknown ({open})", column.header.en),
                },
            )
        });
        let of_steps = self
            .wanting
            .as_ref()
            .filter(|_| columns.iter().all(|column| column.field != self.params.get("gap")));
        let of_steps = of_steps.map(|Wanting { word, ids }| {
            let (word, open) = (word.in_lang(lang), ids.len());
            (
                self.params.get("gap"),
                match lang {
                    Lang::Ja => format!("「{word}」が未確認（{open}）"),
                    Lang::En => format!("{word} unknown ({open})"),
                },
            )
        });
        let content = html! {
            (listing::words_field(&self.params, lang.pick("含む語", "Contains")))
            (listing::choice(&self.params, "gap", lang.pick("未確認の欄", "Unknown fields"), any.chain(gaps).chain(of_steps), lang))
        };
        html! {
            (listing::filters(&self.params, &["q", "gap"], &content, lang))
            details.columns {
                summary { (lang.pick("表示する列", "Columns")) @if !self.hidden.is_empty() { span.count { (columns.len() - self.hidden.len()) " / " (columns.len()) } } }
                ul { @for column in columns.iter().filter(|column| column.field != "id") {
                    li { a href=(self.toggled(&column.field)) {
                        span.sign aria-hidden="true" { (if self.hidden.contains(&column.field) { "☐" } else { "☑" }) }
                        span.hidden { (if self.hidden.contains(&column.field) { lang.pick("表示する：", "show ") } else { lang.pick("隠す：", "hide ") }) }
                        (column.header.in_lang(lang))
                    } }
                } }
            }
        }
    }

    fn toggled(&self, field: &str) -> String {
        let mut hidden = self.hidden.clone();
        if !hidden.remove(field) {
            hidden.insert(field.to_owned());
        }
        self.params.with(&[("hide", &hidden.into_iter().collect::<Vec<_>>().join(","))])
    }

    fn shown(&self) -> impl Iterator<Item = (usize, &'static Column)> {
        let columns = table::columns(self.kind).iter().enumerate();
        columns.filter(|(_, column)| column.field != "id" && !self.hidden.contains(&column.field))
    }

    fn grid(&self, may_enter: bool) -> Markup {
        let lang = self.lang;
        let pages = self.rows.len().div_ceil(ROWS).max(1);
        let page = self.params.get("page").parse().unwrap_or(1).clamp(1, pages);
        let caption = self.kind.word();
        html! {
            div.table.grid tabindex="0" role="group" aria-label=(caption.in_lang(lang)) {
                table role="grid" data-cells={ (href::table(self.kind)) "/cell" } data-may-enter=[may_enter.then_some("1")]
                    data-saving=(lang.pick("保存しています…", "Saving…"))
                    data-failed=(lang.pick("保存できませんでした。通信を確かめて、もう一度入力してください。", "Not saved. Check the connection and enter it again.")) {
                    caption.hidden { (caption.in_lang(lang)) }
                    thead { tr {
                        @if may_enter { th.tick scope="col" { input type="checkbox" data-all="1" aria-label=(lang.pick("この頁の行をすべて選ぶ", "Choose all rows of this page")); } }
                        (self.heading("id", "ID"))
                        @for (_, column) in self.shown() { (self.heading(&column.field, column.header.in_lang(lang))) }
                    } }
                    tbody { @for row in self.rows.iter().skip((page - 1) * ROWS).take(ROWS) { (self.row(row, may_enter)) } }
                }
            }
            @if self.rows.is_empty() { p { (lang.pick("条件に合う行はありません。", "No row matches.")) } }
            @if pages > 1 { (listing::pager(&self.params, "page", page, pages, self.rows.len(), lang)) }
        }
    }

    fn heading(&self, field: &str, word: &str) -> Markup {
        let asked = self.params.get("sort");
        let (here, downward) = (asked.trim_start_matches('-') == field, asked.starts_with('-'));
        let next = if here && !downward { format!("-{field}") } else { field.to_owned() };
        let state = here.then_some(if downward { "descending" } else { "ascending" });
        html! { th scope="col" data-field=(field) aria-sort=[state] {
            a href=(self.params.with(&[("sort", &next), ("page", "")])) {
                (word) @if here { span.order aria-hidden="true" { (if downward { "↓" } else { "↑" }) } }
            }
        } }
    }

    fn row(&self, row: &Row, may_enter: bool) -> Markup {
        let id = row.record.id();
        let lang = self.lang;
        html! { tr data-id=(id) data-seen=(tables::version(&row.record)) {
            @if may_enter { td.tick { input type="checkbox" name="id" value=(id) aria-label=(match lang { Lang::Ja => format!("{id} を選ぶ"), Lang::En => format!("Choose {id}") }); } }
            th scope="row" { a href=(href::row(self.kind, id)) { (id) } }
            @for (at, column) in self.shown() {
                td data-field=(column.field) data-value=(row.cells[at]) class=[class_of(column)] { (shown(&self.names, column, &row.cells[at], lang)) }
            }
        } }
    }

    /// One value for many rows.
    fn bulk(&self) -> Markup {
        let lang = self.lang;
        html! { fieldset.bulk {
            legend { (lang.pick("選んだ行をまとめて変える", "Change the chosen rows together")) }
            label { span { (lang.pick("列", "Column")) } select name="field" {
                @for column in table::columns(self.kind).iter().filter(|column| column.field != "id") {
                    option value=(column.field) { (column.header.in_lang(lang)) }
                }
            } }
            label { span { (lang.pick("新しい値", "New value")) } input name="text"; }
            button { (lang.pick("変更を確かめる", "See the change")) }
            span.effect { (lang.pick("次の画面で差分を見てから保存します。", "The next page shows the difference before anything is saved.")) }
        } }
    }

    fn empty(&self, may_enter: bool) -> Markup {
        let lang = self.lang;
        html! { div.empty {
            p { (hint(self.kind).in_lang(lang)) }
            @if may_enter {
                p { (lang.pick(
                    "入れ方は三つあります：Excel から貼り付ける（下の欄）、ブックを取り込む（",
                    "Three ways to fill it: paste from Excel (below), import a workbook (",
                )) a href="/import" { (lang.pick("台帳ファイルの取り込み", "import a register file")) } (lang.pick("）、1 行ずつ入力する（", "), or enter row by row (")) a href={ (href::table(self.kind)) "/new" } { (lang.pick("新しい行", "new row")) } (lang.pick("）。", ").")) }
            }
        } }
    }

    /// New row, paste, take back.
    fn ways_in(&self, visitor: &Visitor) -> Markup {
        let lang = self.lang;
        let place = href::table(self.kind);
        html! {
            section.ways {
                p { a.button href={ (place) "/new" } { (lang.pick("新しい行を加える", "Add a row")) } }
                form id="paste" method="post" action={ (place) "/paste" } {
                    input type="hidden" name="csrf" value=(visitor.csrf);
                    input type="hidden" name="at";
                    input type="hidden" name="onto";
                    label for="pasted" { (lang.pick("Excel から貼り付け", "Paste from Excel")) }
                    textarea id="pasted" name="text" rows="4" required placeholder=(lang.pick("Excel で見出しごと範囲をコピーし、ここに貼り付けてください。見出しの順は問いません。", "Copy a range with its header row in Excel and paste it here, columns in any order.")) {}
                    button { (lang.pick("差分を確かめる", "See the difference")) }
                }
                form id="undo" method="post" action="/ledger/0/undo" hidden {
                    input type="hidden" name="csrf" value=(visitor.csrf);
                }
            }
        }
    }

    /// What the script needs to offer choices.
    fn templates(&self) -> Markup {
        html! { @for (_, column) in self.shown() {
            @match &column.form {
                Form::Words(_) | Form::Number(..) => {
                    @let choices = table::choices(&self.register, column, self.lang);
                    @if !choices.is_empty() { template data-field=(column.field) { select {
                        @if column.need != Need::Required { option value="" {} }
                        @for (_, shown) in &choices { option value=(shown) { (shown) } }
                    } } }
                }
                Form::One(_) | Form::Maker => {
                    template data-field=(column.field) { input list={ "offer-" (column.field) }; }
                    datalist id={ "offer-" (column.field) } {
                        @for (value, shown) in table::choices(&self.register, column, self.lang).iter().take(OFFERED_MAX) { option value=(value) { (shown) } }
                    }
                }
                Form::Many(_) | Form::Texts | Form::Choices(_) => template data-field=(column.field) { textarea rows="3" {} },
                _ => {}
            }
        } }
    }
}

/// Long texts get room, short answers stay on one line.
fn class_of(column: &Column) -> Option<&'static str> {
    match column.form {
        Form::Number(..) | Form::Words(_) | Form::Date | Form::Moment => Some("nowrap"),
        _ => None,
    }
}

/// The keys of the table.
fn keys(lang: Lang) -> Markup {
    let rows = [
        ("↑ ↓ ← →", "セルを移る", "Move between cells"),
        (
            "Enter / F2",
            "セルを編集する。確定すると保存して次の行へ移る",
            "Edit the cell; Enter again saves and moves down",
        ),
        ("Alt + Enter", "複数行の欄で改行する", "A new line, where a cell holds several"),
        ("Esc", "編集をやめる", "Leave without saving"),
        ("Tab", "保存して右のセルを編集する", "Save and edit the next cell"),
        ("Space", "行を選ぶ", "Choose the row"),
        (
            "Ctrl + V",
            "Excel のセルを貼り付ける（差分を見てから保存）",
            "Paste cells from Excel (the difference is shown first)",
        ),
        ("Ctrl + Z", "直前の保存を取り消す", "Take back the last save"),
        ("/", "検索欄へ移る", "Go to the search box"),
        ("?", "この説明を開く", "Open this list"),
    ];
    html! { details id="keys" {
        summary { (lang.pick("キー操作", "Keys")) }
        dl.facts { @for (key, ja, en) in rows { div { dt { kbd { (key) } } dd { (lang.pick(ja, en)) } } } }
    } }
}
