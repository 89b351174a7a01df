//! SBOMs and lock files to components: CycloneDX JSON, SPDX 2.x JSON, `Cargo.lock`, `package-lock.json`,
//! pinned Python requirements.
//!
//! Invariants: the form is told from the content first and the file name second; every component that the
//! file lists is in the result or in a problem; a broken part costs that part. Nothing is looked up and
//! nothing is judged here. XML, tag-value and SPDX 3 are recognised and named, not read.

mod cargo_lock;
mod cyclonedx;
mod draft;
mod json;
mod npm_lock;
mod requirements;
mod sniff;
mod spdx;

use sekisho_model::{Place, Problem, Sbom, SbomId, Text, text};
use serde::de::DeserializeSeed;
use sha2::{Digest, Sha256};

use crate::{Limits, Reading};
use draft::Draft;
use json::{Fields, Object};
use sniff::Form;

/// Reads an SBOM or a lock file of any known form. Without facts, at least one problem says why.
///
/// ```
/// use sekisho_supply::{Limits, sbom};
/// let bytes = br#"{"bomFormat":"CycloneDX","specVersion":"1.6",
///     "components":[{"type":"library","name":"rand","purl":"pkg:cargo/rand@0.7.2"}]}"#;
/// let reading = sbom::read("bom.json", bytes, &Limits::default());
/// let sbom = reading.facts.ok_or("nothing was read")?;
/// assert_eq!(sbom.components[0].label(), "rand 0.7.2");
/// assert!(reading.problems.is_empty());
/// # Ok::<(), &str>(())
/// ```
#[must_use]
pub fn read(file_name: &str, bytes: &[u8], limits: &Limits) -> Reading<Option<Sbom>> {
    let refused = |problem| Reading { facts: None, problems: vec![problem] };
    if bytes.len() > limits.bytes_max {
        return refused(too_long(file_name, bytes.len(), limits.bytes_max));
    }
    let text = match decoded(file_name, bytes) {
        Ok(text) => text,
        Err(problem) => return refused(*problem),
    };
    let form = match sniff::form(file_name, text) {
        Ok(form) => form,
        Err(words) => {
            return refused(Problem::error(Place::file(file_name), words, accepted()));
        }
    };
    let draft = Draft::new(file_name, limits);
    let draft = match form {
        Form::CycloneDx => read_json::<cyclonedx::Document<'_>>(text, draft),
        Form::Spdx => read_json::<spdx::Document<'_>>(text, draft),
        Form::NpmLock => read_json::<npm_lock::Document<'_>>(text, draft),
        Form::CargoLock => cargo_lock::read(text, draft),
        Form::Requirements => requirements::read(text, draft),
    };
    match id(bytes) {
        Some(id) => {
            let (sbom, problems) = draft.finish(id);
            Reading { facts: Some(sbom), problems }
        }
        None => Reading { facts: None, problems: Vec::new() },
    }
}

/// The SHA-256 of the bytes; always a well-formed id.
fn id(bytes: &[u8]) -> Option<SbomId> {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>().parse().ok()
}

/// The bytes as text, without a byte order mark. A character cut in two at the very end is left off: the
/// reader then finds the document unfinished.
fn decoded<'b>(file_name: &str, bytes: &'b [u8]) -> Result<&'b str, Box<Problem>> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let is_utf_16 = matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [0, b'{', ..] | [b'{', 0, ..]);
    let remedy = text!(ja: "UTF-8 で保存し直してください。", en: "Save it as UTF-8.");
    if is_utf_16 {
        let what = text!(ja: "文字コードが UTF-16 です。", en: "The file is in UTF-16.");
        return Err(Box::new(Problem::error(Place::file(file_name), what, remedy)));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(error) => {
            let (good, rest) = bytes.split_at(error.valid_up_to());
            let good = std::str::from_utf8(good).unwrap_or_default();
            if error.error_len().is_none() && rest.len() < 4 {
                return Ok(good);
            }
            let what = text!(
                ja: "UTF-8 ではない文字があります（Shift_JIS などの可能性があります）。",
                en: "A character is not UTF-8 (the file may be in Shift_JIS)."
            );
            let place = Place::file(file_name).at_row(line_at(good, good.len()));
            Err(Box::new(Problem::error(place, what, remedy)))
        }
    }
}

/// The line of a byte, from 1.
fn line_at(text: &str, at: usize) -> u64 {
    1 + text.as_bytes()[..at].iter().fold(0, |lines, byte| lines + u64::from(*byte == b'\n'))
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
    let too_deep = json::beyond_depth(text, depth_max);
    let mut reader = R::open(draft);
    let mut deserializer = serde_json::Deserializer::from_str(&text[..too_deep.unwrap_or(text.len())]);
    let outcome = Object(&mut reader).deserialize(&mut deserializer).and_then(|_| deserializer.end());
    let mut draft = reader.close();
    match (too_deep, outcome) {
        (Some(at), _) => draft.add(deeper(draft.file, line_at(text, at), depth_max)),
        (None, Err(error)) => draft.add(broken(draft.file, &error)),
        (None, Ok(())) => {}
    }
    draft
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
