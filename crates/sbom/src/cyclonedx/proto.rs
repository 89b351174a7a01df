//! CycloneDX in protobuf: what each field number is in JSON. Numbers have the same meaning from 1.3 to 1.7; a test
//! holds the rows against the published schemas.

use crate::wire::{Field, Kind, Message};

const fn one(number: u32, key: &'static str, kind: Kind) -> Field {
    Field { number, key, kind, repeats: false }
}

const fn many(number: u32, key: &'static str, kind: Kind) -> Field {
    Field { number, key, kind, repeats: true }
}

const KINDS: [&str; 14] = [
    "",
    "application",
    "framework",
    "library",
    "operating-system",
    "device",
    "file",
    "container",
    "firmware",
    "device-driver",
    "platform",
    "machine-learning-model",
    "data",
    "cryptographic-asset",
];

const SCOPES: [&str; 4] = ["", "required", "optional", "excluded"];

const LINKS: [&str; 47] = [
    "other",
    "vcs",
    "issue-tracker",
    "website",
    "advisories",
    "bom",
    "mailing-list",
    "social",
    "chat",
    "documentation",
    "support",
    "distribution",
    "license",
    "build-meta",
    "build-system",
    "security-contact",
    "attestation",
    "threat-model",
    "adversary-model",
    "risk-assessment",
    "distribution-intake",
    "vulnerability-assertion",
    "exploitability-statement",
    "pentest-report",
    "static-analysis-report",
    "dynamic-analysis-report",
    "runtime-analysis-report",
    "component-analysis-report",
    "maturity-report",
    "certification-report",
    "quality-metrics",
    "codified-infrastructure",
    "model-card",
    "poam",
    "log",
    "configuration",
    "evidence",
    "formulation",
    "source-distribution",
    "electronic-signature",
    "digital-signature",
    "rfc-9116",
    "release-notes",
    "patent",
    "patent-family",
    "patent-assertion",
    "citation",
];

const ALGORITHMS: [&str; 15] = [
    "",
    "MD5",
    "SHA-1",
    "SHA-256",
    "SHA-384",
    "SHA-512",
    "SHA3-256",
    "SHA3-384",
    "SHA3-512",
    "BLAKE2b-256",
    "BLAKE2b-384",
    "BLAKE2b-512",
    "BLAKE3",
    "Streebog-256",
    "Streebog-512",
];

const AGGREGATES: [&str; 10] = [
    "not_specified",
    "complete",
    "incomplete",
    "incomplete_first_party_only",
    "incomplete_third_party_only",
    "unknown",
    "incomplete_first_party_proprietary_only",
    "incomplete_first_party_opensource_only",
    "incomplete_third_party_proprietary_only",
    "incomplete_third_party_opensource_only",
];

const PHASES: [&str; 7] =
    ["design", "pre-build", "build", "post-build", "operations", "discovery", "decommission"];

const ROLES: [&str; 3] = ["", "declared", "concluded"];

/// The root.
pub(crate) static BOM: Message = Message(&[
    one(1, "specVersion", Kind::Text),
    one(2, "version", Kind::Whole),
    one(3, "serialNumber", Kind::Text),
    one(4, "metadata", Kind::Message(&METADATA)),
    many(5, "components", Kind::Message(&COMPONENT)),
    many(6, "services", Kind::Message(&SERVICE)),
    many(7, "externalReferences", Kind::Message(&REFERENCE)),
    many(8, "dependencies", Kind::Message(&DEPENDENCY)),
    many(9, "compositions", Kind::Message(&COMPOSITION)),
    many(10, "vulnerabilities", Kind::Message(&VULNERABILITY)),
    one(11, "annotations", Kind::Skip),
    many(12, "properties", Kind::Message(&PROPERTY)),
    one(13, "formulation", Kind::Skip),
    one(14, "declarations", Kind::Skip),
    one(15, "definitions", Kind::Skip),
    one(16, "citations", Kind::Skip),
]);

static METADATA: Message = Message(&[
    one(1, "timestamp", Kind::Time),
    many(2, "tools", Kind::Message(&TOOL)),
    many(3, "authors", Kind::Message(&CONTACT)),
    one(4, "component", Kind::Message(&COMPONENT)),
    one(5, "manufacture", Kind::Message(&ORGANISATION)),
    one(6, "supplier", Kind::Message(&ORGANISATION)),
    many(7, "licenses", Kind::Message(&LICENCE_CHOICE)),
    many(8, "properties", Kind::Message(&PROPERTY)),
    many(9, "lifecycles", Kind::Message(&LIFECYCLE)),
    one(10, "manufacturer", Kind::Message(&ORGANISATION)),
    one(11, "distributionConstraints", Kind::Skip),
]);

static COMPONENT: Message = Message(&[
    one(1, "type", Kind::Names(&KINDS)),
    one(2, "mime-type", Kind::Skip),
    one(3, "bom-ref", Kind::Text),
    one(4, "supplier", Kind::Message(&ORGANISATION)),
    one(5, "author", Kind::Text),
    one(6, "publisher", Kind::Text),
    one(7, "group", Kind::Text),
    one(8, "name", Kind::Text),
    one(9, "version", Kind::Text),
    one(10, "description", Kind::Text),
    one(11, "scope", Kind::Names(&SCOPES)),
    many(12, "hashes", Kind::Message(&HASH)),
    many(13, "licenses", Kind::Message(&LICENCE_CHOICE)),
    one(14, "copyright", Kind::Text),
    one(15, "cpe", Kind::Text),
    one(16, "purl", Kind::Text),
    one(17, "swid", Kind::Message(&SWID)),
    one(18, "modified", Kind::Skip),
    one(19, "pedigree", Kind::Skip),
    many(20, "externalReferences", Kind::Message(&REFERENCE)),
    many(21, "components", Kind::Message(&COMPONENT)),
    many(22, "properties", Kind::Message(&PROPERTY)),
    one(23, "evidence", Kind::Skip),
    one(24, "releaseNotes", Kind::Skip),
    one(25, "modelCard", Kind::Skip),
    one(26, "data", Kind::Skip),
    one(27, "cryptoProperties", Kind::Skip),
    one(28, "manufacturer", Kind::Message(&ORGANISATION)),
    many(29, "authors", Kind::Message(&CONTACT)),
    one(30, "tags", Kind::Skip),
    many(31, "omniborId", Kind::Text),
    many(32, "swhid", Kind::Text),
    one(33, "versionRange", Kind::Skip),
    one(34, "isExternal", Kind::Skip),
    one(35, "patentAssertions", Kind::Skip),
]);

static ORGANISATION: Message = Message(&[
    one(1, "name", Kind::Text),
    many(2, "url", Kind::Text),
    many(3, "contact", Kind::Message(&CONTACT)),
    one(4, "bom-ref", Kind::Skip),
    one(5, "address", Kind::Skip),
]);

static CONTACT: Message = Message(&[
    one(1, "name", Kind::Text),
    one(2, "email", Kind::Text),
    one(3, "phone", Kind::Skip),
    one(4, "bom-ref", Kind::Skip),
]);

static HASH: Message = Message(&[one(1, "alg", Kind::Names(&ALGORITHMS)), one(2, "content", Kind::Text)]);

static PROPERTY: Message = Message(&[one(1, "name", Kind::Text), one(2, "value", Kind::Text)]);

static LICENCE_CHOICE: Message = Message(&[
    one(1, "license", Kind::Message(&LICENCE)),
    one(2, "expression", Kind::Text),
    one(3, "acknowledgement", Kind::Names(&ROLES)),
    one(4, "bom-ref", Kind::Skip),
    one(5, "expressionDetailed", Kind::Message(&EXPRESSION)),
]);

static EXPRESSION: Message = Message(&[
    one(1, "expression", Kind::Text),
    one(2, "expressionDetails", Kind::Skip),
    one(3, "bom-ref", Kind::Skip),
    one(4, "acknowledgement", Kind::Names(&ROLES)),
    one(5, "licensing", Kind::Skip),
    one(6, "properties", Kind::Skip),
]);

static LICENCE: Message = Message(&[
    one(1, "id", Kind::Text),
    one(2, "name", Kind::Text),
    one(3, "text", Kind::Message(&ATTACHMENT)),
    one(4, "url", Kind::Text),
    one(5, "bom-ref", Kind::Skip),
    one(6, "licensing", Kind::Skip),
    one(7, "properties", Kind::Skip),
    one(8, "acknowledgement", Kind::Names(&ROLES)),
]);

static ATTACHMENT: Message = Message(&[
    one(1, "contentType", Kind::Text),
    one(2, "encoding", Kind::Text),
    one(3, "content", Kind::Text),
]);

static REFERENCE: Message = Message(&[
    one(1, "type", Kind::Names(&LINKS)),
    one(2, "url", Kind::Text),
    one(3, "comment", Kind::Text),
    many(4, "hashes", Kind::Message(&HASH)),
    one(5, "properties", Kind::Skip),
]);

static SWID: Message = Message(&[
    one(1, "tagId", Kind::Text),
    one(2, "name", Kind::Skip),
    one(3, "version", Kind::Skip),
    one(4, "tagVersion", Kind::Skip),
    one(5, "patch", Kind::Skip),
    one(6, "text", Kind::Skip),
    one(7, "url", Kind::Skip),
]);

static LIFECYCLE: Message = Message(&[
    one(1, "phase", Kind::Names(&PHASES)),
    one(2, "name", Kind::Text),
    one(3, "description", Kind::Skip),
]);

static TOOL: Message = Message(&[
    one(1, "vendor", Kind::Skip),
    one(2, "name", Kind::Text),
    one(3, "version", Kind::Text),
    one(4, "hashes", Kind::Skip),
    one(5, "externalReferences", Kind::Skip),
    many(6, "components", Kind::Message(&COMPONENT)),
    many(7, "services", Kind::Message(&SERVICE)),
]);

static SERVICE: Message = Message(&[
    one(1, "bom-ref", Kind::Text),
    one(4, "name", Kind::Text),
    one(5, "version", Kind::Text),
    many(13, "services", Kind::Message(&SERVICE)),
]);

static DEPENDENCY: Message = Message(&[
    one(1, "ref", Kind::Text),
    many(2, "dependencies", Kind::Message(&DEPENDENCY)),
    many(3, "provides", Kind::Text),
]);

static COMPOSITION: Message = Message(&[
    one(1, "aggregate", Kind::Names(&AGGREGATES)),
    many(2, "assemblies", Kind::Text),
    many(3, "dependencies", Kind::Text),
    one(4, "vulnerabilities", Kind::Skip),
    one(5, "bom-ref", Kind::Skip),
]);

static VULNERABILITY: Message = Message(&[one(1, "bom-ref", Kind::Text)]);
