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
    "attack-ics/18.1/techniques.toml",
    "iec62443/2026-11/names.toml",
    "factory-practices/2026-11/practices.toml",
    "ipa-risk/2018-10/scales.toml",
    "ten-threats/2024/threats.toml",
    "ten-threats/2025/threats.toml",
    "ten-threats/2026/threats.toml",
    "scs/2026-03-27/star3.toml",
    "scs/2026-03-27/star4.toml",
    "jc-star/2024R1/jc-star.toml",
    "psti/2025-12/psti.toml",
    "cra/2024-2847/cra.toml",
    "cisa/2025-01/cisa.toml",
    "product-forms/2026-11/forms.toml",
    "small-firms/2024/small-firms.toml",
    "support-services/2026-11/services.toml",
    "management-guideline/3.0/directions.toml",
    "common/2026-11/questions.toml",
    "crosswalk/2026-11/ties.toml",
];

/// MITRE's copyright designation and licence, which go with every copy of the pack `attack-ics`.
pub const ATTACK_NOTICE: &str = include_str!("../../../catalog/attack-ics/NOTICE.md");

// That none of them has a problem is a test, not a user's trouble.
static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    let texts = PACKS.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned()));
    Catalog::empty().with(texts.collect()).0
});

pub(crate) fn catalog() -> &'static Catalog {
    &CATALOG
}
