//! CycloneDX 1.0 to 1.7 (ECMA-424) in JSON, XML and protobuf.
//!
//! Read: the component that the document is about (listed first among the components, since it has an
//! identity of its own), all components with those nested in them, and dependencies; a component also
//! depends on what is nested in it. Counted but not read: services, embedded vulnerabilities, and in a whole
//! document every field that has no place there. Pedigree is history: its components are not those of the
//! document.

mod component;
mod metadata;
mod parts;
pub(crate) mod proto;
mod tree;

use sekisho_model::text;
use serde::de::{MapAccess, SeqAccess};

use super::document::Completeness;
use super::draft::Draft;
use super::encodings::Reader;
use super::json::{
    Array, Elements, Fields, Found, Got, List, Object, Scalar, Shape, Words, items, skip, take,
};
use component::Components;
use metadata::Metadata;
use parts::{Composition, Dependency, Property, Reference, Referenced, link, properties};
pub(crate) use proto::BOM as MESSAGE;
pub(crate) use tree::BOM as ELEMENT;

/// Versions whose specification the reader was held against.
const KNOWN_VERSIONS: [&str; 8] = ["1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7"];

/// What a component provides is a specification that it keeps (SPDX 2.3's word for it).
const SPECIFICATION: &str = "SPECIFICATION_FOR";

/// Fields of the document that are counted one by one where nobody reads them.
const LISTS: [&str; 6] =
    ["annotations", "formulation", "declarations", "definitions", "citations", "signature"];

/// The document.
pub(crate) struct Document<'de> {
    draft: Draft<'de>,
    root: Option<u32>,
    services: usize,
    vulnerabilities: usize,
    compositions: Vec<Composition<'de>>,
}

impl<'de> Reader<'de> for Document<'de> {
    fn open(mut draft: Draft<'de>) -> Self {
        "CycloneDX".clone_into(&mut draft.format);
        Self { draft, root: None, services: 0, vulnerabilities: 0, compositions: Vec::new() }
    }

    /// What the document is about, and what was only counted.
    fn close(self) -> Draft<'de> {
        let Self { mut draft, root, services, vulnerabilities, compositions } = self;
        if let Some(whole) = &mut draft.whole {
            whole.head.subject = root;
            whole.unread.add("services[]", services);
            whole.unread.add("vulnerabilities[]", vulnerabilities);
        }
        compose(&mut draft, root, compositions);
        if let Some(root) = root.and_then(|place| draft.components.get(place as usize)) {
            draft.name.clone_from(&root.name);
            draft.version = root.version.clone();
        }
        if services > 0 {
            draft.warn(
                "/services",
                text!(ja: "サービス {services} 件は部品ではないので読みませんでした。", en: "{services} services are no components and were not read."),
                text!(ja: "必要なら資産として登録してください。", en: "Register them as assets if they matter."),
            );
        }
        if vulnerabilities > 0 {
            draft.warn(
                "/vulnerabilities",
                text!(
                    ja: "SBOM の中の脆弱性の記述 {vulnerabilities} 件は読みませんでした。",
                    en: "{vulnerabilities} vulnerability entries inside the SBOM were not read."
                ),
                text!(
                    ja: "影響はアドバイザリから判定します。",
                    en: "What is affected is judged from advisories."
                ),
            );
        }
        draft
    }
}

impl<'de> Document<'de> {
    fn version_stated(&mut self, written: Option<Words<'de>>) {
        let Some(version) = written else { return };
        self.draft.format = format!("CycloneDX {version}");
        if !KNOWN_VERSIONS.contains(&&*version) {
            self.draft.warn(
                "/specVersion",
                text!(
                    ja: "CycloneDX {version} は 1.7 の読み方で読みました。",
                    en: "CycloneDX {version} was read the way 1.7 is."
                ),
                text!(
                    ja: "部品の数が作成元と合うか確かめてください。",
                    en: "Check that the number of components is what its maker says."
                ),
            );
        }
    }

    fn not_a(&mut self, found: Found, path: &'static str) {
        if found == Found::Wrong {
            self.draft.wrong_fields(String::new, &[path]);
        }
    }
}

impl<'de> Fields<'de> for Document<'de> {
    fn field<A: MapAccess<'de>>(&mut self, key: Words<'de>, map: &mut A) -> Result<(), A::Error> {
        let mut wrong = Vec::new();
        match &*key {
            "specVersion" => {
                let version = take(map.next_value()?, "specVersion", &mut wrong);
                self.version_stated(version);
            }
            "metadata" => {
                let mut metadata = Metadata::new(self);
                // What was read before a broken place is kept.
                let found = map.next_value_seed(Object(&mut metadata));
                metadata.close();
                self.not_a(found?, "metadata");
            }
            "components" => {
                let mut components = Components::new(&mut self.draft, "/components".to_owned(), None);
                let found = map.next_value_seed(Array(&mut components))?;
                self.not_a(found, "components");
            }
            "dependencies" => {
                let found =
                    map.next_value_seed(Array(&mut Dependencies { draft: &mut self.draft, nth: 0 }))?;
                self.not_a(found, "dependencies");
            }
            "services" => {
                let mut others = Others { draft: &mut self.draft, count: 0 };
                let found = map.next_value_seed(Array(&mut others))?;
                let count = others.count;
                self.services += count;
                self.not_a(found, "services");
            }
            "vulnerabilities" => {
                let mut others = Others { draft: &mut self.draft, count: 0 };
                let found = map.next_value_seed(Array(&mut others))?;
                let count = others.count;
                self.vulnerabilities += count;
                self.not_a(found, "vulnerabilities");
            }
            _ if self.draft.whole.is_none() => skip(map)?,
            _ => self.of_the_whole(&key, map, &mut wrong)?,
        }
        self.draft.wrong_fields(String::new, &wrong);
        Ok(())
    }
}

impl<'de> Document<'de> {
    /// Fields that only a whole document keeps.
    fn of_the_whole<A: MapAccess<'de>>(
        &mut self,
        key: &str,
        map: &mut A,
        wrong: &mut Vec<&'static str>,
    ) -> Result<(), A::Error> {
        match key {
            "serialNumber" => {
                let serial: Option<Words<'de>> = take(map.next_value()?, "serialNumber", wrong);
                self.head(|head| head.serial = serial.map(Words::into_owned).unwrap_or_default());
            }
            "version" => {
                let revision: Option<Scalar<'de>> = take(map.next_value()?, "version", wrong);
                self.head(|head| head.revision = revision.map(|it| it.0.into_owned()).unwrap_or_default());
            }
            "externalReferences" => {
                let list: Option<List<Reference<'de>>> = take(map.next_value()?, "externalReferences", wrong);
                self.unread(list.as_ref(), "externalReferences");
                self.head(|head| head.links.extend(items(list.as_ref()).iter().map(link)));
            }
            "properties" => {
                let list: Option<List<Property<'de>>> = take(map.next_value()?, "properties", wrong);
                self.unread(list.as_ref(), "properties");
                self.head(|head| head.properties.extend(properties(items(list.as_ref()))));
            }
            "compositions" => {
                let list: Option<List<Composition<'de>>> = take(map.next_value()?, "compositions", wrong);
                self.unread(list.as_ref(), "compositions");
                self.compositions.extend(list.into_iter().flat_map(|list| list.items));
            }
            "$schema" | "bomFormat" => skip(map)?,
            _ => {
                skip(map)?;
                self.draft.unread(&if LISTS.contains(&key) { format!("{key}[]") } else { key.to_owned() }, 1);
            }
        }
        Ok(())
    }

    fn head(&mut self, change: impl FnOnce(&mut crate::Head)) {
        if let Some(whole) = &mut self.draft.whole {
            change(&mut whole.head);
        }
    }

    fn unread(&mut self, value: Option<&impl Shape<'de>>, key: &str) {
        if let Some(whole) = &mut self.draft.whole {
            whole.unread_in(value, key);
        }
    }
}

/// Says of components, and of the document, whether what they depend on is listed in full.
fn compose<'de>(draft: &mut Draft<'de>, root: Option<u32>, compositions: Vec<Composition<'de>>) {
    let root = |draft: &Draft<'de>, reference: &str| root.is_some() && draft.place_of(reference) == root;
    for composition in compositions {
        let said = match composition.aggregate.as_deref() {
            Some("complete") => Completeness::Complete,
            Some("unknown") => Completeness::Unknown,
            Some(words) if words.starts_with("incomplete") => Completeness::Incomplete,
            _ => Completeness::Unsaid,
        };
        let (assemblies, dependencies) =
            (items(composition.assemblies.as_ref()), items(composition.dependencies.as_ref()));
        let of_all = assemblies.is_empty() && dependencies.is_empty() && composition.unread.is_empty();
        let of_root = assemblies.iter().any(|reference| root(draft, reference));
        let Some(whole) = &mut draft.whole else { return };
        if of_all || of_root {
            whole.head.completeness = said;
        }
        whole.completeness.extend(dependencies.iter().map(|reference| (reference.clone(), said)));
        let elsewhere = assemblies.iter().filter(|_| !of_root).count();
        whole.unread.add("compositions[].assemblies[]", elsewhere);
    }
}

struct Dependencies<'d, 'de> {
    draft: &'d mut Draft<'de>,
    nth: usize,
}

impl<'de> Elements<'de> for Dependencies<'_, 'de> {
    fn element<A: SeqAccess<'de>>(&mut self, seq: &mut A) -> Result<bool, A::Error> {
        let nth = self.nth;
        self.nth += 1;
        let dependency = match seq.next_element::<Got<Dependency<'de>>>()? {
            None => return Ok(false),
            Some(Got::Value(dependency)) => dependency,
            Some(Got::Nothing | Got::Wrong) => Dependency { wrong: vec!["ref"], ..Dependency::default() },
        };
        self.draft.wrong_fields(|| format!("/dependencies/{nth}"), &dependency.wrong);
        if let Some(whole) = &mut self.draft.whole {
            whole.unread_of(&dependency, "dependencies[]");
        }
        self.take(dependency);
        Ok(true)
    }
}

impl<'de> Dependencies<'_, 'de> {
    /// Names of what is needed, and what is nested, which stands for the same.
    fn take(&mut self, dependency: Dependency<'de>) {
        let Some(from) = dependency.from else { return };
        for to in dependency.to.into_iter().flat_map(|list| list.items) {
            self.draft.depend(from.clone(), to);
        }
        if let Some(whole) = &mut self.draft.whole {
            let provided = dependency.provides.into_iter().flat_map(|list| list.items);
            whole.relations.extend(provided.map(|it| (it, Words::Borrowed(SPECIFICATION), from.clone())));
        }
        for nested in dependency.nested.into_iter().flat_map(|list| list.items) {
            if let Some(to) = nested.from.clone() {
                self.draft.depend(from.clone(), to);
            }
            self.take(nested);
        }
    }
}

/// Things that dependencies may name but that are no components.
struct Others<'d, 'de> {
    draft: &'d mut Draft<'de>,
    count: usize,
}

impl<'de> Elements<'de> for Others<'_, 'de> {
    fn element<A: SeqAccess<'de>>(&mut self, seq: &mut A) -> Result<bool, A::Error> {
        let Some(one) = seq.next_element::<Got<Referenced<'de>>>()? else { return Ok(false) };
        self.count += 1;
        if let Got::Value(referenced) = one {
            named(self.draft, referenced);
        }
        Ok(true)
    }
}

fn named<'de>(draft: &mut Draft<'de>, referenced: Referenced<'de>) {
    draft.others.extend(referenced.reference);
    for nested in referenced.nested.into_iter().flat_map(|list| list.items) {
        named(draft, nested);
    }
}
