//! What a CycloneDX BOM names, and what refers to it: the rules behind the form that are the same in every encoding.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use sekisho_model::text;

use crate::form::shown;
use crate::{Finding, Outcome, Test};

/// Which part of a BOM refers to something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum From {
    Dependency,
    Composition,
    Affects,
    Subject,
}

/// Names and references, with the places they stand at.
#[derive(Debug, Default)]
pub(super) struct Refs<'r> {
    pub(super) serial_number: Option<Cow<'r, str>>,
    named: Vec<Named<'r>>,
    referring: Vec<(From, String, Cow<'r, str>)>,
}

#[derive(Debug)]
struct Named<'r> {
    name: Cow<'r, str>,
    at: String,
    formulation: bool,
}

impl<'r> Refs<'r> {
    /// Of a BOM with that serial number.
    pub(super) fn numbered(serial_number: Option<&'r str>) -> Self {
        Self { serial_number: serial_number.map(Cow::Borrowed), ..Self::default() }
    }

    /// A bom-ref. Within a formula the published examples give one name to a workflow and what it uses, so names of
    /// one formulation are not held against each other.
    pub(super) fn name(&mut self, name: impl Into<Cow<'r, str>>, at: String, formulation: bool) {
        self.named.push(Named { name: name.into(), at, formulation });
    }

    /// A reference. One into another BOM (BOM-Link) is not looked up.
    pub(super) fn refer(&mut self, from: From, name: impl Into<Cow<'r, str>>, at: String) {
        let name = name.into();
        if !name.starts_with("urn:cdx:") {
            self.referring.push((from, at, name));
        }
    }

    /// The tests of these rules.
    pub(super) fn tests(&self) -> Vec<Test> {
        let known: HashSet<&str> = self.named.iter().map(|named| &*named.name).collect();
        vec![
            test("rule:bom-ref-unique", self.twice()),
            test("rule:serial-number", self.serial_number()),
            test("rule:dependency-ref-exists", self.dangling(From::Dependency, &known)),
            test("rule:composition-ref-exists", self.dangling(From::Composition, &known)),
            test("rule:affects-ref-exists", self.dangling(From::Affects, &known)),
            test("rule:subject-ref-exists", self.dangling(From::Subject, &known)),
        ]
    }

    /// Names that stand twice.
    pub(super) fn twice(&self) -> Vec<Finding> {
        let mut seen: HashMap<&str, &Named<'r>> = HashMap::with_capacity(self.named.len());
        let mut findings = Vec::new();
        for named in &self.named {
            match seen.get(&*named.name) {
                Some(first) if !(first.formulation && named.formulation) => {
                    let (name, first) = (shown(&named.name), &first.at);
                    findings.push(Finding {
                        path: named.at.clone(),
                        text: text!(ja: "bom-ref「{name}」は {first} でも使われています。", en: "The bom-ref “{name}” is also used at {first}."),
                    });
                }
                Some(_) => {}
                None => {
                    seen.insert(&named.name, named);
                }
            }
        }
        findings
    }

    fn dangling(&self, from: From, known: &HashSet<&str>) -> Vec<Finding> {
        let dangling = self.referring.iter().filter(|(of, _, name)| *of == from && !known.contains(&**name));
        dangling
            .map(|(_, at, name)| {
                let name = shown(name);
                Finding {
                    path: at.clone(),
                    text: text!(ja: "「{name}」という bom-ref は、この BOM にありません。", en: "No bom-ref “{name}” is in this BOM."),
                }
            })
            .collect()
    }

    fn serial_number(&self) -> Vec<Finding> {
        let Some(number) = self.serial_number.as_deref().filter(|number| !is_urn_uuid(number)) else {
            return Vec::new();
        };
        let number = shown(number);
        vec![Finding {
            path: "/serialNumber".to_owned(),
            text: text!(ja: "「{number}」は urn:uuid: の形ではありません。", en: "“{number}” is not a urn:uuid."),
        }]
    }
}

/// `urn:uuid:` and 32 hexadecimal digits in five groups.
fn is_urn_uuid(text: &str) -> bool {
    let Some(uuid) = text.strip_prefix("urn:uuid:") else { return false };
    let groups: Vec<&str> = uuid.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// A test that fails where something was found.
pub(super) fn test(id: &'static str, findings: Vec<Finding>) -> Test {
    let outcome = if findings.is_empty() { Outcome::Pass } else { Outcome::Fail };
    Test { id, outcome, findings }
}
