//! The sample plant, served by the program as a user starts it.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use super::driver::{Browser, Running};
use crate::harness::Bench;

/// A served plant; ends with its value.
#[derive(Debug)]
pub(crate) struct Served {
    pub(crate) bench: Bench,
    /// The sign-in link as the program printed it.
    pub(crate) link: String,
    /// Scheme, host and port.
    root: String,
    _server: Running,
}

impl Served {
    /// The sample plant on a free port.
    pub(crate) fn sample() -> Self {
        let bench = Bench::sample();
        let mut command = Command::new(env!("CARGO_BIN_EXE_sekisho"));
        command.args(["--lang", "en", "--data-dir"]).arg(bench.path("data"));
        command.args(["serve", "--listen", "127.0.0.1:0"]).stderr(Stdio::null());
        let mut server = Running::start(command.env_remove("SEKISHO_STORE").env_remove("SEKISHO_DATA_DIR"));
        let link = server.said(|line| line.contains("/sign-in/").then(|| line.trim().to_owned()));
        let (root, _) = link.split_once("/sign-in/").unwrap();
        Self { root: root.to_owned(), bench, link, _server: server }
    }

    /// The address of a page.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.root)
    }

    /// A page without a browser, with the cookie of one that is signed in: status and content.
    pub(crate) fn get(&self, path: &str, cookie: &str) -> (u16, String) {
        let host = self.root.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).unwrap();
        let head = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: sekisho={cookie}\r\n");
        write!(stream, "{head}Connection: close\r\n\r\n").unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).unwrap();
        let status = reply.split(' ').nth(1).unwrap().parse().unwrap();
        (status, reply)
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
