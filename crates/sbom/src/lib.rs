//! SBOMs and lock files to components: CycloneDX JSON, SPDX 2.x JSON, `Cargo.lock`, `package-lock.json`,
//! pinned Python requirements.
//!
//! Invariants: the form is told from the content first and the file name second; every component that the
//! file lists is in the result or in a problem; a broken part costs that part. Nothing is looked up and
//! nothing is judged here. XML, tag-value and SPDX 3 are recognised and named, not read.

mod cargo_lock;
pub mod convert;
mod cyclonedx;
pub mod diff;
mod document;
mod draft;
pub mod grade;
mod json;
mod npm_lock;
mod requirements;
pub mod show;
mod sniff;
mod spdx;
#[cfg(test)]
#[path = "../../intake/src/testing.rs"]
mod testing;
mod whole;
pub mod write;

use sekisho_model::{Place, Problem, Sbom, SbomId, Text, text};
use serde::de::DeserializeSeed;
use sha2::{Digest, Sha256};

pub use document::{Completeness, Details, Document, Head, Licence, LicenceRole, Link, Party, Relation};
use draft::Draft;
use json::{Fields, Object};
use sekisho_intake::duplicates;
use sekisho_intake::encoding::{self, NoText, line_at};
use sekisho_intake::{Limits, Reading};
use sniff::Form;

/// Reads an SBOM or a lock file of any known form. Without facts, at least one problem says why.
///
/// ```
/// use sekisho_intake::Limits;
/// let bytes = br#"{"bomFormat":"CycloneDX","specVersion":"1.6",
///     "components":[{"type":"library","name":"rand","purl":"pkg:cargo/rand@0.7.2"}]}"#;
/// let reading = sekisho_sbom::read("bom.json", bytes, &Limits::default());
/// let sbom = reading.facts.ok_or("nothing was read")?;
/// assert_eq!(sbom.components[0].label(), "rand 0.7.2");
/// assert!(reading.problems.is_empty());
/// # Ok::<(), &str>(())
/// ```
#[must_use]
pub fn read(file_name: &str, bytes: &[u8], limits: &Limits) -> Reading<Option<Sbom>> {
    read_as_far_as_it_goes(file_name, bytes, limits).0
}

/// The same, save that a file of which the rest could not be read (cut short, broken, over a limit) gives no
/// facts: what is kept would look complete and is not.
#[must_use]
pub fn read_whole(file_name: &str, bytes: &[u8], limits: &Limits) -> Reading<Option<Sbom>> {
    let (reading, is_cut_short) = read_as_far_as_it_goes(file_name, bytes, limits);
    Reading { facts: reading.facts.filter(|_| !is_cut_short), problems: reading.problems }
}

/// Reads an SBOM or a lock file with all that its author wrote: for converting, comparing, grading and showing.
/// `sbom` is what [`read`] gives.
///
/// ```
/// use sekisho_intake::Limits;
/// let bytes = br#"{"bomFormat":"CycloneDX","specVersion":"1.6","serialNumber":"urn:uuid:1",
///     "components":[{"type":"library","name":"rand","description":"numbers","mime-type":"text/x-rust"}]}"#;
/// let reading = sekisho_sbom::read_document("bom.json", bytes, &Limits::default());
/// let document = reading.facts.ok_or("nothing was read")?;
/// assert_eq!(document.head.serial, "urn:uuid:1");
/// assert_eq!(document.details[0].description, "numbers");
/// assert_eq!(document.unread["components[].mime-type"], 1);
/// # Ok::<(), &str>(())
/// ```
#[must_use]
pub fn read_document(file_name: &str, bytes: &[u8], limits: &Limits) -> Reading<Option<Document>> {
    let draft = Draft::new(file_name, limits).keep_the_whole();
    match fill(draft, bytes).map(|draft| Some((draft, id(bytes)?))) {
        Ok(Some((draft, id))) => {
            let (document, problems) = draft.finish_whole(id);
            Reading { facts: Some(document), problems }
        }
        Ok(None) => Reading::default(),
        Err(problem) => Reading { facts: None, problems: vec![*problem] },
    }
}

/// What could be read, and whether there is more that could not.
fn read_as_far_as_it_goes(file_name: &str, bytes: &[u8], limits: &Limits) -> (Reading<Option<Sbom>>, bool) {
    match fill(Draft::new(file_name, limits), bytes).map(|draft| Some((draft, id(bytes)?))) {
        Ok(Some((draft, id))) => {
            let is_cut_short = draft.is_cut_short();
            let (sbom, problems) = draft.finish(id);
            (Reading { facts: Some(sbom), problems }, is_cut_short)
        }
        Ok(None) => (Reading::default(), true),
        Err(problem) => (Reading { facts: None, problems: vec![*problem] }, true),
    }
}

/// Reads what the bytes hold into a draft, or says why they hold nothing that is read.
fn fill<'de>(draft: Draft<'de>, bytes: &'de [u8]) -> Result<Draft<'de>, Box<Problem>> {
    let (file_name, limits) = (draft.file, draft.limits);
    if bytes.len() > limits.bytes_max {
        return Err(Box::new(too_long(file_name, bytes.len(), limits.bytes_max)));
    }
    let text = encoding::text(bytes).map_err(|no| Box::new(no_text(file_name, *no)))?;
    let form = sniff::form(file_name, text)
        .map_err(|words| Box::new(Problem::error(Place::file(file_name), words, accepted())))?;
    Ok(match form {
        Form::CycloneDx => read_json::<cyclonedx::Document<'_>>(text, draft),
        Form::Spdx => read_json::<spdx::Document<'_>>(text, draft),
        Form::NpmLock => read_json::<npm_lock::Document<'_>>(text, draft),
        Form::CargoLock => cargo_lock::read(text, draft),
        Form::Requirements => requirements::read(text, draft),
    })
}

/// The SHA-256 of the bytes; always a well-formed id.
fn id(bytes: &[u8]) -> Option<SbomId> {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>().parse().ok()
}

/// Refuses what is no text, with the line where one can be told.
fn no_text(file_name: &str, refused: NoText) -> Problem {
    let NoText { what, remedy, line } = refused;
    let place = Place::file(file_name);
    Problem::error(line.map_or_else(|| place.clone(), |line| place.clone().at_row(line)), what, remedy)
}

fn too_long(file_name: &str, length: usize, max: usize) -> Problem {
    Problem::error(
        Place::file(file_name),
        text!(
            ja: "ファイルが {length} バイトあり、上限の {max} バイトを超えています。",
            en: "The file has {length} bytes; the limit is {max}."
        ),
        text!(ja: "SBOM を分けてください。", en: "Split the SBOM."),
    )
}

fn accepted() -> Text {
    text!(
        ja: "CycloneDX JSON、SPDX 2.x JSON、Cargo.lock、package-lock.json、requirements.txt のどれかを渡してください。",
        en: "Give CycloneDX JSON, SPDX 2.x JSON, Cargo.lock, package-lock.json or requirements.txt."
    )
}

/// A form of JSON document: takes its fields, then closes what only the whole can tell.
trait Reader<'de>: Fields<'de> {
    fn open(draft: Draft<'de>) -> Self;
    fn close(self) -> Draft<'de>;
}

/// Reads a JSON document as far as it goes.
fn read_json<'de, R: Reader<'de>>(text: &'de str, draft: Draft<'de>) -> Draft<'de> {
    let depth_max = draft.limits.depth_max;
    let too_deep = sekisho_intake::nesting::beyond(text, depth_max);
    let mut reader = R::open(draft);
    let mut deserializer = serde_json::Deserializer::from_str(&text[..too_deep.unwrap_or(text.len())]);
    let outcome = Object(&mut reader).deserialize(&mut deserializer).and_then(|_| deserializer.end());
    let mut draft = reader.close();
    match (too_deep, outcome) {
        (Some(at), _) => draft.cut_short(deeper(draft.file, line_at(text, at), depth_max)),
        (None, Err(error)) => draft.cut_short(broken(draft.file, &error)),
        (None, Ok(())) => {
            if let Some(key) = duplicates::first(text) {
                draft.cut_short(twice(draft.file, &key));
            }
        }
    }
    draft
}

fn twice(file: &str, key: &str) -> Problem {
    Problem::error(
        Place::file(file),
        text!(ja: "同じ部分に項目「{key}」が 2 回あり、どちらが正しいか分かりません。", en: "Key \"{key}\" stands twice in one object; which of them holds cannot be told."),
        text!(ja: "作成元から取り直してください。", en: "Get the file again from its maker."),
    )
}

fn deeper(file: &str, line: u64, max: usize) -> Problem {
    Problem::error(
        Place::file(file).at_row(line),
        text!(ja: "入れ子が上限の {max} 段を超えています。", en: "Nesting goes deeper than {max} levels, the limit."),
        text!(
            ja: "それより前だけを読みました。作成元を確かめてください。",
            en: "Only what comes before was read. Check where the file comes from."
        ),
    )
}

fn broken(file: &str, error: &serde_json::Error) -> Problem {
    let (line, column) = (error.line(), error.column());
    let what = if error.is_eof() {
        text!(
            ja: "JSON が途中（{line} 行 {column} 文字目）で終わっています。",
            en: "The JSON ends in the middle (line {line}, column {column})."
        )
    } else {
        text!(
            ja: "JSON が {line} 行 {column} 文字目で壊れています（{error}）。",
            en: "The JSON is broken at line {line}, column {column} ({error})."
        )
    };
    Problem::error(
        Place::file(file).at_row(u64::try_from(line).unwrap_or(u64::MAX)),
        what,
        text!(
            ja: "それより前だけを読みました。作成元から取り直してください。",
            en: "Only what comes before was read. Get the file again from its maker."
        ),
    )
}

#[cfg(test)]
mod tests;
