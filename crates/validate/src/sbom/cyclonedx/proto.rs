//! CycloneDX in Protocol Buffers, as text and as bytes.

use std::sync::LazyLock;

use sekisho_intake::Limits;
use sekisho_model::{Problem, text};

use super::super::refs::{From, Refs, test};
use super::super::refused;
use crate::form::proto::{self, Proto, ProtoForm, binary};
use crate::form::{Editions, Path};
use crate::{Outcome, Report, Test};

const FORM: &str = include_str!("../../../forms/cyclonedx-proto.form");

static FORMS: LazyLock<Editions<ProtoForm>> =
    LazyLock::new(|| Editions::of(FORM, |edition| ProtoForm::of(FORM, edition, "Bom")));

/// Is this text a BOM, rather than any other text?
pub(in crate::sbom) fn is_text(file_name: &str, text: &str) -> bool {
    let ending = file_name.rsplit('.').next().unwrap_or_default();
    let named =
        ["textproto", "txtpb", "textpb", "pbtxt"].iter().any(|known| ending.eq_ignore_ascii_case(known));
    named || text.lines().any(|line| line.trim_start().starts_with("spec_version"))
}

/// Are these bytes a BOM? Its first field is the edition.
pub(in crate::sbom) fn is_binary(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x0A\x03") && bytes.get(2..4) == Some(b"1.")
        || binary::first_text(bytes, 3).is_some_and(|serial| serial.starts_with("urn:uuid:"))
}

/// Could these bytes, which are nothing else, be a BOM that names neither its edition nor itself? Proto3 leaves both
/// optional, and no bytes say what they are: those that keep the newest form in everything are taken for a BOM.
pub(in crate::sbom) fn could_be_binary(bytes: &[u8], limits: &Limits) -> bool {
    let Some((_, Ok(form))) = FORMS.get(FORMS.newest()) else { return false };
    let document = form.read(bytes, limits).ok().filter(|_| !bytes.is_empty());
    document.is_some_and(|document| form.findings(&document).into_told().is_empty())
}

/// Holds a text against the form of its edition and the rules.
pub(in crate::sbom) fn held_text(
    file_name: &str,
    source: &str,
    limits: &Limits,
) -> Result<Report, Box<Problem>> {
    let document = proto::text::parse(source, limits)
        .map_err(|(line, why)| refused::unreadable(file_name, "Protocol Buffers", Some(line), &why))?;
    let named = document.all("spec_version").find_map(Proto::text).map(str::to_owned);
    let edition = named.or_else(|| in_comment(source)).unwrap_or_default();
    let (edition, form) = form(file_name, &edition)?;
    Ok(report(edition, "text", form, &document))
}

/// Holds bytes against the form of their edition and the rules.
pub(in crate::sbom) fn held_binary(
    file_name: &str,
    bytes: &[u8],
    limits: &Limits,
) -> Result<Report, Box<Problem>> {
    let (edition, form) = form(file_name, binary::first_text(bytes, 1).unwrap_or_default())?;
    let document = form
        .read(bytes, limits)
        .map_err(|why| refused::unreadable(file_name, "Protocol Buffers", None, &why))?;
    Ok(report(edition, "binary", form, &document))
}

/// The edition in the customary first line, `# proto-file: …/bom-1.7.proto`, for a BOM that does not name it.
fn in_comment(source: &str) -> Option<String> {
    let line = source.lines().find(|line| line.starts_with("# proto-file:"))?;
    Some(line.rsplit_once("bom-")?.1.trim().strip_suffix(".proto")?.to_owned())
}

/// The form of an edition; a BOM that names none is held against the newest, as proto3 leaves the field optional.
fn form(file_name: &str, edition: &str) -> Result<(&'static str, &'static ProtoForm), Box<Problem>> {
    let edition = if edition.is_empty() { FORMS.newest() } else { edition };
    refused::unless_known(file_name, "CycloneDX (protobuf)", edition, &FORMS)
}

fn report(edition: &str, encoding: &str, form: &ProtoForm, document: &Proto<'_>) -> Report {
    let mut tests = vec![test("schema", form.findings(document).into_told())];
    tests.extend(refs(document).tests().into_iter().map(let_dangling_be));
    Report { standard: format!("CycloneDX {edition} protobuf ({encoding})"), tests, problems: Vec::new() }
}

/// A published example of the protobuf form depends on what it does not name, so that in this encoding no verdict
/// is given on it; what leads nowhere is told in the reason.
fn let_dangling_be(mut test: Test) -> Test {
    if test.id == "rule:dependency-ref-exists" && test.outcome == Outcome::Fail {
        let (many, first) =
            (test.findings.len(), test.findings.first().map(|one| one.path.clone()).unwrap_or_default());
        test.findings.clear();
        test.outcome = Outcome::NotRun(text!(
            ja: "protobuf では、公開されている見本にも指す先のない参照があるため、判定しません。指す先のない参照は {many} 件で、最初は {first} です。",
            en: "Not judged in protobuf, where a published example has references that lead nowhere. Here {many} do; the first is {first}."
        ));
    }
    test
}

/// What the BOM names and refers to.
fn refs<'d>(document: &'d Proto<'_>) -> Refs<'d> {
    let mut refs = Refs::numbered(document.all("serial_number").find_map(Proto::text));
    names(document, &Path::Root, false, &mut refs);
    for (nth, one) in document.all("dependencies").enumerate() {
        dependency(one, &format!("/dependencies/{nth}"), &mut refs);
    }
    for (nth, one) in document.all("compositions").enumerate() {
        let at = format!("/compositions/{nth}");
        listed(one, &at, From::Composition, &["assemblies", "dependencies", "vulnerabilities"], &mut refs);
    }
    for (nth, one) in document.all("vulnerabilities").enumerate() {
        for (affected, target) in one.all("affects").enumerate() {
            listed(
                target,
                &format!("/vulnerabilities/{nth}/affects/{affected}"),
                From::Affects,
                &["ref"],
                &mut refs,
            );
        }
    }
    for (nth, one) in document.all("annotations").enumerate() {
        listed(one, &format!("/annotations/{nth}"), From::Subject, &["subjects"], &mut refs);
    }
    refs
}

fn names<'d>(message: &'d Proto<'_>, at: &Path<'_>, formulation: bool, refs: &mut Refs<'d>) {
    let mut nth = 0;
    let mut last = "";
    for field in message.fields() {
        nth = if field.name == last { nth + 1 } else { 0 };
        last = &field.name;
        let here = Path::Field(at, &field.name);
        match &field.value {
            Proto::Message(_) => {
                let formulation = formulation || matches!(at, Path::Root) && field.name == "formulation";
                names(&field.value, &Path::Item(&here, nth), formulation, refs);
            }
            value if field.name == "bom_ref" => {
                if let Some(name) = value.text() {
                    refs.name(name, here.pointer(), formulation);
                }
            }
            _ => {}
        }
    }
}

/// A dependency, and those inside it.
fn dependency<'d>(message: &'d Proto<'_>, at: &str, refs: &mut Refs<'d>) {
    listed(message, at, From::Dependency, &["ref", "provides"], refs);
    for (nth, inner) in message.all("dependencies").enumerate() {
        dependency(inner, &format!("{at}/dependencies/{nth}"), refs);
    }
}

fn listed<'d>(message: &'d Proto<'_>, at: &str, from: From, fields: &[&'static str], refs: &mut Refs<'d>) {
    for field in fields {
        for (nth, name) in
            message.all(field).enumerate().filter_map(|(nth, value)| Some((nth, value.text()?)))
        {
            refs.refer(from, name, format!("{at}/{field}/{nth}"));
        }
    }
}
