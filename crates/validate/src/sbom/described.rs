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
    described(
        "rule:spdx-id",
        "SPDX の ID が定められた形で、重複しないこと",
        "SPDX ids have their form, and none is used twice",
        "SPDX 2, 6.3, 6.6, 7.2, 8.2, 9.1, 10.1; SPDX 3, Core, spdxId",
    ),
    described(
        "rule:relationship-ends-exist",
        "関係や参照の両端が、文書の中か示された文書にあること",
        "Both ends of a relationship, and whatever is referred to, are in the document or in one that it names",
        "SPDX 2, 10.1, 11.1; SPDX 3, Core, Relationship, ExternalMap",
    ),
    described(
        "rule:document-fields",
        "dataLicense が CC0-1.0、documentNamespace とほかの文書の名が絶対 URI、作成者・供給者・注釈者などが定められた形であること",
        "dataLicense is CC0-1.0, documentNamespace and the names of other documents absolute URIs; creators, suppliers, annotators and the like have their form",
        "SPDX 2, 6.2, 6.5, 6.6, 6.8, 7.5, 7.6, 12.2, 13.1",
    ),
    described(
        "rule:licence-expression",
        "ライセンス式の文法が正しいこと",
        "Licence expressions keep their syntax",
        "SPDX 2, annex D; SPDX 3, annex B",
    ),
    described(
        "rule:checksum-length",
        "チェックサムの桁数がアルゴリズムに合うこと",
        "A checksum is as long as its algorithm makes it",
        "SPDX 2, 7.9, 7.10, 8.4; SPDX 3, Core, Hash",
    ),
    described(
        "rule:date",
        "日時が YYYY-MM-DDThh:mm:ssZ の形であること",
        "Times have the form YYYY-MM-DDThh:mm:ssZ",
        "SPDX 2, 6.9, 7.25 to 7.27, 12.3",
    ),
    described(
        "rule:download-location",
        "入手場所が URL・バージョン管理の場所・NONE・NOASSERTION のどれか、ホームページが URL・NONE・NOASSERTION のどれかで、利用者名を含まないこと",
        "A download location is a URL, a place under version control, NONE or NOASSERTION; a home page is a URL, NONE or NOASSERTION; neither names a user",
        "SPDX 2, 7.7, 7.11",
    ),
    described(
        "rule:external-reference",
        "外部参照の種類が区分にあり、書き方が種類に合うこと",
        "An external reference has a type of its category and is written as the type has it",
        "SPDX 2, 7.21, annex F",
    ),
    described(
        "rule:file-name",
        "ファイル名が相対パスであること",
        "A file's name is a relative one",
        "SPDX 2, 7.9, 8.1",
    ),
    described(
        "rule:file-checksum",
        "ファイルごとに SHA1 のチェックサムがちょうど一つあること",
        "Each file has exactly one SHA1 checksum",
        "SPDX 2, 8.4",
    ),
    described(
        "rule:snippet-range",
        "スニペットにバイトの範囲が一つあり、始めが 1 以上で終わり以下であること",
        "A snippet has one range of bytes; a range starts at 1 or later and does not end before it starts",
        "SPDX 2, 9.3, 9.4",
    ),
    described(
        "rule:extracted-licence",
        "一覧にないライセンスに本文があり、参照先が URL であること",
        "A licence that is not on the list has its text, and its cross-references are URLs",
        "SPDX 2, 10.2, 10.4",
    ),
    described(
        "rule:document-describes",
        "複数のパッケージなどを持つ文書に DESCRIBES の関係があること",
        "A document of several packages says which it describes",
        "SPDX 2, 11.1",
    ),
];
