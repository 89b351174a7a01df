//! Every route, once: what the router serves and what the whole-surface test walks.

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, StatusCode};
use axum::routing::{MethodRouter, get, post};
use sekisho_app::Act;
use tower_http::timeout::{RequestBodyTimeoutLayer, TimeoutLayer};

use crate::page::{
    assessments, asset, customers, documents, drop, evidence, found, frameworks, handover, import, incidents,
    ledger, measures, notices, observation, plant, product, products, recovery, report_forms, risk, rules,
    search, sign_in, start, step, suppliers, tables, today, unattached, users, vulnerabilities,
    vulnerability,
};
use crate::{Web, api, files};

/// Largest ordinary form.
const FORM_BYTES_MAX: usize = 64 * 1024;
/// Largest form of a report's fields.
const REPORT_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Largest paste into a table, with the form around it.
const PASTE_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Largest dropped file, with the form around it.
const DROP_BYTES_MAX: usize = 64 * 1024 * 1024 + 64 * 1024;

/// Largest file of evidence, with the form around it: it is written as it comes.
const EVIDENCE_FORM_BYTES_MAX: usize = (1 << 30) + 64 * 1024;

/// Largest capture, with the form around it: it is read as it comes. Any other file has the limit above.
const CAPTURE_BYTES_MAX: usize = (2 << 30) + 64 * 1024;

/// How long is waited.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// For the next bytes of what a browser sends.
    pub(crate) silence: Duration,
    /// For the answer to what is small.
    pub(crate) answer: Duration,
    /// For the answer to a file, with its way here: a gibibyte in this time is 2.4 megabits a second.
    pub(crate) file: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        let (silence, answer) = (Duration::from_secs(120), Duration::from_secs(120));
        Self { silence, answer, file: Duration::from_secs(60 * 60) }
    }
}

impl Patience {
    /// For the whole of what is asked at this route.
    fn whole(&self, path: &str) -> Duration {
        if bytes_max(path) >= DROP_BYTES_MAX { self.file } else { self.answer }
    }
}

/// Who gets an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Anybody.
    Anybody,
    /// Whoever is signed in and may do this.
    May(Act),
}

/// One route.
#[derive(Clone, Debug)]
pub struct Route {
    /// Method.
    pub method: Method,
    /// Path with `{parameters}`.
    pub path: &'static str,
    /// Who gets an answer.
    pub who: Who,
}

const READ: Who = Who::May(Act::Read);
const LOOK: Who = Who::May(Act::Look);
const ENTER: Who = Who::May(Act::Enter);
const READ_LEDGER: Who = Who::May(Act::ReadLedger);
const ADMINISTER: Who = Who::May(Act::Administer);

macro_rules! routes {
    ($($method:ident $verb:ident $path:literal $who:expr => $handler:expr;)*) => {
        /// Every route with who gets an answer.
        pub const ROUTES: &[Route] =
            &[$(Route { method: Method::$method, path: $path, who: $who }),*];

        fn table() -> Vec<(&'static str, MethodRouter<Web>)> {
            vec![$(($path, $verb($handler))),*]
        }
    };
}

routes! {
    GET get "/" READ => today::get;
    GET get "/plant" READ => plant::get;
    GET get "/assets/{id}" READ => asset::get;
    GET get "/products" READ => products::get;
    GET get "/products/{id}" READ => product::get;
    GET get "/products/{id}/papers/{name}" READ => product::papers::get;
    POST post "/products/{id}/check" READ => product::tender::post;
    POST post "/products/{id}/support" ENTER => product::support::post;
    GET get "/vulnerabilities" READ => vulnerabilities::get;
    GET get "/vulnerabilities/{id}" READ => vulnerability::get;
    POST post "/vulnerabilities/{id}/mark" ENTER => vulnerability::mark;
    POST post "/vulnerabilities/{id}/same" ENTER => vulnerability::same;
    GET get "/recovery" READ => recovery::get;
    GET get "/notices" READ => notices::get;
    GET get "/observation" LOOK => observation::get;
    GET get "/observation/devices" LOOK => observation::devices;
    GET get "/observation/live" LOOK => observation::live;
    GET get "/observation/matrix" LOOK => observation::matrix;
    GET get "/observation/replay" LOOK => observation::replay;
    GET get "/observation/zones" LOOK => observation::zones;
    POST post "/observation/expect" ENTER => observation::expect;
    POST post "/observation/case" ENTER => observation::case;
    POST post "/observation/devices/accept" ENTER => observation::accept;
    GET get "/frameworks" READ => frameworks::get;
    GET get "/frameworks/{id}" READ => frameworks::one;
    POST post "/frameworks/{id}/answer" ENTER => frameworks::answer;
    GET get "/frameworks/{id}/sheet/{name}" READ => frameworks::sheet::get;
    POST post "/frameworks/{id}/sheet" ENTER => frameworks::sheet::post;
    POST post "/frameworks/{id}/sheet/store" ENTER => frameworks::sheet::store;
    POST post "/observation/devices/sheet" LOOK => observation::sheet;
    POST post "/observation/zones/accept" ENTER => observation::accept_zones;
    GET get "/incidents" READ => incidents::get;
    POST post "/incidents" ENTER => incidents::open;
    GET get "/incidents/calendar.ics" READ => incidents::calendar;
    GET get "/incidents/{id}" READ => incidents::one;
    GET get "/incidents/{id}/report/{duty}" READ => incidents::report::get;
    POST post "/incidents/{id}/report/{duty}" ENTER => incidents::report::write;
    GET get "/incidents/{id}/report/{duty}/{name}" READ => incidents::report::file;
    POST post "/incidents/{id}/report/{duty}/submit" ENTER => incidents::report::submit;
    POST post "/incidents/{id}/report/{duty}/receipt/{no}" ENTER => incidents::report::receipt;
    POST post "/incidents/{id}/add" ENTER => incidents::add;
    GET get "/report-forms" READ => report_forms::get;
    POST post "/report-forms" ADMINISTER => report_forms::post;
    POST post "/report-forms/store" ADMINISTER => report_forms::store;
    GET get "/report-forms/without/{name}" ADMINISTER => report_forms::without;
    POST post "/report-forms/without/{name}" ADMINISTER => report_forms::take_out;
    GET get "/suppliers" READ => suppliers::get;
    GET get "/suppliers/requests/{id}/{name}" READ => suppliers::papers::get;
    POST post "/suppliers/requests/{id}/answers" READ => suppliers::answers::post;
    POST post "/suppliers/requests/{id}/keep" ENTER => suppliers::answers::keep;
    GET get "/customers" READ => customers::get;
    GET get "/customers/{id}" READ => customers::one;
    POST post "/customers/{id}/questionnaire" READ => customers::post;
    POST post "/customers/{id}/questionnaire/columns" READ => customers::columns;
    POST post "/customers/{id}/questionnaire/keep" ENTER => customers::keep;
    POST post "/customers/{id}/questionnaire/fill" READ => customers::fill;
    GET get "/evidence" READ => evidence::get;
    POST post "/evidence" ENTER => evidence::post;
    GET get "/evidence/{id}/file" READ => evidence::download;
    POST post "/evidence/{id}/reviewed" ENTER => evidence::review;
    GET get "/assessments" READ => assessments::get;
    POST post "/assessments/reviews" ENTER => assessments::hold;
    GET get "/assessments/reviews/{id}" READ => assessments::since;
    GET get "/handover" READ => handover::get;
    POST post "/handover" ENTER => handover::post;
    GET get "/import" READ => import::get;
    POST post "/import" ENTER => import::post;
    POST post "/import/store" ENTER => import::store;
    GET get "/export/{name}" READ => import::file;
    GET get "/start" READ => start::get;
    GET get "/start/{template}" READ => start::questions;
    POST post "/start/{template}" READ => start::answered;
    POST post "/start/{template}/keep" ENTER => start::keep;
    POST post "/sboms/{id}/attach" ENTER => unattached::attach;
    GET get "/steps/{id}" READ => step::get;
    GET get "/findings" READ => found::get;
    GET get "/documents/{name}" READ => documents::get;
    GET get "/measures" READ => measures::get;
    GET get "/risk" READ => risk::get;
    GET get "/risk/assets/{asset}" READ => risk::asset;
    GET get "/risk/business" READ => risk::business;
    GET get "/risk/business/{id}" READ => risk::scenarios;
    GET get "/risk/what-if" READ => risk::what_if;
    GET get "/rules" READ => rules::get;
    GET get "/rules/{id}" READ => rules::one;
    GET get "/tables/{kind}" READ => tables::get;
    POST post "/tables/{kind}/cell" ENTER => tables::save_cell;
    POST post "/tables/{kind}/paste" ENTER => tables::paste;
    POST post "/tables/{kind}/accept" ENTER => tables::accept;
    POST post "/tables/{kind}/bulk" ENTER => tables::bulk;
    POST post "/tables/{kind}/bulk/accept" ENTER => tables::bulk_accept;
    GET get "/tables/{kind}/new" ENTER => tables::new;
    POST post "/tables/{kind}/new" ENTER => tables::add;
    GET get "/tables/{kind}/row/{id}" READ => tables::get_row;
    POST post "/tables/{kind}/row/{id}" ENTER => tables::save;
    POST post "/tables/{kind}/row/{id}/remove" ENTER => tables::remove;
    POST post "/ledger/{seq}/undo" ENTER => tables::undo;
    GET get "/ledger" READ_LEDGER => ledger::get;
    GET get "/ledger/{seq}/proof" READ_LEDGER => ledger::proof;
    GET get "/users" ADMINISTER => users::get;
    POST post "/users/{name}/link" ADMINISTER => users::link;
    GET get "/search" READ => search::get;
    GET get "/drop" READ => drop::get;
    POST post "/drop" READ => drop::post;
    POST post "/drop/store" ENTER => drop::store;
    GET get "/sign-in/{token}" Who::Anybody => sign_in::get;
    POST post "/sign-in/{token}" Who::Anybody => sign_in::post;
    POST post "/sign-out" READ => sign_in::out;
    GET get "/signed-out" Who::Anybody => sign_in::gone;
    GET get "/static/{name}" Who::Anybody => files::get;
    GET get "/healthz" Who::Anybody => healthz;
    GET get "/api" READ => api::reference::get;
    GET get "/api/v1/openapi.json" READ => api::openapi;
    GET get "/api/v1/impact/{id}" READ => api::impact;
    GET get "/api/v1/register" READ => api::register;
    GET get "/api/v1/advisories" READ => api::advisories;
    GET get "/api/v1/ledger/checkpoint" READ_LEDGER => api::checkpoint;
}

/// The router over the table; methods of one path meet there.
pub(crate) fn all(patience: Patience) -> Router<Web> {
    table().into_iter().fold(Router::new(), |router, (path, handler)| {
        let whole = patience.whole(path);
        let handler = handler
            .layer::<_, Infallible>(DefaultBodyLimit::max(bytes_max(path)))
            .layer::<_, Infallible>(RequestBodyTimeoutLayer::new(patience.silence))
            .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, whole));
        router.route(path, handler)
    })
}

/// Largest form that a route takes.
fn bytes_max(path: &str) -> usize {
    match path {
        "/drop" => CAPTURE_BYTES_MAX,
        "/evidence" | "/incidents/{id}/report/{duty}/receipt/{no}" => EVIDENCE_FORM_BYTES_MAX,
        "/import"
        | "/frameworks/{id}/sheet"
        | "/products/{id}/check"
        | "/suppliers/requests/{id}/answers"
        | "/customers/{id}/questionnaire" => DROP_BYTES_MAX,
        // Each question comes with its words.
        path if path.starts_with("/customers/{id}/questionnaire/") => PASTE_BYTES_MAX,
        "/report-forms" => PASTE_BYTES_MAX,
        path if path.starts_with("/tables/") => PASTE_BYTES_MAX,
        // Each field comes twice: as it was and as it is now.
        path if path.starts_with("/incidents/{id}/report") => REPORT_BYTES_MAX,
        _ => FORM_BYTES_MAX,
    }
}

/// The page that an address belongs to: itself, or for one that only takes forms the nearest page above it.
pub(crate) fn page_of(path: &str) -> &str {
    let takes = |path: &str, method: &Method| {
        ROUTES.iter().any(|route| route.method == *method && is_at(route.path, path))
    };
    if !takes(path, &Method::POST) {
        return path;
    }
    let above = std::iter::successors(Some(path), |path| path.rsplit_once('/').map(|(above, _)| above));
    above.into_iter().find(|path| takes(path, &Method::GET)).unwrap_or("/")
}

fn is_at(route: &str, path: &str) -> bool {
    let (wanted, given) = (route.split('/'), path.split('/'));
    wanted.clone().count() == given.clone().count()
        && wanted.zip(given).all(|(wanted, given)| wanted == given || wanted.starts_with('{'))
}

/// `GET /healthz`: the server answers. Says nothing about the register.
async fn healthz() -> &'static str {
    "ok\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_takes_a_file_waits_for_it_and_nothing_else_waits_so_long() {
        let patience = Patience::default();
        for Route { path, .. } in ROUTES {
            let (bytes, whole) = (bytes_max(path), patience.whole(path));
            assert_eq!(whole > patience.answer, bytes >= DROP_BYTES_MAX, "{path}");
            // No line of a plant needs more than five megabits a second for what a page takes.
            let bits_a_second = bytes as u64 * 8 / whole.as_secs();
            assert!(bits_a_second <= 5_000_000, "{path}: {bits_a_second}");
        }
    }

    #[test]
    fn an_address_that_only_takes_forms_belongs_to_the_page_above_it() {
        for (path, page) in [
            ("/tables/contact/paste", "/tables/contact"),
            ("/tables/contact/bulk/accept", "/tables/contact"),
            ("/tables/contact/row/K-01/remove", "/tables/contact/row/K-01"),
            ("/tables/contact/row/K-01", "/tables/contact/row/K-01"),
            ("/drop/store", "/drop"),
            ("/vulnerabilities/CVE-0/mark", "/vulnerabilities/CVE-0"),
            ("/drop", "/drop"),
            ("/ledger/3/undo", "/ledger"),
            ("/start/food/keep", "/start/food"),
            ("/sign-out", "/"),
            ("/no/such/page", "/no/such/page"),
        ] {
            assert_eq!(page_of(path), page);
        }
    }
}
