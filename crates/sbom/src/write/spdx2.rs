//! SPDX 2.3 in JSON and as tag-value text.
//!
//! One plan is made of a document, in the shape of the JSON schema, and set in either syntax. Packages are the
//! components; nesting becomes `CONTAINS`. Invariant: what the specification demands is there (a namespace, a
//! creator, the data licence CC0-1.0), and what had to be put in for that is in the losses.

mod package;
mod tag_value;

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, Unit};
use sekisho_model::text;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::losses::Losses;
use super::{graph, names, words};
use crate::{Completeness, Document, Party};

const DOCUMENT: &str = "SPDXRef-DOCUMENT";

/// The document as JSON.
pub(super) fn json<'d>(document: &'d Document, now: Timestamp, losses: &mut Losses<'d>) -> Vec<u8> {
    let plan = Plan::new(document, losses, false).file(now);
    // Writing to memory cannot fail, and every key is a text.
    let mut bytes = serde_json::to_vec_pretty(&plan).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// The document as tag-value text.
pub(super) fn tag_value<'d>(document: &'d Document, now: Timestamp, losses: &mut Losses<'d>) -> Vec<u8> {
    let plan = Plan::new(document, losses, true).file(now);
    let text = tag_value::set(&plan);
    let is_plain = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t');
    let replaced = text.chars().filter(|c| !is_plain(*c)).count();
    let why = text!(
        ja: "文字だけのファイルに置けない制御文字を「?」にしました。",
        en: "Control characters that no text file holds became \"?\"."
    );
    losses.coarsened(None, "characters", replaced, why);
    if replaced == 0 {
        return text.into_bytes();
    }
    text.chars().map(|c| if is_plain(c) { c } else { '?' }).collect::<String>().into_bytes()
}

/// What making the plan needs.
struct Plan<'p, 'd> {
    document: &'d Document,
    losses: &'p mut Losses<'d>,
    /// Reference of each component.
    names: Vec<String>,
    /// Licences that are no SPDX expression, by reference.
    extracted: Vec<Extracted>,
    /// Texts of the document's own licences, by reference.
    texts: BTreeMap<&'d str, &'d str>,
    /// Tag-value has one line for most values.
    is_tag_value: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct File {
    spdx_version: &'static str,
    data_license: &'static str,
    #[serde(rename = "SPDXID")]
    reference: &'static str,
    name: String,
    document_namespace: String,
    creation_info: Creation,
    packages: Vec<Package>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    has_extracted_licensing_infos: Vec<Extracted>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    relationships: Vec<Relationship>,
}

#[derive(Serialize)]
struct Creation {
    created: String,
    creators: Vec<String>,
}

#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
struct Package {
    #[serde(rename = "SPDXID")]
    reference: String,
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    version_info: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    package_file_name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    supplier: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    originator: String,
    download_location: String,
    files_analyzed: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    checksums: Vec<Checksum>,
    #[serde(skip_serializing_if = "String::is_empty")]
    homepage: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    license_concluded: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    license_declared: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    copyright_text: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    external_refs: Vec<External>,
    #[serde(skip_serializing_if = "String::is_empty")]
    primary_package_purpose: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Checksum {
    algorithm: &'static str,
    checksum_value: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct External {
    reference_category: &'static str,
    reference_type: String,
    reference_locator: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    comment: String,
}

#[derive(Serialize, Clone, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
struct Extracted {
    license_id: String,
    extracted_text: String,
    name: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Relationship {
    spdx_element_id: String,
    relationship_type: String,
    related_spdx_element: String,
}

impl<'p, 'd> Plan<'p, 'd> {
    fn new(document: &'d Document, losses: &'p mut Losses<'d>, is_tag_value: bool) -> Self {
        let names = names::references(document, losses, &[DOCUMENT], reference);
        let licences = document.details.iter().flat_map(|details| &details.licences);
        let texts = licences
            .filter(|licence| licence.words.starts_with("LicenseRef-") && !licence.more.is_empty())
            .map(|licence| (licence.words.as_str(), licence.more.as_str()))
            .collect();
        Self { document, losses, names, extracted: Vec::new(), texts, is_tag_value }
    }

    fn file(mut self, now: Timestamp) -> File {
        self.head();
        let places = (0_u32..).zip(&self.document.sbom.components).map(|(place, _)| place);
        let packages = places.filter_map(|place| self.package(place)).collect();
        let name = self.title();
        File {
            spdx_version: "SPDX-2.3",
            data_license: "CC0-1.0",
            reference: DOCUMENT,
            name,
            document_namespace: self.namespace(),
            creation_info: Creation { created: self.created(now), creators: self.creators() },
            packages,
            relationships: self.relationships(),
            has_extracted_licensing_infos: self.extracted,
        }
    }

    /// What SPDX 2 cannot say of a document.
    fn head(&mut self) {
        let head = &self.document.head;
        let losses = &mut *self.losses;
        losses.no_place(None, "head.supplier", usize::from(head.supplier.is_some()));
        losses.no_place(None, "head.manufacturer", usize::from(head.manufacturer.is_some()));
        losses.no_place(None, "head.lifecycles", head.lifecycles.len());
        losses.no_place(None, "head.links", head.links.len());
        losses.no_place(None, "head.properties", head.properties.len());
        losses.no_place(None, "head.revision", usize::from(!head.revision.is_empty()));
        losses.no_place(None, "head.completeness", usize::from(head.completeness != Completeness::Unsaid));
        if head.data_licence != "CC0-1.0" {
            let why = text!(
                ja: "SPDX 2 では、文書自体のデータは CC0-1.0 でなければなりません。それでよいか確かめてください。",
                en: "SPDX 2 demands that the data of the document itself are under CC0-1.0. Check that they may be."
            );
            if head.data_licence.is_empty() {
                losses.added("head.data_licence", why);
            } else {
                losses.coarsened(None, "head.data_licence", 1, why);
            }
        }
    }

    /// Name of the document; its version goes with it where nothing else carries it.
    fn title(&mut self) -> String {
        let name = self.document.sbom.name.clone();
        if !name.is_empty() {
            return self.line("sbom.name", None, &name);
        }
        self.losses.added(
            "sbom.name",
            text!(ja: "SPDX は文書の名前を求めます。", en: "SPDX demands a name of the document."),
        );
        "SBOM".to_owned()
    }

    fn namespace(&mut self) -> String {
        namespace(self.document, self.losses)
    }

    fn created(&mut self, now: Timestamp) -> String {
        created(self.document, now, self.losses)
    }

    /// Persons, organisations and tools; SPDX demands at least one.
    fn creators(&mut self) -> Vec<String> {
        let head = &self.document.head;
        let mut creators = Vec::new();
        for party in &head.authors {
            creators.push(self.party("head.authors", None, party));
        }
        creators.retain(|creator| !creator.is_empty());
        for tool in &head.tools {
            if tool.trim().is_empty() {
                self.losses.no_place(None, "head.tools", 1);
                continue;
            }
            creators.push(format!("Tool: {}", self.line("head.tools", None, tool)));
        }
        if creators.is_empty() {
            let why = text!(
                ja: "SPDX は作成者を求めますが、元の文書にありません。変換した道具の名を書きました。",
                en: "SPDX demands a creator and the document names none; the converting tool stands there."
            );
            self.losses.added("head.tools", why);
            creators.push("Tool: sekisho".to_owned());
        }
        creators
    }

    /// `Organization: NAME (MAIL)`. Whoever has a mail address alone is named by it; whoever has nothing is left out.
    fn party(&mut self, path: &str, place: Option<u32>, party: &Party) -> String {
        self.losses.no_place(place, format!("{path}.url"), usize::from(!party.url.is_empty()));
        let word = if party.is_person { "Person" } else { "Organization" };
        let name = self.line(path, place, &party.name);
        let mail = self.line(path, place, &party.mail);
        if name.trim().is_empty() {
            let why = text!(ja: "SPDX は名前を求めますが、名前がありません。", en: "SPDX demands a name and there is none.");
            self.losses.coarsened(place, path, 1, why);
            return if mail.trim().is_empty() { String::new() } else { format!("{word}: {mail}") };
        }
        match mail.as_str() {
            "" => format!("{word}: {name}"),
            mail => format!("{word}: {name} ({mail})"),
        }
    }

    /// What the document describes, nesting and relations, then plain dependencies.
    fn relationships(&mut self) -> Vec<Relationship> {
        let document = self.document;
        let mut triples: Vec<(String, String, String)> = Vec::new();
        for place in self.described() {
            triples.push((DOCUMENT.to_owned(), "DESCRIBES".to_owned(), self.name(place)));
        }
        if triples.is_empty() {
            // A file without packages describes nothing that could be named; the relation is demanded all the same.
            triples.push((DOCUMENT.to_owned(), "DESCRIBES".to_owned(), "NOASSERTION".to_owned()));
        }
        let mut told = graph::related(document);
        for (parent, place) in graph::nested(document) {
            if told.insert((parent, place)) {
                triples.push((self.name(parent), "CONTAINS".to_owned(), self.name(place)));
                let why = text!(
                    ja: "SPDX には入れ子がないので、CONTAINS の関係として書きました。",
                    en: "SPDX does not nest; a relation CONTAINS says it."
                );
                self.losses.coarsened(Some(place), "parent", 1, why);
            }
        }
        for relation in &document.relations {
            triples.push((self.name(relation.from), self.relation(relation), self.name(relation.to)));
        }
        for (from, to) in graph::dependencies(document, &told) {
            triples.extend(to.iter().map(|to| (self.name(from), "DEPENDS_ON".to_owned(), self.name(*to))));
        }
        for (details, place) in document.details.iter().zip(0_u32..) {
            let is_said = details.completeness != Completeness::Unsaid;
            self.losses.no_place(Some(place), "completeness", usize::from(is_said));
        }
        let mut seen = BTreeSet::new();
        triples.retain(|triple| seen.insert(triple.clone()));
        let relationship = |(spdx_element_id, relationship_type, related_spdx_element)| Relationship {
            spdx_element_id,
            relationship_type,
            related_spdx_element,
        };
        triples.into_iter().map(relationship).collect()
    }

    fn relation(&mut self, relation: &crate::Relation) -> String {
        if KINDS.contains(&relation.kind.as_str()) {
            return relation.kind.clone();
        }
        let why = text!(ja: "SPDX 2.3 にこの種類の関係がないので、OTHER としました。", en: "SPDX 2.3 has no such sort of relation; OTHER stands for it.");
        self.losses.coarsened(Some(relation.from), format!("relations/{}", relation.kind), 1, why);
        "OTHER".to_owned()
    }

    /// The subject; without one, what nothing depends on.
    fn described(&mut self) -> Vec<u32> {
        if let Some(subject) = self.document.head.subject {
            return vec![subject];
        }
        if self.document.sbom.components.is_empty() {
            return Vec::new();
        }
        let why = text!(
            ja: "何を記述する文書か示されていないので、どこからも依存されない部品を対象としました。",
            en: "The document does not say what it describes; the components that nothing depends on stand there."
        );
        self.losses.added("head.subject", why);
        graph::roots(self.document)
    }

    fn name(&self, place: u32) -> String {
        self.names.get(place as usize).cloned().unwrap_or_default()
    }

    /// A value that tag-value sets on one line.
    fn line(&mut self, path: &str, place: Option<u32>, text: &str) -> String {
        if !self.is_tag_value || !text.contains(['\n', '\r']) {
            return text.to_owned();
        }
        let why = text!(ja: "tag-value では 1 行の項目なので、改行を空白にしました。", en: "In tag-value the field is one line; breaks became blanks.");
        self.losses.coarsened(place, path, 1, why);
        text.replace(['\n', '\r'], " ")
    }
}

/// `SPDXRef-` and then letters, digits, `.` and `-`.
fn reference(own: &str) -> String {
    let own = own.strip_prefix("SPDXRef-").unwrap_or(own);
    let allowed = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-') { c } else { '-' };
    format!("SPDXRef-{}", own.chars().map(allowed).collect::<String>())
}

/// The document's own namespace, or one made of its content, so that equal documents get the same.
pub(super) fn namespace(document: &Document, losses: &mut Losses<'_>) -> String {
    let serial = &document.head.serial;
    let is_uri = words::has_scheme(serial) && !serial.ends_with(':');
    if is_uri && !serial.contains(['#', ' ', '\n', '\r', '\t', '"', '<', '>']) {
        return serial.clone();
    }
    let why = text!(ja: "SPDX は URI の名前空間を求めます。内容から作りました。", en: "SPDX demands a URI as namespace; one was made of the content.");
    if serial.is_empty() {
        losses.added("head.serial", why);
    } else {
        losses.coarsened(None, "head.serial", 1, why);
    }
    format!("urn:uuid:{}", content_uuid(document))
}

/// A UUID of version 8 (RFC 9562 clause 5.8) made of the file's SHA-256 and the serial.
fn content_uuid(document: &Document) -> String {
    let digest = Sha256::digest(format!("{}\u{1f}{}", document.sbom.id, document.head.serial));
    let hex: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{}-8{}-a{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..32])
}

/// Time of making, to the second.
pub(super) fn created(document: &Document, now: Timestamp, losses: &mut Losses<'_>) -> String {
    let stated = document.sbom.created.known().copied();
    let time = stated.unwrap_or_else(|| {
        let why = text!(ja: "SPDX は作成日時を求めますが、元の文書にありません。変換した時刻です。", en: "SPDX demands a time of making and the document has none; it is that of the conversion.");
        losses.added("sbom.created", why);
        now
    });
    if stated.is_some_and(|time| time.subsec_nanosecond() != 0) {
        let why = text!(ja: "SPDX は秒までの日時です。", en: "SPDX has times to the second.");
        losses.coarsened(None, "sbom.created", 1, why);
    }
    let rounding = jiff::TimestampRound::new().smallest(Unit::Second).mode(jiff::RoundMode::Floor);
    time.round(rounding).unwrap_or(time).to_string()
}

/// Sorts of relation of SPDX 2.3, clause 11.
const KINDS: [&str; 45] = [
    "AMENDS",
    "ANCESTOR_OF",
    "BUILD_DEPENDENCY_OF",
    "BUILD_TOOL_OF",
    "CONTAINED_BY",
    "CONTAINS",
    "COPY_OF",
    "DATA_FILE_OF",
    "DEPENDENCY_MANIFEST_OF",
    "DEPENDENCY_OF",
    "DEPENDS_ON",
    "DESCENDANT_OF",
    "DESCRIBED_BY",
    "DESCRIBES",
    "DEV_DEPENDENCY_OF",
    "DEV_TOOL_OF",
    "DISTRIBUTION_ARTIFACT",
    "DOCUMENTATION_OF",
    "DYNAMIC_LINK",
    "EXAMPLE_OF",
    "EXPANDED_FROM_ARCHIVE",
    "FILE_ADDED",
    "FILE_DELETED",
    "FILE_MODIFIED",
    "GENERATED_FROM",
    "GENERATES",
    "HAS_PREREQUISITE",
    "METAFILE_OF",
    "OPTIONAL_COMPONENT_OF",
    "OPTIONAL_DEPENDENCY_OF",
    "OTHER",
    "PACKAGE_OF",
    "PATCH_APPLIED",
    "PATCH_FOR",
    "PREREQUISITE_FOR",
    "PROVIDED_DEPENDENCY_OF",
    "REQUIREMENT_DESCRIPTION_FOR",
    "RUNTIME_DEPENDENCY_OF",
    "SPECIFICATION_FOR",
    "STATIC_LINK",
    "TEST_CASE_OF",
    "TEST_DEPENDENCY_OF",
    "TEST_OF",
    "TEST_TOOL_OF",
    "VARIANT_OF",
];
