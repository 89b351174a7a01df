//! 調達の条件との照合: a tender is chosen, and each point is met, not met or not known, as a page or as a workbook.

use axum::extract::{Multipart, Path, State};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use sekisho_app::AppError;
use sekisho_app::product_papers::{self, Checked, ProductPapers};
use sekisho_assess::product_papers::{Outcome, Point};
use sekisho_model::{Lang, Text, text};
use sekisho_report::papers;

use super::papers::unwritable;
use crate::chrome::{self, Menu, Page};
use crate::failure::Failure;
use crate::page::drop::uploaded_with;
use crate::page::upload::{self, Upload};
use crate::visitor::Visitor;
use crate::{Web, href, paper, parts};

/// Problems shown one by one.
const PROBLEMS_SHOWN: usize = 20;

/// The form on an own product's page.
pub(super) fn section(made: &ProductPapers, visitor: &Visitor) -> Markup {
    html! { section id="tender" {
        h2 { (visitor.lang.pick("調達の条件と照らす", "Hold it against a tender")) }
        (form(made.product.id.as_str(), visitor))
    } }
}

fn form(id: &str, visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    let words = lang.pick("結果を Excel ブックで受け取る", "Give the result as a workbook");
    upload::form(
        &Upload {
            action: &format!("/products/{}/check", href::escaped(id)),
            id: "tender-file",
            label: ("調達の条件（TOML）を選んでください", "Choose the tender (TOML)"),
            accept: ".toml",
            before: html! { label.tickable { input type="checkbox" name="form" value="xlsx"; " " (words) } },
            button: ("照らす", "Check"),
            is_first: false,
            note: (
                "条件の書き方：name、jc_star、sbom、support_until、criteria と、あれば [offer]。何も保存しません。",
                "A tender says name, jc_star, sbom, support_until, criteria, and perhaps [offer]. Nothing is kept.",
            ),
        },
        visitor,
    )
}

/// `POST /products/{id}/check`: what a tender asks. Keeps nothing.
pub(crate) async fn post(
    State(web): State<Web>,
    visitor: Visitor,
    Path(id): Path<String>,
    sent: Multipart,
) -> Result<Response, Failure> {
    let (file, fields) = uploaded_with(sent, &visitor).await?;
    let checked = product_papers::check(&web.app, &visitor.caller, &id, &file).await?;
    let lang = visitor.lang;
    if fields.get("form").is_some_and(|form| form == "xlsx") {
        let bytes = workbook(&id, &checked, lang)?;
        return Ok(paper::workbook(&format!("tender-{id}-{}.xlsx", lang.code()), bytes));
    }
    let page =
        Page::new(lang.pick("調達の条件との照合", "Held against a tender"), body(&id, &checked, &visitor))
            .in_menu(Menu::Products)
            .crumb(Menu::Products.word().in_lang(lang), Some("/products".to_owned()))
            .crumb(&id, Some(format!("/products/{}", href::escaped(&id))));
    Ok(chrome::page(&visitor, page).into_response())
}

fn workbook(id: &str, checked: &Checked, lang: Lang) -> Result<Vec<u8>, AppError> {
    let offer = checked.offer.as_ref().map(|(name, points)| (name.as_str(), points.as_slice()));
    papers::check_workbook(&checked.tender, (id, &checked.product), offer, &checked.problems, lang)
        .map_err(|error| unwritable(&error.to_string()))
}

fn body(id: &str, checked: &Checked, visitor: &Visitor) -> Markup {
    let lang = visitor.lang;
    let tender = &checked.tender;
    let Text { ja, en } = papers::points_sentence(&checked.product);
    let answer = text!(ja: "「{tender}」の条件：{ja}。", en: "\"{tender}\": {en}.");
    html! {
        (parts::answer(answer.in_lang(lang)))
        @if !checked.problems.is_empty() { (parts::problems(&checked.problems, PROBLEMS_SHOWN, lang)) }
        (table(id, &checked.product, lang))
        @if let Some((name, points)) = &checked.offer {
            (table(name, points, lang))
            p { (papers::points_sentence(points).in_lang(lang)) }
        }
        section { h2 { (lang.pick("別の条件と照らす", "Another tender")) } (form(id, visitor)) }
    }
}

fn table(name: &str, points: &[Point], lang: Lang) -> Markup {
    html! { section {
        h2 { (name) span.count { (points.len()) } }
        div.table tabindex="0" role="group" aria-label=(name) { table.prose {
            thead { tr {
                th scope="col" { (lang.pick("求められること", "What is asked")) }
                th scope="col" { (lang.pick("結果", "Result")) }
                th scope="col" { (lang.pick("理由", "Why")) }
            } }
            tbody { @for point in points { tr {
                th scope="row" { (point.asked.in_lang(lang)) }
                td data-label=(lang.pick("結果", "Result")) { (mark(point.outcome)) " " (point.outcome.words().in_lang(lang)) }
                td data-label=(lang.pick("理由", "Why")) { (point.reason.in_lang(lang)) }
            } } }
        } }
    } }
}

/// ○ ▲ ？: never colour alone.
const fn mark(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Met => "○",
        Outcome::NotMet => "▲",
        Outcome::Unknown => "？",
    }
}
