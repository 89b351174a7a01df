//! One component of a CycloneDX document, with those nested in it.

use sekisho_model::{Component, ComponentKind, Stated, text};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess};

use super::parts::{
    Contact, Hash, LicenceChoice, Organisation, Property, Reference, Swid, hashes, licence_line, licences,
    link, name, owned, party, person, properties,
};
use crate::document::{Details, Party};
use crate::draft::{Draft, device_of, says_nothing, stated};
use crate::json::{
    Array, Elements, Fields, Found, List, Object, Shape, Words, add_names, items, object, skip,
};
use crate::whole::Whole;

/// Property names whose last part says that the value is a model or order number.
const MODEL_PROPERTIES: [&str; 5] = ["modelnumber", "model", "ordernumber", "partnumber", "sku"];

/// Types that are "other" here.
const WITHOUT_A_WORD: [&str; 5] =
    ["platform", "device-driver", "machine-learning-model", "data", "cryptographic-asset"];

object! {
    /// What identifies a component.
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
    /// What only a whole document keeps.
    More {
        description: "description" => Words<'de>,
        scope: "scope" => Words<'de>,
        copyright: "copyright" => Words<'de>,
        authors: "authors" => List<Contact<'de>>,
        links: "externalReferences" => List<Reference<'de>>,
        swid: "swid" => Swid<'de>,
        omnibor: "omniborId" => List<Words<'de>>,
        heritage: "swhid" => List<Words<'de>>,
    }
}

/// A list of components.
pub(super) struct Components<'d, 'de> {
    draft: &'d mut Draft<'de>,
    path: String,
    parent: Option<u32>,
    nth: usize,
}

impl<'d, 'de> Components<'d, 'de> {
    pub(super) fn new(draft: &'d mut Draft<'de>, path: String, parent: Option<u32>) -> Self {
        Self { draft, path, parent, nth: 0 }
    }
}

impl<'de> Elements<'de> for Components<'_, 'de> {
    fn element<A: SeqAccess<'de>>(&mut self, seq: &mut A) -> Result<bool, A::Error> {
        let path = format!("{}/{}", self.path, self.nth);
        let one = OneComponent::new(self.draft, path, self.parent);
        let Some((found, place)) = seq.next_element_seed(one)? else {
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
pub(super) struct OneComponent<'d, 'de> {
    draft: &'d mut Draft<'de>,
    path: String,
    parent: Option<u32>,
    place: Option<u32>,
    raw: Raw<'de>,
    more: More<'de>,
}

impl<'d, 'de> OneComponent<'d, 'de> {
    pub(super) fn new(draft: &'d mut Draft<'de>, path: String, parent: Option<u32>) -> Self {
        Self { draft, path, parent, place: None, raw: Raw::default(), more: More::default() }
    }

    /// Turns what was read into a component in its place.
    fn settle(self) {
        let Self { draft, path, parent, place, raw, more } = self;
        let Some(place) = place else { return };
        draft.wrong_fields(|| path.clone(), &raw.wrong);
        draft.wrong_fields(|| path.clone(), &more.wrong);
        if let Some(whole) = &mut draft.whole {
            let mut details = details(&raw, &more, &pattern(&path), whole);
            details.parent = parent;
            if let Some(room) = whole.details.get_mut(place as usize) {
                *room = details;
            }
        }
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
        if &*key == "components" {
            let mut nested = Components::new(self.draft, format!("{}/components", self.path), self.place);
            if map.next_value_seed(Array(&mut nested))? == Found::Wrong {
                self.raw.wrong.push("components");
            }
            return Ok(());
        }
        if self.raw.known(&key, map)? {
            return Ok(());
        }
        if self.draft.whole.is_none() {
            return skip(map);
        }
        self.more.field(key, map)
    }
}

/// A path with `[]` for any index, as fields without a place are counted.
fn pattern(path: &str) -> String {
    let mut pattern = String::new();
    for part in path.split('/').skip(1) {
        if part.bytes().all(|byte| byte.is_ascii_digit()) {
            pattern.push_str("[]");
        } else {
            crate::json::below(&mut pattern, part);
        }
    }
    pattern
}

fn details(raw: &Raw<'_>, more: &More<'_>, path: &str, whole: &mut Whole<'_>) -> Details {
    let unread = &mut whole.unread;
    let mut at = path.to_owned();
    more.unread(&mut at, unread);
    add_names(&raw.unread, &mut at, unread);
    let below = |key: &str| format!("{path}.{key}");
    if let Some(kind) = raw.kind.as_deref().filter(|kind| WITHOUT_A_WORD.contains(kind)) {
        unread.add(&format!("{path}.type {kind}"), 1);
    }
    crate::json::unread_in(raw.licences.as_ref(), "licenses", &mut at, unread);
    crate::json::unread_in(raw.hashes.as_ref(), "hashes", &mut at, unread);
    crate::json::unread_in(raw.properties.as_ref(), "properties", &mut at, unread);
    let authors = items(more.authors.as_ref()).iter().map(person);
    let author = raw.author.as_ref().map(|name| Party { name: name.to_string(), ..Party::default() });
    let identifiers = more.swid.iter().filter_map(|swid| swid.id.as_ref()).map(|id| ("swid", id));
    let identifiers = identifiers
        .chain(items(more.omnibor.as_ref()).iter().map(|id| ("omnibor", id)))
        .chain(items(more.heritage.as_ref()).iter().map(|id| ("swhid", id)));
    Details {
        reference: owned(raw.reference.as_ref()),
        description: owned(more.description.as_ref()),
        authors: authors.chain(author).collect(),
        supplier: raw.supplier.as_ref().map(|of| party(of, &below("supplier"), unread)),
        manufacturer: raw.manufacturer.as_ref().map(|of| party(of, &below("manufacturer"), unread)),
        publisher: owned(raw.publisher.as_ref()),
        copyright: owned(more.copyright.as_ref()),
        scope: owned(more.scope.as_ref()),
        licences: licences(items(raw.licences.as_ref()), &below("licenses"), unread),
        links: items(more.links.as_ref()).iter().map(link).collect(),
        properties: properties(items(raw.properties.as_ref())),
        purposes: raw.kind.iter().map(ToString::to_string).collect(),
        identifiers: identifiers.map(|(kind, id)| (kind.to_owned(), id.to_string())).collect(),
        ..Details::default()
    }
}

fn component<'de>(raw: Raw<'de>, draft: &mut Draft<'de>, path: &str) -> Component {
    let kind = kind(raw.kind.as_deref(), draft, path);
    let purl = raw.purl.as_deref().filter(|purl| !purl.is_empty());
    let purl = purl.and_then(|purl| draft.purl(purl, || format!("{path}/purl")));
    let mut version = stated(raw.version);
    if let (Stated::Unknown, Some(purl)) = (&version, &purl) {
        version = stated(Some(purl.version().into()));
    }
    let supplier =
        [name(raw.manufacturer.as_ref()), name(raw.supplier.as_ref())].into_iter().flatten().cloned();
    let supplier = supplier.chain(raw.publisher).chain(raw.author).find(|name| !says_nothing(name));
    let model = model(items(raw.properties.as_ref()));
    let mut component = Component {
        name: raw.name.map(Words::into_owned).unwrap_or_default(),
        group: raw.group.map(Words::into_owned).unwrap_or_default(),
        version,
        kind,
        purl,
        cpes: raw.cpe.into_iter().filter(|cpe| !cpe.is_empty()).map(Words::into_owned).collect(),
        supplier: supplier.map(Words::into_owned).unwrap_or_default(),
        licence: licence_line(items(raw.licences.as_ref())),
        hashes: hashes(items(raw.hashes.as_ref())).into(),
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
        Some(other) if WITHOUT_A_WORD.contains(&other) => ComponentKind::Other,
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

fn model(properties: &[Property<'_>]) -> Stated<String> {
    let fits = |name: &str| {
        let last = name.rsplit(':').next().unwrap_or_default().to_lowercase();
        MODEL_PROPERTIES.contains(&last.replace(['-', '_', ' '], "").as_str())
    };
    let value = properties.iter().find(|p| p.name.as_deref().is_some_and(fits)).and_then(|p| p.value.clone());
    stated(value)
}
