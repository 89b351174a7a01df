//! The small objects of a CycloneDX document, and what they become.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::document::{Licence as StatedLicence, LicenceRole, Link, Party};
use crate::draft::{digest_name, says_nothing};
use crate::json::{Fields, List, Shape, Unread, Words, items, object, unread_in};
use serde::de::{MapAccess, SeqAccess};

object! {
    Organisation {
        name: "name" => Words<'de>,
        urls: "url" => List<Words<'de>>,
        contacts: "contact" => List<Contact<'de>>,
    }
}

object! {
    Contact {
        name: "name" => Words<'de>,
        mail: "email" => Words<'de>,
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
        acknowledgement: "acknowledgement" => Words<'de>,
        detailed: "expressionDetailed" => Expression<'de>,
    }
}

object! {
    /// An expression with details, as protobuf has it.
    Expression {
        expression: "expression" => Words<'de>,
        acknowledgement: "acknowledgement" => Words<'de>,
    }
}

impl LicenceChoice<'_> {
    fn expression(&self) -> Option<&str> {
        let detailed = || self.detailed.as_ref().and_then(|detailed| detailed.expression.as_deref());
        self.expression.as_deref().or_else(detailed).filter(|words| !words.is_empty())
    }

    fn role(&self) -> LicenceRole {
        let detailed = || self.detailed.as_ref().and_then(|detailed| detailed.acknowledgement.as_deref());
        role(self.acknowledgement.as_deref().or_else(detailed))
    }
}

object! {
    Licence {
        id: "id" => Words<'de>,
        name: "name" => Words<'de>,
        url: "url" => Words<'de>,
        text: "text" => Attachment<'de>,
        acknowledgement: "acknowledgement" => Words<'de>,
    }
}

object! {
    Attachment {
        content: "content" => Words<'de>,
        encoding: "encoding" => Words<'de>,
        sort: "contentType" => Words<'de>,
        sort_in_xml: "content-type" => Words<'de>,
    }
}

object! {
    Property {
        name: "name" => Words<'de>,
        value: "value" => Words<'de>,
    }
}

object! {
    Reference {
        kind: "type" => Words<'de>,
        url: "url" => Words<'de>,
        comment: "comment" => Words<'de>,
        hashes: "hashes" => List<Hash<'de>>,
    }
}

object! {
    Swid {
        id: "tagId" => Words<'de>,
    }
}

object! {
    Lifecycle {
        phase: "phase" => Words<'de>,
        name: "name" => Words<'de>,
    }
}

object! {
    Composition {
        aggregate: "aggregate" => Words<'de>,
        assemblies: "assemblies" => List<Words<'de>>,
        dependencies: "dependencies" => List<Words<'de>>,
    }
}

object! {
    /// In XML and protobuf, dependencies are nested; in JSON they are named.
    Dependency {
        from: "ref" => Words<'de>,
        to: "dependsOn" => List<Words<'de>>,
        nested: "dependencies" => List<Dependency<'de>>,
        provides: "provides" => List<Words<'de>>,
    }
}

object! {
    /// Something that is no component, but that a dependency may name.
    Referenced {
        reference: "bom-ref" => Words<'de>,
        nested: "services" => List<Referenced<'de>>,
    }
}

object! {
    Tool {
        reference: "bom-ref" => Words<'de>,
        name: "name" => Words<'de>,
        version: "version" => Words<'de>,
        components: "components" => List<Tool<'de>>,
        services: "services" => List<Tool<'de>>,
    }
}

impl Tool<'_> {
    /// `name version` of this tool and of those inside.
    pub(crate) fn names(&self, into: &mut Vec<String>) {
        let words = [self.name.as_deref(), self.version.as_deref()].into_iter().flatten();
        let words = words.filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" ");
        into.extend(Some(words).filter(|words| !words.is_empty()));
        for inner in items(self.components.as_ref()).iter().chain(items(self.services.as_ref())) {
            inner.names(into);
        }
    }
}

/// Before 1.5 a list of tools; since then an object of components and services too.
pub(crate) struct Tools<'de>(pub(crate) Vec<Tool<'de>>, bool);

impl<'de> Shape<'de> for Tools<'de> {
    fn list<A: SeqAccess<'de>>(seq: A) -> Result<Option<Self>, A::Error> {
        let list = List::<Tool<'de>>::list(seq)?;
        Ok(list.map(|list| Self(list.items, false)))
    }
    fn object<A: MapAccess<'de>>(mut map: A) -> Result<Option<Self>, A::Error> {
        let mut tool = Tool::default();
        let mut tools = Vec::new();
        while let Some(crate::json::Key(key)) = map.next_key()? {
            // XML writes the old list with a name of its own inside the same element.
            if &*key == "tools" {
                let list: crate::json::Got<List<Tool<'de>>> = map.next_value()?;
                tools.extend(
                    crate::json::take(list, "tools", &mut tool.wrong).into_iter().flat_map(|l| l.items),
                );
            } else {
                tool.field(key, &mut map)?;
            }
        }
        tools.push(tool);
        Ok(Some(Self(tools, true)))
    }
    fn is_faulty(&self) -> bool {
        self.0.iter().any(Shape::is_faulty)
    }
    fn unread(&self, path: &mut String, into: &mut Unread) {
        let length = path.len();
        if !self.1 {
            path.push_str("[]");
        }
        for tool in &self.0 {
            tool.unread(path, into);
        }
        path.truncate(length);
    }
}

/// The party that an organisation is; what it says beyond name, first address and first mail is unread.
pub(crate) fn party(organisation: &Organisation<'_>, path: &str, unread: &mut Unread) -> Party {
    let contacts = items(organisation.contacts.as_ref());
    let urls = items(organisation.urls.as_ref());
    let first = contacts.iter().find(|contact| contact.mail.is_some());
    let names = contacts.iter().filter(|contact| contact.name.is_some()).count();
    let mails = contacts.iter().filter(|contact| contact.mail.is_some()).count();
    unread.add(&format!("{path}.contact[].name"), names);
    unread.add(&format!("{path}.contact[].email"), mails.saturating_sub(1));
    unread.add(&format!("{path}.url[]"), urls.len().saturating_sub(1));
    unread_in(Some(organisation), path, &mut String::new(), unread);
    Party {
        name: owned(organisation.name.as_ref()),
        is_person: false,
        mail: owned(first.and_then(|contact| contact.mail.as_ref())),
        url: owned(urls.first()),
    }
}

/// A person.
pub(crate) fn person(contact: &Contact<'_>) -> Party {
    Party {
        name: owned(contact.name.as_ref()),
        is_person: true,
        mail: owned(contact.mail.as_ref()),
        url: String::new(),
    }
}

pub(crate) fn link(reference: &Reference<'_>) -> Link {
    Link {
        kind: reference.kind.as_deref().unwrap_or("other").to_owned(),
        url: owned(reference.url.as_ref()),
        comment: owned(reference.comment.as_ref()),
        hashes: hashes(items(reference.hashes.as_ref())),
    }
}

pub(crate) fn owned(words: Option<&Words<'_>>) -> String {
    words.map(|words| words.to_string()).unwrap_or_default()
}

/// The licences with their roles. Of a licence that gives both address and text, the address is kept.
pub(crate) fn licences(choices: &[LicenceChoice<'_>], path: &str, unread: &mut Unread) -> Vec<StatedLicence> {
    let mut found = Vec::new();
    for choice in choices {
        if let Some(expression) = choice.expression() {
            let (words, role) = (expression.to_owned(), choice.role());
            found.push(StatedLicence { words, role, more: String::new() });
        }
        let Some(licence) = &choice.licence else { continue };
        let words = licence.id.as_deref().or(licence.name.as_deref()).unwrap_or_default().to_owned();
        let url = licence.url.as_deref().unwrap_or_default();
        let text = licence.text.as_ref().map(content).unwrap_or_default();
        if licence.id.is_some() {
            unread.add(&format!("{path}[].license.name"), usize::from(licence.name.is_some()));
        }
        let both = !url.is_empty() && !text.is_empty();
        unread.add(&format!("{path}[].license.text"), usize::from(both));
        let sort =
            licence.text.as_ref().and_then(|text| text.sort.as_deref().or(text.sort_in_xml.as_deref()));
        // Plain text is what a text is without a word of its sort.
        let has_sort = sort.is_some_and(|sort| !matches!(sort, "" | "text/plain"));
        unread.add(&format!("{path}[].license.text.contentType"), usize::from(has_sort && !both));
        let more = if url.is_empty() { text } else { url.to_owned() };
        let stated = licence.acknowledgement.as_deref().or(choice.acknowledgement.as_deref());
        found.push(StatedLicence { words, role: role(stated), more });
    }
    found
}

/// The text of an attachment, decoded where it is text in base64.
fn content(attachment: &Attachment<'_>) -> String {
    let written = owned(attachment.content.as_ref());
    if attachment.encoding.as_deref() != Some("base64") {
        return written;
    }
    let bare: String = written.split_whitespace().collect();
    let decoded = STANDARD.decode(bare).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    decoded.unwrap_or(written)
}

fn role(acknowledgement: Option<&str>) -> LicenceRole {
    match acknowledgement {
        Some("declared") => LicenceRole::Declared,
        Some("concluded") => LicenceRole::Concluded,
        _ => LicenceRole::Unsaid,
    }
}

/// Several licences in one line. Alternatives in an expression stay together.
pub(crate) fn licence_line(choices: &[LicenceChoice<'_>]) -> String {
    let words = choices.iter().filter_map(|choice| {
        let of_licence = choice.licence.as_ref().and_then(|l| l.id.as_deref().or(l.name.as_deref()));
        choice.expression().or(of_licence).filter(|words| !words.is_empty())
    });
    words.collect::<Vec<_>>().join(" AND ")
}

pub(crate) fn hashes(hashes: &[Hash<'_>]) -> BTreeMap<String, String> {
    let pair = |hash: &Hash<'_>| {
        let (algorithm, content) = (hash.algorithm.as_deref()?, hash.content.as_deref()?);
        Some((digest_name(algorithm), content.to_lowercase()))
    };
    hashes.iter().filter_map(pair).collect()
}

pub(crate) fn properties(properties: &[Property<'_>]) -> Vec<(String, String)> {
    properties
        .iter()
        .map(|property| (owned(property.name.as_ref()), owned(property.value.as_ref())))
        .collect()
}

/// The name of an organisation, where it says something.
pub(crate) fn name<'o, 'de>(organisation: Option<&'o Organisation<'de>>) -> Option<&'o Words<'de>> {
    organisation?.name.as_ref().filter(|name| !says_nothing(name))
}
