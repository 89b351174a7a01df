//! Every route × (signed out, every role): who is answered, who is refused, and what it leaves in the ledger.

use axum::http::Method;
use sekisho_app::catalog::editions;
use sekisho_app::guard::may;
use sekisho_app::scan::File;
use sekisho_app::{Act, catalog, sboms};
use sekisho_model::{RecordKind, Role, SbomSubject};

use super::client::{ADVISORY, Ask, EVIDENCE, NEWER_FORM, QUESTIONNAIRE, SBOM, Served};
use crate::{ROUTES, Route, Who, files, href};

/// The review that the test register holds.
const REVIEW: &str = "RV-01";
/// A supplier that nothing refers to; it is there before each removal.
const SPARE: &str = "SP";
/// A zone to import.
const ZONE: &str = "format = 1\n[[zone]]\nid = \"ZI\"\nname = \"imported\"\n";

/// What a request is made of.
#[derive(Default)]
struct Known {
    csrf: String,
    link: String,
    /// Version of the row that is edited.
    seen: String,
    /// Entries in the ledger: the state that a proposal is held against, and a text that is new each time.
    state: u64,
    /// A file to upload.
    file: Vec<u8>,
}

impl Known {
    /// Brings about what the route needs, and knows it afterwards.
    async fn of(served: &Served, route: &Route, session: &str) -> Self {
        let csrf = served.csrf(session).await;
        match route.path {
            "/tables/{kind}/row/{id}/remove" => served.put_supplier(SPARE, served.ledger_size().await).await,
            // The newest entry must be one about a record.
            "/ledger/{seq}/undo" => served.put_supplier("SU", served.ledger_size().await).await,
            "/import/store" => {
                let zone = ZONE.replace("imported", &served.ledger_size().await.to_string());
                served
                    .ask(Ask::upload("/import", &csrf, "zone.toml", zone.as_bytes()).signed_in(session))
                    .await;
            }
            _ => {}
        }
        if route.path.starts_with("/frameworks/{id}/sheet") {
            let file = served.filled_sheet("scs-3").await;
            let upload = Ask::upload("/frameworks/scs-3/sheet", &csrf, "sheet.xlsx", &file);
            served.ask(upload.signed_in(session)).await;
            return Self { csrf, file, state: served.ledger_size().await, ..Self::default() };
        }
        let state = served.ledger_size().await;
        if route.path == "/suppliers/requests/{id}/keep" {
            let seen = served.answered_sheet(session, &csrf, &state.to_string()).await;
            return Self { csrf, seen, state, ..Self::default() };
        }
        if route.path.starts_with("/customers/{id}/questionnaire/") {
            let ask = Ask::upload("/customers/CU1/questionnaire", &csrf, "q.xlsx", QUESTIONNAIRE);
            served.ask(ask.signed_in(session)).await;
        }
        if route.path.starts_with("/report-forms/") {
            let seen = seen_forms(served, route, session, &csrf).await;
            return Self { seen, csrf, state: served.ledger_size().await, ..Self::default() };
        }
        if route.path == "/observation/zones/accept" {
            return Self { csrf, seen: served.proposed_zone().await, state, ..Self::default() };
        }
        if route.path.ends_with("/receipt/{no}") {
            // What was submitted when that route was asked; whoever may not add a receipt sees no number.
            let page =
                served.ask(Ask::get(format!("/incidents/CA-01/report/{DUTY}")).signed_in(session)).await;
            let no = page.body.split_once("/receipt/").and_then(|(_, rest)| rest.split_once('"'));
            return Self { csrf, seen: no.map_or("1", |(no, _)| no).to_owned(), state, ..Self::default() };
        }
        if route.path == "/observation/devices/sheet" {
            served.watch_line().await;
        }
        if route.path == "/observation/devices/accept" {
            let seen = href::escaped(&served.proposed_device().await);
            return Self { csrf, seen, state, ..Self::default() };
        }
        if route.path == "/sboms/{id}/attach" {
            return Self { csrf, seen: served.put_sbom(state).await, state, ..Self::default() };
        }
        let (kind, id) = if route.path.ends_with("/remove") {
            (RecordKind::Supplier, SPARE)
        } else {
            (RecordKind::Business, "B1")
        };
        Self {
            csrf,
            link: String::new(),
            seen: served.seen(kind, id).await,
            state: served.ledger_size().await,
            file: Vec::new(),
        }
    }
}

/// A duty with a form.
const DUTY: &str = "cra-aev-early-warning";

/// The status that a route answers with when the role may: the register of these tests is not empty, so it takes no
/// first draft.
fn answers_with(route: &Route, status: u16) -> bool {
    if route.path == "/start/{template}/keep" { status == 422 } else { status < 400 }
}

/// A request that the route answers when the role may. A route that is not here fails the test.
fn request(route: &Route, known: &Known) -> Ask {
    match route.method {
        Method::GET => asked(route.path, &known.link),
        Method::POST => sent(route.path, known),
        _ => panic!("{route:?} is not covered: say here how it is asked"),
    }
}

/// What says that an edition of report forms was looked at, before it is taken or taken out.
async fn seen_forms(served: &Served, route: &Route, session: &str, csrf: &str) -> String {
    if route.path.ends_with("/store") {
        return served.looked_at_forms(session, csrf).await;
    }
    let pack = File { name: "newer.toml".to_owned(), bytes: NEWER_FORM.as_bytes().to_vec() };
    catalog::load(&served.app, &served.local, &pack).await.unwrap();
    editions::look_without(&served.app, &served.local, &pack.name).unwrap().seen
}

fn asked(path: &'static str, link: &str) -> Ask {
    match path {
        "/assets/{id}" => Ask::get("/assets/A1"),
        "/frameworks/{id}" => Ask::get("/frameworks/scs-3"),
        "/frameworks/{id}/sheet/{name}" => Ask::get("/frameworks/scs-3/sheet/sheet.xlsx"),
        "/incidents/{id}" => Ask::get("/incidents/CA-01"),
        "/report-forms/without/{name}" => Ask::get("/report-forms/without/newer.toml"),
        "/incidents/{id}/report/{duty}" => Ask::get(format!("/incidents/CA-01/report/{DUTY}")),
        "/incidents/{id}/report/{duty}/{name}" => {
            Ask::get(format!("/incidents/CA-01/report/{DUTY}/report.html"))
        }
        "/products/{id}" => Ask::get("/products/P1"),
        "/products/{id}/papers/{name}" => Ask::get("/products/P1/papers/sheet.html"),
        "/vulnerabilities/{id}" => Ask::get("/vulnerabilities/CVE-2026-1"),
        "/ledger/{seq}/proof" => Ask::get("/ledger/0/proof"),
        "/sign-in/{token}" => Ask::get(format!("/sign-in/{link}")),
        "/static/{name}" => Ask::get(files::STYLE.href()),
        "/assessments/reviews/{id}" => Ask::get(format!("/assessments/reviews/{REVIEW}")),
        "/steps/{id}" => Ask::get("/steps/3(1)%E2%91%A0A"),
        "/documents/{name}" => Ask::get("/documents/guideline.html"),
        "/export/{name}" => Ask::get("/export/plant.xlsx"),
        "/start/{template}" => Ask::get("/start/assembly"),
        "/risk/assets/{asset}" => Ask::get("/risk/assets/A1"),
        "/risk/business/{id}" => Ask::get("/risk/business/B1"),
        "/suppliers/requests/{id}/{name}" => Ask::get("/suppliers/requests/RQ1/sheet.xlsx"),
        "/customers/{id}" => Ask::get("/customers/CU1"),
        "/evidence/{id}/file" => Ask::get(format!("/evidence/{EVIDENCE}/file")),
        "/rules/{id}" => Ask::get("/rules/zone-mixed-importance"),
        "/tables/{kind}" => Ask::get("/tables/asset?sort=-name&gap=any"),
        "/tables/{kind}/new" => Ask::get("/tables/measure/new"),
        "/tables/{kind}/row/{id}" => Ask::get("/tables/business/row/B1"),
        "/api/v1/impact/{id}" => Ask::get("/api/v1/impact/SKS-1"),
        path if path.starts_with("/observation") => Ask::get(format!("{path}?purpose=check")),
        path @ ("/"
        | "/plant"
        | "/products"
        | "/vulnerabilities"
        | "/recovery"
        | "/notices"
        | "/suppliers"
        | "/customers"
        | "/evidence"
        | "/frameworks"
        | "/incidents"
        | "/incidents/calendar.ics"
        | "/assessments"
        | "/findings"
        | "/measures"
        | "/risk"
        | "/risk/business"
        | "/risk/what-if"
        | "/rules"
        | "/handover"
        | "/import"
        | "/start"
        | "/ledger"
        | "/search"
        | "/users"
        | "/report-forms"
        | "/drop"
        | "/signed-out"
        | "/healthz"
        | "/api"
        | "/api/v1/openapi.json"
        | "/api/v1/register"
        | "/api/v1/advisories"
        | "/api/v1/ledger/checkpoint") => Ask::get(path),
        path => panic!("GET {path} is not covered: say here how it is asked"),
    }
}

fn sent(path: &str, known: &Known) -> Ask {
    let Known { csrf, link, seen, state, .. } = known;
    let form = format!("csrf={csrf}");
    if let Some(ask) = sent_to_frameworks(path, known) {
        return ask;
    }
    match path {
        "/drop" => Ask::upload("/drop", csrf, "SKS-1.json", ADVISORY.as_bytes()),
        "/drop/store" => Ask::post("/drop/store", &format!("{form}&subject=product:P1")),
        "/sign-in/{token}" => Ask::post(format!("/sign-in/{link}"), ""),
        "/incidents" => Ask::post(path, &format!("{form}&name=x&exercise=yes")),
        "/incidents/{id}/add" => Ask::post("/incidents/CA-01/add", &format!("{form}&what=note&words=x")),
        "/incidents/{id}/report/{duty}" => Ask::post(
            format!("/incidents/CA-01/report/{DUTY}"),
            &format!("{form}&was.title=&now.title={state}"),
        ),
        "/incidents/{id}/report/{duty}/submit" => {
            Ask::post(format!("/incidents/CA-01/report/{DUTY}/submit"), &format!("{form}&receipt=R-1"))
        }
        "/sign-out" => Ask::post("/sign-out", &form),
        "/users/{name}/link" => Ask::post("/users/viewer/link", &form),
        "/assessments/reviews" => Ask::post("/assessments/reviews", &format!("{form}&name=x")),
        "/import" => Ask::upload("/import", csrf, "zone.toml", ZONE.as_bytes()),
        "/import/store" => Ask::post("/import/store", &format!("{form}&state={state}")),
        "/start/{template}" => Ask::post("/start/assembly", &format!("{form}&link=no")),
        "/start/{template}/keep" => Ask::post("/start/assembly/keep", &form),
        "/vulnerabilities/{id}/mark" => Ask::post(
            "/vulnerabilities/CVE-2026-1/mark",
            &format!("{form}&vulnerability=CVE-2026-{state}&thing=product%3AP1&state=in-progress"),
        ),
        "/vulnerabilities/{id}/same" => Ask::post(
            "/vulnerabilities/CVE-2026-1/same",
            &format!("{form}&thing=asset%3AA1&vendor=Maker&product=R04%20{state}&same=other&evidence=x"),
        ),
        "/tables/{kind}/cell" => {
            Ask::post("/tables/business/cell", &format!("{form}&id=B1&seen={seen}&field=note&text={state}"))
        }
        "/tables/{kind}/paste" => Ask::post("/tables/zone/paste", &format!("{form}&text=Z9%09x")),
        "/tables/{kind}/accept" => {
            Ask::post("/tables/zone/accept", &format!("{form}&state={state}&text=Z{state}%09x"))
        }
        path @ ("/tables/{kind}/bulk" | "/tables/{kind}/bulk/accept") => Ask::post(
            path.replace("{kind}", "business"),
            &format!("{form}&state={state}&id=B1&field=owner&text={state}"),
        ),
        "/tables/{kind}/new" => {
            Ask::post("/tables/contact/new", &format!("{form}&name=x&kind=%E7%A4%BE%E5%86%85"))
        }
        "/tables/{kind}/row/{id}" => {
            Ask::post("/tables/business/row/B1", &format!("{form}&seen={seen}&note={state}-"))
        }
        "/tables/{kind}/row/{id}/remove" => {
            Ask::post(format!("/tables/supplier/row/{SPARE}/remove"), &format!("{form}&seen={seen}"))
        }
        "/observation/expect" => {
            Ask::post(path, &format!("{form}&purpose=check&alert=scan%40{state}&reason=x&until=2099-12-31"))
        }
        "/observation/case" => {
            Ask::post(path, &format!("{form}&purpose=check&alert=scan%40{state}&exercise=yes"))
        }
        "/observation/devices/sheet" => Ask::post(path, &format!("{form}&purpose=check")),
        "/observation/zones/accept" => Ask::post(path, &format!("{form}&purpose=check&zone={seen}")),
        "/observation/devices/accept" => Ask::post(path, &format!("{form}&purpose=check&device={seen}")),
        "/ledger/{seq}/undo" => Ask::post(format!("/ledger/{}/undo", state.saturating_sub(1)), &form),
        path => supplied(path, known)
            .unwrap_or_else(|| panic!("POST {path} is not covered: say here how it is sent")),
    }
}

fn sent_to_frameworks(path: &str, Known { csrf, seen, state, file, .. }: &Known) -> Option<Ask> {
    let form = format!("csrf={csrf}");
    Some(match path {
        "/frameworks/{id}/answer" => Ask::post(
            "/frameworks/scs-3/answer",
            &format!("{form}&state%3Ascs-3%2F1-2-1-1=met&words={state}"),
        ),
        "/frameworks/{id}/sheet" => Ask::upload("/frameworks/scs-3/sheet", csrf, "sheet.xlsx", file),
        "/frameworks/{id}/sheet/store" => {
            Ask::post("/frameworks/scs-3/sheet/store", &format!("{form}&state={state}"))
        }
        "/incidents/{id}/report/{duty}/receipt/{no}" => {
            let no = if seen.is_empty() { "1" } else { seen };
            let path = format!("/incidents/CA-01/report/{DUTY}/receipt/{no}");
            Ask::upload(&path, csrf, "receipt.pdf", b"%PDF-1.4")
        }
        "/products/{id}/check" => {
            Ask::upload("/products/P1/check", csrf, "t.toml", b"name = \"t\"\nsbom = true\n")
        }
        "/products/{id}/support" => {
            // Earlier by a year each time: only that needs a correction.
            let to = format!("{}-01-01", 2998_u64.saturating_sub(*state));
            Ask::post("/products/P9/support", &format!("{form}&to={to}&because=x&unpublished=yes"))
        }
        "/handover" => Ask::post(path, &format!("{form}&part=contacts&to=x&purpose=x&form=xlsx")),
        _ => return None,
    })
}

/// What is sent about suppliers, customers, report forms, evidence and SBOMs.
fn supplied(path: &str, Known { csrf, seen, state, .. }: &Known) -> Option<Ask> {
    let form = format!("csrf={csrf}");
    Some(match path {
        "/suppliers/requests/{id}/answers" => {
            Ask::upload("/suppliers/requests/RQ1/answers", csrf, "a.xlsx", QUESTIONNAIRE)
        }
        "/suppliers/requests/{id}/keep" => {
            Ask::post("/suppliers/requests/RQ1/keep", &format!("{form}&sha256={seen}"))
        }
        "/customers/{id}/questionnaire" => {
            Ask::upload("/customers/CU1/questionnaire", csrf, "q.xlsx", QUESTIONNAIRE)
        }
        path if path.starts_with("/customers/{id}/questionnaire/") => Ask::post(
            path.replace("{id}", "CU1"),
            &format!("{form}&text0=question{state}&criterion0=scs-3%2F4-4-4-2"),
        ),
        "/report-forms" => Ask::upload(path, csrf, "newer.toml", NEWER_FORM.as_bytes()),
        path if path.starts_with("/report-forms/") => {
            Ask::post(path.replace("{name}", "newer.toml"), &format!("{form}&seen={seen}"))
        }
        "/evidence" => Ask::upload(path, csrf, "a.txt", state.to_string().as_bytes()),
        "/evidence/{id}/reviewed" => {
            Ask::post(format!("/evidence/{EVIDENCE}/reviewed"), &format!("{form}&next=2{state:03}-01-01"))
        }
        "/sboms/{id}/attach" => {
            Ask::post(format!("/sboms/{seen}/attach"), &format!("{form}&subject=product%3AP1"))
        }
        _ => return None,
    })
}

/// Entries that an answered request leaves in the ledger.
fn entries(route: &Route) -> u64 {
    match (&route.method, route.path) {
        // The change, and the act that says why.
        (&Method::POST, "/products/{id}/support") => 2,
        // The evidence, and the timeline.
        (&Method::POST, "/incidents/{id}/report/{duty}/receipt/{no}") => 2,
        // Each look at what was observed is an entry.
        (&Method::GET, path) if path.starts_with("/observation") => 1,
        (
            &Method::POST,
            "/drop/store"
            | "/sign-in/{token}"
            | "/users/{name}/link"
            | "/report-forms/store"
            | "/report-forms/without/{name}"
            | "/assessments/reviews"
            | "/import/store"
            | "/vulnerabilities/{id}/mark"
            | "/vulnerabilities/{id}/same"
            | "/tables/{kind}/cell"
            | "/tables/{kind}/accept"
            | "/tables/{kind}/bulk/accept"
            | "/tables/{kind}/new"
            | "/tables/{kind}/row/{id}"
            | "/tables/{kind}/row/{id}/remove"
            | "/sboms/{id}/attach"
            | "/observation/expect"
            | "/observation/case"
            | "/observation/devices/accept"
            | "/frameworks/{id}/answer"
            | "/handover"
            | "/frameworks/{id}/sheet/store"
            | "/observation/devices/sheet"
            | "/observation/zones/accept"
            | "/customers/{id}/questionnaire/keep"
            | "/evidence"
            | "/evidence/{id}/reviewed"
            | "/incidents/{id}/add"
            | "/incidents/{id}/report/{duty}"
            | "/incidents/{id}/report/{duty}/submit"
            | "/ledger/{seq}/undo",
        ) => 1,
        // The case is a row of the register, and its timeline begins.
        (&Method::POST, "/incidents") => 2,
        // The sheet is evidence, and the request is answered.
        (&Method::POST, "/suppliers/requests/{id}/keep") => 2,
        _ => 0,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_who_is_not_signed_in_sees_anything_of_the_register() {
    let served = Served::new().await;
    for route in ROUTES {
        let link = served.link(Role::Viewer).await;
        let reply = served.ask(request(route, &Known { link, ..Known::default() })).await;
        let expected = matches!(route.who, Who::Anybody);
        assert_eq!(reply.status < 400, expected, "{route:?}: {reply:?}");
        if !expected {
            assert_eq!(reply.status, 401, "{route:?}: {reply:?}");
            for secret in ["試験工場", "主PLC", "EM-200", "SKS-1"] {
                assert!(!reply.body.contains(secret), "{route:?} tells {secret}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_role_gets_what_it_may_and_nothing_else() {
    let served = Served::new().await;
    for route in ROUTES {
        let Who::May(act) = route.who else { continue };
        for role in Role::ALL {
            let session = served.sign_in(role).await;
            let csrf = served.csrf(&session).await;
            if route.path == "/drop/store" {
                // Each time another file, so that each time there is something to store.
                let sbom = SBOM.replace(
                    "\"version\": 1,",
                    &format!("\"version\": 1, \"serialNumber\": \"{}\",", role.code()),
                );
                served
                    .ask(Ask::upload("/drop", &csrf, "sbom.json", sbom.as_bytes()).signed_in(&session))
                    .await;
            }
            if route.path.ends_with("/submit") {
                // Each time another text: the same is not submitted twice.
                let fields = format!("csrf={csrf}&was.title=&now.title={}", role.code());
                let path = format!("/incidents/CA-01/report/{DUTY}");
                served.ask(Ask::post(path, &fields).signed_in(&session)).await;
            }
            let known = Known::of(&served, route, &session).await;
            let before = served.ledger_size().await;
            let reply = served.ask(request(route, &known).signed_in(&session)).await;
            let grown = served.ledger_size().await - before;
            if may(role, act) {
                assert!(answers_with(route, reply.status), "{role:?} {route:?}: {reply:?}");
                assert_eq!(grown, entries(route), "{role:?} {route:?}");
            } else {
                assert_eq!(reply.status, 403, "{role:?} {route:?}: {reply:?}");
                assert_eq!(grown, 0, "{role:?} {route:?}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_hide_what_a_role_cannot_do() {
    let served = Served::new().await;
    for role in Role::ALL {
        let session = served.sign_in(role).await;
        let csrf = served.csrf(&session).await;
        let today = served.ask(Ask::get("/").signed_in(&session)).await;
        assert_eq!(today.body.contains("href=\"/ledger\""), may(role, Act::ReadLedger), "{role:?}");
        assert_eq!(today.body.contains("href=\"/users\""), may(role, Act::Administer), "{role:?}");
        let dropped =
            served.ask(Ask::upload("/drop", &csrf, "s.json", SBOM.as_bytes()).signed_in(&session)).await;
        assert_eq!(dropped.status, 200, "{dropped:?}");
        assert_eq!(dropped.body.contains("action=\"/drop/store\""), may(role, Act::Enter), "{role:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_sbom_is_judged_then_stored_for_its_product_and_then_found_by_its_advisory() {
    let served = Served::new().await;
    let session = served.sign_in(Role::Editor).await;
    let csrf = served.csrf(&session).await;
    let looked =
        served.ask(Ask::upload("/drop", &csrf, "em-200.json", SBOM.as_bytes()).signed_in(&session)).await;
    assert!(looked.body.contains("影響を受けるものが 1 件"), "{}", looked.body);
    assert!(sboms::list(&served.app, &served.local).await.unwrap().is_empty(), "looking stores nothing");
    let stored = served
        .ask(Ask::post("/drop/store", &format!("csrf={csrf}&subject=product%3AP1")).signed_in(&session))
        .await;
    assert_eq!(stored.status, 200, "{stored:?}");
    let heads = sboms::list(&served.app, &served.local).await.unwrap();
    assert_eq!(heads[0].subject, SbomSubject::Product("P1".parse().unwrap()));
    let page = served.ask(Ask::get("/vulnerabilities/SKS-1").signed_in(&session)).await;
    for word in ["leftpad 1.1.0", "EM-200", "主PLC", "生産", "組立", "影響あり", "CVE-2026-1"] {
        assert!(page.body.contains(word), "{word} is missing: {}", page.body);
    }
    let again = served.ask(Ask::post("/drop/store", &format!("csrf={csrf}")).signed_in(&session)).await;
    assert_eq!(again.status, 410, "taken once only: {again:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incident_opened_in_one_line_shows_its_clocks_as_soon_as_somebody_is_aware() {
    let served = Served::new().await;
    let session = served.sign_in(Role::Editor).await;
    let csrf = served.csrf(&session).await;
    let form = |rest: &str| format!("csrf={csrf}&{rest}");
    let send = async |path: &str, rest: &str| {
        let reply = served.ask(Ask::post(path, &form(rest)).signed_in(&session)).await;
        assert_eq!(reply.status, 303, "{path}: {reply:?}");
        reply.header("location").unwrap().to_owned()
    };
    let page = async |path: &str| served.ask(Ask::get(path).signed_in(&session)).await.body;
    let at = send("/incidents", "name=exploited&vulnerability=CVE-2026-1&exercise=yes").await;
    let before = page(&at).await;
    assert!(before.contains("【訓練】exploited") && !before.contains("動いている期限"), "{before}");
    assert!(before.contains("出所：CVE-2026-1"), "{before}");
    let add = format!("{at}/add");
    send(&add, "what=aware&of=exploited-vulnerability&words=seen&at=2026-11-23T14:05").await;
    let after = page(&at).await;
    for word in ["動いている期限", "2026-11-23", "認識", "seen", "記録した時"] {
        assert!(after.contains(word), "{word} is missing: {after}");
    }
    let today = page("/").await;
    assert!(today.contains("報告の期限") && today.contains("【訓練】"), "{today}");
    // What cannot be is refused in words, and nothing is added.
    let entries = served.ledger_size().await;
    let wrong = served.ask(Ask::post(&add, &form("what=aware&of=nothing&words=x")).signed_in(&session)).await;
    assert_eq!(wrong.status, 422, "{wrong:?}");
    assert_eq!(served.ledger_size().await, entries);
}
