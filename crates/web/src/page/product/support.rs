//! サポート終了日の訂正: the form that corrects an end of support that was entered too late by mistake.

use axum::extract::{Form, Path, State};
use axum::response::Redirect;
use jiff::civil::Date;
use maud::{Markup, html};
use sekisho_app::Act;
use sekisho_app::product_papers::{self, BECAUSE_CHARS_MAX, Correction, ProductPapers};
use serde::Deserialize;

use crate::failure::Failure;
use crate::page::frameworks::day;
use crate::visitor::Visitor;
use crate::{Web, href};

/// The form on a product that is on the market; before that the table of products changes the day.
pub(super) fn section(made: &ProductPapers, visitor: &Visitor) -> Markup {
    let (lang, product) = (visitor.lang, &made.product);
    let placed = product.placed.known().is_some_and(|placed| *placed <= made.day);
    let end = product.support_end.known().filter(|_| placed && visitor.may(Act::Enter));
    html! { @if let Some(end) = end { details.marking id="support" {
        summary { (lang.pick("サポート終了日の訂正", "Correct the end of support")) }
        form.mark method="post" action={ (href::product(&product.id)) "/support" } {
            input type="hidden" name="csrf" value=(visitor.csrf);
            p { (lang.pick(
                "出荷済みの製品のサポート期間は短くできません。入力の誤りで遅すぎる日になり、どこにも公表していないときだけ、ここで訂正できます。訂正は、理由、訂正した人、日とともに残ります。",
                "The support period of a product on the market is never shortened. Only a day that was entered too late by mistake and published nowhere is corrected here. The correction stays on record, with its reason, by whom and when.",
            )) }
            p { label { (lang.pick("正しいサポート終了日", "The day that was meant")) br; input type="date" name="to" value=(end) max=(end) required; } }
            p { label { (lang.pick("なぜ誤って入力したか", "How it came to be wrong")) br; input type="text" name="because" maxlength=(BECAUSE_CHARS_MAX) required; } }
            p { label.tickable { input type="checkbox" name="unpublished" value="yes" required; " " (lang.pick(
                "誤った日は、ウェブページ、取扱説明書、契約書、申請書などのどこにも載せていません",
                "No web page, manual, contract or application has the wrong day",
            )) } }
            p.do { button { (lang.pick("訂正する", "Correct it")) } }
        }
    } } }
}

/// A correction as it comes from the form.
#[derive(Debug, Deserialize)]
pub(crate) struct Sent {
    csrf: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    because: String,
    #[serde(default)]
    unpublished: String,
}

/// `POST /products/{id}/support`
pub(crate) async fn post(
    State(web): State<Web>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Redirect, Failure> {
    visitor.check_form(&sent.csrf)?;
    let to: Date = day(sent.to.trim())?.ok_or_else(no_day)?;
    let correction = Correction { to, because: sent.because, unpublished: sent.unpublished == "yes" };
    product_papers::correct_support(&web.app, &visitor.caller, &id, &correction).await?;
    Ok(Redirect::to(&format!("/products/{}#papers", href::escaped(&id))))
}

fn no_day() -> Failure {
    Failure::of(
        axum::http::StatusCode::UNPROCESSABLE_ENTITY,
        sekisho_model::Text::new("正しいサポート終了日が空です。", "The day that was meant is empty."),
        sekisho_model::Text::new("日を入れて、もう一度送ってください。", "Enter the day and send it again."),
    )
}
