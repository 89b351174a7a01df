//! The files by which a CSAF provider and an aggregator say who they are and where their documents are:
//! `provider-metadata.json` and `aggregator.json` (clause 7.1, requirements 7, 21 and 22).
//!
//! Only the form is held: whether the addresses lead anywhere, and whether the keys are good, is for whoever fetches
//! them.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use sekisho_intake::Limits;
use sekisho_model::{Place, Problem, Text, text};

use super::opened;
use crate::form::{Form, Json, json};
use crate::{Finding, Outcome, Report, Test};

/// Most values read from one file; an aggregator lists a few hundred parties.
const ENTRIES_MAX: usize = 1_000_000;

type Compiled = Result<Form, String>;

/// One of the two files, in the two editions.
struct Kind {
    /// Its name, which the standard fixes.
    name: &'static str,
    /// The member that says the edition.
    version: &'static str,
    forms: [Compiled; 2],
}

const FORM: &str = include_str!("../../forms/csaf-distribution.form");

fn kind(name: &'static str, version: &'static str, root: &str) -> Kind {
    Kind { name, version, forms: ["2.0", "2.1"].map(|edition| Form::of(FORM, edition, root)) }
}

static PROVIDER: LazyLock<Kind> =
    LazyLock::new(|| kind("provider-metadata.json", "metadata_version", "provider"));
static AGGREGATOR: LazyLock<Kind> =
    LazyLock::new(|| kind("aggregator.json", "aggregator_version", "aggregator"));

/// Holds a `provider-metadata.json` against its form: the tests `name` (what the file is called) and `schema`.
///
/// A file that names no known edition gives a report without standard and tests, whose problem says why.
#[must_use]
pub fn provider(file_name: &str, bytes: &[u8], limits: &Limits) -> Report {
    held(&PROVIDER, file_name, bytes, limits)
}

/// Holds an `aggregator.json` against its form: the tests `name`, `schema`, and `7.1.22`, that it lists two parties
/// who are not the same.
///
/// A file that names no known edition gives a report without standard and tests, whose problem says why.
#[must_use]
pub fn aggregator(file_name: &str, bytes: &[u8], limits: &Limits) -> Report {
    held(&AGGREGATOR, file_name, bytes, limits)
}

fn held(kind: &Kind, file_name: &str, bytes: &[u8], limits: &Limits) -> Report {
    match tests(kind, file_name, bytes, limits) {
        Ok((edition, tests)) => {
            Report { standard: format!("CSAF {edition} {}", kind.name), tests, problems: Vec::new() }
        }
        Err(problem) => Report { standard: String::new(), tests: Vec::new(), problems: vec![*problem] },
    }
}

fn tests(
    kind: &Kind,
    file_name: &str,
    bytes: &[u8],
    limits: &Limits,
) -> Result<(&'static str, Vec<Test>), Box<Problem>> {
    let refused = |what: Text, remedy: Text| Box::new(Problem::error(Place::file(file_name), what, remedy));
    let written = opened(file_name, bytes, limits)?;
    let document = json::parse(written, ENTRIES_MAX).map_err(|error| {
        refused(
            text!(ja: "JSON として読めません（{error}）。", en: "It is not JSON ({error})."),
            text!(ja: "発行元から取り直してください。", en: "Fetch it again from its publisher."),
        )
    })?;
    let (name, version) = (kind.name, kind.version);
    let (edition, form) = match (document.get(version).and_then(Json::text), &kind.forms) {
        (Some("2.0"), [form, _]) => ("2.0", form),
        (Some("2.1"), [_, form]) => ("2.1", form),
        _ => {
            return Err(refused(
                text!(
                    ja: "CSAF 2.0 または 2.1 の {name} ではありません（{version} が「2.0」でも「2.1」でもありません）。",
                    en: "It is no {name} of CSAF 2.0 or 2.1: {version} is neither \"2.0\" nor \"2.1\"."
                ),
                text!(ja: "ファイルを確かめてください。", en: "Check which file this is."),
            ));
        }
    };
    let form = form.as_ref().map_err(|why| {
        refused(
            text!(ja: "このプログラムの誤りです：{why}", en: "This is a bug of this program: {why}"),
            text!(ja: "開発者に知らせてください。", en: "Please report it."),
        )
    })?;
    let mut tests =
        vec![test("name", named(kind, file_name)), test("schema", form.findings(&document).into_told())];
    if kind.version == AGGREGATOR.version {
        tests.push(test("7.1.22", two_parties(&document)));
    }
    Ok((edition, tests))
}

fn test(id: &'static str, findings: Vec<Finding>) -> Test {
    let outcome = if findings.is_empty() { Outcome::Pass } else { Outcome::Fail };
    Test { id, outcome, findings }
}

fn named(kind: &Kind, file_name: &str) -> Vec<Finding> {
    let right = kind.name;
    let name = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    if name == right {
        return Vec::new();
    }
    let text = text!(
        ja: "ファイル名は {right} でなければなりません（今は「{name}」です）。",
        en: "The file must be called {right}; it is called \"{name}\"."
    );
    vec![Finding { path: String::new(), text }]
}

/// Requirement 22: at least two issuing parties, told apart by their namespace.
fn two_parties(document: &Json<'_>) -> Vec<Finding> {
    let lists = ["csaf_providers", "csaf_publishers"].into_iter().filter_map(|key| document.get(key));
    let parties = lists
        .flat_map(Json::items)
        .filter_map(|item| item.get("metadata")?.get("publisher")?.get("namespace").and_then(Json::text));
    let parties: BTreeSet<&str> = parties.collect();
    if parties.len() >= 2 {
        return Vec::new();
    }
    let count = parties.len();
    let text = text!(
        ja: "発行者が {count} 者しかありません。集約者は別々の発行者を二者以上載せます。",
        en: "It lists {count} issuing part(ies); an aggregator lists two different ones at least."
    );
    vec![Finding { path: String::new(), text }]
}

#[cfg(test)]
mod tests;
