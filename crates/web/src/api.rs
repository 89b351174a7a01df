//! The JSON API: `/api/v1`. Read-only; the same session and the same rights as the pages.
//!
//! Wire types are apart from the model and converted by hand, so that a change of the model cannot change
//! what other programs read. Fields may be added; a field that is there keeps its meaning within `v1`.

pub(crate) mod reference;
pub mod wire;

#[cfg(test)]
mod tests;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use sekisho_app::{feeds, ledger};
use sekisho_model::{Lang, Problem, Text};
use utoipa::OpenApi;

use crate::Web;
use crate::failure::Failure;
use crate::listing::{Params, ROWS};
use crate::visitor::Visitor;

/// The description of the API.
#[derive(Debug, OpenApi)]
#[openapi(
    info(
        title = "Sekisho",
        version = "1",
        description = "What advisories mean for the plant; the register; the ledger's checkpoint. Read-only. Sign in with the browser: the session cookie is the key. Texts for people come in `ja` and `en`."
    ),
    paths(impact, register, advisories, checkpoint, openapi),
    components(schemas(wire::Refusal))
)]
pub struct Description;

/// The description as it is served.
#[must_use]
pub fn description() -> String {
    Description::openapi().to_pretty_json().unwrap_or_default()
}

/// What an advisory, a CVE or a package means for the plant, worst first.
#[utoipa::path(
    get, path = "/api/v1/impact/{id}", tag = "impact",
    params(("id" = String, Path, description = "Advisory id, CVE or other alias, or a package URL (escaped)")),
    responses(
        (status = 200, description = "One impact for each advisory that answers to the id", body = wire::Impacts),
        (status = 401, description = "Not signed in", body = wire::Refusal),
        (status = 404, description = "No advisory has this id", body = wire::Refusal),
        (status = 422, description = "The package URL cannot be read", body = wire::Refusal),
    )
)]
pub(crate) async fn impact(
    State(web): State<Web>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Json<wire::Impacts>, Failure> {
    let impacts = sekisho_app::impact::of(&web.app, &visitor.caller, &id).await?;
    Ok(Json(wire::Impacts { impacts: impacts.into_iter().map(wire::Impact::from).collect() }))
}

/// The whole register in its document form, the same as `sekisho plant export --form json`.
#[utoipa::path(
    get, path = "/api/v1/register", tag = "register",
    responses(
        (status = 200, description = "The register; `format` is the version of the document form", body = wire::RegisterDocument),
        (status = 401, description = "Not signed in", body = wire::Refusal),
    )
)]
pub(crate) async fn register(State(web): State<Web>, visitor: Visitor) -> Result<Response, Failure> {
    let form = sekisho_exchange::Form::Json;
    let document = sekisho_app::register::export(&web.app, &visitor.caller, form, Lang::Ja).await?;
    Ok(([(CONTENT_TYPE, "application/json")], document).into_response())
}

/// Advisories at hand, newest first, 100 on a page.
#[utoipa::path(
    get, path = "/api/v1/advisories", tag = "advisories",
    params(("page" = Option<usize>, Query, description = "Page, from 1")),
    responses(
        (status = 200, description = "One page", body = wire::Advisories),
        (status = 401, description = "Not signed in", body = wire::Refusal),
    )
)]
pub(crate) async fn advisories(
    State(web): State<Web>,
    visitor: Visitor,
    params: Params,
) -> Result<Json<wire::Advisories>, Failure> {
    let heads = feeds::list(&web.app, &visitor.caller).await?;
    let page: usize = params.get("page").parse().unwrap_or(1).max(1);
    let (total, pages) = (heads.len(), heads.len().div_ceil(ROWS));
    let advisories =
        heads.into_iter().skip((page - 1).saturating_mul(ROWS)).take(ROWS).map(|head| wire::Advisory {
            id: head.id.to_string(),
            title: head.title,
            publisher: head.publisher,
            published: head.published.map(|at| at.to_string()),
            modified: head.modified.map(|at| at.to_string()),
            withdrawn: head.withdrawn.map(|at| at.to_string()),
            cvss: head.cvss.map(wire::Cvss::from),
        });
    Ok(Json(wire::Advisories { page, pages, total, advisories: advisories.collect() }))
}

/// The newest signed checkpoint of the ledger, for keeping outside the plant.
#[utoipa::path(
    get, path = "/api/v1/ledger/checkpoint", tag = "ledger",
    responses(
        (status = 200, description = "The checkpoint as a C2SP signed note, and what it says", body = wire::Checkpoint),
        (status = 401, description = "Not signed in", body = wire::Refusal),
        (status = 403, description = "The role may not read the ledger", body = wire::Refusal),
    )
)]
pub(crate) async fn checkpoint(
    State(web): State<Web>,
    visitor: Visitor,
) -> Result<Json<wire::Checkpoint>, Failure> {
    let (note, checkpoint) = ledger::checkpoint(&web.app, &visitor.caller).await?;
    let (origin, size, root) =
        (checkpoint.origin().to_owned(), checkpoint.size(), checkpoint.root().to_string());
    Ok(Json(wire::Checkpoint { origin, size, root, note }))
}

/// This description.
#[utoipa::path(
    get, path = "/api/v1/openapi.json", tag = "description",
    responses((status = 200, description = "OpenAPI 3.1", body = Object))
)]
pub(crate) async fn openapi(_: Visitor) -> Response {
    ([(CONTENT_TYPE, "application/json")], description()).into_response()
}

/// A refusal as JSON text.
pub(crate) fn problem_document(what: &Text, remedy: &Text, problems: &[Problem]) -> String {
    let refusal = wire::Refusal {
        what: wire::Words::from(what.clone()),
        remedy: wire::Words::from(remedy.clone()),
        problems: problems
            .iter()
            .map(|problem| wire::Words { ja: problem.in_lang(Lang::Ja), en: problem.in_lang(Lang::En) })
            .collect(),
    };
    serde_json::to_string(&refusal).unwrap_or_default()
}
