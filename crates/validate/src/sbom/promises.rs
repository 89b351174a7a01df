//! What the validation of SBOMs promises, test by test, and what no input may do to it.

use std::collections::BTreeSet;

use proptest::prelude::*;
use sekisho_intake::Limits;

use super::{TESTS, validate};
use crate::form::proto::ProtoForm;
use crate::form::xml::XmlForm;
use crate::form::{Form, notation};
use crate::testing::seeded;
use crate::{Outcome, Report};

fn held(name: &str, text: &str) -> Report {
    validate(name, text.as_bytes(), &Limits::default())
}

/// The tests that fail.
fn failing(report: &Report) -> Vec<&'static str> {
    report.tests.iter().filter(|test| test.outcome == Outcome::Fail).map(|test| test.id).collect()
}

const CYCLONEDX: &str = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"serialNumber":"urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
    "components":[{"type":"library","name":"a","bom-ref":"a"}],"dependencies":[{"ref":"a"}],
    "compositions":[{"aggregate":"complete","assemblies":["a"]}],"vulnerabilities":[{"affects":[{"ref":"a"}]}],
    "annotations":[{"subjects":["a"],"annotator":{"individual":{"name":"n"}},"timestamp":"2024-01-31T00:00:00Z","text":"t"}]}"#;

const SPDX_2: &str = r#"{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"d","dataLicense":"CC0-1.0",
    "documentNamespace":"https://example.com/d","creationInfo":{"created":"2024-01-31T00:00:00Z","creators":["Tool: t"]},
    "packages":[{"SPDXID":"SPDXRef-p","name":"p","downloadLocation":"NONE","licenseConcluded":"MIT",
    "checksums":[{"algorithm":"SHA1","checksumValue":"85ed0817af83a24ad8da68c2b5094de69833983c"}]}],
    "relationships":[{"spdxElementId":"SPDXRef-DOCUMENT","relatedSpdxElement":"SPDXRef-p","relationshipType":"DESCRIBES"}]}"#;

const WITH_FILE: &str = r#"{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"d","dataLicense":"CC0-1.0",
    "documentNamespace":"https://example.com/d","creationInfo":{"created":"2024-01-31T00:00:00Z","creators":["Tool: t"]},
    "packages":[{"SPDXID":"SPDXRef-p","name":"p","downloadLocation":"NONE","filesAnalyzed":true}],
    "files":[{"SPDXID":"SPDXRef-f","fileName":"./a","checksums":[{"algorithm":"SHA1","checksumValue":"b1ed0817af83a24ad8da68c2b5094de69833983c"}]}],
    "snippets":[{"SPDXID":"SPDXRef-s","snippetFromFile":"SPDXRef-f","ranges":[
    {"startPointer":{"reference":"SPDXRef-f","offset":1},"endPointer":{"reference":"SPDXRef-f","offset":9}},
    {"startPointer":{"reference":"SPDXRef-f","lineNumber":5},"endPointer":{"reference":"SPDXRef-f","lineNumber":9}}]}],
    "relationships":[{"spdxElementId":"SPDXRef-p","relatedSpdxElement":"SPDXRef-f","relationshipType":"CONTAINS"}]}"#;

const SPDX_3: &str = r#"{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[
    {"type":"CreationInfo","@id":"_:c","specVersion":"3.0.1","created":"2024-01-31T00:00:00Z","createdBy":["https://example.com/o"]},
    {"type":"Organization","spdxId":"https://example.com/o","creationInfo":"_:c","name":"o"},
    {"type":"software_Package","spdxId":"https://example.com/p","creationInfo":"_:c","name":"p",
     "verifiedUsing":[{"type":"Hash","algorithm":"md5","hashValue":"624c1abb3664f4b35547e7c73864ad24"}]},
    {"type":"simplelicensing_LicenseExpression","spdxId":"https://example.com/l","creationInfo":"_:c","simplelicensing_licenseExpression":"MIT"},
    {"type":"Relationship","spdxId":"https://example.com/r","creationInfo":"_:c","relationshipType":"hasDeclaredLicense",
     "from":"https://example.com/p","to":["https://example.com/l"]}]}"#;

const XML: &str = r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.6" serialNumber="urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79">
    <components><component type="library" bom-ref="a"><name>a</name></component></components>
    <dependencies><dependency ref="a"/></dependencies>
    <compositions><composition><aggregate>complete</aggregate><assemblies><assembly ref="a"/></assemblies></composition></compositions>
    <vulnerabilities><vulnerability><affects><target><ref>a</ref></target></affects></vulnerability></vulnerabilities>
    <annotations><annotation><subjects><subject ref="a"/></subjects><annotator><individual><name>n</name></individual></annotator>
    <timestamp>2024-01-31T00:00:00Z</timestamp><text>t</text></annotation></annotations></bom>"#;

const PROTO: &str = r#"spec_version: "1.6" serial_number: "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79"
    components { type: CLASSIFICATION_LIBRARY name: "a" version: "1" bom_ref: "a" }
    compositions { aggregate: AGGREGATE_COMPLETE assemblies: "a" } vulnerabilities { affects { ref: "a" } }
    annotations { subjects: "a" annotator { individual { name: "n" } } timestamp { seconds: 1 } text: "t" }"#;

const YAML: &str = "spdxVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nname: d\ndataLicense: CC0-1.0\n\
    documentNamespace: https://example.com/d\ncreationInfo:\n  created: '2024-01-31T00:00:00Z'\n  creators: ['Tool: t']\n\
    packages:\n- SPDXID: SPDXRef-p\n  name: p\n  downloadLocation: NONE\n  versionInfo: 1.10\n";

const TAG_VALUE: &str = "SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\nDocumentName: d\n\
    DocumentNamespace: https://example.com/d\nCreator: Tool: t\nCreated: 2024-01-31T00:00:00Z\nPackageName: p\n\
    SPDXID: SPDXRef-p\nPackageDownloadLocation: NONE\nPackageLicenseConcluded: MIT\n\
    PackageChecksum: SHA1: 85ed0817af83a24ad8da68c2b5094de69833983c\nRelationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-p\n";

/// Document, what is replaced in it by what, and the tests that then fail.
const BROKEN: &[(&str, &str, &str, &[&str])] = &[
    (CYCLONEDX, "library", "librarian", &["schema"]),
    (CYCLONEDX, "\"name\":\"a\"", "\"name\":\"a\",\"name\":\"b\"", &["rule:key-once"]),
    (CYCLONEDX, "\"compositions\":[{", "\"compositions\":[{\"bom-ref\":\"a\",", &["rule:bom-ref-unique"]),
    (CYCLONEDX, "urn:uuid:3e671687", "3e671687", &["schema", "rule:serial-number"]),
    (
        CYCLONEDX,
        "{\"ref\":\"a\"}],\n    \"comp",
        "{\"ref\":\"b\"}],\n    \"comp",
        &["rule:dependency-ref-exists"],
    ),
    (CYCLONEDX, "\"assemblies\":[\"a\"]", "\"assemblies\":[\"b\"]", &["rule:composition-ref-exists"]),
    (
        CYCLONEDX,
        "\"affects\":[{\"ref\":\"a\"}]",
        "\"affects\":[{\"ref\":\"b\"}]",
        &["rule:affects-ref-exists"],
    ),
    (CYCLONEDX, "\"subjects\":[\"a\"]", "\"subjects\":[\"b\"]", &["rule:subject-ref-exists"]),
    (XML, "<name>a</name>", "", &["schema"]),
    (XML, "<assembly ref=\"a\"/>", "<assembly ref=\"b\"/>", &["rule:composition-ref-exists"]),
    (XML, "<ref>a</ref>", "<ref>b</ref>", &["rule:affects-ref-exists"]),
    (XML, "<subject ref=\"a\"/>", "<subject ref=\"b\"/>", &["rule:subject-ref-exists"]),
    (XML, "<dependency ref=\"a\"/>", "<dependency ref=\"b\"/>", &["rule:dependency-ref-exists"]),
    (XML, "<composition>", "<composition bom-ref=\"a\">", &["schema", "rule:bom-ref-unique"]),
    (PROTO, "name: \"a\"", "", &["schema"]),
    (PROTO, "urn:uuid:3e671687", "3e671687", &["rule:serial-number"]),
    (PROTO, "assemblies: \"a\"", "assemblies: \"b\"", &["rule:composition-ref-exists"]),
    (PROTO, "affects { ref: \"a\" }", "affects { ref: \"b\" }", &["rule:affects-ref-exists"]),
    (SPDX_2, "DESCRIBES", "DESCRIBE", &["schema"]),
    (
        SPDX_2,
        "\"SPDXRef-p\",\"name\"",
        "\"SPDXRef-DOCUMENT\",\"name\"",
        &["rule:spdx-id", "rule:relationship-ends-exist"],
    ),
    (
        SPDX_2,
        "\"relatedSpdxElement\":\"SPDXRef-p\"",
        "\"relatedSpdxElement\":\"SPDXRef-q\"",
        &["rule:relationship-ends-exist"],
    ),
    (SPDX_2, "CC0-1.0", "MIT", &["rule:document-fields"]),
    (SPDX_2, "\"licenseConcluded\":\"MIT\"", "\"licenseConcluded\":\"MIT OR\"", &["rule:licence-expression"]),
    (SPDX_2, "\"SHA1\"", "\"SHA256\"", &["rule:checksum-length"]),
    (
        SPDX_2,
        "\"name\":\"p\",",
        "\"name\":\"p\",\"packageVerificationCode\":{\"packageVerificationCodeValue\":\"85ed\"},",
        &["rule:checksum-length"],
    ),
    (SPDX_2, "Tool: t", "Tool:", &["rule:document-fields"]),
    (SPDX_2, "\"name\":\"p\",", "\"name\":\"p\",\"supplier\":\"NONE\",", &["rule:document-fields"]),
    (
        SPDX_2,
        "\"name\":\"p\",",
        "\"name\":\"p\",\"annotations\":[{\"annotator\":\"a\",\"annotationType\":\"OTHER\",\
         \"annotationDate\":\"2024-01-31T00:00:00Z\",\"comment\":\"c\"}],",
        &["rule:document-fields"],
    ),
    (SPDX_2, "\"MIT\"", "\"MIT OR (LicenseRef-a)\"", &["rule:relationship-ends-exist"]),
    (SPDX_2, "\"MIT\"", "\"DocumentRef-a:LicenseRef-b\"", &["rule:relationship-ends-exist"]),
    (SPDX_2, "2024-01-31T00:00:00Z", "2024-01-31T00:00:00+09:00", &["rule:date"]),
    (
        SPDX_2,
        "85ed0817af83a24ad8da68c2b5094de69833983c",
        "85ED0817AF83A24AD8DA68C2B5094DE69833983C",
        &["rule:checksum-length"],
    ),
    (
        SPDX_2,
        "\"downloadLocation\":\"NONE\"",
        "\"downloadLocation\":\"a.tar.gz\"",
        &["rule:download-location"],
    ),
    (SPDX_2, "\"name\":\"p\",", "\"name\":\"p\",\"homepage\":\"example.com\",", &["rule:download-location"]),
    (SPDX_2, "SPDX-2.3", "SPDX-2.2", &["schema"]),
    (
        SPDX_2,
        "\"name\":\"p\",",
        "\"name\":\"p\",\"externalRefs\":[{\"referenceCategory\":\"SECURITY\",\"referenceType\":\"purl\",\
         \"referenceLocator\":\"pkg:npm/p@1\"}],",
        &["rule:external-reference"],
    ),
    (
        SPDX_2,
        "\"packages\":[{",
        "\"hasExtractedLicensingInfos\":[{\"licenseId\":\"LicenseRef-a_b\",\"extractedText\":\"t\"}],\"packages\":[{",
        &["rule:spdx-id"],
    ),
    (
        WITH_FILE,
        "\"files\"",
        "\"externalDocumentRefs\":[{\"externalDocumentId\":\"DocumentRef-a\",\"spdxDocument\":\"https://example.com/a#b\",\
         \"checksum\":{\"algorithm\":\"SHA1\",\"checksumValue\":\"85ed0817af83a24ad8da68c2b5094de69833983c\"}}],\"files\"",
        &["rule:document-fields"],
    ),
    (WITH_FILE, "\"fileName\":\"./a\"", "\"fileName\":\"/a\"", &["rule:file-name"]),
    (WITH_FILE, "\"SHA1\",\"checksumValue\":\"b1", "\"MD6\",\"checksumValue\":\"b1", &["rule:file-checksum"]),
    (
        WITH_FILE,
        "\"files\"",
        "\"hasExtractedLicensingInfos\":[{\"licenseId\":\"LicenseRef-a\",\"extractedText\":\" \"}],\"files\"",
        &["rule:extracted-licence"],
    ),
    (
        WITH_FILE,
        "\"files\"",
        "\"hasExtractedLicensingInfos\":[{\"licenseId\":\"LicenseRef-a\",\"extractedText\":\"t\",\"seeAlsos\":[\"t\"]}],\"files\"",
        &["rule:extracted-licence"],
    ),
    (WITH_FILE, "\"offset\":1", "\"offset\":0", &["rule:snippet-range"]),
    (WITH_FILE, "\"lineNumber\":9", "\"lineNumber\":4", &["rule:snippet-range"]),
    (WITH_FILE, "\"CONTAINS\"", "\"COPY_OF\"", &["rule:document-describes"]),
    (
        TAG_VALUE,
        "PackageName",
        "FileName: ./b\nSPDXID: SPDXRef-b\nFileChecksum: SHA1: 85ed0817af83a24ad8da68c2b5094de69833983c\n\
     FileChecksum: SHA1: 85ed0817af83a24ad8da68c2b5094de69833983c\nPackageName",
        &["rule:file-checksum"],
    ),
    (YAML, "name: p", "nam: p", &["schema"]),
    (TAG_VALUE, "Creator: Tool: t", "Creator: t", &["rule:document-fields"]),
    (
        TAG_VALUE,
        "PackageName",
        "PackageNames",
        &["schema", "rule:key-once", "rule:spdx-id", "rule:relationship-ends-exist"],
    ),
    (SPDX_3, "\"name\":\"o\"", "\"nom\":\"o\"", &["schema"]),
    (
        SPDX_3,
        "\"spdxId\":\"https://example.com/l\"",
        "\"spdxId\":\"https://example.com/p\"",
        &["rule:spdx-id", "rule:relationship-ends-exist"],
    ),
    (
        SPDX_3,
        "\"from\":\"https://example.com/p\"",
        "\"from\":\"https://example.com/q\"",
        &["rule:relationship-ends-exist"],
    ),
    (SPDX_3, "\"from\":\"https://example.com/p\"", "\"from\":\"_:c\"", &["schema"]),
    (SPDX_3, "Expression\":\"MIT\"", "Expression\":\"(MIT\"", &["rule:licence-expression"]),
    (SPDX_3, "\"md5\"", "\"sha256\"", &["rule:checksum-length"]),
];

const ALL: [(&str, &str); 8] = [
    ("b.yaml", YAML),
    ("a.json", CYCLONEDX),
    ("a.xml", XML),
    ("a.textproto", PROTO),
    ("b.json", SPDX_2),
    ("b.spdx", TAG_VALUE),
    ("c.json", SPDX_3),
    ("d.json", WITH_FILE),
];

#[test]
fn bytes_that_keep_the_newest_form_are_a_bom_though_they_do_not_say_so() {
    let standard = |bytes: &[u8]| validate("a.bin", bytes, &Limits::default()).standard;
    for bom in [&b"\x2A\x05\x08\x01\x42\x01a"[..], b"\x10\xAC\x02\x2A\x05\x08\x01\x42\x01a"] {
        assert_eq!(standard(bom), "CycloneDX 1.7 protobuf (binary)");
    }
    // A field that the form does not have; a component without a name; nothing at all.
    for other in [&b"\xA8\x1F\x01\x2A\x05\x08\x01\x42\x01a"[..], b"\x2A\x02\x08\x01", b""] {
        assert_eq!(standard(other), "");
    }
}

#[test]
fn a_good_document_keeps_every_test_of_its_standard() {
    for (name, document) in ALL {
        let report = held(name, document);
        assert!(report.is_kept(), "{name}: {report:#?}");
    }
}

#[test]
fn every_test_fires_on_what_it_is_for_and_on_nothing_else() {
    let mut fired = BTreeSet::new();
    for (document, from, to, expect) in BROKEN {
        assert!(document.contains(from), "{from}");
        let name = ALL.iter().find(|(_, known)| known == document).map_or("", |(name, _)| name);
        let report = held(name, &document.replacen(from, to, 1));
        assert_eq!(failing(&report), *expect, "{from} -> {to}: {report:#?}");
        fired.extend(expect.iter().copied());
        for test in &report.tests {
            assert_eq!(test.findings.is_empty(), test.outcome != Outcome::Fail, "{}", test.id);
        }
    }
    let described: BTreeSet<&str> = TESTS.iter().map(|test| test.id).collect();
    assert_eq!(fired, described);
}

#[test]
fn a_report_has_no_test_that_is_not_described() {
    for (name, document) in ALL {
        for test in held(name, document).tests {
            assert!(
                TESTS
                    .iter()
                    .any(|known| known.id == test.id && !known.ja.is_empty() && !known.source.is_empty())
            );
        }
    }
}

#[test]
fn every_edition_of_every_form_compiles() {
    let licences = include_str!("../../forms/licence-ids.form");
    let cyclonedx = [include_str!("../../forms/cyclonedx-json.form"), licences].concat();
    let spdx = [include_str!("../../forms/spdx-2.form"), include_str!("../../forms/spdx-3.form")];
    for (form, root) in
        [(&*cyclonedx, "bom"), (spdx[0], "document"), (spdx[1], "graph"), (spdx[1], "item.any")]
    {
        for edition in notation::editions(form) {
            assert_eq!(Form::of(form, edition, root).err(), None);
        }
    }
    let xml = [include_str!("../../forms/cyclonedx-xml.form"), licences].concat();
    for edition in notation::editions(&xml) {
        assert_eq!(XmlForm::of(&xml, edition, "bom", String::new()).err(), None);
    }
    let proto = include_str!("../../forms/cyclonedx-proto.form");
    for edition in notation::editions(proto) {
        assert_eq!(ProtoForm::of(proto, edition, "Bom").err(), None);
    }
}

/// The two editions that only XML has.
#[test]
fn the_first_editions_are_judged_by_their_own_forms() {
    let first = "<bom xmlns='http://cyclonedx.org/schema/bom/1.0'><components><component type='library'><name>a</name>\
        <version>1</version><licenses><license><id>MIT</id></license></licenses><modified>false</modified></component></components></bom>";
    assert!(held("a.xml", first).is_kept());
    assert_eq!(failing(&held("a.xml", &first.replace("<modified>false</modified>", ""))), ["schema"]);
    let second = first.replace("bom/1.0", "bom/1.1");
    assert!(
        held("a.xml", &second.replace("<modified>false</modified>", "<pedigree><notes>n</notes></pedigree>"))
            .is_kept()
    );
    assert_eq!(failing(&held("a.xml", &second.replace("library", "container"))), ["schema"]);
}

#[test]
fn xml_in_utf_16_and_lines_that_end_in_a_carriage_return_alone_are_read() {
    let utf_16: Vec<u8> =
        [0xFE, 0xFF].into_iter().chain(XML.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    assert!(validate("a.xml", &utf_16, &Limits::default()).is_kept());
    assert!(held("b.spdx", &TAG_VALUE.replace('\n', "\r")).is_kept());
}

#[test]
fn what_is_not_recognised_is_told_with_what_is_accepted() {
    let told = |bytes: &[u8]| {
        let report = validate("x", bytes, &Limits::default());
        assert!(report.standard.is_empty() && report.tests.is_empty() && !report.is_kept());
        format!("{} {}", report.problems[0].what.en, report.problems[0].remedy.en)
    };
    for (bytes, word) in [
        (&b"{}"[..], "CycloneDX document 1.0 to 1.7"),
        (b"", "SPDX 3.0"),
        (b"<a/>", "SPDX 2.2"),
        (b"hello", "protobuf"),
        (b"\x1F\x8B\x08\0", "gzip"),
        (b"{\"specVersion\":\"1.9\"}", "no edition \u{201c}1.9\u{201d}"),
        (b"{\"spdxVersion\":\"SPDX-9\"}", "no edition"),
        (b"{\"specVersion\":", "cannot be read as JSON"),
        (b"<bom xmlns='http://cyclonedx.org/schema/bom/9'/>", "no edition \u{201c}9\u{201d}"),
        (b"spec_version: ", "Protocol Buffers"),
    ] {
        let told = told(bytes);
        assert!(told.contains(word), "{told}");
    }
}

#[test]
fn limits_are_named_where_they_are_reached() {
    let limits = Limits { bytes_max: 2_000, depth_max: 20, entries_max: 5, ..Limits::default() };
    let told = |bytes: &[u8]| {
        validate("x.json", bytes, &limits)
            .problems
            .first()
            .map(|problem| problem.what.en.clone())
            .unwrap_or_default()
    };
    assert!(told(&[b' '; 2_001]).contains("limit of 2000"));
    let deep = format!("{{\"specVersion\":\"1.6\",\"x\":{}{}}}", "[".repeat(30), "]".repeat(30));
    assert!(told(deep.as_bytes()).contains("deeper than 20"));
    assert!(told(b"{\"specVersion\":\"1.6\",\"x\":[1,2,3,4,5,6]}").contains("more than 5 entries"));
    let deep = format!("<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\">{}", "<a>".repeat(30));
    assert!(told(deep.as_bytes()).contains("deeper than 20"));
}

#[test]
fn what_comes_before_a_broken_part_is_still_judged() {
    let cut = XML.replace("library", "librarian").replace("</bom>", "");
    let report = held("a.xml", &cut);
    assert_eq!(failing(&report), ["schema"]);
    assert!(!report.problems.is_empty());
}

proptest! {
    #![proptest_config(seeded(256))]

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(validate("x", &bytes, &Limits::default()).tests.iter().all(|test| !test.id.is_empty()));
    }

    #[test]
    fn no_damage_to_a_document_makes_it_panic(which in 0_usize..8, at in 0_usize..1_000, byte in any::<u8>(), cut in any::<bool>()) {
        let (name, document) = ALL[which];
        let mut bytes = document.as_bytes().to_vec();
        let at = at % bytes.len();
        if cut { bytes.truncate(at); } else { bytes[at] = byte; }
        let report = validate(name, &bytes, &Limits::default());
        prop_assert!(report.standard.is_empty() == report.tests.is_empty());
    }
}
