//! The door to the network: one GET, with every limit. Redirects are followed here and not by the client below, so
//! that each address is asked whether it may be gone to.

use std::io::Read as _;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use flate2::read::MultiGzDecoder;
use sekisho_model::{Place, Problem, Text, text};
use url::{Host, Url};

use crate::kept::Mark;

/// Most redirects of one request.
const REDIRECTS_MAX: usize = 5;

/// How far a request may go.
#[derive(Clone, Debug)]
pub struct Options {
    /// Plain http to other machines.
    pub allow_http: bool,
    /// Most bytes of one answer.
    pub bytes_max: u64,
    /// Longest time for one answer, whole.
    pub timeout: Duration,
    /// Name and version of the program, told to the publisher.
    pub agent: String,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// No address that can be fetched.
    #[error("no address")]
    Address,
    /// A domain without a provider's metadata.
    #[error("no provider metadata")]
    NoMetadata,
    /// Plain http to another machine.
    #[error("plain http")]
    PlainHttp,
    /// From https to http, or from another machine to this one.
    #[error("redirected to a less safe place")]
    LessSafe,
    /// More redirects than allowed.
    #[error("too many redirects")]
    Redirects,
    /// More bytes than allowed.
    #[error("larger than {0} bytes")]
    TooLarge(u64),
    /// Longer than allowed.
    #[error("timed out")]
    Timeout,
    /// The publisher answered otherwise.
    #[error("status {0}")]
    Status(u16),
    /// The publisher asks to come back later; so many seconds, where it says so.
    #[error("status {0}, later")]
    Busy(u16, Option<u64>),
    /// Encoded on its way in a manner that was not asked for, as named.
    #[error("encoded as {0}")]
    Encoding(String),
    /// The certificate of the other side does not hold.
    #[error("certificate: {0}")]
    Certificate(String),
    /// No connection, or it broke.
    #[error("{0}")]
    Unreachable(String),
}

impl FetchError {
    /// In words.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Address => {
                text!(ja: "取得できる URL ではありません", en: "it is no address that can be fetched")
            }
            Self::NoMetadata => text!(
                ja: "CSAF の provider-metadata.json がありません",
                en: "there is no provider-metadata.json of CSAF"
            ),
            Self::PlainHttp => text!(
                ja: "暗号化されない http のため取得しません",
                en: "plain http is not fetched from another machine"
            ),
            Self::LessSafe => text!(
                ja: "https から http など、安全でない先へ転送されました",
                en: "it leads to a less safe place, such as from https to http"
            ),
            Self::Redirects => text!(
                ja: "転送が {REDIRECTS_MAX} 回を超えました",
                en: "it was redirected more than {REDIRECTS_MAX} times"
            ),
            Self::TooLarge(limit) => text!(
                ja: "上限の {limit} バイトを超えています",
                en: "it is larger than the limit of {limit} bytes"
            ),
            Self::Timeout => text!(ja: "時間内に終わりませんでした", en: "it did not end in time"),
            Self::Status(code) => {
                text!(ja: "状態コード {code} が返りました", en: "the answer was status {code}")
            }
            Self::Busy(code, _) => text!(
                ja: "しばらく待つように求められました（状態コード {code}）",
                en: "the publisher asks to come back later (status {code})"
            ),
            Self::Encoding(name) => text!(
                ja: "求めていない符号化（{name}）で送られました",
                en: "it was sent in an encoding that was not asked for ({name})"
            ),
            Self::Certificate(why) => text!(
                ja: "相手のサーバー証明書を信頼できません（{why}）",
                en: "the server's certificate does not hold ({why})"
            ),
            Self::Unreachable(why) => {
                text!(ja: "接続できません（{why}）", en: "there is no connection ({why})")
            }
        }
    }

    /// As a problem of an address.
    #[must_use]
    pub fn problem(&self, url: &str) -> Problem {
        let Text { ja, en } = self.text();
        let remedy = match self {
            Self::PlainHttp => text!(
                ja: "https の URL を指定するか、--allow-http を付けてください。",
                en: "Give an https address, or add --allow-http."
            ),
            Self::Timeout => text!(
                ja: "--timeout を長くして、もう一度実行してください。",
                en: "Run it again with a longer --timeout."
            ),
            Self::Busy(_, Some(seconds)) => text!(
                ja: "{seconds} 秒以上待って、もう一度実行してください。続きから取得します。",
                en: "Wait {seconds} seconds or more and run it again: it goes on where it was."
            ),
            Self::Busy(_, None) => text!(
                ja: "時間をおいて、もう一度実行してください。続きから取得します。",
                en: "Run it again later: it goes on where it was."
            ),
            Self::Encoding(_) => text!(ja: "提供者に問い合わせてください。", en: "Ask the provider."),
            Self::Certificate(_) => text!(
                ja: "URL を確かめてください。途中の機器が通信を差し替えていないかも確かめてください。公的な認証局の証明書だけを受け入れます。",
                en: "Check the address, and whether something on the way replaces the connection. Only certificates of public authorities count."
            ),
            _ => text!(
                ja: "URL と接続を確かめ、もう一度実行してください。続きから取得します。",
                en: "Check the address and the connection, and run it again: it goes on where it was."
            ),
        };
        Problem::error(Place::file(url), text!(ja: "{ja}。", en: "It was not fetched: {en}."), remedy)
    }
}

/// What came.
#[derive(Debug)]
pub(crate) enum Answer {
    /// The same as last time.
    NotModified,
    /// Its bytes, where they were in the end, and what to ask with next time.
    Body { bytes: Vec<u8>, url: Url, mark: Box<Mark> },
}

/// Sends requests.
#[derive(Debug)]
pub struct Door {
    options: Options,
}

impl Door {
    /// A door with its limits.
    #[must_use]
    pub const fn new(options: Options) -> Self {
        Self { options }
    }

    /// May one go from an address (or from the person) to another?
    pub(crate) fn may(&self, from: Option<&Url>, to: &Url) -> Result<(), FetchError> {
        if !to.username().is_empty() || to.password().is_some() {
            return Err(FetchError::Address);
        }
        match (to.scheme(), from) {
            ("http" | "https", Some(from)) if is_this_machine(to) && !is_this_machine(from) => {
                Err(FetchError::LessSafe)
            }
            ("https", _) => Ok(()),
            ("http", Some(from)) if from.scheme() == "https" => Err(FetchError::LessSafe),
            ("http", _) if self.options.allow_http || is_this_machine(to) => Ok(()),
            ("http", _) => Err(FetchError::PlainHttp),
            _ => Err(FetchError::Address),
        }
    }

    /// Gets an address that the person gave, or that a list at `from` named.
    pub(crate) fn get(
        &self,
        from: Option<&Url>,
        to: &Url,
        mark: Option<&Mark>,
        bytes_max: u64,
    ) -> Result<Answer, FetchError> {
        let (mut from, mut at) = (from.cloned(), to.clone());
        for _ in 0..=REDIRECTS_MAX {
            self.may(from.as_ref(), &at)?;
            let mut response = self.ask(&at, mark)?;
            let status = response.status().as_u16();
            let header = |name: &str| {
                let value = response.headers().get(name);
                let value = value.and_then(|value| std::str::from_utf8(value.as_bytes()).ok());
                value.unwrap_or_default().trim().to_owned()
            };
            match status {
                200 => {
                    let mark =
                        Mark { etag: header("etag"), modified: header("last-modified"), ..Mark::default() };
                    let limit = bytes_max.min(self.options.bytes_max);
                    let encoding = header("content-encoding").to_ascii_lowercase();
                    let body = response.body_mut().as_reader();
                    let bytes = match encoding.as_str() {
                        "" | "identity" => read(body, limit)?,
                        "gzip" | "x-gzip" => read(MultiGzDecoder::new(body), limit)?,
                        _ => return Err(FetchError::Encoding(printable(&encoding))),
                    };
                    return Ok(Answer::Body { bytes, url: at, mark: Box::new(mark) });
                }
                304 if mark.is_some() => return Ok(Answer::NotModified),
                301 | 302 | 303 | 307 | 308 => {
                    let location = header("location");
                    if location.is_empty() {
                        return Err(FetchError::Address);
                    }
                    let next = at.join(&location).map_err(|_| FetchError::Address)?;
                    from = Some(std::mem::replace(&mut at, next));
                }
                429 | 503 => return Err(FetchError::Busy(status, header("retry-after").parse().ok())),
                other => return Err(FetchError::Status(other)),
            }
        }
        Err(FetchError::Redirects)
    }

    fn ask(&self, url: &Url, mark: Option<&Mark>) -> Result<ureq::http::Response<ureq::Body>, FetchError> {
        let mut config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(self.options.agent.as_str())
            .timeout_global(Some(self.options.timeout));
        if is_this_machine(url) {
            config = config.proxy(None);
        }
        let mut request = config.build().new_agent().get(url.as_str()).header("accept-encoding", "gzip");
        if let Some(mark) = mark {
            for (name, value) in [("if-none-match", &mark.etag), ("if-modified-since", &mark.modified)] {
                if !value.is_empty() {
                    request = request.header(name, value);
                }
            }
        }
        request.call().map_err(|error| of_client(&error))
    }
}

fn read(reader: impl std::io::Read, limit: u64) -> Result<Vec<u8>, FetchError> {
    let mut bytes = Vec::new();
    reader.take(limit + 1).read_to_end(&mut bytes).map_err(|error| of_system(&error))?;
    if bytes.len() as u64 > limit { Err(FetchError::TooLarge(limit)) } else { Ok(bytes) }
}

fn of_client(error: &ureq::Error) -> FetchError {
    match error {
        ureq::Error::Timeout(_) => FetchError::Timeout,
        ureq::Error::Io(error) => of_system(error),
        ureq::Error::BadUri(_) => FetchError::Address,
        other => broken(other.to_string()),
    }
}

/// Reading a body gives the client's errors wrapped in the system's.
fn of_system(error: &std::io::Error) -> FetchError {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<ureq::Error>());
    match inner {
        Some(ureq::Error::Timeout(_)) => FetchError::Timeout,
        _ if error.kind() == std::io::ErrorKind::TimedOut => FetchError::Timeout,
        _ => broken(error.to_string()),
    }
}

/// The client tells of a certificate in words alone.
fn broken(why: String) -> FetchError {
    if why.contains("peer certificate") { FetchError::Certificate(why) } else { FetchError::Unreachable(why) }
}

/// A word from the network, short enough and safe to be shown.
fn printable(word: &str) -> String {
    word.chars().filter(|sign| !sign.is_control()).take(40).collect()
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            // A name with the root's dot is the same name.
            let name = name.strip_suffix('.').unwrap_or(name);
            name == "localhost" || name.ends_with(".localhost")
        }
        Some(Host::Ipv4(address)) => address.is_loopback() || address == Ipv4Addr::UNSPECIFIED,
        Some(Host::Ipv6(address)) => {
            address.is_loopback()
                || address == Ipv6Addr::UNSPECIFIED
                || address.to_ipv4_mapped().is_some_and(|address| address.is_loopback())
        }
        None => false,
    }
}
