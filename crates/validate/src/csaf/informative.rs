//! The informative tests (6.3), in the standard's order. A file is named after the tests in it.

mod links;
mod missing;
mod words;

use super::recommended::{
    branches, extensions, hashes, identifiers, licences, overlap, report_profile, scores, ssvc,
};
use super::test::{BOTH, Entry, V21};

/// Every test of clause 6.3.
pub(crate) const TESTS: &[Entry] = &[
    Entry::new("6.3.1", BOTH, scores::only_v2),
    Entry::new("6.3.2", BOTH, scores::v3_0),
    Entry::new("6.3.3", BOTH, missing::cve),
    Entry::new("6.3.4", BOTH, missing::weakness),
    Entry::new("6.3.5", BOTH, hashes::short),
    Entry::new("6.3.6", BOTH, links::elsewhere),
    Entry::new("6.3.7", BOTH, links::own),
    Entry::new("6.3.8", BOTH, words::spelling),
    Entry::new("6.3.9", BOTH, branches::order),
    Entry::new("6.3.10", BOTH, branches::ranges),
    Entry::new("6.3.11", BOTH, branches::leading_v),
    Entry::new("6.3.12", V21, scores::without_v4),
    Entry::new("6.3.13", V21, ssvc::edition),
    Entry::new("6.3.14", V21, ssvc::unregistered_elsewhere),
    Entry::new("6.3.15", V21, ssvc::extended_elsewhere),
    Entry::new("6.3.16", V21, words::grammar),
    Entry::new("6.3.17", V21, licences::unregistered),
    Entry::new("6.3.18", V21, scores::any_rating),
    Entry::new("6.3.19.1", V21, overlap::vers_same),
    Entry::new("6.3.19.2", V21, overlap::vls_same),
    Entry::new("6.3.19.3", V21, overlap::version_same),
    Entry::new("6.3.19.4", V21, overlap::range_in_branch),
    Entry::new("6.3.19.5", V21, overlap::version_in_branch),
    Entry::new("6.3.20", V21, identifiers::system),
    Entry::new("6.3.21.1", V21, extensions::essential),
    Entry::new("6.3.21.2", V21, extensions::experimental_elsewhere),
    Entry::new("6.3.21.3", V21, extensions::at_document),
    Entry::new("6.3.21.4", V21, extensions::in_branches),
    Entry::new("6.3.21.5", V21, extensions::in_full_product_names),
    Entry::new("6.3.21.6", V21, extensions::in_product_paths),
    Entry::new("6.3.21.7", V21, extensions::in_metrics),
    Entry::new("6.3.21.8", V21, extensions::at_vulnerabilities),
    Entry::new("6.3.21.9", V21, extensions::at_root),
    Entry::new("6.3.22", V21, missing::nested_path),
    Entry::new("6.3.23.1", V21, report_profile::involvement),
    Entry::new("6.3.23.2", V21, report_profile::disclosure_date),
    Entry::new("6.3.24", V21, report_profile::public_key),
];
