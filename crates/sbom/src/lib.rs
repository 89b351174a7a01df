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
pub mod generate;
pub mod grade;
mod json;
mod locks;
mod names;
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
mod tree;
mod whole;
mod wire;
pub mod write;
mod xml;

use std::borrow::Cow;

use sekisho_model::{Place, Problem, Sbom, SbomId, Text, text};
use sha2::{Digest, Sha256};

pub use document::{Completeness, Details, Document, Head, Licence, LicenceRole, Link, Party, Relation};
use draft::Draft;
use sekisho_intake::encoding::{self, NoText};
use sekisho_intake::{Limits, Reading, unpacking};
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
    unpacked(file_name, bytes, limits, |name, bytes, limits, id| {
        let draft = fill(Draft::new(name, limits).keep_the_whole(), bytes)?;
        let is_cut_short = draft.is_cut_short();
        let (document, problems) = draft.finish_whole(id);
        Ok((Reading { facts: document, problems }, is_cut_short))
    })
    .0
}

/// What could be read, and whether there is more that could not.
fn read_as_far_as_it_goes(file_name: &str, bytes: &[u8], limits: &Limits) -> (Reading<Option<Sbom>>, bool) {
    unpacked(file_name, bytes, limits, |name, bytes, limits, id| {
        let draft = fill(Draft::new(name, limits), bytes)?;
        let is_cut_short = draft.is_cut_short();
        let (sbom, problems) = draft.finish(id);
        Ok((Reading { facts: sbom, problems }, is_cut_short))
    })
}

/// One document read, and whether it was cut short; or why there is none.
type Read<T> = Result<(Reading<T>, bool), Box<Problem>>;

/// Unpacks what is packed and reads the SBOM inside, which has the id of the whole file. Of several the first
/// counts, and the others are named.
fn unpacked<T>(
    file_name: &str,
    bytes: &[u8],
    limits: &Limits,
    read: impl Fn(&str, &[u8], &Limits, SbomId) -> Read<T>,
) -> (Reading<Option<T>>, bool) {
    let Some(id) = id(bytes) else { return (Reading { facts: None, problems: Vec::new() }, true) };
    let read =
        |name: &str, bytes: &[u8], limits: &Limits, id: SbomId| match as_plain_text(name, bytes, limits) {
            None => read(name, bytes, limits, id),
            Some((text, told)) => {
                let (mut reading, is_cut_short) = read(name, text.as_bytes(), limits, id)?;
                reading.problems.extend(told);
                Ok((reading, is_cut_short))
            }
        };
    let whole = |read: Read<T>, cut: bool| match read {
        Ok((Reading { facts, problems }, is_cut_short)) => {
            (Reading { facts: Some(facts), problems }, is_cut_short || cut)
        }
        Err(problem) => (Reading { facts: None, problems: vec![*problem] }, true),
    };
    if !unpacking::is_packed(bytes) || bytes.len() > limits.bytes_max {
        return whole(read(file_name, bytes, limits, id), false);
    }
    let Reading { facts: documents, mut problems } = unpacking::unpack(file_name, bytes, limits);
    let mut found: Option<(Reading<Option<T>>, bool)> = None;
    for document in &documents {
        let outcome = read(&document.name, &document.bytes, limits, id.clone());
        match (&found, outcome) {
            (None, outcome @ Ok(_)) => found = Some(whole(outcome, document.cut)),
            (Some(_), Ok(_)) => problems.push(another(&document.name)),
            (_, Err(problem)) => problems.push(*problem),
        }
    }
    let (mut reading, is_cut_short) = found.unwrap_or((Reading { facts: None, problems: Vec::new() }, true));
    reading.problems.splice(0..0, problems);
    (reading, is_cut_short)
}

/// A text in UTF-16 or with lines that end in a carriage return alone, as every reader takes it, and what is to be
/// told of it; none where it is read as it is. JSON is UTF-8 alone (RFC 8259).
fn as_plain_text(file_name: &str, bytes: &[u8], limits: &Limits) -> Option<(String, Option<Problem>)> {
    if bytes.len() > limits.bytes_max {
        return None;
    }
    let decoded = encoding::from_utf_16(bytes).filter(|text| !text.trim_start().starts_with(['{', '[']));
    let text = match &decoded {
        Some(text) => text,
        None if bytes.contains(&b'\r') => encoding::text(bytes).ok()?,
        None => return None,
    };
    let feeds = match encoding::with_line_feeds(text) {
        Cow::Owned(feeds) if !text.trim_start().starts_with(['{', '<']) => feeds,
        _ => return decoded.map(|text| (text, None)),
    };
    match sniff::form(file_name, &feeds) {
        Ok(Form::SpdxTagValue | Form::Requirements) => Some((feeds, None)),
        Ok(Form::Lock(_)) => Some((feeds, Some(lone_returns(file_name)))),
        _ => decoded.map(|text| (text, None)),
    }
}

fn lone_returns(file_name: &str) -> Problem {
    Problem::warning(
        Place::file(file_name),
        text!(ja: "復帰（CR）だけで終わる行があります。", en: "Lines end in a carriage return alone."),
        text!(
            ja: "行の終わりとして読みました。パッケージ管理ツールは読めないことがあります。",
            en: "They were taken for ends of lines. The package manager itself may not read them."
        ),
    )
}

fn another(name: &str) -> Problem {
    Problem::warning(
        Place::file(name),
        text!(ja: "圧縮ファイルにもう 1 つ SBOM があります。", en: "The packed file holds another SBOM."),
        text!(
            ja: "最初のものだけを読みました。展開して、別々に取り込んでください。",
            en: "Only the first was read. Unpack the file and bring them in one by one."
        ),
    )
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
    let no_text = match encoding::text(bytes) {
        Ok(text) => {
            return match sniff::form(file_name, text) {
                Ok(form) => Ok(by_form(form, text, draft)),
                Err(words) => Err(Box::new(Problem::error(Place::file(file_name), words, accepted()))),
            };
        }
        Err(no) => no_text(file_name, *no),
    };
    let before = encoding::before_broken(bytes);
    let Ok(form) = sniff::form(file_name, before) else { return Err(Box::new(no_text)) };
    let mut draft = draft;
    draft.cut_short(only_before(no_text));
    Ok(by_form(form, if form.has_marks() { before } else { whole_lines(before) }, draft))
}

/// Half a line would be read for what it is not.
fn whole_lines(text: &str) -> &str {
    text.rfind('\n').map_or("", |end| &text[..=end])
}

fn by_form<'de>(form: Form, text: &'de str, draft: Draft<'de>) -> Draft<'de> {
    match form {
        Form::CycloneDx => encodings::json::<cyclonedx::Document<'_>>(text, draft),
        Form::CycloneDxXml => encodings::xml::<cyclonedx::Document<'_>>(text, &cyclonedx::ELEMENT, draft),
        Form::Spdx => encodings::json::<spdx::Document<'_>>(text, draft),
        Form::SpdxXml => encodings::xml::<spdx::Document<'_>>(text, &spdx::ELEMENT, draft),
        Form::Spdx3 => encodings::json::<spdx3::Document<'_>>(text, draft),
        Form::SpdxTagValue => spdx::read_tag_value(text, draft),
        Form::NpmLock => encodings::json::<npm_lock::Document<'_>>(text, draft),
        Form::SpdxYaml => encodings::yaml::<spdx::Document<'_>>(text, draft),
        Form::Lock(lock) => lock(text, draft),
        Form::CargoLock => cargo_lock::read(text, draft),
        Form::Requirements => requirements::read(text, draft),
    }
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

/// The same problem, of a file of which the part before it was read.
fn only_before(mut problem: Problem) -> Problem {
    problem.remedy = text!(
        ja: "それより前だけを読みました。作成元から取り直すか、UTF-8 で保存し直してください。",
        en: "Only what comes before was read. Get the file again from its maker, or save it as UTF-8."
    );
    problem
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
        ja: "CycloneDX（JSON、XML、protobuf）、SPDX 2.x（JSON、tag-value、YAML、XML）、SPDX 3.0（JSON-LD）、またはパッケージ管理ツールの lock ファイルを渡してください。",
        en: "Give CycloneDX (JSON, XML, protobuf), SPDX 2.x (JSON, tag-value, YAML, XML), SPDX 3.0 (JSON-LD) or the lock file of a package manager."
    )
}

#[cfg(test)]
mod tests;
