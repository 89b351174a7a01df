//! What the tests of the readers' crates share, each by `#[path]`: the folder of public test data, looked for
//! beside the workspace, and a seed, so that a property that fails fails again.

use std::path::PathBuf;

use proptest::test_runner::{Config, RngSeed};

/// Cases made from a fixed seed; nothing is written beside the sources.
pub(crate) fn seeded(cases: u32) -> Config {
    Config { rng_seed: RngSeed::Fixed(0x5e_4150), failure_persistence: None, ..Config::with_cases(cases) }
}

/// A folder of the public test data, or a plain word that it is not here.
pub(crate) fn shared(folder: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(folder);
    if path.exists() {
        return Some(path);
    }
    println!("not run: {} is not here", path.display());
    None
}
