//! SPDX 2.2 and 2.3 in JSON.
//!
//! Packages are the components. Relationships that say "needs" or "contains" become dependencies; the
//! others are skipped. Files and snippets are no components and are not read.

use std::collections::BTreeMap;

use sekisho_model::{Component, ComponentKind, Stated, text};
use serde::de::{MapAccess, SeqAccess};

use super::draft::{Draft, device_of, digest_name, says_nothing, stated};
use super::encodings::Reader;
use super::json::{Array, Elements, Fields, Found, Got, List, Object, Words, items, object, skip, take};

/// The reference of the document itself.
const DOCUMENT: &str = "SPDXRef-DOCUMENT";

/// "A needs or contains B".
const FORWARD: [&str; 5] = ["DEPENDS_ON", "CONTAINS", "DYNAMIC_LINK", "STATIC_LINK", "HAS_PREREQUISITE"];

/// "A is needed by or contained in B".
const BACKWARD: [&str; 10] = [
    "DEPENDENCY_OF",
    "CONTAINED_BY",
    "PREREQUISITE_FOR",
    "BUILD_DEPENDENCY_OF",
    "DEV_DEPENDENCY_OF",
    "OPTIONAL_DEPENDENCY_OF",
    "PROVIDED_DEPENDENCY_OF",
    "RUNTIME_DEPENDENCY_OF",
    "TEST_DEPENDENCY_OF",
    "OPTIONAL_COMPONENT_OF",
];

object! {
    Package {
        reference: "SPDXID" => Words<'de>,
        name: "name" => Words<'de>,
        version: "versionInfo" => Words<'de>,
        supplier: "supplier" => Words<'de>,
        originator: "originator" => Words<'de>,
        concluded: "licenseConcluded" => Words<'de>,
        declared: "licenseDeclared" => Words<'de>,
        checksums: "checksums" => List<Checksum<'de>>,
        external: "externalRefs" => List<External<'de>>,
        purpose: "primaryPackagePurpose" => Words<'de>,
    }
}

object! {
    Checksum {
        algorithm: "algorithm" => Words<'de>,
        value: "checksumValue" => Words<'de>,
    }
}

object! {
    External {
        kind: "referenceType" => Words<'de>,
        locator: "referenceLocator" => Words<'de>,
    }
}

object! {
    Relationship {
        from: "spdxElementId" => Words<'de>,
        to: "relatedSpdxElement" => Words<'de>,
        kind: "relationshipType" => Words<'de>,
    }
}

object! {
    Identified {
        reference: "SPDXID" => Words<'de>,
    }
}

object! {
    Creation {
        created: "created" => Words<'de>,
    }
}

/// The document.
pub(crate) struct Document<'de> {
    draft: Draft<'de>,
    name: String,
    described: Vec<Words<'de>>,
    packages: usize,
    relationships: usize,
    files: usize,
}

impl<'de> Reader<'de> for Document<'de> {
    fn open(mut draft: Draft<'de>) -> Self {
        "SPDX".clone_into(&mut draft.format);
        draft.others.insert(DOCUMENT.into());
        Self { draft, name: String::new(), described: Vec::new(), packages: 0, relationships: 0, files: 0 }
    }

    /// What the document is about.
    fn close(mut self) -> Draft<'de> {
        self.described.sort();
        self.described.dedup();
        let mut places = self.described.iter().filter_map(|reference| self.draft.place_of(reference));
        let (first, second) = (places.next(), places.next());
        let only = first.filter(|_| second.is_none());
        match only.and_then(|place| self.draft.components.get(place as usize)) {
            Some(component) => {
                self.draft.name.clone_from(&component.name);
                self.draft.version = component.version.clone();
            }
            None => self.draft.name.clone_from(&self.name),
        }
        if self.files > 0 {
            let n = self.files;
            self.draft.warn(
                "/files",
                text!(ja: "ファイル {n} 件は部品として読みませんでした。", en: "{n} files were not read as components."),
                text!(ja: "パッケージだけを照合します。", en: "Only packages are matched."),
            );
        }
        self.draft
    }
}

impl<'de> Document<'de> {
    fn version_stated(&mut self, written: &str) {
        let version = written.strip_prefix("SPDX-").unwrap_or(written);
        self.draft.format = format!("SPDX {version}");
        if !matches!(version, "2.2" | "2.3") {
            self.draft.warn(
                "/spdxVersion",
                text!(ja: "SPDX {version} は 2.3 の読み方で読みました。", en: "SPDX {version} was read the way 2.3 is."),
                text!(
                    ja: "部品の数が作成元と合うか確かめてください。",
                    en: "Check that the number of components is what its maker says."
                ),
            );
        }
    }
}

impl<'de> Fields<'de> for Document<'de> {
    fn field<A: MapAccess<'de>>(&mut self, key: Words<'de>, map: &mut A) -> Result<(), A::Error> {
        let mut wrong = Vec::new();
        let found = match &*key {
            // Some exports put the document into an envelope.
            "sbom" => map.next_value_seed(Object(self))?,
            "packages" => map.next_value_seed(Array(&mut Packages(self)))?,
            "relationships" => map.next_value_seed(Array(&mut Relationships(self)))?,
            "files" => map.next_value_seed(Array(&mut Parts { document: self, are_files: true }))?,
            "snippets" => map.next_value_seed(Array(&mut Parts { document: self, are_files: false }))?,
            "spdxVersion" => {
                if let Some(version) = take::<Words<'de>>(map.next_value()?, "spdxVersion", &mut wrong) {
                    self.version_stated(&version);
                }
                Found::Right
            }
            "name" => {
                let name: Option<Words<'de>> = take(map.next_value()?, "name", &mut wrong);
                self.name = name.map(Words::into_owned).unwrap_or_default();
                Found::Right
            }
            "documentDescribes" => {
                let list: Option<List<Words<'de>>> = take(map.next_value()?, "documentDescribes", &mut wrong);
                self.described.extend(list.into_iter().flat_map(|list| list.items));
                Found::Right
            }
            "creationInfo" => {
                let creation: Option<Creation<'de>> = take(map.next_value()?, "creationInfo", &mut wrong);
                if let Some(created) = creation.and_then(|creation| creation.created) {
                    self.draft.created = self.draft.time(&created, "/creationInfo/created");
                }
                Found::Right
            }
            _ => {
                skip(map)?;
                Found::Right
            }
        };
        if found == Found::Wrong {
            let path = format!("/{key}");
            self.draft.wrong_fields(|| path, &[&key]);
        }
        self.draft.wrong_fields(String::new, &wrong);
        Ok(())
    }
}

struct Packages<'p, 'de>(&'p mut Document<'de>);

impl<'de> Elements<'de> for Packages<'_, 'de> {
    fn element<A: SeqAccess<'de>>(&mut self, seq: &mut A) -> Result<bool, A::Error> {
        let nth = self.0.packages;
        let Some(package) = seq.next_element::<Got<Package<'de>>>()? else { return Ok(false) };
        self.0.packages += 1;
        let draft = &mut self.0.draft;
        let path = || format!("/packages/{nth}");
        match package {
            Got::Value(mut package) => {
                draft.wrong_fields(path, &package.wrong);
                let reference = package.reference.take();
                let component = component(package, draft, nth);
                let place = draft.push(component);
                if let Some((reference, place)) = reference.zip(place) {
                    draft.name_place(reference, place, || format!("/packages/{nth}/SPDXID"));
                }
            }
            Got::Nothing | Got::Wrong => draft.fail(
                path(),
                text!(ja: "パッケージではない値です。", en: "This is not a package."),
                text!(ja: "読みませんでした。", en: "It was not read."),
            ),
        }
        Ok(true)
    }
}

fn component<'de>(package: Package<'de>, draft: &mut Draft<'de>, nth: usize) -> Component {
    let mut purl = None;
    let mut cpes = Vec::new();
    for external in items(package.external.as_ref()) {
        let locator = external.locator.as_deref().unwrap_or_default();
        match external.kind.as_deref().map(|kind| kind.rsplit('/').next().unwrap_or_default()) {
            Some("purl") => {
                let read = draft.purl(locator, || format!("/packages/{nth}/externalRefs"));
                another_purl(&mut purl, read, draft, nth);
            }
            Some("cpe22Type" | "cpe23Type") => cpes.push(locator.to_owned()),
            _ => {}
        }
    }
    let mut version = stated(package.version);
    if let (Stated::Unknown, Some(purl)) = (&version, &purl) {
        version = stated(Some(purl.version().into()));
    }
    let licence = [package.concluded, package.declared].into_iter().flatten().find(|l| !says_nothing(l));
    let supplier = [package.supplier, package.originator].into_iter().flatten().find(|s| !says_nothing(s));
    let mut component = Component {
        name: package.name.map(Words::into_owned).unwrap_or_default(),
        group: String::new(),
        version,
        kind: kind(package.purpose.as_deref()),
        purl,
        cpes,
        supplier: supplier.map(|written| organisation(&written)).unwrap_or_default(),
        licence: licence.map(Words::into_owned).unwrap_or_default(),
        hashes: hashes(items(package.checksums.as_ref())),
        device: None,
    };
    if component.name.is_empty() {
        draft.fail(
            format!("/packages/{nth}"),
            text!(ja: "パッケージに名前がありません。", en: "The package has no name."),
            text!(ja: "作成元で名前を付けてください。", en: "Give it a name where the SBOM is made."),
        );
    }
    component.device = device_of(&component, Stated::Unknown);
    component
}

/// The first package URL counts; a further one for another package or version is named.
fn another_purl(
    purl: &mut Option<sekisho_model::PackageUrl>,
    read: Option<sekisho_model::PackageUrl>,
    draft: &mut Draft<'_>,
    nth: usize,
) {
    let Some(read) = read else { return };
    match purl {
        None => *purl = Some(read),
        Some(first) if first.key() == read.key() && first.version() == read.version() => {}
        Some(_) => draft.warn(
            format!("/packages/{nth}/externalRefs"),
            text!(ja: "別の package URL「{read}」もあります。", en: "There is another package URL, \"{read}\"."),
            text!(ja: "最初のもので照合します。", en: "The first one is used for matching."),
        ),
    }
}

fn kind(written: Option<&str>) -> ComponentKind {
    match written {
        None | Some("LIBRARY") => ComponentKind::Library,
        Some("APPLICATION") => ComponentKind::Application,
        Some("FRAMEWORK") => ComponentKind::Framework,
        Some("CONTAINER") => ComponentKind::Container,
        Some("OPERATING-SYSTEM" | "OPERATING_SYSTEM") => ComponentKind::OperatingSystem,
        Some("DEVICE") => ComponentKind::Device,
        Some("FIRMWARE") => ComponentKind::Firmware,
        Some("FILE") => ComponentKind::File,
        Some(_) => ComponentKind::Other,
    }
}

/// `Organization: ACME (sales@acme.example)` names ACME.
fn organisation(written: &str) -> String {
    let name = ["Organization:", "Person:", "Tool:"]
        .iter()
        .find_map(|prefix| written.strip_prefix(prefix))
        .unwrap_or(written);
    let name = match name.trim_end().strip_suffix(')').and_then(|name| name.rsplit_once('(')) {
        Some((name, mail)) if mail.is_empty() || mail.contains('@') => name,
        _ => name,
    };
    name.trim().to_owned()
}

fn hashes(checksums: &[Checksum<'_>]) -> BTreeMap<String, String> {
    let pair = |checksum: &Checksum<'_>| {
        let (algorithm, value) = (checksum.algorithm.as_deref()?, checksum.value.as_deref()?);
        Some((digest_name(algorithm), value.to_lowercase()))
    };
    checksums.iter().filter_map(pair).collect()
}

struct Relationships<'p, 'de>(&'p mut Document<'de>);

impl<'de> Elements<'de> for Relationships<'_, 'de> {
    fn element<A: SeqAccess<'de>>(&mut self, seq: &mut A) -> Result<bool, A::Error> {
        let relationship = match seq.next_element::<Got<Relationship<'de>>>()? {
            None => return Ok(false),
            Some(Got::Value(relationship)) => relationship,
            Some(Got::Nothing | Got::Wrong) => {
                Relationship { wrong: vec!["relationshipType"], ..Relationship::default() }
            }
        };
        let nth = self.0.relationships;
        self.0.relationships += 1;
        self.0.draft.wrong_fields(|| format!("/relationships/{nth}"), &relationship.wrong);
        if let (Some(from), Some(to)) = (relationship.from, relationship.to) {
            self.relate(from, relationship.kind.as_deref().unwrap_or_default(), to);
        }
        Ok(true)
    }
}

impl<'de> Relationships<'_, 'de> {
    fn relate(&mut self, from: Words<'de>, kind: &str, to: Words<'de>) {
        // Ends in other documents, and ends about which nothing is said, are no components of this one.
        let is_elsewhere = |end: &str| end.starts_with("DocumentRef-") || says_nothing(end);
        if is_elsewhere(&from) || is_elsewhere(&to) {
            return;
        }
        match kind {
            "DESCRIBES" if from == DOCUMENT => self.0.described.push(to),
            "DESCRIBED_BY" if to == DOCUMENT => self.0.described.push(from),
            kind if FORWARD.contains(&kind) => self.0.draft.edges.push((from, to)),
            kind if BACKWARD.contains(&kind) => self.0.draft.edges.push((to, from)),
            _ => {}
        }
    }
}

/// Files and snippets: only their references, which relationships may name.
struct Parts<'p, 'de> {
    document: &'p mut Document<'de>,
    are_files: bool,
}

impl<'de> Elements<'de> for Parts<'_, 'de> {
    fn element<A: SeqAccess<'de>>(&mut self, seq: &mut A) -> Result<bool, A::Error> {
        let Some(part) = seq.next_element::<Got<Identified<'de>>>()? else { return Ok(false) };
        self.document.files += usize::from(self.are_files);
        if let Got::Value(Identified { reference: Some(reference), .. }) = part {
            self.document.draft.others.insert(reference);
        }
        Ok(true)
    }
}
