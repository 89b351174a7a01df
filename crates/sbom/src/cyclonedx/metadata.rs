//! What a CycloneDX document says of itself, and of the component that it is about.

use sekisho_model::Stated;
use serde::de::MapAccess;

use super::Document;
use super::component::OneComponent;
use super::parts::{
    Contact, LicenceChoice, Lifecycle, Organisation, Property, Tools, licence_line, licences, owned, party,
    person, properties,
};
use crate::document::LicenceRole;
use crate::json::{Fields, List, Unread, Words, items, object, skip, take};

object! {
    /// What only a whole document keeps.
    More {
        authors: "authors" => List<Contact<'de>>,
        tools: "tools" => Tools<'de>,
        lifecycles: "lifecycles" => List<Lifecycle<'de>>,
        licences: "licenses" => List<LicenceChoice<'de>>,
        properties: "properties" => List<Property<'de>>,
    }
}

pub(super) struct Metadata<'m, 'de> {
    document: &'m mut Document<'de>,
    /// Supplier or maker of what the document is about, as the metadata state it.
    owner: Option<String>,
    more: More<'de>,
}

impl<'m, 'de> Metadata<'m, 'de> {
    pub(super) fn new(document: &'m mut Document<'de>) -> Self {
        Self { document, owner: None, more: More::default() }
    }

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

    fn organisation(&mut self, key: &str, organisation: &Organisation<'de>) {
        let name = organisation.name.as_deref().map(str::to_owned);
        // Since 1.6 `manufacturer` made the document; what it describes need not be its work.
        if key != "manufacturer" {
            self.owner =
                if key == "supplier" { name.or(self.owner.take()) } else { self.owner.take().or(name) };
            self.own();
        }
        let Some(whole) = &mut self.document.draft.whole else { return };
        let party = party(organisation, &format!("metadata.{key}"), &mut whole.unread);
        match key {
            "supplier" => whole.head.supplier = Some(party),
            "manufacturer" => whole.head.authors.push(party),
            _ => whole.head.manufacturer = Some(party),
        }
    }

    /// Keeps what only a whole document has.
    pub(super) fn close(self) {
        let Self { document, more, .. } = self;
        document.draft.wrong_fields(|| "/metadata".to_owned(), &more.wrong);
        for tool in more.tools.iter().flat_map(|tools| &tools.0) {
            let inner = items(tool.components.as_ref()).iter().chain(items(tool.services.as_ref()));
            let references = inner.chain([tool]).filter_map(|tool| tool.reference.clone());
            document.draft.others.extend(references);
        }
        let Some(whole) = &mut document.draft.whole else { return };
        whole.unread_of(&more, "metadata");
        let head = &mut whole.head;
        head.authors.splice(0..0, items(more.authors.as_ref()).iter().map(person));
        for tool in more.tools.iter().flat_map(|tools| &tools.0) {
            tool.names(&mut head.tools);
        }
        let stage = |stage: &Lifecycle<'_>| owned(stage.phase.as_ref().or(stage.name.as_ref()));
        head.lifecycles = items(more.lifecycles.as_ref()).iter().map(stage).collect();
        head.data_licence = data_licence(items(more.licences.as_ref()), &mut whole.unread);
        head.properties.extend(properties(items(more.properties.as_ref())));
    }
}

/// The licence of the document in one line. What a licence says beyond its name has no place there, nor has that there
/// are several.
fn data_licence(choices: &[LicenceChoice<'_>], unread: &mut Unread) -> String {
    unread.add("metadata.licenses[] as a list", choices.len().saturating_sub(1));
    for licence in licences(choices, "metadata.licenses", unread) {
        unread.add("metadata.licenses[].license.text, url", usize::from(!licence.more.is_empty()));
        let has_role = licence.role != LicenceRole::Unsaid;
        unread.add("metadata.licenses[].acknowledgement", usize::from(has_role));
    }
    licence_line(choices)
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
                let one = OneComponent::new(&mut self.document.draft, path, None);
                let (found, place) = map.next_value_seed(one)?;
                self.document.root = place;
                self.document.not_a(found, "metadata.component");
                self.own();
            }
            "supplier" | "manufacture" | "manufacturer" => {
                let owner: Option<Organisation<'_>> = take(map.next_value()?, "supplier", &mut wrong);
                if let Some(owner) = owner {
                    self.organisation(&key, &owner);
                }
            }
            "tools" => _ = self.more.known(&key, map)?,
            _ if self.document.draft.whole.is_none() => skip(map)?,
            _ => self.more.field(key, map)?,
        }
        self.document.draft.wrong_fields(|| "/metadata".to_owned(), &wrong);
        Ok(())
    }
}
