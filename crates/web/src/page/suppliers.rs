//! 取引先: who supplied what, whom to ask, and about what.

pub(crate) mod answers;
pub(crate) mod papers;

use std::cmp::Reverse;
use std::sync::Arc;

use axum::extract::State;
use maud::{Markup, html};
use sekisho_app::{Act, impact, register, suppliers};
use sekisho_assess::suppliers::{Course, Mark, StarAnswer, State as SupplierState, star_basis};
use sekisho_model::{Lang, Maker, RecordKind, Register, Stated, Supplier, Text, text};

use super::standing::{Standing, Tally};
use super::{Answer, ok};
use crate::chrome::{self, Menu, Page};
use crate::listing::{Column, Listing, Params};
use crate::visitor::Visitor;
use crate::{Web, href, parts};

/// `GET /suppliers`
pub(crate) async fn get(State(web): State<Web>, visitor: Visitor, params: Params) -> Answer {
    let register = register::current(&web.app, &visitor.caller).await?;
    let impacts = impact::all(&web.app, &visitor.caller).await?;
    let states = suppliers::overview(&web.app, &visitor.caller).await?.states;
    let view = View { register, standing: Standing::of(&impacts), states, params };
    let lang = visitor.lang;
    let page = Page::new(Menu::Suppliers.word().in_lang(lang), view.body(&visitor)).in_menu(Menu::Suppliers);
    ok(chrome::page(&visitor, page))
}

struct View {
    register: Arc<Register>,
    standing: Standing,
    states: Vec<SupplierState>,
    params: Params,
}

struct Row<'a> {
    supplier: &'a Supplier,
    state: Option<&'a SupplierState>,
    assets: usize,
    products: usize,
    tally: Tally,
}

impl Row<'_> {
    fn open(&self) -> usize {
        self.state.map(SupplierState::open_requests).unwrap_or_default()
    }

    fn late(&self) -> usize {
        self.state.map(SupplierState::late_requests).unwrap_or_default()
    }
}

impl View {
    fn body(&self, visitor: &Visitor) -> Markup {
        let lang = visitor.lang;
        let rows: Vec<Row<'_>> =
            self.register.suppliers.values().map(|supplier| self.row(supplier)).collect();
        let unreachable = rows.iter().filter(|row| row.supplier.contact == Stated::Unknown).count();
        let answer = answer(&rows);
        html! {
            (parts::answer(answer.in_lang(lang)))
            (parts::open(
                lang.pick("連絡先が未確認の取引先", "Suppliers without a contact"),
                unreachable,
                lang.pick("急ぐときに問い合わせられません。取引先シートに連絡先を書いて取り込んでください。", "They cannot be asked in a hurry. Enter a contact in the supplier sheet and import it."),
                &html! {},
            ))
            (listing(rows, lang).render(&self.params, lang))
            (self.stars(lang))
            (self.requests(visitor))
            section.quietly { p { a href="/customers" { (lang.pick("顧客からの調査票に答える", "Answer a customer's questionnaire")) } } }
        }
    }

    /// Which star to ask of whom, each answer opening to its rows.
    fn stars(&self, lang: Lang) -> Markup {
        html! {
            @if !self.states.is_empty() {
                h2 id="stars" { (lang.pick("求める★とその理由", "The star to ask, and why")) }
                p { (star_basis().in_lang(lang)) }
                @for state in &self.states {
                    h3 { (state.name) " " span.id { (state.supplier) } }
                    p { (state.asked.sentence().in_lang(lang)) " " (state.held.words().in_lang(lang)) }
                    ul { @for answer in &state.asked.answers { li { (star_answer(answer, lang)) } } }
                }
            }
        }
    }

    /// How far each request is, and what is missing before one may press for it.
    fn requests(&self, visitor: &Visitor) -> Markup {
        let lang = visitor.lang;
        let courses: Vec<&Course> = self.states.iter().flat_map(|state| &state.courses).collect();
        html! {
            @if !courses.is_empty() {
                h2 id="requests" { (lang.pick("要請の進み具合", "How far the requests are")) }
                p { (Course::basis().in_lang(lang)) }
                @for course in courses { (self.course(course, visitor)) }
            }
        }
    }

    fn course(&self, course: &Course, visitor: &Visitor) -> Markup {
        let lang = visitor.lang;
        let request = self.register.requests.get(&course.request);
        html! {
            h3 id=(papers::anchor(&course.request)) {
                (request.map(|request| request.name.as_str()).unwrap_or_default()) " "
                a.id href=(href::row(RecordKind::SupplierRequest, course.request.as_str())) { (course.request) }
            }
            @if let Some(days) = course.late_days {
                p { strong { (text!(ja: "回答期限を {days} 日過ぎています。", en: "{days} days past its day.").in_lang(lang)) } }
            }
            ul {
                @for (stage, mark) in &course.stages {
                    li {
                        @match mark {
                            Mark::Done(day) => {
                                "✓ " (stage.name().in_lang(lang))
                                @if let Some(day) = day { " " (day) }
                            }
                            Mark::Missing(what) => { "？ " (stage.name().in_lang(lang)) " — " (what.in_lang(lang)) }
                        }
                    }
                }
                @for warning in &course.warnings { li { strong { (warning.in_lang(lang)) } } }
            }
            @let asks = request.is_some_and(|request| !request.criteria.is_empty());
            (papers::links(&course.request, asks, lang))
            @if asks && visitor.may(Act::Enter) { (answers::form(&course.request, visitor)) }
        }
    }

    fn row<'a>(&'a self, supplier: &'a Supplier) -> Row<'a> {
        let id = &supplier.id;
        let products = self.register.products.values();
        Row {
            supplier,
            state: self.states.iter().find(|state| state.supplier == *id),
            assets: self.register.assets.values().filter(|asset| asset.supplier.known() == Some(id)).count(),
            products: products.filter(|product| product.maker == Maker::Supplier(id.clone())).count(),
            tally: self.standing.suppliers.get(id).copied().unwrap_or_default(),
        }
    }
}

fn star_answer(answer: &StarAnswer, lang: Lang) -> Markup {
    let yes = match answer.yes {
        Some(true) => lang.pick("はい", "yes"),
        Some(false) => lang.pick("いいえ", "no"),
        None => lang.pick("？ 未定", "？ undecided"),
    };
    html! {
        (answer.question.words().in_lang(lang)) " — " strong { (yes) } " " (answer.reason.in_lang(lang))
        @if let Some(enter) = &answer.to_enter { " " (enter.in_lang(lang)) }
        @if !answer.rows.is_empty() {
            details {
                summary { (lang.pick("もとになった行", "Rows behind it")) }
                ul { @for row in &answer.rows { li { (row.name) " " span.id { (row.id) } " " (row.says.in_lang(lang)) } } }
            }
        }
    }
}

fn answer(rows: &[Row<'_>]) -> Text {
    let (all, open) = (rows.len(), rows.iter().filter(|row| row.tally.worst().is_some()).count());
    text!(
        ja: "取引先 {all} 社のうち、脆弱性について問い合わせが要るのは {open} 社です。",
        en: "Of {all} suppliers, {open} need to be asked about a vulnerability."
    )
}

fn listing<'a>(rows: Vec<Row<'a>>, lang: Lang) -> Listing<'a, Row<'a>> {
    Listing {
        name: "",
        caption: Menu::Suppliers.word(),
        columns: columns(lang),
        rows,
        empty: html! { p { (lang.pick(
            "ここには取引先が並びます。取引先シートを sekisho plant import で取り込んでください。",
            "Suppliers belong here. Import the supplier sheet with `sekisho plant import`.",
        )) } },
        anchor: Some(|row| href::supplier_anchor(&row.supplier.id)),
    }
}

type RowColumn<'a> = Column<'a, Row<'a>>;

fn columns<'a>(lang: Lang) -> Vec<RowColumn<'a>> {
    vec![
        RowColumn::new(
            "name",
            ("取引先", "Supplier"),
            |row| row.supplier.name.as_str(),
            |row| {
                html! {
                    (row.supplier.name) " " span.id { (row.supplier.id) }
                    p.sub { (row.supplier.provides) }
                }
            },
        ),
        RowColumn::count("affected", ("▲", "▲"), |row| row.tally.affected),
        RowColumn::count("undecided", ("？", "？"), |row| row.tally.undecided),
        RowColumn::new(
            "contact",
            ("連絡先", "Contact"),
            |row| &row.supplier.contact,
            move |row| parts::stated_text(&row.supplier.contact, lang),
        )
        .wide(),
        RowColumn::new(
            "scs",
            ("SCS", "SCS"),
            |row| row.supplier.scs_level,
            move |row| parts::stated(&row.supplier.scs_level, lang, |level| html! { "★" (level.get()) }),
        ),
        RowColumn::new(
            "star",
            ("求める★", "Star to ask"),
            |row| row.state.and_then(|state| state.asked.star).unwrap_or_default(),
            move |row| match row.state.and_then(|state| state.asked.star) {
                Some(star) => html! { "★" (star) },
                None => html! { (lang.pick("？ 未定", "？ undecided")) },
            },
        ),
        RowColumn::new(
            "held",
            ("★の状況", "Star held"),
            |row| row.state.is_some_and(|state| state.held.is_open()),
            move |row| html! { @if let Some(state) = row.state { (state.held.words().in_lang(lang)) } },
        )
        .short(),
        RowColumn::new(
            "requests",
            ("未了の要請", "Open requests"),
            |row| Reverse((row.late(), row.open())),
            move |row| requests(row.open(), row.late(), lang),
        )
        .figures(),
        RowColumn::count("assets", ("保護対象", "Assets"), |row| row.assets),
        RowColumn::count("products", ("製品", "Products"), |row| row.products),
    ]
}

/// Requests that are not done, and how many of them are late.
fn requests(open: usize, late: usize, lang: Lang) -> Markup {
    html! {
        (open)
        @if late > 0 { p.sub { strong { (text!(ja: "期限超過 {late}", en: "{late} late").in_lang(lang)) } } }
    }
}
