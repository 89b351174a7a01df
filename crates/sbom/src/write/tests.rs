//! What is written is valid, the same every time, and says of each thing that it lost.

pub(crate) mod conformance;

use super::*;
use crate::{Limits, sample};

pub(super) fn now() -> Timestamp {
    "2026-11-25T00:00:00.25Z".parse().unwrap()
}

fn text(document: &Document, format: Format) -> String {
    String::from_utf8_lossy(&write(document, format, now()).bytes).into_owned()
}

fn paths(document: &Document, format: Format) -> Vec<String> {
    write(document, format, now())
        .losses
        .into_iter()
        .map(|loss| format!("{:?} {}", loss.kind, loss.path))
        .collect()
}

#[test]
fn the_same_document_gives_the_same_bytes_in_every_form() {
    for format in Format::ALL {
        assert_eq!(text(&sample::overfull(), format), text(&sample::overfull(), format), "{format}");
        assert!(!text(&sample::overfull(), format).is_empty(), "{format}");
    }
}

#[test]
fn every_form_is_found_by_its_code() {
    for format in Format::ALL {
        assert_eq!(format.to_string().parse::<Format>(), Ok(format));
    }
    assert_eq!("CycloneDX".parse(), Ok(Format::CycloneDxJson(Edition::V1_7)));
    assert!("spdx-9".parse::<Format>().unwrap_err().to_string().contains("spdx-2.3-json"));
}

#[test]
fn what_is_written_is_read_again_without_a_problem() {
    for format in Format::ALL {
        let written = write(&sample::overfull(), format, now()).bytes;
        let reading =
            crate::read_document(&format!("a.{}", format.file_ending()), &written, &Limits::default());
        let words: Vec<String> =
            reading.problems.iter().map(|p| p.in_lang(sekisho_model::Lang::En)).collect();
        let document = reading.facts.unwrap_or_else(|| panic!("{format}: {words:?}"));
        assert_eq!(document.sbom.components.len(), 4, "{format}: {words:?}");
        assert!(words.iter().all(|words| !words.contains("error")), "{format}: {words:?}");
    }
}

#[test]
fn cyclonedx_to_its_own_edition_loses_nothing() {
    for format in [Format::CycloneDxJson(Edition::V1_6), Format::CycloneDxXml(Edition::V1_7)] {
        assert_eq!(paths(&sample::document(), format), Vec::<String>::new(), "{format}");
    }
}

#[test]
fn an_older_edition_names_what_it_has_no_place_for() {
    let losses = paths(&sample::document(), Format::CycloneDxJson(Edition::V1_4));
    for path in [
        "Dropped head.lifecycles",
        "Dropped manufacturer",
        "Dropped licences.role",
        "Coarsened links/source-distribution",
    ] {
        assert!(losses.contains(&path.to_owned()), "{path} in {losses:?}");
    }
}

#[test]
fn spdx_2_names_what_it_has_no_place_for() {
    let losses = paths(&sample::overfull(), Format::Spdx2Json);
    for path in [
        "Dropped head.lifecycles",
        "Dropped scope",
        "Dropped publisher",
        "Coarsened parent",
        "Coarsened group",
        "Coarsened head.data_licence",
        "Coarsened reference",
        "Dropped completeness",
        "Dropped properties/bsi:component:archive",
    ] {
        assert!(losses.contains(&path.to_owned()), "{path} in {losses:?}");
    }
}

#[test]
fn a_time_is_put_in_only_where_the_form_demands_one_and_then_said() {
    let mut document = sample::document();
    document.sbom.created = sekisho_model::Stated::Unknown;
    for format in Format::ALL {
        let demands = matches!(format, Format::Spdx2Json | Format::Spdx2TagValue | Format::Spdx3JsonLd);
        assert_eq!(text(&document, format).contains("2026-11-25T00:00:00Z"), demands, "{format}");
        assert_eq!(paths(&document, format).contains(&"Added sbom.created".to_owned()), demands, "{format}");
    }
}

#[test]
fn a_component_nested_in_itself_is_written_once_and_said() {
    let mut document = sample::document();
    document.details[1].parent = Some(2);
    document.details[2].parent = Some(1);
    let written = text(&document, Format::CycloneDxJson(Edition::V1_6));
    assert_eq!(written.matches("\"bom-ref\": \"ref-stack\"").count(), 1);
    assert_eq!(written.matches("\"bom-ref\": \"ref-crc\"").count(), 1);
    assert!(paths(&document, Format::CycloneDxJson(Edition::V1_6)).contains(&"Dropped parent".to_owned()));
}

#[test]
fn an_expression_beside_other_licences_is_kept_since_1_7_only() {
    let at = |edition| text(&sample::overfull(), Format::CycloneDxJson(edition));
    assert!(at(Edition::V1_7).contains("\"expression\": \"MIT OR Apache-2.0\""));
    assert!(at(Edition::V1_6).contains("\"name\": \"MIT OR Apache-2.0\""));
}

#[test]
fn a_licence_that_is_none_of_spdxs_becomes_a_reference_with_its_text() {
    let written = text(&sample::overfull(), Format::Spdx2TagValue);
    assert!(written.contains("(MIT OR Apache-2.0) AND LicenseRef-Kasumi-Licence-2"), "{written}");
    assert!(
        written
            .contains("LicenseID: LicenseRef-Kasumi-Licence-2\nExtractedText: <text>Kasumi Licence 2</text>")
    );
}

#[test]
fn control_characters_never_break_the_xml() {
    let mut document = sample::document();
    document.sbom.components[0].name = "a\u{1}b".to_owned();
    document.details[0].copyright = "a\r\nb".to_owned();
    let format = Format::CycloneDxXml(Edition::V1_6);
    assert!(text(&document, format).contains("a?b"));
    assert!(paths(&document, format).contains(&"Coarsened characters".to_owned()));
    assert!(paths(&document, format).contains(&"Coarsened line breaks".to_owned()));
}

#[test]
fn what_no_address_may_hold_is_encoded_and_nothing_else() {
    for (written, expected) in [
        ("https://kasumi.example/a b", "https://kasumi.example/a%20b"),
        ("https://[2001:db8::1]/x[1]", "https://[2001:db8::1]/x%5B1%5D"),
        ("http://[bad", "http://%5Bbad"),
        ("100%", "100%25"),
        ("a%20b", "a%20b"),
        ("::", "%3A%3A"),
        ("a#b#c", "a#b%23c"),
        ("./x:y", "./x:y"),
        ("urn:uuid:1", "urn:uuid:1"),
        ("https://霞.example/工場?x=1&y=[2]", "https://霞.example/工場?x=1&y=%5B2%5D"),
    ] {
        let (encoded, is_changed) = words::uri(written);
        assert_eq!(encoded, expected);
        assert_eq!(is_changed, written != expected);
    }
}

#[test]
fn equal_documents_without_a_namespace_get_the_same_one() {
    let mut document = sample::document();
    document.head.serial = String::new();
    let namespace = |document: &Document| {
        let value: serde_json::Value = serde_json::from_str(&text(document, Format::Spdx2Json)).unwrap();
        value["documentNamespace"].as_str().unwrap().to_owned()
    };
    assert_eq!(namespace(&document), namespace(&document));
    assert_eq!(namespace(&document).len(), "urn:uuid:".len() + 36);
    assert_eq!(&namespace(&document)[23..24], "8");
}
