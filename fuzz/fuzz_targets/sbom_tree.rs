//! A tree of files to an SBOM: pieces between 0xFF bytes, each a path, a line feed and the content.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sekisho_sbom::generate::{Subject, Survey};

fuzz_target!(|data: &[u8]| {
    let limits = sekisho_fuzz::limits();
    let mut survey = Survey::new(&limits);
    for piece in data.split(|byte| *byte == 0xFF).take(50) {
        let end = piece.iter().position(|byte| *byte == b'\n').unwrap_or(piece.len());
        let Ok(path) = std::str::from_utf8(&piece[..end]) else { continue };
        survey.add(path, piece.get(end + 1..).unwrap_or_default());
    }
    let reading = survey.finish(&Subject::default(), jiff::Timestamp::UNIX_EPOCH);
    let _ = reading.facts.counts();
});
