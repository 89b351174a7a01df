//! The form of a CSAF 2.1 document. Only members that it names are allowed.

use super::v20::{
    ADDRESS, ADDRESSES, CATEGORY, CPE, CVE, CWE, DATE, FLAG_LABEL, ID, JOINED, LANGUAGE, NOTE_CATEGORY,
    PARTY, PARTY_STATE, REFERENCE_CATEGORY, RESTART, STATE, TEXT, TEXT_SET, TEXTS, THREAT_CATEGORY,
    TWO_TEXTS, VERSION,
};
use super::words;
use crate::csaf::cvss;
use crate::csaf::form::{CLOSED, Form, OPEN, Object, may, need, set, some};

static SEMANTIC: Form = Form::Word(&words::SEMANTIC);
static CWE_EDITION: Form = Form::Word(&words::CWE_EDITION);
static HASH: Form = Form::Word(&words::LOWER_HASH);
static ALGORITHM: Form = Form::Word(&words::ALGORITHM);
static PURL: Form = Form::Word(&words::LOWER_PURL);
static SHARING_ID: Form = Form::Word(&words::GROUP);
static SHARE: Form = Form::Word(&words::SHARE);
static ANY_TEXT: Form = Form::Word(&words::ANY);
static KEY: Form = Form::Word(&words::KEY);
static NAMESPACE: Form = Form::Word(&words::NAMESPACE);
static EXTENSION_SCHEMA: Form = Form::Word(&words::EXTENSION);
static ADDRESS_SET: Form = Form::List(&set(&ADDRESS));

/// A CSAF 2.1 document.
pub(super) static DOCUMENT: Form = Form::Object(&Object {
    members: &[
        need("$schema", &Form::OneOf(&["https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json"])),
        need("document", &HEAD),
        may("product_tree", &TREE),
        may("vulnerabilities", &Form::List(&some(&VULNERABILITY))),
        may("x_extensions", &EXTENSIONS),
    ],
    ..CLOSED
});

static EXTENSIONS: Form = Form::List(&set(&EXTENSION));
/// What every extension looks like; what it holds is for its own schema.
static EXTENSION: Form = Form::Object(&Object {
    members: &[
        need("$schema", &EXTENSION_SCHEMA),
        need("category", &Form::OneOf(&["essential", "significant", "supplementary"])),
        need("content", &Form::Object(&Object { least: 1, ..OPEN })),
        need("critical", &Form::Truth),
    ],
    ..CLOSED
});

static HEAD: Form = Form::Object(&Object {
    members: &[
        may("acknowledgments", &ACKNOWLEDGMENTS),
        may("aggregate_severity", &SEVERITY),
        need("category", &CATEGORY),
        need("csaf_version", &Form::OneOf(&["2.1"])),
        need("distribution", &DISTRIBUTION),
        may("lang", &LANGUAGE),
        may("license_expression", &TEXT),
        may("notes", &NOTES),
        need("publisher", &PUBLISHER),
        may("references", &REFERENCES),
        may("source_lang", &LANGUAGE),
        need("title", &TEXT),
        need("tracking", &TRACKING),
        may("x_extensions", &EXTENSIONS),
    ],
    ..CLOSED
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
    ..CLOSED
});
static SEVERITY: Form =
    Form::Object(&Object { members: &[may("namespace", &ADDRESS), need("text", &TEXT)], ..CLOSED });
static DISTRIBUTION: Form = Form::Object(&Object {
    members: &[may("sharing_group", &SHARING_GROUP), may("text", &TEXT), need("tlp", &TLP)],
    ..CLOSED
});
static SHARING_GROUP: Form =
    Form::Object(&Object { members: &[need("id", &SHARING_ID), may("name", &TEXT)], ..CLOSED });
static TLP: Form = Form::Object(&Object {
    members: &[
        need("label", &Form::OneOf(&["AMBER", "AMBER+STRICT", "CLEAR", "GREEN", "RED"])),
        may("url", &ADDRESS),
    ],
    ..CLOSED
});
static NOTES: Form = Form::List(&some(&NOTE));
static NOTE: Form = Form::Object(&Object {
    members: &[
        may("audience", &TEXT),
        need("category", &NOTE_CATEGORY),
        may("group_ids", &TEXT_SET),
        may("product_ids", &TEXT_SET),
        need("text", &TEXT),
        may("title", &TEXT),
    ],
    ..CLOSED
});
static PUBLISHER: Form = Form::Object(&Object {
    members: &[
        need(
            "category",
            &Form::OneOf(&[
                "coordinator",
                "discoverer",
                "multiplier",
                "other",
                "translator",
                "user",
                "vendor",
            ]),
        ),
        may("contact_details", &TEXT),
        may("issuing_authority", &TEXT),
        need("name", &TEXT),
        need("namespace", &ADDRESS),
    ],
    ..CLOSED
});
static REFERENCES: Form = Form::List(&some(&REFERENCE));
static REFERENCE: Form = Form::Object(&Object {
    members: &[may("category", &REFERENCE_CATEGORY), need("summary", &TEXT), need("url", &ADDRESS)],
    ..CLOSED
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
    ..CLOSED
});
static GENERATOR: Form =
    Form::Object(&Object { members: &[may("date", &DATE), need("engine", &ENGINE)], ..CLOSED });
static ENGINE: Form =
    Form::Object(&Object { members: &[need("name", &TEXT), may("version", &TEXT)], ..CLOSED });
static REVISION: Form = Form::Object(&Object {
    members: &[
        need("date", &DATE),
        may("legacy_version", &TEXT),
        need("number", &VERSION),
        need("summary", &TEXT),
    ],
    ..CLOSED
});

static TREE: Form = Form::Object(&Object {
    members: &[
        may("branches", &BRANCHES),
        may("full_product_names", &Form::List(&some(&PRODUCT))),
        may("product_groups", &Form::List(&some(&GROUP))),
        may("product_paths", &Form::List(&some(&PATH))),
    ],
    least: 1,
    ..CLOSED
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
                "patch_level",
                "platform",
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
    ..CLOSED
});
static PRODUCT: Form = Form::Object(&Object {
    members: &[
        need("name", &TEXT),
        need("product_id", &TEXT),
        may("product_identification_helper", &HELPER),
        may("x_extensions", &EXTENSIONS),
    ],
    ..CLOSED
});
static HELPER: Form = Form::Object(&Object {
    members: &[
        may("cpe", &CPE),
        may("hashes", &Form::List(&set(&HASHES))),
        may("model_numbers", &TEXT_SET),
        may("purls", &Form::List(&set(&PURL))),
        may("sbom_urls", &ADDRESS_SET),
        may("serial_numbers", &TEXT_SET),
        may("skus", &TEXT_SET),
        may("x_generic_uris", &Form::List(&set(&GENERIC))),
    ],
    least: 1,
    ..CLOSED
});
static HASHES: Form = Form::Object(&Object {
    members: &[need("file_hashes", &Form::List(&set(&FILE_HASH))), need("filename", &TEXT)],
    ..CLOSED
});
static FILE_HASH: Form =
    Form::Object(&Object { members: &[need("algorithm", &ALGORITHM), need("value", &HASH)], ..CLOSED });
static GENERIC: Form =
    Form::Object(&Object { members: &[need("namespace", &ADDRESS), need("uri", &ADDRESS)], ..CLOSED });
static GROUP: Form = Form::Object(&Object {
    members: &[need("group_id", &TEXT), need("product_ids", &TWO_TEXTS), may("summary", &TEXT)],
    ..CLOSED
});
static PATH: Form = Form::Object(&Object {
    members: &[
        need("beginning_product_reference", &TEXT),
        need("full_product_name", &PRODUCT),
        need("subpaths", &Form::List(&some(&SUBPATH))),
    ],
    ..CLOSED
});
static SUBPATH: Form = Form::Object(&Object {
    members: &[need("category", &JOINED), need("next_product_reference", &TEXT)],
    ..CLOSED
});

static VULNERABILITY: Form = Form::Object(&Object {
    members: &[
        may("acknowledgments", &ACKNOWLEDGMENTS),
        may("cve", &CVE),
        may("cwes", &Form::List(&set(&WEAKNESS))),
        may("disclosure_date", &DATE),
        may("discovery_date", &DATE),
        may("first_known_exploitation_dates", &Form::List(&set(&EXPLOITATION))),
        may("flags", &Form::List(&set(&FLAG))),
        may("ids", &Form::List(&set(&VULNERABILITY_ID))),
        may("involvements", &Form::List(&set(&INVOLVEMENT))),
        may("metrics", &Form::List(&set(&METRIC))),
        may("notes", &NOTES),
        may("product_status", &STATUS),
        may("references", &REFERENCES),
        may("remediations", &Form::List(&some(&REMEDIATION))),
        may("threats", &Form::List(&some(&THREAT))),
        may("title", &TEXT),
        may("x_extensions", &EXTENSIONS),
    ],
    least: 1,
    ..CLOSED
});
static WEAKNESS: Form = Form::Object(&Object {
    members: &[need("id", &CWE), need("name", &CATEGORY), need("version", &CWE_EDITION)],
    ..CLOSED
});
static EXPLOITATION: Form = Form::Object(&Object {
    members: &[
        need("date", &DATE),
        need("exploitation_date", &DATE),
        may("group_ids", &TEXT_SET),
        may("product_ids", &TEXT_SET),
    ],
    least: 3,
    ..CLOSED
});
static FLAG: Form = Form::Object(&Object {
    members: &[
        may("date", &DATE),
        may("group_ids", &TEXT_SET),
        need("label", &FLAG_LABEL),
        may("product_ids", &TEXT_SET),
    ],
    ..CLOSED
});
static VULNERABILITY_ID: Form = Form::Object(&Object {
    members: &[
        may("group_ids", &TEXT_SET),
        may("product_ids", &TEXT_SET),
        need("system_name", &TEXT),
        need("text", &TEXT),
    ],
    ..CLOSED
});
static INVOLVEMENT: Form = Form::Object(&Object {
    members: &[
        may("contact", &TEXT),
        may("date", &DATE),
        may("group_ids", &TEXT_SET),
        need("party", &PARTY),
        may("product_ids", &TEXT_SET),
        need("status", &PARTY_STATE),
        may("summary", &TEXT),
    ],
    ..CLOSED
});
static METRIC: Form = Form::Object(&Object {
    members: &[need("content", &CONTENT), need("products", &TEXT_SET), may("source", &ADDRESS)],
    ..CLOSED
});
static CONTENT: Form = Form::Object(&Object {
    members: &[
        may("cvss_v2", &cvss::V2_FORM),
        may("cvss_v3", &cvss::V3_FORM),
        may("cvss_v4", &cvss::V4_FORM),
        may("epss", &EPSS),
        may("qualitative_severity_rating", &Form::OneOf(&["critical", "high", "low", "medium", "none"])),
        may("ssvc_v2", &SSVC),
        may("x_extensions", &EXTENSIONS),
    ],
    least: 1,
    ..CLOSED
});
static EPSS: Form = Form::Object(&Object {
    members: &[need("percentile", &SHARE), need("probability", &SHARE), need("timestamp", &DATE)],
    ..CLOSED
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
        may("unknown", &TEXT_SET),
    ],
    least: 1,
    ..CLOSED
});
static REMEDIATION: Form = Form::Object(&Object {
    members: &[
        need(
            "category",
            &Form::OneOf(&[
                "fix_planned",
                "mitigation",
                "no_fix_planned",
                "none_available",
                "optional_patch",
                "vendor_fix",
                "workaround",
            ]),
        ),
        may("date", &DATE),
        need("details", &TEXT),
        may("entitlements", &TEXTS),
        may("group_ids", &TEXT_SET),
        may("product_ids", &TEXT_SET),
        may(
            "restart_required",
            &Form::Object(&Object {
                members: &[need("category", &RESTART), may("details", &TEXT)],
                ..CLOSED
            }),
        ),
        may("url", &ADDRESS),
    ],
    ..CLOSED
});
static THREAT: Form = Form::Object(&Object {
    members: &[
        need("category", &THREAT_CATEGORY),
        may("date", &DATE),
        need("details", &TEXT),
        may("group_ids", &TEXT_SET),
        may("product_ids", &TEXT_SET),
    ],
    ..CLOSED
});

/// A list of SSVC selections, version 2.0.0 of CERT/CC's form.
static SSVC: Form = Form::Object(&Object {
    members: &[
        need("timestamp", &DATE),
        need("schemaVersion", &Form::OneOf(&["2.0.0"])),
        may("target_ids", &Form::List(&set(&ANY_TEXT))),
        need("selections", &Form::List(&some(&SELECTION))),
        may("decision_point_resources", &Form::List(&some(&RESOURCE))),
        may("references", &Form::List(&some(&RESOURCE))),
    ],
    ..CLOSED
});
static SELECTION: Form = Form::Object(&Object {
    members: &[
        need("namespace", &NAMESPACE),
        need("key", &KEY),
        need("version", &SEMANTIC),
        may("name", &TEXT),
        may("definition", &TEXT),
        need("values", &Form::List(&some(&CHOSEN))),
    ],
    ..CLOSED
});
static CHOSEN: Form = Form::Object(&Object {
    members: &[may("name", &TEXT), may("definition", &TEXT), need("key", &KEY)],
    ..CLOSED
});
static RESOURCE: Form =
    Form::Object(&Object { members: &[need("uri", &ADDRESS), need("summary", &ANY_TEXT)], ..CLOSED });
