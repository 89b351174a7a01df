//! The packs in the program. Their texts are in `catalog/`, where they can be read and corrected without a
//! compiler.

use std::sync::LazyLock;

use crate::Catalog;

macro_rules! packs {
    ($($path:literal,)*) => {
        [$(($path, include_str!(concat!("../../../catalog/", $path))),)*]
    };
}

/// File and text, in reading order.
pub(crate) const PACKS: &[(&str, &str)] = &packs![
    "factory-guideline/2024-04/steps.toml",
    "factory-threats/2026-11/threats.toml",
    "iec62443/2026-11/names.toml",
    "factory-practices/2026-11/practices.toml",
    "ipa-risk/2018-10/scales.toml",
];

// That none of them has a problem is a test, not a user's trouble.
static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    let texts = PACKS.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned()));
    Catalog::empty().with(texts.collect()).0
});

pub(crate) fn catalog() -> &'static Catalog {
    &CATALOG
}
