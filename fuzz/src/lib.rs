//! What the fuzz targets share: limits that keep one input quick, and the promises that hold for any input.
//!
//! Invariant: a promise is broken by a panic, which stops the run with the input that broke it.

use jiff::Timestamp;
use sekisho_intake::{Limits, Reading};
use sekisho_sbom::write::{Format, write};
use sekisho_sbom::{diff, grade, show};

/// Small enough that an input which reaches them costs milliseconds.
#[must_use]
pub fn limits() -> Limits {
    Limits {
        bytes_max: 1 << 20,
        entries_max: 2_000,
        unpacked_bytes_max: 4 << 20,
        packed_files_max: 200,
        ..Limits::default()
    }
}

/// One of the names, by the last byte of the input: the bytes themselves stay whole.
#[must_use]
pub fn name<'n>(names: &[&'n str], data: &[u8]) -> &'n str {
    match data.last() {
        // As a text ends of itself.
        None | Some(b'\n' | b'}') => names[0],
        Some(last) => names[usize::from(*last) % names.len()],
    }
}

/// Reads an SBOM in each way there is; what was read can be shown, graded, compared and written.
///
/// # Panics
/// When a file without facts has no problem, or when a reader or writer panics.
pub fn sbom(file_name: &str, data: &[u8]) {
    let limits = limits();
    let facts = sekisho_sbom::read(file_name, data, &limits);
    assert!(facts.facts.is_some() || !facts.problems.is_empty(), "nothing was read and nothing was said");
    let whole = sekisho_sbom::read_whole(file_name, data, &limits);
    assert!(whole.facts.is_none() || whole.facts == facts.facts, "the whole differs from what was read");
    let Reading { facts: document, problems } = sekisho_sbom::read_document(file_name, data, &limits);
    let Some(document) = document else {
        assert!(!problems.is_empty(), "no document was read and nothing was said");
        return;
    };
    assert_eq!(Some(&document.sbom), facts.facts.as_ref(), "the document has other facts");
    let format = Format::ALL[data.len() % Format::ALL.len()];
    let _ = show::summary(&document);
    let _ = grade::grade(&document, grade::Profile::ALL[data.len() % grade::Profile::ALL.len()]);
    let _ = diff::diff(&document, &document);
    let written = write(&document, format, Timestamp::UNIX_EPOCH);
    let back = sekisho_sbom::read(file_name_of(format), &written.bytes, &limits);
    assert!(back.facts.is_some() || !back.problems.is_empty(), "what was written is not an SBOM");
}

fn file_name_of(format: Format) -> &'static str {
    match format {
        Format::CycloneDxXml(_) => "bom.xml",
        Format::CycloneDxProtobuf(_) => "bom.cdx",
        Format::Spdx2TagValue => "bom.spdx",
        _ => "bom.json",
    }
}
