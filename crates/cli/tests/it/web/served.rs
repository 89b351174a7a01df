//! The sample plant, served by the program as a user starts it.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use super::driver::{Browser, Running};
use crate::harness::{Bench, root};

/// A served plant; ends with its value.
#[derive(Debug)]
pub(crate) struct Served {
    pub(crate) bench: Bench,
    /// The sign-in link as the program printed it.
    pub(crate) link: String,
    /// Scheme, host and port.
    root: String,
    /// The sign-in link of somebody else, as the program printed it.
    other_link: String,
    /// A review that keeps the register's state.
    pub(crate) review: String,
    _server: Running,
}

impl Served {
    /// The sample plant on a free port, after a review, with a newer edition of report forms and a second person who
    /// may enter facts.
    pub(crate) fn sample() -> Self {
        let bench = Bench::sample();
        let forms = std::fs::read_to_string(root().join("catalog/report-forms/2026-11/japan.toml")).unwrap();
        let newer = bench.file("newer.toml", forms.replacen("edition = \"", "edition = \"newer than ", 1));
        bench.run(&["catalog", "load", &newer]).ends(0);
        let taken = bench.run(&["plant", "review", "take", "--name", "Half-yearly review"]).ends(0);
        Self::on(bench, taken.out.trim())
    }

    /// A register in which nothing is.
    pub(crate) fn empty() -> Self {
        Self::of(Bench::fresh())
    }

    /// A register that a test made.
    pub(crate) fn of(bench: Bench) -> Self {
        Self::on(bench, "")
    }

    fn on(bench: Bench, review: &str) -> Self {
        let other = bench.run(&["user", "add", "hanako", "--role", "editor"]).ends(0);
        let (log, folder) = (bench.path("serve.log"), bench.path("tmp"));
        std::fs::create_dir_all(&folder).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_sekisho"));
        command.args(["--lang", "en", "--data-dir"]).arg(bench.path("data"));
        command.args(["serve", "--listen", "127.0.0.1:0"]).env("TMPDIR", folder);
        command.stderr(Stdio::from(std::fs::File::create(log).unwrap()));
        let mut server = Running::start(command.env_remove("SEKISHO_STORE").env_remove("SEKISHO_DATA_DIR"));
        let link = server.said(|line| line.contains("/sign-in/").then(|| line.trim().to_owned()));
        let (root, _) = link.split_once("/sign-in/").unwrap();
        let (root, review) = (root.to_owned(), review.to_owned());
        Self { root, bench, link, other_link: format!("{}{}", other.out, other.err), review, _server: server }
    }

    /// The address of a page.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.root)
    }

    /// A page without a browser, with the cookie of one that is signed in: status and content.
    pub(crate) fn get(&self, path: &str, cookie: &str) -> (u16, String) {
        let (head, body) = self.fetch(path, cookie);
        (head.split(' ').nth(1).unwrap().parse().unwrap(), String::from_utf8_lossy(&body).into_owned())
    }

    /// A file without a browser: the head of the reply, and its bytes.
    pub(crate) fn fetch(&self, path: &str, cookie: &str) -> (String, Vec<u8>) {
        let host = self.root.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).unwrap();
        // The first version of the protocol has no chunks to put together.
        let head = format!("GET {path} HTTP/1.0\r\nHost: {host}\r\nCookie: sekisho={cookie}\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        let mut reply = Vec::new();
        stream.read_to_end(&mut reply).unwrap();
        let end = reply.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let body = reply.split_off(end + 4);
        (String::from_utf8(reply).unwrap(), body)
    }

    /// Sends a form without a browser, with the cookie of one that is signed in; gives the reply with its head.
    pub(crate) fn post(&self, path: &str, cookie: &str, form: &[(&str, &str)]) -> (u16, String) {
        let body: Vec<String> =
            form.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        let media = "application/x-www-form-urlencoded";
        self.send(path, cookie, media, body.join("&").as_bytes())
    }

    fn send(&self, path: &str, cookie: &str, media: &str, body: &[u8]) -> (u16, String) {
        let host = self.root.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).unwrap();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nCookie: sekisho={cookie}; sekisho_lang=en\r\n\
             Content-Type: {media}\r\nContent-Length: {}\r\n",
            body.len()
        );
        write!(stream, "{head}Connection: close\r\n\r\n").unwrap();
        stream.write_all(body).unwrap();
        let mut reply = Vec::new();
        stream.read_to_end(&mut reply).unwrap();
        // A reply may be a workbook.
        let reply = String::from_utf8_lossy(&reply).into_owned();
        (reply.split(' ').nth(1).unwrap().parse().unwrap(), reply)
    }

    /// Entries in the ledger, asked without leaving the page that the browser is on.
    pub(crate) fn entries(&self, browser: &Browser) -> u64 {
        let (_, reply) = self.get("/api/v1/ledger/checkpoint", &browser.cookie("sekisho"));
        let size = reply.split_once("\"size\":").unwrap().1;
        size.split(|c: char| !c.is_ascii_digit()).next().unwrap().parse().unwrap()
    }

    /// Hanako, who may enter facts too, at another machine.
    pub(crate) fn colleague(&self) -> Colleague<'_> {
        let token =
            self.other_link.split_once("/sign-in/").unwrap_or_else(|| panic!("{}", self.other_link)).1;
        let token = token.split_whitespace().next().unwrap();
        let (status, reply) = self.post(&format!("/sign-in/{token}"), "", &[]);
        assert_eq!(status, 303, "{reply}");
        let cookie = reply.split_once("sekisho=").unwrap().1.split(';').next().unwrap().to_owned();
        Colleague { served: self, cookie }
    }

    /// Uses the one-time link as a person does, and leaves the browser on the first page, in English.
    pub(crate) fn sign_in(&self, browser: &Browser) {
        browser.go(&format!("{}?lang=en", self.link));
        browser.follow("main button");
        assert_eq!(browser.place(), "/", "{}", browser.text("main"));
    }

    /// A served sample with a browser that is signed in, where there is a browser.
    pub(crate) fn opened() -> Option<(Self, Browser)> {
        let browser = Browser::open()?;
        let served = Self::sample();
        served.sign_in(&browser);
        Some((served, browser))
    }
}

/// Another person's session.
#[derive(Debug)]
pub(crate) struct Colleague<'a> {
    served: &'a Served,
    cookie: String,
}

impl Colleague<'_> {
    /// The token of a page's form.
    fn csrf(&self, path: &str) -> String {
        let (status, page) = self.served.get(path, &self.cookie);
        assert_eq!(status, 200, "{page}");
        let (_, rest) = page.split_once("name=\"csrf\" value=\"").unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    }

    /// Drops a file, as a browser sends it.
    pub(crate) fn drops(&self, name: &str, bytes: &[u8]) -> (u16, String) {
        let csrf = self.csrf("/drop");
        let part = "--cut\r\ncontent-disposition: form-data; name=";
        let head = format!("{part}\"csrf\"\r\n\r\n{csrf}\r\n{part}\"file\"; filename=\"{name}\"\r\n\r\n");
        let body = [head.as_bytes(), bytes, b"\r\n--cut--\r\n"].concat();
        self.served.send("/drop", &self.cookie, "multipart/form-data; boundary=cut", &body)
    }

    /// Stores what was dropped last.
    pub(crate) fn stores(&self) -> (u16, String) {
        let csrf = self.csrf("/drop");
        self.served.post("/drop/store", &self.cookie, &[("csrf", &csrf)])
    }

    /// A page, as this person sees it.
    pub(crate) fn sees(&self, path: &str) -> (u16, String) {
        self.served.get(path, &self.cookie)
    }

    /// Changes one cell, as the script of the page does.
    #[track_caller]
    pub(crate) fn changes(&self, kind: &str, id: &str, field: &str, text: &str) {
        let (status, page) = self.served.get(&format!("/tables/{kind}"), &self.cookie);
        assert_eq!(status, 200, "{page}");
        let after = |from: &str, mark: &str| {
            let rest = from.split_once(mark).unwrap_or_else(|| panic!("no {mark}")).1;
            rest.split_once('"').unwrap().0.to_owned()
        };
        let csrf = after(&page, "name=\"csrf\" value=\"");
        let row = page.split_once(&format!("data-id=\"{id}\"")).unwrap().1;
        let seen = after(row, "data-seen=\"");
        let form = [("csrf", csrf.as_str()), ("id", id), ("seen", &seen), ("field", field), ("text", text)];
        let (status, reply) = self.served.post(&format!("/tables/{kind}/cell"), &self.cookie, &form);
        assert_eq!(status, 200, "{reply}");
    }
}

/// A value of a form as it is sent.
fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").unwrap();
        }
        out
    })
}
