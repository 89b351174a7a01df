//! Every test that an SBOM can be held against, in words.
//!
//! Invariant: a report has no test that is not listed here.

/// A test, for the one who reads a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Described {
    /// The id in the report. It never changes.
    pub id: &'static str,
    /// What it asks, in Japanese.
    pub ja: &'static str,
    /// What it asks, in English.
    pub en: &'static str,
    /// Where the standard says so.
    pub source: &'static str,
}

const fn described(id: &'static str, ja: &'static str, en: &'static str, source: &'static str) -> Described {
    Described { id, ja, en, source }
}

/// Every test, in the order of a report.
pub const TESTS: &[Described] = &[
    described(
        "schema",
        "公開されているスキーマに合うこと",
        "It keeps the published schema",
        "CycloneDX bom-1.x.schema.json, .xsd, .proto; SPDX 2.x JSON schema and chapters 6 to 12; SPDX 3.0.1 model",
    ),
    described(
        "rule:key-once",
        "同じ項目名が一つのオブジェクトに二度現れないこと",
        "No key stands twice in one object",
        "RFC 8259, 4",
    ),
    described(
        "rule:bom-ref-unique",
        "bom-ref が BOM の中で重複しないこと",
        "A bom-ref is unique within its BOM",
        "CycloneDX, bom-ref; XSD xs:unique",
    ),
    described(
        "rule:serial-number",
        "serialNumber が urn:uuid: の形であること",
        "The serial number is a urn:uuid",
        "CycloneDX, bom.serialNumber; RFC 4122",
    ),
    described(
        "rule:dependency-ref-exists",
        "dependencies が指す先が BOM にあること",
        "What dependencies refer to is in the BOM",
        "CycloneDX, dependency.ref, dependsOn, provides",
    ),
    described(
        "rule:composition-ref-exists",
        "compositions が指す先が BOM にあること",
        "What compositions refer to is in the BOM",
        "CycloneDX, compositions.assemblies, dependencies, vulnerabilities",
    ),
    described(
        "rule:affects-ref-exists",
        "脆弱性の affects が指す先が BOM にあること",
        "What a vulnerability affects is in the BOM",
        "CycloneDX, vulnerability.affects.ref",
    ),
    described(
        "rule:subject-ref-exists",
        "annotations が指す先が BOM にあること",
        "What annotations are about is in the BOM",
        "CycloneDX, annotations.subjects",
    ),
];
