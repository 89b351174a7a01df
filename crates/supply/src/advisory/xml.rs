//! A small tree of an XML document: names without prefix, attributes, text.
//!
//! Invariants: depth and number of elements are bounded; no entity of a document type is resolved, and a document
//! with one is refused; nothing is fetched. Where the text breaks off, the elements that were whole are kept.

use std::collections::BTreeMap;

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::Limits;

/// One element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: BTreeMap<String, String>,
    /// Its own text, without that of its children.
    pub(crate) text: String,
    pub(crate) children: Vec<Element>,
}

impl Element {
    pub(crate) fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first child that is reached by these names.
    pub(crate) fn at<'e>(&'e self, names: &[&str]) -> Option<&'e Self> {
        names.iter().try_fold(self, |element, name| element.children.iter().find(|child| child.name == *name))
    }

    /// The text there, trimmed; empty where there is none.
    pub(crate) fn text_at(&self, names: &[&str]) -> &str {
        self.at(names).map_or("", |element| element.text.trim())
    }

    pub(crate) fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", |value| value.trim())
    }
}

/// The root as far as it could be read, and why it could be read no further.
pub(crate) fn read(document: &str, limits: &Limits) -> (Option<Element>, Option<String>) {
    let mut tree = Tree { limits, open: Vec::new(), root: None, elements: 0 };
    let mut reader = Reader::from_str(document);
    let error = loop {
        match reader.read_event() {
            Ok(Event::Eof) => break tree.unfinished(),
            Ok(event) => {
                if let Err(error) = tree.take(event) {
                    break Some(error);
                }
            }
            Err(error) => break Some(error.to_string()),
        }
    };
    // Elements that are still open, save the root, are not whole.
    let root = tree.root.or_else(|| tree.open.into_iter().next());
    (root, error)
}

struct Tree<'l> {
    limits: &'l Limits,
    open: Vec<Element>,
    root: Option<Element>,
    elements: usize,
}

impl Tree<'_> {
    fn take(&mut self, event: Event<'_>) -> Result<(), String> {
        match event {
            Event::Start(start) => self.start(&start),
            Event::Empty(start) => {
                self.start(&start)?;
                self.end();
                Ok(())
            }
            Event::End(_) => {
                self.end();
                Ok(())
            }
            Event::Text(text) => {
                self.text(&text.xml10_content());
                Ok(())
            }
            Event::CData(text) => {
                self.text(&text.xml10_content());
                Ok(())
            }
            Event::GeneralRef(reference) => self.reference(&reference),
            Event::DocType(_) => Err("a document type is not accepted".to_owned()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::Eof => Ok(()),
        }
    }

    fn start(&mut self, start: &BytesStart<'_>) -> Result<(), String> {
        self.elements += 1;
        let (depth, count) = (self.limits.depth_max, self.limits.entries_max.saturating_mul(64));
        if self.open.len() >= depth {
            return Err(format!("nested deeper than the limit of {depth} levels"));
        }
        if self.elements > count {
            return Err(format!("more elements than the limit of {count}"));
        }
        let mut element = Element { name: local(start.name().as_ref()), ..Element::default() };
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| error.to_string())?;
            let value =
                attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| error.to_string())?;
            element.attributes.insert(local(attribute.key.as_ref()), value.into_owned());
        }
        self.open.push(element);
        Ok(())
    }

    fn end(&mut self) {
        let Some(element) = self.open.pop() else { return };
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = self.root.take().or(Some(element)),
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(element) = self.open.last_mut() {
            element.text.push_str(text);
        }
    }

    fn reference(&mut self, reference: &BytesRef<'_>) -> Result<(), String> {
        let name = reference.xml10_content();
        let character = reference.resolve_char_ref().map_err(|error| error.to_string())?.map(String::from);
        match character.or_else(|| resolve_predefined_entity(&name).map(str::to_owned)) {
            Some(text) => {
                self.text(&text);
                Ok(())
            }
            None => Err(format!("entity &{name}; is not one of XML's own")),
        }
    }

    fn unfinished(&self) -> Option<String> {
        match (&self.root, self.open.last()) {
            (_, Some(open)) => Some(format!("the document ends inside <{}>", open.name)),
            (None, None) => Some("no element".to_owned()),
            (Some(_), None) => None,
        }
    }
}

fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(document: &str) -> (Option<Element>, Option<String>) {
        read(document, &Limits { depth_max: 5, ..Limits::default() })
    }

    #[test]
    fn names_attributes_and_texts_are_read_as_they_are_meant() {
        let (root, error) = tree(
            "<?xml version=\"1.0\"?><!-- c --><x:a k='1 &lt; 2'><b>1 &amp; &#x32;<![CDATA[<3>]]></b><b/></x:a>",
        );
        assert_eq!(error, None);
        let root = root.unwrap();
        assert_eq!((root.name.as_str(), root.attribute("k")), ("a", "1 < 2"));
        assert_eq!(root.text_at(&["b"]), "1 & 2<3>");
        assert_eq!(root.all("b").count(), 2);
    }

    #[test]
    fn what_is_whole_before_the_break_is_kept() {
        let (root, error) = tree("<a><b>1</b><b>2</b><b>3");
        assert_eq!(error.unwrap(), "the document ends inside <b>");
        assert_eq!(root.unwrap().children.len(), 2);
    }

    #[test]
    fn entities_and_depth_are_bounded() {
        assert!(tree("<!DOCTYPE a [<!ENTITY e \"x\">]><a>&e;</a>").1.unwrap().contains("document type"));
        assert!(tree("<a>&e;</a>").1.unwrap().contains("&e;"));
        assert!(tree(&"<a>".repeat(300)).1.unwrap().contains("limit of 5"));
        assert!(tree("").1.is_some());
        assert!(tree("<a></b>").1.is_some());
    }
}
