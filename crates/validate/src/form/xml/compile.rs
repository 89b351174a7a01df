//! A form file of elements, taken for one edition.

use std::collections::BTreeMap;

use regex::Regex;

use super::machine::{Machine, Particle};
use super::value::{Narrowed, Spaces, Value, ValueId};
use crate::form::expression::{self, Expression, Facets};
use crate::form::notation::{self, Line};

/// One standard's document in one edition.
pub(crate) struct XmlForm {
    pub(super) values: Vec<Value>,
    pub(super) types: Vec<Element>,
    pub(super) root: usize,
    /// The name of the document element, and its namespace.
    pub(super) root_name: Box<str>,
    pub(super) namespace: Box<str>,
}

/// The type of an element.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) attributes: Vec<Attribute>,
    pub(super) further: Further,
    pub(super) content: Content,
}

#[derive(Debug)]
pub(super) struct Attribute {
    pub(super) name: Box<str>,
    pub(super) value: ValueId,
    pub(super) required: bool,
}

/// Attributes that the form does not name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Further {
    #[default]
    Refused,
    /// Of any namespace, or none.
    Any,
    /// Of another namespace than the document's.
    Other,
}

/// What stands inside an element.
#[derive(Debug)]
pub(super) enum Content {
    Text(ValueId),
    Elements { places: Vec<Place>, machine: Machine, mixed: bool },
}

impl Default for Content {
    fn default() -> Self {
        let machine = Machine { next: vec![Vec::new()], may_end: vec![true] };
        Self::Elements { places: Vec::new(), machine, mixed: false }
    }
}

/// One line of a content.
#[derive(Debug)]
pub(super) struct Place {
    /// None: any element of another namespace.
    pub(super) name: Option<Box<str>>,
    pub(super) kind: Kind,
}

/// What an element is held against.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Element(usize),
    Value { id: ValueId, may_be_empty: bool },
    Unlooked,
}

#[derive(Clone, Copy)]
enum Known {
    Element(usize),
    Value(ValueId),
}

impl XmlForm {
    /// Takes one edition out of a form file. `root` is the name of the document element and of its type. An error is
    /// a fault of the form file, which is ours.
    pub(crate) fn of(form: &str, edition: &str, root: &str, namespace: String) -> Result<Self, String> {
        let blocks = notation::blocks(form, edition)?;
        let mut maker = Maker { values: Vec::new(), types: Vec::new(), names: BTreeMap::new() };
        for block in &blocks {
            let known = if block.kind == "element" {
                maker.types.push(Element::default());
                Known::Element(maker.types.len() - 1)
            } else {
                maker.values.push(Value::Anything);
                Known::Value(maker.values.len() - 1)
            };
            if maker.names.insert(block.name, known).is_some() {
                return Err(format!("{} stands twice in {edition}", block.name));
            }
        }
        for block in &blocks {
            let told = |why: String| format!("{} ({edition}): {why}", block.name);
            match maker.names[block.name] {
                Known::Element(id) => maker.types[id] = maker.element(&block.lines).map_err(told)?,
                Known::Value(id) if block.kind == "words" => {
                    let mut words: Vec<Box<str>> = block
                        .lines
                        .iter()
                        .flat_map(|line| line.text.split_whitespace())
                        .map(Box::from)
                        .collect();
                    words.sort_unstable();
                    maker.values[id] = Value::Words(words);
                }
                Known::Value(id) => {
                    let expression = expression::parse(block.rest).map_err(told)?;
                    maker.values[id] = maker.value(&expression).map_err(told)?;
                }
            }
        }
        let Some(Known::Element(id)) = maker.names.get(root).copied() else {
            return Err(format!("no element {root}"));
        };
        let namespace = namespace.into_boxed_str();
        Ok(Self { values: maker.values, types: maker.types, root: id, root_name: root.into(), namespace })
    }
}

struct Maker<'m> {
    values: Vec<Value>,
    types: Vec<Element>,
    names: BTreeMap<&'m str, Known>,
}

impl Maker<'_> {
    fn value(&mut self, expression: &Expression<'_>) -> Result<Value, String> {
        match expression {
            Expression::Name(name, facets) => match self.names.get(name) {
                Some(Known::Value(id)) if *facets == Facets::default() => Ok(Value::Same(*id)),
                Some(_) => Err(format!("{name} is no text")),
                None => plain(name, facets),
            },
            Expression::Any(all) => Ok(Value::Any(
                all.iter()
                    .map(|one| self.value(one).map(|value| self.add(value)))
                    .collect::<Result<_, _>>()?,
            )),
            _ => Err("only types and | between them".to_owned()),
        }
    }

    fn add(&mut self, value: Value) -> ValueId {
        if let Value::Same(id) = value {
            return id;
        }
        self.values.push(value);
        self.values.len() - 1
    }

    fn typed(&mut self, text: &str) -> Result<ValueId, String> {
        let value = self.value(&expression::parse(text)?)?;
        Ok(self.add(value))
    }

    /// The type that these lines, all deeper than the one above them, describe.
    fn element(&mut self, lines: &[Line<'_>]) -> Result<Element, String> {
        let mut element = Element::default();
        let (mut places, mut parts, mut mixed, mut simple) = (Vec::new(), Vec::new(), false, None);
        let mut rest = lines;
        while let Some((line, after)) = rest.split_first() {
            let under = after.iter().take_while(|inner| inner.depth > line.depth).count();
            let (inner, after) = after.split_at(under);
            rest = after;
            if let Some(further) = line.text.strip_prefix("@* ") {
                element.further = if further == "any" { Further::Any } else { Further::Other };
            } else if let Some(attribute) = line.text.strip_prefix('@') {
                element.attributes.push(self.attribute(attribute)?);
            } else if let Some(text) = line.text.strip_prefix("= ") {
                simple = Some(self.typed(text)?);
            } else if line.text == "mixed" {
                mixed = true;
            } else if line.text != "empty" {
                parts.push(self.particle(line.text, inner, &mut places)?);
            }
        }
        element.content = match simple {
            Some(id) => Content::Text(id),
            None => {
                let machine = Machine::of(&Particle::Sequence(parts), places.len());
                Content::Elements { places, machine, mixed }
            }
        };
        Ok(element)
    }

    fn attribute(&mut self, text: &str) -> Result<Attribute, String> {
        let (name, ty) = text.split_once(' ').ok_or_else(|| format!("no type: {text}"))?;
        let plain = name.strip_suffix('!').unwrap_or(name);
        Ok(Attribute { name: plain.into(), value: self.typed(ty)?, required: plain.len() < name.len() })
    }

    fn particle(
        &mut self,
        text: &str,
        inner: &[Line<'_>],
        places: &mut Vec<Place>,
    ) -> Result<Particle, String> {
        let (head, ty) = text.split_once(' ').unwrap_or((text, ""));
        let name = head.trim_end_matches(['?', '*', '+']);
        let one = match name {
            "(choice)" | "(sequence)" => {
                let mut parts = Vec::new();
                let mut rest = inner;
                while let Some((line, after)) = rest.split_first() {
                    let under = after.iter().take_while(|inner| inner.depth > line.depth).count();
                    let (deeper, after) = after.split_at(under);
                    rest = after;
                    parts.push(self.particle(line.text, deeper, places)?);
                }
                if name == "(choice)" { Particle::Choice(parts) } else { Particle::Sequence(parts) }
            }
            _ => {
                let place = self.place(name, ty, inner)?;
                places.push(place);
                Particle::Place(places.len() - 1)
            }
        };
        Ok(match head.get(name.len()..) {
            Some("?") => Particle::Optional(Box::new(one)),
            Some("*") => Particle::Optional(Box::new(Particle::Repeated(Box::new(one)))),
            Some("+") => Particle::Repeated(Box::new(one)),
            _ => one,
        })
    }

    fn place(&mut self, name: &str, ty: &str, inner: &[Line<'_>]) -> Result<Place, String> {
        if name == "(other)" {
            return Ok(Place { name: None, kind: Kind::Unlooked });
        }
        let (ty, may_be_empty) = ty.strip_suffix(" default").map_or((ty, false), |ty| (ty, true));
        let kind = match self.names.get(ty) {
            _ if ty.is_empty() => {
                let element = self.element(inner)?;
                self.types.push(element);
                Kind::Element(self.types.len() - 1)
            }
            _ if ty == "anything" => Kind::Unlooked,
            Some(Known::Element(id)) => Kind::Element(*id),
            _ => Kind::Value { id: self.typed(ty)?, may_be_empty },
        };
        Ok(Place { name: Some(name.into()), kind })
    }
}

/// A type of XML Schema.
fn plain(name: &str, facets: &Facets<'_>) -> Result<Value, String> {
    let narrowed = || -> Result<Narrowed, String> {
        let pattern = facets.pattern.map(Regex::new).transpose().map_err(|error| error.to_string())?;
        Ok(Narrowed { pattern, least: facets.least, most: facets.most })
    };
    Ok(match name {
        "text" => Value::Text(Spaces::Kept, narrowed()?),
        "normal" => Value::Text(Spaces::Replaced, narrowed()?),
        "token" => Value::Text(Spaces::Collapsed, narrowed()?),
        "uri" => Value::Uri(narrowed()?),
        "date-time" => Value::DateTime,
        "date" => Value::Date,
        "truth" => Value::Truth,
        "decimal" | "whole" => {
            Value::Number { whole: name == "whole", least: facets.least, most: facets.most }
        }
        "anything" => Value::Anything,
        _ => return Err(format!("no such type: {name}")),
    })
}
