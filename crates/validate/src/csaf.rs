//! CSAF 2.0 and 2.1 documents held against the standard's own tests: mandatory (6.1), optional (6.2; *recommended*
//! in 2.1) and informative (6.3), and the schema.
//!
//! Invariant: what needs the outside (links, dictionaries, the time of day) is asked of [`World`]; without an
//! answer the test is *not run*. A document that breaks the schema is still held against every other test, as far
//! as its parts can be made out.

mod correspondence;
mod cvss;
mod cwe;
mod distribution;
mod doc;
mod form;
mod history;
mod informative;
mod language;
mod licence;
mod mandatory;
pub(crate) mod moment;
mod node;
mod number;
mod recommended;
mod schema;
mod ssvc;
mod test;
mod version_range;

#[cfg(test)]
mod conformance;

use jiff::Timestamp;
use sekisho_intake::{Limits, duplicates, nesting};
use sekisho_model::{Place, Problem, Text, text};
use serde_json::Value;

use crate::{Report, Test, opening};
use doc::{Doc, Edition};
use test::Entry;

pub use distribution::{aggregator, provider};
pub use recommended::{file_name, file_name_kept};

/// Asked with a URL: the HTTP status that it answers with, `None` where nobody answers.
pub type Link<'w> = &'w dyn Fn(&str) -> Option<u16>;
/// Asked with a text and its language (BCP 47): is it right?
pub type Reader<'w> = &'w dyn Fn(&str, &str) -> bool;

/// What a test may ask beyond the file. By default nobody answers.
#[derive(Clone, Copy, Default)]
pub struct World<'w> {
    /// Now, for dates in the future.
    pub now: Option<Timestamp>,
    /// Does a URL lead anywhere?
    pub link: Option<Link<'w>>,
    /// Is this one word spelt right?
    pub spelling: Option<Reader<'w>>,
    /// Are these sentences right by their grammar?
    pub grammar: Option<Reader<'w>>,
}

/// Holds one document against every test of the edition that it names.
///
/// `file_name` is the name alone or a path; CSAF has a rule for the name (5.1). A file that is no CSAF document
/// gives a report without standard and tests, whose problem says why.
#[must_use]
pub fn validate(file_name: &str, bytes: &[u8], limits: &Limits, world: &World<'_>) -> Report {
    match read(file_name, bytes, limits) {
        Ok((text, value, edition)) => held(file_name, &Doc::new(text, &value, edition), limits, world),
        Err(problem) => Report { standard: String::new(), tests: Vec::new(), problems: vec![*problem] },
    }
}

/// The document's text, its value and the edition that it claims.
fn read<'b>(
    file_name: &str,
    bytes: &'b [u8],
    limits: &Limits,
) -> Result<(&'b str, Value, Edition), Box<Problem>> {
    let refused = |what: Text, remedy: Text| Box::new(Problem::error(Place::file(file_name), what, remedy));
    let text = opened(file_name, bytes, limits)?;
    let value: Value = serde_json::from_str(text).map_err(|error| {
        refused(
            text!(ja: "JSON として読めません（{error}）。", en: "It is not JSON ({error})."),
            text!(ja: "発行元から取り直してください。", en: "Fetch it again from its publisher."),
        )
    })?;
    let edition = Edition::claimed(&value).ok_or_else(|| {
        refused(
            text!(
                ja: "CSAF 2.0 または 2.1 の文書ではありません（/document/csaf_version が「2.0」でも「2.1」でもありません）。",
                en: "It is no CSAF 2.0 or 2.1 document: /document/csaf_version is neither \"2.0\" nor \"2.1\"."
            ),
            text!(ja: "CSAF 文書を渡してください。", en: "Pass a CSAF document."),
        )
    })?;
    Ok((text, value, edition))
}

/// The text of a file that is within the limits.
fn opened<'b>(file_name: &str, bytes: &'b [u8], limits: &Limits) -> Result<&'b str, Box<Problem>> {
    let place = Place::file(file_name);
    let refused = |what: Text, remedy: Text| Box::new(Problem::error(place.clone(), what, remedy));
    let (length, most, deepest) = (bytes.len(), limits.bytes_max, limits.depth_max);
    if length > most {
        return Err(refused(
            text!(ja: "{length} バイトあり、上限の {most} バイトを超えています。", en: "It has {length} bytes, more than the limit of {most}."),
            text!(ja: "上限を上げるか、文書を分けてください。", en: "Raise the limit or split the document."),
        ));
    }
    let text = opening::whole(bytes).map_err(|no| refused(no.what, no.remedy))?;
    if nesting::beyond(text, deepest).is_some() {
        return Err(refused(
            text!(ja: "入れ子が {deepest} 段を超えています。", en: "It nests deeper than {deepest} levels."),
            text!(ja: "ファイルが壊れていないか確かめてください。", en: "Check that the file is not damaged."),
        ));
    }
    Ok(text)
}

/// Every test of the edition, in the standard's order.
fn held(file_name: &str, doc: &Doc<'_>, limits: &Limits, world: &World<'_>) -> Report {
    let standard = format!("CSAF {}", doc.edition.name());
    let (found, most) = (doc.products.len().max(doc.vulnerabilities.len()), limits.entries_max);
    if found > most {
        let problem = Problem::error(
            Place::file(file_name),
            text!(
                ja: "製品または脆弱性が {found} 件あり、上限の {most} 件を超えています。",
                en: "It has {found} products or vulnerabilities, more than the limit of {most}."
            ),
            text!(ja: "上限を上げるか、文書を分けてください。", en: "Raise the limit or split the document."),
        );
        return Report { standard, tests: Vec::new(), problems: vec![problem] };
    }
    let tests: Vec<Test> = entries(doc.edition).map(|entry| entry.held(doc, *world)).collect();
    Report { standard, tests, problems: twice(file_name, doc.text) }
}

/// Is this a name of CPE 2.3, or of CPE 2.2 as a URI?
pub(crate) fn is_cpe(text: &str) -> bool {
    schema::is_cpe(text)
}

/// The tests that an edition has.
fn entries(edition: Edition) -> impl Iterator<Item = &'static Entry> {
    let all = mandatory::TESTS.iter().chain(recommended::TESTS).chain(informative::TESTS);
    all.filter(move |entry| entry.editions.contains(&edition))
}

/// A key that stands twice: programs differ in which value they keep, so no test can speak for all of them.
fn twice(file_name: &str, text: &str) -> Vec<Problem> {
    let Some(key) = duplicates::first(text) else { return Vec::new() };
    vec![Problem::error(
        Place::file(file_name),
        text!(
            ja: "キー「{key}」が同じオブジェクトに二度あります。後の値で検査しました。",
            en: "Key \"{key}\" stands twice in one object; the later value was tested."
        ),
        text!(ja: "どちらか一方を消してください。", en: "Remove one of them."),
    )]
}
