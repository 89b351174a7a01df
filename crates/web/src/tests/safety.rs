//! What keeps others out: host names, forms, cookies, headers, links that work once.

use std::time::Duration;

use axum::Router;
use axum::middleware;
use axum::routing::get;
use sekisho_model::Role;

use super::client::{Ask, SBOM, Served};
use crate::routes::Patience;
use crate::{ROUTES, Web, WebOptions, failure};

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_host_name_is_refused_before_anything_else() {
    let served = Served::new().await;
    let session = served.sign_in(Role::Administrator).await;
    for path in ["/", "/healthz", "/sign-in/x", "/api/v1/register"] {
        let reply = served.ask(Ask::get(path).with("host", "attacker.example").signed_in(&session)).await;
        assert_eq!(reply.status, 421, "{path}");
        assert!(reply.body.contains("attacker.example") && !reply.body.contains("試験工場"), "{reply:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_without_the_sessions_own_token_changes_nothing() {
    let served = Served::new().await;
    let (mine, other) = (served.sign_in(Role::Editor).await, served.sign_in(Role::Editor).await);
    let (token, foreign) = (served.csrf(&mine).await, served.csrf(&other).await);
    served.ask(Ask::upload("/drop", &token, "s.json", SBOM.as_bytes()).signed_in(&mine)).await;
    let before = served.ledger_size().await;
    for token in ["", "0000", &foreign] {
        for path in ["/drop/store", "/sign-out"] {
            let reply = served.ask(Ask::post(path, &format!("csrf={token}")).signed_in(&mine)).await;
            assert_eq!(reply.status, 403, "{path} {token}");
        }
        let upload =
            served.ask(Ask::upload("/drop", token, "s.json", SBOM.as_bytes()).signed_in(&mine)).await;
        assert_eq!(upload.status, 403);
    }
    let cross = Ask::post("/drop/store", &format!("csrf={token}")).signed_in(&mine);
    for (header, value) in [("sec-fetch-site", "cross-site"), ("origin", "http://attacker.example")] {
        assert_eq!(served.ask(cross.clone().with(header, value)).await.status, 403, "{header}");
    }
    assert_eq!(served.ledger_size().await, before);
    assert_eq!(served.ask(Ask::get("/").signed_in(&mine)).await.status, 200, "still signed in");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_link_is_not_used_up_by_looking_and_works_once() {
    let served = Served::new().await;
    let path = format!("/sign-in/{}", served.link(Role::Viewer).await);
    for _ in 0..3 {
        assert_eq!(served.ask(Ask::get(&path)).await.status, 200);
    }
    let reply = served.ask(Ask::post(&path, "")).await;
    let cookie = reply.header("set-cookie").unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    assert_eq!(reply.header("location"), Some("/"));
    assert_eq!(served.ask(Ask::post(&path, "")).await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_made_on_the_page_of_users_is_shown_once_signs_in_once_and_names_who_made_it() {
    let served = Served::new().await;
    let session = served.sign_in(Role::Administrator).await;
    let csrf = served.csrf(&session).await;
    let form = format!("csrf={csrf}");
    let page = served.ask(Ask::post("/users/editor/link", &form).signed_in(&session)).await;
    assert_eq!((page.status, page.header("cache-control")), (200, Some("no-store")), "{page:?}");
    let link = page.body.split_once("<pre id=\"link\">").unwrap().1.split('<').next().unwrap();
    let path = link.strip_prefix(&format!("http://{}", served.address)).unwrap().to_owned();
    let entry = &sekisho_app::ledger::newest(&served.app, &served.local, None, 1).await.unwrap()[0];
    let noted = (entry.actor(), entry.action(), entry.subject());
    assert_eq!(noted, ("administrator", "user-link", "user:editor"));
    let detail = entry.detail().text().unwrap();
    let secret = path.strip_prefix("/sign-in/").unwrap();
    assert!(secret.len() > 40 && !detail.contains(secret), "{detail}");
    let users = served.ask(Ask::get("/users").signed_in(&session)).await;
    assert!(users.body.contains("/users/editor/link") && !users.body.contains(secret), "{users:?}");
    let used = served.ask(Ask::post(&path, "")).await;
    assert_eq!((used.status, served.ask(Ask::post(&path, "")).await.status), (303, 401));
    let cookie = used.header("set-cookie").unwrap();
    let editor = cookie.strip_prefix("sekisho=").unwrap().split(';').next().unwrap();
    let today = served.ask(Ask::get("/").signed_in(editor)).await;
    assert!(today.body.contains("編集者"), "{today:?}");
    let refused = served.ask(Ask::post("/users/nobody/link", &form).signed_in(&session)).await;
    assert_eq!(refused.status, 404, "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_barred_gets_no_link_and_the_page_says_so() {
    let served = Served::new().await;
    let session = served.sign_in(Role::Administrator).await;
    let csrf = served.csrf(&session).await;
    let name = sekisho_model::UserName::try_from("viewer".to_owned()).unwrap();
    let barred = sekisho_model::User { name, role: Role::Viewer, disabled: true };
    sekisho_app::users::change(&served.app, &served.local, &barred).await.unwrap();
    let before = served.ledger_size().await;
    let users = served.ask(Ask::get("/users").signed_in(&session)).await;
    assert!(users.body.contains("停止中") && !users.body.contains("/users/viewer/link"), "{users:?}");
    let form = format!("csrf={csrf}");
    let refused = served.ask(Ask::post("/users/viewer/link", &form).signed_in(&session)).await;
    assert_eq!((refused.status, served.ledger_size().await), (422, before), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_the_session() {
    let served = Served::new().await;
    let session = served.sign_in(Role::Viewer).await;
    let csrf = served.csrf(&session).await;
    let reply = served.ask(Ask::post("/sign-out", &format!("csrf={csrf}")).signed_in(&session)).await;
    assert_eq!(reply.status, 303);
    assert!(reply.header("set-cookie").unwrap().contains("Max-Age=0"));
    assert_eq!(served.ask(Ask::get("/").signed_in(&session)).await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_forbids_what_pages_do_not_need() {
    let served = Served::new().await;
    let session = served.sign_in(Role::Administrator).await;
    let paths = ROUTES.iter().map(|route| route.path).chain(["/nothing-here"]);
    for path in paths {
        let reply = served.ask(Ask::get(path.replace(['{', '}'], "")).signed_in(&session)).await;
        let policy = reply.header("content-security-policy").unwrap_or_default();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(reply.header("referrer-policy"), Some("no-referrer"), "{path}");
        assert!(reply.header("cache-control").is_some(), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_too_large_is_refused_with_words() {
    let served = Served::new().await;
    let session = served.sign_in(Role::Editor).await;
    let form = format!("csrf={}", "x".repeat(100_000));
    let reply = served.ask(Ask::post("/sign-out", &form).signed_in(&session)).await;
    assert_eq!(reply.status, 413);
    assert!(reply.body.contains("大きすぎます"), "{reply:?}");
}

/// The same register, served with other bounds on waiting.
async fn waiting(served: Served, silence: u64, file: u64) -> Served {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let [silence, file] = [silence, file].map(Duration::from_millis);
    let patience = Patience { silence, answer: file, file };
    let router = crate::patient(served.app.clone(), WebOptions::default(), patience);
    tokio::spawn(crate::serve(listener, router, std::future::pending()));
    Served { address, ..served }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_comes_slowly_is_taken_and_one_that_stays_away_is_told_so() {
    let served = waiting(Served::new().await, 1_000, 60_000).await;
    let session = served.sign_in(Role::Editor).await;
    let csrf = served.csrf(&session).await;
    let before = served.ledger_size().await;
    let upload = || Ask::upload("/evidence", &csrf, "minutes.txt", b"minutes").signed_in(&session);
    // Twelve pieces, each a tenth of what may be silent, and longer than that together.
    let begun = std::time::Instant::now();
    let taken = served.ask(upload().in_pieces(12, Duration::from_millis(100))).await;
    assert!(begun.elapsed() > Duration::from_secs(1), "longer than the silence that is allowed");
    assert_eq!((taken.status, served.ledger_size().await), (303, before + 1), "{taken:?}");
    let cut = served.ask(upload().that_stays_away()).await;
    assert_eq!((cut.status, served.ledger_size().await), (400, before + 1), "{cut:?}");
    assert!(cut.body.contains("最後まで届きませんでした"), "{cut:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_takes_too_long_altogether_is_told_so() {
    let served = waiting(Served::new().await, 60_000, 1_000).await;
    let session = served.sign_in(Role::Editor).await;
    let csrf = served.csrf(&session).await;
    let upload = Ask::upload("/evidence", &csrf, "minutes.txt", b"minutes").signed_in(&session);
    let cut = served.ask(upload.that_stays_away()).await;
    assert_eq!(cut.status, 504, "{cut:?}");
    assert!(cut.body.contains("時間内に"), "a page with words, not an empty one: {cut:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bug_says_that_it_is_ours() {
    let served = Served::new().await;
    let options = WebOptions::default();
    let web = Web { app: served.app.clone(), options: options.into(), held: std::sync::Arc::default() };
    let broken: Router = Router::new()
        .route(
            "/",
            get(|| async {
                if true {
                    panic!("a bug made for this test")
                }
            }),
        )
        .layer(middleware::from_fn_with_state(web, failure::dress));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(crate::serve(listener, broken, std::future::pending()));
    let reply = Served { address, ..served }.ask(Ask::get("/")).await;
    assert_eq!(reply.status, 500);
    assert!(reply.body.contains("関所の不具合です"), "{reply:?}");
}
