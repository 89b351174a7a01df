//! 顧客の調査票: which customers ask, and a customer's own questionnaire, about the company or one of its products, gone
//! through and filled from what is answered.

mod form;
mod questions;

use std::sync::Arc;

use axum::extract::{Form, Multipart, Path, State};
use axum::response::Response;
use jiff::Timestamp;
use maud::{Markup, html};
use sekisho_app::questionnaires::{self, KeptMapping};
use sekisho_app::scan::File;
use sekisho_app::{Act, guard, register};
use sekisho_assess::answers::Whose;
use sekisho_catalog::Subject;
use sekisho_exchange::Mapping;
use sekisho_model::{Lang, Maker, Product, RecordKind, Register, Text, text};

use super::drop::{gone, uploaded_with};
use super::frameworks::whose;
use super::upload::{self, Upload};
use super::{Answer, ok};
use crate::chrome::{self, Menu, Page};
use crate::failure::Failure;
use crate::visitor::Visitor;
use crate::{Web, href, paper, parts};

/// Problems shown one by one.
const PROBLEMS_SHOWN: usize = 20;

/// `GET /customers`
pub(crate) async fn get(State(web): State<Web>, visitor: Visitor) -> Answer {
    let register = register::current(&web.app, &visitor.caller).await?;
    let mut rows = Vec::new();
    for customer in register.customers.keys() {
        rows.push(kept(&web, &visitor, customer.as_str()).await?);
    }
    let lang = visitor.lang;
    let page = Page::new(title(lang), list(&rows, lang))
        .in_menu(Menu::Suppliers)
        .crumb(Menu::Suppliers.word().in_lang(lang), Some("/suppliers".to_owned()));
    ok(chrome::page(&visitor, page))
}

/// What is kept for a customer's sheets, about the company and about products.
async fn kept(web: &Web, visitor: &Visitor, id: &str) -> Result<[KeptMapping; 2], Failure> {
    let of = |about| questionnaires::kept_mapping(&web.app, &visitor.caller, id, about);
    Ok([of(Subject::Company).await?, of(Subject::Product).await?])
}

const fn title(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "顧客の調査票",
        Lang::En => "Customers' questionnaires",
    }
}

fn list(rows: &[[KeptMapping; 2]], lang: Lang) -> Markup {
    let (all, kept) =
        (rows.len(), rows.iter().filter(|row| row.iter().any(|kept| kept.record.is_some())).count());
    let answer = text!(
        ja: "顧客 {all} 社のうち {kept} 社は、調査票の質問にどの基準で答えるかを決めてあります。",
        en: "For {kept} of {all} customers it is settled which criterion answers which question."
    );
    html! {
        (parts::answer(answer.in_lang(lang)))
        p { (lang.pick(
            "顧客の Excel の調査票を、会社か製品のすでにある回答と台帳から埋めます。どの質問にどの基準で答えるかは人が決め、次の版にも使います。",
            "A customer's own workbook, about the company or a product, is filled from answers and rows that are there already. A person settles which criterion answers which question, and the next edition uses it again.",
        )) }
        @if rows.is_empty() { div.empty { p {
            (lang.pick("顧客が登録されていません。", "No customer is registered. "))
            a href=(href::table(RecordKind::Customer)) { (lang.pick("顧客の表に追加する", "Add one to the table of customers")) }
        } } }
        @else { div.table tabindex="0" role="group" aria-label=(title(lang)) { table.prose {
            thead { tr {
                th scope="col" { (lang.pick("顧客", "Customer")) }
                th scope="col" { (lang.pick("決めてある質問（会社）", "Settled: the company")) }
                th scope="col" { (lang.pick("決めてある質問（製品）", "Settled: products")) }
            } }
            tbody { @for [company, product] in rows { tr {
                th scope="row" { a href=(at(company.customer.id.as_str(), "")) { (company.customer.name) } p.sub { (company.customer.id) } }
                td data-label=(lang.pick("決めてある質問（会社）", "Settled: the company")) { (settled(company).in_lang(lang)) }
                td data-label=(lang.pick("決めてある質問（製品）", "Settled: products")) { (settled(product).in_lang(lang)) }
            } } }
        } } }
    }
}

fn settled(row: &KeptMapping) -> Text {
    if !row.problems.is_empty() {
        return text!(ja: "？ 対応付けのファイルを読めません", en: "？ its mapping cannot be read");
    }
    let n = row.mapping.settled().len();
    match row.record.as_ref().and_then(|record| record.date.known()) {
        Some(day) => text!(ja: "{n} 件（{day}）", en: "{n} (on {day})"),
        None => text!(ja: "まだありません", en: "none yet"),
    }
}

fn at(customer: &str, act: &str) -> String {
    format!("/customers/{}{act}", href::escaped(customer))
}

/// `GET /customers/{id}`
pub(crate) async fn one(State(web): State<Web>, visitor: Visitor, Path(id): Path<String>) -> Answer {
    let register = register::current(&web.app, &visitor.caller).await?;
    let kept = kept(&web, &visitor, &id).await?;
    let [company, product] = [&kept[0], &kept[1]].map(|kept| kept.mapping.settled().len());
    let answer = if kept.iter().any(|kept| kept.record.is_some()) {
        text!(ja: "前の調査票で決めた質問が、会社について {company} 件、製品について {product} 件あります。次の版を選ぶと、同じ質問にはその答えを使います。", en: "Of earlier editions {company} questions about the company and {product} about products are settled. Choose the next one: the same questions use them again.")
    } else {
        text!(ja: "この顧客の調査票はまだ見ていません。", en: "No questionnaire of this customer was gone through yet.")
    };
    let lang = visitor.lang;
    let records: Vec<_> = kept.iter().filter_map(|kept| kept.record.as_ref()).collect();
    let body = html! {
        (parts::answer(answer.in_lang(lang)))
        @for kept in &kept { @if !kept.problems.is_empty() { (parts::problems(&kept.problems, PROBLEMS_SHOWN, lang)) } }
        (upload(&id, (&register, &Whose::Company), &visitor))
        @if !records.is_empty() { section.quietly { p {
            (lang.pick("対応付けの保存先：", "The mapping is kept as: "))
            @for (n, record) in records.iter().enumerate() {
                @if n > 0 { " · " }
                a href=(href::row(RecordKind::EvidenceItem, record.id.as_str())) { (record.id) }
            }
        } } }
    };
    ok(chrome::page(&visitor, page(&kept[0], body, lang)))
}

fn page(kept: &KeptMapping, body: Markup, lang: Lang) -> Page {
    Page::new(kept.customer.name.as_str(), body)
        .in_menu(Menu::Suppliers)
        .crumb(Menu::Suppliers.word().in_lang(lang), Some("/suppliers".to_owned()))
        .crumb(title(lang), Some("/customers".to_owned()))
}

fn upload(id: &str, (register, whose): (&Register, &Whose), visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    let own = register.products.values().filter(|product| product.maker == Maker::Own);
    upload::form(
        &Upload {
            action: &at(id, "/questionnaire"),
            label: (
                "調査票（XLSX）を選ぶか、ここに置いてください",
                "Choose the questionnaire (XLSX), or drop it here",
            ),
            before: html! { p { label {
                (lang.pick("何についての調査票か", "What it asks about")) br;
                select name="product" {
                    option value="" { (lang.pick("会社", "The company")) }
                    @for product in own {
                        option value=(product.id) selected[whose.product() == Some(&product.id)] { (named(product, lang)) }
                    }
                }
            } } },
            button: ("質問を見る", "See the questions"),
            note: (
                "64 MiB まで。ファイルは書き換えません。見るだけでは何も保存しません。",
                "Up to 64 MiB. The file itself is not changed. Looking keeps nothing.",
            ),
            ..Upload::default()
        },
        visitor,
    )
}

/// A product with its version: each version is answered for itself.
fn named(product: &Product, lang: Lang) -> String {
    let name = if lang == Lang::En && !product.name_en.is_empty() { &product.name_en } else { &product.name };
    match product.version.known() {
        Some(version) => format!("{name} {version}"),
        None => name.clone(),
    }
}

/// A sheet that is gone through: what is kept for its sort, the file, and what it asks about.
struct Sheet<'a> {
    kept: &'a KeptMapping,
    file: &'a File,
    whose: &'a Whose,
}

/// `POST /customers/{id}/questionnaire`: a questionnaire, with what was settled before.
pub(crate) async fn post(
    State(web): State<Web>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: Multipart,
) -> Answer {
    let (file, fields) = uploaded_with(form, &visitor).await?;
    let whose = whose(fields.get("product").map_or("", String::as_str))?;
    let kept = questionnaires::kept_mapping(&web.app, &visitor.caller, &id, whose.subject()).await?;
    let mapping = kept.mapping.clone();
    let sheet = Sheet { kept: &kept, file: &file, whose: &whose };
    let page = gone_through(&web, &visitor, sheet, &mapping, None).await;
    web.held.put(&visitor.session, file, Timestamp::now());
    page
}

/// The page on which a person goes through the questions. Where no question is found in the columns named, they are
/// proposed anew.
async fn gone_through(
    web: &Web,
    visitor: &Visitor,
    Sheet { kept, file, whose }: Sheet<'_>,
    mapping: &Mapping,
    said: Option<Text>,
) -> Answer {
    let lang = visitor.lang;
    let look = |mapping| questionnaires::look(&web.app, &visitor.caller, whose.clone(), file, mapping, lang);
    let mut looked = look(mapping).await?;
    if looked.asked.is_empty() && !mapping.sheet.is_empty() && said.is_none() {
        let anew = Mapping::new(Vec::new(), mapping.question.clone());
        looked = look(&anew).await?;
    }
    let about = looked.product.as_ref().map(|product| named(product, lang));
    let body = html! {
        (parts::answer(looked.sentence().in_lang(lang)))
        @if let Some(said) = said { p role="status" { b { (said.in_lang(lang)) } } }
        p.lead { code { (file.name) } " — " (lang.pick("何についての調査票か：", "asks about: ")) b { (about.as_deref().unwrap_or(lang.pick("会社", "the company"))) } }
        @if !kept.problems.is_empty() { (parts::problems(&kept.problems, PROBLEMS_SHOWN, lang)) }
        @if !looked.problems.is_empty() { details {
            summary { (lang.pick("ファイルで気をつけること", "What to mind in the file")) " " (looked.problems.len()) }
            (parts::problems(&looked.problems, PROBLEMS_SHOWN, lang))
        } }
        (questions::whole(&looked, kept, visitor))
    };
    ok(chrome::page(visitor, page(kept, body, lang)))
}

/// `POST /customers/{id}/questionnaire/columns`: the same file with the columns that a person named. Keeps nothing.
pub(crate) async fn columns(
    State(web): State<Web>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Answer {
    let sent = form::Sent::of(&fields);
    visitor.check_form(sent.field("csrf"))?;
    let whose = whose(sent.field("product"))?;
    let kept = questionnaires::kept_mapping(&web.app, &visitor.caller, &id, whose.subject()).await?;
    let named = sent.mapping()?;
    // What was settled before holds for questions that the form does not have; its columns do not.
    let mapping = named.over(Mapping::new(Vec::new(), kept.mapping.question.clone()));
    let file = held(&web, &visitor)?;
    let said = text!(ja: "この列で読み直しました。まだ保存していません。", en: "Read again with these columns. Nothing is kept yet.");
    let sheet = Sheet { kept: &kept, file: &file, whose: &whose };
    gone_through(&web, &visitor, sheet, &mapping, Some(said)).await
}

/// `POST /customers/{id}/questionnaire/keep`: what a person settled, kept for this file and the next.
pub(crate) async fn keep(
    State(web): State<Web>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Answer {
    let sent = form::Sent::of(&fields);
    visitor.check_form(sent.field("csrf"))?;
    guard::permit(&visitor.caller, Act::Enter)?;
    let whose = whose(sent.field("product"))?;
    let (settled, about) = (sent.mapping()?, whose.subject());
    let kept = questionnaires::keep_mapping(&web.app, &visitor.caller, &id, about, settled).await?;
    let n = kept.mapping.settled().len();
    let said = text!(ja: "対応付けを保存しました（決まった質問 {n} 件）。", en: "The mapping is kept ({n} questions settled).");
    match web.held.look(&visitor.session, Timestamp::now()) {
        Some(file) => {
            let mapping = kept.mapping.clone();
            let sheet = Sheet { kept: &kept, file: &file, whose: &whose };
            gone_through(&web, &visitor, sheet, &mapping, Some(said)).await
        }
        // The file is gone after a while; what was settled is not.
        None => {
            let lang = visitor.lang;
            let register = register::current(&web.app, &visitor.caller).await?;
            let body = html! {
                (parts::answer(said.in_lang(lang)))
                p { (lang.pick("記入済みの写しを受け取るには、ファイルをもう一度選んでください。", "Choose the file again to have a filled copy.")) }
                (upload(&id, (&register, &whose), &visitor))
            };
            ok(chrome::page(&visitor, page(&kept, body, lang)))
        }
    }
}

/// `POST /customers/{id}/questionnaire/fill`: a filled copy by what is kept.
pub(crate) async fn fill(
    State(web): State<Web>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let sent = form::Sent::of(&fields);
    visitor.check_form(sent.field("csrf"))?;
    let whose = whose(sent.field("product"))?;
    let kept = questionnaires::kept_mapping(&web.app, &visitor.caller, &id, whose.subject()).await?;
    let file = held(&web, &visitor)?;
    let lang = Lang::ALL.into_iter().find(|lang| lang.code() == sent.field("in")).unwrap_or(visitor.lang);
    let copy = questionnaires::fill(&web.app, &visitor.caller, whose, &file, &kept.mapping, lang).await?;
    let stem = file.name.rsplit_once('.').map_or(file.name.as_str(), |(stem, _)| stem);
    Ok(paper::workbook(&format!("{stem}{}.xlsx", lang.pick("_記入済み", "_filled")), copy.bytes))
}

fn held(web: &Web, visitor: &Visitor) -> Result<Arc<File>, Failure> {
    web.held.look(&visitor.session, Timestamp::now()).ok_or_else(gone)
}
