//! `purl parse | build`, `vers contains`, `version compare`: one case, or one a line from standard input.

use std::collections::BTreeMap;
use std::io::{BufRead, Read as _};
use std::path::Path;
use std::process::ExitCode;

use sekisho_model::{PackageUrl, PurlError, VersionScheme, text};
use sekisho_supply::version::{self, Vers};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::done;
use crate::args::{PurlCommand, VersCommand, VersionCommand};
use crate::exit::{FOUND, Failure, unreadable};
use crate::terminal::Terminal;

/// Longest line of standard input, in bytes.
const LINE_MAX: u64 = 4 * 1024 * 1024;

/// What one case gave: its answer, or what is wrong with it.
type Answer = Result<String, String>;

pub(super) fn purl(command: &PurlCommand, terminal: &Terminal) -> Result<ExitCode, Failure> {
    match command {
        PurlCommand::Parse { purl } => each(purl, terminal, |line| {
            let purl: PackageUrl = line.parse().map_err(|error: PurlError| error.text().en)?;
            json_line(&Parts::of(&purl))
        }),
        PurlCommand::Build { parts } => each(parts, terminal, |line| {
            let parts: Parts = serde_json::from_str(line).map_err(|error| error.to_string())?;
            json_line(&Parts::of(&parts.build().map_err(|error| error.text().en)?))
        }),
        PurlCommand::Canonical { purl } => each(purl, terminal, |line| {
            let purl = PackageUrl::lenient(line).map_err(|error| error.text().en)?;
            json_line(&Parts::of(&purl))
        }),
    }
}

/// The parts of a package URL, under the names of its specification. Empty and absent are the same.
#[derive(Serialize, Deserialize)]
struct Parts {
    #[serde(rename = "type")]
    kind: Option<String>,
    namespace: Option<String>,
    name: Option<String>,
    version: Option<String>,
    qualifiers: Option<BTreeMap<String, Option<String>>>,
    subpath: Option<String>,
    /// The canonical form; not read.
    #[serde(default)]
    purl: String,
}

impl Parts {
    fn of(purl: &PackageUrl) -> Self {
        let stated = |part: &str| (!part.is_empty()).then(|| part.to_owned());
        let qualifiers: BTreeMap<_, _> =
            purl.qualifiers().iter().map(|(key, value)| (key.clone(), Some(value.clone()))).collect();
        Self {
            kind: stated(purl.kind()),
            namespace: stated(purl.namespace()),
            name: stated(purl.name()),
            version: stated(purl.version()),
            qualifiers: (!qualifiers.is_empty()).then_some(qualifiers),
            subpath: stated(purl.subpath()),
            purl: purl.to_string(),
        }
    }

    fn build(self) -> Result<PackageUrl, PurlError> {
        let text = |part: Option<String>| part.unwrap_or_default();
        let qualifiers = self.qualifiers.unwrap_or_default();
        // A qualifier without a value is as if it were not there.
        let qualifiers = qualifiers
            .into_iter()
            .filter_map(|(key, value)| Some((key, value?)))
            .filter(|(_, value)| !value.is_empty());
        PackageUrl::build(
            &text(self.kind),
            &text(self.namespace),
            &text(self.name),
            &text(self.version),
            qualifiers.collect(),
            &text(self.subpath),
        )
    }
}

fn json_line(value: &impl Serialize) -> Answer {
    serde_json::to_string(value).map_err(|error| error.to_string())
}

pub(super) fn vers(command: &VersCommand, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let VersCommand::Contains { range, version } = command;
    let case = if range == "-" { range.clone() } else { format!("{range}\t{version}") };
    each(&case, terminal, |line| {
        let (range, version) = pair(line, [&["range", "vers"], &["version"]])?;
        let range: Vers = range.parse().map_err(|error: version::vers::VersError| error.text().en)?;
        range.contains(&version).map(|inside| inside.to_string()).map_err(|reason| reason.text().en)
    })
}

pub(super) fn version(command: &VersionCommand, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let VersionCommand::Compare { scheme, a, b } = command;
    let case = if a == "-" { a.clone() } else { format!("{a}\t{b}") };
    let scheme = version::scheme_named(scheme);
    if let VersionScheme::Git | VersionScheme::Other(_) = scheme {
        let name = version::scheme_name(&scheme);
        return Err(Failure::usage(
            text!(ja: "版の順序「{name}」には対応していません。", en: "There is no version order \"{name}\"."),
            text!(
                ja: "semver・npm・pypi・maven・deb・rpm など、package URL の種別か vers の種別を指定してください。",
                en: "Use a package type or a vers type, such as semver, npm, pypi, maven, deb or rpm."
            ),
        ));
    }
    each(&case, terminal, |line| {
        let (a, b) = pair(line, [&["a"], &["b"]])?;
        version::compare(&scheme, &a, &b)
            .map(|order| (order as i8).to_string())
            .map_err(|error| error.text().en)
    })
}

/// Two fields: with a tab between them, as a JSON array, or as a JSON object with these names (of each field the
/// first that is there). Without a tab, blanks part the two.
fn pair(line: &str, names: [&[&str]; 2]) -> Result<(String, String), String> {
    let needed = || {
        let names = names.map(|names| names[0]).join(", ");
        format!("two fields are needed: with a tab between them, or as JSON ({names})")
    };
    if !line.starts_with(['[', '{']) {
        let (a, b) = line.split_once('\t').or_else(|| two_words(line)).ok_or_else(needed)?;
        return Ok((a.trim().to_owned(), b.trim().to_owned()));
    }
    let value: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let field = |at: usize| match &value {
        Value::Array(items) => items.get(at).filter(|_| items.len() == 2),
        value => names[at].iter().find_map(|name| value.get(name)),
    };
    match (field(0).and_then(Value::as_str), field(1).and_then(Value::as_str)) {
        (Some(a), Some(b)) => Ok((a.to_owned(), b.to_owned())),
        _ => Err(needed()),
    }
}

fn two_words(line: &str) -> Option<(&str, &str)> {
    let mut words = line.split_whitespace();
    let two = (words.next()?, words.next()?);
    words.next().is_none().then_some(two)
}

/// Answers one case, or every line of standard input for `-`. A wrong case is answered `error: …` and makes
/// the exit code 1; the lines stay in step with the cases.
fn each(case: &str, terminal: &Terminal, answer: impl Fn(&str) -> Answer) -> Result<ExitCode, Failure> {
    let mut wrong = 0_usize;
    let mut print = |given: Answer| match given {
        Ok(text) => terminal.print(&text),
        Err(why) => {
            wrong += 1;
            terminal.print(&format!("error: {why}"));
        }
    };
    if case == "-" {
        let mut input = std::io::stdin().lock();
        let mut is_first = true;
        while let Some(line) = next_line(&mut input)? {
            let line =
                line.as_deref().map(|line| if is_first { line.trim_start_matches('\u{feff}') } else { line });
            print(line.map_err(Clone::clone).and_then(|line| answer(line.trim_end_matches(['\r', ' ']))));
            is_first = false;
        }
    } else {
        print(answer(case));
    }
    Ok(if wrong == 0 { done() } else { ExitCode::from(FOUND) })
}

/// The next line, or why it is none: one that is wrong costs itself and not those after it. None at the end.
fn next_line(input: &mut impl BufRead) -> Result<Option<Result<String, String>>, Failure> {
    let trouble = |error: std::io::Error| unreadable(Path::new("-"), &error);
    let mut bytes = Vec::new();
    if input.by_ref().take(LINE_MAX).read_until(b'\n', &mut bytes).map_err(trouble)? == 0 {
        return Ok(None);
    }
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
    } else if bytes.len() as u64 == LINE_MAX {
        input.skip_until(b'\n').map_err(trouble)?;
        return Ok(Some(Err(format!("the line is longer than the limit of {LINE_MAX} bytes"))));
    }
    Ok(Some(String::from_utf8(bytes).map_err(|_| "the line is not UTF-8".to_owned())))
}
