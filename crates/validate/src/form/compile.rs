//! A form file, taken for one edition, as nodes that refer to each other by number.

use std::collections::BTreeMap;

use regex::Regex;

use super::Format;
use super::expression::{self, Expression, Facets};
use super::notation::{self, Block};

/// The number of a node.
pub(super) type NodeId = usize;

/// One standard's document in one edition.
pub(crate) struct Form {
    pub(super) nodes: Vec<Node>,
    pub(super) root: NodeId,
}

/// What a value is held against.
#[derive(Debug)]
pub(super) enum Node {
    Anything,
    Null,
    Truth,
    Number {
        whole: bool,
        least: Option<f64>,
        most: Option<f64>,
    },
    Text(Box<TextNode>),
    /// Sorted.
    Words(Vec<Box<str>>),
    List {
        item: NodeId,
        least: Option<f64>,
        most: Option<f64>,
        unique: bool,
    },
    Object(Box<ObjectNode>),
    Any(Vec<NodeId>),
    One(Vec<NodeId>),
    All(Vec<NodeId>),
    Not(NodeId),
    Same(NodeId),
    /// Which object it is, a field of it says.
    Choice(Box<ChoiceNode>),
}

#[derive(Debug)]
pub(super) struct ChoiceNode {
    /// The field that names one of the objects.
    pub(super) field: Box<str>,
    /// Sorted by name.
    pub(super) objects: Vec<(Box<str>, NodeId)>,
    /// What an object is that names none of them.
    pub(super) others: Option<NodeId>,
}

#[derive(Debug)]
pub(super) struct TextNode {
    pub(super) pattern: Option<Regex>,
    pub(super) format: Option<Format>,
    pub(super) least: Option<f64>,
    pub(super) most: Option<f64>,
}

#[derive(Debug)]
pub(super) struct ObjectNode {
    /// Sorted by name, at most [`FIELDS_MAX`].
    pub(super) fields: Vec<Field>,
    /// The bits of the fields that have to be there.
    pub(super) required: u128,
    pub(super) others: Others,
    pub(super) conditions: Vec<Condition>,
}

#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: Box<str>,
    pub(super) node: NodeId,
}

/// Fields that the form does not name.
#[derive(Debug)]
pub(super) enum Others {
    Refused,
    LetBe,
    Are(NodeId),
}

/// Which fields go together.
#[derive(Debug)]
pub(super) enum Condition {
    /// Exactly one of the groups is there.
    OneOf(Vec<Group>),
    /// At least one of the groups is there.
    SomeOf(Vec<Group>),
    NotAllOf(Group),
    /// Only with that value of that field.
    OnlyIf {
        field: Box<str>,
        value: Box<str>,
        then: Group,
    },
    /// With that value of that field these have to be there.
    If {
        field: Box<str>,
        value: Box<str>,
        then: Group,
    },
}

/// Fields that are there together.
pub(super) type Group = Vec<Box<str>>;

/// One bit each.
const FIELDS_MAX: usize = 128;

impl Form {
    /// Takes one edition out of a form file. `root` is the name of the document's type. An error is a fault of
    /// the form file, which is ours.
    pub(crate) fn of(form: &str, edition: &str, root: &str) -> Result<Self, String> {
        let blocks = notation::blocks(form, edition)?;
        let mut names = BTreeMap::new();
        for (nth, block) in blocks.iter().enumerate() {
            if names.insert(block.name, nth).is_some() {
                return Err(format!("{} stands twice in {edition}", block.name));
            }
        }
        let mut maker = Maker { nodes: Vec::new(), names: &names };
        maker.nodes.resize_with(blocks.len(), || Node::Anything);
        for (nth, block) in blocks.iter().enumerate() {
            maker.nodes[nth] =
                maker.block(block).map_err(|why| format!("{} ({edition}): {why}", block.name))?;
        }
        let root = *names.get(root).ok_or_else(|| format!("no type {root}"))?;
        Ok(Self { nodes: maker.nodes, root })
    }
}

struct Maker<'m> {
    nodes: Vec<Node>,
    names: &'m BTreeMap<&'m str, NodeId>,
}

impl Maker<'_> {
    fn block(&mut self, block: &Block<'_>) -> Result<Node, String> {
        match block.kind {
            "object" => self.object(block),
            "words" => {
                let mut words: Vec<Box<str>> =
                    block.lines.iter().flat_map(|line| line.text.split_whitespace()).map(Box::from).collect();
                words.sort_unstable();
                Ok(Node::Words(words))
            }
            "choice" => self.choice(block),
            "is" => self.node(&expression::parse(block.rest)?),
            kind => Err(format!("no such kind: {kind}")),
        }
    }

    fn add(&mut self, expression: &Expression<'_>) -> Result<NodeId, String> {
        if let Expression::Name(name, facets) = expression
            && let Some(known) = self.names.get(name)
        {
            if *facets != Facets::default() {
                return Err(format!("{name} cannot be narrowed"));
            }
            return Ok(*known);
        }
        let node = self.node(expression)?;
        self.nodes.push(node);
        Ok(self.nodes.len() - 1)
    }

    fn add_all(&mut self, all: &[Expression<'_>]) -> Result<Vec<NodeId>, String> {
        all.iter().map(|one| self.add(one)).collect()
    }

    fn node(&mut self, expression: &Expression<'_>) -> Result<Node, String> {
        Ok(match expression {
            Expression::Name(name, facets) => match self.names.get(name) {
                Some(known) => Node::Same(*known),
                None => plain(name, facets)?,
            },
            Expression::Literal(text) => Node::Words(vec![text.as_str().into()]),
            Expression::List(item, facets) => Node::List {
                item: self.add(item)?,
                least: facets.least,
                most: facets.most,
                unique: facets.unique,
            },
            Expression::Any(all) => Node::Any(self.add_all(all)?),
            Expression::One(all) => Node::One(self.add_all(all)?),
            Expression::All(all) => Node::All(self.add_all(all)?),
            Expression::Not(one) => Node::Not(self.add(one)?),
        })
    }

    fn choice(&mut self, block: &Block<'_>) -> Result<Node, String> {
        let known =
            |name: &str| self.names.get(name).copied().ok_or_else(|| format!("no such object: {name}"));
        let (mut objects, mut others) = (Vec::new(), None);
        for line in &block.lines {
            if let Some(name) = line.text.strip_prefix("else ") {
                others = Some(known(name)?);
                continue;
            }
            for name in line.text.split_whitespace() {
                objects.push((Box::from(name), known(name)?));
            }
        }
        objects.sort_unstable();
        Ok(Node::Choice(Box::new(ChoiceNode { field: block.rest.into(), objects, others })))
    }

    fn object(&mut self, block: &Block<'_>) -> Result<Node, String> {
        let others = if block.rest == "open" { Others::LetBe } else { Others::Refused };
        let mut object = ObjectNode { fields: Vec::new(), required: 0, others, conditions: Vec::new() };
        let mut required = Vec::new();
        for line in &block.lines {
            if let Some(condition) = condition(line.text)? {
                object.conditions.push(condition);
                continue;
            }
            let (name, rest) =
                line.text.split_once(' ').ok_or_else(|| format!("no type in {}", line.text))?;
            let node = self.add(&expression::parse(rest)?)?;
            if name == "others" {
                object.others = Others::Are(node);
                continue;
            }
            let plain = name.strip_suffix('!').unwrap_or(name);
            if plain.len() != name.len() {
                required.push(plain);
            }
            object.fields.push(Field { name: plain.into(), node });
        }
        object.fields.sort_by(|one, two| one.name.cmp(&two.name));
        if object.fields.len() > FIELDS_MAX
            || object.fields.windows(2).any(|pair| pair[0].name == pair[1].name)
        {
            return Err("too many fields, or one twice".to_owned());
        }
        let bit =
            |(nth, field): (usize, &Field)| if required.contains(&&*field.name) { 1_u128 << nth } else { 0 };
        object.required = object.fields.iter().enumerate().map(bit).fold(0, |all, one| all | one);
        Ok(Node::Object(Box::new(object)))
    }
}

/// A word of the notation.
fn plain(name: &str, facets: &Facets<'_>) -> Result<Node, String> {
    let (least, most) = (facets.least, facets.most);
    Ok(match name {
        "any" => Node::Anything,
        "null" => Node::Null,
        "truth" => Node::Truth,
        "whole" | "number" => Node::Number { whole: name == "whole", least, most },
        "object" => Node::Object(Box::new(ObjectNode {
            fields: Vec::new(),
            required: 0,
            others: Others::LetBe,
            conditions: Vec::new(),
        })),
        "text" => {
            let pattern = facets.pattern.map(Regex::new).transpose().map_err(|error| error.to_string())?;
            Node::Text(Box::new(TextNode { pattern, format: facets.format, least, most }))
        }
        _ => return Err(format!("no such type: {name}")),
    })
}

/// A line that says which fields go together.
fn condition(line: &str) -> Result<Option<Condition>, String> {
    let groups = |text: &str| -> Vec<Group> {
        text.split_whitespace().map(|group| group.split('+').map(Box::from).collect()).collect()
    };
    let group = |text: &str| -> Group { text.split_whitespace().map(Box::from).collect() };
    let Some((head, rest)) = line.split_once(": ") else { return Ok(None) };
    let equation = |text: &str| -> Result<(Box<str>, Box<str>), String> {
        let (field, value) = text.split_once(" = ").ok_or_else(|| format!("no equation: {text}"))?;
        Ok((field.into(), value.trim_matches('"').into()))
    };
    Ok(Some(match head {
        "one of" => Condition::OneOf(groups(rest)),
        "some of" => Condition::SomeOf(groups(rest)),
        "not all of" => Condition::NotAllOf(group(rest)),
        _ => {
            if let Some(text) = head.strip_prefix("only if ") {
                let (field, value) = equation(text)?;
                Condition::OnlyIf { field, value, then: group(rest) }
            } else if let Some(text) = head.strip_prefix("if ") {
                let (field, value) = equation(text)?;
                Condition::If { field, value, then: group(rest) }
            } else {
                return Ok(None);
            }
        }
    }))
}
