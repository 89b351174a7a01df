//! PEP 440, by `pep440_rs`; and, marked irregular, the order that setuptools gave to the versions from
//! before it, all of which come before every regular one.

use std::cmp::Ordering;

/// A version. Irregular ones come first, as the variants do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PyPi {
    Legacy(Legacy),
    Pep440(pep440_rs::Version),
}

impl PyPi {
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text.parse() {
            Ok(version) => Some(Self::Pep440(version)),
            Err(_) => Legacy::parse(text).map(Self::Legacy),
        }
    }

    pub(super) const fn is_regular(&self) -> bool {
        matches!(self, Self::Pep440(_))
    }
}

/// A version from before PEP 440, as a list of parts that compare as texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Legacy(Vec<String>);

/// What follows the last part, so that `1.0-alpha` comes before `1.0` and `1.0-x` after it.
const FINAL: &str = "*final";
/// A dash: what follows it is a patch.
const PATCH: &str = "*final-";

impl Legacy {
    fn parse(text: &str) -> Option<Self> {
        if text.is_empty() || text.contains(|c: char| c.is_control()) {
            return None;
        }
        let mut parts: Vec<String> = Vec::new();
        for token in tokens(&text.to_lowercase()) {
            let part = part(token);
            if part.starts_with('*') {
                while part.as_str() < FINAL && parts.last().is_some_and(|last| last == PATCH) {
                    parts.pop();
                }
                while parts.last().is_some_and(|last| last.bytes().all(|b| b == b'0')) {
                    parts.pop();
                }
            }
            parts.push(part);
        }
        parts.push(FINAL.to_owned());
        Some(Self(parts))
    }
}

/// Runs of digits, runs of letters and single dashes; dots only separate.
fn tokens(text: &str) -> Vec<&str> {
    let kind = |c: char| match c {
        '0'..='9' => 0,
        'a'..='z' => 1,
        '.' => 2,
        '-' => 3,
        _ => 4,
    };
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut before = None;
    for (at, c) in text.char_indices() {
        if before.is_some_and(|before| before != kind(c) || before == 3) {
            tokens.push(&text[start..at]);
            start = at;
        }
        before = Some(kind(c));
    }
    tokens.push(&text[start..]);
    tokens.retain(|token| !token.is_empty() && !token.starts_with('.'));
    tokens
}

fn part(token: &str) -> String {
    match token {
        "pre" | "preview" | "rc" => "*c".to_owned(),
        "-" => PATCH.to_owned(),
        "dev" => "*@".to_owned(),
        digits if digits.starts_with(|c: char| c.is_ascii_digit()) => format!("{digits:0>20}"),
        word => format!("*{word}"),
    }
}

impl Ord for Legacy {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

impl PartialOrd for Legacy {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
