//! The plan set as XML, in the order that the schema's sequences ask for.
//!
//! Invariant: well-formed XML 1.0 whatever the values hold; a character that XML cannot carry is replaced and counted.

use sekisho_model::text;

use super::{
    Bom, Choice, Component, Composition, Contact, Dependency, Hash, Metadata, Organisation, Property,
    Reference, Tools,
};
use crate::write::losses::Losses;

/// The document.
pub(super) fn set(bom: &Bom, losses: &mut Losses<'_>) -> Vec<u8> {
    let mut xml = Xml {
        text: String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"),
        depth: 0,
        replaced: 0,
        trimmed: 0,
    };
    xml.bom(bom);
    losses.coarsened(
        None,
        "characters",
        xml.replaced,
        text!(ja: "XML で表せない制御文字を「?」にしました。", en: "Control characters that XML cannot carry became \"?\"."),
    );
    losses.coarsened(
        None,
        "line breaks",
        xml.trimmed,
        text!(
            ja: "XML では文字列の前後の空白が保たれません。",
            en: "Blanks before and after a text don't survive XML."
        ),
    );
    xml.text.into_bytes()
}

struct Xml {
    text: String,
    depth: usize,
    replaced: usize,
    /// Texts that begin or end with blanks, which readers of XML leave out.
    trimmed: usize,
}

impl Xml {
    fn indent(&mut self) {
        for _ in 0..self.depth {
            self.text.push_str("  ");
        }
    }

    /// An element with elements in it.
    fn element(&mut self, name: &str, attributes: &[(&str, &str)], inside: impl FnOnce(&mut Self)) {
        self.indent();
        self.start(name, attributes);
        let start = self.text.len();
        self.text.push_str(">\n");
        self.depth += 1;
        inside(self);
        self.depth -= 1;
        if self.text.len() == start + 2 {
            self.text.truncate(start);
            self.text.push_str("/>\n");
            return;
        }
        self.indent();
        self.end(name);
    }

    /// An element with a text in it.
    fn text_in(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.indent();
        self.start(name, attributes);
        self.text.push('>');
        self.trimmed += usize::from(text.trim() != text);
        self.escape(text);
        self.end(name);
    }

    /// The same, if there is a text.
    fn said(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.text_in(name, &[], text);
        }
    }

    fn list<T>(&mut self, name: &str, items: &[T], mut each: impl FnMut(&mut Self, &T)) {
        if !items.is_empty() {
            self.element(name, &[], |xml| items.iter().for_each(|item| each(xml, item)));
        }
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        // The XML forms demand these two even where JSON lets the name of a property go unsaid.
        let is_demanded = |key: &str| matches!(key, "name" | "tagId");
        self.text.push('<');
        self.text.push_str(name);
        for (key, value) in attributes.iter().filter(|(key, value)| is_demanded(key) || !value.is_empty()) {
            self.text.push(' ');
            self.text.push_str(key);
            self.text.push_str("=\"");
            self.escape(value);
            self.text.push('"');
        }
    }

    fn end(&mut self, name: &str) {
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push_str(">\n");
    }

    fn escape(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '"' => self.text.push_str("&quot;"),
                '\r' => self.text.push_str("&#13;"),
                '\t' => self.text.push_str("&#9;"),
                '\n' => self.text.push_str("&#10;"),
                '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                    self.replaced += 1;
                    self.text.push('?');
                }
                c => self.text.push(c),
            }
        }
    }

    fn bom(&mut self, bom: &Bom) {
        let namespace = format!("http://cyclonedx.org/schema/bom/{}", bom.spec_version);
        let version = bom.version.map(|version| version.to_string()).unwrap_or_default();
        let attributes = [
            ("xmlns", namespace.as_str()),
            ("serialNumber", bom.serial_number.as_str()),
            ("version", version.as_str()),
        ];
        self.element("bom", &attributes, |xml| {
            if !bom.metadata.is_empty() {
                xml.element("metadata", &[], |xml| xml.metadata(&bom.metadata));
            }
            xml.element("components", &[], |xml| {
                bom.components.iter().for_each(|c| xml.component("component", c))
            });
            xml.references(&bom.external_references);
            xml.list("dependencies", &bom.dependencies, Self::dependency);
            xml.list("compositions", &bom.compositions, Self::composition);
        });
    }

    fn metadata(&mut self, metadata: &Metadata) {
        self.said("timestamp", metadata.timestamp.as_deref().unwrap_or_default());
        self.list("lifecycles", &metadata.lifecycles, |xml, stage| {
            xml.element("lifecycle", &[], |xml| {
                xml.said("phase", stage.phase.as_deref().unwrap_or_default());
                xml.said("name", stage.name.as_deref().unwrap_or_default());
            });
        });
        match &metadata.tools {
            None => {}
            Some(Tools::List(tools)) => self.list("tools", tools, |xml, tool| {
                xml.element("tool", &[], |xml| {
                    xml.said("name", &tool.name);
                    xml.said("version", &tool.version);
                });
            }),
            Some(Tools::Components(tools)) => self.element("tools", &[], |xml| {
                xml.list("components", tools, |xml, tool| xml.component("component", tool));
            }),
        }
        self.list("authors", &metadata.authors, |xml, author| xml.contact("author", author));
        if let Some(component) = &metadata.component {
            self.component("component", component);
        }
        self.organisation("manufacturer", metadata.manufacturer.as_ref());
        self.organisation("manufacture", metadata.manufacture.as_ref());
        self.organisation("supplier", metadata.supplier.as_ref());
        self.list("licenses", &metadata.licenses, Self::choice);
        self.list("properties", &metadata.properties, Self::property);
    }

    fn component(&mut self, name: &str, component: &Component) {
        let c = component;
        self.element(name, &[("type", &c.kind), ("bom-ref", &c.reference)], |xml| {
            xml.organisation("supplier", c.supplier.as_ref());
            xml.organisation("manufacturer", c.manufacturer.as_ref());
            xml.list("authors", &c.authors, |xml, author| xml.contact("author", author));
            xml.said("author", &c.author);
            xml.said("publisher", &c.publisher);
            xml.said("group", &c.group);
            xml.text_in("name", &[], &c.name);
            xml.said("version", &c.version);
            xml.said("description", &c.description);
            xml.said("scope", &c.scope);
            xml.list("hashes", &c.hashes, Self::hash);
            xml.list("licenses", &c.licenses, Self::choice);
            xml.said("copyright", &c.copyright);
            xml.said("cpe", &c.cpe);
            xml.said("purl", &c.purl);
            c.omnibor_id.iter().for_each(|id| xml.said("omniborId", id));
            c.swhid.iter().for_each(|id| xml.said("swhid", id));
            if let Some(swid) = &c.swid {
                xml.element("swid", &[("tagId", &swid.tag_id), ("name", &swid.name)], |_| {});
            }
            xml.references(&c.external_references);
            xml.list("properties", &c.properties, Self::property);
            xml.list("components", &c.components, |xml, inner| xml.component("component", inner));
        });
    }

    fn organisation(&mut self, name: &str, organisation: Option<&Organisation>) {
        let Some(organisation) = organisation else { return };
        self.element(name, &[], |xml| {
            xml.said("name", &organisation.name);
            organisation.url.iter().for_each(|url| xml.said("url", url));
            organisation.contact.iter().for_each(|contact| xml.contact("contact", contact));
        });
    }

    fn contact(&mut self, name: &str, contact: &Contact) {
        self.element(name, &[], |xml| {
            xml.said("name", &contact.name);
            xml.said("email", &contact.email);
        });
    }

    fn hash(&mut self, hash: &Hash) {
        self.text_in("hash", &[("alg", hash.alg)], &hash.content);
    }

    fn choice(&mut self, choice: &Choice) {
        if let Some(expression) = &choice.expression {
            let acknowledgement = choice.acknowledgement.unwrap_or_default();
            self.text_in("expression", &[("acknowledgement", acknowledgement)], expression);
        }
        let Some(licence) = &choice.license else { return };
        let acknowledgement = licence.acknowledgement.unwrap_or_default();
        self.element("license", &[("acknowledgement", acknowledgement)], |xml| {
            xml.said("id", &licence.id);
            xml.said("name", &licence.name);
            if let Some(text) = &licence.text {
                xml.text_in("text", &[], &text.content);
            }
            xml.said("url", &licence.url);
        });
    }

    fn references(&mut self, references: &[Reference]) {
        self.list("externalReferences", references, |xml, reference| {
            xml.element("reference", &[("type", &reference.kind)], |xml| {
                xml.text_in("url", &[], &reference.url);
                xml.said("comment", &reference.comment);
                xml.list("hashes", &reference.hashes, Self::hash);
            });
        });
    }

    fn property(&mut self, property: &Property) {
        self.text_in("property", &[("name", &property.name)], &property.value);
    }

    fn dependency(&mut self, dependency: &Dependency) {
        self.element("dependency", &[("ref", &dependency.reference)], |xml| {
            for to in &dependency.depends_on {
                xml.element("dependency", &[("ref", to)], |_| {});
            }
        });
    }

    fn composition(&mut self, composition: &Composition) {
        self.element("composition", &[], |xml| {
            xml.said("aggregate", composition.aggregate);
            xml.list("assemblies", &composition.assemblies, |xml, to| {
                xml.element("assembly", &[("ref", to)], |_| {})
            });
            xml.list("dependencies", &composition.dependencies, |xml, to| {
                xml.element("dependency", &[("ref", to)], |_| {});
            });
        });
    }
}
