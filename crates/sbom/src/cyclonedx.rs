//! CycloneDX JSON, 1.2 to 1.7 (ECMA-424).
//!
//! Read: the component that the document is about (listed first among the components, since it has an
//! identity of its own), all components with those nested in them, and dependencies; a component also
//! depends on what is nested in it. Counted but not read: services, embedded vulnerabilities. Not read:
//! scopes, pedigree, evidence, formulation, declarations, signatures.

use std::collections::BTreeMap;

use sekisho_model::{Component, ComponentKind, Stated, text};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess};

use super::Reader;
use super::draft::{Draft, device_of, digest_name, says_nothing, stated};
use super::json::{Array, Elements, Fields, Found, Got, List, Object, Words, items, object, skip, take};

/// Versions whose specification the reader was held against.
const KNOWN_VERSIONS: [&str; 3] = ["1.4", "1.5", "1.6"];

/// Property names whose last part says that the value is a model or order number.
const MODEL_PROPERTIES: [&str; 5] = ["modelnumber", "model", "ordernumber", "partnumber", "sku"];

object! {
    Raw {
        kind: "type" => Words<'de>,
        reference: "bom-ref" => Words<'de>,
        group: "group" => Words<'de>,
        name: "name" => Words<'de>,
        version: "version" => Words<'de>,
        purl: "purl" => Words<'de>,
        cpe: "cpe" => Words<'de>,
        manufacturer: "manufacturer" => Organisation<'de>,
        supplier: "supplier" => Organisation<'de>,
        publisher: "publisher" => Words<'de>,
        author: "author" => Words<'de>,
        licences: "licenses" => List<LicenceChoice<'de>>,
        hashes: "hashes" => List<Hash<'de>>,
        properties: "properties" => List<Property<'de>>,
    }
}

object! {
    Organisation {
        name: "name" => Words<'de>,
    }
}

object! {
    Hash {
        algorithm: "alg" => Words<'de>,
        content: "content" => Words<'de>,
    }
}

object! {
    LicenceChoice {
        licence: "license" => Licence<'de>,
        expression: "expression" => Words<'de>,
    }
}

object! {
    Licence {
        id: "id" => Words<'de>,
        name: "name" => Words<'de>,
    }
}

object! {
    Property {
        name: "name" => Words<'de>,
        value: "value" => Words<'de>,
    }
}

object! {
    Dependency {
        from: "ref" => Words<'de>,
        to: "dependsOn" => List<Words<'de>>,
    }
}

object! {
    Referenced {
        reference: "bom-ref" => Words<'de>,
    }
}

/// The document.
pub(crate) struct Document<'de> {
    draft: Draft<'de>,
    root: Option<u32>,
    services: usize,
    vulnerabilities: usize,
}

impl<'de> Reader<'de> for Document<'de> {
    fn open(mut draft: Draft<'de>) -> Self {
        "CycloneDX".clone_into(&mut draft.format);
        Self { draft, root: None, services: 0, vulnerabilities: 0 }
    }

    /// What the document is about, and what was only counted.
    fn close(self) -> Draft<'de> {
        let Self { mut draft, root, services, vulnerabilities } = self;
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
                    ja: "CycloneDX {version} は 1.4〜1.6 の読み方で読みました。",
                    en: "CycloneDX {version} was read the way 1.4 to 1.6 are."
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
                let found = map.next_value_seed(Object(&mut Metadata { document: self, owner: None }))?;
                self.not_a(found, "metadata");
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
            _ => skip(map)?,
        }
        self.draft.wrong_fields(String::new, &wrong);
        Ok(())
    }
}

struct Metadata<'m, 'de> {
    document: &'m mut Document<'de>,
    /// Supplier or maker of what the document is about, as the metadata state it.
    owner: Option<String>,
}

impl<'de> Fields<'de> for Metadata<'_, 'de> {
    fn field<A: MapAccess<'de>>(&mut self, key: Words<'de>, map: &mut A) -> Result<(), A::Error> {
        let mut wrong = Vec::new();
        match &*key {
            "timestamp" => {
                if let Some(written) = take::<Words<'de>>(map.next_value()?, "timestamp", &mut wrong) {
                    let draft = &mut self.document.draft;
                    draft.created = draft.time(&written, "/metadata/timestamp");
                }
            }
            "component" => {
                let path = "/metadata/component".to_owned();
                let (found, place) =
                    map.next_value_seed(OneComponent::new(&mut self.document.draft, path))?;
                self.document.root = place;
                self.document.not_a(found, "metadata.component");
                self.own();
            }
            "supplier" | "manufacture" => {
                let owner: Option<Organisation<'_>> = take(map.next_value()?, "supplier", &mut wrong);
                let name = owner.and_then(|owner| owner.name).map(Words::into_owned);
                self.owner =
                    if &*key == "supplier" { name.or(self.owner.take()) } else { self.owner.take().or(name) };
                self.own();
            }
            _ => skip(map)?,
        }
        self.document.draft.wrong_fields(|| "/metadata".to_owned(), &wrong);
        Ok(())
    }
}

impl Metadata<'_, '_> {
    /// What the document is about has the metadata's supplier where it states none of its own.
    fn own(&mut self) {
        let root =
            self.document.root.and_then(|place| self.document.draft.components.get_mut(place as usize));
        let (Some(owner), Some(root)) = (&self.owner, root) else { return };
        if root.supplier.is_empty() {
            root.supplier.clone_from(owner);
            if let Some(device) = &mut root.device {
                device.vendor = Stated::Known(owner.clone());
            }
        }
    }
}

/// A list of components.
struct Components<'d, 'de> {
    draft: &'d mut Draft<'de>,
    path: String,
    parent: Option<u32>,
    nth: usize,
}

impl<'d, 'de> Components<'d, 'de> {
    fn new(draft: &'d mut Draft<'de>, path: String, parent: Option<u32>) -> Self {
        Self { draft, path, parent, nth: 0 }
    }
}

impl<'de> Elements<'de> for Components<'_, 'de> {
    fn element<A: SeqAccess<'de>>(&mut self, seq: &mut A) -> Result<bool, A::Error> {
        let path = format!("{}/{}", self.path, self.nth);
        let Some((found, place)) = seq.next_element_seed(OneComponent::new(self.draft, path))? else {
            return Ok(false);
        };
        self.draft.edges_by_place.extend(self.parent.zip(place));
        if found == Found::Wrong {
            self.draft.fail(
                format!("{}/{}", self.path, self.nth),
                text!(ja: "部品ではない値です。", en: "This is not a component."),
                text!(ja: "読みませんでした。", en: "It was not read."),
            );
        }
        self.nth += 1;
        Ok(true)
    }
}

/// One component, with those nested in it. It stands before them in the list.
struct OneComponent<'d, 'de> {
    draft: &'d mut Draft<'de>,
    path: String,
    place: Option<u32>,
    raw: Raw<'de>,
}

impl<'d, 'de> OneComponent<'d, 'de> {
    fn new(draft: &'d mut Draft<'de>, path: String) -> Self {
        Self { draft, path, place: None, raw: Raw::default() }
    }

    /// Turns what was read into a component in its place.
    fn settle(self) {
        let Self { draft, path, place, raw } = self;
        let Some(place) = place else { return };
        draft.wrong_fields(|| path.clone(), &raw.wrong);
        if let Some(reference) = raw.reference.clone() {
            draft.name_place(reference, place, || format!("{path}/bom-ref"));
        }
        let component = component(raw, draft, &path);
        draft.set(place, component);
    }
}

impl<'de> DeserializeSeed<'de> for OneComponent<'_, 'de> {
    type Value = (Found, Option<u32>);

    /// Keeps what was read even if reading breaks off in the middle.
    fn deserialize<D: Deserializer<'de>>(mut self, deserializer: D) -> Result<Self::Value, D::Error> {
        self.place = self.draft.begin();
        let place = self.place;
        let outcome = Object(&mut self).deserialize(deserializer);
        let is_one = match &outcome {
            Ok(found) => *found == Found::Right,
            Err(_) => self.raw.name.is_some() || self.draft.has_after(place),
        };
        if is_one {
            self.settle();
            return outcome.map(|found| (found, place));
        }
        self.draft.take_back(place);
        outcome.map(|found| (found, None))
    }
}

impl<'de> Fields<'de> for OneComponent<'_, 'de> {
    fn field<A: MapAccess<'de>>(&mut self, key: Words<'de>, map: &mut A) -> Result<(), A::Error> {
        if &*key != "components" {
            return self.raw.field(key, map);
        }
        let mut nested = Components::new(self.draft, format!("{}/components", self.path), self.place);
        if map.next_value_seed(Array(&mut nested))? == Found::Wrong {
            self.raw.wrong.push("components");
        }
        Ok(())
    }
}

fn component<'de>(raw: Raw<'de>, draft: &mut Draft<'de>, path: &str) -> Component {
    let kind = kind(raw.kind.as_deref(), draft, path);
    let purl = raw.purl.as_deref().and_then(|purl| draft.purl(purl, || format!("{path}/purl")));
    let mut version = stated(raw.version);
    if let (Stated::Unknown, Some(purl)) = (&version, &purl) {
        version = stated(Some(purl.version().into()));
    }
    let organisation = |of: Option<Organisation<'de>>| of.and_then(|of| of.name);
    let supplier = [organisation(raw.manufacturer), organisation(raw.supplier), raw.publisher, raw.author]
        .into_iter()
        .flatten()
        .find(|name| !says_nothing(name));
    let model = model(items(raw.properties.as_ref()));
    let mut component = Component {
        name: raw.name.map(Words::into_owned).unwrap_or_default(),
        group: raw.group.map(Words::into_owned).unwrap_or_default(),
        version,
        kind,
        purl,
        cpes: raw.cpe.into_iter().filter(|cpe| !cpe.is_empty()).map(Words::into_owned).collect(),
        supplier: supplier.map(Words::into_owned).unwrap_or_default(),
        licence: licence(items(raw.licences.as_ref())),
        hashes: hashes(items(raw.hashes.as_ref())),
        device: None,
    };
    if component.name.is_empty() {
        draft.fail(
            path,
            text!(ja: "部品に名前がありません。", en: "The component has no name."),
            text!(ja: "作成元で名前を付けてください。", en: "Give it a name where the SBOM is made."),
        );
    }
    component.device = device_of(&component, model);
    component
}

fn kind(written: Option<&str>, draft: &mut Draft<'_>, path: &str) -> ComponentKind {
    match written {
        Some("application") => ComponentKind::Application,
        Some("framework") => ComponentKind::Framework,
        None | Some("library") => ComponentKind::Library,
        Some("container") => ComponentKind::Container,
        Some("operating-system") => ComponentKind::OperatingSystem,
        Some("device") => ComponentKind::Device,
        Some("firmware") => ComponentKind::Firmware,
        Some("file") => ComponentKind::File,
        Some("platform" | "device-driver" | "machine-learning-model" | "data" | "cryptographic-asset") => {
            ComponentKind::Other
        }
        Some(other) => {
            draft.warn(
                format!("{path}/type"),
                text!(ja: "部品の種類「{other}」は規格にありません。", en: "The format has no component type \"{other}\"."),
                text!(ja: "「その他」として読みました。", en: "It was read as \"other\"."),
            );
            ComponentKind::Other
        }
    }
}

/// Several licences are joined as "all of them", which is what a plain list means.
fn licence(choices: &[LicenceChoice<'_>]) -> String {
    let words = choices.iter().filter_map(|choice| {
        let of_licence = choice.licence.as_ref().and_then(|l| l.id.as_deref().or(l.name.as_deref()));
        choice.expression.as_deref().or(of_licence).filter(|words| !words.is_empty())
    });
    words.collect::<Vec<_>>().join(" AND ")
}

fn hashes(hashes: &[Hash<'_>]) -> BTreeMap<String, String> {
    let pair = |hash: &Hash<'_>| {
        let (algorithm, content) = (hash.algorithm.as_deref()?, hash.content.as_deref()?);
        Some((digest_name(algorithm), content.to_lowercase()))
    };
    hashes.iter().filter_map(pair).collect()
}

fn model(properties: &[Property<'_>]) -> Stated<String> {
    let fits = |name: &str| {
        let last = name.rsplit(':').next().unwrap_or_default().to_lowercase();
        MODEL_PROPERTIES.contains(&last.replace(['-', '_', ' '], "").as_str())
    };
    let value = properties.iter().find(|p| p.name.as_deref().is_some_and(fits)).and_then(|p| p.value.clone());
    stated(value)
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
        if let Some(from) = dependency.from {
            let to = dependency.to.map(|list| list.items).unwrap_or_default();
            self.draft.edges.extend(to.into_iter().map(|to| (from.clone(), to)));
        }
        Ok(true)
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
        if let Got::Value(Referenced { reference: Some(reference), .. }) = one {
            self.draft.others.insert(reference);
        }
        Ok(true)
    }
}
