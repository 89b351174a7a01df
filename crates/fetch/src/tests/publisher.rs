//! A web server of a few pages on this machine.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

#[derive(Clone, Debug)]
pub(super) struct Page {
    body: Vec<u8>,
    /// Other headers, each with its end of line.
    headers: String,
    status: &'static str,
    etag: String,
    location: String,
    is_slow: bool,
}

impl Page {
    pub(super) fn text(body: &str) -> Self {
        Self::bytes(body.as_bytes().to_vec())
    }

    pub(super) fn bytes(body: Vec<u8>) -> Self {
        let (headers, status) = (String::new(), "200 OK");
        Self { body, headers, status, etag: String::new(), location: String::new(), is_slow: false }
    }

    pub(super) fn header(self, line: &str) -> Self {
        Self { headers: format!("{}{line}\r\n", self.headers), ..self }
    }

    pub(super) fn status(self, status: &'static str) -> Self {
        Self { status, ..self }
    }

    pub(super) fn json(body: &str) -> Self {
        Self::text(body)
    }

    pub(super) fn redirect(location: &str) -> Self {
        Self { location: location.to_owned(), ..Self::text("") }
    }

    pub(super) fn etag(self, etag: &str) -> Self {
        Self { etag: etag.to_owned(), ..self }
    }

    pub(super) fn slow(self) -> Self {
        Self { is_slow: true, ..self }
    }
}

#[derive(Debug, Default)]
struct Site {
    pages: BTreeMap<String, Page>,
    heads: Vec<String>,
}

pub(super) struct Publisher {
    address: SocketAddr,
    site: Arc<Mutex<Site>>,
}

impl Publisher {
    pub(super) fn new(pages: Vec<(&str, Page)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let pages = pages.into_iter().map(|(path, page)| (path.to_owned(), page)).collect();
        let site = Arc::new(Mutex::new(Site { pages, heads: Vec::new() }));
        let shared = Arc::clone(&site);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || answer(stream, &shared));
            }
        });
        Self { address, site }
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(super) fn put(&self, path: &str, page: Page) {
        self.site.lock().unwrap().pages.insert(path.to_owned(), page);
    }

    pub(super) fn heads(&self) -> Vec<String> {
        self.site.lock().unwrap().heads.clone()
    }

    pub(super) fn forget_heads(&self) {
        self.site.lock().unwrap().heads.clear();
    }
}

/// Answers one request and closes; a client that goes away is no matter.
fn answer(mut stream: TcpStream, site: &Mutex<Site>) {
    let mut head = String::new();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    while reader.read_line(&mut head).is_ok_and(|read| read > 2) {}
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    let page = {
        let mut site = site.lock().unwrap();
        site.heads.push(head.clone());
        site.pages.get(&path).cloned()
    };
    let answer = match page {
        None => b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec(),
        Some(page) if !page.location.is_empty() => format!(
            "HTTP/1.1 302 Found\r\nLocation: {}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            page.location
        )
        .into_bytes(),
        Some(page) if !page.etag.is_empty() && head.contains(&format!(": {}\r\n", page.etag)) => {
            b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n".to_vec()
        }
        Some(page) => {
            let tag = if page.etag.is_empty() { String::new() } else { format!("ETag: {}\r\n", page.etag) };
            let Page { status, headers, body, .. } = page;
            let length = body.len();
            let head = format!(
                "HTTP/1.1 {status}\r\n{tag}{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n"
            );
            if page.is_slow {
                let _ = stream.write_all(head.as_bytes());
                std::thread::sleep(Duration::from_secs(4));
                return;
            }
            [head.into_bytes(), body].concat()
        }
    };
    let _ = stream.write_all(&answer);
}
