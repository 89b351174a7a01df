//! A register with one user for each role, served on loopback, and a small HTTP client.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use sekisho_app::scan::File;
use sekisho_app::snapshots::{self, ReviewFields};
use sekisho_app::{
    App, Caller, Database, Folder, answers, feeds, incident, ledger, observe, register, sboms, suppliers,
    tables, users,
};
use sekisho_assess::observed::Standing;
use sekisho_exchange::{Fill, ImportOptions, fill_questionnaire};
use sekisho_model::{Lang, RecordKind, Role, SbomSubject, UserName};

use crate::{WebOptions, router, serve};

const PLANT: &str = r#"
format = 1

[plant]
name = "試験工場"

[[business]]
id = "B1"
name = "組立"
importance = "large"
loss = { delivery = "high" }

[[zone]]
id = "Z1"
name = "生産"
parent = "not-applicable"
level = "control"
importance = "large"
businesses = ["B1"]

[[zone]]
id = "Z 2/ä?"
name = "<script>alert(1)</script>"
parent = "Z1"

[[supplier]]
id = "S1"
name = "制御商会"
businesses = ["B1"]

[[request]]
id = "RQ1"
name = "対策の状況"
supplier = "S1"
state = "asked"
due = "2026-01-05"
criteria = ["scs-3/4-4-4-2", "scs-3/4-3-4-1"]

[[customer]]
id = "CU1"
name = "白帯精機"

[[product]]
id = "P1"
name = "EM-200"
version = "1.0.0"
maker = "own"

[[product]]
id = "P9"
name = "EM-300"
maker = "own"
placed = "2020-04-01"
support_end = "2999-12-31"

[[asset]]
id = "A1"
name = "主PLC"
kind = "device"
zone = "Z1"
supplier = "S1"
products = ["P1"]
device = { vendor = "三菱電機", family = "MELSEC iQ-R", model = "R04ENCPU", firmware = "30" }

[[asset]]
id = "A2"
name = "\"><img src=x onerror=alert(1)>"
kind = "device"
zone = "Z 2/ä?"
"#;

pub(super) const ADVISORY: &str = r#"{
  "id": "SKS-1", "modified": "2026-01-02T00:00:00Z", "aliases": ["CVE-2026-1"], "summary": "a hole",
  "affected": [{ "package": { "ecosystem": "crates\u002eio", "name": "leftpad" },
    "ranges": [{ "type": "SEMVER", "events": [{ "introduced": "0" }, { "fixed": "1.2.0" }] }] }]
}"#;

pub(super) const SBOM: &str = r#"{
  "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
  "metadata": { "component": { "type": "firmware", "name": "em-200", "version": "1.0.0" } },
  "components": [{ "type": "library", "name": "leftpad", "version": "1.1.0", "purl": "pkg:cargo/leftpad@1.1.0" }]
}"#;

/// A file that shows something.
pub(super) const EVIDENCE: &str = "EV-01";
/// A newer edition of one form of the program, with a single field.
pub(super) const NEWER_FORM: &str = r#"
[pack]
id = "newer-forms"
edition = "2027-04"
title = { ja = "新しい版の様式", en = "A newer edition" }
source = "own"

[[form]]
id = "ppc-items"
title = { ja = "個人データの報告（新しい版）", en = "report on personal data, newer edition" }
duties = ["appi-preliminary", "appi-final", "appi-final-wrongful"]
language = "ja"
zone = "Asia/Tokyo"
channel = { ja = "窓口", en = "The desk" }
confirmed = "own"

[[field]]
forms = ["ppc-items"]
id = "only"
name = { ja = "ただ一つの <項目>", en = "The only field" }
kind = "text"
chars_max = 300
needs = ["required", "required", "required"]
confirmed = "own"
"#;

/// A customer's questionnaire.
pub(super) const QUESTIONNAIRE: &[u8] = include_bytes!("../../../../sample/questionnaire.xlsx");

/// A served register.
pub(super) struct Served {
    pub(super) app: App,
    pub(super) local: Caller,
    pub(super) address: SocketAddr,
    pub(super) folder: tempfile::TempDir,
}

/// What came back.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: String,
}

impl Reply {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// What is sent.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    method: &'static str,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    /// In how many pieces the body comes, and how long is waited after each.
    pieces: (usize, Duration),
    /// The last of them is never sent.
    stays_away: bool,
}

impl Ask {
    pub(super) fn get(path: impl Into<String>) -> Self {
        Self {
            method: "GET",
            path: path.into(),
            headers: Vec::new(),
            body: Vec::new(),
            pieces: (1, Duration::ZERO),
            stays_away: false,
        }
    }

    /// The body comes in pieces.
    pub(super) fn in_pieces(self, count: usize, apart: Duration) -> Self {
        Self { pieces: (count, apart), ..self }
    }

    /// The second half of the body never comes.
    pub(super) fn that_stays_away(self) -> Self {
        Self { stays_away: true, ..self.in_pieces(2, Duration::ZERO) }
    }

    pub(super) fn post(path: impl Into<String>, form: &str) -> Self {
        let mut ask = Self::get(path).with("content-type", "application/x-www-form-urlencoded");
        (ask.method, ask.body) = ("POST", form.as_bytes().to_vec());
        ask
    }

    /// Bytes of some kind.
    pub(super) fn sent(path: &str, media: &str, body: &str) -> Self {
        let mut ask = Self::get(path).with("content-type", media);
        (ask.method, ask.body) = ("POST", body.as_bytes().to_vec());
        ask
    }

    /// A form with one file, as browsers send it.
    pub(super) fn upload(path: &str, csrf: &str, name: &str, content: &[u8]) -> Self {
        Self::upload_with(path, csrf, &[], name, content)
    }

    /// A file, with what is said of it before it.
    pub(super) fn upload_with(
        path: &str,
        csrf: &str,
        said: &[(&str, &str)],
        name: &str,
        content: &[u8],
    ) -> Self {
        let mut body = Vec::new();
        for (field, value) in [&[("csrf", csrf)], said].concat() {
            body.extend_from_slice(
                format!("--cut\r\ncontent-disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n")
                    .as_bytes(),
            );
        }
        body.extend_from_slice(
            format!(
                "--cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
                 content-type: application/octet-stream\r\n\r\n"
            )
            .as_bytes(),
        );
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n--cut--\r\n");
        let mut ask = Self::get(path).with("content-type", "multipart/form-data; boundary=cut");
        (ask.method, ask.body) = ("POST", body);
        ask
    }

    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(super) fn signed_in(self, session: &str) -> Self {
        self.with("cookie", &format!("sekisho={session}"))
    }
}

impl Served {
    pub(super) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let local = Caller::local("test");
        let place = Folder { path: folder.path().join("data"), database: Database::default() };
        let app = App::init(&place, &local).await.unwrap();
        let file = File { name: "plant.toml".to_owned(), bytes: PLANT.as_bytes().to_vec() };
        let proposal = register::propose(&app, &local, &[file], ImportOptions::default()).await.unwrap();
        register::accept(&app, &local, &proposal).await.unwrap();
        let (counts, problems) =
            feeds::import(&app, &local, "SKS-1.json", ADVISORY.as_bytes()).await.unwrap();
        assert_eq!(counts.added, 1, "{problems:?}");
        let review = ReviewFields { name: "見直し".to_owned(), ..ReviewFields::default() };
        snapshots::take(&app, &local, review).await.unwrap();
        let opening =
            incident::Opening { name: "不審な停止".to_owned(), ..incident::Opening::default() };
        assert_eq!(incident::open(&app, &local, opening).await.unwrap().as_str(), "CA-01");
        for role in Role::ALL {
            users::add(&app, &local, &name(role), role).await.unwrap();
        }
        let taken = answers::take_evidence(&app, &local, "体制図.pdf", &b"a chart"[..]).unwrap();
        let fields = answers::EvidenceFields::default();
        assert_eq!(answers::add_evidence(&app, &local, taken, fields).await.unwrap().id.as_str(), EVIDENCE);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(serve(listener, router(app.clone(), WebOptions::default()), std::future::pending()));
        Self { app, local, address, folder }
    }

    /// Sends one request and reads the whole answer.
    pub(super) async fn ask(&self, ask: Ask) -> Reply {
        let address = self.address;
        tokio::task::spawn_blocking(move || exchange(address, &ask)).await.unwrap()
    }

    /// A fresh one-time link for a role's user.
    pub(super) async fn link(&self, role: Role) -> String {
        let token = users::link(&self.app, &self.local, &name(role)).await.unwrap();
        token.reveal().to_owned()
    }

    /// Signs a role's user in through the pages. Returns the cookie's secret.
    pub(super) async fn sign_in(&self, role: Role) -> String {
        let reply = self.ask(Ask::post(format!("/sign-in/{}", self.link(role).await), "")).await;
        assert_eq!(reply.status, 303, "{reply:?}");
        let cookie = reply.header("set-cookie").unwrap();
        cookie.strip_prefix("sekisho=").unwrap().split(';').next().unwrap().to_owned()
    }

    /// The token that this session's forms carry.
    pub(super) async fn csrf(&self, session: &str) -> String {
        let page = self.ask(Ask::get("/drop").signed_in(session)).await;
        let (_, rest) = page.body.split_once("name=\"csrf\" value=\"").unwrap();
        rest.split('"').next().unwrap().to_owned()
    }

    /// Uploads a newer edition of a report form, and gives what says that it was looked at; nothing where it was not.
    pub(super) async fn looked_at_forms(&self, session: &str, csrf: &str) -> String {
        let ask = Ask::upload("/report-forms", csrf, "newer.toml", NEWER_FORM.as_bytes());
        let page = self.ask(ask.signed_in(session)).await.body;
        let seen = page.split_once("name=\"seen\" value=\"").and_then(|(_, rest)| rest.split_once('"'));
        seen.map_or_else(String::new, |(seen, _)| seen.to_owned())
    }

    /// The answer sheet of the request, filled in with these words, looked at by this session. Its SHA-256.
    pub(super) async fn answered_sheet(&self, session: &str, csrf: &str, words: &str) -> String {
        let sheet = suppliers::sheet(&self.app, &self.local, "RQ1", Lang::Ja).await.unwrap();
        let fill = |column: &str, text: &str| Fill {
            sheet: "回答".to_owned(),
            row: 9,
            column: column.to_owned(),
            text: text.to_owned(),
        };
        let filled = fill_questionnaire("a.xlsx", &sheet, &[fill("C", "満たす"), fill("D", words)]);
        assert_eq!(filled.problems, []);
        let bytes = filled.facts.bytes;
        let page = Ask::upload("/suppliers/requests/RQ1/answers", csrf, "back.xlsx", &bytes);
        let page = self.ask(page.signed_in(session)).await;
        assert_eq!(page.status, 200, "{page:?}");
        let file = File { name: "back.xlsx".to_owned(), bytes };
        suppliers::read(&self.app, &self.local, "RQ1", &file).await.unwrap().sha256().to_owned()
    }

    /// Puts a supplier in, with a name that it did not have.
    pub(super) async fn put_supplier(&self, id: &str, name: u64) {
        let document = format!("format = 1\n[[supplier]]\nid = \"{id}\"\nname = \"{name}\"\n");
        let file = File { name: "plant.toml".to_owned(), bytes: document.into_bytes() };
        let proposal =
            register::propose(&self.app, &self.local, &[file], ImportOptions::default()).await.unwrap();
        register::accept(&self.app, &self.local, &proposal).await.unwrap();
    }

    /// Stores an SBOM that the register does not have, for nothing yet. Its id.
    pub(super) async fn put_sbom(&self, number: u64) -> String {
        let text =
            SBOM.replace("\"version\": 1,", &format!("\"version\": 1, \"serialNumber\": \"{number}\","));
        let added = sboms::add(&self.app, &self.local, "s.json", text.as_bytes(), SbomSubject::Unattached);
        added.await.unwrap().id.to_string()
    }

    /// Reads the sample's captures, once.
    pub(super) async fn watch_line(&self) {
        if !observe::runs(&self.app, &self.local).await.unwrap().is_empty() {
            return;
        }
        let capture: &[u8] = include_bytes!("../../../../sample/captures/line1.pcap");
        let captured = observe::capture("line1.pcap", capture, &observe::Wanted::default()).unwrap();
        observe::keep(&self.app, &self.local, &captured, false).await.unwrap();
    }

    /// A device that was seen and is in no register yet.
    pub(super) async fn proposed_device(&self) -> String {
        self.watch_line().await;
        let purpose = observe::Purpose::new("test").unwrap();
        let judged = observe::judged(&self.app, &self.local, None, "devices", &purpose).await.unwrap();
        let mut devices = judged.observed.inventory.devices.iter();
        let proposed = devices.find(|device| matches!(device.standing, Standing::Proposed { .. }));
        proposed.unwrap().id.to_string()
    }

    /// The mark of a zone that was proposed by what was seen. It was taken in once already, so that no asset without
    /// a zone is left to be put there.
    pub(super) async fn proposed_zone(&self) -> String {
        self.watch_line().await;
        let purpose = observe::Purpose::new("test").unwrap();
        let judged = observe::judged(&self.app, &self.local, None, "zones", &purpose).await.unwrap();
        let mark = observe::zone_mark(judged.observed.proposal.zones.first().unwrap());
        let marks = std::slice::from_ref(&mark);
        observe::accept_marked_zones(&self.app, &self.local, None, marks).await.unwrap();
        mark
    }

    /// A framework's self-assessment with one answer that is new each time.
    pub(super) async fn filled_sheet(&self, framework: &str) -> Vec<u8> {
        let lang = sekisho_model::Lang::Ja;
        let whose = sekisho_assess::answers::Whose::Company;
        let mut sheet = answers::sheet(&self.app, &self.local, whose, framework, lang).await.unwrap();
        let row = sheet.rows.iter_mut().find(|row| !row.settled).unwrap();
        row.held.state = Some(sekisho_model::AnswerState::Met);
        row.held.words = self.ledger_size().await.to_string();
        row.held.by = "x".to_owned();
        sekisho_exchange::write_assessment(&sheet, lang).unwrap()
    }

    /// The version of a row, as its form carries it.
    pub(super) async fn seen(&self, kind: RecordKind, id: &str) -> String {
        tables::rows(&self.app, &self.local).await.unwrap().version(kind, id).unwrap_or_default()
    }

    pub(super) async fn ledger_size(&self) -> u64 {
        ledger::newest(&self.app, &self.local, None, 1)
            .await
            .unwrap()
            .first()
            .map_or(0, |entry| entry.seq() + 1)
    }
}

fn name(role: Role) -> UserName {
    UserName::try_from(role.code().to_owned()).unwrap()
}

fn exchange(address: SocketAddr, ask: &Ask) -> Reply {
    let mut stream = TcpStream::connect(address).unwrap();
    let Ask { method, path, headers, body, pieces: (count, apart), stays_away } = ask;
    let mut head = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\n");
    let own = |name: &str| headers.iter().any(|(key, _)| key.eq_ignore_ascii_case(name));
    if !own("host") {
        head.push_str(&format!("host: {address}\r\n"));
    }
    for (key, value) in headers {
        head.push_str(&format!("{key}: {value}\r\n"));
    }
    head.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
    stream.write_all(head.as_bytes()).unwrap();
    let sent = count - usize::from(*stays_away);
    for piece in body.chunks(body.len().div_ceil(*count).max(1)).take(sent) {
        // A server that has already refused may close early; what it said is still there to read.
        let _ = stream.write_all(piece);
        std::thread::sleep(*apart);
    }
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    // A workbook is no text; what the tests look at is.
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.split(' ').nth(1).unwrap_or_default().parse().unwrap_or(0);
    Reply { status, head: head.to_owned(), body: body.to_owned() }
}
