//! Observation in the browser: nothing without a purpose, each look noted, and what a person makes of what was seen.

use sekisho_app::{ledger, observe};
use sekisho_model::Role;

use super::client::{Ask, Reply, Served};
use crate::href;

const PAGES: [&str; 5] = [
    "/observation",
    "/observation/live",
    "/observation/devices",
    "/observation/matrix",
    "/observation/zones",
];

struct Desk {
    served: Served,
    session: String,
    csrf: String,
}

impl Desk {
    async fn new(role: Role) -> Self {
        let served = Served::new().await;
        served.watch_line().await;
        let session = served.sign_in(role).await;
        let csrf = served.csrf(&session).await;
        Self { served, session, csrf }
    }

    async fn get(&self, path: &str) -> Reply {
        self.served.ask(Ask::get(path).signed_in(&self.session)).await
    }

    async fn post(&self, path: &str, form: &str) -> Reply {
        let form = format!("csrf={}&purpose=check&{form}", self.csrf);
        self.served.ask(Ask::post(path, &form).signed_in(&self.session)).await
    }

    async fn newest(&self) -> String {
        let newest = ledger::newest(&self.served.app, &self.served.local, None, 1).await.unwrap();
        format!("{newest:?}")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_purpose_a_page_asks_for_one_and_shows_and_notes_nothing() {
    let desk = Desk::new(Role::Overseer).await;
    let before = desk.served.ledger_size().await;
    for path in PAGES {
        for path in [path.to_owned(), format!("{path}?purpose=%20")] {
            let reply = desk.get(&path).await;
            assert_eq!(reply.status, 200, "{path}: {reply:?}");
            assert!(reply.body.contains("name=\"purpose\""), "{path}");
            assert!(!reply.body.contains("10.3"), "{path} tells an address without a purpose");
        }
    }
    assert_eq!(desk.served.ledger_size().await, before);
    assert!(desk.get("/observation").await.body.contains("line1.pcap"), "what was watched is no look");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_is_noted_with_its_purpose_which_stays_with_the_visit() {
    let desk = Desk::new(Role::Overseer).await;
    for path in PAGES {
        let before = desk.served.ledger_size().await;
        let reply = desk.get(&format!("{path}?purpose=monthly%20check")).await;
        assert_eq!(reply.status, 200, "{path}: {reply:?}");
        assert_eq!(desk.served.ledger_size().await, before + 1, "{path}");
        assert!(desk.newest().await.contains("monthly check"), "{path}");
        for other in PAGES {
            assert!(
                reply.body.contains(&format!("{other}?purpose=monthly%20check")),
                "{path} loses it to {other}"
            );
        }
        assert!(!reply.body.contains("<form class=\"mark\" method=\"post\" action=\"/observation/expect\""));
    }
    let long = desk.get(&format!("/observation?purpose={}", "x".repeat(401))).await;
    assert_eq!(long.status, 422, "{long:?}");
    let unknown = desk.get("/observation?purpose=x&watch=WT-99").await;
    assert_eq!(unknown.status, 404, "{unknown:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_viewer_is_told_in_words_why_there_is_nothing() {
    let desk = Desk::new(Role::Viewer).await;
    for path in PAGES {
        let reply = desk.get(&format!("{path}?purpose=x")).await;
        assert_eq!(reply.status, 403, "{path}: {reply:?}");
        assert!(reply.body.contains("観測の閲覧"), "{path}: {}", reply.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ticked_devices_are_taken_in_and_without_a_tick_none_is() {
    let desk = Desk::new(Role::Editor).await;
    let id = desk.served.proposed_device().await;
    let before = desk.served.ledger_size().await;
    let none = desk.post("/observation/devices/accept", "").await;
    assert_eq!(none.status, 422, "{none:?}");
    assert_eq!(desk.served.ledger_size().await, before);
    let page = desk.get("/observation/devices?purpose=check").await.body;
    assert!(page.contains(&format!("name=\"device\" value=\"{id}\"")), "{page}");
    let taken = desk.post("/observation/devices/accept", &format!("device={}", href::escaped(&id))).await;
    assert_eq!(taken.status, 200, "{taken:?}");
    assert!(taken.body.contains("1 台を台帳に加えました"), "{}", taken.body);
    let page = desk.get("/observation/devices?purpose=check").await.body;
    assert!(!page.contains(&format!("name=\"device\" value=\"{id}\"")), "still proposed");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_is_expected_with_a_reason_and_a_day_or_becomes_a_case() {
    let desk = Desk::new(Role::Editor).await;
    let before = desk.served.ledger_size().await;
    for (form, status) in [
        ("alert=scan%40x&reason=&until=2099-12-31", 422),
        ("alert=scan%40x&reason=x&until=soon", 422),
        ("alert=scan&reason=x&until=2099-12-31", 422),
    ] {
        assert_eq!(desk.post("/observation/expect", form).await.status, status, "{form}");
    }
    let none = desk.post("/observation/case", "alert=scan%40x").await;
    assert_eq!(none.status, 404, "no such alert is raised: {none:?}");
    assert_eq!(desk.served.ledger_size().await, before);
    let done = desk.post("/observation/expect", "alert=scan%40x&reason=test&until=2099-12-31").await;
    assert_eq!(done.header("location"), Some("/observation?purpose=check#alerts"), "{done:?}");
    let case = desk.post("/observation/case", "alert=scan%40x&exercise=yes").await;
    let place = case.header("location").unwrap().to_owned();
    assert!(place.starts_with("/tables/case/row/"), "{place}");
    assert_eq!(desk.get(&place).await.status, 200);
}

/// A live watch that hands over what the sample's capture brought.
fn handing(served: &Served) -> observe::Handing {
    let folder = observe::handed_over_folder(&served.folder.path().join("data")).unwrap();
    let listening =
        observe::Listening { interface: "eth9".to_owned(), snap_bytes: 256, shortfalls: Vec::new() };
    let purpose = observe::Purpose::new("watching").unwrap();
    let wanted = observe::Wanted::default();
    let mut handing =
        observe::Handing::new(&folder, &served.local, &wanted, &listening, (60, &purpose)).unwrap();
    let capture: &[u8] = include_bytes!("../../../../sample/captures/line1.pcap");
    let mut seen = observe::capture("line1.pcap", capture, &wanted).unwrap().observation;
    // The capture is years old; what is going on is of now.
    let (first, now) = (seen.conversations[0].first, jiff::Timestamp::now());
    let shift = now.duration_since(first);
    for it in &mut seen.conversations {
        (it.first, it.last) = (it.first + shift, it.last + shift);
        it.commands.values_mut().for_each(|at| *at += shift);
    }
    for it in &mut seen.sightings {
        (it.first, it.last) = (it.first + shift, it.last + shift);
    }
    handing.hand(&mut seen, 60).unwrap();
    handing
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_on_is_shown_and_silence_is_never_called_calm() {
    let served = Served::new().await;
    let session = served.sign_in(Role::Overseer).await;
    let place = "/observation/live?purpose=check&lang=en";
    let look = || served.ask(Ask::get(place).signed_in(&session));
    let nobody = look().await;
    assert!(nobody.body.contains("No watch tells what it sees"), "{nobody:?}");
    assert!(!nobody.body.contains("Nothing unexpected"), "{nobody:?}");

    let mut handing = handing(&served);
    observe::take_in(&served.app, &served.local).await.unwrap();
    let live = look().await;
    for words in
        ["1 watch tells", "eth9", "telling (", "p/s", "data-refresh=\"60\"", "id=\"map\"", "id=\"devices\""]
    {
        assert!(live.body.contains(words), "{words}: {live:?}");
    }
    assert!(live.body.contains("10.3"), "what is seen now is shown");
    let before = served.ledger_size().await;
    look().await;
    assert_eq!(served.ledger_size().await, before, "a page that stays open is one look");

    handing.end(5).unwrap();
    observe::take_in(&served.app, &served.local).await.unwrap();
    let ended = look().await;
    assert!(ended.body.contains("5 packets of the last part were not handed over"), "{ended:?}");
    assert!(ended.body.contains("No watch tells what it sees"), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_documents_hold_what_was_seen_only_for_a_purpose_and_for_who_may_look() {
    let desk = Desk::new(Role::Overseer).await;
    let page = desk.get("/assessments?lang=en").await;
    assert!(page.body.contains("name=\"purpose\""), "{page:?}");
    let before = desk.served.ledger_size().await;
    let plain = desk.get("/documents/guideline.html?in=en&purpose=").await;
    assert_eq!((plain.status, desk.served.ledger_size().await), (200, before));
    let proposed = desk.get("/documents/guideline.html?in=en&purpose=step%201-4").await;
    assert_eq!((proposed.status, desk.served.ledger_size().await), (200, before + 1));
    assert!(desk.newest().await.contains("step 1-4"));
    assert!(
        proposed.body.len() > plain.body.len() && proposed.body.contains("10.3"),
        "the proposals are in it"
    );

    let viewer = Desk::new(Role::Viewer).await;
    assert!(!viewer.get("/assessments?lang=en").await.body.contains("name=\"purpose\""));
    assert_eq!(viewer.get("/documents/guideline.html?in=en&purpose=x").await.status, 403);
}
