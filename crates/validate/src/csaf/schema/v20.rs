//! The form of a CSAF 2.0 document. Members that it does not name are allowed; other tests tell of them.

use super::words::{self, DATE_TIME, SOME, URI};
use crate::csaf::cvss;
use crate::csaf::form::{Form, List, OPEN, Object, may, need, set, some};

pub(super) static TEXT: Form = Form::Word(&SOME);
pub(super) static TEXTS: Form = Form::List(&some(&TEXT));
pub(super) static TEXT_SET: Form = Form::List(&set(&TEXT));
pub(super) static ADDRESS: Form = Form::Word(&URI);
pub(super) static ADDRESSES: Form = Form::List(&some(&ADDRESS));
pub(super) static DATE: Form = Form::Word(&DATE_TIME);
pub(super) static LANGUAGE: Form = Form::Word(&words::LANGUAGE);
pub(super) static VERSION: Form = Form::Word(&words::VERSION);
pub(super) static CATEGORY: Form = Form::Word(&words::CATEGORY);
pub(super) static ID: Form = Form::Word(&words::ID);
pub(super) static CPE: Form = Form::Word(&words::CPE);
pub(super) static CVE: Form = Form::Word(&words::CVE);
pub(super) static CWE: Form = Form::Word(&words::CWE);
static HASH: Form = Form::Word(&words::HASH);
static PURL: Form = Form::Word(&words::PURL);

pub(super) static TWO_TEXTS: Form = Form::List(&List { least: 2, ..set(&TEXT) });
pub(super) static NOTE_CATEGORY: Form =
    Form::OneOf(&["description", "details", "faq", "general", "legal_disclaimer", "other", "summary"]);
pub(super) static REFERENCE_CATEGORY: Form = Form::OneOf(&["external", "self"]);
pub(super) static STATE: Form = Form::OneOf(&["draft", "final", "interim"]);
pub(super) static JOINED: Form = Form::OneOf(&[
    "default_component_of",
    "external_component_of",
    "installed_on",
    "installed_with",
    "optional_component_of",
]);
pub(super) static FLAG_LABEL: Form = Form::OneOf(&[
    "component_not_present",
    "inline_mitigations_already_exist",
    "vulnerable_code_cannot_be_controlled_by_adversary",
    "vulnerable_code_not_in_execute_path",
    "vulnerable_code_not_present",
]);
pub(super) static PARTY: Form = Form::OneOf(&["coordinator", "discoverer", "other", "user", "vendor"]);
pub(super) static PARTY_STATE: Form =
    Form::OneOf(&["completed", "contact_attempted", "disputed", "in_progress", "not_contacted", "open"]);
pub(super) static THREAT_CATEGORY: Form = Form::OneOf(&["exploit_status", "impact", "target_set"]);
pub(super) static RESTART: Form = Form::OneOf(&[
    "connected",
    "dependencies",
    "machine",
    "none",
    "parent",
    "service",
    "system",
    "vulnerable_component",
    "zone",
]);

/// A CSAF 2.0 document.
pub(super) static DOCUMENT: Form = Form::Object(&Object {
    members: &[need("document", &HEAD), may("product_tree", &TREE), may("vulnerabilities", &VULNERABILITIES)],
    ..OPEN
});

static HEAD: Form = Form::Object(&Object {
    members: &[
        may("acknowledgments", &ACKNOWLEDGMENTS),
        may("aggregate_severity", &SEVERITY),
        need("category", &CATEGORY),
        need("csaf_version", &Form::OneOf(&["2.0"])),
        may("distribution", &DISTRIBUTION),
        may("lang", &LANGUAGE),
        may("notes", &NOTES),
        need("publisher", &PUBLISHER),
        may("references", &REFERENCES),
        may("source_lang", &LANGUAGE),
        need("title", &TEXT),
        need("tracking", &TRACKING),
    ],
    ..OPEN
});

static ACKNOWLEDGMENTS: Form = Form::List(&some(&ACKNOWLEDGMENT));
static ACKNOWLEDGMENT: Form = Form::Object(&Object {
    members: &[
        may("names", &TEXTS),
        may("organization", &TEXT),
        may("summary", &TEXT),
        may("urls", &ADDRESSES),
    ],
    least: 1,
    ..OPEN
});
static SEVERITY: Form =
    Form::Object(&Object { members: &[may("namespace", &ADDRESS), need("text", &TEXT)], ..OPEN });
static DISTRIBUTION: Form =
    Form::Object(&Object { members: &[may("text", &TEXT), may("tlp", &TLP)], least: 1, ..OPEN });
static TLP: Form = Form::Object(&Object {
    members: &[need("label", &Form::OneOf(&["AMBER", "GREEN", "RED", "WHITE"])), may("url", &ADDRESS)],
    ..OPEN
});
static NOTES: Form = Form::List(&some(&NOTE));
static NOTE: Form = Form::Object(&Object {
    members: &[
        may("audience", &TEXT),
        need("category", &NOTE_CATEGORY),
        need("text", &TEXT),
        may("title", &TEXT),
    ],
    ..OPEN
});
static PUBLISHER: Form = Form::Object(&Object {
    members: &[
        need(
            "category",
            &Form::OneOf(&["coordinator", "discoverer", "other", "translator", "user", "vendor"]),
        ),
        may("contact_details", &TEXT),
        may("issuing_authority", &TEXT),
        need("name", &TEXT),
        need("namespace", &ADDRESS),
    ],
    ..OPEN
});
static REFERENCES: Form = Form::List(&some(&REFERENCE));
static REFERENCE: Form = Form::Object(&Object {
    members: &[may("category", &REFERENCE_CATEGORY), need("summary", &TEXT), need("url", &ADDRESS)],
    ..OPEN
});
static TRACKING: Form = Form::Object(&Object {
    members: &[
        may("aliases", &TEXT_SET),
        need("current_release_date", &DATE),
        may("generator", &GENERATOR),
        need("id", &ID),
        need("initial_release_date", &DATE),
        need("revision_history", &Form::List(&some(&REVISION))),
        need("status", &STATE),
        need("version", &VERSION),
    ],
    ..OPEN
});
static GENERATOR: Form =
    Form::Object(&Object { members: &[may("date", &DATE), need("engine", &ENGINE)], ..OPEN });
static ENGINE: Form =
    Form::Object(&Object { members: &[need("name", &TEXT), may("version", &TEXT)], ..OPEN });
static REVISION: Form = Form::Object(&Object {
    members: &[
        need("date", &DATE),
        may("legacy_version", &TEXT),
        need("number", &VERSION),
        need("summary", &TEXT),
    ],
    ..OPEN
});

static TREE: Form = Form::Object(&Object {
    members: &[
        may("branches", &BRANCHES),
        may("full_product_names", &Form::List(&some(&PRODUCT))),
        may("product_groups", &Form::List(&some(&GROUP))),
        may("relationships", &Form::List(&some(&RELATIONSHIP))),
    ],
    least: 1,
    ..OPEN
});
static BRANCHES: Form = Form::List(&some(&BRANCH));
static BRANCH: Form = Form::Object(&Object {
    members: &[
        may("branches", &BRANCHES),
        need(
            "category",
            &Form::OneOf(&[
                "architecture",
                "host_name",
                "language",
                "legacy",
                "patch_level",
                "product_family",
                "product_name",
                "product_version",
                "product_version_range",
                "service_pack",
                "specification",
                "vendor",
            ]),
        ),
        need("name", &TEXT),
        may("product", &PRODUCT),
    ],
    least: 3,
    most: 3,
    ..OPEN
});
static PRODUCT: Form = Form::Object(&Object {
    members: &[need("name", &TEXT), need("product_id", &TEXT), may("product_identification_helper", &HELPER)],
    ..OPEN
});
static HELPER: Form = Form::Object(&Object {
    members: &[
        may("cpe", &CPE),
        may("hashes", &Form::List(&some(&HASHES))),
        may("model_numbers", &TEXT_SET),
        may("purl", &PURL),
        may("sbom_urls", &ADDRESSES),
        may("serial_numbers", &TEXT_SET),
        may("skus", &TEXTS),
        may("x_generic_uris", &Form::List(&some(&GENERIC))),
    ],
    least: 1,
    ..OPEN
});
static HASHES: Form = Form::Object(&Object {
    members: &[need("file_hashes", &Form::List(&some(&FILE_HASH))), need("filename", &TEXT)],
    ..OPEN
});
static FILE_HASH: Form =
    Form::Object(&Object { members: &[need("algorithm", &TEXT), need("value", &HASH)], ..OPEN });
static GENERIC: Form =
    Form::Object(&Object { members: &[need("namespace", &ADDRESS), need("uri", &ADDRESS)], ..OPEN });
static GROUP: Form = Form::Object(&Object {
    members: &[need("group_id", &TEXT), need("product_ids", &TWO_TEXTS), may("summary", &TEXT)],
    ..OPEN
});
static RELATIONSHIP: Form = Form::Object(&Object {
    members: &[
        need("category", &JOINED),
        need("full_product_name", &PRODUCT),
        need("product_reference", &TEXT),
        need("relates_to_product_reference", &TEXT),
    ],
    ..OPEN
});

static VULNERABILITIES: Form = Form::List(&some(&VULNERABILITY));
static VULNERABILITY: Form = Form::Object(&Object {
    members: &[
        may("acknowledgments", &ACKNOWLEDGMENTS),
        may("cve", &CVE),
        may("cwe", &Form::Object(&Object { members: &[need("id", &CWE), need("name", &TEXT)], ..OPEN })),
        may("discovery_date", &DATE),
        may("flags", &Form::List(&set(&FLAG))),
        may("ids", &Form::List(&set(&VULNERABILITY_ID))),
        may("involvements", &Form::List(&set(&INVOLVEMENT))),
        may("notes", &NOTES),
        may("product_status", &STATUS),
        may("references", &REFERENCES),
        may("release_date", &DATE),
        may("remediations", &Form::List(&some(&REMEDIATION))),
        may("scores", &Form::List(&some(&SCORE))),
        may("threats", &Form::List(&some(&THREAT))),
        may("title", &TEXT),
    ],
    least: 1,
    ..OPEN
});
static FLAG: Form = Form::Object(&Object {
    members: &[
        may("date", &DATE),
        may("group_ids", &TEXT_SET),
        need("label", &FLAG_LABEL),
        may("product_ids", &TEXT_SET),
    ],
    ..OPEN
});
static VULNERABILITY_ID: Form =
    Form::Object(&Object { members: &[need("system_name", &TEXT), need("text", &TEXT)], ..OPEN });
static INVOLVEMENT: Form = Form::Object(&Object {
    members: &[
        may("date", &DATE),
        need("party", &PARTY),
        need("status", &PARTY_STATE),
        may("summary", &TEXT),
    ],
    ..OPEN
});
static STATUS: Form = Form::Object(&Object {
    members: &[
        may("first_affected", &TEXT_SET),
        may("first_fixed", &TEXT_SET),
        may("fixed", &TEXT_SET),
        may("known_affected", &TEXT_SET),
        may("known_not_affected", &TEXT_SET),
        may("last_affected", &TEXT_SET),
        may("recommended", &TEXT_SET),
        may("under_investigation", &TEXT_SET),
    ],
    least: 1,
    ..OPEN
});
static REMEDIATION: Form = Form::Object(&Object {
    members: &[
        need(
            "category",
            &Form::OneOf(&["mitigation", "no_fix_planned", "none_available", "vendor_fix", "workaround"]),
        ),
        may("date", &DATE),
        need("details", &TEXT),
        may("entitlements", &TEXTS),
        may("group_ids", &TEXT_SET),
        may("product_ids", &TEXT_SET),
        may(
            "restart_required",
            &Form::Object(&Object { members: &[need("category", &RESTART), may("details", &TEXT)], ..OPEN }),
        ),
        may("url", &ADDRESS),
    ],
    ..OPEN
});
static SCORE: Form = Form::Object(&Object {
    members: &[may("cvss_v2", &cvss::V2_FORM), may("cvss_v3", &cvss::V3_FORM), need("products", &TEXT_SET)],
    least: 2,
    ..OPEN
});
static THREAT: Form = Form::Object(&Object {
    members: &[
        need("category", &THREAT_CATEGORY),
        may("date", &DATE),
        need("details", &TEXT),
        may("group_ids", &TEXT_SET),
        may("product_ids", &TEXT_SET),
    ],
    ..OPEN
});
