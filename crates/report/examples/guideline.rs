//! Writes the guideline's document set of a plant file, in both languages: for looking at the documents without an
//! application around them.
//!
//! `cargo run -p sekisho-report --example guideline -- sample/plant.toml 2026-11-23 OUT_DIR`

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use sekisho_assess::coverage::{axes, matrix};
use sekisho_assess::progress::progress_with;
use sekisho_assess::risk::{asset_based, business_based};
use sekisho_assess::rules::findings;
use sekisho_assess::{Exposures, Facts};
use sekisho_catalog::Catalog;
use sekisho_exchange::{ImportOptions, read_register};
use sekisho_model::{Lang, Register};
use sekisho_report::guideline::{Guideline, print_html, workbook};

/// Stands in for the hash that an application works out of the register's state.
const STATE: &str = "0000000000000000000000000000000000000000000000000000000000000000";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, day, out] = arguments.as_slice() else { return Err("FILE DATE OUT_DIR".into()) };
    let (bytes, as_of) = (std::fs::read(file)?, day.parse()?);
    let read = read_register(file, &bytes, &Register::default(), &ImportOptions::default());
    let exposures = Exposures::default();
    let facts = Facts::new(&read.facts, Catalog::built_in(), &exposures, as_of);
    let (start, found, coverage) = (Instant::now(), findings(&facts), matrix(&facts));
    let (progress, radar) = (progress_with(&facts, &found), axes(&facts, &coverage, None));
    let (asset_based, business_based) = (asset_based(&facts), business_based(&facts));
    let since: Vec<_> = read.facts.reviews.values().map(|review| (review.clone(), Vec::new())).collect();
    let guideline = Guideline {
        facts: &facts,
        findings: &found,
        progress: &progress,
        coverage: &coverage,
        radar: &radar,
        asset_based: &asset_based,
        business_based: &business_based,
        since: &since,
        proposed: &[],
        state_hash: STATE,
        as_of,
    };
    let judged = start.elapsed();
    std::fs::create_dir_all(out)?;
    for lang in Lang::ALL {
        let name = |form: &str| Path::new(out).join(format!("guideline-{}.{form}", lang.code()));
        std::fs::write(name("xlsx"), workbook(&guideline, lang)?)?;
        std::fs::write(name("html"), print_html(&guideline, lang))?;
    }
    let (problems, all) = (read.problems.len(), start.elapsed());
    #[expect(clippy::print_stderr, reason = "an example program speaks")]
    {
        eprintln!("{problems} problems in {file}; judged in {judged:?}, written in {:?}", all - judged);
    }
    Ok(())
}
