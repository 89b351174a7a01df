//! What is converted and converted back is the same but for the losses that are named.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::testing::seeded;
use crate::write::Edition;
use crate::write::tests::conformance::documents;
use crate::{Details, Limits, sample};

fn now() -> Timestamp {
    "2026-11-25T00:00:00Z".parse().unwrap()
}

fn again(name: &str, converted: &Converted) -> Document {
    let name = format!("{name}.{}", converted.format.file_ending());
    let reading = crate::read_document(&name, &converted.bytes, &Limits::default());
    reading.facts.unwrap_or_else(|| panic!("{name}: {:?}", reading.problems))
}

/// One thing that a document says: of which component (by its place in the first document), which field, what.
type Fact = (Option<usize>, String, String);

/// Everything that a document says. `order` gives for each component its place in the first document.
fn facts(document: &Document, order: &[usize], flat: bool) -> BTreeSet<Fact> {
    let words = |text: &str| if flat { without_blanks(text) } else { text.to_owned() };
    let mut facts = BTreeSet::new();
    let mut say = |of: Option<usize>, field: &str, value: String| {
        if !value.is_empty() {
            facts.insert((of, field.to_owned(), words(&value)));
        }
    };
    let (sbom, head) = (&document.sbom, &document.head);
    say(None, "sbom.name", sbom.name.clone());
    say(None, "sbom.version", sbom.version.known().cloned().unwrap_or_default());
    say(None, "sbom.created", sbom.created.known().map(ToString::to_string).unwrap_or_default());
    say(None, "head.serial", head.serial.clone());
    say(None, "head.revision", head.revision.clone());
    head.authors.iter().for_each(|party| say(None, "head.authors", format!("{party:?}")));
    head.supplier.iter().for_each(|party| say(None, "head.supplier", format!("{party:?}")));
    head.manufacturer.iter().for_each(|party| say(None, "head.manufacturer", format!("{party:?}")));
    head.tools.iter().for_each(|tool| say(None, "head.tools", tool.clone()));
    head.lifecycles.iter().for_each(|stage| say(None, "head.lifecycles", stage.clone()));
    say(None, "head.data_licence", head.data_licence.clone());
    say(None, "head.completeness", said(format!("{:?}", head.completeness)));
    say(
        None,
        "head.subject",
        head.subject.map(|place| order[place as usize].to_string()).unwrap_or_default(),
    );
    head.links.iter().for_each(|link| say(None, "head.links", format!("{link:?}")));
    head.properties.iter().for_each(|pair| say(None, "head.properties", format!("{pair:?}")));
    for ((component, details), at) in sbom.components.iter().zip(&document.details).zip(order) {
        let mut say = |field: &str, value: String| say(Some(*at), field, value);
        say("name", component.name.clone());
        say("group", component.group.clone());
        say("version", component.version.known().cloned().unwrap_or_default());
        say("kind", format!("{:?}", component.kind));
        say("purl", component.purl.as_ref().map(ToString::to_string).unwrap_or_default());
        component.cpes.iter().for_each(|cpe| say("cpes", cpe.clone()));
        say("supplier", component.supplier.clone());
        component.hashes.iter().for_each(|hash| say("hashes", format!("{hash:?}")));
        of_details(details, order, &mut say);
    }
    for (from, to) in &sbom.dependencies {
        say(Some(order[*from as usize]), "dependencies", order[*to as usize].to_string());
    }
    for relation in &document.relations {
        let to = order[relation.to as usize];
        say(Some(order[relation.from as usize]), "relations", format!("{} {to}", relation.kind));
    }
    facts
}

/// A text, perhaps as Rust quotes it, with any run of blanks and breaks as one blank and none at its ends.
fn without_blanks(text: &str) -> String {
    let text = ["\\n", "\\t", "\\r"].iter().fold(text.to_owned(), |text, break_| text.replace(break_, " "));
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.replace("\" ", "\"").replace(" \"", "\"")
}

fn of_details(details: &Details, order: &[usize], say: &mut impl FnMut(&str, String)) {
    say("description", details.description.clone());
    details.authors.iter().for_each(|party| say("authors", format!("{party:?}")));
    details.supplier.iter().for_each(|party| say("supplier", format!("{party:?}")));
    details.manufacturer.iter().for_each(|party| say("manufacturer", format!("{party:?}")));
    say("publisher", details.publisher.clone());
    say("copyright", details.copyright.clone());
    say("file_name", details.file_name.clone());
    say("scope", details.scope.clone());
    details.licences.iter().for_each(|licence| say("licences", format!("{licence:?}")));
    details.links.iter().for_each(|link| say("links", format!("{link:?}")));
    details.properties.iter().for_each(|pair| say("properties", format!("{pair:?}")));
    say("completeness", said(format!("{:?}", details.completeness)));
    say("parent", details.parent.map(|parent| order[parent as usize].to_string()).unwrap_or_default());
    details.identifiers.iter().for_each(|pair| say("identifiers", format!("{pair:?}")));
}

fn said(completeness: String) -> String {
    if completeness == "Unsaid" { String::new() } else { completeness }
}

/// Fields of which a loss may change another: `(changed, lost)`.
const FOLLOWS: [(&str, &str); 15] = [
    ("supplier", "head.supplier"),
    // Of several things that an SPDX document describes the first is kept; the others are unread.
    ("sbom.name", "documentDescribes[]"),
    ("supplier", "manufacturer"),
    ("supplier", "publisher"),
    ("supplier", "authors"),
    ("manufacturer", "authors"),
    ("authors", "manufacturer"),
    ("name", "group"),
    ("kind", "purposes"),
    ("properties", "file_name"),
    ("file_name", "properties"),
    ("relations", "parent"),
    ("sbom.name", "group"),
    ("sbom.name", "head.subject"),
    ("sbom.version", "head.subject"),
];

fn root(path: &str) -> String {
    let (head, rest) = match path.split_once('.') {
        Some((head @ ("head" | "sbom"), rest)) => (format!("{head}."), rest),
        _ => (String::new(), path),
    };
    format!("{head}{}", rest.split(['.', '/']).next().unwrap_or_default())
}

/// Differences that no loss names.
fn unnamed(before: &Document, converted: &Converted, after: &Document) -> Vec<String> {
    if before.sbom.components.len() != after.sbom.components.len() {
        return vec![format!(
            "{} components became {}",
            before.sbom.components.len(),
            after.sbom.components.len()
        )];
    }
    let Some(order) = order(before, after) else {
        return vec!["components are not the same ones".to_owned()];
    };
    let roots: BTreeSet<(Option<usize>, String)> = converted
        .losses
        .iter()
        .map(|loss| (loss.component.map(|place| place as usize), root(&loss.path)))
        .collect();
    let flat = roots.contains(&(None, "line breaks".to_owned()));
    let same: Vec<usize> = (0..before.sbom.components.len()).collect();
    let (was, is) = (facts(before, &same, flat), facts(after, &order, flat));
    let is_named = |fact: &&Fact| {
        let lost = |of: Option<usize>, field: &str| roots.contains(&(of, field.to_owned()));
        let named = |field: &str| lost(fact.0, field) || lost(None, field);
        let follows = FOLLOWS.iter().filter(|(changed, _)| *changed == fact.1);
        let about_subject =
            fact.0.is_none().then_some(before.head.subject).flatten().map(|place| place as usize);
        // A nested component's loss is its own; the relation that says it instead starts at the outer one.
        let inner = fact.2.rsplit(' ').next().and_then(|place| place.parse::<usize>().ok());
        let nests = fact.1 == "relations" && lost(inner, "parent");
        nests
            || named(&fact.1)
            || follows.clone().any(|(_, by)| named(by) || lost(about_subject, by))
            || (fact.1 == "sbom.name" && lost(about_subject, "name"))
    };
    let gone = was.difference(&is).filter(|fact| !is_named(fact)).map(|fact| format!("gone: {fact:?}"));
    let come = is.difference(&was).filter(|fact| !is_named(fact)).map(|fact| format!("come: {fact:?}"));
    gone.chain(come).collect()
}

/// For each component after, its place before: by reference as it was written, else in order.
fn order(before: &Document, after: &Document) -> Option<Vec<usize>> {
    let places: BTreeMap<&str, usize> = before
        .details
        .iter()
        .enumerate()
        .map(|(place, details)| (details.reference.as_str(), place))
        .collect();
    let by_reference: Option<Vec<usize>> =
        after.details.iter().map(|details| places.get(details.reference.as_str()).copied()).collect();
    let in_order: Vec<usize> = (0..after.details.len()).collect();
    match by_reference {
        Some(order) if order.iter().collect::<BTreeSet<_>>().len() == order.len() => Some(order),
        _ => written_order(before, after).or(Some(in_order)),
    }
}

/// SPDX keeps the document's order; CycloneDX puts the subject first and what is nested behind what it is nested in.
fn written_order(before: &Document, after: &Document) -> Option<Vec<usize>> {
    if after.sbom.format.starts_with("SPDX") {
        return None;
    }
    let mut children: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let subject = before.head.subject.map(|place| place as usize);
    let mut tops: Vec<usize> = subject.into_iter().collect();
    for (place, details) in before.details.iter().enumerate() {
        match details.parent.filter(|_| Some(place) != subject) {
            Some(parent) => children.entry(parent as usize).or_default().push(place),
            None if Some(place) != subject => tops.push(place),
            None => {}
        }
    }
    let mut order = Vec::new();
    let mut open: Vec<usize> = tops.into_iter().rev().collect();
    while let Some(place) = open.pop() {
        order.push(place);
        open.extend(children.get(&place).into_iter().flatten().rev());
    }
    (order.len() == after.details.len()).then_some(order)
}

mod conformance {
    use super::*;

    #[test]
    fn what_is_converted_and_read_again_is_the_same_but_for_the_losses_named() {
        let Some(documents) = documents() else { return };
        let mut by_format: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        for (name, document) in &documents {
            for format in Format::ALL {
                let converted = convert(document, format, now());
                let unnamed = unnamed(document, &converted, &again(name, &converted));
                let count = by_format.entry(format.to_string()).or_default();
                count.1 += 1;
                match unnamed.first() {
                    None => count.0 += 1,
                    Some(first) => {
                        let further = unnamed.len() - 1;
                        println!(
                            "conformance miss | sbom/convert-roundtrip | {name} as {format} | {first} and {further} more"
                        );
                    }
                }
            }
        }
        let (mut passed, mut total) = (0, 0);
        for (format, (good, all)) in by_format {
            println!("convert-roundtrip to {format}: {good}/{all}");
            passed += good;
            total += all;
        }
        println!("conformance | sbom/convert-roundtrip | {passed} | {total}");
        assert_eq!(passed, total);
    }
}

#[test]
fn values_that_are_hard_to_write_break_no_form() {
    for (name, document) in crate::write::tests::conformance::nasty() {
        for format in Format::ALL {
            let converted = convert(&document, format, now());
            let after = again(&name, &converted);
            assert_eq!(after.sbom.components.len(), 4, "{name} as {format}");
            assert!(after.sbom.components[0].label() == "gateway 2.1.0", "{name} as {format}");
        }
    }
}

#[test]
fn the_report_counts_what_the_reader_had_no_place_for() {
    let converted = convert(&sample::overfull(), Format::CycloneDxJson(Edition::V1_7), now());
    let first = &converted.losses[0];
    assert_eq!(
        (first.path.as_str(), first.count, first.kind),
        ("components[].pedigree", 2, LossKind::Dropped)
    );
    assert!(!first.why.ja.is_empty() && !first.why.en.is_empty());
    assert!(converted.answer().ja.contains("失われた値"));
}

#[test]
fn nothing_lost_says_so() {
    let converted = convert(&sample::document(), Format::CycloneDxJson(Edition::V1_6), now());
    assert_eq!(converted.losses, []);
    assert_eq!(converted.answer().en, "Converted to CycloneDX 1.6 JSON. Nothing was lost.");
}

#[test]
fn each_loss_names_its_component_and_speaks_both_languages() {
    for format in Format::ALL {
        for loss in convert(&sample::overfull(), format, now()).losses {
            assert!(loss.count > 0 && !loss.path.is_empty(), "{loss:?}");
            assert!(!loss.why.ja.is_empty() && !loss.why.en.is_empty(), "{loss:?}");
            assert_eq!(loss.component.is_some(), !loss.label.is_empty(), "{loss:?}");
        }
    }
}

proptest! {
    #![proptest_config(seeded(48))]

    /// Any texts in any field: there and back again through every form.
    #[test]
    fn any_text_survives_or_is_named(words in prop::collection::vec("[\\PC\n\t ]{1,12}", 10), parent in prop::option::of(0_u32..3)) {
        let mut document = sample::document();
        let word = |at: usize| words[at].trim().to_owned();
        document.sbom.components[2].name = format!("n{}", word(0));
        document.sbom.components[2].version = sekisho_model::Stated::Known(format!("1{}", word(1)));
        document.details[2].description = word(2);
        document.details[2].copyright = word(3);
        document.details[2].publisher = format!("p{}", word(4));
        document.details[2].links[1].url = format!("https://kasumi.example/{}", word(5));
        document.details[2].properties[1].1 = word(6);
        document.details[2].licences[0].words = format!("l{}", word(7));
        document.details[2].reference = format!("r{}", word(8));
        document.head.tools = vec![format!("t{} 1", word(9))];
        document.details[2].parent = parent.filter(|parent| *parent != 2);
        if let Some(parent) = document.details[2].parent {
            document.sbom.dependencies.push((parent, 2));
            document.sbom.dependencies.sort_unstable();
            document.sbom.dependencies.dedup();
        }
        for format in Format::ALL {
            let converted = convert(&document, format, now());
            let after = again("any", &converted);
            let unnamed = unnamed(&document, &converted, &after);
            prop_assert!(unnamed.is_empty(), "{}: {:?}\n{}", format, unnamed, String::from_utf8_lossy(&converted.bytes));
        }
    }
}

#[test]
fn what_a_form_cannot_hold_is_said_and_never_written_wrong() {
    let bom = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{"licenses":[{"license":{"id":"MIT"}},{"license":{"name":"b"}}]},
        "components":[{"type":"library","name":"a","bom-ref":"a","hashes":[{"alg":"SHA-256","content":"abcd"}],
        "externalReferences":[{"type":"release-notes","url":"https://example.com/n"}]}],
        "services":[{"name":"s","bom-ref":"s"}],"dependencies":[{"ref":"a","dependsOn":["s"]},{"ref":"s","dependsOn":["a"]}]}"#;
    let spdx = r#"{"spdxVersion":"SPDX-2.3","packages":[{"SPDXID":"SPDXRef-p","name":"p"}],"files":[{"SPDXID":"SPDXRef-f"}],
        "relationships":[{"spdxElementId":"SPDXRef-p","relationshipType":"DEPENDS_ON","relatedSpdxElement":"SPDXRef-f"},
        {"spdxElementId":"SPDXRef-p","relationshipType":"CONTAINS","relatedSpdxElement":"SPDXRef-f"}]}"#;
    let losses = |text: &str, to: Format| -> BTreeMap<String, usize> {
        let document = crate::read_document("a.json", text.as_bytes(), &Limits::default()).facts.unwrap();
        convert(&document, to, now()).losses.into_iter().map(|loss| (loss.path, loss.count)).collect()
    };
    let of_bom = losses(bom, Format::CycloneDxProtobuf(Edition::V1_5));
    assert_eq!(of_bom["dependencies[]"], 2);
    assert_eq!(of_bom["metadata.licenses[] as a list"], 1);
    assert_eq!(of_bom["links/release-notes"], 1);
    assert!(!losses(bom, Format::CycloneDxProtobuf(Edition::V1_6)).contains_key("links/release-notes"));
    assert_eq!(losses(bom, Format::Spdx3JsonLd)["hashes/SHA-256"], 1);
    let of_spdx = losses(spdx, Format::Spdx2Json);
    assert_eq!((of_spdx["relationships[] DEPENDS_ON"], of_spdx["relationships[] CONTAINS"]), (1, 1));
}

/// What SPDX 2 has no such place for stands among its other references, and comes back as it was.
#[test]
fn an_address_that_is_no_place_is_no_download_location() {
    for (kind, url) in [
        ("distribution", "git+ssh://git@example.com/a"),
        ("distribution", "pkg:npm/a@1"),
        ("distribution", "git+file:///a"),
        ("website", "https://u:p@example.com/"),
        ("advisories", "./a"),
        ("distribution", "git+https://example.com/a@v1#b"),
        ("website", "https://example.com/"),
    ] {
        let bom = format!(
            r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{{"type":"library","name":"a","externalReferences":[{{"type":"{kind}","url":"{url}"}}]}}]}}"#
        );
        let document = crate::read_document("a.json", bom.as_bytes(), &Limits::default()).facts.unwrap();
        let converted = convert(&document, Format::Spdx2Json, now());
        let text = String::from_utf8(converted.bytes.clone()).unwrap();
        let is_place = url.starts_with("https://example") || url.starts_with("git+https");
        let in_place = ["downloadLocation", "homepage"]
            .iter()
            .any(|key| text.contains(&format!("\"{key}\": \"{url}\"")));
        assert_eq!(in_place, is_place, "{text}");
        let link = &again("a", &converted).details[0].links[0];
        assert_eq!((link.kind.as_str(), link.url.as_str()), (kind, url));
    }
}
