//! One file per page: a view struct made of what `app` answers, and its rendering.

pub(crate) mod assessments;
pub(crate) mod asset;
pub(crate) mod customers;
pub(crate) mod documents;
pub(crate) mod drop;
pub(crate) mod evidence;
pub(crate) mod found;
pub(crate) mod frameworks;
pub(crate) mod handover;
pub(crate) mod import;
pub(crate) mod incidents;
pub(crate) mod ledger;
pub(crate) mod measures;
pub(crate) mod notices;
pub(crate) mod observation;
pub(crate) mod plant;
pub(crate) mod product;
pub(crate) mod products;
pub(crate) mod recovery;
pub(crate) mod report_forms;
pub(crate) mod risk;
pub(crate) mod rules;
pub(crate) mod search;
pub(crate) mod sign_in;
pub(crate) mod start;
pub(crate) mod step;
pub(crate) mod suppliers;
pub(crate) mod tables;
pub(crate) mod today;
pub(crate) mod unattached;
pub(crate) mod users;
pub(crate) mod vulnerabilities;
pub(crate) mod vulnerability;

mod findings;
mod history;
mod standing;
mod upload;

use axum::response::Html;

use crate::failure::Failure;

/// What a page's handler gives back.
pub(crate) type Answer = Result<Html<String>, Failure>;

/// A finished page.
pub(crate) fn ok(markup: maud::Markup) -> Answer {
    Ok(Html(markup.into_string()))
}
