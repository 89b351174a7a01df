//! Measures, risk and rules: what their pages promise.

use sekisho_app::register;
use sekisho_app::scan::File;
use sekisho_exchange::ImportOptions;
use sekisho_model::Role;

use super::client::{Ask, Served};

/// A way in from outside to a controller that a business needs, one measure in place and one that is late.
const MORE: &str = r#"
format = 1

[[zone]]
id = "OUT"
name = "保守会社"
level = "outside"

[[conduit]]
id = "C1"
name = "遠隔保守の回線"
from = "OUT"
to = "Z1"
direction = "both"
kind = "remote-maintenance"

[[asset]]
id = "A3"
name = "搬送PLC"
kind = "device"
zone = "Z1"
importance = "large"
role = "controller"
businesses = ["B1"]

[[zone-threat]]
id = "T1"
name = "保守の口から止められる"
zone = "Z1"
threat = "remote-maintenance-abuse"
level = 3
loss = { delivery = "high" }
reason = "共用の ID が残っている"

[[measure]]
id = "M1"
name = "区画を分ける"
state = "planned"
zones = ["Z1"]
practice = "zone-segmentation"
cost_yen = 1200000
due = "2020-01-31"

[[measure]]
id = "M2"
name = "口頭の約束"
state = "in-place"
"#;

const CELL: &str = "/measures?zone=Z1&threat=remote-maintenance-abuse";

async fn put(served: &Served, document: &str) {
    let file = File { name: "more.toml".to_owned(), bytes: document.as_bytes().to_vec() };
    let proposal =
        register::propose(&served.app, &served.local, &[file], ImportOptions::default()).await.unwrap();
    assert!(!proposal.is_empty() && !proposal.is_refused(), "{:?}", proposal.problems);
    register::accept(&served.app, &served.local, &proposal).await.unwrap();
}

async fn served() -> (Served, String) {
    let served = Served::new().await;
    put(&served, MORE).await;
    let session = served.sign_in(Role::Editor).await;
    (served, session)
}

async fn page(served: &Served, session: &str, path: &str) -> String {
    let reply = served.ask(Ask::get(path).signed_in(session)).await;
    assert_eq!(reply.status, 200, "{path}: {reply:?}");
    reply.body
}

fn answer(html: &str) -> &str {
    html.split("class=\"answer\">").nth(1).and_then(|rest| rest.split('<').next()).unwrap_or_default()
}

/// The figures of a sentence, in order.
fn figures(sentence: &str) -> Vec<usize> {
    sentence.split(|c: char| !c.is_ascii_digit()).filter_map(|word| word.parse().ok()).collect()
}

/// The first link that begins so, as a browser asks for it.
fn link(html: &str, begins: &str) -> String {
    let (_, rest) =
        html.split_once(&format!("href=\"{begins}")).unwrap_or_else(|| panic!("no {begins}: {html}"));
    format!("{begins}{}", rest.split('"').next().unwrap()).replace("&amp;", "&")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_pair_of_a_zone_and_a_threat_is_in_the_answer_of_measures() {
    let (served, session) = served().await;
    let html = page(&served, &session, "/measures").await;
    let figures = figures(answer(&html));
    let [all, parts @ ..] = figures.as_slice() else { panic!("{html}") };
    assert_eq!((*all, parts.len()), (parts.iter().sum(), 5), "{}", answer(&html));
    assert!(*all > 10 && parts[2] == 1, "one cell is planned: {}", answer(&html));
    assert!(html.contains("未検討の脅威") && html.contains("対象が書かれていない対策"), "{html}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cell_opens_to_its_row_its_measures_and_what_the_catalog_knows_besides() {
    let (served, session) = served().await;
    let html = page(&served, &session, CELL).await;
    assert!(answer(&html).contains("計画中の対策だけ"), "{}", answer(&html));
    for word in
        ["保守の口から止められる", "共用の ID が残っている", "区画を分ける", "/tables/zone-threat/row/T1"]
    {
        assert!(html.contains(word), "{word}: {html}");
    }
    let offered = html.split("加えられる対策（カタログ）").nth(1).unwrap();
    assert!(!offered.contains("practice=zone-segmentation"), "it is there already");
    assert!(offered.contains("practice=boundary-filter"), "{offered}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_measure_of_the_catalog_is_one_filled_in_form_away_and_only_for_whoever_may_enter() {
    let (served, session) = served().await;
    let html = page(&served, &session, CELL).await;
    let form = page(&served, &session, &link(&html, "/tables/measure/new?")).await;
    let value = |field: &str| {
        let (_, rest) = form.split_once(&format!("name=\"{field}\"")).unwrap();
        rest.split("</div>").next().unwrap().to_owned()
    };
    assert!(!value("practice").contains("value=\"\""), "{}", value("practice"));
    assert!(value("zones").contains("Z1") || value("conduits").contains("C1"), "{form}");
    let viewer = served.sign_in(Role::Viewer).await;
    let html = page(&served, &viewer, CELL).await;
    assert!(html.contains("加えられる対策") && !html.contains("/new?"), "{html}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_threat_that_nobody_considered_is_never_shown_as_countered() {
    let (served, session) = served().await;
    let html = page(&served, &session, "/measures?zone=Z1&threat=ransomware-spread").await;
    assert!(answer(&html).contains("未検討"), "{}", answer(&html));
    let form = page(&served, &session, &link(&html, "/tables/zone-threat/new?")).await;
    assert!(form.contains("value=\"ransomware-spread\"") && form.contains("value=\"Z1\""), "{form}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_measure_is_marked_and_an_unknown_cost_is_counted_not_taken_for_free() {
    let (served, session) = served().await;
    let html = page(&served, &session, "/measures").await;
    assert!(html.contains("▲") && html.contains("期限切れ"), "{html}");
    let costs = html.split("id=\"costs\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(costs.contains("1,200,000 円"), "{costs}");
    let in_place = costs.split("</tr>").find(|row| row.contains("実施済み")).unwrap();
    assert!(in_place.ends_with("<td class=\"figures\">1</td>"), "{in_place}");
    let filtered = page(&served, &session, "/measures?state=in-place").await;
    let list = filtered.split("id=\"measures\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(list.contains("口頭の約束") && !list.contains("区画を分ける"), "{list}");
}

#[tokio::test(flavor = "multi_thread")]
async fn assets_that_could_not_be_rated_are_counted_beside_those_that_were() {
    let (served, session) = served().await;
    let html = page(&served, &session, "/risk").await;
    let figures = figures(answer(&html));
    assert_eq!((figures[0], figures.last()), (3, Some(&2)), "{}", answer(&html));
    assert!(html.contains("重要度が未定です"), "{html}");
    assert!(html.contains("IPA の表ではありません") && html.contains("sekisho catalog load"), "{html}");
    let none = page(&served, &session, "/risk?value=E").await;
    assert!(none.contains("この条件に合う保護対象はありません"), "{none}");
    let threat = page(&served, &session, "/risk?zone=Z1&threat=remote-maintenance-abuse").await;
    assert!(threat.contains("/risk/assets/A3"), "{threat}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_opens_to_its_reasons_and_a_missing_one_to_what_is_missing() {
    let (served, session) = served().await;
    let html = page(&served, &session, "/risk/assets/A3").await;
    for word in ["class=\"grade ", "脅威レベル 3：ステップ 1-7", "脆弱性レベル", "区画を分ける", "手口："]
    {
        assert!(html.contains(word), "{word}: {html}");
    }
    let open = page(&served, &session, "/risk/assets/A1").await;
    assert!(
        answer(&open).contains("評価できません") && answer(&open).contains("重要度"),
        "{}",
        answer(&open)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scenario_is_drawn_edited_under_its_own_id_and_set_apart_where_it_was_rejected() {
    let (served, session) = served().await;
    let list = page(&served, &session, "/risk/business").await;
    assert!(answer(&list).contains("攻撃が届くもの 1 件"), "{}", answer(&list));
    let html = page(&served, &session, "/risk/business/B1").await;
    assert!(html.contains("class=\"attack-tree\"") && html.contains("遠隔保守の回線"), "{html}");
    let edit = link(&html, "/tables/scenario/new?");
    let form = page(&served, &session, &edit).await;
    assert!(form.contains("AS:B1:"), "{form}");
    let csrf = served.csrf(&session).await;
    let fields = edit.split_once('?').unwrap().1.replace("state=", "was=");
    let sent = format!("csrf={csrf}&{fields}&state=rejected&note=%E7%90%86%E7%94%B1");
    let reply = served.ask(Ask::post("/tables/scenario/new", &sent).signed_in(&session)).await;
    assert_eq!(reply.status, 303, "{reply:?}");
    let html = page(&served, &session, "/risk/business/B1").await;
    let rejected = html.split("id=\"rejected\"").nth(1).unwrap();
    assert!(rejected.contains("/tables/scenario/row/AS%3AB1%3A") && rejected.contains("理由"), "{rejected}");
}

#[tokio::test(flavor = "multi_thread")]
async fn trying_out_a_measure_says_what_would_change_and_stores_nothing() {
    let (served, session) = served().await;
    let before = served.ledger_size().await;
    let html = page(&served, &session, "/risk/what-if?measure=M1&state=in-place").await;
    assert!(
        answer(&html).contains("区画を分ける") && answer(&html).contains("実施済み"),
        "{}",
        answer(&html)
    );
    assert!(html.contains("搬送PLC") && html.contains("下がる"), "{html}");
    assert!(html.contains("計画あり") && html.contains("備えが変わるところ"), "{html}");
    assert_eq!(served.ledger_size().await, before);
    let form = page(&served, &session, "/risk/what-if?measure=M1&state=nonsense").await;
    assert!(answer(&form).contains("対策 2 件（うち計画・案 1 件）"), "{}", answer(&form));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_is_explained_in_the_readers_language_beside_what_it_finds() {
    let (served, session) = served().await;
    let list = page(&served, &session, "/rules").await;
    assert_eq!(figures(answer(&list))[0], sekisho_assess::rules::RULES.len());
    let ja = page(&served, &session, "/rules/measure-overdue?lang=ja").await;
    assert!(ja.contains("直し方") && !ja.contains("How to mend") && ja.contains("区画を分ける"), "{ja}");
    let en = page(&served, &session, "/rules/measure-overdue?lang=en").await;
    assert!(en.contains("How to mend") && !en.contains("<h2>直し方"), "{en}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_not_found() {
    let (served, session) = served().await;
    for path in [
        "/measures?zone=nothing",
        "/measures?threat=nothing",
        "/risk/assets/nothing",
        "/risk/business/nothing",
        "/risk/what-if?measure=nothing&state=planned",
        "/rules/nothing",
        "/rules/..%2FREADME",
    ] {
        let reply = served.ask(Ask::get(path).signed_in(&session)).await;
        assert_eq!(reply.status, 404, "{path}: {reply:?}");
    }
    let outside = page(&served, &session, "/measures?zone=OUT").await;
    assert!(answer(&outside).contains("評価しません"), "{}", answer(&outside));
}

#[tokio::test(flavor = "multi_thread")]
async fn opened_pages_answer_once_in_either_language_and_their_links_lead_somewhere() {
    let (served, session) = served().await;
    let mut seen = std::collections::BTreeSet::new();
    let what_if = "/risk/what-if?measure=M1&state=dropped";
    for path in
        [CELL, "/measures?zone=Z1", "/risk/assets/A3", "/risk/business/B1", what_if, "/rules/zone-empty"]
    {
        for lang in ["ja", "en"] {
            let join = if path.contains('?') { '&' } else { '?' };
            let html = page(&served, &session, &format!("{path}{join}lang={lang}")).await;
            assert_eq!(
                (html.matches("<h1>").count(), html.matches("class=\"answer\"").count()),
                (1, 1),
                "{path}"
            );
            assert_eq!(
                lang == "ja",
                !answer(&html).is_ascii() && answer(&html).contains('。'),
                "{}",
                answer(&html)
            );
            let links = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
            seen.extend(links.map(|link| link.replace("&amp;", "&").split('#').next().unwrap().to_owned()));
        }
    }
    seen.remove("");
    assert!(seen.len() > 100, "{}", seen.len());
    for link in seen {
        let reply = served.ask(Ask::get(&link).signed_in(&session)).await;
        // An editor does not read the ledger.
        assert!(reply.status < 400 || link.starts_with("/ledger"), "{link}: {}", reply.status);
    }
}
