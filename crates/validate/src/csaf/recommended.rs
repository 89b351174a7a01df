//! The optional tests of CSAF 2.0, called recommended in 2.1 (6.2), in the standard's order. A file is named after
//! the tests in it.
//!
//! Some tests rest on lists that others keep: CWE, SPDX licences and ScanCode LicenseDB, SSVC, VERS types, the
//! committee's registries. What is known of them stands in `recommended/data` or beside the test, with the day or
//! edition; beyond it a test is not run, and says so.

pub(super) mod branches;
mod dates;
mod document;
pub(super) mod extensions;
mod file_name;
pub(super) mod hashes;
mod helper;
pub(super) mod identifiers;
mod languages;
pub(super) mod licences;
pub(super) mod overlap;
mod parts;
mod products;
mod range;
mod remediations;
pub(super) mod report_profile;
pub(super) mod scores;
mod shape;
mod sorting;
pub(super) mod ssvc;
mod translated;
mod weakness;

#[cfg(test)]
mod tests;

pub use file_name::{file_name, file_name_kept};

use super::test::{BOTH, Entry, V20, V21};

/// Every test of clause 6.2.
pub(crate) const TESTS: &[Entry] = &[
    Entry::new("6.2.1", BOTH, products::unused),
    Entry::new("6.2.2", BOTH, products::without_remediation),
    Entry::new("6.2.3", BOTH, products::without_metric),
    Entry::new("6.2.4", BOTH, dates::build_metadata),
    Entry::new("6.2.5", BOTH, dates::first_release),
    Entry::new("6.2.6", BOTH, dates::current_release),
    Entry::new("6.2.7", BOTH, dates::involvement),
    Entry::new("6.2.8", BOTH, hashes::md5_alone),
    Entry::new("6.2.9", BOTH, hashes::sha1_alone),
    Entry::new("6.2.10", V20, document::without_tlp),
    Entry::new("6.2.11", BOTH, document::without_canonical_url),
    Entry::new("6.2.12", BOTH, document::without_language),
    Entry::new("6.2.13", BOTH, sorting::unsorted),
    Entry::new("6.2.14", BOTH, languages::private),
    Entry::new("6.2.15", BOTH, languages::default),
    Entry::new("6.2.16", BOTH, products::without_helper),
    Entry::new("6.2.17", BOTH, identifiers::cve),
    Entry::new("6.2.18", BOTH, branches::without_vers),
    Entry::new("6.2.19", BOTH, scores::of_fixed),
    Entry::new("6.2.20", BOTH, shape::unknown_member),
    Entry::new("6.2.21", V21, dates::same_instant),
    Entry::new("6.2.22", V21, document::id_in_title),
    Entry::new("6.2.23", V21, weakness::deprecated),
    Entry::new("6.2.24", V21, weakness::edition),
    Entry::new("6.2.25", V21, weakness::mapping),
    Entry::new("6.2.26", V21, weakness::review),
    Entry::new("6.2.27", V21, remediations::combination),
    Entry::new("6.2.28", V21, document::max_uuid),
    Entry::new("6.2.29", V21, document::nil_uuid),
    Entry::new("6.2.30", V21, document::group_on_clear),
    Entry::new("6.2.31", V21, products::hardware),
    Entry::new("6.2.32", V21, products::shared_helper),
    Entry::new("6.2.33", V21, dates::disclosure),
    Entry::new("6.2.34", V21, ssvc::unknown),
    Entry::new("6.2.35", V21, ssvc::unregistered_in_clear),
    Entry::new("6.2.36", V21, ssvc::extended_in_clear),
    Entry::new("6.2.37", V21, ssvc::without_resource),
    Entry::new("6.2.38", V21, document::deprecated_profile),
    Entry::new("6.2.39.1", V21, remediations::fixed_version),
    Entry::new("6.2.39.2", V21, translated::withdrawal),
    Entry::new("6.2.39.3", V21, translated::supersession),
    Entry::new("6.2.39.4", V21, translated::superseding),
    Entry::new("6.2.39.5", V21, extensions::in_withdrawn),
    Entry::new("6.2.39.6", V21, translated::vulnerability_notes),
    Entry::new("6.2.39.7", V21, report_profile::acknowledgments),
    Entry::new("6.2.39.8", V21, report_profile::severity),
    Entry::new("6.2.39.9", V21, report_profile::amber),
    Entry::new("6.2.39.10", V21, report_profile::metrics),
    Entry::new("6.2.39.11", V21, report_profile::references),
    Entry::new("6.2.39.12", V21, report_profile::threats),
    Entry::new("6.2.39.13", V21, report_profile::title),
    Entry::new("6.2.40", V21, translated::product_description),
    Entry::new("6.2.41", V21, dates::old_epss),
    Entry::new("6.2.42", V21, helper::inconsistent),
    Entry::new("6.2.43", V21, licences::missing),
    Entry::new("6.2.44", V21, licences::deprecated),
    Entry::new("6.2.45", V21, licences::unknown),
    Entry::new("6.2.46", V21, translated::license_text),
    Entry::new("6.2.47", V21, scores::own_rating),
    Entry::new("6.2.48", V21, branches::open_source),
    Entry::new("6.2.49", V21, branches::open_ended),
    Entry::new("6.2.50.1", V21, overlap::vers_contradicting),
    Entry::new("6.2.50.2", V21, overlap::vls_contradicting),
    Entry::new("6.2.50.3", V21, overlap::version_contradicting),
    Entry::new("6.2.51", V21, branches::vers_type),
    Entry::new("6.2.52", V21, hashes::unknown),
    Entry::new("6.2.53", V21, identifiers::pattern),
    Entry::new("6.2.54.1", V21, extensions::unregistered),
    Entry::new("6.2.54.2", V21, extensions::unofficial),
    Entry::new("6.2.54.3", V21, extensions::critical),
    Entry::new("6.2.54.4", V21, extensions::experimental_in_clear),
    Entry::new("6.2.55", V21, report_profile::public_key),
];
