//! Prints how many CycloneDX documents are held against their form and rules in a second, one core: the files of the
//! public suite, valid and invalid, read from memory. Without the suite it says so.

#![expect(clippy::print_stdout, reason = "the figures are the result")]

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use sekisho_intake::Limits;
use sekisho_validate::sbom;

/// How long each encoding is measured.
const MEASURED: Duration = Duration::from_secs(3);

fn suite(extension: &str) -> Vec<(String, Vec<u8>)> {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/cyclonedx/cases");
    let editions = fs::read_dir(cases).into_iter().flatten().flatten();
    let files = editions.flat_map(|edition| fs::read_dir(edition.path()).into_iter().flatten().flatten());
    let mut documents: Vec<(String, Vec<u8>)> = files
        .filter(|file| file.path().extension().is_some_and(|found| found == extension))
        .filter_map(|file| {
            Some((file.file_name().to_string_lossy().into_owned(), fs::read(file.path()).ok()?))
        })
        .collect();
    documents.sort();
    documents
}

fn main() {
    for extension in ["json", "xml", "textproto"] {
        let documents = suite(extension);
        if documents.is_empty() {
            println!("not run: ../shared/data/cyclonedx/cases is not here");
            return;
        }
        let limits = Limits::default();
        let round = || {
            documents
                .iter()
                .filter(|(name, bytes)| sbom::validate(name, black_box(bytes), &limits).is_kept())
                .count()
        };
        let started = Instant::now();
        let kept = round();
        let first = started.elapsed();
        let (started, mut rounds) = (Instant::now(), 0_u32);
        while started.elapsed() < MEASURED {
            black_box(round());
            rounds += 1;
        }
        let seconds = started.elapsed().as_secs_f64();
        let many = f64::from(rounds) * f64::from(u32::try_from(documents.len()).unwrap_or(u32::MAX));
        let bytes: usize = documents.iter().map(|(_, bytes)| bytes.len()).sum();
        let megabytes = f64::from(rounds) * f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)) / 1e6;
        println!(
            "{extension}: {} documents, {kept} accepted; {:.0} documents/s, {:.0} MB/s; first round, forms compiled, {first:.0?}",
            documents.len(),
            many / seconds,
            megabytes / seconds,
        );
    }
}
