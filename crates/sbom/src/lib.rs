//! SBOMs and lock files in and out: read, written, converted, compared, graded, shown.
//!
//! Invariants: the form is told from the content first and the file name second; every component that the
//! file lists is in the result or in a problem; a broken part costs that part. Nothing is looked up and
//! nothing is judged here. What is recognised and not read is named.

mod cargo_lock;
pub mod convert;
mod cyclonedx;
pub mod diff;
mod document;
mod draft;
mod encodings;
pub mod grade;
mod json;
mod npm_lock;
mod requirements;
#[cfg(test)]
mod sample;
pub mod show;
mod sniff;
mod spdx;
mod spdx3;
#[cfg(test)]
#[path = "../../intake/src/testing.rs"]
mod testing;
mod whole;
mod wire;
pub mod write;
mod xml;

use sekisho_model::{Place, Problem, Sbom, SbomId, Text, text};
use sha2::{Digest, Sha256};

pub use document::{Completeness, Details, Document, Head, Licence, LicenceRole, Link, Party, Relation};
use draft::Draft;
use sekisho_intake::encoding::{self, NoText};
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
    if sniff::is_protobuf(file_name, bytes) {
        return Ok(encodings::protobuf::<cyclonedx::Document<'_>>(bytes, &cyclonedx::MESSAGE, draft));
    }
    let text = encoding::text(bytes).map_err(|no| Box::new(no_text(file_name, *no)))?;
    let form = sniff::form(file_name, text)
        .map_err(|words| Box::new(Problem::error(Place::file(file_name), words, accepted())))?;
    Ok(match form {
        Form::CycloneDx => encodings::json::<cyclonedx::Document<'_>>(text, draft),
        Form::CycloneDxXml => encodings::xml::<cyclonedx::Document<'_>>(text, &cyclonedx::ELEMENT, draft),
        Form::Spdx => encodings::json::<spdx::Document<'_>>(text, draft),
        Form::SpdxXml => encodings::xml::<spdx::Document<'_>>(text, &spdx::ELEMENT, draft),
        Form::Spdx3 => encodings::json::<spdx3::Document<'_>>(text, draft),
        Form::SpdxTagValue => spdx::read_tag_value(text, draft),
        Form::NpmLock => encodings::json::<npm_lock::Document<'_>>(text, draft),
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

#[cfg(test)]
mod tests;
