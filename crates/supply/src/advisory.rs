//! Advisories and signals in: OSV, RustSec, CSAF, CVE 5, NVD, KEV, EPSS and MyJVN, to the shapes of `model`.
//!
//! Invariants: the form is told by the content, never by the file name; a broken part costs that part and
//! leaves a problem; a statement whose versions cannot be read stays, with its words, so that nothing turns
//! clean by being unreadable.
//!
//! Deliberately not here: whether anything *is* affected (`matching`, `device`), where the bytes come from,
//! and which of two revisions wins.

mod configuration;
mod csaf;
mod cut;
mod cve5;
mod epss;
mod json;
mod kev;
mod myjvn;
mod naming;
mod nvd;
mod osv;
pub(crate) mod parts;
mod rows;
mod rustsec;
mod score;
pub(crate) mod trouble;
pub(crate) mod xml;

use sekisho_model::{Advisory, Signal, text};

use sekisho_intake::{encoding, nesting, unpack};

use crate::{Limits, Reading};
use trouble::Trouble;

/// Reads every advisory and signal of one file, packed or not.
///
/// Understood: an OSV record as JSON or YAML; a RustSec advisory (Markdown with a TOML head); CSAF 2.0 and 2.1;
/// CVE records 5.x; pages of NVD 2.0; CISA's KEV as JSON and CSV; EPSS as CSV and as an answer of its interface;
/// MyJVN 3.2 (XML) and 4.0 (JSON). JSON records also as elements of an array or one a line. `file_name` only
/// names the place of problems, save that a RustSec advisory below a folder `rust` speaks of the toolchain and
/// not of a crate.
#[must_use]
pub fn read(file_name: &str, bytes: &[u8], limits: &Limits) -> Reading<Feed> {
    if bytes.len() > limits.bytes_max {
        let mut trouble = Trouble::new(file_name);
        too_long(bytes.len(), limits, &mut trouble);
        return Reading { facts: Feed::default(), problems: trouble.into_problems() };
    }
    let Reading { facts: documents, mut problems } = unpack(file_name, bytes, limits);
    let mut feed = Feed::default();
    for document in documents {
        let mut trouble = Trouble::new(&document.name);
        if let Some(text) = admit(&document.bytes, limits, &mut trouble) {
            let before = (feed.advisories.len(), feed.signals.len());
            by_content(text, limits, &mut trouble, &mut feed);
            if before == (feed.advisories.len(), feed.signals.len()) && trouble.is_empty() {
                trouble.error(
                    "",
                    text!(ja: "読み取れる記録が 1 件もありません。", en: "There is not one record in it."),
                    text!(ja: "ファイルを取り違えていないか、途中で切れていないか確かめてください。", en: "Check that it is the file you meant, and whole."),
                );
            }
        }
        problems.extend(trouble.into_problems());
    }
    Reading { facts: feed, problems }
}

/// The sort of a remedy by CSAF's word, for other readers of CSAF.
pub(crate) fn remedy_kind(category: &str) -> Option<sekisho_model::RemedyKind> {
    csaf::remedy_kind(category)
}

/// What one file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Feed {
    /// Advisories, in file order.
    pub advisories: Vec<Advisory>,
    /// Facts about vulnerabilities that help to say which comes first, in file order.
    pub signals: Vec<Signal>,
}

impl Feed {
    /// Is there nothing in it?
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.advisories.is_empty() && self.signals.is_empty()
    }
}

fn too_long(has: usize, limits: &Limits, trouble: &mut Trouble) {
    let max = limits.bytes_max;
    trouble.error(
        "",
        text!(ja: "ファイルが {has} バイトあり、上限の {max} バイトを超えています。", en: "The file has {has} bytes, over the limit of {max}."),
        text!(ja: "分割してから読み込んでください。", en: "Split it and read the parts."),
    );
}

/// Size, encoding and depth, before anything is parsed. What comes before a wrong character is given: of a list,
/// its whole records can be read.
pub(crate) fn admit<'a>(bytes: &'a [u8], limits: &Limits, trouble: &mut Trouble) -> Option<&'a str> {
    if bytes.len() > limits.bytes_max {
        too_long(bytes.len(), limits, trouble);
        return None;
    }
    let document = match encoding::text(bytes) {
        Ok(document) => document,
        Err(no) => {
            trouble.no_text(*no);
            before_broken(bytes)?
        }
    };
    if is_bracketed(document) && nesting::beyond(document, limits.depth_max).is_some() {
        let max = limits.depth_max;
        trouble.error(
            "",
            text!(ja: "入れ子が上限の {max} 段を超えています。", en: "It is nested deeper than the limit of {max} levels."),
            text!(ja: "配布元に確かめてください。", en: "Ask its publisher."),
        );
        return None;
    }
    Some(document.trim_start_matches('\u{feff}'))
}

/// The text before the first wrong character, of the forms of which a part has a meaning.
fn before_broken(bytes: &[u8]) -> Option<&str> {
    let text = encoding::before_broken(bytes);
    let has_marks = is_bracketed(text) || text.trim_start().starts_with('<');
    has_marks.then_some(text).or_else(|| is_csv(text).then(|| whole_lines(text)))
}

fn whole_lines(text: &str) -> &str {
    text.rfind('\n').map_or("", |end| &text[..=end])
}

fn is_csv(document: &str) -> bool {
    kev::is_csv(document) || epss::is_csv(document)
}

fn by_content(document: &str, limits: &Limits, trouble: &mut Trouble, feed: &mut Feed) {
    let start = document.trim_start();
    if start.is_empty() {
        trouble.error(
            "",
            text!(ja: "ファイルが空です。", en: "The file is empty."),
            text!(ja: "アドバイザリのファイルを選んでください。", en: "Choose an advisory file."),
        );
    } else if start.starts_with(['{', '[']) {
        json::read(start, limits, trouble, feed);
    } else if start.starts_with("```toml") {
        feed.advisories.extend(rustsec::read(start, trouble));
    } else if start.starts_with('<') {
        myjvn::read_xml(start, limits, trouble, feed);
    } else if kev::is_csv(document) {
        kev::read_csv(document, limits, trouble, feed);
    } else if epss::is_csv(document) {
        epss::read_csv(document, limits, trouble, feed);
    } else {
        feed.advisories.extend(osv::read_yaml(document, limits, trouble));
    }
}

#[cfg(test)]
pub(crate) mod tests;

/// JSON, or YAML in flow style.
fn is_bracketed(document: &str) -> bool {
    document.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '['])
}
