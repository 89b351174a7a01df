//! SBOMs of which nobody has said what they describe: each is a thing to protect that the register may not have yet
//! (step 1-4).

use axum::extract::{Form, Path, State};
use axum::response::Redirect;
use maud::{Markup, html};
use sekisho_app::{Act, sboms};
use sekisho_model::{Lang, RecordKind, Register, SbomId, SbomSubject};
use serde::Deserialize;

use super::drop;
use crate::failure::Failure;
use crate::visitor::Visitor;
use crate::{Web, href, parts};

/// Form under an SBOM.
#[derive(Debug, Deserialize)]
pub(crate) struct Attached {
    csrf: String,
    subject: String,
}

/// `POST /sboms/{id}/attach`
pub(crate) async fn attach(
    State(web): State<Web>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(form): Form<Attached>,
) -> Result<Redirect, Failure> {
    visitor.check_form(&form.csrf)?;
    let id: SbomId = id.parse().map_err(|_| axum::http::StatusCode::NOT_FOUND)?;
    sboms::attach(&web.app, &visitor.caller, &id, &drop::subject(&form.subject)?).await?;
    Ok(Redirect::to(&href::step("1-4")))
}

/// Those that are there, with the ways to give them a place. Nothing where there are none.
pub(super) async fn section(web: &Web, visitor: &Visitor, register: &Register) -> Result<Markup, Failure> {
    let all = sboms::list(&web.app, &visitor.caller).await?;
    let loose: Vec<_> = all.iter().filter(|head| head.subject == SbomSubject::Unattached).collect();
    let lang = visitor.lang;
    Ok(html! { @if !loose.is_empty() { section.open {
        h2 { span.sign aria-hidden="true" { "？" } (lang.pick("どこのものか決まっていない SBOM", "SBOMs of nothing yet")) span.count { (loose.len()) } }
        p { (lang.pick("台帳にない機器やソフトウェアかもしれません。保護対象か製品に結び付けてください。", "They may be of devices or software that the register does not have. Attach each to an asset or a product.")) }
        ul.plain { @for head in loose { li {
            b { (head.name) } " " (parts::stated_text(&head.version, lang)) " "
            span.quiet { (head.format) " · " (match lang { Lang::Ja => format!("部品 {} 件", head.components), Lang::En => format!("{} components", head.components) }) }
            @if visitor.may(Act::Enter) { (ways(visitor, &head.id, &head.name, register)) }
        } } }
    } } })
}

fn ways(visitor: &Visitor, id: &SbomId, name: &str, register: &Register) -> Markup {
    let lang = visitor.lang;
    let new = |kind: RecordKind| format!("{}/new?name={}", href::table(kind), href::escaped(name));
    html! {
        form.filters method="post" action={ "/sboms/" (href::escaped(id.as_str())) "/attach" } {
            input type="hidden" name="csrf" value=(visitor.csrf);
            (drop::subjects(register, lang))
            button { (lang.pick("結び付ける", "Attach")) }
            a href=(new(RecordKind::Asset)) { (lang.pick("保護対象として加える", "Add as an asset")) }
            a href=(new(RecordKind::Product)) { (lang.pick("製品として加える", "Add as a product")) }
        }
    }
}
