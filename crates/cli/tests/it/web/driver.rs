//! A browser, driven over the W3C WebDriver protocol by `chromedriver`. Only what these tests ask of it.
//!
//! Everything that is started here ends with its value, also when a test fails.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

/// Key under which the protocol names an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// The Tab key.
pub(crate) const TAB: &str = "\u{e004}";
/// The Enter key.
pub(crate) const ENTER: &str = "\u{e007}";
/// The Escape key.
pub(crate) const ESCAPE: &str = "\u{e00c}";
/// The arrow to the right.
pub(crate) const RIGHT: &str = "\u{e014}";
/// The arrow downwards.
pub(crate) const DOWN: &str = "\u{e015}";
/// The Control key.
pub(crate) const CONTROL: &str = "\u{e009}";
/// A machine with other work to do answers late.
const PATIENCE: Duration = Duration::from_secs(60);

/// A program that ends with its value.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    out: BufReader<ChildStdout>,
}

impl Running {
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        Self { child, out }
    }

    /// The first line of its output that `wanted` finds something in.
    pub(crate) fn said<T>(&mut self, wanted: impl Fn(&str) -> Option<T>) -> T {
        self.listen(wanted).unwrap_or_else(|all| panic!("it ended after saying:\n{all}"))
    }

    /// As [`Self::said`]; all that it said, where it ended before.
    fn listen<T>(&mut self, wanted: impl Fn(&str) -> Option<T>) -> Result<T, String> {
        let mut all = String::new();
        loop {
            let from = all.len();
            if self.out.read_line(&mut all).unwrap() == 0 {
                return Err(all);
            }
            if let Some(found) = wanted(&all[from..]) {
                return Ok(found);
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A driver that listens, and its port. It takes a free port of IPv6 and then asks for the same number of IPv4; where
/// another program holds that one it gives up, and is asked again.
fn started(program: &Path) -> (Running, u16) {
    let mut last = String::new();
    for _ in 0..5 {
        let mut driver = Running::start(Command::new(program).arg("--port=0").stderr(Stdio::null()));
        let port = driver.listen(|line| {
            let (_, rest) = line.split_once("started successfully on port ")?;
            rest.trim().trim_end_matches('.').parse().ok()
        });
        match port {
            Ok(port) => return (driver, port),
            Err(said) => last = said,
        }
    }
    panic!("the driver of the browser ended five times, at last after saying:\n{last}");
}

/// One browser window.
#[derive(Debug)]
pub(crate) struct Browser {
    port: u16,
    session: String,
    // The session is ended first, so that the browser is gone before its profile.
    _driver: Running,
    _profile: TempDir,
}

impl Browser {
    /// A new window, or `None` and a line that says so where no browser is named.
    pub(crate) fn open() -> Option<Self> {
        let named = |name| std::env::var_os(name).filter(|path| !path.is_empty());
        let (Some(chromium), Some(driver)) =
            (named("SEKISHO_TEST_CHROMIUM"), named("SEKISHO_TEST_CHROMEDRIVER"))
        else {
            println!(
                "not run: SEKISHO_TEST_CHROMIUM and SEKISHO_TEST_CHROMEDRIVER do not both name a program"
            );
            return None;
        };
        let profile = tempfile::tempdir().unwrap();
        let (driver, port) = started(Path::new(&driver));
        let wishes = wishes(&chromium.to_string_lossy(), profile.path());
        let session = ask(port, "POST", "/session", &wishes)["sessionId"].as_str().unwrap().to_owned();
        Some(Self { port, session, _driver: driver, _profile: profile })
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        ask(self.port, method, &format!("/session/{}/{path}", self.session), body)
    }

    /// Opens an address.
    pub(crate) fn go(&self, address: &str) {
        self.ask("POST", "url", &json!({ "url": address }));
    }

    /// Goes back one page.
    pub(crate) fn back(&self) {
        self.leaving(|| self.ask("POST", "back", &json!({})));
    }

    /// Clicks on something that leads to another page, and waits until the browser is there.
    pub(crate) fn follow(&self, selector: &str) {
        self.leaving(|| self.click(selector));
    }

    /// Presses keys that lead to another page, and waits until the browser is there.
    pub(crate) fn press_through(&self, keys: &str) {
        self.leaving(|| self.press(keys));
    }

    /// Does something that leaves this page. The driver waits for a page that is being loaded, but not for
    /// one that the browser has yet to begin with.
    fn leaving<T>(&self, step: impl FnOnce() -> T) {
        let (page, since) = (self.find("html"), Instant::now());
        step();
        let path = format!("/session/{}/element/{page}/name", self.session);
        while matches!(try_ask(self.port, "GET", &path, &Value::Null), Ok((200, _))) {
            assert!(since.elapsed() < PATIENCE, "still at {}", self.place());
        }
    }

    /// Where the window is: path, query and fragment.
    pub(crate) fn place(&self) -> String {
        self.run("return location.pathname + location.search + location.hash").as_str().unwrap().to_owned()
    }

    /// The value of a script's `return`.
    pub(crate) fn run(&self, script: &str) -> Value {
        self.ask("POST", "execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// The text that a reader sees of the first element that a selector names.
    pub(crate) fn text(&self, selector: &str) -> String {
        let element = self.find(selector);
        self.ask("GET", &format!("element/{element}/text"), &Value::Null).as_str().unwrap().to_owned()
    }

    /// The first element that a selector names; there must be one.
    fn find(&self, selector: &str) -> String {
        let found = self.ask("POST", "element", &json!({ "using": "css selector", "value": selector }));
        found[ELEMENT].as_str().unwrap().to_owned()
    }

    /// How many elements a selector names.
    pub(crate) fn count(&self, selector: &str) -> usize {
        let found = self.ask("POST", "elements", &json!({ "using": "css selector", "value": selector }));
        found.as_array().unwrap().len()
    }

    /// Clicks, as a mouse does: what is hidden or covered cannot be clicked.
    pub(crate) fn click(&self, selector: &str) {
        let element = self.find(selector);
        self.ask("POST", &format!("element/{element}/click"), &json!({}));
    }

    /// Types into an element; into a file field, the path of a file.
    pub(crate) fn fill(&self, selector: &str, text: &str) {
        let element = self.find(selector);
        self.ask("POST", &format!("element/{element}/value"), &json!({ "text": text }));
    }

    /// Presses keys, wherever the focus is.
    pub(crate) fn press(&self, keys: &str) {
        let strokes = keys
            .chars()
            .flat_map(|key| ["keyDown", "keyUp"].map(|r#type| json!({ "type": r#type, "value": key })));
        let actions: Vec<Value> = strokes.collect();
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": actions });
        self.ask("POST", "actions", &json!({ "actions": [keyboard] }));
    }

    /// Goes by the keyboard to the first place of a page that was just opened. A busy browser drops a key that comes before it
    /// has drawn the page; where the focus goes first is the same.
    #[track_caller]
    pub(crate) fn tab_into(&self) {
        let since = Instant::now();
        while self.run("return document.activeElement === document.body") == true {
            assert!(since.elapsed() < PATIENCE, "no key leads into {}", self.place());
            self.press(TAB);
        }
    }

    /// Presses a key while another is held down, wherever the focus is.
    pub(crate) fn press_with(&self, held: &str, key: &str) {
        let stroke = |r#type: &str, key: &str| json!({ "type": r#type, "value": key });
        let actions =
            [stroke("keyDown", held), stroke("keyDown", key), stroke("keyUp", key), stroke("keyUp", held)];
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": actions });
        self.ask("POST", "actions", &json!({ "actions": [keyboard] }));
    }

    /// Does what leads to another page, by a key that is held and another.
    pub(crate) fn press_with_through(&self, held: &str, key: &str) {
        self.leaving(|| self.press_with(held, key));
    }

    /// Waits until a script's `return` is true; the reader sees what the page does by itself.
    #[track_caller]
    pub(crate) fn until(&self, script: &str) {
        let since = Instant::now();
        while self.run(script) != true {
            assert!(since.elapsed() < PATIENCE, "never: {script} at {}", self.place());
        }
    }

    /// A script that leads to another page, waited for.
    pub(crate) fn run_through(&self, script: &str) {
        self.leaving(|| self.run(script));
    }

    /// A command of the browser's own protocol.
    pub(crate) fn command(&self, command: &str, parameters: &Value) {
        self.ask("POST", "goog/cdp/execute", &json!({ "cmd": command, "params": parameters }));
    }

    /// The size of a laptop's window, or below 600 px of a phone's.
    pub(crate) fn width(&self, px: u32) {
        let phone = px < 600;
        let size = json!({ "width": px, "height": 800, "deviceScaleFactor": 1, "mobile": phone });
        self.command("Emulation.setDeviceMetricsOverride", &size);
    }

    /// Whether pages may run scripts. These tests' own still run.
    pub(crate) fn scripts(&self, allowed: bool) {
        self.command("Emulation.setScriptExecutionDisabled", &json!({ "value": !allowed }));
    }

    /// Names of the cookies that the browser would send here.
    pub(crate) fn cookies(&self) -> Vec<String> {
        let cookies = self.ask("GET", "cookie", &Value::Null);
        let names =
            cookies.as_array().unwrap().iter().map(|cookie| cookie["name"].as_str().unwrap().to_owned());
        names.collect()
    }

    /// The value of a cookie.
    pub(crate) fn cookie(&self, name: &str) -> String {
        self.ask("GET", &format!("cookie/{name}"), &Value::Null)["value"].as_str().unwrap().to_owned()
    }

    /// Forgets all cookies.
    pub(crate) fn forget(&self) {
        self.ask("DELETE", "cookie", &Value::Null);
    }

    /// What the browser complained about since it was last asked: scripts, policies, missing files.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let log = self.ask("POST", "se/log", &json!({ "type": "browser" }));
        let lines = log.as_array().unwrap().iter();
        lines.map(|line| format!("{} {}", line["level"], line["message"])).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = try_ask(self.port, "DELETE", &format!("/session/{}", self.session), &Value::Null);
    }
}

fn wishes(chromium: &str, profile: &Path) -> Value {
    let arguments = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        &format!("--user-data-dir={}", profile.display()),
    ];
    json!({ "capabilities": { "alwaysMatch": {
        "browserName": "chrome",
        "goog:chromeOptions": { "binary": chromium, "args": arguments },
        "goog:loggingPrefs": { "browser": "ALL" },
    } } })
}

fn ask(port: u16, method: &str, path: &str, body: &Value) -> Value {
    match try_ask(port, method, path, body) {
        Ok((200, answer)) => answer,
        Ok((status, answer)) => {
            let body: String = body.to_string().chars().take(120).collect();
            panic!("{method} {path} {body}: {status} {}: {}", answer["error"], answer["message"])
        }
        Err(error) => panic!("{method} {path}: {error}"),
    }
}

fn try_ask(port: u16, method: &str, path: &str, body: &Value) -> std::io::Result<(u16, Value)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )?;
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    reader.read_line(&mut head)?;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.split_once(':') else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut answer = vec![0; length];
    reader.read_exact(&mut answer)?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
    let mut answer: Value = serde_json::from_slice(&answer)?;
    Ok((status, answer["value"].take()))
}
