//! What holds for every page: languages, words, links, nothing from elsewhere.

use axum::http::Method;
use sekisho_model::{RecordKind, Role};

use super::client::{Ask, NEWER_FORM, Served};
use crate::ROUTES;

/// Every page of a signed-in administrator, and some that are refused.
fn paths() -> Vec<String> {
    let mut paths: Vec<String> = ROUTES
        .iter()
        .filter(|route| route.method == Method::GET && !route.path.contains('{'))
        .filter(|route| !route.path.starts_with("/api/") && route.path != "/healthz")
        .filter(|route| route.path != "/incidents/calendar.ics")
        .map(|route| route.path.to_owned())
        .collect();
    let more = [
        "/incidents/CA-01",
        "/incidents/CA-01/report/cra-aev-early-warning",
        "/incidents/CA-01/report/appi-preliminary",
        "/assets/A1",
        "/assets/A2",
        "/products/P1",
        "/vulnerabilities/SKS-1",
        "/plant?zone=Z%202%2F%C3%A4%3F",
        "/plant?advisory=SKS-1",
        "/plant?q=%22%3E%3Cscript%3E",
        "/observation?purpose=check",
        "/observation/devices?purpose=check",
        "/observation/matrix?purpose=check",
        "/observation/zones?purpose=%3Cscript%3E",
        "/search?q=%3Cscript%3E",
        "/search?q=PLC",
        "/assets/nothing",
        "/nothing-here",
        "/vulnerabilities/CVE-0",
        "/sign-in/x",
    ];
    paths.extend(more.map(str::to_owned));
    paths
}

async fn page(served: &Served, session: &str, path: &str, lang: &str) -> String {
    let join = if path.contains('?') { '&' } else { '?' };
    let reply = served.ask(Ask::get(format!("{path}{join}lang={lang}")).signed_in(session)).await;
    assert!(reply.header("content-type").unwrap().starts_with("text/html"), "{path}: {reply:?}");
    reply.body
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_speaks_its_readers_language_and_answers_first() {
    let served = Served::new().await;
    served.watch_line().await;
    let session = served.sign_in(Role::Administrator).await;
    for path in paths() {
        for lang in ["ja", "en"] {
            let html = page(&served, &session, &path, lang).await;
            assert!(html.contains(&format!("<html lang=\"{lang}\">")), "{path}");
            assert_eq!(html.matches("<h1>").count(), 1, "{path}");
            let (_, main) = html.split_once("<main").unwrap();
            assert!(main.contains("class=\"answer\""), "{path} answers nothing: {main}");
            let other = if lang == "ja" { "Sign out" } else { "サインアウト</button>" };
            assert!(!html.contains(other), "{path} in {lang}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_comes_from_elsewhere_and_no_name_becomes_markup() {
    let served = Served::new().await;
    served.watch_line().await;
    let session = served.sign_in(Role::Administrator).await;
    for path in paths() {
        let html = page(&served, &session, &path, "ja").await;
        for bad in
            [" style=", "onerror=alert", "<script>", "javascript:", "src=\"http", "src=\"//", "@import"]
        {
            let hit = html.match_indices(bad).find(|(at, _)| !html[..*at].ends_with("&gt;&lt;img src=x"));
            let escaped = html.contains("onerror=alert(1)&gt;");
            assert!(hit.is_none() || (bad == "onerror=alert" && escaped), "{path} has {bad}");
        }
        for link in html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(
                link.is_empty() || link.starts_with('/') || link.starts_with('#'),
                "{path} links to {link}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_link_leads_somewhere() {
    let served = Served::new().await;
    served.watch_line().await;
    let session = served.sign_in(Role::Administrator).await;
    let mut seen = std::collections::BTreeSet::new();
    for path in paths() {
        let html = page(&served, &session, &path, "ja").await;
        for link in html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let target = link.replace("&amp;", "&");
            let target = target.split('#').next().unwrap_or_default();
            let refused = ["/assets/nothing", "/nothing-here", "/vulnerabilities/CVE-0"];
            if !target.is_empty() && !refused.iter().any(|path| target.starts_with(path)) {
                seen.insert(target.to_owned());
            }
        }
    }
    assert!(seen.len() > 30, "{seen:?}");
    for link in seen {
        let reply = served.ask(Ask::get(&link).signed_in(&session)).await;
        assert!(reply.status < 400, "{link}: {}", reply.status);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_says_what_which_and_what_to_do_on_pages_and_in_the_api() {
    let served = Served::new().await;
    let session = served.sign_in(Role::Administrator).await;
    let html = page(&served, &session, "/assets/nothing", "ja").await;
    assert!(html.contains("保護対象「nothing」は登録されていません"), "{html}");
    let csrf = served.csrf(&session).await;
    let reply = served.ask(Ask::upload("/drop", &csrf, "x.bin", b"\x00\x01").signed_in(&session)).await;
    assert_eq!(reply.status, 422);
    assert!(reply.body.contains("x.bin"), "{reply:?}");
    let json = served.ask(Ask::get("/api/v1/impact/CVE-0").signed_in(&session)).await;
    assert_eq!((json.status, json.header("content-type")), (404, Some("application/json")));
    let refusal: serde_json::Value = serde_json::from_str(&json.body).unwrap();
    assert!(refusal["what"]["ja"].as_str().unwrap().contains("CVE-0"));
    assert!(!refusal["remedy"]["en"].as_str().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_row_or_cell_comes_back_with_what_was_typed_and_what_is_wrong() {
    let served = Served::new().await;
    let session = served.sign_in(Role::Editor).await;
    let (csrf, seen) = (served.csrf(&session).await, served.seen(RecordKind::Business, "B1").await);
    let typed = format!("csrf={csrf}&seen={seen}&note=kept&recovery_hours_max=soon");
    let row = served.ask(Ask::post("/tables/business/row/B1", &typed).signed_in(&session)).await;
    assert_eq!(row.status, 422);
    for part in ["<p class=\"wrong error\">", "value=\"soon\"", ">kept</textarea>"] {
        assert!(row.body.contains(part), "no {part}: {}", row.body);
    }
    for (version, text, status) in [(seen.as_str(), "soon", 422), ("another", "4", 409)] {
        let typed = format!("csrf={csrf}&id=B1&seen={version}&field=recovery_hours_max&text={text}");
        let cell = served.ask(Ask::post("/tables/business/cell", &typed).signed_in(&session)).await;
        assert_eq!(
            (cell.status, cell.header("content-type")),
            (status, Some("application/json")),
            "{cell:?}"
        );
        let answer: serde_json::Value = serde_json::from_str(&cell.body).unwrap();
        assert!(answer["words"].as_str().unwrap().chars().count() > 10, "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chosen_language_is_kept_and_the_api_answers_with_its_own_types() {
    let served = Served::new().await;
    let session = served.sign_in(Role::Viewer).await;
    let reply = served.ask(Ask::get("/?lang=en").signed_in(&session)).await;
    assert!(reply.header("set-cookie").unwrap().starts_with("sekisho_lang=en;"), "{reply:?}");
    let impact = served.ask(Ask::get("/api/v1/impact/CVE-2026-1").signed_in(&session)).await;
    let document: serde_json::Value = serde_json::from_str(&impact.body).unwrap();
    assert_eq!(document["impacts"][0]["advisory"], "SKS-1");
    let register = served.ask(Ask::get("/api/v1/register").signed_in(&session)).await;
    let document: serde_json::Value = serde_json::from_str(&register.body).unwrap();
    assert_eq!(document["format"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_edition_of_a_report_form_is_shown_field_by_field_before_it_is_taken() {
    let served = Served::new().await;
    let session = served.sign_in(Role::Administrator).await;
    let csrf = served.csrf(&session).await;
    let upload = async |name: &str, file: &str| {
        let ask = Ask::upload("/report-forms", &csrf, name, file.as_bytes());
        served.ask(ask.signed_in(&session)).await
    };
    let store = async |seen: &str| {
        let ask = Ask::post("/report-forms/store", &format!("csrf={csrf}&seen={seen}"));
        served.ask(ask.signed_in(&session)).await
    };
    let page = async |path: &str| served.ask(Ask::get(path).signed_in(&session)).await.body;
    let before = served.ledger_size().await;
    let shown = upload("newer.toml", NEWER_FORM).await.body;
    for word in ["→ 2027-04", "増える項目", "なくなる項目", "ただ一つの &lt;項目&gt;", "300 文字まで", "窓口"]
    {
        assert!(shown.contains(word), "{word}: {shown}");
    }
    assert_eq!(served.ledger_size().await, before, "looking keeps nothing");
    let seen = served.looked_at_forms(&session, &csrf).await;
    assert!(!page("/report-forms").await.contains("2027-04"));
    // Another file was chosen after the one that was looked at.
    upload("newer.toml", &NEWER_FORM.replace("300", "30")).await;
    assert_eq!(store(&seen).await.status, 409);
    assert_eq!(served.looked_at_forms(&session, &csrf).await, seen);
    assert_eq!(store(&seen).await.status, 303);
    assert_eq!(served.ledger_size().await, before + 1);
    let list = page("/report-forms?lang=en").await;
    assert!(list.contains("2027-04") && list.contains("report on personal data, newer edition"), "{list}");
    let limit = upload("newer.toml", &NEWER_FORM.replace("300", "30")).await.body;
    assert!(limit.contains("文字数の上限：300 → 30"), "{limit}");
    let same = upload("newer.toml", NEWER_FORM).await.body;
    assert!(same.contains("取り込むものはありません") && !same.contains("class=\"first\""), "{same}");
    take_the_newer_edition_out(&served, &session, &csrf).await;
    let broken = upload("broken.toml", &NEWER_FORM.replace("kind = \"text\"", "kind = \"song\"")).await;
    assert!(broken.status == 422 && broken.body.contains("broken.toml"), "{broken:?}");
    let viewer = served.sign_in(Role::Viewer).await;
    let list = served.ask(Ask::get("/report-forms").signed_in(&viewer)).await.body;
    assert!(list.contains("ppc-items") && !list.contains("type=\"file\""), "{list}");
}

async fn take_the_newer_edition_out(served: &Served, session: &str, csrf: &str) {
    const WITHOUT: &str = "/report-forms/without/newer.toml";
    let page = async |path: &str| served.ask(Ask::get(path).signed_in(session)).await.body;
    assert!(page("/report-forms").await.contains(WITHOUT));
    let before = served.ledger_size().await;
    let shown = page(WITHOUT).await;
    for word in ["外すと 1 件の様式が変わります", "2027-04 →", "ただ一つの &lt;項目&gt;"]
    {
        assert!(shown.contains(word), "{word}: {shown}");
    }
    assert_eq!(served.ledger_size().await, before, "looking changes nothing");
    let take_out = async |seen: &str| {
        let ask = Ask::post(WITHOUT, &format!("csrf={csrf}&seen={seen}"));
        served.ask(ask.signed_in(session)).await.status
    };
    assert_eq!(take_out("another").await, 409);
    let seen = shown.split_once("name=\"seen\" value=\"").and_then(|(_, rest)| rest.split_once('"'));
    let seen = seen.unwrap().0;
    assert_eq!((take_out(seen).await, served.ledger_size().await), (303, before + 1));
    let list = page("/report-forms").await;
    assert!(!list.contains("2027-04") && !list.contains(WITHOUT), "{list}");
    assert_eq!(take_out(seen).await, 404);
}
