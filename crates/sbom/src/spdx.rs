//! SPDX 2.2 and 2.3 in JSON, tag-value, YAML and the XML that is JSON in other signs.
//!
//! Packages are the components. Relationships that say "needs" or "contains" become dependencies; a whole document
//! keeps the others too. Files and snippets are no components; they are counted.

pub(crate) mod package;
pub(crate) mod relate;
mod tag_value;
mod tree;

use std::collections::HashMap;

use sekisho_model::text;
use serde::de::{MapAccess, SeqAccess};

use super::document::Link;
use super::draft::Draft;
use super::encodings::Reader;
use super::json::{Array, Elements, Fields, Found, Got, List, Object, Words, items, object, skip, take};
use package::{OnePackage, party, said};
use relate::{DOCUMENT, Stated, relate};
pub(crate) use tag_value::read as read_tag_value;
pub(crate) use tree::DOCUMENT as ELEMENT;

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
        creators: "creators" => List<Words<'de>>,
    }
}

object! {
    OtherDocument {
        id: "externalDocumentId" => Words<'de>,
        url: "spdxDocument" => Words<'de>,
        checksum: "checksum" => package::Checksum<'de>,
    }
}

object! {
    Extracted {
        id: "licenseId" => Words<'de>,
        text: "extractedText" => Words<'de>,
    }
}

/// The document.
pub(crate) struct Document<'de> {
    pub(crate) draft: Draft<'de>,
    name: String,
    pub(crate) described: Vec<Words<'de>>,
    packages: usize,
    relationships: usize,
    files: usize,
    /// Texts of licences that SPDX has no id for.
    extracted: HashMap<Words<'de>, String>,
}

impl<'de> Reader<'de> for Document<'de> {
    fn open(mut draft: Draft<'de>) -> Self {
        "SPDX".clone_into(&mut draft.format);
        draft.others.insert(DOCUMENT.into());
        Self {
            draft,
            name: String::new(),
            described: Vec::new(),
            packages: 0,
            relationships: 0,
            files: 0,
            extracted: HashMap::new(),
        }
    }

    /// What the document is about.
    fn close(mut self) -> Draft<'de> {
        self.describe();
        if self.files > 0 {
            let n = self.files;
            self.draft.unread("files[]", n);
            self.draft.warn(
                "/files",
                text!(ja: "ファイル {n} 件は部品として読みませんでした。", en: "{n} files were not read as components."),
                text!(ja: "パッケージだけを照合します。", en: "Only packages are matched."),
            );
        }
        self.put_licence_texts();
        self.draft
    }
}

impl<'de> Document<'de> {
    /// Names the document after the only thing that it describes.
    pub(crate) fn describe(&mut self) {
        self.described.sort();
        self.described.dedup();
        let found: Vec<u32> =
            self.described.iter().filter_map(|reference| self.draft.place_of(reference)).collect();
        if let Some(whole) = &mut self.draft.whole {
            whole.head.subject = found.first().copied();
            whole.unread.add("documentDescribes[]", self.described.len().saturating_sub(1));
        }
        let only = if let [only] = found[..] { self.draft.components.get(only as usize) } else { None };
        match only {
            Some(component) => {
                self.draft.name.clone_from(&component.name);
                self.draft.version = component.version.clone();
            }
            None => self.draft.name.clone_from(&self.name),
        }
    }

    /// A licence that is named alone gets the text that the document extracted.
    fn put_licence_texts(&mut self) {
        let Some(whole) = &mut self.draft.whole else { return };
        for licence in whole.details.iter_mut().flat_map(|details| &mut details.licences) {
            if let Some(text) = self.extracted.get(licence.words.as_str()) {
                licence.more.clone_from(text);
            }
        }
        let is_used = |id: &str| {
            whole.details.iter().flat_map(|details| &details.licences).any(|licence| licence.words == id)
        };
        let unused = self.extracted.keys().filter(|id| !is_used(id)).count();
        whole.unread.add("hasExtractedLicensingInfos[]", unused);
    }

    pub(crate) fn version_stated(&mut self, written: &str) {
        let version = written.strip_prefix("SPDX-").unwrap_or(written);
        self.draft.format = format!("SPDX {version}");
        if !matches!(version, "2.2" | "2.2.1" | "2.3") {
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

    fn created(&mut self, written: &str) {
        self.draft.created = self.draft.time(written, "/creationInfo/created");
    }

    /// `Tool: name-version`, or a person or an organisation.
    fn creator(&mut self, written: &str) {
        let Some(whole) = &mut self.draft.whole else { return };
        match written.strip_prefix("Tool:") {
            Some(tool) => whole.head.tools.push(tool.trim().to_owned()),
            None => whole.head.authors.push(party(written)),
        }
    }

    /// Another document: a link of kind `bom`.
    fn other_document(&mut self, other: &OtherDocument<'_>) {
        let hashes = other.checksum.iter().filter_map(|checksum| {
            let (algorithm, value) = (checksum.algorithm.as_deref()?, checksum.value.as_deref()?);
            Some((super::draft::digest_name(algorithm), value.to_lowercase()))
        });
        let link = Link {
            kind: "bom".to_owned(),
            url: said(other.url.as_ref()),
            comment: said(other.id.as_ref()),
            hashes: hashes.collect(),
        };
        self.head(|head| head.links.push(link));
    }

    fn head(&mut self, change: impl FnOnce(&mut crate::Head)) {
        if let Some(whole) = &mut self.draft.whole {
            change(&mut whole.head);
        }
    }

    /// A package with its place among the packages.
    fn package(&mut self, package: OnePackage<'de>) {
        let nth = self.packages;
        self.packages += 1;
        package.settle(&mut self.draft, nth);
    }

    fn new_package(&self) -> OnePackage<'de> {
        OnePackage { is_whole: self.draft.whole.is_some(), ..OnePackage::default() }
    }

    fn text<A: MapAccess<'de>>(
        map: &mut A,
        key: &'static str,
        wrong: &mut Vec<&'static str>,
    ) -> Result<Words<'de>, A::Error> {
        Ok(take::<Words<'de>>(map.next_value()?, key, wrong).unwrap_or_default())
    }

    /// Fields that only a whole document keeps.
    fn of_the_whole<A: MapAccess<'de>>(
        &mut self,
        key: &str,
        map: &mut A,
        wrong: &mut Vec<&'static str>,
    ) -> Result<(), A::Error> {
        match key {
            "documentNamespace" => {
                let serial = Self::text(map, "documentNamespace", wrong)?;
                self.head(|head| head.serial = serial.into_owned());
            }
            "dataLicense" => {
                let licence = Self::text(map, "dataLicense", wrong)?;
                self.head(|head| head.data_licence = licence.into_owned());
            }
            "externalDocumentRefs" => {
                let list: Option<List<OtherDocument<'de>>> =
                    take(map.next_value()?, "externalDocumentRefs", wrong);
                for other in items(list.as_ref()) {
                    self.other_document(other);
                }
            }
            "hasExtractedLicensingInfos" => {
                let list: Option<List<Extracted<'de>>> =
                    take(map.next_value()?, "hasExtractedLicensingInfos", wrong);
                if let Some(whole) = &mut self.draft.whole {
                    whole.unread_in(list.as_ref(), "hasExtractedLicensingInfos");
                }
                for one in list.into_iter().flat_map(|list| list.items) {
                    let text = said(one.text.as_ref());
                    self.extracted.extend(one.id.map(|id| (id, text)));
                }
            }
            "SPDXID" => skip(map)?,
            _ => {
                skip(map)?;
                self.draft.unread(key, 1);
            }
        }
        Ok(())
    }
}

impl<'de> Fields<'de> for Document<'de> {
    fn field<A: MapAccess<'de>>(&mut self, key: Words<'de>, map: &mut A) -> Result<(), A::Error> {
        let mut wrong = Vec::new();
        let mut found = Found::Right;
        match &*key {
            // Some exports put the document into an envelope.
            "sbom" => found = map.next_value_seed(Object(self))?,
            "packages" => found = map.next_value_seed(Array(&mut Packages(self)))?,
            "relationships" => found = map.next_value_seed(Array(&mut Relationships(self)))?,
            "files" => found = map.next_value_seed(Array(&mut Parts { document: self, are_files: true }))?,
            "snippets" => {
                found = map.next_value_seed(Array(&mut Parts { document: self, are_files: false }))?
            }
            "spdxVersion" => {
                if let Some(version) = take::<Words<'de>>(map.next_value()?, "spdxVersion", &mut wrong) {
                    self.version_stated(&version);
                }
            }
            "name" => self.name = Self::text(map, "name", &mut wrong)?.into_owned(),
            "documentDescribes" => {
                let list: Option<List<Words<'de>>> = take(map.next_value()?, "documentDescribes", &mut wrong);
                self.described.extend(list.into_iter().flat_map(|list| list.items));
            }
            "creationInfo" => {
                let creation: Option<Creation<'de>> = take(map.next_value()?, "creationInfo", &mut wrong);
                if let Some(whole) = &mut self.draft.whole {
                    whole.unread_in(creation.as_ref(), "creationInfo");
                }
                if let Some(creation) = creation {
                    creation.created.iter().for_each(|created| self.created(created));
                    items(creation.creators.as_ref()).iter().for_each(|creator| self.creator(creator));
                }
            }
            _ if self.draft.whole.is_none() => skip(map)?,
            _ => self.of_the_whole(&key, map, &mut wrong)?,
        }
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
        let mut one = self.0.new_package();
        let outcome = seq.next_element_seed(Object(&mut one));
        match outcome {
            Ok(None) => return Ok(false),
            Ok(Some(Found::Right)) => self.0.package(one),
            Ok(Some(Found::Wrong)) => {
                let nth = self.0.packages;
                self.0.packages += 1;
                self.0.draft.fail(
                    format!("/packages/{nth}"),
                    text!(ja: "パッケージではない値です。", en: "This is not a package."),
                    text!(ja: "読みませんでした。", en: "It was not read."),
                );
            }
            Err(error) => {
                // What was read before the broken place is kept.
                if one.raw.name.is_some() {
                    self.0.package(one);
                }
                return Err(error);
            }
        }
        Ok(true)
    }
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
        if let Some(whole) = &mut self.0.draft.whole {
            whole.unread_of(&relationship, "relationships[]");
        }
        if let (Some(from), Some(to)) = (relationship.from, relationship.to) {
            relate(self.0, Stated { from, kind: relationship.kind.unwrap_or_default(), to });
        }
        Ok(true)
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
        if !self.are_files {
            self.document.draft.unread("snippets[]", 1);
        }
        if let Got::Value(Identified { reference: Some(reference), .. }) = part {
            self.document.draft.others.insert(reference);
        }
        Ok(true)
    }
}
