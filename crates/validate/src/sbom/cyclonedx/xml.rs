//! CycloneDX in XML.

use std::sync::LazyLock;

use quick_xml::events::Event;
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;
use sekisho_intake::Limits;
use sekisho_model::{Problem, Text, text};

use super::super::refs::{From, Refs, test};
use super::super::refused;
use crate::form::Editions;
use crate::form::xml::{Seen, XmlForm};
use crate::{Outcome, Report, Test};

const FORM: &str = concat!(
    include_str!("../../../forms/cyclonedx-xml.form"),
    include_str!("../../../forms/licence-ids.form")
);

/// What the namespace of every edition starts with.
const NAMESPACE: &str = "http://cyclonedx.org/schema/bom/";

static FORMS: LazyLock<Editions<XmlForm>> = LazyLock::new(|| {
    Editions::of(FORM, |edition| XmlForm::of(FORM, edition, "bom", format!("{NAMESPACE}{edition}")))
});

/// Holds a document against the form of the edition that its namespace names, and the rules.
pub(in crate::sbom) fn held(file_name: &str, text: &str, limits: &Limits) -> Result<Report, Box<Problem>> {
    let namespace = root_namespace(text).map_err(|why| refused::unreadable(file_name, "XML", None, &why))?;
    let claimed = namespace.strip_prefix(NAMESPACE).ok_or_else(|| refused::not_recognised(file_name))?;
    let (edition, form) = refused::unless_known(file_name, "CycloneDX (XML)", claimed, &FORMS)?;
    let mut refs = Refs::default();
    let walked = form.walk(text, limits, &mut |seen| note(seen, &mut refs));
    let mut findings = walked.findings.into_told();
    // In XML the schema itself asks for it (xs:unique).
    findings.extend(refs.twice());
    let mut schema = test("schema", findings);
    if walked.has_other_type {
        not_run_if_passed(
            &mut schema,
            &text!(
                ja: "要素の型を差し替える属性 xsi:type があり、その型は検査していません。",
                en: "An attribute xsi:type puts another type in an element's place, which is not looked at."
            ),
        );
    }
    let mut tests = vec![schema];
    tests.extend(refs.tests());
    if walked.broken.is_some() {
        let why = text!(ja: "最後まで読めなかったため、検査していません。", en: "The document could not be read to its end.");
        tests.iter_mut().for_each(|test| not_run_if_passed(test, &why));
    }
    let problems =
        walked.broken.map(|(line, why)| *refused::broken_off(file_name, line, why)).into_iter().collect();
    Ok(Report { standard: format!("CycloneDX {edition} XML"), tests, problems })
}

/// A test of a part only, in which nothing was found, does not speak for the whole.
fn not_run_if_passed(test: &mut Test, why: &Text) {
    if test.outcome == Outcome::Pass {
        test.outcome = Outcome::NotRun(why.clone());
    }
}

/// The namespace of the document element.
fn root_namespace(text: &str) -> Result<String, String> {
    let mut reader = NsReader::from_str(text);
    loop {
        match reader.read_resolved_event().map_err(|error| error.to_string())? {
            (ResolveResult::Bound(namespace), Event::Start(_) | Event::Empty(_)) => {
                return Ok(namespace.0.to_owned());
            }
            (_, Event::Start(_) | Event::Empty(_) | Event::Eof) => return Ok(String::new()),
            _ => {}
        }
    }
}

/// Notes names and references.
fn note(seen: &Seen<'_>, refs: &mut Refs<'_>) {
    let from = match (seen.section, seen.element, seen.attribute) {
        (_, _, Some("bom-ref")) => {
            refs.name(seen.value.to_owned(), (seen.path)(), false);
            return;
        }
        // The schema also lets a UUID in braces be.
        ("", "bom", Some("serialNumber")) if !seen.value.starts_with('{') => {
            refs.serial_number = Some(seen.value.to_owned().into());
            return;
        }
        ("dependencies", "dependency" | "provides", Some("ref")) => From::Dependency,
        ("compositions", "assembly" | "dependency" | "vulnerability", Some("ref")) => From::Composition,
        ("annotations", "subject", Some("ref")) => From::Subject,
        ("vulnerabilities", "ref", None) => From::Affects,
        _ => return,
    };
    refs.refer(from, seen.value.to_owned(), (seen.path)());
}
