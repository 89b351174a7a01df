//! The mandatory tests (CSAF 6.1) and the schema, in the standard's order. A file is named after the numbers of
//! the tests in it: 6.1.14 is in `t14_22_history.rs`.
//!
//! Not here: what the tests share, which [`super::doc`] finds once.

mod t01_05_ids;
mod t06_07_products;
mod t08_10_cvss;
mod t11_13_names;
mod t14_22_history;
mod t15_28_language;
mod t23_25_once;
mod t26_category;
mod t27_profiles;
mod t27_withdrawn;
mod t29_33_references;
mod t31_59_versions;
mod t34_58_branches;
mod t35_36_remediations;
mod t37_62_dates;
mod t38_41_sharing;
mod t42_61_helpers;
mod t46_48_ssvc;
mod t54_55_licence;
mod t56_ratings;
mod t60_extensions;

#[cfg(test)]
mod tests;

use super::test::{BOTH, Entry, V21};

/// Every mandatory test.
pub(crate) const TESTS: &[Entry] = &[
    Entry::new("schema", BOTH, super::schema::holds),
    Entry::new("6.1.1", BOTH, t01_05_ids::undefined_product),
    Entry::new("6.1.2", BOTH, t01_05_ids::product_twice),
    Entry::new("6.1.3", BOTH, t01_05_ids::circle),
    Entry::new("6.1.4", BOTH, t01_05_ids::undefined_group),
    Entry::new("6.1.5", BOTH, t01_05_ids::group_twice),
    Entry::new("6.1.6", BOTH, t06_07_products::contradicting_status),
    Entry::new("6.1.7", BOTH, t06_07_products::scored_twice),
    Entry::new("6.1.8", BOTH, t08_10_cvss::form),
    Entry::new("6.1.9", BOTH, t08_10_cvss::scores),
    Entry::new("6.1.10", BOTH, t08_10_cvss::members),
    Entry::new("6.1.11", BOTH, t11_13_names::weakness),
    Entry::new("6.1.12", BOTH, t11_13_names::language),
    Entry::new("6.1.13", BOTH, t11_13_names::package_url),
    Entry::new("6.1.14", BOTH, t14_22_history::sorted),
    Entry::new("6.1.15", BOTH, t15_28_language::translator),
    Entry::new("6.1.16", BOTH, t14_22_history::latest),
    Entry::new("6.1.17", BOTH, t14_22_history::draft),
    Entry::new("6.1.18", BOTH, t14_22_history::released),
    Entry::new("6.1.19", BOTH, t14_22_history::pre_release_entry),
    Entry::new("6.1.20", BOTH, t14_22_history::pre_release_version),
    Entry::new("6.1.21", BOTH, t14_22_history::gap),
    Entry::new("6.1.22", BOTH, t14_22_history::number_twice),
    Entry::new("6.1.23", BOTH, t23_25_once::cve),
    Entry::new("6.1.24", BOTH, t23_25_once::involvement),
    Entry::new("6.1.25", BOTH, t23_25_once::hash),
    Entry::new("6.1.26", BOTH, t26_category::name_of_a_profile),
    Entry::new("6.1.27.1", BOTH, t27_profiles::document_notes),
    Entry::new("6.1.27.2", BOTH, t27_profiles::document_references),
    Entry::new("6.1.27.3", BOTH, t27_profiles::no_vulnerabilities),
    Entry::new("6.1.27.4", BOTH, t27_profiles::product_tree),
    Entry::new("6.1.27.5", BOTH, t27_profiles::vulnerability_notes),
    Entry::new("6.1.27.6", BOTH, t27_profiles::product_status),
    Entry::new("6.1.27.7", BOTH, t27_profiles::vex_status),
    Entry::new("6.1.27.8", BOTH, t27_profiles::vulnerability_id),
    Entry::new("6.1.27.9", BOTH, t27_profiles::impact_statement),
    Entry::new("6.1.27.10", BOTH, t27_profiles::action_statement),
    Entry::new("6.1.27.11", BOTH, t27_profiles::vulnerabilities),
    Entry::new("6.1.27.12", V21, t27_profiles::affected_products),
    Entry::new("6.1.27.13", V21, t27_profiles::corresponding_products),
    Entry::new("6.1.27.14", V21, t27_withdrawn::document_notes),
    Entry::new("6.1.27.15", V21, t27_withdrawn::no_product_tree),
    Entry::new("6.1.27.16", V21, t27_withdrawn::two_revisions),
    Entry::new("6.1.27.17", V21, t27_withdrawn::reason_of_withdrawal),
    Entry::new("6.1.27.18", V21, t27_withdrawn::reason_of_supersession),
    Entry::new("6.1.27.19", V21, t27_withdrawn::superseding_document),
    Entry::new("6.1.27.20", V21, t27_profiles::report_notes),
    Entry::new("6.1.28", BOTH, t15_28_language::translation),
    Entry::new("6.1.29", BOTH, t29_33_references::remediation),
    Entry::new("6.1.30", BOTH, t14_22_history::mixed),
    Entry::new("6.1.31", BOTH, t31_59_versions::range_as_version),
    Entry::new("6.1.32", BOTH, t29_33_references::flag),
    Entry::new("6.1.33", BOTH, t29_33_references::flagged_twice),
    Entry::new("6.1.34", V21, t34_58_branches::depth),
    Entry::new("6.1.35", V21, t35_36_remediations::contradicting),
    Entry::new("6.1.36", V21, t35_36_remediations::contradicting_status),
    Entry::new("6.1.37", V21, t37_62_dates::date_and_time),
    Entry::new("6.1.38", V21, t38_41_sharing::max_is_clear),
    Entry::new("6.1.39", V21, t38_41_sharing::clear_is_max),
    Entry::new("6.1.40", V21, t38_41_sharing::reserved_name),
    Entry::new("6.1.41", V21, t38_41_sharing::missing_name),
    Entry::new("6.1.42", V21, t42_61_helpers::package_urls),
    Entry::new("6.1.43", V21, t42_61_helpers::model_numbers),
    Entry::new("6.1.44", V21, t42_61_helpers::serial_numbers),
    Entry::new("6.1.45", V21, t37_62_dates::disclosure),
    Entry::new("6.1.46", V21, t46_48_ssvc::form),
    Entry::new("6.1.47", V21, t46_48_ssvc::targets),
    Entry::new("6.1.48", V21, t46_48_ssvc::decision_points),
    Entry::new("6.1.49", V21, t37_62_dates::ssvc),
    Entry::new("6.1.50", V21, t31_59_versions::range),
    Entry::new("6.1.51", V21, t37_62_dates::epss),
    Entry::new("6.1.52", V21, t37_62_dates::exploitation_known),
    Entry::new("6.1.53", V21, t37_62_dates::exploitation),
    Entry::new("6.1.54", V21, t54_55_licence::expression),
    Entry::new("6.1.55", V21, t54_55_licence::text_of_licence),
    Entry::new("6.1.56", V21, t56_ratings::score_and_rating),
    Entry::new("6.1.57", V21, t34_58_branches::stacked),
    Entry::new("6.1.58", V21, t34_58_branches::version_and_range),
    Entry::new("6.1.59", V21, t31_59_versions::version_as_range),
    Entry::new("6.1.60.1", V21, t60_extensions::form),
    Entry::new("6.1.60.2", V21, t60_extensions::own_form),
    Entry::new("6.1.60.3", V21, t60_extensions::metadata),
    Entry::new("6.1.61", V21, t42_61_helpers::stock_keeping_units),
    Entry::new("6.1.62", V21, t37_62_dates::discovery),
];
