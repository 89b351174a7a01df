//! Vulnerability handling in the browser: why something is urgent, how far it is dealt with, what a person decided or
//! found out, and what follows from what was stored.

use sekisho_app::{feeds, sboms};
use sekisho_model::{Role, SbomSubject};
use serde_json::{Value, json};

use super::client::{Ask, Reply, SBOM, Served};

/// An advisory that names a family of controllers, of which the register has one, and the firmware below 31.
fn of_a_family() -> Value {
    json!({ "document": { "category": "csaf_security_advisory", "csaf_version": "2.0", "title": "two holes",
            "publisher": { "category": "vendor", "name": "Mitsubishi Electric", "namespace": "https://example.com" },
            "tracking": { "id": "FAM-1", "status": "final", "version": "1.0.0",
                "initial_release_date": "2026-01-01T00:00:00Z", "current_release_date": "2026-01-01T00:00:00Z",
                "revision_history": [{ "number": "1.0.0", "date": "2026-01-01T00:00:00Z", "summary": "s" }] } },
        "product_tree": { "branches": [{ "category": "vendor", "name": "Mitsubishi Electric", "branches": [
            { "category": "product_name", "name": "MELSEC iQ-R Series", "branches": [
                { "category": "product_version_range", "name": "< 31",
                  "product": { "name": "Mitsubishi Electric MELSEC iQ-R Series < 31", "product_id": "X" } }] }] }] },
        "vulnerabilities": [
            { "cve": "CVE-2026-11", "product_status": { "known_affected": ["X"] } },
            { "cve": "CVE-2026-12", "product_status": { "under_investigation": ["X"] } }] })
}

struct Desk {
    served: Served,
    session: String,
    csrf: String,
}

impl Desk {
    /// A register whose own product P1, which asset A1 runs, contains what SKS-1 names: two things to mark.
    async fn new() -> Self {
        let served = Served::new().await;
        let subject = SbomSubject::Product("P1".parse().unwrap());
        sboms::add(&served.app, &served.local, "em-200.json", SBOM.as_bytes(), subject).await.unwrap();
        let session = served.sign_in(Role::Editor).await;
        let csrf = served.csrf(&session).await;
        Self { served, session, csrf }
    }

    async fn with_family() -> Self {
        let desk = Self::new().await;
        let bytes = serde_json::to_vec(&of_a_family()).unwrap();
        feeds::import(&desk.served.app, &desk.served.local, "fam.json", &bytes).await.unwrap();
        desk
    }

    async fn get(&self, path: &str) -> String {
        let reply = self.served.ask(Ask::get(path).signed_in(&self.session)).await;
        assert_eq!(reply.status, 200, "{path}: {reply:?}");
        reply.body
    }

    async fn post(&self, path: &str, form: &str) -> Reply {
        let form = format!("csrf={}&{form}", self.csrf);
        self.served.ask(Ask::post(path, &form).signed_in(&self.session)).await
    }
}

/// What an address says after a word, up to the quote that ends it.
fn address<'a>(page: &'a str, begins: &str) -> &'a str {
    let at = page.find(begins).unwrap_or_else(|| panic!("{begins} is missing: {page}"));
    page[at..].split('"').next().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_advisory_says_why_it_ranks_there_and_the_list_shows_and_filters_how_soon() {
    let desk = Desk::new().await;
    let page = desk.get("/vulnerabilities/SKS-1?lang=ja").await;
    for words in
        ["なぜこの順位か", "計画より早く", "悪用の情報は手元にありません", "高いものとして扱います", "組立"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    let list = desk.get("/vulnerabilities?lang=en&urgency=soon&identity=exact&mark=not-started").await;
    assert!(list.contains("href=\"/vulnerabilities/SKS-1\"") && list.contains("ahead of plan"), "{list}");
    for other in ["urgency=now", "identity=family", "mark=done"] {
        let list = desk.get(&format!("/vulnerabilities?lang=en&{other}")).await;
        assert!(!list.contains("href=\"/vulnerabilities/SKS-1\""), "{other}: {list}");
        assert!(list.contains("No advisories match."), "{other}: {list}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn csaf_13_a_mark_set_on_the_page_is_counted_there_in_the_list_and_in_recovery() {
    let desk = Desk::new().await;
    let page = desk.get("/vulnerabilities/SKS-1?lang=ja").await;
    assert!(page.contains("当たったもの 2 件：未着手 2 件、対処中 0 件、対処済み 0 件。"), "{page}");
    let before = desk.served.ledger_size().await;
    let form = "vulnerability=SKS-1&thing=asset%3AA1&state=in-progress";
    let reply = desk.post("/vulnerabilities/SKS-1/mark", form).await;
    assert_eq!(
        (reply.status, reply.header("location")),
        (303, Some("/vulnerabilities/SKS-1#handling-SKS-1"))
    );
    assert_eq!(desk.served.ledger_size().await, before + 1);
    let page = desk.get("/vulnerabilities/SKS-1?lang=ja").await;
    assert!(page.contains("未着手 1 件、対処中 1 件、対処済み 0 件。"), "{page}");
    assert!(desk.get("/vulnerabilities?mark=in-progress").await.contains("/vulnerabilities/SKS-1"));
    let recovery = desk.get("/recovery?lang=en&state=open").await;
    for words in ["under way", "主PLC", "SKS-1", "CVE-2026-1", "▲ late"] {
        assert!(recovery.contains(words), "{words}: {recovery}");
    }
    // Everything that is matched, at once.
    let reply = desk.post("/vulnerabilities/SKS-1/mark", "vulnerability=SKS-1&all=yes&state=done").await;
    assert_eq!(reply.status, 303, "{reply:?}");
    let recovery = desk.get("/recovery?lang=ja&state=contradicts").await;
    assert!(recovery.contains("台帳の版が古いままです"), "{recovery}");
    assert!(desk.get("/vulnerabilities?mark=done").await.contains("/vulnerabilities/SKS-1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_marked_where_nothing_is_chosen_and_a_viewer_is_shown_no_form() {
    let desk = Desk::new().await;
    let before = desk.served.ledger_size().await;
    for (form, status) in [
        ("vulnerability=SKS-1&state=done", 422),
        ("thing=asset%3AA1&state=done", 422),
        ("vulnerability=SKS-1&thing=asset%3AA1&state=gone", 400),
        ("vulnerability=SKS-1&thing=zone%3AZ1&state=done", 400),
        ("vulnerability=SKS-1&thing=asset%3ANONE&state=done", 404),
    ] {
        let reply = desk.post("/vulnerabilities/SKS-1/mark", form).await;
        assert_eq!(reply.status, status, "{form}: {reply:?}");
    }
    assert_eq!(desk.served.ledger_size().await, before);
    let session = desk.served.sign_in(Role::Viewer).await;
    let page = desk.served.ask(Ask::get("/vulnerabilities/SKS-1").signed_in(&session)).await;
    assert!(page.body.contains("id=\"handling-") && !page.body.contains("/mark\""), "{}", page.body);
    assert!(!page.body.contains("/tables/decision/new"), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_decision_is_filled_in_for_what_is_at_hand_and_settles_it_once_saved() {
    let desk = Desk::new().await;
    let page = desk.get("/vulnerabilities/SKS-1?lang=ja").await;
    let link = address(&page, "/tables/decision/new?").replace("&amp;", "&");
    for part in ["vulnerabilities=CVE-2026-1", "products=P1", "component=pkg%3Acargo%2Fleftpad%401.1.0"] {
        assert!(link.contains(part), "{part}: {link}");
    }
    assert!(!link.contains("status="), "{link}");
    let form = desk.get(&link).await;
    assert!(form.contains("value=\"pkg:cargo/leftpad@1.1.0\""), "{form}");
    let typed = link.split_once('?').unwrap().1;
    let typed = format!("{typed}&id=VX-01&status=not-affected&justification=component-not-present");
    let reply = desk.post("/tables/decision/new", &typed).await;
    assert_eq!(reply.status, 303, "{reply:?}");
    let page = desk.get("/vulnerabilities/SKS-1?lang=ja").await;
    assert!(page.contains("href=\"/tables/decision/row/VX-01\""), "{page}");
    assert!(
        page.contains("照合した 1 件の中に、影響を受けるものはありません。")
            && !page.contains("id=\"handling-"),
        "{page}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_with_firmware_is_decided_for_exactly_that_firmware() {
    let desk = Desk::with_family().await;
    let page = desk.get("/vulnerabilities/FAM-1?lang=ja").await;
    let link = address(&page, "/tables/decision/new?").replace("&amp;", "&");
    assert!(link.contains("assets=A1") && link.contains("versions=%3D%2030"), "{link}");
    let typed = format!(
        "{}&id=VX-01&status=not-affected&justification=inline-mitigations-already-exist",
        link.split_once('?').unwrap().1
    );
    assert_eq!(desk.post("/tables/decision/new", &typed).await.status, 303);
    let page = desk.get("/vulnerabilities/FAM-1?lang=ja").await;
    assert!(page.contains("決めた判断：") && !page.contains("id=\"handling-"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_vulnerability_of_a_thing_has_its_own_verdict_and_reason() {
    let desk = Desk::with_family().await;
    let page = desk.get("/vulnerabilities/FAM-1?lang=ja").await;
    let (_, each) = page.split_once("脆弱性ごとの判定").unwrap();
    let (first, second) = (each.find("CVE-2026-11").unwrap(), each.find("CVE-2026-12").unwrap());
    assert!(first < second, "worst first");
    assert!(each[first..second].contains("影響あり"), "{each}");
    assert!(each[second..].contains("発行元が調査中です"), "{each}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_finds_out_about_a_device_is_kept_with_its_evidence() {
    let desk = Desk::with_family().await;
    let page = desk.get("/vulnerabilities/FAM-1?lang=ja").await;
    assert!(page.contains("同じ製品かどうか分からないもの"), "{page}");
    for words in ["MELSEC iQ-R Series", "R04ENCPU", "同じ製品", "別の製品", "シリーズ一致"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let form = "thing=asset%3AA1&vendor=Mitsubishi+Electric&product=MELSEC+iQ-R+Series&same=other";
    let reply = desk.post("/vulnerabilities/FAM-1/same", form).await;
    assert_eq!(reply.status, 422, "without evidence: {reply:?}");
    let before = desk.served.ledger_size().await;
    let reply = desk.post("/vulnerabilities/FAM-1/same", &format!("{form}&evidence=nameplate")).await;
    assert_eq!(reply.header("location"), Some("/vulnerabilities/FAM-1#identity-FAM-1"), "{reply:?}");
    assert_eq!(desk.served.ledger_size().await, before + 1);
    let page = desk.get("/vulnerabilities/FAM-1?lang=ja").await;
    assert!(!page.contains("id=\"identity-") && !page.contains("id=\"handling-"), "{page}");
    assert!(desk.get("/tables/ruling").await.contains("nameplate"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_late_comes_first_today_and_the_trend_is_told() {
    let desk = Desk::new().await;
    let today = desk.get("/?lang=ja").await;
    assert!(today.contains("期限を過ぎた対処 2 件を確認する"), "{today}");
    assert!(address(&today, "/recovery?state=late") == "/recovery?state=late");
    let recovery = desk.get("/recovery?lang=ja").await;
    for words in [
        "対処が済んでいないものが 2 件あり、うち 2 件は期限を過ぎています。",
        "<svg class=\"trend\"",
        "▲ 期限超過",
    ] {
        assert!(recovery.contains(words), "{words}: {recovery}");
    }
    assert!(recovery.contains("aria-current=\"page\">対処の状況"), "{recovery}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_to_deal_with_says_so_and_how_to_begin() {
    let served = Served::new().await;
    let session = served.sign_in(Role::Viewer).await;
    let page = served.ask(Ask::get("/recovery?lang=en").signed_in(&session)).await.body;
    assert!(page.contains("There is no vulnerability to deal with yet."), "{page}");
    assert!(
        page.contains("href=\"/tables/remediation\"") && !page.contains("<svg class=\"trend\""),
        "{page}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stored_tells_what_follows_from_it_and_nothing_twice() {
    let served = Served::new().await;
    let session = served.sign_in(Role::Editor).await;
    let csrf = served.csrf(&session).await;
    let mut told = Vec::new();
    for _ in 0..2 {
        served.ask(Ask::upload("/drop", &csrf, "s.json", SBOM.as_bytes()).signed_in(&session)).await;
        let form = format!("csrf={csrf}&subject=product%3AP1");
        let stored = served.ask(Ask::post("/drop/store", &form).signed_in(&session)).await;
        assert_eq!(stored.status, 200, "{stored:?}");
        told.push(stored.body);
    }
    assert!(told[0].contains("知らせることが 1 件あり、うち 1 件は影響を受けます。"), "{}", told[0]);
    assert!(
        told[0].contains("href=\"/vulnerabilities/SKS-1\"") && told[0].contains("機器・SBOM の追加や変更")
    );
    assert!(told[1].contains("新しく知らせることはありません。"), "{}", told[1]);
}
